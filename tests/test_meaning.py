"""What a conventional name means is said where the code bears it out, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from sphinxcontrib_autodocgen.model import Project
from sphinxcontrib_autodocgen.settings import Settings

SHOWN = Settings().min_confidence
WAIT = "Seconds to wait before giving up."
ENCODING = "Name of the text encoding, such as `utf-8`."
HOST = "Host name or IP address."
READ, WRITE = "Path of the file to read.", "Path of the file to write."
MIME = "MIME type, such as `text/html`."

SAYS = {
    "passed by keyword": (
        "import socket\ndef f(timeout=3): socket.create_connection(a, timeout=timeout)",
        "timeout",
        WAIT,
    ),
    "passed in place": (
        "from socket import create_connection as c\ndef f(timeout=3): c(a, timeout)",
        "timeout",
        WAIT,
    ),
    "passed if given": (
        "import socket\ndef f(timeout=3): s.settimeout(float(timeout or 4))",
        "timeout",
        WAIT,
    ),
    "added to the time": (
        "import time\ndef f(timeout=3): end = time.monotonic() + timeout",
        "timeout",
        WAIT,
    ),
    "through a function": (
        "import time\ndef f(timeout=3): g(1, timeout)\ndef g(a, wait): time.sleep(wait)",
        "timeout",
        WAIT,
    ),
    "through an attribute": (
        "class A:\n    def f(self, timeout=3): self.wait = timeout\n"
        "    def g(self): self.lock.acquire(timeout=self.wait)",
        "timeout",
        WAIT,
    ),
    "through a method of a base": (
        "import time\nclass A:\n    def g(self, t): time.sleep(t)\n"
        "class B(A):\n    def f(self, timeout=3): self.g(timeout)",
        "timeout",
        WAIT,
    ),
    "through a base outside": (
        "import smtplib\nclass A(smtplib.SMTP):\n"
        "    def f(self, timeout=3): super().__init__('h', timeout=timeout)",
        "timeout",
        WAIT,
    ),
    "through a constructor": (
        "import time\nclass A:\n    def __init__(self, wait): time.sleep(wait)\n"
        "def f(timeout=3): return A(wait=timeout)",
        "timeout",
        WAIT,
    ),
    "decoded": ("def f(encoding): return data.decode(encoding)", "encoding", ENCODING),
    "default that is a codec": ("def f(encoding='utf-8'): ...", "encoding", ENCODING),
    "opened to read": ("def f(filename): return open(filename).read()", "filename", READ),
    "opened to write": (
        "import io\ndef f(filename: str): return io.open(filename, mode='wb')",
        "filename",
        WRITE,
    ),
    "text written": (
        "from pathlib import Path\ndef f(filename: Path): filename.write_text('')",
        "filename",
        WRITE,
    ),
    "mode of a file": (
        "def f(path, mode='r'): return open(path, mode)",
        "mode",
        "Mode in which the file is opened, as for `open`.",
    ),
    "address": ("def f(host, port): sock.connect((host, port))", "host", HOST),
    "port of an address": (
        "def f(host, port=0): sock.bind((host, port))",
        "port",
        "Port number on `host`.",
    ),
    "compared with a MIME type": (
        "def f(mime_type): return mime_type == 'image/png'",
        "mime_type",
        MIME,
    ),
    "put in a header": (
        "def f(content_type: str): return {'Content-Type': content_type}",
        "content_type",
        MIME,
    ),
    "seeded": (
        "import numpy as np\ndef f(seed=None): return np.random.default_rng(seed)",
        "seed",
        "Seed of the random number generator.",
    ),
    "environment of a process": (
        "import subprocess\ndef f(env=None): subprocess.run(['a'], env=env)",
        "env",
        "Environment variables.",
    ),
    "default returned": (
        "def get(key, default=None): return data.get(key, default)",
        "default",
        "Value to return if there is no `key`.",
    ),
}

SAYS_NOTHING = {
    "timeout kept": ("def f(timeout=30): cache[1] = timeout", "timeout"),
    "timeout of something unknown": (
        "def f(timeout=30): page.wait_for(1, limit=timeout)",
        "timeout",
    ),
    "timeout reported": (
        "class E(Exception):\n    def f(self, timeout=3): self.timeout = timeout",
        "timeout",
    ),
    "session timeout": ("def f(timeout=60): return Session(timeout)", "timeout"),
    "encoding of bytes": ("def f(encoding): return Response(encoding)", "encoding"),
    "encoding that compresses": ("def f(encoding='gzip'): ...", "encoding"),
    "character set of a font": ("def f(charset=None): self.charset = charset", "charset"),
    "filename beside its text": (
        "def f(source, filename='<string>'): return compile(source, filename, 'exec')",
        "filename",
    ),
    "filename that messages name": (
        "def f(data, filename): raise ValueError(filename)",
        "filename",
    ),
    "file read and written": (
        "def f(filename):\n    open(filename).read()\n    open(filename, 'w').close()",
        "filename",
    ),
    "file opened in a mode unknown": ("def f(filename, m): open(filename, m)", "filename"),
    "name in an archive": ("def f(filename): return archive.open(filename)", "filename"),
    "mode of something else": ("def f(mode='r'): return modes[mode]", "mode"),
    "mode of a directory": ("import os\ndef f(mode=0o777): os.mkdir('a', mode)", "mode"),
    "host that is a URL": ("def f(host): return urlparse(host)", "host"),
    "host that is asked": ("def f(host): return host.send(1)", "host"),
    "port of nothing": ("def f(host, port=0): self.port = port", "port"),
    "MIME type passed on": ("def f(mime_type): return Part(mime_type)", "mime_type"),
    "content type that is a model": ("def f(content_type): return content_type.id", "content_type"),
    "seed of a hash": ("def f(seed=0): return murmur(b'', seed)", "seed"),
    "seeds of plants": ("def f(seed=None): field.sow(seed)", "seed"),
    "environment of templates": ("def f(env): return env.get_template('a')", "env"),
    "level of a heading": ("def f(level=1): return '#' * level", "level"),
    "flags of a struct": ("def f(flags=0): return flags & 3", "flags"),
    "verbose that nobody asks": ("def f(verbose=False): g(verbose)", "verbose"),
    "default that is stored": ("def get(key, default=None): data[key] = default", "default"),
    "working directory that is shown": ("def f(cwd='.'): print(cwd)", "cwd"),
    "user of a site": ("def f(uid=1): return User(uid)", "uid"),
}


def text_of(project: Project, name: str) -> str | None:
    """Return what is shown of a parameter, of the one function that has it and is called so."""
    (found,) = {
        parameter.description
        for obj in project.values()
        for parameter in obj.parameters
        if parameter.name == name and obj.short_name in ("f", "get")
    }
    return found.text if found is not None and found.confidence >= SHOWN else None


@pytest.mark.parametrize(("source", "name", "expected"), SAYS.values(), ids=SAYS)
def test_a_custom_is_said_where_the_code_bears_it_out(
    source: str, name: str, expected: str, make_project: Callable[..., Project]
) -> None:
    """A value that ends up in a place of known meaning has that meaning."""
    assert expected == text_of(make_project(source), name)


@pytest.mark.parametrize(("source", "name"), SAYS_NOTHING.values(), ids=SAYS_NOTHING)
def test_a_name_alone_says_nothing(
    source: str, name: str, make_project: Callable[..., Project]
) -> None:
    """A conventional name whose use is another, or unknown, isn't described."""
    assert text_of(make_project(source), name) is None
