"""The figures of the process computed once more, from every row, slowly and in other words than the program's."""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.services.stage_ways import Period
from salesdesk.storage.records import Opportunity, Stage, StageChange
from salesdesk.storage.records.base import now


@dataclass
class Plain:
    """What was counted of one stage, by opportunity."""

    entered: set[uuid.UUID] = field(default_factory=set)
    went_on: set[uuid.UUID] = field(default_factory=set)
    stopped: set[uuid.UUID] = field(default_factory=set)
    days: list[timedelta] = field(default_factory=list)
    finished: set[uuid.UUID] = field(default_factory=set)
    back: list[uuid.UUID] = field(default_factory=list)
    skipped: list[uuid.UUID] = field(default_factory=list)

    def median(self) -> float | None:
        found = sorted(self.days)
        middle = len(found) // 2
        if not found:
            return None
        both = found[middle] if len(found) % 2 else (found[middle - 1] + found[middle]) / 2
        return both / timedelta(days=1)

    def mean(self) -> float | None:
        return sum(self.days, timedelta()) / len(self.days) / timedelta(days=1) if self.days else None


@dataclass
class Event:
    """One thing that happened: where it led, and whether it is an arrival, a closing or something else."""

    at: datetime
    stage: Stage
    status: str


class _Recount:
    """Counts for one pipeline and period."""

    def __init__(self, stages: list[Stage], pipeline: uuid.UUID, period: Period) -> None:
        self.pipeline = pipeline
        self.here = [stage for stage in stages if stage.pipeline_id == pipeline]
        self.start = datetime.combine(period.first, time()).astimezone()
        self.end = datetime.combine(period.last + timedelta(days=1), time()).astimezone()
        self.result: dict[uuid.UUID, Plain] = defaultdict(Plain)

    def count(self, one: uuid.UUID, story: list[Event]) -> None:
        for stage in self.here:
            if stage.kind == "open":
                self.count_entry(one, story, stage, self.result[stage.id])
            self.count_stays(one, story, stage, self.result[stage.id])
        for place in range(1, len(story)):
            if self.fits(story[place].at) and self.ours(story[place - 1]) and self.ours(story[place]):
                self.count_move(one, story, place)

    def fits(self, at: datetime) -> bool:
        return self.start <= at < self.end

    def ours(self, event: Event) -> bool:
        return event.stage.pipeline_id == self.pipeline

    def count_entry(self, one: uuid.UUID, story: list[Event], stage: Stage, plain: Plain) -> None:
        stays = [
            place for place, event in enumerate(story) if event.stage is stage and event.status == "open"
        ]
        arrivals = [
            place
            for place in stays
            if self.fits(story[place].at) and (place == 0 or self.ours(story[place - 1]))
        ]
        if not arrivals:
            return
        plain.entered.add(one)
        later = story[arrivals[0] + 1 :]
        passed = [event for event in later if self.ours(event) and event.stage.position > stage.position]
        if passed or any(event.status == "won" for event in later):
            plain.went_on.add(one)
        elif stays[-1] < len(story) - 1:
            if self.ours(story[stays[-1] + 1]):
                plain.stopped.add(one)
        elif stage.max_days is not None and (now() - story[-1].at).days > stage.max_days:
            plain.stopped.add(one)

    def count_stays(self, one: uuid.UUID, story: list[Event], stage: Stage, plain: Plain) -> None:
        wanted = "open" if stage.kind == "open" else "won"
        for before, event, after in zip([None, *story], story, story[1:], strict=False):
            whole = self.ours(after) and (before is None or self.ours(before))
            if event.stage is stage and event.status == wanted and whole and self.fits(after.at):
                plain.days.append(after.at - event.at)
                plain.finished.add(one)

    def count_move(self, one: uuid.UUID, story: list[Event], place: int) -> None:
        before, after = story[place - 1], story[place]
        if after.status == "won" and before.status != "won":
            limit = float("inf")
        elif before.status == after.status != "lost" and before.stage is not after.stage:
            limit = after.stage.position
            if after.stage.position < before.stage.position:
                self.result[before.stage.id].back.append(one)
        else:
            return
        known = [after.stage, *(event.stage for event in story[:place])]
        for stage in self.here:
            between = before.stage.position < stage.position < limit
            if stage.kind == "open" and between and stage not in known:
                self.result[stage.id].skipped.append(one)


def recompute(session: Session, pipeline: uuid.UUID, period: Period) -> dict[uuid.UUID, Plain]:
    """Return what was counted, by stage."""
    stages = {stage.id: stage for stage in session.scalars(select(Stage))}
    changes = defaultdict(list)
    for change in session.scalars(select(StageChange).where(StageChange.deleted_at.is_(None))):
        changes[change.opportunity_id].append(change)
    recount = _Recount(list(stages.values()), pipeline, period)
    for row in session.scalars(select(Opportunity).where(Opportunity.deleted_at.is_(None))):
        own = sorted(changes[row.id], key=lambda change: (change.at, change.id.bytes))
        recount.count(row.id, _story(row, own, stages))
    return recount.result


def _story(row: Opportunity, changes: list[StageChange], stages: dict[uuid.UUID, Stage]) -> list[Event]:
    if not changes:
        return [Event(row.stage_entered_at, stages[row.stage_id], row.status)]
    story = []
    if changes[0].from_stage_id is not None:
        found = datetime.combine(row.created_on, time()).astimezone()
        story.append(Event(min(found, changes[0].at), stages[changes[0].from_stage_id], "open"))
    return [*story, *(Event(change.at, stages[change.to_stage_id], change.status) for change in changes)]
