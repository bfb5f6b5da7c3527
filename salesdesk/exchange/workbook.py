"""Spreadsheets out: tables of plain values as .xlsx, written row by row with little memory."""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal

from salesdesk.domain.errors import InvalidInputError
from salesdesk.exchange.output import check_place
from salesdesk.i18n import _

CellKind = Literal["text", "number", "money", "share", "days", "rate", "date"]
Value = str | int | float | Decimal | date | datetime | None
LONGEST_TEXT: Final = 32_767
"""A cell holds no longer text; what is cut off is counted."""
MOST_ROWS: Final = 1_048_576 - 2
_FORMATS: Final[dict[CellKind, str]] = {
    "text": "@",
    "number": "#,##0",
    "money": "#,##0.00",
    "share": "0.0%",
    "days": "0.0",
    "rate": "0.0000####",
    "date": "yyyy-mm-dd",
}
_MOMENT: Final = "yyyy-mm-dd hh:mm"
_FORMULA: Final = re.compile(r"[=+\-@\t\r＝＋－＠]")
_ILLEGAL: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_NO_SHEET_NAME: Final = re.compile(r"[\[\]:*?/\\\x00-\x1f]")
_LONGEST_NAME: Final = 31
_EVERY: Final = 500


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A column: its title, the group heading over it, the kind of its values, its width in characters."""

    title: str
    kind: CellKind = "text"
    width: int = 14
    group: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: its name, columns, and rows with a value for each; rows are taken as they come."""

    name: str
    columns: Sequence[SheetColumn]
    rows: Iterable[Sequence[Value]]


def write(
    file: Path,
    sheets: Sequence[Sheet],
    *,
    title: str = "",
    at: datetime | None = None,
    progress: Callable[[int], None] | None = None,
) -> int:
    """Write a workbook, the whole of it or nothing, and return how many texts had to be cut.

    Texts stay texts, also such as begin with `=`. `progress` hears how many rows are written, and may raise to stop.
    """
    import xlsxwriter  # noqa: PLC0415 - 50 ms, when it is first needed

    check_place(file)
    part = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        options = {"constant_memory": True, "strings_to_formulas": False}
        book = xlsxwriter.Workbook(str(part), options)
        try:
            writer = _Writer(book, progress)
            book.set_properties({"title": title, **({"created": _plain(at)} if at else {})})
            for sheet in sheets:
                writer.add(sheet)
        finally:
            book.close()
        part.replace(file)
    except OSError as error:
        raise _refused(file, error) from error
    except xlsxwriter.exceptions.XlsxWriterException as error:
        cause = error.__cause__ or error.__context__
        raise _refused(file, cause if isinstance(cause, OSError) else OSError(0, str(error))) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink()
    return writer.cut


def _refused(file: Path, error: OSError) -> InvalidInputError:
    return InvalidInputError(
        _("“{path}” can't be written: {reason}").format(path=file, reason=error.strerror or str(error))
    )


class _Writer:
    """Writes sheets into a workbook, and counts the texts that were too long."""

    def __init__(self, book: Any, progress: Callable[[int], None] | None) -> None:
        self.cut = 0
        self._book = book
        self._progress = progress
        self._names = set[str]()
        self._rows = 0
        font = {"font_size": 10, "valign": "vcenter"}
        self._formats = {
            kind: book.add_format({**font, "num_format": form}) for kind, form in _FORMATS.items()
        }
        self._moment = book.add_format({**font, "num_format": _MOMENT})
        self._quoted = book.add_format({**font, "num_format": "@", "quote_prefix": True})
        head = {**font, "bold": True, "border": 1, "border_color": "#CBD2DA", "text_wrap": True}
        self._head = book.add_format({**head, "bg_color": "#EEF0F3"})
        self._group = book.add_format({**head, "bg_color": "#E8F0FE", "align": "center"})

    def add(self, sheet: Sheet) -> None:
        """Write a sheet: group headings, titles that stay in sight, rows, a filter over all."""
        page = self._book.add_worksheet(self._name(sheet.name))
        page.hide_gridlines(0)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width)
        titles = 1 if any(column.group for column in sheet.columns) else 0
        if titles:
            self._write_groups(page, sheet.columns)
        for place, column in enumerate(sheet.columns):
            page.write_string(titles, place, self._text(column.title), self._head)
        page.freeze_panes(titles + 1, 0)
        page.repeat_rows(0, titles)
        last = titles
        for values in sheet.rows:
            last += 1
            if last > MOST_ROWS:
                raise InvalidInputError(
                    _("A spreadsheet holds no more than {count} rows.").format(count=MOST_ROWS)
                )
            self._write_row(page, last, sheet.columns, values)
        page.autofilter(titles, 0, max(last, titles), max(len(sheet.columns) - 1, 0))
        self._tell(force=True)

    def _write_groups(self, page: Any, columns: Sequence[SheetColumn]) -> None:
        start = 0
        for place in range(1, len(columns) + 1):
            if place < len(columns) and columns[place].group == columns[start].group:
                continue
            text = self._text(columns[start].group)
            if place - start > 1:
                page.merge_range(0, start, 0, place - 1, "", self._group)
            page.write_string(0, start, text, self._group)
            start = place

    def _write_row(
        self, page: Any, row: int, columns: Sequence[SheetColumn], values: Sequence[Value]
    ) -> None:
        for place, (column, value) in enumerate(zip(columns, values, strict=True)):
            shape = self._formats[column.kind]
            if value is None or value == "":
                continue
            if isinstance(value, str):
                shape = self._quoted if _FORMULA.match(value) else self._formats["text"]
                page.write_string(row, place, self._text(value), shape)
            elif isinstance(value, datetime):
                page.write_datetime(row, place, _plain(value), self._moment)
            elif isinstance(value, date):
                page.write_datetime(row, place, value, self._formats["date"])
            else:
                page.write_number(row, place, value, shape)
        self._rows += 1
        self._tell()

    def _tell(self, *, force: bool = False) -> None:
        if self._progress is not None and (force or not self._rows % _EVERY):
            self._progress(self._rows)

    def _text(self, text: str) -> str:
        """Return a text as a cell may hold it."""
        legal = _ILLEGAL.sub("", text).replace("\r\n", "\n").replace("\r", "\n")
        if len(legal.encode("utf-16-le")) // 2 <= LONGEST_TEXT:
            return legal
        self.cut += 1
        return legal.encode("utf-16-le")[: 2 * (LONGEST_TEXT - 1)].decode("utf-16-le", "ignore") + "…"

    def _name(self, wanted: str) -> str:
        """Return a name that a sheet may bear and none bears yet."""
        plain = _NO_SHEET_NAME.sub(" ", _ILLEGAL.sub("", wanted)).strip().strip("'")
        plain = _shortened(plain, _LONGEST_NAME) or "1"
        name, number = plain, 2
        while name.casefold() in self._names:
            end = f" {number}"
            name, number = _shortened(plain, _LONGEST_NAME - len(end)) + end, number + 1
        self._names.add(name.casefold())
        return name


def _shortened(text: str, most: int) -> str:
    """Return what of a text a spreadsheet counts as so many characters: signs beyond U+FFFF are two."""
    return text.encode("utf-16-le")[: 2 * most].decode("utf-16-le", "ignore")


def _plain(value: datetime) -> datetime:
    """Return an instant in local time, as a spreadsheet keeps times."""
    return value.astimezone().replace(tzinfo=None) if value.tzinfo else value
