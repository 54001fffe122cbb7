"""Descriptions of parameters: conventions, flags, and what was said of the same thing elsewhere.

A conventional name is described only if the type or the default agrees with the convention, or if
the name has no other use. What a name says by itself ("the timeout") is never said again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ..model import Object, Parameter
from . import types
from .declared import declared_parameter
from .drafts import Draft, best, says
from .prose import first_sentence, parameter_text, summary_sentence, without_type
from .standard import (
    LEFT_OPERAND,
    NAME_OF_ATTRIBUTE,
    NEW_VALUE,
    RIGHT_OPERAND,
    SPECIAL_PARAMETERS,
)
from .types import NUMBERS, PATHS
from .view import View, required
from .vocabulary import FLAG_VERBS, MASS_NOUNS, VERBS, word_set
from .words import code, is_known, is_plural, noun_phrase, phrase, split

__all__ = ["conventional_field", "parameter"]

ParameterRule = Callable[[Parameter, Object, View], Draft | None]
"""A rule: what to say of a parameter of a function, or None."""

_UNTYPED = 0.0
"""Confidence of a convention that needs a type: without one nothing is said."""


class Convention(NamedTuple):
    """What parameters of a name are for.

    Attributes:
        text: The description.
        types: The types with which the convention holds.
        typed: Confidence if the type is one of them.
        untyped: Confidence if the type is unknown.
    """

    text: str
    types: frozenset[str]
    typed: float
    untyped: float = _UNTYPED


def _rows(*rows: tuple[str, str, str, float, float]) -> dict[str, Convention]:
    """Make the table: names, types, text, confidence with the type and without."""
    return {
        name: Convention(text, frozenset(kinds.split()) | _SPECIAL_SETS.get(kinds, _NONE), yes, no)
        for names, kinds, text, yes, no in rows
        for name in names.split()
    }


_NONE: frozenset[str] = frozenset()
_SPECIAL_SETS = {"PATH": PATHS, "NUMBER": NUMBERS}

CONVENTIONS = _rows(
    ("encoding", "str", "Name of the text encoding, such as `utf-8`.", 0.86, 0.74),
    ("charset", "str", "Name of the character set, such as `utf-8`.", 0.8, 0.72),
    ("timeout", "NUMBER", "Seconds to wait before giving up.", 0.78, 0),
    ("ttl", "NUMBER", "Time to live, in seconds.", 0.72, 0),
    ("seed", "int", "Seed of the random number generator.", 0.86, 0.74),
    (
        "random_state",
        "int RandomState",
        "Seed of the random numbers, or their generator.",
        0.76,
        0.72,
    ),
    ("rng", "Generator Random RandomState", "Random number generator.", 0.84, 0.74),
    ("dry_run", "bool", "Whether to only show what would be done.", 0.84, 0.72),
    ("exist_ok", "bool", "Whether it is fine if the target exists already.", 0.84, 0.76),
    (
        "inplace in_place",
        "bool",
        "Whether to change the object itself instead of a copy.",
        0.8,
        0.72,
    ),
    ("overwrite", "bool", "Whether to replace what exists already.", 0.8, 0),
    ("quiet", "bool", "Whether to suppress output.", 0.74, 0),
    ("verbose", "bool", "Whether to give more detailed output.", 0.74, 0),
    ("case_sensitive", "bool", "Whether upper and lower case are told apart.", 0.85, 0.74),
    ("ensure_ascii", "bool", "Whether to escape characters that are not ASCII.", 0.86, 0.8),
    ("blocking", "bool", "Whether to wait instead of returning at once.", 0.74, 0),
    ("stacklevel", "int", "How many stack frames up a warning is reported.", 0.84, 0.74),
    ("max_iter maxiter", "int", "Largest number of iterations.", 0.82, 0.74),
    ("rtol", "NUMBER", "Relative tolerance.", 0.82, 0.74),
    ("atol", "NUMBER", "Absolute tolerance.", 0.82, 0.74),
    ("n_jobs", "int", "How many jobs run in parallel.", 0.84, 0.76),
    ("max_workers", "int", "Largest number of workers that run at once.", 0.8, 0.72),
    ("ndigits", "int", "How many digits to keep after the decimal point.", 0.76, 0),
    ("dpi", "NUMBER", "Resolution in dots per inch.", 0.82, 0.74),
    ("fps", "NUMBER", "Frames per second.", 0.8, 0.72),
    ("figsize", "tuple", "Width and height of the figure, in inches.", 0.86, 0.76),
    ("cwd", "PATH", "Working directory.", 0.76, 0.72),
    ("argv", "list Sequence tuple", "Command-line arguments.", 0.8, 0.74),
    ("host", "str", "Host name or IP address.", 0.78, 0),
    ("pid", "int", "Process ID.", 0.74, 0),
    ("uid", "int", "User ID.", 0.72, 0),
    ("status_code", "int", "HTTP status code.", 0.82, 0.74),
    ("user_agent", "str", "Value of the `User-Agent` header.", 0.82, 0.74),
    ("mimetype mime_type", "str", "MIME type, such as `text/html`.", 0.8, 0.76),
    ("content_type", "str", "MIME type, such as `text/html`.", 0.76, 0),
    ("tz tzinfo", "tzinfo ZoneInfo", "Time zone.", 0.74, 0),
    ("logger", "Logger LoggerAdapter", "Logger that takes the messages.", 0.66, 0),
    ("executor", "Executor ThreadPoolExecutor", "Executor that runs the work.", 0.66, 0),
    ("latitude lat", "NUMBER", "Latitude in degrees.", 0.74, 0),
    ("longitude lon lng", "NUMBER", "Longitude in degrees.", 0.74, 0),
    ("cache_dir cachedir", "PATH", "Directory for cached files.", 0.76, 0.7),
    ("tmpdir tmp_dir temp_dir", "PATH", "Directory for temporary files.", 0.78, 0.74),
    ("outdir out_dir output_dir", "PATH", "Directory to write to.", 0.78, 0.74),
    ("outfile out_file output_file", "PATH", "Path of the file to write.", 0.76, 0),
    ("infile in_file input_file", "PATH", "Path of the file to read.", 0.76, 0),
    ("logfile log_file", "PATH", "Path of the log file.", 0.76, 0),
)
"""By name: conventions that hold wherever the type agrees."""


def convention(parameter: Parameter, obj: Object, view: View) -> Draft | None:
    """Describe a parameter by its conventional name."""
    if _is_content_encoding(parameter, obj) or _is_expiry(parameter, obj):
        return None
    return None if _is_past(parameter.name, obj, view) else _convention(parameter)


def _is_past(name: str, obj: Object, view: View) -> bool:
    """Tell whether an exception reports what happened, where a convention says what will."""
    owner = obj if obj.kind == "class" else view.owner(obj)
    return name == "timeout" and owner is not None and "exception" in owner.modifiers


def _is_expiry(parameter: Parameter, obj: Object) -> bool:
    """Tell whether a timeout is rather how long something is kept."""
    words = {word.lower() for part in obj.name.split(".")[-2:] for word in split(part)}
    return parameter.name == "timeout" and not words.isdisjoint(_KEEPING)


_KEEPING = word_set("add cache cached cookie expire memcached memoize put session set touch")


def _is_content_encoding(parameter: Parameter, obj: Object) -> bool:
    """Tell whether an encoding is one of bytes, such as gzip, as far as names and default show."""
    if parameter.name != "encoding":
        return False
    default = (parameter.default or "None").strip("'\"").lower()
    if default != "none" and not default.startswith(_TEXT_ENCODINGS):
        return True
    words = {word.lower() for word in split(obj.name)}
    return not words.isdisjoint(_COMPRESSION) or "encoding" in split(obj.short_name)


_TEXT_ENCODINGS = ("utf", "latin", "iso", "ascii", "us-ascii", "cp", "koi8", "sys.", "locale.")
_COMPRESSION = word_set(
    "brotli compress compression compressor decoder decompress decompressor deflate encoder gzip "
    "inflate transfer zlib zstd"
)


def _convention(parameter: Parameter) -> Draft | None:
    found = CONVENTIONS.get(parameter.name)
    if found is None or parameter.kind in ("var-positional", "var-keyword"):
        return None
    known = types.of_parameter(parameter)
    if known and not known <= found.types:
        return None
    confidence = found.typed if known else found.untyped
    text = _with_own_example(found.text, parameter.default)
    return says(text, confidence, f"name:{parameter.name}") if confidence else None


def _with_own_example(text: str, default: str | None) -> str:
    """Give the default as the example of a text that has one."""
    literal = re.fullmatch(r"'([\w./+-]+)'", default or "")
    return re.sub(r"(?<=such as `)[^`]+", literal[1], text) if literal else text


def flag(parameter: Parameter, _obj: Object, _view: View) -> Draft | None:
    """Describe a boolean whose name is a verb and its object: ``ignore_errors``."""
    return _flag(parameter)


def _flag(parameter: Parameter) -> Draft | None:
    words = split(parameter.name)
    if len(words) < 2 or words[0] not in FLAG_VERBS or types.of_parameter(parameter) != {"bool"}:
        return None
    what = _flagged(words[1:], "a" if words[0] in _INDEFINITE else "the")
    return says(f"Whether to {words[0]} {what}.", 0.76, "flag") if what else None


_INDEFINITE = word_set(
    "accept allow append create emit generate insert open prepend raise require throw"
)
"""Flags' verbs whose object is any such thing: "to raise an error"."""


