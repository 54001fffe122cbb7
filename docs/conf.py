"""Our own documentation, built by our own extension.

The directives below live here because nobody else needs them. Each prints what the code says of
itself, so that the reference can't say anything else: ``settings-table`` and ``settings-list`` loop
over :func:`sphinxcontrib_autodocgen.settings.options`, ``cli-help`` prints argparse's own help,
``package-tree`` the modules' first lines, ``import-layers`` the layers in ``pyproject.toml``, and
``release-notes`` what :mod:`sphinxcontrib_autodocgen.changelog` reads of this project.
"""

from __future__ import annotations

import ast
import contextlib
import io
import os
import re
import textwrap
import tomllib
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from sphinxcontrib_autodocgen import __version__, apidiff, changelog, cli, settings
from sphinxcontrib_autodocgen.changelog import Release
from sphinxcontrib_autodocgen.settings import Option

project = "sphinxcontrib-autodocgen"
author = "The sphinxcontrib-autodocgen maintainers"
copyright = author
version = release = __version__

extensions = [
    "myst_parser",
    "sphinx.ext.autodoc",
    "sphinx.ext.napoleon",
    "sphinxcontrib_autodocgen",
]
exclude_patterns = ["_build", "changelog"]

autodocgen_packages = ["../sphinxcontrib_autodocgen"]
autodocgen_markdown = True

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
napoleon_use_ivar = True
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 88
toc_object_entries_show_parents = "hide"
add_module_names = False

myst_enable_extensions = ["colon_fence", "deflist", "fieldlist"]
myst_heading_anchors = 3

html_theme = "furo"
html_title = f"autodocgen {release}"
html_show_copyright = False

# Records that the reference leaves out, and types of other packages, whose inventories would need
# the network.
nitpick_ignore_regex = [
    ("py:class", r".*\._T"),
    ("py:class", r".*\.quality\.checks\.GitFacts"),
    ("py:class", r".*\.learned\.recall\.Findings"),
    ("py:class", "Path"),  # in a signature with a type that isn't imported when the code runs
    (
        "py:.*",
        r"(ast|collections|datetime|docutils|inspect|json|msgspec|packaging|pathlib|sphinx|typing)\..*",
    ),
]


class SettingsTable(SphinxDirective):
    """All options in one table: name, type, default, and the results that a change invalidates."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        self.env.note_dependency(settings.__file__)
        rows = [
            "| Option | Type | Default | A change invalidates |",
            "| --- | --- | --- | --- |",
            *(
                f"| {{confval}}`autodocgen_{option.name}` | {_code(option.annotation, cell=True)} "
                f"| {_code(_default(option))} | {_INVALIDATES[option.stage][0]} |"
                for option in settings.options()
            ),
        ]
        return self.parse_text_to_nodes("\n".join(rows))


class SettingsList(SphinxDirective):
    """Every option with its help, as the target of ``confval`` references."""

    def run(self) -> list[nodes.Node]:
        """Return a description for each option."""
        self.env.note_dependency(settings.__file__)
        text = "\n".join(line for option in settings.options() for line in _confval(option))
        return self.parse_text_to_nodes(text)


class CommandHelp(SphinxDirective):
    """The output of ``--help``, for the program or for one command."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Return the help in a literal block."""
        text = _help(self.arguments)
        block = nodes.literal_block(text, text, language="text")
        self.set_source_info(block)
        self.env.note_dependency(cli.__file__)
        return [block]


class PackageTree(SphinxDirective):
    """Every module of the package with the first sentence of its docstring."""

    def run(self) -> list[nodes.Node]:
        """Return the tree as a nested list."""
        lines = []
        for path in sorted(_PACKAGE.rglob("*.py"), key=_tree_order):
            self.env.note_dependency(str(path))
            inside = path.relative_to(_PACKAGE.parent)
            folder = path.name == "__init__.py"
            name = f"{inside.parent.name}/" if folder else path.name
            depth = len(inside.parts) - 1 - folder
            lines.append(f"{'  ' * depth}- `{name}` {_first_sentence(path)}")
        return self.parse_text_to_nodes("\n".join(lines))


