"""The data sheet of a product: a PDF that goes with quotes."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QWidget

from salesdesk import paths
from salesdesk.i18n import _
from salesdesk.services import evidence, product_editing
from salesdesk.services.evidence import StoredFile
from salesdesk.services.product_editing import ProductFacts
from salesdesk.ui.background import Job
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.cards import Card, elided
from salesdesk.ui.widgets.files import choose_file
from salesdesk.ui.widgets.text_lines import cut

_OPENED = "opened"


class SheetCard(Card):
    """Names the data sheet; `stored` brings a new one, or None where it is taken away."""

    stored = Signal(object)

    def __init__(self, context: PageContext, parent: QWidget | None = None) -> None:
        super().__init__(_("Data sheet"), parent)
        self._context = context
        self._job: Job | None = None
        self._facts: ProductFacts | None = None
        self._loss = ""
        self.name = elided("", "secondary")
        self.choose = button(_("Choose…"), "link")
        self.open = button(_("Open"), "link")
        self.remove = button(_("Remove"), "link")
        self._problem = label(role="error", wrap=True)
        self._problem.hide()
        self.choose.clicked.connect(
            lambda: choose_file(self, _("Choose a data sheet"), Path.home(), self.take_file)
        )
        self.open.clicked.connect(self._open)
        self.remove.clicked.connect(lambda: self.stored.emit(None))
        row = QHBoxLayout()
        margins(row, gap=2)
        for part in (self.choose, self.open, self.remove):
            row.addWidget(part)
        row.addStretch()
        self.body.addWidget(self.name)
        self.body.addWidget(self._problem)
        self.body.addLayout(row)

    def show_product(self, facts: ProductFacts) -> None:
        """Show the data sheet of a product."""
        if self._facts is None or self._facts.id != facts.id or not facts.data_sheet:
            self._loss = ""
        self._facts = facts
        writable = not self._context.data.read_only
        self.name.setText(cut(facts.data_sheet_name, 80) or _("No data sheet yet"))
        self.open.setVisible(bool(facts.data_sheet))
        self.remove.setVisible(bool(facts.data_sheet) and writable)
        self.choose.setVisible(writable)
        self._complain(self._loss)

    def problem(self) -> str:
        """Return the complaint that is shown."""
        return "" if self._problem.isHidden() else self._problem.text()

    def busy(self) -> bool:
        """Tell whether a file is being read."""
        return self._job is not None

    def leave(self) -> None:
        """Stop reading a file."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def take_file(self, file: Path) -> None:
        """Keep a file as the data sheet."""
        folder = self._context.data.workspace.files
        job = self._context.background.job(partial(_kept, folder, file))
        job.done.connect(partial(self._on_stored, job))
        self._start(job)

    def _on_stored(self, job: Job, kept: tuple[StoredFile, str]) -> None:
        if job is self._job:
            self._job = None
            sheet, self._loss = kept
            self.stored.emit(sheet)

    def _open(self) -> None:
        """Open a copy that can't be written to with the desktop's own program."""
        facts = self._facts
        if facts is None:
            return
        folder, target = self._context.data.workspace.files, paths.data_dir() / _OPENED
        file = StoredFile(facts.data_sheet_name or "sheet.pdf", 0, facts.data_sheet)
        job = self._context.background.job(lambda _job: evidence.copy_to_open(folder, file, target))
        job.done.connect(partial(self._on_copied, job))
        self._start(job)

    def _on_copied(self, job: Job, path: Path) -> None:
        if job is self._job:
            self._job = None
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _start(self, job: Job) -> None:
        self.leave()
        self._loss = ""
        self._problem.hide()
        self._job = job
        job.failed.connect(partial(self._on_failed, job))
        self._context.background.start(job)

    def _on_failed(self, job: Job, message: str) -> None:
        if job is self._job:
            self._job = None
            self._complain(message)

    def _complain(self, text: str) -> None:
        self._problem.setText(text)
        self._problem.setVisible(bool(text))


def _kept(folder: Path, file: Path, job: Job) -> tuple[StoredFile, str]:
    """Keep a data sheet that was joined with a page on trial, with what to say where something won't be seen."""
    from salesdesk.documents.assembly import tried  # noqa: PLC0415 - only when it prints

    losses: list[str] = []
    kept = product_editing.store_sheet(
        folder, file, lambda name, content: losses.append(tried(name, content, lambda: job.report(0, 0)))
    )
    return kept, "".join(losses)
