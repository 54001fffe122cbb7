"""Releases are read from files, fragments and git, whatever state they're in."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinxcontrib_autodocgen import changelog, cli
from sphinxcontrib_autodocgen.changelog import UNRELEASED, Changelog, Release

KEEP = """\
# Changelog

All notable changes. See [the site].

## [Unreleased]

### Added

- Something *new* ([#12]), see `[#12]`.

## [1.1.0] - 2024-02-29

Words before the groups.

### Fixed

- One fix
  over two lines

  with code:

  ```python
  ## [9.9.9] not a heading
  ```
- Another.

## 1.0.0 (2023-01-02) [YANKED]

* Starred.

[#12]: https://example.org/12
[1.1.0]: https://example.org/compare
[the site]: https://example.org
"""

REST = """\
Changes
=======

.. towncrier release notes start

Version 2.0 (released Feb 29, 2024)
-----------------------------------

Features
~~~~~~~~

* First::

    code

  more
* Second, by :func:`pkg.f`.

2.0b1
-----

Released 2024-01-05

- Only prose before.

  - nested

Version 1.0
-----------
"""


def _shape(releases: tuple[Release, ...]) -> list[tuple[str, str | None, list[tuple[str, int]]]]:
    """Put releases in brief: version, date, titles and numbers of entries."""
    return [
        (r.version, r.date, [(group.title, len(group.entries)) for group in r.groups])
        for r in releases
    ]


def test_keep_a_changelog(tmp_path: Path) -> None:
    """A Markdown changelog gives its releases, groups and entries."""
    (tmp_path / "CHANGELOG.md").write_text(KEEP, encoding="utf-8")
    found = changelog.read(tmp_path)

    assert found.problems == ()
    assert _shape(found.releases) == [
        (UNRELEASED, None, [("Added", 1)]),
        ("1.1.0", "2024-02-29", [("", 1), ("Fixed", 2)]),
        ("1.0.0", "2023-01-02", [("", 1)]),
    ]


def test_entries_keep_their_text(tmp_path: Path) -> None:
    """An entry is its author's Markdown, without the marker and with its links."""
    (tmp_path / "CHANGELOG.md").write_text(KEEP, encoding="utf-8")
    unreleased, release, _ = changelog.releases(tmp_path)
    prose, first, second = [entry for group in release.groups for entry in group.entries]

    assert unreleased.groups[0].entries[0].text == (
        "Something *new* ([#12](https://example.org/12)), see `[#12]`."
    )
    assert (prose.text, prose.prose) == ("Words before the groups.", True)
    assert first.text == (
        "One fix\nover two lines\n\nwith code:\n\n```python\n## [9.9.9] not a heading\n```"
    )
    assert (second.text, second.markup) == ("Another.", "markdown")


def test_restructuredtext(tmp_path: Path) -> None:
    """A reStructuredText changelog gives the same records."""
    (tmp_path / "CHANGES.rst").write_text(REST, encoding="utf-8")
    releases = changelog.releases(tmp_path)

    assert _shape(releases) == [
        ("2.0", "2024-02-29", [("Features", 2)]),
        ("2.0b1", "2024-01-05", [("", 1)]),
        ("1.0", None, []),
    ]
    entry = releases[0].groups[0].entries[0]
    assert (entry.text, entry.markup) == ("First::\n\n  code\n\nmore", "rest")
    assert releases[1].groups[0].entries[0].text == "Only prose before.\n\n- nested"


NAMES = [
    "CHANGELOG.md",
    "changes.md",
    "HISTORY.rst",
    "NEWS",
    "docs/changelog.rst",
    "doc/source/changes.md",
    "RELEASE-NOTES.md",
]


@pytest.mark.parametrize("name", NAMES)
def test_file_names(tmp_path: Path, name: str) -> None:
    """The usual names are found, at the top and below the documentation."""
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("1.0 (2024-01-02)\n================\n\n- x\n", encoding="utf-8")

    assert _shape(changelog.releases(tmp_path)) == [("1.0", "2024-01-02", [("", 1)])]


def test_pointer_file(tmp_path: Path) -> None:
    """A file that only points to another isn't taken for the changelog."""
    (tmp_path / "CHANGES.md").write_text("See docs/changelog.md.\n", encoding="utf-8")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "changelog.md").write_text("## 3.0\n\n- x\n", encoding="utf-8")

    assert _shape(changelog.releases(tmp_path)) == [("3.0", None, [("", 1)])]


HEADINGS = {
    "[1.2.0] - 2024-01-31": ("1.2.0", "2024-01-31"),
    "[1.2.0](https://example.org/1_0) (2024-01-31)": ("1.2.0", "2024-01-31"),
    "`v1.0`": ("1.0", None),
    "**1.0** / 4 March 2020": ("1.0", "2020-03-04"),
    "pytest 8.3.3 (2024-09-09)": ("8.3.3", "2024-09-09"),
    "Release 9.0.4 (released Dec 04, 2025)": ("9.0.4", "2025-12-04"),
    "Version 5": ("5", None),
    "1.0.0-rc.1+build.5": ("1.0.0-rc.1+build.5", None),
    "2024.1": ("2024.1", None),
    "Unreleased": (UNRELEASED, None),
    "[Next release]": (UNRELEASED, None),
    "2.0 (unreleased)": ("2.0", None),
    "Added": (None, None),
    "2024-01-31": (None, None),
    "Python 3.9 isn't supported any more by us": (None, None),
    "1.0 (2024-13-45)": ("1.0", None),
}


@pytest.mark.parametrize(("heading", "expected"), HEADINGS.items(), ids=HEADINGS)
def test_headings(tmp_path: Path, heading: str, expected: tuple[str | None, str | None]) -> None:
    """A heading that names a release gives version and date; no other does."""
    (tmp_path / "CHANGELOG.md").write_text(f"## {heading}\n\n- x\n", encoding="utf-8")
    found = [(release.version, release.date) for release in changelog.releases(tmp_path)]

    assert found == ([expected] if expected[0] else [])


def test_title_with_a_version(tmp_path: Path) -> None:
    """A title above all releases isn't one, even if it has a number."""
    text = "# Changes in 2.x 2.0\n\n## 2.1\n\n- a\n\n## 2.0\n\n- b\n"
    (tmp_path / "CHANGELOG.md").write_text(text, encoding="utf-8")

    assert [release.version for release in changelog.releases(tmp_path)] == ["2.1", "2.0"]


def test_not_utf8(tmp_path: Path) -> None:
    """Bytes that aren't UTF-8 cost one character each, and are reported with their line."""
    (tmp_path / "CHANGELOG.md").write_bytes(b"## 1.0\n\n- caf\xe9\n")
    found = changelog.read(tmp_path)

    assert found.releases[0].groups[0].entries[0].text == "caf\N{REPLACEMENT CHARACTER}"
    assert [(problem.kind, problem.line) for problem in found.problems] == [("encoding", 3)]


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A huge file is read as far as the limit, and that is reported."""
    monkeypatch.setattr(changelog.files, "MAX_BYTES", 20)
    (tmp_path / "CHANGELOG.md").write_text("## 1.0\n\n- x\n" + "y" * 100, encoding="utf-8")
    found = changelog.read(tmp_path)

    assert [release.version for release in found.releases] == ["1.0"]
    assert [problem.kind for problem in found.problems] == ["limit"]


@settings(max_examples=60, deadline=None)
@given(st.text("#-=*+.1v0\n[]()`<>:_ ab\\", max_size=80), st.sampled_from(["md", "rst"]))
def test_any_text(tmp_path_factory: pytest.TempPathFactory, text: str, suffix: str) -> None:
    """No text makes reading fail."""
    folder = tmp_path_factory.mktemp("any")
    (folder / f"CHANGELOG.{suffix}").write_text(text, encoding="utf-8")

    assert isinstance(changelog.read(folder), Changelog)


# Fragments

TOWNCRIER = '[tool.towncrier]\ndirectory = "news"\nfilename = "CHANGELOG.md"\n'


def test_fragments(tmp_path: Path) -> None:
    """Fragments are the draft of the next release, by their kinds, in towncrier's order."""
    (tmp_path / "pyproject.toml").write_text(TOWNCRIER, encoding="utf-8")
    news = tmp_path / "news"
    news.mkdir()
    for name, text in {
        "12.bugfix.md": "Fixed.",
        "3.feature.md": "Third.\n",
        "20.feature.1.md": "Twentieth.",
        "+orphan.feature.md": "Orphan.",
        "4.misc": "",
        "README.md": "Not one.",
        "5.unknown.md": "Not one.",
    }.items():
        (news / name).write_text(text, encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(KEEP, encoding="utf-8")
    draft, *released = changelog.releases(tmp_path)

    assert draft.version == UNRELEASED
    assert [(g.title, [entry.text for entry in g.entries]) for g in draft.groups][:3] == [
        ("Features", ["Third. (#3)", "Twentieth. (#20)", "Orphan."]),
        ("Bugfixes", ["Fixed. (#12)"]),
        ("Misc", ["#4"]),
    ]
    assert draft.groups[3].title == "Added"
    assert [release.version for release in released] == ["1.1.0", "1.0.0"]


FRAGMENT_TYPES = {
    "listed": '[[tool.towncrier.type]]\ndirectory = "added"\nname = "New things"\n',
    "keyed": '[tool.towncrier.fragment.added]\nname = "New things"\n',
}


@pytest.mark.parametrize("types", FRAGMENT_TYPES.values(), ids=FRAGMENT_TYPES)
def test_own_fragment_types(tmp_path: Path, types: str) -> None:
    """The project's own kinds of fragments have their titles."""
    (tmp_path / "pyproject.toml").write_text(f"[tool.towncrier]\n{types}", encoding="utf-8")
    (tmp_path / "newsfragments").mkdir()
    (tmp_path / "newsfragments" / "1.added.rst").write_text("``x``", encoding="utf-8")
    entry = changelog.releases(tmp_path)[0].groups[0].entries[0]

    assert (entry.text, entry.markup) == ("``x`` (#1)", "rest")


def test_fragments_outside(tmp_path: Path) -> None:
    """A fragments' folder outside of the project isn't read."""
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "1.feature").write_text("secret", encoding="utf-8")
    (project / "pyproject.toml").write_text('[tool.towncrier]\ndirectory = ".."\n')
    found = changelog.read(project)

    assert found.releases == ()
    assert found.problems[0].kind == "unreadable"


def test_broken_configuration(tmp_path: Path) -> None:
    """A broken pyproject.toml is a problem, and the changelog is read all the same."""
    (tmp_path / "pyproject.toml").write_text("[[", encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(KEEP, encoding="utf-8")
    found = changelog.read(tmp_path)

    assert [problem.kind for problem in found.problems] == ["syntax"]
    assert len(found.releases) == 3


# Git

Run = Callable[..., None]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs git in an empty repository, each time a minute later."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    minutes = iter(range(10_000))

    def run(*arguments: str, author: str = "Ann", email: str = "ann@example.org") -> None:
        minute = next(minutes)
        day = f"2024-01-{1 + minute // 60:02d}T00:{minute % 60:02d}:00+00:00"
        who = {"NAME": author, "EMAIL": email, "DATE": day}
        subprocess.run(
            ["git", "-c", "init.defaultBranch=main", *arguments],
            cwd=tmp_path,
            env={
                **os.environ,
                **{f"GIT_{r}_{k}": v for r in ("AUTHOR", "COMMITTER") for k, v in who.items()},
            },
            check=True,
            capture_output=True,
        )

    run("init", "-q")
    return run


def _commit(run: Run, subject: str, body: str = "", **who: str) -> None:
    run("commit", "-q", "--allow-empty", "-m", subject, "-m", body, **who)


def test_git(tmp_path: Path, run: Run) -> None:
    """Tags that are versions are releases, and commits are grouped by their prefix."""
    _commit(run, "Start")
    run("tag", "v0.1.0")
    _commit(run, "feat(api): add a thing (#1)")
    _commit(run, "fix: mend it")
    _commit(run, "docs: explain it")
    _commit(run, "feat!: drop Python 2")
    _commit(run, "perf: speed", "BREAKING CHANGE: the API")
    _commit(run, "Plain words: not a kind")
    run("tag", "-a", "pkg-0.2.0", "-m", "x")
    run("tag", "nightly")
    _commit(run, "fix: ahead")
    found = changelog.read(tmp_path)
    releases = found.releases

    assert found.problems == ()
    assert [release.version for release in releases] == [UNRELEASED, "0.2.0", "0.1.0"]
    assert releases[1].date == "2024-01-01"
    assert {
        group.title: [entry.text for entry in group.entries] for group in releases[1].groups
    } == {
        "Breaking changes": ["speed", "drop Python 2"],
        "Added": ["api: add a thing (#1)"],
        "Fixed": ["mend it"],
        "Documentation": ["explain it"],
        "": ["Plain words: not a kind"],
    }
    entry = releases[0].groups[0].entries[0]
    assert (entry.text, entry.markup, entry.author) == ("ahead", "plain", "Ann")
    assert len(entry.commit or "") == 40


LEFT_OUT = [
    "chore: tidy",
    "ci(lint): speed up",
    "Bump version to 1.2.3",
    "bump version: 1.2 -> 1.3",
    "Release 1.2.0",
    "v1.2.0",
    "Back to development",
    "fixup! something",
    "WIP",
    "Merge pull request #1 from x/y",
    "Update changelog",
]


def test_left_out(tmp_path: Path, run: Run) -> None:
    """Merges, bots and the project's own bookkeeping aren't changes."""
    _commit(run, "Fix the release of a lock")
    for subject in LEFT_OUT:
        _commit(run, subject)
    _commit(run, "Update x", author="dependabot[bot]")
    _commit(run, "Update y", author="Renovate", email="renovate[bot]@example.org")
    run("checkout", "-q", "-b", "side")
    _commit(run, "Side work")
    run("checkout", "-q", "main")
    _commit(run, "Main work")
    run("merge", "-q", "--no-ff", "-m", "Sideways", "side")
    entries = changelog.releases(tmp_path)[0].groups[0].entries

    assert [entry.text for entry in entries] == [
        "Main work",
        "Side work",
        "Fix the release of a lock",
    ]


def test_maintenance_branch(tmp_path: Path, run: Run) -> None:
    """A commit belongs to the oldest version that has it, on whichever branch."""
    _commit(run, "A")
    run("tag", "1.0")
    run("checkout", "-q", "-b", "maintenance")
    _commit(run, "Backported")
    run("tag", "1.0.1")
    run("checkout", "-q", "main")
    _commit(run, "New")
    run("merge", "-q", "--no-ff", "-m", "Merge branch 'maintenance'", "maintenance")
    run("tag", "2.0")
    texts = {
        release.version: [entry.text for group in release.groups for entry in group.entries]
        for release in changelog.releases(tmp_path)
    }

    assert texts == {"2.0": ["New"], "1.0.1": ["Backported"], "1.0": ["A"]}


def test_no_tags(tmp_path: Path, run: Run) -> None:
    """Without tags all is unreleased."""
    _commit(run, "A")

    assert [release.version for release in changelog.releases(tmp_path)] == [UNRELEASED]


def test_no_commits(tmp_path: Path, run: Run) -> None:
    """An empty repository has an empty changelog and no problem."""
    assert changelog.read(tmp_path) == Changelog()


def test_no_repository(tmp_path: Path) -> None:
    """Without any source there's no release, and a problem says why."""
    found = changelog.read(tmp_path)

    assert found.releases == ()
    assert [problem.kind for problem in found.problems] == ["missing"]
    assert "not a git repository" in found.problems[0].message


def test_below_a_repository(tmp_path: Path, run: Run) -> None:
    """The history of a repository around the project isn't the project's."""
    _commit(run, "A")
    (tmp_path / "sub").mkdir()
    found = changelog.read(tmp_path / "sub")

    assert found.releases == ()
    assert [problem.kind for problem in found.problems] == ["missing"]


def test_shallow_clone(tmp_path: Path, run: Run) -> None:
    """A shallow clone gives what it has, and a problem says that it's cut off."""
    _commit(run, "A")
    run("tag", "1.0")
    _commit(run, "B")
    run("clone", "-q", "--depth=1", f"file://{tmp_path}", str(tmp_path / "clone"))
    found = changelog.read(tmp_path / "clone")

    assert _shape(found.releases) == [(UNRELEASED, None, [("", 1)])]
    assert [problem.kind for problem in found.problems] == ["limit"]


def test_file_wins_over_git(tmp_path: Path, run: Run) -> None:
    """What a project writes for its users is preferred to its commits."""
    _commit(run, "A")
    (tmp_path / "CHANGELOG.md").write_text(KEEP, encoding="utf-8")

    assert {release.origin for release in changelog.releases(tmp_path)} == {"file"}


# All sources together


@pytest.fixture
def project(tmp_path: Path, run: Run) -> Path:
    """Return a project whose changelog misses a release, and whose newest isn't dated."""
    _commit(run, "feat: begin")
    run("tag", "v0.9")
    _commit(run, "fix: mend")
    run("tag", "v1.0")
    _commit(run, "feat: forgotten (#7)")
    run("tag", "v1.1rc1")
    run("tag", "v1.1")
    _commit(run, "feat: told by people")
    run("tag", "v2.0rc1")
    _commit(run, "fix: told by people too")
    run("tag", "v2.0")
    _commit(run, "feat: unreleased")
    run("remote", "add", "origin", "git@github.com:ann/pkg.git")
    (tmp_path / "CHANGELOG.md").write_text("## 2.0.0\n\n- Told.\n\n## 1.0 (2020-01-01)\n\n- Old.\n")
    return tmp_path


def _texts(found: Changelog) -> dict[str, list[str]]:
    return {r.version: [e.text for g in r.groups for e in g.entries] for r in found.releases}


def test_sources_are_merged_by_version(project: Path) -> None:
    """People's words go first; git adds what nobody wrote of, its days and its tags."""
    found = changelog.read(project)

    assert _texts(found) == {
        "2.0.0": ["Told."],
        "1.1": ["forgotten (#7)"],
        "1.0": ["Old."],
        "0.9": ["begin"],
    }
    assert [(r.date, r.tag, r.origin) for r in found.releases] == [
        ("2024-01-01", "v2.0", "file"),
        ("2024-01-01", "v1.1", "git"),
        ("2020-01-01", "v1.0", "file"),
        ("2024-01-01", "v0.9", "git"),
    ]
    assert found.repository == "https://github.com/ann/pkg"
    assert found.problems == ()


def test_what_fragments_and_file_both_say_is_said_once(tmp_path: Path) -> None:
    """An entry of a fragment that is in the file already isn't repeated."""
    (tmp_path / "pyproject.toml").write_text(TOWNCRIER, encoding="utf-8")
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "+a.feature.md").write_text("A new   thing.\n")
    (tmp_path / "CHANGELOG.md").write_text(
        "## Unreleased\n\n### Features\n\n- a new thing.\n- Another.\n"
    )
    (release,) = changelog.releases(tmp_path)

    assert [(g.title, [e.text for e in g.entries]) for g in release.groups] == [
        ("Features", ["A new   thing.", "Another."])
    ]


CHOICES: dict[str, tuple[dict[str, object], list[str]]] = {
    "git": ({"sources": ["git"]}, [UNRELEASED, "2.0", "2.0rc1", "1.1", "1.1rc1", "1.0", "0.9"]),
    "file": ({"sources": ["file"]}, ["2.0.0", "1.0"]),
    "from": ({"from_": "1.0.0"}, ["2.0.0", "1.1", "1.0"]),
    "to": ({"to": "1.5"}, ["1.1", "1.0", "0.9"]),
    "to what isn't released": ({"to": UNRELEASED, "limit": 1}, ["2.0.0"]),
    "from what isn't released": ({"from_": UNRELEASED}, []),
    "limit": ({"limit": 2}, ["2.0.0", "1.1"]),
}


@pytest.mark.parametrize(("options", "expected"), CHOICES.values(), ids=CHOICES)
def test_a_part_of_the_changelog(
    project: Path, options: dict[str, object], expected: list[str]
) -> None:
    """Sources, versions and their number can be chosen."""
    found = changelog.read(project, **options)  # type: ignore[arg-type]

    assert [release.version for release in found.releases] == expected


def test_an_unknown_version_is_one_problem(project: Path) -> None:
    """A bound that is no version and isn't in the changelog gives nothing, and says so."""
    found = changelog.read(project, to="the best")

    assert found.releases == ()
    assert [p.message for p in found.problems] == ["no such version: 'the best'"]


def test_commits_that_are_not_utf8(tmp_path: Path, run: Run) -> None:
    """A commit in another encoding, declared or not, is shown as it is meant."""
    message = tmp_path / "message"
    message.write_bytes("Für alle".encode("latin-1"))
    run("-c", "i18n.commitEncoding=latin-1", "commit", "-q", "--allow-empty", "-F", str(message))
    run("-c", "i18n.commitEncoding=utf-8", "commit", "-q", "--allow-empty", "-F", str(message))

    assert set(_texts(changelog.read(tmp_path))[UNRELEASED]) == {"Für alle"}


def test_a_written_changelog_needs_no_git(tmp_path: Path, run: Run) -> None:
    """A shallow clone, or none at all, is no problem if a file says it all."""
    _commit(run, "A")
    _commit(run, "B")
    clone = tmp_path / "clone"
    run("clone", "-q", "--depth", "1", f"file://{tmp_path}", str(clone))
    (clone / "CHANGELOG.md").write_text(KEEP, encoding="utf-8")

    assert changelog.read(clone).problems == ()


# The command


@pytest.fixture
def command(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs ``changelog``, and gives its code, output and errors."""

    def command(*arguments: str) -> tuple[int, str, str]:
        code = cli.main(["changelog", *arguments, "--cache", "off"])
        said = capsys.readouterr()
        return code, said.out, said.err

    return command


def test_command(project: Path, command: Callable[..., tuple[int, str, str]]) -> None:
    """Markdown has a section for each release, with links to issues and commits."""
    code, said, errors = command(str(project), "--to", "1.1", "--from", "1.0", "--authors")
    commit = changelog.read(project).releases[1].groups[0].entries[0].commit or ""
    base = "https://github.com/ann/pkg"

    assert (code, errors) == (0, "")
    assert said.splitlines() == [
        "# Changelog",
        "",
        "## 1.1 (2024-01-01)",
        "",
        "### Added",
        "",
        f"- forgotten ([#7]({base}/issues/7)) ([`{commit[:9]}`]({base}/commit/{commit})), Ann",
        "",
        "## 1.0 (2020-01-01)",
        "",
        "- Old.",
    ]


def test_command_with_api_changes(
    tmp_path: Path, run: Run, command: Callable[..., tuple[int, str, str]]
) -> None:
    """``--api`` says of each release what changed since the final one before it."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "pkg"\n')
    for tag, text in {"1.0": "def f(a): ...", "1.1rc1": "", "1.1": "def f(): ..."}.items():
        (tmp_path / "pkg").mkdir(exist_ok=True)
        (tmp_path / "pkg" / "__init__.py").write_text(text)
        run("add", "-A")
        run("commit", "-q", "-m", f"Make {tag} | <i> `{{{{x}}}}`")
        run("tag", tag)
    code, said, _ = command(str(tmp_path), "--api")
    found = json.loads(command(str(tmp_path), "--api", "--format", "json")[1])
    api = {r["version"]: [c["rule"] for c in r.get("api", [])] for r in found["releases"]}

    assert code == 0
    assert "| `pkg.f` | parameter a was removed | `parameter-removed` |" in said.splitlines()
    assert "### API changes since 1.0" in said
    assert "{{" not in said
    assert api == {
        "1.1": ["parameter-removed"],
        "1.1rc1": ["object-removed"],
        "1.0": [],
    }


BAD_COMMANDS = {
    "no folder": (["nowhere"], 2, "no package, module or file 'nowhere'"),
    "no source": ([".", "--sources", "wiki"], 2, "option 'sources' is 'wiki': not one of file"),
    "no version": ([".", "--sources", "file", "--to", "best"], 1, "no such version: 'best'"),
    "negative": ([".", "--limit", "-1"], 2, "option 'limit' is -1"),
    "nothing": ([".", "--api"], 1, "no changelog from git"),
}


@pytest.mark.parametrize(("arguments", "code", "message"), BAD_COMMANDS.values(), ids=BAD_COMMANDS)
def test_bad_usage_is_one_line(  # noqa: PLR0917
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: Callable[..., tuple[int, str, str]],
    arguments: list[str],
    code: int,
    message: str,
) -> None:
    """What isn't there, or can't be, is named in one line."""
    monkeypatch.chdir(tmp_path)
    found, _, errors = command(*arguments)

    assert found == code
    assert message in errors.splitlines()[0]
