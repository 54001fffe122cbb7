"""Where the objects of a project are used in the project itself.

A name counts where it can mean nothing else: an imported or a module's own name that no scope
around it hides, what is reached from such a name by dots, and ``self.name`` in a class that
defines it. What only running the code could tell isn't guessed.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path

from ..model import Module, Project

__all__ = ["uses"]

_Scope = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda


def uses(project: Project) -> dict[str, list[str]]:
    """Return, for each object that is used, the objects whose code uses it.

    Args:
        project: The analysed project; its files are read again.

    Returns:
        Full names by full name, both in the order of the project; a use outside of any function
        or class counts for its module.
    """
    found: dict[str, dict[str, None]] = {}
    for module in project.modules.values():
        try:
            with warnings.catch_warnings(action="ignore"):
                tree = ast.parse(Path(module.path).read_bytes())
        except (OSError, SyntaxError, ValueError, RecursionError):
            continue
        for user, used in _Reader(project, module, tree).read():
            if user != used and project[used].kind != "module" and not used.startswith(f"{user}."):
                found.setdefault(used, {})[user] = None
    return {name: list(found[name]) for name in project if name in found}


class _Reader:
    """Reads one module.

    Args:
        project: The project.
        module: The module.
        tree: Its syntax tree.
    """

    def __init__(self, project: Project, module: Module, tree: ast.Module) -> None:
        self.project = project
        self.tree = tree
        self.module = module.name
        self.package = module.name if module.package else module.name.rpartition(".")[0]
        self.exports = _exported(project)

    def read(self) -> Iterator[tuple[str, str]]:
        """Yield pairs of user and used."""
        names = {name: f"{self.module}.{name}" for name in _bound(self.tree)}
        names |= self._imported(self.tree)
        yield from self._scope(self.tree, self.module, "", names)

    def _scope(
        self, scope: ast.AST, user: str, owner: str, names: Mapping[str, str]
    ) -> Iterator[tuple[str, str]]:
        """Yield what is used in a scope, and in those inside it."""
        for node in _inside(scope):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
                yield from self._inner(node, user, owner, names)
            elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                used = self._meant(node, owner, names)
                if used:
                    yield user, used

    def _inner(
        self, node: _Scope, user: str, owner: str, names: Mapping[str, str]
    ) -> Iterator[tuple[str, str]]:
        name = f"{user}.{node.name}" if not isinstance(node, ast.Lambda) else user
        inner = name if name in self.project else user
        if isinstance(node, ast.ClassDef):
            yield from self._scope(node, inner, name, names)
            return
        hidden = _bound(node)
        known = {key: value for key, value in names.items() if key not in hidden}
        yield from self._scope(node, inner, owner, known | self._imported(node))

    def _meant(self, node: ast.Name | ast.Attribute, owner: str, names: Mapping[str, str]) -> str:
        """Return the full name of the object that is named, empty if none is."""
        dotted = _dotted(node)
        first, _, rest = dotted.partition(".")
        if first in ("self", "cls") and owner:
            full = f"{owner}.{rest}"
        elif first in names:
            full = f"{names[first]}.{rest}" if rest else names[first]
        else:
            return ""
        while full:
            if full in self.project and not (first in ("self", "cls") and full == owner):
                return full
            if full in self.exports:
                return self.exports[full]
            full = full.rpartition(".")[0]
        return ""

    def _imported(self, scope: ast.AST) -> dict[str, str]:
        """Return what the imports of a scope bind, by name."""
        found = {}
        for node in _inside(scope):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    top = alias.name.partition(".")[0]
                    found[alias.asname or top] = alias.name if alias.asname else top
            elif isinstance(node, ast.ImportFrom):
                base = self._base(node)
                found |= {a.asname or a.name: f"{base}.{a.name}" for a in node.names}
        return found

    def _base(self, node: ast.ImportFrom) -> str:
        parts = self.package.split(".")
        above = parts[: len(parts) - node.level + 1] if node.level else []
        return ".".join([*above, *([node.module] if node.module else [])])


def _exported(project: Project) -> dict[str, str]:
    """Return where modules have objects from that they import: full name by name in the module."""
    raw = {
        f"{m.name}.{name}": target for m in project.modules.values() for name, target in m.imports
    }
    found = {}
    for name, first in raw.items():
        target, seen = first, {name}
        while target not in project and target in raw and target not in seen:
            seen.add(target)
            target = raw[target]
        if target in project:
            found[name] = target
    return found


def _inside(scope: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes of a scope; of a scope inside it only itself and its head."""
    todo = list(ast.iter_child_nodes(scope))[::-1]
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            if isinstance(node, ast.Attribute) and _dotted(node):
                continue  # its parts are not uses of their own
            todo += list(ast.iter_child_nodes(node))[::-1]


def _bound(scope: ast.AST) -> set[str]:
    """Return the names that a scope binds, except by imports."""
    found = set()
    for node in _inside(scope):
        if isinstance(node, ast.arg):
            found.add(node.arg)
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            found.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            found.add(node.name)
    return found


def _dotted(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        inner = _dotted(node.value)
        return f"{inner}.{node.attr}" if inner else ""
    return node.id if isinstance(node, ast.Name) else ""
