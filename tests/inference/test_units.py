"""A unit under construction, and what definitions say before their bodies."""

from __future__ import annotations

import astroid
import pytest

from sphinxcontrib_autodocgen.analyze.infer.frontend.units import (
    DEAD,
    Builder,
    Env,
    Units,
    class_words,
    function_words,
    slots_of,
)


def builder() -> Builder:
    """Return a function's unit without code."""
    return Builder("function", "m.f", 0, astroid.extract_node("def f(): ..."))


def test_simple_terms_are_shared() -> None:
    """Equal terms without operands are one term; others are not."""
    unit = builder()

    assert unit.add("lit", "int 1") == unit.add("lit", "int 1")
    assert unit.add("attr", "x", (0,)) != unit.add("attr", "x", (0,))


def test_branches_join_in_a_phi() -> None:
    """A name that differs by branch holds either; that of a branch that ended doesn't count."""
    unit = builder()
    one, two = unit.add("lit", "int 1"), unit.add("lit", "int 2")

    joined = unit.join([Env({"a": one, "b": one}), Env({"a": two, "b": one})], -1)
    assert unit.terms[joined.names["a"]][:3] == ("phi", "", (one, two))
    assert joined.names["b"] == one
    assert unit.join([Env({"a": one}), Env({}, DEAD)], -1).names == {"a": one}
    assert unit.join([Env({}, DEAD)], -1).dead


def test_binding_a_name_forgets_its_attributes() -> None:
    """What was known of ``a.x`` says nothing when ``a`` is another object."""
    unit = builder()
    unit.env.names["a.x"] = unit.add("lit", "int 1")
    unit.bind("a", unit.add("none"), 1)

    assert unit.env.names == {"a": unit.add("none")}


def test_parameters_have_kinds_hints_and_defaults() -> None:
    """All parameters are listed in order, with the sources of their annotations."""
    node = astroid.extract_node("def f(a: int, /, b=1, *c: str, d, e=2, **f): ...")

    assert [(s.name, s.kind, s.annotation, s.optional) for s in slots_of(node.args)] == [
        ("a", "positional-only", "int", False),
        ("b", "positional-or-keyword", "", True),
        ("c", "var-positional", "str", False),
        ("d", "keyword-only", "", False),
        ("e", "keyword-only", "", True),
        ("f", "var-keyword", "", False),
    ]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("@property\ndef f(self): return 1", {"property"}),
        ("async def f(self): yield 1", {"async", "generator"}),
        ("def f(self): x = yield 1", {"generator", "listening"}),
        ("def f(self): pass", {"placeholder", "empty"}),
        ("def f(self): raise NotImplementedError", {"placeholder"}),
        ("@abstractmethod\ndef f(self): ...", {"abstract", "placeholder"}),
        ("def __new__(cls): return 1", {"static"}),
        ("def f(self):\n    def g(): yield 1\n    return g", set()),
    ],
)
def test_words_qualify_a_method(text: str, words: set[str]) -> None:
    """Decorators and bodies tell how a method is called, and what it lacks."""
    assert function_words(astroid.extract_node(text), method=True) == words


def test_words_qualify_a_class() -> None:
    """Decorators that make fields and the metaclass are known."""
    node = astroid.extract_node("@dataclass(frozen=True)\nclass C(metaclass=M): ...")

    assert list(class_words(node)) == ["metaclass M", "dataclass"]


def test_a_free_name_belongs_to_the_function_that_binds_it() -> None:
    """The unit of the nearest enclosing function is found, none for a module's names."""
    tree = astroid.parse("def f(a):\n    def g():\n        return a\n")
    outer = tree.body[0]
    units = Units(tree, "m")
    unit = units.queue("function", "m.f", outer)

    assert units.owner_of("a", outer.body[0]) is unit
    assert units.owner_of("f", outer.body[0]) is None
