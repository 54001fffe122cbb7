"""The job that checks, in continuous integration, what a branch changes."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from .. import files, git
from ..errors import GitError

__all__ = ["Gate", "Host", "gate"]

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
