"""Words by rule: where nothing is said, what is said, and that authors' texts are left alone."""

from __future__ import annotations

import builtins
import importlib
import tempfile
from collections.abc import Callable, Iterator
from functools import cache
from itertools import product
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from msgspec.structs import replace

from sphinxcontrib_autodocgen.analyze import analyze
from sphinxcontrib_autodocgen.describe import describe, words
from sphinxcontrib_autodocgen.describe.classes import CLASS_RULES, MODULE_RULES
from sphinxcontrib_autodocgen.describe.functions import FUNCTION_RULES
from sphinxcontrib_autodocgen.describe.parameters import CONVENTIONS, PARAMETER_RULES
from sphinxcontrib_autodocgen.describe.prose import first_sentence
from sphinxcontrib_autodocgen.describe.standard import SPECIAL, SPECIAL_PARAMETERS, STANDARD
from sphinxcontrib_autodocgen.describe.types import heads, is_optional
from sphinxcontrib_autodocgen.describe.view import View
from sphinxcontrib_autodocgen.model import (
    Guess,
    Kind,
    Module,
    Object,
    Parameter,
    Project,
    Raised,
    Result,
    Source,
)
from sphinxcontrib_autodocgen.settings import Settings

# Without it pytest meets the folder `.hypothesis` in the checkout, and warns of `norecursedirs`.
set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "autodocgen-hypothesis")

SHOWN = Settings().min_confidence


@cache
def read(text: str, name: str = "pkg.m") -> Module:
    """Return the records of a module's text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "m.py"
        path.write_text(dedent(text), encoding="utf-8")
        return analyze(Source(name, str(path), "", folder), Settings())


def described(*modules: Module) -> Project:
    """Return the project of some modules, described by rules alone."""
    return describe(Project(modules), Settings(ranker="off", vacuous=True))


def summary(text: str, name: str) -> str | None:
    """Return the summary that is shown of an object of a text, None if there is none."""
    return shown(described(read(text))[f"pkg.m.{name}" if name else "pkg.m"].summary)


def shown(guess: Guess | None) -> str | None:
    """Return the text of a guess that is shown by default."""
    return guess.text if guess is not None and guess.confidence >= SHOWN else None


def parameter(text: str, function: str, name: str) -> str | None:
    """Return the description that is shown of a parameter."""
    obj = described(read(text))[f"pkg.m.{function}"]
    return shown(next(p for p in obj.parameters if p.name == name).description)


# Words


@pytest.mark.parametrize(
    ("identifier", "expected"),
    [
        pytest.param("", "", id="empty"),
        pytest.param("_", "", id="underscore"),
        pytest.param("parse_http_header", "parse HTTP header", id="snake"),
        pytest.param("HTTPServer", "HTTP server", id="acronym-first"),
        pytest.param("XMLHttpRequest", "XML HTTP request", id="two-acronyms"),
        pytest.param("parseURL", "parse URL", id="acronym-last"),
        pytest.param("MAX_SIZE", "max size", id="constant"),
        pytest.param("utf8_text", "utf8 text", id="digits-stay"),
        pytest.param("is_ipv6", "is IPv6", id="mixed-case-acronym"),
        pytest.param("__init__", "init", id="dunder"),
        pytest.param("größe_alt", "größe alt", id="not-ascii"),
        pytest.param("ctx_dirs", "context directories", id="abbreviations"),
    ],
)
def test_split(identifier: str, expected: str) -> None:
    """An identifier becomes words."""
    assert expected == words.phrase(words.split(identifier))


@pytest.mark.parametrize(
    ("noun", "expected"),
    [
        ("file", "a file"),
        ("index", "an index"),
        ("hour", "an hour"),
        ("user", "a user"),
        ("unit", "a unit"),
        ("unknown error", "an unknown error"),
        ("URL", "a URL"),
        ("HTML page", "an HTML page"),
        ("JSON field", "a JSON field"),
        ("`UrlFilter`", "a `UrlFilter`"),
        ("`HTTPError`", "an `HTTPError`"),
        ("`Address`", "an `Address`"),
    ],
)
def test_article(noun: str, expected: str) -> None:
    """The article goes by the sound of the first word."""
    assert expected == words.with_article(noun)


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("return", "returns"),
        ("pass", "passes"),
        ("fetch", "fetches"),
        ("copy", "copies"),
        ("display", "displays"),
        ("do", "does"),
        ("have", "has"),
        ("parse", "parses"),
    ],
)
def test_third_person(verb: str, expected: str) -> None:
    """Verbs take the third person, and known ones lose it again."""
    assert expected == words.third_person(verb)
    assert verb == "have" or words.base_form(expected) == verb


@pytest.mark.parametrize("word", ["class", "status", "address", "alias", "axis", "bus", "kwargs"])
def test_not_plural(word: str) -> None:
    """A singular that ends in "s" isn't taken for a plural."""
    assert not words.is_plural(word)


@pytest.mark.parametrize("word", ["files", "children", "indices", "leaves", "entries", "boxes"])
def test_plural(word: str) -> None:
    """Plurals are known, irregular ones too."""
    assert words.is_plural(word)


@pytest.mark.parametrize(
    ("phrase", "article", "expected"),
    [
        (("glurb",), "a", None),
        (("old", "glurb"), "a", None),
        ((), "a", None),
        (("x", "?"), "a", None),
        (("API",), "a", None),
        (("file",), "a", "a file"),
        (("open", "file"), "the", "the open file"),
        (("errors",), "the", "errors"),
        (("case",), "the", "case"),
        (("db", "conn"), "the", "the database connection"),
    ],
)
def test_noun_phrase(phrase: tuple[str, ...], article: str, expected: str | None) -> None:
    """A noun gets the article it needs; an unknown word gets no sentence."""
    assert expected == words.noun_phrase(phrase, article)


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c", "d"], "a, b, c and d"),
        (["a", "b", "c", "d", "e"], "a, b, c, d and e"),
        (["a", "b", "c", "d", "e", "f"], "a, b, c, d and 2 more"),
    ],
)
def test_listed(items: list[str], expected: str) -> None:
    """A list ends in "and", and a long one in a number of at least two."""
    assert expected == words.listed(items)


@pytest.mark.parametrize(
    ("text", "names", "expected"),
    [
        ("The timeout.", ("timeout",), True),
        ("A list of str.", ("x",), True),
        ("The error.", ("err",), True),
        ("Hide cursor.", ("hide_cursor",), True),
        ("Seconds to wait.", ("timeout",), False),
        ("The keys to hide.", ("keys",), False),
    ],
)
def test_restates(text: str, names: tuple[str, ...], expected: bool) -> None:
    """A text of nothing but the name, types and filler is empty."""
    assert expected == words.restates(text, names)


