"""What stubs say of the standard library."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from pathlib import Path

import pytest
import typeshed_client
from typeshed_client.parser import ImportedName, NameInfo, OverloadedName

from sphinxcontrib_autodocgen.analyze.infer.compact import compact
from sphinxcontrib_autodocgen.analyze.infer.kept import KeptStubs, LazyNames, stub_of
from sphinxcontrib_autodocgen.analyze.infer.stubs import Library, shared
from sphinxcontrib_autodocgen.analyze.infer.values import instance
from sphinxcontrib_autodocgen.cache import Folder
from sphinxcontrib_autodocgen.settings import Settings


def test_names_are_followed_to_where_they_are_defined() -> None:
    """An imported name, an alias and a name inside a class lead to their definitions."""
    library = shared()

    for name, module, local in (
        ("os.path.join", "posixpath", "join"),
        ("collections.abc.Iterable", "typing", "Iterable"),
        ("pathlib.Path.open", "pathlib", "Path.open"),
    ):
        found = library.find(name)
        assert found is not None
        assert found[:2] == (module, local)
    assert library.find("os.nothing") is None
    assert library.module("no_such_module") is None


def test_a_class_has_parameters_and_bases() -> None:
    """Type parameters are listed in order, and bases are instances."""
    found = shared().class_("collections.OrderedDict")

    assert found is not None
    assert found.typevars == ("_KT", "_VT")
    assert {t.name for base in found.bases for t in base} == {"builtins.dict"}
    assert not found.protocol


def test_a_function_has_overloads() -> None:
    """Each overload is a signature with parameters of their kinds and a result."""
    function = shared().function("os.path.basename")
    assert function is not None
    assert len(function.signatures) == 2
    single = shared().function("os.getcwd")
    assert single is not None
    assert single.signatures[0].result == instance("builtins.str")
    assert single.signatures[0].parameters == ()


def test_a_module_is_found_by_what_refers_to_it() -> None:
    """A module that a stub imports is one; a function isn't."""
    assert shared().alias_module("os.sys") == "sys"
    assert shared().alias_module("os.getcwd") is None


# --- kept between runs

_ASKED = ("os.path.join", "builtins.sorted", "subprocess.run", "contextlib.contextmanager")
_CLASSES = ("builtins.dict", "collections.abc.Mapping", "urllib.parse.ParseResult", "io.BytesIO")


def _library(settings: Settings) -> Library:
    """Return a library as that of a process of its own, with the stubs that are kept."""
    library = Library()
    library.kept = KeptStubs(settings)
    return library


def _answers(library: Library) -> list[object]:
    found: list[object] = [library.function(name) for name in _ASKED]
    for name in _CLASSES:
        cls = library.class_(name)
        assert cls is not None
        members = {member: library.function(f"{name}.{member}", name, info)
                   for member, info in cls.members.items()}  # fmt: skip
        found += [cls._replace(members={}), members]
    if library.kept is not None:
        library.kept.save()
    return found


def test_kept_stubs_say_what_parsed_ones_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A later run parses no stub of the standard library, and gets the same answers."""
    settings = Settings(cache_dir=str(tmp_path))
    expected = _answers(Library())
    assert _answers(_library(settings)) == expected
    monkeypatch.setattr(typeshed_client, "get_stub_names", lambda *_, **__: None)

    assert _answers(_library(settings)) == expected


def test_damaged_kept_stubs_are_parsed_again(tmp_path: Path) -> None:
    """A damaged file is as if it weren't there."""
    settings = Settings(cache_dir=str(tmp_path))
    expected = _answers(_library(settings))
    (entry,) = Folder(tmp_path).entries()
    good = entry.path.read_bytes()
    entry.path.write_bytes(good[:-9] + b"x" * 9)

    assert _answers(_library(settings)) == expected
    assert entry.path.read_bytes() == good


def test_without_a_cache_no_stub_is_kept(tmp_path: Path) -> None:
    """Nothing is written."""
    _answers(_library(Settings(cache="off", cache_dir=str(tmp_path))))

    assert list(tmp_path.iterdir()) == []


def test_stubs_of_installed_packages_arent_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They can change while the version stays."""
    settings = Settings(cache_dir=str(tmp_path / "cache"))
    stub = tmp_path / "some-packages" / "crates-stubs" / "__init__.pyi"
    stub.parent.mkdir(parents=True)
    monkeypatch.syspath_prepend(tmp_path / "some-packages")
    results = []
    for name in ("int", "str"):
        stub.write_text(f"def weigh() -> {name}: ...\n", encoding="utf-8")
        library = _library(settings)
        function = library.function("crates.weigh")
        assert function is not None
        results.append(function.signatures[0].result)
        assert library.kept is not None
        library.kept.save()

    assert results == [instance("builtins.int"), instance("builtins.str")]


@pytest.mark.parametrize(
    "module", ["builtins", "os", "typing", "typing_extensions", "asyncio", "sys", "pickle", "zlib"]
)
def test_what_is_kept_of_a_stub_is_all_of_its_definitions(module: str) -> None:
    """Overloads, imports and members are the same, and so is each syntax tree without places."""
    path = typeshed_client.get_stub_file(module)
    names = typeshed_client.get_stub_names(module)
    assert path is not None
    assert names is not None
    stub = stub_of(path, names)
    assert stub is not None
    compact(names)

    assert _dumped(LazyNames(stub.names)) == _dumped(names)


def _dumped(names: Mapping[str, NameInfo]) -> list[object]:
    found: list[object] = []
    for name, info in names.items():
        nodes = info.ast.definitions if isinstance(info.ast, OverloadedName) else [info.ast]
        inside = info.child_nodes
        shown = [_dump(node) for node in nodes]
        found.append((name, info.is_exported, shown, inside and _dumped(inside)))
    return found


def _dump(node: ast.AST | ImportedName) -> object:
    if isinstance(node, ImportedName):
        return node
    if isinstance(node, ast.ClassDef):  # its members are elsewhere
        return [node.name, *map(ast.dump, node.bases)]
    return ast.dump(node)
