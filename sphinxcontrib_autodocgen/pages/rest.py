"""reStructuredText as Markdown, as much of it as changelogs and docstrings have.

What a project's own documents say goes through Sphinx; this is for text that Sphinx never sees.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import dropwhile, pairwise

from ..markdown import code_span, concat, escape, fence, indent, link, paragraph

__all__ = ["from_rest", "inline_from_rest"]

_INLINE = re.compile(
    r"""
    ``(?P<code>.+?)``(?!`)
    | :(?P<role>\w[\w.+-]*(?::\w[\w.+-]*)*):`(?P<content>[^`]+)`
    | `(?P<label>[^`<]+?)\s*<(?P<target>[^`<>]+)>`__?
    | `(?P<bare>[^`]+)`(?P<named>__?)?
    | (?<![\w*])\*\*(?P<strong>[^\s*](?:[^*]*[^\s*])?)\*\*(?![\w*])
    | (?<![\w*])\*(?P<emphasis>[^\s*](?:[^*]*[^\s*])?)\*(?![\w*])
    | (?P<url>https?://[^\s<>"`]*[\w/])
    | \\(?P<escaped>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_TEXT_ROLES = frozenset(
    {"abbr", "any", "doc", "guilabel", "menuselection", "numref", "ref", "term"}
)
_NUMBER_ROLES = {"gh": "#", "issue": "#", "pr": "#", "pull": "#", "pep": "PEP ", "rfc": "RFC "}
_ITEM = re.compile(r"(?P<space> *)(?P<mark>[-*+•]|\d+[.)]|\#\.) +(?=\S)")
_DIRECTIVE = re.compile(r"(?P<space> *)\.\. (?P<name>[\w:-]+):: ?(?P<rest>.*)")
_UNDERLINE = re.compile(r"\s*([-=~^])\1{2,}\s*")
_CODE_DIRECTIVES = frozenset({"code", "code-block", "highlight", "parsed-literal", "sourcecode"})


def inline_from_rest(text: str) -> str:
    """Return the inline elements of reStructuredText as Markdown.

    Args:
        text: The text of one paragraph. Code between single backticks is taken for code too.

    Returns:
        Markdown with everything else escaped.
    """
    pieces = []
    position = 0
    for match in _INLINE.finditer(text):
        pieces.append(escape(text[position : match.start()]))
        pieces.append(_inline_element(match))
        position = match.end()
    return concat([*pieces, escape(text[position:])])


def _inline_element(match: re.Match[str]) -> str:
    found = match.groupdict()
    if found["code"]:
        return code_span(found["code"])
    if found["role"]:
        return _role(found["role"].rpartition(":")[2], found["content"])
    if found["label"]:
        return link(escape(found["label"]), found["target"])
    if found["bare"]:
        return escape(found["bare"]) if found["named"] else code_span(found["bare"])
    if found["strong"]:
        return f"**{escape(found['strong'])}**"
    if found["emphasis"]:
        return f"*{escape(found['emphasis'])}*"
    return f"<{found['url']}>" if found["url"] else escape(found["escaped"].strip())


def _role(role: str, content: str) -> str:
    title = re.sub(r"(?s)\s*<[^<>]*>\Z", "", content) or content
    if role in _NUMBER_ROLES:
        return escape(_NUMBER_ROLES[role] + title)
    if role in _TEXT_ROLES:
        return escape(title)
    return code_span(title.rpartition(".")[2] if title.startswith("~") else title.lstrip("!"))


def from_rest(text: str) -> str:
    """Return simple reStructuredText (paragraphs, lists, code) as Markdown.

    Args:
        text: The text; directives other than code keep their name and content as text.

    Returns:
        Markdown.
    """
    lines = text.expandtabs(8).split("\n")
    blocks: list[str] = []
    margins = [0]  # where the text of the lists around a line begins
    position = 0
    while position < len(lines):
        line = lines[position]
        item = _ITEM.match(line)
        space = _space(line)
        while line.strip() and space < margins[-1]:
            margins.pop()
        if item:
            margins.append(item.end())
        if not line.strip():
            blocks.append("")
            position += 1
        elif not item and space > margins[-1]:
            block, position = _inner(lines, position, margins[-1])
            blocks += ["", _shifted(from_rest("\n".join(_dedented(block))), margins[-1]), ""]
        else:
            found, position = _block(lines, position, margins[-1])
            blocks += found
    return "\n".join(block for block, after in pairwise([*blocks, ""]) if block or after).strip(
        "\n"
    )


def _block(lines: Sequence[str], start: int, margin: int) -> tuple[list[str], int]:
    """Return the block that starts at a line as Markdown, and where it ends."""
    directive = _DIRECTIVE.fullmatch(lines[start])
    if directive and directive["name"] in _CODE_DIRECTIVES:
        block, end = _inner(lines, start + 1, margin)
        code = list(dropwhile(lambda line: line.strip().startswith(":"), block))
        return ["", _fenced(code, margin, directive["rest"]), ""], end
    if start + 1 < len(lines) and _UNDERLINE.fullmatch(lines[start + 1]):
        title = _shifted(f"**{escape(lines[start].strip())}**", margin)
        return ["", title, ""], start + 2
    end = start + 1
    while end < len(lines) and lines[end].strip() and not _ITEM.match(lines[end]):
        if _space(lines[end]) > margin:
            break
        end += 1
    if lines[start][margin:].startswith(">>>"):
        return ["", _fenced(lines[start:end], margin, "pycon"), ""], end
    block, after = _inner(lines, end, margin)
    if lines[end - 1].rstrip().endswith("::") and not directive and any(map(str.strip, block)):
        code_block = _fenced(block, margin, "")
        return [_paragraph_from_rest(lines[start:end], margin), "", code_block, ""], after
    return [_paragraph_from_rest(lines[start:end], margin)], end


def _space(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


def _inner(lines: Sequence[str], start: int, margin: int) -> tuple[list[str], int]:
    """Return the lines from ``start`` that are blank or indented deeper, and where they end."""
    end = start
    while end < len(lines) and (not lines[end].strip() or _space(lines[end]) > margin):
        end += 1
    return list(lines[start:end]), end


def _dedented(lines: Sequence[str]) -> list[str]:
    margin = min((_space(line) for line in lines if line.strip()), default=0)
    return [line[margin:] for line in lines]


def _shifted(text: str, margin: int) -> str:
    return indent(text, " " * margin, " " * margin)


def _fenced(block: Sequence[str], margin: int, info: str) -> str:
    return _shifted(fence("\n".join(_dedented(block)).strip("\n"), info), margin)


def _paragraph_from_rest(lines: Sequence[str], margin: int) -> str:
    item = _ITEM.match(lines[0])
    prefix = " " * margin
    if item:
        mark = item["mark"] if item["mark"][0].isdigit() else "1." if item["mark"] == "#." else "-"
        prefix = f"{item['space']}{mark} ".ljust(margin)
    text = "\n".join(line.strip() for line in [lines[0][margin:], *lines[1:]])
    if text.endswith("::"):
        text = "" if text == "::" else text[:-1]
    directive = _DIRECTIVE.match(text)
    if directive:
        lead = f"**{escape(directive['name'])}** "
        return prefix + lead + paragraph(inline_from_rest(text[directive.start("rest") :]))
    return indent(paragraph(inline_from_rest(text)), prefix, " " * margin)
