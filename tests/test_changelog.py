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


def test_yanked(tmp_path: Path) -> None:
    """A release that was withdrawn is told apart."""
    text = "# Changes\n\n## [2.0] - 2026-03-01 [YANKED]\n\n- x\n\n## [1.0]\n\n- y\n"
    (tmp_path / "CHANGELOG.md").write_text(text, encoding="utf-8")
    found = changelog.releases(tmp_path)

    assert [(r.version, r.date, r.yanked) for r in found] == [
        ("2.0", "2026-03-01", True),
        ("1.0", None, False),
    ]


def test_targets_in_restructuredtext(tmp_path: Path) -> None:
    """A link to a target elsewhere in the file is made inline, and code stays."""
    text = "1.0\n===\n\n* See `#7`_, `an  Issue`_, ``#7`_``, `no`_.\n\n"
    targets = ".. _#7: https://example.org/7\n.. _`an issue`: https://example.org/i\n"
    (tmp_path / "CHANGES.rst").write_text(text + targets, encoding="utf-8")
    entry = changelog.releases(tmp_path)[0].groups[0].entries[0]

    assert entry.text == (
        "See `#7 <https://example.org/7>`_, `an  Issue <https://example.org/i>`_, ``#7`_``, `no`_."
    )


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
    "2024.4.1.2": ("2024.4.1.2", None),
    "v2025.1.31": ("2025.1.31", None),
    "2025.1.31 (2025-02-01)": ("2025.1.31", "2025-02-01"),
    "1!1.0+local.1 (2023-01-01)": ("1!1.0+local.1", "2023-01-01"),
    "Unreleased": (UNRELEASED, None),
    "[Next release]": (UNRELEASED, None),
    "2.0 (unreleased)": ("2.0", None),
    "(In progress, not yet released): Parcel 1.89": ("1.89", None),
    "6 August 2026: Parcel 1.88": ("1.88", "2026-08-06"),
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


FOLDERS = {
    "versions": ("docs/changes", {"1.10.md": "# Parcel 1.10\n\n- Two.", "v1.9.md": "- One."}),
    "notes": (
        "doc/source/release",
        {
            "1.9.0-notes.rst": "Parcel 1.9.0\n============\n\n- One.",
            "1.10.0-notes.rst": "- Two.",
            "template.rst": "- None.",
            "614.feature.rst": "- None.",
        },
    ),
}


@pytest.mark.parametrize(("folder", "files"), FOLDERS.values(), ids=FOLDERS)
def test_a_folder_of_releases(tmp_path: Path, folder: str, files: dict[str, str]) -> None:
    """A folder with a file for each release gives these, the newest first."""
    (tmp_path / folder).mkdir(parents=True)
    for name, text in files.items():
        (tmp_path / folder / name).write_text(text, encoding="utf-8")
    found = changelog.read(tmp_path, ("file",)).releases

    assert [release.version.removesuffix(".0") for release in found] == ["1.10", "1.9"]
    assert [release.groups[0].entries[0].text for release in found] == ["Two.", "One."]


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("docs/pages/changelog.rst", ["1.0"]),
        ("docs/source/about/Release-Notes.rst", ["1.0"]),
        ("docs/pages/news.rst", []),
        ("docs/_build/changelog.rst", []),
        ("docs/build/changelog.rst", []),
        ("docs/pages/more/changelog.rst", []),
    ],
)
def test_a_changelog_among_pages(tmp_path: Path, path: str, found: list[str]) -> None:
    """A folder inside that of the documentation counts for names that mean nothing else."""
    (tmp_path / path).parent.mkdir(parents=True)
    (tmp_path / path).write_text("1.0\n---\n\n- One.\n", encoding="utf-8")

    releases = changelog.read(tmp_path, ("file",)).releases
    assert [release.version for release in releases] == found


INCLUDES = {
    "CHANGES.rst": (".. include:: docs/new.rst\n   :encoding: utf-8\n\n", "new.rst", "---"),
    "CHANGELOG.md": ("```{include} docs/new.md\n:start-line: 0\n```\n\n", "new.md", "---"),
}


