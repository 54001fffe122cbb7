"""Names made into links: to what they really stand for, and without a warning of our making.

A name in generated text is looked up where its author stood: among the module's own names, then
its imports, those below ``TYPE_CHECKING`` and re-exports included. What nothing documents is a
literal. What a page shows only because of us must not cost a project that builds with ``-n -W``
a warning, so references inside it are looked up the same way, and are text where they lead nowhere.
"""

from __future__ import annotations

import builtins
import sys
from collections.abc import Container, Iterable, Iterator
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from msgspec.structs import replace
from sphinx import addnodes
from sphinx.errors import NoUri
from sphinx.locale import __
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging

from ..docstring import Docstring, Entry
from ..model import Object
from ..names import Resolved
from .added import added_names, descriptions, shown_name
from .domain import AutodocgenDomain, of, page_of

if TYPE_CHECKING:
    from docutils.nodes import TextElement
    from sphinx.application import Sphinx
    from sphinx.domains import Domain
    from sphinx.domains.python import PythonDomain
    from sphinx.environment import BuildEnvironment

__all__ = [
    "ExactReferences",
    "accept_unresolved",
    "full_name",
    "keep_types_from_translators",
    "resolve_alias",
    "settle",
    "show_as_literal",
    "with_full_exceptions",
]

logger = logging.getLogger(__name__)

_AGAIN = "autodocgen_again"
_ALSO = {"class": ("data", "attr"), "attr": ("meth",), "meth": ("_prop",)}
"""Other roles that Sphinx gives a reference of a type."""


def full_name(domain: AutodocgenDomain, name: str, module: str) -> str:
    """Return the full name that a dotted name in a module stands for; itself if that's unknown.

    A name of the standard library is one already: ``datetime.datetime`` isn't what a module of
    ours that is called ``datetime`` imports.
    """
    full = domain.view.names.full_name(name, module).removeprefix("builtins.")
    head, dot, _ = name.partition(".")
    is_of_python = bool(dot) and head in sys.stdlib_module_names and full not in domain.project
    return name if is_of_python else full


def with_full_exceptions(
    domain: AutodocgenDomain, completed: Docstring, record: Object
) -> Docstring:
    """Return a docstring whose exceptions say by their full names what they link to."""
    module = domain.project.module_of(record.name).name
    return replace(
        completed, raises=tuple(_with_full_name(domain, e, module) for e in completed.raises)
    )


def _with_full_name(domain: AutodocgenDomain, entry: Entry, module: str) -> Entry:
    full = full_name(domain, entry.name, module)
    if "." not in full:
        return entry
    is_shadowed = hasattr(builtins, full.rpartition(".")[2])  # a reader would take it for Python's
    return replace(entry, name=full if is_shadowed else f"~{full}")


def settle(app: Sphinx, doctree: nodes.document) -> None:
    """Look up the references inside what a page shows only because of us.

    Sphinx would search every object for a suffix of the name, which costs time and finds others.
    """
    domain, page = of(app.env), page_of(app.env)
    signatures = doctree.findall(addnodes.desc_signature) if page.signed else ()
    signed = [each for each in signatures if shown_name(each) in page.signed]
    for ours in (*descriptions(doctree), *signed):
        for node in ours.findall(addnodes.pending_xref):
            _settle(node, domain)
    for node in doctree.findall(addnodes.pending_xref) if page.raised else ():
        # Sphinx makes a name that begins with "~" a "class"
        if node.get("reftype") in ("exc", "class") and node.get("reftarget") in page.raised:
            node.attributes.pop("refspecific", None)
            node["autodocgen"] = True


def keep_types_from_translators(app: Sphinx, doctree: nodes.document) -> None:  # noqa: ARG001
    """Have no message extracted for a text that is only an inferred type."""
    for node in doctree.findall(nodes.inline):
        if "autodocgen-type" in node["classes"] and len(node.parent) == 1:
            node.parent["translatable"] = False


def _settle(node: addnodes.pending_xref, domain: AutodocgenDomain) -> None:
    if "autodocgen" in node:
        return
    node["autodocgen"] = True
    if node.get("refdomain") != "py":
        return
    module = node.get("py:module")
    target = node["reftarget"]
    full = full_name(domain, target, module) if module in domain.project.modules else target
    if full != target:
        _lead_to(node, full)
    node.attributes.pop("refspecific", None)


