"""The two clocks of an opportunity: days in its stage, and days since anybody did anything for it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final, Literal

AgeState = Literal["green", "amber", "red"]
StepState = Literal["none", "future", "today", "overdue"]
STEP_STATES: Final[tuple[StepState, ...]] = ("none", "future", "today", "overdue")
"""How an opportunity's next step stands: nothing is planned, or the earliest plan is ahead, due or late."""


def stage_state(days: int, min_days: int | None, max_days: int | None) -> AgeState | None:
    """Return how a stay in a stage stands: within the least time, up to the most, beyond; None without limits.

    Where one of the limits is missing nothing is near its end: green until the most is passed.
    """
    if min_days is None and max_days is None:
        return None
    if max_days is not None and days > max_days:
        return "red"
    return "amber" if None not in (min_days, max_days) and days > (min_days or 0) else "green"


def days_untouched(last_touch: datetime | None, created_on: date, *, at: datetime) -> int:
    """Return the whole days since something was done, else since the local day on which the record began."""
    if last_touch is None:
        return max((at.astimezone().date() - created_on).days, 0)
    return max((at - last_touch).days, 0)


def is_untouched(days: int, touch_days: int, *, planned_until: date | None, today: date) -> bool:
    """Tell whether an opportunity is left alone for too long; a plan for today or later parks this clock."""
    parked = planned_until is not None and planned_until >= today
    return days > touch_days and not parked


def step_state(due_on: date | None, today: date) -> StepState:
    """Return how the earliest plan stands on a day."""
    if due_on is None:
        return "none"
    if due_on == today:
        return "today"
    return "future" if due_on > today else "overdue"
