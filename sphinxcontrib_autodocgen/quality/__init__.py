"""Tables, charts and findings beyond limits, for maintainers; without Sphinx.

:mod:`.findings` says which limits an object has and what is found beyond them, and :mod:`.checks`
compares all objects with theirs; :mod:`.baseline` knows the findings of before, and
:mod:`.finding_formats` writes them.

:mod:`.columns` says what a table can show of an object, :mod:`.request` what it's asked for, and
:mod:`.table` which objects it shows, in which order. :mod:`.churn` counts how often each was
changed, :mod:`.hotspots` says what makes a function complex, :mod:`.trend` how the numbers went
from release to release. :mod:`.charts` draws, and :mod:`.pictures` says which chart shows what.
"""
