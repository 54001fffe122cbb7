"""Expressions, conditions and targets to terms."""

from __future__ import annotations

import astroid
import pytest

from sphinxcontrib_autodocgen.analyze.infer.frontend.expressions import (
    Expressions,
    line_of,
    path_of,
)
from sphinxcontrib_autodocgen.analyze.infer.frontend.units import Builder, Units


def lowered(text: str) -> tuple[Expressions, int]:
    """Return a unit's expressions with parameters a and b, and the term of one more."""
    tree = astroid.parse("def f(a, b):\n    " + text)
    units = Units(tree, "m")
    unit: Builder = units.queue("function", "m.f", tree.body[0])
    for name in "ab":
        unit.bind(name, unit.add("param", name), 1)
    found = Expressions(units, unit)
    return found, found.expr(tree.body[0].body[0].value)


def written(found: Expressions, term: int) -> str:
    """Return a term with its operands as text."""
    op, text, refs, _ = found.unit.terms[term]
    head = f"{op} {text}".strip()
    return f"{head}({', '.join(written(found, ref) for ref in refs)})" if refs else head


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("1", "lit int 1"),
        ("None", "none"),
        ("a.x", "attr x(param a)"),
        ("a + b + 1", "bin +(bin +(param a, param b), lit int 1)"),
        ("-a", "un -(param a)"),
        ("not a", "lit bool"),
        ("a[0]", "sub 0(param a, lit int 0)"),
        ("a[1:]", "slice(param a)"),
        ("a if b else 1", "phi(param a, lit int 1)"),
        ("a or b", "phi(narrow true(param a), param b)"),
        ("a == b", "cmp ==(param a, param b)"),
        ("g(a, *b, k=1)", "call ,*,k(name g, param a, param b, lit int 1)"),
        ("[a, b]", "list(param a, param b)"),
        ("(a, *b)", "tuple *(param a, iter(param b))"),
        ("{a: b}", "dict 1(param a, param b)"),
        ("[x for x in a]", "list *(iter(param a))"),
        ("(x for x in a)", "gen *(iter(param a))"),
        ("f'{a}'", "lit str"),
        ("lambda: 1", "func 1"),
    ],
)
def test_an_expression_is_lowered(text: str, term: str) -> None:
    """Each form of expression has its terms."""
    assert written(*lowered(text)) == term


@pytest.mark.parametrize(
    ("test", "holds", "narrowed"),
    [
        ("a is None", True, "narrow none(param a)"),
        ("a is None", False, "narrow notnone(param a)"),
        ("not a", True, "narrow false(param a)"),
        ("isinstance(a, int)", True, "narrow isinstance(param a, name int)"),
        ("isinstance(a, int)", False, "narrow notisinstance(param a, name int)"),
        ("callable(a)", False, "narrow notcallable(param a)"),
        ("len(a)", True, "narrow true(param a)"),
        ("hasattr(a, 'x')", True, "narrow hasattr x(param a)"),
        ("a == 1", True, "narrow equal(param a, lit int 1)"),
        ("a in b", True, "narrow member(param a, param b)"),
        ("a < 1", True, "param a"),
    ],
)
def test_a_condition_narrows(test: str, *, holds: bool, narrowed: str) -> None:
    """A name keeps the types for which the condition can be so."""
    found, _ = lowered("a")
    found.narrow(astroid.extract_node(test), holds=holds)

    assert written(found, found.unit.env.names["a"]) == narrowed


def test_a_method_that_adds_lets_a_container_grow() -> None:
    """A name holds the grown container after the call."""
    found, _ = lowered("a.append(b)")

    assert written(found, found.unit.env.names["a"]) == "grow append(param a, param b)"


def test_a_path_is_of_names_and_attributes() -> None:
    """A call or a subscript has no path, and a long one neither."""
    node = astroid.extract_node

    assert path_of(node("a.b.c")) == "a.b.c"
    assert path_of(node("a().b")) == ""
    assert path_of(node("a.b.c.d.e")) == ""


def test_a_definition_begins_at_its_own_line() -> None:
    """Decorators are above the line of a ``def``."""
    assert line_of(astroid.extract_node("@x\n@y\ndef f(): ...")) == 3
