"""The compiled pages as directives, in a page of each markup."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "Compiled"
author = "Ann Author"
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinxcontrib_autodocgen"]
autodocgen_packages = ["gears.py"]
autodocgen_glossary_links = True
exclude_patterns = ["CHANGELOG.md"]
autodocgen_vacuous = True
