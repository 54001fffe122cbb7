"""Verdicts of people on generated texts, in a file of the repository that a reviewer can read.

The file has one ``[[verdict]]`` for each object, part and text, sorted by these, so that two
branches merge and a changed mind is a changed line. It's read as a whole or not at all. Writing
leaves every other entry as it stands, with the comments above it: TOML writers that keep comments
move them when entries are put in between, so the text is cut at its headers here, and the result
is read back before it replaces the file.
"""

from __future__ import annotations

import ast
import json
import os
import re
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec

from . import files
from .errors import FeedbackError

__all__ = ["NAME", "Judgement", "Suggestion", "Verdict", "append", "now", "read"]

NAME = "autodocgen-feedback.toml"
"""The file's usual name, in the folder of ``pyproject.toml``."""

Judgement = Literal["accepted", "rejected", "corrected"]
"""Whether a text is right, wrong, or right with other words."""

_PATIENCE = 10.0
"""Seconds to wait for another process that writes the file."""

_PREAMBLE = (
    "# What was said of generated documentation, for sphinxcontrib-autodocgen.\n"
    "# Change it by hand, or with the command 'feedback'. Remove an entry to forget it."
)
_HEADER = re.compile(r"[ \t]*\[\[[ \t]*verdict[ \t]*\]\][ \t]*(?:#.*)?")
_PART = re.compile(
    r"summary|raises:[^\W\d]\w*(?:\.\w+)*|(?:type:)?(?:returns|yields|parameter:[^\W\d]\w*)|type"
)
_OF_TYPES = (
    *(ast.Expression, ast.Name, ast.Attribute, ast.Subscript, ast.BinOp, ast.BitOr, ast.Constant),
    *(ast.Tuple, ast.List, ast.Starred, ast.UnaryOp, ast.USub, ast.Load),
)
"""The syntax that a type consists of."""

_REVERSING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_WORDS = {
    "Object missing required field": "there is no",
    "Object contains unknown field": "there can be no",
    "Expected 'object'": "expected a table",
    "Expected 'str'": "expected a string",
    "Expected 'float'": "expected a number",
}
_NOT_TEXT = frozenset(("Cc", "Cs", "Zl", "Zp"))


class Suggestion(msgspec.Struct, frozen=True):
    """One text that was generated for an object, or a type that was inferred.

    Attributes:
        object: Full dotted name of the object.
        part: What it describes, as in :class:`Verdict`.
        text: The text, or the type as source.
        rule: The rule that made it; empty for a type.
        score: Its confidence, from 0 to 1.
    """

    object: str
    part: str
    text: str
    rule: str
    score: float


class Verdict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A person's judgement of one text.

    Attributes:
        object: Full dotted name of the object.
        part: What the text describes: ``summary``, ``returns``, ``yields``, ``parameter:NAME`` or
            ``raises:TYPE``; or what it's the type of: ``type:returns``, ``type:yields`` and
            ``type:parameter:NAME``, and ``type`` of a property, attribute or datum itself.
        verdict: What was said.
        text: The text as it was suggested, on one line.
        correction: The better text, on one line; None unless the verdict is ``corrected``.
        rule: The rule or pattern that made the text, as in :class:`~.model.Guess`.
        score: The confidence with which it was suggested, from 0 to 1.
        date: When it was said, in ISO 8601; without a time zone it's UTC.
    """

    object: str
    part: str
    verdict: Judgement
    text: str
    correction: str | None = None
    rule: str = ""
    score: float = 0.0
    date: str

    def __post_init__(self) -> None:
        """Refuse what can't have been meant.

        Raises:
            ValueError: If so.
        """
        for name in ("object", "text", "correction", "rule"):
            _check_text(name, getattr(self, name))
        if not self.object or not self.text.strip():
            raise ValueError("object and text can't be empty")
        if not _PART.fullmatch(self.part):
            raise ValueError(f"part is {self.part!r}, not summary, returns, yields, parameter:NAME")
        self._check_correction()
        if not 0 <= self.score <= 1:
            raise ValueError(f"score is {self.score}, not between 0 and 1")
        if _moment(self.date) is None:
            raise ValueError(f"date is {self.date!r}, not one in ISO 8601")

    def _check_correction(self) -> None:
        if self.is_of_type and self.correction is not None and not _is_type(self.correction):
            raise ValueError(f"{self.correction!r} isn't a type, such as list[str] or str | None")
        if (self.verdict == "corrected") != bool(self.correction and self.correction.strip()):
            raise ValueError("a correction goes with the verdict 'corrected', and only with it")

    @property
    def key(self) -> tuple[str, str, str]:
        """The object, part and text it's about; there is one verdict on each."""
        return self.object, self.part, self.text

    @property
    def is_of_type(self) -> bool:
        """Whether it's about a type, not about a text."""
        return self.part.partition(":")[0] == "type"

    @property
    def moment(self) -> datetime:
        """When it was said."""
        found = _moment(self.date)
        assert found is not None
        return found


