"""The words that we put on pages ourselves, and their translations.

Generated sentences aren't among them: they are text of the page, which ``-b gettext`` extracts with
the rest. What mouse and screen reader are told of a mark's evidence isn't translated.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from sphinx.locale import get_translation

if TYPE_CHECKING:
    from sphinx.application import Sphinx

__all__ = ["LABELS", "add_catalogue", "translate"]

_CATALOGUE: Final = "sphinxcontrib.autodocgen"
_FOLDER: Final = Path(__file__).parent / "locale"

LABELS: Final = (
    "Complexity",
    "Generated",
    "Kind",
    "Members",
    "Missing",
    "Module",
    "Name",
    "Object",
    "Overrides",
    "Total",
    "Value",
    "Written",
    "Written, %",
    "declared",
    "generated",
    "inferred",
)
"""All labels; ``locale`` has a catalogue of them."""

translate = get_translation(_CATALOGUE)
"""Translates a label into the language of the documentation; one that isn't known stays."""


def add_catalogue(app: Sphinx) -> None:
    """Let Sphinx find the translations."""
    app.add_message_catalog(_CATALOGUE, str(_FOLDER))
