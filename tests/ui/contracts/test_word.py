"""Word templates in the window: kept and checked, chosen for a contract, exported, their fields copied."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from salesdesk import i18n
from salesdesk.documents.contract_docx import starting_template
from salesdesk.domain.clauses import template
from salesdesk.domain.errors import SalesDeskError
from salesdesk.services import contracts, word_templates
from salesdesk.ui.contracts.list_page import ContractListPage
from salesdesk.ui.contracts.page import ContractPage
from salesdesk.ui.contracts.word_dialog import WordTemplatesDialog
from salesdesk.ui.contracts.word_fields_dialog import WordFieldsDialog
from salesdesk.ui.data import Data
from tests.documents.word_files import entries_of, paragraph, text_of, word_file
from tests.services.contracting import TODAY, Firm
from tests.ui.conftest import context_of
from tests.ui.contracts.conftest import Show

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

WHOLE = "{{contract.no}} {{buyer.name}} {{seller.name}} {{total.words}} {{contract.place}}"


def dialog_of(page: ContractPage) -> WordTemplatesDialog:
    """Open the dialog on the page of a contract."""
    return page.actions_.ask_templates()


def take(
    dialog: WordTemplatesDialog, qtbot: QtBot, folder: Path, text: str = WHOLE, name: str = "我方合同"
) -> None:
    """Let the dialog take a file of this text."""
    file = folder / f"{name}.docx"
    file.write_bytes(word_file(paragraph(text)))
    dialog.take(file)
    qtbot.waitUntil(dialog.add.isEnabled, timeout=10_000)


def test_a_template_is_added_checked_chosen_and_the_contract_exported(
    firm: Firm, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    page = show(firm.contract())
    dialog = dialog_of(page)
    assert not dialog.nothing.isHidden()
    take(dialog, qtbot, tmp_path)
    entry = dialog.list.current()
    assert entry is not None
    assert (entry.title, entry.chip) == ("我方合同", "可以使用")
    (row,) = firm.ask(word_templates.templates)
    dialog.choose(row.file.hash)
    assert firm.edit(page.record).version.template_name == "我方合同"
    assert "签订地点" in dialog.problems.text()
    dialog.accept()
    assert "我方合同" in page.text.locked.text()
    assert page.text.empty.text().startswith("1 ")
    names = [name for _icon, name, _run in page.actions_.entries()]
    assert "导出为 Word…" in names
    assert "导出 PDF…" not in names
    page.actions_.ask_export()
    assert "签订地点" in page.message.text()
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    qtbot.mouseClick(page.text.empty, Qt.MouseButton.LeftButton)
    edit = page.text.fields.rows["contract.place"].edits["zh_CN"]
    assert edit.hasFocus()
    qtbot.keyClicks(edit, "Yunzhou")
    page.desk.flush()
    assert page.text.empty.isHidden()
    target = tmp_path / "合同.docx"
    page.actions_.export(page.desk.content.opened.version, target)
    qtbot.waitUntil(lambda: not page.busy(), timeout=20_000)
    content = target.read_bytes()
    assert "Yunzhou" in text_of(content)
    assert any("草稿".encode() in data for data in entries_of(content).values())


def test_what_is_issued_with_a_template_is_kept_as_that_very_word_file(
    firm: Firm, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    contract = firm.filled(firm.contract())
    page = show(contract)
    dialog = dialog_of(page)
    take(dialog, qtbot, tmp_path)
    (row,) = firm.ask(word_templates.templates)
    dialog.choose(row.file.hash)
    dialog.accept()
    firm.reviewed(contract)
    page = show(contract)
    page.actions_.issue()
    qtbot.waitUntil(lambda: not page.busy(), timeout=20_000)
    version = firm.edit(contract).version
    assert version.state == "issued"
    issued = firm.ask(contracts.issued_file, contract, version.version)
    target = tmp_path / "x.docx"
    page.actions_.export(version, target)
    qtbot.waitUntil(lambda: not page.busy(), timeout=20_000)
    assert target.read_bytes() == word_templates.content(firm.workspace.files, issued, "x")
    assert version.number in text_of(target.read_bytes())


def test_a_contract_without_a_template_is_exported_with_its_clauses(
    firm: Firm, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    page = show(firm.filled(firm.contract()))
    target = tmp_path / "x.docx"
    page.actions_.export_word(page.desk.content.opened.version, target)
    qtbot.waitUntil(lambda: not page.busy(), timeout=20_000)
    assert "第十八条" in text_of(target.read_bytes())


def test_faults_are_named_and_files_that_may_do_harm_are_refused(
    firm: Firm, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    i18n.set_language("en")
    dialog = dialog_of(show(firm.contract()))
    take(dialog, qtbot, tmp_path, "{{byer.name}}")
    assert "{{buyer.name}} meant?" in dialog.found.toPlainText()
    assert "{{contract.no}} is missing" in dialog.found.toPlainText()
    entry = dialog.list.current()
    assert entry is not None
    assert entry.chip == "5 things to put right"
    bad = tmp_path / "bad.docm"
    bad.write_bytes(word_file("", more={"word/vbaProject.bin": b"x"}))
    dialog.take(bad)
    qtbot.waitUntil(dialog.add.isEnabled, timeout=10_000)
    assert "macros" in dialog.message.text()
    assert len(firm.ask(word_templates.templates)) == 1


def test_another_file_a_name_a_copy_and_no_longer(
    firm: Firm, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    page = show(firm.contract())
    dialog = dialog_of(page)
    take(dialog, qtbot, tmp_path)
    (row,) = firm.ask(word_templates.templates)
    dialog.choose(row.file.hash)
    file = tmp_path / "other.docx"
    file.write_bytes(word_file(paragraph(WHOLE + "x")))
    dialog.take(file, instead=row)
    qtbot.waitUntil(dialog.add.isEnabled, timeout=10_000)
    (other,) = firm.ask(word_templates.templates)
    assert other.file.hash != row.file.hash
    assert firm.edit(page.record).version.template_file == other.file.hash == dialog.choice.currentData()
    asked = dialog.ask_name()
    assert asked is not None
    asked.text.setText("标准合同")
    asked.confirm.click()
    entry = dialog.list.current()
    assert entry is not None
    assert entry.title == "标准合同"
    copy = tmp_path / "copy.docx"
    dialog.save_copy(firm.ask(word_templates.templates)[0], copy)
    assert copy.read_bytes() == file.read_bytes()
    dialog.save_copy(firm.ask(word_templates.templates)[0], tmp_path)
    assert str(tmp_path) in dialog.message.text()
    dialog.remove()
    assert firm.ask(word_templates.templates) == ()
    assert dialog.choice.currentData() == other.file.hash, "the contract keeps it"
    assert "标准合同" in dialog.message.text()
    dialog.message._action.click()
    assert len(firm.ask(word_templates.templates)) == 1
    assert dialog.list.current() is not None


def test_a_starting_template_is_one_that_can_be_added(
    firm: Firm, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    dialog = dialog_of(show(firm.contract()))
    target = tmp_path / "起始.docx"
    dialog.save_start(target)
    assert target.read_bytes() == starting_template(template(), ("zh_CN", "en"))
    dialog.take(target)
    qtbot.waitUntil(dialog.add.isEnabled, timeout=10_000)
    entry = dialog.list.current()
    assert entry is not None
    assert (entry.title, entry.chip_tone) == ("起始", "ok")


def test_what_was_issued_keeps_its_choice(firm: Firm, show: Show) -> None:
    dialog = dialog_of(show(firm.issued()))
    assert not dialog.choice.isEnabled()
    dialog.choose("0" * 64)
    assert dialog.choice.currentData() == ""


def test_a_workspace_that_is_only_looked_at_takes_nothing(
    firm: Firm, show: Show, gate: Data, tmp_path: Path
) -> None:
    page = show(firm.contract())
    gate.read_only = True
    dialog = dialog_of(page)
    assert not dialog.add.isEnabled()
    assert not dialog.acceptDrops()
    assert dialog.ask_name() is None
    dialog.take(tmp_path / "x.docx")
    dialog.remove()
    assert dialog.start.isEnabled()


def test_templates_are_reached_from_the_list_too(firm: Firm, gate: Data, qtbot: QtBot) -> None:
    page = ContractListPage(context_of(gate))
    qtbot.addWidget(page)
    assert "Word 模板…" in [action.text() for action in page.menu().actions()]
    dialog = page.ask_templates()
    assert dialog.of_contract.isHidden()
    assert dialog.show_fields().table.figures.rows
    assert firm.ask(word_templates.templates) == ()


def test_fields_are_filtered_and_copied_as_they_are_written(firm: Firm, show: Show, qtbot: QtBot) -> None:
    page = show(firm.contract())
    fields = WordFieldsDialog(page.desk.content.opened.version, page)
    qtbot.addWidget(fields)
    fields.show()
    fields.filter.setText("大写")
    rows = fields.table.figures.rows
    assert [row[0].text for row in rows] == ["{{total.words}}"]
    assert rows[0][2].text.startswith("人民币")
    assert rows[0][3].text.startswith("SAY")
    fields.table.setCurrentIndex(fields.table.figures.index(0, 3))
    fields.copy_current()
    assert QGuiApplication.clipboard().text() == "{{total.words.en}}"
    assert "{{total.words.en}}" in fields.said.text()
    qtbot.keyClick(fields.table, Qt.Key.Key_Return)
    fields.filter.setText("")
    fields.copy_all()
    assert "\t{{line.name.en}}" in QGuiApplication.clipboard().text()
    fields.filter.setText("no such thing")
    fields.copy_current()


@pytest.mark.parametrize("name", ["<b>x</b>&" * 20, "行" * 300])
def test_hostile_names_are_shown_as_they_are(
    firm: Firm, show: Show, qtbot: QtBot, tmp_path: Path, name: str
) -> None:
    dialog = dialog_of(show(firm.contract()))
    file = tmp_path / "x.docx"
    file.write_bytes(word_file(paragraph(WHOLE)))
    dialog.take(file)
    qtbot.waitUntil(dialog.add.isEnabled, timeout=10_000)
    (row,) = firm.ask(word_templates.templates)
    firm.do(word_templates.rename, row.id, name, row_version=row.row_version)
    (row,) = firm.ask(word_templates.templates)
    dialog.choose(row.file.hash)
    assert dialog.width() < 1_000
    with pytest.raises(SalesDeskError):
        firm.do(word_templates.rename, row.id, "y", row_version=row.row_version - 1)


def test_another_template_is_told_beside_the_version_before(
    firm: Firm, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    contract = firm.issued()
    firm.issue_step(contracts.revise, contract, reason="改用我方文本", today=TODAY)
    page = show(contract)
    dialog = dialog_of(page)
    take(dialog, qtbot, tmp_path)
    (row,) = firm.ask(word_templates.templates)
    dialog.choose(row.file.hash)
    assert "本页条款 → 我方合同" in page.versions.difference.toPlainText()


def test_a_starting_template_of_a_framework_agreement_has_its_clauses(
    firm: Firm, show: Show, tmp_path: Path
) -> None:
    agreement = firm.do(contracts.make_framework, firm.buyer, today=TODAY, seller_name="x")
    dialog = dialog_of(show(agreement))
    dialog.save_start(tmp_path / "x.docx")
    text = text_of((tmp_path / "x.docx").read_bytes())
    assert "适用范围、期限与订单" in text
    assert "{{line." not in text


def test_a_file_that_is_looked_through_when_the_dialog_closes_is_let_go(
    firm: Firm, show: Show, qtbot: QtBot, tmp_path: Path
) -> None:
    page = show(firm.contract())
    dialog = dialog_of(page)
    file = tmp_path / "x.docx"
    file.write_bytes(word_file(paragraph(WHOLE)))
    dialog.take(file)
    dialog.close()
    background = page.actions_._context.background
    qtbot.waitUntil(lambda: not background.busy(), timeout=10_000)
    assert firm.ask(word_templates.templates) == ()
