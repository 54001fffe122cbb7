"""Complexity: radon's numbers are radon's, SonarSource's rules are kept, nothing breaks it."""

from __future__ import annotations

import ast
import importlib.util
import sys
import sysconfig
import textwrap
import time
import tokenize
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from radon import raw
from radon.complexity import add_inner_blocks, cc_rank, cc_visit_ast
from radon.metrics import HalsteadReport, h_visit_ast, mi_rank, mi_visit
from radon.visitors import ComplexityVisitor

from sphinxcontrib_autodocgen.analyze.linecount import LineCounts, split_lines
from sphinxcontrib_autodocgen.analyze.metrics import measure
from sphinxcontrib_autodocgen.model import Halstead, Metrics

pytestmark = [
    pytest.mark.filterwarnings("ignore::SyntaxWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
]

Definition = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef

new_in_312 = pytest.mark.skipif(sys.version_info < (3, 12), reason="syntax of Python 3.12")


def case(source: str, expected: object, reason: str, **kwargs: object) -> object:
    """Make a row of a table: an indented source, what is expected, and why."""
    return pytest.param(textwrap.dedent(source).strip("\n") + "\n", expected, id=reason, **kwargs)


def measured(source: str) -> tuple[ast.Module, dict[ast.AST, Metrics]]:
    """Parse and measure a source."""
    tree = ast.parse(source)
    return tree, measure(tree, source)


def module(source: str) -> Metrics:
    """Return the metrics of a module."""
    tree, metrics = measured(source)
    return metrics[tree]


def first(source: str) -> Metrics:
    """Return the metrics of the first definition of a module."""
    tree, metrics = measured(source)
    return next(metrics[node] for node in tree.body if isinstance(node, Definition))


def body(source: str) -> Metrics:
    """Return the metrics of a function with that body."""
    return first("async def f(x):\n" + textwrap.indent(source, "    "))


def definitions(tree: ast.Module) -> list[Definition]:
    """Return all classes and functions in a module."""
    return [node for node in ast.walk(tree) if isinstance(node, Definition)]


COGNITIVE = [
    case("pass", 0, "straight code costs nothing"),
    case("if a: pass", 1, "if"),
    case("if a: pass\nelse: pass", 2, "else costs 1"),
    case("if a: pass\nelif b: pass", 2, "elif costs 1"),
    case("if a: pass\nelif b: pass\nelif c: pass\nelse: pass", 4, "elif chain is flat"),
    case("if a:\n  if b: pass", 3, "if in if costs 2"),
    case("if a:\n  if b:\n    if c: pass", 6, "three levels of if"),
    case("if a: pass\nelse:\n  if b: pass", 4, "if in else isn't elif"),
    case("if a:\n  pass\nelse:\n  if b: pass\n  else: pass", 5, "else in else"),
    case("if a: pass\nelif b:\n  if c: pass", 4, "if in elif costs 2"),
    case("if a:\n  if b: pass\n  elif c: pass", 4, "nested elif costs 1"),
    case("if a:\n  if b: pass\n  else: pass", 4, "nested else costs 1"),
    case("if not a: pass", 1, "not costs nothing"),
    case("for i in x: pass", 1, "for"),
    case("while a: pass", 1, "while"),
    case("async for i in x: pass", 1, "async for is as for"),
    case("for i in x: pass\nelse: pass", 2, "else of for"),
    case("while a: pass\nelse: pass", 2, "else of while"),
    case("for i in x: pass\nelse:\n  if a: pass", 4, "else of for is a level"),
    case("for i in x:\n  while a:\n    if b: pass", 6, "loops are levels"),
    case("for i in x:\n  if a: break\n  if b: continue", 5, "break and continue cost nothing"),
    case("if a: return 1\nreturn 2", 1, "early return costs nothing"),
    case("try: pass\nfinally: pass", 0, "try and finally cost nothing"),
    case("try: pass\nexcept A: pass", 1, "except"),
    case("try: pass\nexcept A: pass\nexcept B: pass", 2, "each except"),
    case("try: pass\nexcept A: pass\nelse: pass", 2, "else of try"),
    case("try: pass\nexcept A: pass\nelse:\n  if a: pass", 4, "else of try is a level"),
    case("try:\n  if a: pass\nexcept A: pass", 2, "try is no level"),
    case("try: pass\nexcept A:\n  if a: pass", 3, "except is a level"),
    case("try: pass\nfinally:\n  if a: pass", 1, "finally is no level"),
    case("if a:\n  try: pass\n  except A: pass", 3, "except in if costs 2"),
    case("try: pass\nexcept* A: pass", 1, "except* is as except"),
    case("try: pass\nexcept* A:\n  if a: pass", 3, "except* is a level"),
    case("with a: pass", 0, "with costs nothing"),
    case("with a:\n  if b: pass", 1, "with is no level"),
    case("async with a:\n  if b: pass", 1, "async with is no level"),
    case("match x:\n  case 1: pass\n  case _: pass", 0, "match and case cost nothing"),
    case("match x:\n  case 1:\n    if a: pass", 2, "case is a level"),
    case("match x:\n  case 1 if a and b: pass", 1, "guard costs its operators"),
    case("return a if b else c", 1, "conditional expression"),
    case("if a:\n  return b if c else d", 3, "conditional expression grows with the level"),
    case("return a if b else (c if d else e)", 3, "nested conditional expression"),
    case("return (a if b else c) if d else e", 3, "conditional expression on its left"),
    case("return a if (b if c else d) else e", 3, "conditional expression in its test"),
    case("if (a if b else c): pass", 2, "a test isn't in the body"),
    case("return a and b", 1, "boolean operator"),
    case("return a and b and c and d", 1, "run of equal operators"),
    case("return a and b or c", 2, "two runs"),
    case("return a and b or c or d", 2, "or goes on"),
    case("return a and b or c and d", 3, "and, or, and"),
    case("return a or b and c or d", 3, "or, and, or"),
    case("return a or b and c or d and e or f", 5, "five runs"),
    case("return a or (b and c) or d", 2, "brackets keep a run together"),
    case("return a or (  # so (it) is\n  b and c) or d", 2, "bracket before a comment"),
    case("return a or '(' and c or d", 3, "bracket in a string"),
    case("return f(a) or b and c or d", 3, "bracket of the operand before"),
    case("return a and (b and c)", 2, "run in brackets is another"),
    case("return a and not (b and c)", 2, "not begins another run"),
    case("return (a or b) and (c or d)", 3, "or in and"),
    case("return a == b and c < d < e", 1, "comparisons cost nothing"),
    case("if a and b: pass", 2, "operators in a test"),
    case("if a:\n  if b and c: pass", 4, "operators don't grow with the level"),
    case("return f(a or b, c=d and e)", 2, "operators in arguments"),
    case("return x[a or b] + (c or d)", 2, "operators in subscript and arithmetic"),
    case("return f'{a or b}'", 1, "operators in f-strings"),
    case("return f'{a or b and c or d}'", 3, "runs in f-strings"),
    case("é = 'é'; return é or é and é or (é and é) or é", 4, "brackets after wide characters"),
    case("return [a for a in x if b for c in a]", 0, "comprehension costs nothing"),
    case("return [a or b for a in x if c and d]", 2, "operators in a comprehension"),
    case("return [a if b else c for a in x]", 1, "comprehension is no level"),
    case("return lambda: a if b else c", 1, "lambda is no level"),
    case("while (y := x.pop()): pass", 1, "walrus costs nothing"),
    case("return f(x - 1)", 0, "recursion isn't counted"),
    case("assert a and b, c or d", 2, "operators in assert"),
    case("def g():\n  if a: pass", 1, "wrapper is no level"),
    case("@d\ndef g():\n  if a: pass\nreturn g", 1, "decorated wrapper that is returned"),
    case("def g():\n  if a: pass\nreturn g()", 2, "function that isn't a wrapper's"),
    case("'''Doc.'''\ndef g():\n  if a: pass\nreturn g", 2, "docstring makes it no wrapper"),
    case("if a:\n  def g():\n    if b: pass", 4, "function in if is two levels down"),
    case("def g():\n  def h():\n    if a: pass\n  return h\nreturn g", 1, "wrapper of a wrapper"),
    case("x = 1\ndef g():\n  def h():\n    if a: pass\n  return 1", 3, "function in function"),
    case("if a: pass\nelse:\n  if b: pass\n  x", 4, "if that begins an else isn't elif"),
    case("while a: pass\nelse:\n  while b: pass\n  else: pass", 5, "else of a loop in another"),
    case("try: pass\nexcept A:\n  try: pass\n  except B: pass", 3, "except in except"),
    case("try:\n  try: pass\n  except B: pass\nexcept A: pass", 2, "try in try is no level"),
    case("for i in x:\n  try: pass\n  except A: continue", 3, "except in a loop"),
    case("with a:\n  try:\n    with b:\n      if c: pass\n  finally: pass", 1, "no levels at all"),
    case("match x:\n  case 1:\n    match y:\n      case 2:\n        if a: pass", 3, "case in case"),
    case("match x:\n  case 1 if (a if b else c): pass", 1, "a guard isn't in the case"),
    case("return [[b if c else d for b in a] for a in x]", 1, "comprehensions are no levels"),
    case("return [a for a in (b if c else d)]", 1, "conditional expression that is iterated"),
    case("return {a: b for a in x if c or d}, {e and f for e in x}", 2, "set and dictionary"),
    case("return lambda: (lambda: a or b)", 1, "lambda in lambda is no level"),
    case("if a:\n  return lambda: b if c else d", 3, "lambda has the level around it"),
    case("return f'{a if b else c}'", 1, "conditional expression in an f-string"),
    case("return not (a and b)", 1, "run after not"),
    case("return (a and b) == (c and d)", 2, "runs on both sides of a comparison"),
    case("return a and b if c or d else e", 3, "conditional expression with operators"),
    case("x = yield a or b\nawait (c or d)", 2, "yield and await"),
    case("x += a or b\ndel x[c or d]\nraise e or g", 3, "operators in any statement"),
    case("for i in a or b: pass", 2, "operators in what is iterated"),
    case("with a or b as c: pass", 1, "operators in with"),
    case("return x[a if b else c:d or e]", 2, "operators in a slice"),
    case("print(*a or b, **c or d)", 2, "operators in starred arguments"),
    case("def g():\n  if a: pass\ndef h():\n  if b: pass", 4, "two functions are no wrapper's"),
    case("def g():\n  if a: pass\nreturn x.g", 2, "a wrapper returns a name"),
    case("x = 1\n@d(a or b)\ndef g(): pass", 1, "decorator of an inner function"),
    case("x = 1\nasync def g():\n  async for i in x: pass", 2, "async function in function"),
    case("x = 1\ndef g():\n  class C:\n    def h(self):\n      if a: pass", 1, "class resets"),
    case("x = 1\ndef g():\n  return a or b", 1, "operators don't grow in functions"),
    case("x = 1\ndef g(a=b if c else d): pass", 2, "default of an inner function"),
    case("if a:\n  class C:\n    if b: pass", 2, "class begins at 0"),
    case("if a:\n  class C:\n    def g(self):\n      if b: pass", 2, "method begins at 0"),
    case("class C:\n  def g(self):\n    def h():\n      if b: pass\n    return h()", 2,
         "function in a method"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "expected"), COGNITIVE)
def test_cognitive_of_function(source: str, expected: int) -> None:
    """Cognitive complexity of a function body follows SonarSource's rules."""
    metrics = body(source)

    assert metrics.cognitive == expected
    assert sum(points for _, points in metrics.increments) == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        case("def f(x=a if b else c): pass", 1, "default"),
        case("@d(a or b)\ndef f(): pass", 1, "decorator of a function"),
        case("def f(x: a or b) -> c or d: pass", 2, "annotations"),
        case("@d(a or b)\nclass C(e or f, g=h or i): pass", 3, "decorator and bases of a class"),
        case("class C:\n  if a: pass\n  x = b or c", 2, "code of a class"),
        case(
            """
            class C:
                def f(self):
                    if a: pass
                def g(self):
                    while a:
                        if b: pass
            """,
            4,
            "class is the sum of its methods",
        ),
        case(
            """
            class C:
                class D:
                    def f(self):
                        if a: pass
            """,
            1,
            "class holds its inner classes",
        ),
        case(
            """
            if a:
                def f():
                    if b: pass
            """,
            2,
            "function in a module begins at 0",
        ),
        case(
            """
            for x in y: pass
            class C:
                def f(self):
                    if a: pass
                    def g():
                        if b: pass
            def f():
                return a or b
            """,
            5,
            "module is the sum of all",
        ),
        case("if a:\n  if b: pass", 3, "module has levels"),
    ],
)
def test_cognitive_of_module(source: str, expected: int) -> None:
    """A class or module is as complex as all that it holds."""
    assert module(source).cognitive == expected


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        case("if a:\n  pass\nelse:\n  pass", ((2, 1), (4, 1)), "else has its own line"),
        case("if a:\n  pass\n# else\nelse: pass", ((2, 1), (5, 1)), "else after a comment"),
        case("if a: pass\nelse:\n  @d\n  def g(): pass", ((2, 1), (3, 1)), "else of a decorator"),
        case("if a: pass\nelif b:\n  pass", ((2, 1), (3, 1)), "elif"),
        case("for i in x:\n  if a: pass", ((2, 1), (3, 2)), "nested if"),
        case("try:\n  pass\nexcept A:\n  pass\nelse:\n  pass", ((4, 1), (6, 1)), "except and else"),
        case("return (a or\n  b and\n  c)", ((2, 1), (3, 1)), "operators where they begin"),
        case("x = 1\ndef g():\n  if a: pass", ((4, 2),), "inner function"),
    ],
)
def test_increments(source: str, expected: tuple[tuple[int, int], ...]) -> None:
    """Increments tell the line and the points, in the order of the lines."""
    assert body(source).increments == expected


