"""What people say of generated texts changes the next build, in each of the ways to say it."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from sphinxcontrib_autodocgen import docstring, feedback, pipeline
from sphinxcontrib_autodocgen.cli import main
from sphinxcontrib_autodocgen.describe import acceptance
from sphinxcontrib_autodocgen.describe.rules import rule_named
from sphinxcontrib_autodocgen.describe.rules.sentence import confidence
from sphinxcontrib_autodocgen.describe.shown import Memory
from sphinxcontrib_autodocgen.feedback import Judgement, Verdict
from sphinxcontrib_autodocgen.model import Evidence, Guess, Project, Rule
from sphinxcontrib_autodocgen.report import Report
from sphinxcontrib_autodocgen.settings import Settings

pytestmark = pytest.mark.slow

_BOXES = '''"""Boxes."""


class Box:
    """A box."""

    def is_empty(self):
        return not self.items

    def is_full(self):
        return len(self.items) > 9

    def __len__(self):
        return len(self.items)


def load(path, encoding="utf-8", timeout=None, verbose=False):
    if timeout < 0:
        raise ValueError(timeout)
    sock.settimeout(timeout)
    if not isinstance(path, str):
        raise TypeError(path)
    sock.send(path.encode(encoding))
    return Box()


def has_items(box):
    return len(box.items) > 0
'''

_TOLD = ("narrate:*", "read-aloud", "must", "unused")
"""Rules that tell what a body does: off, so that nothing takes the place of what is rejected."""

_EMPTY = "Return whether the box is empty."
_FULL = "Return whether the box is full."
_IS = Rule("is_", 0.78, "*_", links="code")


@pytest.fixture
def boxes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a project with one module, and go there."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "pyproject.toml").write_text(
        f'[project]\nname = "boxes"\n[tool.autodocgen]\nvacuous = true\nrules_off = {list(_TOLD)}\n'
    )
    (folder / "boxes.py").write_text(_BOXES)
    monkeypatch.chdir(folder)
    return folder


def _run(folder: Path, report: Report | None = None, **options: object) -> Project:
    options = {"packages": ("boxes.py",), "vacuous": True, "rules_off": _TOLD} | options
    settings = Settings(**options)  # type: ignore[arg-type]
    return pipeline.run(settings, folder, report)


def _verdict(
    said: Judgement, name: str = "Box.is_empty", text: str = _EMPTY, **changed: object
) -> Verdict:
    values: dict[str, object] = {
        "object": f"boxes.{name}",
        "part": "summary",
        "rule": "is_",
        "date": "2026-11-01T10:00:00Z",
    }
    return Verdict(verdict=said, text=text, **{**values, **changed})  # type: ignore[arg-type]


def _say(folder: Path, *verdicts: Verdict) -> None:
    feedback.append(folder / feedback.NAME, *verdicts)


def _summary(project: Project, name: str) -> Guess | None:
    return project[f"boxes.{name}"].summary


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


# --- at the place that a verdict is about


def test_a_rejected_text_isnt_shown_there(boxes: Path) -> None:
    """A text that was rejected is gone from its place, and from no other."""
    _say(boxes, _verdict("rejected"))

    project = _run(boxes)

    assert _summary(project, "Box.is_empty") is None
    assert _summary(project, "Box.is_full") == Guess(_FULL, 0.78, Evidence("rule", "is_"), _IS)


def test_another_text_for_the_same_place_is_shown(boxes: Path) -> None:
    """What was rejected is a text, not all that may ever be said there."""
    _say(boxes, _verdict("rejected", text="Return whether nobody is home."))

    assert _summary(_run(boxes), "Box.is_empty") is not None


def test_a_corrected_text_is_shown_in_the_words_of_its_corrector(boxes: Path) -> None:
    """The better text is shown, surely and as what it is; it's still not the author's docstring."""
    better = "Tell whether nothing is in it."
    _say(boxes, _verdict("corrected", correction=better))

    project = _run(boxes, min_confidence=1.0)

    evidence = Evidence("corrected", "autodocgen-feedback.toml")
    assert _summary(project, "Box.is_empty") == Guess(better, 1.0, evidence)
    assert project["boxes.Box.is_empty"].docstring is None
    assert (
        docstring.generated(project["boxes.Box.is_empty"], Settings(), "rest") or ""
    ).startswith(better)


def test_an_accepted_text_is_shown_below_the_floor(boxes: Path) -> None:
    """Whoever accepts a text wants it, however little the rule claims, and if it's silent now."""
    _say(boxes, _verdict("accepted"), _verdict("accepted", "Box.is_full", "Full, or not."))

    project = _run(boxes, min_confidence=0.95)

    evidence = Evidence("accepted", "autodocgen-feedback.toml")
    assert _summary(project, "Box.is_empty") == Guess(_EMPTY, 1.0, evidence, _IS)
    assert _summary(project, "Box.is_full") == Guess("Full, or not.", 1.0, evidence, _IS)


