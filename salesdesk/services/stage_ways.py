"""The ways of opportunities through the stages, read as a stream: hundreds of thousands of steps in a second or two."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from salesdesk.domain.stage_way import Place, Stages, Stay, Window, append
from salesdesk.services.rows import Rows
from salesdesk.storage.records import Opportunity, Stage, StageChange
from salesdesk.storage.records.base import now

StageKey: TypeAlias = bytes
AllStages: TypeAlias = Stages[StageKey]
Narrowing: TypeAlias = Sequence[ColumnElement[bool]]
"""Conditions over opportunities: what a filter asks of them, whatever their status."""
Progress: TypeAlias = Callable[[int, int], None]
_CHUNK: Final = 5_000


@dataclass(frozen=True, slots=True)
class Period:
    """Local days, from the first to the last."""

    first: date
    last: date

    def window(self) -> Window:
        """Return the same as instants, with the present."""
        return Window(midnight(self.first), midnight(self.last + timedelta(days=1)), now().timestamp())


@dataclass(frozen=True, slots=True)
class Passage:
    """One opportunity and its way."""

    key: bytes
    way: list[Stay[StageKey]]

    @property
    def id(self) -> uuid.UUID:
        """Return the id of the opportunity."""
        return uuid.UUID(bytes=self.key)


def midnight(day: date) -> float:
    """Return the beginning of a local day in seconds since 1970."""
    return datetime.combine(day, time()).timestamp()


def moment_of(seconds: float) -> datetime:
    """Return an instant of a way as a time in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def stages(session: Session, pipeline_id: uuid.UUID) -> Stages[StageKey]:
    """Return the stages of every pipeline, asked for one of them; deleted ones too, for the ways that led there."""
    query = select(Stage.id, Stage.pipeline_id, Stage.position, Stage.kind, Stage.max_days)
    places = {
        row.id.bytes: Place(row.id.bytes, row.pipeline_id, row.position, row.kind == "open", row.max_days)
        for row in session.execute(query)
    }
    return Stages(places, pipeline_id)


def passages(
    session: Session,
    narrowing: Narrowing = (),
    *,
    since: float | None = None,
    progress: Progress | None = None,
) -> Iterator[Passage]:
    """Yield the opportunities that are not deleted with their ways, in the order of their ids.

    Those to which nothing happened since an instant may be left out. What was before the first change is told from the
    opportunity's own dates: older workspaces kept no history.
    """
    known = {key: rest for key, *rest in _bare(session, _opportunities(narrowing))}
    total, done = len(known), 0
    for key, changes in groupby(_bare(session, _changes(), progress), key=itemgetter(0)):
        if (own := known.pop(key, None)) is None:
            continue
        done += 1
        if progress is not None and not done % _CHUNK:
            progress(done, total)
        steps = list(changes)
        if since is None or _seconds(steps[-1][4]) >= since:
            yield Passage(key, _way(steps, own[0]))
    for key in sorted(known):
        _created, stage, status, entered = known[key]
        yield Passage(key, [Stay(stage, status, _seconds(entered))])


def _way(steps: Sequence[Any], created: str) -> list[Stay[StageKey]]:
    """Return the way of its changes, which are sorted by their instants."""
    way: list[Stay[StageKey]] = []
    _key, came_from, _to, _status, at = steps[0]
    if came_from is not None:
        way.append(Stay(came_from, "open", min(midnight(date.fromisoformat(created)), _seconds(at))))
    for _key, _came_from, to, status, at in steps:
        append(way, Stay(to, status, _seconds(at)))
    return way


def _seconds(at: str) -> float:
    return datetime.fromisoformat(at).timestamp()


def _bare(session: Session, query: Rows, progress: Progress | None = None) -> Iterator[Any]:
    """Yield rows as the database has them: ids as bytes, instants as text; wrapping them would take twice as long."""
    cursor: Any = session.connection().execute(query).cursor
    with closing(cursor):
        while found := cursor.fetchmany(_CHUNK):
            if progress is not None:
                progress(0, 0)
            yield from found


def _opportunities(narrowing: Narrowing) -> Rows:
    return select(
        Opportunity.id,
        Opportunity.created_on,
        Opportunity.stage_id,
        Opportunity.status,
        Opportunity.stage_entered_at,
    ).where(Opportunity.deleted_at.is_(None), *narrowing)


def _changes() -> Rows:
    return (
        select(
            StageChange.opportunity_id,
            StageChange.from_stage_id,
            StageChange.to_stage_id,
            StageChange.status,
            StageChange.at,
        )
        .where(StageChange.deleted_at.is_(None))
        .order_by(StageChange.opportunity_id, StageChange.at, StageChange.id)
    )
