"""Each rule's cases: what it says of which code, and where it must say nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from describing import described, read, shown

from sphinxcontrib_autodocgen.analyze.handwritten import described_in, named, with_descriptions
from sphinxcontrib_autodocgen.describe.rules import (
    DESCRIBERS,
    behaviour,
    narration,
    origins,
    structure,
    using,
)
from sphinxcontrib_autodocgen.describe.rules.sentence import Describer
from sphinxcontrib_autodocgen.model import Guess, Module, Object, Part


class Cases(NamedTuple):
    """The cases of one rule, each by what is special about it.

    Attributes:
        says: Code, of one module or of several by name and of documents by path, with the text or
            texts of the rule on it.
        silent: Code of which the rule must say nothing.
    """

    says: dict[str, tuple[str | dict[str, str], str | tuple[str, ...]]]
    silent: dict[str, str | dict[str, str]]


CASES: dict[str, Cases] = {
    "override": Cases(
        says={
            "override": (
                (
                    "class Base:\n"
                    "    def run(self):\n"
                    "        '''Start all engines. And more.'''\n"
                    "class Node(Base):\n"
                    "    def run(self): ..."
                ),
                "Override `Base.run`: Start all engines.",
            ),
            "override of the next but one": (
                (
                    "class Base:\n"
                    "    def run(self):\n"
                    "        '''Start all engines. And more.'''\n"
                    "class Mid(Base):\n"
                    "    def run(self, now): ...\n"
                    "class Node(Mid):\n"
                    "    pass\n"
                    "class Leaf(Node):\n"
                    "    def run(self): ..."
                ),
                "Override `Base.run`: Start all engines.",
            ),
            "override without sections": (
                (
                    "class Base:\n"
                    "    def run(self):\n"
                    "        '''Start all engines.\n"
                    "\n"
                    "        Args:\n"
                    "            x: y\n"
                    "        '''\n"
                    "class Node(Base):\n"
                    "    def run(self): ..."
                ),
                "Override `Base.run`: Start all engines.",
            ),
            "override of a generic": (
                (
                    "class Base:\n"
                    "    def run(self):\n"
                    "        '''Start all engines. And more.'''\n"
                    "class Node(Base[int]):\n"
                    "    def run(self): ..."
                ),
                "Override `Base.run`: Start all engines.",
            ),
            "override of an attribute": (
                (
                    "class Base:\n"
                    "    limit = 1\n"
                    "    'Largest number of open files.'\n"
                    "class Node(Base):\n"
                    "    limit = 2"
                ),
                "Override `Base.limit`: Largest number of open files.",
            ),
            "parameter": (
                (
                    "class A:\n"
                    "    def f(self, n):\n"
                    "        'Sum.\\n\\n :param n: Number of tries.'\n"
                    "class B(A):\n"
                    "    def f(self, n):\n"
                    "        'Sum again.'"
                ),
                "Number of tries.",
            ),
            "result": (
                (
                    "class A:\n"
                    "    def f(self):\n"
                    "        'Sum.\\n\\n :returns: Number of tries.'\n"
                    "class B(A):\n"
                    "    def f(self):\n"
                    "        'Sum again.'\n"
                    "        return 1"
                ),
                "Number of tries.",
            ),
            "yield": (
                (
                    "class A:\n"
                    "    def f(self):\n"
                    "        'Sum.\\n\\n        Yields:\\n            Names of open "
                    "files.\\n        '\n"
                    "        yield 1\n"
                    "class B(A):\n"
                    "    def f(self):\n"
                    "        'Sum again.'\n"
                    "        yield 2"
                ),
                "Names of open files.",
            ),
        },
        silent={
            "override that isn't implemented": (
                "class Base:\n"
                "    def run(self):\n"
                "        'Start all engines.'\n"
                "class Node(Base):\n"
                "    def run(self):\n"
                "        return NotImplemented"
            ),
            "override of an outside class": (
                "from x import Base\nclass Node(Base):\n    def run(self): ..."
            ),
            "override of an undocumented method": (
                "class Base:\n    def run(self): ...\nclass Node(Base):\n    def run(self): ..."
            ),
            "override of a restatement": (
                "class Base:\n"
                "    def run(self):\n"
                "        'Run it.'\n"
                "class Node(Base):\n"
                "    def run(self): ..."
            ),
            "override of an invitation": (
                "class Base:\n"
                "    def run(self):\n"
                "        'Override this to do your work.'\n"
                "class Node(Base):\n"
                "    def run(self): ..."
            ),
            "override that refuses": (
                "class Base:\n"
                "    def run(self):\n"
                "        'Start all engines.'\n"
                "class Node(Base):\n"
                "    def run(self) -> NoReturn: ..."
            ),
            "override that only raises": (
                "class Base:\n"
                "    def run(self):\n"
                "        'Start all engines.'\n"
                "class Node(Base):\n"
                "    def run(self) -> int:\n"
                "        raise RuntimeError"
            ),
            "override that isn't there yet": (
                "class Base:\n"
                "    def run(self):\n"
                "        'Start all engines.'\n"
                "class Node(Base):\n"
                "    def run(self) -> int:\n"
                "        raise NotImplementedError"
            ),
            "override without a result": (
                "class Base:\n"
                "    def run(self):\n"
                "        'Return what is left over.'\n"
                "class Node(Base):\n"
                "    def run(self) -> None: ..."
            ),
            "override that pretends": (
                "class Base:\n"
                "    def run(self):\n"
                "        'Start all engines.'\n"
                "class DummyNode(Base):\n"
                "    def run(self): ..."
            ),
            "override by something else": (
                "class Base:\n"
                "    def run(self):\n"
                "        'Start all engines.'\n"
                "class Node(Base):\n"
                "    run = 1"
            ),
            "mangled": (
                "class Base:\n"
                "    def __run(self):\n"
                "        'Start all engines.'\n"
                "class Node(Base):\n"
                "    def __run(self): ..."
            ),
            "classes that are each other's bases": "class A(B): ...\nclass B(A): ...",
            "parameter that is only restated": (
                "class A:\n"
                "    def f(self, n):\n"
                "        'Sum.\\n\\n :param n: The n.'\n"
                "class B(A):\n"
                "    def f(self, n):\n"
                "        'Sum again.'"
            ),
            "result of what never returns": (
                "class A:\n"
                "    def f(self):\n"
                "        'Sum.\\n\\n :returns: Number of tries.'\n"
                "class B(A):\n"
                "    def f(self) -> NoReturn: ..."
            ),
        },
    ),
    "standard-base": Cases(
        says={
            "override of a standard method": (
                (
                    "import logging as log\n"
                    "class Node(log.Handler):\n"
                    "    def emit(self, record): ..."
                ),
                "Override `logging.Handler.emit`: Write a log record.",
            ),
            "override of a builtin": (
                "class Node(list):\n    def append(self, item):\n"
                "        while item():\n            super().append(item)",
                "Override `list.append`: Add an item at the end.",
            ),
        },
        silent={
            "work of a thread": (
                "from threading import Thread\nclass Node(Thread):\n    def run(self): return 1"
            ),
            "standard method that restates": "class Node(dict):\n    def keys(self): ...",
            "standard method that isn't there": (
                "from collections.abc import MutableMapping\n"
                "class Node(MutableMapping):\n"
                "    def copy(self): ..."
            ),
        },
    ),
    "constructor": Cases(
        says={
            "of the class's docstring": (
                (
                    "class A:\n"
                    "    'Sum.\\n\\n    Args:\\n        n: Number of tries.\\n    '\n"
                    "    def __init__(self, n): ..."
                ),
                "Number of tries.",
            ),
        },
        silent={
            "restatement in the class's docstring": (
                "class A:\n"
                "    'Sum.\\n\\n    Args:\\n        n: The n.\\n    '\n"
                "    def __init__(self, n): ..."
            ),
        },
    ),
    "overload": Cases(
        says={
            "of the implementation": (
                (
                    "@overload\n"
                    "def f(n: int): ...\n"
                    "def f(n):\n"
                    "    'Sum.\\n\\n    :param n: Number of tries.'"
                ),
                "Number of tries.",
            ),
        },
        silent={
            "of nothing else": "@overload\ndef f(n: int): ...\ndef f(n):\n    'Sum.'",
        },
    ),
    "attribute": Cases(
        says={
            "of the same name": (
                ("class A:\n    n = 1\n    'Number of tries.'\n    def __init__(self, n): ..."),
                "Number of tries.",
            ),
            "with what a missing value means": (
                (
                    "class A:\n"
                    "    n = 1\n"
                    "    '''Number of tries. Counted from one. Is null if there is no limit.\n\n"
                    "    @deprecated in favour of limits.'''\n"
                    "    def __init__(self, n): ..."
                ),
                ("Number of tries. Is null if there is no limit. Deprecated in favour of limits."),
            ),
            "clause that a flag makes true": (
                (
                    "class A:\n"
                    "    n = True\n"
                    "    'The client supports tries.'\n"
                    "    def __init__(self, n: bool): ..."
                ),
                "Whether the client supports tries.",
            ),
            "stored as it is": (
                (
                    "class A:\n"
                    "    n = 1\n"
                    "    'Number of tries.'\n"
                    "    def __init__(self, n):\n"
                    "        self.n = n"
                ),
                "Number of tries.",
            ),
        },
        silent={
            "converted before it is stored": (
                "class A:\n"
                "    def __init__(self, headers):\n"
                "        self.headers = Headers(headers)\n"
                "        'The parsed headers.'"
            ),
            "only one value": (
                "class A:\n"
                "    n = 'x'\n"
                "    'The thing to be tried.'\n"
                "    def __init__(self, n: Literal['x']): ..."
            ),
            "flag that may be a text": (
                "class A:\n"
                "    n = True\n"
                "    'Whether the server is tried.'\n"
                "    def __init__(self, n: bool | str): ..."
            ),
            "nothing but the name": (
                "class A:\n"
                "    message = 'x'\n"
                "    'The actual message.'\n"
                "    def __init__(self, message: str): ..."
            ),
            "property of the same name": (
                "class A:\n"
                "    def __init__(self, n): ...\n"
                "    @property\n"
                "    def n(self):\n"
                "        'Number of tries.'"
            ),
        },
    ),
    "declared": Cases(
        says={
            "parameter": (
                "def f(n: Annotated[int, Doc('Number of tries.')]): ...",
                "Number of tries.",
            ),
        },
        silent={
            "parameter without words": "def f(n: Annotated[int, 3]): ...",
        },
    ),
    "type-alias": Cases(
        says={
            "explicit": ("Key: TypeAlias = int | str", "Type alias of `int | str`."),
        },
        silent={
            "plain value": "Key: str = 'int'",
        },
    ),
    "partial": Cases(
        says={
            "of what has its name elsewhere": (
                "from functools import partial\nfrom box.encode import Encode\n"
                "Encode = partial(Encode, 1)",
                "Partial application of `box.encode.Encode`.",
            ),
            "function": (
                (
                    "import functools\n"
                    "def send(a, b):\n"
                    "    'Send it.'\n"
                    "send_all = functools.partial(send, 1)"
                ),
                "Partial application of `send`.",
            ),
        },
        silent={
            "private function": (
                "import functools\ndef _send(a, b): ...\nsend_all = functools.partial(_send, 1)"
            ),
        },
    ),
    "alias": Cases(
        says={
            "alias": ("def get():\n    'Get.'\nfetch = get", "Alias of `get`."),
            "alias of a method": (
                "class Node:\n    def get(self):\n        'Get.'\n    fetch = get",
                "Alias of `Node.get`.",
            ),
            "enumeration with an alias": (
                "class Color(Enum):\n    RED = 1\n    PINK = 1",
                "Alias of `RED`.",
            ),
        },
        silent={
            "alias of data": "a = 1\nf = a",
            "alias of an unknown": "f = unknown",
            "alias of a method that comes later": (
                "class f: ...\nclass Node:\n    maker = f\n    def f(self): ..."
            ),
            "configuration": "class g: ...\nclass Node:\n    form_class = g",
        },
    ),
    "version": Cases(
        says={
            "version": ("__version__ = '1.0'", "Version of `pkg`."),
        },
        silent={
            "another name": "VERSION = '1.0'",
        },
    ),
    "__*__": Cases(
        says={
            "len": ("class Node:\n    def __len__(self): ...", "Return the number of items."),
            "contains operator": (
                "class Node:\n    def __contains__(self, item): ...",
                "Return whether `item in self`.",
            ),
            "iter": ("class Node:\n    def __iter__(self): ...", "Iterate over the items."),
            "eq": (
                "class Node:\n    def __eq__(self, other) -> bool: ...",
                "Return whether `self == other`.",
            ),
            "eq that builds an expression": (
                "class Node:\n    def __eq__(self, rhs): ...",
                "Return `self == rhs`.",
            ),
            "radd": ("class Node:\n    def __radd__(self, other): ...", "Return `other + self`."),
            "iadd": (
                "class Node:\n    def __iadd__(self, other): ...",
                "Implement `self += other`.",
            ),
            "setitem": (
                "class Node:\n    def __setitem__(self, k, v): ...",
                "Set `self[k]` to `v`.",
            ),
        },
        silent={
            "special method that raises": "class Node:\n    def __hash__(self) -> NoReturn: ...",
            "special method without its argument": "class Node:\n    def __eq__(self): ...",
            "special method's namesake": "def __len__(x): ...",
        },
    ),
    "context": Cases(
        says={
            "enter": (
                "class Node:\n    def __enter__(self) -> Self: ...",
                "Enter the context and return the node.",
            ),
            "exit": (
                "class Node:\n    def __exit__(self, *args) -> None: ...",
                "Exit the context without suppressing exceptions.",
            ),
        },
        silent={
            "context of unknown type": "class Node:\n    def __enter__(self): ...",
        },
    ),
    "special-parameter": Cases(
        says={
            "pickle": (
                "class A:\n    def __setstate__(self, state):\n        'Restore it.'",
                "What `__getstate__` returned.",
            ),
        },
        silent={
            "namesake": "def __setstate__(state): ...",
        },
    ),
    "operand": Cases(
        says={
            "addition": (
                "class A:\n    def __add__(self, other):\n        'Add it.'",
                "Operand on the right.",
            ),
        },
        silent={
            "namesake": "def __add__(a, b): ...",
        },
    ),
    "suppresses": Cases(
        says={
            "exit": (
                "class A:\n    def __exit__(self, *a) -> bool: ...",
                "True to suppress the exception that ended the block.",
            ),
        },
        silent={
            "exit without a result": (
                "class A:\n    def __exit__(self, *a) -> None:\n        'Leave.'"
            ),
        },
    ),
    "*_": Cases(
        says={
            "adjective": (
                "class Node:\n    def is_empty(self) -> bool: ...",
                "Return whether the node is empty.",
            ),
            "noun": (
                "class Node:\n    def is_leaf(self) -> bool: ...",
                "Return whether the node is a leaf.",
            ),
            "adjective and noun": (
                "class Node:\n    def is_valid_name(self) -> bool: ...",
                "Return whether the node is a valid name.",
            ),
            "negation": (
                "class Node:\n    def is_not_empty(self) -> bool: ...",
                "Return whether the node is not empty.",
            ),
            "adverb": (
                "class Node:\n    def is_fully_loaded(self) -> bool: ...",
                "Return whether the node is fully loaded.",
            ),
            "the root": (
                "class Node:\n    def is_root(self) -> bool: ...",
                "Return whether the node is the root.",
            ),
            "state of a part": (
                "class Node:\n    def is_connection_closed(self) -> bool: ...",
                "Return whether the connection is closed.",
            ),
            "flag does not change the subject": (
                "class Node:\n    def is_empty(self, strict: bool = False) -> bool: ...",
                "Return whether the node is empty.",
            ),
            "argument is a thing": (
                "class Node:\n    def is_keyword(self, token) -> bool: ...",
                "Return whether `token` is a keyword.",
            ),
            "relation to another": (
                "class Node:\n    def is_subset(self, other) -> bool: ...",
                "Return whether the node is a subset of `other`.",
            ),
            "relation with its preposition": (
                "class Node:\n    def is_descendant_of(self, node) -> bool: ...",
                "Return whether the node is a descendant of `node`.",
            ),
            "relation that is an adjective": (
                "class Node:\n    def is_equivalent(self, other) -> bool: ...",
                "Return whether the node is equivalent to `other`.",
            ),
            "function's argument": (
                "def is_absolute(path) -> bool: ...",
                "Return whether `path` is absolute.",
            ),
            "has plural": (
                "class Node:\n    def has_children(self) -> bool: ...",
                "Return whether the node has children.",
            ),
            "has singular": (
                "class Node:\n    def has_parent(self) -> bool: ...",
                "Return whether the node has a parent.",
            ),
            "has changed": (
                "class Node:\n    def has_changed(self) -> bool: ...",
                "Return whether the node has changed.",
            ),
            "has the given": (
                "class Node:\n    def has_attr(self, name) -> bool: ...",
                "Return whether the node has the attribute `name`.",
            ),
            "exists": (
                "class Node:\n    def exists(self) -> bool: ...",
                "Return whether the node exists.",
            ),
            "contains": (
                "class Node:\n    def contains(self, item) -> bool: ...",
                "Return whether the node contains `item`.",
            ),
            "third person verb": (
                "class Node:\n    def supports_comments(self) -> bool: ...",
                "Return whether the node supports comments.",
            ),
            "property": (
                "class Node:\n    @property\n    def is_empty(self) -> bool: ...",
                "Whether the node is empty.",
            ),
            "boolean attribute": ("class Node:\n    is_empty: bool", "Whether the node is empty."),
            "boolean default": ("class Node:\n    is_empty = False", "Whether the node is empty."),
            "type guard": (
                "def is_file(x) -> TypeGuard[File]: ...",
                "Return whether `x` is a file.",
            ),
            "unknown class name": (
                "class GeoIP2:\n    def is_open(self) -> bool: ...",
                "Return whether the `GeoIP2` is open.",
            ),
            "result": ("def is_open(file) -> bool:\n    'Look.'", "Whether `file` is open."),
        },
        silent={
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
            "existence of something else": (
                "class Store:\n    def exists(self, key=None) -> bool: ..."
            ),
            "key of something else": "class Node:\n    def is_leaf(self, key) -> bool: ...",
            "argument and adjective": "class Node:\n    def is_valid(self, path) -> bool: ...",
            "overload": "@overload\ndef is_open(file) -> bool: ...",
            "setter": "class Node:\n    @is_open.setter\n    def is_open(self, value): ...",
        },
    ),
    "to_": Cases(
        says={
            "to dict": (
                "class Node:\n    def to_dict(self) -> dict[str, int]: ...",
                "Return the node as a dictionary.",
            ),
            "as property": (
                "class Node:\n    @property\n    def as_json(self) -> str: ...",
                "The node as JSON.",
            ),
            "to of an argument": ("def to_bytes(text) -> bytes: ...", "Convert `text` to bytes."),
        },
        silent={
            "converter of unknown type": "class Node:\n    def to_dict(self): ...",
            "converter that writes": "class Node:\n    def to_csv(self) -> None: ...",
            "converter of another type": "class Node:\n    def to_json(self) -> dict: ...",
            "converter that may give None": (
                "class Node:\n    def to_dict(self) -> dict | None: ..."
            ),
        },
    ),
    "_to_": Cases(
        says={
            "one to other": ("def str_to_bool(text) -> bool: ...", "Convert `text` to a boolean."),
            "one to a class": (
                "def row_to_user(row) -> User: ...\nclass User:\n    'A user.'",
                "Convert `row` to a `User`.",
            ),
        },
        silent={
            "to an unknown thing": "def to_glurb(a) -> Glurb: ...",
        },
    ),
    "from_": Cases(
        says={
            "from format": (
                ("class Node:\n    @classmethod\n    def from_dict(cls, data: dict) -> Self: ..."),
                "Create a `Node` from a dictionary.",
            ),
            "from parameter": (
                "class Node:\n    @classmethod\n    def from_config(cls, config): ...",
                "Create a `Node` from `config`.",
            ),
            "from noun": (
                ("class Node:\n    @classmethod\n    def from_file(cls, path) -> 'Node': ..."),
                "Create a `Node` from a file.",
            ),
        },
        silent={
            "from that makes no instance": (
                "class Node:\n    @classmethod\n    def from_json(cls, text) -> int: ..."
            ),
            "from an adverb": "class Node:\n    @classmethod\n    def from_scratch(cls): ...",
            "from many": "class Node:\n    @classmethod\n    def from_db(cls, db, names): ...",
            "from without class method": "class Node:\n    def from_json(self, json): ...",
        },
    ),
    "parse_": Cases(
        says={
            "parse": (
                "def parse_pair(text: str) -> tuple[int, int]: ...",
                "Parse `text` into a tuple.",
            ),
        },
        silent={
            "parser of an object": "def parse_node(node) -> dict: ...",
            "parser to an unknown type": "def parse_text(text): ...",
        },
    ),
    "_by_": Cases(
        says={
            "get by": (
                "def get_user_by_id(user_id: int) -> User | None: ...",
                "Return the user whose ID is `user_id`, or None if there is none.",
            ),
            "find several by": (
                "def find_users_by_name(name) -> list[User]: ...",
                "Return the users whose name is `name`.",
            ),
        },
        silent={
            "get by another name": "def get_user_by_id(user) -> User: ...",
            "get by and no result": "def get_user_by_id(id): ...",
        },
    ),
    "copy": Cases(
        says={
            "copy": (
                "class Node:\n    def copy(self) -> 'Node': ...",
                "Return a copy of the node.",
            ),
        },
        silent={
            "copy to elsewhere": "class Node:\n    def copy(self, target): ...",
            "copy of unknown type": "class Node:\n    def copy(self): ...",
        },
    ),
    "contextmanager": Cases(
        says={
            "context manager": (
                (
                    "@contextmanager\n"
                    "def f() -> Iterator[Node]:\n"
                    "    yield 1\n"
                    "class Node:\n"
                    "    'A node.'"
                ),
                "Context manager that gives a `Node`.",
            ),
        },
        silent={
            "context manager that gives a plain type": (
                "@contextmanager\ndef f() -> Iterator[int]:\n    yield 1"
            ),
            "context manager that gives nothing": "@contextmanager\ndef f():\n    yield",
        },
    ),
    "main": Cases(
        says={
            "of the package": (
                {"pkg.__main__": "from pkg.cli import main", "pkg.cli": "def main() -> int: ..."},
                "Entry point of `python -m pkg`.",
            ),
        },
        silent={
            "main of another module": "def main(): ...",
        },
    ),
    "abstract": Cases(
        says={
            "abstract": (
                (
                    "class Base(ABC):\n"
                    "    'A base.'\n"
                    "    @abstractmethod\n"
                    "    def run(self): ...\n"
                    "class A(Base):\n"
                    "    def run(self):\n"
                    "        'Run A now.'\n"
                    "class B(Base):\n"
                    "    def run(self):\n"
                    "        'Run B now.'\n"
                ),
                "Abstract method that `A` and `B` implement.",
            ),
        },
        silent={
            "abstract without implementation": (
                "class Node(ABC):\n    @abstractmethod\n    def run(self): ..."
            ),
        },
    ),
    "async": Cases(
        says={
            "twin": (
                "def get():\n    'Get.'\nasync def aget(): ...",
                "Asynchronous version of `get`.",
            ),
        },
        silent={
            "coroutine without twin": "async def afetch(): ...",
            "other parameters": "def gen(items): 'Get.'\nasync def agen(url): ...",
        },
    ),
    "deprecated": Cases(
        says={
            "with a message of values": (
                "def f(self):\n"
                "    warnings.warn(f'{self.a} is deprecated. Use {self.b}.', DeprecationWarning)",
                "Deprecated.",
            ),
            "deprecated": ("@warnings.deprecated('x')\ndef f(): ...", "Deprecated."),
        },
        silent={
            "current": "def f(): ...",
            "warning of what the caller says": (
                "def f(text):\n    warnings.warn(text, DeprecationWarning)"
            ),
        },
    ),
    "exit-status": Cases(
        says={
            "a number": ("def main() -> int:\n    'Run it.'", "Exit status of the process."),
        },
        silent={
            "nothing": "def main() -> None: ...",
        },
    ),
    "name:*": Cases(
        says={
            "conventional field": (
                (
                    "class P:\n"
                    "    dry_run: bool\n"
                    "    def run(self):\n"
                    "        if self.dry_run: return"
                ),
                "Whether to only show what would be done.",
            ),
            "encoding": (
                "def f(encoding='utf-8'): ...",
                "Name of the text encoding, such as `utf-8`.",
            ),
            "encoding that Python chooses": (
                "def f(path, encoding=None):\n    return open(path, encoding=encoding)",
                "Name of the text encoding, such as `utf-8`.",
            ),
            "own example": (
                "def f(encoding='latin-1'): ...",
                "Name of the text encoding, such as `latin-1`.",
            ),
            "errors": (
                "def f(errors='replace'): ...",
                "How encoding errors are handled, such as `strict` or `replace`.",
            ),
            "flags": (
                "def f(flags=re.I): ...",
                "Flags of the regular expression, as for `re.compile`.",
            ),
            "level": ("def f(level=logging.INFO): ...", "Level of the messages, as in `logging`."),
        },
        silent={
            "quiet": "def f(y, quiet: bool):\n    for x in y:\n        quiet or g(x)",
            "command line": "def f(argv: list[str], p):\n    return p.parse_args(argv)",
            "encoding that is none if missing": (
                "def f(path, encoding=None):\n"
                "    if encoding is None:\n        return open(path, 'rb')\n"
                "    return open(path, encoding=encoding)"
            ),
            "encoding that is none if empty": (
                "def f(path, encoding=None):\n"
                "    if not encoding:\n        return open(path, 'rb')\n"
                "    return open(path, encoding=encoding)"
            ),
            "encoding that the body ignores": ("def f(file, encoding='utf-8'):\n    return file"),
            "field of unknown meaning": "class Node:\n    timeout: str",
            "field of how long to keep": "class Cookie:\n    timeout: int = 3",
            "timeout of unknown unit": "def f(name): ...\ndef g(timeout=None): ...",
            "timeout that is no number": "def f(timeout: Timeout): ...",
            "timeout that is how long to keep": "def cache_it(timeout: int = 3): ...",
            "encoding that compresses": "class GzipFile:\n    def f(self, encoding: str): ...",
            "encoding that is none of text": "def f(encoding='deflate'): ...",
            "seed that is text": "def f(seed: str): ...",
            "environment of something": "def f(env: dict[str, Any]): ...",
            "star encoding": "def f(**encoding): ...",
            "mode that opens nothing": "def f(mode: str = 'fast'): ...",
            "errors that are a list": "def f(errors: list): ...",
            "flags of something": "def f(flags: int = 0): ...",
        },
    ),
    "flag": Cases(
        says={
            "flag field": ("class P:\n    ignore_errors = True", "Whether to ignore errors."),
            "flag plural": ("def f(ignore_errors: bool): ...", "Whether to ignore errors."),
            "flag singular": ("def f(use_cache=True): ...", "Whether to use the cache."),
            "flag acronym": ("def f(verify_ssl=True): ...", "Whether to verify SSL."),
            "flag of any such": (
                "def f(raise_exception=False): ...",
                "Whether to raise an exception.",
            ),
            "flag phrase": (
                "def f(allow_empty_files: 'bool' = False): ...",
                "Whether to allow empty files.",
            ),
        },
        silent={
            "flag that isn't a boolean": "def f(ignore_errors: int): ...",
            "flag of an unknown object": "def f(use_glurb: bool): ...",
            "adjective flag": "def f(strict: bool = True): ...",
            "verb and verb": "def f(allow_cover_cursor: bool): ...",
            "noun and noun": "def f(cache_dir: bool): ...",
        },
    ),
    "group": Cases(
        says={
            "signal handler": (
                "def stop(signum, frame): ...",
                ("Number of the signal.", "Stack frame that was interrupted."),
            ),
        },
        silent={
            "one of them": "def stop(signum): ...",
        },
    ),
    "file": Cases(
        says={
            "read": (
                "def load_config(filename: str):\n    return open(filename).read()",
                "Path of the file to read.",
            ),
            "written": (
                "def write_config(filename):\n    with open(filename, 'w') as f: ...",
                "Path of the file to write.",
            ),
        },
        silent={
            "file name of unknown use": "def f(filename: str): ...",
            "read by something else": (
                "def f(p, filename: str):\n"
                "    p.read(filename)\n"
                "    with open(filename, 'w') as f: ..."
            ),
        },
    ),
    "port": Cases(
        says={
            "of an address": (
                (
                    "import socket\n"
                    "def connect(host: str, port: int):\n"
                    "    socket.create_connection((host, port))"
                ),
                "Port number on `host`.",
            ),
        },
        silent={
            "port without host": "def f(port: int): ...",
        },
    ),
    "default": Cases(
        says={
            "of a lookup": (
                "def get(key, default=None):\n    return default",
                "Value to return if there is no `key`.",
            ),
        },
        silent={
            "default of nothing": "def f(default=None): ...",
        },
    ),
    "enum": Cases(
        says={
            "enumeration": (
                "class Color(Enum):\n    RED = 1\n    BLUE = auto()",
                "Enumeration of 2 members: `RED` and `BLUE`.",
            ),
            "flags": (
                "class Color(enum.Flag):\n    RED = 1\n    BLUE = 2",
                "Flags that can be combined: `RED` and `BLUE`.",
            ),
        },
        silent={
            "enumeration of one": "class f(Enum):\n    A = 1",
        },
    ),
    "fields": Cases(
        says={
            "data class with a field that it fills itself": (
                (
                    "@dataclass\n"
                    "class P:\n"
                    "    x: int\n"
                    "    y: int = field(init=False)\n"
                    "    z: ClassVar[int] = 1"
                ),
                "Data class with the fields `x` and `y`.",
            ),
            "typed dictionary": ("class P(TypedDict):\n    x: int", "Dictionary with the key `x`."),
            "typed dictionary with a key that may be missing": (
                "class P(TypedDict):\n    x: int\n    y: NotRequired[int]",
                "Dictionary with the key `x`, and optionally `y`.",
            ),
            "typed dictionary with keys that may be missing, qualified": (
                (
                    "class P(TypedDict):\n"
                    "    a: str\n"
                    "    b: typing.Required[int]\n"
                    "    c: te.ReadOnly[te.NotRequired[int]]\n"
                    "    d: 'NotRequired[A]'\n"
                    "    e: Annotated[NotRequired[int], 1]"
                ),
                ("Dictionary with the keys `a` and `b`, and optionally `c`, `d` and `e`."),
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
                (
                    "class P(TypedDict, total=False):\n"
                    "    'A point.'\n"
                    "    x: int\n"
                    "class Q(P):\n"
                    "    y: int\n"
                    "    z: NotRequired[int]"
                ),
                ("Dictionary that adds the key `y`, and optionally `z`, to those of `P`."),
            ),
            "typed dictionary that adds keys that may be missing": (
                (
                    "class P(TypedDict):\n"
                    "    'A point.'\n"
                    "    x: int\n"
                    "class Q(P, total=False):\n"
                    "    y: int"
                ),
                "Dictionary that adds the optional key `y` to those of `P`.",
            ),
        },
        silent={
            "data class of a data class, whose fields its signature lists": (
                "@dataclass\nclass P:\n    'A point.'\n    x: int\n"
                "@dataclass\nclass f(P):\n    y: int"
            ),
            "data class that declares a field of its base again": (
                "@dataclass\n"
                "class P:\n"
                "    'A point.'\n"
                "    x: int\n"
                "@dataclass\n"
                "class Q(P):\n"
                "    x: int = 1"
            ),
            "data class without fields": "@dataclass\nclass f: ...",
            "data class with a private field": "@dataclass\nclass f:\n    _a: int",
            "data class, whose signature has its fields": "@dataclass\nclass f:\n    a: int = 0",
            "named tuple, whose signature has its fields": "class f(NamedTuple):\n    a: int",
            "named tuple by call": "f = namedtuple('f', 'a b')",
            "pydantic model, whose signature has its fields": (
                "from pydantic import BaseModel\nclass f(BaseModel):\n    a: int"
            ),
            "data class of an unknown base": "@dataclass\nclass f(Base):\n    a: int",
        },
    ),
    "protocol": Cases(
        says={
            "protocol": (
                "class P(Protocol):\n    def read(self):\n        'Read.'",
                "Protocol of objects with the method `read`.",
            ),
            "callable protocol": (
                "class P(Protocol):\n    def __call__(self, a, b):\n        'Call.'",
                "Protocol of callables that take `a` and `b`.",
            ),
        },
        silent={
            "protocol of a protocol": "class f(Other, Protocol):\n    def run(self): ...",
            "protocol with data": "class f(Protocol):\n    a: int\n    def run(self): ...",
        },
    ),
    "raised-by": Cases(
        says={
            "exception with a condition": (
                (
                    "class EmptyError(Exception): ...\n"
                    "def f(n):\n"
                    "    'F.'\n"
                    "    if n < 0:\n"
                    "        raise EmptyError"
                ),
                "Raised by `f` if `n` is negative.",
            ),
            "exception with a condition on an instance": (
                (
                    "class EmptyError(Exception): ...\n"
                    "class A:\n"
                    "    'A.'\n"
                    "    def f(self):\n"
                    "        'F.'\n"
                    "        if self.n < 0:\n"
                    "            raise EmptyError"
                ),
                "Raised by `A.f`.",
            ),
            "exception of several functions": (
                (
                    "class EmptyError(Exception): ...\n"
                    "def f():\n"
                    "    'F.'\n"
                    "    raise EmptyError\n"
                    "def g():\n"
                    "    'G.'\n"
                    "    raise EmptyError"
                ),
                "Raised by `f` and `g`.",
            ),
        },
        silent={
            "exception that isn't raised": "class fError(Exception): ...",
            "exception raised by a private function": (
                "class fError(Exception): ...\ndef _g():\n    raise fError"
            ),
        },
    ),
    "mixin": Cases(
        says={
            "mixin": (
                ("class RunMixin: ...\nclass A(RunMixin):\n    'A.'\nclass B(RunMixin):\n    'B.'"),
                "Mixin of `A` and `B`.",
            ),
        },
        silent={
            "of one class": "class RunMixin: ...\nclass A(RunMixin):\n    'A.'",
        },
    ),
    "base-class": Cases(
        says={
            "base class": (
                ("class BaseNode: ...\nclass A(BaseNode):\n    'A.'\nclass B(BaseNode):\n    'B.'"),
                "Base class of `A` and `B`.",
            ),
        },
        silent={
            "class with one subclass": "class f: ...\nclass g(f): ...",
            "used class with subclasses": "class f: ...\nclass g(f): ...\nclass h(f): ...",
        },
    ),
    "__main__": Cases(
        says={
            "of the package": (
                {"pkg.__main__": "from pkg.cli import main", "pkg.cli": "def main() -> int: ..."},
                "Entry point of `python -m pkg`.",
            ),
        },
        silent={
            "another module": {"pkg.run": "def main(): ..."},
        },
    ),
    "exceptions": Cases(
        says={
            "exceptions module": (
                "class AError(Exception):\n    'A.'\nclass BError(Exception):\n    'B.'",
                "The exceptions `AError` and `BError`.",
            ),
        },
        silent={
            "module of mixed things": (
                "class AError(Exception): ...\nclass BError(Exception): ...\nclass C: ..."
            ),
        },
    ),
    "comment": Cases(
        says={
            "with a name of underscores": (
                "FORMAT = 'x'  # Format used in __str__ and _repr_ alone",
                "Format used in __str__ and _repr_ alone.",
            ),
            "with a verb that only its article shows": (
                "# interpolate a number between two\ndef lerp(a, b): ...",
                "Interpolate a number between two.",
            ),
            "that begins like a statement": (
                "# return true if and only if (row, col) is inside\ndef has(row, col): ...",
                "Return true if and only if (row, col) is inside.",
            ),
            "a name in code at the beginning": (
                "CLIENT = load()  # webdav4.client.Client instance of this thread",
                "webdav4.client.Client instance of this thread.",
            ),
            "an option": (
                "EXIT = load()  # status of jsontohcl2 --diff if there are differences",
                "Status of jsontohcl2 `--diff` if there are differences.",
            ),
            "above a list": (
                "# National days of mourning\n# - President John F. Kennedy\nDAYS = load()",
                "National days of mourning.",
            ),
            "with an initial": (
                "# Day of mourning for President John F. Kennedy and others. See below.\n"
                "DAY = load()",
                "Day of mourning for President John F. Kennedy and others.",
            ),
            "above a function": (
                "# Parse the options, and\n# check them. Then what?\n\n# Parse the options,\n"
                "# and check them.\ndef run(argv): ...",
                "Parse the options, and check them.",
            ),
            "above a decorator": (
                "class A:\n    'A.'\n"
                "    # Starts the engine of the car.\n"
                "    @trace\n"
                "    def run(self): return self.x()",
                "Starts the engine of the car.",
            ),
            "at the top of a body, about the whole": (
                "def run(argv):\n    # This method returns the names of all engines.\n"
                "    x = argv.x()\n    return x.y()",
                "Returns the names of all engines.",
            ),
            "at the top of an empty body": (
                "class A:\n    'A.'\n    def run(self):\n"
                "        # Start the engine again\n        pass",
                "Start the engine again.",
            ),
            "above a class": (
                "# Engine of a small car\nclass A: ...",
                "Engine of a small car.",
            ),
            "beside an attribute": (
                "class A:\n    'A.'\n    def __init__(self, x):\n        'Make.'\n"
                "        self.size = x.y()  # number of open files,\n"
                "                           # links included\n"
                "        self.other = x.z()",
                "Number of open files, links included.",
            ),
            "above an attribute": (
                "class A:\n    'A.'\n    # Set of open files\n    size = f()\n\n    other = g()",
                "Set of open files.",
            ),
        },
        silent={
            "what became of another thing": (
                "# getargspec has been deprecated in Python 3.5\nclass f(tuple): pass"
            ),
            "the same of several": (
                "class A:\n    b = 1  # Covered in cli\n    c = 2  # Covered in cli\n"
                "    f = 3  # Covered in cli"
            ),
            "an opinion": "# 16 MiB seems to be a good default\nSIZE = 1 << 24",
            "beside several names": "A, B = load()  # date, number of days",
            "what a value is at first": "FACTOR = load()  # default (60%), from the record",
            "step above a value": (
                "# Name the logger after the package.\nlogger = get(__package__)"
            ),
            "why it's there": (
                "class A:\n    # Alias for backwards compatibility.\n"
                "    @property\n    def f(self):\n        return self.g\n"
                "    # A copy is required.\n    def f(self):\n        return A(self.g)"
            ),
            "on a type checker": (
                "# Giving the model its type here triggers a bug in mypy.\nclass f:\n    pass"
            ),
            "of several": (
                "class A:\n    # Simple references to the constituent file objects.\n"
                "    @property\n    def f(self):\n        return self._f"
            ),
            "work to do": "# TODO: parse the options here\ndef run(argv): ...",
            "a banner": "# ----- Parse the options -----\ndef run(argv): ...",
            "code": "# check(argv, True)\n# return parse(argv)\ndef run(argv): ...",
            "for a tool": "# pylint: disable=too-many arguments\ndef run(argv): ...",
            "a reference alone": "# see issue #123 and bug 45\ndef run(argv): ...",
            "a licence": "# Copyright by the authors of this\ndef run(argv): ...",
            "a thought": "# Parse what we have, or should I?\ndef run(argv): ...",
            "no sentence about a function": "# Windows and other systems\ndef run(argv): ...",
            "a remark on a decorator": (
                "# Expose the method to the web\n@web.expose\ndef run(argv): ..."
            ),
            "a remark on a branch": (
                "if x:\n    # Parse the options for x\n    def run(argv): ...\n"
                "else:\n    run = None"
            ),
            "a step of a body": (
                "def run(argv):\n    # Parse the options first\n    x = argv.x()\n    return x.y()"
            ),
            "away from the definition": "# Parse the options first\n\ndef run(argv): ...",
            "a heading of several": (
                "class A:\n    'A.'\n    # Sizes of open files\n    size = f()\n    other = g()"
            ),
            "a step that sets an attribute": (
                "class A:\n    'A.'\n    def __init__(self, x):\n        'Make.'\n"
                "        # Set the size of all files\n"
                "        self.size = x.y()\n"
            ),
            "where an attribute is set again": (
                "class A:\n    'A.'\n    def __init__(self, x):\n        'Make.'\n"
                "        self.size = x.y()\n"
                "    def stop(self, x):\n        'Stop.'\n"
                "        # Size of nothing at all\n"
                "        self.size = x.z()\n"
            ),
            "of a type checker": "class A:\n    'A.'\n    size = f()  # type: ignore[no any]",
        },
    ),
    "described": Cases(
        says={
            "a function": (
                {
                    "pkg.m": "def run(argv, more): return x.y(argv).z().a()",
                    "docs/api.rst": (
                        ".. function:: pkg.m.run(argv, more)\n\n"
                        "   Parse the :term:`options`, and check them. Then what?\n\n"
                        "   :param list argv: all that the user\n       says (optional)\n"
                        "   :returns: a :class:`.Node` of `pkg`.\n"
                    ),
                },
                (
                    "Parse the options, and check them.",
                    "All that the user says.",
                    "A `Node` of `pkg`.",
                ),
            ),
            "a class and its members": (
                {
                    "pkg.m": (
                        "class Node:\n    size = f()\n    def run(self): return x.y(self).z().a()"
                    ),
                    "docs/api.rst": (
                        ".. module:: pkg.m\n\n.. class:: Node\n\n   Something small in a tree.\n"
                        "\n   .. attribute:: size\n\n      Number of bytes.\n"
                        "\n   .. method:: run()\n\n      Visit all others.\n"
                    ),
                },
                ("Something small in a tree.", "Number of bytes.", "Visit all others."),
            ),
            "an exception with a condition": (
                {
                    "pkg.m": (
                        "def run(size):\n    'Go.'\n    if size > 3:\n"
                        "        raise ValueError(size)\n    return x.y(size)"
                    ),
                    "docs/api.rst": (
                        ".. function:: pkg.m.run(size)\n\n"
                        "   :raises ValueError: if the server has no room\n"
                    ),
                },
                "If the server has no room.",
            ),
        },
        silent={
            "a remark": {
                "pkg.m": "def run(argv): return x.y(argv).z().a()",
                "docs/api.rst": ".. function:: pkg.m.run(argv)\n\n   Note that it is slow.\n",
            },
            "a substitution": {
                "pkg.m": "def run(argv): return x.y(argv).z().a()",
                "docs/api.rst": ".. function:: pkg.m.run(argv)\n\n   Parse |all| the options.\n",
            },
            "a name that isn't there": {
                "pkg.m": "def run(argv): return x.y(argv).z().a()",
                "docs/api.rst": ".. function:: pkg.m.go(argv)\n\n   Parse the options.\n",
            },
            "what has a docstring": {
                "pkg.m": "def run(argv):\n    'Parse.'\n    return x.y(argv).z().a()",
                "docs/api.rst": ".. function:: pkg.m.run(argv)\n\n   Check the options.\n",
            },
        },
    ),
    "deprecated:*": Cases(
        says={
            "by a warning": (
                "import warnings\ndef run(argv):\n"
                "    warnings.warn('run() is deprecated; use go().', DeprecationWarning, 2)\n"
                "    return go(argv)",
                '"run() is deprecated; use go()".',
            ),
            "by a decorator": (
                "@deprecated('Use go instead')\ndef run(argv):\n    return go(argv)",
                'Deprecated: "Use go instead".',
            ),
            "by a decorator with a version": (
                "@deprecated(version='1.2', reason='Use go instead')\n"
                "def run(argv):\n    return go(argv)",
                'Deprecated since 1.2: "Use go instead".',
            ),
            "by a version alone": (
                "@deprecated(version='1.2')\ndef run(argv):\n    return go(argv)",
                "Deprecated since 1.2.",
            ),
            "of a class": (
                "import warnings\nclass Node:\n    def __init__(self, x):\n        'Make.'\n"
                "        warnings.warn('Node will be removed; use Leaf instead', "
                "DeprecationWarning)\n        self.x = x.y()",
                'Deprecated: "Node will be removed; use Leaf instead".',
            ),
        },
        silent={
            "an argument": (
                "import warnings\ndef run(argv):\n"
                "    warnings.warn('The argument argv is deprecated', DeprecationWarning)\n"
                "    return go(argv)"
            ),
            "under a condition": (
                "import warnings\ndef run(argv):\n    if argv.x():\n"
                "        warnings.warn('run() is deprecated; use go().', DeprecationWarning)\n"
                "    return go(argv)"
            ),
            "another warning": (
                "import warnings\ndef run(argv):\n"
                "    warnings.warn('run() is slow; it will be removed', RuntimeWarning)\n"
                "    return go(argv)"
            ),
        },
    ),
    "message": Cases(
        says={
            "where an argument decides within what the message is about": (
                "def read(one, default=None):\n    'Read.'\n    try:\n"
                "        value = one.load()\n    except KeyError:\n        return default\n"
                "    if not isinstance(value, bool):\n        if default is not None:\n"
                "            return default\n        raise TypeError('Expected a bool value')\n"
                "    return value",
                'If `default` is `None`: "Expected a bool value".',
            ),
            "of what another function tells": (
                "def take(n):\n    'Take.'\n    if n.bad:\n"
                "        raise ValueError(f'It must be valid, not {label(n)}')",
                'If `n.bad` is true: "It must be valid, not ...".',
            ),
            "that ends in what there was": (
                "def take(n):\n    'Take.'\n    while n:\n"
                "        raise ValueError('It must be a text. The value was: ' + label(n))",
                '"It must be a text. The value was: ...".',
            ),
            "of what is joined": (
                "def take(n):\n    'Take.'\n    while n:\n"
                "        raise ValueError('It must be one of: ' + ', '.join(NAMES))",
                '"It must be one of: `NAMES`".',
            ),
            "that goes on behind its colon": (
                "def take(n):\n    'Take.'\n    bad = load()\n    while n:\n"
                "        raise ValueError(f'The following names are not known: {bad}')",
                '"The following names are not known: ...".',
            ),
            "of one raise": (
                (
                    "def connect(self):\n    'Connect.'\n"
                    "    while self.open():\n"
                    "        raise ValueError('Connection already opened.')"
                ),
                '"Connection already opened".',
            ),
            "behind what only the body knows": (
                "def take(n):\n    'Take.'\n    try:\n        load()\n"
                "    except OSError as e:\n"
                "        raise ValueError(f'{e}. Use another path instead.')",
                'If `load()` raises `OSError`: "Use another path instead".',
            ),
            "of what it always says": (
                "class Gone(Exception):\n    'Gone.'\n"
                "    def __str__(self):\n        return 'The parcel is gone.'\n"
                "def take(n):\n    'Take.'\n    raise Gone",
                '"The parcel is gone".',
            ),
            "of what the class hands on": (
                "class Gone(Exception):\n"
                "    def __init__(self, name):\n"
                "        super().__init__('The parcel is gone.')\n"
                "        self.name = name",
                '"The parcel is gone".',
            ),
            "of what the class says by default": (
                "class Gone(Exception):\n    default_message = 'The parcel is gone.'\n"
                "class Late(Exception):\n"
                "    def __init__(self, text='Too late to change it.'):\n"
                "        Exception.__init__(self, text)",
                ('"The parcel is gone".', '"Too late to change it".'),
            ),
            "with a colon at its end": (
                "def take(n):\n    'Take.'\n    raise ValueError('a name cannot contain a :')",
                '"a name cannot contain a :".',
            ),
            "with what only the body knows": (
                "def take(n):\n    'Take.'\n    known = load()\n"
                "    while n not in known:\n"
                "        raise ValueError(f'must be one of {known}, not {n} or {n._key}')",
                '"must be one of ..., not `n` or ...".',
            ),
            "with a condition": (
                (
                    "def take(n):\n    'Take.'\n"
                    "    if n < 0:\n"
                    "        raise ValueError('n must be positive')"
                ),
                'If `n` is negative: "n must be positive".',
            ),
            "on several lines, with values": (
                (
                    "def take(name, kind):\n    'Take.'\n"
                    "    while name():\n"
                    "        raise ValueError(\n"
                    "            f'Unknown option \"{name.text}\" '\n"
                    "            f'for {kind!r}.'\n"
                    "        )"
                ),
                '"Unknown option `name.text` for `kind`".',
            ),
            "with quotation marks": (
                (
                    "def take(name):\n    'Take.'\n"
                    "    while name():\n"
                    "        raise ValueError('\"none\" is no name')"
                ),
                "\"'none' is no name\".",
            ),
            "with options of a command": (
                (
                    "def take(name):\n    'Take.'\n"
                    "    while name():\n"
                    "        raise ValueError('give --query or \\'--dry-run\\', not -q')"
                ),
                '"give `--query` or `--dry-run`, not -q".',
            ),
            "filled by %": (
                (
                    "def take(name):\n    'Take.'\n"
                    "    while name():\n"
                    "        raise ValueError('100%% of %r are %(x)s, not %d' % (name, 3))"
                ),
                '"100% of `name` are `x`, not ...".',
            ),
            "filled by format": (
                (
                    "def take(name, n):\n    'Take.'\n"
                    "    while name():\n"
                    "        raise ValueError('Cannot take {0.x} of {n:>3} in <{}>'"
                    ".format(name, n=n))"
                ),
                '"Cannot take `name.x` of `n` in `name`".',
            ),
            "a sum": (
                (
                    "def take(name):\n    'Take.'\n"
                    "    while name():\n"
                    "        raise ValueError('Cannot take ' + name)"
                ),
                '"Cannot take `name`".',
            ),
            "values that are glued to words": (
                (
                    "def take(a, b):\n    'Take.'\n"
                    "    while a():\n"
                    "        raise ValueError(f'No route from {a}/{b} known')"
                ),
                '"No route from {a}/{b} known".',
            ),
            "values behind a word and a colon": (
                (
                    "def take(self, host):\n    'Take.'\n"
                    "    while host():\n"
                    "        raise ValueError(f'No answer of {host}:{self.port} (id:{self.id}).')"
                ),
                '"No answer of `host`:`self.port` (id:`self.id`)".',
            ),
            "values that would look like roles": (
                (
                    "def take(a, b):\n    'Take.'\n"
                    "    while a():\n"
                    "        raise ValueError(f'Neither std::{a} nor :py:{b} is known')"
                ),
                '"Neither std::{a} nor :py:{b} is known".',
            ),
            "that ends in a value of no name": (
                (
                    "def take(a):\n    'Take.'\n    known = load()\n"
                    "    while a():\n"
                    "        raise ValueError(f'Unknown kind of `a`. It must be one of {known}.')"
                ),
                '"Unknown kind of `a`. It must be one of ...".',
            ),
            "of a handled exception": (
                (
                    "def take(name):\n    'Take.'\n"
                    "    try:\n"
                    "        name()\n"
                    "    except OSError as error:\n"
                    "        raise ValueError(f'Cannot take any: {error}') from error"
                ),
                'If `name()` raises `OSError`: "Cannot take any".',
            ),
            "translated, in a variable that is set again": (
                (
                    "def take(name):\n    'Take.'\n"
                    "    while name():\n"
                    "        msg = 'Nothing of this'\n"
                    "    while name(1):\n"
                    "        msg = _('No such name: %s') % name\n"
                    "        raise ValueError(msg)"
                ),
                '"No such name: `name`".',
            ),
            "a constant of the module": (
                (
                    "ERROR = 'Nothing to be taken.'\n"
                    "def take(name):\n    'Take.'\n"
                    "    while name():\n"
                    "        raise ValueError(ERROR)"
                ),
                '"Nothing to be taken".',
            ),
            "behind a number": (
                (
                    "def take(name):\n    'Take.'\n"
                    "    while name():\n"
                    "        raise OSError(404, 'No such page', name)"
                ),
                '"No such page".',
            ),
            "of two raises": (
                (
                    "def take(name):\n    'Take.'\n"
                    "    while name():\n"
                    "        raise ValueError('No such page')\n"
                    "    while name(1):\n"
                    "        raise ValueError('No such line')"
                ),
                '"No such page" or "No such line".',
            ),
            "of only one raise of two": (
                "def take(name):\n    'Take.'\n"
                "    while name():\n        raise ValueError('No such page')\n"
                "    while name(1):\n        raise ValueError(name)",
                'For several reasons, such as "No such page".',
            ),
            "of more than three raises": (
                "def take(name):\n    'Take.'\n"
                "    if name < 1:\n        raise ValueError('No such page')\n"
                "    if name < 2:\n        raise ValueError('No such line')\n"
                "    if name < 3:\n        raise ValueError('No such word')\n"
                "    if name < 4:\n        raise ValueError('No such letter')",
                'For several reasons, such as "No such page" and "No such line".',
            ),
            "of several raises, with conditions": (
                "def take(name, n):\n    'Take.'\n"
                "    if n < 1:\n        raise ValueError('No such page')\n"
                "    while name(1):\n        raise ValueError('No such line')\n"
                "    if n > 3:\n        raise ValueError(n)",
                '"No such line"; if `n` is less than `1`: "No such page"; '
                "if `n` is greater than `3`.",
            ),
            "of two raises with the same words": (
                "def take(name, n):\n    'Take.'\n"
                "    if n < 1:\n        raise ValueError('No such page')\n"
                "    if name:\n        raise ValueError('No such page')",
                '"No such page".',
            ),
            "without a condition before others": (
                "def take(name, n):\n    'Take.'\n"
                "    if n < 1:\n        raise ValueError('No such page')\n"
                "    while name(1):\n        raise ValueError('No such line')",
                '"No such line"; if `n` is less than `1`: "No such page".',
            ),
            "below a condition": (
                "def take(name, n):\n    'Take.'\n"
                "    if n > 3:\n"
                "        if name[lambda: 1]:\n            raise ValueError('No such page')",
                'If `n` is greater than `3`: "No such page".',
            ),
            "below a condition that has no words": (
                "def take(name, n):\n    'Take.'\n"
                "    if name[lambda: 1]:\n"
                "        if n[lambda: 1]:\n            raise ValueError('No such page')",
                'In some cases: "No such page".',
            ),
            "of the last branch of a chain": (
                "def take(name, n):\n    'Take.'\n"
                "    if n[lambda: 1]:\n        name()\n"
                "    elif name[lambda: 1]:\n        n()\n"
                "    else:\n        raise ValueError('No such page')",
                '"No such page".',
            ),
            "behind what leaves the function": (
                "def take(name, n):\n    'Take.'\n"
                "    for each in n:\n        if each.name() == name:\n            return each\n"
                "    raise ValueError(f'No page {name}')",
                '"No page `name`".',
            ),
            "a long one": (
                (
                    "def take(name):\n    'Take.'\n"
                    "    while name():\n"
                    "        raise ValueError('No such page. "
                    f"{'Very long words follow. ' * 8}')"
                ),
                '"No such page".',
            ),
        },
        silent={
            "what only a default says": (
                "class Gone(Exception):\n    'Gone.'\n    message = 'The parcel is gone.'\n"
                "def take(n):\n    'Take.'\n    raise Gone(n)"
            ),
            "what the class says of a value": (
                "class Gone(Exception):\n"
                "    def __init__(self, name):\n        super().__init__(f'{name} is gone now')"
            ),
            "what the class says at times": (
                "class Gone(Exception):\n"
                "    def __init__(self, name):\n        if name:\n"
                "            super().__init__('The parcel is gone.')"
            ),
            "nothing but a value": (
                "def take(name):\n    'Take.'\n"
                "    while name():\n        raise ValueError(f'bad {name}')"
            ),
            "two words": (
                "def take(name):\n    'Take.'\n"
                "    while name():\n        raise ValueError('Bad name')"
            ),
            "a variable that is built": (
                "def take(name):\n    'Take.'\n"
                "    msg = 'No such page'\n"
                "    msg += name\n"
                "    while name():\n        raise ValueError(msg)"
            ),
            "a parameter that hides a constant": (
                "ERROR = 'Nothing to be taken.'\n"
                "def take(name, ERROR):\n    'Take.'\n"
                "    while name():\n        raise ValueError(ERROR)"
            ),
            "the arguments of what makes it": (
                "class Gone(Exception):\n    'Gone.'\n"
                "def take(name):\n    'Take.'\n    raise gone('The parcel is gone.', 3)\n"
                "def gone(x, y):\n    'Make.'\n    return Gone(x[y])"
            ),
            "no words": (
                "def take(name):\n    'Take.'\n"
                "    while name():\n        raise ValueError('no_such_page')"
            ),
            "what can't happen": (
                "def take(name):\n    'Take.'\n"
                "    while name():\n        raise ValueError('This should never happen')"
            ),
            "of a called function": (
                "def take(name):\n    'Take.'\n"
                "    _check(name)\n"
                "def _check(x):\n"
                "    'Check.'\n"
                "    while x():\n        raise ValueError(x)"
            ),
        },
    ),
    "narrate:return": Cases(
        says={
            "emptiness of what a text's method gives": (
                "def f(a, b) -> bool:\n    return bool(a.strip()) and b > 1",
                "Return whether `a` without surrounding whitespace is not empty and `b` is greater "
                "than `1`.",
            ),
            "all items of several containers": (
                "def f(things):\n    return [x for one in things for x in one.values()]",
                "Return a list of all items of `one.values()` for each `one` in `things`.",
            ),
            "a set that is filled with items of others, and used": (
                "def f(things):\n    s = set()\n    for one in things:\n"
                "        if one.ok:\n            s.update(one.all)\n    return sorted(s)",
                "Return a sorted list of the items of `s`, where `s` is a set of all items of "
                "`one.all` for each `one` in `things` for which `one.ok` is true.",
            ),
            "by a number that is called by no known noun": (
                "class A:\n    def __init__(self):\n        self._doccount: int = 0\n"
                "    def is_more(self, n: int):\n        return self._doccount > n",
                "Return whether the doccount is greater than `n`.",
            ),
            "a question with a choice in it": (
                "def f(a: list):\n    return len(a) > 3 or (len(a) == 3 and a.x is None)",
                "Return whether the number of items in `a` is greater than `3` or both the number "
                "of items in `a` equals `3` and `a.x` is `None`.",
            ),
            "a number between two others": (
                "def f(a: list):\n    return 4 <= len(a) < 9",
                "Return whether the number of items in `a` is at least `4` and the number of items "
                "in `a` is less than `9`.",
            ),
            "argument": ("def f(a, b):\n    return b", "Return `b` unchanged."),
            "of a private attribute that has the value of an argument": (
                "class A:\n    def __init__(self, obj):\n        self._obj = obj\n"
                "    def is_class(self):\n        return isinstance(self._obj, type)",
                "Return whether the `obj` given at construction is an instance of `type`.",
            ),
            "with two names for parts of it": (
                "def f(a):\n    first, rest = a.x()\n    size = len(a)\n"
                "    return [first, rest, size, size]",
                "Return a list of `first`, `rest`, `size` and `size`, where `first` and `rest` are "
                "the items of `a.x()` and `size` is the length of `a`.",
            ),
            "of a file that is opened for it": (
                "def f(path):\n    with open(path) as file:\n        return file.read()",
                "Return the text of the file `path`.",
            ),
            "bytes of a file": (
                "def f(path):\n    with path.open('rb') as file:\n        return file.read()",
                "Return the bytes of the file `path`.",
            ),
            "of a JSON file": (
                "import json\ndef f(self):\n    with open(self.path, encoding='utf-8') as file:\n"
                "        return json.load(file)",
                "Return the value that the JSON file `self.path` holds.",
            ),
            "two conditions": (
                "def f(all):\n    return len([a for a in all if a is not None if a != ''])",
                "Return the number of items in a list of the items `a` of `all` for which `a` is "
                "not `None` and `a` does not equal `''`.",
            ),
            "what is joined of each": (
                "def f(data):\n    return ''.join(chr(byte) for byte in data)",
                "Return the character with the code point `byte` for each `byte` in `data`, "
                "joined.",
            ),
            "what holds for none": (
                "def f(part):\n    return not any(part.startswith(one) for one in ('dev', 'rc'))",
                "Return whether `part` starts with `one` for no `one` in a tuple of `'dev'` and "
                "`'rc'`.",
            ),
            "a value with items set": (
                "class A(B):\n    def context(self, **kw):\n"
                "        found = super().context(**kw)\n"
                "        found['item'] = self.item\n        found['all'] = []\n"
                "        return found",
                "Return the result of the inherited `context(**kw)` with `'item'` set to "
                "`self.item` and `'all'` set to an empty list.",
            ),
            "a new instance with attributes set": (
                "class A:\n    @classmethod\n    def make(cls, size):\n"
                "        one = cls()\n        one.size = size\n        return one",
                "Return a new instance with `size` set to `size`.",
            ),
            "arguments that are attributes of one thing": (
                "class Row: 'R.'\ndef f(a):\n    return Row(x=a.x, y=a.y, z=a.z)",
                "Return a new `Row` made from the values of `x`, `y` and `z` in `a`.",
            ),
            "dictionary with values that tell what it is": (
                "def f(first, second):\n    return {'type': 'pair', 'parts': [first, second]}",
                "Return a dictionary with the keys `'type'` (`'pair'`) and `'parts'` "
                "(`[first, second]`).",
            ),
            "dictionary of names": (
                "def f(a, b):\n    return {'a': a, 'b': b}",
                "Return a dictionary with the keys `'a'` and `'b'`.",
            ),
            "many keys": (
                "def f(a):\n    return {'a': a, 'b': 1, 'c': 2, 'd': 3, 'e': 4, 'f': 5, 'g': 6}",
                "Return a dictionary with the keys `'a'`, `'b'`, `'c'`, `'d'`, `'e'` and 2 others.",
            ),
            "a long call": (
                "def f(a):\n    return len(a.connected_doors(kind='sliding', only_open=True, "
                "floor='first', side='left', n=20))",
                "Return the length of `a.connected_doors(...)`.",
            ),
            "by a property instead of the attribute that it returns": (
                "class A:\n    @property\n    def rows(self):\n        return self._rws\n"
                "    def last(self, key):\n        return sorted(self._rws)",
                "Return a sorted list of the items of `self.rows`.",
            ),
            "kept results": (
                "@method_cache\ndef f(a):\n    return len(a)",
                "Return the length of `a`.",
            ),
            "of what is there or not": (
                "class Door:\n    'D.'\n    def __init__(self):\n        self.size = 3\n"
                "class f:\n    def __init__(self, door: Door | None):\n"
                "        self._door: Door | None = door\n"
                "    def size(self):\n"
                "        return self._door.size if self._door else 0",
                "Return the `size` of the door if the door is not `None`, otherwise `0`.",
            ),
            "what is imported under another name": (
                "def f():\n    from parcel.about import version as v\n"
                "    return v.startswith('3.')",
                "Return whether `parcel.about.version` starts with `'3.'`.",
            ),
            "an import whose full name a parameter hides": (
                "def f(parcel):\n    from parcel import weigh as weight\n"
                "    return len(weight(parcel))",
                "Return the length of `weight(parcel)`.",
            ),
            "length": (
                "def total(things: list[str]):\n    return len(things)",
                "Return the number of items in `things`.",
            ),
            "private attribute": (
                "class A:\n    def f(self):\n        return len(self._children)",
                "Return the length of the children.",
            ),
            "smallest of what a call gives": (
                "class A:\n    def f(self, n):\n        return min(self.sizes(n))",
                "Return the smallest of `self.sizes(n)`.",
            ),
            "own class": (
                "class A:\n    @classmethod\n    def make(cls, x):\n        return cls(x.y)",
                "Return a new instance made from `x.y`.",
            ),
            "count": (
                "def f(things):\n    n = 0\n    for one in things:\n        if one.ready:\n"
                "            n += 1\n    return n",
                "Return the number of `one` in `things` for which `one.ready` is true.",
            ),
            "attribute of each item": (
                "def f(a):\n    return [b.x for b in a.c]",
                "Return a list of the `x` of each item of `a.c`.",
            ),
            "texts joined": (
                "def f(things):\n    return ', '.join(one.name for one in things)",
                "Return the `name` of each item of `things` joined by commas.",
            ),
            "text that is filled": (
                "class A:\n    def f(self):\n        return '%s at %s' % (self.a, self.b)",
                "Return the text `{self.a} at {self.b}`.",
            ),
            "comprehension": (
                "def names(things):\n    return [one.name for one in things if one.ready]",
                "Return a list of `one.name` for each `one` in `things` for which `one.ready` is "
                "true.",
            ),
            "container of what a generator yields": (
                "def pairs(lines):\n    return dict(line.split('=') for line in lines)",
                "Return a dictionary of `line.split('=')` for each `line` in `lines`.",
            ),
            "sum of what is asked of each": (
                "def total(readers, key):\n    return sum(r.size(key) for r in readers)",
                "Return the sum of `r.size(key)` for each `r` in `readers`.",
            ),
            "truth of a known type": (
                "def usable(things: list[str]):\n    return not things",
                "Return whether `things` is empty.",
            ),
            "list that a loop fills": (
                "def f(things):\n    found = []\n    for one in things:\n"
                "        if one.ready:\n            found.append(one.name)\n    return found",
                "Return a list of `one.name` for each `one` in `things` for which `one.ready` is "
                "true.",
            ),
            "list of the items that a loop doesn't skip": (
                "def f(things, get):\n    found = []\n    for one in things:\n"
                "        if one.hidden:\n            continue\n        new = get(one)\n"
                "        found.append((one, new.name))\n    return found",
                "Return a list of tuples of `one` and `get(one).name` for each `one` in `things` "
                "for which `one.hidden` is not true.",
            ),
            "either of two questions": (
                "def f(a: str):\n    return not a or a.endswith('/')",
                "Return whether `a` is empty or `a` ends with `'/'`.",
            ),
            "questions of the standard library": (
                "import os\ndef f(path):\n"
                "    return os.path.isfile(path) and not os.path.isabs(path)",
                "Return whether `path` is a file and `path` is not an absolute path.",
            ),
            "truth that is asked for": (
                "def f(a: str, b):\n    return bool(a) and b > 1",
                "Return whether `a` is not empty and `b` is greater than `1`.",
            ),
            "value in place of an empty one": (
                "def f(a: str, b):\n    return a or b.name",
                "Return `a`, or `b.name` if it is empty.",
            ),
            "length of one of two": (
                "def f(a: str, b):\n    return len(a or b.name)",
                "Return the length of `a or b.name`.",
            ),
            "sorted list of a list": (
                "def f(a):\n    return sorted(list(a))",
                "Return a sorted list of the items of `a`.",
            ),
            "sorted set": (
                "def f(a):\n    return sorted(set(a))",
                "Return a sorted list of the distinct items of `a`.",
            ),
            "iterator over a generator": (
                "def f(a):\n    return iter(g(one) for one in iter(a))",
                "Return an iterator over `g(one)` for each `one` in `a`.",
            ),
            "local that is used once": (
                "def f(a):\n    found = a.read()\n    return len(found)",
                "Return the length of `a.read()`.",
            ),
            "property": (
                "class A:\n    @property\n    def stamp(self):\n        import os\n"
                "        return f'{self.day}-{self.hour:02}'",
                "The text `{self.day}-{self.hour:02}`.",
            ),
        },
        silent={
            "single bits": "def f(a: list[int], i):\n    return len(a) > (i >> 7 & 1)",
            "local name of a loop that is needed twice": (
                "def f(things, get):\n    found = []\n    for one in things:\n"
                "        new = get(one)\n        found.append((new, new.name))\n    return found"
            ),
            "a local name that is carried on": (
                "def f(things):\n    last = 0\n    found = []\n    for one in things:\n"
                "        last = last + one.size\n        found.append(last)\n    return found"
            ),
            "call before that of a local name": (
                "def f(things, get):\n    found = []\n    for one in things:\n"
                "        new = get(one)\n        found.append((one.next(), new))\n    return found"
            ),
            "two loops of a comprehension": (
                "def f(a):\n    return [one.x for all in a for one in all]"
            ),
            "private container that is no plural": (
                "class A:\n"
                "    def __init__(self):\n"
                "        self._pertain = {'of'}\n"
                "    def has(self, name):\n"
                "        return name in self._pertain"
            ),
            "comparison that makes something": (
                "class A:\n    'A.'\n    def __gt__(self, a) -> Test:\n        'Greater.'\n"
                "    def f(self, a):\n        return self > a"
            ),
            "documented": "def f(a):\n    'Count.'\n    return len(a)",
            "getter that its name tells": (
                "class A:\n    def __init__(self):\n        self._errors: list[str] = []\n"
                "    def _geterrors(self):\n        return self._errors"
            ),
            "special method": "class f:\n    def __call__(self):\n        return len(self.a)",
            "closure": "def g(a):\n    def h(): return 1\n    return len(a)",
            "long text": f"def g():\n    return f'{{a}} {'very ' * 40}long'",
            "new instance": (
                "class Box:\n    'A box.'\ndef g(a, lid):\n    return Box(a.size, lid=lid, key=1)"
            ),
            "private name": "class f:\n    def g(self):\n        return len(self._prt)",
            "parameter bound anew": "def f(a):\n    a = a.x(1)\n    return len(a) + len(a.b)",
            "unpacked": "def f(a):\n    b, = a.x()\n    return len(b)",
            "property of one attribute": (
                "class f:\n    @property\n    def closed(self):\n        return self.file is None"
            ),
            "question within a question": (
                "def f(a, b):\n    return a > b if isinstance(a, str) else a.empty"
            ),
            "two choices in one question": (
                "def f(a, b):\n    return (a.x and b.x and (a.y or b.y)) or len(a) > 2"
            ),
            "one of several": (
                "@singledispatch\ndef f(things: list[str]):\n    return len(things)"
            ),
            "assertion on an argument": (
                "def f(a):\n    assert isinstance(a, str)\n    return len(a)"
            ),
        },
    ),
    "narrate:effect": Cases(
        says={
            "what is done in the end in any case": (
                "def f(a, b):\n    try:\n        b.all = []\n    finally:\n        del a.x",
                "Set `b.all` to an empty list; finally, delete `a.x`.",
            ),
            "on a flag": (
                "class A:\n    def __init__(self):\n        self._closed: bool = False\n"
                "    def close(self, other):\n        del other.all\n        self._closed = True",
                "Delete `other.all`, then set the closed flag to true.",
            ),
            "a value that is changed before it's returned": (
                "class A:\n    def union(self, other):\n        c = self.copy()\n"
                "        c.update(other)\n        return c",
                "Return `self.copy()` after calling `update(other)` on it.",
            ),
            "a value that is changed before it's kept": (
                "class Pipe: 'P.'\nclass A:\n    def connect(self, a):\n        pipe = Pipe()\n"
                "        pipe.wait(a)\n        pipe.open()\n        self.pipe = pipe",
                "Set `self.pipe` to a new `Pipe` after calling `wait(a)` and `open()` on it.",
            ),
            "on a file whose path was given to the constructor": (
                "class A:\n    def __init__(self, spath):\n        self._spath = spath\n"
                "    def write(self, text):\n        with open(self._spath, 'w') as file:\n"
                "            file.write(text)",
                "Write `text` to the file at the `spath` given at construction.",
            ),
            "on a file that is opened for it": (
                "def f(path, text):\n    with open(path, 'w') as file:\n"
                "        file.write(text.strip())",
                "Write `text` without surrounding whitespace to the file `path`.",
            ),
            "at the end of a file": (
                "def f(path, text):\n    with open(path, 'a') as file:\n        file.write(text)",
                "Append `text` to the file `path`.",
            ),
            "JSON": (
                "import json\ndef f(path, a):\n    with open(path, 'w') as file:\n"
                "        json.dump(a, file, indent=2)",
                "Write `a` as JSON to the file `path`.",
            ),
            "type of a receiver": (
                "class A:\n    def __init__(self):\n        self.all: list[int] = []\n"
                "    def push(self, one):\n        self.all.append(len(one))",
                "Append the length of `one` to `self.all`.",
            ),
            "several at once": (
                "class A:\n    def stop(self):\n        self.a = None\n        self.b = None\n"
                "        self.all = []",
                "Set `self.a` and `self.b` to `None`, then set `self.all` to an empty list.",
            ),
            "private attributes": (
                "class A:\n    def move(self, offset):\n        self._offset = offset\n"
                "        self._reader.close()\n        return self",
                "Set the offset to `offset`, call `close()` on the reader, then return the object "
                "itself.",
            ),
            "private attribute that isn't called by a noun": (
                "class A:\n    def set_doc_count(self, doccount):\n"
                "        self._doccount = doccount\n        return self",
                "Store `doccount`, then return the object itself.",
            ),
            "several to different values": (
                "class A:\n    def reset(self, a):\n        self.one = None\n"
                "        self.all = []\n        self.names = {}",
                "Set `self.one` to `None`, `self.all` to an empty list and `self.names` to an "
                "empty dictionary.",
            ),
            "one after the other": (
                "class A:\n    def stop(self):\n        self.running = False\n"
                "        self.names = []",
                "Set `self.running` to false, then set `self.names` to an empty list.",
            ),
            "inherited method": (
                "class A:\n    def put(self, index):\n        super(A, self).put(index)\n"
                "        self.all = []",
                "Call the inherited `put(index)`, then set `self.all` to an empty list.",
            ),
            "library": (
                "import os\ndef tidy(path):\n    os.remove(path)",
                "Delete the file `path`.",
            ),
        },
        silent={
            "a flag that is all that is returned": (
                "class f:\n    def __init__(self):\n        self._closed: bool = False\n"
                "    def state(self):\n        return self._closed\n"
                "    def __del__(self):\n        self._closed = True"
            ),
            "receiver of unknown type": "def f(a, b):\n    a.append(b)",
            "call": "class f:\n    def g(self):\n        self.on = False\n        self.close(1)",
            "a value that is handed to something else before it's returned": (
                "def f(a, b):\n    c = a.x()\n    c.update(b)\n    b.add(c)\n    return c"
            ),
            "old value is returned": (
                "class f:\n    def swap(self):\n        old = self.x\n"
                "        self.x = []\n        return old"
            ),
            "too much": "def f(a):\n" + "".join(f"    a.x{n} = {n}\n" for n in range(9)),
        },
    ),
    "narrate:condition": Cases(
        says={
            "nothing in one case": (
                "def f(a, b):\n    if isinstance(a, str):\n        return\n"
                "    a.close()\n    b.all = []",
                "Do nothing if `a` is an instance of `str`; otherwise, call `a.close()`, then set "
                "`b.all` to an empty list.",
            ),
            "a question in the last case": (
                "def f(a):\n    if a is None:\n        return False\n"
                "    return isinstance(a, (str, int))",
                "Return false if `a` is `None`, otherwise whether `a` is an instance of `str` or "
                "`int`.",
            ),
            "cases of which the first that holds counts": (
                "def f(a):\n    if isinstance(a, str):\n        a.x = []\n"
                "    elif isinstance(a, int):\n        a.x = {}",
                "Set `a.x` to an empty list if `a` is an instance of `str`; otherwise, set `a.x` "
                "to an empty dictionary if `a` is an instance of `int`.",
            ),
            "chain of returns": (
                "def norm(x):\n    if isinstance(x, str):\n        return [x]\n"
                "    if x is None:\n        return []\n    return list(x)",
                "Return a list with only `x` if `x` is an instance of `str`, an empty list if `x` "
                "is `None`, otherwise a list of the items of `x`.",
            ),
            "condition in a condition": (
                "def f(a):\n    if a.x:\n        if isinstance(a.y, str):\n            a.z = 1",
                "Set `a.z` to `1` if `a.x` is true and `a.y` is an instance of `str`.",
            ),
            "effect": (
                "class A:\n    def stop(self, a):\n        if isinstance(a, str):\n"
                "            a.close()\n        self.parts = []",
                "Call `a.close()` if `a` is an instance of `str`; then set `self.parts` to an "
                "empty list.",
            ),
            "equality": (
                "def f(a, b):\n    if isinstance(a, str):\n        return a.x\n"
                "    if a == b:\n        return []\n    return None",
                "Return `a.x` if `a` is an instance of `str`, an empty list if `a` equals `b`, "
                "otherwise `None`.",
            ),
            "more than 160 characters that no shorter sentence tells": (
                "def validate(document, operation):\n    if isinstance(operation, str):\n"
                "        validate_named_operation(document, operation)\n    else:\n"
                "        validate_anonymous_operation(document)",
                "Call `validate_named_operation(document, operation)` if `operation` is an "
                "instance of `str`; otherwise, call `validate_anonymous_operation(document)`.",
            ),
            "caught in a property": (
                "class A:\n    @property\n    def size(self):\n        try:\n"
                "            return len(self.all)\n        except TypeError:\n"
                "            return None",
                "The length of `self.all`, or `None` if `TypeError` is raised.",
            ),
            "caught": (
                "def f(a):\n    try:\n        return len(a)\n    except TypeError:\n"
                "        return None",
                "Return the length of `a`, or `None` if `TypeError` is raised.",
            ),
        },
        silent={
            "a name that stands for its namesake": (
                "class f:\n    def __init__(self):\n        self._context = 1\n"
                "    def columns(self):\n        context = self._context\n"
                "        if context is None:\n            return None\n"
                "        return context.columns"
            ),
            "an argument that is bound anew": (
                "class Config: 'C.'\ndef f(config, name):\n"
                "    if not isinstance(config, Config):\n        config = Config(config)\n"
                "    return config.find(name)"
            ),
            "a call whose arguments don't fit": (
                "def f(a, b):\n    if b:\n        a.report(one=a.connected_doors(kind='sliding', "
                "only_open=True, floor='first'), side='left', n=20)"
            ),
            "refusals only": (
                "def check(x):\n    if not isinstance(x, int):\n        raise TypeError\n"
                "    elif x < 0:\n        raise ValueError"
            ),
            "decorated by what nobody knows": (
                "@twice\ndef f(a):\n    if a is None:\n        return 0\n    return len(a)"
            ),
            "condition in one of two cases, behind something else": (
                "def f(a):\n    if a.x:\n        a.close()\n        if a.y:\n"
                "            a.z = 1\n    else:\n        a.z = 2"
            ),
            "question in one of two cases": (
                "def f(a, b):\n    if isinstance(a, str):\n        return a is b\n"
                "    return a.empty"
            ),
            "argument bound anew": (
                "def f(a: str):\n    if not a.endswith('/'):\n        a += '/'\n    return a"
            ),
        },
    ),
    "closure": Cases(
        says={
            "a function that wraps another": (
                "import functools\ndef twice(f):\n    @functools.wraps(f)\n"
                "    def both(a, *args):\n        f(a)\n        return f(a, *args)\n"
                "    return both",
                "Wrap `f` in a function that takes `a` and `*args`.",
            ),
            "a decorator": (
                "def named(name):\n    def decorator(f):\n        f.title = name\n"
                "        return f\n    return decorator",
                "Return a decorator that sets `f.title` to `name`, then returns `f`.",
            ),
            "a decorator that wraps a function": (
                "def cached(default):\n    def decorator(f):\n        def wrapper(*a):\n"
                "            return f(*a) or default\n        return wrapper\n"
                "    return decorator",
                "Return a decorator.",
            ),
            "another function": (
                "def sized(n):\n    def is_sized(x):\n        return len(x) == n\n"
                "    return is_sized",
                "Return a function that returns whether the length of `x` equals `n`.",
            ),
        },
        silent={
            "a function that is used before": (
                "def f(n):\n    def g(x):\n        return len(x) == n\n    g(1)\n    return g"
            ),
            "another function with any arguments": (
                "def f(n):\n    def g(*args, **kw):\n        return n(*args, **kw)\n    return g"
            ),
            "a function of which nothing can be said": (
                "def f(n):\n    def g(x):\n        return x + n\n    return g"
            ),
            "an argument of the inner function that has the same name": (
                "def f(a):\n    def g(a):\n        return a(1)\n    return g"
            ),
            "a function that another decorator changes": (
                "def f(a):\n    @h\n    def g():\n        return a(1)\n    return g"
            ),
        },
    ),
    "managed": Cases(
        says={
            "before and after": (
                "from contextlib import contextmanager\n@contextmanager\ndef group(writer):\n"
                "    writer.names = []\n    try:\n        yield writer\n    finally:\n"
                "        writer.end()",
                "On entry, set `writer.names` to an empty list; on exit, call `writer.end()`.",
            ),
        },
        silent={
            "two places where it's left": (
                "from contextlib import contextmanager\n@contextmanager\ndef f(a):\n"
                "    if a.x:\n        yield a\n    else:\n        yield None"
            ),
            "what only private names tell": (
                "from contextlib import contextmanager\nclass f:\n    @contextmanager\n"
                "    def g(self):\n        self._x(1)\n        yield\n        self._y(2)"
            ),
        },
    ),
    "value-of": Cases(
        says={
            "an attribute that the constructor makes": (
                "class Detector:\n    pass\nclass State:\n    'S.'\n"
                "    def __init__(self):\n        self.detector = Detector()",
                "Value of `State.detector`.",
            ),
            "a declared attribute": (
                "class Detector:\n    pass\nclass State:\n    'S.'\n"
                "    detector: Detector | None = None",
                "Value of `State.detector`.",
            ),
        },
        silent={
            "a private attribute": (
                "class f:\n    pass\nclass State:\n    'S.'\n"
                "    def __init__(self):\n        self._detector = f()"
            ),
            "an attribute of its own": (
                "class f:\n    def __init__(self):\n        self.other = f()"
            ),
            "what a function returns": (
                "class f:\n    pass\ndef g(a):\n    'G.'\n    return a\n"
                "class State:\n    'S.'\n    def __init__(self):\n        self.other = g(f)"
            ),
        },
    ),
    "narrate:loop": Cases(
        says={
            "one of two things with each": (
                "def f(things, a):\n    for one in things:\n        if one.done:\n"
                "            a.all = []\n        else:\n            a.one = one",
                "For each `one` in `things`, set `a.all` to an empty list if `one.done` is true; "
                "otherwise, set `a.one` to `one`.",
            ),
            "values": (
                "def f(a: dict):\n    for _, b in a.items():\n        if b.done:\n"
                "            return True\n    return False",
                "Return whether `b.done` is true for any `b` in the values of `a`.",
            ),
            "values of which some are called by no name": (
                "def f(a):\n    for b, _, c in a:\n        if c.done:\n            yield b",
                "Yield `b` for each `b` and `c` in `a` for which `c.done` is true.",
            ),
            "effect on each": (
                "def f(things):\n    for one in things:\n        one.all = []",
                "For each `one` in `things`, set `one.all` to an empty list.",
            ),
            "elements that are yielded": (
                "def f(a):\n    for b in a:\n        if b.done:\n            yield b",
                "Yield each `b` in `a` for which `b.done` is true.",
            ),
            "something yielded for each element": (
                "def f(a):\n    for b in a:\n        if b.done:\n            yield b.all",
                "Yield `b.all` for each `b` in `a` for which `b.done` is true.",
            ),
            "something yielded in a loop in a loop": (
                "def f(a):\n    for b in a:\n        for c in b:\n"
                "            if c.done:\n                yield b",
                "Yield `b` for each `b` in `a` and each `c` in `b` for which `c.done` is true.",
            ),
            "loop in a loop": (
                "def f(a):\n    for b in a:\n        for c in b:\n            del c.all",
                "For each `b` in `a` and each `c` in `b`, delete `c.all`.",
            ),
            "some elements": (
                "def f(a):\n    for b in a:\n        if b.done:\n            continue\n"
                "        b.close()",
                "For each `b` in `a` for which `b.done` is not true, call `b.close()`.",
            ),
            "first": (
                "def f(things, key):\n    for one in things:\n        if one.key == key:\n"
                "            return one\n    return None",
                "Return the first `one` in `things` for which `one.key` equals `key`, or `None` if "
                "there is none.",
            ),
        },
        silent={
            "loop in a loop in a loop": (
                "def f(a):\n    for b in a:\n        for c in b:\n            for d in c:\n"
                "                d.close()"
            ),
            "generator that a decorator changes": (
                "@to_list\ndef f(a):\n    for b in a:\n        yield b.x"
            ),
            "loop that is left": "def f(a):\n    for b in a:\n        break",
        },
    ),
    "narrate:terse-return": Cases(
        says={
            "method of a class that is called like one of texts": (
                "class Level:\n    'L.'\n    def lower(self) -> int:\n        'L.'\n"
                "def f(a: Level, b) -> bool:\n    return bool(a.lower()) and b > 1",
                "Return whether `a.lower()` is true and `b` is greater than `1`.",
            ),
            "two things that are not true": (
                "from typing import Optional\ndef f(a: Optional[bool], b: Optional[bool]):\n"
                "    return not a and not b",
                "Return whether neither `a` nor `b` is true.",
            ),
            "behind what is refused under two conditions": (
                "def f(a, b):\n    if a is not None:\n        if not isinstance(a, int):\n"
                "            raise TypeError\n    return Door(a, b)",
                "Return a new `Door` made from `a` and `b`.",
            ),
            "instance that is kept": (
                "import functools\n@functools.cache\ndef f():\n    from x import Door\n"
                "    return Door('a')",
                "Return the `Door` made from `'a'`.",
            ),
            "membership": (
                "class A:\n    def __init__(self):\n        self.ends = set()\n"
                "    def is_end(self, state):\n        return state in self.ends",
                "Return whether `state` is in `self.ends`.",
            ),
            "item of a dictionary": (
                "class A(dict):\n    'A.'\n    def hard(self):\n        return self.get('Hard', 0)",
                "Return the item `'Hard'` of `self`, or `0` if there is none.",
            ),
            "new instance": (
                "class Box:\n    'A box.'\ndef f(a, lid):\n    return Box(a.size, lid=lid)",
                "Return a new `Box` made from `a.size` and `lid`.",
            ),
            "instance of a class that is imported": (
                "def f(a, **more):\n    from x import Searcher\n    return Searcher(a, **more)",
                "Return a new `Searcher` made from `a` and `**more`.",
            ),
        },
        silent={"formula": "def f(a, b):\n    return len(a + b * 2)"},
    ),
    "narrate:terse-effect": Cases(
        says={
            "change of a public attribute": (
                "class A:\n    def before(self):\n        self.count += 1",
                "Increase `self.count` by `1`.",
            ),
            "switch": (
                "class A:\n    def cancel(self):\n        self.running = False",
                "Set `self.running` to false.",
            ),
            "question": (
                "class A:\n    def move(self, a, b):\n        self.start = a is not b",
                "Set `self.start` to whether `a` is not `b`.",
            ),
        },
        silent={
            "call": "class f:\n    def g(self):\n        self.on = False\n        self.a(1, 2)"
        },
    ),
    "narrate:terse-condition": Cases(
        says={
            "condition in one of two cases": (
                "def f(a):\n    if a.x:\n        if a.y:\n            a.z = 1\n"
                "    else:\n        a.z = 2",
                "Set `a.z` to `2` if `a.x` is not true; otherwise, set `a.z` to `1` if `a.y` is "
                "true.",
            ),
            "one call with several names": (
                "class A:\n    def get(self, a, b):\n        if a is None:\n"
                "            return self.key\n        return self.find(a, b)",
                "Return `self.key` if `a` is `None`; otherwise, `self.find(a, b)`.",
            ),
            "literals": (
                "class A:\n    def f(self):\n        if self.name == 'pypy':\n"
                "            return 'PyPy'\n        if self.name == 'pyston':\n"
                "            return 'Pyston'\n        return 'CPython'",
                "Return `'PyPy'` if `self.name` equals `'pypy'`, `'Pyston'` if `self.name` equals "
                "`'pyston'`, otherwise `'CPython'`.",
            ),
            "attribute": (
                "class A:\n    def f(self):\n        if not hasattr(self, 'all'):\n"
                "            return False\n        return self.all",
                "Return false if `self` has no attribute `all`, otherwise `self.all`.",
            ),
        },
        silent={
            "call": ("def f(a, b):\n    if a.x(1, 2):\n        return a.y\n    return b.z(a, 3)")
        },
    ),
    "narrate:terse-loop": Cases(
        says={
            "one that something doesn't hold for": (
                "def f(a):\n    for b in a:\n        if b != 3:\n"
                "            return False\n    return True",
                "Return false if `b` does not equal `3` for at least one `b` in `a`, "
                "otherwise true.",
            ),
            "any": (
                "def f(a):\n    for b in a.all:\n        if b.done:\n            return True\n"
                "    return False",
                "Return whether `b.done` is true for any `b` in `a.all`.",
            ),
        },
        silent={
            "call": "def f(a, b):\n    for c in a.all(b, 1):\n        c.close(b, 2)",
        },
    ),
    "to-implement": Cases(
        says={
            "no decorator": (
                "class A:\n    'A.'\n    def run(self):\n        raise NotImplementedError\n"
                "class B(A):\n    'B.'",
                "To be implemented by subclasses; raises `NotImplementedError` here.",
            ),
            "no subclass": (
                "class A:\n    'A.'\n    def run(self):\n        raise NotImplementedError",
                "Not implemented: raises `NotImplementedError`.",
            ),
        },
        silent={
            "decorator": "class f:\n    @abstractmethod\n    def run(self):\n        pass",
            "taken back": (
                "class B:\n    def run(self):\n        return 1\n"
                "class f(B):\n    def run(self):\n        raise NotImplementedError"
            ),
        },
    ),
    "read-aloud": Cases(
        says={
            "an item whose key is an item": (
                "def f(node, value: dict):\n    return value.get(node['name'])",
                "Return the item `node['name']` of `value`, or `None` if there is none.",
            ),
            "code": ("def f(a):\n    return a.codec(1)", "Return `a.codec(1)`."),
            "attribute of an attribute": (
                "class A:\n    def first(self):\n        return self.node.start",
                "Return the `start` of `self.node`.",
            ),
            "private name": (
                "class A:\n    def f(self):\n        return len(self._prt)",
                "Return the length of `self._prt`.",
            ),
            "local": (
                "def f(a):\n    x = a.one(1, 2)\n    return x.two(x, 1)",
                "Return `x.two(x, 1)`, where `x` is `a.one(1, 2)`.",
            ),
        },
        silent={
            "single bits": "def f(a):\n    return a.flags & a.mask",
            "too long": f"def f(a):\n    return a.{'codec' * 25}()",
            "nothing but a call whose arguments are left out": (
                "def f(a):\n    return reverse('oauth:device-grant-status', kwargs={'id': a.id}, "
                "current_app=a.application)"
            ),
            "name of the property": (
                "class f:\n    def __init__(self, a):\n        self._prt = a.x\n"
                "    @property\n    def prt(self):\n        return self._prt"
            ),
        },
    ),
    "nothing": Cases(
        says={
            "with a mixin that comes first": (
                "class Base:\n    def handle(self, key):\n        pass\n"
                "class Keys:\n    'K.'\n    def handle(self, key):\n        'Handle.'\n"
                "class Input(Keys, Base):\n    'I.'",
                "Do nothing; `Input` overrides it.",
            ),
            "empty body with overriders": (
                "class A:\n    def setup(self): pass\n"
                "class B(A):\n    'B.'\n    def setup(self):\n        'Open.'",
                "Do nothing; `B` overrides it.",
            ),
            "nothing returned": ("def f(a):\n    return", "Do nothing."),
        },
        silent={
            "body that is elsewhere": "def f(a): ...",
            "abstract": "class f:\n    @abstractmethod\n    def run(self): pass",
            "import": "def f():\n    import numpy",
            "effect": "def f(a):\n    a.x()",
        },
    ),
    "constant": Cases(
        says={
            "a long list": (
                f"def f():\n    return {[f'linux_{n}_x86_64' for n in range(9)]}",
                "Always return a list of `'linux_0_x86_64'`, `'linux_1_x86_64'`, "
                "`'linux_2_x86_64'`, `'linux_3_x86_64'`, `'linux_4_x86_64'` and 4 others.",
            ),
            "nothing in it": ("def f(a):\n    return ()", "Always return an empty tuple."),
            "method": ("class A:\n    def kind(self):\n        return 'a'", "Always return `'a'`."),
            "property": (
                "class A:\n    @property\n    def kind(self):\n        return -1",
                "Always `-1`.",
            ),
            "name of a constant": (
                "NAME = 'detection'\ndef f():\n    return NAME",
                "Always return `NAME` (`'detection'`).",
            ),
            "overridden": (
                "class A:\n    def kind(self):\n        return 'a'\n"
                "class B(A):\n    'B.'\n    def kind(self):\n        'Kind.'\n"
                "        return 'b'",
                "Return `'a'`; `B` overrides it.",
            ),
        },
        silent={
            "variable": "def f(a):\n    return a",
            "decorated": "@route('/')\ndef f():\n    return 'a'",
        },
    ),
    "always-raises": Cases(
        says={
            "message": (
                "def f(a):\n    raise ValueError('No such door.')",
                'Always raise `ValueError` ("No such door").',
            ),
            "computed message": (
                "def f(a):\n    raise ValueError(f'{a}')",
                "Always raise `ValueError`.",
            ),
        },
        silent={
            "abstract": "class f:\n    @abstractmethod\n    def run(self):\n        pass",
            "what a function makes": "def f(a):\n    raise make(a)",
            "loop": "def f(a):\n    for b in a:\n        raise ValueError",
            "decorated": "@choose\ndef f(a):\n    raise ValueError",
            "overridden": (
                "class f:\n    def run(self):\n        raise ValueError\n"
                "class g(f):\n    def run(self):\n        'Run.'"
            ),
        },
    ),
    "given": Cases(
        says={
            "property": (
                "class A:\n    def __init__(self, path):\n        self._path = path\n"
                "    @property\n    def place(self):\n        return self._path",
                "The `path` given at construction.",
            ),
            "set again": (
                "class A:\n    def __init__(self, path):\n        self._path = path\n"
                "    def place(self):\n        return self._path\n"
                "    def move(self, path):\n        self._path = path",
                "Return the `path` given at construction, or what `move` last set.",
            ),
            "by an inherited constructor": (
                "class B:\n    def __init__(self, path):\n        self._path = path\n"
                "class A(B):\n    def place(self):\n        return self._path",
                "Return the `path` given at construction.",
            ),
            "as a mangled name": (
                "class A:\n    def __init__(self, path):\n        self.__path = path\n"
                "    @property\n    def place(self):\n        return self.__path",
                "The `path` given at construction.",
            ),
            "method": (
                "class A:\n    def __init__(self, path):\n        self._path = path\n"
                "    def place(self):\n        return self._path",
                "Return the `path` given at construction.",
            ),
        },
        silent={
            "a value of the constructor's own": (
                "class A:\n    def __init__(self):\n        self._path = 1\n"
                "    def f(self):\n        return self._path\n"
                "    def move(self, path):\n        self._path = path"
            ),
            "set again by a private method": (
                "class f:\n    def __init__(self):\n        self._path = 1\n"
                "    def place(self):\n        return self._path\n"
                "    def _move(self, path):\n        self._path = path"
            ),
            "a constructor that gives another one what it wants": (
                "class A:\n    def __init__(self, path):\n        self._path = path\n"
                "class f(A):\n    def __init__(self, path):\n        super().__init__(path.x)\n"
                "    def place(self):\n        return self._path"
            ),
            "set from outside": (
                "class f:\n    def __init__(self, path):\n        self._path = path\n"
                "    def place(self):\n        return self._path\n"
                "def move(a, path):\n    a._path = path"
            ),
            "bound anew before": (
                "class f:\n    def __init__(self, path):\n        path = path.x\n"
                "        self._path = path\n    def place(self):\n        return self._path"
            ),
        },
    ),
    "origin": Cases(
        says={
            "an instance": (
                "class Box:\n    def __init__(self, size):\n        self.size = size\n"
                "class A:\n    def __init__(self, size):\n        self._box = Box(size)\n"
                "    @property\n    def place(self):\n        return self._box",
                "The `Box` made at construction from `size`.",
            ),
            "the result of a function": (
                "def clean(path):\n    return [path]\n"
                "class A:\n    def __init__(self, path):\n        self._path = clean(path)\n"
                "    def place(self):\n        return self._path",
                "Return the value of `clean(path)` at construction.",
            ),
            "a container with the method that fills it": (
                "class A:\n    def __init__(self):\n        self._all = {}\n"
                "    @property\n    def known(self):\n        return self._all\n"
                "    def add(self, key, one):\n        self._all[key] = one",
                "The dictionary, empty at first, that `add` fills.",
            ),
        },
        silent={
            "set again": (
                "class f:\n    def __init__(self, path):\n        self._path = list(path)\n"
                "    def place(self):\n        return self._path\n"
                "    def _move(self, path):\n        self._path = path"
            ),
            "of a name that is bound in the constructor": (
                "class f:\n    def __init__(self, path):\n        for each in path:\n"
                "            self._path = g(each)\n    def place(self):\n"
                "        return self._path"
            ),
            "attributes whose names nobody can tell": (
                "class f:\n    def __init__(self, path):\n        self._path = list(path)\n"
                "    def place(self):\n        return self._path\n"
                "    def move(self, key, path):\n        setattr(self, key, path)"
            ),
            "the namespace of the instance": (
                "class f:\n    def __init__(self, path):\n        self._path = list(path)\n"
                "    def place(self):\n        return self._path\n"
                "    def move(self, **paths):\n        self.__dict__.update(paths)"
            ),
            "an attribute that is set by its name": (
                "class f:\n    def __init__(self, path):\n        self._path = list(path)\n"
                "    def place(self):\n        return self._path\n"
                "    def _move(self, path):\n        setattr(self, '_path', path)"
            ),
            "a container that nobody is seen to fill": (
                "class f:\n    def __init__(self):\n        self._all = []\n"
                "    def known(self):\n        return self._all"
            ),
        },
    ),
    "lazy": Cases(
        says={
            "property": (
                "class A:\n    @property\n    def index(self):\n"
                "        if self._index is None:\n            self._index = build(self.path)\n"
                "        return self._index",
                "`build(self.path)`, made on first use and kept.",
            ),
            "property that is made by a private method": (
                "class A:\n    @property\n    def index(self):\n"
                "        if self._index is None:\n            self._index = self._build()\n"
                "        return self._index",
                "Made on first use and kept.",
            ),
            "method that asks whether there is one": (
                "class A:\n    def index(self):\n        if hasattr(self, '_index'):\n"
                "            return self._index\n        self._index = {}\n"
                "        return self._index",
                "Return an empty dictionary, made on first use and kept.",
            ),
        },
        silent={
            "another attribute": (
                "class f:\n    def index(self):\n        if self._a is None:\n"
                "            self._b = 1\n        return self._b"
            ),
            "private name": (
                "class f:\n    def index(self):\n        if self._a is None:\n"
                "            self._a = self._made()\n        return self._a"
            ),
        },
    ),
    "delegate": Cases(
        says={
            "of what returns": (
                "def load(a):\n    'Return the items of a file.'\n    return open(a)\n"
                "def f(a):\n    return load(a)",
                "Return the items of a file, as `load` does.",
            ),
            "function": (
                "def unique(n):\n    'Create a random integer of some bits.'\n"
                "def f(a):\n    return unique(a.bits)",
                "Create a random integer of some bits, by `unique(a.bits)`.",
            ),
            "parameter of another name": (
                "def unique(n):\n    'Create a random integer of `n` bits.'\n"
                "def f(size):\n    return unique(size)",
                "Create a random integer of `size` bits, by `unique(size)`.",
            ),
            "method of an attribute of a known class": (
                "class B:\n    'B.'\n    def flush(self):\n        'Write all that waits.'\n"
                "class A:\n    def __init__(self, b: B):\n        self.b: B = b\n"
                "    def run(self):\n        self.b.flush()",
                "Call `self.b.flush()`: write all that waits.",
            ),
        },
        silent={
            "to what is said of when it's called": (
                "class A:\n    'A.'\n    def add(self, a):\n"
                "        'Called when a binding is altered.'\n"
                "    def f(self, a):\n        self.add(a)"
            ),
            "long call": (
                "def unique(n):\n    'Account for some bits.'\n"
                "def f(a):\n    return unique(a.bits_of_all_numbers[type(a).__name__][0], a)"
            ),
            "undocumented": "def g(n): ...\ndef f(a):\n    return g(a)",
            "docstring that the code has left behind": (
                "def g(n) -> dict[str, int]:\n    'Return a list of sizes.'\n"
                "def f(a):\n    return g(a)"
            ),
            "receiver of unknown type": (
                "class B:\n    'B.'\n    def flush(self):\n        'Write all that waits.'\n"
                "def f(b):\n    b.flush()"
            ),
            "constant that chooses": (
                "def g(n, safe=False):\n    'Give the name.'\ndef f(a):\n    return g(a, True)"
            ),
            "order in a property": (
                "def g(n):\n    'Copy a message.'\n"
                "class f:\n    @property\n    def x(self):\n        return g(self.y)"
            ),
            "private name": "def _g(n):\n    'Copy a message.'\ndef f(a):\n    return _g(a)",
        },
    ),
    "forward": Cases(
        says={
            "result": (
                "class A:\n    def read(self, n, *, size=1):\n"
                "        return self.child.read(n, size=size)",
                "Delegate to `read` of `self.child`.",
            ),
            "effect": (
                "class A:\n    def close(self):\n        self.child.close()",
                "Delegate to `close` of `self.child`.",
            ),
            "private attribute": (
                "class A:\n    def read(self):\n        return self._child.read()",
                "Delegate to `read` of the child.",
            ),
        },
        silent={
            "place without a thing": (
                "class f:\n    def read(self):\n        return self._first.read()"
            ),
            "documented": (
                "class B:\n    'B.'\n    def flush(self):\n        'Flush.'\n"
                "class f:\n    def __init__(self, b: B):\n        self.b: B = b\n"
                "    def flush(self):\n        return self.b.flush(1)"
            ),
            "other arguments": (
                "class f:\n    def read(self, n):\n        return self.child.read(n + 1)"
            ),
            "another name": "class f:\n    def read(self):\n        return self.child.get()",
            "private name": "class f:\n    def read(self):\n        return self._ch.read()",
        },
    ),
    "through": Cases(
        says={
            "method of the same object": (
                "class A:\n    def size(self):\n        return self._size()\n"
                "    def _size(self):\n        return len(self.a) > 0",
                "Return whether the length of `self.a` is positive.",
            ),
            "arguments of the same names": (
                "def _size(a):\n    return len(a)\ndef f(a):\n    return _size(a)",
                "Return the length of `a`.",
            ),
        },
        silent={
            "arguments": (
                "class f:\n    def size(self, a):\n        return self._size(a.x)\n"
                "    def _size(self, a):\n        return len(a)"
            ),
            "overridden": (
                "class f:\n    def size(self):\n        return self._size()\n"
                "    def _size(self):\n        return len(self.a)\n"
                "class g(f):\n    'G.'\n    def _size(self):\n        'Size.'"
            ),
        },
    ),
    "extends": Cases(
        says={
            "members": (
                "class Base:\n    'B.'\n    def run(self):\n        'Run.'\n"
                "class Node(Base):\n    def run(self):\n        'Run.'\n"
                "    def stop(self):\n        'Stop.'",
                "Kind of `Base` that adds `stop` and overrides `run`.",
            ),
        },
        silent={
            "private base": (
                "class _Base:\n    'B.'\nclass f(_Base):\n    def run(self):\n        'Run.'"
            ),
            "nothing to say": "class Base:\n    'B.'\nclass f(Base):\n    pass",
        },
    ),
    "holds": Cases(
        says={
            "attributes": (
                "class A:\n    def __init__(self):\n        self.size = 1\n        self.names = []",
                "Object with the attributes `size` and `names`.",
            ),
            "special methods": (
                "class A:\n    def __enter__(self): ...\n    def close(self):\n        'Close.'",
                "Context manager with the method `close`.",
            ),
        },
        silent={
            "attributes that the signature has": (
                "class f:\n    def __init__(self, a):\n        self.a = a"
            ),
            "one attribute": "class f:\n    def __init__(self):\n        self.a = 1",
            "nothing public": "class f:\n    def __init__(self):\n        self._a = 1",
        },
    ),
    "kind-of": Cases(
        says={
            "nothing new": (
                "class Base:\n    'A store of open files.'\nclass Node(Base):\n    pass",
                "Kind of `Base`: a store of open files.",
            ),
        },
        silent={
            "what only a base is": (
                "class Base:\n    'The base class of stores.'\nclass f(Base):\n    pass"
            ),
        },
    ),
    "extended-by": Cases(
        says={
            "subclasses": (
                "class Store:\n    pass\nclass Folder(Store):\n    'A store of files.'\n"
                "class Pack(Store):\n    'A store in a file.'",
                "Extended by `Folder` and `Pack`.",
            ),
        },
        silent={
            "only one subclass": "class f:\n    pass\nclass G(f):\n    'G.'",
            "subclass whose name says so": (
                "class StoreMixin:\n    pass\nclass FileStore(StoreMixin):\n    'Files.'"
            ),
            "private subclass": "class f:\n    pass\nclass _G(f):\n    'G.'",
            "subclass for tests": "class f:\n    pass\nclass MockF(f):\n    'F.'",
        },
    ),
    "supports": Cases(
        says={
            "several": (
                "class A:\n    def __len__(self):\n        'L.'\n"
                "    def __iter__(self):\n        'I.'",
                "Supports iteration and `len()`.",
            ),
            "context": (
                "class A:\n    def __enter__(self):\n        'E.'\n"
                "    def __exit__(self, *args):\n        'E.'",
                "Can be used as a context manager.",
            ),
        },
        silent={
            "iteration of what iterates": (
                "class ItemIterable:\n    def __iter__(self):\n        'I.'"
            ),
            "representation": "class f:\n    def __repr__(self): ...",
            "calls alone": "class f:\n    def __call__(self):\n        'C.'",
            "what its base says": (
                "from collections.abc import Mapping\nclass f(Mapping[str, int]):\n"
                "    def __len__(self):\n        'L.'"
            ),
            "overload": (
                "class f:\n    @overload\n    def __getitem__(self, a: int) -> int: ...\n"
                "    @overload\n    def __getitem__(self, a: str) -> str: ..."
            ),
        },
    ),
    "returned-by": Cases(
        says={
            "function": (
                "class A:\n    x: int\ndef make() -> A:\n    'Make it.'",
                "Returned by `make`.",
            ),
        },
        silent={
            "what its base returns": (
                "class Base:\n    def own(self) -> 'f':\n        'Itself.'\nclass f(Base):\n"
                "    x: int"
            ),
            "private function": "class f: ...\ndef _make() -> f:\n    'Make it.'",
            "functions of one name": {
                "pkg.m": "class f: ...\ndef make() -> f:\n    'Make it.'",
                "pkg.n": "from pkg.m import f\ndef make() -> f:\n    'Make it.'",
            },
        },
    ),
    "special-raises": Cases(
        says={
            "getitem": (
                (
                    "class A:\n"
                    "    def __getitem__(self, key):\n        'Look.'\n"
                    "        while self.x():\n"
                    "            raise KeyError(key)"
                ),
                "If there is no such key.",
            ),
        },
        silent={
            "other exception": (
                "class A:\n"
                "    def __getitem__(self, key):\n        'Look.'\n"
                "        while self.x():\n"
                "            raise ValueError(key)"
            ),
        },
    ),
    "choice": Cases(
        says={
            "chain whose end raises": (
                (
                    "def f(mode):\n"
                    "    'Go.'\n"
                    "    if mode == 'r':\n        a()\n"
                    "    elif mode in ('w', 'x'):\n        b()\n"
                    "    else:\n        raise ValueError(mode)"
                ),
                "One of `'r'`, `'w'` and `'x'`.",
            ),
            "branches that return before a raise": (
                (
                    "def f(mode):\n"
                    "    'Go.'\n"
                    "    if mode == 'r':\n        return 1\n"
                    "    elif mode == 'w':\n        return 2\n"
                    "    raise ValueError(mode)"
                ),
                "Either `'r'` or `'w'`.",
            ),
            "keys of a dictionary": (
                "def f(mode):\n    'Go.'\n    return {'r': 1, 'w': 2}[mode]",
                "Either `'r'` or `'w'`.",
            ),
            "cases of a match": (
                (
                    "def f(mode):\n"
                    "    'Go.'\n"
                    "    match mode:\n"
                    "        case 'r' | 'w':\n            a()\n"
                    "        case _:\n            raise ValueError(mode)"
                ),
                "Either `'r'` or `'w'`.",
            ),
        },
        silent={
            "keys of a dictionary that one case looks it up in": (
                "def f(mode):\n    'Go.'\n    if mode == 'x':\n        a()\n"
                "    elif mode in 'rw':\n        b({'r': 1, 'w': 2}[mode])"
            ),
            "chain that goes on": (
                "def f(mode):\n"
                "    'Go.'\n"
                "    if mode == 'r':\n        a()\n"
                "    elif mode == 'w':\n        b()"
            ),
            "raise that follows branches which go on": (
                "def f(mode):\n"
                "    'Go.'\n"
                "    if mode == 'r':\n        a()\n"
                "    elif mode == 'w':\n        b()\n"
                "    raise ValueError(mode)"
            ),
            "parameter that is bound again": (
                "def f(mode):\n"
                "    'Go.'\n"
                "    mode = mode.lower()\n"
                "    if mode == 'r':\n        a()\n"
                "    elif mode == 'w':\n        b()\n"
                "    else:\n        raise ValueError(mode)"
            ),
            "one that is allowed, and one that isn't": (
                "def f(mode):\n"
                "    'Go.'\n"
                "    if mode == 'r':\n        a()\n"
                "    elif mode is None:\n        raise TypeError\n"
                "    else:\n        raise ValueError(mode)"
            ),
            "condition on something else as well": (
                "def f(mode, x):\n"
                "    'Go.'\n"
                "    if mode == 'r':\n        a()\n"
                "    elif mode == 'w' and x:\n        b()\n"
                "    else:\n        raise ValueError(mode)"
            ),
        },
    ),
    "must": Cases(
        says={
            "sign": (
                "def f(n):\n    'Go.'\n    if n <= 0:\n        raise ValueError(n)",
                "Must be positive.",
            ),
            "bounds": (
                "def f(n):\n    'Go.'\n    if not 0 <= n <= 7:\n        raise ValueError(n)",
                "Must be at least `0` and at most `7`.",
            ),
            "bounds apart": (
                "def f(n):\n    'Go.'\n    if n < 1 or n > 7:\n        raise ValueError(n)",
                "Must be at least `1` and at most `7`.",
            ),
            "type, then value": (
                (
                    "def f(n):\n"
                    "    'Go.'\n"
                    "    if not isinstance(n, int):\n        raise TypeError(n)\n"
                    "    elif n < 0:\n        raise ValueError(n)"
                ),
                "Must be an `int` and be at least `0`.",
            ),
            "length": (
                "def f(n):\n    'Go.'\n    if len(n) != 2:\n        raise ValueError(n)",
                "Must have a length of `2`.",
            ),
            "assertion": ("def f(n):\n    'Go.'\n    assert callable(n)", "Must be callable."),
            "unless none": (
                (
                    "def f(n=None):\n"
                    "    'Go.'\n"
                    "    if n is not None and n <= 0:\n        raise ValueError(n)"
                ),
                "Must be positive, unless `None`.",
            ),
            "members": (
                (
                    "def f(n):\n"
                    "    'Go.'\n"
                    "    if n not in ('a', 'b', 'c'):\n        raise ValueError(n)"
                ),
                "One of `'a'`, `'b'` and `'c'`.",
            ),
            "truth of a known type": (
                "def f(n: str):\n    'Go.'\n    if not n:\n        raise ValueError(n)",
                "Must not be empty.",
            ),
            "type whose name has no singular": (
                (
                    "def f(x):\n"
                    "    'Go.'\n"
                    "    if not isinstance(x, bytes):\n        raise TypeError\n"
                    "    g(x)"
                ),
                "Must be an instance of `bytes`.",
            ),
        },
        silent={
            "after a return": (
                "def f(n, m):\n    'Go.'\n    if m:\n        return\n    assert n > 0"
            ),
            "bound again": (
                "def f(n):\n    'Go.'\n    n = g(n)\n    if n <= 0:\n        raise ValueError(n)"
            ),
            "under another condition": (
                "def f(n, m):\n"
                "    'Go.'\n"
                "    if m:\n"
                "        if n <= 0:\n            raise ValueError(n)"
            ),
            "compared with a local": (
                "def f(n):\n    'Go.'\n    m = g()\n    if n <= m:\n        raise ValueError(n)"
            ),
            "truth of an unknown type": "def f(n):\n    'Go.'\n    assert n",
            "flag that asks for an exception": (
                "def f(n=False):\n    'Go.'\n    if n:\n        raise DeprecationWarning"
            ),
        },
    ),
    "fallback": Cases(
        says={
            "zero for None": (
                "def f(n: int | None = None):\n    'Go.'\n    n = n or 0\n    g(n)",
                "If `None`, `0` is used.",
            ),
            "for None alone": (
                "def f(env: dict | None = None):\n    'Go.'\n    env = env or {}\n    g(env)",
                "If `None`, an empty dictionary is used.",
            ),
            "statement": (
                (
                    "def f(env=None):\n"
                    "    'Go.'\n"
                    "    if env is None:\n        env = os.environ\n"
                    "    g(env)"
                ),
                "If `None`, `os.environ` is used.",
            ),
            "or": (
                "def f(env=None):\n    'Go.'\n    env = env or {}\n    g(env)",
                "If `None`, an empty dictionary is used.",
            ),
            "in an attribute": (
                (
                    "class A:\n"
                    "    'A.'\n"
                    "    def go(self, env=None):\n"
                    "        'Go.'\n"
                    "        self.env = self.other if env is None else env"
                ),
                "If `None`, `self.other` is used.",
            ),
            "before what is false is refused": (
                "def f(n=None, m=1):\n    'Go.'\n    n = n or m\n"
                "    if not n:\n        raise ValueError",
                "If `None`, `m` is used.",
            ),
            "before it's passed on to what requires something": (
                "def g(n):\n    'Sum.'\n    if n is None:\n        raise ValueError\n    n.x.y()\n"
                "def f(m=None):\n    'Go.'\n    if m is None:\n        m = 3\n    g(m)",
                ("If `None`, `3` is used.",),
            ),
            "before None is refused": (
                "def f(n=None, m=1):\n    'Go.'\n    if n is None:\n        n = m\n"
                "    if n is None:\n        raise ValueError",
                "If `None`, `m` is used.",
            ),
            "another type": (
                "def f(x):\n    'Go.'\n    if isinstance(x, str):\n        x = g(x)\n    h(x)",
                "If a `str`, `g(x)` is used.",
            ),
        },
        silent={
            "something of an attribute's": (
                "class A:\n    'A.'\n    def f(self, x=None):\n        'Go.'\n"
                "        self.x = x if x is not None else self.config.get('x')"
            ),
            "behind other work": (
                "def f(a, cls=None):\n    'Go.'\n    if a:\n        return a.run()\n"
                "    if cls is None:\n        cls = Door\n    return [cls]"
            ),
            "private function": (
                "class A:\n    'A.'\n    def f(self, key=None):\n        'Go.'\n"
                "        self.key = key or self._rand_id()"
            ),
            "left before": (
                "def f(x=None):\n    'Go.'\n    if x is None:\n        return\n    x = x or y"
            ),
            "local": (
                "def f(x=None):\n    'Go.'\n    y = g()\n    if x is None:\n        x = y\n    h(x)"
            ),
            "bound twice": (
                "def f(x=None):\n    'Go.'\n    if x is None:\n        x = Y\n    x = g(x)"
            ),
            "condition": "def f(x, y):\n    'Go.'\n    if x or y:\n        g()",
            "used otherwise too": ("def f(x=None):\n    'Go.'\n    g(x or Y)\n    h(x)\n    i(x)"),
            "not read behind it": (
                "def f(argv=None):\n    'Go.'\n    if argv is None:\n        argv = sys.argv\n"
                "    g()"
            ),
        },
    ),
    "effect": Cases(
        says={
            "flag": (
                (
                    "class A:\n"
                    "    'A.'\n"
                    "    def go(self, hard=False):\n"
                    "        'Go.'\n"
                    "        if hard:\n            self.flush()\n"
                    "        self.items = 1"
                ),
                "If true, `self.flush()` is called.",
            ),
            "length": (
                (
                    "def f(x):\n    'Go.'\n"
                    "    if len(x) == 1:\n        return A\n    else:\n        return B"
                ),
                "If its length is `1`, `A` is returned; otherwise, `B` is returned.",
            ),
            "two ways": (
                (
                    "def f(x: bool):\n"
                    "    'Go.'\n"
                    "    if x:\n        return 1\n"
                    "    else:\n        return Y"
                ),
                "If true, `1` is returned; otherwise, `Y` is returned.",
            ),
            "chosen value": (
                "def f(x: bool):\n    'Go.'\n    g(A if x else B)",
                "If true, `A` is used, otherwise `B`.",
            ),
            "nothing": (
                "def f(x=None):\n    'Go.'\n    if x is None:\n        return\n    g(x)",
                "If `None`, nothing is done.",
            ),
        },
        silent={
            "flag with another use": (
                "def f(x: bool):\n    'Go.'\n    if x:\n        g()\n    h(x)"
            ),
            "test with another use": (
                "class C:\n"
                "    'C.'\n"
                "    def f(self, x=None):\n"
                "        'Go.'\n"
                "        g(x)\n"
                "        if x is None:\n            self.n = 1\n"
                "        else:\n            self.n = 2"
            ),
            "half of what is returned": (
                "def f(x):\n    'Go.'\n    if len(x) == 1:\n        return x\n    return g(x)"
            ),
            "choice in one of two cases": (
                "def f(x: bool, y):\n    'Go.'\n    g('' if y.z else (A if x else B))"
            ),
            "choice under a condition": (
                "def f(x: bool, y):\n    'Go.'\n    if y.z:\n        g(A if x else B)"
            ),
            "asked only if nothing was returned before": (
                "class C:\n"
                "    'C.'\n"
                "    def f(self, x: bool, y):\n"
                "        'Go.'\n"
                "        if y.z:\n            return\n"
                "        if x:\n            self.flush()"
            ),
            "asked twice": (
                "def f(x=None):\n"
                "    'Go.'\n"
                "    if x is None:\n        return\n"
                "    for y in z:\n        if x is not None:\n            g(y)"
            ),
            "effect on a local": (
                "def f(x: bool):\n    'Go.'\n    y = []\n    if x:\n        y.sort()\n    return y"
            ),
            "half an effect": (
                "def f(x: bool):\n"
                "    'Go.'\n"
                "    if x:\n        g()\n        for y in z:\n            h(y)"
            ),
            "condition on something else as well": (
                "def f(x: bool, y):\n    'Go.'\n    if x and y:\n        g()"
            ),
        },
    ),
    "callback": Cases(
        says={
            "call": (
                "def f(done):\n    'Go.'\n    for x in y:\n        done(x, 1)",
                "Called as `done(x, 1)`.",
            ),
            "call of nothing": ("def f(f):\n    'Go.'\n    f()", "Called without arguments."),
        },
        silent={
            "what need not be called": (
                "def f(a, spec):\n    'Go.'\n    if callable(spec):\n        return spec(a)\n"
                "    return a"
            ),
            "called in two ways": "def f(done):\n    'Go.'\n    done(1)\n    done(2)",
            "bound again": "def f(done):\n    'Go.'\n    done = g(done)\n    done(1)",
        },
    ),
    "passed-on": Cases(
        says={
            "documented": (
                (
                    "def g(n):\n    'Sum.\\n\\n    :param n: Number of tries.'\n"
                    "def f(m):\n    'Go.'\n    g(m)"
                ),
                "Number of tries (passed on to `g`).",
            ),
            "method of the class, with the instance": (
                (
                    "class A:\n"
                    "    'A.'\n"
                    "    def __init__(self, x, n):\n"
                    "        'Sum.\\n\\n        :param x: Number of tries.'\n"
                    "class B(A):\n"
                    "    'B.'\n"
                    "    def f(self, m):\n        'Go.'\n        A.__init__(self, m, 1)"
                ),
                "Number of tries (passed on to `A`).",
            ),
            "keyword": (
                (
                    "class A:\n"
                    "    'A.'\n"
                    "    def g(self, x, n):\n"
                    "        'Sum.\\n\\n        :param n: Number of tries.'\n"
                    "    def h(self, m):\n        'Go.'\n        self.g(1, n=m)"
                ),
                "Number of tries (passed on to `A.g`).",
            ),
            "in brackets already": (
                (
                    "def g(n):\n    'Sum.\\n\\n    :param n: Number of tries (of any).'\n"
                    "def f(m):\n    'Go.'\n    g(m)"
                ),
                "Number of tries (of any), passed on to `g`.",
            ),
            "only if it isn't None": (
                (
                    "def g(n):\n    'Sum.\\n\\n    :param n: Number of tries.'\n"
                    "def f(m=None):\n    'Go.'\n    if m is not None:\n        g(m)"
                ),
                "Number of tries (passed on to `g`).",
            ),
            "namesake": (
                {
                    "pkg.a": "def f(n):\n    'Sum.\\n\\n    :param n: Number of tries.'",
                    "pkg.b": "import pkg.a\ndef f(m):\n    'Go.'\n    pkg.a.f(m)",
                },
                "Number of tries (passed on to `pkg.a.f`).",
            ),
            "class whose constructor is documented": (
                "class A:\n    'A.'\n    def __init__(self, n):\n"
                "        'Make.\\n\\n        :param n: Number of tries.'\n"
                "def f(m):\n    'Go.'\n    return A(m)",
                "Number of tries (passed on to `A`).",
            ),
            "what is required there": (
                "def g(n):\n    'Sum.'\n    if n < 1:\n        raise ValueError\n    n.x.y()\n"
                "def f(m):\n    'Go.'\n    return g(m)",
                "Must be at least `1` (passed on to `g`).",
            ),
            "class itself": (
                (
                    "class A:\n"
                    "    'A.'\n"
                    "    def __init__(self, n):\n"
                    "        'Make.\\n\\n        :param n: Number of tries.'\n"
                    "    @classmethod\n"
                    "    def f(cls, m):\n        'Go.'\n        return cls(m)"
                ),
                "Number of tries (passed on to `A`).",
            ),
        },
        silent={
            "what is required there, but handled": (
                "def g(n):\n    'Sum.'\n    if n < 1:\n        raise ValueError\n    n.x.y()\n"
                "def f(m):\n    'Go.'\n    try:\n        g(m)\n    except ValueError:\n        h()"
            ),
            "what is required there, but suppressed": (
                "def g(n):\n    'Sum.'\n    if n < 1:\n        raise ValueError\n    n.x.y()\n"
                "def f(m):\n    'Go.'\n    with suppress(ValueError):\n        g(m)"
            ),
            "two calls deep": (
                "def g(n):\n    'Sum.\\n\\n    :param n: Number of tries.'\n"
                "def h(m):\n    'Sum.\\n\\n    :param m: m'\n    g(m)\n"
                "def f(m):\n    'Go.'\n    h(m)"
            ),
            "one of two uses": (
                "def g(n):\n    'Sum.\\n\\n    :param n: Number of tries.'\n"
                "def f(m):\n    'Go.'\n    g(m)\n    k(m)"
            ),
            "under a condition": (
                "def g(n):\n    'Sum.\\n\\n    :param n: Number of tries.'\n"
                "def f(m, x):\n    'Go.'\n    if x.y == 400:\n        g(m)"
            ),
            "after a failure": (
                "def g(n):\n    'Sum.\\n\\n    :param n: Number of tries.'\n"
                "def f(m):\n    'Go.'\n    try:\n        k()\n    except E:\n        g(m)"
            ),
            "bound again": (
                "def g(n):\n    'Sum.\\n\\n    :param n: Number of tries.'\n"
                "def f(tries):\n    'Go.'\n    tries = tries + 1\n    g(tries)"
            ),
            "local of the same name": (
                "def g(n):\n    'Sum.\\n\\n    :param n: Number of tries.'\n"
                "def f(tries):\n    'Go.'\n    g = h()\n    g(tries)"
            ),
            "not as it is": (
                "def g(n):\n    'Sum.\\n\\n    :param n: Number of tries.'\n"
                "def f(tries):\n    'Go.'\n    g(tries * 2)"
            ),
        },
    ),
    "stored": Cases(
        says={
            "attribute of another name": (
                (
                    "class A:\n"
                    "    'A.'\n"
                    "    def __init__(self, n):\n"
                    "        'Make.'\n"
                    "        self.tries = n\n"
                    "        'Number of tries.'"
                ),
                "Number of tries.",
            ),
        },
        silent={
            "changed value": (
                "class A:\n"
                "    'A.'\n"
                "    def __init__(self, n):\n"
                "        'Make.'\n"
                "        self.tries = n + 1\n"
                "        'Number of tries.'"
            ),
        },
    ),
    "interface": Cases(
        says={
            "an attribute that is altered": (
                "def f(a):\n    'Go.'\n    a.rows.append(a.width)",
                "Only its `rows` and `width` are used.",
            ),
            "a method": (
                "def f(a):\n    'Go.'\n    return a.size() + 1",
                "Only its `size()` is called.",
            ),
            "attributes": (
                "def f(a):\n    'Go.'\n    if a.width:\n        return a.height",
                "Only its `width` and `height` are read.",
            ),
            "what is set": ("def f(a):\n    'Go.'\n    a.size += 1", "Only its `size` is set."),
            "a method and an attribute": (
                "def f(a):\n    'Go.'\n    a.load()\n    return [b for b in a.items]",
                "Only its `load()` and `items` are used.",
            ),
            "of a method that a subclass overrides": (
                "class A:\n    'A.'\n    def f(self, a):\n        'Go.'\n        a.load()\n"
                "class B(A):\n    'B.'\n    def f(self, a):\n        'Go.'\n        print(a)",
                "Only its `load()` is called here.",
            ),
            "of a constructor": (
                "class A:\n    'A.'\n    def __init__(self, a):\n        self.b = a.load()",
                "Only its `load()` is called.",
            ),
        },
        silent={
            "another use": "def f(a):\n    'Go.'\n    a.load()\n    return a",
            "in an inner function": (
                "def f(a):\n    'Go.'\n    a.load()\n    return lambda: print(a)"
            ),
            "bound again": "def f(a):\n    'Go.'\n    a.load()\n    a = 1",
            "names looked up": "def f(a):\n    'Go.'\n    a.load()\n    return eval('a')",
            "many": "def f(a):\n    'Go.'\n    return a.b + a.c + a.d + a.e",
            "a private one": "def f(a):\n    'Go.'\n    return a._load()",
            "a text": "def f(a):\n    'Go.'\n    return a.strip().upper()",
            "a declared class": "def f(a: Color):\n    'Go.'\n    return a.load()",
            "an attribute called like a function": "def f(a):\n    'Go.'\n    return a.type",
            "a declared list": "def f(a: list):\n    'Go.'\n    return a.load()",
            "below a decorator": (
                "from x import wrap\n@wrap\ndef f(a):\n    'Go.'\n    return a.load()"
            ),
            "deleted": "def f(a):\n    'Go.'\n    del a.size",
        },
    ),
    "library": Cases(
        says={
            "argument": (
                "import os\ndef f(x):\n    'Go.'\n    return os.listdir(x)",
                "Directory whose entries are listed.",
            ),
            "stand-in for a missing value": (
                "import os\ndef f(x=None):\n    'Go.'\n    if x is not None:\n        os.chdir(x)",
                "Directory to change to.",
            ),
        },
        silent={
            "over a function": (
                "import time\n"
                "def g(n):\n    'Sum.\\n\\n    :param n: n'\n    time.sleep(n)\n"
                "def f(n):\n    'Go.'\n    g(n)"
            ),
            "one of two uses": (
                "import json\ndef f(x, y):\n    'Go.'\n    y[json.dumps(x)] = 1\n    y.append(x)"
            ),
            "one of two cases": (
                "import os\ndef f(x, y):\n    'Go.'\n    if y.z:\n        os.remove(x)\n    g(y)"
            ),
            "second of two conditions": (
                "import os\ndef f(x, y):\n    'Go.'\n    return y.z and os.listdir(x)"
            ),
            "said by the name already": (
                "def f(x, name, value):\n    'Go.'\n    setattr(x.y, name, value)"
            ),
            "other function of the name": "def f(x):\n    'Go.'\n    return listdir(x)",
            "two meanings": ("import os\ndef f(x):\n    'Go.'\n    os.remove(x)\n    os.chdir(x)"),
            "changed value": "import time\ndef f(x):\n    'Go.'\n    time.sleep(x * 60)",
        },
    ),
    "keywords": Cases(
        says={
            "to the class of the instance": (
                "class A(dict):\n    'A.'\n    def __init__(self, *, b=1):\n        'Make.'\n"
                "    def copy(self, **kw):\n        'Copy.'\n"
                "        return self.__class__(**kw)",
                "Passed on to `A`: `b`.",
            ),
            "to what a partial calls": (
                "import json\nfrom functools import partial\n"
                "def f(x, **kw):\n    'Go.'\n    return x.load(partial(json.loads, **kw))",
                "Passed on to `json.loads`.",
            ),
            "to a function of the method's name": (
                "def dump(a, *, indent=1): 'Dump.'\nclass A:\n    'A.'\n"
                "    def dump(self, **kw):\n        'Go.'\n        return dump(self, **kw)",
                "Passed on to `pkg.m.dump`: `indent`.",
            ),
            "to a base behind one without methods": (
                "import x\nfrom typing import Generic\n"
                "class Mix(Generic[T]):\n    'M.'\n"
                "class A(Mix[T], x.Rows[T]):\n    'A.'\n"
                "    def __init__(self, **kw):\n        'Make.'\n        super().__init__(**kw)",
                "Passed on to `x.Rows`.",
            ),
            "function of the project": (
                (
                    "def g(a, b, *, c=1): 'Sum.'\n"
                    "def f(x, **options):\n    'Go.'\n    return g(x, **options)"
                ),
                "Passed on to `g`: `b` and `c`.",
            ),
            "function of another package": (
                (
                    "import requests\n"
                    "def f(x, **options):\n    'Go.'\n    return requests.get(x, **options)"
                ),
                "Passed on to `requests.get`.",
            ),
            "method of the class, with the instance": (
                (
                    "class A:\n"
                    "    'A.'\n"
                    "    def go(self, size, name=''): 'Go.'\n"
                    "class B(A):\n"
                    "    'B.'\n"
                    "    def go(self, size, *rest, **kw):\n"
                    "        'Go.'\n"
                    "        A.go(self, size, *rest, **kw)"
                ),
                "Passed on to `A.go`: `name`.",
            ),
            "base class over another": (
                (
                    "class A:\n"
                    "    'A.'\n"
                    "    def __init__(self, size=1, name=''): 'Make.'\n"
                    "class B(A):\n"
                    "    'B.'\n"
                    "    def __init__(self, **kw):\n"
                    "        'Make.'\n"
                    "        super().__init__(name='b', **kw)\n"
                    "class C(B):\n"
                    "    'C.'\n"
                    "    def __init__(self, **kw):\n"
                    "        'Make.'\n"
                    "        super().__init__(**kw)"
                ),
                ("Passed on to `A`: `size`.", "Passed on to `B`: `size`."),
            ),
            "keys that are taken out": (
                (
                    "def g(a): 'Sum.'\n"
                    "def f(**kw):\n"
                    "    'Go.'\n"
                    "    x = kw.pop('x', 1)\n"
                    "    y = kw.pop('y', x)\n"
                    "    return g(**kw)"
                ),
                "Keyword arguments `x` and `y`; all others are passed on to `g`: `a`.",
            ),
            "key alone": (
                "def f(**kw):\n    'Go.'\n    return kw.get('x')",
                "May hold `x`.",
            ),
            "class itself": (
                (
                    "class A:\n"
                    "    'A.'\n"
                    "    def __init__(self, size, name=''): 'Make.'\n"
                    "    @classmethod\n"
                    "    def f(cls, **kw):\n        'Go.'\n        return cls(1, **kw)"
                ),
                "Passed on to `A`: `name`.",
            ),
            "class itself, of unknown bases": (
                (
                    "class A(Base):\n"
                    "    'A.'\n"
                    "    @classmethod\n"
                    "    def f(cls, **kw):\n        'Go.'\n        return cls(**kw)"
                ),
                "Passed on to `A`.",
            ),
            "keys, and the rest to a base that any class may have": (
                (
                    "class A:\n"
                    "    'A.'\n"
                    "    def __init__(self, **kw):\n"
                    "        'Make.'\n"
                    "        self.x = kw.pop('x')\n"
                    "        super().__init__(**kw)"
                ),
                "May hold `x`, among others.",
            ),
            "keys of different cases": (
                (
                    "def f(**kw):\n"
                    "    'Go.'\n"
                    "    if 'x' in kw:\n        return kw['x']\n"
                    "    else:\n        return kw['y']"
                ),
                "May hold any of `x` and `y`.",
            ),
            "without the function's own parameters": (
                (
                    "def g(a, b=1, c=2): 'Sum.'\n"
                    "def f(b, **kw):\n    'Go.'\n    return g(1, **kw) if b else None"
                ),
                "Passed on to `g`: `c`.",
            ),
            "function that takes any": (
                (
                    "def g(a, b=1, **extra):\n    'Sum.'\n    h(extra)\n"
                    "def f(**kw):\n    'Go.'\n    return g(1, **kw)"
                ),
                "Passed on to `g`: `b`, among others.",
            ),
            "function that takes keys": (
                (
                    "def g(a, **extra):\n    'Sum.'\n    h(a)\n    return extra.get('c')\n"
                    "def f(**kw):\n    'Go.'\n    return g(1, **kw)"
                ),
                ("May hold `c`.", "Passed on to `g`: `c`."),
            ),
            "typed dictionary": (
                (
                    "class Options(TypedDict):\n"
                    "    'Options.'\n"
                    "    size: int\n"
                    "    name: str\n"
                    "def f(**kw: Unpack[Options]): 'Go.'"
                ),
                "Keyword arguments `size` and `name` of `Options`.",
            ),
            "typed dictionary with a base": (
                (
                    "class Common(TypedDict):\n    'Common.'\n    size: int\n"
                    "class Options(Common, total=False):\n    'Options.'\n    name: str\n"
                    "def f(**kw: Unpack[Options]): 'Go.'"
                ),
                "Keyword arguments `name` and `size` of `Options`.",
            ),
        },
        silent={
            "to a function that takes no more": (
                "def g(a): 'Go.'\ndef f(**kw):\n    'Go.'\n    return g(1, **kw)"
            ),
            "typed dictionary with a base that isn't known": (
                "class Options(other.Common, total=False):\n    'Options.'\n    name: str\n"
                "def f(**kw: Unpack[Options]): 'Go.'"
            ),
            "key that is thrown away": (
                "class f:\n    'A.'\n    def __init__(self, **kw):\n        'Make.'\n"
                "        kw.pop('strict', None)\n        self.real = self._base(**kw)"
            ),
            "two calls": "def f(**kw):\n    'Go.'\n    g(**kw)\n    h(**kw)",
            "other use": "def f(**kw):\n    'Go.'\n    for x in kw:\n        g(x)\n    g(**kw)",
            "class of a class method": (
                "class A:\n"
                "    'A.'\n"
                "    @classmethod\n"
                "    def f(cls, **kw):\n        'Go.'\n        return cls(**kw)"
            ),
            "base that takes none": (
                "class A(Exception):\n"
                "    'A.'\n"
                "    def __init__(self, **kw):\n"
                "        'Make.'\n"
                "        super().__init__(**kw)"
            ),
            "unknown key": "def f(k, **kw):\n    'Go.'\n    kw.pop(k)\n    return g(**kw)",
            "method of something unknown": "def f(x, **kw):\n    'Go.'\n    return x.run(**kw)",
            "inner function": (
                "def f(**kw):\n    'Go.'\n    def h():\n        g(**kw)\n    g(**kw)\n    return h"
            ),
        },
    ),
    "arguments": Cases(
        says={
            "call": (
                "def g(*a): 'Sum.'\ndef f(*args):\n    'Go.'\n    return g(*args)",
                "Passed on to `g`.",
            ),
        },
        silent={
            "other use": "def f(*args):\n    'Go.'\n    g(*args)\n    return args[0]",
            "function itself": "def f(*args):\n    'Go.'\n    return f(*args)",
            "private attribute": (
                "class A:\n"
                "    'A.'\n"
                "    def f(self, *args):\n        'Go.'\n        self._x.go(*args)"
            ),
        },
    ),
    "item": Cases(
        says={
            "key of a dictionary": (
                ("TABLE: dict[str, int] = {}\n'Table.'\ndef f(x):\n    'Go.'\n    return TABLE[x]"),
                "Key to look up in `TABLE`.",
            ),
            "value of a key": (
                (
                    "TABLE: dict[str, int] = {}\n"
                    "'Table.'\n"
                    "def f(x):\n    'Go.'\n    TABLE['size'] = x"
                ),
                "Value to put under `'size'` into `TABLE`.",
            ),
            "key that is looked up first": (
                (
                    "TABLE: dict[str, int] = {}\n"
                    "'Table.'\n"
                    "def f(x):\n"
                    "    'Go.'\n"
                    "    if x in TABLE:\n        del TABLE[x]"
                ),
                "Key to delete from `TABLE`.",
            ),
            "item of a list": (
                (
                    "class A:\n"
                    "    'A.'\n"
                    "    def __init__(self):\n"
                    "        'Make.'\n"
                    "        self.parts: list[int] = []\n"
                    "        'Parts.'\n"
                    "    def f(self, x):\n"
                    "        'Go.'\n"
                    "        self.parts.append(x)"
                ),
                "Item to append to `self.parts`.",
            ),
        },
        silent={
            "unknown container": "TABLE = g()\n'Table.'\ndef f(x):\n    'Go.'\n    return TABLE[x]",
            "cache": (
                "cache: dict[str, int] = {}\n'Cache.'\ndef f(x):\n    'Go.'\n    return cache[x]"
            ),
            "local": (
                "TABLE: dict[str, int] = {}\n"
                "'Table.'\n"
                "def f(x):\n    'Go.'\n    TABLE = g()\n    return TABLE[x]"
            ),
        },
    ),
    "unused": Cases(
        says={
            "function": ("def f(x):\n    'Go.'\n    return g()", "Not used."),
            "method": (
                ("class A(B):\n    'A.'\n    def f(self, x):\n        'Go.'\n        return g()"),
                "Not used here.",
            ),
        },
        silent={
            "placeholder": "def f(x):\n    'Go.'\n    pass",
            "default for those that override it": (
                "class A:\n"
                "    'A.'\n"
                "    def f(self, x):\n        'Go.'\n        return g()\n"
                "class B(A):\n"
                "    'B.'\n"
                "    def f(self, x):\n        'Go.'\n        return x.y"
            ),
            "names looked up": "def f(x):\n    'Go.'\n    return g(**locals())",
            "inner function": "def f(x):\n    'Go.'\n    g()\n    return lambda: x.y",
        },
    ),
}


def said(code: str | dict[str, str]) -> Iterator[tuple[Part, Guess]]:
    """Yield all that rules say of some code, however sure, with what they say it of."""
    texts = code if isinstance(code, dict) else {"pkg.m": code}
    modules = [read(text, name) for name, text in texts.items() if not name.endswith(".rst")]
    documents = [
        Module(name, name, tuple(described_in(text)))
        for name, text in texts.items()
        if name.endswith(".rst")
    ]
    project = described(*with_descriptions(modules, named(documents, modules)))
    assert not project.problems  # of rules that failed
    for module in project.modules.values():
        for obj in module.objects:
            for part in obj.parts():
                if part.text is not None and part.text.rule.claim:
                    yield part, part.text


def _kind(part: Part) -> str:
    """Return the kind of a part; of a summary, of the object."""
    return part.record.kind if isinstance(part.record, Object) else part.kind


TELLING = {
    each.rule.id
    for module in (behaviour, narration, origins, structure, using)
    for each in vars(module).values()
    if isinstance(each, Describer)
}
"""The rules that tell what a body does: they may speak of the code of any other rule's cases."""


