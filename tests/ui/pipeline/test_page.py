"""The board as one uses it: mouse, keys, filter, undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QToolButton

from salesdesk.domain.errors import ConflictError
from salesdesk.i18n import _
from salesdesk.services import opportunities, opportunity_summary, pipelines
from salesdesk.services.board import BoardFilter
from salesdesk.services.board_moments import today
from salesdesk.storage.records import Customer, Person
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.gates.loss import LossDialog
from salesdesk.ui.widgets.gates.picks import CustomerPart
from salesdesk.ui.widgets.gates.signing import SigningDialog
from tests import factories
from tests.ui.conftest import click, drag, middle, place_before, shown_board, titles, yuan

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot
    from sqlalchemy.orm import Session

    from salesdesk.services.board import Card
    from salesdesk.ui.pipeline.page import BoardPage

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_a_stage_before_the_sale_has_a_column_each(page: BoardPage) -> None:
    assert [column.column.name for column in page.columns][:3] == ["线索识别", "需求探索", "方案设计"]
    assert len(page.columns) == 6


def test_the_totals_count_and_add_up(page: BoardPage) -> None:
    assert page.toolbar.totals.text().startswith(("7 个商机", "7 opportunities"))


def test_a_card_is_dragged_to_another_stage(page: BoardPage, qtbot: QtBot) -> None:
    target = page.columns[1].view
    drag(qtbot, page.columns[0].view, 1, place_before(target, 1))
    assert titles(page, 1) == ["铣床 0", "磨床 1", "铣床 1"]
    assert titles(page, 0) == ["磨床 0", "磨床 2", "磨床 3"]
    assert page.selected() is not None
    assert page.columns[1].view.currentIndex().row() == 1


def test_a_card_is_dragged_down_within_its_stage(page: BoardPage, qtbot: QtBot) -> None:
    view = page.columns[0].view
    drag(qtbot, view, 0, place_before(view, 2))
    assert titles(page, 0) == ["磨床 1", "磨床 0", "磨床 2", "磨床 3"]


def test_a_card_dropped_where_it_stands_writes_nothing(page: BoardPage, data: Data, qtbot: QtBot) -> None:
    before = data.undo_label()
    view = page.columns[0].view
    drag(qtbot, view, 1, place_before(view, 2))
    assert data.undo_label() == before


def test_a_drop_on_an_empty_stage_puts_the_card_there(page: BoardPage, qtbot: QtBot) -> None:
    empty = page.columns[4].view
    drag(qtbot, page.columns[0].view, 0, empty.viewport().mapToGlobal(QPoint(60, 300)))
    assert titles(page, 4) == ["磨床 0"]


def test_a_drop_beside_everything_changes_nothing(page: BoardPage, qtbot: QtBot) -> None:
    drag(qtbot, page.columns[0].view, 0, page.toolbar.mapToGlobal(QPoint(5, 5)))
    assert titles(page, 0) == ["磨床 0", "磨床 1", "磨床 2", "磨床 3"]


def test_escape_ends_a_drag(page: BoardPage, qtbot: QtBot) -> None:
    view = page.columns[0].view
    drag(qtbot, view, 0, place_before(page.columns[1].view, 0), drop=False)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 0))
    assert titles(page, 1) == ["铣床 0", "铣床 1"]


def test_control_and_arrows_move_the_card_and_the_selection_follows(page: BoardPage, qtbot: QtBot) -> None:
    click(qtbot, page, 0, 2)
    qtbot.keyClick(page.columns[0].view, Qt.Key.Key_Right, CONTROL)
    assert titles(page, 1)[0] == "磨床 2"
    assert page.columns[1].view.hasFocus()
    qtbot.keyClick(page.columns[1].view, Qt.Key.Key_Right, CONTROL)
    assert titles(page, 2) == ["磨床 2", "镗床 0"]
    qtbot.keyClick(page.columns[2].view, Qt.Key.Key_Down, CONTROL)
    assert titles(page, 2) == ["镗床 0", "磨床 2"]
    qtbot.keyClick(page.columns[2].view, Qt.Key.Key_Up, CONTROL)
    assert titles(page, 2) == ["磨床 2", "镗床 0"]


def test_the_outermost_stages_hold_the_card(page: BoardPage, qtbot: QtBot) -> None:
    click(qtbot, page, 0, 0)
    qtbot.keyClick(page.columns[0].view, Qt.Key.Key_Left, CONTROL)
    qtbot.keyClick(page.columns[0].view, Qt.Key.Key_Up, CONTROL)
    assert titles(page, 0) == ["磨床 0", "磨床 1", "磨床 2", "磨床 3"]


def test_arrows_walk_over_the_board(page: BoardPage, qtbot: QtBot) -> None:
    click(qtbot, page, 0, 0)
    qtbot.keyClick(page.columns[0].view, Qt.Key.Key_Down)
    qtbot.keyClick(page.columns[0].view, Qt.Key.Key_Right)
    assert _selected(page) == "铣床 1"
    qtbot.keyClick(page.columns[1].view, Qt.Key.Key_Right)
    assert _selected(page) == "镗床 0"
    qtbot.keyClick(page.columns[2].view, Qt.Key.Key_Right)
    assert _selected(page) == "镗床 0"
    qtbot.keyClick(page.columns[2].view, Qt.Key.Key_Left)
    assert _selected(page) == "铣床 0"


def test_only_one_card_of_the_board_is_selected(page: BoardPage, qtbot: QtBot) -> None:
    click(qtbot, page, 0, 0)
    click(qtbot, page, 1, 1)
    assert [column.view.selected() is not None for column in page.columns].count(True) == 1


def test_undo_brings_the_card_and_the_selection_back(page: BoardPage, data: Data, qtbot: QtBot) -> None:
    click(qtbot, page, 0, 1)
    qtbot.keyClick(page.columns[0].view, Qt.Key.Key_Right, CONTROL)
    data.undo()
    assert titles(page, 0) == ["磨床 0", "磨床 1", "磨床 2", "磨床 3"]
    assert _selected(page) == "磨床 1"
    data.redo()
    assert titles(page, 1)[0] == "磨床 1"


def test_the_text_filter_waits_for_a_pause(page: BoardPage, qtbot: QtBot) -> None:
    page.toolbar.text.setText("铣床 1")
    assert page.filter.text == ""
    qtbot.waitUntil(lambda: page.filter.text == "铣床 1")
    assert [column.column.count for column in page.columns] == [0, 1, 0, 0, 0, 0]


def test_the_owner_menu_narrows_the_board(page: BoardPage) -> None:
    choose(page.toolbar.owner, "林晓")
    assert titles(page, 0) == ["磨床 0", "磨床 2"]
    assert "林晓" in page.toolbar.owner.text()


def test_an_empty_result_offers_to_clear_the_filter(page: BoardPage, qtbot: QtBot) -> None:
    page.toolbar.text.setText("没有这样的")
    qtbot.waitUntil(page.empty.isVisible)
    qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    assert not page.empty.isVisible()
    assert page.toolbar.text.text() == ""
    assert titles(page, 1) == ["铣床 0", "铣床 1"]


def test_an_empty_workspace_offers_to_import(workspace: Workspace, qtbot: QtBot) -> None:
    factories.set_up(workspace)
    page = shown_board(qtbot, Data(workspace))
    assert page.empty.isVisible()
    with qtbot.waitSignal(page.action_requested) as asked:
        qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)
    assert asked.args == ["import", None]


def test_space_takes_a_quick_look_and_escape_ends_it(page: BoardPage, qtbot: QtBot) -> None:
    click(qtbot, page, 0, 1)
    qtbot.keyClick(page.columns[0].view, Qt.Key.Key_Space)
    assert page.summary.isVisible()
    qtbot.keyClick(page.summary, Qt.Key.Key_Escape)
    assert not page.summary.isVisible()
    assert page.columns[0].view.hasFocus()
    assert _selected(page) == "磨床 1"
    qtbot.keyClick(page.columns[0].view, Qt.Key.Key_Space)
    qtbot.keyClick(page.summary, Qt.Key.Key_Space)
    assert not page.summary.isVisible()


def test_return_and_a_double_click_open_the_page(page: BoardPage, qtbot: QtBot) -> None:
    click(qtbot, page, 0, 1)
    card = page.selected()
    assert card is not None
    with qtbot.waitSignal(page.open_requested) as asked:
        qtbot.keyClick(page.columns[0].view, Qt.Key.Key_Return)
    assert asked.args == ["opportunity", card.id]
    view = page.columns[1].view
    with qtbot.waitSignal(page.open_requested) as asked:
        qtbot.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=middle(view, 0))
    card = page.selected()
    assert card is not None
    assert asked.args == ["opportunity", card.id]


def test_the_quick_look_follows_a_move(page: BoardPage, qtbot: QtBot) -> None:
    click(qtbot, page, 1, 0)
    qtbot.keyClick(page.columns[1].view, Qt.Key.Key_Space)
    qtbot.keyClick(page.columns[1].view, Qt.Key.Key_Right, CONTROL)
    assert page.summary.shown is not None
    assert page.summary.shown.stage == "方案设计"


def test_a_drop_on_won_asks_for_date_and_amount(page: BoardPage, data: Data, qtbot: QtBot) -> None:
    drag(qtbot, page.columns[0].view, 0, _zone(page, "won"))
    dialog = page.findChild(SigningDialog)
    assert isinstance(dialog, SigningDialog)
    dialog.amount.setText("12.5万")
    card = page.selected()
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert titles(page, 0) == ["磨床 1", "磨床 2", "磨床 3"]
    assert card is not None
    summary = data.read(opportunity_summary.summary, card.id)
    assert (summary.status, summary.amount) == ("won", yuan("125000"))


def test_a_signature_without_a_customer_asks_for_him(page: BoardPage, data: Data, qtbot: QtBot) -> None:
    drag(qtbot, page.columns[0].view, 3, _zone(page, "won"))
    dialog = page.findChild(SigningDialog)
    assert isinstance(dialog, SigningDialog)
    dialog.amount.setText("12.5万")
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert titles(page, 0) == ["磨床 0", "磨床 1", "磨床 2", "磨床 3"]
    part = dialog.panel.parts["customer"]
    assert isinstance(part, CustomerPart)
    part.field.setText("远川重工")
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert titles(page, 0) == ["磨床 0", "磨床 1", "磨床 2"]
    assert str(data.undo_label()).startswith(("赢单", "Win"))


def test_a_drop_on_lost_asks_why(page: BoardPage, data: Data, qtbot: QtBot) -> None:
    drag(qtbot, page.columns[1].view, 0, _zone(page, "lost"))
    dialog = page.findChild(LossDialog)
    assert isinstance(dialog, LossDialog)
    card = page.selected()
    qtbot.keyClick(dialog.reason, Qt.Key.Key_Down)
    dialog.lost_to.setEditText(_("No competitor"))
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert titles(page, 1) == ["铣床 1"]
    assert card is not None
    assert data.read(opportunity_summary.summary, card.id).loss_reason == "price"


def test_a_stale_card_is_not_overwritten(page: BoardPage, seeded: Workspace, qtbot: QtBot) -> None:
    card = page.columns[0].model.card(0)
    assert card is not None
    with seeded.write(factories.STEP) as write:
        opportunities.move(write.session, card.id, card.stage_id, position=2)
    click(qtbot, page, 0, 0)
    with qtbot.captureExceptions() as caught:
        qtbot.keyClick(page.columns[0].view, Qt.Key.Key_Right, CONTROL)
    assert [kind for kind, _error, _trace in caught] == [ConflictError]


def test_the_menu_of_a_card_moves_it(page: BoardPage, qtbot: QtBot) -> None:
    click(qtbot, page, 0, 0)
    card = page.selected()
    assert card is not None
    menu = page.card_actions.menu(card)
    stages = next(action.menu() for action in menu.actions() if action.menu())
    stages.actions()[3].trigger()  # type: ignore[attr-defined]  # Qt's stub says object
    assert titles(page, 3) == ["磨床 0"]


def test_a_board_to_look_at_offers_no_change(seeded: Workspace, qtbot: QtBot) -> None:
    path = seeded.path
    look = Workspace.open(path, read_only=True)
    page = shown_board(qtbot, Data(look))
    click(qtbot, page, 0, 0)
    qtbot.keyClick(page.columns[0].view, Qt.Key.Key_Right, CONTROL)
    card = page.selected()
    assert card is not None
    assert len(page.card_actions.menu(card).actions()) == 2
    assert not page.zones["won"].isVisible()
    assert titles(page, 1) == ["铣床 0", "铣床 1"]
    look.close()


def test_a_change_elsewhere_keeps_the_place(data: Data, seeded: Workspace, qtbot: QtBot) -> None:
    with seeded.write(factories.STEP) as write:
        for number in range(120):
            factories.opportunity(write.session, name=f"刨床 {number}")
    page = shown_board(qtbot, data)
    view = page.columns[0].view
    view.verticalScrollBar().setValue(4000)
    click(qtbot, page, 1, 0)
    qtbot.keyClick(page.columns[1].view, Qt.Key.Key_Left, CONTROL)
    assert titles(page, 0)[0] == "铣床 0"
    page.columns[2].view.setFocus()
    view.verticalScrollBar().setValue(4000)
    click(qtbot, page, 1, 0)
    qtbot.keyClick(page.columns[1].view, Qt.Key.Key_Right, CONTROL)
    assert view.verticalOffset() == 4000


def test_a_filter_given_at_the_start_is_kept(data: Data, qtbot: QtBot) -> None:
    page = shown_board(qtbot, data)
    page.toolbar.filter_changed.emit(BoardFilter(text="镗床"))
    assert titles(page, 2) == ["镗床 0"]
    assert page.columns[0].column.count == 0


def test_nothing_acts_while_an_input_method_composes(page: BoardPage) -> None:
    for column in page.columns:
        assert not column.view.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def choose(chip: QToolButton, text: str) -> None:
    """Choose an entry of a chip's menu."""
    chip.menu().aboutToShow.emit()
    next(entry for entry in chip.menu().actions() if entry.text() == text).trigger()


