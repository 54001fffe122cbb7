"""The options of ``conf.py``: registered, checked, and read into one record of settings.

The options of sphinx-markdown-builder that mean the same here count for whoever has set them.
Other names of such extensions are known if a command line sets them, so that none is a warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from sphinx.util import logging

from .. import settings
from ..errors import SettingError
from ..settings import Option, Settings

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.config import Config

__all__ = ["add_options", "adopt_names", "chosen", "is_default", "warn_of_errors"]

logger = logging.getLogger(__name__)

_ADOPTED = (
    "markdown_anchor_sections",
    "markdown_anchor_signatures",
    "markdown_bullet",
    "markdown_docinfo",
    "markdown_file_suffix",
    "markdown_http_base",
    "markdown_uri_doc_suffix",
)
_IN_HEAD = ("llms", "markdown", "markdown_file_suffix", "markdown_layout")
"""Options that the head of each HTML page depends on."""

_LLMS_TXT = ("code_base_path", "code_files", "directives", "exclude", "file", "filename",
             "full_file", "full_filename", "full_max_size", "full_size_policy", "summary", "title",
             "uri_template")  # fmt: skip
_LLM = ("build_parallel", "description", "enabled", "exclude", "full_build", "nested_enabled",
        "override_source", "suffix_mode", "summary_enabled")  # fmt: skip
_FOREIGN = {
    "sphinx_markdown_builder": ("markdown_flavor",),
    "sphinx_llms_txt": tuple(f"llms_txt_{name}" for name in _LLMS_TXT),
    "sphinx_llm": tuple(f"llms_txt_{name}" for name in _LLM),
}
"""Options that mean nothing here, by the extension that has them."""


def add_options(app: Sphinx) -> None:
    """Register ``autodocgen_<name>`` for each option, and names of another builder."""
    for option in settings.options():
        app.add_config_value(
            f"autodocgen_{option.name}",
            option.default,
            _rebuilt(option),
            types=option.python_types,
            description=option.help,
        )
    if "sphinx_markdown_builder" not in app.config.extensions:  # else it registers them itself
        for name in _ADOPTED:
            app.add_config_value(name, None, "", types=frozenset({bool, str, type(None)}))
    loaded = {name.partition(".")[0] for name in app.config.extensions}
    for name in _given(app.config) - {n for owner in loaded for n in _FOREIGN.get(owner, ())}:
        app.add_config_value(name, None, "")


def _rebuilt(option: Option) -> Literal["", "env", "html"]:
    """Return what Sphinx rebuilds when an option changes."""
    if option.name in _IN_HEAD:
        return "html"
    return "" if option.stage == "run" else "env"


def _given(config: Config) -> set[str]:
    """Return the options of other extensions that the command line sets, and nobody has yet."""
    known = {name for names in _FOREIGN.values() for name in names}
    return {name for name in config.overrides if name in known and name not in config.values}


def adopt_names(app: Sphinx, config: Config) -> None:  # noqa: ARG001
    """Take over options without our prefix, unless those with it are set too."""
    for name in _ADOPTED:
        own, value = f"autodocgen_{name}", config[name]
        if value not in (None, config.values[name].default) and config[own] == _default(name):
            config[own] = value


def chosen(config: Config) -> Settings:
    """Return the settings; in a build, the domain has them."""
    return _read(config)[0]


def _read(config: Config) -> tuple[Settings, list[SettingError]]:
    return settings.convert({o.name: config[f"autodocgen_{o.name}"] for o in settings.options()})


def is_default(config: Config, name: str) -> bool:
    """Tell whether ``conf.py`` doesn't set an option."""
    return config[f"autodocgen_{name}"] is _default(name)


def _default(name: str) -> object:
    return next(option.default for option in settings.options() if option.name == name)


def warn_of_errors(app: Sphinx, config: Config) -> None:  # noqa: ARG001
    """Check every option; a wrong one gives one warning and its default is used."""
    for error in _read(config)[1]:
        logger.warning(
            "conf.py: autodocgen_%s = %s: %s",
            error.name,
            error.shown,
            error.reason,
            type="autodocgen",
            subtype=error.subtype,
        )
        config[f"autodocgen_{error.name}"] = _default(error.name)
