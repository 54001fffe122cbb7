"""The file of verdicts: what is written is read back, and a broken one is refused as a whole."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sphinxcontrib_autodocgen import feedback
from sphinxcontrib_autodocgen.errors import FeedbackError
from sphinxcontrib_autodocgen.feedback import Verdict

_PLAIN = st.text(
    st.characters(
        exclude_categories=["Cc", "Cs", "Zl", "Zp"],
        exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    ),
    min_size=1,
).filter(str.strip)
_PARTS = st.sampled_from(
    [
        *("summary", "returns", "yields", "parameter:größe", "raises:a.Error"),
        *("type", "type:returns", "type:yields", "type:parameter:größe"),
    ]
)
_TYPES = st.sampled_from(["int", "list[str] | None", 'Literal["a", -1]', "Callable[[int], None]"])


@st.composite
def _verdicts(draw: st.DrawFn) -> Verdict:
    said = draw(st.sampled_from(["accepted", "rejected", "corrected"]))
    part = draw(_PARTS)
    better = _TYPES if part.startswith("type") else _PLAIN
    return Verdict(
        object=draw(_PLAIN),
        part=part,
        verdict=said,
        text=draw(_PLAIN),
        correction=draw(better) if said == "corrected" else None,
        rule=draw(st.just("") | _PLAIN),
        score=draw(st.integers(0, 1000)) / 1000,
        date=draw(st.datetimes()).isoformat(timespec="seconds"),
    )


def _verdict(name: str = "pkg.f", **changed: object) -> Verdict:
    values = {
        "object": name,
        "part": "summary",
        "verdict": "accepted",
        "text": "Return the hash.",
        "rule": "getter",
        "score": 0.75,
        "date": "2026-11-22T12:00:00Z",
    }
    return Verdict(**{**values, **changed})  # type: ignore[arg-type]


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.lists(_verdicts(), max_size=5), st.lists(_verdicts(), max_size=3))
def test_what_is_written_is_read_back(first: list[Verdict], second: list[Verdict]) -> None:
    """Verdicts come back as they were, sorted, the later one on the same text in place."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / feedback.NAME
        feedback.append(path, *first)
        for verdict in second:
            feedback.append(path, verdict)

        expected = {verdict.key: verdict for verdict in (*first, *second)}
        assert list(feedback.read(path)) == [expected[key] for key in sorted(expected)]
        assert [file.name for file in Path(folder).iterdir()] == [feedback.NAME]


def test_no_file_holds_no_verdicts(tmp_path: Path) -> None:
    """A project without the file has no verdicts."""
    assert feedback.read(tmp_path / feedback.NAME) == ()


def test_a_changed_mind_is_a_changed_line(tmp_path: Path) -> None:
    """A later verdict changes its own entry; other entries and all comments stay as they are."""
    path = tmp_path / feedback.NAME
    path.write_text(
        "# Our own words.\n\n"
        "# Kept for the release.\n"
        '[[verdict]]  # mind the spaces\nobject = "pkg.a"\npart = "summary"\n'
        "verdict = 'rejected'\ntext = 'Wrong.'\ndate = 2026-11-01\n\n"
        "# Discussed twice.\n"
        '[[verdict]]\nobject = "pkg.f"\npart = "summary"\nverdict = "rejected"\n'
        'text = "Return the hash."\ndate = "2026-11-01"\n',
        encoding="utf-8",
    )
    before = path.read_text(encoding="utf-8")

    feedback.append(path, _verdict(), _verdict("pkg.b"))

    after = path.read_text(encoding="utf-8")
    assert before[: before.index("# Discussed")] in after
    assert "# Discussed twice.\n[[verdict]]\n" in after
    assert [(v.object, v.verdict) for v in feedback.read(path)] == [
        ("pkg.a", "rejected"),
        ("pkg.b", "accepted"),
        ("pkg.f", "accepted"),
    ]


def test_line_ends_stay_what_they_were(tmp_path: Path) -> None:
    """A file with Windows line ends keeps them."""
    path = tmp_path / feedback.NAME
    feedback.append(path, _verdict())
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    feedback.append(path, _verdict("pkg.g"))

    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n") > 10
    assert len(feedback.read(path)) == 2


def test_a_header_inside_a_string_is_no_header(tmp_path: Path) -> None:
    """A file that can't be cut at its headers is written anew, with every verdict."""
    path = tmp_path / feedback.NAME
    path.write_text(
        'verdict = [{object = "pkg.a", part = "summary", verdict = "rejected", text = """\\\n'
        '[[verdict]]\\\n""", date = "2026-11-01"}]\n',
        encoding="utf-8",
    )

    feedback.append(path, _verdict())

    assert [v.text for v in feedback.read(path)] == ["[[verdict]]", "Return the hash."]


