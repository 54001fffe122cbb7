"""A cache that machines share: what is moved, who is believed, and that it's never in the way."""

from __future__ import annotations

import hashlib
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace
from servers import Store, http_process, redis_process
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen import analyze, pipeline
from sphinxcontrib_autodocgen.cache import Folder, shared
from sphinxcontrib_autodocgen.cache.local import with_digest
from sphinxcontrib_autodocgen.cli import main
from sphinxcontrib_autodocgen.model import Module, Project, Source
from sphinxcontrib_autodocgen.report import Report
from sphinxcontrib_autodocgen.settings import Settings, convert

pytestmark = pytest.mark.slow

_FILES = {
    "crate/__init__.py": '"""Crates."""\n',
    "crate/box.py": "def price(weight=3):\n    return weight * 2.5\n",
    "crate/lid.py": "def close(force=True): ...\n",
    "tests/test_box.py": "from crate.box import price\n\nprice(weight=2.5)\n",
    "pyproject.toml": "[project]\nname = 'crate'\n",
}
_numbers = itertools.count()


@pytest.fixture
def store() -> Iterator[Store]:
    """Return a server that keeps what is put."""
    with Store() as server:
        yield server
        server.shutdown()


@pytest.fixture(autouse=True)
def _no_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(shared.TOKEN, raising=False)
    monkeypatch.delenv(shared.SECRET, raising=False)


class Machine:
    """A checkout with a local cache of its own."""

    def __init__(self, folder: Path, url: str, **options: object) -> None:
        self.folder = folder / f"machine{next(_numbers)}"
        for name, text in _FILES.items():
            path = self.folder / "src" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        known: dict[str, Any] = {"cache_url": url, "cache_dir": str(self.folder / "cache")}
        self.settings = Settings(packages=("crate",), **{**known, **options})

    def edit(self, text: str) -> None:
        """Change one file."""
        (self.folder / "src" / "crate" / "lid.py").write_text(text, encoding="utf-8")

    def run(self) -> tuple[Report, Project]:
        """Analyse the project; whatever is wrong with the cache, its project is the same."""
        report = Report()
        project = pipeline.run(self.settings, self.folder / "src", report)
        assert _price(project) == "float"
        return report, project


def _price(project: Project) -> str | None:
    returned = project["crate.box.price"].returns
    return returned.type.text if returned is not None and returned.type is not None else None


def _told(report: Report) -> list[str]:
    """Return what was said of the cache, which is also a problem of the run."""
    assert report.degraded == [str(p) for p in report.problems if p.kind == "cache"]
    return report.degraded


def test_what_one_machine_analysed_no_other_does(tmp_path: Path, store: Store) -> None:
    """One request asks, one gives; the next machine only asks, and a warm one does neither."""
    one, two = Machine(tmp_path, store.url), Machine(tmp_path, store.url)

    report, first = one.run()
    assert (report.analysed, report.cached) == (3, 0)
    assert store.methods == ["GET", "PUT"]
    assert len(store.kept) == 1
    assert all(len(path.rpartition("/")[2]) == 64 for path in store.kept)

    report, second = two.run()
    assert (report.analysed, report.cached) == (0, 3)
    assert store.methods == ["GET"]
    assert {n: str(o) for n, o in first.items()} == {n: str(o) for n, o in second.items()}
    assert "machine" not in str(next(iter(store.kept)))

    two.run()
    one.run()
    assert store.methods == []
    assert _told(report) == []


def test_an_edit_costs_one_file_and_adds_to_the_pack(tmp_path: Path, store: Store) -> None:
    """What was there stays there for others, and what is new is put beside it."""
    one, two, three = (Machine(tmp_path, store.url) for _ in range(3))
    one.run()
    two.edit("def close(force=False, slam=1): ...\n")

    report, _ = two.run()
    assert (report.analysed, report.cached) == (1, 2)
    assert store.methods == ["GET", "PUT", "GET", "PUT"]
    assert three.run()[0].cached == 3


