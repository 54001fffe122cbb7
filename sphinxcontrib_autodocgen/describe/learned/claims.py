"""What a borrowed sentence claims, and whether the code it's borrowed for bears that out.

However similar two functions are, a sentence about one can be false of the other: it can name a
default, a parameter, a class, a number or a direction. Each such claim is looked up among the
names, numbers and texts of the function's own code; one that isn't there drops the sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ..vocabulary import VERBS, word_set
from ..words import root, split
from .sites import Site

__all__ = ["are_kin", "first_clause", "is_borne_out", "vocabulary"]

_CUT = re.compile(r"[,;]? (?:\(|such as\b|e\.g\.|i\.e\.)|[,;] | --? ")
_OPEN = re.compile(r"(?:If|When|For|In|By|With|While|Given|Only|Either|Both|Not|Defaults?)\b")
_HANGING = re.compile(r"\b(?:a|an|the|of|to|in|on|by|for|with|and|or|as|is|are|be|from|that)$")
_LEAST = 3

_CODE = re.compile(
    r"`([^`]+)`|(?<!\w)['\"\u2018\u201c]([^'\"\u2019\u201d]{1,60})['\"\u2019\u201d](?!\w)"
)
_IDENTIFIER = re.compile(
    r"\b\w+(?:[._]\w+)+\b|\b\w+(?=\(\))|\b[a-z]+[A-Z]\w*|\b[A-Z][a-z0-9]+[A-Z]\w*"
)
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?:e-?\d+)?|\b(?:zero|two|three|four|five|ten)\b")
_SPELLED = {"zero": "0", "two": "2", "three": "3", "four": "4", "five": "5", "ten": "10"}
_NAME = re.compile(r"(?<=[\w,;)] )[\"'(]?([A-Z][\w-]+)|\b([A-Z]{2,}\w*)")
_LITERAL = re.compile(r"\b(None|True|False|NaN|inf)\b", re.IGNORECASE)
_DEFAULT = re.compile(r"\bdefaults?\b", re.IGNORECASE)
_NAMED_DEFAULT = re.compile(
    r"\bdefaults?(?: value)?(?: is| to|:|=) ?(?:equal to )?['\"`]*"
    r"(-?\d[\w.]*|\w+(?=['\"`])|True|False|None|\w+(?:[._]\w+)+)"
)
_GENERAL = word_set("api i id ids python numpy io ok")
_OPPOSITES = (
    "ascending descending",
    "left right",
    "upper lower",
    "maximum minimum",
    "max min",
    "increasing decreasing",
    "increase decrease",
    "horizontal vertical",
    "horizontally vertically",
    "forward backward",
    "block inline",
    "row column",
    "rows columns",
    "first last",
    "before after",
    "begin end",
    "start stop",
    "start end",
    "input output",
    "read write",
    "encode decode",
    "inclusive exclusive",
    "positive negative",
    "greater less",
    "larger smaller",
    "largest smallest",
    "highest lowest",
    "top bottom",
    "clockwise counterclockwise",
    "source target",
    "server client",
    "request response",
    "sender receiver",
    "parent child",
    "enable disable",
    "enabled disabled",
    "open close",
    "older newer",
    "oldest newest",
    "previous next",
    "synchronous asynchronous",
    "synchronously asynchronously",
    "incoming outgoing",
)
_DIRECTIONS = {
    word: frozenset(w for pair in _OPPOSITES if word in pair.split() for w in pair.split()) - {word}
    for word in " ".join(_OPPOSITES).split()
}
"""Words with the words that say the contrary."""

_ALWAYS = word_set(
    "ascending descending left right upper lower maximum minimum max min increasing decreasing "
    "horizontal vertical horizontally vertically forward backward clockwise counterclockwise top "
    "bottom highest lowest largest smallest oldest newest synchronous asynchronous synchronously "
    "asynchronously incoming outgoing"
)
"""Those that are never said by the way."""

_OFTEN = word_set("input output start end first last begin before after row column rows columns")
"""Those that are often said by the way."""

_KINDS = {
    "string": "str",
    "boolean": "bool",
    "integer": "int",
    "list": "list",
    "dictionary": "dict",
    "dict": "dict",
    "tuple": "tuple",
    "callable": "Callable",
    "function": "Callable",
}
_A_KIND = re.compile(
    rf"(?:An? |The )?({'|'.join(_KINDS)})(?: (?:of|with|that|containing|to)\b|\.)", re.I
)
_NO_FLAGS = frozenset({"list", "dict", "tuple", "float", "ndarray", "Callable", "set", "bytes"})
_ABBREVIATED = frozenset({"e.g", "i.e", "and/or", "w.r.t"})
_FLAG = re.compile(
    r"^(?:Whether|If (?:`?True`?|set|`?False`?|enabled)\b|Flag\b|True (?:if|to)\b)", re.I
)
_PLAIN_WORDS = frozenset({root(w) for w in VERBS}) | {
    root(w)
    for w in word_set(
        "data value values name names item items object objects result results type types file "
        "files path text string array list dict set model function method class instance base "
        "new all init main default key keys index number size count options parameters x y"
    )
}
"""What a function may share with any other; that it isn't named here proves nothing."""


