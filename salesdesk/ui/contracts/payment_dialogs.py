"""What is asked around the payments of a contract: events, money taken back, invoices."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal

from PySide6.QtWidgets import QWidget

from salesdesk.domain.changes import Label
from salesdesk.domain.money import exact, minor_units, parse_amount
from salesdesk.i18n import N_, _, day, money
from salesdesk.services import invoices, lists, payment_plans, payments
from salesdesk.services.contract_payments import ContractPayments
from salesdesk.services.invoices import InvoiceView
from salesdesk.services.payments import ReceiptView
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.basics import label
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.widgets.typed import parse_day


class DayDialog(FormDialog):
    """A form about one contract with a day in it."""

    def __init__(
        self, title: str, confirm: str, data: Data, shown: ContractPayments, parent: QWidget
    ) -> None:
        super().__init__(title, confirm, parent)
        self._data, self._shown = data, shown
        self.today = lists.local_day()

    def add_day(self, caption: str, begin: date | None = None) -> None:
        """Add the day, today at first."""
        self.on = self.add_text(caption, day(begin or self.today), hint=_("such as today, 11/25"))

    def day(self) -> date:
        """Return the day that was typed."""
        return self.read(self.on, lambda typed: parse_day(typed, self.today))

    def label_of(self, what: str) -> Label:
        """Return the label of a write about the contract."""
        return Label(what, {"number": self._shown.number})


class ReverseDialog(DayDialog):
    """Takes a receipt back: a bill that bounced, money that was paid back."""

    def __init__(self, data: Data, shown: ContractPayments, receipt: ReceiptView, parent: QWidget) -> None:
        super().__init__(_("Take back the receipt"), _("Take back"), data, shown, parent)
        self._receipt = receipt
        amount = money(receipt.amount, receipt.currency, places=minor_units(receipt.currency))
        text = _("{amount} of {day} from {name}: what it paid is open again.")
        self.head.addWidget(
            label(text.format(amount=amount, day=day(receipt.received_on), name=receipt.payer), wrap=True)
        )
        self.add_day(_("Taken back on"))
        self.reason = self.add_text(_("Reason"), longest=500, hint=_("such as: acceptance bill bounced"))
        self.reason.setFocus()

    def save(self) -> None:
        """Write the counterpart of the receipt."""
        self._data.write(
            self.label_of(N_("Take back a receipt of {number}")),
            payments.reverse,
            self._receipt.id,
            on=self.day(),
            reason=self.reason.text(),
        )


class AgreedDayDialog(DayDialog):
    """Says on which day a payment is due that waits for an agreed day."""

    def __init__(
        self, data: Data, shown: ContractPayments, row: payment_plans.InstalmentView, parent: QWidget
    ) -> None:
        super().__init__(_("Agreed day"), _("Save"), data, shown, parent)
        self._row = row
        self.add_day(_("Due day"), row.due_on)

    def save(self) -> None:
        """Write the day."""
        self._data.write(
            self.label_of(N_("Set a due day of {number}")), payment_plans.set_due, self._row.id, self.day()
        )


class ExpectedDayDialog(DayDialog):
    """Says on which day the money of a payment is expected, nothing for the plan's; when it is due stays as agreed."""

    def __init__(
        self, data: Data, shown: ContractPayments, row: payment_plans.InstalmentView, parent: QWidget
    ) -> None:
        super().__init__(_("Expected day"), _("Save"), data, shown, parent)
        self._row = row
        self.head.addWidget(label(_("The due day stays as agreed."), "secondary", wrap=True))
        self.add_day(_("Expected on"), row.planned_on)
        self.on.setPlaceholderText(_("such as +7 or 11/25; empty as planned"))
        self.on.selectAll()

    def save(self) -> None:
        """Write the day."""
        self._data.write(
            self.label_of(N_("Expect a payment of {number} on another day")),
            payment_plans.plan_again,
            self._row.id,
            self.day() if self.on.text().strip() else None,
            row_version=self._row.row_version,
        )


class RequestInvoiceDialog(DayDialog):
    """Asks for an invoice over a part of the contract."""

    def __init__(
        self,
        data: Data,
        shown: ContractPayments,
        begin: Decimal,
        instalment: uuid.UUID | None,
        parent: QWidget,
    ) -> None:
        super().__init__(_("Ask for an invoice"), _("Ask for it"), data, shown, parent)
        self._instalment = instalment
        left = money(shown.total - shown.invoiced, shown.currency, places=minor_units(shown.currency))
        self.head.addWidget(
            label(_("{amount} of the contract aren't invoiced yet.").format(amount=left), wrap=True)
        )
        self.amount = self.add_text(
            _("Amount with tax"), f"{begin:,.{minor_units(shown.currency)}f}", longest=30
        )
        kinds: list[tuple[object, str]] = [(code, _(name)) for code, name in invoices.KINDS.items()]
        self.kind = self.add_choice(_("Kind"), kinds)
        self.add_day(_("Asked on"))
        self.remark = self.add_text(_("Note"), longest=500)
        self.amount.setFocus()
        self.amount.selectAll()

    def save(self) -> None:
        """Write the request."""
        places = minor_units(self._shown.currency)
        self._data.write(
            self.label_of(N_("Ask for an invoice of {number}")),
            invoices.request,
            self._shown.contract_id,
            amount=self.read(self.amount, lambda typed: exact(parse_amount(typed), places)),
            on=self.day(),
            kind=self.kind.currentData(),
            instalment_id=self._instalment,
            remark=self.remark.text(),
        )


class IssueInvoiceDialog(DayDialog):
    """Records the number under which an invoice was issued, or under which a red one cancels it."""

    def __init__(self, data: Data, shown: ContractPayments, invoice: InvoiceView, parent: QWidget) -> None:
        self._red = invoice.state == "issued"
        title = _("Cancel by a red invoice") if self._red else _("Record the issued invoice")
        super().__init__(title, _("Record"), data, shown, parent)
        self._invoice = invoice
        amount = money(invoice.gross, invoice.currency, places=minor_units(invoice.currency))
        name = invoice.title.name
        self.head.addWidget(label(_("{amount} to {name}").format(amount=amount, name=name), wrap=True))
        self.number = self.add_text(_("Invoice number"), longest=invoices.LONGEST_NUMBER)
        self.add_day(_("Issued on"))
        self.reason = self.add_text(_("Reason"), longest=500)
        self.show_field(self.reason, shown=self._red)
        self.number.setFocus()

    def save(self) -> None:
        """Write the number."""
        number, on = self.number.text(), self.day()
        if self._red:
            what, reason = self.label_of(N_("Cancel an invoice of {number}")), self.reason.text()
            self._data.write(what, invoices.red, self._invoice.id, number=number, on=on, reason=reason)
        else:
            what = self.label_of(N_("Record an invoice of {number}"))
            self._data.write(what, invoices.issue, self._invoice.id, number=number, on=on)


class VoidInvoiceDialog(FormDialog):
    """Gives up an invoice that was asked for."""

    def __init__(self, data: Data, shown: ContractPayments, invoice: InvoiceView, parent: QWidget) -> None:
        super().__init__(_("Give up the invoice"), _("Give up"), parent)
        self._data, self._shown, self._invoice = data, shown, invoice
        self.reason = self.add_text(_("Reason"), longest=500)

    def save(self) -> None:
        """Write why it was given up."""
        what = Label(N_("Give up an invoice of {number}"), {"number": self._shown.number})
        self._data.write(what, invoices.void, self._invoice.id, reason=self.reason.text())
