"""What a model may say: only what it has earned, only what the code bears out, and never markup."""

from __future__ import annotations

import contextlib
import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from sphinxcontrib_autodocgen import feedback, pipeline
from sphinxcontrib_autodocgen.feedback import Verdict
from sphinxcontrib_autodocgen.model import Evidence, Guess, Project, Rule
from sphinxcontrib_autodocgen.report import Report
from sphinxcontrib_autodocgen.settings import Settings

_KNOWN = "\n\n".join(
    f'def step_{word}(value):\n    """Move the {word} by one.\n\n    Args:\n'
    f'        value: Place of the {word}.\n    """\n    # a remark\n    return value + 1'
    for word in (
        "ant",
        "bee",
        "cow",
        "dog",
        "elk",
        "fox",
        "gnu",
        "hen",
        "ibex",
        "jay",
        "kiwi",
        "lynx",
    )
)
_WANTED = '''

class Zoo:
    """A zoo."""

    def feed(self, keeper, portions=3):
        return keeper.carry(portions)

    def is_ready(self):
        return not self.animals

    def open(self, door, token: str = "hunter3"):
        return door.open(token)

    def shut(self):
        password = "hunter2"
        return self.gate(password)
'''

_TOLD = ("narrate:*", "read-aloud", "must", "unused")
"""Rules that tell what a body does: off, so that nothing is said but what a model says."""

_Answer = Callable[[str], Any]


class _Server(ThreadingHTTPServer):
    """A model's server: notes what it's asked, and answers by a function."""

    def __init__(self, answer: _Answer) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = answer
        self.asked: list[dict[str, Any]] = []
        self.headers: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v1"

    @property
    def questions(self) -> list[str]:
        return [asked["messages"][1]["content"] for asked in self.asked]


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.asked.append(asked)
        self.server.headers.append(dict(self.headers))
        found = self.server.answer(asked["messages"][1]["content"])
        status, body = found if isinstance(found, tuple) else (200, _reply(found))
        self.send_response(status)
        if status == 307:
            self.send_header("Location", "http://127.0.0.1:1/v1/chat/completions")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        with contextlib.suppress(OSError):  # who asked may have lost patience
            self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def _reply(said: Any) -> bytes:
    text = said if isinstance(said, str) else json.dumps(said)
    return json.dumps({"choices": [{"message": {"content": text}}]}).encode()


@pytest.fixture
def serve() -> Iterator[Callable[[_Answer], _Server]]:
    """Return a function that starts a server in a thread."""
    started: list[_Server] = []

    def start(answer: _Answer) -> _Server:
        server = _Server(answer)
        threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        started.append(server)
        return server

    yield start
    for server in started:
        server.shutdown()
        server.server_close()


def _good(question: str) -> Any:
    """Answer as the authors would, and say something of the functions they left out."""
    name = question.partition("def ")[2].partition("(")[0]
    animal = name.partition("_")[2]
    if animal:
        said = {
            "summary": f"Move the {animal} by one.",
            "parameters": {"value": f"Place of {animal}."},
        }
        return f"```json\n{json.dumps(said)}\n```"
    if name == "is_ready":
        return {"summary": "Count the animals."}
    return {"summary": "Have the keeper carry portions.", "parameters": {"keeper": "Who carries."}}


def _run(
    folder: Path, report: Report | None = None, off: Sequence[str] = (), **options: Any
) -> Project:
    (folder / "zoo.py").write_text(f'"""Animals."""\n\n\n{_KNOWN}{_WANTED}', encoding="utf-8")
    settings = Settings(
        packages=("zoo.py",),
        model_name="tiny:1b",
        vacuous=True,
        rules_off=(*_TOLD, *off),
        **options,
    )
    return pipeline.run(settings, folder, report)


def test_nothing_is_sent_unless_a_server_is_named(tmp_path: Path) -> None:
    """Without an address there's no network, and no module of it is loaded."""
    assert _run(tmp_path)["zoo.Zoo.feed"].summary is None
    assert Settings().model_url == ""


