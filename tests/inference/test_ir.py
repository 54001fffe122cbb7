"""The records of the intermediate representation."""

from __future__ import annotations

import msgspec

from sphinxcontrib_autodocgen.ir import ClassFacts, Facts, Slot, Store, Term, Unit


def test_facts_survive_the_cache() -> None:
    """What is kept of a file is equal to what was read of it."""
    unit = Unit(
        "function", "m.f", slots=(Slot("a", "keyword-only"),), terms=(Term("param", "a"),),
        returns=((0, -1, 2),), stores=(Store("attr", "x", 0, 0),),
    )  # fmt: skip
    facts = Facts((unit,), (ClassFacts("m.C", 1, ("B",)),), (("T", "int"),))

    assert msgspec.msgpack.decode(msgspec.msgpack.encode(facts), type=Facts) == facts
