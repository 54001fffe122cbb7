"""Pages whose content is that of the last build count as unchanged, whatever files' times say.

A checkout gives every file the time of the checkout, so Sphinx reads and writes all pages again.
With ``autodocgen_fresh``, what a page was read from is kept as digests: its source, the files that
Sphinx notes as its dependencies, and what the documented modules import and inherit from others.
Where they are the same, Sphinx is told that the page was read just now; where its output is still
the file that the last build wrote, too.

Sphinx alone leaves a page as it is if only what it refers to, or the table of contents around it,
changes elsewhere. Then all pages are written again, so that they are those of a build from nothing.
"""

from __future__ import annotations

import hashlib
import os
import re
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import docutils
import msgspec
import sphinx
from msgspec.structs import replace
from sphinx.builders.html import StandaloneHTMLBuilder
from sphinx.builders.singlehtml import SingleFileHTMLBuilder
from sphinx.environment import CONFIG_OK

from .. import files
from ..model import Module, Object, Project
from ..names import names_of
from .domain import digest, of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

__all__ = ["keep_unchanged", "note_outputs", "note_pages", "pages_to_write"]

_CONTENT = "content"
"""The name under which the domain keeps what each page was read from."""

_NONE = ""
"""The digest of a file that can't be read."""

_WORD = re.compile(r"\w+")
_CALLED = re.compile(r"(\w+)\(")


class _Written(msgspec.Struct, frozen=True):
    """The files that a build wrote.

    Attributes:
        look: What all pages share: templates, style sheets, scripts.
        pages: Digests of output files, by page.
    """

    look: str = ""
    pages: dict[str, str] = {}


def keep_unchanged(app: Sphinx) -> None:
    """Tell Sphinx which pages, and which of their outputs, are those of the last build."""
    env, domain = app.env, of(app.env)
    if not domain.settings.fresh or env.config_status != CONFIG_OK:
        return
    now = time.time_ns() // 1000
    touched = {name for name in env.all_docs if _is_touched(env, name)}
    if touched:
        domain.load_shown()
        content = _Content(app)
        known = domain.by_page(_CONTENT)
        for name in list(touched):
            if known.get(name) == content.of(name):
                env.all_docs[name] = now
                touched.remove(name)
                domain.report.pages = replace(
                    domain.report.pages, kept=domain.report.pages.kept + 1
                )
    _keep_outputs(app, set(env.all_docs) - touched)


def _keep_outputs(app: Sphinx, names: Collection[str]) -> None:
    """Give output files that are as the last build left them the time of today."""
    written = _read(app)
    if not _writes_pages(app) or written.look != _look(app):
        return
    for name in names:
        path = _output(app, name)
        if written.pages.get(name) == _digest_of(path) != _NONE:
            os.utime(path)