def _flagged(words: tuple[str, ...], article: str) -> str | None:
    """Return the object of a flag's verb, None if it's no plain noun."""
    if not all(map(is_known, words[:-1])) or (len(words) > 1 and words[0] in VERBS):
        return None  # "allow_cover_cursor" isn't about a cover
    last = words[-1]
    if last.isupper() or last in MASS_NOUNS:
        return phrase(words)
    if is_plural(last):
        return phrase(words)
    return noun_phrase(words, article)


def special(parameter: Parameter, obj: Object, view: View) -> Draft | None:
    """Describe a parameter of a special method."""
    texts = SPECIAL_PARAMETERS.get(obj.short_name)
    if texts is None or not view.is_bound(obj) or parameter.kind not in _POSITIONAL:
        return None
    at = obj.parameters.index(parameter)
    if at >= len(texts):
        return None
    return says(texts[at], 0.68 if texts[at] in _PLAIN else 0.78, obj.short_name)


_PLAIN = frozenset({NAME_OF_ATTRIBUTE, NEW_VALUE, LEFT_OPERAND, RIGHT_OPERAND})
"""True, but few would write it."""


_POSITIONAL = ("positional-only", "positional-or-keyword")


def protocol(parameter: Parameter, obj: Object, _view: View) -> Draft | None:
    """Describe parameters that come in a known group: WSGI, ASGI, signal handlers."""
    names = tuple(p.name for p in obj.parameters)
    for group, texts in _GROUPS.items():
        if parameter.name in group and any(
            names[i : i + len(group)] == group for i in range(len(names))
        ):
            return says(texts[group.index(parameter.name)], 0.84, "group")
    return None


