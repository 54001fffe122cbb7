import operator
import sys
import types
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "zoo"
extensions = ["sphinxcontrib_autodocgen"]
autodocgen_packages = ["zoo", "herd"]
autodoc_default_options = {"members": True, "show-inheritance": True}
autodocgen_show_undocumented = "all"
nitpicky = True
nitpick_ignore = [("py:class", "abc.ABC"), ("py:class", "enum.Enum")]
html_theme = "basic"
if sys.version_info < (3, 12):
    autodocgen_exclude = ["zoo.syntax312"]
    exclude_patterns = ["new.rst"]

# what only a stub describes is made by an extension module, of which this is the double
stubbed = types.ModuleType("zoo.stubbed")
exec("def quick(size=1): return size > 0\ndef told(size=1): return size > 0", vars(stubbed))
stubbed.measured, stubbed.largest, stubbed.unknown = operator.length_hint, iter, next
stubbed.__all__ = ["quick", "told", "measured", "largest", "unknown"]
sys.modules["zoo.stubbed"] = stubbed
