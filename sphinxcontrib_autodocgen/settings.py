"""Every option, declared once: its type, default, range, help and what it invalidates.

The fields of :class:`Settings` are the only list of options there is. The Sphinx extension
registers ``autodocgen_<name>`` for each, the command line offers them, ``[tool.autodocgen]`` in
``pyproject.toml`` takes the same names, and the reference table in the documentation is a loop
over them. Types and ranges are checked by msgspec from the same annotations.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

import msgspec

from .errors import SettingError
from .model import Kind, Rules

__all__ = [
    "Ignore",
    "Metric",
    "Option",
    "Settings",
    "Stage",
    "convert",
    "exact",
    "from_pyproject",
    "options",
]

Stage = Literal["analyze", "describe", "show", "run"]
"""The step whose result an option changes; ``run`` changes only how the work is done."""

Metric = Literal["cyclomatic", "cognitive", "nesting", "length", "maintainability"]
"""What can have a limit; of maintainability it's the least, of the others the greatest value."""

_ALL_KINDS: tuple[Kind, ...] = get_args(Kind)


def _option(stage: Stage, help: str, shape: str = "", **limits: Any) -> Any:  # noqa: A002
    """Declare an option: its stage, its help, what its pattern means, and msgspec's limits."""
    return msgspec.Meta(description=help, extra={"stage": stage, "shape": shape}, **limits)


