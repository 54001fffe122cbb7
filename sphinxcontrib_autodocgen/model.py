"""The records that every other part of the package exchanges.

All of them are frozen, slotted and picklable, and none of them points back at a syntax tree, at
Sphinx or at astroid: a record made in a worker process or read from a cache is as good as one made
here. :class:`Guess` is the one type for everything that was not written by an author, be it an
inferred type or a description, so that confidence and evidence can't be lost on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Literal, TypeVar, cast

import msgspec

__all__ = [
    "ClassFacts",
    "Facts",
    "Guess",
    "Halstead",
    "Kind",
    "Metrics",
    "Module",
    "Object",
    "Outcome",
    "Parameter",
    "ParameterKind",
    "Problem",
    "Project",
    "Raised",
    "Result",
    "Rules",
    "Slot",
    "Source",
    "Store",
    "Term",
    "Unit",
    "Use",
]

_T = TypeVar("_T")

Kind = Literal["module", "class", "function", "method", "property", "attribute", "data"]
"""What an object is, in autodoc's words (local functions and lambdas are functions)."""

ParameterKind = Literal[
    "positional-only",
    "positional-or-keyword",
    "var-positional",
    "keyword-only",
    "var-keyword",
]

Rules = Literal["radon", "corrected"]
"""By which rules code is measured; ``corrected`` are radon's without radon's errors."""


