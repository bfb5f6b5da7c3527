"""Amounts typed into a text: those that agree with the document or with themselves, and those that don't."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, strategies as st

from salesdesk.domain import renminbi
from salesdesk.domain.amount_words import in_english
from salesdesk.domain.stated_amounts import odd

OWN = (Decimal("1000.00"), Decimal("884.96"), Decimal("115.04"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        ("设备一台,8周内交货,质保12个月,每日0.05%。", ""),
        ("总价人民币壹仟元整", ""),
        ("总价壹仟圆正", ""),
        ("总价人民币壹仟零壹元整", "人民币壹仟零壹元整"),
        ("押金伍佰元整(500元)", ""),
        ("押金伍佰元整(¥500.00)", ""),
        ("押金伍佰元整(¥50.00)", "伍佰元整"),
        ("押金壹万仟元整", "壹万仟元整"),
        ("押金3万元", ""),
        ("say  Chinese Yuan one thousand\nonly", ""),
        ("SAY CHINESE YUAN ONE THOUSAND AND FEN ONE ONLY", "SAY CHINESE YUAN ONE THOUSAND AND FEN ONE ONLY"),
        ("SAY CHINESE YUAN FIVE HUNDRED ONLY (CNY 500)", ""),
        ("SAY US DOLLARS ONE THOUSAND ONLY", "SAY US DOLLARS ONE THOUSAND ONLY"),
        ("penalty of CNY 99.00", ""),
    ],
)
def test_words_stand_beside_their_figures(text: str, expected: str) -> None:
    assert odd(text, OWN, "CNY") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("¥1,000.00 / ¥884.96 / ¥115.04", ""),
        ("0.1万元", ""),
        ("1000.01元", "1000.01元"),
        ("USD 1,000.00", ""),
        ("另付500元(伍佰元整)", "伍佰元整"),
        ("另付SAY CHINESE YUAN TWO ONLY (CNY 2)", "SAY CHINESE YUAN TWO ONLY"),
        ("另付500元", "500元"),
        ("共12台,8周内,税率13%", ""),
    ],
)
def test_figures_of_the_price_are_the_documents(text: str, expected: str) -> None:
    assert odd(text, OWN, "CNY", price=True) == expected


@given(st.decimals(0, 10**12, places=2))
def test_every_amount_of_the_document_may_be_said(amount: Decimal) -> None:
    text = f"总价¥{amount:,f},大写{renminbi.in_words(amount)}。{in_english(amount, 'CNY')}."
    assert odd(text, [amount], "CNY", price=True) == ""
    assert odd(text, [amount + 1], "CNY", price=True) != ""


@given(st.text(st.sampled_from("壹贰零拾元圆角分整¥1,.万SAY ONLY人民币"), max_size=60))
def test_no_text_breaks_it(text: str) -> None:
    odd(text, OWN, "CNY", price=True)
