"""What the view of the process shows: the figures of the stages and what went past them, over one period."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.services import compliance, opportunity_lines, stage_figures, view_scope
from salesdesk.services.board import BoardFilter
from salesdesk.services.board_filter import narrowing as narrowing_of
from salesdesk.services.compliance import Compliance, Finding
from salesdesk.services.forecast import month_after
from salesdesk.services.lists import local_day
from salesdesk.services.opportunity_lines import OpportunityLine
from salesdesk.services.stage_figures import Behind, Figures
from salesdesk.services.stage_ways import Period, Progress
from salesdesk.storage.records import Opportunity

PeriodCode = Literal["months3", "months12", "year", "last_year", "all"]
PERIODS: Final[tuple[PeriodCode, ...]] = ("months3", "months12", "year", "last_year", "all")
_EARLIEST: Final = date(1990, 1, 1)


@dataclass(frozen=True, slots=True)
class ProcessReport:
    """The figures and the compliance of a pipeline."""

    pipeline_id: uuid.UUID
    figures: Figures
    compliance: Compliance


def period(session: Session, code: PeriodCode, *, today: date | None = None) -> Period:
    """Return the days of a period: the last 3 or 12 months with this one, this year or the last, or everything."""
    day = today or local_day()
    if code == "months3":
        return Period(month_after(day, -2), day)
    if code == "months12":
        return Period(month_after(day, -11), day)
    if code == "year":
        return Period(date(day.year, 1, 1), day)
    if code == "last_year":
        return Period(date(day.year - 1, 1, 1), date(day.year - 1, 12, 31))
    first = session.scalar(select(func.min(Opportunity.created_on)).where(Opportunity.deleted_at.is_(None)))
    return Period(min(max(first or day, _EARLIEST), day), day)


def report(
    session: Session,
    board_filter: BoardFilter,
    code: PeriodCode,
    *,
    today: date | None = None,
    progress: Progress | None = None,
) -> ProcessReport | None:
    """Return the report of the filter's pipeline, None where there is no pipeline."""
    pipeline_id = view_scope.pipeline_of(session, board_filter)
    if pipeline_id is None:
        return None
    days, narrowing = period(session, code, today=today), tuple(narrowing_of(board_filter))
    watch = compliance.Watch(session, pipeline_id, days, narrowing)
    figures = stage_figures.figures(
        session, pipeline_id, days, narrowing=narrowing, progress=progress, also=watch.take
    )
    return ProcessReport(pipeline_id, figures, watch.found())


def named(session: Session, findings: Iterable[Finding]) -> dict[uuid.UUID, OpportunityLine]:
    """Return the opportunities that findings are about."""
    ids = {one.opportunity_id for one in findings if one.opportunity_id is not None}
    return opportunity_lines.lines(session, sorted(ids))


def behind(
    session: Session,
    board_filter: BoardFilter,
    days: Period,
    stage_id: uuid.UUID,
    what: Behind,
    *,
    progress: Progress | None = None,
) -> tuple[uuid.UUID, ...]:
    """Return the opportunities behind a figure of a stage."""
    pipeline_id = view_scope.pipeline_of(session, board_filter)
    if pipeline_id is None:
        return ()
    found = stage_figures.behind(
        session,
        pipeline_id,
        days,
        stage_id,
        what,
        narrowing=tuple(narrowing_of(board_filter)),
        progress=progress,
    )
    return tuple(found)
