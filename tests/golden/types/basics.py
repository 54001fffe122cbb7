"""Literals, operators, containers, comprehensions, unpacking and flow."""
import os
import re
import signal
import sys
from pathlib import Path


def lit_int(): return 1  # -> int
def lit_str(): return "a"  # -> str
def lit_bytes(): return b"a"  # -> bytes
def lit_float(): return 1.5  # -> float
def lit_complex(): return 2j  # -> complex
def lit_bool(): return True  # -> bool
def lit_none(): return None  # -> None
def lit_ellipsis(): return ...  # -> types.EllipsisType
def nothing(): pass  # -> None
def bare_return():  # -> None
    return
def fstring(x): return f"{x}"  # -> str
def add_int(): return 1 + 2  # -> int
def add_float(): return 1 + 2.0  # -> float
def divide(): return 4 / 2  # -> float
def floor(): return 4 // 2  # -> int
def power(): return 2.0 ** 2  # -> float
def modulo(): return 5 % 2  # -> int
def bits(): return 5 & 1  # -> int
def shift(): return 5 << 1  # -> int
def negate(): return -5  # -> int
def invert(): return ~5  # -> int
def percent(x): return "%s" % x  # -> str
def repeat(): return "a" * 3  # -> str
def repeat_list(): return [0] * 3  # -> list[int]
def concat(): return "a" + "b"  # -> str
def concat_lists(): return [1] + [2]  # -> list[int]
def concat_tuples(): return (1,) + ("a",)  # -> tuple[int, str]
def not_(x): return not x  # -> bool
def compare(a, b): return a < b  # -> bool
def identity(a, b): return a is b  # -> bool
def contains(a, b): return a in b  # -> bool
def chain(a): return 0 < a < 5  # -> bool
def empty_list(): return []  # -> list
def ints(): return [1, 2]  # -> list[int]
def mixed(): return [1, "a"]  # -> list[int | str]
def nested(): return [[1], [2]]  # -> list[list[int]]
def a_tuple(): return 1, "a"  # -> tuple[int, str]
def empty_tuple(): return ()  # -> tuple
def a_set(): return {1, 2}  # -> set[int]
def a_dict(): return {"a": 1}  # -> dict[str, int]
def empty_dict(): return {}  # -> dict
def spread(): return [*[1], *[2]]  # -> list[int]
def spread_dict(): return {**{"a": 1}, "b": 2}  # -> dict[str, int]
def listcomp(): return [str(i) for i in range(3)]  # -> list[str]
def setcomp(): return {len(i) for i in ["a"]}  # -> set[int]
def dictcomp(): return {i: str(i) for i in range(3)}  # -> dict[int, str]
def genexp(): return sum(i for i in range(3))  # -> int
def nestedcomp(): return [c for w in ["ab"] for c in w]  # -> list[str]
def filtered(): return [x for x in [1, None] if x is not None]  # -> list[int]
def ternary(x): return 1 if x else "a"  # -> int | str
def optional(x):  # -> int | None
    if x:
        return 1
    return None
def implicit(x):  # -> int | None
    if x:
        return 1
def both(x):  # -> int
    if x:
        return 1
    else:
        return 2
def or_default():  # -> str
    x = None
    return x or "a"
def and_value(x):  # -> bool | str
    return bool(x) and "a"
def index(): return [1, 2][0]  # -> int
def index_tuple(): return (1, "a")[1]  # -> str
def index_negative(): return (1, "a")[-2]  # -> int
def index_str(): return "abc"[0]  # -> str
def index_bytes(): return b"abc"[0]  # -> int
def index_dict(): return {"a": 1.0}["a"]  # -> float
def slice_list(): return [1, 2][1:]  # -> list[int]
def slice_str(): return "abc"[::2]  # -> str
def slice_tuple(): return (1, 2, 3)[:2]  # -> tuple[int, ...]
def unpack():  # -> str
    a, b = 1, "x"
    return b
def unpack_star():  # -> list[int]
    a, *b = [1, 2, 3]
    return b
def unpack_nested():  # -> float
    (a, (b, c)) = 1, ("x", 2.0)
    return c
def swap():  # -> int
    a, b = 1, "x"
    a, b = b, a
    return b
def chained():  # -> list
    a = b = []
    return b
def augmented():  # -> int
    n = 0
    n += 1
    return n
def augmented_str():  # -> str
    s = ""
    for i in range(3):
        s += str(i)
    return s
def augmented_float():  # -> float
    n = 0.0
    while n < 3:
        n += 1
    return n
def walrus():  # -> int
    if (n := len("abc")) > 2:
        return n
    return 0
def grown():  # -> list[str]
    found = []
    for line in "a b".split():
        found.append(line)
    return found
def grown_dict():  # -> dict[str, int]
    found = {}
    found["a"] = 1
    return found
def grown_set():  # -> set[int]
    found = set()
    found.add(1)
    return found
def extended():  # -> list[int]
    found = []
    found.extend([1, 2])
    return found
def updated():  # -> dict[str, int]
    found = {}
    found.update({"a": 1})
    return found
def for_value():  # -> int
    for i in range(3):
        return i
    return 0
