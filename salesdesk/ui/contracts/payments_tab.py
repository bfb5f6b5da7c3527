"""The money of a contract: its plan, what happened, what came in, invoices."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from contextlib import suppress
from decimal import Decimal
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from salesdesk.domain.changes import Changes
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.payment_plan import PlanLine
from salesdesk.i18n import N_, _, day
from salesdesk.services import contract_payments, dunning_letters, lists, payment_plans
from salesdesk.services.contract_events import EventView
from salesdesk.services.contract_payments import ContractPayments
from salesdesk.services.invoices import InvoiceView
from salesdesk.services.payment_plans import InstalmentView
from salesdesk.ui.contracts import payment_dialogs as dialogs
from salesdesk.ui.contracts.desk import Desk
from salesdesk.ui.contracts.dunning_dialog import DunningDialog
from salesdesk.ui.contracts.event_actions import EventActions
from salesdesk.ui.contracts.payment_tables import (
    EVENTS,
    INVOICES,
    RECEIPTS,
    label_of,
    plan_columns,
    shown_money,
)
from salesdesk.ui.contracts.plan_dialog import PlanDialog
from salesdesk.ui.contracts.plan_line import PlanBar
from salesdesk.ui.contracts.receipt_dialog import Beginning, ReceiptDialog
from salesdesk.ui.contracts.spread_dialog import SpreadDialog
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.cards import Card, column, menu_of
from salesdesk.ui.widgets.record_list_painter import ROW_HEIGHT
from salesdesk.ui.widgets.row_table import RowTable

TABLES: Final = (
    *("contract", "contract_version", "contract_event", "contract_file", "punch_item", "instalment"),
    *("receipt", "receipt_allocation", "invoice", "customer"),
)
"""The tables whose rows the tab shows."""
_HEAD: Final = 34
_SLACK: Final = 14
"""Room for the bar that scrolls where the columns need more than there is."""
_MOST_ROWS: Final = 8
_WIDE: Final = 1_040


class PaymentsTab(QWidget):
    """Shows the money of one contract; what is recorded in it is one step each that undo takes back."""

    def __init__(self, context: PageContext, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._data = context.data
        self.about_events = EventActions(context, self)
        self.shown: ContractPayments | None = None
        self.sums = label(role="secondary", wrap=True)
        self.sums.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.line = PlanBar()
        self.plan: RowTable[InstalmentView] = RowTable(plan_columns(self._currency, self._place), "place")
        self.receipts: RowTable[Any] = RowTable(RECEIPTS, "received_on", descending=True)
        self.events: RowTable[Any] = RowTable(EVENTS, "on")
        self.invoices: RowTable[Any] = RowTable(INVOICES, "requested_on", descending=True)
        self.cards: dict[str, Card] = {}
        self.record = button(_("Record a receipt…"))
        self.change = button(_("Change the plan…"))
        self.happened = button(_("Record an event…"))
        self.ask_invoice = button(_("Ask for an invoice…"))
        inner = [
            self._card("plan", _("Plan of payments"), self.plan, (self.change, self.record, self.happened)),
            self._card("events", _("Events"), self.events, ()),
            self._card("receipts", _("Receipts"), self.receipts, ()),
            self._card("invoices", _("Invoices"), self.invoices, (self.ask_invoice,)),
        ]
        self.cards["plan"].body.insertWidget(0, self.sums)
        self.cards["plan"].body.insertWidget(1, self.line)
        self.warranty = label(role="secondary")
        self.cards["events"].body.addWidget(self.warranty)
        plan, events, receipts, bills = inner
        beside = QWidget()
        self._beside = QBoxLayout(QBoxLayout.Direction.TopToBottom, beside)
        margins(self._beside, gap=12)
        for card in (events, receipts):
            self._beside.addWidget(card, 1, Qt.AlignmentFlag.AlignTop)
        area, _layout = column(plan, beside, bills)
        layout = QVBoxLayout(self)
        margins(layout, 10, 10, 2, 4)
        layout.addWidget(area)
        self._connect()

    def _card(self, name: str, title: str, table: RowTable[Any], buttons: Sequence[QPushButton]) -> Card:
        card = Card(title)
        for one in buttons:
            card.head.addWidget(one)
        table.view.setAccessibleName(title)
        table.view.setSelectionMode(table.view.SelectionMode.SingleSelection)
        table.setProperty("role", "")
        card.body.addWidget(table)
        self.cards[name] = card
        return card

    def _connect(self) -> None:
        self._data.changed.connect(self._on_changed)
        self.record.clicked.connect(self.record_receipt)
        self.change.clicked.connect(self.change_plan)
        self.happened.clicked.connect(self.record_event)
        self.ask_invoice.clicked.connect(self._request_invoice)
        self.plan.open_requested.connect(self.record_receipt)
        QShortcut(QKeySequence("Ctrl+R"), self).activated.connect(self.record_receipt)
        expect = QShortcut(
            QKeySequence("F2"), self.plan, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
        )
        expect.activated.connect(self.expect)
        for table, entries in (
            (self.plan, self.plan_entries),
            (self.receipts, self.receipt_entries),
            (self.events, self.event_entries),
            (self.invoices, self.invoice_entries),
        ):
            table.view.menu_requested.connect(partial(self._show_menu, entries))
            if table is not self.plan:
                table.open_requested.connect(partial(self._show_menu_of, table, entries))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = event.size().width() >= _WIDE
        ways = QBoxLayout.Direction
        self._beside.setDirection(ways.LeftToRight if wide else ways.TopToBottom)

    # --- showing ------------------------------------------------------------------------------------------------

    def show_contract(self, contract_id: uuid.UUID) -> None:
        """Show the money of a contract."""
        shown = self._data.read(contract_payments.load, contract_id, today=lists.local_day())
        self.shown = shown
        self.line.show_plan(shown.plan, shown.currency, [label_of(row) for row in shown.plan])
        self.sums.setText(self._said(shown))
        for name, table, rows in (
            ("plan", self.plan, shown.plan),
            ("events", self.events, shown.events),
            ("receipts", self.receipts, shown.receipts),
            ("invoices", self.invoices, shown.invoices),
        ):
            table.show_rows(rows)  # type: ignore[arg-type]  # each table has the rows of its kind
            table.setFixedHeight(_HEAD + ROW_HEIGHT * min(max(len(rows), 1), _MOST_ROWS) + _SLACK)
            self.cards[name].setVisible(
                bool(rows) or name == "plan" or (name == "invoices" and (shown.binding or shown.billable))
            )
            table.setVisible(bool(rows))
        until = shown.warranty_until
        self.warranty.setVisible(until is not None)
        self.warranty.setText(_("Warranty until {day}").format(day=day(until)) if until else "")
        writable = not self._data.read_only
        self.record.setVisible(writable and shown.signed and bool(shown.outstanding))
        self.change.setVisible(writable and self._may_change())
        self.happened.setVisible(writable and shown.binding)
        self.ask_invoice.setVisible(writable and shown.billable)

    def _currency(self) -> str:
        return self.shown.currency if self.shown else "CNY"

    def _place(self, row: InstalmentView) -> int:
        plan = self.shown.plan if self.shown else ()
        return next((place for place, one in enumerate(plan, start=1) if one.id == row.id), 0)

    def _said(self, shown: ContractPayments) -> str:
        """Return the sums in words."""
        if not shown.plan:
            return _("This contract has no plan of payments.")
        total = shown_money(shown.total, shown.currency)
        if not shown.signed:
            return _("{amount} in all. The payments become receivables once the contract is signed.").format(
                amount=total
            )
        dated = sum((row.outstanding for row in shown.plan if row.due_on is not None), Decimal(0))
        text = _(
            "{amount} in all · {paid} received · {overdue} overdue · {due} due later · {waiting} not triggered yet"
        )
        return text.format(
            amount=total,
            paid=shown_money(shown.received, shown.currency),
            overdue=shown_money(shown.overdue, shown.currency),
            due=shown_money(dated - shown.overdue, shown.currency),
            waiting=shown_money(shown.outstanding - dated, shown.currency),
        )

    def _on_changed(self, changes: Changes) -> None:
        if self.shown is None or not changes.touches(*TABLES):
            return
        with suppress(InvalidInputError):  # the contract is gone, and its page is about to go too
            self.show_contract(self.shown.contract_id)

    # --- what the user does -------------------------------------------------------------------------------------

    def record_receipt(self) -> None:
        """Ask for money that came in, at first of the selected payment, else of the first that is open."""
        shown = self.shown
        if shown is None or not shown.signed or self._data.read_only:
            return
        chosen = [row for row in self.plan.selected() if row.outstanding]
        row = next(iter(chosen or [row for row in shown.plan if row.outstanding]), None)
        if row is not None:
            begin = Beginning(shown.customer_id, shown.customer, shown.currency, row.outstanding, row.id)
            ReceiptDialog(self._data, begin, self.window()).open()

    def _may_change(self) -> bool:
        """Tell whether the plan can be agreed anew: in a draft all of it, later what nothing was paid of."""
        shown = self.shown
        if shown is None:
            return False
        if not shown.signed:
            return not self._desk.read_only
        return shown.agreeable and any(row.outstanding and not row.paid for row in shown.plan)

    def change_plan(self) -> None:
        """Ask for another plan."""
        shown = self.shown
        if shown is None or not self._may_change():
            return
        if not shown.signed:
            plan = self._desk.draft.plan
            PlanDialog(shown.total, shown.currency, plan, self._agree, self.window()).open()
            return
        free = [row for row in shown.plan if row.status != "void" and not row.paid]
        total = sum((row.amount for row in free), Decimal(0))
        lines = [_line(row, last=row is free[-1]) for row in free]
        PlanDialog(total, shown.currency, lines, self._agree_anew, self.window()).open()

    def _agree(self, plan: tuple[PlanLine, ...], term: str) -> None:
        self._desk.edit(plan=plan, payment_term=term)
        self._desk.flush()

    def _agree_anew(self, plan: tuple[PlanLine, ...], _term: str) -> None:
        what = N_("Agree another plan of payments for {number}")
        self._desk.do(what, payment_plans.resplit, self._desk.id, plan)

    def _ask(self, dialog: Any, *what: Any) -> None:
        if self.shown is not None:
            dialog(self._data, self.shown, *what, self.window()).open()

    def record_event(self) -> None:
        """Ask what happened to the contract."""
        if self.shown is not None:
            self.about_events.ask(self.shown)

    def _request_invoice(self) -> None:
        """Ask for an invoice, at first over the selected instalment, else over what isn't invoiced yet."""
        shown = self.shown
        if shown is None:
            return
        left = shown.total - shown.invoiced
        row = next((row for row in self.plan.selected() if row.status != "void"), None)
        amount = min(row.amount, left) if row is not None else left
        self._ask(dialogs.RequestInvoiceDialog, amount, row.id if row is not None else None)

    def _write_letter(self, row: InstalmentView) -> None:
        seller = self._data.workspace.name
        found = self._data.read(dunning_letters.letter, row.id, seller_name=seller)
        DunningDialog(self._data, found, self.window()).open()

    def expect(self) -> None:
        """Ask on which day the money of the selected payment is expected."""
        row = next(iter(self.plan.selected()), None)
        signed = self.shown is not None and self.shown.signed
        if row is not None and row.outstanding and signed and not self._data.read_only:
            self._ask(dialogs.ExpectedDayDialog, row)

    # --- menus --------------------------------------------------------------------------------------------------

    def plan_entries(self) -> list[tuple[str, str, Any]]:
        """Return what can be done about the selected payment."""
        row = next(iter(self.plan.selected()), None)
        if row is None or self.shown is None or not self.shown.signed:
            return []
        entries: list[tuple[str, str, Any]] = []
        if row.outstanding:
            entries.append(("download", _("Record a receipt…"), self.record_receipt))
        if row.outstanding and row.due_on is not None:
            entries.append(("mail", _("Letter about the payment…"), partial(self._write_letter, row)))
        if row.outstanding and row.status != "void":
            entries.append(("clock", _("Expected on…"), self.expect))
        if row.trigger == "fixed_date" and row.outstanding and self.shown.under_way:
            entries.append(
                ("clock", _("Set the agreed day…"), partial(self._ask, dialogs.AgreedDayDialog, row))
            )
        return entries

    def receipt_entries(self) -> list[tuple[str, str, Any]]:
        """Return what can be done about the selected receipt."""
        row = next(iter(self.receipts.selected()), None)
        if row is None or row.reversed or row.reverses is not None:
            return []
        return [
            ("pencil", _("What it pays…"), partial(self._ask, SpreadDialog, row)),
            ("undo-2", _("Take back…"), partial(self._ask, dialogs.ReverseDialog, row)),
        ]

    def event_entries(self) -> list[tuple[str, str, Any]]:
        """Return what can be done about the selected event."""
        row: EventView | None = next(iter(self.events.selected()), None)
        return [] if row is None or self.shown is None else self.about_events.entries(self.shown, row)

    def invoice_entries(self) -> list[tuple[str, str, Any]]:
        """Return what can be done about the selected invoice."""
        row: InvoiceView | None = next(iter(self.invoices.selected()), None)
        if row is None or row.red_of is not None:
            return []
        if row.state == "requested":
            return [
                ("check", _("Record as issued…"), partial(self._ask, dialogs.IssueInvoiceDialog, row)),
                ("x", _("Give up…"), partial(self._ask, dialogs.VoidInvoiceDialog, row)),
            ]
        if row.state == "issued":
            return [("x", _("Cancel by a red invoice…"), partial(self._ask, dialogs.IssueInvoiceDialog, row))]
        return []

    def _show_menu_of(self, table: RowTable[Any], entries: Any) -> None:
        """Show the menu at the row where the keyboard is."""
        view = table.view
        place = view.visualRect(view.currentIndex()).bottomLeft()
        self._show_menu(entries, view.viewport().mapToGlobal(place), marked=True)

    def _show_menu(self, entries: Any, at: QPoint, *, marked: bool = False) -> None:
        """Show what can be done at a place, the first of it marked where a key asks for it."""
        looks = entries == self.event_entries
        found = entries() if looks or not self._data.read_only else []
        if found:
            menu = menu_of(self, found)
            menu.popup(at)
            if marked:
                menu.setActiveAction(menu.actions()[0])


def _line(row: InstalmentView, *, last: bool) -> PlanLine:
    """Return an instalment that nothing was paid of as a part of a plan; the last one takes the rest."""
    return PlanLine(
        kind="balance" if last else "amount",
        trigger=row.trigger,
        offset_days=row.offset_days,
        amount=None if last else row.amount,
        fixed_on=row.due_on if row.trigger == "fixed_date" else None,
        retention=row.is_retention,
        label=row.label,
        label_en=row.label_en,
    )
