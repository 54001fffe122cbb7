"""The steps of a function without what the other sections of its docstring tell.

What is raised if an argument is refused has a section of its own; what is asserted of the state, or
logged besides, nobody needs to know.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from msgspec.structs import replace

from ..model import Object, Step
from .meaning import parsed, walk
from .paraphrase import Paraphrase, UnsayableError

__all__ = ["Essential", "exception", "exception_name"]


class Essential:
    """Finds what is to be told of the steps of a function.

    Args:
        obj: The function.
        words: Puts its expressions in words.

    Attributes:
        obj: The function.
        words: Puts its expressions in words.
    """

    def __init__(self, obj: Object, words: Paraphrase) -> None:
        self.obj = obj
        self.words = words

    def _essential(self, steps: Sequence[Step]) -> tuple[Step, ...]:
        """Return the steps without what is only refused, asserted or logged, if others are left."""
        if any(step.kind == "assert" and self._refuses(step) for step in steps):
            raise UnsayableError  # an assertion has no section that tells it
        done = tuple(step for step in steps if step.kind != "assert")
        found = [step for step in done if not self._is_log(step)]
        return tuple(self._without_guards(found)) if found else done

    def _without_guards(self, steps: Sequence[Step]) -> Iterator[Step]:
        """Yield the steps, without those that only refuse something before others."""
        for index, step in enumerate(steps):
            rest = (*step.otherwise, *steps[index + 1 :])
            if self._is_told_guard(step) and any(map(_is_more, walk(rest))):
                yield from self._essential(step.otherwise)
            else:
                yield step

    def _refuses(self, step: Step) -> bool:
        """Tell whether an assertion asks of an argument more than its annotation says."""
        names = {n.id for n in ast.walk(parsed(step.value)) if isinstance(n, ast.Name)}
        return any(parameter.name in names for parameter in self.obj.parameters)

    def _is_told_guard(self, step: Step) -> bool:
        """Tell whether a step only refuses something, which is told among the exceptions."""
        step = self._both(step) if step.kind == "if" else step
        return _is_guard(step) and self._is_listed(step.inside[0])

    def _is_listed(self, step: Step) -> bool:
        """Tell whether the exception that a step raises is one of those that are listed."""
        known = {raised.type.rpartition(".")[2] for raised in self.obj.raises}
        return bool(step.value) and exception(step).rpartition(".")[2] in known

    def _is_log(self, step: Step) -> bool:
        return step.kind == "call" and self.words.log_level(parsed(step.value)) is not None

    def _even(self, step: Step) -> Step:
        """Leave out what the other case refuses, if what the first refuses is left out."""
        if self._essential(step.inside) == step.inside:
            return step
        return replace(step, otherwise=self._essential(step.otherwise))

    def _both(self, step: Step) -> Step:
        """Return a condition that holds nothing but another one as one on both."""
        match self._essential(step.inside):
            case (Step(kind="if", otherwise=()) as inner,) if not step.otherwise and inner.inside:
                inner = self._both(inner)
                return replace(inner, value=f"({step.value}) and ({inner.value})")
        return step


def exception(step: Step) -> str:
    """Return the name of the exception that a step raises.

    Args:
        step: The step.

    Raises:
        UnsayableError: If it raises the one that was caught, or what a function makes.
    """
    name = exception_name(parsed(step.value)) if step.value else ""
    if not name:
        raise UnsayableError
    return name


def exception_name(node: ast.expr) -> str:
    """Return the name of an exception, empty if it may be that of a function that makes one.

    Args:
        node: What is raised.
    """
    if not isinstance(node, ast.Call):
        return ast.unparse(node)
    name = ast.unparse(node.func)
    last = name.rpartition(".")[2].lstrip("_")
    return name if last[:1].isupper() or last == "error" else ""


def _is_guard(step: Step) -> bool:
    """Tell whether a step does nothing but refuse something."""
    return step.kind == "if" and [inner.kind for inner in step.inside] == ["raise"]


def _is_more(step: Step) -> bool:
    """Tell whether a step is more than that something is refused."""
    return step.kind not in ("raise", "if")
