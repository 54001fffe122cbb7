"""The glossary: terms that a project's docstrings define and use again, and words on objects.

One rule finds them. A sentence "A widget is a ..." at the start of a docstring or after another
sentence defines a term of up to four words, and at least three other docstrings must use it. "The
result is a ..." tells of one thing and not of a kind, so it defines nothing.
"""

from __future__ import annotations

import builtins
import re
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple, get_args

from ..model import Metrics, Object, Parameter, Project
from ..quality.findings import RULES, is_beyond, is_judged, limits, value
from ..settings import Metric, Settings
from ..surface import surface_of

__all__ = ["GlossaryTerm", "complexity", "key", "parameters", "signature", "terms"]

_LEAST_USES = 3
_MOST_WORDS = 4
_DEFINITION = re.compile(
    r"""
    (?:\A|(?<=\n\n)|(?<=[.!?]\s))\s*
    (?P<sentence>
        An?\s(?P<mark>\*{0,2})(?P<term>[^\W\d_][\w-]*(?:\s[^\W\d_][\w-]*){0,3}?)(?P=mark)
        \sis\s(?:an?|any|the)\s
        (?:(?!\n\n|\biff?\b)[^:]){10,300}?\.
    )
    (?=\s+[A-Z`*:]|\s*\n\n|\s*\Z)
    """,
    re.VERBOSE,
)
_NO_PROSE = re.compile(
    r"``[^`\n]+``|:(?!term:)[\w:+-]+:`[^`\n]+`|^\s*(?:>>>|\.\.\.).*$", re.MULTILINE
)
_WORD = re.compile(r"\w+|[^\s\w]")
_IS_CODE = re.compile(r"_|[a-z][A-Z]")
# What a sentence may be about without naming anything of the project's.
_PLAIN = re.compile(
    r"""
    approach|boolean|case|class|dictionary|example|exception|file|function|idea|instance|integer|lot
    |method|module|name|note|number|one|option|parameter|problem|result|solution|string|thing|user
    |value|variable|way|word
    """,
    re.VERBOSE,
)
# What ties words to others, and is no part of a name.
_TIES = re.compile(
    r"\b(?:and|are|as|at|by|for|from|has|in|is|not|of|on|or|that|this|to|which|who|whose|with)\b"
)


class GlossaryTerm(NamedTuple):
    """A term.

    Attributes:
        name: The term in the singular, as its definition writes it.
        meaning: The sentence that defines it, on one line, in the markup of the docstring.
        source: The full name of the object whose docstring that is from.
        users: Full names of the others whose docstrings use the term.
    """

    name: str
    meaning: str
    source: str
    users: tuple[str, ...]


def terms(project: Project) -> list[GlossaryTerm]:
    """Find the terms of a project.

    Args:
        project: The analysed project; the docstrings of its public objects count.

    Returns:
        The terms by name; of several definitions of one, the first.
    """
    texts = {obj.name: obj.docstring for _, obj in surface_of(project).objects() if obj.docstring}
    defined: dict[str, tuple[str, str, str]] = {}
    for source, text in texts.items():
        for name, meaning in _definitions(text):
            defined.setdefault(key(name), (name, meaning, source))
    users = _users(defined, texts)
    found = [
        GlossaryTerm(*defined[name], used)
        for name, used in users.items()
        if len(used) >= _LEAST_USES
    ]
    return sorted(found, key=lambda term: term.name.casefold())


def _users(
    defined: Mapping[str, tuple[str, str, str]], texts: Mapping[str, str]
) -> dict[str, tuple[str, ...]]:
    """Return the objects in whose docstrings each term is used, other than its own."""
    users: dict[str, list[str]] = {name: [] for name in defined}
    for user, text in texts.items():
        for name in _phrases(text, defined):
            if user != defined[name][2]:
                users[name].append(user)
    return {name: tuple(used) for name, used in users.items()}


def key(text: str) -> str:
    """Return what all forms of a term have in common: small letters, and a singular at its end.

    Args:
        text: One form of the term.

    Returns:
        Words with one blank between them.
    """
    words = re.split(r"[\s_-]+", text.strip().casefold())
    return " ".join([*words[:-1], _singular(words[-1])])


