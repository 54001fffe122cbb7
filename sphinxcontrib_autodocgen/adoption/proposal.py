"""Proposed changes that add the extension to a project: its ``conf.py``, and a job for its CI."""

from __future__ import annotations

import os
import shlex
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from .. import discover, docstring, files, git, pipeline
from ..errors import GitError, TargetNotFoundError
from ..rewrite import Rewritten, refuse_outside
from ..settings import Settings
from .conf_py import EXTENSION, ConfFile, add, find_conf

__all__ = ["Gate", "Host", "Proposed", "gate", "propose"]

_NAPOLEON, _NUMPYDOC = "sphinx.ext.napoleon", "numpydoc"


class Proposed(NamedTuple):
    """Proposed changes of a project.

    Attributes:
        files: The files before and after.
        found: What it follows from, in lines.
        notes: What can't be proposed, or has to be done by hand.
    """

    files: list[Rewritten]
    found: list[str]
    notes: list[str]


class _Code(NamedTuple):
    """Findings about a project's code: its packages, and the style of their docstrings."""

    targets: tuple[str, ...]
    are_usual: bool
    texts: list[str]


def propose(base: Path, named: Path | None, host: Host, chosen: Settings) -> Proposed:
    """Return what a project would change.

    Args:
        base: The folder of the project.
        named: A ``conf.py`` or its folder; None if it's to be looked for.
        host: Who runs the job of continuous integration.
        chosen: The settings that its docstrings are read with.

    Raises:
        RewriteError: If ``conf.py`` can't be read or changed, or isn't the project's own.
        TargetNotFoundError: If there's no ``conf.py``.
    """
    conf = _conf(base, named)
    root = discover.project_root(conf.path.parent) or conf.path.parent
    refuse_outside(conf.path, root)
    code = _code(conf, root, chosen)
    extensions, options = _additions(conf, code)
    changed, notes = [], []
    if extensions or options:
        addition = add(conf, extensions, options)
        changed.append(addition.file)
        if addition.is_computed:
            notes.append(f"{_shown(conf.path, base)} computes 'extensions'; a line at its end adds")
    targets = [] if code.are_usual else [_shown(Path(each), root) for each in code.targets]
    if code.targets:
        job = gate(root, targets, host)
        notes += job.notes
        if job.path is not None:
            refuse_outside(job.path, root)
            changed.append(Rewritten(job.path, b"", job.text.encode(), is_new=True))
    return Proposed(changed, list(_said(conf, code, base)), notes)


def _conf(base: Path, named: Path | None) -> ConfFile:
    found = find_conf(named or base)
    if not found:
        hint = "sphinx-quickstart makes one, or name it; 'build' needs none"
        raise TargetNotFoundError(files.shown(named) if named else "conf.py", hint)
    return ConfFile(found[0])


def _shown(path: Path, base: Path) -> str:
    return files.shown(path.relative_to(base) if path.is_relative_to(base) else path)


def _code(conf: ConfFile, root: Path, chosen: Settings) -> _Code:
    """Find the packages of a project, and read their docstrings."""
    folder = conf.path.parent
    named = conf.plain("autodocgen_packages")
    usual = tuple(discover.default_targets(folder))
    if isinstance(named, list | tuple) and named:
        targets = tuple(discover.from_anywhere(str(each), folder) for each in named)
    else:
        targets = usual or tuple(_packages(root))
    if not targets:
        return _Code((), False, [])
    own = Settings(packages=targets, cache=chosen.cache, cache_dir=chosen.cache_dir)
    project = pipeline.measured(own, root)
    texts = [obj.docstring for obj in project.values() if obj.docstring]
    return _Code(targets, set(targets) == set(usual), texts)


def _packages(root: Path) -> Iterator[str]:
    """Yield the paths of what can be imported from a folder, or from ``src`` in it."""
    found, _ = discover.sources(Settings(packages=(str(root),)), root)
    for top in sorted({Path(source.root) / source.name.partition(".")[0] for source in found}):
        if top.name != "conf":
            yield str(top if files.is_folder(top) else top.with_suffix(".py"))


def _additions(conf: ConfFile, code: _Code) -> tuple[list[str], dict[str, object]]:
    """Return the extensions and the options that a ``conf.py`` would get."""
    extensions, options = _conversion(conf, code.texts)
    if not conf.has(EXTENSION):
        extensions.append(EXTENSION)
    if code.targets and not code.are_usual:
        folder = conf.path.parent
        relative = [Path(os.path.relpath(each, folder)).as_posix() for each in code.targets]
        options["autodocgen_packages"] = relative
    if docstring.detect_markup(code.texts) == "markdown":
        options["autodocgen_docstring_format"] = "markdown"
    return extensions, {n: value for n, value in options.items() if n not in conf.options}


