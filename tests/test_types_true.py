"""What is said of types is true: each case is code with what may be found in it.

Expected is the text of a type, whatever its confidence, or None where nothing may be shown.
``f ->`` is the result of a function, ``f =>`` what it yields, ``f a`` a parameter, ``X =`` an
attribute or variable.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sphinxcontrib_autodocgen import analyze, discover, pipeline
from sphinxcontrib_autodocgen.model import Guess, Object, Project
from sphinxcontrib_autodocgen.settings import Settings

_SURE = Settings().min_type_confidence

_Case = tuple[str, dict[str, str | None]]


def _guess(objects: dict[str, Object], place: str) -> Guess | None:
    name, _, part = place.partition(" ")
    obj = objects[name]
    if part == "->":
        return obj.returns.type if obj.returns is not None else None
    if part == "=>":
        return obj.yields.type if obj.yields is not None else None
    if part == "=":
        return obj.type
    return next(p.type for p in obj.parameters if p.name == part)


def _found(case: _Case, folder: Path) -> dict[str, str | None]:
    """Return what is said at the places that a case names; other modules follow ``# file:``."""
    text, expected = case
    for part in f"# file: m\n{text}".split("# file: ")[1:]:
        name, _, code = part.partition("\n")
        (folder / f"{name}.py").write_text(code, encoding="utf-8")
    settings = Settings(packages=(str(folder),))
    sources, _ = discover.sources(settings, folder)
    project = analyze.link([analyze.analyze(source, settings) for source in sources])
    objects = {obj.name.removeprefix("m."): obj for obj in project.modules["m"].objects}
    found: dict[str, str | None] = {}
    for place, wanted in expected.items():
        guess = _guess(objects, place)
        hidden = guess is None or (wanted is None and guess.confidence < _SURE)
        found[place] = None if hidden or guess is None else guess.text
    return found


_ITERABLE = "collections.abc.Iterable[int]"
_COLLECTION = "collections.abc.Collection[int]"

_UNKNOWN_OPERANDS: dict[str, _Case] = {
    "or": ("def f(x): return x or 0", {"f ->": None}),
    "or of a quotient": ("def f(a, b): return a / b or 0", {"f ->": None}),
    "and": ("def f(x): return x and 'a'", {"f ->": None}),
    "condition": ("def f(x, c): return x if c else 0", {"f ->": None}),
    "branch": ("def f(x):\n if x: return x\n return []", {"f ->": None}),
    "attribute": (
        "class A:\n def __init__(self, x):\n  self.x = x or 0",
        {"A.x =": None},
    ),
    "stand-in by a function": (
        "def d(v, other): return other if v is None else v\n"
        "class A:\n def __init__(self, month=None):\n  self.month = d(month, '*')",
        {"d ->": None, "A.month =": None},
    ),
    "one caller doesn't know": (
        "def f(x): return x\ndef g(y): return f(y)\ndef h(): return f(1)",
        {"f ->": None, "g ->": None},
    ),
    "checked for one of several": (
        "def f(x):\n if isinstance(x, str): return 1\n return x",
        {"f ->": None},
    ),
    "known on both sides": ("def f(c): return 1 if c else 0", {"f ->": "int"}),
    "left out if not": ("def f(x): return 'a' if x else 'b'", {"f ->": "str"}),
}

_NAMESAKES: dict[str, _Case] = {
    "stored and passed on": (
        "def a(mark=True): return not mark\ndef b(mark=False): return not mark\n"
        "class A:\n def __init__(self, run, mark=None):\n  self.run, self._mark = run, mark\n"
        " def go(self): return self.run(self._mark)\n",
        {"A.__init__ mark": None},
    ),
    "without what is used": (
        "def a(mark=True): return not mark\ndef b(mark=False): return not mark\n"
        "def f(mark=None, index=None): return mark.table, index.table\n",
        {"f mark": None, "f index": None},
    ),
    "without what others use": (
        "def g(index, safe): return index.table if safe else None\n"
        "def f(index=None):\n if index is None: raise ValueError\n return g(index, True)\n",
        {"f index": None},
    ),
    "another in its class": (
        "class F: pass\nclass A:\n"
        " def __init__(self, run, lock=None):\n  self.run, self._lock = run, lock\n"
        " def lock(self, lock=True):\n  self._lock = F()\n  return not lock\n"
        " def go(self): return self.run(self._lock)\n",
        {"A.__init__ lock": None},
    ),
    "alike in its class": (
        "class A:\n"
        " def a(self, safe=True): return self.run(safe)\n"
        " def run(self, safe=True): return not safe\n"
        " def b(self, run, safe=None): return run(safe)\n",
        {"A.b safe": "bool | None"},
    ),
}