@cache
def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if re.search(r"(?:ss|sh|ch|x|z)es$", word):
        return word[:-2]
    if re.search(r"[^sui]s$", word) and len(word) > 3:
        return word[:-1]
    return word


def _definitions(text: str) -> Iterator[tuple[str, str]]:
    """Yield the terms that a docstring defines, each with the sentence that does."""
    for match in _DEFINITION.finditer(text):
        words = match["term"].split()
        if _is_name(words):
            yield " ".join(words), " ".join(match["sentence"].split())


def _is_name(words: list[str]) -> bool:
    """Tell whether words name something of the project's, and aren't the name of an object."""
    name, last = " ".join(words), words[-1].casefold()
    is_plain = _PLAIN.fullmatch(last) or hasattr(builtins, last)
    return not (is_plain or _TIES.search(name) or _IS_CODE.search(name))


def _phrases(text: str, known: Container[str]) -> set[str]:
    """Return the keys of those runs of words in a docstring that are known, code left out."""
    words = _WORD.findall(_NO_PROSE.sub(" . ", text).casefold().replace("-", " "))
    found = set()
    for end, phrase in enumerate(map(_singular, words)):
        for start in range(end, max(end - _MOST_WORDS, -1), -1):
            phrase = phrase if start == end else f"{words[start]} {phrase}"  # noqa: PLW2901
            if phrase in known:
                found.add(phrase)
    return found


def signature(obj: Object) -> str:
    """Return the signature of an object as its author wrote it, decorators above it."""
    if obj.kind in ("attribute", "data"):
        return f"{obj.short_name}: {obj.annotation}" if obj.annotation else obj.short_name
    lines = [f"@{name}" for name in obj.decorators if obj.kind != "class"]
    return "\n".join([*lines, _definition(obj)])


def _definition(obj: Object) -> str:
    """Return the line that defines a class, function or property, without its colon."""
    annotation = obj.returns.annotation if obj.returns else None
    if obj.kind == "property":
        return f"{obj.short_name}: {annotation}" if annotation else obj.short_name
    result = f" -> {annotation}" if annotation else ""
    word = "async def" if "async" in obj.modifiers else "def"
    word = "class" if obj.kind == "class" else word
    return f"{word} {obj.short_name}({', '.join(parameters(obj.parameters))}){result}"


def parameters(found: Sequence[Parameter]) -> list[str]:
    """Write parameters as Python does, with the markers that their kinds need."""
    words: list[str] = []
    before = ""
    for parameter in found:
        kind = parameter.kind
        if before == "positional-only" and kind != before:
            words.append("/")
        if kind == "keyword-only" and before not in ("keyword-only", "var-positional"):
            words.append("*")
        words.append(parameter.source)
        before = kind
    return [*words, "/"] if before == "positional-only" else words


def complexity(obj: Object, metrics: Metrics, settings: Settings) -> str:
    """Return the complexity of an object in a sentence, with the limits that it's beyond."""
    ranks = {"cyclomatic": metrics.rank, "maintainability": metrics.maintainability_rank}
    allowed = limits(settings, obj.name)
    words = []
    names: tuple[Metric, ...] = get_args(Metric)
    for name in names:
        number = getattr(metrics, name)
        if number is not None:
            excess = _excess(name, metrics, allowed) if is_judged(obj.kind, name) else ""
            notes = ", ".join(filter(None, (ranks.get(name), excess)))
            words.append(f"{name} {number:.4g}" + (f" ({notes})" if notes else ""))
    return f"Complexity: {', '.join(words)}."


def _excess(name: Metric, metrics: Metrics, allowed: Mapping[Metric, float]) -> str:
    """Say which limit a metric is above, or below if it's a minimum."""
    number, limit = value(metrics, name), allowed.get(name)
    is_minimum = RULES[name].is_minimum
    if number is None or limit is None or not is_beyond(number, limit, is_minimum=is_minimum):
        return ""
    if is_minimum:
        return f"below {limit:g}"
    return f"{number:g} of them code, above {limit:g}" if name == "length" else f"above {limit:g}"
