"""All that is connected to Sphinx, one line for each hook.

A module is imported when Sphinx first calls something in it, so a build that has nothing to do
imports few of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from .. import discover, later
from ..errors import ConflictingDistributionError
from . import config
from .domain import AutodocgenDomain
from .markdown import BUILDER
from .safety import safe_directive, safe_transform, safely

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config
    from sphinx.util.typing import ExtensionMetadata

    from . import (
        added,
        appended,
        autodoc,
        descriptions,
        filters,
        fresh,
        lifecycle,
        marks,
        members,
        nested,
        nodes,
        references,
        signatures,
        sources,
        tables,
        term_links,
        texts,
    )
    from .directives import compiled, complexity, coverage, deprecated, described
    from .markdown import beside, builder
else:
    added = later.LaterModule(".added", __package__)
    appended = later.LaterModule(".appended", __package__)
    autodoc = later.LaterModule(".autodoc", __package__)
    descriptions = later.LaterModule(".descriptions", __package__)
    filters = later.LaterModule(".filters", __package__)
    fresh = later.LaterModule(".fresh", __package__)
    lifecycle = later.LaterModule(".lifecycle", __package__)
    beside = later.LaterModule(".markdown.beside", __package__)
    builder = later.LaterModule(".markdown.builder", __package__)
    marks = later.LaterModule(".marks", __package__)
    members = later.LaterModule(".members", __package__)
    nested = later.LaterModule(".nested", __package__)
    nodes = later.LaterModule(".nodes", __package__)
    references = later.LaterModule(".references", __package__)
    signatures = later.LaterModule(".signatures", __package__)
    sources = later.LaterModule(".sources", __package__)
    tables = later.LaterModule(".tables", __package__)
    term_links = later.LaterModule(".term_links", __package__)
    texts = later.LaterModule(".texts", __package__)
    compiled = later.LaterModule(".directives.compiled", __package__)
    complexity = later.LaterModule(".directives.complexity", __package__)
    coverage = later.LaterModule(".directives.coverage", __package__)
    deprecated = later.LaterModule(".directives.deprecated", __package__)
    described = later.LaterModule(".directives.described", __package__)

__all__ = ["DIRECTIVES", "ENV_VERSION", "setup"]

ENV_VERSION = 4
"""Version of what the domain keeps in the environment."""


DIRECTIVES = {
    "autodocgen-complexity": complexity.ComplexityDirective,
    "autodocgen-hotspots": complexity.HotspotsDirective,
    "autodocgen-coverage": coverage.CoverageDirective,
    "autodocgen-deprecated": deprecated.DeprecatedDirective,
    "autodocgen-summary": compiled.SummaryDirective,
    "autodocgen-contents": compiled.ContentsDirective,
    "autodocgen-module": described.ModuleDirective,
    "autodocgen-glossary": compiled.GlossaryDirective,
    "autodocgen-changelog": compiled.ChangelogDirective,
    "autodocgen-source": compiled.SourceDirective,
}


_BEFORE: tuple[autodoc.Step, ...] = (
    members.load_lazily,  # all others want to know the object
    signatures.note_types,
    autodoc.fill,
    nested.wrap_docstring,  # of what an author wrote, and of that only
)
"""The steps before other extensions convert a docstring: napoleon, numpydoc, types from hints."""

_AFTER: tuple[autodoc.Step, ...] = (
    autodoc.put_back_value,  # what follows is added to it
    autodoc.add_overridden,
    tables.add_members,
    descriptions.note_metrics,
    appended.add_usages,
    appended.add_notes,
    members.mark_added,  # a converter would take the mark for a part of the docstring
)
"""The steps after them and after a project's own handlers."""


_FINISHING = (
    descriptions.add_complexity,
    descriptions.write_signature,
    descriptions.keep_one_mark,
    signatures.write_types,
    descriptions.write_value,
    filters.mark_silenced,
)
"""The steps that change a finished description."""


