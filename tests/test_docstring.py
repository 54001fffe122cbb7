"""Docstring styles: what is read, what is written, and that neither loses a word."""

from __future__ import annotations

import ast
import importlib.util
import inspect
import io
import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from numpydoc.docscrape import NumpyDocString
from sphinx.ext.napoleon import Config, GoogleDocstring, NumpyDocstring

from sphinxcontrib_autodocgen.docstring import (
    Docstring,
    Entry,
    Style,
    complete,
    detect,
    detect_project,
    generated,
    is_empty,
    markdown_lists,
    parse,
    render,
    rest,
)
from sphinxcontrib_autodocgen.docstring.slots import is_builtin
from sphinxcontrib_autodocgen.markdown import code_span
from sphinxcontrib_autodocgen.model import (
    Evidence,
    Guess,
    Object,
    Parameter,
    ParameterKind,
    Raised,
    Result,
)
from sphinxcontrib_autodocgen.settings import Settings

# Without it pytest meets the folder `.hypothesis` in the checkout, and warns of `norecursedirs`.

READ: tuple[Style, ...] = ("google", "numpy", "rest")


def case(identifier: str, style: Style, text: str, **parts: object) -> object:
    """A docstring and the record it's read as."""
    return pytest.param(style, text, Docstring(**parts), id=f"{style}-{identifier}")


# What is no section stays in the text, word for word.

VERBATIM = {
    "prose with a colon": "Args: the rest of the line.",
    "header with nothing below": "Sum.\n\nReturns:\n\nThe end.",
    "header without entries": "Sum.\n\nArgs:\n    see the other function, which has all.",
    "entries not indented": "Sum.\n\nArgs:\nx: the x",
    "other google section": "Sum.\n\nExample:\n    >>> f()\n\nNote:\n    Slow.",
    "a function inside an example": (
        'Sum.\n\n::\n\n    def f(x):\n        """F.\n\n        Args:\n            x: X\n        """'
    ),
    "other numpy section": "Sum.\n\nNotes\n-----\nSlow.\n\nExamples\n--------\n>>> f()",
    "None instead of parameters": "Sum.\n\nParameters\n----------\nNone",
    "a table": "Sum.\n\n=====  =====\nA      B\n=====  =====\n1      2\n=====  =====",
    "unknown fields": "Sum.\n\n:meta private:\n:since: 1.0",
    "a role at the start of a line": "Sum.\n\n:class:`int` is: a class\n:func:`len`: too",
    "a field in a literal block": "Sum.\n\n::\n\n    :param x: no",
    "a raise without exception": "Sum.\n\n:raises: when it likes",
    "markdown": "# Title\n\n- a\n- b\n\n```python\nf()\n```",
    "a list": "Sum.\n\n* a\n\n  b\n* c",
    "a decorator": "Sum.\n\n@property\n@cache: fast",
    "nothing": "",
}


@pytest.mark.parametrize("text", VERBATIM.values(), ids=VERBATIM)
def test_verbatim(text: str) -> None:
    """Whatever is no section is summary and body, as written, in every style."""
    summary, _, body = text.partition("\n\n")

    for style in READ:
        assert parse(text, style) == Docstring(summary=summary, body=body)