_GROUPS: dict[tuple[str, ...], tuple[str, ...]] = {
    ("environ", "start_response"): (
        "WSGI environment of the request.",
        "Callable that begins the response with its status and headers.",
    ),
    ("scope", "receive", "send"): (
        "What is known of the ASGI connection.",
        "Callable to await for the next event of the ASGI connection.",
        "Callable to await to send an event to the ASGI connection.",
    ),
    ("signum", "frame"): ("Number of the signal.", "Stack frame that was interrupted."),
}

_READS = word_set("load parse read")
_WRITES = word_set("dump export save write")
_FILE_NAMES = word_set("file_name file_path filename filepath fname")


def file_path(parameter: Parameter, obj: Object, _view: View) -> Draft | None:
    """Describe the path of a file by what the function does with files."""
    if parameter.name not in _FILE_NAMES or not types.of_parameter(parameter) <= PATHS:
        return None
    words = split(obj.short_name)
    reads = words[:1] != () and (words[0] in _READS or words[:2] == ("from", "file"))
    if not reads and not (words and words[0] in _WRITES):
        return None
    use = "read" if reads else "write"
    return says(f"Path of the file to {use}.", 0.76, "file")


def file_mode(parameter: Parameter, _obj: Object, _view: View) -> Draft | None:
    """Describe the mode in which a file is opened."""
    if parameter.name != "mode" or (parameter.default or "").strip("'\"") not in _MODES:
        return None
    return says("Mode in which the file is opened, as for `open`.", 0.8, "mode")


