"""Taking files in: what they hold is shown first, and written when the user agrees."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from salesdesk.domain.changes import Changes
from salesdesk.domain.imports import KIND_NAMES, KINDS
from salesdesk.i18n import N_, _, number
from salesdesk.services import imports
from salesdesk.services.import_report import ImportReport
from salesdesk.services.imports import ImportPlan
from salesdesk.ui.background import Background, Job
from salesdesk.ui.data import Data
from salesdesk.ui.widgets.basics import button, label, margins

_COUNTS: Final = (
    ("new", N_("new")),
    ("changed", N_("changed")),
    ("unchanged", N_("unchanged")),
    ("left_alone", N_("left alone")),
    ("rejected", N_("rejected")),
)


class ImportDialog(QDialog):
    """Reads the files beside the window, shows the preview, writes on confirmation, shows what was done."""

    imported = Signal(object)

    def __init__(self, files: Sequence[Path], data: Data, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self._files = tuple(files)
        self._data = data
        self._background = background
        self._plan: ImportPlan | None = None
        self._job: Job | None = None
        self.setWindowTitle(_("Import files"))
        self.setModal(True)
        self.resize(640, 540)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._headline = label(role="section", wrap=True)
        self._counts = QGridLayout()
        self._counts.setHorizontalSpacing(20)
        self._counts.setVerticalSpacing(6)
        self.details = QPlainTextEdit()
        self.details.setReadOnly(True)
        self.details.setPlainText("\n".join(file.name for file in self._files))
        self.details.setAccessibleName(_("Details"))
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self.confirm = button(_("Import"), "primary")
        self.confirm.setDefault(True)
        self.confirm.clicked.connect(self._on_confirm)
        self.cancel = button(_("Cancel"))
        self.cancel.clicked.connect(self._on_cancel)
        self._arrange()
        self._read()

    def _arrange(self) -> None:
        counts = QHBoxLayout()
        counts.addLayout(self._counts)
        counts.addStretch()
        buttons = QHBoxLayout()
        margins(buttons, gap=8)
        buttons.addStretch()
        buttons.addWidget(self.cancel)
        buttons.addWidget(self.confirm)
        layout = QVBoxLayout(self)
        margins(layout, 20, 16, 20, 16, gap=12)
        layout.addWidget(self._headline)
        layout.addWidget(self._busy)
        layout.addLayout(counts)
        layout.addWidget(self.details, 1)
        layout.addLayout(buttons)

    def _start(self, headline: str, job: Job) -> None:
        self._headline.setText(headline)
        self._busy.show()
        self.confirm.setEnabled(False)
        self._job = job
        job.failed.connect(self._on_failed)
        self._background.start(job)

    def _read(self) -> None:
        files, workspace = self._files, self._data.workspace

        def work(_job: Job) -> ImportPlan:
            tables = imports.read(files)
            with workspace.read() as session:
                return imports.plan(session, tables)

        job = self._background.job(work)
        job.done.connect(self._on_planned)
        self._start(_("Reading the files…"), job)

    def _on_planned(self, plan: ImportPlan) -> None:
        self._plan = plan
        report = plan.report
        useful = any(counts.new or counts.changed for counts in report.counts.values())
        self._rest(_("This will be imported") if useful else _("There is nothing to import"), report)
        if report.unreadable:
            self._headline.setText(
                _("Some cells can't be read; nothing can be imported until they are corrected")
            )
        if useful and not report.unreadable:
            self.confirm.setEnabled(True)
            self.confirm.setFocus()
        else:
            self._offer_closing()

    def _on_confirm(self) -> None:
        plan, data = self._plan, self._data
        if plan is None:
            self.accept()
            return

        def work(job: Job) -> tuple[ImportReport, Changes]:
            with data.workspace.write(imports.LABEL, person=data.person) as write:
                report = imports.write(write.session, plan)
                job.report(1, 1)
            return report, write.changes

        job = self._background.job(work)
        job.done.connect(self._on_written)
        self._start(_("Importing…"), job)

    def _on_written(self, result: tuple[ImportReport, Changes]) -> None:
        report, changes = result
        self._plan = None
        self._rest(_("Imported. Ctrl+Z takes it back as a whole."), report)
        self.confirm.setText(_("Done"))
        self.confirm.setEnabled(True)
        self.confirm.setFocus()
        self.cancel.hide()
        self.imported.emit(changes)

    def _on_failed(self, message: str) -> None:
        self._rest(_("The files were not imported"), None)
        self.details.setPlainText(message)
        self._offer_closing()

    def _offer_closing(self) -> None:
        """Leave nothing to do but to close: there is nothing to agree to."""
        self.cancel.setText(_("Close"))
        self.cancel.setFocus()

    def _rest(self, headline: str, report: ImportReport | None) -> None:
        """Show a result, and wait for the user."""
        self._job = None
        self._busy.hide()
        self._headline.setText(headline)
        _clear(self._counts)
        if report is not None:
            self._show_counts(report)
            self.details.setPlainText(report.as_text().partition("\n")[2])

    def _show_counts(self, report: ImportReport) -> None:
        shown = [
            (name, text) for name, text in _COUNTS if any(getattr(report.counts[k], name) for k in KINDS)
        ]
        for place, (_name, text) in enumerate(shown, start=1):
            self._counts.addWidget(label(_(text), "small"), 0, place, Qt.AlignmentFlag.AlignRight)
        for row, kind in enumerate(KINDS, start=1):
            counts = report.counts[kind]
            if not any(getattr(counts, name) for name, _text in shown):
                continue
            self._counts.addWidget(label(_(KIND_NAMES[kind])), row, 0)
            for place, (name, _text) in enumerate(shown, start=1):
                value = label(number(getattr(counts, name), 0), "strong" if name == "new" else "secondary")
                self._counts.addWidget(value, row, place, Qt.AlignmentFlag.AlignRight)

    def _on_cancel(self) -> None:
        if self._job is None:
            self.reject()
            return
        self._job.cancel()
        self._headline.setText(_("Stopping…"))

    def reject(self) -> None:
        """Close the dialog; while it works, ask the work to stop instead."""
        if self._job is None:
            super().reject()
        else:
            self._on_cancel()

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._job is None:
            super().closeEvent(event)
        else:
            self._on_cancel()
            event.ignore()


def _clear(grid: QGridLayout) -> None:
    while (item := grid.takeAt(0)) is not None:
        widget: Any = item.widget()
        if widget is not None:
            widget.deleteLater()