def test_what_an_author_wrote_goes_before_every_verdict(boxes: Path) -> None:
    """An object with a docstring gets no text of the file."""
    _say(
        boxes,
        _verdict("accepted", "Box", "A crate."),
        _verdict("accepted", "load", "Where it is.", part="parameter:path"),
        _verdict("corrected", "load", "Gone.", correction="Gone too.", part="parameter:gone"),
    )
    _edit(
        boxes / "boxes.py",
        "    if timeout < 0",
        '    """Load it.\n\n    Args:\n        path: A file.\n    """\n    if timeout < 0',
    )

    project = _run(boxes)

    assert _summary(project, "Box") is None
    assert project["boxes.load"].parameters[0].description is None


def test_parameters_and_conditions_can_be_judged(boxes: Path) -> None:
    """Every part of a docstring has verdicts of its own."""
    _say(
        boxes,
        _verdict("rejected", "load", "Seconds to wait before giving up.", part="parameter:timeout"),
        _verdict("rejected", "load", "If `timeout` is negative.", part="raises:ValueError"),
        _verdict(
            "corrected",
            "load",
            "If `path` is not an instance of `str`.",
            part="raises:TypeError",
            correction="If no file is named.",
        ),
    )

    found = _run(boxes)["boxes.load"]

    assert found.parameters[2].description is None
    assert found.parameters[1].description is not None
    assert [raised.description for raised in found.raises] == [
        None,
        Guess("If no file is named.", 1.0, Evidence("corrected", "autodocgen-feedback.toml")),
    ]
    assert str(found.raises[1].evidence) == "raise:22"


def test_the_last_word_counts(boxes: Path) -> None:
    """A text that was corrected, and then rejected in its new words too, isn't shown at all."""
    later = "2026-11-02"
    _say(boxes, _verdict("corrected", correction="Nothing in it."))
    _say(boxes, _verdict("rejected", text="Nothing in it.", date=later))
    assert _summary(_run(boxes), "Box.is_empty") is None

    _say(boxes, _verdict("accepted", date="2026-11-03"))
    found = _summary(_run(boxes), "Box.is_empty")
    assert found is not None
    assert found.text == _EMPTY


def test_a_page_follows_the_file_and_takes_no_markup_from_it(tmp_path: Path, rootdir: Path) -> None:
    """A new verdict has only its page read again; its text is shown as it stands in the file."""
    project = Path(shutil.copytree(rootdir / "test-linked", tmp_path / "docs"))
    texts = {
        ("value", "summary"): "A <script>alert(1)</script> :ref:`x` |y| **z** _",
        ("value", "parameter:flag"): ":param x: Not a field.",
        ("value", "returns"): "An `open quote, \\ and *stars*.",
        ("made", "summary"): ".. raw:: html",
    }
    _sphinx(project)
    verdicts = [
        _verdict("corrected", correction=text, object=f"linked.one.{name}", part=part)
        for (name, part), text in texts.items()
    ]
    _say(project, *verdicts)

    said = _sphinx(project)

    assert "0 added, 1 changed, 0 removed" in said
    page = BeautifulSoup(
        (tmp_path / "html" / "one.html").read_text(encoding="utf-8"), "html.parser"
    )
    shown = " ".join(page.get_text("").split())
    for text in texts.values():
        assert text in shown
    told = " ".join(str(mark["data-evidence"]) for mark in page.select("[data-evidence]"))
    assert told.count("corrected in autodocgen-feedback.toml") == 4
    assert "0 added, 0 changed, 0 removed" in _sphinx(project)


