"""Attributes and data."""

import logging


class Field:
    """A field of a form."""

    def __init__(self, doc=None):
        if doc:
            self.__doc__ = doc

    def __get__(self, instance, owner):
        return self

    def __set__(self, instance, value):
        raise AttributeError


class Label:
    """A label on something."""

    def __init__(self, text=""):
        self.text = text


class Slotted:
    """Has slots."""

    __slots__ = {"glue": "What it sticks with.", "bare": None, "tape": "How it is tied."}

    def __init__(self):
        self.glue = "gum"
        self.bare = 3
        self.tape = 2.5


class Further(Slotted):
    """Has its slots."""

    __slots__ = ()

    def __init__(self):
        self.glue = "paste"
        self.bare = 4


class Form:
    """A form."""

    name = Field()
    age = Field("How old one is.")
    label = Label("x")

    #: The colour of the form.
    colour = "white"
    shape = None
    """The shape of the form."""
    size = 3

    def __init__(self, weight=2.5):
        #: How heavy it is.
        self.weight = weight
        self.height = 2


class Special(Form):
    """A special form."""

    colour = None
    shape = "round"
    size = 4

    def __init__(self):
        super().__init__()
        self.weight = 1.5
        self.height = 3


class Told:
    """A told one.

    Attributes:
        colour: What it looks like.
        weight: How heavy it is.
    """

    colour = "red"

    def __init__(self):
        self.weight = 3


class Untold(Told):
    """Another one."""

    colour = None


class Named:
    """Has a name."""

    @property
    def title(self):
        """What it is called."""
        return self._title

    @title.setter
    def title(self, value):
        self._title = value


class Renamed(Named):
    """Has another."""

    def __init__(self):
        self.title = "new"


LIMIT = 5
#: The most there can be.
MOST = 7
label = Label("y")
told = Label("z")
told.__doc__ = "A label of its own."
logger = logging.getLogger(__name__)
names: list[str] = []
