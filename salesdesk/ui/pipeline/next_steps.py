"""What is planned with an opportunity: ticked when it is done, put off, or added by a typed line."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from salesdesk.domain.quick_entry import Named, QuickEntry
from salesdesk.i18n import _
from salesdesk.services.activities import PlannedActivity
from salesdesk.ui.data import Data
from salesdesk.ui.pipeline.details import Details
from salesdesk.ui.pipeline.sections import Section
from salesdesk.ui.widgets import steps
from salesdesk.ui.widgets.basics import ElidedLabel, icon_button, label, margins, set_state
from salesdesk.ui.widgets.quick_line import QuickLine
from salesdesk.ui.widgets.text_lines import cut


class NextSteps(Section):
    """Shows the next steps of an opportunity and writes what is done with them."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._opportunity: uuid.UUID | None = None
        self._shown: tuple[PlannedActivity, ...] | None = None
        part = QWidget()
        super().__init__(_("Next steps"), _("Nothing is planned."), part)
        self.quick = QuickLine(_now, planning=True)
        self.quick.setVisible(not data.read_only)
        self.quick.entered.connect(self._on_entered)
        self._rows = QVBoxLayout()
        margins(self._rows, gap=2)
        layout = QVBoxLayout(part)
        margins(layout, 12, 0, 18, 0, gap=6)
        layout.addLayout(self._rows)
        line = QHBoxLayout()
        margins(line, 6)
        line.addWidget(self.quick)
        layout.addLayout(line)

    def show_steps(self, details: Details) -> None:
        """Show the next steps of an opportunity; what is typed stays, but not for another one."""
        if self._opportunity != details.summary.id:
            self.quick.clear()
        self._opportunity = details.summary.id
        self.quick.know([Named(contact.id, contact.name[:100]) for contact in details.contacts])
        self.show_count(len(details.planned))
        if self._shown == details.planned:
            return
        self._shown = details.planned
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for step in details.planned:
            row = StepRow(step, writable=not self._data.read_only)
            row.done.connect(self._on_done)
            row.put_off.connect(self._on_put_off)
            self._rows.addWidget(row)

    def rows(self) -> Sequence[StepRow]:
        """Return the rows that are shown."""
        items = (self._rows.itemAt(number) for number in range(self._rows.count()))
        return [row for item in items if item and isinstance(row := item.widget(), StepRow)]

    def _on_entered(self, entry: QuickEntry) -> None:
        steps.enter(self._data, entry, _now(), opportunity_id=self._opportunity)
        self.quick.clear()

    def _on_done(self, step: PlannedActivity) -> None:
        steps.complete(self._data, step, _now())

    def _on_put_off(self, step: PlannedActivity, days: int) -> None:
        steps.postpone(self._data, step, max(step.due_on, _now().date()) + timedelta(days=days))


class StepRow(QWidget):
    """One next step: a tick for what is done, what it is, when it is due."""

    done = Signal(object)
    put_off = Signal(object, int)

    def __init__(self, step: PlannedActivity, *, writable: bool) -> None:
        super().__init__()
        self._step = step
        title = steps.title_of(step)
        self.tick = icon_button("circle-check", _("Done"))
        self.tick.setAccessibleName(_("Done: {name}").format(name=cut(title)))
        self.tick.setEnabled(writable)
        self.tick.clicked.connect(lambda: self.done.emit(step))
        text = ElidedLabel(cut(title))
        words, tone = steps.due_words(step, _now().date())
        due = label(words, "due")
        set_state(due, "tone", tone)
        layout = QHBoxLayout(self)
        margins(layout, gap=6)
        layout.addWidget(self.tick)
        layout.addWidget(text, 1)
        layout.addWidget(due)
        if writable:
            layout.addWidget(self._later())

    def _later(self) -> QToolButton:
        result = icon_button("calendar-plus", _("Put off"))
        menu = QMenu(result)
        for text, days in ((_("by a day"), 1), (_("by a week"), 7)):
            menu.addAction(text, partial(self.put_off.emit, self._step, days))
        result.setMenu(menu)
        result.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        result.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        return result


def _now() -> datetime:
    return datetime.now().astimezone()
