"""The firm's design on paper: colour, logo, type, margins, columns, texts, pictures."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings
from PIL import Image

from salesdesk.documents import quote_pdf, styles
from salesdesk.documents.quote_document import cleaned
from salesdesk.documents.quote_pdf import render_quote
from salesdesk.documents.stored_quote import document_of
from salesdesk.domain.document_design import COLUMNS, USUAL, DocumentDesign, Margins, PdfFile, Wording
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.quote_version import QuoteVersion
from tests.documents.samples import page_texts, picture, pictures_of, text_of
from tests.documents.versions import LINES, item, version
from tests.domain.test_document_design import designs

MM = 72 / 25.4
TITLES = {
    "number": "序号", "name": "产品名称", "brand": "品牌", "model": "型号", "unit": "单位", "quantity": "数量",
    "list_price": "目录价", "unit_price": "含税单价", "discount": "折扣", "tax_rate": "税率", "amount": "含税金额",
    "delivery": "交期",
}  # fmt: skip


def pdf_of(design: DocumentDesign, logo: bytes = b"", **values: Any) -> bytes:
    stored = version(design=design, **values)
    stored = replace(stored, seller=replace(stored.seller, logo="a" * 64))
    return render_quote(document_of(stored, lambda _hash: logo))


def titles_of(pdf: bytes) -> list[str]:
    text = page_texts(pdf)[0]
    head = text[text.index("产品名称") - 10 : text.index("五轴加工中心")]
    return sorted((title for title in TITLES.values() if title in head), key=head.index)


def placed(pdf: bytes, text: str) -> tuple[float, float]:
    """Return the left and right end of a text on the first page."""
    with pdfium.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        found = page.search(text).get_next()
        assert found is not None, text
        boxes = [page.get_charbox(index) for index in range(found[0], found[0] + found[1])]
    return min(box[0] for box in boxes), max(box[2] for box in boxes)


def test_the_usual_design_is_the_usual_look() -> None:
    look = styles.look(USUAL.accent, USUAL.font_scale)
    assert look == styles.USUAL
    document = document_of(version())
    setting, _pages = quote_pdf._laid_out(cleaned(document))
    frame = setting.frame
    assert frame.first == pytest.approx(styles.TOP)
    assert frame.next == pytest.approx(styles.TOP_OF_NEXT)
    assert frame.bottom == pytest.approx(setting.size[1] - styles.BOTTOM)
    assert setting.area.left == pytest.approx(styles.MARGIN)


@settings(max_examples=25, deadline=None)
@given(designs)
def test_every_design_prints(design: DocumentDesign) -> None:
    document = document_of(version(design=design, hidden=design.hidden))
    setting, pages = quote_pdf._laid_out(cleaned(document))
    bottom = setting.frame.bottom
    assert all(top + block.height <= bottom + 0.01 for page in pages for block, top in page)
    pdf = render_quote(document)
    assert all(line.name in text_of(pdf) for line in LINES if line.kind == "section")


def test_the_accent_colours_rules_and_headings() -> None:
    red = pdf_of(DocumentDesign(accent="#a02020"))
    with pdfium.PdfDocument(red) as document:
        image = document[0].render(scale=3).to_pil().convert("RGB")
    colors = {color for _count, color in image.getcolors(1 << 24)}
    assert (0xA0, 0x20, 0x20) in colors
    assert (0x1A, 0x5F, 0xD0) not in colors


@pytest.mark.parametrize(
    ("place", "title_at", "firm_at"),
    [("right", "left", "right"), ("left", "right", "left"), ("centre", "centre", "centre")],
)
def test_the_firm_stands_where_the_design_puts_it(place: Any, title_at: str, firm_at: str) -> None:
    pdf = pdf_of(DocumentDesign(logo_place=place, logo_height=20), picture(300, 100))
    with pdfium.PdfDocument(pdf) as document:
        width = document[0].get_width()
    ends = {"left": 15 * MM, "right": width - 15 * MM, "centre": width / 2}
    for text, at in (("报价单", title_at), ("云帆砺行", firm_at)):
        left, right = placed(pdf, text)
        found = {"left": left, "right": right, "centre": (left + right) / 2}[at]
        assert found == pytest.approx(ends[at], abs=1.5), text
    assert pictures_of(pdf) == [pytest.approx((60 * MM, 20 * MM), abs=0.5)]


def test_a_design_without_logo_has_none() -> None:
    assert pictures_of(pdf_of(DocumentDesign(logo_place="none"), picture(300, 100))) == []


def test_margins_are_kept() -> None:
    pdf = pdf_of(DocumentDesign(margins=Margins(left=40, right=25, top=60, next_top=30, bottom=40)))
    assert placed(pdf, "报价单")[0] == pytest.approx(40 * MM, abs=1.5)
    with pdfium.PdfDocument(pdf) as document:
        page = document[0].get_textpage()
        found = page.search("报价单").get_next()
        assert found is not None
        top = document[0].get_height() - page.get_charbox(found[0])[3]
    assert top == pytest.approx(60 * MM, abs=12)


def test_larger_type_takes_more_room() -> None:
    small, large = (pdf_of(DocumentDesign(font_size=size)) for size in ("small", "large"))
    widths = [right - left for left, right in (placed(pdf, "五轴加工中心") for pdf in (small, large))]
    assert widths[1] / widths[0] == pytest.approx(1.12 / 0.9, rel=0.05)


def test_columns_stand_in_the_order_of_the_design() -> None:
    assert titles_of(pdf_of(USUAL)) == [TITLES[name] for name in COLUMNS]
    columns = ("name", "amount", "quantity", "number", "model")
    assert titles_of(pdf_of(DocumentDesign(columns=columns))) == [TITLES[name] for name in columns]


def test_a_column_that_is_hidden_is_left_out_of_any_design() -> None:
    columns = ("name", "amount", "model", "quantity")
    design = DocumentDesign(columns=columns)
    assert titles_of(pdf_of(design, hidden=("prices", "models"))) == ["产品名称", "数量"]
    text = text_of(pdf_of(DocumentDesign(columns=("name", "quantity"))))
    assert "小计" in text, "a section's sum needs no column"


def test_a_sum_whose_column_stands_first_leaves_room_for_the_title() -> None:
    design = DocumentDesign(columns=("amount", "name", "quantity"))
    pages = page_texts(pdf_of(design, lines=LINES * 8))
    assert len(pages) > 2
    for text in pages[1:3]:
        assert "承前页" in text
    left, right = placed(pdf_of(design), "小计")
    assert left > placed(pdf_of(design), "主机")[1]
    assert right < 595


@pytest.mark.parametrize(
    ("orientation", "columns", "expected"),
    [
        ("auto", COLUMNS[:9], "upright"),
        ("auto", COLUMNS, "sideways"),
        ("landscape", COLUMNS[:6], "sideways"),
        ("portrait", COLUMNS[:10], "upright"),
    ],
)
def test_the_paper_stands_or_lies(orientation: Any, columns: tuple[str, ...], expected: str) -> None:
    design = DocumentDesign(orientation=orientation, columns=columns)
    with pdfium.PdfDocument(pdf_of(design)) as document:
        assert (document[0].get_width() > document[0].get_height()) == (expected == "sideways")


def test_upright_paper_that_would_crush_the_names_lies_after_all() -> None:
    huge = Decimal("9999999999.99")
    wide = item(
        "泵", 9999, str(huge), model="一二三四五六七八九十", unit="台", brand="锐博数控", delivery="九十天之内",
        list_price=huge + 1, discount="12.55%",
    )  # fmt: skip
    stored = version((wide,), design=DocumentDesign(orientation="portrait", font_size="large"))
    with pdfium.PdfDocument(render_quote(document_of(stored))) as document:
        assert document[0].get_width() > document[0].get_height()


def test_parties_say_what_the_design_shows() -> None:
    text = text_of(pdf_of(DocumentDesign(customer_facts=("email",), seller_facts=())))
    assert "a@hr.cn" in text
    for left_out in ("0512-1111", "91320594MA1X", "工行", "0510-2222", "b@yf.cn", "建行"):
        assert left_out not in text
    assert "林晓" in text


def test_texts_of_the_design_stand_in_their_places() -> None:
    design = DocumentDesign(
        greeting=Wording("感谢垂询。", ""), closing=Wording("顺祝商祺", ""), footer=Wording("内部资料", ""),
        watermark=Wording("机密", ""), seal_area=False,
    )  # fmt: skip
    text = text_of(pdf_of(design))
    assert (
        text.index("感谢垂询。")
        < text.index("五轴加工中心")
        < text.index("商务条款")
        < text.index("顺祝商祺")
    )
    assert "本报价为要约邀请" not in text
    assert "内部资料" in text
    assert "机密" in text
    assert "盖章" not in text
    assert document_of(version(design=design, state="draft")).status_mark == "草稿"
    assert "要约" not in text_of(pdf_of(DocumentDesign(show_footer=False)))


def test_what_is_not_printed_of_a_design_refuses_no_quote() -> None:
    design = DocumentDesign(
        closing=Wording("", "Bye 👍"), watermark=Wording("👍", ""), covers=(PdfFile("c" * 64, "👍.pdf"),)
    )
    assert render_quote(document_of(version(design=design, state="draft"))).startswith(b"%PDF-")
    with pytest.raises(InvalidInputError, match="👍"):
        render_quote(document_of(version(design=design, language="en")))


# --- pictures ------------------------------------------------------------------------------------------------------


def pictured(*, pictures: bool = True, content: bytes = b"", count: int = 1) -> bytes:
    stored: QuoteVersion = version(LINES[1:2] * count, design=DocumentDesign(pictures=pictures))
    return render_quote(document_of(stored, lambda _hash: content or picture(400, 300)))


def test_a_line_has_the_picture_of_its_product() -> None:
    pdf = pictured()
    assert pictures_of(pdf) == [pytest.approx((44, 33), abs=0.5)]
    assert "图片" in text_of(pdf)
    assert pictured() == pdf


def test_pictures_that_nobody_wants_or_has_are_left_out() -> None:
    assert pictures_of(pictured(pictures=False)) == []
    broken = pictured(content=b"no picture")
    assert pictures_of(broken) == []
    assert "图片" not in text_of(broken)


def test_the_same_picture_is_stored_once_and_small() -> None:
    noise = io.BytesIO()
    Image.effect_noise((800, 600), 80).convert("RGB").save(noise, "PNG")
    once, often = (pictured(content=noise.getvalue(), count=count) for count in (1, 10))
    assert len(often) - len(once) < 12_000
    assert len(once) < 80_000
    assert len(re.findall(rb"/Subtype /Image", often)) == 1
    assert b"/DCTDecode" in often
    assert len(pictures_of(often)) > 3
