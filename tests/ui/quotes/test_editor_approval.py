"""The approval of a quote in its editor: what is needed, asked, decided, taken back, sent and received as a file."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from salesdesk.exchange import approval_file, approval_keys
from salesdesk.services import approval_exchange, approvals, history
from salesdesk.services.approvals import Proof
from salesdesk.storage.records import Person
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Background
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.quotes.editor_approval_dialogs import CommentDialog, DecideDialog, SubmitDialog
from salesdesk.ui.quotes.editor_page import QuoteEditorPage
from salesdesk.ui.quotes.version_dialogs import AcceptDialog
from tests.factories import STEP
from tests.services.approving import PINS, Desk, desk
from tests.ui.quotes.conftest import Opener, child, settle


@pytest.fixture
def firm(workspace: Workspace) -> Desk:
    """Give a firm whose quotes need approval."""
    return desk(workspace)


@pytest.fixture
def data(workspace: Workspace, firm: Desk) -> Data:
    """Give the gate to the workspace, the seller at the desk."""
    result = Data(workspace)
    result.person = firm.seller
    return result


@pytest.fixture
def opened(qtbot: QtBot, data: Data) -> Iterator[Opener]:
    """Give what opens an editor."""
    pages = []

    def open_editor(quote_id: uuid.UUID | None) -> QuoteEditorPage:
        page = QuoteEditorPage(PageContext(data, Background(), Preferences()), quote_id=quote_id)
        qtbot.addWidget(page)
        page.resize(1250, 900)
        with qtbot.waitExposed(page):
            page.show()
        settle(qtbot, page)
        pages.append(page)
        return page

    yield open_editor
    for page in pages:
        page.body.stop()
    QApplication.processEvents()


def submitted(qtbot: QtBot, page: QuoteEditorPage, reason: str = "年度框架") -> None:
    page.approval.submit.click()
    dialog = child(page, SubmitDialog)
    dialog.reason.setText(reason)
    dialog.confirm.click()
    settle(qtbot, page)


def decided(
    qtbot: QtBot,
    page: QuoteEditorPage,
    person: uuid.UUID,
    pin: str,
    comment: str = "",
    *,
    approve: bool = True,
) -> DecideDialog:
    (page.approval.approve if approve else page.approval.refuse).click()
    dialog = child(page, DecideDialog)
    places = [dialog.person.itemData(at) for at in range(dialog.person.count())]
    dialog.person.setCurrentIndex(places.index(person))
    dialog.pin.setText(pin)
    dialog.comment.setText(comment)
    dialog.confirm.click()
    settle(qtbot, page)
    return dialog


def test_what_will_be_asked_is_said_while_one_types(qtbot: QtBot, firm: Desk, opened: Opener) -> None:
    page = opened(firm.saved("10%").quote_id)
    assert page.approval.state.text() == "不需要"
    assert not page.approval.submit.isVisible()
    worse = firm.draft(firm.line("26%"))
    page.session.edit(worse, "step")
    settle(qtbot, page)
    assert page.approval.state.text() == "需要审批"
    assert "26%" in page.approval.why.text()
    assert "25%" in page.approval.why.text()
    assert page.approval.steps.text().endswith("区域经理 → 销售总监")
    assert page.approval.submit.isVisible()


def test_a_quote_goes_from_request_to_approval_to_the_customer(
    qtbot: QtBot, firm: Desk, opened: Opener
) -> None:
    page = opened(firm.saved("16%").quote_id)
    page.head.send.click()
    assert "审批" in page.message.text()
    assert page.session.quote.state == "draft"
    submitted(qtbot, page)
    assert page.session.quote.state == "pending_approval"
    assert page.session.read_only
    assert not page.head.send.isVisible()
    assert not page.head.new_version.isVisible()
    assert page.approval.state.text() == "待审批"
    assert "林晓" in page.approval.past.text()
    assert "年度框架" in page.approval.past.text()
    names = [name for _one, name in page.approval.facts.deciders] if page.approval.facts else []
    assert names == ["周建国", "陈思远"]
    decided(qtbot, page, firm.manager, PINS["manager"], "同意，注意回款")
    assert page.session.quote.state == "approved"
    assert page.approval.state.text() == "已批准"
    assert "陈思远" in page.approval.steps.text()
    assert "注意回款" in page.approval.steps.text()
    page.head.send.click()
    box = child(page, QMessageBox)
    next(b for b in box.buttons() if box.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole).click()
    qtbot.waitUntil(lambda: page.session.quote.state == "sent", timeout=10_000)


def test_one_key_leads_from_the_draft_to_the_customer(qtbot: QtBot, firm: Desk, opened: Opener) -> None:
    page = opened(firm.saved("16%").quote_id)
    shift_control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier

    def step() -> None:
        page.window().activateWindow()
        page.lines.view.setFocus()
        qtbot.waitUntil(page.lines.view.hasFocus)
        qtbot.keyClick(page.lines.view, Qt.Key.Key_Return, shift_control)

    step()
    child(page, SubmitDialog).confirm.click()
    settle(qtbot, page)
    assert page.session.quote.state == "pending_approval"
    step()
    dialog = child(page, DecideDialog)
    places = [dialog.person.itemData(at) for at in range(dialog.person.count())]
    dialog.person.setCurrentIndex(places.index(firm.director))
    dialog.pin.setText(PINS["director"])
    dialog.confirm.click()
    settle(qtbot, page)
    assert page.session.quote.state == "approved"
    step()
    box = child(page, QMessageBox)
    next(b for b in box.buttons() if box.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole).click()
    qtbot.waitUntil(lambda: page.session.quote.state == "sent", timeout=10_000)
    step()
    child(page, AcceptDialog).confirm.click()
    qtbot.waitUntil(lambda: page.session.quote.state == "accepted")
    step()
    assert page.session.quote.state == "accepted"


def test_who_has_no_pin_yet_is_named_last(qtbot: QtBot, firm: Desk, data: Data, opened: Opener) -> None:
    with firm.workspace.write(STEP) as write:
        write.session.get_one(Person, firm.director).pin_hash = ""
    page = opened(firm.saved("16%").quote_id)
    submitted(qtbot, page)
    assert page.focusWidget() is page.lines.view, "the button that was pressed is gone"
    page.approval.approve.click()
    dialog = child(page, DecideDialog)
    names = [dialog.person.itemText(at) for at in range(dialog.person.count())]
    assert names == ["陈思远", "周建国（未设 PIN）"]


def test_a_wrong_pin_stays_in_the_dialog(qtbot: QtBot, firm: Desk, opened: Opener) -> None:
    page = opened(firm.saved("16%").quote_id)
    submitted(qtbot, page)
    dialog = decided(qtbot, page, firm.manager, "0000")
    assert dialog.problem()
    assert page.session.quote.state == "pending_approval"
    dialog.pin.clear()
    dialog.confirm.click()
    assert dialog.problem()
    dialog.reject()


def test_a_refusal_is_shown_on_the_draft(qtbot: QtBot, firm: Desk, opened: Opener) -> None:
    page = opened(firm.saved("16%").quote_id)
    submitted(qtbot, page)
    dialog = decided(qtbot, page, firm.manager, PINS["manager"], approve=False)
    assert dialog.problem()
    dialog.comment.setText("最低 15%")
    dialog.confirm.click()
    settle(qtbot, page)
    assert not page.session.read_only
    assert page.approval.past.text() == "陈思远 驳回：最低 15%"
    assert page.approval.submit.isVisible()


def test_withdrawing_commenting_and_changing_again(
    qtbot: QtBot, firm: Desk, data: Data, opened: Opener
) -> None:
    page = opened(firm.saved("16%").quote_id)
    submitted(qtbot, page)
    page.approval.comment_action.trigger()
    dialog = child(page, CommentDialog)
    dialog.text.setText("请看交期")
    dialog.confirm.click()
    settle(qtbot, page)
    assert "林晓：请看交期" in page.approval.past.text()
    page.approval.withdraw_action.trigger()
    settle(qtbot, page)
    assert page.session.quote.state == "draft"
    assert page.approval.past.text() == "申请已撤回。"
    submitted(qtbot, page)
    decided(qtbot, page, firm.director, PINS["director"])
    page.approval.reopen.click()
    box = child(page, QMessageBox)
    next(b for b in box.buttons() if box.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole).click()
    settle(qtbot, page)
    assert page.session.quote.state == "draft"
    assert "失效" in page.approval.past.text()
    assert "此前" in page.approval.steps.text()
    assert "批准" not in str(data.read(history.next_undo, data.workspace.device_id))


def test_what_somebody_else_decides_is_shown(qtbot: QtBot, firm: Desk, opened: Opener) -> None:
    quote = firm.saved("16%")
    page = opened(quote.quote_id)
    submitted(qtbot, page)
    request = firm.newest(quote)
    assert request
    page.session.data.issue(
        STEP,
        approvals_decide,
        request.id,
        Proof(firm.manager, PINS["manager"]),
    )
    settle(qtbot, page)
    assert page.approval.state.text() == "已批准"


def approvals_decide(session: object, request: uuid.UUID, proof: Proof) -> None:
    approvals.decide(session, request, approve=True, proof=proof)  # type: ignore[arg-type]


def test_a_request_goes_out_as_a_file_and_the_decision_comes_back(
    qtbot: QtBot, firm: Desk, opened: Opener, tmp_path: Path
) -> None:
    key = approval_keys.create("周建国", "4-Hasen!")
    with firm.workspace.write(STEP) as write:
        proof = Proof(firm.director, PINS["director"])
        approval_exchange.set_key(write.session, firm.director, key, proof=proof)
    page = opened(firm.saved("26%").quote_id)
    submitted(qtbot, page)
    page.approval.export_action.trigger()
    dialog = child(page, QFileDialog)
    dialog.fileSelected.emit(str(tmp_path / "ask.sdapproval"))
    dialog.reject()
    request = approval_file.read_request(tmp_path / "ask.sdapproval")
    approval_file.write_decision(
        tmp_path / "yes.sdapproval", request, approve=True, comment="", pin="4-Hasen!", at=now()
    )
    QApplication.processEvents()
    page.approval.import_action.trigger()
    page.approving._take(tmp_path / "yes.sdapproval")
    settle(qtbot, page)
    assert page.session.quote.state == "approved"
    assert "签名文件" in page.approval.steps.text()
    for open_dialog in page.findChildren(QFileDialog):
        open_dialog.reject()


def test_who_only_looks_is_offered_nothing(qtbot: QtBot, firm: Desk, data: Data, opened: Opener) -> None:
    quote = firm.saved("16%")
    firm.submit(quote)
    data.read_only = True
    page = opened(quote.quote_id)
    assert page.approval.isVisible()
    assert not page.approval.approve.isVisible()
    assert not page.approval.more.isVisible()


def test_a_sent_quote_that_needed_no_approval_shows_none(firm: Desk, opened: Opener) -> None:
    quote = firm.send(firm.saved("10%"))
    assert opened(quote.quote_id).approval.isHidden()
