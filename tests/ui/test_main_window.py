"""The frame: what it shows of the program's state, and what it asks for."""

from __future__ import annotations

import sys
import uuid
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QAction, Qt
from PySide6.QtWidgets import QLabel, QLineEdit, QMenu, QPlainTextEdit, QPushButton, QWidget

from salesdesk.i18n import _
from salesdesk.ui.frame_state import Choice, FrameState
from salesdesk.ui.main_window import MainWindow
from salesdesk.ui.navigation import COLLAPSED_WIDTH

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

CONTROL = Qt.KeyboardModifier.ControlModifier
LIN = Choice(uuid.UUID(int=1), "林晓 & 伙伴")
OPEN = FrameState(
    "zh_CN",
    "light",
    workspace="云帆",
    path=Path("/云帆.salesdesk"),
    people=(LIN,),
    undo="移动“A & B”",
    redo="改名",
)


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    """Give the frame on the screen, with a workspace open."""
    result = MainWindow()
    qtbot.addWidget(result)
    result.build()
    result.show_state(OPEN)
    with qtbot.waitExposed(result):
        result.show()
    result.activateWindow()
    return result


def test_the_frame_names_the_workspace(window: MainWindow) -> None:
    assert window.windowTitle() == "云帆 — SalesDesk"
    assert "工作区 云帆（未加密）" in texts(window)


def test_without_a_workspace_there_are_no_pages_and_no_status(window: MainWindow) -> None:
    window.show_state(FrameState("zh_CN", "light"))
    assert not window.navigation.isVisible()
    assert not window.status.isVisible()


def test_markup_in_paths_and_actions_is_text_in_tool_tips(window: MainWindow) -> None:
    markup = "<b>A&B</b>"
    recent = (Path("/1.salesdesk"), Path(f"/{markup}.salesdesk"))
    window.show_state(replace(OPEN, path=Path(f"/{markup}"), recent=recent, undo=markup, redo=markup))
    holders: list[QWidget | QAction] = [*window.findChildren(QWidget), *window.findChildren(QAction)]
    assert any("A&B" in holder.toolTip() for holder in holders)
    assert not any(Qt.mightBeRichText(holder.toolTip()) for holder in holders)  # type: ignore[attr-defined,unused-ignore]


def test_the_last_action_can_be_clicked_back(window: MainWindow, qtbot: QtBot) -> None:
    undo = next(entry for entry in window.status.findChildren(QPushButton) if "撤销" in entry.text())
    assert undo.text() == "撤销：移动“A && B”  Ctrl+Z"
    with qtbot.waitSignal(window.undo_requested):
        qtbot.mouseClick(undo, Qt.MouseButton.LeftButton)


def test_the_keys_undo_and_redo(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.undo_requested):
        qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    with qtbot.waitSignal(window.redo_requested):
        qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)


def test_a_text_field_keeps_its_own_undo(window: MainWindow, qtbot: QtBot) -> None:
    field = QLineEdit()
    window.show_page(field)
    field.setFocus()
    qtbot.keyClicks(field, "abc")
    with qtbot.assertNotEmitted(window.undo_requested):
        qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL)
    assert field.text() != "abc"


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit])
def test_a_field_with_nothing_to_undo_leaves_the_key_to_the_window(
    window: MainWindow, qtbot: QtBot, kind: type[QLineEdit | QPlainTextEdit]
) -> None:
    field = kind()
    window.show_page(field)
    qtbot.waitUntil(field.isVisible)
    with qtbot.waitActive(window):
        window.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    with qtbot.waitSignal(window.undo_requested):
        qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL)
    with qtbot.waitSignal(window.redo_requested):
        qtbot.keyClick(field, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)


def test_looking_only_is_said_and_offers_no_import(window: MainWindow) -> None:
    window.show_state(FrameState("zh_CN", "light", workspace="云帆", read_only=True))
    assert window.notice.isVisible()
    assert "只读" in texts(window)
    assert "导入文件…" not in actions(window)


