"""The booklet of a pipeline: what stands in it, its bookmarks, and texts that nobody expects."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pypdfium2 as pdfium
import pytest

from salesdesk.documents.sop_pdf import render_sop
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.sop import Booklet, SopItem, SopStage
from salesdesk.i18n import Language

STAGE = SopStage(
    "线索识别",
    expected="7～14 天",
    probability="10%",
    activities="市场调研、展会参与",
    success="获得有效联系方式",
    buying_step="打听供应商",
    fields=("客户", "预算范围"),
    checks=(SopItem("已查重", "先查名称", "AR", required=True),),
    evidence=(SopItem("需求文档", role="SR"),),
    steps=(SopItem("当天登记", "公司全称", "AR"), SopItem("首次联系")),
    resources=(SopItem("调研表", "逐项问", source="调研表.xlsx · https://example.com/form"),),
    questions=(SopItem("客户只要价格？", "先给区间"),),
    messages=(SopItem("首次联系（微信）", "您好，\n我是云帆的销售。"),),
    monitors=(SopItem("来源有效率"),),
)
BOOKLET = Booklet(
    title="设备行业八阶段",
    firm="云帆砺行装备制造有限公司",
    gate="严格",
    printed_on=date(2026, 6, 30),
    stages=(STAGE, replace(STAGE, name="需求探索", probability="")),
)


def pages(content: bytes) -> list[str]:
    document = pdfium.PdfDocument(content)
    found = [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]
    document.close()
    return found


def outline(content: bytes) -> list[tuple[int, str]]:
    document = pdfium.PdfDocument(content)
    found = [(entry.level, entry.get_title()) for entry in document.get_toc()]
    document.close()
    return found


def test_everything_of_a_stage_stands_in_it() -> None:
    text = "".join(pages(render_sop(BOOKLET)))
    for item in (*STAGE.checks, *STAGE.evidence, *STAGE.steps, *STAGE.resources, *STAGE.questions):
        assert item.text in text
    for part in (
        "7～14 天",
        "市场调研、展会参与",
        "获得有效联系方式",
        "打听供应商",
        "客户；预算范围",
        "https://example.com/form",
        "我是云帆的销售。",
        "来源有效率",
        "先查名称",
        "必须",
        "建议",
        "云帆砺行装备制造有限公司",
        "第 1 页 / 共",
    ):
        assert part in text


@pytest.mark.parametrize(
    ("language", "shown"),
    [("zh_CN", "【联系人】您好，我是【本公司】的"), ("en", "[Contact]您好，我是[Our company]的")],
)
def test_a_message_shows_in_words_what_is_filled_in_later(language: Language, shown: str) -> None:
    stage = replace(STAGE, messages=(SopItem("首次联系", "{contact}您好，我是{company}的{owner}，{x}"),))
    text = "".join(pages(render_sop(replace(BOOKLET, stages=(stage,), language=language))))
    assert shown in text
    assert "{x}" in text
    assert "{owner}" not in text


def test_the_reader_finds_every_stage_by_its_bookmark() -> None:
    assert outline(render_sop(BOOKLET)) == [
        (0, "设备行业八阶段"),
        (1, "1 线索识别"),
        (1, "2 需求探索"),
    ]


def test_one_stage_has_no_overview() -> None:
    one = render_sop(replace(BOOKLET, stages=(STAGE,), single=True))
    assert "阶段一览" in "".join(pages(render_sop(BOOKLET)))
    assert "阶段一览" not in "".join(pages(one))
    assert outline(one) == [(0, "设备行业八阶段"), (0, "1 线索识别")]


def test_english_has_no_chinese_of_ours() -> None:
    english = Booklet(
        "Equipment",
        "Yunfan",
        "Strict",
        date(2026, 6, 30),
        (SopStage("Lead", steps=(SopItem("Call"),)),),
        "en",
    )
    text = "".join(pages(render_sop(english)))
    assert "Page 1 of 1" in text
    assert not [sign for sign in text if "\u4e00" <= sign <= "\u9fff"]


def test_the_same_booklet_gives_the_same_bytes() -> None:
    assert render_sop(BOOKLET) == render_sop(BOOKLET)


def test_an_empty_stage_and_an_empty_booklet_are_printed() -> None:
    assert "空" in pages(render_sop(replace(BOOKLET, stages=(SopStage("空"),))))[0]
    assert len(pages(render_sop(replace(BOOKLET, stages=())))) == 1


def test_long_texts_run_over_pages_and_stay_on_the_paper() -> None:
    long = "设备验收标准与责任划分，" * 300
    item = SopItem("甲" * 200, long, "AR", required=True, source="W" * 190)
    stage = replace(STAGE, name="甲" * 100, activities=long, checks=(item,) * 3, steps=(item,) * 3)
    document = pdfium.PdfDocument(render_sop(replace(BOOKLET, title="W" * 100, stages=(stage,) * 2)))
    assert len(document) > 6
    for page in document:
        width, height = page.get_size()
        for shape in page.get_objects():
            left, bottom, right, top = shape.get_bounds()
            assert left >= -1
            assert bottom >= -1
            assert right <= width + 1
            assert top <= height + 1
    document.close()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>A&B</b>", "<b>A&B</b>"),
        ("=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0"),
        ("a\u202eb\u200f\x07c\x1b[31m\u2028d\te", "abc[31m d e"),
        ("%s {0} \\n", "%s {0} \\n"),
    ],
)
def test_hostile_texts_are_printed_as_they_are(text: str, shown: str) -> None:
    stage = replace(STAGE, name=text, success=text, steps=(SopItem(text, "", "AR", source=text),))
    content = render_sop(replace(BOOKLET, title=text, firm=text, gate=text, stages=(stage,)))
    assert "".join(pages(content)).count(shown) >= 7
    assert outline(content) == [(0, shown), (1, f"1 {shown}")]


def test_what_cannot_be_printed_is_named() -> None:
    with pytest.raises(InvalidInputError, match=r"U\+1F600"):
        render_sop(replace(BOOKLET, stages=(replace(STAGE, steps=(SopItem("😀"),)),)))
