"""Letters about open payments, and the tables for the bookkeeping program."""

from __future__ import annotations

import email
import email.policy
import uuid
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot
from python_calamine import CalamineWorkbook

from salesdesk.domain.errors import RuleError
from salesdesk.services import activities, contracts, dunning_letters, payments
from salesdesk.storage.records import Customer
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.contracts.books_dialog import BooksDialog, Work
from salesdesk.ui.contracts.dunning_dialog import DunningDialog
from salesdesk.ui.data import Data
from tests import factories
from tests.factories import STEP
from tests.services.contracting import Firm, days


@pytest.fixture
def firm(workspace: Workspace) -> Firm:
    """Give a firm whose buyer has a contact and speaks English."""
    result = Firm(workspace)
    with workspace.write(STEP) as write:
        write.session.get_one(Customer, result.buyer).language = "en"
        factories.contact(write.session, customer_id=result.buyer, name="Gu", email="gu@example.com")
    result.signed(result.quote("400", total="1000.00"))
    return result


def instalment(firm: Firm, place: int) -> uuid.UUID:
    return firm.plan(firm_contract(firm))[place].id


def firm_contract(firm: Firm) -> uuid.UUID:
    (row,) = firm.ask(contracts.contracts)
    return row.id


def test_a_letter_is_in_the_customers_language_and_as_plain_as_it_is_late(firm: Firm, qtbot: QtBot) -> None:
    letter = firm.ask(dunning_letters.letter, instalment(firm, 0), seller_name="云帆砺行")
    assert (letter.language, letter.to, letter.to_name) == ("en", "gu@example.com", "Gu")
    dialog = DunningDialog(Data(firm.workspace), letter)
    qtbot.addWidget(dialog)
    assert dialog.degree.currentData() == "formal"
    assert "C-2026-0001" in dialog.subject.text()
    assert "¥300.00" in dialog.body.toPlainText()
    formal = dialog.body.toPlainText()
    dialog.degree.setCurrentIndex(0)
    assert dialog.body.toPlainText() != formal
    dialog.language.setCurrentIndex(0)
    assert "合同" in dialog.body.toPlainText()
    dialog.confirm.click()
    assert QGuiApplication.clipboard().text() == dialog.body.toPlainText()


def test_what_was_typed_goes_into_the_mail(firm: Firm, qtbot: QtBot, tmp_path: Path) -> None:
    dialog = DunningDialog(
        Data(firm.workspace), firm.ask(dunning_letters.letter, instalment(firm, 0), seller_name="云帆砺行")
    )
    qtbot.addWidget(dialog)
    dialog.body.setPlainText("请于本周内付款。")
    dialog.subject.setText("催款\nBcc: x@example.com")
    dialog.save_mail(tmp_path / "催款.eml")
    mail = email.message_from_bytes((tmp_path / "催款.eml").read_bytes(), policy=email.policy.default)
    assert mail["To"] == "Gu <gu@example.com>"
    assert mail["Bcc"] is None
    assert mail["X-Unsent"] == "1"
    assert mail.get_content().strip() == "请于本周内付款。"
    assert not list(mail.iter_attachments())
    dialog.save_mail(tmp_path)
    assert dialog.problem()


def test_nothing_is_written_about_what_is_not_due(firm: Firm) -> None:
    with pytest.raises(RuleError):
        firm.ask(dunning_letters.letter, instalment(firm, 1), seller_name="云帆砺行")
    first = instalment(firm, 0)
    firm.do(payments.record, firm.buyer, on=days(1), amount=Decimal(300))
    with pytest.raises(RuleError):
        firm.ask(dunning_letters.letter, first, seller_name="云帆砺行")


@pytest.mark.parametrize("place", [0, 1])
def test_a_period_goes_into_the_books(firm: Firm, qtbot: QtBot, tmp_path: Path, place: int) -> None:
    firm.do(payments.record, firm.buyer, on=days(1), amount=Decimal(300))
    asked: list[tuple[str, Work]] = []
    dialog = BooksDialog(firm.workspace, lambda name, work: asked.append((name, work)))
    qtbot.addWidget(dialog)
    dialog.system.setCurrentIndex(place)
    dialog.start.setText("2026-07-01")
    dialog.end.setText("2026-06-01")
    dialog.confirm.click()
    assert dialog.problem()
    assert not asked
    dialog.start.setText("2026-06-01")
    dialog.end.setText("2026-06-30")
    dialog.confirm.click()
    ((_name, work),) = asked
    work(tmp_path / "books.xlsx", lambda _done: None)
    rows = CalamineWorkbook.from_path(tmp_path / "books.xlsx").get_sheet_by_name("收款单").to_python()
    assert len(rows) == 2
    assert date(2026, 6, 2) in rows[1]


def test_a_letter_is_noted_once_in_the_customers_timeline(firm: Firm, qtbot: QtBot, tmp_path: Path) -> None:
    letter = firm.ask(dunning_letters.letter, instalment(firm, 0), seller_name="云帆砺行")
    dialog = DunningDialog(Data(firm.workspace), letter)
    qtbot.addWidget(dialog)
    dialog.save_mail(tmp_path / "a.eml")
    dialog.confirm.click()
    noted = [one for one in firm.ask(activities.timeline, customer_id=firm.buyer) if one.kind == "email"]
    assert len(noted) == 1
    assert "C-2026-0001" in noted[0].title
    assert "Gu" in noted[0].title
    assert not [one for one in firm.ask(activities.timeline, customer_id=firm.buyer) if one.kind == "note"]


def test_a_letter_that_nobody_wants_noted_is_not(firm: Firm, qtbot: QtBot) -> None:
    dialog = DunningDialog(
        Data(firm.workspace),
        firm.ask(dunning_letters.letter, instalment(firm, 0), seller_name="云帆砺行"),
    )
    qtbot.addWidget(dialog)
    dialog.note.setChecked(False)
    dialog.confirm.click()
    kinds = {one.kind for one in firm.ask(activities.timeline, customer_id=firm.buyer)}
    assert not kinds & {"note", "email"}
