"""Plans of payments: the parts always make the whole, what is paid never changes, days follow what happened."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given, settings, strategies as st

from salesdesk.domain import payment_terms
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.payment_plan import (
    Part,
    PlanLine,
    add_months,
    beside,
    check,
    due_on,
    fitted,
    month_end,
    of_term,
    planned_on,
    resplit,
    split,
    warranty_end,
)
from salesdesk.domain.payment_terms import TRIGGERS, TermLine

triggers = st.sampled_from(sorted(set(TRIGGERS) - {"fixed_date"}))
totals = st.integers(0, 10**13).map(lambda minor: Decimal(minor).scaleb(-2))


def lines_of(*shares: str) -> tuple[PlanLine, ...]:
    return of_term([TermLine(Decimal(share), "signed") for share in shares])


@st.composite
def plans(draw: st.DrawFn) -> tuple[tuple[PlanLine, ...], Decimal]:
    """Draw a plan of shares and fixed amounts, its balance anywhere, with an amount that it fits."""
    count = draw(st.integers(0, 8))
    cuts = sorted(draw(st.lists(st.integers(0, 10**6), min_size=count, max_size=count)))
    shares = [Decimal(b - a).scaleb(-6) for a, b in pairwise([0, *cuts]) if b > a]
    fixed = [Decimal(n).scaleb(-2) for n in draw(st.lists(st.integers(1, 10**8), max_size=3))]
    lines = [PlanLine(kind="percent", trigger=draw(triggers), share=share) for share in shares]
    lines += [PlanLine(kind="amount", trigger=draw(triggers), amount=amount) for amount in fixed]
    lines.insert(draw(st.integers(0, len(lines))), PlanLine(kind="balance", trigger=draw(triggers)))
    total = draw(totals)
    need = sum(fixed, Decimal(0))
    if sum(shares, Decimal(0)) * total + need > total:
        lines = [line for line in lines if line.kind != "amount"]
    return tuple(lines), total


@given(plans())
def test_every_split_makes_the_whole_amount(drawn: tuple[tuple[PlanLine, ...], Decimal]) -> None:
    lines, total = drawn
    amounts = split(lines, total, 2)
    assert sum(amounts) == total
    assert all(amount >= 0 and amount == round(amount, 2) for amount in amounts)
    for line, amount in zip(lines, amounts, strict=True):
        if line.kind == "amount":
            assert amount == line.amount


@given(plans(), st.data())
def test_a_new_amount_never_touches_what_is_paid(
    drawn: tuple[tuple[PlanLine, ...], Decimal], data: st.DataObject
) -> None:
    lines, total = drawn
    before = split(lines, total, 2)
    parts = []
    for line, amount in zip(lines, before, strict=True):
        paid = data.draw(st.sampled_from([Decimal("0.00"), amount, round(amount / 3, 2)]))
        parts.append(Part(line, amount, paid))
    new = data.draw(totals)
    paid_in_all = sum((part.amount if part.done else part.paid for part in parts), Decimal(0))
    if new < paid_in_all:
        with pytest.raises(RuleError):
            resplit(parts, new, 2)
        return
    after = resplit(parts, new, 2)
    assert sum(after.amounts) + after.extra == new
    assert after.extra == 0 or all(part.done for part in parts)
    for part, amount in zip(parts, after.amounts, strict=True):
        assert amount >= part.paid
        if part.done:
            assert amount == part.amount


@given(plans())
def test_a_plan_of_which_nothing_is_paid_splits_the_same_again(
    drawn: tuple[tuple[PlanLine, ...], Decimal],
) -> None:
    lines, total = drawn
    amounts = split(lines, total, 2)
    parts = [Part(line, amount, Decimal("0.00")) for line, amount in zip(lines, amounts, strict=True)]
    assert resplit(parts, total, 2).amounts == amounts


@pytest.mark.parametrize(
    ("total", "shares", "amounts"),
    [
        ("5.47", ("33.34", "33.33", "33.33"), ("1.82", "1.82", "1.83")),
        ("1234567.89", ("30", "30", "30", "10"), ("370370.37", "370370.37", "370370.37", "123456.78")),
        ("1236547.89", ("30", "30", "30", "10"), ("370964.37", "370964.37", "370964.37", "123654.78")),
        ("100.00", ("100",), ("100.00",)),
        ("0.00", ("50", "50"), ("0.00", "0.00")),
    ],
)
def test_the_vectors_of_the_rules(total: str, shares: tuple[str, ...], amounts: tuple[str, ...]) -> None:
    assert tuple(map(str, split(lines_of(*shares), Decimal(total), 2))) == amounts


def test_equal_parts_of_thirty_thousand() -> None:
    term = payment_terms.instalments(3)
    plan = of_term(term.lines)
    assert sum(split(plan, Decimal("30000.00"), 2)) == Decimal(30000)
    assert [line.label for line in plan] == ["第1期款", "第2期款", "第3期款"]
    assert plan[2].label_en == "Instalment 3"


def test_sixty_parts_of_thirty_fen_never_go_below_nothing() -> None:
    amounts = split(of_term(payment_terms.instalments(60).lines), Decimal("0.30"), 2)
    assert sum(amounts) == Decimal("0.30")
    assert min(amounts) == 0


def test_yen_are_split_whole() -> None:
    assert split(lines_of("33.34", "33.33", "33.33"), Decimal(100), 0) == (
        Decimal(33),
        Decimal(33),
        Decimal(34),
    )


@pytest.mark.parametrize("term", payment_terms.TERMS, ids=lambda term: term.key)
def test_every_shipped_term_makes_a_plan(term: payment_terms.PaymentTerm) -> None:
    lines = of_term(term.lines)
    assert [line.kind for line in lines].count("balance") == 1
    assert lines[-1].kind == "balance"
    assert all(line.label and line.label_en for line in lines)
    assert [line.retention for line in lines] == [line.trigger == "warranty_end" for line in lines]
    assert sum(split(lines, Decimal("999999.99"), 2)) == Decimal("999999.99")


BALANCE = PlanLine(kind="balance", trigger="signed")


@pytest.mark.parametrize(
    "lines",
    [
        (),
        (PlanLine(kind="percent", trigger="signed", share=Decimal(1)),),
        (BALANCE, BALANCE),
        (BALANCE, PlanLine(kind="percent", trigger="signed")),
        (BALANCE, PlanLine(kind="percent", trigger="signed", share=Decimal(0))),
        (BALANCE, PlanLine(kind="percent", trigger="signed", share=Decimal("1.01"))),
        (BALANCE, PlanLine(kind="percent", trigger="signed", share=Decimal("0.1234567"))),
        (BALANCE, PlanLine(kind="percent", trigger="signed", share=Decimal("NaN"))),
        (BALANCE, PlanLine(kind="amount", trigger="signed", amount=Decimal("1.005"))),
        (BALANCE, PlanLine(kind="amount", trigger="signed", amount=Decimal(-1))),
        (BALANCE, PlanLine(kind="amount", trigger="signed")),
        (replace(BALANCE, offset_days=-1),),
        (replace(BALANCE, trigger="fixed_date"),),
        (replace(BALANCE, trigger="some_day"),),  # type: ignore[arg-type]  # what a damaged file may say
        tuple([BALANCE] + [PlanLine(kind="percent", trigger="signed", share=Decimal("0.01"))] * 60),
    ],
)
def test_a_plan_that_does_not_work_is_refused(lines: tuple[PlanLine, ...]) -> None:
    with pytest.raises(InvalidInputError):
        check(lines, Decimal(100), 2)


def test_parts_may_not_come_to_more_than_the_whole() -> None:
    half = PlanLine(kind="percent", trigger="signed", share=Decimal("0.6"))
    with pytest.raises(RuleError):
        check((half, half, BALANCE), Decimal(100), 2)
    much = PlanLine(kind="amount", trigger="signed", amount=Decimal("50.00"))
    with pytest.raises(RuleError):
        check((half, much, BALANCE), Decimal(100), 2)


def test_where_everything_is_paid_more_becomes_something_extra() -> None:
    paid = Part(BALANCE, Decimal("100.00"), Decimal("100.00"))
    assert resplit([paid], Decimal("130.00"), 2).extra == Decimal("30.00")


# --- days ---------------------------------------------------------------------------------------------------------

SIGNED = date(2026, 1, 31)


def line(trigger: payment_terms.Trigger, days: int = 0, fixed_on: date | None = None) -> PlanLine:
    return PlanLine(kind="balance", trigger=trigger, offset_days=days, fixed_on=fixed_on)


def test_a_part_is_due_once_its_trigger_happened() -> None:
    happened = {"signed": SIGNED, "delivered": date(2026, 3, 9)}
    assert due_on(line("signed", 7), happened) == date(2026, 2, 7)
    assert due_on(line("delivered", 30), happened) == date(2026, 4, 8)
    assert due_on(line("monthly_close", 60), happened) == date(2026, 5, 30)
    assert due_on(line("sat_passed", 15), happened) is None
    assert due_on(line("monthly_close", 60), {"signed": SIGNED}) is None
    assert due_on(line("fixed_date", 3, date(2026, 12, 30)), {}) == date(2027, 1, 2)


def test_a_part_without_a_due_day_is_expected_on_one() -> None:
    happened = {"signed": SIGNED}
    assert planned_on(line("signed", 7), SIGNED, happened) == date(2026, 2, 7)
    assert planned_on(line("sat_passed", 15), SIGNED, happened) > planned_on(
        line("before_shipment"), SIGNED, happened
    )


def test_the_warranty_ends_by_acceptance_but_no_later_than_the_cap() -> None:
    accepted, delivered = date(2026, 6, 30), date(2026, 3, 9)
    assert warranty_end(accepted, delivered, 12, 15) == date(2027, 6, 9)
    assert warranty_end(date(2026, 4, 1), delivered, 12, 15) == date(2027, 4, 1)
    assert warranty_end(None, delivered, 12, 15) == date(2027, 6, 9)
    assert warranty_end(accepted, None, 12, 15) == date(2027, 6, 30)
    assert warranty_end(None, None, 12, 15) is None


def test_months_end_where_their_month_does() -> None:
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2027, 12, 31), 2) == date(2028, 2, 29)
    assert month_end(date(2028, 2, 1)) == date(2028, 2, 29)


@settings(max_examples=50)
@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 60), st.integers(0, 60))
def test_months_add_up(day: date, first: int, second: int) -> None:
    both = add_months(day, first + second)
    assert (both.year * 12 + both.month) - (day.year * 12 + day.month) == first + second
    assert both.day <= day.day


@pytest.mark.parametrize(
    ("delivered", "days", "due"),
    [
        (date(2027, 1, 31), 0, date(2027, 1, 31)),
        (date(2027, 2, 1), 0, date(2027, 2, 28)),
        (date(2028, 2, 1), 0, date(2028, 2, 29)),
        (date(2028, 2, 29), 30, date(2028, 3, 30)),
        (date(2027, 12, 1), 60, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 1)),
    ],
)
def test_a_months_close_is_its_last_day_in_every_month(delivered: date, days: int, due: date) -> None:
    assert due_on(line("monthly_close", days), {"delivered": delivered}) == due


def test_a_warranty_that_begins_on_a_leap_day_ends_in_february() -> None:
    assert warranty_end(date(2028, 2, 29), None, 12, 15) == date(2029, 2, 28)
    assert warranty_end(date(2028, 2, 29), date(2028, 1, 31), 48, 60) == date(2032, 2, 29)
    assert warranty_end(date(2027, 8, 31), date(2027, 11, 30), 6, 3) == date(2028, 2, 29)


@given(plans(), st.data())
def test_what_stands_beside_a_plan_is_taken_from_it_once(
    drawn: tuple[tuple[PlanLine, ...], Decimal], data: st.DataObject
) -> None:
    lines, total = drawn
    amounts = split(lines, total, 2)
    minor = int(total.scaleb(2))
    cuts = sorted(data.draw(st.lists(st.integers(0, minor), max_size=4)))
    standing = [(data.draw(triggers), Decimal(b - a).scaleb(-2)) for a, b in pairwise([0, *cuts])]
    left = beside(lines, amounts, standing)
    assert all(0 <= after <= before for after, before in zip(left, amounts, strict=True))
    assert sum(left) + sum((amount for _trigger, amount in standing), Decimal(0)) == total


@given(plans(), totals)
def test_a_plan_fits_into_any_amount(drawn: tuple[tuple[PlanLine, ...], Decimal], total: Decimal) -> None:
    lines = fitted(drawn[0], total, 2)
    assert sum(split(lines, total, 2)) == total
    assert [one for one in lines if one.kind != "amount"] == [one for one in drawn[0] if one.kind != "amount"]
    assert fitted(drawn[0], drawn[1], 2) == drawn[0]
