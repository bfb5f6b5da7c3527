"""Rows as spreadsheets put them on the clipboard."""

from __future__ import annotations

from salesdesk.exchange.clipboard import rows


def test_cells_with_breaks_stand_between_quotation_marks() -> None:
    assert rows('a\t"b\nc"\r\nd\t"e ""f"""') == [["a", "b\nc"], ["d", 'e "f"']]


def test_any_line_end_ends_a_row() -> None:
    assert rows("a\rb\r\nc") == [["a"], ["b"], ["c"]]


def test_what_no_reader_takes_is_split_at_its_tabs() -> None:
    long = "x" * 200_000
    assert rows(f"{long}\t1") == [[long, "1"]]
