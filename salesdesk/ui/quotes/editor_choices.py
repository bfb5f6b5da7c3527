"""What the form of a quote offers for its customer: contacts and open opportunities."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Final

from salesdesk.domain import payment_terms
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.payment_terms import PaymentTerm
from salesdesk.i18n import Language
from salesdesk.services import customers
from salesdesk.services.contacts import ContactRow

INSTALMENTS: Final = (6, 12)
"""How many equal payments are offered."""
CURRENCIES: Final = ("CNY", "USD", "EUR", "GBP", "HKD", "JPY", "KRW")


@dataclass(frozen=True, slots=True)
class OfCustomer:
    """What belongs to a customer."""

    contacts: tuple[ContactRow, ...] = ()
    opportunities: tuple[tuple[uuid.UUID, str], ...] = ()


def payment_choices(language: Language) -> list[tuple[str, str]]:
    """Return the known terms of payment: the key of each, and its name with its words."""
    known = (*payment_terms.TERMS, *(payment_terms.instalments(count) for count in INSTALMENTS))
    return [(term.key, _in_full(term, language)) for term in known]


def _in_full(term: PaymentTerm, language: Language) -> str:
    return f"{payment_terms.name_of(term, language)} · {payment_terms.in_words(term, language)}"


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
