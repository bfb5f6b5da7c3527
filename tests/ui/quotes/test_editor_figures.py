"""The figures beside the lines: explained, discounted, and what is earned."""

from __future__ import annotations

from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.storage.records import Product
from salesdesk.storage.workspace import Workspace
from salesdesk.ui import costs
from salesdesk.ui.data import Data
from salesdesk.ui.quotes.editor_columns import Col
from salesdesk.ui.quotes.editor_explain import ExplainPopup
from salesdesk.ui.quotes.editor_page import QuoteEditorPage
from tests import factories
from tests.ui.quotes.conftest import Firm, Opener, child, line, press, saved, settle

F7, F8 = Qt.Key.Key_F7, Qt.Key.Key_F8


@pytest.fixture
def page(data: Data, firm: Firm, opened: Opener) -> QuoteEditorPage:
    """Give the editor of two lines at 92,000.00 each."""
    return opened(quote_id=saved(data, firm).quote_id)


@pytest.fixture
def earning(data: Data, firm: Firm, opened: Opener, workspace: Workspace) -> QuoteEditorPage:
    """Give the editor of a machine that costs 500,000 and a line that costs nobody knows what."""
    with workspace.write(factories.STEP) as write:
        write.session.get_one(Product, firm.product).cost = Decimal(500_000)
    machine = line("五轴加工中心", quantity=Decimal(1), unit_price=Decimal(980_000), product_id=firm.product)
    return opened(quote_id=saved(data, firm, machine, line()).quote_id)


def popup(page: QuoteEditorPage) -> ExplainPopup:
    """Return the explanation that is shown, once its events are done."""
    QApplication.processEvents()
    return child(page, ExplainPopup)


def test_the_total_explains_itself_and_is_copied(qtbot: QtBot, page: QuoteEditorPage) -> None:
    qtbot.mouseClick(page.totals.total, Qt.MouseButton.LeftButton)
    shown = popup(page)
    assert shown.explanation.result == Decimal(184_000)
    qtbot.mouseClick(shown.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == shown.explanation.as_text()
    assert "184,000.00" in QGuiApplication.clipboard().text()


def test_a_key_explains_what_has_the_focus(qtbot: QtBot, page: QuoteEditorPage) -> None:
    page.lines.view.go_to(1, 2)
    press(qtbot, F7)
    assert page.explaining.last is not None
    assert page.explaining.last.title == "第 2 行 安装调试"


def test_the_key_explains_the_figure_that_has_the_focus(page: QuoteEditorPage) -> None:
    page.totals.discount.setFocus()
    page.explaining.explain_focused()
    assert page.explaining.last is not None
    assert page.explaining.last.title == "整单优惠"


def test_a_tax_explains_itself_line_by_line(page: QuoteEditorPage) -> None:
    page.explaining.explain("tax", Decimal("0.13"))
    assert page.explaining.last is not None
    assert [term.amount for term in page.explaining.last.terms] == [Decimal("10584.07")] * 2


def test_a_total_is_rounded_down_from_the_menu_and_undone(qtbot: QtBot, page: QuoteEditorPage) -> None:
    menu = page.totals.discount_menu.menu()
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == "抹零到千元").trigger()
    settle(qtbot, page)
    assert page.session.draft.document_discount is not None
    page.totals.begin_discount("%")
    press(qtbot, "7", Qt.Key.Key_Return)
    settle(qtbot, page)
    assert page.totals.total.text().endswith("171,120.00")
    menu.aboutToShow.emit()
    next(action for action in menu.actions() if action.text() == "抹零到千元").trigger()
    settle(qtbot, page)
    assert page.totals.total.text().endswith("171,000.00")
    page.undo()
    settle(qtbot, page)
    assert page.totals.total.text().endswith("171,120.00")


def test_the_exact_total_begins_with_its_sign(qtbot: QtBot, page: QuoteEditorPage) -> None:
    page.totals.begin_discount("=")
    press(qtbot, "180000", Qt.Key.Key_Return)
    settle(qtbot, page)
    assert page.totals.total.text().endswith("180,000.00")
    assert page.totals.discount.text() == "=180,000.00"


def test_the_margin_leaves_out_what_nobody_knows_and_says_so(earning: QuoteEditorPage) -> None:
    whole = earning.totals.margin.whole
    assert whole.rate.text() == "42.3%"
    assert whole.rate.property("tone") == "ok"
    assert "成本未知、未计入：1 行" in whole.detail.text()


def test_a_loss_is_said_by_colour_and_word(qtbot: QtBot, earning: QuoteEditorPage) -> None:
    earning.totals.begin_discount("%")
    press(qtbot, "60", Qt.Key.Key_Return)
    settle(qtbot, earning)
    rate = earning.totals.margin.whole.rate
    assert rate.text().endswith("亏损")
    assert rate.property("tone") == "bad"


def test_lines_that_do_not_count_have_no_margin(qtbot: QtBot, data: Data, firm: Firm, opened: Opener) -> None:
    page = opened(quote_id=saved(data, firm, line(), line(), line(optional=True, cost=Decimal(1))).quote_id)
    page.lines.view.select_rows(2, 1, 1)
    assert page.totals.margin.part.caption.isHidden()


def test_selected_lines_have_a_margin_of_their_own(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener
) -> None:
    page = opened(quote_id=saved(data, firm, line(), line(), line()).quote_id)
    assert page.totals.margin.part.caption.isHidden()
    page.lines.view.select_rows(0, 2, 1)
    assert page.totals.margin.part.caption.text() == "所选 2 行毛利率"
    assert page.totals.margin.part.rate.text() == "未知"
    page.lines.view.select_rows(1, 1, 1)
    assert page.totals.margin.part.caption.text() == "刀库 40T毛利率"
    page.lines.view.select_rows(0, 3, 1)
    assert page.totals.margin.part.caption.isHidden()


def test_one_key_hides_all_of_it(qtbot: QtBot, earning: QuoteEditorPage) -> None:
    earning.lines.view.setFocus()
    press(qtbot, F8)
    whole = earning.totals.margin.whole
    assert whole.rate.text() == costs.HIDDEN
    assert whole.detail.isHidden()
    assert earning.context.preferences.hide_costs
    press(qtbot, F8)
    assert whole.rate.text() == "42.3%"


def test_a_line_explains_its_amount_on_a_double_click(page: QuoteEditorPage) -> None:
    view = page.lines.view
    view.doubleClicked.emit(page.lines.model.index(1, Col.NAME))
    assert page.explaining.last is None
    view.doubleClicked.emit(page.lines.model.index(1, Col.AMOUNT))
    assert page.explaining.last is not None
    assert page.explaining.last.result == Decimal(92_000)
