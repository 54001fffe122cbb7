"""The readme of a project as a page of its site, where the files around it aren't."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import unquote

from ..markdown.split import relink
from ..pages import file_address

__all__ = ["settled"]

_NOWHERE = "https://nowhere.invalid"
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|[/#]")
_LOST = re.compile(
    rf"!?\[(?P<text>(?:[^\[\]]|\[[^\[\]]*\](?:\([^()]*\))?)*)\]\({re.escape(_NOWHERE)}\)"
)
_DEFINITION = re.compile(r"^(?P<lead> {0,3}\[[^\]\n]+\]:[ \t]+)(?P<address>[^\s<>]+)", re.MULTILINE)
_REST_LINK = re.compile(r"(?<![`\w])`(?P<text>[^`<>]+?)\s+<(?P<address>[^`<>]+?)(?<!_)>`__?")
_REST_IMAGE = re.compile(r"^(?P<lead>.*\.\. (?:image|figure):: )(?P<address>\S+)$", re.MULTILINE)


def settled(readme: tuple[str, str], root: Path | None, repository: str) -> tuple[str, str]:
    """Return a readme whose relative links lead into the repository, or are only their texts.

    Args:
        readme: The text and the suffix of its markup.
        root: The project's folder, None if it's only installed.
        repository: The web address of its repository; empty if it isn't known.
    """
    text, suffix = readme

    def change(address: str) -> str:
        if not address or _ABSOLUTE.match(address):
            return address
        path, hash_, anchor = address.partition("#")
        there = os.path.normpath(unquote(path))
        if root is None or not repository or there.startswith("..") or not (root / there).exists():
            return _NOWHERE
        return f"{file_address(repository, Path(there).as_posix())}{hash_}{anchor}"

    def known(match: re.Match[str]) -> str:
        address = change(match["address"])
        return match[0] if address == _NOWHERE else match["lead"] + address

    def link(match: re.Match[str]) -> str:
        address = change(match["address"])
        lost = address == _NOWHERE
        return match["text"] if lost else match[0].replace(match["address"], address)

    if suffix == ".md":
        once = _LOST.sub(r"\g<text>", relink(text, change))
        text = _LOST.sub(r"\g<text>", once)  # a picture in a link
        return _DEFINITION.sub(known, text), suffix
    return _REST_IMAGE.sub(known, _REST_LINK.sub(link, text)), suffix
