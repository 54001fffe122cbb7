"""The questions of ``fill --interactive``: each docstring is shown, and the answers are kept."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from .. import docstring, feedback, files
from ..docstring import Docstring
from ..feedback import Verdict
from ..model import Guess
from ..rewrite import Proposal, as_typed, with_text
from .common import write_lines

__all__ = ["ask"]

_QUESTION = "[a]ccept, [e]dit, [s]kip, [r]eject as wrong, [q]uit? "


def ask(proposals: Iterable[Proposal], file: Path) -> Iterator[Proposal]:
    """Ask about each proposal, and yield those that were accepted, as they were edited.

    Args:
        proposals: What would be written.
        file: The file of verdicts that answers are added to: accepting and rejecting are
            verdicts on each generated text, and an edited text is a correction.
    """
    for proposal in proposals:
        _show(proposal)
        answer = _answer()
        if answer == "q":
            return
        if answer == "s":
            continue
        final = proposal
        if answer == "e":
            final = with_text(proposal, _edited(proposal))
        said = Docstring() if answer == "r" else final.content
        if verdicts := list(_verdicts(proposal, said)):
            feedback.append(file, *verdicts)
        if answer != "r" and not docstring.is_empty(said):
            yield final


def _show(proposal: Proposal) -> None:
    obj = proposal.object
    path = files.relative(proposal.path, Path.cwd())
    write_lines(["", f"{path}:{obj.line}: {obj.kind} {obj.name}"], sys.stdout)
    write_lines((f"    {line}".rstrip() for line in _text(proposal)), sys.stdout)


def _text(proposal: Proposal) -> list[str]:
    """Return what is proposed as the lines that an author would type."""
    return as_typed(proposal.content, proposal)


def _answer() -> str:
    """Return the first letter of an answer; at the end of the input nothing more is wanted."""
    while True:
        sys.stdout.write(_QUESTION)
        sys.stdout.flush()
        line = sys.stdin.readline()
        given = line.strip().lower()[:1]
        if given in ("a", "e", "s", "r", "q"):
            return given
        if not line:
            return "q"


def _edited(proposal: Proposal) -> str:
    """Return the text as it was edited, by the user's editor or by one typed line."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        sys.stdout.write("Summary: ")
        sys.stdout.flush()
        typed = sys.stdin.readline().strip()
        kept = replace(proposal.content, summary=typed, summary_guess=None)
        return "\n".join(docstring.render(kept if typed else proposal.content, proposal.style))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "docstring.txt"
        files.write(path, "\n".join(_text(proposal)) + "\n")
        subprocess.run([*shlex.split(editor), str(path)], check=False)  # noqa: S603  # the user's own
        return files.read_text(path)


def _verdicts(proposal: Proposal, final: Docstring) -> Iterator[Verdict]:
    """Yield what answers say of each generated text: kept, changed or gone.

    Of a type they say only what is wrong with it: one that is kept is the author's own from now on.
    """
    for part, guess in _guesses(proposal.content):
        yield _verdict(proposal, part, guess, " ".join(_said(final, part).split()))
    shown = docstring.parse("\n".join(_text(proposal)), proposal.style)
    for part, entry in proposal.content.entries():
        before, now = _type(shown, part), _type(final, part)
        if entry.type_guess is not None and part.partition(":")[0] != "raises":
            named = "type" if proposal.object.kind == "property" else f"type:{part}"
            if now not in (before, entry.type_guess.text):
                with suppress(ValueError):  # in words that are no type
                    yield _verdict(proposal, named, entry.type_guess, now)


def _verdict(proposal: Proposal, part: str, guess: Guess, now: str) -> Verdict:
    """Return what it says of a guess that something else, or nothing, is there now.

    Raises:
        ValueError: If no verdict can hold it.
    """
    text = now.replace("``", "`")
    kept = text == " ".join(guess.text.split())
    return Verdict(
        object=proposal.object.name,
        part=part,
        verdict="accepted" if kept else "corrected" if text else "rejected",
        text=guess.text,
        correction=None if kept or not text else text,
        rule=guess.rule.id,
        score=guess.confidence,
        date=feedback.now(),
    )


def _guesses(content: Docstring) -> Iterator[tuple[str, Guess]]:
    """Yield the name of each generated text, in the words of feedback, and its guess."""
    if content.summary_guess:
        yield "summary", content.summary_guess
    for part, entry in content.entries():
        if entry.description_guess:
            yield part, entry.description_guess


def _said(content: Docstring, part: str) -> str:
    if part == "summary":
        return content.summary
    return next((entry.description for name, entry in content.entries() if name == part), "")


def _type(content: Docstring, part: str) -> str:
    return next((entry.type or "" for name, entry in content.entries() if name == part), "")
