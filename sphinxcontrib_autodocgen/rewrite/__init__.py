"""Docstrings written back into source: what is proposed, as edits that change nothing else.

:func:`propose` chooses docstrings with enough confidence and use for source that people maintain,
:func:`rewrite` makes them edits of files. Nothing is written here but by :func:`write`.
"""

from __future__ import annotations

import ast
import difflib
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import msgspec

from .. import docstring
from ..docstring import Docstring, Insertion, Style
from ..errors import RewriteError
from ..files import relative
from ..model import Module, Object, Problem, Project
from ..settings import Settings
from .choice import Choice, Chooser
from .habits import Habits, learn
from .place import add, extend, nodes, wrap
from .source import Documented, Edit, SourceFile, create_file, refuse_outside, replace_file

__all__ = [
    "Choice",
    "Edit",
    "Proposal",
    "Rewritten",
    "SourceFile",
    "as_typed",
    "propose",
    "refuse_outside",
    "rewrite",
    "with_text",
    "wrap",
    "write",
]


class Proposal(msgspec.Struct, frozen=True):
    """A docstring, or a part of one, for an object that lacks it.

    Attributes:
        object: The object.
        module: The name of the module that defines it.
        path: Its file.
        style: The style it's written in.
        content: What is said; of a docstring that is there, what is put in.
        lines: A whole new docstring, neither indented nor broken; empty if one is there.
        insertions: Lines for a docstring that is there.
        epytext: Whether fields are written as epydoc has them.
    """

    object: Object
    module: str
    path: str
    style: Style
    content: Docstring
    lines: tuple[str, ...] = ()
    insertions: tuple[Insertion, ...] = ()
    epytext: bool = False


class Rewritten(msgspec.Struct, frozen=True):
    """A file before and after.

    Attributes:
        path: The file.
        before: Its bytes as they were read.
        after: Its bytes with docstrings.
        objects: Full names of the objects that get something.
        is_new: Whether there's no such file yet.
    """

    path: Path
    before: bytes
    after: bytes
    objects: tuple[str, ...] = ()
    is_new: bool = False

    def diff(self, base: Path) -> Iterator[bytes]:
        """Yield the lines of a unified diff.

        Args:
            base: The folder that the paths in it are relative to, if the file is inside; else the
                root is.
        """
        name = os.fsencode(relative(self.path, base).as_posix().lstrip("/"))
        lines = difflib.diff_bytes(
            difflib.unified_diff,
            self.before.splitlines(keepends=True),
            self.after.splitlines(keepends=True),
            b"/dev/null" if self.is_new else b"a/" + name,
            b"b/" + name,
        )
        for line in lines:
            yield line if line.endswith(b"\n") else line + b"\n\\ No newline at end of file\n"


def propose(
    project: Project, settings: Settings, style: Style, choice: Choice
) -> Iterator[Proposal]:
    """Yield what the objects of a project lack, module by module, in the order of the source.

    Args:
        project: The described project.
        settings: The minimum confidence of a text, and whether partial docstrings are completed.
        style: The style of new docstrings.
        choice: Which objects count.
    """
    chooser = Chooser(project, settings, style, choice)
    texts = (obj.docstring for obj in project.values() if obj.docstring)
    epytext = style == "rest" and docstring.is_epytext(texts)
    for module in project.modules.values():
        if module.path.endswith(".py"):
            for obj in filter(chooser.is_wanted, module.objects):
                yield from _proposal(obj, module, style, chooser, epytext=epytext)


def _proposal(
    obj: Object, module: Module, style: Style, chooser: Chooser, *, epytext: bool
) -> Iterator[Proposal]:
    if obj.docstring is not None:
        own = docstring.detect(obj.docstring) or style
        added = chooser.added(obj, own)
        if insertions := docstring.extend(obj, added, own, epytext=epytext):
            places = tuple(insertions)
            place = (obj, module.name, module.path, own, added)
            yield Proposal(*place, insertions=places, epytext=epytext)
        return
    said = chooser.content(obj)
    if said is not None:
        written = said if style == "rest" else docstring.unlinked(said)
        proposal = Proposal(obj, module.name, module.path, style, said, epytext=epytext)
        yield msgspec.structs.replace(proposal, lines=tuple(as_typed(written, proposal)))


