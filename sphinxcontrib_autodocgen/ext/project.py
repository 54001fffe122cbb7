"""The project's own pages as doctrees: summary, changelog, glossary and source code.

The directives show the same inside of a page; these are documents for the Markdown builder, which
nobody wrote a source for. They are made when all pages are written, and resolved as those are.
A docstring is read as a document of its own, so that its footnotes and targets are its own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from importlib import metadata
from itertools import chain, groupby
from operator import attrgetter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple, cast

import sphinx
from docutils import nodes
from docutils.statemachine import StringList
from docutils.utils import new_document
from msgspec.structs import replace
from sphinx.errors import ExtensionError
from sphinx.util import logging, rst
from sphinx.util.docfields import DocFieldTransformer
from sphinx.util.docutils import sphinx_domains

from .. import docstring, files
from ..markdown import from_rest
from ..model import Object
from ..pages import complexity, history, signature
from ..pages.terms import terms
from ..surface import surface_of
from . import marks
from .directives.compiled import properties
from .domain import digest, of
from .nodes import entry, grid, row
from .texts import Texts, keep_text

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from ..changelog import Changelog
    from ..model import Module
    from ..pages import ProjectInfo
    from .domain import AutodocgenDomain

__all__ = ["FOLDER", "Known", "documents", "fingerprint", "read"]

logger = logging.getLogger(__name__)

_RELEASE = metadata.version("sphinxcontrib-autodocgen")

FOLDER = "project"
"""Folder of the pages, apart from documents that may be called ``changelog`` too."""

_KINDS = frozenset({"attribute", "class", "data", "function", "method", "property"})


class _Page(NamedTuple):
    """A page.

    Attributes:
        name: Its path in the folder, without suffix.
        content: Its section.
    """

    name: str
    content: nodes.section


class Known(NamedTuple):
    """Facts about a project beside its code.

    Attributes:
        info: What it says about itself.
        found: Its changelog.
    """

    info: ProjectInfo
    found: Changelog


def read(builder: Builder) -> Known | None:
    """Read what the pages are made of beside the code, None if there's no project.

    Args:
        builder: Its environment may have our domain.
    """
    try:
        domain = of(builder.env)
    except ExtensionError:
        return None
    if not domain.project:
        return None
    found = domain.releases()
    for problem in found.problems:
        logger.info("%s", problem)
    return Known(domain.info, found)


def fingerprint(builder: Builder, known: Known) -> str:
    """Return a digest of all that the pages are made of, and of where references lead.

    Args:
        builder: Its environment has the project and all documents.
        known: What is known of the project beside its code.
    """
    domain = of(builder.env)
    modules = domain.project.modules.values()
    config = [
        (v.name, _ordered(v.value))
        for v in builder.config
        if not callable(v.value) and not v.name.startswith("autodocgen_")
    ]
    env = builder.env
    std: Any = env.get_domain("std")
    targets = [target for name in env.domains for target in env.get_domain(name).get_objects()]
    targets += [*std.labels.items(), *std.anonlabels.items()]
    plain = (
        _RELEASE,
        sphinx.__version__,
        known.info,
        known.found.releases,  # where the files are says nothing
        domain.settings.fingerprint("analyze"),
        domain.settings.fingerprint("describe"),
        domain.settings.fingerprint("show"),
        str(config),
    )
    code = ([module.objects for module in modules], list(map(_source_of, modules)))
    return digest((plain, code, sorted(map(str, targets))))


def _ordered(value: object) -> object:
    """Return a set as a list, whose order is the same in every process."""
    return sorted(value, key=str) if isinstance(value, set | frozenset) else value


def documents(builder: Builder, known: Known) -> Iterator[tuple[str, nodes.document]]:
    """Yield the names and the resolved doctrees of the project's pages.

    Args:
        builder: Knows where pages are; its environment has the project and all documents.
        known: What is known of the project beside its code.

    Yields:
        A document for each page, or one that has them all if that is what the settings say.
    """
    env = builder.env
    domain = of(env)
    single = domain.settings.markdown_pages == "single"
    with _reading(env), logging.suppress_logging():  # each text's own place warns of it
        pages = list(_Pages(builder, domain, known, single=single).all())
    if single:
        pages = [_Page(FOLDER, nodes.section("", *_joined(pages)))]
    for page in pages:
        name = f"{FOLDER}/{page.name}"
        document = _new_document(env, name)
        document += page.content.children if single else page.content
        _settle_images(document, name, builder)
        _resolve(env, document, name)
        yield name, document


def _resolve(env: BuildEnvironment, document: nodes.document, name: str) -> None:
    """Resolve references, and let no extension fail that expects a document with a source."""
    trouble = None
    try:
        with logging.suppress_logging():
            env.apply_post_transforms(document, name)
    except ExtensionError as error:
        trouble = str(error).partition("\n")[0]
    if trouble:
        logger.warning("%s: %s", name, trouble, type="autodocgen", subtype="markdown")


def _joined(pages: Iterable[_Page]) -> Iterator[Node]:
    for page in pages:
        yield _target(_page_key(page.name))
        yield page.content


@contextmanager
def _reading(env: BuildEnvironment) -> Iterator[None]:
    """Have roles and directives mean what they mean while a document is read."""
    name = f"{FOLDER}/glossary"
    env.prepare_settings(name)
    try:
        with sphinx_domains(env), rst.default_role(name, env.config.default_role):
            yield
    finally:
        env.temp_data.clear()


def _new_document(env: BuildEnvironment, name: str, **settings: Any) -> nodes.document:
    """Return an empty document with the settings that all documents have."""
    known = env.get_doctree(env.config.root_doc).settings.copy()
    vars(known).update(from_rest.QUIET, env=env, **settings)
    document = new_document(str(env.doc2path(name)), known)
    reporter: Any = document.reporter
    reporter.get_source_and_line = lambda number=None: (None, number)  # as a parser would set it
    return document


def _settle_images(document: nodes.document, name: str, builder: Builder) -> None:
    """Have the builder copy the images of a page, and keep the text of those that aren't there."""
    for image in list(document.findall(nodes.image)):
        uri = image["uri"].lstrip("/")
        if (builder.srcdir / uri).is_file():
            image["uri"] = uri
            builder.images[uri] = builder.env.images.add_file(name, uri)
        elif "://" not in uri:
            keep_text(image)


