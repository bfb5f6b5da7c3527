"""Competitors: firms that sell against us."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.texts import one_line
from salesdesk.i18n import _
from salesdesk.services.rows import chosen
from salesdesk.storage.records import Competitor

_LONGEST_NAME: Final = 200


@dataclass(frozen=True, slots=True)
class CompetitorChoice:
    """A competitor as menus list it."""

    id: uuid.UUID
    name: str


def competitors(session: Session) -> list[CompetitorChoice]:
    """Return all competitors, by name."""
    query = select(Competitor.id, Competitor.name).where(Competitor.deleted_at.is_(None))
    return [CompetitorChoice(*row) for row in session.execute(query.order_by(Competitor.name, Competitor.id))]


def find_or_add(session: Session, value: uuid.UUID | str | None) -> uuid.UUID:
    """Return the competitor of an id, or of a name (in any case), under which one is made where there is none."""
    if isinstance(value, uuid.UUID):
        row = chosen(session, Competitor, value)
        return row.id
    name = one_line(value or "")
    if not name:
        raise InvalidInputError(_("Say to which competitor it was lost."))
    if len(name) > _LONGEST_NAME:
        raise InvalidInputError(_("The text is longer than {count} characters.").format(count=_LONGEST_NAME))
    same = select(Competitor.id).where(
        func.lower(Competitor.name) == name.lower(), Competitor.deleted_at.is_(None)
    )
    found = session.scalar(same.order_by(Competitor.id).limit(1))
    if found is not None:
        return found
    row = Competitor(name=name)
    session.add(row)
    session.flush()
    return row.id
