"""What is done with a ticket as a whole: accepted, returned, done; printed; its checklist kept for others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from salesdesk import paths
from salesdesk.domain.changes import Label
from salesdesk.domain.errors import RuleError
from salesdesk.domain.file_names import safe_name
from salesdesk.domain.handover import HandoverSheet
from salesdesk.domain.service_ticket import allows
from salesdesk.exchange import output
from salesdesk.i18n import N_, _
from salesdesk.services import handover_sheets, handovers, lists, tickets
from salesdesk.services.tickets import TicketView
from salesdesk.storage import files
from salesdesk.ui.background import Job
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets import welcome
from salesdesk.ui.widgets.ask_text import TextDialog, ask_text
from salesdesk.ui.widgets.cards import menu_of
from salesdesk.ui.widgets.files import choose_target
from salesdesk.ui.widgets.message_bar import MessageBar

Run = Callable[[], object]
Entry = tuple[str, str, Run]
_LONGEST_REASON = 2000


class TicketActions(QObject):
    """Offers what the state of the ticket allows, and carries it out."""

    open_requested = Signal(str, object)

    def __init__(self, context: PageContext, message: MessageBar, page: QWidget) -> None:
        super().__init__(page)
        self._context, self._data = context, context.data
        self._message, self._page = message, page
        self._ticket: TicketView | None = None
        self.busy = False

    @property
    def ticket(self) -> TicketView:
        """Return the ticket that is shown."""
        if self._ticket is None:
            raise LookupError
        return self._ticket

    def show_ticket(self, ticket: TicketView, button: QPushButton) -> None:
        """Take another ticket, or the same as it stands now; the button offers what is next."""
        self._ticket = ticket
        entry = self._next()
        button.setVisible(entry is not None)
        if entry is not None:
            button.setText(entry[1])

    # --- what is offered ----------------------------------------------------------------------------------------

    def _next(self) -> Entry | None:
        """Return what is done next; nothing where it is at its end or only looked at."""
        steps: dict[str, Entry] = {
            "open": ("check", _("Accept"), self.accept),
            "accepted": ("check", _("Finish"), self.finish),
            "returned": ("send", _("Send again"), self.send),
        }
        return None if self._data.read_only else steps.get(self.ticket.state)

    def primary_run(self) -> None:
        """Do what is next."""
        entry = self._next()
        if entry is not None:
            entry[2]()

    def offer(self, below: QWidget) -> None:
        """Show the menu of what can be done."""
        menu_of(self._page, self.entries()).popup(below.mapToGlobal(below.rect().bottomLeft()))

    def entries(self) -> Iterator[Entry]:
        """Yield what can be done now: icon, text, and what is done."""
        ticket, writes = self.ticket, not self._data.read_only
        if ticket.contract_id is not None:
            yield "printer", _("Handover sheet as a PDF…"), self.ask_export
            yield "printer", _("Print the handover sheet…"), self.ask_print
        if writes and allows(ticket.state, "return"):
            yield "undo-2", _("Return…"), self.ask_return
        if writes and allows(ticket.state, "reopen"):
            yield "redo-2", _("Take it up again"), self.reopen
        for kind, record, icon, text in (
            ("contract", ticket.contract_id, "square-check-big", _("Open the contract")),
            ("opportunity", ticket.opportunity_id, "square-kanban", _("Open the opportunity")),
            ("customer", ticket.customer_id, "building-2", _("Open the customer")),
        ):
            if record is not None:
                yield icon, text, partial(self.open_requested.emit, kind, record)
        if ticket.contract_id is not None:
            yield from welcome.entries(
                self._context, ticket.contract_id, ticket.contract_state, self._message, self._page
            )
        if writes and ticket.kind == "handover":
            yield "star", _("Begin every handover with this checklist"), self.keep_list
            yield "star", _("Begin every handover with the shipped checklist"), self.use_shipped
        if writes and allows(ticket.state, "void"):
            yield "x", _("Make it void…"), self.ask_void

    # --- from the signature to the end --------------------------------------------------------------------------

    def _do(self, template: str, fn: Callable[..., Any], /, *args: Any) -> None:
        self._data.write(Label(template, {"number": self.ticket.number}), fn, self.ticket.id, *args)

    def accept(self) -> None:
        """Accept the ticket."""
        self._do(N_("Accept {number}"), tickets.accept)

    def finish(self) -> None:
        """Call the ticket done; what is still to do is said on the page."""
        try:
            self._do(N_("Finish {number}"), tickets.finish)
        except RuleError as error:
            self._message.show_message(error.message)
        else:
            self._message.hide()

    def send(self) -> None:
        """Send the ticket again."""
        self._do(N_("Send {number} again"), tickets.send)

    def reopen(self) -> None:
        """Take the ticket up again."""
        self._do(N_("Take {number} up again"), tickets.reopen)

    def ask_return(self) -> TextDialog:
        """Ask what is missing, and return the ticket to those who raised it."""
        return self._ask(
            _("Return the ticket"), _("What is missing"), N_("Return {number}"), tickets.give_back
        )

    def ask_void(self) -> TextDialog:
        """Ask why the ticket becomes void."""
        return self._ask(_("Make it void"), _("Reason"), N_("Make {number} void"), tickets.void)

    def _ask(self, title: str, caption: str, template: str, fn: Callable[..., Any]) -> TextDialog:
        dialog = ask_text(self._page, title, caption, "", lambda text: self._do(template, fn, text))
        dialog.text.setMaxLength(_LONGEST_REASON)
        return dialog

    # --- the checklist of the firm --------------------------------------------------------------------------------

    def keep_list(self) -> None:
        """Let handovers begin with these points from now on."""
        self._data.write(
            Label(N_("Keep the checklist of handovers")), handovers.keep_as_usual, self.ticket.id
        )
        self._message.show_message(_("New handovers begin with these points."), tone="ok")

    def use_shipped(self) -> None:
        """Let handovers begin with the shipped points again."""
        self._data.write(Label(N_("Take the shipped checklist of handovers")), handovers.use_shipped)
        self._message.show_message(_("New handovers begin with the shipped points."), tone="ok")

    # --- on paper -----------------------------------------------------------------------------------------------

    def _sheet(self) -> HandoverSheet:
        seller = self._data.workspace.name
        today = lists.local_day()
        return self._data.read(handover_sheets.sheet, self.ticket.id, today=today, seller_name=seller)

    def ask_export(self) -> QFileDialog:
        """Ask where the handover sheet goes, and write it there beside the window."""
        sheet = self._sheet()
        name = _("Handover sheet")
        start = paths.documents_dir() / safe_name(f"{name} {sheet.number}.pdf")
        title, kind = _("Export the handover sheet"), _("PDF files (*.pdf)")
        return choose_target(self._page, title, start, kind, partial(self.export, sheet))

    def export(self, sheet: HandoverSheet, file: Path) -> None:
        """Write a handover sheet as a PDF."""
        self._start(partial(_write, sheet, self._data.workspace.files, file), self._on_written)

    def ask_print(self) -> None:
        """Draw the handover sheet and ask for a printer."""
        self._start(partial(_render, self._sheet(), self._data.workspace.files), self._on_rendered)

    def _start(self, work: Callable[[Job], Any], then: Callable[[Any], object]) -> None:
        self.busy = True
        job = self._context.background.job(work)
        job.done.connect(then)
        job.failed.connect(self._on_failed)
        self._context.background.start(job)

    def _on_written(self, file: Path) -> None:
        self.busy = False
        self._message.show_message(_("Saved: {path}").format(path=file), tone="ok")

    def _on_rendered(self, pdf: bytes) -> None:
        from salesdesk.ui.pdf_printing import PdfPrinting  # noqa: PLC0415 - what prints loads when it is asked for

        self.busy = False
        printing = PdfPrinting(pdf, self.ticket.number, self._context.background, self._page)
        printing.failed.connect(self._message.show_message)
        printing.ask()

    def _on_failed(self, text: str) -> None:
        self.busy = False
        self._message.show_message(text)


def _render(sheet: HandoverSheet, folder: Path, job: Job) -> bytes:
    from salesdesk.documents.handover_pdf import render_handover  # noqa: PLC0415 - ReportLab only when it prints

    job.report(0, 0)
    return render_handover(sheet, partial(files.read, folder))


def _write(sheet: HandoverSheet, folder: Path, file: Path, job: Job) -> Path:
    output.write(file, _render(sheet, folder, job))
    return file