# --- what a rule's verdicts say of its other texts


def _judged(count: int, said: Judgement, **changed: object) -> list[Verdict]:
    return [
        _verdict(said, f"gone{n}", f"Text {n}.", date=f"2026-11-{n + 1:02}", **changed)
        for n in range(count)
    ]


def _sure(folder: Path, *verdicts: Verdict, **options: object) -> float:
    """Return how sure the rule ``is_`` is of its text for ``is_full`` after some verdicts."""
    (folder / feedback.NAME).unlink(missing_ok=True)
    _say(folder, *verdicts)
    found = _summary(_run(folder, **options), "Box.is_full")
    assert found is not None
    return found.confidence


def test_one_unlucky_verdict_changes_nothing(boxes: Path) -> None:
    """A rule is lowered by its second failure, not by its first, and then by Bayes' rule."""
    assert _sure(boxes) == 0.78
    assert _sure(boxes, *_judged(1, "rejected")) == 0.78
    assert _sure(boxes, *_judged(2, "rejected")) == 0.65  # (10 * 0.78 + 0) / (10 + 2)
    assert _sure(boxes, *_judged(12, "rejected")) < 0.4


def test_a_rule_that_proves_right_is_believed_more(boxes: Path) -> None:
    """Accepted texts raise the confidence of the rule's others, but never to certainty."""
    assert _sure(boxes, *_judged(10, "accepted")) == 0.89  # (10 * 0.78 + 10) / (10 + 10)
    assert _sure(boxes, *_judged(30, "accepted")) < 0.99


def test_a_small_correction_counts_as_half_a_success(boxes: Path) -> None:
    """What is left of a corrected text is its credit."""
    slight = _judged(4, "corrected", correction="Text that was long.")
    slight = [v for v in slight if acceptance.likeness(v.text, v.correction or "") < 0.5]

    assert _sure(boxes) > _sure(boxes, *slight) > _sure(boxes, *_judged(4, "rejected"))


def test_other_rules_keep_their_confidence(boxes: Path) -> None:
    """Verdicts on one rule say nothing of another."""
    _say(boxes, *_judged(9, "rejected"))

    found = _summary(_run(boxes), "has_items")
    assert found is not None
    assert found.confidence == 0.78


def test_only_the_newest_verdicts_count(boxes: Path) -> None:
    """What was said before the window is forgotten; with a window of 0, all is."""
    bad = _judged(9, "rejected")
    good = [
        _verdict("accepted", f"new{n}", date=f"2026-12-{n + 1:02}T00:00:00+05:00") for n in range(9)
    ]

    assert _sure(boxes, *bad, *good, feedback_window=9) == _sure(boxes, *good)
    assert _sure(boxes, *bad, *good) < 0.78
    assert _sure(boxes, *bad, *good, feedback_window=0) == 0.78


def test_a_rule_can_be_switched_off(boxes: Path) -> None:
    """Texts of a rule in ``rules_off`` aren't suggested, save where somebody accepted one."""
    _say(boxes, _verdict("accepted"))

    project = _run(boxes, rules_off=("is_", "name:*", "raised", *_TOLD))

    assert _summary(project, "Box.is_full") is None
    assert _summary(project, "Box.is_empty") is not None
    assert _summary(project, "has_items") is not None
    load = project["boxes.load"]
    assert {parameter.description for parameter in load.parameters} == {None}
    assert {raised.description for raised in load.raises} == {None}


_TEXTS = st.text(alphabet="ab .", max_size=12)


@given(_TEXTS, _TEXTS)
def test_likeness_is_a_share(first: str, second: str) -> None:
    """It's symmetric, between 0 and 1, and 1 for a text and itself."""
    like = acceptance.likeness(first, second)

    assert 0 <= like <= 1
    assert like == acceptance.likeness(second, first)
    assert acceptance.likeness(first, first) == 1


def test_likeness_is_rouge_l() -> None:
    """The example of the paper: two of three words in order against two of four."""
    assert acceptance.likeness("police killed the gunman", "police kill the gunman") == 0.75
    assert acceptance.likeness("police killed the gunman", "the gunman kill police") == 0.5


