"""A version of a contract: what stands in its blanks, what must agree, what was judged and issued, what is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain import contract_version as versions, payment_terms
from salesdesk.domain.contract import Amounts
from salesdesk.domain.contract_version import disagreement, judged_topics, missing, schedule, topics, values
from salesdesk.domain.legal_review import CHECKLIST
from salesdesk.domain.merge_fields import TYPED, Value
from salesdesk.domain.payment_plan import PlanLine
from tests.documents.contract_samples import contract, line

WHOLE = contract(3)


def test_what_follows_from_the_contract_stands_in_its_blanks() -> None:
    known = values(WHOLE)
    assert missing(WHOLE) == ()
    assert known["contract.date"] == Value("2026年6月1日", "2026-06-01")
    assert known["total.figures"].zh == "¥339.00"
    assert known["total.words"] == Value(
        "人民币叁佰叁拾玖元整", "SAY CHINESE YUAN THREE HUNDRED THIRTY-NINE ONLY"
    )
    assert known["retention.pct"].zh == "10%"
    assert known["seller.bank"].zh == "工商银行云州支行 6222 0000 1111"
    assert known["payment.schedule_table"].en.startswith(
        "Advance payment 30% ¥101.70 within 7 days of signing; "
    )


@pytest.mark.parametrize("change", [{"bank": ""}, {"bank_account": ""}, {"tax_id": ""}])
def test_what_nobody_knows_is_missing(change: dict[str, str]) -> None:
    assert missing(replace(WHOLE, seller=replace(WHOLE.seller, **change)))


def test_a_contract_without_retention_keeps_nothing_back() -> None:
    whole = replace(WHOLE, plan=(PlanLine(kind="balance", trigger="signed"),))
    assert values(whole)["retention.pct"].zh == "0%"
    fixed = PlanLine(kind="amount", trigger="warranty_end", amount=Decimal("33.90"), retention=True)
    assert values(replace(whole, plan=(*whole.plan, fixed)))["retention.pct"].zh == "10%"


def test_the_table_of_payments_speaks_the_languages_document() -> None:
    plan = (
        PlanLine(
            kind="percent",
            trigger="fixed_date",
            share=Decimal("0.5"),
            fixed_on=date(2026, 7, 1),
            label="首款",
        ),
        PlanLine(kind="balance", trigger="delivered", offset_days=30),
    )
    zh, en = (schedule(replace(WHOLE, plan=plan), language) for language in ("zh_CN", "en"))
    assert [(row.label, row.share, row.amount) for row in zh] == [
        ("首款", "50%", "¥169.50"),
        ("到货款", "", "¥169.50"),
    ]
    assert [row.label for row in en] == ["首款", "Payment upon delivery"]
    assert (zh[0].when, en[0].when) == ("2026-07-01 前", "by 2026-07-01")


@pytest.mark.parametrize(
    "change",
    [
        {"amounts": Amounts(Decimal(300), Decimal(38), Decimal(339))},
        {"amounts": Amounts(Decimal(300), Decimal(40), Decimal(340))},
        {"lines": WHOLE.lines[:2]},
        {"lines": (*WHOLE.lines, line(4))},
    ],
)
def test_figures_that_differ_are_told(change: dict[str, Any]) -> None:
    assert disagreement(WHOLE, Decimal(339)) == disagreement(WHOLE, None) == ""
    assert disagreement(replace(WHOLE, **change), None)


def test_another_total_than_the_quotes_is_told() -> None:
    assert "¥339.01" in disagreement(WHOLE, Decimal("339.01"))


def test_the_topics_are_those_of_the_checklist() -> None:
    assert set(judged_topics(WHOLE)) == {topic for point in CHECKLIST.values() for topic in point.topics}


@pytest.mark.parametrize(
    ("change", "touched"),
    [
        ({"dated_on": date(2026, 7, 1)}, set()),
        ({"seller_person": "周敏"}, set()),
        ({"seller": replace(WHOLE.seller, bank_account="1")}, {"parties"}),
        ({"buyer": replace(WHOLE.buyer, phone="1")}, set()),
        ({"currency": "USD"}, {"amount"}),
        ({"lines": (replace(WHOLE.lines[0], remark="x"), *WHOLE.lines[1:])}, {"lines"}),
        ({"plan": (PlanLine(kind="balance", trigger="signed"),)}, {"payment"}),
        ({"fields": dict(WHOLE.fields) | {"nda.years": Value("5")}}, {"fields", "c14"}),
        ({"clauses": WHOLE.clauses[:-1]}, {"c18"}),
    ],
)
def test_a_change_touches_its_topics_and_always_the_hash(change: dict[str, Any], touched: set[str]) -> None:
    changed = replace(WHOLE, **change)
    before, after = topics(WHOLE), topics(changed)
    assert {topic for topic in before | after if before.get(topic) != after.get(topic)} == touched
    assert versions.content_hash(changed) != versions.content_hash(WHOLE)


def test_equal_numbers_are_equal_however_they_are_written() -> None:
    same = replace(WHOLE, lines=tuple(replace(one, quantity=Decimal("1.0000")) for one in WHOLE.lines))
    assert versions.content_hash(same) == versions.content_hash(WHOLE)


texts = st.text(max_size=20)
lines = st.builds(
    PlanLine,
    kind=st.sampled_from(["percent", "amount", "balance"]),
    trigger=st.sampled_from(list(payment_terms.TRIGGERS)),
    offset_days=st.integers(0, 3650),
    share=st.none() | st.decimals(0, 1, places=6),
    amount=st.none() | st.decimals(0, 10**9, places=2),
    fixed_on=st.none() | st.dates(),
    retention=st.booleans(),
    label=texts,
    label_en=texts,
)


@given(st.lists(lines, max_size=5).map(tuple))
def test_a_plan_is_kept_exactly(plan: tuple[PlanLine, ...]) -> None:
    assert versions.plan_from_json(versions.plan_json(plan)) == plan


@given(st.dictionaries(st.sampled_from(TYPED), st.builds(Value, texts, texts)))
def test_blanks_are_kept_exactly(fields: dict[str, Value]) -> None:
    assert versions.fields_from_json(versions.fields_json(fields)) == fields


def test_what_an_older_program_knew_is_left_out() -> None:
    assert versions.fields_from_json('{"copies": ["肆", "four"], "old.one": ["x", ""]}') == {
        "copies": Value("肆", "four")
    }
