"""Where the objects of a project are used in the project itself.

A name counts where it can mean nothing else: an imported or a module's own name that no scope
around it hides, what is reached from such a name by dots, and ``self.name`` in a class that
defines it. What only running the code could tell isn't guessed.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from .. import files
from ..model import Module, Object, Project, absolute_name
from ..names import names_of

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
                tree = ast.parse(files.read(Path(module.path)))
        except (OSError, SyntaxError, ValueError, RecursionError):
            continue
        for user, used in _Reader(project, module, tree).read():
            if user != used and project[used].kind != "module" and not used.startswith(f"{user}."):
                found.setdefault(used, {})[user] = None
    return {name: list(found[name]) for name in project if name in found}


class _Place(NamedTuple):
    """Where code is.

    Attributes:
        user: The object that it counts for.
        scope: The module, class or function that it's in.
        owner: The class that ``self`` is an instance of, empty outside of classes.
        hidden: Names that functions around it bind, with what is imported under them; empty for
            anything else.
    """

    user: str
    scope: str
    owner: str = ""
    hidden: Mapping[str, str] = MappingProxyType({})


class _Reader:
    """Reads one module.

    Args:
        project: The project.
        module: The module.
        tree: Its syntax tree.
    """

    def __init__(self, project: Project, module: Module, tree: ast.Module) -> None:
        self.project = project
        self.names = names_of(project)
        self.module = module
        self.tree = tree

    def read(self) -> Iterator[tuple[str, str]]:
        """Yield pairs of user and used."""
        return self._uses(self.tree.body, _Place(self.module.name, self.module.name))

    def _uses(self, nodes: Iterable[ast.AST], place: _Place) -> Iterator[tuple[str, str]]:
        """Yield what is used in a scope, and in those inside it."""
        for node in _inside(nodes):
            if isinstance(node, _Scope):
                yield from self._inner(node, place)
            elif isinstance(node, ast.Name | ast.Attribute) and isinstance(node.ctx, ast.Load):
                used = self._meant(_dotted(node), place)
                if used is not None:
                    yield place.user, used.name

    def _inner(self, node: _Scope, place: _Place) -> Iterator[tuple[str, str]]:
        """Yield what a scope uses: its head is evaluated around it, its body inside."""
        body = [node.body] if isinstance(node, ast.Lambda) else node.body
        head = [part for part in ast.iter_child_nodes(node) if part not in body]
        name = place.user if isinstance(node, ast.Lambda) else f"{place.user}.{node.name}"
        user = name if name in self.project else place.user
        yield from self._uses(head, place._replace(user=user))
        if isinstance(node, ast.ClassDef):
            yield from self._uses(body, place._replace(user=user, scope=name, owner=name))
        else:
            bound = dict.fromkeys(_bound([*head, *body]), "") | self._imported(body)
            hidden = {**place.hidden, **bound}
            yield from self._uses(body, place._replace(user=user, scope=name, hidden=hidden))

    def _meant(self, dotted: str, place: _Place) -> Object | None:
        """Return the object that is named, or of which a part is."""
        first, _, rest = dotted.partition(".")
        if first in ("self", "cls") and place.owner:
            found = self.names.nearest(f"{place.owner}.{rest}") if rest else None
            return None if found is None or found.name == place.owner else found
        if first in place.hidden:
            full = place.hidden[first]
            return self.names.nearest(f"{full}.{rest}" if rest else full) if full else None
        return self.names.nearest(dotted, self.module.name, place.scope)

    def _imported(self, body: Iterable[ast.AST]) -> dict[str, str]:
        """Return what the imports of a function bind, by name."""
        found = {}
        for node in _inside(body):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    top = alias.name.partition(".")[0]
                    found[alias.asname or top] = alias.name if alias.asname else top
            elif isinstance(node, ast.ImportFrom):
                module = self.module
                base = absolute_name(node.module, node.level, module.name, package=module.package)
                found |= {a.asname or a.name: f"{base}.{a.name}" for a in node.names if base}
        return found


def _inside(nodes: Iterable[ast.AST]) -> Iterator[ast.AST]:
    """Yield the nodes of a scope; of a scope inside it only itself."""
    todo = list(nodes)[::-1]
    while todo:
        node = todo.pop()
        yield node
        if not isinstance(node, _Scope):
            if isinstance(node, ast.Attribute) and _dotted(node):
                continue  # its parts are not uses of their own
            todo += list(ast.iter_child_nodes(node))[::-1]


def _bound(nodes: Iterable[ast.AST]) -> set[str]:
    """Return the names that a scope binds, except by imports."""
    found = set()
    for node in _inside(nodes):
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
