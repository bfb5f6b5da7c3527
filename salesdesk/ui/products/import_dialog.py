"""A price list that comes back: what changes, what is new, what can't be read, before anything is written."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtWidgets import QCheckBox, QWidget

from salesdesk.domain.changes import Label
from salesdesk.i18n import N_, _, ngettext, number, sentences
from salesdesk.services import price_books, price_lists
from salesdesk.services.price_lists import Plan
from salesdesk.storage.ids import new_id
from salesdesk.ui.page import PageContext
from salesdesk.ui.products.change_table import WIDTH, ChangeTable
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.widgets.row_table import RowTable
from salesdesk.ui.widgets.text_lines import cut


@dataclass(frozen=True, slots=True)
class ProblemRow:
    """What is wrong in a row of the file."""

    id: uuid.UUID
    line: int
    column: str
    text: str


_Column = ListColumn[ProblemRow]
_COLUMNS: Final = (
    _Column("line", N_("Row"), 70, lambda row: f"{row.line:6d}".strip(), right=True),
    _Column("column", N_("Column"), 150, lambda row: row.column),
    _Column("text", N_("What is wrong"), 420, lambda row: row.text, grows=True),
)


class ImportPricesDialog(FormDialog):
    """Takes a price list in once the user has seen what it does; all of it is one step that undo takes back."""

    def __init__(self, context: PageContext, plan: Plan, file: str, parent: QWidget | None = None) -> None:
        super().__init__(_("Import price list"), _("Import"), parent)
        self.setMinimumWidth(WIDTH)
        self._data = context.data
        self._file = file
        self.plan = plan
        self.head.addWidget(label(cut(file, 80), "strong"))
        self.summary = label(_summary(plan), "secondary", wrap=True)
        self.head.addWidget(self.summary)
        self.table = ChangeTable()
        self.table.show_changes(plan.changes, self._books())
        self.table.setVisible(bool(plan.changes))
        self.add_below(self.table)
        count = len(plan.new)
        text = ngettext("Add {count} new product", "Add {count} new products", count)
        self.new = QCheckBox(text.format(count=number(count, 0)))
        self.new.setVisible(bool(count))
        self.new.setToolTip("\n".join(cut(str(each.values["name"]), 60) for each in plan.new[:20]))
        self.new.toggled.connect(lambda _on: self._allow())
        self.add_below(self.new)
        self.problems: RowTable[ProblemRow] = RowTable(_COLUMNS, "line")
        self.problems.view.setAccessibleName(_("What can't be read"))
        self.problems.setMinimumHeight(130)
        self.problems.show_rows(
            [ProblemRow(new_id(), one.line, one.column, one.text) for one in plan.problems]
        )
        self.problems.setVisible(bool(plan.problems))
        self.add_below(self.problems)
        self._allow()

    def _books(self) -> Mapping[uuid.UUID, str]:
        return {one.id: one.shown_name for one in self._data.read(price_books.all_books)}

    def _allow(self) -> None:
        self.confirm.setEnabled(bool(self.plan.changes) or (self.new.isChecked() and bool(self.plan.new)))

    def save(self) -> None:
        """Write what is shown."""
        what = Label(N_("Import price list “{file}”"), {"file": cut(self._file, 60)})
        self._data.write(what, price_lists.apply, self.plan, add_new=self.new.isChecked())


def _summary(plan: Plan) -> str:
    """Return what a plan does, in words."""
    changed, problems = len(plan.changes), len(plan.problems)
    parts = [
        ngettext("{count} price changes.", "{count} prices change.", changed).format(
            count=number(changed, 0)
        ),
        ngettext("{count} row stays as it is.", "{count} rows stay as they are.", plan.unchanged).format(
            count=number(plan.unchanged, 0)
        ),
    ]
    if problems:
        text = ngettext(
            "{count} row can't be read or is in doubt, and changes nothing.",
            "{count} rows can't be read or are in doubt, and change nothing.",
            problems,
        )
        parts.append(text.format(count=number(problems, 0)))
    if plan.unknown:
        names = _(", ").join(cut(name, 30) for name in plan.unknown[:6])
        parts.append(_("These columns are not taken: {names}.").format(names=names))
    return sentences(*parts)