# Types


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(None, set(), id="none-given"),
        pytest.param("", set(), id="empty"),
        pytest.param("Any", set(), id="any"),
        pytest.param("int | Any", set(), id="any-beside"),
        pytest.param("not a type", set(), id="no-expression"),
        pytest.param("Optional[()]", set(), id="empty-optional"),
        pytest.param("Literal[Color.RED]", set(), id="literal-of-a-member"),
        pytest.param("(A | B)[int]", set(), id="odd-generic"),
        pytest.param("'\\d' + 1", set(), id="bad-escape"),
        pytest.param("None", {"None"}, id="only-none"),
        pytest.param("int", {"int"}, id="name"),
        pytest.param("t.Optional[t.Union[str, os.PathLike[str]]]", {"str", "PathLike"}, id="union"),
        pytest.param("str | None", {"str"}, id="none-left-out"),
        pytest.param("'list[int] | None'", {"list"}, id="in-quotes"),
        pytest.param("typing.List[int]", {"list"}, id="old-alias"),
        pytest.param("Literal['a', None, 1]", {"str", "int"}, id="literal"),
        pytest.param("Annotated[Final[bool], 'x']", {"bool"}, id="wrapped"),
        pytest.param("TypeGuard[int]", {"bool"}, id="guard"),
    ],
)
def test_heads(source: str | None, expected: set[str]) -> None:
    """A type is reduced to the names of its alternatives, or to nothing."""
    assert expected == heads(source)


@pytest.mark.parametrize(
    ("source", "expected"),
    [(None, False), ("None", False), ("int", False), ("int | None", True), ("Optional[A]", True)],
)
def test_is_optional(source: str | None, expected: bool) -> None:
    """None counts where it's one of several alternatives."""
    assert expected == is_optional(source)


# Authors' sentences


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(None, id="none"),
        pytest.param("", id="empty"),
        pytest.param("Ok.", id="too-short"),
        pytest.param("f(a, b) -> c", id="signature"),
        pytest.param("Do it as follows:", id="ends-in-colon"),
        pytest.param("Must be overridden by subclasses.", id="about-subclasses"),
        pytest.param("Does nothing by default.", id="about-the-default"),
        pytest.param("See `other` for details.", id="points-elsewhere"),
        pytest.param("Only used on Windows machines.", id="remark"),
        pytest.param(">>> f(1)\n2", id="example"),
        pytest.param(".. note:: it", id="directive"),
        pytest.param("Take a |thing| and use it.", id="substitution"),
        pytest.param("Unbalanced ` quote in this text.", id="odd-quote"),
        pytest.param("word " * 60, id="too-long"),
        pytest.param("The name.", id="only-the-name"),
        pytest.param("`int` or `Filter`.", id="only-types"),
    ],
)
def test_unfit_sentence(text: str | None) -> None:
    """What can't be said elsewhere isn't."""
    assert first_sentence(text, "name") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Return the sum\n    of all. Then more.", "Return the sum of all."),
        ("Number of bytes", "Number of bytes."),
        ("Use e.g. a file. Or not.", "Use e.g. a file."),
        ("Return a :class:`~pkg.m.Thing` now.", "Return a `Thing` now."),
        ("Return a :ref:`long story <label>` now.", "Return a long story now."),
        ("Find ``x`` **now** or *later*.", "Find `x` now or later."),
        ("See-through `link <https://x.y>`__ here.", "See-through link here."),
        ("Find a `.Thing` or `~pkg.m.Other`.", "Find a `Thing` or `Other`."),
        ("(int), the first page", "The first page."),
        ("(optional) the first page", "The first page."),
        ("Sort :obj:`a`. :obj:`b` isn't.", "Sort `a`."),
    ],
)
def test_first_sentence(text: str, expected: str) -> None:
    """A sentence that moves loses its markup and gets a full stop."""
    assert expected == first_sentence(text)


# Summaries of functions: nothing first

