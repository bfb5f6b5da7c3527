"""The page of production demand: figures by month, the quotes behind them, and what goes out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.domain.changes import Label
from salesdesk.services import recycle_bin
from salesdesk.services.lists import local_day
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Background
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.products.demand_page import DemandPage
from tests import factories
from tests.factories import STEP
from tests.services.approving import Desk, desk

Opener = Callable[[], DemandPage]


@pytest.fixture
def firm(workspace: Workspace) -> Desk:
    """Give a firm with five machines at 40 %, two of another at 50 %, both shipped this month."""
    firm = desk(workspace)
    with workspace.write(STEP) as write:
        deals = [
            factories.opportunity(
                write.session,
                name=name,
                customer_id=firm.customer,
                probability=Decimal(share),
                expected_close_on=local_day(),
            )
            for name, share in (("一期", "0.4"), ("二期", "0.5"))
        ]
    firm.save(firm.draft(firm.line(quantity=Decimal(5), delivery="现货"), opportunity_id=deals[0]))
    other = firm.line(quantity=Decimal(2), delivery="现货", product_id=None, name="储气罐", model="C-1")
    firm.save(firm.draft(other, opportunity_id=deals[1]))
    return firm


@pytest.fixture
def data(firm: Desk) -> Data:
    """Give the gate to the workspace."""
    return Data(firm.workspace)


@pytest.fixture
def opened(qtbot: QtBot, data: Data) -> Iterator[Opener]:
    """Give what opens the page."""
    background = Background()
    pages = []

    def open_page() -> DemandPage:
        page = DemandPage(PageContext(data, background, Preferences()))
        qtbot.addWidget(page)
        page.resize(1200, 700)
        with qtbot.waitExposed(page):
            page.show()
        qtbot.waitUntil(lambda: not page.busy())
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.leave()
    background.finish()
    QApplication.processEvents()


def figures(page: DemandPage) -> list[list[str]]:
    return [[cell.text for cell in row] for row in page.table.figures.rows]


def test_products_stand_by_month_with_what_is_to_be_expected(opened: Opener) -> None:
    page = opened()
    month = f"{local_day():%Y-%m}"
    assert [column.title for column in page.table.figures.columns][3] == month
    assert [(row[0], row[3], row[-1]) for row in figures(page)] == [
        ("螺杆空压机", "2", "2"),
        ("储气罐", "1", "1"),
    ]
    assert [row.line.label for row in page.lines.rows()] == ["QT-202611-0001-V1"]
    assert "2" in page.table.figures.rows[0][3].about


def test_the_keyboard_is_on_the_figures_while_they_are_still_read(data: Data, qtbot: QtBot) -> None:
    page = DemandPage(PageContext(data, Background(), Preferences()))
    qtbot.addWidget(page)
    page.show()
    assert page.busy()
    page.focus_content()
    assert page.focusWidget() is page.table
    page.leave()


def test_other_quantities_months_and_products_are_shown(opened: Opener) -> None:
    page = opened()
    page.narrow(measure="offered")
    assert [row[-1] for row in figures(page)] == ["5", "2"]
    page.narrow(measure="firm")
    assert figures(page) == []
    assert not page.excel.isEnabled()
    page.narrow(measure="expected", months=12)
    assert len(page.table.figures.columns) == 3 + 12 + 1
    page.text.setText("储气")
    assert [row[0] for row in figures(page)] == ["储气罐"]
    page.narrow(text="", family="没有的系列")
    assert figures(page) == []


def test_a_figure_leads_to_its_quotes_and_they_open(qtbot: QtBot, opened: Opener) -> None:
    page = opened()
    wanted: list[tuple[str, object]] = []
    page.open_requested.connect(lambda kind, record: wanted.append((kind, record)))
    page.table.setCurrentIndex(page.table.figures.index(1, 3))
    (row,) = page.lines.rows()
    assert row.line.name == "储气罐"
    page.table.setCurrentIndex(page.table.figures.index(1, 4))
    assert page.lines.rows() == []
    page.table.setCurrentIndex(page.table.figures.index(1, 3))
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert page.lines.view.hasFocus()
    qtbot.keyClick(page.lines.view, Qt.Key.Key_Return)
    assert wanted == [("quote", row.line.quote_id)]


def test_a_quote_that_goes_takes_its_figures_along(
    qtbot: QtBot, firm: Desk, data: Data, opened: Opener
) -> None:
    page = opened()
    quote = page.lines.rows()[0].line.quote_id
    data.write(Label("Delete"), recycle_bin.delete, "quote", [quote])
    qtbot.waitUntil(lambda: not page.busy())
    assert [row[0] for row in figures(page)] == ["储气罐"]


def test_what_is_shown_goes_out(qtbot: QtBot, tmp_path: Path, opened: Opener) -> None:
    page = opened()
    dialog = page.export()
    dialog.reject()
    file = tmp_path / "demand.xlsx"
    dialog.fileSelected.emit(str(file))
    qtbot.waitUntil(file.exists)
    qtbot.waitUntil(lambda: not page.busy())
    assert file.stat().st_size > 5_000


def test_an_empty_workspace_says_what_will_stand_here(qtbot: QtBot, workspace: Workspace) -> None:
    factories.set_up(workspace)
    background = Background()
    page = DemandPage(PageContext(Data(workspace), background, Preferences()))
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: not page.busy())
    asked: list[str] = []
    page.action_requested.connect(lambda name, _argument: asked.append(name))
    page.empty.button.click()
    page.switch.buttons["products"].click()
    assert asked == ["quotes", "products"]
    background.finish()


def test_the_page_comes_back_as_it_was(qtbot: QtBot, data: Data, opened: Opener) -> None:
    page = opened()
    page.narrow(measure="offered", months=3)
    again = DemandPage(PageContext(data, Background(), Preferences()), page.state())
    qtbot.addWidget(again)
    qtbot.waitUntil(lambda: not again.busy())
    assert figures(again) == figures(page)