class _Vocabulary:
    """All that a function's own code and names consist of.

    Attributes:
        names: Identifiers, numbers and texts as written, in lower case.
        roots: The words that they consist of, without endings.
        parts: Identifiers and texts, cut at underscores and all that isn't a letter.
    """

    def __init__(self, site: Site) -> None:
        written = [
            *site.mentions,
            *site.siblings,
            *site.types,
            *site.object.split("."),
            site.name,
            *([site.default.strip("'\"")] if site.default is not None else []),
        ]
        self.names = frozenset(text.lower() for text in written)
        self.roots = frozenset(root(word) for text in written for word in split(text))
        self.parts = frozenset(part for name in self.names for part in re.split(r"\W|_", name))
        if "bool" in site.types or site.default in ("True", "False"):
            self.names |= {"true", "false"}


def vocabulary(site: Site) -> _Vocabulary:
    """Return what the code of a site's object bears out."""
    return _Vocabulary(site)


def is_borne_out(text: str, site: Site, known: _Vocabulary, other: Site) -> bool:
    """Tell whether the code of a site's object bears out all that a sentence claims.

    Args:
        text: The sentence.
        site: Where it's wanted.
        known: What the code of the site's object consists of.
        other: Where it comes from.
    """
    return (
        all(_is_written(name, known) for name in _written(text))
        and all(_is_named(noun, known) for noun in _nouns(text))
        and _directed(text, known, other)
        and not _is_about(other, text, site, known)
        and not _names_itself(text, site)
        and _does_alike(site, other)
        and _default_holds(text, site)
        and _kind_holds(text, site)
        and _purpose_holds(text, site, known, other)
        and (not _WITHOUT.search(text) or are_kin(site, other))
    )


def first_clause(text: str) -> str | None:
    """Return a sentence without what is added behind a comma or in brackets, None if it has none.

    Args:
        text: The sentence.
    """
    cut = _CUT.search(text)
    head = text[: cut.start()] if cut is not None and not _OPEN.match(text) else ""
    if len(head.split()) < _LEAST or head.count("`") % 2 or _HANGING.search(head):
        return None
    return f"{head}."


def _written(text: str) -> Iterator[str]:
    """Yield what stands for itself: code, quoted texts, identifiers, numbers, literals."""
    for match in _CODE.finditer(text):
        yield match[1] or match[2]
    plain = _CODE.sub(" ", text)
    yield from _IDENTIFIER.findall(plain)
    for number in _NUMBER.findall(plain):
        yield _SPELLED.get(number, number)
    yield from _LITERAL.findall(plain)


def _is_written(name: str, known: _Vocabulary) -> bool:
    lower = name.lower().strip("()'\"").lstrip("*")
    if lower in known.names or lower.rpartition(".")[2] in known.names or lower in _ABBREVIATED:
        return True
    parts = [part for part in re.split(r"[^\w.]+", lower) if part]
    return len(parts) > 1 and all(part in known.names for part in parts)


def _nouns(text: str) -> Iterator[str]:
    """Yield proper nouns and acronyms."""
    for groups in _NAME.findall(_CODE.sub(" ", text)):
        yield from next(filter(None, groups)).replace("-", " ").split()


def _is_named(noun: str, known: _Vocabulary) -> bool:
    lower = noun.lower().removesuffix("s") if noun[-2:-1].isupper() else noun.lower()
    if len(lower) < 2 or lower in _GENERAL or _LITERAL.fullmatch(noun):
        return True
    if root(lower) in known.roots or lower.upper() in known.roots:
        return True
    if lower == "numpy" and "np" in known.names:
        return True
    return any(name.startswith(lower) or name.endswith(lower) for name in known.parts)


def _directed(text: str, known: _Vocabulary, other: Site) -> bool:
    """Tell whether a sentence's directions are those of the code."""
    said = {word for word in re.findall(r"[a-z]+", text.lower()) if word in _DIRECTIONS}
    theirs = {root(w) for w in other.function_words | other.name_words | other.owner_words}
    for word in said:
        if _points(word, known.roots):
            continue
        contrary = any(_points(w, known.roots) for w in _DIRECTIONS[word]) and not (
            said & _DIRECTIONS[word]
        )
        if (contrary and word not in _OFTEN) or word in _ALWAYS or _points(word, theirs):
            return False
    return True


