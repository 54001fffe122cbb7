"""What a Sphinx build says of limits that ``conf.py`` sets."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

MODULE = '''"""Module."""


def deep(a, b):
    """Return something."""
    if a:
        for i in b:
            while i:
                if i > a:
                    i -= 1
    return a


def flat(a):
    return a
'''

Said = list[tuple[str, str]]


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """Return the folder of a small Sphinx project with three pages."""
    package = tmp_path / "docs" / "pkg"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""Package."""\n', encoding="utf-8")
    (package / "one.py").write_text(MODULE, encoding="utf-8")
    (package / "two.py").write_text(MODULE, encoding="utf-8")
    for name in ("one", "two"):
        page = f"{name}\n===\n\n.. automodule:: pkg.{name}\n   :members:\n"
        (tmp_path / "docs" / f"{name}.rst").write_text(page, encoding="utf-8")
    index = "pkg\n===\n\n.. toctree::\n\n   one\n   two\n"
    (tmp_path / "docs" / "index.rst").write_text(index, encoding="utf-8")
    return tmp_path / "docs"


def _build(docs: Path, conf: str, *flags: str, packages: str = '["pkg"]') -> Said:
    """Build in a process of its own, and return subtype and text of each warning."""
    (docs / "conf.py").write_text(
        "import sys\nfrom pathlib import Path\n"
        "sys.path.insert(0, str(Path(__file__).parent))\n"
        'extensions = ["sphinxcontrib_autodocgen"]\nhtml_theme = "basic"\n'
        f"autodocgen_packages = {packages}\n{conf}\n",
        encoding="utf-8",
    )
    command = [sys.executable, "-m", "sphinx", "-q", *flags, "-d", "../trees", ".", "../html"]
    done = subprocess.run(command, cwd=docs, capture_output=True, text=True, check=False)
    found = re.findall(
        r"^(?:(.*) )?WARNING: (.*) \[autodocgen\.(\w+)\]$", done.stderr, re.MULTILINE
    )
    assert len(found) == len(done.stderr.splitlines()), done.stderr
    places = [(place.removeprefix(f"{docs}/"), text, subtype) for place, text, subtype in found]
    return [(subtype, f"{place} {text}") for place, text, subtype in places]


WARNINGS = [
    ("threshold", f"pkg/{name}.py:4: pkg.{name}.deep: nesting 4 (limit 3), length 7 (limit 6)")
    for name in ("one", "two")
]
BOTH = 'autodocgen_thresholds = {"nesting": 3, "length": 6}'


def test_without_limits_in_conf_py_nothing_is_said(docs: Path) -> None:
    """The defaults mark numbers in tables, but warn of nothing."""
    deeper = MODULE.replace("i -= 1", "with a:\n                        pass")
    (docs / "pkg" / "one.py").write_text(deeper, encoding="utf-8")

    assert _build(docs, "") == []


def test_each_object_beyond_a_limit_is_one_warning(docs: Path) -> None:
    """It has file, line, name and numbers, and Sphinx can suppress it."""
    assert _build(docs, BOTH) == WARNINGS
    assert _build(docs, f'{BOTH}\nsuppress_warnings = ["autodocgen.threshold"]') == []


def test_an_incremental_build_says_the_same(docs: Path) -> None:
    """A build that reads nothing again, and one that reads one page, warn of every object."""
    _build(docs, BOTH)

    assert _build(docs, BOTH) == WARNINGS

    (docs / "one.rst").write_text("one\n===\n\n.. automodule:: pkg.one\n", encoding="utf-8")
    assert _build(docs, BOTH) == WARNINGS


def test_a_parallel_build_says_it_once(docs: Path) -> None:
    """Reader processes say nothing."""
    assert _build(docs, BOTH, "-j", "2") == WARNINGS


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_packages_that_autodoc_names_are_judged(docs: Path, jobs: str) -> None:
    """With nothing configured the package is that of the first object, in every process."""
    assert _build(docs, BOTH, "-j", jobs, packages="[]") == WARNINGS
    assert _build(docs, BOTH, "-j", jobs, packages="[]") == WARNINGS


def test_limits_for_some_objects_apply(docs: Path) -> None:
    """``autodocgen_threshold_overrides`` has other limits by globs of names."""
    other = 'autodocgen_threshold_overrides = {"pkg.one": {"nesting": "off", "length": 9}}'

    assert _build(docs, f"{BOTH}\n{other}") == WARNINGS[1:]


def test_a_limit_that_is_no_number_is_one_warning(docs: Path) -> None:
    """The message says what was expected, and no object is judged by the defaults."""
    said = _build(docs, 'autodocgen_thresholds = {"nesting": "deep"}')

    assert [subtype for subtype, _ in said] == ["config"]
    assert "not a number or 'off'" in said[0][1]


def test_too_few_docstrings_are_one_warning(docs: Path) -> None:
    """It names the share, the limit, and what has none."""
    assert _build(docs, "autodocgen_fail_under = 90") == [
        (
            "coverage",
            "pkg/__init__.py:1: pkg: coverage 71.4 % (limit 90); "
            "2 of 7 without docstring: pkg.one.flat, pkg.two.flat",
        )
    ]
    assert _build(docs, "autodocgen_fail_under = 70") == []
