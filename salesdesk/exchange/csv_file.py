"""Text tables out: CSV as spreadsheet programs open it, with the mark that says UTF-8."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from salesdesk.exchange import output
from salesdesk.exchange.workbook import Value

_FORMULA: Final = re.compile(r"[=+\-@\t\r＝＋－＠]")


def write(file: Path, titles: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write a table, the whole of it or nothing; a text that would be a formula is marked as text."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_text(title) for title in titles])
    writer.writerows([_cell(value) for value in row] for row in rows)
    output.write(file, text.getvalue().encode("utf-8-sig", "replace"))


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def plain(value: Decimal) -> str:
    """Return a number as fixed-point text without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _text(text: str) -> str:
    return f"'{text}" if _FORMULA.match(text) else text
