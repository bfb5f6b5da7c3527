"""Facts about an opportunity as SQL, each of which asks about the row of the query around it.

The conditions say of the rows of a table what `domain.risk` and `domain.ageing` say of a card; a test compares both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, func, or_, select

from salesdesk.domain import risk
from salesdesk.services.board_moments import TODAY, day_before, instant_before
from salesdesk.storage.records import (
    Activity,
    Competitor,
    Contact,
    Opportunity,
    Pipeline,
    Rival,
    Stage,
    Stakeholder,
)

Condition = ColumnElement[bool]
_PLANNED: Final = (
    Activity.opportunity_id == Opportunity.id,
    Activity.done_at.is_(None),
    Activity.deleted_at.is_(None),
    Activity.due_on.is_not(None),
)
_DONE: Final = (
    Activity.opportunity_id == Opportunity.id,
    Activity.done_at.is_not(None),
    Activity.deleted_at.is_(None),
)


def next_step_id() -> Any:
    """Return the id of the earliest activity that is planned."""
    return (
        select(Activity.id)
        .where(*_PLANNED)
        .order_by(Activity.due_on, Activity.due_time == "", Activity.due_time, Activity.id)
        .limit(1)
        .correlate(Opportunity)
        .scalar_subquery()
    )


def planned_from() -> Any:
    """Return the day of the earliest activity that is planned."""
    return _one(select(func.min(Activity.due_on)).where(*_PLANNED))


def planned_until() -> Any:
    """Return the day of the latest activity that is planned."""
    return _one(select(func.max(Activity.due_on)).where(*_PLANNED))


def last_touch() -> Any:
    """Return the instant of the newest activity that was done."""
    return _one(select(func.max(Activity.done_at)).where(*_DONE))


def chain() -> Any:
    """Return how many people stand in the decision chain."""
    return _one(
        select(func.count())
        .select_from(Stakeholder)
        .where(Stakeholder.opportunity_id == Opportunity.id, Stakeholder.deleted_at.is_(None))
    )


def contacts() -> Any:
    """Return how many contacts the customer has."""
    return _one(
        select(func.count())
        .select_from(Contact)
        .where(Contact.customer_id == Opportunity.customer_id, Contact.deleted_at.is_(None))
    )


def people() -> Any:
    """Return how many people are known: those of the decision chain, else the customer's contacts."""
    return func.coalesce(func.nullif(chain(), 0), contacts())


def favoured() -> Any:
    """Return the name of the competitor that the customer favours."""
    return _one(
        select(Competitor.name)
        .join(Rival, Rival.competitor_id == Competitor.id)
        .where(
            Rival.opportunity_id == Opportunity.id, Rival.standing == "favoured", Rival.deleted_at.is_(None)
        )
        .order_by(Rival.position, Rival.id)
        .limit(1)
    )


def _one(query: Any) -> Any:
    return query.correlate(Opportunity).scalar_subquery()


def _is_planned(*conditions: Condition) -> Condition:
    return select(Activity.id).where(*_PLANNED, *conditions).correlate(Opportunity).exists()


def _past_max() -> Condition:
    longest = _one(select(Stage.max_days).where(Stage.id == Opportunity.stage_id))
    return Opportunity.stage_entered_at <= instant_before(longest + 1)


def _untouched() -> Condition:
    """Return the condition of being left alone; a plan for today or later parks this clock."""
    days = _one(
        select(Pipeline.touch_days)
        .join(Stage, Stage.pipeline_id == Pipeline.id)
        .where(Stage.id == Opportunity.stage_id)
    )
    return and_(
        ~_is_planned(Activity.due_on >= TODAY),
        ~_is_touched(Activity.done_at > instant_before(days + 1)),
        or_(Opportunity.created_on < day_before(days), _is_touched()),
    )


def _is_touched(*conditions: Condition) -> Condition:
    return select(Activity.id).where(*_DONE, *conditions).correlate(Opportunity).exists()


def _favoured() -> Condition:
    """Return the condition in favour of another, asked once for all: favourites are few."""
    favourites = select(Rival.opportunity_id).where(Rival.standing == "favoured", Rival.deleted_at.is_(None))
    return Opportunity.id.in_(favourites)


FLAG_CONDITIONS: Final[Mapping[str, Callable[[], Condition]]] = {
    risk.PAST_MAX: _past_max,
    risk.UNTOUCHED: _untouched,
    risk.NO_NEXT_STEP: lambda: ~_is_planned(),
    risk.SLIPPED: lambda: Opportunity.slips >= risk.MANY_SLIPS,
    risk.SINGLE_CONTACT: lambda: and_(Opportunity.customer_id.is_not(None), people() <= risk.FEW_CONTACTS),
    risk.COMPETITOR_FAVOURED: _favoured,
}
"""What makes an open opportunity bear a risk."""
STEP_CONDITIONS: Final[Mapping[str, Callable[[], Condition]]] = {
    "none": lambda: ~_is_planned(),
    "future": lambda: planned_from() > TODAY,
    "today": lambda: planned_from() == TODAY,
    "overdue": lambda: planned_from() < TODAY,
}
"""What makes an opportunity's earliest plan stand in a state."""