def test_inner_function_alone() -> None:
    """An inner function has its own numbers, as if it were not inside another."""
    tree, metrics = measured("def f():\n  x = 1\n  def g():\n    if a: pass\n")
    outer, inner = definitions(tree)

    assert metrics[outer].increments == ((4, 2),)
    assert metrics[inner].increments == ((4, 1),)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        case("pass", 0, "nothing"),
        case("if a: pass", 1, "if"),
        case("if a: pass\nelif b: pass\nelif c: pass\nelse: pass", 1, "elif is flat"),
        case("if a: pass\nelse:\n  if b: pass", 2, "if in else"),
        case("for i in x: pass\nelse:\n  while a: pass", 2, "loops and their else"),
        case("async for i in x:\n  async with a: pass", 2, "async"),
        case("with a:\n  with b:\n    with c: pass", 3, "with"),
        case("with a, b, c: pass", 1, "one with of several"),
        case("try:\n  if a: pass\nfinally: pass", 2, "try"),
        case("try: pass\nexcept A:\n  if a: pass", 2, "except"),
        case("try: pass\nexcept* A:\n  if a: pass", 2, "except*"),
        case("try: pass\nfinally:\n  if a: pass", 2, "finally"),
        case("match x:\n  case 1:\n    if a: pass", 2, "match and case are one"),
        case("return [a if b else c for d in e]", 0, "expressions don't nest"),
        case("if a:\n  def g():\n    if b:\n      if c: pass", 1, "inner function isn't counted"),
        case("class C:\n  if a: pass", 0, "inner class isn't counted"),
    ],
)
def test_nesting_of_function(source: str, expected: int) -> None:
    """Nesting counts the control structures around a statement of the function itself."""
    assert body(source).nesting == expected


