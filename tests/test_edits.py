"""Types after an edit: those of a build from nothing, at the cost of what the edit can change."""

from __future__ import annotations

import random
from pathlib import Path

import msgspec
import pytest

from sphinxcontrib_autodocgen import garbage, pipeline
from sphinxcontrib_autodocgen.model import Project
from sphinxcontrib_autodocgen.report import Report
from sphinxcontrib_autodocgen.settings import Settings

_FILES = {
    "pkg/__init__.py": '"""A package."""\nfrom .shapes import Shape\n',
    "pkg/shapes.py": '''\
import functools


def traced(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        if not args:
            raise LookupError("no arguments")
        return function(*args, **kwargs)
    return wrapper


class Shape:
    """A shape.

    Args:
        sides: How many there are.
    """

    def __init__(self, sides, name=None):
        self.sides = sides
        self.name = name or "shape"

    def grown(self, by):
        if by < 0:
            raise ValueError("it can't shrink")
        return Shape(self.sides + by)

    @traced
    def parts(self):
        for side in range(self.sides):
            yield side
''',
    "pkg/drawing.py": """\
from .shapes import Shape


def draw(shape, where):
    return shape.grown(1).name + where


def main():
    for side in (3, 4):
        print(draw(Shape(side), "here"))
    return [draw(Shape(5, "five"), "there")]
""",
    "tests/test_pkg.py": "from pkg.drawing import outline\n\n\ndef test():\n    outline(1.5)\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return the folder of a project whose modules need each other's types."""
    for name, content in {**_FILES, "pyproject.toml": ""}.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    return tmp_path / "project"


def _built(folder: Path, cache: str = "cache") -> tuple[Project, Report]:
    report = Report()
    settings = Settings(packages=(str(folder / "pkg"),), cache_dir=str(folder.parent / cache))
    return pipeline.run(settings, folder, report), report


def _all(project: Project) -> bytes:
    return msgspec.json.encode([list(project.modules.values()), project.problems])


def _edit(folder: Path, name: str, old: str, new: str) -> None:
    path = folder / "pkg" / f"{name}.py"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("class Shape", "# A comment.\n\n\nclass Shape", id="comment"),
        pytest.param("A shape.", "A shape, closed: it has\nno ends.", id="words"),
        pytest.param("    if by", '    """Return a larger one."""\n        if by', id="docstring"),
        pytest.param("    def grown(self, by)", "    def grown( self, by )", id="spaces"),
    ],
)
def test_an_edit_of_what_types_do_not_depend_on_infers_nothing(
    folder: Path, old: str, new: str
) -> None:
    """Comments, words and blank lines move lines only, and these are those of the edited file."""
    _built(folder)
    _edit(folder, "shapes", old, new)

    kept, report = _built(folder)
    fresh, effort = _built(folder, "other")

    assert report.evaluations == 0 < effort.evaluations
    assert _all(kept) == _all(fresh)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("sides: How many", "sides (float): How many", id="documented type"),
        pytest.param('name or "shape"', "name or 1", id="code"),
        pytest.param("    return wrapper", "    return function", id="decorator"),
    ],
)
def test_an_edit_of_what_types_depend_on_gives_those_of_a_build_from_nothing(
    folder: Path, old: str, new: str
) -> None:
    """What code or a documented type changes in other modules is changed there."""
    before, _ = _built(folder)
    _edit(folder, "shapes", old, new)

    kept, _ = _built(folder)
    fresh, _ = _built(folder, "other")

    assert _all(kept) == _all(fresh)
    assert _types(kept) != _types(before)


def _types(project: Project) -> list[str | None]:
    parts = (part for obj in project.values() for part in obj.parts())
    return [part.type and part.type.text for part in parts]


def test_evidence_in_another_file_follows_that_file(folder: Path) -> None:
    """A call is where it is now, though nothing was inferred again."""
    _built(folder)
    _edit(folder, "drawing", "def main", "# One.\n# Two.\n\n\ndef main")

    kept, report = _built(folder)

    guess = kept["pkg.shapes.Shape.__init__"].parameters[0].type
    assert report.evaluations == 0
    assert guess is not None
    assert str(guess.evidence) == "call:pkg.drawing:14 and 2 more"


