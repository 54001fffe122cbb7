"""The Sphinx extension; :mod:`.connections` is its table of contents.

:mod:`.lifecycle` has the project analysed, and :mod:`.domain` holds it. All other modules turn its
records into lines or nodes; what is said of an object is decided below this package.
"""

from __future__ import annotations

from .connections import DIRECTIVES, ENV_VERSION, setup

__all__ = ["DIRECTIVES", "ENV_VERSION", "setup"]
