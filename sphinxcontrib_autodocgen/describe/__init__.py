"""The words: what can be truly and usefully said of code that its author didn't describe.

:func:`describe` asks every rule, and what was learned from the project's own docstrings, and keeps
the most confident answer. Both see records, never code, and say nothing rather than something
empty: a phrase that only repeats a name isn't a description.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec.structs import replace

from .. import execute
from ..feedback import Verdict
from ..garbage import postponed_collection
from ..model import Module, Project
from ..settings import Settings
from .bases import base_modules
from .view import View

__all__ = ["base_modules", "describe"]

_SECONDS = 4e-4
"""About the seconds that the words of an object take."""


@postponed_collection()
def describe(
    project: Project,
    settings: Settings,
    verdicts: Iterable[Verdict] = (),
    outside: Iterable[Module] = (),
) -> Project:
    """Return a project in which what the authors left undescribed has words, if there are any.

    Args:
        project: The analysed project; it isn't changed.
        settings: Say what is learned, and which rules count.
        verdicts: What was said of texts that were suggested before.
        outside: Modules of other packages, whose classes the project's derive from.

    Returns:
        A project with the same objects. Author's texts, and guesses that are there already, stay
        as they are.
    """
    from .writer import WordedModule, Writer  # noqa: PLC0415  # all rules: with a warm cache none is asked

    writer = Writer(View(project, outside), settings, tuple(verdicts))
    before = list(project.modules.values())

    def written(number: int) -> WordedModule:
        return writer.written(before[number])

    seconds = [len(module.objects) * _SECONDS for module in before]
    jobs = execute.copies(seconds, settings)
    if jobs:
        writer.prepare(jobs)
    found = execute.divided(written, WordedModule, seconds, jobs)
    problems = [*project.problems, *writer.problems]
    modules = []
    for module, part in zip(before, found, strict=True):
        modules.append(replace(module, objects=part.objects))
        problems += part.problems
        writer.learn(part)
    writer.keep()
    return Project(modules, problems)
