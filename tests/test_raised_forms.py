"""Ways to raise an exception, and what may change between a call and a condition."""

from __future__ import annotations

import ast
import textwrap

import pytest
from bs4 import BeautifulSoup
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen.analyze.exception_types import Makers
from sphinxcontrib_autodocgen.analyze.raised import exceptions
from sphinxcontrib_autodocgen.analyze.syntax import FunctionNode


def _raised(code: str) -> dict[str, str | None]:
    """Return what the last function of a module raises, with the conditions."""
    tree = ast.parse(textwrap.dedent(code))
    function = tree.body[-1]
    assert isinstance(function, FunctionNode)
    found = exceptions(function, Makers(tree))
    return {each.type: each.description.text if each.description else None for each in found}


def _of(body: str, head: str = "def f(a, *args, n=0, **options):") -> dict[str, str | None]:
    return _raised(f"{head}\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}\n")


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("if False:\n    raise KeyError", id="if False"),
        pytest.param("if 0:\n    raise KeyError", id="if 0"),
        pytest.param("if not True:\n    raise KeyError", id="if not True"),
        pytest.param("if TYPE_CHECKING:\n    raise KeyError", id="if TYPE_CHECKING"),
        pytest.param("if True:\n    return\nelse:\n    raise KeyError", id="else of True"),
        pytest.param("return a\nraise KeyError", id="behind return"),
        pytest.param("while True:\n    a()\nraise KeyError", id="behind an endless loop"),
        pytest.param("while False:\n    raise KeyError", id="in a loop that never runs"),
        pytest.param("for b in a:\n    continue\n    raise KeyError", id="behind continue"),
        pytest.param("if a:\n    return 1\nelse:\n    return 2\nraise KeyError", id="all return"),
        pytest.param("try:\n    raise KeyError\nfinally:\n    return", id="finally returns"),
        pytest.param(
            "match a:\n    case 1:\n        return\n    case _:\n        return 2\nraise KeyError",
            id="every case returns",
        ),
        pytest.param(
            "while a:\n    try:\n        raise KeyError\n    finally:\n        break",
            id="finally breaks",
        ),
    ],
)
def test_what_cannot_be_reached_is_not_raised(body: str) -> None:
    """A raise to which control never gets, or which a finally drops, says nothing."""
    assert _of(body) == {}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("error = KeyError(a)\nraise error", ["KeyError"], id="a local variable"),
        pytest.param("error = None\nif a:\n    error = KeyError(a)\nif error:\n    raise error",
                     ["KeyError"], id="a local variable that is None at first"),
        pytest.param("error = KeyError if a else OSError\nraise error(a)", [],
                     id="a class in a local variable that is called"),
        pytest.param("raise KeyError(a) if a else OSError(a)", ["KeyError", "OSError"],
                     id="one of two"),
        pytest.param("raise KeyError(a).with_traceback(None)", ["KeyError"], id="with a traceback"),
        pytest.param("raise KeyError(a).with_traceback(n) from None", ["KeyError"],
                     id="with a traceback and without a cause"),
        pytest.param("try:\n    a()\nexcept KeyError as e:\n    raise e.with_traceback(None)",
                     ["KeyError"], id="what is handled, with a traceback"),
        pytest.param("last = None\ntry:\n    a()\nexcept OSError as e:\n    last = e\nraise last",
                     ["OSError"], id="what was handled before"),
        pytest.param("error = a.make()\nerror = KeyError()\nraise error", [],
                     id="a local variable of which one value is unknown"),
        pytest.param("for error in [KeyError()]:\n    pass\nerror = OSError()\nraise error", [],
                     id="a local variable that a loop binds too"),
        pytest.param("a = KeyError()\nraise a", [], id="a parameter"),
        pytest.param("while True:\n    if a:\n        break\nraise KeyError", ["KeyError"],
                     id="behind a loop that may be left"),
        pytest.param("try:\n    raise KeyError\nfinally:\n    raise OSError", ["OSError"],
                     id="finally raises instead"),
        pytest.param("try:\n    raise KeyError\nexcept ERRORS:\n    pass", [],
                     id="a handler that may catch it"),
        pytest.param("try:\n    a()\nexcept (KeyError, OSError):\n    raise",
                     ["KeyError", "OSError"], id="all that are handled"),
        pytest.param("with a:\n    raise KeyError\nraise OSError", ["KeyError", "OSError"],
                     id="behind a block that a context manager may end"),
        pytest.param("raise ExceptionGroup('a', [KeyError()])", ["ExceptionGroup"], id="a group"),
        pytest.param("raise errors.FaultError.From(a)", ["errors.FaultError"],
                     id="what a method of an exception's class makes"),
        pytest.param("raise Model.Missing(a)", ["Model.Missing"], id="a class inside another"),
        pytest.param("raise type(a)(n)", [], id="a computed class"),
        pytest.param("raise ERRORS[a]", [], id="one of a table"),
    ],
)  # fmt: skip
def test_forms_of_raise(body: str, expected: list[str]) -> None:
    """Whatever the form of a raise, the class that gets out is named, or nothing if unsure."""
    assert list(_of(body)) == expected


