"""What a new opportunity must bring where it doesn't begin in the first stage."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.stage_gate import Gap
from salesdesk.i18n import _
from salesdesk.services import gate_crossing
from salesdesk.services.gate_crossing import Crossing
from salesdesk.services.gate_fills import NOTHING, Fills
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.basics import label, margins
from salesdesk.ui.widgets.gates.panel import GatePanel
from salesdesk.ui.widgets.gates.panel_area import PanelArea
from salesdesk.ui.widgets.gates.waiver import Waiver

_OWN: Final = ("customer", "amount", "expected_close_on")


class NewGate(QWidget):
    """Stands in the form of a new opportunity; `own` is what the form's own fields hold already."""

    changed = Signal()

    def __init__(self, context: PageContext, own: Callable[[], Fills]) -> None:
        super().__init__()
        self._data = context.data
        self._context = context
        self._own = own
        self._stage: uuid.UUID | None = None
        self.crossing: Crossing | None = None
        self.title = label("", "strong", wrap=True)
        self.waiver = Waiver()
        self.waiver.changed.connect(self._show)
        self.panel = self._new_panel()
        self.area = PanelArea(self.panel)
        layout = QVBoxLayout(self)
        margins(layout, top=4, gap=8)
        layout.addWidget(self.title)
        layout.addWidget(self.area)
        layout.addWidget(self.waiver.link, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.waiver)

    def _new_panel(self) -> GatePanel:
        panel = GatePanel(self._context, self._remaining, elsewhere=_OWN)
        panel.changed.connect(self._show)
        return panel

    def show_stage(self, stage: uuid.UUID | None) -> None:
        """Show what is missing to begin in a stage; what was filled in stays as far as it is asked for."""
        self._stage = stage
        self.crossing = self._read(NOTHING)
        if self.crossing is None or not self.crossing.gaps:
            self.hide()
            return
        self.show()
        self.panel.show_crossing(self.crossing)

    def refresh(self) -> None:
        """Follow what the form's own fields hold."""
        if self.crossing is not None and self.crossing.gaps:
            self.panel.refresh()

    def _read(self, fills: Fills) -> Crossing | None:
        if self._stage is None:
            return None
        return self._data.read(
            gate_crossing.crossing_of_new, self._stage, fills.joined(self._own()), person=self._data.person
        )

    def _remaining(self, fills: Fills) -> tuple[Gap, ...]:
        crossing = self._read(fills)
        return () if crossing is None else crossing.gaps

    def _show(self) -> None:
        crossing = self.crossing
        if crossing is None:
            return
        self.title.setText(self.panel.headline(self.crossing.target if self.crossing else ""))
        self.waiver.show_allowed(allowed=crossing.may_waive and self.panel.count > 0, strict=crossing.strict)
        self.area.fit()
        self.changed.emit()

    def take(self) -> tuple[Fills, str]:
        """Return what was filled in and the reason of a waiver; SalesDeskError while something is missing."""
        if self.crossing is None or not self.crossing.gaps:
            return NOTHING, ""
        if self.panel.complain():
            raise SalesDeskError(_("Some of what was filled in can't be read."))
        self.panel.refresh()
        waiver = self.waiver.reason() if self.panel.count else ""
        if self.panel.count and not waiver:
            self.panel.focus_first_missing()
            raise SalesDeskError(self.panel.headline(self.crossing.target if self.crossing else ""))
        return self.panel.fills(), waiver
