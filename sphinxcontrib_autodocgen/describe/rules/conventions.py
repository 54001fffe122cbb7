"""Meanings of conventional parameter names, and where a value must end up for them to hold.

A name is only where to look. A row's text is said if the value reaches one of its places, see
:mod:`.dataflow`, or if the default can't mean anything else.
"""

from __future__ import annotations

from typing import NamedTuple

from ..types import NUMBERS, PATHS

__all__ = ["CONVENTIONS", "READ", "WRITTEN", "Convention"]


class Convention(NamedTuple):
    """The meaning of a parameter name.

    Attributes:
        text: The description.
        types: The types with which the convention holds.
        places: Where the value ends up, as globs of ``callee:argument``.
        default: A regular expression for defaults that prove it as well.
    """

    text: str
    types: frozenset[str]
    places: str
    default: str


_TYPES = {"PATH": PATHS, "NUMBER": NUMBERS}
_OPEN = "builtins.open io.open codecs.open gzip.open bz2.open lzma.open tokenize.open"


def _at(callees: str, argument: str) -> str:
    """Return the places that are an argument of any of some callees."""
    return " ".join(f"{callee}:{argument}" for callee in callees.split())


def _opened(mode: str) -> str:
    """Return the places where a file is opened, or its path read or written, in a mode."""
    verb = "read" if mode == "r" else "write"
    modes = "|".join(f"0/{m}" for m in ("r" if mode == "r" else "wax"))
    methods = "|".join([f"open/{m}" for m in ("r" if mode == "r" else "wax")])
    return f"{_at(_OPEN, modes)} .:{methods}|{verb}_text|{verb}_bytes"


READ, WRITTEN = _opened("r"), _opened("w")
"""The places that tell that a file is read, and that it's written."""

_CODEC = r"'(?:utf|latin|iso[-_]?8859|ascii|us-ascii|cp\d|koi8)[\w-]*'"
_CODED = (
    f"{_at(_OPEN, '*encoding')} .encode|.decode:0|encoding builtins.open:3 io.open:3 "
    "builtins.str|builtins.bytes:1|encoding .read_text|.write_text:*encoding .read_text:0 "
    "codecs.lookup|codecs.getreader|codecs.getwriter|codecs.getincrementaldecoder:0 "
    "codecs.open:2 codecs.encode|codecs.decode|codecs.iterdecode:1 io.TextIOWrapper:1|encoding "
    "subprocess.*|fileinput.*|tempfile.*|logging.*|csv.*|locale.*:encoding"
)
_HANDLED = (
    f"{_at(_OPEN, 'errors')} .encode|.decode:1|errors builtins.open:4 io.open:4 "
    "builtins.str|builtins.bytes:2|errors .read_text|.write_text:errors codecs.*:errors "
    "codecs.encode|codecs.decode|codecs.getreader:2 io.TextIOWrapper:2|errors subprocess.*:errors"
)
_WAITED = (
    ".settimeout|.wait|.join|.result|.exception:0 .get:2|timeout .put:timeout "
    ".settimeout|.wait|.join|.result|.acquire|.communicate|.connect|.request|.send|.post:timeout "
    "socket.create_connection|urllib.request.urlopen|asyncio.wait_for:1|timeout "
    "asyncio.timeout:0 asyncio.wait:timeout "
    "select.select:3 +:time.time|time.monotonic|time.perf_counter "
    "socket.*|subprocess.*|queue.*|concurrent.futures.*|threading.*|multiprocessing.*:*timeout "
    "http.client.*|smtplib.*|ftplib.*|imaplib.*|telnetlib.*|poplib.*|ssl.*:timeout "
    "requests.*|urllib3.*|httpx.*|aiohttp.*|signal.alarm|signal.setitimer:*timeout sqlite3.*:1"
)
_ADDRESSED = (
    "socket.getaddrinfo|socket.gethostbyname|socket.gethostbyname_ex|socket.inet_aton:0|host "
    "http.client.HTTPConnection|http.client.HTTPSConnection|smtplib.SMTP|smtplib.SMTP_SSL:0|host "
    "ftplib.FTP|ftplib.FTP_TLS|imaplib.IMAP4|imaplib.IMAP4_SSL|telnetlib.Telnet:0|host "
    "asyncio.open_connection|asyncio.start_server:host|0|1 wsgiref.simple_server.make_server:0 "
    ".create_connection|.create_server|.create_datagram_endpoint:host|1"
)
_ENDPOINT = "socket.*|.connect|.connect_ex|.bind|.sendto|socketserver.*|http.server.*"
_MIME = "==:*/* []:content-type mimetypes.guess_extension|mimetypes.guess_all_extensions:0"
_MIME_DEFAULT = r"'[a-z]+/[\w.+-]+'"
_TESTED = "if:"


def _rows(*rows: tuple[str, str, str, str, str]) -> dict[str, Convention]:
    """Make the table: names, types, text, places, and defaults that prove it too."""
    return {
        name: Convention(text, _TYPES.get(kinds, frozenset(kinds.split())), places, default)
        for names, kinds, text, places, default in rows
        for name in names.split()
    }


_NEVER = r"(?!)"

