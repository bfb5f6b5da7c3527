"""A budget as people type it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis.strategies import integers

from salesdesk.domain.budget import parse_budget
from salesdesk.domain.errors import InvalidInputError

WAN = Decimal(10_000)


@pytest.mark.parametrize(
    ("typed", "low", "high"),
    [
        ("50万-80万", 50 * WAN, 80 * WAN),
        ("50-80万", 50 * WAN, 80 * WAN),
        ("50 ～ 80万", 50 * WAN, 80 * WAN),
        ("５０万到８０万", 50 * WAN, 80 * WAN),
        ("80万至50万", 50 * WAN, 80 * WAN),
        ("80-50万", 50 * WAN, 80 * WAN),
        ("8,000-1万", Decimal(8_000), WAN),
        ("500,000 - 800,000", 50 * WAN, 80 * WAN),
        ("500,000 to 800,000", 50 * WAN, 80 * WAN),
        ("¥1.2亿", 12_000 * WAN, 12_000 * WAN),
        ("约80万左右", 80 * WAN, 80 * WAN),
        ("80万以内", None, 80 * WAN),
        ("不超过 80万", None, 80 * WAN),
        ("≤80万", None, 80 * WAN),
        ("50万以上", 50 * WAN, None),
        (">= 50万", 50 * WAN, None),
        ("50万起", 50 * WAN, None),
    ],
)
def test_ranges_figures_and_single_ends_are_read(
    typed: str, low: Decimal | None, high: Decimal | None
) -> None:
    assert parse_budget(typed) == (low, high)


@pytest.mark.parametrize(
    "typed", ["", "-", "viel", "50-", "-80万", "1-2-3万", "0", "0-80万", "以上", "一" * 500]
)
def test_anything_else_is_refused_and_the_text_is_named(typed: str) -> None:
    with pytest.raises(InvalidInputError, match="预算"):
        parse_budget(typed)


@given(integers(1, 10**9), integers(1, 10**9))
def test_two_figures_are_its_ends_in_order(first: int, second: int) -> None:
    assert parse_budget(f"{first}-{second}") == (Decimal(min(first, second)), Decimal(max(first, second)))
