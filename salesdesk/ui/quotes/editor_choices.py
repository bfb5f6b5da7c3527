"""What the form of a quote offers for its customer: contacts and open opportunities."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Final

from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import N_
from salesdesk.services import customers
from salesdesk.services.contacts import ContactRow

PAYMENT_TERMS: Final = (
    N_("100% before delivery"),
    N_("30% in advance, 70% before delivery"),
    N_("30% in advance, 60% before delivery, 10% retention"),
    N_("30% in advance, 30% before delivery, 30% after acceptance, 10% retention"),
    N_("30 days after invoice"),
)
CURRENCIES: Final = ("CNY", "USD", "EUR", "GBP", "HKD", "JPY", "KRW")


@dataclass(frozen=True, slots=True)
class OfCustomer:
    """What belongs to a customer."""

    contacts: tuple[ContactRow, ...] = ()
    opportunities: tuple[tuple[uuid.UUID, str], ...] = ()


def of_customer(session: Any, customer_id: uuid.UUID | None, chosen: uuid.UUID | None) -> OfCustomer:
    """Return the contacts and open opportunities of a customer, and the chosen one also when it is closed."""
    if customer_id is None:
        return OfCustomer()
    try:
        view = customers.view(session, customer_id)
    except InvalidInputError:  # deleted since: the quote still bears its name
        return OfCustomer()
    offered = [one for one in view.opportunities if one.is_open or one.id == chosen]
    return OfCustomer(view.contacts, tuple((one.id, one.title) for one in offered))


def contact_text(contact: ContactRow) -> str:
    """Return a contact as a quote names it."""
    return " ".join(part for part in (contact.name, contact.title) if part)
