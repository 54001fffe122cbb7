"""Notes such as "Added in version 1.2" at the end of an object's text, found from git's tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sphinx.util import logging

from .. import changelog, discover
from ..errors import GitError
from ..model import Guess
from ..snapshots.notes import Note, Notes, read
from . import marks
from .domain import AutodocgenDomain, of
from .events import record_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

__all__ = ["add_notes", "load", "load_shown"]

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
    if domain.settings.version_notes and domain.project and domain.notes is None:
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
    if domain.settings.version_notes:
        domain.load_shown()
        load(app)
    return ()


def _found(domain: AutodocgenDomain) -> Notes:
    """Compare the releases; without the whole history there's one warning and no note."""
    modules = domain.project.modules
    folder = Path(next(iter(modules.values())).path).parent
    try:
        root = discover.project_root(folder) or folder
        return read(root, domain.released, domain.project)
    except GitError as error:
        message = f"{error}; no version notes are shown"
        logger.warning("%s", message, type="autodocgen", subtype="git")
        return Notes({}, {})


def add_notes(  # noqa: PLR0913, PLR0917
    app: Sphinx, what: str, name: str, obj: object, options: Any, lines: list[str]
) -> None:
    """Add an object's notes to its docstring, but for what its author says already.

    Args:
        app: The application.
        what: The kind of the object, in autodoc's words.
        name: Its full name, as documented.
        obj: The object.
        options: The directive's options.
        lines: The docstring; changed in place.
    """
    del options
    domain = of(app.env)
    if not domain.settings.version_notes or not domain.project:
        return
    load(app)
    record = record_of(domain, None if what in ("attribute", "data") else obj, name)
    if record is None or domain.notes is None:
        return
    written = "\n".join(lines)
    said = list(_WRITTEN.finditer(written))
    versions = {changelog.version_key(match["version"]) for match in said}
    is_dated = _NEW_IN.search(written) or any(match["name"] == "versionadded" for match in said)
    wanted = [
        note
        for note in domain.notes.of(record)
        if changelog.version_key(note.version) not in versions
        and not (note.kind == "added" and is_dated)
    ]
    if wanted:
        domain.note(app.env.docname, [record.name])
        lines += _lines(wanted)


def _lines(wanted: Iterable[Note]) -> Iterator[str]:
    yield ""
    for note in wanted:
        mark = marks.mark_text(Guess("", 1.0, f"git tag {note.tag}"))
        yield f".. {_DIRECTIVES[note.kind]}:: {note.version}"
        yield f"   {' '.join((*note.texts, mark))}"
        yield ""
