"""Garbage, which Python collects less often during a build."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sphinx.testing.util import SphinxTestApp


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.fixture
def during(make_app: Callable[..., SphinxTestApp], tmp_path: Path) -> Callable[..., int]:
    """Return a function that builds a page and returns after how many objects is collected."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "halves.py").write_text("def half(size=2):\n    return size / 2\n")
    (docs / "conf.py").write_text(
        'extensions = ["sphinxcontrib_autodocgen"]\nautodocgen_packages = ["halves.py"]\n'
    )
    (docs / "index.rst").write_text("Halves\n======\n")

    def build(**options: object) -> int:
        app = make_app("html", srcdir=docs, confoverrides=options)
        seen: list[int] = []
        app.connect("env-updated", lambda *_: seen.append(gc.get_threshold()[0]))
        app.build(force_all=True)
        return seen[0]

    return build


def test_a_build_collects_garbage_less_often(during: Callable[..., int]) -> None:
    """The process is left as it was found."""
    gc.set_threshold(500, 7, 8)

    assert during() > 5000
    assert gc.get_threshold() == (500, 7, 8)


def test_the_rule_can_be_switched_off(during: Callable[..., int]) -> None:
    """Then Python collects as often as it did."""
    gc.set_threshold(500, 7, 8)

    assert during(autodocgen_optimization=["order", "jobs"]) == 500


@pytest.mark.parametrize("own", [pytest.param(0, id="never"), pytest.param(90_000, id="seldom")])
def test_whoever_collects_as_seldom_is_not_interfered_with(
    during: Callable[..., int], own: int
) -> None:
    """A configuration may have chosen a number of its own."""
    gc.set_threshold(own, 7, 8)

    assert during() == own
