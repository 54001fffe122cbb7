"""Odd, broken and hostile code costs an answer at most, never the run or a neighbour's types."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sphinxcontrib_autodocgen import analyze, discover
from sphinxcontrib_autodocgen.model import Project
from sphinxcontrib_autodocgen.settings import Settings

pytestmark = pytest.mark.slow

NEIGHBOUR = "def neighbour():\n    return 'text'\n"
LONG_SUM = " + ".join(["x"] * 500)
CASES = {
    "missing dependency": "import nowhere\nclass A(nowhere.B):\n    def f(self): return self.g()\n",
    "broken import": "from .nothing import x\ndef f(): return x()\n",
    "self import": "from odd import f as g\ndef f(): return g()\n",
    "star of itself": "from odd import *\ndef f(): return unknown\n",
    "own base": "class A(A):\n    def f(self): return self.x\n",
    "base cycle": "class A: pass\nclass B(A): pass\nA = B\nclass C(A, B): pass\n",
    "recursive alias": "from typing import Union\nT = Union[int, list['T'], dict[str, 'T']]\n"
    "def f(x: T): return x\n",
    "mutual recursion": "def f(x): return g([x])\ndef g(x): return f((x,))\ndef h(): return f(1)\n",
    "growing tuple": "def f(x):\n    while x:\n        x = (x, x)\n    return x\n",
    "growing self": "class A:\n    def f(self):\n        self.x = [self.x]\n        return self.x\n",  # noqa: E501
    "deep nesting": "def f(): return " + "(" * 80 + "1" + ")" * 80 + "\n",
    "long sum": f"def f(x): return {LONG_SUM}\n",
    "deep attributes": "def f(x): return x" + ".y" * 500 + "\n",
    "exponential branches": "def f(x):\n    y = 1\n"
    + "".join(f"    if x > {i}: y = (y, y)\n" for i in range(60))
    + "    return y\n",
    "odd decorators": "@(lambda f: f)\ndef f(): return 1\n@f\nclass A: pass\n",
    "no self": "class A:\n    def f(): return 1\n    def g(*args): return args[0].f()\n",
    "odd targets": "def f(x):\n    x[0].y, *x.z = 1, 2\n    for x.a in x: pass\n    return x\n",
    "unbound": "def f():\n    del x\n    return x\n",
    "metaclass": "class M(type):\n    def __call__(cls): return 1\nclass A(metaclass=M): pass\n"
    "def f(): return A()\n",
    "lambda default": "f = lambda x=lambda y=1: y: x\n",
    "yield in lambda": "def f(): return lambda: (yield)\n",
    "global in class": "class A:\n    global x\n    x = 1\n    def f(self): return x\n",
    "nonlocal nothing": "def f():\n    def g():\n        nonlocal y\n        y = 2\n    y = 1\n    return y\n",  # noqa: E501
}


def analysed(folder: Path, text: str) -> Project:
    """Return the project of an odd module and a plain neighbour."""
    (folder / "odd.py").write_text(text)
    (folder / "plain.py").write_text(NEIGHBOUR)
    settings = Settings(packages=("odd.py", "plain.py"))
    sources, _ = discover.sources(settings, folder)
    return analyze.link([analyze.analyze(source, settings) for source in sources])


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_odd_code_costs_nothing_else(text: str, tmp_path: Path) -> None:
    """A module of odd code is analysed in a moment and its neighbour is unharmed."""
    start = time.process_time()
    project = analysed(tmp_path, text)

    assert time.process_time() - start < 5
    returns = project["plain.neighbour"].returns
    assert returns is not None
    assert returns.type is not None
    assert returns.type.text == "str"


def test_a_generated_module_takes_linear_time(tmp_path: Path) -> None:
    """Twenty thousand generated lines are solved in seconds."""
    text = "".join(
        f"def f{i}(x):\n    y = f{max(i - 1, 0)}(x)\n    return y + 1\n\n" for i in range(5_000)
    )
    start = time.process_time()
    project = analysed(tmp_path, text)

    assert len(project) > 5_000
    assert time.process_time() - start < 40


def test_one_huge_function_takes_a_moment(tmp_path: Path) -> None:
    """A function of ten thousand statements is bounded."""
    text = "def f(x):\n    y = {}\n" + "".join(
        f"    y['k{i}'] = x.a{i}(y, [{i}])\n" for i in range(10_000)
    )
    start = time.process_time()
    analysed(tmp_path, text + "    return y\n")

    assert time.process_time() - start < 30


def test_modules_that_take_all_of_each_others_names_are_searched_once(tmp_path: Path) -> None:
    """Star imports in circles take a moment, and what is behind them is found."""
    names = [f"m{number}" for number in range(12)]
    for name in names:
        stars = "".join(f"from {other} import *\n" for other in names if other != name)
        (tmp_path / f"{name}.py").write_text(f"{stars}def f_{name}(x: Nowhere): return Boat()\n")
    with (tmp_path / "m11.py").open("a") as last:
        last.write("class Boat: pass\n")
    settings = Settings(packages=tuple(f"{name}.py" for name in names))
    sources, _ = discover.sources(settings, tmp_path)
    read = [analyze.analyze(source, settings) for source in sources]
    start = time.process_time()
    project = analyze.link(read)

    assert time.process_time() - start < 5
    returns = project["m0.f_m0"].returns
    assert returns is not None
    assert returns.type is not None
    assert returns.type.text == "m11.Boat"


def test_results_do_not_depend_on_order(tmp_path: Path) -> None:
    """Modules in any order give the same types."""
    (tmp_path / "a.py").write_text("import b\ndef f(x): return b.g(x)\n")
    (tmp_path / "b.py").write_text("import a\ndef g(y): return [y]\ndef h(): return a.f(1)\n")
    settings = Settings(packages=("a.py", "b.py"))
    sources, _ = discover.sources(settings, tmp_path)
    modules = [analyze.analyze(source, settings) for source in sources]

    assert dict(analyze.link(modules)) == dict(analyze.link(modules[::-1]))


def _solving(text: str, folder: Path) -> float:
    """Return the CPU seconds that solving the types of an odd module takes."""
    (folder / "odd.py").write_text(text)
    settings = Settings(packages=("odd.py",))
    sources, _ = discover.sources(settings, folder)
    modules = [analyze.analyze(source, settings) for source in sources]
    start = time.process_time()
    analyze.link(modules)
    return time.process_time() - start


HARD = {
    "each calls the last twice": "def f0(x): return [x]\n"
    + "".join(f"def f{i}(x): return f{i - 1}(f{i - 1}((x, x)))\n" for i in range(1, 60)),
    "all call all": "".join(
        f"def f{i}(x): return " + " or ".join(f"f{j}([x, {j}])" for j in range(40)) + "\n"
        for i in range(40)
    ),
    "one function of many types": "".join(f"class C{i}: pass\n" for i in range(300))
    + "def f(x): return [x]\ndef g():\n"
    + "".join(f"    f(C{i}())\n" for i in range(300))
    + "    return f(f(f(1)))\n",
    "branches in loops": "def f(x):\n"
    + "".join(f"{'    ' * d}for i{d} in x:\n" for d in range(1, 15))
    + f"{'    ' * 15}x = (x, x)\n    return x\n",
    "a long function": "def f(x):\n    y = x\n"
    + "".join(f"    y = y.a{i}(y) + [y] if y else {{y: y}}\n" for i in range(1_000))
    + "    return y\n",
}


@pytest.mark.parametrize("text", HARD.values(), ids=HARD.keys())
def test_no_function_takes_long(text: str, tmp_path: Path) -> None:
    """Code that grows exponentially, calls itself in circles or is huge is solved in a moment."""
    assert _solving(text, tmp_path) < 2


@pytest.mark.parametrize("limit", ["frontend.units.MAX_TERMS", "interpreter._STEPS_PER_UNIT"])
def test_beyond_a_limit_a_type_is_unknown(
    limit: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What isn't reached any more may give anything, so nothing is said; a neighbour's type is."""
    monkeypatch.setattr(f"sphinxcontrib_autodocgen.analyze.infer.{limit}", 200)
    project = analysed(tmp_path, "def f(x):\n" + "    x = x.a(x)\n" * 200 + "    return 'text'\n")

    returns = project["odd.f"].returns
    assert returns is not None
    assert returns.type is None
    neighbour = project["plain.neighbour"].returns
    assert neighbour is not None
    assert neighbour.type is not None


