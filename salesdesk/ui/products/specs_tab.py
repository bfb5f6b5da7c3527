"""The parameters of a product, edited like a spreadsheet; rows are pasted from one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.i18n import N_, _
from salesdesk.services.product_editing import Spec
from salesdesk.ui.products.reading import Content
from salesdesk.ui.products.writer import ProductWriter
from salesdesk.ui.widgets.basics import label, margins
from salesdesk.ui.widgets.edit_columns import EditColumn
from salesdesk.ui.widgets.edit_table import EditTable

_SPACE: Final = uuid.UUID(int=8)


@dataclass(frozen=True, slots=True)
class SpecRow:
    """A parameter at its place."""

    place: int
    spec: Spec

    @property
    def id(self) -> uuid.UUID:
        """Return what the row is known by."""
        return uuid.uuid5(_SPACE, str(self.place))


_COLUMNS: Final[tuple[EditColumn[SpecRow], ...]] = (
    EditColumn(
        "name", N_("Parameter"), lambda row: row.spec.name, share=2, strong=True, begins=True, longest=200
    ),
    EditColumn("value", N_("Parameter value"), lambda row: row.spec.value, share=3, longest=400),
    EditColumn("unit", N_("Unit"), lambda row: row.spec.unit, width=110, longest=40),
)


class SpecsTab(QWidget):
    """Writes each cell as one step."""

    def __init__(self, writer: ProductWriter, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writer = writer
        self._read_only = read_only
        self._content: Content | None = None
        self.table: EditTable[SpecRow] = EditTable(
            _("Parameters"), _COLUMNS, self._write, add_hint=_("Add a parameter…")
        )
        self.table.takes_pasted = True
        self.table.paste_requested.connect(self.paste)
        self.table.remove_requested.connect(lambda row: self._set(self._without(row)))
        self.table.shift_requested.connect(self._shift)
        note = label(
            _("Rows copied from a spreadsheet are added: parameter, value, unit."), "small", wrap=True
        )
        note.setContentsMargins(14, 2, 14, 6)
        if read_only:
            note.hide()
        layout = QVBoxLayout(self)
        margins(layout, gap=6)
        layout.addWidget(self.table, 1)
        layout.addWidget(note)

    def show_content(self, content: Content) -> None:
        """Show the parameters."""
        self._content = content
        rows = [SpecRow(place, spec) for place, spec in enumerate(content.specs)]
        self.table.show_rows(rows, writable=not self._read_only)

    def paste(self, text: str) -> None:
        """Add rows of cells that are separated by tabs."""
        cells = [line.split("\t") for line in text.splitlines() if line.strip()]
        added = [Spec(*(cell.strip() for cell in (*row, "", "")[:3])) for row in cells]
        self._set([*self._specs(), *added])

    def _write(self, row: SpecRow | None, key: str, typed: str) -> None:
        specs = self._specs()
        if row is None:
            if typed.strip():
                self._set([*specs, Spec(typed)])
            return
        specs[row.place] = replace(specs[row.place], **{key: typed})
        self._set(specs)

    def _without(self, row: SpecRow) -> list[Spec]:
        return [spec for place, spec in enumerate(self._specs()) if place != row.place]

    def _shift(self, row: SpecRow, step: int) -> None:
        specs, to = self._specs(), row.place + step
        if 0 <= to < len(specs):
            specs[row.place], specs[to] = specs[to], specs[row.place]
            self._set(specs)
            self.table.go_to(to, self.table.currentIndex().column())

    def _specs(self) -> list[Spec]:
        return list(self._content.specs) if self._content is not None else []

    def _set(self, specs: Sequence[Spec]) -> None:
        if self._content is not None:
            self._writer.set_specs(self._content.facts, specs)