SAYS_NOTHING = {
    "plain function": "def f(a: int) -> int: ...",
    "getter": "def f() -> str: ...\ndef get_name() -> str: ...",
    "getter with property-like type": "def get_timeout() -> float: ...",
    "constructor": "class f:\n    def __init__(self, a): ...",
    "constant": "f = 1",
    "plain class": "class f: ...",
    "class with one subclass": "class f: ...\nclass g(f): ...",
    "used class with subclasses": "class f: ...\nclass g(f): ...\nclass h(f): ...",
    "test": "def f(): ...\ndef test_it(): ...",
    "predicate of unknown type": "class f:\n    def is_open(self): ...",
    "predicate that returns text": "class f:\n    def is_open(self) -> str: ...",
    "unknown adjective": "class f:\n    def is_glurby(self) -> bool: ...",
    "unknown noun": "class f:\n    def has_glurb(self) -> bool: ...",
    "only is": "class f:\n    def is_(self) -> bool: ...",
    "ability": "class f:\n    def can_read(self) -> bool: ...",
    "a thing that does things": "class Parser:\n    def is_statement(self) -> bool: ...",
    "a thing with no plain name": "class GeoIP2:\n    def is_city(self) -> bool: ...",
    "two arguments": "def is_empty(a, b) -> bool: ...",
    "no argument": "def is_windows() -> bool: ...",
    "asked with a setting": "def is_enabled(config) -> bool: ...",
    "relation of unknown direction": "def is_subset(a, b) -> bool: ...",
    "same": "class Node:\n    def is_same_node(self, other) -> bool: ...",
    "tautology": "class BoundMethod:\n    def is_bound(self) -> bool: ...",
    "the constant NotImplemented": "def is_not_implemented(value) -> bool: ...",
    "existence of something else": ("class Store:\n    def exists(self, key=None) -> bool: ..."),
    "key of something else": "class Node:\n    def is_leaf(self, key) -> bool: ...",
    "argument and adjective": "class Node:\n    def is_valid(self, path) -> bool: ...",
    "overload": "@overload\ndef is_open(file) -> bool: ...",
    "setter": "class Node:\n    @is_open.setter\n    def is_open(self, value): ...",
    "converter of unknown type": "class Node:\n    def to_dict(self): ...",
    "converter that writes": "class Node:\n    def to_csv(self) -> None: ...",
    "converter of another type": "class Node:\n    def to_json(self) -> dict: ...",
    "converter that may give None": "class Node:\n    def to_dict(self) -> dict | None: ...",
    "to an unknown thing": "def to_glurb(a) -> Glurb: ...",
    "from that makes no instance": (
        "class Node:\n    @classmethod\n    def from_json(cls, text) -> int: ..."
    ),
    "from an adverb": "class Node:\n    @classmethod\n    def from_scratch(cls): ...",
    "from many": "class Node:\n    @classmethod\n    def from_db(cls, db, names): ...",
    "from without class method": "class Node:\n    def from_json(self, json): ...",
    "parser of an object": "def parse_node(node) -> dict: ...",
    "parser to an unknown type": "def parse_text(text): ...",
    "get by another name": "def get_user_by_id(user) -> User: ...",
    "get by and no result": "def get_user_by_id(id): ...",
    "copy to elsewhere": "class Node:\n    def copy(self, target): ...",
    "copy of unknown type": "class Node:\n    def copy(self): ...",
    "main of another module": "def main(): ...",
    "abstract without implementation": (
        "class Node(ABC):\n    @abstractmethod\n    def run(self): ..."
    ),
    "coroutine without twin": "async def afetch(): ...",
    "alias of data": "a = 1\nf = a",
    "alias of an unknown": "f = unknown",
    "alias of a method that comes later": (
        "class f: ...\nclass Node:\n    maker = f\n    def f(self): ..."
    ),
    "override that isn't implemented": (
        "class Base:\n    def run(self):\n        'Start all engines.'\n"
        "class Node(Base):\n    def run(self):\n        return NotImplemented"
    ),
    "configuration": "class g: ...\nclass Node:\n    form_class = g",
    "special method that raises": "class Node:\n    def __hash__(self) -> NoReturn: ...",
    "special method without its argument": "class Node:\n    def __eq__(self): ...",
    "special method's namesake": "def __len__(x): ...",
    "representation": "class Node:\n    def __repr__(self): ...",
    "context of unknown type": "class Node:\n    def __enter__(self): ...",
    "context manager that gives a plain type": (
        "@contextmanager\ndef f() -> Iterator[int]:\n    yield 1"
    ),
    "work of a thread": (
        "from threading import Thread\nclass Node(Thread):\n    def run(self): return 1"
    ),
    "context manager that gives nothing": "@contextmanager\ndef f():\n    yield",
    "override of an outside class": (
        "from x import Base\nclass Node(Base):\n    def run(self): ..."
    ),
    "override of an undocumented method": (
        "class Base:\n    def run(self): ...\nclass Node(Base):\n    def run(self): ..."
    ),
    "override of a restatement": (
        "class Base:\n    def run(self):\n        'Run it.'\n"
        "class Node(Base):\n    def run(self): ..."
    ),
    "override of an invitation": (
        "class Base:\n    def run(self):\n        'Override this to do your work.'\n"
        "class Node(Base):\n    def run(self): ..."
    ),
    "override that refuses": (
        "class Base:\n    def run(self):\n        'Start all engines.'\n"
        "class Node(Base):\n    def run(self) -> NoReturn: ..."
    ),
    "override that only raises": (
        "class Base:\n    def run(self):\n        'Start all engines.'\n"
        "class Node(Base):\n    def run(self) -> int:\n        raise RuntimeError"
    ),
    "override that isn't there yet": (
        "class Base:\n    def run(self):\n        'Start all engines.'\n"
        "class Node(Base):\n    def run(self) -> int:\n        raise NotImplementedError"
    ),
    "override without a result": (
        "class Base:\n    def run(self):\n        'Return what is left over.'\n"
        "class Node(Base):\n    def run(self) -> None: ..."
    ),
    "override that pretends": (
        "class Base:\n    def run(self):\n        'Start all engines.'\n"
        "class DummyNode(Base):\n    def run(self): ..."
    ),
    "override by something else": (
        "class Base:\n    def run(self):\n        'Start all engines.'\n"
        "class Node(Base):\n    run = 1"
    ),
    "mangled": (
        "class Base:\n    def __run(self):\n        'Start all engines.'\n"
        "class Node(Base):\n    def __run(self): ..."
    ),
    "classes that are each other's bases": "class A(B): ...\nclass B(A): ...",
    "standard method that restates": "class Node(dict):\n    def keys(self): ...",
    "standard method that isn't there": (
        "from collections.abc import MutableMapping\n"
        "class Node(MutableMapping):\n    def copy(self): ..."
    ),
    "enumeration of one": "class f(Enum):\n    A = 1",
    "data class without fields": "@dataclass\nclass f: ...",
    "data class with a private field": "@dataclass\nclass f:\n    _a: int",
    "data class, whose signature has its fields": "@dataclass\nclass f:\n    a: int = 0",
    "named tuple, whose signature has its fields": "class f(NamedTuple):\n    a: int",
    "named tuple by call": "f = namedtuple('f', 'a b')",
    "pydantic model, whose signature has its fields": (
        "from pydantic import BaseModel\nclass f(BaseModel):\n    a: int"
    ),
    "data class of an unknown base": "@dataclass\nclass f(Base):\n    a: int",
    "protocol of a protocol": "class f(Other, Protocol):\n    def run(self): ...",
    "protocol with data": "class f(Protocol):\n    a: int\n    def run(self): ...",
    "exception that isn't raised": "class fError(Exception): ...",
    "exception raised by a private function": (
        "class fError(Exception): ...\ndef _g():\n    raise fError"
    ),
    "module of mixed things": (
        "class AError(Exception): ...\nclass BError(Exception): ...\nclass C: ..."
    ),
    "logger": "log = logging.getLogger(__name__)",
    "field of unknown meaning": "class Node:\n    timeout: str",
    "field of how long to keep": "class Cookie:\n    timeout: int = 3",
}


@pytest.mark.parametrize("text", SAYS_NOTHING.values(), ids=SAYS_NOTHING.keys())
def test_says_nothing(text: str) -> None:
    """Where nothing both true and useful is known, nothing is shown."""
    project = described(read(text))

    assert {name: shown(obj.summary) for name, obj in project.items() if shown(obj.summary)} == {}


