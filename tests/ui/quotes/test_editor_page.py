"""The quote editor as its user works with it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from salesdesk.domain.errors import ConflictError, InvalidInputError
from salesdesk.services import drafts, history, quotes
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.data import Data
from salesdesk.ui.quotes import editor_session
from salesdesk.ui.quotes.editor_columns import Col
from salesdesk.ui.quotes.editor_combo import line_of
from salesdesk.ui.quotes.editor_page import QuoteEditorPage
from salesdesk.ui.quotes.editor_version import NewVersionDialog
from tests import factories
from tests.ui.quotes.conftest import TODAY, Firm, Opener, child, line, press, saved, settle

ENTER, TAB, ESC = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape
CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)


def operations(data: Data) -> int:
    """Return how many operations the journal has."""
    with data.workspace.read() as session:
        return len(session.connection().exec_driver_sql("SELECT id FROM operation").all())


def stored_of(data: Data, page: QuoteEditorPage) -> quotes.EditableQuote:
    """Return the page's quote as it is stored."""
    assert page.record is not None
    return data.read(quotes.edit, page.record)


def change_elsewhere(data: Data, quote_id: uuid.UUID | None) -> None:
    """Save other lines of a quote past its editor."""
    assert quote_id is not None
    stored = data.read(quotes.edit, quote_id)
    theirs = replace(stored.draft, lines=(line("别的"),))
    values: dict[str, Any] = {"today": TODAY, "seller_name": "", "seller_person": "", "language": "zh_CN"}
    data.write(factories.STEP, quotes.save, stored, theirs, **values)


def on_line(page: QuoteEditorPage, row: int, column: int) -> None:
    page.lines.view.go_to(row, column)
    QApplication.processEvents()


def names(page: QuoteEditorPage) -> list[str]:
    return [one.name for one in page.session.draft.lines]


@pytest.fixture
def standing(data: Data, firm: Firm, opened: Opener) -> QuoteEditorPage:
    """Give the editor of a saved quote of two lines."""
    return opened(quote_id=saved(data, firm).quote_id)


# --- typing a quote -----------------------------------------------------------------------------------------------


def test_twelve_lines_without_the_mouse(qtbot: QtBot, data: Data, opened: Opener) -> None:
    page = opened()
    assert page.form.customer.hasFocus()
    press(qtbot, ENTER)
    assert page.form.customer.hasFocus(), "first somebody must be named"
    press(qtbot, "华锐精工", TAB)
    for _field in range(12):
        if page.lines.entry.hasFocus():
            break
        press(qtbot, TAB)
    assert page.lines.entry.hasFocus()
    page.form.customer.setFocus()
    press(qtbot, ENTER)
    assert page.lines.entry.hasFocus()
    for number in range(12):
        press(qtbot, f"BT40-{number:02}", ENTER)
        qtbot.waitUntil(lambda: page.lines.view.delegate.editor is not None)
        press(qtbot, str(number + 1), ENTER)
        assert page.lines.entry.hasFocus()
    settle(qtbot, page)
    expected = sum(Decimal(300 + number) * (number + 1) for number in range(12))
    assert page.totals.total.text().endswith(f"{expected:,.2f}")
    assert page.session.draft.contact == "顾工 设备部经理"
    before = operations(data)
    page.leave()
    assert operations(data) == before + 1
    stored = stored_of(data, page)
    assert [(one.name, one.quantity) for one in stored.draft.lines] == [
        (f"刀柄 {number:02}", Decimal(number + 1)) for number in range(12)
    ]
    assert data.read(drafts.kept, editor_session.KIND) == []


def test_a_product_brings_its_line_and_the_caret_goes_to_the_quantity(
    qtbot: QtBot, firm: Firm, opened: Opener
) -> None:
    page = opened(defaults={"customer_id": firm.customer})
    assert page.lines.entry.hasFocus()
    press(qtbot, "vmc", ENTER)
    qtbot.waitUntil(lambda: page.lines.view.delegate.editor is not None)
    (made,) = page.session.draft.lines
    assert (made.product_id, made.model, made.unit) == (firm.product, "VMC-850U", "台")
    assert (made.specification, made.unit_price) == ("行程 850×550×500", Decimal(980_000))
    assert page.lines.view.currentIndex().column() == Col.QUANTITY
    press(qtbot, "5", ENTER)
    assert page.session.draft.lines[0].unit_price == Decimal(950_000)


