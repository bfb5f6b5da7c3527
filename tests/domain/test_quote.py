"""A quote's totals in every mode."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.money import MAX_MINOR, minor_units, round_half_up
from salesdesk.domain.pricing import parse_discount, parse_document_discount
from salesdesk.domain.quote import QuoteDraft, QuoteLine, QuoteTotals, totals
from salesdesk.domain.tax import parse_rate


def _line(quantity: str = "1", price: str = "100", rate: str = "13%", **more: Any) -> QuoteLine:
    more["discount"] = parse_discount(more.get("discount"))
    return QuoteLine(
        name="泵", quantity=Decimal(quantity), unit_price=Decimal(price), tax_rate=parse_rate(rate), **more
    )


def _totals(*lines: QuoteLine, off: object = None, **more: Any) -> QuoteTotals:
    discount = parse_document_discount(off)
    return totals(QuoteDraft(customer="甲", lines=lines, document_discount=discount, **more))


def _figures(result: QuoteTotals) -> list[str]:
    return [f"{line.gross}/{line.net}/{line.tax}" for line in result.lines]


def _sums(result: QuoteTotals) -> str:
    return f"{result.gross}/{result.net}/{result.tax}"


@pytest.mark.parametrize(
    ("quantity", "price", "discount", "rate", "figures"),
    [
        ("3", "11300", "0%", "13%", "33900.00/30000.00/3900.00"),
        ("1", "100", "0%", "13%", "100.00/88.50/11.50"),
        ("3", "33.33", "0%", "13%", "99.99/88.49/11.50"),
        ("2", "1234.56", "12.5%", "13%", "2160.48/1911.93/248.55"),
        ("7", "158000", "15%", "13%", "940100.00/831946.90/108153.10"),
        ("12", "86.005", "0%", "13%", "1032.06/913.33/118.73"),
        ("1", "1000", "0%", "9%", "1000.00/917.43/82.57"),
        ("1", "1000", "0%", "6%", "1000.00/943.40/56.60"),
        ("1", "1000", "0%", "3%", "1000.00/970.87/29.13"),
        ("1", "1000", "0%", "1%", "1000.00/990.10/9.90"),
        ("1", "1000", "0%", "0%", "1000.00/1000.00/0.00"),
        ("1.5", "0.01", "0%", "13%", "0.02/0.02/0.00"),
    ],
)
def test_one_line_with_tax_included(
    quantity: str, price: str, discount: str, rate: str, figures: str
) -> None:
    line = _line(quantity, price, rate, discount=discount)
    assert _figures(_totals(line)) == [_sums(_totals(line))] == [figures]
    assert _sums(_totals(line, rounding="tax_rate")) == figures


def test_tax_is_put_on_the_rounded_net() -> None:
    line = _line("16", "348.35", "22%", discount="4%")
    assert _sums(_totals(line, price_mode="tax_excluded")) == "6527.81/5350.66/1177.15"


@pytest.mark.parametrize(
    ("rounding", "sums"), [("line", "361.34/293.78/67.56"), ("tax_rate", "361.35/293.78/67.57")]
)
def test_tax_by_line_and_by_rate_differ(rounding: str, sums: str) -> None:
    lines = [_line("12.12", "12.12", "23%")] * 2
    assert _sums(_totals(*lines, price_mode="tax_excluded", rounding=rounding)) == sums


@pytest.mark.parametrize(("rounding", "tax"), [("line", "53.80"), ("tax_rate", "53.79")])
def test_discounted_lines_by_line_and_by_rate(rounding: str, tax: str) -> None:
    lines = [_line("10", "30.75", "15%", discount="5%"), _line("1", "70", "15%", discount="5%")]
    result = _totals(*lines, price_mode="tax_excluded", rounding=rounding)
    assert (str(result.net), str(result.tax)) == ("358.63", tax)


@pytest.mark.parametrize(("rounding", "net"), [("line", "1384.61"), ("tax_rate", "1384.62")])
def test_net_by_line_and_by_rate_differ(rounding: str, net: str) -> None:
    assert str(_totals(_line("1", "1000", "30%"), _line("1", "800", "30%"), rounding=rounding).net) == net


def test_at_tax_rate_level_a_line_has_its_share_of_the_tax() -> None:
    result = _totals(*[_line("12.12", "12.12", "23%")] * 2, price_mode="tax_excluded", rounding="tax_rate")
    assert _figures(result) == ["180.68/146.89/33.79", "180.67/146.89/33.78"]


def test_rates_are_summed_apart_with_the_highest_first() -> None:
    result = _totals(_line("1", "100", "6%"), _line("1", "113", "13%"), _line("1", "106", "6.00%"))
    groups = [f"{group.rate:.0%} {group.gross}/{group.net}/{group.tax}" for group in result.by_rate]
    assert groups == ["13% 113.00/100.00/13.00", "6% 206.00/194.34/11.66"]


def test_a_document_discount_is_spread_by_gross() -> None:
    lines = [_line("1", "10000"), _line("1", "5000.01"), _line("1", "3333.33")]
    result = _totals(*lines, off={"total": "18300"})
    assert [str(line.gross) for line in result.lines] == ["9981.81", "4990.92", "3327.27"]
    assert (str(result.discount), str(result.before_discount)) == ("33.34", "18333.34")
    assert str(result.gross) == "18300.00"


def test_cents_left_over_go_to_the_first_of_equal_lines() -> None:
    grosses = [str(line.gross) for line in _totals(*[_line()] * 3, off={"amount": "10"}).lines]
    assert grosses == ["96.66", "96.67", "96.67"]
    grosses = [str(line.gross) for line in _totals(*[_line()] * 3, off={"amount": "0.01"}).lines]
    assert grosses == ["99.99", "100.00", "100.00"]


def test_net_and_tax_follow_the_document_discount() -> None:
    result = _totals(_line("1", "100"), price_mode="tax_excluded", off={"total": "100"})
    assert _sums(result) == "100.00/88.50/11.50"


def test_an_optional_line_is_computed_and_left_out() -> None:
    result = _totals(_line(), _line("2", "50", optional=True), off={"amount": "10"}, rounding="tax_rate")
    assert _figures(result) == ["90.00/79.65/10.35", "100.00/88.50/11.50"]
    assert _sums(result) == "90.00/79.65/10.35"


def test_a_free_line_is_nothing_and_takes_no_share() -> None:
    result = _totals(
        _line("1", "999", "6%", free=True, discount={"amount": "5"}), _line(), off={"amount": "1"}
    )
    assert _figures(result) == ["0.00/0.00/0.00", "99.00/87.61/11.39"]
    assert len(result.by_rate) == 1


def test_a_quote_of_free_and_optional_lines_sums_to_nothing() -> None:
    result = _totals(_line(free=True), _line(optional=True))
    assert (_sums(result), result.by_rate) == ("0.00/0.00/0.00", ())


def test_a_quote_without_lines_is_nothing() -> None:
    result = _totals(off={"percent": "5%"}, rounding="tax_rate")
    assert (_sums(result), result.lines, result.by_rate) == ("0.00/0.00/0.00", (), ())


def test_yen_have_no_decimals() -> None:
    result = _totals(_line("3", "333.5", "10%"), currency="JPY", off={"amount": "1"})
    assert _sums(result) == "1000/909/91"


@pytest.mark.parametrize("off", [{"amount": "100.01"}, {"total": "100.01"}])
def test_a_document_discount_out_of_reach_is_refused(off: object) -> None:
    with pytest.raises(RuleError, match="document_discount"):
        _totals(_line(), off=off)


def test_a_line_discount_out_of_reach_names_the_line() -> None:
    with pytest.raises(RuleError, match=r"2.*discount"):
        _totals(_line(), _line(discount={"amount": "100.01"}))


def test_amounts_beyond_storage_are_refused_by_line_or_in_sum() -> None:
    most = str(Decimal(MAX_MINOR).scaleb(-2))
    assert _totals(_line("1", most)).gross == Decimal(most)
    with pytest.raises(InvalidInputError, match=r"2.*unit_price"):
        _totals(_line(), _line("1", "90000000000000.01", optional=True))
    with pytest.raises(InvalidInputError, match="lines"):
        _totals(_line("1", most), _line("1", "0.01"))


rates = st.sampled_from([parse_rate(text) for text in ("13%", "9%", "6%", "1%", "0%", "22.5%")])
quote_lines = st.builds(
    QuoteLine,
    name=st.just("泵"),
    quantity=st.decimals("0.0001", 1000, places=4),
    unit_price=st.decimals(0, 100_000, places=6),
    tax_rate=rates,
    discount=st.sampled_from([parse_discount(text) for text in (None, "15%", "33.33%", "100%")]),
    optional=st.sampled_from([False, False, False, True]),
    free=st.sampled_from([False, False, False, True]),
)
drafts = st.builds(
    QuoteDraft,
    customer=st.just("甲"),
    lines=st.lists(quote_lines, min_size=1, max_size=12).map(tuple),
    price_mode=st.sampled_from(["tax_included", "tax_excluded"]),
    rounding=st.sampled_from(["line", "tax_rate"]),
    currency=st.sampled_from(["CNY", "JPY"]),
    document_discount=st.sampled_from(
        [parse_document_discount(typed) for typed in (None, {"percent": "7.77%"}, {"total": "0"})]
    ),
)


@settings(max_examples=200, deadline=None)
@given(drafts)
def test_every_figure_adds_up(draft: QuoteDraft) -> None:
    result = totals(draft)
    counted = [figures for figures, line in zip(result.lines, draft.lines, strict=True) if line.counts]
    assert all(figures.net + figures.tax == figures.gross for figures in result.lines)
    assert all(min(figures.net, figures.tax, figures.gross) >= 0 for figures in result.lines)
    assert result.net + result.tax == result.gross == result.before_discount - result.discount
    for name in ("net", "tax", "gross"):
        whole = getattr(result, name)
        assert whole == sum(getattr(figures, name) for figures in counted)
        assert whole == sum(getattr(group, name) for group in result.by_rate)


@settings(max_examples=150, deadline=None)
@given(drafts, st.data())
def test_a_target_total_is_met_exactly(draft: QuoteDraft, data: st.DataObject) -> None:
    most = totals(replace(draft, document_discount=None)).gross
    target = data.draw(st.decimals(0, most, places=minor_units(draft.currency)))
    wanted = parse_document_discount({"total": f"{target:f}"})
    result = totals(replace(draft, document_discount=wanted))
    assert result.gross == target == sum(group.gross for group in result.by_rate)
    assert all(figures.net >= 0 and figures.tax >= 0 for figures in result.lines)


@settings(max_examples=150, deadline=None)
@given(st.lists(quote_lines, min_size=1, max_size=12), st.sampled_from([None, {"percent": "7.77%"}]))
def test_with_tax_included_a_group_is_rounded_once(lines: list[QuoteLine], off: object) -> None:
    for group in _totals(*lines, rounding="tax_rate", off=off).by_rate:
        assert group.net == round_half_up(group.gross / (1 + group.rate))


@settings(max_examples=150, deadline=None)
@given(st.lists(quote_lines, min_size=1, max_size=12))
def test_with_tax_excluded_a_group_is_rounded_once(lines: list[QuoteLine]) -> None:
    for group in _totals(*lines, rounding="tax_rate", price_mode="tax_excluded").by_rate:
        assert group.tax == round_half_up(group.net * group.rate)
