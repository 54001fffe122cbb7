"""The order of things: from settings to a described project. Read this module first.

Sources are found, those that didn't change come from the cache, the rest are analysed, all are
linked and described. Both faces, Sphinx and the command line, start here and hold only the
:class:`~sphinxcontrib_autodocgen.model.Project` that comes out.
"""

from __future__ import annotations

from pathlib import Path

from . import analyze, cache, describe, discover, docstring, execute
from .model import Module, Outcome, Project
from .report import Coverage, Report
from .settings import Settings

__all__ = ["coverage", "run", "style_of"]


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
    with report.step("discover"):
        sources, problems = discover.sources(settings, base)
        involved = [*sources, *discover.neighbours(sources)]
    store = cache.Cache(settings)
    keys = cache.keys(involved, settings, analyze.ENGINE)
    modules: list[Module] = []
    todo = []
    with report.step("analyze"):
        analyze.refresh(involved)
        for source in sources:
            known = store.get(keys[source.name])
            if known is None:
                todo.append(source)
            else:
                report.note(Outcome(source, known, attempts=0))
                modules.append(known)
        for outcome in execute.map_sources(analyze.analyze, todo, settings):
            report.note(outcome)
            if outcome.module is not None:
                store.put(keys[outcome.source.name], outcome.module)
                modules.append(outcome.module)
    with report.step("describe"):
        linked = analyze.link(modules, [*problems, *report.problems])
        project = describe.describe(docstring.spread(linked), settings)
    report.problems = list(project.problems)
    report.coverage = coverage(project, settings)
    return project


def style_of(project: Project, settings: Settings) -> docstring.Style:
    """Return the style of generated docstrings: the one asked for, or the project's own."""
    if settings.style != "auto":
        return settings.style
    return docstring.detect_project(obj.docstring for obj in project.values() if obj.docstring)


def coverage(project: Project, settings: Settings) -> dict[str, Coverage]:
    """Count, by module, the public objects with a written, a generated and no docstring."""
    return {name: _module_coverage(project, name, settings) for name in project.modules}


def _module_coverage(project: Project, name: str, settings: Settings) -> Coverage:
    written = generated = missing = 0
    for obj in project.modules[name].objects:
        if not obj.is_public or project[obj.name] is not obj:
            continue
        if obj.docstring is not None:
            written += 1
        elif docstring.generated(obj, settings, "rest") is not None:
            generated += 1
        else:
            missing += 1
    return Coverage(written, generated, missing)