def note_pages(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Note what the pages that were read were made of; Sphinx had the domain forget the rest."""
    domain = of(env)
    known = domain.by_page(_CONTENT)
    read = [name for name in env.all_docs if name not in known]
    if domain.settings.fresh and read:
        domain.load_shown()
        content = _Content(app)
        known.update((name, content.of(name)) for name in read if not _is_touched(env, name))
    return []


def pages_to_write(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """Return all pages if something that any of them may show of another has changed."""
    domain = of(env)
    if not domain.settings.fresh:
        domain.data.pop("common", None)
        return []
    before, common = domain.data.get("common"), digest(list(_common(env)))
    domain.data["common"] = common
    is_new_look = _writes_pages(app) and _read(app).look not in ("", _look(app))
    return sorted(env.found_docs) if is_new_look or before not in (None, common) else []


def note_outputs(app: Sphinx, exception: Exception | None) -> None:
    """Keep digests of the files that were written."""
    if exception is not None or app.env is None or not of(app.env).settings.fresh:
        return
    if _writes_pages(app):
        pages = {name: _digest_of(_output(app, name)) for name in app.env.all_docs}
        path = _record(app)
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write(path, msgspec.json.encode(_Written(_look(app), pages)))


def _is_touched(env: BuildEnvironment, name: str) -> bool:
    """Tell whether a file that a page was read from is newer than the page, or gone."""
    read = env.all_docs[name]
    return any(_time(path) is None or _time(path) > read for path in _sources(env, name))


def _sources(env: BuildEnvironment, name: str) -> Iterator[Path]:
    """Yield the files that a page is read from."""
    yield Path(env.doc2path(name))
    for path in sorted(map(str, env.dependencies.get(name, ()))):
        yield Path(env.srcdir, path)


class _Content:
    """Digests of the files that pages are read from; each file is read once.

    Args:
        app: The application, with the project analysed.
    """

    def __init__(self, app: Sphinx) -> None:
        self._env = app.env
        self._tools = _tools(app)
        self._files: dict[Path, str] = {}
        self._imports = _Imports(of(app.env).project)

    def of(self, name: str) -> str:
        """Return the digest of all that a page is read from."""
        paths = list(_sources(self._env, name))
        found = [(os.path.relpath(path, self._env.srcdir), self._file(path)) for path in paths]
        return digest((self._tools, found, self._imports.behind(paths)))

    def _file(self, path: Path) -> str:
        if path not in self._files:
            self._files[path] = _digest_of(path)
        return self._files[path]


class _Imports:
    """The parts of modules that pages of their importers can show.

    Values and signatures are computed when a module is imported: from constants, by decorators, and
    by functions that are called outside of functions. Classes inherit docstrings and signatures.

    Args:
        project: The project.
    """

    def __init__(self, project: Project) -> None:
        self._project = project
        self._modules = {os.path.realpath(m.path): m for m in project.modules.values()}
        self._known: dict[str, str] = {}

    def behind(self, paths: Iterable[Path]) -> list[tuple[str, str]]:
        """Return digests of what reaches the modules in some files, by where it comes from."""
        shown = [m for path in paths if (m := self._modules.get(os.path.realpath(path)))]
        found: dict[str, str] = {}
        waiting = list(shown)
        while waiting:
            module = waiting.pop()
            if module.name not in found:
                found[module.name] = self._once(module.name, self._values, module)
                waiting += self._imported(module)
        names = names_of(self._project)
        for cls in (obj for module in shown for obj in module.objects if obj.kind == "class"):
            for base in filter(self._project.get, names.ancestors(cls.name)):
                found[base] = self._once(base, self._inherited, base)
        return sorted(found.items())

    def _once(self, name: str, find: Callable[[Any], Any], given: Any) -> str:
        if name not in self._known:
            self._known[name] = digest(find(given))
        return self._known[name]

    def _values(self, module: Module) -> tuple[Any, ...]:
        """Return what importing a module gives to values elsewhere."""
        used = [obj for obj in module.objects if obj.short_name in self._used]
        values = [
            (obj.name, obj.annotation, obj.value, obj.value_digest)
            for obj in used
            if obj.kind in ("attribute", "data") and "instance" not in obj.modifiers
        ]
        run = [obj for obj in used if obj.short_name in self._run]
        lines = _lines(module.path) if run else []
        code = [lines[obj.line - 1 : obj.end_line] for obj in run]
        return values, code, list(self._handed_on(module, used))

    def _handed_on(self, module: Module, used: list[Object]) -> Iterator[tuple[str, str]]:
        """Yield the imports that what is used is made of, or that others import from here."""
        own = _words(used)
        for local, full in module.imports:
            others = f"{module.name}.{local}" in self._imported_names
            if local == "*" or local in own or (others and local in self._used):
                yield local, full

    @cached_property
    def _imported_names(self) -> frozenset[str]:
        """The full names of all that modules import."""
        return frozenset(full for m in self._project.modules.values() for _, full in m.imports)

    @cached_property
    def _used(self) -> frozenset[str]:
        """The words of the code that makes objects when modules are imported."""
        found = _words(self._project.values())
        imports = [pair for module in self._project.modules.values() for pair in module.imports]
        while more := {f.rpartition(".")[2] for local, f in imports if local in found} - found:
            found |= more  # the names, in the modules that have them, of what is renamed on import
        return frozenset(found)

    @cached_property
    def _run(self) -> frozenset[str]:
        """The short names of decorators, and of what values and defaults call."""
        found: set[str] = set()
        for obj in self._project.values():
            found.update(name.rpartition(".")[2] for name in obj.decorators)
            found.update(name for text in _made_of(obj) for name in _CALLED.findall(text))
        return frozenset(found)

    def _inherited(self, name: str) -> list[Any]:
        """Return what subclasses show of a class."""
        return [_inheritable(self._project[name]), *map(_inheritable, self._project.members(name))]

    def _imported(self, module: Module) -> Iterator[Module]:
        for _, full in module.imports:
            parts = full.rstrip(".*").split(".")
            for count in range(1, len(parts) + 1):
                found = self._project.modules.get(".".join(parts[:count]))
                if found is not None:
                    yield found


def _words(objects: Iterable[Object]) -> set[str]:
    """Return the words of the code that makes some objects when their modules are imported."""
    return {word for obj in objects for text in _made_of(obj) for word in _WORD.findall(text)}


def _made_of(obj: Object) -> Iterator[str]:
    """Yield the code that makes an object when its module is imported."""
    if "instance" not in obj.modifiers:
        yield obj.value or ""
    yield from (parameter.default or "" for parameter in obj.parameters)
    yield from (*obj.decorators, *obj.bases)


def _inheritable(obj: Object) -> tuple[Any, ...]:
    """Return all of an object that an heir's page can show: not what is inside of a function."""
    results = [r.annotation if r is not None else None for r in (obj.returns, obj.yields)]
    parameters = [(p.name, p.kind, p.annotation, p.default) for p in obj.parameters]
    kinds = (obj.name, obj.kind, obj.modifiers, obj.bases, obj.decorators)
    return (*kinds, obj.docstring, parameters, results, obj.annotation, obj.value, obj.value_digest)


def _lines(path: str) -> list[str]:
    try:
        return files.read(Path(path)).decode("utf-8", "replace").splitlines()
    except OSError:
        return []


def _common(env: BuildEnvironment) -> Iterator[Any]:
    """Yield what any page may show of another: tables of contents, titles, targets."""
    yield sorted(env.toctree_includes.items())
    yield sorted((name, title.astext()) for name, title in env.titles.items())
    yield sorted((name, toc.astext()) for name, toc in env.tocs.items())
    for name in env.domains:
        yield name, sorted(map(str, env.get_domain(name).get_objects()))
    std = env.domaindata.get("std", {})
    yield [sorted(map(str, std.get(kind, {}).items())) for kind in ("labels", "anonlabels")]
    yield sorted(map(str, env.domaindata.get("citation", {}).get("citations", {}).items()))
    inventories: dict[str, Any] = getattr(env, "intersphinx_cache", {})
    yield sorted(str((address, *found[:2])) for address, found in inventories.items())


def _tools(app: Sphinx) -> list[str]:
    """Return what makes pages of sources: Python, Sphinx, extensions, and all that is installed.

    The project's own distribution isn't counted, whose version may be another after each commit.
    """
    own = {_plain(app.config.project), *map(_plain, of(app.env).tops)}
    installed = {
        entry.name
        for folder in map(Path, sys.path)
        if files.is_folder(folder)
        for entry in folder.glob("*.dist-info")
        if _plain(entry.name.partition("-")[0]) not in own
    }
    extensions = [f"{name} {extension.version}" for name, extension in app.extensions.items()]
    return [sys.version, sphinx.__version__, docutils.__version__, *extensions, *sorted(installed)]


def _plain(name: str) -> str:
    return name.lower().replace("-", "_").replace(".", "_")


def _look(app: Sphinx) -> str:
    """Return a digest of templates, style sheets and scripts."""
    builder: Any = app.builder
    own = [*app.config.templates_path, *app.config.html_static_path]
    folders = [*builder.theme.get_theme_dirs(), *(Path(app.confdir, name) for name in own)]
    found = hashlib.blake2b(digest_size=16)
    for path in (path for folder in folders for path in _all_files(Path(folder))):
        found.update(f"{path.name} {_digest_of(path)}".encode())
    return found.hexdigest()


def _all_files(folder: Path) -> list[Path]:
    if not files.is_folder(folder):
        return [folder]
    return sorted(path for path in folder.rglob("*") if files.is_file(path))


def _writes_pages(app: Sphinx) -> bool:
    """Whether each page has a file of HTML, and the index of words that a search needs is there."""
    builder = app.builder
    if not isinstance(builder, StandaloneHTMLBuilder) or isinstance(builder, SingleFileHTMLBuilder):
        return False
    return not builder.search or Path(app.outdir, "searchindex.js").is_file()


def _output(app: Sphinx, name: str) -> Path:
    builder: Any = app.builder
    return Path(builder.get_outfilename(name))


def _record(app: Sphinx) -> Path:
    return Path(app.doctreedir, "autodocgen", f"written-{app.builder.name}.json")


def _read(app: Sphinx) -> _Written:
    try:
        return msgspec.json.decode(files.read(_record(app)), type=_Written)
    except (OSError, msgspec.MsgspecError):
        return _Written()


def _digest_of(path: Path) -> str:
    """Return the digest of a file's bytes."""
    try:
        return hashlib.blake2b(files.read(path), digest_size=16).hexdigest()
    except OSError:
        return _NONE


def _time(path: Path) -> Any:
    """Return when a file was changed, in microseconds; None if it's gone."""
    try:
        return path.stat().st_mtime_ns // 1000
    except OSError:
        return None
