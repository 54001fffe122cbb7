"""What ``check`` finds, what it leaves out, and how it's written."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sphinxcontrib_autodocgen import cli
from sphinxcontrib_autodocgen.quality import baseline, finding_formats, freshness
from sphinxcontrib_autodocgen.quality.findings import CheckResult, Finding
from sphinxcontrib_autodocgen.report import Coverage

FLAT = '''"""Module."""


def flat(a):
    """Return it."""
    return a
'''

DEEP = '''

def deep(a, b):
    """Return something."""
    if a:
        for i in b:
            while i:
                if i > a:
                    with b:
                        if i > 7:
                            return i
                i -= 1
    return a
'''
"""Cyclomatic 6, cognitive 15, nesting 6, and 10 lines with code."""

WORSE = DEEP.replace("i > 7", "i > 7 and a")
BETTER = DEEP.replace("        if i > 7:\n                            return", "        return")

_LOOP = """

def busy(rows, limit):
    \"\"\"Count rows.\"\"\"
    total = 0
    for row in rows:
        if row > limit:
            total += 1
        elif row and limit:
            total += 2
    {last}
"""
BUSY = _LOOP.format(last="return total if total else limit or 1")
"""Cyclomatic 7, of which the loop has 4."""

LEFT = """

def left(rows, limit):
    \"\"\"Find a row.\"\"\"
    for row in rows:
        if row > limit:
            return row
        if row and limit and rows:
            return limit
    return rows if rows else limit or 1
"""

Check = Callable[..., tuple[int, str, str]]
Write = Callable[..., None]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Return a function that writes files into the current, empty folder."""
    folder = tmp_path / "project"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)

    def write(**files: str) -> None:
        for name, text in files.items():
            path = folder / "pkg" / f"{name}.py"
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")

    write(__init__='"""Package."""\n')
    return write


