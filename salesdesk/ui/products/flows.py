"""What is asked for from the pages of products and price books, and done beside the window where it takes time."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog

from salesdesk import paths
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.file_names import safe_name
from salesdesk.exchange.spreadsheet_reader import SheetRows
from salesdesk.i18n import _, ngettext, number
from salesdesk.services import price_lists
from salesdesk.services.lists import local_day
from salesdesk.storage.workspace import Workspace
from salesdesk.ui.background import Job
from salesdesk.ui.page import Page, PageContext
from salesdesk.ui.products.change_dialog import ChangePricesDialog
from salesdesk.ui.products.import_dialog import ImportPricesDialog
from salesdesk.ui.widgets.files import choose_price_list, choose_target
from salesdesk.ui.widgets.message_bar import MessageBar


class PriceFlows(QObject):
    """Opens the dialogs over a page; `bar` says how an export went."""

    def __init__(self, context: PageContext, page: Page) -> None:
        super().__init__(page)
        self._context = context
        self._page = page
        self._job: Job | None = None
        self.bar = MessageBar()
        self.bar.setProperty("inset", "true")
        layout = page.layout()
        if layout is not None:
            layout.insertWidget(1, self.bar)  # type: ignore[attr-defined] # pages are laid out from the top

    def busy(self) -> bool:
        """Tell whether a file is being read or written."""
        return self._job is not None

    def leave(self) -> None:
        """Stop what runs."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def ask_change(
        self, selected: Sequence[uuid.UUID] | None = None, *, family: str = "", book: uuid.UUID | None = None
    ) -> ChangePricesDialog:
        """Ask how prices change."""
        dialog = ChangePricesDialog(self._context, selected, family=family, book=book, parent=self._page)
        dialog.open()
        return dialog

    # --- out ----------------------------------------------------------------------------------------------------

    def ask_export(self) -> QFileDialog:
        """Ask where the price list goes."""
        name = safe_name(_("Price list {day}").format(day=local_day().isoformat()) + ".xlsx")
        kinds = _("Spreadsheets (*.xlsx);;Text tables (*.csv)")
        return choose_target(
            self._page, _("Export price list"), paths.documents_dir() / name, kinds, self.export
        )

    def export(self, file: Path) -> None:
        """Write the price list beside the window; costs go out only while they are shown."""
        with_cost = not self._context.preferences.hide_costs
        work = partial(_export, self._context.data.workspace, file, with_cost=with_cost)
        self._run(self._context.background.job(work), partial(self._on_exported, file))

    def _on_exported(self, file: Path, count: int) -> None:
        text = ngettext("{count} product written to {path}.", "{count} products written to {path}.", count)
        folder = QUrl.fromLocalFile(str(file.parent))
        self.bar.show_message(
            text.format(count=number(count, 0), path=file),
            tone="ok",
            action=(_("Show in folder"), lambda: QDesktopServices.openUrl(folder)),
        )

    # --- in -----------------------------------------------------------------------------------------------------

    def ask_import(self) -> QFileDialog:
        """Ask for a price list."""
        return choose_price_list(self._page, _("Import price list"), paths.documents_dir(), self.take)

    def take(self, file: Path) -> None:
        """Read a price list beside the window, and show what it would do."""
        self._run(self._context.background.job(partial(_read, file)), partial(self._on_read, file))

    def _on_read(self, file: Path, sheets: list[SheetRows]) -> None:
        try:
            plan = self._context.data.read(price_lists.plan, sheets, file=file.name)
        except SalesDeskError as error:
            self.bar.show_message(error.message)
            return
        ImportPricesDialog(self._context, plan, file.name, self._page).open()

    def _run(self, job: Job, then: Callable[[Any], object]) -> None:
        self.leave()
        self.bar.hide()
        self._job = job
        job.done.connect(lambda result: self._on_done(job, then, result))
        job.failed.connect(lambda message: self._on_failed(job, message))
        self._context.background.start(job)

    def _on_done(self, job: Job, then: Callable[[Any], object], result: Any) -> None:
        if job is self._job:
            self._job = None
            then(result)

    def _on_failed(self, job: Job, message: str) -> None:
        if job is self._job:
            self._job = None
            self.bar.show_message(message)


def _export(workspace: Workspace, file: Path, job: Job, *, with_cost: bool) -> int:
    with workspace.read() as session:
        return price_lists.export(
            session, file, with_cost=with_cost, progress=lambda count: job.report(count, 0)
        )


def _read(file: Path, job: Job) -> list[SheetRows]:
    return price_lists.read(file, report=lambda: job.report(0, 0))
