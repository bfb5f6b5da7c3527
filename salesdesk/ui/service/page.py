"""The page of a ticket: what is to be checked, who does it until when, and who is who on both sides."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar, Final

from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.domain.changes import Changes, Label
from salesdesk.domain.errors import ConflictError, InvalidInputError, SalesDeskError
from salesdesk.i18n import N_, _
from salesdesk.services import handover_sheets, lists, people, tickets
from salesdesk.services.tickets import TicketView
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.service.actions import TicketActions
from salesdesk.ui.service.checklist import Checklist
from salesdesk.ui.service.people_card import PeopleCard
from salesdesk.ui.service.ticket_facts import facts_of
from salesdesk.ui.widgets.ask_text import ask_text
from salesdesk.ui.widgets.basics import (
    ElidedLabel,
    button,
    icon_button,
    label,
    margins,
    plain,
    set_state,
    tip,
)
from salesdesk.ui.widgets.cards import Card, chip, column, show_chip
from salesdesk.ui.widgets.facts import Facts
from salesdesk.ui.widgets.message_bar import MessageBar
from salesdesk.ui.widgets.text_lines import cut
from salesdesk.ui.widgets.typed import parse_day
from salesdesk.ui.words import TICKET_STATE, tone, word

_SIDE: Final = 340
_NARROW_SIDE: Final = 280
_NARROW: Final = 1_080
_TABLES: Final = (
    *("service_ticket", "ticket_item", "contract", "contract_version", "contract_event", "contract_file"),
    *("punch_item", "instalment", "receipt", "receipt_allocation", "customer", "contact", "person"),
    *("opportunity", "stakeholder", "legal_review_item"),
)


class TicketPage(Page):
    """Shows a ticket; everything on it is changed where it stands, each change one step to undo."""

    name: ClassVar[str] = "service"

    def __init__(self, context: PageContext, *, ticket_id: uuid.UUID, state: object = None) -> None:
        del state
        super().__init__()
        self.setProperty("role", "page")
        self._data, self._id = context.data, ticket_id
        self.ticket: TicketView = self._data.read(tickets.load, ticket_id)
        self._opened_version = self.ticket.row_version
        self.message = MessageBar()
        set_state(self.message, "inset", value=True)
        self.actions_ = TicketActions(context, self.message, self)
        self._build()
        self._connect()
        self._show()

    def _build(self) -> None:
        self.back = button(_("Delivery and service") + " /", "link")
        self.title = ElidedLabel("", "title")
        self.title.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.state_chip, self.late = chip(), chip()
        self.customer, self.contract = button("", "link"), button("", "link")
        self.checked = ElidedLabel("", "secondary")
        self.checked.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.primary = button("", "primary")
        self.menu = icon_button("ellipsis", _("More"))
        head = QHBoxLayout()
        margins(head, gap=8)
        for part in (self.back, self.title, self.state_chip, self.late, self.customer, self.contract):
            head.addWidget(part)
        head.addStretch(1)
        for control in (self.checked, self.primary, self.menu):
            head.addWidget(control)
        self.reason = label(role="warning", wrap=True)
        self.checklist = Checklist()
        frame = Card(_("Checklist"))
        frame.body.addWidget(self.checklist, 1)
        self.facts = Facts()
        facts = Card(_("Handover") if self.ticket.kind == "handover" else _("Ticket"))
        facts.body.addWidget(self.facts)
        self.people = PeopleCard()
        self._side, _inner = column(facts, self.people)
        body = QHBoxLayout()
        margins(body, gap=14)
        body.addWidget(frame, 1)
        body.addWidget(self._side)
        layout = QVBoxLayout(self)
        margins(layout, 18, 12, 18, 14, gap=10)
        layout.addLayout(head)
        layout.addWidget(self.message)
        layout.addWidget(self.reason)
        layout.addLayout(body, 1)

    def _connect(self) -> None:
        self._data.changed.connect(self._on_changed)
        self.back.clicked.connect(lambda: self.action_requested.emit("service", None))
        self.customer.clicked.connect(lambda: self.open_requested.emit("customer", self.ticket.customer_id))
        self.contract.clicked.connect(lambda: self.open_requested.emit("contract", self.ticket.contract_id))
        self.primary.clicked.connect(self.actions_.primary_run)
        self.menu.clicked.connect(lambda: self.actions_.offer(self.menu))
        self.actions_.open_requested.connect(self.open_requested)
        self.facts.opened.connect(self._on_opened)
        self.facts.edited.connect(self._on_edited)
        self.checklist.judged.connect(self._judge)
        self.checklist.added.connect(self._add)
        self.checklist.word_requested.connect(self.ask_words)
        self.checklist.remove_requested.connect(
            lambda item: self._write(N_("Remove a point of {number}"), tickets.remove_point, item)
        )
        self.checklist.move_requested.connect(
            lambda item, step: self._write(N_("Move a point of {number}"), tickets.move_point, item, step)
        )
        QShortcut(QKeySequence("Ctrl+Return"), self).activated.connect(self.actions_.primary_run)

    # --- what the frame asks ------------------------------------------------------------------------------------

    @property
    def record(self) -> uuid.UUID:
        """Return the ticket."""
        return self._id

    def focus_content(self) -> None:
        """Put the keyboard on the first point that is still to do."""
        self.checklist.focus_first()

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the page."""
        return (
            (_("Space"), _("Tick the point off")),
            ("N", _("The point doesn't apply")),
            ("Enter", _("To the note of the point")),
            ("↑, ↓", _("Another point")),
            ("Alt+↑, Alt+↓", _("Move the point")),
            ("F2", _("Word the point anew")),
            ("Del", _("Remove the point")),
            ("Ctrl+Enter", _("Accept, finish or send the ticket again")),
        )

    def busy(self) -> bool:
        """Tell whether a document is being made."""
        return self.actions_.busy

    def leave(self) -> None:
        """Save the fact that is being edited."""
        self.facts.finish()

    # --- showing ------------------------------------------------------------------------------------------------

    def _show(self) -> None:
        ticket, today = self.ticket, lists.local_day()
        self.title.setText(ticket.number)
        show_chip(self.state_chip, word(TICKET_STATE, ticket.state), tone(TICKET_STATE, ticket.state))
        show_chip(self.late, _("Overdue") if ticket.is_overdue(today) else "", "bad")
        self.customer.setText(plain(cut(ticket.customer, 30)))
        self.customer.setToolTip(tip(ticket.customer))
        self.contract.setText(ticket.contract)
        self.contract.setVisible(bool(ticket.contract))
        done, count = len(ticket.items) - ticket.left, len(ticket.items)
        self.checked.setText(_("{done} of {count} checked").format(done=done, count=count))
        self.actions_.show_ticket(ticket, self.primary)
        said = {"returned": _("Returned: {reason}"), "void": _("Void: {reason}")}.get(ticket.state, "")
        self.reason.setText(said.format(reason=cut(ticket.reason, 400)) if said else "")
        self.reason.setVisible(bool(said and ticket.reason))
        known: dict[str, str] = {}
        if ticket.contract_id is not None:
            known = self._data.read(handover_sheets.known, ticket.contract_id, today=today)
            self.people.show_people(*self._data.read(handover_sheets.people, ticket.contract_id))
        self.people.setVisible(ticket.contract_id is not None)
        self.checklist.show_ticket(ticket, known, read_only=self._data.read_only)
        self._show_facts(today)

    def _show_facts(self, today: date) -> None:
        working = self._data.read(people.people)
        self.facts.show_facts(facts_of(self.ticket, working, today, read_only=self._data.read_only))

    def _on_changed(self, changes: Changes) -> None:
        if changes.touches(*_TABLES):
            self._reload()

    def _reload(self) -> None:
        try:
            self.ticket = self._data.read(tickets.load, self._id)
        except InvalidInputError:
            # Undone here, or gone elsewhere: there is nothing to show any more.
            self._data.changed.disconnect(self._on_changed)
            self.action_requested.emit("service", None)
        else:
            self._show()

    # --- the checklist ------------------------------------------------------------------------------------------

    def _write(self, template: str, fn: Any, /, *args: Any) -> None:
        """Write something of the ticket; where it is refused, what is stored is shown again."""
        try:
            self._data.write(Label(template, {"number": self.ticket.number}), fn, *args)
        except SalesDeskError:
            self._reload()
            raise

    def _judge(self, item: uuid.UUID, result: str, note: str) -> None:
        self._write(N_("Check a point of {number}"), tickets.judge, item, result, note)

    def _add(self, text: str) -> None:
        self._write(N_("Add a point to {number}"), tickets.add_point, self._id, text)

    def ask_words(self, item: uuid.UUID) -> None:
        """Ask for other words of a point."""
        text = next((one.text for one in self.ticket.items if one.id == item), "")

        def word_it(typed: str) -> None:
            self._write(N_("Word a point of {number} anew"), tickets.word_point, item, typed)

        dialog = ask_text(self, _("Word the point anew"), _("Point"), text, word_it)
        dialog.text.setMaxLength(400)
        dialog.text.setText(text)

    # --- facts --------------------------------------------------------------------------------------------------

    def _on_opened(self, _key: str) -> None:
        self._opened_version = self.ticket.row_version

    def _on_edited(self, key: str, typed: str) -> None:
        ticket = self.ticket
        values: dict[str, Any] = {
            "owner_id": ticket.owner_id,
            "due_on": ticket.due_on,
            "text": ticket.text,
        }
        try:
            if key == "owner_id":
                values[key] = uuid.UUID(typed) if typed else None
            elif key == "due_on":
                values[key] = parse_day(typed, lists.local_day()) if typed.strip() else None
            else:
                values[key] = typed
            label_ = Label(N_("Change {number}"), {"number": ticket.number})
            self._data.write(label_, tickets.change, self._id, row_version=self._opened_version, **values)
        except ConflictError as error:
            self._reload()
            self.facts.complain(key, error.message)
            self._opened_version = self.ticket.row_version
        except SalesDeskError as error:
            self.facts.complain(key, error.message)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = event.size().width() < _NARROW
        width = _NARROW_SIDE if narrow else _SIDE
        self._side.setFixedWidth(width)
        self.checklist.set_narrow(narrow=narrow)
        inner: QWidget | None = self._side.widget()
        if inner is not None:
            inner.setMaximumWidth(width - 10)