def test_nesting_of_class_and_module() -> None:
    """The nesting of a class or module is the deepest of all in it."""
    tree, metrics = measured(
        "class C:\n  if a: pass\n  def f(self):\n    if a:\n      while b: pass\n"
        "def f():\n  def g():\n    if a:\n      if b:\n        if c: pass\n"
    )

    assert [metrics[node].nesting for node in (*tree.body, tree)] == [2, 0, 3]


def test_length() -> None:
    """Length goes from the def line, without decorators, to the last line; a module's is all."""
    tree, metrics = measured(
        "# c\n@d(\n  1)\ndef f(\n  a,\n):\n  '''\n  Doc.\n  '''\n\n\nclass C: x\n\n"
    )

    assert [metrics[node].length for node in (*tree.body, tree)] == [6, 1, 13]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param("", 0, id="empty"),
        pytest.param("x", 1, id="no line end"),
        pytest.param("x\n\n\n", 3, id="blank lines at the end"),
        pytest.param("x\r\ny\rz\n", 3, id="all kinds of line ends"),
        pytest.param("x\n\x0c\ny = '''a\x0bb'''\n", 3, id="form feed is no line end"),
    ],
)
def test_length_of_module(source: str, expected: int) -> None:
    """A module has as many lines as the compiler sees."""
    assert module(source).length == expected


