"""What a maintainer is told about the numbers: tables, hot spots and trends, without any Sphinx.

:mod:`.columns` says what can be shown of an object, :mod:`.table` which objects, in which order
and with which totals, :mod:`.churn` how often each was changed, :mod:`.advice` what makes a
function complex, :mod:`.trend` how the numbers went from release to release, and :mod:`.pictures`
turns all that into charts.
"""
