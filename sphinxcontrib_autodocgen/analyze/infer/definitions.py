"""What a definition says before its body runs: its parameters, decorators, and if it has a body."""

from __future__ import annotations

from collections.abc import Iterator

from astroid import nodes

from ...model import ParameterKind, Slot

__all__ = ["KNOWN", "class_words", "function_words", "slots_of", "typevars"]

KNOWN = {
    "staticmethod": "static",
    "classmethod": "classmethod",
    "property": "property",
    "cached_property": "property",
    "abstractproperty": "property",
    "reify": "property",
    "lazyproperty": "property",
    "hybrid_property": "property",
    "abstractmethod": "abstract",
    "overload": "overload",
    "contextmanager": "contextmanager",
    "asynccontextmanager": "asynccontextmanager",
    "setter": "setter",
    "deleter": "deleter",
    "wraps": "wraps",
    "fixture": "fixture",
}
"""Decorators known by name, for which the function stays what it is defined as."""

_DELIVERING = {"inlineCallbacks", "coroutine", "singledispatch", "singledispatchmethod"}
"""Decorators that take the same arguments and deliver the result by something of their own."""

_CLASS_WORDS = {
    "dataclass": "dataclass",
    "define": "attrs",
    "frozen": "attrs",
    "mutable": "attrs",
    "attrs": "attrs",
    "s": "attrs",
    "attributes": "attrs",
}


def slots_of(arguments: nodes.Arguments) -> Iterator[Slot]:
    """Yield all parameters in order."""
    positional = [*arguments.posonlyargs, *(arguments.args or [])]
    only = len(arguments.posonlyargs)
    hints = [*arguments.posonlyargs_annotations, *(arguments.annotations or [])]
    comments = [*arguments.type_comment_posonlyargs, *(arguments.type_comment_args or [])]
    required = len(positional) - len(arguments.defaults or [])
    for index, parameter in enumerate(positional):
        kind: ParameterKind = "positional-only" if index < only else "positional-or-keyword"
        hint = _at(hints, index) or _at(comments, index)
        yield Slot(parameter.name, kind, hint, index >= required)
    if arguments.vararg:
        hint = arguments.varargannotation
        yield Slot(arguments.vararg, "var-positional", hint.as_string() if hint else "")
    for index, parameter in enumerate(arguments.kwonlyargs or []):
        optional = arguments.kw_defaults[index] is not None
        hint = _at(arguments.kwonlyargs_annotations, index)
        yield Slot(parameter.name, "keyword-only", hint, optional)
    if arguments.kwarg:
        hint = arguments.kwargannotation
        yield Slot(arguments.kwarg, "var-keyword", hint.as_string() if hint else "")


def _at(hints: list[nodes.NodeNG | None], index: int) -> str:
    hint = hints[index] if index < len(hints) else None
    return str(hint.as_string()) if hint is not None else ""


def _decorator_names(node: nodes.FunctionDef | nodes.ClassDef) -> Iterator[str]:
    for decorator in node.decorators.nodes if node.decorators else ():
        yield decorator.as_string().partition("(")[0].rpartition(".")[2]


def function_words(node: nodes.FunctionDef, *, method: bool) -> set[str]:
    """Return what is to be known of a function: how it's called, and what its body lacks."""
    names = list(_decorator_names(node))
    words = {KNOWN[name] for name in names if name in KNOWN}
    if not _DELIVERING.isdisjoint(names):
        words.add("delivered")
    words |= {f"var {name}" for name in typevars(node)}
    if isinstance(node, nodes.AsyncFunctionDef):
        words.add("async")
    if node.name in ("__new__", "_generate_next_value_") and method:
        words.add("static")
    if node.name in ("__init_subclass__", "__class_getitem__") and method:
        words.add("classmethod")
    yields = [part for part in _own(node) if isinstance(part, nodes.Yield | nodes.YieldFrom)]
    if yields:
        words.add("generator")
    if any(isinstance(p, nodes.Yield) and not isinstance(p.parent, nodes.Expr) for p in yields):
        words.add("listening")  # it uses what is sent to it
    if _is_placeholder(node):
        words.add("placeholder")
        if not words & {"abstract", "overload"} and _is_empty(node):
            words.add("empty")
    return words


def _is_placeholder(node: nodes.FunctionDef) -> bool:
    """Tell whether a body is empty or only says that there is none."""
    for part in node.body:
        constant = isinstance(part, nodes.Expr) and isinstance(part.value, nodes.Const)
        if isinstance(part, nodes.Raise) and part.exc is not None:
            if "NotImplemented" not in part.exc.as_string()[:40]:
                return False
        elif isinstance(part, nodes.Assign):
            if not isinstance(part.value, nodes.Const | nodes.JoinedStr) or part is node.body[-1]:
                return False
        elif not constant and not isinstance(part, nodes.Pass):
            return False
    return True


def _is_empty(node: nodes.FunctionDef) -> bool:
    """Tell whether a body says nothing but a docstring or ``pass``, so that it returns None."""
    return all(
        isinstance(part, nodes.Pass)
        or (isinstance(part, nodes.Expr) and isinstance(getattr(part.value, "value", None), str))
        for part in node.body
    ) and not any(
        base.as_string().endswith("Protocol") for base in getattr(node.parent, "bases", ())
    )


def class_words(node: nodes.ClassDef) -> Iterator[str]:
    """Yield what decorators make of a class, and which metaclass it names."""
    metaclass = getattr(node, "_metaclass", None)
    if metaclass is not None:
        yield f"metaclass {metaclass.as_string()}"
    for name in _decorator_names(node):
        if name in _CLASS_WORDS:
            yield _CLASS_WORDS[name]


def typevars(node: nodes.ClassDef | nodes.FunctionDef) -> Iterator[str]:
    """Yield the names of type parameters in the syntax of Python 3.12."""
    for parameter in getattr(node, "type_params", None) or ():
        yield parameter.name.name


def _own(function: nodes.FunctionDef) -> Iterator[nodes.NodeNG]:
    """Yield the nodes of a function without those of functions inside it."""
    waiting = list(function.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, nodes.FunctionDef | nodes.Lambda | nodes.ClassDef):
            waiting.extend(node.get_children())
