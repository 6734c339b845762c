"""What is wrong with a layer is said in one message, and nothing of it is kept."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result

from tests.cli.layers import ADD, OFFICIAL, forty, kept, without, written

Run = Callable[..., Result]
Refused = Callable[..., str]


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return forty(tmp_path)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (without("--id"), "--id (small letters, digits and _, such as poor_2567) is missing"),
        (without("--title-th", "--title-en"), "--title-th or --title-en is missing"),
        (without("--column"), "--column (the column of the figures) is missing"),
        (without("--period"), "--period (such as 2024) is missing"),
        (
            (*without("--id"), "--id", "Poor!"),
            '--id is "Poor!", allowed are small letters, digits and _',
        ),
        ((*without("--id"), "--id", "hai"), 'The catalogue has an indicator "hai" already'),
        ((*ADD, "--direction", "up"), '--direction is "up", allowed are more_is_need or less'),
        ((*ADD, "--quantity", "share"), '--quantity is "share", allowed are count or rate'),
        ((*ADD, "--decimals", "9"), '--decimals is "9"'),
        ((*ADD, "--level", "village"), '--level is "village", allowed are tambon, district or'),
        ((*ADD, "--decimal", "dot"), '--decimal is "dot", allowed are point or comma'),
        ((*ADD, "--former", "keep"), '--former is "keep", allowed are leave or carry'),
        ((*ADD, "--scale", "0"), '--scale is "0.0"'),
        ((*ADD, "--lowest", "nan"), '--lowest is "nan"'),
        ((*ADD, "--year", "12"), '--year is "12"'),
        ((*ADD, "--year", "2561"), "No column names years"),
        ((*ADD, "--where", "poor"), '--where is "poor". It takes COLUMN=TEXT'),
        ((*ADD, "--where", "=1"), '--where is "=1"'),
        ((*ADD, "--where", "a=1", "--where", "a=2"), '--where names the column "a" more than once'),
        ((*ADD, "--where", "sex=f"), 'no column "sex" for --where'),
        ((*ADD, "--where", "poor=x"), 'No row has "x" in "poor". It holds 0, 1, 2, 3, 4 and 35'),
        ((*ADD, "--column", "por"), 'no column "por" for --column. Is "poor" meant?'),
        ((*ADD, "--se", "error"), 'no column "error" for --se'),
        ((*ADD, "--people", "n"), 'no column "n" for --people'),
        ((*ADD, "--key", "nope"), 'no column "nope" for --key'),
        ((*ADD, "--encoding", "klingon"), "klingon"),
        ((*ADD, "--sheet", "one"), "`--sheet` means nothing"),
        ((*ADD, "--statistic", "mean"), "--statistic means nothing"),
        ((*ADD, "--points", "count"), "--column means nothing"),
        ((*ADD, "--highest", "30"), '"poor" is above 30 in 9 rows'),
        ((*ADD, "--crosswalk", "nowhere.csv"), '"nowhere.csv" cannot be read'),
        ((*ADD, "--about", "nowhere.toml"), '"nowhere.toml"'),
        ((*ADD, "--lowest", "9", "--highest", "1"), "--lowest is 9 and --highest 1: exchange them"),
        ((*ADD, "--out", "rows.xlsx"), 'ends in ".xlsx"'),
        ((*ADD, "--out", "nowhere/rows.csv"), 'no folder "nowhere"'),
    ],
)
def test_add_says_in_one_message_what_is_wrong_and_keeps_nothing(
    refused: Refused, table: Path, data_folder: Path, options: tuple[str, ...], said: str
) -> None:
    assert said in refused("data", "add", table, *options)
    assert not data_folder.exists() or kept(data_folder) == set()


def test_what_means_nothing_for_a_raster_is_refused(refused: Refused, tmp_path: Path) -> None:
    said = refused("data", "check", tmp_path / "light.tif", "--key", "code", "--year", "2561")
    assert "read as a raster, --key, --year means nothing" in said


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--former", "keep"), "--former"),
        (("--level", "village"), "--level"),
        (("--year", "12"), "--year"),
        (("--where", "poor"), "--where"),
        (("--key", "nope"), "--key"),
        (("--crosswalk", "nowhere.csv"), "nowhere.csv"),
        (("--out", "rows.txt"), ".txt"),
    ],
)
def test_check_says_in_one_message_what_is_wrong(
    refused: Refused, table: Path, options: tuple[str, ...], said: str
) -> None:
    assert said in refused("data", "check", table, *options)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("edit", "nope", "--title-en", "x"), 'no layer "nope" of your own'),
        (("edit", "nope"), "Nothing was said to change"),
        (("remove", "nope"), 'no layer "nope" of your own'),
        (("quality", "nope"), "nope"),
        (("quality", "--resembles", "hai"), "--resembles needs the ID"),
        (("check", "nowhere.csv"), "nowhere.csv"),
        (("check", "nowhere.tif"), "nowhere.tif"),
        (("check", "nowhere.tif", "--out", "rows.csv"), "--out means nothing"),
        (("add", "nowhere.csv", *ADD), "nowhere.csv"),
    ],
)
def test_what_is_not_there_is_said(
    refused: Refused, data_folder: Path, arguments: tuple[str, ...], said: str
) -> None:
    assert said in refused("data", *arguments)
    assert not data_folder.exists()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("id = ", "cannot be read"),
        ("colour = 'red'", "There is nothing called colour to say of a layer"),
        ("title_en = 7", '--title-en is "7"'),
        ("crosswalk = 7", '--crosswalk is "7". It takes the path of a file'),
        ("where = [7]", '--where is "7"'),
        ("key = 7", '--key is "7"'),
    ],
)
def test_a_file_about_a_layer_is_held_to_the_same(
    refused: Refused, table: Path, tmp_path: Path, text: str, said: str
) -> None:
    about = written(tmp_path, text, name="about.toml")
    options = without("--title-en", "--title-th") if "title" in text else ADD
    assert said in refused("data", "add", table, *options, "--about", about)


def test_all_that_was_not_said_is_asked_for_at_once(refused: Refused, table: Path) -> None:
    said = refused("data", "add", table)
    options = [
        "--id", "--title-th or --title-en", "--unit-th or --unit-en", "--direction", "--quantity",
        "--publisher-th or --publisher-en", "--licence", "--column",
    ]  # fmt: skip
    for option in options:
        assert option in said
    assert "--period" not in said
    assert "--period" in refused("data", "add", "heat.tif")


def test_an_id_in_use_is_refused_before_the_file_is_read(
    run: Run, refused: Refused, table: Path, tmp_path: Path
) -> None:
    run("data", "add", table, *ADD)
    said = refused("data", "add", tmp_path / "nowhere.csv", *ADD)
    assert 'You have a layer "poor" already' in said


def test_figures_that_cannot_be_are_said_together_and_nothing_is_kept(
    refused: Refused, tmp_path: Path, data_folder: Path
) -> None:
    codes = OFFICIAL.index[:20]
    path = written(
        tmp_path, "code,poor", *(f"{code},1" for code in codes), f"{codes[0]},2", f"{codes[1]},x",
        f"{codes[2]},101", f"{codes[3]},-1",
    )  # fmt: skip
    said = refused("data", "add", path, *ADD)
    for what in ("is not a number", "is above 100", "is below 0", "several rows"):
        assert what in said
    assert not data_folder.exists()


def test_a_report_that_cannot_be_written_keeps_nothing(
    refused: Refused, table: Path, tmp_path: Path, data_folder: Path
) -> None:
    (tmp_path / "rows.csv").mkdir()
    said = refused("data", "add", table, *ADD, "--out", tmp_path / "rows.csv")
    assert "cannot be written" in said
    assert not data_folder.exists()


def test_what_a_statistic_needs_is_asked_for_by_its_option(
    refused: Refused, tmp_path: Path
) -> None:
    path, meaning = tmp_path / "light.tif", without("--column")
    for statistic, option in (("quantile", "--quantile"), ("share_above", "--threshold")):
        said = refused("data", "add", path, *meaning, "--statistic", statistic)
        assert f"{option} is missing" in said
