"""The records of the intermediate representation."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from sphinxcontrib_autodocgen.analyze.infer.reduced import Reduced
from sphinxcontrib_autodocgen.ir import (
    ClassFacts,
    Facts,
    Slot,
    Store,
    Term,
    Unit,
    packed,
    unpacked,
)
from sphinxcontrib_autodocgen.model import Module


def test_facts_survive_the_cache() -> None:
    """What is kept of a file is equal to what was read of it."""
    unit = Unit(
        "function", "m.f", slots=(Slot("a", "keyword-only"),), terms=(Term("param", "a"),),
        returns=((0, -1, 2),), stores=(Store("attr", "x", 0, 0),),
    )  # fmt: skip
    facts = Facts((unit,), (ClassFacts("m.C", 1, ("B",)),), (("T", "int"),))

    assert msgspec.msgpack.decode(msgspec.msgpack.encode(facts), type=Facts) == facts


def test_facts_are_kept_encoded_and_read_as_they_were() -> None:
    """What is unpacked is equal to what was packed, also where a text is no valid UTF-8."""
    facts = Facts((Unit("module", "m", terms=(Term("lit", "1"),)),))
    broken = Facts(aliases=(("T", "'\ud800'"),))

    assert isinstance(packed(facts), bytes)
    assert unpacked(packed(facts)) == facts
    assert unpacked(packed(broken)) == broken
    assert packed(None) is unpacked(None) is None


def test_units_share_equal_terms_when_they_are_solved(
    read: Callable[..., list[Module]],
) -> None:
    """A term that many units have is one object in the form that is solved."""
    (module,) = read("def f(a): return a\ndef g(a): return a\n")
    assert isinstance(module.facts, bytes)
    (reduced,) = Reduced([module], ()).modules
    facts = unpacked(reduced.facts)
    assert facts is not None
    f, g = (unit.terms for unit in facts.units[1:])

    assert f[0] == Term("param", "a")
    assert f[0] is g[0]
