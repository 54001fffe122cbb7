"""The list of what is deprecated, in the words of its authors."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from ...surface import surface_of
from .. import sources
from ..domain import BELOW
from ..nodes import entry, grid, row
from . import ProjectDirective

if TYPE_CHECKING:
    from collections.abc import Sequence

    from docutils.nodes import Node

__all__ = ["DeprecatedDirective"]


class DeprecatedDirective(ProjectDirective):
    """List the public objects that are deprecated, since when, and what their authors say of it.

    Without argument those of the whole project, else those below the given names.
    """

    optional_arguments = 99
    option_spec: ClassVar = {"caption": directives.unchanged}

    def run(self) -> list[Node]:
        """Return the table; nothing if there are none."""
        domain = self.domain
        wanted = tuple(self.arguments) or tuple(sorted(domain.tops))
        found = [
            (public, obj, obj.deprecation)
            for public, obj in surface_of(domain.project).objects()
            if obj.deprecation is not None and _is_inside(public, wanted)
        ]
        domain.note(self.env.docname, [f"{BELOW}{name}" for name in wanted])
        if not found:
            return []
        body = [
            row(
                [
                    entry([sources.link(obj, public, domain, public)]),
                    entry(told.place),
                    entry([nodes.Text(told.text)]),
                ]
            )
            for public, obj, told in found
        ]
        titles = ("Object", "Since", "Message")
        table = grid(titles, body, self.options.get("caption"), "autodocgen-deprecated")
        holder = nodes.container("", *table, classes=["autodocgen-table"])
        self.set_source_info(holder)
        return [holder]


def _is_inside(name: str, wanted: Sequence[str]) -> bool:
    return any(f"{name}.".startswith(f"{target}.") for target in wanted)
