"""`phuenthi serve`: the dashboard."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from commands.terminal import out
from geo.errors import PhuenthiError
from geo.paths import data_dir

ROOT = Path(__file__).resolve().parent.parent


def serve(
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8501,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
) -> NoReturn:
    """Start the dashboard."""
    _refuse_taken(port, host)
    if "PHUENTHI_DATA" in os.environ:
        os.environ["PHUENTHI_DATA"] = str(data_dir().resolve())
    out.print(f"Phuenthi: http://localhost:{port} (Ctrl+C ends it)", soft_wrap=True)
    sys.stdout.flush()
    # Streamlit reads .streamlit/ from the folder it is started in
    os.chdir(ROOT)
    os.execv(sys.executable, [sys.executable, "-m", "ui.serve", str(port), host])  # noqa: S606


def _refuse_taken(port: int, host: str) -> None:
    """Find out what the server would fail at, while there is still somebody to say it in words."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as trial:
        # as the server does it: a port that was given up a moment ago is free
        trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except (OSError, UnicodeError) as cause:
            why = getattr(cause, "strerror", None) or cause
            raise PhuenthiError(
                "The dashboard cannot listen on {host}, port {port}: {cause}. End what runs there, "
                "or choose another --port (make run: PORT=) or --host.",
                host=host,
                port=port,
                cause=why,
            ) from cause