_INCOMPLETE: dict[str, _Case] = {
    "result that may be anything": (
        "import sys\ndef load(name):\n if name: return sys.modules[name]\n return eval(name)\n"
        "def show(wrapped): return wrapped.__name__\n"
        "def f(name): return show(load(name))\n",
        {"show wrapped": None},
    ),
    "unresolved class among several": (
        "from elsewhere import make\nclass C:\n def go(self): return 1\n def run(self): return 1\n"
        "class M:\n def __init__(self, db):\n  self.db = db\n  print(db.go(), db.state)\n"
        "def f(): return M(C())\ndef g(): return M(C())\ndef h(): return M(make())\n",
        {"M.__init__ db": None},
    ),
    "example that is stored": (
        "class A:\n def __init__(self, default=None):\n  self.default = default\n"
        " def get(self): return self.default() if callable(self.default) else self.default\n"
        "class B(A):\n def __init__(self, default=()):\n  super().__init__(default=default)\n",
        {"A.default =": None, "A.__init__ default": None},
    ),
    "text or a function": (
        "class A:\n def __init__(self, message=None):\n  self.message = message\n"
        " def a(self): return self.message or 'a'\n"
        " def b(self): return self.message() if callable(self.message) else self.message\n",
        {"A.message =": None},
    ),
    "class that a caller gives": (
        "class T: pass\nclass U: pass\nclass A:\n"
        " def __init__(self, wrapper):\n  self.wrapper = wrapper\n"
        " def head(self): return self.wrapper(), 1\n"
        "def t(): return A(T)\ndef u(): return A(U)\n",
        {"A.head ->": None, "t ->": "m.A"},
    ),
}

_DONE: dict[str, _Case] = {
    "iterable unless None": (
        "def f(items):\n if items is not None:\n  for item in items: print(item)\n"
        "def g(): f((1, 2))\n",
        {"f items": "collections.abc.Iterable[int] | None"},
    ),
    "bound of a slice": (
        "class A:\n def __init__(self, most=None):\n  self.most = most\n"
        " def a(self, items): return items[:self.most] if self.most else items\n"
        " def b(self, items): return len(items) < self.most\n",
        {"A.__init__ most": "int | None"},
    ),
    "index of a list": ("def f(n): return n < 3 and [1, 2][n]", {"f n": "int"}),
    "not None when replaced": (
        "from dataclasses import dataclass, replace\n@dataclass\nclass C:\n a: int\n"
        " @classmethod\n def of(cls, x):\n  if isinstance(x, str): return cls(1)\n"
        "def f(raw): return [replace(c, a=c.a) for c in map(C.of, raw)]\n",
        {"f ->": "list[m.C]"},
    ),
}

_IMPOSSIBLE: dict[str, _Case] = {
    "constructor": (
        "class A:\n def __init__(self, x): self.x = x\n"
        "def f(): return A(1, 2)\ndef g(): return A(1)\n",
        {"f ->": None, "g ->": "m.A"},
    ),
    "function": (
        "def a(x): return 1\ndef f(): return a()\ndef g(): return a(1)\ndef h(*x): return a(*x)\n",
        {"f ->": None, "g ->": "int", "h ->": "int"},
    ),
}

_ALIASES: dict[str, _Case] = {
    "with arguments": (
        "from typing import Any\nfrom collections.abc import Sequence\nclass C: pass\n"
        "J = dict[str, Any]\nS = Sequence[C]\nP = C\n",
        {"J =": None, "S =": None},
    ),
    "of anything among others": (
        "from typing import Any, TypeAlias\nR: TypeAlias = Any | tuple[Any, Any]\n"
        "class A:\n def __init__(self, **fields: R) -> None:\n  self.fields = fields\n",
        {"A.fields =": "dict"},
    ),
}

_LOOKED_UP: dict[str, _Case] = {
    "get": ("D = {'a': 1}\ndef f(k): return D.get(k)", {"f ->": "int | None"}),
    "get with another": ("D = {'a': 1}\ndef f(k): return D.get(k, 0)", {"f ->": "int"}),
    "get with a parameter": (
        "D = {'a': 1}\ndef f(k, default=None): return D.get(k, default)",
        {"f ->": None},
    ),
    "pop": ("D = {'a': 1}\ndef f(k): return D.pop(k, None)", {"f ->": "int | None"}),
    "passed on": (
        "import os\ndef f(a): return a\ndef g(): return f(os.environ.get('A'))",
        {"f a": "str | None"},
    ),
    "keyword": ("def f(**kw): return kw.get('a', 0)", {"f ->": None}),
    "environment": ("import os\ndef f(): return os.environ.get('A')", {"f ->": "str | None"}),
}