def test_types_are_inferred_again_for_other_libraries(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A library that is installed or replaced may have other types."""
    libraries = tmp_path / "site-packages"
    (libraries / "lib-1.0.dist-info").mkdir(parents=True)
    monkeypatch.syspath_prepend(str(libraries))
    _built(folder)
    (libraries / "lib-1.0.dist-info").rename(libraries / "lib-2.0.dist-info")
    _edit(folder, "drawing", "def main", "# A comment.\ndef main")

    _, report = _built(folder)

    assert report.evaluations > 0


_CODE = {
    "one": """\
from .two import Base, helped, twice

LIMIT = 3


class Child(Base):
    def __init__(self, parts, size=None):
        self.parts = parts
        self.size = size or LIMIT

    def grow(self, by):
        self.size = self.size + by
        return self

    def each(self):
        for part in self.parts:
            yield twice(part)


def build(count):
    return Child([helped(n) for n in range(count)])


def show(child, title="shown"):
    text = title
    for part in child.each():
        text += str(part)
    return text
""",
    "two": """\
import functools


def logged(function):
    @functools.wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)
    return inner


class Base:
    kind = "base"

    def grow(self, by):
        raise NotImplementedError

    def describe(self):
        return self.kind + str(self.grow(1))


def twice(value):
    return value * 2


@logged
def helped(number):
    if number > 2:
        return float(number)
    return number
""",
    "three": """\
from . import one


def main(names):
    child = one.build(len(names))
    found = {}
    for name in names:
        found[name] = child.grow(len(name))
    print(one.show(child))
    return found


def run():
    return main(["a", "b"]), main(("c",))
""",
}
_STATEMENTS = (
    "unused = [1, 2]",
    "print('here')",
    "unused = (lambda given: given)(3)",
    "if len('x') > 1: return None",
    "return 'early'",
    "for number in range(3): print(number)",
    "one_more = build_it(1.5)",
    "twice('text')",
    "unused = getattr(twice, 'name', None)",
)


def _edited(text: str, choice: random.Random) -> str:
    """Return code with one statement or function more, or one line less."""
    lines = text.split("\n")
    inside = [n for n, line in enumerate(lines) if line.startswith("    ") and line.strip()]
    body = [n for n in inside if not lines[n].strip().startswith(("def", "class", "@", "for"))]
    place = choice.choice(body)
    indent = " " * (len(lines[place]) - len(lines[place].lstrip()))
    match choice.randrange(5):
        case 0:
            lines[place : place + 1] = [f"{indent}pass"]
        case 1:
            name = choice.choice(["fresh", "build_it", "describe", "grow"])
            lines += ["", f"def {name}(size, name='x'):", "    return twice(size), name", ""]
        case 2:
            top = [n for n, line in enumerate(lines) if line.startswith(("def ", "class "))]
            lines[choice.choice(top) : 0] = []
            at = choice.choice(top)
            at -= lines[at - 1].startswith("@")
            lines[at:at] = [f"def before_{choice.randrange(9)}(given):", "    return given", ""]
        case _:
            lines.insert(place, indent + choice.choice(_STATEMENTS))
    return "\n".join(lines)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """Return the folder of a project with hardly an annotation."""
    folder = tmp_path / "project"
    (folder / "pkg").mkdir(parents=True)
    (folder / "pyproject.toml").touch()
    for name, text in {"__init__": "", **_CODE}.items():
        (folder / "pkg" / f"{name}.py").write_text(text)
    return folder


@pytest.mark.parametrize("seed", range(6))
def test_types_after_any_edit_are_those_of_a_build_from_nothing(package: Path, seed: int) -> None:
    """One edit after another, in one file or two, some taken back."""
    choice = random.Random(seed)
    _typed(package, "cache")
    replayed = 0
    for number in range(8):
        for path in choice.sample(sorted((package / "pkg").glob("t*.py")), choice.choice([1, 2])):
            edited = _edited(path.read_text(), choice)
            path.write_text(_CODE[path.stem] if choice.random() < 0.2 else edited)

        kept, report = _typed(package, "cache")
        fresh, effort = _typed(package, f"fresh {number}")

        replayed += report.evaluations < effort.evaluations
        assert _all(kept) == _all(fresh)
    assert replayed


def _typed(folder: Path, cache: str) -> tuple[Project, Report]:
    garbage.forget()  # as a new process, which knows nothing
    report = Report()
    settings = Settings(packages=(str(folder / "pkg"),), cache_dir=str(folder.parent / cache))
    return pipeline.analysed(settings, folder, report), report


def _evaluations(package: Path, module: str, old: str, new: str) -> tuple[int, int]:
    """Return how much an edit costs, and what a run from nothing does, which must say the same."""
    _typed(package, "cache")
    _edit(package, module, old, new)
    kept, report = _typed(package, "cache")
    fresh, effort = _typed(package, "other")
    assert _all(kept) == _all(fresh)
    return report.evaluations, effort.evaluations


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        pytest.param("three", "    print(", "    shown = [1]\n    print(", id="local variable"),
        pytest.param("two", "def twice", "def extra(a):\n    return a\n\n\ndef twice", id="new"),
        pytest.param("three", "found = {}", "found = (lambda: {})()", id="lambda"),
        pytest.param("three", "    return found", "    return dict(found)", id="same result"),
        pytest.param("three", "def run()", "def start()", id="name"),
    ],
)
def test_only_the_edited_module_is_evaluated_if_the_others_see_no_change(
    package: Path, module: str, old: str, new: str
) -> None:
    """What nobody else can see costs no evaluation of anybody else's code."""
    evaluations, whole = _evaluations(package, module, old, new)

    assert 0 < evaluations < whole / 2 + 1


