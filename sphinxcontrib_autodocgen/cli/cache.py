"""``cache``: show, shrink and empty what is kept between runs, and move it between machines."""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from .. import pipeline, web
from ..cache import CachedFile, Folder, folder_of, session
from ..settings import Settings
from .common import (
    DONE,
    add_example,
    add_settings,
    chosen_settings,
    exit_code,
    own_packages,
    print_problems,
    refuse_nothing,
)

__all__ = ["add"]


def add(commands: Any) -> None:
    """Add the command, its verbs and their flags to the parser."""
    command = commands.add_parser(
        "cache",
        help="show, prune, clear, download or upload the cache",
        description="Show, prune, clear, download or upload the cache. Its folder is --cache-dir, "
        "or the user's; a Sphinx build has its own, 'autodocgen' beside its doctrees.",
    )
    add_example(command, "info")
    verbs = command.add_subparsers(metavar="VERB", required=True)
    for name, run, text in (
        ("info", _info, "print the folder, the size, and the dates of use"),
        ("prune", _prune, "remove the least recently used entries, down to --cache-size"),
        ("clear", _clear, "remove all entries"),
    ):
        description = f"{text[:1].upper()}{text[1:]}."
        verb = verbs.add_parser(name, help=text, description=description)
        add_settings(verb, "--cache-dir site/.autodocgen/doctrees/autodocgen")
        verb.set_defaults(run=run)
    _add_moves(verbs)


def _add_moves(verbs: Any) -> None:
    """Add the verbs that ask a server."""
    for name, run, text in (
        ("pull", _pull, "download the results of a project from a shared cache"),
        ("push", _push, "analyse a project, or a part of it, and upload the results"),
    ):
        description = f"{text[:1].upper()}{text[1:]}. Nothing is imported."
        verb = verbs.add_parser(name, help=text, description=description)
        verb.add_argument("url", metavar="URL", help="address of the cache, as for --cache-url")
        verb.add_argument(
            "targets",
            metavar="PATH",
            nargs="*",
            help="import name, file or folder; default: the project's packages",
        )
        add_settings(verb, "https://cache.example.org/parcel src")
        verb.set_defaults(run=run)
        if name == "pull":
            help_text = "also download N parts uploaded by 'push --shard'"
            verb.add_argument("--shards", metavar="N", type=int, default=0, help=help_text)
        else:
            help_text = "the part to analyse; other machines analyse the rest"
            verb.add_argument("--shard", metavar="I/N", type=_part, help=help_text)


def _part(text: str) -> tuple[int, int]:
    """Read which of how many parts.

    Raises:
        argparse.ArgumentTypeError: If it's no such thing.
    """
    found = re.fullmatch(r"(\d{1,4})/(\d{1,4})", text)
    number, count = map(int, found.groups()) if found else (0, 0)
    if not 1 <= number <= count:
        raise argparse.ArgumentTypeError(f"{text!r} isn't a part such as 1/4")
    return number, count


def _moved_settings(options: argparse.Namespace) -> Settings:
    options.cache_url = options.url
    return chosen_settings(options, options.targets or own_packages(Path.cwd()))


def _pull(options: argparse.Namespace) -> int:
    chosen = _moved_settings(options)
    count = pipeline.pull(chosen, Path.cwd(), options.shards)
    print(f"{_count(count)} taken from {web.shown(chosen.cache_url)}")
    return DONE


def _push(options: argparse.Namespace) -> int:
    chosen = replace(_moved_settings(options), cache_write=True)
    with session(chosen, push=True) as kept:
        if options.shard:
            problems = pipeline.read_part(chosen, Path.cwd(), *options.shard).problems
        else:
            project = pipeline.run(chosen, Path.cwd())
            refuse_nothing(project)
            problems = list(project.problems)
    print_problems(problems)
    if kept.error is not None:
        raise kept.error
    print(f"{_count(kept.moved)} sent to {web.shown(chosen.cache_url)}")
    return exit_code(problems)


def _opened(options: argparse.Namespace) -> tuple[Folder, Settings]:
    chosen = chosen_settings(options, ())
    return Folder(folder_of(chosen)), chosen


def _info(options: argparse.Namespace) -> int:
    folder, chosen = _opened(options)
    entries = sorted(folder.entries())
    limit = f" of {_size(chosen.cache_size)}" if chosen.cache_size else ""
    print(f"folder   {folder.top}")
    print(f"entries  {len(entries)}")
    print(f"size     {_size(sum(entry.size for entry in entries))}{limit}")
    if entries:
        print(f"used     {_day(entries[0])} to {_day(entries[-1])}")
    return DONE


def _prune(options: argparse.Namespace) -> int:
    folder, chosen = _opened(options)
    return _removed(folder.prune(chosen.cache_size), folder.top)


def _clear(options: argparse.Namespace) -> int:
    folder, _ = _opened(options)
    return _removed(folder.clear(), folder.top)


def _removed(entries: Sequence[CachedFile], folder: Path) -> int:
    size = _size(sum(entry.size for entry in entries))
    print(f"{_count(len(entries))} removed from {folder} ({size})")
    return DONE


def _count(entries: int) -> str:
    return "1 entry" if entries == 1 else f"{entries} entries"


def _size(count: int) -> str:
    return f"{count / 1e6:,.1f} MB"


def _day(entry: CachedFile) -> str:
    return datetime.fromtimestamp(entry.used).astimezone().date().isoformat()