def setup(app: Sphinx, release: str) -> ExtensionMetadata:
    """Connect everything to a Sphinx application.

    Args:
        app: The application.
        release: The version of this package.

    Raises:
        SystemExit: If another distribution of the same import name is installed.
    """
    try:
        discover.refuse_conflict()
    except ConflictingDistributionError as error:
        raise SystemExit(f"autodocgen: {error}") from None  # Sphinx would add a page to any other
    app.require_sphinx("8.1")
    app.setup_extension("sphinx.ext.autodoc")
    config.add_options(app)
    app.add_domain(AutodocgenDomain)
    app.add_transform(safe_transform(marks.TakeMarksAway))
    app.add_transform(safe_transform(marks.PutMarksBack))
    app.add_transform(safe_transform(added.KeepOneDescription))
    app.add_post_transform(safe_transform(added.HideDescribed))
    app.add_post_transform(safe_transform(references.ExactReferences))
    app.add_builder(later.knowing(builder.MarkdownBuilder, name=BUILDER))
    app.add_node(marks.mark, html=(marks.visit_mark_html, marks.depart_mark_html))
    app.add_node(marks.inferred, html=(marks.visit_inferred_html, marks.depart_inferred_html))
    app.add_node(marks.inferred_note, html=(marks.visit_note_html, marks.depart_note_html))
    nodes.add_nodes(app)
    app.add_role("autodocgen-type", later.made(marks.TypeRole))
    app.add_role("autodocgen-mark", later.made(marks.MarkRole))
    app.add_role("autodocgen-name", later.made(marks.NameRole))
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, safe_directive(directive))
    app.add_directive("autodocgen-markdown", nested.MarkdownDirective)  # for lines of ours only
    app.add_css_file("autodocgen.css")
    _connect(app)
    _connect_processes(app)
    _connect_added(app)
    return {
        "version": release,
        "env_version": ENV_VERSION,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _connect(app: Sphinx) -> None:
    """Connect every handler."""
    app.connect("config-inited", safely(config.adopt_names), priority=390)
    app.connect("config-inited", safely(config.warn_of_errors), priority=400)
    app.connect("config-inited", safely(lifecycle.add_static_folder))
    app.connect("config-inited", _connect_neighbours)
    app.connect("config-inited", safely(filters.explain_failures))
    app.connect("config-inited", safely(nested.enable))
    app.connect("builder-inited", safely(lifecycle.add_script))
    app.connect("builder-inited", safely(lifecycle.load_project), priority=400)  # before autoapi
    app.connect("builder-inited", safely(appended.load), priority=505)
    app.connect("env-before-read-docs", safely(lifecycle.fill_attribute_docs))
    app.connect("builder-inited", safely(fresh.keep_unchanged), priority=600)
    app.connect("env-updated", safely(fresh.note_pages, []), priority=900)
    app.connect("env-get-updated", safely(fresh.pages_to_write, []), priority=900)
    app.connect("build-finished", safely(fresh.note_outputs), priority=900)
    app.connect("env-get-outdated", safely(lifecycle.collect_seldom, ()), priority=300)
    app.connect("build-finished", safely(lifecycle.collect_as_before), priority=100)
    app.connect("env-get-outdated", safely(appended.load_shown, ()), priority=400)
    app.connect("env-get-outdated", safely(lifecycle.note_pages, []), priority=400)
    app.connect("env-get-outdated", safely(lifecycle.stale_pages, []))
    app.connect("env-updated", safely(lifecycle.warn_of_limits, ()))
    app.connect("autodoc-skip-member", safely(members.keep_member), priority=400)
    app.connect("autodoc-process-signature", safely(descriptions.complete_signature))
    steps = later.made(autodoc.Steps, [*map(safely, _BEFORE)], [*map(safely, _AFTER)])
    app.connect("autodoc-process-docstring", later.made(getattr, steps, "before"), priority=400)
    app.connect("autodoc-process-docstring", later.made(getattr, steps, "after"), priority=900)
    finish = later.made(descriptions.in_steps, [*map(safely, _FINISHING)])
    app.connect("object-description-transform", finish)
    app.connect("env-updated", safely(lifecycle.warn_of_partial, ()))
    app.connect("missing-reference", safely(sources.find_source), priority=900)
    app.connect("missing-reference", safely(references.resolve_alias), priority=940)
    app.connect("missing-reference", safely(references.show_as_literal), priority=950)
    app.connect("doctree-read", safely(tables.keep_one_legend))
    app.connect("doctree-read", safely(filters.unmark_silenced))
    app.connect("doctree-read", safely(references.settle))
    app.connect("doctree-read", safely(references.keep_types_from_translators))
    app.connect("doctree-read", safely(marks.drop_dashes))
    app.connect("doctree-read", safely(tables.mark_rows))
    app.connect("warn-missing-reference", safely(references.accept_unresolved))
    app.connect("env-check-consistency", safely(added.discount))
    app.connect("build-finished", safely(lifecycle.write_counts))
    app.connect("missing-reference", safely(texts.show_as_text), priority=960)
    app.connect("missing-reference", safely(term_links.find_term))
    app.connect("doctree-read", safely(term_links.collect))
    app.connect("env-updated", safely(term_links.pages_with_terms, ()))
    app.connect("doctree-resolved", safely(term_links.link_first_uses))
    app.connect("html-page-context", safely(beside.link_twin))
    app.connect("build-finished", safely(beside.write_beside))


def _connect_processes(app: Sphinx) -> None:
    """Connect what is done before processes are started, and at the end of a build."""
    app.connect("env-before-read-docs", safely(_import_all))
    app.connect("write-started", safely(_import_all))
    app.connect("env-before-read-docs", safely(lifecycle.read_records))
    app.connect("write-started", safely(lifecycle.read_records))
    app.connect("html-collect-pages", safely(lifecycle.report_pages, ()))
    app.connect("build-finished", safely(lifecycle.write_report), priority=950)
    app.connect("build-finished", safely(lifecycle.warn_of_cache))


def _import_all(app: Sphinx, *event: object) -> None:
    """Import what pages are made with before processes are started that each would."""
    if app.parallel > 1 and event[-1]:  # nothing is read if there are no names of pages
        for name in list(globals()):
            later.load(globals()[name])


def _connect_neighbours(app: Sphinx, config: Config) -> None:  # noqa: ARG001
    """Answer sphinx-autoapi and viewcode if they're there."""
    if "viewcode-find-source" in app.events.events:
        app.connect("viewcode-find-source", safely(described.source_of))
        app.connect("viewcode-follow-imported", safely(described.home_of))
    if "autoapi-skip-member" in app.events.events:
        app.connect("autoapi-skip-member", safely(members.answer_autoapi), priority=400)


def _connect_added(app: Sphinx) -> None:
    """Connect what keeps apart that which pages describe only because of us."""
    app.connect("builder-inited", safely(added.watch_objects))
    app.connect("builder-inited", safely(filters.watch_warnings))
    app.connect("env-get-outdated", safely(added.forget_added, []))
    app.connect("env-updated", safely(added.note_added, []), priority=400)
