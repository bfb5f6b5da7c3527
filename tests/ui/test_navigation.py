"""The pages at the left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton

from salesdesk.i18n import _, set_language
from salesdesk.ui.navigation import COLLAPSED_WIDTH, ENTRIES, WIDTH, Navigation

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.i18n import Language


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
    names = [
        _(name)
        for name in (
            "Pipeline board",
            "Customers",
            "Quotes",
            "Contracts, payments",
            "Delivery and service",
            "Products and prices",
            "Recycle bin",
            "Settings",
        )
    ]
    assert [entry.accessibleName() for entry in entries] == names


def test_each_page_has_its_number_for_good() -> None:
    numbers = {entry.name: entry.keys for entry in ENTRIES if entry.keys[-1:].isdigit()}
    assert numbers == {
        "board": "Ctrl+2",
        "customers": "Ctrl+3",
        "quotes": "Ctrl+5",
        "contracts": "Ctrl+6",
        "products": "Ctrl+7",
    }


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


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_a_badge_leaves_the_title_its_room(qtbot: QtBot, language: Language) -> None:
    set_language(language)
    navigation = Navigation()
    qtbot.addWidget(navigation)
    for entry in ENTRIES:
        navigation.set_badge(entry.name, 99, late=True)
        navigation.select(entry.name)
    with qtbot.waitExposed(navigation):
        navigation.show()
    for shown in navigation.findChildren(QPushButton):
        badge = shown.findChild(QLabel)
        assert badge is not None
        assert shown.sizeHint().width() + badge.width() <= shown.width() + 8, shown.text()
        assert badge.height() < shown.height()
