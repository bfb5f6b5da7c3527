"""What is written from the page of a product, each write under a name that undo shows."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from salesdesk.domain.changes import Label
from salesdesk.i18n import N_
from salesdesk.services import book_prices, product_editing, product_parts, recycle_bin
from salesdesk.services.evidence import StoredFile
from salesdesk.services.product_editing import ProductFacts, Spec
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.cards import in_label


class ProductWriter:
    """The writes of one product's page."""

    def __init__(self, data: Data, product_id: uuid.UUID) -> None:
        self.data = data
        self.id = product_id

    def _label(self, template: str, facts: ProductFacts, **values: str) -> Label:
        return Label(template, {"name": in_label(facts.name), **values})

    def change(self, facts: ProductFacts, field: str, caption: str, value: Any, *, row_version: int) -> None:
        """Change a field."""
        label = self._label(N_("Change {field} of “{name}”"), facts, field=caption)
        self.data.write(label, product_editing.change, self.id, field, value, row_version=row_version)

    def set_active(self, facts: ProductFacts, *, active: bool) -> None:
        """Offer the product in quotes, or no longer."""
        template = N_("Offer “{name}” again") if active else N_("No longer offer “{name}”")
        self.data.write(self._label(template, facts), product_editing.set_active, [self.id], active=active)

    def set_picture(self, facts: ProductFacts, picture: str) -> None:
        """Give the product a picture, or take it away."""
        template = N_("Picture of “{name}”") if picture else N_("Remove the picture of “{name}”")
        self.data.write(
            self._label(template, facts),
            product_editing.set_picture,
            self.id,
            picture,
            row_version=facts.row_version,
        )

    def set_sheet(self, facts: ProductFacts, sheet: StoredFile | None) -> None:
        """Give the product a data sheet, or take it away."""
        template = N_("Data sheet of “{name}”") if sheet else N_("Remove the data sheet of “{name}”")
        self.data.write(
            self._label(template, facts),
            product_editing.set_sheet,
            self.id,
            sheet,
            row_version=facts.row_version,
        )

    def set_specs(self, facts: ProductFacts, specs: Sequence[Spec]) -> None:
        """Give the product other parameters."""
        label = self._label(N_("Parameters of “{name}”"), facts)
        self.data.write(label, product_editing.set_specs, self.id, specs)

    def set_price(self, facts: ProductFacts, book: uuid.UUID, least: Decimal, price: Decimal | None) -> None:
        """Set a price of the product in a book, or take it out."""
        template = N_("Price of “{name}”") if price is not None else N_("Remove a price of “{name}”")
        self.data.write(self._label(template, facts), book_prices.set_price, book, self.id, least, price)

    def move_break(self, facts: ProductFacts, least: Decimal, to: Decimal) -> None:
        """Let the prices of a quantity break hold from another quantity on."""
        label = self._label(N_("Quantity break of “{name}”"), facts)
        self.data.write(label, book_prices.move_breaks, self.id, least, to)

    def remove_break(self, facts: ProductFacts, least: Decimal) -> None:
        """Take the prices of a quantity break out of every book."""
        label = self._label(N_("Remove a quantity break of “{name}”"), facts)
        self.data.write(label, book_prices.remove_break, self.id, least)

    def add_part(self, facts: ProductFacts, part: uuid.UUID, kind: str) -> None:
        """Add a part or an option."""
        template = N_("Add an option to “{name}”") if kind == "option" else N_("Add a part to “{name}”")
        self.data.write(self._label(template, facts), product_parts.add, self.id, part, kind=kind)

    def change_quantity(self, facts: ProductFacts, row: uuid.UUID, quantity: Decimal) -> None:
        """Change how many of a part there are."""
        label = self._label(N_("Quantity of a part of “{name}”"), facts)
        self.data.write(label, product_parts.change_quantity, row, quantity)

    def remove_part(self, facts: ProductFacts, row: uuid.UUID) -> None:
        """Take a part or an option away."""
        label = self._label(N_("Remove a part of “{name}”"), facts)
        self.data.write(label, product_parts.remove, [row])

    def delete(self, facts: ProductFacts) -> None:
        """Put the product into the recycle bin."""
        self.data.write(self._label(N_("Delete “{name}”"), facts), recycle_bin.delete, "product", [self.id])
