"""A bank's statement beside what is open: the user looks at each line and takes it, or leaves it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.receivables import Allocation
from salesdesk.i18n import N_, _, day, ngettext, number, sentences
from salesdesk.services import bank_statements, receivable_list
from salesdesk.services.bank_statements import MATCHES, Match, Proposal, Statement
from salesdesk.services.receivable_list import ReceivableRow
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Job
from salesdesk.ui.contracts.payment_tables import shown_money
from salesdesk.ui.contracts.receipt_dialog import Beginning, ReceiptDialog
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.widgets.record_list_columns import ListColumn
from salesdesk.ui.widgets.row_table import RowTable
from salesdesk.ui.widgets.text_lines import cut

_WIDTH: Final = 980
_HEIGHT: Final = 330
_SURE: Final[tuple[Match, ...]] = ("contract", "payer_amount", "payer")
"""What is taken unless the user leaves it out."""
_TONES: Final[dict[Match, str]] = {
    "contract": "ok",
    "payer_amount": "ok",
    "payer": "accent",
    "amount": "warn",
    "none": "bad",
}
_MOST_PROBLEMS: Final = 5


@dataclass(frozen=True, slots=True)
class Reading:
    """A statement with what its lines probably pay, and the open payments by their ids."""

    statement: Statement
    proposals: tuple[Proposal, ...]
    open_rows: dict[uuid.UUID, ReceivableRow]


def read(workspace: Workspace, file: Path, today: date, job: Job) -> Reading:
    """Read a statement beside the window."""
    statement = bank_statements.read_file(file)
    job.report(0, 0)
    with workspace.read() as session:
        found = bank_statements.proposals(session, statement.lines, today=today)
        rows = receivable_list.rows(session, today=today)
    return Reading(statement, found, {row.id: row for row in rows})


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line of the statement with what becomes of it."""

    id: uuid.UUID
    proposal: Proposal
    taken: bool
    pays: str


_Column = ListColumn[LineRow]
_COLUMNS: Final = (
    _Column("take", N_("Take"), 60, lambda row: "✓" if row.taken else "", order=lambda row: not row.taken),
    _Column("day", N_("Date"), 92, lambda row: day(row.proposal.line.day)),
    _Column(
        "amount",
        N_("Amount"),
        116,
        lambda row: shown_money(row.proposal.line.amount, row.proposal.line.currency),
        right=True,
        order=lambda row: row.proposal.line.amount,
    ),
    _Column("payer", N_("Payer"), 130, lambda row: row.proposal.line.payer, grows=True),
    _Column("purpose", N_("Purpose"), 110, lambda row: row.proposal.line.purpose, grows=True),
    _Column(
        "match",
        N_("Matched"),
        186,
        lambda row: _(MATCHES[row.proposal.match]),
        tone=lambda row: _TONES.get(row.proposal.match, ""),
    ),
    _Column("pays", N_("Pays"), 150, lambda row: row.pays, grows=True),
)


