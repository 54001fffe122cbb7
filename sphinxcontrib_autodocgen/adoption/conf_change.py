"""Changes to a ``conf.py``: names in its list of extensions, and options.

The list keeps its style. Where no line of it can take a name, one at the end of the file does.
Each way is tried and proven: without what was added, the tree of the file is the same as before.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from ..errors import RewriteError
from ..rewrite import Edit, Rewritten, SourceFile
from .conf_file import ConfFile, is_list, listed

__all__ = ["Addition", "add"]

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
