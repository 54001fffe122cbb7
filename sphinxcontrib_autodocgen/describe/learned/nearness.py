"""Whether two places are near enough for a sentence about one to be said of the other.

A sentence can name nothing that is missing here and still be of something else: "Node to check" in
a function that draws nodes. What only the two places can tell doesn't make a sentence false, but
too doubtful to be shown.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ..vocabulary import VERBS, word_set
from ..words import root, split
from .corpus import Site, content_words
from .grounding import Vocabulary

__all__ = ["are_kin", "is_likely"]

_PLAIN_WORDS = frozenset({root(w) for w in VERBS}) | {
    root(w)
    for w in word_set(
        "data value values name names item items object objects result results type types file "
        "files path text string array list dict set model function method class instance base "
        "new all init main default key keys index number size count options parameters x y"
    )
}
"""Words that any two functions may share; that one isn't in the code proves nothing."""

_PURPOSE = re.compile(r"\b(?:(?:to|must|should) (?:be )?|being )([a-z]+)((?: [\w-]+){0,3})\.?$")
_DONE_TO = re.compile(r"\b(?:that|which) (?:is|are|will be|gets?) ([a-z]+ed)((?: [\w-]+){0,3})\.?$")
_ANY_PURPOSE = frozenset(map(root, word_set("apply consider handle pass process take use")))
_VERB_ROOTS = frozenset(map(root, VERBS))
_THIS = re.compile(r"\bthis ([a-z]{4,})\b")
"""A thing that a sentence points at, where it stands."""

_WITHOUT = re.compile(
    r"\b(?:if|when) (?:it(?: is|'s) )?(?:`?None`?|omitted|unspecified|(?:this is )?not "
    r"(?:given|passed|provided|set|specified|supplied))\b",
    re.IGNORECASE,
)
"""The beginning of a clause on a missing value, which no list of names supports."""


def is_likely(text: str, site: Site, known: Vocabulary, other: Site, support: int) -> bool:
    """Tell whether two places are near enough for a sentence that the code supports.

    Args:
        text: The sentence.
        site: Where it's wanted.
        known: What the code of the site's object consists of.
        other: Where it comes from.
        support: How many places say it, 1 or more.
    """
    return (
        _is_one_parameter(site, other, support)
        and not _is_about(other, text, site, known)
        and _does_alike(site, other)
        and _are_of_one_family(site, other)
        and _says_of_both(text, site, known, other)
        and _purpose_holds(text, site, known, other)
        and _result_holds(text, site, known, other)
        and _points_at(text, site)
        and (are_kin(site, other) or not _WITHOUT.search(text))
    )


def _points_at(text: str, site: Site) -> bool:
    """Tell whether "this ..." in a sentence is something that it can point at here."""
    return all(root(word) in _subjects(site) for word in _THIS.findall(text.lower()))


def _is_one_parameter(site: Site, other: Site, support: int) -> bool:
    """Tell whether two parameters of one name are likely to be the same thing.

    One is if it's that of an overridden method. Else several places have to say so, more of them
    the farther they are. Of six that one or two functions of another name described, in a draw of
    texts, five meant something else.
    """
    if site.kind != "parameter" or site.object == other.object or other.object in site.related:
        return True
    return support >= _support_needed(site, other)


def _support_needed(site: Site, other: Site) -> int:
    is_near = site.module == other.module and site.owner == other.owner
    if site.function == other.function and not site.is_of_constructor:
        return 0 if is_near else _SOME
    is_kin = site.is_of_constructor and other.is_of_constructor
    return _SEVERAL if is_near or is_kin else _MANY


_SOME, _SEVERAL, _MANY = 2, 3, 8


def _are_of_one_family(site: Site, other: Site) -> bool:
    """Tell whether what two classes take has one meaning, as both have a base of the project.

    Another class may store a parameter, or hand it on, and have no use for it itself.
    """
    are_taken = site.kind == "parameter" and site.is_of_constructor and other.is_of_constructor
    return not are_taken or not site.family.isdisjoint(other.family)


def _subjects(site: Site) -> frozenset[str]:
    """Return what "this" can point at: what a class, its module or its package is named for."""
    packages = {root(word) for word in split(site.module)}
    return _topics("", site.owner, site.module) | packages | _ITSELF


_ITSELF = frozenset(map(root, ("class", "function", "instance", "method", "object")))


def _result_holds(text: str, site: Site, known: Vocabulary, other: Site) -> bool:
    """Tell whether a result is of what's overridden, or of a shape, and in words, of the code."""
    if site.kind != "returns" or other.object in site.related:
        return True
    if not (site.types - _NOTHING) & other.types:
        return False
    if site.owner == other.owner != "":
        return True
    words = content_words(text)
    return 2 * sum(root(word) in known.roots for word in words) >= len(words)


_NOTHING = frozenset({"None"})


def are_kin(site: Site, other: Site) -> bool:
    """Tell whether one of two functions calls the other, or both have one name."""
    calls = other.function in site.mentions or site.function in other.mentions
    return calls or site.function == other.function


