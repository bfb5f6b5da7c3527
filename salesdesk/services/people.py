"""The people who work in the firm."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _
from salesdesk.storage.records import Person


@dataclass(frozen=True, slots=True)
class PersonChoice:
    """A person as menus list them."""

    id: uuid.UUID
    name: str


def people(session: Session) -> list[PersonChoice]:
    """Return everybody who works here, by name."""
    query = select(Person.id, Person.name).where(Person.deleted_at.is_(None)).order_by(Person.name)
    return [PersonChoice(*row) for row in session.execute(query)]


def person_named(session: Session, name: str) -> PersonChoice:
    """Return the one person of that name; InvalidInputError where there is none, or more than one."""
    wanted = name.strip()
    found = [person for person in people(session) if person.name.casefold() == wanted.casefold()]
    if len(found) != 1:
        message = (
            _("Nobody here is called “{name}”.") if not found else _("Several people are called “{name}”.")
        )
        raise InvalidInputError(message.format(name=wanted))
    return found[0]
