"""A pytest plugin that notes the classes of what a package's functions really take and give.

It needs nothing but Python 3.12 and is loaded by ``-p recorder`` in a process of its own;
``observe.py`` sets the variables of the environment that it reads. A value is noted as a *shape*:
its class, and the shapes of the first elements of a built-in container. Mocks aren't noted, nor is
what a call was given that ends in an exception: tests try wrong values on purpose.
"""

from __future__ import annotations

import abc
import collections
import collections.abc
import contextlib
import inspect
import json
import numbers
import os
import sys
import threading
import time
import types
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(os.environ["OBSERVE_PACKAGE"])
OUT = Path(os.environ["OBSERVE_OUT"])
SECONDS = float(os.environ["OBSERVE_SECONDS"])

_ALWAYS = 300
"""How many calls of a function are all noted; of those that follow, one in 16 is."""

_MOST_SHAPES = 60
_MOST_ELEMENTS = 5
_DEEPEST = 2
_ITERABLES = {list, tuple, set, frozenset, collections.deque}
_DICTS = {dict, collections.OrderedDict, collections.defaultdict}
_ABCS: dict[str, type] = {
    **{f"collections.abc.{n}": getattr(collections.abc, n) for n in collections.abc.__all__},
    **{f"numbers.{n}": getattr(numbers, n) for n in numbers.__all__},
    "os.PathLike": os.PathLike,
    "contextlib.AbstractContextManager": contextlib.AbstractContextManager,
    "contextlib.AbstractAsyncContextManager": contextlib.AbstractAsyncContextManager,
}
_LOCKS = {"threading.Lock": type(threading.Lock()), "threading.RLock": type(threading.RLock())}

Shape = tuple[Any, ...]


class Shapes:
    """Shapes of values, and the classes that they name by number."""

    def __init__(self) -> None:
        self.classes: dict[type, int] = {}

    def of(self, value: object, deep: int = 0) -> Shape | None:
        """Return a value's shape, None of a mock."""
        cls = type(value)
        if any(base.__module__ == "unittest.mock" for base in cls.__mro__):
            return None
        if issubclass(cls, type):
            assert isinstance(value, type)
            return ("type", self.number(value))
        number = self.number(cls)
        if deep > _DEEPEST:
            return ("inst", number)
        if cls in _DICTS:
            items = _first(value.items())  # type: ignore[attr-defined]
            return ("dict", number, self._some(items, 0, deep), self._some(items, 1, deep))
        if cls is tuple and len(value) <= _MOST_ELEMENTS:  # type: ignore[arg-type]
            return ("tuple", number, *(self.of(v, deep + 1) for v in value))  # type: ignore[attr-defined]
        if cls in _ITERABLES:
            items = [(v,) for v in _first(value)]  # type: ignore[arg-type]
            return ("many", number, self._some(items, 0, deep))
        return ("inst", number)

    def _some(self, items: list[Any], place: int, deep: int) -> tuple[Shape, ...]:
        shapes = (self.of(item[place], deep + 1) for item in items)
        return tuple(sorted({shape for shape in shapes if shape is not None}, key=repr))

    def number(self, cls: type) -> int:
        """Return the number that stands for a class."""
        return self.classes.setdefault(cls, len(self.classes))


def _first(values: Iterable[Any]) -> list[Any]:
    try:
        return list(islice(values, _MOST_ELEMENTS))
    except RuntimeError:  # another thread changes it
        return []


