"""Support for the claims of a sentence in the code that it would describe.

However similar two functions are, a sentence about one can be false of the other: it can name a
default, a parameter, a class, a number or a direction. So can a sentence that a model made up. Each
such claim is looked up among the names, numbers and texts of the function's own code; a sentence
with one that isn't there is never shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from ..vocabulary import word_set
from ..words import restates, root, singular, split
from .corpus import Site

__all__ = [
    "Vocabulary",
    "first_clause",
    "is_borne_out",
    "is_vacuous",
    "vocabulary",
]

_CUT = re.compile(r"[,;]? (?:\(|such as\b|e\.g\.|i\.e\.)|[,;] | --? ")
_OPEN = re.compile(r"(?:If|When|For|In|By|With|While|Given|Only|Either|Both|Not|Defaults?)\b")
_HANGING = re.compile(r"\b(?:a|an|the|of|to|in|on|by|for|with|and|or|as|is|are|be|from|that)$")
_FEWEST_WORDS = 3

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
_OPTIONAL = re.compile(r"\boptional(?:ly)?\b", re.IGNORECASE)
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
    "new old",
    "new original",
    "new existing",
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

_STRANGE = _OFTEN | word_set(
    "exclusive greater inclusive larger less negative next positive previous smaller source target"
)
"""Those that a stranger, who knows only this code, may say only if the code does."""

_FIRM = word_set("always never default defaults")
"""Words that a stranger may say only if the code does."""

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
_PHRASE = re.compile(
    r"^(?:an?|the|one|optional|input)? ?((?:[\w-]+ ){0,2}?[\w-]+)"
    r"(?= (?:of|with|which|that|to|for|in|"
    r"on|from|by|as|at|containing|used|giving|representing|and|or|is|are)\b|[.,;:(]| \()",
    re.IGNORECASE,
)
"""The subject of a sentence that begins with a noun: "Input strings"."""

_NUMBERS = frozenset({"int", "float", "complex", "bool"})
_HOLDERS = frozenset({"list", "tuple", "set", "frozenset", "dict"})
_CONTRADICTED = {
    "string": _NUMBERS | {"dict", "Callable"},
    "text": _NUMBERS | _HOLDERS | {"Callable"},
    "boolean": (_HOLDERS | {"str", "bytes", "float", "Callable"}),
    "bool": (_HOLDERS | {"str", "bytes", "float", "Callable"}),
    "flag": _HOLDERS | {"float", "bytes", "Callable"},
    "number": _HOLDERS | {"bytes", "bool", "Callable", "ndarray"},
    "count": _HOLDERS | {"bytes", "str", "bool", "Callable", "ndarray"},
    "integer": _HOLDERS | {"bytes", "str", "bool", "Callable", "ndarray"},
    "int": _HOLDERS | {"bytes", "str", "bool", "Callable", "ndarray"},
    "float": _HOLDERS | {"bytes", "str", "bool", "Callable", "ndarray"},
    "list": _NUMBERS | {"dict", "str", "bytes", "Callable"},
    "sequence": _NUMBERS | {"dict", "Callable"},
    "iterable": _NUMBERS | {"Callable"},
    "array": _NUMBERS | {"str", "dict", "Callable"},
    "matrix": _NUMBERS | {"str", "dict", "Callable"},
    "tuple": _NUMBERS | {"dict", "str", "bytes", "Callable"},
    "dictionary": _NUMBERS | {"list", "tuple", "set", "frozenset", "str", "bytes", "Callable"},
    "dict": _NUMBERS | {"list", "tuple", "set", "frozenset", "str", "bytes", "Callable"},
    "mapping": _NUMBERS | {"list", "tuple", "set", "frozenset", "str", "bytes", "Callable"},
    "callable": _NUMBERS | _HOLDERS | {"bytes"},
    "callback": _NUMBERS | _HOLDERS | {"bytes", "str"},
}
"""The types that no value has of which the word is true."""

_OPERATION = re.compile(
    r"\b(?:the|this|each|every|its) [`'\"]?(\w+)(?:\(\))?[`'\"]? (?:operation|method|call|function|"
    r"routine|command|endpoint|step)s?\b",
    re.IGNORECASE,
)
"""An operation that a sentence takes for granted."""

_NO_FLAGS = frozenset({"list", "dict", "tuple", "float", "ndarray", "Callable", "set", "bytes"})
_ABBREVIATED = frozenset({"e.g", "i.e", "and/or", "w.r.t"})
_FLAG = re.compile(
    r"^(?:Whether|If (?:`?True`?|set|`?False`?|enabled)\b|Flag\b|True (?:if|to)\b)", re.I
)


class _Claims(msgspec.Struct, frozen=True):
    """The claims of a sentence, whatever it's about.

    Attributes:
        written: Code, quoted texts, identifiers, numbers and literals.
        nouns: Proper nouns and acronyms.
        directions: Words that have a contrary.
        firm: Which of "always", "never" and "default" it says.
        dotted: Names with a dot.
        operations: Roots of the operations that it takes for granted.
        is_optional: Whether it says that something may be left out.
        says_default: Whether it speaks of a default.
        default: The default that it names, in lower case; None if it names none.
        is_flag: Whether it begins like one about a value that is true or false.
        kind: The type that its subject is called by; empty if it isn't.
        contradicted: The types that no value has of which its subject can be said.
    """

    written: tuple[str, ...]
    nouns: tuple[str, ...]
    directions: frozenset[str]
    firm: frozenset[str]
    dotted: frozenset[str]
    operations: frozenset[str]
    is_optional: bool
    says_default: bool
    default: str | None
    is_flag: bool
    kind: str
    contradicted: frozenset[str]


@lru_cache(maxsize=16384)
def _claims(text: str) -> _Claims:
    lower = text.lower()
    words = frozenset(re.findall(r"[a-z]+", lower))
    named = _NAMED_DEFAULT.search(text)
    kind = _A_KIND.match(text)
    return _Claims(
        written=tuple(_written(text)),
        nouns=tuple(_nouns(text)),
        directions=words & _DIRECTIONS.keys(),
        firm=words & _FIRM,
        dotted=frozenset(part.strip("()`.") for part in _DOTTED.findall(text) if "." in part),
        operations=frozenset(map(root, _OPERATION.findall(lower))),
        is_optional=_OPTIONAL.search(text) is not None,
        says_default=_DEFAULT.search(text) is not None,
        default=named[1].strip(".").lower() if named is not None else None,
        is_flag=_FLAG.match(text) is not None,
        kind=_KINDS[kind[1].lower()] if kind is not None else "",
        contradicted=_CONTRADICTED.get(_kind_word(text), frozenset()),
    )


_DOTTED = re.compile(r"[\w.`]+(?:\(\))?")


class Vocabulary(msgspec.Struct, frozen=True, eq=False):
    """All that an object's own code and names consist of.

    Attributes:
        names: Identifiers, numbers and texts as written, in lower case.
        roots: The words that they consist of, without endings.
        parts: Identifiers and texts, cut at underscores and all that isn't a letter.
        beginnings: The first three letters of each root.
    """

    names: frozenset[str]
    roots: frozenset[str]
    parts: frozenset[str]
    beginnings: frozenset[str]


def vocabulary(site: Site) -> Vocabulary:
    """Return the claims that the code of a site's object supports."""
    code = _words_of((*site.object.split("."), *site.siblings, *site.mentions))
    default = [] if site.default is None else [site.default.strip("'\"")]
    own = _words_of((*site.types, site.name, *default))
    truths = {"true", "false"} if "bool" in site.types or site.default in _TRUTHS else frozenset()
    return Vocabulary(
        code.names | own.names | truths,
        code.roots | own.roots,
        code.parts | own.parts,
        code.beginnings | own.beginnings,
    )


