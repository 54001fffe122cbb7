"""Types that were inferred before, by all that they depend on."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from ...cache import Cache, key_of
from ...model import Module
from ...settings import Settings
from .reduced import Inferred

__all__ = ["KnownTypes"]


class KnownTypes:
    """Keeps what is inferred of modules in reduced form.

    Args:
        settings: Say where results are kept.
        engine: The distributions that results depend on.

    Attributes:
        evaluations: How many evaluations of a function were needed, as far as it wasn't known.
    """

    def __init__(self, settings: Settings, engine: str) -> None:
        self.evaluations = 0
        self._store = Cache(settings, Inferred)
        self._engine = "\0".join([engine, *_installed()])
        self._key = ""

    def get(self, modules: Iterable[Module]) -> Inferred | None:
        """Return what was inferred of modules in reduced form, None if that isn't known.

        Args:
            modules: Those of a project, and those that call it.
        """
        self._key = key_of(list(modules), self._engine)
        return self._store.get(self._key)

    def put(self, found: Inferred) -> None:
        """Keep what was inferred of the modules that were asked for last."""
        self.evaluations += found.evaluations
        self._store.put(self._key, found)


def _installed() -> list[str]:
    """Return the distributions that may come with types, by name and version."""
    folders = (Path(path) for path in sys.path if path.endswith("-packages"))
    return sorted(path.name for folder in folders for path in folder.glob("*.dist-info"))
