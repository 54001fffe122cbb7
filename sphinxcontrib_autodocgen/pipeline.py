"""The order of things: from settings to a described project. Read this module first.

Sources are found, those that didn't change come from the cache, the rest are analysed, all are
linked and described. Both faces, Sphinx and the command line, start here and hold only the
:class:`~sphinxcontrib_autodocgen.model.Project` that comes out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from . import analyze, cache, callers, describe, discover, docstring, execute, feedback
from .describe.judged import heed, heed_types
from .describe.memory import Memory
from .errors import FeedbackError
from .feedback import Verdict
from .model import Module, Object, Outcome, Problem, Project
from .report import Coverage, Report, State
from .settings import Settings
from .surface import surface_of

__all__ = ["analysed", "coverage", "feedback_file", "measured", "run", "states", "style_of"]


def run(settings: Settings, base: Path, report: Report | None = None) -> Project:
    """Analyse every source once and return the described project.

    Args:
        settings: The options; ``packages`` says what to analyse.
        base: The folder that relative paths in ``packages`` start from.
        report: Takes notes; made if there is none.

    Returns:
        The project. What could not be analysed is in its ``problems``, never an exception.
    """
    report = report or Report()
    linked = analysed(settings, base, report)
    with report.step("describe"):
        project = _described(docstring.spread(linked), settings, base, report)
    _note(report, project, settings, states(project, settings))
    return project


def measured(settings: Settings, base: Path, report: Report | None = None) -> Project:
    """Read every source once and return what is written and measured in it.

    No type and no word is found, which takes a fraction of the time.

    Args:
        settings: The options; ``packages`` says what to read.
        base: The folder that relative paths in ``packages`` start from.
        report: Takes notes; made if there is none. No docstring counts as generated.
    """
    report = report or Report()
    project = docstring.spread(analysed(settings, base, report, types=False))
    public: Iterator[tuple[str, Object, State]] = (
        (name, obj, "missing" if obj.docstring is None else "written")
        for name, obj in surface_of(project).objects()
    )
    _note(report, project, settings, public)
    return project


def _note(
    report: Report,
    project: Project,
    settings: Settings,
    public: Iterable[tuple[str, Object, State]],
) -> None:
    """Note problems, and how much is documented."""
    report.problems = list(project.problems)
    known = list(public)
    report.coverage = _by_module(project, settings, known)
    report.kinds = _counted((obj.kind, state) for _, obj, state in known)


def analysed(
    settings: Settings, base: Path, report: Report | None = None, *, types: bool = True
) -> Project:
    """Analyse every source once and return the project without any words.

    Args:
        settings: The options; ``packages`` says what to analyse.
        base: The folder that relative paths in ``packages`` start from.
        report: Takes notes; made if there is none.
        types: Whether types are inferred where the author wrote none.

    Returns:
        The project, with inferred types. What could not be analysed is in its ``problems``.
    """
    report = report or Report()
    with report.step("discover"):
        sources, problems = discover.sources(settings, base)
    store = cache.Cache(settings, Module)
    read = analyze.analyze if types else analyze.outline
    keys = cache.keys(sources, settings, f"{read.__name__}, {analyze.ENGINE}")
    modules: list[Module] = []
    todo = []
    with report.step("analyze"):
        for source in sources:
            known = store.get(keys[source.name])
            if known is None:
                todo.append(source)
            else:
                report.note(Outcome(source, known, attempts=0))
                modules.append(known)
        for outcome in execute.map_sources(read, todo, settings):
            report.note(outcome)
            if outcome.module is not None:
                store.put(keys[outcome.source.name], outcome.module)
                modules.append(outcome.module)
    with report.step("link"):
        ordered = analyze.expanded(sorted(modules, key=lambda module: module.name))
        if types:
            outside = callers.find(sources, ordered, settings, base)
            ordered = _completed(ordered, keys, outside)
        return analyze.join(ordered, [*problems, *report.problems])


def feedback_file(settings: Settings, base: Path) -> Path:
    """Return the path of the file of verdicts, whether it's there or not.

    Args:
        settings: ``feedback_file`` names it, if anything does.
        base: The folder that a relative path starts from, one of the project's.
    """
    if settings.feedback_file:
        return base / Path(settings.feedback_file).expanduser()
    return (discover.project_root(base.absolute()) or base) / feedback.NAME


def _verdicts(settings: Settings, base: Path) -> tuple[tuple[Verdict, ...], list[Problem]]:
    """Read all verdicts; of a broken file none, and what is wrong."""
    try:
        return feedback.read(feedback_file(settings, base)), []
    except FeedbackError as error:
        return (), [Problem(error.path, error.line, error.subtype, error.reason)]


def _described(written: Project, settings: Settings, base: Path, report: Report) -> Project:
    """Add words to what authors wrote: those of rules, then of a model, judged by verdicts."""
    verdicts, broken = _verdicts(settings, base)
    written = heed_types(written, verdicts)
    memory = Memory(settings)
    report.implied = memory.verdicts(written, verdicts)
    project = _worded(written, settings, verdicts)
    if settings.model_url:
        from .describe import asked  # noqa: PLC0415  # the network is dear to import, and rare

        project, report.model = asked.complete(project, settings)
    project = heed(project, verdicts, settings)
    memory.keep(project, report.implied)
    return Project(project.modules.values(), (*project.problems, *broken))


class _Worded(msgspec.Struct, frozen=True):
    """A project with words, as one entry of the cache."""

    modules: tuple[Module, ...]
    problems: tuple[Problem, ...]


def _worded(written: Project, settings: Settings, verdicts: tuple[Verdict, ...]) -> Project:
    """Add words, or take those that there were when everything last was the same."""
    store = cache.Cache(settings, _Worded)
    outside = describe.base_modules(written, settings)
    read = (tuple(written.modules.values()), outside, written.problems, verdicts)
    key = cache.key_of(read, f"{analyze.ENGINE}\0{settings.fingerprint('describe')}")
    known = store.get(key)
    if known is None:
        project = describe.describe(written, settings, verdicts, outside)
        known = _Worded(tuple(project.modules.values()), project.problems)
        store.put(key, known)
    return Project(known.modules, known.problems)


class _Linked(msgspec.Struct, frozen=True):
    """The completed modules of a run, as one entry of the cache."""

    modules: tuple[Module, ...]


def _completed(
    modules: list[Module], keys: dict[str, str], outside: callers.Callers
) -> list[Module]:
    """Complete the modules, or take what they came to when they last were the same."""
    store = cache.Cache(outside.settings, _Linked)
    key = cache.joined([*(keys[module.name] for module in modules), *outside.keys.values()])
    known = store.get(key)
    if known is None:
        known = _Linked(tuple(analyze.complete(modules, outside.modules())))
        store.put(key, known)
    return list(known.modules)


def style_of(project: Project, settings: Settings) -> docstring.Style:
    """Return the style of generated docstrings: the one asked for, or the project's own."""
    if settings.style != "auto":
        return settings.style
    return docstring.detect_project(obj.docstring for obj in project.values() if obj.docstring)