def test_a_price_typed_by_hand_is_not_overwritten(qtbot: QtBot, firm: Firm, opened: Opener) -> None:
    page = opened(defaults={"customer_id": firm.customer})
    press(qtbot, "vmc", ENTER)
    qtbot.waitUntil(lambda: page.lines.view.delegate.editor is not None)
    press(qtbot, ENTER)
    on_line(page, 0, Col.PRICE)
    press(qtbot, "96.5万", ENTER)
    on_line(page, 0, Col.QUANTITY)
    press(qtbot, "6", ENTER)
    assert page.session.draft.lines[0].unit_price == Decimal(965_000)


def test_a_text_that_is_no_product_becomes_a_line(qtbot: QtBot, opened: Opener) -> None:
    page = opened()
    page.lines.entry.begin()
    press(qtbot, "现场培训 3 天", ENTER)
    assert names(page) == ["现场培训 3 天"]


def test_after_esc_the_text_itself_is_the_line(qtbot: QtBot, opened: Opener) -> None:
    page = opened()
    page.lines.entry.begin()
    press(qtbot, "刀柄")
    qtbot.waitUntil(page.lines.entry.popup.isVisible)
    press(qtbot, ESC, ENTER)
    assert names(page) == ["刀柄"]


def test_arrows_choose_a_product_and_a_slash_in_the_table_shows_all(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener
) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    on_line(page, 0, Col.NAME)
    press(qtbot, "/")
    assert page.lines.entry.hasFocus()
    assert page.lines.entry.popup.isVisible()
    second = page.lines.entry.choices.choices[1]
    press(qtbot, Qt.Key.Key_Down, ENTER)
    assert names(page)[-1] == second.name


def test_nothing_is_chosen_while_an_input_method_composes(qtbot: QtBot, opened: Opener) -> None:
    page = opened()
    page.lines.entry.begin()
    QApplication.sendEvent(page.lines.entry, QInputMethodEvent("dao", []))
    press(qtbot, ENTER)
    assert names(page) == []
    done = QInputMethodEvent()
    done.setCommitString("刀柄")
    QApplication.sendEvent(page.lines.entry, done)
    press(qtbot, ENTER)
    assert names(page) == ["刀柄 00"]


def test_composing_in_a_selected_cell_opens_its_editor(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener
) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    on_line(page, 1, Col.NAME)
    view = page.lines.view
    assert view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)
    done = QInputMethodEvent()
    done.setCommitString("培训")
    QApplication.sendEvent(view, done)
    press(qtbot, ENTER)
    assert names(page)[1] == "培训"


# --- the table ----------------------------------------------------------------------------------------------------


def test_typing_replaces_a_cell_and_keys_move_as_in_a_spreadsheet(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener
) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    view = page.lines.view
    on_line(page, 0, Col.QUANTITY)
    press(qtbot, "3", TAB, "50000", TAB, "8.5折", TAB, "6", TAB)
    first = page.session.draft.lines[0]
    assert (first.quantity, first.unit_price, first.tax_rate) == (
        Decimal(3),
        Decimal(50_000),
        Decimal("0.06"),
    )
    assert first.discount.text == "8.5折"
    assert (view.currentIndex().row(), view.currentIndex().column()) == (1, Col.NAME)
    press(qtbot, Qt.Key.Key_Backtab)
    assert (view.currentIndex().row(), view.currentIndex().column()) == (0, Col.TAX)
    press(qtbot, ENTER)
    assert view.currentIndex().row() == 1
    press(qtbot, ENTER)
    assert page.lines.entry.hasFocus()
    press(qtbot, Qt.Key.Key_Up)
    assert view.hasFocus()


@pytest.mark.parametrize(
    ("column", "typed"),
    [
        (Col.QUANTITY, "两"),
        (Col.PRICE, "-5"),
        (Col.DISCOUNT, "abc"),
        (Col.TAX, "130"),
        (Col.NAME, " "),
        (Col.QUANTITY, "0"),
    ],
)
def test_what_cannot_be_read_stays_in_its_editor_and_esc_restores(
    qtbot: QtBot, standing: QuoteEditorPage, column: Col, typed: str
) -> None:
    page = standing
    before = page.session.draft
    on_line(page, 0, column)
    press(qtbot, Qt.Key.Key_F2)
    editor = page.lines.view.delegate.editor
    assert editor is not None
    editor.clear()
    press(qtbot, typed, ENTER)
    assert page.lines.view.delegate.editor is editor
    assert page.lines.view.delegate.note.text()
    press(qtbot, ESC)
    assert page.lines.view.delegate.editor is None
    assert page.lines.view.delegate.note.text() == ""
    assert page.session.draft == before


