import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "kinds"
extensions = ["sphinxcontrib_autodocgen"]
autodocgen_show_undocumented = "all"
autodocgen_packages = ["kinds"]
html_theme = "basic"
