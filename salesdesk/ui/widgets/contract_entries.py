"""Contracts and service tickets as entries of a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from salesdesk.domain.contract import KINDS
from salesdesk.domain.service_ticket import KINDS as TICKET_KINDS
from salesdesk.i18n import _, money
from salesdesk.services.contracts import ContractRow
from salesdesk.services.tickets import TicketView
from salesdesk.ui.widgets.entry_list import Entry
from salesdesk.ui.widgets.timeline import day_words
from salesdesk.ui.words import CONTRACT_STATE, TICKET_STATE, tone, word


def contract_entries(rows: Sequence[ContractRow], today: date) -> list[Entry]:
    """Return contracts as entries, in their order: what came in of each, and what is overdue."""
    return [
        Entry(
            title=f"{row.number} {row.title}",
            text=" · ".join(_contract_facts(row, today)),
            icon="circle-alert" if row.overdue else "square-check-big",
            tone="bad" if row.overdue else "accent",
            figure=money(row.total, row.currency) if row.kind == "sale" else "",
            chip=word(CONTRACT_STATE, row.state),
            chip_tone=tone(CONTRACT_STATE, row.state),
            record=("contract", row.id),
        )
        for row in rows
    ]


def _contract_facts(row: ContractRow, today: date) -> Iterator[str]:
    if row.kind != "sale":
        yield _(KINDS[row.kind])
    if row.signed_on is not None:
        yield _("Signed {day}").format(day=day_words(row.signed_on, today))
    if row.overdue:
        yield _("{amount} overdue").format(amount=money(row.overdue, row.currency))
    if row.signed_on is not None and row.kind == "sale":
        yield _("{paid} of {total} received").format(
            paid=money(row.paid, row.currency), total=money(row.total, row.currency)
        )
    if row.owner:
        yield row.owner[:60]


def ticket_entries(rows: Sequence[TicketView], today: date) -> list[Entry]:
    """Return service tickets as entries, in their order."""
    return [
        Entry(
            title=row.number,
            text=" · ".join(_ticket_facts(row, today)),
            icon="wrench",
            tone="bad" if row.is_overdue(today) else "accent",
            figure=row.contract,
            chip=word(TICKET_STATE, row.state),
            chip_tone=tone(TICKET_STATE, row.state),
            record=("service_ticket", row.id),
        )
        for row in rows
    ]


def _ticket_facts(row: TicketView, today: date) -> Iterator[str]:
    yield _(TICKET_KINDS.get(row.kind, row.kind))
    if row.title:
        yield row.title
    if row.is_overdue(today) and row.due_on is not None:
        yield _("Overdue since {day}").format(day=day_words(row.due_on, today))
    elif row.due_on is not None and row.done_at is None:
        yield _("Due {day}").format(day=day_words(row.due_on, today))
    yield row.owner[:60] or _("Nobody yet")
