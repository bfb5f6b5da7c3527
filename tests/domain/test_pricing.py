"""Discounts as they are typed, what they do to a line, and how they are shown and kept."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

import pytest
from hypothesis import given, settings, strategies as st

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.money import EXACT
from salesdesk.domain.pricing import (
    NO_DISCOUNT,
    STEPS,
    Discount,
    DocumentDiscount,
    describe,
    line_amount,
    parse_discount,
    parse_document_discount,
    rounded_down,
)

prices = st.decimals(0, 10**7, places=6)
percents = st.integers(0, 10_000).map(lambda points: f"{Decimal(points).scaleb(-2):f}%")
quantities = st.decimals("0.0001", 10**5, places=4)


def _document(typed: object) -> DocumentDiscount:
    discount = parse_document_discount(typed)
    assert discount is not None
    return discount


@pytest.mark.parametrize(
    ("typed", "fraction"),
    [
        ("16%", "0.16"),
        ("12.5%", "0.125"),
        ("0%", "0"),
        ("100%", "1"),
        ("１５％", "0.15"),
        (" 15 % ", "0.15"),
        ("9折", "0.1"),
        ("8.5折", "0.15"),
        ("85折", "0.15"),
        ("85.5折", "0.145"),
        ("八五折", "0.15"),
        ("九折", "0.1"),
        ("八点五折", "0.15"),
        ("0.5折", "0.95"),
    ],
)
def test_percentages_and_zhe_are_read(typed: str, fraction: str) -> None:
    discount = parse_discount(typed)
    assert discount == Discount("percent", typed.strip(), Decimal(fraction))


@pytest.mark.parametrize(
    "typed",
    [
        "15",
        "0.15",
        "-5%",
        "101%",
        "100.01%",
        "12.345%",
        "1e1%",
        "%",
        "折",
        "10折",
        "十折",
        "100折",
        "05折",
        "8.5555折",
        "打8折",
        "85折扣",
        "abc",
        0.15,
        15,
        True,
        [],
        ["15%"],
    ],
)
def test_what_is_no_discount_is_refused(typed: object) -> None:
    with pytest.raises(InvalidInputError):
        parse_discount(typed)


@pytest.mark.parametrize("typed", [None, "", "  "])
def test_nothing_typed_is_no_discount(typed: object) -> None:
    assert parse_discount(typed) == NO_DISCOUNT


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"amount": "1", "final_price": "1"},
        {"amount": 100},
        {"amount": 0.5},
        {"amount": None},
        {"amount": "-1"},
        {"amount": "1.005"},
        {"amount": "1e3"},
        {"final_price": "1.0000001"},
        {"final_price": "-0.01"},
        {"percent": "5%"},
        {1: "5"},
    ],
)
def test_an_unclear_discount_object_is_refused(typed: object) -> None:
    with pytest.raises(InvalidInputError):
        parse_discount(typed)


def test_an_unknown_key_is_named() -> None:
    with pytest.raises(InvalidInputError, match="colour"):
        parse_discount({"amount": "1", "colour": "red"})
    with pytest.raises(InvalidInputError, match="final_price"):
        parse_document_discount({"final_price": "1"})


@pytest.mark.parametrize(
    ("quantity", "price", "typed", "amount"),
    [
        ("3", "11300", None, "33900.00"),
        ("3", "33.33", None, "99.99"),
        ("2", "1234.56", "12.5%", "2160.48"),
        ("7", "158000", "15%", "940100.00"),
        ("7", "158000", "八五折", "940100.00"),
        ("12", "86.005", None, "1032.06"),
        ("1.5", "0.01", None, "0.02"),
        ("9.5", "124.75", None, "1185.13"),
        ("16", "348.35", "4%", "5350.66"),
        ("680", "3.35", None, "2278.00"),
        ("1", "750", {"amount": "100"}, "650.00"),
        ("1", "750", {"final_price": "650"}, "650.00"),
        ("3", "750", {"final_price": "650"}, "1950.00"),
        ("1", "42078.65", {"amount": "111.39"}, "41967.26"),
        ("3", "99.99", {"amount": "299.97"}, "0.00"),
        ("2", "100", "100%", "0.00"),
    ],
)
def test_a_line_is_rounded_once_after_its_discount(
    quantity: str, price: str, typed: object, amount: str
) -> None:
    assert str(line_amount(Decimal(quantity), Decimal(price), parse_discount(typed), 2)) == amount


def test_a_line_in_yen_is_whole() -> None:
    assert str(line_amount(Decimal("1.5"), Decimal(333), NO_DISCOUNT, 0)) == "500"


@settings(max_examples=150)
@given(st.decimals(0, 9 * 10**14, places=4), st.decimals(0, 9 * 10**12, places=6), percents)
def test_the_longest_numbers_are_rounded_once_and_exactly(
    quantity: Decimal, price: Decimal, percent: str
) -> None:
    discount = parse_discount(percent)
    cents = Fraction(quantity) * Fraction(price) * (1 - Fraction(discount.value)) * 100
    expected = EXACT.scaleb(Decimal(floor(cents + Fraction(1, 2))), Decimal(-2))
    assert line_amount(quantity, price, discount, 2) == expected


@pytest.mark.parametrize(
    ("quantity", "typed"),
    [("1", {"amount": "100.01"}), ("1", {"final_price": "100.000001"}), ("-1", None), ("-1", "10%")],
)
def test_a_discount_above_the_price_is_refused(quantity: str, typed: object) -> None:
    with pytest.raises(RuleError):
        line_amount(Decimal(quantity), Decimal(100), parse_discount(typed), 2)


def test_an_amount_finer_than_the_currency_is_refused() -> None:
    with pytest.raises(InvalidInputError, match=r"0\.50"):
        line_amount(Decimal(1), Decimal(100), parse_discount({"amount": "0.50"}), 0)
    with pytest.raises(InvalidInputError, match=r"0\.50"):
        _document({"total": "0.50"}).amount_off(Decimal(100), 0)


@settings(max_examples=150)
@given(quantities, prices, percents)
def test_no_percentage_makes_a_line_negative(quantity: Decimal, price: Decimal, percent: str) -> None:
    discount = parse_discount(percent)
    assert 0 <= line_amount(quantity, price, discount, 2) <= line_amount(quantity, price, NO_DISCOUNT, 2)


@settings(max_examples=150)
@given(quantities, prices, st.decimals(0, 10**8, places=2), st.sampled_from(["amount", "final_price"]))
def test_no_money_off_makes_a_line_negative(
    quantity: Decimal, price: Decimal, value: Decimal, kind: str
) -> None:
    discount = parse_discount({kind: f"{value:f}"})
    try:
        assert line_amount(quantity, price, discount, 2) >= 0
    except RuleError:
        assert value > (price if kind == "final_price" else line_amount(quantity, price, NO_DISCOUNT, 2))


@pytest.mark.parametrize(
    ("typed", "chinese", "english"),
    [
        ("15%", "15%(8.5折)", "15%"),
        ("八五折", "15%(8.5折)", "15%"),
        ("12.5%", "12.5%(8.75折)", "12.5%"),
        ("90%", "90%(1折)", "90%"),
        ("10.00%", "10%(9折)", "10%"),
        ("0%", "0%", "0%"),
        ("100%", "100%", "100%"),
        (None, "", ""),
    ],
)
def test_percentages_are_shown_both_ways_in_chinese(typed: object, chinese: str, english: str) -> None:
    discount = parse_discount(typed)
    assert (describe(discount, "zh_CN"), describe(discount, "en")) == (chinese, english)


@pytest.mark.parametrize(
    ("typed", "number", "english"),
    [({"amount": "1200"}, "1,200", "1,200 off"), ({"final_price": "650.50"}, "650.50", "650.50 each")],
)
def test_money_off_is_shown_as_typed(typed: object, number: str, english: str) -> None:
    assert describe(parse_discount(typed), "en") == english
    assert number in describe(parse_discount(typed))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        (None, ""),
        ("8.5折", "8.5折"),
        ("１５％", "１５％"),
        ("0%", "0%"),
        ({"amount": "100.00"}, "amount:100.00"),
        ({"final_price": "650"}, "final_price:650"),
    ],
)
def test_what_was_typed_is_kept(typed: object, stored: str) -> None:
    discount = parse_discount(typed)
    assert discount.as_text() == stored
    assert Discount.from_text(stored) == discount


@pytest.mark.parametrize(
    ("typed", "stored"),
    [({"percent": "9.5折"}, "9.5折"), ({"amount": "8400"}, "amount:8400"), ({"total": "0"}, "total:0")],
)
def test_what_was_typed_for_a_document_is_kept(typed: object, stored: str) -> None:
    discount = _document(typed)
    assert discount.as_text() == stored
    assert DocumentDiscount.from_text(stored) == discount


def test_no_document_discount_is_kept_as_the_empty_text() -> None:
    assert DocumentDiscount.from_text("") is parse_document_discount(None) is None


@pytest.mark.parametrize("stored", ["colour:1", "amount:", "amount:1:2", ":", "15"])
def test_a_stored_text_that_makes_no_sense_is_refused(stored: str) -> None:
    with pytest.raises(InvalidInputError):
        Discount.from_text(stored)


@pytest.mark.parametrize(
    ("typed", "off"),
    [
        ({"amount": "33.34"}, "33.34"),
        ({"percent": "5%"}, "916.67"),
        ({"percent": "9.5折"}, "916.67"),
        ({"percent": "100%"}, "18333.34"),
        ({"total": "18300"}, "33.34"),
        ({"total": "18333.34"}, "0.00"),
        ({"total": "0"}, "18333.34"),
    ],
)
def test_a_document_discount_takes_money_off(typed: object, off: str) -> None:
    assert str(_document(typed).amount_off(Decimal("18333.34"), 2)) == off


@pytest.mark.parametrize("typed", [{"amount": "100.01"}, {"total": "100.01"}])
def test_a_document_discount_below_nothing_is_refused(typed: object) -> None:
    with pytest.raises(RuleError, match=r"100\.01"):
        _document(typed).amount_off(Decimal("100.00"), 2)


@pytest.mark.parametrize(
    "typed", ["5%", {}, {"amount": "-1"}, {"percent": "-1%"}, {"percent": 5}, {"total": "1", "amount": "1"}]
)
def test_an_unclear_document_discount_is_refused(typed: object) -> None:
    with pytest.raises(InvalidInputError):
        parse_document_discount(typed)


# --- rounding a total down (抹零) ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "step", "total"),
    [
        (None, "1", "154233"),
        (None, "100", "154200"),
        (None, "1000", "154000"),
        ({"percent": "5%"}, "100", "146500"),
        ({"amount": "33.40"}, "10", "154200"),
        ({"total": "150000"}, "1000", "150000"),
    ],
)
def test_a_total_is_rounded_down_after_the_discount(typed: object, step: str, total: str) -> None:
    discount = rounded_down(parse_document_discount(typed), Decimal(step))
    base = Decimal("154233.40")
    assert base - discount.amount_off(base, 2) == Decimal(total)
    assert DocumentDiscount.from_text(discount.as_text()) == discount
    assert rounded_down(discount, Decimal(0)).step == 0


def test_a_total_is_rounded_down_to_known_steps_only() -> None:
    with pytest.raises(InvalidInputError, match="1, 10, 100, 1000"):
        rounded_down(None, Decimal(7))
    assert DocumentDiscount.from_text("5%~7") == parse_document_discount({"percent": "5%"})
    assert DocumentDiscount.from_text("5%~x") == parse_document_discount({"percent": "5%"})


@given(st.decimals(0, 10**7, places=2), st.sampled_from(STEPS))
def test_rounding_down_takes_less_than_a_step(base: Decimal, step: Decimal) -> None:
    off = rounded_down(None, step).amount_off(base, 2)
    assert 0 <= off < step
    assert (base - off) % step == 0
