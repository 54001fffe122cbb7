"""Links from marks to the pages on which authors describe an object by hand."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from docutils import nodes
from sphinx import addnodes

from ..model import Evidence

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

__all__ = ["linked"]

_DESCRIBED = re.compile(re.escape(Evidence("described", "\0").words).replace("\0", r"(.+):\d+"))


def linked(word: str, evidence: str, env: BuildEnvironment) -> nodes.Node:
    """Return a word, as a link if its evidence is a document that is another page of the build.

    Args:
        word: The word.
        evidence: Why it's said, in words.
        env: The build.
    """
    match = _DESCRIBED.fullmatch(evidence)
    page = _page_of(match[1], env) if match is not None else ""
    if page in ("", env.docname):
        return nodes.Text(word)
    return addnodes.pending_xref(
        "",
        nodes.inline("", word),
        refdomain="std",
        reftype="doc",
        reftarget=f"/{page}",
        refexplicit=True,
        refwarn=False,
        refdoc=env.docname,
    )


def _page_of(path: str, env: BuildEnvironment) -> str:
    """Return the name of the page that is made of a file, empty if none is.

    Args:
        path: The file, from the project's folder.
        env: The build.
    """
    parts = PurePosixPath(path).with_suffix("").parts
    for start in range(len(parts)):
        page = "/".join(parts[start:])
        if page in env.found_docs and env.doc2path(page).as_posix().endswith(f"/{path}"):
            return page
    return ""
