"""Spreadsheets out: read again as a spreadsheet program would."""

from __future__ import annotations

import re
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from salesdesk.domain.errors import InvalidInputError, SalesDeskError
from salesdesk.exchange import workbook
from salesdesk.exchange.workbook import Sheet, SheetColumn

NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
COLUMNS = (
    SheetColumn("客户", group="客户信息"),
    SheetColumn("阶段", group="销售阶段"),
    SheetColumn("天数", "number", group="销售阶段"),
    SheetColumn("金额", "money", group="交易金额"),
    SheetColumn("概率", "share", group="交易金额"),
    SheetColumn("预计成交", "date", group="交易金额"),
)


def sheet_xml(file: Path, number: int = 1) -> ET.Element:
    with zipfile.ZipFile(file) as packed:
        assert packed.testzip() is None
        return ET.fromstring(packed.read(f"xl/worksheets/sheet{number}.xml"))  # noqa: S314 - written by ourselves


def cells(file: Path, number: int = 1) -> dict[str, tuple[str, str]]:
    """Return type and content of the cells that have any."""
    found = {}
    for cell in sheet_xml(file, number).iterfind(".//m:c", NS):
        text = "".join(part.text or "" for part in cell.iterfind(".//m:t", NS))
        value = cell.findtext("m:v", None, NS)
        assert cell.find("m:f", NS) is None, "a formula"
        if value is not None or cell.find("m:is", NS) is not None:
            found[cell.attrib["r"]] = (cell.attrib.get("t", "n"), text if value is None else value)
    return found


def test_numbers_and_dates_are_numbers_and_texts_are_texts(tmp_path: Path) -> None:
    file = tmp_path / "out" / "表.xlsx"
    row = ("恒岳轴承", "方案", 12, Decimal("1234567.89"), Decimal("0.35"), date(2026, 11, 30))
    assert workbook.write(file, [Sheet("列表", COLUMNS, [row, (None, "", None, None, None, None)])]) == 0
    found = cells(file)
    assert found["A3"] == ("inlineStr", "恒岳轴承")
    assert [found[at] for at in ("C3", "D3", "E3")] == [("n", "12"), ("n", "1234567.89"), ("n", "0.35")]
    assert found["F3"] == ("n", str((date(2026, 11, 30) - date(1899, 12, 30)).days))
    assert not any(at.endswith("4") for at in found)


def test_groups_stand_over_the_titles_that_stay_in_sight_with_a_filter(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    workbook.write(file, [Sheet("列表", COLUMNS, [("a", "b", 1, 1, 1, None)])])
    found, page = cells(file), sheet_xml(file)
    heads = [found[at][1] for at in ("A1", "B1", "D1", "A2", "F2")]
    assert heads == ["客户信息", "销售阶段", "交易金额", "客户", "预计成交"]
    assert {cell.attrib["ref"] for cell in page.iterfind(".//m:mergeCell", NS)} == {"B1:C1", "D1:F1"}
    pane = page.find(".//m:pane", NS)
    assert pane is not None
    assert (pane.attrib["ySplit"], pane.attrib["state"]) == ("2", "frozen")
    ranges = page.find("m:autoFilter", NS)
    assert ranges is not None
    assert ranges.attrib["ref"] == "A2:F3"


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-2+3", "@SUM(A1)", "{=1}", "\t=1", "＝1", "http://x.cn", "007", "1e5"]
)
def test_what_looks_like_a_formula_or_a_number_stays_a_text(tmp_path: Path, text: str) -> None:
    file = tmp_path / "a.xlsx"
    workbook.write(file, [Sheet("a", (SheetColumn("名称"),), [(text,)])])
    assert cells(file)["A2"] == ("inlineStr", text)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts=st.lists(st.text(st.characters(), max_size=40), min_size=1, max_size=5))
def test_any_text_makes_a_sound_file(tmp_path: Path, texts: list[str]) -> None:
    file = tmp_path / "a.xlsx"
    workbook.write(file, [Sheet(texts[0], (SheetColumn(texts[0]),), [(text,) for text in texts])])
    found = cells(file)
    for row, text in enumerate(texts, start=2):
        kept = re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]", "", text)
        assert found.get(f"A{row}", ("", ""))[1] == kept.replace("\r\n", "\n").replace("\r", "\n")


def test_a_text_too_long_for_a_cell_is_cut_and_counted(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    long, wide = "长" * 40_000, "😀" * 20_000
    assert workbook.write(file, [Sheet("a", (SheetColumn("名称"),), [(long,), (wide,), ("短",)])]) == 2
    found = cells(file)
    assert found["A2"][1] == "长" * 32_766 + "…"
    assert len(found["A3"][1].encode("utf-16-le")) // 2 <= 32_767
    assert found["A3"][1].endswith("😀…")


def test_sheets_bear_names_that_a_spreadsheet_allows_each_another(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    names = ["a/b:c*[d]?", "A B C  D", "'", "", "流" * 40, "流" * 40]
    workbook.write(file, [Sheet(name, (SheetColumn("x"),), []) for name in names])
    with zipfile.ZipFile(file) as packed:
        found = re.findall(r'<sheet name="([^"]*)"', packed.read("xl/workbook.xml").decode())
    assert len({name.casefold() for name in found}) == len(names)
    assert all(0 < len(name) <= 31 for name in found)


def test_rare_signs_count_twice_in_the_name_of_a_sheet(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    workbook.write(file, [Sheet("𬭎" * 20, (SheetColumn("x"),), []) for _number in range(2)])
    with zipfile.ZipFile(file) as packed:
        found = re.findall(r'<sheet name="([^"]*)"', packed.read("xl/workbook.xml").decode())
    assert found == ["𬭎" * 15, "𬭎" * 14 + " 2"]


def test_times_are_local(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    at = datetime(2026, 3, 1, 4, 30, tzinfo=UTC)
    workbook.write(file, [Sheet("a", (SheetColumn("时间", "date"),), [(at,)])], title="表", at=at)
    local = at.astimezone().replace(tzinfo=None) - datetime(1899, 12, 30)  # noqa: DTZ001 - a spreadsheet's own zero
    assert float(cells(file)["A2"][1]) == pytest.approx(local.total_seconds() / 86_400)


def test_stopping_or_failing_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"old")

    def stop(count: int) -> None:
        if count >= 500:
            raise SalesDeskError("stop")

    def broken() -> object:
        yield ("a",)
        raise LookupError

    for error, rows, progress in ((SalesDeskError, [("a",)] * 2_000, stop), (LookupError, broken(), None)):
        with pytest.raises(error):
            workbook.write(file, [Sheet("a", (SheetColumn("x"),), rows)], progress=progress)  # type: ignore[arg-type]
        assert file.read_bytes() == b"old"
        assert [each.name for each in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_place_that_is_none_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for place in (tmp_path, tmp_path / "file" / "a.xlsx"):
        with pytest.raises(InvalidInputError, match=r"无法|不能|can't"):
            workbook.write(place, [Sheet("a", (SheetColumn("x"),), [])])
