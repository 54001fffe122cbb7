"""A module of a namespace package."""


def moo(times=1):
    return "moo" * times