NODE = "class Node:\n    "
BASE = "class Base:\n    def run(self):\n        '''Start all engines. And more.'''\n"
SAYS = {
    "adjective": (NODE + "def is_empty(self) -> bool: ...", "Return whether the node is empty."),
    "noun": (NODE + "def is_leaf(self) -> bool: ...", "Return whether the node is a leaf."),
    "adjective and noun": (
        NODE + "def is_valid_name(self) -> bool: ...",
        "Return whether the node is a valid name.",
    ),
    "negation": (
        NODE + "def is_not_empty(self) -> bool: ...",
        "Return whether the node is not empty.",
    ),
    "adverb": (
        NODE + "def is_fully_loaded(self) -> bool: ...",
        "Return whether the node is fully loaded.",
    ),
    "the root": (NODE + "def is_root(self) -> bool: ...", "Return whether the node is the root."),
    "state of a part": (
        NODE + "def is_connection_closed(self) -> bool: ...",
        "Return whether the connection is closed.",
    ),
    "flag does not change the subject": (
        NODE + "def is_empty(self, strict: bool = False) -> bool: ...",
        "Return whether the node is empty.",
    ),
    "argument is a thing": (
        NODE + "def is_keyword(self, token) -> bool: ...",
        "Return whether `token` is a keyword.",
    ),
    "relation to another": (
        NODE + "def is_subset(self, other) -> bool: ...",
        "Return whether the node is a subset of `other`.",
    ),
    "relation with its preposition": (
        NODE + "def is_descendant_of(self, node) -> bool: ...",
        "Return whether the node is a descendant of `node`.",
    ),
    "relation that is an adjective": (
        NODE + "def is_equivalent(self, other) -> bool: ...",
        "Return whether the node is equivalent to `other`.",
    ),
    "function's argument": (
        "def is_absolute(path) -> bool: ...",
        "Return whether `path` is absolute.",
    ),
    "has plural": (
        NODE + "def has_children(self) -> bool: ...",
        "Return whether the node has children.",
    ),
    "has singular": (
        NODE + "def has_parent(self) -> bool: ...",
        "Return whether the node has a parent.",
    ),
    "has changed": (
        NODE + "def has_changed(self) -> bool: ...",
        "Return whether the node has changed.",
    ),
    "has the given": (
        NODE + "def has_attr(self, name) -> bool: ...",
        "Return whether the node has the attribute `name`.",
    ),
    "exists": (NODE + "def exists(self) -> bool: ...", "Return whether the node exists."),
    "contains": (
        NODE + "def contains(self, item) -> bool: ...",
        "Return whether the node contains `item`.",
    ),
    "third person verb": (
        NODE + "def supports_comments(self) -> bool: ...",
        "Return whether the node supports comments.",
    ),
    "property": (
        NODE + "@property\n    def is_empty(self) -> bool: ...",
        "Whether the node is empty.",
    ),
    "boolean attribute": (NODE + "is_empty: bool", "Whether the node is empty."),
    "boolean default": (NODE + "is_empty = False", "Whether the node is empty."),
    "type guard": ("def is_file(x) -> TypeGuard[File]: ...", "Return whether `x` is a file."),
    "unknown class name": (
        "class GeoIP2:\n    def is_open(self) -> bool: ...",
        "Return whether the `GeoIP2` is open.",
    ),
    "len": (NODE + "def __len__(self): ...", "Return the number of items."),
    "contains operator": (
        NODE + "def __contains__(self, item): ...",
        "Return whether `item in self`.",
    ),
    "iter": (NODE + "def __iter__(self): ...", "Iterate over the items."),
    "eq": (NODE + "def __eq__(self, other) -> bool: ...", "Return whether `self == other`."),
    "eq that builds an expression": (NODE + "def __eq__(self, rhs): ...", "Return `self == rhs`."),
    "radd": (NODE + "def __radd__(self, other): ...", "Return `other + self`."),
    "iadd": (NODE + "def __iadd__(self, other): ...", "Implement `self += other`."),
    "setitem": (NODE + "def __setitem__(self, k, v): ...", "Set `self[k]` to `v`."),
    "enter": (NODE + "def __enter__(self) -> Self: ...", "Enter the context and return the node."),
    "exit": (
        NODE + "def __exit__(self, *args) -> None: ...",
        "Exit the context without suppressing exceptions.",
    ),
    "to dict": (
        NODE + "def to_dict(self) -> dict[str, int]: ...",
        "Return the node as a dictionary.",
    ),
    "as property": (
        NODE + "@property\n    def as_json(self) -> str: ...",
        "The node as JSON.",
    ),
    "to of an argument": ("def to_bytes(text) -> bytes: ...", "Convert `text` to bytes."),
    "one to other": ("def str_to_bool(text) -> bool: ...", "Convert `text` to a boolean."),
    "one to a class": (
        "def row_to_user(row) -> User: ...\nclass User:\n    'A user.'",
        "Convert `row` to a `User`.",
    ),
    "from format": (
        NODE + "@classmethod\n    def from_dict(cls, data: dict) -> Self: ...",
        "Create a `Node` from a dictionary.",
    ),
    "from parameter": (
        NODE + "@classmethod\n    def from_config(cls, config): ...",
        "Create a `Node` from `config`.",
    ),
    "from noun": (
        NODE + "@classmethod\n    def from_file(cls, path) -> 'Node': ...",
        "Create a `Node` from a file.",
    ),
    "parse": ("def parse_pair(text: str) -> tuple[int, int]: ...", "Parse `text` into a tuple."),
    "get by": (
        "def get_user_by_id(user_id: int) -> User | None: ...",
        "Return the user whose ID is `user_id`, or None if there is none.",
    ),
    "find several by": (
        "def find_users_by_name(name) -> list[User]: ...",
        "Return the users whose name is `name`.",
    ),
    "copy": (NODE + "def copy(self) -> 'Node': ...", "Return a copy of the node."),
    "context manager": (
        "@contextmanager\ndef f() -> Iterator[Node]:\n    yield 1\nclass Node:\n    'A node.'",
        "Context manager that gives a `Node`.",
    ),
    "override": (
        BASE + "class Node(Base):\n    def run(self): ...",
        "Override `Base.run`: Start all engines.",
    ),
    "override of the next but one": (
        BASE + "class Mid(Base):\n    def run(self, now): ...\n"
        "class Node(Mid):\n    pass\nclass Leaf(Node):\n    def run(self): ...",
        "Override `Base.run`: Start all engines.",
    ),
    "override without sections": (
        "class Base:\n    def run(self):\n        '''Start all engines.\n\n        Args:\n"
        "            x: y\n        '''\nclass Node(Base):\n    def run(self): ...",
        "Override `Base.run`: Start all engines.",
    ),
    "override of a generic": (
        BASE + "class Node(Base[int]):\n    def run(self): ...",
        "Override `Base.run`: Start all engines.",
    ),
    "override of an attribute": (
        "class Base:\n    limit = 1\n    'Largest number of open files.'\n"
        "class Node(Base):\n    limit = 2",
        "Override `Base.limit`: Largest number of open files.",
    ),
    "override of a standard method": (
        "import logging as log\nclass Node(log.Handler):\n    def emit(self, record): ...",
        "Override `logging.Handler.emit`: Write a log record.",
    ),
    "override of a builtin": (
        "class Node(list):\n    def append(self, item):\n        super().append(item)",
        "Override `list.append`: Add an item at the end.",
    ),
    "abstract": (
        "class Base(ABC):\n    'A base.'\n    @abstractmethod\n    def run(self): ...\n"
        "class A(Base):\n    def run(self):\n        'Run A now.'\n"
        "class B(Base):\n    def run(self):\n        'Run B now.'\n",
        "Abstract method that `A` and `B` implement.",
    ),
    "twin": ("def get():\n    'Get.'\nasync def aget(): ...", "Asynchronous version of `get`."),
    "alias": ("def get():\n    'Get.'\nfetch = get", "Alias of `get`."),
    "alias of a method": (
        NODE + "def get(self):\n        'Get.'\n    fetch = get",
        "Alias of `Node.get`.",
    ),
    "deprecated": ("@warnings.deprecated('x')\ndef f(): ...", "Deprecated."),
    "enumeration": (
        "class Color(Enum):\n    RED = 1\n    BLUE = auto()",
        "Enumeration of 2 members: `RED` and `BLUE`.",
    ),
    "enumeration with an alias": (
        "class Color(Enum):\n    RED = 1\n    PINK = 1",
        "Alias of `RED`.",
    ),
    "flags": (
        "class Color(enum.Flag):\n    RED = 1\n    BLUE = 2",
        "Flags that can be combined: `RED` and `BLUE`.",
    ),
    "data class with a field that it fills itself": (
        "@dataclass\nclass P:\n    x: int\n    y: int = field(init=False)\n"
        "    z: ClassVar[int] = 1",
        "Data class with the fields `x` and `y`.",
    ),
    "data class of a data class": (
        "@dataclass\nclass P:\n    'A point.'\n    x: int\n@dataclass\nclass Q(P):\n    y: int",
        "Data class that adds the field `y` to those of `P`.",
    ),
    "typed dictionary": ("class P(TypedDict):\n    x: int", "Dictionary with the key `x`."),
    "typed dictionary with a key that may be missing": (
        "class P(TypedDict):\n    x: int\n    y: NotRequired[int]",
        "Dictionary with the key `x`, and optionally `y`.",
    ),
    "typed dictionary with keys that may be missing, qualified": (
        "class P(TypedDict):\n    a: str\n    b: typing.Required[int]\n"
        "    c: te.ReadOnly[te.NotRequired[int]]\n    d: 'NotRequired[A]'\n"
        "    e: Annotated[NotRequired[int], 1]",
        "Dictionary with the keys `a` and `b`, and optionally `c`, `d` and `e`.",
    ),
    "typed dictionary whose keys may all be missing": (
        "class P(TypedDict, total=False):\n    x: int\n    y: int",
        "Dictionary with the optional keys `x` and `y`.",
    ),
    "typed dictionary that must have one key": (
        "class P(TypedDict, total=False):\n    x: int\n    y: Required[int]",
        "Dictionary with the key `y`, and optionally `x`.",
    ),
    "typed dictionary that adds keys to those that may be missing": (
        "class P(TypedDict, total=False):\n    'A point.'\n    x: int\n"
        "class Q(P):\n    y: int\n    z: NotRequired[int]",
        "Dictionary that adds the key `y`, and optionally `z`, to those of `P`.",
    ),
    "typed dictionary that adds keys that may be missing": (
        "class P(TypedDict):\n    'A point.'\n    x: int\nclass Q(P, total=False):\n    y: int",
        "Dictionary that adds the optional key `y` to those of `P`.",
    ),
    "protocol": (
        "class P(Protocol):\n    def read(self):\n        'Read.'",
        "Protocol of objects with the method `read`.",
    ),
    "callable protocol": (
        "class P(Protocol):\n    def __call__(self, a, b):\n        'Call.'",
        "Protocol of callables that take `a` and `b`.",
    ),
    "exception with a condition": (
        "class EmptyError(Exception): ...\ndef f(n):\n    'F.'\n    if n < 0:\n"
        "        raise EmptyError",
        "Raised by `f` if `n` is negative.",
    ),
    "exception of several functions": (
        "class EmptyError(Exception): ...\ndef f():\n    'F.'\n    raise EmptyError\n"
        "def g():\n    'G.'\n    raise EmptyError",
        "Raised by `f` and `g`.",
    ),
    "base class": (
        "class BaseNode: ...\nclass A(BaseNode):\n    'A.'\nclass B(BaseNode):\n    'B.'",
        "Base class of `A` and `B`.",
    ),
    "mixin": (
        "class RunMixin: ...\nclass A(RunMixin):\n    'A.'\nclass B(RunMixin):\n    'B.'",
        "Mixin of `A` and `B`.",
    ),
    "exceptions module": (
        "class AError(Exception):\n    'A.'\nclass BError(Exception):\n    'B.'",
        "The exceptions `AError` and `BError`.",
    ),
    "version": ("__version__ = '1.0'", "Version of `pkg`."),
    "conventional field": (
        "class P:\n    dry_run: bool\n    def run(self):\n        if self.dry_run: return",
        "Whether to only show what would be done.",
    ),
    "flag field": ("class P:\n    ignore_errors = True", "Whether to ignore errors."),
}