_OPERATORS: dict[str, _Case] = {
    "equal to unknown": ("def f(a, b): return a == b", {"f ->": None}),
    "unequal to unknown": ("def f(a): return a != 1", {"f ->": None}),
    "less than unknown": ("def f(a): return 3 < a", {"f ->": None}),
    "equal": ("def f(a): return len(a) == 3", {"f ->": "bool"}),
    "identical": ("def f(a, b): return a is b", {"f ->": "bool"}),
    "in": ("def f(a, b): return a in b", {"f ->": "bool"}),
    "not": ("def f(a): return not a == 1", {"f ->": "bool"}),
    "overloaded": (
        "class E: pass\nclass C:\n def __eq__(self, other): return E()\n"
        "def f(): return C() == 1\ndef g(): return 1 == C()",
        {"f ->": "m.E", "g ->": "m.E", "C.__eq__ ->": "m.E"},
    ),
    "overloaded order": (
        "class E: pass\nclass C:\n def __gt__(self, other): return E()\n"
        "def f(): return C() > 1\ndef g(): return 1 < C()",
        {"f ->": "m.E", "g ->": "m.E", "C.__gt__ ->": "m.E"},
    ),
    "overloaded by what isn't known": (
        "class C:\n def __lt__(self, other): return self._compare('<', other)\n",
        {"C.__lt__ ->": None},
    ),
    "overloaded in a base that isn't known": (
        "import lib\nclass C(lib.B): pass\ndef f(): return C() == 1",
        {"f ->": None},
    ),
    "equality by fields": (
        "class C:\n def __eq__(self, other): return self.x == other.x",
        {"C.__eq__ ->": "bool"},
    ),
    "power": ("def f(n=3): return 2 ** n", {"f ->": "float"}),
    "power of a literal": ("def f(): return 2 ** 10", {"f ->": "int"}),
    "negative power": ("def f(): return 10 ** -3", {"f ->": "float"}),
    "number and unknown": (
        "def f(x): return 1 + x\ndef g(x): return 2 * x\ndef h(x): return x - 1.5",
        {"f ->": None, "g ->": None, "h ->": None},
    ),
    "sum of unknown": ("def f(x):\n t = 0\n for i in x: t += i\n return t", {"f ->": None}),
    "quotient of unknown": ("def f(x): return 1 / x", {"f ->": None}),
    "modulo": ("def f(x): return x % 2\ndef g(x): return '%d' % x", {"f ->": None, "g ->": "str"}),
    "bytes": ("def f(x): return b'%d' % x", {"f ->": "bytes"}),
    "joined to unknown": ("def f(x): return x + 'a'", {"f ->": None}),
    "quotient": ("def f(): return len('a') / 2", {"f ->": "float"}),
}

_USED: dict[str, _Case] = {
    "method read as data": (
        "def f(x): return {k: v for k, v in zip(x.keys, x.values)}\n"
        "def g(x): return [v for v in x.values]\ndef h(x): return x.items[0]",
        {"f x": None, "g x": None, "h x": None},
    ),
    "method called": ("def f(x): return list(x.keys())", {"f x": "dict"}),
    "method given to a function": (
        "def f(x, names): return list(map(x.get, names, x.values()))",
        {"f x": "dict"},
    ),
    "method of the project read as data": (
        "class A:\n def pieces(self): return [1]\n"
        "def f(x): return [p for p in x.pieces]\ndef g(x): return [p for p in x.pieces()]",
        {"f x": None, "g x": "m.A"},
    ),
    "property read as data": (
        "class A:\n @property\n def pieces(self): return [1]\n"
        "def f(x): return [p for p in x.pieces]",
        {"f x": "m.A"},
    ),
    "data that is called": (
        "class A:\n def __init__(self): self.started = False\ndef f(x): x.started()",
        {"f x": None},
    ),
    "a class of an imported module has it too": (
        "import ast\nclass A:\n def __init__(self): self.names = []\n"
        "def f(node): return [name for name in node.names]",
        {"f node": None},
    ),
    "no class of an imported module has it": (
        "import ast\nclass A:\n def __init__(self): self.hints = []\n"
        "def f(node): return [name for name in node.hints]",
        {"f node": "m.A"},
    ),
    "bound that is computed": (
        "def f(n, data):\n if n > 4: return data[4:4 + n]",
        {"f n": "int"},
    ),
}

