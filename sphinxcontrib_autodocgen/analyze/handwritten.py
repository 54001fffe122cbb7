"""The objects that documents describe by hand, and what they say of those of the project.

A document is read by its outer form alone: no other directive is carried out, no substitution
made. What stands in code, in comments and in directives that aren't known to hold plain content
is left out. Directives in Markdown, as MyST writes them, are read in the form of reStructuredText.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile
from typing import Final, NamedTuple

from msgspec.structs import replace

from ..model import Kind, Module, Object, Project, Quoted
from ..names import Names, names_of

__all__ = ["Directive", "as_rest", "described_in", "directives_in", "named", "with_descriptions"]

_KINDS: Final[dict[str, Kind]] = {
    **dict.fromkeys(("function", "decorator"), "function"),
    **dict.fromkeys(("method", "classmethod", "staticmethod", "decoratormethod"), "method"),
    **dict.fromkeys(("class", "exception"), "class"),
    **dict.fromkeys(("attribute", "property"), "attribute"),
    "data": "data",
}
_ALIKE: Final[dict[Kind, frozenset[Kind]]] = {
    **dict.fromkeys(("function", "method"), frozenset(("function", "method"))),
    **dict.fromkeys(("attribute", "data"), frozenset(("attribute", "data", "property"))),
    "class": frozenset(("class",)),
}
"""The kinds of objects that a directive may describe."""

_REPEATED = "no-index"


def described_in(text: str, *, markdown: bool = False) -> Iterator[Object]:
    """Yield an object for each one that a document describes, with what it says as its docstring.

    One that the index doesn't list, as another place describes it too, comes after all others.

    Args:
        text: The document.
        markdown: Whether it's Markdown, with directives in fences, and not reStructuredText.
    """
    found = directives_in(text, markdown=markdown)
    for each in sorted(found, key=lambda directive: not directive.indexed):
        modifiers = () if each.indexed else (_REPEATED,)
        kind = _KINDS[each.kind]
        yield Object(each.name, kind, each.line, each.line, each.text, modifiers=modifiers)


def named(callers: Iterable[Module], modules: Iterable[Module]) -> list[Module]:
    """Return what was read of documents, with the objects by their names in the project.

    What isn't in the project is left out.

    Args:
        callers: What was read of files outside the project.
        modules: The project's modules.
    """
    callers = list(callers)
    if not any(caller.objects for caller in callers):
        return callers
    project = Project(modules)
    known = _Known(names_of(project), {name.partition(".")[0] for name in project.modules})
    return [
        replace(caller, objects=tuple(known.of(caller))) if caller.objects else caller
        for caller in callers
    ]


class _Known:
    """The objects of a project that documents may name.

    Args:
        names: What names mean in the project.
        tops: Its top-level packages.
    """

    def __init__(self, names: Names, tops: Iterable[str]) -> None:
        self._names = names
        self._tops = sorted(tops)

    def of(self, caller: Module) -> Iterator[Object]:
        """Yield what a document describes, by its name in the project."""
        for told in caller.objects:
            meant = self._meant(told.name)
            if meant is not None and meant.kind in _ALIKE[told.kind]:
                yield replace(told, name=meant.name)

    def _meant(self, name: str) -> Object | None:
        """Return what a name means, from the top-level package on or inside the only one."""
        if name.partition(".")[0] in self._tops:
            return self._own(name)
        found = [obj for top in self._tops if (obj := self._own(f"{top}.{name}")) is not None]
        return found[0] if len(found) == 1 else None

    def _own(self, name: str) -> Object | None:
        """Return what a full name means, unless a class has it from another one."""
        found = self._names.find(name)
        obj = found.object if found is not None else None
        owner = self._names.find(name.rpartition(".")[0])
        holder = owner.object if owner is not None else None
        if obj is None or holder is None or holder.kind != "class":
            return obj
        return obj if obj.parent == holder.name else None


def with_descriptions(modules: Iterable[Module], callers: Iterable[Module]) -> list[Module]:
    """Give objects what documents say of them.

    Args:
        modules: The project's modules.
        callers: What was read of documents, with objects :func:`named` as in the project.
    """
    found: dict[str, tuple[bool, Quoted]] = {}
    for caller in callers:
        for told in caller.objects:
            repeated = bool(told.modifiers)
            known = found.get(told.name)
            if known is None or known[0] > repeated:
                quoted = Quoted(told.docstring or "", told.line, caller.path)
                found[told.name] = repeated, quoted
    return [_given(module, found) for module in modules]


def _given(module: Module, found: dict[str, tuple[bool, Quoted]]) -> Module:
    if not any(obj.name in found for obj in module.objects):
        return module
    objects = (
        replace(obj, described=found[obj.name][1]) if obj.name in found else obj
        for obj in module.objects
    )
    return replace(module, objects=tuple(objects))


_PYTHON = re.compile(
    r"(?P<indent> {0,80})\.\. (?P<domain>py:)?(?P<kind>function|method|classmethod|staticmethod"
    r"|decorator|decoratormethod|class|exception|attribute|property|data"
    r"|module|currentmodule)::(?: +(?P<argument>.*))?$"
)
_NAME = re.compile(r"(?:(?:async|static|classmethod|abstract) +)*(?P<name>[^\W\d]\w*(?:\.\w+)*)")
_OPTION = re.compile(r" +:(?P<name>[\w-]+):(?: +(?P<value>.*))?$")
_LINE_END = re.compile(r"\r\n?|\n")
_DOMAIN = re.compile(r"\.\. default-domain:: *(?P<name>\w*)")
_DIRECTIVE = re.compile(r" *\.\. (?P<name>[\w:+.-]+?)::(?: |$)")
_MARKUP = re.compile(r" *(?:\.\.(?: |$)|__ )")
_TARGET = re.compile(r" *(?:\.\. [_|\[]|__ )")
_FIELD = re.compile(
    r" *:(?P<kind>param|parameter|arg|argument|key|keyword|kwarg|kwparam|type|returns?|rtype"
    r"|raises?|except|exception|yields?)(?P<name> [^:`]*(?:`[^`]*`[^:`]*)*)?:(?: +(?P<text>.*))?$"
)
_PLAIN = re.compile(
    r" *(?![-*+#|>=~^.:] |[-=~^*+#\"']{3}|>>>|\+[-=]|\(?\w{1,3}[.)] |:[\w-]+:(?: |$))"
)
_HOLDERS = frozenset(
    (
        *("admonition", "attention", "caution", "container", "danger", "dropdown", "hint"),
        *("important", "note", "rst-class", "tab-item", "tab-set", "tip", "versionadded"),
        *("warning",),
    )
)
"""Directives that may hold descriptions of objects."""

_MODULES = {"module", "currentmodule"}
_CLASSES = {"class", "exception"}
_MAX_TEXT = 600
_MAX_BLOCK = 100
_MAX_FOUND = 5_000
"""Most characters of a text, lines of a block, and directives of a document."""


class Directive(NamedTuple):
    """A document's description of one object.

    Attributes:
        kind: The directive, without its domain.
        name: The object's name, with those of the module and the classes around it.
        line: The line, from 1.
        text: The first paragraph, and below it the fields, one a line.
        indexed: Whether the object's description is listed in the index.
    """

    kind: str
    name: str
    line: int
    text: str
    indexed: bool


class _Head(NamedTuple):
    """The signatures and options of a directive, and the number of the line behind them."""

    names: Sequence[str]
    options: Mapping[str, str]
    behind: int


def directives_in(text: str, *, markdown: bool = False) -> Iterator[Directive]:
    """Yield what each directive says that describes an object, one for each of its signatures.

    Args:
        text: The document.
        markdown: Whether it's Markdown, with directives in fences, and not reStructuredText.
    """
    written = _LINE_END.split(text.expandtabs())
    lines = list(as_rest(written)) if markdown else written
    scopes = _Scopes()
    number = count = 0
    while number < len(lines) and count < _MAX_FOUND:
        match = _PYTHON.match(lines[number])
        if match is None or not scopes.is_python(match):
            scopes.note_domain(lines[number])
            number = _next(lines, number)
            continue
        count += 1
        head = _head(lines, number, match, folded=not markdown)
        indent, kind = len(match["indent"]), match["kind"]
        names = scopes.enter(indent, kind, head)
        text = _said(lines, head.behind, indent, whole=len({*names}) == 1) if names else ""
        indexed = not ({"no-index", "noindex"} & head.options.keys())
        for name in names if text else ():
            yield Directive(kind, name, number + 1, text, indexed)
        number = head.behind


class _Scopes:
    """The module and the classes around a directive, and the domain that needs no prefix."""

    def __init__(self) -> None:
        self._module = ""
        self._owners: list[tuple[int, str]] = []
        self._domain = "py"

    def is_python(self, match: re.Match[str]) -> bool:
        """Tell whether a directive is one of the Python domain."""
        return match["domain"] is not None or self._domain == "py"

    def note_domain(self, line: str) -> None:
        """Note the domain that a line makes the default."""
        match = _DOMAIN.match(line)
        self._domain = match["name"] if match is not None else self._domain

    def enter(self, indent: int, kind: str, head: _Head) -> list[str]:
        """Enter a directive.

        Args:
            indent: Its indentation.
            kind: The directive.
            head: Its signatures and options.

        Returns:
            The full names of the objects that it describes.
        """
        if kind in _MODULES:
            self._module = next(iter(head.names), "")
            return []
        self._owners = [owner for owner in self._owners if owner[0] < indent]
        names = [self._full(name) for name in head.names]
        if kind in _CLASSES and names:
            self._owners.append((indent, names[0]))
        module = head.options.get("module", self._module)
        return [_in_module(name, module) for name in names]

    def _full(self, name: str) -> str:
        owner = self._owners[-1][1] if self._owners else ""
        return name if not owner or name.startswith(f"{owner}.") else f"{owner}.{name}"


def _in_module(name: str, module: str) -> str:
    is_full = not module or name == module or name.startswith(f"{module}.")
    return name if is_full else f"{module}.{name}"


def _column(line: str) -> int:
    return len(line) - len(line.lstrip())


def _next(lines: Sequence[str], number: int) -> int:
    """Return the line behind one, or behind the block that it begins and nothing is read in."""
    line = lines[number]
    if not (line.rstrip().endswith("::") or _MARKUP.match(line)):
        return number + 1
    directive = _DIRECTIVE.match(line)
    if directive is not None and directive["name"] in _HOLDERS:
        return number + 1
    return number + 1 if _TARGET.match(line) else _behind(lines, number + 1, _column(line))


def _behind(lines: Sequence[str], number: int, indent: int) -> int:
    """Return the first line from a number on that is indented by no more than that."""
    while number < len(lines) and (not lines[number].strip() or _column(lines[number]) > indent):
        number += 1
    return number


def _head(lines: Sequence[str], number: int, match: re.Match[str], *, folded: bool) -> _Head:
    """Read the signatures and options of a directive.

    Args:
        lines: The document.
        number: The directive's line.
        match: The directive.
        folded: Whether signatures go on to the first empty line or option.
    """
    indent = len(match["indent"])
    block = lines[number + 1 : number + _MAX_BLOCK]
    below = list(takewhile(lambda line: line.strip() and _column(line) > indent, block))
    if not folded:
        below = list(takewhile(_OPTION.match, below))
    signatures = [match["argument"] or "", *takewhile(lambda line: not _OPTION.match(line), below)]
    options = {o["name"]: o["value"] or "" for o in map(_OPTION.match, below) if o is not None}
    joined = "\n".join(map(str.strip, signatures)).replace("\\\n", " ")
    found = (_NAME.match(signature) for signature in joined.split("\n"))
    names = [name["name"] for name in found if name is not None]
    return _Head(names, options, number + 1 + len(below))


def _said(lines: Sequence[str], number: int, indent: int, *, whole: bool) -> str:
    """Return the fields of a directive, not of those inside it, below its first paragraph.

    Args:
        lines: The document.
        number: The first line of the content.
        indent: The indentation of the directive.
        whole: Whether the paragraph is about one object, and therefore wanted.
    """
    fields: list[str] = []
    paragraphs: list[str] = []
    for block in _blocks(lines, number, indent):
        text = " ".join(" ".join(block).split())
        if _FIELD.match(block[0]):
            fields += [text] if len(text) <= _MAX_TEXT else []
        elif not _MARKUP.match(block[0]):
            paragraphs.append(text if _PLAIN.match(block[0]) else "")
    first = paragraphs[0] if paragraphs and whole else ""
    return "\n\n".join(part for part in (first, "\n".join(fields)) if part)


def _blocks(lines: Sequence[str], number: int, indent: int) -> Iterator[Sequence[str]]:
    """Yield the outermost blocks of a directive's content up to the first directive inside it."""
    end = _behind(lines, number, indent)
    margin = next((_column(lines[n]) for n in range(number, end) if lines[n].strip()), 0)
    while number < end and not _PYTHON.match(lines[number]):
        behind = number + 1
        if lines[number].strip() and _column(lines[number]) == margin:
            behind = _block_end(lines, number, end)
            yield lines[number:behind]
        number = behind