PARSED = [
    # Google
    case(
        "parameters",
        "google",
        """Sum.

        Args:
            a: The a.
            b (int): The b.
            c (int, optional): The c,
                continued.
            d (list[tuple[int, str]], default: (1, 2)): The d: a thing (of some kind): here.
            *args: Rest.
            **kwargs (Any): More.
        """,
        summary="Sum.",
        parameters=(
            Entry("a", None, "The a."),
            Entry("b", "int", "The b."),
            Entry("c", "int", "The c,\ncontinued.", optional=True),
            Entry(
                "d",
                "list[tuple[int, str]]",
                "The d: a thing (of some kind): here.",
                default="(1, 2)",
            ),
            Entry("*args", None, "Rest."),
            Entry("**kwargs", "Any", "More."),
        ),
    ),
    case(
        "every header",
        "google",
        """
        S.
        Arguments:
            a: A
        Params:
            b: B
        Keyword Args:
            c: C
        Other Parameters:
            d: D
        Return:
            A thing.
        Yield:
            int: Y
        Raise:
            E: R
        Attributes:
            f: F
        """,
        summary="S.",
        parameters=tuple(Entry(n, None, n.upper()) for n in "abcd"),
        returns=(Entry("", None, "A thing."),),
        yields=(Entry("", "int", "Y"),),
        raises=(Entry("E", None, "R"),),
        attributes=(Entry("f", None, "F"),),
    ),
    case(
        "paragraphs and blocks in an entry",
        "google",
        """
        S.

        Args:
            x: First.

                Second::

                    code

            y:
                - a
                - b
            z: As::

                    code
        """,
        summary="S.",
        parameters=(
            Entry("x", None, "First.\n\nSecond::\n\n    code"),
            Entry("y", None, "- a\n- b"),
            Entry("z", None, "As::\n\n    code"),
        ),
    ),
    case(
        "sloppy entries",
        "google",
        r"""
        S.

        Args:
            x, y (int): Both.
            a (str):No blank.
            b (Literal[':']): A colon.
            c -- A dash.
            `d`: In ticks.
            \*e: Escaped.
            - f: A bullet.
            g
                Below.
            h: Not
            indented.

            To none of them.

        """,
        summary="S.",
        body="To none of them.",
        parameters=(
            Entry("x", "int", "Both."),
            Entry("y", "int", "Both."),
            Entry("a", "str", "No blank."),
            Entry("b", "Literal[':']", "A colon."),
            Entry("c", None, "A dash."),
            Entry("d", None, "In ticks."),
            Entry("*e", None, "Escaped."),
            Entry("f", None, "A bullet."),
            Entry("g", None, "Below."),
            Entry("h", None, "Not\nindented."),
        ),
    ),
    case(
        "sections in odd places",
        "google",
        "Args:\n\n    x: X\n\nText.\n\nExample:\n    >>> f()\n\nReturns:\n    Y.\n\nThe end.",
        body="Text.\n\nExample:\n    >>> f()\n\nThe end.",
        parameters=(Entry("x", None, "X"),),
        returns=(Entry("", None, "Y."),),
    ),
    case(
        "exceptions",
        "google",
        """
        S.

        Raises:
            ValueError: If so.
            :exc:`~a.KeyError`: If not.
            OSError, EOFError: Both.
            IOError if it must.
            - EOFError: A bullet.
            E
        """,
        summary="S.",
        raises=(
            Entry("ValueError", None, "If so."),
            Entry("a.KeyError", None, "If not."),
            Entry("OSError", None, "Both."),
            Entry("EOFError", None, "Both."),
            Entry("IOError", None, "if it must."),
            Entry("EOFError", None, "A bullet."),
            Entry("E"),
        ),
    ),
    *(
        case(
            f"result {text!r}",
            "google",
            f"S.\n\nReturns:\n    {text}",
            summary="S.",
            returns=(entry,),
        )
        for text, entry in {
            "bool: True if so.": Entry("", "bool", "True if so."),
            "True if so.": Entry("", None, "True if so."),
            "True if so: always.": Entry("", None, "True if so: always."),
            "A mapping: to all.": Entry("", None, "A mapping: to all."),
            "Number of rows: many.": Entry("", None, "Number of rows: many."),
            "dict[str, int]: D.": Entry("", "dict[str, int]", "D."),
            "dict of str to list of int: D.": Entry("", "dict of str to list of int", "D."),
            "int | None: D.": Entry("", "int | None", "D."),
            "int or None: D.": Entry("", "int or None", "D."),
            "numpy array: D.": Entry("", "numpy array", "D."),
            "{'a', 'b'}: D.": Entry("", "{'a', 'b'}", "D."),
            "(int, str): D.": Entry("", "(int, str)", "D."),
            ":class:`~a.B`: D.": Entry("", ":class:`~a.B`", "D."),
            "list of :class:`B`: D.": Entry("", "list of :class:`B`", "D."),
            "``Literal[':']``: D.": Entry("", "Literal[':']", "D."),
            "it's the user's: D.": Entry("", None, "it's the user's: D."),
            "int:": Entry("", "int"),
            "int": Entry("", "int"),
            "list[str]": Entry("", "list[str]"),
            "Nothing": Entry("", None, "Nothing"),
            ": The sum: a number.": Entry("", None, "The sum: a number."),
            "x (int): D.": Entry("x", "int", "D."),
            "tuple (int, str): D.": Entry("", "tuple (int, str)", "D."),
            "int: D.\n\n    More.": Entry("", "int", "D.\n\nMore."),
            "int: D.\n        More.": Entry("", "int", "D.\nMore."),
            "int:\n        D.": Entry("", "int", "D."),
            "dict: As::\n\n        code": Entry("", "dict", "As::\n\n    code"),
            "A list:\n\n    - a\n    - b": Entry("", None, "A list:\n\n- a\n- b"),
        }.items()
    ),
    case(
        "several results",
        "google",
        "S.\n\nReturns:\n    x (int): The x,\n        continued.\n    y (str): The y.",
        summary="S.",
        returns=(Entry("x", "int", "The x,\ncontinued."), Entry("y", "str", "The y.")),
    ),
    # NumPy
    case(
        "parameters",
        "numpy",
        """
        Sum.

        Parameters
        ----------
        a : int
            The a.
        b, c : {'x', 'y'}, optional
            Both.

            More.
        *args
            Rest.
        **kwargs : dict, default=None
        d: list[int]
            No blank.
        e
        f : array_like,   shape (n, m)

        Other Parameters
        ----------------
        g : int, optional, default 3
        """,
        summary="Sum.",
        parameters=(
            Entry("a", "int", "The a."),
            Entry("b", "{'x', 'y'}", "Both.\n\nMore.", optional=True),
            Entry("c", "{'x', 'y'}", "Both.\n\nMore.", optional=True),
            Entry("*args", None, "Rest."),
            Entry("**kwargs", "dict", "", default="None"),
            Entry("d", "list[int]", "No blank."),
            Entry("e"),
            Entry("f", "array_like, shape (n, m)"),
            Entry("g", "int", "", optional=True, default="3"),
        ),
    ),
    case(
        "all sections",
        "numpy",
        """
        S.

        E.

        Returns
        -------
        x : int
            X.
        str
            Y.

        Yields
        ======
        int

        Raises
        ------
        E, F
            If.
        G: If not.

        Notes
        -----
        N.

        Attributes
        ----------
        a : int
            A.

        Examples
        --------
        >>> f()
        """,
        summary="S.",
        body="E.\n\nNotes\n-----\nN.\n\nExamples\n--------\n>>> f()",
        returns=(Entry("x", "int", "X."), Entry("", "str", "Y.")),
        yields=(Entry("", "int"),),
        raises=(Entry("E", None, "If."), Entry("F", None, "If."), Entry("G", None, "If not.")),
        attributes=(Entry("a", "int", "A."),),
    ),
    case(
        "prose instead of a type",
        "numpy",
        "S.\n\nReturns\n-------\nThe sum of all.\nAnd more.\n\nYields\n------\nint: One.",
        summary="S.",
        returns=(Entry("", None, "The sum of all.\nAnd more."),),
        yields=(Entry("", "int", "One."),),
    ),
    case(
        "text after entries",
        "numpy",
        """
        S.

        Parameters
        ----------
        x : int
        The x, not indented.

        Some prose, to none of them.

        y : int
            The y.
        """,
        summary="S.",
        body="Some prose, to none of them.",
        parameters=(Entry("x", "int", "The x, not indented."), Entry("y", "int", "The y.")),
    ),
    case(
        "a type with a colon",
        "numpy",
        "S.\n\nReturns\n-------\nLiteral['a: b']\n    D.",
        summary="S.",
        returns=(Entry("", "Literal['a: b']", "D."),),
    ),
    # reStructuredText
    case(
        "fields",
        "rest",
        r"""Sum.

        Text.

        :param a: The a,
            continued.

            More.
        :type a: int, optional
        :param list[int] b: The b.
        :param \*args: Rest.
        :arg \**kwargs: More.
        :keyword lambda\_: Lambda.
        :type only: dict[str,
            int]
        :returns: A thing.
        :rtype: int or None
        :yields: Another.
        :raises ValueError: If so.
        :raises ValueError: If not.
        :exception KeyError, a.B: Both.
        :ivar int c: The c.
        :cvar d: The d.
        :vartype d: str

        .. note:: The end.
        """,
        summary="Sum.",
        body="Text.\n\n.. note:: The end.",
        parameters=(
            Entry("a", "int", "The a,\ncontinued.\n\nMore.", optional=True),
            Entry("b", "list[int]", "The b."),
            Entry("*args", None, "Rest."),
            Entry("**kwargs", None, "More."),
            Entry("lambda_", None, "Lambda."),
            Entry("only", "dict[str, int]"),
        ),
        returns=(Entry("", "int or None", "A thing."),),
        yields=(Entry("", None, "Another."),),
        raises=(
            Entry("ValueError", None, "If so."),
            Entry("ValueError", None, "If not."),
            Entry("KeyError", None, "Both."),
            Entry("a.B", None, "Both."),
        ),
        attributes=(Entry("c", "int", "The c."), Entry("d", "str", "The d.")),
    ),
    case(
        "blocks in a field",
        "rest",
        ":param x:\n    - a\n    - b\n:param y: As::\n\n        code\n:return:\n    Text.",
        parameters=(Entry("x", None, "- a\n- b"), Entry("y", None, "As::\n\n    code")),
        returns=(Entry("", None, "Text."),),
    ),
    case(
        "epytext",
        "rest",
        "S.\n@param x: The x.\n@type x: int\n@return: Y.\n@rtype: str\n@raise E: If.",
        summary="S.",
        parameters=(Entry("x", "int", "The x."),),
        returns=(Entry("", "str", "Y."),),
        raises=(Entry("E", None, "If."),),
    ),
    case(
        "what napoleon makes of results",
        "rest",
        "S.\n\n:returns: **x** -- The x.\n:rtype: int\n:Yields: *int* -- The y.",
        summary="S.",
        returns=(Entry("x", "int", "The x."),),
        yields=(Entry("", "int", "The y."),),
    ),
    case(
        "the type of an attribute",
        "rest",
        "S.\n\n:type: int",
        summary="S.",
        type_entry=Entry("", "int"),
    ),
    case(
        "a type after the fields of others",
        "rest",
        ":return:\n:param x:\n:type y: int",
        parameters=(Entry("x"), Entry("y", "int")),
    ),
]


