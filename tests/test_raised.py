"""Which exceptions a function's own code raises, and when, in words."""

from __future__ import annotations

import ast
import textwrap

import pytest

from sphinxcontrib_autodocgen.analyze.conditions import condition
from sphinxcontrib_autodocgen.analyze.raised import exceptions, is_abstract
from sphinxcontrib_autodocgen.model import Evidence, Raised


def _function(body: str) -> ast.FunctionDef:
    tree = ast.parse(f"def f(a, b, *, n):\n{textwrap.indent(textwrap.dedent(body), '    ')}\n")
    function = tree.body[0]
    assert isinstance(function, ast.FunctionDef)
    return function


def _raised(body: str) -> dict[str, str | None]:
    found = exceptions(_function(body))
    return {each.type: each.description.text if each.description else None for each in found}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("return 1", id="nothing raised"),
        pytest.param("raise NotImplementedError", id="not there yet"),
        pytest.param('"Doc."\nraise NotImplementedError("x")', id="not there yet, documented"),
        pytest.param("def g():\n    raise ValueError", id="in a function inside"),
        pytest.param("class A:\n    raise ValueError", id="in a class inside"),
        pytest.param("try:\n    raise ValueError\nexcept ValueError:\n    pass", id="caught"),
        pytest.param(
            "try:\n    raise KeyError\nexcept LookupError:\n    pass", id="caught by a base"
        ),
        pytest.param(
            "try:\n    raise a.Odd\nexcept Exception:\n    pass", id="caught by Exception"
        ),
        pytest.param("try:\n    raise Odd\nexcept:\n    pass", id="caught by a bare except"),
        pytest.param(
            "try:\n    raise Odd\nexcept (Even, Odd):\n    pass", id="caught among others"
        ),
        pytest.param(
            "try:\n    if a:\n        with b:\n            raise Odd\nexcept Odd:\n    pass",
            id="caught further out",
        ),
        pytest.param("with suppress(OSError):\n    raise FileNotFoundError", id="suppressed"),
        pytest.param(
            "with contextlib.suppress(Odd, Even):\n    raise Even", id="suppressed among others"
        ),
        pytest.param("raise a", id="a parameter"),
        pytest.param("raise a.error", id="an instance that somebody else made"),
        pytest.param("raise self.Error()", id="a class that depends on self"),
        pytest.param("raise make_error(a)", id="what a function makes"),
        pytest.param("raise errors.of(a)", id="what a method makes"),
        pytest.param("raise type(a)()", id="a computed class"),
        pytest.param("raise E", id="a type variable or constant"),
        pytest.param("raise ERRORS[a]", id="one of a table"),
        pytest.param("try:\n    a()\nexcept Exception:\n    raise", id="whatever it was, again"),
        pytest.param(
            "try:\n    a()\nexcept asyncio.CancelledError:\n    n()\n    raise",
            id="what steers the program, let through",
        ),
        pytest.param("if a:\n    raise AssertionError('odd')", id="what can't happen"),
        pytest.param("try:\n    a()\nexcept:\n    raise", id="whatever it was, again, bare"),
        pytest.param("assert a", id="an assertion"),
    ],
)
def test_nothing_is_said_of_what_no_caller_sees_or_nobody_can_name(body: str) -> None:
    """Caught, computed and unnameable exceptions aren't listed."""
    assert _raised(body) == {}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("raise ValueError", ["ValueError"], id="class"),
        pytest.param('raise ValueError("x") from a', ["ValueError"], id="instance with a cause"),
        pytest.param("raise errors.Odd(a)", ["errors.Odd"], id="dotted"),
        pytest.param(
            "if a:\n    raise Odd\nif b:\n    raise Even\nraise Odd",
            ["Odd", "Even"],
            id="each once",
        ),
        pytest.param(
            "if a:\n    raise KeyError\nelse:\n    raise OSError",
            ["KeyError", "OSError"],
            id="both branches",
        ),
        pytest.param("for i in a:\n    raise KeyError", ["KeyError"], id="in a loop"),
        pytest.param("match a:\n    case 1:\n        raise KeyError", ["KeyError"], id="in a case"),
        pytest.param("with a:\n    raise KeyError", ["KeyError"], id="in with"),
        pytest.param(
            "try:\n    raise KeyError\nexcept ValueError:\n    pass",
            ["KeyError"],
            id="not the one caught",
        ),
        pytest.param(
            "try:\n    raise SystemExit\nexcept Exception:\n    pass",
            ["SystemExit"],
            id="not an Exception",
        ),
        pytest.param(
            "try:\n    a()\nexcept KeyError:\n    raise OSError", ["OSError"], id="in a handler"
        ),
        pytest.param("try:\n    a()\nexcept KeyError:\n    raise", ["KeyError"], id="again"),
        pytest.param(
            "try:\n    a()\nexcept (KeyError, OSError) as e:\n    raise e",
            ["KeyError", "OSError"],
            id="again by name",
        ),
        pytest.param(
            "try:\n    a()\nexcept Odd:\n    pass\n"
            "else:\n    raise OSError\nfinally:\n    raise KeyError",
            ["KeyError"],
            id="in finally, in place of what else raises",
        ),
        pytest.param(
            "try:\n    a()\nexcept* Odd:\n    raise OSError",
            ["OSError"],
            id="in a handler of a group",
        ),
        pytest.param(
            "a()\nraise NotImplementedError", ["NotImplementedError"], id="not there in this case"
        ),
        pytest.param(
            "with suppress(KeyError):\n    raise OSError", ["OSError"], id="not the one suppressed"
        ),
    ],
)
def test_types_are_listed_in_order(body: str, expected: list[str]) -> None:
    """Each type that can leave the function is listed once, in order of appearance."""
    assert list(_raised(body)) == expected


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("raise ValueError", id="always"),
        pytest.param(
            "if not a:\n    if b[lambda: 1]:\n        return\n    raise ValueError",
            id="only if not left before",
        ),
        pytest.param(
            "if a is None:\n    if b:\n        return\nif not isinstance(a, str):\n"
            "    raise ValueError",
            id="some values were let pass before",
        ),
        pytest.param(
            "for i in a:\n    if i:\n        return i\nif not b:\n    raise ValueError",
            id="only if nothing was found before",
        ),
        pytest.param(
            "def g():\n    nonlocal a\n    a = 3\ng()\nif a > 1:\n    raise ValueError",
            id="a parameter that a function inside may change",
        ),
        pytest.param("a = abs(a)\nif a > 1:\n    raise ValueError", id="a parameter that changed"),
        pytest.param(
            "x = a.get()\nx += 1\nif x is None:\n    raise ValueError",
            id="a local variable that changed",
        ),
        pytest.param(
            "x = a.get()\nx.load()\nif not x:\n    raise ValueError",
            id="a local variable that was altered",
        ),
        pytest.param(
            "if b:\n    x = a.get()\nif x is None:\n    raise ValueError",
            id="a local variable that may have no value",
        ),
        pytest.param(
            "a.sort()\nx = a.get()\nif not x:\n    raise ValueError",
            id="a value of what was altered before",
        ),
        pytest.param(
            "x = [i for i in a]\nif not x:\n    raise ValueError",
            id="a value that is no plain code",
        ),
        pytest.param("import x\nif x.y:\n    raise ValueError", id="a local import"),
        pytest.param("def g(): pass\nif g:\n    raise ValueError", id="a local function"),
        pytest.param("if a._x:\n    raise ValueError", id="a private attribute"),
        pytest.param("if _limit:\n    raise ValueError", id="a private name"),
        pytest.param("if a._find(b):\n    raise ValueError", id="a call of what is private"),
        pytest.param(
            "if a:\n    if b:\n        if n < 0:\n            if n.x:\n"
            "                raise ValueError",
            id="four conditions",
        ),
        pytest.param(
            "if a in ('x', 'y'):\n    if b:\n        raise ValueError", id="one of two is a choice"
        ),
        pytest.param(
            "if a:\n    b = 3\n    if b:\n        raise ValueError",
            id="the second of another value",
        ),
        pytest.param("for i in b:\n    if a:\n        raise ValueError", id="in a loop"),
        pytest.param(
            "for i in b:\n    i = i.x\n    if not i:\n        raise ValueError",
            id="an item that changed",
        ),
        pytest.param(
            "x = (1, a)\nfor i in x:\n    if i:\n        raise ValueError",
            id="an item of a local variable",
        ),
        pytest.param(
            "for i in a:\n    if i == 1:\n        raise ValueError\n    return i",
            id="the first item only",
        ),
        pytest.param(
            "for i in a:\n    if i == 1:\n        break\n    if i == 2:\n        raise ValueError",
            id="an item before another one",
        ),
        pytest.param(
            "for i in f(a):\n    if not i:\n        raise ValueError", id="an item of no name"
        ),
        pytest.param(
            "for i in a:\n    if f(i):\n        raise ValueError", id="what is done with an item"
        ),
        pytest.param(
            "for i in a:\n    for j in b:\n        if i.x and j.x:\n            raise ValueError",
            id="items of two things",
        ),
        pytest.param("while a:\n    raise ValueError", id="in while"),
        pytest.param("try:\n    b(lambda: 1)\nexcept:\n    raise ValueError", id="in any handler"),
        pytest.param(
            "try:\n    c = b()\n    c()\nexcept Exception:\n    raise ValueError",
            id="in a handler of all errors of two calls",
        ),
        pytest.param(
            "try:\n    c = b()\n    c()\nexcept ValueError:\n    raise",
            id="again, of two calls",
        ),
        pytest.param(
            "try:\n    a._load()\nexcept Exception:\n    raise ValueError",
            id="in a handler of a private call",
        ),
        pytest.param("match a:\n    case 1:\n        raise ValueError", id="in a case"),
        pytest.param("if [i for i in a]:\n    raise ValueError", id="a comprehension"),
        pytest.param("if (a or b) and n:\n    raise ValueError", id="parts that could be misread"),
        pytest.param("if a and not (b and n):\n    raise ValueError", id="negated parts"),
        pytest.param("if a and b(lambda: 1):\n    raise ValueError", id="half of it unknown"),
        pytest.param("if True:\n    raise ValueError", id="a constant"),
        pytest.param("if (x := a):\n    raise ValueError", id="a walrus"),
        pytest.param(
            "if a:\n    raise ValueError\nb()\nraise ValueError",
            id="also elsewhere, unconditionally",
        ),
        pytest.param(
            "if a:\n    raise ValueError\nif b:\n    raise ValueError\n"
            "if n:\n    raise ValueError\nif n.x:\n    raise ValueError",
            id="in four places",
        ),
        pytest.param(
            "if a == 1:\n    pass\nelif a == 2:\n    pass\nelif a == 3:\n    pass\n"
            "elif a == 4:\n    pass\nelif a == 5:\n    pass\nelif a == 6:\n    pass\n"
            "else:\n    raise ValueError",
            id="behind a long chain",
        ),
    ],
)
def test_nothing_is_said_of_a_condition_without_plain_words(body: str) -> None:
    """The exception is listed, its condition isn't guessed."""
    assert _raised(body) == {"ValueError": None}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("if n < 0:\n    raise ValueError", "If `n` is negative.", id="one"),
        pytest.param(
            "if a is None:\n    if n < 0:\n        raise ValueError",
            "If `a` is `None` and `n` is negative.",
            id="two",
        ),
        pytest.param(
            "if a is not None:\n    if a != b.name:\n        raise ValueError",
            "If `a` is not `None` and does not equal `b.name`.",
            id="two of the same",
        ),
        pytest.param(
            "if a is None:\n    return\nelse:\n    if n < 0:\n        raise ValueError",
            "If `a` is not `None` and `n` is negative.",
            id="the second inside of else",
        ),
        pytest.param(
            "if n >= 0:\n    return\nelse:\n    raise ValueError", "If `n` is negative.", id="else"
        ),
        pytest.param(
            "with open(a):\n    if n < 0:\n        raise ValueError",
            "If `n` is negative.",
            id="in with",
        ),
        pytest.param(
            "if a:\n    if b:\n        if n < 0:\n            raise ValueError",
            "If `a` is true, `b` is true and `n` is negative.",
            id="three",
        ),
        pytest.param(
            "if a and not (b or n < 0):\n    raise ValueError",
            "If `a` is true, `b` is not true and `n` is at least `0`.",
            id="three in one",
        ),
        pytest.param(
            "if a == 1:\n    b()\nelif a == 2:\n    n()\nelse:\n    raise ValueError",
            "If `a` is neither `1` nor `2`.",
            id="the last branch",
        ),
        pytest.param(
            "if a == b.SMALL:\n    b()\nelif a == LARGE:\n    n()\nelse:\n    raise ValueError",
            "If `a` is neither `b.SMALL` nor `LARGE`.",
            id="no constant of several",
        ),
        pytest.param(
            "if a == 1:\n    b()\nelif a == 2:\n    n()\nelif a == 3:\n    raise ValueError",
            "If `a` is `3`.",
            id="one value, which the others before aren't",
        ),
        pytest.param(
            "if isinstance(a, int):\n    b()\nelif not isinstance(a, (str, bytes)):\n"
            "    raise ValueError",
            "If `a` is not an instance of `int` or `str` or `bytes`.",
            id="no instance of several",
        ),
        pytest.param(
            "if a is None:\n    return\nif not isinstance(a, str):\n    raise ValueError",
            "If `a` is not `None` and is not an instance of `str`.",
            id="some values were let pass before",
        ),
        pytest.param(
            "if b is None:\n    return\nif not isinstance(a, str):\n    raise ValueError",
            "If `a` is not an instance of `str`.",
            id="values of something else were let pass before",
        ),
        pytest.param(
            "if not a:\n    if b:\n        return\n    raise ValueError",
            "If `a` is not true and `b` is not true.",
            id="only if not left before",
        ),
        pytest.param(
            "x = a.get()\nif x is None:\n    raise ValueError",
            "If `a.get()` is `None`.",
            id="a local variable",
        ),
        pytest.param(
            "x = a.get()\ny = x.name\nif not y:\n    raise ValueError",
            "If `a.get().name` is empty, zero, false or None.",
            id="a local variable of another",
        ),
        pytest.param(
            "for i in a:\n    if not isinstance(i, str):\n        raise ValueError",
            "If an item of `a` is not an instance of `str`.",
            id="an item",
        ),
        pytest.param(
            "for i in a:\n    if i.x and i.y < 3:\n        raise ValueError",
            "If `x` of an item of `a` is true and `y` of it is less than `3`.",
            id="attributes of an item",
        ),
        pytest.param(
            "for k, v in a.b.items():\n    if v is None:\n        raise ValueError",
            "If a value of `a.b` is `None`.",
            id="a value of a mapping",
        ),
        pytest.param(
            "try:\n    b(a)\nexcept KeyError:\n    raise ValueError",
            "If `b(a)` raises `KeyError`.",
            id="in a handler",
        ),
        pytest.param(
            "try:\n    c = a[0]\nexcept (KeyError, IndexError):\n    raise ValueError",
            "If `a[0]` raises `KeyError` or `IndexError`.",
            id="in a handler of two",
        ),
        pytest.param(
            "try:\n    return b(a)\nexcept Exception:\n    raise ValueError",
            "If `b(a)` raises an error.",
            id="in a handler of all errors",
        ),
        pytest.param(
            "try:\n    c = b()\n    c()\nexcept KeyError:\n    raise ValueError",
            "If `KeyError` occurs.",
            id="in a handler of two calls",
        ),
        pytest.param(
            "try:\n    b(a)\nexcept ValueError:\n    if n:\n        raise",
            "If `b(a)` raises it and `n` is true.",
            id="again",
        ),
        pytest.param(
            "try:\n    if a:\n        raise ValueError\nexcept KeyError:\n    pass",
            "If `a` is true.",
            id="in try",
        ),
        pytest.param("if a == [1]:\n    raise ValueError", "If `a` equals `[1]`.", id="a list"),
        pytest.param(
            "if a + b > n:\n    raise ValueError", "If `a + b` is greater than `n`.", id="a sum"
        ),
        pytest.param(
            "if a.is_bad():\n    raise ValueError", "If `a.is_bad()` is true.", id="a call"
        ),
        pytest.param(
            "if not a.is_bad(b):\n    raise ValueError",
            "If `a.is_bad(b)` is not true.",
            id="a call that fails",
        ),
        pytest.param(
            "if not os.path.exists(a):\n    raise ValueError", "If `a` does not exist.", id="a path"
        ),
        pytest.param(
            "if not 0 < a < 3:\n    raise ValueError",
            "If `0 < a < 3` is false.",
            id="a chain of comparisons",
        ),
        pytest.param(
            "if n < 0:\n    raise ValueError\nif a:\n    raise ValueError\n"
            "if b:\n    raise ValueError",
            "If `n` is negative or if `a` is true or if `b` is true.",
            id="three places",
        ),
        pytest.param(
            "if n < 0:\n    raise ValueError\nif a is None:\n    raise ValueError",
            "If `n` is negative or if `a` is `None`.",
            id="two places",
        ),
        pytest.param(
            "if n < 0:\n    raise ValueError\nif n < 0:\n    raise ValueError",
            "If `n` is negative.",
            id="same",
        ),
    ],
)
def test_a_condition_is_a_sentence(body: str, expected: str) -> None:
    """All that must hold is said in words."""
    assert _raised(body) == {"ValueError": expected}


