"""All entries of a project as one compressed file, in the form in which caches are shared.

It holds data only: MessagePack, compressed by zlib, behind a signature. Nothing of it is believed
that isn't checked: its name, its signature if a secret is set, and its size before anything is
unpacked; and an entry, when it's used, against its own digest and the type of its record.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import zlib
from collections.abc import Mapping

import msgspec

from .local import SCHEMA

__all__ = ["LIMIT", "MOST_UNUSED", "Kept", "PackError", "packed", "unpacked"]

LIMIT = 256_000_000
"""Maximum size of a pack in bytes; of what is in it, twice that."""

MOST_UNUSED = 10
"""An entry that so many changes of a pack in turn had no use for is left out of the next one."""

_MAGIC = b"autodocgen\0\1"
_KEY = re.compile(r"[0-9a-f]{40}")
_SIGNATURE = hashlib.sha256().digest_size


class PackError(Exception):
    """Something isn't the pack that it should be; the message says why."""


class Kept(msgspec.Struct, frozen=True, array_like=True):
    """One entry in a pack.

    Attributes:
        data: What the local cache has in its file.
        unused: How many times in turn the pack was changed by runs that had no use for it.
    """

    data: bytes
    unused: int = 0


class _Pack(msgspec.Struct, frozen=True, array_like=True):
    schema: int
    name: str
    entries: dict[str, Kept]


def packed(name: str, entries: Mapping[str, Kept], secret: bytes) -> bytes:
    """Return entries as one pack; the largest that fits, without the least used ones.

    Args:
        name: Whose they are.
        entries: The entries by key.
        secret: What the pack is signed with; empty for no signature.
    """
    size, chosen = 0, {}
    for key, kept in sorted(entries.items(), key=lambda item: (item[1].unused, item[0])):
        size += len(kept.data)
        if kept.unused <= MOST_UNUSED and size <= LIMIT:
            chosen[key] = kept
    body = zlib.compress(msgspec.msgpack.encode(_Pack(SCHEMA, name, chosen)), 6)
    return _MAGIC + _signature(name, body, secret) + body


def unpacked(data: bytes, name: str, secret: bytes) -> dict[str, Kept]:
    """Return the entries in a pack, by key.

    Args:
        data: The pack.
        name: Whose it must be.
        secret: What it must be signed with; empty if it needn't be.

    Raises:
        PackError: If it's damaged, too large, another's, or not signed so.
    """
    head, body = data[: len(_MAGIC) + _SIGNATURE], data[len(_MAGIC) + _SIGNATURE :]
    if not head.startswith(_MAGIC):
        raise PackError("isn't a pack of this version")
    if secret and not hmac.compare_digest(head[len(_MAGIC) :], _signature(name, body, secret)):
        raise PackError("isn't signed with the secret")
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(body, 2 * LIMIT)
        if not unpacker.eof:
            raise PackError("is cut off, or too large")
        if unpacker.unused_data:
            raise PackError("is damaged")
        pack = msgspec.msgpack.decode(content, type=_Pack)
    except (zlib.error, UnicodeDecodeError, msgspec.MsgspecError):
        raise PackError("is damaged") from None
    if (pack.schema, pack.name) != (SCHEMA, name):
        raise PackError("is another project's or version's")
    if not all(map(_KEY.fullmatch, pack.entries)):  # keys become paths
        raise PackError("is damaged")
    return pack.entries


def _signature(name: str, body: bytes, secret: bytes) -> bytes:
    if not secret:
        return bytes(_SIGNATURE)
    return hmac.digest(secret, name.encode() + b"\0" + body, "sha256")
