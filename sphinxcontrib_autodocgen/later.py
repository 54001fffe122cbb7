"""Functions and classes whose modules are imported when they are first used.

A build that has nothing to do imports little then. An ordinary import stands beside it, for type
checkers and for the contracts of the layers::

    if TYPE_CHECKING:
        from . import members
    else:
        members = later.LaterModule(".members", __package__)

What such a module offers can be called and asked for attributes; its constants can't be read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from importlib.util import resolve_name
from typing import Any

__all__ = ["Later", "LaterModule", "knowing", "load", "made", "now"]


class Later(type):
    """Stands for a function or class that is looked for when it's used.

    It's a class itself, because some ask what a directive derives from before they use it.

    Args:
        name: Its name.
        find: Returns it; called at each use.
        known: Attributes that can be read without it.
    """

    def __new__(cls, name: str, find: Callable[[], Any], known: Mapping[str, object]) -> Later:
        """Make it without looking for what it stands for."""
        return super().__new__(cls, name, (), {**known, "_find": staticmethod(find)})

    def __init__(cls, name: str, *_: object) -> None:
        """Be a class without bases."""
        super().__init__(name, (), {})

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        """Call what it stands for."""
        return now(cls)(*arguments, **named)

    def __getattr__(cls, name: str) -> Any:
        """Return an attribute of what it stands for."""
        return getattr(now(cls), name)


def now(thing: Any) -> Any:
    """Return what something stands for, itself if it's no :class:`Later`."""
    return thing._find() if isinstance(thing, Later) else thing  # noqa: SLF001


def made(make: Callable[..., Any], *arguments: Any) -> Any:
    """Return what stands for the result of a call; it's called once, when that is used.

    Args:
        make: The function or class to call.
        *arguments: What it's given; the result is named as the first, if that has a name.
    """
    name = getattr(arguments[0], "__name__", "") if arguments else ""
    return Later(name or make.__name__, cache(lambda: make(*arguments)), {})


def knowing(thing: Any, **known: object) -> Any:
    """Return what stands for something, with attributes that are read without looking for it."""
    return Later(thing.__name__, lambda: now(thing), known)


class LaterModule:
    """Stands for a module; its attributes are instances of :class:`Later`.

    Args:
        name: Its name, with dots in front as in an import.
        package: The package that they count from.
    """

    def __init__(self, name: str, package: str | None) -> None:
        self._name = resolve_name(name, package)
        self._imported = cache(lambda: import_module(self._name))  # at each use, asking is dear

    def __getattr__(self, name: str) -> Later:
        """Return what stands for a function or class of the module."""
        if name.startswith("__"):
            raise AttributeError(name)
        found = Later(name, lambda: getattr(load(self), name), {"__module__": self._name})
        setattr(self, name, found)
        return found


def load(module: Any) -> Any:
    """Import what a :class:`LaterModule` stands for; anything else is returned as it is."""
    if isinstance(module, LaterModule):
        return module._imported()  # noqa: SLF001
    return module
