"""Adds a node that nobody taught it, and one that an extension taught it."""

from docutils import nodes

from sphinxcontrib_autodocgen.ext.marks import mark


class gauge(nodes.General, nodes.Element):
    """A node with text that no Markdown is known for."""


class dial(nodes.General, nodes.Element):
    """A node with a visitor for Markdown of its own."""


def setup(app):
    app.setup_extension("sphinxcontrib_autodocgen")
    app.add_node(gauge, html=(ignore, ignore))
    app.add_node(dial, html=(ignore, ignore), markdown=(visit_dial, ignore))
    app.connect("doctree-read", replace_containers)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def ignore(translator, node):
    pass


def visit_dial(translator, node):
    translator.block("other", "A *dial*:")


def replace_containers(app, doctree):
    for node in list(doctree.findall(nodes.container)):
        for cls in (gauge, dial):
            if cls.__name__ in node["classes"]:
                node.replace_self(cls("", *node.children))
    for node in list(doctree.findall(nodes.title_reference)):
        if node.astext() == "generated":
            node.replace_self(mark("", "generated", evidence="rule", percent=90))
