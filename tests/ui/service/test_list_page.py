"""The page of all tickets: what is to do, mine, overdue; a handover that wasn't raised."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from salesdesk.services import handovers, ticket_list, tickets
from salesdesk.ui.data import Data
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.service.list_page import TicketListPage
from salesdesk.ui.waiting_badge import WaitingBadge
from tests.services.contracting import Firm, days
from tests.ui.conftest import context_of

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def shown(gate: Data, qtbot: QtBot) -> TicketListPage:
    """Show the page."""
    page = TicketListPage(context_of(gate))
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    settled(page, qtbot)
    return page


def settled(page: TicketListPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.busy(), timeout=5_000)


def test_tickets_stand_in_the_list_with_how_far_they_are(
    firm: Firm, ticket: uuid.UUID, gate: Data, qtbot: QtBot
) -> None:
    firm.do(tickets.judge, firm.ask(tickets.load, ticket).items[0].id, "done")
    page = shown(gate, qtbot)
    QAbstractItemModelTester(page.list.model, QAbstractItemModelTester.FailureReportingMode.Warning, page)
    page.list.model.fetch(0, 0)
    row = page.list.model.row(0)
    assert row is not None
    assert (row.number, row.state, row.customer) == ("ST-2026-0001", "open", "恒岳轴承有限公司")
    assert (row.points, row.left) == (12, 11)
    assert row.days_late > 0
    with qtbot.waitSignal(page.open_requested) as opened:
        page.open_row(row)
    assert opened.args == ["service_ticket", ticket]


def test_views_by_key(firm: Firm, ticket: uuid.UUID, gate: Data, qtbot: QtBot) -> None:
    page = shown(gate, qtbot)
    assert page.views.current() == "to_do"
    assert page.list.count() == 1
    alt = Qt.KeyboardModifier.AltModifier
    qtbot.keyClick(page, Qt.Key.Key_2, alt)
    settled(page, qtbot)
    assert (page.views.current(), page.list.count()) == ("mine", 0)
    firm.do(tickets.accept, ticket)
    page.list.reload()
    settled(page, qtbot)
    qtbot.waitUntil(lambda: page.list.count() == 1)
    qtbot.keyClick(page, Qt.Key.Key_3, alt)
    settled(page, qtbot)
    assert (page.views.current(), page.list.count()) == ("overdue", 1)
    firm.do(tickets.void, ticket, "x")
    page.list.reload()
    qtbot.waitUntil(lambda: page.list.count() == 0)
    qtbot.keyClick(page, Qt.Key.Key_4, alt)
    settled(page, qtbot)
    assert (page.views.current(), page.list.count()) == ("all", 1)
    page._on_chip("owner", uuid.uuid4())
    assert not any(part.isChecked() for part in page.views.buttons.values())


def test_a_contract_that_was_signed_without_is_handed_over(
    firm: Firm, ticket: uuid.UUID, gate: Data, qtbot: QtBot
) -> None:
    page = shown(gate, qtbot)
    dialog = page.ask_new()
    assert not dialog.confirm.isEnabled()
    dialog.reject()
    firm.do(tickets.void, ticket, "x")
    dialog = page.ask_new()
    with qtbot.waitSignal(page.open_requested) as opened:
        dialog.confirm.click()
    made = opened.args[1]
    assert firm.ask(tickets.load, made).number == "ST-2026-0002"


def test_the_badge_counts_what_waits_for_who_is_at_work(
    firm: Firm, ticket: uuid.UUID, gate: Data, qtbot: QtBot
) -> None:
    main_window = MainWindow()
    qtbot.addWidget(main_window)
    main_window.build()
    badge = WaitingBadge(main_window)
    badge.watch(gate)
    badge.count()
    assert main_window.navigation.badge("service") == ""
    firm.do(tickets.accept, ticket)
    badge.count()
    assert main_window.navigation.badge("service") == "1"
    assert firm.ask(ticket_list.waiting, firm.seller) == (1, 1)
    badge.watch(None)
    assert main_window.navigation.badge("service") == ""


def test_who_raised_a_returned_ticket_is_told(firm: Firm, ticket: uuid.UUID) -> None:
    contract = firm.ask(tickets.load, ticket).contract_id
    assert contract is not None
    firm.do(tickets.void, ticket, "x")
    again = firm.do(handovers.start, contract, today=days(0))
    assert firm.ask(ticket_list.waiting, firm.seller) == (0, 0)
    firm.do(tickets.give_back, again, "缺技术协议")
    assert firm.ask(ticket_list.waiting, firm.seller) == (1, 1)
    assert firm.ask(ticket_list.waiting, None) == (0, 0)