_AGREEING: dict[str, _Case] = {
    "given on to a function that is given": (
        "def fold(f, acc):\n f(acc)\n return acc\n"
        "def a():\n def f(acc): acc[0] += 1\n return fold(f, [0])\n"
        "def b():\n def f(acc): acc[0] += 1\n return fold(f, [0])",
        {"fold acc": None, "fold ->": None},
    ),
    "relatives that the same call gives a value": (
        "import nothere\nclass C: pass\n"
        "class A:\n def show(self, image): raise NotImplementedError\n"
        " def go(self, image): self.show(image)\n"
        "class B(A):\n def show(self, image): return image.size\n"
        "def f(a: A, c):\n a.go(C() if c else nothere.image())",
        {"A.show image": None, "B.show image": None},
    ),
    "asked whether it's of a base": (
        "class A: pass\nclass B(A): pass\n"
        "def f(x): return isinstance(x, A) and x.name == 'a'\ndef g(): return f(B())",
        {"f x": None},
    ),
    "declared below, and calls give another": (
        "class A:\n def draw(self, box): pass\n"
        "class B(A):\n def draw(self, box: list[int]): return box[0]\n"
        "def f(a: A): a.draw((1, 2))",
        {"A.draw box": None},
    ),
    "whole number for a ratio": (
        "class A:\n def __init__(self, radius_ratio=1):\n  self.radius_ratio = radius_ratio\n"
        " def f(self, x): return self.radius_ratio * x",
        {"A.__init__ radius_ratio": "float", "A.radius_ratio =": None},
    ),
}

_NUMBERS: dict[str, _Case] = {
    "number that a class takes": (
        "from decimal import Decimal\ndef f(): return (1 - Decimal(2)) / 2",
        {"f ->": "decimal.Decimal"},
    ),
    "number and a class that knows none": (
        "class A: pass\ndef f(): return 2 * A()",
        {"f ->": None},
    ),
    "number and a number of its own kind": (
        "import enum\nclass E(enum.IntEnum):\n A = 1\ndef f(e: E): return 1 + e",
        {"f ->": "int"},
    ),
}

_DECLARED: dict[str, _Case] = {
    "variable with a limit": (
        "import ast\ndef f(text: str): return ast.parse(text)\n"
        "def g(node: ast.Assert): return ast.fix_missing_locations(node)",
        {"f ->": "ast.Module", "g ->": "ast.Assert"},
    ),
    "variable for several": (
        "import re\ndef f(x: str): return re.escape(x)\ndef g(x: bytes): return re.escape(x)",
        {"f ->": "str", "g ->": "bytes"},
    ),
}

_OPTIONAL: dict[str, _Case] = {
    "module that isn't known": (
        "try:\n import elsewhere\nexcept ImportError:\n elsewhere = None\n"
        "D = {str: 1}\nif elsewhere:\n D[elsewhere.Array] = 2\nL = [1, elsewhere]",
        {"D =": "dict", "L =": "list"},
    ),
    "module that is known": (
        "try:\n import decimal\nexcept ImportError:\n decimal = None\nL = [1, decimal.Decimal(1)]",
        {"L =": "list[decimal.Decimal | int]"},
    ),
    "one of two names": (
        "try:\n from json import loads as read\nexcept ImportError:\n"
        " from ast import literal_eval as read\nL = [read]",
        {"L =": "list[collections.abc.Callable]"},
    ),
}

_MUTATED: dict[str, _Case] = {
    "item": ("D = {'a': 1}\nD['b'] = 2.5", {"D =": "dict[str, float]"}),
    "item in a function": (
        "D = {'a': 1}\ndef f(): D['b'] = None",
        {"D =": "dict[str, int | None]"},
    ),
    "append in a function": ("L = [1]\ndef f(): L.append('a')", {"L =": "list[int | str]"}),
    "extended by unknown": ("L = [1]\ndef f(*a): L.extend(a)", {"L =": "list"}),
    "update by keywords": ("D = {'a': 1}\nD.update(b='c')", {"D =": "dict[str, int | str]"}),
    "update by pairs": ("D = {'a': 1}\nD.update([('b', 'c')])", {"D =": "dict[str, int | str]"}),
    "update by unknown": ("D = {'a': 1}\nD.update(unknown())", {"D =": "dict"}),
    "update by unpacked": ("S = {1}\nS.update(*unknown)", {"S =": "set"}),
    "merged": ("D = {'a': 1}\nD |= {'b': 'c'}", {"D =": "dict[str, int | str]"}),
    "added": ("L = [1]\nL += unknown()", {"L =": "list"}),
    "inner": ("D = {'a': [1]}\nD['a'].append('b')", {"D =": "dict[str, list[int | str]]"}),
    "inner that is made": (
        "D = {}\ndef f(): D.setdefault('a', []).append(3)",
        {"D =": "dict[str, list[int]]"},
    ),
    "by another name": (
        "class A:\n def __init__(self): self.d = {'a': 1}\n"
        " def f(self):\n  d = self.d\n  d['b'] = 'c'",
        {"A.d =": "dict[str, int | str]"},
    ),
    "of the class": (
        "class A:\n table = {'a': 1}\nA.table['b'] = 's'",
        {"A.table =": "dict[str, int | str]"},
    ),
    "in another module": (
        "D = {'a': 1}\nL = [1]\nX = 3\n# file: n\nimport m\nfrom m import D\n"
        "D['b'] = 2.5\nm.L.append('s')\nm.X = 'a'",
        {"D =": "dict[str, float]", "L =": "list[int | str]", "X =": "int | str"},
    ),
    "in a function of another module": (
        "D = {'a': 1}\n# file: n\nfrom m import D as E\ndef f(): E['b'] = 'c'",
        {"D =": "dict[str, int | str]"},
    ),
}