class Source(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file to analyse, known without parsing it deeply, so that a cache key exists first.

    Attributes:
        name: Dotted name of the module.
        path: Absolute path of the ``.py`` file, or of the ``.pyi`` file of a stub-only module.
        digest: Hex digest of the bytes of ``path`` and of ``stub``.
        root: The directory from which ``name`` is importable.
        package: Whether the file is the ``__init__`` of a package.
        stub: Absolute path of the ``.pyi`` file beside the ``.py`` file, or None.
        imports: Sorted dotted names that the file may import, absolute; empty if it doesn't parse.
        cut: First and last lines of functions that aren't read, in a file that calls the project.
    """

    name: str
    path: str
    digest: str
    root: str
    package: bool = False
    stub: str | None = None
    imports: tuple[str, ...] = ()
    cut: tuple[tuple[int, int], ...] = ()

    def absolute(self, module: str | None, level: int) -> str:
        """Return the absolute name that ``from <level dots><module> import`` means in this file.

        Args:
            module: The name after the dots, or None.
            level: The number of dots.

        Returns:
            A dotted name; empty if the dots lead out of the top-level package.
        """
        if level == 0:
            return module or ""
        parts = self.name.split(".")
        keep = len(parts) - level + (1 if self.package else 0)
        return ".".join([*parts[: max(keep, 0)], *([module] if module else [])])


class Guess(msgspec.Struct, frozen=True, omit_defaults=True):
    """Something no author wrote: an inferred type, or a generated description.

    Attributes:
        text: The type as Python source, or the description as one plain sentence, with code in
            single backquotes.
        confidence: Estimated probability of being right, from 0 to 1.
        evidence: Where it comes from: ``default``, ``return:12``, ``rule:is_``.
        rule: Id of the rule that chose the words, to which verdicts on them are attributed:
            ``flag``, ``override``, ``learned``; empty for types.
    """

    text: str
    confidence: float
    evidence: str
    rule: str = ""


class Parameter(msgspec.Struct, frozen=True, omit_defaults=True):
    """One parameter of a function, method or class constructor.

    Attributes:
        name: Its name, without stars.
        kind: How it's passed, in :class:`inspect.Parameter`'s words.
        annotation: The author's annotation as source, or None.
        default: The default value as source, or None if it has none.
        type: The inferred type, None if annotated or unknown.
        description: What it's for, None if unknown.
    """

    name: str
    kind: ParameterKind
    annotation: str | None = None
    default: str | None = None
    type: Guess | None = None
    description: Guess | None = None


class Result(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a function returns or yields.

    Attributes:
        annotation: The author's annotation as source (of the yielded element for ``yields``).
        type: The inferred type, None if annotated or unknown.
        description: What it means, None if unknown.
    """

    annotation: str | None = None
    type: Guess | None = None
    description: Guess | None = None


class Use(msgspec.Struct, frozen=True, array_like=True):
    """One thing that a function's code does with a value that it's given.

    Attributes:
        name: The parameter, or an attribute of the instance as ``self.x``.
        target: What it's handed to, as written: ``open``, ``self.run``, ``super.f``, or ``.encode``
            for a method of something else. Also ``=`` an attribute is set to it, ``==`` it's
            compared with a text, ``[]`` it's put under a key, ``+`` it's added to or taken from a
            call's result, ``.`` its own method is called, ``if`` it's tested.
        place: Position or name of the argument, ``1.0`` for the first of a tuple; or the
            attribute, text, key, call or method.
    """

    name: str
    target: str
    place: str


class Raised(msgspec.Struct, frozen=True, omit_defaults=True):
    """An exception that a function's own code raises.

    Attributes:
        type: Name of the exception as it should be referred to.
        description: The condition as a sentence, None if nothing can be said of it.
        evidence: Where it's raised: ``raise:12``.
        confidence: Estimated probability that a caller can see it, from 0 to 1.
    """

    type: str
    description: Guess | None = None
    evidence: str = ""
    confidence: float = 1.0


class Halstead(msgspec.Struct, frozen=True, omit_defaults=True):
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


class Metrics(msgspec.Struct, frozen=True, omit_defaults=True):
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


class Object(msgspec.Struct, frozen=True, omit_defaults=True):
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
            ``protocol``, ``exception``, ``setter``, ``deleter``, ``local``, ``final``,
            ``contextmanager``, ``cached``, ``instance``, ``constant``, ``member``,
            ``optional`` for a key that a typed dictionary may lack, ``deprecated``, ``override``,
            ``stub`` if a stub says something of it that the code doesn't, and ``off``
            where the author wants nothing generated.
        bases: Base classes, as written.
        decorators: Decorators, as written without arguments.
        annotation: The author's annotation of an attribute or datum.
        value: The assigned value as source, if it's short.
        value_digest: What tells a value apart that isn't short, None if it's short or changes.
        type: The inferred type of an attribute, datum or property.
        mentions: What the code of a function names, see ``analyze.mentions``; not printed.
        uses: What it does with its parameters, see ``analyze.uses``; not printed.
        declared: What its author says of it in its declaration, such as ``Field(description=...)``;
            not printed.
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
    declared: str | None = None

    @property
    def short_name(self) -> str:
        """The last part of the dotted name."""
        return self.name.rpartition(".")[2]

    @property
    def parent(self) -> str:
        """The dotted name without its last part."""
        return self.name.rpartition(".")[0]


class Problem(msgspec.Struct, frozen=True, omit_defaults=True):
    """Why a file, or a part of it, could not be read.

    Attributes:
        path: The file.
        line: The line, from 1, or None.
        kind: ``syntax``, ``encoding``, ``limit``, ``missing``, ``unreadable``, ``feedback`` or
            ``internal``; also the subtype of the Sphinx warning.
        message: What was wrong and what to do, in one line.
    """

    path: str
    line: int | None
    kind: str
    message: str

    def __str__(self) -> str:
        place = self.path if self.line is None else f"{self.path}:{self.line}"
        return f"{place}: {self.message}"


class Term(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """One step of evaluating a function's code, its operands being earlier steps.

    Attributes:
        op: What it does: ``call``, ``attr``, ``phi`` and so on; see ``analyze.infer.evaluate``.
        text: A name, an operator or a literal, by ``op``.
        refs: The operands, as positions among the unit's terms.
        line: The line, where a reader may want to know it; else 0.
    """

    op: str
    text: str = ""
    refs: tuple[int, ...] = ()
    line: int = 0


class Store(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A binding that can be seen from outside the unit that makes it.

    Attributes:
        kind: ``attr`` of an object, ``class`` or ``global`` variable, ``cell`` of a closure, or
            the ``default`` of a parameter.
        name: The name that is bound.
        value: The term it is bound to, -1 if it's only annotated.
        target: The term of the object or function, -1 if there's none.
        line: The line.
        annotation: The annotation as source, empty if there's none.
    """

    kind: str
    name: str
    value: int
    target: int = -1
    line: int = 0
    annotation: str = ""


class Slot(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A parameter of a unit, receivers included; ``optional`` if it has a default."""

    name: str
    kind: ParameterKind
    annotation: str = ""
    optional: bool = False


class Unit(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """The code of a module, class body, function or lambda, ready to be evaluated.

    Attributes:
        kind: ``module``, ``class``, ``function`` or ``lambda``.
        name: Full dotted name of the object.
        line: Line of its ``def`` or ``class``.
        owner: Full name of the class it's a method of, empty if it isn't one.
        slots: Its parameters.
        words: What qualifies it: ``async``, ``generator``, ``static``, ``property``, ...
        terms: The steps; operands come first, save those of a loop's ``phi``.
        returns: Term, guard (a term that never ends if this isn't reached; -1 for none), line.
        yields: Term and line.
        end: The guard of falling off the end; -1 always falls, -2 never does.
        stores: Bindings seen from outside.
        calls: Call terms with the names of exceptions that are caught around them.
        annotation: The return annotation, empty if there's none.
    """

    kind: str
    name: str
    line: int = 0
    owner: str = ""
    slots: tuple[Slot, ...] = ()
    words: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    returns: tuple[tuple[int, int, int], ...] = ()
    yields: tuple[tuple[int, int], ...] = ()
    end: int = -1
    stores: tuple[Store, ...] = ()
    calls: tuple[tuple[int, tuple[str, ...]], ...] = ()
    annotation: str = ""


class ClassFacts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a class statement says.

    Attributes:
        name: Full dotted name.
        line: Its line.
        bases: Base classes as source.
        words: ``dataclass``, ``attrs``, ``enum`` and so on.
        typevars: Names of PEP 695 type parameters.
    """

    name: str
    line: int
    bases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    typevars: tuple[str, ...] = ()


class Facts(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What a file says about types, as terms that need no other file; never printed.

    Attributes:
        units: All code units; the module's own first.
        classes: All classes.
        aliases: Module-level names with the source of a value that may name a type.
    """

    units: tuple[Unit, ...] = ()
    classes: tuple[ClassFacts, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()


class Module(msgspec.Struct, frozen=True, omit_defaults=True):
    """All that one file says.

    Attributes:
        name: Dotted name.
        path: The file.
        objects: The module itself first, then its objects by line.
        exports: The names in ``__all__``, None if it has none.
        imports: Local name and full dotted name of what it imports, for resolving re-exports.
        unbound: Names that an import doesn't find: bound below ``TYPE_CHECKING``, or deleted.
        handed_on: Classes that it uses as values, see ``analyze.mentions``; not printed.
        package: Whether it's the ``__init__`` of a package.
        problems: What could not be read in it.
        facts: What types are inferred from, None if they couldn't be read.
        declared: What only the stub beside the file declares, as an extension module defines it.
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
    facts: Facts | None = None
    declared: tuple[Object, ...] = ()


class Outcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """What became of one source in a run.

    Attributes:
        source: The source.
        module: Its records, None if it failed.
        problem: Why it failed, None if it didn't.
        seconds: CPU seconds it took.
        attempts: How many times it was tried; 0 if it came from the cache.
    """

    source: Source
    module: Module | None = None
    problem: Problem | None = None
    seconds: float = 0.0
    attempts: int = 1


class Project(Mapping[str, Object]):
    """All modules of a run; a mapping from full names to objects, and the only thing faces hold.

    Where one name is defined several times, the mapping holds the definition a caller gets: not
    an overload, a setter or a deleter, and otherwise the first with a docstring.

    Args:
        modules: The modules; kept sorted by name.
        problems: What could not be analysed.
    """

    __slots__ = ("_found", "_index", "_modules_of", "modules", "problems")

    def __init__(self, modules: Iterable[Module] = (), problems: Iterable[Problem] = ()) -> None:
        self.modules = {module.name: module for module in sorted(modules, key=lambda m: m.name)}
        self.problems = tuple(problems)
        self._found: dict[Callable[[Project], object], object] = {}
        self._index: dict[str, Object] = {}
        self._modules_of: dict[str, str] = {}
        for module in self.modules.values():
            for obj in module.objects:
                known = self._index.get(obj.name)
                if known is None or _preference(obj) > _preference(known):
                    self._index[obj.name] = obj
                    self._modules_of[obj.name] = module.name

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


def _preference(obj: Object) -> tuple[bool, bool]:
    """Order definitions of one name: a caller's view first, then a documented one."""
    hidden = not {"overload", "setter", "deleter"}.isdisjoint(obj.modifiers)
    return (not hidden, obj.docstring is not None)
