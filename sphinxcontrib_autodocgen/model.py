"""The records that every other part of the package exchanges.

All of them are frozen, slotted and picklable, and none of them points back at a syntax tree, at
Sphinx or at astroid: a record made in a worker process or read from a cache is as good as one made
here. :class:`Guess` is the one type for everything that was not written by an author, be it an
inferred type or a description, so that confidence and evidence can't be lost on the way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Literal, TypeVar, cast, get_args

import msgspec
from msgspec.structs import replace

from .ir import Facts

__all__ = [
    "Case",
    "Evidence",
    "Gist",
    "Guess",
    "Halstead",
    "Kind",
    "Metrics",
    "Module",
    "Object",
    "Outcome",
    "Parameter",
    "ParameterKind",
    "Part",
    "PartKind",
    "Problem",
    "Project",
    "Quoted",
    "Raised",
    "Result",
    "Role",
    "RoleKind",
    "Rule",
    "Rules",
    "Source",
    "Step",
    "Usage",
    "Use",
    "absolute_name",
]

_T = TypeVar("_T")

Kind = Literal["module", "class", "function", "method", "property", "attribute", "data"]
"""Kind of an object, in autodoc's words (local functions and lambdas are functions)."""

ParameterKind = Literal[
    "positional-only",
    "positional-or-keyword",
    "var-positional",
    "keyword-only",
    "var-keyword",
]

PartKind = Literal["summary", "parameter", "returns", "yields", "raises"]
"""Kinds of parts of an object; see :class:`Part`."""

RoleKind = Literal[
    "called",
    "choice",
    "effect",
    "fallback",
    "forwarded",
    "interface",
    "item",
    "key",
    "must",
    "passed",
    "stored",
    "unused",
]
"""Uses of a parameter in a function; see :class:`Role`."""

Rules = Literal["radon", "corrected"]
"""By which rules code is measured; ``corrected`` are radon's without radon's errors."""


def absolute_name(module: str | None, level: int, importer: str, *, package: bool) -> str:
    """Return the absolute name that ``from <level dots><module> import`` means.

    Args:
        module: The name after the dots, or None.
        level: The number of dots.
        importer: Full name of the module that imports.
        package: Whether that is a package.

    Returns:
        A dotted name; empty if the dots lead out of the top-level package.
    """
    if level == 0:
        return module or ""
    parts = importer.split(".")
    keep = len(parts) - level + package
    return ".".join([*parts[:keep], *([module] if module else [])]) if keep > 0 else ""


