"""The compiled pages as directives: summary, changelog, glossary and source, in any page.

They return plain nodes, so they work with every builder; what they show is the same as in the
documents of :mod:`~sphinxcontrib_autodocgen.ext.project` for the Markdown builder.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.states import RSTState
from sphinx import addnodes
from sphinx.util.nodes import make_id

from ... import changelog, files
from ...changelog import Origin, Release
from ...model import Object
from ...pages import ProjectInfo, complexity, facts, history, signature
from ...pages.terms import GlossaryTerm, terms
from ...pages.uses import uses
from ...surface import surface_of
from .. import sources
from ..domain import BELOW, COVERAGE, HISTORY
from ..nodes import entry, grid, row
from ..term_links import FOUND
from ..texts import Texts
from . import ProjectDirective

if TYPE_CHECKING:
    from docutils.nodes import Node

    from ...apidiff import Diff

__all__ = [
    "ChangelogDirective",
    "ContentsDirective",
    "GlossaryDirective",
    "SourceDirective",
    "SummaryDirective",
    "properties",
]

_MEASURED = ("function", "method", "property")
_KINDS = ("class", "function", "method", "property", "attribute", "data")
_TERM = "term"
_LISTED = ("module", "class", "function", "data")
_SHOWN = 5

_ByModule = dict[str, list[tuple[str, Object]]]
"""Public names and their objects, by module."""


class _Compiled(ProjectDirective):
    """The base of the directives: headings wherever they stand."""

    @property
    def texts(self) -> Texts:
        """Reads texts into the page."""
        return Texts(self.domain, self.state.document, self.lineno)

    def titled(self, title: str, content: Iterable[Node]) -> list[Node]:
        """Return content under a title: a section where one can be, else below a rubric."""
        name = nodes.make_id(f"{self.name} {self.env.new_serialno('autodocgen')} {title}")
        above = self.state.parent if isinstance(self.state, RSTState) else None
        if isinstance(above, nodes.document | nodes.section):
            section = nodes.section("", nodes.title("", title), *content, ids=[name])
            self.state.document.note_implicit_target(section, section)
            return [section]
        return [nodes.rubric("", title, ids=[name], **{"heading-level": 2}), *content]

    def objects(self) -> list[Object]:
        """Return the public objects below the names in the arguments, all if there are none."""
        project = self.domain.project
        for name in self.arguments:
            if not self.domain.is_known(name):
                self.warn(f"nothing named {name!r} was analysed; check the name", "missing")
        wanted = tuple(f"{name}." for name in self.arguments)
        return [
            obj
            for name, obj in surface_of(project).objects()
            if not wanted or f"{name}.".startswith(wanted) or f"{obj.name}.".startswith(wanted)
        ]

    def by_module(self) -> _ByModule:
        """Return the public objects by the module that readers import them from."""
        found: _ByModule = {}
        for public, obj in surface_of(self.domain.project).objects():
            found.setdefault(public.rpartition(".")[0], []).append((public, obj))
        return found

    def line(self, obj: Object, by_module: _ByModule) -> list[Node]:
        """Return the first sentence about an object; of a module without one, what it has."""
        said = self.texts.line(obj, is_short=True)
        if said or obj.kind != "module":
            return said
        inside = by_module.get(obj.name, [])
        self.domain.note(self.env.docname, [COVERAGE, *(each.name for _, each in inside)])
        ordered = [each for kind in _LISTED for each in inside if each[1].kind == kind]
        return list(
            _first_of(
                sources.link(each, public.rpartition(".")[2], self.domain, public)
                for public, each in ordered
            )
        )

    def public_name(self, obj: Object) -> str:
        """Return the name by which readers reach a public object."""
        return surface_of(self.domain.project).public_name(obj) or obj.name


class SummaryDirective(_Compiled):
    """Show what the project says of itself: description, version, authors, licence, modules.

    A number with a link stands for each page on documentation coverage and complexity.
    """

    option_spec: ClassVar = {
        "complexity": directives.unchanged_required,
        "coverage": directives.unchanged_required,
        "no-modules": directives.flag,
    }

    def run(self) -> list[Node]:
        """Return a paragraph, fields, numbers and a table."""
        self.domain.note(self.env.docname, [HISTORY, COVERAGE])
        folder, info = self.domain.root, self.domain.info
        if folder is not None and (folder / "pyproject.toml").is_file():
            self.env.note_dependency(str(folder / "pyproject.toml"))
        content: list[Node] = []
        if info.description:
            content.append(nodes.paragraph("", info.description))
        content += properties(info)
        tiles = list(self.tiles())
        if tiles:
            content.append(nodes.container("", *tiles, classes=["autodocgen-tiles"]))
        if "no-modules" not in self.options:
            content += self.modules()
        return content

    def tiles(self) -> Iterator[nodes.paragraph]:
        """Yield a number for each of the pages that the options name."""
        if "coverage" in self.options:
            yield self.tile(*self._coverage(), self.options["coverage"])
        if "complexity" in self.options:
            yield self.tile(*self._complexity(), self.options["complexity"])

    def _coverage(self) -> tuple[str, str]:
        """Return the share of objects that have a docstring, with words for it."""
        counts = self.domain.report.coverage.values()
        total = sum(each.total for each in counts)
        share = 100 * sum(each.written for each in counts) / total if total else 100
        return f"{share:.0f} %", f"of {total} public objects have a docstring"

    def _complexity(self) -> tuple[str, str]:
        """Return the mean complexity of the functions, with words for it."""
        self.domain.note(self.env.docname, [f"{BELOW}{top}" for top in self.domain.tops])
        found = [obj.metrics for obj in self.domain.project.values() if obj.kind in _MEASURED]
        numbers = [metrics.cyclomatic for metrics in found if metrics is not None]
        mean = sum(numbers) / len(numbers) if numbers else 0
        words = f"cyclomatic complexity on average, of {len(numbers)} functions"
        return f"{mean:.1f}", words

    def tile(self, number: str, words: str, page: str) -> nodes.paragraph:
        """Return a number that leads to a page."""
        reference = addnodes.pending_xref(
            "",
            nodes.inline("", words),
            refdomain="std",
            reftype="doc",
            reftarget=page,
            refexplicit=True,
            refwarn=True,
            refdoc=self.env.docname,
        )
        self.set_source_info(reference)
        content = [nodes.strong("", number), nodes.Text(" "), reference]
        return nodes.paragraph("", "", *content, classes=["autodocgen-tile"])

    def modules(self) -> Iterator[Node]:
        """Yield a table of the modules."""
        found = [obj for obj in self.objects() if obj.kind == "module"]
        self.domain.note(self.env.docname, [obj.name for obj in found])
        inside = self.by_module()
        rows = [
            row(
                [
                    entry([sources.link(obj, obj.name, self.domain)]),
                    _cell(self.line(obj, inside)),
                ]
            )
            for obj in found
        ]
        if rows:
            yield from grid(("Module", "Description"), rows, None, "autodocgen-summary")


class ContentsDirective(_Compiled):
    """List what is in a module: its modules, classes, functions and data, each with its summary."""

    required_arguments = 1
    option_spec: ClassVar = {}

    def run(self) -> list[Node]:
        """Return a table; nothing if it would have one row."""
        name = self.arguments[0]
        if not self.domain.is_known(name):
            self.warn(f"nothing named {name!r} was analysed; check the name", "missing")
            return []
        by_module = self.by_module()
        inside = by_module.get(name, [])
        self.domain.note(self.env.docname, [COVERAGE, *(obj.name for _, obj in inside)])
        rows = [
            row([entry([sources.link(obj, obj.short_name, self.domain, public)]), _cell(line)])
            for kind in _LISTED
            for public, obj in inside
            if obj.kind == kind and ((line := self.line(obj, by_module)) or kind != "data")
        ]
        if len(rows) < 2:
            return []
        return list(grid(("Name", "Description"), rows, None, "autodocgen-contents"))


class GlossaryDirective(_Compiled):
    """Show every public object: signature, description, complexity, source, and where it's used.

    Above them are the terms that docstrings define.
    """

    optional_arguments = 99
    option_spec: ClassVar = {
        "by": lambda text: directives.choice(text, ("letter", "module", "kind")),
        "kinds": directives.unchanged,
        "docstrings": directives.flag,
        "no-uses": directives.flag,
    }

    def run(self) -> list[Node]:
        """Return a list of definitions for each letter, module or kind."""
        kinds = self.kinds()
        inside = self.objects()
        found = [obj for obj in inside if obj.kind in kinds and not _is_local(obj)]
        self.domain.note(self.env.docname, [COVERAGE, *(obj.name for obj in found)])
        by = self.options.get("by", "letter")
        known = {} if "no-uses" in self.options else self.domain.project.found(uses)
        ordered = sorted(found, key=lambda obj: (self.key(obj, by), _order(obj)))
        content = self.terms(inside) if _TERM in kinds else []
        for title, objects in groupby(ordered, lambda obj: self.key(obj, by)[1]):
            items = [self.item(obj, known.get(obj.name, [])) for obj in objects]
            content += self.titled(title, [nodes.definition_list("", *items)])
        return content or [nodes.paragraph("", "Nothing is documented.")]

    def kinds(self) -> tuple[str, ...]:
        """Return the kinds that are shown; a wrong one is a warning."""
        known = (*_KINDS, _TERM)
        chosen = self.options.get("kinds", "").split()
        for name in dict.fromkeys(chosen):
            if name not in known:
                self.warn(f"there is no kind {name!r}; known: {', '.join(known)}", "config")
        return tuple(name for name in known if name in chosen or not chosen)

    def terms(self, inside: Sequence[Object]) -> list[Node]:
        """Return the terms that the docstrings of some objects define."""
        names = {obj.name for obj in inside}
        found = [term for term in self.domain.project.found(terms) if term.source in names]
        users = {name for term in found for name in term.users}
        self.domain.note(self.env.docname, sorted(names | users))
        items = [self.term(term) for term in found]
        return self.titled("Terms", [nodes.definition_list("", *items)]) if items else []

    def term(self, term: GlossaryTerm) -> nodes.definition_list_item:
        """Return a term with its definition, where that is from, and who uses it."""
        anchor = make_id(self.env, self.state.document, "autodocgen-term", term.name)
        head = nodes.term("", term.name, ids=[anchor], classes=[FOUND])
        self.state.document.note_explicit_target(head)
        source = self.domain.project[term.source]
        body = nodes.definition("", *self.texts.of(source, term.meaning))
        place = nodes.paragraph("", "From ", sources.link(source, source.name, self.domain))
        place += [nodes.Text(". "), *self.users(term.users)]
        body += place
        return nodes.definition_list_item("", head, body)

    def key(self, obj: Object, by: str) -> tuple[int, str]:
        """Return what an object is sorted by, and the title of its group."""
        if by == "module":
            return 0, surface_of(self.domain.project).module_of(self.public_name(obj))
        if by == "kind":
            return _KINDS.index(obj.kind), obj.kind.capitalize()
        first = obj.short_name.lstrip("_")[:1].upper()
        return (0, first) if first.isalpha() else (1, "Other")

    def item(self, obj: Object, users: Sequence[str]) -> nodes.definition_list_item:
        """Return what is said of an object."""
        term = nodes.term(
            "", "", sources.link(obj, signature(obj).rpartition("\n")[2], self.domain)
        )
        said = self.texts.docstring(obj) if "docstrings" in self.options else []
        if not said and (line := self.texts.line(obj)):
            said = [nodes.paragraph("", "", *line)]
        body = nodes.definition("", *said)
        body += nodes.paragraph("", "", *self.facts(obj))
        if users:
            body += nodes.paragraph("", "", *self.users(users))
        return nodes.definition_list_item("", term, body)

    def facts(self, obj: Object) -> Iterator[Node]:
        """Yield the kind, the module, the source and the complexity of an object."""
        name = self.public_name(obj)
        yield nodes.Text(f"{obj.kind.capitalize()} in ")
        yield nodes.literal("", name.rpartition(".")[0] or name)
        url = sources.address(obj, self.domain)
        if url:
            yield nodes.Text(" (")
            yield nodes.reference("", "source", refuri=url)
            yield nodes.Text(")")
        yield nodes.Text(".")
        if obj.metrics is not None:
            yield nodes.Text(f" {complexity(obj, obj.metrics, self.domain.settings)}")

    def users(self, names: Sequence[str]) -> Iterator[Node]:
        """Yield links to the first users of an object, and how many more there are."""
        yield nodes.Text("Used by ")
        yield from _first_of(
            sources.link(self.domain.project[name], name, self.domain) for name in names
        )
        yield nodes.Text(".")


class SourceDirective(_Compiled):
    """Show the source of modules, classes or functions, as it is."""

    required_arguments = 1
    optional_arguments = 99
    option_spec: ClassVar = {"no-line-numbers": directives.flag}

    def run(self) -> list[Node]:
        """Return a block of code for each name."""
        return [block for name in self.arguments for block in self.block(name)]

    def block(self, name: str) -> Iterator[Node]:
        """Yield the code of an object, under its name."""
        obj = self.domain.project.get(name)
        if obj is None:
            self.warn(f"nothing named {name!r} was analysed; check the name", "missing")
            return
        module = self.domain.project.module_of(name)
        self.domain.note(self.env.docname, [name])
        self.env.note_dependency(module.path)
        try:
            lines = files.source_text(module.path).splitlines()
        except (OSError, SyntaxError, UnicodeDecodeError) as error:
            self.warn(f"{module.path} can't be read: {error}", "unreadable")
            return
        whole = obj.kind == "module"
        first, last = (1, len(lines)) if whole else (obj.line, obj.end_line)
        text = "\n".join(lines[first - 1 : last])
        block = nodes.literal_block(text, text, language="python", force=False)
        if "no-line-numbers" not in self.options:
            block["linenos"] = True
            block["highlight_args"] = {"linenostart": first}
        self.set_source_info(block)
        yield block


class ChangelogDirective(_Compiled):
    """Show the releases of the project, with what changed in each."""

    option_spec: ClassVar = {
        "from": directives.unchanged_required,
        "to": directives.unchanged_required,
        "limit": directives.positive_int,
        "sources": directives.unchanged_required,
        "api": directives.flag,
    }

    def run(self) -> list[Node]:
        """Return a section for each release."""
        self.env.note_reread()  # files, fragments, commits and tags may all have changed
        folder = self.domain.root
        bounds = self.options.get("from"), self.options.get("to"), self.options.get("limit")
        found = self.domain.releases(self.sources(), *bounds)
        for problem in found.problems:
            self.warn(str(problem), problem.kind)
        api: Mapping[str, Diff] = {}
        if "api" in self.options and folder is not None:
            from ... import snapshots  # noqa: PLC0415  # with all of the analysis, and rare

            tags = [release.tag for release in found.releases if release.tag]
            api, trouble = snapshots.release_changes.changes(folder, self.domain.released, tags)
            for problem in trouble:
                self.warn(str(problem), problem.kind)
        read = self.texts.read_entry(found)
        content = [
            node
            for release in found.releases
            for node in self.release(release, history.groups(release, read, found.repository), api)
        ]
        return content or [nodes.paragraph("", "There are no releases yet.")]

    def sources(self) -> tuple[Origin, ...]:
        """Return the sources that count; a wrong one is a warning."""
        chosen = self.options.get("sources", "").replace(",", " ").split()
        for name in set(chosen) - set(changelog.SOURCES):
            known = ", ".join(changelog.SOURCES)
            self.warn(f"there is no source {name!r}; known: {known}", "config")
        return tuple(name for name in changelog.SOURCES if name in chosen or not chosen)

    def release(
        self, release: Release, groups: history.Groups, api: Mapping[str, Diff]
    ) -> list[Node]:
        """Return what changed in a release."""
        content: list[Node] = []
        for title, changes in groups:
            content += [nodes.rubric("", title), *changes] if title else changes
        if release.tag and release.tag in api:
            content += self.changes(api[release.tag])
        return self.titled(history.heading(release), content)

    def changes(self, diff: Diff) -> Iterator[Node]:
        """Yield what a release did to the API."""
        items = [
            nodes.list_item(
                "",
                nodes.paragraph(
                    "",
                    "",
                    nodes.literal("", change.object),
                    nodes.Text(f": {change.message} ({change.severity})"),
                ),
            )
            for change in diff.changes
        ]
        if items:
            yield nodes.rubric("", f"API changes since {diff.old}")
            yield nodes.bullet_list("", *items, bullet="-")


def _first_of(links: Iterable[Node]) -> Iterator[Node]:
    """Yield the first of some links, and how many more there are."""
    found = list(links)
    for number, link in enumerate(found[:_SHOWN]):
        yield nodes.Text(", " if number else "")
        yield link
    more = len(found) - _SHOWN
    if more > 0:
        yield nodes.Text(f" and {more} more")


def _is_local(obj: Object) -> bool:
    return "<locals>" in obj.name


def _order(obj: Object) -> tuple[str, str]:
    return obj.short_name.casefold(), obj.name


def properties(info: ProjectInfo) -> Iterator[Node]:
    """Yield fields of what is known of a project, nothing if nothing is."""
    found: list[tuple[str, Node]] = [(name, nodes.Text(value)) for name, value in facts(info)]
    for label, url in info.links:
        found.append((label, nodes.reference("", url.removeprefix("https://"), refuri=url)))
    if found:
        fields = [
            nodes.field("", nodes.field_name("", name), nodes.field_body("", _paragraph([value])))
            for name, value in found
        ]
        yield nodes.field_list("", *fields, classes=["autodocgen-about"])


def _paragraph(content: Sequence[Node]) -> nodes.paragraph:
    return nodes.paragraph("", "", *content)


def _cell(content: list[Node]) -> nodes.entry:
    return nodes.entry("", _paragraph(content))
