"""One file's text to the intermediate representation of its code."""

from __future__ import annotations

import gc

from sphinxcontrib_autodocgen.analyze.infer.frontend import read
from sphinxcontrib_autodocgen.analyze.syntax import parse
from sphinxcontrib_autodocgen.garbage import postponed_collection
from sphinxcontrib_autodocgen.ir import Facts
from sphinxcontrib_autodocgen.model import Source

SOURCE = Source("m", "/m.py", "", "/")


def facts(text: str, *, caller: bool = False) -> Facts:
    """Return what a text says."""
    found = read(parse(text, SOURCE.path), SOURCE, caller=caller)
    assert found is not None
    return found


def test_each_scope_is_a_unit() -> None:
    """The module comes first; what is inside others has their names."""
    found = facts("class C:\n    def f(self):\n        return lambda: 1\n")

    assert [(unit.kind, unit.name) for unit in found.units] == [
        ("module", "m"), ("class", "m.C"), ("function", "m.C.f"),
        ("lambda", "m.C.f.<locals>.<lambda>"),
    ]  # fmt: skip
    assert [info.name for info in found.classes] == ["m.C"]


def test_names_that_may_stand_for_types_are_aliases() -> None:
    """Values that could be a type's name are kept with their source, in branches too."""
    found = facts("A = int\nif A:\n    B = list[A]\nC = 3\nT = TypeVar('T')\n")

    assert found.aliases == (("A", "int"), ("B", "list[A]"), ("T", "TypeVar('T')"))


def test_a_tree_too_deep_for_astroid_says_nothing() -> None:
    """A file that Python parses and astroid can't has no facts."""
    assert read(parse(f"x = {'+'.join('1' * 900)}\n", SOURCE.path), SOURCE) is None


def test_type_comments_are_read() -> None:
    """A comment that declares a type counts; one in a wrong place costs the file nothing."""
    declared = "def f(a):\n    # type: (int) -> str\n    return a\n"

    assert facts(declared).units[1].annotation == "str"
    assert [unit.name for unit in facts(f"{declared}x = [\n    # type: int\n]\n").units] == [
        "m", "m.f",
    ]  # fmt: skip


def test_what_a_test_expects_to_fail_is_not_read() -> None:
    """In a file that only calls the project, the body of ``pytest.raises`` is left out."""
    text = "def test():\n    with pytest.raises(ValueError):\n        f(1)\n"

    assert len(facts(text).units[1].calls) == 2
    assert facts(text, caller=True).units[1].calls == ()


def test_parameters_of_tests_are_defaults() -> None:
    """Each case of ``parametrize`` is a value of the test's parameter."""
    text = "@pytest.mark.parametrize('a, b', [(1, 'x'), (2, 'y')])\ndef test(a, b): ...\n"
    given = [store.name for store in facts(text, caller=True).units[0].stores]

    assert given == ["a", "b"]
    assert facts(text).units[0].stores == ()


def test_garbage_is_collected_later() -> None:
    """Collection is off meanwhile, and afterwards as before."""
    with postponed_collection():
        assert not gc.isenabled()
    assert gc.isenabled()
