"""How prices came about, and what was paid last, as entries of a list."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from salesdesk.domain.price_words import amount, plain
from salesdesk.i18n import _, day, moment
from salesdesk.services.price_history import PriceEvent
from salesdesk.services.prices import Sold
from salesdesk.ui import costs
from salesdesk.ui.widgets.entry_list import Entry


def history_entries(events: Sequence[PriceEvent], *, hide_costs: bool) -> list[Entry]:
    """Return the changes of prices, the newest first."""
    return [_event(event, hide_costs=hide_costs) for event in events]


def _event(event: PriceEvent, *, hide_costs: bool) -> Entry:
    old, new = (_price(value, event.currency) for value in (event.old, event.new))
    hidden = hide_costs and event.what == "cost"
    return Entry(
        title=_what(event),
        icon="pencil",
        text=_(" · ").join(filter(None, (moment(event.at), event.person))),
        figure=costs.HIDDEN if hidden else _("{old} → {new}").format(old=old, new=new),
    )


def _what(event: PriceEvent) -> str:
    if event.what == "list_price":
        return _("List price")
    if event.what == "cost":
        return _("Cost")
    if event.least > 1:
        return _("{book}, from {quantity}").format(book=event.book, quantity=plain(event.least))
    return event.book


def sold_entries(sold: Sequence[Sold], unit: str) -> list[Entry]:
    """Return what the product was offered and sold for, the newest first."""
    return [
        Entry(
            title=one.customer,
            icon="file-text",
            text=_("{number}, {quantity} {unit}").format(
                number=one.number, quantity=plain(one.quantity), unit=unit
            ),
            day=day(one.day),
            figure=amount(one.price, one.currency),
            chip=_("Sold") if one.won else _("Offered"),
            chip_tone="ok" if one.won else "",
            record=("quote", one.quote_id),
        )
        for one in sold
    ]


def _price(value: Decimal | None, currency: str) -> str:
    return "—" if value is None else amount(value, currency)
