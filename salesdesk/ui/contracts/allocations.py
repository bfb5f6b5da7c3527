"""What a receipt pays: the open payments of a customer with a field for each, proposed and changed by hand."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from decimal import Decimal
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.money import exact, minor_units, parse_amount
from salesdesk.domain.receivables import Allocation, OpenPart, proposed
from salesdesk.i18n import _, day, money
from salesdesk.services.receivable_list import ReceivableRow
from salesdesk.ui.widgets.basics import ElidedLabel, label, margins, set_state
from salesdesk.ui.widgets.cards import empty
from salesdesk.ui.widgets.form import FieldError
from salesdesk.ui.widgets.typed import read_typed

_FIELD: Final = 130
_SHOWN: Final = 6
_ROW: Final = 36


class Allocations(QWidget):
    """A row for each open payment; what the user typed himself is proposed over no more."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[ReceivableRow, ...] = ()
        self.fields: dict[uuid.UUID, QLineEdit] = {}
        self._first: uuid.UUID | None = None
        self._by_hand = False
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(0, 0, 8, 0)
        self._grid.setHorizontalSpacing(10)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(0, 1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(inner)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._nothing = label(
            _("No payment of this customer is open: the receipt stays free."), "secondary", wrap=True
        )
        layout = QVBoxLayout(self)
        margins(layout, gap=4)
        layout.addWidget(self._nothing)
        layout.addWidget(self._area)

    def show_rows(self, rows: Sequence[ReceivableRow], first: uuid.UUID | None = None) -> None:
        """Show other payments; `first` is proposed before those that are due earlier."""
        empty(self._grid)
        self.rows, self._first, self._by_hand = tuple(rows), first, False
        self.fields = {}
        for place, row in enumerate(self.rows):
            self._add(place, row)
        self._nothing.setVisible(not rows)
        self._area.setVisible(bool(rows))
        self._area.setFixedHeight(min(len(self.rows), _SHOWN) * _ROW)

    def _add(self, place: int, row: ReceivableRow) -> None:
        name = f"{row.number} · {row.label}"
        due = day(row.due_on) if row.due_on else _("not due yet")
        still = money(row.outstanding, row.currency, places=minor_units(row.currency))
        when = label(due, "secondary")
        if row.status == "overdue":
            when = label(_("{day}, {days} d late").format(day=due, days=row.days_late), "warning")
        amount = label(still)
        amount.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        field = QLineEdit()
        field.setFixedWidth(_FIELD)
        field.setMaxLength(30)
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        field.setAccessibleName(
            _("Paid of {name}, of which {amount} are open").format(name=name, amount=still)
        )
        field.textEdited.connect(lambda _text: self._on_edited(field))
        self.fields[row.id] = field
        for column, part in enumerate((ElidedLabel(name), when, amount, field)):
            self._grid.addWidget(part, place, column)

    def propose(self, amount: Decimal) -> None:
        """Spread an amount, unless the user has done so: the payment that was asked for, then the earliest due."""
        if self._by_hand:
            return
        parts = [OpenPart(row.id, row.outstanding, row.due_on) for row in self.rows]
        asked = [part for part in parts if part.id == self._first]
        given = proposed(amount, asked)
        rest = amount - sum((each.amount for each in given), Decimal(0))
        given += proposed(rest, [part for part in parts if part.id != self._first])
        self.show_given(given)

    def show_given(self, given: Sequence[Allocation]) -> None:
        """Show what each payment gets."""
        amounts = {each.instalment_id: each.amount for each in given}
        for row in self.rows:
            share = amounts.get(row.id)
            text = f"{share:,.{minor_units(row.currency)}f}" if share else ""
            self.fields[row.id].setText(text)
            set_state(self.fields[row.id], "invalid", value=False)
        self.changed.emit()

    def given(self) -> tuple[Allocation, ...]:
        """Return what each payment gets; FieldError for what is no amount, or more than is open."""
        found = []
        for row in self.rows:
            field = self.fields[row.id]
            if not field.text().strip():
                continue
            amount, problem = read_typed(partial(_amount, row), field.text())
            if amount is None:
                raise FieldError(problem, field)
            if amount:
                found.append(Allocation(row.id, amount))
        return tuple(found)

    def _on_edited(self, field: QLineEdit) -> None:
        self._by_hand = True
        set_state(field, "invalid", value=False)
        self.changed.emit()


def _amount(row: ReceivableRow, typed: str) -> Decimal:
    amount = exact(parse_amount(typed), minor_units(row.currency))
    if not 0 <= amount <= row.outstanding:
        raise InvalidInputError(_("An instalment would get more than is still to be paid of it."))
    return amount
