"""The data that a quote's PDF carries: what is printed comes back whole, what is internal is never in it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from hypothesis import assume, given, settings, strategies as st

from salesdesk.domain.deviation import Deviation
from salesdesk.domain.errors import InvalidInputError, SalesDeskError
from salesdesk.domain.quote import QuoteDraft, QuoteLine, totals
from salesdesk.domain.quote_data import LARGEST, data_of, read_data
from salesdesk.domain.quote_problems import cleaned, problems
from salesdesk.domain.quote_version import Party, QuoteVersion
from tests.domain import drafts
from tests.domain.drafts import draft, line

SECRET = {
    "cost": Decimal("71234.567"),
    "floor_price": Decimal("82345.678"),
    "base_price": Decimal("93456.789"),
    "list_price": Decimal("94567.891"),
}
ID = UUID("01234567-89ab-7def-8123-456789abcdef")


def version(value: QuoteDraft, **values: Any) -> QuoteVersion:
    """Return a stored version of a draft."""
    usual: dict[str, Any] = {
        "number": "QT-202611-0001",
        "version": 2,
        "state": "sent",
        "issued_on": date(2026, 11, 24),
        "valid_until": date(2026, 12, 24),
        "language": "zh_CN",
        "draft": value,
        "totals": totals(value),
        "customer": Party(value.customer, contact="顾工", logo="f" * 64),
        "seller": Party("云帆砺行", logo="e" * 64),
        "seller_person": "林晓",
        "terms": (("付款", "款到发货"),),
    }
    return QuoteVersion(**(usual | values))


def plain() -> QuoteVersion:
    """Return a version of two lines."""
    return version(draft(line(), line(name="阀", discount=drafts.percent("8.5折"))))


@settings(max_examples=60)
@given(drafts.drafts)
def test_what_is_printed_comes_back_whole(value: QuoteDraft) -> None:
    lines = tuple(each for each in value.lines if not problems(draft(each)))
    value = cleaned(replace(value, customer="华锐精工", lines=(*lines, line())))
    assume(not problems(value))
    stored = version(value)
    found = read_data(data_of(stored))
    expected = replace(value, language="zh_CN", valid_until=stored.valid_until)
    assert found.draft == expected
    assert (found.label, found.state, found.seller) == ("QT-202611-0001-V2", "sent", "云帆砺行")
    assert found.gross == stored.totals.gross
    assert data_of(stored) == data_of(replace(stored))


def test_every_kind_of_line_comes_back() -> None:
    sold = draft(
        line(name="主机", kind="section", quantity=Decimal(1), unit_price=Decimal(0)),
        line(brand="海川", delivery="6 周", remark="含备件"),
        line(alternative=True),
        line(name="运费", kind="charge", charge=Decimal("0.02"), quantity=Decimal(1), unit_price=Decimal(0)),
        line(name="说明", kind="note", quantity=Decimal(1), unit_price=Decimal(0)),
        tender="T-1",
        greeting="尊敬的客户",
        second_language="en",
        deviations=(Deviation("功率", "≥ 15 kW", "11 kW", "no", must=False),),
    )
    found = read_data(data_of(version(sold))).draft
    assert found is not None
    assert found.lines == sold.lines
    assert found.deviations == sold.deviations
    assert (found.tender, found.greeting, found.second_language) == ("T-1", "尊敬的客户", "en")


def test_nothing_internal_is_in_it() -> None:
    secret = line(**SECRET, product_id=ID, price_source="book")
    value = draft(
        secret,
        customer_id=ID,
        opportunity_id=ID,
        design_id=ID,
        fx_rate=Decimal("7.123456"),
        fx_source="内部汇率",
        payment_term="net30-internal",
    )
    content = data_of(version(value)).decode()
    for word in (*(f"{price:f}" for price in SECRET.values()), ID.hex, str(ID), "7.123456", "内部汇率"):
        assert word not in content
    for word in (
        "cost",
        "floor",
        "margin",
        "base_price",
        "list_price",
        "price_source",
        "logo",
        "net30-internal",
        "_id",
    ):
        assert word not in content


def test_a_field_is_carried_only_where_somebody_said_so() -> None:
    """A new field of drafts and lines is internal until it is printed; then it is added to the format."""
    carried = json.loads(data_of(plain()))["draft"]
    internal_draft = {"customer_id", "opportunity_id", "payment_term", "hidden", "design_id"}
    internal_draft |= {"fx_rate", "fx_on", "fx_source"}
    internal_line = {
        "product_id",
        "price_source",
        "base_price",
        "list_price",
        "floor_price",
        "cost",
        "picture",
    }
    assert {field.name for field in fields(QuoteDraft)} - internal_draft == set(carried)
    assert {field.name for field in fields(QuoteLine)} - internal_line == set(carried["lines"][0])


@pytest.mark.parametrize("hidden", ["prices", "discounts"])
def test_hidden_prices_are_not_carried(hidden: str) -> None:
    value = draft(line(name="机密泵", unit_price=Decimal("4711.5")), hidden=(hidden,))
    content = data_of(version(value))
    assert b"4711" not in content
    assert "机密泵".encode() not in content
    found = read_data(content)
    assert (found.label, found.draft, found.gross) == ("QT-202611-0001-V2", None, None)


def test_hidden_models_are_not_carried() -> None:
    content = data_of(version(draft(line(model="HSM-600"), hidden=("models",))))
    assert b"HSM-600" not in content


def changed(change: Callable[[dict[str, Any]], object]) -> bytes:
    """Return the data of a version after a change."""
    values = json.loads(data_of(plain()))
    change(values)
    return json.dumps(values).encode()


BAD: list[bytes] = [
    b"",
    b"null",
    b"[]",
    b"{}",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"format": "salesdesk-quote", "format": "salesdesk-quote"}',
    b'{"format": "salesdesk-quote", "format_version": 1e999}',
    b'{"format": "salesdesk-quote", "format_version": NaN}',
    b'{"format": "salesdesk-quote", "format_version": ' + b"9" * 10_000 + b"}",
    b" " * (LARGEST + 1),
    changed(lambda values: values.pop("number")),
    changed(lambda values: values.update(number="")),
    changed(lambda values: values.update(number="x\n\u202ey")),
    changed(lambda values: values.update(number="x" * 300)),
    changed(lambda values: values.update(number=["x"])),
    changed(lambda values: values.update(version=0)),
    changed(lambda values: values.update(version=True)),
    changed(lambda values: values.update(version="2")),
    changed(lambda values: values.update(issued_on="2026-13-01")),
    changed(lambda values: values.update(seller="x")),
    changed(lambda values: values.update(draft=None)),
    changed(lambda values: values.update(draft=[])),
    changed(lambda values: values.pop("totals")),
    changed(lambda values: values["totals"].update(gross="1E+99")),
    changed(lambda values: values["draft"].update(cost="1")),
    changed(lambda values: values["draft"].pop("currency")),
    changed(lambda values: values["draft"].update(currency="XYZ")),
    changed(lambda values: values["draft"].update(customer="")),
    changed(lambda values: values["draft"].update(lines=[])),
    changed(lambda values: values["draft"].update(lines={"a": 1})),
    changed(lambda values: values["draft"].update(lines=values["draft"]["lines"] * 1500)),
    changed(lambda values: values["draft"].update(deviations=[{"parameter": "x", "cost": "1"}])),
    changed(lambda values: values["draft"].update(deviations=[{"parameter": "x"}] * 10_000)),
    changed(lambda values: values["draft"]["lines"][0].update(cost="1")),
    changed(lambda values: values["draft"]["lines"][0].update(quantity="-1")),
    changed(lambda values: values["draft"]["lines"][0].update(quantity="1e5")),
    changed(lambda values: values["draft"]["lines"][0].update(unit_price=100)),
    changed(lambda values: values["draft"]["lines"][0].update(unit_price="9" * 30)),
    changed(lambda values: values["draft"]["lines"][0].update(discount="120%")),
    changed(lambda values: values["draft"]["lines"][0].update(name="x" * 5000)),
    changed(lambda values: values["draft"]["lines"][0].update(optional="yes")),
]


@pytest.mark.parametrize("content", BAD, ids=range(len(BAD)))
def test_what_this_program_would_not_write_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInputError):
        read_data(content)


def test_figures_that_were_changed_are_named() -> None:
    cheaper = changed(lambda values: values["draft"]["lines"][0].update(unit_price="1"))
    with pytest.raises(InvalidInputError, match="QT-202611-0001-V2"):
        read_data(cheaper)


def test_a_newer_format_says_so() -> None:
    newer = changed(lambda values: values.update(format_version=2, draft={"new": 1}))
    older = changed(lambda values: values.update(format_version=0))
    messages = []
    for content in (newer, older):
        with pytest.raises(InvalidInputError) as raised:
            read_data(content)
        messages.append(raised.value.message)
    assert len(set(messages)) == 2


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@settings(max_examples=100)
@given(st.binary(max_size=200) | anything.map(lambda value: json.dumps(value).encode()))
def test_anything_is_read_or_refused(content: bytes) -> None:
    with pytest.raises(SalesDeskError):
        read_data(content)
