"""Sphinx extension for API documentation that is complete on the day it is first built.

``extensions = ["sphinxcontrib_autodocgen"]`` in ``conf.py`` is all it needs. Without a ``conf.py``,
``python -m sphinxcontrib_autodocgen build PACKAGE`` does the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

__all__ = ["__version__", "setup"]

__version__ = "0.1.0"


def setup(app: Sphinx) -> ExtensionMetadata:
    """Connect the extension to a Sphinx application.

    Args:
        app: The application that loads the extension.

    Returns:
        Version, environment version and the promise that parallel reading and writing are safe.

    Raises:
        SystemExit: If another distribution with the same import name is installed.
    """
    from .ext import setup as connect  # noqa: PLC0415  # Sphinx is imported only when it calls

    return connect(app, __version__)
