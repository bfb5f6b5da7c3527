"""The page of a customer: facts and contacts, one timeline, opportunities and quotes, next steps."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Final

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.changes import Changes
from salesdesk.domain.errors import ConflictError, InvalidInputError, SalesDeskError
from salesdesk.domain.quick_entry import Named, QuickEntry
from salesdesk.i18n import _
from salesdesk.services import activities, customers, tickets
from salesdesk.services.activities import PlannedActivity, TimelineEvent
from salesdesk.services.contacts import ContactRow
from salesdesk.ui.customers.contact_dialog import ContactDialog
from salesdesk.ui.customers.contacts_card import ContactsCard
from salesdesk.ui.customers.customer_facts import facts_of
from salesdesk.ui.customers.detail_actions import CustomerActions
from salesdesk.ui.customers.detail_header import CustomerHeader
from salesdesk.ui.customers.detail_lists import opportunity_entries
from salesdesk.ui.customers.open_card import OpenCard
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.widgets.activity_dialog import ActivityDialog, Choices
from salesdesk.ui.widgets.basics import button, margins
from salesdesk.ui.widgets.cards import Card, column
from salesdesk.ui.widgets.contract_entries import contract_entries, ticket_entries
from salesdesk.ui.widgets.entry_list import Entry, EntryList
from salesdesk.ui.widgets.facts import Facts
from salesdesk.ui.widgets.list_or_nothing import ListOrNothing
from salesdesk.ui.widgets.quick_line import QuickLine
from salesdesk.ui.widgets.quote_entries import quote_entries
from salesdesk.ui.widgets.steps_card import StepsCard
from salesdesk.ui.widgets.tabs import Tabs
from salesdesk.ui.widgets.timeline import Timeline

_SIDE: Final = 320
_NARROW_SIDE: Final = 288
_NARROW: Final = 1_080
_EVENTS: Final = 60
_TABLES: Final = (
    "customer",
    "contact",
    "activity",
    "opportunity",
    "stage_change",
    "quote",
    "quote_version",
    "contract",
    "contract_version",
    "service_ticket",
    "contract_event",
    "instalment",
    "receipt",
    "receipt_allocation",
    "person",
)


class CustomerPage(Page):
    """Shows a customer; everything on it is changed where it stands."""

    name: ClassVar[str] = "customers"

    def __init__(self, context: PageContext, *, customer_id: uuid.UUID, state: object = None) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self._data = context.data
        self._customer_id = customer_id
        self._actions = CustomerActions(context.data, customer_id)
        self._view = self._data.read(customers.view, customer_id)
        self._events: list[TimelineEvent] = []
        self._all_events = False
        self._begins = "new-contract"
        self._opened_version = self._view.facts.row_version
        self._build()
        self._connect()
        self._show()
        if isinstance(state, str):
            self.tabs.show_tab(state)

    @property
    def record(self) -> uuid.UUID:
        """Return the customer."""
        return self._customer_id

    def state(self) -> str:
        """Return the tab that is shown."""
        return self.tabs.current()

    def focus_content(self) -> None:
        """Put the keyboard into the quick line, or the timeline where nothing can be written."""
        (self.timeline if self._data.read_only else self.quick.field).setFocus()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the page."""
        return (
            ("Ctrl+L", _("Log activity")),
            ("Enter, F2", _("Edit the fact, open the entry")),
            ("Ctrl+Enter", _("Save a remark of several lines")),
            ("Esc", _("Leave the editor without saving")),
            ("Space", _("Next step done")),
            ("1, 7", _("Postpone the next step by as many days")),
            ("Del", _("Delete the contact or the activity")),
        )

    def leave(self) -> None:
        """Save the fact that is being edited."""
        self.facts.finish()

    def _build(self) -> None:
        read_only = self._data.read_only
        self.header = CustomerHeader(read_only=read_only)
        self.facts = Facts()
        self.contacts = ContactsCard(read_only=read_only)
        self.quick = QuickLine(_now)
        self.timeline = Timeline()
        self.opportunities = ListOrNothing(EntryList(_("Opportunities"), days=False))
        self.quotes = ListOrNothing(EntryList(_("Quotes"), days=False))
        self.contracts = ListOrNothing(EntryList(_("Contracts"), days=False))
        self.service = ListOrNothing(EntryList(_("Service"), days=False))
        self.open = OpenCard()
        self.steps = StepsCard(read_only=read_only)
        self.tabs = Tabs()
        self.events = ListOrNothing(self.timeline)
        self.tabs.add("timeline", _("Timeline"), self._timeline_tab())
        self.tabs.add("opportunities", _("Opportunities"), self.opportunities)
        self.tabs.add("quotes", _("Quotes"), self.quotes)
        self.tabs.add("contracts", _("Contracts"), self.contracts)
        self.tabs.add("service", _("Service"), self.service)
        facts_card = Card(_("Basic facts"))
        facts_card.body.addWidget(self.facts)
        self.all_facts = button(_("Show all fields"), "link")
        self.all_facts.setCheckable(True)
        facts_card.head.addWidget(self.all_facts)
        self._left, self._left_layout = column(facts_card, self.contacts)
        self._right, self._right_layout = column(self.open, self.steps)
        columns = QHBoxLayout()
        margins(columns, gap=14)
        columns.addWidget(self._left)
        columns.addWidget(self.tabs, 1)
        columns.addWidget(self._right)
        layout = QVBoxLayout(self)
        margins(layout, 18, 12, 18, 14, gap=12)
        layout.addWidget(self.header)
        layout.addLayout(columns, 1)

    def _timeline_tab(self) -> QWidget:
        result = QWidget()
        layout = QVBoxLayout(result)
        margins(layout, gap=6)
        self.quick.setContentsMargins(14, 10, 14, 4)
        layout.addWidget(self.quick)
        self.quick.setHidden(self._data.read_only)
        layout.addWidget(self.events, 1)
        return result

    def _connect(self) -> None:
        self._data.changed.connect(self._on_changed)
        self.header.asked.connect(self._on_asked)
        self.all_facts.clicked.connect(self._show_facts)
        self.facts.edited.connect(self._on_edited)
        self.facts.opened.connect(self._on_opened)
        self.quick.entered.connect(self._on_entered)
        self.timeline.opened.connect(self._on_entry)
        self.timeline.delete_requested.connect(self._on_entry_delete)
        self.timeline.end_reached.connect(self._on_end)
        for part in (self.opportunities, self.quotes, self.contracts, self.service):
            part.list.opened.connect(self._on_entry)
        self.opportunities.nothing.action_requested.connect(lambda: self._on_asked("new-opportunity"))
        self.quotes.nothing.action_requested.connect(lambda: self._on_asked("new-quote"))
        self.contracts.nothing.action_requested.connect(lambda: self._on_asked(self._begins))
        self.open.opened.connect(lambda record: self.open_requested.emit("opportunity", record))
        self.open.all_requested.connect(lambda: self.tabs.show_tab("opportunities"))
        self.contacts.add_requested.connect(lambda: self._ask_contact(None))
        self.contacts.edit_requested.connect(self._ask_contact)
        self.contacts.main_requested.connect(self._actions.make_main)
        self.contacts.delete_requested.connect(self._actions.delete_contact)
        self.steps.done.connect(lambda step: self._actions.complete(step, _now()))
        self.steps.postponed.connect(self._actions.postpone)
        self.steps.pick_requested.connect(lambda step: self._ask_activity(step.id))
        self.steps.delete_requested.connect(self._on_step_delete)
        QShortcut(QKeySequence("Ctrl+L"), self).activated.connect(lambda: self._on_asked("record"))

    def _show(self) -> None:
        view, today = self._view, _now().date()
        self.header.show_customer(view, today)
        self._show_facts()
        self.contacts.show_contacts(view.contacts)
        self.quick.know([Named(contact.id, contact.name[:100]) for contact in view.contacts])
        self.open.show_opportunities(view.opportunities, today)
        self.steps.show_steps(view.planned, today)
        self.opportunities.list.show_entries(opportunity_entries(view.opportunities, today))
        self.quotes.list.show_entries(quote_entries(view.quotes, today))
        served = self._data.read(tickets.of_customer, self._customer_id)
        self.contracts.list.show_entries(contract_entries(view.contracts, today))
        self.service.list.show_entries(ticket_entries(served, today))
        for name, rows in (
            ("opportunities", view.opportunities),
            ("quotes", view.quotes),
            ("contracts", view.contracts),
            ("service", served),
        ):
            self.tabs.count(name, len(rows))
        self._read_events(max(len(self._events), _EVENTS))
        self._say_what_is_missing()

    def _show_facts(self) -> None:
        everything = self.all_facts.isChecked()
        self.all_facts.setText(_("Show fewer fields") if everything else _("Show all fields"))
        self.facts.show_facts(facts_of(self._view, editable=not self._data.read_only, everything=everything))

    def _say_what_is_missing(self) -> None:
        writes = not self._data.read_only
        self.events.nothing.show_text(
            "clock", _("What is done with this customer stands here, the newest first.")
        )
        self.opportunities.nothing.show_text(
            "square-kanban",
            _("No opportunity with this customer yet."),
            _("New opportunity") if writes else "",
        )
        self.quotes.nothing.show_text(
            "file-text", _("No quote for this customer yet."), _("New quote") if writes else ""
        )
        accepted = any(row.state == "accepted" for row in self._view.quotes)
        self._begins = "new-contract" if accepted else "new-framework"
        begins = _("New contract") if accepted else _("New framework agreement")
        self.contracts.nothing.show_text(
            "square-check-big",
            _("No contract with this customer yet. A contract is made of an accepted quote."),
            begins if writes else "",
        )
        self.service.nothing.show_text("wrench", _("What service does for this customer stands here."))
        for part in (self.events, self.opportunities, self.quotes, self.contracts, self.service):
            part.choose()

    def _read_events(self, limit: int) -> None:
        self._events = self._data.read(activities.timeline, customer_id=self._customer_id, limit=limit)
        self._all_events = len(self._events) < limit
        self.timeline.show_events(self._events, _now().date())

    def _on_end(self) -> None:
        if self._all_events or not self._events:
            return
        more = self._data.read(
            activities.timeline, customer_id=self._customer_id, limit=_EVENTS, before=self._events[-1].at
        )
        self._all_events = len(more) < _EVENTS
        self._events += more
        self.timeline.show_events(self._events, _now().date())

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            self._reload()

    def _reload(self) -> None:
        try:
            self._view = self._data.read(customers.view, self._customer_id)
        except InvalidInputError:
            # Deleted, here or by an undo: there is nothing to show any more.
            self._data.changed.disconnect(self._on_changed)
            self.action_requested.emit("customers", None)
        else:
            self._show()

    def _on_asked(self, wanted: str) -> None:
        if wanted == "list":
            self.action_requested.emit("customers", None)
        elif wanted == "record":
            self.tabs.show_tab("timeline")
            self.quick.field.setFocus()
        elif wanted == "delete":
            self._actions.delete_customer(self._view.facts.name)
        else:
            self.action_requested.emit(wanted, {"customer_id": self._customer_id})

    def _on_opened(self, _key: str) -> None:
        self._opened_version = self._view.facts.row_version

    def _on_edited(self, key: str, typed: str) -> None:
        facts = self._view.facts
        caption = next(
            fact.caption for fact in facts_of(self._view, editable=True, everything=True) if fact.key == key
        )
        try:
            self._actions.change(key, caption, typed, name=facts.name, row_version=self._opened_version)
        except ConflictError as error:
            self._reload()
            self.facts.complain(key, error.message)
            self._opened_version = self._view.facts.row_version
        except SalesDeskError as error:
            self.facts.complain(key, error.message)

    def _on_entered(self, entry: QuickEntry) -> None:
        running = [row.id for row in self._view.opportunities if row.is_open]
        self._actions.enter(entry, running[0] if len(running) == 1 else None, _now())
        self.quick.clear()

    def _on_entry(self, entry: Entry) -> None:
        if entry.record is None:
            return
        kind, record = entry.record
        if kind != "activity":
            self.open_requested.emit(kind, record)
        elif not self._data.read_only:
            self._ask_activity(record)

    def _on_entry_delete(self, entry: Entry) -> None:
        if entry.record is not None and entry.record[0] == "activity" and not self._data.read_only:
            self._actions.delete_activity(entry.record[1], entry.title)

    def _on_step_delete(self, step: PlannedActivity) -> None:
        self._actions.delete_activity(step.id, step.subject)

    def _ask_contact(self, contact: ContactRow | None) -> None:
        ContactDialog(self._data, self._customer_id, contact, self).open()

    def _ask_activity(self, activity_id: uuid.UUID) -> None:
        choices = Choices(
            [(contact.id, contact.name) for contact in self._view.contacts],
            [(row.id, row.title) for row in self._view.opportunities],
        )
        facts = self._data.read(activities.facts, activity_id)
        ActivityDialog(self._data, facts, choices, _now().date(), self).open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW
        target = self._left_layout if narrow else self._right_layout
        for card in (self.open, self.steps):
            if target.indexOf(card) < 0:
                target.insertWidget(target.count() - 1, card)
        self._right.setVisible(not narrow)
        self.header.set_narrow(narrow=narrow)
        width = _NARROW_SIDE if narrow or event.size().width() < 1_200 else _SIDE
        for side in (self._left, self._right):
            side.setFixedWidth(width)
            # A word without end in a chip must not push the values beside it out of sight.
            if (inner := side.widget()) is not None:
                inner.setMaximumWidth(width - 10)


def _now() -> datetime:
    return datetime.now().astimezone()
