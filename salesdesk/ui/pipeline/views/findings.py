"""The drawer that lists what went past the process."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.i18n import N_, _, ngettext, number
from salesdesk.services.compliance import Finding
from salesdesk.services.opportunity_lines import OpportunityLine
from salesdesk.ui.pipeline.views.process_rows import KIND_NAMES, finding_time, told
from salesdesk.ui.widgets.basics import ElidedLabel, icon_button, label, margins
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.widgets.row_table import RowTable

MOST: Final = 2_000
_WIDTH: Final = 760


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding with the opportunity that it is about."""

    id: uuid.UUID
    finding: Finding
    line: OpportunityLine | None


COLUMNS: Final = (
    ListColumn[FindingRow]("at", N_("When"), 128, lambda row: finding_time(row.finding)),
    ListColumn[FindingRow]("kind", N_("Kind"), 96, lambda row: _(KIND_NAMES[row.finding.kind])),
    ListColumn[FindingRow](
        "opportunity",
        N_("Opportunity"),
        190,
        lambda row: (
            " · ".join(part for part in (row.line.customer, row.line.title) if part) if row.line else ""
        ),
        strong=True,
    ),
    ListColumn[FindingRow]("what", N_("What happened"), 220, lambda row: told(row.finding), grows=True),
    ListColumn[FindingRow]("by", N_("Done by"), 70, lambda row: row.finding.by),
)


class FindingsDrawer(QFrame):
    """Lies over the right side of its parent; Esc or the cross closes it, Enter opens an opportunity."""

    open_requested = Signal(str, object)
    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "drawer")
        self._over = parent
        self.title = ElidedLabel(role="section")
        self.cross = icon_button("x", _("Close"))
        self.cross.clicked.connect(self.close_drawer)
        self.text = label(role="secondary", wrap=True)
        self.table: RowTable[FindingRow] = RowTable(COLUMNS, "at", descending=True)
        self.table.view.setAccessibleName(_("Findings"))
        self.table.open_requested.connect(self._on_open)
        self.table.selection_changed.connect(self._on_selection)
        head = QHBoxLayout()
        margins(head, gap=8)
        head.addWidget(self.title, 1)
        head.addWidget(self.cross)
        layout = QVBoxLayout(self)
        margins(layout, 14, 10, 14, 12, gap=8)
        layout.addLayout(head)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.text)
        parent.installEventFilter(self)
        self.hide()

    def show_findings(
        self, title: str, findings: Sequence[Finding], named: Mapping[uuid.UUID, OpportunityLine]
    ) -> None:
        """Show findings, the newest first; of very many only the newest."""
        rows = [
            FindingRow(
                uuid.UUID(int=place), one, named.get(one.opportunity_id) if one.opportunity_id else None
            )
            for place, one in enumerate(findings[:MOST])
        ]
        count = ngettext("{count} finding", "{count} findings", len(findings))
        shown = count.format(count=number(len(findings), 0))
        if len(findings) > MOST:
            shown = _("{count}, the newest {most} are listed").format(count=shown, most=number(MOST, 0))
        self.title.setText(f"{title} · {shown}")
        self.table.show_rows(rows, ())
        self._place()
        self.show()
        self.raise_()
        self.table.select_first()

    def close_drawer(self) -> None:
        """Close the drawer."""
        self.hide()
        self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_drawer()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over and event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        width = min(_WIDTH, self._over.width())
        self.setGeometry(self._over.width() - width, 0, width, self._over.height())

    def _on_selection(self) -> None:
        chosen = self.table.selected()
        self.text.setText(told(chosen[0].finding)[:600] if chosen else "")

    def _on_open(self) -> None:
        chosen = self.table.selected()
        if chosen and chosen[0].finding.opportunity_id is not None:
            self.open_requested.emit("opportunity", chosen[0].finding.opportunity_id)