class _Quotes(Texts):
    """Reads each docstring into a document of its own.

    Args:
        domain: Holds the project and the settings.
    """

    def __init__(self, domain: AutodocgenDomain) -> None:
        self.env = domain.env
        self.count = 0
        super().__init__(domain, _new_document(self.env, FOLDER))

    def is_markdown(self, obj: Object) -> bool:
        """Tell whether an object's author writes Markdown, or seems to, whatever is said of it."""
        return super().is_markdown(obj) or docstring.seems_markdown(obj.docstring or "")

    def of(self, obj: Object, text: str) -> list[Node]:
        """Return what a text says that is from an object's docstring."""
        module = self.domain.project.module_of(obj.name).name
        owner = obj.name if obj.kind == "class" else obj.name.rpartition(".")[0]
        context = {"py:module": module, "py:class": owner.removeprefix(module).lstrip(".") or None}
        self.env.ref_context.update(context)  # so a reference finds what stands beside the object
        return super().of(obj, text)

    def docstring(self, obj: Object) -> list[Node]:
        """Return an object's docstring, nothing if it's only switched off."""
        if obj.docstring and docstring.OFF.search(obj.docstring):
            text = docstring.OFF.sub("", obj.docstring)
            if not text.strip():
                return []
            obj = replace(obj, docstring=text)
        return super().docstring(obj)

    def markup(self, text: str, language: str) -> list[Node]:
        """Return what a text says, with all that is inside of it resolved."""
        self.count += 1
        self.document = _new_document(self.env, FOLDER, id_prefix=f"text-{self.count}-")
        self.document += super().markup(text, language)
        from_rest.finish(self.document)
        for node in list(self.document.findall(nodes.title_reference)):
            node.replace_self(nodes.literal("", "", *node.children))  # what no role tells is code
        return self.document.children

    def fields(self, parsed: list[Node]) -> list[Node]:
        """Return a docstring with its fields as Sphinx shows them."""
        from sphinx.domains.python import PyFunction  # noqa: PLC0415  # before locales, its texts stay lazy

        known = {"document": self.document, "reporter": self.document.reporter}
        state: Any = SimpleNamespace(**known, inliner=SimpleNamespace(**known))
        directive = PyFunction("py:function", [], {}, StringList(), 0, 0, "", state, state)
        directive.domain = "py"
        content: Any = nodes.container("", *parsed)
        DocFieldTransformer(directive).transform_all(content)
        for text in list(content.findall(nodes.Text)):
            if text == " -- ":  # Sphinx leaves it to its smart quotes, which we don't have
                text.parent.replace(text, nodes.Text(" – "))
        self.document.children = [content]
        marks.drop_dashes(cast("Any", None), self.document)
        return list(content.children)


