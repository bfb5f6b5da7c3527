"""Tables from text files (CSV, TSV): rows of text with their line numbers, under hard limits.

Text is read in this process, without a child: the csv module copies characters under the limits below and runs
nothing, unlike the parsers of packed formats.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.imports import fields_of, is_header
from salesdesk.exchange.encoding import decode
from salesdesk.i18n import _

MAX_BYTES: Final = 25 * 1024 * 1024
MAX_ROWS: Final = 200_000
MAX_COLUMNS: Final = 512
MAX_CELL: Final = 32_767
MAX_LINE: Final = 1_000_000

_DELIMITERS: Final = (",", ";", "\t")
_HEADER_ROWS: Final = 10
_SPREADSHEETS: Final = (".xlsx", ".xlsm", ".xls", ".ods", ".et", ".numbers")
_PACKED: Final = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f]")


class Row(NamedTuple):
    """The cells of one row, as many as there are headers, and the line that the row starts on."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong on one line, in the user's words."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of text as it stands in a file; `problems` tells the rows that could not be taken."""

    name: str
    headers: tuple[str, ...]
    rows: list[Row]
    header_line: int
    encoding: str
    delimiter: str
    problems: tuple[Problem, ...] = ()
    short_rows: int = 0
    """How many rows have fewer cells than there are headers; the missing ones are taken as empty."""


def read_table(path: Path) -> Table:
    """Read a CSV or TSV file; InvalidInputError, naming the file, for anything that is not such a file."""
    name = path.name.encode("utf-8", "replace").decode()
    text, encoding = _text(name, _bytes(name, path))
    delimiter = max(_DELIMITERS, key=lambda mark: _fit(name, text, mark))
    head = _head(name, text, delimiter)
    if not head:
        raise InvalidInputError(_("“{file}” has no rows.").format(file=name))
    titles = _title_row(name, head)
    headers = tuple(_trimmed(titles.cells))
    reader = _Reader(name, len(headers))
    rows = list(reader.rows(text, delimiter, titles.line))
    return Table(
        name,
        headers,
        rows,
        titles.line,
        encoding,
        delimiter,
        problems=tuple(reader.problems),
        short_rows=reader.short_rows,
    )


def read_rows(path: Path) -> list[Row]:
    """Return the rows of a CSV or TSV file that aren't blank, whatever its columns are."""
    name = path.name.encode("utf-8", "replace").decode()
    text, _encoding = _text(name, _bytes(name, path))
    delimiter = max(_DELIMITERS, key=lambda mark: _widest(name, text, mark))
    rows = list(islice(_records(name, text, delimiter), MAX_ROWS + 1))
    if len(rows) > MAX_ROWS:
        raise InvalidInputError(
            _("“{file}” has more than {limit} rows. Split it into smaller files.").format(
                file=name, limit=MAX_ROWS
            )
        )
    return rows


def _widest(name: str, text: str, delimiter: str) -> tuple[int, int]:
    """Tell into how many columns a delimiter splits the first row, and the first rows at most."""
    try:
        widths = [len(_trimmed(row.cells)) for row in _head(name, text, delimiter)] or [0]
    except InvalidInputError:  # another delimiter may read it; if none does, reading the rows will say so
        return -1, -1
    return widths[0], max(widths)


def _bytes(name: str, path: Path) -> bytes:
    try:
        if not path.exists():
            raise InvalidInputError(_("There is no file “{file}”.").format(file=name))
        if not path.is_file():
            raise InvalidInputError(_("“{file}” is not a file.").format(file=name))
        with path.open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise InvalidInputError(
            _("“{file}” can't be read: {reason}").format(file=name, reason=reason or error)
        ) from error
    if not data:
        raise InvalidInputError(_("“{file}” is empty.").format(file=name))
    if path.suffix.lower() in _SPREADSHEETS or data.startswith(_PACKED):
        raise InvalidInputError(
            _("“{file}” is a spreadsheet. Save it as CSV (UTF-8) and import that file.").format(file=name)
        )
    if len(data) > MAX_BYTES:
        raise InvalidInputError(
            _("“{file}” is larger than {limit} MB. Split it into smaller files.").format(
                file=name, limit=MAX_BYTES // 1024 // 1024
            )
        )
    return data


