"""What goes wrong around us and in us: processes that are ended, and handlers that fail."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen import pipeline
from sphinxcontrib_autodocgen.ext import (
    added,
    autodoc,
    connections,
    descriptions,
    lifecycle,
    members,
    references,
    tables,
)
from sphinxcontrib_autodocgen.report import Report
from sphinxcontrib_autodocgen.settings import Settings

pytestmark = pytest.mark.slow

posix = pytest.mark.skipif(os.name != "posix", reason="needs POSIX's signals")

_FILES = {
    "__init__": '"""Boxes and what they weigh."""\n\nfrom .a import weight as weight\n',
    "a": "def weight(box, unit=2.5):\n    return unit if box.is_open else box.mass * unit\n",
    "b": "from .a import weight\n\nX = weight\n",
    "c": "def lid(height=2): ...\n",
}
"""The longest first, so that a run reads two of them before it comes to those that last."""

_SLOW_RUN = """
import sys, time
from pathlib import Path
from sphinxcontrib_autodocgen import analyze, pipeline
from sphinxcontrib_autodocgen.cli import main
from sphinxcontrib_autodocgen.execute import cluster

def slow(source, settings):
    if source.name in ("pkg.b", "pkg.c"):
        (Path(sys.argv[1]) / f"{source.name}.begun").touch()
        time.sleep(60)
    return analyze.analyze(source, settings)

slow.__name__ = "analyze"  # as which results are kept

if __name__ == "__main__":
    pipeline._reader = lambda types: slow
    cluster._BATCH = 1
    sys.exit(main(["inspect", "./pkg", *sys.argv[2:], "--cache-dir", "left", "--callers", ""]))
"""

_MODES: dict[str, tuple[int, dict[str, Any]]] = {
    "sequential": (1, {"execution": "sequential"}),
    "pool": (2, {"execution": "parallel", "jobs": 2}),
    "Dask": (1, {"execution": "distributed", "jobs": 2}),
}
"""How many files that last are begun at once in each mode, and its options."""

_CODE = Path(pipeline.__file__).parents[1]
"""The folder of the code that is tested; another copy of it, as tox installs, has other keys."""

_ALLOWED = 2 if os.name == "posix" and os.getloadavg()[0] < 0.5 * (os.cpu_count() or 1) else 40
"""Seconds in which all ends: two, and more where the machine is at work on something else."""


@contextlib.contextmanager
def _running(folder: Path, mode: str) -> Iterator[subprocess.Popen[bytes]]:
    """Start a run in a process group of its own, and wait until it has done half of its work."""
    begun, options = _MODES[mode]
    flags = [part for name, value in options.items() for part in (f"--{name}", str(value))]
    (folder / "pkg").mkdir()
    for name, text in _FILES.items():
        (folder / "pkg" / f"{name}.py").write_text(text)
    (folder / "run.py").write_text(_SLOW_RUN)
    command = [sys.executable, "run.py", str(folder), *flags]
    with subprocess.Popen(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(_CODE)},
        start_new_session=True,
        stderr=subprocess.PIPE,
        preexec_fn=_listen,  # noqa: PLW1509  # there are no threads here
    ) as process:
        try:
            _wait(lambda: len(list(folder.glob("*.begun"))) >= begun, 60)
            _wait(lambda: len(list(folder.glob("left/*/??/[!.]*"))) == 2, 60)
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _run(folder: Path, cache: str, **options: Any) -> tuple[Report, bytes]:
    """Do the same run to its end, with its cache in a folder; all that it comes to."""
    report = Report()
    settings = Settings(packages=("./pkg",), callers=(), cache_dir=str(folder / cache), **options)
    project = pipeline.run(settings, folder, report)
    return report, msgspec.json.encode([list(project.modules.values()), project.problems])


def _listen() -> None:
    """Answer signals that whoever runs the tests may have had ignored, as ``nohup`` does."""
    for number in (signal.SIGINT, signal.SIGHUP, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)


def _wait(done: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _is_gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


@posix
@pytest.mark.parametrize("mode", _MODES)
@pytest.mark.parametrize("whom", ["process", "group"])
@pytest.mark.parametrize(
    ("name", "code"), [("SIGINT", 130), ("SIGTERM", 143), ("SIGHUP", 129), ("SIGKILL", -9)]
)
def test_a_signal_ends_the_run_and_its_workers(
    tmp_path: Path, name: str, code: int, whom: str, mode: str
) -> None:
    """Whether it reaches all processes or the first alone, all end in two seconds, in one line."""
    number = getattr(signal, name)
    with _running(tmp_path, mode) as process:
        (os.kill if whom == "process" else os.killpg)(process.pid, number)
        assert process.wait(_ALLOWED) == code
        _wait(lambda: _is_gone(process.pid), _ALLOWED)
        assert process.stderr is not None
        said = process.stderr.read().decode()

    if name != "SIGKILL":
        assert said == "autodocgen: stopped\n"
    elif mode != "Dask":  # whose workers say that they lost their scheduler
        assert said == ""
    assert not list(tmp_path.rglob("*.part"))


@posix
@pytest.mark.parametrize("mode", _MODES)
def test_the_run_after_a_killed_one_gives_what_a_first_one_gives(tmp_path: Path, mode: str) -> None:
    """It has what the killed one did, says nothing of it, and does the rest."""
    with _running(tmp_path, mode) as process:
        process.kill()
        process.wait()
    report, found = _run(tmp_path, "left", **_MODES[mode][1])

    assert (report.resumed, report.cached, report.analysed) == (2, 2, 2)
    assert found == _run(tmp_path, "empty", execution="sequential")[1]
    assert b"pkg.c.lid" in found
    assert _run(tmp_path, "left")[1] == found


_HANDLERS = {
    autodoc: ("fill", "add_overridden", "put_back_value"),
    tables: ("add_members",),
    descriptions: ("add_complexity", "write_signature", "write_value", "complete_signature"),
    lifecycle: (
        *("add_script", "fill_attribute_docs", "stale_pages"),
        *("warn_of_limits", "write_report"),
    ),
    references: ("settle", "show_as_literal", "resolve_alias", "accept_unresolved"),
    members: ("keep_member",),
    added: ("watch_objects", "forget_added", "note_added"),
}


def test_whatever_fails_in_us_the_build_goes_on(
    make_app: Callable[..., SphinxTestApp],
    rootdir: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With a fault in each handler the page is what authors wrote, and each is a warning."""

    def failing(name: str) -> Callable[..., None]:
        def fail(*arguments: object) -> None:
            for argument in arguments:
                lines = getattr(argument, "lines", None)
                if isinstance(lines, list):
                    lines[:] = ["Half a text of ours."]
            raise ZeroDivisionError("boom")

        fail.__name__ = name
        return fail

    for module, names in _HANDLERS.items():
        for name in names:
            monkeypatch.setattr(module, name, failing(name))
    steps = tuple(failing(step.__name__) for step in (*connections._BEFORE, *connections._AFTER))
    monkeypatch.setattr(connections, "_BEFORE", steps[: len(connections._BEFORE)])
    monkeypatch.setattr(connections, "_AFTER", steps[len(connections._BEFORE) :])
    monkeypatch.setattr(references.ExactReferences, "run", failing("run"))
    monkeypatch.setattr(added.KeepOneDescription, "apply", failing("apply"))
    shutil.copytree(rootdir / "test-fill", tmp_path / "docs")
    app = make_app("html", srcdir=tmp_path / "docs")
    app.build()

    lines = app.warning.getvalue().strip().splitlines()
    assert lines
    told = "failed (ZeroDivisionError: boom); please report it"
    assert [line for line in lines if told not in line] == []
    assert all("/issues [autodocgen.internal]" in line for line in lines)
    assert any("fill of " in line for line in lines)
    page = (app.outdir / "index.html").read_text(encoding="utf-8")
    assert "Say what the author said" in page
    assert "Half a text of ours." not in page


