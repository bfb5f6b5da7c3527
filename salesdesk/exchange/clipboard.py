"""Rows of cells as spreadsheets put them on the clipboard."""

from __future__ import annotations

import csv
import io


def rows(text: str) -> list[list[str]]:
    """Return rows of cells; a cell with line breaks or tabs in it stands between quotation marks."""
    plain = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        return list(csv.reader(io.StringIO(plain), delimiter="\t"))
    except csv.Error:
        return [row.split("\t") for row in plain.split("\n")]
