"""Inferred types in signatures and headers, where autodoc puts those that an author declared.

``autodoc_typehints`` decides. In a signature an inferred type is set apart: HTML tells why it's
there, and with which confidence, to mouse, keyboard and screen reader without a script.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes

from .. import docstring
from ..docstring import Types
from ..model import Guess
from . import autodoc, marks
from .autodoc import AskedObject
from .descriptions import Described
from .domain import page_of
from .nodes import translate

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

__all__ = ["note_types", "write_types"]

_WITH_RESULT = ("function", "method", "decorator")
_VALUES = ("attribute", "data", "property")


def note_types(asked: AskedObject) -> None:
    """Note the types that the signature of an object is to show."""
    domain, record = asked.domain, asked.record
    if record is None or not domain.types_in_signature:
        return
    is_value = asked.what in _VALUES
    if (record.kind in _VALUES) != is_value or not (is_value or asked.is_signed):
        return  # a value that is shown as a function, or the other way round
    if asked.name in asked.page.signed:
        record = autodoc.without_stub(record)
    elif "stub" in record.modifiers:
        record = autodoc.with_stub_types(record)
    found = docstring.undeclared_types(record, domain.settings)
    if found.parameters or found.result:
        asked.page.types[asked.name] = found


def write_types(described: Described) -> None:
    """Put types into the signature of an object that has one, where an author declared none."""
    found = page_of(described.app.env).types.get(described.name)
    signatures = _children(described.content.parent, addnodes.desc_signature)
    if found is None or len(signatures) != 1:
        return
    signature, env = described.signature, described.app.env
    for parameters in _children(signature, addnodes.desc_parameterlist):
        _write_parameters(parameters, found, env)
        if found.result is not None and described.objtype in _WITH_RESULT:
            _write_result(signature, found.result, env)
    if found.result is not None and described.objtype in _VALUES:
        _write_value(signature, found.result, env)
    if next(iter(signature.findall(marks.inferred)), None) is not None:
        signature += marks.inferred_note("", f" ({translate('inferred')})")


def _children(node: nodes.Element, kind: type[nodes.Node]) -> list[Any]:
    return [child for child in node.children if isinstance(child, kind)]


def _write_parameters(
    parameters: addnodes.desc_parameterlist, found: Types, env: BuildEnvironment
) -> None:
    for parameter in parameters.findall(addnodes.desc_parameter):
        _write_parameter(parameter, found, env)
    _break_lines(parameters, env)


def _write_parameter(
    parameter: addnodes.desc_parameter, found: Types, env: BuildEnvironment
) -> None:
    names = _children(parameter, addnodes.desc_sig_name)
    guess = found.parameters.get(names[0].astext()) if names else None
    if guess is None:
        return
    place = parameter.index(names[0]) + 1
    rest = parameter.children[place:]
    if rest and not rest[0].astext().startswith("="):
        return  # its type is declared
    parameter.children[place:] = []
    parameter += [addnodes.desc_sig_punctuation("", ":"), addnodes.desc_sig_space()]
    parameter += addnodes.desc_sig_name("", "", _type(guess, env))
    for node in rest:
        is_equals = node is rest[0]
        parameter += [addnodes.desc_sig_space()] if is_equals else []
        parameter += node
        parameter += [addnodes.desc_sig_space()] if is_equals else []


def _break_lines(parameters: addnodes.desc_parameterlist, env: BuildEnvironment) -> None:
    """Put each parameter on a line of its own if the signature has become too long, as Sphinx."""
    config = env.config
    most = config.python_maximum_signature_line_length or config.maximum_signature_line_length
    if most and len(parameters.parent.astext()) > most:
        parameters["multi_line_parameter_list"] = True
        parameters.setdefault("multi_line_trailing_comma", True)


def _write_result(signature: nodes.Element, guess: Guess, env: BuildEnvironment) -> None:
    if not _children(signature, addnodes.desc_returns):
        last = signature.index(_children(signature, addnodes.desc_parameterlist)[-1])
        signature.insert(last + 1, addnodes.desc_returns("", "", _type(guess, env)))


def _write_value(signature: nodes.Element, guess: Guess, env: BuildEnvironment) -> None:
    """Write the type of a value behind its name, unless its author declared one."""
    place = signature.index(_children(signature, addnodes.desc_name)[-1]) + 1
    behind = signature.children[place:]
    if any(node.astext().lstrip().startswith(":") for node in behind):
        return
    colon = [addnodes.desc_sig_punctuation("", ":"), addnodes.desc_sig_space()]
    signature.insert(place, addnodes.desc_annotation("", "", *colon, _type(guess, env)))


def _type(guess: Guess, env: BuildEnvironment) -> marks.inferred:
    percent = str(round(guess.confidence * 100))
    shown = marks.type_nodes(guess.text, env, in_signature=True)
    return marks.inferred_node(guess.evidence.words, percent, shown)
