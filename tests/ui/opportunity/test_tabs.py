"""The lists of the page: decision chain, requirements, landmarks, value, files, and the guide of the stage."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton

from salesdesk.services import (
    activities,
    buying_center,
    evidence,
    opportunity_lists as lists,
    stage_items,
    value_cases,
)
from salesdesk.ui.opportunity.guide_rows import CheckRow, EvidenceSlot, Fold
from salesdesk.ui.sop_export import SopDialog
from salesdesk.ui.widgets.edit_delegate import CellLine
from salesdesk.ui.widgets.edit_table import EditTable
from tests.factories import STEP
from tests.ui.opportunity.conftest import TODAY, Desk

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

RETURN = Qt.Key.Key_Return


def type_cell(desk: Desk, table: EditTable[Any], row: int, column: str, typed: str) -> None:
    """Type into a cell and press Return, as from a choice where the column has one."""
    place = [one.key for one in table.rows.columns].index(column)
    table.go_to(row, place)
    table.edit(table.rows.index(row, place))
    editor = table.delegate.editor
    assert editor is not None
    if isinstance(editor, CellLine):
        editor.setText(typed)
        editor.setModified(True)
    else:
        editor.choose(typed)
    desk.qtbot.keyClick(editor, RETURN)


def test_a_contact_is_put_into_the_chain_with_what_its_title_suggests(desk: Desk) -> None:
    table = desk.page.people.table
    type_cell(desk, table, 0, "contact", "顾建国")
    (row,) = desk.data.read(buying_center.chain, desk.card).rows
    assert (row.contact, row.role, row.level) == ("顾建国", "technical", "middle")
    type_cell(desk, table, 0, "attitude", "2")
    type_cell(desk, table, 0, "influence", "5")
    (row,) = desk.data.read(buying_center.chain, desk.card).rows
    assert (row.attitude, row.influence) == (2, 5)
    assert table.rows.text(0, 4).startswith("++")
    desk.data.undo()
    desk.data.undo()
    desk.data.undo()
    assert desk.data.read(buying_center.chain, desk.card).rows == ()


def test_a_name_that_nobody_bears_is_a_new_contact(desk: Desk) -> None:
    type_cell(desk, desk.page.people.table, 0, "contact", "周总")
    (row,) = desk.data.read(buying_center.chain, desk.card).rows
    assert row.contact == "周总"
    desk.data.undo()
    assert desk.data.read(buying_center.chain, desk.card).rows == ()
    assert [one.name for one in desk.page.content.details.contacts] == ["顾建国"]


def test_what_a_contact_cares_for_is_edited_below(desk: Desk, qtbot: QtBot) -> None:
    desk.add("stakeholder", contact=desk.contact)
    facts = desk.page.people.facts
    desk.page.tabs.show_tab("people")
    facts.edit("concern")
    editor = facts.editor("concern")
    assert editor is not None
    qtbot.keyClicks(editor, "TCO")
    qtbot.keyClick(editor, RETURN, Qt.KeyboardModifier.ControlModifier)
    assert desk.data.read(buying_center.chain, desk.card).rows[0].concern == "TCO"
    facts.edit("criteria")
    editor = facts.editor("criteria")
    assert editor is not None
    qtbot.keyClicks(editor, "9000")
    desk.page.leave()
    assert desk.data.read(buying_center.chain, desk.card).rows[0].criteria == "9000"


def test_the_chain_says_what_it_lacks_and_an_empty_cell_makes_a_task(desk: Desk, qtbot: QtBot) -> None:
    desk.add("stakeholder", contact=desk.contact)
    desk.page.tabs.show_tab("people")
    shown = [one.text() for one in desk.page.people.findChildren(QLabel) if one.isVisible()]
    assert any("财务" in text for text in shown)
    task = next(button for button in desk.page.people.matrix.findChildren(QPushButton) if button.isVisible())
    qtbot.mouseClick(task, Qt.MouseButton.LeftButton)
    (step,) = desk.data.read(activities.planned, opportunity_id=desk.card)
    assert step.kind == "task"
    assert step.due_on == TODAY + timedelta(days=7)


def test_without_a_customer_the_chain_says_what_to_do(desk: Desk) -> None:
    from salesdesk.services import opportunities  # noqa: PLC0415

    desk.data.write(STEP, opportunities.change, desk.card, "customer", None)
    desk.page.tabs.show_tab("people")
    assert desk.page.people.nobody.isVisible()
    assert not desk.page.people.table.isVisible()


def test_the_requirement_sheet_is_edited_moved_and_shortened(desk: Desk, qtbot: QtBot) -> None:
    desk.page.tabs.show_tab("needs")
    table = desk.page.needs.table
    type_cell(desk, table, 0, "parameter", "转速")
    type_cell(desk, table, 1, "parameter", "噪声")
    type_cell(desk, table, 0, "required", "12000")
    type_cell(desk, table, 0, "must", "wish")
    type_cell(desk, table, 0, "met", "no")
    rows = desk.data.read(lists.requirements, desk.card)
    assert [(row.parameter, row.required, row.must, row.met) for row in rows] == [
        ("转速", "12000", False, "no"),
        ("噪声", "", True, ""),
    ]
    assert "偏离" in desk.page.needs.hint.text()
    assert desk.page.tabs.buttons["needs"].text() == "需求 2"
    table.go_to(1, 0)
    qtbot.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert [row.parameter for row in desk.data.read(lists.requirements, desk.card)] == ["噪声", "转速"]
    table.go_to(0, 0)
    qtbot.keyClick(table, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert [row.parameter for row in desk.data.read(lists.requirements, desk.card)] == ["转速"]
    desk.data.undo()
    assert len(desk.data.read(lists.requirements, desk.card)) == 2


def test_lines_from_a_spreadsheet_are_one_step(desk: Desk, qtbot: QtBot) -> None:
    desk.page.tabs.show_tab("needs")
    QApplication.clipboard().setText("转速\t12000\trpm\n噪声\t80\tdB\t希望")
    table = desk.page.needs.table
    table.go_to(0, 0)
    qtbot.keyClick(table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert [row.parameter for row in desk.data.read(lists.requirements, desk.card)] == ["转速", "噪声"]
    desk.data.undo()
    assert desk.data.read(lists.requirements, desk.card) == []


def test_a_change_elsewhere_is_not_overwritten(desk: Desk) -> None:
    from salesdesk.services import opportunity_rows  # noqa: PLC0415

    row_id = desk.add("requirement", parameter="转速")
    table = desk.page.needs.table
    desk.page.tabs.show_tab("needs")
    table.go_to(0, 1)
    table.edit(table.rows.index(0, 1))
    editor = table.delegate.editor
    assert isinstance(editor, CellLine)
    editor.setText("mine")
    editor.setModified(True)
    (row,) = desk.data.read(lists.requirements, desk.card)
    desk.data.write(
        STEP, opportunity_rows.change, "requirement", row_id, row_version=row.row_version, required="theirs"
    )
    desk.qtbot.keyClick(editor, RETURN)
    assert desk.data.read(lists.requirements, desk.card)[0].required == "theirs"
    assert table.delegate.note.text()
    desk.qtbot.keyClick(editor, RETURN)
    assert desk.data.read(lists.requirements, desk.card)[0].required == "mine"


def test_landmarks_stand_against_their_plan(desk: Desk) -> None:
    desk.page.tabs.show_tab("landmarks")
    table = desk.page.landmarks.table
    type_cell(desk, table, 0, "name", "试样通过")
    type_cell(desk, table, 0, "planned_on", "-3")
    (row,) = desk.data.read(lists.landmarks, desk.card)
    assert row.planned_on == TODAY - timedelta(days=3)
    assert "3" in table.rows.text(0, 3)
    type_cell(desk, table, 0, "planned_on", "so bald wie möglich")
    assert table.delegate.note.text()
    table.delegate.give_up()
    type_cell(desk, table, 0, "reached_on", "今天")
    assert desk.data.read(lists.landmarks, desk.card)[0].reached_on == TODAY


def test_products_and_competitors_are_found_by_their_names(desk: Desk) -> None:
    interests = desk.page.interests
    type_cell(desk, interests.table, 0, "product", "空压机")
    type_cell(desk, interests.table, 0, "quantity", "3")
    (row,) = desk.data.read(lists.interests, desk.card)
    assert (row.product_id, row.quantity) == (desk.product, Decimal(3))
    assert interests.sum.isVisible()
    type_cell(desk, interests.table, 1, "product", "没有的")
    assert interests.table.delegate.note.text()
    interests.table.delegate.give_up()
    rivals = desk.page.rivals.table
    type_cell(desk, rivals, 0, "competitor", "海拓")
    type_cell(desk, rivals, 0, "standing", "favoured")
    (rival,) = desk.data.read(lists.rivals, desk.card)
    assert (rival.competitor, rival.standing) == ("海拓", "favoured")
    assert "海拓" in desk.page.head.risks.text()


def test_the_value_follows_while_one_types(desk: Desk, qtbot: QtBot) -> None:
    desk.page.tabs.show_tab("value")
    figures = desk.page.value.figures
    for key, typed in (("baseline_amount", "2400000"), ("improvement", "25%")):
        field = figures.fields[key]
        field.setFocus()
        qtbot.keyClicks(field, typed)
    assert "60" in figures.result.text()
    assert "24" in figures.result.text()
    qtbot.keyClick(figures.fields["improvement"], RETURN)
    desk.page.leave()
    case = desk.data.read(value_cases.read, desk.card)
    assert (case.baseline_amount, case.improvement) == (Decimal("2400000.00"), Decimal("0.25"))
    figures.fields["investment"].setFocus()
    qtbot.keyClicks(figures.fields["investment"], "viel")
    with pytest.raises(Exception, match="viel"):
        desk.page.leave()
    assert figures.fields["investment"].text() == "viel"
    figures.fields["investment"].setText("")
    figures.finish()


def test_the_positioning_and_the_action_map_are_written(desk: Desk, qtbot: QtBot) -> None:
    value = desk.page.value
    desk.page.tabs.show_tab("value")
    value.positioning.edit("offer", "x")
    editor = value.positioning.editor("offer")
    assert editor is not None
    qtbot.keyClick(editor, RETURN, Qt.KeyboardModifier.ControlModifier)
    assert desk.data.read(value_cases.read, desk.card).offer == "x"
    type_cell(desk, value.map, 0, "customer_step", "内部立项")
    type_cell(desk, value.map, 0, "due_on", "+7")
    type_cell(desk, value.map, 0, "owner", desk.chen.hex)
    (step,) = desk.data.read(lists.action_steps, desk.card)
    assert (step.customer_step, step.due_on, step.owner) == ("内部立项", TODAY + timedelta(days=7), "陈思远")


def row_of(desk: Desk, item: object) -> CheckRow:
    found = desk.page.guide.findChild(CheckRow, f"item-{item}")
    assert isinstance(found, CheckRow)
    return found


def test_an_item_is_ticked_and_unticked(desk: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(row_of(desk, desk.check).tick, Qt.MouseButton.LeftButton)
    found = desk.data.read(stage_items.items, desk.card)
    assert next(item for item in found.items if item.id == desk.check).done
    qtbot.mouseClick(row_of(desk, desk.check).tick, Qt.MouseButton.LeftButton)
    found = desk.data.read(stage_items.items, desk.card)
    assert not next(item for item in found.items if item.id == desk.check).done


def test_an_own_item_comes_becomes_a_must_and_goes(desk: Desk, qtbot: QtBot) -> None:
    field = desk.page.guide.own
    assert isinstance(field, QLineEdit)
    field.setText("带样机")
    qtbot.keyClick(field, RETURN)
    own = next(item for item in desk.data.read(stage_items.items, desk.card).items if item.own)
    assert own.text == "带样机"
    row_of(desk, own.id).required_requested.emit(True)
    assert next(item for item in desk.data.read(stage_items.items, desk.card).items if item.own).required
    row_of(desk, own.id).plan_requested.emit()
    assert len(desk.data.read(activities.planned, opportunity_id=desk.card)) == 1
    row_of(desk, own.id).remove_requested.emit()
    assert not [item for item in desk.data.read(stage_items.items, desk.card).items if item.own]


def test_another_stage_can_be_looked_at(desk: Desk) -> None:
    guide = desk.page.guide
    guide.stage.setCurrentIndex(3)
    guide.stage.activated.emit(3)
    texts = [fold.head.accessibleName() for fold in guide.findChildren(Fold)]
    wanted = desk.data.read(stage_items.items, desk.card, desk.stages[3]).of("step")
    assert wanted
    assert any(wanted[0].text in text for text in texts)


def test_a_message_is_copied_with_the_names_filled_in(desk: Desk, qtbot: QtBot) -> None:
    with desk.workspace.write(STEP) as write:
        from salesdesk.storage.records import StageItem  # noqa: PLC0415

        write.session.add(
            StageItem(
                stage_id=desk.stages[1],
                kind="message",
                text="邀请",
                detail="{contact}您好，{customer}",
                position=-2,
            )
        )
    desk.data.announce(write.changes)
    fold = next(
        one for one in desk.page.guide.messages.findChildren(Fold) if one.head.accessibleName() == "邀请"
    )
    copy = next(one for one in fold.findChildren(QPushButton) if one is not fold.head)
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QApplication.clipboard().text() == "顾建国您好，恒岳轴承"
    assert "邀请" in desk.page.message.text()


def test_what_is_folded_is_shown_when_it_is_pressed(desk: Desk, qtbot: QtBot) -> None:
    item = desk.data.read(stage_items.items, desk.card).of("step")[0]
    fold = next(one for one in desk.page.guide.findChildren(Fold) if item.text in one.head.accessibleName())
    assert not fold.body.isVisible()
    qtbot.mouseClick(fold.head, Qt.MouseButton.LeftButton)
    assert fold.body.text() == item.detail
    desk.data.write(STEP, stage_items.set_done, desk.card, desk.check)
    QApplication.processEvents()
    again = next(one for one in desk.page.guide.findChildren(Fold) if item.text in one.head.accessibleName())
    assert again.body.isVisible()


def test_the_procedure_of_the_stage_is_printed(desk: Desk, qtbot: QtBot) -> None:
    qtbot.mouseClick(desk.page.guide.print, Qt.MouseButton.LeftButton)
    dialog = desk.page.findChild(SopDialog)
    assert isinstance(dialog, SopDialog)
    dialog.reject()


def test_the_value_proposition_is_written_as_a_pdf(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    desk.data.write(STEP, value_cases.change, desk.card, row_version=0, offer="两台空压机")
    desk.page.print_value()
    dialog = desk.page.findChild(QFileDialog)
    assert isinstance(dialog, QFileDialog)
    target = tmp_path / "value.pdf"
    dialog.fileSelected.emit(str(target))
    dialog.close()
    qtbot.waitUntil(desk.page.message.isVisible, timeout=20_000)
    assert target.read_bytes().startswith(b"%PDF")
    assert "value.pdf" in desk.page.message.text()


def slot_of(desk: Desk) -> EvidenceSlot:
    found = desk.page.guide.findChild(EvidenceSlot, f"item-{desk.slot}")
    assert isinstance(found, EvidenceSlot)
    return found


def drop(widget: Any, file: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    widget.dropEvent(event)


def test_a_file_dropped_on_a_slot_proves_it(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "需求.txt"
    file.write_text("要求", encoding="utf-8")
    drop(slot_of(desk), file)
    qtbot.waitUntil(lambda: bool(desk.data.read(evidence.attachments, desk.card)))
    (row,) = desk.data.read(evidence.attachments, desk.card)
    assert (row.name, row.stage_item_id) == ("需求.txt", desk.slot)
    assert slot_of(desk).item.done
    assert desk.page.tabs.buttons["files"].text() == "文件 1"
    slot_of(desk).remove_requested.emit(row)
    assert desk.data.read(evidence.attachments, desk.card) == []
    desk.data.undo()
    assert len(desk.data.read(evidence.attachments, desk.card)) == 1


def test_files_are_dropped_saved_and_removed_on_their_tab(desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    desk.page.tabs.show_tab("files")
    assert desk.page.files_tab.shown.nothing.isVisible()
    file, empty = tmp_path / "图纸.txt", tmp_path / "leer.txt"
    file.write_text("x", encoding="utf-8")
    empty.touch()
    drop(desk.page.files_tab, file)
    qtbot.waitUntil(lambda: desk.page.files_tab.list.entries.rowCount() == 1)
    drop(desk.page.files_tab, empty)
    qtbot.waitUntil(desk.page.message.isVisible)
    assert "leer.txt" in desk.page.message.text()
    (row,) = desk.data.read(evidence.attachments, desk.card)
    dialog = desk.page.files.save_as(row)
    assert dialog is not None
    target = tmp_path / "out" / "图纸.txt"
    dialog.fileSelected.emit(str(target))
    qtbot.waitUntil(target.exists)
    assert target.read_text(encoding="utf-8") == "x"
    dialog.close()
    entries = desk.page.files_tab.list
    entries.setCurrentIndex(entries.entries.index(0))
    qtbot.keyClick(entries, Qt.Key.Key_Delete)
    assert desk.data.read(evidence.attachments, desk.card) == []


def test_a_file_opens_from_a_copy(
    desk: Desk, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "图纸.txt"
    file.write_text("x", encoding="utf-8")
    desk.page.files.take([file])
    qtbot.waitUntil(lambda: desk.page.files_tab.list.entries.rowCount() == 1)
    opened: list[str] = []
    monkeypatch.setattr(
        "salesdesk.ui.opportunity.file_actions.QDesktopServices.openUrl",
        lambda url: opened.append(url.toLocalFile()),
    )
    entries = desk.page.files_tab.list
    entries.setCurrentIndex(entries.entries.index(0))
    qtbot.keyClick(entries, RETURN)
    qtbot.waitUntil(lambda: bool(opened))
    assert opened[0].endswith("图纸.txt")
    assert str(desk.workspace.path) not in opened[0]


def test_a_quote_is_linked_as_evidence_and_opens(desk: Desk, qtbot: QtBot) -> None:
    from salesdesk.domain.quote import QuoteDraft, QuoteLine  # noqa: PLC0415
    from salesdesk.services import quotes  # noqa: PLC0415

    line = QuoteLine(name="空压机", quantity=Decimal(1), unit_price=Decimal(100), tax_rate=Decimal("0.13"))
    draft = QuoteDraft(
        customer="恒岳轴承", customer_id=desk.customer, opportunity_id=desk.card, lines=(line,)
    )
    saved = desk.data.write(STEP, quotes.save_draft, draft, today=TODAY, seller_name="x")
    quote = desk.page.content.details.quotes[0].id
    assert saved is not None
    slot_of(desk).quote_chosen.emit(quote)
    assert slot_of(desk).item.done
    (row,) = desk.data.read(evidence.attachments, desk.card)
    with qtbot.waitSignal(desk.page.open_requested) as asked:
        slot_of(desk).opened.emit(row)
    assert asked.args == ["quote", quote]
