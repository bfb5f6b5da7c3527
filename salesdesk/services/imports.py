"""Importing files: read, map by header synonyms, preview, write in one operation that can be undone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.import_rows import Issue, Mapped, map_table
from salesdesk.domain.imports import KINDS, as_kind as kind_named, kind_of
from salesdesk.exchange.tables import Table, read_table
from salesdesk.i18n import N_, _
from salesdesk.services import negotiations
from salesdesk.services.import_changes import changes
from salesdesk.services.import_report import ImportReport, first_lines, issue_lines
from salesdesk.services.import_writes import apply

LABEL: Final = Label(N_("Import of files"))
"""What the one write of an import is called."""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """Files as they were understood, and what importing them would do."""

    files: tuple[Mapped, ...]
    report: ImportReport

    def as_json(self) -> dict[str, Any]:
        """Return the preview for programs."""
        return self.report.as_json()

    def as_text(self) -> str:
        """Return the preview in the user's words."""
        return self.report.as_text()


def read(paths: Sequence[Path], *, as_kind: str | None = None) -> list[Mapped]:
    """Read files as tables of known kinds, people first and opportunities last; one that can't be is refused."""
    files = [_mapped(read_table(path), as_kind) for path in paths]
    return sorted(files, key=lambda file: KINDS.index(file.kind))


def plan(session: Session | None, files: Sequence[Mapped]) -> ImportPlan:
    """Return what importing the files would do, to a workspace that may not be there yet; write nothing."""
    _writes, report = changes(session, files)
    return ImportPlan(tuple(files), report)


def write(session: Session, plan: ImportPlan) -> ImportReport:
    """Import the files of a plan against what the workspace holds now.

    Nothing is written while a cell is unreadable: InvalidInputError names file, line and column. Rows that break a
    rule are left out and reported. What needs no change is not touched.
    """
    writes, report = changes(session, plan.files)
    if report.unreadable:
        lines = first_lines(issue_lines(report.unreadable))
        raise InvalidInputError(
            _(
                "Nothing was imported, because these cells can't be read:\n{lines}\nCorrect them and import again."
            ).format(lines="\n".join(lines))
        )
    apply(session, writes)
    negotiations.entered_by_file(session, writes.moved)
    report.preview, report.written = False, bool(writes)
    return report


def _mapped(table: Table, as_kind: str | None) -> Mapped:
    told = kind_named(as_kind) if as_kind is not None else None
    kind = kind_of(table.name, table.headers, told)
    mapped = map_table(table.name, table.headers, table.rows, kind, told=told is not None)
    mapped.encoding = table.encoding
    mapped.row_count += len(table.problems)
    mapped.rejected += [Issue(table.name, problem.line, problem.message) for problem in table.problems]
    if table.short_rows:
        mapped.notes.append(
            _("{count} rows are shorter than the title row; the missing cells are taken as empty.").format(
                count=table.short_rows
            )
        )
    return mapped
