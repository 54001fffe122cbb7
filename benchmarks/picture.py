"""Draws the pictures of the README and of the gallery, with a headless Chromium.

    apt-get install chromium
    python -m pip install furo
    python benchmarks/picture.py

The README's picture is the page of its own example. Each picture of the gallery is a page of
autodoc for a released package, which pip downloads, without and with the extension.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs" / "_static"

_CONF = """import sys
sys.path.insert(0, ".")
extensions = [{extensions}]
autodocgen_packages = ["{package}"]
html_theme = "furo"
"""
_HIDDEN = ".mobile-header, .sidebar-drawer, .toc-drawer, footer, .content-icon-container"
_STYLE = f"""<style>
{_HIDDEN}, a.headerlink {{display: none !important}}
.page, .main, .content {{display: block; width: auto; min-height: 0; margin: 0; padding: 0}}
.content {{padding: 12px 24px}}
</style>
<script>addEventListener("load", () => {{
  const box = document.querySelector("article").getBoundingClientRect();
  document.title = "height " + Math.ceil(box.bottom + 16);
}})</script>
"""


class Example(NamedTuple):
    """Objects of a released package that the gallery shows.

    Attributes:
        name: The name of its pictures.
        release: The release that is downloaded.
        package: The path of the package in it.
        page: The directives of the page.
    """

    name: str
    release: str
    package: str
    page: str


EXAMPLES = (
    Example(
        "boltons",
        "boltons==26.2.0",
        "boltons",
        ".. currentmodule:: boltons.strutils\n\n"
        + "".join(f".. autofunction:: {n}\n" for n in ("camel2under", "slugify", "is_ascii")),
    ),
    Example(
        "bottle",
        "bottle==0.13.4",
        "bottle.py",
        ".. autoclass:: bottle.HeaderDict\n"
        "   :members: append, replace, getall, get, filter\n"
        "   :undoc-members:\n",
    ),
    Example(
        "mistune",
        "mistune==3.4.0",
        "mistune",
        ".. autoclass:: mistune.BlockState\n"
        "   :members: process, find_line_end, last_token, prepend_token\n"
        "   :undoc-members:\n",
    ),
)


def main() -> None:
    """Write all pictures."""
    with tempfile.TemporaryDirectory() as name:
        _draw_readme(Path(name) / "readme")
        for example in EXAMPLES:
            _draw(example, Path(name) / example.name)


def _draw_readme(folder: Path) -> None:
    folder.mkdir()
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    (source,) = re.findall(r"```python\n(LIMIT.*?)```", readme, re.DOTALL)
    (folder / "parcel.py").write_text(source, encoding="utf-8")
    page = "parcel\n======\n\n.. automodule:: parcel\n   :members:\n   :undoc-members:\n"
    _shoot(_build(folder, "parcel.py", page, ours=True), PICTURES / "example.png", 820)


def _draw(example: Example, folder: Path) -> None:
    pip = [sys.executable, "-m", "pip", "install", "-q", "--target", str(folder)]
    subprocess.run([*pip, example.release, "--no-deps"], check=True)
    for ours in (False, True):
        html = _build(folder, example.package, example.page, ours=ours)
        _shoot(html, PICTURES / f"{example.name}-{'with' if ours else 'without'}.png", 760)


def _build(folder: Path, package: str, page: str, *, ours: bool) -> Path:
    """Build a page, and return it without the theme's frame."""
    names = ["sphinx.ext.autodoc", *(["sphinxcontrib_autodocgen"] if ours else [])]
    conf = _CONF.format(extensions=", ".join(map(repr, names)), package=package)
    (folder / "conf.py").write_text(conf, encoding="utf-8")
    text = page if page.startswith("parcel") else f":orphan:\n\n{page}"
    (folder / "index.rst").write_text(text, encoding="utf-8")
    output = folder / ("with" if ours else "without")
    command = [sys.executable, "-m", "sphinx", "-q", "-E", "-b", "html", ".", str(output)]
    subprocess.run(command, cwd=folder, check=True)
    html = output / "index.html"
    text = html.read_text(encoding="utf-8").replace("</head>", f"{_STYLE}</head>", 1)
    html.write_text(text, encoding="utf-8")
    return html


def _shoot(html: Path, picture: Path, width: int) -> None:
    """Write a picture of a page that is as high as its content."""
    dom = _chromium("--dump-dom", f"--window-size={width},400", html.as_uri())
    height = re.search(r"<title>height (\d+)", dom)
    assert height is not None
    _chromium(f"--screenshot={picture}", f"--window-size={width},{height[1]}", html.as_uri())
    print(f"{picture.relative_to(ROOT)}: {picture.stat().st_size:,} bytes")


def _chromium(*arguments: str) -> str:
    command = shutil.which("chromium") or shutil.which("chromium-browser") or "google-chrome"
    flags = ("--headless", "--no-sandbox", "--hide-scrollbars", "--virtual-time-budget=2000")
    done = subprocess.run([command, *flags, *arguments], check=True, capture_output=True, text=True)
    return done.stdout


if __name__ == "__main__":
    main()
