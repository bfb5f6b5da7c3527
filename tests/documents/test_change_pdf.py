"""The statement of changes: what stands in it, over many pages, in both languages."""

from __future__ import annotations

import io
from dataclasses import replace
from decimal import Decimal

import pypdfium2 as pdfium
import pytest
from pypdf import PdfReader

from salesdesk.documents.change_pdf import printed_changes, render_changes
from salesdesk.domain.change_statement import statement
from salesdesk.domain.document_design import USUAL, Margins, PdfFile
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.quote_compare import compare
from salesdesk.i18n import Language
from tests.documents import foreign
from tests.domain.test_quote_compare import line, version


def pages(content: bytes) -> list[str]:
    """Return the text of every page."""
    document = pdfium.PdfDocument(content)
    found = [page.get_textpage().get_text_range() for page in document]
    document.close()
    return found


BEFORE = version(line("螺杆空压机 ≥13 ㎡", model="LX-A75"), line("运费"), payment_terms="款到发货")
AFTER = version(
    replace(BEFORE.draft.lines[0], quantity=Decimal(3)), line("备件包"), payment_terms="货到 30 天", number=2
)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh_CN", ("变更说明", "修改", "删除", "新增", "其余", "变更前", "差额")),
        ("en", ("Statement of changes", "Modified", "Removed", "Added", "Before", "Difference")),
    ],
)
def test_it_says_what_changed(language: Language, words: tuple[str, ...]) -> None:
    same = version(*BEFORE.draft.lines, line("不变"), payment_terms="款到发货")
    now = version(*AFTER.draft.lines, line("不变"), payment_terms="货到 30 天", number=2)
    (text,) = pages(render_changes(statement(compare(same, now), language=language, reason="客户加量")))
    for word in (
        *words,
        "螺杆空压机",
        "备件包",
        "→ 3",
        "款到发货",
        "货到 30 天",
        "客户加量",
        "QT-202611-0001-V2",
    ):
        assert word in text or language == "en"
    assert ("其余 1 行未变" in text) is (language == "zh_CN")
    assert "+¥200.00" in text


def test_it_looks_as_the_design_of_the_newer_version_says() -> None:
    found = statement(compare(BEFORE, AFTER), language="zh_CN")
    wide = replace(USUAL, accent="#b00020", font_size="large", margins=Margins(left=40, right=40, top=60))
    plain, designed = render_changes(found), render_changes(found, design=wide)
    assert _title_place(plain) == pytest.approx((42.5, 774), abs=8)
    assert _title_place(designed) == pytest.approx((113.4, 640), abs=12)
    contents = PdfReader(io.BytesIO(designed)).pages[0].get_contents()
    assert contents is not None
    assert b".690196 0 .12549" in contents.get_data()


def _title_place(content: bytes) -> tuple[float, float]:
    """Return where the title stands: left and bottom, in points."""
    document = pdfium.PdfDocument(content)
    text = document[0].get_textpage()
    at = text.search("变更说明").get_next()
    assert at is not None
    left, bottom, _right, _top = text.get_charbox(at[0])
    document.close()
    return left, bottom


def test_it_is_printed_on_the_letterhead_without_covers() -> None:
    found = statement(compare(BEFORE, AFTER), language="zh_CN")
    files = {"p" * 64: foreign.pdf("PAPER"), "c" * 64: foreign.pdf("COVER")}
    design = replace(USUAL, background=PdfFile("p" * 64, "信纸.pdf"), covers=(PdfFile("c" * 64, "封面.pdf"),))
    (text,) = pages(printed_changes(found, design, files.get))
    assert "PAPER" in text
    assert "变更说明" in text
    with pytest.raises(InvalidInputError, match=r"信纸\.pdf"):
        printed_changes(found, design, lambda _name: None)


def test_the_same_statement_gives_the_same_bytes() -> None:
    found = statement(compare(BEFORE, AFTER), language="zh_CN")
    assert render_changes(found) == render_changes(found)


def test_equal_versions_are_said_to_be_equal() -> None:
    (text,) = pages(render_changes(statement(compare(BEFORE, BEFORE), language="zh_CN")))
    assert "两个版本内容一致" in text


def test_many_lines_and_long_texts_go_over_many_pages() -> None:
    old = version(*(line(f"刀柄 {number}", specification="很长的规格，" * 300) for number in range(60)))
    new = version(
        *(replace(one, quantity=Decimal(2), remark="说明" * 500) for one in old.draft.lines),
        payment_terms="按合同支付。\n" * 200,
        number=2,
    )
    found = pages(render_changes(statement(compare(old, new), language="zh_CN")))
    assert len(found) > 5
    assert all("QT-202611-0001-V1" in text for text in found)
    assert found[-1].count("价税合计") == 1


def test_a_customer_without_prices_gets_none() -> None:
    after = replace(AFTER, draft=replace(AFTER.draft, hidden=("prices",)))
    (text,) = pages(render_changes(statement(compare(BEFORE, after), language="zh_CN", for_customer=True)))
    assert "¥" not in text
    assert "备件包" in text


def test_what_can_not_be_printed_is_named() -> None:
    found = statement(compare(BEFORE, replace(AFTER, seller=replace(AFTER.seller, name="𓀀"))), language="en")
    with pytest.raises(InvalidInputError, match=r"U\+13000"):
        render_changes(found)
