"""Running network code to its end, without waiting for a name server that is silent."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import threading
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any


def to_the_end(work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine, in a thread of its own where this one runs an event loop already."""
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        _run(work)
    else:
        with ThreadPoolExecutor(max_workers=1) as own:
            own.submit(_run, work).result()


def _run(work: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=_ResolvingLoop) as runner:
        runner.run(work)


class _ResolvingLoop(asyncio.SelectorEventLoop):
    """An event loop whose lookups of names are left behind once nobody waits for them.

    The system's own resolver can't be interrupted. asyncio runs it in a pool of threads and waits
    for the pool when the loop ends, so a silent name server holds up the program for as long as the
    system cares to try. Here each lookup has a thread that the program may end without.
    """

    async def getaddrinfo(self, *address: Any, **hints: Any) -> Any:
        """Return what `socket.getaddrinfo` returns, or end early when cancelled."""
        found: asyncio.Future[Any] = self.create_future()

        def answer(result: Any, trouble: Exception | None) -> None:
            if found.done():
                return
            if trouble is None:
                found.set_result(result)
            else:
                found.set_exception(trouble)

        def look_up() -> None:
            result, trouble = None, None
            try:
                result = socket.getaddrinfo(*address, **hints)
            # a name can be one that no host has
            except (OSError, UnicodeError) as cause:
                trouble = cause
            # the loop may be closed by now, since nobody waits
            with contextlib.suppress(RuntimeError):
                self.call_soon_threadsafe(answer, result, trouble)

        threading.Thread(target=look_up, name="lookup of a host", daemon=True).start()
        return await found
