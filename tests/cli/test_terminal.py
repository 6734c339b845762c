"""Standard output is for what a command says."""

import subprocess
import sys

PRINTS = """
import ctypes, sys
from commands.terminal import python_alone_prints, print_json
print("before")
python_alone_prints()
ctypes.CDLL(None).puts(b"from a library in C")
print_json({"after": "ก"})
"""


def test_what_a_library_in_c_prints_stays_out_of_json() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", PRINTS], capture_output=True, encoding="utf-8", check=True
    )
    assert ended.stdout == 'before\n{\n  "after": "ก"\n}\n'
    assert "from a library in C" in ended.stderr


def test_a_stream_that_is_no_file_is_left_alone() -> None:
    quiet = PRINTS.replace(
        "import ctypes, sys", "import ctypes, sys, io\nsys.stdout = io.StringIO()"
    )
    program = quiet.replace("ctypes.CDLL(None).puts", "(lambda text: None)")
    program += "sys.stderr.write(sys.stdout.getvalue())"
    program = program.replace("print_json(", "print(")
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True
    )
    assert ended.stderr == "before\n{'after': 'ก'}\n"
