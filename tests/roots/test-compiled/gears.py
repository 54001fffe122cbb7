"""Gears, and what turns them.

Ratchet wheels too.
"""

RATIO = 3
"""How much faster the small one turns, but for ratchet-wheels."""


class Gear:
    """A gear with ``teeth``.

    A ratchet wheel is a *gear* that turns
    one way only. It clicks.
    """

    def turn(self, by: int = 1) -> int:
        """Turn by some teeth.

        :param by: How many *teeth*.
        """
        return by * RATIO


def train(*gears: Gear) -> int:
    """Turn all gears, see :class:`Gear`."""
    return sum(gear.turn() for gear in gears) + Gear().turn(RATIO)


def is_ready(gear):
    return bool(gear)


class GearBox:
    """Holds gears, and a ratchet wheel."""

    def start(self):
        """Start it: ``|`` and {{ braces }}."""
        self.stop()
        return train(Gear())

    def stop(self):
        """
        Stop
        ----

        Stop it, see :ref:`nowhere`.
        """
