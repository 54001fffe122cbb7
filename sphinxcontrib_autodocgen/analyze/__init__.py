"""From one file to its records; everything that knows astroid or radon is in this package.

:func:`analyze` is a pure function of one file, so it runs in any process and its result can be
cached. :func:`complete` finds the types that take all files together, and :func:`join` makes a
project of them.
"""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from msgspec.structs import replace

from .. import files, ir
from ..engine import ENGINE
from ..errors import SourceError
from ..garbage import postponed_collection
from ..model import Metrics, Module, Object, Problem, Project, Result, Source
from ..report import Report
from ..settings import Settings
from ..surface import test_modules
from . import examples, metrics, objects
from .branches import drop_old_python
from .constructors import with_constructors, with_fields
from .counting import Function
from .declared import declared_text
from .documented import WithDocstring, documented_in
from .extraction import Extraction, extractions
from .handwritten import described_in, named, with_descriptions
from .metrics import aggregate
from .offers import expanded, imported_names, offers
from .own_code import handed_on
from .quoted_calls import usages, with_usages
from .syntax import parse

__all__ = [
    "CODE_SIGN",
    "OUTSIDE",
    "Extraction",
    "WithDocstring",
    "aggregate",
    "analyze",
    "complete",
    "declared_text",
    "expanded",
    "interface",
    "join",
    "link",
    "numbers",
    "outline",
    "prepare",
    "read_caller",
    "read_documented",
    "suggested",
]

CODE_SIGN = examples.SIGN
"""Found in each text that shows Python code."""

OUTSIDE = f"{ir.OUTSIDE}."
"""First part of the names of files that only call the project."""

_DOCSTRINGS = f"{OUTSIDE}(docstrings)."
"""First part of the names of modules that hold the code in other modules' docstrings."""


def prepare() -> None:
    """Import all that reading a file needs, so that workers made after this one have it."""
    from . import infer  # noqa: F401, PLC0415  # with astroid: a warm run infers nothing


@postponed_collection()
def analyze(source: Source, settings: Settings) -> Module:
    """Read one file and return all that it says.

    Args:
        source: The file.
        settings: ``max_file_size`` and ``metrics`` apply.

    Returns:
        The records of the module and its objects, in the order of the source.

    Raises:
        SourceError: If the file can't be read as Python; it names the line where it can.
    """
    text = _text(source, settings.max_file_size)
    tree = parse(text, source.path)
    module = _outlined(tree, text, source, settings)
    shown = _examples(tree, text, source)
    facts = _facts(tree, source)  # last, for it takes the docstrings out
    return replace(module, examples=shown, facts=facts)


@postponed_collection()
def outline(source: Source, settings: Settings) -> Module:
    """Read one file and return what its author wrote: no types can be inferred of that.

    Args:
        source: The file.
        settings: ``max_file_size`` and ``metrics`` apply.

    Returns:
        The records of the module and its objects, in the order of the source.

    Raises:
        SourceError: If the file can't be read as Python; it names the line where it can.
    """
    text = _text(source, settings.max_file_size)
    return _outlined(parse(text, source.path), text, source, settings)


@postponed_collection()
def interface(source: Source, settings: Settings) -> Module:
    """Read one file and return what users of it see, without what bodies do and measure.

    Args:
        source: The file.
        settings: ``max_file_size`` applies.

    Returns:
        The records of the module and its objects, in the order of the source.

    Raises:
        SourceError: If the file can't be read as Python; it names the line where it can.
    """
    text = _text(source, settings.max_file_size)
    tree = parse(text, source.path)
    drop_old_python(tree)
    found = objects.read(tree, text, source, bodies=False)
    return _module(
        [with_fields(one.object, one.node) for one in found], tree, text, source, settings
    )


@postponed_collection()
def read_caller(source: Source, settings: Settings) -> Module:
    """Read a file that only calls the project, and return its calls and what they say about types.

    Args:
        source: A Python file, or a document with Python code in it.
        settings: ``max_file_size`` applies.

    Returns:
        A module whose only objects are those that a document describes, and whose path starts from
        the root of the source.

    Raises:
        SourceError: If the file can't be read as Python.
    """
    text = _text(source, settings.max_file_size)
    found: tuple[Object, ...] = ()
    if not source.path.endswith(".py"):
        found = tuple(described_in(text, markdown=source.path.endswith(".md")))
        text = examples.code_in(text)
    module = _calling(_shortened(text, source), source)
    path = Path(source.path).relative_to(source.root).as_posix()
    return replace(module, path=path, objects=found)


def _facts(tree: ast.Module, source: Source, *, caller: bool = False) -> ir.Facts | bytes | None:
    from . import infer  # noqa: PLC0415  # with astroid: a warm run infers nothing

    return ir.packed(infer.read(tree, source, caller=caller))


def _calling(tree: ast.Module, source: Source, *known: tuple[str, str]) -> Module:
    """Return what a file says that only calls the project, with names that it knows anyway."""
    imported = (*known, *imported_names(tree, source))
    return Module(
        name=source.name,
        path=source.path,
        objects=(),
        imports=imported,
        package=source.package,
        usages=usages(tree, imported),
        facts=_facts(tree, source, caller=True),
    )


