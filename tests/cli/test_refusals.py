"""What a terminal says to what it cannot do: one message, exit code 2, and nothing written."""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import cli
from commands import scored
from geo.catalog import catalog
from geo.paths import SHIPPED

Run = Callable[..., Result]
Refused = Callable[..., str]

DEFAULT = (SHIPPED / "scenarios" / "default.toml").read_text(encoding="utf-8")
LISTS = ("score", "choose")
HAI = DEFAULT[: DEFAULT.index('id = "hai"')].count("\n")
"""Line of the header above this indicator."""
CHOOSE = DEFAULT[: DEFAULT.index("[choose]")].count("\n") + 1


@pytest.fixture
def no_work(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fail the test if areas are read."""

    def work(*_: object) -> None:
        raise AssertionError("areas were read")

    monkeypatch.setattr(scored, "areas_here", work)


def process(*arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command as a shell does."""
    return subprocess.run(
        [sys.executable, "-m", "cli", *arguments],
        cwd=SHIPPED.parent,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )


# ── scenarios ─────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("command", LISTS)
@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        ("folder", "directory"),
        ("ฉากทัศน์".encode("cp874"), "is not in UTF-8. Save it"),
        (b"\xff\xfe", "is not in UTF-8. Save it"),
        (b"pillar = [", "is not TOML"),
        (b"", "schema is missing"),
        (re.sub('missing = ".*"', 'missing = "guess"', DEFAULT).encode(), "guess"),
        (DEFAULT.replace("count = 50", "count = -1").encode(), "choose.count is -1"),
        (DEFAULT.replace("count = 50", "count = 2026-01-01").encode(), "count is 2026-01-01: "),
        (DEFAULT.replace("count = 50", "count = [10:00:00]").encode(), "count is [10:00:00]: "),
        (DEFAULT.replace("weight = 1", 'weight = "much"', 1).encode(), "'much'"),
        (DEFAULT.replace('id = "hai"', 'id = "happiness"').encode(), '"default" weighs'),
        (DEFAULT.replace("seed = 2569", "seed = 2569\ncolour = 1").encode(), "colour"),
    ],
    ids=lambda value: None if isinstance(value, str) else "content",
)
def test_a_scenario_that_cannot_be_used_is_refused(
    refused: Refused, tmp_path: Path, command: str, content: str | bytes | None, said: str
) -> None:
    path = tmp_path / "{mine} [red].toml"
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif content == "folder":
        path.mkdir()
    out = tmp_path / "out"
    out.mkdir()
    message = refused(command, "--scenario", path, "--out", out / "list.csv")
    assert said in message
    assert path.name in message
    assert list(out.iterdir()) == []