@pytest.mark.parametrize(("style", "text", "expected"), PARSED)
def test_parse(style: Style, text: str, expected: Docstring) -> None:
    """Each style is read as its own tools read it, and forgives what authors often get wrong."""
    assert expected == parse(text, style)


@pytest.mark.parametrize(("style", "text", "expected"), PARSED)
def test_parse_finds_the_style(style: Style, text: str, expected: Docstring) -> None:
    """Without a style the one with most sections is read."""
    assert style == detect(text)
    assert expected == parse(text)


def test_parse_white_space() -> None:
    """Tabs, carriage returns, blanks at line ends and surrounding blank lines change nothing."""
    text = "Sum.  \n\nArgs:\n    x: The x.\n        More.\n    y: The y.\n"
    expected = parse(text)

    assert len(expected.parameters) == 2
    for other in (
        text.replace("\n", "\r\n"),
        text.replace("\n", "\r"),
        text.replace("    ", "\t"),
        f"\n\n  \n{text}  \n\n",
        text.replace("\n", "\n        "),
    ):
        assert expected == parse(other)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("Sum.\n\nText.", None, id="no sections"),
        pytest.param("Sum.\n\nExample:\n    f()", None, id="not only google's"),
        pytest.param("Sum.\n\nNotes\n-----\nText.", "numpy", id="a numpydoc section"),
        pytest.param("Sum.\n\nSome Title\n==========\n\n:param x: X.", "rest", id="a title"),
        pytest.param("S.\n\nReturns:\n    X.\n\n:param x: X.\n:param y: Y.", "rest", id="most"),
    ],
)
def test_detect(text: str, expected: Style | None) -> None:
    """A style is what most sections are written in, and unknown if there are none."""
    assert expected == detect(text)


def test_detect_project() -> None:
    """A project's style is that of most of its docstrings, or Google's."""
    google, numpy, field = "S.\n\nArgs:\n    x: X.", "S.\n\nNotes\n-----\nN.", ":param x: X."

    assert detect_project([]) == "google"
    assert detect_project(["S.", "T."]) == "google"
    assert detect_project([google, numpy, "S.", "T.", numpy]) == "numpy"
    assert detect_project([google, field, field]) == "rest"


def test_markdown_is_not_read() -> None:
    """A docstring said to be Markdown has no sections."""
    text = "Sum.\n\nArgs:\n    x: X."

    assert Docstring(summary="Sum.", body="Args:\n    x: X.") == parse(text, "markdown")


# What is written.

FULL = Docstring(
    summary="Sum\nof it.",
    body="Text.\n\n.. note:: N.",
    parameters=(
        Entry("x", "int", "The x.\n\nMore::\n\n    code", optional=True, default="3"),
        Entry("*args", None, "The rest,\nand more."),
        Entry("key_", "str"),
        Entry("block", None, ".. note::\n    N."),
        Entry("bare"),
    ),
    attributes=(Entry("a", "int", "The a."),),
    returns=(Entry("", "int", "The sum.\n\nMore."),),
    yields=(Entry("", "str", "Each."),),
    raises=(Entry("ValueError", None, "If so."), Entry("KeyError")),
)
GOOGLE = """\
Sum
of it.

Text.

.. note:: N.

Args:
    x (int, optional, default 3): The x.

        More::

            code
    *args: The rest,
        and more.
    key_ (str):
    block:
        .. note::
            N.
    bare:

Attributes:
    a (int): The a.

Returns:
    int: The sum.

    More.

Yields:
    str: Each.

Raises:
    ValueError: If so.
    KeyError:"""
