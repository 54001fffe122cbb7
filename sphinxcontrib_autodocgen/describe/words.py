"""Identifiers as English: splitting names into words, and just enough grammar to join them again.

Names are split at underscores, case changes and digits, acronyms are written in capitals, and
unambiguous abbreviations in full. The grammar is articles, plurals and the third person; what a
word is comes from :mod:`.vocabulary`, and a word that isn't there makes the answer None.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from .vocabulary import (
    ABBREVIATIONS,
    ACRONYMS,
    ADJECTIVES,
    IRREGULAR_PLURALS,
    MASS_NOUNS,
    NOUN_ENDINGS,
    NOUNS,
    SINGULAR_IN_S,
    SPELLED_WITH_CONSONANT,
    VERBS,
    word_set,
)

__all__ = [
    "base_form",
    "class_words",
    "code",
    "is_adjective",
    "is_count_noun",
    "is_known",
    "is_past",
    "is_plural",
    "listed",
    "noun_phrase",
    "phrase",
    "restates",
    "root",
    "singular",
    "split",
    "third_person",
    "with_article",
]

_PARTS = re.compile(
    r"[^\W\d_]*[^\x00-\x7f\W\d_][^\W\d_]*|"  # größe
    r"[A-Z]+(?![a-z])[0-9]*|[A-Z]?[a-z]+[0-9]*|[0-9]+",  # HTTP|Server, utf8, 3
)
_IRREGULAR_SINGULARS = {plural: singular for singular, plural in IRREGULAR_PLURALS.items()}
_SAID_WITH_CONSONANT = ("uni", "use", "usa", "usu", "uti", "ubiq", "eu", "one", "ure")
_SAID_WITH_VOWEL = ("hour", "honest", "honor", "heir", "unin", "unim", "unid")
_SAID_AS_WORDS = frozenset({"JSON", "LAN", "MIME", "NULL", "RAM", "REST", "ROM", "SHA"})
_ADJECTIVE_ENDINGS = ("able", "ible", "ous", "less", "ful", "ized", "ised")
_NOT_ADJECTIVES = frozenset({"table", "variable", "cable", "timetable"})
_CLASS_AFFIXES = frozenset({"base", "abstract", "mixin", "impl"})


def code(text: str) -> str:
    """Write a name or a piece of code within a sentence; renderers know it by the backquotes."""
    return f"`{text}`"


@lru_cache(maxsize=8192)
def split(identifier: str) -> tuple[str, ...]:
    """Return the words of an identifier: lower case, but acronyms in capitals.

    Args:
        identifier: Any text; what isn't a letter or digit separates words.

    Returns:
        ``("HTTP", "server")`` for both ``HTTPServer`` and ``http_server``.
    """
    constant = identifier.isupper() and "_" in identifier.strip("_")
    return tuple(_word(part, constant=constant) for part in _PARTS.findall(identifier))


def _word(part: str, *, constant: bool) -> str:
    lower = part.lower()
    if constant and lower not in ACRONYMS:
        return lower
    if lower in ("ipv4", "ipv6"):
        return f"IPv{lower[-1]}"
    return part.upper() if lower in ACRONYMS or (part.isupper() and len(part) > 1) else lower


def phrase(words: Iterable[str]) -> str:
    """Join words, with abbreviations written in full."""
    return " ".join(ABBREVIATIONS.get(word, word) for word in words)


def is_plural(word: str) -> bool:
    """Tell whether a noun is in the plural."""
    if word in _IRREGULAR_SINGULARS:
        return True
    ends = word.endswith("s") and not word.endswith(("ss", "us", "is"))
    return ends and word.islower() and len(word) > 3 and word not in SINGULAR_IN_S


def singular(word: str) -> str:
    """Return a plural noun's singular; any other word as it is."""
    if not is_plural(word):
        return word
    if word in _IRREGULAR_SINGULARS:
        return _IRREGULAR_SINGULARS[word]
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1]


def is_count_noun(word: str) -> bool:
    """Tell whether a word is certainly a noun that can be counted, in the singular."""
    full = ABBREVIATIONS.get(word, word)
    return full in NOUNS or (full.endswith(NOUN_ENDINGS) and full not in MASS_NOUNS)


def is_known(word: str) -> bool:
    """Tell whether a word can stand before a noun: an adjective, a noun or an acronym."""
    if word.isupper() and len(word) > 1:
        return word.lower() in ACRONYMS
    return is_adjective(word) or is_count_noun(word) or word in MASS_NOUNS


def is_adjective(word: str) -> bool:
    """Tell whether a word can follow "is" without an article."""
    if word in ADJECTIVES:
        return True
    if word.endswith(_ADJECTIVE_ENDINGS) and len(word) > 6:
        return word not in _NOT_ADJECTIVES
    return word.endswith("ed") and _stem(word) is not None


