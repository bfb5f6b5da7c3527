"""Texts to customers who have a payment open."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from salesdesk.domain.dunning import LEVELS, Claim, level, text
from salesdesk.i18n import LANGUAGES, Language

DUE = date(2026, 6, 1)
CLAIM = Claim(
    customer="恒岳轴承{0}",
    seller="云帆砺行",
    number="C-2026-0001",
    label="验收款",
    outstanding=Decimal("59999.90"),
    currency="CNY",
    due_on=DUE,
)


@pytest.mark.parametrize(
    ("late", "expected"),
    [
        (-10, "notice"),
        (0, "notice"),
        (1, "reminder"),
        (30, "reminder"),
        (31, "demand"),
        (60, "demand"),
        (61, "formal"),
        (400, "formal"),
    ],
)
def test_the_later_the_plainer(late: int, expected: str) -> None:
    assert level(DUE, DUE + timedelta(days=late)) == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("late", [-5, 10, 45, 90])
def test_every_text_names_the_claim(language: Language, late: int) -> None:
    said = text(CLAIM, DUE + timedelta(days=late), language)
    for part in ("恒岳轴承{0}", "C-2026-0001", "验收款", "¥59,999.90", "2026-06-01", "云帆砺行"):
        assert part in said
    assert (str(late) in said.replace("2026-06-01", "")) == (late > 0)


def test_the_texts_differ() -> None:
    said = {text(CLAIM, DUE + timedelta(days=late), "zh_CN") for late in (0, 1, 31, 61)}
    assert len(said) == len(LEVELS)


def test_one_day_is_one() -> None:
    assert ", 1 day ago" in text(CLAIM, DUE + timedelta(days=1), "en")
    assert ", 2 days ago" in text(CLAIM, DUE + timedelta(days=2), "en")
    assert "1 天" in text(CLAIM, DUE + timedelta(days=1), "zh_CN")
