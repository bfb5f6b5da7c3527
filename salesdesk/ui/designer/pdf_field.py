"""PDFs that go with documents: chosen or dropped, tried out beside the window, put in order, taken away."""

from __future__ import annotations

import uuid
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.document_design import MOST_FILES, PdfFile
from salesdesk.i18n import _
from salesdesk.services import document_designs
from salesdesk.ui.background import Background, Job
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.files import choose_pdf
from salesdesk.ui.widgets.order_list import OrderList, OrderRow

_ROWS_SHOWN = 4


class PdfField(QWidget):
    """Shows PDFs in their order; `edited` brings them as the user wants them.

    What can't be taken is said under them, and changes nothing.
    """

    edited = Signal(object)

    def __init__(self, name: str, folder: Path, background: Background, *, most: int = MOST_FILES) -> None:
        super().__init__()
        self._name, self._folder, self._background, self._most = name, folder, background, most
        self._files: tuple[PdfFile, ...] = ()
        self._job: Job | None = None
        self._read_only = False
        self.list = OrderList(name)
        self.list.set_movable(movable=most > 1)
        self.list.moved.connect(self._on_moved)
        self.list.delete_requested.connect(self._on_delete)
        self.add = button(_("Choose a PDF…") if most == 1 else _("Add a PDF…"))
        self.add.setAccessibleName(f"{name}: {self.add.text()}")
        self.add.clicked.connect(self._ask)
        self.remove = button(_("Take away"))
        self.remove.setAccessibleName(f"{name}: {self.remove.text()}")
        self.remove.clicked.connect(self._on_remove)
        self.state = label(role="small", wrap=True)
        self.problem = label(role="error", wrap=True)
        self.problem.hide()
        buttons = QHBoxLayout()
        margins(buttons, gap=8)
        for part in (self.add, self.remove):
            buttons.addWidget(part)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        margins(layout, gap=6)
        for shown in (self.list, self.problem, self.state):
            layout.addWidget(shown)
        layout.addLayout(buttons)
        self.setAcceptDrops(True)
        self._show()

    def show_value(self, files: tuple[PdfFile, ...]) -> None:
        """Show these PDFs."""
        if files != self._files:
            self._files = files
            self._complain("")
        self._show()

    def set_read_only(self, *, read_only: bool) -> None:
        """Let nobody change anything."""
        self._read_only = read_only
        self.setAcceptDrops(not read_only)
        self.list.set_movable(movable=self._most > 1 and not read_only)
        self._show()

    def busy(self) -> bool:
        """Tell whether a PDF is being tried out."""
        return self._job is not None

    def leave(self) -> None:
        """Stop trying a PDF out."""
        if self._job is not None:
            self._job.drop()
            self._job = None

    def take_file(self, file: Path) -> None:
        """Keep a PDF with the others, or in the place of the only one."""
        if self._read_only:
            return
        self.leave()
        self._complain("")
        self._job = self._background.job(partial(_kept, self._folder, file))
        self._job.done.connect(self._on_kept)
        self._job.failed.connect(self._on_failed)
        self._background.start(self._job)
        self._show()

    # --- what the user does -------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped(event) is not None and self.add.isEnabled():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        file = _dropped(event)
        if file is not None:
            event.acceptProposedAction()
            self.take_file(file)

    def _ask(self) -> None:
        choose_pdf(self, self._name, Path.home(), self.take_file)

    def _on_kept(self, kept: tuple[PdfFile, str]) -> None:
        if self.sender() is self._job:
            self._job = None
            file, loss = kept
            self._complain(loss)
            self._want((file,) if self._most == 1 else (*self._files, file))

    def _on_failed(self, message: str) -> None:
        if self.sender() is self._job:
            self._job = None
            self._complain(message)
            self._show()

    def _on_moved(self, row: uuid.UUID, place: int) -> None:
        files = list(self._files)
        files.insert(place, files.pop(_place_of(row)))
        self._want(tuple(files))
        self.list.setCurrentIndex(self.list.order.index(place))

    def _on_remove(self) -> None:
        row = self.list.current()
        if row is not None:
            self._on_delete(row.id)

    def _on_delete(self, row: uuid.UUID) -> None:
        if not self._read_only:
            place = _place_of(row)
            self._want(tuple(file for other, file in enumerate(self._files) if other != place))

    def _want(self, files: tuple[PdfFile, ...]) -> None:
        self._files = files
        self._show()
        self.edited.emit(files)

    # --- what is shown ------------------------------------------------------------------------------------------

    def _show(self) -> None:
        rows = [OrderRow(uuid.UUID(int=place), file.name) for place, file in enumerate(self._files)]
        self.list.show_rows(rows)
        if rows and self.list.current() is None:
            self.list.show_rows(rows, rows[0].id)
        self.list.setVisible(bool(rows))
        shown = min(len(rows), _ROWS_SHOWN)
        self.list.setFixedHeight(self.list.height_of_rows() * shown // max(len(rows), 1) + 8)
        self.state.setText(_("Being tried out…") if self.busy() else "" if rows else _("None"))
        self.state.setVisible(bool(self.state.text()))
        full = self._most > 1 and len(rows) >= self._most
        self.add.setEnabled(not (self._read_only or full or self.busy()))
        self.remove.setEnabled(bool(rows) and not self._read_only)
        self.remove.setVisible(bool(rows))

    def _complain(self, text: str) -> None:
        self.problem.setText(text)
        self.problem.setVisible(bool(text))


def _place_of(row: uuid.UUID) -> int:
    return row.int


def _dropped(event: QDropEvent) -> Path | None:
    urls = event.mimeData().urls()
    return Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None


def _kept(folder: Path, file: Path, job: Job) -> tuple[PdfFile, str]:
    """Keep a PDF that was joined with a page on trial: what can't be, is refused now and not when a quote goes out.

    With it comes what to say where something on its pages won't be seen.
    """
    from salesdesk.documents.assembly import tried  # noqa: PLC0415 - only when it prints

    losses: list[str] = []
    kept = document_designs.keep_pdf(
        folder, file, lambda name, content: losses.append(tried(name, content, lambda: job.report(0, 0)))
    )
    return kept, "".join(losses)
