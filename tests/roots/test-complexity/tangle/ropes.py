"""Ropes."""


def long(a, b):
    """Return a sum."""
    return a + b if a > b else b