_MODES = word_set("r rb rt w wb wt a ab at x xb r+ rb+ r+b w+ wb+ w+b a+")


def environment(parameter: Parameter, _obj: Object, _view: View) -> Draft | None:
    """Describe environment variables, known by both keys and values being text."""
    if parameter.name not in ("env", "environ") or parameter.annotation is None:
        return None
    if not re.search(r"(?:[Dd]ict|Mapping)\[str, str\]", parameter.annotation):
        return None
    return says("Environment variables.", 0.78, "env")


def coding_errors(parameter: Parameter, obj: Object, _view: View) -> Draft | None:
    """Describe how errors of encoding are handled."""
    if parameter.name != "errors":
        return None
    beside = any(p.name == "encoding" for p in obj.parameters)
    if not beside and (parameter.default or "").strip("'\"") not in _ERROR_HANDLERS:
        return None
    known = types.of_parameter(parameter)
    if known and known != {"str"}:
        return None
    return says("How encoding errors are handled, such as `strict` or `replace`.", 0.84, "errors")


_ERROR_HANDLERS = word_set(
    "strict replace backslashreplace surrogateescape xmlcharrefreplace surrogatepass"
)


def port(parameter: Parameter, obj: Object, _view: View) -> Draft | None:
    """Describe a port that stands beside a host."""
    hosts = [p.name for p in obj.parameters if p.name in ("host", "hostname", "address")]
    if parameter.name != "port" or not hosts or not types.of_parameter(parameter) <= {"int"}:
        return None
    return says(f"Port number on {code(hosts[0])}.", 0.74, "port")


def regex_flags(parameter: Parameter, _obj: Object, _view: View) -> Draft | None:
    """Describe flags whose default is one of ``re``."""
    default = parameter.default or ""
    typed = types.heads(parameter.annotation) <= {"RegexFlag", "int"} and "Regex" in str(
        parameter.annotation
    )
    if parameter.name != "flags" or not (default.startswith("re.") or typed):
        return None
    return says("Flags of the regular expression, as for `re.compile`.", 0.84, "re-flags")


def logging_level(parameter: Parameter, _obj: Object, _view: View) -> Draft | None:
    """Describe a level whose default is one of ``logging``."""
    default = parameter.default or ""
    if "level" not in parameter.name or not default.startswith("logging."):
        return None
    return says("Level of the messages, as in `logging`.", 0.76, "log-level")


def fallback(parameter: Parameter, obj: Object, _view: View) -> Draft | None:
    """Describe the default of a function that looks something up."""
    words = split(obj.short_name)
    asked = required(obj)
    if parameter.name != "default" or len(asked) != 1 or words[:1] not in (("get",), ("pop",)):
        return None
    if asked[0].name not in ("key", "name", "attr", "option"):
        return None
    return says(f"Value to return if there is no {code(asked[0].name)}.", 0.76, "default")


def decorated(parameter: Parameter, obj: Object, view: View) -> Draft | None:
    """Describe the function that a decorator takes, known by the wrapper inside it."""
    if parameter.name not in _FUNCTION_NAMES or required(obj) != (parameter,):
        return None
    if len(obj.parameters) != 1:
        return None
    inner = {m.short_name for m in view.members.get(f"{obj.name}.<locals>", ())}
    if not inner & _WRAPPER_NAMES:
        return None
    return says("The function to decorate.", 0.76, "decorator")


_FUNCTION_NAMES = frozenset({"f", "fn", "fun", "func", "function", "meth", "method"})
_WRAPPER_NAMES = frozenset(
    {"wrapper", "wrapped", "_wrapper", "_wrapped", "inner", "decorated", "wrap"}
)


