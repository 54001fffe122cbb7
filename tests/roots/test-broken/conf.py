import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "broken"
extensions = ["sphinxcontrib_autodocgen"]
autodocgen_packages = ["broken", "nowhere"]
html_theme = "basic"
