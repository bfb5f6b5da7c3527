"""The page of all service tickets: what is to do, what is mine, what is overdue."""

from __future__ import annotations

import uuid
from dataclasses import replace
from functools import partial
from typing import Any, Final

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu

from salesdesk.domain.service_ticket import KINDS
from salesdesk.i18n import N_, _, day, moment, ngettext, number
from salesdesk.services import ticket_list
from salesdesk.services.lists import Choice, ListQuery
from salesdesk.services.ticket_list import OVERDUE, TO_DO, TicketRow
from salesdesk.ui.list_page import Filter, ListPage, Wording
from salesdesk.ui.page import PageContext
from salesdesk.ui.service.start_dialog import StartDialog
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.widgets.segments import Segments
from salesdesk.ui.words import TICKET_STATE, tone, word

_Column = ListColumn[TicketRow]
_COLUMNS: Final = (
    _Column("number", N_("Number"), 116, lambda row: row.number, strong=True),
    _Column(
        "state",
        N_("State"),
        104,
        lambda row: word(TICKET_STATE, row.state),
        tone=lambda row: tone(TICKET_STATE, row.state),
    ),
    _Column("kind", N_("Kind"), 80, lambda row: _(KINDS.get(row.kind, row.kind)), shown=False),
    _Column("customer", N_("Customer"), 130, lambda row: row.customer, grows=True),
    _Column("title", N_("Ticket title"), 100, lambda row: row.title, grows=True),
    _Column("contract", N_("Contract no."), 112, lambda row: row.contract),
    _Column("due_on", N_("Due day"), 94, lambda row: day(row.due_on) if row.due_on else ""),
    _Column(
        "late",
        N_("Days late"),
        80,
        lambda row: number(row.days_late, 0) if row.days_late else "",
        tone=lambda row: "bad" if row.days_late else "",
    ),
    _Column(
        "left",
        N_("Checked"),
        78,
        lambda row: f"{row.points - row.left}/{row.points}" if row.points else "",
        right=True,
    ),
    _Column("owner", N_("Responsible"), 96, lambda row: row.owner or _("Nobody yet")),
    _Column("updated_at", N_("Changed"), 136, lambda row: moment(row.updated_at), shown=False),
)
_ALL, _MINE = "all", "mine"


def _owners(session: object) -> list[Choice]:
    return ticket_list.owners(session)  # type: ignore[arg-type]  # the window sees no session's type


class TicketListPage(ListPage):
    """Shows the tickets that are to do at first; a ticket isn't deleted but done or void."""

    name = "service"
    kind = "service_ticket"
    icon = "wrench"
    source = ticket_list.SOURCE
    columns = _COLUMNS
    usual = ListQuery("due_on", values={"show": TO_DO})
    filters = (Filter("owner", N_("Responsible"), _owners),)
    tables = ("service_ticket", "ticket_item", "contract", "customer", "person")
    deletes = False
    wording = Wording(
        title=N_("Delivery and service"),
        hint=N_("Filter by number, customer, contract"),
        new=N_("New handover"),
        nothing=N_("Signing a contract hands it over to the service team here. Nothing is to do."),
        nothing_to_look_at=N_("Nothing is to do."),
        no_fit=N_("No ticket fits the filter."),
        delete_one="",
        delete_many="",
    )

    def __init__(self, context: PageContext, state: object | None = None) -> None:
        self._person: uuid.UUID | None = context.data.person
        super().__init__(context, state)
        for place, code in enumerate(self.views.buttons, start=1):
            shortcut = QShortcut(QKeySequence(f"Alt+{place}"), self)
            shortcut.activated.connect(partial(self.views.choose, code))
        self._show_view()

    def _head(self) -> QHBoxLayout:
        head = super()._head()
        names = {TO_DO: _("To do"), _MINE: _("Mine"), OVERDUE: _("Overdue"), _ALL: _("All")}
        if self._person is None:
            del names[_MINE]
        self.views = Segments(_("Which tickets are shown"), names)
        self.views.chosen.connect(self._on_view)
        head.insertWidget(2, self.views)
        return head

    # --- which are shown ----------------------------------------------------------------------------------------

    def _on_view(self, code: str) -> None:
        values: dict[str, Any] = {"show": None if code == _ALL else TO_DO if code == _MINE else code}
        values["owner"] = self._person if code == _MINE else None
        self.chips["owner"].set_value(values["owner"])
        self.list.show_query(replace(self.list.query, values=values))

    def _on_chip(self, key: str, value: Any) -> None:
        super()._on_chip(key, value)
        self._show_view()

    def _on_empty(self) -> None:
        super()._on_empty()
        self._show_view()

    def _show_view(self) -> None:
        """Mark which of the views the filters make; none where they make another one."""
        values = self.list.query.values
        found: tuple[Any, Any] = (values.get("show"), values.get("owner"))
        views: dict[tuple[Any, Any], str] = {
            (TO_DO, None): TO_DO,
            (TO_DO, self._person): TO_DO if self._person is None else _MINE,
            (OVERDUE, None): OVERDUE,
            (None, None): _ALL,
        }
        self.views.mark(views.get(found))

    # --- what the list is asked -----------------------------------------------------------------------------------

    def counted(self, count: int) -> str:
        """Return how many tickets there are, in words."""
        return ngettext("{count} ticket", "{count} tickets", count).format(count=number(count, 0))

    def row_name(self, row: TicketRow) -> str:
        """Return the ticket's number."""
        return row.number

    def shortcuts(self) -> list[tuple[str, str]]:
        """Return the keys of the list."""
        return [("Alt+1 … Alt+4", _("To do, mine, overdue, all")), *super().shortcuts()]

    def ask_new(self) -> StartDialog:  # type: ignore[override]  # the dialog is for tests to look at
        """Ask for a contract that was signed without a handover."""
        then = partial(self.open_requested.emit, self.kind)
        dialog = StartDialog(self._data, then, self)
        dialog.open()
        return dialog

    def extra_actions(self, menu: QMenu, row: TicketRow) -> None:
        """Offer what belongs to a ticket."""
        menu.addAction(_("Open the customer"), partial(self.open_requested.emit, "customer", row.customer_id))
        if row.contract_id is not None:
            menu.addAction(
                _("Open the contract"), partial(self.open_requested.emit, "contract", row.contract_id)
            )
