"""Fetching one file over HTTP: mirrors, resume, proxies, and an end to waiting."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import httpx

from geo.downloads import Content, content_of
from geo.errors import GeoError, visible
from geo.resolving import to_the_end

UNANSWERED = (
    "No address gave these files:\n{files}\n"
    "Check the network and the proxy (HTTPS_PROXY, NO_PROXY) and try again, "
    "or take the files from a folder with `phuenthi data pull --from DIR`."
)
WRONG_CONTENT = (
    "These files are not what the catalogue expects, and nothing of them was kept:\n{files}\n"
    "Try again; if a publisher changed a file, the catalogue needs its new size and sha256."
)

_MISFIT = "what was resumed does not fit together"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Patience:
    """How long and how often to try. Times in seconds."""

    connect: float = 5
    """Until a connection stands, from the lookup of the host's name on and for all of its addresses
    together; as long again until it is encrypted."""
    silence: float = 30
    """Without a byte from a server that is connected."""
    tries: int = 4
    """At one address, while its server answers but the transfer breaks."""
    pause: float = 0.5
    """Before the second try; doubled before each further one."""
    turn: float = 600
    """While another pull is at work in the same folder."""


class NotFetchedError(Exception):
    """Why one file did not come.

    Parameters
    ----------
    template
        Message for people about all files that did not come for this reason; ``{files}`` is
        the gap for their lines.
    lines
        What is to be said of this file.
    """

    def __init__(self, template: str, lines: Sequence[str]) -> None:
        self.template = template
        self.lines = tuple(lines)
        super().__init__(template.format(files="\n".join(lines)))


class _BrokenError(Exception):
    """The transfer did not get to its end; the same address may do better next time."""


class _RefusedError(Exception):
    """This address will not give the file."""


class _SilentHostError(_RefusedError):
    """The address's host does not answer."""


class _WrongContentError(_RefusedError):
    """The address gave another file."""


class Fetcher:
    """Fetches files and remembers which hosts were silent, so that each is waited for once."""

    def __init__(self, patience: Patience) -> None:
        self.patience = patience
        self._silent: dict[str, str] = {}

    def fetch(
        self,
        addresses: Sequence[str],
        part: Path,
        expected: Content,
        progress: Callable[[int], None],
    ) -> str:
        """Leave the expected content in ``part`` and return the address it came from.

        Parameters
        ----------
        addresses
            Where to ask, in this order.
        part
            File that grows. What it holds already is kept and only the rest is asked for.
        expected
            Size and sha256 that decide whether the file is the right one.
        progress
            Called with the number of bytes that are in place.

        Raises
        ------
        NotFetchedError
            If no address gave the content. ``part`` is kept if it may be the beginning of it.
        GeoError
            If the environment names a proxy that cannot be used.
        """
        refusals: list[_RefusedError] = []
        lines = []
        for address in addresses:
            try:
                self._from_address(address, part, expected, progress)
            except _RefusedError as refusal:
                log.debug("%s: %s", address, refusal)
                refusals.append(refusal)
                lines.append(f"{address}: {refusal}")
            else:
                return address
        if any(isinstance(refusal, _WrongContentError) for refusal in refusals):
            raise NotFetchedError(WRONG_CONTENT, [f"expected {expected}", *lines])
        raise NotFetchedError(UNANSWERED, lines)

    def _from_address(
        self, address: str, part: Path, expected: Content, progress: Callable[[int], None]
    ) -> None:
        host = _host(address)
        if host in self._silent:
            raise _SilentHostError(self._silent[host])
        transfer = _Transfer(address, part, expected.bytes, self.patience, progress)
        trouble = ""
        for attempt in range(self.patience.tries):
            if attempt:
                time.sleep(self.patience.pause * 2 ** (attempt - 1))
            begun = part.stat().st_size if part.exists() else 0
            try:
                if begun < expected.bytes:
                    to_the_end(transfer.run(begun))
            except _BrokenError as cause:
                log.debug("%s, try %d: %s", address, attempt + 1, cause)
                trouble = str(cause)
                continue
            except _SilentHostError as cause:
                self._silent[host] = str(cause)
                raise
            found = content_of(part)
            if found == expected:
                return
            part.unlink()
            if not begun:
                raise _WrongContentError(f"found {found}")
            # the beginning came from elsewhere or from an older file: once more, from the start
            trouble = _MISFIT
        raise _RefusedError(f"gave up after {self.patience.tries} tries: {trouble}")


