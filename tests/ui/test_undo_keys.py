"""A field with the caret keeps its own keys, and leaves the window's to the window."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from salesdesk.ui.undo_keys import UndoKeys

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_keys_of_the_window_are_left_to_it(qtbot: QtBot, kind: type[QLineEdit | QPlainTextEdit]) -> None:
    field = kind()
    qtbot.addWidget(field)
    keys = UndoKeys(field)

    def is_left(key: Qt.Key) -> bool:
        event = QKeyEvent(QEvent.Type.ShortcutOverride, key, CTRL)
        event.accept()
        return keys.eventFilter(field, event) and not event.isAccepted()

    assert [is_left(key) for key in (Qt.Key.Key_E, Qt.Key.Key_Z, Qt.Key.Key_A)] == [True, True, False]
    qtbot.keyClicks(field, "typed")
    assert not is_left(Qt.Key.Key_Z)
