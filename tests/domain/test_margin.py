"""Margins: unrounded, on net after the document discount, with what nobody knows left out."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from hypothesis import given, strategies as st

from salesdesk.domain.approval import Rule, Terms, needs
from salesdesk.domain.margin import margin
from salesdesk.domain.pricing import parse_discount, parse_document_discount
from salesdesk.domain.quote import QuoteDraft, QuoteLine, totals
from salesdesk.domain.quote_problems import totals_so_far
from tests.domain.drafts import draft, drafts, line
from tests.domain.test_approval import TODAY


def with_costs(given: QuoteDraft, costs: list[Decimal | None]) -> QuoteDraft:
    """Return a draft whose lines cost something, or nobody knows what."""
    cycle = [costs[place % len(costs)] for place in range(len(given.lines))] if costs else []
    lines = tuple(replace(one, cost=cost) for one, cost in zip(given.lines, cycle, strict=False))
    return replace(given, lines=lines, fx_rate=Decimal("7.1"))


costs = st.lists(st.none() | st.decimals(0, 10_000, places=6), min_size=1, max_size=6)


def machine(**values: object) -> QuoteLine:
    """Return a machine as the demo sells it: 62 % of the list price with tax is its cost."""
    return line(unit_price=Decimal(10_000), cost=Decimal(6200), **values)


def test_the_share_of_cost_at_list_and_at_floor_price() -> None:
    at_list = draft(machine())
    assert round(margin(at_list, totals(at_list)).rate or 0, 3) == Decimal("0.299")
    at_floor = draft(machine(discount=parse_discount("22%")))
    assert round(margin(at_floor, totals(at_floor)).rate or 0, 3) == Decimal("0.102")


def test_the_document_discount_lowers_the_margin() -> None:
    given = draft(machine(), document_discount=parse_document_discount({"total": "9040"}))
    found = margin(given, totals(given))
    assert (found.net, found.amount) == (Decimal("8000.00"), Decimal("1800.00"))
    assert found.rate == Decimal("0.225")
    assert round(found.markup or 0, 4) == Decimal("0.2903")


def test_without_a_rate_of_exchange_no_cost_is_known() -> None:
    given = draft(machine(), currency="USD")
    found = margin(given, totals(given))
    assert (found.unknown, found.rate, found.markup) == (1, None, None)
    terms = Terms(TODAY, TODAY)
    rules = (Rule("margin", Decimal("0.10"), "director"),)
    assert [need.value for need in needs(given, totals(given), terms, rules)] == [Decimal(0)]


def test_optional_lines_earn_nothing_yet_and_sections_neither() -> None:
    given = draft(machine(), machine(optional=True), machine(alternative=True), line(kind="section"))
    assert margin(given, totals(given)) == margin(given, totals(given), [0])


def test_a_percent_charge_has_no_known_cost_and_is_left_out() -> None:
    charge = line(kind="charge", unit_price=Decimal(0), charge=Decimal("0.05"))
    given = draft(machine(), charge)
    found, alone = margin(given, totals(given)), margin(draft(machine()), totals(draft(machine())))
    assert (found.rate, found.unknown) == (alone.rate, 1)
    assert margin(given, totals(given), [1]).rate is None
    free = draft(machine(), replace(charge, free=True))
    assert margin(free, totals(free)) == alone, "what is given away brings nothing and leaves nothing open"


@given(drafts, costs)
def test_the_margins_of_parts_sum_to_that_of_the_whole(given: QuoteDraft, some: list[Decimal | None]) -> None:
    given = with_costs(given, some)
    figures = totals_so_far(given)
    whole = margin(given, figures)
    parts = [margin(given, figures, [index]) for index in range(len(given.lines))]
    assert sum(part.net for part in parts) == whole.net
    assert abs(sum(part.cost for part in parts) - whole.cost) < Decimal("1e-15")
    assert sum(part.unknown for part in parts) == whole.unknown
    if not whole.unknown:
        assert whole.net == figures.net
