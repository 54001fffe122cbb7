"""Finished descriptions: signatures of compiled functions, values of attributes, complexity.

Of what an extension module defines, Python knows a signature without types, or none at all, which
autodoc shows as empty parentheses. A stub that is shipped with it, or the source that it was
compiled of, says more. Where nothing does, the parentheses hold an ellipsis.

autodoc takes types for a signature from its event. Since Sphinx 9 it fails there if it found no
signature itself, so one that it didn't find is put into the finished description.

Of an attribute that holds a member of an enumeration, autodoc shows that member's value; what is
written in the source takes its place. A quiet field says how complex a function is, if it's worth
saying.
"""

from __future__ import annotations

import ast
import enum
import inspect
import re
import sys
import types
import typing
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from docutils import nodes
from msgspec.structs import replace
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.inspect import is_singledispatch_function, is_singledispatch_method

from ..model import Metrics, Object
from ..pages import parameters
from . import marks
from .added import shown_name
from .authors import live
from .autodoc import AskedObject, is_compiled, record_of
from .domain import AutodocgenDomain, Page, of, page_of
from .nodes import translate

__all__ = [
    "Described",
    "add_complexity",
    "complete_signature",
    "in_steps",
    "keep_one_mark",
    "note_metrics",
    "write_signature",
    "write_value",
]

_FUNCTIONS = ("function", "method")
_CALLED = ("class", "exception", *_FUNCTIONS)


def complete_signature(  # noqa: PLR0913, PLR0917
    app: Sphinx,
    what: str,
    name: str,
    obj: object,
    options: Any,
    signature: str | None,
    result: str | None,
) -> tuple[str, str | None] | None:
    """Return signature and result of something compiled, None if autodoc knows as much.

    Args:
        app: The application.
        what: The kind of the object, in autodoc's words.
        name: Its full name, as documented.
        obj: The object.
        options: The directive's options.
        signature: The parameters in parentheses, as autodoc found them.
        result: The type of the result, as autodoc found it.
    """
    del options
    domain, page = of(app.env), page_of(app.env)
    _note_called(page, name, obj, signature)
    if result or not _is_called(domain, what, name):
        return None
    record = _declared(domain, obj, name)
    if record is None:
        if not signature and _is_compiled_here(domain, obj, name):
            page.unsigned[name] = (["..."], None)
        return None
    domain.note(page.name, [record.name])
    has_types = app.config.autodoc_typehints in ("signature", "both")
    if not signature:
        page.unsigned[name] = _written(record) if has_types else _written(_without_types(record))
    elif has_types and (typed := _typed(signature, record)):
        page.signed.add(name)
        return typed
    return None


def _is_called(domain: AutodocgenDomain, what: str, name: str) -> bool:
    """Tell whether a full name is that of a class or function of the project."""
    return what in _CALLED and name.partition(".")[0] in domain.tops


def _note_called(page: Page, name: str, obj: object, signature: str | None) -> None:
    """Note an object of which autodoc found the one signature that it has."""
    if signature and not _has_several_signatures(obj):
        page.called.add(name)


def _has_several_signatures(obj: object) -> bool:
    """Tell whether autodoc shows more than one signature: of overloads or implementations."""
    if isinstance(obj, type):
        return any(map(_has_several_signatures, (obj.__init__, obj.__new__)))  # type: ignore[misc]
    if is_singledispatch_function(obj) or is_singledispatch_method(obj):
        return True
    function = getattr(obj, "__func__", obj)
    return isinstance(function, types.FunctionType) and bool(typing.get_overloads(function))


def _is_compiled_here(domain: AutodocgenDomain, obj: object, name: str) -> bool:
    """Tell whether the project compiled a function, whose parameters nobody can know then.

    One of Python's own by another name keeps what autodoc shows.
    """
    if _is_python(obj) or not (inspect.isroutine(obj) and callable(obj)):
        return False
    module = name
    while module and module not in sys.modules:
        module = module.rpartition(".")[0]
    source = domain.project.modules.get(module)
    return source is None or source.path.endswith(".pyi")


def _is_python(obj: object) -> bool:
    return isinstance(obj, types.FunctionType | types.MethodType)


def _declared(domain: AutodocgenDomain, obj: object, name: str) -> Object | None:
    """Return what a stub, or the source of a compiled module, says of something without code."""
    if _is_python(obj) or not (isinstance(obj, type) or inspect.isroutine(obj)):
        return None
    record = record_of(domain, obj, name) or domain.project.declared(name)
    if record is None or not _has_one_signature(record):
        return None
    return record if "stub" in record.modifiers or is_compiled(obj) else None


def _has_one_signature(record: Object) -> bool:
    if "overload" in record.modifiers:
        return False
    return bool(record.parameters) if record.kind == "class" else record.kind in _FUNCTIONS


def _written(record: Object) -> tuple[list[str], str | None]:
    result = record.returns if record.kind != "class" else None
    return parameters(record.parameters), result.annotation if result else None


def _without_types(record: Object) -> Object:
    plain = tuple(replace(parameter, annotation=None) for parameter in record.parameters)
    return replace(record, parameters=plain, returns=None)


