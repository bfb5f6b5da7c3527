"""Filters that were kept under a name, by page; what a view holds is text that its page itself reads."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.texts import one_line
from salesdesk.i18n import _
from salesdesk.storage.records import SavedView
from salesdesk.storage.records.base import now

LONGEST_NAME: Final = 100


@dataclass(frozen=True, slots=True)
class View:
    """A kept view of a page."""

    id: uuid.UUID
    name: str
    content: str


def views(session: Session, page: str) -> list[View]:
    """Return the views of a page, in the order in which they were first kept."""
    query = (
        select(SavedView.id, SavedView.name, SavedView.content)
        .where(SavedView.page == page, SavedView.deleted_at.is_(None))
        .order_by(SavedView.position, SavedView.id)
    )
    return [View(*row) for row in session.execute(query)]


def save(session: Session, page: str, name: str, content: str) -> uuid.UUID:
    """Keep a view under a name, in the place of the one that bears it already, and return its id."""
    cleaned = _name(name)
    row = _named(session, page, cleaned)
    if row is None:
        last = session.scalar(select(func.max(SavedView.position)).where(SavedView.page == page))
        row = SavedView(page=page, name=cleaned, position=0 if last is None else last + 1, content=content)
        session.add(row)
        session.flush()
    row.content = content
    return row.id


def rename(session: Session, view_id: uuid.UUID, name: str) -> None:
    """Give a view another name; InvalidInputError where another one of its page bears it."""
    row, cleaned = _view(session, view_id), _name(name)
    if _named(session, row.page, cleaned) not in (None, row):
        raise InvalidInputError(_("Another view is called “{name}”.").format(name=cleaned))
    row.name = cleaned


def delete(session: Session, view_id: uuid.UUID) -> None:
    """Take a view away; undo brings it back."""
    _view(session, view_id).deleted_at = now()


def _name(name: str) -> str:
    cleaned = one_line(name)
    if not cleaned:
        raise InvalidInputError(_("Give the view a name."))
    if len(cleaned) > LONGEST_NAME:
        raise InvalidInputError(_("The text is longer than {count} characters.").format(count=LONGEST_NAME))
    return cleaned


def _named(session: Session, page: str, name: str) -> SavedView | None:
    query = select(SavedView).where(
        SavedView.page == page, SavedView.name == name, SavedView.deleted_at.is_(None)
    )
    return session.scalars(query.limit(1)).one_or_none()


def _view(session: Session, view_id: uuid.UUID) -> SavedView:
    row = session.get(SavedView, view_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This view is no longer there."))
    return row
