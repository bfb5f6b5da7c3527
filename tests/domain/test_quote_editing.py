"""Editing a quote's lines, step by step."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain.errors import RuleError
from salesdesk.domain.quote import LineKind, QuoteDraft, QuoteLine, totals
from salesdesk.domain.quote_editing import (
    as_alternatives,
    blank_line,
    choose_alternative,
    duplicated,
    insert,
    marked,
    moved,
    removed,
    with_line,
)
from salesdesk.domain.quote_problems import totals_so_far
from tests.domain import drafts

STEPS = ("with_line", "insert", "remove", "move", "duplicate")


def test_a_blank_line_has_the_rate_of_the_last_one() -> None:
    assert blank_line(drafts.draft()).tax_rate == Decimal("0.13")
    assert blank_line(drafts.draft(drafts.line(tax_rate=Decimal("0.06")))).tax_rate == Decimal("0.06")


def test_a_moved_line_stands_where_it_was_moved_to() -> None:
    draft = shaped("甲 乙 丙")
    assert names(moved(draft, [0], 1)) == "乙 甲 丙"
    assert names(moved(draft, [2], -1)) == "甲 丙 乙"
    assert names(moved(draft, [0, 1], 1)) == "丙 甲 乙"
    assert moved(draft, [0], -1) is None
    assert moved(draft, [2], 1) is None


@pytest.mark.parametrize(
    ("shape", "rows", "step", "after"),
    [
        ("甲 甲? 乙", [0], 1, "乙 甲 甲?"),
        ("甲 乙 乙?", [0], 1, "乙 乙? 甲"),
        ("甲 乙 乙? 丙", [3], -1, "甲 丙 乙 乙?"),
        ("甲 甲?1 甲?2", [2], -1, "甲 甲?2 甲?1"),
        ("甲 甲?1 甲?2", [1], -1, None),
        ("甲 甲?1 甲?2 乙", [2], 1, None),
        ("#一 甲 #二 乙 丙", [2], -1, "#二 乙 丙 #一 甲"),
        ("#一 甲 #二 乙 丙", [0], 1, "#二 乙 丙 #一 甲"),
        ("甲 #一 乙", [1], -1, None),
        ("甲 #一 乙", [1], 1, None),
        ("#一 甲 #二 乙", [3], -1, "#一 甲 乙 #二"),
        ("#一 甲 #二 乙", [1], 1, "#一 #二 甲 乙"),
    ],
)
def test_lines_move_with_what_belongs_to_them(
    shape: str, rows: list[int], step: int, after: str | None
) -> None:
    found = moved(shaped(shape), rows, step)
    assert (names(found) if found else None) == after


def test_a_section_alone_is_copied_with_its_lines_and_removed_without_them() -> None:
    draft = shaped("#一 甲 甲? #二 乙")
    copied, at = duplicated(draft, [0])
    assert (names(copied), at) == ("#一 甲 甲? #一 甲 甲? #二 乙", range(3, 6))
    assert names(removed(draft, [0])[0]) == "甲 甲? #二 乙"


def test_a_copy_takes_no_alternative_from_its_line() -> None:
    draft = shaped("甲 甲? 乙")
    assert duplicated(draft, [0])[1] == range(2, 3)
    assert names(duplicated(draft, [1])[0]) == "甲 甲? 甲? 乙"
    assert names(duplicated(draft, [0, 1])[0]) == "甲 甲? 甲 甲? 乙"


def test_where_a_line_is_removed_the_next_alternative_counts() -> None:
    after, promoted = removed(shaped("甲 甲?1 甲?2 乙"), [0])
    assert [line.counts for line in after.lines] == [True, False, True]
    assert [line.name for line in promoted] == ["甲?1"]
    assert removed(shaped("甲 甲?1 乙"), [1])[1] == ()


def test_choosing_an_alternative_changes_which_one_counts() -> None:
    draft, row = choose_alternative(shaped("甲 甲?1 甲?2"), 2)
    assert row == 0
    assert [(line.name, line.counts) for line in draft.lines] == [
        ("甲?2", True),
        ("甲?1", False),
        ("甲", False),
    ]
    with pytest.raises(RuleError):
        choose_alternative(draft, 0)


def test_alternatives_need_a_product_above_them() -> None:
    draft = shaped("甲 乙 #一 丙")
    assert as_alternatives(draft, [1]).lines[1].alternative
    assert as_alternatives(as_alternatives(draft, [1]), [1]) == draft
    for row in (0, 2, 3):
        with pytest.raises(RuleError):
            as_alternatives(draft, [row])


def test_only_lines_that_are_sold_are_optional_or_free() -> None:
    draft = shaped("甲 甲? #一 乙")
    assert [line.optional for line in marked(draft, [0, 1, 2, 3], "optional").lines] == [
        True,
        False,
        False,
        True,
    ]
    free = marked(marked(draft, [0], "optional"), [0], "free").lines[0]
    assert (free.free, free.optional) == (True, False)
    with pytest.raises(RuleError):
        marked(draft, [1, 2], "free")


SHAPES = st.lists(st.sampled_from(["p", "p", "?", "#", "p?"]), max_size=9)


@given(SHAPES, st.integers(0, 8), st.integers(0, 3), st.sampled_from([-1, 1]))
def test_moving_back_and_forth_changes_nothing_and_parts_no_group(
    shape: list[str], row: int, more: int, step: int
) -> None:
    draft = shaped(
        " ".join(f"#{n}" if one == "#" else f"{n}?" if "?" in one else str(n) for n, one in enumerate(shape))
    )
    if not draft.lines:
        return
    first = row % len(draft.lines)
    rows = list(range(first, min(first + more + 1, len(draft.lines))))
    found = moved(draft, rows, step)
    if found is None:
        return
    after, at = found
    assert groups(after) == groups(draft)
    back = moved(after, [at[0]] if len(rows) == 1 else list(at), -step)
    assert back is not None
    assert back[0].lines == draft.lines


def groups(draft: QuoteDraft) -> set[frozenset[str]]:
    """Return the names of lines that stand together as alternatives."""
    found: list[set[str]] = []
    for one in draft.lines:
        if one.alternative:
            found[-1].add(one.name)
        else:
            found.append({one.name})
    return {frozenset(group) for group in found}


def shaped(shape: str) -> QuoteDraft:
    """Return a draft of named lines; `#` heads a section, `?` is in an alternative, which needs a product above it."""
    made: list[QuoteLine] = []
    for name in shape.split():
        product = bool(made) and made[-1].kind == "product"
        kind: LineKind = "section" if name.startswith("#") else "product"
        made.append(drafts.line(name=name, kind=kind, alternative="?" in name and product))
    return drafts.draft(*made)


def names(draft: QuoteDraft | tuple[QuoteDraft, range] | None) -> str:
    """Return the names of a draft's lines."""
    assert draft is not None
    shown = draft[0] if isinstance(draft, tuple) else draft
    return " ".join(line.name for line in shown.lines)


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
            return removed(draft, [at])[0]
        case "move":
            way = 1 if to > at else -1
            found = moved(draft, [at], way)
            if found is not None:
                lines.insert(at + way, lines.pop(at))
            return found[0] if found else draft
        case "duplicate":
            lines.insert(at, lines[at])
            return duplicated(draft, [at])[0]
    lines.insert(at, line)
    return insert(draft, at, line)
