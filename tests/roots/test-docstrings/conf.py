"""Docstrings in Markdown, beside one in reStructuredText."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "Docstrings"
extensions = ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinxcontrib_autodocgen"]
autodocgen_packages = ["frobs.py"]
autodocgen_docstring_format = {"frobs": "markdown", "frobs.plain": "rest"}
