"""The words of an API diff: rules, severities, changes, and what they come to."""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec

from ..model import Problem

__all__ = [
    "RULES",
    "SEVERITIES",
    "Change",
    "ChangeKind",
    "DefinitionPlace",
    "Diff",
    "Severity",
    "Suppressed",
]

Severity = Literal["breaking", "risky", "safe"]
"""Whether a change breaks code that uses the API, may change what it does, or neither."""

SEVERITIES: tuple[Severity, ...] = ("breaking", "risky", "safe")
"""The severities, the worst first."""


class ChangeKind(NamedTuple):
    """One kind of change.

    Attributes:
        severity: The severity it has unless a change says otherwise.
        help: What it finds, in a sentence or two.
    """

    severity: Severity
    help: str


RULES: dict[str, ChangeKind] = {
    "object-removed": ChangeKind(
        "breaking",
        "A public name is gone. Risky if something that can't be seen may still provide it: a base "
        "class from elsewhere, Python's own `object`, or the `__getattr__` of a module.",
    ),
    "object-moved": ChangeKind(
        "breaking", "A public name is gone, and its object is found elsewhere."
    ),
    "object-hidden": ChangeKind(
        "risky",
        "A name can still be imported, but the module doesn't offer it any more. Safe if the "
        "module has no `__all__` and imports what it defined, so that star imports take it too.",
    ),
    "object-added": ChangeKind("safe", "A public object is new."),
    "object-offered": ChangeKind("safe", "A name that could be imported before is offered now."),
    "name-added": ChangeKind("safe", "A public object has another public name."),
    "object-deprecated": ChangeKind(
        "risky", "An object is deprecated now, by a decorator or by its docstring."
    ),
    "kind-changed": ChangeKind(
        "breaking",
        "A name means another kind of object. Risky between an attribute and a property, and if it "
        "may still be called: a class instead of a function, or a variable whose value isn't "
        "known.",
    ),
    "async-changed": ChangeKind("breaking", "A function became a coroutine, or no longer is one."),
    "generator-changed": ChangeKind(
        "breaking", "A function became a generator, or no longer is one."
    ),
    "binding-changed": ChangeKind(
        "risky",
        "A method became static, a class method or a plain one. Breaking if it can't be called on "
        "the class any more, safe between static and class methods.",
    ),
    "accessor-removed": ChangeKind("breaking", "A property can't be set or deleted any more."),
    "accessor-added": ChangeKind("safe", "A property can be set or deleted now."),
    "operation-removed": ChangeKind(
        "breaking",
        "Instances of a class can't be hashed or ordered any more, or their attributes can't be "
        "set. Risky if only attributes can't be that no class lists.",
    ),
    "operation-added": ChangeKind(
        "safe",
        "Instances of a class can be hashed or ordered now, or their attributes can be set.",
    ),
    "equality-changed": ChangeKind(
        "risky",
        "Instances of a class were compared by fields or by identity, and are by the other.",
    ),
    "overload-removed": ChangeKind(
        "risky", "An overload is gone, and no other one takes as much and gives as much."
    ),
    "overload-added": ChangeKind("safe", "A function has another overload."),
    "abstract-added": ChangeKind(
        "risky", "A method is abstract now, so subclasses have to define it."
    ),
    "final-added": ChangeKind("risky", "A class or method is final now."),
    "parameter-removed": ChangeKind(
        "breaking",
        "A parameter is gone. Risky if `*args` or `**kwargs` still take what callers pass.",
    ),
    "parameter-renamed": ChangeKind(
        "breaking",
        "A parameter has another name at the same place. Safe if it was positional-only.",
    ),
    "parameter-added": ChangeKind("safe", "There is a new parameter that needn't be passed."),
    "parameter-added-required": ChangeKind(
        "breaking", "There is a new parameter that must be passed."
    ),
    "parameter-reordered": ChangeKind("breaking", "Positional parameters have other positions."),
    "parameter-required": ChangeKind("breaking", "A parameter lost its default."),
    "parameter-optional": ChangeKind("safe", "A parameter got a default."),
    "parameter-kind-changed": ChangeKind(
        "breaking",
        "A parameter is passed in another way. Safe if every way that worked still works.",
    ),
    "default-changed": ChangeKind("risky", "A parameter has another default."),
    "parameter-type-changed": ChangeKind(
        "risky",
        "The annotation of a parameter is another one. Safe if it only takes more, or is new.",
    ),
    "inferred-parameter-type-changed": ChangeKind(
        "risky",
        "A parameter without annotation seems to take something else. Safe if it takes more.",
    ),
    "return-type-changed": ChangeKind(
        "risky",
        "The annotation of the result is another one or gone. Safe if it gives less, or is new.",
    ),
    "inferred-return-type-changed": ChangeKind(
        "risky",
        "A function without annotation seems to return something else. Safe if it gives less.",
    ),
    "attribute-type-changed": ChangeKind("risky", "The annotation of an attribute is another one."),
    "inferred-attribute-type-changed": ChangeKind(
        "risky", "An attribute without annotation seems to hold something else."
    ),
    "value-changed": ChangeKind(
        "risky",
        "An attribute has another value, or one that is computed now. Safe if it's the version of "
        "the package.",
    ),
    "key-changed": ChangeKind(
        "risky", "A key of a typed dictionary is required now, or may be missing now."
    ),
    "fields-changed": ChangeKind(
        "breaking", "A named tuple is unpacked into more or fewer values."
    ),
    "raises-added": ChangeKind("risky", "A function raises an exception that it didn't raise."),
    "raises-removed": ChangeKind("safe", "A function no longer raises an exception."),
    "base-removed": ChangeKind(
        "breaking",
        "A class lost a base class. Safe if another base still inherits from it, risky if it isn't "
        "known what one inherits from.",
    ),
    "base-added": ChangeKind("safe", "A class has a new base class."),
    "complexity-risen": ChangeKind(
        "safe", "A function has a worse rank of cyclomatic complexity than it had."
    ),
}
"""All rules by name, as printed, in the order of the documentation."""