class _Pages:
    """Makes the pages.

    Args:
        builder: Knows where pages are.
        domain: Holds the project and the settings.
        known: What is known of the project beside its code.
        single: Whether all pages will be in one document.
    """

    def __init__(
        self, builder: Builder, domain: AutodocgenDomain, known: Known, *, single: bool
    ) -> None:
        self.builder = builder
        self.domain = domain
        self.project = domain.project
        self.single = single
        self.here = ""
        self.texts = _Quotes(domain)
        self.surface = surface_of(self.project)
        self.said = {obj.name: self.texts.docstring(obj) for _, obj in self.surface.objects()}
        self.info, self.found = known

    def all(self) -> Iterator[_Page]:
        """Yield the pages: the changelog only if there's a release."""
        names = ["changelog"] if self.found.releases else []
        yield self.page("summary", self.info.name, self.summary([*names, "glossary"]))
        if self.found.releases:
            yield self.page("changelog", "Changelog", self.changelog())
        yield self.page("glossary", "Glossary", self.glossary())
        modules = list(self.project.modules.values())
        yield self.page("source/index", "Source code", self.sources(modules))
        for number, module in enumerate(modules):
            around = modules[number - 1 : number] if number else [], modules[number + 1 :][:1]
            title = [nodes.Text("Source of "), nodes.literal("", module.name)]
            yield self.page(f"source/{module.name}", title, self.source(module, *around))

    def page(self, name: str, title: str | list[Node], content: Iterable[Node]) -> _Page:
        """Return a page; its content is made when its name is known."""
        self.here = name
        return _Page(name, _section(title, content))

    def link(self, text: str | Node, page: str, key: str = "") -> nodes.reference:
        """Return a link to a page, or to an anchor on it."""
        address = "" if page == self.here else self.address(page)
        if self.single:
            address, key = "", key or _page_key(page)
        uri = f"{address}#{key}" if key else address
        node = nodes.Text(text) if isinstance(text, str) else text
        return nodes.reference("", "", node, internal=True, refuri=uri)

    def address(self, page: str) -> str:
        """Return the address of a page as seen from the one that is made."""
        return self.builder.get_relative_uri(f"{FOLDER}/{self.here}", f"{FOLDER}/{page}")

    # Summary

    def summary(self, names: Sequence[str]) -> Iterator[Node]:
        """Yield what the project says of itself, its modules, and how much is documented."""
        if self.info.description:
            yield nodes.paragraph("", self.info.description)
        yield from properties(self.info)
        links = [self.link(name.capitalize(), name) for name in names]
        yield _section("Contents", [_bullets([*links, self.link("Source code", "source/index")])])
        modules = [name for name in self.project.modules if name in self.said]
        if modules:
            rows = [
                row([self.module_cell(name), _cell(self.module_text(name))]) for name in modules
            ]
            table = grid(("Module", "Description"), rows, None, "autodocgen-summary")
            yield _section("Modules", table)
        rows = [row(map(entry, counts)) for counts in self.counts()]
        table = grid(("Kind", "Written", "Generated", "Missing"), rows, None, "autodocgen-coverage")
        yield _section("Docstrings", table)

    def module_cell(self, name: str) -> nodes.entry:
        """Return a cell that leads to a module's source."""
        return _cell([self.link(nodes.literal("", name), f"source/{name}")])

    def module_text(self, name: str) -> list[Node]:
        """Return what a module's docstring says first below its title, on one line."""
        return list(_on_one_line(nodes.paragraph("", "", *self.texts.line(self.project[name]))))

    def line(self, name: str) -> list[Node]:
        """Return what an object's docstring says first, on one line."""
        visible = (node for node in self.said.get(name, []) if not isinstance(node, _UNSEEN))
        first = next(visible, None)
        return list(_on_one_line(first)) if isinstance(first, nodes.paragraph) else []

    def counts(self) -> Iterator[tuple[str, ...]]:
        """Count the public objects by kind and by who wrote their docstring; the sum comes last.

        Below the sum are the kinds that don't count in it.
        """
        found: dict[str, Counter[str]] = {}
        for name, content in self.said.items():
            obj = self.project[name]
            state = (
                "written" if obj.docstring is not None else "generated" if content else "missing"
            )
            found.setdefault(obj.kind, Counter())[state] += 1
        counted: dict[str, Counter[str]] = {
            kind: found.pop(kind) for kind in self.domain.settings.coverage_kinds if kind in found
        }
        counted["all"] = sum(counted.values(), Counter())
        for kind, counter in (counted | found).items():
            yield (kind, *(str(counter[state]) for state in ("written", "generated", "missing")))

    # Changelog

    def changelog(self) -> Iterator[Node]:
        """Yield a list of the releases, and what changed in each."""
        found = self.found
        keys = list(_release_keys(release.version for release in found.releases))
        named = list(zip(keys, found.releases, strict=True))
        if len(named) > 1:
            yield _bullets(
                [self.link(history.heading(release), self.here, key) for key, release in named]
            )
        read = self.texts.read_entry(found)
        for key, release in named:
            content: list[Node] = []
            for title, changes in history.groups(release, read, self.info.repository):
                content += [_section(title, changes)] if title else changes
            yield _target(key)
            yield _section(history.heading(release), content)

    # Glossary

    def glossary(self) -> Iterator[Node]:
        """Yield an index by letter, the terms, and the objects of each module."""
        entries = sorted(self.entries(), key=attrgetter("module"))
        defined = list(self.terms({entry.obj.name for entry in entries}))
        letters = _by_letter(entries)
        modules = list(dict.fromkeys(entry.module for entry in entries))
        yield from self.opening(letters, modules, has_terms=bool(defined))
        for key, inside in letters.items():
            yield _target(_letter_key(key))
            yield _section(key, [_bullets(map(self.index_line, inside))])
        yield from defined
        for module, described in groupby(entries, attrgetter("module")):
            yield _target(f"module-{module}")
            content = chain.from_iterable(map(self.object, described))
            yield _section([nodes.literal("", module)], [self.module_line(module), *content])

    def entries(self) -> Iterator[_Entry]:
        """Yield the objects of the glossary: those about which something is said."""
        for name, said in self.said.items():
            obj = self.project[name]
            if said and obj.kind in _KINDS:
                public = self.surface.public_name(obj) or name
                module = self.surface.module_of(public)
                yield _Entry(obj, module, public.removeprefix(f"{module}."))

    def opening(
        self, letters: Iterable[str], modules: Sequence[str], *, has_terms: bool
    ) -> Iterator[Node]:
        """Yield links to the letters, the terms and the modules."""
        if not modules:
            yield nodes.paragraph("", "Nothing is documented.")
            return
        steps = [self.link(key, self.here, _letter_key(key)) for key in letters]
        if has_terms:
            steps.append(self.link("Terms", self.here, _TERMS))
        yield _steps(steps)
        yield _bullets(
            [self.link(nodes.literal("", name), self.here, f"module-{name}") for name in modules]
        )

    def index_line(self, entry: _Entry) -> list[Node]:
        """Return the line of an object in the index."""
        line = self.line(entry.obj.name)
        link = self.link(nodes.literal("", entry.obj.short_name), self.here, entry.obj.name)
        end = nodes.Text("): " if line else ")")
        return [link, nodes.Text(" ("), nodes.literal("", entry.module), end, *line]

    def terms(self, linked: set[str]) -> Iterator[Node]:
        """Yield the terms that docstrings define, each with a link to the object that does."""
        lines = []
        for term in self.project.found(terms):
            source = self.project[term.source]
            said = next(iter(self.texts.of(source, term.meaning)), nodes.paragraph())
            place: Node = nodes.literal("", source.name)
            if source.name in linked:
                place = self.link(place, self.here, source.name)
            head = nodes.strong("", term.name)
            lines.append(
                [head, nodes.Text(": "), *said.children, nodes.Text(" ("), place, nodes.Text(")")]
            )
        if lines:
            yield _target(_TERMS)
            yield _section("Terms", [_bullets(lines)])

    def module_line(self, name: str) -> nodes.paragraph:
        """Return what a module says first, and a link to its source."""
        line = self.line(name)
        source = self.link("source", f"source/{name}")
        return nodes.paragraph(
            "", "", *line, nodes.Text(" (" if line else "("), source, nodes.Text(")")
        )

    def object(self, entry: _Entry) -> Iterator[Node]:
        """Yield the entry of an object: signature, complexity and docstring."""
        obj = entry.obj
        shown = signature(obj)
        content: list[Node] = [nodes.literal_block(shown, shown, language="python")]
        if obj.metrics is not None:
            said = complexity(obj, obj.metrics, self.domain.settings)
            content.append(nodes.paragraph("", said))
        yield _target(obj.name)
        yield _section([nodes.literal("", entry.title)], [*content, *self.said[obj.name]])

    # Source code

    def sources(self, modules: Sequence[Module]) -> Iterator[Node]:
        """Yield a list of the modules."""
        links = [
            self.link(nodes.literal("", module.name), f"source/{module.name}") for module in modules
        ]
        yield _bullets(links)

    def source(
        self, module: Module, before: Sequence[Module], after: Sequence[Module]
    ) -> Iterator[Node]:
        """Yield the code of a module, between links to its neighbours."""
        steps = [self.link(f"← {other.name}", f"source/{other.name}") for other in before]
        steps.append(self.link("Source code", "source/index"))
        steps += [self.link(f"{other.name} →", f"source/{other.name}") for other in after]
        yield _steps(steps)
        text, trouble = _source_of(module)
        if trouble:
            yield nodes.paragraph("", f"The file can't be read: {trouble}")
        else:
            yield nodes.literal_block(text, text, language="python")


