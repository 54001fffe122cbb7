import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

extensions = ["sphinx.ext.autodoc", "sphinxcontrib_autodocgen"]
autodocgen_packages = ["store.py", "quiet.py"]
