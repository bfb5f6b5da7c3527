"""Where cards stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractItemView

from salesdesk.ui.pipeline.card_painter import CardPainter
from salesdesk.ui.pipeline.model import ColumnModel
from salesdesk.ui.pipeline.view import CardView
from tests import factories
from tests.ui.pipeline.test_model import show

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace
    from salesdesk.ui.data import Data

CARDS = 200
NARROW, WIDE = 190, 470


@pytest.fixture
def view(data: Data, seeded: Workspace, qtbot: QtBot) -> CardView:
    """Give a narrow column of 204 cards on the screen."""
    with seeded.write(factories.STEP) as write:
        for number in range(CARDS):
            factories.opportunity(write.session, name=f"刨床 {number}")
    model = ColumnModel(data)
    show(model, data)
    result = CardView(model, CardPainter())
    model.setParent(result)
    qtbot.addWidget(result)
    result.resize(NARROW, 500)
    with qtbot.waitExposed(result):
        result.show()
    result.activateWindow()
    result.setFocus()
    return result


def test_a_narrow_column_has_one_card_in_a_line_a_wide_one_several(view: CardView) -> None:
    assert view.per_row() == 1
    view.resize(WIDE, 500)
    assert view.per_row() == 2
    assert view.card_rect(1).left() > view.card_rect(0).right()
    assert view.card_rect(1).top() == view.card_rect(0).top()


@pytest.mark.parametrize("width", [NARROW, WIDE, 900])
def test_every_card_is_found_where_it_stands(view: CardView, width: int) -> None:
    view.resize(width, 500)
    for row in (0, 1, 2, 3, 7):
        assert view.indexAt(view.card_rect(row).center()).row() == row
    assert not view.indexAt(QPoint(2, 2)).isValid()


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_scrolling_to_a_card_brings_all_of_it_into_sight(view: CardView, width: int) -> None:
    view.resize(width, 500)
    for row in (CARDS + 3, 0, 77):
        view.scrollTo(view.model().index(row, 0))
        assert view.viewport().rect().contains(view.card_rect(row))
    view.scrollTo(view.model().index(100, 0), QAbstractItemView.ScrollHint.PositionAtTop)
    assert view.card_rect(100).top() == 0


def test_the_last_card_ends_the_way_down(view: CardView) -> None:
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert view.card_rect(CARDS + 3).bottom() < view.viewport().height()


def test_what_comes_into_sight_is_read(view: CardView, qtbot: QtBot) -> None:
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    row = view.indexAt(QPoint(60, 250)).row()
    assert view.model().data(view.model().index(row, 0)) is None
    qtbot.waitUntil(lambda: view.model().data(view.model().index(row, 0)) is not None)


def test_keys_walk_and_stop_at_the_ends(view: CardView, qtbot: QtBot) -> None:
    view.select(0)
    for key, row in (
        (Qt.Key.Key_Up, 0),
        (Qt.Key.Key_Down, 1),
        (Qt.Key.Key_PageDown, 6),
        (Qt.Key.Key_End, CARDS + 3),
        (Qt.Key.Key_Down, CARDS + 3),
        (Qt.Key.Key_PageUp, CARDS - 2),
        (Qt.Key.Key_Home, 0),
    ):
        qtbot.keyClick(view, key)
        assert view.currentIndex().row() == row


def test_keys_walk_over_two_cards_in_a_line(view: CardView, qtbot: QtBot) -> None:
    view.resize(WIDE, 500)
    view.select(0)
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Down)
    assert view.currentIndex().row() == 3
    with qtbot.waitSignal(view.neighbour_requested) as asked:
        qtbot.keyClick(view, Qt.Key.Key_Right)
    assert asked.args == [1]


def test_the_neighbour_is_met_at_the_same_height(view: CardView) -> None:
    view.resize(WIDE, 500)
    height = view.card_rect(4).center().y()
    assert view.row_beside(height, from_left=True) == 4
    assert view.row_beside(height, from_left=False) == 5
    assert view.row_beside(100_000, from_left=False) == CARDS + 3


def test_a_drop_goes_before_the_card_whose_upper_half_is_hit(view: CardView) -> None:
    rect = view.card_rect(2)
    for y, row in ((rect.top() + 5, 2), (rect.bottom() - 5, 3)):
        assert view.drop_row(view.viewport().mapToGlobal(QPoint(40, y))) == row
    assert view.drop_row(view.viewport().mapToGlobal(QPoint(40, -900))) == 0


def test_a_drop_among_two_in_a_line_goes_by_the_half_too(view: CardView) -> None:
    view.resize(WIDE, 500)
    for row in (2, 3):
        rect = view.card_rect(row)
        left, right = rect.left() + 5, rect.right() - 5
        for x, target in ((left, row), (right, row + 1)):
            where = view.viewport().mapToGlobal(QPoint(x, rect.center().y()))
            assert view.drop_row(where) == target


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_mark_of_a_drop_is_drawn_between_cards(view: CardView, width: int) -> None:
    view.resize(width, 500)
    before = view.grab().toImage()
    view.mark(1)
    assert view.grab().toImage() != before
    view.mark(None)
    assert view.grab().toImage() == before


def test_the_mark_after_the_last_line_is_in_sight(view: CardView) -> None:
    view.resize(WIDE, 500)
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum())
    start, end = view.mark_line(CARDS + 4)
    assert view.viewport().rect().contains(start)
    assert view.viewport().rect().contains(end)


def test_a_hovered_card_looks_different(view: CardView, qtbot: QtBot) -> None:
    before = view.grab().toImage()
    qtbot.mouseMove(view.viewport(), view.card_rect(1).center())
    assert view.grab().toImage() != before


def test_the_selection_covers_its_card(view: CardView) -> None:
    view.select(1)
    chosen = view.selectionModel().selection()
    assert view.visualRegionForSelection(chosen).boundingRect() == view.card_rect(1)
