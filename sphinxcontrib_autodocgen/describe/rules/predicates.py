"""Clauses for what is true or false: ``Node.is_leaf`` as "the node is a leaf".

A clause is built only of words known to be adjectives or nouns, and only where it's clear what is
spoken of: the instance, or the one argument that a call has to give. "The parser is a statement
end" would be grammatical and wrong, so a class that does things is never said to be a thing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ...model import Object, Parameter, Result, Rule
from .. import types
from ..view import View, required
from ..vocabulary import RELATIONS, STATES, word_set
from ..words import (
    base_form,
    class_words,
    code,
    is_adjective,
    is_count_noun,
    is_known,
    is_past,
    is_plural,
    noun_phrase,
    phrase,
    split,
)
from .sentence import Sentence, describes, does, says

_PREDICATE = Rule("*_", 0.78, links="code")

_NOT_SUBJECTS = word_set(
    "args cls config context ctx debug default env flag flags force kwargs mode now options "
    "other request self session settings state strict time verbose"
)
"""Parameters that a question is answered with, rather than asked about."""

_KEYS = word_set("i id idx index key pk")
"""Parameters that stand for something else, of which the question may be asked."""

_WITH_THE = word_set("root first last main current default")
_NOT_INSIDE = word_set("same first last next previous only main any all no current")
_AGENT_ENDINGS = ("er", "or", "ize", "ise", "manager", "engine")
_NOT_AGENTS = word_set("number order layer vector tensor color error folder buffer header")
_COMPARED_WITH = word_set(
    "accepts contains covers dominates encloses equals implies includes intersects matches "
    "overlaps precedes touches"
)
_ALSO_ALONE = word_set("child connected parent prefix")
"""Relations that make sense without the second thing."""

_ADJECTIVAL = word_set("ascii html json xml yaml unicode")
_WITH_OBJECT = word_set("accepts allows contains needs provides requires supports uses")


@describes("function", "method", "property", "attribute", by=_PREDICATE)
def predicate(obj: Object, view: View) -> Sentence | None:
    """Say what a function that returns a boolean, or a boolean attribute, tells."""
    found = _clause(obj, view)
    if found is None:
        return None
    if obj.kind in ("function", "method"):
        return does("return", f"whether {found}.", _case(obj))
    return says(f"Whether {found}.", _case(obj))


@describes("returns", by=_PREDICATE)
def predicate_result(_result: Result, obj: Object, view: View) -> Sentence | None:
    """Say what the boolean that a function returns means."""
    found = _clause(obj, view) if obj.kind in ("function", "method") else None
    if found is None or obj.docstring is None:  # else the summary says the same
        return None
    return says(f"Whether {found}.", _case(obj))


def _case(obj: Object) -> Rule:
    return _PREDICATE.named(f"{split(obj.short_name)[0]}_")


def _clause(obj: Object, view: View) -> str | None:
    """Return what is true if an object, or its result, is true: "the node is a leaf"."""
    words = split(obj.short_name)
    if not _is_boolean(obj) or not words or obj.short_name.endswith("__"):
        return None
    if not view.is_bound(obj):
        return _of_argument(words, required(obj))
    owner = view.owner(obj)
    assert owner is not None
    return _of_instance(words, owner.short_name, obj.parameters)


def _is_boolean(obj: Object) -> bool:
    if obj.kind in ("function", "method", "property"):
        found = types.of_result(obj.returns)
    elif obj.kind == "attribute":
        found = types.of_parameter(
            Parameter(obj.short_name, "keyword-only", obj.annotation, obj.value, obj.type)
        )
    else:
        return False
    return found == {"bool"}


def _of_instance(words: Sequence[str], owner: str, parameters: tuple[Parameter, ...]) -> str | None:
    """Return the clause for a member, about the instance or about its one argument."""
    asked = [p for p in parameters if p.default is None or types.of_parameter(p) != {"bool"}]
    if not asked:
        return _state_of_part(words) or _of_itself(words, owner)
    if len(asked) > 1 or asked[0].default is not None or _is_no_subject(asked[0], {"other"}):
        return None
    return _with_argument(words, f"the {class_words(owner)}", asked[0])


def _of_itself(words: Sequence[str], owner: str) -> str | None:
    """Return the clause about the instance alone."""
    subject = f"the {class_words(owner)}"
    said = _predicate(words, nouns="`" not in subject and not _is_agent(owner))
    is_named = words[1:] and set(words[1:]) <= set(split(owner))  # "the bound method is bound"
    return f"{subject} {said}" if said and not is_named else None


def _is_no_subject(parameter: Parameter, but: Collection[str] = ()) -> bool:
    collects = parameter.kind in ("var-positional", "var-keyword")
    return collects or (parameter.name in _NOT_SUBJECTS and parameter.name not in but)


def _with_argument(words: Sequence[str], subject: str, argument: Parameter) -> str | None:
    """Return the clause for a method that is asked about an argument."""
    name = code(argument.name)
    relation = _relation(words)
    if relation is not None:
        return f"{subject} {relation} {name}"
    if words[0] == "has" and len(words) == 2 and is_count_noun(words[1]):
        return f"{subject} has the {phrase(words[1:])} {name}"
    if argument.name == "other" or argument.name in _KEYS:
        return None
    said = _thing(words) if words[0] == "is" else None
    return f"{name} {said}" if said else None


def _thing(words: Sequence[str]) -> str | None:
    """Return the verb phrase that says which thing something is, not how it is."""
    is_noun = is_count_noun(words[-1]) and not is_adjective(words[-1])
    return _predicate(words, nouns=True) if is_noun else None


def _of_argument(words: Sequence[str], asked: tuple[Parameter, ...]) -> str | None:
    """Return the clause for a function, about its one argument."""
    if len(asked) != 1 or _is_no_subject(asked[0]) or _relation(words) is not None:
        return None
    said = _predicate(words, nouns=True) if words[0] in ("is", "has") else None
    return f"{code(asked[0].name)} {said}" if said else None


def _is_agent(owner: str) -> bool:
    """Tell whether a class does things, so that its questions are about something else."""
    words = split(owner)
    return bool(words) and words[-1].endswith(_AGENT_ENDINGS) and words[-1] not in _NOT_AGENTS


def _relation(words: Sequence[str]) -> str | None:
    """Return the verb phrase that needs an object: "is a subset of", "contains"."""
    if len(words) == 1 and words[0] in _COMPARED_WITH:
        return words[0]
    if words[0] != "is" or len(words) not in (2, 3):
        return None
    preposition = RELATIONS.get(words[1])
    if preposition is None or list(words[2:]) not in ([], [preposition]):
        return None
    if is_adjective(words[1]) or preposition != "of":
        return f"is {words[1]} {preposition}"
    thing = noun_phrase(words[1:2])
    return f"is {thing} {preposition}" if thing else None


def _state_of_part(words: Sequence[str]) -> str | None:
    """Return a clause about a part: ``is_connection_closed``."""
    if len(words) < 3 or words[0] != "is" or words[-1] not in STATES:
        return None
    part = noun_phrase(words[1:-1], "the")
    known = part is not None and is_count_noun(words[-2]) and _all_known(words[1:-2])
    return f"{part} is {words[-1]}" if known else None


def _predicate(words: Sequence[str], *, nouns: bool) -> str | None:
    """Return the verb phrase for a name, None unless every word of it is known.

    Args:
        words: The words of the name.
        nouns: Whether the subject may be said to be a thing.
    """
    first, rest = words[0], words[1:]
    if first == "is":
        return _being(rest, nouns=nouns)
    if first == "has":
        said = _after_has(rest)
        return f"has {said}" if said else None
    if first == "exists" and not rest:
        return "exists"
    return _with_object(first, rest)


def _being(rest: Sequence[str], *, nouns: bool) -> str | None:
    """Return what the subject is or is not."""
    negated = rest[:1] == ("not",)
    if negated and rest[1:] == ("implemented",):
        return None  # the constant NotImplemented is meant
    said = _after_is(rest[1:] if negated else rest, nouns=nouns)
    return f"is {'not ' if negated else ''}{said}" if said else None


def _with_object(verb: str, rest: Sequence[str]) -> str | None:
    """Return a verb that takes an object, with it."""
    if base_form(verb) is None or verb not in _WITH_OBJECT or not rest:
        return None
    said = noun_phrase(rest) if _all_known(rest[:-1]) else None
    return f"{verb} {said}" if said else None


def _after_is(rest: Sequence[str], *, nouns: bool) -> str | None:
    if not rest or _is_half_a_relation(rest):
        return None
    special = _special(rest[0]) if len(rest) == 1 else None
    if special is not None:
        return special if nouns else None
    if is_adjective(rest[-1]):
        return _adjectives(rest)
    return noun_phrase(rest) if nouns and _names_a_thing(rest) else None


def _is_half_a_relation(rest: Sequence[str]) -> bool:
    return len(rest) == 1 and rest[0] in RELATIONS and rest[0] not in _ALSO_ALONE


def _special(word: str) -> str | None:
    """Return how a word is said of a thing that takes no "a", or none at all."""
    if word in _WITH_THE:
        return f"the {word}"
    return word if word.lower() in _ADJECTIVAL else None


def _adjectives(rest: Sequence[str]) -> str | None:
    """Return an adjective, with an adverb before it if there is one."""
    if len(rest) == 1:
        return rest[0]
    adverb = len(rest) == 2 and rest[0].endswith("ly") and len(rest[0]) > 4
    return phrase(rest) if adverb else None


def _names_a_thing(rest: Sequence[str]) -> bool:
    return is_count_noun(rest[-1]) and not is_plural(rest[-1]) and _all_known(rest[:-1])


def _all_known(words: Sequence[str]) -> bool:
    """Tell whether words can stand before a noun."""
    return all(word not in _NOT_INSIDE and is_known(word) for word in words)


def _after_has(rest: Sequence[str]) -> str | None:
    if not rest:
        return None
    if len(rest) == 1 and is_past(rest[0]):
        return rest[0]
    return noun_phrase(rest) if _all_known(rest[:-1]) else None
