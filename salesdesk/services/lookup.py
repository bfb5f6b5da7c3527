"""One record by what the command line calls it."""

from __future__ import annotations

import uuid
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _
from salesdesk.storage.records import Customer, Opportunity, Quote

_NAMES: Final[dict[str, Any]] = {
    "customer": Customer.name,
    "opportunity": Opportunity.name,
    "quote": Quote.number,
}
# Customers by their names, the others from the newest: ids rise with time.
_ORDER: Final[dict[str, Any]] = {
    "customer": Customer.name,
    "opportunity": Opportunity.id.desc(),
    "quote": Quote.number.desc(),
}


def find(session: Session, kind: str, text: str | None) -> uuid.UUID:
    """Return the first record of a kind (customer, opportunity, quote) whose name or number contains the text.

    Without a text it is the first customer by name, or the newest of the others.
    """
    name = _NAMES[kind]
    record = name.class_
    query = select(record.id).where(record.deleted_at.is_(None)).order_by(_ORDER[kind], record.id).limit(1)
    if text:
        query = query.where(name.contains(text, autoescape=True))
    found: uuid.UUID | None = session.scalar(query)
    if found is None:
        shown = (text or "")[:40]
        raise InvalidInputError(_("There is no record “{text}” for this page.").format(text=shown))
    return found
