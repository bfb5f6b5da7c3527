"""A list that is put in order by the keys and by dragging."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester

from salesdesk.ui.widgets.order_list import OrderList, OrderRow

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

IDS = [uuid.UUID(int=number) for number in range(1, 5)]
ROWS = [OrderRow(one, f"行 {one.int}", "说明", "必须", above="之后" if one.int == 3 else "") for one in IDS]


@pytest.fixture
def view(qtbot: QtBot) -> OrderList:
    result = OrderList("清单")
    qtbot.addWidget(result)
    result.resize(300, 400)
    result.set_movable(movable=True)
    result.show_rows(ROWS, IDS[1])
    with qtbot.waitExposed(result):
        result.show()
    result.setFocus()
    return result


def test_the_model_keeps_qts_rules(view: OrderList) -> None:
    QAbstractItemModelTester(view.order, QAbstractItemModelTester.FailureReportingMode.Fatal)
    view.show_rows(ROWS[:2])
    view.show_rows([])
    view.show_rows(ROWS)


def test_alt_and_the_arrows_ask_to_move(view: OrderList, qtbot: QtBot) -> None:
    for key, place in ((Qt.Key.Key_Down, 2), (Qt.Key.Key_Up, 0)):
        with qtbot.waitSignal(view.moved) as asked:
            qtbot.keyClick(view, key, Qt.KeyboardModifier.AltModifier)
        assert asked.args == [IDS[1], place]
    assert [row.id for row in view.order.rows()] == IDS


def test_the_ends_and_a_fixed_list_stay(view: OrderList, qtbot: QtBot) -> None:
    view.show_rows(ROWS, IDS[0])
    with qtbot.assertNotEmitted(view.moved):
        qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    view.set_movable(movable=False)
    with qtbot.assertNotEmitted(view.moved):
        qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)


@pytest.mark.parametrize(
    ("over", "part", "place"), [(3, 0.9, 3), (3, 0.1, 2), (0, 0.1, 0), (1, 0.4, None), (2, 0.1, None)]
)
def test_a_drop_asks_for_the_place_where_it_fell(
    view: OrderList, qtbot: QtBot, over: int, part: float, place: int | None
) -> None:
    rect = view.visualRect(view.order.index(over))
    where = QPointF(rect.x() + 20, rect.y() + rect.height() * part)
    event = QDropEvent(
        where,
        Qt.DropAction.MoveAction,
        QMimeData(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    if place is None:
        with qtbot.assertNotEmitted(view.moved):
            view.dropEvent(event)
    else:
        with qtbot.waitSignal(view.moved) as asked:
            view.dropEvent(event)
        assert asked.args == [IDS[1], place]


def test_showing_rows_chooses_nothing_but_walking_does(view: OrderList, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(view.chosen):
        view.show_rows(ROWS, IDS[2])
        view.show_rows(ROWS[:2])
    assert view.current() == ROWS[1]
    with qtbot.waitSignal(view.chosen) as chosen:
        qtbot.keyClick(view, Qt.Key.Key_Up)
    assert chosen.args == [IDS[0]]
    with qtbot.waitSignal(view.chosen):
        qtbot.mouseClick(
            view.viewport(),
            Qt.MouseButton.LeftButton,
            pos=view.visualRect(view.order.index(1)).center() + QPoint(0, 4),
        )


def test_keys_open_and_delete(view: OrderList, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.opened) as opened:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    with qtbot.waitSignal(view.delete_requested) as deleted:
        qtbot.keyClick(view, Qt.Key.Key_Delete)
    assert opened.args == deleted.args == [IDS[1]]


def test_a_screen_reader_reads_the_whole_row(view: OrderList) -> None:
    text = view.order.data(view.order.index(2), Qt.ItemDataRole.AccessibleTextRole)
    assert text == "之后 · 行 3 · 必须 · 说明"


def test_all_rows_fit_into_their_height(view: OrderList) -> None:
    view.setFixedHeight(view.height_of_rows() + 2)
    assert not view.verticalScrollBar().isVisible()
