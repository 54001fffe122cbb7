"""The JSON document that ``inspect`` prints, and the project that such a document was made of.

Other tools read it, so names are added, never changed; what is read back is enough to compare two
versions of an API, or to show a project, but holds nothing that isn't printed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from .errors import DocumentError
from .model import (
    Evidence,
    Guess,
    Metrics,
    Module,
    Object,
    Parameter,
    Problem,
    Project,
    Raised,
    Result,
)
from .surface import surface_of

__all__ = ["SCHEMA", "from_json", "to_json"]

SCHEMA = 1
"""Version of the JSON document; raised when the meaning of a name in it changes."""


def to_json(project: Project, generated: Callable[[Object], str | None]) -> dict[str, Any]:
    """Return the document that ``inspect`` prints, ready for :func:`json.dumps`.

    Args:
        project: What to print.
        generated: Gives the docstring that would be generated for an object, or None.

    Returns:
        A dictionary with the keys ``schema``, ``modules`` and ``errors``.
    """
    surface = surface_of(project)
    return {
        "schema": SCHEMA,
        "modules": [
            {
                "name": module.name,
                "path": module.path,
                "package": module.package,
                "exports": None if module.exports is None else list(module.exports),
                "imports": [list(pair) for pair in module.imports],
                "unbound": list(module.unbound),
                "objects": [
                    _object_json(obj, generated(obj), surface.public_name(obj))
                    for obj in module.objects
                ],
            }
            for module in project.modules.values()
        ],
        "errors": [
            {"path": p.path, "line": p.line, "kind": p.kind, "message": p.message}
            for p in project.problems
        ],
    }


def _object_json(obj: Object, generated: str | None, public: str | None) -> dict[str, Any]:
    return {
        "name": obj.name,
        "public": public,
        "kind": obj.kind,
        "line": obj.line,
        "end_line": obj.end_line,
        "local": "local" in obj.modifiers,
        "modifiers": list(obj.modifiers),
        "bases": list(obj.bases),
        "docstring": obj.docstring,
        "generated": generated,
        "annotation": obj.annotation,
        "value": obj.value,
        "value_digest": obj.value_digest,
        **_type_json(obj.type),
        "parameters": [_parameter_json(parameter) for parameter in obj.parameters],
        "returns": None if obj.returns is None else _result_json(obj.returns),
        "yields": None if obj.yields is None else _result_json(obj.yields),
        "raises": [
            {
                "type": raised.type,
                **_description_json(raised.description),
                "evidence": str(raised.evidence),
                "confidence": raised.confidence,
            }
            for raised in obj.raises
        ],
        "summary": None if obj.summary is None else _guess_json(obj.summary),
        "usages": [
            {
                "path": usage.path,
                "line": usage.line,
                "code": usage.code,
                "result": usage.result or None,
            }
            for usage in obj.usages
        ],
        "metrics": None if obj.metrics is None else _metrics_json(obj.metrics),
    }


def _guess_json(guess: Guess) -> dict[str, Any]:
    return {"text": guess.text, "confidence": guess.confidence, "evidence": str(guess.evidence)}


def _type_json(guess: Guess | None) -> dict[str, Any]:
    return {
        "inferred": guess and guess.text,
        "confidence": guess and guess.confidence,
        "evidence": guess and str(guess.evidence),
    }


def _description_json(guess: Guess | None) -> dict[str, Any]:
    return {
        "description": guess and guess.text,
        "description_confidence": guess and guess.confidence,
        "description_evidence": guess and str(guess.evidence),
    }


def _parameter_json(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "kind": parameter.kind,
        "annotation": parameter.annotation,
        **_type_json(parameter.type),
        "default": parameter.default,
        **_description_json(parameter.description),
        **_accepts_json(parameter),
    }


def _accepts_json(parameter: Parameter) -> dict[str, Any]:
    """Return what ``**kwargs`` accepts, if that is wanted and known."""
    return {"accepts": list(map(_parameter_json, parameter.accepts))} if parameter.accepts else {}


def _result_json(result: Result) -> dict[str, Any]:
    return {
        "annotation": result.annotation,
        **_type_json(result.type),
        **_description_json(result.description),
    }


def _metrics_json(metrics: Metrics) -> dict[str, Any]:
    """Return all metrics; each is named as its field."""
    halstead = metrics.halstead
    return {
        **msgspec.structs.asdict(metrics),
        "halstead": None if halstead is None else msgspec.structs.asdict(halstead),
        "increments": [list(pair) for pair in metrics.increments],
    }


def from_json(text: bytes, path: str) -> Project:
    """Read a document that ``inspect`` printed.

    Args:
        text: The document.
        path: Where it's from, for what is said of errors.

    Returns:
        The project, as far as the document holds it.

    Raises:
        DocumentError: If it isn't one, or is of a later version than this program knows.
    """
    try:
        document = msgspec.json.decode(text)
        if document["schema"] > SCHEMA:
            raise DocumentError(path, f"its schema {document['schema']} is newer than {SCHEMA}")
        modules = [_module(item) for item in document["modules"]]
        problems = [msgspec.convert(item, Problem) for item in document["errors"]]
    except (msgspec.MsgspecError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        said = f"{type(error).__name__}: {error}".partition("\n")[0]
        reason = f"not a document of 'inspect --format json' ({said})"
        raise DocumentError(path, reason) from None
    return Project(modules, problems)


def _module(item: Mapping[str, Any]) -> Module:
    """Read a module; documents of earlier releases don't say what it exports and imports."""
    exports = item.get("exports")
    return Module(
        name=item["name"],
        path=item["path"],
        objects=tuple(_object(obj) for obj in item["objects"]),
        exports=None if exports is None else tuple(map(str, exports)),
        imports=tuple((str(local), str(full)) for local, full in item.get("imports", ())),
        unbound=tuple(map(str, item.get("unbound", ()))),
        package=item.get("package", item["path"].endswith(("__init__.py", "__init__.pyi"))),
    )


def _object(item: Mapping[str, Any]) -> Object:
    plain = ("kind", "modifiers", "bases", "annotation", "value", "value_digest", "docstring")
    values = {
        "name": item["name"],
        "line": item["line"],
        "end_line": item["end_line"],
        **{key: item[key] for key in plain if key in item},
        "type": _guess(item),
        "parameters": [_parameter(p) for p in item["parameters"]],
        "returns": _result(item["returns"]),
        "yields": _result(item["yields"]),
        "raises": [_raised(raised) for raised in item["raises"]],
        "metrics": item["metrics"] and msgspec.convert(item["metrics"], Metrics),
    }
    return msgspec.convert(values, Object)


def _guess(item: Mapping[str, Any]) -> Guess | None:
    if item["inferred"] is None:
        return None
    return Guess(item["inferred"], item["confidence"], Evidence.read(item["evidence"]))


def _parameter(item: Mapping[str, Any]) -> Parameter:
    known = {key: item[key] for key in ("name", "kind", "annotation", "default")}
    return msgspec.convert({**known, "type": _guess(item)}, Parameter)


def _raised(item: Mapping[str, Any]) -> Raised:
    known = {key: item[key] for key in ("type", "confidence") if key in item}
    return msgspec.convert({**known, "evidence": Evidence.read(item.get("evidence", ""))}, Raised)


def _result(item: Mapping[str, Any] | None) -> Result | None:
    return None if item is None else Result(item["annotation"], _guess(item))
