"""Boxes that hold things."""

import json


class Box:
    """A box.

    Attributes:
        items: What is in it.
    """

    def __init__(self, items=()):
        self.items = list(items)

    def is_empty(self):
        return not self.items

    def has_items(self):
        return bool(self.items)

    def copy(self, deep=False):
        if not deep:
            raise ValueError("only deep copies are made")
        return Box(self.items)


def load(path, encoding="utf-8"):
    """Load a box.

    Args:
        path: Path of a JSON file.
    """
    if not path:
        raise ValueError("no path")
    with open(path, encoding=encoding) as file:
        return Box(json.load(file))


def pack(items):
    """Pack things into a box.

    Args:
        items: What to pack.
        size: Size of the box.
    """
    return Box(items)
