"""All that can go wrong, as exceptions that carry fields and build their own one-line message.

Every exception a caller may want to catch is a child of :class:`AutodocgenError`. The front ends
turn one into a Sphinx warning or a line on standard error; no traceback of ours reaches a user.
The classes survive pickling, because workers raise them too.
"""

from __future__ import annotations

__all__ = [
    "REPORT",
    "AutodocgenError",
    "BaselineError",
    "BuildError",
    "CacheError",
    "ConfigurationError",
    "ConflictingDistributionError",
    "DocumentError",
    "ExecutionError",
    "FeedbackError",
    "GitError",
    "JudgementError",
    "ModelError",
    "ObjectNotFoundError",
    "RequestError",
    "RewriteError",
    "SettingError",
    "SourceError",
    "TargetNotFoundError",
]


REPORT = "https://github.com/sphinx-contrib/sphinxcontrib-autodocgen/issues"
"""Where users tell us of our faults."""


class AutodocgenError(Exception):
    """Base of all errors of this package.

    Attributes:
        subtype: The warning subtype under which Sphinx reports it, as in ``autodocgen.config``.
    """

    subtype = "internal"


class _PlacedError(AutodocgenError):
    """Reason and subject of an error: the two parts of most messages."""

    def __init__(self, where: str, reason: str) -> None:
        self.where = where
        self.reason = reason
        super().__init__(where, reason)

    def __str__(self) -> str:
        return f"{self.where}: {self.reason}"


class SettingError(AutodocgenError):
    """A setting has a value that it can't have.

    Args:
        name: The option's name without the ``autodocgen_`` prefix.
        value: What was given.
        reason: What is wrong with it, as a phrase that ends the sentence.
    """

    subtype = "config"

    def __init__(self, name: str, value: object, reason: str) -> None:
        self.name = name
        self.value = value
        self.reason = reason
        super().__init__(name, value, reason)

    def __str__(self) -> str:
        return f"option {self.name!r} is {self.shown}: {self.reason}"

    @property
    def shown(self) -> str:
        """The value as Python writes it, if it can."""
        try:
            return repr(self.value)
        except (ValueError, RecursionError):  # a number of more digits, or lists in lists in lists
            return "a value that is too long to show"


class ConfigurationError(AutodocgenError):
    """The request for a build can't be fulfilled.

    Args:
        errors: All that is wrong with it.
    """

    subtype = "config"

    def __init__(self, errors: tuple[AutodocgenError, ...]) -> None:
        self.errors = errors
        super().__init__(errors)

    def __str__(self) -> str:
        return "; ".join(map(str, self.errors))


class TargetNotFoundError(AutodocgenError):
    """A package, module or path to analyse isn't there.

    Args:
        target: The name or path as it was given.
        hint: What the user can do about it.
    """

    subtype = "missing"

    def __init__(self, target: str, hint: str) -> None:
        self.target = target
        self.hint = hint
        super().__init__(target, hint)

    def __str__(self) -> str:
        return f"no package, module or file {self.target!r}: {self.hint}"


class ObjectNotFoundError(_PlacedError):
    """A name means no object of the project, or more than one.

    Args:
        where: The name as it was given.
        reason: What the user can do about it.
    """

    subtype = "missing"


class BuildError(AutodocgenError):
    """Sphinx gave up on a build.

    Args:
        reason: The first line of what it said.
    """

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)

    def __str__(self) -> str:
        return f"the build stopped: {self.reason}"


class GitError(_PlacedError):
    """Git isn't there, or refused a command.

    Args:
        where: The git subcommand with its arguments.
        reason: The first line of what git said.
    """

    subtype = "git"

    def __str__(self) -> str:
        return f"git {super().__str__()}"


class BaselineError(_PlacedError):
    """A file of known findings isn't there, or isn't one.

    Args:
        where: The file.
        reason: What is wrong with it and what to do.
    """

    subtype = "config"

    def __str__(self) -> str:
        return f"baseline {super().__str__()}"


class ExecutionError(_PlacedError):
    """A cluster can't be used.

    Args:
        where: Its address.
        reason: What is wrong.
    """

    subtype = "execution"


class FeedbackError(AutodocgenError):
    """A file of verdicts is broken, or can't be written.

    Args:
        path: The file.
        reason: Which entry is wrong, what is wrong with it, and what to do.
        line: The line, from 1, or None.
    """

    subtype = "feedback"

    def __init__(self, path: str, reason: str, line: int | None = None) -> None:
        self.path = path
        self.reason = reason
        self.line = line
        super().__init__(path, reason, line)

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.reason}"


class JudgementError(_PlacedError):
    """There is nothing that a verdict can be about.

    Args:
        where: The object, as it was given.
        reason: What is wrong and what to do.
    """

    subtype = "feedback"


class DocumentError(_PlacedError):
    """A file that should hold a version of a project can't be read as one.

    Args:
        where: The file.
        reason: What is wrong with it.
    """

    subtype = "unreadable"


class ModelError(_PlacedError):
    """A model can't be asked, or not usefully.

    Args:
        where: Where it would be.
        reason: What is wrong.
    """

    subtype = "model"


class RequestError(_PlacedError):
    """A server doesn't answer, or not with what was asked for.

    Args:
        where: The address.
        reason: What is wrong.
        status: What it answers, as HTTP numbers it; None if it doesn't.
    """

    def __init__(self, where: str, reason: str, status: int | None = None) -> None:
        super().__init__(where, reason)
        self.status = status


class CacheError(_PlacedError):
    """The shared cache can't be used.

    Args:
        where: Its address, without a password.
        reason: What is wrong.
    """

    subtype = "cache"


class RewriteError(_PlacedError):
    """A source file can't be given docstrings.

    Args:
        where: The file.
        reason: What is wrong and what to do.
    """

    subtype = "unreadable"


class ConflictingDistributionError(AutodocgenError):
    """Another distribution that installs the same import name is present.

    Args:
        distribution: Name and version of the other distribution.
    """

    subtype = "conflict"

    def __init__(self, distribution: str) -> None:
        self.distribution = distribution
        super().__init__(distribution)

    def __str__(self) -> str:
        return (
            f"{self.distribution} installs the same package 'sphinxcontrib_autodocgen' as "
            "sphinxcontrib-autodocgen: uninstall both, then install the one you want"
        )


class SourceError(AutodocgenError):
    """A source file can't be read as Python.

    Args:
        path: The file.
        line: The line, from 1, or None.
        kind: ``syntax``, ``encoding``, ``limit`` or ``unreadable``; the warning's subtype.
        reason: What is wrong and what to do, in one line.
    """

    def __init__(self, path: str, line: int | None, kind: str, reason: str) -> None:
        self.path = path
        self.line = line
        self.kind = kind
        self.reason = reason
        super().__init__(path, line, kind, reason)

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.reason}"