@pytest.mark.parametrize(
    ("code", "holds", "fails"),
    [
        ("a", "`a` is true", "`a` is empty, zero, false or None"),
        ("not a", "`a` is empty, zero, false or None", "`a` is true"),
        ("not not a", "`a` is true", "`a` is empty, zero, false or None"),
        ("a.b", "`a.b` is true", "`a.b` is empty, zero, false or None"),
        ("n < 0", "`n` is negative", "`n` is at least `0`"),
        ("n <= 0", "`n` is at most `0`", "`n` is positive"),
        ("n > 0", "`n` is positive", "`n` is at most `0`"),
        ("n >= 0", "`n` is at least `0`", "`n` is negative"),
        ("n < 1", "`n` is less than `1`", "`n` is at least `1`"),
        ("n <= 1", "`n` is at most `1`", "`n` is greater than `1`"),
        ("n > b", "`n` is greater than `b`", "`n` is at most `b`"),
        ("n >= b", "`n` is at least `b`", "`n` is less than `b`"),
        ("a == 'x'", "`a` is `'x'`", "`a` is not `'x'`"),
        ("a != b", "`a` does not equal `b`", "`a` equals `b`"),
        ("a is None", "`a` is `None`", "`a` is not `None`"),
        ("a is not None", "`a` is not `None`", "`a` is `None`"),
        ("a in b.keys", "`a` is in `b.keys`", "`a` is not in `b.keys`"),
        ("a not in b", "`a` is not in `b`", "`a` is in `b`"),
        ("a in ('x',)", "`a` is `'x'`", "`a` is not `'x'`"),
        ("a in {'x', b.y}", "`a` is `'x'` or `b.y`", "`a` is neither `'x'` nor `b.y`"),
        (
            "a not in [1, 2, None]",
            "`a` is none of `1`, `2` and `None`",
            "`a` is one of `1`, `2` and `None`",
        ),
        ("a == '\\n\\x00'", r"`a` is `'\n\x00'`", r"`a` is not `'\n\x00'`"),
        ("len(a) == 0", "`len(a)` is `0`", "`len(a)` is not `0`"),
        (
            "isinstance(a, int)",
            "`a` is an instance of `int`",
            "`a` is not an instance of `int`",
        ),
        (
            "isinstance(a, (int, b.C))",
            "`a` is an instance of `int` or `b.C`",
            "`a` is not an instance of `int` or `b.C`",
        ),
        ("hasattr(a, 'x')", "`a` has an attribute `x`", "`a` has no attribute `x`"),
        (
            "a is None or b is None",
            "`a` is `None` or `b` is `None`",
            "`a` is not `None` and `b` is not `None`",
        ),
        (
            "a is None and n < 0",
            "`a` is `None` and `n` is negative",
            "`a` is not `None` or `n` is at least `0`",
        ),
    ],
)
def test_conditions_in_words(code: str, holds: str, fails: str) -> None:
    """A condition has words for holding, and for not holding."""
    test = ast.parse(code, mode="eval").body

    assert condition(test, holds=True) == holds
    assert condition(test, holds=False) == fails