CYCLOMATIC = [
    case("class C: pass", (1, 1), "empty class"),
    case("class C:\n  def f(self): pass", (2, 2), "class counts itself and its method"),
    case(
        "class C:\n  def f(self):\n    if a: pass\n  def g(self): pass", (3, 4), "mean of methods"
    ),
    case("class C:\n  if a: pass\n  x = b or c", (3, 3), "decisions of a class"),
    case("class C:\n  class D:\n    def f(self): pass", (1, 1), "inner class isn't added"),
    case("def f():\n  def g():\n    if a: pass", (1, 1), "inner function isn't added"),
    case("@d(a or b)\ndef f(x=c or d): pass", (1, 1), "decorator and default aren't seen"),
    case("def f():\n  assert a or b, c or d", (2, 2), "assert hides its operators"),
    case("def f():\n  try: a\n  except* B: c", (1, 1), "except* isn't counted"),
    case("def f():\n  try: a\n  except B: c\n  else: d", (3, 3), "try else"),
    case("def f():\n  for i in x: a\n  else: b", (3, 3), "loop else"),
    case("def f():\n  return [a for b in c if d for e in f]", (4, 4), "comprehension"),
    case("def f():\n  match x:\n    case 1: a\n    case _: b", (2, 2), "match with a default"),
    case("def f():\n  match x:\n    case 1: a\n    case 2: b", (3, 3), "match without"),
    case("def f():\n  match x:\n    case 1 if y or z: a", (3, 3), "guard"),
    case("def f():\n  return lambda: a or b", (2, 2), "lambda is part of it"),
]


