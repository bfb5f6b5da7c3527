"""A contract on its way: reviewed, issued, signed, amended, ended, each from its page."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from salesdesk.services import contracts, legal_reviews, welcome_packs
from salesdesk.ui.contracts.page import ContractPage
from tests.services.contracting import TODAY, Firm, days
from tests.ui.contracts.conftest import Show

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def offered(page: ContractPage) -> list[str]:
    return [text for _icon, text, _run in page.actions_.entries()]


def state(firm: Firm, contract: uuid.UUID) -> str:
    return firm.edit(contract).state


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
    page.actions_.issue()
    assert state(firm, contract) == "issued"
    dialog = page.actions_.ask_sign()
    dialog.on.setText(TODAY.isoformat())
    dialog.confirm.click()
    assert dialog.problem() == ""
    assert state(firm, contract) == "signed"
    assert firm.opportunity().status == "won"
    assert len(firm.plan(contract)) == 3
    assert page.head.primary.isHidden()


def test_nothing_is_issued_before_the_review_and_with_blanks(firm: Firm, show: Show) -> None:
    contract = firm.reviewed(firm.contract())
    page = show(contract)
    page.actions_.issue()
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


def test_a_waived_review_lets_issue(firm: Firm, show: Show) -> None:
    contract = firm.filled(firm.contract())
    page = show(contract)
    page.actions_.start_review()
    dialog = page.review.ask_waiver()
    dialog.text.setText("老客户,条款未变")
    dialog.confirm.click()
    assert firm.ask(legal_reviews.review, contract).lets_issue
    page.actions_.issue()
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


def test_a_signed_contract_has_a_welcome_pack(firm: Firm, show: Show, qtbot: QtBot, tmp_path: Path) -> None:
    page = show(firm.signed())
    pack = page.desk.data.read(welcome_packs.pack, page.record)
    page.actions_.export_pack(pack, tmp_path / "welcome.pdf")
    qtbot.waitUntil(lambda: not page.busy(), timeout=20_000)
    assert (tmp_path / "welcome.pdf").read_bytes().startswith(b"%PDF")
