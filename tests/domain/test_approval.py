"""Approvals: the ladder of the design to the hundredth of a percent, and the known ways round it."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain.approval import (
    DEFAULT_RULES,
    Metric,
    Need,
    Rule,
    Terms,
    approvers,
    in_words,
    line_discount,
    margin,
    may_decide,
    needs,
    still_covered,
    total_discount,
)
from salesdesk.domain.approval_needs import needs_as_text, needs_from_text
from salesdesk.domain.pricing import parse_discount, parse_document_discount
from salesdesk.domain.quote import QuoteDraft, QuoteLine, totals
from salesdesk.domain.quote_content import content_hash

TODAY = date(2026, 6, 30)
TERMS = Terms(TODAY, TODAY + timedelta(days=30))


def line(off: str = "", **values: Any) -> QuoteLine:
    """Return a machine at 10,000.00 of the price book, 62 % of it cost, 78 % its floor."""
    usual: dict[str, Any] = {
        "name": "螺杆空压机",
        "quantity": Decimal(1),
        "unit_price": Decimal(10_000),
        "tax_rate": Decimal("0.13"),
        "discount": parse_discount(off),
        "base_price": Decimal(10_000),
        "floor_price": Decimal(7_800),
        "cost": Decimal(5_000),
        "price_source": "book",
    }
    return QuoteLine(**(usual | values))


def draft(*lines: QuoteLine, **values: Any) -> QuoteDraft:
    return QuoteDraft(customer="恒岳", lines=lines or (line(),), **values)


def asked(given: QuoteDraft, terms: Terms = TERMS) -> tuple[str, ...]:
    return approvers(needs(given, totals(given), terms))


@pytest.mark.parametrize(
    ("off", "roles"),
    [
        ("", ()),
        ("15%", ()),
        ("8.5折", ()),
        ("15.01%", ("regional_manager",)),
        ("22%", ("regional_manager",)),
        ("22.01%", ("regional_manager", "director")),
        ("25.01%", ("regional_manager", "director")),
    ],
)
def test_the_ladder(off: str, roles: tuple[str, ...]) -> None:
    assert asked(draft(line(off))) == roles


def test_a_quarter_and_a_tenth_are_passed_strictly() -> None:
    without_floor = line("25%", floor_price=None)
    assert asked(draft(without_floor)) == ("regional_manager",)
    # 10,000 with tax is 8,849.56 without; a tenth of it is left at this cost.
    tenth = line(cost=Decimal("7964.604"))
    assert asked(draft(tenth)) == ()
    assert asked(draft(replace(tenth, cost=Decimal("7964.605")))) == ("director",)


def test_the_discount_of_the_document_counts_like_that_of_a_line() -> None:
    for off in ({"percent": "15%"}, {"amount": "1500"}, {"total": "8500"}):
        assert asked(draft(document_discount=parse_document_discount(off))) == ()
    assert asked(draft(document_discount=parse_document_discount({"total": "8499.99"}))) == (
        "regional_manager",
    )


def test_splitting_a_line_changes_nothing() -> None:
    whole = draft(line("16%", quantity=Decimal(10)))
    parts = draft(*(line("16%") for _n in range(10)))
    assert asked(whole) == asked(parts) == ("regional_manager",)


def test_hiding_a_discount_behind_a_dear_line_is_seen_at_the_line() -> None:
    assert asked(draft(line("20%"), line(quantity=Decimal(50)))) == ("regional_manager",)


def test_a_raised_list_price_hides_no_discount() -> None:
    raised = line("20%", unit_price=Decimal(12_500), list_price=Decimal(12_500))
    assert line_discount(draft(raised), totals(draft(raised)), 0) == 0
    cheated = line("36%", unit_price=Decimal(12_500), list_price=Decimal(12_500))
    assert asked(draft(cheated)) == ("regional_manager",)


def test_a_free_line_counts_as_sold_for_nothing() -> None:
    given = draft(line(quantity=Decimal(4)), line(free=True))
    assert total_discount(given, totals(given)) == Decimal("0.2")
    assert asked(given) == ("regional_manager",)


def test_optional_and_alternative_lines_ask_for_nothing() -> None:
    assert asked(draft(line(), line("40%", optional=True), line("40%", alternative=True))) == ()


def test_a_price_without_a_book_or_of_another_book_is_asked_for() -> None:
    assert asked(draft(line(base_price=None))) == ("regional_manager",)
    assert asked(draft(line(price_source="other"))) == ("regional_manager",)


def test_terms_are_asked_for() -> None:
    days = timedelta(days=90)
    assert asked(draft(), Terms(TODAY, TODAY + days)) == ()
    assert asked(draft(), Terms(TODAY, TODAY + days + timedelta(days=1))) == ("regional_manager",)


@pytest.mark.parametrize(
    ("key", "text", "roles"),
    [
        ("3-3-3-1", "", ()),
        ("prepaid", "", ()),
        ("monthly-60", "", ("regional_manager",)),
        ("", "客户上线后付清", ("regional_manager",)),
        ("prepaid", "客户上线后付清", ("regional_manager",)),
        ("prepaid", "月结60天", ("regional_manager",)),
        ("made up", "", ("regional_manager",)),
    ],
)
def test_payment_worse_than_the_firms_terms_is_asked_for(key: str, text: str, roles: tuple[str, ...]) -> None:
    assert asked(draft(payment_term=key, payment_terms=text)) == roles


def test_a_firm_with_terms_of_its_own() -> None:
    given = draft(payment_term="monthly-30")
    mild = Rule("payment_term", None, "regional_manager", "monthly-30")
    strict = Rule("payment_term", None, "director", "prepaid")
    assert [need.rule for need in needs(given, totals(given), TERMS, (mild, strict))] == [strict]
    (need,) = needs(given, totals(given), TERMS, (strict,))
    assert "100%预付" in in_words(need)
    assert needs_from_text(needs_as_text([need])) == (need,)


def test_an_unknown_cost_is_not_a_cost_of_nothing() -> None:
    given = draft(line(cost=None), line(cost=Decimal(8_849)))
    found = margin(given, totals(given))
    assert found.unknown == 1
    assert found.rate is not None
    assert found.rate < Decimal("0.01")
    assert margin(draft(line(cost=None)), totals(draft(line(cost=None)))).rate is None


def test_what_is_given_away_costs_all_the_same() -> None:
    given = draft(line(), line(free=True))
    assert margin(given, totals(given)).cost == 10_000


def test_a_foreign_quote_is_measured_at_its_frozen_rate() -> None:
    given = draft(
        line(unit_price=Decimal(2_000), base_price=Decimal(2_000), floor_price=None),
        currency="USD",
        fx_rate=Decimal("7.10"),
    )
    found = margin(given, totals(given))
    assert round(found.cost, 2) == Decimal("704.23")
    large = needs(given, totals(given), TERMS, (Rule("amount", Decimal(14_000), "director"),))
    assert large[0].value == Decimal("14200.000000")
    # Without a rate nobody knows whether it is above the limit, so that somebody has to look.
    unknown = replace(given, fx_rate=None)
    assert asked_by_rule(unknown, "amount", "99999999") == ("director",)
    (need,) = needs(unknown, totals(unknown), TERMS, (Rule("amount", Decimal(99), "director"),))
    assert "未知" in in_words(need)
    larger = replace(unknown, lines=(replace(unknown.lines[0], quantity=Decimal(2)),))
    again = needs(larger, totals(larger), TERMS, (Rule("amount", Decimal(99), "director"),))
    assert still_covered([need], again) == ()


def asked_by_rule(given: QuoteDraft, metric: Metric, threshold: str) -> tuple[str, ...]:
    rule = Rule(metric, Decimal(threshold), "director")
    return approvers(needs(given, totals(given), TERMS, (rule,)))


@pytest.mark.parametrize("rates", [("0.13", "0.13"), ("0.13", "0.06"), ("0", "0.09")])
def test_several_rates_of_tax_hide_no_discount(rates: tuple[str, str]) -> None:
    for mode in ("tax_included", "tax_excluded"):
        kept, cut = (
            replace(each, tax_rate=Decimal(rate), unit_price=included_price(mode, rate))
            for each, rate in zip((line(), line("15.01%")), rates, strict=True)
        )
        assert asked(draft(kept, cut, price_mode=mode)) == ("regional_manager",), (mode, rates)
        assert asked(draft(kept, replace(cut, discount=parse_discount("15%")), price_mode=mode)) == ()


def included_price(mode: str, rate: str) -> Decimal:
    """Return a unit price that comes to 10,000.00 with tax."""
    price = Decimal(10_000)
    return price if mode == "tax_included" else round(price / (1 + Decimal(rate)), 6)


def test_charges_sections_and_notes_hide_no_discount() -> None:
    nothing: dict[str, Any] = {"quantity": Decimal(1), "unit_price": Decimal(0), "tax_rate": Decimal(0)}
    heading = QuoteLine(name="主机", kind="section", **nothing)
    note = QuoteLine(name="含安装", kind="note", **nothing)
    freight = QuoteLine(name="运费", kind="charge", charge=Decimal("0.2"), **nothing)
    assert asked(draft(heading, line("15%"), note, freight)) == ()
    for around in ((heading,), (note,), (freight,), (heading, note, freight)):
        for cut in (draft(*around, line("15.01%")), draft(line("15.01%"), *around)):
            assert asked(cut) == ("regional_manager",)
    as_target = draft(line(), freight, document_discount=parse_document_discount({"total": "10000"}))
    assert asked(as_target) == ("regional_manager",), "a charge that is given back is a discount"


def test_a_charge_that_names_a_product_has_no_price_of_a_book() -> None:
    freight = QuoteLine(
        name="运费",
        kind="charge",
        charge=Decimal("0.02"),
        quantity=Decimal(1),
        unit_price=Decimal(0),
        tax_rate=Decimal("0.13"),
    )
    assert asked(draft(line(), freight)) == ()
    disguised = replace(freight, name="空压机", product_id=uuid.uuid4())
    assert asked(draft(line(), disguised)) == ("regional_manager",)
    assert asked(draft(line(), replace(disguised, optional=True))) == ()


def test_an_alternative_that_is_taken_counts() -> None:
    dear, cheap = line(), line("40%", alternative=True)
    assert asked(draft(dear, cheap)) == ()
    taken = draft(replace(dear, alternative=True), replace(cheap, alternative=False))
    assert asked(taken) == ("regional_manager", "director")


@pytest.mark.parametrize(
    ("role", "needed", "may"),
    [
        ("director", "regional_manager", True),
        ("regional_manager", "director", False),
        ("legal", "director", False),
        ("legal", "legal", True),
        ("director", "legal", False),
    ],
)
def test_who_decides_for_whom(role: str, needed: str, may: bool) -> None:  # noqa: FBT001 - a table's column
    assert may_decide(role, needed) is may


def test_a_better_price_needs_no_second_approval_and_a_worse_one_does() -> None:
    def found(off: str) -> tuple[Need, ...]:
        given = draft(line(off))
        return needs(given, totals(given), TERMS)

    assert still_covered(found("18%"), found("17%")) == found("17%")
    assert still_covered(found("18%"), found("19%")) == ()


def test_leave_for_a_small_order_is_none_for_a_large_one() -> None:
    def found(off: str, count: int) -> tuple[Need, ...]:
        given = draft(line(off, quantity=Decimal(count)))
        return needs(given, totals(given), TERMS)

    small = found("18%", 2)
    assert small[0].given == Decimal("3600.00")
    assert still_covered(small, found("17%", 2)) == found("17%", 2)
    assert still_covered(small, found("17%", 3)) == ()
    assert still_covered([replace(need, given=None) for need in small], found("17%", 3)) == found("17%", 3), (
        "an approval of before this was measured"
    )


@given(st.lists(st.tuples(st.integers(1, 9), st.integers(0, 4000), st.booleans()), min_size=1, max_size=6))
def test_no_mix_of_lines_passes_that_is_over_the_limit_in_all(rows: list[tuple[int, int, bool]]) -> None:
    given = draft(
        *(
            line(f"{off / 100:.2f}%", quantity=Decimal(count), free=free and len(rows) > 1)
            for count, off, free in rows
        )
    )
    figures = totals(given)
    total = total_discount(given, figures)
    assert total is not None
    lines = [line_discount(given, figures, index) or Decimal(0) for index in range(len(rows))]
    over = max([total, *lines]) > Decimal("0.15")
    assert bool([one for one in needs(given, figures, TERMS) if one.rule == DEFAULT_RULES[0]]) is over


def test_the_fingerprint_changes_with_every_price_and_with_nothing_else() -> None:
    base = draft(line("10%"))
    until = TERMS.valid_until
    first = content_hash(base, until)
    same = draft(replace(line("9折"), unit_price=Decimal("10000.00"), remark="x"), remark="y", contact="顾工")
    assert content_hash(same, until) == first
    for other in (
        draft(line("10.01%")),
        draft(line("10%", quantity=Decimal(2))),
        draft(line("10%", unit_price=Decimal("10000.01"))),
        draft(line("10%", base_price=Decimal(11_000))),
        draft(line("10%"), document_discount=parse_document_discount({"amount": "0.01"})),
        draft(line("10%"), price_mode="tax_excluded"),
        draft(line("10%", name="另一台")),
        draft(line("10%", optional=True)),
        draft(line("10%"), payment_terms="货到付款"),
    ):
        assert content_hash(other, until) != first
    assert content_hash(base, until + timedelta(days=1)) != first


def test_a_need_reads_as_a_sentence() -> None:
    given = draft(line("15.01%"))
    (need, *_more) = needs(given, totals(given), TERMS)
    assert "15.01%" in in_words(need)
    assert "15%" in in_words(need)