def _is_heard(guess: Guess, rule: str) -> bool:
    """Tell whether a text counts where the cases of a rule are tried."""
    is_own = rule in _ids(guess)
    return is_own or (shown(guess) is not None and guess.rule.id not in TELLING)


def _ids(guess: Guess) -> tuple[str, str]:
    return guess.rule.id, guess.rule.family


def _flat(name: str) -> list[object]:
    return [
        pytest.param(rule, value, id=f"{rule}: {case}")
        for rule, cases in CASES.items()
        for case, value in getattr(cases, name).items()
    ]


@pytest.mark.parametrize(("rule", "case"), _flat("says"))
def test_a_rule_says(rule: str, case: tuple[str | dict[str, str], str | tuple[str, ...]]) -> None:
    """A rule says what it should, and nothing else of the same code."""
    code, expected = case

    texts = {expected} if isinstance(expected, str) else {*expected}
    guesses = list(said(code))

    assert {guess.text for _, guess in guesses if rule in _ids(guess)} == texts
    heard = [guess for part, guess in guesses if part.kind == "summary" and _is_heard(guess, rule)]
    assert {shown(guess) for guess in heard} <= {*texts, None}


@pytest.mark.parametrize(("rule", "code"), _flat("silent"))
def test_a_rule_is_silent(rule: str, code: str | dict[str, str]) -> None:
    """A rule, and any other of the same parts, is silent where it would be false or of no use."""
    kinds = frozenset().union(*(each.parts for each in DESCRIBERS if each.rule.id == rule))
    guesses = [(_kind(part) in kinds, guess) for part, guess in said(code)]

    assert [g for same, g in guesses if rule in _ids(g) or (same and _is_heard(g, rule))] == []


