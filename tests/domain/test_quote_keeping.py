"""A draft kept as JSON comes back whole, and from any other shape as far as it can be read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings, strategies as st

from salesdesk.domain.quote import QuoteDraft, totals
from salesdesk.domain.quote_keeping import draft_as_json, draft_restored
from tests.domain import drafts
from tests.domain.drafts import draft, line


@given(drafts.drafts, st.none() | st.uuids(), st.none() | st.uuids())
def test_a_kept_draft_comes_back_whole(value: QuoteDraft, one: UUID | None, other: UUID | None) -> None:
    lines = tuple(replace(each, product_id=other) for each in value.lines)
    value = replace(value, customer_id=one, opportunity_id=other, lines=lines)
    assert draft_restored(json.loads(json.dumps(draft_as_json(value)))) == value


def test_half_typed_things_stay_as_they_are() -> None:
    half = draft(line(name=" 泵\ud800", quantity=Decimal(-1)), customer="")
    assert draft_restored(json.loads(json.dumps(draft_as_json(half)))) == half


@pytest.mark.parametrize("value", [None, [], "x", 1, {}, {"lines": {}}, {"lines": None, "colour": "red"}])
def test_another_shape_is_an_empty_draft(value: object) -> None:
    assert draft_restored(value) == QuoteDraft(customer="", lines=())


def test_what_can_be_read_is_kept() -> None:
    older = {
        "customer": "华锐精工",
        "currency": "XYZ",
        "valid_until": "2026-13-01",
        "language": "fr",
        "customer_id": "no",
        "document_discount": "amount:x",
        "price_mode": [],
        "lines": [
            {"name": "泵", "quantity": "2", "tax_rate": "7", "unit_price": "1E+999999", "discount": "9折"},
            "x",
        ],
    }
    restored = draft_restored(older)
    assert (restored.customer, restored.currency, restored.valid_until) == ("华锐精工", "CNY", None)
    first, second = restored.lines
    assert (first.name, first.quantity, first.tax_rate, first.unit_price) == (
        "泵",
        Decimal(2),
        Decimal("0.13"),
        Decimal(0),
    )
    assert (first.discount.text, second.name) == ("9折", "")


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["1", "amount:1", "2026-11-24"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)
WHOLE = json.loads(json.dumps(draft_as_json(draft(line(), valid_until=date(2026, 12, 1)))))


@settings(max_examples=200)
@given(st.sampled_from(sorted(WHOLE)), JSON, st.sampled_from(sorted(WHOLE["lines"][0])), JSON)
def test_any_value_in_any_field_leaves_a_draft(
    field: str, value: Any, line_field: str, line_value: Any
) -> None:
    lines = [WHOLE["lines"][0] | {line_field: line_value}]
    restored = draft_restored(WHOLE | {"lines": lines} | {field: value})
    totals(replace(restored, document_discount=None, lines=()))
    assert draft_restored(json.loads(json.dumps(draft_as_json(restored)))) == restored
