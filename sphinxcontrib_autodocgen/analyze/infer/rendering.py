"""Rendering of values: the type as a maintainer would write it, with full dotted names.

Unions are widened first: subclasses become their common base, a list or tuple a sequence, an int
or float a float. What has no public name is replaced by a public base, or isn't shown at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import ClassVar

from .program import Program
from .scopes import is_private
from .values import NONE, NONE_TYPE, SELF, TOP, UNKNOWN, Type, Value, make, ordered, union

__all__ = ["Renderer", "collapsed"]

_MAX_MEMBERS = 4
_MAX_LENGTH = 160
_ABCS = {
    "Awaitable", "Coroutine", "AsyncIterable", "AsyncIterator", "AsyncGenerator", "Hashable",
    "Iterable", "Iterator", "Generator", "Reversible", "Container", "Collection", "Set",
    "MutableSet", "Mapping", "MutableMapping", "MappingView", "KeysView", "ItemsView",
    "ValuesView", "Sequence", "MutableSequence", "ByteString", "Sized",
}  # fmt: skip
_RENAMED = {
    "typing.AbstractSet": "collections.abc.Set",
    "contextlib._GeneratorContextManager": "contextlib.AbstractContextManager",
    "contextlib._AsyncGeneratorContextManager": "contextlib.AbstractAsyncContextManager",
    "builtins.function": "collections.abc.Callable",
    "types.FunctionType": "collections.abc.Callable",
    "types.MethodType": "collections.abc.Callable",
    "types.BuiltinFunctionType": "collections.abc.Callable",
    "builtins.ellipsis": "types.EllipsisType",
    "_thread.lock": "threading.Lock",
    "_thread.LockType": "threading.Lock",
    "_thread.RLock": "threading.RLock",
    "threading._RLock": "threading.RLock",
    "builtins.dict_keys": "collections.abc.KeysView",
    "builtins.dict_values": "collections.abc.ValuesView",
    "builtins.dict_items": "collections.abc.ItemsView",
    "_collections_abc.dict_keys": "collections.abc.KeysView",
    "_collections_abc.dict_values": "collections.abc.ValuesView",
    "_collections_abc.dict_items": "collections.abc.ItemsView",
    "typing.IO": "typing.IO",
    "typing.TextIO": "typing.TextIO",
    "typing.BinaryIO": "typing.BinaryIO",
    "asyncio.events.AbstractEventLoop": "asyncio.AbstractEventLoop",
    "builtins.map": "collections.abc.Iterator",
    "builtins.filter": "collections.abc.Iterator",
    "builtins.zip": "collections.abc.Iterator",
    "builtins.enumerate": "collections.abc.Iterator",
    "builtins.reversed": "collections.abc.Iterator",
    "os._Environ": "collections.abc.MutableMapping",
}
_PUBLIC_MODULES = {
    "_io": "io", "_thread": "threading", "_asyncio": "asyncio", "_random": "random",
    "_socket": "socket", "_ssl": "ssl", "_decimal": "decimal", "_struct": "struct",
    "_collections_abc": "collections.abc", "_contextvars": "contextvars", "_weakref": "weakref",
    "_operator": "operator", "_csv": "csv", "_ctypes": "ctypes", "_curses": "curses",
    "_sqlite3": "sqlite3", "_queue": "queue", "_pickle": "pickle", "_hashlib": "hashlib",
    "_blake2": "hashlib", "asyncio.events": "asyncio", "asyncio.futures": "asyncio",
    "asyncio.tasks": "asyncio", "asyncio.queues": "asyncio", "asyncio.locks": "asyncio",
    "asyncio.streams": "asyncio", "asyncio.transports": "asyncio", "pathlib._local": "pathlib",
    "asyncio.protocols": "asyncio", "json.decoder": "json", "json.encoder": "json",
    "concurrent.futures._base": "concurrent.futures", "multiprocessing.context": "multiprocessing",
    "concurrent.futures.thread": "concurrent.futures",
    "concurrent.futures.process": "concurrent.futures", "importlib._bootstrap": "importlib",
    "email._policybase": "email.policy",
}  # fmt: skip
_HIDDEN = ("_typeshed.",)
_NAMELESS = {"None", "builtins._NotImplementedType"}
"""Classes that no annotation names."""

_EMPTY_BASES = {"builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol"}
"""Bases that say nothing of their children."""

_GENERATORS = {
    "typing.Generator": ("collections.abc.Generator", "collections.abc.Iterator"),
    "typing.AsyncGenerator": ("collections.abc.AsyncGenerator", "collections.abc.AsyncIterator"),
}
_TEXTS = {
    "func": "collections.abc.Callable", "lib": "collections.abc.Callable",
    "partial": "collections.abc.Callable", "mod": "types.ModuleType", "never": "typing.NoReturn",
}  # fmt: skip
"""Names of kinds of types that have no name of their own."""

_NARROWER = {
    "builtins.float": {"builtins.int", "builtins.bool"},
    "builtins.int": {"builtins.bool"},
}
_EXCEPTIONS = {"builtins.Exception", "builtins.BaseException"}
_FEW_ARGUMENTS = {
    "contextlib.AbstractContextManager": 1,
    "contextlib.AbstractAsyncContextManager": 1,
}


def collapsed(program: Program, value: Value, *, sites: bool) -> Value:
    """Return a union as it would be declared.

    Args:
        program: Knows the classes.
        value: The union.
        sites: Whether it comes from call sites, which show examples rather than the whole.
    """
    members = _without_subclasses(program, _without_narrower_numbers(set(value - TOP)))
    others = list(ordered(members - NONE))
    base = _common_base(program, others) if len(others) > (1 if sites else 2) else None
    if base is not None:
        members = {base, *(members & NONE)}
    if sites and {"builtins.list", "builtins.tuple"} <= _instance_names(value):
        members = _as_sequence(members)
    return frozenset(members)


def _instance_names(value: Iterable[Type]) -> set[str]:
    return {t.name for t in value if t.kind in ("inst", "tup")}


def _without_narrower_numbers(members: set[Type]) -> set[Type]:
    """Drop what a wider number, which is a member too, stands for as well."""
    names = _instance_names(members)
    for wide, narrow in _NARROWER.items():
        if wide in names:
            return {t for t in members if t.name not in narrow}
    return members


def _without_subclasses(program: Program, members: set[Type]) -> set[Type]:
    """Drop members whose base is a member too."""
    kept = set(members)
    for t in members:
        for other in members:
            different = t.kind == other.kind and t.name != other.name != "builtins.object"
            if different and program.is_subclass(t.name, other.name):
                kept.discard(t)
    return kept or members


def _as_sequence(members: set[Type]) -> set[Type]:
    inside: list[Value] = []
    kept: set[Type] = set()
    for t in members:
        if t.name in ("builtins.list", "builtins.tuple"):
            inside.extend(t.args)
        else:
            kept.add(t)
    return {*kept, make("inst", "typing.Sequence", (union(inside),))}


def _without_special_cases(texts: list[str]) -> list[str]:
    """Leave out classes with type arguments where the same without any is there."""
    return [text for text in texts if "[" not in text or text.partition("[")[0] not in texts]


def _common_base(program: Program, members: list[Type]) -> Type | None:
    """Return the nearest class of the project that all members derive from."""
    if {t.kind for t in members} not in ({"inst"}, {"type"}):
        return None
    first, *others = [[info.name for info, _ in program.mro(t.name)] for t in members]
    name = next((name for name in first if all(name in line for line in others)), "")
    is_telling = name in program.classes or name in _EXCEPTIONS
    return make(members[0].kind, name) if is_telling else None


def _within_bounds(program: Program, t: Type) -> bool:
    """Tell whether arguments are what the type parameters of their class may stand for."""
    info = program.class_info(t.name)
    return info is None or all(
        all(any(_is_like(program, part, limit) for limit in limits) for part in arg)
        for variable, arg in zip(info.typevars, t.args, strict=False)
        if (limits := program.limits(info, variable))
    )


def _is_like(program: Program, t: Type, limit: Type) -> bool:
    return t.name == limit.name or program.is_subclass(t.name, limit.name)


class Renderer:
    """Writes values for one audience.

    Args:
        program: Knows the classes.
        inside: Whether who is told of a type is private too, so that it may be a private class.
    """

    def __init__(self, program: Program, *, inside: bool) -> None:
        self.program = program
        self.inside = inside

    def text(self, value: Value) -> str | None:
        """Return a value as the source of an annotation, None if there's no honest way to write it.

        Args:
            value: The value; unknown members are left out.
        """
        texts: set[str] = set()
        for t in value - TOP:
            text = self._type_text(t)
            if text is None:
                return None
            texts.add(text)
        plain = sorted(texts - {"None"})
        if len(plain) > _MAX_MEMBERS or not texts or ("object" in plain and len(texts) > 1):
            return None
        none = ["None"] if "None" in texts else []
        joined = " | ".join([*_without_special_cases(plain), *none])
        if len(joined) <= _MAX_LENGTH:
            return joined
        return " | ".join([*sorted({text.partition("[")[0] for text in plain}), *none])

    def _type_text(self, t: Type) -> str | None:
        if t is NONE_TYPE:
            return "None"
        writer = self.writers.get(t.kind)
        return writer(self, t) if writer is not None else _TEXTS.get(t.kind)

    def _class_text(self, t: Type) -> str | None:
        name = self.public_name(t.name)
        return f"type[{name}]" if name else None

    def _subclass_text(self, t: Type) -> str | None:
        inside = self.text(t.args[0])
        return f"type[{inside}]" if inside else "type"

    def _instance_text(self, t: Type) -> str | None:
        if t.payload is SELF:
            return "typing.Self"
        name = self.public_name(t.name)
        if name is None:
            return None
        if t.name in _GENERATORS:
            return self._generator_text(t)
        if t.name == "builtins.enumerate":
            return self._enumerate_text(t, name)
        if name == "collections.abc.Coroutine" or name.endswith("Callable"):
            return name
        t = self._as_named(t, name)
        texts = self._argument_texts(t.args[: _FEW_ARGUMENTS.get(name, len(t.args))])
        if not texts or not _within_bounds(self.program, t):
            return name
        is_tuple = name in ("tuple", "builtins.tuple")
        return f"{name}[{texts[0]}, ...]" if is_tuple else f"{name}[{', '.join(texts)}]"

    def _as_named(self, t: Type, name: str) -> Type:
        """Return a type as one of the class, or base, by whose name it is told."""
        local = name.rpartition(".")[2]
        for info, _ in self.program.mro(t.name):
            if info.name.rpartition(".")[2] == local:
                return self.program.as_base(t, info.name) or t
        return t

    def _enumerate_text(self, t: Type, name: str) -> str:
        inside = self.text(t.args[0]) if t.args else None
        return f"{name}[tuple[int, {inside}]]" if inside else name

    def _argument_texts(self, values: Iterable[Value]) -> list[str]:
        """Return the texts of type arguments; none of them if one can't be written."""
        texts = [self._argument_text(value) for value in values]
        return [] if None in texts else [text for text in texts if text]

    def _generator_text(self, t: Type) -> str:
        """Return a generator's type; if what it's sent is unknown, only what it yields."""
        name, iterator = _GENERATORS[t.name]
        count = 3 if name.endswith("c.Generator") else 2
        args = (*t.args, NONE, NONE)[:count] if t.args else ()
        texts = ["None" if arg == NONE else self._argument_text(arg) for arg in args]
        if not texts or texts[0] is None:
            return name
        if all(texts):
            return f"{name}[{', '.join(text for text in texts if text)}]"
        return f"{iterator}[{texts[0]}]"

    def _argument_text(self, value: Value) -> str | None:
        if UNKNOWN in value or not value:
            return None
        value = collapsed(self.program, value, sites=False)
        if len(value - NONE) > 3 or value == NONE:
            return None
        return self.text(value)

    def _tuple_text(self, t: Type) -> str:
        texts = [self._argument_text(arg) if arg != NONE else "None" for arg in t.args]
        if not texts or None in texts:
            return "tuple"
        return f"tuple[{', '.join(text for text in texts if text)}]"

    def _callable_text(self, t: Type) -> str:
        texts = [self.text(arg) if UNKNOWN not in arg else None for arg in t.args]
        if t.name != "fixed" or any(text is None for text in texts):
            return "collections.abc.Callable"
        result, *parts = [text for text in texts if text]
        return f"collections.abc.Callable[[{', '.join(parts)}], {result}]"

    writers: ClassVar[dict[str, Callable[[Renderer, Type], str | None]]] = {
        "inst": _instance_text,
        "tup": _tuple_text,
        "type": _class_text,
        "typeof": _subclass_text,
        "callable": _callable_text,
    }

    def public_name(self, name: str) -> str | None:
        """Return the dotted name by which a class is known, None if it has none."""
        if name in self.program.classes:
            return self._project_name(name)
        if name in _RENAMED:
            return _RENAMED[name]
        is_hidden = name in _NAMELESS or name.startswith(_HIDDEN)
        return None if is_hidden else self._library_name(name)

    def _library_name(self, name: str) -> str | None:
        """Return the name under which a library offers a class, or a base of it."""
        module, _, local = name.rpartition(".")
        if module in ("typing", "typing_extensions") and local in _ABCS:
            return f"collections.abc.{local}"
        public = _PUBLIC_MODULES.get(module, module)
        moved = public != module and self.program.library.find(f"{public}.{local}") is None
        if moved or local.startswith("_") or public.startswith("_"):
            return self._public_base(name)
        return local if public == "builtins" else f"{public}.{local}"

    def _project_name(self, name: str) -> str | None:
        """Return the name of a class of the project; a private one's is where it's offered."""
        if "<locals>" in name:
            return None
        if not is_private(name):
            return name
        found = self.program.scopes.reexports.get(name)
        if found is not None:
            return found
        return name if self.inside else self._public_base(name)

    def _public_base(self, name: str) -> str | None:
        for info, _ in self.program.mro(name)[1:]:
            if info.name in _EMPTY_BASES:
                continue
            if not is_private(info.name) or info.name in self.program.scopes.reexports:
                return self.public_name(info.name)
        return None