class Ignore(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A change of the API that is meant, so that a diff leaves it out.

    Attributes:
        rule: The rule, or ``*`` for all.
        object: A glob of names of objects.
        reason: Why it's meant.
    """

    rule: Annotated[str, msgspec.Meta(min_length=1)]
    object: Annotated[str, msgspec.Meta(min_length=1)]
    reason: Annotated[str, msgspec.Meta(min_length=1)]


class Settings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All options with their values; immutable.

    The help of each option is in its annotation, and is printed by :func:`options`.
    """

    packages: Annotated[
        tuple[str, ...],
        _option(
            "analyze",
            "Import names, or paths of packages or modules relative to conf.py, to analyse. "
            "Empty: found from pyproject.toml or the src layout, else the package of the first "
            "object that autodoc documents.",
        ),
    ] = ()
    exclude: Annotated[
        tuple[str, ...],
        _option("analyze", "Globs of module names that aren't analysed at all: 'pkg.vendor.*'."),
    ] = ()
    callers: Annotated[
        tuple[str, ...],
        _option(
            "run",
            "Files and folders whose calls tell what parameters take: tests, examples and "
            "documents, by paths or globs from the project's folder. Empty: no other files than "
            "the packages' own are read.",
        ),
    ] = ("test", "tests", "testing", "example", "examples", "doc", "docs", "README.*")
    max_file_size: Annotated[
        int,
        _option("analyze", "Largest source file that is analysed, in bytes.", ge=1),
    ] = 4_000_000
    fill: Annotated[
        bool,
        _option("show", "Fill missing docstrings. Off: only directives and Markdown are active."),
    ] = True
    show_undocumented: Annotated[
        Literal["functions", "all", "none"],
        _option(
            "show",
            "Public members without docstring that are shown without ':undoc-members:': functions, "
            "classes and properties of which there is more to say than types; all of which there "
            "is anything to say, values too; or none.",
        ),
    ] = "functions"
    fill_kinds: Annotated[
        tuple[Kind, ...],
        _option("show", "Kinds of objects that are filled."),
    ] = _ALL_KINDS
    fill_exclude: Annotated[
        tuple[str, ...],
        _option(
            "show", "Globs of names of modules, classes or other objects that are left as they are."
        ),
    ] = ()
    complete: Annotated[
        Literal["missing", "sections"],
        _option(
            "show",
            "What is filled: only objects with no docstring, or also the sections of those with "
            "one, which get the parameters, results and exceptions that their authors left out.",
        ),
    ] = "missing"
    stale: Annotated[
        bool,
        _option(
            "show",
            "Warn of docstrings that contradict the code: a parameter that isn't there, another "
            "default, another type.",
        ),
    ] = False
    min_confidence: Annotated[
        float,
        _option("show", "Least confidence with which a generated text is shown.", ge=0, le=1),
    ] = 0.7
    min_type_confidence: Annotated[
        float,
        _option("show", "Least confidence with which an inferred type is shown.", ge=0, le=1),
    ] = 0.8
    vacuous: Annotated[
        bool,
        _option("describe", "Also show a text that only repeats the names it stands beside."),
    ] = False
    ranker: Annotated[
        Literal["linear", "network", "off"],
        _option(
            "describe",
            "How texts learned from the project are ranked: by the weights that are shipped, or "
            "by a small neural network trained on the project, where that is better calibrated "
            "(extra 'learn'). Off: nothing is learned.",
        ),
    ] = "linear"
    mark: Annotated[
        Literal["badge", "word"],
        _option(
            "show",
            "How HTML marks what was generated: a badge with evidence and confidence, or a word.",
        ),
    ] = "badge"
    feedback_file: Annotated[
        str,
        _option(
            "describe",
            "Path of the file of verdicts, relative to conf.py. Empty: 'autodocgen-feedback.toml' "
            "in the project's folder.",
        ),
    ] = ""
    feedback_window: Annotated[
        int,
        _option(
            "describe",
            "How many of the verdicts on a rule count for its confidence, the newest ones; 0: "
            "none.",
            ge=0,
        ),
    ] = 50
    rules_off: Annotated[
        tuple[str, ...],
        _option(
            "describe",
            "Rules, or globs of them, whose texts aren't suggested: 'getter'. A badge says which "
            "rule made a text, and 'feedback report' which ones aren't worth it.",
        ),
    ] = ()
    model_url: Annotated[
        str,
        _option(
            "describe",
            "Address of a server that speaks OpenAI's protocol, up to '/v1', which is asked for "
            "texts that nothing else gives. Empty: nothing is sent anywhere.",
            shape="an address that begins with http:// or https://, without user, query or '#'",
            pattern=r"^$|^https?://[^@\s?#]+$",
        ),
    ] = ""
    model_name: Annotated[
        str,
        _option("describe", "Name of the model, as its server knows it."),
    ] = ""
    model_send: Annotated[
        Literal["signature", "source"],
        _option(
            "describe",
            "What the model is told of a function: its signature, or its code without docstrings "
            "and comments.",
        ),
    ] = "signature"
    model_requests: Annotated[
        int,
        _option(
            "describe",
            "About how many functions the model is asked at most in a run, beside those it's "
            "measured by.",
            ge=0,
        ),
    ] = 200
    model_timeout: Annotated[
        float,
        _option("run", "Seconds to wait for an answer of the model.", gt=0),
    ] = 30.0
    style: Annotated[
        Literal["auto", "google", "numpy", "rest", "markdown"],
        _option(
            "show",
            "Style of generated docstrings outside Sphinx pages; auto: the one that the project's "
            "own docstrings use most.",
        ),
    ] = "auto"
    docstring_format: Annotated[
        Literal["rest", "markdown"] | dict[str, Literal["rest", "markdown"]],
        _option(
            "show",
            "Markup of docstrings: reStructuredText, or MyST Markdown; for some objects by globs "
            "of names. Of several globs that fit, the last decides.",
        ),
    ] = "rest"
    thresholds: Annotated[
        dict[Metric, float | Literal["off"]],
        _option(
            "show",
            "Limits above (maintainability: below) which a metric is marked; 'off' for no limit. "
            "What isn't named keeps its default.",
        ),
    ] = msgspec.field(
        default_factory=lambda: cast(
            'dict[Metric, float | Literal["off"]]',
            {
                "cyclomatic": 10,
                "cognitive": 15,
                "nesting": 4,
                "length": 50,
                "maintainability": 20,
            },
        )
    )
    threshold_overrides: Annotated[
        dict[str, dict[Metric, float | Literal["off"]]],
        _option(
            "show",
            "Other limits for some objects, by globs of names of modules, classes or other "
            "objects; 'off' for no limit. Of several globs that fit, the last decides.",
        ),
    ] = msgspec.field(default_factory=dict)
    fail_under: Annotated[
        float,
        _option(
            "run",
            "Least share of public objects with a docstring by an author, in percent. Below it "
            "'check' fails, and a build warns. 0: no such limit.",
            ge=0,
            le=100,
        ),
    ] = 0.0
    coverage_kinds: Annotated[
        tuple[Kind, ...],
        _option("run", "Kinds of objects that count in the share of those with a docstring."),
    ] = ("module", "class", "function", "method", "property")
    metrics: Annotated[
        Rules,
        _option(
            "analyze",
            "By whose rules code is measured: radon's, number for number, or those with radon's "
            "errors corrected.",
        ),
    ] = "radon"
    complexity_badges: Annotated[
        Literal["", "A", "B", "C", "D", "E", "F"],
        _option(
            "show",
            "Least rank of cyclomatic complexity, A to F, from which a documented function says "
            "how complex it is. Empty: none does.",
        ),
    ] = ""
    source_url: Annotated[
        str,
        _option(
            "show",
            "Web address of a source line, with {path}, {line}, {end_line} and {ref}, to which "
            "tables link what isn't documented. Empty: from the repository's remote, where its "
            "host is a known one.",
            shape="an address that begins with http:// or https://, with no other braces than "
            "{path}, {line}, {end_line} and {ref}",
            pattern=r"^$|^https?://([^{}\s]|\{(path|line|end_line|ref)\})*$",
        ),
    ] = ""
    version_notes: Annotated[
        bool,
        _option(
            "show",
            "Add 'Added in version', 'Changed in version' and 'Deprecated since version' to "
            "documented objects, as the git tags of the releases tell.",
        ),
    ] = False
    diff_ignore: Annotated[
        tuple[Ignore, ...],
        _option(
            "run",
            "Changes that 'diff' leaves out: tables with a 'rule' (or '*'), an 'object' (a glob "
            "of names) and a 'reason'.",
        ),
    ] = ()
    markdown: Annotated[
        bool,
        _option(
            "run",
            "Also write Markdown, into the folder 'markdown' of an HTML build, and name each "
            "page's Markdown in its head.",
        ),
    ] = False
    markdown_split_size: Annotated[
        float,
        _option(
            "run",
            "Largest Markdown page in MiB; a larger one is split at headings. MyST isn't split.",
            gt=0,
        ),
    ] = 5.0
    markdown_pages: Annotated[
        Literal["separate", "single"],
        _option(
            "run", "Write the compiled Markdown pages as files of their own, or as one document."
        ),
    ] = "separate"
    llms: Annotated[
        bool,
        _option("run", "With Markdown, also write 'llms.txt' and 'llms-full.txt'."),
    ] = True
    llms_full_size: Annotated[
        float,
        _option(
            "run", "Largest 'llms-full.txt' in MiB; pages that don't fit are named there.", gt=0
        ),
    ] = 5.0
    markdown_flavor: Annotated[
        Literal["gfm", "commonmark", "mdx", "myst"],
        _option(
            "run",
            "The dialect that is written: GitHub's, plain CommonMark, MDX as Docusaurus reads it, "
            "or MyST with directives and targets, as Sphinx reads it.",
        ),
    ] = "gfm"
    markdown_anchor_sections: Annotated[
        bool,
        _option(
            "run",
            "Write an anchor before each heading in Markdown, so that links find it everywhere.",
        ),
    ] = True
    markdown_anchor_signatures: Annotated[
        bool,
        _option("run", "Write an anchor before each signature in Markdown."),
    ] = True
    markdown_docinfo: Annotated[
        bool,
        _option("run", "Begin each Markdown page with its title, author and version as metadata."),
    ] = False
    markdown_http_base: Annotated[
        str,
        _option(
            "run",
            "Web address that links to other Markdown pages begin with. Empty: they are relative.",
            shape="an address that begins with http:// or https://",
            pattern=r"^$|^https?://\S+$",
        ),
    ] = ""
    markdown_file_suffix: Annotated[
        str,
        _option(
            "run",
            "Suffix of Markdown files.",
            shape="a dot and letters or digits",
            pattern=r"^\.[\w.]+$",
        ),
    ] = ".md"
    markdown_uri_doc_suffix: Annotated[
        str,
        _option("run", "Suffix of Markdown pages in links. Empty: that of the files."),
    ] = ""
    markdown_bullet: Annotated[
        Literal["-", "*", "+"],
        _option("run", "The marker of lists in Markdown."),
    ] = "-"
    glossary_links: Annotated[
        bool,
        _option("run", "Link the first use of each term of a glossary on each page."),
    ] = False
    report: Annotated[
        bool,
        _option("run", "Write 'autodocgen-report.json' into the output folder."),
    ] = False
    cache: Annotated[
        Literal["local", "off"],
        _option("run", "Where analysis results are kept between runs."),
    ] = "local"
    cache_dir: Annotated[
        str,
        _option(
            "run",
            "Folder of the local cache. Empty: the user's cache folder; in a Sphinx build, "
            "'autodocgen' among its doctrees.",
        ),
    ] = ""
    jobs: Annotated[
        int,
        _option("run", "Worker processes for the analysis; 0: as many as it's worth.", ge=0),
    ] = 0
    max_attempts: Annotated[
        int,
        _option("run", "How often a file whose worker died is tried before it's left out.", ge=1),
    ] = 2

    def fingerprint(self, stage: Stage) -> str:
        """Return a digest of the options that a stage's results depend on.

        Args:
            stage: The stage; only its own options count, so that a changed look doesn't discard
                an analysis.

        Returns:
            32 hexadecimal digits, equal in every process and on every platform.
        """
        values = {o.name: getattr(self, o.name) for o in options() if o.stage == stage}
        values.pop("packages", None)  # which files are analysed doesn't change any of them
        encoded = msgspec.json.encode(values, order="deterministic")
        return hashlib.blake2b(encoded, digest_size=16).hexdigest()


class Option(msgspec.Struct, frozen=True):
    """What is known of one field of :class:`Settings`.

    Attributes:
        name: The field's name; ``autodocgen_<name>`` in ``conf.py``.
        annotation: Its type, without limits, as a reader would write it.
        default: Its default, as ``conf.py`` would hold it (lists, not tuples).
        help: What it does, in a sentence or two.
        stage: What it invalidates.
        python_types: The Python types that Sphinx accepts for it.
        choices: The texts that it may be; empty if it isn't one of a few.
    """

    name: str
    annotation: str
    default: Any
    help: str
    stage: Stage
    python_types: tuple[type, ...]
    choices: tuple[str, ...]


def options() -> tuple[Option, ...]:
    """Return all options in the order of their declaration."""
    return _OPTIONS


def _read_options() -> tuple[Option, ...]:
    found = []
    for field in msgspec.structs.fields(Settings):
        kind, meta = get_args(field.type)[:2]
        factory = field.default_factory
        default = field.default if factory is msgspec.NODEFAULT else factory()
        found.append(
            Option(
                name=field.name,
                annotation=_type_text(kind),
                default=list(default) if isinstance(default, tuple) else default,
                help=meta.description,
                stage=meta.extra["stage"],
                python_types=_python_types(default, kind),
                choices=_choices(kind) if isinstance(default, str) else (),
            )
        )
    return tuple(found)


def _python_types(default: object, kind: Any) -> tuple[type, ...]:
    if get_origin(kind) in (Union, UnionType):
        return (str, dict)
    if isinstance(default, tuple):
        return (list, tuple)
    if isinstance(default, float):
        return (float, int)
    return (type(default),)


def _type_text(kind: Any) -> str:
    """Write a type as in the reference table; long enumerations by their base."""
    arguments = get_args(kind)
    origin = get_origin(kind)
    if get_origin(kind) in (Union, UnionType):
        return " | ".join(map(_type_text, arguments))
    if origin is Literal:
        return " | ".join(repr(argument) for argument in arguments)
    if origin is tuple:
        return "list[dict]" if arguments[0] is Ignore else "list[str]"
    if origin is dict:
        values = "str" if get_origin(arguments[1]) is Literal else "dict"
        return f"dict[str, {values}]" if arguments[0] is str else "dict[str, float]"
    return str(kind.__name__)


def _choices(kind: Any) -> tuple[str, ...]:
    """Return the values of the first ``Literal`` in a type."""
    if getattr(kind, "__origin__", None) is Literal:
        return get_args(kind)
    return next(filter(None, map(_choices, get_args(kind))), ())


_OPTIONS = _read_options()
_TYPES = {field.name: field.type for field in msgspec.structs.fields(Settings)}


def convert(values: Mapping[str, object]) -> tuple[Settings, list[SettingError]]:
    """Make settings of raw values, with the default in place of each value that is wrong.

    Args:
        values: Option names without prefix, and values as ``conf.py`` or TOML give them.

    Returns:
        The settings, and one error for each unknown name or bad value.
    """
    good: dict[str, Any] = {}
    errors: list[SettingError] = []
    defaults = {option.name: option.default for option in options()}
    for name, value in values.items():
        try:
            good[name] = _checked(name, value)
        except SettingError as error:
            used = f"; the default {defaults[name]!r} is used" if name in defaults else ""
            errors.append(SettingError(name, value, f"{error.reason}{used}"))
    return Settings(**good), errors


def exact(values: Mapping[str, object]) -> Settings:
    """Make settings of raw values, and refuse what is wrong.

    Args:
        values: Option names without prefix, and values as TOML gives them.

    Raises:
        SettingError: For the first unknown name or bad value.
    """
    return Settings(**{name: _checked(name, value) for name, value in values.items()})


def _checked(name: str, value: object) -> Any:
    """Return a value as the type that its option has.

    Raises:
        SettingError: If there's no such option, or if it can't have that value.
    """
    if name not in _TYPES:
        raise SettingError(name, value, f"no such option; known: {', '.join(_TYPES)}")
    try:
        return msgspec.convert(value, _TYPES[name], strict=True)
    except msgspec.ValidationError as error:
        raise SettingError(name, value, _plain(str(error), _TYPES[name])) from None


def _plain(message: str, kind: Any) -> str:
    """Put msgspec's message in the words of a configuration file."""
    text, _, place = message.partition(" - at ")
    if "matching regex" in text:
        return f"expected {kind.__metadata__[0].extra['shape']}"
    text = text.replace("`array`", "a list").replace("`object`", "a dictionary").replace("`", "")
    text = text[:1].lower() + text[1:]
    index = place.strip("`$")
    if index.startswith("["):
        text += f" at value{index}"
    if text.startswith("expected str") and not index and _choices(kind):
        text += f", not one of {', '.join(map(repr, _choices(kind)))}"
    if text.startswith("invalid enum value"):
        inside = _values(kind, index.count("[...]"))
        words = ", ".join(map(repr, _choices(inside)))
        text += (
            f", not a number or {words}" if float in get_args(inside) else f", not one of {words}"
        )
    return text


def _values(kind: Any, depth: int) -> Any:
    """Return the type of the values in a type of dictionaries in dictionaries."""
    kind = kind.__origin__ if hasattr(kind, "__metadata__") else kind
    return _values(get_args(kind)[1], depth - 1) if depth else kind


def from_pyproject(start: Path) -> Mapping[str, object]:
    """Return the ``[tool.autodocgen]`` table of the nearest ``pyproject.toml``.

    Args:
        start: The folder to begin with; its parents are searched upwards.

    Returns:
        Option names and raw values; empty if there's no such file or table.

    Raises:
        SettingError: If the file can't be read, or has something else than a table there.
    """
    path = next(filter(Path.is_file, (p / "pyproject.toml" for p in (start, *start.parents))), None)
    if path is None:
        return {}
    try:
        found: Any = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingError("pyproject", str(path), f"not valid TOML: {error}") from None
    except OSError as error:
        raise SettingError("pyproject", str(path), f"can't be read: {error.strerror}") from None
    for key in ("tool", "autodocgen"):
        found = found.get(key, {})
        if not isinstance(found, dict):
            raise SettingError("pyproject", str(path), f"{key!r} isn't a table")
    return {name.replace("-", "_"): value for name, value in found.items()}