_EMPTY: dict[str, _Case] = {
    "tuple": ("def f(x=()): return x", {"f x": None, "f ->": None}),
    "list": ("def f(x=[]): return x", {"f x": None, "f ->": None}),
    "dict": ("def f(x={}):\n return x", {"f x": None, "f ->": None}),
    "text": ("def f(x=''): return x", {"f x": None, "f ->": None}),
    "none": ("def f(x=None): return x", {"f x": None, "f ->": None}),
    "attribute": ("class A:\n names = ()\n def f(self): return 1", {"A.names =": None}),
    "stored": ("class A:\n def __init__(self, x=()): self.x = x", {"A.x =": None}),
    "given a list": ("def f(x=()):\n for i in x: print(i)\nf([1])", {"f x": _ITERABLE}),
    "full": ("def f(x=3): return x", {"f x": "int", "f ->": "int"}),
}

_CONVERTED: dict[str, _Case] = {
    "bytes to text": (
        "def f(x):\n if isinstance(x, bytes):\n  x = x.decode()\n return x.split(',')",
        {"f x": "bytes | str", "f ->": None},
    ),
    "text to bytes": (
        "def f(x):\n if isinstance(x, str):\n  x = x.encode()\n return x\nf(b'a')",
        {"f x": "bytes | str"},
    ),
    "number to text": (
        "def f(x):\n if isinstance(x, int):\n  x = str(x)\n return x",
        {"f x": "int | str", "f ->": None},
    ),
    "one to many": (
        "def f(x):\n if isinstance(x, str):\n  x = [x]\n return x",
        {"f x": None, "f ->": None},
    ),
    "one caller of a function that asks": (
        "def f(x):\n if isinstance(x, list):\n  return x\n return list(x)\nf([1])",
        {"f x": None},
    ),
    "let through": ("def f(x):\n if not x:\n  return\n return x.split(',')", {"f x": None}),
    "None let through": (
        "def f(x):\n if x is None:\n  return ''\n return x.upper()",
        {"f x": "str | None"},
    ),
}

_MANY: dict[str, _Case] = {
    "positional": ("def f(*args): return args\nf(1, 2)", {"f args": None, "f ->": "tuple"}),
    "named": ("def f(**kw): return kw\nf(a=1)", {"f kw": None, "f ->": "dict"}),
    "used as texts": (
        "def f(*names):\n for n in names:\n  print(n.upper())",
        {"f names": "str"},
    ),
    "used as numbers": ("def f(*sizes): return [s - 1 for s in sizes]", {"f sizes": "float"}),
    "declared": ("def f(*a: int): return a", {"f ->": "tuple[int, ...]"}),
}

_DEFAULTS: dict[str, _Case] = {
    "sliced, as its default can't be": (
        "def f(kind=True):\n if kind is True: return 'x'\n return kind[:3]",
        {"f kind": None, "f ->": None},
    ),
    "asked for what is in it, after it was replaced": (
        "import mimetypes\ndef f(name, kind=True):\n"
        " if kind is True: kind, _ = mimetypes.guess_type(name)\n"
        " if kind and '/' not in kind: kind += '/x'\n return kind and kind[:5] == 'text/'",
        {"f kind": None},
    ),
    "has a method that its default lacks": (
        "def f(out=0):\n if out: out.write('x')",
        {"f out": None},
    ),
    "checked": (
        "def f(kind=True):\n if isinstance(kind, str): return kind[:3]\n return 'x'",
        {"f kind": "bool | str"},
    ),
    "used as what it is": ("def f(kind=True): return 1 if kind else 2", {"f kind": "bool"}),
    "text by name, but iterated": (
        "def f(src): return src.strip()\nf('a')\ndef g(src):\n return src.split()\ng('b')\n"
        "def h(src):\n for item in src: yield item\n",
        {"h src": "collections.abc.Iterable"},
    ),
}


