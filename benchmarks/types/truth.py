"""What the author of a package declared, as sets of bare names, and how an answer compares.

Aliases of the package are resolved; ``Any`` and ``object`` say nothing and aren't counted; of a
type variable only its bound counts. An answer is *equal* if its bare names are the author's; it is
*compatible* if its names and the author's match with the author's being the same or a supertype.
"""

from __future__ import annotations

import ast
import asyncio
import builtins
import collections
import collections.abc
import datetime
import enum
import http
import io
import logging
import os
import pathlib
import re
import socket
import ssl
import tempfile
import threading
import types
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

__all__ = ["Slot", "Truth", "names_in"]

_IGNORED = {"Any", "object", "Incomplete"}
_RENAMED = {
    "List": "list", "Dict": "dict", "Set": "set", "FrozenSet": "frozenset", "Tuple": "tuple",
    "Type": "type", "Text": "str", "AbstractSet": "Set", "LiteralString": "str", "Never": "NoReturn",  # noqa: E501
    "DefaultDict": "defaultdict", "Deque": "deque", "TypeGuard": "bool", "TypeIs": "bool",
    "AnyStr": "str", "NoneType": "None", "StrPath": "str|PathLike",
    "OpenTextMode": "str", "OpenBinaryMode": "str", "ReadableBuffer": "Buffer", "WriteableBuffer": "Buffer",  # noqa: E501
    "WSGIEnvironment": "dict", "WSGIApplication": "Callable",
    "FileDescriptor": "int", "FunctionType": "Callable",
    "ContextManager": "AbstractContextManager", "AsyncContextManager": "AbstractAsyncContextManager",  # noqa: E501
}  # fmt: skip
_TYPING = {"t", "te", "typing", "typing_extensions"}
"""Names under which ``typing`` is imported, by which a class of the package's own isn't meant."""

_WRAPPERS = {"Annotated", "ClassVar", "Final", "Required", "NotRequired", "ReadOnly", "InitVar"}
_ABSTRACT = {"Iterable", "Collection", "Sequence", "Mapping", "float"}
"""What a parameter's body may need of what its author declared more narrowly."""

_SPACES = (
    builtins, collections.abc, collections, pathlib, types, datetime, io, os, re, enum, http,
    socket, ssl, ast, asyncio, logging, threading, tempfile,
)  # fmt: skip
_ITERATORS = {
    "Iterator",
    "Iterable",
    "Generator",
    "AsyncIterator",
    "AsyncIterable",
    "AsyncGenerator",
}


class Slot(NamedTuple):
    """A place that the author annotated.

    Attributes:
        kind: ``parameter``, ``return`` or ``yield``.
        function: Full name of the function.
        name: The parameter's name.
        names: Bare names of what was declared.
    """

    kind: str
    function: str
    name: str
    names: frozenset[str]


