"""Work on all that this process holds, divided among copies of it.

A copy begins with everything that was found so far, so nothing is sent to it but numbers, and what
it gives comes back as data. Where the system can't copy a process (fork), or workers wouldn't be
noticeably faster, this process does the work.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import TypeVar

import msgspec

from .. import planning
from ..settings import Settings
from .pool import NoPoolError, available, copied

__all__ = ["copies", "divided"]

_T = TypeVar("_T", bound=msgspec.Struct)

_MOST = 8
"""Number of copies, if nobody asks for more: each comes to have much of the memory of its own."""


def copies(seconds: Sequence[float], settings: Settings) -> int:
    """Return how many copies of this process are worth it, 0 if none.

    Args:
        seconds: About how many seconds each part of the work takes.
        settings: ``execution``, ``jobs`` and ``optimization`` apply.
    """
    jobs = planning.jobs(seconds, settings, min(available(), _MOST))
    return jobs if jobs > 1 else 0


def divided(
    call: Callable[[int], _T], record: type[_T], seconds: Sequence[float], jobs: int
) -> Iterator[_T]:
    """Yield what a function gives for each number from 0 on, in order.

    Args:
        call: The function. It sees all that this process holds; what it changes isn't seen here, so
            it has to give all that is of use later.
        record: The type of what it gives.
        seconds: About how many seconds it takes for each number.
        jobs: How many copies do it at most, 0 for none but this process.
    """
    encoder, decoder = msgspec.msgpack.Encoder(), msgspec.msgpack.Decoder(record)

    def encoded(number: int) -> bytes:
        return encoder.encode(call(number))

    found: dict[int, bytes | None] = {}
    with contextlib.closing(_answers(encoded, seconds, jobs)) as answers:
        for number in range(len(seconds)):
            while number not in found and (answer := next(answers, None)) is not None:
                found[answer[0]] = answer[1]
            data = found.pop(number, None)
            yield call(number) if data is None else decoder.decode(data)


def _answers(
    answer: Callable[[int], bytes], seconds: Sequence[float], jobs: int
) -> Generator[tuple[int, bytes | None], None, None]:
    """Yield the numbers that copies are done with, and what they gave, None if one died of it."""
    count = min(jobs, len(seconds))
    if count:
        longest_first = sorted(range(len(seconds)), key=lambda number: (-seconds[number], number))
        with contextlib.suppress(NoPoolError), copied(count, answer) as pool:
            yield from pool.map(longest_first)
