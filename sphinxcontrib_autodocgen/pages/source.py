"""The source code as pages, one per module, with nothing in it changed."""

from __future__ import annotations

import tokenize
from collections.abc import Iterator, Sequence

from ..markdown import code_span, escape, fence, link
from ..model import Module, Project
from .book import Page, href_from

__all__ = ["source_path", "sources"]


def source_path(module: str) -> str:
    """Return the path of the page with a module's source.

    Args:
        module: The module's dotted name.

    Returns:
        The path, relative to the folder of all pages.
    """
    return f"source/{module}.md"


def sources(project: Project) -> Iterator[Page]:
    """Write a page with the source of each module, and a list of them.

    Args:
        project: The analysed project.

    Yields:
        The list first, then the modules by name.
    """
    names = list(project.modules)
    href = href_from("source/index.md", {})
    lines = [f"- {link(code_span(name), href(source_path(name)))}" for name in names]
    text = "\n".join(lines) or "No module could be read."
    yield Page("source/index.md", "Source code", f"# Source code\n\n{text}\n")
    for number, module in enumerate(project.modules.values()):
        yield _source(module, names, number)


def _source(module: Module, names: Sequence[str], number: int) -> Page:
    path = source_path(module.name)
    href = href_from(path, {})
    before = names[number - 1 : number] if number else []
    steps = [
        *(link(f"← {code_span(name)}", href(source_path(name))) for name in before),
        link("Source code", href("source/index.md")),
        *(
            link(f"{code_span(name)} →", href(source_path(name)))
            for name in names[number + 1 :][:1]
        ),
    ]
    try:
        with tokenize.open(module.path) as file:
            body = fence(file.read(), "python")
    except (OSError, SyntaxError, UnicodeDecodeError) as error:
        body = f"The file can't be read: {escape(str(error))}"
    title = f"Source of {module.name}"
    text = f"# Source of {code_span(module.name)}\n\n{' · '.join(steps)}\n\n{body}\n"
    return Page(path, title, text)