def _examples(tree: ast.Module, text: str, source: Source) -> Module | None:
    """Return the code in a module's docstrings, which knows all that the module has."""
    code = examples.code_in_docstrings(tree, text)
    if not code.strip():
        return None
    shown = replace(source, name=f"{_DOCSTRINGS}{source.name}", package=False)
    try:
        return _calling(parse(code, source.path), shown, ("*", source.name))
    except SourceError:
        return None


def _shortened(text: str, source: Source) -> ast.Module:
    """Return a file's tree without what needn't be read, on as many lines.

    What is left out was found by its indentation, which a string with code in it can belie; then
    the whole file is read.
    """
    lines = text.split("\n")
    for first, last in source.cut:
        head = lines[first - 1]
        indent = head[: len(head) - len(head.lstrip())]
        lines[first - 1 : last] = [f"{indent}pass", *[""] * (last - first)]
    shorter = "\n".join(lines)
    try:
        return parse(shorter, source.path)
    except SourceError:
        return parse(text, source.path)


def _outlined(tree: ast.Module, text: str, source: Source, settings: Settings) -> Module:
    measured = metrics.measure(tree, text, settings.metrics)
    drop_old_python(tree)
    records = [_measured(found, measured) for found in objects.read(tree, text, source)]
    return _module(records, tree, text, source, settings)


def _module(
    records: list[Object], tree: ast.Module, text: str, source: Source, settings: Settings
) -> Module:
    """Return a module with its objects, and what its stub and its imports say."""
    if source.path.endswith(".pyi"):
        records = list(map(_from_stub, records))
    stub = _read_stub(source, settings)
    names = {record.name for record in records}
    records = [_annotated(record, stub.declared.get(record.name)) for record in records]
    imported = tuple(imported_names(tree, source))
    offered = offers(tree, source, imported, stub.tree if "attach_stub" in text else None)
    module = Module(
        name=source.name,
        path=source.path,
        objects=tuple(records),
        exports=offered.exports,
        imports=(*offered.lazy, *imported),
        unbound=offered.unbound,
        handed_on=handed_on(tree),
        package=source.package,
        problems=stub.problems,
        declared=tuple(_from_stub(o) for o in stub.declared.values() if o.name not in names),
    )
    return with_constructors([module])[0]


def numbers(data: bytes, settings: Settings) -> list[Metrics]:
    """Measure the functions in a file's bytes, at any depth, and infer nothing.

    Args:
        data: The bytes.
        settings: ``max_file_size`` and ``metrics`` apply.

    Raises:
        SourceError: If they can't be read as Python.
    """
    text = _decoded(data, "", settings.max_file_size)
    measured = metrics.measure(parse(text, ""), text, settings.metrics)
    return [found for node, found in measured.items() if isinstance(node, Function)]


def suggested(path: Path, settings: Settings, lines: frozenset[int]) -> dict[int, Extraction]:
    """Return the block of each of some functions that is best made a function of its own.

    Args:
        path: The file.
        settings: ``thresholds`` and ``max_file_size`` apply.
        lines: The lines of the functions' ``def``.

    Returns:
        The blocks by the lines of their functions; none of a file that can't be read.
    """
    try:
        text = _decoded(files.read(path, settings.max_file_size), str(path), settings.max_file_size)
        return extractions(text, settings, lines)
    except (OSError, SourceError, SyntaxError, ValueError, RecursionError):
        return {}


def read_documented(
    data: bytes, path: str, settings: Settings, lines: Container[int] | None = None
) -> list[WithDocstring]:
    """Return what a version of a file says in docstrings, and what their code has.

    Args:
        data: The content of the file.
        path: Its path.
        settings: ``max_file_size`` applies.
        lines: The first lines of the docstrings that are wanted; None for all.

    Returns:
        The functions and classes with a docstring; nothing of a file that can't be read.
    """
    try:
        return documented_in(_decoded(data, path, settings.max_file_size), path, lines)
    except (SourceError, SyntaxError, ValueError, RecursionError):
        return []


def complete(
    modules: Iterable[Module],
    callers: Iterable[Module] = (),
    settings: Settings | None = None,
    report: Report | None = None,
) -> list[Module]:
    """Return the modules of a run with all that other files tell: types, texts and calls.

    Args:
        modules: In any order; the order in which workers finish never shows.
        callers: What :func:`read_caller` gave of files that call them, and what their docstrings
            show, in any order.
        settings: Say where types are kept; nowhere if None.
        report: Learns how much had to be inferred.
    """
    known = sorted(modules, key=lambda module: module.name)
    calling = named(sorted(callers, key=lambda module: module.name), known)
    try:
        typed = _typed(known, calling, settings, report or Report())
    except Exception as error:  # noqa: BLE001  # without types there's still all that is written
        text = f"{type(error).__name__}: {error}".partition("\n")[0]
        message = f"no types were inferred ({text}); please report"
        problem = Problem(known[0].path, None, "internal", message)
        typed = [replace(known[0], problems=(*known[0].problems, problem)), *known[1:]]
    bare = (replace(module, facts=None, examples=None) for module in typed)
    return with_descriptions(with_usages(bare, calling), calling)


