"""The pages of complexity: tables, pictures, hot spots and badges in every builder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from bs4 import BeautifulSoup, Tag
from sphinx.testing.util import SphinxTestApp

from sphinxcontrib_autodocgen.ext.nodes import breakable

pytestmark = pytest.mark.slow

STATIC = Path(__file__).parent.parent / "sphinxcontrib_autodocgen" / "ext" / "static"


def _said(app: SphinxTestApp) -> list[str]:
    """Return the warnings, except of the history that a test project has not."""
    lines = re.sub(r"\x1b\[[0-9;]*m", "", app.warning.getvalue()).strip().splitlines()
    return [line for line in lines if "[autodocgen.git]" not in line]


def _page(app: SphinxTestApp, name: str = "index") -> BeautifulSoup:
    app.build()
    assert _said(app) == []
    return BeautifulSoup((app.outdir / f"{name}.html").read_text(encoding="utf-8"), "html.parser")


def _rows(table: Tag) -> list[list[str]]:
    cells = [row.select("td") for row in table.select("tbody tr")]
    return [[" ".join(cell.get_text().split()) for cell in row] for row in cells]


def _table(page: BeautifulSoup, number: int = 0) -> Tag:
    return page.select("table.autodocgen-complexity")[number]


@pytest.mark.sphinx("html", testroot="complexity")
def test_a_table_shows_rank_limit_and_totals(app: SphinxTestApp) -> None:
    """Rank and breach are words as well as classes; sum and mean are the last rows."""
    table = _table(_page(app))
    rows = {row[0]: row[1:] for row in _rows(table)}

    assert rows["knot"][0] == "11 C high"
    assert rows["knot"][1:3] == ["25 high", "6 high"]
    assert list(rows)[-2:] == ["Total of 4 functions", "Average"]
    assert table.select_one(".autodocgen-rank.autodocgen-c") is not None
    assert table.select_one("strong.autodocgen-over") is not None


@pytest.mark.sphinx("html", testroot="complexity")
def test_a_table_has_a_legend(app: SphinxTestApp) -> None:
    """What the columns and the marks mean is said below."""
    legend = _page(app).select_one(".autodocgen-legend")
    assert legend is not None

    text = legend.get_text()
    assert "A 1–5" in text
    assert "Cognitive: how hard the code is to follow; marked high above 15." in text


def _made(tmp_path: Path, index: str, **sources: str) -> BeautifulSoup:
    """Build a project of some modules, and return its page."""
    for name, text in sources.items():
        path = tmp_path / f"{name.replace('__of__', '/')}.py"
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    packages = sorted({name.partition("__of__")[0] for name in sources})
    (tmp_path / "conf.py").write_text(
        f"import sys\nsys.path.insert(0, {str(tmp_path)!r})\n"
        'extensions = ["sphinx.ext.viewcode", "sphinxcontrib_autodocgen"]\n'
        f"autodocgen_packages = {[str(tmp_path / f'{name}') for name in packages]!r}\n"
    )
    page = tmp_path / "index.rst"
    if not page.exists() or page.read_text() != f"T\n=\n\n{index}":
        page.write_text(f"T\n=\n\n{index}")
    app = SphinxTestApp("html", srcdir=tmp_path)
    app.build()
    said, text = app.warning.getvalue(), (app.outdir / "index.html").read_text(encoding="utf-8")
    app.cleanup()
    assert said == ""
    return BeautifulSoup(text, "html.parser")


_BRANCHY = '"""M."""\n\n\ndef told(a):\n    """Tell."""\n    return 1 if a else 2\n'


def test_a_page_has_one_legend(tmp_path: Path) -> None:
    """Two tables are explained once, below the last, and each line is there once."""
    table = ".. autodocgen-complexity:: onelegend\n   :columns: {}\n\n"
    page = _made(
        tmp_path,
        table.format("cyclomatic, nesting") + table.format("nesting, volume"),
        onelegend__of____init__=_BRANCHY,
    )
    [legend] = page.select(".autodocgen-legend")
    lines = [line.get_text() for line in legend.select("p")]

    assert [line.partition(":")[0] for line in lines[:3]] == ["Cyclomatic", "Nesting", "Sums over "
        "modules and classes aren’t marked."]  # fmt: skip
    assert [line for line in lines if line.startswith("Volume:")]
    assert len(set(lines)) == len(lines)
    assert legend.find_next("table") is None


def test_a_package_of_one_module_has_its_own_name(tmp_path: Path) -> None:
    """It isn't called by the name of its file; beside other modules, the file is told apart."""
    index = ".. autodocgen-complexity:: {}\n   :kind: module\n\n"
    page = _made(
        tmp_path,
        index.format("alonepkg") + index.format("manypkg"),
        alonepkg__of____init__=_BRANCHY,
        manypkg__of____init__=_BRANCHY,
        manypkg__of__other=_BRANCHY,
    )
    alone, many = (_rows(table) for table in page.select("table.autodocgen-complexity"))

    assert [row[0] for row in alone[:1]] == ["alonepkg"]
    assert [row[0] for row in many[:2]] == ["__init__", "other"]


