"""The messages that authors give to the exceptions that they raise, as texts.

A message is read where it's written: a literal, one with holes for values (an f-string, ``%``,
``format``, a sum), one in a variable that is set right before, or one that is handed to a function
that translates it. What fills a hole is shown as its own code. A message that says less than two
words of its own, or that goes on for too long, isn't quoted.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain
from string import Formatter
from typing import NamedTuple

from ..model import Quoted
from .syntax import TOO_DEEP, FunctionNode, inside, last_part, own_statements, source, walk

__all__ = [
    "Messages",
    "class_message",
    "constant_texts",
    "fixed_text_of",
    "text_of",
    "with_options",
]

_MAX_LENGTH = 160
"""Longest message that is quoted, in characters; of a longer one its first sentence is."""

_MAX_HOLE = 30
"""Longest code that is shown in the place of a value."""

_MIN_WORDS = 3
"""Fewest words of a message, of which one may be a value."""

_KEYWORDS = frozenset({"message", "msg", "detail", "reason", "description", "text", "error"})
"""Names of the parameter of an exception that takes the message."""

_TRANSLATORS = frozenset({"_", "_t", "N_", "gettext", "gettext_lazy", "lazy_gettext", "dedent"})
_TRANSLATORS |= {"ugettext", "ugettext_lazy", "cleandoc", "str", "translate", "tr"}
"""Functions that return the text that they are given, in other words or lines."""

_EMPTY = re.compile(
    r"\b(?:todo|fixme|xxx|should(?:n't| not| never) (?:happen|get here|be (?:here|reached))"
    r"|(?:can't|cannot|can not|never) (?:happen|get here|be reached)|unreachable|not reached)\b",
    re.IGNORECASE,
)
"""Messages that are useful to their author only."""

_WORD = re.compile(r"[^\W\d_]{2,}|\b[aAI]\b")
_SENTENCE = re.compile(r"(?<=[^\W_]{2}[.!?])\s+(?=[A-Z])")
_EMPTY_START = re.compile(r"^\.\.\.[.:]\s+(?=[A-Z])")
"""A first sentence that is a value which says nothing to a reader."""

_OPEN = re.compile(r"\bfollowing\b.*: \.\.\.$|: .*: \.\.\.$", re.IGNORECASE)
"""A text that ends in a value which it can't go without."""

_PERCENT = re.compile(
    r"%(?:\((?P<key>[^)]+)\))?[#0\- +]*(?:\*|\d+)?(?:\.(?:\*|\d+))?[hlL]?(?P<kind>[a-zA-Z%])"
)


class _Hole(NamedTuple):
    """A place in a message that a value fills.

    Attributes:
        code: The value's source; empty if it says nothing to a reader.
    """

    code: str


_Pieces = list["str | _Hole"]


class Messages:
    """Finds the messages of one function.

    Args:
        node: The function.
        constants: The texts that its module gives names to.
    """

    def __init__(self, node: FunctionNode, constants: Mapping[str, ast.expr]) -> None:
        parameters = {part.arg for part in walk(node.args) if isinstance(part, ast.arg)}
        self._hidden = frozenset(_made_here(node)) - parameters
        self._before = {
            id(following): statement
            for statement, following in own_statements(node.body)
            if following is not None
        }
        self._known = _known(node, constants)

    def of(self, statement: ast.Raise, exc: ast.expr | None) -> str | None:
        """Return the message that a statement raises an exception with, None if it can't be told.

        Args:
            statement: The statement.
            exc: What it raises, without a traceback.

        Returns:
            The author's own words on one line, with code for values in backquotes.
        """
        known = self.names(statement)
        exc = known.get(exc.id) if isinstance(exc, ast.Name) else exc
        if not isinstance(exc, ast.Call):
            return None
        named = [each.value for each in exc.keywords if each.arg in _KEYWORDS]
        texts = (text_of(each, known, self._hidden) for each in [*exc.args, *named])
        return next((text for text in texts if text is not None), None)

    def names(self, statement: ast.stmt) -> Mapping[str, ast.expr]:
        """Return the values of names that are known where a statement stands."""
        before = self._before.get(id(statement))
        near = dict(_assigned(before)) if before is not None else {}
        return {**self._known, **near}


def class_message(node: ast.ClassDef, constants: Mapping[str, ast.expr]) -> Quoted | None:
    """Return what an exception says by itself, None if that can't be told.

    Args:
        node: The exception's class.
        constants: The texts that its module gives names to.

    Returns:
        What ``__str__`` returns, what the constructor hands on, or what an attribute holds that is
        called as messages are. The last, and the default of a parameter, only stand for a message
        that nobody gives.
    """
    methods = {part.name: part for part in node.body if isinstance(part, ast.FunctionDef)}
    if "__str__" in methods:
        return _of_str(methods["__str__"], constants)
    if "__init__" in methods:
        return _of_constructor(methods["__init__"], constants)
    pairs = chain.from_iterable(map(_assigned, node.body))
    values = [value for name, value in pairs if name.removeprefix("default_") in _KEYWORDS]
    return _quoted(values[0], constants, "default") if len(values) == 1 else None


