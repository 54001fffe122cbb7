"""Expressions in words: ``len(self.items)`` as "the number of items in `self.items`".

Words are chosen by what a name means and by types, never by a method's name alone unless only one
kind of object has such a method. What has no words stays code, as long as that is short.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence

from ..analyze.conditions import condition, question, without_not
from . import aloud
from .bindings import attribute_of
from .brief import elided, is_elided, some
from .grammar import Clause, Phrase, answered, listed, of_some
from .known_calls import CALLED, METHODS, PERFORMED, TEXT_METHODS
from .meaning import Meaning
from .opened import filled, words_of_reading, words_of_writing
from .vocabulary import VERBS
from .words import code, is_adjective, is_plural, noun_phrase, phrase, split, with_article

__all__ = ["Paraphrase", "UnsayableError"]

_LONGEST = 80
_LONGEST_BRIEF = 40
_MOST_VALUES = 4
_LONGEST_VALUE = 24
"""How many values of a dictionary a sentence tells, and how long each may be."""

_MOST_ITEMS = 6
_MOST_KEYS = 8
"""How many keys a dictionary may have of which only the first are told."""

_EMPTY: dict[str, str] = {
    "[]": "an empty list",
    "{}": "an empty dictionary",
    "()": "an empty tuple",
    "list()": "an empty list",
    "dict()": "an empty dictionary",
    "set()": "an empty set",
    "frozenset()": "an empty frozen set",
    "tuple()": "an empty tuple",
    "''": "an empty string",
    "b''": "empty bytes",
    "True": "true",
    "False": "false",
}
_LOG_LEVELS = {
    "debug": "a debug message",
    "info": "a message",
    "warning": "a warning",
    "warn": "a warning",
    "error": "an error",
    "exception": "an exception",
    "critical": "a critical error",
}
_LOGGERS = frozenset({"log", "logger", "logging", "_log", "_logger", "LOG", "LOGGER"})
_SIZED = frozenset({"list", "tuple", "dict", "set", "frozenset", "deque", "OrderedDict"})
_TEXTS = frozenset({"str", "bytes", "bytearray"})
_SCALARS = frozenset({"int", "float", "str", "bytes"})

_CONTAINERS = {
    "builtins.list": "a list of",
    "builtins.tuple": "a tuple of",
    "builtins.set": "a set of",
    "builtins.frozenset": "a frozen set of",
    "builtins.sorted": "a sorted list of",
}
_MADE_OF_ITEMS = re.compile(
    r"(?P<kind>(?:a (?:sorted )?list of |a tuple of |a set of )?)the items of (?P<rest>`[^`]*`)"
)
"""Words for a container that has the items of another."""

_OF_EACH = {
    **_CONTAINERS,
    "builtins.dict": "a dictionary of",
    "builtins.iter": "an iterator over",
}
"""Words for containers of what a generator yields, which isn't told then."""

_JOINED = {
    "": "joined",
    " ": "joined by spaces",
    ", ": "joined by commas",
    ",": "joined by commas without spaces",
    "\n": "joined by line breaks",
    "\t": "joined by tabs",
    ".": "joined by dots",
    "-": "joined by hyphens",
    "/": "joined by slashes",
    "_": "joined by underscores",
}
"""Ways in which a text joins others."""

_OF_ALL = {"sum": "sum", "max": "largest", "min": "smallest"}


_PLACES = frozenset({"first", "last", "next", "other", "previous", "rest", "second"})
"""What stands for something that isn't named."""

_TYING = frozenset(("as", "at", "by", "for", "from", "in", "of", "on", "per", "to", "with"))
"""Words of a name that tie two things together, which no article makes a noun phrase of."""

_JOINS = re.compile(r" (?:and|or|if|for|on|from) ")
"""Words that tie a phrase to what stands behind it in a list."""


class UnsayableError(Exception):
    """Something for which there are no words."""


