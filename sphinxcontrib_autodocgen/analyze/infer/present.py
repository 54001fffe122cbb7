"""How a value reads: the type as a maintainer would write it, with full dotted names.

Unions are widened first: subclasses become their common base, a list or tuple a sequence, an int
or float a float. What has no public name is replaced by a public base, or isn't shown at all.
"""

from __future__ import annotations

from .values import NONE, NONE_TYPE, SELF, TOP, UNKNOWN, Type, Value, make, union
from .world import World, is_private

__all__ = ["collapsed", "public_name", "text_of"]

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
_ITERATORS = {"builtins.map": 0, "builtins.filter": 0, "builtins.zip": 0, "builtins.reversed": 0}
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
_EMPTY_BASES = {"builtins.object", "abc.ABC", "typing.Generic", "typing.Protocol"}
"""Bases that say nothing of their children."""

_GENERATORS = {
    "typing.Generator": ("collections.abc.Generator", "collections.abc.Iterator"),
    "typing.AsyncGenerator": ("collections.abc.AsyncGenerator", "collections.abc.AsyncIterator"),
}
_FEW_ARGUMENTS = {
    "contextlib.AbstractContextManager": 1,
    "contextlib.AbstractAsyncContextManager": 1,
}


def collapsed(world: World, value: Value, *, sites: bool) -> Value:
    """Return a union as it would be declared.

    Args:
        world: Knows the classes.
        value: The union.
        sites: Whether it comes from call sites, which show examples rather than the whole.
    """
    members = set(value - TOP)
    names = {t.name for t in members if t.kind in ("inst", "tup")}
    if "builtins.float" in names:
        members = {t for t in members if t.name not in ("builtins.int", "builtins.bool")}
    elif "builtins.int" in names:
        members = {t for t in members if t.name != "builtins.bool"}
    members = _without_subclasses(world, members)
    others = [t for t in members if t is not NONE_TYPE]
    if len(others) > 1 and (sites or len(others) > 2):
        base = _common_base(world, others)
        if base is not None:
            members = {base, *(members & NONE)}
    if sites and {"builtins.list", "builtins.tuple"} <= names:
        members = _as_sequence(members)
    return frozenset(members)


def _without_subclasses(world: World, members: set[Type]) -> set[Type]:
    """Drop members whose base is a member too."""
    kept = set(members)
    for t in members:
        for other in members:
            different = t.kind == other.kind and t.name != other.name != "builtins.object"
            if different and world.is_subclass(t.name, other.name):
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


def _common_base(world: World, members: list[Type]) -> Type | None:
    """Return the nearest class of the project that all members derive from."""
    kinds = {t.kind for t in members}
    if len(kinds) != 1 or kinds - {"inst", "type"}:
        return None
    lines = [[info.name for info, _ in world.mro(t.name)] for t in members]
    for name in lines[0]:
        if all(name in line for line in lines[1:]):
            found = name in world.classes or name in (
                "builtins.Exception",
                "builtins.BaseException",
            )
            return make(members[0].kind, name) if found else None
    return None


def text_of(world: World, value: Value) -> str | None:
    """Return a value as the source of an annotation, None if there's no honest way to write it.

    Args:
        world: Knows the classes.
        value: The value; unknown members are left out.
    """
    texts = {}
    for t in value:
        if t is UNKNOWN:
            continue
        text = _type_text(world, t)
        if text is None:
            return None
        texts[text] = t
    plain = sorted(text for text in texts if text != "None")
    if len(plain) > _MAX_MEMBERS or not texts:
        return None
    bare = {text.partition("[")[0] for text in plain}
    if len(bare) < len(plain):
        plain = [t for t in plain if "[" not in t or t.partition("[")[0] not in plain]
    if "object" in plain and len(texts) > 1:
        return None
    joined = " | ".join([*plain, *(["None"] if "None" in texts else [])])
    return (
        joined
        if len(joined) <= _MAX_LENGTH
        else " | ".join([*sorted(bare), *(["None"] if "None" in texts else [])])
    )


def _type_text(world: World, t: Type) -> str | None:
    kind = t.kind
    if kind == "inst":
        return "None" if t is NONE_TYPE else _instance_text(world, t)
    if kind == "tup":
        return _tuple_text(world, t)
    if kind == "type":
        name = public_name(world, t.name)
        return f"type[{name}]" if name else None
    if kind == "typeof":
        inside = text_of(world, t.args[0])
        return f"type[{inside}]" if inside else "type"
    if kind in ("func", "lib", "partial"):
        return "collections.abc.Callable"
    if kind == "callable":
        return _callable_text(world, t)
    if kind == "mod":
        return "types.ModuleType"
    return "typing.NoReturn" if kind == "never" else None


