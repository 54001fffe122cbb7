"""The unit under construction: its terms, the names bound at this point, and what is left behind.

A :class:`Builder` grows one :class:`~sphinxcontrib_autodocgen.model.Unit`. Its environment maps
names, and attribute paths such as ``self.x``, to the term that they hold at this point of the
code; branches copy it, and joining them makes ``phi`` terms.
"""

from __future__ import annotations

from collections.abc import Iterable

from astroid import nodes

from ...model import Slot, Store, Term, Unit

__all__ = ["DEAD", "Builder", "Env"]

DEAD = -2
"""Guard of code that can't be reached."""

MAX_TERMS = 60_000
"""Size after which the rest of a unit isn't read."""

_SHARED = {"lit", "name", "none", "unknown", "param", "cell", "import", "func", "class"}


class Env:
    """What names hold at one point.

    Attributes:
        names: Terms by name or attribute path.
        guard: A term that never ends if this point can't be reached; -1 if it surely can,
            :data:`DEAD` if it surely can't.
    """

    __slots__ = ("guard", "names")

    def __init__(self, names: dict[str, int] | None = None, guard: int = -1) -> None:
        self.names: dict[str, int] = {} if names is None else names
        self.guard = guard

    def copy(self) -> Env:
        """Return an independent copy, for a branch."""
        return Env(dict(self.names), self.guard)

    @property
    def dead(self) -> bool:
        """Whether this point can't be reached."""
        return self.guard == DEAD


class Builder:
    """Collects the terms and facts of one unit.

    Args:
        kind: The unit's kind.
        name: Its full name.
        index: Its position in the module.
        node: Its tree.
    """

    def __init__(self, kind: str, name: str, index: int, node: nodes.NodeNG) -> None:
        self.kind = kind
        self.name = name
        self.index = index
        self.node = node
        self.line = 0
        self.owner = ""
        self.annotation = ""
        self.slots: tuple[Slot, ...] = ()
        self.words: set[str] = set()
        self.terms: list[tuple[str, str, tuple[int, ...], int]] = []
        self.returns: list[tuple[int, int, int]] = []
        self.yields: list[tuple[int, int]] = []
        self.stores: list[Store] = []
        self.calls: list[tuple[int, tuple[str, ...]]] = []
        self.env = Env()
        self.catches: list[tuple[str, ...]] = []
        self.loops: list[tuple[list[Env], list[Env]]] = []
        self.captures = False
        self.outer_names: dict[str, str] = {}
        self._shared: dict[tuple[str, str], int] = {}

    def add(self, op: str, text: str = "", refs: tuple[int, ...] = (), line: int = 0) -> int:
        """Append a term and return its position; equal simple ones are shared."""
        if op in _SHARED and not refs:
            known = self._shared.get((op, text))
            if known is not None:
                return known
            self._shared[op, text] = len(self.terms)
        self.terms.append((op, text, refs, line))
        return len(self.terms) - 1

    @property
    def full(self) -> bool:
        """Whether the unit has grown beyond what is read."""
        return len(self.terms) > MAX_TERMS

    def unknown(self) -> int:
        """Return the term that says nothing."""
        return self.add("unknown")

    def phi(self, refs: Iterable[int]) -> int:
        """Return the union of terms."""
        unique = tuple(dict.fromkeys(refs))
        return unique[0] if len(unique) == 1 else self.add("phi", "", unique)

    def bind(self, name: str, term: int, line: int, annotation: str = "") -> None:
        """Bind a name of this unit's own scope, or of the one it is declared to belong to."""
        outer = self.outer_names.get(name)
        if outer is not None:
            kind, _, text = outer.partition(" ")
            self.stores.append(Store(kind, text or name, term, -1, line))
            self.env.names[name] = term
            return
        self.env.names[name] = term
        self._forget_paths(name)
        if self.kind in ("module", "class"):
            kind = "global" if self.kind == "module" else "class"
            self.stores.append(Store(kind, name, term, -1, line, annotation))
        elif self.captures:
            self.stores.append(Store("cell", name, term, -1, line, annotation))

    def _forget_paths(self, name: str) -> None:
        prefix = name + "."
        for key in [key for key in self.env.names if key.startswith(prefix)]:
            del self.env.names[key]

    def guarded(self, call: int) -> None:
        """Note that what follows isn't reached if a call never ends."""
        guard = self.env.guard
        if guard != DEAD:
            self.env.guard = call if guard == -1 else self.add("seq", "", (guard, call))

    def join(self, branches: list[Env], before: int) -> Env:
        """Return the environment after branches that began with the guard ``before``.

        Args:
            branches: Where they end.
            before: The guard at their beginning.
        """
        alive = [branch for branch in branches if not branch.dead]
        if not alive:
            return Env({}, DEAD)
        if len(alive) == 1:
            return alive[0]
        names = dict.fromkeys(name for branch in alive for name in branch.names)
        joined: dict[str, int] = {}
        for name in names:
            if "." in name and not all(name in branch.names for branch in alive):
                continue
            joined[name] = self._joined(name, alive, before)
        return Env(joined, self._joined_guard(alive, before))

    def _joined(self, name: str, alive: list[Env], before: int) -> int:
        refs = {branch.names[name] for branch in alive if name in branch.names}
        if len(refs) == 1:
            return refs.pop()
        parts = []
        for branch in alive:
            if name in branch.names:
                term = branch.names[name]
                if branch.guard not in (before, -1):
                    term = self.add("unless", "", (branch.guard, term))
                parts.append(term)
        return self.phi(parts)

    def _joined_guard(self, alive: list[Env], before: int) -> int:
        guards = [branch.guard for branch in alive]
        if any(guard in (before, -1) for guard in guards):
            return before
        both = guards[0]
        for guard in guards[1:]:
            both = both if both == guard else self.add("both", "", (both, guard))
        return both

    def finish(self) -> Unit:
        """Return the unit; of one that is too large nobody knows what else it gives."""
        if self.full:
            self.returns.append((self.unknown(), -1, 0))
            self.yields += [(self.unknown(), 0)] if self.yields else []
            self.env.guard = DEAD
        return Unit(
            kind=self.kind,
            name=self.name,
            line=self.line,
            owner=self.owner,
            slots=self.slots,
            words=tuple(sorted(self.words)),
            terms=tuple(Term(*term) for term in self.terms),
            returns=tuple(self.returns),
            yields=tuple(self.yields),
            end=self.env.guard,
            stores=tuple(self.stores),
            calls=tuple(self.calls),
            annotation=self.annotation,
        )
