"""``llms.txt`` and ``llms-full.txt``: what a project's pages are, for a reader in a hurry.

The first is a list of all pages by the captions of the contents, with a line about each; the
second is the pages themselves. What doesn't fit into its size is named at its end.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.nodes import clean_astext

from ...files import write
from ...markdown import escape, heading, link
from ...markdown.split import relink, without_programs
from .parts import Files, Record
from .target import Target

if TYPE_CHECKING:
    from collections.abc import Callable

    from sphinx.config import Config
    from sphinx.environment import BuildEnvironment

__all__ = ["site_address", "write_llms"]

logger = logging.getLogger(__name__)

_UNTITLED = "<no title>"
"""Sphinx's title of a document without a heading."""

_PROSE = re.compile(r"(?![<#>|`~:!({+*\\-]|\d+[.)] |\[\^)")


_NO_PROSE = re.compile(
    r"^(?P<fence>`{3,}+|~{3,}+).*?(?:^(?P=fence)[ \t]*$|\Z)"
    r"|^<(?P<tag>details|div|dl|figure|pre|script|style|table)\b.*?(?:^</(?P=tag)>|\Z)",
    re.DOTALL | re.MULTILINE,
)
"""Code and HTML, blank lines in which separate no paragraphs."""


def write_llms(builder: Target, files: Files, record: Record) -> None:
    """Write both files, if they are wanted, at the top of the output.

    Args:
        builder: The builder, which has written all pages.
        files: Where the pages are.
        record: What was written.
    """
    if not builder.settings.llms:
        return
    top = Path(builder.top)
    base = _base(builder, files.folder, top)
    sections = [(title, names) for title, names in _sections(builder.env) if names]
    opening = _opening(builder)
    lines = [opening]
    for title, names in sections:
        lines.append(heading(escape(title), 2))
        items = (_item(builder.env, files, record, name, base) for name in names)
        lines.append("\n".join(items))
    write(top / "llms.txt", "\n\n".join(lines) + "\n")
    pages = [name for _, names in sections for name in names]
    _write_full(builder, files, record, pages, opening, base)


def _base(builder: Target, folder: Path, top: Path) -> str:
    """Return what comes before the path of a page in a link: its web address, if there's one."""
    if builder.http_base:
        return f"{builder.http_base}/"
    site = site_address(builder.config)
    inside = quote(f"{folder.relative_to(top).as_posix()}/") if folder != top else ""
    return (f"{site.rstrip('/')}/" if site else "") + inside


def site_address(config: Config) -> str:
    """Return the web address of the documentation, empty if neither it nor its host says one."""
    stated = config.html_baseurl or os.environ.get("READTHEDOCS_CANONICAL_URL", "")
    return str(stated) if re.match("https?://", str(stated)) else ""


def _opening(builder: Target) -> str:
    config = builder.config
    info = builder.info
    said = f"> {escape(info.description)}" if info.description else ""
    title = heading(escape(config.project), 1)
    return f"{title}\n\n{said}" if said else title


def _write_full(  # noqa: PLR0913, PLR0917
    builder: Target,
    files: Files,
    record: Record,
    pages: list[str],
    opening: str,
    base: str,
) -> None:
    limit = int(builder.settings.llms_full_size * 2**20)
    texts, used = [opening], len(opening.encode())
    left: list[str] = []
    for name in pages:
        page = without_programs(files.whole(name, record))
        text = relink(page, _from_top(name, base)).strip("\n")
        used += len(text.encode()) + 2
        if left or used > limit:
            left.append(_item(builder.env, files, record, name, base))
        else:
            texts.append(text)
    if left:
        logger.info("llms-full.txt: left out %d pages for want of space", len(left))
        texts += [heading("Pages that are not here", 2), "\n".join(left)]
    write(Path(builder.top) / "llms-full.txt", "\n\n".join(texts) + "\n")


def _from_top(name: str, base: str) -> Callable[[str], str]:
    def change(address: str) -> str:
        path, hash_, anchor = address.partition("#")
        if ":" in path or not path:
            return address
        there = posixpath.normpath(posixpath.join(posixpath.dirname(quote(name)), path))
        return f"{base}{there}{hash_}{anchor}"

    return change


def _sections(env: BuildEnvironment) -> Iterator[tuple[str, list[str]]]:
    """Yield the captions of the contents, and the pages below each in their order."""
    seen = {env.config.root_doc}
    groups: dict[str, list[str]] = {"Start": [env.config.root_doc]}
    root = env.get_doctree(env.config.root_doc)
    for tree in root.findall(addnodes.toctree):
        below = groups.setdefault(tree.get("caption") or "Pages", [])
        for name in tree["includefiles"]:
            below.extend(_below(env, name, seen))
    yield from groups.items()
    yield "Optional", sorted(set(env.all_docs) - seen)


def _below(env: BuildEnvironment, name: str, seen: set[str]) -> Iterator[str]:
    if name in seen or name not in env.all_docs:
        return
    seen.add(name)
    yield name
    for inner in env.toctree_includes.get(name, []):
        yield from _below(env, inner, seen)


def _item(  # one line of a list
    env: BuildEnvironment, files: Files, record: Record, name: str, base: str
) -> str:
    title = clean_astext(env.titles[name]) if name in env.titles else ""
    title = title if title not in ("", _UNTITLED) else posixpath.basename(name)
    text = _first_sentence(files.whole(name, record)) if files.path(name).is_file() else ""
    address = f"{base}{quote(name)}{files.link_suffix}"
    return f"- {link(escape(title), address)}{text and ': '}{text}"


_IMAGE = re.compile(r"!\[(?:\\.|[^\]\\])*\]\((?:<[^>]*>|[^)]*)\)|<img\b[^>]*>")
_LINK = re.compile(r"\[((?:\\.|[^\]\\])*)\]\((?:<[^>]*>|[^)]*)\)")
_OBJECT = re.compile(r"#+ `")


def _first_sentence(page: str) -> str:
    """Return the first sentence of a page's first paragraph, without images, links and anchors.

    What is said of an object isn't said of the page.
    """
    for block in _NO_PROSE.sub("", page).split("\n\n")[:20]:
        if block[:1].isspace():
            continue  # it belongs to a list or a note
        bare = _LINK.sub(r"\1", _IMAGE.sub("", re.sub(r'<a id="[^"]*"></a>', "", block)))
        plain = " ".join(bare.split())
        if _OBJECT.match(plain):
            break
        if plain and _PROSE.match(plain) and re.search(r"\w", plain) and not plain.endswith(":"):
            return re.split(r"(?<=[.!?])\s+(?=[A-Z])", plain)[0]
    return ""
