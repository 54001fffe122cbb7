"""Uses the other module."""

from linked import two
from linked.two import Node


class Failure(Exception):
    """Something failed."""


class _Hidden(Exception):
    pass


def value(flag=True):
    if flag is None:
        raise Failure(flag)
    return two.answer()


def node(name="root"):
    """Return a node.

    Args:
        name: Its name.

    Returns:
        Node: The node.
    """
    return Node(name)


def made(depth=2):
    if depth < 0:
        raise _Hidden(depth)
    return Node("x")