_MAKERS = """
class Missing(OSError):
    pass


class Gone(Missing):
    pass


def _error(n):
    if n:
        return Missing(n)
    problem = Gone(n)
    problem.add_note("gone")
    return problem


def _either(n):
    return Missing(n) if n else None


class A:
    def _fail(self, n):
        return Gone(n)

    def twice(self):
        return Gone()


class B:
    def twice(self):
        return Missing()


"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("raise _error(1)", ["Missing", "Gone"], id="what a function makes"),
        pytest.param("raise _error(1) from a", ["Missing", "Gone"], id="with a cause"),
        pytest.param("e = _error(1)\nraise e", ["Missing", "Gone"], id="in a variable"),
        pytest.param("raise self._fail(1)", ["Gone"], id="what a method makes"),
        pytest.param("raise self.twice()", [], id="a method of two classes"),
        pytest.param("raise _either(1)", [], id="what a function may make"),
        pytest.param("try:\n    raise Gone\nexcept Missing:\n    pass", [], id="caught by a base"),
        pytest.param("try:\n    raise Gone\nexcept OSError:\n    pass", [], id="by a base's base"),
        pytest.param("try:\n    raise Missing\nexcept Gone:\n    pass", ["Missing"], id="a base"),
    ],
)
def test_what_the_module_says_of_exceptions(body: str, expected: list[str]) -> None:
    """Functions of the module that make an exception are read, and bases of its classes."""
    code = f"{_MAKERS}def f(self, a):\n{textwrap.indent(body, '    ')}\n"

    assert list(_raised(code)) == expected


@pytest.mark.parametrize(
    ("head", "body", "expected"),
    [
        ("def f():", "yield 1\nraise StopIteration", ["RuntimeError"]),
        ("def f():", "try:\n    raise StopIteration\nexcept StopIteration:\n    yield 1", []),
        ("def f():", "raise StopIteration", ["StopIteration"]),
        ("async def f():", "raise StopIteration", ["RuntimeError"]),
        ("async def f():", "raise StopAsyncIteration", ["StopAsyncIteration"]),
        ("async def f():", "yield 1\nraise StopAsyncIteration", ["RuntimeError"]),
    ],
)
def test_stop_iteration_gets_out_of_no_generator(head: str, body: str, expected: list[str]) -> None:
    """What ends an iteration becomes RuntimeError in a generator or coroutine (PEP 479)."""
    assert list(_of(body, head)) == expected


@pytest.mark.parametrize(
    "before",
    [
        "a = list(a)",
        "a += 1",
        "a.pop()",
        "del a[0]",
        "a['x'] = 1",
        "a.data.clear()",
        "first = a.popleft()",
        "random.shuffle(a)",
        "await prepare(a)",
        "for a in n:\n    pass",
        "with n as a:\n    pass",
        "if n:\n    a.clear()",
        "try:\n    a = int(a)\nexcept KeyError:\n    pass",
        "if n is None:\n    raise OSError\nelif a is None:\n    raise OSError",
        "n = (a := 1)",
        "def a(): pass",
    ],
)
def test_no_condition_on_what_has_changed(before: str) -> None:
    """A condition isn't said of a parameter that isn't what the caller passed any more."""
    found = _of(f"{before}\nif not a:\n    raise ValueError", "async def f(a, n):")

    assert found["ValueError"] is None


@pytest.mark.parametrize(
    "before",
    [
        "b = list(a)",
        "b = a.copy() if n else a.get(1)",
        "a = 1 if n else a",
    ],
)
def test_a_condition_may_stand_behind_what_changes_nothing(before: str) -> None:
    """Reading a parameter, or binding another name, leaves the condition true."""
    expected = None if before.startswith("a =") else "If `a` is empty, zero, false or None."

    assert _of(f"{before}\nif not a:\n    raise KeyError", "def f(a: dict, n):") == {
        "KeyError": expected
    }


def test_no_condition_tells_why_an_inner_function_raises() -> None:
    """What an inner function raises too has another reason, which isn't told by one's own."""
    inner = "def g():\n    if n:\n        raise ValueError\n"

    assert _of(f"{inner}g()\nif a < 0:\n    raise ValueError('a is negative')") == {
        "ValueError": None
    }


def test_identity_outlives_a_change_of_the_object() -> None:
    """That a parameter is None, or of a class, isn't changed by what its methods do."""
    body = "a.close()\nif not isinstance(a, dict):\n    raise TypeError"

    assert _of(body) == {"TypeError": "If `a` is not an instance of `dict`."}