def test_what_lacks_a_docstring_is_listed_with_links(tmp_path: Path) -> None:
    """Each object has its name, a link to its page or source, and whether a text was generated."""
    source = (
        '"""M."""\n\n\ndef told():\n    """Tell."""\n\n\ndef shown(path):\n'
        "    with open(path) as file:\n        return file.read()\n\n\n"
        "class Bare:\n    def run(self, x):\n        return x.y.z\n"
    )
    page = _made(
        tmp_path,
        ".. autodocgen-coverage::\n   :missing:\n\n.. autofunction:: lackpkg.shown\n",
        lackpkg__of____init__=source,
    )
    _, missing = page.select("table.autodocgen-coverage")
    rows = {row[0]: row[1:] for row in _rows(missing)}

    assert rows == {
        "lackpkg.Bare": ["class", ""],
        "lackpkg.Bare.run": ["method", "generated"],
        "lackpkg.shown": ["function", "generated"],
    }
    links = {a.get_text(): a["href"] for a in missing.select("td a")}
    assert links["lackpkg.shown"] == "#lackpkg.shown"
    assert links["lackpkg.Bare"] == "_modules/lackpkg.html"


_DEPRECATED = '''"""M."""

import warnings

from typing_extensions import deprecated


@deprecated("use `new` instead")
def old():
    """Do it."""


class Engine:
    """An engine."""

    def stop(self):
        """Stop."""
        warnings.warn("stop() is deprecated; use halt()", DeprecationWarning)


def new():
    """Do it."""


@deprecated("it is gone")
def _private():
    """Do it."""
'''


def _deprecated(page: BeautifulSoup) -> list[list[list[str]]]:
    return [_rows(table) for table in page.select("table.autodocgen-deprecated")]


def test_what_is_deprecated_is_listed_in_its_authors_words(tmp_path: Path) -> None:
    """Public objects only, each with a link; below a name only those inside, and else nothing."""
    page = _made(
        tmp_path,
        ".. autodocgen-deprecated::\n\n.. autodocgen-deprecated:: oldpkg.Engine\n\n"
        ".. autodocgen-deprecated:: oldpkg.new\n\n.. autofunction:: oldpkg.old\n",
        oldpkg__of____init__=_DEPRECATED,
    )

    old = ["oldpkg.old", "", "use `new` instead"]
    stop = ["oldpkg.Engine.stop", "", "stop() is deprecated; use halt()"]
    assert _deprecated(page) == [[old, stop], [stop]]
    assert page.select_one("table.autodocgen-deprecated a")["href"] == "#oldpkg.old"  # type: ignore[index]


def test_the_list_of_what_is_deprecated_follows_the_code(tmp_path: Path) -> None:
    """The page is read again when something becomes deprecated, on whichever line."""
    index = ".. autodocgen-deprecated::\n"
    before = _made(tmp_path, index, laterpkg__of____init__=_DEPRECATED)
    now = _DEPRECATED.replace('"use `new` instead"', '"use `Engine` instead"')
    after = _made(tmp_path, index, laterpkg__of____init__=now)

    assert _deprecated(before)[0][0][2] == "use `new` instead"
    assert _deprecated(after)[0][0][2] == "use `Engine` instead"


