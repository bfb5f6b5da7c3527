"""Steps of editing a quote's lines; each returns a new draft. Lines are counted from 0 here."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from salesdesk.domain.quote import QuoteDraft, QuoteLine

_USUAL_RATE: Final = Decimal("0.13")


def blank_line(draft: QuoteDraft) -> QuoteLine:
    """Return an empty line for the draft, at the tax rate of its last one."""
    rate = draft.lines[-1].tax_rate if draft.lines else _USUAL_RATE
    return QuoteLine(name="", quantity=Decimal(1), unit_price=Decimal(0), tax_rate=rate)


def with_line(draft: QuoteDraft, index: int, line: QuoteLine) -> QuoteDraft:
    """Return the draft with another line at a place."""
    return _with(draft, (*draft.lines[:index], line, *draft.lines[index + 1 :]))


def insert(draft: QuoteDraft, index: int, *lines: QuoteLine) -> QuoteDraft:
    """Return the draft with more lines, the first of them at `index`."""
    return _with(draft, (*draft.lines[:index], *lines, *draft.lines[index:]))


def remove(draft: QuoteDraft, index: int, count: int = 1) -> QuoteDraft:
    """Return the draft without `count` lines from `index` on."""
    return _with(draft, (*draft.lines[:index], *draft.lines[index + count :]))


def move(draft: QuoteDraft, index: int, to: int) -> QuoteDraft:
    """Return the draft with a line at another place: it stands at `to` afterwards."""
    return insert(remove(draft, index), to, draft.lines[index])


def duplicate(draft: QuoteDraft, index: int) -> QuoteDraft:
    """Return the draft with a copy of a line below it."""
    return insert(draft, index, draft.lines[index])


def _with(draft: QuoteDraft, lines: tuple[QuoteLine, ...]) -> QuoteDraft:
    return replace(draft, lines=lines)
