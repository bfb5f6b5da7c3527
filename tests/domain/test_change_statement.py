"""What changed between two versions, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from salesdesk.domain.change_statement import Entry, statement
from salesdesk.domain.deviation import Deviation
from salesdesk.domain.pricing import parse_discount, parse_document_discount
from salesdesk.domain.quote_compare import compare
from tests.domain.test_quote_compare import A, line, version

BEFORE = version(
    line(product_id=A, model="LX-A75", unit="台"), line("运费"), payment_terms="tax_rate", fx_rate=Decimal(1)
)


def test_lines_are_told_in_words() -> None:
    first = replace(
        BEFORE.draft.lines[0], quantity=Decimal("2.50"), discount=parse_discount("8.5折"), free=False
    )
    after = version(first, line("备件", optional=True), payment_terms="rounding", number=2)
    found = statement(compare(BEFORE, after), language="zh_CN", reason="加量")
    changed, removed, added = found.lines
    assert (changed.word, changed.places, changed.name) == ("修改", ("1", "1"), "螺杆空压机 LX-A75")
    assert changed.figures == (
        Entry("数量", "1 台", "2.5 台"),
        Entry("单价", "100.00", "100.00"),
        Entry("折扣", "", "15%(8.5折)"),
        Entry("含税金额", "¥100.00", "¥212.50"),
    )
    assert (removed.word, removed.places, removed.figures[3].after) == ("删除", ("2", ""), "")
    assert (added.word, added.places, added.figures[3].before) == ("新增", ("", "2"), "")
    assert (found.before, found.after, found.reason) == ("QT-202611-0001-V1", "QT-202611-0001-V2", "加量")


def test_what_a_user_typed_is_never_taken_for_a_word_of_ours() -> None:
    after = version(*BEFORE.draft.lines, payment_terms="line", price_mode="tax_excluded", number=2)
    found = statement(compare(BEFORE, after), language="zh_CN")
    assert [
        (one.label, one.before, one.after) for one in found.terms if one.label in ("付款方式", "价格")
    ] == [
        ("价格", "含税", "不含税"),
        ("付款方式", "tax_rate", "line"),
    ]


def test_sums_show_their_difference() -> None:
    after = version(*BEFORE.draft.lines, document_discount=parse_document_discount({"amount": "50"}))
    found = statement(compare(BEFORE, after), language="en")
    assert [(one.before, one.after, one.difference) for one in found.sums] == [
        ("¥200.00", "¥200.00", "¥0.00"),
        ("¥0.00", "-¥50.00", "-¥50.00"),
        ("¥177.00", "¥132.74", "-¥44.26"),
        ("¥23.00", "¥17.26", "-¥5.74"),
        ("¥200.00", "¥150.00", "-¥50.00"),
    ]
    foreign = statement(compare(BEFORE, version(*BEFORE.draft.lines, currency="USD")), language="en")
    assert {one.difference for one in foreign.sums} == {""}


def test_a_customer_sees_what_the_quote_shows() -> None:
    first = replace(BEFORE.draft.lines[0], model="LX-A90", unit_price=Decimal(200))
    after = version(
        first,
        BEFORE.draft.lines[1],
        hidden=("prices", "models"),
        fx_rate=Decimal(2),
        valid_until=date(2026, 12, 31),
        payment_terms="tax_rate",
    )
    found = statement(compare(BEFORE, after), for_customer=True)
    text = repr(found.lines)
    assert "LX" not in text
    assert "200" not in text
    assert found.sums == ()
    assert [one.after for one in found.terms] == ["2026-12-31"]
    assert "LX-A90" in repr(statement(compare(BEFORE, after)).lines)


def test_deviations_are_terms() -> None:
    after = version(*BEFORE.draft.lines, payment_terms="tax_rate", fx_rate=Decimal(1))
    rows = (Deviation("噪声", "≤ 72", "75", "no"), Deviation("流量", "13", "13", "yes"))
    after = replace(after, draft=replace(after.draft, deviations=rows))
    (entry,) = statement(compare(BEFORE, after), language="en").terms
    assert (entry.before, entry.after) == ("", "噪声: ≤ 72 → 75 (Deviation)\n流量: 13 → 13 (No deviation)")
