"""The pages of a site as sources: a start page, the readme, a page for each module, and numbers."""

from __future__ import annotations

import os
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from textwrap import indent
from typing import NamedTuple
from urllib.parse import unquote

from .. import docstring, files
from ..markdown.split import relink
from ..model import Module, Object, Source
from ..pages import file_address
from ..surface import Surface
from .headings import with_one_title

__all__ = ["SiteContent", "settled", "write"]


class SiteContent(NamedTuple):
    """Contents to show.

    Attributes:
        title: The title of the start page.
        sources: The modules that were asked for.
        surface: Says which of them are public, and what they offer.
        static: The names of the modules that are described from their source.
        readme: The text of the readme and its suffix; empty texts for none.
        docstring_format: The markup of docstrings, as the setting says it.
    """

    title: str
    sources: list[Source]
    surface: Surface
    static: Collection[str]
    readme: tuple[str, str]
    docstring_format: str | Mapping[str, str]


def write(site: SiteContent, folder: Path, conf: str) -> None:
    """Write ``conf.py``, the start page and the other pages; unchanged files stay untouched.

    Args:
        site: What is shown.
        folder: Where to; pages of an earlier build that aren't wanted any more are removed.
        conf: The text of ``conf.py``.
    """
    wanted = {**_pages(site), "conf.py": conf}
    for path in (*folder.rglob("*.rst"), *folder.glob("*.md")):
        if path.relative_to(folder).as_posix() not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or files.read_text(path) != text:
            files.write(path, text)


def _pages(site: SiteContent) -> dict[str, str]:
    """Return the text of each page, by its path."""
    shown = _shown(site)
    pages = {f"api/{source.name}.rst": _module_page(source, shown, site) for source in shown}
    text, suffix = site.readme
    readme = f"readme{suffix}" if text else ""
    pages["index.rst"] = _start_page(site.title, shown, readme)
    if readme:
        pages[readme] = with_one_title(text, suffix)
    pages["coverage.rst"] = _COVERAGE_PAGE
    pages["complexity.rst"] = _complexity_page({s.name.partition(".")[0] for s in site.sources})
    return pages


def _shown(site: SiteContent) -> list[Source]:
    """Return the public modules that have something to show, and the packages around them."""
    public = [source for source in site.sources if site.surface.is_public_module(source.name)]
    offered = {name.rpartition(".")[0] for name in site.surface.public}
    wanted: set[str] = set()
    for source in public:
        if source.name in offered or _has_docstring(site.surface, source.name):
            wanted.update((source.name, *_packages(source.name)))
    return [source for source in public if source.name in wanted] or public


def _has_docstring(surface: Surface, name: str) -> bool:
    module = surface.project.get(name)
    return module is None or module.docstring is not None  # what can't be read is said on its page


def _packages(name: str) -> Iterator[str]:
    """Yield the names of the packages that a module is in."""
    while name := name.rpartition(".")[0]:
        yield name


def _module_page(source: Source, shown: list[Source], site: SiteContent) -> str:
    """Return the page of a module: what it says, what is in it, and all of that."""
    inside = [other for other in shown if other.name.rpartition(".")[0] == source.name]
    toctree = _contents("", inside, "") if inside else ""
    is_static = source.name in site.static
    offered = {} if is_static else dict(_offered(source, site.surface))
    namesakes = {} if is_static else dict(_namesakes(source, inside, site.surface))
    if is_static:
        described = f".. autodocgen-module:: {source.name}\n\n{_listing(source)}"
    else:
        described = _automodule(source, site.surface, [*offered.values(), *namesakes.values()])
    others = "".join(_directive(name, obj) for name, obj in offered.items())
    others += "".join(_directive(name, obj, _UNLISTED) for name, obj in namesakes.items())
    heading, is_section = _module_heading(source, site)
    if is_section:  # the docstring's own: what else is on the page belongs below its title
        others, toctree = indent(others, "   "), indent(toctree, "   ")
    return f"{heading}\n\n{described}{others}\n{toctree}"


def _module_heading(source: Source, site: SiteContent) -> tuple[str, bool]:
    """Return what is above a module's docstring, and whether the docstring has the heading.

    A title by the author is the heading of the page. The name is above it, unless the title has it.
    """
    module = site.surface.project.get(source.name)
    written = docstring.parse((module and module.docstring) or "")
    format_ = docstring.format_of(source.name, site.docstring_format)
    if format_ != "rest" or not docstring.has_one_title(written):
        return _heading(source.name), False
    title, _ = docstring.split_title(written)
    return ("" if source.name in title.replace("\\", "") else f"``{source.name}``"), True