def _typed(
    known: list[Module], callers: list[Module], settings: Settings | None, report: Report
) -> list[Module]:
    """Infer types; what is wrong with callers must not cost the modules theirs.

    Modules that test are callers too, so as modules they tell nothing.
    """
    from . import infer  # noqa: PLC0415

    tests = test_modules(known)
    known = [replace(m, facts=None) if m.name in tests else m for m in known]
    memory = infer.KnownTypes(settings, ENGINE) if settings is not None else None
    try:
        with infer.kept_stubs(settings):
            return infer.complete(known, callers=callers, memory=memory)
    except Exception:
        if not callers:
            raise
        return infer.complete(known)
    finally:
        report.evaluations += memory.evaluations if memory is not None else 0


def join(modules: Iterable[Module], problems: Iterable[Problem] = ()) -> Project:
    """Make a project of completed modules.

    Args:
        modules: In any order.
        problems: What could not be analysed.
    """
    known = with_constructors(modules)
    own = [problem for module in known for problem in module.problems]
    ordered = sorted([*problems, *own], key=lambda p: (p.path, p.line or 0, p.message))
    return Project(known, ordered)


def link(modules: Iterable[Module], problems: Iterable[Problem] = ()) -> Project:
    """Complete the modules of a run and make a project of them.

    Args:
        modules: In any order.
        problems: What could not be analysed.
    """
    return join(complete(expanded(list(modules))), problems)


def _text(source: Source, limit: int) -> str:
    """Return a file's text, decoded by its cookie or mark."""
    return _decoded(files.read_source(source.path, limit), source.path, limit)


def _decoded(data: bytes, path: str, limit: int) -> str:
    if len(data) > limit:
        raise files.too_large(path, limit)
    try:
        return importlib.util.decode_source(data)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reason = f"not valid {error.encoding}; save it as UTF-8 or declare its encoding"
        raise SourceError(path, line, "encoding", reason) from None
    except (SyntaxError, LookupError) as error:
        reason = f"{error.args[0]}; declare the encoding that the file has"
        raise SourceError(path, 1, "encoding", reason) from None


def _measured(found: objects.Definition, measured: dict[ast.AST, Metrics]) -> Object:
    record = with_fields(found.object, found.node)
    numbers = measured.get(found.node)
    return replace(record, metrics=numbers) if numbers is not None else record


class _Stub(NamedTuple):
    """The stub beside a file: its tree, what it declares by name, and what is wrong with it."""

    tree: ast.Module | None = None
    declared: Mapping[str, Object] = MappingProxyType({})
    problems: tuple[Problem, ...] = ()


def _read_stub(source: Source, settings: Settings) -> _Stub:
    """Read the stub beside a file, if there's one."""
    if source.stub is None:
        return _Stub()
    stub = replace(source, path=source.stub, stub=None)
    try:
        text = _text(stub, settings.max_file_size)
        tree = parse(text, stub.path)
    except SourceError as error:
        return _Stub(problems=(Problem(error.path, error.line, error.kind, error.reason),))
    return _Stub(tree, _declared(objects.read(tree, text, stub), stub))


def _declared(found: Iterable[objects.Definition], stub: Source) -> dict[str, Object]:
    """Return what a stub declares, each name once and no overloads."""
    records = tuple(with_fields(one.object, one.node) for one in found)
    module = with_constructors([Module(stub.name, stub.path, records)])[0]
    by_name: dict[str, Object] = {}
    for record in module.objects:
        if not {"overload", "setter", "deleter"} & set(record.modifiers):
            by_name.setdefault(record.name, record)
    return by_name


def _annotated(record: Object, stub: Object | None) -> Object:
    """Take the annotations of a stub for what the file leaves unannotated."""
    if stub is None or record.kind != stub.kind:
        return record
    types = {parameter.name: parameter.annotation for parameter in stub.parameters}
    declared = stub.returns.annotation if stub.returns is not None else None
    told = replace(
        record,
        parameters=tuple(
            replace(p, annotation=p.annotation or types.get(p.name)) for p in record.parameters
        ),
        returns=_told_result(record.returns, declared),
        yields=_told_result(record.yields, objects.element(declared)),
        docstring=record.docstring or stub.docstring,
        annotation=record.annotation or stub.annotation,
    )
    return told if told == record else _from_stub(told)


def _told_result(result: Result | None, declared: str | None) -> Result | None:
    """Return what a function gives with the type that a stub declares, if it has none itself."""
    if result is None or result.annotation is not None or declared is None:
        return result
    return replace(result, annotation=declared)


def _from_stub(record: Object) -> Object:
    return replace(record, modifiers=tuple(sorted({*record.modifiers, "stub"})))