def constructor_documented(parameter: Parameter, obj: Object, view: View) -> Draft | None:
    """Take what the class's docstring says for ``__init__``, and the other way round."""
    if obj.kind == "class":
        other = view.project.get(f"{obj.name}.__init__")
    elif obj.short_name in ("__init__", "__new__"):
        other = view.owner(obj)
    else:
        return None
    return _taken(parameter, [other], 0.88, "constructor")


def overload_documented(parameter: Parameter, obj: Object, view: View) -> Draft | None:
    """Take what the implementation's docstring says for an overload."""
    if "overload" not in obj.modifiers:
        return None
    return _taken(parameter, [view.project.get(obj.name)], 0.86, "overload")


def override_documented(parameter: Parameter, obj: Object, view: View) -> Draft | None:
    """Take what the overridden method's docstring says."""
    owner = view.owner(obj)
    if owner is None or obj.kind != "method" or obj.short_name in ("__init__", "__new__"):
        return None
    above = (view.known.get(f"{base}.{obj.short_name}") for base in view.ancestors(owner.name))
    return _taken(parameter, above, 0.84, "override")


def attribute_documented(parameter: Parameter, obj: Object, view: View) -> Draft | None:
    """Take what is said of the attribute of the same name for a constructor's parameter."""
    owner = obj if obj.kind == "class" else view.owner(obj)
    if owner is None or obj.short_name not in (owner.short_name, "__init__"):
        return None
    attribute = view.project.get(f"{owner.name}.{parameter.name}")
    if attribute is None or attribute.kind not in ("attribute", "property"):
        return None
    said = summary_sentence(without_type(attribute.docstring), parameter.name)
    if said is None or attribute.kind == "property":
        return None
    return says(said, 0.8, "attribute")


def _type_texts(parameter: Parameter, other: Object) -> list[str]:
    """Return the types of a parameter here and elsewhere: a text of nothing else is empty."""
    found = (parameter, *(p for p in other.parameters if p.name == parameter.name))
    return [p.annotation or (p.type.text if p.type else "") for p in found]


def _taken(
    parameter: Parameter,
    others: Iterator[Object | None] | list[Object | None],
    confidence: float,
    rule: str,
) -> Draft | None:
    """Return the first sentence that one of other definitions has for a parameter."""
    for other in others:
        if other is None or all(p.name != parameter.name for p in other.parameters):
            continue
        text = parameter_text(other.docstring, parameter.name)
        said = first_sentence(text, parameter.name, *_type_texts(parameter, other))
        if said is not None:
            return says(said, confidence, rule)
        if text:
            return None
    return None


PARAMETER_RULES: tuple[ParameterRule, ...] = (
    declared_parameter,
    constructor_documented,
    overload_documented,
    override_documented,
    attribute_documented,
    special,
    protocol,
    convention,
    flag,
    file_path,
    file_mode,
    environment,
    coding_errors,
    port,
    regex_flags,
    logging_level,
    fallback,
    decorated,
)


def parameter(found: Parameter, obj: Object, view: View) -> Iterator[Draft | None]:
    """Yield what each rule says of a parameter.

    Args:
        found: The parameter.
        obj: The function or class that it belongs to.
        view: The project.
    """
    return (rule(found, obj, view) for rule in PARAMETER_RULES)


def conventional_field(obj: Object, view: View) -> Draft | None:
    """Describe an attribute as a parameter of its name and type would be."""
    if obj.kind != "attribute" or "member" in obj.modifiers:
        return None
    if obj.annotation is None and not _is_given(obj, view):
        return None
    if _is_past(obj.short_name, obj, view):
        return None
    found = Parameter(obj.short_name, "keyword-only", obj.annotation, obj.value, obj.type)
    if not types.of_parameter(found) or _is_expiry(found, obj):
        return None
    return best((_convention(found), _flag(found)))


def _is_given(obj: Object, view: View) -> bool:
    """Tell whether an attribute is what its class is called with, or has the same value for all."""
    owner = view.owner(obj)
    given = owner is not None and any(p.name == obj.short_name for p in owner.parameters)
    return given or "instance" not in obj.modifiers