NUMPY = """\
Sum
of it.

Text.

.. note:: N.

Parameters
----------
x : int, optional, default 3
    The x.

    More::

        code
*args
    The rest,
    and more.
key_ : str
block
    .. note::
        N.
bare

Attributes
----------
a : int
    The a.

Returns
-------
int
    The sum.

    More.

Yields
------
str
    Each.

Raises
------
ValueError
    If so.
KeyError"""
REST = r"""Sum
of it.

Text.

.. note:: N.

:param x: The x.

    More::

        code
:type x: int, optional, default 3
:param \*args: The rest,
    and more.
:param key\_:
:type key\_: str
:param block:
    .. note::
        N.
:param bare:
:ivar a: The a.
:vartype a: int
:returns: The sum.

    More.
:rtype: int
:yields: *str* -- Each.
:raises ValueError: If so.
:raises KeyError:"""
MARKDOWN = """\
Sum
of it.

Text.

.. note:: N.

**Parameters**

- `x` (`int`, optional, default `3`): The x.

  More::

      code
- `*args`: The rest,
  and more.
- `key_` (`str`)
- `block`:
  .. note::
      N.
- `bare`

**Attributes**

- `a` (`int`): The a.

**Returns**

- `int`: The sum.

  More.

**Yields**

- `str`: Each.

**Raises**

- `ValueError`: If so.
- `KeyError`"""


@pytest.mark.parametrize(
    ("style", "expected"),
    [("google", GOOGLE), ("numpy", NUMPY), ("rest", REST), ("markdown", MARKDOWN)],
)
def test_render(style: Style, expected: str) -> None:
    """Every part of a record is written, and an author's text as it is."""
    assert expected == "\n".join(render(FULL, style))


@pytest.mark.parametrize("style", READ)
def test_render_is_read_back(style: Style) -> None:
    """What is written in a style is read as the same record."""
    assert parse("\n".join(render(FULL, style)), style) == FULL


RENDERED = [
    pytest.param(
        "google",
        Docstring(returns=(Entry("", None, "The sum: a number."),)),
        "Returns:\n    : The sum: a number.",
        id="google-text that looks like a type",
    ),
    pytest.param(
        "google",
        Docstring(returns=(Entry("", "dict", "A\n  b"),)),
        "Returns:\n    dict:\n        A\n          b",
        id="google-indented second line",
    ),
    pytest.param(
        "google",
        Docstring(yields=(Entry("x", "int", "X."), Entry("y", "str"))),
        "Yields:\n    x (int): X.\n    y (str):",
        id="google-several results",
    ),
    pytest.param(
        "google",
        Docstring(parameters=(Entry("x", "Literal[':']", "X."),)),
        "Args:\n    x (``Literal[':']``): X.",
        id="google-a type with a colon",
    ),
    pytest.param(
        "google",
        Docstring(summary="The size.", type_entry=Entry("", "int")),
        "int: The size.",
        id="google-attribute",
    ),
    pytest.param(
        "google",
        Docstring(type_entry=Entry("", "int")),
        ":type: int",
        id="google-attribute without summary",
    ),
    pytest.param(
        "numpy",
        Docstring(summary="The size.", type_entry=Entry("", "int")),
        "The size.\n\n:type: int",
        id="numpy-attribute",
    ),
    pytest.param(
        "rest",
        Docstring(summary="The size.", type_entry=Entry("", "int")),
        "The size.\n\n:type: int",
        id="rest-attribute",
    ),
    pytest.param(
        "markdown",
        Docstring(summary="The size.", type_entry=Entry("", "int | None")),
        "The size.\n\n**Type:** `int | None`",
        id="markdown-attribute",
    ),
    pytest.param(
        "numpy",
        Docstring(returns=(Entry("", None, "The sum.", annotation="int"),)),
        "Returns\n-------\nint\n    The sum.",
        id="numpy-result whose type is in the signature",
    ),
    pytest.param(
        "numpy",
        Docstring(returns=(Entry("", None, "The sum."),)),
        "Returns\n-------\nobject\n    The sum.",
        id="numpy-result of unknown type",
    ),
    pytest.param(
        "rest",
        Docstring(returns=(Entry("x", "int", "X."), Entry("y", "str", "Y.\nZ."))),
        ":returns: * **x** (*int*) -- X.\n    * **y** (*str*) -- Y.\n      Z.",
        id="rest-several results",
    ),
    pytest.param(
        "rest",
        Docstring(returns=(Entry("", None, "The sum.", annotation="int"),)),
        ":returns: The sum.",
        id="rest-result whose type is in the signature",
    ),
    pytest.param("rest", Docstring(returns=(Entry("", "int"),)), ":rtype: int", id="rest-rtype"),
    pytest.param("rest", Docstring(yields=(Entry("", "int"),)), ":yields: *int*", id="rest-yields"),
    pytest.param(
        "markdown",
        Docstring(parameters=(Entry("x", "Literal['`']", "A `b` *c*."),)),
        "**Parameters**\n\n- `x` (``Literal['`']``): A `b` *c*.",
        id="markdown-author's markup and backticks in a type",
    ),
    pytest.param(
        "markdown",
        Docstring(returns=(Entry("", None, "The sum."),)),
        "**Returns**\n\n- The sum.",
        id="markdown-result without type",
    ),
    *(pytest.param(style, Docstring(), "", id=f"{style}-nothing") for style in (*READ, "markdown")),
]


@pytest.mark.parametrize(("style", "docstring", "expected"), RENDERED)
def test_render_parts(style: Style, docstring: Docstring, expected: str) -> None:
    """A style writes each part in its own way."""
    assert expected == "\n".join(render(docstring, style))


def test_render_indent() -> None:
    """Every line but the blank ones is indented."""
    lines = render(FULL, "google", indent=4)

    assert inspect.cleandoc("\n".join(lines)) == GOOGLE
    assert "" in lines
    assert all(line.startswith("    ") for line in lines if line)


def test_hooks() -> None:
    """A caller decides how a type is written, and what follows a text, where that can be shown."""
    guess = Guess("int", 0.9, Evidence.read("default"))
    docstring = Docstring(
        summary="Sum.",
        parameters=(Entry("x", "int", "X.", type_guess=guess), Entry("y")),
        returns=(Entry("", "int", type_guess=guess, description_guess=guess),),
        type_entry=Entry("", "str"),
    )

    def type_text(entry: Entry) -> str:
        return f"<{entry.type}>" if entry.type_guess else str(entry.type)

    def mark(part: Entry | Docstring) -> str:
        return "!" if isinstance(part, Docstring) or part.type_guess else ""

    assert list(rest.render(docstring, rest.Pen(type_text, mark))) == [
        "Sum. !",
        "",
        ":param x: X. !",
        ":type x: <int>",
        ":param y:",
        ":returns: !",
        ":rtype: <int>",
        ":type: str",
    ]
    assert "- `x` (<int>): X. !" in list(
        markdown_lists.render(docstring, type_text=type_text, mark=mark)
    )


