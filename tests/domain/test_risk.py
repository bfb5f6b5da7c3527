"""Risks and their reasons."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from salesdesk import i18n
from salesdesk.domain import risk
from salesdesk.domain.risk import RiskFacts

CALM = RiskFacts(contacts=3, days_in_stage=14, max_days=14)


@pytest.mark.parametrize(
    ("given", "code", "reason"),
    [
        ({"days_in_stage": 15}, "past_max", "已停留 15 天，最长应为 14 天。"),
        ({"is_untouched": True, "days_untouched": 20}, "untouched", "已有 20 天没有跟进。"),
        ({"has_next_step": False}, "no_next_step", "没有安排下一步。"),
        ({"slips": 2}, "slipped", "预计成交日期已推迟 2 次。"),
        ({"contacts": 1}, "single_contact", "只有一位联系人。"),
        ({"contacts": 0}, "single_contact", "还没有任何联系人。"),
        ({"favoured": "北陆机床"}, "competitor_favoured", "客户倾向于北陆机床。"),
    ],
)
def test_each_risk_comes_alone_with_its_reason(given: dict[str, Any], code: str, reason: str) -> None:
    facts = replace(CALM, **given)
    assert risk.flags(facts) == (code,)
    assert risk.reasons(facts) == (reason,)


@pytest.mark.parametrize(
    "given", [{}, {"slips": 1}, {"contacts": None}, {"max_days": None, "days_in_stage": 900}, {"contacts": 2}]
)
def test_what_is_well_has_no_risk(given: dict[str, Any]) -> None:
    assert risk.flags(replace(CALM, **given)) == ()


def test_several_risks_come_in_the_order_of_their_names() -> None:
    all_of_them = RiskFacts(2, False, 1, 30, 14, "北陆机床", 40, True)
    assert risk.flags(all_of_them) == tuple(risk.FLAGS)


def test_reasons_follow_the_language() -> None:
    i18n.set_language("en")
    assert risk.reason("untouched", replace(CALM, days_untouched=1)) == "Nothing was done for 1 day."
    assert risk.reason("slipped", replace(CALM, slips=3)) == "Its close was put off 3 times."
