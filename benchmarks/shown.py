"""Builds a project's pages in this process and writes what they show as JSON.

    python benchmarks/shown.py SOURCE RESULT OWN REQUIRED

OWN comes first on the path and REQUIRED last. The builder is Sphinx's ``dummy``: pages are read and
references resolved, with ``-n``. An object is known by its page and its full name. Of each are kept

- ``texts``: every paragraph, literal block, term and the like, with ``part`` (the field that it's in and
  the name that it's about), ``text`` without what is generated or inferred within it, ``marks``
  and ``types`` (each a word or type with ``evidence`` and ``percent``; a type in a signature has the
  part that it's of too),
- ``python``: docstrings that Python itself, and no author, wrote for it,
- ``source``: the file that it's defined in, its qualified name there, and the line of a function's code
  ("0" of anything else).
"""  # noqa: E501

from __future__ import annotations

import contextlib
import dataclasses
import functools
import inspect
import io
import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.console import nocolor


def main() -> None:
    """Build, and write the result."""
    source, result, own, required = sys.argv[1:]
    sys.path[:1] = [own]
    sys.path.append(required)
    nocolor()
    stream = io.StringIO()
    objects: dict[str, dict[str, Any]] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        out = str(Path(result).with_suffix(""))
        app = Sphinx(
            source, source, out, out, "dummy", {"nitpicky": True}, None, stream, freshenv=True
        )
        app.connect("doctree-read", _remember)
        app.connect("doctree-resolved", functools.partial(_collect, objects), priority=999)
        app.build(force_all=True)
    seconds = sum(os.times()[:4])  # those of worker processes too
    found = {"objects": objects, "warnings": [*said(stream.getvalue(), source)], "seconds": seconds}
    Path(result).write_text(json.dumps(found), encoding="utf-8")


def _remember(app: Sphinx, doctree: nodes.document) -> None:
    """Keep where objects come from, before a module of a later page puts others in their places."""
    del app
    for node in doctree.findall(addnodes.desc_signature):
        if node.parent["domain"] == "py":
            node["origin"] = _origin(node.get("module") or "", node.get("fullname", ""))


def said(output: str, source: str) -> Iterator[str]:
    """Yield each warning without folder, line number and address, which differ between builds.

    Args:
        output: What the build wrote.
        source: The folder with the project's sources.
    """
    for line in output.splitlines():
        if re.search(r"\b(WARNING|ERROR|CRITICAL|SEVERE): |Traceback", line):
            short = re.sub(r"^(.*?):\d*: (?=WARNING|ERROR|CRITICAL|SEVERE)", r"\1: ", line)
            yield re.sub(r"\b0x[0-9a-f]+", "0x", short.replace(f"{source}/", ""))


def _collect(
    objects: dict[str, dict[str, Any]], app: Sphinx, doctree: nodes.document, page: str
) -> None:
    del app
    for node in doctree.findall(_is_block):
        if isinstance(node, addnodes.desc_signature):
            _signature(objects, node, page)
            continue
        for name in _owners(node):
            found = objects.setdefault(
                f"{page} {name}".strip(), {"texts": [], "python": [], "source": ["", "", "0"]}
            )
            found["texts"].append(_text(node))


def _is_block(node: nodes.Node) -> bool:
    """Whether a node holds text and isn't part of a text."""
    if isinstance(node, addnodes.desc_signature):
        return node.parent["domain"] == "py"
    if not isinstance(node, nodes.TextElement) or isinstance(node, nodes.field_name):
        return False
    parent = node.parent
    while parent is not None:
        if isinstance(parent, nodes.TextElement | nodes.Invisible):
            return False
        parent = parent.parent
    return not isinstance(node, nodes.Invisible) and bool(node.astext().strip())


def _signature(
    objects: dict[str, dict[str, Any]], node: addnodes.desc_signature, page: str
) -> None:
    for name in _names(node.parent):
        found = objects.setdefault(
            f"{page} {name}", {"texts": [], "python": [], "source": ["", "", "0"]}
        )
        found |= node.get("origin", {})
        found["texts"].append({**_text(node), "part": "signature"})


def _owners(node: nodes.Node) -> list[str]:
    parent = node.parent
    while parent is not None:
        if isinstance(parent, addnodes.desc) and parent.get("domain") == "py":
            return _names(parent)
        parent = parent.parent
    return [""]


def _names(desc: nodes.Node) -> list[str]:
    signatures = (n for n in desc.children if isinstance(n, addnodes.desc_signature))
    names = (
        ".".join(filter(None, (s.get("module"), s.get("fullname", s.astext())))) for s in signatures
    )
    return list(dict.fromkeys(names))


def _text(node: nodes.Element) -> dict[str, Any]:
    marks: list[list[str]] = []
    types: list[list[str]] = []
    words = "".join(_words(node, marks, types))
    if isinstance(node, addnodes.desc_signature):
        words = " ".join(words.split())
    return {"part": _part(node), "text": words, "marks": marks, "types": types}


