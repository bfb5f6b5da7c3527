"""Steps of editing a quote's lines; each returns a new draft. Lines are counted from 0 here.

A line and the alternatives to it stand together: one line that may count, the alternatives right below it. What moves a
line takes its alternatives along, and a section alone takes all of its lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final, Literal

from salesdesk.domain.errors import RuleError
from salesdesk.domain.quote import LineKind, QuoteDraft, QuoteLine
from salesdesk.i18n import _

_USUAL_RATE: Final = Decimal("0.13")
Mark = Literal["optional", "free"]


def blank_line(draft: QuoteDraft, kind: LineKind = "product") -> QuoteLine:
    """Return an empty line for the draft, at the tax rate of the last one that has figures."""
    rates = (line.tax_rate for line in reversed(draft.lines) if line.has_figures)
    return QuoteLine(
        name="",
        quantity=Decimal(1),
        unit_price=Decimal(0),
        tax_rate=next(rates, _USUAL_RATE),
        kind=kind,
    )


def with_line(draft: QuoteDraft, index: int, line: QuoteLine) -> QuoteDraft:
    """Return the draft with another line at a place."""
    return _with(draft, (*draft.lines[:index], line, *draft.lines[index + 1 :]))


def insert(draft: QuoteDraft, index: int, *lines: QuoteLine) -> QuoteDraft:
    """Return the draft with more lines, the first of them at `index`."""
    return _with(draft, (*draft.lines[:index], *lines, *draft.lines[index:]))


def below(draft: QuoteDraft, row: int) -> int:
    """Return the place below a line and its alternatives, where another line takes neither from the other."""
    end = row + 1
    while end < len(draft.lines) and draft.lines[end].alternative:
        end += 1
    return end


def section_end(draft: QuoteDraft, row: int) -> int:
    """Return the place behind the last line of the section that a row heads or stands in."""
    end = row + 1
    while end < len(draft.lines) and draft.lines[end].kind != "section":
        end += 1
    return end


def block(draft: QuoteDraft, rows: Sequence[int]) -> range:
    """Return the rows that move with those that are selected."""
    first, last = rows[0], rows[-1]
    if _is_section_alone(draft, rows):
        return range(first, section_end(draft, first))
    if all(draft.lines[row].alternative for row in range(first, last + 1)):
        return range(first, last + 1)
    while first and draft.lines[first].alternative:
        first -= 1
    return range(first, below(draft, last))


def moved(draft: QuoteDraft, rows: Sequence[int], step: int) -> tuple[QuoteDraft, range] | None:
    """Return the draft with rows moved up (-1) or down (1) past what stands there, and where they are then.

    A section passes other sections, alternatives those to the same line; None where there is nothing to pass.
    """
    moving = block(draft, rows)
    passed = _above(draft, rows, moving) if step < 0 else _under(draft, rows, moving)
    if not passed:
        return None
    lines = draft.lines
    start, end = min(moving.start, passed.start), max(moving.stop, passed.stop)
    first, second = (moving, passed) if step < 0 else (passed, moving)
    order = [lines[row] for part in (first, second) for row in part]
    new = start if step < 0 else start + len(passed)
    return _with(draft, (*lines[:start], *order, *lines[end:])), range(new, new + len(moving))


def duplicated(draft: QuoteDraft, rows: Sequence[int]) -> tuple[QuoteDraft, range]:
    """Return the draft with copies of rows below them, of a section alone with all of its lines; and where they are."""
    copied = block(draft, rows) if _is_section_alone(draft, rows) else rows
    last = copied[-1]
    into_group = all(draft.lines[row].alternative for row in copied)
    place = last + 1 if into_group else below(draft, last)
    lines = [draft.lines[row] for row in copied]
    return insert(draft, place, *lines), range(place, place + len(lines))


def removed(draft: QuoteDraft, rows: Sequence[int]) -> tuple[QuoteDraft, tuple[QuoteLine, ...]]:
    """Return the draft without some lines, and the alternatives that count now instead of lines that are gone."""
    gone, orphaned = set(rows), False
    kept: list[QuoteLine] = []
    promoted: list[QuoteLine] = []
    for row, line in enumerate(draft.lines):
        if row in gone:
            orphaned = orphaned or not line.alternative
            continue
        promote = line.alternative and orphaned
        kept.append(replace(line, alternative=False) if promote else line)
        promoted += kept[-1:] if promote else []
        orphaned = False
    return _with(draft, tuple(kept)), tuple(promoted)


def marked(draft: QuoteDraft, rows: Sequence[int], mark: Mark) -> QuoteDraft:
    """Mark lines as optional or free, or take the mark away where all of them have it; alternatives are neither."""
    chosen = {row for row in rows if draft.lines[row].has_figures and not draft.lines[row].alternative}
    if not chosen:
        raise RuleError(_("Choose lines that have a price of their own."))
    on = not all(getattr(draft.lines[row], mark) for row in chosen)
    values: dict[str, Any] = {"optional": False, "free": False} | {mark: on}
    lines = (replace(line, **values) if row in chosen else line for row, line in enumerate(draft.lines))
    return _with(draft, tuple(lines))


def as_alternatives(draft: QuoteDraft, rows: Sequence[int]) -> QuoteDraft:
    """Make lines alternatives to the line above them, or lines of their own again where all of them are that."""
    chosen = [draft.lines[row] for row in rows]
    if any(line.kind != "product" for line in chosen):
        raise RuleError(_("Only a product can be an alternative."))
    on = not all(line.alternative for line in chosen)
    first = draft.lines[rows[0] - 1] if rows[0] else None
    if on and (first is None or first.kind != "product"):
        raise RuleError(_("An alternative needs a product right above it."))
    lines = list(draft.lines)
    for row in rows:
        lines[row] = replace(lines[row], alternative=on, optional=False, free=False)
    return _with(draft, tuple(lines))


def choose_alternative(draft: QuoteDraft, row: int) -> tuple[QuoteDraft, int]:
    """Let an alternative change places with the line that counts, and return where it is then."""
    first = row
    while first and draft.lines[first].alternative:
        first -= 1
    new, old = draft.lines[row], draft.lines[first]
    if not new.alternative:
        raise RuleError(_("This line is no alternative."))
    lines = list(draft.lines)
    if old.kind == "product" and not old.alternative:
        lines[first] = replace(new, alternative=False, optional=old.optional, free=old.free)
        lines[row] = replace(old, alternative=True, optional=False, free=False)
        row = first
    else:
        lines[row] = replace(new, alternative=False)
    return _with(draft, tuple(lines)), row


def _is_section_alone(draft: QuoteDraft, rows: Sequence[int]) -> bool:
    return len(rows) == 1 and draft.lines[rows[0]].kind == "section"


def _above(draft: QuoteDraft, rows: Sequence[int], moving: range) -> range | None:
    """Return the rows that a block passes on its way up."""
    lines, end = draft.lines, moving.start
    start = end - 1
    if start < 0:
        return None
    if _is_section_alone(draft, rows):
        while start >= 0 and lines[start].kind != "section":
            start -= 1
        return range(start, end) if start >= 0 else None
    if lines[end].alternative:
        return range(start, end) if lines[start].alternative else None
    while start and lines[start].alternative:
        start -= 1
    return range(start, end)


def _under(draft: QuoteDraft, rows: Sequence[int], moving: range) -> range | None:
    """Return the rows that a block passes on its way down."""
    lines, start = draft.lines, moving.stop
    if start >= len(lines):
        return None
    if _is_section_alone(draft, rows):
        return range(start, section_end(draft, start))
    if all(lines[row].alternative for row in moving):
        return range(start, start + 1) if lines[start].alternative else None
    return range(start, below(draft, start))


def _with(draft: QuoteDraft, lines: tuple[QuoteLine, ...]) -> QuoteDraft:
    return replace(draft, lines=lines)
