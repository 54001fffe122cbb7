"""The parameters that calling a class takes: its constructor's, or those made of its fields."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping
from functools import reduce

from msgspec.structs import replace

from ..model import Module, Object, Parameter, Project, Raised
from ..names import Names, names_of
from .signatures import common
from .syntax import annotation_source, last_part, own_statements, parse_expression, source

__all__ = ["with_constructors", "with_fields"]

_FIELD_MAKERS = {"field", "attrib", "ib"}


def with_fields(record: Object, node: ast.AST) -> Object:
    """Give a dataclass or named tuple the parameters that are made of its own fields.

    Args:
        record: Any object of a file.
        node: The node that defines it.
    """
    if not _is_made(record) or not isinstance(node, ast.ClassDef):
        return record
    options = _decorator_options(node)
    if options.get("init") is False:
        return record
    found = _parameters(node, only=options.get("kw_only") is True)
    if not _is_of_attrs(record):
        return replace(record, parameters=tuple(found))
    public = (replace(p, name=p.name.lstrip("_") or p.name) for p in found)
    return replace(record, parameters=tuple(public))


def _is_of_attrs(cls: Object) -> bool:
    """Tell whether attrs makes the constructor, which leaves underscores out of names."""
    return any(last_part(name) in _OF_ATTRS for name in cls.decorators)


_OF_ATTRS = ("attrs", "define", "frozen", "mutable", "s")


def with_constructors(modules: Iterable[Module]) -> list[Module]:
    """Give each class the parameters that calling it takes: its own constructor's, or a base's.

    Args:
        modules: All modules that are known, one or those of a project.
    """
    known = list(modules)
    project = Project(known)
    names = names_of(project)
    found = {
        name: called
        for name, obj in project.items()
        if obj.kind == "class" and (called := _called(obj, names)) != obj
    }
    return [_replaced(module, found, project) for module in known]


def _replaced(module: Module, found: Mapping[str, Object], project: Project) -> Module:
    """Put classes in the places of those of their names that the project knows."""
    if not any(obj.name in found for obj in module.objects):
        return module
    objects = (
        found.get(obj.name, obj) if project[obj.name] is obj else obj for obj in module.objects
    )
    return replace(module, objects=tuple(objects))


def _called(cls: Object, names: Names) -> Object:
    """Return a class with the parameters that it takes and the exceptions that it may raise."""
    makers = names.constructors(cls)
    if any("enum" in maker.modifiers for maker in makers):
        return replace(cls, parameters=(), raises=())
    taken = [taken for maker in makers if (taken := _taken(maker, names)) is not None]
    if not taken:
        return cls
    return replace(cls, parameters=reduce(common, taken), raises=tuple(_raised(cls, makers)))


def _raised(cls: Object, makers: Iterable[Object]) -> Iterator[Raised]:
    """Yield what making an instance may raise, of each function what others before it don't."""
    known: set[str] = set()
    for maker in makers:
        # what an inherited constructor asks the object, a subclass may answer otherwise
        asked = maker.parent == cls.name
        found = [r for r in maker.raises if (asked or not r.asks_self) and r.type not in known]
        known.update(raised.type for raised in found)
        yield from found if maker.kind != "class" else ()


def _taken(maker: Object, names: Names) -> tuple[Parameter, ...] | None:
    """Return what is taken by a method, or by what a class has made; None if it has nothing."""
    if maker.kind != "class":
        return maker.parameters
    return _fields(maker, names) if _is_made(maker) else None


def _is_made(cls: Object) -> bool:
    """Tell whether a class gets a constructor that is made of its fields."""
    return not {"dataclass", "namedtuple"}.isdisjoint(cls.modifiers)


def _fields(cls: Object, names: Names) -> tuple[Parameter, ...]:
    """Return a parameter for each field of a class and of its bases that have fields, in order."""
    merged: dict[str, Parameter] = {}
    for found in reversed(names.mro(cls)):
        if found.object is not None and _is_made(found.object):
            merged |= {parameter.name: parameter for parameter in found.object.parameters}
    return tuple(sorted(merged.values(), key=lambda parameter: parameter.kind == "keyword-only"))


def _decorator_options(node: ast.ClassDef) -> dict[str, object]:
    """Return the constant arguments of the decorators of a class."""
    return {
        keyword.arg: keyword.value.value
        for decorator in node.decorator_list
        if isinstance(decorator, ast.Call)
        for keyword in decorator.keywords
        if keyword.arg and isinstance(keyword.value, ast.Constant)
    }


def _parameters(node: ast.ClassDef, *, only: bool) -> Iterator[Parameter]:
    """Yield a parameter for each field; ``only`` makes them keyword-only."""
    for statement, _ in own_statements(node.body):
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            continue
        written = annotation_source(statement.annotation) or ""
        if last_part(written) == "ClassVar":
            continue
        if last_part(written) == "KW_ONLY":
            only = True
            continue
        options = _field_options(statement.value)
        if _is_constant(options.get("init"), value=False):
            continue
        keyword_only = only or _is_constant(options.get("kw_only"), value=True)
        yield Parameter(
            statement.target.id,
            "keyword-only" if keyword_only else "positional-or-keyword",
            _init_type(written),
            _default(statement.value, options),
        )


def _field_options(value: ast.expr | None) -> dict[str, ast.expr]:
    """Return the arguments of ``field(...)``, none if a value isn't one."""
    if not isinstance(value, ast.Call) or last_part(source(value.func)) not in _FIELD_MAKERS:
        return {}
    return {keyword.arg: keyword.value for keyword in value.keywords if keyword.arg}


def _default(value: ast.expr | None, options: Mapping[str, ast.expr]) -> str | None:
    """Return the default of a field's parameter as source; a factory as a call of it."""
    factory = options.get("default_factory", options.get("factory"))
    if factory is not None:
        return f"{source(factory)}()" if isinstance(factory, ast.Name | ast.Attribute) else "..."
    default = options.get("default") if options else value
    return None if default is None else source(default)


def _init_type(annotation: str) -> str:
    """Return the type of a field's parameter; that of an ``InitVar`` is inside of it."""
    node = parse_expression(annotation) if last_part(annotation) == "InitVar" else None
    return source(node.slice) if isinstance(node, ast.Subscript) else annotation


def _is_constant(node: ast.expr | None, *, value: bool) -> bool:
    return isinstance(node, ast.Constant) and node.value is value
