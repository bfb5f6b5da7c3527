"""Editing the cells of the sales process table: typed, or chosen from a menu."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.roadmap import ROADMAP_NAMES
from salesdesk.i18n import N_, _
from salesdesk.services import gate_crossing, opportunities, people
from salesdesk.services.lists import local_day
from salesdesk.services.sales_table import SalesRow
from salesdesk.ui.data import Data
from salesdesk.ui.pipeline.views.sales_columns import CHOSEN, TYPED
from salesdesk.ui.widgets.basics import plain
from salesdesk.ui.widgets.cell_editor import CellEditor
from salesdesk.ui.widgets.cell_view import CellView
from salesdesk.ui.widgets.text_lines import cut

_IN_LABEL: Final = 100
_LABELS: Final = {
    "owner": N_("Change the owner of “{name}”"),
    "roadmap": N_("Change the road map of “{name}”"),
}


class SalesEdit(QObject):
    """Writes one cell at a time through the services, where the row is still as it was read.

    A stage is changed by `move_to`, which asks at the gates.
    """

    def __init__(
        self,
        data: Data,
        view: CellView,
        row_at: Callable[[int], SalesRow],
        move_to: Callable[[SalesRow, uuid.UUID, QRect], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._data = data
        self._view = view
        self._row_at = row_at
        self._move_to = move_to
        self.editor: CellEditor | None = None
        view.editable = self._editable
        view.edit_requested.connect(self.begin)
        view.verticalScrollBar().valueChanged.connect(self.finish)
        view.horizontalScrollBar().valueChanged.connect(self.finish)

    def _editable(self, place: int, key: str) -> bool:
        """Tell whether a cell can be changed: nothing of a closed opportunity."""
        if self._data.read_only or (key not in TYPED and key not in CHOSEN):
            return False
        return self._row_at(place).status not in ("won", "lost")

    def begin(self, place: int, key: str) -> None:
        """Open the editor, or the menu of choices, of a cell."""
        self.finish()
        row = self._row_at(place)
        self._view.go_to(place, key)
        if key in CHOSEN:
            self._choose(row, place, key)
            return
        editing = TYPED[key]
        column = next(one for one in self._view.model().columns if one.key == key)  # type: ignore[attr-defined]
        editor = CellEditor(
            editing.text(row),
            several=editing.several,
            longest=300,
            name=_(column.title),
            hint=_(editing.hint) if editing.hint else "",
            view=self._view.viewport(),
        )
        editor.committed.connect(partial(self._on_committed, row, place, key))
        editor.cancelled.connect(self._on_cancelled)
        self.editor = editor
        editor.open_over(self._view.cell_rect(place, key))

    def finish(self) -> None:
        """Write what stands in an open editor."""
        if self.editor is not None:
            self.editor.commit(None)

    def close(self) -> None:
        """Take an open editor away; what was typed is given up."""
        editor, self.editor = self.editor, None
        if editor is not None:
            editor.hide()
            editor.deleteLater()

    def _on_cancelled(self) -> None:
        self.close()
        self._view.setFocus()

    def _on_committed(self, row: SalesRow, place: int, key: str, typed: str, goes: int | None) -> None:
        editor, editing = self.editor, TYPED[key]
        if editor is None:
            return
        if typed != editor.before:
            try:
                value = editing.parse(typed, local_day())
                self._write(row, editing.field, value, editing.label)
            except SalesDeskError as error:
                editor.complain(error.message)
                return
        self.close()
        if goes is not None:
            self._view.setFocus()
        beside = self._view.beside(key, goes) if goes else None
        if beside is not None:
            QTimer.singleShot(0, self._view, lambda: self.begin(place, beside))

    def _write(self, row: SalesRow, field: str, value: Any, label: str) -> None:
        name = cut(" · ".join(part for part in (row.customer, row.title) if part), _IN_LABEL)
        self._data.write(
            Label(label, {"name": name}),
            opportunities.change,
            row.id,
            field,
            value,
            row_version=row.row_version,
        )

    # --- cells that are chosen ----------------------------------------------------------------------------------

    def _choose(self, row: SalesRow, place: int, key: str) -> None:
        menu = self.menu(row, place, key)
        menu.popup(self._view.menu_place(place, key))

    def menu(self, row: SalesRow, place: int, key: str) -> QMenu:
        """Return the menu of what a cell can be."""
        menu, group = QMenu(self._view), QActionGroup(self._view)
        for value, name in self._choices(row, key):
            action = menu.addAction(plain(cut(name, _IN_LABEL)))
            action.setCheckable(True)
            action.setChecked(value == self._value(row, key))
            group.addAction(action)
            action.triggered.connect(partial(self._on_chosen, row, place, key, value))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.aboutToHide.connect(self._view.setFocus)
        return menu

    def _choices(self, row: SalesRow, key: str) -> Sequence[tuple[Any, str]]:
        if key == "roadmap":
            said = [(code, _(name)) for code, name in ROADMAP_NAMES if code not in ("won", "lost")]
            return [*said, ("", _("Not said yet"))]
        if key == "owner":
            everybody = [(person.id, person.name) for person in self._data.read(people.people)]
            return [*everybody, (None, _("Nobody"))]
        return [
            (stage.stage_id, _("{stage} (signed)…").format(stage=stage.name) if stage.signs else stage.name)
            for stage in self._data.read(gate_crossing.destinations, row.id)
        ]

    @staticmethod
    def _value(row: SalesRow, key: str) -> Any:
        return {"roadmap": row.roadmap, "owner": row.owner_id, "stage": row.stage_id}[key]

    def _on_chosen(self, row: SalesRow, place: int, key: str, value: Any, _checked: object = None) -> None:
        if value == self._value(row, key):
            return
        if key == "stage":
            cell = self._view.cell_rect(place, key)
            at = QRect(self._view.viewport().mapToGlobal(cell.topLeft()), cell.size())
            self._move_to(row, value, at)
        else:
            self._write(row, key, value, _LABELS[key])