class ApiRules(SphinxDirective):
    """Every rule of ``diff``, with its severity and what it finds."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        self.env.note_dependency(apidiff.__file__)
        rows = ["| Rule | Severity | When |", "| --- | --- | --- |"]
        rows += [
            f"| `{name}` | {rule.severity} | {rule.help} |" for name, rule in apidiff.RULES.items()
        ]
        return self.parse_text_to_nodes("\n".join(rows))


class ImportLayers(SphinxDirective):
    """The layers that import-linter checks, the top first."""

    def run(self) -> list[nodes.Node]:
        """Return the table."""
        self.env.note_dependency(str(_PYPROJECT))
        linter = tomllib.loads(_PYPROJECT.read_text(encoding="utf-8"))["tool"]["importlinter"]
        layers = next(c["layers"] for c in linter["contracts"] if c["type"] == "layers")
        rows = ["| Layer | Modules |", "| --- | --- |"]
        for number, layer in zip(range(len(layers), 0, -1), layers, strict=True):
            names = ", ".join(f"`{name.strip()}`" for name in layer.split("|"))
            rows.append(f"| {number} | {names} |")
        return self.parse_text_to_nodes("\n".join(rows))


class ReleaseNotes(SphinxDirective):
    """Changes from release to release, from the changelog file and its fragments."""

    def run(self) -> list[nodes.Node]:
        """Return a section for each release."""
        self.env.note_reread()
        text = "\n".join(
            line
            for release in changelog.releases(_PYPROJECT.parent)
            if release.origin != "git"
            for line in _release_lines(release)
        )
        return self.parse_text_to_nodes(text, allow_section_headings=True)


def _release_lines(release: Release) -> Iterator[str]:
    yield f"## {release.version}{f' ({release.date})' if release.date else ''}\n"
    for group in release.groups:
        yield f"### {group.title}\n"
        for entry in group.entries:
            yield textwrap.indent(entry.text, "  ").replace("  ", "- ", 1)
        yield ""


_PACKAGE = Path(cli.__file__).parent
_PYPROJECT = Path(__file__).parent.parent / "pyproject.toml"

_INVALIDATES = {
    "analyze": ("the analysis", "The analysis of every file, and every page."),
    "describe": ("every page", "Every page; the analysis is kept."),
    "show": ("every page", "Every page; the analysis is kept."),
    "run": ("nothing", "Nothing: it changes only how the work is done, or what else is written."),
}


def _confval(option: Option) -> Iterator[str]:
    yield f"```{{confval}} autodocgen_{option.name}"
    yield f":type: {_code(option.annotation)}"
    yield f":default: {_code(_default(option))}"
    yield ""
    yield option.help.replace("*", r"\*")
    yield ""
    yield f":Invalidates: {_INVALIDATES[option.stage][1]}"
    yield "```"
    yield ""


def _default(option: Option) -> str:
    return repr(option.default)


def _code(text: str, *, cell: bool = False) -> str:
    """Write text as code; in a cell of a table, a bar would end it."""
    if cell:
        return " or ".join(f"`{part}`" for part in text.split(" | "))
    return f"`{text}`"


def _tree_order(path: Path) -> tuple[tuple[bool, str], ...]:
    """Sort files before folders, and a package's own file before all others in it."""
    parts = path.relative_to(_PACKAGE).parts
    *folders, name = parts
    return (*((True, folder) for folder in folders), (False, "" if name == "__init__.py" else name))


def _first_sentence(path: Path) -> str:
    """Return the first sentence of a module's docstring, in Markdown."""
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    line = " ".join(text.partition("\n\n")[0].split())
    return re.sub(r":\w+:`[.~]?([^`]*)`", r"`\1`", line).replace("``", "`")


def _help(command: list[str]) -> str:
    """Return what a command prints of itself, 80 wide."""
    printed = io.StringIO()
    with (
        mock.patch.dict(os.environ, {"COLUMNS": "80"}),
        contextlib.redirect_stdout(printed),
        contextlib.suppress(SystemExit),
    ):
        cli.main([*command, "--help"])
    return printed.getvalue()


def setup(app: Sphinx) -> None:
    """Add the directives of this documentation."""
    app.add_directive("settings-table", SettingsTable)
    app.add_directive("settings-list", SettingsList)
    app.add_directive("cli-help", CommandHelp)
    app.add_directive("api-rules", ApiRules)
    app.add_directive("package-tree", PackageTree)
    app.add_directive("import-layers", ImportLayers)
    app.add_directive("release-notes", ReleaseNotes)
    app.setup_extension("sphinxcontrib_autodocgen")
    app.add_css_file("docs.css")


html_static_path = [str(Path(__file__).parent / "_static")]
