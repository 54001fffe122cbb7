"""The result of a project's last run, taken again if nothing that it was made from has changed.

A project has one such record, so what it says of suggestions that became docstrings is as recent as
that run. Contents count, not times: one digest for each file.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import msgspec

from . import cache, callers, discover
from .feedback import Verdict
from .model import Module, Problem, Project, Source
from .report import Coverage, Report
from .settings import Settings

__all__ = ["LastRun", "Modules"]


class Modules(msgspec.Struct, frozen=True):
    """The modules of a run, with types or with words too, as one entry of the cache."""

    modules: tuple[Module, ...]
    problems: tuple[Problem, ...] = ()

    def at(self, sources: Iterable[Source | Module]) -> Iterator[Module]:
        """Yield the modules with the paths that they have now.

        Args:
            sources: Where they are: their sources, or the same modules as they were read.
        """
        paths = {source.name: source.path for source in sources}
        return (module.at(paths[module.name]) for module in self.modules)


class _Record(msgspec.Struct, frozen=True):
    """What is kept of a run.

    Attributes:
        key: Digest of all that is known before anything is read.
        outside: The modules of other packages that were looked for, with the state of each.
        modules: The key of the described modules in the cache.
        problems: What could not be read.
        cached: How many files could.
        coverage: How much is documented, by module.
        kinds: The same by kind.
        confidences: As in :class:`~.report.Report`.
        implied: The same.
    """

    key: str
    outside: dict[str, str]
    modules: str
    problems: tuple[Problem, ...]
    cached: int
    coverage: dict[str, Coverage]
    kinds: dict[str, Coverage]
    confidences: list[int]
    implied: tuple[Verdict, ...]


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
        self._place = cache.joined(["last run", str(base.absolute()), *settings.packages])
        self._key = ""
        if settings.cache == "local" and not settings.model_url:  # a model may answer otherwise
            paths = [source.path for source in sources]
            beside = callers.digest(sources, settings, base)
            stages = [settings.fingerprint(stage) for stage in ("analyze", "describe", "show")]
            chosen = (stages, settings.coverage_kinds, settings.callers)
            read = (chosen, keys, paths, verdicts, problems, beside, cache.installed())
            encoded = msgspec.msgpack.encode(read, order="deterministic")
            self._key = hashlib.blake2b(encoded, digest_size=20).hexdigest()

    def project(self, report: Report) -> Project | None:
        """Return the project as the last run left it, None if anything may have changed.

        Its modules are decoded when they are first asked for.

        Args:
            report: Takes the account of that run.
        """
        kept = self._store.get(self._place) if self._key else None
        if kept is None or kept.key != self._key:
            return None
        if any(
            discover.digest_of(name, self._settings) != old for name, old in kept.outside.items()
        ):
            return None
        decoded = cache.Cache(self._settings, Modules).later(kept.modules)
        if decoded is None:
            return None
        report.cached = kept.cached
        report.problems = list(kept.problems)
        report.coverage, report.kinds = kept.coverage, kept.kinds
        report.confidences, report.implied = list(kept.confidences), kept.implied
        modules = decoded
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
        kept = _Record(
            self._key,
            outside,
            key,
            project.problems,
            len(project.modules),
            report.coverage,
            report.kinds,
            report.confidences,
            report.implied,
        )
        self._store.put(self._place, kept)
        return Project(project.modules.values(), project.problems, _state(kept))


def _state(kept: _Record) -> str:
    return cache.joined([kept.key, *(f"{name} {old}" for name, old in kept.outside.items())])
