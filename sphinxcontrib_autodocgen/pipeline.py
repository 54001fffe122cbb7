"""The order of things: from settings to a described project. Read this module first.

Sources are found, those that didn't change come from the cache, the rest are analysed, all are
linked and described. Both front ends, Sphinx and the command line, start here and hold only the
:class:`~sphinxcontrib_autodocgen.model.Project` that comes out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from msgspec.structs import replace

from . import cache, callers, discover, feedback, later, planning
from .engine import ENGINE
from .errors import CacheError, ExecutionError, FeedbackError
from .feedback import Verdict
from .last_run import LastRun, Modules
from .model import Guess, Module, Object, Problem, Project, Source
from .report import Coverage, Report, State
from .settings import Settings
from .surface import surface_of

if TYPE_CHECKING:
    from . import analyze, describe, docstring, execute, reading
    from .describe import shown
else:  # a run without changes uses none of them
    analyze = later.LaterModule(".analyze", __package__)
    describe = later.LaterModule(".describe", __package__)
    docstring = later.LaterModule(".docstring", __package__)
    execute = later.LaterModule(".execute", __package__)
    reading = later.LaterModule(".reading", __package__)
    shown = later.LaterModule(".describe.shown", __package__)

__all__ = [
    "analysed",
    "coverage",
    "feedback_file",
    "measured",
    "pull",
    "read_part",
    "run",
    "states",
]


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
    if settings.profile:
        report.profile = cache.folder_of(settings) / "profile"
    with _session(settings, report) as kept:
        found = _found(settings, base, report, kept)
        said = verdicts, broken = _verdicts(settings, base)
        problems = [*found.problems, *broken]
        last = LastRun(settings, base, found.sources, found.keys, verdicts, problems)
        project = None if kept.cache.push else last.project(report)
        if project is None:
            with _crew(kept):
                linked = _analysed(found, settings, base, report)
            with report.step("describe"):
                described = _described(docstring.spread(linked), settings, said, report)
            _note(report, described.project, settings, states(described.project, settings))
            project = last.keep(described.project, described.key, described.outside, report)
    project = _with_lost(project, kept, report)
    report.problems = list(project.problems)
    planning.note(settings, report)
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
    for guess in (guess for _, obj, _ in known for guess in _guesses(obj)):
        report.confidences[min(int(guess.confidence * 10), 9)] += 1


def _guesses(obj: Object) -> Iterator[Guess]:
    """Yield all that is generated of an object, however little confidence it has."""
    for part in obj.parts():
        yield from filter(None, (part.text, part.type))


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
    with _session(settings, report) as kept:
        found = _found(settings, base, report, kept, types=types)
        with _crew(kept):
            project = _analysed(found, settings, base, report, types=types)
    return _with_lost(project, kept, report)


class _Kept(NamedTuple):
    """The context of a run: its caches, and why the workers that were asked for were lost."""

    cache: cache.Session
    lost: list[ExecutionError]


@contextmanager
def _session(settings: Settings, report: Report) -> Iterator[_Kept]:
    """Open the caches for one run."""
    with cache.session(settings) as kept:
        yield _Kept(kept, [])
        if kept.left is not None:
            report.resumed = report.cached


@contextmanager
def _crew(kept: _Kept) -> Iterator[None]:
    """Hire the workers of a run; one that reads no file has none."""
    with execute.crew() as workers:
        workers.begin, workers.suspect = kept.cache.begin, kept.cache.left
        yield
        kept.lost.extend([workers.error] if workers.error is not None else [])


def _with_lost(project: Project, kept: _Kept, report: Report) -> Project:
    """Add to a project what could not be used for it, and what was done instead."""
    told: list[tuple[CacheError | ExecutionError | None, str]] = [
        (kept.cache.error, "only the local cache is used"),
        *((error, "this machine does the work") for error in kept.lost),
    ]
    lost = [
        Problem(error.where, None, error.subtype, f"{error.reason}; {instead}")
        for error, instead in told
        if error is not None
    ]
    report.degraded += map(str, lost)
    return Project(project.modules.values(), (*project.problems, *lost)) if lost else project


class _Found(NamedTuple):
    """The files of a run.

    Attributes:
        sources: The files.
        problems: What could not be found.
        keys: The keys of the files in the cache, by name.
    """

    sources: list[Source]
    problems: list[Problem]
    keys: dict[str, str]


def _found(
    settings: Settings, base: Path, report: Report, kept: _Kept, *, types: bool = True
) -> _Found:
    """Find the sources, and say to the cache whose results are asked for."""
    with report.step("discover"):
        sources, problems = discover.sources(settings, base)
    kept.cache.open(_tops(sources), ENGINE)
    read = _reader(types=types)
    return _Found(sources, problems, cache.keys(sources, settings, f"{read.__name__}, {ENGINE}"))


def _reader(*, types: bool) -> execute.Analyze:
    return analyze.analyze if types else analyze.outline


def _analysed(
    found: _Found, settings: Settings, base: Path, report: Report, *, types: bool = True
) -> Project:
    """Read or remember what each source says and what they come to together."""
    sources, keys = found.sources, found.keys
    with report.step("analyze"):
        modules = _read(_reader(types=types), sources, keys, settings, report)
    with report.step("link"):
        ordered = analyze.expanded(sorted(modules, key=lambda module: module.name))
        if types:
            outside = callers.find(sources, ordered, settings, base)
            ordered = _completed(ordered, keys, outside, report)
            ordered = ordered if settings.usage else list(map(_without_usages, ordered))
        return analyze.join(ordered, [*found.problems, *report.problems])


def _read(
    function: execute.Analyze,
    sources: Iterable[Source],
    keys: Mapping[str, str],
    settings: Settings,
    report: Report,
) -> list[Module]:
    """Return the modules of the sources that could be read, with the paths that they have now."""
    modules = []
    for outcome in reading.read(function, sources, keys, settings):
        report.note(outcome)
        if outcome.module is not None:
            modules.append(outcome.module.at(outcome.source.path))
    return modules


def _tops(sources: Iterable[Source]) -> set[str]:
    """Return the names of the packages that sources belong to."""
    return {source.name.partition(".")[0] for source in sources}


def read_part(settings: Settings, base: Path, number: int, count: int) -> Report:
    """Read one of several equal parts of a project's files, for the cache.

    Args:
        settings: The options; ``packages`` says what to read.
        base: The folder that relative paths in ``packages`` start from.
        number: Which part, from 1.
        count: How many parts there are.

    Returns:
        The account of it, with what could not be read in its ``problems``.
    """
    report = Report()
    with _session(settings, report) as kept, execute.crew():
        sources, problems = discover.sources(settings, base)
        kept.cache.open(_tops(sources), ENGINE, f"{number}/{count}", also=("",))
        keys = cache.keys(sources, settings, f"{analyze.analyze.__name__}, {ENGINE}")
        _read(analyze.analyze, sources[number - 1 :: count], keys, settings, report)
    report.problems += problems
    return report


def pull(settings: Settings, base: Path, parts: int = 0) -> int:
    """Take all that the shared cache has of a project into the local one.

    Args:
        settings: The options; ``packages`` says which project.
        base: The folder that relative paths in ``packages`` start from.
        parts: Into how many parts :func:`read_part` divided it, to take these too.

    Returns:
        The number of entries.

    Raises:
        CacheError: If the shared cache can't be used.
    """
    with cache.session(settings) as kept:
        sources, _ = discover.sources(settings, base)
        also = [f"{number}/{parts}" for number in range(1, parts + 1)]
        kept.open(_tops(sources), ENGINE, also=also)
        kept.pull()
    if kept.error is not None:
        raise kept.error
    return kept.moved


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


class _Described(NamedTuple):
    """A project with words.

    Attributes:
        project: The project.
        key: The key in the cache of its modules, before verdicts and a model changed them.
        outside: The modules of other packages that were looked for, with the state of each.
    """

    project: Project
    key: str
    outside: dict[str, str]


def _described(
    written: Project,
    settings: Settings,
    said: tuple[tuple[Verdict, ...], list[Problem]],
    report: Report,
) -> _Described:
    """Add words to what authors wrote: those of rules, then of a model, judged by verdicts."""
    verdicts, broken = said
    if verdicts:
        from .describe.verdicts import apply_types  # noqa: PLC0415  # with all rules, and rare

        written = apply_types(written, verdicts)
    memory = shown.Memory(settings)
    report.implied = memory.verdicts(written, verdicts)
    described = _worded(written, settings, verdicts)
    project = described.project
    if settings.model_url:
        from .describe import remote  # noqa: PLC0415  # the network is dear to import, and rare

        project, report.model = remote.complete(project, settings)
    if verdicts:
        from .describe.verdicts import apply  # noqa: PLC0415

        project = apply(project, verdicts, settings)
    memory.keep(project, report.implied)
    return described._replace(
        project=Project(project.modules.values(), (*project.problems, *broken))
    )


def _worded(written: Project, settings: Settings, verdicts: tuple[Verdict, ...]) -> _Described:
    """Add words, or take those that there were when everything last was the same."""
    store = cache.Cache(settings, Modules)
    asked: dict[str, str] = {}
    outside = describe.base_modules(written, settings, asked)
    modules = list(written.modules.values())
    placeless = (module.at("") for module in (*modules, *outside))
    read: Iterable[object] = chain((len(outside), verdicts), placeless)
    key = cache.key_of(read, f"{ENGINE}\0{settings.fingerprint('describe')}")
    known = store.get(key)
    if known is None or not known.are_of(modules):
        project = describe.describe(written, settings, verdicts, outside)
        added = project.problems[len(written.problems) :]
        known = Modules(tuple(project.modules.values()), added)
        store.put(key, known)
    found = Project(known.at(modules), (*written.problems, *known.problems))
    return _Described(found, key, asked)


def _completed(
    modules: list[Module], keys: dict[str, str], outside: callers.Callers, report: Report
) -> list[Module]:
    """Complete the modules, or reuse their last result if they are the same."""
    store = cache.Cache(outside.settings, Modules)
    files = (*(keys[module.name] for module in modules), *outside.keys.values())
    key = cache.joined([*files, *cache.installed()])
    known = store.get(key)
    if known is None or not known.are_of(modules):
        typed = analyze.complete(modules, outside.modules(), outside.settings, report)
        known = Modules(tuple(typed))
        store.put(key, known)
    return list(known.at(modules))


def _without_usages(module: Module) -> Module:
    """Leave out calls that nobody shows, so that a page doesn't change where only they do."""
    if not any(obj.usages for obj in module.objects):
        return module
    objects = (replace(obj, usages=()) if obj.usages else obj for obj in module.objects)
    return replace(module, objects=tuple(objects))


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
