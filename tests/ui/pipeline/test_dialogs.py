"""What is asked when an opportunity is won or lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from salesdesk.ui.pipeline.dialogs import Loss, LossDialog, Win, WinDialog
from tests.ui.pipeline.test_card_painter import CARD

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

TODAY = date(2026, 11, 25)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """Give a window for the dialog to stand in."""
    result = QWidget()
    qtbot.addWidget(result)
    result.show()
    return result


def test_date_and_amount_stand_there_already(window: QWidget, qtbot: QtBot) -> None:
    wins: list[Win] = []
    dialog = WinDialog(CARD, TODAY, wins.append, window)
    dialog.open()
    qtbot.keyClick(dialog.amount, Qt.Key.Key_Return)
    assert wins == [Win(TODAY, Decimal("2680000.00"))]
    assert not dialog.isVisible()


def test_return_on_cancel_records_nothing(window: QWidget, qtbot: QtBot) -> None:
    wins: list[Win] = []
    dialog = WinDialog(CARD, TODAY, wins.append, window)
    dialog.open()
    qtbot.keyClick(dialog.cancel, Qt.Key.Key_Return)
    assert wins == []
    assert not dialog.isVisible()


def test_what_is_typed_is_understood(window: QWidget, qtbot: QtBot) -> None:
    wins: list[Win] = []
    dialog = WinDialog(CARD, TODAY, wins.append, window)
    dialog.open()
    dialog.date.setText("+7")
    dialog.amount.setText("12.5万")
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert wins == [Win(date(2026, 12, 2), Decimal(125_000))]


@pytest.mark.parametrize(("field", "typed"), [("date", "soon"), ("amount", "much"), ("amount", "")])
def test_what_is_not_understood_is_not_taken(window: QWidget, qtbot: QtBot, field: str, typed: str) -> None:
    wins: list[Win] = []
    dialog = WinDialog(CARD, TODAY, wins.append, window)
    dialog.open()
    getattr(dialog, field).setText(typed)
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert wins == []
    assert dialog.isVisible()
    assert dialog.problem()
    dialog.reject()


def test_escape_leaves_everything_as_it_was(window: QWidget, qtbot: QtBot) -> None:
    wins: list[Win] = []
    dialog = WinDialog(CARD, TODAY, wins.append, window)
    dialog.open()
    with qtbot.waitSignal(dialog.rejected):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert wins == []


def test_a_loss_needs_a_reason(window: QWidget, qtbot: QtBot) -> None:
    losses: list[Loss] = []
    dialog = LossDialog(CARD, losses.append, window)
    dialog.open()
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert dialog.problem()
    dialog.reason.setCurrentIndex(2)
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert losses == [Loss("competitor", "")]


def test_another_reason_needs_words(window: QWidget, qtbot: QtBot) -> None:
    losses: list[Loss] = []
    dialog = LossDialog(CARD, losses.append, window)
    dialog.open()
    dialog.reason.setCurrentIndex(dialog.reason.findData("other"))
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert dialog.problem()
    dialog.note.setText("项目取消")
    qtbot.mouseClick(dialog.confirm, Qt.MouseButton.LeftButton)
    assert losses == [Loss("other", "项目取消")]


def test_nobody_chooses_that_no_reason_was_given(window: QWidget) -> None:
    dialog = LossDialog(CARD, print, window)
    assert dialog.reason.findData("unspecified") == -1
