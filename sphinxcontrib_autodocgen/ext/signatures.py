"""Signatures of compiled functions and classes: what a stub or their source declares.

Of what an extension module defines, Python knows a signature without types, or none at all, which
autodoc shows as empty parentheses. A stub that is shipped with it, or the source that it was
compiled of, says more. Where nothing does, the parentheses hold an ellipsis.

autodoc takes types for a signature from its event. Since Sphinx 9 it fails there if it found no
signature itself, so one that it didn't find is put into the finished description.

Of an attribute that holds a member of an enumeration, autodoc shows that member's value; what is
written in the source takes its place.
"""

from __future__ import annotations

import ast
import inspect
import re
import types
from typing import TYPE_CHECKING, Any

from docutils import nodes
from msgspec.structs import replace
from sphinx import addnodes

from ..model import Object
from ..pages import parameters
from .domain import AutodocgenDomain, of, page_of
from .events import is_compiled, record_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["complete_signature", "write_signature", "write_value"]

_CALLED = ("class", "exception", "function", "method")


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
    domain, place = of(app.env), (page_of(app.env), name)
    if what not in _CALLED or result or name.partition(".")[0] not in domain.tops:
        return None
    record = _declared(domain, obj, name)
    if record is not None:
        domain.note(place[0], [record.name])
    with_types = app.config.autodoc_typehints in ("signature", "both")
    if signature:
        typed = _typed(signature, record) if record is not None and with_types else None
        if typed:
            domain.signed.add(place)
        return typed
    if record is not None:
        domain.unsigned[place] = _written(record if with_types else _without_types(record))
    elif inspect.isroutine(obj) and callable(obj) and not _is_python(obj):
        domain.unsigned[place] = ["..."], None
    return None


def _is_python(obj: object) -> bool:
    return isinstance(obj, types.FunctionType | types.MethodType)


def _declared(domain: AutodocgenDomain, obj: object, name: str) -> Object | None:
    """Return what a stub, or the source of a compiled module, says of something without code."""
    if _is_python(obj) or not (isinstance(obj, type) or inspect.isroutine(obj)):
        return None
    record = record_of(domain, obj, name) or domain.project.declared(name)
    if record is None or record.kind not in ("class", "function", "method"):
        return None
    if "overload" in record.modifiers or (record.kind == "class" and not record.parameters):
        return None
    return record if "stub" in record.modifiers or is_compiled(obj) else None


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


def write_signature(app: Sphinx, domain: str, objtype: str, content: nodes.Element) -> None:
    """Put parameters into the parentheses of what autodoc found no signature of.

    Args:
        app: The application.
        domain: The domain of the description.
        objtype: Its directive.
        content: What is below the signature.
    """
    del objtype
    known, signature = of(app.env).unsigned, content.parent[0]
    if domain != "py" or not known or not isinstance(signature, addnodes.desc_signature):
        return
    module, name = signature.get("module"), signature.get("fullname")
    found = known.get((page_of(app.env), f"{module}.{name}" if module else str(name)))
    if found is None:
        return
    for empty in list(signature.findall(addnodes.desc_parameterlist)):
        signature.remove(empty)
    signature += addnodes.desc_parameterlist("", "", *map(_parameter, found[0]))
    if found[1]:
        signature += addnodes.desc_returns("", found[1])


_MEMBERS = re.compile(r"[\w.]+(?: \| [\w.]+)*")


def write_value(app: Sphinx, domain: str, objtype: str, content: nodes.Element) -> None:
    """Show the members of an enumeration that an attribute holds by their names.

    Args:
        app: The application.
        domain: The domain of the description.
        objtype: Its directive.
        content: What is below the signature.
    """
    signature: Any = content.parent[0]
    if domain != "py" or objtype != "attribute":
        return
    module, name = signature.get("module"), signature.get("fullname")
    full = f"{module}.{name}" if module else str(name)
    source = signature.source  # of autodoc's directives since Sphinx 9 empty, others have theirs
    if source and not source.endswith(f":docstring of {full}"):
        return
    value = _members_held(of(app.env), full)
    if value is None:
        return
    for part in signature.findall(addnodes.desc_annotation):
        if part.astext().strip().startswith("="):
            part[-1] = nodes.Text(value)


def _members_held(domain: AutodocgenDomain, name: str) -> str | None:
    """Return the source of an attribute's value that consists of members of an enumeration."""
    record = domain.project.get(name)
    if record is None or record.value is None or {"member", "instance"} & set(record.modifiers):
        return None
    written = record.annotation or (record.type.text if record.type is not None else "")
    resolved = domain.view.resolve(written, domain.project.module_of(record.name).name)
    found = domain.project.get(resolved)
    is_enum = found is not None and "enum" in found.modifiers
    return record.value if is_enum and _MEMBERS.fullmatch(record.value) else None


def _parameter(text: str) -> addnodes.desc_parameter:
    name, sign, rest = text.partition(":" if ":" in text else "=")
    shown = addnodes.desc_sig_name("", name)
    return addnodes.desc_parameter("", "", shown, nodes.Text(f"{sign}{rest}"))
