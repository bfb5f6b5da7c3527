"""From a stored version to its document: everything that is stored is printed, and nothing else decides."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from salesdesk.documents.quote_pdf import render_quote
from salesdesk.documents.stored_quote import document_of
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.quote import totals
from salesdesk.domain.quote_reader import draft_from_json
from salesdesk.domain.quote_version import Party, QuoteVersion, usual_terms, valid_until
from tests.documents.samples import picture, pictures_of, squeezed, text_of

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
    ("language", "currency", "begins"),
    [
        ("zh_CN", "USD", "美元"),
        ("en", "USD", "SAY US DOLLARS "),
        ("en", "CNY", "人民币"),
        ("en", "JPY", "SAY JAPANESE YEN "),
    ],
)
def test_the_words_are_those_that_are_read(language: Any, currency: str, begins: str) -> None:
    document = document_of(replace(version(currency=currency), language=language))
    assert document.in_words.startswith(begins)
    assert render_quote(document).startswith(b"%PDF-")


def test_a_version_that_is_no_draft_has_no_watermark() -> None:
    assert document_of(replace(version(), state="sent")).status_mark == ""


def test_free_lines_cost_nothing_and_optional_ones_are_not_summed() -> None:
    assert version().totals.gross == Decimal("1646400.00")


def typed(language: Any = "zh_CN") -> QuoteVersion:
    """Return a version where everything is filled in that an editor asks for."""
    plain = version()
    first, *others = plain.draft.lines
    draft = replace(
        plain.draft,
        lines=(replace(first, specification="行程 850×500", remark="含刀库"), *others),
        contact="王建国 采购经理",
        contact_phone="13800000000",
        contact_email="wang@example.cn",
        project="苏州二期产线",
        delivery_terms="八周内交货。\n卖方负责运输。",
        payment_terms="三成预付。",
        warranty_terms="十二个月。",
        remark="不含基础施工。",
    )
    return replace(
        plain,
        language=language,
        draft=draft,
        customer=Party(
            "华锐精工",
            contact=draft.contact,
            contact_phone=draft.contact_phone,
            contact_email=draft.contact_email,
            phone="0512-1",
        ),
        seller=Party("云帆砺行", logo="f" * 64),
        terms=usual_terms(draft, plain.valid_until, language),
    )


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_everything_that_was_typed_is_printed(language: str) -> None:
    text = squeezed(text_of(render_quote(document_of(typed(language)))))
    for part in (
        "王建国采购经理",
        "13800000000",
        "wang@example.cn",
        "苏州二期产线",
        "行程850×500",
        "含刀库",
        "八周内交货。卖方负责运输。",
        "三成预付。",
        "十二个月。",
        "不含基础施工。",
    ):
        assert part in text, part
    assert "0512" not in text, "the contact's phone stands for the firm's"
    assert "合同约定" not in text


def test_the_logo_is_printed_and_its_bytes_repeat() -> None:
    asked: list[str] = []

    def read(name: str) -> bytes:
        asked.append(name)
        return picture(900, 300)

    pdf = render_quote(document_of(typed(), read))
    assert asked == ["f" * 64]
    assert render_quote(document_of(typed(), read)) == pdf
    (drawn,) = pictures_of(pdf)
    assert drawn == pytest.approx((42 * 72 / 25.4, 14 * 72 / 25.4), abs=0.5)


def test_a_logo_that_was_lost_is_left_out() -> None:
    def lost(name: str) -> bytes:
        raise InvalidInputError(name)

    without = render_quote(document_of(typed()))
    assert render_quote(document_of(typed(), lost)) == without
    assert render_quote(document_of(typed(), lambda _name: b"no picture")) == without
    assert pictures_of(without) == []


def test_a_quote_without_lines_prints() -> None:
    plain = version()
    draft = replace(plain.draft, customer="", lines=())
    empty = replace(plain, number="—", draft=draft, totals=totals(draft), customer=Party(""))
    assert "¥0.00" in text_of(render_quote(document_of(empty)))