def _typed(signature: str, record: Object) -> tuple[str, str | None] | None:
    """Put declared types into a signature that has none, if both name the same parameters."""
    try:
        definition = ast.parse(f"def f{signature}: ...").body[0]
    except SyntaxError:
        return None
    assert isinstance(definition, ast.FunctionDef)
    arguments = definition.args
    own = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    own += filter(None, (arguments.vararg, arguments.kwarg))
    types_of = {p.name.removeprefix("__"): p.annotation for p in record.parameters}
    if set(types_of) != {one.arg for one in own} or any(one.annotation for one in own):
        return None
    for one in own:
        if annotation := types_of[one.arg]:
            one.annotation = ast.Name(annotation)
    return f"({ast.unparse(arguments)})", _written(record)[1]


class Described(NamedTuple):
    """A Python object that a page describes.

    Attributes:
        app: The application.
        objtype: The directive of the description.
        name: The object's full name.
        signature: Its first signature.
        content: What is below the signature.
    """

    app: Sphinx
    objtype: str
    name: str
    signature: addnodes.desc_signature
    content: nodes.Element


def in_steps(steps: Sequence[Callable[[Described], None]]) -> Callable[..., None]:
    """Return a handler of ``object-description-transform``."""

    def handle(app: Sphinx, domain: str, objtype: str, content: nodes.Element) -> None:
        signature = content.parent[0]
        if domain == "py" and isinstance(signature, addnodes.desc_signature):
            described = Described(app, objtype, shown_name(signature), signature, content)
            for step in steps:
                step(described)

    return handle


def write_signature(described: Described) -> None:
    """Put parameters into the parentheses of what autodoc found no signature of."""
    found = page_of(described.app.env).unsigned.get(described.name)
    if found is None:
        return
    signature = described.signature
    for empty in list(signature.findall(addnodes.desc_parameterlist)):
        signature.remove(empty)
    signature += addnodes.desc_parameterlist("", "", *map(_parameter, found[0]))
    if found[1]:
        signature += addnodes.desc_returns("", found[1])


def _parameter(text: str) -> addnodes.desc_parameter:
    name, sign, rest = text.partition(":" if ":" in text else "=")
    shown = addnodes.desc_sig_name("", name)
    return addnodes.desc_parameter("", "", shown, nodes.Text(f"{sign}{rest}"))


_MEMBERS = re.compile(r"[\w.]+(?: \| [\w.]+)*")


def write_value(described: Described) -> None:
    """Show the members of an enumeration that an attribute holds by their names."""
    name, signature = described.name, described.signature
    if described.objtype != "attribute":
        return
    source = signature.source  # of autodoc's directives since Sphinx 9 empty, others have theirs
    if source and not source.endswith(f":docstring of {name}"):
        return
    value = _members_held(of(described.app.env), name)
    if value is None or _shows_itself(live(name)):
        return
    for part in signature.findall(addnodes.desc_annotation):
        if part.astext().strip().startswith("="):
            part[-1] = nodes.Text(value)


def _shows_itself(value: object) -> bool:
    """Tell whether an author wrote how a member of an enumeration is shown."""
    shown = type(value).__repr__
    return isinstance(value, enum.Enum) and getattr(shown, "__module__", "enum") != "enum"


def _members_held(domain: AutodocgenDomain, name: str) -> str | None:
    """Return the source of an attribute's value that consists of members of an enumeration."""
    record = domain.project.get(name)
    if record is None or record.value is None or {"member", "instance"} & set(record.modifiers):
        return None
    written = record.annotation or (record.type.text if record.type is not None else "")
    resolved = domain.view.names.full_name(written, domain.project.module_of(record.name).name)
    found = domain.project.get(resolved)
    is_enum = found is not None and "enum" in found.modifiers
    return record.value if is_enum and _MEMBERS.fullmatch(record.value) else None


def keep_one_mark(described: Described) -> None:
    """Leave one mark to an object that no author described."""
    if described.name in page_of(described.app.env).filled:
        marks.keep_one(described.content)


def note_metrics(asked: AskedObject) -> None:
    """Note the metrics of a function that is complex enough to say so."""
    rank, record = asked.domain.settings.complexity_badges, asked.record
    if not rank or asked.what not in ("function", "method", "property"):
        return
    if record is not None and record.metrics is not None and record.metrics.rank >= rank:
        asked.page.metrics[asked.name] = record.metrics
        asked.domain.note(asked.page.name, [record.name])


def add_complexity(described: Described) -> None:
    """Add a field to the description of a function whose metrics were noted."""
    metrics = page_of(described.app.env).metrics.get(described.name)
    kinds = ("function", "method", "property", "decorator")
    if metrics is None or described.objtype not in kinds:
        return
    content = described.content
    fields = content[-1] if content.children else None
    if not isinstance(fields, nodes.field_list):
        fields = nodes.field_list("")
        content += fields
    fields += nodes.field(
        "", nodes.field_name("", translate("Complexity")), nodes.field_body("", _badge(metrics))
    )


def _badge(metrics: Metrics) -> nodes.paragraph:
    rank = nodes.inline(
        "", metrics.rank, classes=["autodocgen-rank", f"autodocgen-{metrics.rank.lower()}"]
    )
    badge = nodes.inline("", f"cyclomatic {metrics.cyclomatic} ", classes=["autodocgen-badge"])
    badge += rank
    badge += nodes.Text(f", cognitive {metrics.cognitive}")
    return nodes.paragraph("", "", badge)
