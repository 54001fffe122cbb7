"""Options: declared once, checked at the edge, and what they invalidate."""

from __future__ import annotations

import ast
import os
import pickle
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest

from sphinxcontrib_autodocgen.errors import SettingError
from sphinxcontrib_autodocgen.settings import (
    Option,
    Settings,
    convert,
    exact,
    from_pyproject,
    options,
)

PACKAGE = Path(__file__).parent.parent / "sphinxcontrib_autodocgen"


def test_every_field_is_an_option_with_a_sentence_of_help() -> None:
    """The options are the fields, in their order, each with type, default, stage and help."""
    fields = [field.name for field in msgspec.structs.fields(Settings)]

    assert [option.name for option in options()] == fields
    assert all(option.help.endswith(".") for option in options())
    assert {option.stage for option in options()} <= {"analyze", "describe", "show", "run"}


@pytest.mark.slow
def test_every_setting_is_read() -> None:
    """No setting is without effect: some other module reads the field of that name."""
    found = {
        node.attr
        for path in PACKAGE.rglob("*.py")
        if path.name != "settings.py"
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.Attribute)
    }
    unread = [name for name in Settings.__struct_fields__ if name not in found]

    assert unread == [], f"nothing reads these settings; use them as settings.name: {unread}"


def test_defaults_are_what_a_configuration_file_can_hold() -> None:
    """Written down in ``conf.py``, the defaults give the default settings, without an error."""
    values = {option.name: option.default for option in options()}

    assert all(isinstance(option.default, option.python_types) for option in options())
    assert convert(values) == (Settings(), [])
    assert exact(values) == Settings()


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("nonsense", 1, "no such option; known: packages, exclude, "),
        ("min_confidence", 7, "expected float <= 1.0"),
        ("min_confidence", -0.1, "expected float >= 0.0"),
        ("min_confidence", float("nan"), "expected float >= 0.0"),
        ("min_confidence", "high", "expected float, got str"),
        ("jobs", True, "expected int, got bool"),
        ("jobs", 1.5, "expected int, got float"),
        ("jobs", -1, "expected int >= 0"),
        ("retry_attempts", 0, "expected int >= 1"),
        ("markdown_split_size", 0, "expected float > 0.0"),
        ("fill", 1, "expected bool, got int"),
        ("fill", None, "expected bool, got null"),
        ("packages", "pkg", "expected a list, got str"),
        ("packages", [1], "expected str, got int at value[0]"),
        ("fill_kinds", ["clas"], "invalid enum value 'clas' at value[0], not one of 'module', "),
        ("mark", "star", "invalid enum value 'star', not one of 'badge', 'word'"),
        ("thresholds", [1], "expected a dictionary, got a list"),
        ("thresholds", {"size": 1}, "invalid enum value 'size', not one of 'cyclomatic', "),
        (
            "thresholds",
            {"nesting": "x"},
            "invalid enum value 'x' at value[...], not a number or 'off'",
        ),
        ("thresholds", {"nesting": None}, "expected float | str, got null at value[...]"),
    ],
)
def test_a_wrong_value_is_one_clear_error(name: str, value: object, reason: str) -> None:
    """The error names option, value and expectation; the default is used, or nothing at all."""
    found, (error,) = convert({name: value})

    assert error.reason.startswith(reason)
    assert "\n" not in str(error)
    assert getattr(found, name, None) == getattr(Settings(), name, None)
    with pytest.raises(SettingError) as caught:
        exact({name: value})
    assert caught.value.reason.startswith(reason)
    assert "is used" not in str(caught.value)


def test_the_other_values_are_kept() -> None:
    """One wrong value doesn't cost the others."""
    found, errors = convert({"jobs": "many", "packages": ["a"], "min_confidence": 1})

    assert [error.name for error in errors] == ["jobs"]
    assert errors[0].reason.endswith("; the default 0 is used")
    assert (found.packages, found.min_confidence) == (("a",), 1.0)


def test_an_error_survives_pickling() -> None:
    """A worker's error arrives with its fields."""
    _, (error,) = convert({"jobs": -1})

    copy = pickle.loads(pickle.dumps(error))

    assert (copy.name, copy.value, str(copy)) == ("jobs", -1, str(error))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("", {}, id="empty"),
        pytest.param("[tool.other]\nx = 1\n", {}, id="nothing of ours"),
        pytest.param("[tool.autodocgen]\njobs = 2\n", {"jobs": 2}, id="one option"),
        pytest.param(
            '[tool.autodocgen]\nmin-confidence = 1\nfill_kinds = ["class"]\n',
            {"min_confidence": 1, "fill_kinds": ["class"]},
            id="either sign",
        ),
    ],
)
def test_pyproject_has_a_table_of_options(
    tmp_path: Path, text: str, expected: dict[str, object]
) -> None:
    """``[tool.autodocgen]`` of the nearest project file counts, from any folder below it."""
    (tmp_path / "pyproject.toml").write_text(text)
    inside = tmp_path / "docs" / "source"
    inside.mkdir(parents=True)

    assert from_pyproject(inside) == expected


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"[tool", "not valid TOML", id="no TOML"),
        pytest.param(b"x = " + 20_000 * b"[", "not valid TOML: nested too deeply", id="deep"),
        pytest.param(b"x = '\xff'", "not valid TOML", id="no text"),
        pytest.param(b"tool = 1", "'tool' isn't a table", id="no table"),
        pytest.param(
            b"[tool]\nautodocgen = 1", "'autodocgen' isn't a table", id="no table of ours"
        ),
    ],
)
def test_a_project_file_that_cant_be_understood_is_one_error(
    tmp_path: Path, content: bytes, reason: str
) -> None:
    """The error names the file and what is wrong with it, in one line."""
    (tmp_path / "pyproject.toml").write_bytes(content)

    with pytest.raises(SettingError) as caught:
        from_pyproject(tmp_path)

    assert caught.value.reason.startswith(reason)
    assert str(tmp_path / "pyproject.toml") in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("option", options(), ids=lambda option: option.name)
def test_an_option_changes_the_fingerprint_of_its_stage_alone(option: Option) -> None:
    """What one stage made stays good when another stage's option changes."""
    different = {
        "packages": ("x",),
        "exclude": ("x",),
        "fill_kinds": ("class",),
        "fill_exclude": ("x",),
        "mark": "word",
        "style": "numpy",
        "thresholds": {"nesting": 1.0},
        "cache": "off",
        "cache_dir": "x",
    }
    old = getattr(Settings(), option.name)
    new = different.get(option.name, not old if isinstance(old, bool) else 1)
    changed = msgspec.structs.replace(Settings(), **{option.name: new})

    stages = ("analyze", "describe", "show", "run")
    differs = [s for s in stages if changed.fingerprint(s) != Settings().fingerprint(s)]
    assert differs == ([] if option.name in ("packages", "feedback_file") else [option.stage])


def test_a_fingerprint_is_the_same_in_every_process() -> None:
    """It doesn't depend on the order of a dictionary, or on the process's hash seed."""
    one = Settings(thresholds={"nesting": 1, "length": 2})
    two = Settings(thresholds={"length": 2, "nesting": 1})

    assert one.fingerprint("show") == two.fingerprint("show")
    code = (
        "from sphinxcontrib_autodocgen.settings import Settings;"
        "print(Settings(thresholds={'length': 2, 'nesting': 1}).fingerprint('show'))"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "1"}
    assert subprocess.check_output(
        [sys.executable, "-c", code], env=environment, text=True
    ).strip() == one.fingerprint("show")
