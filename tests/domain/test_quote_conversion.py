"""Other price modes and currencies: typed figures are converted once, with all decimals of the rates."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given

from salesdesk.domain.pricing import parse_discount, parse_document_discount, rounded_down
from salesdesk.domain.quote import PriceMode, QuoteDraft, totals
from salesdesk.domain.quote_conversion import Rate, in_currency, in_home, is_stale, with_price_mode
from salesdesk.domain.quote_problems import totals_so_far
from tests.domain.drafts import draft, drafts, line

TODAY = date(2026, 11, 24)


def test_a_price_is_converted_by_the_rate_of_its_line_or_kept() -> None:
    given = draft(line(unit_price=Decimal(113)), line(unit_price=Decimal(106), tax_rate=Decimal("0.06")))
    converted = with_price_mode(given, "tax_excluded", convert=True)
    assert [one.unit_price for one in converted.lines] == [100, 100]
    assert totals(converted).gross == totals(given).gross
    kept = with_price_mode(given, "tax_excluded", convert=False)
    assert kept.lines == given.lines
    assert totals(kept).net == totals(given).gross
    assert with_price_mode(converted, "tax_included", convert=True) == given


def test_discounts_in_money_are_converted_too() -> None:
    lines = (
        line(discount=parse_discount({"amount": "11.30"})),
        line(discount=parse_discount({"final_price": "56.5"})),
        line(discount=parse_discount("15%")),
    )
    found = with_price_mode(draft(*lines), "tax_excluded", convert=True)
    assert [one.discount.as_text() for one in found.lines] == ["amount:10.00", "final_price:50.000000", "15%"]


def test_a_typed_price_is_exchanged_once_and_never_by_a_rounded_amount_between() -> None:
    given = draft(line(unit_price=Decimal("410.00")), currency="USD", fx_rate=Decimal("526.27"))
    home = in_currency(given, "CNY")
    assert home.lines[0].unit_price == Decimal("215770.70")
    assert in_currency(home, "USD", Rate(Decimal("526.27"))).lines[0].unit_price == Decimal("410.00")


def test_between_two_foreign_currencies_both_rates_count() -> None:
    given = draft(
        line(unit_price=Decimal(100), discount=parse_discount({"amount": "10"})),
        currency="USD",
        fx_rate=Decimal(7),
        document_discount=rounded_down(parse_document_discount({"amount": "14"}), Decimal(10)),
    )
    found = in_currency(given, "EUR", Rate(Decimal(8), TODAY, "中国银行"))
    assert (found.lines[0].unit_price, found.lines[0].discount.value) == (Decimal("87.50"), Decimal("8.75"))
    assert found.document_discount is not None
    assert (found.document_discount.as_text(), found.document_discount.step) == (
        "amount:12.25~10",
        Decimal(10),
    )
    assert (found.fx_rate, found.fx_on, found.fx_source) == (Decimal(8), TODAY, "中国银行")


def test_prices_of_the_book_stand_and_yen_have_no_decimals() -> None:
    given = draft(line(unit_price=Decimal(100)), line(unit_price=Decimal(100)))
    found = in_currency(given, "JPY", Rate(Decimal("0.0478")), {0: Decimal(2100)})
    assert [one.unit_price for one in found.lines] == [2100, 2092]


def test_back_at_home_no_rate_is_kept() -> None:
    given = draft(line(), currency="USD", fx_rate=Decimal(7), fx_on=TODAY, fx_source="中国银行")
    found = in_currency(given, "CNY")
    assert (found.fx_rate, found.fx_on, found.fx_source) == (None, None, "")
    assert found.lines[0].unit_price == 700


def test_without_a_rate_the_figures_stay() -> None:
    given = draft(line(), currency="USD")
    assert in_currency(given, "CNY").lines == given.lines


@pytest.mark.parametrize(("days", "stale"), [(0, False), (7, False), (8, True)])
def test_a_rate_is_old_after_a_week(days: int, stale: bool) -> None:  # noqa: FBT001 - a parameter
    assert is_stale(TODAY - timedelta(days=days), TODAY) is stale
    assert is_stale(None, TODAY)


def test_a_total_in_the_home_currency_is_rounded_once() -> None:
    assert in_home(Decimal("120000.51"), Decimal("7.15301234")) == Decimal("858365.13")
    assert in_home(Decimal(1), None) is None


@given(drafts)
def test_a_converted_line_is_within_its_cents(given: QuoteDraft) -> None:
    """A converted price of six decimals is off by half a millionth of it at most, times the quantity, and a cent."""
    given = replace(given, currency="CNY", document_discount=None, rounding="line")
    other: PriceMode = "tax_excluded" if given.price_mode == "tax_included" else "tax_included"
    before, after = totals_so_far(given), totals_so_far(with_price_mode(given, other, convert=True))
    for one, two, item in zip(before.lines, after.lines, given.lines, strict=True):
        assert abs(one.gross - two.gross) <= Decimal("0.03") + item.quantity * Decimal("0.000002")
