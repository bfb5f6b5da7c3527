"""Receipts and invoices of a period for the firm's bookkeeping program."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from PySide6.QtWidgets import QWidget

from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _, day
from salesdesk.services import accounting_export, lists
from salesdesk.services.accounting_export import SYSTEMS, System
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.widgets.form import FormDialog
from salesdesk.ui.widgets.typed import parse_day

Work = Callable[[Path, Callable[[int], None]], int]


class BooksDialog(FormDialog):
    """Asks for the program and the period, the last month at first; `then` gets the file's name and the work."""

    def __init__(
        self, workspace: Workspace, then: Callable[[str, Work], object], parent: QWidget | None = None
    ) -> None:
        super().__init__(_("Export for bookkeeping"), _("Export…"), parent)
        self._workspace, self._then = workspace, then
        self._today = lists.local_day()
        last = self._today.replace(day=1) - timedelta(days=1)
        self.system = self.add_choice(_("Program"), [(code, _(name)) for code, name in SYSTEMS.items()])
        self.start = self.add_text(_("From"), day(last.replace(day=1)))
        self.end = self.add_text(_("To"), day(last))

    def _day(self, typed: str) -> date:
        return parse_day(typed, self._today)

    def save(self) -> None:
        """Hand on what is to be written."""
        start, end = self.read(self.start, self._day), self.read(self.end, self._day)
        if start > end:
            raise InvalidInputError(_("The first day lies behind the last."))
        system: System = self.system.currentData()
        name = _("Receipts and invoices {system}").format(system=_(SYSTEMS[system]))
        self._then(name, self._work(system, start, end))

    def _work(self, system: System, start: date, end: date) -> Work:
        workspace = self._workspace

        def work(file: Path, _progress: Callable[[int], None]) -> int:
            with workspace.read() as session:
                accounting_export.export(session, file, system, start=start, end=end, at=datetime.now(UTC))
            return 0

        return work