class Truth:
    """The declarations of a package.

    Args:
        package: Its folder.
    """

    def __init__(self, package: Path) -> None:
        self.aliases: dict[str, ast.expr] = {}
        self.bases: dict[str, set[str]] = {}
        self.bounds: dict[str, ast.expr | None] = {}
        self.slots: list[Slot] = []
        self.documented: dict[str, set[str]] = {}
        trees = list(_trees(package))
        for _, tree in trees:
            self._collect(tree)
        for module, tree in trees:
            self._read(tree.body, module, "")

    def _collect(self, tree: ast.Module) -> None:
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                found = {ast.unparse(b).partition("[")[0].rpartition(".")[2] for b in node.bases}
                self.bases.setdefault(node.name, set()).update(found)
        for node in tree.body:
            for part in [node, *getattr(node, "body", ()), *getattr(node, "orelse", ())]:
                if isinstance(part, ast.Assign | ast.AnnAssign) and part.value is not None:
                    target = part.targets[0] if isinstance(part, ast.Assign) else part.target
                    if isinstance(target, ast.Name):
                        self._alias(target.id, part.value)
                elif type(part).__name__ == "TypeAlias":
                    self._alias(part.name.id, part.value)  # type: ignore[union-attr]

    def _alias(self, name: str, value: ast.expr) -> None:
        if isinstance(value, ast.Call):
            function = ast.unparse(value.func).rpartition(".")[2]
            if function in ("TypeVar", "ParamSpec"):
                bound = next((k.value for k in value.keywords if k.arg == "bound"), None)
                self.bounds.setdefault(name, bound)
            elif function == "NewType" and len(value.args) == 2:
                self.bases.setdefault(name, set()).add(
                    ast.unparse(value.args[1]).rpartition(".")[2]
                )
        elif isinstance(value, ast.Subscript | ast.BinOp):
            self.aliases.setdefault(name, value)

    def _read(self, body: list[ast.stmt], prefix: str, owner: str) -> None:
        for node in body:
            if isinstance(node, ast.ClassDef):
                self._read(node.body, f"{prefix}.{node.name}", node.name)
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                self._function(node, prefix, owner)
            elif isinstance(node, ast.If | ast.Try | ast.With):
                self._read([*node.body, *getattr(node, "orelse", ())], prefix, owner)

    def _function(
        self, node: ast.FunctionDef | ast.AsyncFunctionDef, prefix: str, owner: str
    ) -> None:
        decorators = [ast.unparse(d) for d in node.decorator_list]
        if any(d.endswith(("overload", ".setter", ".deleter")) for d in decorators):
            return
        full = f"{prefix}.{node.name}"
        arguments = node.args
        positional = [*arguments.posonlyargs, *arguments.args]
        if owner and "staticmethod" not in decorators:
            positional = positional[1:]
        rest = [a for a in (arguments.vararg, arguments.kwarg) if a is not None]
        for argument in [*positional, *arguments.kwonlyargs, *rest]:
            self._add("parameter", full, argument.arg, argument.annotation, owner)
        if any(isinstance(part, ast.Yield | ast.YieldFrom) for part in _own(node)):
            element = _element(node.returns)
            self._add("yield", full, "", element, owner)
        elif not _is_stub(node):
            self._add("return", full, "", node.returns, owner)
        text = ast.get_docstring(node) or ""
        raised = _documented_raises(text)
        if raised:
            self.documented[full] = raised

    def _add(self, kind: str, full: str, name: str, node: ast.expr | None, owner: str) -> None:
        if node is None:
            return
        names = self.names(node, owner)
        text = ast.unparse(node)
        if names and not names & _IGNORED and not text.endswith((".args", ".kwargs")):
            self.slots.append(Slot(kind, full, name, frozenset(names)))

    def names(self, node: ast.expr, owner: str, depth: int = 0) -> set[str]:
        """Return the bare names of an annotation."""
        if depth > 12:
            return {"Any"}
        if isinstance(node, ast.Constant):
            if isinstance(node.value, str):
                try:
                    return self.names(
                        ast.parse(node.value.strip(), mode="eval").body, owner, depth + 1
                    )
                except SyntaxError:
                    return {"Any"}
            return {"None"} if node.value is None else {"Any"}
        if isinstance(node, ast.BinOp):
            return self.names(node.left, owner, depth + 1) | self.names(
                node.right, owner, depth + 1
            )
        if isinstance(node, ast.Subscript):
            return self._subscript(node, owner, depth)
        if isinstance(node, ast.Name | ast.Attribute):
            return self._name(ast.unparse(node), owner, depth)
        return {"Any"}

    def _name(self, dotted: str, owner: str, depth: int) -> set[str]:
        prefix, _, name = dotted.rpartition(".")
        if name == "Self":
            return {owner or "Any"}
        if name in _RENAMED and (name not in self.bases or prefix in _TYPING):
            return set(_RENAMED[name].split("|"))
        if name in self.bounds:
            bound = self.bounds[name]
            return self.names(bound, owner, depth + 1) if bound is not None else {"Any"}
        if name in self.aliases and name not in self.bases:
            return self.names(self.aliases[name], owner, depth + 1)
        return {name}

    def _subscript(self, node: ast.Subscript, owner: str, depth: int) -> set[str]:
        base = ast.unparse(node.value).rpartition(".")[2]
        inner = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
        if base == "Optional":
            return self.names(inner[0], owner, depth + 1) | {"None"}
        if base == "Union":
            return set().union(*(self.names(part, owner, depth + 1) for part in inner))
        if base in _WRAPPERS:
            return self.names(inner[0], owner, depth + 1)
        if base == "Literal":
            return {
                "None" if part.value is None else type(part.value).__name__
                for part in inner
                if isinstance(part, ast.Constant)
            } or {"Any"}
        return self._name(ast.unparse(node.value), owner, depth)

    def covers(self, declared: set[str], found: str) -> bool:
        """Tell whether an exception is among those declared, or derives from one of them."""
        return any(self._derives(found, other, 0) for other in declared)

    def compatible(self, answer: frozenset[str], declared: frozenset[str]) -> bool:
        """Tell whether an answer and a declaration match member by member.

        Each member of the answer is one of the declared or derives from one, and none of the declared
        is left over: ``str`` is wrong where ``str | None`` was declared.
        """  # noqa: E501
        fits = all(any(self._derives(a, d, 0) for d in declared) for a in answer)
        return fits and all(any(self._derives(a, d, 0) for a in answer) for d in declared)

    def abstract(self, answer: frozenset[str]) -> frozenset[str]:
        """Return the members of an answer that many other classes have."""
        return answer & _ABSTRACT

    def needed(
        self, wide: frozenset[str], answer: frozenset[str], declared: frozenset[str]
    ) -> bool:
        """Tell whether an answer for a parameter says less than a declaration, but nothing false.

        A body that only iterates over a list takes any iterable, one that only compares an integer
        takes any number, and one that uses what a class inherits takes any of its base.

        Args:
            wide: The members of the answer that are what the body needs.
            answer: All its members.
            declared: What was declared.
        """
        wide = frozenset(a for a in wide if any(self._derives(d, a, 0) for d in declared))
        if not wide:
            return False
        rest = {d for d in declared if not any(self._derives(d, a, 0) for a in wide)}
        return self.compatible(answer - wide, frozenset(rest))

    def _derives(self, name: str, other: str, depth: int) -> bool:
        if name == other or (name, other) in (("int", "float"), ("bool", "int")):
            return True
        if other == "Callable" and name == "type":
            return True
        if depth > 12:
            return False
        if any(self._derives(base, other, depth + 1) for base in self.bases.get(name, ())):
            return True
        found = _standard(name), _standard(other)
        return all(isinstance(c, type) for c in found) and issubclass(*found)  # type: ignore[arg-type]


