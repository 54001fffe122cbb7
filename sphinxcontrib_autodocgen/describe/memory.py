"""What was shown when the project was last analysed, kept in the cache until it has been judged.

A suggestion that has become a docstring stays here until somebody writes the verdict into the
repository, and changes nothing until then: what a build says mustn't depend on a cache, and a text
that a program put into the source mustn't vouch for itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

import msgspec

from .. import feedback
from ..cache import Cache
from ..feedback import Verdict
from ..model import Module, Project
from ..settings import Settings
from . import suggested
from .suggested import Suggestion

__all__ = ["Memory"]


class _Shown(msgspec.Struct, frozen=True):
    """The suggestions of one module, as an entry of the cache."""

    suggestions: tuple[Suggestion, ...] = ()


class Memory:
    """The suggestions of the last run.

    Args:
        settings: Say where they are kept.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._store = Cache(settings, _Shown)

    def verdicts(self, project: Project, known: Iterable[Verdict]) -> tuple[Verdict, ...]:
        """Return what docstrings say of suggestions that stood in their place before.

        Args:
            project: The project, before anything is suggested.
            known: The verdicts in the repository; on a text that is among them there's no other.
        """
        earlier = [s for module in project.modules.values() for s in self._get(module)]
        settled = {verdict.key for verdict in known}
        found = suggested.become(earlier, project, feedback.now())
        return tuple(verdict for verdict in found if verdict.key not in settled)

    def keep(self, project: Project, implied: Sequence[Verdict]) -> None:
        """Remember what is shown now, and what isn't in the repository yet of what was.

        Args:
            project: The project as it's shown.
            implied: What :meth:`verdicts` returned.
        """
        pending = {verdict.key for verdict in implied}
        by_object: dict[str, list[Suggestion]] = {}
        for suggestion in suggested.shown(project, self._settings):
            by_object.setdefault(suggestion.object, []).append(suggestion)
        for module in project.modules.values():
            known = self._get(module)
            kept = [s for s in known if (s.object, s.part, s.text) in pending]
            now = [s for name in _names(module) for s in by_object.get(name, ())]
            self._put(module, known, (*kept, *now))

    def forget(self, project: Project, names: Iterable[str]) -> None:
        """Forget the suggestions for some objects, because a program wrote them into the source.

        Nobody judged them, so that they're in the source now says nothing.

        Args:
            project: The project that the objects are in.
            names: Full names of the objects.
        """
        gone = set(names)
        for module in project.modules.values():
            known = self._get(module)
            self._put(module, known, tuple(s for s in known if s.object not in gone))

    def _get(self, module: Module) -> tuple[Suggestion, ...]:
        found = self._store.get(_key(module))
        return found.suggestions if found is not None else ()

    def _put(
        self, module: Module, known: tuple[Suggestion, ...], now: tuple[Suggestion, ...]
    ) -> None:
        if now != known:
            self._store.put(_key(module), _Shown(now))


def _key(module: Module) -> str:
    text = f"shown\0{module.name}\0{module.path}"
    return hashlib.blake2b(text.encode(errors="surrogateescape"), digest_size=20).hexdigest()


def _names(module: Module) -> Iterable[str]:
    return dict.fromkeys(obj.name for obj in module.objects)
