"""Figures that are shown as a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from salesdesk.exchange import workbook
from salesdesk.exchange.workbook import Sheet, SheetColumn, Value

Table = tuple[str, Sequence[SheetColumn], Sequence[Sequence[Value]]]
"""The name of a sheet, its columns and its rows."""


def to_workbook(tables: Sequence[Table], title: str) -> Callable[[Path, Callable[[int], None]], int]:
    """Return the work that writes tables into a spreadsheet, a sheet each."""
    sheets = [Sheet(*table) for table in tables]

    def work(file: Path, progress: Callable[[int], None]) -> int:
        return workbook.write(file, sheets, title=title, at=datetime.now(UTC), progress=progress)

    return work
