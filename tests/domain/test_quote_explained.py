"""Every figure explains itself: its terms sum to it exactly, and the cent is named."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from salesdesk import i18n
from salesdesk.domain.pricing import parse_discount, parse_document_discount
from salesdesk.domain.quote import QuoteDraft, totals
from salesdesk.domain.quote_explained import Explanation, explained
from salesdesk.domain.quote_problems import totals_so_far
from salesdesk.domain.quote_steps import all_steps, line_steps, shares
from tests.domain.drafts import draft, drafts, line


@pytest.fixture(autouse=True)
def _english(_language: None) -> None:
    i18n.set_language("en")


def terms(found: Explanation) -> list[str]:
    """Return the terms in short."""
    return [f"{term.amount:f} {term.text}" for term in found.terms]


def of_total(given: QuoteDraft) -> Explanation:
    return explained(given, totals(given), "total")


def test_from_the_list_price_to_the_cent() -> None:
    given = draft(
        line(
            quantity=Decimal(3),
            list_price=Decimal("40.00"),
            base_price=Decimal("35.00"),
            unit_price=Decimal("33.333"),
            discount=parse_discount("10%"),
        ),
        document_discount=parse_document_discount({"total": "89.99"}),
    )
    found = explained(given, totals(given), "line", prices=("In “List”: ¥40.00",))
    assert terms(found) == [
        "120.00 List price",
        "-15.00 Customer's price book",
        "-5.001 Price typed by hand",
        "-9.9999 Discount of the line",
        "0.0009 Rounded to the cent",
        "-0.01 Share of the discount on the whole",
    ]
    assert found.result == Decimal("89.99")
    assert found.notes[0] == "In “List”: ¥40.00"
    assert "Price typed by hand (3 × 33.333)" in found.as_text()


@pytest.mark.parametrize(
    ("grosses", "off", "expected"),
    [
        (("10000", "5000.01", "3333.33"), "33.34", ("18.19", "9.09", "6.06")),
        (("100", "100", "100"), "0.01", ("0.01", "0.00", "0.00")),
        (("100", "100", "100"), "10", ("3.34", "3.33", "3.33")),
        (("33.33", "33.33", "33.33"), "10.00", ("3.34", "3.33", "3.33")),
    ],
)
def test_which_line_got_the_cent_left_over(
    grosses: tuple[str, ...], off: str, expected: tuple[str, ...]
) -> None:
    given = draft(
        *(line(unit_price=Decimal(gross)) for gross in grosses),
        document_discount=parse_document_discount({"amount": off}),
    )
    found = shares(given, totals(given))
    assert [f"{cents.rounded}" for _index, cents in found] == list(expected)
    assert [cents.extra for _index, cents in found] == [True, False, False]
    text = explained(given, totals(given), "discount").as_text()
    assert text.count("the cent left over") == 1


def test_a_line_is_named_by_the_number_it_bears() -> None:
    given = draft(line(kind="section", name="Machines"), line(name="Pump"))
    assert explained(given, totals(given), "line", index=1).title == "Line 1, Pump"


def test_the_cent_of_a_tax_that_is_rounded_by_rate() -> None:
    lines = [line(quantity=Decimal("12.12"), unit_price=Decimal("12.12"), tax_rate=Decimal("0.23"))] * 2
    given = draft(*lines, price_mode="tax_excluded", rounding="tax_rate")
    found = explained(given, totals(given), "tax", rate=Decimal("0.23"))
    assert [f"{term.amount}" for term in found.terms] == ["33.79", "33.78"]
    assert found.result == Decimal("67.57")
    assert "33.785, and the cent left over" in found.terms[0].note
    by_line = replace(given, rounding="line")
    assert explained(by_line, totals(by_line), "tax", rate=Decimal("0.23")).result == Decimal("67.56")


def test_the_total_is_the_sum_of_its_steps() -> None:
    given = draft(
        line(list_price=Decimal(120), base_price=Decimal(110), discount=parse_discount("5%")),
        line(unit_price=Decimal(50), optional=True),
        line(unit_price=Decimal(20), free=True),
        line(name="运费", kind="charge", charge=Decimal("0.1"), unit_price=Decimal(0)),
        price_mode="tax_excluded",
        document_discount=parse_document_discount({"percent": "1%"}),
    )
    found = of_total(given)
    assert sum(term.amount for term in found.terms) == found.result == totals(given).gross
    assert "Optional or alternative lines, not in the total: 1" in found.notes
    assert "Lines free of charge: 1" in found.notes


@given(drafts, st.lists(st.none() | st.decimals(0, 1000, places=6), min_size=1, max_size=4))
def test_terms_sum_to_their_figure_exactly(given: QuoteDraft, prices: list[Decimal | None]) -> None:
    lines = tuple(
        replace(one, list_price=prices[place % len(prices)], base_price=prices[-place % len(prices)])
        for place, one in enumerate(given.lines)
    )
    given = replace(given, lines=lines)
    figures = totals_so_far(given)
    if figures != totals_so_far(given) or not sound(given):
        return
    for figure in ("subtotal", "discount", "net", "total"):
        found = explained(given, figures, figure)
        assert sum((term.amount for term in found.terms), Decimal(0)) == found.result
    for group in figures.by_rate:
        found = explained(given, figures, "tax", rate=group.rate)
        assert sum(term.amount for term in found.terms) == found.result == group.tax
    for index in range(len(given.lines)):
        found = explained(given, figures, "line", index=index)
        assert sum((term.amount for term in found.terms), Decimal(0)) == figures.lines[index].gross


def sound(given: QuoteDraft) -> bool:
    """Tell whether a draft's figures can be worked out as they stand."""
    try:
        totals(given)
    except Exception:  # noqa: BLE001 - whatever makes it no quote
        return False
    return True


def test_the_steps_of_lines_make_those_of_the_whole() -> None:
    given = draft(
        line(), line(unit_price=Decimal("9.995")), document_discount=parse_document_discount({"amount": "3"})
    )
    figures = totals(given)
    single = [step for index in range(2) for step in line_steps(given, figures, index)]
    for step in all_steps(given, figures):
        assert step.amount == sum(one.amount for one in single if one.kind == step.kind)
