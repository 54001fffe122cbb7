"""Classes that say something about each other's attributes."""


class Base:
    """A base."""

    #: Said by the base's author.
    color = "red"


class Child(Base):
    color = "blue"
    size = 3


class Described:
    """A class that describes its attributes itself.

    Attributes:
        width: Said by the class's author.
    """

    def __init__(self):
        self.width = 1
        self.height = 2


class Quiet:
    """A class that wants nothing generated.

    :autodocgen: off
    """

    def method(self, flag=True):
        return flag
