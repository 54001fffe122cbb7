"""Offers what others define."""

from .attributes import Form, Told
from .rope import Rope, Thin

__all__ = ["Form", "Rope", "Thin", "Told"]
