"""Which files a Markdown build owns: pages that are cut when too large, and what is stale.

A file beside the pages remembers what the last build wrote with which options. So a page that is
small again loses its parts, a document that is gone loses its page, and a build with other options
writes all of them again.
"""

from __future__ import annotations

import hashlib
import math
import posixpath
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, unquote

import msgspec

from ...files import read, read_text, write
from ...markdown import heading, link
from ...markdown.split import PagePiece, pieces, relink, resolved, steps

__all__ = ["Files", "Record", "forget", "load", "settle"]

NAME = ".autodocgen-markdown.json"


class Record(msgspec.Struct, frozen=True):
    """The files that a build wrote.

    Attributes:
        options: Digest of the options.
        files: All Markdown files, relative to the folder, without suffix.
        parts: The parts of each page that was cut.
        places: For each such page, the part that each anchor is in.
        lists: Digest of the list of parts that stands in the page's place.
        project: The project's own pages.
        source: Fingerprint of all that these are made of.
        with_html: Whether it was written with HTML, into a folder that only we chose.
    """

    options: str = ""
    files: list[str] = []
    parts: dict[str, list[str]] = {}
    places: dict[str, dict[str, str]] = {}
    lists: dict[str, str] = {}
    project: list[str] = []
    source: str = ""
    with_html: bool = False


_SHARE = 0.95
"""Share of a part for the page; the rest is for links to other parts."""


def load(folder: Path) -> Record:
    """Return what the last build wrote, nothing if that can't be told."""
    try:
        return msgspec.json.decode(read(folder / NAME), type=Record)
    except (OSError, msgspec.DecodeError):
        return Record()


class Files(NamedTuple):
    """Where pages are, and what they're called; all names are without suffix.

    Attributes:
        folder: The folder of all pages.
        suffix: Of the files.
        link_suffix: Of pages in links.
    """

    folder: Path
    suffix: str
    link_suffix: str

    def path(self, stem: str) -> Path:
        """Return the path of a page."""
        return self.folder / f"{stem}{self.suffix}"

    def read(self, stem: str) -> str:
        """Return the text of a page."""
        return read_text(self.path(stem))

    def write(self, stem: str, text: str) -> None:
        """Write a page."""
        write(self.path(stem), text)

    def beside(self, stem: str) -> str:
        """Return the address of a page as seen from one in the same folder."""
        return quote(posixpath.basename(stem)) + self.link_suffix

    def whole(self, stem: str, record: Record) -> str:
        """Return a page as it was before it was cut."""
        if stem not in record.parts:
            return self.read(stem)
        texts = map(self.read, record.parts[stem])
        return "".join(text.split("\n\n", 1)[1].rsplit("\n\n", 1)[0] for text in texts)


def settle(files: Files, stems: Iterable[str], limit: int, own: Record) -> Record:
    """Cut what is too large, correct the links, and delete what the build before left.

    Args:
        files: Where the pages are.
        stems: The pages.
        limit: The most bytes of a file, 0 for any.
        own: The options of this build, and the project's own pages.

    Returns:
        What was written.
    """
    old = load(files.folder)
    known = [stem for stem in sorted(set(stems)) if files.path(stem).is_file()]
    new = msgspec.structs.replace(own, files=list(known), parts={}, places={}, lists={})
    for stem in known:
        _cut(files, stem, limit, old, new)
    for stem in set(old.files) - set(new.files):
        files.path(stem).unlink(missing_ok=True)
    if old.parts or new.parts:
        _correct(files, old, new)
    write(files.folder / NAME, msgspec.json.encode(new))
    return new


def forget(folder: Path, suffix: str) -> None:
    """Delete what a build wrote into a folder, since it's written elsewhere now.

    Args:
        folder: The folder of all pages.
        suffix: Of the files.
    """
    files, old = Files(folder, suffix, suffix), load(folder)
    if old.with_html:  # else somebody asked for it to be there
        for stem in old.files:
            files.path(stem).unlink(missing_ok=True)
        (folder / NAME).unlink(missing_ok=True)


def _cut(files: Files, stem: str, limit: int, old: Record, new: Record) -> None:
    """Cut a page if it's too large, or keep the parts of one that wasn't written again."""
    if stem not in old.lists and files.path(stem).stat().st_size <= (limit or math.inf):
        return
    text = files.read(stem)
    kept = old.lists.get(stem) == _digest(text)
    if kept:
        text = files.whole(stem, old)
    growth = len(files.beside(f"{stem}-part-999"))
    found = pieces(text, int(limit * _SHARE), growth) if limit else []
    if len(found) > 1:
        _write_parts(files, stem, found, new, _names(stem, len(found), set(new.files)))
    elif kept:
        files.write(stem, text)


def _write_parts(
    files: Files, stem: str, found: list[PagePiece], new: Record, names: list[str]
) -> None:
    new.parts[stem] = names
    new.files.extend(names)
    new.places[stem] = {
        anchor: name for name, piece in zip(names, found, strict=True) for anchor in piece.anchors
    }
    addresses = [files.beside(name) for name in names]
    listed = _list(found, addresses)
    new.lists[stem] = _digest(listed)
    files.write(stem, listed)
    around = ["", *addresses, ""]
    for number, (name, piece) in enumerate(zip(names, found, strict=True)):
        line = steps(found[0].title, around[number], files.beside(stem), around[number + 2])
        files.write(name, f"{line}\n\n{piece.text}\n\n{line}\n")


def _names(stem: str, count: int, taken: set[str]) -> list[str]:
    """Return names for parts that no page has."""
    word = "part"
    while any(f"{stem}-{word}-{number}" in taken for number in range(1, count + 1)):
        word += "s"
    return [f"{stem}-{word}-{number}" for number in range(1, count + 1)]


def _list(found: list[PagePiece], addresses: list[str]) -> str:
    title = found[0].title or "Contents"
    lines = [
        f"- {link(piece.title or f'Part {number}', address)}"
        for number, (piece, address) in enumerate(zip(found, addresses, strict=True), 1)
    ]
    return (
        "\n\n".join([heading(title, 1), "\n".join(lines), steps("", "", "", addresses[0])]) + "\n"
    )


def _correct(files: Files, old: Record, new: Record) -> None:
    """Let all links lead to the part that their target is in now."""
    origin = {
        name: stem
        for record in (old, new)
        for stem, names in record.parts.items()
        for name in names
    }
    for stem in set(new.files) - set(new.lists):
        text = files.read(stem)
        changed = relink(text, _moved(stem, files.link_suffix, origin, new))
        if changed != text:
            files.write(stem, changed)


def _moved(here: str, suffix: str, origin: dict[str, str], new: Record) -> Callable[[str], str]:
    """Return what gives a link on a page its new address."""

    def change(address: str) -> str:
        path, hash_, name = address.partition("#")
        if ":" in path or not hash_ or (path and not path.endswith(suffix)):
            return address
        target = resolved(here, unquote(path).removesuffix(suffix)) if path else here
        target = origin.get(target, target)
        place = new.places.get(target, {}).get(unquote(name), target)
        if place == here:
            return f"#{name}"
        return quote(posixpath.relpath(place, posixpath.dirname(here) or ".")) + f"{suffix}#{name}"

    return change


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16).hexdigest()