@pytest.mark.parametrize("name", INCLUDES)
def test_included_files(tmp_path: Path, name: str) -> None:
    """What a changelog includes from the project counts; what is elsewhere doesn't."""
    line, target, below = INCLUDES[name]
    (tmp_path / "own" / "docs").mkdir(parents=True)
    for place in (tmp_path / "own" / "docs" / target, tmp_path / target):
        place.write_text(f"2.0\n{below}\n\n- Two\n", encoding="utf-8")
    outside = line.replace("docs/", "../")
    text = f"{line}{outside}1.0\n{below}\n\n- One\n"
    (tmp_path / "own" / name).write_text(text, encoding="utf-8")
    found = changelog.read(tmp_path / "own", ("file",)).releases

    assert [release.version for release in found] == ["2.0", "1.0"]


def test_nested_releases(tmp_path: Path) -> None:
    """Releases below headings of series are releases, and series are none."""
    text = "# Log\n\n## 2.x\n\n### 2.1.0\n\n- A\n\n### 2.0.0\n\n- B\n\n## 1.x\n\n### 1.0.0\n\n- C\n"
    (tmp_path / "CHANGELOG.md").write_text(text, encoding="utf-8")

    assert [r.version for r in changelog.releases(tmp_path)] == ["2.1.0", "2.0.0", "1.0.0"]


def test_releases_below_series(tmp_path: Path) -> None:
    """Releases of a series have headings of their own, beside those that belong to none."""
    series = "## 1.x series\n\n### 1.1\n\n#### New\n\n- b\n\n### 1.0\n\n- c\n"
    text = f"# Log\n\n## 2.0\n\n### New\n\n- a\n\n## 1.9\n\n- z\n\n{series}"
    (tmp_path / "CHANGES.md").write_text(text, encoding="utf-8")

    assert _shape(changelog.releases(tmp_path)) == [
        ("2.0", None, [("New", 1)]),
        ("1.9", None, [("", 1)]),
        ("1.1", None, [("New", 1)]),
        ("1.0", None, [("", 1)]),
    ]


@pytest.mark.parametrize("word", ["Unveröffentlicht", "Non publié", "Não lançado", "未发布"])
def test_other_languages(tmp_path: Path, word: str) -> None:
    """What isn't released yet is found by the headings of translated changelogs."""
    (tmp_path / "CHANGELOG.md").write_text(f"# Log\n\n## [{word}]\n\n- A\n\n## 1.0\n\n- B\n")

    assert [r.version for r in changelog.releases(tmp_path)] == [UNRELEASED, "1.0"]


def test_not_utf8(tmp_path: Path) -> None:
    """Bytes that aren't UTF-8 cost one character each, and are reported with their line."""
    (tmp_path / "CHANGELOG.md").write_bytes(b"## 1.0\n\n- caf\xe9\n")
    found = changelog.read(tmp_path)

    assert found.releases[0].groups[0].entries[0].text == "caf\N{REPLACEMENT CHARACTER}"
    assert [(problem.kind, problem.line) for problem in found.problems] == [("encoding", 3)]


