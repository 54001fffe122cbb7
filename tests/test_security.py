"""What is read stays data: nothing in the package could run it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

import sphinxcontrib_autodocgen

pytestmark = pytest.mark.slow

_PACKAGE = Path(sphinxcontrib_autodocgen.__file__).parent
_FILES = sorted(_PACKAGE.rglob("*.py"))

_UNSAFE_MODULES = {
    *("pickle", "cPickle", "_pickle", "dill", "cloudpickle", "marshal", "shelve", "yaml", "code"),
    *("joblib", "jsonpickle", "codeop", "runpy", "xmlrpc"),
}
_UNSAFE_CALLS = {
    *("eval", "exec", "compile", "__import__", "os.system", "os.popen", "tempfile.mktemp"),
    *("builtins.eval", "builtins.exec"),
}


@cache
def _trees() -> dict[Path, ast.Module]:
    return {path: ast.parse(path.read_text(encoding="utf-8")) for path in _FILES}


def _imported(tree: ast.AST) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            found.add((node.module or "").partition(".")[0])
    return found


def test_nothing_in_the_package_could_run_what_it_reads() -> None:
    """No module that runs data is imported, nothing that runs text is called, and no shell."""
    assert len(_trees()) > 100
    for path, tree in _trees().items():
        assert not _imported(tree) & _UNSAFE_MODULES, path
        for node in ast.walk(tree):
            if isinstance(node, ast.Call):
                called = ast.unparse(node.func)
                assert called not in _UNSAFE_CALLS, f"{path}:{node.lineno}"
                assert "shell" not in {each.arg for each in node.keywords}, f"{path}:{node.lineno}"


def _importing(*names: str) -> set[str]:
    """Return the files of the package that import a module."""
    return {
        path.relative_to(_PACKAGE).as_posix()
        for path, tree in _trees().items()
        if _imported(tree) & set(names)
    }


def test_processes_and_the_network_are_used_in_few_modules() -> None:
    """Git, an editor, and Python to import a package; one sends requests, to addresses set."""
    clients = ("http", "socket", "ssl", "ftplib", "smtplib", "requests", "httpx", "urllib3")

    assert _importing("subprocess") == {"git.py", "cli/ask.py", "site/imports.py"}
    assert _importing(*clients) == {"web.py"}
    assert _importing("redis") == {"cache/shared.py"}


_OPENING = {
    "files.py": "the one place",
    "analyze/infer/ranking.py": "data of our own",
    "describe/learned/linear.py": "data of our own",
    "describe/rules/sentence.py": "data of our own",
    "feedback.py": "a lock that becomes the file",
    "cli/check.py": "GitHub's summary, to which is added",
    "execute/pool.py": "the null device",
    "ext/markdown/builder.py": "an image that Sphinx knows",
    "ext/lifecycle.py": "GitHub's summary, to which is added",
    "site/example.py": "data of our own",
    "snapshots/trees.py": "a folder of our own that is removed",
}
"""The files that open others in ways of their own, and what."""

_OPENERS = {"open", "read_text", "read_bytes", "write_text", "write_bytes", "copyfile", "mkstemp"}


def _opens(node: ast.AST) -> bool:
    """Tell whether something is a call that opens a file by its path."""
    if not isinstance(node, ast.Call):
        return False
    if isinstance(node.func, ast.Name):
        return node.func.id == "open"
    if not isinstance(node.func, ast.Attribute) or ast.unparse(node.func.value) == "files":
        return False
    mode = node.args and isinstance(node.args[0], ast.Constant)  # others have methods called so
    return node.func.attr in _OPENERS - {"open"} or (node.func.attr == "open" and bool(mode))


def test_files_are_opened_in_one_place() -> None:
    """Whatever is read is asked for its kind and size, and whatever is written is replaced."""
    found = {
        path.relative_to(_PACKAGE).as_posix()
        for path, tree in _trees().items()
        if any(map(_opens, ast.walk(tree)))
    }

    assert found == set(_OPENING)


@pytest.mark.parametrize("text", ["\x1b]0;title\x07", "\u202e", "\u2066", "\x9b31m"])
def test_no_source_of_ours_hides_characters(text: str) -> None:
    """Neither terminal controls nor bidirectional ones are in the package's own files."""
    assert not [path for path in _FILES if re.search(re.escape(text), path.read_text("utf-8"))]
