from zoo.classes import Box
from zoo.lazy import __getattr__

__all__ = ["Box", "LIMIT"]

LIMIT = 10
