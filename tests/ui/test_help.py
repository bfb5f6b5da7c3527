"""The list of shortcuts on F1."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from salesdesk.ui.help import ShortcutsDialog, key_names

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


@pytest.mark.parametrize(
    ("keys", "names"),
    [
        ("Ctrl+Shift+Z", ["Ctrl", "Shift", "Z"]),
        ("Enter", ["Enter"]),
        ("Ctrl+,", ["Ctrl", ","]),
        ("Ctrl++", ["Ctrl", "+"]),
        ("+", ["+"]),
    ],
)
def test_keys_are_told_apart(keys: str, names: list[str]) -> None:
    assert key_names(keys) == names


@pytest.mark.parametrize("key", [Qt.Key.Key_F1, Qt.Key.Key_Escape])
def test_keys_of_page_and_window_are_shown_and_a_key_closes_it(qtbot: QtBot, key: Qt.Key) -> None:
    dialog = ShortcutsDialog((("N", "<b>New</b>"),), (("Ctrl+K", "Search"),))
    with qtbot.waitExposed(dialog):
        dialog.open()
    texts = [shown.text() for shown in dialog.findChildren(QLabel)]
    assert {"N", "<b>New</b>", "Ctrl", "K", "Search"} <= set(texts)
    with qtbot.waitSignal(dialog.finished):
        qtbot.keyClick(dialog, key)


def test_many_keys_fit_a_small_screen(qtbot: QtBot) -> None:
    dialog = ShortcutsDialog([("A", "What it does, at some length")] * 60, [("B", "Other")])
    qtbot.addWidget(dialog)
    assert dialog.height() <= 640
    assert dialog.width() <= 960


def test_keys_of_which_one_is_enough_stand_apart(qtbot: QtBot) -> None:
    dialog = ShortcutsDialog((("Alt+↑ / Alt+↓", "Move"),), ())
    qtbot.addWidget(dialog)
    caps = [shown.text() for shown in dialog.findChildren(QLabel) if shown.property("role") == "keys"]
    assert caps == ["Alt", "↑", "Alt", "↓"]
