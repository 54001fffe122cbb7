"""Sphinx extension for API documentation that is complete on the day it is first built.

``extensions = ["sphinxcontrib_autodocgen"]`` in ``conf.py`` is all it needs. Without a ``conf.py``,
``python -m sphinxcontrib_autodocgen build PACKAGE`` does the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.util.typing import ExtensionMetadata

    from .api import BuildResult

__all__ = ["__version__", "build_documentation", "setup"]

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


def build_documentation(
    codebase: str | Path,
    output: str | Path,
    settings: Mapping[str, object] | None = None,
    *,
    theme: str = "",
    processes: int = 1,
) -> BuildResult:
    """Build HTML and Markdown documentation of a package, and return the result.

    Args:
        codebase: The folder of a package, a file, or an import name.
        output: The folder to write; made if it isn't there. Nothing else is written.
        settings: Options without prefix, as in ``[tool.autodocgen]``; no file is read for them.
        theme: HTML theme; furo if it's installed and alabaster else, if empty.
        processes: Number of Sphinx processes.

    Returns:
        Summary, stages, performance, artifacts and problems. Whatever the code is like, it's there.

    Raises:
        ConfigurationError: If anything that is asked for can't be done, with all errors in it.
    """
    from .api import build  # noqa: PLC0415  # Sphinx is imported only when it's used

    return build(codebase, output, settings or {}, theme=theme, processes=processes)