class Paraphrase:
    """Puts the expressions of one function in words.

    Args:
        meaning: What they mean.
        brief: Whether details that there's no room for are left out, and marked as such.
    """

    def __init__(self, meaning: Meaning, *, brief: bool = False) -> None:
        self.meaning = meaning
        self._brief = brief
        self._most = _MOST_ITEMS // 2 if brief else _MOST_ITEMS

    # code

    def code(self, node: ast.expr) -> str:
        """Return an expression as code, but an attribute with a private name in words, if it can.

        Raises:
            UnsayableError: If it's too long, or can't stand in a sentence.
        """
        return self._hidden(node) or self._as_written(node)

    def empty(self, node: ast.expr) -> str | None:
        """Return words for a container or text without items, None if it's anything else."""
        found = _EMPTY.get(ast.unparse(node), "")
        return found if "empty" in found else None

    def _hidden(self, node: ast.expr) -> str | None:
        """Return words for a private attribute or for a member of one: "`size` of the reader"."""
        match node:
            case ast.Attribute(value=ast.Name("self" | "cls"), attr=name) if _is_private(name):
                return self._thing(node, split(name))
            case ast.Attribute(value=inner, attr=name) if not name.startswith("_"):
                holder = self._hidden(inner)
                return f"the {code(name)} of {holder}" if holder else None
            case ast.Subscript(value=inner, slice=ast.Name() | ast.Constant() as key):
                holder = self._hidden(inner)
                return f"item {self._as_written(key)} of {holder}" if holder else None
        return None

    def _given(self, name: str) -> str | None:
        """Return what a private attribute is called that has a public argument's value and name."""
        attribute = attribute_of(name, self.meaning.obj, self.meaning.view)
        if attribute is None or not (attribute.is_given and attribute.is_fixed):
            return None
        is_same = attribute.value == name.lstrip("_")
        return f"the {code(attribute.value)} given at construction" if is_same else None

    def _thing(self, node: ast.Attribute, words: Sequence[str]) -> str | None:
        """Return what an attribute is called in a sentence; only a noun can be."""
        if not _TYING.isdisjoint(words) or not _PLACES.isdisjoint(words[-1:]):
            return self._given(node.attr)
        said = noun_phrase(words, "the")
        if said is not None:
            return f"the {said.removeprefix('the ')}"
        if not words or not all(len(word) > 2 and word.isalpha() for word in words):
            return self._given(node.attr)
        return self._known_thing(node, words) or self._given(node.attr) or self._scalar(node, words)

    def _known_thing(self, node: ast.expr, words: Sequence[str]) -> str | None:
        """Return the words of a name with an article, if the type shows that it's a thing."""
        if words[-1] in VERBS or is_adjective(words[-1]):
            return None
        kinds, _ = self.meaning.type_of(node)
        is_several = is_plural(words[-1]) and bool(kinds & (_SIZED | _TEXTS))
        return f"the {phrase(words)}" if is_several or self.meaning.is_object(node) else None

    def _scalar(self, node: ast.expr, words: Sequence[str]) -> str | None:
        """Return the words of a name with an article, if the type shows a number, text or flag."""
        kinds, may_be_none = self.meaning.type_of(node)
        if kinds == {"bool"}:
            return None if may_be_none else f"the {phrase(words)} flag"
        is_scalar = bool(kinds) and kinds <= _SCALARS and not is_adjective(words[-1])
        return f"the {phrase(words)}" if is_scalar else None

    def _asked_of(self, node: ast.expr) -> str | None:
        """Return words for the call of a method of a private attribute: "`get(1)` on the store"."""
        match node:
            case ast.Call(func=ast.Attribute(value=inner, attr=name)) if not _is_private(name):
                holder = self._hidden(inner)
                if holder is None:
                    return None
                call = ast.Call(ast.Name(name), node.args, node.keywords)
                return f"{self._as_written(call)} on {holder}"
        return None

    def _as_written(self, node: ast.expr) -> str:
        text = _unparsed(node)
        if self._brief and (len(text) > _LONGEST_BRIEF or not text.isprintable()):
            text = _unparsed(elided(node))
        if len(text) > _LONGEST or not text.isprintable() or "`" in text or "\\" in text:
            raise UnsayableError
        return code(text)

    # what something is

    def value(self, node: ast.expr) -> Phrase:
        """Return a noun phrase for a value.

        Raises:
            UnsayableError: If there is none.
        """
        fixed = _EMPTY.get(ast.unparse(node)) if not isinstance(node, ast.Name) else None
        if fixed is not None:
            return Phrase(fixed, worded=True)
        none_of = self._none_of(node)
        if none_of is not None:
            return none_of
        if self._is_question(node):
            return Phrase(f"whether {self.condition(node)}", worded=True)
        found = self._computed(node) or self._displayed(node)
        return found or Phrase(self.code(node), worded=self._hidden(node) is not None)

    def _computed(self, node: ast.expr) -> Phrase | None:
        """Return words for what is called, chosen or taken out of something."""
        match node:
            case ast.Call():
                return self._called(node)
            case ast.Attribute(value=ast.Attribute(ast.Name("self")) as holder, attr=name):
                is_public = not holder.attr.startswith("_")
                return (
                    Phrase(f"the {code(name)} of {self.code(holder)}", True) if is_public else None
                )
            case ast.Subscript(value=holder, slice=key) if _is_end(key):
                return self._end(holder, key)
            case ast.Subscript(value=holder, slice=ast.Constant(str()) as key):
                return Phrase(f"the item {self.code(key)} of {self.code(holder)}", worded=True)
            case ast.IfExp(test=test, body=body, orelse=other):
                words = f"{self.plain(body)} if {self.condition(test)}, otherwise "
                return Phrase(f"{words}{self.plain(other)}", worded=True)
            case ast.BoolOp(op=ast.Or(), values=[first, second]):
                is_plain = not isinstance(first, ast.BoolOp)
                return self._substitute(first, second) if is_plain else None
        return None

    def _displayed(self, node: ast.expr) -> Phrase | None:
        """Return words for a text, a tuple, a dictionary or a comprehension."""
        match node:
            case ast.JoinedStr():
                return self._text(node)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
                return self._comprehension(node)
            case ast.Tuple(elts=[_, _, *_] as parts):
                return self._items("a tuple of", parts)
            case ast.List(elts=[_, *_] as parts):
                return self._items("a list of" if len(parts) > 1 else "a list with only", parts)
            case ast.Set(elts=[_] as parts):
                return self._items("a set with only", parts)
            case ast.BinOp(left=ast.Constant(str() as text), op=ast.Mod(), right=given):
                return self._formatted(text, given)
            case ast.Dict(keys=keys, values=values):
                return self._dictionary(keys, values)
        return None

    def plain(self, node: ast.expr) -> str:
        """Return a noun phrase that can stand beside others: one without a comma."""
        found = self.value(node).text
        if ", " in aloud.plain(found):
            return self.code(node)
        return found

    def _called(self, node: ast.Call) -> Phrase | None:
        """Return words for the result of a call."""
        read = words_of_reading(node)
        if read is not None:
            words, path = read
            return Phrase(filled(words, self.plain(path)), worded=True)
        tested = _tested(node)
        if tested is not None:
            return Phrase(f"whether {self.condition(tested)}", worded=True)
        if any(isinstance(argument, ast.Starred) for argument in node.args):
            return None
        if isinstance(node.func, ast.Name) and node.func.id in ("any", "all", *_OF_ALL):
            return self._folded(node.func.id, node)
        asked = question(node, self._written, holds=True)
        if asked is not None:
            return Phrase(f"whether {asked}", worded=True)
        return self._of_callee(node)

    def _of_callee(self, node: ast.Call) -> Phrase | None:
        """Return words for a call by what is known of the function or class that is called."""
        return (
            self._of_library(node)
            or self._method(node)
            or self._instance(node)
            or self._result(node)
        )

    def _result(self, node: ast.Call) -> Phrase | None:
        """Return words for what a method of a private attribute returns, or an inherited one."""
        match node.func:
            case ast.Attribute(value=ast.Call(func=ast.Name("super")), attr=name):
                inherited = self.code(ast.Call(ast.Name(name), node.args, node.keywords))
                return Phrase(f"the result of the inherited {inherited}", worded=True)
        call = self._asked_of(node)
        return Phrase(f"the result of {call}", worded=True) if call else None

    def _of_library(self, node: ast.Call) -> Phrase | None:
        """Return words for what a function of Python's library gives."""
        name = self.meaning.full_name(node.func)
        if node.keywords or not name:
            return None
        if name == "builtins.len" and len(node.args) == 1:
            return self._size(node.args[0])
        words = CALLED.get((name, len(node.args)))
        if words is None:
            return None
        begin = _OF_EACH.get(name)
        if begin is not None and isinstance(node.args[0], ast.GeneratorExp):
            return self._comprehension(node.args[0], begin)
        is_named = name == "builtins.getattr"  # "whose name is `x` as a string" has two meanings
        if is_named:
            return Phrase(words.format(*map(self.code, node.args)), worded=True)
        of_items = self._of_items(name, list(map(self.plain, node.args)))
        return Phrase(of_items or self._filled(words, node.args), worded=True)

    def _of_items(self, name: str, given: Sequence[str]) -> str | None:
        """Return words for a container made of the items of another, which isn't told then."""
        match = _MADE_OF_ITEMS.fullmatch(given[0]) if len(given) == 1 else None
        begin = _CONTAINERS.get(name)
        if begin is None or match is None:
            return None
        if name == "builtins.list" and match["kind"] == "a sorted list of ":
            return given[0]
        distinct = "distinct " if match["kind"] == "a set of " and "set" not in begin else ""
        return f"{begin} the {distinct}items of {match['rest']}"

    def _end(self, holder: ast.expr, key: ast.expr) -> Phrase | None:
        """Return words for the first or last item of what has an order."""
        kinds, _ = self.meaning.type_of(holder)
        which = "first" if ast.unparse(key) == "0" else "last"
        is_ordered = bool(kinds) and kinds <= {"list", "tuple", "deque"}
        return (
            Phrase(f"the {which} item of {self.code(holder)}", worded=True) if is_ordered else None
        )

    def _size(self, node: ast.expr) -> Phrase:
        kinds, _ = self.meaning.type_of(node)
        noun = "number of items in" if kinds and kinds <= _SIZED else "length of"
        return Phrase(f"the {noun} {self.plain(node)}", worded=True)

    def _method(self, node: ast.Call) -> Phrase | None:
        """Return words for a method of a builtin type."""
        if not isinstance(node.func, ast.Attribute) or node.keywords:
            return None
        if isinstance(node.func.value, ast.Constant):
            return self._joined(node.func.value.value, node.func.attr, node.args)
        key = (node.func.attr, len(node.args))
        kinds, _ = self.meaning.type_of(node.func.value)
        words = TEXT_METHODS.get(key) if kinds <= _TEXTS else None
        if words is None and len(kinds) == 1:
            words = METHODS.get((next(iter(kinds)), *key))
        if words is None:
            return None
        return Phrase(self._filled(words, [node.func.value, *node.args]), worded=True)

    def _filled(self, words: str, parts: Sequence[ast.expr]) -> str:
        """Put parts into words; as code if a reader would get lost in "of" upon "of"."""
        text = words.format(*map(self.plain, parts))
        is_short = aloud.plain(text).count(" of ") <= max(1, words.count(" of "))
        if is_short and not _NAMED_TWICE.search(text):
            return text
        return words.format(*map(self.code, parts))

    def _joined(self, text: object, method: str, given: Sequence[ast.expr]) -> Phrase | None:
        """Return words for what joins texts: "the items of `names`, joined by commas"."""
        if method != "join" or len(given) != 1 or not isinstance(text, str):
            return None
        how = _JOINED.get(text) or _joined_by(text)
        if how is None:
            return None
        match given[0]:
            case ast.GeneratorExp() | ast.ListComp() as inner:
                items = self._comprehension(inner, "all").text.removeprefix("all ")
            case ast.Name() | ast.Attribute() as whole:
                items = f"the items of {self.code(whole)}"
            case _:
                items = f"the items of {self.plain(given[0])}"
        if "," in items:
            return None
        comma = "," * (" for each " in items)  # what is joined isn't the last thing that is named
        return Phrase(f"{items}{comma} {how}", worded=True)

    def _instance(self, node: ast.Call) -> Phrase | None:
        """Return words for a new instance of a class."""
        made = self._made(node)
        if not made:
            return None
        if not node.args and not node.keywords:
            return Phrase(made, worded=True)
        match node:
            case ast.Call(args=[ast.GeneratorExp() as items], keywords=[]):
                told = self._comprehension(items, "all").text.removeprefix("all ")
                return Phrase(f"{made} made from {told}", worded=True)
        named = self._named(node)
        if named:
            return Phrase(f"{made} made from {named}", worded=True)
        given = [self._argument(argument) for argument in node.args]
        given += [self._keyword(keyword) for keyword in node.keywords]
        if len(given) > _MOST_ITEMS:
            return None
        return Phrase(f"{made} made from {listed(given)}", worded=True)

    def _named(self, call: ast.Call) -> str:
        """Return the names of what a call is given, without the values; empty if these are told."""
        names = [code(keyword.arg) for keyword in call.keywords if keyword.arg]
        if call.args or len(names) < max(len(call.keywords), _LEAST_NAMED):
            return ""
        source = _source_of(call)
        if source is not None:
            return f"the values of {listed(some(names, self._most))} in {self.code(source)}"
        return ""

    def _made(self, node: ast.Call) -> str:
        """Return words for what a call makes a new instance of, empty if that isn't known."""
        if ast.unparse(node.func) in ("type(self)", "self.__class__"):
            return "a new instance of the same class"
        if ast.unparse(node.func) == "cls" and "classmethod" in self.meaning.obj.modifiers:
            return "a new instance"
        callee = self.meaning.callee(node)
        if callee is not None:
            is_class = callee.kind == "class"
            return with_article(f"new {code(callee.short_name)}") if is_class else ""
        name = ast.unparse(node.func).rpartition(".")[2]
        is_member = ast.unparse(node.func).startswith(("self.", "cls."))
        if is_member or not isinstance(node.func, ast.Name | ast.Attribute):
            return ""
        return with_article(f"new {code(name)}") if _CLASS.fullmatch(name) else ""

    def _argument(self, node: ast.expr) -> str:
        """Return an argument in words that can stand in a list, or as code."""
        said = self.plain(node)
        return self.code(node) if _JOINS.search(aloud.plain(said)) else said

    def _keyword(self, keyword: ast.keyword) -> str:
        """Return an argument that is given by its name, which a variable of that name tells."""
        value = self.code(keyword.value)
        if keyword.arg is None:
            return f"`**{value[1:]}" if value.startswith("`") else value
        if not value.startswith("`") or value == code(keyword.arg or ""):
            return value
        return f"`{keyword.arg}={value[1:]}"

    def _folded(self, function: str, node: ast.Call) -> Phrase | None:
        """Return words for what is found of all elements: ``any(...)``, ``sum(...)``."""
        if node.keywords:
            return None
        match node.args:
            case [ast.GeneratorExp() | ast.ListComp() as inner]:
                return self._folded_each(function, inner)
            case [ast.Name() | ast.Attribute() | ast.Call() as whole] if function in _OF_ALL:
                return Phrase(f"the {_OF_ALL[function]} of {self.plain(whole)}", worded=True)
            case [_, _] if function in ("max", "min"):
                which = "larger" if function == "max" else "smaller"
                both = listed(list(map(self.plain, node.args)))
                return Phrase(f"the {which} of {both}", worded=True)
        return None

    def _none_of(self, node: ast.expr) -> Phrase | None:
        """Return words for a question that is answered by true if it holds for no element."""
        match node:
            case ast.UnaryOp(
                op=ast.Not(), operand=ast.Call(ast.Name("any"), [ast.GeneratorExp() as inner], [])
            ):
                each = self._each(inner.generators, "no")
                return Phrase(f"whether {self.condition(inner.elt)} for {each}", worded=True)
        return None

    def _folded_each(self, function: str, inner: ast.GeneratorExp | ast.ListComp) -> Phrase | None:
        """Return words for what is found of all that a comprehension gives."""
        if function in ("any", "all"):
            asked = self.condition(inner.elt)
            each = self._each(inner.generators, of_some(asked) if function == "any" else "every")
            return Phrase(f"whether {asked} for {each}", worded=True)
        if function == "sum" and ast.unparse(inner.elt) == "1":
            counted = self._each(inner.generators, "the number of")
            return Phrase(counted, worded=True) if len(inner.generators) == 1 else None
        each = self._each(inner.generators, "each")
        return Phrase(f"the {_OF_ALL[function]} of {self.plain(inner.elt)} for {each}", worded=True)

    def _substitute(self, first: ast.expr, second: ast.expr) -> Phrase:
        values = [self.plain(first), self.plain(second)]
        if any(" if " in value or value.startswith("whether ") for value in values):
            raise UnsayableError
        other = self.truth(first, "it", holds=False)
        if other == "it is not true":
            return Phrase(f"{values[0]} if it is true, otherwise {values[1]}", worded=True)
        return Phrase(f"{values[0]}, or {values[1]} if {other}", worded=True)

    def _is_question(self, node: ast.expr) -> bool:
        """Tell whether an expression is surely true or false."""
        if isinstance(node, ast.BoolOp):
            return all(map(self._is_answer, node.values))
        if isinstance(node, ast.Call):
            return question(node, self._written, holds=True) is not None
        is_negation = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
        return is_negation or isinstance(node, ast.Compare)

    def _is_answer(self, node: ast.expr) -> bool:
        """Tell whether a part of a question is surely true or false."""
        if self._is_question(node) or self._is_truth(node):
            return True
        is_call = isinstance(without_not(node, holds=True)[0], ast.Call)
        return is_call and (self._written(node) or "").startswith("whether ")

    def _is_truth(self, node: ast.expr) -> bool:
        kinds, may_be_none = self.meaning.type_of(node)
        return kinds == {"bool"} and not may_be_none

    def _text(self, node: ast.JoinedStr) -> Phrase:
        """Return words for an f-string: its text, with the names of what is put in."""
        written = ""
        for part in node.values:
            if isinstance(part, ast.Constant):
                written += str(part.value)
            elif isinstance(part, ast.FormattedValue):
                written += _unparsed(ast.JoinedStr([part]))[2:-1]
        if not written.isprintable() or "`" in written or "\\" in written:
            raise UnsayableError
        if len(written) > _LONGEST or written != written.strip():
            raise UnsayableError
        return Phrase(f"the text {code(written)}", worded=True)

    def _comprehension(
        self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp, begin: str = ""
    ) -> Phrase:
        """Return words for a comprehension, or for a container that is made of one.

        Args:
            node: The comprehension.
            begin: Words for the container: "a tuple of".
        """
        noun = {ast.ListComp: "a list of", ast.SetComp: "a set of", ast.DictComp: "a dictionary of"}
        begin = begin or noun.get(type(node), "an iterator over")
        (generator, *more) = node.generators
        whole = self._all_items(node)
        if whole:
            return Phrase(f"{begin} {whole}", worded=True)
        if isinstance(node, ast.DictComp):
            what = f"{self.plain(node.key)} to {self.plain(node.value)}"
        elif ast.unparse(node.elt) == ast.unparse(generator.target) and not more:
            where = self._where(generator.ifs)
            named = f" {self.code(generator.target)}" if where else ""
            kept = f"the items{named} of {self.plain(generator.iter)}{where}"
            return Phrase(f"{begin} {kept}", worded=True)
        else:
            asked = None if more or generator.ifs else self._of_item(node.elt, generator)
            if asked is not None:
                return Phrase(f"{begin} {asked}", worded=True)
            what = self._plural(node.elt)
        return Phrase(f"{begin} {what} for {self._each(node.generators, 'each')}", worded=True)

    def _all_items(self, node: ast.ListComp | ast.SetComp | ast.GeneratorExp | ast.DictComp) -> str:
        """Return what is taken of containers in a container: "all items of `x` for each `x`"."""
        if isinstance(node, ast.DictComp) or len(node.generators) != 2:
            return ""
        outer, inner = node.generators
        is_whole = ast.unparse(node.elt) == ast.unparse(inner.target) and not inner.ifs
        if not is_whole or inner.is_async:
            return ""
        return f"all items of {self.plain(inner.iter)} for {self._each([outer], 'each')}"

    def _of_item(self, element: ast.expr, generator: ast.comprehension) -> str | None:
        """Return what is taken of each item: "the `name` of each item of `fields`"."""
        match element, generator.target:
            case ast.Attribute(value=ast.Name(one), attr=name), ast.Name(other) if one == other:
                return f"the {code(name)} of each item of {self.plain(generator.iter)}"
        return None

    def _plural(self, node: ast.expr) -> str:
        """Return what there are several of: "tuples of `a` and `b`"."""
        found = self.plain(node)
        if found.startswith(("a new ", "an new ")):
            return re.sub(r"^an? (new `[^`]*`)", r"\1 instances", found)
        return f"tuples{found.removeprefix('a tuple')}" if found.startswith("a tuple ") else found

    def _each(self, generators: Sequence[ast.comprehension], which: str) -> str:
        """Return what a comprehension runs over: "each `x` in `xs` for which `x` is positive"."""
        (one, *inner) = generators
        if inner or one.is_async:
            raise UnsayableError
        return self.each(one.target, one.iter, which) + self._where(one.ifs)

    def each(self, target: ast.expr, iterated: ast.expr, which: str = "each") -> str:
        """Return what a loop runs over: "each `x` in `xs`"; of a copy, what it's a copy of."""
        match iterated:
            case ast.Call(func=ast.Name("list" | "tuple" | "iter"), args=[whole], keywords=[]):
                iterated = whole
        target, iterated = _without_unused(target, iterated)
        return f"{which} {self.names(target)} in {self.plain(iterated)}"

    def names(self, target: ast.expr) -> str:
        """Return what a loop or an assignment binds: "`a` and `b`"."""
        parts = target.elts if isinstance(target, ast.Tuple) else [target]
        if isinstance(target, ast.Tuple) and len(parts) == 1:
            raise UnsayableError  # what is bound is the only item of the value
        named = [part for part in parts if ast.unparse(part).strip("_")]
        if not named or any(ast.unparse(part).startswith("_") for part in named):
            raise UnsayableError  # nobody wants to know of it
        return listed(list(map(self.code, named)))

    def _where(self, tests: Sequence[ast.expr]) -> str:
        if not tests:
            return ""
        both = tests[0] if len(tests) == 1 else ast.BoolOp(ast.And(), list(tests))
        return f" for which {self.condition(both)}"

    def _items(self, begin: str, parts: Sequence[ast.expr]) -> Phrase | None:
        if any(isinstance(part, ast.Starred) for part in parts):
            return None
        if len(parts) > self._most and not all(isinstance(p, ast.Constant) for p in parts):
            return None
        items = some(list(map(self.plain, parts)), self._most)
        if len(parts) > 1 and any(_JOINS.search(aloud.plain(item)) for item in items):
            return None
        return Phrase(f"{begin} {listed(items)}", worded=True)

    def _formatted(self, text: str, given: ast.expr) -> Phrase | None:
        """Return words for a text that ``%`` fills: the text with what is put in."""
        values = list(given.elts) if isinstance(given, ast.Tuple) else [given]
        parts = text.split("%s")
        if len(parts) != len(values) + 1 or "%" in "".join(parts) or "{" in text or "}" in text:
            return None
        if not isinstance(given, ast.Tuple | ast.Name | ast.Attribute | ast.Call):
            return None
        filled: list[ast.expr] = [ast.Constant(parts[0])]
        for value, part in zip(values, parts[1:], strict=True):
            filled += [ast.FormattedValue(value, -1), ast.Constant(part)]
        return self._text(ast.JoinedStr(filled))

    def _dictionary(
        self, keys: Sequence[ast.expr | None], values: Sequence[ast.expr]
    ) -> Phrase | None:
        if not keys:
            raise UnsayableError
        if not all(isinstance(key, ast.Constant) and isinstance(key.value, str) for key in keys):
            return None
        if len(keys) > _MOST_KEYS:
            return None
        named = [self.code(key) for key in keys if key is not None]
        told = self._told_values(values)
        if told is not None:
            named = [f"{name} ({value})" for name, value in zip(named, told, strict=True)]
        names = listed(some(named, self._most))
        return Phrase(f"a dictionary with the key{'s' * (len(keys) > 1)} {names}", worded=True)

    def _told_values(self, values: Sequence[ast.expr]) -> list[str] | None:
        """Return the values of a dictionary as code, None if these are many, long or all names."""
        if self._brief or len(values) > _MOST_VALUES or not any(map(_is_telling, values)):
            return None
        told = list(map(self.code, values))
        return told if all(len(text) <= _LONGEST_VALUE for text in told) else None

    # whether something is so

    def condition(self, test: ast.expr, *, holds: bool = True) -> str:
        """Return a condition in words.

        Raises:
            UnsayableError: If there are none.
        """
        test, holds = without_not(test, holds=holds)
        if isinstance(test, ast.Compare) and self.meaning.is_overloaded(test):
            raise UnsayableError
        test = _tested(test) or test
        words = condition(_as_membership(test), holds, self._written, self._truth, exact=True)
        if words is not None and "whether " not in aloud.plain(words):
            return words
        is_plain = not any(isinstance(part, ast.Compare) for part in ast.walk(test))
        if isinstance(test, ast.BoolOp) and holds and is_plain:
            return f"{self.code(test)} is true"
        raise UnsayableError

    def _written(self, node: ast.expr) -> str | None:
        try:
            return self.plain(node) if isinstance(node, ast.Call) else self.code(node)
        except UnsayableError:
            return None

    def _truth(self, node: ast.expr, name: str, holds: bool) -> str | None:
        if name.startswith("whether "):
            return answered(name.removeprefix("whether "), holds=holds)
        if not name.startswith(("`", "the ")):
            return None
        if isinstance(node, ast.Compare):
            return f"{name} {'holds' if holds else 'does not hold'}"
        return self.truth(node, name, holds=holds)

    def truth(self, node: ast.expr, name: str, *, holds: bool) -> str:
        """Say that a value is true, or that it isn't, as far as its type tells what that is."""
        kinds, may_be_none = self._type_of(node)
        if may_be_none and self.meaning.is_always_true(node):
            return _one_of(name, ["`None`"], holds=not holds)
        if not kinds or not kinds <= _FALSE.keys():
            return _one_of(name, ["true"], holds=holds)
        words = list(dict.fromkeys(_FALSE[kind] for kind in sorted(kinds)))
        if words == ["false"] and (holds or may_be_none):
            return _one_of(name, ["true"], holds=holds)
        words += ["`None`"] if may_be_none else []
        return _one_of(name, words, holds=not holds)

    def _type_of(self, node: ast.expr) -> tuple[frozenset[str], bool]:
        """Return the type of a value; of what a method gives that only texts have, a text's."""
        match node:
            case ast.Call(func=ast.Attribute(value=holder, attr=method)) if method in _GIVES_TEXT:
                if self.meaning.callee(node) is None and self.meaning.type_of(holder)[0] <= _TEXTS:
                    return frozenset({"str"}), False
        return self.meaning.type_of(node)

    # what is done

    def performed(self, node: ast.expr) -> Clause:
        """Return a clause for a call that is made for its effect."""
        if isinstance(node, ast.Await):
            return Clause("await", self.code(node.value))
        assert isinstance(node, ast.Call)
        level = self.log_level(node)
        if level is not None:
            return Clause("log", level, worded=True)
        written = words_of_writing(node)
        if written is not None:
            words, *parts = written
            verb, _, rest = words.partition(" ")
            return Clause(verb, filled(rest, *map(self.plain, parts)), worded=True)
        known = self._by_library(node) or self._inherited(node)
        if known is not None:
            return known
        call = self._asked_of(node)
        return Clause("call", call, worded=True) if call else Clause("call", self._whole(node))

    def _whole(self, call: ast.Call) -> str:
        """Return a call as code, with what it's given: that is all that a reader learns of it."""
        written = self.code(call)
        if is_elided(call, written):
            raise UnsayableError
        return written

    def log_level(self, node: ast.expr) -> str | None:
        """Return what a call logs, None if it's no call of a logger."""
        match node:
            case ast.Call(func=ast.Attribute(value=logger, attr=level)) if level in _LOG_LEVELS:
                name = logger.attr if isinstance(logger, ast.Attribute) else ast.unparse(logger)
                return _LOG_LEVELS[level] if name in _LOGGERS else None
        return None

    def _by_library(self, node: ast.Call) -> Clause | None:
        if node.keywords or any(isinstance(argument, ast.Starred) for argument in node.args):
            return None
        name = self.meaning.full_name(node.func)
        known = PERFORMED.get((name, len(node.args))) if name else None
        given = node.args
        if known is None and isinstance(node.func, ast.Attribute):
            kinds, may_be_none = self.meaning.type_of(node.func.value)
            if len(kinds) == 1 and not may_be_none:
                known = PERFORMED.get((f"{next(iter(kinds))}.{node.func.attr}", len(node.args)))
                given = [node.func.value, *node.args]
        if known is None:
            return None
        verb, _, rest = known.partition(" ")
        return Clause(verb, rest.format(*map(self.plain, given)), worded=True)

    def _inherited(self, node: ast.Call) -> Clause | None:
        match node.func:
            case ast.Attribute(value=ast.Call(func=ast.Name("super")), attr=name):
                if not node.args and not node.keywords and name == self.meaning.obj.short_name:
                    return Clause("do", f"what the inherited {code(name)} does")
                inherited = ast.Call(ast.Name(name), node.args, node.keywords)
                return Clause("call", f"the inherited {self._whole(inherited)}")
        return None

    def assigned(self, targets: Sequence[ast.expr], value: ast.expr) -> Clause:
        """Return a clause for what is set to a value, one thing or several."""
        found = self.value(value)
        if isinstance(value, ast.Constant) and not found.worded:
            found = found._replace(worded=True)
        if len(targets) == 1 and _is_kept(targets[0], value):
            return Clause("store", found.text)
        place = listed(list(map(self.code, targets)))
        is_worded = found.worded or not (place.startswith("`") or isinstance(value, ast.Name))
        return Clause("set", f"{place} to {found.text}", is_worded)

    def changed(self, target: ast.expr, operator: str, value: ast.expr) -> Clause:
        """Return a clause for what is changed in place."""
        found = self.value(value)
        where = self.code(target)
        is_number = isinstance(value, ast.Constant) and isinstance(value.value, int | float)
        if operator == "+" and is_number:
            return Clause("increase", f"{where} by {found.text}", worded=True)
        if operator == "-" and is_number:
            return Clause("decrease", f"{where} by {found.text}", worded=True)
        if operator == "+":
            return Clause("add", f"{found.text} to {where}", worded=True)
        if operator == "-":
            return Clause("subtract", f"{found.text} from {where}", worded=True)
        raise UnsayableError

    def deleted(self, target: ast.expr) -> Clause:
        """Return a clause for what is deleted."""
        return Clause("delete", self.code(target), worded=True)


