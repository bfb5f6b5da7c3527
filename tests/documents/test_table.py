"""Columns and rows of tables."""

from __future__ import annotations

import pytest

from salesdesk.documents import styles
from salesdesk.documents.table import Cell, Column, Table

COLUMNS = (
    Column("No.", "figure"),
    Column("Product name", "rest"),
    Column("Unit price incl. VAT", "figure", "right"),
)


def cells(name: str, price: str = "1,000.00") -> list[Cell]:
    return [[("1", styles.CELL)], [(name, styles.CELL)], [(price, styles.CELL)]]


def table(*rows: list[Cell], width: float = 400) -> Table:
    return Table(COLUMNS, rows, 40, width)


def test_a_row_is_one_block_where_a_page_holds_it() -> None:
    row = cells("行程 850 毫米，" * 20)
    assert len(table(row).row(row, 500)) == 1


def test_a_row_taller_than_a_page_is_parted() -> None:
    row = cells("行程 850 毫米，" * 500)
    whole = table(row).row(row, 1e9)[0]
    blocks = table(row).row(row, 500, keep=True)
    assert sum(block.height for block in blocks) == pytest.approx(whole.height)
    assert all(block.height < 500 for block in blocks)
    assert [block.keep for block in blocks] == [False] * (len(blocks) - 1) + [True]


def test_rows_carry_the_head_for_the_next_page() -> None:
    made = table(cells("一"))
    assert made.row(cells("一"), 500)[0].head is made.head


def test_figures_take_the_width_they_need() -> None:
    narrow, wide = table(cells("一")), table(cells("一", "1,000,000,000,000.00"))
    assert wide.rest < narrow.rest


def test_text_columns_give_way_to_the_name() -> None:
    columns = (*COLUMNS, *[Column(title, "text") for title in ("Brand", "Model", "Delivery", "Remarks")])
    long = [("一二三四五六七八九十", styles.CELL)]
    crowded = Table(columns, [[*cells("一"), long, long, long, long]], 40, 520)
    assert crowded.rest >= 100
