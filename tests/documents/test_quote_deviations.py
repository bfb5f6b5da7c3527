"""The technical deviation list on a quote's document."""

from __future__ import annotations

import pytest

from salesdesk.documents.quote_pdf import render_quote
from salesdesk.domain.deviation import Deviation
from tests.documents import samples

ROWS = (
    Deviation("噪声", "≤ 72 dB(A)", "75 dB(A)", "no"),
    Deviation("排气量", "13 m³/min", "13.5 m³/min", "yes"),
    Deviation("露点", "2～10 ℃", "", "", must=False),
)


def test_it_stands_before_the_signatures() -> None:
    text = samples.squeezed(samples.text_of(render_quote(samples.quote(samples.line(), deviations=ROWS))))
    for word in ("技术偏离表", "噪声", "≤72dB(A)", "偏离", "无偏离", "待确认", "2～10℃"):
        assert word in text
    assert text.index("技术偏离表") < text.index("报价单位")


def test_a_quote_without_one_says_nothing_of_it() -> None:
    assert "偏离" not in samples.text_of(render_quote(samples.quote(samples.line())))


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_many_rows_and_long_texts_go_over_pages(language: str) -> None:
    rows = tuple(Deviation(f"参数 {number}", "要求" * 200, "响应" * 150, "partly") for number in range(40))
    pages = samples.page_texts(
        render_quote(samples.quote(samples.line(), deviations=rows, language=language))
    )
    assert len(pages) > 4
    assert "参数 39" in "".join(pages)
    head = {"en": "Parameter", "zh_CN": "偏离情况"}[language]
    assert sum(head in page for page in pages) == len(pages) - ("参数" not in pages[0])
