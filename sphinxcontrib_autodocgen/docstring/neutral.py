"""The style-neutral record of a docstring; what every style reads into and writes from.

It holds text only: it never points back at a syntax tree or at the object it describes, so that
reading a docstring and knowing an object can't become entangled. What was not written by an
author carries its :class:`~sphinxcontrib_autodocgen.model.Guess`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final, Literal, NamedTuple

import msgspec
from msgspec.structs import replace

from ..model import Guess, PartKind

__all__ = [
    "Docstring",
    "Entry",
    "Field",
    "GuessText",
    "Mark",
    "Placed",
    "Section",
    "Style",
    "TypeText",
    "Types",
]

Style = Literal["google", "numpy", "rest", "markdown"]
"""A way of writing docstrings; ``markdown`` is only written, never read for sections."""

Field = Literal["parameters", "returns", "yields", "raises", "attributes"]
"""A part of :class:`Docstring` that holds entries."""


class Entry(msgspec.Struct, frozen=True, omit_defaults=True):
    """One parameter, result, exception or attribute.

    Attributes:
        name: Its name, with the stars of ``*args``; of an exception, its type; of a result, ""
            unless the author named it.
        type: Its type as Python source, or in the author's words; None if not given.
        description: What it is, dedented, in as many lines and paragraphs as written; "" if none.
        optional: Whether the type is followed by the word "optional".
        default: The default value that is written with the type, None if none is.
        annotation: The annotation, where ``type`` is left to the signature that shows it; written
            only by a style that can't describe a result without naming its type.
        type_guess: Where ``type`` comes from if it was inferred; of an exception, where the
            exception itself was found.
        description_guess: Where ``description`` comes from if it was generated.
    """

    name: str = ""
    type: str | None = None
    description: str = ""
    optional: bool = False
    default: str | None = None
    annotation: str | None = None
    type_guess: Guess | None = None
    description_guess: Guess | None = None


class Docstring(msgspec.Struct, frozen=True, omit_defaults=True):
    """A docstring taken apart.

    Attributes:
        summary: The first paragraph, as written; "" if it begins with something else.
        body: All else that isn't an entry, as written and in its order: the extended description,
            and sections such as Examples or Notes with their headers.
        parameters: Parameters, keyword arguments included.
        returns: What is returned; more than one only if the author named several.
        yields: What is yielded, likewise.
        raises: Exceptions.
        attributes: Attributes of a class or module.
        type_entry: The type of the attribute or datum itself, None for other objects.
        summary_guess: Where ``summary`` comes from if it was generated.
    """

    summary: str = ""
    body: str = ""
    parameters: tuple[Entry, ...] = ()
    returns: tuple[Entry, ...] = ()
    yields: tuple[Entry, ...] = ()
    raises: tuple[Entry, ...] = ()
    attributes: tuple[Entry, ...] = ()
    type_entry: Entry | None = None
    summary_guess: Guess | None = None

    def entries(self) -> Iterator[tuple[str, Entry]]:
        """Yield each parameter, result and exception with the id of its :class:`~.model.Part`."""
        for field, kind in _PARTS.items():
            for entry in getattr(self, field):
                name = entry.name.lstrip("*") if kind in ("parameter", "raises") else ""
                yield f"{kind}:{name}" if name else kind, entry

    def with_entries(self, change: Callable[[Field, Entry], Entry | None]) -> Docstring:
        """Return the docstring with other parameters, results and exceptions.

        Args:
            change: Gives what stands in the place of an entry, None for nothing.
        """
        fields = {
            field: tuple(
                changed
                for entry in getattr(self, field)
                if (changed := change(field, entry)) is not None
            )
            for field in _PARTS
        }
        return replace(self, **fields)


class Types(NamedTuple):
    """Inferred types that a signature can show.

    Attributes:
        parameters: By the name of a parameter, without stars.
        result: Of what is returned, or of a property, attribute or datum itself.
    """

    parameters: Mapping[str, Guess]
    result: Guess | None


_PARTS: Final[dict[Field, PartKind]] = {
    "parameters": "parameter",
    "returns": "returns",
    "yields": "yields",
    "raises": "raises",
}
"""The fields that hold parts of an object."""


TypeText = Callable[[Entry], str]
"""Writes the type of an entry that has one, as markup of the style that calls it."""

GuessText = Callable[[str, Guess], str]
"""Writes a generated text, as markup of the style that calls it."""

Mark = Callable[[Entry | Docstring], str]
"""Writes what follows the description of an entry, or a summary: markup, or "" for no mark."""


class Placed(NamedTuple):
    """The place of an entry in the lines of a docstring.

    Attributes:
        names: Its names.
        start: The number of its first line.
        end: The number behind its last line that isn't blank.
    """

    names: tuple[str, ...]
    start: int
    end: int


class Section(NamedTuple):
    """The place of a section in the lines of a docstring.

    Attributes:
        field: What it fills; "" for one that isn't modelled.
        start: The number of its first line, the header if it has one.
        end: The number behind its last line that isn't blank.
        indent: The indentation of its entries.
        entries: Its entries.
    """

    field: Field | Literal[""]
    start: int
    end: int
    indent: int
    entries: tuple[Placed, ...]