GENERATED_TEXT = Guess("a", 0.9, Evidence.read("rule:x"))


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("google", r"x: The \*args of foo\_, a\|b."),
        ("numpy", r"    The \*args of foo\_, a\|b."),
        ("rest", r":param x: The \*args of foo\_, a\|b."),
        ("markdown", r"- `x`: The \*args of foo\_, a|b."),
    ],
)
def test_generated_text_is_escaped(style: Style, expected: str) -> None:
    """Words that were put together by a rule create no markup; an author's do."""
    text = "The *args of foo_, a|b."
    made = Docstring(parameters=(Entry("x", None, text, description_guess=GENERATED_TEXT),))
    written = Docstring(parameters=(Entry("x", None, text),))

    assert expected in "\n".join(render(made, style))
    assert text in "\n".join(render(written, style))


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        ("rest", ":param x: Like ``f(*a)``, or ``b_``."),
        ("google", "    x: Like ``f(*a)``, or ``b_``."),
        ("numpy", "    Like ``f(*a)``, or ``b_``."),
        ("markdown", "- `x`: Like `f(*a)`, or `b_`."),
    ],
)
def test_code_in_generated_text(style: Style, expected: str) -> None:
    """What a rule put in single backquotes is written as each style writes code."""
    text = "Like `f(*a)`, or `b_`."
    made = Docstring(parameters=(Entry("x", None, text, description_guess=GENERATED_TEXT),))

    assert expected in render(made, style)


def test_a_quotation_mark_before_code_is_not_escaped() -> None:
    """A quotation mark is no markup, and behind a backslash its kind would be mistaken."""
    assert rest.escape('"`other` is no part of `self`".') == '"``other`` is no part of ``self``".'


def test_code_behind_a_colon_is_a_literal() -> None:
    """A value in a message may follow a word and a colon, which doesn't make a role of it."""
    assert rest.escape("(doi:`self.doi`) of `a`:`b`") == "(doi:``self.doi``) of ``a``:``b``"


def test_generated_summary_and_type_are_escaped() -> None:
    """So do a generated summary, and an inferred type wherever it isn't literal text."""
    made = Docstring(
        summary="Foo_ and *bar*.",
        summary_guess=GENERATED_TEXT,
        returns=(Entry("", "tuple[*Ts]", type_guess=GENERATED_TEXT),),
    )

    assert render(made, "rest") == [r"Foo\_ and \*bar\*.", "", r":rtype: tuple[\*Ts]"]
    assert render(made, "markdown") == [
        r"Foo\_ and \*bar\*.",
        "",
        "**Returns**",
        "",
        "- `tuple[*Ts]`",
    ]


# Properties.

NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
STARRED = st.builds("".join, st.tuples(st.sampled_from(["", "", "*", "**"]), NAMES))
EXCEPTIONS = st.sampled_from(["ValueError", "KeyError", "pkg.errors.Bad", "E"])
TYPES = st.recursive(
    st.sampled_from(["int", "str", "None", "np.ndarray", "Foo_", "'Foo'", "Literal['a: b)']"]),
    lambda inner: st.one_of(
        st.builds("list[{}]".format, inner),
        st.builds("{} | {}".format, inner, inner),
        st.builds("{} or {}".format, inner, inner),
        st.builds("dict[{}, {}]".format, inner, inner),
        st.builds("Callable[[{}], {}]".format, inner, inner),
        st.builds("list of {}".format, inner),
    ),
    max_leaves=4,
)
WORDS = st.sampled_from(
    [
        *("A", "the", "sum", "of", "x:", "y,", "(see)", "`z`", "*b*", "``c``", "foo_bar", "is."),
        *(":class:`int`", "3", "-", "a:", "--", "||", "Args", "Returns::"),
    ]
)
SENTENCES = st.lists(WORDS, min_size=1, max_size=6).map(lambda words: f"It {' '.join(words)} end.")
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=3).map("\n".join)
BLOCKS = st.sampled_from([".. note::\n\n    Note.", "- a\n- b", "Example::\n\n    f(x)\n\n    g()"])
BODIES = st.lists(PARAGRAPHS | BLOCKS, max_size=3).map("\n\n".join)
CHARACTERS = st.characters(exclude_categories=["Cs"], exclude_characters="\n\r\t")


def canonical(lines: list[str]) -> str:
    """The one form of a description: dedented, with no blanks at the end of any line."""
    rows = [line.rstrip() for line in lines]
    margin = min((len(row) - len(row.lstrip()) for row in rows if row), default=0)
    return "\n".join(row[margin:] for row in rows).strip("\n")


ANY_TEXT = st.lists(st.text(CHARACTERS, max_size=12), max_size=4).map(canonical)
DESCRIPTIONS = st.one_of(st.just(""), SENTENCES, BODIES, ANY_TEXT)


def entries(
    names: st.SearchStrategy[str],
    types: st.SearchStrategy[str | None],
    texts: st.SearchStrategy[str] = DESCRIPTIONS,
    *,
    flags: bool = False,
) -> st.SearchStrategy[Entry]:
    """Entries of these parts."""
    if not flags:
        return st.builds(Entry, names, types, texts)
    defaults = st.sampled_from([None, "3", "None", "(1, 2)", "'a: b'"])
    return st.builds(Entry, names, types, texts, st.booleans(), defaults)


def lists(entry: st.SearchStrategy[Entry], most: int = 3) -> st.SearchStrategy[tuple[Entry, ...]]:
    """Tuples of entries of different names."""
    return st.lists(entry, max_size=most, unique_by=lambda e: e.name).map(tuple)


def unstarred(text: str) -> bool:
    """Whether a text can't be mistaken for the bold name or the type of a result."""
    return not text.startswith(("*", " ", "-- "))