@pytest.fixture
def check(write: Write, capsys: pytest.CaptureFixture[str]) -> Check:
    """Return a function that runs ``check`` on ``pkg``, and gives its code, output and errors."""

    def check(*arguments: str, target: str = "pkg") -> tuple[int, str, str]:
        capsys.readouterr()
        code = cli.main(["check", *target.split(), "--cache", "off", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    return check


def _first_lines(said: str) -> list[str]:
    """Return the lines that name a place."""
    return [line for line in said.splitlines() if line.startswith("pkg/")]


def _documents(check: Check, *arguments: str) -> Any:
    return json.loads(check("--format", "json", *arguments)[1])


def _rules(check: Check, *arguments: str) -> set[tuple[str, str]]:
    """Return name and rule of each finding."""
    found = _documents(check, *arguments)["findings"]
    return {(item["object"], item["rule"]) for item in found}


# -- limits


def test_a_project_within_its_limits_passes(write: Write, check: Check) -> None:
    """The exit code is 0, and the last line counts docstrings."""
    write(mod=FLAT)
    code, said, errors = check()

    assert (code, errors) == (0, "")
    assert said.splitlines() == [
        "none of 3 objects beyond a limit",
        "docstrings: 100.0 % written (3 of 3)",
    ]


def test_one_object_is_one(write: Write, check: Check) -> None:
    """A count of one has no plural."""
    write(__init__="")
    _, said, _ = check()

    assert said.splitlines()[0] == "none of 1 object beyond a limit"


def test_each_object_beyond_a_limit_is_one_line(write: Write, check: Check) -> None:
    """File, line, name, and every number beyond its limit, the worst first."""
    write(mod=FLAT + DEEP)
    code, said, _ = check("--max-cognitive", "5", "--max-length", "9")

    assert code == 1
    assert _first_lines(said) == [
        "pkg/mod.py:9: pkg.mod.deep: "
        "cognitive 15 (limit 5), nesting 6 (limit 4), length 10 (limit 9)"
    ]
    assert "1 of 4 objects beyond a limit: cognitive 1, nesting 1, length 1" in said


def test_the_worst_object_comes_first(write: Write, check: Check) -> None:
    """Objects are ordered by how far they are beyond their limits, not by place."""
    write(a=DEEP, b=WORSE, c=DEEP)
    said = check("--max-cyclomatic", "2")[1]

    assert [line.split(":")[0] for line in _first_lines(said)] == [
        "pkg/b.py",
        "pkg/a.py",
        "pkg/c.py",
    ]


@pytest.mark.parametrize(
    ("flags", "rules"),
    [
        pytest.param([], {"nesting"}, id="defaults"),
        pytest.param(["--max-nesting", "6"], set(), id="at the limit"),
        pytest.param(["--max-nesting", "off"], set(), id="off"),
        pytest.param(["--max-nesting", "off", "--max-cyclomatic", "5"], {"cyclomatic"}, id="other"),
        pytest.param(["--thresholds", "length=9"], {"nesting", "length"}, id="thresholds"),
        pytest.param(["--thresholds", "length=9,nesting=off"], {"length"}, id="thresholds off"),
        pytest.param(
            ["--thresholds", "length=9", "--max-length", "10"],
            {"nesting"},
            id="flag before thresholds",
        ),
        pytest.param(
            ["--max-nesting", "off", "--min-maintainability", "99"],
            {"maintainability"},
            id="a least value",
        ),
    ],
)
def test_flags_set_limits(write: Write, check: Check, flags: list[str], rules: set[str]) -> None:
    """A flag goes before the thresholds, ``off`` means no limit, and a limit itself passes."""
    write(mod=DEEP)

    found = {rule for name, rule in _rules(check, *flags) if name == "pkg.mod.deep"}

    assert found == rules


@pytest.mark.parametrize(
    ("table", "names"),
    [
        pytest.param({"pkg.mod": {"nesting": 6}}, set(), id="module"),
        pytest.param({"pkg.mod.*": {"nesting": "off"}}, set(), id="inside"),
        pytest.param({"*.deep": {"nesting": 6}}, set(), id="name"),
        pytest.param({"pkg.other": {"nesting": 6}}, {"pkg.mod.deep"}, id="another"),
        pytest.param({"pkg.mod": {"length": 99}}, {"pkg.mod.deep"}, id="other metric"),
        pytest.param(
            {"pkg": {"nesting": 6}, "pkg.mod": {"nesting": 5}}, {"pkg.mod.deep"}, id="last decides"
        ),
    ],
)
def test_some_objects_have_other_limits(
    write: Write, check: Check, table: dict[str, Any], names: set[str]
) -> None:
    """``threshold-overrides`` has limits by globs of names."""
    write(mod=DEEP)
    rows = [
        f"{json.dumps(glob)} = {{ {', '.join(f'{k} = {json.dumps(v)}' for k, v in own.items())} }}"
        for glob, own in table.items()
    ]
    text = "\n".join(["[tool.autodocgen.threshold-overrides]", *rows])
    Path("pyproject.toml").write_text(text, encoding="utf-8")

    assert {name for name, _ in _rules(check)} == names


def test_sums_over_modules_and_classes_are_not_judged(write: Write, check: Check) -> None:
    """A class of many small methods is within every limit but that of maintainability."""
    methods = "".join(f"    def m{i}(self, a):\n        return a or {i}\n" for i in range(40))
    write(mod=f"class Many:\n{methods}")

    assert check("--min-maintainability", "off")[0] == 0


def test_a_function_in_a_function_is_judged(write: Write, check: Check) -> None:
    """Its name says where it is."""
    inner = "".join(f"    {line}\n" if line else "\n" for line in DEEP.strip().splitlines())
    write(mod=f"def outer():\n{inner}    return deep\n")

    assert ("pkg.mod.outer.<locals>.deep", "nesting") in _rules(check)


def test_without_target_the_projects_own_packages_are_checked(write: Write, check: Check) -> None:
    """They are found as a build finds them."""
    write(mod=DEEP)
    Path("pyproject.toml").write_text('[project]\nname = "pkg"\n', encoding="utf-8")

    code, said, _ = check(target="")

    assert code == 1
    assert _first_lines(said)[0].startswith("pkg/mod.py:3: pkg.mod.deep: nesting 6")


def test_paths_outside_the_current_folder_are_absolute(
    write: Write, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A path that isn't below the current folder is written whole."""
    write(mod=DEEP)
    path = Path.cwd() / "pkg" / "mod.py"
    Path("elsewhere").mkdir()
    monkeypatch.chdir("elsewhere")

    assert check(target="../pkg")[1].startswith(f"{path}:3: pkg.mod.deep: ")


def test_what_cannot_be_read_fails_and_the_rest_is_judged(write: Write, check: Check) -> None:
    """A syntax error is one line on standard error, and a finding elsewhere is still shown."""
    write(mod=DEEP, broken="def")
    code, said, errors = check()

    assert code == 1
    assert len(errors.splitlines()) == 1
    assert "broken.py:1: " in errors
    assert "pkg.mod.deep" in said


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--max-length", "ten"], "'max-length' is 'ten': expected a number, 0 or more, or 'off'"),
        (["--max-length", "nan"], "'max-length' is 'nan': expected a number"),
        (["--max-nesting=-1"], "'max-nesting' is '-1': expected a number"),
        (["--fail-under", "101"], "'fail_under' is 101: expected float <= 100"),
        (["--thresholds", "size=1"], "'thresholds' is {'size': 1}: invalid enum value 'size'"),
        (["--baseline", "none.json"], "baseline none.json: no such file; make it with --write-"),
        (["--baseline", "pkg"], "baseline pkg: "),
        (["--baseline", "pkg/mod.py"], "baseline pkg/mod.py: JSON is malformed"),
        (["--output", "none/x.json"], "none/x.json: No such file or directory"),
        (["--badge", "none/x.svg"], "none/x.svg: No such file or directory"),
        (["--write-baseline", "none/x.json"], "baseline none/x.json: No such file or directory"),
        (["--write-baseline", "x.json", "--diff", "HEAD"], "a baseline is made of all findings"),
        (["--diff", "HEAD"], "git rev-parse: not a git repository"),
    ],
)
def test_wrong_usage_is_one_clear_line(
    write: Write, check: Check, arguments: list[str], message: str
) -> None:
    """The exit code is 2, and one line says what was wrong."""
    write(mod=DEEP)
    code, _, errors = check(*arguments)

    assert (code, len(errors.splitlines())) == (2, 1)
    assert message in errors


def test_a_target_that_is_not_there_is_wrong_usage(check: Check) -> None:
    """One line names it; beside one that is there, it's a record."""
    code, _, errors = check(target="nothing_of_that_name")
    both, _, said = check(target="pkg nothing_of_that_name")

    assert (code, both) == (2, 1)
    assert "'nothing_of_that_name'" in errors
    assert "'nothing_of_that_name'" in said


# -- docstrings


UNDOCUMENTED = "def one(a):\n    return a\n\n\ndef two(a):\n    return a\n"


@pytest.mark.parametrize(
    ("least", "code"), [("50", 0), ("60", 0), ("60.1", 1), ("100", 1), ("0", 0)]
)
def test_too_few_docstrings_fail(write: Write, check: Check, least: str, code: int) -> None:
    """Of five public objects three have a docstring; generated ones don't count."""
    write(mod=FLAT + UNDOCUMENTED)

    assert check("--fail-under", least)[0] == code


def test_too_few_docstrings_are_one_line(write: Write, check: Check) -> None:
    """It has the share, the limit, and the first names."""
    write(mod=FLAT + UNDOCUMENTED)

    assert _first_lines(check("--fail-under", "90")[1]) == [
        "pkg/__init__.py:1: pkg: coverage 60 % (limit 90); "
        "2 of 5 without docstring: pkg.mod.one, pkg.mod.two"
    ]


def test_private_and_local_objects_need_no_docstring(write: Write, check: Check) -> None:
    """Only what a package offers counts."""
    write(mod=FLAT + "\n\ndef _hidden(a):\n    def inner():\n        return a\n    return inner\n")

    assert check("--fail-under", "100")[0] == 0


def test_docstrings_are_counted_by_module_and_kind(write: Write, check: Check) -> None:
    """Written and missing ones apart."""
    write(mod=FLAT + UNDOCUMENTED + "\n\nclass Thing:\n    pass\n")
    counts = _documents(check)["coverage"]

    assert (counts["written"], counts["missing"]) == (3, 3)
    assert counts["percent"] == 50
    assert counts["modules"]["pkg.mod"]["written"] == 2
    assert counts["kinds"]["function"]["written"] == 1
    assert list(counts["kinds"]) == ["class", "function", "module"]


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        (Coverage(0, 0, 0), "100%"),
        (Coverage(999, 1, 0), "99%"),
        (Coverage(1, 0, 1), "50%"),
        (Coverage(0, 5, 0), "0%"),
    ],
)
def test_the_badge_is_a_picture_with_words(counts: Coverage, shown: str) -> None:
    """It's valid XML with a title, has the role of an image, and never rounds up."""
    image = ElementTree.fromstring(finding_formats.badge(counts))
    space = "{http://www.w3.org/2000/svg}"
    title = image.find(f"{space}title")

    assert image.get("role") == "img"
    assert title is not None
    assert title.get("id") == image.get("aria-labelledby")
    assert title.text == f"docstrings: {shown}"
    assert [text.text for text in image.iter(f"{space}text")] == ["docstrings", shown]


