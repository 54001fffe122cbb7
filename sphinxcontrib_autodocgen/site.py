"""A Sphinx project for a package that has none: what the ``build`` command runs.

The sources (a start page, a page for each module) are written below the output folder, and Sphinx
is started by its public API with this package as its extension, so that the pages are those that a
``conf.py`` with the same options would give.
"""

from __future__ import annotations

import importlib.util
import io
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import PackageNotFoundError, metadata, packages_distributions
from pathlib import Path
from typing import Any, NamedTuple, cast

from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from . import settings
from .errors import BuildError
from .model import Object, Source
from .report import Report
from .settings import Settings
from .surface import Surface

__all__ = ["Look", "Result", "build", "default_theme"]

_WORK = ".autodocgen"
"""Folder below the output that holds sources, doctrees and the log."""


_COLOUR = re.compile(r"\x1b\[[0-9;]*m")


class Look(NamedTuple):
    """How a site is built.

    Attributes:
        theme: Name of the HTML theme.
        processes: Number of Sphinx processes, 1 or more.
        verbose: Whether Sphinx's own messages are shown.
    """

    theme: str
    processes: int = 1
    verbose: bool = False


class Result(NamedTuple):
    """What came of a build.

    Attributes:
        paths: The start page, the Markdown, the report and the log, by label.
        report: The run's report.
        problems: Lines that were printed as warnings of ours.
    """

    paths: dict[str, Path]
    report: Report
    problems: list[str]


def build(
    sources: list[Source], surface: Surface, chosen: Settings, output: Path, look: Look
) -> Result:
    """Build HTML, Markdown and the report of some sources.

    Args:
        sources: The modules to document.
        surface: Says which of them are public, and what they offer.
        chosen: The settings; ``packages`` names the same modules.
        output: The folder to write; made if it isn't there.
        look: Theme, processes, verbosity.

    Returns:
        Paths, report and problems. Whatever Sphinx warns of is in the log; what is ours is also
        printed on standard error.

    Raises:
        BuildError: If Sphinx or a theme gave up.
    """
    output = output.resolve()
    work = output / _WORK
    pages = _write_pages(sources, surface, work / "source")
    log = _Log(sys.stderr)
    with _importable({source.root for source in sources}), _docutils(pages):
        try:
            app = Sphinx(
                srcdir=pages,
                confdir=None,
                outdir=output,
                doctreedir=work / "doctrees",
                buildername="html",
                confoverrides=_configuration(sources, chosen, look),
                status=sys.stdout if look.verbose else None,
                warning=cast("Any", log),
                parallel=look.processes,
            )
            app.connect("autodoc-skip-member", _describe_once, priority=300)
            app.build()
        except Exception as error:  # Sphinx wraps whatever an extension or a theme raised
            raise BuildError(str(error).partition("\n")[0]) from error
        report = cast("Any", app.env.get_domain("autodocgen")).report
    (work / "warnings.txt").write_text(log.getvalue(), encoding="utf-8")
    paths = {
        "HTML": output / "index.html",
        "Markdown": output / "markdown" / "project" / "summary.md",
        "Report": output / "autodocgen-report.json",
    }
    if log.others:
        paths["Log"] = work / "warnings.txt"
    return Result(paths, report, log.own)


class _Log(io.StringIO):
    """Keeps every warning, and passes on those that are ours."""

    def __init__(self, stream: io.TextIOBase | Any) -> None:
        super().__init__()
        self.stream = stream
        self.own: list[str] = []
        self.others = 0

    def write(self, text: str) -> int:
        """Take one message of Sphinx's logging."""
        text = _COLOUR.sub("", text)
        if "[autodocgen." in text:
            line = text.strip().replace("\n", " ")
            self.own.append(line)
            self.stream.write(f"{line}\n")
        elif text.strip():
            self.others += 1
        return super().write(text)


@contextmanager
def _importable(roots: set[str]) -> Iterator[None]:
    """Let autodoc import the packages that were named by path."""
    added = sorted(root for root in roots if root not in sys.path)
    sys.path[:0] = added
    try:
        yield
    finally:
        for root in added:
            sys.path.remove(root)


@contextmanager
def _docutils(folder: Path) -> Iterator[None]:
    with patch_docutils(folder), docutils_namespace():
        yield


def _configuration(sources: list[Source], chosen: Settings, look: Look) -> dict[str, Any]:
    """Return what ``conf.py`` would say."""
    name = sources[0].name.partition(".")[0]
    release = _release(name)
    usual = Settings()
    own = {
        f"autodocgen_{o.name}": getattr(chosen, o.name)
        for o in settings.options()
        if getattr(chosen, o.name) != getattr(usual, o.name)
    }
    lists = {key: list(value) for key, value in own.items() if isinstance(value, tuple)}
    return {
        **own,
        **lists,
        "autodocgen_markdown": True,
        "autodocgen_report": True,
        "extensions": ["sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinxcontrib_autodocgen"],
        "project": name,
        "release": release,
        "version": release,
        "html_theme": look.theme,
        "html_title": f"{name} {release}".strip(),
        "html_show_copyright": False,
        "html_copy_source": False,
        "html_show_sourcelink": False,
        "html_theme_options": _theme_options(look.theme),
        "add_module_names": False,
        "toc_object_entries_show_parents": "hide",
        "python_use_unqualified_type_names": True,
        "python_maximum_signature_line_length": 88,
        "autodoc_member_order": "bysource",
        "autodoc_mock_imports": sorted(_not_installed(sources)),
        "autoclass_content": "both",
        "napoleon_use_ivar": True,  # else an attribute that has a place of its own comes twice
    }


def default_theme() -> str:
    """Return the name of the theme that is taken unless another is asked for."""
    return "furo" if importlib.util.find_spec("furo") else "alabaster"


