"""The result of a project's last run, taken again if nothing that it was made from has changed.

A project has one such record, so what it says of suggestions that became docstrings is as recent as
that run. Contents count, not times: one digest for each file.

In a shared cache, results are kept by what they were made from, wherever that is. One is taken by a
machine that suggested nothing of the project yet, since it says nothing of earlier suggestions; it
has no problems, because these name files by their paths.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from . import cache, callers, discover, later
from .engine import ENGINE
from .feedback import Suggestion, Verdict
from .model import Module, Problem, Project, Source
from .report import Coverage, Report
from .settings import Settings

if TYPE_CHECKING:
    from . import suggested
else:  # a run without changes suggests nothing
    suggested = later.LaterModule(".suggested", __package__)

__all__ = ["LastRun", "Modules"]


class Modules(msgspec.Struct, frozen=True):
    """The modules of a run, with types or with words too, as one entry of the cache."""

    modules: tuple[Module, ...]
    problems: tuple[Problem, ...] = ()

    def are_of(self, sources: Iterable[Source | Module]) -> bool:
        """Tell whether the modules are those of a project, as what others made may not be.

        Args:
            sources: The project's sources or modules.
        """
        return {module.name for module in self.modules} <= {source.name for source in sources}

    def at(self, sources: Iterable[Source | Module]) -> Iterator[Module]:
        """Yield the modules with the paths that they have now.

        Args:
            sources: Where they are: their sources, or the same modules as they were read.
        """
        paths = {source.name: source.path for source in sources}
        return (module.at(paths[module.name]) for module in self.modules)


class _Result(msgspec.Struct, frozen=True):
    """What comes out of a run.

    Attributes:
        outside: The modules of other packages that were looked for, with the state of each.
        modules: The key of the described modules in the cache.
        cached: How many files could be read.
        coverage: How much is documented, by module.
        kinds: The same by kind.
        confidences: As in :class:`~.report.Report`.
    """

    outside: dict[str, str]
    modules: str
    cached: int
    coverage: dict[str, Coverage]
    kinds: dict[str, Coverage]
    confidences: list[int]


class _Record(msgspec.Struct, frozen=True):
    """What is kept of the last run of a project.

    Attributes:
        key: Digest of all that is known before anything is read.
        result: What came out.
        problems: What could not be read.
        implied: As in :class:`~.report.Report`.
    """

    key: str
    result: _Result
    problems: tuple[Problem, ...] = ()
    implied: tuple[Verdict, ...] = ()


class _Shared(msgspec.Struct, frozen=True):
    """What is kept of a run for other machines: what came out, and what is suggested in it."""

    result: _Result
    suggestions: dict[str, tuple[Suggestion, ...]]


class LastRun:
    """The last run of a project.

    Args:
        settings: Those of this run.
        base: The folder that relative paths start from.
        sources: The project's files.
        keys: Their keys in the cache, by name.
        verdicts: The verdicts in the repository.
        problems: What is wrong with these, and what could not be found.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # all that is known before anything is read
        self,
        settings: Settings,
        base: Path,
        sources: Sequence[Source],
        keys: Mapping[str, str],
        verdicts: Sequence[Verdict],
        problems: Sequence[Problem],
    ) -> None:
        self._settings = settings
        self._sources = sources
        self._verdicts = verdicts
        self._store = cache.Cache(settings, _Record, private=True)
        self._shared = cache.Cache(settings, _Shared)
        self._place = cache.joined(["last run", str(base.absolute()), *settings.packages])
        self._key = self._shared_key = ""
        if settings.cache == "local" and not settings.model_url:  # a model may answer otherwise
            paths = [source.path for source in sources]
            beside = callers.digest(sources, settings, base)
            stages = [settings.fingerprint(stage) for stage in ("analyze", "describe", "show")]
            chosen = (stages, settings.coverage_kinds, settings.callers)
            read = (chosen, keys, verdicts, beside, cache.installed())
            self._key = cache.key_of((*read, paths, problems), ENGINE)
            if settings.cache_url and not problems:
                places = callers.places(sources, base)
                self._shared_key = cache.key_of((*read, places), ENGINE)

    @cached_property
    def _suggested(self) -> suggested.Suggestions:
        return suggested.Suggestions(self._settings)

    def project(self, report: Report) -> Project | None:
        """Return the project as the last run left it, None if anything may have changed.

        Its modules are decoded when they are first asked for.

        Args:
            report: Takes the account of that run.
        """
        kept = self._store.get(self._place) if self._key else None
        if kept is None or kept.key != self._key or self._is_other(kept.result):
            return self._from_others(report)
        modules = cache.Cache(self._settings, Modules).later(kept.result.modules)
        return self._project(kept, modules, report) if modules is not None else None

    def _from_others(self, report: Report) -> Project | None:
        """Return the project as another machine left it, None if there's no such result."""
        if not self._shared_key or self._suggested.get(self._sources):
            return None
        found = self._shared.get(self._shared_key)
        if found is None or self._is_other(found.result):
            return None
        modules = cache.Cache(self._settings, Modules).get(found.result.modules)
        if modules is None or not modules.are_of(self._sources):
            return None
        kept = _Record(self._key, found.result)
        self._store.put(self._place, kept)
        self._suggested.put(self._sources, found.suggestions)
        self._shared.keep_rest()
        return self._project(kept, lambda: modules, report)

    def _is_other(self, result: _Result) -> bool:
        """Tell whether modules of other packages aren't those that a result was made with."""
        states = result.outside.items()
        return any(discover.digest_of(name, self._settings) != old for name, old in states)

    def _project(self, kept: _Record, modules: Callable[[], Modules], report: Report) -> Project:
        result = kept.result
        report.cached = result.cached
        report.problems = list(kept.problems)
        report.coverage, report.kinds = result.coverage, result.kinds
        report.confidences, report.implied = list(result.confidences), kept.implied
        return Project(lambda: self._judged(modules()), kept.problems, _state(kept))

    def _judged(self, kept: Modules) -> Iterable[Module]:
        """Return modules where they are now, with the texts that verdicts changed."""
        modules = kept.at(self._sources)
        if not self._verdicts:
            return modules
        from .describe.verdicts import apply  # noqa: PLC0415  # with all rules, and rare

        return apply(Project(modules), self._verdicts, self._settings).modules.values()

    def keep(self, project: Project, key: str, outside: dict[str, str], report: Report) -> Project:
        """Keep a run, and return its project with its state.

        Args:
            project: What came out.
            key: The key of its modules in the cache.
            outside: The modules of other packages that were looked for, with the state of each.
            report: The account of the run; one that gave up a file, or had none, isn't kept.
        """
        if not self._key or report.quarantined or not project.modules:
            return project
        result = _Result(
            outside,
            key,
            len(project.modules),
            report.coverage,
            report.kinds,
            report.confidences,
        )
        kept = _Record(self._key, result, project.problems, report.implied)
        self._store.put(self._place, kept)
        if self._shared_key and not (project.problems or report.implied):
            made = _Shared(result, self._suggested.get(self._sources))
            if self._shared.get(self._shared_key) != made:
                self._shared.put(self._shared_key, made)
        return Project(project.modules.values(), project.problems, _state(kept))


def _state(kept: _Record) -> str:
    states = kept.result.outside.items()
    return cache.joined([kept.key, *(f"{name} {old}" for name, old in states)])