def enumerated():  # -> tuple[int, str]
    for pair in enumerate(["a"]):
        return pair
    raise ValueError
def items():  # -> list[str]
    return [k for k, v in {"a": 1}.items()]
def values():  # -> list[int]
    return [v for v in {"a": 1}.values()]
def zipped():  # -> list[tuple[int, str]]
    return list(zip([1], ["a"]))
def mapped():  # -> list[str]
    return list(map(str, [1, 2]))
def lambda_mapped():  # -> list[int]
    return list(map(lambda s: len(s), ["a"]))
def sorted_list(): return sorted({3, 1})  # -> list[int]
def sorted_key(): return sorted(["a"], key=lambda s: len(s))  # -> list[str]
def reversed_list(): return list(reversed([1]))  # -> list[int]
def minimum(): return min(1, 2)  # -> int
def maximum(): return max([1.0])  # -> float
def any_of(x): return any(x)  # -> bool
def length(x): return len(x)  # -> int
def to_int(x): return int(x)  # -> int
def to_str(x): return str(x)  # -> str
def to_list(): return list("ab")  # -> list[str]
def to_tuple(): return tuple([1])  # -> tuple[int, ...]
def to_set(): return set("ab")  # -> set[str]
def to_dict(): return dict(a=1)  # -> dict[str, int]
def to_dict_pairs(): return dict([("a", 1)])  # -> dict[str, int]
def to_bool(x): return bool(x)  # -> bool
def ranged(): return range(3)  # -> range
def rounded(): return round(1.5)  # -> int
def rounded_digits(): return round(1.5, 1)  # -> float
def absolute(): return abs(-1)  # -> int
def split(): return "a b".split()  # -> list[str]
def strip(): return " a ".strip()  # -> str
def joined(x): return ",".join(x)  # -> str
def encoded(): return "a".encode()  # -> bytes
def decoded(): return b"a".decode()  # -> str
def starts(): return "a".startswith("b")  # -> bool
def find(): return "a".find("b")  # -> int
def partition(): return "a".partition(",")  # -> tuple[str, str, str]
def get(): return {"a": 1}.get("a")  # -> int | None
def get_default(): return {"a": 1}.get("a", 0)  # -> int
def popped(): return [1].pop()  # -> int
def setdefault(): return {"a": 1}.setdefault("b", 2)  # -> int
def path_joined(): return os.path.join("a", "b")  # -> str
def exists(): return os.path.exists("a")  # -> bool
def environ(): return os.environ.get("A")  # -> str | None
def listdir(): return os.listdir(".")  # -> list[str]
def cwd(): return Path.cwd()  # -> pathlib.Path
def path_div(): return Path("a") / "b"  # -> pathlib.Path
def path_parent(): return Path("a").parent  # -> pathlib.Path
def path_name(): return Path("a").name  # -> str
def read(): return Path("a").read_text()  # -> str
def opened():  # -> str
    with open("a") as file:
        return file.read()
def opened_binary():  # -> bytes
    with open("a", "rb") as file:
        return file.read()
def lines():  # -> list[str]
    with open("a") as file:
        return [line for line in file]
def compiled(): return re.compile("a")  # -> re.Pattern[str]
def matched():  # -> str | None
    m = re.match("a", "b")
    if m is None:
        return None
    return m.group(1)
def platform(): return sys.platform  # -> str
def argv(): return sys.argv[1:]  # -> list[str]
def try_value():  # -> int
    try:
        return int("1")
    except ValueError:
        return 0
def try_else():  # -> str
    try:
        x = 1
    except ValueError:
        x = None
    else:
        x = "a"
    return x or ""
def try_finally():  # -> int
    try:
        return 1
    finally:
        print()
def raises():  # -> typing.NoReturn
    raise ValueError
def exits():  # -> typing.NoReturn
    sys.exit(1)
def calls_raises():  # -> typing.NoReturn
    raises()
def after_raises(x):  # -> int
    if x:
        return 1
    raises()
def endless():  # -> typing.NoReturn
    while True:
        pass
def endless_break():  # -> None
    while True:
        break
def endless_return():  # -> int
    while True:
        return 1
def while_else(x):  # -> str
    while x:
        pass
    else:
        return "a"
def caught():  # -> str
    try:
        return ""
    except (ValueError, TypeError) as error:
        return str(error)
def error():  # -> ValueError | None
    try:
        pass
    except ValueError as error:
        return error
def matching(x):  # -> int | str
    match x:
        case 1:
            return 1
        case _:
            return "a"
def deleted():  # -> int
    x = 1
    del x
    x = 2
    return x
def conditional(x):  # -> float | None
    y = None
    if x:
        y = 1.5
    return y
def early(x):  # -> str
    y = None
    if x:
        y = "a"
    if y is None:
        return ""
    return y
def loop_narrow():  # -> str
    last = None
    for word in ["a"]:
        last = word
    if not last:
        return ""
    return last
def on_signal(number, frame):  # number: int; frame: types.FrameType | None
    sys.exit(number)
def listen():
    signal.signal(signal.SIGTERM, on_signal)