class Note:
    """What is known of one function's calls.

    Attributes:
        key: Its file and first line.
        parts: Shapes by part: ``parameter:x``, ``returns``, ``yields``.
        raised: Exceptions that left it.
        outer: What a wrapper of it returned, by the wrapper's key.
    """

    def __init__(self, code: types.CodeType) -> None:
        self.key = key_of(code)
        self.calls = 0
        self.parts: dict[str, set[Shape]] = {}
        self.raised: set[str] = set()
        self.outer: dict[str, set[Shape]] = {}
        plain = code.co_argcount + code.co_kwonlyargcount
        starred = plain + bool(code.co_flags & inspect.CO_VARARGS)
        keywords = starred + bool(code.co_flags & inspect.CO_VARKEYWORDS)
        self.plain = code.co_varnames[:plain]
        self.starred = code.co_varnames[plain:starred]
        self.keywords = code.co_varnames[starred:keywords]
        self.receiver = "self" if self.plain[:1] == ("self",) else None
        self.is_generator = bool(code.co_flags & inspect.CO_GENERATOR)
        self.is_async_generator = bool(code.co_flags & inspect.CO_ASYNC_GENERATOR)

    def add(self, part: str, shape: Shape | None) -> None:
        """Note a value of a part."""
        add(self.parts.setdefault(part, set()), shape)

    def given(self, values: dict[str, Any]) -> Iterator[tuple[str, object]]:
        """Yield the name and value of what a call was given, of ``*args`` each."""
        for name in self.plain:
            if name in values:
                yield name, values[name]
        for name in self.starred:
            yield from ((name, value) for value in values.get(name, ())[:_MOST_ELEMENTS])
        for name in self.keywords:
            yield from ((name, value) for value in _first(values.get(name, {}).values()))

    @property
    def is_sampled(self) -> bool:
        """Whether what happens now is noted."""
        return self.calls < _ALWAYS or self.calls % 16 == 0


def add(shapes: set[Shape], shape: Shape | None) -> None:
    """Add a shape, if there's room for it."""
    if shape is not None and len(shapes) < _MOST_SHAPES:
        shapes.add(shape)


def key_of(code: types.CodeType) -> str:
    """Return what tells a function from others: its file and first line."""
    return f"{code.co_filename}:{code.co_firstlineno}"


def is_of_package(file: str) -> bool:
    """Tell whether a file belongs to the package and isn't one of its tests."""
    path = Path(file)
    if not path.is_relative_to(FOLDER):
        return False
    parts = path.relative_to(FOLDER).parts
    return {"tests", "test", "conftest.py"}.isdisjoint(parts) and not path.match("test_*.py")


class Recorder:
    """Listens to the interpreter."""

    def __init__(self) -> None:
        self.shapes = Shapes()
        self.notes: dict[types.CodeType, Note | None] = {}
        self.pending: dict[types.FrameType, list[tuple[str, Shape | None]]] = {}
        self.before: dict[types.FrameType, dict[str, tuple[object, int]]] = {}
        self.attributes: dict[tuple[type, str], set[Shape]] = {}
        self.slots: dict[type, list[tuple[str, Any]]] = {}

    def listen(self) -> None:
        """Start."""
        monitoring: Any = sys.monitoring  # type: ignore[attr-defined,unused-ignore]
        tool = monitoring.PROFILER_ID
        monitoring.use_tool_id(tool, "observe")
        events = monitoring.events
        handlers: dict[int, Callable[..., object]] = {
            events.PY_START: self._started,
            events.PY_RETURN: self._returned,
            events.PY_YIELD: self._yielded,
            events.PY_UNWIND: self._failed,
        }
        for event, handler in handlers.items():
            monitoring.register_callback(tool, event, handler)
        monitoring.set_events(tool, sum(handlers))
        self.disable = monitoring.DISABLE
        self.stop = lambda: monitoring.free_tool_id(tool)

    def note(self, code: types.CodeType) -> Note | None:
        """Return the note of a function of the package, None of any other code."""
        if code not in self.notes:
            wanted = code.co_flags & inspect.CO_OPTIMIZED and not code.co_name.startswith("<")
            self.notes[code] = Note(code) if wanted and is_of_package(code.co_filename) else None
        return self.notes[code]

    def _started(self, code: types.CodeType, _: int) -> object:
        note = self.note(code)
        if note is None:
            return self.disable
        note.calls += 1
        if note.is_sampled:
            frame = sys._getframe(1)  # noqa: SLF001
            values = frame.f_locals
            self.pending[frame] = [(name, self.shapes.of(v)) for name, v in note.given(values)]
            if note.receiver:
                self.before[frame] = self._held(values.get("self"))
        return None

    def _returned(self, code: types.CodeType, _: int, value: object) -> object:
        note = self.note(code)
        if note is None:
            return self.disable
        frame = sys._getframe(1)  # noqa: SLF001
        self._accept(note, frame)
        before = self.before.pop(frame, None)
        if before is not None:
            self._note_attributes(frame.f_locals.get("self"), before)
        if note.is_sampled:
            if not (note.is_generator or note.is_async_generator):
                note.add("returns", self.shapes.of(value))
            self._note_wrapped(note, code, frame, value)
        return None

    def _yielded(self, code: types.CodeType, _: int, value: object) -> object:
        note = self.note(code)
        if note is None:
            return self.disable
        if note.is_generator:
            self._accept(note, sys._getframe(1))  # noqa: SLF001
            note.calls += 1
            if note.is_sampled:
                note.add("yields", self.shapes.of(value))
        return None

    def _failed(self, code: types.CodeType, _: int, error: BaseException) -> None:
        note = self.note(code)
        if note is not None:
            frame = sys._getframe(1)  # noqa: SLF001
            self.pending.pop(frame, None)
            self.before.pop(frame, None)
            note.raised.add(_name(type(error)))

    def _accept(self, note: Note, frame: types.FrameType) -> None:
        for name, shape in self.pending.pop(frame, ()):
            note.add(f"parameter:{name}", shape)

    def _note_wrapped(
        self, note: Note, code: types.CodeType, frame: types.FrameType, value: object
    ) -> None:
        """Note what a wrapper returns with the function that it wraps."""
        for name in code.co_freevars:
            wrapped = frame.f_locals.get(name)
            if type(wrapped) is types.FunctionType:
                inner = self.note(wrapped.__code__)
                if inner is not None and inner is not note:
                    add(inner.outer.setdefault(note.key, set()), self.shapes.of(value))

    def _held(self, receiver: object) -> dict[str, tuple[object, int]]:
        """Return an object's attributes, containers with their sizes."""
        own = _own(receiver, self._slots_of(type(receiver)))
        return {name: (value, _size(value)) for name, value in own}

    def _note_attributes(self, receiver: object, before: dict[str, tuple[object, int]]) -> None:
        """Note what a method sets an object's attributes to; a test may set them to anything."""
        cls = type(receiver)
        for name, (value, size) in self._held(receiver).items():
            old, old_size = before.get(name, (before, 0))
            if old is not value or old_size != size:
                add(self.attributes.setdefault((cls, name), set()), self.shapes.of(value))

    def _slots_of(self, cls: type) -> list[tuple[str, Any]]:
        if cls not in self.slots:
            self.slots[cls] = [
                (name, member)
                for base in cls.__mro__
                for name, member in vars(base).items()
                if type(member) is types.MemberDescriptorType
            ]
        return self.slots[cls]