def test_what_nobody_uses_leaves_the_pack(tmp_path: Path, store: Store) -> None:
    """After some changes of the pack in turn, not at once, and the pack grows no more."""
    one, two = Machine(tmp_path, store.url), Machine(tmp_path, store.url)
    sizes = []
    for number in range(2 * shared.MOST_UNUSED):
        one.edit(f"def close(force={number}): ...\n")
        one.run()
        sizes.append(len(next(iter(store.kept.values()))))

    assert sizes[0] < sizes[shared.MOST_UNUSED // 2] < sizes[shared.MOST_UNUSED]
    assert max(sizes[shared.MOST_UNUSED + 2 :]) <= 1.1 * sizes[shared.MOST_UNUSED]
    assert two.run()[0].analysed == 1


def test_a_build_of_a_fork_only_reads(tmp_path: Path, store: Store) -> None:
    """With ``cache_write`` off nothing is given, and all that is there is taken."""
    Machine(tmp_path, store.url, cache_write=False).run()
    assert store.methods == ["GET"]
    Machine(tmp_path, store.url).run()
    fork = Machine(tmp_path, store.url, cache_write=False)
    fork.edit("def close(): 'Poison.'\n")
    assert fork.run()[0].cached == 2
    assert store.methods == ["GET", "PUT", "GET"]


def test_a_project_with_other_options_has_another_pack(tmp_path: Path, store: Store) -> None:
    """Packs are by project, engine and settings; those of others are neither asked nor changed."""
    Machine(tmp_path, store.url).run()
    Machine(tmp_path, store.url, max_file_size=10_000).run()

    assert len(store.kept) == 2
    names = {
        shared.name_of(project, engine, settings, part)
        for project in ("a", "b")
        for engine in ("1", "2")
        for settings in (Settings(), Settings(metrics="corrected"))
        for part in ("", "1/2")
    }
    assert len(names) == 16


def _fails(code: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], bool]:
    def answer(handler: BaseHTTPRequestHandler) -> bool:
        handler.send_response(code)
        for name, value in {"Content-Length": "0", **headers}.items():
            handler.send_header(name, value)
        handler.end_headers()
        return True

    return answer


def _hangs(handler: BaseHTTPRequestHandler) -> bool:
    time.sleep(8)
    return True


def _drips(handler: BaseHTTPRequestHandler) -> bool:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(80):
        handler.wfile.write(b"x")
        time.sleep(0.1)
    return True


def _breaks_off(handler: BaseHTTPRequestHandler) -> bool:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"autodocgen")
    return True


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        pytest.param(_fails(500), "the server says 500 Internal Server Error", id="500"),
        pytest.param(_fails(401), "the server says 401 Unauthorized", id="401"),
        pytest.param(
            _fails(302, Location="http://127.0.0.2:9/x"), "the server says 302", id="redirect"
        ),
        pytest.param(_hangs, "no answer within 1 s", id="hangs"),
        pytest.param(_drips, "no answer within 1 s", id="drips"),
        pytest.param(_breaks_off, "the answer was cut off", id="breaks off"),
    ],
)
def test_a_server_that_fails_is_one_line(
    tmp_path: Path, store: Store, answer: Callable[[BaseHTTPRequestHandler], bool], message: str
) -> None:
    """It's asked once, waited for once, and the run goes on with the local cache."""
    machine = Machine(tmp_path, store.url, cache_timeout=1.0)
    store.answer = answer
    start = time.monotonic()
    report, _ = machine.run()

    assert time.monotonic() - start < 6
    (line,) = _told(report)
    assert line.startswith(f"{store.url}")
    assert message in line
    assert line.endswith("; only the local cache is used")
    assert store.methods == ["GET"]
    assert machine.run()[0].cached == 3


def test_a_server_that_takes_nothing_is_one_line(tmp_path: Path, store: Store) -> None:
    """A full disk, a body too large: what was analysed stays in the local cache."""
    machine = Machine(tmp_path, store.url)
    store.answer = lambda handler: handler.command == "PUT" and _fails(507)(handler)

    (line,) = _told(machine.run()[0])
    assert "the server says 507 Insufficient Storage" in line
    assert machine.run()[0].cached == 3
    store.answer = lambda _: False
    assert Machine(tmp_path, store.url).run()[0].cached == 0


