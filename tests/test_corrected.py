"""The corrected metrics: each correction that the reference lists, and nothing else, differs."""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import pytest

from sphinxcontrib_autodocgen.analyze import aggregate
from sphinxcontrib_autodocgen.analyze.metrics import measure
from sphinxcontrib_autodocgen.model import Halstead, Metrics, Rules
from sphinxcontrib_autodocgen.pipeline import run
from sphinxcontrib_autodocgen.settings import Settings

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "metrics.md"

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


class Correction(NamedTuple):
    """A row of the reference's table, and the example that goes with it."""

    number: str
    radon: str
    corrected: str
    source: str


def corrections() -> dict[str, Correction]:
    """Return the corrections that the reference lists, by name."""
    text = PAGE.read_text(encoding="utf-8")
    code = text.partition("```python\n# except-star\n")[2].partition("```")[0]
    parts = re.split(r"^# ([\w-]+)\n", f"# except-star\n{code}", flags=re.MULTILINE)[1:]
    examples = dict(zip(parts[::2], parts[1::2], strict=True))
    rows = re.findall(r"^\| ([\w-]+) \|.*\| `([\w.]+)` \| (\w+) \| (\w+) \|$", text, re.MULTILINE)
    assert [row[0] for row in rows] == list(examples)
    return {row[0]: Correction(*row[1:], examples[row[0]]) for row in rows}


CORRECTIONS = corrections()


def shown(source: str, number: str, rules: Rules) -> str:
    """Return a number of an object in a source, as the reference prints it."""
    tree = ast.parse(source)
    name, *path = number.split(".")
    metrics = {
        getattr(node, "name", "module"): m for node, m in measure(tree, source, rules).items()
    }
    value: Any = metrics[name]
    for attribute in path:
        value = getattr(value, attribute, None)
    return "none" if value is None else f"{value:g}"


def first(source: str, rules: Rules = "corrected") -> Metrics:
    """Return the metrics of the first definition of a module."""
    tree = ast.parse(source)
    metrics = measure(tree, source, rules)
    return next(metrics[node] for node in tree.body if isinstance(node, Definition))


@pytest.mark.parametrize("name", CORRECTIONS)
def test_correction(name: str) -> None:
    """Each correction in the reference gives the two numbers that are said there."""
    number, radon, corrected, source = CORRECTIONS[name]
    source = source.replace(r"\x0c", "\x0c")

    assert shown(source, number, "corrected") == corrected
    if name != "f-string" or sys.version_info >= (3, 12):
        assert shown(source, number, "radon") == radon


def test_all_corrections_are_listed() -> None:
    """The reference lists at least every error of radon that we know of."""
    assert {
        "except-star", "guard", "assertion", "header", "closure", "local-class", "inner-class",
        "assignment", "call", "subscript", "attribute", "name-or-text", "number-or-truth",
        "slice", "dictionary", "annotation", "f-string", "separator", "no-operator",
    } <= set(CORRECTIONS)  # fmt: skip


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param("pass", 1, id="nothing"),
        pytest.param("match x:\n  case 1: pass\n  case _: pass", 2, id="a default is no decision"),
        pytest.param("match x:\n  case y: pass", 1, id="a name matches everything"),
        pytest.param("match x:\n  case 1 | 2: pass\n  case [y]: pass", 3, id="patterns may fail"),
        pytest.param("match x:\n  case [] if a and b: pass", 4, id="operators in a guard"),
        pytest.param("try: pass\nexcept* A: pass\nelse: pass", 3, id="except* and else"),
        pytest.param("assert a or b, c if d else e", 4, id="message of an assertion"),
        pytest.param("def g(x=a or b): pass", 1, id="a default is the inner function's"),
        pytest.param("class C(a or b): pass", 1, id="a base is the class's"),
        pytest.param("y: (a or b) = 1", 1, id="a type isn't run"),
    ],
)
def test_cyclomatic(body: str, expected: int) -> None:
    """A function has 1 and the decisions that are written in it, and not in what it holds."""
    lines = "".join(f"  {line}\n" for line in body.splitlines())

    assert first(f"def f(x):\n{lines}").cyclomatic == expected