def _of_str(method: ast.FunctionDef, constants: Mapping[str, ast.expr]) -> Quoted | None:
    match method.body:
        case [ast.Return(ast.expr() as value)] if not method.decorator_list:
            return _quoted(value, constants)
    return None


def _of_constructor(method: ast.FunctionDef, constants: Mapping[str, ast.expr]) -> Quoted | None:
    """Return what a constructor hands to that of its base, whatever its arguments are."""
    calls = list(_calls_of_constructors(method))
    if len(calls) != 1:
        return None
    statement, call = calls[0]
    given = call.args if source(call.func).startswith("super()") else call.args[1:]
    if not given or any(isinstance(each, ast.Starred) for each in given):
        return None
    return _handed_on(given[0], method, Messages(method, constants).names(statement))


def _calls_of_constructors(method: ast.FunctionDef) -> Iterator[tuple[ast.Expr, ast.Call]]:
    for statement in method.body:
        match statement:
            case ast.Expr(ast.Call(ast.Attribute(attr="__init__")) as call):
                yield statement, call


def _handed_on(
    given: ast.expr, method: ast.FunctionDef, known: Mapping[str, ast.expr]
) -> Quoted | None:
    arguments = method.args
    parameters = [*arguments.posonlyargs, *arguments.args]
    with_default = parameters[len(parameters) - len(arguments.defaults) :]
    defaults = {p.arg: value for p, value in zip(with_default, arguments.defaults, strict=True)}
    changed = {*_made_here(method)}
    if isinstance(given, ast.Name) and given.id in defaults and given.id not in changed:
        return _quoted(defaults[given.id], known, "default")
    return _quoted(given, known)


def fixed_text_of(node: ast.expr, names: Mapping[str, ast.expr]) -> str | None:
    """Return a text as :func:`text_of`, if it's the same each time.

    Args:
        node: The expression.
        names: The values of names that are known.
    """
    pieces = _pieces(node, names)
    if pieces is None or any(isinstance(piece, _Hole) for piece in pieces):
        return None
    return text_of(node, names)


def _quoted(node: ast.expr, names: Mapping[str, ast.expr], place: str = "") -> Quoted | None:
    text = fixed_text_of(node, names)
    return Quoted(text, node.lineno, place) if text is not None else None


def _made_here(node: FunctionNode) -> Iterator[str]:
    """Yield the names that only the body of a function knows."""
    for part in inside(node):
        if isinstance(part, ast.ExceptHandler) and part.name:
            yield part.name
        elif isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
            yield part.id


def text_of(
    node: ast.expr, names: Mapping[str, ast.expr], hidden: frozenset[str] = frozenset()
) -> str | None:
    """Return what an expression says as a text of its author, None if it says too little.

    Args:
        node: The expression.
        names: The values of names that are known.
        hidden: Names whose values say nothing to a reader.
    """
    pieces = _pieces(node, names)
    if pieces is None:
        return None
    seen = [
        _Hole("") if isinstance(piece, _Hole) and _reads(piece, hidden) else piece
        for piece in pieces
    ]
    return _quotable(_first_sentence(_written(seen)), seen)


def constant_texts(tree: ast.Module | None) -> dict[str, ast.expr]:
    """Return the texts that a module gives names to, each name bound once."""
    pairs = [*chain.from_iterable(map(_assigned, tree.body))] if tree is not None else []
    counts = Counter(name for name, _ in pairs)
    return {
        name: value
        for name, value in pairs
        if counts[name] == 1 and isinstance(value, ast.Constant) and isinstance(value.value, str)
    }


def _known(node: FunctionNode, constants: Mapping[str, ast.expr]) -> dict[str, ast.expr]:
    """Return the values of a module's constants, and of local variables that are bound once."""
    counts = Counter(_bound(node))
    assigned = chain.from_iterable(
        _assigned(part) for part in inside(node) if isinstance(part, ast.stmt)
    )
    known = {name: value for name, value in constants.items() if not counts[name]}
    return known | {name: value for name, value in assigned if counts[name] == 1}


def _bound(node: FunctionNode) -> Iterator[str]:
    """Yield the name of each parameter, and that of a local variable each time that it's bound."""
    for part in chain(walk(node.args), inside(node)):
        if isinstance(part, ast.arg):
            yield part.arg
        elif isinstance(part, ast.Name) and not isinstance(part.ctx, ast.Load):
            yield part.id


