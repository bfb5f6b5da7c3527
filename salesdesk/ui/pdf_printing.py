"""A PDF on paper: the printer is asked for, then page after page is drawn beside the window and printed."""

from __future__ import annotations

from functools import partial
from typing import Final

from PySide6.QtCore import QObject, QRectF, Signal
from PySide6.QtGui import QImage, QPageLayout, QPainter
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from salesdesk.i18n import _
from salesdesk.ui.background import Background, Job
from salesdesk.ui.pdfium import page_count, page_image

_MOST_PIXELS: Final = 2500  # across a page: 300 to the inch on A4


class PdfPrinting(QObject):
    """Prints a PDF; `done` or `failed` follows once the user chose a printer."""

    done = Signal()
    failed = Signal(str)

    def __init__(self, pdf: bytes, title: str, background: Background, parent: QWidget) -> None:
        super().__init__(parent)
        self._pdf, self._background, self._parent = pdf, background, parent
        self._printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self._printer.setDocName(title)
        self._printer.setFullPage(True)
        self._painter = QPainter()
        self._count = page_count(pdf)

    def ask(self) -> QPrintDialog:
        """Ask for a printer and which pages."""
        dialog = QPrintDialog(self._printer, self._parent)
        dialog.setMinMax(1, self._count)
        dialog.setFromTo(1, self._count)
        dialog.accepted.connect(lambda: self.start(self._printer))
        dialog.rejected.connect(self.deleteLater)
        QDialog.open(dialog)  # a print dialog's own asks for a slot by its name
        return dialog

    def start(self, printer: QPrinter) -> None:
        """Print to a printer, the pages that it is set to."""
        self._printer = printer
        first = max(printer.fromPage(), 1)
        last = min(printer.toPage() or self._count, self._count)
        self._draw(first, last, first=True)

    def _draw(self, page: int, last: int, *, first: bool) -> None:
        job = self._background.job(partial(_image, self._pdf, page - 1))
        job.done.connect(lambda image: self._on_image(image, page, last, first=first))
        job.failed.connect(self._on_failed)
        self._background.start(job)

    def _on_image(self, image: QImage, page: int, last: int, *, first: bool) -> None:
        wide = image.width() > image.height()
        orientation = QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait
        self._printer.setPageOrientation(orientation)
        begun = self._painter.begin(self._printer) if first else self._printer.newPage()
        if not begun:
            self._on_failed(_("The printer doesn't answer. Choose another one."))
            return
        paper = self._printer.paperRect(QPrinter.Unit.DevicePixel)
        scale = min(paper.width() / image.width(), paper.height() / image.height())
        width, height = image.width() * scale, image.height() * scale
        left, top = (paper.width() - width) / 2, (paper.height() - height) / 2
        self._painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._painter.drawImage(QRectF(left, top, width, height), image)
        if page < last:
            self._draw(page + 1, last, first=False)
        else:
            self._painter.end()
            self.done.emit()
            self.deleteLater()

    def _on_failed(self, problem: str) -> None:
        if self._painter.isActive():
            self._printer.abort()
            self._painter.end()
        self.failed.emit(problem)
        self.deleteLater()


def _image(pdf: bytes, page: int, _job: Job) -> QImage:
    return page_image(pdf, page, _MOST_PIXELS)