@pytest.mark.parametrize(("text", "expected"), SAYS.values(), ids=SAYS.keys())
def test_says(text: str, expected: str) -> None:
    """What names, types, inheritance or Python prove is said, and nothing beside it."""
    project = described(read(text))
    found = {shown(obj.summary) for obj in project.values()} - {None}

    assert expected in found
    assert len(found) == 1


VACUOUS = {
    "flag": "def f(ignore_errors: bool = False): ...",
    "property": "class Node:\n    @property\n    def is_open(self) -> bool: ...",
    "attribute": "class Node:\n    is_open: bool = True",
    "method": "class Node:\n    def is_open(self) -> bool: ...",
    "copy": "class Node:\n    def copy(self) -> 'Node': ...",
    "converter": "def add_text_to_dict(text) -> dict: ...",
    "converter of something": "def as_string(s) -> str: ...",
    "predicate": "def is_running(process) -> bool: ...",
    "parameter": "def read_file(file_path: str):\n    open(file_path).close()",
}


@pytest.mark.parametrize("text", VACUOUS.values(), ids=VACUOUS.keys())
def test_repeated_names_are_only_suggested(text: str) -> None:
    """What only repeats names is not sure enough to be shown, unless that's asked for."""
    module = read(text)
    (guess,) = _texts(describe(Project([module]), Settings(ranker="off")))
    (asked,) = _texts(describe(Project([module]), Settings(ranker="off", vacuous=True)))

    assert guess.text == asked.text
    assert 0.5 <= guess.confidence < SHOWN <= asked.confidence


@pytest.mark.parametrize(
    ("name", "parameter", "text"),
    [
        ("update_job", "job", "The job to update."),
        ("lookup", "job_id", "Identifier of the job."),
        ("put", "key", "The value's key."),
    ],
)
def test_a_quotation_says_more_than_the_names(name: str, parameter: str, text: str) -> None:
    """What a base class says of a parameter isn't shown if the names beside it say as much."""
    module = read(
        f"class A:\n    def {name}(self, {parameter}):\n        '''Do it.\n\n        Args:\n"
        f"            {parameter}: {text}\n        '''\n"
        f"class B(A):\n    def {name}(self, {parameter}): ..."
    )

    guess = (
        describe(Project([module]), Settings())[f"{module.name}.B.{name}"].parameters[0].description
    )

    assert guess is None or guess.confidence < SHOWN


# What needs several modules


def test_override_through_reexport() -> None:
    """A base class is found where the package's own imports lead."""
    base = read("class Base:\n    def run(self):\n        'Start all engines.'", "pkg._base")
    package = read("from pkg._base import Base", "pkg")
    user = read("import pkg\nclass Node(pkg.Base):\n    def run(self): ...", "pkg.user")
    project = described(base, package, user)

    assert shown(project["pkg.user.Node.run"].summary) == (
        "Override `Base.run`: Start all engines."
    )


def test_override_through_star_import() -> None:
    """A base class is found through a star import."""
    base = read("class Base:\n    def run(self):\n        'Start all engines.'", "pkg._base")
    user = read("from pkg._base import *\nclass Node(Base):\n    def run(self): ...", "pkg.user")

    assert shown(described(base, user)["pkg.user.Node.run"].summary) is not None


def test_reexports_in_a_circle() -> None:
    """Modules that import a name from each other don't hold up the search."""
    one = read("from pkg.b import X\nclass N(X):\n    def f(self): ...", "pkg.a")
    two = read("from pkg.a import X", "pkg.b")

    assert described(one, two)["pkg.a.N.f"].summary is None


def test_main_module() -> None:
    """A package that can be run says how, in the module and in its entry point."""
    runner = read("from pkg.cli import main", "pkg.__main__")
    project = described(runner, read("def main() -> int: ...", "pkg.cli"))
    returns = project["pkg.cli.main"].returns

    assert shown(project["pkg.__main__"].summary) == "Entry point of `python -m pkg`."
    assert shown(project["pkg.cli.main"].summary) == "Entry point of `python -m pkg`."
    assert returns is not None
    assert shown(returns.description) == "Exit status of the process."


