"""Cognitive complexity: SonarSource's rules, each case with its reason."""

from __future__ import annotations

import pytest
from measuring import body, case, definitions, measured, module

pytestmark = pytest.mark.filterwarnings("ignore::SyntaxWarning")

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