def _block_end(lines: Sequence[str], number: int, end: int) -> int:
    """Return the line behind a paragraph, or behind the first one of a field."""
    column, is_field = _column(lines[number]), _FIELD.match(lines[number]) is not None
    first, last = number, min(end, number + _MAX_BLOCK)
    number += 1
    while number < last and lines[number].strip() and not _FIELD.match(lines[number]):
        if is_field and _column(lines[number]) <= column:
            break
        number += 1
    return max(number, first + 1)


_FENCE = re.compile(
    r"(?P<indent> *)(?P<fence>`{3,}|~{3,}|:{3,})(?: *\{(?P<name>[\w:+.-]+)\})?(?P<argument>.*)$"
)
_INDENT = 3
_DEEPEST = 20
"""Maximum number of open fences; deeper ones aren't read."""

_ROLE = re.compile(r"\{([\w:+.-]+)\}(?=`)")
_LINK = re.compile(r"(?<!!)\[([^\[\]`]+)\]\([^()\s]*\)")


def as_rest(lines: Iterable[str]) -> Iterator[str]:
    """Yield a line of reStructuredText for each one of Markdown, as far as directives go.

    Args:
        lines: A document in Markdown, without tabs.
    """
    fences: list[str] = []
    for line in lines:
        match = _FENCE.match(line)
        yield _written(line, fences) if match is None else _fence(match, fences)