def _is_telling(value: ast.expr) -> bool:
    """Tell whether a value in a dictionary says what that is for: a text, a number, a constant."""
    return isinstance(value, ast.Constant) and value.value is not None


def _without_unused(target: ast.expr, iterated: ast.expr) -> tuple[ast.expr, ast.expr]:
    """Return what a loop binds and runs over, without a key or value that is called ``_``."""
    match target, iterated:
        case (
            ast.Tuple(elts=[ast.Name("_"), ast.Name() as value]),
            ast.Call(func=ast.Attribute(value=holder, attr="items"), args=[], keywords=[]),
        ):
            return value, ast.Call(ast.Attribute(holder, "values", ast.Load()), [], [])
        case (
            ast.Tuple(elts=[ast.Name() as key, ast.Name("_")]),
            ast.Call(func=ast.Attribute(value=holder, attr="items"), args=[], keywords=[]),
        ):
            return key, holder
    return target, iterated


def _is_kept(target: ast.expr, value: ast.expr) -> bool:
    """Tell whether a private attribute is set to what is given by its name."""
    match target, value:
        case ast.Attribute(ast.Name("self"), name), ast.Name(given):
            is_noun = noun_phrase(split(name)) is not None
            return _is_private(name) and name.lstrip("_") == given and not is_noun
    return False


