"""Tables to print: the text of the pages as somebody would read it."""

from __future__ import annotations

from datetime import date

import pypdfium2

from salesdesk.documents.table_pdf import PrintColumn, TableDocument, render_table

COLUMNS = (
    PrintColumn("客户", 20, "客户信息"),
    PrintColumn("电话", 10, "客户信息"),
    PrintColumn("阶段", 10, "销售阶段"),
    PrintColumn("金额", 12, "交易金额", right=True),
)


def rendered(rows: list[tuple[str, ...]], *, language: str = "zh_CN") -> list[str]:
    document = TableDocument(
        title="客户销售流程表",
        note="负责人：林晓",
        firm="云帆砺行装备制造有限公司",
        columns=COLUMNS,
        rows=rows,
        language=language,  # type: ignore[arg-type]
        created=date(2026, 11, 26),
    )
    pdf = pypdfium2.PdfDocument(render_table(document))
    for page in pdf:
        assert page.get_width() > page.get_height()
    return [page.get_textpage().get_text_range() for page in pdf]


def test_every_page_has_the_head_and_its_number_and_no_row_is_lost() -> None:
    pages = rendered(
        [(f"客户{number}有限公司", "0512-5550", "方案设计", "1,234.00") for number in range(150)]
    )
    assert len(pages) > 2
    for number, text in enumerate(pages, start=1):
        assert all(word in text for word in ("客户信息", "销售阶段", "交易金额", "电话"))
        assert f"第 {number} 页 / 共 {len(pages)} 页" in text
    assert "林晓" in pages[0]
    assert "云帆砺行装备制造有限公司" in pages[0]
    whole = "\n".join(pages)
    assert all(whole.count(f"客户{number}有限公司") == 1 for number in range(150))


def test_a_long_text_is_cut_at_three_lines_and_a_missing_sign_is_a_box() -> None:
    (text,) = rendered([("精密" * 200, "", "𠮷田\nB", "1")], language="en")
    assert text.count("精密") < 120
    assert "…" in text
    assert "□田 B" in text
    assert "Page 1 of 1" in text


def test_an_empty_table_has_its_head() -> None:
    (text,) = rendered([])
    assert "客户信息" in text
