"""Additions to the end of an object's text: notes on versions, and calls of it elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sphinx.util import logging

from .. import later
from ..errors import GitError
from ..model import Evidence, Guess
from . import marks
from .domain import AutodocgenDomain, of
from .nodes import translate

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

    from .. import changelog
    from ..model import Usage
    from ..snapshots.release_changes import Note, Notes
    from .autodoc import AskedObject
else:
    changelog = later.LaterModule("..changelog", __package__)

__all__ = ["add_notes", "add_usages", "load", "load_shown"]

logger = logging.getLogger(__name__)

_DIRECTIVES = {"added": "versionadded", "changed": "versionchanged", "deprecated": "deprecated"}
_WRITTEN = re.compile(
    r"^\s*\.\. (?P<name>versionadded|versionchanged|deprecated):: *v?(?P<version>[\w.+-]*)",
    re.MULTILINE,
)
_NEW_IN = re.compile(r"\b(?:added|new) in (?:version )?v?\d", re.IGNORECASE)


def load(app: Sphinx) -> None:
    """Find the notes of the project, if they are wanted and the project is known."""
    domain = of(app.env)
    if _is_wanted(domain) and domain.project and domain.notes is None:
        domain.notes = _found(domain)


def load_shown(
    app: Sphinx,
    env: BuildEnvironment,
    added: set[str],  # noqa: ARG001
    changed: set[str],  # noqa: ARG001
    removed: set[str],  # noqa: ARG001
) -> tuple[str, ...]:
    """Find the notes of what is on the pages before it's judged which of them are stale."""
    domain = of(env)
    if _is_wanted(domain):
        domain.load_shown()
        load(app)
    return ()


def _is_wanted(domain: AutodocgenDomain) -> bool:
    return domain.settings.version_notes or domain.settings.version_table


def _found(domain: AutodocgenDomain) -> Notes:
    """Compare the releases; without the whole history there's one warning and no note."""
    from ..snapshots.release_changes import Notes, read  # noqa: PLC0415  # with all of the analysis, and rare

    try:
        if domain.root is None:
            raise GitError("log", "no repository: the package is only installed")
        return read(domain.root, domain.released, domain.project)
    except GitError as error:
        message = f"{error}; no version notes are shown"
        logger.warning("%s", message, type="autodocgen", subtype="git")
        return Notes({}, {})


def add_notes(asked: AskedObject) -> None:
    """Add an object's notes to its docstring, but for what its author says already."""
    domain = asked.domain
    if not _is_wanted(domain) or not domain.project:
        return
    load(asked.app)
    if asked.record is None or domain.notes is None:
        return
    notes = domain.notes.of(asked.record)
    is_table = domain.settings.version_table
    wanted = notes if is_table else _unsaid(notes, "\n".join(asked.lines))
    if wanted:
        domain.note(asked.page.name, [asked.record.name])
        asked.lines += _table(wanted) if is_table else _lines(wanted)


def _unsaid(notes: Iterable[Note], written: str) -> list[Note]:
    """Return the notes of which a docstring doesn't speak."""
    said = list(_WRITTEN.finditer(written))
    versions = {changelog.version_key(match["version"]) for match in said}
    is_dated = _NEW_IN.search(written) or any(match["name"] == "versionadded" for match in said)
    return [
        note
        for note in notes
        if changelog.version_key(note.version) not in versions
        and not (note.kind == "added" and is_dated)
    ]


def _lines(wanted: Iterable[Note]) -> Iterator[str]:
    yield ""
    for note in wanted:
        mark = marks.mark_text(Guess("", 1.0, Evidence("tag", note.tag)))
        yield f".. {_DIRECTIVES[note.kind]}:: {note.version}"
        yield f"   {' '.join((*note.texts, mark))}"
        yield ""


_WORDS = {"added": "Added", "changed": "", "deprecated": "Deprecated"}


def _table(notes: Iterable[Note]) -> Iterator[str]:
    """Yield a table with a row for each note."""
    yield from ("", ".. list-table::", "   :header-rows: 1", "   :class: autodocgen-history", "")
    yield from _row(translate("Version"), translate("Change"))
    for note in notes:
        word = translate(_WORDS[note.kind]) if _WORDS[note.kind] else ""
        mark = marks.mark_text(Guess("", 1.0, Evidence("tag", note.tag)))
        yield from _row(note.version, " ".join(filter(None, (word, *note.texts, mark))))
    yield ""


def _row(*cells: str) -> Iterator[str]:
    for sign, cell in zip("*  ", cells, strict=False):
        yield f"   {sign} - {cell}"


def add_usages(asked: AskedObject) -> None:
    """Add the calls that are known of an object to its docstring, as code with its place."""
    record = asked.record
    if record is not None and record.usages and asked.domain.settings.usage:
        asked.domain.note(asked.page.name, [record.name])
        for usage in record.usages:
            asked.lines += _quoted(usage)


def _quoted(usage: Usage) -> Iterator[str]:
    path = usage.path.replace("\\", "/").replace("`", "")
    yield from ("", f"Used in ``{path}``, line {usage.line}:", "")
    if usage.result:
        yield from (".. code-block:: pycon", "", f"   >>> {usage.code}", f"   {usage.result}", "")
    else:
        yield from (".. code-block:: python", "", f"   {usage.code}", "")