@pytest.mark.parametrize("color", [color for _, color in finding_formats._COLORS])
def test_the_badge_has_enough_contrast(color: str) -> None:
    """White text on each colour has a contrast of 4.5 or more."""
    parts = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    assert 1.05 / (luminance + 0.05) >= 4.5


def test_check_writes_the_badge(write: Write, check: Check) -> None:
    """``--badge`` writes the share of written docstrings of all public objects."""
    write(mod=FLAT + UNDOCUMENTED)
    check("--badge", "badge.svg")

    assert "<title id" in Path("badge.svg").read_text(encoding="utf-8")
    assert "60%" in Path("badge.svg").read_text(encoding="utf-8")


# -- baseline


@pytest.mark.slow
@pytest.mark.parametrize(
    ("before", "after", "failing"),
    [
        pytest.param({"mod": DEEP}, {"mod": DEEP}, set(), id="the same"),
        pytest.param({"mod": DEEP}, {"mod": f"{FLAT}\n\n{DEEP}"}, set(), id="moved lines"),
        pytest.param({"mod": DEEP}, {"mod": BETTER}, set(), id="better"),
        pytest.param({"mod": DEEP}, {"mod": FLAT}, set(), id="gone"),
        pytest.param({"mod": DEEP}, {"mod": WORSE}, {"pkg.mod.deep"}, id="worse"),
        pytest.param({"mod": FLAT}, {"mod": FLAT + DEEP}, {"pkg.mod.deep"}, id="new"),
        pytest.param({"mod": DEEP}, {"mod": DEEP, "b": DEEP}, {"pkg.b.deep"}, id="copied"),
        pytest.param({"mod": DEEP}, {"mod": DEEP.replace("deep", "renamed")}, set(), id="renamed"),
        pytest.param({"mod": DEEP}, {"mod": "", "b": DEEP}, set(), id="moved to another module"),
        pytest.param(
            {"mod": DEEP},
            {"mod": WORSE.replace("deep", "renamed")},
            {"pkg.mod.renamed"},
            id="renamed and worse",
        ),
        pytest.param(
            {"mod": DEEP},
            {"mod": "", "b": DEEP.replace("deep", "renamed")},
            {"pkg.b.renamed"},
            id="renamed and moved is new",
        ),
        pytest.param(
            {"mod": DEEP},
            {"mod": DEEP.replace("deep", "one") + DEEP.replace("deep", "two")},
            {"pkg.mod.two"},
            id="one entry forgives once",
        ),
    ],
)
def test_only_what_is_new_or_worse_than_the_baseline_fails(
    write: Write,
    check: Check,
    before: dict[str, str],
    after: dict[str, str],
    failing: set[str],
) -> None:
    """The baseline goes by names and values, never by lines."""
    gate = ("--max-cognitive", "8")
    write(**before)
    assert check("--write-baseline", "known.json", *gate)[0] == 0

    write(**after)
    code, _, _ = check("--baseline", "known.json", *gate)

    assert {name for name, _ in _rules(check, "--baseline", "known.json", *gate)} == failing
    assert code == bool(failing)


