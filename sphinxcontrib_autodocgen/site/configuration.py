"""The ``conf.py`` of a site: what it says, by what the package's docstrings and imports are."""

from __future__ import annotations

import importlib.util
import json
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from importlib import metadata
from typing import Any, NamedTuple

from .. import docstring, settings
from ..pages import ProjectInfo
from ..settings import Settings
from ..surface import Surface

__all__ = ["Extras", "configuration", "default_theme", "write"]

_PYTHON = "https://docs.python.org/3"
_WIDTH = 72
_NO_HTML = ["html_block", "html_inline"]
"""Syntax of Markdown that a readme isn't read with; it is shown as text."""


class Extras(NamedTuple):
    """Inputs of a configuration, besides the package.

    Attributes:
        theme: The name of the HTML theme.
        mocked: The packages that autodoc mocks.
        linked: The packages whose documentation is linked, if they're installed and have some.
        has_markdown_page: Whether a page is written in Markdown.
    """

    theme: str
    mocked: Sequence[str]
    linked: Collection[str]
    has_markdown_page: bool


def default_theme() -> str:
    """Return the name of the theme that is taken unless another is asked for."""
    return "furo" if importlib.util.find_spec("furo") else "alabaster"


def configuration(
    info: ProjectInfo, surface: Surface, chosen: Settings, extras: Extras
) -> dict[str, Any]:
    """Return the options of ``conf.py`` with their values.

    Args:
        info: What the project says about itself.
        surface: The package.
        chosen: Our own settings; those that are the default aren't written.
        extras: What else it depends on.
    """
    usual = Settings()
    own = {
        f"autodocgen_{o.name}": _plain(getattr(chosen, o.name))
        for o in settings.options()
        if getattr(chosen, o.name) != getattr(usual, o.name)
    }
    converter = docstring.converter(_texts(surface))
    converters = [converter] if converter else []
    mapping = dict(_inventories(extras.linked)) if extras.linked else {}
    return {
        "project": _inert(info.name),
        "version": _inert(info.version),
        "release": _inert(info.version),
        "extensions": [
            "sphinx.ext.autodoc",
            "sphinx.ext.doctest",
            "sphinx.ext.intersphinx",
            *converters,
            "sphinx.ext.viewcode",
            *(["myst_parser"] if extras.has_markdown_page else []),
            "sphinxcontrib_autodocgen",
        ],
        **_themed(extras.theme, f"{info.name} {info.version}".strip()),
        "add_module_names": False,
        "toc_object_entries_show_parents": "hide",
        "python_use_unqualified_type_names": True,
        "python_maximum_signature_line_length": 88,
        "autodoc_member_order": "bysource",
        "autoclass_content": "both",
        **({"autodoc_mock_imports": list(extras.mocked)} if extras.mocked else {}),
        **_told(converters),
        **({"myst_disable_syntax": _NO_HTML} if extras.has_markdown_page else {}),
        **({"intersphinx_mapping": mapping, "intersphinx_timeout": 5} if mapping else {}),
        **own,
        "autodocgen_markdown": True,
        "autodocgen_report": True,
    }


def write(options: dict[str, Any], package: str, folders: Iterable[str]) -> str:
    """Return the text of ``conf.py``.

    Args:
        options: By name, the values.
        package: What was asked for.
        folders: Those that must be on Python's path to import the package.
    """
    lines = [
        f'"""Configuration of Sphinx, as autodocgen\'s ``build`` made it for {package}."""',
        "",
    ]
    path = list(folders)
    if path:
        lines += ["import sys", "", f"sys.path[:0] = {_text(path)}", ""]
    lines += [f"{name} = {_text(value)}" for name, value in options.items()]
    return "\n".join(lines) + "\n"


def _text(value: object, before: str = "") -> str:
    """Return a value as Python source; what is long has an item on each line."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if not isinstance(value, list | tuple | dict):
        return repr(value)
    inner = f"{before}    "
    if isinstance(value, dict):
        items = [f"{_text(key)}: {_text(each, inner)}" for key, each in value.items()]
    else:
        items = [_text(each, inner) for each in value]
    opening, closing = _BRACKETS[type(value)]
    line = ", ".join(items)
    if len(before) + len(line) < _WIDTH:
        comma = "," if opening == "(" and len(items) == 1 else ""
        return f"{opening}{line}{comma}{closing}"
    lines = "".join(f"{inner}{item},\n" for item in items)
    return f"{opening}\n{lines}{before}{closing}"


_BRACKETS: dict[type, tuple[str, str]] = {
    dict: ("{", "}"),
    list: ("[", "]"),
    tuple: ("(", ")"),
}


def _plain(value: Any) -> Any:
    """Return a setting's value as a person writes it into ``conf.py``."""
    return list(value) if isinstance(value, tuple) else value


def _inert(text: str) -> str:
    """Return a name without what would be markup, since themes print it as it is."""
    return re.sub(r"[<>&\"']", "", text)


def _themed(theme: str, title: str) -> dict[str, Any]:
    alabaster = {"page_width": "1120px", "sidebar_width": "240px", "fixed_sidebar": True}
    return {
        "html_theme": theme,
        "html_title": _inert(title),
        "html_show_copyright": False,
        "html_copy_source": False,
        "html_show_sourcelink": False,
        **({"html_theme_options": alabaster} if theme == "alabaster" else {}),
    }


def _texts(surface: Surface) -> Iterator[str]:
    return (obj.docstring for obj in surface.project.values() if obj.docstring)


def _told(extensions: Iterable[str]) -> dict[str, Any]:
    """Return what the reader of sections has to be told."""
    known = {
        # else an attribute that has a place of its own comes twice
        "sphinx.ext.napoleon": {"napoleon_use_ivar": True},
        "numpydoc": {"numpydoc_show_class_members": False},
    }
    return {name: value for each in extensions for name, value in known.get(each, {}).items()}


def _inventories(packages: Iterable[str]) -> Iterator[tuple[str, tuple[str, None]]]:
    """Yield by name the addresses of documentation: of Python, and of packages that say theirs."""
    yield "python", (_PYTHON, None)
    distributions = metadata.packages_distributions()
    for package in sorted(packages):
        for name in distributions.get(package, ())[:1]:
            urls = metadata.metadata(name).get_all("Project-URL") or ()
            for label, _, url in (text.partition(", ") for text in urls):
                if label.lower() in ("documentation", "docs") and url.startswith("https://"):
                    yield package, (_base(url), None)


def _base(url: str) -> str:
    """Return the address that a documentation's inventory is below.

    That of Read the Docs leads on to the version that is shown by default.
    """
    host, _, path = url.removeprefix("https://").rstrip("/").partition("/")
    is_root = not path and host.endswith((".readthedocs.io", ".readthedocs.org", ".rtfd.io"))
    return f"https://{host}/page" if is_root else url.rstrip("/")
