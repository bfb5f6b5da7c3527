"""Dates as people type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain.errors import InvalidInputError
from salesdesk.ui.widgets.typed import parse_day, read_typed

TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("今天", TODAY),
        ("today", TODAY),
        (" Tomorrow ", date(2026, 11, 26)),
        ("明天", date(2026, 11, 26)),
        ("昨天", date(2026, 11, 24)),
        ("+7", date(2026, 12, 2)),
        ("＋７", date(2026, 12, 2)),
        ("-1", date(2026, 11, 24)),
        ("11/25", TODAY),
        ("3月8日", date(2026, 3, 8)),
        ("2026-11-25", TODAY),
        ("2027年1月2日", date(2027, 1, 2)),
        ("2028/02/29", date(2028, 2, 29)),
    ],
)
def test_a_date_is_read_as_people_type_it(typed: str, day: date) -> None:
    assert parse_day(typed, TODAY) == day


@pytest.mark.parametrize("typed", ["", "soon", "2026-13-01", "2/30", "11", "1/2/3", "+99999", "0000-01-01"])
def test_anything_else_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        parse_day(typed, TODAY)


@given(st.dates(date(1000, 1, 1)))
def test_every_date_is_read_back(day: date) -> None:
    assert parse_day(day.isoformat(), TODAY) == day


@given(st.text(max_size=20))
def test_any_text_is_a_date_or_a_complaint(typed: str) -> None:
    day, problem = read_typed(lambda text: parse_day(text, TODAY), typed)
    assert (day is None) == bool(problem)
