"""The PDF of a quote, read back."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings, strategies as st

from salesdesk.documents import quote_pdf
from salesdesk.documents.quote_document import cleaned
from salesdesk.documents.quote_pdf import QuoteDocument, missing_glyphs, render_page, render_quote
from salesdesk.documents.text import clean
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.quote_version import Party
from tests.documents.samples import line, page_texts, quote, section, squeezed, text_of

if TYPE_CHECKING:
    from pathlib import Path

HOSTILE = (
    "<b>A&B</b> 𬭎",
    "</para><para>&amp;&#65;&#9999999999;",
    '<img src="file:///etc/passwd"/>',
    '<a href="javascript:alert(1)">x</a>',
    "[[[getattr(pow,Word('__globals__'))]]]",
    "(paren\\theses) \\101 %%EOF",
    "endstream endobj trailer",
    "{{7*7}} ${7*7} %s %(x)s",
    "' OR 1=1; --",
    "苏州“锐博”（集团）有限公司·二分厂",
    "Ñandú Ωmega Привет",
    "喆犇㼆𬭎",
)


def test_a_name_prints_and_copies_as_it_is() -> None:
    assert "<b>A&B</b> 𬭎" in text_of(render_quote(quote(customer=Party("<b>A&B</b> 𬭎"))))


@pytest.mark.parametrize("name", HOSTILE)
def test_no_text_is_taken_for_markup(name: str) -> None:
    document = quote(line(name=name, specification=name), customer=Party(name), terms=((name, name),))
    assert squeezed(text_of(render_quote(document))).count(squeezed(name)) >= 4


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1, max_size=12))
def test_a_text_is_printed_as_stored_or_refused(name: str) -> None:
    document = quote(customer=Party(name), language="en")
    if missing_glyphs(document):
        with pytest.raises(InvalidInputError):
            render_quote(document)
    else:
        assert squeezed(clean(name)) in squeezed(text_of(render_quote(document)))


def test_a_character_without_glyph_is_named() -> None:
    document = quote(line(name="好 👍"), customer=Party("𠮷野"))
    assert missing_glyphs(document) == ("👍", "𠮷")
    with pytest.raises(InvalidInputError, match=r"👍 \(U\+1F44D\) 𠮷 \(U\+20BB7\)"):
        render_quote(document)


def test_invisible_characters_are_dropped() -> None:
    text = text_of(render_quote(quote(customer=Party("华\u202e锐\x00精\u200b工\ud800"))))
    assert "华锐精工" in text


def huge(text: str) -> QuoteDocument:
    long_line = line(
        name=text, brand=text, model=text, specification=text, unit=text, discount=text, delivery=text,
        remark=text,
    )  # fmt: skip
    lines = (section(text), long_line, long_line, line(kind="note", name=text, remark=text))
    return quote(
        *lines, customer=Party(*[text] * 8), seller=Party(*[text] * 8), seller_person=text, project=text,
        tender=text, greeting=text, closing=text, terms=((text, text), ("甲", text)), status_mark=text, footer=text,
    )  # fmt: skip


def test_huge_texts_are_cut() -> None:
    pages = page_texts(render_quote(huge("汉" * 50_000)))
    assert len(pages) < 600
    assert "汉…" in pages[0]


@pytest.mark.parametrize("text", ["汉" * 50_000, "x" * 50_000, "y z\n" * 20_000])
def test_nothing_is_drawn_below_the_page(text: str) -> None:
    setting, pages = quote_pdf._laid_out(cleaned(huge(text)))
    assert all(top + block.height <= setting.frame.bottom + 0.01 for page in pages for block, top in page)


def test_the_same_document_gives_the_same_bytes() -> None:
    document = quote(*map(line, range(1, 60)))
    assert render_quote(document) == render_quote(replace(document))


def test_another_date_gives_another_file() -> None:
    assert render_quote(quote()) != render_quote(quote(issued_on=date(2026, 11, 24)))


def test_documents_may_be_written_from_several_threads() -> None:
    documents = [quote(*[line(number, name=name) for number in range(1, 30)]) for name in "甲乙丙丁"]
    expected = [render_quote(document) for document in documents]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(render_quote, documents)) == expected


def test_every_page_has_the_head_the_foot_and_its_number() -> None:
    pages = page_texts(render_quote(quote(*map(line, range(1, 101)))))
    assert len(pages) > 2
    for number, text in enumerate(pages, start=1):
        assert f"第 {number} 页 / 共 {len(pages)} 页" in text
        assert "本报价为要约邀请" in text
        assert "QT-202611-0187 V2" in text.replace("  ", " ")
        assert "产品名称" in text or "立式加工中心" not in text


def test_all_lines_are_printed_in_order() -> None:
    text = text_of(render_quote(quote(*map(line, range(1, 601)))))
    assert re.findall(r"立式加工中心 (\d+)", text) == [str(number) for number in range(1, 601)]


def test_totals_stand_with_the_last_line() -> None:
    for count in range(15, 40):
        pages = page_texts(render_quote(quote(*map(line, range(1, count + 1)), language="en")))
        page = next(text for text in pages if "Total incl. VAT" in text)
        assert f"立式加工中心 {count}" in page


def test_the_sums_are_printed_with_the_sign_before_the_digits() -> None:
    document = quote(
        line(amount=Decimal("2168400.00")), document_discount=Decimal("8400.00"), status_mark="草稿"
    )
    text = text_of(render_quote(document))
    for expected in (
        "含税小计", "¥2,168,400.00", "整单优惠", "-¥8,400.00", "不含税合计", "¥1,911,504.42",
        "税额（13%）", "¥248,495.58", "价税合计", "¥2,160,000.00", "人民币大写", "人民币贰佰壹拾陆万元整", "草稿",
    ):  # fmt: skip
        assert expected in text


def test_optional_and_free_lines_are_marked() -> None:
    free = line(3, free=True, amount=Decimal("0.00"))
    text = text_of(render_quote(quote(line(1), line(2, optional=True), free)))
    assert "可选，不计入合计" in text
    assert "赠送" in text
    assert "0.00" in text.split("立式加工中心 3")[1]
    assert "¥113.00" in text


def test_sections_have_a_heading_with_their_sum() -> None:
    document = quote(
        section("主机"), line(1), line(2), section("服务"), line(3), line(4, optional=True),
    )  # fmt: skip
    text = text_of(render_quote(document))
    assert (
        text.index("主机") < text.index("立式加工中心 1") < text.index("服务") < text.index("立式加工中心 3")
    )
    assert re.findall(r"小计\s+([\d.]+)", text) == ["226.00", "113.00"]


COLUMNS = {
    "brand": "品牌",
    "model": "型号",
    "unit": "单位",
    "discount": "折扣",
    "delivery": "交期",
}


@pytest.mark.parametrize(("field", "title"), COLUMNS.items())
def test_a_column_without_any_value_is_left_out(field: str, title: str) -> None:
    changes: dict[str, Any] = {field: "某值"}
    assert title not in head_of(quote(line(), line(2)))
    assert title in head_of(quote(line(), line(2, **changes)))


def head_of(document: QuoteDocument) -> str:
    text = text_of(render_quote(document))
    return text[text.index("序号") : text.index("立式加工中心 1")]


def sizes(document: QuoteDocument) -> set[bool]:
    with pdfium.PdfDocument(render_quote(document)) as pdf:
        return {page.get_width() > page.get_height() for page in pdf}


def test_the_page_lies_on_its_side_for_more_than_nine_columns() -> None:
    nine = line(model="VMC", unit="台", discount="16%")
    assert sizes(quote(nine)) == {False}
    assert sizes(quote(replace(nine, delivery="90 天"))) == {True}


def test_specification_and_remark_stand_under_the_name() -> None:
    text = text_of(render_quote(quote(line(specification="行程 850", remark="现场安装"))))
    assert text.index("立式加工中心") < text.index("行程 850") < text.index("现场安装")


def test_figures_too_wide_for_an_upright_page_turn_it() -> None:
    huge = Decimal("9999999999999.99")
    document = quote(
        line(model="一二三四五六七八九十", unit="台", unit_price=huge, list_price=huge, amount=huge)
    )
    assert sizes(document) == {True}


def test_prices_without_tax_are_headed_so() -> None:
    one = line(unit_price=Decimal("0.123456"), amount=Decimal("100.00"))
    document = replace(quote(one), price_mode="tax_excluded", net=Decimal("100.00"))
    text = text_of(render_quote(_totalled(document, "100.00", "13.00")))
    assert "不含税单价" in text
    assert "0.123456" in text
    assert "¥113.00" in text


def _totalled(document: QuoteDocument, net: str, tax: str) -> QuoteDocument:
    group = replace(document.taxes[0], net=Decimal(net), tax=Decimal(tax))
    gross = group.net + group.tax
    words = "人民币壹佰壹拾叁元整"
    return replace(document, net=group.net, tax=group.tax, gross=gross, taxes=(group,), in_words=words)


@pytest.mark.parametrize(
    "wrong",
    [
        {"gross": Decimal("113.01")},
        {"net": Decimal("99.99"), "tax": Decimal("13.01")},
        {"document_discount": Decimal("0.01")},
        {"in_words": "人民币壹佰壹拾肆元整"},
        {"taxes": ()},
    ],
)
def test_sums_that_disagree_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(RuleError, match="QT-202611-0187-V2"):
        render_quote(replace(quote(), **wrong))


def test_words_that_are_no_amount_are_refused() -> None:
    with pytest.raises(InvalidInputError):
        render_quote(quote(in_words="很多钱"))


def test_all_blocks_are_printed_where_there_is_something_to_print() -> None:
    seller = Party(
        "锐博数控设备有限公司",
        "孙工",
        "0512-6688",
        "a@b.cn",
        "苏州工业园区",
        "91320594MA1X12345K",
        "工行",
        "1102 0208",
    )
    document = quote(
        line(list_price=Decimal(120)), seller=seller, seller_person="林晓", project="二期产线", tender="ZB-77",
        greeting="感谢垂询。", terms=(("交货期", "8 周"), ("空", "")),
    )  # fmt: skip
    text = text_of(render_quote(document))
    for expected in (
        "报价单", "QUOTATION", "2026-11-23", "2026-12-23", "CNY", "销售代表", "林晓", "孙工", "0512-6688",
        "a@b.cn", "苏州工业园区", "91320594MA1X12345K", "开户行", "1102 0208", "项目名称", "二期产线", "ZB-77",
        "感谢垂询。", "目录价", "120.00", "商务条款", "交货期", "8 周", "报价单位（盖章）", "授权代表",
        "客户确认（签字盖章）", "日期",
    ):  # fmt: skip
        assert expected in text
    assert "空" not in text


def test_an_english_document_has_english_headings() -> None:
    text = text_of(render_quote(quote(language="en", valid_until=None, footer="")))
    for expected in (
        "Quotation",
        "Product name",
        "Total incl. VAT",
        "Page 1 of 1",
        "Customer's confirmation",
    ):
        assert expected in text
    assert "报价" not in text
    assert "Valid until" not in text


def test_every_font_is_embedded() -> None:
    pdf = render_quote(quote(*map(line, range(1, 300)), status_mark="草稿"))
    assert b"Helvetica" not in pdf
    assert pdf.count(b"/BaseFont") == pdf.count(b"/FontFile2") == pdf.count(b"/ToUnicode") > 1


def test_the_file_says_what_it_is() -> None:
    with pdfium.PdfDocument(render_quote(quote(customer=Party("华锐\x00精工")))) as pdf:
        facts = pdf.get_metadata_dict()
    assert facts["Title"] == "报价单 QT-202611-0187-V2 华锐精工"
    assert facts["Author"] == "锐博数控设备有限公司"
    assert facts["CreationDate"].startswith("D:20261123")


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
def test_qpdf_finds_nothing_wrong(tmp_path: Path) -> None:
    file = tmp_path / "quote.pdf"
    file.write_bytes(render_quote(quote(*map(line, range(1, 80)), customer=Party("𬭎"))))
    subprocess.run(["qpdf", "--check", file], check=True, capture_output=True)


WATCHED = """
import sys
from salesdesk.documents import fonts
from salesdesk.documents import quote_pdf
from salesdesk.documents.quote_document import cleaned
from salesdesk.documents.quote_pdf import render_quote
from salesdesk.domain.quote_version import Party
from tests.documents.samples import line, quote
document = quote(line(specification=sys.argv[1]), customer=Party(sys.argv[1]), terms=((sys.argv[1],) * 2,))
render_quote(document)
opened = []
sys.addaudithook(lambda event, args: opened.append(args) if event in {"open", "socket.connect"} else None)
render_quote(document)
sys.exit(repr(opened) if opened else 0)
"""


def test_printing_opens_no_file_and_no_address() -> None:
    name = '<img src="file:///etc/passwd"/><a href="http://example.com">x</a>'
    done = subprocess.run([sys.executable, "-c", WATCHED, name], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_one_page_alone_is_the_same_page() -> None:
    document = quote(*[line(number) for number in range(1, 80)])
    whole = page_texts(render_quote(document))
    for page in (1, len(whole), len(whole) + 5):
        alone, pages = render_page(document, page)
        assert pages == len(whole)
        assert page_texts(alone) == [whole[min(page, pages) - 1]]
