"""A real HTTP server and a real proxy on this machine, which misbehave as they are told."""

import hashlib
import http.client
import sys
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Answer:
    """How to answer one request; without any of it, as a good server does."""

    status: int | None = None
    """Answer with this status and no body."""
    location: str | None = None
    """Redirect to there."""
    body: bytes | None = None
    """Give these bytes instead of the file."""
    cut_after: int | None = None
    """Hang up after so many bytes of the body."""
    ignores_range: bool = False
    """Give the whole file whatever range is asked for."""
    wrong_range: bool = False
    """Give the file's first byte whatever range is asked for."""
    compressed: bool = False
    """Say that the body is compressed."""
    weak_etag: bool = False
    wait_for: threading.Event | None = None
    """Answer only after this."""


@dataclass(frozen=True)
class Asked:
    """A request that came in."""

    target: str
    headers: Mapping[str, str]
    """With names in small letters."""
    sent: list[int] = field(default_factory=list)
    """Sizes in bytes of the bodies given for it."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        # a client that hangs up early is what some tests are about
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class FileServer(_Server):
    """Serves bytes by name, with ETag, Range and If-Range.

    ``answers`` tells how to answer the next requests, one each; after them it answers well.
    """

    def __init__(self, files: Mapping[str, bytes]) -> None:
        super().__init__(("127.0.0.1", 0), _FileHandler)
        self.files = dict(files)
        self.answers: deque[Answer] = deque()
        self.asked: list[Asked] = []

    def etag(self, body: bytes, answer: Answer) -> str:
        return ("W/" if answer.weak_etag else "") + f'"{hashlib.sha256(body).hexdigest()}"'


class _Quiet(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: the tests read what was asked."""


class _FileHandler(_Quiet):
    server: FileServer

    def do_GET(self) -> None:
        asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()})
        self.server.asked.append(asked)
        answer = self.server.answers.popleft() if self.server.answers else Answer()
        if answer.wait_for is not None:
            answer.wait_for.wait(timeout=30)
        if answer.location is not None:
            return self._head(302, {"Location": answer.location, "Content-Length": "0"})
        body = answer.body if answer.body is not None else self.server.files.get(self.path[1:])
        if answer.status is not None or body is None:
            return self._head(answer.status or 404, {"Content-Length": "0"})

        start = 0 if answer.ignores_range else self._start(body, answer)
        if start and start >= len(body):
            return self._head(416, {"Content-Range": f"bytes */{len(body)}", "Content-Length": "0"})
        headers = {"ETag": self.server.etag(body, answer)}
        status, start = (206 if start else 200), (0 if answer.wrong_range else start)
        if status == 206:
            headers["Content-Range"] = f"bytes {start}-{len(body) - 1}/{len(body)}"
        if answer.compressed:
            headers["Content-Encoding"] = "gzip"
        rest = body[start:]
        given = rest if answer.cut_after is None else rest[: answer.cut_after]
        # noted before it goes out, as the test may look as soon as the client has it
        asked.sent.append(len(given))
        self._head(status, {**headers, "Content-Length": str(len(rest))})
        self.wfile.write(given)
        return None

    def _start(self, body: bytes, answer: Answer) -> int:
        if self.headers.get("If-Range", self.server.etag(body, answer)) != self.server.etag(
            body, answer
        ):
            return 0
        return int(self.headers.get("Range", "bytes=0-").removeprefix("bytes=").removesuffix("-"))

    def _head(self, status: int, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


class Proxy(_Server):
    """Forwards what it is asked for to one server, and refuses tunnels."""

    def __init__(self, behind: FileServer) -> None:
        super().__init__(("127.0.0.1", 0), _ProxyHandler)
        self.behind = behind
        self.asked: list[str] = []


class _ProxyHandler(_Quiet):
    server: Proxy

    def do_GET(self) -> None:
        self.server.asked.append(f"GET {self.path}")
        behind = http.client.HTTPConnection("127.0.0.1", self.server.behind.server_port, timeout=10)
        behind.request("GET", urlsplit(self.path).path)
        answer = behind.getresponse()
        body = answer.read()
        self.send_response(answer.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        behind.close()

    def do_CONNECT(self) -> None:
        self.server.asked.append(f"CONNECT {self.path}")
        self.send_response(403)
        self.send_header("Content-Length", "0")
        self.end_headers()


Server = TypeVar("Server", bound=_Server)


@contextmanager
def running(server: Server) -> Iterator[Server]:
    """Serve from a thread while the block runs."""
    # shutdown waits for the next look at the socket, by default every half second
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