def test_nobody_there_is_one_line(tmp_path: Path) -> None:
    """A refused connection, and an address that no name server knows."""
    for url in ("http://127.0.0.1:9/c", "redis://127.0.0.1:9/0", "https://nowhere.invalid/c"):
        (line,) = _told(Machine(tmp_path, url).run()[0])
        assert line.startswith(url), line


def _bomb(name: str) -> bytes:
    entries = {"ab" + "0" * 38: shared.Kept(bytes(1_000_000))}
    return shared.packed(name, entries, b"")


def _crowd(name: str) -> bytes:
    return shared.packed(name, {f"{n:040x}": shared.Kept(b"") for n in range(200)}, b"")


def _climbing(name: str) -> bytes:
    """Return a pack that would have a file written outside of the cache."""
    key, content = "abc/../../../../climbed", b"out"
    digest = hashlib.blake2b(key.encode() + content, digest_size=20).digest()
    return shared.packed(name, {key: shared.Kept(digest + content)}, b"")


def _poison(name: str) -> bytes:
    return shared.packed(name, {"ab" + "0" * 38: shared.Kept(b"x" * 50)}, b"")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(lambda data, _: b"<html>" + data, "isn't a pack of this", id="html"),
        pytest.param(lambda data, _: data[:-20], "is cut off", id="cut off"),
        pytest.param(
            lambda data, _: data[:60] + bytes([data[60] ^ 1]) + data[61:],
            "is damaged",
            id="damaged",
        ),
        pytest.param(lambda data, _: data[:43] + b"?" * 50, "is damaged", id="no pack"),
        pytest.param(lambda _, __: _poison("another"), "is another project's", id="another's"),
        pytest.param(lambda _, name: _bomb(name), "is cut off, or too large", id="bomb"),
        pytest.param(lambda _, name: _crowd(name), "is cut off, or too large", id="crowd"),
        pytest.param(lambda data, _: data + bytes(200_000), "is larger than", id="large"),
        pytest.param(lambda data, _: data + b"?", "is damaged", id="more behind it"),
        pytest.param(lambda _, name: _climbing(name), "is damaged", id="climbs out"),
    ],
)
def test_what_isnt_a_pack_is_one_line_and_is_put_right(
    tmp_path: Path,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[bytes, str], bytes],
    message: str,
) -> None:
    """It isn't used; where the server can be asked at all, a good one is put in its place."""
    Machine(tmp_path, store.url).run()
    ((path, data),) = store.kept.items()
    store.kept[path] = change(data, path.rpartition("/")[2])
    monkeypatch.setattr(shared, "LIMIT", 150_000)
    monkeypatch.setattr(shared, "MOST_ENTRIES", 100)

    report, _ = Machine(tmp_path, store.url).run()
    (line,) = _told(report)
    assert message in line
    assert report.analysed == 3
    if "larger" not in message:
        assert Machine(tmp_path, store.url).run()[0].cached == 3