class Source(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One file to analyse, known without being parsed, so that a cache key exists first.

    Attributes:
        name: Dotted name of the module.
        path: Absolute path of the ``.py`` file, or of the ``.pyi`` file of a stub-only module.
        digest: Hex digest of the bytes of ``path`` and of ``stub``.
        root: The directory from which ``name`` is importable.
        package: Whether the file is the ``__init__`` of a package.
        stub: Absolute path of the ``.pyi`` file beside the ``.py`` file, or None.
        cut: First and last lines of functions that aren't read, in a file that calls the project.
    """

    name: str
    path: str
    digest: str
    root: str
    package: bool = False
    stub: str | None = None
    cut: tuple[tuple[int, int], ...] = ()

    def absolute(self, module: str | None, level: int) -> str:
        """Return the absolute name that ``from <level dots><module> import`` means in this file.

        Args:
            module: The name after the dots, or None.
            level: The number of dots.

        Returns:
            A dotted name; empty if the dots lead out of the top-level package.
        """
        return absolute_name(module, level, self.name, package=self.package)


_USES = (
    *("attributes", "called", "equal", "iterated", "methods", "operator", "reflected", "related"),
    "subscript",
)
"""Uses of a parameter in a function's body that suggest its type."""

_EVIDENCE = {
    "accepts": "as {place} takes it",
    "accepted": "accepted in {place}",
    "assignment": "assigned{lines}",
    "attribute": "from the attribute {place}",
    "body": "the class's body",
    "call": "from calls in {place}",
    "caller": "as called in {place}",
    "comment": "comment{lines}",
    "corrected": "corrected in {place}",
    "custom": "by custom for the name {place}",
    "default": "from the default value",
    "deprecated": "the code's own notice{lines}",
    "described": "as described in {place}",
    "docstring": "from its documentation",
    "fallback": "from what stands in for it{lines}",
    "isinstance": "checked by isinstance{lines}",
    "learned": "like {parameter}{place}{others}",
    "message": "the code's own message{lines}",
    "model": "by the model {place}",
    "name": "as other parameters named {place}",
    "no return": "nothing is returned",
    "override": "from a method of the same name in a related class",
    "passed": "from what it is passed to{lines}",
    "protocol": "by what Python says of {place}",
    "raise": "raised{lines}",
    "reraise": "raised again{lines}",
    "return": "returned{lines}",
    "rule": "by the rule {place}",
    "stub": "declared in its stub",
    "tag": "git tag {place}",
    "verdict": "by a verdict",
    "yield": "yielded{lines}",
    **dict.fromkeys(_USES, "by its use{lines}"),
}
"""The kinds of evidence, each in a reader's words."""

_WRITTEN_IN_WORDS = frozenset({"accepted", "corrected", "model"})
"""Kinds that the JSON document has in words; the others are a keyword and a place."""

_LEARNED_FROM = re.compile(r"([^:+]+)(?::([^+]+))?(?:\+(\d+))?")


class Evidence(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Why something that no author wrote is said; as text, what the JSON document has of it.

    Attributes:
        kind: What speaks for it: ``default``, ``return``, ``rule``, ``learned`` and so on.
        place: Where that is: the full name of a caller or of an object, the id of a rule, a name.
        lines: The lines, where those of the object's own file tell it.
        parameter: The parameter of ``place`` whose text it is, of what was learned.
        others: How many other authors' texts agree, of what was learned.
    """

    kind: str
    place: str = ""
    lines: tuple[int, ...] = ()
    parameter: str = ""
    others: int = 0

    @classmethod
    def read(cls, text: str) -> Evidence:
        """Return the evidence that a text stands for, as the JSON document has it."""
        kind, _, place = text.partition(":")
        if kind not in _EVIDENCE:
            return cls(text)
        learned = _LEARNED_FROM.fullmatch(place) if kind == "learned" else None
        if learned is not None:
            name, parameter, others = learned.groups("")
            return cls(kind, name, (), parameter, int(others or 0))
        if place.replace(",", "").isdigit():
            return cls(kind, lines=tuple(map(int, place.split(","))))
        return cls(kind, place)

    def __str__(self) -> str:
        if self.kind in _WRITTEN_IN_WORDS:
            return self.words
        place = ",".join(map(str, self.lines)) or self.place
        parameter = f":{self.parameter}" if self.parameter else ""
        others = f"+{self.others}" if self.others else ""
        return f"{self.kind}:{place}{parameter}{others}" if place else self.kind

    @property
    def words(self) -> str:
        """The evidence in words, as in "returned on line 12"."""
        if self.kind not in _EVIDENCE:
            return str(self)
        return _EVIDENCE[self.kind].format(
            place=self.place,
            lines=_on_lines(self.lines),
            parameter=f"{self.parameter} of " if self.parameter else "",
            others=f" and {self.others} other{'s' * (self.others > 1)}" if self.others else "",
        )


def _on_lines(lines: Sequence[int]) -> str:
    """Return words for the lines: " on line 2", " on lines 2, 3 and 8"."""
    if not lines:
        return ""
    *others, last = map(str, lines)
    return f" on lines {', '.join(others)} and {last}" if others else f" on line {last}"


class Rule(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The origin of a text, and its permitted uses.

    Attributes:
        id: Its name, by which verdicts and ``autodocgen_rules_off`` refer to it.
        claim: The share of its texts that should be right, before readers judged any, 0 to 1.
        family: The id of the rule that it's a case of, such as ``name:*`` of ``name:timeout``.
        quotes: Whether its words are those of the author of the very thing: nothing that is learned
            of others is more certain.
        copied: Whether its words stand in another docstring: a page follows that, while a copy in
            the source doesn't, and would be evidence for the next copy.
        inherited: Whether a summary says only what is overridden, which inherits a docstring that
            says more: nothing is written into the source.
        lists: Whether a summary lists what stands elsewhere: a page is made anew when that changes,
            source isn't.
        links: What pages make links of, outside of an author's words: ``objects`` if all that it
            writes as code are names of objects, ``code`` if it's code of the function itself.
        names_value: Whether it says what a value is, so that its type says no more.
        remark: Whether it's only a remark, for which alone no object is shown.
        fallback: Whether a summary is shown only where nothing else is, of an object that the page
            has anyway, and never written into the source.
        pages_only: Whether nothing of it is written into source, where the body stands below it.
        repeats: Whether a summary says only what its page shows besides: it's suggested, but not
            shown.
    """

    id: str
    claim: float = 0.0
    family: str = ""
    quotes: bool = False
    copied: bool = False
    inherited: bool = False
    lists: bool = False
    links: Literal["", "code", "objects"] = ""
    names_value: bool = False
    remark: bool = False
    fallback: bool = False
    pages_only: bool = False
    repeats: bool = False

    def named(self, name: str, claim: float | None = None) -> Rule:
        """Return a case of the rule, with a claim of its own if one is given."""
        return replace(self, id=name, family=self.id, claim=self.claim if claim is None else claim)


_NO_RULE = Rule("")


class Guess(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Something no author wrote: an inferred type, or a generated description.

    Attributes:
        text: The type as Python source, or the description as one plain sentence, with code in
            single backquotes.
        confidence: Estimated probability of being right, from 0 to 1.
        evidence: Why it's said.
        rule: The rule that chose the words, to which verdicts on them are attributed; one without
            an id for types.
        quoted: Parts of the text in which no name is one to the reader of this object: an author's
            words on something else, names of another function's parameters.
    """

    text: str
    confidence: float
    evidence: Evidence
    rule: Rule = _NO_RULE
    quoted: tuple[str, ...] = ()

    @property
    def is_judged(self) -> bool:
        """Whether a person said that it's right, or wrote it."""
        return self.evidence.kind in ("accepted", "corrected", "verdict")


class Parameter(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One parameter of a function, method or class constructor.

    Attributes:
        name: Its name, without stars.
        kind: How it's passed, in :class:`inspect.Parameter`'s words.
        annotation: The author's annotation as source, or None.
        default: The default value as source, or None if it has none.
        type: The inferred type, None if annotated or unknown.
        description: What it's for, None if unknown.
        accepts: Of ``**kwargs``, the keyword arguments that it may hold; empty unless they are
            wanted as entries of their own.
    """

    name: str
    kind: ParameterKind
    annotation: str | None = None
    default: str | None = None
    type: Guess | None = None
    description: Guess | None = None
    accepts: tuple[Parameter, ...] = ()

    @property
    def starred(self) -> str:
        """The name, with the stars that are written before it."""
        return f"{_STARS.get(self.kind, '')}{self.name}"

    @property
    def source(self) -> str:
        """The parameter as it's written in a signature, with its annotation and default."""
        annotation = f": {self.annotation}" if self.annotation else ""
        equals = " = " if annotation else "="
        default = "" if self.default is None else f"{equals}{self.default}"
        return f"{self.starred}{annotation}{default}"


_STARS = {"var-positional": "*", "var-keyword": "**"}


class Result(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The value that a function returns or yields.

    Attributes:
        annotation: The author's annotation as source (of the yielded element for ``yields``).
        type: The inferred type, None if annotated or unknown.
        description: What it means, None if unknown.
    """

    annotation: str | None = None
    type: Guess | None = None
    description: Guess | None = None


class Use(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One thing that a function's code does with a value that it's given.

    Attributes:
        name: The parameter, or an attribute of the instance as ``self.x``.
        target: What it's handed to, as written: ``open``, ``self.run``, ``super.f``, or ``.encode``
            for a method of something else. Also ``=`` an attribute is set to it, ``==`` it's
            compared with a text, ``[]`` it's put under a key, ``+`` it's added to or taken from a
            call's result, ``.`` its own method is called, ``if`` it's tested, for None if the place
            says so.
        place: Position or name of the argument, ``1.0`` for the first of a tuple; or the
            attribute, text, key, call or method.
    """

    name: str
    target: str
    place: str


class Usage(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A call in the project's tests, examples or documents.

    Attributes:
        name: Full name of what is called, as the file imports it.
        path: The file, from the project's folder; empty in the record of the file itself.
        line: The line, from 1.
        code: The call as code, in one line.
        literal: Whether all its arguments are literals.
        result: What a test says that it returns, as Python prints it; empty if that isn't known.
    """

    name: str
    path: str
    line: int
    code: str
    literal: bool
    result: str = ""


class Role(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One thing that a function surely does with a parameter as its caller gave it.

    Attributes:
        name: The parameter.
        kind: ``must``: it's refused otherwise; ``choice``: everything else is refused;
            ``fallback``: something else is used in its place; ``effect``: something else happens;
            ``called``, ``passed`` to a function, or ``stored`` in an attribute of the instance;
            ``item``: it's a key or value of a container; of ``*args`` and ``**kwargs``
            ``forwarded``: all of it, or a ``key`` that is taken from it; ``interface``: nothing but
            some attributes and methods of it are used; ``unused``: nothing; and of ``self``, it
            ``reads`` attributes of its instance.
        text: What it must be, or what is done, in words with code in backquotes; of ``choice`` the
            literals; of ``called`` the call; of ``passed`` the callee and the argument, as in
            :class:`Use`, joined by a colon; of ``stored`` the attribute; of ``item`` the container
            and ``get``, ``set``, ``delete`` or ``value``; of ``forwarded`` the callee; of
            ``interface`` and ``reads`` the names, methods with parentheses.
        when: What it is then, as words behind "it is"; ``true`` and ``false`` of plain tests. Of
            ``interface``, whether these are ``called``, ``read``, ``set``, or several of that; of
            ``stored``, ``only`` if it's used for nothing else; of ``passed``, ``only`` if it's used
            for nothing else and always is, ``tried`` if the function may go on after an exception;
            of a value of a container its key; of ``forwarded`` how many positional arguments the
            callee gets besides, and the names of others; of ``key`` the method that takes it, or
            ``set`` if it's put in, behind ``or`` if not always.
    """

    name: str
    kind: RoleKind
    text: str
    when: str = ""


class Step(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One thing that a function does, as its code writes it.

    Attributes:
        kind: ``return``, ``yield``, ``call``, ``set``, ``delete``, ``raise``, ``let`` for a local
            name; ``if``, ``for``, ``first``, ``with``, ``try`` and ``finally`` hold other steps.
            A function that only returns one that it defines has a step ``decorator`` or
            ``closure`` with the steps of that.
        value: What is returned, called, set, raised, tested, looped over, entered or caught; of a
            function that is returned, the parameter that it calls.
        target: What is set, or the name of what a loop or ``with`` gives; of a change in place
            with its operator, as ``self.n +``; the parameters of a function that is returned.
        line: The line.
        inside: The steps that are taken if it holds, for each element, or while it's entered.
        otherwise: The steps that are taken if it doesn't hold, or if the exception is raised.
    """

    kind: str
    value: str = ""
    target: str = ""
    line: int = 0
    inside: tuple[Step, ...] = ()
    otherwise: tuple[Step, ...] = ()


class Gist(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """All that a small function does, in order; there's none of a function that does more.

    Attributes:
        steps: What it does; nothing if the body is empty.
        names: Names that are bound inside, so that they mean nothing of the module.
    """

    steps: tuple[Step, ...] = ()
    names: tuple[str, ...] = ()


class Case(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One of the occasions on which a function raises an exception.

    Attributes:
        told: How much of what must hold is the condition: ``all`` of it, what is ``around`` the
            last condition, which the message stands for; empty if it's only a part.
        condition: What holds then, as words behind "if"; empty if nobody can name it.
        message: What its author says then, in words without a full stop; empty if nothing.
    """

    told: Literal["", "all", "around"] = ""  # an empty default is the same object in any process
    condition: str = ""
    message: str = ""


class Raised(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An exception that a function's own code raises.

    Attributes:
        type: Name of the exception as it should be referred to.
        description: The condition as a sentence, None if nothing can be said of it.
        evidence: Where it's raised.
        confidence: Estimated probability that a caller can see it, from 0 to 1.
        asks_self: Whether its condition asks the object itself, so that a subclass may never meet
            it.
        cases: When it's raised and what its author says then, if anything; not printed.
        message_lines: Where that is said; not printed.
    """

    type: str
    description: Guess | None = None
    evidence: Evidence = Evidence("raise")
    confidence: float = 1.0
    asks_self: bool = False
    cases: tuple[Case, ...] = ()
    message_lines: tuple[int, ...] = ()


class Halstead(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Halstead's measures of a piece of code, as radon names and computes them.

    Attributes:
        h1: Number of distinct operators.
        h2: Number of distinct operands.
        N1: Total number of operators.
        N2: Total number of operands.
        vocabulary: ``h1 + h2``.
        length: ``N1 + N2``.
        calculated_length: ``h1 log2 h1 + h2 log2 h2``.
        volume: ``length log2 vocabulary``, in bits.
        difficulty: ``h1 / 2 * N2 / h2``.
        effort: ``difficulty * volume``.
        time: ``effort / 18``, in seconds.
        bugs: ``volume / 3000``.
    """

    h1: int
    h2: int
    N1: int
    N2: int
    vocabulary: int
    length: int
    calculated_length: float
    volume: float
    difficulty: float
    effort: float
    time: float
    bugs: float


class Metrics(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Complexity of a module, class or function.

    Attributes:
        cyclomatic: McCabe's cyclomatic complexity as radon counts it, 1 or more.
        rank: radon's letter for it, A (best) to F; empty for a module, which radon doesn't rank.
        cognitive: Cognitive complexity by SonarSource's rules, 0 or more.
        nesting: Deepest level of nested control flow, 0 or more.
        length: Lines from the ``def`` or ``class`` line to the last line; of a module, all lines.
        halstead: Halstead's measures, None where there is no operator to measure.
        maintainability: radon's maintainability index, 0 to 100; None where it has no meaning.
        maintainability_rank: radon's letter for it, A (best) to C, or None.
        increments: Pairs of line and points that add up to ``cognitive``.
        logical_lines: Logical lines, radon's ``lloc``.
        source_lines: Lines with code, radon's ``sloc``.
        comment_lines: Lines with a comment, those after code too, radon's ``comments``.
        string_lines: Lines of docstrings and other strings that stand alone, if they have several
            lines, radon's ``multi``.
        blank_lines: Empty lines, radon's ``blank``.
        returns: Number of ``return`` statements of a function itself; None for other objects.
    """

    cyclomatic: int
    rank: str
    cognitive: int
    nesting: int
    length: int
    halstead: Halstead | None = None
    maintainability: float | None = None
    maintainability_rank: str | None = None
    increments: tuple[tuple[int, int], ...] = ()
    logical_lines: int = 0
    source_lines: int = 0
    comment_lines: int = 0
    string_lines: int = 0
    blank_lines: int = 0
    returns: int | None = None


class Quoted(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """An author's remark on an object outside its docstring.

    Attributes:
        text: The words.
        line: Where they stand, from 1.
        place: What else tells where they stand or since when they hold; empty if nothing does.
    """

    text: str
    line: int
    place: str = ""


class Object(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """One object of a module; the same record for every kind, with optional parts left None.

    Attributes:
        name: Full dotted name; ``pkg.f.<locals>.g`` for a function inside a function.
        kind: What it is.
        line: Line of its ``def``, ``class`` or assignment, from 1 (its first decorator excluded).
        end_line: Its last line.
        docstring: What the author wrote, cleaned as by :func:`inspect.cleandoc`; None if nothing.
        parameters: Parameters without ``self`` or ``cls``; of a class, those of its constructor.
        returns: What it returns; None if it isn't callable or is a generator.
        yields: What it yields; None if it isn't a generator.
        raises: Exceptions, in order of appearance.
        summary: A generated first sentence, None if there is an author's or nothing to say.
        metrics: Complexity; None for what has no code.
        modifiers: Sorted words that qualify the kind: ``async``, ``static``, ``classmethod``,
            ``abstract``, ``overload``, ``dataclass``, ``enum``, ``namedtuple``, ``typeddict``,
            ``frozen``, ``slots``, ``ordered``, ``hashable``, ``unhashable``, ``identity``,
            ``protocol``, ``exception``, ``setter``, ``deleter``, ``local``, ``final``,
            ``contextmanager``, ``cached``, ``instance``, ``constant``, ``member``,
            ``optional`` for a key that a typed dictionary may lack, ``deprecated``, ``override``,
            ``stub`` if a stub says something of it that the code doesn't, and ``off``
            where the author wants nothing generated.
        bases: Base classes, as written.
        metaclass: What a class names as its metaclass, as written; empty if nothing; not printed.
        decorators: Decorators, as written without arguments.
        annotation: The author's annotation of an attribute or datum.
        value: The assigned value as source, if it's short.
        value_digest: What tells a value apart that isn't short, None if it's short or changes.
        type: The inferred type of an attribute, datum or property.
        mentions: What the code of a function names, see ``analyze.own_code``; not printed.
        uses: What it does with its parameters, see ``analyze.own_code``; not printed.
        roles: What it surely does with each of them, see ``analyze.roles``; not printed.
        usages: The best calls of it in tests, examples and documents.
        declared: What its author says of it in its declaration, such as ``Field(description=...)``;
            not printed.
        gist: All that an undocumented function does, if it's little; not printed.
        writes: What a function's code binds: ``self.x`` of its instance, ``self.*`` if nobody can
            tell which, ``.x`` of anything else, and its own parameters by their names; not printed.
        comment: What its author says of it in a comment beside it; not printed.
        deprecation: What its author says of it because it's deprecated, with the version since
            which it is as the place; not printed.
        message: What an exception says by itself; "default" is its place if who raises it may say
            something else; not printed.
        described: What a document says of it by a directive, first paragraph and fields, with the
            document's path as the place; not printed.
    """

    name: str
    kind: Kind
    line: int
    end_line: int
    docstring: str | None = None
    parameters: tuple[Parameter, ...] = ()
    returns: Result | None = None
    yields: Result | None = None
    raises: tuple[Raised, ...] = ()
    summary: Guess | None = None
    metrics: Metrics | None = None
    modifiers: tuple[str, ...] = ()
    bases: tuple[str, ...] = ()
    decorators: tuple[str, ...] = ()
    annotation: str | None = None
    value: str | None = None
    value_digest: str | None = None
    type: Guess | None = None
    mentions: tuple[str, ...] = ()
    uses: tuple[Use, ...] = ()
    roles: tuple[Role, ...] = ()
    usages: tuple[Usage, ...] = ()
    declared: str | None = None
    gist: Gist | None = None
    writes: tuple[str, ...] = ()
    comment: Quoted | None = None
    deprecation: Quoted | None = None
    message: Quoted | None = None
    described: Quoted | None = None
    metaclass: str = ""

    @property
    def short_name(self) -> str:
        """The last part of the dotted name."""
        return self.name.rpartition(".")[2]

    @property
    def is_value(self) -> bool:
        """Whether it has a type itself, as a property, an attribute or a datum."""
        return self.kind in ("property", "attribute", "data")

    def parts(self) -> Iterator[Part]:
        """Yield the parts that a text or a type can be about, in the order of a docstring."""
        yield Part("summary", "", self, "type" if self.is_value else "")
        for parameter in self.parameters:
            yield Part("parameter", parameter.name, parameter, f"type:parameter:{parameter.name}")
        if self.returns is not None:
            yield Part("returns", "", self.returns, "type" if self.is_value else "type:returns")
        if self.yields is not None:
            yield Part("yields", "", self.yields, "type:yields")
        for raised in self.raises:
            yield Part("raises", raised.type, raised)

    def with_parts(self, change: Callable[[Part], Part]) -> Object:
        """Return the object with each of its parts changed.

        Args:
            change: Gives the part that stands in the place of one.
        """
        records: dict[str, list[Any]] = {kind: [] for kind in get_args(PartKind)}
        for part in self.parts():
            records[part.kind].append(change(part).record)
        whole: Object = records["summary"][0]
        return replace(
            whole,
            parameters=tuple(records["parameter"]),
            returns=next(iter(records["returns"]), None),
            yields=next(iter(records["yields"]), None),
            raises=tuple(records["raises"]),
        )

    @property
    def parent(self) -> str:
        """The dotted name without its last part."""
        return self.name.rpartition(".")[0]


class Part(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """A part of an object that a text or a type can be about.

    Attributes:
        kind: What it is.
        name: The name of the parameter, the type of the exception; else empty.
        record: What is known of it; of a summary, the object itself.
        type_id: What its type is called, as in :class:`~.feedback.Verdict`; empty if it has none.
    """

    kind: PartKind
    name: str
    record: Object | Parameter | Result | Raised
    type_id: str = ""

    @property
    def id(self) -> str:
        """Name of its text in a :class:`~.feedback.Verdict`, such as ``parameter:NAME``."""
        return f"{self.kind}:{self.name}" if self.name else self.kind

    @property
    def text(self) -> Guess | None:
        """The generated text, None if there is none."""
        record = self.record
        return record.summary if isinstance(record, Object) else record.description

    @property
    def type(self) -> Guess | None:
        """The inferred type, None if there is none."""
        return None if isinstance(self.record, Raised) else self.record.type

    @property
    def annotation(self) -> str | None:
        """The author's annotation, None if there is none."""
        return None if isinstance(self.record, Raised) else self.record.annotation

    def with_text(self, text: Guess | None) -> Part:
        """Return the part with another text, or with none."""
        if text is self.text:
            return self
        if isinstance(self.record, Object):
            return replace(self, record=replace(self.record, summary=text))
        return replace(self, record=replace(self.record, description=text))

    def with_type(self, guess: Guess | None) -> Part:
        """Return the part with another type, or with none; an exception has none."""
        if isinstance(self.record, Raised):
            return self
        return replace(self, record=replace(self.record, type=guess))


class Problem(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """Why a file, or a part of it, could not be read.

    Attributes:
        path: The file.
        line: The line, from 1, or None.
        kind: ``syntax``, ``encoding``, ``limit``, ``missing``, ``unreadable``, ``feedback``,
            ``cache``, ``execution``, ``crash`` or ``internal``; also the subtype of the Sphinx
            warning.
        message: What was wrong and what to do, in one line.
    """

    path: str
    line: int | None
    kind: str
    message: str

    @property
    def is_loss(self) -> bool:
        """Whether something is missing for it, and not only took longer."""
        return self.kind not in ("cache", "execution")

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.message}"


class Module(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """All that one file says.

    Attributes:
        name: Dotted name.
        path: The file.
        objects: The module itself first, then its objects by line.
        exports: The names in ``__all__``, None if it has none.
        imports: Local name and full dotted name of what it imports, for resolving re-exports.
        unbound: Names that an import doesn't find: bound below ``TYPE_CHECKING``, or deleted.
        handed_on: Classes that it uses as values, see ``analyze.own_code``; not printed.
        package: Whether it's the ``__init__`` of a package.
        problems: What could not be read in it.
        facts: What types are inferred from, :func:`~.ir.packed` until it's needed; None if it
            couldn't be read.
        declared: What only the stub beside the file declares, as an extension module defines it.
        examples: The code in its docstrings, as a module that calls it; None if there's none.
        usages: Calls in a file that only calls the project; not printed.
    """

    name: str
    path: str
    objects: tuple[Object, ...]
    exports: tuple[str, ...] | None = None
    imports: tuple[tuple[str, str], ...] = ()
    unbound: tuple[str, ...] = ()
    handed_on: tuple[str, ...] = ()
    package: bool = False
    problems: tuple[Problem, ...] = ()
    facts: Facts | bytes | None = None
    declared: tuple[Object, ...] = ()
    examples: Module | None = None
    usages: tuple[Usage, ...] = ()

    def at(self, path: str) -> Module:
        """Return the module as if its file were elsewhere.

        Args:
            path: The path there; a problem of the file, or of the stub beside it, follows it.
        """
        if path == self.path:
            return self
        problems = tuple(
            replace(problem, path=problem.path.replace(self.path, path, 1))
            for problem in self.problems
        )
        return replace(self, path=path, problems=problems)


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True, gc=False):
    """The outcome of one source in a run.

    Attributes:
        source: The source.
        module: Its records, None if it failed.
        problem: Why it failed, None if it didn't.
        seconds: CPU seconds it took.
        attempts: How many times it was tried; 0 if it came from the cache.
        quarantined: Whether it was given up for good: it isn't tried again while all is the same.
    """

    source: Source
    module: Module | None = None
    problem: Problem | None = None
    seconds: float = 0.0
    attempts: int = 1
    quarantined: bool = False


class Project(Mapping[str, Object]):
    """All modules of a run; a mapping from full names to objects, and all that front ends hold.

    Where one name is defined several times, the mapping holds the definition a caller gets: not
    an overload, a setter or a deleter, and otherwise the first with a docstring.

    Args:
        modules: The modules; kept sorted by name. Or a function that returns some, one at least; it
            is called when they are first asked for.
        problems: What could not be analysed.
        state: Digest of all that the project was made from; empty if that isn't known.
    """

    def __init__(
        self,
        modules: Iterable[Module] | Callable[[], Iterable[Module]] = (),
        problems: Iterable[Problem] = (),
        state: str = "",
    ) -> None:
        self._read = modules if callable(modules) else None
        self.problems = tuple(problems)
        self.state = state
        self._found: dict[Callable[[Project], object], object] = {}
        if not callable(modules):
            self.modules = _by_name(modules)

    @cached_property
    def modules(self) -> dict[str, Module]:
        """The modules by name."""
        return _by_name(self._read() if self._read else ())

    @cached_property
    def _index(self) -> dict[str, Object]:
        index: dict[str, Object] = {}
        for module in self.modules.values():
            for obj in module.objects:
                known = index.get(obj.name)
                if known is None or _preference(obj) > _preference(known):
                    index[obj.name] = obj
        return index

    @cached_property
    def _modules_of(self) -> dict[str, str]:
        index = self._index
        return {
            obj.name: module.name
            for module in self.modules.values()
            for obj in module.objects
            if index[obj.name] is obj
        }

    def __bool__(self) -> bool:
        return self._read is not None or bool(self.modules)

    def __getitem__(self, name: str) -> Object:
        return self._index[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._index)

    def __len__(self) -> int:
        return len(self._index)

    def module_of(self, name: str) -> Module:
        """Return the module that defines the object of that full name.

        Raises:
            KeyError: If no module defines it.
        """
        return self.modules[self._modules_of[name]]

    def found(self, find: Callable[[Project], _T]) -> _T:
        """Return what a function finds in the project; it's called once."""
        if find not in self._found:
            self._found[find] = find(self)
        return cast("_T", self._found[find])

    def declared(self, name: str) -> Object | None:
        """Return what only a stub says of a name, as its module or package has it, if it does."""
        module, _, _ = name.rpartition(".")
        while module and module not in self.modules:
            module = module.rpartition(".")[0]
        found = self.modules[module].declared if module else ()
        return next((obj for obj in found if obj.name == name), None)

    def members(self, name: str) -> list[Object]:
        """Return the objects directly inside the object of that full name, by line."""
        module = self.module_of(name)
        return [
            self._index[obj.name]
            for obj in module.objects
            if obj.parent == name and self._index[obj.name] is obj
        ]


def _by_name(modules: Iterable[Module]) -> dict[str, Module]:
    return {module.name: module for module in sorted(modules, key=lambda module: module.name)}


def _preference(obj: Object) -> tuple[bool, bool]:
    """Order definitions of one name: a caller's view first, then a documented one."""
    hidden = not {"overload", "setter", "deleter"}.isdisjoint(obj.modifiers)
    return (not hidden, obj.docstring is not None)
