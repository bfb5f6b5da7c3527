"""What a timeline is made of: an event, whose events are asked for, and when something was."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import ColumnElement, bindparam
from sqlalchemy.orm import Session

from salesdesk.services.rows import Rows
from salesdesk.storage.records.base import Uuid

EXCERPT: Final = 2_000
"""How much of a text an event shows."""
NAME: Final = 80
"""How much of a name an event shows."""


@dataclass(frozen=True, slots=True)
class TimelineEvent:
    """Something that happened; `record` is what it opens, `id` and `row_version` are those of an activity.

    The kinds are those of activities, `created`, `stage`, `won`, `lost`, `on_hold`, `quote`, `quote_sent`, and those of
    contracts: `contract_issued`, `contract_signed`, `contract_ended`, `contract_event`, `receipt`, `receipt_back`.
    """

    id: uuid.UUID | None
    kind: str
    at: datetime | None
    day: date
    title: str
    text: str
    person: str | None
    done: bool
    due_on: date | None
    row_version: int | None
    record: tuple[str, uuid.UUID] | None


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose events are asked for, how many, and before which instant."""

    by_opportunity: bool
    values: dict[str, Any]

    def rows(self, session: Session, query: Rows) -> Iterator[Any]:
        """Return what a query finds of it."""
        return iter(session.execute(query, self.values))


def holds(by_opportunity: bool, opportunity: Any, customer: Any) -> ColumnElement[bool]:  # noqa: FBT001 - a key
    """Return the condition that a row belongs to the opportunity or the customer that is asked for."""
    wanted: ColumnElement[bool] = (opportunity if by_opportunity else customer) == bindparam(
        "wanted", type_=Uuid
    )
    return wanted


def start(day: date) -> datetime:
    """Return when a local day begins."""
    return datetime.combine(day, time()).astimezone()


def at_on(day: date, made: datetime) -> datetime:
    """Return when it was on a local day: the instant of the row where it was made that day."""
    return made if made.astimezone().date() == day else start(day)


def happened(
    kind: str,
    at: datetime,
    title: str,
    text: str,
    *,
    person: str | None,
    record: tuple[str, uuid.UUID] | None,
) -> TimelineEvent:
    """Return an event that isn't an activity."""
    day = at.astimezone().date()
    return TimelineEvent(
        None, kind, at, day, title, text, person, done=True, due_on=None, row_version=None, record=record
    )
