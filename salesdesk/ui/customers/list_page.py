"""The page of all customers."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from PySide6.QtWidgets import QMenu

from salesdesk.i18n import N_, _, day, moment, money, ngettext, number
from salesdesk.services import customer_list
from salesdesk.services.customer_list import CustomerRow
from salesdesk.services.lists import Choice, ListQuery
from salesdesk.ui.list_page import Filter, ListPage, Wording
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.words import VALUE_CLASS, tone, word

_Column = ListColumn[CustomerRow]


def _amount(row: CustomerRow) -> str:
    return money(row.open_amount, row.currency) if row.open_count else ""


def _day(value: date | None) -> str:
    return day(value) if value else ""


_COLUMNS: Final = (
    _Column("name", N_("Customer"), 168, lambda row: row.name, grows=True, strong=True),
    _Column(
        "value_class",
        N_("Value class"),
        102,
        lambda row: word(VALUE_CLASS, row.value_class),
        tone=lambda row: tone(VALUE_CLASS, row.value_class),
    ),
    _Column("industry", N_("Industry"), 86, lambda row: row.industry, grows=True),
    _Column("region", N_("Region"), 66, lambda row: row.region),
    _Column("city", N_("City"), 86, lambda row: row.city, shown=False),
    _Column("owner", N_("Owner"), 76, lambda row: row.owner),
    _Column("phone", N_("Phone"), 130, lambda row: row.phone, shown=False),
    _Column(
        "open_count",
        N_("Opportunities"),
        106,
        lambda row: number(row.open_count, 0) if row.open_count else "",
        right=True,
        copied=lambda row: str(row.open_count),
    ),
    _Column(
        "open_amount",
        N_("Open amount"),
        112,
        _amount,
        right=True,
        copied=lambda row: f"{row.open_amount:f}",
    ),
    _Column("last_activity", N_("Last activity"), 98, lambda row: _day(row.last_activity)),
    _Column("next_planned", N_("Next step"), 92, lambda row: _day(row.next_planned)),
    _Column("code", N_("Code"), 100, lambda row: row.code, shown=False),
    _Column("updated_at", N_("Changed"), 136, lambda row: moment(row.updated_at), shown=False),
)


def _value_classes(_session: object) -> list[Choice]:
    return [(code, word(VALUE_CLASS, code)) for code in VALUE_CLASS]


class CustomerListPage(ListPage):
    """Shows every customer; from here one is opened, quoted to, deleted."""

    name = "customers"
    kind = "customer"
    icon = "building-2"
    source = customer_list.SOURCE
    columns = _COLUMNS
    usual = ListQuery("name")
    filters = (
        Filter("owner", N_("Owner"), customer_list.owners),
        Filter("value_class", N_("Value class"), _value_classes),
        Filter("region", N_("Region"), customer_list.regions),
    )
    tables = ("customer", "person", "opportunity", "activity", "company")
    wording = Wording(
        title=N_("Customers"),
        hint=N_("Filter by name, city, phone"),
        new=N_("New customer"),
        nothing=N_("Every company that you sell to, or want to, stands here."),
        nothing_to_look_at=N_("There are no customers."),
        no_fit=N_("No customer fits the filter."),
        delete_one=N_("Delete customer “{name}”"),
        delete_many=N_("Delete {count} customers"),
    )

    def counted(self, count: int) -> str:
        """Return how many customers there are, in words."""
        return ngettext("{count} customer", "{count} customers", count).format(count=number(count, 0))

    def row_name(self, row: CustomerRow) -> str:
        """Return the customer's name."""
        return row.name

    def extra_actions(self, menu: QMenu, row: CustomerRow) -> None:
        """Offer a quote and an opportunity for the customer."""
        customer: dict[str, Any] = {"customer_id": row.id}
        ask = self.action_requested.emit
        menu.addAction(_("New quote for this customer"), lambda: ask("new-quote", customer))
        menu.addAction(_("New opportunity for this customer"), lambda: ask("new-opportunity", customer))
