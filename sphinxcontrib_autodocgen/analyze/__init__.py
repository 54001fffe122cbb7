"""From one file to its records; everything that knows astroid or radon is in this package.

:func:`analyze` is a pure function of one file, so it runs in any process and its result can be
cached. :func:`complete` finds the types that take all files together, and :func:`join` makes a
project of them.
"""

from __future__ import annotations

import ast
import importlib.util
import warnings
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

from msgspec.structs import replace

from ..errors import SourceError
from ..model import Metrics, Module, Object, Problem, Project, Source
from ..settings import Settings
from . import examples, imports, infer, metrics, objects
from .complexity import Function
from .constructors import with_constructors, with_types
from .declared import declared_text
from .described import described_in
from .mentions import handed_on
from .metrics import aggregate
from .offers import expanded, offers

__all__ = [
    "DOCSTRINGS",
    "ENGINE",
    "OUTSIDE",
    "aggregate",
    "analyze",
    "complete",
    "declared_text",
    "expanded",
    "join",
    "link",
    "numbers",
    "outline",
    "read_caller",
]

OUTSIDE = f"{infer.OUTSIDE}."
"""What the names of files begin with that only call the project."""

DOCSTRINGS = f"{OUTSIDE}(docstrings)."
"""What the names of the project's own modules begin with where only their docstrings count."""

ENGINE = ", ".join(
    f"{name} {version(name)}"
    for name in ("sphinxcontrib-autodocgen", "astroid", "radon", "typeshed-client")
)
"""The distributions that results depend on; part of the cache key."""


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
    return replace(_outlined(text, source, settings), facts=infer.read(text, source))


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
    return _outlined(_text(source, settings.max_file_size), source, settings)


def read_caller(source: Source, settings: Settings) -> Module:
    """Read a file that only calls the project, and return nothing but what it says about types.

    Args:
        source: A Python file, a document with Python code in it, or, by its name, a module of the
            project for the code in its docstrings.
        settings: ``max_file_size`` applies.

    Returns:
        A module whose only objects are those that a document describes, and whose path starts from
        the root of the source.

    Raises:
        SourceError: If the file can't be read as Python.
    """
    text = _text(source, settings.max_file_size)
    imported: list[tuple[str, str]] = []
    found = tuple(described_in(text)) if source.path.endswith(".rst") else ()
    if source.name.startswith(DOCSTRINGS):
        text = examples.code_in_docstrings(text)
        imported.append(("*", source.name.removeprefix(DOCSTRINGS)))
    elif not source.path.endswith(".py"):
        text = examples.code_in(text)
    text, tree = _shortened(text, source)
    imported += imports.imported_names(tree, source)
    return Module(
        name=source.name,
        path=Path(source.path).relative_to(source.root).as_posix(),
        objects=found,
        imports=tuple(imported),
        package=source.package,
        facts=infer.read(text, source, caller=True),
    )


