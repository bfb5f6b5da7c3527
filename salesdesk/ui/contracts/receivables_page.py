"""The page of what is still to come in: instalments of all contracts, their ages, and the money that pays them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from salesdesk.domain.money import minor_units
from salesdesk.domain.payment_terms import TRIGGERS
from salesdesk.i18n import N_, _, day, money, ngettext, number
from salesdesk.services import dunning_letters, lists, receivable_list
from salesdesk.services.lists import Choice, ListQuery
from salesdesk.services.receivable_list import UNPAID, ReceivableRow
from salesdesk.ui.background import Job
from salesdesk.ui.contracts import statement_dialog
from salesdesk.ui.contracts.age_strip import ALL, AgeStrip
from salesdesk.ui.contracts.books_dialog import BooksDialog
from salesdesk.ui.contracts.dunning_dialog import DunningDialog
from salesdesk.ui.contracts.receipt_dialog import ReceiptDialog
from salesdesk.ui.list_page import Filter, ListPage, Wording
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets import list_files
from salesdesk.ui.widgets.basics import icon_button
from salesdesk.ui.widgets.cards import menu_of
from salesdesk.ui.widgets.export_bar import EXCEL, ExportBar
from salesdesk.ui.widgets.files import choose_table
from salesdesk.ui.widgets.list_files import FileColumn
from salesdesk.ui.widgets.page_switch import CONTRACTS, PageSwitch
from salesdesk.ui.words import INSTALMENT_STATUS, tone, word

_Column = FileColumn[ReceivableRow]
_TRIGGERS: Final[dict[str, str]] = dict(TRIGGERS.items())
_SHOWN: Final = ("open", "partial", "overdue", "done", "void")


def _money(row: ReceivableRow, name: str) -> str:
    return money(getattr(row, name), row.currency, places=minor_units(row.currency))


_COLUMNS: Final = (
    _Column(
        "due_on",
        N_("Due day"),
        94,
        lambda row: day(row.due_on) if row.due_on else "",
        kind="date",
        raw=lambda row: row.due_on,
    ),
    _Column(
        "status",
        N_("Status"),
        100,
        lambda row: word(INSTALMENT_STATUS, row.status),
        tone=lambda row: tone(INSTALMENT_STATUS, row.status),
    ),
    _Column("number", N_("Contract no."), 116, lambda row: row.number, strong=True),
    _Column("customer", N_("Customer"), 130, lambda row: row.customer, grows=True),
    _Column("label", N_("Instalment"), 100, lambda row: row.label, grows=True),
    _Column(
        "outstanding",
        N_("Still open"),
        116,
        lambda row: _money(row, "outstanding") if row.outstanding else "",
        right=True,
        kind="money",
        raw=lambda row: row.outstanding,
    ),
    _Column(
        "paid",
        N_("Received"),
        112,
        lambda row: _money(row, "paid") if row.paid else "",
        right=True,
        kind="money",
        raw=lambda row: row.paid,
    ),
    _Column(
        "amount",
        N_("Amount"),
        116,
        lambda row: _money(row, "amount"),
        right=True,
        kind="money",
        raw=lambda row: row.amount,
        shown=False,
    ),
    _Column(
        "days_late",
        N_("Days late"),
        80,
        lambda row: number(row.days_late, 0) if row.status == "overdue" else "",
        right=True,
        kind="number",
        raw=lambda row: row.days_late if row.status == "overdue" else None,
    ),
    _Column(
        "trigger", N_("Due upon"), 96, lambda row: _(_TRIGGERS.get(row.trigger, row.trigger)), grows=True
    ),
    _Column(
        "planned_on",
        N_("Expected on"),
        94,
        lambda row: day(row.planned_on) if row.planned_on else "",
        kind="date",
        raw=lambda row: row.planned_on,
    ),
    _Column("currency", N_("Currency"), 72, lambda row: row.currency, shown=False),
    _Column("owner", N_("Owner"), 84, lambda row: row.owner),
)


def _statuses(_session: object) -> list[Choice]:
    return [(UNPAID, _("All open")), *((code, word(INSTALMENT_STATUS, code)) for code in _SHOWN)]


def _owners(session: object) -> list[Choice]:
    return receivable_list.owners(session)  # type: ignore[arg-type]  # the window sees no session's type


class ReceivablesPage(ListPage):
    """Shows instalments, those still to come in at first; money is recorded for them here."""

    name = "contracts"
    kept_as = "receivables"
    kind = "contract"
    icon = "inbox"
    source = receivable_list.SOURCE
    columns = _COLUMNS
    usual = ListQuery("due_on", values={"status": UNPAID})
    filters = (Filter("status", N_("Status"), _statuses), Filter("owner", N_("Owner"), _owners))
    tables = ("instalment", "receipt", "receipt_allocation", "contract", "customer", "person")
    deletes = False
    wording = Wording(
        title=N_("Receivables"),
        hint=N_("Filter by contract, customer or payment"),
        new=N_("Record a receipt"),
        nothing=N_("What customers still have to pay by signed contracts stands here. Nothing is open."),
        nothing_to_look_at=N_("Nothing is still to come in."),
        no_fit=N_("No payment fits the filter."),
        delete_one="",
        delete_many="",
    )

    def __init__(self, context: PageContext, state: object | None = None) -> None:
        self.ages = AgeStrip()
        self.exports = ExportBar(context.background)
        self._reading: Job | None = None
        super().__init__(context, state)
        layout = self.layout()
        if isinstance(layout, QVBoxLayout):
            layout.insertWidget(1, self.ages)
            layout.insertWidget(2, self.exports)
        self.ages.chosen.connect(self._on_age)
        self._show_ages()

    def title_part(self) -> QWidget:
        """Return the tabs of contracts and receivables."""
        self.switch = PageSwitch(CONTRACTS, "receivables")
        self.switch.chosen.connect(lambda name: self.action_requested.emit(name, None))
        return self.switch

    def _head(self) -> QHBoxLayout:
        head = super()._head()
        self.excel = icon_button("download", _("Export…"))
        self.excel.clicked.connect(self._show_exports)
        self.statement = icon_button("file-input", _("Import a bank statement…"))
        if self._data.read_only:
            self.statement.hide()  # to show it before it lies in the page would make it a window
        self.statement.clicked.connect(self.ask_statement)
        if not self._data.read_only:
            for keys, run in (("Ctrl+R", self.ask_new), ("Ctrl+B", self.ask_statement)):
                QShortcut(QKeySequence(keys), self).activated.connect(run)
        for place, part in enumerate((self.excel, self.statement), start=1):
            head.insertWidget(head.indexOf(self.columns_button) + place, part)
        return head

    def counted(self, count: int) -> str:
        """Return how many payments there are, in words."""
        return ngettext("{count} row", "{count} rows", count).format(count=number(count, 0))

    def row_name(self, row: ReceivableRow) -> str:
        """Return the contract's number and the payment."""
        return f"{row.number} {row.label}"

    def open_row(self, row: ReceivableRow) -> None:
        """Open the payments of a payment's contract."""
        self.action_requested.emit("contract-payments", row.contract_id)

    def shortcuts(self) -> Sequence[tuple[str, str]]:
        """Return the keys of the page."""
        keys = super().shortcuts()
        if self._data.read_only:
            return keys
        return (
            *keys,
            ("Ctrl+R", _("Record a receipt")),
            ("Ctrl+B", _("Import a bank statement")),
        )

    def busy(self) -> bool:
        """Tell whether the list or a statement is still being read."""
        return super().busy() or self._reading is not None

    def leave(self) -> None:
        """Stop reading and writing."""
        self.exports.stop()
        if self._reading is not None:
            self._reading.drop()
            self._reading = None
        super().leave()

    # --- ages ---------------------------------------------------------------------------------------------------

    def _show_ages(self) -> None:
        """Show the ages of what the other filters leave."""
        query = self.list.query
        values = {**query.values, "status": UNPAID, "age": None}
        ages = self._data.read(
            receivable_list.ages, today=lists.local_day(), within=replace(query, values=values)
        )
        self.ages.show_ages(ages, query.values.get("age") or ALL)

    def _on_age(self, key: str) -> None:
        values = {**self.list.query.values, "status": UNPAID, "age": key or None}
        self.chips["status"].set_value(UNPAID)
        self.list.show_query(replace(self.list.query, values=values))

    def _on_chip(self, key: str, value: Any) -> None:
        if key == "status" and value != UNPAID:
            self.list.query = replace(self.list.query, values={**self.list.query.values, "age": None})
        super()._on_chip(key, value)

    def _on_loaded(self) -> None:
        super()._on_loaded()
        self._show_ages()

    # --- what the user does -------------------------------------------------------------------------------------

    def ask_new(self) -> None:
        """Record money that came in, for the selected payment's customer or for another one."""
        row = self.list.selected_row()
        self.record_receipt(row if row is not None and row.outstanding else None)

    def record_receipt(self, row: ReceivableRow | None) -> None:
        """Ask for a receipt, at first of what a payment still waits for."""
        ReceiptDialog.of_row(self._data, row, self).open()

    def extra_actions(self, menu: QMenu, row: ReceivableRow) -> None:
        """Offer what can be done about one payment."""
        if row.outstanding and not self._data.read_only:
            menu.addAction(_("Record a receipt…"), lambda: self.record_receipt(row))
            if row.due_on is not None:
                menu.addAction(_("Letter about the payment…"), lambda: self.write_letter(row))
        menu.addAction(_("Open the customer"), lambda: self.open_requested.emit("customer", row.customer_id))
        menu.addAction(_("Only this customer"), lambda: self.text.setText(row.customer))

    def write_letter(self, row: ReceivableRow) -> None:
        """Show what is written to the customer about a payment."""
        seller = self._data.workspace.name
        found = self._data.read(dunning_letters.letter, row.id, seller_name=seller)
        DunningDialog(self._data, found, self).open()

    def _show_exports(self) -> None:
        entries = [
            ("download", _("Export to Excel"), self.export),
            ("book-open", _("Export for bookkeeping…"), self.ask_books),
        ]
        menu_of(self, entries).popup(self.excel.mapToGlobal(self.excel.rect().bottomLeft()))

    def ask_books(self) -> None:
        """Ask for a period, and write its receipts and invoices for the bookkeeping program."""
        BooksDialog(
            self._data.workspace, lambda name, work: self.exports.ask(name, EXCEL, work, 0), self
        ).open()

    def ask_statement(self) -> None:
        """Ask for a bank's statement, and read it beside the window."""
        choose_table(self.window(), _("Import a bank statement"), Path.home(), self.read_statement)

    def read_statement(self, file: Path) -> None:
        """Read a bank's statement and show what its lines pay; what is none is said above the list."""
        if self._reading is not None:
            return
        work = partial(statement_dialog.read, self._data.workspace, file, lists.local_day())
        self._reading = self._context.background.job(work)
        self._reading.done.connect(self._on_statement)
        self._reading.failed.connect(self.exports.message.show_message)
        self._reading.ended.connect(self._on_read)
        self.exports.message.show_message(_("The statement is being read…"), tone="note")
        self._context.background.start(self._reading)

    def _on_read(self) -> None:
        self._reading = None

    def _on_statement(self, found: statement_dialog.Reading) -> None:
        self.exports.message.hide()
        if found.proposals:
            statement_dialog.StatementDialog(self._data, found, self).open()
            return
        text = _("In “{file}” no line brings money.").format(file=found.statement.name)
        for problem in found.statement.problems[:1]:
            said = _("Line {number}: {problem}").format(number=problem.line, problem=problem.message)
            text = f"{text} {said}"
        self.exports.message.show_message(text, tone="warn")

    def export(self) -> None:
        """Ask where the rows go as a spreadsheet, in the columns that are shown."""
        columns = [column for column in self.list.header.shown() if isinstance(column, FileColumn)]
        numbers, title = self.list.model.numbers, _(self.wording.title)
        work = list_files.to_workbook(self._data.workspace, self.source, columns, numbers, title)
        self.exports.ask(title, EXCEL, work, len(numbers))
