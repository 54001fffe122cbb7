"""Metadata of a project, which only this module reads.

The sources are, in this order, ``pyproject.toml``, the installed distribution and the repository.
A package that is only installed has no folder, so that its distribution alone speaks for it, and
never the project in whose folder somebody builds its pages. What no source says is an empty text,
never an error.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterator, Mapping
from email.message import Message
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import quote

import msgspec

from .. import discover, files, later
from ..errors import GitError, SettingError

if TYPE_CHECKING:
    from .. import git
else:
    git = later.LaterModule("..git", __package__)

__all__ = [
    "ProjectInfo",
    "base",
    "facts",
    "file_address",
    "project_folder",
    "project_info",
    "readme",
]


class ProjectInfo(msgspec.Struct, frozen=True, omit_defaults=True):
    """Metadata of a project.

    Attributes:
        name: Its name.
        description: What it's for, in a line.
        version: Its version.
        authors: Their names.
        license: An SPDX expression, or what stands in its place.
        repository: The web address of its repository.
        links: The addresses that it names, with their labels; that of the repository is first.
        updated: When something in it was last committed, as ISO 8601.
    """

    name: str
    description: str = ""
    version: str = ""
    authors: tuple[str, ...] = ()
    license: str = ""
    repository: str = ""
    links: tuple[tuple[str, str], ...] = ()
    updated: str = ""


def project_folder(start: Path, packages: Mapping[str, Path]) -> Path | None:
    """Return the folder of the project that packages are from.

    Args:
        start: The folder of ``conf.py``.
        packages: By their names, the files or folders of the packages.

    Returns:
        The folder; None if they are only installed, and from another project than that of
        ``start``.
    """
    own = discover.project_root(start) or start
    if not packages or any(_is_from(own, name, path) for name, path in packages.items()):
        return own
    elsewhere = [path for path in packages.values() if not _is_installed(path)]
    return discover.project_root(elsewhere[0].parent) if elsewhere else None


def _is_from(folder: Path, name: str, path: Path) -> bool:
    """Tell whether a package is from a project, which may document an installed copy of it."""
    if not _is_installed(path):
        return path.is_relative_to(folder)
    stated = str(_project_table(folder).get("name") or "")
    distributions = metadata.packages_distributions().get(name, ())
    if _plain(stated) in map(_plain, (name, *distributions)):
        return True
    try:
        targets = discover.default_targets(folder)
    except SettingError:
        return False
    return name in {Path(target).stem for target in targets}


def _is_installed(path: Path) -> bool:
    return not {"site-packages", "dist-packages"}.isdisjoint(path.parts)


def _plain(name: str) -> str:
    """Return the name of a distribution as indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def project_info(root: Path | None, name: str, package: str = "") -> ProjectInfo:
    """Read what a project's ``pyproject.toml``, installation and repository say about it.

    Args:
        root: The project's folder, None if it's only installed.
        name: What to call it if it doesn't say.
        package: The import name of its package, by which its distribution is found without a
            folder.

    Returns:
        What is known; empty texts for what isn't.
    """
    table = _project_table(root) if root is not None else {}
    name = str(table.get("name") or name)
    installed = _installed(name) if root is not None else _installed(_distribution(package or name))
    repository = _of_git(git.remote_url, root) or _repository(table.get("urls") or installed)
    return ProjectInfo(
        name=name,
        description=_line(table.get("description") or installed.get("Summary")),
        version=_line(table.get("version") or installed.get("Version")),
        authors=tuple(_authors(table, installed)),
        license=_license(table, installed),
        repository=repository,
        links=tuple(_links(table.get("urls") or installed, repository)),
        updated=_of_git(git.last_changed, root),
    )


def _authors(table: Mapping[str, Any], installed: Mapping[str, str]) -> Iterator[str]:
    """Yield the names of the authors that a project states, or else those of its installation."""
    stated = files.items_in(table.get("authors"))
    authors = [str(a.get("name") or "") for a in stated if isinstance(a, dict)]
    authors += [a.split("<")[0] for a in stated if isinstance(a, str)]
    for author in authors or [installed.get("Author") or ""]:
        if author.strip():
            yield author.strip()


def readme(root: Path | None, package: str) -> tuple[str, str]:
    """Return the text of a project's readme and the suffix of its markup; empty if it has none.

    Args:
        root: The project's folder, None if it's only installed.
        package: The import name of its package.

    Returns:
        The text, and ``.md`` or ``.rst``. One that includes other files or raw output isn't taken.
    """
    text, suffix = _readme_in(root) if root is not None else _long_description(package)
    is_closed = suffix == ".rst" and _OPENING.search(text)
    return ("", "") if is_closed or suffix not in (".md", ".rst") else (text, suffix)


_OPENING = re.compile(r"^[ \t]*\.\. (\|[^|]+\| )?(raw|include|literalinclude)::", re.MULTILINE)
"""A directive of reStructuredText that shows a file or output of any kind."""


