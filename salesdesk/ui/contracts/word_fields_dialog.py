"""All fields that a Word template may have, with what each means and what stands there now; to be copied into Word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from salesdesk.domain import merge_fields, word_fields, word_values
from salesdesk.domain.contract_version import ContractVersion
from salesdesk.domain.merge_fields import Value
from salesdesk.domain.word_fields import ALL
from salesdesk.i18n import Language, _
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.figure_table import Cell, FigureColumn, FigureTable, Row
from salesdesk.ui.widgets.text_lines import cut

_WIDTH: Final = 880
_HEIGHT: Final = 560
_LONGEST: Final = 300
_LANGUAGES: Final[tuple[Language, ...]] = ("zh_CN", "en")


class WordFieldsDialog(QDialog):
    """Lists the fields; Enter, a double click or Ctrl+C copies the one under the keyboard as it is written."""

    def __init__(self, version: ContractVersion | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Fields of a Word template"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.resize(_WIDTH, _HEIGHT)
        self._values = _values(version)
        told = _(
            "Copy a field into the Word file, where its value is to stand: {zh} for the Chinese one, {en} for the"
            " English one, from the last column. A table's row with fields of the lines or payments is repeated for"
            " each."
        ).format(zh=word_fields.written("total.words"), en=word_fields.written("total.words", "en"))
        self.filter = QLineEdit()
        self.filter.setProperty("role", "filter")
        self.filter.setPlaceholderText(_("Filter by field or meaning"))
        self.filter.setAccessibleName(self.filter.placeholderText())
        self.filter.setClearButtonEnabled(True)
        self.filter.textChanged.connect(lambda _text: self._show())
        self.table = FigureTable(_columns(), _("Fields"))
        self.table.opened.connect(self._copy)
        self.said = label(role="secondary", wrap=True)
        self.copy = button(_("Copy"), "primary")
        self.copy.clicked.connect(self.copy_current)
        self.whole = button(_("Copy the whole list"))
        self.whole.clicked.connect(self.copy_all)
        self.close_button = button(_("Close"))
        self.close_button.clicked.connect(self.accept)
        for part in (self.copy, self.whole, self.close_button):
            part.setAutoDefault(False)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Copy), self.table).activated.connect(
            self.copy_current
        )
        buttons = QHBoxLayout()
        margins(buttons, gap=8)
        buttons.addWidget(self.said, 1)
        for part in (self.whole, self.copy, self.close_button):
            buttons.addWidget(part)
        layout = QVBoxLayout(self)
        margins(layout, 20, 16, 20, 16, gap=10)
        layout.addWidget(label(told, "secondary", wrap=True))
        layout.addWidget(self.filter)
        layout.addWidget(self.table, 1)
        layout.addLayout(buttons)
        self._show()
        self.filter.setFocus()

    def copy_current(self) -> None:
        """Copy the field under the keyboard."""
        index = self.table.currentIndex()
        if index.isValid():
            self._copy(self.table.figures.rows[index.row()][index.column()].key)

    def copy_all(self) -> None:
        """Copy every row that is shown, as a table that Word and spreadsheets take."""
        titles = [column.title for column in self.table.figures.columns]
        rows = [[*(cell.text for cell in row), row[-1].key] for row in self.table.figures.rows]
        self._put("\n".join("\t".join(row) for row in [[*titles, _("In English")], *rows]))
        self.said.setText(_("The list is copied."))

    def _copy(self, mark: str) -> None:
        self._put(mark)
        self.said.setText(_("Copied: {mark}").format(mark=mark))

    @staticmethod
    def _put(text: str) -> None:
        QGuiApplication.clipboard().setText(text)

    def _show(self) -> None:
        wanted = self.filter.text().strip().casefold()
        rows = [self._row(key) for key in ALL]
        shown = [row for row in rows if wanted in f"{row[0].text} {row[1].text}".casefold()]
        self.table.show_rows(shown)
        if shown and not self.table.currentIndex().isValid():
            self.table.setCurrentIndex(self.table.figures.index(0, 0))

    def _row(self, key: str) -> Row:
        mark, english = (word_fields.written(key, language) for language in _LANGUAGES)
        zh, en = (
            cut(merge_fields.said(key, self._values, language, ALL).replace("\n", " "), _LONGEST)
            for language in _LANGUAGES
        )
        return (
            Cell(mark, strong=True, key=mark),
            Cell(_(ALL[key].name), key=mark),
            Cell(zh, key=mark),
            Cell(en, key=english),
        )


def _columns() -> Sequence[FigureColumn]:
    return (
        FigureColumn(_("Field"), 180, right=False),
        FigureColumn(_("Meaning"), 150, right=False),
        FigureColumn(_("Value now, Chinese"), 150, right=False, grows=True),
        FigureColumn(_("Value now, English"), 150, right=False, grows=True),
    )


def _values(version: ContractVersion | None) -> Mapping[str, Value]:
    """Return what stands in the fields, those of rows as in their first one; nothing where there is no contract."""
    if version is None:
        return {}
    firsts = [rows[0] for rows in word_values.rows(version).values() if rows]
    found = word_values.values(version)
    for first in firsts:
        found |= first
    return found
