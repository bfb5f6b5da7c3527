"""The dialog of quote templates: begin with one, rename, delete."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Final

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.money import minor_units
from salesdesk.domain.quote_problems import totals_so_far
from salesdesk.i18n import N_, _, money
from salesdesk.services import quote_templates
from salesdesk.services.quote_templates import Template
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.ask_text import ask_text
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.widgets.row_table import RowTable


def _total(template: Template) -> str:
    draft = template.draft
    return money(totals_so_far(draft).gross, draft.currency, places=minor_units(draft.currency))


_COLUMNS: Final = (
    ListColumn[Template]("name", N_("Name"), 220, lambda row: row.name, grows=True, strong=True),
    ListColumn[Template]("lines", N_("Lines"), 70, lambda row: str(len(row.draft.lines)), right=True),
    ListColumn[Template]("total", N_("Total"), 130, _total, right=True),
    ListColumn[Template](
        "days", N_("Valid for"), 90, lambda row: _("{days} days").format(days=row.valid_days), right=True
    ),
)


class TemplatesDialog(QDialog):
    """Lists the templates; `then` gets the id of the one to begin a quote with."""

    def __init__(self, data: Data, then: Callable[[uuid.UUID], object], parent: QWidget) -> None:
        super().__init__(parent)
        self._data, self._then = data, then
        self.setWindowTitle(_("Quote templates"))
        self.setModal(True)
        self.resize(600, 400)
        self.table: RowTable[Template] = RowTable(_COLUMNS, "name")
        self.nothing = label(
            _("Save a quote as a template, to begin others with it."), "secondary", wrap=True
        )
        self.problem = label(role="error", wrap=True)
        self.problem.hide()
        self.begin = button(_("Begin a quote"), "primary")
        self.rename = button(_("Rename…"))
        self.remove = button(_("Delete"))
        close = button(_("Close"))
        close.clicked.connect(self.accept)
        self.begin.clicked.connect(self._on_begin)
        self.rename.clicked.connect(self._on_rename)
        self.remove.clicked.connect(self._on_remove)
        self.table.open_requested.connect(self._on_begin)
        self.table.delete_requested.connect(self._on_remove)
        self.table.selection_changed.connect(self._show_buttons)
        foot = QHBoxLayout()
        margins(foot, gap=8)
        for part in (self.rename, self.remove):
            foot.addWidget(part)
        foot.addStretch()
        for part in (close, self.begin):
            foot.addWidget(part)
        column = QVBoxLayout(self)
        margins(column, 20, 16, 20, 16, gap=10)
        column.addWidget(self.nothing)
        column.addWidget(self.table, 1)
        column.addWidget(self.problem)
        column.addLayout(foot)
        self.reload()
        self.table.select_first()

    def reload(self) -> None:
        """Show the templates as they are stored."""
        found = self._data.read(quote_templates.all_templates)
        self.table.show_rows(found)
        self.nothing.setVisible(not found)
        self._show_buttons()

    def _show_buttons(self) -> None:
        chosen = len(self.table.selected()) == 1
        self.begin.setEnabled(chosen)
        for part in (self.rename, self.remove):
            part.setEnabled(chosen and not self._data.read_only)

    def _on_begin(self) -> None:
        chosen = self.table.selected()
        if chosen:
            self.accept()
            self._then(chosen[0].id)

    def _on_rename(self) -> None:
        chosen = self.table.selected()[0]

        def rename(name: str) -> None:
            what = Label(N_("Rename template {name}"), {"name": chosen.name})
            self._data.write(what, quote_templates.rename, chosen.id, name, row_version=chosen.row_version)
            self.reload()

        ask_text(self, _("Rename template"), _("Name"), chosen.name, rename)

    def _on_remove(self) -> None:
        chosen = self.table.selected()
        if not chosen or self._data.read_only:
            return
        what = Label(N_("Delete template {name}"), {"name": chosen[0].name})
        try:
            self._data.write(what, quote_templates.delete, chosen[0].id, row_version=chosen[0].row_version)
        except SalesDeskError as error:
            self.problem.setText(error.message)
            self.problem.show()
        self.reload()