def test_a_method_of_a_library_is_the_same_if_nothing_asked_for_it_before(package: Path) -> None:
    """What is repeated asks for no attribute, so that a library's method is first met by name."""
    (package / "pkg" / "two.py").write_text(_STORE)

    evaluations, whole = _evaluations(package, "three", "    print(", "    shown = [1]\n    print(")

    assert 0 < evaluations < whole / 2 + 1
    assert _text(_typed(package, "cache")[0], "pkg.two.Store.get") == "int | None"


def test_types_of_a_second_run_are_those_of_the_first(package: Path) -> None:
    """A stub that names nothing, as that of ``urllib``, is one, whether it's kept or read."""
    path = package / "pkg" / "two.py"
    code = "import urllib.parse\n\n\ndef joined(a):\n    return urllib.parse.urlparse('x').netloc\n"
    path.write_text(code + path.read_text())
    _typed(package, "cache")
    _edit(package, "two", "return value * 2", "return [value]")

    kept, report = _typed(package, "cache")
    fresh, effort = _typed(package, "other")

    assert report.evaluations == effort.evaluations
    assert _all(kept) == _all(fresh)
    assert _text(kept, "pkg.two.joined") == "str"


def _text(project: Project, name: str) -> str:
    """Return the type that a function returns."""
    result = project[name].returns
    assert result is not None
    assert result.type is not None
    return result.type.text


_STORE = """\
class Base:
    def grow(self, by):
        return by


class Store:
    def __init__(self):
        self.known = {}

    def add(self, name, value):
        self.known[name] = value

    def get(self, name):
        return self.known.get(name)


def twice(value):
    return value * 2


def helped(number):
    store = Store()
    store.add((str(number), unknown), 3)
    return store.get(number)
"""


def test_code_with_a_restricted_type_variable_is_not_evaluated_after_an_edit_elsewhere(
    package: Path,
) -> None:
    """What a variable may stand for is kept with it."""
    path = package / "pkg" / "two.py"
    written = "def write(file: IO[AnyStr] | None = None):\n    print(file)\n"
    path.write_text(f"from typing import IO, AnyStr\n{path.read_text()}\n\n{written}")

    evaluations, whole = _evaluations(package, "three", "    print(", "    shown = [1]\n    print(")

    assert 0 < evaluations < whole / 2 + 1


@pytest.mark.parametrize(
    ("module", "old", "new"),
    [
        pytest.param("two", "return value * 2", "return [value]", id="tried out by others"),
        pytest.param("two", "return float(number)", "return str(number)", id="result"),
        pytest.param("three", "one.build(len(names))", "one.build('x')", id="argument"),
        pytest.param("one", "self.size = size", "self.size = self.other = size", id="attribute"),
        pytest.param(
            "two", "def describe", "def each(self): return 1\n    def describe", id="method"
        ),
        pytest.param("two", "        return function(", "        return print(", id="wrapper"),
        pytest.param("two", "def helped(number)", "def helped(number=None)", id="default"),
    ],
)
def test_what_others_see_is_evaluated_with_them(
    package: Path, module: str, old: str, new: str
) -> None:
    """A change that reaches other modules changes their types."""
    evaluations, whole = _evaluations(package, module, old, new)

    assert evaluations == whole
