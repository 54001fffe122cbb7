"""Whether values that were observed are instances of a type, read from its text."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

__all__ = ["Observed", "Verdict", "verdict"]

Shape = list[Any]
"""As ``recorder.Shapes`` writes it: what it is, the number of its class, and its elements."""

_ANYTHING = {"object", "typing.Any", "Any"}
_FILES = {"typing.IO", "typing.TextIO", "typing.BinaryIO"}
_NUMBERS = {"float": {"int"}, "complex": {"int", "float"}}


class Verdict(NamedTuple):
    """What observation says of a type.

    Attributes:
        result: Whether all that was observed agrees, or something contradicts, or nothing was seen.
        against: Classes of values that contradict.
    """

    result: Literal["agrees", "contradicted", "unseen"]
    against: tuple[str, ...] = ()


class Observed:
    """What was observed of a package.

    Args:
        found: What ``recorder.write`` wrote.
    """

    def __init__(self, found: dict[str, Any]) -> None:
        self.classes: list[dict[str, Any]] = found["classes"]
        self.calls: dict[str, dict[str, Any]] = found["calls"]
        self.attributes: list[tuple[int, str, list[Shape]]] = found["attributes"]
        self.data: dict[str, list[Shape]] = found["data"]
        self.functions: dict[str, str | None] = found["functions"]
        self.constructors: dict[str, str | None] = found["constructors"]

    def names(self, number: int) -> Iterator[str]:
        """Yield all names of a class and of its bases."""
        for base in self.classes[number]["bases"]:
            yield from self.classes[base]["names"]

    def name(self, shape: Shape) -> str:
        """Return a shape as a reader may see it."""
        own = min(self.classes[shape[1]]["names"], key=len)
        if shape[0] == "type":
            return f"type[{own}]"
        if shape[0] == "tuple":
            return f"{own}[{', '.join(map(self.name, shape[2:]))}]"
        inside = [" | ".join(map(self.name, part)) for part in shape[2:]]
        return f"{own}[{', '.join(inside)}]" if any(inside) else own

    def of(self, name: str, kind: str, part: str, key: str) -> Iterator[Shape]:
        """Yield the shapes that were observed of a part of an object.

        Args:
            name: Its full name.
            kind: What it is.
            part: Which part.
            key: Its file and first line.
        """
        if kind == "data":
            yield from self.data.get(name, ())
        elif kind == "attribute":
            yield from self._of_attribute(*name.rpartition(".")[::2])
        elif kind == "class":
            yield from self._of_call(self.constructors.get(name), part)
        elif part.startswith("parameter"):
            yield from self._of_call(key, part)
        else:
            yield from self._of_result(self.functions.get(name, key), key, part)

    def _of_attribute(self, owner: str, name: str) -> Iterator[Shape]:
        for number, attribute, shapes in self.attributes:
            if attribute == name and owner in self.names(number):
                yield from shapes

    def _of_call(self, key: str | None, part: str) -> Iterator[Shape]:
        known = self.calls.get(key or "")
        yield from known["parts"].get(part, ()) if known else ()

    def _of_result(self, runs: str | None, key: str, part: str) -> Iterator[Shape]:
        """Yield what callers get: of a decorated function, what the wrapper returns."""
        if runs == key:
            yield from self._of_call(key, part)
        elif runs is not None and part == "returns" and key in self.calls:
            yield from self.calls[key]["outer"].get(runs, ())

    def is_evidence(self, shape: Shape) -> bool:
        """Tell whether a value's class is more than a test's own."""
        known = [self.classes[base] for base in self.classes[shape[1]]["bases"]]
        return not known[0]["outside"] or any(
            not cls["outside"] and "object" not in cls["names"] for cls in known
        )


def verdict(text: str, shapes: Iterable[Shape], observed: Observed, owner: str) -> Verdict:
    """Compare a type with what was observed.

    Args:
        text: The type, as shown.
        shapes: What was observed.
        observed: Knows the classes.
        owner: The class that ``Self`` means.
    """
    evidence = [shape for shape in shapes if observed.is_evidence(shape)]
    if not evidence:
        return Verdict("unseen")
    node = ast.parse(text, mode="eval").body
    judge = _Judge(observed, owner)
    against = {observed.name(shape) for shape in evidence if not judge.fits(node, shape)}
    return Verdict("contradicted" if against else "agrees", tuple(sorted(against)))


class _Judge(NamedTuple):
    """Compares one shape with one type."""

    observed: Observed
    owner: str

    def fits(self, node: ast.expr, shape: Shape) -> bool:
        """Tell whether a value is an instance of a type, as far as it was looked at."""
        if not self.observed.is_evidence(shape):
            return True
        if isinstance(node, ast.BinOp):
            return self.fits(node.left, shape) or self.fits(node.right, shape)
        if isinstance(node, ast.Subscript):
            return self._fits_generic(ast.unparse(node.value), node.slice, shape)
        return self._is_instance(ast.unparse(node), shape)

    def _is_instance(self, name: str, shape: Shape) -> bool:
        if name in _ANYTHING:
            return True
        if name.endswith("Callable"):
            return shape[0] == "type" or self.observed.classes[shape[1]]["callable"]
        if shape[0] == "type":
            metaclasses = ("type", "collections.abc.Hashable", "abc.ABCMeta", "enum.EnumMeta")
            return name in metaclasses
        names = set(self.observed.names(shape[1]))
        cls = self.observed.classes[shape[1]]
        if name == "None":
            return "NoneType" in names
        if name in _FILES:
            return bool(cls["file"])
        wanted = self.owner if name == "typing.Self" else name
        return (
            wanted in names
            or wanted in cls["abcs"]
            or not names.isdisjoint(_NUMBERS.get(wanted, ()))
        )

    def _fits_generic(self, name: str, inside: ast.expr, shape: Shape) -> bool:
        arguments = inside.elts if isinstance(inside, ast.Tuple) else [inside]
        if name == "typing.Literal":
            values = [a.value for a in arguments if isinstance(a, ast.Constant)]
            return any(self._is_instance(type(value).__name__, shape) for value in values)
        if name == "type":
            return shape[0] == "type" and self._is_child(inside, shape)
        return self._is_instance(name, shape) and self._holds(name, arguments, shape)

    def _is_child(self, inside: ast.expr, shape: Shape) -> bool:
        return self.fits(inside, ["inst", shape[1]])

    def _holds(self, name: str, arguments: list[ast.expr], shape: Shape) -> bool:
        """Tell whether a container's elements are of the types in brackets."""
        if shape[0] == "tuple" and name == "tuple":
            if isinstance(arguments[-1], ast.Constant) and arguments[-1].value is Ellipsis:
                return all(self.fits(arguments[0], part) for part in shape[2:])
            return len(arguments) == len(shape) - 2 and all(map(self.fits, arguments, shape[2:]))
        if shape[0] == "tuple":
            parts = [shape[2:]]
        elif shape[0] in ("dict", "many"):
            parts = shape[2:]
        else:
            return True
        return all(
            self.fits(argument, part)
            for argument, known in zip(arguments, parts, strict=False)
            for part in known
        )
