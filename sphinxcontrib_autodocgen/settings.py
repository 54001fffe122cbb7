"""Every option, declared once: its type, default, range, help and what it invalidates.

The fields of :class:`Settings` are the only list of options there is. The Sphinx extension
registers ``autodocgen_<name>`` for each, the command line offers them, ``[tool.autodocgen]`` in
``pyproject.toml`` takes the same names, and the reference table in the documentation is a loop
over them. Types and ranges are checked by msgspec from the same annotations.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, cast, get_args, get_origin

import msgspec

from .errors import SettingError
from .files import is_file, read_toml
from .model import Kind, Rules

__all__ = [
    "Ignore",
    "Measure",
    "Metric",
    "Option",
    "Settings",
    "Stage",
    "checked",
    "convert",
    "exact",
    "from_pyproject",
    "options",
    "read_pyproject",
]

Stage = Literal["analyze", "describe", "show", "run"]
"""The step whose result an option changes; ``run`` changes only how the work is done."""

Metric = Literal["cyclomatic", "cognitive", "nesting", "length", "maintainability"]
"""A metric that can have a limit, a minimum for maintainability and a maximum for the others."""

Measure = Literal[
    "execution_time",
    "cpu_time",
    "memory_usage",
    "error_count",
    "retry_count",
    "degraded_count",
    "generated_ratio",
    "missing_ratio",
    "cache_hit_ratio",
]
"""A number of a run that can have a limit; a maximum, but for the share of files from the cache."""

_ALL_KINDS: tuple[Kind, ...] = get_args(Kind)


def _option(stage: Stage, help: str, shape: str = "", **limits: Any) -> Any:  # noqa: A002
    """Declare an option: its stage, its help, what its pattern means, and msgspec's limits."""
    return msgspec.Meta(description=help, extra={"stage": stage, "shape": shape}, **limits)


