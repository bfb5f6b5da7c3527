"""A contract on its way: reviewed, issued, signed, amended, ended, each from its page."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from sqlalchemy import select

from salesdesk.documents.contract_pdf import render_contract
from salesdesk.services import contracts, handovers, legal_reviews, payments, pins, tickets
from salesdesk.services.contract_check import file_problems
from salesdesk.storage import files
from salesdesk.storage.records import Company
from salesdesk.ui.contracts.page import ContractPage
from salesdesk.ui.data import Data
from tests import factories
from tests.factories import STEP
from tests.services.contracting import TODAY, Firm, days
from tests.ui.contracts.conftest import Show

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot


def offered(page: ContractPage) -> list[str]:
    return [text for _icon, text, _run in page.actions_.entries()]


def state(firm: Firm, contract: uuid.UUID) -> str:
    return firm.edit(contract).state


def issue(page: ContractPage, qtbot: QtBot) -> None:
    """Let the contract out, and wait until it is printed."""
    page.actions_.issue()
    qtbot.waitUntil(lambda: not page.busy(), timeout=20_000)


def test_what_was_issued_is_kept_and_exported_as_that_very_file(
    firm: Firm, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    contract = firm.reviewed(firm.filled(firm.contract()))
    page = show(contract)
    issue(page, qtbot)
    kept = firm.ask(contracts.issued_file, contract, 1)
    printed = files.read(firm.workspace.files, kept)
    assert printed == render_contract(firm.edit(contract).version)
    files.path(firm.workspace.files, kept).write_bytes(b"%PDF-another")
    assert any("C-2026-0001-V1.pdf" in one for one in firm.ask(file_problems, firm.workspace.files))
    files.store(firm.workspace.files, printed)
    firm.issue_step(contracts.sign, contract, on=TODAY)
    with firm.workspace.write(STEP) as write:
        write.session.scalars(select(Company)).one().name = "改名后的公司"
    target = tmp_path / "contract.pdf"
    page.actions_.export(firm.edit(contract).version, target)
    qtbot.waitUntil(lambda: not page.busy(), timeout=20_000)
    assert target.read_bytes() == printed


def test_what_was_changed_while_it_was_printed_is_not_issued(firm: Firm, show: Show, qtbot: QtBot) -> None:
    contract = firm.reviewed(firm.filled(firm.contract()))
    page = show(contract)
    page.actions_.issue()
    firm.do(legal_reviews.take_back, contract)
    firm.save(contract, seller_person="另一人")
    firm.reviewed(contract)
    qtbot.waitUntil(lambda: not page.busy(), timeout=20_000)
    assert state(firm, contract) == "in_review"
    assert page.message.text()


def test_a_draft_goes_through_review_issue_and_signature(firm: Firm, show: Show, qtbot: QtBot) -> None:
    contract = firm.filled(firm.contract())
    page = show(contract)
    qtbot.mouseClick(page.head.primary, Qt.MouseButton.LeftButton)
    assert state(firm, contract) == "in_review"
    assert page.tabs.current() == "review"
    for row in list(page.review.rows.values()):
        row.result.setCurrentIndex(row.result.findData("passed"))
        row.result.activated.emit(row.result.currentIndex())
    assert firm.ask(legal_reviews.review, contract).outcome == "passed"
    issue(page, qtbot)
    assert state(firm, contract) == "issued"
    dialog = page.actions_.ask_sign()
    dialog.on.setText(TODAY.isoformat())
    dialog.confirm.click()
    assert dialog.problem() == ""
    assert state(firm, contract) == "signed"
    assert firm.opportunity().status == "won"
    assert len(firm.plan(contract)) == 3
    assert page.head.primary.isHidden()
    assert page.tabs.current() == "payments"


def test_nothing_is_issued_before_the_review_and_with_blanks(firm: Firm, show: Show, qtbot: QtBot) -> None:
    contract = firm.reviewed(firm.contract())
    page = show(contract)
    issue(page, qtbot)
    assert state(firm, contract) == "in_review"
    assert page.message.text()
    assert page.message.isVisible()


def test_a_condition_waits_for_its_note(firm: Firm, show: Show) -> None:
    contract = firm.filled(firm.contract())
    page = show(contract)
    page.actions_.start_review()
    row = next(iter(page.review.rows.values()))
    row.result.setCurrentIndex(row.result.findData("conditional"))
    row.result.activated.emit(row.result.currentIndex())
    assert not firm.ask(legal_reviews.review, contract).points[0].result
    row.note.setText("签字前补交")
    row.note.setModified(True)
    row.note.editingFinished.emit()
    first = firm.ask(legal_reviews.review, contract).points[0]
    assert (first.result, first.note) == ("conditional", "签字前补交")


def test_a_waived_review_lets_issue(firm: Firm, show: Show, qtbot: QtBot) -> None:
    contract = firm.filled(firm.contract())
    page = show(contract)
    page.actions_.start_review()
    dialog = page.review.ask_waiver()
    dialog.text.setText("老客户,条款未变")
    dialog.confirm.click()
    assert firm.ask(legal_reviews.review, contract).lets_issue
    issue(page, qtbot)
    assert state(firm, contract) == "issued"


def test_an_amendment_is_made_beside_what_is_in_force(firm: Firm, show: Show) -> None:
    contract = firm.signed()
    page = show(contract)
    dialog = page.actions_.ask_amend()
    dialog.confirm.click()
    assert dialog.problem()
    dialog.reason.setText("增加备件")
    dialog.confirm.click()
    assert firm.edit(contract).version.version == 2
    assert not page.head.amendment.isHidden()
    assert not page.desk.read_only


def test_a_contract_is_terminated_with_what_stays(firm: Firm, show: Show) -> None:
    contract = firm.signed(firm.quote("1000"))
    page = show(contract)
    dialog = page.actions_.ask_terminate()
    dialog.on.setText(days(3).isoformat())
    dialog.kept.setText("1000")
    dialog.reason.setText("客户停产")
    dialog.confirm.click()
    assert dialog.problem() == ""
    assert state(firm, contract) == "terminated"
    assert sum(one.amount for one in firm.plan(contract)) == 1000


def test_only_what_can_be_done_is_offered(firm: Firm, show: Show) -> None:
    draft = offered(show(firm.contract()))
    assert not any(one.startswith(("终止", "变更")) for one in draft)
    contract = firm.signed(firm.quote("777"))
    signed = offered(show(contract))
    assert not any(one.startswith("作废") for one in signed)
    assert any(one.startswith("终止") for one in signed)


def test_a_draft_is_made_void_and_the_quote_is_free_again(firm: Firm, show: Show) -> None:
    quote = firm.quote()
    contract = firm.contract(quote)
    dialog = show(contract).actions_.ask_void()
    dialog.reason.setText("重做")
    dialog.confirm.click()
    assert state(firm, contract) == "void"
    assert [one.id for one in firm.ask(contracts.accepted_quotes)] == [quote]


def test_a_signed_contract_has_its_welcome_pack_once(firm: Firm, show: Show) -> None:
    found = offered(show(firm.signed()))
    assert len([one for one in found if one.startswith("欢迎礼包")]) == 1


def test_a_signed_contract_leads_to_its_handover(firm: Firm, show: Show, qtbot: QtBot) -> None:
    contract = firm.signed()
    page = show(contract)
    ticket = firm.ask(handovers.of_contract, contract)
    with qtbot.waitSignal(page.open_requested) as opened:
        page.head.ticket.click()
    assert opened.args == ["service_ticket", ticket]
    assert ticket is not None
    firm.do(tickets.void, ticket, "重复")
    again = show(contract)
    assert any("移交" in one for one in offered(again))
    with qtbot.waitSignal(again.open_requested) as opened:
        next(run for _icon, text, run in again.actions_.entries() if "移交" in text)()
    assert opened.args == ["service_ticket", firm.ask(handovers.of_contract, contract)]


def test_the_keyboard_goes_to_the_first_open_point_and_who_judges_is_named(firm: Firm, show: Show) -> None:
    contract = firm.filled(firm.contract())
    with firm.workspace.write(STEP) as write:
        factories.person(write.session, name="沈律", role="legal")
    page = show(contract)
    page.head.primary.click()
    first = next(iter(page.review.rows.values()))
    assert first.result.hasFocus()
    assert "沈律" in page.review.told.text()
    page.review.waive.setFocus()
    page.head.primary.click()
    assert first.result.hasFocus()


def test_what_was_paid_stays_of_a_terminated_contract_unless_another_amount_is_said(
    firm: Firm, show: Show
) -> None:
    contract = firm.signed(firm.quote("1000"))
    firm.do(payments.record, firm.buyer, on=TODAY, amount=Decimal("1234.50"))
    assert show(contract).actions_.ask_terminate().kept.text() == "1,234.50"


def test_the_dialog_of_the_signature_grows_with_the_reason_for_letting_it_pass(
    firm: Firm, show: Show, gate: Data
) -> None:
    contract = firm.issued()
    with firm.workspace.write(STEP) as write:
        stage = next(one for one in factories.stages(write.session) if one.closes_won)
        stage.required_fields = "need"
        gate.person = factories.person(write.session, name="陈思远", role="director")
    dialog = show(contract).actions_.ask_sign()
    before = dialog.height()
    dialog.waiver.link.click()
    layout = dialog.layout()
    assert layout is not None
    assert dialog.height() >= layout.totalHeightForWidth(dialog.width()) > before - 1


def test_of_several_scans_none_is_dropped_in_silence(
    firm: Firm, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    contract = firm.issued()
    pages = [tmp_path / f"{number}.jpg" for number in (1, 2)]
    for number, page in enumerate(pages):
        page.write_bytes(b"page %d" % number)
    dialog = show(contract).actions_.ask_sign()
    dialog.slot.take(pages)
    qtbot.waitUntil(lambda: not dialog.slot.busy, timeout=5_000)
    dialog.confirm.click()
    assert "PDF" in dialog.problem()
    assert state(firm, contract) == "issued"


def test_a_manager_waives_with_the_pin(firm: Firm, show: Show, gate: Data) -> None:
    contract = firm.filled(firm.contract())
    with firm.workspace.write(STEP) as write:
        gate.person = factories.person(write.session, name="周总", role="director")
        pins.set_pin(write.session, gate.person, "2580")
    page = show(contract)
    page.actions_.start_review()
    dialog = page.review.ask_waiver()
    dialog.text.setText("老客户")
    dialog.pin.setText("1357")
    dialog.confirm.click()
    assert dialog.problem()
    dialog.pin.setText("2580")
    dialog.confirm.click()
    assert firm.ask(legal_reviews.review, contract).waived_by == "周总"
