"""Reads a spreadsheet in a process of its own: `spreadsheet_child.py SOURCE TARGET`, and nothing of the program.

What comes from outside is looked through before it is parsed (sizes counted while unpacking, no DTD, no cells far out),
within bounds of memory and time. The cells are written to TARGET as lines of JSON: `{"sheet": name}`, then
`{"line": number, "cells": [texts]}`, at last `{"end": true}`; or `{"problem": code, "at": place}`.
"""

from __future__ import annotations

import contextlib
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, TextIO

MAX_BYTES: Final = 25 * 1024 * 1024
MAX_UNPACKED: Final = 300 * 1024 * 1024
MAX_PARTS: Final = 2_000
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 512
MAX_CELLS: Final = 5_000_000
MAX_TEXT: Final = 32_767
MAX_MEMORY: Final = 1024**3
SECONDS: Final = 60
_CHUNK: Final = 1024 * 1024
_TAG: Final = re.compile(rb"<(/?)(?:\w+:)?(c|f|v)\b([^>]*)>")
_REFERENCE: Final = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
_SHEET_PART: Final = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)


class Problem(Exception):  # noqa: N818 - it is told, not raised further
    """What is wrong with the file: a code, and where."""

    def __init__(self, code: str, at: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.at = at


def main(arguments: list[str]) -> int:
    """Read the first path and write the second; the exit code is 0 where all was told, also a problem."""
    source, target = arguments
    _limit()
    with Path(target).open("w", encoding="utf-8") as out:
        try:
            _read(Path(source), out)
        except Problem as problem:
            _tell(out, {"problem": problem.code, "at": problem.at})
        except MemoryError:
            _tell(out, {"problem": "memory", "at": ""})
        except BaseException as error:  # noqa: BLE001 - a parser's panic is no exception of a known kind
            _tell(out, {"problem": "damaged", "at": type(error).__name__})
    return 0


def _limit() -> None:
    """Bound memory, time and what is written, where the system can."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 - Windows has none

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
        resource.setrlimit(resource.RLIMIT_FSIZE, (MAX_UNPACKED * 2, MAX_UNPACKED * 2))


def _read(source: Path, out: TextIO) -> None:
    with source.open("rb") as stream:
        content = stream.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise Problem("large")
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise Problem("old")
    if not content.startswith(b"PK\x03\x04"):
        raise Problem("other")
    look_through(content)
    from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum  # noqa: PLC0415 - after the look

    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for sheet in book.sheets_metadata:
        if sheet.visible == SheetVisibleEnum.Visible and sheet.typ == SheetTypeEnum.WorkSheet:
            _tell(out, {"sheet": sheet.name})
            _write_rows(out, book.get_sheet_by_name(sheet.name))
    _tell(out, {"end": True})


def _write_rows(out: TextIO, sheet: Any) -> None:
    start = sheet.start
    if start is None:
        return
    for line, row in enumerate(sheet.to_python(skip_empty_area=True), start[0] + 1):
        cells = [""] * start[1] + [text_of(value) for value in row]
        if any(cells):
            _tell(out, {"line": line, "cells": cells})


def text_of(value: Any) -> str:
    """Return a cell as text: numbers without exponent, days as ISO text."""
    if isinstance(value, str):
        return value[:MAX_TEXT]
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return f"{int(value)}" if value.is_integer() and abs(value) < 1e15 else f"{Decimal(repr(value)):f}"
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else str(value)


def _tell(out: TextIO, what: dict[str, Any]) -> None:
    out.write(json.dumps(what, ensure_ascii=False) + "\n")


# --- before it is parsed ------------------------------------------------------------------------------------------


def look_through(content: bytes) -> None:
    """Raise Problem for a packed file that may do harm, or that is no workbook."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        if len(parts) > MAX_PARTS:
            raise Problem("parts")
        if any(part.flag_bits & 1 for part in parts):
            raise Problem("old")
        if "xl/workbook.xml" not in {part.filename.lower() for part in parts}:
            raise Problem("other")
        unpacked = 0
        for part in parts:
            scan = _Scan(part.filename) if _SHEET_PART.fullmatch(part.filename) else None
            for piece in _pieces(packed, part):
                unpacked += len(piece)
                if unpacked > MAX_UNPACKED:
                    raise Problem("unpacked")
                if b"<!DOCTYPE" in piece or b"<!ENTITY" in piece:
                    raise Problem("dtd", part.filename)
                if scan is not None:
                    scan.take(piece)


def _pieces(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield a part in pieces that end before a tag, so that no tag is cut."""
    rest = b""
    with packed.open(part) as stream:
        while piece := stream.read(_CHUNK):
            piece = rest + piece
            cut = piece.rfind(b"<")
            if cut <= 0 or len(piece) > 8 * _CHUNK:
                cut = len(piece)
            yield piece[:cut]
            rest = piece[cut:]
    yield rest


class _Scan:
    """Counts the cells of a sheet, the room they span, and finds formulas without a value."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._cells = 0
        self._row = self._column = 0
        self._place = ""
        self._formula = False

    def take(self, piece: bytes) -> None:
        """Look through the next piece."""
        for close, tag, rest in _TAG.findall(piece):
            if tag == b"f":
                self._formula = self._formula or not close
            elif tag == b"v":
                self._formula = False
            elif close:
                self._end()
            else:
                self._begin(rest)

    def _begin(self, rest: bytes) -> None:
        self._end()
        self._cells += 1
        found = _REFERENCE.search(rest)
        if found:
            column = 0
            for letter in found[1]:
                column = column * 26 + letter - 64
            self._row, self._column = max(self._row, int(found[2])), max(self._column, column)
            self._place = (found[1] + found[2]).decode()
        if self._row > MAX_ROWS:
            raise Problem("rows", self._place)
        if self._column > MAX_COLUMNS:
            raise Problem("columns", self._place)
        if self._cells > MAX_CELLS or self._row * self._column > MAX_CELLS:
            raise Problem("cells", self._place)

    def _end(self) -> None:
        if self._formula:
            raise Problem("formula", self._place)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
