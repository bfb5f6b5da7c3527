"""The page of all quotes."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from salesdesk.domain.money import minor_units
from salesdesk.domain.quote_life import EXPIRING_DAYS
from salesdesk.i18n import N_, _, day, moment, money, ngettext, number
from salesdesk.services import approval_reading, quote_list
from salesdesk.services.lists import Choice, ListQuery
from salesdesk.services.quote_list import QuoteRow
from salesdesk.ui.list_page import Filter, ListPage, Wording
from salesdesk.ui.widgets.basics import button
from salesdesk.ui.widgets.page_switch import QUOTES, PageSwitch
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.words import QUOTE_STATE, tone, word

_Column = ListColumn[QuoteRow]
_ROOMY: Final = 1000
"""From this width on there is room for what the menus offer too."""


def _version(row: QuoteRow) -> str:
    """Return the version that stands, and the next one that is being made."""
    if row.next_version is None:
        return f"V{row.version}"
    state = word(QUOTE_STATE, row.next_state)
    return f"V{row.version} · V{row.next_version} {state}"


_COLUMNS: Final = (
    _Column("number", N_("Number"), 132, lambda row: row.number, strong=True),
    _Column("version", N_("Version"), 92, _version),
    _Column(
        "state",
        N_("State"),
        104,
        lambda row: word(QUOTE_STATE, row.state),
        tone=lambda row: tone(QUOTE_STATE, row.state),
    ),
    _Column("customer", N_("Customer"), 150, lambda row: row.customer, grows=True),
    _Column("opportunity", N_("Opportunity"), 150, lambda row: row.opportunity, grows=True, shown=False),
    _Column(
        "total",
        N_("Total"),
        120,
        lambda row: money(row.total, row.currency, places=minor_units(row.currency)),
        right=True,
        copied=lambda row: f"{row.total:f}",
    ),
    _Column("currency", N_("Currency"), 72, lambda row: row.currency, shown=False),
    _Column("issued_on", N_("Date"), 90, lambda row: day(row.issued_on)),
    _Column("valid_until", N_("Valid until"), 90, lambda row: day(row.valid_until)),
    _Column("seller", N_("Salesperson"), 100, lambda row: row.seller),
    _Column("reason", N_("Reason of the version"), 160, lambda row: row.last_reason, grows=True, shown=False),
    _Column("updated_at", N_("Changed"), 136, lambda row: moment(row.updated_at), shown=False),
)


def _states(_session: object) -> list[Choice]:
    days = _("Expires within {days} days").format(days=EXPIRING_DAYS)
    return [*((code, word(QUOTE_STATE, code)) for code in QUOTE_STATE), (quote_list.EXPIRING, days)]


def _sellers(session: object) -> list[Choice]:
    return quote_list.sellers(session)  # type: ignore[arg-type]  # the window sees no session's type


def _approvers(session: object) -> list[Choice]:
    found = approval_reading.who_decides(session)  # type: ignore[arg-type]  # the window sees no session's type
    return [(quote_list.waiting_choice(person, role), name) for person, name, role in found]


class QuoteListPage(ListPage):
    """Shows every quote in the version that stands, with the next one where it is in the making."""

    name = "quotes"
    kind = "quote"
    icon = "file-text"
    source = quote_list.SOURCE
    columns = _COLUMNS
    usual = ListQuery("number", descending=True)
    filters = (
        Filter("state", N_("State"), _states),
        Filter("seller", N_("Salesperson"), _sellers),
        Filter("waits_for", N_("Waits for"), _approvers),
    )
    tables = (
        "quote",
        "quote_version",
        "customer",
        "opportunity",
        "approval_request",
        "approval_step",
        "person",
    )
    wording = Wording(
        title=N_("Quotes"),
        hint=N_("Filter by number, customer or opportunity"),
        new=N_("New quote"),
        nothing=N_("The quotes that you make stand here, each in the version that stands."),
        nothing_to_look_at=N_("There are no quotes."),
        no_fit=N_("No quote fits the filter."),
        delete_one=N_("Delete quote {name}"),
        delete_many=N_("Delete {count} quotes"),
    )

    def title_part(self) -> QWidget:
        """Return the tabs of quotes and approvals."""
        self.switch = PageSwitch(QUOTES, "quotes")
        self.switch.chosen.connect(lambda name: self.action_requested.emit(name, None))
        return self.switch

    def _head(self) -> QHBoxLayout:
        layout = super()._head()
        self.from_template = button(_("From a template…"))
        self.from_template.hide()  # until there is room for it
        self.from_template.clicked.connect(lambda: self.action_requested.emit("new-from-template", None))
        layout.insertWidget(layout.count() - 1, self.from_template)
        return layout

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Where there is no room for it, it stands in the menu of what is new alone.
        self.from_template.setVisible(self.width() >= _ROOMY and not self._data.read_only)

    def counted(self, count: int) -> str:
        """Return how many quotes there are, in words."""
        return ngettext("{count} quote", "{count} quotes", count).format(count=number(count, 0))

    def row_name(self, row: QuoteRow) -> str:
        """Return the quote's number."""
        return row.number

    def extra_actions(self, menu: QMenu, row: QuoteRow) -> None:
        """Offer what leads from the quote to its customer."""
        menu.addAction(_("Open the customer"), lambda: self.open_requested.emit("customer", row.customer_id))
        customer = {"customer_id": row.customer_id}
        for command, text in (
            ("new-quote", _("New quote for this customer")),
            ("new-from-template", _("New quote for this customer from a template…")),
        ):
            menu.addAction(text, partial(self.action_requested.emit, command, customer))
