"""Spreadsheets are read in another process, within bounds; what may do harm is refused before it is parsed."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from salesdesk.domain.errors import InvalidInputError
from salesdesk.exchange import spreadsheet_child as child, spreadsheet_reader
from salesdesk.exchange.workbook import Sheet, SheetColumn, write

ROWS: Any = [["LX-1", Decimal("58000.5")]]


def book(file: Path, **changes: Any) -> Path:
    """Write a small workbook; `changes` replace the text of its first sheet, or add parts."""
    write(
        file,
        [Sheet("价格", [SheetColumn("编码"), SheetColumn("价", "money")], ROWS)],
    )
    if not changes:
        return file
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as old, zipfile.ZipFile(file, "w") as new:
        for part in old.infolist():
            content = old.read(part)
            if part.filename == "xl/worksheets/sheet1.xml":
                for before, after in changes.get("replace", ()):
                    assert before in content, before
                    content = content.replace(before, after)
            new.writestr(part.filename, content)
        for name, content in changes.get("add", {}).items():
            new.writestr(name, content, zipfile.ZIP_DEFLATED)
    return file


def test_the_sheets_come_with_their_rows_and_lines(tmp_path: Path) -> None:
    file = tmp_path / "价目.xlsx"
    columns = [
        SheetColumn("编码"),
        SheetColumn("数量", "number"),
        SheetColumn("价", "money"),
        SheetColumn("日", "date"),
    ]
    rows: Any = [
        ["=1+1", 3, Decimal("50019.2"), date(2026, 6, 30)],
        [None, None, None, None],
        ["𬭎😀\n乙", None, Decimal("0.1"), None],
    ]
    write(file, [Sheet("甲", columns, rows), Sheet("乙", columns, [])])
    first, second = spreadsheet_reader.read(file)
    assert (first.name, [row.line for row in first.rows]) == ("甲", [1, 2, 4])
    assert first.rows[0].cells == ("编码", "数量", "价", "日")
    assert first.rows[1].cells == ("=1+1", "3", "50019.2", "2026-06-30")
    assert first.rows[2].cells[:3] == ("𬭎😀\n乙", "", "0.1")
    assert (second.name, len(second.rows)) == ("乙", 1)


def test_hidden_sheets_are_left_out_and_rows_keep_their_place(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    made = xlsxwriter.Workbook(str(file))
    made.add_worksheet("算").hide()
    page = made.add_worksheet("价")
    page.activate()
    page.write(4, 2, "here")
    page.write(5, 2, True)
    made.close()
    (sheet,) = spreadsheet_reader.read(file)
    assert [(row.line, row.cells) for row in sheet.rows] == [(5, ("", "", "here")), (6, ("", "", "TRUE"))]


def test_a_text_table_is_read_with_the_delimiter_that_splits_it(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes("编码;价\nLX-1;58,000\n\nLX-2;1".encode("gb18030"))
    (sheet,) = spreadsheet_reader.read(file)
    assert [(row.line, row.cells) for row in sheet.rows] == [
        (1, ("编码", "价")),
        (2, ("LX-1", "58,000")),
        (4, ("LX-2", "1")),
    ]


def refused(file: Path) -> str:
    with pytest.raises(InvalidInputError) as error:
        spreadsheet_reader.read(file)
    return error.value.message


def test_what_is_no_workbook_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    assert "a.xlsx" in refused(file)
    messages = set()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as other:
        other.writestr("word/document.xml", "<a/>")
    for content in (b"", b"code,price", b"\xd0\xcf\x11\xe0....", packed.getvalue(), b"PK\x03\x04broken"):
        file.write_bytes(content)
        messages.add(refused(file))
    assert len(messages) == 3  # no spreadsheet (three of them), an old or locked one, a damaged one


def test_a_broken_sheet_is_told_and_nothing_else_happens(tmp_path: Path) -> None:
    file = book(tmp_path / "a.xlsx", replace=[(b"<sheetData>", b"<sheetData><row r='x'><c r='A9'")])
    assert "a.xlsx" in refused(file)


@pytest.mark.parametrize(
    ("reference", "code"), [(b"XFD1", "columns"), (b"A1048576", "rows"), (b"SR20000", "cells")]
)
def test_a_cell_far_out_is_refused_before_room_is_made_for_it(
    tmp_path: Path, reference: bytes, code: str
) -> None:
    file = book(tmp_path / "a.xlsx", replace=[(b'r="B2"', b'r="' + reference + b'"')])
    with pytest.raises(child.Problem) as problem:
        child.look_through(file.read_bytes())
    assert (problem.value.code, problem.value.at) == (code, reference.decode())
    assert "a.xlsx" in refused(file)


def test_many_cells_without_a_place_are_refused_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(child, "MAX_CELLS", 3)
    with pytest.raises(child.Problem) as problem:
        child.look_through(book(tmp_path / "a.xlsx").read_bytes())
    assert problem.value.code == "cells"


def test_what_swells_when_unpacked_is_refused(tmp_path: Path) -> None:
    file = book(tmp_path / "a.xlsx", add={"xl/media/a.bin": b"\0" * (child.MAX_UNPACKED + 1)})
    assert file.stat().st_size < 1_000_000
    assert "a.xlsx" in refused(file)
    with pytest.raises(child.Problem) as problem:
        child.look_through(file.read_bytes())
    assert problem.value.code == "unpacked"


@pytest.mark.parametrize("declaration", [b"<!DOCTYPE x>", b'<!ENTITY a "b">'])
def test_a_dtd_is_refused(tmp_path: Path, declaration: bytes) -> None:
    file = book(tmp_path / "a.xlsx", add={"xl/other.xml": declaration})
    with pytest.raises(child.Problem) as problem:
        child.look_through(file.read_bytes())
    assert problem.value.code == "dtd"


def test_too_many_parts_and_locked_parts_are_refused(tmp_path: Path) -> None:
    file = book(tmp_path / "a.xlsx", add={f"xl/{number}.bin": b"" for number in range(child.MAX_PARTS)})
    with pytest.raises(child.Problem) as problem:
        child.look_through(file.read_bytes())
    assert problem.value.code == "parts"


def test_a_formula_without_a_value_is_named(tmp_path: Path) -> None:
    file = book(tmp_path / "a.xlsx", replace=[(b"<v>58000.5</v></c>", b"<f>1+1</f></c>")])
    assert "B2" in refused(file)
    file = book(tmp_path / "b.xlsx", replace=[(b"<v>58000.5</v></c>", b"<f>1+1</f><v>2</v></c>")])
    assert spreadsheet_reader.read(file)[0].rows[1].cells == ("LX-1", "2")


def test_a_file_too_large_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"PK\x03\x04" + b"\0" * child.MAX_BYTES)
    assert "25 MB" in refused(file)


def test_a_process_that_takes_too_long_or_dies_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = book(tmp_path / "a.xlsx")
    for code in ("import time; time.sleep(30)", "import os; os.abort()"):
        monkeypatch.setattr(spreadsheet_reader, "_command", lambda code=code: [sys.executable, "-c", code])
        monkeypatch.setattr(child, "SECONDS", 0.5)
        assert "a.xlsx" in refused(file)


def test_reading_can_be_stopped(tmp_path: Path) -> None:
    def stop() -> None:
        raise InvalidInputError("stopped")

    with pytest.raises(InvalidInputError, match="stopped"):
        spreadsheet_reader.read(book(tmp_path / "a.xlsx"), report=stop)


def test_more_cells_than_are_taken_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spreadsheet_reader, "MAX_CELLS", 3)
    assert "a.xlsx" in refused(book(tmp_path / "a.xlsx"))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (58000.0, "58000"),
        (50019.2, "50019.2"),
        (1e-7, "0.0000001"),
        (1e22, "10000000000000000000000"),
        (3, "3"),
        (False, "FALSE"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2), "2026-01-02"),  # noqa: DTZ001 - cells have no zone
        (datetime(2026, 1, 2, 3, 4), "2026-01-02T03:04:00"),  # noqa: DTZ001 - cells have no zone
        (time(3, 4), "03:04:00"),
        (timedelta(hours=1), "1:00:00"),
        ("x" * 40_000, "x" * 32_767),
    ],
)
def test_cells_become_texts(value: object, text: str) -> None:
    assert child.text_of(value) == text


def test_the_packaged_programs_way_reads_the_same(tmp_path: Path) -> None:
    file, target = book(tmp_path / "a.xlsx"), tmp_path / "rows"
    command = [sys.executable, "-m", "salesdesk", spreadsheet_reader.FROZEN, str(file), str(target)]
    subprocess.run(command, check=True)
    told = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert told[0] == {"sheet": "价格"}
    assert told[-1] == {"end": True}
