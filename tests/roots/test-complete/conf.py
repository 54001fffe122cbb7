import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "Partly documented"
extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinxcontrib_autodocgen"]
autodocgen_packages = ["partly.py"]
autodocgen_complete = "sections"
