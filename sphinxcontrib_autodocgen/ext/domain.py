"""Where Sphinx keeps the project of a build, and which pages its changes make stale.

The project itself lives on the domain object, which every reader process inherits and no pickle
holds. What is kept in the environment is only a fingerprint of each object that a page asked for:
if another module changed what is known of it, ``env-get-outdated`` reads the page again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Set
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, cast

import msgspec
from sphinx.domains import Domain
from sphinx.util import logging
from sphinx.util.display import progress_message

from .. import discover, gates, git, pipeline, settings
from ..describe.outside import base_modules
from ..describe.view import View
from ..errors import AutodocgenError, GitError
from ..model import Metrics, Object, Problem, Project
from ..report import Report
from ..settings import Settings
from ..snapshots.notes import Notes
from ..survey import churn
from ..survey.churn import History, Place

if TYPE_CHECKING:
    from docutils.nodes import Element
    from sphinx.addnodes import pending_xref
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

__all__ = [
    "BELOW",
    "COVERAGE",
    "HISTORY",
    "AutodocgenDomain",
    "add_script",
    "add_static_folder",
    "load_project",
    "of",
    "page_of",
    "read_settings",
    "stale_pages",
    "warn_of_limits",
    "warn_of_partial",
    "write_report",
]

logger = logging.getLogger(__name__)

_T = TypeVar("_T")

COVERAGE = "*coverage*"
"""What a page notes that shows how much is documented."""

HISTORY = "*history*"
"""What a page notes that shows something of git: commits, tags, or a link to a commit's files."""

BELOW = "*below*"
"""What a page notes, with a full name behind it, that shows the metrics of all that is inside."""


