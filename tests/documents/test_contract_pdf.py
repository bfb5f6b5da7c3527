"""The PDF of a contract: everything stands in it, its number on every page, the signatures on one."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings, strategies as st

from salesdesk.documents.contract_pdf import render_contract
from salesdesk.documents.contract_setting import numbered
from salesdesk.domain.clauses import Clause
from salesdesk.domain.contract import Amounts
from salesdesk.domain.contract_version import ContractVersion
from salesdesk.domain.errors import InvalidInputError, RuleError
from tests.documents.contract_samples import contract, line


def pages(content: bytes) -> list[str]:
    document = pdfium.PdfDocument(content)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


def printed(version: ContractVersion, **options: Any) -> list[str]:
    return [re.sub(r"\s", "", page) for page in pages(render_contract(version, **options))]


def test_both_languages_stand_side_by_side_with_all_clauses_and_payments() -> None:
    found = printed(contract())
    text = "".join(found)
    for number in range(1, 19):
        assert numbered(number, "zh_CN") in text
        assert f"Article{number}" in text
    for part in (
        "设备买卖合同",
        "ContractfortheSaleofEquipment",
        "人民币肆仟伍佰贰拾元整",
        "SAYCHINESEYUANFOURTHOUSANDFIVEHUNDREDTWENTYONLY",
        "预付款",
        "签订合同后7日内",
        "within7daysofsigning",
        "¥1,356.00",
        "工商银行云州支行62220000",
        "中英文文本不一致时，以中文为准。",
        "附件一",
        "螺杆空压机40",
    ):
        assert part in text, part
    assert "{{" not in text


def test_the_number_and_the_count_stand_on_every_page() -> None:
    found = printed(contract())
    for number, page in enumerate(found, start=1):
        assert "C-2026-0001-V1" in page
        assert f"第{number}页/共{len(found)}页" in page


def test_annex_1_begins_a_page_and_ends_with_the_total() -> None:
    found = printed(contract())
    start = next(number for number, page in enumerate(found) if "附件一设备清单与价格" in page)
    assert "第十八条" not in found[start]
    assert "¥4,520.00" in found[-1]


@pytest.mark.parametrize("more", range(0, 60, 3))
def test_the_signatures_stay_together_below_a_text_wherever_the_page_ends(more: int) -> None:
    clauses = contract().clauses
    long = replace(clauses[-1], text_zh="\n".join(["约定"] * (more + 1)), text_en="agreed")
    version = contract(1, clauses=(*clauses[:6], long), second_language=None)
    found = printed(version)
    (page,) = [page for page in found if "（盖章）" in page]
    assert page.count("（盖章）") == 2
    assert page.count("授权代表") == 2
    assert "约定" in page


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_one_language_alone_has_the_whole_width(language: Any) -> None:
    found = "".join(printed(contract(2, language=language, second_language=None)))
    assert ("Article18" in found) == (language == "en")
    assert ("第十八条" in found) == (language == "zh_CN")
    assert "textprevails" not in found
    assert "以中文为准" not in found


def test_the_same_version_gives_the_same_bytes() -> None:
    assert render_contract(contract()) == render_contract(contract())


def test_sections_notes_charges_and_free_lines_are_told() -> None:
    lines = (
        line(
            1,
            kind="section",
            name="主机",
            quantity=Decimal(0),
            gross=Decimal(0),
            net=Decimal(0),
            tax=Decimal(0),
        ),
        line(2),
        line(3, kind="note", name="含两年备件", gross=Decimal(0), net=Decimal(0), tax=Decimal(0)),
        line(4, free=True, name="工具箱", gross=Decimal(0), net=Decimal(0), tax=Decimal(0)),
        line(5, kind="charge", name="运费"),
    )
    text = "".join(printed(contract(lines=lines)))
    for part in ("主机", "含两年备件", "工具箱", "免费", "运费", "¥226.00"):
        assert part in text, part


def test_a_framework_agreement_has_neither_annex_nor_payments() -> None:
    nothing = Amounts(Decimal(0), Decimal(0), Decimal(0))
    frame = replace(contract(1), contract_kind="framework", lines=(), plan=(), amounts=nothing)
    kept = tuple(one for one in frame.clauses if one.code not in ("c02", "c07", "c13"))
    text = "".join(printed(replace(frame, clauses=kept)))
    assert "设备买卖框架协议" in text
    assert "附件一设备清单" not in text
    assert "付款时间" not in text


def test_an_amendment_and_a_draft_say_so() -> None:
    assert "设备买卖合同补充协议" in printed(contract(1, kind="amendment"))[0]
    assert "草稿" in printed(contract(1, state="draft"))[0]
    assert "草稿" not in printed(contract(1))[0]


def test_what_is_empty_or_does_not_agree_is_not_printed() -> None:
    whole = contract(2)
    with pytest.raises(RuleError, match="签订地点"):
        render_contract(replace(whole, fields={}))
    with pytest.raises(RuleError):
        render_contract(replace(whole, amounts=replace(whole.amounts, gross=whole.amounts.gross + 1)))
    with pytest.raises(RuleError):
        render_contract(replace(whole, lines=whole.lines[:1]))
    assert "________" in "".join(printed(replace(whole, fields={}), preview=True))


def test_characters_that_can_not_be_printed_are_named() -> None:
    clause = Clause(title_zh="补充", text_zh="表情 \U0001f600", text_en="x")
    with pytest.raises(InvalidInputError, match="1F600"):
        render_contract(contract(1, clauses=(clause,)))


@settings(max_examples=15)
@given(st.text(st.sampled_from("甲乙 a,。（\u202e\n\t1"), max_size=400), st.integers(1, 12))
def test_hostile_texts_are_printed(text: str, count: int) -> None:
    clause = Clause(title_zh=text[:200] or "x", title_en="x", text_zh=text or "x", text_en=text or "x")
    hostile = line(1, name=text[:200] or "x", specification=text * 3, remark=text)
    render_contract(contract(clauses=(clause,) * count, lines=(hostile,)), preview=True)


@pytest.mark.parametrize(
    ("number", "chinese"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (100, "一百"),
        (101, "一百零一"),
        (110, "一百一十"),
    ],
)
def test_clauses_are_counted(number: int, chinese: str) -> None:
    assert numbered(number, "zh_CN") == f"第{chinese}条"
    assert numbered(number, "en") == f"Article {number}"
