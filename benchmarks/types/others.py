"""The same questions put to other tools: naive inference by astroid, pyright and jedi."""

from __future__ import annotations

import ast
import json
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

__all__ = ["jedi_answers", "naive_answers", "pyright_answers"]

Answers = dict[str, tuple[str, float, str]]
Found = tuple[Answers, float, float, dict[str, list[str]]]
_FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


def _modules(package: Path) -> Iterator[tuple[str, Path]]:
    for path in sorted(package.rglob("*.py")):
        parts = [package.name, *path.relative_to(package).with_suffix("").parts]
        yield ".".join(p for p in parts if p != "__init__"), path


def naive_answers(package: Path) -> Found:  # noqa: C901
    """Ask astroid for each call's result and each default's type."""
    import astroid
    from astroid import nodes
    from astroid.exceptions import AstroidError

    sys.path.insert(0, str(package.parent))
    start = time.process_time()
    answers: Answers = {}

    def name_of(values: list[object]) -> str | None:
        names = set()
        for value in values:
            text = value.pytype() if hasattr(value, "pytype") else ""
            if not text or "Uninferable" in text:
                return None
            name = text.rpartition(".")[2]
            names.add("None" if name == "NoneType" else name)
        return " | ".join(sorted(names)) if names else None

    def ask(function: nodes.FunctionDef, full: str) -> None:
        try:
            text = name_of(list(function.infer_call_result(function)))
        except (AstroidError, RecursionError, AttributeError, TypeError, StopIteration):
            text = None
        if (text and text.isidentifier()) or (text and "|" in text):
            answers[f"return {full}"] = (text, 1.0, "")
        for argument in [*function.args.args, *function.args.kwonlyargs]:
            try:
                value = next(function.args.default_value(argument.name).infer())
                text = name_of([value])
            except (AstroidError, RecursionError, AttributeError, TypeError, StopIteration):
                continue
            if text and text != "None" and text.isidentifier():
                answers[f"parameter {full} {argument.name}"] = (text, 1.0, "")

    for name, path in _modules(package):
        try:
            tree = astroid.MANAGER.ast_from_file(str(path), name)
        except AstroidError:
            continue
        for function in tree.nodes_of_class(nodes.FunctionDef):
            ask(function, function.qname())
    sys.path.remove(str(package.parent))
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return answers, time.process_time() - start, mib, {}


def pyright_answers(package: Path, pyright: str) -> Found:
    """Ask pyright by ``reveal_type`` of each function, and of each parameter in its body."""
    where: dict[tuple[str, int], tuple[str, str, str]] = {}
    for name, path in _modules(package):
        tree = ast.parse(path.read_text())
        _reveal(tree)
        text = ast.unparse(tree)
        path.write_text(text)
        for line, key in _revealed(ast.parse(text), name):
            where[str(path), line] = key
    config = package.parent / "pyrightconfig.json"
    config.write_text(json.dumps({"typeCheckingMode": "off", "reportRevealType": "information"}))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        [pyright, "--outputjson", "-p", str(config), str(package)],
        capture_output=True, text=True, check=False, env={**os.environ, "NODE_OPTIONS": ""},
    )  # fmt: skip
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    answers: Answers = {}
    for message in json.loads(done.stdout)["generalDiagnostics"]:
        match = re.search(r'^Type of ".*?" is "(.*)"$', message["message"], re.DOTALL)
        place = where.get((message["file"], message["range"]["start"]["line"] + 1))
        if match and place:
            _note_revealed(answers, place, match[1])
    return answers, seconds, after.ru_maxrss / 1024, {}


def _reveal(tree: ast.Module) -> None:
    """Insert a question about each parameter at the head of each body, and one after each def."""
    for node in ast.walk(tree):
        if isinstance(node, _FunctionNode):
            arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            node.body[:0] = [_question(a.arg) for a in arguments]
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(node, ast.ClassDef | ast.Module) and isinstance(body, list):
            added = []
            for part in body:
                added.append(part)
                if isinstance(part, _FunctionNode):
                    added.append(_question(part.name))
            node.body = added
    ast.fix_missing_locations(tree)