# --- the file


def test_a_broken_file_counts_for_nothing_and_is_said(boxes: Path) -> None:
    """No entry of a file with one bad entry is heeded; the run goes on."""
    _say(boxes, _verdict("rejected"))
    path = boxes / feedback.NAME
    path.write_text(path.read_text() + '\n[[verdict]]\nobject = "boxes.load"\n')

    project = _run(boxes)

    assert _summary(project, "Box.is_empty") is not None
    assert [str(problem) for problem in project.problems] == [
        f"{path}:13: verdict 2 (boxes.load, ?): there is no 'part'"
    ]


# --- what became of a text


def test_a_text_that_became_a_docstring_was_accepted_or_corrected(boxes: Path) -> None:
    """The next run sees what was taken over and what was edited; other docstrings say nothing."""
    _run(boxes)
    _document(boxes, is_empty=_EMPTY, is_full="Return whether the box is too full.")
    _document(boxes, has_items="Say if any are left!")

    first, second = Report(), Report()
    _run(boxes, first)
    _run(boxes, second)

    said = [(v.object, v.verdict, v.text, v.correction) for v in first.implied]
    assert said == [
        ("boxes.Box.is_empty", "accepted", _EMPTY, None),
        ("boxes.Box.is_full", "corrected", _FULL, "Return whether the box is too full."),
    ]
    assert [v.key for v in second.implied] == [v.key for v in first.implied]
    assert not (boxes / feedback.NAME).exists()


def _document(folder: Path, **texts: str) -> None:
    """Write docstrings for functions of the module."""
    path = folder / "boxes.py"
    for name, text in texts.items():
        source = path.read_text(encoding="utf-8")
        head = re.search(rf"^( *)def {name}\(.*\):\n", source, re.MULTILINE)
        assert head
        line = f'{head[1]}    """{text}"""\n'
        path.write_text(source[: head.end()] + line + source[head.end() :], encoding="utf-8")


def test_what_was_taken_over_counts_once_it_is_written_down(boxes: Path) -> None:
    """What a build says depends on the repository alone, never on what a cache remembers."""
    _run(boxes)
    _document(boxes, is_empty=_EMPTY)
    report = Report()
    before = _summary(_run(boxes, report), "Box.is_full")
    _say(boxes, *report.implied)
    after = _summary(_run(boxes), "Box.is_full")

    assert before is not None
    assert after is not None
    assert (before.confidence, after.confidence) == (0.78, 0.8)  # (10 * 0.78 + 1) / (10 + 1)


def test_without_a_cache_nothing_is_remembered(boxes: Path) -> None:
    """What isn't kept can't be compared."""
    _run(boxes, cache="off")
    _document(boxes, is_empty=_EMPTY)
    report = Report()
    _run(boxes, report, cache="off")

    assert report.implied == ()


def test_what_a_program_wrote_into_the_source_says_nothing(boxes: Path) -> None:
    """Texts that were written by a command are forgotten, so that none accepts itself."""
    project = _run(boxes)
    Memory(Settings()).forget(project, ["boxes.Box.is_empty"])
    _document(boxes, is_empty=_EMPTY, is_full=_FULL)
    report = Report()
    _run(boxes, report)

    assert [v.object for v in report.implied] == ["boxes.Box.is_full"]


def test_a_file_that_doesnt_parse_for_a_while_forgets_nothing(boxes: Path) -> None:
    """What was shown of a module is known until the module is analysed again."""
    _run(boxes)
    path = boxes / "boxes.py"
    good = path.read_text()
    path.write_text("def (")
    _run(boxes)
    path.write_text(good)
    _document(boxes, is_empty=_EMPTY)
    report = Report()
    _run(boxes, report)

    assert len(report.implied) == 1


# --- the command

_Call = Callable[..., tuple[int, str, str]]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str], boxes: Path) -> _Call:
    """Return a function that runs the command and gives exit code, output and errors."""

    def call(*arguments: str) -> tuple[int, str, str]:
        try:
            code = main(["feedback", *arguments])
        except SystemExit as error:
            code = int(error.code or 0)
        captured = capsys.readouterr()
        assert "Traceback" not in captured.err
        return code, captured.out, captured.err

    return call


