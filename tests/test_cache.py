"""Results kept between runs: what a key depends on, and that no cache ever gets in the way."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import hypothesis
import msgspec
import pytest
from hypothesis import strategies as st

from sphinxcontrib_autodocgen import analyze, model, pipeline
from sphinxcontrib_autodocgen.cache import Cache, Folder, folder_of, keys
from sphinxcontrib_autodocgen.cli import main
from sphinxcontrib_autodocgen.model import Evidence, Guess, Module, Object, Problem, Source
from sphinxcontrib_autodocgen.report import Report
from sphinxcontrib_autodocgen.settings import Settings

_KEY = "ab" + "0" * 38
_MODULE = Module("m", "/m.py", (Object("m", "module", 1, 1),))


def _local(folder: Path) -> Cache:
    return Cache(Settings(cache="local", cache_dir=str(folder)), Module)


def _source(name: str, digest: str = "0") -> Source:
    return Source(name, f"/src/{name}.py", digest, "/src")


_PROJECT = (_source("a"), _source("b"), _source("pkg"), _source("pkg.c"))


def test_every_source_has_a_key_of_its_own() -> None:
    """Keys are by module name, all different, and the same in every call."""
    found = keys(_PROJECT, Settings(), "engine 1")

    assert sorted(found) == sorted(source.name for source in _PROJECT)
    assert len(set(found.values())) == len(_PROJECT)
    assert keys(reversed(_PROJECT), Settings(), "engine 1") == found


def test_a_changed_file_changes_its_own_key_only() -> None:
    """Whoever imports a changed file isn't read again: what it says is put together later."""
    before = keys(_PROJECT, Settings(), "engine 1")
    after = keys([_source("a", digest="1"), *_PROJECT[1:]], Settings(), "engine 1")

    assert {name for name in before if before[name] != after[name]} == {"a"}


@pytest.mark.parametrize(
    ("settings", "engine", "same"),
    [
        pytest.param(Settings(), "engine 2", False, id="another engine"),
        pytest.param(Settings(exclude=("x",)), "engine 1", False, id="option of the analysis"),
        pytest.param(Settings(max_file_size=1), "engine 1", False, id="limit of the analysis"),
        pytest.param(Settings(packages=("x",)), "engine 1", True, id="other packages"),
        pytest.param(Settings(min_confidence=1.0), "engine 1", True, id="option of the pages"),
        pytest.param(Settings(jobs=3), "engine 1", True, id="option of the run"),
    ],
)
def test_a_key_depends_on_what_the_result_depends_on(
    settings: Settings, engine: str, *, same: bool
) -> None:
    """Engines and options of the analysis count; other options don't."""
    before = keys(_PROJECT, Settings(), "engine 1")

    assert (keys(_PROJECT, settings, engine)["a"] == before["a"]) is same


def test_a_key_depends_on_name_and_path() -> None:
    """The records hold both, so equal files are kept apart; where the root is doesn't count."""
    before = keys([_source("a")], Settings(), "")["a"]

    assert keys([_source("b")], Settings(), "")["b"] != before
    moved = msgspec.structs.replace(_source("a"), path="/src/below/a.py")
    assert keys([moved], Settings(), "")["a"] != before
    copied = msgspec.structs.replace(_source("a"), path="/elsewhere/a.py", root="/elsewhere")
    assert keys([copied], Settings(), "")["a"] == before


