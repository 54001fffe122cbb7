"""What a conventional name means is said where the code bears it out, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sphinxcontrib_autodocgen.model import Project
from sphinxcontrib_autodocgen.settings import Settings

SHOWN = Settings().min_confidence
WAIT = "Seconds to wait before giving up."
ENCODING = "Name of the text encoding, such as `utf-8`."
HOST = "Host name or IP address."
READ, WRITE = "Path of the file to read.", "Path of the file to write."
MIME = "MIME type, such as `text/html`."

SAYS = {
    "passed by keyword": (
        "import socket\ndef f(timeout=3): socket.create_connection(a, timeout=timeout)",
        "timeout",
        WAIT,
    ),
    "passed in place": (
        "from socket import create_connection as c\ndef f(timeout=3): c(a, timeout)",
        "timeout",
        WAIT,
    ),
    "passed if given": (
        "import socket\ndef f(timeout=3): s.settimeout(float(timeout or 4))",
        "timeout",
        WAIT,
    ),
    "added to the time": (
        "import time\ndef f(timeout=3): end = time.monotonic() + timeout",
        "timeout",
        WAIT,
    ),
    "through a function": (
        "import asyncio\ndef f(timeout=3): g(1, timeout)\n"
        "def g(a, wait): asyncio.wait_for(1, wait)",
        "timeout",
        WAIT,
    ),
    "through an attribute": (
        "class A:\n    def f(self, timeout=3): self.wait = timeout\n"
        "    def g(self): self.lock.acquire(timeout=self.wait)",
        "timeout",
        WAIT,
    ),
    "through a method of a base": (
        "import asyncio\nclass A:\n    def g(self, t): asyncio.wait_for(1, t)\n"
        "class B(A):\n    def f(self, timeout=3): self.g(timeout)",
        "timeout",
        WAIT,
    ),
    "through a base outside": (
        "import smtplib\nclass A(smtplib.SMTP):\n"
        "    def f(self, timeout=3): super().__init__('h', timeout=timeout)",
        "timeout",
        WAIT,
    ),
    "through a constructor": (
        "import asyncio\nclass A:\n    def __init__(self, wait): asyncio.wait_for(1, wait)\n"
        "def f(timeout=3): return A(wait=timeout)",
        "timeout",
        WAIT,
    ),
    "decoded": ("def f(encoding): return data.decode(encoding)", "encoding", ENCODING),
    "default that is a codec": ("def f(encoding='utf-8'): ...", "encoding", ENCODING),
    "opened to read": ("def f(filename): return open(filename).read()", "filename", READ),
    "opened to write": (
        "import io\ndef f(filename: str): return io.open(filename, mode='wb')",
        "filename",
        WRITE,
    ),
    "text written": (
        "from pathlib import Path\ndef f(filename: Path): filename.write_text('')",
        "filename",
        WRITE,
    ),
    "mode of a file": (
        "def f(path, mode='r'): return open(path, mode)",
        "mode",
        "Mode in which the file is opened.",
    ),
    "address": ("def f(host, port): sock.connect((host, port))", "host", HOST),
    "port of an address": (
        "def f(host, port=0): sock.bind((host, port))",
        "port",
        "Port number on `host`.",
    ),
    "compared with a MIME type": (
        "def f(mime_type): return mime_type == 'image/png'",
        "mime_type",
        MIME,
    ),
    "put in a header": (
        "def f(content_type: str): return {'Content-Type': content_type}",
        "content_type",
        MIME,
    ),
    "seeded": (
        "import numpy as np\ndef f(seed=None): return np.random.default_rng(seed)",
        "seed",
        "Seed of the random number generator.",
    ),
    "environment of a process": (
        "import subprocess\ndef f(env=None): subprocess.run(['a'], env=env)",
        "env",
        "Environment variables.",
    ),
    "default returned": (
        "def get(key, default=None): return data.get(key, default)",
        "default",
        "Value to return if there is no `key`.",
    ),
}

SAYS_NOTHING = {
    "timeout kept": ("def f(timeout=30): cache[1] = timeout", "timeout"),
    "timeout of something unknown": (
        "def f(timeout=30): page.wait_for(1, limit=timeout)",
        "timeout",
    ),
    "timeout reported": (
        "class E(Exception):\n    def f(self, timeout=3): self.timeout = timeout",
        "timeout",
    ),
    "session timeout": ("def f(timeout=60): return Session(timeout)", "timeout"),
    "encoding of bytes": ("def f(encoding): return Response(encoding)", "encoding"),
    "encoding that compresses": ("def f(encoding='gzip'): ...", "encoding"),
    "character set of a font": ("def f(charset=None): self.charset = charset", "charset"),
    "filename beside its text": (
        "def f(source, filename='<string>'): return compile(source, filename, 'exec')",
        "filename",
    ),
    "filename that messages name": (
        "def f(data, filename): raise ValueError(filename)",
        "filename",
    ),
    "file read and written": (
        "def f(filename):\n    open(filename).read()\n    open(filename, 'w').close()",
        "filename",
    ),
    "file opened in a mode unknown": ("def f(filename, m): open(filename, m)", "filename"),
    "name in an archive": ("def f(filename): return archive.open(filename)", "filename"),
    "mode of something else": ("def f(mode='r'): return modes[mode]", "mode"),
    "mode of a directory": ("import os\ndef f(mode=0o777): os.mkdir('a', mode)", "mode"),
    "host that is a URL": ("def f(host): return urlparse(host)", "host"),
    "host that is asked": ("def f(host): return host.send(1)", "host"),
    "port of nothing": ("def f(host, port=0): self.port = port", "port"),
    "MIME type passed on": ("def f(mime_type): return Part(mime_type)", "mime_type"),
    "content type that is a model": ("def f(content_type): return content_type.id", "content_type"),
    "seed of a hash": ("def f(seed=0): return murmur(b'', seed)", "seed"),
    "seeds of plants": ("def f(seed=None): field.sow(seed)", "seed"),
    "environment of templates": ("def f(env): return env.get_template('a')", "env"),
    "level of a heading": ("def f(level=1): return '#' * level", "level"),
    "flags of a struct": ("def f(flags=0): return flags & 3", "flags"),
    "verbose that nobody asks": ("def f(verbose=False): g(verbose)", "verbose"),
    "default that is stored": ("def get(key, default=None): data[key] = default", "default"),
    "working directory that is shown": ("def f(cwd='.'): print(cwd)", "cwd"),
    "user of a site": ("def f(uid=1): return User(uid)", "uid"),
}


def text_of(project: Project, name: str) -> str | None:
    """Return what is shown of a parameter, of the one function that has it and is called so.

    Which methods the body calls of it doesn't count.
    """
    (found,) = {
        parameter.description
        for obj in project.values()
        for parameter in obj.parameters
        if parameter.name == name and obj.short_name in ("f", "get")
    }
    is_shown = found is not None and found.confidence >= SHOWN
    return found.text if is_shown and found.rule.id != "interface" else None


@pytest.mark.parametrize(("source", "name", "expected"), SAYS.values(), ids=SAYS)
def test_a_custom_is_said_where_the_code_bears_it_out(
    source: str, name: str, expected: str, make_project: Callable[..., Project]
) -> None:
    """A value that ends up in a place of known meaning has that meaning."""
    assert expected == text_of(make_project(source), name)


@pytest.mark.parametrize(("source", "name"), SAYS_NOTHING.values(), ids=SAYS_NOTHING)
def test_a_name_alone_says_nothing(
    source: str, name: str, make_project: Callable[..., Project]
) -> None:
    """A conventional name whose use is another, or unknown, isn't described."""
    assert text_of(make_project(source), name) is None