@pytest.mark.sphinx("html", testroot="complexity")
def test_groups_are_headings_in_the_table(app: SphinxTestApp) -> None:
    """A heading spans the table; the rows under it keep their order."""
    table = _table(_page(app, "charts"))

    headings = [row.get_text().strip() for row in table.select("tr.autodocgen-group")]
    assert headings == ["tangle.knots", "tangle.knots.Rope", "tangle.ropes"]
    assert _rows(table)[1][:3] == ["knots.knot", "25 high", "function"]


@pytest.mark.sphinx("html", testroot="complexity")
def test_a_long_name_breaks_between_its_words(app: SphinxTestApp) -> None:
    """A narrow screen breaks a name after a dot or an underscore, not anywhere."""
    name = _table(_page(app, "charts")).select_one("tbody code")
    assert name is not None

    assert [str(part) for part in name.children][1] == "<wbr/>"
    assert name.get_text() == "knots.knot"


def test_a_long_word_breaks_before_its_capitals() -> None:
    """A class's name that is wider than a column can still be read."""
    parts = breakable("app.HyperlinkAvailabilityCheckWorker.run_all.DocTree")

    assert [part.astext() for part in parts if part.astext()] == [
        "app.",
        "Hyperlink",
        "Availability",
        "Check",
        "Worker.",
        "run_",
        "all.",
        "DocTree",
    ]


@pytest.mark.sphinx("html", testroot="complexity")
def test_pictures_are_inline_and_well_formed(app: SphinxTestApp) -> None:
    """An XML parser reads each picture; their ids are unique; without history two are drawn."""
    page = _page(app, "charts")
    text = (app.outdir / "charts.html").read_text(encoding="utf-8")

    pictures = re.findall(r"<svg .*?</svg>", text, re.DOTALL)
    assert len(pictures) == 2
    assert "no changes are known" in text
    assert all(ET.fromstring(picture).get("role") == "img" for picture in pictures)
    ids = [str(tag["id"]) for tag in page.select("[id]")]
    assert len(ids) == len(set(ids))


@pytest.mark.sphinx("html", testroot="complexity")
def test_pages_have_no_inline_script_or_style(app: SphinxTestApp) -> None:
    """A strict content security policy blocks nothing of ours."""
    for holder in _page(app, "charts").select(".autodocgen-table"):
        assert holder.select("script, style, [style], [onclick]") == []


@pytest.mark.sphinx("html", testroot="complexity")
def test_myst_has_the_same_directive(app: SphinxTestApp) -> None:
    """Markdown pages show the same table."""
    table = _table(_page(app, "markdown"))

    assert [cell.get_text() for cell in table.select("th")] == ["Object", "Cyclomatic", "Lines"]
    assert _rows(table) == [["long", "2 A", "3"]]


@pytest.mark.sphinx("html", testroot="complexity")
def test_hot_spots_come_with_the_lines_that_make_them(app: SphinxTestApp) -> None:
    """Each hot spot lists the lines that add most, and the block to take out."""
    advice = _page(app, "hotspots").select_one("ol.autodocgen-advice")
    assert advice is not None

    text = " ".join(advice.get_text().split())
    assert text.startswith("knots.knot: cognitive complexity 25; 22 of it from these lines.")
    assert "+5 on line 15: while cell > 1:" in text


@pytest.mark.sphinx("html", testroot="complexity")
def test_without_history_there_is_one_warning(app: SphinxTestApp) -> None:
    """No git, or no repository, is one line, however many pages wanted it; the rest is shown."""
    app.build()

    lines = [line for line in app.warning.getvalue().splitlines() if "[autodocgen.git]" in line]
    assert sorted(line.partition("; ")[2] for line in lines) == [
        "changes aren't counted [autodocgen.git]\x1b[39;49;00m",
        "the trend isn't shown [autodocgen.git]\x1b[39;49;00m",
    ]
    page = BeautifulSoup((app.outdir / "hotspots.html").read_bytes(), "html.parser")
    assert page.select_one("svg") is None
    assert [cell.get_text() for cell in _table(page).select("th")][-1] == "Code lines"
    assert _rows(_table(page))[0][0] == "1. knots.knot"
    assert "No changes are known" in page.get_text()