def _automodule(source: Source, surface: Surface, offered: Iterable[Object]) -> str:
    """Return the directive by which autodoc describes a module, but for what is offered apart."""
    module = surface.project.modules.get(source.name)
    apart = [obj.short_name for obj in offered]
    if module is not None:
        apart += _described_elsewhere(module, surface)
        apart += _of_others(module, surface)
        apart += _set_for_type_checkers(module, surface)
    excluded = f"   :exclude-members: {', '.join(apart)}\n" if apart else ""
    return f".. automodule:: {source.name}\n{_OPTIONS}{excluded}\n{_listing(source)}"


_OPTIONS = """   :members:
   :undoc-members:
   :show-inheritance:
"""


_UNLISTED = "   :no-index:\n"


def _listing(source: Source) -> str:
    return f"   .. autodocgen-contents:: {source.name}\n"


def _offered(source: Source, surface: Surface) -> Iterator[tuple[str, Object]]:
    """Yield what a module offers of private ones, where autodoc doesn't see that it's offered.

    That is so without an ``__all__``, and where names are imported when they are asked for:
    autodoc documents what ``dir`` lists.
    """
    module = surface.project.modules.get(source.name)
    if module is None:
        return
    if module.exports is not None and f"{source.name}.__getattr__" not in surface.project:
        return
    for name, obj in surface.objects():
        home = surface.project.module_of(obj.name).name
        if name == f"{source.name}.{obj.short_name}" and not surface.is_public_module(home):
            yield name, obj


def _namesakes(
    source: Source, inside: Iterable[Source], surface: Surface
) -> Iterator[tuple[str, Object]]:
    """Yield what a package offers under the name of a submodule that has a page of its own.

    Sphinx knows one object of a name; here it's the submodule, which has what the page shows.
    """
    module = surface.project.modules.get(source.name)
    if module is None:
        return
    for name in (other.name for other in inside):
        if module.exports is None or name.rpartition(".")[2] in module.exports:
            found = _defined_or_exported(module, name, surface)
            if found is not None and found.kind in _VALUES:
                yield name, found


def _defined_or_exported(module: Module, name: str, surface: Surface) -> Object | None:
    """Return what a module defines, or else what it exports, under a full name."""
    own = (obj for obj in module.objects[1:] if obj.name == name and obj.kind in _VALUES)
    found = next(own, None)
    if found is not None or module.exports is None:
        return found
    exported = surface.names.in_module(module.name, name.rpartition(".")[2])
    return exported.object if exported is not None else None


_VALUES = ("class", "function", "data")
"""The kinds of what a module can have in the place of a submodule."""


def _described_elsewhere(module: Module, surface: Surface) -> Iterator[str]:
    """Yield the classes that a module re-exports after another: Sphinx takes one such description.

    Before are modules nearer to the top, then those of a smaller name.
    """
    for name in module.exports or ():
        found = surface.names.find(f"{module.name}.{name}")
        if found is None or found.object is None or found.object.kind != "class":
            continue
        offering = list(_offering(name, found.object.name, surface))
        if module.name in offering and offering[0] != module.name:
            yield name


def _of_others(module: Module, surface: Surface) -> Iterator[str]:
    """Yield what a module re-exports of other packages, whose own pages describe it."""
    own = {each.partition(".")[0] for each in surface.project.modules}
    for name in module.exports or ():
        found = surface.names.in_module(module.name, name)
        if found is not None and found.object is None and found.name.partition(".")[0] not in own:
            yield name


def _set_for_type_checkers(module: Module, surface: Surface) -> Iterator[str]:
    """Yield ``TYPE_CHECKING`` if a module sets it itself, which it does for a faster import."""
    name = f"{module.name}.TYPE_CHECKING"
    if module.exports is None and name in surface.project and name not in surface.public:
        yield "TYPE_CHECKING"


def _offering(name: str, full: str, surface: Surface) -> Iterator[str]:
    """Yield the public modules whose ``__all__`` has a name that they take from another module."""
    modules = surface.project.modules.values()
    for module in sorted(modules, key=lambda each: (each.name.count("."), each.name)):
        if not surface.is_public_module(module.name) or name not in (module.exports or ()):
            continue
        is_own = full == f"{module.name}.{name}"
        if not is_own and surface.names.full_name(name, module.name) == full:
            yield module.name


