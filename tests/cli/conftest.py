"""Running `phuenthi` in this process, with a data folder of its own and nothing else set."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli import app

_SETTINGS = ("SOURCE_DATE_EPOCH", "PHUENTHI_LOG", "FORCE_COLOR", "TTY_COMPATIBLE", "COLUMNS")
_PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


@pytest.fixture(autouse=True)
def data_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data folder, in force."""
    for name in (*_SETTINGS, *_PROXIES, *map(str.upper, _PROXIES)):
        monkeypatch.delenv(name, raising=False)
    folder = tmp_path / "data"
    monkeypatch.setenv("PHUENTHI_DATA", str(folder))
    return folder


@pytest.fixture
def closed_port() -> Iterator[int]:
    """A port at which nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield held.getsockname()[1]


@pytest.fixture
def no_network(closed_port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Send every request to a proxy that is not there."""
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{closed_port}")


@pytest.fixture
def run() -> Callable[..., Result]:
    """Run a command that ends well; what it says is in ``stdout`` and ``stderr``."""

    def run(*arguments: str | Path) -> Result:
        ended = _run(*arguments)
        assert ended.exit_code == 0, ended.output
        return ended

    return run


@pytest.fixture
def refused() -> Callable[..., str]:
    """Run a command that ends with a user's error, and return its message."""

    def refused(*arguments: str | Path) -> str:
        ended = _run(*arguments)
        assert ended.exit_code == 2, ended.output
        assert ended.stdout == ""
        assert "Traceback" not in ended.stderr
        message, mark = ended.stderr, "phuenthi: "
        assert message.startswith(mark)
        assert message.count(mark) == 1
        return message.removeprefix(mark)

    return refused


def _run(*arguments: str | Path) -> Result:
    ended = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if ended.exception is not None and not isinstance(ended.exception, SystemExit):
        raise ended.exception
    return ended
