"""The clocks of an opportunity."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from salesdesk.domain import ageing

DAY = date(2026, 6, 30)
AT = datetime(2026, 6, 30, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "limits", "state"),
    [
        (0, (7, 14), "green"),
        (7, (7, 14), "green"),
        (8, (7, 14), "amber"),
        (14, (7, 14), "amber"),
        (15, (7, 14), "red"),
        (14, (None, 14), "green"),
        (15, (None, 14), "red"),
        (500, (7, None), "green"),
        (500, (None, None), None),
        (1, (0, 0), "red"),
    ],
)
def test_a_stay_is_green_amber_then_red(
    days: int, limits: tuple[int | None, int | None], state: str | None
) -> None:
    assert ageing.stage_state(days, *limits) == state


def test_days_are_counted_from_the_last_touch_else_from_the_beginning() -> None:
    assert ageing.days_untouched(AT - timedelta(days=3, hours=23), date(2026, 1, 1), at=AT) == 3
    assert (
        ageing.days_untouched(None, date(2026, 6, 20), at=AT)
        == (AT.astimezone().date() - date(2026, 6, 20)).days
    )
    assert ageing.days_untouched(AT + timedelta(days=1), DAY, at=AT) == 0
    assert ageing.days_untouched(None, date(2030, 1, 1), at=AT) == 0


@pytest.mark.parametrize(
    ("days", "planned", "state"),
    [
        (14, None, "in touch"),
        (15, None, "left alone"),
        (15, DAY - timedelta(days=1), "left alone"),
        (15, DAY, "in touch"),
        (500, DAY + timedelta(days=1), "in touch"),
    ],
)
def test_a_plan_ahead_parks_the_clock_and_a_late_one_does_not(
    days: int, planned: date | None, state: str
) -> None:
    alone = ageing.is_untouched(days, 14, planned_until=planned, today=DAY)
    assert ("left alone" if alone else "in touch") == state


def test_the_next_step_stands_in_one_of_four_states() -> None:
    days = (None, DAY + timedelta(days=1), DAY, DAY - timedelta(days=1))
    assert tuple(ageing.step_state(day, DAY) for day in days) == ageing.STEP_STATES