def test_sample_data_is_said_and_can_be_removed_more_than_once_asked(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.show_state(FrameState("zh_CN", "light", workspace="云帆", demo=True))
    assert window.notice.text() == _("Demo data: everything here is made up, and you may try out anything.")
    for _time in range(2):
        with qtbot.waitSignal(window.command_requested) as asked:
            qtbot.mouseClick(window.notice._action, Qt.MouseButton.LeftButton)
        assert asked.args == ["remove-demo"]


def test_the_keys_search_go_back_and_forward(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.command_requested) as asked:
        qtbot.keyClick(window, Qt.Key.Key_K, CONTROL)
    assert asked.args == ["palette"]
    for key, signal in (
        (Qt.Key.Key_Left, window.back_requested),
        (Qt.Key.Key_Right, window.forward_requested),
    ):
        with qtbot.waitSignal(signal):
            qtbot.keyClick(window, key, Qt.KeyboardModifier.AltModifier)


def test_return_alone_takes_the_first_of_what_is_new(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_N, CONTROL)
    menu = window.top.new.menu()
    qtbot.waitUntil(menu.isVisible)
    with qtbot.waitSignal(window.command_requested) as asked:
        qtbot.keyClick(menu, Qt.Key.Key_Return)
    assert asked.args == ["new-quote"]


def test_the_buttons_of_a_mouse_go_back_and_forward(window: MainWindow, qtbot: QtBot) -> None:
    for pressed, signal in (
        (Qt.MouseButton.BackButton, window.back_requested),
        (Qt.MouseButton.ForwardButton, window.forward_requested),
    ):
        with qtbot.waitSignal(signal):
            qtbot.mousePress(window, pressed)


def test_a_recent_workspace_that_is_gone_is_greyed(window: MainWindow, tmp_path: Path) -> None:
    gone, there = tmp_path / "旧.salesdesk", tmp_path
    window.show_state(FrameState("zh_CN", "light", recent=(gone, there)))
    entries = {
        action.text(): action.isEnabled()
        for menu in window.top.findChildren(QMenu)
        for action in menu.actions()
    }
    assert entries["旧"] is False
    assert entries[there.name] is True


def test_the_menus_say_what_is_asked(window: MainWindow, qtbot: QtBot) -> None:
    top = window.top
    for text, command in (
        ("打开工作区…", "open-workspace"),
        ("新建工作区…", "new-workspace"),
        ("导入文件…", "import"),
        ("关闭工作区", "close-workspace"),
        (_("New quote"), "new-quote"),
        (_("New quote from a template…"), "new-from-template"),
        (_("New contract"), "new-contract"),
        (_("Keyboard shortcuts"), "shortcuts"),
    ):
        with qtbot.waitSignal(window.command_requested) as asked:
            trigger(window, text)
        assert asked.args == [command]
    for text, signal in (
        ("English", top.language_requested),
        ("深色", top.theme_requested),
        ("林晓 && 伙伴", top.person_requested),
    ):
        with qtbot.waitSignal(signal):
            trigger(window, text)


def test_a_message_is_plain_text_and_can_be_closed(window: MainWindow, qtbot: QtBot) -> None:
    window.tell("<b>Bold</b> & more")
    assert window.messages.isVisible()
    assert window.messages.text() == "<b>Bold</b> & more"
    qtbot.keyClick(window.messages._close, Qt.Key.Key_Space)
    assert not window.messages.isVisible()


def test_the_button_of_a_message_acts_once(window: MainWindow, qtbot: QtBot) -> None:
    done: list[int] = []
    window.messages.show_message("In use", tone="warn", action=("Look", lambda: done.append(1)))
    qtbot.mouseClick(window.messages._action, Qt.MouseButton.LeftButton)
    assert done == [1]
    assert not window.messages.isVisible()


def test_all_labels_show_data_as_it_is(window: MainWindow) -> None:
    pictures = [label for label in window.findChildren(QLabel) if label.text()]
    assert all(label.textFormat() == Qt.TextFormat.PlainText for label in pictures)


def test_the_window_is_never_smaller_than_the_design(window: MainWindow) -> None:
    window.resize(100, 100)
    assert (window.width(), window.height()) == (1024, 680)
    assert window.navigation.width() < 100


def test_size_and_place_are_remembered(window: MainWindow) -> None:
    window.setMinimumSize(0, 0)
    window.resize(711, 607)
    other = MainWindow()
    other.setMinimumSize(0, 0)
    other.restore(window.geometry_text())
    assert (other.width(), other.height()) == (711, 607)
    other.restore("not hex")
    other.deleteLater()


def test_a_new_page_takes_the_place_of_the_one_before(window: MainWindow) -> None:
    first, second = QWidget(), QWidget()
    window.show_page(first)
    window.show_page(second)
    assert window.page is second
    assert not first.isVisible()


def test_calls_that_return_nothing_leave_the_count_of_none_alone(window: MainWindow) -> None:
    before = sys.getrefcount(None)
    for _time in range(1000):
        window.update()
    assert abs(sys.getrefcount(None) - before) <= 20


def texts(window: MainWindow) -> set[str]:
    """Return the texts of all labels that can be seen."""
    return {label.text() for label in window.findChildren(QLabel) if label.isVisible()}


def actions(window: MainWindow) -> dict[str, object]:
    """Return the entries of all menus by text."""
    return {action.text(): action for menu in window.top.findChildren(QMenu) for action in menu.actions()}


def trigger(window: MainWindow, text: str) -> None:
    """Choose an entry of a menu."""
    actions(window)[text].trigger()  # type: ignore[attr-defined]  # kept as objects by text


def test_a_narrow_frame_that_is_made_anew_stays_narrow(window: MainWindow) -> None:
    window.resize(1024, 680)
    width = window.navigation.maximumWidth()
    window.build()
    assert window.navigation.maximumWidth() == width == COLLAPSED_WIDTH


def test_a_click_above_leaves_the_caret_to_the_page(window: MainWindow, qtbot: QtBot) -> None:
    field = QLineEdit(window)
    field.show()
    field.setFocus()
    qtbot.mouseClick(window.top.search, Qt.MouseButton.LeftButton)
    assert field.hasFocus()
    for part in (window.top.new, window.top._person, window.top._menu):  # their menus would wait for a choice
        assert part.focusPolicy() == Qt.FocusPolicy.TabFocus
