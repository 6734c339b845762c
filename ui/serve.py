"""Start the dashboard's server: ``python -m ui.serve PORT HOST``, in the project's folder."""

import os
import sys

from geo.errors import PhuenthiError
from ui.map_files import publish_fonts


def serve(port: str, host: str) -> None:
    """Publish what the first page asks for before it has run, and become the server."""
    try:
        publish_fonts()
    except PhuenthiError as error:
        sys.stderr.write(f"phuenthi: {error}\n")
        sys.exit(2)
    command = [sys.executable, "-m", "streamlit", "run", "app.py"]
    os.execv(  # noqa: S606
        sys.executable, [*command, f"--server.port={port}", f"--server.address={host}"]
    )


if __name__ == "__main__":
    serve(*sys.argv[1:])
