"""What a contract's terms are warned of, at the edges of each rule."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from salesdesk.domain.contract_guards import Facts, guards
from salesdesk.domain.payment_plan import PlanLine

GOOD = "卖方为中小企业。We are a small and medium-sized enterprise."


def facts(*parts: tuple[str, str, dict[str, Any]], **more: Any) -> Facts:
    """Make facts of parts: label, share in percent, and what else the line says."""
    lines = [
        PlanLine(kind="balance", label=label, **({"trigger": "signed"} | values))
        for label, _s, values in parts
    ]
    amounts = [Decimal(share) for _label, share, _values in parts]
    usual: dict[str, Any] = {"lines": lines, "amounts": amounts, "text": GOOD, "penalty_cap": "5%"}
    return Facts(**(usual | more))


def codes(found: Facts) -> list[str]:
    return [guard.code for guard in guards(found)]


def test_a_usual_contract_is_warned_of_nothing() -> None:
    usual = facts(
        ("预付款", "30", {}),
        ("质保金", "10", {"retention": True}),
        ("验收款", "60", {"trigger": "sat_passed"}),
    )
    assert codes(usual) == []
    assert codes(replace(usual, buyer="large")) == []


@pytest.mark.parametrize(("share", "warned"), [("20", False), ("20.01", True), ("100", True)])
@pytest.mark.parametrize("label", ["合同定金", "Deposit"])
def test_a_deposit_beyond_a_fifth(label: str, share: str, *, warned: bool) -> None:
    found = facts((label, share, {}), ("余款", str(100 - Decimal(share)), {}))
    assert codes(found) == (["deposit"] if warned else [])
    if warned:
        assert "定金" in guards(found)[0].text


@pytest.mark.parametrize(("share", "warned"), [("10", False), ("10.01", True)])
def test_retention_beyond_a_tenth(share: str, *, warned: bool) -> None:
    found = facts(("质保金", share, {"retention": True}), ("余款", str(100 - Decimal(share)), {}))
    assert codes(found) == (["retention"] if warned else [])


@pytest.mark.parametrize(
    ("buyer", "trigger", "days", "warned"),
    [
        ("large", "delivered", 60, False),
        ("large", "delivered", 61, True),
        ("large", "sat_passed", 90, True),
        ("large", "invoice_issued", 61, True),
        ("large", "monthly_close", 29, False),
        ("large", "monthly_close", 30, True),
        ("large", "signed", 90, False),
        ("large", "warranty_end", 90, False),
        ("public", "delivered", 30, False),
        ("public", "delivered", 31, True),
        ("", "delivered", 365, False),
    ],
)
def test_late_payment_to_a_small_firm(buyer: str, trigger: str, days: int, *, warned: bool) -> None:
    found = facts(("货款", "100", {"trigger": trigger, "offset_days": days}), buyer=buyer)
    assert codes(found) == (["late_payment"] if warned else [])
    assert codes(replace(found, small_seller=False)) == []


@pytest.mark.parametrize(
    "text",
    [
        "付款采用背靠背方式。",
        "甲方收到业主相应款项后支付。",
        "待最终用户付款到账后",
        "on a back-to-back basis",
        "Pay-when-paid",
    ],
)
def test_payment_that_hangs_on_others(text: str) -> None:
    found = facts(("货款", "100", {}), text=f"{GOOD}{text}", buyer="large")
    assert codes(found) == ["third_party"]
    assert codes(replace(found, buyer="")) == []


def test_a_small_firm_says_so() -> None:
    assert codes(facts(("货款", "100", {}), text="", buyer="public")) == ["small_firm_statement"]


@pytest.mark.parametrize("cap", ["", " ", "无", "None", "/"])
def test_a_penalty_without_limit(cap: str) -> None:
    found = facts(("货款", "100", {}), penalty_cap=cap)
    assert codes(found) == ["penalty_cap"]
    assert guards(found)[0].review


def test_nothing_to_pay_is_warned_of_nothing() -> None:
    assert codes(facts(("定金", "0", {}))) == []
