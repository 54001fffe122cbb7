"""Draws the picture of the README: the page of its own example.

    python -m pip install weasyprint pymupdf furo
    python benchmarks/picture.py

No browser is needed: the page's article is laid out with the theme's styles and ours.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
_PAGE = "parcel\n======\n\n.. automodule:: parcel\n   :members:\n   :undoc-members:\n"
_CONF = """import sys
sys.path.insert(0, ".")
extensions = ["sphinx.ext.autodoc", "sphinxcontrib_autodocgen"]
autodocgen_packages = ["parcel.py"]
html_theme = "furo"
"""
_STYLE = (
    "@page {size: 820px 500px; margin: 8px} a.headerlink {display: none} body {font-size: 15px}"
)
_STYLES = ("pygments.css", "styles/furo.css", "autodocgen.css")


def main() -> None:
    """Build the example in a temporary folder, and write its picture."""
    import pymupdf
    from weasyprint import CSS, HTML

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (source,) = re.findall(r"```python\n(LIMIT.*?)```", readme, re.DOTALL)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, text in (("parcel.py", source), ("conf.py", _CONF), ("index.rst", _PAGE)):
            (folder / file).write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "sphinx", "-q", "-W", "-b", "html", ".", "html"]
        subprocess.run(command, cwd=folder, check=True)
        page = (folder / "html" / "index.html").read_text(encoding="utf-8")
        article = re.search(r"<article.*?</article>", page, re.DOTALL)
        assert article is not None
        links = "".join(f'<link rel="stylesheet" href="html/_static/{style}">' for style in _STYLES)
        html = HTML(string=f"<head>{links}</head><body>{article[0]}</body>", base_url=str(folder))
        html.write_pdf(folder / "page.pdf", stylesheets=[CSS(string=_STYLE)])
        picture = pymupdf.open(folder / "page.pdf")[0].get_pixmap(dpi=110)
        picture.save(ROOT / "docs" / "_static" / "example.png")


if __name__ == "__main__":
    main()
