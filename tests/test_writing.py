"""Files are there as a whole or not at all, and a system that refuses one is told in one line."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen import files, pipeline
from sphinxcontrib_autodocgen.cli import main

resource = pytest.importorskip("resource")

posix = pytest.mark.skipif(os.name != "posix", reason="needs files that only POSIX has")


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return a folder with a package of three modules, in which commands are run."""
    folder = tmp_path / "project"
    (folder / "pkg").mkdir(parents=True)
    for name in ("__init__", "a", "b"):
        (folder / "pkg" / f"{name}.py").write_text("def f(x):\n    return x + 1\n")
    (folder / "CHANGES.md").write_text("# Changes\n\n## 1.0\n\n- One.\n")
    return folder


def _run(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sphinxcontrib_autodocgen", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@contextlib.contextmanager
def _full_disk() -> Iterator[None]:
    """Let no file of this process have more than a few bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (16, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


_WRITING = {
    "inspect": ("inspect", "./pkg", "--format", "json", "--cache", "off", "--output", "out"),
    "check": ("check", "./pkg", "--format", "sarif", "--cache", "off", "--output", "out"),
    "badge": ("check", "./pkg", "--cache", "off", "--badge", "out"),
    "baseline": (
        *("check", "./pkg", "--cache", "off", "--max-cyclomatic", "0"),
        *("--write-baseline", "out"),
    ),
    "changelog": ("changelog", "--output", "out"),
    "diff": ("diff", "./pkg", "./pkg", "--format", "json", "--cache", "off", "--output", "out"),
}


@posix
@pytest.mark.parametrize("name", _WRITING)
def test_a_full_disk_leaves_the_old_file(
    package: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What can't be written as a whole is one line and exit code 3; what was there still is."""
    (package / "out").write_text("old\n")
    monkeypatch.chdir(package)
    with _full_disk():
        code = main(_WRITING[name])

    said = capsys.readouterr().err
    assert code == 3, said
    (line,) = said.splitlines()
    assert line.startswith("autodocgen: ")
    assert "out: File too large" in line
    assert (package / "out").read_text() == "old\n"
    assert sorted(path.name for path in package.iterdir()) == ["CHANGES.md", "out", "pkg"]


@posix
def test_a_full_disk_below_the_cache_is_one_line(
    package: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The output is that of a clean run, and so is that of the next one."""
    monkeypatch.chdir(package)
    words = ("inspect", "./pkg", "--format", "json", "--cache-dir", str(tmp_path / "cache"))
    assert main([*words, "--cache", "off"]) == 0
    clean = capsys.readouterr().out
    with _full_disk():
        assert main(words) == 0
    full = capsys.readouterr()
    assert main(words) == 0
    again = capsys.readouterr()

    assert full.out == clean
    assert full.err.endswith(": results can't be kept (File too large)\n")
    assert full.err.count("\n") == 1
    assert (again.out, again.err) == (clean, "")


@pytest.mark.slow
@posix
def test_devices_and_pipes_are_written_as_they_are(package: Path) -> None:
    """``--output /dev/stdout`` is no file that could be replaced."""
    words = ("changelog", "--output", "/dev/stdout")
    assert "One." in _run(package, *words).stdout
    with (package / "all.log").open("w") as log:
        log.write("before\n")
        log.flush()
        subprocess.run(
            [sys.executable, "-m", "sphinxcontrib_autodocgen", *words],
            cwd=package,
            stdout=log,
            check=True,
        )
    assert (package / "all.log").is_file()
    done = _run(package, "changelog", "--output", "/dev/full")
    assert done.returncode == 3
    assert done.stderr == "autodocgen: /dev/full: No space left on device\n"


@posix
def test_a_written_file_keeps_its_permissions_and_its_link(tmp_path: Path) -> None:
    """A new one has those of the user's mask; a link still leads to the file."""
    before = os.umask(0o027)
    try:
        files.write(tmp_path / "new", "a")
        (tmp_path / "old").write_text("b")
        (tmp_path / "old").chmod(0o604)
        (tmp_path / "link").symlink_to("old")
        files.write(tmp_path / "link", "c\n")
    finally:
        os.umask(before)

    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o640
    assert (tmp_path / "old").stat().st_mode & 0o777 == 0o604
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "old").read_bytes() == b"c\n"


def test_a_fault_of_ours_is_one_line(
    package: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It says what failed, where, and who wants to know; there's no traceback."""

    def fail(*_: object) -> None:
        raise ZeroDivisionError("first line\nsecond \x1b[31m line")

    monkeypatch.chdir(package)
    monkeypatch.setattr(pipeline, "run", fail)

    assert main(["inspect", "./pkg"]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("autodocgen: failed (ZeroDivisionError: first line; test_writing.py")
    assert said.err.endswith("/issues\n")
    assert said.err.count("\n") == 1


class _Stopped(BaseException):
    """What a signal raises."""


def test_a_write_that_is_stopped_leaves_the_old_file(tmp_path: Path) -> None:
    """Neither half a file nor a temporary one stays."""
    (tmp_path / "out").write_text("old")

    def write() -> None:
        with files.replacing(tmp_path / "out") as stream:
            stream.write(b"half")
            raise _Stopped

    with pytest.raises(_Stopped):
        write()

    assert [path.name for path in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out").read_text() == "old"


@posix
def test_a_full_disk_below_the_output_is_told_once(
    make_app: Callable[..., SphinxTestApp], rootdir: Path, tmp_path: Path
) -> None:
    """Our own files that can't be written are a warning for each kind; the HTML is there."""
    shutil.copytree(rootdir / "test-fill", tmp_path / "docs")
    (tmp_path / "docs" / "other.rst").write_text("Other\n=====\n")
    with (tmp_path / "docs" / "index.rst").open("a") as index:
        index.write("\n.. toctree::\n\n   other\n")
    options = {"autodocgen_report": True, "autodocgen_markdown": True}
    app = make_app(
        "html", srcdir=tmp_path / "docs", builddir=tmp_path / "built", confoverrides=options
    )
    for name in ("autodocgen-report.json", "markdown/index.md", "markdown/other.md"):
        (app.outdir / name).parent.mkdir(parents=True, exist_ok=True)
        (app.outdir / name).symlink_to("/dev/full")
    app.build()

    lines = app.warning.getvalue().strip().splitlines()
    assert len(lines) == 2
    assert "can't be written as a whole: No space left on device [autodocgen.markdown]" in lines[0]
    assert "autodocgen-report.json: No space left on device [autodocgen.system]" in lines[1]
    assert (app.outdir / "index.html").is_file()