def test_a_pack_has_no_more_entries_than_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that were used last stay in it."""
    monkeypatch.setattr(shared, "MOST_ENTRIES", 3)
    entries = {f"{n:040x}": shared.Kept(b"", n % 2) for n in range(5)}

    kept = shared.unpacked(shared.packed("crate", entries, b""), "crate", b"")
    assert [entry.unused for entry in kept.values()] == [0, 0, 0]


def test_a_damaged_entry_is_one_line_and_costs_one_file(tmp_path: Path, store: Store) -> None:
    """Every entry is checked against its digest and its type; good ones of the pack are used."""
    Machine(tmp_path, store.url).run()
    ((path, data),) = store.kept.items()
    name = path.rpartition("/")[2]
    entries = shared.unpacked(data, name, b"")
    for key, kept in entries.items():
        if b"crate.lid" in kept.data and b"crate.box" not in kept.data:
            entries[key] = shared.Kept(kept.data.replace(b"force", b"farce"))
    store.kept[path] = shared.packed(name, entries, b"")

    other = Machine(tmp_path, store.url, min_confidence=0.8)  # doesn't take the last result
    report, project = other.run()
    (line,) = _told(report)
    assert "a stored entry is damaged" in line
    assert (report.analysed, report.cached) == (1, 2)
    assert project["crate.lid.close"].parameters[0].name == "force"


@pytest.mark.parametrize("part", ["module", "examples"])
def test_an_entry_with_other_facts_is_one_line_and_costs_one_file(
    tmp_path: Path, store: Store, part: str
) -> None:
    """What is encoded in an entry is checked too, before types are inferred from it."""
    machine = Machine(tmp_path, store.url)
    machine.edit('def close(force=True):\n    """Close it.\n\n    >>> close(1)\n    """\n')
    machine.run()

    def forged(key: str, data: bytes) -> bytes:
        try:
            module = msgspec.msgpack.decode(data[20:], type=Module)
        except msgspec.ValidationError:
            return data
        wrong = b"\x93\x01\x02\x03"
        if module.examples is None or module.facts is None:
            return data
        if part == "module":
            module = replace(module, facts=wrong)
        else:
            module = replace(module, examples=replace(module.examples, facts=wrong))
        return with_digest(key, msgspec.msgpack.encode(module))

    _change_entries(store, forged)
    other = Machine(tmp_path, store.url, min_confidence=0.8)  # doesn't take the last result
    other.edit((machine.folder / "src" / "crate" / "lid.py").read_text(encoding="utf-8"))
    report, project = other.run()
    (line,) = _told(report)
    assert "a stored entry is damaged" in line
    assert (report.analysed, report.cached, len(project.problems)) == (1, 2, 1)


def test_a_secret_keeps_strangers_out(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A pack without the signature, or with another one, isn't used; a good one takes its place."""
    Machine(tmp_path, store.url).run()
    monkeypatch.setenv(shared.SECRET, "s3cret")
    for secret in ("s3cret", "other"):
        monkeypatch.setenv(shared.SECRET, secret)
        report, _ = Machine(tmp_path, store.url).run()
        (line,) = _told(report)
        assert "isn't signed with the secret" in line
        assert "s3cret" not in line
        assert report.cached == 0
        report, _ = Machine(tmp_path, store.url).run()
        assert (_told(report), report.cached) == ([], 3)


