"""Contacts: the people who work for a customer."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from salesdesk.domain import customer as rules
from salesdesk.domain.errors import ConflictError, InvalidInputError
from salesdesk.i18n import _
from salesdesk.storage import bulk
from salesdesk.storage.records import Contact, Customer
from salesdesk.storage.records.customers import CONTACT_ROLES

_LONGEST: Final = {"title": 100, "department": 100, "phone": 60, "mobile": 60, "email": 200, "wechat": 100}


@dataclass(frozen=True, slots=True)
class ContactRow:
    """A contact with everything that is known; the main one of a customer comes first."""

    id: uuid.UUID
    name: str
    title: str
    department: str
    role: str
    phone: str
    mobile: str
    email: str
    wechat: str
    is_main: bool
    remark: str
    row_version: int


def of_customer(session: Session, customer_id: uuid.UUID) -> list[ContactRow]:
    """Return the contacts of a customer, the main one first."""
    query = (
        select(*(getattr(Contact, name) for name in ContactRow.__dataclass_fields__))
        .where(Contact.customer_id == customer_id, Contact.deleted_at.is_(None))
        .order_by(Contact.is_main.desc(), Contact.created_at, Contact.id)
    )
    return [ContactRow(*row) for row in session.execute(query)]


def customer_of(session: Session, contact_id: uuid.UUID) -> uuid.UUID:
    """Return the customer whom a contact works for."""
    return _contact(session, contact_id).customer_id


def create(session: Session, customer_id: uuid.UUID, /, **values: Any) -> uuid.UUID:
    """Add a contact to a customer and return its id; the first one is the main one."""
    customer = session.get(Customer, customer_id)
    if customer is None or customer.deleted_at is not None:
        raise InvalidInputError(_("This customer is no longer there."))
    first = not of_customer(session, customer_id)
    wanted = bool(values.pop("is_main", False)) or first
    row = Contact(customer_id=customer_id, **_cleaned({"name": ""} | values))
    session.add(row)
    session.flush()
    if wanted:
        set_main(session, row.id)
    return row.id


def change(session: Session, contact_id: uuid.UUID, /, *, row_version: int, **values: Any) -> None:
    """Change some fields of a contact."""
    row = _contact(session, contact_id, row_version)
    main = bool(values.pop("is_main", row.is_main))
    for name, value in _cleaned(values).items():
        setattr(row, name, value)
    session.flush()
    if main and not row.is_main:
        set_main(session, contact_id)


def set_main(session: Session, contact_id: uuid.UUID) -> None:
    """Make a contact the one main contact of its customer."""
    row = _contact(session, contact_id)
    others = (Contact.customer_id == row.customer_id, Contact.id != row.id, Contact.is_main)
    bulk.update_rows(session, update(Contact).where(*others).values(is_main=False))
    row.is_main = True


def _contact(session: Session, contact_id: uuid.UUID, row_version: int | None = None) -> Contact:
    row = session.get(Contact, contact_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This contact is no longer there."))
    if row_version is not None and row.row_version != row_version:
        raise ConflictError(
            _("“{name}” was changed elsewhere in the meantime. Look at it again.").format(name=row.name[:60])
        )
    return row


def _cleaned(values: dict[str, Any]) -> dict[str, Any]:
    unknown = values.keys() - {"name", "role", "remark", *_LONGEST}
    if unknown:
        raise TypeError(unknown)
    kept = {
        name: rules.cleaned(value, _LONGEST[name]) if name in _LONGEST else value
        for name, value in values.items()
    }
    if "name" in kept:
        kept["name"] = rules.cleaned_name(kept["name"])
    if "role" in kept:
        kept["role"] = rules.choice(kept["role"], CONTACT_ROLES)
    if "remark" in kept:
        kept["remark"] = rules.cleaned_remark(kept["remark"])
    return kept
