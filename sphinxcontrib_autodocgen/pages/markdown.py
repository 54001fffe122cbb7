"""How text is put into Markdown so that a reader gets back what it said.

This module alone knows Markdown's special characters. It writes GitHub's flavour in such a way
that a plain CommonMark reader sees the same, and escapes no more than it must, because people
and language models read the source too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import dropwhile, pairwise
from urllib.parse import quote

__all__ = [
    "anchor",
    "closed",
    "code_span",
    "concat",
    "escape",
    "fence",
    "from_rest",
    "indent",
    "inline_from_rest",
    "link",
    "paragraph",
    "table",
]

_SPECIAL = re.compile(
    r"[\\`*\[\]~$]"  # "~" and "$" are GitHub's strikethrough and mathematics
    r"|(?<![^\W_])_|_(?![^\W_])"  # an underscore inside a word means nothing
    r"|<(?=[A-Za-z/!?]|\Z)"
    r"|&(?=\#?\w*(?:;|\Z))"
    r"|(?<=\{)[{%\#]"  # Jinja and Liquid: "{{" is split, the backslash is Markdown's
)
_LINE_START = re.compile(
    r"^(?:(?P<mark>\#(?=\#{0,5}(?:\s|$))|>|[-+](?=\s|$)|[-=:|+](?=[-=:| +\t]*$)|:(?=::))"
    r"|(?P<number>\d{1,9})(?P<dot>[.)](?=\s|$)))",
    re.MULTILINE,
)
_OPEN_FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")


def escape(text: str) -> str:
    r"""Return Markdown that a reader shows as the given text, inside a paragraph.

    Args:
        text: Any plain text; what :func:`paragraph` does to the starts of lines isn't done.

    Returns:
        The text with a backslash before every character that would mean something.
    """
    return _SPECIAL.sub(r"\\\g<0>", text)


def concat(pieces: Iterable[str]) -> str:
    """Return pieces of a line in a row, with no image made of an exclamation mark and a link.

    Args:
        pieces: Markdown of inline elements.

    Returns:
        Markdown.
    """
    done = ""
    for piece in pieces:
        done = f"{done[:-1]}\\!" if done.endswith("!") and piece.startswith("[") else done
        done += piece
    return done


def paragraph(text: str) -> str:
    """Return escaped text as a paragraph, with no line that would start another block.

    Args:
        text: Markdown of inline elements, in which text is already escaped.

    Returns:
        The same without outer white space, and without white space at the ends of its lines.
    """
    lines = (line.strip(" \t") for line in text.strip(" \t\n").split("\n"))
    return _LINE_START.sub(_guarded, "\n".join(line for line in lines if line))


def _guarded(match: re.Match[str]) -> str:
    return f"\\{match['mark']}" if match["mark"] else f"{match['number']}\\{match['dot']}"


def code_span(text: str) -> str:
    """Return text as inline code, whatever backticks it holds.

    Args:
        text: The code; line breaks become spaces.

    Returns:
        A code span, empty for no text.
    """
    text = text.replace("\n", " ")
    if not text:
        return ""
    ticks = "`" * _unused_run(text)
    outer = text[0] + text[-1]
    pad = " " if "`" in outer or (outer == "  " and text.strip(" ")) else ""
    return f"{ticks}{pad}{text}{pad}{ticks}"


def _unused_run(text: str) -> int:
    """Return the length of the shortest run of backticks that the text doesn't have."""
    present = {len(run) for run in re.findall("`+", text)}
    return next(length for length in range(1, len(present) + 2) if length not in present)


def fence(code: str, info: str = "") -> str:
    """Return code as a fenced block, with a fence longer than any run of backticks in it.

    Args:
        code: The code, which a reader gets back unchanged but for its last line break.
        info: The language, and what else follows the fence.

    Returns:
        The block, without a line break at its end.
    """
    longest = max(map(len, re.findall("`{3,}", code)), default=2)
    ticks = "`" * (longest + 1)
    body = code if code.endswith("\n") or not code else f"{code}\n"
    return f"{ticks}{' '.join(info.replace('`', '').split())}\n{body}{ticks}"


def anchor(name: str) -> str:
    """Return an empty element that a link to ``#name`` leads to.

    Args:
        name: Any name.

    Returns:
        Inline HTML.
    """
    quoted = name.replace("&", "&amp;").replace('"', "&quot;").replace("<", "&lt;")
    return f'<a id="{quoted}"></a>'


def link(text: str, address: str) -> str:
    """Return a link.

    Args:
        text: Markdown of inline elements without links.
        address: An address, of which only what Markdown or an address can't hold is encoded.

    Returns:
        Markdown.
    """
    safe = quote(address, safe="%/:?#[]@!$&'()*+,;=~")
    if re.search(r"[()]|&\#?\w+;", safe):
        safe = f"<{re.sub(r'&(?=#?[a-zA-Z0-9]+;)', '&amp;', safe)}>"
    return f"[{text}]({safe})"


def indent(text: str, first: str, rest: str) -> str:
    """Return a block with a marker before its first line and as much space before the others.

    Args:
        text: Markdown of blocks.
        first: What to put before the first line.
        rest: What to put before each other line that isn't empty.

    Returns:
        The block, ready to be an item of a list or a quotation.
    """
    return first + re.sub(r"\n(?=[^\n])", f"\n{rest}", text)


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table.

    Args:
        head: The cells of its first row, Markdown of inline elements.
        rows: The cells of the others.

    Returns:
        The table, with the pipes in its cells escaped.
    """
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(map(_cell, line))} |" for line in lines)


def _cell(markdown: str) -> str:
    return markdown.replace("\n", " ").replace("|", "\\|")


def closed(markdown: str) -> str:
    """Close the fence that a text opens and forgets, so that it can't swallow what follows.

    Args:
        markdown: Any Markdown.

    Returns:
        The same, with another line if a fence is open at its end.
    """
    fence_open = ""
    for line in markdown.split("\n"):
        found = _OPEN_FENCE.match(line)
        if not found:
            continue
        if not fence_open:
            fence_open = found[1]
        elif found[1].startswith(fence_open) and not line[found.end() :].strip():
            fence_open = ""
    return f"{markdown}\n{fence_open}" if fence_open else markdown


# reStructuredText, as much of it as changelogs and first lines of docstrings have -----------------

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