@pytest.mark.parametrize(
    "code",
    [
        "0 < n",
        "a == [1]",
        "a in ()",
        "a in [1, 2, 3, 4, 5, 6]",
        "a in [1, b()]",
        "a == b'x'",
        "a == '`'",
        f"a == {'x' * 60!r}",
        f"{'a' * 60} < 0",
        "a() < 0",
        "a[0] < 0",
        "a().b < 0",
        "isinstance(a)",
        "isinstance(a, int | str)",
        "isinstance(a[0], int)",
        "hasattr(a, b)",
        "hasattr(a[0], 'x')",
        "issubclass(a, b)",
        "a < b < n",
        "...",
        "'x'",
        "lambda: 1",
    ],
)
def test_conditions_without_words(code: str) -> None:
    """Of what can't be said briefly and without doubt, nothing is said."""
    assert condition(ast.parse(code, mode="eval").body, holds=True) is None


def test_evidence_is_the_line_of_the_first_raise() -> None:
    """Each entry tells where the exception is raised first."""
    found = exceptions(_function("if b:\n    raise KeyError\nraise KeyError"))

    assert found == [Raised("KeyError", None, Evidence.read("raise:3"), 0.9)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("raise NotImplementedError", True),
        ("'Doc.'\nraise NotImplementedError('x')", True),
        ("raise errors.AbstractMethodError()", False),
        ("raise AbstractMethodError", True),
        ("raise ValueError", False),
        ("raise", False),
        ("return NotImplementedError", False),
        ("a()\nraise NotImplementedError", False),
    ],
)
def test_a_body_can_say_that_there_is_none(body: str, *, expected: bool) -> None:
    """A function that only raises NotImplementedError is abstract."""
    assert is_abstract(_function(body)) is expected
