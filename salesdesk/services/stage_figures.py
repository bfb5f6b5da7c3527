"""How opportunities go through a pipeline: conversion and time of each stage, sales cycle, months (A11.6, A11.7)."""

from __future__ import annotations

import statistics
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, Literal

from sqlalchemy import Integer, Select, cast, extract, func, select
from sqlalchemy.orm import Session

from salesdesk.domain.stage_way import Counts, Stages, Tally
from salesdesk.services import stage_ways
from salesdesk.services.rows import Rows, named
from salesdesk.services.stage_ways import Narrowing, Passage, Period, Progress, StageKey
from salesdesk.storage.records import Opportunity, Stage

FEW: Final = 5
"""From so many decided opportunities on a conversion says something."""
Behind = Literal["entered", "went_on", "stopped", "undecided", "finished", "back", "skipped"]


@dataclass(frozen=True, slots=True)
class StageFigure:
    """What was counted of a stage over a period; `conversion` is a fraction, times are in days.

    `entered`, `decided` and `went_on` are opportunities, as `domain.stage_way.Counts` says; `finished` are stays;
    `back` are moves back from this stage, `skipped` the opportunities that were moved past it.
    """

    id: uuid.UUID
    name: str
    before_sale: bool
    min_days: int | None
    max_days: int | None
    entered: int
    decided: int
    went_on: int
    conversion: float | None
    finished: int
    median_days: float | None
    mean_days: float | None
    back: int
    skipped: int


@dataclass(frozen=True, slots=True)
class Month:
    """A month, named by its first day: how many opportunities were found, won and lost."""

    first: date
    entered: int
    won: int
    lost: int


@dataclass(frozen=True, slots=True)
class Cycle:
    """The days from the finding of an opportunity to its signature, over the wins of a period."""

    count: int
    median: float | None
    mean: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures of a pipeline over a period."""

    period: Period
    stages: tuple[StageFigure, ...]
    months: tuple[Month, ...]
    cycle: Cycle
    won: int
    lost: int

    @property
    def win_rate(self) -> float | None:
        """Return the share of the wins among what was closed, by count."""
        closed = self.won + self.lost
        return self.won / closed if closed else None

    @property
    def bottleneck(self) -> StageFigure | None:
        """Return the stage that the smallest share leaves forward, where enough were decided to tell."""
        telling = [one for one in self.stages if one.conversion is not None and one.decided >= FEW]
        lowest = min(telling, key=lambda one: one.conversion or 0, default=None)
        return None if lowest is None or lowest.conversion == 1 else lowest


def figures(
    session: Session,
    pipeline_id: uuid.UUID,
    period: Period,
    *,
    narrowing: Narrowing = (),
    progress: Progress | None = None,
    also: Callable[[Passage], object] = lambda _passage: None,
) -> Figures:
    """Return the figures of a pipeline over a period, of the opportunities that `narrowing` lets through.

    `also` is called with each of them to which anything happened since the period began: reading them takes longest.
    """
    known = stage_ways.stages(session, pipeline_id)
    window = period.window()
    tally: Tally[StageKey] = Tally(known, window)
    for passage in stage_ways.passages(session, narrowing, since=window.start, progress=progress):
        tally.add(passage.way)
        also(passage)
    here = (Opportunity.deleted_at.is_(None), Opportunity.stage_id.in_(_stage_ids(pipeline_id)), *narrowing)
    months = _months(session, period, here)
    return Figures(
        period,
        tuple(
            _stage_figure(row, tally.counts[row.id.bytes]) for row in session.execute(_living(pipeline_id))
        ),
        months,
        _cycle(session, period, here),
        sum(month.won for month in months),
        sum(month.lost for month in months),
    )


def _living(pipeline_id: uuid.UUID) -> Rows:
    return (
        select(Stage.id, Stage.name, Stage.name_en, Stage.kind, Stage.min_days, Stage.max_days)
        .where(Stage.pipeline_id == pipeline_id, Stage.deleted_at.is_(None))
        .order_by(Stage.position)
    )


def _stage_ids(pipeline_id: uuid.UUID) -> Select[Any]:
    return select(Stage.id).where(Stage.pipeline_id == pipeline_id)


def _stage_figure(row: Any, counts: Counts) -> StageFigure:
    return StageFigure(
        id=row.id,
        name=named(row.name, row.name_en),
        before_sale=row.kind == "open",
        min_days=row.min_days,
        max_days=row.max_days,
        entered=counts.entered,
        decided=counts.decided,
        went_on=counts.went_on,
        conversion=counts.conversion,
        finished=len(counts.days),
        median_days=counts.median_days,
        mean_days=counts.mean_days,
        back=counts.back,
        skipped=counts.skipped,
    )


def _months(session: Session, period: Period, here: Narrowing) -> tuple[Month, ...]:
    """Count by month what was found, won and lost in the pipeline, months without anything included."""
    found = {
        name: _by_month(session, day, period, (*here, *condition))
        for name, day, condition in (
            ("entered", Opportunity.created_on, ()),
            ("won", Opportunity.closed_on, (Opportunity.status == "won",)),
            ("lost", Opportunity.closed_on, (Opportunity.status == "lost",)),
        )
    }
    first, last = (day.year * 12 + day.month - 1 for day in (period.first, period.last))
    return tuple(
        Month(
            date(number // 12, number % 12 + 1, 1), **{name: counts[number] for name, counts in found.items()}
        )
        for number in range(first, last + 1)
    )


def _by_month(session: Session, day: Any, period: Period, conditions: Narrowing) -> Counter[int]:
    month = cast(extract("year", day), Integer) * 12 + cast(extract("month", day), Integer) - 1
    query = (
        select(month, func.count()).where(day.between(period.first, period.last), *conditions).group_by(month)
    )
    return Counter({row[0]: row[1] for row in session.execute(query)})


def _cycle(session: Session, period: Period, here: Narrowing) -> Cycle:
    query: Rows = select(Opportunity.created_on, Opportunity.closed_on).where(
        *here, Opportunity.status == "won", Opportunity.closed_on.between(period.first, period.last)
    )
    days = [(row[1] - row[0]).days for row in session.execute(query)]
    if not days:
        return Cycle(0, None, None)
    return Cycle(len(days), float(statistics.median(days)), statistics.fmean(days))


def behind(
    session: Session,
    pipeline_id: uuid.UUID,
    period: Period,
    stage_id: uuid.UUID,
    what: Behind,
    *,
    narrowing: Narrowing = (),
    progress: Progress | None = None,
) -> list[uuid.UUID]:
    """Return the opportunities behind a figure of a stage."""
    known, window = stage_ways.stages(session, pipeline_id), period.window()
    key = stage_id.bytes

    def fits(passage: Passage) -> bool:
        return _fits(known, passage, key, what, window)

    every = stage_ways.passages(session, narrowing, since=window.start, progress=progress)
    return [one.id for one in every if fits(one)]


def _fits(known: Stages[StageKey], passage: Passage, key: StageKey, what: Behind, window: Any) -> bool:
    way = passage.way
    if what == "finished":
        return any(stage == key and ended in window for stage, _days, ended in known.finished(way))
    if what in ("back", "skipped"):
        return any(
            key in move.skipped
            if what == "skipped"
            else move.kind == "back" and way[move.before].stage == key
            for move in known.moves(way)
            if way[move.after].since in window
        )
    for stage, outcome in known.entries(way, window):
        if stage == key:
            return (
                what == "entered" or {True: "went_on", False: "stopped", None: "undecided"}[outcome] == what
            )
    return False