class StatementDialog(FormDialog):
    """Takes the chosen lines as receipts, all as one step that undo takes back; a line taken before is left alone."""

    def __init__(self, data: Data, reading: Reading, parent: QWidget | None = None) -> None:
        super().__init__(_("Import a bank statement"), _("Record the receipts"), parent)
        self.setMinimumWidth(_WIDTH)
        self._data, self._reading = data, reading
        self._rows = [
            LineRow(uuid.UUID(int=place), one, one.match in _SURE and bool(one.allocations), self._pays(one))
            for place, one in enumerate(reading.proposals, start=1)
        ]
        self.head.addWidget(label(cut(reading.statement.name, 80), "strong"))
        self.head.addWidget(label(_summary(reading), "secondary", wrap=True))
        problems = reading.statement.problems
        if problems:
            shown = [
                _("Line {number}: {problem}").format(number=one.line, problem=one.message) for one in problems
            ]
            self.head.addWidget(label("\n".join(shown[:_MOST_PROBLEMS]), "error", wrap=True))
        self.table: RowTable[LineRow] = RowTable(_COLUMNS, "day")
        self.table.view.setAccessibleName(_("Lines of the statement"))
        self.table.setMinimumHeight(_HEIGHT)
        self.table.open_requested.connect(self.toggle)
        self.add_below(self.table)
        self.take = button(_("Take or leave out"))
        self.take.clicked.connect(self.toggle)
        self.change = button(_("What it pays…"))
        self.change.clicked.connect(self.change_line)
        self.told = label(role="secondary")
        below = QWidget()
        row = QHBoxLayout(below)
        margins(row, gap=8)
        for part in (self.take, self.change):
            part.setAutoDefault(False)
            row.addWidget(part)
        row.addWidget(self.told, 1)
        self.add_below(below)
        for keys, part in (("Space", self.take), ("F2", self.change)):
            part.setToolTip(f"{part.text()}  ({keys})")
            QShortcut(QKeySequence(keys), self.table.view).activated.connect(part.click)
        self.table.selection_changed.connect(self._allow)
        self._show([])
        self.table.select_first()

    def _pays(self, proposal: Proposal) -> str:
        names = []
        for each in proposal.allocations:
            row = self._reading.open_rows.get(each.instalment_id)
            if row is not None:
                names.append(f"{row.number} {row.label}")
        if not names:
            return ""
        return _(", ").join(names)

    def _show(self, selected: Sequence[uuid.UUID]) -> None:
        self.table.show_rows(self._rows, selected)
        self._allow()

    def _allow(self) -> None:
        chosen, row = self.chosen(), self._selected()
        count = len(chosen)
        text = ngettext("{count} line is taken", "{count} lines are taken", count)
        self.told.setText(text.format(count=number(count, 0)))
        self.confirm.setEnabled(bool(chosen))
        for one in (self.take, self.change):
            one.setEnabled(row is not None and row.proposal.match != "taken")

    def _selected(self) -> LineRow | None:
        return next(iter(self.table.selected()), None)

    def chosen(self) -> list[Proposal]:
        """Return the lines that are going to be taken."""
        return [row.proposal for row in self._rows if row.taken]

    def toggle(self) -> None:
        """Take the selected line, or leave it out; one that fits nobody asks first whose money it is."""
        row = self._selected()
        if row is None or row.proposal.match == "taken":
            return
        if not row.taken and row.proposal.customer_id is None:
            self.change_line()
            return
        self._put(replace(row, taken=not row.taken))

    def change_line(self) -> None:
        """Ask whose money the selected line is, and what it pays."""
        row = self._selected()
        if row is not None and row.proposal.match != "taken":
            others = [one.proposal for one in self._rows if one.taken and one.id != row.id]
            LineDialog(
                self._data, row.proposal, others, lambda changed: self._on_changed(row.id, changed), self
            ).open()

    def _on_changed(self, line: uuid.UUID, changed: Proposal) -> None:
        self._put(LineRow(line, changed, taken=True, pays=self._pays(changed)))

    def _put(self, changed: LineRow) -> None:
        self._rows = [changed if row.id == changed.id else row for row in self._rows]
        self._show([changed.id])

    def save(self) -> None:
        """Record the chosen lines."""
        chosen = self.chosen()
        if not chosen:
            raise InvalidInputError(_("Choose the lines that are to be taken."))
        what = Label(N_("Import bank statement “{file}”"), {"file": cut(self._reading.statement.name, 60)})
        self._data.write(what, bank_statements.confirm_all, chosen)


class LineDialog(ReceiptDialog):
    """Asks whose money a line of a statement is, and what it pays; day and amount are the bank's.

    What `others`, the other lines that are taken, pay already is not offered again.
    """

    def __init__(
        self,
        data: Data,
        proposal: Proposal,
        others: Sequence[Proposal],
        then: Callable[[Proposal], object],
        parent: QWidget,
    ) -> None:
        line = proposal.line
        self._paid: dict[uuid.UUID, Decimal] = {}
        for each in (each for one in others for each in one.allocations):
            self._paid[each.instalment_id] = self._paid.get(each.instalment_id, Decimal(0)) + each.amount
        customer = proposal.customer if proposal.customer_id else ""
        begin = Beginning(proposal.customer_id, customer, line.currency, line.amount)
        super().__init__(data, begin, parent)
        self.setWindowTitle(_("What the line pays"))
        self.confirm.setText(_("Take it"))
        self._proposal, self._then = proposal, then
        self.on.setText(day(line.day))
        self.payer.setText(line.payer)
        for field in (self.amount, self.on, self.payer):
            field.setReadOnly(True)
        for unused in (self.method, self.reference, self.remark, self.currency):
            self.show_field(unused, shown=False)
        if proposal.allocations:
            self.allocations.show_given(proposal.allocations)

    def _open_rows(self, customer: uuid.UUID) -> tuple[ReceivableRow, ...]:
        rows = super()._open_rows(customer)
        left = (replace(row, paid=row.paid + self._paid.get(row.id, Decimal(0))) for row in rows)
        return tuple(row for row in left if row.outstanding)

    def _write(self, customer: uuid.UUID, on: date, amount: Decimal, given: tuple[Allocation, ...]) -> None:
        del on, amount
        name = self.customer.text()
        self._then(replace(self._proposal, customer_id=customer, customer=name, allocations=given))


def _summary(reading: Reading) -> str:
    """Return what was found in a statement, in words."""
    lines, taken = len(reading.proposals), sum(one.match == "taken" for one in reading.proposals)
    text = ngettext("{count} line brings money.", "{count} lines bring money.", lines)
    parts = [text.format(count=number(lines, 0))]
    if taken:
        text = ngettext("{count} of them was taken before.", "{count} of them were taken before.", taken)
        parts.append(text.format(count=number(taken, 0)))
    if reading.statement.outgoing:
        text = ngettext(
            "{count} line without incoming money is left aside.",
            "{count} lines without incoming money are left aside.",
            reading.statement.outgoing,
        )
        parts.append(text.format(count=number(reading.statement.outgoing, 0)))
    return sentences(*parts)