def test_lines_are_duplicated_moved_marked_and_removed(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener
) -> None:
    page = opened(quote_id=saved(data, firm, line("甲"), line("乙"), line("丙")).quote_id)
    view = page.lines.view
    on_line(page, 0, Col.NAME)
    qtbot.keyClick(view, Qt.Key.Key_D, CTRL)
    assert names(page) == ["甲", "甲", "乙", "丙"]
    qtbot.keyClick(view, Qt.Key.Key_Down, ALT)
    assert names(page) == ["甲", "乙", "甲", "丙"]
    qtbot.keyClick(view, Qt.Key.Key_O, CTRL | SHIFT)
    assert page.session.draft.lines[2].optional
    qtbot.keyClick(view, Qt.Key.Key_F, CTRL | SHIFT)
    assert (page.session.draft.lines[2].optional, page.session.draft.lines[2].free) == (False, True)
    qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert names(page) == ["甲", "乙", "丙"]
    assert view.currentIndex().row() == 2
    qtbot.keyClick(view, Qt.Key.Key_Up, ALT)
    assert names(page) == ["甲", "丙", "乙"]


def test_rows_of_a_spreadsheet_are_pasted_and_what_is_not_understood_is_named(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener
) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    QGuiApplication.clipboard().setText(
        "刀塔\tVDI30\t套\t2\t12,000\t5%\t13%\n冷却机\tOC-1\t台\t若干\t8000\t\t13%\n"
    )
    on_line(page, 0, Col.NAME)
    qtbot.keyClick(page.lines.view, Qt.Key.Key_V, CTRL)
    assert names(page) == ["刀库 40T", "刀塔", "冷却机", "安装调试"]
    assert page.session.draft.lines[1].unit_price == Decimal(12_000)
    assert page.session.draft.lines[2].specification == "若干"
    assert "若干" in page.message.text()
    page.undo()
    assert names(page) == ["刀库 40T", "安装调试"]


def test_copied_lines_come_back_as_they_were(qtbot: QtBot, data: Data, firm: Firm, opened: Opener) -> None:
    page = opened(quote_id=saved(data, firm, line("甲", model="A-1", specification="一")).quote_id)
    on_line(page, 0, Col.DISCOUNT)
    press(qtbot, "@45000", ENTER)
    on_line(page, 0, Col.NAME)
    qtbot.keyClick(page.lines.view, Qt.Key.Key_C, CTRL)
    page.lines.entry.begin()
    qtbot.keyClick(page.lines.entry, Qt.Key.Key_V, CTRL)
    first, second = page.session.draft.lines
    assert first.discount.kind == "final_price"
    assert (second.model, second.specification, second.unit_price) == ("A-1", "一", first.unit_price)
    assert second.discount.value == first.discount.value


# --- figures ------------------------------------------------------------------------------------------------------


def test_the_discount_on_the_whole_is_typed_in_the_totals(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener
) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    field = page.totals.discount
    field.setFocus()
    press(qtbot, "=180000", ENTER)
    settle(qtbot, page)
    assert page.totals.total.text().endswith("180,000.00")
    assert page.totals.words.text() == "人民币壹拾捌万元整"
    press(qtbot, "很多", ENTER)
    assert field.note.text()
    press(qtbot, ESC)
    assert page.session.draft.document_discount is not None
    field.setFocus()
    field.selectAll()
    press(qtbot, Qt.Key.Key_Backspace, ENTER)
    assert page.session.draft.document_discount is None


def test_a_line_that_does_not_work_out_says_so_and_is_not_saved(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener
) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    on_line(page, 0, Col.DISCOUNT)
    press(qtbot, "-90000", ENTER)
    on_line(page, 0, Col.PRICE)
    press(qtbot, "100", ENTER)
    settle(qtbot, page)
    on_line(page, 0, Col.NAME)
    assert page.lines.problem.isVisible()
    before = operations(data)
    assert not page.save()
    assert page.message.isVisible()
    page.leave()
    assert operations(data) == before
    assert len(data.read(drafts.kept, editor_session.KIND)) == 1


# --- undo ---------------------------------------------------------------------------------------------------------


