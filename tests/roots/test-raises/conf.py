import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
project = "Raises"
extensions = ["sphinxcontrib_autodocgen"]
autodocgen_packages = ["feed", "marks", "well"]
