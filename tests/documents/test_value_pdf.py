"""The value proposition on paper: complete, the same every time, in the customer's language, whatever is typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pypdfium2 as pdfium
import pytest
from hypothesis import given, settings, strategies as st

from salesdesk import i18n
from salesdesk.documents.value_pdf import render_value_sheet
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.value_case import ValueFigures, figures
from salesdesk.domain.value_sheet import ActionLine, ValueSheet
from tests.documents.samples import page_texts, picture, pictures_of, squeezed, text_of

BARE = ValueSheet(
    project="磨床改造",
    customer="恒岳轴承有限公司",
    seller="锐博数控设备有限公司",
    person="林晓",
    prepared_on=date(2026, 6, 30),
    language="zh_CN",
    currency="CNY",
    figures=ValueFigures(),
)
ACTIONS = (
    ActionLine("立项评审", date(2026, 7, 10), "周总", "提供回收期测算", "林晓", "评审纪要", date(2026, 7, 9)),
    ActionLine("样件试磨", date(2026, 7, 20), "顾工", "安排样机", "何工"),
)


def full(**changes: Any) -> ValueSheet:
    """Return a sheet with something in every place."""
    baseline, improvement, investment = Decimal(500_000), Decimal("0.25"), Decimal(300_000)
    texts: dict[str, Any] = {
        "segment": "中小批量的轴承套圈磨削",
        "need": "一人看三台，圆度稳定在 1.5 µm",
        "offer": "在线测量的自动磨床",
        "differentiator": "换型 15 分钟",
        "proof": "三家同行的验收报告",
        "pain": "换型两小时，废品 4%",
        "vision": "换型一刻钟，废品 1%",
        "baseline": "两班八人手动上料",
    }
    plain = replace(
        BARE,
        **texts,
        baseline_amount=baseline,
        improvement=improvement,
        investment=investment,
        figures=figures(baseline, improvement, investment, "CNY"),
        actions=ACTIONS,
    )
    return replace(plain, **changes)


def test_everything_is_said_on_one_page() -> None:
    (text,) = page_texts(render_value_sheet(full()))
    said = squeezed(text)
    for part in (
        "价值建议书",
        "恒岳轴承有限公司",
        "锐博数控设备有限公司",
        "换型15分钟",
        "废品4%",
        "¥500,000.00",
        "25%",
        "¥125,000.00",
        "28.8个月",
        "¥75,000.00",
        "¥375,000.00",
        "立项评审",
        "20260710",
        "何工",
    ):
        assert part in said, part


def test_the_customers_language_is_that_of_the_page_whatever_the_windows() -> None:
    english = text_of(render_value_sheet(full(language="en")))
    assert "Value proposition" in english
    assert "28.8 months" in english
    i18n.set_language("en")
    assert "价值建议书" in text_of(render_value_sheet(full()))


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert render_value_sheet(full()) == render_value_sheet(full())


def test_the_fonts_are_embedded() -> None:
    content = render_value_sheet(full())
    assert b"NotoSansSC" in content
    assert b"Helvetica" not in content


def test_what_is_empty_is_left_out() -> None:
    text = squeezed(text_of(render_value_sheet(replace(BARE, offer="磨床"))))
    assert "磨床" in text
    for absent in ("值多少", "共同推进", "回收期", "定位证明"):
        assert absent not in text


def test_an_empty_sheet_is_refused() -> None:
    with pytest.raises(RuleError):
        render_value_sheet(BARE)


@pytest.mark.parametrize(
    ("baseline", "improvement", "investment"),
    [
        ("500000", "0", "300000"),
        ("0", "0.5", "300000"),
        ("0", "0", "0"),
        ("500000", "0.25", None),
        ("1000000000000", "1", "1000000000000"),
        ("1", "0.0001", "1000000000000"),
    ],
)
def test_figures_at_the_edges_are_printed(baseline: str, improvement: str, investment: str | None) -> None:
    cost, part = Decimal(baseline), Decimal(improvement)
    spent = None if investment is None else Decimal(investment)
    sheet = replace(
        BARE,
        baseline_amount=cost,
        improvement=part,
        investment=spent,
        figures=figures(cost, part, spent, "CNY"),
    )
    text = squeezed(text_of(render_value_sheet(sheet)))
    assert f"¥{cost:,.2f}" in text
    assert text.count("回收期") == (1 if sheet.figures.payback_months is None else 2)


def test_long_texts_go_on_to_further_pages_and_nothing_is_lost() -> None:
    long = "一二三四五六七八九十" * 200
    step = ActionLine("台阶" * 200, date(2026, 7, 1), "人" * 200, "做" * 400, "林" * 200, "据" * 400)
    sheet = full(pain=f"{long}痛处完", vision=f"{long}愿景完", need=f"{long}需求完", actions=(step,) * 5)
    pages = page_texts(render_value_sheet(sheet))
    text = squeezed("".join(pages))
    assert len(pages) > 3
    for end in ("痛处完", "愿景完", "需求完"):
        assert end in text
    assert text.count("台阶") == 1_000
    assert "恒岳轴承有限公司" in squeezed(pages[-1])


def test_everything_stays_on_the_paper() -> None:
    wide = "W" * 400
    content = render_value_sheet(
        full(
            segment=wide, project="W" * 200, customer="W" * 200, actions=(ActionLine(wide, None, wide, wide),)
        )
    )
    with pdfium.PdfDocument(content) as document:
        for page in document:
            width, height = page.get_size()
            for found in page.get_objects():
                left, bottom, right, top = found.get_bounds()
                assert left >= 0
                assert bottom >= 0
                assert right <= width + 0.5
                assert top <= height + 0.5


@pytest.mark.parametrize("hostile", ["<b>A&B</b>", "</para>&amp;", "%s {customer} \\n", "({[<"])
def test_hostile_texts_are_only_texts(hostile: str) -> None:
    text = text_of(render_value_sheet(full(pain=hostile, project=hostile, actions=(ActionLine(hostile),))))
    assert squeezed(text).count(squeezed(hostile)) >= 3


def test_a_character_without_glyph_is_named() -> None:
    with pytest.raises(InvalidInputError, match="👍"):
        render_value_sheet(full(proof="好👍"))


def test_the_logo_is_printed_and_a_lost_one_stands_in_nobodys_way() -> None:
    def lost(_hash: str) -> bytes:
        message = "lost"
        raise InvalidInputError(message)

    sheet = full(logo="a" * 64)
    assert len(pictures_of(render_value_sheet(sheet, lambda _hash: picture(40, 20)))) == 1
    assert render_value_sheet(sheet, lost) == render_value_sheet(full())


@settings(max_examples=15)
@given(st.text(max_size=200), st.integers(0, 10**14), st.integers(0, 10_000), st.integers(0, 10**14))
def test_whatever_is_typed_is_printed_or_refused(text: str, cost: int, part: int, spent: int) -> None:
    values = Decimal(cost).scaleb(-2), Decimal(part).scaleb(-4), Decimal(spent).scaleb(-2)
    sheet = full(
        offer=text,
        baseline_amount=values[0],
        improvement=values[1],
        investment=values[2],
        figures=figures(*values, "CNY"),
        actions=(ActionLine(text or "x", owner=text),),
    )
    try:
        assert render_value_sheet(sheet).startswith(b"%PDF")
    except InvalidInputError as error:
        assert "U+" in error.message  # noqa: PT017 - only a missing glyph may refuse it
