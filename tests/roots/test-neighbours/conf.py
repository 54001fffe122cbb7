import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "farm"
extensions = ["sphinxcontrib_autodocgen"]
autodocgen_packages = ["farm"]
nitpicky = True
nitpick_ignore = [("py:class", "pathlib.Path"), ("py:class", "enum.IntEnum")]
nitpick_ignore += [("py:class", "enum.ReprEnum"), ("py:class", "enum.Enum")]
html_theme = "basic"
exclude_patterns = ["extra"]
