"""All that is known of one opportunity, edited where it stands."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, Final

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.changes import Changes, Label
from salesdesk.domain.errors import ConflictError, InvalidInputError, SalesDeskError
from salesdesk.i18n import _
from salesdesk.services import opportunities
from salesdesk.services.opportunity_summary import Summary
from salesdesk.ui.page import PageContext
from salesdesk.ui.pipeline import details, entries, fields
from salesdesk.ui.pipeline.headline import CustomerLine, TitleEdit
from salesdesk.ui.pipeline.next_steps import NextSteps
from salesdesk.ui.pipeline.sections import ListSection
from salesdesk.ui.widgets.basics import icon_button, margins
from salesdesk.ui.widgets.facts import Facts
from salesdesk.ui.widgets.gates.flow import GateFlow
from salesdesk.ui.widgets.gates.popover import beside
from salesdesk.ui.widgets.text_lines import cut
from salesdesk.ui.widgets.timeline import entry_of

WIDTH: Final = 420
_HISTORY: Final = 10
_IN_LABEL: Final = 100


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
        self._events = details.EVENTS
        self._all_history = False
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
        self.cross = icon_button("x", _("Close"))
        self.facts = Facts()
        self.steps = NextSteps(self._data)
        self.contacts = ListSection(_("Contacts"), _("The customer has no contacts yet."), days=False)
        self.quotes = ListSection(
            _("Quotes"),
            _("No quotes yet."),
            days=False,
            action="" if self._data.read_only else _("New quote"),
        )
        self.timeline = ListSection(_("Timeline"), _("Nothing happened yet."))
        self.way = ListSection(_("Way through the stages"), "")
        self.history = ListSection(_("History"), _("Nothing recorded yet"))
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
        head.addWidget(self.cross, 0, Qt.AlignmentFlag.AlignTop)
        return head

    def _body(self) -> QWidget:
        body = QWidget()
        layout = QVBoxLayout(body)
        margins(layout, 0, 4, 0, 16, gap=16)
        fields = QVBoxLayout()
        margins(fields, 18, 0, 12, 0)
        fields.addWidget(self.facts)
        layout.addLayout(fields)
        for part in (self.steps, self.contacts, self.quotes, self.timeline, self.way, self.history):
            layout.addWidget(part)
        layout.addStretch()
        return body

    def _connect(self) -> None:
        self.cross.clicked.connect(self.close_drawer)
        self.title.edited.connect(lambda typed: self._on_edited("name", typed))
        self.title.opened.connect(self._begin)
        self.customer.chosen.connect(lambda chosen: self._write("customer", chosen))
        self.customer.open_requested.connect(lambda identity: self.open_requested.emit("customer", identity))
        self.facts.edited.connect(self._on_edited)
        self.facts.opened.connect(self._begin)
        self.quotes.action_requested.connect(self._on_new_quote)
        self.timeline.more_requested.connect(self._on_more_events)
        self.history.more_requested.connect(self._on_more_history)
        for part in (self.contacts, self.quotes):
            part.opened.connect(self.open_requested)
        self.timeline.opened.connect(self._on_event)
        self.gates.returned.connect(lambda _id: self.facts.value("stage").setFocus())
        self.gates.open_requested.connect(self.open_requested)
        self.gates.action_requested.connect(self.action_requested)

    # --- showing ------------------------------------------------------------------------------------------------

    def open(self, opportunity_id: uuid.UUID) -> None:
        """Show an opportunity; InvalidInputError where it is gone."""
        if opportunity_id != self.opportunity:
            self.finish()
            self._events, self._all_history = details.EVENTS, False
            self.area.verticalScrollBar().setValue(0)
        self._show(opportunity_id)
        self._place()
        self.show()
        self.raise_()

    def _show(self, opportunity_id: uuid.UUID) -> None:
        found = self._data.read(details.read_details, opportunity_id, self._events)
        summary, today = found.summary, _today()
        self.shown = summary
        editable = not self._data.read_only and not summary.is_closed
        self.setAccessibleName(_("Opportunity {name}").format(name=summary.title))
        self.title.show_text(summary.title, editable=editable)
        self.customer.show_customer(summary.customer_id, summary.customer or "", editable=editable)
        self.facts.show_facts(fields.facts(found, writable=not self._data.read_only))
        self.steps.show_steps(found)
        self.contacts.show_entries(entries.of_contacts(found.contacts))
        self.contacts.setVisible(summary.customer_id is not None)
        self.quotes.show_entries(entries.of_quotes(found.quotes, today))
        self.quotes.action.setEnabled(summary.customer_id is not None)
        self.timeline.show_entries(
            [entry_of(event, today) for event in found.events], more=len(found.events) >= self._events
        )
        self.way.show_entries(entries.of_steps(summary.steps, today))
        history = summary.history if self._all_history else summary.history[:_HISTORY]
        self.history.show_entries(
            entries.of_history(history, today), more=len(history) < len(summary.history)
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
        self.area.ensureWidgetVisible(self.steps)
        self.steps.quick.field.setFocus()

    def finish(self) -> None:
        """Write what stands in an open editor."""
        self.title.finish()
        self.facts.finish()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_drawer()
        elif event.key() == Qt.Key.Key_F2:
            self.edit_title()
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
            self._write(key, fields.parse(key, typed, _today()))
        except SalesDeskError as error:
            if key == "name":
                self.title.complain(error.message)
            else:
                self.facts.complain(key, error.message)
            if isinstance(error, ConflictError):
                self._begin()

    def _write(self, key: str, value: Any) -> None:
        shown = self.shown
        if shown is None:
            return
        version, self._begun = self._begun or shown.row_version, None
        name = cut(" · ".join(part for part in (shown.customer, shown.title) if part), _IN_LABEL)
        if key == "stage":
            self.gates.move(shown.id, value, row_version=version, at=beside(self.facts.value(key)))
        else:
            label = Label(fields.LABELS[key], {"name": name})
            self._data.write(label, opportunities.change, shown.id, key, value, row_version=version)

    def _on_new_quote(self) -> None:
        if self.shown is not None:
            wanted = {"opportunity_id": self.shown.id, "customer_id": self.shown.customer_id}
            self.action_requested.emit("new-quote", wanted)

    def _on_event(self, kind: str, record: uuid.UUID) -> None:
        if kind == "quote":
            self.open_requested.emit(kind, record)

    def _on_more_events(self) -> None:
        self._events += details.EVENTS
        self._reload()

    def _on_more_history(self) -> None:
        self._all_history = True
        self._reload()

    def _reload(self) -> None:
        if self.shown is not None:
            self._show(self.shown.id)


def _today() -> date:
    return date.today()  # noqa: DTZ011 - the days of a window are local