def _standard(name: str) -> object:
    for space in _SPACES:
        if hasattr(space, name):
            return getattr(space, name)
    return None


def names_in(text: str, owner: str) -> frozenset[str]:
    """Return the bare names in an answer."""
    return frozenset(_PLAIN.names(ast.parse(text, mode="eval").body, owner))


def _trees(package: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(package.rglob("*.py")):
        parts = [package.name, *path.relative_to(package).with_suffix("").parts]
        try:
            yield ".".join(p for p in parts if p != "__init__"), ast.parse(path.read_bytes())
        except SyntaxError:
            continue


def _own(function: ast.AST) -> Iterator[ast.AST]:
    waiting = list(ast.iter_child_nodes(function))
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))


def _element(node: ast.expr | None) -> ast.expr | None:
    if not isinstance(node, ast.Subscript):
        return None
    if ast.unparse(node.value).rpartition(".")[2] not in _ITERATORS:
        return None
    return node.slice.elts[0] if isinstance(node.slice, ast.Tuple) else node.slice


def _is_stub(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Tell whether a body is empty, so that nothing can be learnt from it."""
    for part in node.body:
        if isinstance(part, ast.Raise):
            if "NotImplemented" not in ast.unparse(part):
                return False
        elif not isinstance(part, ast.Pass) and not (
            isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)
        ):
            return False
    return True


def _documented_raises(text: str) -> set[str]:
    found = set(re.findall(r":(?:raises?|except(?:ion)?)\s+~?([\w.]+)\s*:", text))
    google = re.search(r"^Raises:\n((?:[ \t]+.*\n?|\n)+)", text, re.MULTILINE)
    if google:
        found |= set(re.findall(r"^ {4}`?~?([\w.]+)`?\s*:", google[1], re.MULTILINE))
    numpy = re.search(r"^Raises\n-+\n((?:.*\n?)+?)(?=\n\S+\n-+|\Z)", text, re.MULTILINE)
    if numpy:
        found |= set(re.findall(r"^([\w.]+)\s*$", numpy[1], re.MULTILINE))
    return {name.rpartition(".")[2] for name in found}


class _Plain(Truth):
    """Reads answers, which use no aliases."""

    def __init__(self) -> None:
        self.aliases = {}
        self.bases = {"Text": set()}  # a class of that name; of the alias, answers never speak
        self.bounds = {}


_PLAIN = _Plain()