def test_the_baseline_has_a_sorted_line_for_each_object(write: Write, check: Check) -> None:
    """A reviewer reads names and numbers, and no line numbers."""
    write(b=DEEP, a=WORSE)
    check("--write-baseline", "known.json", "--max-cyclomatic", "6")

    assert Path("known.json").read_text(encoding="utf-8").splitlines() == [
        "{",
        ' "schema": 1,',
        ' "coverage": {"written": 3, "total": 5},',
        ' "objects": {',
        '  "pkg.a.deep": {"cognitive": 16, "cyclomatic": 7, "nesting": 6},',
        '  "pkg.b.deep": {"nesting": 6}',
        " }",
        "}",
    ]
    assert not list(Path().glob("*.part"))


def test_a_worse_value_is_shown_beside_the_known_one(write: Write, check: Check) -> None:
    """The line has both, and only the numbers that got worse."""
    write(mod=DEEP)
    check("--write-baseline", "known.json", "--max-cognitive", "8")
    write(mod=WORSE)
    said = check("--baseline", "known.json", "--max-cognitive", "8")[1]

    assert _first_lines(said) == ["pkg/mod.py:3: pkg.mod.deep: cognitive 16 (limit 8, baseline 15)"]
    assert "known from the baseline: 1" in said


def test_a_baseline_that_could_be_better_says_so(write: Write, check: Check) -> None:
    """What got better is counted, and refreshing the file keeps it so."""
    write(mod=DEEP)
    check("--write-baseline", "known.json")
    write(mod=FLAT)

    assert "better than the baseline: 1; refresh it with" in check("--baseline", "known.json")[1]

    check("--write-baseline", "known.json")
    assert baseline.read(Path("known.json")).objects == {}
    assert "baseline" not in check("--baseline", "known.json")[1]


@pytest.mark.parametrize(("after", "code"), [(UNDOCUMENTED, 0), (UNDOCUMENTED * 2, 1)])
def test_the_share_of_docstrings_may_not_fall_below_the_baseline(
    write: Write, check: Check, after: str, code: int
) -> None:
    """A project below its limit passes as long as it doesn't get worse."""
    write(mod=FLAT + UNDOCUMENTED)
    check("--write-baseline", "known.json")
    write(mod=FLAT + after.replace("one", "three", code).replace("two", "four", code))

    assert check("--baseline", "known.json", "--fail-under", "90")[0] == code


@pytest.mark.parametrize(
    "text", ["", "[]", '{"objects": {"a": 1}}', '{"objects": {"a": {"size": 1}}}', '{"schema": 2}']
)
def test_a_file_that_is_no_baseline_is_one_clear_line(check: Check, text: str) -> None:
    """Whatever is wrong with it, the message names the file."""
    Path("known.json").write_text(text, encoding="utf-8")
    code, _, errors = check("--baseline", "known.json")

    assert (code, len(errors.splitlines())) == (2, 1)
    assert errors.startswith("autodocgen: baseline known.json: ")


# -- changed lines


Git = Callable[..., str]


@pytest.fixture
def git(write: Write, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Return a function that runs git in the current folder, which is a repository."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"):
        monkeypatch.delenv(name, raising=False)

    def git(*arguments: str) -> str:
        who = ("-c", "user.name=Ann", "-c", "user.email=ann@example.org")
        command = ["git", "-c", "init.defaultBranch=main", *who, *arguments]
        return subprocess.run(command, check=True, capture_output=True).stdout.decode().strip()

    git("init", "-q")
    return git


def _commit(git: Git) -> None:
    git("add", "--all")
    git("commit", "-q", "--allow-empty", "-m", "Change")


OTHER = DEEP.replace("deep", "other")


@pytest.mark.parametrize(
    ("after", "failing"),
    [
        pytest.param(DEEP + OTHER, set(), id="nothing"),
        pytest.param(DEEP + OTHER.replace("i > 7", "i > 8"), {"pkg.mod.other"}, id="one line"),
        pytest.param(DEEP.replace("i -= 1", "i -= 2") + OTHER, {"pkg.mod.deep"}, id="the first"),
        pytest.param(FLAT + DEEP + OTHER, set(), id="lines put before"),
        pytest.param(DEEP + "\n\nX = 1\n" + OTHER, set(), id="lines put between"),
        pytest.param(
            DEEP + OTHER.replace("                i -= 1\n", ""), {"pkg.mod.other"}, id="deleted"
        ),
        pytest.param((DEEP + OTHER).replace("\n", "\r\n"), set(), id="other line ends"),
        pytest.param(DEEP + OTHER + DEEP.replace("deep", "new"), {"pkg.mod.new"}, id="a new one"),
        pytest.param(OTHER, set(), id="the first one deleted"),
    ],
)
def test_only_objects_with_changed_lines_count(
    write: Write, check: Check, git: Git, after: str, failing: set[str]
) -> None:
    """``--diff`` compares the files as they are now with a commit."""
    write(mod=DEEP + OTHER)
    _commit(git)
    Path("pkg/mod.py").write_bytes(after.encode())

    assert {name for name, _ in _rules(check, "--diff", "HEAD")} == failing


def test_a_new_file_is_all_changed_and_a_moved_one_is_not(
    write: Write, check: Check, git: Git
) -> None:
    """A file that git doesn't know counts; one with the bytes of a known file doesn't."""
    write(mod=DEEP)
    _commit(git)
    Path("pkg/mod.py").rename("pkg/moved.py")
    write(new=OTHER)

    assert {name for name, _ in _rules(check, "--diff", "HEAD")} == {"pkg.new.other"}


def test_what_the_other_branch_got_since_does_not_count(
    write: Write, check: Check, git: Git
) -> None:
    """A branch is compared with where it left the other one."""
    write(mod=DEEP, ours=FLAT)
    _commit(git)
    git("checkout", "-q", "-b", "branch")
    write(ours=DEEP)
    _commit(git)
    git("checkout", "-q", "main")
    write(mod=FLAT)
    _commit(git)
    git("checkout", "-q", "branch")

    assert {name for name, _ in _rules(check, "--diff", "main")} == {"pkg.ours.deep"}


