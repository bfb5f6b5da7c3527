"""What is done about something that happened to a contract: its proofs opened and kept, its open points closed."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from salesdesk import paths
from salesdesk.domain.changes import Label
from salesdesk.domain.file_names import safe_name
from salesdesk.exchange import output
from salesdesk.i18n import N_, _
from salesdesk.services import evidence, milestones
from salesdesk.services.contract_events import EventView
from salesdesk.services.contract_payments import ContractPayments
from salesdesk.services.evidence import StoredFile
from salesdesk.ui.contracts.event_dialogs import EventDialog, ProofDialog, PunchDialog
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.files import choose_target
from salesdesk.ui.widgets.text_lines import cut

Entry = tuple[str, str, Any]
_LONGEST = 60


class EventActions(QObject):
    """Works beside the window; `told` brings what went wrong with a file."""

    told = Signal(str)

    def __init__(self, context: PageContext, parent: QWidget) -> None:
        super().__init__(parent)
        self._context, self._data, self._widget = context, context.data, parent

    def ask(self, shown: ContractPayments) -> EventDialog:
        """Ask what happened."""
        dialog = EventDialog(self._context, shown, self._widget.window())
        dialog.open()
        return dialog

    def entries(self, shown: ContractPayments, row: EventView) -> list[Entry]:
        """Return what can be done about an event; its files and points are there for those who only look, too."""
        writes = not self._data.read_only
        found: list[Entry] = []
        for name, digest in row.files:
            file, said = StoredFile(name, 0, digest), cut(name, _LONGEST)
            found += [
                ("file-text", _("Open “{file}”").format(file=said), partial(self.open_file, file)),
                ("download", _("Save a copy of “{file}”…").format(file=said), partial(self._ask_copy, file)),
            ]
        if row.points or (writes and row.kind in milestones.TESTS):
            found.append(("check", _("Open points…"), partial(self._open, PunchDialog, shown, row)))
        if writes:
            found += [
                ("file-input", _("Keep a proof…"), partial(self._open, ProofDialog, shown, row)),
                ("trash-2", _("Remove"), partial(self._remove, shown, row)),
            ]
        return found

    def open_file(self, file: StoredFile) -> None:
        """Open a copy of a kept file, which can't be written to, with the desktop's own program."""
        folder, target = self._data.workspace.files, paths.opened_dir()
        job = self._context.background.job(lambda _job: evidence.copy_to_open(folder, file, target))
        job.done.connect(lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
        job.failed.connect(self.told)
        self._context.background.start(job)

    def save_copy(self, file: StoredFile, target: Path) -> None:
        """Write a copy of a kept file, whose content is checked against its hash."""
        folder = self._data.workspace.files
        job = self._context.background.job(
            lambda _job: output.write(target, evidence.content(folder, file.hash))
        )
        job.failed.connect(self.told)
        self._context.background.start(job)

    def _ask_copy(self, file: StoredFile) -> None:
        start = paths.documents_dir() / safe_name(file.name)
        choose_target(
            self._widget.window(), _("Save file"), start, _("All files (*)"), partial(self.save_copy, file)
        )

    def _open(self, dialog: Any, shown: ContractPayments, row: EventView) -> None:
        dialog(self._context, shown, row, self._widget.window()).open()

    def _remove(self, shown: ContractPayments, row: EventView) -> None:
        what = Label(N_("Remove an event of {number}"), {"number": shown.number})
        self._data.write(what, milestones.remove, row.id)