def test_totals_hold_everything() -> None:
    """A module has 1 and all decisions in it; a class has the mean of its methods."""
    source = (
        "class C:\n  def f(self):\n    if a: pass\n    def g():\n      if b: pass\n"
        "  class D:\n    def h(self):\n      while c: pass\n"
        "if d: pass\n"
    )
    tree = ast.parse(source)
    metrics = measure(tree, source, "corrected")

    assert metrics[tree].cyclomatic == 5
    # 1 of the class, 2 each of f, g and h: 7 over 3 functions, and radon's 1 for several.
    assert metrics[tree.body[0]].cyclomatic == 3


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("def f(x):\n  return x", None, id="no operator"),
        pytest.param("def f():\n  return [] + []", None, id="no operand"),
        pytest.param("def f(x):\n  'Doc.'\n  return -x", (1, 1, 1, 1), id="docstring"),
        pytest.param("def f(x):\n  x.y += 1", (2, 3, 2, 3), id="augmented assignment"),
        pytest.param("def f(x):\n  return f'a{x + 1:>{x}}'", (1, 2, 1, 3), id="f-string"),
        pytest.param("def f(x):\n  return 1 < x <= 1.0", (2, 3, 2, 3), id="1 isn't 1.0"),
        pytest.param("def f(x):\n  a, b = x", (1, 3, 1, 3), id="several names, one assignment"),
        pytest.param("def f(x):\n  return x[1:2]", (1, 3, 1, 3), id="slice"),
        pytest.param("def f(x: a | b) -> c | d:\n  return -x", (1, 1, 1, 1), id="types"),
        pytest.param("def f(x):\n  return g(x)(x)", (1, 2, 2, 3), id="call of a call"),
        pytest.param("@d(1)\nclass C(B[2]): pass", (2, 4, 2, 4), id="decorator and base"),
    ],
)  # fmt: skip
def test_halstead(source: str, expected: tuple[int, ...] | None) -> None:
    """Operators and operands are counted as Halstead did, and there are none without the other."""
    halstead = first(source).halstead

    assert (halstead and (halstead.h1, halstead.h2, halstead.N1, halstead.N2)) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("", 0, id="nothing"),
        pytest.param("# c", 0, id="comment"),
        pytest.param("'doc'", 1, id="docstring"),
        pytest.param("a = 1; b = 2;", 2, id="semicolon"),
        pytest.param("if a: b", 2, id="header and statement"),
        pytest.param("if a:\n  b\nelif c:\n  d\nelse:\n  e", 6, id="if, elif and else"),
        pytest.param("if a:\n  b\nelse:\n  if c:\n    d", 5, id="else and if"),
        pytest.param("for a in b: c\nelse: d", 4, id="else of a loop"),
        pytest.param("try: a\nexcept B: c\nexcept D: e\nelse: f\nfinally: g", 10, id="try"),
        pytest.param("try: a\nexcept* B: c", 4, id="except*"),
        pytest.param("match a:\n  case 1: b\n  case _: c", 5, id="match"),
        pytest.param("with a as b: c", 2, id="with"),
        pytest.param("@a\n@b(\n  1)\ndef f(): pass", 4, id="decorators"),
        pytest.param("class C:\n  'Doc.'\n  x: int = 1", 3, id="class"),
        pytest.param("x = {\n  'a': [1:=2],\n}".replace("[1:=2]", "b[1:2]"), 1, id="several lines"),
        pytest.param("x = f'''{\n  a:>3}'''", 1, id="long f-string"),
        pytest.param("a = 'x\u2028y'\nb = 2", 2, id="U+2028"),
    ],
)
def test_logical_lines(source: str, expected: int) -> None:
    """Logical lines are statements, clauses and decorators, on every version of Python."""
    tree = ast.parse(source)

    assert measure(tree, source, "corrected")[tree].logical_lines == expected


def test_logical_lines_belong_to_their_function() -> None:
    """An ``else`` before a function is the outer function's, its decorator too."""
    source = "def f():\n  if a: pass\n  else:\n    @d\n    def g(): pass\n"
    tree = ast.parse(source)
    lines = {
        node.name: found.logical_lines
        for node, found in measure(tree, source, "corrected").items()
        if isinstance(node, Definition)
    }

    assert lines == {"f": 7, "g": 2}


def test_formatted_strings_are_code() -> None:
    """An f-string that stands alone is code on every version, a plain string is not."""
    found = first("def f(x):\n  '''a\n  b'''\n  f'''{x}\n\n  '''\n  f'{x}'\n")

    assert (found.source_lines, found.string_lines, found.blank_lines) == (4, 2, 1)


def test_cognitive_is_the_same() -> None:
    """What isn't radon's isn't corrected."""
    source = (
        "@d(a or b)\ndef f(x: c or d = e if g else h):\n  assert x and y\n"
        "  z: (m or n) = 1\n  match x:\n    case 1 if a:\n      def k():\n        if a: pass\n"
    )
    radon, corrected = first(source, "radon"), first(source)

    assert corrected.cognitive == radon.cognitive
    assert corrected.increments == radon.increments
    assert (corrected.nesting, corrected.length) == (radon.nesting, radon.length)


def test_setting(tmp_path: Path) -> None:
    """The setting decides by whose rules a project is measured; radon's are the default."""
    (tmp_path / "one.py").write_text("def f(a, b):\n    assert a and b\n", encoding="utf-8")
    chosen: tuple[Rules, Rules] = ("radon", "corrected")
    numbers = []
    for rules in chosen:
        options = Settings(packages=(str(tmp_path / "one.py"),), cache="off", metrics=rules)
        metrics = run(options, tmp_path)["one.f"].metrics
        assert metrics is not None
        numbers.append(metrics.cyclomatic)

    assert numbers == [2, 3]
    assert Settings().metrics == "radon"
    assert Settings().fingerprint("analyze") != Settings(metrics="corrected").fingerprint("analyze")


def test_aggregate() -> None:
    """A package has the sums of its modules, the deepest nesting, and the weighted mean index."""
    some = Halstead(1, 1, 1, 1, 2, 2, 0.0, 2.0, 0.5, 1.0, 0.1, 0.0)
    one = Metrics(3, "A", 4, 2, 10, some, maintainability=80.0, logical_lines=6, source_lines=8)
    two = Metrics(9, "B", 1, 3, 5, some, maintainability=50.0, logical_lines=3, comment_lines=1)
    without_operators = Metrics(1, "A", 0, 0, 0, maintainability=100.0, logical_lines=1)
    found = aggregate([one, two, without_operators])

    assert found == Metrics(
        11, "", 5, 3, 15, maintainability=70.0, maintainability_rank="A", logical_lines=10,
        source_lines=8, comment_lines=1,
    )  # fmt: skip
    assert aggregate([]) is None
    assert msgspec.json.decode(msgspec.json.encode(found), type=Metrics) == found