def _source_of(module: Module) -> tuple[str, str]:
    """Return the source of a module, and why it can't be read if so."""
    try:
        return files.source_text(module.path), ""
    except (OSError, SyntaxError, UnicodeDecodeError) as error:
        return "", str(error)


_TERMS = "terms"
_UNSEEN = (nodes.Invisible, nodes.rubric, nodes.target)


def _section(title: str | list[Node], content: Iterable[Node]) -> nodes.section:
    """Return content below a heading."""
    head = [nodes.Text(title)] if isinstance(title, str) else title
    return nodes.section("", nodes.title("", "", *head), *content)


def _target(name: str) -> nodes.target:
    """Return what a link to a name leads to, wherever headings have no anchors."""
    return nodes.target("", "", ids=[name])


def _bullets(lines: Iterable[Node | Sequence[Node]]) -> nodes.bullet_list:
    paragraphs = (
        nodes.paragraph("", "", *([line] if isinstance(line, nodes.Node) else line))
        for line in lines
    )
    return nodes.bullet_list("", *(nodes.list_item("", item) for item in paragraphs))


def _steps(links: Sequence[Node]) -> nodes.paragraph:
    """Return links in a line."""
    between = [node for link in links for node in (nodes.Text(" · "), link)]
    return nodes.paragraph("", "", *between[1:])


