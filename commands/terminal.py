"""What all commands share: where they print, how they say what is wrong, their common options."""

from __future__ import annotations

import io
import json
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from typer.core import TyperGroup

from geo.areas import Areas
from geo.errors import PhuenthiError
from geo.layers.in_use import read_areas_in_use

# what is printed is text: a bracket in a path or a name is no markup
out = Console(markup=False, emoji=False, highlight=False)
err = Console(markup=False, emoji=False, highlight=False, stderr=True)
log = logging.getLogger("phuenthi")


_STOPPED = 130
"""What shells give a program that Ctrl+C ended."""


class InWords(TyperGroup):
    """Commands that answer a user's error with one message and exit code 2."""

    def main(self, *args: Any, **kwargs: Any) -> Any:
        """Run, on streams that can print any text."""
        # a terminal that cannot show Thai gets its code points, and the command its end
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="backslashreplace")
        return super().main(*args, **kwargs)

    def invoke(self, ctx: Any) -> Any:
        """Run the command, and turn a user's error into its message."""
        try:
            return super().invoke(ctx)
        except PhuenthiError as error:
            log.debug("error", exc_info=error)
            err.print(f"phuenthi: {escaped(str(error))}", soft_wrap=True)
            raise typer.Exit(2) from error
        except KeyboardInterrupt as stop:
            err.print("phuenthi: stopped before the end.")
            raise typer.Exit(_STOPPED) from stop


def escaped(text: str) -> str:
    """Return the text with only its lines left to command the terminal; the rest is spelt out."""
    return "".join(
        c if c.isprintable() or c == "\n" else c.encode("unicode_escape").decode("ascii")
        for c in text
    )


ScenarioOption = Annotated[
    Path,
    typer.Option(
        "--scenario",
        help="Scenario file (TOML), or the name of one that ships.",
        metavar="FILE.toml",
        show_default="default",
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON for machines.")]


def python_alone_prints() -> None:
    """Send what compiled libraries print to standard error.

    HiGHS prints a line at times, whatever it is told, and JSON has no room for it.
    """
    try:
        if sys.stdout.fileno() != 1:
            return
    except OSError:
        # a stream that is no file
        return
    sys.stdout.flush()
    own = os.fdopen(os.dup(1), "w", encoding=sys.stdout.encoding, errors=sys.stdout.errors)
    own.reconfigure(line_buffering=sys.stdout.isatty())
    os.dup2(2, 1)
    sys.stdout = own


def print_json(content: object) -> None:
    """Print something as JSON, which a pipe gets whole."""
    # backslashes that stand in for what a terminal cannot show are not always JSON's
    ascii_only = not sys.stdout.encoding.lower().startswith("utf")
    sys.stdout.write(json.dumps(content, ensure_ascii=ascii_only, indent=2, default=_plain) + "\n")


def _plain(value: Any) -> Any:
    to_python: Callable[[], Any] = value.item
    return to_python()


def areas_here() -> Areas:
    """Return the areas to work with, and say which layers of the user's are not among them."""
    in_use = read_areas_in_use()
    for reason in in_use.left_out:
        err.print(escaped(str(reason)), soft_wrap=True)
    return in_use.areas