def _instance_text(world: World, t: Type) -> str | None:
    if t.payload is SELF:
        return "typing.Self"
    name = public_name(world, t.name)
    if name is None:
        return None
    args = t.args
    if t.name == "builtins.enumerate":
        inside = text_of(world, args[0]) if args else None
        return f"{name}[tuple[int, {inside}]]" if inside else name
    args = args[: _FEW_ARGUMENTS.get(name, len(args))]
    if t.name in _GENERATORS:
        return _generator_text(world, t)
    if name == "collections.abc.Coroutine":
        return name
    if name.endswith("Callable"):
        return name
    texts = [_argument_text(world, arg) for arg in args]
    if not texts or any(text is None for text in texts) or not _within_bounds(world, t):
        return name
    if name in ("tuple", "builtins.tuple"):
        return f"{name}[{texts[0]}, ...]"
    return f"{name}[{', '.join(text for text in texts if text)}]"


def _within_bounds(world: World, t: Type) -> bool:
    """Tell whether arguments are what the type parameters of their class may stand for."""
    info = world.class_info(t.name)
    return info is None or all(
        all(any(_is_like(world, part, limit) for limit in limits) for part in arg)
        for variable, arg in zip(info.typevars, t.args, strict=False)
        if (limits := world.limits(info, variable))
    )


def _is_like(world: World, t: Type, limit: Type) -> bool:
    return t.name == limit.name or world.is_subclass(t.name, limit.name)


def _generator_text(world: World, t: Type) -> str:
    """Return a generator's type; of one that may be sent something unknown, only what it yields."""
    name, iterator = _GENERATORS[t.name]
    count = 3 if name.endswith("c.Generator") else 2
    args = (*t.args, NONE, NONE)[:count] if t.args else ()
    texts = ["None" if arg == NONE else _argument_text(world, arg) for arg in args]
    if not texts or texts[0] is None:
        return name
    if all(texts):
        return f"{name}[{', '.join(text for text in texts if text)}]"
    return f"{iterator}[{texts[0]}]"


def _argument_text(world: World, value: Value) -> str | None:
    if UNKNOWN in value or not value:
        return None
    value = collapsed(world, value, sites=False)
    if len(value - NONE) > 3 or value == NONE:
        return None
    return text_of(world, value)


def _tuple_text(world: World, t: Type) -> str:
    texts = [_argument_text(world, arg) if arg != NONE else "None" for arg in t.args]
    if not texts or any(text is None for text in texts):
        return "tuple"
    return f"tuple[{', '.join(text for text in texts if text)}]"


def _callable_text(world: World, t: Type) -> str:
    texts = [text_of(world, arg) if UNKNOWN not in arg else None for arg in t.args]
    if t.name != "fixed" or any(text is None for text in texts):
        return "collections.abc.Callable"
    result, *parts = [text for text in texts if text]
    return f"collections.abc.Callable[[{', '.join(parts)}], {result}]"


def public_name(world: World, name: str) -> str | None:
    """Return the dotted name by which a class is known, None if it has none."""
    if name == "None":
        return None
    if name.startswith(_HIDDEN) or name == "builtins.type":
        return "type" if name == "builtins.type" else None
    if name in world.classes:
        return _project_name(world, name)
    if name in _RENAMED:
        return _RENAMED[name]
    module, _, local = name.rpartition(".")
    if module in ("typing", "typing_extensions") and local in _ABCS:
        return f"collections.abc.{local}"
    if module == "builtins" and local in ("_NotImplementedType", "function"):
        return None
    public = _PUBLIC_MODULES.get(module, module)
    if public != module and world.library.find(f"{public}.{local}") is None:
        return _public_base(world, name)
    if local.startswith("_") or public.startswith("_"):
        return _public_base(world, name)
    return local if public == "builtins" else f"{public}.{local}"


def _project_name(world: World, name: str) -> str | None:
    """Return the name of a class of the project; a private one's is where it's offered."""
    if "<locals>" in name:
        return None
    if not is_private(name):
        return name
    found = world.reexports.get(name)
    if found is not None:
        return found
    return name if world.inside else _public_base(world, name)


def _public_base(world: World, name: str) -> str | None:
    for info, _ in world.mro(name)[1:]:
        if info.name in _EMPTY_BASES:
            continue
        if not is_private(info.name) or info.name in world.reexports:
            return public_name(world, info.name)
    return None
