"""Every kind of line on paper, and what a document leaves out."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings, strategies as st

from salesdesk.documents.quote_pdf import render_page, render_quote
from salesdesk.documents.stored_quote import document_of
from salesdesk.domain.pricing import parse_document_discount
from salesdesk.domain.quote import HIDEABLE, QuoteLine
from salesdesk.domain.quote_version import QuoteVersion
from tests.documents.samples import page_texts, squeezed, text_of
from tests.documents.versions import LINES, UNTIL, hiding, item, many, version

if TYPE_CHECKING:
    from pathlib import Path


def printed(stored: QuoteVersion) -> str:
    return text_of(render_quote(document_of(stored)))


def test_every_kind_of_line_is_printed_in_its_place() -> None:
    text = printed(version())
    names = [line.name for line in LINES]
    assert sorted(names, key=text.index) == names
    assert re.findall(r"小计\s+(\(?[\d,.]+\)?)", text) == ["2,016,400.00", "(198,000.00)", "122,292.00"]
    for part in ("备选方案，不计入合计", "(530,000.00)", "可选，不计入合计", "赠送", "可后装", "Φ320 转台"):
        assert part in text, part
    assert "按以上产品合计的 3% 计" in text
    assert "62,292.00" in text


def test_what_is_sold_is_numbered_and_what_is_said_is_not() -> None:
    numbers = [line.number for line in document_of(version()).lines]
    assert numbers == [0, 1, 2, 3, 0, 0, 4, 0, 5, 6, 7]


def test_the_total_stands_with_and_without_options() -> None:
    text = printed(version())
    assert "¥2,138,692.00" in text
    assert "含全部可选项合计" in text
    assert "¥2,342,632.00" in text, "198,000.00 and 3 % of it more"
    assert "含全部可选项" not in printed(version(LINES[:5]))


def test_each_rate_of_tax_has_its_line() -> None:
    text = printed(version())
    for rate in ("13%", "9%", "6%"):
        assert f"税额（{rate}）" in text


def test_a_list_price_is_printed_only_above_the_price_that_is_asked() -> None:
    text = printed(version())
    assert text.count("1,080,000.00") == 1
    assert text.count("185,000.00") == 1
    assert "目录价" not in printed(version((item("转台", 2, "185000", list_price=Decimal(185000)),)))


def test_a_list_price_with_tax_is_compared_with_a_price_without() -> None:
    one = item("转台", 1, "100", list_price=Decimal(113))
    assert document_of(version((one,), price_mode="tax_excluded")).lines[0].list_price is None
    dear = replace(one, list_price=Decimal("113.01"))
    document = document_of(version((dear,), price_mode="tax_excluded"))
    assert document.lines[0].list_price == Decimal("113.01")
    assert "含税目录价" in text_of(render_quote(document))


def test_costs_and_floors_are_never_printed() -> None:
    for hidden in ((), ("list_prices",), HIDEABLE):
        text = printed(version(hidden=hidden))
        for secret in ("977,001", "799,001", "611,001", "977001", "799001", "611001"):
            assert secret not in text


# --- hidden --------------------------------------------------------------------------------------------------------


def test_without_prices_there_is_no_amount_at_all() -> None:
    off = parse_document_discount({"amount": "8400"})
    text = printed(version(hidden=("prices",), document_discount=off, currency="USD", fx_rate=Decimal("7.1")))
    names = [line.name for line in LINES]
    assert sorted(names, key=text.index) == names
    assert not re.search(r"\d\.\d\d|[¥$%]|\d,\d{3}", text)
    for word in ("价", "折", "税率", "合计", "大写", "小计", "汇率", "付款", "发票", "承前页"):
        assert word not in text.replace("报价", "").replace("询价", ""), word
    for part in ("HSM-600", "台", "90 天", "交货期", "质保期", "可选", "备选", "报价单位（盖章）"):
        assert part in text, part


def test_hidden_discounts_leave_prices_that_give_the_total() -> None:
    off = parse_document_discount({"total": "2100000"})
    document = document_of(version(hidden=("discounts",), document_discount=off))
    assert sum(line.amount for line in document.lines if line.counts) == Decimal(2100000)
    for line in document.lines:
        if line.kind == "product" and line.counts and not line.free:
            assert (line.quantity * line.unit_price).quantize(Decimal("0.01")) == line.amount
    text = text_of(render_quote(document))
    for word in ("折", "16%", "优惠", "目录价", "1,080,000"):
        assert word not in text, word
    assert "¥2,100,000.00" in text


def test_hidden_models_and_list_prices_are_left_out() -> None:
    text = printed(version(hidden=("models", "list_prices")))
    assert "HSM-600" not in text
    assert "型号" not in text
    assert "目录价" not in text
    assert "16%(8.4折)" in text
    assert "980,000.00" in text


money = st.integers(1, 10**9).map(lambda cents: Decimal(cents) / 100)
sold = st.builds(
    QuoteLine,
    name=st.just("泵"),
    quantity=st.integers(1, 10**5).map(lambda parts: Decimal(parts) / 100),
    unit_price=money,
    tax_rate=st.sampled_from([Decimal("0.13"), Decimal("0.06"), Decimal(0)]),
    discount=st.sampled_from([item("", discount=text).discount for text in ("", "15%", "8.5折")]),
    free=st.booleans(),
    optional=st.booleans(),
    alternative=st.booleans(),
)
charges = st.builds(
    item, st.just("运费"), kind=st.just("charge"), charge=st.sampled_from([Decimal("0.03"), Decimal("0.1")])
)
others = st.sampled_from([item("节", kind="section"), item("注", kind="note")])


@settings(max_examples=40, deadline=None)
@given(
    st.lists(sold | charges | others, max_size=8).map(tuple),
    st.sampled_from(["tax_included", "tax_excluded"]),
    st.sampled_from(["line", "tax_rate"]),
    st.sets(st.sampled_from(HIDEABLE)),
    st.sampled_from([None, "3%"]),
)
def test_whatever_is_hidden_the_document_prints_and_adds_up(
    lines: tuple[QuoteLine, ...], mode: Any, rounding: Any, hidden: set[str], off: str | None
) -> None:
    discount = parse_document_discount({"percent": off}) if off else None
    stored = version(lines, price_mode=mode, rounding=rounding, document_discount=discount)
    document = document_of(hiding(stored, *hidden))
    assert document.gross == stored.totals.gross
    assert render_quote(document).startswith(b"%PDF-")


# --- pages ---------------------------------------------------------------------------------------------------------


def test_a_page_inside_the_table_begins_with_the_sum_so_far() -> None:
    pages = page_texts(render_quote(document_of(version(many(100)))))
    assert "承前页" not in pages[0]
    for text in pages[1:-1]:
        first = int(re.findall(r"立式加工中心 (\d+)", text)[0])
        (carried,) = re.findall(r"承前页\s+([\d,.]+)", text)
        assert Decimal(carried.replace(",", "")) == first * (first - 1) // 2


def test_options_and_alternatives_are_not_carried() -> None:
    optional = tuple(replace(line, optional=True) for line in many(50))
    assert "承前页" not in printed(version(optional))


def test_the_outline_leads_to_sections_and_terms_without_opening_itself() -> None:
    pdf = render_quote(document_of(version()))
    with pdfium.PdfDocument(pdf) as document:
        titles = [entry.get_title() for entry in document.get_toc()]
    assert titles == ["主机", "选配", "服务", "合计", "商务条款", "签字盖章"]
    assert b"/PageMode /UseOutlines" not in pdf


def test_any_page_can_be_made_alone() -> None:
    document = document_of(version())
    whole = page_texts(render_quote(document))
    assert [page_texts(render_page(document, page + 1)[0])[0] for page in range(len(whole))] == whole


def test_nobody_signs_a_page_that_says_nothing() -> None:
    for count in range(10, 36):
        stored = replace(version(many(count)), terms=())
        for hidden in ((), ("prices",)):
            last = page_texts(render_quote(document_of(hiding(stored, *hidden))))[-1]
            assert "立式加工中心" in last or "价税合计" in last


def test_short_terms_go_with_the_signatures() -> None:
    """A page with one term and the places to sign looks as if something went wrong."""
    apart = 0
    for count in range(1, 12):
        pages = page_texts(render_quote(document_of(version(many(count)))))
        signed = next(place for place, text in enumerate(pages) if "客户确认" in text)
        assert "商务条款" in pages[signed]
        apart += signed != next(place for place, text in enumerate(pages) if "价税合计" in text)
    assert apart, "else nothing was tried"


# --- standing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "mark"),
    [
        ("draft", "草稿"),
        ("pending_approval", "待审批"),
        ("approved", ""),
        ("sent", ""),
        ("accepted", ""),
        ("void", "已作废"),
        ("superseded", "已被新版取代"),
    ],
)
def test_the_watermark_says_how_a_version_stands(state: str, mark: str) -> None:
    assert document_of(version(state=state), today=UNTIL).status_mark == mark


@pytest.mark.parametrize(("state", "mark"), [("sent", "已过期"), ("accepted", ""), ("draft", "草稿")])
def test_only_what_was_sent_expires(state: str, mark: str) -> None:
    stored = version(state=state)
    assert document_of(stored, today=UNTIL + timedelta(days=1)).status_mark == mark
    assert document_of(stored).status_mark == ("" if state == "sent" else mark)


def test_a_foreign_currency_is_printed_with_its_rate() -> None:
    stored = version(currency="USD", fx_rate=Decimal("7.12340000"), fx_on=date(2026, 11, 20))
    assert "1 USD = 7.1234 CNY (2026-11-20)" in printed(stored)
    assert "汇率" not in printed(version(fx_rate=Decimal(1)))


def test_an_export_without_tax_does_not_speak_of_it() -> None:
    free = tuple(replace(line, tax_rate=Decimal(0)) for line in LINES)
    off = parse_document_discount({"amount": "8400"})
    text = printed(version(free, language="en", currency="USD", document_discount=off))
    assert "Unit price" in text
    assert "$2,130,292.00" in text
    assert "incl. VAT" not in text
    assert "VAT 0%" not in text
    assert "Unit prices are without VAT" in text
    for taxed in (version(free), version(language="en", currency="USD")):
        assert re.search("VAT|税率", printed(taxed))


@pytest.mark.skipif(shutil.which("qpdf") is None, reason="qpdf is not installed")
@pytest.mark.parametrize("count", [0, 1, 3, 40, 600])
@pytest.mark.parametrize("hidden", [(), ("prices",)])
def test_qpdf_finds_nothing_wrong(count: int, hidden: tuple[str, ...], tmp_path: Path) -> None:
    file = tmp_path / "quote.pdf"
    lines = (*LINES, *many(count)) if count else ()
    file.write_bytes(render_quote(document_of(hiding(version(lines, second_language="en"), *hidden))))
    subprocess.run(["qpdf", "--check", file], check=True, capture_output=True)


def test_the_same_version_gives_the_same_bytes_in_every_kind() -> None:
    for values in ({}, {"hidden": ("prices",)}, {"second_language": "en"}, {"currency": "USD"}):
        first, again = (render_quote(document_of(version(**values))) for _ in range(2))
        assert first == again
        assert io.BytesIO(first).read(5) == b"%PDF-"


def test_texts_of_any_kind_are_looked_up_in_the_typeface() -> None:
    for kind in ("section", "note"):
        document = document_of(version((item("好👍", kind=kind), *LINES)))
        with pytest.raises(Exception, match="👍"):
            render_quote(document)


def test_rare_characters_and_signs_are_printed() -> None:
    name = "𬭎喆犇㼆 ±0.004≥12㎡ Φ320 20℃ №7\u3000全角"
    assert squeezed(name) in squeezed(printed(version((item(name, 1, "1"),))))
