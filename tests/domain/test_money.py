"""Rounding, minor units, and reading amounts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from salesdesk.domain import money
from salesdesk.domain.errors import InvalidInputError

minors = st.integers(-money.MAX_MINOR, money.MAX_MINOR)


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("2.675", 2, "2.68"),
        ("-2.675", 2, "-2.68"),
        ("1185.125", 2, "1185.13"),
        ("0.005", 2, "0.01"),
        ("0.0049999", 2, "0.00"),
        ("0.5", 0, "1"),
        ("1.5", 0, "2"),
        ("2.5", 0, "3"),
        ("1", 2, "1.00"),
    ],
)
def test_halves_are_rounded_away_from_zero(value: str, places: int, rounded: str) -> None:
    assert str(money.round_half_up(Decimal(value), places)) == rounded


def test_rounding_to_nothing_leaves_no_sign() -> None:
    assert str(money.round_half_up(Decimal("-0.001"))) == "0.00"


def test_rounding_keeps_every_digit_of_a_long_number() -> None:
    value = Decimal("123456789012345678901234567890.125")
    assert str(money.round_half_up(value)) == "123456789012345678901234567890.13"


@pytest.mark.parametrize(("currency", "places"), [("CNY", 2), ("USD", 2), ("JPY", 0), ("KRW", 0)])
def test_a_currency_has_its_decimals(currency: str, places: int) -> None:
    assert money.minor_units(currency) == places


@pytest.mark.parametrize("currency", ["", "cny", "CN", "CNYY", "CN¥", "ＣＮＹ", "CNY\n"])
def test_what_is_no_currency_code_is_refused(currency: str) -> None:
    with pytest.raises(InvalidInputError):
        money.minor_units(currency)


@pytest.mark.parametrize(
    ("amount", "currency", "minor"),
    [("33900", "CNY", 3_390_000), ("-0.01", "CNY", -1), ("1.10", "USD", 110), ("500", "JPY", 500)],
)
def test_amounts_become_whole_minor_units(amount: str, currency: str, minor: int) -> None:
    assert money.to_minor(Decimal(amount), currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency"),
    [
        ("0.001", "CNY"),
        ("0.5", "JPY"),
        ("90000000000000.01", "CNY"),
        ("-90000000000000.01", "CNY"),
        ("1E+900000", "CNY"),
        ("1E-900000", "CNY"),
        ("NaN", "CNY"),
        ("-Infinity", "CNY"),
    ],
)
def test_what_cannot_be_stored_exactly_is_refused(amount: str, currency: str) -> None:
    with pytest.raises(InvalidInputError):
        money.to_minor(Decimal(amount), currency)


def test_the_largest_amount_can_be_stored() -> None:
    assert money.to_minor(Decimal("90000000000000.00"), "CNY") == money.MAX_MINOR


@given(minors, st.sampled_from(["CNY", "USD", "JPY"]))
def test_minor_units_go_there_and_back(minor: int, currency: str) -> None:
    assert money.to_minor(money.from_minor(minor, currency), currency) == minor


@pytest.mark.parametrize(
    ("amount", "currency", "text"),
    [("33900", "CNY", "33900.00"), ("1E+6", "CNY", "1000000.00"), ("-0", "CNY", "0.00"), ("12", "JPY", "12")],
)
def test_plain_text_has_the_decimals_of_the_currency(amount: str, currency: str, text: str) -> None:
    assert money.text(Decimal(amount), currency) == text


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1,200", "1200"),
        ("1200", "1200"),
        ("¥1,200.00", "1200.00"),
        ("¥ 1,200.00", "1200.00"),
        ("¥\u20091,234,567.89", "1234567.89"),
        ("-¥50", "-50"),
        ("¥-50", "-50"),
        ("-50.5", "-50.5"),
        ("-0", "0"),
        ("12.5万", "125000"),
        ("12.5 万", "125000"),
        ("1,200万", "12000000"),
        ("1.2亿", "120000000"),
        ("-1.2亿", "-120000000"),
        ("１，２００．５０", "1200.50"),
        ("￥１２万", "120000"),
        (" \u3000 7 \n", "7"),
    ],
)
def test_amounts_are_read_as_people_type_them(typed: str, amount: str) -> None:
    assert money.parse_amount(typed) == Decimal(amount)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "-",
        "¥",
        "万",
        "1,20",
        "12,00",
        "1,2000",
        "1,,200",
        ",200",
        "0,200",
        "1200,300",
        "1.2.3",
        "1.",
        ".5",
        "1e3",
        "1E3",
        "nan",
        "inf",
        "abc",
        "12a",
        "--5",
        "-¥-5",
        "+5",
        "5-",
        "(5)",
        "$5",
        "1万亿",
        "1万2千",
        "12k",
        "1 200",
        "5²",
        "①",
        "٣",
        "一百",
        "1_000",
        "9" * 31,
        "9" * 10_000_000,
    ],
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(InvalidInputError):
        money.parse_amount(typed)


@given(minors)
def test_an_amount_reads_back_as_the_program_shows_it(minor: int) -> None:
    amount = money.from_minor(minor, "CNY")
    assert money.parse_amount(f"¥{amount:,.2f}") == money.parse_amount(money.text(amount, "CNY")) == amount


@settings(max_examples=200)
@given(st.text(max_size=12))
def test_any_text_is_an_amount_or_refused(typed: str) -> None:
    try:
        amount = money.parse_amount(typed)
    except InvalidInputError:
        return
    assert amount.is_finite()


def test_the_message_names_a_long_or_hostile_text_in_brief() -> None:
    with pytest.raises(InvalidInputError) as caught:
        money.parse_amount("x" * 39 + "END")
    assert "x" * 39 + "…" in caught.value.message
    assert money.excerpt("a\x00\ud800\nb") == "a���b"


@pytest.mark.parametrize(("typed", "places"), [("2", 0), ("12.50", 2), ("-3.1", 2), ("0", 4), ("980000", 6)])
def test_plain_decimals_are_read(typed: str, places: int) -> None:
    assert money.parse_decimal(typed, places, "price") == Decimal(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " 1",
        "1 ",
        "+1",
        "1e3",
        "1.",
        ".5",
        "1,200",
        "nan",
        "Infinity",
        "１",
        "1\n",
        "1.234",
        "1" * 31,
        "0x1",
    ],
)
def test_what_is_no_plain_decimal_is_refused_with_its_name(typed: str) -> None:
    with pytest.raises(InvalidInputError, match="price"):
        money.parse_decimal(typed, 2, "price")


@pytest.mark.parametrize("typed", [1.5, 2, True, None, ["1"], Decimal(1)])
def test_only_text_is_a_number_in_a_draft(typed: object) -> None:
    with pytest.raises(InvalidInputError, match="price"):
        money.parse_decimal(typed, 2, "price")


def test_a_currency_that_is_not_known_is_refused_and_not_guessed() -> None:
    with pytest.raises(InvalidInputError, match="XAF"):
        money.minor_units("XAF")
