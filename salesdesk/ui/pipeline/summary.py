"""A quick look at one opportunity: what matters now and what is to be done, edited where it stands."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.changes import Changes
from salesdesk.domain.errors import ConflictError, InvalidInputError, SalesDeskError
from salesdesk.domain.quick_entry import Named, QuickEntry
from salesdesk.i18n import _
from salesdesk.services.opportunity_summary import Summary
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets import (
    opportunity_details as details,
    opportunity_facts as fields,
    steps as step_writes,
)
from salesdesk.ui.widgets.basics import button, icon_button, margins
from salesdesk.ui.widgets.facts import Facts
from salesdesk.ui.widgets.gates.flow import GateFlow
from salesdesk.ui.widgets.gates.popover import beside
from salesdesk.ui.widgets.headline import CustomerLine, TitleEdit
from salesdesk.ui.widgets.quick_line import QuickLine
from salesdesk.ui.widgets.sections import ListSection
from salesdesk.ui.widgets.steps_card import StepsCard
from salesdesk.ui.widgets.timeline import entry_of

WIDTH: Final = 420
_EVENTS: Final = 6
_KEYS: Final = (
    "status",
    "loss",
    "stage",
    "days",
    "amount",
    "expected_close_on",
    "probability",
    "owner",
    "remark",
)


class SummaryDrawer(QFrame):
    """Lies over the right side of its parent; Esc or the cross closes it. What is changed in it is written at once."""

    closed = Signal()
    open_requested = Signal(str, object)
    action_requested = Signal(str, object)

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "drawer")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._over = parent
        self._data = context.data
        self.gates = GateFlow(context, parent)
        self._begun: int | None = None
        self.shown: Summary | None = None
        self.hide()
        self._build()
        self._connect()
        self._data.changed.connect(self._on_changed)
        parent.installEventFilter(self)

    @property
    def opportunity(self) -> uuid.UUID | None:
        """Return the opportunity that is shown."""
        return self.shown.id if self.shown else None

    # --- parts --------------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.title = TitleEdit()
        self.customer = CustomerLine(self._data)
        self.whole = button(_("Open page"), "link")
        self.whole.setToolTip("Enter")
        self.cross = icon_button("x", _("Close"))
        self.facts = Facts()
        self.quick = QuickLine(_now, planning=True)
        if self._data.read_only:
            self.quick.hide()
        self.steps = StepsCard(read_only=self._data.read_only, of_opportunity=True)
        self.timeline = ListSection(_("Timeline"), _("Nothing happened yet."))
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setWidget(self._body())
        layout = QVBoxLayout(self)
        margins(layout, 1, 1, 1, 1)
        layout.addLayout(self._head())
        layout.addWidget(self.area, 1)

    def _head(self) -> QHBoxLayout:
        titles = QVBoxLayout()
        margins(titles, gap=2)
        titles.addWidget(self.title)
        titles.addWidget(self.customer)
        head = QHBoxLayout()
        margins(head, 12, 12, 10, 6, gap=8)
        head.addLayout(titles, 1)
        head.addWidget(self.whole, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.cross, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _body(self) -> QWidget:
        body = QWidget()
        layout = QVBoxLayout(body)
        margins(layout, 0, 4, 0, 16, gap=14)
        for part in (self.facts, self.quick, self.steps):
            line = QHBoxLayout()
            margins(line, 18, 0, 14, 0)
            line.addWidget(part)
            layout.addLayout(line)
        layout.addWidget(self.timeline)
        layout.addStretch()
        return body

    def _connect(self) -> None:
        self.cross.clicked.connect(self.close_drawer)
        self.whole.clicked.connect(self._on_whole)
        self.title.edited.connect(lambda typed: self._on_edited("name", typed))
        self.title.opened.connect(self._begin)
        self.customer.chosen.connect(lambda chosen: self._write("customer", chosen))
        self.customer.open_requested.connect(lambda identity: self.open_requested.emit("customer", identity))
        self.facts.edited.connect(self._on_edited)
        self.facts.opened.connect(self._begin)
        self.quick.entered.connect(self._on_entered)
        self.steps.done.connect(lambda step: step_writes.complete(self._data, step, _now()))
        self.steps.postponed.connect(lambda step, to: step_writes.postpone(self._data, step, to))
        self.steps.pick_requested.connect(lambda _step: self._on_whole())
        self.steps.delete_requested.connect(
            lambda step: step_writes.delete(self._data, step.id, step.subject)
        )
        self.timeline.more_requested.connect(self._on_whole)
        self.timeline.opened.connect(self._on_event)
        for settled in (self.gates.moved, self.gates.returned):
            settled.connect(lambda _id: self.facts.value("stage").setFocus())
        self.gates.open_requested.connect(self.open_requested)
        self.gates.action_requested.connect(self.action_requested)

    # --- showing ------------------------------------------------------------------------------------------------

    def open(self, opportunity_id: uuid.UUID) -> None:
        """Show an opportunity; InvalidInputError where it is gone."""
        if opportunity_id != self.opportunity:
            self.finish()
            self.quick.clear()
            self.area.verticalScrollBar().setValue(0)
        self._show(opportunity_id)
        self._place()
        self.show()
        self.raise_()

    def _show(self, opportunity_id: uuid.UUID) -> None:
        found = self._data.read(details.read_details, opportunity_id, _EVENTS)
        summary, today = found.summary, _now().date()
        self.shown = summary
        editable = not self._data.read_only and not summary.is_closed
        self.setAccessibleName(_("Opportunity {name}").format(name=summary.title))
        self.title.show_text(summary.title, editable=editable)
        self.customer.show_customer(summary.customer_id, summary.customer or "", editable=editable)
        everything = fields.facts(found, writable=not self._data.read_only)
        self.facts.show_facts([fact for fact in everything if fact.key in _KEYS])
        self.quick.know([Named(contact.id, contact.name[:100]) for contact in found.contacts])
        self.steps.show_steps(found.planned, today)
        self.timeline.show_entries(
            [entry_of(event, today) for event in found.events[:_EVENTS]], more=len(found.events) >= _EVENTS
        )
        self._settle()

    def _settle(self) -> None:
        """Lay everything out at once, from the inside: step by step, the scroll bar would lose its place."""
        for part in reversed(self.area.findChildren(QWidget)):
            if (layout := part.layout()) is not None:
                layout.activate()
        QCoreApplication.sendEvent(self.area, QEvent(QEvent.Type.LayoutRequest))

    def close_drawer(self) -> None:
        """Close the drawer; `closed` comes first, so that the focus is not handed to just anything."""
        self.finish()
        self.shown = None
        self.closed.emit()
        self.hide()

    def edit_title(self) -> None:
        """Put the keyboard into the title."""
        self.title.edit()

    def plan(self) -> None:
        """Put the keyboard where the next step is typed."""
        self.area.ensureWidgetVisible(self.quick)
        self.quick.field.setFocus()

    def finish(self) -> None:
        """Write what stands in an open editor."""
        self.title.finish()
        self.facts.finish()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        here = self.window().focusWidget() is self
        if event.key() == Qt.Key.Key_Escape or (here and event.key() == Qt.Key.Key_Space):
            self.close_drawer()
        elif event.key() == Qt.Key.Key_F2:
            self.edit_title()
        elif here and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_whole()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self._over:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        self.setGeometry(self._over.width() - WIDTH, 0, WIDTH, self._over.height())

    # --- writing ------------------------------------------------------------------------------------------------

    def _on_changed(self, changes: Changes) -> None:
        if self.shown is None or not changes.touches(*details.TABLES):
            return
        try:
            self._show(self.shown.id)
        except InvalidInputError:  # it was deleted, or its making undone
            self.close_drawer()

    def _begin(self) -> None:
        """Remember what an editor was opened over: what is changed elsewhere in the meantime is not overwritten."""
        self._begun = self.shown.row_version if self.shown else None

    def _on_edited(self, key: str, typed: str) -> None:
        try:
            self._write(key, fields.parse(key, typed, _now().date()))
        except SalesDeskError as error:
            if key == "name":
                self.title.complain(error.message)
            else:
                self.facts.complain(key, error.message)
            if isinstance(error, ConflictError):
                self._begin()

    def _write(self, key: str, value: Any) -> None:
        if self.shown is not None:
            version, self._begun = self._begun or self.shown.row_version, None
            if key == "stage":
                at = beside(self.facts.value(key))
                self.gates.move(self.shown.id, value, row_version=version, at=at)
                return
            fields.write(self._data, self.shown, key, value, row_version=version)

    def _on_entered(self, entry: QuickEntry) -> None:
        if self.shown is not None:
            step_writes.enter(self._data, entry, _now(), opportunity_id=self.shown.id)
            self.quick.clear()

    def _on_whole(self) -> None:
        if self.shown is not None:
            self.open_requested.emit("opportunity", self.shown.id)

    def _on_event(self, kind: str, record: uuid.UUID) -> None:
        if kind == "quote":
            self.open_requested.emit(kind, record)


def _now() -> datetime:
    return datetime.now().astimezone()
