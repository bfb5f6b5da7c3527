"""What a receipt pays, said anew: money that was for nothing yet, or for the wrong payment."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Final

from PySide6.QtWidgets import QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import SalesDeskError
from salesdesk.i18n import N_, _, day
from salesdesk.services import lists, payments, receivable_list
from salesdesk.services.contract_payments import ContractPayments
from salesdesk.services.payments import ReceiptView
from salesdesk.services.receivable_list import ReceivableRow
from salesdesk.ui.contracts.allocations import Allocations
from salesdesk.ui.contracts.payment_tables import shown_money
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.form import FormDialog

_WIDTH: Final = 660


class SpreadDialog(FormDialog):
    """Spreads a receipt over open payments of its customer, those among them that it pays now."""

    def __init__(self, data: Data, shown: ContractPayments, receipt: ReceiptView, parent: QWidget) -> None:
        super().__init__(_("What the receipt pays"), _("Save"), parent)
        self.setMinimumWidth(_WIDTH)
        self._data, self._shown, self._receipt = data, shown, receipt
        amount = shown_money(receipt.amount, receipt.currency)
        text = _("{amount} of {day} from {name}")
        self.head.addWidget(
            label(text.format(amount=amount, day=day(receipt.received_on), name=receipt.payer), wrap=True)
        )
        self.allocations = Allocations()
        self.allocations.show_rows(self._open_rows())
        self.allocations.show_given(receipt.allocations)
        self.add_below(self.allocations)
        self.rest = label(role="secondary", wrap=True)
        self.add_below(self.rest)
        self.allocations.changed.connect(self._show_rest)
        self._show_rest()

    def _open_rows(self) -> list[ReceivableRow]:
        """Return the payments that are open once this receipt is taken off them."""
        own = {each.instalment_id: each.amount for each in self._receipt.allocations}
        rows = self._data.read(
            receivable_list.rows,
            today=lists.local_day(),
            show="all",
            customer_id=self._shown.customer_id,
        )
        freed = [replace(row, paid=row.paid - own.get(row.id, Decimal(0))) for row in rows]
        return [row for row in freed if row.outstanding > 0 and row.currency == self._receipt.currency]

    def _show_rest(self) -> None:
        try:
            given = sum((each.amount for each in self.allocations.given()), Decimal(0))
        except SalesDeskError:
            self.rest.clear()
            return
        rest = self._receipt.amount - given
        text = _("All of it is for these payments.")
        if rest:
            free = _("{amount} stay free with the customer, for later payments.")
            text = free if rest > 0 else _("{amount} more are allocated than came in.")
        self.rest.setText(text.format(amount=shown_money(abs(rest), self._receipt.currency)))

    def save(self) -> None:
        """Write what the receipt pays."""
        what = Label(N_("Spread a receipt of {number}"), {"number": self._shown.number})
        self._data.write(what, payments.spread, self._receipt.id, self.allocations.given())
