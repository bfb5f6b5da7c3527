"""What can be typed into the cells of a quote, and what they show."""

from __future__ import annotations

from decimal import Decimal

import pytest

from salesdesk.domain.errors import SalesDeskError
from salesdesk.ui.quotes.editor_columns import (
    COLUMNS,
    Col,
    discount_text,
    is_typed,
    price_text,
    read,
    read_discount,
)
from salesdesk.ui.quotes.editor_discount import document_discount_text, read_document_discount
from tests.ui.quotes.conftest import line


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("15%", "percent", "0.15"),
        ("8.5折", "percent", "0.15"),
        ("85折", "percent", "0.15"),
        ("-500", "amount", "500"),
        ("－1,200", "amount", "1200"),
        ("@9800", "final_price", "9800"),
        ("=4.5万", "final_price", "45000"),
        ("", "none", "0"),
        ("0", "none", "0"),
    ],
)
def test_discounts_of_a_line(typed: str, kind: str, value: str) -> None:
    discount = read_discount(typed)
    assert (discount.kind, discount.value) == (kind, Decimal(value))


@pytest.mark.parametrize(
    ("typed", "kind", "value"),
    [
        ("5%", "percent", "0.05"),
        ("9.5折", "percent", "0.05"),
        ("8400", "amount", "8400"),
        ("-8,400", "amount", "8400"),
        ("=216万", "total", "2160000"),
    ],
)
def test_discounts_of_the_whole_are_read_and_shown_to_be_typed_again(
    typed: str, kind: str, value: str
) -> None:
    discount = read_document_discount(typed)
    assert discount is not None
    assert (discount.kind, discount.value) == (kind, Decimal(value))
    assert read_document_discount(document_discount_text(discount)) is not None
    assert read_document_discount("0") is None


@pytest.mark.parametrize("typed", ["abc", "15", "@", "--5", "=-3"])
def test_what_is_no_discount_is_refused(typed: str) -> None:
    with pytest.raises(SalesDeskError):
        read_discount(typed)


def test_a_quantity_may_bring_its_unit() -> None:
    changed = read(Col.QUANTITY, line(), "3 台", "CNY")
    assert (changed.quantity, changed.unit) == (Decimal(3), "台")
    assert read(Col.QUANTITY, line(), "1,200", "CNY").quantity == Decimal(1200)
    assert read(Col.QUANTITY, line(), "1.5万", "CNY").quantity == Decimal(15_000)


def test_model_and_specification_share_a_cell_and_keep_what_was_not_touched() -> None:
    first = line(model="A-1", specification="第一行\n第二行")
    assert COLUMNS[Col.MODEL].shown(first) == "A-1 / 第一行 第二行"
    assert read(Col.MODEL, first, "A-1 / 第一行 第二行", "CNY") == first
    renamed = read(Col.MODEL, first, "A-2 / 第一行 第二行", "CNY")
    assert (renamed.model, renamed.specification) == ("A-2", "第一行\n第二行")
    both = read(Col.MODEL, first, "B / 别的", "CNY")
    assert (both.model, both.specification) == ("B", "别的")
    assert read(Col.MODEL, first, "", "CNY").specification == ""


def test_prices_show_the_decimals_that_they_have() -> None:
    assert [price_text(Decimal(value)) for value in ("1000", "0.5", "88.495575")] == [
        "1,000.00",
        "0.50",
        "88.495575",
    ]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("~100", "~100"),
        ("抹零到百", "~100"),
        ("抹零", "~1"),
        ("5% 抹千", "5% ~1000"),
        ("9.5折~10", "9.5折 ~10"),
        ("=2160000~1", "=2,160,000.00 ~1"),
    ],
)
def test_a_total_rounded_down_is_typed_and_shown_to_be_typed_again(typed: str, shown: str) -> None:
    discount = read_document_discount(typed)
    assert document_discount_text(discount) == shown
    again = read_document_discount(shown)
    assert discount is not None
    assert again is not None
    assert (again.kind, again.value, again.step) == (discount.kind, discount.value, discount.step)


@pytest.mark.parametrize("typed", ["15%", "8.5折", "八五折", "85折", "-500", "=9800", ""])
def test_a_discount_is_shown_as_it_was_typed(typed: str) -> None:
    assert discount_text(read_discount(typed)) == typed


def test_sections_and_notes_have_a_text_and_charges_a_percentage() -> None:
    section, charge = line(kind="section"), line(kind="charge", charge=Decimal("0.02"))
    assert [column for column in Col if is_typed(column, section)] == [Col.NAME]
    assert [column for column in Col if is_typed(column, charge)] == [
        Col.NAME,
        Col.PRICE,
        Col.TAX,
        Col.REMARK,
    ]
    assert COLUMNS[Col.PRICE].shown(charge) == "2%"
    assert read(Col.PRICE, charge, "3.5", "CNY").charge == Decimal("0.035")
    for typed in ("120%", "-1%", "viel"):
        with pytest.raises(SalesDeskError, match="%"):
            read(Col.PRICE, charge, typed, "CNY")


def test_brand_delivery_and_remark_are_one_line_that_keeps_what_was_not_touched() -> None:
    long = line(remark="一\n二")
    assert COLUMNS[Col.REMARK].shown(long) == "一 二"
    assert read(Col.REMARK, long, "一 二", "CNY") is not None
    assert read(Col.REMARK, long, "一 二", "CNY").remark == "一\n二"
    assert read(Col.DELIVERY, long, " 6 周\t内 ", "CNY").delivery == "6 周 内"
    with pytest.raises(SalesDeskError):
        read(Col.BRAND, long, "长" * 201, "CNY")
