"""What is known of a ticket, as facts that are edited in place."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from salesdesk.domain.service_ticket import LONGEST_TEXT, PENDING
from salesdesk.i18n import _, day, moment
from salesdesk.services.people import PersonChoice
from salesdesk.services.tickets import TicketView
from salesdesk.ui.widgets.facts import Fact


def facts_of(
    ticket: TicketView, people: Sequence[PersonChoice], today: date, *, read_only: bool
) -> list[Fact]:
    """Return the facts of a ticket in the order of the card."""
    editable = not read_only and ticket.state in PENDING
    late = ticket.is_overdue(today)
    due = day(ticket.due_on) if ticket.due_on else ""
    owner = str(ticket.owner_id) if ticket.owner_id else ""
    shown = [
        Fact(
            "owner_id",
            _("Responsible"),
            ticket.owner,
            editor=owner,
            choices=(("", _("Nobody yet")), *((str(one.id), one.name) for one in people)),
            editable=editable,
        ),
        Fact(
            "due_on",
            _("Due day"),
            due,
            hint=_("It should have been done by now.") if late else _("such as today, 11/25"),
            tone="bad" if late else "",
            editable=editable,
        ),
        Fact(
            "text",
            _("To know"),
            ticket.text,
            multiline=True,
            longest=LONGEST_TEXT,
            hint=_("What service should know: habits of the house, promises, access to the site"),
            editable=editable,
        ),
        _read("contract", _("Contract no."), ticket.contract),
        _read("opportunity", _("Opportunity"), ticket.opportunity),
        _read("raised", _("Raised"), _who(ticket.raised_by, moment(ticket.raised_at))),
    ]
    if ticket.accepted_at is not None:
        accepted = _who(ticket.accepted_by, moment(ticket.accepted_at))
        shown.append(_read("accepted", _("In hand since"), accepted))
    if ticket.done_at is not None:
        shown.append(_read("done", _("Done on"), _who(ticket.done_by, moment(ticket.done_at))))
    return [fact for fact in shown if fact.editable or fact.text]


def _who(person: str, when: str) -> str:
    return " · ".join(part for part in (person, when) if part)


def _read(key: str, caption: str, text: str) -> Fact:
    return Fact(key, caption, text, editable=False)
