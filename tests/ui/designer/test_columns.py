"""The columns of a design: ticked and moved, never so that a quote says nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from salesdesk.domain.document_design import COLUMNS
from salesdesk.ui.designer.columns import NAMES, ColumnsModel, ColumnsView

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

TICK = Qt.ItemDataRole.CheckStateRole


def tick(model: ColumnsModel, column: str, *, on: bool) -> bool:
    names = [str(model.index(row).data()) for row in range(model.rowCount())]
    from salesdesk.i18n import _  # noqa: PLC0415 - the language is set by then

    state = Qt.CheckState.Checked if on else Qt.CheckState.Unchecked
    return model.setData(model.index(names.index(_(NAMES[column]))), state.value, TICK)


@pytest.fixture
def model(qtbot: QtBot) -> ColumnsModel:
    del qtbot
    made = ColumnsModel()
    made.tester = QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Fatal)  # type: ignore[attr-defined]  # kept alive
    return made


def test_every_column_has_a_name() -> None:
    assert set(NAMES) == set(COLUMNS)


def test_columns_are_ticked_and_keep_their_places(model: ColumnsModel) -> None:
    told: list[tuple[str, ...]] = []
    model.edited.connect(told.append)
    assert tick(model, "brand", on=False)
    assert told == [tuple(one for one in COLUMNS if one != "brand")]
    model.show_columns(told[0])
    assert tick(model, "brand", on=True)
    assert model.columns() == COLUMNS


def test_a_quote_says_what_and_how_much(model: ColumnsModel) -> None:
    refused: list[str] = []
    model.refused.connect(refused.append)
    assert not tick(model, "name", on=False)
    assert tick(model, "amount", on=False)
    assert not tick(model, "quantity", on=False)
    assert len(refused) == 2
    assert {"name", "quantity"} <= set(model.columns())


def test_columns_move_within_the_list(model: ColumnsModel) -> None:
    told: list[tuple[str, ...]] = []
    model.edited.connect(told.append)
    assert model.move(0, 3)
    assert model.columns()[:4] == ("name", "brand", "model", "number")
    assert model.move(11, 0)
    assert model.columns()[0] == "delivery"
    assert not model.move(0, -1)
    assert not model.move(11, 12)
    assert not model.move(4, 4)
    assert len(told) == 2


def test_a_column_that_is_not_printed_moves_in_silence(model: ColumnsModel) -> None:
    tick(model, "brand", on=False)
    told: list[tuple[str, ...]] = []
    model.edited.connect(told.append)
    assert model.move(2, 3)
    assert told == []


def test_other_designs_show_their_own_order(model: ColumnsModel) -> None:
    model.show_columns(("amount", "name"))
    assert model.columns() == ("amount", "name")
    assert str(model.index(0).data()) == "金额"
    assert model.rowCount() == len(COLUMNS)
    model.show_columns(COLUMNS)
    assert model.columns() == COLUMNS


def test_what_is_read_only_changes_nothing(model: ColumnsModel) -> None:
    model.read_only = True
    assert not tick(model, "brand", on=False)
    assert not model.move(0, 1)
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsUserCheckable
    assert model.columns() == COLUMNS


def test_keys_tick_and_move(qtbot: QtBot) -> None:
    model = ColumnsModel()
    view = ColumnsView(model)
    qtbot.addWidget(view)
    view.resize(300, view.height())
    view.show()
    view.setFocus()
    view.setCurrentIndex(model.index(2))
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert "brand" not in model.columns()
    qtbot.keyClick(view, Qt.Key.Key_Space)
    qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert model.columns()[:3] == ("number", "brand", "name")
    assert view.currentIndex().row() == 1
    qtbot.keyClick(view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert model.columns() == COLUMNS
    model.deleteLater()


def test_a_click_on_the_tick_ticks(qtbot: QtBot) -> None:
    model = ColumnsModel()
    view = ColumnsView(model)
    qtbot.addWidget(view)
    view.resize(300, view.height())
    view.show()
    rect = view.visualRect(model.index(2))
    place = rect.topLeft()
    place += type(place)(10, rect.height() // 2)
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert "brand" not in model.columns()
    assert not view.horizontalScrollBar().isVisible()
    model.deleteLater()