def test_a_model_is_measured_and_then_heard(
    tmp_path: Path, serve: Callable[[_Answer], _Server]
) -> None:
    """Its texts are as sure as it was right of documented functions, and say whose they are."""
    server, report = serve(_good), Report()
    project = _run(tmp_path, report, model_url=server.url)

    feed = project["zoo.Zoo.feed"]
    assert report.model == {"parameter": 0.929, "summary": 0.929}  # 12 of 12: (12 + 1) / (12 + 2)
    assert feed.summary == Guess(
        "Have the keeper carry portions.",
        0.929,
        Evidence("model", "tiny:1b"),
        Rule("model:tiny:1b"),
    )
    assert feed.parameters[0].description is not None
    assert feed.parameters[1].description is None
    ready = project["zoo.Zoo.is_ready"].summary
    assert ready is not None
    assert (ready.rule.id, ready.confidence) == ("is_", 0.78)
    assert project.problems == ()
    assert project["zoo.step_ant"].summary is None
    assert report.to_json()["model"] == report.model


def test_a_model_that_words_things_otherwise_is_not_believed(
    tmp_path: Path, serve: Callable[[_Answer], _Server]
) -> None:
    """What it says of other functions isn't even asked if it fails on documented ones."""
    server, report = serve(lambda _: {"summary": "Do a lot of useful things."}), Report()
    project = _run(tmp_path, report, model_url=server.url)

    assert report.model == {"summary": 0.071}
    assert project["zoo.Zoo.feed"].summary is None
    assert len(server.asked) == 12


def test_without_documentation_it_isnt_asked(
    tmp_path: Path, serve: Callable[[_Answer], _Server]
) -> None:
    """There's nothing to measure it by, and that is said once."""
    server = serve(_good)
    (tmp_path / "bare.py").write_text("def feed(keeper): return keeper.carry()\n")
    settings = Settings(packages=("bare.py",), model_url=server.url, rules_off=_TOLD)
    project = pipeline.run(settings, tmp_path)

    assert [str(problem) for problem in project.problems] == [
        f"{server.url}/chat/completions: there aren't 10 texts of authors to measure the model's by"
    ]
    assert project["bare.feed"].summary is None
    assert server.asked == []


def test_it_is_told_no_more_than_the_settings_allow(
    tmp_path: Path, serve: Callable[[_Answer], _Server]
) -> None:
    """A signature, or code without docstrings and comments; never what looks like a password."""
    server = serve(_good)
    _run(tmp_path, model_url=server.url)

    assert "# in zoo.Zoo\ndef feed(keeper, portions=3): ..." in server.questions
    assert "# in zoo\ndef step_ant(value): ..." in server.questions
    assert not any("carry" in question or "hunter3" in question for question in server.questions)
    server.asked.clear()

    _run(tmp_path, model_url=server.url, model_send="source")
    assert "# in zoo\ndef step_ant(value):\n    return value + 1" in server.questions
    everything = "\n".join(server.questions)
    assert "carry(portions)" in everything
    assert not any(word in everything for word in ("hunter2", "hunter3", "Move", "remark", "shut"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Have the keeper carry all 7 portions.", id="number"),
        pytest.param("Have the keeper carry five portions.", id="number in words"),
        pytest.param("Have the keeper carry portions to `Zoo.den`.", id="name"),
        pytest.param("Have the keeper call `feed_all`.", id="identifier"),
        pytest.param("Have the keeper carry portions to Berlin.", id="proper noun"),
        pytest.param("Have the keeper carry portions to the left.", id="direction"),
        pytest.param("Have the keeper carry the default portions.", id="default"),
        pytest.param("Have the <b>keeper</b> carry portions.", id="markup"),
        pytest.param("Have the keeper |carry| portions.", id="substitution"),
        pytest.param("Have the keeper carry\x1b[31m portions.", id="control"),
        pytest.param("Have the \u202eretpeek carry portions.", id="direction of writing"),
        pytest.param("See https://example.org for portions.", id="link"),
        pytest.param("Feed.", id="name again"),
        pytest.param("Have the keeper carry portions " * 20, id="length"),
        pytest.param(["Have the keeper carry portions."], id="no text"),
    ],
)
def test_what_the_code_doesnt_bear_out_is_dropped(
    tmp_path: Path, serve: Callable[[_Answer], _Server], text: Any
) -> None:
    """A text with anything that isn't in the function's own code, or isn't plain, isn't shown."""
    server = serve(lambda q: {"summary": text} if "def feed" in q else _good(q))

    assert _run(tmp_path, model_url=server.url)["zoo.Zoo.feed"].summary is None


