"""One point of a ticket's checklist: ticked off, noted, worded anew where it stands."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLineEdit, QWidget

from salesdesk.domain.service_ticket import LONGEST_NOTE, RESULTS
from salesdesk.i18n import _, moment
from salesdesk.services.tickets import ItemView
from salesdesk.ui.widgets.basics import ElidedLabel, icon_button, label, margins
from salesdesk.ui.widgets.cards import chip, menu_of, show_chip
from salesdesk.ui.widgets.text_lines import cut

_NOTE_WIDTH: Final = 230
_NARROW_NOTE: Final = 150
_CTRL_ALT: Final = Qt.KeyboardModifier.AltModifier


class CheckRow(QWidget):
    """Shows a point and what is known for it; its signals say what the user wants with it."""

    judged = Signal(object, str, str)
    word_requested = Signal(object)
    remove_requested = Signal(object)
    move_requested = Signal(object, int)
    step_requested = Signal(object, int)

    def __init__(self, item: ItemView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.item = item
        self.box = QCheckBox()
        self.box.clicked.connect(lambda: self._judge("done" if self.box.isChecked() else ""))
        self.box.installEventFilter(self)
        self.text = label("", "", wrap=True)
        self.known = label("", "small", wrap=True)
        self.by = ElidedLabel("", "small")
        self.state = chip()
        self.note = QLineEdit()
        self.note.setMaxLength(LONGEST_NOTE)
        self.note.setPlaceholderText(_("Note"))
        self.note.editingFinished.connect(self._on_note)
        self.note.setFixedWidth(_NOTE_WIDTH)
        self.menu = icon_button("ellipsis", _("More"))
        self.menu.clicked.connect(self._offer)
        right = QHBoxLayout()
        margins(right, gap=8)
        for part in (self.state, self.note, self.menu):
            right.addWidget(part)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 6, 0, 6)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(1)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(self.box, 0, 0, top)
        grid.addWidget(self.text, 0, 1)
        grid.addWidget(self.known, 1, 1)
        grid.addWidget(self.by, 2, 1)
        grid.addLayout(right, 0, 2, 3, 1, top)
        grid.setColumnStretch(1, 1)

    def set_narrow(self, *, narrow: bool) -> None:
        """Leave more room to the text."""
        self.note.setFixedWidth(_NARROW_NOTE if narrow else _NOTE_WIDTH)

    def show_item(self, item: ItemView, known: str, *, writable: bool) -> None:
        """Show how the point stands; `writable` lets it be changed."""
        self.item = item
        said = cut(item.text, 400)
        self.text.setText(said)
        self.box.setAccessibleName(said)
        self.box.setChecked(item.result == "done")
        self.box.setEnabled(writable)
        self.known.setText(cut(known, 600))
        self.known.setVisible(bool(known))
        other = item.result == "not_applicable"
        show_chip(self.state, _(RESULTS[item.result]) if other else "", "")
        told = [cut(item.person, 30), moment(item.at)] if item.at is not None else []
        self.by.setText(" · ".join(filter(None, told)))
        self.by.setVisible(bool(told))
        if self.note.text() != item.note and not (self.note.hasFocus() and self.note.isModified()):
            self.note.setText(cut(item.note, LONGEST_NOTE))
            self.note.setCursorPosition(0)
        self.note.setToolTip(cut(item.note, 400).replace("<", "\u2039"))
        self.note.setAccessibleName(_("Note: {point}").format(point=cut(item.text, 80)))
        self.note.setReadOnly(not writable)
        self.note.setVisible(writable or bool(item.note))
        self.menu.setVisible(writable)
        self.menu.setAccessibleName(_("More: {point}").format(point=cut(item.text, 80)))

    # --- what the user does -------------------------------------------------------------------------------------

    def _judge(self, result: str) -> None:
        self.note.setModified(False)
        self.judged.emit(self.item.id, result, self.note.text())

    def _on_note(self) -> None:
        if self.note.isModified() and not self.note.isReadOnly():
            self._judge(self.item.result)

    def toggle_other(self) -> None:
        """Call the point not applicable, or to do again."""
        self._judge("" if self.item.result == "not_applicable" else "not_applicable")

    def entries(self) -> list[tuple[str, str, object]]:
        """Return what can be done with the point: icon, text, what is done."""
        other = self.item.result == "not_applicable"
        item = self.item.id
        return [
            ("x", _("Applies after all") if other else _("Not applicable"), self.toggle_other),
            ("pencil", _("Word it anew…"), lambda: self.word_requested.emit(item)),
            ("arrow-up", _("Move up"), lambda: self.move_requested.emit(item, -1)),
            ("arrow-down", _("Move down"), lambda: self.move_requested.emit(item, 1)),
            ("trash-2", _("Remove"), lambda: self.remove_requested.emit(item)),
        ]

    def _offer(self) -> None:
        menu = menu_of(self, self.entries())  # type: ignore[arg-type]  # each is called without arguments
        menu.popup(self.menu.mapToGlobal(self.menu.rect().bottomLeft()))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.box and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._take_key(event) or super().eventFilter(watched, event)
        return super().eventFilter(watched, event)

    def _take_key(self, event: QKeyEvent) -> bool:
        """Take the keys of a point: up and down, with Alt to move it, F2, N, Del, Enter to its note."""
        key, held = event.key(), bool(event.modifiers() & _CTRL_ALT)
        item = self.item.id
        if key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if key == Qt.Key.Key_Down else -1
            (self.move_requested if held else self.step_requested).emit(item, step)
        elif key == Qt.Key.Key_F2:
            self.word_requested.emit(item)
        elif key == Qt.Key.Key_Delete:
            self.remove_requested.emit(item)
        elif key == Qt.Key.Key_N and not event.modifiers():
            self.toggle_other()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.note.setFocus()
        else:
            return False
        return True
