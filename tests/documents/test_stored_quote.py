"""From a stored version to its document: everything that is stored is printed, and nothing else decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from salesdesk.documents.quote_pdf import render_quote
from salesdesk.documents.stored_quote import document_of
from salesdesk.domain.quote import draft_from_json, totals
from salesdesk.domain.quote_version import Party, QuoteVersion, usual_terms, valid_until
from tests.documents.samples import squeezed, text_of

LINES: list[dict[str, Any]] = [
    {
        "name": "五轴加工中心",
        "model": "HSM-600",
        "quantity": "2",
        "unit_price": "980000",
        "discount": "8.4折",
    },
    {"name": "操作培训", "quantity": "3", "unit_price": "2400", "free": True},
    {"name": "上下料机械手", "quantity": "1", "unit_price": "198000", "optional": True},
]


def version(**values: Any) -> QuoteVersion:
    issued = date(2026, 11, 24)
    lines = [{"tax_rate": "13%"} | line for line in LINES]
    draft = draft_from_json({"customer": "华锐精工", "lines": lines} | values)
    return QuoteVersion(
        number="QT-202611-0001",
        version=1,
        state="draft",
        issued_on=issued,
        valid_until=valid_until(issued),
        language="zh_CN",
        draft=draft,
        totals=totals(draft),
        customer=Party("华锐精工", address="燕川市"),
        seller=Party("云帆砺行"),
        seller_person="林晓",
        terms=usual_terms(draft, valid_until(issued), "zh_CN"),
    )


def test_everything_that_is_stored_is_printed() -> None:
    text = squeezed(text_of(render_quote(document_of(version(document_discount={"amount": "8400"})))))
    for part in (
        "华锐精工",
        "燕川市",
        "林晓",
        "16%(8.4折)",
        "¥1,638,000.00",
        "赠送",
        "有效至20261224",
        "草稿",
    ):
        assert part in text, part


def test_the_same_version_gives_the_same_bytes() -> None:
    assert render_quote(document_of(version())) == render_quote(document_of(version()))


@pytest.mark.parametrize("mode", ["tax_included", "tax_excluded"])
@pytest.mark.parametrize("rounding", ["line", "tax_rate"])
@pytest.mark.parametrize("currency", ["CNY", "USD", "JPY"])
def test_every_way_of_reckoning_prints(mode: str, rounding: str, currency: str) -> None:
    stored = version(
        price_mode=mode, rounding=rounding, currency=currency, document_discount={"percent": "3%"}
    )
    document = document_of(stored)
    assert document.lines[1].amount == 0
    assert document.gross == stored.totals.gross
    assert render_quote(document).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("language", "currency", "words"), [("zh_CN", "USD", True), ("en", "USD", False), ("en", "CNY", True)]
)
def test_chinese_words_stand_where_they_are_read(language: Any, currency: str, *, words: bool) -> None:
    document = document_of(replace(version(currency=currency), language=language))
    assert bool(document.in_words) == words


def test_a_version_that_is_no_draft_has_no_watermark() -> None:
    assert document_of(replace(version(), state="sent")).status_mark == ""


def test_free_lines_cost_nothing_and_optional_ones_are_not_summed() -> None:
    assert version().totals.gross == Decimal("1646400.00")
