"""What was inferred before, by all that it depends on, and the course of the last solution."""

from __future__ import annotations

from collections.abc import Iterable

from ...cache import Cache, installed, key_of
from ...model import Module
from ...settings import Settings
from .course import Course
from .reduced import Inferred

__all__ = ["KnownTypes"]


class KnownTypes:
    """Keeps what is inferred of modules in reduced form.

    Args:
        settings: Say where results are kept.
        engine: The distributions that results depend on.

    Attributes:
        evaluations: How many evaluations of a function were needed, as far as it wasn't known.
        is_kept: Whether anything is.
    """

    def __init__(self, settings: Settings, engine: str) -> None:
        self.evaluations = 0
        self.is_kept = settings.cache == "local"
        self._store = Cache(settings, Inferred)
        self._courses = Cache(settings, Course, private=True)
        self._engine = "\0".join([engine, *installed()])
        self._key = ""

    def get(self, modules: Iterable[Module]) -> Inferred | None:
        """Return what was inferred of modules in reduced form, None if that isn't known.

        Args:
            modules: Those of a project, and those that call it.
        """
        self._key = key_of(modules, self._engine)
        return self._store.get(self._key)

    def put(self, found: Inferred) -> None:
        """Keep what was inferred of the modules that were asked for last."""
        self.evaluations += found.evaluations
        self._store.put(self._key, found)

    def course(self, modules: Iterable[Module]) -> Course | None:
        """Return the course of the last solution of a project with modules of these names."""
        return self._courses.get(self._project(modules))

    def keep_course(self, modules: Iterable[Module], course: Course) -> None:
        """Keep the course of the solution of a project, in the place of an earlier one."""
        self._courses.put(self._project(modules), course)

    def _project(self, modules: Iterable[Module]) -> str:
        return key_of((module.name for module in modules), f"course, {self._engine}")
