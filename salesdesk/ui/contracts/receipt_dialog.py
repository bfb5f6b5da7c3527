"""Money that came in: from whom, when, how much, and which payments it is for."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, Self

from PySide6.QtWidgets import QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.money import exact, minor_units, parse_amount
from salesdesk.domain.receivables import Allocation
from salesdesk.i18n import N_, _, day, money
from salesdesk.services import lists, payments, receivable_list
from salesdesk.services.payments import METHODS
from salesdesk.services.receivable_list import ReceivableRow
from salesdesk.ui.contracts.allocations import Allocations
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.cards import in_label
from salesdesk.ui.widgets.customer_field import CustomerField
from salesdesk.ui.widgets.form import FieldError, FormDialog
from salesdesk.ui.widgets.typed import parse_day

_WIDTH: Final = 660


@dataclass(frozen=True, slots=True)
class Beginning:
    """What a receipt begins with: the customer, if known, and the payment that it is probably for."""

    customer_id: uuid.UUID | None = None
    customer: str = ""
    currency: str = "CNY"
    amount: Decimal | None = None
    instalment_id: uuid.UUID | None = None


class ReceiptDialog(FormDialog):
    """Records a receipt as one step that undo takes back."""

    def __init__(self, data: Data, begin: Beginning, parent: QWidget | None = None) -> None:
        super().__init__(_("Record a receipt"), _("Record"), parent)
        self.setMinimumWidth(_WIDTH)
        self._data, self._begin, self._today = data, begin, lists.local_day()
        self._all: tuple[ReceivableRow, ...] = ()
        self.customer = CustomerField(data)
        self.customer.set_customer(begin.customer_id, begin.customer)
        self.add(_("Customer"), self.customer)
        self.amount = self.add_text(_("Amount"), longest=30, hint=_("such as 12,500 or 1.25万"))
        self.currency = self.add_choice(_("Currency"), [(begin.currency, begin.currency)])
        self.on = self.add_text(_("Received on"), day(self._today), hint=_("such as today, 11/25"))
        self.method = self.add_choice(_("Way"), [(code, _(name)) for code, name in METHODS.items()])
        self.payer = self.add_text(_("Payer"), hint=_("where it isn't the customer"))
        self.reference = self.add_text(_("Bank reference"))
        self.remark = self.add_text(_("Note"), longest=500)
        self.allocations = Allocations()
        self.add_below(label(_("For which payments"), "strong"))
        self.add_below(self.allocations)
        self.rest = label(role="secondary", wrap=True)
        self.add_below(self.rest)
        self.customer.chosen.connect(lambda *_chosen: self._on_customer())
        self.currency.currentIndexChanged.connect(lambda _index: self._show_rows())
        self.amount.textEdited.connect(lambda _text: self._propose())
        self.allocations.changed.connect(self._show_rest)
        if begin.amount:
            self.amount.setText(f"{begin.amount:,.{minor_units(begin.currency)}f}")
        self._offer()
        (self.amount if begin.customer_id else self.customer).setFocus()
        self.amount.selectAll()

    @classmethod
    def of_row(cls, data: Data, row: ReceivableRow | None, parent: QWidget | None = None) -> Self:
        """Return the dialog for what a payment still waits for; without one for any customer."""
        if row is None:
            return cls(data, Beginning(), parent)
        begin = Beginning(row.customer_id, row.customer, row.currency, row.outstanding, row.id)
        return cls(data, begin, parent)

    # --- what is open -------------------------------------------------------------------------------------------

    def _on_customer(self) -> None:
        """Offer what is open of the customer, and go on to the amount."""
        self._offer()
        if self.focusWidget() is self.customer:
            self.amount.setFocus()

    def _offer(self) -> None:
        """Read what is open of the customer, and offer the currencies of it."""
        chosen = self.customer.customer_id
        self._all = ()
        if chosen is not None:
            self._all = self._open_rows(chosen)
        wanted = self.currency.currentData()
        found = sorted({row.currency for row in self._all} | {wanted}, key=lambda one: (one != "CNY", one))
        blocked = self.currency.blockSignals(True)
        self.currency.clear()
        for one in found:
            self.currency.addItem(one, one)
        self.currency.setCurrentIndex(found.index(wanted))
        self.currency.blockSignals(blocked)
        self.show_field(self.currency, shown=len(found) > 1)
        self._show_rows()

    def _open_rows(self, customer: uuid.UUID) -> tuple[ReceivableRow, ...]:
        """Return what is open of a customer."""
        return tuple(self._data.read(receivable_list.rows, today=self._today, customer_id=customer))

    def _show_rows(self) -> None:
        rows = [row for row in self._all if row.currency == self.currency.currentData()]
        self.allocations.show_rows(rows, self._begin.instalment_id)
        self._propose()
        self.adjustSize()

    def _propose(self) -> None:
        try:
            amount = self._amount(self.amount.text())
        except InvalidInputError:
            amount = Decimal(0)  # what is wrong with it is said when it is confirmed
        self.allocations.propose(amount)
        self._show_rest()

    def _show_rest(self) -> None:
        """Say what no payment gets of the receipt, or that they get too much."""
        try:
            rest = self._amount(self.amount.text()) - self._given()
        except (InvalidInputError, FieldError):
            self.rest.clear()
            return
        text = _("All of it is for these payments.")
        if rest:
            shown = money(
                abs(rest), self.currency.currentData(), places=minor_units(self.currency.currentData())
            )
            free = _("{amount} stay free with the customer, for later payments.")
            text = (free if rest > 0 else _("{amount} more are allocated than came in.")).format(amount=shown)
        self.rest.setText(text)

    def _given(self) -> Decimal:
        return sum((each.amount for each in self.allocations.given()), Decimal(0))

    def _amount(self, typed: str) -> Decimal:
        amount = exact(parse_amount(typed), minor_units(self.currency.currentData()))
        if amount <= 0:
            raise InvalidInputError(_("The amount must be more than zero."))
        return amount

    # --- writing ------------------------------------------------------------------------------------------------

    def save(self) -> None:
        """Record the receipt."""
        customer = self.customer.customer_id
        if customer is None:
            raise FieldError(_("Choose the customer whose money it is."), self.customer)
        amount = self.read(self.amount, self._amount)
        on = self.read(self.on, lambda typed: parse_day(typed, self._today))
        given = self.allocations.given()
        if self._given() > amount:
            raise RuleError(_("More is allocated than came in."))
        self._write(customer, on, amount, given)

    def _write(self, customer: uuid.UUID, on: date, amount: Decimal, given: tuple[Allocation, ...]) -> None:
        currency = self.currency.currentData()
        shown = money(amount, currency, places=minor_units(currency))
        name = in_label(self.customer.text())
        self._data.write(
            Label(N_("Receipt of {amount} from {name}"), {"amount": shown, "name": name}),
            payments.record,
            customer,
            on=on,
            amount=amount,
            currency=currency,
            allocations=given,
            method=self.method.currentData(),
            payer=self.payer.text(),
            reference=self.reference.text(),
            remark=self.remark.text(),
        )
