"""Whatever a run runs in, it says the same, byte by byte, or what is wrong in one line."""

from __future__ import annotations

import inspect
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sphinxcontrib_autodocgen.cli import main

pytestmark = pytest.mark.slow

_SOURCES = {
    "__init__.py": '"""Parts."""\n\nfrom .shapes import Square as Quadrat\n',
    "shapes.py": (
        "from .base import Shape\n\n\nclass Square(Shape):\n"
        "    def __init__(self, side, tags={'b', 'a'}):\n"
        "        self.side = side\n        self.tags = tags\n\n    def area(self):\n"
        "        return self.side ** 2.0\n\n\ndef largest(shapes, fallback=None):\n"
        "    if not shapes:\n        raise ValueError('no shapes')\n"
        "    return max(shapes, key=Square.area)\n"
    ),
    "base.py": "class Shape:\n    name = 'shape'\n\n    def area(self):\n        raise TypeError\n",
    "naïve.py": "# -*- coding: utf-8 -*-\nLIMIT = 'größe'\n",
    "broken.py": "def f(:\n",
    **{
        f"m{i}.py": f"from .base import Shape\n\ndef g{i}(x=Shape()):\n    return [x]\n"
        for i in range(9)
    },
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with a package, of which one file can't be read."""
    folder = tmp_path / "project"
    for name, text in _SOURCES.items():
        path = folder / "parts" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (folder / "pyproject.toml").write_text("[project]\nname = 'parts'\n")
    return folder


_NAME = "sphinxcontrib_autodocgen"
_WORDS = ("inspect", "./parts", "--format", "json", "--output", "out.json")


@pytest.fixture
def said(project: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., bytes]:
    """Return what gives the document of a run in this process."""
    monkeypatch.chdir(project)

    def run(*words: str) -> bytes:
        assert main([*_WORDS, *words]) == 1, "one file can't be read"
        return (project / "out.json").read_bytes()

    return run


_VARIANTS = {
    "hash seed 1": ([], {"PYTHONHASHSEED": "1"}),
    "hash seed 2": (["-B"], {"PYTHONHASHSEED": "2"}),
    "optimised": (["-OO"], {}),
    "warnings are errors": (["-W", "error"], {}),
    "development mode": (["-X", "dev", "-W", "error"], {}),
    "C": ([], {"LC_ALL": "C"}),
    "far away": ([], {"TZ": "Pacific/Kiritimati", "LANG": "tr_TR.UTF-8", "COLUMNS": "20"}),
    "no home": ([], {"HOME": "/nonexistent", "PATH": "", "USER": "nobody"}),
}


@pytest.mark.parametrize("name", _VARIANTS)
def test_an_interpreter_is_like_another(
    project: Path, said: Callable[..., bytes], name: str
) -> None:
    """Hash seeds, flags, locale, time zone and user change nothing, and nothing else is said."""
    expected = said("--cache", "off", "--jobs", "1")
    flags, environment = _VARIANTS[name]
    done = subprocess.run(
        [sys.executable, *flags, "-m", _NAME, *_WORDS, "--jobs", "2", "--cache-dir", "cache"],
        cwd=project,
        env={**os.environ, **environment},
        capture_output=True,
        check=False,
    )

    assert done.returncode == 1
    assert (project / "out.json").read_bytes() == expected
    (line,) = done.stderr.splitlines()
    assert b"broken.py:1: " in line


def _backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """List folders in another order."""
    iterdir = Path.iterdir
    monkeypatch.setattr(Path, "iterdir", lambda self: iter(sorted(iterdir(self), reverse=True)))


def _old_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the clock back, to before the files and the cache were written."""
    monkeypatch.setattr(time, "time", lambda: 86400.0)


def _no_semaphores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "multiprocessing.synchronize", None)


def _no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no process be started, as where there are too many."""

    def fork() -> int:
        raise BlockingIOError(11, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", fork)


def _few_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave room for no more pipes to workers."""

    def pipe() -> tuple[int, int]:
        raise OSError(24, "Too many open files")

    monkeypatch.setattr(os, "pipe", pipe)


_SPOILERS = (_backwards, _old_clock, _no_semaphores, _no_processes, _few_files)


@pytest.mark.skipif(os.name != "posix", reason="needs fork")
@pytest.mark.parametrize("spoil", _SPOILERS)
def test_a_system_that_refuses_changes_nothing(
    said: Callable[..., bytes],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[pytest.MonkeyPatch], None],
) -> None:
    """Where no worker can be had, one process does all; the next run is like any other."""
    expected = said("--cache", "off", "--jobs", "1")
    capsys.readouterr()
    with monkeypatch.context() as patch:
        spoil(patch)
        found = said("--cache-dir", "cache", "--jobs", "2")
        lines = capsys.readouterr().err.splitlines()

    assert found == expected
    assert len(lines) == 1
    assert said("--cache-dir", "cache", "--jobs", "2") == expected


def test_a_small_stack_is_a_record_at_most(
    said: Callable[..., bytes], project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With little room for recursion a file may be left out; none makes the run fail."""
    expected = said("--cache", "off")
    capsys.readouterr()
    limit = sys.getrecursionlimit()
    for room in (60, 90, 150, 250):
        sys.setrecursionlimit(len(inspect.stack()) + room)
        try:
            code = main([*_WORDS, "--cache", "off"])
        finally:
            sys.setrecursionlimit(limit)
        lines = capsys.readouterr().err.splitlines()
        assert code in (1, 3)
        assert all(line.startswith("autodocgen: ") for line in lines), lines
    assert said("--cache", "off") == expected


@pytest.mark.parametrize("kind", ["file", "full", "loop"])
def test_a_cache_that_is_none_is_one_line(
    said: Callable[..., bytes],
    project: Path,
    capsys: pytest.CaptureFixture[str],
    kind: str,
) -> None:
    """A folder that can't be one is told once; the output is the same, and so is the next."""
    expected = said("--cache", "off")
    capsys.readouterr()
    if kind == "loop":
        (project / "cache").symlink_to("cache")
    elif kind == "file":
        (project / "cache").write_text("")
    else:
        (project / "cache").symlink_to("/dev/full")
    assert said("--cache-dir", "cache") == expected
    lines = [line for line in capsys.readouterr().err.splitlines() if "broken.py" not in line]
    (line,) = lines
    assert line.startswith("autodocgen: cache: results can't be kept (")
    (project / "cache").unlink()
    assert said("--cache-dir", "cache") == expected
    assert len(capsys.readouterr().err.splitlines()) == 1


@pytest.mark.parametrize("count", [2, 4])
def test_builds_share_a_cache(project: Path, said: Callable[..., bytes], count: int) -> None:
    """Several runs at once, on a cold cache and on a warm one, say what one says."""
    expected = said("--cache", "off")
    for _ in ("cold", "warm"):
        words = [sys.executable, "-m", _NAME, *_WORDS[:4]]
        running = [
            subprocess.Popen(
                [*words, "--cache-dir", "cache", "--cache-size", "20000", "--output", f"{number}"],
                cwd=project,
                stderr=subprocess.PIPE,
            )
            for number in range(count)
        ]
        for number, process in enumerate(running):
            _, errors = process.communicate()
            assert process.returncode == 1
            assert len(errors.splitlines()) == 1
            assert (project / f"{number}").read_bytes() == expected
    assert not list(project.rglob("*.part"))


_BUILD = ("build", "./parts", "--output", "site", "--theme", "alabaster")


def _published(site: Path) -> dict[str, bytes]:
    """Return what a web server would give, but for the account of the run, which tells times."""
    return {
        name: path.read_bytes()
        for path in sorted(site.rglob("*"))
        if path.is_file()
        and not (name := path.relative_to(site).as_posix()).startswith((".", "autodocgen-"))
        and not name.endswith(".buildinfo")
    }


def test_a_site_is_the_same_wherever_it_is_built(project: Path, tmp_path: Path) -> None:
    """Folder, user, hash seed, time zone, jobs and time leave no trace in published files."""
    other = tmp_path / "an other place"
    shutil.copytree(project, other / "project")
    sites = []
    for folder, jobs, environment in (
        (project, "1", {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C.UTF-8"}),
        (other / "project", "2", {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "USER": "somebody"}),
    ):
        done = subprocess.run(
            [sys.executable, "-m", _NAME, *_BUILD, "--jobs", jobs, "--processes", jobs],
            cwd=folder,
            env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000", **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 1, done.stderr
        sites.append(_published(folder / "site"))
    first, second = sites

    assert len(first) > 30
    assert [name for name in {**first, **second} if first.get(name) != second.get(name)] == []
    for word in (str(tmp_path), str(Path.home()), f"{socket.gethostname()}:", "somebody"):
        assert [name for name, data in first.items() if word.encode() in data] == []
    assert json.loads(first["searchindex.js"].removeprefix(b"Search.setIndex(").removesuffix(b")"))
