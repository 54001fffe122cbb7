"""Types of what has no annotation: read per file, solved per project, written into the records.

``read`` turns one file into :class:`~sphinxcontrib_autodocgen.model.Facts` and needs no other;
``complete`` solves all files together and gives their objects the types that were found.
"""

from __future__ import annotations

import gc
import warnings
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager

from astroid.builder import AstroidBuilder
from astroid.exceptions import AstroidError
from astroid.manager import AstroidManager
from astroid.nodes import AssignAttr, ImportFrom
from astroid.nodes import Module as Tree

from ...model import Facts, Module, Source
from .callers import listen
from .evidence import Evidence
from .lower import facts
from .merge import Merged
from .solve import Solver
from .testing import caller_facts
from .world import OUTSIDE
from .write import Writer, objects_of

__all__ = ["OUTSIDE", "complete", "read"]

_FAILURES = (AstroidError, RecursionError, AttributeError, TypeError, ValueError, LookupError,
             RuntimeError, AssertionError, SyntaxError)  # fmt: skip


class _Builder(AstroidBuilder):  # type: ignore[misc]  # astroid is untyped
    """Builds trees of nothing but their own file: other modules and values are seen to later."""

    def delayed_assattr(self, node: AssignAttr) -> None:
        """Leave an attribute assignment alone."""

    def add_from_names_to_locals(self, node: ImportFrom, global_name: Collection[str]) -> None:
        """Note the imported names; a star would have another file read."""
        if ("*", None) not in node.names:
            super().add_from_names_to_locals(node, global_name)


def read(text: str, source: Source, *, caller: bool = False) -> Facts | None:
    """Return what a file says about types, None if astroid can't read it.

    Args:
        text: The file's text.
        source: The file.
        caller: Whether it only calls the project, as tests do.
    """
    lower = caller_facts if caller else facts
    name = f"{source.name}.__init__" if source.package else source.name
    with warnings.catch_warnings(), _collected_later():
        warnings.simplefilter("ignore")
        try:
            tree = _Builder(AstroidManager(), apply_transforms=False).string_build(
                text, name, source.path
            )
            _release(tree)
            return lower(tree, source.name)
        except _FAILURES:
            return None


def _release(tree: Tree) -> None:
    """Let astroid forget a tree, which it keeps for the life of the process."""
    kept = AstroidManager().astroid_cache
    if kept.get(tree.name) is tree:
        del kept[tree.name]


def complete(
    modules: Iterable[Module],
    audit: dict[tuple[str, ...], Merged] | None = None,
    callers: Iterable[Module] = (),
) -> list[Module]:
    """Return the modules with types where the author wrote none.

    Args:
        modules: All modules of the project.
        audit: Receives what each confidence was looked up by, for calibration.
        callers: Modules that only call the project; their names begin with :data:`OUTSIDE`.
    """
    with _collected_later():
        return _completed(list(modules), audit, callers)


@contextmanager
def _collected_later() -> Iterator[None]:
    """Look for no garbage: there's none before the end, and all that is known is looked through."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _completed(
    known: list[Module], audit: dict[tuple[str, ...], Merged] | None, callers: Iterable[Module]
) -> list[Module]:
    solver = Solver(known)
    evidence = Evidence(solver, objects_of(known))
    outside = list(callers)
    evidence.read_described(outside)
    solver.start()
    for _ in range(2):
        evidence.refresh()
        evidence.learn_names()
        if not evidence.assume():
            break
        solver.fixpoint()
    solver.finish()
    evidence.heard = listen(solver, outside)
    evidence.refresh()
    evidence.learn_names()
    writer = Writer(solver, evidence, audit)
    return [writer.module(module) for module in known]
