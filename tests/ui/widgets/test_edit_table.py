"""A small table that is edited like a spreadsheet."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QVBoxLayout, QWidget

from salesdesk.domain.errors import InvalidInputError
from salesdesk.ui.widgets.edit_columns import EditColumn
from salesdesk.ui.widgets.edit_delegate import CellChoice, CellLine
from salesdesk.ui.widgets.edit_table import EditTable

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

RETURN, TAB, ESCAPE = Qt.Key.Key_Return, Qt.Key.Key_Tab, Qt.Key.Key_Escape
CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
CODES = (("", "—"), ("a", "Alpha"), ("b", "Beta"))


@dataclass(frozen=True, slots=True)
class Line:
    """A row."""

    name: str
    code: str = ""
    note: str = ""
    id: uuid.UUID = field(default_factory=uuid.uuid4)


class Sheet:
    """A table over rows that it writes at once, as a page does."""

    def __init__(self, qtbot: QtBot, qtmodeltester: Any, *, writable: bool = True) -> None:
        self.qtbot, self.writable = qtbot, writable
        self.lines: list[Line] = [Line("one", "a", "x"), Line("two")]
        self.refused = ""
        columns: tuple[EditColumn[Line], ...] = (
            EditColumn("name", "Unit", lambda row: row.name, share=1, begins=True),
            EditColumn(
                "code",
                "Qty",
                lambda row: dict(CODES)[row.code],
                typed=lambda row: row.code,
                choices=lambda: CODES,
                width=90,
            ),
            EditColumn("note", "Note", lambda row: row.note, share=1),
            EditColumn("sum", "Amount", lambda row: str(len(row.name)), width=60, right=True, editable=False),
        )
        self.table: EditTable[Line] = EditTable("Lines", columns, self.write)
        qtbot.addWidget(self.table)
        qtmodeltester.check(self.table.rows, force_py=True)
        self.table.resize(500, 300)
        self.show()
        with qtbot.waitExposed(self.table):
            self.table.show()
        self.table.setFocus()

    def show(self) -> None:
        self.table.show_rows(self.lines, writable=self.writable)

    def write(self, row: Line | None, key: str, typed: str) -> None:
        if self.refused and self.refused in typed:
            raise InvalidInputError(f"not {typed}")
        if row is None:
            self.lines.append(Line(typed))
        else:
            place = [one.id for one in self.lines].index(row.id)
            changed: dict[str, Any] = {key: typed}
            self.lines[place] = replace(self.lines[place], **changed)
        self.show()

    def at(self) -> tuple[int, int]:
        index = self.table.currentIndex()
        return index.row(), index.column()

    def editor(self) -> CellLine:
        editor = self.table.delegate.editor
        assert isinstance(editor, CellLine)
        return editor

    def type(self, text: str) -> None:
        """Type into the cell with the keyboard: the first key opens the editor, which gets the others."""
        self.qtbot.keyClick(self.table, text[0])
        self.qtbot.keyClicks(self.editor(), text[1:])

    def names(self) -> list[str]:
        return [one.name for one in self.lines]


@pytest.fixture
def sheet(qtbot: QtBot, qtmodeltester: Any) -> Sheet:
    return Sheet(qtbot, qtmodeltester)


def test_typing_opens_a_cell_and_return_writes_it(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.table.go_to(0, 0)
    sheet.type("new")
    qtbot.keyClick(sheet.editor(), RETURN)
    assert sheet.names() == ["new", "two"]
    assert sheet.at() == (1, 0)


def test_tab_writes_and_goes_on_over_what_is_only_looked_at(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.table.go_to(0, 2)
    qtbot.keyClicks(sheet.table, "y")
    qtbot.keyClick(sheet.editor(), TAB)
    assert sheet.lines[0].note == "y"
    assert sheet.at() == (1, 0)
    qtbot.keyClick(sheet.table, TAB)
    assert sheet.at() == (1, 1)


def test_a_key_that_is_still_held_selects_no_other_cell(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.table.go_to(0, 0)
    qtbot.keyPress(sheet.table, Qt.Key.Key_F12, CONTROL)
    sheet.table.go_to(1, 0)
    selected = sheet.table.selectionModel().selectedIndexes()
    assert [(cell.row(), cell.column()) for cell in selected] == [(1, 0)]


def test_the_empty_row_begins_a_new_one(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.table.go_to(2, 0)
    assert sheet.table.rows.text(2, 0)
    sheet.type("three")
    qtbot.keyClick(sheet.editor(), RETURN)
    assert sheet.names() == ["one", "two", "three"]
    assert sheet.at() == (3, 0)
    assert not sheet.table.rows.may_edit(3, 2)


def test_a_choice_is_written_when_it_is_chosen(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.table.go_to(1, 1)
    qtbot.keyClick(sheet.table, Qt.Key.Key_Space)
    editor = sheet.table.delegate.editor
    assert isinstance(editor, CellChoice)
    editor.choose("b")
    editor.activated.emit(2)
    assert sheet.lines[1].code == "b"
    assert sheet.table.delegate.editor is None


def test_what_is_refused_stays_with_what_is_wrong(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.refused = "bad"
    sheet.table.go_to(0, 0)
    sheet.type("bad")
    qtbot.keyClick(sheet.editor(), RETURN)
    assert sheet.editor().text() == "bad"
    assert sheet.table.delegate.note.text() == "not bad"
    assert sheet.table.finish() == "not bad"
    sheet.editor().setText("good")
    assert sheet.table.finish() == ""
    assert sheet.names() == ["good", "two"]


def test_escape_gives_up_and_nothing_typed_writes_nothing(sheet: Sheet, qtbot: QtBot) -> None:
    before = list(sheet.lines)
    sheet.table.go_to(0, 0)
    sheet.type("zzz")
    qtbot.keyClick(sheet.editor(), ESCAPE)
    qtbot.keyClick(sheet.table, Qt.Key.Key_F2)
    qtbot.keyClick(sheet.editor(), RETURN)
    assert sheet.lines == before


def test_a_change_elsewhere_leaves_what_is_typed(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.table.go_to(1, 0)
    sheet.type("typed")
    sheet.lines[0] = replace(sheet.lines[0], name="changed")
    sheet.lines.insert(0, Line("zero"))
    sheet.show()
    assert sheet.editor().text() == "typed"
    qtbot.keyClick(sheet.editor(), RETURN)
    assert sheet.names() == ["zero", "changed", "typed"]


def test_rows_come_and_go_one_by_one(sheet: Sheet) -> None:
    first, second = sheet.lines
    resets: list[int] = []
    sheet.table.rows.modelReset.connect(lambda: resets.append(1))
    sheet.lines = [first, Line("middle"), second]
    sheet.show()
    assert sheet.table.rows.rowCount() == 4
    sheet.lines = [second]
    sheet.show()
    assert [sheet.table.rows.text(row, 0) for row in range(1)] == ["two"]
    assert not resets
    sheet.lines = [second, first]
    sheet.show()
    sheet.lines = [first, second]
    sheet.show()
    assert [sheet.table.rows.text(row, 0) for row in range(2)] == ["one", "two"]


def test_keys_ask_to_remove_and_to_shift(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.table.go_to(1, 0)
    with qtbot.waitSignal(sheet.table.remove_requested) as asked:
        qtbot.keyClick(sheet.table, Qt.Key.Key_Delete, CONTROL)
    assert asked.args == [sheet.lines[1]]
    with qtbot.waitSignal(sheet.table.shift_requested) as shifted:
        qtbot.keyClick(sheet.table, Qt.Key.Key_Up, ALT)
    assert shifted.args == [sheet.lines[1], -1]


def test_the_menu_offers_what_the_keys_do(sheet: Sheet, qtbot: QtBot) -> None:
    sheet.table.go_to(0, 0)
    menu = sheet.table.menu(sheet.table.mapToGlobal(sheet.table.rect().center()))
    assert isinstance(menu, QMenu)
    with qtbot.waitSignal(sheet.table.remove_requested):
        menu.actions()[-1].trigger()
    menu.close()


def test_lines_are_pasted_only_where_the_table_takes_them(sheet: Sheet, qtbot: QtBot) -> None:
    QApplication.clipboard().setText("a\tb\nc\td")
    sheet.table.go_to(0, 2)
    qtbot.keyClick(sheet.table, Qt.Key.Key_V, CONTROL)
    assert sheet.editor().text() == "a b c d"
    sheet.table.delegate.give_up()
    sheet.table.takes_pasted = True
    with qtbot.waitSignal(sheet.table.paste_requested) as pasted:
        qtbot.keyClick(sheet.table, Qt.Key.Key_V, CONTROL)
    assert pasted.args == ["a\tb\nc\td"]


def test_a_table_to_look_at_takes_nothing(qtbot: QtBot, qtmodeltester: Any) -> None:
    sheet = Sheet(qtbot, qtmodeltester, writable=False)
    assert sheet.table.rows.rowCount() == 2
    sheet.table.go_to(0, 0)
    qtbot.keyClicks(sheet.table, "x")
    qtbot.keyClick(sheet.table, RETURN)
    assert sheet.table.delegate.editor is None
    sheet.table.remove_requested.connect(lambda _row: pytest.fail("removed"))
    qtbot.keyClick(sheet.table, Qt.Key.Key_Delete, CONTROL)


def test_cells_are_read_out_with_their_column(sheet: Sheet) -> None:
    index = sheet.table.rows.index(0, 1)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole).endswith("Alpha")
    markup = Line("<b>x</b>")
    sheet.lines = [markup]
    sheet.show()
    assert "<" not in sheet.table.rows.index(0, 0).data(Qt.ItemDataRole.ToolTipRole)


def test_tab_leaves_the_table_behind_its_last_cell_and_before_its_first(qtbot: QtBot) -> None:
    ground, before, after = QWidget(), QLineEdit(), QLineEdit()
    column: EditColumn[Line] = EditColumn("name", "Unit", lambda row: row.name, share=1, begins=True)
    table = EditTable("Lines", [column], lambda *_what: None)
    table.show_rows([Line("a")], writable=True)
    layout = QVBoxLayout(ground)
    for widget in (before, table, after):
        layout.addWidget(widget)
    qtbot.addWidget(ground)
    with qtbot.waitExposed(ground):
        ground.show()
    ground.activateWindow()
    table.go_to(0, 0)
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    assert table.currentIndex().row() == 1
    qtbot.keyClick(table, Qt.Key.Key_Tab)
    qtbot.waitUntil(after.hasFocus)
    table.go_to(0, 0)
    qtbot.keyClick(table, Qt.Key.Key_Backtab)
    qtbot.waitUntil(before.hasFocus)
