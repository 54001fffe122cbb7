"""``inspect``: print the documentation of a package, written and inferred."""

from __future__ import annotations

import argparse
import codecs
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from msgspec.structs import replace

from .. import docstring, document, model, pipeline
from ..model import Object, Project
from ..settings import Settings
from ..surface import surface_of
from .common import (
    add_settings,
    chosen_settings,
    exit_code,
    output_to,
    print_problems,
    refuse_nothing,
    write_lines,
)

__all__ = ["add"]


def add(commands: Any) -> None:
    """Add the command and its flags to the parser."""
    command = commands.add_parser(
        "inspect",
        help="print the documentation of a package, written and inferred",
        description="Analyse packages, modules or files without importing them, and print every "
        "object with its signature, inferred types, generated docstring and metrics.",
    )
    command.add_argument("targets", metavar="PATH", nargs="+", help="import name, file or folder")
    command.add_argument("--format", choices=("json", "table"), default="table")
    command.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")
    add_settings(command, "radon --format json --output radon.json")
    command.set_defaults(run=_inspect)


def _inspect(options: argparse.Namespace) -> int:
    chosen = replace(chosen_settings(options, options.targets), usage=True)
    project = pipeline.run(chosen, Path.cwd())
    refuse_nothing(project)
    with output_to(options.output) as stream:
        _print_project(project, chosen, options.format, stream)
    print_problems(project.problems)
    return exit_code(project.problems)


def _print_project(project: Project, chosen: Settings, form: str, stream: TextIO) -> None:
    if form == "json":
        style = docstring.style_of(project, chosen)
        printed = document.to_json(project, lambda obj: docstring.generated(obj, chosen, style))
        unicode = codecs.lookup(stream.encoding or "ascii").name == "utf-8"
        json.dump(printed, stream, indent=1, ensure_ascii=not unicode)
        stream.write("\n")
    else:
        write_lines(_table(project, chosen), stream)


def _table(project: Project, chosen: Settings) -> Iterator[str]:
    """Yield the lines of the readable form: one for each public object."""
    surface = surface_of(project)
    for module in project.modules.values():
        named = [(name, obj) for obj in module.objects if (name := surface.public_name(obj))]
        if named:
            yield f"{module.name}  ({module.path})"
            yield f"  {'line':>5}  {'docstring':<9}  {'complexity':<10}  object"
            for name, obj in named:
                state, head = _state(obj, chosen), _head(obj, name)
                yield f"  {obj.line:>5}  {state:<9}  {_rank(obj):<10}  {head}"
                for usage in obj.usages:
                    yield f"{'':>34}used in {usage.path}:{usage.line}: {usage.code}"
            yield ""


def _state(obj: Object, chosen: Settings) -> str:
    if obj.docstring is not None:
        return "written"
    return "generated" if docstring.generated(obj, chosen, "rest") else "missing"


def _rank(obj: Object) -> str:
    if obj.metrics is None:
        return ""
    return f"{obj.metrics.cyclomatic:>3} {obj.metrics.rank}"


def _head(obj: Object, name: str) -> str:
    """Write an object in one line: kind, name, parameters and result with inferred types."""
    result = obj.yields or obj.returns
    if obj.kind not in ("function", "method"):
        known = _type(result if result and obj.kind == "property" else obj)
        return f"{obj.kind} {name}{f': {known}' if known else ''}"
    parts = [_parameter(parameter) for parameter in obj.parameters]
    known = _type(result) if result else None
    arrow = "yields" if obj.yields else "->"
    return f"{obj.kind} {name}({', '.join(parts)}){f' {arrow} {known}' if known else ''}"


def _type(typed: Object | model.Result | model.Parameter) -> str | None:
    if typed.annotation is not None or typed.type is None:
        return typed.annotation
    return f"{typed.type.text} (inferred)"


def _parameter(parameter: model.Parameter) -> str:
    known = _type(parameter)
    default = f" = {_brief(parameter.default)}" if parameter.default is not None else ""
    return f"{parameter.starred}{f': {known}' if known else ''}{default}"


def _brief(default: str) -> str:
    return default if len(default) <= 24 else f"{default[:20]}..."
