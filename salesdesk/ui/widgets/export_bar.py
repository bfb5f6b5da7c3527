"""Tables written into files of the user's: asked for, written beside the window, told of."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from salesdesk import paths
from salesdesk.domain.file_names import safe_name
from salesdesk.i18n import _, ngettext, number
from salesdesk.services.lists import local_day
from salesdesk.ui.background import Background, Job
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.files import choose_target
from salesdesk.ui.widgets.message_bar import MessageBar

Written = tuple[Path, int]
"""Where a file is, and how many texts had to be cut in it."""
Work = Callable[[Path, Callable[[int], None]], int]
"""Writes a file, tells how many rows are done, and returns how many texts had to be cut."""
EXCEL: Final = ".xlsx"
PDF: Final = ".pdf"


class ExportBar(QWidget):
    """Asks where a file goes, shows how far it is while it is written, and then where it is."""

    def __init__(self, background: Background, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._background = background
        self._job: Job | None = None
        self._total = 0
        self.text = label(role="secondary")
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_("Progress"))
        self.cancel = button(_("Cancel"))
        self.cancel.clicked.connect(self._on_cancel)
        self._busy = QWidget()
        row = QHBoxLayout(self._busy)
        margins(row, gap=10)
        row.addWidget(self.text)
        row.addWidget(self.progress, 1)
        row.addWidget(self.cancel)
        self.message = MessageBar()
        self.message.setProperty("inset", True)
        layout = QVBoxLayout(self)
        margins(layout)
        layout.addWidget(self._busy)
        layout.addWidget(self.message)
        self._busy.hide()

    def ask(self, name: str, suffix: str, work: Work, total: int) -> QFileDialog:
        """Ask where a file goes, under a proposed name with the day, and write it there; `total` counts its rows."""
        start = paths.documents_dir() / f"{safe_name(f'{name} {local_day().isoformat()}')}{suffix}"
        kind = _("Excel files (*.xlsx)") if suffix == EXCEL else _("PDF files (*.pdf)")
        title = _("Export to Excel") if suffix == EXCEL else _("Print to PDF")
        return choose_target(self.window(), title, start, kind, lambda file: self.start(file, work, total))

    def start(self, file: Path, work: Work, total: int) -> None:
        """Write a file beside the window, the whole of it or nothing."""
        self.stop()
        job = self._background.job(partial(_write, file, work, total))
        job.progress.connect(self._on_progress)
        job.done.connect(self._on_done)
        job.failed.connect(self._on_failed)
        job.ended.connect(self._on_ended)
        self._job, self._total = job, total
        self.message.hide()
        self.progress.setRange(0, total)
        self.progress.setValue(0)
        self.text.setText(_("Writing…"))
        self.cancel.setEnabled(True)
        self._busy.show()
        self._background.start(job)

    def busy(self) -> bool:
        """Tell whether a file is being written."""
        return self._job is not None

    def stop(self) -> None:
        """Stop writing; what was there before stays."""
        if self._job is not None:
            self._job.cancel()

    def _on_cancel(self) -> None:
        self.stop()
        self.cancel.setEnabled(False)
        self.text.setText(_("Stopping…"))

    def _on_progress(self, done: int, _total: int) -> None:
        if self.sender() is self._job and self.cancel.isEnabled():
            self.progress.setValue(done)
            text = _("Writing… {done} of {total}")
            self.text.setText(text.format(done=number(done, 0), total=number(self._total, 0)))

    def _on_done(self, written: Written) -> None:
        if self.sender() is not self._job:
            return
        file, cut = written
        text = _("Saved as “{name}”.").format(name=file.name)
        if cut:
            told = ngettext(
                "{count} text was too long for a cell and was cut.",
                "{count} texts were too long for a cell and were cut.",
                cut,
            )
            text = f"{text} {told.format(count=number(cut, 0))}"
        show = (_("Show in folder"), partial(show_folder, file))
        self.message.show_message(text, tone="warn" if cut else "ok", action=show)

    def _on_failed(self, message: str) -> None:
        if self.sender() is self._job:
            self.message.show_message(message, tone="bad" if self.cancel.isEnabled() else "note")

    def _on_ended(self) -> None:
        if self.sender() is self._job:
            self._job = None
            self._busy.hide()


def show_folder(file: Path) -> None:
    """Open the folder of a file in the desktop's own file manager."""
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(file.parent)))


def _write(file: Path, work: Work, total: int, job: Job) -> Written:
    return file, work(file, lambda done: job.report(done, total))