_NEEDED: dict[str, _Case] = {
    "iterated": (
        "def f(x):\n for i in x: yield i\nf(['a'])",
        {"f x": "collections.abc.Iterable[str]"},
    ),
    "summed": ("def f(x): return sum(x)\nf([1])", {"f x": _ITERABLE}),
    "joined": (
        "def f(x): return ','.join(x)\nf(['a'])",
        {"f x": "collections.abc.Iterable[str]"},
    ),
    "measured": (
        "def f(x): return len(x), list(x)\nf([1])",
        {"f x": "collections.abc.Collection[int]"},
    ),
    "asked": ("def f(x): return [i for i in x if i in x]\nf((1,))", {"f x": _COLLECTION}),
    "indexed": ("def f(x): return x[0] + len(x)\nf([1])", {"f x": "collections.abc.Sequence[int]"}),
    "sliced": ("def f(x): return x[1:]\nf([1])", {"f x": "collections.abc.Sequence[int]"}),
    "looked up": (
        "def f(x): return [x[k] for k in x.keys()]\nf({'a': 1})",
        {"f x": "collections.abc.Mapping[str, int]"},
    ),
    "of a base with other arguments": (
        "import os\ndef f(): return os.environ\ndef g(): return {'a': 1}.keys()\n"
        "def h(): return {'a': 1}.values()",
        {
            "f ->": "collections.abc.MutableMapping[str, str]",
            "g ->": "collections.abc.KeysView[str]",
            "h ->": "collections.abc.ValuesView[int]",
        },
    ),
    "changed": ("def f(x):\n x.append(1)\nf([2])", {"f x": "list[int]"}),
    "unpacked": (
        "def f(x):\n a, b = x\n return a\nf((1, 'a'))\nf((2, 'b'))",
        {"f x": "tuple[int, str]"},
    ),
    "keywords that a typed dictionary declares": (
        "from typing import TypedDict, Unpack\nclass D(TypedDict):\n x: int\n"
        "def f(**kw: Unpack[D]): return kw\ndef g(**kw: Unpack['D']): return kw['x']\n"
        "def h(**kw: int): return kw",
        {"f ->": "m.D", "g ->": None, "h ->": "dict[str, int]"},
    ),
    "nothing": (
        "class A:\n def __init__(self, x): self.x = x\ndef g(): return A('a')",
        {"A x": None},
    ),
    "number": ("def f(x):\n if x > 30: return 1\n return 2", {"f x": "float"}),
    "difference": ("def f(x): return x - 1", {"f x": "float"}),
    "difference of bits": ("def f(x, n): return (2**x - 1) & n", {"f x": "int"}),
    "repeated": ("def f(x): return x * 2", {"f x": None}),
    "equal": ("def f(x):\n if x == '': return 1\n return 2", {"f x": None}),
}

_FAMILIES: dict[str, _Case] = {
    "described above": (
        'class A:\n def f(self, x):\n  """Add.\n\n  Args:\n   x (int): n\n  """\n'
        "  raise NotImplementedError\nclass B(A):\n def f(self, x): return x > 2",
        {"B.f x": "int", "A.f x": "int"},
    ),
    "described in words that aren't known": (
        "class A:\n def f(self, start=None):\n"
        '  """Begin.\n\n  :param start: When.\n  :type start: moment or str\n  """\n'
        "  self.start = start\ndef g(): A().f(3)\ndef h(): A().f(4)",
        {"A.f start": None},
    ),
    "described below": (
        "class A:\n def f(self, x): return x > 2\n"
        'class B(A):\n def f(self, x):\n  """Add.\n\n  Args:\n   x (int): n\n  """\n  return x',
        {"A.f x": "float"},
    ),
    "given by one call, which isn't all": (
        "class S:\n def subs(self): return [unknown()]\n"
        "class Z:\n def subs(self): return [unknown()]\n"
        "class A:\n def go(self, part):\n  for x in part.subs(): self.go(x)\n  return 1\n"
        "class B:\n def go(self, part): return part.subs()\n"
        "class C:\n def go(self, part): return part.subs()\n"
        "def f(): [x.go(S()) for x in (A(), B(), C())]",
        {"A.go part": None},
    ),
    "all that has what is used": (
        "class A:\n def go(self): return 1\nclass B(A): ...\nclass C(A): ...\n"
        "def f(x): return x.go()\nf(B())",
        {"f x": "m.A"},
    ),
    "one of several that do": (
        "class A:\n def go(self): return 1\nclass B(A): ...\nclass C(A): ...\n"
        "class Z:\n def go(self): return 1\ndef f(x): return x.go()\nf(B())",
        {"f x": None},
    ),
    "the only one that does": (
        "class A: ...\nclass B(A):\n def go(self): return 1\nclass C(A): ...\n"
        "def f(x): return x.go()\nf(B())",
        {"f x": "m.B"},
    ),
}

