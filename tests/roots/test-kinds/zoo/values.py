"""Data of every kind."""

import collections
import logging
from typing import NewType, TypeAlias, TypeVar

from zoo.classes import Box

CONSTANT = 3
variable = ["a"]
declared: int
Weights: TypeAlias = dict[str, int]
Pair = collections.namedtuple("Pair", ["left", "right"])
UserId = NewType("UserId", int)
T = TypeVar("T")
logger = logging.getLogger(__name__)
crate = Box(3)
