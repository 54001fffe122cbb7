"""The only place that sends anything away: questions to a model, by OpenAI's protocol.

Many servers speak it, also those that run a model on one's own machine. Nothing is sent unless a
setting names the server. Answers are kept in the cache by what was asked, and are nobody's word:
whoever gets one must treat it as text of a stranger.
"""

from __future__ import annotations

import hashlib
import http.client
import ipaddress
import json
import os
import urllib.error
import urllib.request
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

import msgspec

from ..cache import Cache
from ..errors import ModelError
from ..settings import Settings

__all__ = ["KEY", "Client"]

KEY = "AUTODOCGEN_MODEL_KEY"
"""The environment variable that holds the server's key, if it wants one."""

_AT_ONCE = 4
_LARGEST = 1_000_000
"""Most bytes that are read of an answer."""


class _Answer(msgspec.Struct, frozen=True):
    """One answer, as an entry of the cache."""

    text: str


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Follows nobody: the key and the code are for one server."""

    def redirect_request(self, *_: Any) -> None:
        """Refuse."""
        return


class Client:
    """Asks one model of one server.

    Args:
        settings: ``model_url``, ``model_name`` and ``model_timeout`` say whom to ask and how long.

    Attributes:
        url: Where it's asked.

    Raises:
        ModelError: If a key would travel where others can read it.
    """

    def __init__(self, settings: Settings) -> None:
        self.url = f"{settings.model_url.rstrip('/')}/chat/completions"
        self._name = settings.model_name
        self._timeout = settings.model_timeout
        self._cache = Cache(settings, _Answer)
        self._opener = urllib.request.build_opener(_NoRedirects)
        self._headers = {"Content-Type": "application/json"}
        key = os.environ.get(KEY, "").strip()
        if key:
            _check_way(self.url)
            self._headers["Authorization"] = f"Bearer {key}"

    def ask(self, instruction: str, questions: Sequence[str]) -> list[str]:
        """Ask several questions, one to see whether anybody answers, then a few at once.

        Args:
            instruction: What the model is told before each.
            questions: The questions.

        Returns:
            The answers, in the order of the questions.

        Raises:
            ModelError: If the server doesn't answer as it should; no more is asked then.
        """
        first = [self._answer(instruction, question) for question in questions[:1]]
        pool = ThreadPoolExecutor(_AT_ONCE)
        try:
            return first + list(pool.map(lambda q: self._answer(instruction, q), questions[1:]))
        finally:
            pool.shutdown(cancel_futures=True)

    def _answer(self, instruction: str, question: str) -> str:
        asked = json.dumps(
            {
                "model": self._name,
                "temperature": 0,
                "seed": 0,
                "messages": [
                    {"role": "system", "content": instruction},
                    {"role": "user", "content": question},
                ],
            }
        ).encode()
        digest = hashlib.blake2b(b"\0".join((b"model", self.url.encode(), asked)), digest_size=20)
        known = self._cache.get(digest.hexdigest())
        if known is None:
            known = _Answer(self._send(asked))
            self._cache.put(digest.hexdigest(), known)
        return known.text

    def _send(self, asked: bytes) -> str:
        request = urllib.request.Request(self.url, asked, self._headers)  # noqa: S310  # http(s)
        try:
            with self._opener.open(request, timeout=self._timeout) as response:
                return _content(response.read(_LARGEST))
        except urllib.error.HTTPError as error:
            error.close()
            raise ModelError(self.url, f"the server says {error.code} {error.reason}") from None
        except urllib.error.URLError as error:
            raise ModelError(self.url, f"can't be reached: {error.reason}") from None
        except TimeoutError:
            raise ModelError(self.url, f"no answer within {self._timeout:g} s") from None
        except (OSError, http.client.HTTPException, ValueError, LookupError, TypeError):
            raise ModelError(self.url, "the answer isn't one of OpenAI's protocol") from None


def _content(body: bytes) -> str:
    """Return the text of an answer; any exception says that it has none."""
    text = json.loads(body)["choices"][0]["message"]["content"]
    if not isinstance(text, str):
        raise TypeError
    return text.encode(errors="replace").decode()


def _check_way(url: str) -> None:
    """Refuse to send a key unencrypted to another machine.

    Raises:
        ModelError: If that would be done.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" and not _is_here(parts.hostname or ""):
        raise ModelError(url, f"the key in {KEY} isn't sent unencrypted; use https")


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
