"""The parameters that calling a class takes: its constructor's, or those made of its fields."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce
from itertools import zip_longest

from msgspec.structs import replace

from ..model import Module, Object, Parameter, ParameterKind, Project, Raised
from ..names import Names, names_of
from .syntax import annotation_source, last_part, own_statements, parse_expression, source

__all__ = ["common", "with_constructors", "with_fields"]

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


_POSITIONAL: tuple[ParameterKind, ...] = ("positional-only", "positional-or-keyword")


def common(first: Sequence[Parameter], second: Sequence[Parameter]) -> tuple[Parameter, ...]:
    """Return the parameters of a call that gives two functions the same arguments.

    Args:
        first: What one function takes; its names and defaults are preferred.
        second: What the other takes.
    """
    one, other = _Taken(first), _Taken(second)
    given: dict[str, Parameter] = {}
    for parameter in _given(one, other):
        given.setdefault(parameter.name, parameter)
    rest = _of_kind(first, "var-positional") if other.takes_rest else []
    keywords = _of_kind(first, "var-keyword") if other.takes_keywords else []
    by_place = _of_kind(given.values(), *_POSITIONAL)
    by_name = _of_kind(given.values(), "keyword-only")
    return (*_in_order(by_place), *rest, *by_name, *keywords)


def _of_kind(parameters: Iterable[Parameter], *kinds: ParameterKind) -> list[Parameter]:
    return [parameter for parameter in parameters if parameter.kind in kinds]


def _in_order(by_place: Sequence[Parameter]) -> Iterator[Parameter]:
    """Yield parameters; what stands before one that is given by its place only is so too."""
    only = [place for place, p in enumerate(by_place) if p.kind == "positional-only"]
    last = max(only, default=0)
    yield from (replace(parameter, kind="positional-only") for parameter in by_place[:last])
    yield from by_place[last:]


class _Taken:
    """The parameters of one function.

    Args:
        parameters: Its parameters.
    """

    def __init__(self, parameters: Sequence[Parameter]) -> None:
        self.by_place = _of_kind(parameters, *_POSITIONAL)
        self.by_name = _of_kind(parameters, "keyword-only")
        self.takes_rest = bool(_of_kind(parameters, "var-positional"))
        self.takes_keywords = bool(_of_kind(parameters, "var-keyword"))

    def keyword_only(self, name: str) -> Parameter | None:
        """Return the parameter that is passed by that name only."""
        return next((p for p in self.by_name if p.name == name), None)


def _given(one: _Taken, other: _Taken) -> Iterator[Parameter]:
    """Yield what callers may give by place or name, each once."""
    for mine, yours in zip_longest(one.by_place, other.by_place):
        if mine is not None and yours is not None:
            yield _both(mine, yours)
        elif mine is not None:
            yield from _alone(mine, other)
        elif yours is not None:
            yield from _alone(yours, one)
    yield from _by_name(one, other)


def _by_name(one: _Taken, other: _Taken) -> Iterator[Parameter]:
    """Yield what one of the functions takes by its name only, and has no place in either."""
    placed = {p.name for p in (*one.by_place, *other.by_place)}
    for mine in one.by_name:
        if mine.name not in placed:
            yield from _alone(mine, other)
    for yours in other.by_name:
        if yours.name not in placed and one.keyword_only(yours.name) is None:
            yield from _alone(yours, one)


def _both(mine: Parameter, yours: Parameter) -> Parameter:
    """Return what stands at one place of both; under two names it's given by its place only."""
    kept = yours if mine.name.startswith("_") and not yours.name.startswith("_") else mine
    is_same = mine.name == yours.name and mine.kind == yours.kind
    kind: ParameterKind = mine.kind if is_same else "positional-only"
    return _needed(replace(kept, kind=kind), mine, yours)


def _alone(mine: Parameter, other: _Taken) -> Iterator[Parameter]:
    """Yield what stands at no place of the other function, if that takes it in another way."""
    same = other.keyword_only(mine.name)
    if same is not None:
        yield _needed(replace(mine, kind="keyword-only"), mine, same)
    elif mine.kind == "keyword-only" or not other.takes_rest:
        if (other.takes_keywords and mine.kind != "positional-only") or mine.default is None:
            yield replace(mine, kind="keyword-only") if other.takes_keywords else mine
    elif not other.takes_keywords:
        yield replace(mine, kind="positional-only")
    else:
        yield mine


def _needed(kept: Parameter, *both: Parameter) -> Parameter:
    """Return a parameter without a default if one of the functions has none."""
    return replace(kept, default=None) if any(p.default is None for p in both) else kept
