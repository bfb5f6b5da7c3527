"""The page of all products."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.price_words import amount
from salesdesk.domain.tax_rates import percent
from salesdesk.i18n import N_, _, moment, ngettext, number
from salesdesk.services import lists, product_editing, product_list
from salesdesk.services.lists import Choice, ListQuery
from salesdesk.services.product_list import NOT_OFFERED, OFFERED, ProductRow
from salesdesk.ui import costs
from salesdesk.ui.list_page import Filter, ListPage, Wording
from salesdesk.ui.page import PageContext
from salesdesk.ui.preferences import Preferences
from salesdesk.ui.products.flows import PriceFlows
from salesdesk.ui.widgets.basics import button, icon_button
from salesdesk.ui.widgets.page_switch import PRICES, PageSwitch
from salesdesk.ui.widgets.record_list import Columns
from salesdesk.ui.widgets.record_list_columns import ListColumn

_Column = ListColumn[ProductRow]
_ROOMY: Final = 1_000
_NARROW_FIELD: Final = 110
_STATES: Final = {OFFERED: N_("On offer"), NOT_OFFERED: N_("No longer offered")}


def _columns(preferences: Preferences) -> Columns:
    return (
        _Column("name", N_("Product name"), 150, lambda row: row.name, grows=True, strong=True),
        _Column("model", N_("Model"), 96, lambda row: row.model, grows=True),
        _Column("code", N_("Product code"), 108, lambda row: row.code),
        _Column("family", N_("Family"), 98, lambda row: row.family),
        _Column("brand", N_("Brand"), 80, lambda row: row.brand, shown=False),
        _Column("unit", N_("Unit"), 54, lambda row: row.unit),
        _Column(
            "list_price",
            N_("List price"),
            114,
            lambda row: "" if row.list_price is None else amount(row.list_price, row.currency),
            right=True,
            copied=lambda row: "" if row.list_price is None else f"{row.list_price:f}",
        ),
        _Column(
            "floor_price",
            N_("Floor price"),
            114,
            lambda row: (
                costs.HIDDEN
                if preferences.hide_costs
                else ""
                if row.floor_price is None
                else amount(row.floor_price, row.currency)
            ),
            right=True,
        ),
        _Column(
            "cost",
            N_("Cost"),
            114,
            lambda row: costs.cost(preferences, row.cost, row.currency),
            right=True,
        ),
        _Column(
            "tax_rate",
            N_("Tax"),
            58,
            lambda row: "" if row.tax_rate is None else percent(row.tax_rate),
            right=True,
        ),
        _Column(
            "active",
            N_("State"),
            110,
            lambda row: _(_STATES[OFFERED if row.active else NOT_OFFERED]),
            shown=False,
        ),
        _Column("updated_at", N_("Changed"), 136, lambda row: moment(row.updated_at), shown=False),
    )


def _states(_session: object) -> list[Choice]:
    return [(code, _(name)) for code, name in _STATES.items()]


class ProductListPage(ListPage):
    """Shows every product; from here prices are changed, and price lists go out and come back."""

    name = "products"
    kind = "product"
    icon = "package"
    source = product_list.SOURCE
    usual = ListQuery("name")
    filters = (
        Filter("family", N_("Family"), product_list.families),
        Filter("active", N_("State"), _states),
    )
    tables = ("product", "price_book", "price_book_entry", "tax_rate", "company")
    wording = Wording(
        title=N_("Products"),
        hint=N_("Filter by name, model, code"),
        new=N_("New product"),
        nothing=N_("What you sell stands here, with its prices, parameters and pictures."),
        nothing_to_look_at=N_("There are no products."),
        no_fit=N_("No product fits the filter."),
        delete_one=N_("Delete product “{name}”"),
        delete_many=N_("Delete {count} products"),
    )

    def __init__(self, context: PageContext, state: object | None = None) -> None:
        self.columns = _columns(context.preferences)  # type: ignore[misc] # here they know whether costs are hidden
        super().__init__(context, state)
        self.flows = PriceFlows(context, self)
        QShortcut(QKeySequence(costs.KEY), self).activated.connect(self.toggle_costs)

    def _head(self) -> QHBoxLayout:
        layout = super()._head()
        self.change = button(_("Adjust prices…"))
        self.change.hide()  # until there is room for it
        self.change.clicked.connect(self._on_change)
        self.more = icon_button("ellipsis", _("More"))
        self.more.clicked.connect(self._on_more)
        layout.insertWidget(layout.count() - 1, self.more)
        layout.insertWidget(layout.count() - 1, self.change)
        return layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.width() < _ROOMY:
            self.text.setFixedWidth(_NARROW_FIELD)
        # Where there is no room for it, it stands in the menu beside it alone.
        self.change.setVisible(self.width() >= _ROOMY and not self._data.read_only)

    def title_part(self) -> QWidget:
        """Return the tabs of products and price books."""
        self.switch = PageSwitch(PRICES, "products")
        self.switch.chosen.connect(lambda name: self.action_requested.emit(name, None))
        return self.switch

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the list, and the one that hides costs."""
        return [*super().shortcuts(), (costs.KEY, _("Hide or show costs"))]

    def counted(self, count: int) -> str:
        """Return how many products there are, in words."""
        return ngettext("{count} product", "{count} products", count).format(count=number(count, 0))

    def row_name(self, row: ProductRow) -> str:
        """Return the product's name."""
        return row.name

    def extra_actions(self, menu: QMenu, row: ProductRow) -> None:
        """Offer the product, or no longer."""
        if row.active:
            menu.addAction(_("No longer offer it"), partial(self.set_active, active=False))
        else:
            menu.addAction(_("Offer it again"), partial(self.set_active, active=True))

    def menu(self) -> QMenu:
        """Return the menu of what can be done with the selected rows."""
        menu = super().menu()
        if not self._data.read_only and self.list.selected_count() > 1:
            menu.addSeparator()
            menu.addAction(_("Offer them"), partial(self.set_active, active=True))
            menu.addAction(_("No longer offer them"), partial(self.set_active, active=False))
        if not self._data.read_only:
            menu.addAction(_("Adjust prices…"), self._on_change)
        return menu

    def set_active(self, *, active: bool) -> None:
        """Offer the selected products in quotes, or no longer."""
        what = Label(N_("Offer products") if active else N_("No longer offer products"))
        self._data.write(what, product_editing.set_active, self.selected_ids(), active=active)

    def selected_ids(self) -> list[uuid.UUID]:
        """Return the selected products."""
        return self._data.read(lists.ids, self.source, self.list.selected_numbers())

    def toggle_costs(self) -> None:
        """Hide costs and floor prices, or show them again."""
        costs.toggle(self._context.preferences)
        self.list.reload()

    def more_menu(self) -> QMenu:
        """Return the menu of price lists."""
        menu = QMenu(self)
        menu.addAction(_("Export price list…"), self.flows.ask_export)
        if not self._data.read_only:
            menu.addAction(_("Import price list…"), self.flows.ask_import)
            menu.addAction(_("Adjust prices…"), self._on_change)
        menu.addSeparator()
        hidden = self._context.preferences.hide_costs
        menu.addAction(_("Show costs") if hidden else _("Hide costs"), self.toggle_costs)
        return menu

    def _on_more(self) -> None:
        menu = self.more_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def _on_change(self) -> None:
        selected = self.selected_ids() if self.list.selected_count() > 1 else None
        self.flows.ask_change(selected, family=self.list.query.values.get("family") or "")
