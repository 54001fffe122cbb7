"""How files that only call the project are read: tests in the first place, examples too.

They are lowered as all files are, with two differences: what is inside ``pytest.raises`` and its
like isn't read, because it is wrong on purpose; and the values of ``pytest.mark.parametrize`` are
given to the function below it, as if they were defaults.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

from astroid import nodes

from ...model import Facts, Store
from .lower import Lowering

__all__ = ["caller_facts"]

_REFUSING = ("raises", "assertRaises", "assertRaisesRegex", "deprecated_call")
_MAX_CASES = 40


def caller_facts(tree: nodes.Module, name: str) -> Facts:
    """Return what a file that isn't part of the project says about types.

    Args:
        tree: The file's tree.
        name: The module's full name.
    """
    return _CallerLowering(tree, name).run()


class _CallerLowering(Lowering):
    """Lowers a module that calls the project."""

    def _with_unless_refusing(self, node: nodes.With) -> None:
        if any(_name_of(manager) in _REFUSING for manager, _ in node.items):
            return
        self._with(node)

    def _test_def(self, node: nodes.FunctionDef) -> None:
        self._function_def(node)
        function = self.unit.add("func", str(self.unit_of[node].index))
        for decorator in node.decorators.nodes if node.decorators else ():
            if isinstance(decorator, nodes.Call) and _name_of(decorator) == "parametrize":
                for name, term in self._cases(decorator):
                    line = decorator.lineno or 0
                    self.unit.stores.append(Store("default", name, term, function, line))

    def _cases(self, decorator: nodes.Call) -> Iterator[tuple[str, int]]:
        """Yield each name that a ``parametrize`` gives values to, with a term of those."""
        if len(decorator.args) != 2 or any(k.arg == "indirect" for k in decorator.keywords):
            return
        listed, values = decorator.args
        names = list(_names(listed))
        width = 0 if len(names) == 1 and isinstance(listed, nodes.Const) else len(names)
        if not isinstance(values, nodes.List | nodes.Tuple | nodes.Set):
            if not width:
                yield names[0], self.unit.add("iter", "", (self.expr(values),))
            return
        rows = [row for case in values.elts[:_MAX_CASES] if (row := _row(case, width))]
        for index, name in enumerate(names):
            if rows:
                yield name, self.unit.phi([self.expr(row[index]) for row in rows])

    statements: ClassVar[dict[type[nodes.NodeNG], Callable[..., None]]] = {
        **Lowering.statements,
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