_EVIDENCE = {"rule", "raise", "message", "comment", "deprecated", "described"}


def test_every_text_is_one_sentence() -> None:
    """A text begins with a capital, code or a quotation, ends in a full stop and names its rule.

    A name in an author's comment stays as it is.
    """
    guesses = [
        g for cases in CASES.values() for code, _ in cases.says.values() for _, g in said(code)
    ]

    assert guesses
    for guess in guesses:
        assert guess.text.endswith(".")
        is_name = guess.rule.quotes and "." in guess.text.split()[0]
        assert guess.text[0].isupper() or guess.text[0] in '`"' or is_name
        assert guess.text.count("`") % 2 == 0
        assert guess.evidence.kind in _EVIDENCE
        assert 0 < guess.confidence < 1


def test_every_rule_has_cases() -> None:
    """No rule is without cases of both kinds, and no cases are of a rule that is gone."""
    rules = {describer.rule.id for describer in DESCRIBERS}
    lacking = sorted(rules - CASES.keys())
    one_sided = [rule for rule, cases in CASES.items() if not (cases.says and cases.silent)]

    assert lacking == [], f"add these rules to CASES, with 'says' and 'silent': {lacking}"
    assert sorted(CASES.keys() - rules) == [], "no rule has these ids: rename the cases in CASES"
    assert one_sided == [], f"in CASES, give these rules both 'says' and 'silent': {one_sided}"


def test_every_rule_says_what_it_does() -> None:
    """Each function of a rule has a sentence on what it says, and each rule claims something."""
    silent = [describer.__name__ for describer in DESCRIBERS if not describer.__doc__]
    unclaimed = [each.rule.id for each in DESCRIBERS if not 0 < each.rule.claim < 1]

    assert silent == [], f"give these functions a docstring: {silent}"
    assert unclaimed == [], f"Rule(id, claim) needs a claim between 0 and 1: {unclaimed}"
