"""Tax taken out, put on, and amounts shared out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings, strategies as st

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.tax import allocate, excluded, included, parse_rate

amounts = st.decimals(0, 10**9, places=2)
rates = st.integers(0, 10_000).map(lambda bp: Decimal(bp).scaleb(-4))


def _decimals(*texts: str) -> list[Decimal]:
    return [Decimal(text) for text in texts]


@pytest.mark.parametrize(
    ("typed", "rate"),
    [("13%", "0.13"), ("0%", "0"), ("１３％", "0.13"), (" 9 % ", "0.09"), ("6.25%", "0.0625")],
)
def test_rates_are_read(typed: str, rate: str) -> None:
    assert parse_rate(typed) == Decimal(rate)


@pytest.mark.parametrize(
    "typed", ["13", "0.13", "", "%", "-1%", "101%", "6.125%", "1e1%", "13%%", None, 13, 0.13]
)
def test_what_is_no_rate_is_refused(typed: object) -> None:
    with pytest.raises(InvalidInputError):
        parse_rate(typed)


@pytest.mark.parametrize(
    ("gross", "rate", "net", "tax"),
    [
        ("33900.00", "13%", "30000.00", "3900.00"),
        ("100.00", "13%", "88.50", "11.50"),
        ("99.99", "13%", "88.49", "11.50"),
        ("1000.00", "9%", "917.43", "82.57"),
        ("1000.00", "6%", "943.40", "56.60"),
        ("1000.00", "3%", "970.87", "29.13"),
        ("1000.00", "1%", "990.10", "9.90"),
        ("1000.00", "0%", "1000.00", "0.00"),
        ("0.02", "13%", "0.02", "0.00"),
        ("1000.00", "10%", "909.09", "90.91"),
    ],
)
def test_tax_is_taken_out_of_a_price_with_tax(gross: str, rate: str, net: str, tax: str) -> None:
    split = included(Decimal(gross), parse_rate(rate), 2)
    assert (str(split.net), str(split.tax), str(split.gross)) == (net, tax, gross)


def test_tax_is_put_on_the_rounded_amount() -> None:
    split = excluded(Decimal("5350.66"), parse_rate("22%"), 2)
    assert (split.tax, split.gross) == (Decimal("1177.15"), Decimal("6527.81"))


@settings(max_examples=200)
@given(amounts, rates)
def test_net_and_tax_make_gross(amount: Decimal, rate: Decimal) -> None:
    for split in (included(amount, rate, 2), excluded(amount, rate, 2)):
        assert split.net + split.tax == split.gross
        assert split.net >= 0
        assert split.tax >= 0


@settings(max_examples=200)
@given(amounts, rates)
def test_a_net_amount_survives_its_own_gross(net: Decimal, rate: Decimal) -> None:
    assert included(excluded(net, rate, 2).gross, rate, 2).net == net


@pytest.mark.parametrize(
    ("total", "weights", "shares"),
    [
        ("33.34", ("10000.00", "5000.01", "3333.33"), ("18.19", "9.09", "6.06")),
        ("0.01", ("100", "100", "100"), ("0.01", "0.00", "0.00")),
        ("10.00", ("100", "100", "100"), ("3.34", "3.33", "3.33")),
        ("10.00", ("33.33", "33.33", "33.33"), ("3.34", "3.33", "3.33")),
        ("0.02", ("1", "2", "1"), ("0.01", "0.01", "0.00")),
        ("5.00", ("0", "7", "0"), ("0.00", "5.00", "0.00")),
        ("0.00", ("0", "0"), ("0.00", "0.00")),
    ],
)
def test_shares_are_floored_and_the_rest_goes_to_the_largest_remainders(
    total: str, weights: tuple[str, ...], shares: tuple[str, ...]
) -> None:
    assert [str(share) for share in allocate(Decimal(total), _decimals(*weights), 2)] == list(shares)


def test_shares_of_a_currency_without_decimals_are_whole() -> None:
    assert allocate(Decimal(10), _decimals("1", "1", "1"), 0) == _decimals("4", "3", "3")


@settings(max_examples=200)
@given(st.data(), st.lists(amounts, min_size=1, max_size=30))
def test_shares_sum_exactly_and_never_exceed_the_line(data: st.DataObject, weights: list[Decimal]) -> None:
    total = data.draw(st.decimals(0, sum(weights), places=2))
    shares = allocate(total, weights, 2)
    assert sum(shares) == total
    assert all(0 <= share <= weight for share, weight in zip(shares, weights, strict=True))


@pytest.mark.parametrize(
    ("total", "weights"), [("1", ("0", "0")), ("1", ()), ("-1", ("1",)), ("0.001", ("1",))]
)
def test_a_total_that_cannot_be_shared_is_an_error(total: str, weights: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"Decimal"):
        allocate(Decimal(total), _decimals(*weights), 2)
