"""The prices of a product: a row for each quantity break, a column for each book, edited like a spreadsheet."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.price_words import amount, plain
from salesdesk.domain.product import parse_optional_price, parse_quantity
from salesdesk.i18n import N_, _
from salesdesk.services import book_prices
from salesdesk.services.book_prices import BookPrice, Explained
from salesdesk.services.price_books import BookFacts
from salesdesk.ui import costs
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.products.reading import Content
from salesdesk.ui.products.writer import ProductWriter
from salesdesk.ui.widgets.basics import label, margins
from salesdesk.ui.widgets.edit_columns import EditColumn
from salesdesk.ui.widgets.edit_table import EditTable
from salesdesk.ui.widgets.empty_state import EmptyState
from salesdesk.ui.widgets.text_lines import cut

_FEW: Final = 6
_WIDE: Final = 112
_LEAST: Final = 112
_SPACE: Final = uuid.UUID(int=7)
_ONE: Final = Decimal(1)


@dataclass(frozen=True, slots=True)
class BreakRow:
    """A quantity break, and what each book asks from it on."""

    least: Decimal
    prices: tuple[BookPrice, ...] = field(default=())

    @property
    def id(self) -> uuid.UUID:
        """Return what the row is known by."""
        return uuid.uuid5(_SPACE, f"{self.least.normalize():f}")

    def of(self, book: uuid.UUID) -> BookPrice | None:
        """Return what a book asks."""
        return next((price for price in self.prices if price.book_id == book), None)


class PricesTab(QWidget):
    """Writes each cell as one step; an empty cell takes the price out of the book, so that its rule counts again."""

    books_requested = Signal()

    def __init__(
        self,
        writer: ProductWriter,
        preferences: Preferences,
        *,
        read_only: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._writer = writer
        self._preferences = preferences
        self._read_only = read_only
        self._content: Content | None = None
        self._shape: tuple[Any, ...] = ()
        self._waiting: list[Decimal] = []
        self.table: EditTable[BreakRow] | None = None
        self.note = label(
            _(
                "Grey prices follow from a book's rule. Type over one to fix it; clear it and the rule counts again."
            ),
            "small",
            wrap=True,
        )
        self.nothing = EmptyState()
        self.nothing.show_text(
            "book-open",
            _(
                "Without a price book everybody pays the list price. Books hold quantity breaks and dealers' prices."
            ),
            _("Price books"),
        )
        self.nothing.action_requested.connect(self.books_requested)
        self.why = label(role="secondary", wrap=True, selectable=True)
        self.why_title = label(role="strong")
        self.margin = label(role="secondary", wrap=True)
        self._layout = QVBoxLayout(self)
        margins(self._layout, gap=6)
        self._layout.addWidget(self.nothing, 1)
        for text in (self.note, self.why_title, self.why, self.margin):
            text.setContentsMargins(14, 2, 14, 2)
            self._layout.addWidget(text)
        self._layout.addStretch(1)

    def show_content(self, content: Content) -> None:
        """Show the prices in the books that concern the product."""
        self._content = content
        books = [book for book in content.books if _concerns(book, content.prices)]
        self.nothing.setHidden(bool(books))
        for text in (self.note, self.why_title, self.why, self.margin):
            text.setHidden(not books)
        named = ((book.id, book.shown_name, book.currency) for book in books)
        shape: tuple[Any, ...] = (self._preferences.hide_costs, *named)
        if shape != self._shape:
            self._shape = shape
            self._make_table(books)
        if self.table is not None:
            self.table.show_rows(self._rows(content), writable=not self._read_only)
            self._explain()

    def finish(self) -> str:
        """Write what stands in an open cell; return what is wrong where it is refused."""
        return self.table.finish() if self.table is not None else ""

    def _rows(self, content: Content) -> list[BreakRow]:
        leasts = {_ONE, *(price.least for price in content.prices)}
        self._waiting = [least for least in self._waiting if least not in leasts]
        return [
            BreakRow(least, tuple(price for price in content.prices if price.least == least))
            for least in sorted({*leasts, *self._waiting})
        ]

    def _make_table(self, books: Sequence[BookFacts]) -> None:
        if self.table is not None:
            self.table.hide()
            self._layout.removeWidget(self.table)
            self.table.deleteLater()
            self.table = None
        if not books:
            return
        first: EditColumn[BreakRow] = EditColumn(
            "least",
            N_("From quantity"),
            lambda row: plain(row.least),
            width=_LEAST,
            right=True,
            begins=True,
            strong=True,
            longest=20,
        )
        columns = [first, *(self._column(book, many=len(books) > _FEW) for book in books)]
        table = EditTable(
            _("Prices by quantity and book"), columns, self._write, add_hint=_("From…"), fitted=True
        )
        if len(books) > _FEW:
            table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        table.remove_requested.connect(self._on_remove)
        table.selectionModel().currentChanged.connect(lambda *_places: self._explain())
        self._layout.insertWidget(0, table)
        self.table = table

    def _column(self, book: BookFacts, *, many: bool) -> EditColumn[BreakRow]:
        hidden = book.kind == "floor" and self._preferences.hide_costs
        shown: Callable[[BreakRow], str] = lambda row: _shown(row.of(book.id), book)  # noqa: E731 - beside its twin
        return EditColumn(
            book.id.hex,
            cut(book.shown_name, 40) or book.code,
            (lambda _row: costs.HIDDEN) if hidden else shown,
            typed=lambda row: _typed(row.of(book.id)),
            width=_WIDE if many else 0,
            share=1,
            right=True,
            longest=40,
            editable=not hidden,
            tone=lambda row: "" if (price := row.of(book.id)) is None or price.own else "muted",
        )

    def _write(self, row: BreakRow | None, key: str, typed: str) -> None:
        content = self._content
        if content is None:
            return
        if key == "least":
            if typed.strip():
                self._write_break(content, row, parse_quantity(typed))
        elif row is not None:
            book, price = uuid.UUID(hex=key), parse_optional_price(typed)
            if price is None and _is_only_list(content, book, row.least):
                raise InvalidInputError(_("The list price is cleared among the facts of the product."))
            self._writer.set_price(content.facts, book, row.least, price)

    def _write_break(self, content: Content, row: BreakRow | None, least: Decimal) -> None:
        if row is None:
            self._waiting.append(least)
            self.show_content(content)
        elif row.least == 1:
            raise InvalidInputError(_("Prices begin at one piece. Add another quantity below."))
        elif any(price.own for price in row.prices):
            self._writer.move_break(content.facts, row.least, least)
        else:
            self._waiting = [least if one == row.least else one for one in self._waiting]
            self.show_content(content)

    def _explain(self) -> None:
        """Say where the price comes from on which the keyboard is, and what is earned at it."""
        table, content = self.table, self._content
        if table is None or content is None:
            return
        row, place = table.current_row() or table.rows.row(0), max(table.currentIndex().column(), 1)
        if row is None:
            return
        book = next((one for one in content.books if one.id.hex == table.rows.columns[place].key), None)
        hidden = book is None or (book.kind == "floor" and self._preferences.hide_costs)
        found = (
            None
            if book is None or hidden
            else self._writer.data.read(book_prices.explained, self._writer.id, book.id, row.least)
        )
        title = _("{book}, from {quantity}").format(
            book=cut(book.shown_name, 40) if book else "", quantity=plain(row.least)
        )
        self.why_title.setText(title)
        self.why.setText("\n".join(found.steps) if found else _("No price."))
        self.margin.setText("" if found is None or self._preferences.hide_costs else _margin(found))

    def _on_remove(self, row: BreakRow) -> None:
        content = self._content
        if row.least == 1 or content is None:
            return
        if any(price.own for price in row.prices):
            self._writer.remove_break(content.facts, row.least)
        else:
            self._waiting = [one for one in self._waiting if one != row.least]
            self.show_content(content)


def _margin(found: Explained) -> str:
    if found.margin is None:
        return _("Margin unknown: the product has no cost.")
    share = f"{found.margin * 100:.1f}%"
    return _("Margin at this price: {share} of the price without tax").format(share=share)


def _concerns(book: BookFacts, prices: Sequence[BookPrice]) -> bool:
    """Tell whether a book is for all, or has a price of its own for the product."""
    return book.customer_id is None or any(price.book_id == book.id and price.own for price in prices)


def _is_only_list(content: Content, book_id: uuid.UUID, least: Decimal) -> bool:
    """Tell whether a cell is the product's list price itself."""
    if least != 1:
        return False
    book = next((one for one in content.books if one.id == book_id), None)
    return book is not None and book.code == "list" and book.kind == "sale" and book.customer_id is None


def _shown(price: BookPrice | None, book: BookFacts) -> str:
    return "" if price is None else amount(price.price, book.currency)


def _typed(price: BookPrice | None) -> str:
    if price is None:
        return ""
    text = f"{price.price:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
