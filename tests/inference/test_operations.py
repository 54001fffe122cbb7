"""What operators, iteration and subscripts give."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sphinxcontrib_autodocgen.analyze.infer.operations import Operations
from sphinxcontrib_autodocgen.analyze.infer.solver import Solver
from sphinxcontrib_autodocgen.analyze.infer.values import (
    BOTTOM,
    NONE,
    TOP,
    Value,
    array,
    instance,
    tuple_of,
)

INT, STR, FLOAT, BOOL = (instance(f"builtins.{name}") for name in ("int", "str", "float", "bool"))
PAIR = tuple_of([INT, STR])
TEXT = """
class Plain: ...
class Vector:
    def __add__(self, other): return "sum"
    def __rmul__(self, other): return 1.5
    def __getitem__(self, index): return b""
    def __iter__(self): return iter([1])
    def __eq__(self, other): return "both"
    def __neg__(self): return None
    def __enter__(self): return 1
    def __await__(self):
        yield
        return "x"
"""
OWN = instance("m.Vector")


@pytest.fixture
def operations(solve: Callable[..., Solver]) -> Operations:
    """Return the operations of a project with one class."""
    return solve(TEXT).calls.operations


@pytest.mark.parametrize(
    ("op", "left", "right", "result"),
    [
        ("+", INT, INT, INT),
        ("+", INT, FLOAT, FLOAT),
        ("/", INT, INT, FLOAT),
        ("**", INT, INT, INT | FLOAT),
        ("&", BOOL, BOOL, BOOL),
        ("%", STR, TOP, STR),
        ("*", STR, INT, STR),
        ("+", INT, TOP, TOP),
        ("+", TOP, STR, STR | TOP),
        ("+", PAIR, PAIR, tuple_of([INT, STR, INT, STR])),
        ("+", array("list", INT), array("list", STR), array("list", INT | STR)),
        ("+", OWN, INT, STR),
        ("*", instance("m.Plain"), OWN, FLOAT),
        ("+", NONE, NONE, BOTTOM),
    ],
)
def test_binary_operators(
    op: str, left: Value, right: Value, result: Value, operations: Operations
) -> None:
    """Numbers, texts and containers are known; other classes have methods, reflected ones too."""
    assert operations.binary(op, left, right) == result


def test_comparisons_and_signs(operations: Operations) -> None:
    """A comparison is true or false unless a class says otherwise; so is a sign of a number."""
    assert operations.compared("<", INT, INT) == BOOL
    assert operations.compared("==", OWN, INT) == STR
    assert operations.compared("is", OWN, INT) == BOOL
    assert operations.unary("-", FLOAT) == FLOAT
    assert operations.unary("-", OWN) == NONE


def test_parts_of_containers(operations: Operations) -> None:
    """A position is exact in a tuple of known length; keys, slices and stars are known too."""
    assert operations.item(PAIR, INT, "-1") == STR
    assert operations.item(PAIR, INT, "") == INT | STR
    assert operations.item(instance("builtins.dict", STR, INT), STR, "") == INT
    assert operations.item(OWN, INT, "0") == instance("builtins.bytes")
    assert operations.sliced(PAIR) == array("tuple", INT | STR)
    assert operations.unpacked(PAIR, "1") == STR
    assert operations.unpacked(tuple_of([INT, STR, INT]), "*1:0") == array("list", INT | STR)


def test_iterating_entering_and_awaiting(operations: Operations) -> None:
    """Protocols of the language are followed through the methods of a class."""
    assert operations.element(PAIR) == INT | STR
    assert operations.element(STR) == STR
    assert operations.element(OWN) == INT
    assert operations.entered(OWN, "__enter__") == INT
    assert operations.awaited(OWN) == STR
    assert operations.awaited(instance("typing.Coroutine", TOP, TOP, INT)) == INT


@pytest.mark.parametrize(
    ("method", "args", "grown"),
    [
        ("append", (INT,), array("list", INT | STR)),
        ("extend", (array("set", INT),), array("list", INT | STR)),
        ("pop", (INT,), array("list", STR)),
    ],
)
def test_a_list_grows(
    method: str, args: tuple[Value, ...], grown: Value, operations: Operations
) -> None:
    """A list is known by what is added to it."""
    assert operations.grown(method, array("list", STR), args) == grown


def test_a_dict_grows(operations: Operations) -> None:
    """A dictionary is known by the keys and values that are set."""
    empty = instance("builtins.dict", BOTTOM, BOTTOM)
    pairs = array("list", PAIR)

    assert operations.grown("[]=", empty, (STR, INT)) == instance("builtins.dict", STR, INT)
    assert operations.grown("update", empty, (pairs,)) == instance("builtins.dict", INT, STR)
