"""Functions of which only a part is documented."""


def google(first, path, encoding="utf-8", last=None):
    """Read something.

    Args:
        first: The author's first.
        last: The author's last.

    Example:
        An example of the author's.
    """
    if first < 0:
        raise ValueError(first)
    with open(path, encoding=encoding) as stream:
        return stream.read()


def numpy(first, encoding="utf-8"):
    """Read something else.

    Parameters
    ----------
    first : Path
        The author's first.

    Notes
    -----
    A note of the author's.
    """
    if encoding is None:
        raise ValueError
    with open(first, encoding=encoding) as stream:
        return stream.read()


def rest(first, encoding="utf-8"):
    """Read it all.

    :param first: The author's first.

    .. versionadded:: 1.0
    """
    if encoding is None:
        raise ValueError
    return first, encoding


def prose(encoding="utf-8"):
    """Say only something in prose."""
    if encoding is None:
        raise ValueError


def kept(first, encoding="utf-8"):
    """Say it all.

    :autodocgen: off
    """
    if encoding is None:
        raise ValueError(first)


def said(encoding="utf-8", **options):
    """Return what is said, or raise ValueError.

    * encoding: How it's written.
    """
    if encoding is None:
        raise ValueError
    return encoding


def moved(first):
    """Do something.

    Args:
        first: The author's first.
        second: What isn't there any more.
    """