def _text(name: str, data: bytes) -> tuple[str, str]:
    decoded = decode(data)
    if decoded is not None:
        text, encoding = decoded
        controls = len(_CONTROLS.findall(text))
        if "\x00" not in text and controls * 100 <= len(text):
            return text, encoding
    if decoded is not None or b"\x00" in data:
        raise InvalidInputError(_("“{file}” is not a text file.").format(file=name))
    raise InvalidInputError(
        _(
            "The encoding of “{file}” can't be told: it is neither UTF-8 nor UTF-16, and not plausible as Chinese "
            "GB18030. Save it as UTF-8 and import it again."
        ).format(file=name)
    )


def _fit(name: str, text: str, delimiter: str) -> tuple[int, int]:
    """Tell how well a delimiter splits the first rows: by known column titles, then by the number of columns."""
    try:
        rows = _head(name, text, delimiter)
    except (
        InvalidInputError
    ):  # the right delimiter may still read it; if none does, reading the rows will say so
        return -1, -1
    known = max((len(fields_of(row.cells)) for row in rows), default=0)
    return known, max((len(_trimmed(row.cells)) for row in rows[:1]), default=0)


def _head(name: str, text: str, delimiter: str) -> list[Row]:
    return list(islice(_records(name, text, delimiter), _HEADER_ROWS))


def _title_row(name: str, head: Sequence[Row]) -> Row:
    titles = [row for row in head if is_header(row.cells)]
    if len(titles) > 1:
        lines = ", ".join(str(row.line) for row in titles)
        raise InvalidInputError(
            _(
                "“{file}” is not one table of data: it has column titles on lines {lines}. "
                "Leave it out, or save each of its tables as a file."
            ).format(file=name, lines=lines)
        )
    best = titles or [row for row in head if fields_of(row.cells)] or head
    return best[0]


def _records(name: str, text: str, delimiter: str) -> Iterator[Row]:
    """Yield the rows that are not blank."""
    reader = csv.reader(_lines(name, text), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            if any(map(str.strip, cells)):
                yield Row(line, tuple(cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise InvalidInputError(
            _(
                "“{file}”, line {line}: the quotation marks don't fit, or a cell is longer than {limit} characters."
            ).format(file=name, line=line, limit=MAX_CELL)
        ) from error


def _lines(name: str, text: str) -> Iterator[str]:
    for number, line in enumerate(io.StringIO(text, newline=""), 1):
        if len(line) > MAX_LINE:
            raise InvalidInputError(
                _("“{file}”, line {line}: the line is longer than {limit} characters. Is it a table?").format(
                    file=name, line=number, limit=MAX_LINE
                )
            )
        yield line


def _trimmed(cells: Sequence[str]) -> list[str]:
    """Return the cells without the blank ones at the end."""
    filled = max((number for number, cell in enumerate(cells, 1) if cell.strip()), default=0)
    return list(cells[:filled])


class _Reader:
    """Takes the rows below the titles, and notes what does not fit them."""

    def __init__(self, name: str, width: int) -> None:
        self.name = name
        self.width = width
        self.problems: list[Problem] = []
        self.short_rows = 0
        self._check_width()

    def _check_width(self) -> None:
        if self.width > MAX_COLUMNS:
            raise InvalidInputError(
                _("“{file}” has more than {limit} columns.").format(file=self.name, limit=MAX_COLUMNS)
            )

    def rows(self, text: str, delimiter: str, title_line: int) -> Iterator[Row]:
        """Yield the rows that fit the titles."""
        below = (row for row in _records(self.name, text, delimiter) if row.line > title_line)
        for number, row in enumerate(below, 1):
            if number > MAX_ROWS:
                raise InvalidInputError(
                    _("“{file}” has more than {limit} rows. Split it into smaller files.").format(
                        file=self.name, limit=MAX_ROWS
                    )
                )
            if (cells := self._fitted(row)) is not None:
                yield Row(row.line, cells)

    def _fitted(self, row: Row) -> tuple[str, ...] | None:
        cells, extra = row.cells[: self.width], row.cells[self.width :]
        if any(map(str.strip, extra)):
            message = _("The row has {cells} cells, but there are {columns} columns.").format(
                cells=len(_trimmed(row.cells)), columns=self.width
            )
            self.problems.append(Problem(row.line, message))
            return None
        if max(map(len, cells)) > MAX_CELL:
            message = _("A cell is longer than {limit} characters.").format(limit=MAX_CELL)
            self.problems.append(Problem(row.line, message))
            return None
        missing = self.width - len(cells)
        self.short_rows += missing > 0
        return (*cells, *[""] * missing) if missing else cells