def _theme_options(theme: str) -> dict[str, Any]:
    if theme != "alabaster":
        return {}
    return {"page_width": "1120px", "sidebar_width": "240px", "fixed_sidebar": True}


def _release(name: str) -> str:
    """Return the version of the distribution that has a package, empty if none is installed."""
    for distribution in packages_distributions().get(name, ()):
        try:
            return str(metadata(distribution)["Version"])
        except PackageNotFoundError:
            continue
    return ""


def _not_installed(sources: list[Source]) -> Iterable[str]:
    """Return the top-level packages that are imported and aren't there, for autodoc to mock."""
    own = {source.name.partition(".")[0] for source in sources}
    used = {name.partition(".")[0] for source in sources for name in source.imports}
    for name in used - own - set(sys.stdlib_module_names):
        try:
            absent = importlib.util.find_spec(name) is None
        except (ImportError, ValueError):
            absent = True
        if absent:
            yield name


def _describe_once(  # noqa: PLR0913, PLR0917
    app: Sphinx, what: str, name: str, obj: object, skip: bool, options: Any
) -> bool | None:
    """Skip a class that another module re-exports before: Sphinx takes one such description.

    Before are modules nearer to the top, then those of a smaller name.
    """
    del skip, options
    if what != "module" or not isinstance(obj, type):
        return None
    view = cast("Any", app.env.get_domain("autodocgen")).view
    here = str(app.env.temp_data.get("autodoc:module"))
    full = view.resolve(name, here)
    if full == f"{here}.{name}":
        return None
    offering = (
        module.name
        for module in view.project.modules.values()
        if view.surface.is_public_module(module.name) and module.exports and name in module.exports
        if full != f"{module.name}.{name}" and view.resolve(name, module.name) == full
    )
    first = min(offering, key=lambda module: (module.count("."), module), default=here)
    return True if first != here else None


def _write_pages(sources: list[Source], surface: Surface, folder: Path) -> Path:
    """Write the start page and a page for each public module; unchanged files stay untouched."""
    shown = [source for source in sources if surface.is_public_module(source.name)]
    wanted = {f"api/{source.name}.rst": _module_page(source, shown, surface) for source in shown}
    title = sources[0].name.partition(".")[0]
    wanted["index.rst"] = _start_page(title, shown)
    wanted["coverage.rst"] = _COVERAGE_PAGE
    wanted["complexity.rst"] = _complexity_page(title)
    for path in folder.rglob("*.rst") if folder.is_dir() else ():
        if path.relative_to(folder).as_posix() not in wanted:
            path.unlink()
    for name, text in wanted.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
    return folder


def _module_page(source: Source, shown: list[Source], surface: Surface) -> str:
    """Return the page of a module; a package's ends with the list of what is in it."""
    inside = [other for other in shown if other.name.rpartition(".")[0] == source.name]
    offered = dict(_offered(source, surface))
    apart = ", ".join(obj.short_name for obj in offered.values())
    page = f"""{_heading(source.name)}

.. automodule:: {source.name}
{_OPTIONS}{f"   :exclude-members: {apart}" if apart else ""}
"""
    page += "".join(_directive(name, obj) for name, obj in offered.items())
    return f"{page}\n{_contents('Modules', inside, '')}" if inside else page


_OPTIONS = """   :members:
   :undoc-members:
   :show-inheritance:
"""


def _offered(source: Source, surface: Surface) -> Iterator[tuple[str, Object]]:
    """Yield what a module offers of private ones, where autodoc doesn't see that it's offered.

    That is so without an ``__all__``, and where names are imported when they are asked for:
    autodoc documents what ``dir`` lists.
    """
    module = surface.project.modules.get(source.name)
    if module is None:
        return
    if module.exports is not None and f"{source.name}.__getattr__" not in surface.project:
        return
    for name, obj in surface.objects():
        home = surface.project.module_of(obj.name).name
        if name == f"{source.name}.{obj.short_name}" and not surface.is_public_module(home):
            yield name, obj


def _directive(name: str, obj: Object) -> str:
    """Return the directive by which autodoc describes an object of its own."""
    kind = "exception" if "exception" in obj.modifiers else obj.kind
    return f"\n.. auto{kind}:: {name}\n{_OPTIONS if obj.kind == 'class' else ''}"


def _contents(caption: str, sources: list[Source], folder: str) -> str:
    """Return a table of contents; with its suffix, a name that ends in ``.rst`` stays whole."""
    entries = "\n".join(
        f"   {source.name.rpartition('.')[2]} <{folder}{source.name}.rst>" for source in sources
    )
    return f".. toctree::\n   :caption: {caption}\n   :titlesonly:\n\n{entries}\n"


def _start_page(title: str, shown: list[Source]) -> str:
    names = {source.name for source in shown}
    tops = [source for source in shown if source.name.rpartition(".")[0] not in names]
    return f"""{_heading(title)}

{_contents("API", tops, "api/")}
.. toctree::
   :caption: Code
   :titlesonly:

   complexity
   coverage

* :ref:`genindex`
* :ref:`modindex`
"""


_COVERAGE_PAGE = """Documentation coverage
======================

Public objects with a docstring by an author, with one that was generated from the code, and with
nothing to show.

.. autodocgen-coverage::
"""


def _complexity_page(title: str) -> str:
    return f"""Complexity
==========

.. autodocgen-complexity:: {title}
   :kind: function method
   :sort: cognitive
   :top: 20
   :caption: The functions that are hardest to follow

.. autodocgen-complexity:: {title}
   :kind: module
   :caption: All modules
"""


def _heading(text: str) -> str:
    escaped = text.replace("_", "\\_")
    return f"{escaped}\n{'=' * len(escaped)}"
