"""Texts that authors wrote in every way that Python has."""

from ._hidden import Tree, _prune, grow
from ._hidden import _water as water

__all__ = ["Tree", "copytree", "grow", "prune", "water"]

from ._hidden import copy_tree

copytree = copy_tree
prune = _prune
del copy_tree
