"""One request to a server that the settings name, and nobody else.

A redirect is an answer and isn't followed, because what is sent and the key that goes with it are
for one server. A key isn't sent unencrypted to another machine. An answer has a maximum size.
"""

from __future__ import annotations

import http
import http.client
import ipaddress
import os
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from .errors import RequestError

__all__ = ["bearer", "send", "shown"]


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Follows nobody."""

    def redirect_request(self, *_: Any) -> None:
        """Refuse."""
        return


def bearer(url: str, variable: str) -> dict[str, str]:
    """Return the header with the key in an environment variable; none if there is no key.

    Args:
        url: Where it will be sent.
        variable: The variable's name.

    Raises:
        RequestError: If the key would travel where others can read it.
    """
    key = os.environ.get(variable, "").strip()
    if not key:
        return {}
    parts = urlsplit(url)
    if parts.scheme != "https" and not _is_here(parts.hostname or ""):
        raise RequestError(url, f"the key in {variable} isn't sent unencrypted; use https")
    return {"Authorization": f"Bearer {key}"}


def send(request: urllib.request.Request, *, timeout: float, limit: int) -> bytes:
    """Send a request and return the body of the answer.

    Args:
        request: An http or https request.
        timeout: Seconds to wait for each step of it.
        limit: Maximum size of the answer in bytes.

    Raises:
        RequestError: If there's no answer, another than 2xx, or a larger one.
    """
    url = request.full_url
    opener = urllib.request.build_opener(_NoRedirects)
    try:
        with opener.open(request, timeout=timeout) as response:
            body: bytes = response.read(limit + 1)
            left = response.length
    except urllib.error.HTTPError as error:
        error.close()
        raise RequestError(url, f"the server says {_status(error.code)}", error.code) from None
    except TimeoutError:
        raise RequestError(url, f"no answer within {timeout:g} s") from None
    except urllib.error.URLError as error:
        late = isinstance(error.reason, TimeoutError)
        reason = f"no answer within {timeout:g} s" if late else f"can't be reached: {error.reason}"
        raise RequestError(url, reason) from None
    except (OSError, http.client.HTTPException, ValueError):
        raise RequestError(url, "the answer was cut off, or isn't valid HTTP") from None
    if len(body) > limit:
        raise RequestError(url, f"the answer is larger than {limit:,} bytes")
    if left:
        raise RequestError(url, "the answer was cut off")
    return body


def _status(code: int) -> str:
    """Write a status in the words of the standard, not in the server's."""
    try:
        return f"{code} {http.HTTPStatus(code).phrase}"
    except ValueError:
        return str(code)


def shown(url: str) -> str:
    """Return an address without the user and password in it."""
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{rest.rpartition('@')[2]}"


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
