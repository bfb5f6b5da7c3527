"""What is done with the files of an opportunity: taken in, opened from a copy, saved elsewhere, removed."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from salesdesk import paths
from salesdesk.domain.changes import Label
from salesdesk.exchange import output
from salesdesk.i18n import N_, _
from salesdesk.services import evidence, evidence_slots
from salesdesk.services.evidence import AttachmentRow, StoredFile
from salesdesk.services.stage_items import Item
from salesdesk.ui.opportunity.writer import Writer
from salesdesk.ui.page import PageContext
from salesdesk.ui.widgets.cards import in_label
from salesdesk.ui.widgets.files import choose_files, choose_target
from salesdesk.ui.widgets.gates.storing import Stored, store


class FileActions(QObject):
    """Works beside the window; `told` brings what went wrong, `opened` a quote that stands for a file."""

    told = Signal(str)
    quote_opened = Signal(object)

    def __init__(self, context: PageContext, writer: Writer, parent: QWidget) -> None:
        super().__init__(parent)
        self._background = context.background
        self._writer = writer
        self._widget = parent

    def take(self, files: Sequence[Path], item: uuid.UUID | None = None) -> None:
        """Copy files into the workspace and attach them, to a slot or to none, as one step."""
        if files:
            folder = self._writer.data.workspace.files
            job = store(self._background, folder, files, lambda stored: self._attach(stored, item))
            job.failed.connect(self.told)

    def choose(self, item: uuid.UUID | None = None) -> QFileDialog:
        """Ask for files, and take them."""
        return choose_files(
            self._widget, _("Choose files"), Path.home(), lambda chosen: self.take(chosen, item)
        )

    def _attach(self, stored: Stored, item: uuid.UUID | None) -> None:
        if stored.files:
            name = in_label(_(", ").join(file.name for file in stored.files))
            label = Label(N_("Attach “{name}”"), {"name": name})
            self._writer.data.write(label, evidence_slots.attach_all, self._writer.id, stored.files, item)
        if stored.problems:
            self.told.emit("\n".join(stored.problems))

    def link(self, quote: uuid.UUID, item: uuid.UUID) -> None:
        """Put a quote in the place of a file."""
        label = Label(N_("Link a quote as evidence"))
        self._writer.data.write(label, evidence.link_quote, self._writer.id, quote, stage_item_id=item)

    def open(self, row: AttachmentRow) -> None:
        """Open a copy that can't be written to with the desktop's own program; a quote on its page."""
        if row.quote_id is not None:
            self.quote_opened.emit(row.quote_id)
            return
        self._open_copy(StoredFile(row.name, row.size, row.hash))

    def open_resource(self, item: Item) -> None:
        """Open a resource of a stage: a copy of its stored file, or its page on the web."""
        if item.file:
            self._open_copy(StoredFile(item.file_name, 0, item.file))
        else:
            QDesktopServices.openUrl(QUrl(item.link))

    def _open_copy(self, file: StoredFile) -> None:
        folder, target = self._writer.data.workspace.files, paths.opened_dir()
        job = self._background.job(lambda _job: evidence.copy_to_open(folder, file, target))
        job.done.connect(lambda path: QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))))
        job.failed.connect(self.told)
        self._background.start(job)

    def save_as(self, row: AttachmentRow) -> QFileDialog | None:
        """Ask where a file is to be written, and write it there."""
        if row.quote_id is not None:
            return None
        start = paths.documents_dir() / row.name
        return choose_target(
            self._widget, _("Save file"), start, _("All files (*)"), lambda path: self._save(row, path)
        )

    def _save(self, row: AttachmentRow, path: Path) -> None:
        folder = self._writer.data.workspace.files
        job = self._background.job(lambda _job: output.write(path, evidence.content(folder, row.hash)))
        job.failed.connect(self.told)
        self._background.start(job)

    def remove(self, row: AttachmentRow) -> None:
        """Take a file away; undo brings it back."""
        label = Label(N_("Remove the file “{name}”"), {"name": in_label(row.name)})
        self._writer.data.write(label, evidence.detach, row.id)
