"""The directive that shows documentation coverage."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from operator import itemgetter
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from ... import pipeline
from ...model import Object
from ...report import Coverage, State
from ...surface import surface_of
from .. import sources
from ..domain import COVERAGE, AutodocgenDomain
from ..nodes import entry, grid, row, translate
from . import ProjectDirective

if TYPE_CHECKING:
    from docutils.nodes import Node

__all__ = ["CoverageDirective"]


def _grouping(argument: str) -> str:
    return directives.choice(argument, ("module", "kind"))


class CoverageDirective(ProjectDirective):
    """Show how many public objects have a written, a generated and no docstring.

    Without argument all modules are counted, else those below the given names.
    """

    optional_arguments = 99
    option_spec: ClassVar = {
        "caption": directives.unchanged,
        "by": _grouping,
        "missing": directives.flag,
    }

    def run(self) -> list[Node]:
        """Return the table, and one of what lacks a docstring if it's asked for."""
        domain = self.domain
        domain.note(self.env.docname, [COVERAGE])
        by_kind = self.options.get("by") == "kind"
        counted, others = self._counts(domain, by_kind=by_kind)
        first = (lambda name: name) if by_kind else (lambda name: [_link(name, domain)])

        def rows(counts: dict[str, Coverage]) -> list[nodes.row]:
            return [row([entry(first(name)), *_numbers(each)]) for name, each in counts.items()]

        total = row([entry(translate("Total")), *_numbers(_sum(counted))], "autodocgen-total")
        body = [*rows(counted), total, *rows(others)]
        titles = ["Kind" if by_kind else "Module", "Written", "Generated", "Missing", "Written, %"]
        table = list(grid(titles, body, self.options.get("caption"), "autodocgen-coverage"))
        if "missing" in self.options:
            table += self._missing(domain)
        holder = nodes.container("", *table, classes=["autodocgen-table"])
        self.set_source_info(holder)
        return [holder]

    def _states(self, domain: AutodocgenDomain) -> Iterator[tuple[str, Object, State]]:
        """Yield the public objects that are asked for, with their names and states."""
        wanted = tuple(f"{name}." for name in self.arguments)
        for name, obj, state in pipeline.states(domain.project, domain.settings):
            if not wanted or f"{name}.".startswith(wanted):
                yield name, obj, state

    def _missing(self, domain: AutodocgenDomain) -> list[nodes.Element]:
        """Return a table of the objects that no author has described, by name."""
        kinds = domain.settings.coverage_kinds
        found = sorted(
            (
                (name, obj, state)
                for name, obj, state in self._states(domain)
                if state != "written" and obj.kind in kinds
            ),
            key=itemgetter(0),
        )
        domain.note(self.env.docname, [name for name, _, _ in found])
        body = [
            row(
                [
                    entry([sources.link(obj, name, domain, name)]),
                    entry(obj.kind),
                    entry(translate("generated") if state == "generated" else ""),
                ]
            )
            for name, obj, state in found
        ]
        if not body:
            return []
        return list(grid(["Object", "Kind", "Generated"], body, None, "autodocgen-coverage"))

    def _counts(
        self, domain: AutodocgenDomain, *, by_kind: bool
    ) -> tuple[dict[str, Coverage], dict[str, Coverage]]:
        """Return the counts of what is asked for, by modules or kinds.

        Those of kinds that aren't in the total come apart.
        """
        module_of = surface_of(domain.project).module_of
        counted: dict[str, Counter[str]] = {}
        others: dict[str, Counter[str]] = {}
        for name, obj, state in self._states(domain):
            found = counted if obj.kind in domain.settings.coverage_kinds else others
            if by_kind or found is counted:
                found.setdefault(obj.kind if by_kind else module_of(name), Counter())[state] += 1
        return _sorted(counted), _sorted(others)


def _sorted(found: dict[str, Counter[str]]) -> dict[str, Coverage]:
    return {name: Coverage(**found[name]) for name in sorted(found)}


def _sum(counts: dict[str, Coverage]) -> Coverage:
    return Coverage(
        sum(each.written for each in counts.values()),
        sum(each.generated for each in counts.values()),
        sum(each.missing for each in counts.values()),
    )


def _link(name: str, domain: AutodocgenDomain) -> Node:
    return sources.link(domain.project[name], name, domain)


def _numbers(counts: Coverage) -> Iterator[nodes.entry]:
    for number in (counts.written, counts.generated, counts.missing):
        yield entry(str(number), "number")
    share = 100 * counts.written / counts.total if counts.total else 100.0
    yield entry(f"{share:.0f}", "number")
