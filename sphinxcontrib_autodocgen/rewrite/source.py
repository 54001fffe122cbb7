"""One source file as bytes, text and tree; how it's changed, proven and written.

A change is text put between characters that stay. Before anything is returned, the new bytes are
parsed: without docstrings their tree must equal the old one. Nothing is written through a link
that leads out of its tree, over a file that changed meanwhile, or in part.
"""

from __future__ import annotations

import ast
import io
import re
import sysconfig
import tokenize
import warnings
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

from .. import files
from ..errors import RewriteError

__all__ = ["Documented", "Edit", "SourceFile", "create_file", "refuse_outside", "replace_file"]

Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
"""A node that can have a docstring."""

_LINE = re.compile(r"[^\n]*\n|[^\n]+")


class Edit(NamedTuple):
    """Text to put in place of white space, or of a docstring that says nothing.

    Attributes:
        start: Offset of the first character that is replaced.
        end: Offset behind the last; equal to ``start`` where something is put in between.
        text: The new text.
    """

    start: int
    end: int
    text: str


class SourceFile:
    """A file as it was when it was read.

    Args:
        path: The file; it's read.

    Attributes:
        path: The same.
        data: Its bytes.
        text: Its text, without a byte order mark, with the line ends that it has.
        lines: The text by line, with line ends.
        tree: The text, parsed.

    Raises:
        RewriteError: If it can't be read as Python, or not put together again from its text.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.data = files.read(path)
        except OSError as error:
            raise RewriteError(str(path), f"can't be read ({error.strerror})") from None
        try:
            self._encoding = tokenize.detect_encoding(io.BytesIO(self.data).readline)[0]
            self.text = self.data.decode(self._encoding)
        except (SyntaxError, ValueError, LookupError):
            raise RewriteError(str(path), "not in the encoding that it declares") from None
        if self._encoded(self.text) != self.data or "\r" in self.text.replace("\r\n", ""):
            raise RewriteError(str(path), "its line ends or its encoding can't be kept")
        self.lines = _LINE.findall(self.text)
        self.tree = self._parse(self.text)
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line))
        self._colons: list[tuple[int, int]] | None = None

    def _encoded(self, text: str) -> bytes | None:
        try:
            return text.encode(self._encoding)
        except ValueError:
            return None

    def can_hold(self, text: str) -> bool:
        """Tell whether the file's encoding has every character of a text."""
        return self._encoded(text) is not None

    def _parse(self, text: str) -> ast.Module:
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise RewriteError(str(self.path), f"can't be parsed ({error})") from None

    def offset(self, line: int, column: int) -> int:
        """Return the offset of a place as ``ast`` gives it: a line from 1, a column in bytes."""
        if line > len(self.lines):
            return len(self.text)
        prefix = self.lines[line - 1].encode("utf-8", "surrogatepass")[:column]
        return self._starts[line - 1] + len(prefix.decode("utf-8", "surrogatepass"))

    def line_start(self, line: int) -> int:
        """Return the offset at which a line begins, numbered from 1."""
        return self._starts[min(line - 1, len(self.lines))]

    def line_end(self, line: int) -> str:
        """Return how a line ends; the file's first line end if that line has none."""
        for candidate in self.lines[line - 1 : line] + self.lines[:1]:
            if candidate.endswith("\n"):
                return "\r\n" if candidate.endswith("\r\n") else "\n"
        return "\n"

    def colon(self, node: Documented, body: int) -> tuple[int, int] | None:
        """Return line and offset behind the colon that ends the header of a definition.

        Args:
            node: A class or function.
            body: Offset of the first statement in it.
        """
        assert not isinstance(node, ast.Module)
        if self._colons is None:
            self._colons = list(self._outer_colons())
        start = self.offset(node.lineno, node.col_offset)
        inside = [found for found in self._colons if start < found[1] <= body]
        return inside[-1] if inside else None

    def _outer_colons(self) -> Iterator[tuple[int, int]]:
        """Yield line, and offset behind it, of each colon outside brackets."""
        depth = 0
        for token in tokenize.generate_tokens(iter(self.lines).__next__):
            if token.type != tokenize.OP:
                continue
            if token.string in "([{":
                depth += 1
            elif token.string in ")]}":
                depth -= 1
            elif token.string == ":" and depth == 0:
                row, column = token.end
                yield row, self._starts[row - 1] + column

    def changed(
        self, edits: Iterable[Edit], bare: Callable[[ast.Module], str] | None = None
    ) -> bytes:
        """Return the file's bytes with edits made, proven to be the same program.

        Args:
            edits: Edits that don't overlap; those at one place are made in their order.
            bare: Writes a tree without what may change, and may use it up; None: without
                docstrings.

        Raises:
            RewriteError: If anything else would change; please report it.
        """
        bare = bare or _bare
        parts = []
        position = 0
        for edit in sorted(edits, key=itemgetter(0, 1)):
            parts += [self.text[position : edit.start], edit.text]
            position = edit.end
        text = "".join([*parts, self.text[position:]])
        same = bare(self._parse(text)) == bare(self._parse(self.text))
        data = self._encoded(text)
        if not same or data is None:
            raise RewriteError(str(self.path), "its code would change; please report")
        return data


def _bare(tree: ast.Module) -> str:
    """Return a tree without docstrings and positions as text; the tree is used up."""
    for node in ast.walk(tree):
        if isinstance(node, Documented) and ast.get_docstring(node, clean=False) is not None:
            del node.body[0]
        elif isinstance(node, ast.Constant) and type(node.value) is int:
            node.kind = hex(node.value)
            node.value = 0  # Python writes no more than 4,300 decimal digits
    return ast.dump(tree)


def refuse_outside(path: Path, root: Path) -> None:
    """Refuse to write what isn't the project's own.

    Args:
        path: The file, as it was found.
        root: The folder from which its top-level package is imported.

    Raises:
        RewriteError: If a link leads out of the folder, or if it's an installed package.
    """
    real = path.resolve()
    if not real.is_relative_to(root.resolve()):
        raise RewriteError(str(path), f"a link leads out of its tree, to {real}; not written")
    places = sysconfig.get_paths()
    for name in ("purelib", "platlib", "stdlib"):
        if real.is_relative_to(Path(places[name]).resolve()):
            raise RewriteError(str(path), "an installed package; write to a checkout of it")


def create_file(path: Path, data: bytes) -> None:
    """Write a new file, and the folders that it lies in.

    Args:
        path: The file.
        data: Its bytes.

    Raises:
        RewriteError: If something is there already, or it can't be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(exist_ok=False)  # takes the place, so that nothing of others is replaced
        try:
            files.write(path, data)
        except OSError:
            path.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise RewriteError(str(path), f"can't be written ({error.strerror})") from None


def replace_file(path: Path, before: bytes, after: bytes) -> None:
    """Write a file at once or not at all, with the permissions that it has.

    Args:
        path: The file; of a link, the file that it leads to is written.
        before: The bytes that it must still have.
        after: The new bytes.

    Raises:
        RewriteError: If it changed meanwhile, or can't be written.
    """
    try:
        with files.replacing(path) as stream:
            stream.write(after)
            if files.read(path) != before:
                raise RewriteError(str(path), "it changed after it was read; run again")
    except OSError as error:
        raise RewriteError(str(path), f"can't be written ({error.strerror})") from None
