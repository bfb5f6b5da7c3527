"""What is to be done next with an opportunity, what was done, and the line that takes both."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from salesdesk.domain.quick_entry import Named, QuickEntry
from salesdesk.i18n import _
from salesdesk.services import activities
from salesdesk.services.activities import PlannedActivity, TimelineEvent
from salesdesk.ui.opportunity.reading import Content
from salesdesk.ui.opportunity.writer import Writer
from salesdesk.ui.widgets import steps as step_writes
from salesdesk.ui.widgets.activity_dialog import ActivityDialog, Choices
from salesdesk.ui.widgets.basics import margins
from salesdesk.ui.widgets.entry_list import Entry
from salesdesk.ui.widgets.list_or_nothing import ListOrNothing
from salesdesk.ui.widgets.quick_line import QuickLine
from salesdesk.ui.widgets.steps_card import StepsCard
from salesdesk.ui.widgets.timeline import Timeline


class TimelineTab(QWidget):
    """The quick line, the next steps, and the timeline below."""

    open_requested = Signal(str, object)
    end_reached = Signal()

    def __init__(self, writer: Writer, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._writer, self._now = writer, now
        self._content: Content | None = None
        read_only = writer.data.read_only
        self.quick = QuickLine(now)
        self.steps = StepsCard(read_only=read_only, of_opportunity=True)
        self.timeline = Timeline()
        self.events = ListOrNothing(self.timeline)
        layout = QVBoxLayout(self)
        margins(layout, gap=8)
        for part in (self.quick, self.steps):
            line = QVBoxLayout()
            margins(line, 14, 10 if part is self.quick else 0, 14, 0)
            line.addWidget(part)
            layout.addLayout(line)
        layout.addWidget(self.events, 1)
        self.quick.setHidden(read_only)
        self.quick.entered.connect(self._on_entered)
        self.steps.done.connect(lambda step: step_writes.complete(writer.data, step, now()))
        self.steps.postponed.connect(lambda step, to: step_writes.postpone(writer.data, step, to))
        self.steps.pick_requested.connect(self._on_picked)
        self.steps.delete_requested.connect(self._on_step_delete)
        self.timeline.opened.connect(self._on_entry)
        self.timeline.delete_requested.connect(self._on_entry_delete)
        self.timeline.end_reached.connect(self.end_reached)

    def show_content(self, content: Content) -> None:
        """Show what is planned and what was done."""
        self._content = content
        details, today = content.details, self._now().date()
        self.quick.know([Named(contact.id, contact.name[:100]) for contact in details.contacts])
        self.steps.show_steps(details.planned, today)
        self.show_events(details.events)

    def show_events(self, events: Sequence[TimelineEvent]) -> None:
        """Show the timeline."""
        self.timeline.show_events(events, self._now().date())
        self.events.nothing.show_text(
            "clock", _("Visits, calls and quotes of this opportunity stand here, the newest first.")
        )
        self.events.choose()

    def _on_entered(self, entry: QuickEntry) -> None:
        step_writes.enter(self._writer.data, entry, self._now(), opportunity_id=self._writer.id)
        self.quick.clear()

    def _on_picked(self, step: PlannedActivity) -> None:
        self._ask(step.id)

    def _on_step_delete(self, step: PlannedActivity) -> None:
        step_writes.delete(self._writer.data, step.id, step.subject)

    def _on_entry(self, entry: Entry) -> None:
        if entry.record is None:
            return
        kind, record = entry.record
        if kind == "activity":
            if not self._writer.data.read_only:
                self._ask(record)
        elif record != self._writer.id:
            self.open_requested.emit(kind, record)

    def _on_entry_delete(self, entry: Entry) -> None:
        if entry.record is not None and entry.record[0] == "activity" and not self._writer.data.read_only:
            step_writes.delete(self._writer.data, entry.record[1], entry.title)

    def _ask(self, activity_id: uuid.UUID) -> None:
        if self._content is None:
            return
        details = self._content.details
        choices = Choices(
            [(contact.id, contact.name) for contact in details.contacts],
            [(details.summary.id, details.summary.title)],
        )
        facts = self._writer.data.read(activities.facts, activity_id)
        ActivityDialog(self._writer.data, facts, choices, self._now().date(), self).open()
