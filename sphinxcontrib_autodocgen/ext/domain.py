"""The Sphinx domain that keeps the project of a build, and notes what its pages show.

The project itself lives on the domain object, which every reader process inherits and no pickle
holds. What is kept in the environment is only a fingerprint of each object that a page asked for:
if another module changed what is known of it, ``env-get-outdated`` reads the page again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Set
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

import msgspec
from sphinx.domains import Domain
from sphinx.util import logging

from .. import later, pipeline
from ..errors import GitError
from ..model import Metrics, Object, Problem, Project, Quoted
from ..report import Report
from ..settings import Settings

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from .. import changelog, describe, docstring, garbage, git, outputs, pages
    from ..changelog import Changelog
    from ..describe import view
    from ..describe.view import View
    from ..docstring import Docstring, Types
    from ..pages import ProjectInfo
    from ..quality import churn
    from ..snapshots.release_changes import Notes
else:
    changelog = later.LaterModule("..changelog", __package__)
    describe = later.LaterModule("..describe", __package__)
    docstring = later.LaterModule("..docstring", __package__)
    garbage = later.LaterModule("..garbage", __package__)
    git = later.LaterModule("..git", __package__)
    outputs = later.LaterModule("..outputs", __package__)
    pages = later.LaterModule("..pages", __package__)
    view = later.LaterModule("..describe.view", __package__)
    churn = later.LaterModule("..quality.churn", __package__)

__all__ = [
    "BELOW",
    "COVERAGE",
    "HISTORY",
    "AutodocgenDomain",
    "Page",
    "digest",
    "of",
    "page_of",
]

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

COVERAGE = "*coverage*"
"""The name that a page notes if it shows how much is documented."""

HISTORY = "*history*"
"""The name that a page notes if it shows something of git: commits, tags, a link to files."""

BELOW = "*below*"
"""The prefix of a full name that a page notes if it lists what is inside, or shows its metrics."""


class AutodocgenDomain(Domain):
    """Holds the project, the settings, and what each page asked for.

    Attributes:
        project: What was analysed; empty until ``builder-inited``.
        settings: The options, validated.
        report: Notes of the run.
        kept: Names of the attributes and data that autodoc describes only because of us.
        annotated: By module, the first class with a value that autodoc describes without us.
        inside: Pages and names of what they show only because of us, with all members.
        silenced: Pages of author's docstrings that only we show, the classes around them, and the
            names that autodoc gives for where they are from.
        note_object: Has Sphinx's Python domain know an object.
        notes: What happened to objects in past releases, None if it isn't known yet.
        is_lazy: Whether packages are analysed only when autodoc asks for one of their objects.
        looked_for: The packages that it asked for.
        collect_as_before: Has Python collect garbage as often as before the build.
    """

    name = "autodocgen"
    label = "autodocgen"
    data_version = 2
    initial_data: ClassVar[dict[str, Any]] = {"pages": {}}

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        self.project = Project()
        self.settings = Settings()
        self.report = Report()
        self.base = Path()
        self.note_object: Callable[..., None]
        self.kept: set[str] = set()
        self.annotated: dict[str, str] = {}
        self.inside: set[tuple[str, str]] = set()
        self.silenced: set[tuple[str, str, str]] = set()
        self.is_lazy = False
        self.looked_for: set[str] = set()
        self.collect_as_before: Callable[[], None] = lambda: None
        self._has_shown = False
        self._view: View | None = None
        self._root: tuple[Project, Path | None] | None = None
        self.notes: Notes | None = None
        self._digests: dict[str, str] = {}
        self._completed: dict[int, tuple[Object, Docstring]] = {}

    @property
    def view(self) -> View:
        """The project with its imports and its inheritance looked up."""
        if self._view is None or self._view.project is not self.project:
            bases = describe.base_modules(self.project, self.settings)
            self._view = view.View(self.project, bases)
        return self._view

    def completed(self, record: Object) -> Docstring:
        """Return all that is to be said of an object; it's put together once."""
        known = self._completed.get(id(record))  # with the record, so that no other gets its id
        if known is None:
            known = record, docstring.complete(record, self.settings)
            self._completed[id(record)] = known
        return known[1]

    @property
    def types_in_signature(self) -> bool:
        """Whether inferred types go where autodoc puts declared ones: into signatures."""
        return self._typehints in ("signature", "both")

    @property
    def types_in_text(self) -> bool:
        """Whether inferred types go below signatures, among the fields."""
        return self._typehints in ("description", "both")

    @property
    def _typehints(self) -> str:
        """The place of types; one extension moves declared ones away from signatures."""
        config = self.env.config
        is_moved = "sphinx_autodoc_typehints" in config.extensions
        return "description" if is_moved else str(config.autodoc_typehints)

    @property
    def tops(self) -> set[str]:
        """The names of the packages that were analysed."""
        return {name.partition(".")[0] for name in self.project.modules}

    @property
    def root(self) -> Path | None:
        """The folder of the project that is documented, None if that is only installed."""
        if self._root is None or self._root[0] is not self.project:
            modules = sorted(self.project.modules.values(), key=lambda module: module.name)
            packages: dict[str, Path] = {}
            for module in modules:
                packages.setdefault(module.name.partition(".")[0], Path(module.path))
            self._root = self.project, pages.project_folder(Path(self.env.srcdir), packages)
        return self._root[1]

    @property
    def info(self) -> ProjectInfo:
        """Metadata of the documented project."""
        return pages.project_info(
            self.root, self.env.config.project, min(self.project.modules, default="")
        )

    def releases(self, *chosen: Any) -> Changelog:
        """Return the releases of the project; none if it's only installed.

        Args:
            *chosen: Origins and bounds, as :func:`sphinxcontrib_autodocgen.changelog.read` has
                them.
        """
        return (
            changelog.read(self.root, *chosen) if self.root is not None else changelog.Changelog()
        )

    @property
    def released(self) -> Settings:
        """The settings with packages by their import names, as any release may have them."""
        return msgspec.structs.replace(self.settings, packages=tuple(sorted(self.tops)))

    def by_page(self, kind: str) -> dict[str, Any]:
        """Return what is kept of each page under a name, by page."""
        pages: dict[str, dict[str, Any]] = self.data["pages"]
        return pages.setdefault(kind, {})

    @property
    def shown(self) -> dict[str, dict[str, str]]:
        """Fingerprints of what each page asked for, by page and object name."""
        return self.by_page("shown")

    @property
    def added(self) -> dict[str, list[tuple[str, str, str, bool]]]:
        """By page, what it shows only because of us: name, type, anchor, whether it's an alias."""
        return self.by_page("added")

    @property
    def hidden(self) -> dict[str, dict[str, str]]:
        """By page, the names of ours that other pages describe, and which pages these are."""
        return self.by_page("hidden")

    def is_same(self) -> bool:
        """Tell whether all that is known is what it was in the last build; note it for the next."""
        before, now = self.data.get("state"), "" if self.notes else self.project.state
        self.data["state"] = now
        return bool(now) and before == now

    def note(self, docname: str, names: Iterable[str]) -> None:
        """Record that a page depends on what is known of some objects."""
        page = self.shown.setdefault(docname, {})
        for name in names:
            page[name] = self.fingerprint(name)

    def fingerprint(self, name: str) -> str:
        """Return a digest of what is known of an object; empty if nothing is.

        The name :data:`COVERAGE` stands for the counts of all modules, :data:`HISTORY` for the
        newest commit and the tags, and :data:`BELOW` before a name for all that is inside: names,
        lines, metrics and notices of deprecation.
        """
        if name == COVERAGE:
            return digest((self.report.coverage, self.report.kinds))
        if name == HISTORY or name.startswith(BELOW):
            if name not in self._digests:  # dear, and the same for every page
                state = self._history_state() if name == HISTORY else self._below(name)
                self._digests[name] = digest(state)
            return self._digests[name]
        known = self.project.get(name) or self.project.declared(name)
        if known is None:
            return ""
        notes = self.notes.of(known) if self.notes else ()
        return digest((known, notes) if notes else known)

    def is_known(self, name: str) -> bool:
        """Tell whether a module, package or object of that full name was analysed."""
        inside = f"{name}."
        return name in self.project or any(m.startswith(inside) for m in self.project.modules)

    def _below(self, name: str) -> list[tuple[str, str, int, int, Metrics | None, Quoted | None]]:
        target = name.removeprefix(BELOW)
        inside = f"{target}."
        return [
            (obj.name, obj.kind, obj.line, obj.end_line, obj.metrics, obj.deprecation)
            for module in self.project.modules.values()
            if f"{module.name}.".startswith(inside) or inside.startswith(f"{module.name}.")
            for obj in module.objects
            if obj.name == target or obj.name.startswith(inside)
        ]

    def _history_state(self) -> list[str]:
        folders = {Path(m.path).parent for n, m in self.project.modules.items() if "." not in n}
        found = []
        for folder in sorted(folders):
            try:
                at = churn.place(folder)
                tags = [f"{tag.name} {tag.sha}" for tag in git.tags(folder)]
            except GitError as error:
                found.append(str(error))
            else:
                found += [at.sha, str(at.shallow), *tags]
        return found

    def load_shown(self) -> None:
        """Analyse the packages of what is on the pages, if only other processes or builds did."""
        if self._has_shown or not self.is_lazy:
            return
        self._has_shown = True
        names = [name for page in self.shown.values() for name, digest in page.items() if digest]
        tops = {name.removeprefix(BELOW).partition(".")[0] for name in names}
        for top in sorted(tops - {COVERAGE, HISTORY} - self.tops):
            self._analyse((top,))

    def load(self, targets: tuple[str, ...]) -> None:
        """Analyse packages, and warn of problems."""
        report = self._analyse(targets)
        for problem in report.problems:
            if not (self.is_lazy and problem.kind == "missing"):  # compiled: nobody named it to us
                self._warn(problem)
        if report.implied:
            logger.info(
                "autodocgen: %s generated texts have become docstrings; to have them count: "
                "python -m sphinxcontrib_autodocgen feedback collect --cache-dir %s",
                len(report.implied),
                self.settings.cache_dir,
            )

    def _analyse(self, targets: tuple[str, ...]) -> Report:
        """Add packages to the project; what is known of those before stays the same."""
        chosen = msgspec.structs.replace(self.settings, packages=targets)
        report = Report()
        found = pipeline.run(chosen, self.base, report)
        if "analyze" in report.steps:
            garbage.forget()  # Sphinx needs the memory for its pages
        self.report.add(report)
        self.settings = msgspec.structs.replace(
            chosen, packages=(*self.settings.packages, *targets)
        )
        self.notes = None
        self._digests.clear()
        self.project = _together(self.project, found) if self.project else found
        return report

    @staticmethod
    def _warn(problem: Problem) -> None:
        """Say in one line what could not be read; Sphinx takes a place without line for a page."""
        place = f"{problem.path}:{problem.line}" if problem.line is not None else None
        unplaced = problem.message if problem.kind == "missing" else str(problem)
        logger.warning(
            "%s",
            outputs.one_line(problem.message if place else unplaced),
            type="autodocgen",
            subtype=problem.kind,
            location=place,
        )

    def clear_doc(self, docname: str) -> None:
        """Forget what a page asked for."""
        for pages in self.data["pages"].values():
            pages.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another reader process noted."""
        self._has_shown = False
        for kind, pages in otherdata["pages"].items():
            self.by_page(kind).update({page: pages[page] for page in docnames if page in pages})

    def resolve_any_xref(  # noqa: PLR0913, PLR0917
        self,
        env: BuildEnvironment,  # noqa: ARG002
        fromdocname: str,  # noqa: ARG002
        builder: Builder,  # noqa: ARG002
        target: str,  # noqa: ARG002
        node: pending_xref,  # noqa: ARG002
        contnode: Element,  # noqa: ARG002
    ) -> list[tuple[str, Any]]:
        """Find nothing: this domain has no objects to refer to."""
        return []


def _together(known: Project, more: Project) -> Project:
    modules = (*known.modules.values(), *more.modules.values())
    problems = (*known.problems, *more.problems)
    state = digest((known.state, more.state)) if known.state and more.state else ""
    return Project(modules, problems, state)


def of(env: BuildEnvironment) -> AutodocgenDomain:
    """Return the autodocgen domain of an environment."""
    return cast("AutodocgenDomain", env.get_domain("autodocgen"))


@dataclass
class Page:
    """Notes on a page while it is being read.

    Attributes:
        name: Its name, empty if no page is being read.
        is_listing: Whether autodoc is listing members; what it asks about next, no directive names.
        kept: Names of the objects that autodoc would have skipped.
        noted: The objects of a page that shows something only because of us, None if it doesn't.
        raised: The names of exceptions that we wrote.
        signed: The names of what has types in its signature that autodoc didn't find.
        unsigned: By name, parameters and result of what autodoc finds no signature of.
        filled: The names of what no author described.
        called: The names of what is shown with parameters.
        types: By name, the inferred types that a signature is to show.
        metrics: By name, the metrics of the functions that say how complex they are.
    """

    name: str
    is_listing: bool = False
    kept: set[str] = field(default_factory=set)
    noted: list[Any] | None = None
    raised: set[str] = field(default_factory=set)
    signed: set[str] = field(default_factory=set)
    unsigned: dict[str, tuple[list[str], str | None]] = field(default_factory=dict)
    filled: set[str] = field(default_factory=set)
    called: set[str] = field(default_factory=set)
    types: dict[str, Types] = field(default_factory=dict)
    metrics: dict[str, Metrics] = field(default_factory=dict)


def page_of(env: BuildEnvironment) -> Page:
    """Return the page that is being read; Sphinx forgets it when it has read it."""
    name = str(env.temp_data.get("docname", ""))  # env.docname fails then, before Sphinx 8.2
    page: Page | None = env.temp_data.get(_PAGE)
    if page is None or page.name != name:
        page = env.temp_data[_PAGE] = Page(name)
    return page


_PAGE = "autodocgen_page"


def digest(known: object) -> str:
    """Return a digest of anything made of records and plain values."""
    return hashlib.blake2b(msgspec.msgpack.encode(known), digest_size=8).hexdigest()