def test_a_token_is_sent_and_never_told(
    tmp_path: Path,
    store: Store,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """It comes from the environment, isn't sent unencrypted elsewhere, and stands in no message."""
    monkeypatch.setenv(shared.TOKEN, "t0ken")
    Machine(tmp_path, store.url).run()
    assert store.tokens == ["Bearer t0ken"] * 2

    (line,) = _told(Machine(tmp_path, "http://cache.example.org/c").run()[0])
    assert "isn't sent unencrypted; use https" in line
    store.answer = _fails(403)
    said = [line, *_told(Machine(tmp_path, store.url).run()[0])]
    said += _told(Machine(tmp_path, "redis://me:p4ss@127.0.0.1:9/0").run()[0])
    for url in ("http://me:p4ss@127.0.0.1:9/c", "ftp://me:p4ss@127.0.0.1/"):
        said += [str(error) for error in convert({"cache_url": url})[1]]
        assert main(["cache", "pull", url, "crate"]) == 2
    said += capsys.readouterr()
    assert len(said) == 7
    assert not [line for line in said if "t0ken" in line or "p4ss" in line]


def test_a_server_that_is_killed_in_a_run_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answers the first request and is gone at the second; the next run finds another."""
    with http_process() as (url, process), monkeypatch.context() as patch:
        machine = Machine(tmp_path, url)
        _kill_at_first_file(patch, process)
        (line,) = _told(machine.run()[0])
    assert "can't be reached" in line
    assert machine.run()[0].cached == 3
    with http_process() as (url, _):
        _check_another_server(machine, url)


def _check_another_server(machine: Machine, url: str) -> None:
    """It's filled by the next run and gives all to another machine, as if there had been none."""
    machine.settings = replace(machine.settings, cache_url=url)
    folder, results = machine.folder.parent, []
    expected = {machine: (1, 2), Machine(folder, url): (0, 3), Machine(folder, ""): (3, 0)}
    for each, counts in expected.items():
        each.edit("def close(force=False, slam=1.5): ...\n")
        report, project = each.run()
        assert (report.analysed, report.cached, _told(report)) == (*counts, [])
        results.append(_bytes(project, each))
    assert results == [results[-1]] * 3
    assert b"slam" in results[-1]


def _kill_at_first_file(monkeypatch: pytest.MonkeyPatch, process: subprocess.Popen[Any]) -> None:
    read = analyze.analyze

    def analyzing(source: Source, settings: Settings) -> Module:
        process.kill()
        process.wait()
        return read(source, settings)

    analyzing.__name__ = read.__name__
    monkeypatch.setattr(analyze, "analyze", analyzing)


def test_redis_shares_what_was_analysed(tmp_path: Path) -> None:
    """With a password in its address or in the environment, two machines share one pack."""
    with redis_process("--requirepass", "p4ss") as (url, _):
        address = url.replace("//", "//:p4ss@")
        assert Machine(tmp_path, address).run()[0].analysed == 3
        report, _ = Machine(tmp_path, address).run()
        assert (report.analysed, report.cached, _told(report)) == (0, 3, [])
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv(shared.TOKEN, "p4ss")
            assert Machine(tmp_path, url).run()[0].cached == 3
        for wrong in (url, url.replace("//", "//:wr0ng@")):
            (line,) = _told(Machine(tmp_path, wrong).run()[0])
            assert "Redis says" in line
            assert "wr0ng" not in line


def test_redis_that_is_flushed_or_full_costs_time_only(tmp_path: Path) -> None:
    """A flushed one is filled again; a full one is one line."""
    import redis  # noqa: PLC0415  # an extra

    with redis_process("--maxmemory", "100mb") as (url, _), redis.Redis.from_url(url) as client:
        Machine(tmp_path, url).run()
        (key,) = client.keys()
        assert 0 < client.ttl(key) <= 30 * 86400
        client.flushall()
        assert Machine(tmp_path, url).run()[0].analysed == 3
        assert client.keys() == [key]
        client.config_set("maxmemory", "1")
        machine = Machine(tmp_path, url)
        machine.edit("def close(slam=1): ...\n")
        (line,) = _told(machine.run()[0])
        assert "Redis says" in line


def test_redis_that_is_killed_in_a_run_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answers the first request and is gone at the second; the next run finds another."""
    with redis_process() as (url, process), monkeypatch.context() as patch:
        machine = Machine(tmp_path, url)
        _kill_at_first_file(patch, process)
        (line,) = _told(machine.run()[0])
    assert line.startswith(url)
    assert machine.run()[0].cached == 3
    with redis_process() as (url, _):
        _check_another_server(machine, url)


def test_without_the_package_redis_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extra is named; nothing else is lost."""
    monkeypatch.setitem(sys.modules, "redis", None)
    (line,) = _told(Machine(tmp_path, "redis://127.0.0.1:9/1").run()[0])

    assert "pip install 'sphinxcontrib-autodocgen[redis]'" in line


def test_parts_of_a_project_are_joined(
    tmp_path: Path,
    store: Store,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each machine of a matrix reads its part and sends it; the last one takes all of them."""
    for number in (1, 2):
        machine = Machine(tmp_path, store.url)
        monkeypatch.chdir(machine.folder / "src")
        cache = ["--cache-dir", machine.settings.cache_dir]
        assert main(["cache", "push", store.url, "crate", "--shard", f"{number}/2", *cache]) == 0
    out = capsys.readouterr().out.splitlines()
    assert out == [f"{count} sent to {store.url}" for count in ("2 entries", "1 entry")]
    assert len(store.kept) == 2

    machine = Machine(tmp_path, store.url)
    monkeypatch.chdir(machine.folder / "src")
    cache = ["--cache-dir", machine.settings.cache_dir]
    assert main(["cache", "pull", store.url, "crate", "--shards", "2", *cache]) == 0
    assert capsys.readouterr().out == f"3 entries taken from {store.url}\n"
    assert machine.run()[0].cached == 3
    assert Machine(tmp_path, store.url).run()[0].cached == 3


def test_a_push_sends_what_was_known_before(
    tmp_path: Path,
    store: Store,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A server that forgot everything gets all of it again; one that isn't there is one line."""
    machine = Machine(tmp_path, store.url)
    machine.run()
    store.kept.clear()
    machine.run()
    assert not store.kept

    monkeypatch.chdir(machine.folder / "src")
    cache = ["--cache-dir", machine.settings.cache_dir]
    assert main(["cache", "push", store.url, *cache]) == 0
    assert Machine(tmp_path, store.url).run()[0].cached == 3
    capsys.readouterr()
    for verb in ("push", "pull"):
        assert main(["cache", verb, f"http://127.0.0.1:{9 + len(verb)}/{verb}", *cache]) == 3
        assert capsys.readouterr().err.count("\n") == 1
    with pytest.raises(SystemExit, match="2"):
        main(["cache", "push", store.url, "crate", "--shard", "5/4"])
    assert "'5/4' isn't a part such as 1/4" in capsys.readouterr().err


def test_several_builds_at_once_leave_one_good_pack(tmp_path: Path, store: Store) -> None:
    """Whoever is last wins, with what was there when it began; nobody is told of anything."""
    program = "import sys; from sphinxcontrib_autodocgen.cli import main; sys.exit(main())"
    running = []
    for number in range(4):
        machine = Machine(tmp_path, store.url)
        machine.edit(f"def close(force={number}): ...\n")
        command = [sys.executable, "-c", program, "inspect", "crate", "--cache-url", store.url]
        command += ["--cache-dir", machine.settings.cache_dir, "--output", "out.json"]
        folder = machine.folder / "src"
        environment = {**os.environ, "PYTHONPATH": str(Path(pipeline.__file__).parents[1])}
        running.append(
            subprocess.Popen(command, cwd=folder, env=environment, stderr=subprocess.PIPE)
        )
    said = [process.communicate()[1] for process in running]

    assert said == [b""] * 4
    assert [process.returncode for process in running] == [0] * 4
    report, _ = Machine(tmp_path, store.url).run()
    assert (report.cached, _told(report)) == (2, [])


def test_a_lost_cache_doesnt_change_the_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is missing from what is printed, so the command is done."""
    machine = Machine(tmp_path, "")
    monkeypatch.chdir(machine.folder / "src")

    assert main(["inspect", "crate", "--cache-url", "http://127.0.0.1:10/c"]) == 0
    assert capsys.readouterr().err.count("only the local cache is used") == 1


def test_a_build_warns_once_however_many_packages_there_are(
    tmp_path: Path, make_app: Callable[..., SphinxTestApp]
) -> None:
    """Packages that are analysed one by one ask one dead server once."""
    for name in ("one", "two"):
        (tmp_path / f"{name}_shared.py").write_text('def f(a=1): "Do it."\n', encoding="utf-8")
    (tmp_path / "index.rst").write_text(
        "T\n=\n\n.. automodule:: one_shared\n   :members:\n\n.. automodule:: two_shared\n"
        "   :members:\n",
        encoding="utf-8",
    )
    (tmp_path / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\n"
        "extensions = ['sphinx.ext.autodoc', 'sphinxcontrib_autodocgen']\n"
        "autodocgen_cache_url = 'http://127.0.0.1:11/c'\n",
        encoding="utf-8",
    )
    app = make_app("html", srcdir=tmp_path)
    app.build()

    said = app.warning.getvalue().splitlines()
    assert len(said) == 1, said
    assert "only the local cache is used [autodocgen.cache]" in said[0]


def test_a_pack_writes_nothing_outside_of_the_cache(
    tmp_path: Path,
    store: Store,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Taking all of a pack believes its names as little as its contents."""
    machine = Machine(tmp_path, store.url)
    machine.run()
    ((path, _),) = store.kept.items()
    store.kept[path] = _climbing(path.rpartition("/")[2])
    monkeypatch.chdir(machine.folder / "src")

    assert (
        main(["cache", "pull", store.url, "crate", "--cache-dir", str(tmp_path / "a/b/c/d")]) == 3
    )
    assert "is damaged" in capsys.readouterr().err
    assert not list(tmp_path.rglob("climbed"))


# --- the last result as a whole


def _change_entries(store: Store, change: Callable[[str, bytes], bytes]) -> None:
    """Change the entries of the only pack, by their key and data."""
    ((path, data),) = store.kept.items()
    name = path.rpartition("/")[2]
    entries = shared.unpacked(data, name, b"")
    changed = {key: shared.Kept(change(key, kept.data)) for key, kept in entries.items()}
    store.kept[path] = shared.packed(name, changed, b"")


def _last_result(store: Store) -> tuple[str, str]:
    """Return the keys of the last result in the only pack, and of its modules."""
    ((path, data),) = store.kept.items()
    found = {}
    for key, kept in shared.unpacked(data, path.rpartition("/")[2], b"").items():
        record = msgspec.msgpack.decode(kept.data[20:])
        if isinstance(record, dict) and "suggestions" in record:
            found[key] = record["result"]["modules"]
    ((key, modules),) = found.items()
    return key, modules


def _bytes(project: Project, machine: Machine) -> bytes:
    """Return all that a project says, wherever its machine has it."""
    data = msgspec.json.encode([list(project.modules.values()), project.problems])
    return data.replace(str(machine.folder).encode(), b"")


def test_a_fresh_machine_takes_the_last_result_as_a_whole(tmp_path: Path, store: Store) -> None:
    """No entry of a single file is read or written, and all is as where it was made."""
    one, two = Machine(tmp_path, store.url), Machine(tmp_path, store.url)
    made, first = one.run()
    last = _last_result(store)
    _change_entries(store, lambda key, data: data if key in last else b"damaged")

    taken, second = two.run()
    assert _told(taken) == []
    assert _bytes(first, one) == _bytes(second, two)
    assert (taken.analysed, taken.cached) == (0, 3)
    assert (taken.coverage, taken.kinds) == (made.coverage, made.kinds)
    assert taken.confidences == made.confidences
    assert store.methods == ["GET", "PUT", "GET"]
    again, third = two.run()
    assert (again.cached, third.state) == (3, second.state)
    assert store.methods == []


def _flipped(key: str, data: bytes) -> bytes:
    return data[:-1] + bytes([data[-1] ^ 1])


def _of_another_form(key: str, _: bytes) -> bytes:
    return with_digest(key, msgspec.msgpack.encode({"modules": 1, "result": []}))


def _of_other_files(key: str, data: bytes) -> bytes:
    return with_digest(key, data[20:].replace(b"crate.lid", b"crate.lip"))


@pytest.mark.parametrize(
    ("which", "change"),
    [
        pytest.param(0, _flipped, id="record, damaged"),
        pytest.param(0, _of_another_form, id="record, of another form"),
        pytest.param(1, _flipped, id="modules, damaged"),
        pytest.param(1, _of_another_form, id="modules, of another form"),
    ],
)
def test_a_damaged_last_result_is_one_line_and_costs_time_only(
    tmp_path: Path, store: Store, which: int, change: Callable[[str, bytes], bytes]
) -> None:
    """The entries of single files are used instead, and a good one is put in its place."""
    one, two, three = (Machine(tmp_path, store.url) for _ in range(3))
    _, first = one.run()
    wrong = _last_result(store)[which]
    _change_entries(store, lambda key, data: change(key, data) if key == wrong else data)

    report, second = two.run()
    (line,) = _told(report)
    assert "a stored entry is damaged" in line
    assert (report.analysed, report.cached) == (0, 3)
    assert first.modules.keys() == second.modules.keys()
    assert [str(obj) for obj in first.values()] == [str(obj) for obj in second.values()]
    assert _told(three.run()[0]) == []


def test_the_last_result_of_other_files_isnt_taken(tmp_path: Path, store: Store) -> None:
    """Whoever made it, its modules must be those of the project."""
    Machine(tmp_path, store.url).run()
    _, wrong = _last_result(store)
    _change_entries(store, lambda key, data: _of_other_files(key, data) if key == wrong else data)

    assert "crate.lid.close" in Machine(tmp_path, store.url).run()[1]


def test_an_edit_after_a_taken_result_costs_one_file(tmp_path: Path, store: Store) -> None:
    """The rest is in the local cache, even if the server is gone, and no other is damaged."""
    Machine(tmp_path, store.url).run()
    near, far, bare = (Machine(tmp_path, store.url) for _ in range(3))
    for machine in (near, far, bare):
        machine.run()
        machine.edit("def close(force=False, slam=1): ...\n")

    report, _ = near.run()
    assert (report.analysed, report.cached, _told(report)) == (1, 2, [])
    store.kept.clear()
    report, _ = far.run()
    assert (report.analysed, report.cached, _told(report)) == (1, 2, [])
    store.kept.clear()
    for entry in Folder(Path(bare.settings.cache_dir)).entries():
        entry.path.write_bytes(_flipped("", entry.path.read_bytes()))
    report, _ = bare.run()
    assert (report.analysed, report.cached, _told(report)) == (3, 0, [])


def test_what_is_kept_of_a_pack_counts_as_the_rest_of_the_cache(
    tmp_path: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    """It's shown, it goes if there is no room for it, and nothing is left when all is removed."""
    Machine(tmp_path, store.url).run()
    ((_, pack),) = store.kept.items()
    machine = Machine(tmp_path, store.url)
    machine.run()
    folder = machine.settings.cache_dir
    sizes = [entry.size for entry in Folder(Path(folder)).entries()]
    assert len(pack) + 20 in sizes

    assert main(["cache", "info", "--cache-dir", folder]) == 0
    assert f"entries  {len(sizes)}\n" in capsys.readouterr().out
    assert main(["cache", "clear", "--cache-dir", folder]) == 0
    assert list(Folder(Path(folder)).entries()) == []
    small = Machine(tmp_path, store.url, cache_size=len(pack) // 2)
    assert small.run()[0].cached == 3
    assert len(pack) + 20 not in [e.size for e in Folder(Path(small.settings.cache_dir)).entries()]


def test_only_the_same_surroundings_have_the_same_last_result(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Other tests beside the project, or other distributions, are asked what they say."""
    Machine(tmp_path, store.url).run()
    assert store.methods == ["GET", "PUT"]
    other = Machine(tmp_path, store.url)
    beside = other.folder / "src/tests/test_box.py"
    beside.write_text(beside.read_text(encoding="utf-8") + "price(weight=None)\n", "utf-8")
    other.run()
    assert store.methods == ["GET", "PUT"]
    (tmp_path / "more-packages" / "parcels-1.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path / "more-packages")
    Machine(tmp_path, store.url).run()
    assert store.methods == ["GET", "PUT"]
    Machine(tmp_path, store.url).run()
    assert store.methods == ["GET"]


def test_taken_suggestions_are_remembered_as_if_made_here(tmp_path: Path, store: Store) -> None:
    """One that is then written as a docstring was accepted; so it was by one who knew it before."""
    text = "class Lid:\n    def is_shut(self):\n        {}return not self.gap\n"
    makers = [Machine(tmp_path, store.url, vacuous=True) for _ in range(3)]
    for machine in makers:
        machine.edit(text.format(""))
        _, project = machine.run()
        summary = project["crate.lid.Lid.is_shut"].summary
        assert summary is not None
        machine.edit(text.format(f'"""{summary.text}"""\n        '))

    implied = [[verdict.object for verdict in machine.run()[0].implied] for machine in makers]
    assert implied == [["crate.lid.Lid.is_shut"]] * 3


def test_a_result_that_others_sent_isnt_sent_again(tmp_path: Path, store: Store) -> None:
    """A machine that made suggestions before takes the entries, and has nothing to add."""
    one, two = Machine(tmp_path, store.url), Machine(tmp_path, store.url)
    for machine in (one, two):
        machine.edit("class Lid:\n    def is_shut(self):\n        return not self.gap\n")
        machine.run()
        machine.edit("class Lid:\n    def is_open(self):\n        return self.gap\n")
    two.run()
    store.asked.clear()

    assert one.run()[0].analysed == 0
    assert store.methods == ["GET"]


def test_a_pull_brings_the_last_result(
    tmp_path: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A build after it asks the server for nothing."""
    Machine(tmp_path, store.url).run()
    machine = Machine(tmp_path, store.url)
    monkeypatch.chdir(machine.folder / "src")
    cache = ["--cache-dir", machine.settings.cache_dir]
    assert main(["cache", "pull", store.url, "crate", *cache]) == 0
    store.methods.clear()

    assert machine.run()[0].cached == 3
    assert store.asked == []