_TRUTHS = ("True", "False")


@lru_cache(maxsize=64)
def _words_of(written: tuple[str, ...]) -> Vocabulary:
    """Take names and texts apart; the parts of one object come one after the other."""
    names = frozenset(text.lower() for text in written)
    roots = frozenset(root(word) for text in written for word in split(text))
    parts = frozenset(part for name in names for part in _CUT_AT.split(name))
    return Vocabulary(names, roots, parts, _beginnings(roots))


_CUT_AT = re.compile(r"\W|_")


def is_borne_out(text: str, site: Site, known: Vocabulary, other: Site | None) -> bool:
    """Tell whether the code of a site's object supports all claims of a sentence.

    Args:
        text: The sentence.
        site: Where it's wanted.
        known: What the code of the site's object consists of.
        other: Where it comes from; None if it's a stranger's, who can only know the code.
    """
    said = _claims(text)
    return (
        _is_in_code(said, known, other)
        and not _names_itself(said, site)
        and _default_holds(said, site)
        and _kind_holds(said, site)
        and (not said.operations or said.operations <= _done_here(site))
    )


def _is_in_code(said: _Claims, known: Vocabulary, other: Site | None) -> bool:
    """Tell whether the names, nouns, directions and firm words of a sentence are in the code."""
    return (
        all(_is_written(name, known) for name in said.written)
        and all(_is_named(noun, known) for noun in said.nouns)
        and all(_is_directed(word, said, known, other) for word in said.directions)
        and (other is not None or all(root(word) in known.roots for word in said.firm))
    )


