"""A quiet field under a documented function that says how complex it is, if it's worth saying."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from ..model import Metrics
from .domain import of
from .events import record_of
from .labels import translate

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["add_badge", "remember"]


def remember(  # noqa: PLR0913, PLR0917
    app: Sphinx, what: str, name: str, obj: object, options: Any, lines: list[str]
) -> None:
    """Remember which record stands behind the name under which autodoc shows a function."""
    del options, lines
    domain = of(app.env)
    least = domain.settings.complexity_badges
    if not least or what not in ("function", "method", "property"):
        return
    record = record_of(domain, obj, name)
    if record is not None and record.metrics is not None and record.metrics.rank >= least:
        domain.badges[app.env.docname, name] = record.metrics
        domain.note(app.env.docname, [record.name])


def add_badge(app: Sphinx, domain: str, objtype: str, content: nodes.Element) -> None:
    """Add the field to the description of a function that was remembered."""
    known = of(app.env).badges
    description = content.parent
    if domain != "py" or not known or not isinstance(description[0], nodes.Element):
        return
    signature = description[0]
    module, name = signature.get("module"), signature.get("fullname")
    metrics = known.get((app.env.docname, f"{module}.{name}" if module else str(name)))
    if metrics is None or objtype not in ("function", "method", "property", "decorator"):
        return
    fields = content[-1] if content.children else None
    if not isinstance(fields, nodes.field_list):
        fields = nodes.field_list("")
        content += fields
    fields += nodes.field(
        "", nodes.field_name("", translate("Complexity")), nodes.field_body("", _badge(metrics))
    )


def _badge(metrics: Metrics) -> nodes.paragraph:
    rank = nodes.inline(
        "", metrics.rank, classes=["autodocgen-rank", f"autodocgen-{metrics.rank.lower()}"]
    )
    badge = nodes.inline("", f"cyclomatic {metrics.cyclomatic} ", classes=["autodocgen-badge"])
    badge += rank
    badge += nodes.Text(f", cognitive {metrics.cognitive}")
    return nodes.paragraph("", "", badge)
