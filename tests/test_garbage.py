"""Garbage, which Python collects less often during a build."""

from __future__ import annotations

import gc
import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sphinx.errors import ExtensionError
from sphinx.testing.util import SphinxTestApp


@pytest.fixture(autouse=True)
def _restored() -> Iterator[None]:
    before = gc.get_threshold()
    yield
    gc.set_threshold(*before)


@pytest.fixture
def make(make_app: Callable[..., SphinxTestApp], tmp_path: Path) -> Callable[..., _Watched]:
    """Return a function that makes an application with one page."""
    (tmp_path / "halves.py").write_text("def half(size=2):\n    return size / 2\n")
    numbers = itertools.count()

    def make(**options: object) -> _Watched:
        docs = tmp_path / f"docs{next(numbers)}"
        docs.mkdir()
        (docs / "conf.py").write_text(
            'extensions = ["sphinxcontrib_autodocgen"]\nautodocgen_packages = ["../halves.py"]\n'
        )
        (docs / "index.rst").write_text("Halves\n======\n")
        return _Watched(make_app("html", srcdir=docs, confoverrides=options))

    return make


class _Watched:
    """An application, and after how many objects is collected while it reads pages."""

    def __init__(self, app: SphinxTestApp) -> None:
        self.app = app
        self.seen: list[int] = []
        app.connect("env-updated", lambda *_: self.seen.append(gc.get_threshold()[0]))

    def build(self) -> int:
        self.app.build(force_all=True)
        return self.seen[-1]


def test_a_build_collects_garbage_less_often(make: Callable[..., _Watched]) -> None:
    """Each build of an application does, and the process is left as it was found."""
    gc.set_threshold(500, 7, 8)
    watched = make()

    for _ in range(2):
        assert watched.build() > 5000
        assert gc.get_threshold() == (500, 7, 8)


def test_applications_of_one_process_leave_it_as_it_was(make: Callable[..., _Watched]) -> None:
    """One may be made before another is built, or never be built."""
    gc.set_threshold(500, 7, 8)
    first, second, _ = make(), make(), make()

    assert first.build() == second.build() > 5000
    assert gc.get_threshold() == (500, 7, 8)


def test_a_build_that_fails_leaves_it_as_it_was(make: Callable[..., _Watched]) -> None:
    """A handler of somebody else may raise at the end as well."""
    gc.set_threshold(500, 7, 8)
    for event in ("env-updated", "build-finished"):
        watched = make()
        watched.app.connect(event, _fail)
        with pytest.raises(ExtensionError):
            watched.build()

        assert gc.get_threshold() == (500, 7, 8)


def _fail(*_: object) -> None:
    raise ZeroDivisionError


def test_the_rule_can_be_switched_off(make: Callable[..., _Watched]) -> None:
    """Then Python collects as often as it did."""
    gc.set_threshold(500, 7, 8)

    assert make(autodocgen_optimization=["order", "jobs"]).build() == 500


@pytest.mark.parametrize("own", [pytest.param(0, id="never"), pytest.param(90_000, id="seldom")])
def test_whoever_collects_as_seldom_is_not_interfered_with(
    make: Callable[..., _Watched], own: int
) -> None:
    """A configuration may have chosen a number of its own."""
    gc.set_threshold(own, 7, 8)

    assert make().build() == own


def test_what_is_chosen_during_a_build_stays(make: Callable[..., _Watched]) -> None:
    """Another extension may have a reason to collect as it does."""
    watched = make()
    watched.app.connect("env-updated", lambda *_: gc.set_threshold(4000, 20, 30))

    watched.build()

    assert gc.get_threshold() == (4000, 20, 30)