class Ignore(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An intended change of the API, which a diff doesn't list.

    Attributes:
        rule: The rule, or ``*`` for all.
        object: A glob of names of objects.
        reason: Why the change is intended.
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
            "Packages or modules to analyse: import names, or paths relative to conf.py. Empty: "
            "those named by pyproject.toml or the src layout, else the package of each object "
            "that autodoc documents.",
        ),
    ] = ()
    exclude: Annotated[
        tuple[str, ...],
        _option("analyze", "Globs of names of modules that aren't analysed: 'pkg.vendor.*'."),
    ] = ()
    callers: Annotated[
        tuple[str, ...],
        _option(
            "run",
            "Files and folders whose calls show the types of parameters: tests, examples and "
            "documents, as paths or globs relative to the project's folder. Empty: read only the "
            "packages' own files.",
        ),
    ] = ("test", "tests", "testing", "example", "examples", "doc", "docs", "README.*")
    max_file_size: Annotated[
        int,
        _option("analyze", "Maximum size of a source file that is analysed, in bytes.", ge=1),
    ] = 4_000_000
    fill: Annotated[
        bool,
        _option("show", "Show generated text on pages. Off: only directives and Markdown work."),
    ] = True
    show_undocumented: Annotated[
        Literal["functions", "all", "none"],
        _option(
            "show",
            "Public members without a docstring to show without ':undoc-members:'. "
            "'functions': functions, classes and properties with generated text beyond types. "
            "'all': all members with any generated text. 'none': no members.",
        ),
    ] = "functions"
    fill_kinds: Annotated[
        tuple[Kind, ...],
        _option("show", "Kinds of objects that get generated text."),
    ] = _ALL_KINDS
    fill_exclude: Annotated[
        tuple[str, ...],
        _option("show", "Globs of names of objects, with all inside them, without generated text."),
    ] = ()
    complete: Annotated[
        Literal["missing", "sections"],
        _option(
            "show",
            "Docstrings to complete. 'missing': only missing ones. 'sections': also add "
            "parameters, return values and exceptions that authors left out of their docstrings.",
        ),
    ] = "missing"
    stale: Annotated[
        bool,
        _option(
            "show",
            "Warn about docstrings that contradict the code: a parameter that doesn't exist, "
            "another default, another type.",
        ),
    ] = False
    usage: Annotated[
        bool,
        _option(
            "show",
            "Show up to two calls of each function and class from tests, examples and documents, "
            "with file and line; 'callers' sets their paths.",
        ),
    ] = False
    keywords: Annotated[
        Literal["named", "entries"],
        _option(
            "describe",
            "Keyword arguments that '**kwargs' accepts, in generated docstrings. 'named': the "
            "entry of '**kwargs' names them. 'entries': each has an entry of its own too, with its "
            "type and description.",
        ),
    ] = "named"
    min_confidence: Annotated[
        float,
        _option("show", "Minimum confidence of generated texts to show.", ge=0, le=1),
    ] = 0.7
    min_type_confidence: Annotated[
        float,
        _option("show", "Minimum confidence of inferred types to show.", ge=0, le=1),
    ] = 0.9
    vacuous: Annotated[
        bool,
        _option("describe", "Also show texts that only repeat the name of the object."),
    ] = False
    ranker: Annotated[
        Literal["linear", "network", "off"],
        _option(
            "describe",
            "Ranking of texts learned from the project. 'linear': the built-in weights. "
            "'network': a small neural network trained on the project, where it is better "
            "calibrated (extra 'learn'). 'off': learn nothing.",
        ),
    ] = "linear"
    mark: Annotated[
        Literal["badge", "word"],
        _option(
            "show",
            "Mark of generated text in HTML: a badge with evidence and confidence, or a word.",
        ),
    ] = "badge"
    feedback_file: Annotated[
        str,
        _option(
            "describe",
            "Path of the file with verdicts, relative to conf.py. Empty: "
            "'autodocgen-feedback.toml' in the project's folder.",
        ),
    ] = ""
    feedback_window: Annotated[
        int,
        _option(
            "describe",
            "Number of the newest verdicts on a rule that change its confidence. 0: none.",
            ge=0,
        ),
    ] = 50
    rules_off: Annotated[
        tuple[str, ...],
        _option(
            "describe",
            "Rules, or globs of rules, to switch off: 'getter'. The mark of a text names its rule; "
            "'feedback report' names the rules that people reject.",
        ),
    ] = ()
    model_url: Annotated[
        str,
        _option(
            "describe",
            "Address, up to '/v1', of a server with OpenAI's protocol to ask for texts where no "
            "rule has one. Empty: send nothing.",
            shape="an address that begins with http:// or https://, without user, query or '#'",
            pattern=r"^$|^https?://[^@\s?#]+$",
        ),
    ] = ""
    model_name: Annotated[
        str,
        _option("describe", "Name of the model on its server."),
    ] = ""
    model_send: Annotated[
        Literal["signature", "source"],
        _option(
            "describe",
            "Part of a function that is sent to the model: its signature, or its code without "
            "docstrings and comments.",
        ),
    ] = "signature"
    model_requests: Annotated[
        int,
        _option(
            "describe",
            "Approximate maximum number of functions to ask the model about in a run, not "
            "counting those that measure its confidence.",
            ge=0,
        ),
    ] = 200
    model_timeout: Annotated[
        float,
        _option("run", "Seconds to wait for an answer from the model.", gt=0),
    ] = 30.0
    style: Annotated[
        Literal["auto", "google", "numpy", "rest", "markdown"],
        _option(
            "show",
            "Style of generated docstrings outside Sphinx pages. 'auto': the most frequent style "
            "of the project's own docstrings.",
        ),
    ] = "auto"
    docstring_format: Annotated[
        Literal["rest", "markdown"] | dict[str, Literal["rest", "markdown"]],
        _option(
            "show",
            "Markup of docstrings: reStructuredText or MyST Markdown, for all objects or by globs "
            "of names. If several globs match, the last one applies.",
        ),
    ] = "rest"
    thresholds: Annotated[
        dict[Metric, float | Literal["off"]],
        _option(
            "show",
            "Limits of metrics: maximum values, for maintainability a minimum; 'off' for no limit. "
            "Metrics that aren't named keep their defaults.",
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
            "objects; 'off' for no limit. If several globs match, the last one applies.",
        ),
    ] = msgspec.field(default_factory=dict)
    fail_under: Annotated[
        float,
        _option(
            "run",
            "Minimum percentage of public objects with a written docstring. Below it, 'check' "
            "fails and a build warns. 0: no limit.",
            ge=0,
            le=100,
        ),
    ] = 0.0
    coverage_kinds: Annotated[
        tuple[Kind, ...],
        _option("run", "Kinds of objects that count for docstring coverage."),
    ] = ("module", "class", "function", "method", "property")
    metrics: Annotated[
        Rules,
        _option(
            "analyze",
            "Rules of the metrics: exactly radon's, or radon's with its errors corrected.",
        ),
    ] = "radon"
    complexity_badges: Annotated[
        Literal["", "A", "B", "C", "D", "E", "F"],
        _option(
            "show",
            "Minimum rank of cyclomatic complexity, A to F, from which documented functions show "
            "their metrics. Empty: none do.",
        ),
    ] = ""
    source_url: Annotated[
        str,
        _option(
            "show",
            "Web address of a source line, with {path}, {line}, {end_line} and {ref}, for links "
            "from tables to objects without documentation. Empty: that of the repository's "
            "remote, if its host is known.",
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
            "documented objects, from the git tags of the releases.",
        ),
    ] = False
    version_table: Annotated[
        bool,
        _option(
            "show",
            "Add a table of the releases in which an object was added, changed or deprecated, "
            "instead of these notes.",
        ),
    ] = False
    diff_ignore: Annotated[
        tuple[Ignore, ...],
        _option(
            "run",
            "Changes for 'diff' to ignore: tables with a 'rule' (or '*'), an 'object' (a glob of "
            "names) and a 'reason'.",
        ),
    ] = ()
    markdown: Annotated[
        bool,
        _option(
            "run",
            "Also write Markdown with an HTML build, and link it from the head of each page; "
            "'markdown_layout' says where.",
        ),
    ] = False
    markdown_layout: Annotated[
        Literal["folder", "beside"],
        _option(
            "run",
            "Where an HTML build has its Markdown. 'folder': in the folder 'markdown'. 'beside': "
            "'page.md' beside 'page.html'.",
        ),
    ] = "folder"
    markdown_headings: Annotated[
        bool,
        _option(
            "run",
            "Write objects under headings in Markdown, so that readers such as GitHub and "
            "Docusaurus list them in the outline of a page. Off: they are items of lists.",
        ),
    ] = False
    markdown_split_size: Annotated[
        float,
        _option(
            "run",
            "Maximum size of a Markdown page in MiB; larger ones are split at headings, except "
            "MyST.",
            gt=0,
        ),
    ] = 5.0
    markdown_pages: Annotated[
        Literal["separate", "single"],
        _option(
            "run", "Write the compiled Markdown pages as separate files, or as a single document."
        ),
    ] = "separate"
    llms: Annotated[
        bool,
        _option("run", "With Markdown, also write 'llms.txt' and 'llms-full.txt'."),
    ] = True
    llms_full_size: Annotated[
        float,
        _option(
            "run",
            "Maximum size of 'llms-full.txt' in MiB; it lists the pages that don't fit.",
            gt=0,
        ),
    ] = 5.0
    markdown_flavor: Annotated[
        Literal["gfm", "commonmark", "mdx", "myst"],
        _option(
            "run",
            "Dialect of Markdown that is written: GitHub's, plain CommonMark, MDX for Docusaurus, "
            "or MyST with directives and targets for Sphinx.",
        ),
    ] = "gfm"
    markdown_anchor_sections: Annotated[
        bool,
        _option(
            "run",
            "Write an anchor before each heading in Markdown, so that links work in every viewer.",
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
            "Web address at which links to other Markdown pages begin. Empty: links are relative.",
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
        _option("run", "Suffix of Markdown pages in links. Empty: the suffix of the files."),
    ] = ""
    markdown_bullet: Annotated[
        Literal["-", "*", "+"],
        _option("run", "Marker of list items in Markdown."),
    ] = "-"
    glossary_links: Annotated[
        bool,
        _option("run", "Link the first use of each term of a glossary on each page."),
    ] = False
    report: Annotated[
        bool,
        _option(
            "run",
            "Write a report into the output folder: 'autodocgen-report.json', "
            "'autodocgen-metrics.txt' in the OpenMetrics format, and with HTML a page.",
        ),
    ] = False
    alerts: Annotated[
        dict[Measure, float],
        _option(
            "run",
            "Limits of a build, which warns when they are crossed: seconds, MiB, numbers, and "
            "shares from 0 to 1.",
        ),
    ] = msgspec.field(default_factory=dict)
    profile: Annotated[
        bool,
        _option(
            "run",
            "Profile each step of the analysis into '.prof' files in the folder 'profile' of the "
            "cache, and print the ten slowest functions.",
        ),
    ] = False
    fresh: Annotated[
        bool,
        _option(
            "run",
            "Decide by content, not by modification times, which HTML pages to read and write "
            "again.",
        ),
    ] = False
    cache: Annotated[
        Literal["local", "off"],
        _option("run", "Cache of the analysis between runs: a local folder, or none."),
    ] = "local"
    cache_dir: Annotated[
        str,
        _option(
            "run",
            "Folder of the local cache. Empty: the user's cache folder; in a Sphinx build, "
            "'autodocgen' beside its doctrees.",
        ),
    ] = ""
    cache_size: Annotated[
        int,
        _option(
            "run",
            "Maximum size of the local cache in bytes; the least recently used results are "
            "removed first. 0: no limit.",
            ge=0,
        ),
    ] = 1_000_000_000
    cache_url: Annotated[
        str,
        _option(
            "run",
            "Address of a cache that machines share: 'https://...' of a server that stores what it "
            "gets by PUT, or 'redis://...' (extra 'redis'). It's used for results that the local "
            "cache lacks. Empty: no shared cache.",
            shape="an address that begins with http:// or https:// and has no user, query or '#', "
            "or with redis:// or rediss://",
            pattern=r"^$|^https?://[^@\s?#]+$|^rediss?://[^\s?#]+$",
        ),
    ] = ""
    cache_write: Annotated[
        bool,
        _option(
            "run",
            "Send new results to the shared cache. Off: only read it, for builds of untrusted "
            "code.",
        ),
    ] = True
    cache_timeout: Annotated[
        float,
        _option(
            "run",
            "Seconds to wait for the shared cache; after a timeout it isn't used again in the run.",
            gt=0,
        ),
    ] = 15.0
    execution: Annotated[
        Literal["auto", "sequential", "parallel", "distributed"],
        _option(
            "run",
            "Where files are analysed. 'auto': in worker processes if they save time. "
            "'sequential': in this process. 'parallel': in worker processes. 'distributed': on a "
            "Dask cluster (extra 'dask').",
        ),
    ] = "auto"
    scheduler: Annotated[
        str,
        _option(
            "run",
            "Address of the scheduler of a Dask cluster: 'tcp://host:8786'. Empty: start a cluster "
            "on this machine.",
        ),
    ] = ""
    jobs: Annotated[
        int,
        _option(
            "run", "Number of worker processes for the analysis. 0: choose automatically.", ge=0
        ),
    ] = 0
    optimization: Annotated[
        tuple[Literal["order", "jobs", "collection"], ...],
        _option(
            "run",
            "What makes runs faster: 'order' starts with the files that were slowest in past runs, "
            "'jobs' uses workers only where they save more time than they cost, 'collection' has "
            "Python collect garbage less often during a Sphinx build.",
        ),
    ] = ("order", "jobs", "collection")
    retry_attempts: Annotated[
        int,
        _option(
            "run",
            "Number of attempts to analyse a file that fails or whose worker process dies. After "
            "that the file is left out, also in later runs, until it or this extension changes.",
            ge=1,
        ),
    ] = 2
    retry_delay: Annotated[
        float,
        _option("run", "Seconds before the second attempt; doubled before each further one.", ge=0),
    ] = 0.1
    max_file_seconds: Annotated[
        float,
        _option(
            "run",
            "Maximum time for the analysis of a file in a worker process, in seconds. 0: no limit.",
            ge=0,
        ),
    ] = 300.0
    max_file_memory: Annotated[
        int,
        _option(
            "run",
            "Maximum memory for the analysis of a file in a worker process, in megabytes; on Linux "
            "only. 0: no limit.",
            ge=0,
        ),
    ] = 4000

    def fingerprint(self, stage: Stage) -> str:
        """Return a digest of the options that a stage's results depend on.

        Args:
            stage: The stage; only its own options count, so that a changed look doesn't discard
                an analysis.

        Returns:
            32 hexadecimal digits, equal in every process and on every platform.
        """
        values = {o.name: getattr(self, o.name) for o in options() if o.stage == stage}
        for name in ("packages", "feedback_file"):  # what they name is in the keys itself
            values.pop(name, None)
        encoded = msgspec.json.encode(values, order="deterministic")
        return hashlib.blake2b(encoded, digest_size=16).hexdigest()


class Option(msgspec.Struct, frozen=True):
    """One field of :class:`Settings`, as registration, flags and the table of settings need it.

    Attributes:
        name: The field's name; ``autodocgen_<name>`` in ``conf.py``.
        annotation: Its type, without limits, as a reader would write it.
        default: Its default, as ``conf.py`` would hold it (lists, not tuples).
        help: Its effect, in a sentence or two.
        stage: The step whose result it changes.
        python_types: The Python types that Sphinx accepts for it.
        choices: The texts that it can be; empty for any text.
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
    for field in _FIELDS:
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


_FIELDS = msgspec.structs.fields(Settings)
_OPTIONS = _read_options()
_TYPES = {field.name: field.type for field in _FIELDS}


def convert(values: Mapping[str, object]) -> tuple[Settings, list[SettingError]]:
    """Make settings of raw values, with the default in place of each value that is wrong.

    Args:
        values: Option names without prefix, and values as ``conf.py`` or TOML give them.

    Returns:
        The settings, and one error for each unknown name or bad value.
    """
    good, errors = checked(values)
    defaults = {option.name: option.default for option in options()}
    for index, error in enumerate(errors):
        if error.name in defaults:
            reason = f"{error.reason}; the default {defaults[error.name]!r} is used"
            errors[index] = SettingError(error.name, error.value, reason)
    return Settings(**good), errors


def checked(values: Mapping[str, object]) -> tuple[dict[str, Any], list[SettingError]]:
    """Part raw values into those that can be used, and an error for each that can't.

    Args:
        values: Option names without prefix, and values as ``conf.py`` or TOML give them.
    """
    good: dict[str, Any] = {}
    errors: list[SettingError] = []
    for name, value in values.items():
        try:
            good[name] = _checked(name, value)
        except SettingError as error:
            errors.append(error)
    return good, errors


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
        known = msgspec.convert(value, _TYPES[name], strict=True)
        reason = next(filter(None, map(_fault, _plain_values(known))), "")
    except msgspec.ValidationError as error:
        reason = _plain(str(error), _TYPES[name])
    if reason:
        shown = _PASSWORD.sub("://***@", value) if isinstance(value, str) else value
        raise SettingError(name, shown, reason)
    return known


def _plain_values(value: Any) -> Iterator[Any]:
    """Yield the texts and numbers in a value, those of keys too."""
    if isinstance(value, dict):
        for pair in value.items():
            yield from _plain_values(pair)
    elif isinstance(value, tuple):
        for item in value:
            yield from _plain_values(item)
    else:
        yield value


_LARGEST = {float: 1e9, int: 10**12}
"""The largest numbers: seconds that a clock can count, bytes that a file can have."""


def _fault(value: Any) -> str:
    """Return what is wrong with a value that is of the right type, empty if nothing is."""
    if isinstance(value, str) and "\0" in value:
        return "has a NUL character"
    largest = _LARGEST.get(type(value))
    if largest is not None and not -largest <= value <= largest:  # nor is NaN
        return f"expected a number up to {largest:,.0f}"
    return ""


_PASSWORD = re.compile(r"://.*@")
"""The user and password in an address, which no message has."""


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


def read_pyproject(path: Path) -> dict[str, Any]:
    """Return the content of a ``pyproject.toml``.

    Args:
        path: The file.

    Raises:
        SettingError: If it can't be read.
    """
    try:
        return read_toml(path)
    except ValueError as error:
        raise SettingError("pyproject", str(path), f"not valid TOML: {error}") from None
    except OSError as error:
        raise SettingError("pyproject", str(path), f"can't be read: {error.strerror}") from None


def from_pyproject(start: Path) -> Mapping[str, object]:
    """Return the ``[tool.autodocgen]`` table of the nearest ``pyproject.toml``.

    Args:
        start: The folder to begin with; its parents are searched upwards.

    Returns:
        Option names and raw values; empty if there's no such file or table.

    Raises:
        SettingError: If the file can't be read, or has something else than a table there.
    """
    path = next(filter(is_file, (p / "pyproject.toml" for p in (start, *start.parents))), None)
    if path is None:
        return {}
    found: Any = read_pyproject(path)
    for key in ("tool", "autodocgen"):
        found = found.get(key, {})
        if not isinstance(found, dict):
            raise SettingError("pyproject", str(path), f"{key!r} isn't a table")
    return {name.replace("-", "_"): value for name, value in found.items()}
