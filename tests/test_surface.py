"""The shape of the package: layers that hold, and public names that are meant to be."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[1]
_PACKAGE = _ROOT / "sphinxcontrib_autodocgen"
_MODULES = sorted(_PACKAGE.rglob("*.py"))


def _id(path: Path) -> str:
    return path.relative_to(_PACKAGE).as_posix()


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _exported(tree: ast.Module) -> list[str]:
    """Return the names in ``__all__``; empty if there is none."""
    for node in tree.body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return list(ast.literal_eval(node.value))
    return []


def test_the_layers_are_kept() -> None:
    """Every contract of ``[tool.importlinter]`` holds."""
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_no_module_is_named_like_another() -> None:
    """A file's name says which it is; only the modules of commands are named as one types them."""
    named = Counter(
        path.stem for path in _MODULES if path.name != "__init__.py" and path.parent.name != "cli"
    )

    assert [name for name, count in named.items() if count > 1] == []


def test_no_class_name_has_two_meanings() -> None:
    """A public class has a name of its own."""
    named = Counter(
        node.name
        for path in _MODULES
        for node in _tree(path).body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )

    assert [name for name, count in named.items() if count > 1] == []


@pytest.mark.parametrize("path", _MODULES, ids=_id)
def test_a_module_says_what_it_decides(path: Path) -> None:
    """Every module begins with a docstring of at least one whole sentence."""
    first = (ast.get_docstring(_tree(path)) or "").partition("\n\n")[0]

    assert first.endswith((".", ":")), first


@pytest.mark.parametrize(
    "path", [path for path in _MODULES if path.parent.name not in ("describe", "rules")], ids=_id
)
def test_public_functions_and_classes_are_exported(path: Path) -> None:
    """What has a public name is in ``__all__``; the rules of `describe` are named, not exported."""
    defined = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names = {node.name for node in _tree(path).body if isinstance(node, defined)}

    assert {name for name in names if not name.startswith("_")} <= set(_exported(_tree(path)))


@pytest.mark.parametrize("path", _MODULES, ids=_id)
def test_what_is_exported_is_there(path: Path) -> None:
    """Each name in ``__all__`` is there once, and is bound by the module."""
    exported = _exported(_tree(path))
    bound: set[str] = set()
    for node in _tree(path).body:
        if isinstance(node, ast.ImportFrom):
            bound |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            bound.add(node.name)
        else:
            bound |= {p.id for p in ast.walk(node) if isinstance(p, ast.Name)}

    assert len(exported) == len(set(exported))
    assert set(exported) <= bound


def _module_of(path: Path, node: ast.ImportFrom, name: str = "") -> Path | None:
    """Return the file in this package that a relative import names."""
    parts = [*(node.module or "").split("."), name]
    target = path.parents[node.level - 1].joinpath(*filter(None, parts))
    files = (target.with_suffix(".py"), target / "__init__.py")
    return next((file for file in files if file in _MODULES), None)


@pytest.mark.parametrize("path", _MODULES, ids=_id)
def test_a_module_uses_of_another_only_what_it_exports(path: Path) -> None:
    """No name is taken from behind a module's ``__all__``."""
    tree = _tree(path)
    modules: dict[str, Path] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.ImportFrom) or not node.level:
            continue
        for alias in node.names:
            inner = _module_of(path, node, alias.name)
            if inner is not None:
                modules[alias.asname or alias.name] = inner
            elif (origin := _module_of(path, node)) is not None:
                assert alias.name in _exported(_tree(origin)), f"{alias.name} of {_id(origin)}"
    bound = {n.arg for n in ast.walk(tree) if isinstance(n, ast.arg)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
            continue
        origin = modules.get(node.value.id) if node.value.id not in bound else None
        if origin is not None and origin.name != "__init__.py":
            assert node.attr in _exported(_tree(origin)), f"{node.attr} of {_id(origin)}"


@pytest.mark.parametrize("path", _MODULES, ids=_id)
def test_no_module_imports_the_facade(path: Path) -> None:
    """What a part needs it takes from the part that decides it, not from the package's front."""
    depth = len(path.relative_to(_PACKAGE).parts)
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.ImportFrom):
            facade = node.level == depth and node.module is None
            names = {alias.name for alias in node.names} if facade else set()
            assert not names & {"__version__", "setup"}
            assert node.module != "sphinxcontrib_autodocgen"


def test_starting_doesnt_import_what_it_may_not_need() -> None:
    """The facade imports neither Sphinx nor astroid; the command line doesn't import Sphinx."""
    code = (
        "import sys, sphinxcontrib_autodocgen;"
        "first = {'sphinx', 'astroid', 'radon', 'docutils'} & set(sys.modules);"
        "import sphinxcontrib_autodocgen.cli;"
        "print(sorted(first), sorted({'sphinx', 'docutils'} & set(sys.modules)))"
    )

    assert subprocess.check_output([sys.executable, "-c", code], text=True) == "[] []\n"