@pytest.mark.sphinx(
    "html", testroot="complexity", confoverrides={"autodocgen_complexity_badges": "B"}
)
def test_a_badge_says_what_is_complex(app: SphinxTestApp) -> None:
    """A function of the rank has a field, one below it has none."""
    page = _page(app)

    badges = {
        str(badge.find_parent("dl", class_="py").find("dt")["id"]): badge.get_text()  # type: ignore[union-attr, index]
        for badge in page.select(".autodocgen-badge")
    }
    assert badges == {"tangle.knots.knot": "cyclomatic 11 C, cognitive 25"}


@pytest.mark.sphinx("html", testroot="complexity")
def test_badges_are_off_by_default(app: SphinxTestApp) -> None:
    """Nobody who didn't ask gets a field."""
    assert _page(app).select(".autodocgen-badge") == []


@pytest.mark.sphinx("html", testroot="complexity")
def test_a_documented_object_is_linked_to_its_place(app: SphinxTestApp) -> None:
    """Cells lead to the documentation of what they name."""
    links = {link.get_text(): link["href"] for link in _table(_page(app)).select("td a")}

    assert links == {
        "simple": "#tangle.knots.simple",
        "knot": "#tangle.knots.knot",
        "Rope": "#tangle.knots.Rope",
        "Rope.pull": "#tangle.knots.Rope.pull",
    }


@pytest.mark.sphinx(
    "html",
    testroot="complexity",
    confoverrides={
        "extensions": ["sphinx.ext.viewcode", "myst_parser", "sphinxcontrib_autodocgen"]
    },
)
def test_what_isnt_documented_is_linked_to_viewcodes_page(app: SphinxTestApp) -> None:
    """With viewcode the source is on the site itself."""
    links = {link.get_text(): link["href"] for link in _table(_page(app)).select("a")}

    assert links["Rope._tie"] == "_modules/tangle/knots.html"
    assert (app.outdir / "_modules" / "tangle" / "knots.html").is_file()


URL = "https://example.org/{path}?from={line}&to={end_line}"


@pytest.mark.sphinx("html", testroot="complexity", confoverrides={"autodocgen_source_url": URL})
def test_a_template_makes_the_address_of_a_source(app: SphinxTestApp) -> None:
    """The address has path and lines, and is where the object isn't documented."""
    links = {link.get_text(): link["href"] for link in _table(_page(app)).select("a")}

    assert links["Rope._tie"] == "https://example.org/tangle/knots.py?from=33&to=37"
    assert links["knot"] == "#tangle.knots.knot"


@pytest.mark.sphinx(
    "html", testroot="complexity", confoverrides={"autodocgen_source_url": "javascript:{path}"}
)
def test_a_template_must_be_an_address(app: SphinxTestApp) -> None:
    """Anything but a web address with the known fields is a wrong option."""
    app.build()

    assert any(
        "autodocgen_source_url" in line and "[autodocgen.config]" in line for line in _said(app)
    )
    assert "javascript:" not in (app.outdir / "index.html").read_text(encoding="utf-8")


@pytest.mark.sphinx("text", testroot="complexity")
def test_text_has_the_facts_of_a_picture(app: SphinxTestApp) -> None:
    """A builder without pictures has a short table in their place."""
    app.build()

    text = (app.outdir / "charts.txt").read_text(encoding="utf-8")
    assert "Functions by rank" in text
    assert re.search(r"C \(11–20\) +\| 1 ", text)
    assert "<svg" not in text


@pytest.mark.sphinx("autodocgen-markdown", testroot="complexity")
def test_markdown_has_tables(app: SphinxTestApp) -> None:
    """Tables are Markdown, marks are words, pictures are tables."""
    app.build()

    text = (app.outdir / "index.md").read_text(encoding="utf-8")
    assert re.search(r"`?knot`?.*\| \*\*11 C high\*\* +\| \*\*25 high\*\*", text)
    assert re.search(r"\| C \(11–20\) +\| +1 +\|", text)
    assert _said(app) == []


