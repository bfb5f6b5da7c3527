"""What follows from the items of a stage: a next step for whoever does it, a message to send."""

from __future__ import annotations

import uuid
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.activity import LONGEST_SUBJECT
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.messages import Message, fill
from salesdesk.i18n import DEFAULT_LANGUAGE, LANGUAGES, Language, _
from salesdesk.services import activities, company
from salesdesk.services.opportunity_rows import writable
from salesdesk.services.rows import named
from salesdesk.services.stage_items import team
from salesdesk.storage.records import (
    Contact,
    Customer,
    Opportunity,
    OpportunityItem,
    Person,
    StageItem,
    Stakeholder,
)


def plan(
    session: Session, opportunity_id: uuid.UUID, item_id: uuid.UUID, *, due_on: date, kind: str = "task"
) -> uuid.UUID:
    """Make a next step of an item, for whoever of the team does it, else the owner; return the activity's id."""
    row = writable(session, opportunity_id)
    item = session.get(StageItem, item_id)
    if item is not None and item.deleted_at is None:
        subject, note, role = named(item.text, item.text_en), named(item.detail, item.detail_en), item.role
    else:
        own = session.get(OpportunityItem, item_id)
        if own is None or own.deleted_at is not None or own.opportunity_id != opportunity_id:
            raise InvalidInputError(_("What was chosen is no longer there. Choose again."))
        subject, note, role = own.text, "", ""
    responsible = team(session, row).get(role)
    return activities.plan(
        session,
        kind=kind,
        due_on=due_on,
        subject=subject[:LONGEST_SUBJECT],
        note=note,
        opportunity_id=opportunity_id,
        owner_id=responsible[0] if responsible else row.owner_id,
    )


def message(
    session: Session,
    opportunity_id: uuid.UUID,
    item_id: uuid.UUID,
    *,
    contact_id: uuid.UUID | None = None,
    language: Language | None = None,
) -> Message:
    """Return a stage's message with the names of this opportunity, in the customer's language unless told otherwise.

    Without a contact it goes to the first in the decision chain, else to the customer's main contact.
    """
    row, item = session.get(Opportunity, opportunity_id), session.get(StageItem, item_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This opportunity is no longer there."))
    if item is None or item.deleted_at is not None or item.kind != "message":
        raise InvalidInputError(_("What was chosen is no longer there. Choose again."))
    customer = None if row.customer_id is None else session.get(Customer, row.customer_id)
    chosen = language or customer_language(customer)
    firm = company.company(session)
    owner = None if row.owner_id is None else session.get(Person, row.owner_id)
    values = {
        "customer": (customer.short_name or customer.name) if customer else "",
        "contact": _contact_name(session, row, contact_id),
        "owner": owner.name if owner else "",
        "company": ((firm.name_en if chosen == "en" else "") or firm.name) if firm else "",
        "opportunity": row.name,
    }
    text = (item.detail_en if chosen == "en" else "") or item.detail
    return fill(text, values, chosen)


def customer_language(customer: Customer | None) -> Language:
    """Return the language in which a customer is written to."""
    return next((one for one in LANGUAGES if customer and one == customer.language), DEFAULT_LANGUAGE)


def _contact_name(session: Session, row: Opportunity, contact_id: uuid.UUID | None) -> str:
    if contact_id is not None:
        found = session.get(Contact, contact_id)
        if found is None or found.deleted_at is not None:
            raise InvalidInputError(_("This contact is no longer there."))
        return found.name
    chain = (
        select(Contact.name)
        .join(Stakeholder, Stakeholder.contact_id == Contact.id)
        .where(Stakeholder.opportunity_id == row.id, Stakeholder.deleted_at.is_(None))
        .order_by(Stakeholder.position, Stakeholder.id)
    )
    main = (
        select(Contact.name)
        .where(Contact.customer_id == row.customer_id, Contact.deleted_at.is_(None))
        .order_by(Contact.is_main.desc(), Contact.created_at, Contact.id)
    )
    return session.scalar(chain.limit(1)) or session.scalar(main.limit(1)) or ""
