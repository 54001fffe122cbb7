"""Types of decorated functions, descriptors, enumerations and class attributes: nothing false.

Each case is code and what is said of places in it: ``f ->`` is a result, ``f =>`` what is yielded,
``f a`` a parameter, ``f !`` the exceptions, ``C.x :`` an attribute. None stands for nothing said.
"""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from sphinxcontrib_autodocgen import analyze, discover
from sphinxcontrib_autodocgen.model import Guess, Object, Project
from sphinxcontrib_autodocgen.settings import Settings

Expected = dict[str, str | None]


def solved(folder: Path, code: str) -> Project:
    """Return the analysed project of one module named ``m``."""
    path = folder / "m.py"
    path.write_text(dedent(code))
    settings = Settings(packages=(str(path),), cache="off")
    sources, _ = discover.sources(settings, folder)
    return analyze.link([analyze.analyze(source, settings) for source in sources])


def said(project: Project, place: str) -> str | None:
    """Return what is said of a place."""
    name, _, part = place.partition(" ")
    obj = project[f"m.{name}"]
    if part == "!":
        return ", ".join(raised.type for raised in obj.raises) or None
    guess = guess_of(obj, part)
    return guess.text if guess is not None else None


def guess_of(obj: Object, part: str) -> Guess | None:
    """Return the guess for a part of an object."""
    if part == "->":
        return obj.returns.type if obj.returns is not None else None
    if part == "=>":
        return obj.yields.type if obj.yields is not None else None
    if part == ":":
        return obj.type
    return next(p.type for p in obj.parameters if p.name == part)


def check(folder: Path, code: str, expected: Expected) -> None:
    """Compare what is said with what is expected."""
    project = solved(folder, code)
    assert {place: said(project, place) for place in expected} == expected


WRAPPERS = """
    import asyncio, contextlib, functools
    from functools import wraps

    def quiet(func):
        @functools.wraps(func)
        def call(*args, **kwargs):
            try:
                return func(*args, **kwargs)
            except ValueError:
                return None
        return call
    def retry(times, errors=(ValueError,)):
        def decorate(func):
            @wraps(func)
            def call(*args, **kwargs):
                for attempt in range(times):
                    try:
                        return func(*args, **kwargs)
                    except errors:
                        pass
            return call
        return decorate
    def logged(func):
        @wraps(func)
        def call(*args, **kwargs):
            print(func)
            return func(*args, **kwargs)
        return call
    def as_list(func):
        @wraps(func)
        def call(*args, **kwargs):
            return list(func(*args, **kwargs))
        return call
    def in_pairs(func):
        @wraps(func)
        def call(pairs):
            return [func(a, b) for a, b in pairs]
        return call
    def as_text(func):
        def call(*args, **kwargs):
            return str(func(*args, **kwargs))
        return call
    def texts(func):
        @wraps(func)
        def call(*args, **kwargs):
            for part in func(*args, **kwargs):
                yield str(part)
        return call
    def threaded(func):
        @wraps(func)
        async def call(*args, **kwargs):
            return func(*args, **kwargs)
        return call
    def checked(func):
        @wraps(func)
        def call(self, *args, **kwargs):
            if not self.ready:
                raise RuntimeError("not ready")
            return func(self, *args, **kwargs)
        return call
    def converted(func):
        @wraps(func)
        def call(*args, **kwargs):
            try:
                return func(*args, **kwargs)
            except ValueError as error:
                raise KeyError(1) from error
        return call
    def noted(func):
        @wraps(func)
        def call(*args, **kwargs):
            try:
                return func(*args, **kwargs)
            except ValueError:
                print(func)
                raise
        return call
    def suppressed(func):
        @wraps(func)
        def call(*args, **kwargs):
            with contextlib.suppress(ValueError):
                return func(*args, **kwargs)
        return call
    def updated(func):
        def call(*args, **kwargs):
            return [func(*args, **kwargs)]
        return functools.update_wrapper(call, func)
    def discarded(func):
        @wraps(func)
        def call(*args, **kwargs):
            func(*args, **kwargs)
        return call
    def registered(name):
        def decorate(func):
            TABLE[name] = func
            return func
        return decorate
    TABLE = {}
    class Memo:
        def __init__(self, func):
            self.func = func
        def __call__(self, *args):
            return str(self.func(*args))
"""

NUMBER = """
    def f(text="0"):
        if not text:
            raise ValueError("text is empty")
        return int(text)
"""

