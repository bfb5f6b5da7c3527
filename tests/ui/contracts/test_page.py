"""The page of a contract: written without losing a keystroke, blanks led to, undone by the journal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt

from salesdesk.domain.clauses import template
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.merge_fields import Value
from salesdesk.i18n import set_language
from salesdesk.services import contracts, history
from salesdesk.ui.widgets.figure_table import Cell
from tests.services.contracting import Firm
from tests.ui.contracts.conftest import Show

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


def test_what_is_written_is_stored_after_a_rest_and_undone(firm: Firm, show: Show, qtbot: QtBot) -> None:
    contract = firm.contract()
    page = show(contract)
    page.text.choose(3)
    editor = page.text.editor.texts["zh_CN"]
    before = editor.toPlainText()
    editor.setFocus()
    editor.moveCursor(editor.textCursor().MoveOperation.End)
    qtbot.keyClicks(editor, " and more ")
    assert page.unsaved()
    qtbot.waitUntil(lambda: not page.desk.dirty, timeout=5000)
    assert firm.edit(contract).version.clauses[3].text_zh == before + " and more"
    assert editor.toPlainText() == before + " and more ", (
        "the blank that was just typed must stay under the caret"
    )
    history.undo(firm.workspace, person=firm.seller)
    assert firm.edit(contract).version.clauses[3].text_zh == before


def test_leaving_stores_and_what_is_refused_stays(firm: Firm, show: Show) -> None:
    contract = firm.contract()
    page = show(contract)
    page.text.fields.rows["delivery.weeks"].edits["zh_CN"].setText("9")
    page.text.fields.rows["delivery.weeks"].edits["zh_CN"].textEdited.emit("9")
    page.leave()
    assert firm.edit(contract).draft.fields["delivery.weeks"] == Value("9")
    page.desk.set_clause(0, text_zh="长" * 9000)
    with pytest.raises(SalesDeskError):
        page.leave()
    assert page.desk.dirty
    page.desk.discard()
    page.leave()


def test_what_was_changed_elsewhere_meanwhile_is_not_overwritten(firm: Firm, show: Show) -> None:
    contract = firm.contract()
    page = show(contract)
    page.desk.set_clause(0, text_zh="我的")
    clauses = firm.edit(contract).draft.clauses
    firm.save(contract, clauses=(*clauses[:-1],))
    with pytest.raises(SalesDeskError):
        page.leave()
    page.desk.discard()
    assert len(page.desk.draft.clauses) == len(clauses) - 1


def test_empty_fields_are_counted_and_led_to(firm: Firm, show: Show, qtbot: QtBot) -> None:
    page = show(firm.contract())
    assert page.text.empty.text().startswith("1 ")
    qtbot.mouseClick(page.text.empty, Qt.MouseButton.LeftButton)
    assert page.text.fields.rows["contract.place"].edits["zh_CN"].hasFocus()
    qtbot.keyClicks(page.text.fields.rows["contract.place"].edits["zh_CN"], "Yunzhou")
    assert page.text.empty.isHidden()


def test_a_clause_is_moved_left_out_and_comes_back(firm: Firm, show: Show, qtbot: QtBot) -> None:
    page = show(firm.contract())
    page.text.choose(2)
    qtbot.keyClick(page.text.list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [one.code for one in page.desk.draft.clauses[:4]] == ["c00", "c01", "c03", "c02"]
    qtbot.keyClick(page.text.list, Qt.Key.Key_Delete)
    assert "c02" not in [one.code for one in page.desk.draft.clauses]
    heading = next(one.title_zh for one in template() if one.code == "c02")
    menu = page.text.add_menu()
    next(action for action in menu.actions() if action.text() == heading).trigger()
    assert [one.code for one in page.desk.draft.clauses] == [one.code for one in template()]


def test_a_clause_beside_the_template_shows_what_is_new(firm: Firm, show: Show) -> None:
    page = show(firm.contract())
    page.text.choose(1)
    page.desk.set_clause(1, text_zh=page.desk.draft.clauses[1].text_zh + "补充一句。")
    page.text.editor.view.choose("beside")
    assert page.text.editor.read["zh_CN"].toPlainText().endswith("补充一句。")
    page.text.editor.view.choose("reads")
    page.text.choose(0)
    assert firm.edit(page.record).version.number in page.text.editor.read["zh_CN"].toPlainText()


def test_what_was_issued_is_only_read(firm: Firm, show: Show, qtbot: QtBot) -> None:
    page = show(firm.issued())
    editor = page.text.editor.texts["zh_CN"]
    assert editor.isReadOnly()
    qtbot.keyClick(page.text.list, Qt.Key.Key_Delete)
    assert not page.desk.dirty


def test_annex_one_has_the_lines_and_the_total_to_the_fen(firm: Firm, show: Show) -> None:
    page = show(firm.contract(firm.quote("333.33", "1234.57", total="4500.01")))
    rows = page.annex.table.figures.rows
    amounts = [row[-1] for row in rows]
    assert len(rows) == 2
    assert all(isinstance(cell, Cell) and cell.text for cell in amounts)
    assert "4,500.01" in page.annex.sums.text()


def test_a_draft_is_exported_as_a_pdf(firm: Firm, show: Show, qtbot: QtBot, tmp_path: Path) -> None:
    page = show(firm.filled(firm.contract()))
    file = tmp_path / "合同.pdf"
    page.actions_.export(page.desk.content.opened.version, file)
    qtbot.waitUntil(lambda: not page.busy(), timeout=20_000)
    assert file.read_bytes().startswith(b"%PDF")


def test_the_kind_of_the_buyer_is_said_beside_what_depends_on_it(
    firm: Firm, show: Show, qtbot: QtBot
) -> None:
    page = show(firm.contract(firm.quote(payment_term="monthly-60")))
    page.tabs.show_tab("review")
    choice = page.review.buyer
    assert (choice.currentData(), choice.currentText()) == ("", "未知")
    choice.setFocus()
    qtbot.keyClick(choice, Qt.Key.Key_Down)
    assert firm.ask(contracts.buyer, page.record).said == "large"
    assert {one.code for one in page.desk.content.warnings} == {"late_payment", "small_firm_statement"}
    history.undo(firm.workspace, person=firm.seller)
    assert firm.ask(contracts.buyer, page.record).said == ""


def test_a_version_of_the_quote_accepted_later_is_taken_over_with_the_difference_shown(
    firm: Firm, show: Show
) -> None:
    quote = firm.quote("400", total="1000.00")
    page = show(firm.contract(quote))
    assert page.newer.isHidden()
    firm.accept_more(quote)
    page.desk.discard()
    assert page.newer.isVisible()
    assert "-V2" in page.newer.text()
    dialog = page.actions_.ask_follow()
    assert dialog is not None
    shown = [[cell.text for cell in row] for row in dialog.table.figures.rows]
    assert [row[:2] for row in shown] == [["已修改", "磨床1"], ["新增", "备件"]]
    assert shown[0][3] == "3 台"
    assert "1,000.00 → " in shown[0][4]
    assert "2,400.00" in dialog.total.text()
    dialog.confirm.click()
    assert page.newer.isHidden()
    assert len(firm.edit(page.record).version.lines) == 2
    history.undo(firm.workspace, person=firm.seller)
    assert page.newer.isVisible() or len(firm.edit(page.record).version.lines) == 1


def test_headings_and_blanks_are_in_the_windows_language_where_the_contract_has_it(
    firm: Firm, show: Show
) -> None:
    set_language("en")
    page = show(firm.contract())
    assert page.text.list.item(1).data(Qt.ItemDataRole.AccessibleTextRole).startswith("1  Contract documents")
    assert page.text.fields.rows["contract.date"].shown.text() == "2026-06-01"
    page.desk.edit(second_language=None)
    assert page.text.list.item(1).data(Qt.ItemDataRole.AccessibleTextRole).startswith("1  合同文件")
