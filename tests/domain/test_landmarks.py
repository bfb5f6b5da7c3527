"""How landmarks stand, and what the road map makes of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from salesdesk import i18n
from salesdesk.domain import roadmap
from salesdesk.domain.landmarks import Standing, standing
from salesdesk.domain.roadmap import Proposal, proposed

TODAY = date(2026, 6, 30)
DAYS = st.none() | st.integers(-400, 400).map(lambda days: TODAY + timedelta(days))


@pytest.mark.parametrize(
    ("planned", "reached", "expected", "text"),
    [
        (0, 0, Standing("on_time", 0), "Reached on the day"),
        (-10, -13, Standing("early", -3), "Reached 3 days early"),
        (-10, -9, Standing("late", 1), "Reached 1 day late"),
        (None, -9, Standing("reached"), "Reached"),
        (-1, None, Standing("overdue", 1), "1 day overdue"),
        (0, None, Standing("due", 0), "Due today"),
        (7, None, Standing("due", -7), "Due in 7 days"),
        (8, None, Standing("open", -8), "Due in 8 days"),
        (None, None, Standing("open"), "Without a date"),
    ],
)
def test_a_landmark_stands_against_its_plan(
    planned: int | None, reached: int | None, expected: Standing, text: str
) -> None:
    i18n.set_language("en")
    planned_on, reached_on = (None if one is None else TODAY + timedelta(one) for one in (planned, reached))
    found = standing(planned_on, reached_on, TODAY)
    assert (found, found.text) == (expected, text)


@given(DAYS, DAYS)
def test_a_landmark_is_either_reached_or_not(planned: date | None, reached: date | None) -> None:
    found = standing(planned, reached, TODAY)
    assert found.is_reached == (reached is not None)
    assert (found.days is None) == (planned is None)
    assert found.text


def test_the_end_decides_else_what_was_said() -> None:
    assert [roadmap.state(status, "solid") for status in ("open", "on_hold", "won", "lost")] == [
        "solid",
        "solid",
        "won",
        "lost",
    ]


@pytest.mark.parametrize(
    ("status", "chance", "risks", "expected"),
    [
        ("open", "0.9", ("没有下一步",), ("risk", ("没有下一步",))),
        ("won", "1", ("没有下一步",), ("won", ())),
        ("lost", "0", (), ("lost", ())),
    ],
)
def test_risks_and_ends_propose(
    status: str, chance: str, risks: tuple[str, ...], expected: tuple[str, tuple[str, ...]]
) -> None:
    assert proposed(status, Decimal(chance), risks) == Proposal(*expected)


@given(st.integers(0, 10_000).map(lambda part: Decimal(part).scaleb(-4)))
def test_without_risks_the_probability_proposes(chance: Decimal) -> None:
    found = proposed("open", chance, ())
    assert found.state == ("solid" if chance >= Decimal("0.7") else "stretch")
    assert "%" in found.reasons[0]