def coverage(project: Project, settings: Settings) -> dict[str, Coverage]:
    """Count, by module, the public objects with a written, a generated and no docstring.

    Args:
        project: The project.
        settings: ``coverage_kinds`` says what counts.
    """
    return _by_module(project, settings, states(project, settings))


def _by_module(
    project: Project, settings: Settings, public: Iterable[tuple[str, Object, State]]
) -> dict[str, Coverage]:
    kinds, module_of = settings.coverage_kinds, surface_of(project).module_of
    return _counted((module_of(name), state) for name, obj, state in public if obj.kind in kinds)


def _counted(found: Iterable[tuple[str, State]]) -> dict[str, Coverage]:
    """Count states by name."""
    counts: dict[str, Counter[str]] = {}
    for name, state in found:
        counts.setdefault(name, Counter())[state] += 1
    return {name: Coverage(**counts[name]) for name in sorted(counts)}


def states(project: Project, settings: Settings) -> Iterator[tuple[str, Object, State]]:
    """Yield each public object with its public name and whose docstring it has."""
    objects = surface_of(project).objects()
    return ((name, obj, _state(obj, settings)) for name, obj in objects)


def _state(obj: Object, settings: Settings) -> State:
    if obj.docstring is not None:
        return "written"
    return "missing" if docstring.generated(obj, settings, "rest") is None else "generated"