def _is_about(other: Site, text: str, site: Site, known: Vocabulary) -> bool:
    """Tell whether a sentence speaks of what only the other function or class is named for."""
    if other.object == site.object:
        return False
    alike = site.kind.startswith("summary") and site.function != other.function
    common = known.roots if alike else known.roots | _PLAIN_WORDS
    foreign = _foreign_words(site, other, common)
    if not foreign:
        return False
    said = _roots(text)
    if not foreign.isdisjoint(said):
        return True
    return alike and any(_begins(word, each) for word in said for each in foreign)


def _foreign_words(site: Site, other: Site, common: frozenset[str]) -> frozenset[str]:
    """Return what only the other function or class is named for, without the common words."""
    foreign = _topics(other.function, other.owner, other.module) - common
    if _are_variants(site, other):
        foreign |= {root(w) for w in other.function_words - site.function_words - site.name_words}
    return foreign | _foreign_verb(site, other) | _foreign_owner(site, other)


def _foreign_owner(site: Site, other: Site) -> frozenset[str]:
    """Return what only the other's class is named for, even if this one's code mentions it."""
    if site.owner == other.owner or other.object in site.related:
        return frozenset()
    ours = _topics(site.function, site.owner, site.module) | {root(w) for w in site.name_words}
    return frozenset(map(root, other.owner_words)) - ours - _PLAIN_WORDS


def _foreign_verb(site: Site, other: Site) -> frozenset[str]:
    """Return what the other function does, if this one does something else.

    Even if the code names it: controls of "the bind operation" aren't those of one that must not
    abandon a bind.
    """
    verb = next(iter(split(other.function)), "")
    own = site.function_words | site.name_words
    if verb not in VERBS or verb in own or are_kin(site, other):
        return frozenset()
    return frozenset({root(verb)})


@lru_cache(maxsize=16384)
def _topics(function: str, owner: str, module: str) -> frozenset[str]:
    """Return the words that a function, its class and its module are named by."""
    names = (function, owner.rpartition(".")[2], module.rpartition(".")[2])
    return frozenset(root(word) for name in names for word in split(name))


@lru_cache(maxsize=16384)
def _roots(text: str) -> frozenset[str]:
    return frozenset(root(word) for word in re.findall(r"\w+", text.lower()))


def _are_variants(site: Site, other: Site) -> bool:
    """Tell whether two functions do the same to different things: ``infer_len``, ``infer_dict``."""
    ours, theirs = split(site.function), split(other.function)
    return len(ours) > 1 < len(theirs) and ours[0] == theirs[0] and ours != theirs


def _begins(word: str, stem: str) -> bool:
    """Tell whether a word is derived from another: "assignment" from "assign"."""
    return len(stem) > 4 and word.startswith(stem)


def _does_alike(site: Site, other: Site) -> bool:
    """Tell whether two functions raise the same exception, or have the same verb in their names.

    What "find" says of itself doesn't do for "strip".
    """
    if site.kind == "raises":
        return site.name.rpartition(".")[2] == other.name.rpartition(".")[2]
    if site.kind not in ("summary:function", "returns") or site.function == other.function:
        return True
    return _verb(site.function) == _verb(other.function)


def _says_of_both(text: str, site: Site, known: Vocabulary, other: Site) -> bool:
    """Tell whether a summary of a function of another name is in words of this one's code.

    What a question asks is in its name alone: nothing of "is_blank" holds for "is_text".
    """
    if site.kind != "summary:function" or site.function == other.function:
        return True
    if site.types == {"bool"} or split(site.function)[:1] in _QUESTIONS:
        return False
    return all(root(word) in known.roots | _VERB_ROOTS for word in content_words(text))


_QUESTIONS = [(word,) for word in ("can", "has", "is", "should", "was", "needs", "must")]


def _verb(name: str) -> str:
    """Return the first verb of a name, its first word if it has none."""
    words = split(name)
    return next((word for word in words if word in VERBS), words[0] if words else "")


def _purpose_holds(text: str, site: Site, known: Vocabulary, other: Site) -> bool:
    """Tell whether what a parameter is said to be there for is what the function does.

    "Node to check" is true in a function that checks something; of one with the same name it's
    believed. That one of two functions calls the other doesn't do: each has a purpose of its own.
    """
    if site.kind != "parameter" or site.function == other.function:
        return True
    found = _PURPOSE.search(text) or _DONE_TO.search(text)
    if found is None:
        return True
    is_said = all(root(w) in known.roots | _PLAIN_WORDS for w in content_words(found[2]))
    if root(found[1]) in _VERB_ROOTS:
        return is_said and _is_done(root(found[1]), known)
    return _is_done(root(found[1]), known) or _is_no_verb(found)


def _is_done(verb: str, known: Vocabulary) -> bool:
    return verb in known.roots or verb in _ANY_PURPOSE


def _is_no_verb(found: re.Match[str]) -> bool:
    """Tell whether what no list of verbs has isn't one: neither a participle nor the last word."""
    return bool(found[2]) and not found[1].endswith("ed")