class _Transfer:
    """One address's answers into one growing file."""

    def __init__(
        self,
        address: str,
        part: Path,
        size: int,
        patience: Patience,
        progress: Callable[[int], None],
    ) -> None:
        self.address = address
        self.part = part
        self.size = size
        self.patience = patience
        self.progress = progress
        self.etag: str | None = None

    async def run(self, begun: int) -> None:
        """Ask for what follows the first ``begun`` bytes and write it as it comes."""
        # lengths and ranges count the bytes of the file, so no compression on the way
        headers = {"Accept-Encoding": "identity"}
        if begun:
            headers["Range"] = f"bytes={begun}-"
            # an etag of an earlier run or of a mirror is not known here; the sha256 decides then
            if self.etag:
                headers["If-Range"] = self.etag
        with _in_few_words(self.patience):
            # async because this client's time to connect holds for all of a host's addresses
            # together; with the other one it begins anew for each of them
            async with (
                _client(self.patience) as client,
                client.stream("GET", self.address, headers=headers) as response,
            ):
                start = self._start(response, begun)
                try:
                    await self._write(response, start)
                except httpx.TransportError as cause:
                    raise _BrokenError(f"broke off: {_words(cause)}") from cause

    def _start(self, response: httpx.Response, begun: int) -> int:
        """Return the offset at which the answer's first byte belongs."""
        status = visible(f"answered {response.status_code} {response.reason_phrase}".rstrip())
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise _RefusedError("answered with a compression that was not asked for")
        if response.status_code == httpx.codes.OK:
            start = 0
        elif response.status_code == httpx.codes.PARTIAL_CONTENT:
            start = begun
            if not response.headers.get("Content-Range", "").startswith(f"bytes {begun}-"):
                self._start_over("sent another part than was asked for")
        elif response.status_code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
            self._start_over(status)
        elif response.is_server_error or response.status_code in (
            httpx.codes.REQUEST_TIMEOUT,
            httpx.codes.TOO_MANY_REQUESTS,
        ):
            raise _BrokenError(status)
        else:
            raise _RefusedError(status)
        etag = response.headers.get("ETag", "")
        # a weak etag does not promise the same bytes, and If-Range may not carry one (RFC 9110)
        self.etag = None if etag.startswith("W/") else etag or None
        return start

    def _start_over(self, reason: str) -> NoReturn:
        self.part.unlink(missing_ok=True)
        raise _BrokenError(reason)

    async def _write(self, response: httpx.Response, start: int) -> None:
        done = start
        with self.part.open("ab" if start else "wb") as file:
            async for chunk in response.aiter_raw():
                done += len(chunk)
                if done > self.size:
                    break
                file.write(chunk)
                self.progress(done)
        if done > self.size:
            self.part.unlink()
            if start:
                raise _BrokenError(_MISFIT)
            raise _WrongContentError(f"found more than {self.size:,} bytes")


def _client(patience: Patience) -> httpx.AsyncClient:
    """Return a client with these times; the environment names its proxies and certificates."""
    try:
        return httpx.AsyncClient(
            timeout=httpx.Timeout(patience.silence, connect=patience.connect),
            follow_redirects=True,
        )
    except (ValueError, ImportError, httpx.InvalidURL) as cause:
        raise GeoError(
            "The proxy that the environment names cannot be used: {cause} "
            "HTTP_PROXY, HTTPS_PROXY and ALL_PROXY take http://host:port or https://host:port.",
            cause=cause,
        ) from cause


@contextmanager
def _in_few_words(patience: Patience) -> Iterator[None]:
    """Turn the client's errors before the answer's first byte into refusals."""
    try:
        yield
    except httpx.ConnectTimeout as cause:
        raise _SilentHostError(f"no connection within {patience.connect:g} s") from cause
    except httpx.ProxyError as cause:
        raise _SilentHostError(f"the proxy refused: {_words(cause)}") from cause
    except httpx.ConnectError as cause:
        raise _SilentHostError(f"no connection: {_words(cause)}") from cause
    except httpx.TimeoutException as cause:
        raise _SilentHostError(f"connected, but no answer within {patience.silence:g} s") from cause
    except (httpx.UnsupportedProtocol, httpx.TooManyRedirects) as cause:
        raise _RefusedError(_words(cause)) from cause
    except httpx.TransportError as cause:
        raise _BrokenError(_words(cause)) from cause


def _words(cause: Exception) -> str:
    return visible(cause) or type(cause).__name__


def _host(address: str) -> str:
    """Return scheme, host and port, or refuse what is no web address."""
    try:
        url = httpx.URL(address)
    except httpx.InvalidURL as cause:
        raise _RefusedError(f"is no web address: {visible(cause)}") from cause
    if url.scheme not in ("http", "https") or not url.host:
        raise _RefusedError("is no web address: only http:// and https:// are allowed")
    return f"{url.scheme}://{url.netloc.decode()}"
