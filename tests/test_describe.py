"""Words by rule: where nothing is said, what is said, and that authors' texts are left alone."""

from __future__ import annotations

import builtins
import importlib
import tempfile
from collections.abc import Callable, Iterator
from itertools import product
from pathlib import Path

import pytest
from describing import SHOWN, described, read, shown
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.configuration import set_hypothesis_home_dir
from msgspec.structs import replace

from sphinxcontrib_autodocgen.describe import describe, rules, words
from sphinxcontrib_autodocgen.describe.prose import first_sentence
from sphinxcontrib_autodocgen.describe.rules.conventions import CONVENTIONS
from sphinxcontrib_autodocgen.describe.rules.standard import SPECIAL, SPECIAL_PARAMETERS, STANDARD
from sphinxcontrib_autodocgen.describe.types import heads, is_optional
from sphinxcontrib_autodocgen.describe.view import View
from sphinxcontrib_autodocgen.model import (
    Evidence,
    Guess,
    Kind,
    Module,
    Object,
    Parameter,
    Project,
    Raised,
    Result,
    Rule,
)
from sphinxcontrib_autodocgen.settings import Settings

# Without it pytest meets the folder `.hypothesis` in the checkout, and warns of `norecursedirs`.
set_hypothesis_home_dir(Path(tempfile.gettempdir()) / "autodocgen-hypothesis")


def summary(text: str, name: str) -> str | None:
    """Return the summary that is shown of an object of a text, None if there is none."""
    return shown(described(read(text))[f"pkg.m.{name}" if name else "pkg.m"].summary)


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
    "test": "def f(): ...\ndef test_it(): ...",
    "representation": "class Node:\n    def __repr__(self): ...",
    "logger": "log = logging.getLogger(__name__)",
}


@pytest.mark.parametrize("text", SAYS_NOTHING.values(), ids=SAYS_NOTHING.keys())
def test_says_nothing(text: str) -> None:
    """Where nothing both true and useful is known, nothing is shown."""
    project = described(read(text))

    assert {name: shown(obj.summary) for name, obj in project.items() if shown(obj.summary)} == {}


VACUOUS = {
    "flag": "def f(ignore_errors: bool = False): ...",
    "property": "class Node:\n    'N.'\n    @property\n    def is_open(self) -> bool: ...",
    "attribute": "class Node:\n    'N.'\n    is_open: bool = True",
    "method": "class Node:\n    def is_open(self) -> bool: ...",
    "copy": "class Node:\n    def copy(self) -> 'Node': ...",
    "converter": "def add_text_to_dict(text) -> dict: ...",
    "predicate": "def is_running(process) -> bool: ...",
    "parameter": "def read_file(file_path: str):\n    while True: open(file_path).close()",
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
    "star arguments": "def f(*args, **kwargs): ...",
}


@pytest.mark.parametrize("text", NO_PARAMETER.values(), ids=NO_PARAMETER.keys())
def test_parameter_says_nothing(text: str) -> None:
    """A name that says all there is to say gets no description."""
    project = described(read(text))

    assert [p for o in project.values() for p in o.parameters if shown(p.description)] == []


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
    said = Guess(known, 0.9, Evidence.read("raise:3"), Rule("raised", 0.9)) if known else None
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
    guess = Guess("From elsewhere.", 0.9, Evidence.read("learned:x"))
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
        inferred = Guess("bool", confidence, Evidence.read("value"))
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

    assert shown(project["mod.Node.is_empty"].summary) == "Return whether `self.items` is not true."
    assert shown(project["mod.Node.is_open"].summary) == "Whether the node is open."
    assert shown(project["mod.Node"].parameters[0].description) is not None


def _texts(project: Project) -> Iterator[Guess]:
    """Yield everything that was generated for a project."""
    for module in project.modules.values():
        for obj in module.objects:
            results = [part.description for part in (obj.returns, obj.yields) if part is not None]
            found = [obj.summary, *(part.description for part in obj.parameters), *results]
            yield from (guess for guess in found if guess is not None)


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


@pytest.mark.slow
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


@pytest.mark.slow
def test_deep_inheritance_is_bounded() -> None:
    """A long chain of classes is climbed to its end without recursion running out."""
    chain = "class C0: ...\n" + "\n".join(f"class C{n}(C{n - 1}): ..." for n in range(1, 400))
    view = View(Project([read(chain)]))

    assert len(view.names.ancestors("pkg.m.C399")) == 399


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
    "text, besides what is plain": (
        "a: str, b: int",
        "not a and b > 2",
        "If `a` is empty and `b` is greater than `2`.",
    ),
    "optional text, besides what is plain": (
        "a: str | None, b: int",
        "not a and b > 2",
        "If `a` is not true and `b` is greater than `2`.",
    ),
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


def test_a_rule_that_fails_costs_nobody_else_their_words(
    make_project: Callable[..., Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An object that a rule fails for has no words, a line says so, and all others have theirs."""
    one = next(each for each in rules.DESCRIBERS if each.rule.id == "main")

    def fail(obj: Object, _view: object) -> None:
        if obj.short_name == "broken":
            raise KeyError(obj.name)

    monkeypatch.setattr(one, "_function", fail)
    project = make_project("def broken(): ...\n\ndef whole():\n    return 3\n")

    (problem,) = project.problems
    assert str(problem.message) == (
        "nothing was said of 'mod.broken' (KeyError: 'mod.broken'); please report"
    )
    assert problem.line == 1
    assert project["mod.broken"].summary is None
    assert project["mod.whole"].summary is not None


def test_code_that_cannot_be_written_is_not_quoted(make_project: Callable[..., Project]) -> None:
    """Before Python 3.12 a text inside an f-string may be one that can't be put back into it."""
    space = "\N{NO-BREAK SPACE}"
    project = make_project(f"def join(parts):\n    return f\"{{'{space}'.join(parts)}}\"\n")

    assert not project.problems
    summary = project["mod.join"].summary
    assert summary is None or "..." not in summary.text


def test_a_text_that_an_f_string_cannot_hold_is_no_failure(
    make_project: Callable[..., Project],
) -> None:
    """A value in a text may need a backslash, which an f-string can't have before Python 3.12."""
    project = make_project("def key(self):\n    return '%s%s%s' % (self.a, '\\x04', self.b)\n")

    assert not project.problems
