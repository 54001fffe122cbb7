"""The project as Markdown pages: summary, changelog, glossary and source code.

This package alone decides what these pages hold; :mod:`.book` cuts them where they grow too
large, and :mod:`.markdown` is the only part of it that knows Markdown's special characters. What
no author wrote is marked by the plain word *(generated)*.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from ..changelog import Release
from ..markdown import code_span, escape, link, paragraph, table
from ..model import Object, Project
from ..settings import Settings
from ..surface import surface_of
from .book import Href, Page, href_from
from .describe import describe
from .glossary import complexity, glossary, one_line, parameters, signature
from .history import changelog_text, history
from .info import ProjectInfo, project_info
from .source import source_path, sources

__all__ = [
    "Describe",
    "Page",
    "ProjectInfo",
    "build",
    "changelog_text",
    "complexity",
    "describe",
    "facts",
    "parameters",
    "project_info",
    "signature",
]

Describe = Callable[[Object], str]
"""Gives an object's docstring as Markdown, its missing parts filled in; empty if there's none."""


def build(
    project: Project,
    info: ProjectInfo,
    releases: Sequence[Release],
    settings: Settings,
    docstring_of: Describe,
) -> Iterator[Page]:
    """Write the pages of a project.

    Args:
        project: The analysed project.
        info: What it says about itself.
        releases: Its releases, newest first.
        settings: The options; ``markdown_split_size`` and ``thresholds`` count here.
        docstring_of: Gives the docstring of an object as Markdown; :func:`describe` with settings.

    Yields:
        The summary, the changelog if there's a release, the glossary, and the source code of each
        module; where one is too large, its parts.
    """
    limit = int(settings.markdown_split_size * 2**20)
    texts = {obj.name: docstring_of(obj).strip() for _, obj in surface_of(project).objects()}
    books = [glossary(project, texts, settings, limit)]
    if releases:
        books.insert(0, history(releases, info.repository, limit))
    places = {key: path for book in books for key, path in book.places().items()}
    href = href_from("summary.md", places)
    modules = list(_modules(project, texts, href))
    yield _summary(info, modules, _counts(project, texts, settings), href, releases=bool(releases))
    for book in books:
        yield from book.pages(places)
    yield from sources(project)


def _modules(project: Project, texts: Mapping[str, str], href: Href) -> Iterator[tuple[str, ...]]:
    for name in project.modules:
        if name in texts:
            yield link(code_span(name), href(source_path(name))), one_line(texts[name])


def _summary(
    info: ProjectInfo,
    modules: Sequence[tuple[str, ...]],
    counts: Iterable[tuple[str, ...]],
    href: Href,
    *,
    releases: bool,
) -> Page:
    rows = [(name, escape(value)) for name, value in facts(info)]
    if info.repository:
        rows.append(("Repository", link(escape(info.repository), info.repository)))
    contents = [f"- {link('Glossary', href('glossary.md'))}"]
    if releases:
        contents.insert(0, f"- {link('Changelog', href('changelog.md'))}")
    contents.append(f"- {link('Source code', href('source/index.md'))}")
    blocks = [
        f"# {escape(info.name)}",
        paragraph(escape(info.description)),
        table(("Property", "Value"), rows) if rows else "",
        "## Contents",
        "\n".join(contents),
        "## Modules" if modules else "",
        table(("Module", "Description"), modules) if modules else "",
        "## Docstrings",
        table(("Kind", "Written", "Generated", "Missing"), counts),
    ]
    return Page("summary.md", info.name, "\n\n".join(block for block in blocks if block) + "\n")


def facts(info: ProjectInfo) -> list[tuple[str, str]]:
    """Return what is known of a project, as names and values."""
    found = [
        ("Version", info.version),
        ("Authors", ", ".join(info.authors)),
        ("Licence", info.license),
        ("Last updated", info.updated[:10]),
    ]
    return [(name, value) for name, value in found if value]


def _counts(
    project: Project, texts: Mapping[str, str], settings: Settings
) -> Iterator[tuple[str, ...]]:
    """Count the public objects by kind and by who wrote their docstring; the sum comes last.

    Below the sum are the kinds that don't count in it.
    """
    found: dict[str, Counter[str]] = {}
    for name, text in texts.items():
        obj = project[name]
        state = "written" if obj.docstring is not None else "generated" if text else "missing"
        found.setdefault(obj.kind, Counter())[state] += 1
    counted: dict[str, Counter[str]] = {
        kind: found.pop(kind) for kind in settings.coverage_kinds if kind in found
    }
    counted["all"] = sum(counted.values(), Counter())
    for kind, counter in (counted | found).items():
        yield (kind, *(str(counter[state]) for state in ("written", "generated", "missing")))