def test_an_edit_of_our_own_code_is_another_engine(tmp_path: Path) -> None:
    """Where the package isn't installed for good, its files are part of what results depend on."""
    root = Path(analyze.__file__).parent.parent
    copy = tmp_path / root.name
    shutil.copytree(root, copy, ignore=shutil.ignore_patterns("__pycache__"))
    ask = "from sphinxcontrib_autodocgen.engine import ENGINE; print(ENGINE)"

    def engine() -> str:
        command = [sys.executable, "-c", ask]
        environment = {**os.environ, "PYTHONPATH": str(tmp_path)}
        return subprocess.run(
            command, env=environment, cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout

    before = engine()
    with (copy / "describe" / "words.py").open("a", encoding="utf-8") as file:
        file.write("# edited\n")

    assert engine() != before


def test_a_copy_in_another_folder_has_all_results(tmp_path: Path) -> None:
    """What was read in one folder is found in another, with the paths of that one."""
    files = {
        "crate/__init__.py": '"""Crates."""\n',
        "crate/box.py": "def price(weight=3):\n    return weight * 2.5\n",
        "crate/lid.py": "def close(force=True): ...\n",
        "crate/lid.pyi": "def close(force: bool = ...\n",
        "tests/test_box.py": "from crate.box import price\n\nprice(weight=2.5)\n",
    }
    said = []
    for name in ("here", "there"):
        for path, text in files.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_text(text, encoding="utf-8")
        (tmp_path / name / "pyproject.toml").touch()
        settings = Settings(packages=("crate",), cache_dir=str(tmp_path / "cache"))
        report = Report()
        project = pipeline.run(settings, tmp_path / name, report)
        said.append((report, project))
    written = {path for path in (tmp_path / "cache").rglob("*") if path.is_file()}

    (first, one), (second, two) = said
    assert (first.cached, second.cached) == (0, 3)
    assert {Path(module.path).parts[-3] for module in two.modules.values()} == {"there"}
    assert [problem.path.replace("/here/", "/there/") for problem in one.problems] == [
        problem.path for problem in two.problems
    ]
    assert len(two.problems) == 1
    assert str(one["crate.box.price"]) == str(two["crate.box.price"])
    for path in (tmp_path / "there" / "crate").rglob("*.py"):
        path.touch()
    pipeline.run(settings, tmp_path / "there")
    assert {path for path in (tmp_path / "cache").rglob("*") if path.is_file()} == written


def test_what_is_put_is_got_by_any_later_cache(tmp_path: Path) -> None:
    """A module comes back equal, under its key only, also from another cache object."""
    _local(tmp_path).put(_KEY, _MODULE)

    assert _local(tmp_path).get(_KEY) == _MODULE
    assert _local(tmp_path).get("cd" + _KEY[2:]) is None
    assert _local(tmp_path / "other").get(_KEY) is None


def test_no_temporary_files_are_left(tmp_path: Path) -> None:
    """After writing, and writing again, there's one file."""
    cache = _local(tmp_path)
    cache.put(_KEY, _MODULE)
    cache.put(_KEY, _MODULE)

    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_without_a_cache_nothing_is_kept(tmp_path: Path) -> None:
    """``cache = "off"`` neither writes nor reads."""
    _local(tmp_path).put(_KEY, _MODULE)
    off = Cache(Settings(cache="off", cache_dir=str(tmp_path)), Module)
    off.put("cd" + _KEY[2:], _MODULE)

    assert off.get(_KEY) is None
    assert _local(tmp_path).get("cd" + _KEY[2:]) is None


def _entry(folder: Path) -> Path:
    """Return the file of the only entry."""
    (path,) = (path for path in folder.rglob("*") if path.is_file())
    return path


def _digest(key: str, content: bytes) -> bytes:
    return hashlib.blake2b(key.encode() + content, digest_size=20).digest()


_CONTENT = msgspec.msgpack.encode(_MODULE)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x00" * 100, id="zeros"),
        pytest.param(b"not a record", id="something else"),
        pytest.param(msgspec.msgpack.encode({"name": "m"}), id="fields missing"),
        pytest.param(_CONTENT[:-3], id="cut off"),
        pytest.param(_CONTENT.replace(b"/m.py", b"\xff\xfe\xff\xfe\xff"), id="no text"),
        pytest.param(_CONTENT.replace(b"module", b"modulo"), id="no kind"),
    ],
)
@pytest.mark.parametrize("digest", [True, False])
def test_a_corrupt_entry_is_no_entry(tmp_path: Path, content: bytes, *, digest: bool) -> None:
    """Whatever a file holds, nothing is raised, and it can be written anew."""
    cache = _local(tmp_path)
    cache.put(_KEY, _MODULE)
    _entry(tmp_path).write_bytes((_digest(_KEY, content) if digest else b"") + content)

    assert cache.get(_KEY) is None
    cache.put(_KEY, _MODULE)
    assert cache.get(_KEY) == _MODULE


