"""Facts of a record, edited where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QComboBox, QGridLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from salesdesk.i18n import _
from salesdesk.ui.widgets.basics import label, margins, set_state
from salesdesk.ui.widgets.choice_box import ChoiceBox
from salesdesk.ui.widgets.fact_value import FactValue

Editor = QLineEdit | QPlainTextEdit | QComboBox
_READ_OUT: Final = 300
_ENTER: Final = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_STAYS_OPEN: Final = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A captioned value; `editor` is what the editor begins with (None: the text), `choices` make it a list.

    A fact with a tone is doubtful: its hint stands under it; else the hint stands in the empty editor.
    """

    key: str
    caption: str
    text: str
    editor: str | None = None
    choices: tuple[tuple[str, str], ...] = ()
    multiline: bool = False
    editable: bool = True
    hint: str = ""
    longest: int = 200
    tone: str = ""

    @property
    def begin(self) -> str:
        """Return what the editor begins with."""
        return self.text if self.editor is None else self.editor


class Facts(QWidget):
    """Two columns, captions and values.

    Click, Enter, F2 or typing opens an editor in place of the value; Enter or leaving it sends `edited` with the typed
    text or the chosen code, Esc restores. A text of several lines is sent by Ctrl+Enter. `opened` tells of an editor.
    """

    edited = Signal(str, str)
    opened = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells: dict[str, _Cell] = {}
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(6)
        self._grid.setVerticalSpacing(1)
        self._grid.setColumnStretch(1, 1)
        self._grid.setColumnMinimumWidth(0, 76)

    def show_facts(self, facts: Sequence[Fact]) -> None:
        """Show the facts in their order; an open editor stays open with what was typed."""
        kept = {fact.key for fact in facts}
        for key in [key for key in self._cells if key not in kept]:
            self._cells.pop(key).discard()
        before: QWidget | None = None
        for row, fact in enumerate(facts):
            cell = self._cells.get(fact.key)
            if cell is None:
                cell = self._cells[fact.key] = self._added(fact.key)
            cell.show_fact(fact)
            if self._grid.itemAtPosition(row, 1) is None or self._grid.indexOf(cell) != 2 * row + 1:
                self._grid.addWidget(cell.caption, row, 0, Qt.AlignmentFlag.AlignTop)
                self._grid.addWidget(cell, row, 1)
            if before is not None:
                QWidget.setTabOrder(before, cell.value)
            before = cell.value

    def edit(self, key: str, typed: str = "") -> None:
        """Open the editor of a fact, unless another one holds something that can't be saved."""
        self.finish()
        if not any(cell.problem() for name, cell in self._cells.items() if name != key):
            self._cells[key].open(typed)

    def complain(self, key: str, message: str) -> None:
        """Say what is wrong with what was typed last, which stands in the editor again."""
        self._cells[key].complain(message)

    def problem(self, key: str) -> str:
        """Return the complaint that is shown at a fact."""
        return self._cells[key].problem()

    def editor(self, key: str) -> Editor | None:
        """Return the open editor of a fact."""
        return self._cells[key].editor

    def value(self, key: str) -> FactValue:
        """Return what shows the value of a fact."""
        return self._cells[key].value

    def complaint(self) -> str:
        """Return the first complaint that is shown at any of the facts."""
        return next((problem for cell in self._cells.values() if (problem := cell.problem())), "")

    def finish(self) -> None:
        """Send what stands in an open editor."""
        for cell in list(self._cells.values()):
            cell.commit(again=False)

    def _added(self, key: str) -> _Cell:
        cell = _Cell(self)
        cell.committed.connect(lambda typed: self.edited.emit(key, typed))
        cell.value.edit_requested.connect(lambda typed: self.edit(key, typed))
        cell.opened.connect(lambda: self.opened.emit(key))
        return cell


