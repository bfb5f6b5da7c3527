"""How the table of a quote's lines is painted."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.ui.data import Data
from salesdesk.ui.quotes.editor_columns import Col
from salesdesk.ui.quotes.editor_delegate import LineDelegate
from salesdesk.ui.quotes.editor_page import QuoteEditorPage
from tests.ui.quotes.conftest import Firm, Opener, line, press, saved, settle

LINES = 60


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Give the rows that are painted from now on."""
    rows: set[int] = set()
    plain = LineDelegate.paint

    def noted(self: LineDelegate, painter: Any, option: Any, index: Any) -> None:
        rows.add(index.row())
        plain(self, painter, option, index)

    monkeypatch.setattr(LineDelegate, "paint", noted)
    return rows


@pytest.fixture
def page(qtbot: QtBot, data: Data, firm: Firm, opened: Opener, painted: set[int]) -> QuoteEditorPage:
    """Give the editor of a quote that is longer than the table is high, at the last line in sight."""
    quote = saved(data, firm, *(line(f"刀柄 {number}") for number in range(LINES)))
    page = opened(quote_id=quote.quote_id)
    view = page.lines.view
    view.go_to(view.rowAt(view.viewport().height() - 1) - 1, Col.QUANTITY)
    settle(qtbot, page)
    QApplication.processEvents()
    return page


def test_a_key_that_scrolls_paints_what_is_new_and_moves_the_rest(
    page: QuoteEditorPage, qtbot: QtBot, painted: set[int]
) -> None:
    view = page.lines.view
    row, place = view.currentIndex().row(), view.verticalScrollBar().value()
    press(qtbot, "7")
    painted.clear()
    press(qtbot, Qt.Key.Key_Return)
    assert view.currentIndex().row() == row + 1
    assert view.verticalScrollBar().value() > place
    assert painted == {row, row + 1}


def test_after_scrolling_the_screen_shows_what_painting_anew_would(
    page: QuoteEditorPage, qtbot: QtBot
) -> None:
    view = page.lines.view
    press(qtbot, *[Qt.Key.Key_Return] * 3, "7", Qt.Key.Key_Return, "8", Qt.Key.Key_Up)
    settle(qtbot, page)
    QApplication.processEvents()
    place = QRect(view.viewport().mapTo(page, QPoint()), view.viewport().size())
    screen = page.screen().grabWindow(page.winId()).toImage().copy(place)
    anew = page.grab().toImage().copy(place)
    assert screen.size() == anew.size()
    assert screen.convertToFormat(anew.format()) == anew
