r"""Frobs, in *Markdown*.

## A heading

See [the address](https://example.org), {py:func}`frobs.frob`, and `code_`.

| Head | Other |
| ---- | ----- |
| a\|b | `c`   |
"""

SIZE = 3
"""Size: `three`, and [a link](https://example.org/size)."""


def frob(thing, count=1):
    """Frob a **thing**.

    ```python
    frob(":not a field:")
    ```

    > [!NOTE]
    > Quoted.

    Args:
        thing: What to [frob](https://example.org/thing), a {py:class}`Frob`.
        count: How *often*.

    Returns:
        The `frob`.

    Raises:
        ValueError: If it's no thing.
    """
    if not thing:
        raise ValueError(thing)
    return thing * count


def fields(thing):
    """Take fields.

    1. one
    2. two

    :param thing: A **thing**, see {py:obj}`missing.thing`.
    :type thing: int
    """


def numbers(x):
    """Number things.

    Parameters
    ----------
    x : int
        An `x`, with a list:

        - one
        - *two*
    """


def plain():
    """Be in :emphasis:`reStructuredText`."""


class Frob:
    """A frob with $a < b$.

    # Its heading
    """

    size = 1
    """The size: in `cm`."""

    def silent(self):
        return 1