def _stem(word: str) -> str | None:
    """Return the verb of a regular past form, None if it isn't one."""
    candidates = (word[:-1], word[:-2], word[:-3], f"{word[:-3]}y")
    return next((verb for verb in candidates if verb in VERBS), None)


def is_past(word: str) -> bool:
    """Tell whether a word is the regular past participle of a known verb."""
    return word.endswith("ed") and _stem(word) is not None


def with_article(words: str) -> str:
    """Put "a" or "an" before a noun phrase."""
    first = words.split(" ", 1)[0]
    return f"{'an' if _vowel_sound(first) else 'a'} {words}"


def _vowel_sound(word: str) -> bool:
    first = next(iter(split(word)), word)
    if first.isupper() and len(first) > 1 and first not in _SAID_AS_WORDS:
        return first[0] in "AEIO" or first[0] in SPELLED_WITH_CONSONANT
    lower = first.lower()
    if lower.startswith(_SAID_WITH_VOWEL):
        return True
    return lower[:1] in "aeiou" and not lower.startswith(_SAID_WITH_CONSONANT)


def _is_acronym(word: str) -> bool:
    return word in ACRONYMS or word.isupper()


def noun_phrase(words: Sequence[str], article: str = "a") -> str | None:
    """Return words as a noun phrase with the article it needs, None if that's unsure.

    Args:
        words: The words; the last is the noun.
        article: ``"a"`` (also for "an") or ``"the"``, for nouns that can be counted.
    """
    if not words or not all(word.isalnum() for word in words):
        return None
    last = ABBREVIATIONS.get(words[-1], words[-1])
    text = phrase(words)
    if last.lower() in MASS_NOUNS:
        return text
    if is_plural(last):
        return text if is_count_noun(singular(last)) else None
    if not is_count_noun(last) or _is_acronym(last):
        return None
    return with_article(text) if article == "a" else f"the {text}"


def class_words(name: str) -> str:
    """Return what an instance of a class can be called in a sentence, after "the".

    Args:
        name: The class's own name.

    Returns:
        Plain words if the name is plainly a noun, else the name itself as code.
    """
    words = [word for word in split(name) if word not in _CLASS_AFFIXES]
    if words and len(words) <= 3 and is_count_noun(words[-1]) and all(map(is_known, words)):
        return phrase(words)
    return code(name)


def restates(text: str, names: Iterable[str]) -> bool:
    """Tell whether a text says nothing beyond names and their types.

    Args:
        text: The text.
        names: The identifiers that the reader sees beside it.
    """
    known = {root(word) for name in names for word in split(name)}
    if "id" in known:
        known.add(_IDENTIFIER)
    said = {root(word) for word in split(_POSSESSIVE.sub("", text))}
    return said <= known | _EMPTY_WORDS


@lru_cache(maxsize=16384)
def root(word: str) -> str:
    """Return a word without what grammar adds to it, the same for "errors" and "err"."""
    full = singular(ABBREVIATIONS.get(word.lower(), word.lower()))
    for ending in ("ing", "ed", "es", "e"):
        if full.endswith(ending) and len(full) > len(ending) + 3:
            return full[: -len(ending)]
    return full


_POSSESSIVE = re.compile(r"(?<=\w)['\u2019]s\b")
_IDENTIFIER = root("identifier")
_EMPTY_WORDS = frozenset(
    root(word)
    for word in word_set(
        "a actual an and any arbitrary are as be bool boolean by contain convert current default "
        "dict dictionary float for from get given has have if in instance int integer into is it "
        "its list none number object of on one optional or parameter return returns set should "
        "some specified str string that the this to true false tuple type use used uses value "
        "values what when whether which will with"
    )
)
"""Words that say nothing by themselves, as :func:`root` leaves them."""


def third_person(verb: str) -> str:
    """Return a verb's third person: "return" becomes "returns"."""
    irregular = {"be": "is", "have": "has", "do": "does", "go": "goes"}
    if verb.lower() in irregular:
        return irregular[verb.lower()]
    if verb.endswith(("s", "x", "z", "ch", "sh")):
        return f"{verb}es"
    if verb.endswith("y") and verb[-2:-1] not in "aeiou":
        return f"{verb[:-1]}ies"
    return f"{verb}s"


def base_form(verb: str) -> str | None:
    """Return the verb whose third person a word is, None if it's no known verb's."""
    candidates = (verb[:-1], verb[:-2], f"{verb[:-3]}y")
    return next((v for v in candidates if v in VERBS and third_person(v) == verb), None)


def listed(items: Sequence[str], limit: int = 4) -> str:
    """Join items as in a sentence: "a, b and c"; beyond a limit, count two or more that are left.

    Args:
        items: At least one.
        limit: How many are named.
    """
    if len(items) > limit + 1:
        return f"{', '.join(items[:limit])} and {len(items) - limit} more"
    if len(items) == 1:
        return items[0]
    return f"{', '.join(items[:-1])} and {items[-1]}"
