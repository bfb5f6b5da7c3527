"""The checklist of a ticket: its points one under another, and a line that adds one."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from salesdesk.domain.service_ticket import LONGEST_POINT, PENDING
from salesdesk.i18n import _
from salesdesk.services.tickets import TicketView
from salesdesk.ui.service.check_row import CheckRow
from salesdesk.ui.widgets.basics import label, margins
from salesdesk.ui.widgets.cards import column, empty


class Checklist(QWidget):
    """Shows the points; its signals say what the user wants with one of them, or what a new one says."""

    judged = Signal(object, str, str)
    word_requested = Signal(object)
    remove_requested = Signal(object)
    move_requested = Signal(object, int)
    added = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: dict[uuid.UUID, CheckRow] = {}
        self._narrow = False
        self._list = QVBoxLayout()
        margins(self._list)
        holder = QWidget()
        holder.setLayout(self._list)
        self.nothing = label(_("No point is on the list."), "secondary")
        self.new = QLineEdit()
        self.new.setMaxLength(LONGEST_POINT)
        self.new.setPlaceholderText(_("Add a point of your own, then Enter"))
        self.new.setAccessibleName(_("Add a point"))
        self.new.returnPressed.connect(self._on_new)
        add = QHBoxLayout()
        margins(add, 14, 4, 14, 6)
        add.addWidget(self.new)
        self._area, inner = column(self.nothing, holder)
        inner.setContentsMargins(14, 6, 14, 8)
        layout = QVBoxLayout(self)
        margins(layout)
        layout.addWidget(self._area, 1)
        layout.addLayout(add)

    def show_ticket(self, ticket: TicketView, known: Mapping[str, str], *, read_only: bool) -> None:
        """Show the points of a ticket with what is known for each."""
        if [item.id for item in ticket.items] != list(self.rows):
            self._build(ticket)
        writable = not read_only and ticket.state in PENDING
        for item in ticket.items:
            self.rows[item.id].show_item(item, known.get(item.code, ""), writable=writable)
        self.new.setVisible(writable)
        self.nothing.setVisible(not ticket.items)

    def _build(self, ticket: TicketView) -> None:
        """Make the rows anew; the keyboard stays with the point on which it was."""
        focused = next((key for key, row in self.rows.items() if row.box.hasFocus()), None)
        place = list(self.rows).index(focused) if focused is not None else 0
        empty(self._list)
        self.rows = {}
        for item in ticket.items:
            row = CheckRow(item)
            row.set_narrow(narrow=self._narrow)
            row.judged.connect(self.judged)
            row.word_requested.connect(self.word_requested)
            row.remove_requested.connect(self.remove_requested)
            row.move_requested.connect(self.move_requested)
            row.step_requested.connect(self._step)
            self.rows[item.id] = row
            self._list.addWidget(row)
        if focused is not None and self.rows:
            rows = list(self.rows.values())
            again = self.rows.get(focused) or rows[min(place, len(rows) - 1)]
            again.box.setFocus()

    def set_narrow(self, *, narrow: bool) -> None:
        """Leave more room to the texts."""
        self._narrow = narrow
        for row in self.rows.values():
            row.set_narrow(narrow=narrow)

    def focus_first(self) -> None:
        """Put the keyboard on the first point that is still to do."""
        rows = list(self.rows.values())
        first = next((row for row in rows if not row.item.result), rows[0] if rows else None)
        if first is not None and first.box.isEnabled():
            first.box.setFocus()
        else:
            self._area.setFocus()

    def _step(self, item: uuid.UUID, step: int) -> None:
        keys = list(self.rows)
        place = keys.index(item) + step
        if 0 <= place < len(keys):
            row = self.rows[keys[place]]
            row.box.setFocus()
            self._area.ensureWidgetVisible(row)
        elif place == len(keys):
            self.new.setFocus()

    def _on_new(self) -> None:
        text = self.new.text()
        if text.strip():
            self.added.emit(text)
            self.new.clear()