def _question(name: str) -> ast.stmt:
    return ast.Expr(ast.Call(ast.Name("reveal_type", ast.Load()), [ast.Name(name, ast.Load())], []))


def _revealed(tree: ast.Module, module: str) -> Iterator[tuple[int, tuple[str, str, str]]]:
    waiting: list[tuple[ast.AST, str]] = [(tree, module)]
    while waiting:
        node, prefix = waiting.pop()
        inside = prefix
        for part in ast.iter_child_nodes(node):
            if isinstance(part, ast.ClassDef | _FunctionNode):
                waiting.append((part, f"{prefix}.{part.name}"))
            elif isinstance(part, ast.Expr) and isinstance(part.value, ast.Call):
                call = part.value
                if isinstance(call.func, ast.Name) and call.func.id == "reveal_type":
                    kind = "parameter" if isinstance(node, _FunctionNode) else "return"
                    yield part.lineno, (kind, inside, ast.unparse(call.args[0]))
            elif isinstance(part, ast.stmt):
                waiting.append((part, prefix))


def _note_revealed(answers: Answers, place: tuple[str, str, str], text: str) -> None:
    kind, prefix, name = place
    if kind == "parameter":
        key = f"parameter {prefix} {name}"
    else:
        key = f"return {prefix}.{name}"
        match = re.search(r"\) -> (.*)$", text, re.DOTALL)
        if match is None:
            if not text.startswith("property"):
                return
            return
        text = match[1]
        wrapped = re.match(r"^CoroutineType\[Any, Any, (.*)\]$", text, re.DOTALL)
        text = wrapped[1] if wrapped else text
        element = re.match(r"^(?:Async)?Generator\[(.*?), Any", text, re.DOTALL)
        if element:
            key, text = key.replace("return", "yield", 1), element[1]
    text = re.sub(r"\((?=.*\) ->).*", "Callable", text)
    text = re.sub(r"\*|Unknown\b", lambda m: "" if m[0] == "*" else "Any", text)
    try:
        ast.parse(text, mode="eval")
    except SyntaxError:
        return
    bare = re.sub(r"\[.*\]", "", text)
    if "Any" not in bare.replace(" ", "").split("|") and not (
        kind == "parameter" and text == "None"
    ):
        answers[key] = (text, 1.0, "")


def jedi_answers(package: Path) -> Found:
    """Ask jedi what each function gives when it's executed, and what each parameter is."""
    import jedi

    project = jedi.Project(package.parent)
    start = time.process_time()
    answers: Answers = {}
    for name, path in _modules(package):
        text = path.read_text()
        script = jedi.Script(text, path=path, project=project)
        for prefix, node in _functions(ast.parse(text), name):
            _ask_jedi(script, f"{prefix}.{node.name}", node, answers)
    mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return answers, time.process_time() - start, mib, {}


def _functions(tree: ast.AST, prefix: str) -> Iterator[tuple[str, _FunctionNode]]:
    for part in ast.iter_child_nodes(tree):
        if isinstance(part, ast.ClassDef):
            yield from _functions(part, f"{prefix}.{part.name}")
        elif isinstance(part, _FunctionNode):
            yield prefix, part
        elif isinstance(part, ast.stmt):
            yield from _functions(part, prefix)


def _ask_jedi(script: object, full: str, node: _FunctionNode, answers: Answers) -> None:
    offset = len("async def ") if isinstance(node, ast.AsyncFunctionDef) else len("def ")
    try:
        names = script.infer(node.lineno, node.col_offset + offset)  # type: ignore[attr-defined]
        found = {value.name for name in names for value in name.execute()}
    except Exception:
        found = set()
    if found:
        text = " | ".join(sorted("None" if n == "NoneType" else n for n in found))
        answers[f"return {full}"] = (text, 1.0, "")
    for argument in [*node.args.args, *node.args.kwonlyargs]:
        try:
            values = script.infer(argument.lineno, argument.col_offset)  # type: ignore[attr-defined]
        except Exception:
            continue
        names = sorted({"None" if v.name == "NoneType" else v.name for v in values})
        if names and names != ["None"]:
            answers[f"parameter {full} {argument.arg}"] = (" | ".join(names), 1.0, "")
