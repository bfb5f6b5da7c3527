"""The documents of a contract: a PDF or a Word file, the picture of a seal on it, and the work beside the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk import paths
from salesdesk.domain.contract_version import ContractVersion
from salesdesk.domain.errors import RuleError
from salesdesk.domain.seal import on_contract
from salesdesk.i18n import N_, _
from salesdesk.services import contracts
from salesdesk.services.seal_log import Subject
from salesdesk.ui.background import Job
from salesdesk.ui.contracts import printing, signing_dialog
from salesdesk.ui.contracts.desk import Desk
from salesdesk.ui.contracts.word_dialog import WordTemplatesDialog
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.files import choose_target
from salesdesk.ui.widgets.message_bar import MessageBar
from salesdesk.ui.widgets.sealed_export import SealedExport, StampDialog

T = TypeVar("T")
Entry = tuple[str, str, Callable[[], object]]
_FILES: Final = {
    ".pdf": (N_("Export PDF"), N_("PDF files (*.pdf)")),
    ".docx": (N_("Export as Word"), N_("Word files (*.docx)")),
}


class DocumentActions(QObject):
    """Asks where a document goes and writes it; `busy` while it does."""

    tab_requested = Signal(str)

    def __init__(self, context: PageContext, desk: Desk, message: MessageBar, page: QWidget) -> None:
        super().__init__(page)
        self._context, self._desk, self._message, self._page = context, desk, message, page
        self.busy = False
        self.sealed = SealedExport(context, message, page)
        self._then: Callable[[Any], object] = self._written

    def documents(self) -> Iterator[Entry]:
        """Yield what can be done with the documents: icon, text, and what is done."""
        if self._desk.content.opened.version.template_file:
            yield "file-text", _("Export as Word…"), self.ask_export
        else:
            yield "printer", _("Export PDF…"), self.ask_export
            yield "file-text", _("Export as Word…"), self.ask_word
        yield from self._sealing()
        yield from signing_dialog.entries(self._context, self._desk, self._message, self._page)
        yield "file-text", _("Word templates…"), self.ask_templates

    def _sealing(self) -> Iterator[Entry]:
        """Yield what can be sealed: a picture has no place in a Word file."""
        content = self._desk.content
        version = content.opened.version
        if on_contract(content.row.state, version.state):
            if not version.template_file and self.sealed.offered():
                yield "stamp", _("Export with the picture of a seal…"), self.ask_sealed
            if self.sealed.stamps():
                yield "stamp", _("Log a stamp on paper…"), self.ask_stamp

    def ask_export(self) -> None:
        """Ask where the contract goes: as a PDF, or as a Word file where it is written with a template."""
        self._ask_target(self.export)

    def ask_word(self) -> None:
        """Ask where the clauses of the contract go as a Word file."""
        self._ask_target(self.export_word, ".docx")

    def _ask_target(self, then: Callable[[ContractVersion, Path], object], ending: str = "") -> None:
        """Ask where a document goes; what it lacks is said, with a way to the text."""
        self._desk.flush()
        try:
            version = self._desk.data.read(contracts.printable, self._desk.id)
        except RuleError as error:
            to_text = (_("To the text"), partial(self.tab_requested.emit, "text"))
            self._message.show_message(error.message, action=to_text)
            return
        ending = ending or printing.ending(version)
        title, kind = _FILES[ending]
        proposed = paths.documents_dir() / f"{version.label}{ending}"
        choose_target(self._page, _(title), proposed, _(kind), partial(then, version))

    def ask_templates(self) -> WordTemplatesDialog:
        """Show the firm's Word templates, and which one the contract is written with."""
        self._desk.flush()
        dialog = WordTemplatesDialog(self._context, self._desk, self._page)
        dialog.open()
        return dialog

    def ask_sealed(self) -> QFileDialog:
        """Ask where the contract goes with the picture of a seal, then who puts it there and who permits it."""
        version = self._desk.content.opened.version
        return self.sealed.ask(self._subject(), version.label, partial(printing.write_sealed, version))

    def ask_stamp(self) -> StampDialog:
        """Ask which seal was put on the printed contract, and log it."""
        return self.sealed.ask_stamp(self._subject(), self._desk.content.opened.version.label)

    def _subject(self) -> Subject:
        return Subject("contract", self._desk.id, self._desk.content.opened.version.version)

    # --- work beside the window ---------------------------------------------------------------------------------

    def export(self, version: ContractVersion, file: Path) -> None:
        """Write a version's own document."""
        data = self._desk.data
        issued = data.read(contracts.issued_file, self._desk.id, version.version)
        work = partial(printing.write_contract, version, issued, data.workspace.files, file)
        self._start(work, self._written)

    def export_word(self, version: ContractVersion, file: Path) -> None:
        """Write the clauses of a version as a Word file."""
        self._start(partial(printing.write_word, version, file), self._written)

    def _start(self, work: Callable[[Job], T], then: Callable[[T], object]) -> None:
        """Do work beside the window, and something with what comes of it."""
        self.busy, self._then = True, then
        job = self._context.background.job(work)
        job.done.connect(self._on_done)
        job.failed.connect(self._on_failed)
        self._context.background.start(job)

    def _on_done(self, result: Any) -> None:
        self.busy = False
        self._then(result)

    def _written(self, file: Path) -> None:
        self._message.show_message(_("Saved: {path}").format(path=file), tone="ok")

    def _on_failed(self, text: str) -> None:
        self.busy = False
        self._message.show_message(text)
