"""The same engine from a terminal."""

from __future__ import annotations

import logging
import os
from typing import Annotated

import typer
from rich.logging import RichHandler

from commands.audit import audit
from commands.choose import choose
from commands.cluster import cluster
from commands.data import data
from commands.explain import explain
from commands.hotspots import hotspots
from commands.match import match
from commands.peers import peers
from commands.score import score
from commands.serve import serve
from commands.terminal import InWords, err, out
from commands.uncertainty import uncertainty
from geo.version import VERSION

_ENOUGH_FOR_EVERY_COLUMN = 1000

app = typer.Typer(
    cls=InWords,
    name="phuenthi",
    help="Ranks Thailand's 7,436 tambons and chooses 50 under rules.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
app.add_typer(data, name="data")
for command in (score, audit, uncertainty, choose, cluster, explain, hotspots, match, peers, serve):
    app.command()(command)


def _tell_version(wanted: bool) -> None:
    if wanted:
        out.print(f"phuenthi {VERSION}")
        raise typer.Exit


@app.callback()
def _set_up(
    version: Annotated[
        bool,
        typer.Option("--version", callback=_tell_version, is_eager=True, help="Tell the version."),
    ] = False,
) -> None:
    """Say more on stderr where ``PHUENTHI_LOG=debug`` asks for it; leave whole what a pipe gets."""
    if not out.is_terminal:
        out.width = _ENOUGH_FOR_EVERY_COLUMN
    level = os.environ.get("PHUENTHI_LOG", "warning").upper()
    known = logging.getLevelNamesMapping()
    handler = RichHandler(console=err, show_path=False)
    logging.basicConfig(
        level=known.get(level, logging.WARNING), handlers=[handler], format="%(message)s"
    )


if __name__ == "__main__":
    app()