def _readme_in(root: Path) -> tuple[str, str]:
    stated = _project_table(root).get("readme")
    stated = stated.get("file") if isinstance(stated, dict) else stated
    names = [stated] if isinstance(stated, str) else ["README.md", "README.rst"]
    for path in (root / name for name in names):
        with contextlib.suppress(OSError, UnicodeDecodeError):
            if files.is_inside(path, root):
                return files.read_text(path), path.suffix.lower()
    return "", ""


def _long_description(package: str) -> tuple[str, str]:
    try:
        found = cast("Message", metadata.metadata(_distribution(package)))
    except (metadata.PackageNotFoundError, ValueError):
        return "", ""
    text = found.get("Description") or found.get_payload() or ""
    kind = str(found.get("Description-Content-Type") or "text/x-rst").partition(";")[0]
    suffix = {"text/markdown": ".md", "text/x-rst": ".rst"}.get(kind.strip(), "")
    return str(text), suffix if str(text).strip() else ""


def base(repository: str) -> str:
    """Return what comes before the parts of a repository in an address."""
    return f"{repository}/-" if "gitlab" in repository.split("/")[2] else repository


def file_address(repository: str, path: str) -> str:
    """Return where a file of a repository is shown, a picture itself.

    Args:
        repository: The web address of the repository.
        path: The path of the file from the top.
    """
    kind = "raw" if path.lower().endswith(_PICTURES) else "blob"
    return f"{base(repository)}/{kind}/HEAD/{quote(path)}"


_PICTURES = (".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp")


def facts(info: ProjectInfo) -> list[tuple[str, str]]:
    """Return what is known of a project, as names and values."""
    found = [
        ("Version", info.version),
        ("Authors", ", ".join(info.authors)),
        ("Licence", info.license),
        ("Last updated", info.updated[:10]),
    ]
    return [(name, value) for name, value in found if value]


def _project_table(root: Path) -> Mapping[str, Any]:
    try:
        document = files.read_toml(root / "pyproject.toml")
    except (OSError, ValueError):  # the front ends have already said that the file is broken
        return {}
    return files.table_in(document, "project") or files.table_in(document, "tool", "poetry")


def _distribution(package: str) -> str:
    """Return the name of the distribution that installed a package.

    Several may have modules in one namespace.
    """
    names = metadata.packages_distributions().get(package.partition(".")[0], [])
    if len(set(names)) < 2:
        return names[0] if names else package
    inside = package.replace(".", "/")
    places = (f"{inside}/", f"{inside}.")
    return next((name for name in names if _has_file(name, places)), names[0])


def _has_file(distribution: str, beginnings: tuple[str, ...]) -> bool:
    files = metadata.files(distribution) or []
    return any(file.as_posix().startswith(beginnings) for file in files)


def _installed(name: str) -> Mapping[str, str]:
    try:
        found = metadata.metadata(name)
    except (metadata.PackageNotFoundError, ValueError):
        return {}
    wanted = ("Author", "License", "License-Expression", "Summary", "Version")
    urls = [str(url).partition(", ") for url in found.get_all("Project-URL") or ()]
    homepage = {"Homepage": str(found["Home-page"])} if "Home-page" in found else {}
    return {
        **homepage,
        **{label: url for label, _, url in urls},
        **{key: str(found[key]) for key in wanted if key in found},
    }


def _license(table: Mapping[str, Any], installed: Mapping[str, str]) -> str:
    stated = table.get("license")
    if isinstance(stated, dict):
        stated = stated.get("text") or ""
    stated = stated or installed.get("License-Expression") or installed.get("License") or ""
    if not stated:
        listed = map(str, files.items_in(table.get("classifiers")))
        stated = next((c.rpartition(" :: ")[2] for c in listed if c.startswith("License ::")), "")
    return str(stated).strip().split("\n", 1)[0]


def _repository(urls: object) -> str:
    known = {str(k).lower(): str(v) for k, v in urls.items()} if isinstance(urls, dict) else {}
    names = ("repository", "source", "source code", "github", "code", "homepage")
    return next((known[key].rstrip("/") for key in names if key in known), "")


def _links(urls: object, repository: str) -> Iterator[tuple[str, str]]:
    """Yield each address on the web that a project names, the repository's first."""
    if repository:
        yield "Repository", repository
    known = {repository}
    for label, url in urls.items() if isinstance(urls, dict) else ():
        address = str(url).rstrip("/")
        if address.startswith(("https://", "http://")) and address not in known:
            known.add(address)
            yield str(label), address


def _of_git(ask: Callable[[Path], str | None], root: Path | None) -> str:
    try:
        return ask(root) or "" if root is not None else ""
    except GitError:
        return ""


def _line(value: object) -> str:
    return " ".join(str(value or "").split())
