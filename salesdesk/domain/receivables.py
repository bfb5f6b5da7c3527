"""What is still to come in: the status of an instalment, how long it is overdue, and what a receipt is for."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.i18n import N_, _

Status = Literal["pending", "open", "partial", "overdue", "done", "void"]
STATUSES: Final[dict[Status, str]] = {
    "pending": N_("Not in force yet"),
    "open": N_("To be paid"),
    "partial": N_("Paid in part"),
    "overdue": N_("Overdue"),
    "done": N_("Paid"),
    "void": N_("Void"),
}
"""The statuses of an instalment with names to be translated; all of them follow from its figures."""
Bucket = Literal["undated", "not_due", "0-30", "31-60", "61-90", "90+"]
BUCKETS: Final[dict[Bucket, str]] = {
    "undated": N_("Without a due day"),
    "not_due": N_("Not due yet"),
    "0-30": N_("Up to 30 days late"),
    "31-60": N_("31 to 60 days late"),
    "61-90": N_("61 to 90 days late"),
    "90+": N_("More than 90 days late"),
}
"""The ages of what is still to come in, with names to be translated."""
LATE: Final[tuple[Bucket, ...]] = ("0-30", "31-60", "61-90", "90+")
LIMITS: Final[tuple[tuple[int, Bucket], ...]] = ((30, "0-30"), (60, "31-60"), (90, "61-90"))
"""Up to how many days late an amount is in which bucket."""


def status(
    *, amount: Decimal, paid: Decimal, due_on: date | None, today: date, in_force: bool, voided: bool
) -> Status:
    """Return how an instalment stands on a day; it is overdue from the day after it is due."""
    if voided:
        return "void"
    if paid >= amount and (paid or not amount):
        return "done"
    if not in_force:
        return "pending"
    if due_on is not None and due_on < today:
        return "overdue"
    return "partial" if paid > 0 else "open"


def days_late(due_on: date | None, today: date) -> int:
    """Return how many days have passed since the due day; 0 where it isn't over or isn't known."""
    return max((today - due_on).days, 0) if due_on else 0


def bucket(due_on: date | None, today: date) -> Bucket:
    """Return how old what is still to come in is."""
    if due_on is None:
        return "undated"
    late = days_late(due_on, today)
    if not late:
        return "not_due"
    return next((name for most, name in LIMITS if late <= most), "90+")


@dataclass(frozen=True, slots=True)
class OpenPart:
    """An instalment that still waits for money."""

    id: uuid.UUID
    outstanding: Decimal
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Allocation:
    """What part of a receipt is for which instalment."""

    instalment_id: uuid.UUID
    amount: Decimal


def proposed(amount: Decimal, parts: Sequence[OpenPart]) -> tuple[Allocation, ...]:
    """Return what a receipt pays: the earliest due first, those without a day last, in their order."""
    found = []
    for part in sorted(parts, key=lambda part: (part.due_on is None, part.due_on or date.max)):
        share = min(amount, part.outstanding)
        if share > 0:
            found.append(Allocation(part.id, share))
            amount -= share
    return tuple(found)


def check_allocations(
    amount: Decimal, allocations: Sequence[Allocation], outstanding: Mapping[uuid.UUID, Decimal]
) -> None:
    """Refuse to spread a receipt so that an instalment gets more than it waits for, or all get more than came in."""
    if len({each.instalment_id for each in allocations}) != len(allocations):
        raise InvalidInputError(_("An instalment stands twice in what the receipt is for."))
    for each in allocations:
        if each.instalment_id not in outstanding:
            raise InvalidInputError(_("This instalment is no longer there."))
        if each.amount <= 0:
            raise InvalidInputError(_("What a receipt pays of an instalment is more than nothing."))
        if each.amount > outstanding[each.instalment_id]:
            raise RuleError(_("An instalment would get more than is still to be paid of it."))
    if sum((each.amount for each in allocations), Decimal(0)) > amount:
        raise RuleError(_("More is allocated than came in."))