def _size(value: object) -> int:
    is_container = type(value) in _ITERABLES or type(value) in _DICTS
    return len(value) if is_container else 0  # type: ignore[arg-type]


def _own(receiver: object, slots: list[tuple[str, Any]]) -> Iterator[tuple[str, object]]:
    """Yield the attributes that an object itself holds."""
    with contextlib.suppress(AttributeError):
        yield from list(object.__getattribute__(receiver, "__dict__").items())
    for name, member in slots:
        try:
            yield name, member.__get__(receiver)
        except AttributeError:
            continue


def _name(cls: type) -> str:
    module = cls.__module__
    return cls.__qualname__ if module == "builtins" else f"{module}.{cls.__qualname__}"


# what is written at the end


class Namespace:
    """The package's modules and classes, as they are when all tests have run."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.data: dict[str, list[Shape]] = {}
        self.functions: dict[str, str | None] = {}
        self.constructors: dict[str, str | None] = {}
        self.abstract: list[type] = []
        self.seen: set[type] = set()
        for name, module in sorted(sys.modules.items()):
            if is_of_package(str(getattr(module, "__file__", None) or "")):
                for key, value in list(vars(module).items()):
                    self._variable(f"{name}.{key}", value)

    def _variable(self, name: str, value: object) -> None:
        if isinstance(value, type):
            self._class(value)
            return
        shape = self.recorder.shapes.of(value)
        if shape is not None:
            self.data[name] = [shape]
        self._function(name, value)

    def _function(self, name: str, value: object) -> None:
        code = _code_of(value)
        if code is not None or callable(value) or isinstance(value, property):
            self.functions[name] = key_of(code) if code is not None else None

    def _class(self, cls: type) -> None:
        file = getattr(sys.modules.get(cls.__module__), "__file__", None) or ""
        if cls in self.seen or not is_of_package(file):
            return
        self.seen.add(cls)
        self.recorder.shapes.number(cls)
        if isinstance(cls, abc.ABCMeta):
            self.abstract.append(cls)
        code = _code_of(cls.__init__)  # type: ignore[misc]
        self.constructors[_name(cls)] = key_of(code) if code is not None else None
        for key, value in list(vars(cls).items()):
            if isinstance(value, type):
                self._class(value)
            self._function(f"{_name(cls)}.{key}", value)
            if not hasattr(type(value), "__get__") and not hasattr(type(value), "__set__"):
                found = self.recorder.attributes.setdefault((cls, key), set())
                add(found, self.recorder.shapes.of(value))


def _code_of(value: object) -> types.CodeType | None:
    """Return the code that runs when a name is called or read, None if it can't be told."""
    if isinstance(value, staticmethod | classmethod):
        value = value.__func__
    elif isinstance(value, property):
        value = value.fget
    elif type(value).__name__ in ("cached_property", "_lru_cache_wrapper"):
        value = getattr(value, "func", None) or getattr(value, "__wrapped__", None)
    return value.__code__ if isinstance(value, types.FunctionType) else None


