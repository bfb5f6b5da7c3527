"""What a set consists of, and what can be chosen to a product."""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Any, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.price_words import amount, plain
from salesdesk.domain.product import parse_quantity
from salesdesk.i18n import N_, _
from salesdesk.services import products
from salesdesk.services.product_parts import PartRow
from salesdesk.ui.products.reading import Content
from salesdesk.ui.products.writer import ProductWriter
from salesdesk.ui.widgets.basics import label, margins
from salesdesk.ui.widgets.edit_columns import EditColumn
from salesdesk.ui.widgets.edit_table import EditTable
from salesdesk.ui.widgets.text_lines import cut

_MOST_OFFERED: Final = 2_000


class PartsTab(QWidget):
    """Two tables: parts and options. `opened` brings a product that is wanted."""

    opened = Signal(object)

    def __init__(self, writer: ProductWriter, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writer = writer
        self._read_only = read_only
        self._content: Content | None = None
        self.parts = self._table("part", _("Parts of the set"), _("Add a part…"))
        self.options = self._table("option", _("Options"), _("Add an option…"))
        inner = QWidget()
        layout = QVBoxLayout(inner)
        margins(layout, 0, 8, 0, 8, gap=6)
        self.sum = label(role="secondary", wrap=True)
        self.sets = label(role="secondary", wrap=True)
        for widget in (
            self._heading(
                _("Parts of the set"),
                _("In a quote a set becomes the lines of its parts, free to be changed."),
            ),
            self.parts,
            self.sum,
            self._heading(_("Options"), _("What can be chosen to this product in a quote.")),
            self.options,
            self.sets,
        ):
            layout.addWidget(widget)
        for text in (self.sum, self.sets):
            text.setContentsMargins(14, 0, 14, 6)
        layout.addStretch()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        margins(outer)
        outer.addWidget(area)

    def show_content(self, content: Content) -> None:
        """Show parts and options."""
        self._content = content
        parts = [row for row in content.parts if row.kind == "part"]
        self.parts.show_rows(parts, writable=not self._read_only)
        self.options.show_rows(
            [row for row in content.parts if row.kind == "option"], writable=not self._read_only
        )
        self.sum.setText(_sum(parts))
        self.sum.setHidden(not parts)
        names = _(", ").join(cut(name, 40) for _id, name in content.sets[:8])
        self.sets.setText(_("Is a part of: {names}").format(names=names))
        self.sets.setHidden(not content.sets)

    def finish(self) -> str:
        """Write what stands in an open cell; return what is wrong where it is refused."""
        return self.parts.finish() or self.options.finish()

    @staticmethod
    def _heading(title: str, note: str) -> QWidget:
        result = QWidget()
        layout = QVBoxLayout(result)
        margins(layout, 14, 0, 14, 0, gap=2)
        layout.addWidget(label(title, "strong"))
        layout.addWidget(label(note, "small", wrap=True))
        return result

    def _table(self, kind: str, name: str, hint: str) -> EditTable[PartRow]:
        columns: tuple[EditColumn[PartRow], ...] = (
            EditColumn(
                "product",
                N_("Product"),
                lambda row: " ".join(filter(None, (row.name, row.model))),
                share=1,
                strong=True,
                begins=True,
                fixed=True,
                suggested=self._offered,
                hint=N_("Name, model or code of a product"),
                tone=lambda row: "" if row.active else "muted",
            ),
            EditColumn(
                "quantity", N_("Quantity"), lambda row: plain(row.quantity), width=90, right=True, longest=20
            ),
            EditColumn("unit", N_("Unit"), lambda row: row.unit, width=70, editable=False),
            EditColumn(
                "price",
                N_("List price"),
                lambda row: "" if row.list_price is None else amount(row.list_price, row.currency),
                width=130,
                right=True,
                editable=False,
            ),
        )
        table = EditTable(
            name,
            columns,
            lambda row, key, typed: self._write(kind, row, key, typed),
            add_hint=hint,
            fitted=True,
        )
        table.remove_requested.connect(self._on_remove)
        table.more_actions = lambda row: [(_("Open"), lambda: self.opened.emit(row.part_id))]
        return table

    def _offered(self) -> list[str]:
        found = self._writer.data.read(products.find, "", limit=_MOST_OFFERED)
        return [_name(choice) for choice in found if choice.id != self._writer.id]

    def _write(self, kind: str, row: PartRow | None, key: str, typed: str) -> None:
        if self._content is None:
            return
        if row is not None:
            if key == "quantity":
                self._writer.change_quantity(self._content.facts, row.id, parse_quantity(typed))
            return
        if typed.strip():
            self._writer.add_part(self._content.facts, self._product(typed), kind)

    def _product(self, typed: str) -> uuid.UUID:
        """Return the product of a name, model or code; InvalidInputError where none or several are meant."""
        wanted = " ".join(typed.split()).casefold()
        found = self._writer.data.read(products.find, "", limit=_MOST_OFFERED)
        same = [choice for choice in found if wanted in _names(choice)]
        if not same:
            same = self._writer.data.read(products.find, typed)
        if len(same) != 1:
            raise InvalidInputError(_("Choose one of the products that are offered."))
        return same[0].id

    def _on_remove(self, row: PartRow) -> None:
        if self._content is not None:
            self._writer.remove_part(self._content.facts, row.id)


def _name(choice: Any) -> str:
    return " ".join(filter(None, (choice.name, choice.model)))


def _names(choice: Any) -> set[str]:
    return {text.casefold() for text in (_name(choice), choice.name, choice.model, choice.code) if text}


def _sum(parts: list[PartRow]) -> str:
    """Return what the parts come to at list prices, in words."""
    currencies = {row.currency for row in parts}
    known = [row.list_price * row.quantity for row in parts if row.list_price is not None]
    if len(currencies) != 1 or not known:
        return ""
    text = _("Together at list prices: {amount}").format(
        amount=amount(sum(known, Decimal(0)), currencies.pop())
    )
    missing = len(parts) - len(known)
    return text if not missing else _("{text}; {count} without a price").format(text=text, count=missing)
