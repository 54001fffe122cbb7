"""Git is asked safely, and says what is in the repository."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from sphinxcontrib_autodocgen import git
from sphinxcontrib_autodocgen.cli import main
from sphinxcontrib_autodocgen.errors import GitError

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs git in an empty repository of which nobody else knows."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for variable in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(variable, raising=False)
    repository = tmp_path / "repository"
    repository.mkdir()
    clock = iter(range(10_000))

    def run(*arguments: str, folder: Path = repository) -> str:
        day = f"2024-01-01T00:00:{next(clock):02d}+00:00"
        who = {"NAME": "Ann Author", "EMAIL": "ann@example.org", "DATE": day}
        environment = {
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in who.items()
        }
        done = subprocess.run(
            ["git", "-c", "init.defaultBranch=main", *arguments],
            cwd=folder,
            env={**os.environ, **environment},
            check=True,
            capture_output=True,
        )
        return done.stdout.decode().strip()

    run("init", "-q")
    return run


@pytest.fixture
def repository(tmp_path: Path, run: Run) -> Path:
    """Return a repository with two commits and two tags."""
    run("commit", "-q", "--allow-empty", "-m", "First\n\nWith a body,\nin two lines.")
    run("tag", "v1.0")
    run("commit", "-q", "--allow-empty", "-m", "Second")
    run("tag", "-a", "v1.1", "-m", "annotated")
    return tmp_path / "repository"


def test_log(repository: Path, run: Run) -> None:
    """The log gives every commit, newest first, with all its fields."""
    second, first = git.log(repository)

    assert ("Second", "", (first.sha,)) == (second.subject, second.body, second.parents)
    assert (
        first.subject,
        first.body,
        first.parents,
    ) == ("First", "With a body,\nin two lines.", ())
    assert (first.author, first.email) == ("Ann Author", "ann@example.org")
    assert first.date.startswith("2024-01-01T00:00:01")
    assert run("rev-parse", "HEAD") == second.sha


def test_log_of_revisions(repository: Path) -> None:
    """Revisions and a limit say where the log starts and ends."""
    assert [commit.subject for commit in git.log(repository, "v1.0")] == ["First"]
    assert [commit.subject for commit in git.log(repository, limit=1)] == ["Second"]


def test_tags(repository: Path) -> None:
    """A tag points to its commit, annotated or not."""
    second, first = git.log(repository)

    assert [("v1.0", first.sha), ("v1.1", second.sha)] == [
        (tag.name, tag.sha) for tag in git.tags(repository)
    ]


def test_strange_messages(repository: Path, run: Run) -> None:
    """Bytes that aren't UTF-8, separators and emoji in a message are no problem."""
    message = repository / "message"
    message.write_bytes(b"caf\xe9 \x1f \x1e \xf0\x9f\x90\x8d | <b>\n\nbody\x1fbody")
    run("commit", "-q", "--allow-empty", "-F", str(message))
    commit = git.log(repository, limit=1)[0]

    assert commit.subject.endswith("\x1f \x1e \N{SNAKE} | <b>")
    assert commit.body == "body\x1fbody"


def test_last_changed(repository: Path, run: Run) -> None:
    """The last change of a folder is the last commit that touched it."""
    folder = repository / "sub"
    folder.mkdir()

    assert git.last_changed(folder) is None

    (folder / "file").write_text("")
    run("add", ".")
    run("commit", "-q", "-m", "Add a file")
    date = git.log(repository)[0].date
    run("commit", "-q", "--allow-empty", "-m", "Elsewhere")

    assert date == git.last_changed(folder)
    assert git.prefix(folder) == "sub/"
    assert git.prefix(repository) == ""


def test_nothing_committed(tmp_path: Path, run: Run) -> None:
    """A repository without commits has an empty history."""
    repository = tmp_path / "repository"

    assert git.log(repository) == []
    assert git.tags(repository) == []
    assert git.last_changed(repository) is None


@pytest.mark.parametrize("ask", [git.log, git.tags, git.last_changed, git.remote_url, git.prefix])
def test_no_repository(tmp_path: Path, ask: Callable[[Path], object]) -> None:
    """Outside of a repository every question is an error with a reason."""
    with pytest.raises(GitError, match="not a git repository"):
        ask(tmp_path)


