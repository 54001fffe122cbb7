"""Knots."""


def simple():
    """Do nothing."""


def knot(rows, strict=False):
    """Walk over rows."""
    found = []
    for row in rows:
        if row:
            for cell in row:
                if cell and strict:
                    while cell > 1:
                        cell = cell - 1
                        if cell == 3:
                            found.append(cell)
    if strict and not found or rows:
        return None
    return found


class Rope:
    """A rope."""

    def pull(self, force):
        """Pull it."""
        if force > 1:
            return force * 2
        return force

    def _tie(self, ends):
        def inner(end):
            return end if end else None

        return [inner(end) for end in ends]
