"""A project whose page ``probe`` has every kind of node."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

project = "Probe"
extensions = ["sphinx.ext.graphviz", "sphinx.ext.todo", "markdown_probe"]
numfig = True
todo_include_todos = True
exclude_patterns = ["_build"]
suppress_warnings = ["ref.footnote"]
