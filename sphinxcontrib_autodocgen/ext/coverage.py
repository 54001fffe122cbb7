"""How much is documented: the directive, and what Sphinx's coverage builder is told.

That builder counts what pages describe. What they describe only because of us isn't documented.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives

from .. import pipeline
from ..report import Coverage
from . import sources
from .added import added_names
from .directive import ProjectDirective
from .domain import COVERAGE, AutodocgenDomain, of
from .grids import entry, grid, row
from .labels import translate

if TYPE_CHECKING:
    from docutils.nodes import Node
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

__all__ = ["CoverageDirective", "discount", "write_counts"]


def _grouping(argument: str) -> str:
    return directives.choice(argument, ("module", "kind"))


class CoverageDirective(ProjectDirective):
    """Show how many public objects have a written, a generated and no docstring.

    Without argument all modules are counted, else those below the given names.
    """

    optional_arguments = 99
    option_spec: ClassVar = {"caption": directives.unchanged, "by": _grouping}

    def run(self) -> list[Node]:
        """Return the table."""
        domain = self.domain
        domain.note(self.env.docname, [COVERAGE])
        by_kind = self.options.get("by") == "kind"
        counts = self._counts(domain, by_kind=by_kind)
        total = Coverage(
            sum(each.written for each in counts.values()),
            sum(each.generated for each in counts.values()),
            sum(each.missing for each in counts.values()),
        )
        first = (lambda name: name) if by_kind else (lambda name: [_link(name, domain)])
        body = [
            row([entry(first(name)), *_coverage_numbers(each)]) for name, each in counts.items()
        ]
        body.append(row([entry(translate("Total")), *_coverage_numbers(total)], "autodocgen-total"))
        titles = ["Kind" if by_kind else "Module", "Written", "Generated", "Missing", "Written, %"]
        table = grid(titles, body, self.options.get("caption"), "autodocgen-coverage")
        holder = nodes.container("", *table, classes=["autodocgen-table"])
        self.set_source_info(holder)
        return [holder]

    def _counts(self, domain: AutodocgenDomain, *, by_kind: bool) -> dict[str, Coverage]:
        """Return the counts of the modules that are asked for, by their names or by kinds."""
        wanted = tuple(f"{name}." for name in self.arguments)
        found: dict[str, Counter[str]] = {}
        for module, obj, state in pipeline.states(domain.project, domain.settings):
            if not wanted or f"{module}.".startswith(wanted):
                found.setdefault(obj.kind if by_kind else module, Counter())[state] += 1
        return {name: Coverage(**found[name]) for name in sorted(found)}


def _link(name: str, domain: AutodocgenDomain) -> Node:
    return sources.link(domain.project[name], name, domain)


def _coverage_numbers(counts: Coverage) -> Iterator[nodes.entry]:
    for number in (counts.written, counts.generated, counts.missing):
        yield entry(str(number), "number")
    share = 100 * counts.written / counts.total if counts.total else 100.0
    yield entry(f"{share:.0f}", "number")


def discount(app: Sphinx, env: BuildEnvironment) -> None:
    """Have the coverage builder miss what pages describe only because of us.

    The environment is on disk by now, so that other builders find everything.
    """
    if app.builder.name != "coverage":
        return
    objects = env.get_domain("py").data["objects"]
    for name in added_names(env):
        del objects[name]


def write_counts(app: Sphinx, exception: Exception | None) -> None:
    """Write our own counts beside the coverage builder's report."""
    if exception is not None or app.builder.name != "coverage":
        return
    lines = ["written  generated  missing  module"]
    lines += [
        f"{counts.written:7}  {counts.generated:9}  {counts.missing:7}  {name}"
        for name, counts in of(app.env).report.coverage.items()
    ]
    (Path(app.outdir) / "autodocgen.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