def _source_of(call: ast.Call) -> ast.expr | None:
    """Return what a call has all its arguments from, each from the attribute of its name."""
    sources: dict[str, ast.expr] = {}
    for keyword in call.keywords:
        match keyword.value:
            case ast.Attribute(value=source, attr=name) if name == keyword.arg:
                sources[ast.unparse(source)] = source
            case _:
                return None
    return next(iter(sources.values())) if len(sources) == 1 else None


_LEAST_NAMED = 3


def _as_membership(test: ast.expr) -> ast.expr:
    """Return several comparisons of one thing with literals as one question: "is one of"."""
    if not isinstance(test, ast.BoolOp):
        return test
    equal, within = (ast.Eq, ast.In) if isinstance(test.op, ast.Or) else (ast.NotEq, ast.NotIn)
    members: list[ast.expr] = []
    things: set[str] = set()
    for part in test.values:
        match part:
            case ast.Compare(left=left, ops=[op], comparators=[ast.Constant() as member]) if (
                isinstance(op, equal)
            ):
                things.add(ast.unparse(left))
                members.append(member)
            case _:
                return test
    if len(things) != 1:
        return test
    return ast.Compare(ast.parse(things.pop(), mode="eval").body, [within()], [ast.Tuple(members)])


def _unparsed(node: ast.expr) -> str:
    """Return the code of an expression."""
    try:
        return ast.unparse(node)
    except ValueError:  # before Python 3.12, of a text in an f-string that needs a backslash
        raise UnsayableError from None


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.endswith("__")


