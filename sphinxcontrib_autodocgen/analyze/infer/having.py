"""The classes that have the attributes that a body uses, as functions or as data, as it does."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping

from .solver import Solver
from .values import Type, Value, instance, make

__all__ = ["Having", "has_used"]

_BUILTIN = (
    "builtins.str", "builtins.dict", "builtins.list", "builtins.set", "builtins.bytes",
    "pathlib.Path", "re.Pattern", "re.Match", "datetime.datetime", "logging.Logger",
    "threading.Thread", "argparse.ArgumentParser", "builtins.int", "builtins.float",
    "subprocess.Popen", "asyncio.events.AbstractEventLoop", "socket.socket",
)  # fmt: skip
_COMMON = {
    "name", "get", "value", "id", "type", "copy", "close", "start", "stop", "run", "key", "path",
    "data", "index", "count", "text", "parent", "children", "args", "kwargs", "update", "pop",
    "clear", "open", "write", "read", "send", "add", "remove", "set", "reset",
}  # fmt: skip
_MAX_OWNERS = 6
"""Maximum number of classes with an attribute, for it to determine the class."""


def has_used(
    solver: Solver, attributes: Mapping[str, bool], data: Collection[str], t: Type
) -> bool:
    """Tell whether a class has the attributes that are used, as functions or data as they are.

    Args:
        solver: Knows the classes.
        attributes: Whether each attribute is called.
        data: Those that are treated as data.
        t: An instance.
    """
    return all(
        name[:2] == "__" or _has(solver, name, t, is_called=is_called, is_data=name in data)
        for name, is_called in attributes.items()
    )


def _has(solver: Solver, name: str, t: Type, *, is_called: bool, is_data: bool) -> bool:
    members = solver.members
    if not members.has(t, name):
        return False
    if is_called:
        return not members.is_data(t, name)
    return not (is_data and members.is_method(t, name))


class Having:
    """The classes that have what a body uses of a parameter.

    Args:
        solver: Knows the classes.
        attributes: Whether each attribute is called; special ones left out.
        data: Those that are treated as data.
    """

    def __init__(
        self, solver: Solver, attributes: Mapping[str, bool], data: Collection[str]
    ) -> None:
        self.solver = solver
        self.attributes = attributes
        self.data = data
        self.is_single = len(attributes) == 1
        self.is_common = self.is_single and attributes.keys() <= _COMMON

    def suggested(self, index: Mapping[str, set[str]], module: str) -> tuple[str, Value] | None:
        """Return the kind of evidence and the one class that has all attributes.

        Args:
            index: The project's classes by the attributes they have.
            module: The module of the function, whose imports may have them too.
        """
        own = set.intersection(*(index.get(name, set()) for name in self.attributes))
        builtin = list(filter(self._is_had_by, _BUILTIN))
        if builtin:
            return None if own else self._by_methods(builtin)
        root = _root(self.solver, own)
        if root is None or not self._is_had_by(root):
            return None
        is_common = self.is_common or (self.is_single and len(own) > _MAX_OWNERS)
        is_telling = not is_common and not any(map(self._is_had_by, self._imported(module)))
        return "attributes" if is_telling else "attribute", instance(root)

    def _is_had_by(self, name: str) -> bool:
        return has_used(self.solver, self.attributes, self.data, make("inst", name))

    def _by_methods(self, builtin: list[str]) -> tuple[str, Value] | None:
        """Return the first of several built-in types that have these methods, if that's telling."""
        if self.is_common and len(builtin) > 1 and builtin[0] != "builtins.str":
            return None
        return "methods", self.solver.program.instance_of(make("type", builtin[0])).alone

    def _imported(self, module: str) -> Iterator[str]:
        """Yield the classes of libraries that a module imports, or of the modules that it does."""
        program = self.solver.program
        info = program.modules.get(module)
        for full in (name for each in info.imports.values() for name in each) if info else ():
            if program.scopes.split(full) is None:
                yield from self._classes_at(full)

    def _classes_at(self, dotted: str) -> Iterator[str]:
        """Yield a library's class of that name, or all classes of its module of that name."""
        library = self.solver.program.library
        symbol = library.symbol(dotted)
        if symbol is not None and symbol.kind == "class":
            yield symbol.name
        elif symbol is None:
            for name, info in (library.module(dotted) or {}).items():
                if isinstance(info.ast, ast.ClassDef):
                    yield f"{dotted}.{name}"


def _root(solver: Solver, classes: set[str]) -> str | None:
    """Return the class that all others derive from."""
    for name in sorted(classes, key=lambda name: (len(solver.program.mro(name)), name)):
        if all(solver.program.is_subclass(other, name) for other in classes):
            return name
    return None
