"""Dragging near the edges, and what is seen of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt

from tests import factories
from tests.ui.conftest import drag, middle, place_before, shown_board

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace
    from salesdesk.ui.data import Data
    from salesdesk.ui.pipeline.page import BoardPage


def test_the_stage_under_the_pointer_is_lit(page: BoardPage, qtbot: QtBot) -> None:
    view = page.columns[0].view
    drag(qtbot, view, 0, place_before(page.columns[1].view, 1), drop=False)
    assert [column.property("target") or False for column in page.columns[:2]] == [False, True]
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(-500, -500))
    assert not page.columns[1].property("target")


def test_the_zone_under_the_pointer_is_lit(page: BoardPage, qtbot: QtBot) -> None:
    zone, view = page.zones["lost"], page.columns[0].view
    drag(qtbot, view, 0, zone.mapToGlobal(zone.rect().center()), drop=False)
    assert zone.property("target") is True
    qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert not zone.property("target")


def test_a_short_pull_is_a_click(page: BoardPage, qtbot: QtBot) -> None:
    view = page.columns[0].view
    start = middle(view, 0)
    qtbot.mousePress(view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(view.viewport(), start + QPoint(2, 1))
    qtbot.mouseRelease(view.viewport(), Qt.MouseButton.LeftButton, pos=start + QPoint(2, 1))
    assert page._drag._ghost is None
    assert page.selected() is not None


def test_the_other_mouse_button_drags_nothing(page: BoardPage, qtbot: QtBot) -> None:
    view = page.columns[0].view
    qtbot.mousePress(view.viewport(), Qt.MouseButton.RightButton, pos=middle(view, 0))
    qtbot.mouseMove(view.viewport(), middle(view, 0) + QPoint(80, 80))
    assert page._drag._ghost is None


def test_a_rest_at_the_lower_edge_scrolls_on(data: Data, seeded: Workspace, qtbot: QtBot) -> None:
    with seeded.write(factories.STEP) as write:
        for number in range(60):
            factories.opportunity(write.session, name=f"刨床 {number}")
    page = shown_board(qtbot, data)
    view = page.columns[0].view
    bottom = view.viewport().mapToGlobal(QPoint(60, view.viewport().height() - 5))
    drag(qtbot, view, 0, bottom, drop=False)
    qtbot.waitUntil(lambda: view.verticalOffset() > 50)
    qtbot.keyClick(view, Qt.Key.Key_Escape)


def test_a_narrow_board_scrolls_sideways(page: BoardPage, qtbot: QtBot) -> None:
    page.resize(700, 700)
    view = page.columns[0].view
    area = page.row.viewport()
    drag(qtbot, view, 0, area.mapToGlobal(QPoint(area.width() - 3, 200)), drop=False)
    qtbot.waitUntil(lambda: page.row.horizontalScrollBar().value() > 50)
    qtbot.keyClick(view, Qt.Key.Key_Escape)
