"""What went past the process: gates waived, stages skipped, moves back or without a touch, late notes (B33)."""

from __future__ import annotations

import json
import uuid
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from salesdesk.services import stage_ways
from salesdesk.services.rows import Rows, named
from salesdesk.services.stage_ways import Narrowing, Passage, Period, Progress, moment_of
from salesdesk.storage.records import Activity, GateWaiver, Opportunity, Person, Stage
from salesdesk.storage.records.system import Change, Operation

Kind = Literal["waived", "skipped", "back", "untouched", "late"]
KINDS: Final[tuple[Kind, ...]] = ("waived", "skipped", "back", "untouched", "late")
LATE: Final = timedelta(days=2)
"""A note that is written later than this after what it tells of is a late one."""
_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that went past the process; `note` says what in words of the user's own, if any.

    `from_stage` and `to_stage` are the stages of a move; of a waiver `from_stage` is the one that was left. Of a skip
    `to_stage` is the stage left out. `days` is how late a note was written. `by` waived the gate or wrote the note.
    """

    kind: Kind
    at: datetime
    opportunity_id: uuid.UUID | None
    owner_id: uuid.UUID | None
    from_stage: str = ""
    to_stage: str = ""
    note: str = ""
    missing: tuple[str, ...] = ()
    days: int = 0
    by: str = ""
    activity_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class OwnerLine:
    """How often each kind occurred with one owner's opportunities; the name is empty for those of nobody."""

    owner_id: uuid.UUID | None
    name: str
    counts: Mapping[Kind, int]

    @property
    def total(self) -> int:
        """Return how often anything occurred."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Compliance:
    """What was found in a period, the newest first, and how much of it with whom, the most first."""

    findings: tuple[Finding, ...]
    owners: tuple[OwnerLine, ...]
    moves: int
    """How many moves forward there were, with which the counts compare."""

    def count(self, kind: Kind) -> int:
        """Return how often a kind occurred in all."""
        return sum(line.counts[kind] for line in self.owners)


def compliance(
    session: Session,
    pipeline_id: uuid.UUID,
    period: Period,
    *,
    narrowing: Narrowing = (),
    progress: Progress | None = None,
) -> Compliance:
    """Return what went past the process in a pipeline over a period, of the opportunities that are let through."""
    watch = Watch(session, pipeline_id, period, narrowing)
    since = period.window().start
    for passage in stage_ways.passages(session, narrowing, since=since, progress=progress):
        watch.take(passage)
    return watch.found()


class Watch:
    """Looks at the ways of opportunities one after the other, and then at the rest of what was done."""

    def __init__(
        self, session: Session, pipeline_id: uuid.UUID, period: Period, narrowing: Narrowing = ()
    ) -> None:
        self._session = session
        self._pipeline_id = pipeline_id
        self._period = period
        self._window = period.window()
        self._known = stage_ways.stages(session, pipeline_id)
        self._names = _stage_names(session)
        self._owners = _owners(session, narrowing)
        self._findings: list[Finding] = []
        self._forward: list[tuple[float, Finding]] = []

    def take(self, passage: Passage) -> None:
        """Take the moves of an opportunity within the period."""
        way = passage.way
        for move in self._known.moves(way):
            left, came = way[move.before], way[move.after]
            if came.since not in self._window:
                continue
            if move.kind == "back":
                self._findings.append(self._finding("back", passage, came.since, left.stage, came.stage))
                continue
            for key in move.skipped:
                self._findings.append(self._finding("skipped", passage, came.since, left.stage, key))
            if self._known.own[left.stage].before_sale:
                done = self._finding("untouched", passage, came.since, left.stage, came.stage)
                self._forward.append((left.since, done))

    def found(self) -> Compliance:
        """Return everything that was found."""
        session, period, pipeline_id, owners = self._session, self._period, self._pipeline_id, self._owners
        found = [
            *self._findings,
            *_untouched(session, self._forward),
            *_waived(session, pipeline_id, period, self._names, owners),
            *_late(session, pipeline_id, period, owners),
        ]
        found.sort(key=lambda one: one.at, reverse=True)
        return Compliance(tuple(found), _lines(session, found), len(self._forward))

    def _finding(self, kind: Kind, passage: Passage, at: float, left: bytes, to: bytes) -> Finding:
        owner = self._owners.get(passage.key)
        return Finding(kind, moment_of(at), passage.id, owner, self._names[left], self._names[to])


def _untouched(session: Session, forward: Sequence[tuple[float, Finding]]) -> Iterator[Finding]:
    """Yield the moves forward of opportunities for which nothing was done since they came into the stage."""
    for start in range(0, len(forward), _CHUNK):
        part = forward[start : start + _CHUNK]
        touches = _touches(session, {move.opportunity_id for _since, move in part})
        for since, move in part:
            done = touches.get(move.opportunity_id, [])
            place = bisect_left(done, moment_of(since))
            if place == len(done) or done[place] > move.at:
                yield move


def _touches(session: Session, ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID | None, list[datetime]]:
    query: Rows = (
        select(Activity.opportunity_id, Activity.done_at)
        .where(Activity.opportunity_id.in_(ids), Activity.done_at.is_not(None), Activity.deleted_at.is_(None))
        .order_by(Activity.done_at)
    )
    found: dict[uuid.UUID | None, list[datetime]] = defaultdict(list)
    for opportunity, at in session.connection().execute(query):
        found[opportunity].append(at)
    return found


def _waived(
    session: Session,
    pipeline_id: uuid.UUID,
    period: Period,
    names: Mapping[bytes, str],
    owners: Mapping[bytes, uuid.UUID | None],
) -> Iterator[Finding]:
    first, end = _instants(period)
    query = (
        select(GateWaiver, Person.name)
        .join(Stage, Stage.id == GateWaiver.stage_id)
        .outerjoin(Person, Person.id == GateWaiver.person_id)
        .where(
            Stage.pipeline_id == pipeline_id,
            GateWaiver.deleted_at.is_(None),
            GateWaiver.at >= first,
            GateWaiver.at < end,
        )
    )
    for row, by in session.execute(query):
        if row.opportunity_id.bytes in owners:
            yield Finding(
                "waived",
                row.at,
                row.opportunity_id,
                owners[row.opportunity_id.bytes],
                names[row.stage_id.bytes],
                note=row.reason,
                missing=tuple(json.loads(row.missing)),
                by=by or "",
            )


def _late(
    session: Session, pipeline_id: uuid.UUID, period: Period, owners: Mapping[bytes, uuid.UUID | None]
) -> Iterator[Finding]:
    """Yield what was written down more than two days after it was done, by what the journal says of the writing.

    It counts when it was written in the period, by whoever then wrote it; what was loaded at once is no note.
    """
    first, end = _instants(period)
    writer = aliased(Person)
    operations = select(Operation.id).where(
        Operation.kind == "edit", Operation.at >= first, Operation.at < end, Operation.undone_by.is_(None)
    )
    query: Rows = (
        select(Activity, Operation.at, writer.name, Change.diff)
        .select_from(Change)
        .join(Operation, Operation.id == Change.operation)
        .join(Activity, Activity.id == Change.row)
        .join(Opportunity, Opportunity.id == Activity.opportunity_id)
        .join(Stage, Stage.id == Opportunity.stage_id)
        .outerjoin(writer, writer.id == Operation.person)
        .where(
            Change.operation.in_(operations),
            Change.table == "activity",
            Change.diff.contains('"done_at":[null,'),
            Activity.done_at.is_not(None),
            Activity.deleted_at.is_(None),
            Stage.pipeline_id == pipeline_id,
        )
        .order_by(Change.id)
    )
    seen = set[uuid.UUID]()
    for row, at, by, diff in session.execute(query):
        if row.id in seen or row.opportunity_id.bytes not in owners or not _says_done(diff):
            continue
        seen.add(row.id)
        if at - row.done_at > LATE:
            yield Finding(
                "late",
                at,
                row.opportunity_id,
                row.owner_id or owners[row.opportunity_id.bytes],
                note=row.subject or row.note[:200],
                days=(at - row.done_at).days,
                by=by or "",
                activity_id=row.id,
            )


def _says_done(diff: str) -> bool:
    """Tell whether a change marked something as done that wasn't: the text alone may stand in a note."""
    before, after = json.loads(diff).get("done_at", (None, None))
    return before is None and after is not None