def test_only_changed_objects_need_docstrings(write: Write, check: Check, git: Git) -> None:
    """What was undocumented before doesn't count, and neither does the module around it."""
    write(mod=UNDOCUMENTED)
    _commit(git)
    flags = ("--diff", "HEAD", "--fail-under", "100")

    assert check(*flags)[0] == 0

    write(mod=UNDOCUMENTED.replace("def two(a):\n    return a", "def two(a):\n    return -a"))
    assert _first_lines(check(*flags)[1]) == [
        "pkg/mod.py:5: pkg: coverage 0 % (limit 100); 1 of 1 without docstring: pkg.mod.two"
    ]


def test_a_revision_that_is_not_there_is_one_clear_line(
    write: Write, check: Check, git: Git
) -> None:
    """The message names it; something like an option is only a name."""
    _commit(git)

    for name in ("nothing", "--output=x"):
        code, _, errors = check(f"--diff={name}")
        assert (code, errors) == (
            2,
            f"autodocgen: git rev-parse {name}: no such commit, branch or tag\n",
        )
    assert not Path("x").exists()


def test_comparing_runs_no_program_and_writes_nothing(write: Write, check: Check, git: Git) -> None:
    """Filters, textconv and monitors that a repository configures stay asleep."""
    write(mod=FLAT)
    Path(".gitattributes").write_text("*.py filter=bad diff=bad\n", encoding="utf-8")
    _commit(git)
    program = "touch ran; cat"
    for key in ("filter.bad.clean", "filter.bad.smudge", "diff.bad.textconv", "core.fsmonitor"):
        git("config", key, program)
    write(mod=FLAT + DEEP)
    before = {path: path.stat().st_mtime_ns for path in Path().rglob("*")}

    assert check("--diff", "HEAD")[0] == 1
    assert {path: path.stat().st_mtime_ns for path in Path().rglob("*")} == before


def test_baseline_and_changed_lines_work_together(write: Write, check: Check, git: Git) -> None:
    """What was touched but didn't get worse passes."""
    write(mod=DEEP + OTHER)
    _commit(git)
    check("--write-baseline", "known.json")
    write(mod=DEEP + OTHER.replace("i -= 1", "i -= 2"))
    code, said, _ = check("--baseline", "known.json", "--diff", "HEAD")

    assert code == 0
    assert "better" not in said


# -- docstrings and their history


WRITTEN = '''

def send(parcel, weight=1, *, fast=False):
    """Send a parcel.

    Args:
        parcel (Parcel): What is sent.
        weight: How heavy it is. Defaults to 1.
        fast: Whether it is sent by plane.

    Raises:
        ValueError: If it is too heavy.
    """
    if weight > 10:
        raise ValueError("too heavy")
    carrier.pick(parcel)
    carrier.load(parcel)
    carrier.drive(parcel)
    carrier.leave(parcel)
'''


def _later(before: str, after: str) -> str:
    assert before in WRITTEN
    return WRITTEN.replace(before, after)


_REWRITTEN = _later(
    "    carrier.pick(parcel)\n    carrier.load(parcel)\n    carrier.drive(parcel)\n",
    "    for van in vans:\n        van.send(parcel)\n    log(parcel)\n",
)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("after", "said"),
    [
        pytest.param(WRITTEN, [], id="nothing"),
        pytest.param(
            _later("fast=False", "fast=False, tag=None"),
            ["stale-signature: parameter 'tag' was added"],
            id="a parameter more",
        ),
        pytest.param(_later("fast=False", "fast=False, _tag=None"), [], id="a private one"),
        pytest.param(
            _later(", *, fast=False", ""),
            ["stale-signature: parameter 'fast' was removed"],
            id="a parameter less",
        ),
        pytest.param(
            _later("fast=False):", "**more):").replace("carrier.pick", "more.get('fast'); c"),
            [],
            id="one that is still taken",
        ),
        pytest.param(
            _later("weight=1", "weight=5"),
            ["stale-signature: the default of 'weight' was changed from 1 to 5"],
            id="another default",
        ),
        pytest.param(_later("fast=False", "fast=None"), [], id="a default that it doesn't name"),
        pytest.param(
            _later('        raise ValueError("too heavy")', "        return"),
            [],
            id="an exception that may come from elsewhere",
        ),
        pytest.param(
            _later(
                "    carrier.pick", "    if not parcel:\n        raise KeyError\n    carrier.pick"
            ),
            ["stale-body: it raises KeyError now"],
            id="an exception more",
        ),
        pytest.param(
            _later("fast=False", "fast=False, tag=None").replace(
                "        fast: Whether it is sent by plane.\n", ""
            ),
            [],
            id="one of several that it doesn't tell",
        ),
        pytest.param(
            _later("carrier.leave(parcel)", "return carrier"),
            ["stale-body: it returns a value now"],
            id="a result",
        ),
        pytest.param(_later("carrier", "truck"), [], id="other names"),
        pytest.param(_REWRITTEN, [], id="other code"),
        pytest.param("X = 1\n" + WRITTEN, [], id="other lines"),
        pytest.param(
            _later("fast=False", "fast=False, tag=None").replace("Send a", "Post a"),
            [],
            id="the docstring too",
        ),
    ],
)
def test_a_docstring_is_stale_if_what_it_tells_of_changed_later(
    write: Write, check: Check, git: Git, after: str, said: list[str]
) -> None:
    """A change counts if the docstring speaks of what changed, and wasn't touched with it."""
    write(mod=WRITTEN)
    _commit(git)
    write(mod=after)
    _commit(git)
    found = _documents(check, "--fresh")["findings"]

    notes = [
        re.sub(r" \([0-9a-f]{9}, [\d-]{10}\)$", "", f"{f['rule']}: {f['note']}") for f in found
    ]
    assert notes == said
    assert all((f["object"], f["path"]) == ("pkg.mod.send", "pkg/mod.py") for f in found)