_REBOUND: dict[str, _Case] = {
    "converted if given": (
        "class P:\n def __init__(self, sep=None):\n  if sep is not None:\n"
        "   if len(sep) != 1 or sep in '0123456789':\n    raise ValueError\n"
        "   sep = sep.encode('ascii')\n  self._sep = sep",
        {"P.__init__ sep": "str | None"},
    ),
    "converted, then used": (
        "def f(x=None):\n if x is not None:\n  x = x.encode()\n return x.hex()",
        {"f x": "str | None"},
    ),
    "converted, then given a default": (
        "def f(x=None):\n if x:\n  x = x.encode()\n y = x or b''\n return y",
        {"f x": "str | None"},
    ),
    "converted in an inner block": (
        "def f(x=None, c=False):\n if x is not None:\n  if c:\n   x = x.encode()\n return x",
        {"f x": "str | None"},
    ),
    "converted in try": (
        "def f(x=None):\n try:\n  x = x.encode('ascii')\n except AttributeError:\n  x = b''\n"
        " return x.hex()",
        {"f x": "str | None"},
    ),
    "converted in a loop": (
        "def f(x=None):\n for i in range(3):\n  if x is not None:\n   x = x.encode()\n return x",
        {"f x": "str | None"},
    ),
    "made a string of": (
        "def f(x=None):\n if x is not None:\n  x = str(x)\n return x",
        {"f x": None},
    ),
    "made a number of": (
        "def f(x=None):\n if x is not None:\n  x = int(x)\n return x + 1",
        {"f x": None},
    ),
    "made a path of": (
        "from pathlib import Path\ndef f(x=None):\n if x is not None:\n  x = Path(x)\n return x",
        {"f x": None},
    ),
    "made by a function": (
        "def text(x): return '%s' % x\ndef f(x=None):\n if x:\n  x = text(x)\n return x.upper()",
        {"f x": None},
    ),
    "added to": (
        "def f(x=None):\n if x is not None:\n  x += b'.'\n return x",
        {"f x": None},
    ),
    "stood in for": (
        "def f(x=None):\n if x is None:\n  x = 3\n return x + 1",
        {"f x": "int | None"},
    ),
}


_FACTORIES: dict[str, _Case] = {
    "default that is stored and called": (
        "class B:\n def __init__(self, coerce=str):\n  self.coerce = coerce\n"
        " def f(self, v): return self.coerce(v)\n"
        "class C(B):\n def __init__(self, coerce=str):\n  super().__init__(coerce=coerce)",
        {"B.__init__ coerce": None, "C.__init__ coerce": None},
    ),
    "default that is passed on": (
        "def f(v, coerce): return coerce(v)\ndef g(coerce=int): return f('1', coerce)",
        {"f coerce": None, "g coerce": None},
    ),
    "default that a library calls": (
        "def f(v, coerce=int): return list(map(coerce, v))",
        {"f coerce": None},
    ),
    "default that is asked about": (
        "def f(v, kind=str): return isinstance(v, kind)",
        {"f kind": None},
    ),
    "stand-in": (
        "def f(v, coerce=None):\n coerce = coerce or str\n return coerce(v)",
        {"f coerce": None},
    ),
    "arguments": (
        "def f(factory): return factory()\ndef g(): return f(dict)\ndef h(): return f(list)",
        {"f factory": "collections.abc.Callable"},
    ),
    "class of the project": (
        "class Node:\n def f(self): pass\nclass Maker:\n"
        " def __init__(self, node_class=Node):\n  self.node_class = node_class",
        {"Maker.__init__ node_class": "type[m.Node]"},
    ),
}


def _cases(*tables: dict[str, _Case]) -> list[object]:
    return [pytest.param(case, id=name) for table in tables for name, case in table.items()]


@pytest.mark.parametrize(
    "case",
    _cases(
        _UNKNOWN_OPERANDS,
        _NAMESAKES,
        _INCOMPLETE,
        _DONE,
        _IMPOSSIBLE,
        _ALIASES,
        _LOOKED_UP,
        _OPERATORS,
        _USED,
        _AGREEING,
        _NUMBERS,
        _DECLARED,
        _OPTIONAL,
        _MUTATED,
        _EMPTY,
        _CONVERTED,
        _MANY,
        _DEFAULTS,
        _NEEDED,
        _FAMILIES,
        _REBOUND,
        _FACTORIES,
    ),
)
def test_what_is_said_is_true(case: _Case, tmp_path: Path) -> None:
    """A type is shown only where all that a value can be is known."""
    assert _found(case, tmp_path) == case[1]