@pytest.mark.parametrize(("source", "expected"), CYCLOMATIC)
def test_cyclomatic_oddities(source: str, expected: tuple[int, int]) -> None:
    """The number of a first definition, and of its module, are radon's, oddities included."""
    tree = ast.parse(source)
    visitor = ComplexityVisitor.from_ast(tree)

    assert (visitor.blocks[0].complexity, visitor.total_complexity) == expected
    assert (first(source).cyclomatic, module(source).cyclomatic) == expected


@pytest.mark.parametrize(
    ("source", "operators"),
    [
        case("def f():\n  return a", None, "no operator"),
        case("def f():\n  return a + 'a' + 1 + True", (1, 4), "equal names and constants"),
        case("def f():\n  def g(): return a + 1\n  return a + 1", (1, 4), "names by function"),
        case(
            "class C:\n  def f(self): return a + 1\n  def f(self): return a + 1", (1, 2), "by name"
        ),
        case("def f():\n  x += y.x - z(1) - w[2]", (2, 5), "other expressions are all distinct"),
        case("def f():\n  return not a < b <= c in d", (4, 5), "comparisons"),
        case("@d(-1)\nclass C(x or y): pass", (1, 2), "bases count, decorators don't"),
    ],
)
def test_halstead_oddities(source: str, operators: tuple[int, int] | None) -> None:
    """Distinct operators and operands are told apart as radon does."""
    halstead = first(source).halstead

    assert (halstead and (halstead.h1, halstead.h2)) == operators


def test_maintainability_without_operators() -> None:
    """Where radon finds no operator, there is no Halstead and the index is radon's 100."""
    metrics = module("x = f(1)\n")

    assert metrics.halstead is None
    assert (metrics.maintainability, metrics.maintainability_rank) == (100.0, "A")


def python_files(*folders: str | Path, step: int) -> list[Path]:
    """Return every so many of the files in some folders, without long ones: radon is slow."""
    found = sorted(path for folder in folders for path in Path(folder).rglob("*.py"))
    return [path for path in found[::step] if path.stat().st_size < 20_000]


def sample() -> list[Path]:
    """Return some 60 files of the standard library and of what is installed with the package."""
    library = Path(sysconfig.get_path("stdlib"))
    packages = ("asyncio", "email", "importlib", "json", "unittest", "xml")
    files = sorted(library.glob("*.py"))[::6]
    files = [path for path in files if path.stat().st_size < 20_000]
    files += python_files(*(library / name for name in packages), step=6)
    for name in ("docutils", "radon", "sphinx"):
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        files += python_files(Path(spec.origin).parent, step=2 if name == "radon" else 18)
    return files


def halstead(report: HalsteadReport) -> Halstead | None:
    """Return what radon reports as our record."""
    return Halstead(*report) if report.N1 else None


def check_radon_lists(tree: ast.Module, metrics: dict[ast.AST, Metrics]) -> None:
    """Compare with all that radon lists for a module."""
    total = metrics[tree]
    report = h_visit_ast(tree)
    assert total.cyclomatic == ComplexityVisitor.from_ast(tree).total_complexity
    assert total.halstead == halstead(report.total)
    nodes = {(node.lineno, node.col_offset): node for node in definitions(tree)}
    for block in add_inner_blocks(cc_visit_ast(tree)):
        found = metrics[nodes[block.lineno, block.col_offset]]
        assert (found.cyclomatic, found.rank) == (block.complexity, cc_rank(block.complexity))


