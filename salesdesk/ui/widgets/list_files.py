"""The rows of a list as a spreadsheet or to print, and the columns that know what they are in one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from salesdesk.exchange import output, workbook
from salesdesk.exchange.workbook import CellKind, Sheet, SheetColumn, Value
from salesdesk.i18n import _, language
from salesdesk.services import company, lists
from salesdesk.services.lists import ListSource, Numbers
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.widgets.record_list_columns import ListColumn, Row

MOST_PRINTED: Final = 5_000
"""More rows than this are no reading matter: about two hundred pages."""
_CHUNK: Final = 500
_PIXELS: Final = 7


@dataclass(frozen=True)
class FileColumn(ListColumn[Row]):
    """A column that also knows its kind and value in a spreadsheet; `raw` is the value where it isn't the text."""

    kind: CellKind = "text"
    raw: Callable[[Row], Value] | None = None

    def cell(self, row: Row) -> Value:
        """Return the value for a spreadsheet."""
        return self.value(row) if self.raw is None else self.raw(row)


def to_workbook(
    workspace: Workspace,
    source: ListSource[Any],
    columns: Sequence[FileColumn[Any]],
    numbers: Numbers,
    title: str,
) -> Callable[[Path, Callable[[int], None]], int]:
    """Return the work that writes rows into a spreadsheet: the columns as they are shown."""
    heads = [
        SheetColumn(
            _(column.title),
            column.kind,
            max(column.width // _PIXELS, 8),
            _(column.group) if column.group else "",
        )
        for column in columns
    ]

    def work(file: Path, progress: Callable[[int], None]) -> int:
        with workspace.read() as session:
            rows = ([column.cell(row) for column in columns] for row in _rows(session, source, numbers))
            sheet, at = Sheet(title, heads, rows), datetime.now(UTC)
            return workbook.write(file, [sheet], title=title, at=at, progress=progress)

    return work


def to_print(
    workspace: Workspace,
    source: ListSource[Any],
    columns: Sequence[FileColumn[Any]],
    numbers: Numbers,
    *,
    title: str,
    note: str,
) -> Callable[[Path, Callable[[int], None]], int]:
    """Return the work that writes rows into a PDF."""

    def work(file: Path, progress: Callable[[int], None]) -> int:
        from salesdesk.documents.table_pdf import PrintColumn, TableDocument, render_table  # noqa: PLC0415 - slow

        with workspace.read() as session:
            firm = company.company(session)
            document = TableDocument(
                title=title,
                note=note,
                firm=firm.name if firm else "",
                columns=[
                    PrintColumn(
                        _(column.title), column.width, _(column.group) if column.group else "", column.right
                    )
                    for column in columns
                ],
                rows=([column.value(row) for column in columns] for row in _rows(session, source, numbers)),
                language=language(),
                created=lists.local_day(),
            )
            output.write(file, render_table(document, progress))
        return 0

    return work


def _rows(session: Any, source: ListSource[Any], numbers: Numbers) -> Iterator[Any]:
    for start in range(0, len(numbers), _CHUNK):
        part = numbers[start : start + _CHUNK]
        found = lists.rows(session, source, part)
        yield from (found[one] for one in part if one in found)
