"""Spreadsheets in: the rows of an .xlsx file or a text table, as texts.

A packed spreadsheet is read in another process (`spreadsheet_child`), which has bounds of memory and time and no
database; whatever happens to it, this one goes on.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from salesdesk.domain.errors import InvalidInputError
from salesdesk.exchange import spreadsheet_child as child, tables
from salesdesk.exchange.tables import Row
from salesdesk.i18n import N_, _

SPREADSHEETS: Final = (".xlsx", ".xlsm")
MAX_CELLS: Final = 1_000_000
"""How many cells are taken into this process."""
FROZEN: Final = "--read-spreadsheet"
"""The argument by which the packaged program reads a spreadsheet instead of starting."""
_LOOK_S: Final = 0.05
_PROBLEMS: Final = {
    "large": N_("“{file}” is larger than {limit} MB. Split it into smaller files."),
    "old": N_("“{file}” is locked with a password, or of an old kind. Save it as .xlsx without a password."),
    "other": N_("“{file}” is no spreadsheet of the kind .xlsx. Save it as .xlsx or CSV."),
    "parts": N_("“{file}” is packed in an unusual way and isn't opened. Save it anew as .xlsx."),
    "unpacked": N_("“{file}” is much larger than it looks and isn't opened. Save only what is needed."),
    "dtd": N_("“{file}” has a part that spreadsheets don't have, and isn't opened. Save it anew as .xlsx."),
    "rows": N_("“{file}” has a cell at {at}: more rows than are taken."),
    "columns": N_("“{file}” has a cell at {at}: more columns than are taken."),
    "cells": N_("“{file}” has too many cells. Keep only the columns that are needed."),
    "formula": N_(
        "“{file}”: the formula at {at} has no value stored. Open the file in a spreadsheet program and save it there."
    ),
    "memory": N_("“{file}” takes too much memory to read. Save only what is needed."),
    "time": N_("“{file}” takes too long to read. Save only what is needed."),
    "damaged": N_("“{file}” is damaged: it can't be read as a spreadsheet."),
}


@dataclass(slots=True)
class SheetRows:
    """A sheet: its name, and its rows that aren't empty, with the lines that they stand on."""

    name: str
    rows: list[Row] = field(default_factory=list)


def read(path: Path, *, report: Callable[[], object] = lambda: None) -> list[SheetRows]:
    """Return the sheets of a spreadsheet or the one table of a text file; InvalidInputError says what is wrong.

    `report` is called again and again, and may raise to stop.
    """
    if path.suffix.lower() not in SPREADSHEETS:
        return [SheetRows(path.name, tables.read_rows(path))]
    name = path.name.encode("utf-8", "replace").decode()
    if not path.is_file():
        raise InvalidInputError(_("There is no file “{file}”.").format(file=name))
    with tempfile.TemporaryDirectory(prefix="salesdesk-") as folder:
        target = Path(folder) / "rows.jsonl"
        _run(name, path, target, report)
        return _sheets(name, target)


def _run(name: str, source: Path, target: Path, report: Callable[[], object]) -> None:
    arguments = [str(source.absolute()), str(target)]
    process = subprocess.Popen(  # noqa: S603 - this program itself
        [*_command(), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    until = time.monotonic() + child.SECONDS
    try:
        while process.poll() is None:
            if time.monotonic() > until:
                raise _problem(name, "time")
            report()
            time.sleep(_LOOK_S)
    finally:
        process.kill()
        process.wait()


def _command() -> list[str]:
    """Return how the other process is started: the packaged program knows its reader by an argument."""
    if getattr(sys, "frozen", False):
        return [sys.executable, FROZEN]
    return [sys.executable, "-I", child.__file__]


def _sheets(name: str, target: Path) -> list[SheetRows]:
    sheets: list[SheetRows] = []
    cells, ended = 0, False
    for told in _told(name, target):
        if "problem" in told:
            raise _problem(name, str(told["problem"]), str(told.get("at", "")))
        if "sheet" in told:
            sheets.append(SheetRows(str(told["sheet"])))
        elif "line" in told and sheets:
            row = Row(int(told["line"]), tuple(map(str, told["cells"])))
            cells += len(row.cells)
            if cells > MAX_CELLS:
                raise _problem(name, "cells")
            sheets[-1].rows.append(row)
        ended = ended or "end" in told
    if not ended:
        raise _problem(name, "damaged")
    return sheets


def _told(name: str, target: Path) -> Iterator[dict[str, Any]]:
    try:
        with target.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)
    except (OSError, ValueError) as error:
        raise _problem(name, "damaged") from error


def _problem(name: str, code: str, at: str = "") -> InvalidInputError:
    text = _(_PROBLEMS.get(code, _PROBLEMS["damaged"]))
    return InvalidInputError(text.format(file=name, at=at, limit=child.MAX_BYTES // 1024 // 1024))
