"""Records of many files: from the cache, from an earlier failure, or read in this run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from . import analyze, cache, execute, ir, later
from .model import Module, Outcome, Problem, Source
from .settings import Settings

__all__ = ["read"]


def read(
    function: execute.Analyze,
    sources: Iterable[Source],
    keys: Mapping[str, str],
    settings: Settings,
) -> Iterator[Outcome]:
    """Yield the outcome of each source, and keep what is new.

    Args:
        function: What reads one; importable by name, for workers.
        sources: The sources.
        keys: Their keys in the cache, by name.
        settings: Say where results are kept, and who works.
    """
    store = cache.Cache(settings, Module, accept=_is_whole)
    quarantine = _Quarantine(keys, settings)
    todo = []
    for source in sources:
        module = store.get(keys[source.name])
        problem = quarantine.get(source) if module is None else None
        if module is None and problem is None:
            todo.append(source)
        else:
            given_up = problem is not None
            yield Outcome(source, module, problem, attempts=0, quarantined=given_up)
    if todo:
        analyze.prepare()
    for outcome in execute.map_sources(later.now(function), todo, settings):
        if outcome.module is not None:
            store.put(keys[outcome.source.name], outcome.module)
        elif outcome.quarantined:
            quarantine.put(outcome)
        yield outcome


def _is_whole(module: Module) -> bool:
    """Tell whether what is encoded in a module can be read."""
    parts = (module, module.examples)
    return all(ir.can_unpack(part.facts) for part in parts if part is not None)


class _Quarantine:
    """The sources that were given up while they, the engine and the limits were the same.

    It's of this machine: another one may have more memory and time.
    """

    def __init__(self, keys: Mapping[str, str], settings: Settings) -> None:
        limits = (settings.retry_attempts, settings.max_file_seconds, settings.max_file_memory)
        self._keys = {
            name: cache.joined([key, f"given up, {limits}"]) for name, key in keys.items()
        }
        self._store = cache.Cache(settings, Problem, private=True)

    def get(self, source: Source) -> Problem | None:
        """Return why a source was given up, None if it wasn't."""
        known = self._store.get(self._keys[source.name])
        return replace(known, path=source.path) if known is not None else None

    def put(self, outcome: Outcome) -> None:
        """Remember a source that was given up."""
        if outcome.problem is not None:
            self._store.put(self._keys[outcome.source.name], outcome.problem)