def _directive(name: str, obj: Object, options: str = "") -> str:
    """Return the directive by which autodoc describes an object of its own."""
    kind = "exception" if "exception" in obj.modifiers else obj.kind
    return f"\n.. auto{kind}:: {name}\n{_OPTIONS if obj.kind == 'class' else ''}{options}"


def _contents(caption: str, sources: list[Source], folder: str) -> str:
    """Return a table of contents for the sidebar; what the page itself shows says more.

    With its suffix, a name that ends in ``.rst`` stays whole.
    """
    entries = "\n".join(
        f"   {source.name.rpartition('.')[2]} <{folder}{source.name}.rst>" for source in sources
    )
    titled = f"   :caption: {caption}\n" if caption else ""
    return f".. toctree::\n   :hidden:\n   :titlesonly:\n{titled}\n{entries}\n"


def _start_page(title: str, shown: list[Source], about: str) -> str:
    names = {source.name for source in shown}
    tops = [source for source in shown if source.name.rpartition(".")[0] not in names]
    readme = f"   Readme <{about}>\n" if about else ""
    return f"""{_heading(title)}

.. autodocgen-summary::
   :coverage: coverage
   :complexity: complexity

{_contents("API", tops, "api/")}
.. toctree::
   :hidden:
   :caption: About
   :titlesonly:

{readme}   complexity
   coverage
   Index <genindex>
"""


_COVERAGE_PAGE = """Documentation coverage
======================

Public objects with a docstring by an author, with one that was generated from the code, and with
nothing to show.

.. autodocgen-coverage::
   :missing:
"""


def _complexity_page(names: Collection[str]) -> str:
    packages = " ".join(sorted(names))
    return f"""Complexity
==========

.. autodocgen-complexity:: {packages}
   :kind: function method
   :sort: cognitive
   :top: 20
   :caption: The functions that are hardest to follow

.. autodocgen-complexity:: {packages}
   :kind: module
   :caption: All modules
"""


def _heading(text: str) -> str:
    escaped = text.replace("_", "\\_")
    return f"{escaped}\n{'=' * len(escaped)}"


_NOWHERE = "https://nowhere.invalid"
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/#]")
_LOST = re.compile(
    rf"!?\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\](?:\([^()]*\))?)*)\]\({re.escape(_NOWHERE)}\)"
)
_DEFINITION = re.compile(r"^(?P<lead> {0,3}\[[^\]\n]+\]:[ \t]+)(?P<address>[^\s<>]+)", re.MULTILINE)
_REST_LINK = re.compile(r"(?<![`\w])`(?P<text>[^`<>]+?)\s+<(?P<address>[^`<>]+?)(?<!_)>`__?")
_REST_IMAGE = re.compile(r"^(?P<lead>.*\.\. (?:image|figure):: )(?P<address>\S+)$", re.MULTILINE)


def settled(readme: tuple[str, str], root: Path | None, repository: str) -> tuple[str, str]:
    """Return a readme whose relative links lead into the repository, or are only their texts.

    Args:
        readme: The text and the suffix of its markup.
        root: The project's folder, None if it's only installed.
        repository: The web address of its repository; empty if it isn't known.
    """
    text, suffix = readme

    def change(address: str) -> str:
        if not address or _ABSOLUTE.match(address):
            return address
        path, hash_, anchor = address.partition("#")
        there = os.path.normpath(unquote(path))
        if root is None or not repository or there.startswith("..") or not (root / there).exists():
            return _NOWHERE
        return f"{file_address(repository, Path(there).as_posix())}{hash_}{anchor}"

    def known(match: re.Match[str]) -> str:
        address = change(match["address"])
        return match[0] if address == _NOWHERE else match["lead"] + address

    def link(match: re.Match[str]) -> str:
        address = change(match["address"])
        lost = address == _NOWHERE
        return match["text"] if lost else match[0].replace(match["address"], address)

    if suffix == ".md":
        once = _LOST.sub(r"\g<text>", relink(text, change))
        text = _LOST.sub(r"\g<text>", once)  # a picture in a link
        return _DEFINITION.sub(known, text), suffix
    return _REST_IMAGE.sub(known, _REST_LINK.sub(link, text)), suffix
