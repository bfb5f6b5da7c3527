"""Files that are dropped on a card are kept and attached, in the slot that they are for."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent
from PySide6.QtWidgets import QApplication

from salesdesk.domain.errors import InvalidInputError
from salesdesk.services import evidence, evidence_slots, recycle_bin
from salesdesk.storage.records import Attachment, StageItem
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.gates.proof import ProofSlot
from tests import factories
from tests.ui.conftest import context_of, middle, shown_board

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace
    from salesdesk.ui.pipeline.page import BoardPage
    from tests.ui.widgets.gates.conftest import Desk

COPY, LEFT, NONE = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def board(seeded: Workspace, qtbot: QtBot) -> BoardPage:
    """Give a board whose first stage has one slot; those of the template are gone."""
    with seeded.write(factories.STEP) as write:
        for row in write.session.query(StageItem).where(StageItem.kind == "evidence"):
            row.kind = "step"
        slot(write.session, "需求文档")
    return shown_board(qtbot, Data(seeded))


def slot(session: Any, text: str, *, required: bool = True) -> Any:
    """Add a slot to the first stage."""
    row = StageItem(stage_id=factories.stages(session)[0].id, kind="evidence", text=text, required=required)
    session.add(row)
    session.flush()
    return row.id


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    path = tmp_path / "需求 表.txt"
    path.write_bytes(b"needs")
    return path


def mime(*paths: Path) -> QMimeData:
    """Return what a file manager drags."""
    result = QMimeData()
    result.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return result


def drag_over(widget: Any, at: QPoint, what: QMimeData) -> bool:
    """Bring what is dragged over a widget, and tell whether it would be taken there."""
    enter = QDragEnterEvent(at, COPY | Qt.DropAction.MoveAction, what, LEFT, NONE)
    QApplication.sendEvent(widget, enter)
    move = QDragMoveEvent(at, COPY | Qt.DropAction.MoveAction, what, LEFT, NONE)
    QApplication.sendEvent(widget, move)
    return move.isAccepted()


def drop(widget: Any, at: QPoint, what: QMimeData) -> QDropEvent:
    """Drop what is dragged, as with a file manager that would rather move it."""
    drag_over(widget, at, what)
    event = QDropEvent(QPointF(at), COPY | Qt.DropAction.MoveAction, what, LEFT, NONE)
    QApplication.sendEvent(widget, event)
    return event


def drop_on_card(board: BoardPage, row: int, *paths: Path) -> QDropEvent:
    view = board.columns[0].view
    return drop(view.viewport(), middle(view, row), mime(*paths))


def attached(board: BoardPage) -> list[Attachment]:
    with board._data.workspace.read() as session:
        return list(session.query(Attachment).where(Attachment.deleted_at.is_(None)).order_by(Attachment.id))


def idle(board: BoardPage, qtbot: QtBot) -> None:
    """Wait until all files are kept."""
    qtbot.waitUntil(lambda: not board.card_actions.files._busy)


def test_a_file_dropped_on_a_card_fills_the_only_slot_of_its_stage(
    board: BoardPage, paper: Path, qtbot: QtBot
) -> None:
    view = board.columns[0].view
    event = drop_on_card(board, 1, paper)
    assert event.isAccepted()
    assert event.dropAction() == COPY
    card = board.columns[0].model.card(1)
    assert card is not None
    assert view._keeping == {card.id}
    idle(board, qtbot)
    assert view._keeping == frozenset()
    (row,) = attached(board)
    assert (row.name, row.opportunity_id) == ("需求 表.txt", card.id)
    assert row.stage_item_id is not None
    assert paper.exists()
    selected = board.selected()
    assert selected is not None
    assert (selected.id, selected.done) == (card.id, card.done + 1)
    assert "需求 表.txt" in str(board._data.undo_label())
    board._data.undo()
    assert attached(board) == []


def test_a_file_on_a_stage_without_a_free_slot_is_attached_as_it_is(
    board: BoardPage, paper: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    drop_on_card(board, 0, paper)
    idle(board, qtbot)
    other = tmp_path / "b.txt"
    other.write_bytes(b"b")
    drop_on_card(board, 0, other)
    idle(board, qtbot)
    assert [row.stage_item_id is None for row in attached(board)] == [False, True]


def test_where_there_are_several_slots_it_asks_which(board: BoardPage, paper: Path, qtbot: QtBot) -> None:
    with board._data.workspace.write(factories.STEP) as write:
        second = slot(write.session, "现场照片", required=False)
    drop_on_card(board, 0, paper)
    menu = board.card_actions.files.menu
    assert menu is not None
    texts = [action.text() for action in menu.actions() if not action.isSeparator()]
    assert texts == ["需求文档", "现场照片（建议）", "都不是，只附加到商机"]
    assert attached(board) == []
    menu.actions()[2].trigger()
    menu.close()
    idle(board, qtbot)
    assert [row.stage_item_id for row in attached(board)] == [second]


def test_several_files_are_one_step(board: BoardPage, paper: Path, tmp_path: Path, qtbot: QtBot) -> None:
    other = tmp_path / "照片.txt"
    other.write_bytes(b"photo")
    drop_on_card(board, 0, paper, other)
    idle(board, qtbot)
    assert [row.name for row in attached(board)] == ["需求 表.txt", "照片.txt"]
    assert "2 个文件" in str(board._data.undo_label())
    board._data.undo()
    assert attached(board) == []


def test_what_can_not_be_taken_is_told_and_the_others_are_attached(
    board: BoardPage, paper: Path, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "MAX_BYTES", 2**20)
    large = tmp_path / "large.bin"
    with large.open("wb") as stream:
        os.truncate(stream.fileno(), 2**20 + 1)
    with qtbot.captureExceptions() as caught:
        drop_on_card(board, 0, tmp_path, paper, large)
        qtbot.waitUntil(lambda: bool(caught))
    assert [kind for kind, _error, _trace in caught] == [InvalidInputError]
    said = str(caught[0][1])
    assert "文件夹" in said
    assert "large.bin" in said
    assert [row.name for row in attached(board)] == ["需求 表.txt"]


def test_one_that_is_deleted_meanwhile_takes_nothing(board: BoardPage, paper: Path, qtbot: QtBot) -> None:
    card = board.columns[0].model.card(0)
    assert card is not None
    with qtbot.captureExceptions() as caught:
        drop_on_card(board, 0, paper)
        board._data.write(factories.STEP, recycle_bin.delete, "opportunity", [card.id])
        qtbot.waitUntil(lambda: bool(caught))
    assert [kind for kind, _error, _trace in caught] == [InvalidInputError]
    assert attached(board) == []


def test_the_card_under_the_pointer_is_lit_and_nothing_beside_it(board: BoardPage, paper: Path) -> None:
    view = board.columns[0].view
    viewport = view.viewport()
    assert drag_over(viewport, middle(view, 1), mime(paper))
    assert view._over == 1
    beside = QPoint(viewport.width() // 2, viewport.height() - 4)
    assert not drag_over(viewport, beside, mime(paper))
    assert view._over == -1
    assert drag_over(viewport, middle(view, 0), mime(paper))
    QApplication.sendEvent(viewport, QDragLeaveEvent())
    assert view._over == -1


def test_a_text_or_an_address_is_no_file(board: BoardPage) -> None:
    view = board.columns[0].view
    text, page = QMimeData(), QMimeData()
    text.setText("磨床")
    page.setUrls([QUrl("https://example.com/a.pdf")])
    for what in (text, page):
        assert not drag_over(view.viewport(), middle(view, 0), what)
        assert not drop(view.viewport(), middle(view, 0), what).isAccepted()
    assert attached(board) == []


def test_a_board_to_look_at_takes_no_files(seeded: Workspace, paper: Path, qtbot: QtBot) -> None:
    data = Data(seeded)
    data.read_only = True
    board = shown_board(qtbot, data)
    assert not drag_over(board.columns[0].view.viewport(), middle(board.columns[0].view, 0), mime(paper))


def test_the_picture_shows_where_it_would_go_and_that_it_is_being_kept(board: BoardPage, paper: Path) -> None:
    view = board.columns[0].view
    before = view.grab().toImage()
    drag_over(view.viewport(), middle(view, 0), mime(paper))
    assert view.grab().toImage() != before
    QApplication.sendEvent(view.viewport(), QDragLeaveEvent())
    assert view.grab().toImage() == before
    card = board.columns[0].model.card(1)
    assert card is not None
    view.show_keeping(frozenset({card.id}))
    assert view.grab().toImage() != before


# --- a slot of a gate ---------------------------------------------------------------------------------------------


def test_a_slot_takes_what_is_dropped_on_it(desk: Desk, paper: Path) -> None:
    item = desk.item("evidence", "技术方案")
    popover = desk.ask()
    box = popover.findChild(ProofSlot)
    assert isinstance(box, ProofSlot)
    assert drag_over(box, QPoint(5, 5), mime(paper))
    assert box.property("target") is True
    assert drop(box, QPoint(5, 5), mime(paper)).dropAction() == COPY
    desk.qtbot.waitUntil(lambda: not box.busy)
    assert [file.name for file in box.files] == ["需求 表.txt"]
    assert popover.panel.fills().files[0].item_id == item


def test_the_same_file_is_kept_once_in_a_slot(desk: Desk, paper: Path, qtbot: QtBot) -> None:
    box = ProofSlot(context_of(desk.data), "技术方案")
    qtbot.addWidget(box)
    for _time in range(2):
        box.take([paper, paper])
        qtbot.waitUntil(lambda: not box.busy)
    assert len(box.files) == 1


def test_free_slots_are_those_of_the_stage_where_it_stands(desk: Desk, paper: Path) -> None:
    for row in desk.all(StageItem):
        if row.kind == "evidence":
            desk.act(lambda session, one=row.id: setattr(session.get_one(StageItem, one), "kind", "step"))
    first, _other = desk.item("evidence", "甲"), desk.item("evidence", "乙", place=1)
    second = desk.item("evidence", "丙")
    free = desk.data.read(evidence_slots.free_slots, desk.card)
    assert {one.item_id for one in free} == {first, second}
    file = evidence.store(desk.workspace.files, paper)
    desk.act(evidence.attach, desk.card, file, stage_item_id=first)
    assert [one.text for one in desk.data.read(evidence_slots.free_slots, desk.card)] == ["丙"]
