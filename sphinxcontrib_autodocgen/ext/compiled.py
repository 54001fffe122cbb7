"""The compiled pages as directives: summary, changelog, glossary and source, in any page.

They return plain nodes, so they work with every builder; what they show is the same as in the
Markdown files of :mod:`sphinxcontrib_autodocgen.pages`.
"""

from __future__ import annotations

import re
import tokenize
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.parsers.rst.states import RSTState
from sphinx import addnodes
from sphinx.util.nodes import make_id

from .. import changelog, docstring, snapshots
from ..apidiff import Diff
from ..changelog import Changelog, Entry, Origin, Release
from ..model import Object
from ..pages import complexity, facts, project_info, signature
from ..pages.terms import Term, terms
from ..pages.uses import uses
from ..surface import surface_of
from . import events, myst, sources
from .directive import ProjectDirective
from .domain import COVERAGE, HISTORY, AutodocgenDomain
from .grids import entry, grid, row
from .terms import FOUND

if TYPE_CHECKING:
    from docutils.nodes import Node, TextElement
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

__all__ = [
    "ChangelogDirective",
    "GlossaryDirective",
    "SourceDirective",
    "SummaryDirective",
    "show_as_text",
]

_HEADING = re.compile(r"^(?P<text>\S.*)\n(?P<mark>[^\w\s])(?P=mark){2,}[ ]*$\n?", re.MULTILINE)
_KINDS = ("class", "function", "method", "property", "attribute", "data")
_TERM = "term"


class _Compiled(ProjectDirective):
    """What the directives share: headings wherever they stand."""

    def titled(self, title: str, content: Iterable[Node]) -> list[Node]:
        """Return content under a title: a section where one can be, else below a rubric."""
        name = nodes.make_id(f"{self.name} {self.env.new_serialno('autodocgen')} {title}")
        above = self.state.parent if isinstance(self.state, RSTState) else None
        if isinstance(above, nodes.document | nodes.section):
            section = nodes.section("", nodes.title("", title), *content, ids=[name])
            self.state.document.note_implicit_target(section, section)
            return [section]
        return [nodes.rubric("", title, ids=[name], **{"heading-level": 2}), *content]

    def markup(self, text: str, language: str) -> list[Node]:
        """Return what a text says, in whatever language it's written."""
        if language == "plain":
            return [nodes.paragraph("", text)]
        if language == "markdown":
            return myst.parse(self, text, None, self.lineno)
        return myst.parse_rest(self, _HEADING.sub(_as_rubric, text))

    def quoted(self, text: str, language: str) -> list[Node]:
        """Return what a docstring says, and leave it to its own place what is wrong with it."""
        reporter = self.state.document.reporter
        level, reporter.report_level = reporter.report_level, reporter.SEVERE_LEVEL
        try:
            parsed = self.markup(text, language)
        finally:
            reporter.report_level = level
        for node in parsed:
            for reference in node.findall(addnodes.pending_xref):
                reference["autodocgen_quoted"] = True
        return [node for node in parsed if not isinstance(node, nodes.system_message)]

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

    def public_name(self, obj: Object) -> str:
        """Return the name by which readers reach a public object."""
        return surface_of(self.domain.project).public_name(obj) or obj.name


class SummaryDirective(_Compiled):
    """Show what the project says of itself: description, version, authors, licence, modules."""

    option_spec: ClassVar = {"no-modules": directives.flag}

    def run(self) -> list[Node]:
        """Return a paragraph and two tables."""
        self.domain.note(self.env.docname, [HISTORY, COVERAGE])
        folder = self.domain.root
        if (folder / "pyproject.toml").is_file():
            self.env.note_dependency(str(folder / "pyproject.toml"))
        info = project_info(folder, self.config.project)
        content: list[Node] = []
        if info.description:
            content.append(nodes.paragraph("", info.description))
        rows = [row([entry(name), entry(value)]) for name, value in facts(info)]
        if info.repository:
            link = nodes.reference("", info.repository, refuri=info.repository)
            rows.append(row([entry("Repository"), entry([link])]))
        if rows:
            content += grid(("Property", "Value"), rows, None, "autodocgen-summary")
        if "no-modules" not in self.options:
            content += self.modules()
        return content

    def modules(self) -> Iterator[Node]:
        """Yield a table of the modules."""
        found = [obj for obj in self.objects() if obj.kind == "module"]
        self.domain.note(self.env.docname, [obj.name for obj in found])
        rows = [
            row([entry([sources.link(obj, obj.name, self.domain)]), _cell(self.line(obj))])
            for obj in found
        ]
        if rows:
            yield from grid(("Module", "Description"), rows, None, "autodocgen-summary")

    def line(self, obj: Object) -> list[Node]:
        """Return the first line about an object."""
        return _first_line(self, obj)


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

    def term(self, term: Term) -> nodes.definition_list_item:
        """Return a term with its definition, where that is from, and who uses it."""
        anchor = make_id(self.env, self.state.document, "autodocgen-term", term.name)
        head = nodes.term("", term.name, ids=[anchor], classes=[FOUND])
        self.state.document.note_explicit_target(head)
        source = self.domain.project[term.source]
        is_markdown = _is_markdown(self.domain, source)
        body = nodes.definition(
            "", *self.quoted(term.meaning, "markdown" if is_markdown else "rest")
        )
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
        said = _docstring(self, obj) if "docstrings" in self.options else []
        if not said and (line := _first_line(self, obj)):
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
        for number, name in enumerate(names[:_SHOWN]):
            yield nodes.Text(", " if number else "")
            yield sources.link(self.domain.project[name], name, self.domain)
        more = len(names) - _SHOWN
        yield nodes.Text(f" and {more} more." if more > 0 else ".")


