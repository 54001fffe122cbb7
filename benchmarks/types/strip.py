"""Removes annotations and docstrings from a copy of a package, and nothing else.

Fields of classes keep that they are fields, because a dataclass without annotations has none: their
annotation becomes ``typing.Any``. Overloads are removed, since without types they say nothing.
"""

from __future__ import annotations

import ast
import contextlib
import shutil
from functools import cache
from pathlib import Path

from sphinxcontrib_autodocgen.settings import Settings

__all__ = ["copy_callers", "copy_stripped", "first_lines", "strip"]

_MARKS = ("pyproject.toml", "setup.cfg", "setup.py", ".git")


def copy_stripped(package: Path, target: Path) -> None:
    """Write a stripped copy of a package.

    Args:
        package: The package's folder.
        target: The folder to make.
    """
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    (target / "__init__.py").touch()  # so that a namespace package is found by its own name
    for path in sorted(package.rglob("*.py")):
        copy = target / path.relative_to(package)
        copy.parent.mkdir(parents=True, exist_ok=True)
        try:
            tree = ast.parse(path.read_bytes())
        except SyntaxError:
            continue
        copy.write_text(ast.unparse(strip(tree)) + "\n", encoding="utf-8")


def copy_callers(package: Path, target: Path) -> None:
    """Copy what lies beside a package in its project and may call it, tests stripped.

    Args:
        package: The package's folder.
        target: The folder that holds the package's copy, which becomes that of a project.
    """
    root = next(p for p in package.parents if any((p / mark).exists() for mark in _MARKS))
    (target / "pyproject.toml").touch()
    for name in Settings().callers:
        for found in root.glob(name):
            for path in [found] if found.is_file() else found.rglob("*"):
                if path.suffix in (".py", ".rst", ".md") and path.is_file():
                    _copy_caller(path, target / path.relative_to(root))


def _copy_caller(path: Path, copy: Path) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    data = path.read_bytes()
    with contextlib.suppress(SyntaxError, ValueError):  # tests of bad input hold bad input
        if path.suffix == ".py":
            data = ast.unparse(strip(ast.parse(data))).encode()
    copy.write_bytes(data)


def strip(tree: ast.Module) -> ast.Module:
    """Return a tree without annotations and docstrings; it is changed in place."""
    stripped = _Stripper().visit(tree)
    assert isinstance(stripped, ast.Module)
    return ast.fix_missing_locations(stripped)


class _Stripper(ast.NodeTransformer):
    """Walks a tree and drops what says a type."""

    inside = "module"

    def visit_Module(self, node: ast.Module) -> ast.Module:
        """Drop the docstring."""
        self._body(node, "module")
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        """Drop the docstring and what the fields are."""
        self._body(node, "class")
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST | None:
        """Drop the docstring and annotations; an overload wholly."""
        return self._function(node)

    def visit_AsyncFunctionDef(self, node: ast.AsyncFunctionDef) -> ast.AST | None:
        """Drop the docstring and annotations; an overload wholly."""
        return self._function(node)

    def _function(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> ast.AST | None:
        if any(ast.unparse(d).endswith("overload") for d in node.decorator_list):
            return ast.Pass()
        node.returns = None
        arguments = node.args
        for argument in [
            *arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs,
            *filter(None, [arguments.vararg, arguments.kwarg]),
        ]:  # fmt: skip
            argument.annotation = None
        self._body(node, "function")
        return node

    def _body(
        self, node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef, inside: str
    ) -> None:
        if ast.get_docstring(node, clean=False) is not None:
            del node.body[0]
        outer, self.inside = self.inside, inside
        self.generic_visit(node)
        self.inside = outer
        if not node.body and inside != "module":
            node.body.append(ast.Pass())

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        """Make it a plain assignment; in a class, a field of any type."""
        self.generic_visit(node)
        if self.inside == "class" and "ClassVar" not in ast.unparse(node.annotation):
            node.annotation = ast.Constant("typing.Any")
            return node
        if node.value is None:
            return ast.Pass()
        return ast.Assign(targets=[node.target], value=node.value)


@cache
def first_lines(path: Path) -> dict[int, int]:
    """Return the first lines of functions and classes, decorators included, by the line of ``def``.

    Args:
        path: The file.
    """
    return {
        node.lineno: min([node.lineno, *(d.lineno for d in node.decorator_list)])
        for node in ast.walk(ast.parse(path.read_bytes()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
    }
