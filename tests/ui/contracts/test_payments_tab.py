"""The money of a contract on its page: plan, events, receipts, invoices."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from salesdesk.i18n import _
from salesdesk.services import payments
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Background
from salesdesk.ui.contracts import payment_dialogs as dialogs
from salesdesk.ui.contracts.desk import Desk
from salesdesk.ui.contracts.event_dialogs import EventDialog
from salesdesk.ui.contracts.payments_tab import PaymentsTab
from salesdesk.ui.contracts.receipt_dialog import ReceiptDialog
from salesdesk.ui.contracts.spread_dialog import SpreadDialog
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from tests.services.contracting import Firm, days

D = TypeVar("D", bound=QDialog)


@pytest.fixture
def firm(workspace: Workspace) -> Firm:
    """Give a firm with a buyer and a card."""
    return Firm(workspace)


@pytest.fixture
def tab(qtbot: QtBot, firm: Firm) -> Iterator[PaymentsTab]:
    """Give the tab of a signed contract: 300 due by the signature, 600 by the acceptance, 100 retained."""
    contract, data = firm.signed(firm.quote("400", total="1000.00")), Data(firm.workspace)
    result = PaymentsTab(PageContext(data, Background(), Preferences()), Desk(data, contract))
    qtbot.addWidget(result)
    result.resize(1100, 900)
    result.show_contract(contract)
    with qtbot.waitExposed(result):
        result.show()
    yield result
    QApplication.processEvents()


def asked(tab: PaymentsTab, kind: type[D]) -> D:
    return [one for one in tab.findChildren(kind) if one.isVisible()][-1]


def run(entries: list[tuple[str, str, object]], text: str) -> None:
    (found,) = [entry for entry in entries if entry[1] == text]
    assert callable(found[2])
    found[2]()


def statuses(tab: PaymentsTab) -> list[str]:
    return [row.status for row in tab.plan.rows()]


def test_the_plan_is_shown_in_its_order_with_what_waits(tab: PaymentsTab) -> None:
    QAbstractItemModelTester(tab.plan.model, QAbstractItemModelTester.FailureReportingMode.Warning, tab)
    assert [str(row.amount) for row in tab.plan.rows()] == ["300.00", "600.00", "100.00"]
    assert statuses(tab) == ["overdue", "open", "open"]
    assert "700.00" in tab.sums.text()
    assert [row.is_retention for row in tab.plan.rows()] == [False, False, True]
    assert len(tab.line.widths()) == 3
    assert abs(sum(tab.line.widths()) + 6 - tab.line.width()) < 1
    assert "300" in tab.line.accessibleDescription()


def test_an_event_sets_payments_due_and_undo_takes_it_back(tab: PaymentsTab) -> None:
    tab.happened.click()
    dialog = asked(tab, EventDialog)
    assert dialog.kind.currentData() == "sat_passed"
    dialog.on.setText("2026-06-10")
    dialog.confirm.click()
    assert tab.plan.rows()[1].due_on is not None
    assert tab.plan.rows()[2].due_on is not None
    assert [row.name for row in tab.events.rows()] == [_("Site test")]
    tab.events.view.select_rows([(0, 0)], 0)
    run(tab.event_entries(), _("Remove"))
    assert tab.plan.rows()[1].due_on is None
    tab._data.undo()
    assert tab.plan.rows()[1].due_on is not None


def test_an_event_that_lies_before_the_signature_is_refused(tab: PaymentsTab) -> None:
    tab.happened.click()
    dialog = asked(tab, EventDialog)
    dialog.on.setText("2026-01-10")
    dialog.confirm.click()
    assert dialog.problem()
    assert tab.events.rows() == []


def test_a_receipt_pays_and_is_taken_back(firm: Firm, tab: PaymentsTab) -> None:
    tab.record.click()
    dialog = asked(tab, ReceiptDialog)
    assert dialog.amount.text() == "300.00"
    dialog.on.setText("2026-06-10")
    dialog.confirm.click()
    assert statuses(tab)[0] == "done"
    tab.receipts.view.select_rows([(0, 0)], 0)
    run(tab.receipt_entries(), _("Take back…"))
    back = asked(tab, dialogs.ReverseDialog)
    back.confirm.click()
    assert back.problem()
    back.reason.setText("承兑汇票被拒付")
    back.confirm.click()
    assert statuses(tab)[0] == "overdue"
    assert len(tab.receipts.rows()) == 2
    for row in range(2):
        tab.receipts.view.select_rows([(row, row)], row)
        assert tab.receipt_entries() == []
    assert len(firm.ask(payments.of_customer, firm.buyer)) == 2


def test_an_invoice_is_asked_for_issued_and_cancelled(tab: PaymentsTab) -> None:
    tab.plan.view.select_rows([(1, 1)], 1)
    tab.ask_invoice.click()
    request = asked(tab, dialogs.RequestInvoiceDialog)
    assert request.amount.text() == "600.00"
    request.amount.setText("1,000.01")
    request.confirm.click()
    assert request.problem()
    request.amount.setText("600")
    request.confirm.click()
    tab.invoices.view.select_rows([(0, 0)], 0)
    run(tab.invoice_entries(), _("Record as issued…"))
    issue = asked(tab, dialogs.IssueInvoiceDialog)
    issue.confirm.click()
    assert issue.problem()
    issue.number.setText("26332000000012345678")
    issue.confirm.click()
    assert [row.state for row in tab.invoices.rows()] == ["issued"]
    tab.invoices.view.select_rows([(0, 0)], 0)
    run(tab.invoice_entries(), _("Cancel by a red invoice…"))
    red = asked(tab, dialogs.IssueInvoiceDialog)
    red.number.setText("26332000000099999999")
    red.reason.setText("开票有误")
    red.confirm.click()
    assert sum(row.gross for row in tab.invoices.rows()) == 0
    assert tab.ask_invoice.isVisible()


def test_an_invoice_that_was_asked_for_is_given_up(tab: PaymentsTab) -> None:
    tab.ask_invoice.click()
    request = asked(tab, dialogs.RequestInvoiceDialog)
    assert request.amount.text() == "1,000.00"
    request.confirm.click()
    assert not tab.ask_invoice.isVisible()
    tab.invoices.view.select_rows([(0, 0)], 0)
    run(tab.invoice_entries(), _("Give up…"))
    given_up = asked(tab, dialogs.VoidInvoiceDialog)
    given_up.reason.setText("客户改抬头")
    given_up.confirm.click()
    assert tab.ask_invoice.isVisible()


def test_a_contract_that_is_not_signed_shows_what_was_agreed_and_takes_no_money(
    firm: Firm, tab: PaymentsTab
) -> None:
    tab.show_contract(firm.contract(firm.quote("500")))
    assert statuses(tab) == ["pending"] * 3
    assert sum((row.amount for row in tab.plan.rows()), Decimal(0)) == tab.shown.total  # type: ignore[union-attr]
    assert not any(one.isVisible() for one in (tab.record, tab.happened, tab.ask_invoice))
    tab.plan.view.select_rows([(0, 0)], 0)
    assert tab.plan_entries() == []
    tab.record_receipt()
    assert not [one for one in tab.findChildren(ReceiptDialog) if one.isVisible()]


def test_who_only_looks_changes_nothing(firm: Firm, tab: PaymentsTab) -> None:
    contract = tab.shown.contract_id if tab.shown else uuid.UUID(int=0)
    firm.do(payments.record, firm.buyer, on=days(1), amount=Decimal(10))
    tab._data.read_only = True
    tab.show_contract(contract)
    assert not any(one.isVisible() for one in (tab.record, tab.happened, tab.ask_invoice))
    tab.record_receipt()
    assert not [one for one in tab.findChildren(ReceiptDialog) if one.isVisible()]


def test_money_that_is_for_nothing_yet_is_shown_and_spread(firm: Firm, tab: PaymentsTab) -> None:
    contract = tab.shown.contract_id if tab.shown else uuid.UUID(int=0)
    firm.do(payments.record, firm.buyer, on=days(1), amount=Decimal(450), allocations=())
    tab.show_contract(contract)
    assert [row.free for row in tab.receipts.rows()] == [Decimal(450)]
    assert statuses(tab)[0] == "overdue"
    tab.receipts.view.select_rows([(0, 0)], 0)
    run(tab.receipt_entries(), _("What it pays…"))
    dialog = asked(tab, SpreadDialog)
    first, second, _last = dialog.allocations.fields.values()
    first.setText("300")
    second.setText("200")
    dialog.confirm.click()
    assert dialog.problem()
    second.setText("150")
    dialog.confirm.click()
    assert statuses(tab)[0] == "done"
    assert tab.plan.rows()[1].paid == 150
    tab.receipts.view.select_rows([(0, 0)], 0)
    run(tab.receipt_entries(), _("What it pays…"))
    again = asked(tab, SpreadDialog)
    assert [field.text() for field in again.allocations.fields.values()] == ["300.00", "150.00", ""]
    tab._data.undo()
    assert [row.free for row in tab.receipts.rows()] == [Decimal(450)]


def test_when_a_payment_is_expected_is_said_by_the_keyboard(tab: PaymentsTab, qtbot: QtBot) -> None:
    tab.plan.view.select_rows([(1, 1)], 1)
    tab.plan.view.setFocus()
    due, planned = tab.plan.rows()[1].due_on, tab.plan.rows()[1].planned_on
    qtbot.keyClick(tab.plan.view, Qt.Key.Key_F2)
    dialog = asked(tab, dialogs.ExpectedDayDialog)
    assert dialog.focusWidget() is dialog.on
    dialog.on.setText("31.02.")
    qtbot.keyClick(dialog.on, Qt.Key.Key_Return)
    assert dialog.problem()
    dialog.on.setText("2027-03-01")
    qtbot.keyClick(dialog.on, Qt.Key.Key_Return)
    assert (tab.plan.rows()[1].planned_on, tab.plan.rows()[1].due_on) == (date(2027, 3, 1), due)
    assert [row.id for row in tab.plan.selected()] == [tab.plan.rows()[1].id], (
        "the keyboard stays where it was"
    )
    run(tab.plan_entries(), _("Expected on…"))
    dialog = asked(tab, dialogs.ExpectedDayDialog)
    dialog.on.clear()
    dialog.confirm.click()
    assert tab.plan.rows()[1].planned_on == planned
    tab._data.undo()
    assert tab.plan.rows()[1].planned_on == date(2027, 3, 1)
