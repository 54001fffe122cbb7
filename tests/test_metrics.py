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
from measuring import Definition, body, case, definitions, first, measured, module
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

new_in_312 = pytest.mark.skipif(sys.version_info < (3, 12), reason="syntax of Python 3.12")


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


@pytest.mark.slow
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
    for node, found in metrics.items():
        assert found.rank in ({""} if node is tree else set("ABCDEF"))
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


@pytest.mark.slow
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
