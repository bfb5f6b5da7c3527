"""The page of the price books: which there are, by which rules, and what each lists."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, ClassVar, Final

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from salesdesk.domain.changes import Changes, Label
from salesdesk.domain.errors import ConflictError, SalesDeskError
from salesdesk.domain.price_rules import Book
from salesdesk.domain.price_words import amount, plain, rule_in_words
from salesdesk.i18n import N_, _, ngettext, number
from salesdesk.services import book_prices, price_books, prices
from salesdesk.services.book_prices import BookEntry
from salesdesk.services.lists import local_day
from salesdesk.services.price_books import BookFacts
from salesdesk.ui import costs
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.products.book_facts import facts_of, value_of
from salesdesk.ui.products.flows import PriceFlows
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.cards import Card, column, in_label
from salesdesk.ui.widgets.empty_state import EmptyState
from salesdesk.ui.widgets.facts import Facts
from salesdesk.ui.widgets.order_list import OrderList, OrderRow
from salesdesk.ui.widgets.page_switch import PRICES, PageSwitch
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.widgets.row_table import RowTable
from salesdesk.ui.widgets.text_lines import cut

_TABLES: Final = ("price_book", "price_book_entry", "product", "customer")
_LIST: Final = 250
_FACTS: Final = 350
_NARROW: Final = 1_080
_Column = ListColumn[BookEntry]
_COLUMNS: Final = (
    _Column("name", N_("Product name"), 104, lambda row: row.name, grows=True, strong=True),
    _Column("model", N_("Model"), 72, lambda row: row.model or row.code),
    _Column("least", N_("From quantity"), 108, lambda row: plain(row.least), right=True),
    _Column("price", N_("Price"), 104, lambda row: amount(row.price, row.currency), right=True, strong=True),
)


@dataclass(frozen=True, slots=True)
class BooksState:
    """The book that is shown."""

    book: uuid.UUID | None


class BooksPage(Page):
    """Lists the price books; the chosen one is changed where it stands."""

    name: ClassVar[str] = "products"

    def __init__(self, context: PageContext, state: object = None) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._context, self._data = context, context.data
        self._books: tuple[BookFacts, ...] = ()
        self._rules: dict[uuid.UUID, Book] = {}
        self._chosen = state.book if isinstance(state, BooksState) else None
        self._opened_version = 0
        self._build()
        self.flows = PriceFlows(context, self)
        self._connect()
        self._reload()

    def state(self) -> BooksState:
        """Return the book that is shown."""
        return BooksState(self._chosen)

    def focus_content(self) -> None:
        """Put the keyboard on the list, or on what makes the first books."""
        (self.list if self._books else self.empty.button).setFocus()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the page."""
        keys = [("Enter, F2", _("Edit the fact")), ("Esc", _("Leave the editor without saving"))]
        return [*keys, (costs.KEY, _("Hide or show costs"))]

    def busy(self) -> bool:
        """Tell whether a file is being read or written."""
        return self.flows.busy()

    def leave(self) -> None:
        """Save the fact that is being edited."""
        self.facts.finish()
        self.flows.leave()

    # --- building -----------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.switch = PageSwitch(PRICES, "price-books")
        self.change = button(_("Adjust prices…"))
        new = _("New price book")
        self.new = button(f"＋ {new}", "primary")
        head = QHBoxLayout()
        margins(head, gap=8)
        head.addWidget(self.switch)
        head.addStretch()
        for shown in (self.change, self.new):
            head.addWidget(shown)
            if self._data.read_only:
                shown.hide()
        self.list = OrderList(_("Price books"))
        self._list_card = Card(_("Price books"))
        self._list_card.body.addWidget(self.list)
        self.facts = Facts()
        self._card = Card(_("Rules"))
        self.rule = label(role="secondary", wrap=True)
        self.delete = button(_("Delete price book"), "link")
        if self._data.read_only:
            self.delete.hide()
        self._card.head.addWidget(self.delete)
        self._card.body.addWidget(self.rule)
        self._card.body.addWidget(self.facts)
        self._facts_column, _layout = column(self._card)
        self.entries: RowTable[BookEntry] = RowTable(_COLUMNS, "name")
        self.entries.view.setAccessibleName(_("Prices in the book"))
        self._entries_note = label(role="secondary", wrap=True)
        right = QWidget()
        inside = QVBoxLayout(right)
        margins(inside, gap=8)
        inside.addWidget(self._entries_note)
        inside.addWidget(self.entries, 1)
        content = QWidget()
        columns = QHBoxLayout(content)
        margins(columns, gap=14)
        columns.addWidget(self._list_card)
        columns.addWidget(self._facts_column)
        columns.addWidget(right, 1)
        self.empty = EmptyState()
        self._stack = QStackedWidget()
        self._stack.addWidget(content)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        margins(layout, 18, 12, 18, 12, gap=10)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self._data.changed.connect(self._on_changed)
        self.switch.chosen.connect(lambda name: self.action_requested.emit(name, None))
        self.list.chosen.connect(self.choose)
        self.facts.edited.connect(self._on_edited)
        self.facts.opened.connect(self._on_opened)
        self.delete.clicked.connect(self._on_delete)
        self.new.clicked.connect(self._on_new)
        self.change.clicked.connect(lambda: self.flows.ask_change(book=self._chosen))
        self.empty.action_requested.connect(self._on_usual)
        self.entries.open_requested.connect(self._on_entry)
        QShortcut(QKeySequence(costs.KEY), self).activated.connect(self._toggle_costs)

    # --- showing ------------------------------------------------------------------------------------------------

    def choose(self, book: uuid.UUID) -> None:
        """Show a book."""
        if book != self._chosen:
            self.facts.finish()
            self._chosen = book
            self._show_book()

    def _toggle_costs(self) -> None:
        costs.toggle(self._context.preferences)
        self._reload()

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            self._reload()

    def _reload(self) -> None:
        self._books = self._data.read(price_books.all_books)
        self._rules = {book.id: book for book in self._data.read(prices.books)}
        if self._chosen not in {book.id for book in self._books}:
            self._chosen = self._books[0].id if self._books else None
        self._stack.setCurrentIndex(0 if self._books else 1)
        if self._data.read_only:
            self.empty.show_text("book-open", _("There are no price books."))
        else:
            text = _(
                "Price books hold what buyers pay. Begin with the usual: list, dealers, key accounts, floor."
            )
            self.empty.show_text("book-open", text, _("Add the usual books"))
        self.list.show_rows([self._row(book) for book in self._books], self._chosen)
        self._show_book()

    def _row(self, book: BookFacts) -> OrderRow:
        parts = [rule_in_words(self._rules[book.id], book.parent) if book.id in self._rules else ""]
        if book.kind == "floor" and self._context.preferences.hide_costs:
            parts = [costs.HIDDEN]
        if book.customer:
            parts.append(_("only for {name}").format(name=cut(book.customer, 30)))
        if book.valid_from or book.valid_until:
            first, last = book.valid_from or "", book.valid_until or ""
            parts.append(_("{first} to {last}").format(first=first, last=last))
        if book.products:
            parts.append(_products(book.products))
        today = local_day()
        holds = not (book.valid_from and today < book.valid_from) and not (
            book.valid_until and today > book.valid_until
        )
        word = _("Floor") if book.kind == "floor" else "" if holds else _("Not valid today")
        tone = "note" if book.kind == "floor" else "warn"
        text = _(" · ").join(part for part in parts if part) or _("no prices yet")
        return OrderRow(book.id, book.shown_name or book.code, text, word, tone if word else "")

    def _book(self) -> BookFacts | None:
        return next((book for book in self._books if book.id == self._chosen), None)

    def _show_book(self) -> None:
        book = self._book()
        if book is None:
            return
        hidden = book.kind == "floor" and self._context.preferences.hide_costs
        self._card.title.setText(cut(book.shown_name, 40))
        rule = rule_in_words(self._rules[book.id], book.parent) if book.id in self._rules else ""
        lines = [
            _("What it doesn't list: {rule}").format(rule=costs.HIDDEN if hidden else rule) if rule else "",
            _buyers(book),
        ]
        self.rule.setText("\n".join(line for line in lines if line))
        self.rule.setHidden(not any(lines))
        shown = facts_of(book, self._books, editable=not self._data.read_only and not hidden)
        self.facts.show_facts([] if hidden else shown)
        entries: Sequence[BookEntry] = () if hidden else self._data.read(book_prices.entries, book.id)
        self.entries.show_rows(entries)
        self._entries_note.setText(_entries_text(len(entries), book, hidden=hidden))

    # --- what the user does -------------------------------------------------------------------------------------

    def _on_opened(self, _key: str) -> None:
        book = self._book()
        self._opened_version = book.row_version if book else 0

    def _on_edited(self, key: str, typed: str) -> None:
        book = self._book()
        if book is None:
            return
        shown = facts_of(book, self._books, editable=True)
        caption = next(fact.caption for fact in shown if fact.key == key)
        what = Label(N_("Change {field} of “{name}”"), {"field": caption, "name": in_label(book.shown_name)})
        try:
            value: Any = self._value(key, typed)
            self._data.write(what, price_books.change, book.id, key, value, row_version=self._opened_version)
        except ConflictError as error:
            self._reload()
            self.facts.complain(key, error.message)
            self._on_opened(key)
        except SalesDeskError as error:
            self.facts.complain(key, error.message)

    def _value(self, key: str, typed: str) -> Any:
        if key != "customer_id":
            return value_of(key, typed, local_day())
        return self._data.read(price_books.customer_named, typed) if typed.strip() else None

    def _on_delete(self) -> None:
        book = self._book()
        if book is not None:
            label_of = Label(N_("Delete price book “{name}”"), {"name": in_label(book.shown_name)})
            self._data.write(label_of, price_books.delete, book.id)

    def _on_new(self) -> None:
        listed = next((book.id for book in self._books if book.code == "list"), None)
        name = _("New price book")
        made = self._data.write(
            Label(N_("New price book")),
            _create,
            name=name,
            parent_id=listed,
            factor=Decimal(1) if listed else None,
        )
        self._chosen = made
        self._reload()
        self.facts.edit("name")

    def _on_usual(self) -> None:
        self._data.write(Label(N_("The usual price books")), price_books.add_usual)

    def _on_entry(self) -> None:
        for row in self.entries.selected()[:1]:
            self.open_requested.emit("product", row.product_id)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW
        self._list_card.setFixedWidth(_LIST - 50 if narrow else _LIST)
        width = _FACTS - 70 if narrow else _FACTS
        self._facts_column.setFixedWidth(width)
        if (inner := self._facts_column.widget()) is not None:
            inner.setMaximumWidth(width - 10)


def _create(session: Any, /, **values: Any) -> uuid.UUID:
    return price_books.create(session, **values)


def _products(count: int) -> str:
    return ngettext("{count} product", "{count} products", count).format(count=number(count, 0))


def _buyers(book: BookFacts) -> str:
    if not book.buyers:
        return ""
    text = ngettext("{count} customer buys by it.", "{count} customers buy by it.", book.buyers)
    return text.format(count=number(book.buyers, 0))


def _entries_text(count: int, book: BookFacts, *, hidden: bool) -> str:
    if hidden:
        return _("Floor prices are hidden. {key} shows them.").format(key=costs.KEY)
    if count:
        return ngettext(
            "{count} price stands in the book.", "{count} prices stand in the book.", count
        ).format(count=number(count, 0))
    if book.parent_id or book.factor:
        return _("No price stands in the book itself: all of them follow from its rule.")
    return _(
        "No price stands in the book yet. Prices are typed on a product's page, or taken from a price list."
    )