def check_radon_alone(node: Definition, metrics: Metrics) -> None:
    """Compare with what radon says of a definition alone."""
    [block, *_] = ComplexityVisitor.from_ast(node).blocks
    decorators, node.decorator_list = node.decorator_list, []
    total = h_visit_ast(ast.Module([node], [])).total
    node.decorator_list = decorators
    assert metrics.cyclomatic == block.complexity
    assert metrics.halstead == halstead(total)


def check_index_alone(node: Definition, lines: list[str], metrics: Metrics) -> None:
    """Compare with radon's index of the lines of a definition, if they stand alone."""
    text = textwrap.dedent("\n".join([*lines[node.lineno - 1 : node.end_lineno], ""]))
    try:
        ast.parse(text)
    except SyntaxError:
        return
    index = mi_visit(text, multi=True)
    assert (metrics.maintainability, metrics.maintainability_rank) == (index, mi_rank(index))


@pytest.mark.parametrize("path", sample(), ids=lambda path: "/".join(path.parts[-2:]))
def test_equal_to_radon(path: Path) -> None:
    """All numbers that radon has are radon's, to the last bit."""
    with tokenize.open(path) as file:
        text = file.read()
    tree, metrics = measured(text)

    check_radon_lists(tree, metrics)
    for node in definitions(tree):
        check_radon_alone(node, metrics[node])
        if (node.end_lineno or 0) - node.lineno < 30:
            check_index_alone(node, split_lines(text), metrics[node])
    total, counts = metrics[tree], raw.analyze(text)
    assert total.maintainability == mi_visit(text, multi=True)
    assert (total.logical_lines, total.source_lines) == (counts.lloc, counts.sloc)
    assert (total.comment_lines, total.string_lines) == (counts.comments, counts.multi)
    assert total.blank_lines == counts.blank
    assert len(metrics) == 1 + len(definitions(tree))


SNIPPETS = [
    "",
    "x = 1",
    "x = 1  # c",
    "# c",
    '"doc"',
    "'doc'  # c",
    "'''doc'''",
    '"""a\n\nb"""',
    '"""a # b"""  # c',
    '"""\n"""',
    '"a\\\nb"',
    '"doc";',
    'r"r\\"x"',
    'b"x"',
    '"a" "b"',
    '("a")',
    'f"{x}"',
    'f"{x:>3}"',
    'f"{x!r:{w}}"',
    "f'''{x}\n{y:3}'''",
    'x = """a\n  # no\n"""',
    'x = """"a" b"""',
    'x = """a""" """b\n"""',
    "x = ''''a' b'''",
    'x = "a \\\n  b"',
    "x = 1 + \\\n  2",
    "x = 1 \\\n",
    "x = [1,\n 2, # c\n\n 3]",
    'x = {"a": 1}',
    'x = {"a": 1,\n "b": 2}  # c',
    "x = ((((((((((((1))))))))))))",
    'x = [[[[[[[[[[{"a": 1},\n2]]]]]]]]]]',
    "x[1:2]",
    "x[1:]; y",
    "x[a:=1]",
    'x = a[b["c"]:d]',
    "x = 1; y = 2",
    "x = 1;",
    'x = ";"',
    'x = "#"',
    'x = "\\\\"',
    "x = '\\''",
    'x = "\\"" # "',
    "x = lambda a: a",
    "x: int",
    'x: "str"',
    "x: int = 3  # c",
    'x = ""',
    'x = f"" ""',
    'x = f"{{{x}}}"',
    'x = rf"\\{x}"',
    'x = f"\\N{DASH}"',
    'x = F"{x:%H:%M}"',
    'x = f"{(y:=5)}"',
    'x = f"{y:=5}"',
    'x = f"{x[1:2]}"',
    'x = "b:" f"{y}"  # :',
    'if f"{x:1}": pass',
    "if (y := 1): pass",
    "if x:\n  pass",
    "if x:  # c:\n  pass",
    "if x: # c\n  y = 1",
    'def f(a: int, b: str = ":") -> None: ...',
    "def f(\n  a,\n  b,\n): # x\n  return a",
    'class A:\n  """doc"""\n  x = 1; y = 2',
    "try: x\nexcept: y",
    "with a as b, \\\n  c: pass",
    '@d(\n x)\nclass B: x = "a:b"',
    'match x:\n  case {"a": 1}: pass\n  case [1, *_]: y',
    "\x0c",
    'é = "é # :"',
]


