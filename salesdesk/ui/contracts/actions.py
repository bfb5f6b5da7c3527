"""What is done with a contract as a whole: to the review, issued, signed, printed, ended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from salesdesk import paths
from salesdesk.domain.contract_version import ContractVersion
from salesdesk.exchange import output
from salesdesk.i18n import _
from salesdesk.ui.background import Job
from salesdesk.ui.contracts.desk import Desk
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.cards import menu_of
from salesdesk.ui.widgets.files import choose_target
from salesdesk.ui.widgets.message_bar import MessageBar

Run = Callable[[], object]
Entry = tuple[str, str, Run]
_PREVIEWED: Final = ("draft", "in_review")


class ContractActions(QObject):
    """Offers what the state of the contract allows, and carries it out."""

    open_requested = Signal(str, object)
    tab_requested = Signal(str)

    def __init__(self, context: PageContext, desk: Desk, message: MessageBar, page: QWidget) -> None:
        super().__init__(page)
        self._context, self._desk, self._message, self._page = context, desk, message, page
        self.busy = False
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
        yield "printer", _("Export PDF…"), self.ask_export
        if row.quote_id is not None:
            yield "file-text", _("Open the quote"), partial(self.open_requested.emit, "quote", row.quote_id)
        if row.opportunity_id is not None:
            yield (
                "square-kanban",
                _("Open the opportunity"),
                partial(self.open_requested.emit, "opportunity", row.opportunity_id),
            )

    def _next(self) -> Entry | None:
        return "printer", _("Export PDF…"), self.ask_export

    # --- the document -------------------------------------------------------------------------------------------

    def ask_export(self) -> None:
        """Ask where the contract goes as a PDF, and write it there beside the window."""
        self._desk.flush()
        version = self._desk.content.opened.version
        proposed = paths.documents_dir() / f"{version.label}.pdf"
        choose_target(
            self._page, _("Export PDF"), proposed, _("PDF files (*.pdf)"), partial(self.export, version)
        )

    def export(self, version: ContractVersion, file: Path) -> None:
        """Write a version as a PDF."""
        self.busy = True
        job = self._context.background.job(partial(_write, version, file))
        job.done.connect(self._on_written)
        job.failed.connect(self._on_failed)
        self._context.background.start(job)

    def _on_written(self, file: Path) -> None:
        self.busy = False
        self._message.show_message(_("Saved: {path}").format(path=file), tone="ok")

    def _on_failed(self, text: str) -> None:
        self.busy = False
        self._message.show_message(text)


def _write(version: ContractVersion, file: Path, job: Job) -> Path:
    from salesdesk.documents.contract_pdf import render_contract  # noqa: PLC0415 - ReportLab only when it prints

    job.report(0, 0)
    output.write(file, render_contract(version, preview=version.state in _PREVIEWED))
    return file
