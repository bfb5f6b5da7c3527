"""The pipelines on the screen: lists, fields edited in place, items, dialogs."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QDialog, QLabel, QLineEdit, QPlainTextEdit
from sqlalchemy import update

from salesdesk.i18n import _
from salesdesk.services import pipeline_reading, pipeline_stages, pipelines
from salesdesk.services.pipeline_reading import PipelineRow, StageRow
from salesdesk.storage import bulk, files
from salesdesk.storage.records import StageItem
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Background
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.settings.item_dialog import ItemDialog
from salesdesk.ui.settings.mapping_dialog import MappingDialog
from salesdesk.ui.settings.pipeline_dialogs import (
    NewPipelineDialog,
    NewStageDialog,
    RemoveStageDialog,
    TakeOverDialog,
    TemplateDialog,
)
from salesdesk.ui.settings.pipelines_page import PipelinesPage, PipelinesState
from salesdesk.ui.sop_export import SopDialog
from tests import factories
from tests.factories import STEP

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def context(workspace: Workspace, qtbot: QtBot) -> Iterator[PageContext]:
    factories.set_up(workspace, gates=True)
    background = Background()
    yield PageContext(Data(workspace), background, Preferences())
    background.finish()
    qtbot.waitUntil(lambda: not background.busy())


@pytest.fixture
def page(qtbot: QtBot, context: PageContext) -> PipelinesPage:
    return shown(qtbot, context)


def shown(qtbot: QtBot, context: PageContext, state: PipelinesState | None = None) -> PipelinesPage:
    result = PipelinesPage(context, state=state)
    qtbot.addWidget(result)
    result.resize(1240, 820)
    with qtbot.waitExposed(result):
        result.show()
    result.activateWindow()
    return result


def rows(context: PageContext) -> list[PipelineRow]:
    return context.data.read(pipeline_reading.pipelines)


def stages(context: PageContext, place: int = 0) -> list[StageRow]:
    return context.data.read(pipeline_reading.stages, rows(context)[place].id)


def act(context: PageContext, fn: Callable[..., uuid.UUID], **values: object) -> uuid.UUID:
    return context.data.write(STEP, lambda session: fn(session, **values))


def dialog(page: PipelinesPage, kind: type[QDialog]) -> QDialog:
    found = [one for one in page.findChildren(kind) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def type_into(qtbot: QtBot, editor: object, text: str) -> None:
    assert isinstance(editor, QLineEdit)
    editor.setText(text)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


def test_the_arrows_walk_through_the_stages(qtbot: QtBot, page: PipelinesPage, context: PageContext) -> None:
    ids = [stage.id for stage in stages(context)]
    page.show_stage(ids[0])
    page.focus_content()
    qtbot.keyClick(page.stage_list, Qt.Key.Key_Down)
    assert page.stage.stage_id == ids[1]
    assert page.state() == PipelinesState(rows(context)[0].id, ids[1])
    again = shown(qtbot, context, page.state())
    assert again.stage.stage_id == ids[1]


def test_alt_and_the_arrows_put_stages_in_order_and_undo_takes_it_back(
    qtbot: QtBot, page: PipelinesPage, context: PageContext
) -> None:
    before = [stage.id for stage in stages(context)]
    page.show_stage(before[0])
    qtbot.keyClick(page.stage_list, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert [stage.id for stage in stages(context)] == [before[1], before[0], *before[2:]]
    row = page.stage_list.current()
    assert row is not None
    assert row.id == before[0]
    context.data.undo()
    assert [row.id for row in page.stage_list.order.rows()] == before


def test_a_stage_field_is_edited_in_place_and_what_cannot_be_is_said_there(
    qtbot: QtBot, page: PipelinesPage, context: PageContext
) -> None:
    page.show_stage(stages(context)[0].id)
    facts = page.stage.facts
    facts.edit("probability")
    type_into(qtbot, facts.editor("probability"), "12%")
    assert page.stage.facts.value("probability").text() == "12%"
    facts.edit("min_days")
    type_into(qtbot, facts.editor("min_days"), "99")
    assert "99" in facts.problem("min_days")
    assert stages(context)[0].min_days == 7
    type_into(qtbot, facts.editor("min_days"), "3")
    assert stages(context)[0].min_days == 3
    assert str(context.data.undo_label()) == _("Change the stage “{name}”").format(name="线索识别")


def test_a_kind_that_makes_no_pipeline_is_refused_beside_the_field(
    page: PipelinesPage, context: PageContext, qtbot: QtBot
) -> None:
    page.show_stage(stages(context)[0].id)
    page.stage.facts.edit("kind")
    editor = page.stage.facts.editor("kind")
    assert isinstance(editor, QComboBox)
    editor.setCurrentIndex(editor.findData("post_sale"))
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert page.stage.facts.problem("kind")
    assert stages(context)[0].kind == "open"


def test_the_success_criterion_changes_its_check(
    page: PipelinesPage, context: PageContext, qtbot: QtBot
) -> None:
    page.show_stage(stages(context)[0].id)
    page.stage.words.edit("success")
    type_into(qtbot, page.stage.words.editor("success"), "客户来电")
    assert page.stage.items.list.order.rows()[0].title == "客户来电"


def test_required_fields_are_ticked(page: PipelinesPage, context: PageContext, qtbot: QtBot) -> None:
    page.show_stage(stages(context)[0].id)
    qtbot.mouseClick(
        page.stage.fields["amount"],
        Qt.MouseButton.LeftButton,
        pos=QPoint(8, page.stage.fields["amount"].height() // 2),
    )
    assert "amount" in stages(context)[0].required_fields
    context.data.undo()
    assert not page.stage.fields["amount"].isChecked()


def test_pipeline_fields_are_edited_in_place(page: PipelinesPage, context: PageContext, qtbot: QtBot) -> None:
    facts = page.pipeline.facts
    facts.edit("touch_days")
    type_into(qtbot, facts.editor("touch_days"), "0")
    assert facts.problem("touch_days")
    type_into(qtbot, facts.editor("touch_days"), "10")
    facts.edit("team_from")
    type_into(qtbot, facts.editor("team_from"), "50万")
    row = rows(context)[0]
    assert (row.touch_days, row.team_from) == (10, Decimal(500_000))


def test_a_pipeline_is_added_from_a_template_or_empty_or_as_a_copy(
    page: PipelinesPage, context: PageContext, qtbot: QtBot
) -> None:
    menu = page.add.menu()
    from_template, empty, copy = menu.actions()
    from_template.trigger()
    asked = dialog(page, TemplateDialog)
    assert isinstance(asked, TemplateDialog)
    asked.choice.options["sme4"].click()
    qtbot.mouseClick(asked.confirm, Qt.MouseButton.LeftButton)
    assert [row.code for row in rows(context)] == ["equipment8", "sme4"]
    current = page.list.current()
    assert current is not None
    assert current.id == rows(context)[1].id
    copy.trigger()
    assert [row.code for row in rows(context)] == ["equipment8", "sme4", "sme4"]
    QApplication.processEvents()
    empty.trigger()
    named = dialog(page, NewPipelineDialog)
    assert isinstance(named, NewPipelineDialog)
    qtbot.mouseClick(named.confirm, Qt.MouseButton.LeftButton)
    assert named.problem()
    named.name.setText("维修")
    qtbot.keyClick(named.name, Qt.Key.Key_Return)
    assert rows(context)[-1].name == "维修"


def test_an_empty_pipeline_is_deleted_at_once_and_one_with_cards_is_moved(
    page: PipelinesPage, context: PageContext
) -> None:
    second = context.data.write(STEP, pipelines.add_from_template, "sme4")
    act(context, factories.opportunity)
    page.show_pipeline(second)
    page.delete_chosen()
    assert [row.code for row in rows(context)] == ["equipment8"]
    context.data.undo()
    page.show_pipeline(rows(context)[0].id)
    page.delete_chosen()
    assert dialog(page, MappingDialog)


def test_a_stage_is_added_and_removed_with_its_cards_going_elsewhere(
    page: PipelinesPage, context: PageContext, qtbot: QtBot
) -> None:
    first = stages(context)[0]
    page.show_stage(first.id)
    qtbot.mouseClick(page.add_stage, Qt.MouseButton.LeftButton)
    asked = dialog(page, NewStageDialog)
    assert isinstance(asked, NewStageDialog)
    asked.name.setText("初筛")
    qtbot.keyClick(asked.name, Qt.Key.Key_Return)
    assert stages(context)[1].name == "初筛"
    assert page.stage.stage_id == stages(context)[1].id
    qtbot.keyClick(page.stage_list, Qt.Key.Key_Delete)
    assert stages(context)[1].name == "需求探索"

    act(context, factories.opportunity)
    page.show_stage(first.id)
    page.remove_stage()
    mapping = dialog(page, RemoveStageDialog)
    assert isinstance(mapping, RemoveStageDialog)
    assert [mapping.heir.itemText(place) for place in range(mapping.heir.count())] == [
        stage.name for stage in stages(context)[1:] if stage.kind == "open"
    ]
    qtbot.mouseClick(mapping.confirm, Qt.MouseButton.LeftButton)
    assert [stage.opportunities for stage in stages(context)][:1] == [1]
    context.data.undo()
    assert stages(context)[0].id == first.id


def test_items_are_added_changed_and_put_in_order(
    page: PipelinesPage, context: PageContext, qtbot: QtBot
) -> None:
    page.show_stage(stages(context)[0].id)
    items = page.stage.items
    qtbot.mouseClick(items.tabs["evidence"], Qt.MouseButton.LeftButton)
    before = len(items.list.order.rows())
    qtbot.mouseClick(items.add, Qt.MouseButton.LeftButton)
    asked = dialog(page, ItemDialog)
    assert isinstance(asked, ItemDialog)
    qtbot.mouseClick(asked.confirm, Qt.MouseButton.LeftButton)
    assert asked.problem()
    asked.text.setText("名片照片")
    asked.required.setChecked(True)
    asked.detail.setPlainText("正反面")
    qtbot.mouseClick(asked.confirm, Qt.MouseButton.LeftButton)
    row = items.list.order.rows()[-1]
    assert len(items.list.order.rows()) == before + 1
    assert (row.title, row.text, row.chip) == ("名片照片", "正反面", "必须")
    items.ask_change(row.id)
    again = dialog(page, ItemDialog)
    assert isinstance(again, ItemDialog)
    assert again.required.isChecked()
    again.text.setText("名片")
    qtbot.keyClick(again.text, Qt.Key.Key_Return)
    assert items.list.order.rows()[-1].title == "名片"
    items.delete(row.id)
    assert len(items.list.order.rows()) == before


def test_a_resource_keeps_its_file_in_the_workspace(
    page: PipelinesPage, context: PageContext, qtbot: QtBot, tmp_path: Path
) -> None:
    page.show_stage(stages(context)[0].id)
    page.stage.items.show_kind("resource")
    page.stage.items.ask_new()
    asked = dialog(page, ItemDialog)
    assert isinstance(asked, ItemDialog)
    assert asked.link is not None
    (tmp_path / "样本.pdf").write_bytes(b"%PDF-")
    asked.file.take(tmp_path / "样本.pdf")
    qtbot.waitUntil(lambda: not asked.file.busy())
    asked.text.setText("样本")
    asked.link.setText("www.example.com")
    qtbot.mouseClick(asked.confirm, Qt.MouseButton.LeftButton)
    assert asked.problem()
    asked.link.setText("https://example.com")
    qtbot.mouseClick(asked.confirm, Qt.MouseButton.LeftButton)
    item = stages(context)[0].of_kind("resource")[-1]
    assert (item.file_name, item.link) == ("样本.pdf", "https://example.com")
    assert files.read(context.data.workspace.files, item.file) == b"%PDF-"


def test_a_pipeline_of_before_takes_over_its_template(
    page: PipelinesPage, context: PageContext, qtbot: QtBot
) -> None:
    def strip(session: object) -> None:
        bulk.update_rows(session, update(StageItem).values(deleted_at=now()))  # type: ignore[arg-type]

    context.data.write(STEP, strip)
    qtbot.mouseClick(page.pipeline.template, Qt.MouseButton.LeftButton)
    asked = dialog(page, TakeOverDialog)
    assert isinstance(asked, TakeOverDialog)
    texts = [one.text() for one in asked.findChildren(QLabel)]
    assert "线索识别" in texts
    assert any("当天登记线索" in text for text in texts)
    qtbot.mouseClick(asked.confirm, Qt.MouseButton.LeftButton)
    assert all(stage.items for stage in stages(context))
    QApplication.processEvents()
    page.ask_template()
    again = dialog(page, TakeOverDialog)
    assert isinstance(again, TakeOverDialog)
    assert not again.confirm.isEnabled()


def test_a_method_is_taken_over(page: PipelinesPage, context: PageContext, qtbot: QtBot) -> None:
    page.ask_method("ssm")
    asked = dialog(page, TakeOverDialog)
    assert isinstance(asked, TakeOverDialog)
    qtbot.mouseClick(asked.confirm, Qt.MouseButton.LeftButton)
    assert stages(context)[0].buying_step == "细化业务计划和改进项目"


def test_a_firm_moves_to_another_pipeline(page: PipelinesPage, context: PageContext, qtbot: QtBot) -> None:
    ids = [stage.id for stage in stages(context)]
    for place in (0, 0, 3):
        act(context, factories.opportunity, stage_id=ids[place], amount_minor=100)
    page.ask_mapping()
    asked = dialog(page, MappingDialog)
    assert isinstance(asked, MappingDialog)
    names = [asked.target.itemText(place) for place in range(asked.target.count())]
    place = next(number for number, name in enumerate(names) if "中小企业" in name)
    asked.target.setCurrentIndex(place)
    asked.target.activated.emit(place)
    assert [choice.currentText() for choice in asked.choices.values()] == ["初步接触", "需求与报价"]
    assert [row.target for row in asked.table.rows()].count("初步接触") == 2
    assert asked.confirm.text() == "迁移 3 个商机"
    second = list(asked.choices.values())[1]
    second.setCurrentIndex(2)
    second.activated.emit(2)
    assert "谈判" in [row.target for row in asked.table.rows()]
    qtbot.mouseClick(asked.confirm, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: [row.code for row in rows(context)] == ["sme4"], timeout=10_000)
    qtbot.waitUntil(lambda: page.record == rows(context)[0].id)
    assert [stage.opportunities for stage in stages(context)] == [2, 0, 1, 0]
    context.data.undo()
    assert [row.code for row in rows(context)] == ["equipment8"]
    assert [stage.opportunities for stage in stages(context)][:4] == [2, 0, 0, 1]


def test_who_may_not_move_a_firm_is_told_so(page: PipelinesPage, context: PageContext, qtbot: QtBot) -> None:
    rep = act(context, factories.person, role="sales")
    act(context, factories.person, role="director")
    act(context, factories.opportunity)
    page.ask_mapping()
    asked = dialog(page, MappingDialog)
    assert isinstance(asked, MappingDialog)
    qtbot.mouseClick(asked.confirm, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(asked.problem()), timeout=10_000)
    assert asked.confirm.isEnabled()
    assert [row.code for row in rows(context)] == ["equipment8"]
    asked.reject()
    context.data.person = rep
    again = shown(qtbot, context)
    assert again.messages.isVisible()
    assert not again.add.isEnabled()
    again.show_stage(stages(context)[0].id)
    again.stage.facts.edit("name")
    assert again.stage.facts.editor("name") is None


def test_the_procedure_is_printed_in_either_language(
    page: PipelinesPage, context: PageContext, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "salesdesk.ui.sop_export.choose_target",
        lambda _parent, _title, start, _kind, then: then(tmp_path / start.name),
    )
    page.ask_pdf(stages(context)[0].id)
    asked = dialog(page, SopDialog)
    assert isinstance(asked, SopDialog)
    asked.language.setCurrentIndex(1)
    qtbot.mouseClick(asked.confirm, Qt.MouseButton.LeftButton)
    file = tmp_path / "SOP Lead identification.pdf"
    qtbot.waitUntil(file.exists, timeout=10_000)
    assert file.read_bytes().startswith(b"%PDF")
    qtbot.waitUntil(lambda: not context.background.busy())


def test_a_stage_removed_elsewhere_leaves_the_page_in_order(
    page: PipelinesPage, context: PageContext
) -> None:
    stage = stages(context)[1].id
    page.show_stage(stage)
    context.data.write(STEP, pipeline_stages.remove, stage)
    assert page.stage.isHidden() or page.state().stage is None
    assert stage not in {row.id for row in page.stage_list.order.rows()}


def test_a_read_only_workspace_is_only_looked_at(qtbot: QtBot, context: PageContext, tmp_path: Path) -> None:
    context.data.read_only = True
    page = shown(qtbot, context)
    page.show_stage(stages(context)[0].id)
    assert not page.add.isEnabled()
    assert not page.stage.items.add.isVisible()
    assert not page.messages.isVisible()
    page.stage.words.edit("activities")
    assert not isinstance(page.stage.words.editor("activities"), QPlainTextEdit)
    del tmp_path


def test_an_unknown_pipeline_shows_the_first(qtbot: QtBot, context: PageContext) -> None:
    page = shown(qtbot, context, PipelinesState(uuid.uuid4(), uuid.uuid4()))
    assert page.record == rows(context)[0].id
