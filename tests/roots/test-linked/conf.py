import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "linked"
extensions = ["sphinx.ext.napoleon", "sphinxcontrib_autodocgen"]
autodocgen_packages = ["linked"]
nitpicky = True
html_theme = "basic"
