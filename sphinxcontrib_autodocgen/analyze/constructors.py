"""The parameters that calling a class takes: its constructor's, or those made of its fields."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from msgspec.structs import replace

from ..model import Object, Parameter
from .syntax import annotation_source, last_part, own_statements, parse_expression, source

__all__ = ["with_constructors", "with_types"]

_WITHOUT_CONSTRUCTOR = {"object", "ABC", "Generic", "Protocol"}
"""Bases from which a class inherits no parameters."""

_FIELD_MAKERS = {"field", "attrib", "ib"}


def with_constructors(records: list[Object], nodes: Mapping[str, ast.AST]) -> list[Object]:
    """Give each class the parameters that calling it takes, as far as its file tells.

    Args:
        records: The objects of a file; a base stands before the classes that inherit from it.
        nodes: The nodes that define classes, by full name.
    """
    by_name = {record.name: record for record in records}
    done: dict[str, Object] = {}
    for record in records:
        if record.kind == "class":
            base = _base(record, done)
            made = _from_constructor(record, by_name)
            made = made or _from_fields(record, base, nodes.get(record.name))
            done[record.name] = made or _inherited(record, base)
    return [done.get(r.name, r) if r.kind == "class" else r for r in records]


def with_types(records: Iterable[Object]) -> Iterator[Object]:
    """Give the parameters of each class the types that its own constructor's have by now.

    Args:
        records: The objects of a file.
    """
    known = list(records)
    by_name = {record.name: record for record in known}
    for record in known:
        made = _from_constructor(record, by_name) if record.kind == "class" else None
        if made is None:
            yield record
        else:
            types = {parameter.name: parameter for parameter in made.parameters}
            parameters = tuple(types.get(p.name, p) for p in record.parameters)
            yield replace(record, parameters=parameters, raises=made.raises)


def _inherited(record: Object, base: Object | None) -> Object:
    if base is None:
        return record
    return replace(record, parameters=base.parameters, raises=base.raises)


def _base(record: Object, known: Mapping[str, Object]) -> Object | None:
    """Return the class of the same file that a class inherits its constructor from."""
    module = record.name.partition(".<locals>")[0].split(".")
    for base in record.bases:
        name = base.partition("[")[0]
        places = (".".join([*module[:end], name]) for end in range(len(module) - 1, 0, -1))
        found = next((known[place] for place in places if place in known), None)
        if found is not None or last_part(base) not in _WITHOUT_CONSTRUCTOR:
            return found
    return None


def _from_constructor(record: Object, by_name: Mapping[str, Object]) -> Object | None:
    if "enum" in record.modifiers:
        return replace(record, parameters=(), raises=())  # calling it looks a member up
    for name in ("__init__", "__new__"):
        constructor = by_name.get(f"{record.name}.{name}")
        if constructor is not None:
            return replace(record, parameters=constructor.parameters, raises=constructor.raises)
    return None


def _from_fields(record: Object, base: Object | None, node: ast.AST | None) -> Object | None:
    """Return a dataclass or named tuple with the parameters of its generated constructor."""
    made = not {"dataclass", "namedtuple"}.isdisjoint(record.modifiers)
    if not made or not isinstance(node, ast.ClassDef):
        return None
    options = _decorator_options(node)
    if options.get("init") is False:
        return None
    merged = {parameter.name: parameter for parameter in (base.parameters if base else ())}
    merged |= {p.name: p for p in _parameters(node, only=options.get("kw_only") is True)}
    ordered = sorted(merged.values(), key=lambda parameter: parameter.kind == "keyword-only")
    return replace(record, parameters=tuple(ordered))


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