_GOOD = (
    '[[verdict]]\nobject = "pkg.f"\npart = "summary"\nverdict = "accepted"\n'
    'text = "Return the hash."\ndate = "2026-11-22"\n'
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("[[verdict", "not valid TOML: expected ']]' at the end", id="toml"),
        pytest.param(
            f"{_GOOD}<<<<<<< HEAD\n{_GOOD}=======\n>>>>>>> topic\n",
            "7: a merge that isn't finished",
            id="merge",
        ),
        pytest.param(
            f"{_GOOD}\n{_GOOD}",
            "8: verdict 2 (pkg.f, summary): there is a verdict on this text already",
            id="twice",
        ),
        pytest.param(
            _GOOD + _GOOD.replace("accepted", "liked").replace("pkg.f", "pkg.g"),
            "7: verdict 2 (pkg.g, summary): verdict: invalid enum value 'liked'",
            id="verdict",
        ),
        pytest.param(
            _GOOD + "note = 1\n", "1: verdict 1 (pkg.f, summary): there can be no 'note'", id="key"
        ),
        pytest.param(_GOOD + "score = 7\n", "score is 7.0, not between 0 and 1", id="score"),
        pytest.param(_GOOD.replace("pkg.f", ""), "1: verdict 1: object and text", id="object"),
        pytest.param(_GOOD.replace("summary", "title"), "part is 'title'", id="part"),
        pytest.param(_GOOD.replace("2026", "next"), "date is 'next-11-22'", id="date"),
        pytest.param(_GOOD.replace("hash", "h\\nx"), "the character U+000A", id="line end"),
        pytest.param(_GOOD.replace("hash", "h\\u202Ex"), "the character U+202E", id="direction"),
        pytest.param(
            _GOOD.replace("accepted", "corrected"), "a correction goes with", id="no correction"
        ),
        pytest.param('[[verdicts]]\nobject = "pkg.f"\n', "'verdicts' is none of its", id="table"),
        pytest.param("verdict = 3\n", "'verdict' is one table", id="number"),
        pytest.param("verdict = [3]\n", "verdict 1: expected a table, got 'int'", id="no table"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    """The message is one line that names file, line and entry; adding changes nothing."""
    path = tmp_path / feedback.NAME
    path.write_text(text, encoding="utf-8")

    for attempt in (lambda: feedback.read(path), lambda: feedback.append(path, _verdict())):
        with pytest.raises(FeedbackError) as caught:
            attempt()

        assert message in str(caught.value)
        assert str(caught.value).startswith(str(path))
        assert "\n" not in str(caught.value)
    assert path.read_text(encoding="utf-8") == text
    assert [file.name for file in tmp_path.iterdir()] == [feedback.NAME]


def test_what_isnt_text_is_refused(tmp_path: Path) -> None:
    """Bytes that aren't UTF-8 are one line; so is a folder in the file's place."""
    path = tmp_path / feedback.NAME
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(FeedbackError, match="it isn't UTF-8"):
        feedback.read(path)
    with pytest.raises(FeedbackError, match="directory"):
        feedback.read(tmp_path)


def test_a_lock_that_stays_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever finds the lock of a process that died is told what to remove."""
    monkeypatch.setattr(feedback, "_PATIENCE", 0.05)
    path = tmp_path / feedback.NAME
    lock = tmp_path / f"{feedback.NAME}.lock"
    lock.touch()

    with pytest.raises(FeedbackError, match="if none does, remove"):
        feedback.append(path, _verdict())

    assert lock.exists()
    assert not path.exists()


def test_processes_that_write_at_once_lose_nothing(tmp_path: Path) -> None:
    """Each of several processes adds its verdicts to what the others add."""
    path = tmp_path / feedback.NAME
    code = (
        "import sys; from pathlib import Path; from sphinxcontrib_autodocgen import feedback\n"
        "for n in range(10):\n"
        "    feedback.append(Path(sys.argv[1]), feedback.Verdict(object=f'pkg.f{sys.argv[2]}_{n}',"
        " part='summary', verdict='accepted', text='Return it.', date=feedback.now()))\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", code, str(path), str(n)]) for n in range(3)]

    assert [process.wait() for process in running] == [0, 0, 0]
    assert len(feedback.read(path)) == 30