def _instants(period: Period) -> tuple[datetime, datetime]:
    window = period.window()
    return moment_of(window.start).astimezone(UTC), moment_of(window.end).astimezone(UTC)


def _stage_names(session: Session) -> dict[bytes, str]:
    query: Rows = select(Stage.id, Stage.name, Stage.name_en)
    return {row.id.bytes: named(row.name, row.name_en) for row in session.execute(query)}


def _owners(session: Session, narrowing: Narrowing) -> dict[bytes, uuid.UUID | None]:
    query = select(Opportunity.id, Opportunity.owner_id).where(Opportunity.deleted_at.is_(None), *narrowing)
    return {one.bytes: owner for one, owner in session.connection().execute(query)}


def _lines(session: Session, findings: Iterable[Finding]) -> tuple[OwnerLine, ...]:
    counts: dict[uuid.UUID | None, dict[Kind, int]] = defaultdict(lambda: dict.fromkeys(KINDS, 0))
    for one in findings:
        counts[one.owner_id][one.kind] += 1
    people: Rows = select(Person.id, Person.name)
    names: dict[uuid.UUID | None, str] = {row.id: row.name for row in session.execute(people)}
    lines = [OwnerLine(owner, names.get(owner, ""), found) for owner, found in counts.items()]
    return tuple(sorted(lines, key=lambda line: (-line.total, line.name)))
