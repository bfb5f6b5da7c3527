"""No path leads around a gate: each one asks before anything is written, and moves once all is filled in."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QComboBox, QWidget
from sqlalchemy import func, select

from salesdesk.services import opportunities, opportunity_summary
from salesdesk.services.evidence import StoredFile
from salesdesk.storage.records import Operation, Opportunity, StageItem
from salesdesk.ui.data import Data
from salesdesk.ui.opportunity_dialog import NewOpportunityDialog
from salesdesk.ui.widgets.gates.panel import GatePanel
from salesdesk.ui.widgets.gates.parts import TextPart, TickPart
from salesdesk.ui.widgets.gates.proof import ProofPart
from salesdesk.ui.widgets.gates.signing import SigningDialog
from tests import factories
from tests.test_architecture import sources
from tests.ui.conftest import click, context_of, drag, place_before, shown_board, titles

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace
    from salesdesk.ui.pipeline.page import BoardPage
    from salesdesk.ui.widgets.gates.popover import GatePopover

CONTROL = Qt.KeyboardModifier.ControlModifier
FILE = StoredFile("方案.pdf", 3, "a" * 64)

# The first stage asks for a need, a tick and a file; the others for nothing.


@pytest.fixture
def gated(seeded: Workspace) -> Workspace:
    with seeded.write(factories.STEP) as write:
        session = write.session
        first = factories.stages(session)[0]
        first.required_fields = "need"
        session.add(StageItem(stage_id=first.id, kind="check", text="现场看过", required=True, position=100))
        session.add(
            StageItem(stage_id=first.id, kind="evidence", text="需求文档", required=True, position=101)
        )
        for row in session.scalars(select(Opportunity).where(Opportunity.name.startswith("磨床"))):
            row.customer_id = row.customer_id or factories.customer(session)
            row.amount_minor = 100
    return seeded


@pytest.fixture
def board(gated: Workspace, qtbot: QtBot) -> BoardPage:
    return shown_board(qtbot, Data(gated))


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    """Give a window for a form to stand in."""
    result = QWidget()
    qtbot.addWidget(result)
    result.show()
    yield result
    result.hide()


def _dragged(qtbot: QtBot, page: BoardPage) -> None:
    drag(qtbot, page.columns[0].view, 0, place_before(page.columns[1].view, 1))


def _by_key(qtbot: QtBot, page: BoardPage) -> None:
    click(qtbot, page, 0, 0)
    qtbot.keyClick(page.columns[0].view, Qt.Key.Key_Right, CONTROL)


def _by_menu(qtbot: QtBot, page: BoardPage) -> None:
    click(qtbot, page, 0, 0)
    card = page.selected()
    assert card is not None
    stages: Any = next(action.menu() for action in page.card_actions.menu(card).actions() if action.menu())
    stages.actions()[1].trigger()


def _in_the_drawer(qtbot: QtBot, page: BoardPage) -> None:
    page.open_record(_id(page, "磨床 0"))
    page.summary.facts.edit("stage")
    editor = page.summary.facts.editor("stage")
    assert isinstance(editor, QComboBox)
    editor.setCurrentIndex(1)
    qtbot.keyClick(editor, Qt.Key.Key_Return)


@pytest.mark.parametrize("path", [_dragged, _by_key, _by_menu, _in_the_drawer])
def test_a_closed_gate_asks_and_what_is_filled_in_moves_the_card(
    board: BoardPage, qtbot: QtBot, path: Callable[[QtBot, BoardPage], None]
) -> None:
    before = operations(board)
    path(qtbot, board)
    popover = popover_of(board)
    assert popover.isVisible()
    assert popover.title.text() == "还差 3 项才能进入“需求探索”"
    assert [gap.text for gap in popover.panel.missing] == ["一句话需求", "现场看过", "需求文档"]
    assert not popover.move_button.isEnabled()
    qtbot.keyClick(popover, Qt.Key.Key_Return)
    assert titles(board, 0)[0] == "磨床 0"
    assert operations(board) == before
    fill_in(popover.panel)
    assert popover.title.text() == "可以进入“需求探索”了"
    qtbot.keyClick(popover, Qt.Key.Key_Return)
    assert "磨床 0" in titles(board, 1)
    assert operations(board) == before + 1
    assert popover.isHidden()
    if path is _in_the_drawer:
        assert board.summary.facts.value("stage").hasFocus()
    else:
        assert board.columns[1].view.hasFocus()
        assert board.selected() is not None
    board._data.undo()
    assert titles(board, 0)[0] == "磨床 0"
    assert board._data.read(need_of, _id(board, "磨床 0")) == ""


@pytest.mark.parametrize("path", [_dragged, _by_key, _by_menu, _in_the_drawer])
def test_escape_leaves_the_card_where_it_was(
    board: BoardPage, qtbot: QtBot, path: Callable[[QtBot, BoardPage], None]
) -> None:
    before = operations(board)
    path(qtbot, board)
    popover = popover_of(board)
    fill_in(popover.panel)
    qtbot.keyClick(popover, Qt.Key.Key_Escape)
    assert popover.isHidden()
    assert titles(board, 0)[0] == "磨床 0"
    assert operations(board) == before
    if path is _in_the_drawer:
        assert board.summary.facts.value("stage").hasFocus()
    else:
        assert board.columns[0].view.hasFocus()
        assert board.columns[0].view.currentIndex().row() == 0


def test_a_drop_keeps_its_place_in_the_column(board: BoardPage, qtbot: QtBot) -> None:
    _dragged(qtbot, board)
    popover = popover_of(board)
    fill_in(popover.panel)
    qtbot.mouseClick(popover.move_button, Qt.MouseButton.LeftButton)
    assert titles(board, 1) == ["铣床 0", "磨床 0", "铣床 1"]


def test_the_popover_stands_at_the_place_of_the_drop_and_within_the_page(
    board: BoardPage, qtbot: QtBot
) -> None:
    _dragged(qtbot, board)
    popover = popover_of(board)
    drop = board.mapFromGlobal(board._drag.where)
    assert not popover.geometry().contains(drop)
    assert abs(popover.geometry().left() - drop.x()) < 40
    assert board.rect().contains(popover.geometry())


def test_going_back_asks_for_nothing(board: BoardPage, qtbot: QtBot) -> None:
    click(qtbot, board, 1, 0)
    qtbot.keyClick(board.columns[1].view, Qt.Key.Key_Left, CONTROL)
    assert board.card_actions.gates.popover is None
    assert titles(board, 0)[0] == "铣床 0"


def test_a_skip_asks_for_what_every_stage_on_the_way_wants(board: BoardPage, qtbot: QtBot) -> None:
    with board._data.workspace.write(factories.STEP) as write:
        factories.stages(write.session)[1].required_fields = "budget need"
    drag(qtbot, board.columns[0].view, 0, place_before(board.columns[2].view, 0))
    popover = popover_of(board)
    assert [gap.code or gap.text for gap in popover.panel.missing] == [
        "need",
        "现场看过",
        "需求文档",
        "budget",
        "need",
    ]
    assert popover.panel.count == 4
    fill_in(popover.panel)
    assert popover.panel.count == 1
    budget = popover.panel.parts["budget"]
    assert isinstance(budget, TextPart)
    budget.line.setText("50-80万")
    qtbot.keyClick(budget.line, Qt.Key.Key_Return)
    assert titles(board, 2)[0] == "磨床 0"


@pytest.mark.parametrize("path", ["zone", "key", "menu", "won stage"])
def test_signing_asks_for_what_the_gates_ahead_still_miss(board: BoardPage, qtbot: QtBot, path: str) -> None:
    before = operations(board)
    click(qtbot, board, 0, 0)
    card = board.selected()
    assert card is not None
    if path == "zone":
        zone = board.zones["won"]
        drag(qtbot, board.columns[0].view, 0, zone.mapToGlobal(zone.rect().center()))
    elif path == "key":
        qtbot.keyClick(board.columns[0].view, Qt.Key.Key_W)
    else:
        menu = board.card_actions.menu(card)
        stages: Any = next(action.menu() for action in menu.actions() if action.menu())
        entries = [
            action
            for action in (stages if path == "won stage" else menu).actions()
            if "签约" in action.text()
        ]
        entries[0].trigger()
    dialog = board.findChild(SigningDialog)
    assert isinstance(dialog, SigningDialog)
    assert [gap.text for gap in dialog.panel.missing] == ["一句话需求", "现场看过", "需求文档"]
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert dialog.isVisible()
    assert dialog.problem() == "还差 3 项"
    assert operations(board) == before
    fill_in(dialog.panel)
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    summary = board._data.read(opportunity_summary.summary, card.id)
    assert (summary.status, summary.stage) == ("won", "项目实施")
    assert operations(board) == before + 1
    board._data.undo()
    assert titles(board, 0)[0] == "磨床 0"


def test_a_drop_behind_the_sale_is_the_signature(board: BoardPage, qtbot: QtBot) -> None:
    board._on_after()
    board.resize(1700, 780)
    before = operations(board)
    behind = next(column for column in board.columns if column.column.name == "售后维护")
    qtbot.waitUntil(behind.view.isVisible)
    board.row.ensureWidgetVisible(behind)
    drag(qtbot, board.columns[0].view, 0, behind.view.viewport().mapToGlobal(QPoint(40, 100)))
    dialog = board.findChild(SigningDialog)
    assert isinstance(dialog, SigningDialog)
    assert len(dialog.panel.missing) == 3
    assert operations(board) == before
    fill_in(dialog.panel)
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    won = board._data.read(opportunity_summary.summary, _id(board, "磨床 0"))
    assert (won.status, won.stage) == ("won", "项目实施")


def test_a_new_one_in_a_later_stage_passes_the_gates_before_it(
    gated: Workspace, window: QWidget, qtbot: QtBot
) -> None:
    data, made = Data(gated), list[uuid.UUID]()
    dialog = NewOpportunityDialog(context_of(data), made.append, parent=window)
    dialog.open()
    before = operations_of(gated)
    dialog.name.setText("车床")
    assert dialog.gate.isHidden()
    dialog.stage.setCurrentIndex(1)
    assert [gap.text for gap in dialog.gate.panel.missing] == ["一句话需求", "现场看过", "需求文档"]
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert dialog.problem() == "还差 3 项才能进入“需求探索”"
    assert (made, operations_of(gated)) == ([], before)
    fill_in(dialog.gate.panel)
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    found = data.read(opportunity_summary.summary, made[0])
    assert (found.title, found.stage) == ("车床", "需求探索")
    assert operations_of(gated) == before + 1
    data.undo()
    assert data.read(need_of, made[0]) is None


def test_the_fields_of_the_form_count_for_the_gate(gated: Workspace, window: QWidget, qtbot: QtBot) -> None:
    with gated.write(factories.STEP) as write:
        factories.open_gates(write.session)
        factories.stages(write.session)[0].required_fields = "customer amount expected_close_on"
    data, made = Data(gated), list[uuid.UUID]()
    dialog = NewOpportunityDialog(context_of(data), made.append, parent=window)
    dialog.open()
    dialog.name.setText("车床")
    dialog.stage.setCurrentIndex(2)
    assert dialog.gate.title.text() == "还差 3 项才能进入“方案设计”，上方还缺：客户 · 金额 · 预计成交"
    dialog.customer.setText("远川重工")
    dialog.amount.setText("12万")
    assert dialog.gate.title.text() == "还差 1 项才能进入“方案设计”，上方还缺：预计成交"
    dialog.close_on.setText("+30")
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert data.read(opportunity_summary.summary, made[0]).stage == "方案设计"


def test_a_won_one_passes_the_gates_behind_the_sale(board: BoardPage, qtbot: QtBot) -> None:
    card = _id(board, "磨床 0")
    with board._data.workspace.write(factories.STEP) as write:
        stages = factories.stages(write.session)
        target = stages[7].id
        row = write.session.get_one(Opportunity, card)
        row.need = "扩产"
        factories.open_gates(write.session)
        opportunities.win(write.session, card, on=row.created_on, amount=Decimal(9))
        write.session.add(StageItem(stage_id=stages[6].id, kind="check", text="已验收", required=True))
    before = operations(board)
    board.card_actions.gates.move(card, target)
    popover = popover_of(board)
    assert [gap.text for gap in popover.panel.missing] == ["已验收"]
    assert operations(board) == before
    fill_in(popover.panel)
    qtbot.keyClick(popover, Qt.Key.Key_Return)
    assert board._data.read(opportunity_summary.summary, card).stage == "售后维护"


def test_no_other_module_of_the_window_moves_one_by_itself() -> None:
    """`card_actions` gives a card another place within its stage."""
    calls = re.compile(r"\bopportunities\.(?:move|win|lose|reopen|create)\b")
    found = {
        module
        for module, text in sources().items()
        if module.startswith("salesdesk.ui.") and calls.search(text)
    }
    assert found == {"salesdesk.ui.widgets.gates.flow", "salesdesk.ui.pipeline.card_actions"}


def fill_in(panel: GatePanel) -> None:
    """Fill in a need, the ticks and the files that the gate asks for."""
    for part in list(panel.parts.values()):
        if isinstance(part, TextPart) and part.key == "need":
            part.line.setText("扩产一条线")
        elif isinstance(part, TickPart):
            part.box.setChecked(True)
        elif isinstance(part, ProofPart):
            part.slot.files = (FILE,)
            part.slot.changed.emit()


def popover_of(page: BoardPage) -> GatePopover:
    """Return the popover that is open on the page, from the board or from the drawer."""
    found = page.card_actions.gates.popover or page.summary.gates.popover
    assert found is not None
    return found


def operations(page: BoardPage) -> int:
    return operations_of(page._data.workspace)


def operations_of(workspace: Workspace) -> int:
    with workspace.read() as session:
        return session.scalar(select(func.count(Operation.id))) or 0


def need_of(session: Any, opportunity_id: uuid.UUID) -> str | None:
    row = session.get(Opportunity, opportunity_id)
    return None if row is None or row.deleted_at is not None else row.need


def _id(page: BoardPage, name: str) -> uuid.UUID:
    found = page._data.read(
        lambda session: session.scalar(select(Opportunity.id).where(Opportunity.name == name))
    )
    assert isinstance(found, uuid.UUID)
    return found
