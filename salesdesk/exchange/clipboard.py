"""Rows of cells as spreadsheets put them on the clipboard."""

from __future__ import annotations

import csv
import io
from itertools import islice


def rows(text: str, most: int | None = None) -> list[list[str]]:
    """Return all rows of cells or the first; a cell with line breaks or tabs stands between quotation marks."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        return list(islice(csv.reader(io.StringIO(plain), delimiter="\t"), most))
    except csv.Error:
        return [row.split("\t") for row in plain.split("\n", most or -1)][:most]
