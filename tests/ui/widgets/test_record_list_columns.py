"""Columns as the user arranges them, and cells as they are painted and copied."""

from __future__ import annotations

from typing import Any

import pytest

from salesdesk.ui.widgets.record_list_columns import LONGEST_CELL, Arrangement, ListColumn, cell, copied

COLUMNS = tuple(
    ListColumn[str](key, key, 100, str, shown=shown)
    for key, shown in (("a", True), ("b", True), ("c", False))
)
USUAL = Arrangement.usual(COLUMNS, "a", descending=False)


def test_what_was_stored_comes_back() -> None:
    changed = Arrangement(("c", "a", "b"), frozenset({"b"}), {"c": 77}, "c", descending=True)
    assert USUAL.remembered(changed.as_stored()) == changed


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"order": "cba", "hidden": 3, "widths": [], "sort": "z", "descending": True},
        {"order": [1, None], "hidden": ["c"], "widths": {"a": "wide", "b": True, "z": 5}, "sort": None},
        {"hidden": ["a", "b", "c"]},
    ],
)
def test_what_is_not_understood_is_left_out(stored: dict[str, Any]) -> None:
    assert USUAL.remembered(stored) == USUAL


def test_a_column_that_came_later_has_its_usual_place() -> None:
    old = {"order": ["c", "a"], "hidden": [], "widths": {"a": 9_999_999, "c": -4}}
    found = USUAL.remembered(old)
    assert found.order == ("c", "b", "a")
    assert found.hidden == frozenset()
    assert found.widths == {"a": 1200, "c": 48}


def test_a_cell_is_one_line_of_bounded_length() -> None:
    assert cell("a\r\nb\u202ec") == "a bc"
    assert len(cell("甲" * 50_000)) == LONGEST_CELL + 1


@pytest.mark.parametrize(
    ("text", "taken"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("@SUM(1)", "'@SUM(1)"),
        ("+a", "'+a"),
        ("-5.00", "-5.00"),
        ("+86 139", "+86 139"),
        ("a\tb\nc", "a b c"),
    ],
)
def test_a_copied_cell_is_never_a_formula_nor_two_cells(text: str, taken: str) -> None:
    assert copied(COLUMNS[:1], text) == taken
    plain = ListColumn[str]("n", "n", 9, lambda _row: "¥ 1", copied=lambda _row: "1.00")
    assert copied((COLUMNS[0], plain), text) == f"{taken}\t1.00"