def test_mood() -> None:
    """The mood is that of the project's own docstrings, in every verb of a sentence."""
    text = """
        def f():
            "Returns it."
        class Node(dict):
            def __len__(self): ...
            def __enter__(self) -> Self: ...
            def pop(self, key):
                return super().pop(key)
    """
    project = described(read(text))

    assert shown(project["pkg.m.Node.__len__"].summary) == "Returns the number of items."
    assert shown(project["pkg.m.Node.__enter__"].summary) == (
        "Enters the context and returns the node."
    )
    assert shown(project["pkg.m.Node.pop"].summary) == (
        "Overrides `dict.pop`: Removes a key and returns its value."
    )


# Parameters

NO_PARAMETER = {
    "restatement": "def f(name: str): ...",
    "timeout of unknown unit": "def f(name): ...\ndef g(timeout=None): ...",
    "timeout that is no number": "def f(timeout: Timeout): ...",
    "timeout that is how long to keep": "def cache_it(timeout: int = 3): ...",
    "encoding that compresses": "class GzipFile:\n    def f(self, encoding: str): ...",
    "encoding that is none of text": "def f(encoding='deflate'): ...",
    "seed that is text": "def f(seed: str): ...",
    "flag that isn't a boolean": "def f(ignore_errors: int): ...",
    "flag of an unknown object": "def f(use_glurb: bool): ...",
    "adjective flag": "def f(strict: bool = True): ...",
    "verb and verb": "def f(allow_cover_cursor: bool): ...",
    "noun and noun": "def f(cache_dir: bool): ...",
    "environment of something": "def f(env: dict[str, Any]): ...",
    "star arguments": "def f(*args, **kwargs): ...",
    "star encoding": "def f(**encoding): ...",
    "mode that opens nothing": "def f(mode: str = 'fast'): ...",
    "errors that are a list": "def f(errors: list): ...",
    "port without host": "def f(port: int): ...",
    "flags of something": "def f(flags: int = 0): ...",
    "default of nothing": "def f(default=None): ...",
    "function that isn't wrapped": "def f(func):\n    return func()",
    "file name of unknown use": "def f(filename: str): ...",
    "operand": "class A:\n    def __add__(self, other): ...",
}


@pytest.mark.parametrize("text", NO_PARAMETER.values(), ids=NO_PARAMETER.keys())
def test_parameter_says_nothing(text: str) -> None:
    """A name that says all there is to say gets no description."""
    project = described(read(text))

    assert [p for o in project.values() for p in o.parameters if shown(p.description)] == []


PARAMETERS = {
    "encoding": ("encoding='utf-8'", "Name of the text encoding, such as `utf-8`."),
    "own example": ("encoding='latin-1'", "Name of the text encoding, such as `latin-1`."),
    "flag plural": ("ignore_errors: bool", "Whether to ignore errors."),
    "flag singular": ("use_cache=True", "Whether to use the cache."),
    "flag acronym": ("verify_ssl=True", "Whether to verify SSL."),
    "flag of any such": ("raise_exception=False", "Whether to raise an exception."),
    "flag phrase": ("allow_empty_files: 'bool' = False", "Whether to allow empty files."),
    "errors": (
        "errors='replace'",
        "How encoding errors are handled, such as `strict` or `replace`.",
    ),
    "flags": ("flags=re.I", "Flags of the regular expression, as for `re.compile`."),
    "level": ("level=logging.INFO", "Level of the messages, as in `logging`."),
}


@pytest.mark.parametrize(("signature", "expected"), PARAMETERS.values(), ids=PARAMETERS.keys())
def test_conventional_parameter(signature: str, expected: str) -> None:
    """A conventional name is described where type or default agree with the convention."""
    name = signature.replace(":", "=").partition("=")[0]

    assert expected == parameter(f"def f({signature}): ...", "f", name)


@pytest.mark.parametrize(
    ("text", "function", "name", "expected"),
    [
        pytest.param(
            "class A:\n    def __exit__(self, kind, value, tb): ...",
            "A.__exit__",
            "kind",
            "Class of the exception that ended the block, or None.",
            id="exit",
        ),
        pytest.param(
            "def app(environ, start_response): ...",
            "app",
            "environ",
            "WSGI environment of the request.",
            id="wsgi",
        ),
        pytest.param(
            "import socket\n"
            "def connect(host: str, port: int):\n    socket.create_connection((host, port))",
            "connect",
            "port",
            "Port number on `host`.",
            id="port",
        ),
        pytest.param(
            "def load_config(filename: str):\n    return open(filename).read()",
            "load_config",
            "filename",
            "Path of the file to read.",
            id="file-read",
        ),
        pytest.param(
            "def write_config(filename):\n    with open(filename, 'w') as f: ...",
            "write_config",
            "filename",
            "Path of the file to write.",
            id="file-written",
        ),
        pytest.param(
            "def get(key, default=None):\n    return default",
            "get",
            "default",
            "Value to return if there is no `key`.",
            id="default",
        ),
        pytest.param(
            "def timed(func):\n    def wrapper(): ...\n    return wrapper",
            "timed",
            "func",
            "The function to decorate.",
            id="decorator",
        ),
        pytest.param(
            "class A:\n    'Sum.\\n\\n    Args:\\n        n: Number of tries.\\n    '\n"
            "    def __init__(self, n): ...",
            "A.__init__",
            "n",
            "Number of tries.",
            id="class-docstring",
        ),
        pytest.param(
            "def f(n):\n    'Sum.\\n\\n :param n: Number of tries.'",
            "f",
            "n",
            None,
            id="author-described",
        ),
        pytest.param(
            "class A:\n    def f(self, n):\n        'Sum.\\n\\n :param n: Number of tries.'\n"
            "class B(A):\n    def f(self, n): ...",
            "B.f",
            "n",
            "Number of tries.",
            id="override",
        ),
        pytest.param(
            "class A:\n    def f(self, n):\n        'Sum.\\n\\n        :param n: The n.'\n"
            "class B(A):\n    def f(self, n): ...",
            "B.f",
            "n",
            None,
            id="override-of-a-restatement",
        ),
        pytest.param(
            "class A:\n    def f(self, n: web.Headers):\n"
            "        'Sum.\\n\\n :param n: A Headers instance.'\n"
            "class B(A):\n    def f(self, n): ...",
            "B.f",
            "n",
            None,
            id="override-of-a-type",
        ),
        pytest.param(
            "class A:\n    n = 1\n    'Number of tries.'\n    def __init__(self, n): ...",
            "A.__init__",
            "n",
            "Number of tries.",
            id="attribute",
        ),
    ],
)
def test_parameter(text: str, function: str, name: str, expected: str | None) -> None:
    """A parameter is described by its function, or as the same thing is elsewhere."""
    assert expected == parameter(text, function, name)


def test_overload_parameter() -> None:
    """An overload takes what the implementation's docstring says."""
    text = """
        @overload
        def f(n: int): ...
        def f(n):
            '''Sum.

            :param n: Number of tries.
            '''
    """
    overload = described(read(text)).modules["pkg.m"].objects[1]

    assert shown(overload.parameters[0].description) == "Number of tries."


