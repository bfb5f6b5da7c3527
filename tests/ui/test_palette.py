"""The palette, by the keyboard and with the mouse."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.services import search
from salesdesk.services.search import Hit
from salesdesk.storage.ids import new_id
from salesdesk.ui.commands import Command, fitting
from salesdesk.ui.palette import Palette
from salesdesk.ui.palette_model import PaletteModel, lines
from tests import factories

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.ui.data import Data


class Window(QWidget):
    """A window with the field that the palette lies over, and one more."""

    def __init__(self) -> None:
        super().__init__()
        self.resize(1000, 700)
        self.search, self.other = QLineEdit(), QLineEdit()
        layout = QVBoxLayout(self)
        layout.addWidget(self.search)
        layout.addWidget(self.other)
        layout.addStretch()
        self.done: list[str] = []

    def commands(self) -> list[Command]:
        names = (("new-quote", "新建报价"), ("settings", "设置"))
        return [Command(key, title, "file-text", "", partial(self.done.append, key)) for key, title in names]


@pytest.fixture
def window(qtbot: QtBot) -> Window:
    result = Window()
    qtbot.addWidget(result)
    with qtbot.waitExposed(result):
        result.show()
    result.activateWindow()
    result.other.setFocus()
    return result


@pytest.fixture
def palette(window: Window, data: Data) -> Palette:
    search.catch_up(data.workspace)
    result = Palette(data, window.commands(), window)
    result.open_under(window.search)
    return result


def titles(palette: Palette) -> list[str]:
    return [palette.model.line(row).title for row in range(palette.model.rowCount())]


def test_nothing_typed_offers_the_commands(palette: Palette) -> None:
    assert titles(palette) == [_("Commands"), "新建报价", "设置"]
    assert palette.field.hasFocus()


def test_what_was_written_a_moment_ago_is_found(data: Data, window: Window, qtbot: QtBot) -> None:
    with data.workspace.write(factories.STEP) as write:
        factories.customer(write.session, name="远川重工")
    palette = Palette(data, [], window)
    palette.open_under(window.search)
    qtbot.keyClicks(palette.field, "yczg")
    assert titles(palette) == [_("Customers"), "远川重工"]


def test_records_stand_in_groups(palette: Palette, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.field, "hyzc")
    assert titles(palette)[:2] == [_("Customers"), "恒岳轴承"]
    assert _("Opportunities") in titles(palette), "found by the name of their customer"


def test_return_opens_what_is_marked(palette: Palette, qtbot: QtBot) -> None:
    palette.field.setText("铣床 1")
    with qtbot.waitSignal(palette.record_chosen) as chosen:
        qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert chosen.args is not None
    assert chosen.args[0] == "opportunity"


def test_arrows_pass_over_the_heads(palette: Palette, window: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentIndex().data() == "设置"
    qtbot.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentIndex().data() == "新建报价"
    qtbot.keyClick(palette.field, Qt.Key.Key_Up)
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.done == ["settings"]


def test_a_command_is_found_by_its_initials(palette: Palette, window: Window, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.field, "xjbj")
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert window.done == ["new-quote"]


def test_escape_goes_back_to_where_the_user_was(palette: Palette, window: Window, qtbot: QtBot) -> None:
    qtbot.keyClick(palette.field, Qt.Key.Key_Escape)
    assert window.other.hasFocus()
    assert not palette.isVisible()


def test_a_click_beside_it_closes_it(palette: Palette, window: Window) -> None:
    window.search.setFocus()
    assert not palette.isVisible()


def test_a_click_chooses(palette: Palette, window: Window, qtbot: QtBot) -> None:
    place = palette.list.visualRect(palette.model.index(2)).center()
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.done == ["settings"]


def test_a_click_on_a_head_does_nothing(palette: Palette, qtbot: QtBot) -> None:
    place = palette.list.visualRect(palette.model.index(0)).center()
    qtbot.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert palette.isVisible()


@pytest.mark.parametrize("typed", ["没有这样的客户", "<qqq>", "*", '"'])
def test_what_is_not_there_is_said(palette: Palette, qtbot: QtBot, typed: str) -> None:
    palette.field.setText(typed)
    assert not palette.list.isVisible()
    assert palette._nothing.isVisible()
    qtbot.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()


def test_nothing_is_looked_for_while_an_input_method_composes(palette: Palette) -> None:
    before = titles(palette)
    QApplication.sendEvent(palette.field, QInputMethodEvent("heng yue", []))
    assert titles(palette) == before
    composed = QInputMethodEvent()
    composed.setCommitString("恒岳")
    QApplication.sendEvent(palette.field, composed)
    assert "恒岳轴承" in titles(palette)


def test_the_model_keeps_qts_rules(qtbot: QtBot, window: Window) -> None:
    model = PaletteModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    hits = [Hit("customer", new_id(), "甲" * 50_000, "<b>\u202e", 0), Hit("quote", new_id(), "QT", "", 0)]
    model.set_lines(lines(hits, window.commands()))
    assert [model.line(row).is_head for row in range(model.rowCount())] == [
        True,
        False,
        True,
        False,
        True,
        False,
        False,
    ]
    model.set_lines(lines([], []))
    assert model.next_choice(-1, 1) is None


def test_hostile_titles_are_painted(palette: Palette) -> None:
    hits = [Hit("customer", new_id(), text, text, 0) for text in ("W" * 50_000, "a\u202eb\n\0c", "😀𬭎")]
    palette.model.set_lines(lines(hits, []))
    palette.list.setVisible(True)
    assert not palette.grab().isNull()


def test_commands_are_found_in_either_language(window: Window) -> None:
    english = [Command("quote", "New quote", "", "", lambda: None)]
    assert [command.id for command in fitting(english, "quo")] == ["quote"]
    assert fitting(english, "??") == []