@settings(max_examples=400, derandomize=True, deadline=None)
@given(
    st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=7).map(
        lambda parts: "\n".join([*parts, ""])
    )
)
def test_line_counts_of_any_mixture(text: str) -> None:
    """Lines are counted as radon counts them, whatever follows on what."""
    try:
        ast.parse(text)
        counts = raw.analyze(text)
    except SyntaxError:
        return

    found = LineCounts(split_lines(text)).total()
    expected = (counts.lloc, counts.sloc, counts.comments, counts.multi, counts.blank)
    assert found == expected


def test_line_counts_of_a_range() -> None:
    """Ranges are of the compiler's lines, though radon also ends lines at form feeds."""
    counts = LineCounts(split_lines("x\n\x0c\n# c\ndef f():\n  '''a\n\n  b'''\n\x0c\n  return x\n"))

    assert counts.between(1, 1) == (1, 1, 0, 0, 0)
    assert counts.between(4, 9) == (3, 2, 0, 2, 3)
    assert counts.total() == (4, 3, 1, 2, 5)


def nested(opening: str, inside: str, closing: str, depth: int) -> str:
    """Return a statement nested that deep on one line."""
    return f"x = {opening * depth}{inside}{closing * depth}\n"


def indented(header: str, depth: int) -> str:
    """Return blocks nested that deep."""
    return "".join(f"{' ' * n}{header}\n" for n in range(depth)) + f"{' ' * depth}pass\n"


@pytest.mark.parametrize(
    ("source", "cyclomatic", "cognitive"),
    [
        pytest.param("", 1, 0, id="empty file"),
        pytest.param("\n\n", 1, 0, id="only blank lines"),
        pytest.param("# c", 1, 0, id="only a comment"),
        pytest.param("x = 1", 1, 0, id="no line end"),
        pytest.param("if x:\r\n  pass\r\nelif y:\r\n  pass\r\n", 3, 2, id="Windows line ends"),
        pytest.param("if x:\r  pass\relif y:\r  pass\r", 3, 2, id="old Mac line ends"),
        pytest.param("\x0cif x:\n  pass\nelif y:\n  pass\n", 3, 2, id="form feed"),
        pytest.param("if x: y = 'a\u2028b'\nelse: y = 1  # c\n", 2, 2, id="U+2028: radon raises"),
        pytest.param("if x: y = 'a\x1cb'\n# c\n", 2, 1, id="file separator: radon raises"),
        pytest.param("℘ = 1 if x·y else 2\n", 2, 1, id="letters that tokenize doesn't know"),
        pytest.param("if a: pass\n" + "elif b: pass\n" * 2500, 2502, 2501, id="2,500 elif"),
        pytest.param(nested("a + ", "b", "", 2500), 1, 0, id="2,500 operators"),
        pytest.param(nested("a if b else ", "c", "", 500), 501, 125250, id="500 conditionals"),
        pytest.param(nested("not ", "c", "", 500), 1, 0, id="500 times not"),
        pytest.param(nested("lambda: ", "c", "", 500), 1, 0, id="500 lambdas"),
        pytest.param(nested("[", "1 or 2", "]", 190), 2, 1, id="190 brackets"),
        pytest.param(nested("a", "", ".b", 2500), 1, 0, id="2,500 attributes"),
        pytest.param(nested("a", "", "(b or c)", 500), 501, 500, id="500 calls"),
        pytest.param(indented("if x:", 90), 91, 4095, id="90 if"),
        pytest.param(indented("def f():", 90), 1, 0, id="90 functions"),
        pytest.param(indented("class C:", 90), 1, 0, id="90 classes"),
        pytest.param("x = (" + " or\n".join(["a and b"] * 3000) + ")\n", 6000, 5999, id="3,000 or"),
        pytest.param(
            "type X[T] = a if b else c\ndef f[T: (a, b)](x: T) -> T: pass\nclass C[*T]: pass\n",
            2,
            1,
            id="type parameters",
            marks=new_in_312,
        ),
    ],
)
def test_nothing_breaks_it(source: str, cyclomatic: int, cognitive: int) -> None:
    """Whatever the parser accepts is measured, and every number is within its bounds."""
    tree, metrics = measured(source)

    assert (metrics[tree].cyclomatic, metrics[tree].cognitive) == (cyclomatic, cognitive)
    for found in metrics.values():
        assert found.rank in set("ABCDEF")
        assert found.maintainability is not None
        assert 0 <= found.maintainability <= 100
        assert found.maintainability_rank in set("ABC")
        assert found.cognitive == sum(points for _, points in found.increments)


