"""All choices of the window look and behave the same."""

from __future__ import annotations

import re

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from salesdesk.ui.widgets.choice_box import ChoiceBox
from tests.test_architecture import sources


def test_every_choice_of_the_window_is_one() -> None:
    plain = re.compile(r"\bQComboBox\(|\(QComboBox\)")
    made = [module for module, text in sources().items() if plain.search(text)]
    assert made == ["salesdesk.ui.widgets.choice_box"]


def test_the_wheel_chooses_nothing(qtbot: QtBot) -> None:
    box = ChoiceBox()
    qtbot.addWidget(box)
    box.addItems(["一", "二", "三"])
    box.show()
    place = QPointF(5, 5)
    turn = QWheelEvent(
        place,
        box.mapToGlobal(place),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(box, turn)
    assert (box.currentIndex(), turn.isAccepted()) == (0, False)
