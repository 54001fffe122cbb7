"""Descriptions that pages have only because of us; they never replace an author's.

Whether an author describes the same object, in a docstring's own directives or on another page, is
known only when all pages are read. So what is ours carries a mark through the doctree, and Sphinx's
Python domain learns of it last: an object that is described elsewhere loses our description, and no
warning of duplicates names ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform

from .domain import of, page_of

if TYPE_CHECKING:
    from collections.abc import Set

    from sphinx.application import Sphinx
    from sphinx.domains.python import ObjectEntry, PythonDomain
    from sphinx.environment import BuildEnvironment

__all__ = [
    "ADDED",
    "MARK",
    "TYPED",
    "HideDescribed",
    "KeepOneDescription",
    "added_names",
    "descriptions",
    "discount",
    "forget_added",
    "note_added",
    "shown_name",
    "watch_objects",
]

ADDED = "autodocgen-added"
"""The attribute of a description that is shown only because of us."""

_TEXT = "autodocgen: added"
MARK = f".. {_TEXT}"
"""A comment of reStructuredText that tells a description which is shown only because of us."""

TYPED = ".. autodocgen: typed"
"""A comment that has autodoc show a value of which only the type is known."""


class _Noted(NamedTuple):
    """An object as a page told it to Sphinx's Python domain."""

    name: str
    objtype: str
    node_id: str
    aliased: bool
    location: Any = None


def watch_objects(app: Sphinx) -> None:
    """Have the objects of pages that show something because of us noted when they're read.

    Sphinx warns at once of a second description, and has no event for it.
    """
    domain, python = of(app.env), cast("PythonDomain", app.env.get_domain("py"))
    note = domain.note_object = python.note_object

    def note_object(
        name: str, objtype: str, node_id: str, aliased: bool = False, location: Any = None
    ) -> None:
        page = page_of(app.env)
        page.is_listing = False  # autodoc has written its lines, which are being parsed
        if page.noted is None:
            note(name, objtype, node_id, aliased, location)
        else:
            page.noted.append(_Noted(name, objtype, node_id, aliased, location))

    python.note_object = note_object  # type: ignore[method-assign]


def descriptions(document: nodes.document) -> list[addnodes.desc]:
    """Return the descriptions of a page that are shown only because of us, with those inside."""
    marked = [node for node in document.findall(addnodes.desc) if node.get(ADDED)]
    found = {id(inner): inner for node in marked for inner in node.findall(addnodes.desc)}
    return list(found.values())


def shown_name(signature: addnodes.desc_signature) -> str:
    """Return the full name of what a signature describes."""
    module, name = signature.get("module"), signature.get("fullname")
    return f"{module}.{name}" if module else str(name)


