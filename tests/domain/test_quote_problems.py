"""What stands in the way of a draft is named at its place, and its figures are shown all the same."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.pricing import parse_discount, parse_document_discount
from salesdesk.domain.quote import QuoteDraft, totals
from salesdesk.domain.quote_problems import cleaned, problems, totals_so_far
from tests.domain import drafts
from tests.domain.drafts import draft, line


def places(value: QuoteDraft, issued_on: date | None = None) -> list[tuple[int | None, str]]:
    return [(problem.line, problem.field) for problem in problems(value, issued_on)]


def test_a_finished_draft_has_no_problem() -> None:
    assert problems(draft(line()), date(2026, 11, 24)) == ()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"customer": " \u202e"}, "customer"),
        ({"customer": "甲" * 201}, "customer"),
        ({"project": "甲" * 201}, "project"),
        ({"payment_terms": "甲" * 4001}, "payment_terms"),
        ({"lines": ()}, "lines"),
        ({"lines": (line(),) * 2001}, "lines"),
        ({"lines": (line(quantity=Decimal(10), unit_price=Decimal(6 * 10**12)),) * 2}, "lines"),
        ({"valid_until": date(2026, 11, 23)}, "valid_until"),
        ({"document_discount": parse_document_discount({"amount": "100.01"})}, "document_discount"),
    ],
)
def test_a_problem_of_the_form_names_its_field(values: dict[str, Any], field: str) -> None:
    assert places(draft(**({"lines": (line(),)} | values)), date(2026, 11, 24)) == [(None, field)]


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "泵" * 201}, "name"),
        ({"specification": "泵" * 4001}, "specification"),
        ({"quantity": Decimal(0)}, "quantity"),
        ({"quantity": Decimal(-1)}, "quantity"),
        ({"quantity": Decimal("1.00001")}, "quantity"),
        ({"quantity": Decimal(10**15), "unit_price": Decimal(0)}, "quantity"),
        ({"unit_price": Decimal("-0.01")}, "unit_price"),
        ({"unit_price": Decimal("0.0000001")}, "unit_price"),
        ({"unit_price": Decimal(10**13)}, "unit_price"),
        ({"unit_price": Decimal(8 * 10**12), "quantity": Decimal(100)}, "unit_price"),
        ({"discount": parse_discount({"amount": "100.01"})}, "discount"),
        ({"discount": parse_discount({"final_price": "101"})}, "discount"),
    ],
)
def test_a_problem_of_a_line_names_line_and_field(values: dict[str, Any], field: str) -> None:
    wrong = draft(line(), line(**values), line())
    (problem,) = problems(wrong)
    assert (problem.line, problem.field) == (2, field)
    assert "2" in str(problem)
    assert problem.message in str(problem)


def test_a_line_that_does_not_work_out_counts_as_nothing() -> None:
    wrong = draft(line(), line(discount=parse_discount({"amount": "100.01"})))
    assert [str(figures.gross) for figures in totals_so_far(wrong).lines] == ["100.00", "0.00"]


def test_a_document_discount_that_does_not_fit_is_left_out() -> None:
    wrong = draft(line(), document_discount=parse_document_discount({"total": "101"}))
    assert (str(totals_so_far(wrong).gross), str(totals_so_far(wrong).discount)) == ("100.00", "0.00")


def test_cleaning_reaches_every_text() -> None:
    names = ("customer", "contact", "contact_phone", "contact_email", "project")
    texts = ("delivery_terms", "payment_terms", "warranty_terms", "remark")
    dirty = " \u202e甲\n乙\x00 "
    clean = cleaned(draft(line(name=dirty, remark=dirty), **dict.fromkeys(names + texts, dirty)))
    assert {getattr(clean, name) for name in names} == {clean.lines[0].name} == {"甲 乙"}
    assert {getattr(clean, name) for name in texts} == {clean.lines[0].remark} == {"甲\n乙"}
    assert cleaned(clean) == clean


@settings(max_examples=200)
@given(drafts.drafts)
def test_figures_without_problem_are_those_of_the_totals(value: QuoteDraft) -> None:
    named = {problem.field for problem in problems(value)} - {"customer", "name"}
    shown = totals_so_far(value)
    assert shown.net + shown.tax == shown.gross == shown.before_discount - shown.discount
    if not named - {"lines"}:
        assert shown == totals(value)
    elif named & {"discount", "document_discount"}:
        with pytest.raises(SalesDeskError):
            totals(value)


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False), min_size=3, max_size=3))
def test_no_number_is_too_wild(numbers: list[Decimal]) -> None:
    wild = draft(line(quantity=numbers[0], unit_price=numbers[1]), line(unit_price=numbers[2]))
    assert len(totals_so_far(wild).lines) == 2