def test_accept_reject_and_correct_write_the_file(call: _Call, boxes: Path) -> None:
    """Each looks the text up as the build makes it, and writes one entry."""
    code, out, _ = call("reject", "boxes.Box.is_empty")
    assert code == 0
    assert out.startswith(f"rejected: boxes.Box.is_empty, summary: {_EMPTY!r} (is_, 0.78)\n")
    assert call("accept", "Box.is_full", "boxes.py")[0] == 0
    assert call("accept", "load", "--part", "parameter:timeout")[0] == 0
    _, out, _ = call("correct", "has_items", "--text", " Tell whether  any\nare left. ")
    assert "-> 'Tell whether any are left.'" in out

    found = {verdict.object: verdict for verdict in feedback.read(boxes / feedback.NAME)}
    assert {name: v.verdict for name, v in found.items()} == {
        "boxes.Box.is_empty": "rejected",
        "boxes.Box.is_full": "accepted",
        "boxes.has_items": "corrected",
        "boxes.load": "accepted",
    }
    assert found["boxes.load"].rule == "name:timeout"
    assert found["boxes.load"].score == confidence(rule_named("name:timeout"))


@pytest.mark.parametrize(
    ("command", "text", "sure"),
    [
        pytest.param(["feedback", "accept", "Box.is_empty"], _EMPTY, 0.8, id="accept"),
        pytest.param(["feedback", "reject", "Box.is_empty"], None, 0.78, id="reject"),
        pytest.param(
            ["feedback", "correct", "Box.is_empty", "--text", f"{_EMPTY} Or not."],
            f"{_EMPTY} Or not.",
            0.79,
            id="correct",
        ),
        pytest.param(["fill", "boxes.py", "--interactive"], None, 0.78, id="fill --interactive"),
    ],
)
def test_each_way_changes_the_next_build(
    boxes: Path,
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    text: str | None,
    sure: float,
) -> None:
    """What was said is shown, or isn't, at its place, and moves what the rule says elsewhere."""
    _run(boxes)
    monkeypatch.setattr("sys.stdin", io.StringIO("r\nq\n"))

    assert main(command) == 0

    after = _run(boxes)
    here, elsewhere = _summary(after, "Box.is_empty"), _summary(after, "Box.is_full")
    assert (here and here.text) == text
    assert elsewhere is not None
    assert (elsewhere.text, elsewhere.confidence) == (_FULL, pytest.approx(sure, abs=0.005))


def test_what_became_a_docstring_changes_the_next_build(call: _Call, boxes: Path) -> None:
    """A text that somebody took over counts for its rule once ``collect`` wrote that down."""
    _run(boxes)
    _document(boxes, is_empty=_EMPTY)
    assert call("collect")[0] == 0

    found = _summary(_run(boxes), "Box.is_full")

    assert found is not None
    assert (found.text, found.confidence) == (_FULL, 0.8)


def test_a_mind_can_be_changed(call: _Call, boxes: Path) -> None:
    """What was judged can be judged again, of the text and score as they were suggested."""
    for action in (["reject"], ["correct", "--text", "Nothing in it."], ["accept"], ["accept"]):
        code, _, err = call(action[0], "Box.is_empty", *action[1:])
        assert code == 0, err

        (verdict,) = feedback.read(boxes / feedback.NAME)
        assert (verdict.text, verdict.score, verdict.rule) == (_EMPTY, 0.78, "is_")
    assert verdict.verdict == "accepted"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        pytest.param(["accept", "nobody"], "nobody: no such object; 'inspect' lists", id="unknown"),
        pytest.param(
            ["accept", "boxes"],
            "boxes: nothing is suggested for it: its author documented it",
            id="documented",
        ),
        pytest.param(
            ["accept", "load"],
            "boxes.load: choose one of its parts with --part parameter:encoding or "
            "parameter:timeout",
            id="part",
        ),
        pytest.param(
            ["accept", "load", "--part", "yields"],
            "boxes.load: nothing is suggested for 'yields', only for parameter:encoding",
            id="no such part",
        ),
        pytest.param(
            ["reject", "is_empty", "--suggested", "Something else."],
            f"choose one of its texts with --suggested {_EMPTY!r}",
            id="no such text",
        ),
        pytest.param(
            ["correct", "is_empty", "--text", _EMPTY], "use 'accept'", id="nothing corrected"
        ),
        pytest.param(["correct", "is_empty", "--text", " "], "a correction goes", id="empty"),
        pytest.param(
            ["correct", "is_empty", "--text", "a\u202eb"], "U+202E; write plain", id="no plain text"
        ),
        pytest.param(["correct", "is_empty"], "required: --text; see", id="no text"),
        pytest.param(["like", "is_empty"], "invalid choice: 'like'", id="action"),
        pytest.param(["accept", "x", "nowhere.py"], "no package, module or file", id="target"),
    ],
)
def test_what_cant_be_judged_is_one_line(
    call: _Call, boxes: Path, arguments: list[str], message: str
) -> None:
    """The message says what there is instead; nothing is written."""
    code, out, err = call(*arguments)

    assert (code, out) == (2, "")
    assert message in err
    assert err.count("\n") == 1
    assert not (boxes / feedback.NAME).exists()