# Each style leaves out what it can't express: Google needs a type, and a name that isn't itself a
# type, to tell several results apart; NumPy a type to tell a result from its description; and
# reStructuredText has one result only. None can tell a body from a summary without a summary.
UNNAMED = st.just("")
SOME_TYPE: st.SearchStrategy[str | None] = TYPES
MAYBE_TYPE = st.none() | TYPES
RESULT_NAMES = NAMES.filter(lambda name: not is_builtin(name))
NAMED_RESULTS = lists(entries(RESULT_NAMES, SOME_TYPE)).filter(bool)
GOOGLE_RESULTS = lists(entries(UNNAMED, MAYBE_TYPE).filter(lambda e: e != Entry()), 1)
NUMPY_RESULTS = st.lists(entries(UNNAMED | NAMES, SOME_TYPE), max_size=3).map(tuple)
REST_RESULTS = lists(
    entries(UNNAMED | NAMES, MAYBE_TYPE, DESCRIPTIONS.filter(unstarred)).filter(
        lambda e: e != Entry()
    ),
    1,
)
RESULTS = {
    "google": GOOGLE_RESULTS | NAMED_RESULTS,
    "numpy": NUMPY_RESULTS,
    "rest": REST_RESULTS.filter(lambda r: not r or bool(r[0].type) or not r[0].name),
}


@st.composite
def docstrings(draw: st.DrawFn, style: Style) -> Docstring:
    """Records that a style can express without loss."""
    summary = draw(st.just("") | PARAGRAPHS)
    return Docstring(
        summary=summary,
        body=draw(BODIES) if summary else "",
        parameters=draw(lists(entries(STARRED, MAYBE_TYPE, flags=True))),
        returns=draw(RESULTS[style]),
        yields=draw(RESULTS[style]),
        raises=draw(lists(entries(EXCEPTIONS, st.none()))),
        attributes=draw(lists(entries(NAMES, MAYBE_TYPE, flags=True))),
        type_entry=draw(st.none() | entries(UNNAMED, SOME_TYPE, st.just("")))
        if style == "rest"
        else None,
    )


@pytest.mark.slow
@pytest.mark.parametrize("style", READ)
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_round_trip(style: Style, data: st.DataObject) -> None:
    """What is written is read back as the same record, whatever its texts look like."""
    docstring = data.draw(docstrings(style))
    text = "\n".join(render(docstring, style))

    assert docstring == parse(text, style)
    assert docstring == parse(f"\n{text}".replace("\n", "\r\n        "), style)


SHREDS = st.sampled_from(
    [
        *("Args:", "Returns:", "Raises:", "Attributes:", "Note:", "Parameters", "-------", "===="),
        *("x (int, optional): a", "x : int, default 3", "*args", "int: b", "- c", "ValueError: d"),
        *(":param int x: e", ":type x: f", ":returns:", ":rtype: g", "@param y: h", ":raises E:"),
        *(
            "prose.",
            "`",
            "``a``:",
            "(",
            "):",
            "::",
            ">>> f()",
            "",
            "",
            "\t",
            "\r\n",
            "\x0c",
            "\x85",
        ),
    ]
)
LINES = st.builds("{}{}".format, st.sampled_from(["", "", "    ", "        ", " "]), SHREDS)
MESSES = st.lists(LINES | st.text(max_size=20), max_size=12).map("\n".join)


@pytest.mark.slow
@given(text=MESSES, style=st.sampled_from(["auto", *READ, "markdown"]))
@settings(max_examples=250, deadline=None)
def test_parse_never_fails(text: str, style: Style) -> None:
    """Any text at all is a docstring, and what is read of it can be written in any style."""
    docstring = parse(text, style)

    for other in (*READ, "markdown"):
        lines = render(docstring, other)
        assert not lines or (lines[0].strip() and lines[-1].strip())


@pytest.mark.slow
@given(text=MESSES, style=st.sampled_from(READ))
@settings(max_examples=200, deadline=None)
def test_parse_loses_no_word(text: str, style: Style) -> None:
    """Each word of prose is in some part of the record; of two types for a name one may go."""
    record = repr(parse(text, style))

    for word in re.findall(r"\b(?:prose|[a-eh])(?=\s|$)", text):
        assert word in record


HOSTILE = {
    "blank lines": "\n" * 100_000,
    "blanks": " " * 100_000 + "x",
    "tabs": "\t" * 10_000,
    "headers": "Args:\n\n" * 14_000,
    "entries": "Args:\n" + "    x (int): y\n" * 7_000,
    "continuations": "Args:\n    x: y\n" + "    a b\n" * 12_000,
    "hanging continuations": "Args:\n    x: y\n" + "    a b\n        c\n" * 5_000,
    "open brackets": "Args:\n    x " + "(" * 100_000,
    "closed brackets": "Args:\n    x (" + ") " * 50_000,
    "names": "Args:\n    " + "x, " * 33_000,
    "colons": "Returns:\n    (" + "a: " * 33_000,
    "quotes": "Returns:\n    " + "'a " * 33_000 + ": x",
    "backticks": "Returns:\n    " + "`a``" * 25_000 + ": x",
    "roles": "Returns:\n    " + ":a" * 50_000 + ": x",
    "joints": "Returns:\n    " + "a or " * 20_000 + "a: x",
    "of": "Returns:\n    " + "list of " * 12_000 + "a: x",
    "defaults": "Args:\n    x (" + ",default " * 11_000 + "): y",
    "fields": ":param x: y\n" * 8_000,
    "results": ":returns: y\n" * 8_000,
    "exceptions": ":raises E: y\n" * 8_000,
    "field without end": ":param " + " " * 100_000 + "x",
    "field of colons": ":param " + ":a" * 50_000,
    "emphasis": ":yields: *" + "a* " * 33_000,
    "underlines": "a\n---\n" * 16_000,
    "numpy names": "Parameters\n-----\n" + "x, " * 33_000,
    "numpy gaps": "Parameters\n-----\nx : " + "a  " * 33_000,
}


@pytest.mark.slow
@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_parse_takes_linear_time(text: str) -> None:
    """100 kB of the worst are read and written in an instant."""
    start = time.process_time()
    for style in READ:
        render(parse(text, style), style)
    parse(text)

    assert time.process_time() - start < 4


LETTERS = st.one_of(
    st.characters(min_codepoint=32, max_codepoint=383), st.sampled_from("```ab _*.:|")
)


