"""Names that are bound to what has a name already."""

import json


class Base:
    """A base."""

    def run(self, times=1):
        """Run so many times."""
        return times

    @classmethod
    def make(cls, size=2):
        """Make one of a size."""
        return cls()

    @staticmethod
    def check(text="x"):
        """Check a text."""
        return bool(text)

    def _secret(self, level=3):
        """Keep a secret."""
        return level

    def _bare(self, level=3):
        return level + 1

    go = run
    create = make
    verify = check
    whisper = _secret
    bare = _bare

    @property
    def size(self):
        """How large it is."""
        return 2

    extent = size

    def __len__(self):
        return 2

    length = __len__


class Derived(Base):
    """Derived from it."""

    start = Base.run
    build = Base.make

    def run(self, times=1):
        return times + 1

    sprint = run


class Parser:
    """Reads."""

    def parse(self, text, strict=True):
        """Parse a text."""
        return text if strict else None

    def skip(self, count=1):
        if count < 0:
            raise ValueError("count is negative")
        return count


parse = Parser().parse
_parser = Parser()
parse_again = _parser.parse
skip = _parser.skip


def plain(text, width=80):
    """Make a text plain."""
    return text[:width]


simple = plain
also_simple = simple


def _gone(text="x"):
    """Say something."""
    return text


kept = _gone
del _gone

dumps = json.dumps

shout = lambda text: text.upper()
shout.__doc__ = "Say it loudly."


class _Inner:
    """A hidden class."""

    def act(self):
        """Act."""


Outer = _Inner


class Nested:
    """Holds another."""

    class Deep:
        """Deep inside."""

        def stay(self):
            """Stay where it is."""

        remain = stay