def _check_text(name: str, text: str | None) -> None:
    """Refuse line ends, control characters, and what shows other text than it is.

    Raises:
        ValueError: If there is one.
    """
    for char in text or "":
        if char in _REVERSING or unicodedata.category(char) in _NOT_TEXT:
            raise ValueError(f"{name} holds the character U+{ord(char):04X}; write plain text")


def _is_type(source: str) -> bool:
    """Tell whether something can be read as a type."""
    try:
        tree = ast.parse(source.strip(), mode="eval")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return all(isinstance(node, _OF_TYPES) for node in ast.walk(tree))


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo is not None else found.replace(tzinfo=UTC)


def now() -> str:
    """Return the present moment, to the second, as a verdict's date."""
    return datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def read(path: Path) -> tuple[Verdict, ...]:
    """Read all verdicts of a file.

    Args:
        path: The file.

    Returns:
        The verdicts in the order of the file; none if there is no such file.

    Raises:
        FeedbackError: If the file can't be read, if any entry is wrong, or if two are about the
            same text; none is returned then.
    """
    return _parse(path, _load(path).replace("\r\n", "\n"))


def append(path: Path, *verdicts: Verdict) -> None:
    """Add verdicts to a file, each in the place of an earlier one on the same text.

    The file is replaced in one step. A second process that writes at the same time waits.

    Args:
        path: The file; made if it isn't there.
        *verdicts: What to add.

    Raises:
        FeedbackError: If the file is broken, can't be written, or stays locked; it's as it was.
    """
    path = path.resolve()
    with _locked(path) as replace:
        raw = _load(path)
        written = _added(path, raw.replace("\r\n", "\n"), verdicts)
        replace(written.replace("\n", "\r\n") if "\r\n" in raw else written)


def _added(path: Path, text: str, verdicts: Sequence[Verdict]) -> str:
    """Return a text with verdicts added; without its comments only if it's a strange one."""
    known = _parse(path, text)
    added = {v.key: msgspec.structs.replace(v, score=round(v.score, 3)) for v in verdicts}
    expected = _sorted((*(v for v in known if v.key not in added), *added.values()))
    written = _insert(text, known, list(added.values()))
    if written is not None and _sorted(_parse(path, written)) == expected:
        return written
    return "\n\n".join((_PREAMBLE, *map(_entry, expected))) + "\n"


def _sorted(verdicts: Iterable[Verdict]) -> list[Verdict]:
    return sorted(verdicts, key=lambda verdict: verdict.key)


def _load(path: Path) -> str:
    try:
        return files.read(path).decode("utf-8-sig")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise FeedbackError(str(path), str(error.strerror)) from None
    except UnicodeDecodeError:
        raise FeedbackError(str(path), "it isn't UTF-8; save it as such") from None


def _parse(path: Path, text: str) -> tuple[Verdict, ...]:
    entries = _tables(path, text)
    lines = [i for i, line in enumerate(text.split("\n"), 1) if _HEADER.fullmatch(line)]
    places = lines if len(lines) == len(entries) else [None] * len(entries)
    found: dict[tuple[str, str, str], Verdict] = {}
    for number, (entry, line) in enumerate(zip(entries, places, strict=True), 1):
        try:
            verdict = msgspec.convert(entry, Verdict)
        except msgspec.ValidationError as error:
            reason = f"{_label(entry, number)}: {_plain(error)}"
            raise FeedbackError(str(path), reason, line) from None
        if verdict.key in found:
            reason = f"{_label(entry, number)}: there is a verdict on this text already; keep one"
            raise FeedbackError(str(path), reason, line)
        found[verdict.key] = verdict
    return tuple(found.values())