def test_steps_are_taken_back_and_brought_again(qtbot: QtBot, data: Data, firm: Firm, opened: Opener) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    assert page.undo_label() is None
    assert not page.undo()
    with qtbot.waitSignal(page.undo_changed):
        on_line(page, 0, Col.QUANTITY)
        press(qtbot, "9", ENTER)
    assert page.undo_label()
    page.terms.fields["remark"].setFocus()
    press(qtbot, "含运费")
    assert page.undo()
    assert page.session.draft.remark == ""
    assert page.terms.fields["remark"].toPlainText() == ""
    assert page.undo()
    assert page.session.draft.lines[0].quantity == Decimal(2)
    assert not page.undo()
    assert page.redo()
    assert page.redo()
    assert page.session.draft.remark == "含运费"
    assert not page.redo()


def test_undo_of_the_journal_shows_in_the_editor(data: Data, firm: Firm, opened: Opener) -> None:
    first = saved(data, firm)
    page = opened(quote_id=first.quote_id)
    change_elsewhere(data, first.quote_id)
    assert names(page) == ["别的"]
    data.undo()
    assert names(page) == ["刀库 40T", "安装调试"]


def test_a_quote_whose_making_is_undone_leaves_its_page(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener
) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    with qtbot.waitSignal(page.action_requested) as asked:
        data.undo()
    assert asked.args == ["quotes", None]
    page.leave()


# --- keeping and saving -------------------------------------------------------------------------------------------


def test_after_a_crash_unsaved_changes_come_back(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener
) -> None:
    quote = saved(data, firm)
    page = opened(quote_id=quote.quote_id)
    on_line(page, 0, Col.QUANTITY)
    press(qtbot, "7", TAB, "123")
    qtbot.waitUntil(lambda: bool(data.read(drafts.kept, editor_session.KIND)), timeout=3000)
    page.session.keep_now()
    again = opened(quote_id=quote.quote_id)
    assert again.message.isVisible()
    assert again.session.draft.lines[0].quantity == Decimal(7)
    assert again.session.draft.lines[0].unit_price == Decimal(123)
    child(again.message, QPushButton).click()
    assert again.session.draft == stored_of(data, again).draft


def test_a_new_quote_that_was_never_saved_is_offered_again(qtbot: QtBot, data: Data, opened: Opener) -> None:
    page = opened()
    page.lines.entry.begin()
    press(qtbot, "夹具", ENTER)
    page.session.keep_now()
    again = opened()
    assert names(again) == []
    assert again.message.isVisible()
    child(again.message, QPushButton).click()
    assert names(again) == ["夹具"]
    assert again.session.key == page.session.key


def test_a_page_made_anew_goes_on_with_the_same_unsaved_quote(qtbot: QtBot, opened: Opener) -> None:
    page = opened()
    page.lines.entry.begin()
    press(qtbot, "夹具", ENTER)
    page.leave()
    assert page.record is None
    again = opened(state=page.state())
    assert names(again) == ["夹具"]


def test_an_empty_new_quote_leaves_nothing(data: Data, firm: Firm, opened: Opener) -> None:
    before = operations(data)
    page = opened(defaults={"customer_id": firm.customer, "opportunity_id": firm.opportunity})
    assert page.form.opportunity.currentText() == "五轴加工中心 ×2"
    page.leave()
    assert operations(data) == before
    assert data.read(drafts.kept, editor_session.KIND) == []


def test_a_quote_changed_elsewhere_is_not_overwritten_unasked(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener
) -> None:
    quote = saved(data, firm)
    page = opened(quote_id=quote.quote_id)
    on_line(page, 0, Col.QUANTITY)
    press(qtbot, "8", ENTER)
    change_elsewhere(data, quote.quote_id)
    with pytest.raises(ConflictError):
        page.save()
    assert page.session.draft.lines[0].quantity == Decimal(8)
    assert len(data.read(drafts.kept, editor_session.KIND)) == 1
    assert page.save()
    assert stored_of(data, page).draft.lines[0].quantity == Decimal(8)


def test_a_customer_that_is_new_is_made_with_the_quote(qtbot: QtBot, data: Data, opened: Opener) -> None:
    page = opened()
    press(qtbot, "全新客户", TAB)
    page.lines.entry.begin()
    press(qtbot, "夹具", ENTER)
    assert page.save()
    assert stored_of(data, page).draft.customer_id is not None
    undone = data.read(history.next_undo, data.workspace.device_id)
    assert "全新客户" in str(undone)


# --- versions -----------------------------------------------------------------------------------------------------