_CLASS = re.compile(r"[A-Z]+[a-z]\w*")
"""Form of the names of classes, and of hardly anything else."""


def _is_end(key: ast.expr) -> bool:
    return ast.unparse(key) in ("0", "-1")


def _one_of(name: str, words: list[str], *, holds: bool) -> str:
    """Say that a value is one of some, or that it's none of them."""
    if holds:
        return f"{name} is {listed(words, 'or')}"
    if len(words) == 1:
        return f"{name} is not {words[0]}"
    return f"{name} is neither {listed(words, 'nor')}"


def _tested(node: ast.expr) -> ast.expr | None:
    """Return what ``bool`` is called with, None if an expression is anything else."""
    match node:
        case ast.Call(ast.Name("bool"), [given], []):
            return given
    return None


def _joined_by(text: str) -> str | None:
    """Return words for a text that joins others, None if it can't stand in a sentence."""
    if not text.isprintable() or "`" in text or "\\" in text:
        return None
    return f"joined by {code(repr(text))}"


_GIVES_TEXT = frozenset({
    "capitalize", "casefold", "lower", "lstrip", "removeprefix", "removesuffix", "rstrip", "strip",
    "title", "upper",
})  # fmt: skip
"""Methods of texts that give a text, and that nothing else has."""

_NAMED_TWICE = re.compile(r"\b(?:directory|event|file|path|pickle|thread|variable) (?:an?|the) ")
"""A noun before a phrase that has a noun of its own: "the normalized path the path of"."""

_FALSE = {
    **dict.fromkeys(("str", "bytes", "bytearray", "list", "tuple", "dict", "set"), "empty"),
    **dict.fromkeys(("frozenset", "deque", "OrderedDict"), "empty"),
    **dict.fromkeys(("int", "float", "complex"), "zero"),
    "bool": "false",
}
"""Words for a false value of a built-in type."""
