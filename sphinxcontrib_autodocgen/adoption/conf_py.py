"""Reads and changes a project's conf.py: which extensions it lists, and what is added to it.

What a program would have to be run for isn't known, and said to be so. The list keeps its style;
where no line of it can take a name, one at the end of the file does. Each way is tried and proven:
without what was added, the tree of the file is the same as before.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, TypeGuard

from .. import discover, files
from ..errors import RewriteError
from ..rewrite import Edit, Rewritten, SourceFile

__all__ = [
    "EXTENSION",
    "Addition",
    "Assignment",
    "ConfFile",
    "add",
    "find_conf",
    "is_list",
    "listed",
]

EXTENSION = "sphinxcontrib_autodocgen"
"""The name by which ``conf.py`` lists us."""

_FOLDERS = ("docs", "doc", "docs/source", "doc/source", "documentation", ".", "source")
"""Where projects have their ``conf.py``, the most usual place first."""

_CONFIGURATION = re.compile(r"^\s+configuration:\s*[\"']?([^\"'\s#]+)", re.MULTILINE)
"""The line of Read the Docs' own configuration that names the file."""

_ADDING = ("append", "extend", "insert")


class Assignment(NamedTuple):
    """An option that ``conf.py`` sets.

    Attributes:
        line: The line, from 1.
        value: The value; None if ``is_plain`` is false.
        is_plain: Whether the value is a literal.
    """

    line: int
    value: Any
    is_plain: bool


class ConfFile:
    """A ``conf.py`` that was read.

    Args:
        path: The file.

    Attributes:
        path: The same.
        source: Its text and tree.
        extensions: The names that its text has for ``extensions``, in their order.
        is_computed: Whether more than these can be in the list.
        options: By name, what the top level sets last; of what branches set, nothing is known.

    Raises:
        RewriteError: If it can't be read as Python.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.source = SourceFile(path)
        self.options: dict[str, Assignment] = {}
        self.extensions: list[str] = []
        self.is_computed = any(map(_is_star_import, self.source.tree.body))
        for statement in self.source.tree.body:
            self._read(statement)
        self.extensions = list(dict.fromkeys(self.extensions))

    def _read(self, statement: ast.stmt) -> None:
        for name, value in _assigned(statement):
            try:
                self.options[name] = Assignment(statement.lineno, ast.literal_eval(value), True)
            except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                self.options[name] = Assignment(statement.lineno, None, False)
        for node in ast.walk(statement):
            values = listed(node)
            self.extensions += [text for value in values for text in _texts(value)]
            self.is_computed |= not all(map(_is_literal, values))
            self.is_computed |= bool(values) and node is not statement

    def plain(self, name: str, default: object = None) -> Any:
        """Return the value of an option, or a default if it isn't set to a literal."""
        found = self.options.get(name)
        return found.value if found is not None and found.is_plain else default

    def has(self, *extensions: str) -> bool:
        """Tell whether one of some extensions is listed."""
        return not set(self.extensions).isdisjoint(extensions)


def listed(node: ast.AST) -> list[ast.expr]:
    """Return the expressions that a statement sets the list of extensions to, or adds to it."""
    match node:
        case ast.Assign() | ast.AnnAssign():
            return [value for name, value in _assigned(node) if name == "extensions"]
        case ast.AugAssign(target=ast.Name("extensions"), value=value):
            return [value]
        case ast.Expr(ast.Call(ast.Attribute(ast.Name("extensions"), attr=how), args)):
            return args if how in _ADDING else []
    return []


def is_list(node: ast.AST) -> TypeGuard[ast.Name]:
    """Tell whether an expression is the list of extensions."""
    return isinstance(node, ast.Name) and node.id == "extensions"


