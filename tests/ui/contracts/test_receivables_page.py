"""The page of receivables: what is open, its ages, and money that is recorded for it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from salesdesk.domain.receivables import LATE
from salesdesk.i18n import _
from salesdesk.services import milestones, payments, receivable_list
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Background
from salesdesk.ui.contracts.age_strip import ALL
from salesdesk.ui.contracts.receipt_dialog import Beginning, ReceiptDialog
from salesdesk.ui.contracts.receivables_page import ReceivablesPage
from salesdesk.ui.data import Data
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.waiting_badge import WaitingBadge
from tests.services.contracting import TODAY, Firm, days

Opener = Callable[..., ReceivablesPage]


@pytest.fixture
def firm(workspace: Workspace) -> Firm:
    """Give a firm with a buyer and a card."""
    return Firm(workspace)


@pytest.fixture
def contract(firm: Firm) -> uuid.UUID:
    """Give a signed contract over 1,000.00: 300 due by the signature, 600 by the acceptance, 100 retained."""
    return firm.signed(firm.quote("400", total="1000.00"))


@pytest.fixture
def data(firm: Firm) -> Data:
    """Give the gate to the workspace."""
    return Data(firm.workspace)


@pytest.fixture
def opened(qtbot: QtBot, data: Data) -> Iterator[Opener]:
    """Give what opens the page."""
    background = Background()

    def open_page(preferences: Preferences | None = None) -> ReceivablesPage:
        page = ReceivablesPage(PageContext(data, background, preferences or Preferences()))
        qtbot.addWidget(page)
        page.resize(1200, 700)
        with qtbot.waitExposed(page):
            page.show()
        settle(page)
        return page

    yield open_page
    background.finish()
    QApplication.processEvents()


def settle(page: ReceivablesPage) -> None:
    while page.busy() or page.exports.busy():
        QApplication.processEvents()
    QApplication.processEvents()


def shown(page: ReceivablesPage, key: str) -> list[str]:
    model = page.list.model
    place = [column.key for column in page.list.header.shown()].index(key)
    return [str(model.data(model.index(row, place))) for row in range(model.rowCount())]


def test_what_is_open_is_listed_by_its_day(firm: Firm, contract: uuid.UUID, opened: Opener) -> None:
    page = opened()
    QAbstractItemModelTester(page.list.model, QAbstractItemModelTester.FailureReportingMode.Warning, page)
    assert [text.split()[-1] for text in shown(page, "outstanding")] == ["300.00", "600.00", "100.00"]
    assert shown(page, "status") == [_("Overdue"), _("To be paid"), _("To be paid")]
    assert "3" in page.count.text()
    asked: list[tuple[str, object]] = []
    page.action_requested.connect(lambda action, record: asked.append((action, record)))
    row = page.list.row(0)
    assert row is not None
    page.open_row(row)
    assert asked == [("contract-payments", contract)]


def test_the_ages_lead_to_their_rows_and_agree_with_them(
    firm: Firm, contract: uuid.UUID, opened: Opener
) -> None:
    firm.do(payments.record, firm.buyer, on=days(1), amount=Decimal(50))
    page = opened()
    late = next(key for key in LATE if page.ages.tiles[key].count.text())
    assert "250" in page.ages.tiles[late].sum.text()
    assert "950" in page.ages.tiles[ALL].sum.text()
    page.ages.tiles[late].click()
    settle(page)
    assert [text.split()[-1] for text in shown(page, "outstanding")] == ["250.00"]
    assert page.ages.tiles[late].isChecked()
    page.ages.tiles[ALL].click()
    settle(page)
    assert len(shown(page, "number")) == 3


def test_each_status_is_found_by_the_same_rule_in_the_database(
    firm: Firm, contract: uuid.UUID, opened: Opener
) -> None:
    firm.do(payments.record, firm.buyer, on=days(1), amount=Decimal(400))
    firm.do(milestones.record, contract, "sat_passed", on=days(3), result="passed")
    page = opened()
    assert page.list.query == page.usual
    for status, count in {"done": 1, "overdue": 1, "open": 1, "partial": 0, "void": 0}.items():
        page.chips["status"]._choose(status)
        settle(page)
        assert len(shown(page, "number")) == count, status
        assert all(getattr(page.list.row(row), "status", "") == status for row in range(count))


def test_clearing_the_filter_shows_what_is_open_again(contract: uuid.UUID, opened: Opener) -> None:
    page = opened()
    page.chips["status"]._choose("void")
    settle(page)
    assert not page.list.empty.isHidden()
    page.list.empty.button.click()
    settle(page)
    assert page.chips["status"].value == receivable_list.UNPAID
    assert len(shown(page, "number")) == 3


def test_a_receipt_is_proposed_for_the_selected_payment_and_taken_back_by_undo(
    firm: Firm, contract: uuid.UUID, opened: Opener, data: Data
) -> None:
    page = opened()
    page.list.view.select_rows([(1, 1)], 1)
    page.new.click()
    dialog = page.findChild(ReceiptDialog)
    assert dialog is not None
    assert dialog.amount.text() == "600.00"
    assert [field.text() for field in dialog.allocations.fields.values()] == ["", "600.00", ""]
    dialog.amount.setText("650")
    dialog.amount.textEdited.emit("650")
    assert [field.text() for field in dialog.allocations.fields.values()] == ["50.00", "600.00", ""]
    dialog.on.setText("2026-06-05")
    dialog.reference.setText("88001")
    dialog.confirm.click()
    settle(page)
    assert [text.split()[-1] for text in shown(page, "outstanding")] == ["250.00", "100.00"]
    assert "350" in page.ages.tiles[ALL].sum.text()
    data.undo()
    settle(page)
    assert len(shown(page, "number")) == 3
    assert "350" not in page.ages.tiles[ALL].sum.text()


@pytest.mark.usefixtures("contract")
@pytest.mark.parametrize(
    ("amount", "given"), [("0", ""), ("abc", ""), ("100", "101"), ("1e99", ""), ("900", "301"), ("100", "x")]
)
def test_a_receipt_that_cannot_stand_is_refused_and_nothing_is_lost(
    firm: Firm, data: Data, qtbot: QtBot, amount: str, given: str
) -> None:
    dialog = ReceiptDialog(data, Beginning(firm.buyer, "恒岳轴承有限公司"))
    qtbot.addWidget(dialog)
    dialog.show()
    first = next(iter(dialog.allocations.fields.values()))
    dialog.amount.setText(amount)
    dialog.amount.textEdited.emit(amount)
    if given:
        first.setText(given)
        first.textEdited.emit(given)
    dialog.confirm.click()
    assert dialog.problem()
    assert dialog.isVisible()
    assert dialog.amount.text() == amount
    assert firm.ask(payments.of_customer, firm.buyer) == ()


def test_what_is_over_stays_free(firm: Firm, contract: uuid.UUID, data: Data, qtbot: QtBot) -> None:
    dialog = ReceiptDialog(data, Beginning(firm.buyer, "恒岳轴承有限公司"))
    qtbot.addWidget(dialog)
    dialog.amount.setText("1200")
    dialog.amount.textEdited.emit("1200")
    assert "200.00" in dialog.rest.text()
    dialog.confirm.click()
    (receipt,) = firm.ask(payments.of_customer, firm.buyer)
    assert receipt.free == Decimal(200)
    assert len(receipt.allocations) == 3


def test_the_list_goes_into_a_spreadsheet(
    contract: uuid.UUID, opened: Opener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened()
    file = tmp_path / "回款.xlsx"
    monkeypatch.setattr(
        page.exports, "ask", lambda _name, _suffix, work, total: page.exports.start(file, work, total)
    )
    page.export()
    settle(page)
    rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    assert len(rows) == 4
    assert rows[0][0] == _("Due day")
    assert 300 in rows[1]


def test_what_is_overdue_is_counted_in_red_in_the_navigation(firm: Firm, gate: Data, qtbot: QtBot) -> None:
    window = MainWindow()
    qtbot.addWidget(window)
    window.build()
    badge = WaitingBadge(window)
    badge.watch(gate)
    badge.count()
    assert window.navigation.badge("contracts") == ""
    contract = firm.signed()
    badge.count()
    assert window.navigation.badge("contracts") == "1"
    assert window.navigation._badges["contracts"].property("tone") == "bad"
    first = firm.plan(contract)[0]
    firm.do(payments.record, firm.buyer, on=TODAY, amount=first.outstanding)
    badge.count()
    assert window.navigation.badge("contracts") == ""


def test_a_receipt_is_recorded_and_spread_without_the_mouse(
    firm: Firm, contract: uuid.UUID, opened: Opener, qtbot: QtBot
) -> None:
    page = opened()
    page.activateWindow()
    page.focus_content()
    qtbot.keyClick(page, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    dialog = page.findChild(ReceiptDialog)
    assert dialog is not None
    assert dialog.focusWidget() is dialog.amount
    qtbot.keyClicks(dialog.amount, "500")
    way: list[QWidget | None] = []
    while dialog.focusWidget() is not dialog.confirm and len(way) < 20:
        way.append(dialog.focusWidget())
        qtbot.keyClick(dialog.focusWidget(), Qt.Key.Key_Tab)
    fields = [one for one in way if one in dialog.allocations.fields.values()]
    assert len(fields) == 3, "each payment is reached by Tab"
    dialog.on.setText("2026-06-10")
    second = list(dialog.allocations.fields.values())[1]
    second.setFocus()
    second.selectAll()
    qtbot.keyClicks(second, "150")
    qtbot.keyClick(second, Qt.Key.Key_Return)
    assert [one.paid for one in firm.plan(contract)] == [300, 150, 0]


def test_its_columns_are_remembered_apart_from_those_of_the_contracts(
    contract: uuid.UUID, opened: Opener
) -> None:
    preferences = Preferences()
    opened(preferences).list.arranged.emit({"widths": {}})
    assert set(preferences.lists) == {"receivables"}