def test_no_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without git the error says so."""
    monkeypatch.setenv("PATH", str(tmp_path))

    with pytest.raises(GitError, match="git isn't installed"):
        git.log(tmp_path)


def test_missing_folder(tmp_path: Path) -> None:
    """A folder that isn't there is an error, too."""
    with pytest.raises(GitError):
        git.tags(tmp_path / "absent")


def test_missing_revision(repository: Path) -> None:
    """A revision that isn't there is an error, and never an option."""
    with pytest.raises(GitError):
        git.log(repository, "v9")
    with pytest.raises(GitError):
        git.log(repository, "--output=stolen")

    assert not (repository / "stolen").exists()


def test_no_answer(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A command that doesn't end in time is an error."""
    monkeypatch.setattr(git, "TIMEOUT", 1e-6)

    with pytest.raises(GitError, match="no answer within"):
        git.log(repository)


def test_shallow(repository: Path, tmp_path: Path, run: Run) -> None:
    """A shallow clone is known as one, and its part of the history is read."""
    run("clone", "-q", "--depth=1", f"file://{repository}", str(tmp_path / "clone"))

    assert git.is_shallow(tmp_path / "clone")
    assert not git.is_shallow(repository)
    assert [commit.subject for commit in git.log(tmp_path / "clone")] == ["Second"]


def test_environment_of_a_hook(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that git started for another repository still reads this one."""
    monkeypatch.setenv("GIT_DIR", str(repository / "elsewhere"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(repository / "elsewhere"))

    assert len(git.log(repository)) == 2


def test_configuration_runs_nothing(repository: Path, run: Run) -> None:
    """No program that a repository's configuration names is ever started."""
    trap = repository / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {repository}/sprung\n")
    trap.chmod(0o755)
    for name in (
        "core.fsmonitor",
        "core.pager",
        "core.sshCommand",
        "core.gitProxy",
        "diff.external",
        "diff.trap.textconv",
        "diff.trap.command",
        "filter.trap.smudge",
        "filter.trap.clean",
        "gpg.program",
        "gpg.ssh.program",
        "pager.log",
        "credential.helper",
        "uploadpack.packObjectsHook",
    ):
        run("config", name, str(trap))
    run("config", "log.showSignature", "true")
    run("config", "extensions.partialClone", "origin")
    run("config", "remote.origin.promisor", "true")
    run("config", "core.repositoryFormatVersion", "1")
    run("config", "remote.origin.uploadpack", str(trap))  # would run to fetch a missing object
    run("config", "remote.origin.url", str(repository))
    run("config", "core.hooksPath", str(repository))
    (repository / ".gitattributes").write_text("* diff=trap filter=trap\n")
    git.log(repository)
    git.tags(repository)
    git.last_changed(repository)
    git.is_shallow(repository)
    with pytest.raises(GitError):
        git.log(repository, "1" * 40)

    assert git.remote_url(repository) is None
    assert not (repository / "sprung").exists()


ADDRESSES = {
    "https://user:secret@github.com/o/r.git": "https://github.com/o/r",
    "git@github.com:o/r.git": "https://github.com/o/r",
    "ssh://git@host.example:2222/o/r.git/": "https://host.example/o/r",
    "https://gitlab.com/group/sub/r": "https://gitlab.com/group/sub/r",
    "git://host.example/r.git": "https://host.example/r",
    "/srv/git/r.git": None,
    "../r": None,
    "file:///srv/r.git": None,
    "C:/r": None,
    "ext::sh -c true": None,
}


@pytest.mark.parametrize(("url", "expected"), ADDRESSES.items(), ids=ADDRESSES)
def test_remote_url(repository: Path, run: Run, url: str, expected: str | None) -> None:
    """The address of a remote is one for a browser, and has no credentials."""
    run("config", "remote.origin.url", url)

    assert expected == git.remote_url(repository)


def test_no_remote(repository: Path) -> None:
    """A repository without a remote has no address."""
    assert git.remote_url(repository) is None


@pytest.fixture
def history(tmp_path: Path, run: Run) -> Path:
    """Return a repository whose patches have lines that look like headers of patches."""
    folder = tmp_path / "repository"
    (folder / "a.py").write_text("one\ntwo\n-- a/b.py\nfour\nlast", encoding="utf-8")
    run("add", "-A")
    run("commit", "-q", "-m", "1")
    (folder / "a.py").write_text("one\n++ b/b.py\nthree\nfour\nend", encoding="utf-8")
    run("commit", "-qam", "2")
    run("mv", "a.py", "ö b.py")
    run("commit", "-qam", "3")
    return folder


def test_changes(history: Path) -> None:
    """Commits come newest first, each with the lines it replaced, whatever is in them."""
    found = git.changes(history, "2000-01-01", ["*.py"])

    assert [c.sha for c in found] == [commit.sha for commit in git.log(history)]
    assert [[(f.old, f.new, f.hunks) for f in c.files] for c in found] == [
        [("a.py", "ö b.py", ())],
        [("a.py", "a.py", (git.Hunk(2, 2, 2, 2), git.Hunk(5, 1, 5, 1)))],
        [("", "a.py", (git.Hunk(0, 0, 1, 5),))],
    ]
    edit, added = found[1].files[0], found[2].files[0]
    assert edit.before == added.after
    assert list(git.read(history, [added.after]).values()) == [b"one\ntwo\n-- a/b.py\nfour\nlast"]


def test_changes_of_other_files_are_left_out(history: Path) -> None:
    """Only what the patterns name is read, and only as far back as was asked for."""
    assert git.changes(history, "2000-01-01", ["*.txt"]) == []
    assert git.changes(history, "2030-01-01", ["*.py"]) == []


def test_an_empty_repository_has_no_changes(tmp_path: Path, run: Run) -> None:
    """Before the first commit nothing was changed, and there's no newest commit."""
    assert git.changes(tmp_path / "repository", "2000-01-01", ["*"]) == []
    assert git.head(tmp_path / "repository") is None


def test_files_are_read_without_any_filter(history: Path, run: Run) -> None:
    """Contents come out of the store; a filter that the configuration names isn't started."""
    witness = history / "started"
    run("config", "filter.evil.smudge", f"touch {witness}; cat")
    run("config", "filter.evil.clean", f"touch {witness}; cat")
    (history / ".git" / "info" / "attributes").write_text("* filter=evil diff=evil\n")
    run("config", "diff.evil.textconv", f"touch {witness}; cat")

    stored = git.files(history, "HEAD")
    content = git.read(history, [*stored.values(), "0" * 40])
    assert set(stored) == {"ö b.py"}
    assert content == {stored["ö b.py"]: b"one\n++ b/b.py\nthree\nfour\nend"}
    assert git.changes(history, "2000-01-01", ["*"])
    assert not witness.exists()


def test_an_option_is_no_revision(history: Path) -> None:
    """What looks like an option isn't taken for one."""
    with pytest.raises(GitError):
        git.files(history, "--name-only")


@pytest.mark.parametrize("damage", ["objects", "head", "packed", "index", "owner", "gone", "file"])
def test_a_repository_that_is_broken_is_one_line(
    repository: Path,
    run: Run,
    damage: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What git can't tell is told once; the rest of a changelog is as it would be without it."""
    (repository / "CHANGES.md").write_text("# Changes\n\n## 1.0\n\n- First.\n")
    inside = repository / ".git"
    if damage == "objects":
        for path in (inside / "objects").glob("??/*"):
            path.chmod(0o600)
            path.write_bytes(path.read_bytes()[:-5])
    elif damage == "head":
        (inside / "HEAD").write_bytes(b"\xff\x00nonsense")
    elif damage == "packed":
        (inside / "packed-refs").write_text("nonsense refs/tags/v2.0\n")
    elif damage == "index":
        (inside / "index").write_bytes(b"nonsense")
    elif damage == "owner":
        if os.name != "posix" or os.getuid() != 0:
            pytest.skip("only root can give files away")
        os.chown(repository, 12345, 12345)
        os.chown(inside, 12345, 12345)
    elif damage == "gone":
        monkeypatch.setenv("PATH", str(repository))
    else:
        shutil.rmtree(inside)
        inside.write_text("gitdir: /dev/full\n")
    monkeypatch.chdir(repository)
    code = main(["changelog", "--cache", "off"])
    said = capsys.readouterr()

    assert "First." in said.out
    assert len(said.err.splitlines()) == code
    assert code <= 1