@pytest.mark.parametrize("said", ["[1]", "{", '{"parameters": []}', "[" * 100_000, ""])
def test_an_answer_that_isnt_one_says_nothing(
    tmp_path: Path, serve: Callable[[_Answer], _Server], said: str
) -> None:
    """Whatever a model says that wasn't asked for is no text, and no error."""
    server = serve(lambda q: said if "def feed" in q else _good(q))
    project = _run(tmp_path, model_url=server.url)

    assert project["zoo.Zoo.feed"].summary is None
    assert project.problems == ()


def test_answers_are_kept(tmp_path: Path, serve: Callable[[_Answer], _Server]) -> None:
    """The same question isn't asked twice, also if the server is gone."""
    server = serve(_good)
    first = _run(tmp_path, model_url=server.url)
    count = len(server.asked)
    server.answer = lambda _: (500, b"")
    second = _run(tmp_path, model_url=server.url)

    assert second["zoo.Zoo.feed"] == first["zoo.Zoo.feed"]
    assert len(server.asked) == count


def test_a_run_asks_only_so_much(tmp_path: Path, serve: Callable[[_Answer], _Server]) -> None:
    """The number of questions has a limit, beside those that measure."""
    server = serve(_good)
    _run(tmp_path, model_url=server.url, model_requests=1, model_send="signature")

    assert len(server.asked) == 12 + 1
    server.asked.clear()
    _run(tmp_path, model_url=server.url, model_requests=0)
    assert server.asked == []


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        pytest.param((500, b"no"), "the server says 500 Internal Server Error", id="500"),
        pytest.param((307, b""), "the server says 307 Temporary Redirect", id="redirect"),
        pytest.param((200, b"<html>"), "the answer doesn't follow OpenAI's protocol", id="html"),
        pytest.param(
            (200, b'{"choices": []}'), "the answer doesn't follow OpenAI's protocol", id="empty"
        ),
    ],
)
def test_a_server_that_fails_is_one_line(
    tmp_path: Path, serve: Callable[[_Answer], _Server], answer: tuple[int, bytes], message: str
) -> None:
    """The run goes on without it, and asks no more."""
    server = serve(lambda _: answer)
    project = _run(tmp_path, model_url=server.url)

    (problem,) = project.problems
    assert str(problem).startswith(f"{server.url}/chat/completions: {message}")
    assert problem.kind == "model"
    assert "\n" not in str(problem)
    assert project["zoo.Zoo"].docstring == "A zoo."
    assert len(server.asked) == 1


def test_a_server_that_isnt_there_or_sleeps_is_one_line(
    tmp_path: Path, serve: Callable[[_Answer], _Server]
) -> None:
    """Nobody waits for longer than the setting says."""
    (problem,) = _run(tmp_path, model_url="http://127.0.0.1:9/v1").problems
    assert "can't be reached" in problem.message

    def sleep(_: str) -> str:
        time.sleep(0.5)
        return ""

    server = serve(sleep)
    (problem,) = _run(tmp_path, model_url=server.url, model_timeout=0.1).problems
    assert "0.1 s" in problem.message or "timed out" in problem.message


def test_the_key_goes_to_its_server_only(
    tmp_path: Path, serve: Callable[[_Answer], _Server], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It comes from the environment, and isn't sent unencrypted to another machine."""
    monkeypatch.setenv("AUTODOCGEN_MODEL_KEY", "s3cret")
    server = serve(_good)
    _run(tmp_path, model_url=server.url)
    assert {headers["Authorization"] for headers in server.headers} == {"Bearer s3cret"}

    (problem,) = _run(tmp_path, model_url="http://model.example.org/v1").problems
    assert "isn't sent unencrypted; use https" in problem.message
    assert "s3cret" not in str(problem)


def test_a_model_is_judged_like_any_rule(
    tmp_path: Path, serve: Callable[[_Answer], _Server]
) -> None:
    """Verdicts hold for its texts too."""
    server = serve(_good)
    feedback.append(
        tmp_path / feedback.NAME,
        Verdict(
            object="zoo.Zoo.feed",
            part="summary",
            verdict="rejected",
            text="Have the keeper carry portions.",
            rule="model:tiny:1b",
            date="2026-11-01",
        ),
    )
    (tmp_path / "pyproject.toml").touch()

    feed = _run(tmp_path, model_url=server.url, off=("interface",))["zoo.Zoo.feed"]
    assert feed.summary is None
    assert feed.parameters[0].description is not None
    off = _run(tmp_path, model_url=server.url, off=("model:*", "interface"))["zoo.Zoo.feed"]
    assert off.parameters[0].description is None