def _words(node: nodes.Node, marks: list[list[str]], types: list[list[str]]) -> Iterator[str]:
    """Yield what stands in a block, and put aside what is marked in it."""
    if isinstance(node, nodes.Text):
        yield node.astext()  # str() would keep what marks an escaped character
        return
    assert isinstance(node, nodes.Element)
    if type(node).__name__ == "mark":
        marks.append([node.get("hidden", node.astext()), node["evidence"], node["percent"]])
        return
    if type(node).__name__ == "inferred":
        types.append([node.astext(), node["evidence"], node["percent"], _place(node)])
        return
    if _is_of_type(node):
        for child in node.children:
            _ = [*_words(child, marks, types)]
        return
    if "autodocgen-type" in node.get("classes", ()):
        inner: list[list[str]] = []
        text = "".join(word for child in node for word in _words(child, inner, types))
        why = inner[0][1:] if inner else ["", ""]
        if text.strip():
            types.append([text.strip(), *why, ""])
        return
    for child in node:
        yield from _words(child, marks, types)
        if isinstance(node, _SIGNATURES):
            yield " "


def _place(node: nodes.Node) -> str:
    """Return what a type in a signature is of."""
    while node.parent is not None and not isinstance(node, addnodes.desc_signature):
        if isinstance(node, addnodes.desc_parameter):
            names = [n.astext() for n in node.children if isinstance(n, addnodes.desc_sig_name)]
            return f"parameter:{names[0]}"
        if isinstance(node, addnodes.desc_returns):
            return "returns"
        node = node.parent
    return "value" if isinstance(node, addnodes.desc_signature) else ""


_SIGNATURES = (addnodes.desc_signature, addnodes.desc_signature_line, addnodes.desc_parameterlist)
"""Nodes whose parts are words of their own."""


def _is_of_type(node: nodes.Element) -> bool:
    """Tell whether a node of a signature is there for an inferred type only."""
    inner = [n for n in node.findall(nodes.inline) if type(n).__name__ == "inferred"]
    if type(node).__name__ == "inferred_note":
        return True
    if isinstance(node, addnodes.desc_returns | addnodes.desc_annotation):
        return bool(inner)
    if not isinstance(node, addnodes.desc_sig_punctuation) or node.astext() != ":":
        return False
    following = node.parent.children[node.parent.index(node) + 1 :]
    return any(type(n).__name__ == "inferred" for f in following for n in f.findall(nodes.inline))


def _part(node: nodes.Element) -> str:
    """Return the field that a text is in, with the name that it's about."""
    parent: nodes.Node | None = node
    while parent is not None and not isinstance(parent, addnodes.desc):
        if isinstance(parent, nodes.field):
            field = parent[0].astext()
            names = [n.astext() for n in node if isinstance(n, addnodes.literal_strong)]
            return ":".join([field, *names[:1]])
        parent = parent.parent
    return ""


def _origin(module: str, name: str) -> dict[str, list[str]]:
    """Return where an object comes from, and what Python and not an author wrote of it."""
    *parents, last = name.split(".")
    try:
        parent: Any = functools.reduce(getattr, parents, sys.modules[module])
        value = inspect.getattr_static(parent, last, None)
        return {"python": _of_python(parent, last, value), "source": _source(parent, last, value)}
    except Exception:
        return {}


def _source(parent: Any, last: str, value: Any) -> list[str]:
    """Return the file that defines an object, the name that it has there, and a function's line."""
    for attribute in ("__func__", "fget", "func"):
        value = getattr(value, attribute, None) or value
    value = inspect.unwrap(value) if callable(value) else value
    if not inspect.isfunction(value) and not inspect.isclass(value):
        owners = [base for base in getattr(parent, "__mro__", ()) if last in vars(base)]
        owner = owners[0] if owners else parent
        name = f"{getattr(owner, '__qualname__', '')}.{last}".lstrip(".")
        return [inspect.getsourcefile(owner) or "", name, "0"]
    line = value.__code__.co_firstlineno if inspect.isfunction(value) else 0
    return [inspect.getsourcefile(value) or "", value.__qualname__, str(line)]


def _of_python(parent: Any, last: str, value: Any) -> list[str]:
    bases = [*getattr(parent, "__mro__", ()), *getattr(value, "__mro__", ())]
    inherited = [
        thing
        for base in bases
        if _is_pythons(base)
        for thing in (base, vars(base).get(last), base.__init__, base.__new__)
    ]
    itself = [value] if _is_pythons(value) else []
    kind = [type(value)] if _is_pythons(type(value)) else []
    docs = (getattr(thing, "__doc__", None) for thing in (*inherited, *itself, *kind))
    return [doc for doc in (*docs, *_made(value)) if isinstance(doc, str)]


def _is_pythons(thing: object) -> bool:
    module = getattr(thing, "__module__", None) or getattr(
        getattr(thing, "__objclass__", None), "__module__", None
    )
    return isinstance(module, str) and module.partition(".")[0] in sys.stdlib_module_names


def _made(value: Any) -> Iterator[str]:
    """Yield the docstrings that namedtuple and dataclass make."""
    if type(value).__name__ == "_tuplegetter":
        yield value.__doc__ or ""
    if isinstance(value, type):
        with contextlib.suppress(Exception):
            doc = value.__doc__ or ""
            signature = str(inspect.signature(value)).replace(" -> None", "")
            fields = ", ".join(getattr(value, "_fields", ()))
            if dataclasses.is_dataclass(value) and doc == value.__name__ + signature:
                yield doc
            if doc == f"{value.__name__}({fields})":
                yield doc


if __name__ == "__main__":
    main()