@pytest.mark.slow
@given(text=st.text(LETTERS, max_size=24))
@settings(max_examples=200, deadline=None)
def test_escape_rest(text: str) -> None:
    """Escaped text is shown by docutils as just that text, code as a literal."""
    plain = " ".join(text.replace("@", " ").replace(":/", " ").split())
    escaped = rest.escape(plain)
    warnings = io.StringIO()
    document = publish_doctree(f"{escaped}\n", settings_overrides={"warning_stream": warnings})

    assert warnings.getvalue() == ""
    assert all(isinstance(node, nodes.paragraph) for node in document)
    assert all(isinstance(node, nodes.Text | nodes.literal) for part in document for node in part)
    assert rest.CODE.sub(r"\1", plain) == document.astext()
    assert rest.CODE.findall(plain) == [node.astext() for node in document.findall(nodes.literal)]


@given(text=st.text(LETTERS, max_size=24))
@settings(max_examples=200, deadline=None)
def test_escape_markdown(text: str) -> None:
    """Escaped text is shown by a Markdown reader as just that text, code as a code span."""
    plain = " ".join(text.split())
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    tokens = parser.parse(markdown_lists.escape(plain))
    shown = [child for token in tokens for child in token.children or []]

    assert {"paragraph_open", "inline", "paragraph_close"} >= {token.type for token in tokens}
    assert {"text", "code_inline"} >= {child.type for child in shown}
    assert rest.CODE.sub(r"\1", plain) == "".join(child.content for child in shown)


@given(text=st.text(st.sampled_from("ab `|"), min_size=1, max_size=12).filter(str.strip))
@settings(max_examples=100, deadline=None)
def test_markdown_code(text: str) -> None:
    """A code span shows just its text."""
    (token,) = MarkdownIt("commonmark").parseInline(f"x {code_span(text.strip())} y")
    spans = [child for child in token.children or [] if child.type == "code_inline"]

    assert [text.strip()] == [span.content for span in spans]


# What other tools make of it.

PLAIN = st.lists(
    st.sampled_from(["A", "the", "sum", "of x", "`z`", "*b*", "``c``", "foo", "is", "see"]),
    min_size=1,
    max_size=5,
).map(lambda words: f"It {' '.join(words)}.")
PLAIN_TEXTS = st.lists(PLAIN, max_size=3).map("\n\n".join)
PLAIN_NAMES = NAMES.map(lambda name: name.rstrip("_"))
PLAIN_TYPES = TYPES.filter(lambda type_: ":" not in type_)
PLAIN_ENTRY = entries(PLAIN_NAMES, st.none() | PLAIN_TYPES, PLAIN_TEXTS)
PLAIN_RESULTS = lists(entries(UNNAMED, PLAIN_TYPES, PLAIN_TEXTS), 1)


@st.composite
def plain_docstrings(draw: st.DrawFn) -> Docstring:
    """Records such as are generated: prose without odd characters."""
    return Docstring(
        summary=draw(PLAIN),
        parameters=draw(lists(PLAIN_ENTRY | entries(st.just("*args"), st.none(), PLAIN_TEXTS))),
        attributes=draw(lists(PLAIN_ENTRY)),
        returns=draw(PLAIN_RESULTS),
        yields=draw(PLAIN_RESULTS),
        raises=draw(lists(entries(EXCEPTIONS, st.none(), PLAIN_TEXTS))),
    )


@pytest.mark.slow
@pytest.mark.parametrize("style", ["google", "numpy"])
@given(docstring=plain_docstrings())
@settings(max_examples=60, deadline=None)
def test_napoleon_reads_it(style: Style, docstring: Docstring) -> None:
    """Napoleon makes of Google's and NumPy's style the fields we'd write."""
    reader = GoogleDocstring if style == "google" else NumpyDocstring
    text = "\n".join(render(docstring, style))
    fields = str(reader(text, Config(napoleon_use_ivar=True)))

    assert docstring == parse(fields, "rest")


@pytest.mark.slow
@given(docstring=plain_docstrings())
@settings(max_examples=60, deadline=None)
def test_numpydoc_reads_it(docstring: Docstring) -> None:
    """Numpydoc reads NumPy's style without loss."""
    read = NumpyDocString("\n".join(render(docstring, "numpy")))

    def entry(name: str, type_: str, lines: list[str]) -> Entry:
        return Entry(name, type_ or None, "\n".join(lines))

    assert [docstring.summary] == read["Summary"]
    assert docstring.parameters == tuple(entry(*each) for each in read["Parameters"])
    assert docstring.attributes == tuple(entry(*each) for each in read["Attributes"])
    assert docstring.returns == tuple(entry(*each) for each in read["Returns"])
    assert docstring.yields == tuple(entry(*each) for each in read["Yields"])
    assert docstring.raises == tuple(entry(each[1], "", each[2]) for each in read["Raises"])


@pytest.mark.parametrize("style", ["google", "numpy"])
def test_napoleon_reads_a_colon(style: Style) -> None:
    """Napoleon doesn't cut a type at its colon."""
    type_ = "Literal['a: b']"
    docstring = Docstring(parameters=(Entry("x", type_),), returns=(Entry("", type_, "It is."),))
    reader = GoogleDocstring if style == "google" else NumpyDocstring
    fields = str(reader("\n".join(render(docstring, style)))).replace("``", "")

    assert docstring == parse(fields, "rest")


def test_napoleon_reads_an_attribute() -> None:
    """Napoleon finds the type that Google's style puts before an attribute's summary."""
    docstring = Docstring(summary="Mode: a word.", type_entry=Entry("", "int"))
    text = "\n".join(render(docstring, "google"))

    assert str(GoogleDocstring(text, what="attribute", name="a")) == "Mode: a word.\n\n:type: int"


