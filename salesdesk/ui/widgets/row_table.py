"""A table of rows that are all there: sorted by a click, selected, opened; for lists of a few thousand at most."""

from __future__ import annotations

import uuid
from array import array
from collections.abc import Collection, Sequence
from typing import Any, Generic, Protocol, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from salesdesk.ui.widgets.basics import margins
from salesdesk.ui.widgets.record_list_columns import Arrangement, ListColumn
from salesdesk.ui.widgets.record_list_header import ListHeader
from salesdesk.ui.widgets.record_list_model import RecordModel
from salesdesk.ui.widgets.record_list_view import RecordView, merged


class HasId(Protocol):
    """A row that is known by an id."""

    @property
    def id(self) -> uuid.UUID:
        """Return the id."""


Row = TypeVar("Row", bound=HasId)


class RowTable(QFrame, Generic[Row]):
    """Shows rows in a card. Its signals say what the user wants; it changes nothing."""

    open_requested = Signal()
    delete_requested = Signal()
    selection_changed = Signal()

    def __init__(
        self,
        columns: Sequence[ListColumn[Any]],
        sort: str,
        *,
        descending: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._columns = {column.key: column for column in columns}
        self._rows: list[Row] = []
        usual = Arrangement.usual(columns, sort, descending=descending)
        self._header = ListHeader(columns, usual, usual)
        self.model = RecordModel(columns, lambda numbers: {one: self._rows[one] for one in numbers}, self)
        self.view = RecordView(self.model, self._header)
        layout = QVBoxLayout(self)
        margins(layout, 1, 1, 1, 1)
        layout.addWidget(self.view)
        self._header.sort_changed.connect(lambda: self.show_rows(self._rows))
        self.view.open_requested.connect(lambda _row: self.open_requested.emit())
        self.view.delete_requested.connect(self.delete_requested)
        self.view.selectionModel().selectionChanged.connect(lambda *_: self.selection_changed.emit())

    def show_rows(self, rows: Sequence[Row], selected: Collection[uuid.UUID] | None = None) -> None:
        """Show these rows; those selected before stay so, else the one in the place of the last."""
        wanted = {row.id for row in self.selected()} if selected is None else selected
        current = self.view.currentIndex().row()
        order = self._header.arrangement
        column = self._columns[order.sort]
        key = column.order or (lambda row: column.value(row)[:300].casefold())
        self._rows = sorted(rows, key=key, reverse=order.descending)
        self.model.show(array("q"))
        self.model.show(array("q", range(len(self._rows))))
        self.view.updateGeometries()
        places = [place for place, row in enumerate(self._rows) if row.id in wanted]
        if not places and wanted and self._rows:
            places = [min(max(current, 0), len(self._rows) - 1)]
        if places:
            self.view.select_rows(merged((place, place) for place in places), places[0])
        self.view.fetch()
        self.selection_changed.emit()

    def show_column(self, key: str, *, shown: bool) -> None:
        """Show a column, or leave it out where there is no room for it."""
        if (key in self._header.arrangement.hidden) is shown:
            self._header.set_shown(key, shown)

    def rows(self) -> Sequence[Row]:
        """Return the rows as they stand."""
        return self._rows

    def selected(self) -> list[Row]:
        """Return the selected rows, from the top."""
        return [
            self._rows[place]
            for first, last in self.view.selected_ranges()
            for place in range(first, last + 1)
            if place < len(self._rows)
        ]

    def select_first(self) -> None:
        """Put the keyboard on the table, at its first row if none is selected."""
        self.view.setFocus()
        if self._rows and not self.view.selected_ranges():
            self.view.select_rows([(0, 0)], 0)
