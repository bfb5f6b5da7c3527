"""Many prices changed at once: which, by how much, and what comes of it before anything is written."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Final

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLineEdit, QWidget

from salesdesk.domain import product as rules
from salesdesk.domain.changes import Label
from salesdesk.domain.errors import SalesDeskError
from salesdesk.i18n import N_, _, ngettext, number
from salesdesk.services import price_books, price_changes, product_editing
from salesdesk.services.price_changes import Change, PriceChange, Scope
from salesdesk.ui.page import PageContext
from salesdesk.ui.products.change_table import WIDTH, ChangeTable
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.widgets.text_lines import cut

_PAUSE_MS: Final = 250
_PERCENT: Final = "percent"


class ChangePricesDialog(FormDialog):
    """Shows old and new prices while one types; all of it is one step that undo takes back."""

    def __init__(
        self,
        context: PageContext,
        selected: Sequence[uuid.UUID] | None = None,
        *,
        family: str = "",
        book: uuid.UUID | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(_("Adjust prices"), _("Adjust prices"), parent)
        self.setMinimumWidth(WIDTH)
        self._data = context.data
        self._selected = selected
        self._books = {one.id: one.shown_name for one in self._data.read(price_books.all_books)}
        self.changes: tuple[PriceChange, ...] = ()
        self._add_fields(family, book)
        self.summary = label(role="secondary", wrap=True)
        self.table = ChangeTable()
        self.add_below(self.summary)
        self.add_below(self.table)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.preview)
        for combo in (self.scope, self.target, self.source, self.mode):
            combo.currentIndexChanged.connect(lambda _place: self._pause.start())
        for field in (self.by, self.multiple, self.ending):
            field.textChanged.connect(lambda _text: self._pause.start())
        self.source.currentIndexChanged.connect(self._on_source)
        self._on_source()
        self.by.setFocus()
        self.preview()

    def _add_fields(self, family: str, book: uuid.UUID | None) -> None:
        families = self._data.read(product_editing.families)
        scopes: list[tuple[object, str]] = [("", _("All products on offer"))]
        if self._selected is not None:
            count = number(len(self._selected), 0)
            scopes.insert(0, (None, _("The {count} selected products").format(count=count)))
        scopes += [(name, _("Family: {name}").format(name=cut(name, 60))) for name in families]
        self.scope = self.add_choice(_("Products"), scopes, None if self._selected is not None else family)
        books: list[tuple[object, str]] = [(one, cut(name, 60)) for one, name in self._books.items()]
        only_list: list[tuple[object, str]] = [(None, _("List price of the products"))]
        first = book if book is not None else next(iter(self._books), None)
        self.target = self.add_choice(_("Prices of"), [*only_list, *books], first)
        percent: list[tuple[object, str]] = [(_PERCENT, _("by a percentage of what they are"))]
        from_books: list[tuple[object, str]] = [
            (one, _("to “{book}” times a factor").format(book=cut(name, 60)))
            for one, name in self._books.items()
        ]
        self.source = self.add_choice(_("Change"), [*percent, *from_books])
        self.by = self.add_text(_("By how much"), longest=20)
        self.multiple = self.add_text(
            _("Round to"), hint=_("such as 10 or 100; empty: to the cent"), longest=20
        )
        self.mode = self.add_choice(
            _("Rounding"),
            [("half_up", _("to the nearest")), ("up", _("up")), ("down", _("down"))],
        )
        self.ending = self.add_text(
            _("Then add"), hint=_("such as -0.01 for prices that end in 9.99"), longest=20
        )

    def _on_source(self) -> None:
        by_percent = self.source.currentData() == _PERCENT
        self.by.setPlaceholderText(
            _("such as 5% or -3.5%") if by_percent else _("such as 0.88, 88% or 8.8折")
        )

    def change(self) -> Change:
        """Return what is to be done; a problem names its field."""
        by_percent = self.source.currentData() == _PERCENT
        if by_percent:
            factor = 1 + (self.read(self.by, rules.parse_change) if self.by.text().strip() else Decimal(0))
        else:
            factor = self.read(self.by, rules.parse_factor) if self.by.text().strip() else Decimal(1)
        return Change(
            factor,
            source=None if by_percent else self.source.currentData(),
            rounding_to=self._optional(self.multiple, rules.parse_price) or None,
            rounding_mode=self.mode.currentData(),
            ending=self._optional(self.ending, rules.parse_ending),
        )

    def _optional(self, field: QLineEdit, parse: Callable[[str], Decimal]) -> Decimal:
        return self.read(field, parse) if field.text().strip() else Decimal(0)

    def preview(self) -> None:
        """Show what would change."""
        self._pause.stop()
        try:
            wanted = self.change()
        except SalesDeskError as error:
            self._show((), error.message)
            return
        scope = self.scope.currentData()
        chosen = Scope(products=self._selected) if scope is None else Scope(family=scope)
        changes = self._data.read(price_changes.preview, self.target.currentData(), chosen, wanted)
        count = ngettext("{count} price changes.", "{count} prices change.", len(changes))
        self._show(changes, count.format(count=number(len(changes), 0)))

    def _show(self, changes: tuple[PriceChange, ...], text: str) -> None:
        self.changes = changes
        self.summary.setText(text)
        self.table.show_changes(changes, self._books)
        self.confirm.setEnabled(bool(changes))

    def save(self) -> None:
        """Write what is shown."""
        self.preview()
        what = Label(N_("Change {count} prices"), {"count": number(len(self.changes), 0)})
        if self.changes:
            self._data.write(what, price_changes.apply, self.changes)
