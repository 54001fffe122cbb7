"""Variables, who reads them, and what was worked out from them."""

from __future__ import annotations

from sphinxcontrib_autodocgen.analyze.infer.cells import OUTSIDE, Cells, Fn
from sphinxcontrib_autodocgen.analyze.infer.values import BOTTOM, TOP, Value, instance
from sphinxcontrib_autodocgen.ir import Unit

INT, STR = instance("builtins.int"), instance("builtins.str")


def test_a_reader_waits_when_a_variable_changes() -> None:
    """Who read a variable is evaluated again, once, if its value isn't what it was."""
    cells = Cells()
    cell, fn = cells.of("global", "m", "x"), Fn(Unit("function", "m.f"), "m", 1)
    cells.current = fn
    assert cells.read(cell) == BOTTOM
    cells.put(cell, "here", INT)
    cells.put(cell, "there", STR)
    assert list(cells.waiting) == [fn]
    assert cell.value == INT | STR
    cells.waiting.clear()
    fn.dirty = False
    cells.put(cell, "elsewhere", INT)

    assert not cells.waiting


def test_a_declared_variable_keeps_its_value() -> None:
    """What is assigned to it doesn't count."""
    cells = Cells()
    cell = cells.of("param", "m", "1", "a")
    cell.fixed, cell.value = True, INT
    cells.put(cell, "here", STR)

    assert cell.value == INT


def test_work_is_done_again_only_if_what_it_read_has_changed() -> None:
    """A kept result is as good as a new one while its variables are the same."""
    cells = Cells()
    cell, done = cells.of("global", "m", "x"), []

    def work() -> Value:
        done.append(1)
        return cells.read(cell)

    assert cells.recalled("it", work) == cells.recalled("it", work) == BOTTOM
    assert len(done) == 1
    cells.put(cell, "here", INT)
    assert cells.recalled("it", work) == INT
    assert len(done) == 2


def test_what_outside_modules_give_is_put_aside() -> None:
    """It doesn't change the project's variables, and their own are forgotten afterwards."""
    cells = Cells()
    own, other = cells.of("attr", "m.C", "x"), cells.of("attr", f"{OUTSIDE}.t.D", "x")
    fn = Fn(Unit("module", f"{OUTSIDE}.t"), f"{OUTSIDE}.t", 0)
    cells.aside, cells.current = {}, fn
    cells.read(own)
    cells.put(own, "there", INT)
    cells.put(other, "there", TOP)
    assert (own.value, other.value) == (BOTTOM, TOP)
    assert cells.aside == {own: {"there": INT}}
    cells.forget([fn])

    assert list(cells.by_key) == [("attr", "m.C", "x")]
    assert not own.readers