def _cell(content: list[Node]) -> nodes.entry:
    return nodes.entry("", nodes.paragraph("", "", *content))


def _on_one_line(paragraph: nodes.paragraph) -> Iterator[Node]:
    """Yield copies of what is in a paragraph, without targets and line breaks."""
    copy = paragraph.deepcopy()
    for node in copy.findall(nodes.Element):
        node["ids"] = []
    for text in list(copy.findall(nodes.Text)):
        text.parent.replace(text, nodes.Text(re.sub(r"\s+", " ", text)))
    yield from copy.children


class _Entry(NamedTuple):
    """An object in the glossary, with the module it's offered by and its name in there."""

    obj: Object
    module: str
    title: str

    @property
    def letter(self) -> str:
        """Its heading in the index."""
        first = self.obj.short_name[:1].upper()
        return first if first.isalpha() else "Other"


def _by_letter(entries: Iterable[_Entry]) -> dict[str, list[_Entry]]:
    ordered = sorted(entries, key=lambda e: (e.letter, e.obj.short_name.casefold(), e.obj.name))
    return {key: list(inside) for key, inside in groupby(ordered, attrgetter("letter"))}


def _letter_key(key: str) -> str:
    return f"letter-{key.lower()}"


def _page_key(name: str) -> str:
    return "page-" + re.sub(r"[^\w.-]", "-", f"{name}.md")


def _release_keys(versions: Iterable[str]) -> Iterator[str]:
    """Yield an anchor for each release that no other has."""
    used: Counter[str] = Counter()
    for version in versions:
        key = f"release-{version.lower()}"
        used[key] += 1
        yield key if used[key] == 1 else f"{key}-{used[key]}"
