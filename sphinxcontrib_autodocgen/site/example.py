"""The example project that is shipped, and where its pages show what there is to see."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from .. import files
from ..errors import SettingError

__all__ = ["PLACES", "write_example"]

_SUFFIX = ".txt"
"""The files have it, so that no tool takes them for source of ours."""

_SIGN = "src/parcel/rates.py"

PLACES = (
    ("index.html", "the start page: readme, modules, coverage and complexity"),
    (
        "api/parcel.rates.html#parcel.rates.price",
        "inferred types, underlined; exceptions and their conditions",
    ),
    (
        "api/parcel.rates.html#parcel.rates.read_rates",
        "a sentence for a function without a docstring",
    ),
    (
        "api/parcel.rates.html#parcel.rates.cheapest",
        "a documented parameter that doesn't exist; see the warning",
    ),
    ("api/parcel.route.html#parcel.route.Planner.plan", "its complexity, and a call from a test"),
    ("api/parcel.route.html#parcel.route.NightPlanner.plan", "a link to the overridden method"),
    ("complexity.html", "the functions that are hardest to follow"),
    ("coverage.html", "the objects without a docstring"),
    ("autodocgen-report.html", "the cost of the build"),
    ("markdown/project/glossary.md", "all names and terms; Markdown of each page is beside it"),
    ("llms-full.txt", "all pages in one file, for a language model"),
)
"""Addresses below the site, each with what it shows."""


def write_example(folder: Path) -> None:
    """Write the files of the example project that aren't there; what was changed stays.

    Args:
        folder: The folder of the project.

    Raises:
        SettingError: If the folder holds something else.
    """
    if files.is_folder(folder) and any(folder.iterdir()) and not files.is_file(folder / _SIGN):
        reason = "its folder 'project' holds something else; choose another"
        raise SettingError("output", files.shown(folder.parent), reason)
    for name, text in _files(resources.files(__package__) / "example"):
        path = folder / name.removesuffix(_SUFFIX)
        if not files.exists(path):
            path.parent.mkdir(parents=True, exist_ok=True)
            files.write(path, text)


def _files(folder: Traversable, inside: str = "") -> Iterator[tuple[str, str]]:
    """Yield the names and texts of all files in a folder."""
    for each in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if each.is_dir():
            yield from _files(each, f"{inside}{each.name}/")
        elif each.name.endswith(_SUFFIX):
            yield f"{inside}{each.name}", each.read_text(encoding="utf-8")
