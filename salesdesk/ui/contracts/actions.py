"""What is done with a contract as a whole: to the review, issued, signed, ended."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget

from salesdesk.domain.contract import UNDER_WAY, allows
from salesdesk.domain.errors import RuleError, SalesDeskError
from salesdesk.domain.money import minor_units
from salesdesk.i18n import N_, _, money
from salesdesk.services import contracts, gate_crossing, legal_reviews
from salesdesk.ui.contracts import handing, printing
from salesdesk.ui.contracts.desk import Desk
from salesdesk.ui.contracts.dialogs import (
    AmendDialog,
    ParticularsDialog,
    ReasonDialog,
    Signature,
    SignDialog,
    TerminateDialog,
)
from salesdesk.ui.contracts.document_actions import DocumentActions, Entry
from salesdesk.ui.contracts.follow_dialog import FollowDialog
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets import welcome
from salesdesk.ui.widgets.ask import ask
from salesdesk.ui.widgets.cards import menu_of
from salesdesk.ui.widgets.message_bar import MessageBar
from salesdesk.ui.widgets.text_lines import cut


class ContractActions(DocumentActions):
    """Offers what the state of the contract allows, and carries it out."""

    open_requested = Signal(str, object)

    def __init__(self, context: PageContext, desk: Desk, message: MessageBar, page: QWidget) -> None:
        super().__init__(context, desk, message, page)
        self._primary: Entry | None = None

    # --- what is offered ----------------------------------------------------------------------------------------

    def show_primary(self, button: QPushButton) -> None:
        """Show on a button what is done next, or hide it where nothing is."""
        self._primary = self._next()
        button.setVisible(self._primary is not None)
        if self._primary is not None:
            button.setText(self._primary[1])

    def primary_run(self) -> None:
        """Do what is next."""
        if self._primary is not None:
            self._primary[2]()

    def offer(self, below: QWidget) -> None:
        """Show the menu of what can be done."""
        menu = menu_of(self._page, self.entries())
        menu.popup(below.mapToGlobal(below.rect().bottomLeft()))

    def entries(self) -> Iterator[Entry]:
        """Yield what can be done now: icon, text, and what is done."""
        row = self._desk.content.row
        yield from self.documents()
        yield from welcome.entries(self._context, row.id, row.state, self._message, self._page)
        show = self.open_requested.emit
        if row.quote_id is not None:
            yield "file-text", _("Open the quote"), partial(show, "quote", row.quote_id)
        if row.opportunity_id is not None:
            yield "square-kanban", _("Open the opportunity"), partial(show, "opportunity", row.opportunity_id)
        yield from handing.entries(self._desk, show)
        if not self._desk.data.read_only:
            yield from self._writing()

    def _writing(self) -> Iterator[Entry]:
        """Yield what changes the contract, as its state allows."""
        content = self._desk.content
        state, version = content.row.state, content.opened.version
        if version.state == "draft":
            yield "pencil", _("Particulars…"), self.ask_particulars
        if state in UNDER_WAY and version.state == "signed":
            yield "pencil", _("Amend…"), self.ask_amend
        if allows(state, "complete"):
            yield "check", _("Complete"), self.complete
        if version.state == "issued":
            yield "pencil", _("Make a new version…"), self.ask_revise
        if version.state in ("draft", "in_review", "issued"):
            yield "x", _("Make it void…"), self.ask_void
        if allows(state, "terminate"):
            yield "circle-x", _("Terminate…"), self.ask_terminate

    def _next(self) -> Entry | None:
        """Return what is done next with the newest version; nothing where it is signed or only looked at."""
        content = self._desk.content
        if self._desk.data.read_only:
            return None
        if content.opened.version.state == "draft":
            return "check", _("Start the legal review"), self.start_review
        if content.opened.version.state == "in_review":
            if content.review.lets_issue:
                return "send", _("Issue…"), self.ask_issue
            return "check", _("To the review"), partial(self.tab_requested.emit, "review")
        if content.opened.version.state == "issued":
            return "trophy", _("Signed…"), self.ask_sign
        return None

    # --- from the draft to the signature --------------------------------------------------------------------------

    def ask_particulars(self) -> ParticularsDialog:
        """Ask for title, date and languages."""
        self._desk.flush()
        dialog = ParticularsDialog(
            self._desk.draft,
            self._set_particulars,
            self._page,
            framework=self._desk.content.row.kind == "framework",
        )
        dialog.open()
        return dialog

    def _set_particulars(self, values: dict[str, Any]) -> None:
        self._desk.edit(**values)
        self._desk.flush()

    def ask_follow(self) -> FollowDialog | None:
        """Show what the quote that was accepted since changes, and offer to take that over."""
        self._desk.flush()
        content = self._desk.content
        if content.quote_change is None:
            return None
        dialog = FollowDialog(content.quote_change, content.row.currency, self.follow_quote, self._page)
        dialog.open()
        return dialog

    def follow_quote(self) -> None:
        """Bring the draft to the version of its quote that is accepted by now."""
        self._desk.do(
            N_("Take the accepted quote over into contract {number}"), contracts.follow_quote, self._desk.id
        )

    def start_review(self) -> None:
        """Give the draft to its review and show that."""
        self._desk.do(N_("Start the legal review of {number}"), legal_reviews.start, self._desk.id)
        self.tab_requested.emit("review")

    def ask_issue(self) -> QMessageBox:
        """Ask whether the contract is to go out as it is."""
        number = self._desk.content.row.number
        question = _(
            "Issue {number}? It stands as it is from then on, and can only be replaced by a new version."
        )
        return ask(
            self._page, _("Issue the contract"), question.format(number=number), _("Issue"), self.issue
        )

    def issue(self) -> None:
        """Print the contract, keep that file, and let it out with it; what is missing is said on the page."""
        opened = self._desk.content.opened
        folder = self._desk.data.workspace.files
        self._start(
            partial(printing.keep_issued, opened.version, folder), partial(self._issued, opened.row_version)
        )

    def _issued(self, row_version: int, pdf: str) -> None:
        try:
            self._desk.issue(
                N_("Issue contract {number}"),
                contracts.issue,
                self._desk.id,
                pdf_hash=pdf,
                row_version=row_version,
            )
        except SalesDeskError as error:
            self._message.show_message(error.message)
        else:
            self._message.show_message(
                _("Issued. Print it, have it signed by both sides, then record that."),
                tone="ok",
                action=(_("Export PDF…"), self.ask_export),
            )

    def ask_sign(self) -> SignDialog:
        """Ask for the day and the scan of the signature."""
        content, data = self._desk.content, self._desk.data
        row, crossing = content.row, None
        original = content.opened.version.kind == "original"
        if row.opportunity_id is not None and row.kind == "sale" and original:
            crossing = data.read(gate_crossing.crossing, row.opportunity_id, None, person=data.person)
            crossing = crossing if crossing.status != "won" else None
        foreign = crossing is not None and crossing.currency != row.currency
        dialog = SignDialog(
            self._context,
            f"{row.number} · {cut(row.customer, 60)}",
            crossing,
            self.sign,
            self._page,
            currency=row.currency if foreign else "",
        )
        dialog.open()
        return dialog

    def sign(self, signature: Signature) -> None:
        """Record the signature: the opportunity is won, the payments are made."""
        self._desk.issue(
            N_("Sign contract {number}"),
            contracts.sign,
            self._desk.id,
            on=signature.on,
            file=signature.file,
            fx_rate=signature.fx_rate,
            gate_waiver=signature.waiver,
        )
        self._message.show_message(_("Signed. The payments are made of the plan."), tone="ok")
        if self._desk.content.row.kind == "sale":
            self.tab_requested.emit("payments")

    # --- other versions, the end ----------------------------------------------------------------------------------

    def ask_revise(self) -> ReasonDialog:
        """Ask why what was issued gets another version before it is signed."""
        told = _("What was issued is replaced by a new draft, which is reviewed and issued again.")
        return self._ask_reason(_("New version"), told, _("Make the version"), self._revise)

    def _revise(self, reason: str) -> None:
        label = N_("New version of contract {number}")
        self._desk.issue(label, contracts.revise, self._desk.id, reason=reason, today=_today())

    def ask_void(self) -> ReasonDialog:
        """Ask why what isn't signed becomes void."""
        amended = self._desk.content.opened.version.kind == "amendment"
        told = _("The contract in force stays.") if amended else _("The quote can get another contract then.")
        return self._ask_reason(_("Make it void"), told, _("Make it void"), self._void)

    def _void(self, reason: str) -> None:
        self._desk.do(N_("Make contract {number} void"), contracts.void, self._desk.id, reason=reason)

    def _ask_reason(self, title: str, told: str, confirm: str, then: Callable[[str], object]) -> ReasonDialog:
        dialog = ReasonDialog(title, told, confirm, then, self._page)
        dialog.open()
        return dialog

    def ask_amend(self) -> AmendDialog:
        """Ask why the contract is amended, and by which quote."""
        row, data = self._desk.content.row, self._desk.data
        quotes = (
            data.read(contracts.accepted_quotes, customer_id=row.customer_id) if row.kind == "sale" else ()
        )
        dialog = AmendDialog(quotes, self._amend, self._page)
        dialog.open()
        return dialog

    def _amend(self, reason: str, quote_id: uuid.UUID | None) -> None:
        self._desk.do(
            N_("Amend contract {number}"),
            contracts.amend,
            self._desk.id,
            reason=reason,
            today=_today(),
            quote_id=quote_id,
        )

    def complete(self) -> None:
        """Close the contract; it says on the page what is still to be paid."""
        try:
            self._desk.do(N_("Complete contract {number}"), contracts.complete, self._desk.id, on=_today())
        except RuleError as error:
            self._message.show_message(error.message)

    def ask_terminate(self) -> TerminateDialog:
        """Ask when and why the contract ends, and what stays of its amount."""
        row = self._desk.content.row
        total = money(row.total, row.currency, places=minor_units(row.currency))
        paid = f"{row.paid:,.{minor_units(row.currency)}f}" if row.paid else "0"
        dialog = TerminateDialog(total, paid, self._terminate, self._page)
        dialog.open()
        return dialog

    def _terminate(self, on: date, reason: str, kept: Decimal) -> None:
        label = N_("Terminate contract {number}")
        self._desk.issue(label, contracts.terminate, self._desk.id, on=on, reason=reason, kept=kept)


def _today() -> date:
    return date.today()  # noqa: DTZ011 - days of contracts are local dates