THROUGH = [
    ("quiet", {"f ->": "int | None", "f text": "str", "f !": None}),
    ("retry(3)", {"f ->": "int | None", "f text": "str", "f !": None}),
    ("retry(3, errors=(OSError,))", {"f ->": "int | None", "f !": None}),
    ("logged", {"f ->": "int", "f text": "str", "f !": "ValueError"}),
    ("in_pairs", {"f ->": "list[int]", "f text": None}),
    ("as_text", {"f ->": "str", "f text": None, "f !": "ValueError"}),
    ("converted", {"f ->": "int", "f text": "str", "f !": "KeyError"}),
    ("noted", {"f ->": "int", "f !": "ValueError"}),
    ("suppressed", {"f ->": "int | None", "f !": None}),
    ("updated", {"f ->": "list[int]"}),
    ("discarded", {"f ->": "None", "f text": "str", "f !": "ValueError"}),
    ("threaded", {"f ->": "collections.abc.Coroutine"}),
    ("registered(1)", {"f ->": "int", "f text": "str", "f !": "ValueError"}),
    ("functools.lru_cache(maxsize=9)", {"f ->": "int", "f text": "str", "f !": "ValueError"}),
    ("Memo", {"f ->": None, "f text": None, "f !": None}),
    ("functools.singledispatch", {"f ->": None}),
    ("unknown.deco", {"f ->": None, "f text": None, "f !": None}),
    ("unknown.deco('/', a=1)", {"f ->": None, "f text": None, "f !": None}),
    ("gen.coroutine", {"f ->": None, "f text": "str", "f !": None}),
    ("quiet\n    @as_text", {"f ->": "str | None", "f !": None}),
    ("as_text\n    @quiet", {"f ->": "str", "f !": None}),
    ("logged\n    @unknown.deco", {"f ->": None}),
    ("unknown.deco\n    @logged", {"f ->": None}),
]


@pytest.mark.parametrize(("decorator", "expected"), THROUGH)
def test_decorated_function(tmp_path: Path, decorator: str, expected: Expected) -> None:
    """Callers of a decorated function get what the decorator's code gives, and nothing else."""
    head = "    import unknown\n    from tornado import gen\n"
    check(tmp_path, head + WRAPPERS + f"\n    @{decorator}" + NUMBER, expected)


GENERATORS = [
    ("as_list", {"f ->": "list[int]", "f =>": None}),
    ("texts", {"f =>": "str"}),
    ("logged", {"f =>": "int"}),
    ("discarded", {"f ->": "None", "f =>": None}),
    ("inlineCallbacks", {"f ->": None, "f =>": None, "f n": "int"}),
    ("unknown.deco", {"f ->": None, "f =>": None, "f n": None}),
    ("contextlib.contextmanager", {"f =>": "int"}),
]


@pytest.mark.parametrize(("decorator", "expected"), GENERATORS)
def test_decorated_generator(tmp_path: Path, decorator: str, expected: Expected) -> None:
    """A decorated generator yields only if the decorator's code gives a generator."""
    head = "    import unknown\n    from twisted.internet.defer import inlineCallbacks\n"
    code = f"\n    @{decorator}\n    def f(n=3):\n        yield n * 2\n"
    check(tmp_path, head + WRAPPERS + code, expected)


def test_decorated_methods(tmp_path: Path) -> None:
    """Methods and properties are read through wrappers as functions are."""
    code = """
    class C:
        ready = True
        @checked
        def twice(self, n=1):
            return n * 2
        @checked
        def same(self):
            return self
        @property
        @as_list
        def parts(self):
            yield 1
        @classmethod
        @quiet
        def make(cls):
            return cls()
    def use_same():
        return C().same()
    def use_parts():
        return C().parts
    """
    check(tmp_path, WRAPPERS + code, {
        "C.twice ->": "int", "C.twice n": "int", "C.twice !": "RuntimeError",
        "C.same ->": "typing.Self", "C.parts ->": "list[int]", "C.make ->": "typing.Self | None",
        "use_same ->": "m.C", "use_parts ->": "list[int]",
    })  # fmt: skip


def test_annotated_decorator(tmp_path: Path) -> None:
    """What a decorator hands on is read in its code, also where it is annotated."""
    code = """
    from typing import Callable, Concatenate, ParamSpec, TypeVar
    P = ParamSpec("P")
    R = TypeVar("R")
    def with_text(func: Callable[Concatenate[str, P], R]) -> Callable[P, R]:
        @wraps(func)
        def call(*args: P.args, **kwargs: P.kwargs) -> R:
            return func("x", *args, **kwargs)
        return call
    @with_text
    def count(text, table="main"):
        return len(text)
    """
    check(tmp_path, WRAPPERS + code, {"count ->": "int", "count table": None})
