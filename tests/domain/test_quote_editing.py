"""Editing a quote's lines, step by step."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, strategies as st

from salesdesk.domain.quote import QuoteDraft, QuoteLine, totals
from salesdesk.domain.quote_editing import blank_line, duplicate, insert, move, remove, with_line
from salesdesk.domain.quote_problems import totals_so_far
from tests.domain import drafts

STEPS = ("with_line", "insert", "remove", "move", "duplicate")


def test_a_blank_line_has_the_rate_of_the_last_one() -> None:
    assert blank_line(drafts.draft()).tax_rate == Decimal("0.13")
    assert blank_line(drafts.draft(drafts.line(tax_rate=Decimal("0.06")))).tax_rate == Decimal("0.06")


def test_a_moved_line_stands_where_it_was_moved_to() -> None:
    first, second, third = (drafts.line(name=name) for name in "甲乙丙")
    draft = drafts.draft(first, second, third)
    assert move(draft, 0, 2).lines == (second, third, first)
    assert move(draft, 2, 0).lines == (third, first, second)
    assert remove(draft, 0, 2).lines == (third,)


Step = tuple[str, int, int, QuoteLine]


@given(st.lists(st.tuples(st.sampled_from(STEPS), st.integers(0, 9), st.integers(0, 9), drafts.lines)))
def test_any_sequence_of_steps_is_a_list_edited_and_computed_anew(steps: list[Step]) -> None:
    draft, lines = drafts.draft(), list[QuoteLine]()
    for step in steps:
        draft = _taken(step, draft, lines)
        assert draft.lines == tuple(lines)
    shown = totals_so_far(draft)
    assert shown == totals_so_far(drafts.draft(*lines))
    pairs = zip(lines, shown.lines, strict=True)
    sound = [line if figures.gross else replace(line, free=True) for line, figures in pairs]
    assert totals(drafts.draft(*sound)).gross == shown.gross


def _taken(step: Step, draft: QuoteDraft, lines: list[QuoteLine]) -> QuoteDraft:
    """Take a step with the draft, and in place with a list."""
    name, at, to, line = step
    at, to = (index % len(lines) if lines else 0 for index in (at, to))
    match name if lines else "insert":
        case "with_line":
            lines[at] = line
            return with_line(draft, at, line)
        case "remove":
            del lines[at]
            return remove(draft, at)
        case "move":
            lines.insert(to, lines.pop(at))
            return move(draft, at, to)
        case "duplicate":
            lines.insert(at, lines[at])
            return duplicate(draft, at)
    lines.insert(at, line)
    return insert(draft, at, line)
