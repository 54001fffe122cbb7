"""Progress of a build: a bar on a terminal, and a plain line for each step elsewhere."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["Progress"]

_BAR = 24


class Progress:
    """Tells of the pages that are read and written.

    Args:
        stream: Where to.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.is_terminal = stream.isatty()
        self.step = ""
        self.done = self.total = 0

    def follow(self, app: Sphinx) -> None:
        """Listen to a build."""
        app.connect("env-before-read-docs", self._read)
        app.connect("source-read", lambda _, name, __: self._advance(name))
        app.connect("env-updated", self._write)
        app.connect("html-page-context", lambda _, name, *__: self._advance(name))

    def clear(self) -> None:
        """Leave nothing of a bar behind."""
        if self.is_terminal:
            self.stream.write("\r\x1b[K")
            self.stream.flush()

    def _read(self, app: Sphinx, env: Any, names: Sequence[str]) -> None:  # noqa: ARG002
        self._begin("reading", len(names))

    def _write(self, app: Sphinx, env: Any) -> None:  # noqa: ARG002
        self._begin("writing", len(env.found_docs))

    def _begin(self, step: str, total: int) -> None:
        self.step, self.done, self.total = step, 0, total
        if not self.is_terminal and total:
            pages = "1 page" if total == 1 else f"{total} pages"
            self.stream.write(f"{step} {pages}\n")
            self.stream.flush()

    def _advance(self, name: str) -> None:
        self.done = min(self.done + 1, self.total)
        if not self.is_terminal or not self.total:
            return
        filled = _BAR * self.done // self.total
        bar = "#" * filled + "." * (_BAR - filled)
        text = f"[{bar}] {self.step} {self.done} of {self.total}: {name}"
        width = shutil.get_terminal_size().columns - 1
        self.stream.write(f"\r{text[:width]}\x1b[K")
        self.stream.flush()
