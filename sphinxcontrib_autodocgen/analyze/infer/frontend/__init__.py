"""From the tree of one file to the intermediate representation of its code; needs no other file.

The tree of the standard library's parser is made one of astroid, which is all that is read. Files
that only call the project, such as tests and examples, are lowered with two differences: what is
inside ``pytest.raises`` and its like isn't read, because it is wrong on purpose; and the values of
``pytest.mark.parametrize`` are given to the function below it, as if they were defaults.
"""

from __future__ import annotations

import ast
import os
import warnings
from collections.abc import Iterator, Mapping

from astroid import nodes
from astroid.exceptions import AstroidError
from astroid.manager import AstroidManager
from astroid.nodes.utils import Position
from astroid.rebuilder import TreeRebuilder

from ....garbage import postponed_collection
from ....ir import Facts, Store
from ....model import Source
from .statements import Handler, Statements, aliases
from .units import Units

__all__ = ["lower", "read"]

_REFUSING = ("raises", "assertRaises", "assertRaisesRegex", "deprecated_call")
_MAX_CASES = 40
_FAILURES = (AstroidError, RecursionError, AttributeError, TypeError, ValueError, LookupError,
             RuntimeError, AssertionError, SyntaxError)  # fmt: skip


class _Rebuilder(TreeRebuilder):  # type: ignore[misc]  # astroid is untyped
    """Makes a tree of astroid of a parsed one.

    ``AstroidBuilder`` of astroid 4 would parse the text again, keep each tree for the life of the
    process, read the modules that stars import from, and infer what attributes are assigned to.
    """

    def __init__(self) -> None:
        super().__init__(AstroidManager())

    def rebuild(self, tree: ast.Module, source: Source) -> nodes.Module:
        """Return astroid's tree of a file; docstrings are taken out of the given one.

        Args:
            tree: The parsed file.
            source: The file.
        """
        path = os.path.abspath(source.path)  # noqa: PTH100  # a link keeps its own name
        module = self.visit_module(tree, source.name, path, source.package)
        for node, outer_names in self._import_from_nodes:
            for name, alias in node.names:
                local = alias or name
                if local != "*":
                    (module if local in outer_names else node.parent).set_local(local, node)
        return module

    def _get_position_info(
        self, node: ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, parent: nodes.NodeNG
    ) -> Position:
        """Return where a definition begins behind its decorators; astroid would tokenize it."""
        del parent
        return Position(node.lineno, node.col_offset, node.lineno, node.col_offset)


def read(tree: ast.Module, source: Source, *, caller: bool = False) -> Facts | None:
    """Return what a file says about types, None if astroid can't take its tree.

    Args:
        tree: The parsed file, type comments included; its docstrings are taken out.
        source: The file.
        caller: Whether it only calls the project, as tests do.
    """
    with warnings.catch_warnings(), postponed_collection():
        warnings.simplefilter("ignore")  # of type comments, which astroid parses
        try:
            rebuilt = _Rebuilder().rebuild(tree, source)
            return lower(rebuilt, source.name, _CALLER_HANDLERS if caller else {})
        except _FAILURES:
            return None


def lower(tree: nodes.Module, name: str, special: Mapping[type[nodes.NodeNG], Handler]) -> Facts:
    """Return what a file says about types.

    Args:
        tree: The file's tree.
        name: The module's full name.
        special: What lowers some kinds of statements instead of the usual handlers.
    """
    units = Units(tree, name)
    units.queue("module", name, tree)
    found = []
    for unit in units.by_index:  # grows meanwhile
        Statements(units, unit, special).lower()
        found.append(unit.finish())
    return Facts(tuple(found), tuple(units.classes), tuple(aliases(tree)))


def _with_unless_refusing(statements: Statements, node: nodes.With) -> None:
    if not any(_name_of(manager) in _REFUSING for manager, _ in node.items):
        statements.with_block(node)


def _test_def(statements: Statements, node: nodes.FunctionDef) -> None:
    statements.function_def(node)
    function = statements.unit.add("func", str(statements.units.by_node[node].index))
    for decorator in node.decorators.nodes if node.decorators else ():
        if isinstance(decorator, nodes.Call) and _name_of(decorator) == "parametrize":
            for name, term in _cases(statements, decorator):
                line = decorator.lineno or 0
                statements.unit.stores.append(Store("default", name, term, function, line))


def _cases(statements: Statements, decorator: nodes.Call) -> Iterator[tuple[str, int]]:
    """Yield each name that a ``parametrize`` gives values to, with a term of those."""
    if len(decorator.args) != 2 or any(k.arg == "indirect" for k in decorator.keywords):
        return
    listed, values = decorator.args
    names = list(_names(listed))
    is_single = len(names) == 1 and isinstance(listed, nodes.Const)
    width = 0 if is_single else len(names)
    if isinstance(values, nodes.List | nodes.Tuple | nodes.Set):
        rows = _rows(values.elts[:_MAX_CASES], width)
        for name, column in zip(names, zip(*rows, strict=True), strict=False):
            yield name, statements.unit.phi([statements.expr(value) for value in column])
    elif not width:
        yield names[0], statements.unit.add("iter", "", (statements.expr(values),))


_CALLER_HANDLERS: dict[type[nodes.NodeNG], Handler] = {
    nodes.With: _with_unless_refusing,
    nodes.FunctionDef: _test_def,
    nodes.AsyncFunctionDef: _test_def,
}


def _name_of(node: nodes.NodeNG) -> str:
    """Return the last name of what is called, empty if there's none."""
    function = node.func if isinstance(node, nodes.Call) else None
    return str(getattr(function, "attrname", "") or getattr(function, "name", ""))


def _names(node: nodes.NodeNG) -> Iterator[str]:
    """Yield the names of ``"a, b"`` or ``("a", "b")``."""
    parts = node.elts if isinstance(node, nodes.Tuple | nodes.List) else [node]
    for part in parts:
        if isinstance(part, nodes.Const) and isinstance(part.value, str):
            yield from (name.strip() for name in part.value.split(",") if name.strip())


def _rows(cases: list[nodes.NodeNG], width: int) -> list[list[nodes.NodeNG]]:
    """Return the values of the cases that can be told apart."""
    return [row for case in cases if (row := _row(case, width))]


def _row(case: nodes.NodeNG, width: int) -> list[nodes.NodeNG] | None:
    """Return the values of one case, None if they can't be told apart.

    Args:
        case: The case.
        width: How many there are; 0 for one that isn't in a tuple.
    """
    if isinstance(case, nodes.Call) and _name_of(case) == "param":
        return list(case.args) if len(case.args) == (width or 1) else None
    if not width:
        return None if isinstance(case, nodes.Starred) else [case]
    inside = case.elts if isinstance(case, nodes.Tuple | nodes.List) else []
    return list(inside) if len(inside) == width else None
