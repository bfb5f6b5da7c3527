"""The pages at the left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from salesdesk.ui.navigation import COLLAPSED_WIDTH, PAGES, WIDTH, Navigation

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.fixture
def navigation(qtbot: QtBot) -> Navigation:
    """Give the navigation on the screen."""
    result = Navigation()
    qtbot.addWidget(result)
    with qtbot.waitExposed(result):
        result.show()
    return result


def test_only_pages_that_exist_are_listed(navigation: Navigation) -> None:
    entries = navigation.findChildren(QPushButton)
    assert [entry.accessibleName() for entry in entries] == ["商机看板"]


def test_each_page_has_its_number_for_good() -> None:
    assert {page.name: page.number for page in PAGES} == {"board": 2}


def test_a_click_and_the_key_ask_for_the_page(navigation: Navigation, qtbot: QtBot) -> None:
    entry = navigation.findChildren(QPushButton)[0]
    with qtbot.waitSignal(navigation.page_requested):
        qtbot.mouseClick(entry, Qt.MouseButton.LeftButton)
    navigation.activateWindow()
    with qtbot.waitSignal(navigation.page_requested):
        qtbot.keyClick(navigation, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)


def test_a_narrow_window_shows_icons_only(navigation: Navigation) -> None:
    entry = navigation.findChildren(QPushButton)[0]
    navigation.set_collapsed(collapsed=True)
    assert (navigation.width(), entry.text()) == (COLLAPSED_WIDTH, "")
    navigation.set_collapsed(collapsed=False)
    assert (navigation.width(), entry.text().strip()) == (WIDTH, "商机看板")