# What is declared

FIELDS = """
from __future__ import annotations
import dataclasses
from typing import Annotated, ClassVar
from pydantic import BaseModel, Field
from attrs import define, field

Positive = Annotated[int, Field(gt=0, description="How many pieces.")]

class Order(BaseModel):
    number: int = Field(..., gt=0, description="Number on the bill.", json_schema_extra={"a": True})
    lines: int = Field(
        default=3,
        gt=0,
        description=(
            "How many lines the bill has, "
            "at most."
        ),
        examples=[1, 2, 3],
        alias="rows",
    )
    name: Annotated[str, Field(min_length=1, description="Who ordered.")] = "nobody"
    pieces: Positive = 1
    spare: Positive | None = None
    agreed: Annotated[bool, Doc("Whether both sides have agreed to the price.")] = False
    among: list[Annotated[int, Field(description="One of the pieces.")]] = []
    state: str = Field(description="Deprecated.")
    word: str = Field(description="Word")
    cut: str = Field(description="The name of the")

@dataclasses.dataclass
class Box:
    width: int = dataclasses.field(default=3, metadata={"description": "Inner width, in inches."})
    depth: int = dataclasses.field(metadata=dict(doc="Inner depth, " + "in inches."), default=1)

@define
class Crate:
    height: int = field(default=3, metadata={"help": "Height with the lid."})

parser = ArgumentParser(description="Convert the files.")
"""