def _described(cls: type, shapes: Shapes, abcs: dict[str, type], names: list[str]) -> Any:
    return {
        "names": sorted({_name(cls), *names}),
        "bases": [shapes.number(base) for base in cls.__mro__],
        "abcs": [name for name, other in abcs.items() if _is_subclass(cls, other)],
        "callable": any("__call__" in vars(base) for base in cls.__mro__),
        "file": hasattr(cls, "read") or hasattr(cls, "write"),
        "outside": _is_outside(cls),
    }


def _is_outside(cls: type) -> bool:
    """Tell whether a class is one that tests define."""
    module = sys.modules.get(cls.__module__)
    file = getattr(module, "__file__", None)
    if cls.__module__ == "__main__" or module is None:
        return True
    return file is not None and Path(file).is_relative_to(Path.cwd()) and not is_of_package(file)


def _is_subclass(cls: type, other: type) -> bool:
    try:
        return issubclass(cls, other)
    except Exception:
        return False


def _public_names(classes: Iterable[type]) -> dict[type, list[str]]:
    """Return the names under which modules offer classes."""
    found: dict[type, list[str]] = {cls: [] for cls in classes}
    for module_name, module in sorted(sys.modules.items()):
        for key, value in list(getattr(module, "__dict__", {}).items()):
            if isinstance(value, type) and value in found:
                found[value].append(key if module_name == "builtins" else f"{module_name}.{key}")
    for name, cls in _LOCKS.items():
        found.setdefault(cls, []).append(name)
    return found


def write(recorder: Recorder) -> None:
    """Write all that was noted."""
    namespace = Namespace(recorder)
    shapes = recorder.shapes
    for cls in [*shapes.classes, *(cls for cls, _ in recorder.attributes)]:
        for base in cls.__mro__:
            shapes.number(base)
    names = _public_names(shapes.classes)
    abcs = _ABCS | {_name(cls): cls for cls in namespace.abstract}
    notes = [note for note in recorder.notes.values() if note is not None and note.calls]
    found = {
        "classes": [_described(cls, shapes, abcs, names[cls]) for cls in list(shapes.classes)],
        "calls": {
            note.key: {
                "parts": {part: sorted(known, key=repr) for part, known in note.parts.items()},
                "raised": sorted(note.raised),
                "outer": {key: sorted(known, key=repr) for key, known in note.outer.items()},
            }
            for note in notes
        },
        "attributes": [
            [shapes.number(cls), name, sorted(known, key=repr)]
            for (cls, name), known in recorder.attributes.items()
        ],
        "data": namespace.data,
        "functions": namespace.functions,
        "constructors": namespace.constructors,
    }
    OUT.write_text(json.dumps(found), encoding="utf-8")


_recorder = Recorder()
_recorder.listen()
_start = time.monotonic()
_process = os.getpid()


def pytest_runtest_setup() -> None:
    """End the run when its time is over; what was seen until then counts."""
    if time.monotonic() - _start > SECONDS:
        pytest.exit("the time is over", 0)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish() -> None:
    """Write what was seen."""
    if os.getpid() == _process and _recorder.notes:
        _recorder.stop()
        write(_recorder)
