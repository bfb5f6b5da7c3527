"""Numbers that people see: given once, in order, never twice."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.storage.records import NumberSeries


def next_number(session: Session, series: str, period: str) -> int:
    """Take the next number of a series in a period, such as quotes in `202611`; undo never gives it back."""
    row = session.scalars(
        select(NumberSeries).where(NumberSeries.name == series, NumberSeries.period == period)
    ).one_or_none()
    if row is None:
        row = NumberSeries(name=series, period=period, next_number=1)
        session.add(row)
    number = row.next_number
    row.next_number = number + 1
    return number
