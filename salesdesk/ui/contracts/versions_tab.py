"""The versions of a contract: how each differs from the one before, and the files that are kept with it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from salesdesk import paths
from salesdesk.domain.clauses import DIFFERENCES, Difference, pieces
from salesdesk.domain.money import minor_units
from salesdesk.exchange import output
from salesdesk.i18n import N_, Language, _, day, moment, money, number
from salesdesk.services import contracts
from salesdesk.services.contracts import FileRow, VersionDifference, VersionRow
from salesdesk.storage import files
from salesdesk.ui.contracts.desk import Desk
from salesdesk.ui.contracts.tinted import write, write_pieces
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.cards import elided, empty
from salesdesk.ui.widgets.figure_table import Cell, FigureColumn, FigureTable, Row
from salesdesk.ui.widgets.files import choose_target
from salesdesk.ui.widgets.text_lines import cut
from salesdesk.ui.words import CONTRACT_STATE, tone, word

_KINDS: Final = {"original": N_("Original contract"), "amendment": N_("Amendment")}
_FILES: Final = {"signed": N_("Signed scan"), "event": N_("Proof of an event"), "other": N_("File")}
_MOST_ROWS: Final = 7
_HASH: Final = 16
_MOST_PARAGRAPHS: Final = 200
_LONGEST: Final = 1_000


class VersionsTab(QWidget):
    """Lists the versions, the newest first; below stands what the chosen one changes."""

    def __init__(self, desk: Desk, told: Callable[[str], object], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk, self._told = desk, told
        self._rows: tuple[VersionRow, ...] = ()
        self.table = FigureTable((), _("Versions"))
        self.table.selectionModel().currentRowChanged.connect(lambda *_rows: self._show_difference())
        self.difference = QPlainTextEdit()
        self.difference.setReadOnly(True)
        self.difference.setTabChangesFocus(True)
        self.difference.setAccessibleName(_("Difference from the version before"))
        self._files = QVBoxLayout()
        margins(self._files, 14, 0, 14, 6, gap=4)
        layout = QVBoxLayout(self)
        margins(layout, gap=6)
        layout.addWidget(self.table)
        caption = QHBoxLayout()
        margins(caption, 14, 4, 14, 0)
        caption.addWidget(label(_("Difference from the version before"), "strong"))
        layout.addLayout(caption)
        body = QHBoxLayout()
        margins(body, 14, 0, 14, 0)
        body.addWidget(self.difference)
        layout.addLayout(body, 1)
        layout.addLayout(self._files)

    def show_content(self) -> None:
        """Show the versions and the files."""
        content = self._desk.content
        self._rows = content.versions
        columns = (
            FigureColumn(_("Version"), 70, right=False),
            FigureColumn(_("Kind"), 80, right=False),
            FigureColumn(_("State"), 90, right=False),
            FigureColumn(_("Date"), 90, right=False),
            FigureColumn(_("Signed on"), 90, right=False),
            FigureColumn(_("Total"), 120),
            FigureColumn(_("Change in total"), 110),
            FigureColumn(_("Reason"), 150, right=False, grows=True),
        )
        self.table.show_table(columns, [_row(one, content.row.currency) for one in self._rows])
        self.table.setFixedHeight(min(self.table.whole_height(), _MOST_ROWS * 30))
        if not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.table.figures.index(0, 0))
        self._show_difference()
        empty(self._files)
        if content.files:
            self._files.addWidget(label(_("Files, never to be altered"), "strong"))
        for file in content.files:
            self._files.addWidget(self._file(file))

    def _file(self, file: FileRow) -> QWidget:
        result = QWidget()
        row = QHBoxLayout(result)
        margins(row, gap=10)
        copy = button(_("Save a copy…"), "link")
        copy.setAccessibleName(f"{cut(file.name, 60)}: {copy.text()}")
        copy.clicked.connect(partial(self._ask_copy, file))
        facts = (_(_FILES.get(file.kind, file.kind)), moment(file.kept_at), cut(file.person, 40))
        told = " · ".join([*filter(None, facts), f"SHA-256 {file.hash[:_HASH]}…"])
        row.addWidget(elided(cut(file.name, 80)))
        row.addWidget(elided(told, "small"), 1)
        row.addWidget(copy)
        return result

    def _ask_copy(self, file: FileRow) -> None:
        proposed = paths.documents_dir() / Path(file.name).name
        choose_target(self, _("Save a copy"), proposed, _("All files (*)"), partial(self.save_copy, file))

    def save_copy(self, file: FileRow, target: Path) -> None:
        """Write a copy of a kept file, whose content is checked against its hash."""
        output.write(target, files.read(self._desk.data.workspace.files, file.hash))
        self._told(_("Saved: {path}").format(path=target))

    def _show_difference(self) -> None:
        self.difference.clear()
        cursor, place = self.difference.textCursor(), self.table.currentIndex().row()
        if not 0 <= place < len(self._rows) - 1:
            write(cursor, _("This is the first version.") if self._rows else "", "")
            return
        newer, older = self._rows[place], self._rows[place + 1]
        found = self._desk.data.read(contracts.beside, self._desk.id, older.version, newer.version)
        _write_difference(cursor, found, self._desk.language, self._desk.content.row.currency)
        self.difference.moveCursor(QTextCursor.MoveOperation.Start)


def _row(one: VersionRow, currency: str) -> Row:
    places = minor_units(currency)
    return (
        Cell(f"V{number(one.version, 0)}", strong=True),
        Cell(_(_KINDS.get(one.kind, one.kind))),
        Cell(word(CONTRACT_STATE, one.state), tone(CONTRACT_STATE, one.state)),
        Cell(day(one.dated_on)),
        Cell(day(one.signed_on) if one.signed_on else ""),
        Cell(money(one.total, currency, places=places)),
        Cell(money(one.difference, currency, places=places) if one.difference else ""),
        Cell(one.reason),
    )


def _write_difference(
    cursor: QTextCursor, found: VersionDifference, language: Language, currency: str
) -> None:
    before = cursor.position()
    _write_templates(cursor, found)
    for change in found.clauses:
        if change.kind != "same":
            _write_clause(cursor, change, language)
    for line in found.gone:
        write(cursor, f"− {line.name} {line.model}\n", "bad", struck=True)
    for line in found.new:
        write(cursor, f"+ {line.name} {line.model}\n", "ok")
    if found.amounts.gross:
        total = money(found.amounts.gross, currency, places=minor_units(currency))
        write(cursor, _("The total changes by {amount}.").format(amount=total) + "\n")
    if found.plan_changed:
        write(cursor, _("The plan of payments is another one.") + "\n")
    if cursor.position() == before:
        write(cursor, _("Clauses, lines, price and payments are the same."))


def _write_templates(cursor: QTextCursor, found: VersionDifference) -> None:
    if found.templates is not None:
        old, new = (name or _("Its clauses") for name in found.templates)
        write(cursor, _("Written with: {old} → {new}").format(old=old, new=new) + "\n", strong=True)
    for text in found.text_gone[:_MOST_PARAGRAPHS]:
        write(cursor, f"− {cut(text, _LONGEST)}\n", "bad", struck=True)
    for text in found.text_new[:_MOST_PARAGRAPHS]:
        write(cursor, f"+ {cut(text, _LONGEST)}\n", "ok")


def _write_clause(cursor: QTextCursor, change: Difference, language: Language) -> None:
    clause = change.new or change.old
    if clause is None:
        return
    title = clause.title(language) or _("Preamble")
    write(cursor, f"{title} · {_(DIFFERENCES[change.kind])}\n", strong=True)
    old, new = (one.text(language) if one is not None else "" for one in (change.old, change.new))
    if change.kind != "moved":
        write_pieces(cursor, pieces(old, new))
        write(cursor, "\n\n")