def test_results_are_the_same_in_every_process(tmp_path: Path) -> None:
    """Neither hashes nor addresses nor the time a run takes show in the types."""
    source = Path(analyze.infer.__file__).parent / "ranking.py"
    code = (
        "from pathlib import Path\nfrom sphinxcontrib_autodocgen import analyze, discover\n"
        "from sphinxcontrib_autodocgen.settings import Settings\n"
        f"found, _ = discover.sources(Settings(packages=({str(source)!r},)), Path({str(tmp_path)!r}))\n"  # noqa: E501
        "print(analyze.link([analyze.analyze(source, Settings()) for source in found]).modules)\n"
    )
    runs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }

    assert len(runs) == 1


def test_a_method_of_several_classes_gives_what_it_gives_for_any(tmp_path: Path) -> None:
    """What a method called by its class's name gives isn't that of the last object it may get."""
    text = "".join(
        f"class A{i}(dict[str, int]): pass\nclass B{i}(dict[str, bytes]): pass\n"
        f"def f{i}(flag: bool): return dict.pop(A{i}() if flag else B{i}(), 'x')\n"
        for i in range(6)
    )
    project = analysed(tmp_path, text)
    found = [project[f"odd.f{i}"].returns for i in range(6)]

    assert [returns.type.text for returns in found if returns and returns.type] == [
        "bytes | int"
    ] * 6