def _selected(page: BoardPage) -> str:
    card = page.selected()
    return card.title if card else ""


def _zone(page: BoardPage, name: str) -> QPoint:
    zone = page.zones[name]
    return zone.mapToGlobal(zone.rect().center())


def test_a_second_pipeline_is_chosen_from_its_menu(data: Data, seeded: Workspace, qtbot: QtBot) -> None:
    with seeded.write(factories.STEP) as write:
        pipelines.add_from_template(write.session, "sme4")
    page = shown_board(qtbot, data)
    choose(page.toolbar.pipeline, page.toolbar._choices.pipelines[1].name)
    QApplication.processEvents()
    assert len(page.columns) == 3
    assert page.empty.isVisible()


@pytest.mark.parametrize("table", ["customer", "person"])
def test_a_change_of_what_cards_name_is_shown(
    page: BoardPage, data: Data, seeded: Workspace, table: str
) -> None:
    kind: Any = Customer if table == "customer" else Person
    with seeded.write(factories.STEP) as write:
        row: Any = write.session.query(kind).filter(kind.name.in_(["恒岳轴承", "林晓"])).one()
        row.name = "新的名称"
    data.announce(write.changes)
    card = page.columns[0].model.card(0)
    assert card is not None
    assert "新的名称" in (card.customer, card.owner)