class KeepOneDescription(SphinxTransform):
    """Drops our description of what the same page describes, and has Sphinx note only the rest."""

    default_priority = 840  # before Sphinx collects the index and the table of contents

    def apply(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Read the marks of a page."""
        domain, page = of(self.env), page_of(self.env)
        noted, page.noted = page.noted, None
        if noted is None:
            return
        _read_marks(self.document)
        ours = {node_id for node in descriptions(self.document) for node_id in _ids(node)}
        moved = _drop_described(self.document)
        _drop_long_values(self.document)
        domain.added[page.name] = _entries(self.document, noted)
        for each in noted:
            if each.node_id not in ours:
                domain.note_object(*each._replace(node_id=moved.get(each.node_id, each.node_id)))


def _drop_long_values(document: nodes.document) -> None:
    """Show no long value of what is shown only because of us: it would hide the rest of a page."""
    for node in descriptions(document):
        for signature in _signatures(node):
            for part in list(signature.findall(addnodes.desc_annotation)):
                if _is_value(part) and len(part.astext()) > _LONGEST_VALUE:
                    part.parent.remove(part)


def _is_value(annotation: addnodes.desc_annotation) -> bool:
    marks = annotation.findall(addnodes.desc_sig_punctuation)
    return next((mark.astext() for mark in marks), "") == "="


_LONGEST_VALUE = 120
"""Maximum number of characters of a value that is shown."""


def _entries(document: nodes.document, noted: list[_Noted]) -> list[tuple[str, str, str, bool]]:
    """Return what a page shows only because of us; without anchors what has ``:no-index:``."""
    signatures = [each for node in descriptions(document) for each in _signatures(node)]
    ids = {node_id for signature in signatures for node_id in signature["ids"]}
    unnoted = [each for each in signatures if not each["ids"]]
    return [each[:-1] for each in noted if each.node_id in ids] + [
        (shown_name(each), each.parent["objtype"], "", False) for each in unnoted
    ]


def _read_marks(document: nodes.document) -> None:
    """Put the mark of each description from its text onto itself."""
    for comment in list(document.findall(nodes.comment)):
        if comment.astext() == _TEXT:
            comment.parent.remove(comment)
            if isinstance(comment.parent.parent, addnodes.desc):
                comment.parent.parent[ADDED] = True


def _drop_described(document: nodes.document) -> dict[str, str]:
    """Drop what is described by an author on the same page.

    Returns:
        The new anchors of the authors' descriptions: those that they have without us, by the old.
    """
    ours = list(descriptions(document))
    written = _written(document, set(map(id, ours)))
    moved: dict[str, str] = {}
    for node in ours:
        names = _names(node)
        if node.get("domain") == "py" and names <= written.keys():
            _drop(node)
            for name in names:
                moved |= _take_anchor(written[name], name, _ids(node))
    return moved


def _written(document: nodes.document, ours: Set[int]) -> dict[str, addnodes.desc]:
    """Return the descriptions that authors wrote, by the full names of what they describe."""
    others = (node for node in document.findall(addnodes.desc) if id(node) not in ours)
    python = (n for n in others if n.get("domain") == "py" and not _is_repeated(n))
    return {name: node for node in python for name in _names(node)}


def _is_repeated(node: nodes.Element) -> bool:
    """Tell whether a directive with ``:no-index:`` describes again what is described elsewhere."""
    outermost = node
    while node.parent is not None:
        node = node.parent
        if isinstance(node, addnodes.desc):
            outermost = node
    return bool(outermost.get("no-index"))


def _take_anchor(written: addnodes.desc, name: str, ids: list[str]) -> dict[str, str]:
    """Give the anchor of a description that was dropped to another one of the same object."""
    signature = next(each for each in _signatures(written) if shown_name(each) == name)
    old, index = signature["ids"], _index_of(written)
    if not old or name not in ids:
        return {}
    signature["ids"] = [name]
    if index is not None:
        entries = index["entries"]
        entries[:] = [(*e[:2], name, *e[3:]) if e[2] in old else e for e in entries]
    return dict.fromkeys(old, name)


def _signatures(node: addnodes.desc) -> Iterator[addnodes.desc_signature]:
    return (each for each in node if isinstance(each, addnodes.desc_signature))


def _index_of(node: addnodes.desc) -> addnodes.index | None:
    before = node.previous_sibling()
    return before if isinstance(before, addnodes.index) else None


def _drop(node: addnodes.desc) -> None:
    index = _index_of(node)
    if index is not None:
        node.parent.remove(index)
    node.parent.remove(node)


def _ids(node: addnodes.desc) -> list[str]:
    return [each for signature in _signatures(node) for each in signature["ids"]]


def _names(node: addnodes.desc) -> set[str]:
    return {shown_name(signature) for signature in _signatures(node)}


def added_names(env: BuildEnvironment) -> set[str]:
    """Return the names of the objects that Sphinx knows only because of us."""
    objects = env.get_domain("py").data["objects"]
    ours = of(env).added.items()
    known = ((name, page, id_) for page, entries in ours for name, _, id_, _ in entries)
    return {name for name, *place in known if list(objects.get(name, ())[:2]) == place}


def forget_added(
    app: Sphinx,  # noqa: ARG001
    env: BuildEnvironment,
    added: Set[str],  # noqa: ARG001
    changed: Set[str],
    removed: Set[str],
) -> list[str]:
    """Have Sphinx not know what is ours while pages are read.

    Returns:
        The pages that hide something of ours which a changed page described.
    """
    objects = env.get_domain("py").data["objects"]
    for name in added_names(env):
        del objects[name]
    return [
        page
        for page, by in of(env).hidden.items()
        if not (changed | removed).isdisjoint(by.values())
    ]


def note_added(app: Sphinx, env: BuildEnvironment) -> list[str]:  # noqa: ARG001
    """Have Sphinx know what is ours, and hide what another page describes.

    Returns:
        The pages that hide something else than before.
    """
    from sphinx.domains.python import ObjectEntry  # noqa: PLC0415  # before locales, its texts stay lazy

    domain, objects = of(env), env.get_domain("py").data["objects"]
    written, again = dict(objects), []
    for page, entries in sorted(domain.added.items()):
        hidden = _hidden(written, entries)
        anchors = {node_id for name, _, node_id, _ in entries if node_id and name in hidden}
        for name, objtype, node_id, aliased in entries:
            if node_id and name not in hidden:
                objects.setdefault(name, ObjectEntry(page, node_id, objtype, aliased))
        if hidden != domain.hidden.get(page, {}):
            again.append(page)
        domain.hidden[page] = hidden
        _leave_out(env, page, anchors)
    return again


def _hidden(
    written: Mapping[str, ObjectEntry], entries: list[tuple[str, str, str, bool]]
) -> dict[str, str]:
    """Return the names that an author describes, or a class around them, and on which pages."""
    hidden: dict[str, str] = {}
    for name, _, _, aliased in entries:
        described, owner = written.get(name), name.rpartition(".")[0]
        if owner in hidden:
            hidden[name] = hidden[owner]
        elif described and not (aliased or described.aliased or described.objtype == "module"):
            hidden[name] = described.docname
    return hidden


def _leave_out(env: BuildEnvironment, page: str, hidden: set[str]) -> None:
    """Take what is hidden out of the index and out of the table of contents."""
    if not hidden:
        return
    entries = env.get_domain("index").data["entries"]
    entries[page] = [entry for entry in entries.get(page, ()) if entry[2] not in hidden]
    for reference in list(env.tocs[page].findall(nodes.reference)):
        if reference.get("anchorname", "").removeprefix("#") in hidden:
            _drop_item(reference.parent.parent)


def _drop_item(item: nodes.Element) -> None:
    around = item.parent
    around.remove(item)
    if not len(around) and isinstance(around.parent, nodes.list_item):
        around.parent.remove(around)


def discount(app: Sphinx, env: BuildEnvironment) -> None:
    """Have the coverage builder miss what pages describe only because of us.

    The environment is on disk by now, so that other builders find everything.
    """
    if app.builder.name != "coverage":
        return
    objects = env.get_domain("py").data["objects"]
    for name in added_names(env):
        del objects[name]


class HideDescribed(SphinxPostTransform):
    """Drops our descriptions of what another page describes."""

    default_priority = 4  # before references are looked up

    def run(self, **kwargs: Any) -> None:  # noqa: ARG002
        """Change the page."""
        hidden = of(self.env).hidden.get(self.env.docname, {})
        for node in descriptions(self.document) if hidden else ():
            if _names(node) <= hidden.keys():
                _drop(node)
