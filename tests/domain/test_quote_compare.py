"""What differs between two versions: which lines belong together, and what changed in them."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, strategies as st

from salesdesk.domain.pricing import parse_discount, parse_document_discount
from salesdesk.domain.quote import QuoteDraft, QuoteLine, totals
from salesdesk.domain.quote_compare import Comparison, compare
from salesdesk.domain.quote_version import Party, QuoteVersion

A, B = uuid.UUID(int=1), uuid.UUID(int=2)


def line(name: str = "螺杆空压机", **values: Any) -> QuoteLine:
    """Return a line."""
    usual = {"quantity": Decimal(1), "unit_price": Decimal(100), "tax_rate": Decimal("0.13")}
    return QuoteLine(name=name, **(usual | values))


def version(*lines: QuoteLine, number: int = 1, **values: Any) -> QuoteVersion:
    """Return a version as it is stored."""
    draft = QuoteDraft(customer="恒岳轴承", lines=lines, **values)
    return QuoteVersion(
        number="QT-202611-0001",
        version=number,
        state="sent",
        issued_on=date(2026, 11, 24),
        valid_until=draft.valid_until or date(2026, 12, 24),
        language="zh_CN",
        draft=draft,
        totals=totals(draft),
        customer=Party("恒岳轴承"),
        seller=Party("云帆砺行"),
        seller_person="林晓",
        terms=(),
    )


def kinds(found: Comparison) -> list[tuple[str, tuple[int | None, int | None]]]:
    """Return the kinds of changes with the places of their lines."""
    return [(one.kind, one.places) for one in found.lines]


def test_equal_versions_have_no_difference() -> None:
    found = compare(version(line(), line("管路")), version(line(), line("管路"), number=2))
    assert found.is_equal
    assert kinds(found) == [("same", (1, 1)), ("same", (2, 2))]
    assert found.difference == 0


def test_what_changed_in_a_line_is_named() -> None:
    before = version(line(product_id=A), line("运费"))
    after = version(
        line(
            "螺杆空压机（一级能效）",
            product_id=A,
            quantity=Decimal(2),
            discount=parse_discount("15%"),
            delivery="6 周",
        ),
        line("运费"),
    )
    found = compare(before, after)
    assert found.lines[0].fields == ("name", "quantity", "discount", "delivery")
    assert found.lines[0].amounts == (Decimal("100.00"), Decimal("170.00"))
    assert found.difference == Decimal("70.00")


def test_a_discount_in_other_words_is_no_change() -> None:
    before, after = (version(line(discount=parse_discount(off))) for off in ("15%", "8.5折"))
    assert compare(before, after).is_equal


def test_added_and_removed_lines_stand_where_they_stood() -> None:
    before = version(line("甲"), line("乙"), line("丙"))
    after = version(line("甲"), line("丁"), line("丙"))
    assert kinds(compare(before, after)) == [
        ("same", (1, 1)),
        ("removed", (2, None)),
        ("added", (None, 2)),
        ("same", (3, 3)),
    ]
    assert kinds(compare(before, version(line("乙")))) == [
        ("removed", (1, None)),
        ("same", (2, 1)),
        ("removed", (3, None)),
    ]


def test_equal_products_are_told_apart_by_what_stayed() -> None:
    one, two = line(product_id=A), line(product_id=A, quantity=Decimal(5))
    assert kinds(compare(version(one, two), version(two))) == [("removed", (1, None)), ("same", (2, 1))]


def test_a_line_with_another_product_is_another_line() -> None:
    found = compare(version(line(product_id=A)), version(line("冷干机", product_id=B)))
    assert [one.kind for one in found.lines] == ["removed", "added"]


def test_a_typed_line_that_was_reworded_is_the_same_line() -> None:
    found = compare(version(line(), line("安装调试")), version(line(), line("安装调试与培训")))
    assert (found.lines[1].kind, found.lines[1].fields) == ("changed", ("name",))
    swapped = compare(
        version(line(product_id=A), line("冷干机", product_id=B), line("安装调试")),
        version(line(product_id=A), line("安装调试与培训"), line("备件")),
    )
    assert [one.kind for one in swapped.lines] == ["same", "removed", "changed", "added"]
    other = compare(version(line(), line("安装调试")), version(line(), line("备件包")))
    assert [one.kind for one in other.lines] == ["same", "removed", "added"]


def test_what_only_moved_is_marked() -> None:
    found = compare(version(line("甲"), line("乙"), line("丙")), version(line("丙"), line("甲"), line("乙")))
    assert [(one.kind, one.moved) for one in found.lines] == [
        ("same", True),
        ("same", False),
        ("same", False),
    ]
    assert not found.is_equal


def test_terms_and_sums_differ_by_name() -> None:
    before = version(line(), payment_terms="款到发货")
    after = version(
        line(),
        payment_terms="货到30天",
        valid_until=date(2026, 12, 31),
        document_discount=parse_document_discount({"amount": "10"}),
    )
    found = compare(before, after)
    assert found.terms == ("valid_until", "payment_terms")
    assert found.lines[0].kind == "same", "a discount on the whole changes no line"
    assert found.difference == Decimal("-10.00")


def test_totals_of_other_currencies_have_no_difference() -> None:
    assert compare(version(line()), version(line(), currency="USD")).difference is None


NAMES = st.sampled_from(["甲", "乙", "丙", "安装", "安装调试", ""])
LINES = st.lists(
    st.builds(
        line,
        NAMES,
        quantity=st.integers(1, 3).map(Decimal),
        product_id=st.sampled_from([None, None, A, B]),
        model=st.sampled_from(["", "LX-A75"]),
        optional=st.booleans(),
        kind=st.sampled_from(["product", "section", "note"]),
    ),
    max_size=7,
)


@given(LINES, LINES)
def test_every_line_is_told_of_once(old: list[QuoteLine], new: list[QuoteLine]) -> None:
    found = compare(version(*old), version(*new))
    before = [one.places[0] for one in found.lines if one.places[0]]
    after = [one.places[1] for one in found.lines if one.places[1]]
    assert sorted(before) == list(range(1, len(old) + 1))
    assert after == list(range(1, len(new) + 1))
    for one in found.lines:
        if one.kind == "same":
            assert one.before
            assert one.after
            assert replace(one.before, product_id=None) == replace(one.after, product_id=None)
        if one.before and one.after:
            assert one.before.kind == one.after.kind
    stayed = [one.places[0] for one in found.lines if one.places[0] and one.places[1] and not one.moved]
    assert stayed == sorted(stayed)


@given(LINES)
def test_nothing_differs_from_itself(lines: list[QuoteLine]) -> None:
    assert compare(version(*lines), version(*lines)).is_equal
