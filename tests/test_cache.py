"""Results kept between runs: what a key depends on, and that no cache ever gets in the way."""

from __future__ import annotations

from pathlib import Path

import hypothesis
import msgspec
import pytest
from hypothesis import strategies as st

from sphinxcontrib_autodocgen import model
from sphinxcontrib_autodocgen.cache import Cache, keys
from sphinxcontrib_autodocgen.model import Guess, Module, Object, Problem, Source
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
    """The records hold both, so equal files are kept apart."""
    before = keys([_source("a")], Settings(), "")["a"]

    assert keys([_source("b")], Settings(), "")["b"] != before
    moved = msgspec.structs.replace(_source("a"), path="/elsewhere/a.py")
    assert keys([moved], Settings(), "")["a"] != before


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


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="empty"),
        pytest.param(b"\x00" * 100, id="zeros"),
        pytest.param(b"not a record", id="something else"),
        pytest.param(msgspec.msgpack.encode({"name": "m"}), id="fields missing"),
        pytest.param(msgspec.msgpack.encode(_MODULE)[:-3], id="cut off"),
        pytest.param(
            msgspec.msgpack.encode(_MODULE).replace(b"/m.py", b"\xff\xfe\xff\xfe\xff"), id="no text"
        ),
        pytest.param(msgspec.msgpack.encode(_MODULE).replace(b"module", b"modulo"), id="no kind"),
    ],
)
def test_a_corrupt_entry_is_no_entry(tmp_path: Path, content: bytes) -> None:
    """Whatever a file holds, nothing is raised, and it can be written anew."""
    cache = _local(tmp_path)
    cache.put(_KEY, _MODULE)
    (path,) = (path for path in tmp_path.rglob("*") if path.is_file())
    path.write_bytes(content)

    assert cache.get(_KEY) is None
    cache.put(_KEY, _MODULE)
    assert cache.get(_KEY) == _MODULE


@hypothesis.given(st.data())
@hypothesis.settings(max_examples=60, deadline=None)
def test_no_damage_raises(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Bytes that were changed or cut anywhere give a record or nothing, never an exception."""
    folder = tmp_path_factory.mktemp("damage")
    cache = _local(folder)
    cache.put(_KEY, _MODULE)
    (path,) = (path for path in folder.rglob("*") if path.is_file())
    content = bytearray(path.read_bytes())
    position = data.draw(st.integers(0, len(content) - 1))
    content[position : position + data.draw(st.integers(0, 5))] = data.draw(st.binary(max_size=5))
    path.write_bytes(content)

    found = cache.get(_KEY)

    assert found is None or isinstance(found, Module)


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

    assert Cache(Settings(), Module).folder is not None
    assert "sphinxcontrib-autodocgen" in str(Cache(Settings(), Module).folder)
    assert str(_local(Path("~/c")).folder).startswith("/home/somebody/c")


_text = st.text(max_size=20)
_guesses = st.builds(Guess, text=_text, confidence=st.floats(0, 1), evidence=_text)
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


@hypothesis.given(_modules)
@hypothesis.settings(max_examples=60, deadline=None)
def test_every_module_comes_back_equal(
    tmp_path_factory: pytest.TempPathFactory, module: Module
) -> None:
    """Nothing is lost between a record and its stored form."""
    cache = _local(tmp_path_factory.mktemp("round"))

    cache.put(_KEY, module)

    assert cache.get(_KEY) == module
