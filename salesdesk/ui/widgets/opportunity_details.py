"""What the drawer reads in one go, so that all of it is of one moment."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Final

from salesdesk.services import activities, contacts, opportunity_choices, opportunity_summary, quotes
from salesdesk.services.activities import PlannedActivity, TimelineEvent
from salesdesk.services.contacts import ContactRow
from salesdesk.services.opportunity_choices import Choices
from salesdesk.services.opportunity_summary import Summary
from salesdesk.services.quotes import QuoteBrief

EVENTS: Final = 30
"""How much of the timeline is shown at first, and how much more each time."""
TABLES: Final = (
    "opportunity",
    "stage_change",
    "customer",
    "contact",
    "activity",
    "quote",
    "quote_version",
    *("contract", "contract_version", "contract_event", "receipt", "receipt_allocation"),
    "person",
    "product",
    "stage",
    "pipeline",
)
"""What the drawer shows something of."""


@dataclass(frozen=True, slots=True)
class Details:
    """An opportunity with what belongs to it, and what can be chosen for it."""

    summary: Summary
    choices: Choices
    contacts: tuple[ContactRow, ...]
    quotes: tuple[QuoteBrief, ...]
    planned: tuple[PlannedActivity, ...]
    events: tuple[TimelineEvent, ...]


def read_details(session: Any, opportunity_id: uuid.UUID, events: int = EVENTS) -> Details:
    """Read everything that the drawer shows of an opportunity."""
    summary = opportunity_summary.summary(session, opportunity_id)
    customer_id = summary.customer_id
    return Details(
        summary,
        opportunity_choices.choices(session, summary.stage_id),
        () if customer_id is None else tuple(contacts.of_customer(session, customer_id)),
        tuple(quotes.of_opportunity(session, opportunity_id)),
        tuple(activities.planned(session, opportunity_id=opportunity_id)),
        tuple(activities.timeline(session, opportunity_id=opportunity_id, limit=events)),
    )