class AutodocgenDomain(Domain):
    """Holds the project, the settings, and what each page asked for.

    Attributes:
        project: What was analysed; empty until ``builder-inited``.
        settings: The options, validated.
        report: Notes of the run.
        raised: By page, the exception names that were written for it in this process.
        wrapped: Docstrings in Markdown, by name, as they were handed on.
        filled: Lines that this process wrote in place of a docstring, by the name shown.
        kept: Pages and names of the objects that autodoc would have skipped; attributes are kept on
            every page, for which the page is empty.
        annotated: By module, the first class with a value that autodoc describes without us.
        inside: Pages and names of what they show only because of us, with all members.
        silenced: Pages and names of those of them that show an author's docstring.
        signed: Pages and names of what has types in its signature that autodoc didn't find.
        unsigned: By page and name, parameters and result of what autodoc finds no signature of.
        listing: The page whose members autodoc is listing, None if it's at none.
        noted: By page that shows something only because of us, its objects until it is read.
        note_object: Has Sphinx's Python domain know an object.
        notes: What happened to objects in past releases, None if it isn't known yet.
        is_lazy: Whether packages are analysed only when autodoc asks for one of their objects.
        looked_for: The packages that it asked for.
    """

    name = "autodocgen"
    label = "autodocgen"
    data_version = 1
    initial_data: ClassVar[dict[str, Any]] = {"shown": {}}

    def __init__(self, env: BuildEnvironment) -> None:
        super().__init__(env)
        self.project = Project()
        self.settings = Settings()
        self.report = Report()
        self.base = Path()
        self.raised: dict[str, set[str]] = {}
        self.listing: str | None = None
        self.noted: dict[str, list[Any]] = {}
        self.note_object: Callable[..., None]
        self.kept: set[tuple[str, str]] = set()
        self.annotated: dict[str, str] = {}
        self.inside: set[tuple[str, str]] = set()
        self.silenced: set[tuple[str, str]] = set()
        self.signed: set[tuple[str, str]] = set()
        self.unsigned: dict[tuple[str, str], tuple[list[str], str | None]] = {}
        self.is_lazy = False
        self.looked_for: set[str] = set()
        self._has_shown = False
        self.filled: dict[str, list[str]] = {}
        self.wrapped: dict[str, list[str]] = {}
        self.badges: dict[tuple[str, str], Metrics] = {}
        self.places: dict[str, Place | None] = {}
        self.templates: dict[Path, str] = {}
        self.tracked: dict[Path, frozenset[str]] = {}
        self._view: View | None = None
        self.notes: Notes | None = None
        self._histories: dict[int, History] = {}
        self._digests: dict[str, str] = {}

    @property
    def view(self) -> View:
        """The project with its imports and its inheritance looked up."""
        if self._view is None or self._view.project is not self.project:
            self._view = View(self.project, base_modules(self.project, self.settings))
        return self._view

    @property
    def tops(self) -> set[str]:
        """The names of the packages that were analysed."""
        return {name.partition(".")[0] for name in self.project.modules}

    @property
    def root(self) -> Path:
        """The project's folder, or that of the documents if they belong to none."""
        folder = Path(self.env.srcdir)
        return discover.project_root(folder) or folder

    @property
    def released(self) -> Settings:
        """The settings with packages by their import names, as any release may have them."""
        return msgspec.structs.replace(self.settings, packages=tuple(sorted(self.tops)))

    @property
    def shown(self) -> dict[str, dict[str, str]]:
        """Fingerprints of what each page asked for, by page and object name."""
        return cast("dict[str, dict[str, str]]", self.data.setdefault("shown", {}))

    @property
    def added(self) -> dict[str, list[tuple[str, str, str, bool]]]:
        """By page, what it shows only because of us: name, type, anchor, whether it's an alias."""
        return cast("dict[str, list[Any]]", self.data.setdefault("added", {}))

    @property
    def hidden(self) -> dict[str, dict[str, str]]:
        """By page, the names of ours that other pages describe, and which pages these are."""
        return cast("dict[str, dict[str, str]]", self.data.setdefault("hidden", {}))

    def note(self, docname: str, names: Iterable[str]) -> None:
        """Record that a page depends on what is known of some objects."""
        page = self.shown.setdefault(docname, {})
        for name in names:
            page[name] = self.fingerprint(name)

    def fingerprint(self, name: str) -> str:
        """Return a digest of what is known of an object; empty if nothing is.

        The name :data:`COVERAGE` stands for the counts of all modules, :data:`HISTORY` for the
        newest commit and the tags, and :data:`BELOW` before a name for all that is inside.
        """
        if name == HISTORY or name.startswith(BELOW):
            if name not in self._digests:  # dear, and the same for every page
                state = self._history_state() if name == HISTORY else self._below(name)
                self._digests[name] = _digest(state)
            return self._digests[name]
        known: object = (
            (self.report.coverage, self.report.kinds)
            if name == COVERAGE
            else self.project.get(name) or self.project.declared(name)
        )
        if known is None:
            return ""
        notes = self.notes.of(known) if self.notes and isinstance(known, Object) else ()
        return _digest((known, notes) if notes else known)

    def is_known(self, name: str) -> bool:
        """Tell whether a module, package or object of that full name was analysed."""
        inside = f"{name}."
        return name in self.project or any(m.startswith(inside) for m in self.project.modules)

    def _below(self, name: str) -> list[tuple[str, str, int, int, Metrics | None]]:
        target = name.removeprefix(BELOW)
        inside = f"{target}."
        return [
            (obj.name, obj.kind, obj.line, obj.end_line, obj.metrics)
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

    def history(self, months: int) -> History:
        """Return which objects were changed how often; git is asked once for each span."""
        if months not in self._histories:
            self._histories[months] = churn.commits(self.project.modules.values(), months)
        return self._histories[months]

    def note_partial(self, docname: str, problem: str) -> None:
        """Record that a page shows less than it should, for want of history."""
        if problem:
            self.data.setdefault("partial", {}).setdefault(docname, []).append(problem)

    def note_terms(self, docname: str, meanings: dict[str, str], found: dict[str, str]) -> None:
        """Record what the terms on a page mean, and where those are that docstrings define."""
        self.data.setdefault("terms", {})[docname] = meanings
        self.data.setdefault("found_terms", {})[docname] = found

    @property
    def found_terms(self) -> dict[str, dict[str, str]]:
        """By page, the anchors of the terms that docstrings define."""
        return cast("dict[str, dict[str, str]]", self.data.setdefault("found_terms", {}))

    @property
    def meanings(self) -> dict[str, str]:
        """What each term means, by its anchor."""
        pages: dict[str, dict[str, str]] = self.data.get("terms", {})
        return {anchor: text for page in pages.values() for anchor, text in page.items()}

    def terms_changed(self) -> bool:
        """Tell whether the terms aren't those of the build before."""
        digest = _digest(self.meanings)
        before, self.data["terms_digest"] = self.data.get("terms_digest", ""), digest
        return before not in ("", digest)

    def load_shown(self) -> None:
        """Analyse the packages of what is on the pages, if only other processes or builds did."""
        if self._has_shown or not self.is_lazy:
            return
        self._has_shown = True
        names = [name for page in self.shown.values() for name, digest in page.items() if digest]
        for top in sorted({name.partition(".")[0] for name in names} - {COVERAGE} - self.tops):
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
        self.report.add(report)
        self.settings = msgspec.structs.replace(
            chosen, packages=(*self.settings.packages, *targets)
        )
        self.places.clear()
        self.tracked.clear()
        self.notes = None
        self._histories.clear()
        self._digests.clear()
        modules = (*self.project.modules.values(), *found.modules.values())
        self.project = Project(modules, (*self.project.problems, *found.problems))
        return report

    @staticmethod
    def _warn(problem: Problem) -> None:
        """Say in one line what could not be read; Sphinx takes a place without line for a page."""
        place = f"{problem.path}:{problem.line}" if problem.line is not None else None
        unplaced = problem.message if problem.kind == "missing" else str(problem)
        logger.warning(
            "%s",
            problem.message if place else unplaced,
            type="autodocgen",
            subtype=problem.kind,
            location=place,
        )

    def clear_doc(self, docname: str) -> None:
        """Forget what a page asked for."""
        self.shown.pop(docname, None)
        self.added.pop(docname, None)
        self.hidden.pop(docname, None)
        self.data.get("partial", {}).pop(docname, None)
        self.data.get("terms", {}).pop(docname, None)
        self.found_terms.pop(docname, None)

    def merge_domaindata(self, docnames: Set[str], otherdata: dict[str, Any]) -> None:
        """Take over what another reader process noted."""
        self._has_shown = False
        for docname in docnames:
            if docname in otherdata["shown"]:
                self.shown[docname] = otherdata["shown"][docname]
            if docname in otherdata.get("added", {}):
                self.added[docname] = otherdata["added"][docname]
            for kind in ("partial", "terms", "found_terms"):
                if docname in otherdata.get(kind, {}):
                    self.data.setdefault(kind, {})[docname] = otherdata[kind][docname]

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


def of(env: BuildEnvironment) -> AutodocgenDomain:
    """Return the autodocgen domain of an environment."""
    return cast("AutodocgenDomain", env.get_domain("autodocgen"))


def page_of(env: BuildEnvironment) -> str:
    """Return the name of the page that is being read, empty if none is."""
    return str(env.temp_data.get("docname", ""))  # env.docname fails then, before Sphinx 8.2


def _digest(known: object) -> str:
    return hashlib.blake2b(msgspec.msgpack.encode(known), digest_size=8).hexdigest()


def warn_of_partial(app: Sphinx, env: BuildEnvironment) -> None:  # noqa: ARG001
    """Say once what git can't tell, however many pages and processes wanted to know."""
    partial = of(env).data.get("partial", {})
    for problem in sorted({problem for problems in partial.values() for problem in problems}):
        logger.warning("%s", problem, type="autodocgen", subtype="git")


def read_settings(app: Sphinx, config: Config) -> None:  # noqa: ARG001
    """Check every option; a wrong one gives one warning and its default is used."""
    raw = {o.name: config[f"autodocgen_{o.name}"] for o in settings.options()}
    _, errors = settings.convert(raw)
    for error in errors:
        logger.warning(
            "conf.py: autodocgen_%s = %r: %s",
            error.name,
            error.value,
            error.reason,
            type="autodocgen",
            subtype=error.subtype,
        )
        config[f"autodocgen_{error.name}"] = _default(error.name)


def add_static_folder(app: Sphinx) -> None:
    """Let HTML builders find our style sheet."""
    app.config.html_static_path.append(str(Path(__file__).parent / "static"))


def add_script(app: Sphinx) -> None:
    """Let web pages sort and filter tables; books have no scripts."""
    if app.builder.name != "epub":
        app.add_js_file("autodocgen.js", loading_method="defer")


def load_project(app: Sphinx) -> None:
    """Analyse the configured packages, or those of the project that ``conf.py`` belongs to."""
    domain = of(app.env)
    raw = {o.name: app.config[f"autodocgen_{o.name}"] for o in settings.options()}
    domain.settings = settings.convert(raw)[0]
    if not domain.settings.cache_dir:
        folder = str(Path(app.doctreedir) / "autodocgen")
        domain.settings = msgspec.structs.replace(domain.settings, cache_dir=folder)
    domain.base = Path(app.confdir)
    targets = domain.settings.packages
    domain.settings = msgspec.structs.replace(domain.settings, packages=())
    if not targets:
        try:
            targets = tuple(discover.default_targets(domain.base))
        except AutodocgenError as error:
            logger.warning(str(error), type="autodocgen", subtype=error.subtype)
    if not targets:
        domain.is_lazy = True
        domain.load_shown()  # of others, the objects that autodoc asks for tell
        return
    with progress_message("autodocgen: analysing " + ", ".join(Path(t).name for t in targets)):
        domain.load(targets)


def stale_pages(
    app: Sphinx,  # noqa: ARG001
    env: BuildEnvironment,
    added: Set[str],
    changed: Set[str],
    removed: Set[str],
) -> list[str]:
    """Return the pages that show something of which we now know more, less or other things."""
    domain = of(env)
    if not domain.project:
        return []
    known = added | changed | removed
    return [
        docname
        for docname, names in domain.shown.items()
        if docname not in known
        and any(domain.fingerprint(name) != old for name, old in names.items())
    ]


def warn_of_limits(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn once of each object that is beyond a limit that ``conf.py`` sets.

    It's said after reading and by the main process, so that a parallel build doesn't say it twice,
    and an incremental one not only of what it reads.
    """
    domain = of(env)
    chosen = domain.settings
    judged = app.config.autodocgen_thresholds is not _default("thresholds")
    if not (judged or chosen.fail_under or chosen.stale):
        return
    domain.load_shown()
    verdict = gates.judge(domain.project, chosen, domain.base, domain.report)
    for group in gates.by_object(verdict.findings):
        beyond = [f for f in group if judged and f.rule not in ("stale", "coverage")]
        _warn_beyond(beyond, domain, subtype="threshold")
        _warn_beyond([f for f in group if f.rule == "stale"], domain, subtype="stale")
        _warn_beyond([f for f in group if f.rule == "coverage"], domain, subtype="coverage")


def _warn_beyond(found: list[gates.Finding], domain: AutodocgenDomain, *, subtype: str) -> None:
    if not found:
        return
    logger.warning(
        "%s: %s",
        found[0].object,
        ", ".join(finding.measure for finding in found),
        type="autodocgen",
        subtype=subtype,
        location=f"{domain.base / found[0].path}:{found[0].line}",
    )


def _default(name: str) -> object:
    return next(option.default for option in settings.options() if option.name == name)


def write_report(app: Sphinx, exception: Exception | None) -> None:
    """Write the run's report into the output folder, if asked to."""
    domain = of(app.env) if app.env is not None else None
    if domain is not None and exception is None and domain.settings.report:
        domain.report.write(Path(app.outdir) / "autodocgen-report.json")
