"""The list of customers on the screen: reading, sorting, filtering, selecting, arranging, copying, deleting."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from sqlalchemy import update

from salesdesk.domain.errors import RuleError
from salesdesk.i18n import _
from salesdesk.services import lists
from salesdesk.storage import bulk
from salesdesk.storage.records import Customer
from salesdesk.ui import list_page
from salesdesk.ui.background import Background
from salesdesk.ui.customers.list_page import CustomerListPage
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.widgets import record_list
from salesdesk.ui.widgets.record_list_painter import ROW_HEIGHT
from tests import factories

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from salesdesk.storage.workspace import Workspace

MANY = 300
LARGE = 20_000
_SHIFT, _CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


class Shown:
    """A page on the screen, and what it asked for."""

    def __init__(self, qtbot: QtBot, context: PageContext, state: object | None = None) -> None:
        self.qtbot, self.context = qtbot, context
        self.page = CustomerListPage(context, state)
        qtbot.addWidget(self.page)
        self.asked: list[tuple[str, object]] = []
        self.page.open_requested.connect(lambda *asked: self.asked.append(asked))
        self.page.action_requested.connect(lambda *asked: self.asked.append(asked))
        self.page.resize(1240, 820)
        with qtbot.waitExposed(self.page):
            self.page.show()
        self.page.activateWindow()
        self.view, self.model = self.page.list.view, self.page.list.model
        self.page.focus_content()
        self.settle()

    def settle(self) -> None:
        """Wait until everything is read."""
        self.qtbot.waitUntil(lambda: not self.context.background.busy() and not self.page.busy())
        QApplication.processEvents()

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key in the list."""
        self.qtbot.keyClick(self.view, key, modifiers)
        QApplication.processEvents()

    def click(self, row: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Click a row."""
        place = QPoint(40, self.view.row_rect(row).center().y())
        self.qtbot.mouseClick(self.view.viewport(), Qt.MouseButton.LeftButton, modifiers, place)

    def click_head(self, key: str) -> None:
        """Click the head of a column."""
        header = self.page.list.header
        place = [column.key for column in self.page.columns].index(key)
        x = header.sectionViewportPosition(place) + header.sectionSize(place) // 2
        self.qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(x, 10))
        self.settle()

    def names(self, rows: range) -> list[str]:
        """Return the names of rows."""
        self.model.fetch(rows[0], rows[-1])
        return [self.model.data(self.model.index(row, 0)) for row in rows]

    def add(self, **values: str) -> None:
        """Add a customer."""
        self.context.data.write(factories.STEP, lambda session: factories.customer(session, **values))

    def selected(self) -> list[str]:
        """Return the names of the selected rows."""
        data, source = self.context.data, self.page.source
        numbers = self.page.list.selected_numbers()
        found = data.read(lists.rows, source, numbers)
        return [found[number].name for number in numbers]


@pytest.fixture
def context(workspace: Workspace, qtbot: QtBot) -> Iterator[PageContext]:
    """Give what pages work with, over 300 customers of two people."""
    factories.set_up(workspace)
    with workspace.write(factories.STEP) as write:
        lin, chen = (
            factories.person(write.session, name="林晓"),
            factories.person(write.session, name="陈思远"),
        )
        rows = (
            {
                "name": f"客户 {number:05}",
                "city": f"城 {MANY - number:05}" if number else "",
                "owner_id": chen if number % 3 else lin,
                "value_class": "key" if number % 2 else "",
            }
            for number in range(MANY)
        )
        bulk.insert_rows(write.session, Customer, rows)
    background = Background()
    yield PageContext(Data(workspace), background, Preferences())
    background.finish()


@pytest.fixture
def shown(context: PageContext, qtbot: QtBot) -> Shown:
    """Give the page, with everything read."""
    return Shown(qtbot, context)


def test_all_rows_are_there_in_order_and_counted(shown: Shown) -> None:
    assert shown.model.rowCount() == MANY
    assert shown.names(range(2)) == ["客户 00000", "客户 00001"]
    assert shown.names(range(MANY - 1, MANY)) == [f"客户 {MANY - 1:05}"]
    assert str(MANY) in shown.page.count.text()


def test_the_model_holds_what_qt_expects_while_rows_come_and_go(shown: Shown) -> None:
    QAbstractItemModelTester(shown.model, QAbstractItemModelTester.FailureReportingMode.Warning, shown.model)
    shown.page.text.setText("客户 0001")
    shown.qtbot.waitUntil(lambda: shown.model.rowCount() == 10)
    shown.page.text.setText("")
    shown.qtbot.waitUntil(lambda: shown.model.rowCount() == MANY)


def test_a_click_on_a_head_sorts_and_a_second_one_turns_it_round(shown: Shown) -> None:
    shown.click_head("name")
    assert shown.names(range(1)) == [f"客户 {MANY - 1:05}"]
    shown.click_head("value_class")
    assert shown.names(range(2)) == ["客户 00001", "客户 00003"]
    assert shown.selected() == ["客户 00000"]
    assert 0 <= shown.view.visualRect(shown.view.currentIndex()).y() < shown.view.viewport().height()


def test_a_page_far_down_is_read_when_it_comes_into_sight(shown: Shown) -> None:
    shown.key(Qt.Key.Key_End)
    shown.qtbot.waitUntil(lambda: shown.model.row(MANY - 1) is not None)
    assert shown.view.visualRect(shown.model.index(MANY - 1, 0)).bottom() <= shown.view.viewport().height()
    shown.key(Qt.Key.Key_PageUp)
    assert shown.view.currentIndex().row() < MANY - 10
    shown.key(Qt.Key.Key_Home)
    assert shown.selected() == ["客户 00000"]


def test_rows_are_selected_by_keys(shown: Shown) -> None:
    shown.key(Qt.Key.Key_Down)
    shown.key(Qt.Key.Key_Down, _SHIFT)
    shown.key(Qt.Key.Key_Down, _SHIFT)
    assert shown.selected() == ["客户 00001", "客户 00002", "客户 00003"]
    shown.key(Qt.Key.Key_End, _SHIFT)
    assert shown.page.list.selected_count() == MANY - 1
    shown.key(Qt.Key.Key_A, _CONTROL)
    assert shown.page.list.selected_count() == MANY
    assert str(MANY) in shown.page.count.text()


def test_rows_are_selected_by_the_mouse(shown: Shown) -> None:
    shown.click(2)
    shown.click(5, _CONTROL)
    shown.click(7, _CONTROL)
    assert shown.selected() == ["客户 00002", "客户 00005", "客户 00007"]
    shown.click(9, _SHIFT)
    assert shown.selected()[-1] == "客户 00009"
    start, end = (QPoint(60, shown.view.row_rect(row).center().y()) for row in (1, 4))
    shown.qtbot.mousePress(shown.view.viewport(), Qt.MouseButton.LeftButton, pos=start)
    shown.qtbot.mouseMove(shown.view.viewport(), end)
    shown.qtbot.mouseRelease(shown.view.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert shown.view.indexAt(QPoint(60, 10 + ROW_HEIGHT)).row() == 1


def test_typing_letters_looks_for_nothing(shown: Shown) -> None:
    shown.key(Qt.Key.Key_K)
    assert shown.selected() == ["客户 00000"]


def test_enter_and_a_double_click_open(shown: Shown) -> None:
    shown.key(Qt.Key.Key_Return)
    place = QPoint(40, shown.view.row_rect(3).center().y())
    shown.qtbot.mouseDClick(shown.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    rows = [shown.model.row(row) for row in (0, 3)]
    assert shown.asked == [("customer", row.id) for row in rows if row]


def test_filters_narrow_together_and_are_cleared_at_once(shown: Shown) -> None:
    chip = shown.page.chips["owner"]
    chip.menu().aboutToShow.emit()
    actions = {action.text(): action for action in chip.menu().actions()}
    actions["林晓"].trigger()
    shown.settle()
    assert shown.model.rowCount() == MANY // 3
    shown.page.text.setText("no such customer")
    shown.qtbot.waitUntil(lambda: shown.model.rowCount() == 0)
    assert shown.page.list.empty.isVisible()
    shown.qtbot.mouseClick(shown.page.list.empty.button, Qt.MouseButton.LeftButton)
    shown.settle()
    assert shown.model.rowCount() == MANY
    assert chip.value is None
    assert shown.page.text.text() == ""


def test_an_empty_workspace_says_what_belongs_here(workspace: Workspace, qtbot: QtBot) -> None:
    context = PageContext(Data(workspace), Background(), Preferences())
    shown = Shown(qtbot, context)
    assert shown.page.list.empty.button.hasFocus()
    shown.qtbot.mouseClick(shown.page.list.empty.button, Qt.MouseButton.LeftButton)
    assert shown.asked == [("new-customer", None)]


def test_a_change_elsewhere_keeps_selection_place_and_filter(shown: Shown) -> None:
    shown.view.select_rows([(100, 101), (150, 150)], 150)
    shown.view.verticalScrollBar().setValue(99 * ROW_HEIGHT)
    before = shown.selected()
    shown.add(name="客户 00000 a")
    shown.settle()
    assert shown.model.rowCount() == MANY + 1
    assert shown.selected() == before
    assert shown.view.selected_ranges() == [(101, 102), (151, 151)]
    assert shown.view.currentIndex().row() == 151
    assert shown.view.verticalScrollBar().value() == 99 * ROW_HEIGHT


def test_a_changed_row_is_shown_anew_at_once(shown: Shown) -> None:
    row = shown.model.row(1)
    assert row is not None
    rename = update(Customer).where(Customer.id == row.id).values(name="客户 00001 b")
    shown.context.data.write(factories.STEP, bulk.update_rows, rename)
    assert shown.names(range(1, 2)) == ["客户 00001 b"]


def test_everything_stays_selected_over_a_change(shown: Shown) -> None:
    shown.key(Qt.Key.Key_A, _CONTROL)
    shown.add(name="客户 00000 a")
    shown.settle()
    assert shown.page.list.selected_count() == MANY + 1


def test_delete_puts_the_rows_into_the_bin_and_the_next_one_is_selected(shown: Shown) -> None:
    shown.view.select_rows([(3, 4)], 4)
    shown.key(Qt.Key.Key_Delete)
    shown.settle()
    assert shown.model.rowCount() == MANY - 2
    assert shown.selected() == ["客户 00006"]
    assert "2" in str(shown.context.data.undo_label())
    shown.context.data.undo()
    shown.settle()
    assert shown.model.rowCount() == MANY
    assert shown.selected() == ["客户 00006"]


def test_too_many_rows_are_not_deleted(shown: Shown, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(list_page, "MOST_DELETED", 10)
    shown.view.select_rows([(0, 10)], 0)
    with pytest.raises(RuleError):
        shown.page.delete_selected()
    assert shown.model.rowCount() == MANY


def test_copying_gives_titles_and_the_columns_that_are_shown_in_their_order(shown: Shown) -> None:
    header = shown.page.list.header
    for column in shown.page.columns[3:]:
        header.set_shown(column.key, False)
    header.moveSection(1, 0)
    shown.view.select_rows([(1, 2)], 1)
    shown.key(Qt.Key.Key_C, _CONTROL)
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().split("\n")]
    assert lines == [
        [_("Value class"), _("Customer"), _("Industry")],
        [_("Key"), "客户 00001", ""],
        ["", "客户 00002", ""],
    ]


def test_many_rows_are_copied_beside_the_window_and_too_many_not_at_all(
    shown: Shown, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_list, "_COPIED_AT_ONCE", 100)
    shown.key(Qt.Key.Key_A, _CONTROL)
    with shown.qtbot.waitSignal(shown.page.list.copied) as told:
        shown.page.list.copy()
    assert told.args == [MANY]
    assert len(QGuiApplication.clipboard().text().split("\n")) == MANY + 1
    monkeypatch.setattr(record_list, "MOST_COPIED", MANY - 1)
    with pytest.raises(RuleError):
        shown.page.list.copy()


def test_columns_and_sort_are_remembered(shown: Shown) -> None:
    header = shown.page.list.header
    header.resizeSection(0, 321)
    header.moveSection(0, 2)
    header.set_shown("phone", True)
    shown.click_head("industry")
    shown.page.leave()
    again = Shown(shown.qtbot, PageContext(shown.context.data, shown.context.background, Preferences.load()))
    other = again.page.list.header
    assert other.arrangement == header.arrangement
    assert other.visualIndex(0) == 2
    assert other.sectionSize(0) == 321
    assert not other.isSectionHidden(6)
    assert again.page.list.query.sort == header.arrangement.sort != "name"
    other.reset_columns()
    assert (other.visualIndex(0), other.isSectionHidden(6)) == (0, True)


def test_the_last_column_can_not_be_hidden(shown: Shown) -> None:
    header = shown.page.list.header
    for column in shown.page.columns[1:]:
        header.set_shown(column.key, False)
    enabled = {action.text(): action.isEnabled() for action in shown.page.list.columns_menu().actions()}
    assert not enabled[_("Customer")]
    assert enabled[_("City")]


def test_growing_columns_fill_the_view(shown: Shown) -> None:
    header = shown.page.list.header
    assert header.length() == shown.view.viewport().width()
    header.resizeSection(0, 90)
    header.resizeSection(2, 90)
    shown.page.resize(1400, 820)
    QApplication.processEvents()
    assert header.sectionSize(0) == 90
    assert header.length() == shown.view.viewport().width()


def test_going_back_brings_filter_selection_and_place(shown: Shown) -> None:
    shown.click_head("value_class")
    shown.view.select_rows([(200, 202)], 201)
    shown.view.verticalScrollBar().setValue(190 * ROW_HEIGHT)
    before, state = shown.selected(), shown.page.state()
    again = Shown(shown.qtbot, shown.context, state)
    assert again.selected() == before
    assert again.view.currentIndex().row() == 201
    assert again.view.verticalScrollBar().value() == 190 * ROW_HEIGHT
    assert again.page.list.query.sort == "value_class"


def test_the_menu_offers_what_fits_the_selection(shown: Shown) -> None:
    shown.page.list.menu_requested.disconnect()
    place = shown.view.row_rect(2).center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, shown.view.viewport().mapToGlobal(place))
    with shown.qtbot.waitSignal(shown.page.list.menu_requested):
        QApplication.sendEvent(shown.view.viewport(), event)
    assert shown.selected() == ["客户 00002"]
    actions = {action.text(): action for action in shown.page.menu().actions()}
    actions[_("New quote for this customer")].trigger()
    row = shown.model.row(2)
    assert row is not None
    assert shown.asked == [("new-quote", {"customer_id": row.id})]
    shown.view.select_rows([(2, 3)], 2)
    assert [action.text() for action in shown.page.menu().actions()] == [_("Copy"), _("Delete")]


def test_a_workspace_to_look_at_offers_no_change(shown: Shown, workspace: Workspace) -> None:
    look = type(workspace).open(workspace.path, read_only=True)
    context = PageContext(Data(look), Background(), Preferences())
    page = Shown(shown.qtbot, context)
    assert not page.page.new.isVisible()
    page.key(Qt.Key.Key_Delete)
    assert _("Delete") not in [action.text() for action in page.page.menu().actions()]
    context.background.finish()
    look.close()


@pytest.mark.parametrize(
    "name", ["<b>&x</b>", "甲" * 50_000, "a\u202eb\x07\n c", "👩‍👩‍👧‍👦𬭎", "=cmd|' /C calc'!A0"]
)
def test_hostile_names_are_painted_and_copied_in_one_line(shown: Shown, name: str) -> None:
    shown.add(name=name, city=name, region=name)
    shown.settle()
    shown.page.list.show_query(lists.ListQuery("updated_at", descending=True))
    shown.settle()
    shown.view.select_rows([(0, 0)], 0)
    assert not shown.page.grab().isNull()
    shown.key(Qt.Key.Key_C, _CONTROL)
    assert len(QGuiApplication.clipboard().text().split("\n")) == 2
    shown.page.chips["region"].set_value(name)
    assert len(shown.page.chips["region"].text()) < 60
    assert len(shown.model.data(shown.model.index(0, 0))) <= 301


def test_twenty_thousand_rows_are_all_selected_without_being_read(
    context: PageContext, workspace: Workspace, qtbot: QtBot
) -> None:
    with workspace.write(factories.STEP) as write:
        rows = ({"id": uuid.uuid4(), "name": f"更多 {number:05}"} for number in range(LARGE))
        bulk.insert_rows(write.session, Customer, rows)
    shown = Shown(qtbot, context)
    assert shown.model.rowCount() == LARGE + MANY
    shown.key(Qt.Key.Key_A, _CONTROL)
    assert shown.page.list.selected_count() == LARGE + MANY
    assert sum(shown.model.row(row) is not None for row in range(LARGE)) < 1_000
    assert shown.view.verticalHeader().count() == 0
    shown.key(Qt.Key.Key_End)
    assert shown.selected() == [f"更多 {LARGE - 1:05}"]
    assert shown.model.index(LARGE, 0) != QModelIndex()