def is_vacuous(text: str, site: Site) -> bool:
    """Tell whether a sentence only repeats the names that stand beside it."""
    owner = site.owner.rpartition(".")[2]
    spelled = _SPELLED_OUT.get(site.name, "")
    return restates(text, (site.name, spelled, site.function, owner, *site.types))


_SPELLED_OUT = {"args": "positional_arguments", "kwargs": "keyword_arguments"}


@lru_cache(maxsize=16384)
def first_clause(text: str) -> str | None:
    """Return a sentence without what is added behind a comma or in brackets, None if it has none.

    Args:
        text: The sentence.
    """
    cut = _CUT.search(text)
    head = text[: cut.start()] if cut is not None and not _OPEN.match(text) else ""
    if len(head.split()) < _FEWEST_WORDS or head.count("`") % 2 or _HANGING.search(head):
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


def _is_written(name: str, known: Vocabulary) -> bool:
    lower = name.lower().strip("()'\"").lstrip("*")
    if lower in known.names or lower.rpartition(".")[2] in known.names or lower in _ABBREVIATED:
        return True
    parts = [part for part in re.split(r"[^\w.]+", lower) if part]
    return len(parts) > 1 and all(part in known.names for part in parts)


def _nouns(text: str) -> Iterator[str]:
    """Yield proper nouns and acronyms."""
    for groups in _NAME.findall(_CODE.sub(" ", text)):
        yield from next(filter(None, groups)).replace("-", " ").split()


def _is_named(noun: str, known: Vocabulary) -> bool:
    lower = noun.lower().removesuffix("s") if noun[-2:-1].isupper() else noun.lower()
    if len(lower) < 2 or lower in _GENERAL or _LITERAL.fullmatch(noun):
        return True
    if root(lower) in known.roots or lower.upper() in known.roots:
        return True
    return any(name.startswith(lower) or name.endswith(lower) for name in known.parts)


def _is_directed(word: str, said: _Claims, known: Vocabulary, other: Site | None) -> bool:
    """Tell whether a direction in a sentence is that of the code."""
    if word[:3] in known.beginnings:
        return True
    contrary = _DIRECTIONS[word]
    opposed = said.directions.isdisjoint(contrary) and any(
        each[:3] in known.beginnings for each in contrary
    )
    if word in _ALWAYS or (opposed and word not in _OFTEN):
        return False
    if other is None:
        return word not in _STRANGE
    theirs = other.function_words | other.name_words | other.owner_words
    return word[:3] not in _beginnings(map(root, theirs))


def _beginnings(roots: Iterable[str]) -> frozenset[str]:
    """Return the letters by which a direction is known among words, if only as "max" or "desc"."""
    return frozenset(each[:3].lower() for each in roots if len(each) > 2)


def _names_itself(said: _Claims, site: Site) -> bool:
    """Tell whether a sentence refers its reader to the very thing that it's about."""
    if not site.owner or not said.dotted:
        return False
    own = f"{site.owner.rpartition('.')[2]}.{site.function}"
    return any(f".{name}".endswith(f".{own}") for name in said.dotted)


def _default_holds(said: _Claims, site: Site) -> bool:
    if site.kind == "parameter" and site.default is None and said.is_optional:
        return False
    if not said.says_default:
        return True
    if site.kind != "parameter":
        return "default" in site.siblings or said.default is None
    if site.default is None:
        return False
    return said.default is None or said.default == site.default.strip("'\"").lower()


def _kind_holds(said: _Claims, site: Site) -> bool:
    """Tell whether a sentence doesn't contradict the type of what it describes."""
    if not site.types or site.kind.startswith("summary"):
        return True
    if site.types <= said.contradicted or (said.is_flag and site.types <= _NO_FLAGS | {"str"}):
        return False
    is_told = not said.kind or not site.types <= _NO_FLAGS | {"str", "bool", "int"}
    return is_told or said.kind in site.types


def _kind_word(text: str) -> str:
    """Return the noun that says what kind of thing a sentence is about; empty if there's none."""
    match = _PHRASE.match(text)
    words = match[1].lower().split() if match else []
    if words[-1:] == ["value"] or words[-1:] == ["object"]:
        words.pop()
    return singular(words[-1]) if words else ""


def _done_here(site: Site) -> frozenset[str]:
    """Return the roots of what a site's own function is, and the operations that its code names.

    That a parameter is named for it proves nothing: ``transform_seed`` is passed on.
    """
    own = frozenset(root(part) for part in split(site.function))
    return own | {root(name.rpartition(".")[2]) for name in site.mentions - site.siblings}