@hypothesis.given(st.data())
@hypothesis.settings(max_examples=60, deadline=None)
def test_a_damaged_entry_is_no_entry(
    tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    """Whatever bytes were changed or cut, down to one bit, what was kept isn't told any more."""
    folder = tmp_path_factory.mktemp("damage")
    cache = _local(folder)
    cache.put(_KEY, _MODULE)
    path = _entry(folder)
    before = path.read_bytes()
    content = bytearray(before)
    position = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        content[position] ^= 1 << data.draw(st.integers(0, 7))
    else:
        end = position + data.draw(st.integers(0, 5))
        content[position:end] = data.draw(st.binary(max_size=5))
    path.write_bytes(content)

    assert cache.get(_KEY) == (_MODULE if content == before else None)


def test_an_entry_in_anothers_place_is_no_entry(tmp_path: Path) -> None:
    """An entry says whose it is: two that were swapped are none."""
    cache = _local(tmp_path)
    cache.put(_KEY, _MODULE)
    one = _entry(tmp_path)
    other = "ab" + "1" * 38
    one.replace(one.with_name(other[2:]))

    assert cache.get(other) is None


@pytest.mark.skipif(os.name != "posix", reason="needs files that only POSIX has")
def test_what_is_no_file_is_no_entry(tmp_path: Path) -> None:
    """A pipe, a device, a link and a folder in an entry's place are passed by; no read waits."""
    cache = _local(tmp_path / "cache")
    cache.put(_KEY, _MODULE)
    path = _entry(tmp_path / "cache")
    kept = path.replace(tmp_path / "kept")

    os.mkfifo(path)
    assert cache.get(_KEY) is None
    for target in (kept, "/dev/zero", path):
        path.unlink()
        path.symlink_to(target)
        assert cache.get(_KEY) is None
    path.unlink()
    path.mkdir()
    assert cache.get(_KEY) is None
    cache.put(_KEY, _MODULE)
    assert cache.get(_KEY) is None


@pytest.mark.skipif(os.name != "posix", reason="needs POSIX's permissions")
def test_only_the_user_may_look_into_the_cache(tmp_path: Path) -> None:
    """Entries and all folders of ours are closed to others, whatever the umask."""
    before = os.umask(0)
    try:
        _local(tmp_path / "outer" / "cache").put(_KEY, _MODULE)
    finally:
        os.umask(before)

    found = [tmp_path / "outer" / "cache", *(tmp_path / "outer" / "cache").rglob("*")]
    assert len(found) == 4
    assert [oct(path.stat().st_mode & 0o77) for path in found] == ["0o0"] * 4


def test_a_folder_that_cant_be_written_is_no_cache(tmp_path: Path) -> None:
    """Where a folder should be is a file: nothing is kept, and nothing raised."""
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    cache = _local(blocked)

    cache.put(_KEY, _MODULE)

    assert cache.get(_KEY) is None


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """If the finished file can't be put in place, the temporary one is removed."""

    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    cache = _local(tmp_path)

    cache.put(_KEY, _MODULE)

    assert cache.get(_KEY) is None
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_cant_be_encoded_isnt_kept(tmp_path: Path) -> None:
    """A text that no encoding can hold costs its module the cache, and nothing else."""
    cache = _local(tmp_path)

    cache.put(_KEY, Module("m", "/\udcff.py", ()))

    assert cache.get(_KEY) is None


def test_the_default_folder_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without ``cache_dir``, the platform says where caches go; ``~`` is the user's home."""
    monkeypatch.setenv("HOME", "/home/somebody")

    assert "sphinxcontrib-autodocgen" in str(folder_of(Settings()))
    assert str(folder_of(Settings(cache_dir="~/c"))) == "/home/somebody/c"


_text = st.text(max_size=20)
_evidence = st.builds(Evidence, kind=_text, place=_text)
_guesses = st.builds(Guess, text=_text, confidence=st.floats(0, 1), evidence=_evidence)
_objects = st.builds(
    Object,
    name=_text,
    kind=st.sampled_from(model.Kind.__args__),
    line=st.integers(1, 2**40),
    end_line=st.integers(1, 2**40),
    docstring=st.none() | _text,
    parameters=st.lists(
        st.builds(
            model.Parameter,
            name=_text,
            kind=st.sampled_from(model.ParameterKind.__args__),
            annotation=st.none() | _text,
            default=st.none() | _text,
            type=st.none() | _guesses,
            description=st.none() | _guesses,
        ),
        max_size=3,
    ).map(tuple),
    returns=st.none()
    | st.builds(model.Result, annotation=st.none() | _text, type=st.none() | _guesses),
    raises=st.lists(
        st.builds(model.Raised, type=_text, description=st.none() | _guesses), max_size=2
    ).map(tuple),
    metrics=st.none()
    | st.builds(
        model.Metrics,
        cyclomatic=st.integers(1, 1000),
        rank=_text,
        cognitive=st.integers(0, 1000),
        nesting=st.integers(0, 100),
        length=st.integers(1, 10**6),
        halstead=st.none()
        | st.builds(
            model.Halstead,
            **{
                name: st.integers(0, 10**6)
                for name in ("h1", "h2", "N1", "N2", "vocabulary", "length")
            },
            **{
                name: st.floats(0, 1e9)
                for name in ("calculated_length", "volume", "difficulty", "effort", "time", "bugs")
            },
        ),
        maintainability=st.none() | st.floats(0, 100),
        increments=st.lists(st.tuples(st.integers(1, 9999), st.integers(0, 99)), max_size=3).map(
            tuple
        ),
    ),
    modifiers=st.lists(_text, max_size=3).map(tuple),
    type=st.none() | _guesses,
)
_modules = st.builds(
    Module,
    name=_text,
    path=_text,
    objects=st.lists(_objects, max_size=4).map(tuple),
    exports=st.none() | st.lists(_text, max_size=3).map(tuple),
    imports=st.lists(st.tuples(_text, _text), max_size=3).map(tuple),
    package=st.booleans(),
    problems=st.lists(
        st.builds(
            Problem, path=_text, line=st.none() | st.integers(1, 99), kind=_text, message=_text
        ),
        max_size=2,
    ).map(tuple),
)


@pytest.mark.slow
@hypothesis.given(_modules)
@hypothesis.settings(max_examples=60, deadline=None)
def test_every_module_comes_back_equal(
    tmp_path_factory: pytest.TempPathFactory, module: Module
) -> None:
    """Nothing is lost between a record and its stored form."""
    cache = _local(tmp_path_factory.mktemp("round"))

    cache.put(_KEY, module)

    assert cache.get(_KEY) == module


def _filled(folder: Path, *keys: str) -> list[Path]:
    """Put an entry under each key, the first used longest ago, and return their files."""
    cache, paths = _local(folder), []
    now = time.time()
    for number, key in enumerate(keys):
        cache.put(key, _MODULE)
        (path,) = folder.glob(f"*/{key[:2]}/{key[2:]}")
        os.utime(path, (now, now - 86400 * (len(keys) - number)))
        paths.append(path)
    return paths


_KEYS = tuple(f"{number:02d}" + "c" * 38 for number in range(4))


def test_what_was_used_longest_ago_goes_first(tmp_path: Path) -> None:
    """An entry that is read counts as used; the others go, the oldest first, down to the limit."""
    paths = _filled(tmp_path, *_KEYS)
    size = paths[0].stat().st_size

    assert _local(tmp_path).get(_KEYS[0]) == _MODULE
    gone = Folder(tmp_path).prune(2 * size)

    assert sorted(entry.path for entry in gone) == paths[1:3]
    assert [path.exists() for path in paths] == [True, False, False, True]
    assert Folder(tmp_path).prune(0) == []


def test_a_run_that_adds_to_a_large_cache_prunes_it(tmp_path: Path) -> None:
    """The limit counts for old entries and new ones, at the end of a run that wrote something."""
    (tmp_path / "pkg.py").write_text('def f(a=1): "Do it."\n', encoding="utf-8")
    paths = _filled(tmp_path / "cache", *_KEYS)
    settings = Settings(packages=("pkg.py",), cache_dir=str(tmp_path / "cache"), cache_size=1)

    pipeline.run(msgspec.structs.replace(settings, cache_size=0), tmp_path)
    written = {entry.path for entry in Folder(tmp_path / "cache").entries()} - set(paths)
    assert written
    pipeline.run(settings, tmp_path)
    assert all(path.exists() for path in paths), "nothing was written, so nothing is removed"
    (tmp_path / "pkg.py").write_text('def f(a=2): "Do it."\n', encoding="utf-8")
    pipeline.run(settings, tmp_path)
    assert list(Folder(tmp_path / "cache").entries()) == []


@pytest.mark.skipif(os.name != "posix", reason="needs symbolic links")
def test_nothing_that_isnt_ours_is_removed(tmp_path: Path) -> None:
    """Files with other names, and what is behind links, stay whatever the folder is used for."""
    (path,) = _filled(tmp_path / "cache", _KEYS[0])
    unfinished = path.with_name(".0123456789abcdef.part")
    unfinished.write_bytes(b"begun")
    precious = [tmp_path / "cache" / name for name in ("2026/00/notes.txt", "9/zz/x", "conf.py")]
    precious.append(tmp_path / "elsewhere" / path.name)
    for each in precious:
        each.parent.mkdir(parents=True, exist_ok=True)
        each.write_text("precious")
    (tmp_path / "cache" / "9" / "ff").symlink_to(tmp_path / "elsewhere")

    gone = Folder(tmp_path / "cache").clear()

    assert sorted(entry.path for entry in gone) == [unfinished, path]
    assert all(each.exists() for each in precious)
    assert not path.parent.exists()


def test_the_cache_is_shown_shrunk_and_emptied(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``cache`` says where it is and how large, and removes what it's told to."""
    paths = _filled(tmp_path, *_KEYS)
    size = paths[0].stat().st_size

    def said(verb: str, *options: str) -> list[str]:
        assert main(["cache", verb, "--cache-dir", str(tmp_path), *options]) == 0
        return capsys.readouterr().out.splitlines()

    shown = said("info")
    assert shown[:2] == [f"folder   {tmp_path}", "entries  4"]
    assert shown[2] == "size     0.0 MB of 1,000.0 MB"
    assert shown[3].startswith("used     20")
    assert said("prune", "--cache-size", str(size)) == [
        f"3 entries removed from {tmp_path} (0.0 MB)"
    ]
    assert said("clear") == [f"1 entry removed from {tmp_path} (0.0 MB)"]
    assert said("info", "--cache-size", "0")[1:] == ["entries  0", "size     0.0 MB"]