# Results and exceptions


@pytest.mark.parametrize(
    ("text", "function", "expected"),
    [
        pytest.param("def f() -> int: ...", "f", None, id="plain"),
        pytest.param("def is_open(file) -> bool: ...", "is_open", None, id="said-in-the-summary"),
        pytest.param(
            "def is_open(file) -> bool:\n    'Look.'",
            "is_open",
            "Whether `file` is open.",
            id="predicate",
        ),
        pytest.param(
            "class A:\n    def __exit__(self, *a) -> bool: ...",
            "A.__exit__",
            "True to suppress the exception that ended the block.",
            id="exit",
        ),
        pytest.param(
            "class A:\n    def f(self):\n        'Sum.\\n\\n :returns: Number of tries.'\n"
            "class B(A):\n    def f(self): ...",
            "B.f",
            "Number of tries.",
            id="override",
        ),
        pytest.param(
            "class A:\n    def f(self):\n        'Sum.\\n\\n :returns: Number of tries.'\n"
            "class B(A):\n    def f(self) -> NoReturn: ...",
            "B.f",
            None,
            id="override-that-refuses",
        ),
    ],
)
def test_result(text: str, function: str, expected: str | None) -> None:
    """A result is described where its meaning is known and not said already."""
    returns = described(read(text))[f"pkg.m.{function}"].returns

    assert returns is not None
    assert expected == shown(returns.description)


def test_inherited_yield() -> None:
    """What a generator yields is described as in the overridden method."""
    text = """
        class A:
            def f(self):
                '''Sum.

                Yields:
                    Names of open files.
                '''
                yield 1
        class B(A):
            def f(self):
                yield 2
    """
    yields = described(read(text))["pkg.m.B.f"].yields

    assert yields is not None
    assert shown(yields.description) == "Names of open files."


@pytest.mark.parametrize(
    ("method", "exception", "known", "expected"),
    [
        ("f", "KeyError", None, None),
        ("__getitem__", "ValueError", None, None),
        ("__getitem__", "KeyError", None, "If there is no such key."),
        ("__next__", "StopIteration", None, "If there are no more items."),
        ("__getitem__", "KeyError", "If `x` is negative.", "If `x` is negative."),
    ],
)
def test_raised(method: str, exception: str, known: str | None, expected: str | None) -> None:
    """An exception that the data model explains is explained, unless analysis did it."""
    said = Guess(known, 0.9, "raise:3", "raised") if known else None
    function = Object(f"m.A.{method}", "method", 2, 2, raises=(Raised(exception, said),))
    module = Module(
        "m", "m.py", (Object("m", "module", 1, 2), Object("m.A", "class", 1, 2), function)
    )

    found = described(module)[function.name].raises[0].description

    assert expected == (found and found.text)


# What holds for all


def test_authors_text_stays() -> None:
    """A docstring is never given a summary, nor a described parameter a description."""
    text = """
        class Node:
            def is_empty(self, encoding='utf-8') -> bool:
                '''Look inside.

                Args:
                    encoding: What it's written in.

                Returns:
                    Yes or no.
                '''
    """
    before = read(text)
    after = described(before)

    assert after["pkg.m.Node.is_empty"] == Project([before])["pkg.m.Node.is_empty"]


def test_earlier_guesses_stay() -> None:
    """What is guessed already is left alone."""
    guess = Guess("From elsewhere.", 0.9, "learned:x")
    function = Object(
        "m.is_empty",
        "function",
        1,
        1,
        summary=guess,
        parameters=(Parameter("seed", "keyword-only", description=guess),),
        returns=Result("bool", description=guess),
    )

    assert described(Module("m", "m.py", (function,)))["m.is_empty"] == function


def test_inferred_types_count_if_sure() -> None:
    """A type that was inferred is used only where it's likely."""
    for confidence, expected in ((0.9, "Whether the node is empty."), (0.5, None)):
        inferred = Guess("bool", confidence, "value")
        attribute = Object("m.Node.is_empty", "attribute", 2, 2, type=inferred)
        module = Module("m", "m.py", (Object("m.Node", "class", 1, 2), attribute))

        assert expected == shown(described(module)[attribute.name].summary)


def test_whole_pipeline(make_project: Callable[..., Project]) -> None:
    """Rules and analysis agree on names, kinds and inferred types."""
    project = make_project(
        "class Node:\n"
        "    def __init__(self, dry_run=False):\n        if dry_run: return\n"
        "        self.is_open = True\n"
        "    def is_empty(self):\n"
        "        return not self.items\n",
        vacuous=True,
    )

    assert shown(project["mod.Node.is_empty"].summary) == "Return whether the node is empty."
    assert shown(project["mod.Node.is_open"].summary) == "Whether the node is open."
    assert shown(project["mod.Node"].parameters[0].description) is not None


def _texts(project: Project) -> Iterator[Guess]:
    """Yield everything that was generated for a project."""
    for module in project.modules.values():
        for obj in module.objects:
            results = [part.description for part in (obj.returns, obj.yields) if part is not None]
            found = [obj.summary, *(part.description for part in obj.parameters), *results]
            yield from (guess for guess in found if guess is not None)


def test_every_text_is_one_sentence() -> None:
    """A text begins with a capital or code, ends in a full stop and names its rule."""
    guesses = [guess for text, _ in SAYS.values() for guess in _texts(described(read(text)))]

    assert guesses
    for guess in guesses:
        assert guess.text.endswith(".")
        assert guess.text[0].isupper() or guess.text[0] == "`"
        assert guess.text.count("`") % 2 == 0
        assert guess.evidence.startswith("rule:")
        assert 0 < guess.confidence < 1


def test_every_rule_is_listed_once() -> None:
    """No rule is registered twice, and each says in a sentence what it says."""
    for registry in (FUNCTION_RULES, PARAMETER_RULES, (*CLASS_RULES, *MODULE_RULES)):
        assert len(set(registry)) == len(registry)
        assert all(rule.__doc__ for rule in registry)


@pytest.mark.parametrize("base", STANDARD)
def test_standard_methods_exist(base: str) -> None:
    """Each method in the table of standard classes is one of that class."""
    module, _, name = base.rpartition(".")
    found = getattr(importlib.import_module(module), name)
    handlers = {"do_GET", "do_HEAD", "do_POST", "do_PUT", "do_DELETE", "handle_decl"}

    assert [m for m in STANDARD[base] if not hasattr(found, m) and m not in handlers] == []


def test_special_tables_agree() -> None:
    """Special methods with described parameters are special, and their texts have their names."""
    known = {*SPECIAL, "__set_name__"}

    assert set(SPECIAL_PARAMETERS) <= known
    assert all(special.text.endswith(".") for special in SPECIAL.values())


def test_conventions_are_no_restatements() -> None:
    """No conventional description is only the name again."""
    assert [name for name, row in CONVENTIONS.items() if words.restates(row.text, (name,))] == []


def listed(text: str) -> st.SearchStrategy[str]:
    """Return a strategy for the words of a text."""
    return st.sampled_from(text.split())


