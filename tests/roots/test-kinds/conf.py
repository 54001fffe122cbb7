import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "zoo"
extensions = ["sphinxcontrib_autodocgen"]
autodocgen_packages = ["zoo"]
autodoc_default_options = {"members": True, "show-inheritance": True}
nitpicky = True
html_theme = "basic"
exclude_patterns = ["new.rst"] if sys.version_info < (3, 12) else []
