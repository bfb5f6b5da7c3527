"""Prices that are about to change, old and new beside each other."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from PySide6.QtWidgets import QWidget

from salesdesk.domain.price_words import amount, plain
from salesdesk.i18n import N_, _
from salesdesk.services.price_changes import PriceChange
from salesdesk.storage.ids import new_id
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.widgets.row_table import RowTable

WIDTH: Final = 840
"""The width of a dialog that shows the table."""
MOST_SHOWN: Final = 2_000
"""How many changes are listed; what is written is all of them."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A price with the name of its book."""

    id: uuid.UUID
    book: str
    change: PriceChange


def _price(value: Decimal | None, currency: str) -> str:
    return "—" if value is None else amount(value, currency)


def _share(row: ChangeRow) -> str:
    share = row.change.share
    if share is None:
        return _("new")
    sign = "+" if share > 0 else "−" if share < 0 else ""
    return f"{sign}{abs(share) * 100:.1f}%"


_Column = ListColumn[ChangeRow]
_COLUMNS: Final = (
    _Column("name", N_("Product name"), 150, lambda row: row.change.name, grows=True, strong=True),
    _Column("model", N_("Model"), 90, lambda row: row.change.model or row.change.code),
    _Column("book", N_("Price book"), 100, lambda row: row.book),
    _Column("least", N_("From quantity"), 112, lambda row: plain(row.change.least), right=True),
    _Column(
        "old", N_("Old price"), 112, lambda row: _price(row.change.before, row.change.currency), right=True
    ),
    _Column(
        "new",
        N_("New price"),
        112,
        lambda row: _price(row.change.new, row.change.currency),
        right=True,
        strong=True,
    ),
    _Column("share", N_("Difference"), 84, _share, right=True),
)


class ChangeTable(RowTable[ChangeRow]):
    """Lists price changes, the first two thousand of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_COLUMNS, "name", parent=parent)
        self.view.setAccessibleName(_("Prices that change"))
        self.setMinimumHeight(240)

    def show_changes(self, changes: Sequence[PriceChange], books: Mapping[uuid.UUID, str]) -> None:
        """Show changes under the names of their books."""
        self.show_rows([ChangeRow(new_id(), _book(change, books), change) for change in changes[:MOST_SHOWN]])


def _book(change: PriceChange, books: Mapping[uuid.UUID, str]) -> str:
    if change.book_id is not None:
        return books.get(change.book_id, "")
    return _("Cost") if change.what == "cost" else _("List price")
