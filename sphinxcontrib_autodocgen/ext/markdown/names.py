"""The options of sphinx-markdown-builder that mean the same here, for whoever has set them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

__all__ = ["adopt_names"]

_NAMES = (
    "markdown_anchor_sections",
    "markdown_anchor_signatures",
    "markdown_bullet",
    "markdown_docinfo",
    "markdown_file_suffix",
    "markdown_http_base",
    "markdown_uri_doc_suffix",
)


def adopt_names(app: Sphinx, config: Config) -> None:
    """Take over options without our prefix, unless those with it are set too.

    Args:
        app: The application.
        config: The configuration; changed.
    """
    for name in _NAMES:
        if name not in config:  # nobody else has registered it
            app.add_config_value(name, None, "", types=frozenset({bool, str, type(None)}))
        own = f"autodocgen_{name}"
        default = config.values[name].default
        value = config[name]
        if value not in (None, default) and config[own] == config.values[own].default:
            config[own] = value
