"""What is planned with an opportunity: ticked when it is done, put off, or added by a typed line."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QToolButton, QVBoxLayout, QWidget

from salesdesk.domain import quick_entry
from salesdesk.domain.changes import Label
from salesdesk.domain.quick_entry import Named
from salesdesk.i18n import N_, _
from salesdesk.services import activities
from salesdesk.services.activities import PlannedActivity
from salesdesk.services.timeline import activity_title
from salesdesk.ui.data import Data
from salesdesk.ui.pipeline.details import Details
from salesdesk.ui.pipeline.sections import Section
from salesdesk.ui.widgets.basics import ElidedLabel, icon_button, label, margins, set_state
from salesdesk.ui.widgets.text_lines import cut
from salesdesk.ui.widgets.timeline import day_words

_IN_LABEL: Final = 100


class NextSteps(Section):
    """Shows the next steps of an opportunity and writes what is done with them."""

    def __init__(self, data: Data) -> None:
        self._data = data
        self._opportunity: uuid.UUID | None = None
        self._contacts: tuple[Named, ...] = ()
        self._shown: tuple[PlannedActivity, ...] | None = None
        part = QWidget()
        super().__init__(_("Next steps"), _("Nothing is planned."), part)
        self.line = QLineEdit()
        self.line.setPlaceholderText(_("such as: tomorrow 3 pm visit Mr Gu, look at samples"))
        self.line.setAccessibleName(_("Plan the next step"))
        self.line.setMaxLength(1_000)
        self.line.setVisible(not data.read_only)
        self.line.returnPressed.connect(self._on_typed)
        self._rows = QVBoxLayout()
        margins(self._rows, gap=2)
        layout = QVBoxLayout(part)
        margins(layout, 12, 0, 18, 0, gap=6)
        layout.addLayout(self._rows)
        line = QHBoxLayout()
        margins(line, 6)
        line.addWidget(self.line)
        layout.addLayout(line)

    def show_steps(self, details: Details) -> None:
        """Show the next steps of an opportunity; what is typed stays, but not for another one."""
        if self._opportunity != details.summary.id:
            self.line.setText("")
        self._opportunity = details.summary.id
        self._contacts = tuple(Named(contact.id, contact.name) for contact in details.contacts)
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

    def _on_typed(self) -> None:
        now = datetime.now().astimezone()
        entry = quick_entry.parse(self.line.text(), now=now, contacts=self._contacts)
        if entry is None:
            return
        contact = entry.contact.id if entry.contact else None
        values: dict[str, Any] = {"opportunity_id": self._opportunity, "contact_id": contact}
        values |= {"kind": entry.kind, "subject": entry.subject, "owner_id": self._data.person}
        title = activity_title(entry.kind, entry.subject, entry.contact.name if entry.contact else None)
        if entry.day >= now.date():
            kind = "task" if entry.kind == "note" else entry.kind
            values |= {"kind": kind, "due_on": entry.day, "due_time": entry.clock}
            self._data.write(
                Label(N_("Plan “{name}”"), {"name": cut(title, _IN_LABEL)}), activities.plan, **values
            )
        else:
            values |= {"at": entry.at(now)}
            self._data.write(
                Label(N_("Record “{name}”"), {"name": cut(title, _IN_LABEL)}), activities.record, **values
            )
        self.line.setText("")

    def _on_done(self, step: PlannedActivity) -> None:
        self._data.write(
            Label(N_("Done: “{name}”"), {"name": cut(title_of(step), _IN_LABEL)}),
            activities.complete,
            step.id,
            row_version=step.row_version,
            at=datetime.now().astimezone(),
        )

    def _on_put_off(self, step: PlannedActivity, days: int) -> None:
        today = date.today()  # noqa: DTZ011 - plans are for local days
        self._data.write(
            Label(N_("Put off “{name}”"), {"name": cut(title_of(step), _IN_LABEL)}),
            activities.postpone,
            step.id,
            due_on=max(step.due_on, today) + timedelta(days=days),
            row_version=step.row_version,
        )


class StepRow(QWidget):
    """One next step: a tick for what is done, what it is, when it is due."""

    done = Signal(object)
    put_off = Signal(object, int)

    def __init__(self, step: PlannedActivity, *, writable: bool) -> None:
        super().__init__()
        self._step = step
        title = title_of(step)
        self.tick = icon_button("circle-check", _("Done"))
        self.tick.setAccessibleName(_("Done: {name}").format(name=cut(title)))
        self.tick.setEnabled(writable)
        self.tick.clicked.connect(lambda: self.done.emit(step))
        text = ElidedLabel(cut(title))
        self.due, late = due_words(step)
        due = label(self.due, "due")
        set_state(due, "tone", "bad" if late else "")
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


def title_of(step: PlannedActivity) -> str:
    """Return what is to be done, with whom and about what."""
    return activity_title(step.kind, step.subject, step.contact)


def due_words(step: PlannedActivity) -> tuple[str, bool]:
    """Return when a step is due, and whether that is past."""
    today = date.today()  # noqa: DTZ011 - plans are for local days
    when = " ".join(part for part in (day_words(step.due_on, today), step.due_time) if part)
    late = step.due_on < today
    return (_("{day}, overdue").format(day=when) if late else when), late
