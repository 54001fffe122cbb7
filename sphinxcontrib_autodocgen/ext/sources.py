"""Links from a name: to where it's documented, else to its source.

A name becomes a cross-reference. Where nothing documents it, Sphinx asks us, and the answer is the
address that ``autodocgen_source_url`` makes, else viewcode's page, else the file and line in the
repository's web view, as it was at the newest commit.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote

from docutils import nodes
from sphinx import addnodes

from .. import later
from ..errors import GitError
from ..model import Module, Object, Project
from .domain import HISTORY, AutodocgenDomain, of
from .nodes import breakable

if TYPE_CHECKING:
    from docutils.nodes import TextElement
    from sphinx.application import Sphinx
    from sphinx.builders import Builder
    from sphinx.environment import BuildEnvironment

    from .. import git
    from ..quality import churn
    from ..quality.churn import PackagePath
else:
    churn = later.LaterModule("..quality.churn", __package__)
    git = later.LaterModule("..git", __package__)

__all__ = ["address", "find_source", "link"]

_ROLES = {"module": "mod", "class": "class", "function": "func", "method": "meth"}

_HOSTS = {
    "github.com": "{remote}/blob/{{ref}}/{{path}}#L{{line}}-L{{end_line}}",
    "gitlab.com": "{remote}/-/blob/{{ref}}/{{path}}#L{{line}}-{{end_line}}",
    "codeberg.org": "{remote}/src/commit/{{ref}}/{{path}}#L{{line}}-L{{end_line}}",
    "bitbucket.org": "{remote}/src/{{ref}}/{{path}}#lines-{{line}}:{{end_line}}",
}


def link(
    obj: Object, shown: str, domain: AutodocgenDomain, target: str = ""
) -> addnodes.pending_xref:
    """Return a reference to an object that ends at its source if nothing documents it.

    Args:
        obj: The object.
        shown: The name that is written.
        domain: Knows the page.
        target: The name under which a page describes it, if that isn't where it's defined.
    """
    url = address(obj, domain)
    return addnodes.pending_xref(
        "",
        nodes.literal("", "", *breakable(shown)),
        refdomain="py",
        reftype=_ROLES.get(obj.kind, "obj"),
        reftarget=target or obj.name,
        refexplicit=True,
        refwarn=False,
        refdoc=domain.env.docname,
        autodocgen=True,
        autodocgen_module=domain.project.module_of(obj.name).name,
        autodocgen_url=url,
    )


def address(obj: Object, domain: AutodocgenDomain, lines: tuple[int, int] | None = None) -> str:
    """Return the web address of an object's source, empty if none is known.

    Args:
        obj: The object.
        domain: Its settings say how addresses are made; the page is noted if it depends on git.
        lines: First and last line, instead of the object's own.
    """
    module = domain.project.module_of(obj.name)
    found = _repository(module, domain)
    template = domain.settings.source_url or (found.template if found else "")
    path = _path(module, found)
    if not template or not path:
        return ""
    if "{ref}" in template:
        domain.note(domain.env.docname, [HISTORY])
    first, last = lines or (obj.line, obj.end_line)
    return template.format(
        path=quote(path), line=first, end_line=last, ref=found.place.sha if found else "HEAD"
    )


class _Repository(NamedTuple):
    """The repository of a package: its folder, its files, and the template of addresses."""

    place: PackagePath
    files: frozenset[str]
    template: str


def _repository(module: Module, domain: AutodocgenDomain) -> _Repository | None:
    """Return where a module's package is kept; asked once for each package."""
    known, package = domain.project.found(_repositories), module.name.partition(".")[0]
    if package not in known:
        try:
            found = churn.place(Path(module.path).parent)
            files = frozenset(git.files(found.top, found.sha))
            known[package] = _Repository(found, files, _remote_template(found.top))
        except GitError:
            known[package] = None
    return known[package]


def _repositories(project: Project) -> dict[str, _Repository | None]:
    """Return a place for what is known of a project's packages."""
    del project
    return {}


def _remote_template(top: Path) -> str:
    try:
        remote = git.remote_url(top) or ""
    except GitError:
        return ""
    host = remote.removeprefix("https://").partition("/")[0]
    return _HOSTS.get(host, "").format(remote=remote.replace("{", "%7B").replace("}", "%7D"))


def _path(module: Module, found: _Repository | None) -> str:
    """Return a file's path in its repository, without one from its package's folder."""
    path = Path(module.path).resolve()
    if found is not None and path.is_relative_to(found.place.top):
        inside = path.relative_to(found.place.top).as_posix()
        return inside if inside in found.files else ""
    depth = module.name.count(".") + module.package
    return path.relative_to(path.parents[depth]).as_posix()


def find_source(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, content: TextElement
) -> nodes.reference | None:
    """Answer a reference to what nothing documents by its source."""
    module = node.get("autodocgen_module")
    if not module:
        return None
    url = node["autodocgen_url"]
    if not url or not of(env).settings.source_url:
        url = _viewcode(app.builder, env, module, node) or url
    if not url:
        return None
    return nodes.reference("", "", content, internal="://" not in url, refuri=url)


def _viewcode(
    builder: Builder, env: BuildEnvironment, module: str, node: addnodes.pending_xref
) -> str:
    """Return the address of viewcode's page of a module, empty if it doesn't write one."""
    pages: dict[str, Any] = getattr(env, "_viewcode_modules", {})
    known = pages.get(module)
    is_book = builder.name == "epub" and not getattr(env.config, "viewcode_enable_epub", False)
    if not known or builder.format != "html" or builder.name == "singlehtml" or is_book:
        return ""
    page = builder.get_relative_uri(node["refdoc"], f"_modules/{module.replace('.', '/')}")
    name = node["reftarget"].removeprefix(f"{module}.")
    return f"{page}#{name}" if name in known[2] else page
