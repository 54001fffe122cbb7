"""What was suggested in the last run, as it's kept in the local cache: one entry for each package.

It's written and read here without knowing any rule, so that a run without changes can do it.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable

import msgspec

from .cache import Cache
from .feedback import Suggestion
from .model import Module, Source
from .settings import Settings

__all__ = ["ByModule", "Suggestions"]


ByModule = dict[str, tuple[Suggestion, ...]]
"""Suggestions by the name of their module; one without any isn't there."""


class _Shown(msgspec.Struct, frozen=True):
    """The suggestions of one package."""

    modules: ByModule


class Suggestions:
    """The suggestions of the last runs.

    Args:
        settings: Say where they are kept.
    """

    def __init__(self, settings: Settings) -> None:
        self._store = Cache(settings, _Shown, private=True)

    def get(self, modules: Iterable[Module | Source]) -> ByModule:
        """Return the suggestions of some modules.

        Args:
            modules: The modules, or their sources.
        """
        found: ByModule = {}
        for key, names in _keys(modules).items():
            known = self._known(key)
            found |= {name: known[name] for name in names if name in known}
        return found

    def put(self, modules: Iterable[Module | Source], suggestions: ByModule) -> None:
        """Keep the suggestions of some modules in place of those that were kept of them.

        Args:
            modules: The modules, or their sources.
            suggestions: All that there are now.
        """
        now = {name: found for name, found in suggestions.items() if found}
        for key, names in _keys(modules).items():
            known = self._known(key)
            rest = {name: found for name, found in known.items() if name not in names}
            changed = rest | {name: now[name] for name in names if name in now}
            if changed != known:
                self._store.put(key, _Shown(changed))

    def _known(self, key: str) -> ByModule:
        found = self._store.get(key)
        return found.modules if found is not None else {}


def _keys(modules: Iterable[Module | Source]) -> dict[str, set[str]]:
    """Return the names of modules by the key of their package in its place."""
    found: dict[str, set[str]] = {}
    for module in modules:
        top = module.name.partition(".")[0]
        text = f"shown\0{top}\0{_root(module)}"
        key = hashlib.blake2b(text.encode(errors="surrogateescape"), digest_size=20).hexdigest()
        found.setdefault(key, set()).add(module.name)
    return found


def _root(module: Module | Source) -> str:
    """Return the folder that a module's name begins in."""
    folder, file = os.path.split(module.path)
    for _ in range(module.name.count(".") + file.startswith("__init__.")):
        folder = os.path.dirname(folder)  # noqa: PTH120  # there's one of any text
    return folder