CONVENTIONS = _rows(
    ("encoding", "str", "Name of the text encoding, such as `utf-8`.", _CODED, _CODEC),
    ("charset", "str", "Name of the character set, such as `utf-8`.", _CODED, _CODEC),
    (
        "errors",
        "str",
        "How encoding errors are handled, such as `strict` or `replace`.",
        _HANDLED,
        r"'(?:replace|backslashreplace|surrogateescape|xmlcharrefreplace|surrogatepass)'",
    ),
    ("timeout", "NUMBER", "Seconds to wait before giving up.", _WAITED, _NEVER),
    ("ttl", "NUMBER", "Time to live, in seconds.", "+:time.time|time.monotonic", _NEVER),
    (
        "seed",
        "int float str",
        "Seed of the random number generator.",
        "random.seed|random.Random|numpy.random.*|torch.manual_seed|.seed|.manual_seed:0|seed",
        _NEVER,
    ),
    (
        "random_state",
        "int RandomState Generator",
        "Seed of the random numbers, or their generator.",
        "numpy.random.*|*check_random_state:0|seed sklearn.*|scipy.*:random_state",
        _NEVER,
    ),
    (
        "rng",
        "Generator Random RandomState",
        "Random number generator.",
        ".:random|integers|normal|choice|choices|shuffle|permutation|uniform|randint|randrange",
        _NEVER,
    ),
    ("dry_run", "bool", "Whether to only show what would be done.", _TESTED, _NEVER),
    (
        "exist_ok",
        "bool",
        "Whether it is fine if the target exists already.",
        "os.makedirs|.mkdir|.makedirs:exist_ok|2",
        _NEVER,
    ),
    (
        "inplace in_place",
        "bool",
        "Whether to change the object itself instead of a copy.",
        f"{_TESTED} pandas.*|.*:inplace",
        _NEVER,
    ),
    (
        "ensure_ascii",
        "bool",
        "Whether to escape characters that are not ASCII.",
        "*json*:ensure_ascii",
        _NEVER,
    ),
    (
        "blocking",
        "bool",
        "Whether to wait instead of returning at once.",
        ".acquire|threading.*|multiprocessing.*:0|blocking",
        _NEVER,
    ),
    (
        "stacklevel stack_level",
        "int",
        "How many stack frames up a warning is reported.",
        "warnings.warn:2|stacklevel",
        _NEVER,
    ),
    ("rtol", "NUMBER", "Relative tolerance.", "math.isclose:rel_tol *:rtol", _NEVER),
    ("atol", "NUMBER", "Absolute tolerance.", "math.isclose:abs_tol *:atol", _NEVER),
    ("n_jobs", "int", "How many jobs run in parallel.", "*:n_jobs *Pool:0|processes", _NEVER),
    (
        "max_workers",
        "int",
        "Largest number of workers that run at once.",
        "*Executor:0|max_workers *Pool:0|processes",
        _NEVER,
    ),
    (
        "ndigits",
        "int",
        "How many digits to keep after the decimal point.",
        "builtins.round:1|ndigits",
        _NEVER,
    ),
    ("dpi", "NUMBER", "Resolution in dots per inch.", ".savefig:dpi matplotlib.*:dpi", _NEVER),
    (
        "figsize",
        "tuple",
        "Width and height of the figure, in inches.",
        "matplotlib.*|.figure|.subplots|.plot:figsize",
        _NEVER,
    ),
    (
        "cwd",
        "PATH",
        "Working directory.",
        "subprocess.*|asyncio.*|.spawn:cwd os.chdir:0",
        _NEVER,
    ),
    (
        "env environ",
        "dict Mapping MutableMapping",
        "Environment variables.",
        "subprocess.*|asyncio.*|.spawn:env os.exec*|os.spawn*:*",
        _NEVER,
    ),
    (
        "args",
        "list Sequence tuple",
        "Command-line arguments.",
        ".parse_args|.parse_known_args|.parse_intermixed_args|argparse.*:0|args",
        _NEVER,
    ),
    (
        "host hostname",
        "str",
        "Host name or IP address.",
        f"{_ADDRESSED} {_ENDPOINT}:*.0",
        _NEVER,
    ),
    (
        "pid",
        "int",
        "Process ID.",
        "os.kill|os.killpg|os.waitpid|os.getpgid|os.getsid|psutil.Process:0|pid",
        _NEVER,
    ),
    ("uid", "int", "User ID.", "os.setuid|os.seteuid|pwd.getpwuid:0 os.*chown:1|uid", _NEVER),
    (
        "mimetype mime_type content_type",
        "str",
        "MIME type, such as `text/html`.",
        _MIME,
        _MIME_DEFAULT,
    ),
    (
        "tz tzinfo timezone",
        "tzinfo ZoneInfo timezone",
        "Time zone.",
        "datetime.*|.astimezone|.replace|.now|.fromtimestamp:0|1|tz|tzinfo",
        _NEVER,
    ),
    ("tmpdir tmp_dir temp_dir", "PATH", "Directory for temporary files.", "tempfile.*:dir", _NEVER),
    (
        "logfile log_file",
        "PATH",
        "Path of the log file.",
        "logging.*:0|filename logging.basicConfig:filename",
        _NEVER,
    ),
    (
        "mode",
        "str",
        "Mode in which the file is opened.",
        f"{_at(_OPEN, '1|mode')} .:open os.fdopen:1|mode",
        _NEVER,
    ),
    (
        "flags",
        "RegexFlag int",
        "Flags of the regular expression, as for `re.compile`.",
        "re.*:flags re.compile:1 re.match|re.search|re.fullmatch|re.findall|re.finditer:2",
        r"re\.[A-Z]+(?: \| re\.[A-Z]+)*",
    ),
    (
        "level log_level loglevel logging_level",
        "int str",
        "Level of the messages, as in `logging`.",
        ".setLevel|.isEnabledFor:0 logging.*:level logging.log:0",
        r"logging\.[A-Z]+",
    ),
)
"""By name."""
