"""The cards of one column: read page by page as they come into sight."""

from __future__ import annotations

import uuid
from collections import OrderedDict
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from salesdesk.services import board
from salesdesk.services.board import BoardFilter, Card, Column
from salesdesk.ui.data import Data
from salesdesk.ui.pipeline.card_words import sentence, told
from salesdesk.ui.widgets.basics import tip

PAGE: Final = 64
_PAGES_KEPT: Final = 16
_AHEAD: Final = 16
_ROOT: Final = QModelIndex()
CARD_ROLE: Final = int(Qt.ItemDataRole.UserRole)
_TEXT_ROLES: Final = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.AccessibleTextRole,
)

Index = QModelIndex | QPersistentModelIndex


class ColumnModel(QAbstractListModel):
    """A column's cards: the first are read with the board, the ids and further pages on the way down."""

    def __init__(self, data: Data, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._data = data
        self._filter = BoardFilter()
        self._column: Column | None = None
        self._first: list[Card] = []
        self._read_on = _today()
        self._ids: list[uuid.UUID] | None = None
        self._pages: OrderedDict[int, dict[uuid.UUID, Card]] = OrderedDict()

    @property
    def column(self) -> Column:
        """Return the head of the column that is shown."""
        if self._column is None:
            raise LookupError
        return self._column

    @property
    def first_today(self) -> Sequence[Card]:
        """Return the first cards, which were read with the board; none where their days were counted earlier."""
        return self._first if self._read_on == _today() else ()

    def show_column(self, column: Column, first: list[Card], board_filter: BoardFilter) -> None:
        """Show a column as it is now, with its first cards."""
        self.beginResetModel()
        self._column, self._filter, self._first = column, board_filter, first
        self._read_on = _today()
        self._ids = [card.id for card in first] if len(first) >= column.count else None
        self._pages.clear()
        self.endResetModel()

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if self._column is None or parent.isValid() else self._column.count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        card = self.card(index.row()) if index.isValid() else None
        if card is None:
            return None
        if role == CARD_ROLE:
            return card
        if role in _TEXT_ROLES:
            return sentence(card)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(told(card))
        return None

    def card(self, row: int) -> Card | None:
        """Return the card of a row, or None while it is not read."""
        if 0 <= row < len(self._first):
            return self._first[row]
        page = self._pages.get(row // PAGE)
        if page is None or self._ids is None or not 0 <= row < len(self._ids):
            return None
        return page.get(self._ids[row])

    def row_of(self, card_id: uuid.UUID) -> int | None:
        """Return the row of a card, or None where the column doesn't show it."""
        for row, card in enumerate(self._first):
            if card.id == card_id:
                return row
        ids = self._all_ids()
        return ids.index(card_id) if card_id in ids else None

    def fetch(self, first: int, last: int) -> None:
        """Read the cards of the rows that are in sight, and of some beyond."""
        last = min(last + _AHEAD, self.rowCount() - 1)
        if last < len(self._first):
            return
        for page in range(max(first, 0) // PAGE, last // PAGE + 1):
            if page in self._pages:
                self._pages.move_to_end(page)
            else:
                self._read_page(page)
        while len(self._pages) > _PAGES_KEPT:
            self._pages.popitem(last=False)

    def _read_page(self, page: int) -> None:
        ids = self._all_ids()[page * PAGE : (page + 1) * PAGE]
        found = self._data.read(board.cards, ids, grouping=self.column.grouping)
        self._pages[page] = {card.id: card for card in found}
        top = page * PAGE
        self.dataChanged.emit(self.index(top), self.index(min(top + PAGE, self.rowCount()) - 1))

    def _all_ids(self) -> list[uuid.UUID]:
        if self._ids is None:
            self._ids = self._data.read(
                board.card_ids, self.column.key, self._filter, grouping=self.column.grouping
            )
        return self._ids


def _today() -> date:
    return date.today()  # noqa: DTZ011 - clocks and plans are of local days
