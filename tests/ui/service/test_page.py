"""The page of a ticket: its points by keyboard, its facts in place, its way to the end, its sheet."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt

from salesdesk.domain.errors import RuleError
from salesdesk.domain.handover import CHECKLIST
from salesdesk.services import handovers, history, tickets
from salesdesk.services.tickets import TicketView
from salesdesk.ui.service.check_row import CheckRow
from salesdesk.ui.service.page import TicketPage
from salesdesk.ui.widgets.ask_text import TextDialog
from tests.factories import STEP
from tests.services.contracting import Firm, days
from tests.ui.service.conftest import Show

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def stored(firm: Firm, ticket: uuid.UUID) -> TicketView:
    """Return the ticket as it is stored."""
    return firm.ask(tickets.load, ticket)


def row(page: TicketPage, place: int) -> CheckRow:
    """Return a point as the page shows it."""
    return list(page.checklist.rows.values())[place]


def offered(page: TicketPage) -> dict[str, Any]:
    """Return what the menu offers."""
    return {text: run for _icon, text, run in page.actions_.entries()}


def asked(page: TicketPage) -> TextDialog:
    """Return the question that is open."""
    (dialog,) = [one for one in page.findChildren(TextDialog) if one.isVisible()]
    return dialog


def test_a_ticket_goes_from_its_acceptance_to_its_end(
    firm: Firm, ticket: uuid.UUID, show: Show, qtbot: QtBot
) -> None:
    page = show(ticket)
    assert page.primary.text() == "接收"
    page.primary.click()
    assert stored(firm, ticket).owner == "林晓"
    assert page.primary.text() == "完成"
    page.primary.click()
    assert stored(firm, ticket).state == "accepted"
    assert not page.message.isHidden()
    for place in range(len(CHECKLIST)):
        qtbot.keyClick(row(page, place).box, Qt.Key.Key_Space)
    assert page.checked.text() == f"已核对 {len(CHECKLIST)}/{len(CHECKLIST)}"
    qtbot.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert stored(firm, ticket).state == "done"
    assert page.primary.isHidden()
    assert not row(page, 0).box.isEnabled()
    offered(page)["重新打开"]()
    assert row(page, 0).box.isEnabled()


def test_every_point_has_its_keys(firm: Firm, ticket: uuid.UUID, show: Show, qtbot: QtBot) -> None:
    page = show(ticket)
    page.focus_content()
    first, second = row(page, 0), row(page, 1)
    assert first.box.hasFocus()
    qtbot.keyClick(first.box, Qt.Key.Key_N)
    assert stored(firm, ticket).items[0].result == "not_applicable"
    assert first.state.text() == "不适用"
    qtbot.keyClick(first.box, Qt.Key.Key_Down)
    assert second.box.hasFocus()
    qtbot.keyClick(second.box, Qt.Key.Key_Return)
    qtbot.keyClicks(second.note, "shelf 3")
    qtbot.keyClick(second.note, Qt.Key.Key_Return)
    assert stored(firm, ticket).items[1].note == "shelf 3"
    assert stored(firm, ticket).items[1].result == ""
    second.box.setFocus()
    qtbot.keyClick(second.box, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [item.code for item in stored(firm, ticket).items][:2] == ["technical", "contract"]
    assert row(page, 0).box.hasFocus()
    qtbot.keyClick(row(page, 0).box, Qt.Key.Key_Delete)
    assert stored(firm, ticket).items[0].code == "contract"
    assert row(page, 0).box.hasFocus()
    history.undo(firm.workspace, person=firm.seller)
    assert len(stored(firm, ticket).items) == len(CHECKLIST)


def test_own_points_are_added_and_worded(firm: Firm, ticket: uuid.UUID, show: Show, qtbot: QtBot) -> None:
    page = show(ticket)
    page.checklist.new.setText("防爆证")
    qtbot.keyClick(page.checklist.new, Qt.Key.Key_Return)
    assert stored(firm, ticket).items[-1].text == "防爆证"
    assert page.checklist.new.text() == ""
    last = len(CHECKLIST)
    qtbot.keyClick(row(page, last).box, Qt.Key.Key_F2)
    asked(page).text.setText("防爆合格证")
    asked(page).confirm.click()
    assert row(page, last).text.text() == "防爆合格证"


def test_what_the_contract_says_stands_under_the_points(ticket: uuid.UUID, show: Show) -> None:
    page = show(ticket)
    assert "C-2026-0001" in row(page, 0).known.text()
    assert "磨床1" in row(page, 1).known.text()
    assert row(page, 4).known.isHidden()


def test_facts_are_edited_in_place(firm: Firm, ticket: uuid.UUID, show: Show) -> None:
    page = show(ticket)
    page._on_edited("due_on", "2099-01-02")
    page._on_opened("owner_id")
    page._on_edited("owner_id", str(firm.seller))
    page._on_opened("text")
    page._on_edited("text", "门口限高 3.5 m")
    found = stored(firm, ticket)
    assert (str(found.due_on), found.owner, found.text) == ("2099-01-02", "林晓", "门口限高 3.5 m")
    assert page.late.isHidden()
    page._on_edited("due_on", "someday")
    assert "someday" in page.facts.problem("due_on")
    page._on_edited("due_on", "2099-01-03")
    assert page.facts.problem("due_on"), "it was opened before the ticket was changed"
    page._on_edited("due_on", "")
    assert stored(firm, ticket).due_on is None


def test_it_is_returned_with_what_is_missing(firm: Firm, ticket: uuid.UUID, show: Show) -> None:
    page = show(ticket)
    dialog = page.actions_.ask_return()
    dialog.confirm.click()
    assert dialog.problem()
    dialog.text.setText("技术协议没有盖章")
    dialog.confirm.click()
    assert "技术协议没有盖章" in page.reason.text()
    assert page.primary.text() == "重新提交"
    page.primary.click()
    assert page.reason.isHidden()
    dialog = page.actions_.ask_void()
    dialog.text.setText("客户取消")
    dialog.confirm.click()
    assert stored(firm, ticket).state == "void"
    assert page.checklist.new.isHidden()


def test_the_checklist_becomes_the_firms(firm: Firm, ticket: uuid.UUID, show: Show) -> None:
    page = show(ticket)
    page._data.write(STEP, tickets.add_point, ticket, "防爆证")
    assert "防爆证" in row(page, len(CHECKLIST)).text.text(), "a change elsewhere is shown"
    page.actions_.keep_list()
    assert firm.ask(handovers.usual)[-1].text == "防爆证"
    page.actions_.use_shipped()
    assert firm.ask(handovers.usual)[-1].code


def test_the_sheet_and_the_welcome_pack_are_there(
    ticket: uuid.UUID, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    page = show(ticket)
    assert any(text.startswith("欢迎礼包") for text in offered(page))
    file = tmp_path / "sheet.pdf"
    page.actions_.export(page.actions_._sheet(), file)
    qtbot.waitUntil(lambda: not page.busy(), timeout=20_000)
    assert file.read_bytes().startswith(b"%PDF")


def test_a_ticket_that_is_gone_leads_back_to_the_list(
    firm: Firm, ticket: uuid.UUID, show: Show, qtbot: QtBot
) -> None:
    page = show(ticket)
    contract = stored(firm, ticket).contract_id
    assert contract is not None
    firm.do(tickets.void, ticket, "x")
    again = firm.do(handovers.start, contract, today=days(1))
    other = show(again)
    with qtbot.waitSignal(other.action_requested):
        page._data.undo()


def test_where_nothing_can_be_written_nothing_is_offered(firm: Firm, ticket: uuid.UUID, show: Show) -> None:
    page = show(ticket)
    page._data.read_only = True
    page._reload()
    assert page.primary.isHidden()
    assert not row(page, 0).box.isEnabled()
    assert row(page, 0).note.isHidden()
    assert not any(text.endswith("作废…") for text in offered(page))


def test_what_is_refused_is_shown_as_it_stands(firm: Firm, ticket: uuid.UUID, show: Show) -> None:
    page = show(ticket)
    page._data.changed.disconnect(page._on_changed)
    firm.do(tickets.void, ticket, "x")
    with pytest.raises(RuleError):
        page._judge(page.ticket.items[0].id, "done", "")
    assert page.ticket.state == "void"