def test_a_sent_version_is_only_looked_at_until_there_is_a_new_one(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener
) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    factories.approve(data.workspace, page.record)
    page.session.adopt(page.session.stored())
    page.head.send.click()
    box = child(page, QMessageBox)
    next(b for b in box.buttons() if box.buttonRole(b) == QMessageBox.ButtonRole.AcceptRole).click()
    qtbot.waitUntil(lambda: page.session.quote.state == "sent")
    assert page.locked.isVisible()
    assert not page.lines.entry.isVisible()
    page.lines.view.go_to(0, Col.QUANTITY)
    qtbot.keyClicks(page.lines.view, "9")
    assert page.lines.view.delegate.editor is None
    qtbot.keyClick(page.lines.view, Qt.Key.Key_Delete)
    assert page.session.draft.lines[0].quantity == Decimal(2)
    page.head.new_version.click()
    dialog = child(page, NewVersionDialog)
    dialog.confirm.click()
    assert dialog.problem()
    dialog.reason.setText("二次议价")
    dialog.confirm.click()
    assert (page.session.quote.version, page.session.read_only) == (2, False)
    page.opening.show_version(1)
    assert page.session.read_only
    assert page.locked.isVisible()
    child(page.locked, QPushButton).click()
    assert page.session.quote.version == 2
    assert len(page.head.versions.menu().actions()) == 2


def test_a_workspace_that_is_only_looked_at_can_be_looked_at(data: Data, firm: Firm, opened: Opener) -> None:
    quote = saved(data, firm)
    data.read_only = True
    page = opened(quote_id=quote.quote_id)
    assert page.locked.isVisible()
    assert not page.head.send.isVisible()
    page.leave()


# --- all of it ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["<b>A&B</b>", "a\u202eb\x07\td", "😀𬭎", "甲" * 50_000, "=cmd|' /C calc'!A0"]
)
def test_hostile_texts_in_every_field_are_shown_kept_and_cleaned(
    qtbot: QtBot, data: Data, opened: Opener, text: str
) -> None:
    page = opened()
    page.form.customer.insert(text)
    page.form.customer.textEdited.emit(page.form.customer.text())
    line_of(page.form.contact).insert(text)
    line_of(page.form.contact).textEdited.emit(text)
    line_of(page.form.payment).textEdited.emit(text[:4000])
    for field in page.terms.fields.values():
        field.insertPlainText(text)
    page.lines.entry.begin()
    page.lines.entry.insert(text)
    qtbot.keyClick(page.lines.entry, ENTER, CTRL)
    for column in (Col.MODEL, Col.UNIT):
        page.lines.model.setData(page.lines.model.index(0, column), text)
    settle(qtbot, page)
    assert not page.grab().isNull()
    page.session.keep_now()
    again = opened(defaults={"kept": page.session.key})
    assert len(again.session.draft.lines) == 1


def test_the_page_tells_its_keys_and_goes_through_its_parts(data: Data, firm: Firm, opened: Opener) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    assert all(keys and what for keys, what in page.shortcuts())
    page.form.customer.setFocus()
    visited = []
    for _part in range(5):
        page.body.next_part()
        visited.append(QApplication.focusWidget())
    assert visited[:3] == [page.lines.view, page.lines.entry, page.terms.fields["delivery_terms"]]
    assert visited[4] is page.form.customer


def test_the_preview_folds_away_and_the_device_remembers(data: Data, firm: Firm, opened: Opener) -> None:
    page = opened(quote_id=saved(data, firm).quote_id)
    assert page.preview.isVisible()
    assert page.preview.picture is not None
    page.body.fold.click()
    assert not page.preview.isVisible()
    page.resize(1600, 900)
    assert not page.preview.isVisible()


def test_the_preview_shows_the_newest_and_turns_its_pages(
    qtbot: QtBot, data: Data, firm: Firm, opened: Opener
) -> None:
    page = opened(quote_id=saved(data, firm, *(line(f"第 {n}") for n in range(60))).quote_id)
    picture = page.preview.picture
    assert picture is not None
    assert picture.pages > 1
    page.preview.turn(1)
    qtbot.waitUntil(lambda: page.preview.picture is not None and page.preview.picture.page == 1)
    page.preview.turn(-1)
    settle(qtbot, page)
    assert page.preview.picture is not None
    before = page.preview.picture.image
    assert before == picture.image
    on_line(page, 0, Col.NAME)
    press(qtbot, "换一个名字", ENTER)
    settle(qtbot, page)
    assert page.preview.picture is not None
    assert page.preview.picture.image != before


def test_a_record_that_is_not_there_is_refused(workspace: Workspace, opened: Opener) -> None:
    with pytest.raises(InvalidInputError):
        opened(quote_id=uuid.uuid4())