def test_what_a_declaration_says_is_shown(make_project: Callable[..., Project]) -> None:
    """A field has its author's sentence whatever the declaration's length, form and place."""
    project = make_project(FIELDS)
    said = {
        name.removeprefix("mod."): obj.summary.text
        for name, obj in project.items()
        if obj.kind in ("attribute", "data") and obj.summary is not None
    }

    assert said == {
        "Positive": "How many pieces.",
        "Order.number": "Number on the bill.",
        "Order.lines": "How many lines the bill has, at most.",
        "Order.name": "Who ordered.",
        "Order.pieces": "How many pieces.",
        "Order.spare": "How many pieces.",
        "Order.agreed": "Whether both sides have agreed to the price.",
        "Box.width": "Inner width, in inches.",
        "Box.depth": "Inner depth, in inches.",
        "Crate.height": "Height with the lid.",
    }
    (width, depth) = project["mod.Box"].parameters
    assert width.description is not None
    assert width.description.text == "Inner width, in inches."
    assert depth.description is not None
    assert depth.description.rule.id == "declared"


LABELLED = """
class Field:
    def __init__(self, label=None):
        \"\"\"Make a field.

        Args:
            label: Text of the field that a form shows.
        \"\"\"
        self.label = label

class Choice:
    \"\"\"A choice.

    Args:
        label: Text of the option to choose.
    \"\"\"
    def __init__(self, label=None):
        self.label = label

"""
OF_FIELD = "Text of the field that a form shows."


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("def __init__(self, label=None): super().__init__(label)", OF_FIELD),
        ("def __init__(self, label=None): super().__init__(label=label)", OF_FIELD),
        ("def __init__(self, a, label=None): Field.__init__(self, label)", OF_FIELD),
        ("def __init__(self, label=None, **rest): super().__init__(label, **rest)", OF_FIELD),
        ("def __init__(self, label=None): super().__init__('x')", None),
    ],
)
def test_a_base_says_what_a_constructor_hands_on(
    make_project: Callable[..., Project], code: str, text: str | None
) -> None:
    """Another class's parameter of that name says nothing of it."""
    project = make_project(
        {"mod.py": f"{LABELLED}class Select(Field):\n    {code}\nclass Radio(Select): ...\n"}
    )

    for place in ("mod.Select", "mod.Select.__init__"):
        (found,) = (p for p in project[place].parameters if p.name == "label")
        assert (found.description and found.description.text) == text


# Sentences

FAMILY = """
from abc import ABC, abstractmethod

class Base(ABC):
    "A base."
    @abstractmethod
    def run(self): ...
    @abstractmethod
    def stop(self): ...

class One(Base):
    def run(self): return 1
class Two(One):
    def run(self): return 2
    def stop(self): return 2
class FakeBase(Base):
    def run(self): return 0
    def stop(self): return 0
"""


def summary_of(project: Project, name: str) -> str | None:
    """Return the summary that is shown of an object."""
    guess = project[name].summary
    return guess.text if guess is not None and guess.confidence >= SHOWN else None


def test_all_implementers_are_listed(make_project: Callable[..., Project]) -> None:
    """Indirect ones too, no test doubles, four at most, and names that tell them apart."""
    more = "from mod import One\n" + "".join(
        f"class {name}(One):\n    def run(self): return 3\n" for name in ("Two", "Three", "Four")
    )
    project = make_project(
        {
            "mod.py": FAMILY,
            "other.py": more,
            "tests/__init__.py": "",
            "tests/test_it.py": more.replace("Four", "Five"),
        }
    )

    assert summary_of(project, "mod.Base.run") == (
        "Abstract method that `One`, `mod.Two`, `other.Two`, `Three` and `Four` implement."
    )
    assert summary_of(project, "mod.Base.stop") == "Abstract method that `Two` implements."