@pytest.mark.filterwarnings("ignore:.myst_parser")
@pytest.mark.sphinx("epub", testroot="complexity", confoverrides={"version": "1", "copyright": "x"})
def test_a_book_has_tables_and_no_script(app: SphinxTestApp) -> None:
    """A book's pages are well-formed, with tables in the pictures' place."""
    app.build()

    text = (app.outdir / "charts.xhtml").read_text(encoding="utf-8")
    ET.fromstring(re.sub(r"&\w+;", "", text))
    assert "<svg" not in text
    assert "autodocgen.js" not in text
    assert "Functions by rank" in text


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="needs pdflatex")
@pytest.mark.sphinx("latex", testroot="complexity")
def test_latex_makes_a_pdf_of_it(app: SphinxTestApp) -> None:
    """Every table compiles, and none is wider than the page."""
    app.build()
    command = ["pdflatex", "-interaction=nonstopmode", "-halt-on-error"]
    (source,) = app.outdir.glob("*.tex")

    done = subprocess.run(
        [*command, source.name], cwd=app.outdir, capture_output=True, text=True,
        errors="replace", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-2000:]
    assert source.with_suffix(".pdf").stat().st_size > 10_000
    assert [float(width) for width in re.findall(r"Overfull \\hbox \((\d+)", done.stdout)] == []


def test_the_script_is_small_and_safe() -> None:
    """It's under 3 kB, and writes neither HTML nor code."""
    script = (STATIC / "autodocgen.js").read_text(encoding="utf-8")

    assert len(script.encode()) < 3000
    assert not re.search(r"innerHTML|eval|Function\(|\.style|document\.write|https?:", script)


@pytest.fixture
def project(tmp_path: Path, rootdir: Path) -> Path:
    """Return a copy of the project in a repository with some history."""
    return Path(shutil.copytree(rootdir / "test-complexity", tmp_path / "docs"))


Git = Callable[..., None]


@pytest.fixture
def commit(project: Path, monkeypatch: pytest.MonkeyPatch) -> Git:
    """Return a function that commits everything; the first commit and tag are made."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    day = iter(range(1, 28))

    def git(*arguments: str) -> None:
        who = {
            "NAME": "Ann",
            "EMAIL": "ann@example.org",
            "DATE": f"2026-01-{next(day):02d}T00:00:00Z",
        }
        names = {f"GIT_{r}_{k}": v for r in ("AUTHOR", "COMMITTER") for k, v in who.items()}
        command = ["git", "-c", "tag.gpgSign=false", *arguments]
        subprocess.run(
            command, cwd=project, env={**os.environ, **names}, check=True, capture_output=True
        )

    def commit(tag: str = "") -> None:
        git("add", "-A")
        git("commit", "-q", "-m", "change")
        if tag:
            git("tag", tag)

    git("init", "-q")
    git("remote", "add", "origin", "git@github.com:example/tangle.git")
    (project / ".gitignore").write_text("__pycache__\n", encoding="utf-8")
    commit("v1.0")
    return commit


def _build(project: Path, out: str = "html", *flags: str) -> str:
    command = [sys.executable, "-m", "sphinx", "-W", "-n", "--keep-going", *flags]
    done = subprocess.run(
        [*command, "-d", f"../{out}.doctrees", ".", f"../{out}"],
        cwd=project, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def _html(project: Path, name: str) -> BeautifulSoup:
    text = (project.parent / "html" / f"{name}.html").read_text(encoding="utf-8")
    return BeautifulSoup(text, "html.parser")


def _edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_changes_are_counted_by_the_lines_of_a_function(project: Path, commit: Git) -> None:
    """A commit counts for the functions it touches, wherever they were, and edits shift nothing."""
    knots = project / "tangle" / "knots.py"
    for number in range(3):
        _edit(knots, "    found = []\n", f"    found = []\n    found += [{number}]\n")
        commit()
    _edit(knots, '"""Knots."""\n', '"""Knots."""\n\nSIZE = 3\n')  # not committed

    _build(project)
    rows = {row[0].partition(". ")[2]: row for row in _rows(_table(_html(project, "hotspots")))}
    assert rows["knots.knot"][3] == "3"
    assert rows["knots.Rope.pull"][3] == "0"


def test_releases_make_a_trend(project: Path, commit: Git) -> None:
    """Each version tag is a point, measured from the store; the work tree stays as it is."""
    _edit(project / "tangle" / "ropes.py", "return a + b", "return a + b if b else b or a")
    commit("v1.1")
    commit_early = project / "tangle" / "more.py"
    commit_early.write_text("def f(a):\n    return a if a else 3\n", encoding="utf-8")
    commit("v1.2rc1")
    before = sorted((p, p.stat().st_mtime_ns) for p in project.rglob("*.py"))

    _build(project)
    labels = [text.get_text() for text in _html(project, "hotspots").select("svg text")]
    assert "v1.0" in labels
    assert "v1.1" in labels
    assert "v1.2rc1" not in labels
    assert before == sorted((p, p.stat().st_mtime_ns) for p in project.rglob("*.py"))


def test_an_undocumented_function_is_linked_to_its_lines_in_the_repository(
    project: Path, commit: Git
) -> None:
    """The remote's host is known, so the address is that of the commit."""
    _build(project)

    links = {
        link.get_text(): str(link["href"]) for link in _table(_html(project, "index")).select("a")
    }
    pattern = r"https://github.com/example/tangle/blob/[0-9a-f]{40}/tangle/knots.py#L33-L37"
    assert re.fullmatch(pattern, links["Rope._tie"])