def test_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A huge file is read as far as the limit, and that is reported."""
    monkeypatch.setattr(changelog.written, "MAX_BYTES", 20)
    (tmp_path / "CHANGELOG.md").write_text("## 1.0\n\n- x\n" + "y" * 100, encoding="utf-8")
    found = changelog.read(tmp_path)

    assert [release.version for release in found.releases] == ["1.0"]
    assert [problem.kind for problem in found.problems] == ["limit"]


@pytest.mark.slow
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


LAST_WORDS = {
    "text.md": ("One.\n\nTwo.", "One.\n\nTwo. (#5)"),
    "code.md": ("See\n\n```\nx\n```", "See\n\n```\nx\n```\n\n(#5)"),
    "open.md": ("See\n\n```\nx", "See\n\n```\nx\n```\n\n(#5)"),
    "list.md": ("- x\n- y", "- x\n- y\n\n(#5)"),
    "table.md": ("|a|\n|-|\n|b|", "|a|\n|-|\n|b|\n\n(#5)"),
    "quotation.md": ("> x", "> x\n\n(#5)"),
    "html.md": ("<details>\nx\n</details>", "<details>\nx\n</details>\n\n(#5)"),
    "text.rst": ("One.\nTwo.", "One.\nTwo. (#5)"),
    "code.rst": ("See::\n\n    x", "See::\n\n    x\n\n(#5)"),
    "list.rst": ("* x\n* y", "* x\n* y\n\n(#5)"),
    "table.rst": ("= =\na b\n= =", "= =\na b\n= =\n\n(#5)"),
    "nothing.rst": ("", "#5"),
}


@pytest.mark.parametrize("name", LAST_WORDS)
def test_issue_of_a_fragment(tmp_path: Path, name: str) -> None:
    """The number of the issue stands in the last paragraph, and in no code, list or table."""
    text, expected = LAST_WORDS[name]
    (tmp_path / "pyproject.toml").write_text(TOWNCRIER, encoding="utf-8")
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / f"5.feature.{name.rpartition('.')[2]}").write_text(text, encoding="utf-8")

    assert changelog.releases(tmp_path)[0].groups[0].entries[0].text == expected


def test_issue_format(tmp_path: Path) -> None:
    """The number of the issue is written as towncrier is told to."""
    own = 'issue_format = "[#{issue}](https://example.org/{issue})"\n'
    (tmp_path / "pyproject.toml").write_text(TOWNCRIER + own, encoding="utf-8")
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "5.feature.md").write_text("Text.", encoding="utf-8")
    entry = changelog.releases(tmp_path)[0].groups[0].entries[0]

    assert entry.text == "Text. ([#5](https://example.org/5))"


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


def test_sections_and_hidden_contents(tmp_path: Path) -> None:
    """Sections stand before kinds, hidden kinds show issues only, and bullets may be unwanted."""
    own = (
        "all_bullets = false\n"
        '[[tool.towncrier.section]]\nname = ""\npath = ""\n'
        '[[tool.towncrier.section]]\nname = "Web"\npath = "web"\n'
        '[[tool.towncrier.type]]\ndirectory = "spice"\nname = "Spices"\nshowcontent = true\n'
        '[[tool.towncrier.type]]\ndirectory = "quiet"\nname = "Quiet"\nshowcontent = false\n'
    )
    (tmp_path / "pyproject.toml").write_text(TOWNCRIER + own, encoding="utf-8")
    (tmp_path / "news" / "web").mkdir(parents=True)
    for name, text in {"1.spice.md": "A.", "web/2.spice.md": "B.", "3.quiet.md": "C."}.items():
        (tmp_path / "news" / name).write_text(text, encoding="utf-8")
    (draft,) = changelog.releases(tmp_path)

    assert [(g.title, [(e.text, e.prose) for e in g.entries]) for g in draft.groups] == [
        ("Spices", [("A. (#1)", True)]),
        ("Quiet", [("#3", True)]),
        ("Web: Spices", [("B. (#2)", True)]),
    ]


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
        "Breaking changes": ["speed: the API", "drop Python 2"],
        "Added": ["api: add a thing (#1)"],
        "Fixed": ["mend it"],
        "Documentation": ["explain it"],
        "Other changes": ["Plain words: not a kind"],
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


def test_what_a_release_took_back_is_not_in_it(tmp_path: Path, run: Run) -> None:
    """A commit and the one that reverts it cancel out, unless they are of two releases."""

    def revert(subject: str) -> str:
        head = ["git", "rev-parse", "HEAD"]
        sha = subprocess.run(head, cwd=tmp_path, capture_output=True, text=True, check=True).stdout
        _commit(run, f'Revert "{subject}"', f"This reverts commit {sha.strip()}.")
        return f'Revert "{subject}"'

    _commit(run, "fix: old")
    run("tag", "1.0")
    revert("fix: old")
    _commit(run, "feat: new")
    revert(revert("feat: new"))
    run("tag", "1.1")
    _commit(run, "feat: newest")
    revert("feat: newest")
    found = {
        release.version: [entry.text for group in release.groups for entry in group.entries]
        for release in changelog.read(tmp_path, ("git",)).releases
    }

    assert found == {"1.1": ["new", "fix: old"], "1.0": ["old"]}


def test_tags_call_a_package_by_its_folder_too(tmp_path: Path, run: Run) -> None:
    """Those of a project may have its name or that of its folder; those of others don't count."""
    for name in ("core", "web"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pyproject.toml").write_text(f'[project]\nname = "acme-{name}"\n')
    run("add", ".")
    _commit(run, "feat: begin")
    for tag in ("core-v1.0", "@acme/core@1.1", "acme-core-1.2", "web@3.0", "nightly-2026"):
        run("tag", tag)
    found = [release.version for release in changelog.read(tmp_path / "core", ("git",)).releases]

    assert set(found) == {"1.2", "1.1", "1.0"}


def test_a_heading_of_nothing_unreleased_is_left_out(tmp_path: Path) -> None:
    """Templates have one, and it says nothing."""
    text = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n## 1.0\n\n## 0.9\n\n- Old.\n"
    (tmp_path / "CHANGELOG.md").write_text(text, encoding="utf-8")

    assert [r.version for r in changelog.read(tmp_path).releases] == ["1.0", "0.9"]


def test_repeated_and_reverted(tmp_path: Path, run: Run) -> None:
    """What was committed twice is said once, and git's own reverts are among the reverted."""
    for subject in ("fix: a", "fix: a", 'Revert "fix: a"', "revert: fix: b"):
        run("commit", "-q", "--allow-empty", "-m", subject)
    groups = changelog.releases(tmp_path)[0].groups
    found = {group.title: [entry.text for entry in group.entries] for group in groups}

    assert found == {"Fixed": ["a"], "Reverted": ["fix: b", "fix: a"]}


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
    assert changelog.read(tmp_path) == Changelog(folder=str(tmp_path))


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


def test_packages_in_one_repository(tmp_path: Path, run: Run) -> None:
    """A project in a folder has its own tags and commits, and none of its neighbours'."""
    for name in ("front", "back"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "pyproject.toml").write_text(f'[project]\nname = "{name}"\n')
    run("add", ".")
    run("commit", "-q", "-m", "feat: begin")
    for name, subject, tag in (
        ("front", "feat: a window", "front-v0.2.0"),
        ("back", "fix: a leak", "back/v1.0.0"),
        ("front", "fix: a crack", "nightly-2026"),
    ):
        (tmp_path / name / subject.rpartition(" ")[2]).write_text("")
        run("add", ".")
        run("commit", "-q", "-m", subject)
        run("tag", tag)
    found = {
        name: {
            release.version: [entry.text for group in release.groups for entry in group.entries]
            for release in changelog.releases(tmp_path / name)
        }
        for name in ("front", "back")
    }

    assert found["back"] == {"1.0.0": ["begin", "a leak"]}
    assert found["front"] == {"Unreleased": ["a crack"], "0.2.0": ["a window", "begin"]}


TAGS = {
    "its own": (["box-1.0", "lid-2.0", "v3.0"], ["box-1.0"]),
    "without a name": (["v1.0", "release-1.1", "1.2", "lid-2.0"], ["v1.0", "release-1.1", "1.2"]),
    "another name in common": (["old-1.0", "old-v2.0"], ["old-1.0", "old-v2.0"]),
    "its own, and none": (["box-1.0", "v2.0"], ["box-1.0", "v2.0"]),
    "those of others": (["lid-1.0", "rim-2.0"], []),
    "of other forms": (
        ["2026.3.1", "V1!2.0", "1.2.3.4", "v3.0+local.1", "v4.0.post1", "version-5.0"],
        ["V1!2.0", "2026.3.1", "version-5.0", "v4.0.post1", "v3.0+local.1", "1.2.3.4"][::-1],
    ),
    "no releases": (["nightly-2026", "build-20260101", "latest", "2026-05-01"], []),
    "with underscores": (
        ["rel_1_0", "rel_1_0_2", "REL_1_1b1", "box_2_0"],
        [
            "rel_1_0",
            "rel_1_0_2",
            "REL_1_1b1",
            "box_2_0",
        ],
    ),
    "as a requirement": (["box==1.0", "box-v2==1.0b0", "lid-box==2.0"], ["box==1.0"]),
    "in a scope": (["@org/box@1.0", "@org/lid@2.0"], ["@org/box@1.0"]),
}


@pytest.mark.parametrize(("tags", "expected"), TAGS.values(), ids=TAGS)
def test_release_tags(tmp_path: Path, run: Run, tags: list[str], expected: list[str]) -> None:
    """Tags that name another package are no releases of this one."""
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "Box"\n')
    _commit(run, "A")
    for tag in tags:
        run("tag", tag)

    assert [tag.name for tag in changelog.release_tags(tmp_path)] == expected


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


def test_headings_that_are_plain_lines(tmp_path: Path) -> None:
    """A line with version and date alone is a heading where there's no other."""
    text = "Version 1.1 2023-01-02\n\n* Mend it (#1)\n\nThanks to 1.0 users, 2023-01-02.\n\n"
    (tmp_path / "ChangeLog").write_text(f"{text}Version 1.0 2022-12-12\n\n* Start\n")

    assert _shape(changelog.releases(tmp_path)) == [
        ("1.1", "2023-01-02", [("", 2)]),
        ("1.0", "2022-12-12", [("", 1)]),
    ]


def test_tags_without_dots(tmp_path: Path, run: Run) -> None:
    """A tag is the release of the file that has its digits; what nobody wrote of is no release."""
    for number in ("180", "181", "182"):
        _commit(run, f"Change {number}")
        run("tag", f"parcel-{number}")
    (tmp_path / "NEWS.rst").write_text(
        "Parcel 1.82\n===========\n\n- x\n\nParcel 1.81\n===========\n"
    )
    releases = changelog.releases(tmp_path)

    assert [(r.version, r.tag, r.origin) for r in releases] == [
        ("1.82", "parcel-182", "file"),
        ("1.81", "parcel-181", "git"),
    ]


def test_a_tagged_release_is_no_longer_unreleased(tmp_path: Path, run: Run) -> None:
    """A file that still says so is no longer right, but only of what has a tag."""
    _commit(run, "A")
    run("tag", "1.0")
    text = "## 1.1\n\nUnreleased\n\n- new\n\n## 1.0\n\nUnreleased\n\n- old\n"
    (tmp_path / "CHANGES.md").write_text(text)
    found = {
        r.version: [e.text for g in r.groups for e in g.entries]
        for r in changelog.releases(tmp_path)
    }

    assert found == {"1.1": ["Unreleased", "new"], "1.0": ["old"]}


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


def test_roles_of_myst(tmp_path: Path, command: Callable[..., tuple[int, str, str]]) -> None:
    """What a role is about is a number, a text or code for whoever has no MyST."""
    text = "## 1.0\n\n- See {issue}`7` and {class}`~a.B`, {ref}`here <x>`.\n- `{issue}`, {x}\n"
    (tmp_path / "CHANGES.md").write_text(text)

    assert command(str(tmp_path))[1].rstrip("\n") == (
        "# Changelog\n\n## 1.0\n\n- See #7 and `B`, here.\n- `{issue}`, {x}"
    )


def test_lists_of_the_command_are_tight(
    tmp_path: Path, command: Callable[..., tuple[int, str, str]]
) -> None:
    """Items of a paragraph each have no blank lines between them, whatever they begin with."""
    text = "## 1.0\n\n* **a** b\n* `c`\n* d:\n  e\n\n## 0.9\n\n* ```\n  x\n  ```\n* y\n"
    (tmp_path / "CHANGELOG.md").write_text(text, encoding="utf-8")

    assert command(str(tmp_path))[1].rstrip("\n") == (
        "# Changelog\n\n## 1.0\n\n- **a** b\n- `c`\n- d:\n  e\n\n## 0.9\n\n- ```\n  x\n  ```\n\n- y"
    )


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
    assert "\\<i> `{{x}}`" in said  # a subject's code is code, the rest is escaped
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