def test_what_implements_all_is_not_said_of_each(make_project: Callable[..., Project]) -> None:
    """Abstract methods with the same implementers have no sentence; the class has."""
    names = ("read", "write", "close")
    abstract = "\n".join(f"    @abstractmethod\n    def {name}(self): ..." for name in names)
    concrete = "\n".join(f"    def {name}(self): return 1" for name in (*names, "seek"))
    code = (
        f"from abc import ABC, abstractmethod\nclass Base(ABC):\n{abstract}\n"
        "    @abstractmethod\n    def seek(self): ...\n"
        f"class One(Base):\n{concrete}\nclass Two(Base):\n{concrete.replace('seek', 'skip')}"
    )
    project = make_project({"mod.py": code})

    assert summary_of(project, "mod.Base") == "Abstract base class of `One` and `Two`."
    assert [summary_of(project, f"mod.Base.{name}") for name in (*names, "seek")] == [
        None,
        None,
        None,
        "Abstract method that `One` implements.",
    ]


ALIASES = {
    "function": ("def old(): 'Do it.'\nnew = old", "Alias of `old`."),
    "class": ("class Old: 'A thing.'\nNew = Old\nnew = New", None),
    "of what is deleted": ("def old(): 'Do it.'\nnew = old\ndel old", None),
    "of what is private": ("def _old(): 'Do it.'\nnew = _old", None),
    "beside an import": (
        "def compat(): 'Do it.'\ntry:\n    from fast import new\n"
        "except ImportError:\n    new = compat",
        None,
    ),
    "one of two": ("def a(): 'A.'\ndef b(): 'B.'\nif FAST:\n    new = a\nelse:\n    new = b", None),
    "one of two that may be missing": (
        "import os\ndef a(): 'A.'\ntry:\n    new = os.fast\nexcept AttributeError:\n    new = a",
        None,
    ),
}


@pytest.mark.parametrize(("source", "expected"), ALIASES.values(), ids=ALIASES)
def test_an_alias_is_said_where_it_is_one(
    source: str, expected: str | None, make_project: Callable[..., Project]
) -> None:
    """A name that always means the same public thing is said to be its alias."""
    assert expected == summary_of(make_project(source), "mod.new")


STANDARD = {
    "other parameters": ("dict", "get(self, name, table_range)", "return 1", None),
    "nothing that must be given": (
        "dict",
        "get(self, name=None, span=None)",
        "return super().get(name)",
        None,
    ),
    "other result": ("dict", "items(self)", "return [(v, k) for k, v in super().items()]", None),
    "not what it overrides": ("list", "append(self, item)", "self.x = item", None),
    "more than it overrides": (
        "list",
        "append(self, item)",
        "super().append(item)",
        "Override `list.append`: Add an item at the end.",
    ),
    "what it has to do": (
        "collections.abc.MutableMapping",
        "pop(self, key, default=None)",
        "while key: key = self.f(key)\n        return default",
        "Override `collections.abc.MutableMapping.pop`: Remove a key and return its value.",
    ),
    "with one argument more": ("logging.Handler", "emit(self, record, now)", "print(1)", None),
}


@pytest.mark.parametrize(("base", "head", "body", "expected"), STANDARD.values(), ids=STANDARD)
def test_a_standard_base_is_quoted_if_the_override_keeps_to_it(
    base: str, head: str, body: str, expected: str | None, make_project: Callable[..., Project]
) -> None:
    """An override that takes something else, or returns something of its own, isn't described."""
    project = make_project(
        f"import collections.abc, logging\nclass A({base}):\n    def {head}:\n        {body}\n"
    )

    said = summary_of(project, f"mod.A.{head.partition('(')[0]}") or ""
    assert expected == (said if said.startswith("Override ") else None)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("The list of those that are\n    to be kept", "The list of those that are to be kept."),
        ("a list of dictionaries describing what is\n    to be built", None),
        ("The name of the", None),
        ("Untested.", None),
        ("TODO", None),
        ("Not yet implemented.", None),
        ("Hostname", None),
        ("The address to listen on", "The address to listen on."),
        ("What the others depend on", "What the others depend on."),
    ],
)
def test_a_quotation_is_a_whole_sentence(
    said: str, expected: str | None, make_project: Callable[..., Project]
) -> None:
    """An unindented line goes on with its field; a torso, one word or a status isn't quoted."""
    if expected is None and "\n" in said:
        expected = "A list of dictionaries describing what is to be built."
    project = make_project(
        f'class A:\n    "A."\n    def f(self, x):\n    '
        f'    """Do it.\n\n    @param x: {said}\n    @param y: more\n    """\n'
        "class B(A):\n    def f(self, x): ...\n"
    )

    guess = project["mod.B.f"].parameters[0].description
    shown = guess.text if guess is not None and guess.confidence >= SHOWN else None
    assert shown == expected


