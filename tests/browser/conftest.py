"""The dashboard and the browser that the tests here share."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.driving import DESKTOP, Visit, chromium, dashboard, open_page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, without a screen."""
    with chromium() as running:
        yield running


@pytest.fixture(scope="session")
def starter_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The dashboard on the areas that ship with the project."""
    with dashboard(tmp_path_factory.mktemp("no-data")) as address:
        yield address


@pytest.fixture(scope="session")
def built_site(built_areas: Path) -> Iterator[str]:
    """The dashboard on areas built from the real upstream files."""
    with dashboard(built_areas) as address:
        yield address


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Open pages; at the end of the test, none may have an error or have called elsewhere."""
    visits = []

    def open_settled(address: str, size: dict[str, int] = DESKTOP) -> Visit:
        opened = open_page(browser, address, size)
        visits.append(opened)
        opened.settle()
        return opened

    yield open_settled
    for opened in visits:
        opened.page.context.close()
        assert opened.errors == []
        assert opened.strangers == []