_SHOWN = 5


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
            with tokenize.open(module.path) as file:
                lines = file.read().splitlines()
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
        found = changelog.read(folder, self.sources(), *bounds)
        for problem in found.problems:
            self.warn(str(problem), problem.kind)
        api: Mapping[str, Diff] = {}
        if "api" in self.options:
            tags = [release.tag for release in found.releases if release.tag]
            api, trouble = snapshots.history.changes(folder, self.domain.released, tags)
            for problem in trouble:
                self.warn(str(problem), problem.kind)
        content = [node for release in found.releases for node in self.release(release, found, api)]
        return content or [nodes.paragraph("", "There are no releases yet.")]

    def sources(self) -> tuple[Origin, ...]:
        """Return the sources that count; a wrong one is a warning."""
        chosen = self.options.get("sources", "").replace(",", " ").split()
        for name in set(chosen) - set(changelog.SOURCES):
            known = ", ".join(changelog.SOURCES)
            self.warn(f"there is no source {name!r}; known: {known}", "config")
        return tuple(name for name in changelog.SOURCES if name in chosen or not chosen)

    def release(self, release: Release, found: Changelog, api: Mapping[str, Diff]) -> list[Node]:
        """Return what changed in a release."""
        content: list[Node] = []
        for group in release.groups:
            if group.title:
                content.append(nodes.rubric("", group.title))
            for prose, entries in groupby(group.entries, lambda change: change.prose):
                parts = [self.entry(change, found.repository) for change in entries]
                if prose:
                    content += [node for part in parts for node in part]
                else:
                    items = [nodes.list_item("", *part) for part in parts]
                    content.append(nodes.bullet_list("", *items, bullet="-"))
        if release.tag and release.tag in api:
            content += self.changes(api[release.tag])
        date = f" ({release.date})" if release.date else ""
        return self.titled(f"{release.version}{date}", content)

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

    def entry(self, change: Entry, repository: str) -> list[Node]:
        """Return what a change says, with a link to its commit where that is known."""
        said = self.markup(change.text, change.markup)
        if change.commit and said and isinstance(said[-1], nodes.paragraph):
            name = nodes.literal("", change.commit[:9])
            url = f"{repository}/commit/{change.commit}"
            link = nodes.reference("", "", name, refuri=url) if repository else name
            said[-1] += [nodes.Text(" ("), link, nodes.Text(")")]
        return said


def show_as_text(
    app: Sphinx,  # noqa: ARG001
    env: BuildEnvironment,  # noqa: ARG001
    node: addnodes.pending_xref,
    content: TextElement,
) -> TextElement | None:
    """Answer a quoted reference that leads nowhere by its text; its own place warns of it."""
    return content if node.get("autodocgen_quoted") else None


def _as_rubric(match: re.Match[str]) -> str:
    return f".. rubric:: {match['text']}\n\n"


def _is_local(obj: Object) -> bool:
    return "<locals>" in obj.name


def _order(obj: Object) -> tuple[str, str]:
    return obj.short_name.casefold(), obj.name


def _cell(content: list[Node]) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", "", *content))


def _docstring(directive: _Compiled, obj: Object) -> list[Node]:
    """Return an object's docstring, written or generated, in the markup that it's in."""
    domain = directive.domain
    written = obj.docstring is not None
    found = docstring.complete(obj, domain.settings)
    lines = events.rendered(found) if written else events.lines_of(domain, obj)
    is_markdown = written and _is_markdown(domain, obj)
    parsed = directive.quoted("\n".join(lines), "markdown" if is_markdown else "rest")
    for node in parsed:
        for name in node.findall(nodes.field_name):
            _name(name)
    return parsed


_FIELDS = {
    "param": "",
    "type": "type of ",
    "rtype": "return type",
    "ivar": "",
    "vartype": "type of ",
}


def _name(field: nodes.field_name) -> None:
    """Call a field by what it's about, as there's no domain here to do it."""
    kind, _, name = field.astext().partition(" ")
    words = _FIELDS.get(kind, f"{kind} ")
    field.clear()
    field += nodes.Text(f"{words}{name}".strip())


def _is_markdown(domain: AutodocgenDomain, obj: Object) -> bool:
    chosen: Any = domain.settings.docstring_format
    return docstring.format_of(obj.name, chosen) == "markdown"


def _first_line(directive: _Compiled, obj: Object) -> list[Node]:
    """Return the inline nodes of the first line about an object."""
    found = docstring.complete(obj, directive.domain.settings)
    summary = found.summary
    if _HEADING.fullmatch(f"{summary}\n"):  # of a module, its name
        summary = found.body.partition("\n\n")[0]
    if not summary or _HEADING.match(f"{summary}\n"):
        return []
    short = docstring.Docstring(summary=summary, summary_guess=found.summary_guess)
    text = "\n".join(events.rendered(short))
    is_markdown = obj.docstring is not None and _is_markdown(directive.domain, obj)
    parsed = directive.quoted(text, "markdown" if is_markdown else "rest")
    first = next((node for node in parsed if isinstance(node, nodes.paragraph)), None)
    return [] if first is None else [child.deepcopy() for child in first.children]
