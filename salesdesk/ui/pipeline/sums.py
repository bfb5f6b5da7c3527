"""Sums of cards in words: those of each currency for themselves."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from salesdesk.i18n import money_short
from salesdesk.services.board import Column


def amounts(columns: Iterable[Column], currency: str) -> str:
    """Return what the cards of columns are worth."""
    columns = tuple(columns)
    others = ((other.currency, other.amount) for column in columns for other in column.others)
    return _joined(sum((column.amount for column in columns), Decimal(0)), currency, others)


def weighted(columns: Iterable[Column], currency: str) -> str:
    """Return what the cards of columns are worth by their probability."""
    columns = tuple(columns)
    others = ((other.currency, other.weighted) for column in columns for other in column.others)
    return _joined(sum((column.weighted for column in columns), Decimal(0)), currency, others)


def _joined(own: Decimal, currency: str, others: Iterable[tuple[str, Decimal]]) -> str:
    sums: dict[str, Decimal] = {}
    for code, amount in others:
        sums[code] = sums.get(code, Decimal(0)) + amount
    parts = [money_short(amount, code) for code, amount in sorted(sums.items())]
    if own or not parts:
        parts.insert(0, money_short(own, currency))
    return " + ".join(parts)
