"""This moment as a parameter of queries: it is asked for when a query runs, so that the query itself can be kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Date, String, bindparam, cast, func, type_coerce

from salesdesk.storage.records.base import Instant, now

MONTHS: Final = 6
"""How many months the board shows one by one, from this one on."""


def today() -> date:
    """Return the local day."""
    return now().astimezone().date()


def month_after(day: date, months: int) -> date:
    """Return the first day of the month that is so many months later."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(years, month + 1, 1)


NOW: Final[Any] = bindparam("now", callable_=now, type_=Instant())
TODAY: Final[Any] = bindparam("today", callable_=today, type_=Date())
FIRST_MONTH: Final[Any] = bindparam("first_month", callable_=lambda: month_after(today(), 0), type_=Date())
AFTER_MONTHS: Final[Any] = bindparam(
    "after_months", callable_=lambda: month_after(today(), MONTHS), type_=Date()
)


def instant_before(days: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the instant so many times 24 hours ago, as instants are kept; NULL for an unknown number."""
    day, rest = func.substr(NOW, 1, 10), func.substr(NOW, 11)
    return func.date(day, _back(days)).op("||")(rest)


def day_before(days: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the local day so many days ago; NULL for an unknown number."""
    return func.date(TODAY, _back(days))


def _back(days: ColumnElement[Any]) -> ColumnElement[str]:
    return type_coerce("-", String) + cast(days, String) + " days"


def instant_ago(name: str, days: int) -> Any:
    """Return a parameter for the instant so many times 24 hours ago."""
    return bindparam(name, callable_=lambda: now() - timedelta(days=days), type_=Instant())