def as_typed(said: Docstring, proposal: Proposal) -> list[str]:
    """Return a docstring as the lines that an author of the project would type."""
    lines = docstring.render(said, proposal.style)
    return [*map(docstring.rest.epydoc, lines)] if proposal.epytext else lines


def with_text(proposal: Proposal, text: str) -> Proposal:
    """Return a proposal that says something else.

    Args:
        proposal: The proposal.
        text: What is to be written, in its style; of a docstring that is there, what is added.
    """
    said = docstring.parse(text, proposal.style)
    if proposal.object.docstring is not None:
        added = docstring.extend(proposal.object, said, proposal.style, epytext=proposal.epytext)
        insertions = tuple(added)
        return msgspec.structs.replace(proposal, content=said, insertions=insertions)
    lines = tuple(docstring.clean(text))
    return msgspec.structs.replace(proposal, content=said, lines=lines)


def rewrite(
    project: Project, proposals: Iterable[Proposal]
) -> tuple[list[Rewritten], list[Problem]]:
    """Make proposals edits of files.

    Args:
        project: The project that they are for.
        proposals: What is to be written.

    Returns:
        The files that would change, and what could not be done.
    """
    by_module: dict[str, list[Proposal]] = {}
    for proposal in proposals:
        by_module.setdefault(proposal.module, []).append(proposal)
    files: dict[str, SourceFile] = {}
    problems: list[Problem] = []
    seen: set[Path] = set()
    for name in by_module:
        path = Path(project.modules[name].path)
        try:
            refuse_outside(path, _root(project.modules[name]))
            if path.resolve() not in seen:
                files[name] = SourceFile(path)
                seen.add(path.resolve())
        except RewriteError as error:
            problems.append(_problem(error))
    if not files:
        return [], problems
    habits = learn(files.values(), next(iter(files.values())).path.parent)
    found: list[Rewritten] = []
    for name, file in files.items():
        try:
            found += _rewritten(file, by_module[name], habits)
        except RewriteError as error:
            problems.append(_problem(error))
    return found, problems


def _root(module: Module) -> Path:
    """Return the folder from which a module's top-level package is imported."""
    return Path(module.path).parents[module.name.count(".") + module.package]


def _problem(error: RewriteError) -> Problem:
    return Problem(error.where, None, "unreadable", error.reason)


def _rewritten(
    file: SourceFile, proposals: Iterable[Proposal], habits: Habits
) -> Iterator[Rewritten]:
    known = nodes(file.tree)
    edits: list[Edit] = []
    names = []
    for proposal in proposals:
        found = _edits(file, known, proposal, habits)
        if found:
            names.append(proposal.object.name)
            edits += found
    if edits:
        yield Rewritten(file.path, file.data, file.changed(edits), tuple(names))


def _edits(
    file: SourceFile, known: dict[tuple[int, str], Documented], proposal: Proposal, habits: Habits
) -> list[Edit]:
    obj = proposal.object
    key = (1, "") if obj.kind == "module" else (obj.line, obj.short_name)
    node = known.get(key)
    if node is None or (ast.get_docstring(node) or None) != obj.docstring:
        raise RewriteError(str(file.path), "it changed after it was read; run again")
    if obj.docstring is not None:
        return extend(file, node, proposal.insertions, proposal.style, habits)
    edit = add(file, node, proposal.lines, proposal.style, habits)
    return [edit] if edit is not None else []


def write(
    files: Iterable[Rewritten], said: Callable[[Rewritten], None] | None = None
) -> list[Problem]:
    """Write files, each at once or not at all.

    Args:
        files: The files.
        said: Called with each file that was written.

    Returns:
        What went wrong.
    """
    problems = []
    for file in files:
        try:
            if file.is_new:
                create_file(file.path, file.after)
            else:
                replace_file(file.path, file.before, file.after)
        except RewriteError as error:
            problems.append(_problem(error))
        else:
            if said is not None:
                said(file)
    return problems
