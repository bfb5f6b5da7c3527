"""Rows of a spreadsheet as lines, and lines as rows."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain.quote import QuoteDraft
from salesdesk.ui.quotes.editor_columns import read_discount
from salesdesk.ui.quotes.editor_paste import as_text, pasted
from tests.ui.quotes.conftest import line

DRAFT = QuoteDraft(customer="", lines=())


@pytest.mark.parametrize(
    ("text", "texts", "figures"),
    [
        ("刀塔\tVDI30\t套\t2\t12,000\t5%\t13%", ("刀塔", "VDI30", "套"), ("2", "12000")),
        ("刀塔\tVDI30\t2\t12000", ("刀塔", "VDI30", ""), ("2", "12000")),
        ("刀塔\t套\t2", ("刀塔", "", "套"), ("2", "0")),
        ("刀塔", ("刀塔", "", ""), ("1", "0")),
        ("数量\t单价\t品名\n3\t9,5\t刀塔", ("刀塔", "", ""), ("3", "0")),
        ("Product\tQty\tUnit price\n刀塔\t3\t95", ("刀塔", "", ""), ("3", "95")),
        ("1\t刀塔\t4\t12.5万\n2\t刀库\t1\t5", ("刀塔", "", ""), ("4", "125000")),
    ],
)
def test_columns_are_told_by_heads_or_by_what_stands_in_them(
    text: str, texts: tuple[str, str, str], figures: tuple[str, str]
) -> None:
    first = pasted(text, DRAFT).lines[0]
    assert (first.name, first.model, first.unit) == texts
    assert (first.quantity, first.unit_price) == (Decimal(figures[0]), Decimal(figures[1]))


def test_nothing_is_lost_of_what_cannot_be_read() -> None:
    found = pasted("刀塔\tVDI30\t套\t几个\t面议\t没有\t13%", DRAFT)
    assert len(found.problems) == 3
    for text in ("几个", "面议", "没有"):
        assert text in found.lines[0].specification


def test_rates_and_discounts_are_told_apart() -> None:
    (first,) = pasted("刀塔\t2\t100\t8.5折\t6%", DRAFT).lines
    assert (first.discount.value, first.tax_rate) == (Decimal("0.15"), Decimal("0.06"))


def test_blank_rows_and_cells_with_breaks() -> None:
    found = pasted('\n\t\t\n"刀\n塔"\t2\t5\n', DRAFT)
    assert [one.name for one in found.lines] == ["刀 塔"]


def test_copied_lines_are_values_never_formulas() -> None:
    first = line("=1+1", discount=read_discount("@45000"), model="-x")
    text = as_text([first], "CNY")
    assert all(not cell.startswith(("=", "@")) for cell in text.split("\t"))
    (again,) = pasted(text, DRAFT).lines
    assert (again.name, again.model, again.discount.value) == (first.name, first.model, first.discount.value)


@given(st.text(max_size=200))
def test_any_text_is_taken(text: str) -> None:
    for one in pasted(text, DRAFT).lines:
        assert one.name
