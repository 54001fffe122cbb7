"""Is used by the other module."""


class Node:
    """A node."""

    def __init__(self, name):
        self.name = name
        self.children = []


def answer():
    return 42
