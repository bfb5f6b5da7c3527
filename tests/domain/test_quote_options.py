"""What a quote comes to with everything that is offered as an option."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from salesdesk.domain.pricing import parse_document_discount
from salesdesk.domain.quote import QuoteDraft, QuoteLine, totals
from salesdesk.domain.quote_options import total_with_options


def line(price: str, **values: object) -> QuoteLine:
    plain = QuoteLine(name="泵", quantity=Decimal(1), unit_price=Decimal(price), tax_rate=Decimal("0.13"))
    return replace(plain, **values)  # type: ignore[arg-type]  # any field


def with_options(*lines: QuoteLine, discount: dict[str, str] | None = None) -> Decimal | None:
    draft = QuoteDraft(customer="甲", lines=lines, document_discount=parse_document_discount(discount))
    return total_with_options(draft, totals(draft))


def test_without_options_there_is_no_such_total() -> None:
    assert with_options() is None
    assert with_options(line("100")) is None
    assert with_options(line("100"), line("90", alternative=True)) is None
    assert with_options(line("100"), line("90", alternative=True, optional=True)) is None


def test_options_count_and_alternatives_do_not() -> None:
    lines = (line("100"), line("30", optional=True), line("90", alternative=True), line("5", optional=True))
    assert with_options(*lines) == Decimal("135.00")


def test_charges_rise_with_the_options() -> None:
    charge = line("0", kind="charge", charge=Decimal("0.1"))
    assert with_options(line("100"), line("50", optional=True), charge) == Decimal("165.00")


@pytest.mark.parametrize(
    ("discount", "expected"),
    [({"percent": "10%"}, "135.00"), ({"amount": "10"}, "140.00"), ({"total": "90"}, "140.00")],
)
def test_a_discount_on_the_whole_is_taken_off_the_options_only_by_percentage(
    discount: dict[str, str], expected: str
) -> None:
    assert with_options(line("100"), line("50", optional=True), discount=discount) == Decimal(expected)


def test_a_total_that_would_be_too_large_is_not_told() -> None:
    assert with_options(line("1"), line("89999999999999"), line("89999999999999", optional=True)) is None
