"""What stubs say of the standard library."""

from __future__ import annotations

from sphinxcontrib_autodocgen.analyze.infer.stubs import shared
from sphinxcontrib_autodocgen.analyze.infer.values import instance


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