def test_a_shallow_clone_is_partial_with_one_warning(project: Path, commit: Git) -> None:
    """What is there is counted, and one line says that it isn't all."""
    _edit(project / "tangle" / "ropes.py", "return a + b", "return a - b")
    commit()
    clone = project.parent / "clone"
    subprocess.run(
        ["git", "clone", "-q", "--depth", "1", f"file://{project}", str(clone)],
        check=True, capture_output=True,
    )  # fmt: skip

    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-n", "-j", "2", ".", "../shallow"],
        cwd=clone, capture_output=True, text=True, check=True,
    )  # fmt: skip
    lines = [line for line in done.stderr.splitlines() if "changes" in line or "commits" in line]
    assert [line for line in done.stderr.splitlines() if "[autodocgen.git]" not in line] == []
    assert len([line for line in lines if "only the commits" in line]) == 1


def _read(said: str) -> tuple[int, int, int]:
    found = re.search(r"(\d+) added, (\d+) changed, (\d+) removed", said)
    assert found, said
    return int(found[1]), int(found[2]), int(found[3])


def test_pages_follow_functions_commits_and_nothing_else(project: Path, commit: Git) -> None:
    """A new function, or a new commit, has the pages read again that show it; else none is."""
    assert _read(_build(project))[0] == 4
    assert _read(_build(project)) == (0, 0, 0)

    ropes = project / "tangle" / "ropes.py"
    ropes.write_text(ropes.read_text() + "\n\ndef new(a):\n    return a or 1\n", encoding="utf-8")
    _build(project)
    assert "new" in {row[0] for row in _rows(_table(_html(project, "markdown")))}

    commit()
    assert _read(_build(project))[1] == 4
    assert _read(_build(project)) == (0, 0, 0)


def test_parallel_and_serial_builds_give_the_same_bytes(project: Path, commit: Git) -> None:
    """``-j 2`` writes the same HTML as ``-j 1``."""
    _build(project, "serial", "-j", "1")
    _build(project, "parallel", "-j", "2")

    def pages(name: str) -> dict[str, bytes]:
        folder = project.parent / name
        return {p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*.html")}

    assert pages("serial") == pages("parallel")


@pytest.mark.parametrize("builder", ["dirhtml", "singlehtml", "text", "man", "latex", "texinfo"])
def test_every_builder_is_without_warning(project: Path, commit: Git, builder: str) -> None:
    """No builder warns of a node it doesn't know."""
    _build(project, builder, "-b", builder)