def _assigned(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    """Yield the name that a plain assignment binds, with its value."""
    match statement:
        case ast.Assign([ast.Name(name)], value):
            yield name, value
        case ast.AnnAssign(ast.Name(name), _, ast.expr() as value):
            yield name, value


def _pieces(node: ast.expr, names: Mapping[str, ast.expr]) -> _Pieces | None:
    """Return the words and holes that a text consists of; None if the expression is no text."""
    match node:
        case ast.Constant(str(text)):
            return [text]
        case ast.JoinedStr(values):
            return [_of_f_string(value) for value in values]
        case ast.Name(name) if name in names:
            return _pieces(names[name], {k: v for k, v in names.items() if k != name})
    return _pieces_of_operation(node, names)


def _pieces_of_operation(node: ast.expr, names: Mapping[str, ast.expr]) -> _Pieces | None:
    """Return the words and holes of a text that is put together, or handed to a function."""
    match node:
        case ast.BinOp(left, ast.Mod(), right):
            return _filled(_pieces(left, names), _by_percent, right)
        case ast.BinOp(_, ast.Add(), _):
            return _sum(node, names)
        case ast.Call(ast.Attribute(template, "format")):
            return _filled(_pieces(template, names), _by_format, node)
        case ast.Call(function, [text, *_]) if last_part(source(function)) in _TRANSLATORS:
            return _pieces(text, names)
    return None


def _of_f_string(value: ast.expr) -> str | _Hole:
    if isinstance(value, ast.Constant):
        return str(value.value)
    return _hole(value.value) if isinstance(value, ast.FormattedValue) else _Hole("")


def _hole(node: ast.expr | None) -> _Hole:
    """Return the place of a value, with its code if that is short and names anything."""
    node = _unwrapped(node)
    text = source(node) if node is not None else ""
    plain = text != TOO_DEEP and len(text) <= _MAX_HOLE and text.isprintable() and "`" not in text
    is_told = plain and not isinstance(node, ast.Constant) and not _is_computed(node)
    return _Hole(text if is_told else "")


def _is_computed(node: ast.expr | None) -> bool:
    """Tell whether a value is what a function gives that only the code's author knows."""
    calls = (part.func for part in walk(node or _NO) if isinstance(part, ast.Call))
    return any(
        called.id not in _BUILTINS
        if isinstance(called, ast.Name)
        else isinstance(called, ast.Attribute) and called.attr == "format"
        for called in calls
    )


_NO = ast.Constant(None)
_BUILTINS = frozenset(dir(builtins))


def _unwrapped(node: ast.expr | None) -> ast.expr | None:
    """Return what a call shows that only changes how, the expression itself if it's another."""
    while isinstance(node, ast.Call) and source(node.func) in _SHOWING and len(node.args) == 1:
        node = node.args[0]
    match node:
        case ast.Call(ast.Attribute(ast.Constant(str()), "join"), [joined]):
            return joined
    return node


_SHOWING = frozenset({
    "ascii", "float", "int", "list", "os.fspath", "quote", "repr", "shlex.quote", "sorted", "str",
    "tuple",
})  # fmt: skip
"""Functions that show what they are given."""


def _filled(
    template: _Pieces | None,
    fill: Callable[[str, ast.expr], Iterator[str | _Hole]],
    values: ast.expr,
) -> _Pieces | None:
    """Fill the holes that the words of a template have."""
    if template is None:
        return None
    parts = [list(fill(piece, values)) if isinstance(piece, str) else [piece] for piece in template]
    return list(chain.from_iterable(parts))


def _by_percent(text: str, values: ast.expr) -> Iterator[str | _Hole]:
    """Fill the holes of a text as ``%`` does."""
    given = list(values.elts) if isinstance(values, ast.Tuple) else [values]
    keyed = _keyed(values)
    start = 0
    for match in _PERCENT.finditer(text):
        yield text[start : match.start()]
        start = match.end()
        if match["kind"] == "%":
            yield "%"
        elif match["key"]:
            yield _hole(keyed[match["key"]]) if match["key"] in keyed else _Hole(match["key"])
        else:
            yield _hole(given.pop(0) if given else None)
    yield text[start:]


def _keyed(values: ast.expr) -> dict[object, ast.expr]:
    """Return the values of a dictionary that is written out, by their keys."""
    if not isinstance(values, ast.Dict):
        return {}
    pairs = zip(values.keys, values.values, strict=True)
    return {key.value: value for key, value in pairs if isinstance(key, ast.Constant)}


def _by_format(text: str, call: ast.expr) -> Iterator[str | _Hole]:
    """Fill the holes of a text as its method ``format`` does."""
    assert isinstance(call, ast.Call)
    values: dict[str, ast.expr] = {str(index): each for index, each in enumerate(call.args)}
    values |= {each.arg: each.value for each in call.keywords if each.arg}
    count = 0
    for literal, name, _, _ in _fields(text):
        yield literal
        if name is None:
            continue
        first = re.split(r"[.\[]", name)[0]
        key = first or str(count)
        count += not first
        value = values.get(key)
        rest = name[len(first) :]
        yield _Hole(f"{_hole(value).code}{rest}" if value is not None else name)


def _fields(text: str) -> Iterable[tuple[str, str | None, str | None, str | None]]:
    try:
        return list(Formatter().parse(text))
    except ValueError:
        return [(text, None, None, None)]


def _sum(node: ast.expr, names: Mapping[str, ast.expr]) -> _Pieces | None:
    """Return the pieces of a sum, of which some must be text."""
    terms: list[ast.expr] = []
    while isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        terms.append(node.right)
        node = node.left
    found = [_pieces(term, names) for term in [node, *reversed(terms)]]
    if not any(found):
        return None
    pieces = zip([node, *reversed(terms)], found, strict=True)
    return list(chain.from_iterable(known or [_hole(term)] for term, known in pieces))


def _reads(hole: _Hole, hidden: frozenset[str]) -> bool:
    """Tell whether a hole's code reads one of some names, or a private one."""
    names = re.findall(r"\w+", hole.code)
    return not hidden.isdisjoint(names) or any(name.startswith("_") for name in names)


def _written(pieces: _Pieces) -> str:
    """Write a message on one line, with values as code where they can stand as such."""
    text = ""
    for index, piece in enumerate(pieces):
        if isinstance(piece, str):
            text += piece
            continue
        rest = next((p for p in pieces[index + 1 :] if p), "")
        behind = rest[:1] if isinstance(rest, str) else "{"
        if piece.code and (text[-1:], behind) in _QUOTES:
            text = text[:-1]
            pieces[pieces.index(rest, index)] = str(rest)[1:]
            behind = str(rest)[1:2]
        stands = _BEFORE.search(text) is not None and behind.strip() in _BEHIND
        text += _shown(piece, stands=stands)
    return with_options(" ".join(text.split()))


def with_options(text: str) -> str:
    """Return a text with options of commands in backquotes, like all code."""
    parts = text.split("`")
    parts[::2] = [_OPTION.sub(r"`\2`", part) for part in parts[::2]]  # not what is code already
    return "`".join(parts)


_OPTION = re.compile(r"(?<![\w{-])(['\"]?)(--[a-zA-Z][\w-]*)\1(?=[\s.,;:!?)]|$)")
"""An option of a command, whose hyphens Sphinx would make a dash."""

_QUOTES = frozenset({("'", "'"), ('"', '"'), ("`", "`"), ("<", ">")})
"""Characters around a value, which its code doesn't need."""

_BEFORE = re.compile(r"(?:^|[\s(]|(?:^|[^\w:])\w[\w`]*:)\Z")
"""What may stand before code in a text: a blank, a parenthesis, or a word and one colon."""

_BEHIND = frozenset(["", *".,;:!?)'"])
"""Characters that may follow code in a text, so that renderers recognise it."""


def _shown(hole: _Hole, *, stands: bool) -> str:
    if not hole.code:
        return "..."
    return f"`{hole.code}`" if stands else f"{{{hole.code}}}"


def _first_sentence(text: str) -> str:
    """Return a text, or its first sentence if it's too long, without what ends it."""
    text = _EMPTY_START.sub("", text)
    text = text if len(text) <= _MAX_LENGTH else _SENTENCE.split(text)[0]
    if _OPEN.search(text):
        return text
    text = text if _ASKING.search(text) else text.removesuffix(": ...")
    if text.endswith("...."):
        return text[:-1]
    if text.endswith((" :", "...")):
        return text  # the colon, or the value, is what the message is about
    return text.rstrip(" :.")


_ASKING = re.compile(r"\b(?:are|got|is|was|were): \.\.\.$")
"""End of a message that is nothing without the value behind it."""


def _quotable(text: str, pieces: _Pieces) -> str | None:
    """Return a message, None if it says too little or can't be quoted."""
    plain = text.count("`") % 2 == 0 and text.isprintable() and len(text) <= _MAX_LENGTH
    return text if plain and _says_enough(pieces) and not _EMPTY.search(text) else None


def _says_enough(pieces: _Pieces) -> bool:
    """Tell whether a message has enough words, parted by blanks."""
    texts = [piece for piece in pieces if isinstance(piece, str)]
    own = sum(len(_WORD.findall(text)) for text in texts)
    is_name = len(pieces) == 1 and not any(" " in text for text in texts)
    holes = len(pieces) - len(texts)
    return own >= _MIN_WORDS - 1 and own + holes >= _MIN_WORDS and not is_name