@pytest.mark.parametrize("stubs", ["src/pkg-stubs", "pkg-stubs", "env/site-packages/pkg-stubs"])
def test_a_package_of_stubs_beside_the_project_declares(
    stubs: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ``NAME-stubs`` says, in the source tree or installed, is as if the source said it."""
    package, declared = tmp_path / "src" / "pkg", tmp_path / stubs
    package.mkdir(parents=True)
    declared.mkdir(parents=True)
    (package / "__init__.py").write_text("def f(a): return a\n")
    (package / "inner.py").write_text("class A:\n def g(self, b): return b\n")
    (declared / "__init__.pyi").write_text("def f(a: int) -> str: ...\n")
    (declared / "inner.pyi").write_text("class A:\n def g(self, b: bytes) -> None: ...\n")
    monkeypatch.syspath_prepend(str(tmp_path / "env" / "site-packages"))
    settings = Settings(packages=(str(package),))

    sources, _ = discover.sources(settings, tmp_path)
    project = analyze.link([analyze.analyze(source, settings) for source in sources])

    found = [project["pkg.f"].parameters[-1], project["pkg.inner.A.g"].parameters[-1]]
    assert [parameter.annotation for parameter in found] == ["int", "bytes"]


def test_fields_of_a_function_that_a_document_describes_declare(tmp_path: Path) -> None:
    """Types in a hand-written directive's fields are shown, under whatever name it's offered."""
    for folder in ("docs", "pkg"):
        (tmp_path / folder).mkdir()
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "pkg"\nversion = "1"\n')
    (tmp_path / "pkg" / "__init__.py").write_text(
        "from .impl import g\ndef f(a, b): return a\n"
        "class A:\n def __init__(self, x): self.x = x\n def m(self, y): return y\n"
    )
    (tmp_path / "pkg" / "impl.py").write_text("def g(z): return z\n")
    (tmp_path / "docs" / "api.rst").write_text(
        ".. module:: pkg\n\n.. function:: f(a, b)\n\n"
        "   :param int a: It.\n   :type b: str or bytes\n\n"
        ".. py:function:: g(z)\n\n   :param bytes z: It.\n\n"
        ".. class:: A(x)\n\n   :param list x: It.\n\n"
        "   .. method:: m(y)\n\n      :param float y: It.\n"
    )

    project = pipeline.run(Settings(packages=(str(tmp_path / "pkg"),), cache="off"), tmp_path)

    found = {
        f"{obj.name} {p.name}": p.type.text
        for obj in project.values()
        for p in obj.parameters
        if p.type is not None and p.type.confidence >= _SURE and obj.kind != "class"
    }
    assert found == {
        "pkg.f a": "int",
        "pkg.f b": "bytes | str",
        "pkg.impl.g z": "bytes",
        "pkg.A.__init__ x": "list",
        "pkg.A.m y": "float",
    }


def test_a_result_that_a_document_describes_is_declared(tmp_path: Path) -> None:
    """The type in ``:rtype:`` is shown, and those who call the function get it."""
    for folder in ("docs", "pkg"):
        (tmp_path / folder).mkdir()
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "pkg"\nversion = "1"\n')
    (tmp_path / "pkg" / "__init__.py").write_text(
        "import other\n"
        "def f(a): return other.f(a)\n"
        "def g(a): return f(a)\n"
        "def plain(a) -> int: return other.f(a)\n"
        "def unclear(a): return other.f(a)\n"
        "async def later(a): return other.f(a)\n"
        "class A:\n"
        " def m(self): return other.f(self)\n"
        " @classmethod\n"
        " def make(cls): return other.f(cls)\n"
        " def n(self): return self.m()\n"
    )
    (tmp_path / "docs" / "api.rst").write_text(
        ".. module:: pkg\n\n.. function:: f(a)\n\n   :rtype: str or None\n\n"
        ".. function:: plain(a)\n\n   :rtype: bytes\n\n"
        ".. function:: unclear(a)\n\n   :rtype: the result, if any\n\n"
        ".. py:function:: later(a)\n   :async:\n\n   :return: It.\n   :rtype: int\n\n"
        ".. class:: A\n\n   .. method:: m()\n\n      :rtype: list[bytes]\n\n"
        "   .. classmethod:: make()\n\n      :rtype: :class:`A`\n"
    )

    project = pipeline.run(Settings(packages=(str(tmp_path / "pkg"),), cache="off"), tmp_path)

    found = {
        obj.name: (obj.returns.type.text, obj.returns.type.confidence)
        for obj in project.values()
        if obj.returns is not None and obj.returns.type is not None
    }
    assert {name: text for name, (text, _) in found.items()} == {
        "pkg.f": "str | None",
        "pkg.g": "str | None",
        "pkg.later": "int",
        "pkg.A.m": "list[bytes]",
        "pkg.A.make": "pkg.A",
        "pkg.A.n": "list[bytes]",
    }
    assert found["pkg.f"][1] == 0.99


def test_a_method_that_does_nothing_returns_none_too(make_project: Callable[..., Project]) -> None:
    """What overrides of an empty method return isn't all that the method itself does."""
    code = (
        "class Model:\n    def load(self, data):\n        pass\n\n"
        "class Event(Model):\n    def load(self, data):\n        self.data = data\n"
        "        return data * 1.5\n"
    )
    result = make_project(code)["mod.Model.load"].returns

    assert result is not None
    assert result.type is not None
    assert result.type.text == "float | None"