def test_an_attribute_is_not_what_it_was_behind_a_method() -> None:
    """A method of the object may have changed any of its attributes."""
    body = "self.load()\nif self.closed:\n    raise ValueError"

    assert _of(body, "def f(self):") == {"ValueError": None}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("options.pop('b', None)\nif options:\n    raise KeyError",
         "If there are unexpected keyword arguments."),
        ("b = options.pop('b')\nif options:\n    raise KeyError",
         "If there are unexpected keyword arguments."),
        ("if options:\n    raise KeyError", "If there are unexpected keyword arguments."),
        ("options.pop(a)\nif options:\n    raise KeyError", None),
        ("options.update(a)\nif options:\n    raise KeyError", None),
        ("options.pop('b')\nif not options:\n    raise KeyError", None),
        ("if not options:\n    raise KeyError", "If `options` is empty."),
        ("if args:\n    raise KeyError", "If `args` is not empty."),
        ("if not args:\n    raise KeyError", "If `args` is empty."),
        ("args = args[1:]\nif not args:\n    raise KeyError", None),
    ],
)  # fmt: skip
def test_whether_there_are_other_arguments(body: str, expected: str | None) -> None:
    """A condition on starred parameters is about what else was passed; the rest is unexpected."""
    assert _of(body) == {"KeyError": expected}


def test_a_condition_of_truth_is_not_said_behind_another_error() -> None:
    """What has been refused as None before isn't refused for being "empty, zero, false or None"."""
    body = "if a is None:\n    raise TypeError\nif not a:\n    raise ValueError"

    assert _of(body) == {"TypeError": "If `a` is `None`.", "ValueError": None}


def test_what_is_only_raised_again_says_so() -> None:
    """An exception that a handler lets through is told apart, with less confidence."""
    tree = ast.parse("def f(a):\n    try:\n        a()\n    except KeyError:\n        raise\n")
    function = tree.body[0]
    assert isinstance(function, FunctionNode)
    (found,) = exceptions(function)

    assert (str(found.evidence), found.confidence) == ("reraise:5", 0.8)


@pytest.fixture
def raised_on_page(app: SphinxTestApp) -> dict[str, dict[str, str]]:
    """Return what each object of the page raises, with the descriptions."""
    app.build()
    assert app.warning.getvalue() == ""
    page = BeautifulSoup((app.outdir / "index.html").read_text(encoding="utf-8"), "html.parser")
    found = {}
    for signature in page.select("dt.sig[id]"):
        body = signature.find_next_sibling("dd")
        entries = body.select("dt:-soup-contains('Raises') + dd p") if body else []
        texts = [" ".join(entry.get_text().split()) for entry in entries]
        pairs = [text.removesuffix(" generated").partition(" – ") for text in texts]
        found[str(signature["id"])] = {name: text for name, _, text in pairs}
    return found


_ON_THE_PAGE = {
    "feed.again": {"FileNotFoundError": "If open(path) raises it."},
    "feed.bare": {
        "PermissionError": "If open(path) raises it.",
        "IsADirectoryError": "If open(path) raises it.",
    },
    "feed.local_variable": {"Missing": "If name is empty, zero, false or None."},
    "feed.nested": {},
    "feed.caught_and_wrapped": {"Missing": "If ValueError occurs."},
    "feed.swallowed": {},
    "feed.made_by": {"Missing": "If number is negative."},
    "feed.generator": {"ValueError": "If limit is negative.", "RuntimeError": ""},
    "feed.with_traceback": {"TypeError": "If number is None."},
    "marks.split": {
        "ValueError": r"If text is '\x00': “text is a NUL”.",
        "KeyError": "“mark has markup”.",
    },
    "well.reraise": {"TypeError": "If bucket.fill() raises it."},
    "well.named": {"KeyError": "", "DryError": ""},
    "well.caught": {},
    "well.converted": {"DryError": "If int(text) raises ValueError: “not a number”."},
    "well.finally_": {"OSError": ""},
    "well.variable": {"DryError": "If full is true."},
    "well.factory": {"DryError": ""},
    "well.suppressed": {"IndexError": ""},
    "well.never": {},
    "well.Gen.stream": {"RuntimeError": ""},
    "well.Gen.size": {"DryError": "If unit is neither 'm' nor 'ft'."},
}


@pytest.mark.sphinx("html", testroot="raises")
def test_a_page_says_what_gets_out(raised_on_page: dict[str, dict[str, str]]) -> None:
    """A page names the exceptions that leave a function, in whatever form they're raised."""
    assert {name: raised_on_page.get(name, {}) for name in _ON_THE_PAGE} == _ON_THE_PAGE
