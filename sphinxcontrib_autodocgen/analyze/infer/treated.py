"""Which terms give what a function treats as data, as no function ever is treated."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from ...ir import Term
from .cells import Fn

__all__ = ["DataFinder"]

_OF_DATA = {"iter", "unpack", "slice", "bound", "bin", "un", "enter", "aenter"}
"""Terms that are of data, never of functions."""

_TAKING_DATA = {
    "len", "sum", "sorted", "reversed", "zip", "map", "filter", "enumerate", "min", "max", "any",
    "all", "list", "tuple", "set", "frozenset", "dict", "str", "int", "float",
}  # fmt: skip
"""Built-in functions whose arguments are data, but for what ``map`` and ``filter`` call."""

_IDENTITY = {"is", "is not"}


class DataFinder:
    """Follows terms to where they are used.

    Args:
        fn: The function that they are of.
    """

    def __init__(self, fn: Fn) -> None:
        self.fn = fn
        self.terms = fn.unit.terms

    def is_data(self, index: int) -> bool:
        """Tell whether what a term gives is treated as no function ever is."""
        if index in self._given_back:
            return True
        return any(self._treats_as_data(user, index) for user in self._users.get(index, ()))

    @cached_property
    def _given_back(self) -> set[int]:
        return {term for term, *_ in (*self.fn.unit.returns, *self.fn.unit.yields)}

    @cached_property
    def _users(self) -> dict[int, list[int]]:
        """The terms that each term is an operand of."""
        found: dict[int, list[int]] = defaultdict(list)
        for user, term in enumerate(self.terms):
            for ref in term.refs:
                found[ref].append(user)
        return found

    def _treats_as_data(self, user: int, index: int) -> bool:
        term = self.terms[user]
        if term.op == "call":
            return index in term.refs[1:] and self._takes_data(term, index)
        if term.op == "narrow":
            return self.is_data(user)
        if term.op == "sub":
            return term.refs[0] == index
        return term.op in _OF_DATA or (term.op == "cmp" and term.text not in _IDENTITY)

    def _takes_data(self, call: Term, index: int) -> bool:
        """Tell whether a call is one of a built-in function that takes data there."""
        function = self.terms[call.refs[0]]
        if function.op != "name" or function.text not in _TAKING_DATA:
            return False
        return function.text not in ("map", "filter") or call.refs[1] != index