def _points(word: str, roots: Iterable[str]) -> bool:
    """Tell whether a direction is among words, if only as "max" or "desc"."""
    return any(each[:3].lower() == word[:3] for each in roots if len(each) > 2)


def _is_about(other: Site, text: str, site: Site, known: _Vocabulary) -> bool:
    """Tell whether a sentence speaks of what only the other function or class is named for."""
    if other.object == site.object:
        return False
    theirs = {*other.function_words, *other.owner_words, *split(other.module.rpartition(".")[2])}
    alike = site.kind.startswith("summary") and site.function != other.function
    shared = known.roots if alike else known.roots | _PLAIN_WORDS
    roots = {root(word) for word in theirs} - shared
    if _are_variants(site, other):
        roots |= {root(w) for w in other.function_words - site.function_words - site.name_words}
    said = [root(word) for word in re.findall(r"\w+", text.lower())]
    return any(word == each or (alike and _begins(word, each)) for word in said for each in roots)


def _are_variants(site: Site, other: Site) -> bool:
    """Tell whether two functions do the same to different things: ``infer_len``, ``infer_dict``."""
    ours, theirs = split(site.function), split(other.function)
    return len(ours) > 1 < len(theirs) and ours[0] == theirs[0] and ours != theirs


def _begins(word: str, stem: str) -> bool:
    """Tell whether a word is derived from another: "assignment" from "assign"."""
    return len(stem) > 4 and word.startswith(stem)


def _does_alike(site: Site, other: Site) -> bool:
    """Tell whether two functions' names have the same verb: "find" doesn't do as "strip"."""
    if site.kind not in ("summary:function", "returns") or site.function == other.function:
        return True
    return _verb(site.function) == _verb(other.function)


def _verb(name: str) -> str:
    """Return the first verb of a name, its first word if it has none."""
    words = split(name)
    return next((word for word in words if word in VERBS), words[0] if words else "")


def _names_itself(text: str, site: Site) -> bool:
    """Tell whether a sentence refers its reader to the very thing that it's about."""
    own = f"{site.owner.rpartition('.')[2]}.{site.function}" if site.owner else site.function
    written = {part.strip("()`.") for part in re.findall(r"[\w.`]+(?:\(\))?", text) if "." in part}
    return bool(site.owner) and any(f".{name}".endswith(f".{own}") for name in written)


def _default_holds(text: str, site: Site) -> bool:
    if not _DEFAULT.search(text):
        return True
    if site.kind != "parameter":
        return "default" in site.siblings or not _NAMED_DEFAULT.search(text)
    if site.default is None:
        return False
    named = _NAMED_DEFAULT.search(text)
    return named is None or named[1].strip(".").lower() == site.default.strip("'\"").lower()


def _kind_holds(text: str, site: Site) -> bool:
    """Tell whether a sentence doesn't contradict the type of what it describes."""
    if not site.types or site.kind.startswith("summary"):
        return True
    if _FLAG.match(text) and site.types <= _NO_FLAGS:
        return False
    said = _A_KIND.match(text)
    return (
        said is None
        or not site.types <= _NO_FLAGS | {"str", "bool", "int"}
        or (_KINDS[said[1].lower()] in site.types)
    )


def _purpose_holds(text: str, site: Site, known: _Vocabulary, other: Site) -> bool:
    """Tell whether what a parameter is said to be there for is what the function does.

    "Node to check" is true in a function that checks something; of one with the same name or the
    same place in a hierarchy it's believed.
    """
    found = _PURPOSE.search(text)
    if found is None or site.kind != "parameter" or are_kin(site, other):
        return True
    verb = root(found[1].lower())
    return verb in known.roots or verb in _ANY_PURPOSE or verb not in _VERB_ROOTS


_PURPOSE = re.compile(r"\bto (?:be )?([a-z]+)(?: [\w-]+){0,3}\.?$")
_ANY_PURPOSE = frozenset(map(root, word_set("apply consider handle pass process take use")))
_VERB_ROOTS = frozenset(map(root, VERBS))


def are_kin(site: Site, other: Site) -> bool:
    """Tell whether one of two functions calls the other, or both have one name."""
    calls = other.function in site.mentions or site.function in other.mentions
    return calls or site.function == other.function


_WITHOUT = re.compile(
    r"\b(?:if|when) (?:it(?: is|'s) )?(?:`?None`?|omitted|unspecified|(?:this is )?not "
    r"(?:given|passed|provided|set|specified|supplied))\b",
    re.IGNORECASE,
)
"""What begins a clause on what happens without a value, which no list of names bears out."""