def test_a_name_with_two_meanings_is_asked_about(call: _Call, boxes: Path) -> None:
    """An object is found by the end of its name if only one has it."""
    with (boxes / "boxes.py").open("a") as file:
        file.write("\n\nclass Crate:\n    def is_empty(self):\n        return not self.items\n")

    code, _, err = call("accept", "is_empty")

    assert code == 2
    assert "is_empty: say which one: boxes.Box.is_empty, boxes.Crate.is_empty" in err


def test_collect_writes_down_what_became_of_texts(call: _Call, boxes: Path) -> None:
    """It writes what docstrings say, once, and never changes what somebody said himself."""
    assert call("collect") == (
        0,
        "nothing new: no text that was shown has become a docstring\n",
        "",
    )
    assert call("reject", "is_full")[0] == 0
    _document(boxes, is_empty=_EMPTY, is_full=_FULL)

    code, out, _ = call("collect")
    assert code == 0
    assert out.startswith("accepted: boxes.Box.is_empty, summary: ")
    assert call("collect")[1].startswith("nothing new")
    assert [v.verdict for v in feedback.read(boxes / feedback.NAME)] == ["accepted", "rejected"]


def test_what_fill_writes_is_nobodys_verdict(
    call: _Call, boxes: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A program that put its own text into the source doesn't show that the text is right."""
    assert main(["fill", "boxes.py", "--write"]) == 0
    assert _EMPTY in (boxes / "boxes.py").read_text()
    capsys.readouterr()

    assert call("collect")[1].startswith("nothing new")


def test_report_names_the_rules_that_arent_worth_it(call: _Call, boxes: Path) -> None:
    """It counts by month and by rule, and says how to switch off what is mostly wrong."""
    assert call("report")[1].startswith("no verdicts in ")
    _say(boxes, *_judged(3, "rejected"), _verdict("accepted", rule="has_", date="2026-10-01"))

    code, out, _ = call("report")
    assert code == 0
    assert out.splitlines() == [
        "month     kept  accepted  corrected  rejected",
        "2026-10   100%         1          0         0",
        "2026-11     0%         0          0         3",
        "",
        "rule   kept  accepted  corrected  rejected",
        "is_      0%         0          0         3",
        "has_   100%         1          0         0",
        "",
        "Less than half of the texts by these rules was kept. To switch them off:",
        'rules_off = ["is_"]',
    ]
    document = json.loads(call("report", "--format", "json")[1])
    assert document["months"]["2026-11"]["rejected"] == 3
    assert document["rules"]["is_"] == {
        "accepted": 0,
        "corrected": 0,
        "rejected": 3,
        "kept": 0.0,
        "worth_it": False,
    }


def test_a_broken_file_is_not_written_to(call: _Call, boxes: Path) -> None:
    """Every action says what is wrong with it, and changes nothing."""
    path = boxes / feedback.NAME
    path.write_text("[[verdict]]\n")

    for arguments in (["accept", "is_empty"], ["collect"], ["report"]):
        code, _, err = call(*arguments)
        assert (code, err) == (2, f"autodocgen: {path}:1: verdict 1: there is no 'object'\n")
    assert path.read_text() == "[[verdict]]\n"


# --- verdicts on types

_TYPED = {
    "__init__.py": """
        \"\"\"Crates.\"\"\"
        from ._core import Crate, size_of, labels
        __all__ = ["Box", "Crate", "size_of", "count", "labels"]
        count = size_of

        class Box(Crate):
            pass
        """,
    "_core.py": """
        class Crate:
            width = 3

            def __init__(self, sides=6):
                self.sides = range(sides)
                if sides < 4:
                    raise ValueError(sides)

            @property
            def size(self):
                return len(str(self))

            def label(self):
                return str(self.size)

        def size_of(crate, times=1):
            \"\"\"Measure it.

            :param crate: A crate.
            \"\"\"
            if times > 2:
                raise ValueError(times)
            return len(str(crate)) * 2

        def labels(crates):
            for crate in crates:
                yield str(crate)
        """,
}


@pytest.fixture
def crates(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a project with re-exports, an alias and inherited members."""
    for name, text in _TYPED.items():
        path = tmp_path / "crates" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(textwrap.dedent(text).lstrip())
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "crates"\n')
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "conf.py").write_text(
        "import sys\n"
        "sys.path.insert(0, '..')\n"
        "extensions = ['sphinx.ext.autodoc', 'sphinxcontrib_autodocgen']\n"
        "autodocgen_packages = ['../crates']\n"
        "autodocgen_complete = 'sections'\n"
        "autodocgen_markdown = True\n"
    )
    (tmp_path / "docs" / "index.rst").write_text(
        "Crates\n======\n\n.. automodule:: crates\n   :members:\n   :undoc-members:\n"
        "   :inherited-members:\n"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def _types(folder: Path) -> dict[str, list[str]]:
    """Return the types on the page of crates, by object."""
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "-n", "docs", "html"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    page = BeautifulSoup((folder / "html" / "index.html").read_text("utf-8"), "html.parser")
    for mark in page.select(".autodocgen-mark, .autodocgen-copy"):
        mark.extract()
    return {
        str(term["id"]): [
            *(found.get_text().strip() for found in term.select(".autodocgen-inferred")),
            *(
                found.get_text().strip()
                for found in details.select(".autodocgen-type")
                if found.find_parent("dd", class_=None) is details
            ),
        ]
        for term in page.select("dt[id]")
        if (details := term.find_next_sibling("dd"))
    }


_REJECTED = {
    ("size_of", "type"): ["size_of", "count"],
    ("size_of", "type:parameter:times"): ["size_of", "count"],
    ("labels", "yields"): ["labels"],
    ("Crate.size", "returns"): ["Crate.size", "Box.size"],
    ("Crate.width", "type"): ["Crate.width", "Box.width"],
    ("Crate.__init__", "type:parameter:sides"): ["Crate", "Box"],
}
"""What is rejected of an object, and where the type was shown."""


def test_a_rejected_type_is_gone_wherever_it_was_shown(crates: Path) -> None:
    """Re-exports, aliases and inherited members have lost it; whatever else was shown stays."""
    expected = _types(crates)
    for (name, part), places in _REJECTED.items():
        assert main(["feedback", "reject", name, "--part", part]) == 0
        for place in places:
            wrong = {"labels": "str"}.get(name, "int")
            expected[f"crates.{place}"].remove(wrong)

    assert _types(crates) == expected
    assert expected["crates.Box.label"] == ["str"]


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        pytest.param("crates.size_of", "size_of", id="re-exported"),
        pytest.param("crates.Crate.size", "Crate.size", id="member of what is re-exported"),
        pytest.param("crates.Box.size", "Crate.size", id="inherited"),
        pytest.param("Box.size", "Crate.size", id="inherited, by the end of its name"),
        pytest.param("crates._core.Crate.size", "Crate.size", id="where it is defined"),
    ],
)
def test_an_object_is_found_by_the_name_on_its_page(crates: Path, name: str, meant: str) -> None:
    """Whoever reads a page names things as it does; the verdict is about the definition."""
    assert main(["feedback", "reject", name, "--part", "type"]) == 0

    (verdict,) = feedback.read(crates / feedback.NAME)
    assert verdict.object == f"crates._core.{meant}"


def test_a_corrected_type_is_shown_everywhere_as_a_sure_one(
    crates: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Pages, Markdown, ``inspect`` and ``fill`` show the better type, with what it comes from."""
    assert main(["feedback", "correct", "size_of", "--part", "type", "--text", "Crate | None"]) == 0
    capsys.readouterr()

    assert _types(crates)["crates.count"][-1] == "Crate | None"
    html = (crates / "html" / "index.html").read_text("utf-8")
    assert "corrected in autodocgen-feedback.toml, 100 % confidence" in html
    markdown = "".join(path.read_text("utf-8") for path in (crates / "html").rglob("*.md"))
    assert "-> `[`Crate`](#crates.Crate)` | None (inferred)`" in markdown
    main(["inspect", "crates", "--format", "json"])
    shown = capsys.readouterr().out
    assert '"Crate | None"' in shown
    main(["fill", "crates", "--complete", "sections"])
    assert "Crate | None" in capsys.readouterr().out


def test_words_follow_from_the_type_that_was_corrected(boxes: Path) -> None:
    """A rule that asks for a truth value says nothing of what is none."""
    _say(boxes, _verdict("corrected", text="bool", part="type:returns", correction="int"))

    assert _summary(_run(boxes), "Box.is_empty") is None


def test_an_annotation_goes_before_every_verdict_on_a_type(boxes: Path) -> None:
    """What an author declares isn't judged; a type that he doesn't declare may be accepted."""
    _say(
        boxes,
        _verdict("corrected", "load", "int", part="type:parameter:path", correction="bytes"),
        _verdict("accepted", "load", "float", part="type:parameter:timeout", rule=""),
    )
    _edit(boxes / "boxes.py", "def load(path,", "def load(path: str,")

    path, _, timeout, _ = _run(boxes)["boxes.load"].parameters

    assert path.type is None
    assert timeout.type == Guess("float", 1.0, Evidence("accepted", "autodocgen-feedback.toml"))


@pytest.mark.parametrize("text", ["list of int", "a|b;c", "f()", "lambda: 0", "x == 1", "", "(("])
def test_only_a_type_can_correct_a_type(call: _Call, boxes: Path, text: str) -> None:
    """What isn't one is refused in one line, and nothing is written."""
    code, _, err = call("correct", "Box.is_empty", "--part", "type", "--text", text)

    assert code == 2
    assert err.count("\n") == 1
    assert not (boxes / feedback.NAME).exists()


def test_who_rejects_a_docstring_or_edits_its_types_judges_them(
    boxes: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The questions of ``fill`` keep what was said of types that aren't right."""
    (boxes / "edit.py").write_text(
        "import pathlib, sys\n"
        "path = pathlib.Path(sys.argv[-1])\n"
        "path.write_text(path.read_text().replace('bool', 'int'))\n"
    )
    monkeypatch.setenv("EDITOR", f"{sys.executable} {boxes / 'edit.py'}")
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setattr("sys.stdin", io.StringIO("r\ne\na\nq\n"))

    assert main(["fill", "boxes.py", "--interactive", "--style", "rest"]) == 0

    found = {v.object: v for v in feedback.read(boxes / feedback.NAME) if v.is_of_type}
    assert {name: (v.verdict, v.correction) for name, v in found.items()} == {
        "boxes.Box.is_empty": ("rejected", None),
        "boxes.Box.is_full": ("corrected", "int"),
    }


def _sphinx(project: Path) -> str:
    """Run sphinx-build as a user does, warnings as errors, and return what it said."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "sphinx", "-W", "-n", "--keep-going"),
            *("-D", f"autodocgen_feedback_file={feedback.NAME}"),
            *("-d", "../doctrees", ".", "../html"),
        ],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_an_installed_package_is_judged_from_any_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The full name of an object says which package is meant, where the folder is no project."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "crates.py").write_text(_BOXES, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path / "site")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")

    assert main(["feedback", "reject", "crates.Box.is_full", "--cache", "off"]) == 0
    assert "rejected: crates.Box.is_full, summary" in capsys.readouterr().out
    assert main(["feedback", "reject", "is_full", "--cache", "off"]) == 2