def test_bracketed_literal_of_deep_nesting() -> None:
    """Brackets deeper than the pattern goes are counted one by one, with radon's result."""
    source = nested("[", '"#:;" or {1: -2}', "]", 60) + "y = 1 + 2\n"

    assert module(source).maintainability == mi_visit(source, multi=True)


@pytest.mark.parametrize(
    "inside",
    [
        "1,\n2",
        "1, # c]\n2",
        '"""a\n]"""',
        "'a\\\n]'",
        "1, \\\n2",
        "f'{x:>3}'",
        "f'{x[1]}]'",
        "a; b",
    ],
)
def test_deep_brackets(inside: str) -> None:
    """Whatever is in deep brackets, the lines are counted as radon counts them."""
    source = f"x = {'[' * 12}{inside}{']' * 12}  # c\n\ny = 1\n"
    try:
        counts = raw.analyze(source)
    except SyntaxError:
        pytest.skip("radon can't")

    found = LineCounts(split_lines(source)).total()
    assert found == (counts.lloc, counts.sloc, counts.comments, counts.multi, counts.blank)


def rows(row: str, before: str = "x = [", after: str = "]") -> str:
    """Return a statement of 16,000 lines."""
    return "\n".join([before, *[row] * 16_000, after, ""])


@pytest.mark.parametrize(
    "source",
    [
        pytest.param(rows('    "key": "value",  # c', "x = {", "}"), id="dictionary"),
        pytest.param(rows('    ("a", -1, f"{a:>3}"),'), id="rows"),
        pytest.param(rows("    'a: #'", "x = (", ")"), id="concatenated strings"),
        pytest.param(rows("some 'text' # : [", 'x = """', '"""'), id="string"),
        pytest.param(rows("some text \\", '"""', '"""'), id="docstring"),
        pytest.param(rows("  # it's [", "x = (", "1)"), id="comments"),
        pytest.param(rows('  ("a", 1),', f"x = {'[' * 12}", "]" * 12), id="deep"),
        pytest.param(
            rows('  ("a", """\n[""", \\\n 1),', f"x = {'[' * 12}", "]" * 12), id="deep text"
        ),
    ],
)
def test_long_literal(source: str) -> None:
    """A statement of 16,000 lines takes a moment (20 to 50 ms unless traced), not minutes."""
    tree = ast.parse(source)
    seconds = []
    for _ in range(3):
        start = time.process_time()
        measure(tree, source)
        seconds.append(time.process_time() - start)

    assert min(seconds) < 0.5


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        case("def f(): pass", 0, "none"),
        case("def f():\n  if a: return 1\n  return", 2, "each"),
        case("def f():\n  def g(): return 1\n  class C:\n    def h(self): return 2", 0, "own"),
        case("def f():\n  for a in b:\n    try: return a or c\n    finally: return 1", 2, "nested"),
        case("class C:\n  def f(self): return 1", None, "of a class"),
    ],
)
def test_returns(source: str, expected: int | None) -> None:
    """A function knows how often it returns; of anything else there is no number."""
    assert first(source).returns == expected


def test_tree_is_left_as_it_is() -> None:
    """The tree can be used further: nothing in it was changed or added."""
    source = (
        "@d\nclass C(B):\n  def f(self, a=1):\n    if a or b: return [c for c in a]\n    else: x\n"
    )
    tree, _ = measured(source)

    assert ast.dump(tree, include_attributes=True) == ast.dump(
        ast.parse(source), include_attributes=True
    )


def test_same_names_are_told_apart() -> None:
    """Definitions of one name, as of a property and its setter, have each their own metrics."""
    tree, metrics = measured("def f(): pass\ndef f():\n  if a: pass\n")

    assert [metrics[node].cyclomatic for node in tree.body] == [1, 2]


def test_measures_survive_encoding() -> None:
    """The metrics are plain records: they come back from the cache as they were."""
    metrics = first("def f(x):\n  return x + 1 if x and y else 2\n")

    assert msgspec.msgpack.decode(msgspec.msgpack.encode(metrics), type=Metrics) == metrics
