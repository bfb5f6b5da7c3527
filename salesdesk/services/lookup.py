"""One record by what the command line calls it."""

from __future__ import annotations

import uuid
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _
from salesdesk.storage.records import (
    Contract,
    Customer,
    Opportunity,
    Pipeline,
    Product,
    Quote,
    ServiceTicket,
    Stage,
)

_NAMES: Final[dict[str, Any]] = {
    "customer": Customer.name,
    "opportunity": Opportunity.name,
    "quote": Quote.number,
    "contract": Contract.number,
    "service_ticket": ServiceTicket.number,
    "product": Product.name,
}
# Customers by their names, products by their codes, the others from the newest: ids rise with time.
_ORDER: Final[dict[str, Any]] = {
    "customer": Customer.name,
    "opportunity": Opportunity.id.desc(),
    "quote": Quote.number.desc(),
    "contract": Contract.number.desc(),
    "service_ticket": ServiceTicket.number.desc(),
    "product": Product.code,
}


def stage(session: Session, text: str) -> tuple[uuid.UUID, uuid.UUID]:
    """Return the pipeline and the id of the first stage whose name in either language contains the text."""
    fits = or_(Stage.name.contains(text, autoescape=True), Stage.name_en.contains(text, autoescape=True))
    query = (
        select(Stage.pipeline_id, Stage.id)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(fits, Stage.deleted_at.is_(None), Pipeline.deleted_at.is_(None))
        .order_by(Pipeline.position, Stage.position)
    )
    found = session.execute(query.limit(1)).one_or_none()
    if found is None:
        raise InvalidInputError(_("There is no record “{text}” for this page.").format(text=text[:40]))
    return found[0], found[1]


def find(session: Session, kind: str, text: str | None) -> uuid.UUID:
    """Return the first record of a kind, such as a customer or a quote, whose name or number contains the text.

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