class ExactReferences(SphinxPostTransform):
    """Has references lead where they would lead if no page showed more than autodoc alone.

    Sphinx takes any object whose name ends alike, and warns if there are several. A name in an
    annotation refers to just what it stands for; one that an author wrote, to what isn't ours.
    """

    default_priority = 5  # before Sphinx resolves references

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Change the references in signatures, and those that have several answers."""
        domain, python = of(self.env), self.env.get_domain("py")
        domain.load_shown()  # of a parallel build, only the readers may have it
        references = [
            node
            for node in self.document.findall(addnodes.pending_xref)
            if node.get("refdomain") == "py"
        ]
        for node in references:
            if _is_builtin(node, domain):
                _lead_to(node, node["reftarget"])
        for signature in self.document.findall(addnodes.desc_signature):
            _make_all_exact(signature, domain, python.data["objects"])
        added = added_names(self.env)
        endings = {name.rpartition(".")[2] for name in added}
        for node in references:
            ending = node.get("reftarget", "").rpartition(".")[2].removesuffix("()")
            if ending in endings and "refspecific" in node:
                _prefer_written(node, python, added)


def _make_all_exact(
    signature: addnodes.desc_signature, domain: AutodocgenDomain, documented: Container[str]
) -> None:
    scopes = list(_scopes(signature, domain))
    for node in signature.findall(addnodes.pending_xref) if scopes else ():
        if node.get("refdomain") == "py":
            _make_exact(node, domain, scopes, documented)


def _scopes(signature: addnodes.desc_signature, domain: AutodocgenDomain) -> Iterator[str]:
    """Yield the modules in which a signature may have been written.

    They are that which shows it, that which defines what is shown, and those of its bases.
    """
    module = signature.get("module")
    if module not in domain.project.modules:
        return
    yield module
    owner = signature.get("class") or signature.get("fullname") or ""
    defined = full_name(domain, owner, module)
    for name in (defined, *domain.view.names.ancestors(defined)):
        if name in domain.view.known:
            yield domain.view.known.module_of(name).name


def _make_exact(
    node: addnodes.pending_xref,
    domain: AutodocgenDomain,
    scopes: Iterable[str],
    documented: Container[str],
) -> None:
    if _is_builtin(node, domain):
        return
    meant = (full_name(domain, node["reftarget"], module) for module in scopes)
    full = next((name for name in meant if name in documented or hasattr(builtins, name)), None)
    if full is not None:
        _lead_to(node, full)


def _is_builtin(node: addnodes.pending_xref, domain: AutodocgenDomain) -> bool:
    """Tell whether a type is a builtin's name, and its module has no class of that name."""
    name = node.get("reftarget", "")
    is_type = node.get("reftype") in ("class", "exc") or node.get("autodocgen")
    if node.get("refdomain") != "py" or not is_type or not hasattr(builtins, name):
        return False
    full = full_name(domain, name, node.get("py:module") or "")
    found = domain.project.get(full)
    return full == name or (found is not None and found.kind != "class")


def _lead_to(node: addnodes.pending_xref, full: str) -> None:
    """Have a reference lead to the object of a full name and to no other."""
    node["reftarget"] = full
    node["py:class"] = None
    if "." not in full:
        node["py:module"] = None
    node.attributes.pop("refspecific", None)


def _prefer_written(node: addnodes.pending_xref, python: Domain, added: Container[str]) -> None:
    """Make a reference that several objects answer lead to the one that isn't shown because of us.

    If all are, it leads nowhere, as it would without us.
    """
    found = _answers(node, cast("PythonDomain", python))
    written = [name for name in found if name not in added]
    if len(found) < 2 or written == found:
        return
    if len(written) > 1:  # Sphinx's own words, without what is ours
        logger.warning(
            __("more than one target found for cross-reference %r: %s"),
            node["reftarget"],
            ", ".join(written),
            type="ref",
            subtype="python",
            location=node,
        )
    node["reftarget"] = written[0] if written else node["reftarget"]
    del node["refspecific"]


def _answers(node: addnodes.pending_xref, python: PythonDomain) -> list[str]:
    """Return the names of the objects that Sphinx would choose from, searched in its order."""
    for kind in (node["reftype"], *_ALSO.get(node["reftype"], ())):
        found = python.find_obj(
            python.env, node.get("py:module"), node.get("py:class"), node["reftarget"], kind, 1
        )
        if found:
            return [name for name, entry in found if not entry.aliased] or [n for n, _ in found]
    return []


def resolve_alias(
    app: Sphinx, env: BuildEnvironment, node: addnodes.pending_xref, content: TextElement
) -> nodes.Element | None:
    """Answer a reference that leads nowhere by what its name stands for where it was written.

    An annotation's name that is imported below ``TYPE_CHECKING``, or by another name, is asked for
    again by its full name: on the pages, and of all others that answer missing references.
    """
    domain, module = of(env), node.get("py:module")
    if node.get("refdomain") != "py" or _AGAIN in node:
        return None
    target = node["reftarget"]
    if module in domain.project.modules:
        full = full_name(domain, target, module)
    else:
        full = _unaliased(domain, target) if "autodocgen_literal" in node else target
    if full == target:
        return None
    again = addnodes.pending_xref("", **{**node.attributes, _AGAIN: True})
    _lead_to(again, full)
    again["py:module"] = None  # else Sphinx takes the full name for one within the module, too
    try:
        found: nodes.Element | None = env.get_domain("py").resolve_xref(
            env, node["refdoc"], app.builder, node["reftype"], full, again, content
        ) or app.emit_firstresult(
            "missing-reference", env, again, content, allowed_exceptions=(NoUri,)
        )
    except NoUri:
        return content  # it's there, but this builder has no links
    return found


def _unaliased(domain: AutodocgenDomain, name: str) -> str:
    """Return the full name of what a name of the project is only another name of."""
    found = domain.project.get(name)
    return name if found is None else domain.view.names.unaliased(Resolved(name, found)).name


def show_as_literal(
    app: Sphinx,  # noqa: ARG001
    env: BuildEnvironment,  # noqa: ARG001
    node: addnodes.pending_xref,
    content: TextElement,
) -> nodes.literal | None:
    """Answer a reference of generated text that leads nowhere: the name is shown as code."""
    if not node.get("autodocgen_literal"):
        return None
    return nodes.literal("", content.astext(), classes=["autodocgen-name"])


def accept_unresolved(
    app: Sphinx,  # noqa: ARG001
    domain: Domain | None,  # noqa: ARG001
    node: addnodes.pending_xref,
) -> bool | None:
    """Keep Sphinx from warning of a reference that is ours: it shows as text, which is right."""
    return True if node.get("autodocgen") else None
