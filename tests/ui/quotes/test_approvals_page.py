"""The page of approvals: what waits is shown with its reasons, and decided by PIN where it stands."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.services import approvals
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Background
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.quotes.approvals_page import ApprovalsPage
from salesdesk.ui.quotes.editor_approval_dialogs import CommentDialog, DecideDialog
from tests.services.approving import PINS, Desk, desk
from tests.ui.quotes.conftest import child

Opener = Callable[[], ApprovalsPage]


@pytest.fixture
def firm(workspace: Workspace) -> Desk:
    """Give a firm whose quotes need approval."""
    return desk(workspace)


@pytest.fixture
def data(firm: Desk) -> Data:
    """Give the gate to the workspace, the manager at the desk."""
    result = Data(firm.workspace)
    result.person = firm.manager
    return result


@pytest.fixture
def opened(qtbot: QtBot, data: Data) -> Iterator[Opener]:
    """Give what opens the page."""

    def open_page() -> ApprovalsPage:
        page = ApprovalsPage(PageContext(data, Background(), Preferences()))
        qtbot.addWidget(page)
        page.resize(1200, 700)
        with qtbot.waitExposed(page):
            page.show()
        return page

    yield open_page
    QApplication.processEvents()


def labels(page: ApprovalsPage) -> list[str]:
    return [row.label for row in page.table.rows()]


def decide(page: ApprovalsPage, pin: str, comment: str = "") -> DecideDialog:
    dialog = child(page, DecideDialog)
    dialog.pin.setText(pin)
    dialog.comment.setText(comment)
    dialog.confirm.click()
    return dialog


def test_what_waits_is_shown_with_its_reasons(firm: Desk, opened: Opener) -> None:
    firm.submit(firm.saved("16%", payment_term="monthly-60"), "年度框架")
    page = opened()
    assert page.scope == "mine"
    assert len(labels(page)) == 1
    assert "16%" in page.card.why.text()
    assert "3-3-3-1" in page.card.why.text()
    assert "林晓" in page.card.asked.text()
    assert "年度框架" in page.card.asked.text()
    assert "恒岳轴承" in page.card.customer.text()
    assert page.card.may_decide()


def test_a_request_is_approved_by_key_and_pin_and_the_next_stands_there(
    qtbot: QtBot, firm: Desk, opened: Opener
) -> None:
    first, second = firm.saved("16%"), firm.saved("17%")
    for quote in (first, second):
        firm.submit(quote)
    page = opened()
    page.focus_content()
    assert page.table.selected()[0].label.startswith(str(first.number))
    qtbot.keyClick(page.table.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    dialog = child(page, DecideDialog)
    assert dialog.person.currentData() == firm.manager
    decide(page, "0000")
    assert dialog.problem()
    decide(page, PINS["manager"], "同意")
    assert firm.now(first).state == "approved"
    assert [row.quote_id for row in page.table.rows()] == [second.quote_id]
    assert page.card.may_decide()
    assert page.table.selected()[0].quote_id == second.quote_id


def test_a_refusal_needs_a_reason_and_is_listed_as_decided(firm: Desk, opened: Opener) -> None:
    quote = firm.saved("16%")
    firm.submit(quote)
    page = opened()
    page.card.refuse.click()
    dialog = decide(page, PINS["manager"])
    assert dialog.problem()
    decide(page, PINS["manager"], "太低了")
    assert firm.now(quote).state == "draft"
    assert labels(page) == []
    page.list_scope("decided")
    assert labels(page) == [f"{quote.number}-V1"]
    assert "太低了" in page.card.asked.text()
    assert not page.card.may_decide()
    page.decide(approve=True)
    assert not any(asked.isVisible() for asked in page.findChildren(DecideDialog))


def test_a_comment_stays_with_the_request(firm: Desk, opened: Opener) -> None:
    asked = firm.submit(firm.saved("16%"))
    page = opened()
    page.card.comment.click()
    dialog = child(page, CommentDialog)
    dialog.text.setText("客户什么时候定？")
    dialog.confirm.click()
    assert "客户什么时候定？" in page.card.asked.text()
    with firm.workspace.read() as session:
        found = approvals.request(session, asked.id)
    assert found
    assert [one.person for one in found.comments] == ["陈思远"]


def test_for_whom_nothing_waits_sees_what_waits_for_others(firm: Desk, data: Data, opened: Opener) -> None:
    data.person = firm.seller
    page = opened()
    assert page.scope == "waiting"
    firm.submit(firm.saved("16%"))
    page = opened()
    assert (page.scope, len(labels(page))) == ("waiting", 1)
    page.list_scope("mine")
    assert labels(page) == []
    page.empty.button.click()
    assert page.scope == "waiting"


def test_what_somebody_else_decides_goes_from_the_list(firm: Desk, data: Data, opened: Opener) -> None:
    asked = firm.submit(firm.saved("16%"))
    page = opened()
    assert labels(page)
    firm.decide(asked, "director")
    with firm.workspace.read() as session:
        assert approvals.waiting_for(session, firm.manager) == 0
    page.list_scope("mine")
    assert labels(page) == []


def test_the_quote_is_opened_and_the_other_page_is_asked_for(firm: Desk, opened: Opener) -> None:
    quote = firm.saved("16%")
    firm.submit(quote)
    page = opened()
    wanted: list[tuple[str, object]] = []
    page.open_requested.connect(lambda kind, record: wanted.append((kind, record)))
    page.action_requested.connect(lambda name, argument: wanted.append((name, argument)))
    page.card.open.click()
    page.switch.buttons["quotes"].click()
    assert wanted == [("quote", quote.quote_id), ("quotes", None)]
    again = ApprovalsPage(PageContext(page._data, Background(), Preferences()), page.state())
    assert again.scope == page.scope
    assert [row.id for row in again.table.selected()] == [row.id for row in page.table.selected()]
    again.deleteLater()
