"""What can be chosen where a gate asks for something, read in one go and only as far as it asks."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from salesdesk.services import contacts, opportunity_choices, people, quotes
from salesdesk.services.gate_crossing import Crossing, rivals_first
from salesdesk.services.quotes import QuoteBrief

Named = tuple[tuple[uuid.UUID, str], ...]
_ASK_FOR_CONTACTS: Final = frozenset({"contact", "decider", "next_step"})


@dataclass(frozen=True, slots=True)
class GateChoices:
    """What the parts of a gate offer; empty where nothing asks for it."""

    contacts: Named = ()
    people: Named = ()
    products: Named = ()
    competitors: Named = ()
    quotes: tuple[QuoteBrief, ...] = ()


def read_choices(session: Any, crossing: Crossing, codes: Iterable[str]) -> GateChoices:
    """Read what can be chosen for the fields with these codes, and the quotes that can stand for evidence."""
    asked = frozenset(codes)
    products: Named = ()
    if "product" in asked:
        products = opportunity_choices.choices(session, crossing.stage_id).products
    competitors: Named = ()
    if "competitor" in asked:
        competitors = tuple(rivals_first(session, crossing.id or uuid.UUID(int=0)))
    staff: Named = ()
    if "team" in asked:
        staff = tuple((person.id, person.name) for person in people.people(session))
    quotes_of: tuple[QuoteBrief, ...] = ()
    if crossing.id is not None:
        quotes_of = tuple(quotes.of_opportunity(session, crossing.id))
    known = asked & _ASK_FOR_CONTACTS
    return GateChoices(
        contacts=read_contacts(session, crossing.customer_id) if known else (),
        people=staff,
        products=products,
        competitors=competitors,
        quotes=quotes_of,
    )


def read_contacts(session: Any, customer_id: uuid.UUID | None) -> Named:
    """Read the contacts of a customer as one chooses among them."""
    if customer_id is None:
        return ()
    return tuple((row.id, row.name) for row in contacts.of_customer(session, customer_id))