def test_the_commit_is_the_first_since_which_it_is_so(write: Write, check: Check, git: Git) -> None:
    """What came later, was taken back or isn't committed doesn't change which commit it was."""
    texts = (
        WRITTEN,
        _later("fast=False", "fast=False, tag=None"),
        WRITTEN,
        _later("fast=False", "fast=False, tag=None"),
        _later("fast=False", "fast=False, tag=None").replace("carrier.load", "carrier.fill"),
    )
    names = []
    for text in texts:
        write(mod=text)
        _commit(git)
        names.append(git("rev-parse", "--short=9", "HEAD"))
    git("mv", "pkg/mod.py", "pkg/new.py")
    _commit(git)
    path = Path("pkg", "new.py")
    path.write_text(texts[-1].replace("carrier.pick", "carrier.take"), encoding="utf-8")

    _, said, _ = check("--fresh")
    assert said.startswith("pkg/new.py:3: pkg.new.send: stale-signature: parameter 'tag' was added")
    assert f"({names[3]}, " in said
    write(
        new=texts[-1].replace(
            "    if weight > 10", "    if not tag:\n        raise KeyError\n    if weight > 10"
        )
    )
    assert "it raises KeyError now (not committed)" in check("--fresh")[1]


@pytest.mark.parametrize("most", [1, 2])
def test_the_history_is_followed_over_so_many_commits(
    write: Write, check: Check, git: Git, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    """A docstring that is older is compared with the code of that time; no file is too old."""
    monkeypatch.setattr(freshness, "_COMMITS", most)
    tagged = _later("fast=False", "fast=False, tag=None")
    for text in (WRITTEN, tagged, tagged.replace("carrier.load", "carrier.fill")):
        write(mod=text)
        _commit(git)

    assert check("--fresh")[::2] == (int(most == 2), "")


def test_a_rewritten_function_is_reported_if_asked_for(
    write: Write, check: Check, git: Git
) -> None:
    """Code that was mostly changed may still do what its docstring says."""
    write(mod=WRITTEN)
    _commit(git)
    write(mod=_REWRITTEN)
    _commit(git)

    assert check()[0] == 0
    assert check("--fresh")[0] == 0
    assert "stale-drift: 3 of 5 statements were changed (" in check("--drift")[1]


def test_freshness_is_in_every_format(write: Write, check: Check, git: Git) -> None:
    """Its findings have a rule of their own, and a line where they are shown."""
    write(mod=WRITTEN)
    _commit(git)
    write(mod=_later("fast=False", "fast=False, tag=None"))
    _commit(git)
    log = json.loads(check("--fresh", "--format", "sarif")[1])["runs"][0]
    result = log["results"][0]

    assert result["ruleId"] == "stale-signature"
    assert log["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "stale-signature"
    assert result["locations"][0]["physicalLocation"]["region"]["startLine"] == 3
    assert check("--fresh", "--format", "github")[1].startswith(
        "::error file=pkg/mod.py,line=3,title=pkg.mod.send::stale-signature: parameter 'tag'"
    )
    assert check("--format", "github")[1].count("stale") == 0


def test_freshness_without_history_is_one_line(
    write: Write, check: Check, git: Git, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No commit, a shallow clone and no git are said, and the rest is checked."""
    write(mod=WRITTEN)
    code, _, errors = check("--fresh")
    assert (code, errors.count("\n")) == (1, 1)
    assert "the repository has no commits; docstrings aren't compared with their history" in errors
    _commit(git)
    write(mod=_later("fast=False", "fast=False, tag=None"))
    _commit(git)
    git("clone", "-q", "--depth", "1", Path.cwd().as_uri(), str(tmp_path / "clone"))
    monkeypatch.chdir(tmp_path / "clone")
    code, _, errors = check("--fresh")
    assert (code, errors.count("\n")) == (1, 1)
    assert "the clone is shallow" in errors
    monkeypatch.setenv("PATH", "")
    code, _, errors = check("--fresh")
    assert (code, errors.count("\n")) == (1, 1)
    assert "git isn't installed" in errors


def test_freshness_runs_no_program_and_reads_any_content(
    write: Write, check: Check, git: Git
) -> None:
    """Old versions that no Python reads, with NULs or links say nothing and break nothing."""
    Path(".gitattributes").write_text("*.py filter=bad diff=bad\n", encoding="utf-8")
    write(mod=WRITTEN, other="def f(:\n" + "#" * 9000 + "\0\n")
    _commit(git)
    for key in ("filter.bad.clean", "filter.bad.smudge", "diff.bad.textconv", "core.fsmonitor"):
        git("config", key, "touch ran; cat")
    write(other="def f():\n    'Do.'\n")
    _commit(git)

    Path("ran").unlink(missing_ok=True)  # git's own "add" and "commit" run filters
    assert check("--drift")[0] == 0
    assert not Path("ran").exists()


# -- formats


FORMATTED = ("--max-cyclomatic", "2", "--fail-under", "90")


def test_sarif_is_valid(write: Write, check: Check) -> None:
    """The log is valid by its schema, and what it refers to is there."""
    write(mod=FLAT + DEEP + UNDOCUMENTED, broken="def")
    log = json.loads(check("--format", "sarif", *FORMATTED)[1])
    schema = json.loads((Path(__file__).parent / "schemas" / "sarif-2.1.0.json").read_bytes())
    jsonschema.validate(log, schema)
    run = log["runs"][0]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]

    assert [rules[result["ruleIndex"]] for result in run["results"]] == [
        result["ruleId"] for result in run["results"]
    ]
    assert {result["ruleId"] for result in run["results"]} == {"cyclomatic", "nesting", "coverage"}
    assert [Path(unquote(_uri(result))).is_file() for result in run["results"]] == [True] * 3
    assert "broken.py" in json.dumps(run["invocations"])


def _uri(result: dict[str, Any]) -> str:
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uriBaseId"] == "%SRCROOT%"
    return str(place["uri"])


def test_gitlab_gets_what_its_widget_asks_for(write: Write, check: Check) -> None:
    """Each finding has a description, a check, a severity, a place and a fingerprint."""
    write(mod=FLAT + DEEP + UNDOCUMENTED)
    report = json.loads(check("--format", "gitlab", *FORMATTED)[1])

    assert [sorted(item) for item in report] == [
        ["check_name", "description", "fingerprint", "location", "severity"]
    ] * 3
    assert report[0]["location"] == {"path": "pkg/mod.py", "lines": {"begin": 9}}
    assert report[0]["description"] == "pkg.mod.deep: cyclomatic 6 (limit 2)"
    assert {item["severity"] for item in report} <= {"minor", "major", "critical"}


def test_fingerprints_stay_when_lines_move_and_differ_within_a_report(
    write: Write, check: Check
) -> None:
    """Two definitions of one name have two fingerprints, and moving both changes neither."""
    twice = f"if A:\n{_indented(DEEP)}else:\n{_indented(WORSE)}"

    def fingerprints() -> list[str]:
        report = json.loads(check("--format", "gitlab", "--max-cyclomatic", "2")[1])
        return [item["fingerprint"] for item in report]

    write(mod=twice)
    before = fingerprints()
    write(mod=FLAT + twice)

    assert fingerprints() == before
    assert len(set(before)) == len(before) == 5


def _indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in text.strip().splitlines())


def test_github_gets_an_annotation_for_each_object(
    write: Write, check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workflow commands are in the log, and a table is in the step's summary."""
    write(mod=FLAT + DEEP)
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    said = check("--format", "github", "--max-cyclomatic", "2")[1]

    assert said.splitlines()[0] == (
        "::error file=pkg/mod.py,line=9,title=pkg.mod.deep::"
        "cyclomatic 6 (limit 2), nesting 6 (limit 4)"
    )
    lines = (tmp_path / "summary.md").read_text(encoding="utf-8").splitlines()
    assert "| pkg.mod.deep | cyclomatic 6 (limit 2), nesting 6 (limit 4) | pkg/mod.py:9 |" in lines


@pytest.mark.slow
def test_json_says_everything(write: Write, check: Check) -> None:
    """The document has findings, counts, and what couldn't be read."""
    write(mod=FLAT + DEEP, broken="def")
    document = _documents(check)

    assert (document["schema"], document["failed"], document["judged"]) == (1, True, 4)
    assert [error["kind"] for error in document["errors"]] == ["syntax"]
    assert document["findings"] == [
        {
            "rule": "nesting",
            "object": "pkg.mod.deep",
            "kind": "function",
            "path": "pkg/mod.py",
            "line": 9,
            "value": 6,
            "limit": 4,
            "severity": "major",
            "fingerprint": document["findings"][0]["fingerprint"],
            "before": None,
            "note": "",
            "message": "pkg.mod.deep: nesting 6 (limit 4)",
        }
    ]


@pytest.mark.parametrize("form", [name for name in finding_formats.FORMATS if name != "text"])
def test_a_file_gets_the_format_and_the_log_gets_text(
    write: Write, check: Check, form: str
) -> None:
    """With ``--output``, standard output says the same in words."""
    write(mod=DEEP)
    plain = check()[1]
    printed = check("--format", form)[1]
    said = check("--format", form, "--output", "report")[1]

    assert said == plain
    assert Path("report").read_text(encoding="utf-8") == printed


def _verdict(path: str, name: str) -> CheckResult:
    finding = Finding(
        rule="nesting",
        object=name,
        kind="function",
        path=path,
        line=3,
        value=5,
        limit=4,
        severity="minor",
        fingerprint="0",
        note=name,
    )
    return CheckResult(findings=(finding,), judged=1, coverage=Coverage(), modules={}, kinds={})


def _unescaped(text: str) -> str:
    for escaped, sign in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(escaped, sign)
    return text


@given(path=st.text(min_size=1), name=st.text(min_size=1))
def test_github_reads_back_what_was_meant(path: str, name: str) -> None:
    """Whatever is in a name, an annotation is one command, and unescapes to the name."""
    command = next(finding_formats.github(_verdict(path, name)))
    match = re.fullmatch(r"::error file=([^,:]*),line=3,title=([^,:]*)::(.*)", command, re.DOTALL)

    assert match is not None
    assert not {"\n", "\r"} & set(command)
    assert (_unescaped(match[1]), _unescaped(match[2])) == (path, name)
    assert _unescaped(match[3]) == f"nesting 5 (limit 4); {name}"


@given(path=st.text(min_size=1), name=st.text(min_size=1))
def test_documents_read_back_what_was_meant(path: str, name: str) -> None:
    """Whatever is in a name, GitLab's report and SARIF are JSON that holds it."""
    verdict = _verdict(path, name)
    report = json.loads("\n".join(finding_formats.gitlab(verdict)))
    json.loads("\n".join(finding_formats.sarif(verdict)))

    assert report[0]["location"]["path"] == path
    assert report[0]["description"] == f"{name}: nesting 5 (limit 4); {name}"


@given(name=st.text(min_size=1))
@example(name="<b>")
@example(name="<0@b.cd>")
def test_a_row_of_the_summary_stays_a_row(name: str) -> None:
    """Whatever is in a name, it opens no cell, tag or link."""
    row = next(
        line
        for line in finding_formats.summary(_verdict("p", name))
        if line.startswith("| ") and "nesting" in line
    )

    assert len(row.splitlines()) == 1
    assert len(re.findall(r"(?<!\\)(?:\\\\)*\|", row)) == 4
    assert re.search(r"(?<!\\)(?:\\\\)*(?:<(?=[A-Za-z/!?]|[^\s<>]*@)|\[)", row) is None


@pytest.mark.slow
def test_output_ends_quietly_when_nobody_reads_it(write: Write) -> None:
    """A closed pipe is no error."""
    write(mod=DEEP)
    read, out = os.pipe()
    os.close(read)
    command = [sys.executable, "-m", "sphinxcontrib_autodocgen", "check", "pkg", "--cache", "off"]
    done = subprocess.run(command, stdout=out, stderr=subprocess.PIPE, check=False)
    os.close(out)

    assert b"Traceback" not in done.stderr


@pytest.mark.slow
def test_output_in_ascii_writes_other_letters_as_escapes(write: Write) -> None:
    """A terminal or log that can't show a name gets its escape, and JSON stays JSON."""
    write(mod=DEEP.replace("deep", "größe"))
    command = [sys.executable, "-m", "sphinxcontrib_autodocgen", "check", "pkg", "--cache", "off"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}

    def said(form: str) -> str:
        done = subprocess.run(
            [*command, "--format", form], env=environment, capture_output=True, check=False
        )
        assert (done.returncode, done.stderr) == (1, b"")
        return done.stdout.decode("ascii")

    assert "pkg.mod.gr\\xf6\\xdfe: nesting 6" in said("text")
    assert json.loads(said("json"))["findings"][0]["object"] == "pkg.mod.größe"


# suggestions


def test_a_block_is_suggested_with_what_it_saves(write: Write, check: Check) -> None:
    """What would be left, and what would be made, is measured."""
    write(m=FLAT + BUSY)
    code, said, _ = check("--suggest", "--max-cyclomatic", "5")

    assert code == 1
    assert said.splitlines()[-1] == (
        "pkg/m.py:12: pkg.m.busy: lines 12 to 16 as a function that takes limit, rows, total "
        "and gives total: cyclomatic 7 -> 3 and 5, cognitive 7 -> 2 and 5"
    )


@pytest.mark.parametrize(
    ("text", "options"),
    [(FLAT + LEFT, ["--max-cyclomatic", "5"]), (FLAT + BUSY, ["--max-cyclomatic", "off"])],
    ids=["it is left by a return", "within the limits"],
)
def test_no_block_is_suggested(write: Write, check: Check, text: str, options: list[str]) -> None:
    """A block that a return leaves, and a function within its limits, stay as they are."""
    write(m=text)

    assert "as a function" not in check("--suggest", *options)[1]


def test_what_lacks_a_docstring_is_listed_by_name(check: Check, write: Write) -> None:
    """Each public object without one is a line with its place; private ones aren't."""
    write(mod="class C:\n    def run(self): ...\n\n\ndef _hidden(): ...\n")
    lines = check("--missing")[1].splitlines()

    assert [line for line in lines if line.endswith("without docstring")] == [
        "pkg/mod.py:1: pkg.mod: module without docstring",
        "pkg/mod.py:1: pkg.mod.C: class without docstring",
        "pkg/mod.py:2: pkg.mod.C.run: method without docstring",
    ]


def test_what_lacks_a_docstring_is_in_the_json(check: Check, write: Write) -> None:
    """With the flag it's a list, as in the text; else there's none."""
    write(mod='"""M."""\n\nclass C:\n    def run(self):\n        """R."""\n')
    told = json.loads(check("--missing", "--format", "json")[1])

    assert told["missing"] == [
        {"path": "pkg/mod.py", "line": 3, "object": "pkg.mod.C", "kind": "class"}
    ]
    assert json.loads(check("--format", "json")[1])["missing"] is None


def test_places_in_githubs_summary_are_links(
    write: Write, check: Check, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They lead to the commit that was checked; what lacks a docstring is a table of its own."""
    write(mod=FLAT + DEEP, other='"""O."""\n\ndef bare(): ...\n')
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://example.org")
    monkeypatch.setenv("GITHUB_REPOSITORY", "me/mono")
    monkeypatch.setenv("GITHUB_SHA", "abc")
    monkeypatch.setenv("GITHUB_WORKSPACE", str(Path.cwd().parent))
    said = check("--missing", "--format", "github")[1]

    address = f"https://example.org/me/mono/blob/abc/{Path.cwd().name}/pkg"
    lines = (tmp_path / "summary.md").read_text(encoding="utf-8").splitlines()
    assert f"| pkg.mod.deep | nesting 6 (limit 4) | [pkg/mod.py:9]({address}/mod.py#L9) |" in lines
    assert f"| pkg.other.bare | function | [pkg/other.py:3]({address}/other.py#L3) |" in lines
    assert "pkg/other.py:3: pkg.other.bare: function without docstring" in said.splitlines()
