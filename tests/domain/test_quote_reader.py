"""Reading a quote's draft from JSON: all of it understood, or the fault named."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from salesdesk.domain.errors import InvalidInputError, RuleError, SalesDeskError
from salesdesk.domain.quote import QuoteDraft, QuoteLine, totals
from salesdesk.domain.quote_reader import draft_from_json


def _json(**changes: Any) -> dict[str, Any]:
    draft: dict[str, Any] = {
        "customer": "江南化工有限公司",
        "price_mode": "tax_included",
        "rounding": "line",
        "currency": "CNY",
        "lines": [_json_line(), _json_line(optional=True)],
        "document_discount": {"amount": "8400"},
    }
    return {key: value for key, value in (draft | changes).items() if value is not ...}


def _json_line(**changes: Any) -> dict[str, Any]:
    line: dict[str, Any] = {
        "name": "离心泵",
        "model": "IS80",
        "unit": "台",
        "quantity": "2",
        "unit_price": "980000",
        "discount": "16%",
        "tax_rate": "13%",
        "optional": False,
        "free": False,
    }
    return {key: value for key, value in (line | changes).items() if value is not ...}


def test_a_draft_is_read_and_computed() -> None:
    draft = draft_from_json(_json())
    assert draft.lines[0].discount.text == "16%"
    assert str(totals(draft).gross) == "1638000.00"


def test_a_draft_needs_a_customer_and_lines_of_name_quantity_price_and_rate() -> None:
    line = {"name": " 泵 ", "quantity": "1.5", "unit_price": "0", "tax_rate": "0%"}
    draft = draft_from_json({"customer": " 甲 ", "lines": [line]})
    expected = QuoteLine(name="泵", quantity=Decimal("1.5"), unit_price=Decimal(0), tax_rate=Decimal(0))
    assert draft == QuoteDraft(customer="甲", lines=(expected,))


@pytest.mark.parametrize("value", [None, [], "x", 1, True])
def test_a_draft_is_an_object(value: object) -> None:
    with pytest.raises(InvalidInputError):
        draft_from_json(value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("customer", ...),
        ("customer", "  "),
        ("customer", "甲" * 201),
        ("customer", None),
        ("customer", "a\x00b"),
        ("customer", "a\ud800b"),
        ("price_mode", "gross"),
        ("price_mode", None),
        ("price_mode", ["tax_included"]),
        ("rounding", "total"),
        ("currency", "cny"),
        ("currency", 7),
        ("lines", ...),
        ("lines", []),
        ("lines", {}),
        ("lines", [_json_line()] * 2001),
        ("document_discount", {"amount": "1", "colour": "1"}),
        ("document_discount", {"final_price": "1"}),
        ("document_discount", "5%"),
        ("document_discount", {"amount": 8400}),
        ("colour", "red"),
    ],
)
def test_a_field_that_is_wrong_is_named(field: str, value: object) -> None:
    with pytest.raises(InvalidInputError, match=field):
        draft_from_json(_json(**{field: value}))


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ...),
        ("name", ""),
        ("name", "泵" * 201),
        ("name", 5),
        ("model", "m" * 4001),
        ("unit", None),
        ("unit", "台\x00"),
        ("quantity", ...),
        ("quantity", 2),
        ("quantity", 2.5),
        ("quantity", True),
        ("quantity", "0"),
        ("quantity", "0.0000"),
        ("quantity", "-1"),
        ("quantity", "1.00001"),
        ("quantity", "1e3"),
        ("quantity", "900000000000001"),
        ("unit_price", ...),
        ("unit_price", "-0.01"),
        ("unit_price", "0.0000001"),
        ("unit_price", "Infinity"),
        ("unit_price", "9000000000000.000001"),
        ("unit_price", "50000000000000"),
        ("discount", "16"),
        ("discount", 0.16),
        ("discount", {"amount": "1", "colour": "1"}),
        ("tax_rate", ...),
        ("tax_rate", None),
        ("tax_rate", "0.13"),
        ("optional", "false"),
        ("optional", 0),
        ("free", None),
        ("colour", "red"),
    ],
)
def test_a_line_that_is_wrong_is_named_with_its_field(field: str, value: object) -> None:
    lines = [_json_line(), _json_line(), _json_line(**{field: value})]
    with pytest.raises(InvalidInputError, match=rf"3.*{field}"):
        draft_from_json(_json(lines=lines))


def test_a_line_that_is_no_object_is_named() -> None:
    with pytest.raises(InvalidInputError, match="2"):
        draft_from_json(_json(lines=[_json_line(), "泵"]))


def test_a_line_beyond_storage_is_named() -> None:
    line = _json_line(quantity="100", unit_price="8000000000000")
    with pytest.raises(InvalidInputError, match=r"2.*unit_price"):
        draft_from_json(_json(lines=[_json_line(), line]))


def test_a_rule_broken_by_a_draft_is_named() -> None:
    with pytest.raises(RuleError, match=r"1.*discount"):
        draft_from_json(_json(lines=[_json_line(discount={"final_price": "980000.01"})]))


def test_a_long_hostile_key_is_shown_in_brief() -> None:
    with pytest.raises(InvalidInputError) as caught:
        draft_from_json(_json(**{"\ud800" + "k" * 10_000: 1}))
    caught.value.message.encode()
    assert len(caught.value.message) < 250


json_values = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5) | st.sampled_from(["1", "13%"]),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=200)
@given(st.sampled_from(sorted(_json_line())), st.sampled_from(sorted(_json())), json_values, json_values)
def test_any_value_in_any_field_is_read_or_refused(
    line_field: str, field: str, line_value: object, value: object
) -> None:
    draft = _json(lines=[_json_line(**{line_field: line_value})]) | {field: value}
    try:
        draft_from_json(draft)
    except SalesDeskError as error:
        error.message.encode()


def test_names_are_cleaned_as_imports_clean_them() -> None:
    line = _json_line(name="\u202e泵\t1\u200b ", model="a\u2066b", unit=" 台\u0007")
    draft = draft_from_json(_json(customer="\ufeff甲\n公司 ", lines=[line]))
    assert draft.customer == "甲 公司"
    assert (draft.lines[0].name, draft.lines[0].model, draft.lines[0].unit) == ("泵 1", "ab", "台")


def test_a_name_of_invisible_signs_is_empty() -> None:
    with pytest.raises(InvalidInputError, match="customer"):
        draft_from_json(_json(customer="\u202e\u200b"))