PREDICATES = '''
class Node:
    "A node."
    def is_ws(self) -> bool:
        """Return whether the node is only white space."""
        return not self.data.strip()
    def is_text(self) -> bool:
        return bool(self.data)
    def is_wsp(self) -> bool:
        return self.data == " "
'''


def test_predicates_arent_mixed_up(make_project: Callable[..., Project]) -> None:
    """What one question asks isn't said of another."""
    project = make_project(
        PREDICATES * 1
        + "".join(PREDICATES.replace("class Node", f"class Node{i}") for i in range(16))
    )

    assert all(
        obj.summary is None or "white" not in obj.summary.text or obj.summary.confidence < SHOWN
        for obj in project.values()
        if obj.short_name in ("is_text", "is_wsp")
    )


def test_a_slip_is_not_learned(make_project: Callable[..., Project]) -> None:
    """A text that was copied and not changed stays the one error that it is."""
    pages = "".join(
        f"class Part{i}:\n    'A part.'\n    @property\n    def path(self):\n"
        "        'Return the path within the archive.'\n        return self.where\n"
        for i in range(14)
    )
    slip = (
        "class Odd:\n    'Odd.'\n    @property\n    def kind(self):\n"
        "        'Return the path within the archive.'\n        return self.what\n"
    )
    others = "".join(
        f"class Other{i}:\n    'Another.'\n    @property\n    def kind(self):\n"
        "        return self.what\n"
        for i in range(11)
    )
    project = make_project(pages + slip + others)

    assert not [
        obj.name
        for obj in project.values()
        if obj.short_name == "kind" and obj.summary and obj.summary.rule.id == "learned"
    ]


UNSURE = {
    "number of a thing": "def get_position_by_name(name) -> int: ...",
    "copy with changes": "class Node:\n    def clone(self, *args) -> 'Node': ...",
}


@pytest.mark.parametrize("source", UNSURE.values(), ids=UNSURE)
def test_a_name_that_may_mean_another_thing_says_nothing(
    source: str, make_project: Callable[..., Project]
) -> None:
    """A position isn't a thing with a name, and what is changed isn't a copy."""
    project = make_project(source)

    assert [obj.name for obj in project.values() if obj.summary is not None] == []


RAISED = """
class LostError(Exception): ...

def connect():
    "Connect."
    raise LostError
"""
SAID = "Raised by `connect`."


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("def f():\n try: connect()\n except LostError: return 1", SAID),
        ("def f(e): return isinstance(e, (LostError, ValueError))", SAID),
        ("from contextlib import suppress\ndef f():\n with suppress(LostError): connect()", SAID),
        ("class WorseError(LostError): ...", SAID),
        ("def f(e: LostError) -> LostError: ...", SAID),
        ("ERRORS = {'lost': LostError}\ndef f(name): raise ERRORS[name]", None),
        ("ERRORS = [(404, LostError)]", None),
        ("ERRORS = dict(lost=LostError)", None),
        ("class Client:\n error = LostError\n def f(self): raise self.error()", None),
        ("def wrap(cls):\n raise cls('x')\ndef f(): wrap(LostError)", None),
        ("def made(text): return LostError(text)\ndef f(): raise made('x')", None),
        ("class f:\n def __init__(self, cls=LostError): raise cls", None),
    ],
)
def test_who_raises_an_exception_is_said_where_it_is_known(
    make_project: Callable[..., Project], code: str, text: str | None
) -> None:
    """Nothing is said of one that code hands on, wherever it does."""
    beside = make_project({"mod.py": f"{RAISED}{code}\n"})
    elsewhere = make_project(
        {"mod.py": RAISED, "other.py": f"import mod\nfrom mod import *\n{code}"}
    )

    assert summary_of(beside, "mod.LostError") == text
    assert summary_of(elsewhere, "mod.LostError") == text


@pytest.mark.parametrize(
    ("base", "text"),
    [
        ("ValueError", SAID),
        ("Exception", SAID),
        ("json.JSONDecodeError", None),
        ("requests.RequestException", None),
    ],
)
def test_who_raises_a_librarys_exception_is_not_said(
    make_project: Callable[..., Project], base: str, text: str | None
) -> None:
    """Its functions may raise it too."""
    code = RAISED.replace("Exception", base)
    project = make_project({"mod.py": f"import json\nimport requests\n{code}"})

    assert summary_of(project, "mod.LostError") == text