class _Cell(QWidget):
    """A value or its editor, and the problem under it."""

    committed = Signal(str)
    opened = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._fact: Fact | None = None
        self._begun = ""
        self._sent: str | None = None
        self.editor: Editor | None = None
        self.caption = label(role="secondary")
        self.caption.setContentsMargins(0, 3, 0, 3)
        self.value = FactValue()
        self._problem = label(role="error", wrap=True)
        self._problem.hide()
        self._stack = QVBoxLayout(self)
        margins(self._stack, gap=2)
        self._stack.addWidget(self.value)
        self._doubt = label(role="warning", wrap=True)
        self._doubt.setContentsMargins(6, 0, 0, 0)
        self._doubt.hide()
        self._stack.addWidget(self._doubt)
        self._stack.addWidget(self._problem)

    def show_fact(self, fact: Fact) -> None:
        """Show a fact, under an editor that stays open."""
        if fact == self._fact:
            return
        self._fact = fact
        self.caption.setText(fact.caption)
        self.value.show_text(fact.text, tone=fact.tone, editable=fact.editable)
        self._doubt.setText(fact.hint)
        self._doubt.setVisible(bool(fact.tone and fact.hint))
        name = _("{caption}: {value}").format(caption=fact.caption, value=fact.text[:_READ_OUT] or "—")
        self.value.setAccessibleName(name)
        if not fact.editable:
            self._close()

    def problem(self) -> str:
        """Return the complaint that is shown."""
        return "" if self._problem.isHidden() else self._problem.text()

    def open(self, typed: str) -> None:
        """Put an editor in the place of the value; `typed` is where it goes on from."""
        fact = self._fact
        if fact is None or not fact.editable:
            return
        if self.editor is None:
            self._begun = fact.begin
            self._make(fact, typed)
            self.opened.emit()
        if self.editor is not None:
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def complain(self, message: str) -> None:
        """Show the problem under the editor, which is opened again with what was sent."""
        fact = self._fact
        if self.editor is None and fact is not None:
            self._begun = fact.begin
            self._make(fact, "")
            self._fill(fact.begin if self._sent is None else self._sent)
        self._problem.setText(message)
        self._problem.show()
        if self.editor is not None:
            set_state(self.editor, "invalid", value=True)
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def commit(self, *, again: bool) -> None:
        """Send what was changed and close the editor; what was refused is only sent `again` on demand."""
        if self.editor is None:
            return
        typed = _content(self.editor)
        if self.problem() and typed == self._sent and not again:
            return
        changed = typed != self._begun or bool(self.problem())
        self._sent = typed
        self._close()
        if changed:
            self.committed.emit(typed)

    def discard(self) -> None:
        """Take the cell away."""
        self._close()
        for widget in (self.caption, self):
            widget.hide()
            widget.deleteLater()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.editor:
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
                return self._take_key(event)
            left = event.type() == QEvent.Type.FocusOut and isinstance(event, QFocusEvent)
            if left and isinstance(event, QFocusEvent) and event.reason() not in _STAYS_OPEN:
                self.commit(again=False)
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self._restore()
            return True
        held = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if event.key() in _ENTER and (held or not isinstance(self.editor, QPlainTextEdit)):
            self.value.show()
            self.commit(again=True)
            if self.editor is None:
                self.value.setFocus()
            return True
        return False

    def _restore(self) -> None:
        self.value.show()
        self._close()
        self.value.setFocus()

    def _make(self, fact: Fact, typed: str) -> None:
        self.editor = _editor(fact)
        self._fill(fact.begin)
        if typed:
            self._fill(typed)
        self.editor.setAccessibleName(fact.caption)
        self.editor.installEventFilter(self)
        self._stack.insertWidget(1, self.editor)
        QWidget.setTabOrder(self.value, self.editor)
        self.editor.show()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        self.value.hide()
        if isinstance(self.editor, QLineEdit) and not typed:
            self.editor.selectAll()

    def _fill(self, text: str) -> None:
        if isinstance(self.editor, QComboBox):
            found = self.editor.findData(text)
            if found < 0:
                names = [self.editor.itemText(row).casefold() for row in range(self.editor.count())]
                found = next((row for row, name in enumerate(names) if name.startswith(text.casefold())), 0)
            self.editor.setCurrentIndex(found)
        elif isinstance(self.editor, QPlainTextEdit):
            self.editor.setPlainText(text)
            self.editor.moveCursor(self.editor.textCursor().MoveOperation.End)
        elif self.editor is not None:
            self.editor.setText(text)

    def _close(self) -> None:
        editor, self.editor = self.editor, None
        self._problem.hide()
        if editor is not None:
            self.value.show()
            editor.removeEventFilter(self)
            editor.hide()
            editor.deleteLater()


def _editor(fact: Fact) -> Editor:
    if fact.choices:
        combo = ChoiceBox()
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(6)
        for code, name in fact.choices:
            combo.addItem(name[:_READ_OUT], code)
        return combo
    if fact.multiline:
        text = QPlainTextEdit()
        text.setPlaceholderText(fact.hint)
        text.setFixedHeight(110)
        text.setTabChangesFocus(True)
        return text
    line = QLineEdit()
    line.setPlaceholderText(fact.hint)
    line.setMaxLength(max(fact.longest, len(fact.begin)))
    return line


def _content(editor: Editor) -> str:
    if isinstance(editor, QComboBox):
        return str(editor.currentData())
    return editor.toPlainText() if isinstance(editor, QPlainTextEdit) else editor.text()