def documented(package: str) -> Iterator[tuple[ast.AST, str]]:
    """Each definition in an installed package that has a docstring, and that."""
    spec = importlib.util.find_spec(package)
    assert spec
    assert spec.origin
    for path in sorted(Path(spec.origin).parent.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
                text = ast.get_docstring(node)
                if text:
                    yield node, text


@pytest.mark.slow
@pytest.mark.parametrize(
    ("package", "style", "least"),
    [
        ("numpydoc", "numpy", 60),
        ("msgspec", "numpy", 20),
        ("requests", "rest", 70),
        ("packaging", "rest", 20),
        ("importlinter", "google", 20),
    ],
)
def test_real_packages(package: str, style: Style, least: int) -> None:
    """The parameters that real docstrings describe are those that the functions have."""
    named = known = 0
    texts = []
    for node, text in documented(package):
        texts.append(text)
        docstring = parse(text)
        if isinstance(node, ast.FunctionDef) and not node.args.kwarg:
            arguments = {a.arg for a in ast.walk(node.args) if isinstance(a, ast.arg)}
            names = [entry.name.lstrip("*") for entry in docstring.parameters]
            named += len(names)
            known += len(arguments.intersection(names))

    assert style == detect_project(texts)
    assert least <= known
    assert named * 0.95 <= known


# What is said of an object.


def guess(text: str, confidence: float = 0.9) -> Guess:
    """A guess of that confidence."""
    return Guess(text, confidence, Evidence.read("rule:x"))


def function(**values: object) -> Object:
    """A function with these facts."""
    return Object(**{"name": "m.f", "kind": "function", "line": 1, "end_line": 2, **values})


def parameter(
    name: str, kind: ParameterKind = "positional-or-keyword", **values: object
) -> Parameter:
    """A parameter with these facts."""
    return Parameter(name=name, kind=kind, **values)


LOW, HIGH = 0.5, 0.9
DEFAULTS = Settings()


def test_complete_keeps_what_an_author_wrote() -> None:
    """A docstring that exists is taken apart and nothing is added to it."""
    text = "Sum.\n\nArgs:\n    x: X."
    obj = function(
        docstring=text, summary=guess("No."), parameters=(parameter("y", type=guess("int")),)
    )

    assert parse(text) == complete(obj, DEFAULTS)
    assert generated(obj, DEFAULTS, "google") is None


def test_complete_says_all_it_knows() -> None:
    """A docstring is made of every guess that is certain enough, each with its provenance."""
    obj = function(
        summary=guess("Sum it."),
        parameters=(
            parameter("a", type=guess("int"), description=guess("The a.")),
            parameter("b", annotation="str", description=guess("The b.")),
            parameter("args", "var-positional", type=guess("int")),
            parameter("kwargs", "var-keyword", description=guess("More.")),
        ),
        returns=Result(type=guess("int"), description=guess("The sum.")),
        yields=Result(annotation="str", description=guess("Each.")),
        raises=(Raised("ValueError", guess("If so."), Evidence.read("raise:3"), 0.9),),
    )

    assert Docstring(
        summary="Sum it.",
        summary_guess=guess("Sum it."),
        parameters=(
            Entry("a", "int", "The a.", type_guess=guess("int"), description_guess=guess("The a.")),
            Entry("b", None, "The b.", annotation="str", description_guess=guess("The b.")),
            Entry("*args", "int", type_guess=guess("int")),
            Entry("**kwargs", None, "More.", description_guess=guess("More.")),
        ),
        returns=(
            Entry(
                "", "int", "The sum.", type_guess=guess("int"), description_guess=guess("The sum.")
            ),
        ),
        yields=(Entry("", None, "Each.", annotation="str", description_guess=guess("Each.")),),
        raises=(
            Entry(
                "ValueError",
                None,
                "If so.",
                type_guess=Guess("ValueError", 0.9, Evidence.read("raise:3")),
                description_guess=guess("If so."),
            ),
        ),
    ) == complete(obj, DEFAULTS)


UNSAID = {
    "nothing known": function(),
    "signature says it": function(
        parameters=(parameter("a", annotation="int"),), returns=Result(annotation="int")
    ),
    "uncertain": function(
        summary=guess("S.", LOW),
        parameters=(parameter("a", type=guess("int", LOW), description=guess("A.", LOW)),),
        returns=Result(type=guess("int", LOW), description=guess("A.", LOW)),
        yields=Result(type=guess("int", LOW)),
        raises=(Raised("E", guess("If.", LOW), Evidence.read("raise:1"), LOW),),
    ),
    "empty": function(summary=guess(""), docstring=None),
    "annotated attribute": function(kind="attribute", annotation="int", value="3"),
}


@pytest.mark.parametrize("obj", UNSAID.values(), ids=UNSAID)
def test_complete_leaves_out(obj: Object) -> None:
    """Nothing is said of what isn't known well enough, or what the signature shows."""
    assert is_empty(complete(obj, DEFAULTS))
    assert generated(obj, DEFAULTS, "google") is None


def test_complete_floors() -> None:
    """Texts and types have a floor each, and what lies on it is shown."""
    obj = function(
        parameters=(parameter("a", type=guess("int", 0.75), description=guess("The a.", 0.75)),)
    )

    def said(**floors: float) -> list[str]:
        return render(complete(obj, Settings(**floors)), "rest")

    assert said() == [":param a: The a."]
    assert said(min_type_confidence=0.75) == [":param a: The a.", ":type a: int"]
    assert said(min_type_confidence=0.5, min_confidence=0.76) == [":param a:", ":type a: int"]
    assert said(min_confidence=0.76) == []


@pytest.mark.parametrize(
    ("obj", "expected"),
    [
        pytest.param(
            function(kind="property", type=guess("int"), summary=guess("The size.")),
            "The size.\n\n:rtype: int",
            id="property",
        ),
        pytest.param(
            function(kind="property", returns=Result(type=guess("int"))),
            ":rtype: int",
            id="property by its result",
        ),
        pytest.param(
            function(kind="attribute", type=guess("int"), summary=guess("The size.")),
            "The size.\n\n:type: int",
            id="attribute",
        ),
        pytest.param(function(kind="data", type=guess("int")), ":type: int", id="data"),
        pytest.param(
            function(kind="class", parameters=(parameter("a", type=guess("int")),)),
            ":param a:\n:type a: int",
            id="class",
        ),
        pytest.param(
            function(
                raises=(
                    Raised("E"),
                    Raised("F"),
                    Raised("E", guess("If so.")),
                    Raised("E", guess("If not.")),
                    Raised("E", guess("If so.")),
                )
            ),
            ":raises F:\n:raises E: If so.\n:raises E: If not.",
            id="exceptions, each condition once",
        ),
    ],
)
def test_generated(obj: Object, expected: str) -> None:
    """Each kind of object is described in the parts that suit it."""
    assert expected == generated(obj, DEFAULTS, "rest")