def test_rules_that_nothing_can_keep_are_refused(refused: Refused, tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(DEFAULT.replace("min = 4", "min = 9"), encoding="utf-8")
    said = refused("choose", "--scenario", path, "--out", tmp_path / "list.csv")
    assert "54" in said
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize(
    ("name", "command", "said", "instead", "first"),
    [
        (
            "default.toml",
            "choose",
            "min = 4",
            "min = 9",
            f"default.toml, line {CHOOSE}: No list of 50 ",
        ),
        ("mine.toml", "choose", "min = 4", "min = 9", f"mine.toml, line {CHOOSE}: No list of 50 "),
        ("default.toml", "score", 'id = "hai"', 'id = "hia"', f"default.toml, line {HAI}: The "),
        ("mine.toml", "score", 'id = "hai"', 'id = "hia"', f"mine.toml, line {HAI}: The "),
    ],
)
def test_the_file_is_named_where_the_scenario_calls_itself_otherwise(
    refused: Refused, tmp_path: Path, command: str, said: str, instead: str, name: str, first: str
) -> None:
    path = tmp_path / name
    path.write_text(DEFAULT.replace(said, instead), encoding="utf-8")
    message = refused(command, "--scenario", path)
    assert message.startswith(first)
    assert 'scenario "default"' in message


def test_control_characters_in_a_file_do_not_reach_the_terminal(
    refused: Refused, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('"\\u001b[35mkey\\u009b\\u0007" = 1\n' + DEFAULT, encoding="utf-8")
    said = refused("choose", "--scenario", path)
    assert "\\x1b[35mkey\\x9b\\x07 is not a key" in said
    assert [c for c in said if not c.isprintable()] == ["\n"]


def test_a_message_of_several_lines_keeps_them(refused: Refused, tmp_path: Path) -> None:
    lines = refused("data", "pull", "dopa_2021", "--from", tmp_path).splitlines()
    assert lines[1].startswith("  dopa_2021 (")


# ── files to write ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("command", LISTS)
@pytest.mark.parametrize("name", ["list.xlsx", "list", ".csv", "list.csv.gz", "list.csv "])
def test_another_format_is_refused_before_any_work(
    refused: Refused, no_work: None, tmp_path: Path, command: str, name: str
) -> None:
    said = refused(command, "--out", tmp_path / name)
    assert f'"{tmp_path / name}"' in said
    assert ".csv" in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("command", LISTS)
@pytest.mark.parametrize("folder", ["absent", "absent/below", "file"])
def test_a_folder_that_is_not_there_is_refused_before_any_work(
    refused: Refused, no_work: None, tmp_path: Path, command: str, folder: str
) -> None:
    (tmp_path / "file").touch()
    said = refused(command, "--out", tmp_path / folder / "list.csv")
    assert f'There is no folder "{tmp_path / folder}"' in said
    assert "Make the folder" in said
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_a_list_without_a_folder_goes_where_the_person_is(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run("score", "--out", "list.csv")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["list.csv", "list.notes.toml"]


def test_a_place_that_no_system_knows_is_refused(refused: Refused, tmp_path: Path) -> None:
    out = tmp_path / ("a" * 5000) / "list.csv"
    assert f'"{out}" cannot be written' in refused("score", "--out", out)


@pytest.mark.parametrize("taken", ["list.csv", "list.notes.toml"])
@pytest.mark.parametrize("older", [None, b"older"])
def test_list_and_notes_appear_together_or_not_at_all(
    refused: Refused, tmp_path: Path, taken: str, older: bytes | None
) -> None:
    (tmp_path / taken).mkdir()
    (other,) = {"list.csv", "list.notes.toml"} - {taken}
    if older is not None:
        (tmp_path / other).write_bytes(older)
    said = refused("score", "--out", tmp_path / "list.csv")
    assert f'"{tmp_path / "list.csv"}" cannot be written' in said
    assert list((tmp_path / taken).iterdir()) == []
    left = {p.name: p.read_bytes() for p in tmp_path.iterdir() if p.is_file()}
    assert left == ({} if older is None else {other: older})


def test_the_day_that_a_list_is_made_again_must_be_a_number(
    refused: Refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for epoch in ("yesterday", "1e9", "9" * 30, "999999999999999"):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        said = refused("score", "--out", tmp_path / "list.csv")
        assert f'SOURCE_DATE_EPOCH is "{epoch}"' in said
        assert list(tmp_path.iterdir()) == []


# ── serve ─────────────────────────────────────────────────────────────────────────────────────────


def test_a_taken_port_is_refused_before_an_address_is_announced(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = process("serve", "--port", port, PHUENTHI_DATA=str(tmp_path))
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1
    assert f"port {port}: Address already in use. " in ended.stderr
    assert "--port" in ended.stderr
    assert "PORT=" in ended.stderr


@pytest.mark.parametrize("host", ["192.0.2.1", "nobody..here"])
def test_an_address_that_this_machine_does_not_have_is_refused(tmp_path: Path, host: str) -> None:
    # no machine has the first: RFC 5737 keeps it for documentation; the second is no name at all
    ended = process("serve", "--host", host, PHUENTHI_DATA=str(tmp_path))
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert f"cannot listen on {host}, port 8501" in ended.stderr


# ── data and commands ─────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("content", [b"", b"nothing of the kind", b"PAR1" + b"\0" * 50 + b"PAR1"])
def test_damaged_areas_are_refused(refused: Refused, data_folder: Path, content: bytes) -> None:
    data_folder.mkdir()
    (data_folder / "areas.parquet").write_bytes(content)
    said = refused("choose")
    assert str(data_folder / "areas.parquet") in said
    assert "phuenthi data build" in said


def test_help_names_the_commands() -> None:
    said = CliRunner().invoke(cli.app, ["--help"]).stdout
    for command in ("data", "score", "choose", "serve"):
        assert f" {command} " in said
    said = CliRunner().invoke(cli.app, ["data", "--help"]).stdout
    for command in ("list", "pull", "build"):
        assert f" {command} " in said


@pytest.mark.parametrize("words", [("chose",), ("data", "pul"), ("score", "--jsn"), ("serve", "x")])
def test_a_slip_of_the_pen_ends_with_2(words: tuple[str, ...]) -> None:
    ended = CliRunner().invoke(cli.app, list(words))
    assert ended.exit_code == 2
    assert ended.stdout == ""
    assert "Usage: " in ended.stderr


def test_a_process_ends_with_2_and_one_line(tmp_path: Path) -> None:
    ended = process("data", "build", PHUENTHI_DATA=str(tmp_path))
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stderr.startswith("phuenthi: These files are not in ")


def test_a_process_says_more_when_it_is_asked_to(tmp_path: Path, no_network: None) -> None:
    for level, more in (("debug", True), ("nonsense", False)):
        ended = process(
            "data", "pull", "--or-starter", PHUENTHI_DATA=str(tmp_path), PHUENTHI_LOG=level
        )
        assert ended.returncode == 0
        assert "Not all data could be fetched" in ended.stderr
        assert ("No address gave these files" in ended.stderr) is more


def test_a_terminal_without_thai_is_told_in_code_points(tmp_path: Path) -> None:
    out = tmp_path / "list.csv"
    settings = {"PHUENTHI_DATA": str(tmp_path), "PYTHONIOENCODING": "ascii"}
    ended = process("choose", "--out", str(out), **settings)
    assert ended.returncode == 0, ended.stderr
    assert "\\u0e40" in ended.stdout
    assert out.is_file()
    said = process("data", "list", "--json", **settings)
    assert json.loads(said.stdout)[0]["title_th"] == catalog().dataset[0].title_th
    assert process("data", "pull", "--help", **settings).returncode == 0


def test_the_version_is_that_of_the_package(run: Run) -> None:
    assert run("--version").stdout == f"phuenthi {version('phuenthi')}\n"


def test_a_process_gives_a_list_to_a_pipe_that_closes_early(tmp_path: Path) -> None:
    command = f'"{sys.executable}" -m cli choose --json | head -n 1'
    settings = {**os.environ, "PHUENTHI_DATA": str(tmp_path)}
    ended = subprocess.run(
        command, shell=True, cwd=SHIPPED.parent, env=settings, capture_output=True, text=True,
        timeout=120, check=True,
    )  # fmt: skip
    assert ended.stdout == "{\n"
    assert "Traceback" not in ended.stderr