def _shortened(text: str, source: Source) -> tuple[str, ast.Module]:
    """Return a file's text and tree without what needn't be read, on as many lines.

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
        return shorter, _parse(shorter, source.path)
    except SourceError:
        return text, _parse(text, source.path)


def _outlined(text: str, source: Source, settings: Settings) -> Module:
    tree = _parse(text, source.path)
    definitions = objects.read(tree, text, source)
    measured = metrics.measure(tree, text, settings.metrics)
    records = [_measured(found, measured) for found in definitions]
    if source.path.endswith(".pyi"):
        records = list(map(_from_stub, records))
    classes = {found.object.name: found.node for found in definitions}
    declared: list[Object] = []
    problems: tuple[Problem, ...] = ()
    if source.stub is not None:
        try:
            declared = _declared(source, settings)
        except SourceError as error:
            problems = (Problem(error.path, error.line, error.kind, error.reason),)
        by_name = {obj.name: obj for obj in declared}
        names = {record.name for record in records}
        records = [_annotated(record, by_name.get(record.name)) for record in records]
        declared = [_from_stub(obj) for obj in declared if obj.name not in names]
    imported = tuple(imports.imported_names(tree, source))
    offered = offers(tree, source, imported, _names_in_stub(source, text))
    return Module(
        name=source.name,
        path=source.path,
        objects=tuple(with_constructors(records, classes)),
        exports=offered.exports,
        imports=(*offered.lazy, *imported),
        unbound=offered.unbound,
        handed_on=handed_on(tree),
        package=source.package,
        problems=problems,
        declared=tuple(declared),
    )


def numbers(data: bytes, settings: Settings) -> list[Metrics]:
    """Measure the functions in a file's bytes, at any depth, and infer nothing.

    Args:
        data: The bytes.
        settings: ``max_file_size`` and ``metrics`` apply.

    Raises:
        SourceError: If they can't be read as Python.
    """
    text = _decoded(data, "", settings.max_file_size)
    measured = metrics.measure(_parse(text, ""), text, settings.metrics)
    return [found for node, found in measured.items() if isinstance(node, Function)]


def complete(modules: Iterable[Module], callers: Iterable[Module] = ()) -> list[Module]:
    """Return the modules of a run with types where the author wrote none.

    Args:
        modules: In any order; the order in which workers finish never shows.
        callers: What :func:`read_caller` gave of files that call them, in any order.
    """
    known = sorted(modules, key=lambda module: module.name)
    try:
        typed = _typed(known, sorted(callers, key=lambda module: module.name))
    except Exception as error:  # noqa: BLE001  # without types there's still all that is written
        text = f"{type(error).__name__}: {error}".partition("\n")[0]
        message = f"no types were inferred ({text}); please report"
        problem = Problem(known[0].path, None, "internal", message)
        typed = [replace(known[0], problems=(*known[0].problems, problem)), *known[1:]]
    return [replace(m, objects=tuple(with_types(m.objects)), facts=None) for m in typed]


def _typed(known: list[Module], callers: list[Module]) -> list[Module]:
    """Infer types; what is wrong with callers must not cost the modules theirs."""
    try:
        return infer.complete(known, callers=callers)
    except Exception:
        if not callers:
            raise
        return infer.complete(known)


def join(modules: Iterable[Module], problems: Iterable[Problem] = ()) -> Project:
    """Make a project of completed modules.

    Args:
        modules: In any order.
        problems: What could not be analysed.
    """
    known = list(modules)
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
    try:
        data = Path(source.path).read_bytes()
    except OSError as error:
        reason = f"can't be read ({error.strerror}); check its permissions"
        raise SourceError(source.path, None, "unreadable", reason) from None
    return _decoded(data, source.path, limit)


def _decoded(data: bytes, path: str, limit: int) -> str:
    if len(data) > limit:
        reason = f"{len(data):,} bytes; raise 'max_file_size' ({limit:,}) to have it analysed"
        raise SourceError(path, None, "limit", reason)
    try:
        return importlib.util.decode_source(data)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        reason = f"not valid {error.encoding}; save it as UTF-8 or declare its encoding"
        raise SourceError(path, line, "encoding", reason) from None
    except (SyntaxError, LookupError) as error:
        reason = f"{error.args[0]}; declare the encoding that the file has"
        raise SourceError(path, 1, "encoding", reason) from None


def _parse(text: str, path: str) -> ast.Module:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(text)
    except SyntaxError as error:
        reason = f"syntax error: {error.msg}; the file isn't valid for this Python"
        raise SourceError(path, error.lineno, "syntax", reason) from None
    except ValueError as error:
        raise SourceError(path, None, "syntax", f"syntax error: {error}") from None
    except (RecursionError, MemoryError):
        reason = "nested too deeply for Python's parser; leave it out with 'exclude'"
        raise SourceError(path, None, "limit", reason) from None


def _measured(found: objects.Definition, measured: dict[ast.AST, Metrics]) -> Object:
    numbers = measured.get(found.node)
    return replace(found.object, metrics=numbers) if numbers is not None else found.object


def _declared(source: Source, settings: Settings) -> list[Object]:
    """Return what the stub beside a file declares, each name once and no overloads.

    Raises:
        SourceError: If the stub can't be read.
    """
    assert source.stub is not None
    stub = replace(source, path=source.stub, stub=None)
    text = _text(stub, settings.max_file_size)
    found = objects.read(_parse(text, stub.path), text, stub)
    classes = {one.object.name: one.node for one in found}
    by_name: dict[str, Object] = {}
    for record in with_constructors([one.object for one in found], classes):
        if not {"overload", "setter", "deleter"} & set(record.modifiers):
            by_name.setdefault(record.name, record)
    return list(by_name.values())


def _names_in_stub(source: Source, text: str) -> ast.Module | None:
    """Return the stub beside a file that takes its names from there when it's run."""
    if source.stub is None or "attach_stub" not in text:
        return None
    try:
        return _parse(Path(source.stub).read_text(encoding="utf-8"), source.stub)
    except (SourceError, OSError, UnicodeDecodeError):
        return None  # its own problem is noted where its declarations are read


def _annotated(record: Object, stub: Object | None) -> Object:
    """Take the annotations of a stub for what the file leaves unannotated."""
    if stub is None or record.kind != stub.kind:
        return record
    types = {parameter.name: parameter.annotation for parameter in stub.parameters}
    parameters = tuple(
        replace(p, annotation=p.annotation or types.get(p.name)) for p in record.parameters
    )
    returns = record.returns
    if returns is not None and returns.annotation is None and stub.returns is not None:
        returns = stub.returns
    yields = record.yields
    if yields is not None and yields.annotation is None and stub.returns is not None:
        yields = replace(yields, annotation=objects.element(stub.returns.annotation))
    told = replace(
        record,
        parameters=parameters,
        returns=returns,
        yields=yields,
        docstring=record.docstring or stub.docstring,
        annotation=record.annotation or stub.annotation,
    )
    return told if told == record else _from_stub(told)


def _from_stub(record: Object) -> Object:
    return replace(record, modifiers=tuple(sorted({*record.modifiers, "stub"})))
