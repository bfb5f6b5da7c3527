"""What is written to a customer who has a payment open: a friendly word before, plainer ones the later it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Literal

from salesdesk.domain.money import minor_units
from salesdesk.i18n import N_, Language, money, translate

Level = Literal["notice", "reminder", "demand", "formal"]
LEVELS: Final[dict[Level, str]] = {
    "notice": N_("Notice before the due day"),
    "reminder": N_("Reminder"),
    "demand": N_("Demand"),
    "formal": N_("Formal demand"),
}
"""How plain a text is, with names to be translated."""
_STEPS: Final[tuple[tuple[int, Level], ...]] = ((0, "notice"), (30, "reminder"), (60, "demand"))
_TEXTS: Final[dict[Level, str]] = {
    "notice": N_(
        "{customer}: by contract {number} the {label} of {amount} is due on {due}. We kindly ask you to arrange the "
        "payment in time. {seller}"
    ),
    "reminder": N_(
        "{customer}: by contract {number} the {label} of {amount} was due on {due}, {late} ago. It may have "
        "escaped your notice; please let us know when we may expect the payment. {seller}"
    ),
    "demand": N_(
        "{customer}: by contract {number} the {label} of {amount} has been overdue since {due}, for {late}. "
        "Please pay within 7 days, or name in writing a day on which you will. {seller}"
    ),
    "formal": N_(
        "{customer}: by contract {number} the {label} of {amount} has been overdue since {due}, for {late}. We "
        "demand payment within 7 days of this letter. We reserve our rights from the contract, the penalty for late "
        "payment among them. {seller}"
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """An open payment as a letter names it."""

    customer: str
    seller: str
    number: str
    label: str
    outstanding: Decimal
    currency: str
    due_on: date


def level(due_on: date, today: date) -> Level:
    """Return how plain a text is on a day: up to the due day, up to 30 and 60 days late, and beyond."""
    late = (today - due_on).days
    return next((name for most, name in _STEPS if late <= most), "formal")


def subject(claim: Claim, language: Language) -> str:
    """Return what a mail about an open payment is about."""
    return translate(N_("Payment by contract {number}: {label}"), language).format(
        number=claim.number, label=claim.label
    )


def text(claim: Claim, today: date, language: Language, chosen: Level | None = None) -> str:
    """Return the text to send for an open payment, in the customer's language; as plain as the day asks for.

    `chosen` is another degree of plainness than that.
    """
    amount = money(claim.outstanding, claim.currency, places=minor_units(claim.currency), space="")
    days = max((today - claim.due_on).days, 0)
    late = translate(N_("1 day") if days == 1 else N_("{days} days"), language).format(days=days)
    return translate(_TEXTS[chosen or level(claim.due_on, today)], language).format(
        customer=claim.customer,
        seller=claim.seller,
        number=claim.number,
        label=claim.label,
        amount=amount,
        due=claim.due_on.isoformat(),
        late=late,
    )
