"""The Sphinx face: a table of contents of what is connected, one line for each hook.

This package only reads the records of a project and turns them into lines or nodes; what they say
is decided below.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from .. import discover, settings
from ..errors import ConflictingDistributionError
from . import (
    added,
    additions,
    autoapi,
    badges,
    compiled,
    complexity,
    coverage,
    domain,
    events,
    grids,
    imports,
    labels,
    marks,
    members,
    myst,
    pictures,
    references,
    signatures,
    silence,
    sources,
    terms,
    versions,
)
from .markdown import MarkdownBuilder, adopt_names, link_twin, write_beside

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["ENV_VERSION", "setup"]

logger = logging.getLogger(__name__)

ENV_VERSION = 2
"""Version of what the domain keeps in the environment."""


_DIRECTIVES = {
    "autodocgen-complexity": complexity.ComplexityDirective,
    "autodocgen-hotspots": complexity.HotspotsDirective,
    "autodocgen-coverage": coverage.CoverageDirective,
    "autodocgen-summary": compiled.SummaryDirective,
    "autodocgen-glossary": compiled.GlossaryDirective,
    "autodocgen-changelog": compiled.ChangelogDirective,
    "autodocgen-source": compiled.SourceDirective,
    "autodocgen-markdown": myst.MarkdownDirective,
}


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
    for option in settings.options():
        app.add_config_value(
            f"autodocgen_{option.name}",
            option.default,
            "" if option.stage == "run" else "env",
            types=option.python_types,
            description=option.help,
        )
    labels.add_catalogue(app)
    app.add_domain(domain.AutodocgenDomain)
    app.add_transform(marks.TakeMarksAway)
    app.add_transform(marks.PutMarksBack)
    app.add_transform(added.KeepOneDescription)
    app.add_post_transform(added.HideDescribed)
    app.add_post_transform(references.ExactReferences)
    app.add_builder(MarkdownBuilder)
    app.add_node(marks.mark, html=(marks.visit_mark_html, marks.depart_mark_html))
    app.add_node(pictures.picture, html=(pictures.visit_html, pictures.depart_html))
    app.add_node(
        grids.break_point,
        html=(grids.visit_break_html, None),
        latex=(grids.visit_break_latex, None),
    )
    app.add_role("autodocgen-type", marks.type_role)
    app.add_role("autodocgen-mark", marks.mark_role)
    app.add_role("autodocgen-name", marks.name_role)
    for name, directive in _DIRECTIVES.items():
        app.add_directive(name, directive)
    app.add_css_file("autodocgen.css")
    _connect(app)
    _connect_added(app)
    return {
        "version": release,
        "env_version": ENV_VERSION,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }


def _connect(app: Sphinx) -> None:
    """Connect every handler."""
    app.connect("config-inited", _safely(adopt_names), priority=390)
    app.connect("config-inited", _safely(domain.read_settings), priority=400)
    app.connect("config-inited", _safely(autoapi.connect(_safely(autoapi.keep_and_fill))))
    app.connect("config-inited", _safely(imports.explain_failures))
    app.connect("config-inited", _safely(myst.enable))
    app.connect("builder-inited", _safely(domain.add_static_folder))
    app.connect("builder-inited", _safely(domain.add_script))
    app.connect("builder-inited", _safely(domain.load_project), priority=400)  # before autoapi
    app.connect("builder-inited", _safely(versions.load), priority=505)
    app.connect("builder-inited", _safely(members.fill_attribute_docs), priority=510)
    app.connect("env-get-outdated", _safely(versions.load_shown, ()), priority=400)
    app.connect("env-get-outdated", _safely(domain.stale_pages, []))
    app.connect("env-updated", _safely(domain.warn_of_limits, ()))
    app.connect("autodoc-skip-member", _safely(members.keep_member), priority=400)
    app.connect("autodoc-process-signature", _safely(signatures.complete_signature))
    app.connect("autodoc-process-docstring", _safely(members.load_lazily), priority=390)
    app.connect("autodoc-process-docstring", _safely(events.fill_docstring), priority=400)
    app.connect("autodoc-process-docstring", _safely(myst.wrap_docstring), priority=410)
    app.connect("autodoc-process-docstring", _safely(events.fill_value_again), priority=600)
    app.connect("autodoc-process-docstring", _safely(additions.add_overridden), priority=600)
    app.connect("autodoc-process-docstring", _safely(additions.add_members), priority=600)
    app.connect("autodoc-process-docstring", _safely(myst.wrap_docstring), priority=610)
    app.connect("autodoc-process-docstring", _safely(badges.remember), priority=600)
    app.connect("autodoc-process-docstring", _safely(versions.add_notes), priority=800)
    app.connect("object-description-transform", _safely(badges.add_badge))
    app.connect("object-description-transform", _safely(signatures.write_signature))
    app.connect("object-description-transform", _safely(signatures.write_value))
    app.connect("env-updated", _safely(domain.warn_of_partial, ()))
    app.connect("missing-reference", _safely(sources.find_source), priority=900)
    app.connect("missing-reference", _safely(references.resolve_alias), priority=940)
    app.connect("missing-reference", _safely(references.show_as_literal), priority=950)
    app.connect("doctree-read", _safely(references.settle))
    app.connect("doctree-read", _safely(references.keep_types_from_translators))
    app.connect("doctree-read", _safely(marks.drop_dashes))
    app.connect("warn-missing-reference", _safely(references.accept_unresolved))
    app.connect("env-check-consistency", _safely(coverage.discount))
    app.connect("build-finished", _safely(coverage.write_counts))
    app.connect("missing-reference", _safely(compiled.show_as_text), priority=960)
    app.connect("missing-reference", _safely(terms.find_term))
    app.connect("doctree-read", _safely(terms.collect))
    app.connect("env-updated", _safely(terms.pages_with_terms, ()))
    app.connect("doctree-resolved", _safely(terms.link_first_uses))
    app.connect("html-page-context", _safely(link_twin))
    app.connect("build-finished", _safely(write_beside))
    app.connect("build-finished", _safely(domain.write_report))


def _connect_added(app: Sphinx) -> None:
    """Connect what keeps apart that which pages describe only because of us."""
    app.connect("builder-inited", _safely(added.watch_objects))
    app.connect("builder-inited", _safely(silence.watch_warnings))
    app.connect("env-get-outdated", _safely(added.forget_added, []))
    app.connect("env-updated", _safely(added.note_added, []), priority=400)
    app.connect("autodoc-skip-member", _safely(members.begin_members), priority=300)
    app.connect("autodoc-process-docstring", _safely(members.mark_added), priority=900)


def _safely(handler: Callable[..., Any], answer: object = None) -> Callable[..., Any]:
    """Make a handler whose failure is one warning, gives an answer, and changes nothing else."""

    @functools.wraps(handler)
    def handle(*arguments: Any) -> Any:
        try:
            return handler(*arguments)
        except Exception as error:  # noqa: BLE001  # whatever it is, the build goes on
            said = f"{type(error).__name__}: {error}".partition("\n")[0]
            logger.warning(
                "%s failed (%s); please report",
                handler.__name__,
                said,
                type="autodocgen",
                subtype="internal",
            )
            return answer

    return handle