PIECES = listed(
    "is has to from as parse get by copy main test supports exists contains not a b Node HTTP URL "
    "id children leaf open errors ignore use cache encoding timeout seed 2 ß __ len eq x y dict "
    "json str of subset other __main__ Error Base Mixin"
)
NAMES = st.one_of(
    st.text(min_size=1, max_size=12).map(lambda text: text.replace(".", "")),
    st.lists(PIECES, min_size=1, max_size=4).map("_".join),
    st.lists(PIECES, min_size=1, max_size=3).map("".join),
    st.sampled_from(sorted({*SPECIAL, *SPECIAL_PARAMETERS, *dir(builtins), "copy", "main"})),
).map(lambda text: text or "x")
TYPES = st.one_of(
    st.none(),
    st.sampled_from(["bool", "str | None", "'Node'", "NoReturn", "dict[str, int]", "Self", "None"]),
    st.text(max_size=15),
)
GUESSES = st.one_of(st.none(), st.builds(Guess, st.text(max_size=9), st.floats(0, 1), st.just("x")))
DOCSTRINGS = st.one_of(
    st.none(),
    st.text(max_size=40),
    st.sampled_from(["Return it.", "Sum.\n\nArgs:\n    a: Number of tries.", ":param x: What?"]),
)
PARAMETER_RECORDS = st.builds(
    Parameter,
    NAMES,
    st.sampled_from(["positional-or-keyword", "keyword-only", "var-positional", "var-keyword"]),
    TYPES,
    st.one_of(TYPES, st.sampled_from(["'utf-8'", "False", "3"])),
    GUESSES,
)
KINDS: tuple[Kind, ...] = (
    "module",
    "class",
    "function",
    "method",
    "property",
    "attribute",
    "data",
)
MODIFIERS = listed(
    "async static classmethod abstract overload dataclass enum namedtuple typeddict protocol "
    "exception setter local member instance contextmanager deprecated"
)
RECORDS = st.builds(
    Object,
    NAMES,
    st.sampled_from(KINDS),
    st.just(1),
    st.just(1),
    DOCSTRINGS,
    st.lists(PARAMETER_RECORDS, max_size=3).map(tuple),
    st.one_of(st.none(), st.builds(Result, TYPES, GUESSES)),
    st.one_of(st.none(), st.builds(Result, TYPES, GUESSES)),
    st.lists(st.builds(Raised, NAMES, GUESSES), max_size=2).map(tuple),
    modifiers=st.lists(MODIFIERS, max_size=3, unique=True).map(tuple),
    bases=st.lists(NAMES, max_size=2).map(tuple),
    annotation=TYPES,
    value=st.one_of(st.none(), NAMES, st.just("namedtuple('P', 'x y')")),
    type=GUESSES,
)


@st.composite
def modules(draw: st.DrawFn) -> Module:
    """Make a module of arbitrary records, some of them members of its classes."""
    found = draw(st.lists(RECORDS, max_size=6))
    parents = ["m", *(f"m.{obj.name}" for obj in found if obj.kind == "class")]
    placed = [replace(obj, name=f"{draw(st.sampled_from(parents))}.{obj.name}") for obj in found]
    imports = draw(st.lists(st.tuples(NAMES, NAMES.map(lambda name: f"m.{name}")), max_size=2))
    return Module("m", "m.py", (Object("m", "module", 1, 1), *placed), None, tuple(imports))


@hypothesis_settings(max_examples=80, deadline=None)
@given(modules())
def test_never_raises(module: Module) -> None:
    """Any records can be described, always alike, twice like once, and no author's text changes."""
    project = Project([module])
    once = describe(project, Settings())

    assert once.modules == describe(project, Settings()).modules
    assert once.modules == describe(once, Settings()).modules
    for before, after in zip(module.objects, once.modules["m"].objects, strict=True):
        assert before.docstring == after.docstring
        assert after.summary is None or before.docstring is None
        bare = replace(after, summary=None, parameters=(), returns=None, yields=None, raises=())
        assert bare == replace(before, parameters=(), returns=None, yields=None, raises=())


def test_deep_inheritance_is_bounded() -> None:
    """A long chain of classes is climbed without recursion running out."""
    chain = "class C0: ...\n" + "\n".join(f"class C{n}(C{n - 1}): ..." for n in range(1, 400))
    view = View(Project([read(chain)]))

    assert 0 < len(view.ancestors("pkg.m.C399")) < 100


def test_large_docstrings_are_cheap() -> None:
    """A docstring of 100 kB on one line is read no further than its beginning."""
    for noise in ("word ", "`x ", "**a ", ":a:`b", "\n", "f(", "<"):
        assert first_sentence(noise * (100_000 // len(noise))) in (None, "Word word.")


@pytest.mark.parametrize(("kind", "other"), list(product(("function", "method"), repeat=2)))
def test_mood_counts_functions(kind: Kind, other: Kind) -> None:
    """Docstrings of functions and methods decide on the mood; a draw is imperative."""
    said = Object("m.a", kind, 1, 1, docstring="Returns it.")
    ordered = Object("m.b", other, 2, 2, docstring="Return it.")

    assert View(Project([Module("m", "m.py", (said,))])).third_person
    assert not View(Project([Module("m", "m.py", (said, ordered))])).third_person


def test_an_exception_does_not_wait(make_project: Callable[..., Project]) -> None:
    """What an exception keeps of a time limit has passed, so it's not said to be waited for."""
    text = (
        "class Late(Exception):\n    def __init__(self, timeout: float):\n"
        "        self.timeout = timeout\n"
    )

    project = make_project(text)

    assert all(p.description is None for p in project["mod.Late"].parameters)
    assert project["mod.Late.timeout"].summary is None


FALSEHOOD = {
    "text": ("a: str", "not a", "If `a` is empty."),
    "text that is there": ("a: str", "a", "If `a` is not empty."),
    "optional text": ("a: str | None", "not a", "If `a` is empty or `None`."),
    "optional text that is there": ("a: str = None", "a", "If `a` is neither empty nor `None`."),
    "number": ("a=5", "not a", "If `a` is zero."),
    "flag": ("a=False", "a", "If `a` is true."),
    "flag that is unset": ("a: bool", "not a", "If `a` is false."),
    "texts or number": ("a: list[str] | int", "not a", "If `a` is empty or zero."),
    "class": ("a: Table", "not a", None),
    "class, besides what is plain": ("a: Table, b: int", "not a and b > 2", None),
    "class of a library": ("a: 'Frame | None'", "a", None),
    "unknown": ("a", "not a", "If `a` is empty, zero, false or None."),
    "two": ("a: str, b: int", "not a or not b", "If `a` is empty or `b` is zero."),
}


@pytest.mark.parametrize(("taken", "test", "said"), FALSEHOOD.values(), ids=FALSEHOOD)
def test_truth_is_in_words_of_the_type(taken: str, test: str, said: str | None) -> None:
    """A condition says of a parameter's truth what its type allows, and nothing of a class."""
    text = f"class Table:\n    def __bool__(self): ...\ndef f({taken}):\n    if {test}:\n"
    (raised,) = described(read(f"{text}        raise KeyError\n"))["pkg.m.f"].raises

    assert (raised.description and raised.description.text) == said