def test_a_proxy_that_fails_when_asked_breaks_no_build(
    tmp_path: Path, make_app: Callable[..., SphinxTestApp]
) -> None:
    """A member such as Flask's ``request``, which answers only within a request, is shown."""
    (tmp_path / "conf.py").write_text("extensions = ['sphinxcontrib_autodocgen']\n")
    (tmp_path / "index.rst").write_text(
        "A\n=\n\n.. automodule:: proxied\n   :members:\n   :undoc-members:\n"
    )
    (tmp_path / "proxied.py").write_text(
        "class Proxy:\n    def __getattr__(self, name):\n        raise RuntimeError(name)\n\n\n"
        "request = Proxy()\n"
    )
    sys.path.insert(0, str(tmp_path))
    try:
        app = make_app(
            "dummy", srcdir=tmp_path, confoverrides={"autodocgen_packages": ["proxied.py"]}
        )
        app.build()
    finally:
        sys.path.remove(str(tmp_path))

    assert app.warning.getvalue() == ""


_STAND_IN = '''\
"""A module with a stand-in."""


class _StandIn:
    @property
    def __class__(self):
        raise LookupError("it isn't set up")

    def __getattr__(self, name):
        raise LookupError("it isn't set up")


options = _StandIn()


def open_it(path):
    """Open it."""
'''


def test_an_object_that_cannot_be_asked_is_no_fault_of_ours(
    make_app: Callable[..., SphinxTestApp], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stand-in that fails until it's set up costs no warning but autodoc's own."""
    docs = tmp_path / "docs"
    docs.mkdir()
    (docs / "standin.py").write_text(_STAND_IN, encoding="utf-8")
    (docs / "conf.py").write_text(
        'extensions = ["sphinx.ext.autodoc", "sphinxcontrib_autodocgen"]\n'
        'autodocgen_packages = ["standin.py"]\n',
        encoding="utf-8",
    )
    page = "Page\n====\n\n.. automodule:: standin\n   :members:\n   :undoc-members:\n"
    (docs / "index.rst").write_text(page, encoding="utf-8")
    monkeypatch.syspath_prepend(str(docs))
    app = make_app("html", srcdir=docs)
    app.build()

    assert "[autodocgen." not in app.warning.getvalue()
    assert "Open it." in (app.outdir / "index.html").read_text(encoding="utf-8")
