"""What happened to a contract: recorded with what proves it, and what is still open of a test."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.contract import EVENT_RESULTS
from salesdesk.domain.errors import SalesDeskError
from salesdesk.i18n import N_, _, day
from salesdesk.services import contract_events, lists, milestones, punch_lists
from salesdesk.services.contract_events import EventView
from salesdesk.services.contract_payments import ContractPayments
from salesdesk.services.evidence import StoredFile
from salesdesk.services.punch_lists import PunchView
from salesdesk.ui.contracts.payment_dialogs import DayDialog
from salesdesk.ui.contracts.payment_tables import event_name
from salesdesk.ui.contracts.punch_editor import PunchEditor
from salesdesk.ui.data import Data
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.basics import button, icon_button, label, margins
from salesdesk.ui.widgets.cards import chip, column, empty, show_chip
from salesdesk.ui.widgets.form import FieldError, FormDialog
from salesdesk.ui.widgets.gates.proof import ProofSlot
from salesdesk.ui.widgets.text_lines import cut

_WITH_POINTS: Final = ("conditional", "failed")


def _files_of(slot: ProofSlot) -> tuple[StoredFile, ...]:
    """Return the files that a slot holds; FieldError while one is still being kept."""
    if slot.busy:
        raise FieldError(_("The file is still being kept. Wait a moment."), slot)
    return slot.files


class EventDialog(DayDialog):
    """Records what happened to the contract, with its proof; payments that wait for it become due."""

    def __init__(self, context: PageContext, shown: ContractPayments, parent: QWidget) -> None:
        super().__init__(_("Record an event"), _("Record"), context.data, shown, parent)
        self.setMinimumWidth(540)
        waited = [row.trigger for row in shown.plan if row.due_on is None]
        first = next((kind for kind in milestones.KINDS if kind in waited), "delivered")
        kinds: list[tuple[object, str]] = [(kind, event_name(kind)) for kind in milestones.KINDS]
        self.kind = self.add_choice(_("Event"), kinds, first)
        self.add_day(_("Happened on"))
        results: list[tuple[object, str]] = [(code, _(name)) for code, name in EVENT_RESULTS.items() if code]
        self.outcome = self.add_choice(_("Result"), results)
        self.points = PunchEditor(self.today)
        self.add(_("Open points"), self.points)
        self.note = self.add_text(_("Note"), longest=1000, hint=_("such as who was there"))
        self.slot = ProofSlot(context, _("Proof"))
        self.add(_("Proof"), self.slot)
        self.slot.changed.connect(lambda: self.say(self.slot.problem))
        self.kind.currentIndexChanged.connect(lambda _index: self._show_result())
        self.outcome.currentIndexChanged.connect(lambda _index: self._show_result())
        self._show_result()
        self.kind.setFocus()

    def _result(self) -> str:
        return str(self.outcome.currentData()) if self.kind.currentData() in milestones.TESTS else ""

    def _show_result(self) -> None:
        self.show_field(self.outcome, shown=self.kind.currentData() in milestones.TESTS)
        self.show_field(self.points, shown=self._result() in _WITH_POINTS)
        self.adjustSize()

    def save(self) -> None:
        """Record the event."""
        result, on = self._result(), self.day()
        points = self.points.points() if result in _WITH_POINTS else ()
        self._data.write(
            self.label_of(N_("Record an event of {number}")),
            milestones.record,
            self._shown.contract_id,
            self.kind.currentData(),
            on=on,
            result=result,
            note=self.note.text(),
            more_files=_files_of(self.slot),
            points=points,
        )


class ProofDialog(FormDialog):
    """Keeps a file more with an event that was recorded."""

    def __init__(
        self, context: PageContext, shown: ContractPayments, event: EventView, parent: QWidget
    ) -> None:
        super().__init__(_("Keep a proof"), _("Keep"), parent)
        self.setMinimumWidth(480)
        self._data, self._shown, self._event = context.data, shown, event
        self.head.addWidget(label(f"{event_name(event.kind)} · {day(event.on)}", "section"))
        told = _("It is kept under its SHA-256 and never altered.")
        self.head.addWidget(label(told, "secondary", wrap=True))
        self.slot = ProofSlot(context, _("Proof"))
        self.add(_("Proof"), self.slot)
        self.slot.changed.connect(lambda: self.say(self.slot.problem))
        self.slot.choose.setFocus()

    def save(self) -> None:
        """Keep the file."""
        files = _files_of(self.slot)
        if not files:
            raise FieldError(_("Choose a file."), self.slot)
        what = Label(N_("Keep a proof for {number}"), {"number": self._shown.number})
        self._data.write(what, milestones.attach, self._event.id, *files)


class PunchDialog(QDialog):
    """Shows the open points of an event; each is closed by ticking it off, and others are added."""

    def __init__(
        self, context: PageContext, shown: ContractPayments, event: EventView, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Open points"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self.setMinimumSize(560, 380)
        self._data: Data = context.data
        self._shown, self._event = shown, event
        self.rows: dict[uuid.UUID, QCheckBox] = {}
        self._list = QVBoxLayout()
        margins(self._list, gap=2)
        holder = QWidget()
        holder.setLayout(self._list)
        area, _inner = column(holder)
        self.editor = PunchEditor(lists.local_day())
        self.problem = label(role="error", wrap=True)
        self.problem.hide()
        self.add = button(_("Add the points"))
        self.add.clicked.connect(self._add)
        self.close_button = button(_("Close"), "primary")
        self.close_button.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        margins(buttons, gap=8)
        buttons.addWidget(self.add)
        buttons.addStretch()
        buttons.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        margins(layout, 20, 16, 20, 16, gap=10)
        layout.addWidget(label(f"{event_name(event.kind)} · {day(event.on)}", "section"))
        layout.addWidget(area, 1)
        for part in (self.editor, self.problem):
            layout.addWidget(part)
            part.setVisible(part is self.editor and not self._data.read_only)
        self.add.setVisible(not self._data.read_only)
        layout.addLayout(buttons)
        self._show()

    def _show(self) -> None:
        events = self._data.read(contract_events.events, self._shown.contract_id)
        points = next((one.points for one in events if one.id == self._event.id), ())
        empty(self._list)
        self.rows = {}
        for point in points:
            self._list.addWidget(self._row(point))
        if not points:
            self._list.addWidget(label(_("No point is open."), "secondary"))

    def _row(self, point: PunchView) -> QWidget:
        result = QWidget()
        box = QCheckBox()
        box.setAccessibleName(cut(point.text, 200))
        box.setChecked(point.done_on is not None)
        box.setEnabled(not self._data.read_only)
        box.clicked.connect(lambda: self._tick(point, checked=box.isChecked()))
        due, state = label("", "small"), chip()
        if point.done_on is not None:
            done = _("closed {day}").format(day=day(point.done_on))
            due.setText(" · ".join(part for part in (done, cut(point.done_by, 30)) if part))
        elif point.due_on is not None:
            due.setText(_("until {day}").format(day=day(point.due_on)))
        show_chip(state, _("Overdue") if point.is_overdue(lists.local_day()) else "", "bad")
        remove = icon_button("trash-2", _("Remove: {point}").format(point=cut(point.text, 60)))
        remove.clicked.connect(lambda: self._remove(point))
        remove.setVisible(not self._data.read_only)
        row = QHBoxLayout(result)
        margins(row, gap=8)
        row.addWidget(box)
        row.addWidget(label(cut(point.text, 400), wrap=True), 1)
        for part in (state, due, remove):
            row.addWidget(part)
        self.rows[point.id] = box
        return result

    def _tick(self, point: PunchView, *, checked: bool) -> None:
        if checked:
            what = N_("Close an open point of {number}")
            self._write(what, partial(punch_lists.close, on=lists.local_day()), point.id)
        else:
            self._write(N_("Open a point of {number} again"), punch_lists.reopen, point.id)

    def _remove(self, point: PunchView) -> None:
        self._write(N_("Remove an open point of {number}"), punch_lists.remove, point.id)

    def _write(self, template: str, fn: Callable[..., object], point: uuid.UUID) -> None:
        """Write something about a point and show what stands then."""
        self._data.write(Label(template, {"number": self._shown.number}), fn, point)
        self._show()

    def _add(self) -> None:
        try:
            points = self.editor.points()
            if points:
                self._data.write(
                    Label(N_("Add open points to {number}"), {"number": self._shown.number}),
                    punch_lists.add,
                    self._event.id,
                    points,
                )
        except SalesDeskError as error:
            self.problem.setText(error.message)
            self.problem.show()
            if isinstance(error, FieldError):
                error.field.setFocus()
            return
        self.problem.hide()
        for text, due in self.editor.lines:
            text.clear()
            due.clear()
        self._show()
