"""A package with one of each kind."""

LIMIT = 10

#: Documented by its author.
NAMES = ["a", "b"]


def written(depth=3):
    """Say what the author said, with *emphasis*.

    :param depth: The author's words.
    """
    return depth


def scale(values, factor=1.5, *, strict=False):
    if factor < 0:
        raise ValueError("negative")
    return [value * factor for value in values]


def count(limit=LIMIT):
    yield from range(limit)


def switched_off(flag=True):
    """:autodocgen: off"""


def _private(flag=True):
    return flag


async def fetch(retries=3):
    return retries > 0


def guarded(name, level=2):
    if not isinstance(name, str):
        raise TypeError(name)
    return name
