"""A quote in two languages, the customer's first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from salesdesk.documents.quote_pdf import render_quote
from salesdesk.documents.stored_quote import document_of
from salesdesk.documents.words import Words
from salesdesk.domain.document_design import DocumentDesign, Wording
from salesdesk.domain.quote_version import QuoteVersion
from tests.documents.samples import squeezed, text_of
from tests.documents.versions import version

BOTH = (
    ("报价单号", "Quotation no."),
    ("有效期至", "Valid until"),
    ("客户", "Customer"),
    ("销售代表", "Sales representative"),
    ("开户行", "Bank"),
    ("产品名称", "Product name"),
    ("含税单价", "Unit price incl. VAT"),
    ("小计", "Subtotal"),
    ("可选，不计入合计", "Optional, not in the total"),
    ("按以上产品合计的 3% 计", "3% of the goods above"),
    ("税额（13%）", "VAT 13%"),
    ("价税合计", "Total incl. VAT"),
    ("人民币大写", "Total in words (RMB)"),
    ("含全部可选项合计", "Total with all options"),
    ("商务条款", "Terms and conditions"),
    ("质保期", "Warranty"),
    ("以双方签署的合同约定为准", "As agreed in the contract"),
    ("报价单位（盖章）", "Supplier (seal)"),
    ("客户确认（签字盖章）", "Customer's confirmation (signature and seal)"),
    ("第 1 页 / 共", "Page 1 of"),
    ("本报价为要约邀请", "This quotation is an invitation"),
)


def printed(stored: QuoteVersion) -> str:
    return squeezed(text_of(render_quote(document_of(stored))))


@pytest.mark.parametrize(("language", "second"), [("zh_CN", "en"), ("en", "zh_CN")])
def test_everything_that_the_document_says_it_says_twice(language: Any, second: str) -> None:
    text = printed(version(language=language, second_language=second))
    for pair in BOTH:
        first, other = (squeezed(one) for one in (pair if language == "zh_CN" else pair[::-1]))
        assert first in text, first
        assert other in text, other
        assert text.index(first) < text.rindex(other), pair
    assert text.count("五轴加工中心") == 1, "what was typed stands there once"


def test_a_second_language_that_is_the_first_says_nothing_twice() -> None:
    assert printed(version(second_language="zh_CN")) == printed(version())


@pytest.mark.parametrize(
    ("language", "currency", "first", "second"),
    [
        ("zh_CN", "CNY", "人民币贰佰", "SAY CHINESE YUAN TWO"),
        ("en", "CNY", "人民币贰佰", "SAY CHINESE YUAN TWO"),
        ("zh_CN", "USD", "美元贰佰", "SAY US DOLLARS TWO"),
        ("en", "USD", "SAY US DOLLARS TWO", "美元贰佰"),
    ],
)
def test_the_total_is_said_in_the_words_of_both(
    language: Any, currency: str, first: str, second: str
) -> None:
    other = "en" if language == "zh_CN" else "zh_CN"
    document = document_of(version(language=language, second_language=other, currency=currency))
    assert document.in_words.startswith(first)
    assert document.second_words.startswith(second)
    text = squeezed(text_of(render_quote(document)))
    assert squeezed(first) in text
    assert squeezed(second) in text


def test_terms_that_were_typed_are_not_translated() -> None:
    stored = version(second_language="en", warranty_terms="十八个月")
    terms = dict(document_of(stored).terms)
    assert terms["质保期 Warranty"] == "十八个月"
    assert terms["交货期 Delivery"] == "以双方签署的合同约定为准\nAs agreed in the contract"


def test_terms_of_an_older_program_are_printed_as_they_were_stored() -> None:
    stored = replace(
        version(second_language="en"), terms=(("旧条款", "如约"), ("更多", "一"), *[("末", "二")] * 9)
    )
    assert document_of(stored).terms == stored.terms
    assert document_of(replace(stored, terms=())).terms == ()


def test_own_texts_of_the_design_are_said_in_both() -> None:
    design = DocumentDesign(
        greeting=Wording("感谢垂询。", "Thank you."),
        closing=Wording("顺祝商祺", ""),
        footer=Wording("地址 无锡", "Wuxi"),
    )
    document = document_of(version(language="en", second_language="zh_CN", design=design))
    assert document.greeting == "Thank you.\n感谢垂询。"
    assert document.closing == "顺祝商祺"
    assert document.footer == "Wuxi 地址 无锡"
    assert document_of(version(design=design, greeting="您好")).greeting == "您好"


def test_what_is_the_same_in_both_languages_is_said_once() -> None:
    say = Words("zh_CN", "en")
    assert say("Version") == "版本 Version"
    assert say("没有翻译") == "没有翻译"
    assert say.below("Version") == "版本\nVersion"
    assert say.once("Page {page} of {pages}", page=1, pages=2) == "第 1 页 / 共 2 页"
    assert Words("en")("Version") == "Version"
