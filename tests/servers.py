"""Servers of a shared cache: a real one of HTTP that can be told to fail, and a real Redis."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest


class Store(ThreadingHTTPServer):
    """Keeps what is put, and notes who asks for what.

    Attributes:
        kept: Bodies by path.
        asked: Method and path of each request.
        tokens: The ``Authorization`` of each request.
        answer: Called before each answer; whether it answered itself.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.kept: dict[str, bytes] = {}
        self.asked: list[tuple[str, str]] = []
        self.tokens: list[str | None] = []
        self.answer: Callable[[BaseHTTPRequestHandler], bool] = lambda _: False
        threading.Thread(target=self.serve_forever, args=(0.01,), daemon=True).start()

    @property
    def url(self) -> str:
        """Where it can be asked."""
        return f"http://127.0.0.1:{self.server_address[1]}/cache"

    @property
    def methods(self) -> list[str]:
        """The methods of all requests since this was last asked."""
        found = [method for method, _ in self.asked]
        self.asked.clear()
        return found

    def handle_error(self, *_: object) -> None:
        """Say nothing of a client that went away."""


class _Handler(BaseHTTPRequestHandler):
    server: Store

    def do_GET(self) -> None:
        self._note()
        if not self.server.answer(self):
            body = self.server.kept.get(self.path)
            self._send(404 if body is None else 200, body or b"")

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self._note()
        if not self.server.answer(self):
            self.server.kept[self.path] = body
            self._send(201, b"")

    def _note(self) -> None:
        self.server.asked.append((self.command, self.path))
        self.server.tokens.append(self.headers["Authorization"])

    def _send(self, code: int, body: bytes) -> None:
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


_ALONE = """
import sys
sys.path.insert(0, sys.argv[1])
from servers import Store
import time
store = Store()
print(store.url, flush=True)
time.sleep(600)
"""


@contextlib.contextmanager
def http_process() -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Start an HTTP server in a process of its own; its address and the process."""
    command = [sys.executable, "-c", _ALONE, str(Path(__file__).parent)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip(), process
        finally:
            process.kill()


@contextlib.contextmanager
def redis_process(*options: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    """Start a Redis server that keeps nothing on disk; its address and the process.

    It's installed where that needs nobody's leave: as root on Debian. Elsewhere the test is
    skipped.
    """
    program = _redis_program()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", *options]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, cwd="/tmp") as process:
        try:
            wait_for(port)
            yield f"redis://127.0.0.1:{port}/0", process
        finally:
            process.kill()


def _redis_program() -> str:
    program = shutil.which("redis-server") or shutil.which("valkey-server")
    if program is None and shutil.which("apt-get") and os.geteuid() == 0:
        command = ["apt-get", "install", "-y", "-qq", "redis-server"]
        subprocess.run(command, capture_output=True, check=False, timeout=300)
        program = shutil.which("redis-server")
    if program is None:
        pytest.skip("needs redis-server or valkey-server")
    return program


def wait_for(port: int) -> None:
    """Wait until somebody answers at a port of this machine."""
    deadline = time.monotonic() + 60
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        assert time.monotonic() < deadline
        time.sleep(0.02)
