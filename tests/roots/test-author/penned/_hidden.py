"""What nobody imports from here."""


def copy_tree(source, target=None):
    """Copy a tree.

    And all below it.
    """
    return target or source


def _prune(tree, depth=2):
    """Cut a tree back."""
    return tree[:depth]


def _water(tree, litres=1.5):
    return [tree] * int(litres)


def grow(tree, years=1):
    """Let a tree grow."""
    return tree * years


class Tree:
    """A tree."""

    #: How high it is.
    height = 3

    leaves = 100

    def __init__(self, name="oak"):
        self.name = name
        self.age = 4  #: In years.
