import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "tangle"
extensions = ["myst_parser", "sphinxcontrib_autodocgen"]
autodocgen_packages = ["tangle"]
html_theme = "basic"