def _tables(path: Path, text: str) -> list[Any]:
    """Return what is under ``verdict``, not looked at yet."""
    for number, content in enumerate(text.split("\n"), 1):
        if content.startswith(("<<<<<<< ", ">>>>>>> ")):
            reason = "a merge that isn't finished: keep the entries you want, remove the marks"
            raise FeedbackError(str(path), reason, number)
    try:
        data = files.toml(text)
    except ValueError as error:
        reason, _, place = str(error).partition(" (at ")
        line = re.match(r"line (\d+)", place)
        reason = f"not valid TOML: {reason[:1].lower()}{reason[1:]}"
        raise FeedbackError(str(path), reason, int(line[1]) if line else None) from None
    entries = data.pop("verdict", [])
    if data:
        reason = f"{next(iter(data))!r} is none of its keys; there is only [[verdict]]"
        raise FeedbackError(str(path), reason)
    if not isinstance(entries, list):
        raise FeedbackError(str(path), "'verdict' is one table; begin each with [[verdict]]")
    for entry in entries:
        if isinstance(entry, dict) and hasattr(entry.get("date"), "isoformat"):
            entry["date"] = entry["date"].isoformat()  # TOML has dates of its own
    return entries


def _label(entry: Any, number: int) -> str:
    name = entry.get("object") if isinstance(entry, dict) else None
    part = entry.get("part", "?") if isinstance(entry, dict) else "?"
    return f"verdict {number}" + (f" ({name}, {part})" if name else "")


def _plain(error: Exception) -> str:
    """Put msgspec's message in the words of a configuration file."""
    text, _, place = str(error).replace("`", "'").partition(" - at ")
    field = place.strip("'").removeprefix("$").removeprefix(".")
    for old, new in _WORDS.items():
        text = text.replace(old, new)
    text = text[:1].lower() + text[1:]
    return f"{field}: {text}" if field else text


def _insert(text: str, known: Sequence[Verdict], added: Sequence[Verdict]) -> str | None:
    """Put entries into a text, None if its entries can't be told apart."""
    preamble, *blocks = _blocks(text) if text.strip() else [_PREAMBLE]
    if len(blocks) != len(known):
        return None
    keys = [verdict.key for verdict in known]
    for verdict in added:
        if verdict.key in keys:
            index = keys.index(verdict.key)
            blocks[index] = _comments(blocks[index]) + _entry(verdict)
        else:
            index = next((i for i, key in enumerate(keys) if key > verdict.key), len(keys))
            blocks.insert(index, _entry(verdict))
            keys.insert(index, verdict.key)
    parts = (part.strip("\n") for part in (preamble, *blocks))
    return "\n\n".join(filter(None, parts)) + "\n"


def _blocks(text: str) -> list[str]:
    """Cut a text before each entry and the comment lines right above it; what is before is first.

    A header inside a string of several lines would be cut at too; whoever uses this reads the
    result back.
    """
    parts: list[list[str]] = [[]]
    for line in text.split("\n"):
        if _HEADER.fullmatch(line):
            above: list[str] = []
            while parts[-1] and parts[-1][-1].lstrip().startswith("#"):
                above.insert(0, parts[-1].pop())
            parts.append(above)
        parts[-1].append(line)
    return ["\n".join(part) for part in parts]


def _comments(block: str) -> str:
    """Return the lines of an entry before its header."""
    lines = block.split("\n")
    end = next(i for i, line in enumerate(lines) if _HEADER.fullmatch(line))
    return "".join(f"{line}\n" for line in lines[:end])


def _entry(verdict: Verdict) -> str:
    """Write an entry; a JSON string without control characters is a string of TOML too."""
    lines = ["[[verdict]]"]
    for name, value in msgspec.structs.asdict(verdict).items():
        if value is not None and value != "":
            shown = value if name == "score" else json.dumps(value, ensure_ascii=False)
            lines.append(f"{name} = {shown}")
    return "\n".join(lines)


@contextmanager
def _locked(path: Path) -> Iterator[Callable[[str], None]]:
    """Hold a file's lock, and yield what replaces the file by a text.

    As in git, the lock is the file that takes the other's place when it is complete.

    Raises:
        FeedbackError: If another process holds the lock for too long, or the folder isn't writable.
    """
    lock = path.with_name(path.name + ".lock")
    file = open(_acquire(lock, path), "w", encoding="utf-8", newline="")  # noqa: SIM115

    def replace(text: str) -> None:
        with file:
            file.write(text)
        os.replace(lock, path)  # noqa: PTH105  # what it says

    try:
        yield replace
    except BaseException as error:
        file.close()
        lock.unlink(missing_ok=True)
        if isinstance(error, OSError):
            raise FeedbackError(str(path), f"can't be written: {error.strerror}") from None
        raise


def _acquire(lock: Path, path: Path) -> int:
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return os.open(lock, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o666)
        except FileExistsError:
            if time.monotonic() > deadline:
                reason = f"another process writes it; if none does, remove {lock}"
                raise FeedbackError(str(path), reason) from None
            time.sleep(0.01)
        except OSError as error:
            raise FeedbackError(str(path), f"can't be written: {error.strerror}") from None