class DefinitionPlace(msgspec.Struct, frozen=True):
    """Where an object is defined.

    Attributes:
        name: Full dotted name of the definition.
        path: The file.
        line: The line, from 1.
    """

    name: str
    path: str
    line: int


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One difference between two versions of an API.

    Attributes:
        rule: The kind of change, one of :data:`RULES`.
        severity: What it does to users.
        object: The public name of what changed, the shortest if there are several.
        message: What changed, as a phrase that follows the name.
        subject: The parameter, base or exception that it's about, or empty.
        before: What was there, as source, or None.
        after: What is there now, as source, or None.
        old: Where it was defined, None if it wasn't.
        new: Where it's defined now, None if it isn't.
        also: Other public names for which it's true: of the same object, or of classes that
            inherit the constructor that changed.
    """

    rule: str
    severity: Severity
    object: str
    message: str
    subject: str = ""
    before: str | None = None
    after: str | None = None
    old: DefinitionPlace | None = None
    new: DefinitionPlace | None = None
    also: tuple[str, ...] = ()


class Suppressed(msgspec.Struct, frozen=True):
    """A change that the project's settings leave out.

    Attributes:
        change: The change.
        reason: Why, in the words of the settings.
    """

    change: Change
    reason: str


class Diff(msgspec.Struct, frozen=True, omit_defaults=True):
    """Changes between two versions of an API.

    Attributes:
        old: What the old version is called.
        new: What the new version is called.
        changes: The changes, the most severe first.
        suppressed: The changes that are left out, and why.
        unused: What was to be left out but isn't there, as a line for the user.
        problems: What could not be read of either version.
    """

    old: str
    new: str
    changes: tuple[Change, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    unused: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()

    def at_least(self, severity: Severity) -> list[Change]:
        """Return the changes that are as severe as that, or more."""
        worst = SEVERITIES[: SEVERITIES.index(severity) + 1]
        return [change for change in self.changes if change.severity in worst]
