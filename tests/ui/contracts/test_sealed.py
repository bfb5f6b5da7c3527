"""A contract's PDF with the picture of a seal: by its keeper's PIN and a manager's, each time a line in the log."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from unittest.mock import patch

import pytest
from PySide6.QtWidgets import QApplication, QPushButton

from salesdesk.services import contracts, pins, seals
from salesdesk.services.seals import SealFacts
from salesdesk.storage import files
from salesdesk.ui.contracts.page import ContractPage
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.sealed_export import SealUseDialog
from tests.documents.samples import page_texts, picture, squeezed
from tests.services.contracting import TODAY, Firm
from tests.services.sealing import PINS, SealedFirm
from tests.ui.conftest import context_of
from tests.ui.contracts.conftest import Show
from tests.ui.quotes.conftest import child

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace

LABEL = "电子印章图片，非可靠电子签名"
OFFER = "导出（带印章图片）…"


@pytest.fixture
def firm(workspace: Workspace) -> SealedFirm:
    """Give a firm with a seal that has a picture."""
    made = SealedFirm(workspace)
    made.seal = made.add(name="公章", image=files.store(workspace.files, picture(300, 300)), size_mm=38)
    return made


def offered(page: ContractPage) -> bool:
    return OFFER in [text for _icon, text, _run in page.actions_.entries()]


def ask(page: ContractPage, file: Path) -> SealUseDialog:
    """Choose the entry of the menu and the file, and return what is asked then."""
    with patch("salesdesk.ui.widgets.sealed_export.choose_target") as asked:
        next(run for _icon, text, run in page.actions_.entries() if text == OFFER)()
    asked.call_args.args[-1](file)
    return child(page, SealUseDialog)


def fill(dialog: SealUseDialog, firm: SealedFirm, *, pin: str = "", manager_pin: str = "") -> None:
    dialog.seal.setCurrentIndex(
        [dialog.seal.itemData(at) for at in range(dialog.seal.count())].index(firm.seal)
    )
    dialog.pin.setText(pin or PINS["keeper"])
    people = [dialog.manager.itemData(at) for at in range(dialog.manager.count())]
    dialog.manager.setCurrentIndex(people.index(firm.manager))
    dialog.manager_pin.setText(manager_pin or PINS["manager"])
    dialog.purpose.setText("寄给客户")


def wait(page: ContractPage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not page.busy(), timeout=20_000)


def test_it_is_offered_for_what_was_issued_only(firm: SealedFirm, show: Show) -> None:
    contract = firm.contract()
    page = show(contract)
    assert not offered(page)
    firm.reviewed(firm.filled(contract))
    firm.issue_step(contracts.issue, contract)
    page = show(contract)
    assert offered(page)
    firm.issue_step(contracts.sign, contract, on=TODAY)
    assert offered(show(contract))
    firm.do(contracts.amend, contract, reason="改", today=TODAY)
    assert not offered(show(contract))


def test_the_pdf_carries_picture_label_and_number(
    firm: SealedFirm, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    page, file = show(firm.issued()), tmp_path / "a.pdf"
    dialog = ask(page, file)
    assert dialog.keeper.text() == "何静"
    fill(dialog, firm)
    dialog.confirm.click()
    wait(page, qtbot)
    (text,) = [squeezed(one) for one in page_texts(file.read_bytes()) if "SL-" in one]
    assert LABEL in text
    (line,) = firm.log()
    assert squeezed(line.number) in text
    assert (line.used_by, line.approved_by, line.purpose) == ("何静", "陈思远", "寄给客户")
    assert line.number in page.message.text()
    with patch("PySide6.QtGui.QDesktopServices.openUrl") as opened:
        child(page.message, QPushButton).click()
    assert opened.call_args[0][0].toLocalFile() == str(tmp_path)


def test_a_wrong_pin_or_no_purpose_stays_in_the_dialog_and_logs_nothing(
    firm: SealedFirm, show: Show, tmp_path: Path
) -> None:
    page, file = show(firm.issued()), tmp_path / "a.pdf"
    dialog = ask(page, file)
    for values in ({"pin": "0001"}, {"manager_pin": "0001"}):
        fill(dialog, firm, **values)
        dialog.confirm.click()
        assert dialog.problem()
    fill(dialog, firm)
    dialog.purpose.clear()
    dialog.confirm.click()
    assert dialog.problem()
    fill(dialog, firm)
    dialog.manager.setCurrentIndex(0)
    dialog.confirm.click()
    assert dialog.problem()
    assert firm.log() == []
    assert not file.exists()
    dialog.reject()


def test_a_picture_that_is_lost_takes_no_number(firm: SealedFirm, show: Show, tmp_path: Path) -> None:
    page = show(firm.issued())
    dialog = ask(page, tmp_path / "a.pdf")
    fill(dialog, firm)
    files.path(firm.workspace.files, firm.view().facts.image).unlink()
    dialog.confirm.click()
    assert dialog.problem()
    assert firm.log() == []
    dialog.reject()


def test_a_file_that_can_not_be_written_is_written_again_under_the_same_number(
    firm: SealedFirm, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    page = show(firm.issued())
    dialog = ask(page, tmp_path)  # a folder
    fill(dialog, firm)
    dialog.confirm.click()
    wait(page, qtbot)
    assert "SL-" in page.message.text()
    file = tmp_path / "a.pdf"
    with patch("salesdesk.ui.widgets.sealed_export.choose_target") as asked:
        child(page.message, QPushButton).click()
    asked.call_args.args[-1](file)
    wait(page, qtbot)
    (line,) = firm.log()
    assert any(line.number in text for text in page_texts(file.read_bytes()))


def test_a_director_who_keeps_it_is_asked_for_nobody_else(
    firm: SealedFirm, show: Show, gate: Data, tmp_path: Path
) -> None:
    own = firm.add(name="公章（大）", keeper_id=firm.director, image=firm.view().facts.image)
    gate.person = firm.director
    dialog = ask(show(firm.issued()), tmp_path / "a.pdf")
    assert dialog.seal.currentData() == own
    assert dialog.manager.isHidden()
    dialog.reject()


def test_who_works_alone_types_a_pin_only_where_one_is_set(
    workspace: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    firm = Firm(workspace)
    contract = firm.issued()
    image = files.store(workspace.files, picture(300, 300))
    firm.issue_step(seals.add, SealFacts("公章", "company", image=image))
    page = ContractPage(context_of(Data(workspace)), contract_id=contract)
    qtbot.addWidget(page)
    dialog = ask(page, tmp_path / "a.pdf")
    assert dialog.pin.isHidden()
    assert dialog.manager.isHidden()
    dialog.reject()
    QApplication.processEvents()
    firm.do(pins.set_pin, firm.seller, "4417")
    again = page.actions_.sealed.ask_seal(
        dialog._subject, "C", lambda _seal, file, _job: file, tmp_path / "a.pdf"
    )
    assert not again.pin.isHidden()
    again.reject()


def test_a_stamp_on_paper_is_logged_with_its_copies(firm: SealedFirm, show: Show) -> None:
    page = show(firm.issued())
    assert "登记纸质盖章…" in [text for _icon, text, _run in page.actions_.entries()]
    dialog = page.actions_.ask_stamp()
    for copies, purpose in (("", "签署"), ("x", "签署"), ("0", "签署"), ("4", " ")):
        dialog.copies.setText(copies)
        dialog.purpose.setText(purpose)
        dialog.confirm.click()
        assert dialog.problem()
    dialog.copies.setText("４")
    dialog.purpose.setText("签署")
    dialog.confirm.click()
    (line,) = firm.log()
    assert (line.way, line.copies, line.used_by) == ("stamp", 4, "林晓")
    assert line.number in page.message.text()