def _margin(fences: Sequence[str]) -> str:
    return " " * (_INDENT * sum(not fence.startswith("=") for fence in fences))


def _written(line: str, fences: Sequence[str]) -> str:
    """Return a line of text at the indentation of the directives around it."""
    if not line.strip():
        return ""
    raw = any(fence.startswith("=") for fence in fences)
    return f"{_margin(fences)}{line if raw else _inline(line)}"


def _fence(match: re.Match[str], fences: list[str]) -> str:
    """Return what stands for the line of a fence, which ends one, is in code, or opens one."""
    if _closes(match, fences):
        fences.pop()
        return ""
    if fences and not fences[-1].endswith("}"):
        return f"{_margin(fences)}{match[0]}"
    return _opened(match, _margin(fences), fences) if len(fences) < _DEEPEST else ""


def _closes(match: re.Match[str], fences: list[str]) -> bool:
    """Tell whether a fence ends the last one that was opened."""
    bare = not match["name"] and not match["argument"].strip()
    return bare and bool(fences) and match["fence"].startswith(fences[-1].strip("=}"))


def _opened(match: re.Match[str], margin: str, fences: list[str]) -> str:
    """Open a fence, noted with a brace if it's a directive, and ``=`` before one without margin."""
    name, fence = match["name"], match["fence"]
    if name == "eval-rst":
        fences.append(f"={fence}}}")
        return ""
    fences.append(f"{fence}}}" if name else fence)
    return f"{margin}.. {name or 'code-block'}::{match['argument'].rstrip()}"


def _inline(line: str) -> str:
    """Return a line with its roles as reStructuredText has them, and only the words of links."""
    return _LINK.sub(r"\1", _ROLE.sub(r":\1:", line))