def _assigned(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """Yield the names that a statement sets, with their values."""
    if isinstance(statement, ast.AnnAssign) and statement.value is not None:
        targets: list[ast.expr] = [statement.target]
        value = statement.value
    elif isinstance(statement, ast.Assign):
        targets, value = statement.targets, statement.value
    else:
        return
    yield from ((target.id, value) for target in targets if isinstance(target, ast.Name))


def _texts(value: ast.expr) -> Iterator[str]:
    """Yield the texts in a list, as far as they are literals."""
    if isinstance(value, ast.List | ast.Tuple):
        for each in value.elts:
            yield from _texts(each)
    elif isinstance(value, ast.BinOp):
        yield from (*_texts(value.left), *_texts(value.right))
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value


def _is_literal(value: ast.expr) -> bool:
    if isinstance(value, ast.List | ast.Tuple):
        return all(map(_is_literal, value.elts))
    if isinstance(value, ast.BinOp):
        return _is_literal(value.left) and _is_literal(value.right)
    return isinstance(value, ast.Constant)


def find_conf(base: Path) -> list[Path]:
    """Return the files ``conf.py`` of a project, the one to take first.

    Args:
        base: A folder of the project, or the one of ``conf.py``, or that file.
    """
    if files.is_file(base):
        return [base]
    root = discover.project_root(base) or base
    stated = (root / name for name in _stated(root))
    usual = (folder / name / "conf.py" for folder in (base, root) for name in _FOLDERS)
    found = [base / "conf.py", *stated, *usual]
    return list(dict.fromkeys(path for path in found if files.is_file(path)))


def _stated(root: Path) -> Iterator[str]:
    """Yield the file that the configuration of Read the Docs names."""
    for name in (".readthedocs.yaml", ".readthedocs.yml"):
        try:
            yield from _CONFIGURATION.findall(files.read_text(root / name))
        except (OSError, UnicodeDecodeError):
            continue


_WIDTH = 88
_COMMA = re.compile(r"(?:\s|#[^\n]*\n)*(,)")
"""Text that can stand between an element and the comma after it."""

_COMMA_FIRST = re.compile(r"[ \t]*,[ \t]*")


class Addition(NamedTuple):
    """A ``conf.py`` with something added.

    Attributes:
        file: The file before and after.
        is_computed: Whether the list of extensions is computed, so that a line at the end adds
            to it.
    """

    file: Rewritten
    is_computed: bool


class _Way(NamedTuple):
    """One way to add names: edits, and the statements that they make."""

    edits: tuple[Edit, ...]
    statements: tuple[str, ...] = ()
    is_last: bool = False


def add(conf: ConfFile, extensions: Sequence[str], options: Mapping[str, object]) -> Addition:
    """Return a ``conf.py`` with more extensions and options.

    Args:
        conf: The file.
        extensions: Names that it doesn't list.
        options: The options that it doesn't set, with their values.

    Raises:
        RewriteError: If there's no way that changes nothing else.
    """
    source = conf.source
    lines = [f"{name} = {_text(value)}" for name, value in options.items()]
    for way in _ways(conf, extensions):
        below = [*(way.statements if way.is_last else ()), *lines]
        edits = [*way.edits, *_at_end(source, below)]
        bare = _Bare(extensions, [*way.statements, *lines])
        try:
            after = source.changed(edits, bare)
        except RewriteError:
            if way.is_last:
                raise
            continue
        return Addition(Rewritten(conf.path, source.data, after, tuple(extensions)), way.is_last)
    raise AssertionError("there's always a line at the end")


def _text(value: object) -> str:
    """Return a value in the form that formatters leave as it is."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return f"[{', '.join(map(_text, value))}]" if isinstance(value, list) else repr(value)


class _Bare:
    """Writes a tree without what is added, so that two can be compared.

    Args:
        names: The names that lists get.
        statements: The statements that the top level gets.
    """

    def __init__(self, names: Iterable[str], statements: Iterable[str]) -> None:
        self.names = set(names)
        self.added = {ast.dump(each) for each in ast.parse("\n".join(statements)).body}

    def __call__(self, tree: ast.Module) -> str:
        tree.body = [each for each in tree.body if ast.dump(each) not in self.added]
        for node in ast.walk(tree):
            if isinstance(node, ast.List | ast.Tuple):
                node.elts = [each for each in node.elts if not self._is_added(each)]
        return ast.dump(tree)

    def _is_added(self, node: ast.expr) -> bool:
        return isinstance(node, ast.Constant) and node.value in self.names


def _at_end(source: SourceFile, statements: Sequence[str]) -> Iterator[Edit]:
    """Yield the edit that puts statements at the end of a file, behind a blank line."""
    if not statements:
        return
    end = source.line_end(1) if source.lines else "\n"
    text = source.text
    before = "" if not text else end if text.endswith("\n") else end * 2
    lines = "".join(f"{statement}{end}" for statement in statements)
    yield Edit(len(text), len(text), f"{before}{lines}")


def _ways(conf: ConfFile, names: Sequence[str]) -> Iterator[_Way]:
    """Yield ways to add names to the list of extensions, the one that keeps its style first."""
    if not names:
        yield _Way((), is_last=False)
        return
    place = _place(conf.source.tree)
    if place is not None:
        value = _literal(place)
        if value is not None:
            yield _Way(tuple(_into(conf.source, value, names)))
        elif isinstance(place, ast.Expr):
            yield _after(conf.source, place, names)
    shown = ", ".join(map(_text, names))
    if _is_set_elsewhere(conf.source.tree):
        shown = f'*globals().get("extensions", []), {shown}'
    elif any(listed(node) for node in ast.walk(conf.source.tree)):
        shown = f"*extensions, {shown}"
    yield _Way((), (f"extensions = [{shown}]",), is_last=True)


def _place(tree: ast.Module) -> ast.stmt | None:
    """Return the last statement that lists extensions, if none behind it begins a new list."""
    found: ast.stmt | None = None
    for statement in tree.body:
        if _literal(statement) is not None or (
            isinstance(statement, ast.Expr) and listed(statement)
        ):
            found = statement
        elif any(map(_is_new_list, ast.walk(statement))) or _is_star_import(statement):
            found = None
    return found


def _is_new_list(node: ast.AST) -> bool:
    """Tell whether the list of extensions is another one from here on, or emptied."""
    if isinstance(node, ast.Assign | ast.AnnAssign):
        return bool(listed(node)) or _is_part(node)
    if isinstance(node, ast.Attribute):
        return node.attr == "clear" and is_list(node.value)
    return is_list(node) and isinstance(node.ctx, ast.Del)


def _is_part(node: ast.Assign | ast.AnnAssign) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return any(isinstance(each, ast.Subscript) and is_list(each.value) for each in targets)


def _is_star_import(node: ast.AST) -> bool:
    return isinstance(node, ast.ImportFrom) and any(alias.name == "*" for alias in node.names)


def _is_set_elsewhere(tree: ast.Module) -> bool:
    """Tell whether the list may be set by what the file runs or imports, if at all."""
    if any(listed(node) for node in tree.body):
        return False
    return any(_is_star_import(node) or _is_reflection(node) for node in ast.walk(tree))


def _is_reflection(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id in ("exec", "globals", "locals", "vars")


def _literal(statement: ast.stmt) -> ast.List | ast.Tuple | None:
    """Return the literal that a statement sets the list to, or adds to it, if there is one."""
    found = map(_last_literal, reversed(listed(statement)))
    return next((literal for literal in found if literal is not None), None)


def _last_literal(value: ast.expr) -> ast.List | ast.Tuple | None:
    """Return a literal, or the last one of a sum."""
    if isinstance(value, ast.BinOp) and isinstance(value.op, ast.Add):
        return _last_literal(value.right) or _last_literal(value.left)
    return value if isinstance(value, ast.List | ast.Tuple) else None


def _after(source: SourceFile, statement: ast.Expr, names: Sequence[str]) -> _Way:
    """Add calls like one that is there, on lines of their own."""
    quote = _quote(source, listed(statement)[-1:])
    lines = tuple(f"extensions.append({quote}{name}{quote})" for name in names)
    line = statement.end_lineno or statement.lineno
    end, text = source.line_end(line), source.lines[line - 1]
    at = source.line_start(line) + len(text)
    added = "".join(f"{each}{end}" for each in lines)
    return _Way((Edit(at, at, added if text.endswith("\n") else end + added),), lines)


def _quote(source: SourceFile, elements: Sequence[ast.expr]) -> str:
    """Return the quote of the last text, a double one if there is none."""
    for each in reversed(elements):
        sign = source.text[source.offset(each.lineno, each.col_offset)]
        if sign in "\"'":
            return sign
    return '"'


def _into(source: SourceFile, value: ast.List | ast.Tuple, names: Sequence[str]) -> Iterator[Edit]:
    """Yield the edits that put names behind the last element of a literal."""
    quote = _quote(source, value.elts)
    texts = [f"{quote}{name}{quote}" for name in names]
    if not value.elts:
        at = source.offset(value.lineno, value.col_offset) + 1
        yield Edit(at, at, ", ".join(texts) + ("," if isinstance(value, ast.Tuple) else ""))
        return
    last = value.elts[-1]
    end = source.offset(last.end_lineno or last.lineno, last.end_col_offset or 0)
    if last.lineno == value.lineno:
        joint = _joint(source, value, texts)
        yield Edit(end, end, "".join(f"{joint}{text}" for text in texts))
    else:
        yield from _on_lines(source, last, end, texts)


def _joint(source: SourceFile, value: ast.List | ast.Tuple, texts: Sequence[str]) -> str:
    """Return what stands between the elements of a line; it's broken if it gets too long."""
    first = value.elts[0]
    length = len(source.lines[value.lineno - 1].rstrip()) + sum(len(text) + 2 for text in texts)
    start = source.line_start(first.lineno)
    column = source.offset(first.lineno, first.col_offset) - start
    return ", " if length <= _WIDTH else f",{source.line_end(1)}{' ' * column}"


def _on_lines(source: SourceFile, last: ast.expr, end: int, texts: Sequence[str]) -> Iterator[Edit]:
    """Yield the edits that put each name on a line of its own, indented as the last one."""
    line = source.lines[last.lineno - 1]
    indent = line[: len(line) - len(line.lstrip())]
    found = _COMMA.match(source.text, end)
    behind = end if found is None else found.end()
    rest, after = _rest(source, behind)
    begin = f"{source.line_end(last.lineno)}{indent}"
    if gap := _COMMA_FIRST.match(line):
        begin = f"{source.line_end(last.lineno)}{gap[0]}"
        yield Edit(after, after, "".join(f"{begin}{text}" for text in texts))
    elif found is not None:
        yield Edit(after, after, "".join(f"{begin}{text}," for text in texts))
    elif rest:
        yield Edit(end, end, ",")
        yield Edit(after, after, ",".join(f"{begin}{text}" for text in texts))
    else:
        yield Edit(end, end, "".join(f",{begin}{text}" for text in texts))


def _rest(source: SourceFile, at: int) -> tuple[bool, int]:
    """Return whether only a comment is left of a line, and if so its end, else the place."""
    end = source.text.find("\n", at)
    end = len(source.text) if end < 0 else end
    left = source.text[at:end].rstrip("\r")
    is_free = not left.strip() or left.lstrip().startswith("#")
    return is_free, at + len(left) if is_free else at