def _conversion(conf: ConfFile, texts: list[str]) -> tuple[list[str], dict[str, object]]:
    """Return what a ``conf.py`` lacks to have the sections of docstrings converted."""
    extensions: list[str] = []
    options: dict[str, object] = {}
    reader = docstring.converter(texts)
    if reader and not conf.has(_NAPOLEON, _NUMPYDOC) and not conf.is_computed:
        extensions.append(reader)
        if reader == _NUMPYDOC:
            options["numpydoc_show_class_members"] = False
    has_napoleon = conf.has(_NAPOLEON) or _NAPOLEON in extensions
    if has_napoleon and _lists_attributes(texts):
        options["napoleon_use_ivar"] = True
    return extensions, options


def _lists_attributes(texts: Iterable[str]) -> bool:
    """Tell whether a docstring has a section of attributes."""
    return any(docstring.parse(text).attributes for text in texts if "ttributes" in text)


def _said(conf: ConfFile, code: _Code, base: Path) -> Iterator[str]:
    """Yield what was found, in lines."""
    named = ", ".join(_shown(Path(each), base) for each in code.targets)
    yield f"conf.py: {_shown(conf.path, base)}"
    yield f"packages: {named}" if named else "packages: none; set autodocgen_packages to name them"
    styles = {"sphinx.ext.napoleon": "sections that napoleon reads", _NUMPYDOC: "NumPy style"}
    if code.texts:
        kind = styles.get(docstring.converter(code.texts), "plain text or fields")
        markup = docstring.detect_markup(code.texts)
        yield f"docstrings: {kind}" + (", in Markdown" if markup == "markdown" else "")
    if conf.has("sphinx_autodoc_typehints"):
        yield "types: sphinx-autodoc-typehints puts them into descriptions, and so do we"
    theme = conf.plain("html_theme")
    if isinstance(theme, str):
        yield f"theme: {theme}; our style sheet takes its colours"


Host = Literal["auto", "github", "gitlab", "none"]
"""The service that runs the job; ``auto``: GitLab if the project has its file, else GitHub."""

_GITLAB = ".gitlab-ci.yml"
_FILES = {"github": ".github/workflows/autodocgen.yml", "gitlab": ".gitlab/autodocgen.yml"}

_JOBS = {
    "github": """\
# Docstrings and complexity of what a pull request changes
name: autodocgen
on: pull_request
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
        with:
          fetch-depth: 0
      - uses: actions/setup-python@v5
        with:
          python-version: "3.13"
      - run: python -m pip install sphinxcontrib-autodocgen
      - run: >-
          python -m sphinxcontrib_autodocgen check{targets} --format github
          --diff "origin/$GITHUB_BASE_REF"
""",
    "gitlab": """\
# Docstrings and complexity of what a merge request changes
autodocgen:
  image: python:3.13
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
  variables:
    GIT_DEPTH: 0
  script:
    - python -m pip install sphinxcontrib-autodocgen
    - git fetch origin "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
    - >-
      python -m sphinxcontrib_autodocgen check{targets} --format gitlab
      --output gl-code-quality-report.json --diff FETCH_HEAD
  artifacts:
    when: always
    reports:
      codequality: gl-code-quality-report.json
""",
}


class Gate(NamedTuple):
    """A file of continuous integration.

    Attributes:
        path: Where it belongs; None if none is proposed.
        text: What is in it.
        notes: What to know of it, or why there is none.
    """

    path: Path | None = None
    text: str = ""
    notes: tuple[str, ...] = ()


def gate(root: Path, targets: Sequence[str], host: Host) -> Gate:
    """Return the job that a project lacks.

    Args:
        root: The folder of the project.
        targets: The packages to check, relative to it; empty if they needn't be named.
        host: Who runs it.
    """
    if host == "none" or any(map(_is_ours, _jobs(root))):
        return Gate()
    try:
        inside = git.prefix(root)
    except GitError as error:
        return Gate(notes=(f"no job for CI: git: {error.reason}",))
    if inside:
        return Gate(notes=(f"no job for CI: the project is in {inside} of its repository",))
    has_gitlab = files.is_file(root / _GITLAB)
    chosen = host if host != "auto" else "gitlab" if has_gitlab else "github"
    named = "".join(f" {shlex.quote(target)}" for target in targets)
    path = root / _FILES[chosen]
    if files.exists(path):
        return Gate()
    notes = (f"add to {_GITLAB}: include: [{{local: {_FILES['gitlab']}}}]",)
    text = _JOBS[chosen].replace("{targets}", named)
    return Gate(path, text, notes if chosen == "gitlab" else ())


def _jobs(root: Path) -> Iterator[Path]:
    """Yield the files that a project's continuous integration is described in."""
    yield from (root / _GITLAB, root / ".pre-commit-config.yaml", root / "tox.ini")
    for folder in (".github/workflows", ".gitlab"):
        yield from sorted((root / folder).glob("*.y*ml"))


def _is_ours(path: Path) -> bool:
    """Tell whether a file runs our check."""
    try:
        text = files.read_text(path, "replace")
    except OSError:
        return False
    return "sphinxcontrib_autodocgen check" in text or "autodocgen-check" in text
