"""A user's own layer is on the first page as any other; one that does not fit is told."""

from collections.abc import Callable
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from typer.testing import CliRunner

from cli import app
from geo.layers.store import figures_path
from tests.cli.layers import ADD, forty
from tests.pages.test_overview import data_folder, html, static, visit

__all__ = ["data_folder", "static", "visit"]

Open = Callable[..., AppTest]


@pytest.fixture
def own(data_folder: Path, tmp_path: Path) -> str:
    """A layer with a share for forty khwaeng of Bangkok."""
    ended = CliRunner().invoke(app, ["data", "add", str(forty(tmp_path)), *ADD])
    assert ended.exit_code == 0, ended.output
    return "poor"


def options(page: AppTest) -> list[str]:
    return [option for box in page.selectbox for option in box.options]


def test_a_layer_can_be_shown_on_the_map_beside_the_shipped_ones(visit: Open, own: str) -> None:
    page = visit(lang="en", layer=own)
    assert "Poor people" in options(page)
    assert page.selectbox[0].value == own
    assert "Poor people" in html(page)
    assert "measured by tambon" in html(page)
    assert list(page.warning) == []
    assert "ร้อยละคนจน" in options(visit(lang="th"))


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "The figures of the layer"), ("th", "ไม่พบตัวเลขของชั้นข้อมูล")]
)
def test_a_layer_that_lost_its_figures_is_told_and_the_page_goes_on(
    visit: Open, own: str, lang: str, said: str
) -> None:
    figures_path(own).unlink()
    page = visit(lang=lang)
    (warning,) = page.warning
    assert said in warning.value
    assert len(page.dataframe[0].value) == 50