def test_the_menu_of_the_pipelines_leads_to_their_editor(page: BoardPage, qtbot: QtBot, data: Data) -> None:
    data.write(factories.STEP, pipelines.add_from_template, "sme4")
    shown = page.board.pipeline
    assert shown is not None
    with qtbot.waitSignal(page.action_requested) as asked:
        choose(page.toolbar.pipeline, _("Edit pipelines…"))
    assert asked.args == ["pipelines", shown.id]


def test_a_card_follows_what_is_planned_ticked_and_known(page: BoardPage, data: Data) -> None:
    def card() -> Card:
        found = page.columns[0].model.card(0)
        assert found is not None
        return found

    def write(fill: Callable[[Session], object]) -> None:
        data.write(factories.STEP, fill)

    one = card()
    assert one.next_step is None
    write(lambda session: factories.activity(session, opportunity_id=one.id, due_on=today()))
    assert card().step_state == "today"
    assert "single_contact" in card().flags
    for _number in range(2):
        write(lambda session: factories.contact(session, customer_id=one.customer_id))
    assert "single_contact" not in card().flags
    write(
        lambda session: factories.rival(session, opportunity_id=one.id, standing="favoured", name="北陆机床")
    )
    assert "competitor_favoured" in card().flags


def test_the_keyboard_comes_back_to_the_selected_card_and_not_to_the_first(page: BoardPage) -> None:
    view = page.columns[1].view
    view.select(0)
    page.focus_content()
    assert page.window().focusWidget() is view
    assert page.columns[0].view.selected() is None
