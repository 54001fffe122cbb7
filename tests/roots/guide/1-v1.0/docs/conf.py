import sys
from pathlib import Path

sys.path.insert(0, str(Path("../src").resolve()))

project = "parcel"
extensions = ["sphinx.ext.autodoc", "sphinx.ext.coverage", "sphinx.ext.napoleon", "sphinxcontrib_autodocgen"]
exclude_patterns = ["_build"]
