"""The page that would be printed now, made beside the window while one edits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any, Final

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.i18n import _
from salesdesk.ui import theme
from salesdesk.ui.background import Background, Job
from salesdesk.ui.pdfium import page_count, page_image
from salesdesk.ui.widgets.basics import icon_button, label, margins
from salesdesk.ui.widgets.scrolling import Scrolling

Composer = Callable[[], QuoteVersion]
Files = Callable[[str], bytes | None]
_DELAY_MS: Final = 2


@dataclass(frozen=True, slots=True)
class Picture:
    """A page of a document, and how many it has."""

    image: QImage
    page: int
    pages: int


class Preview(QWidget):
    """Shows one page; caption and buttons stand where the page puts them.

    `files` gives the workspace's pictures and PDFs by their names. A `whole` document has its covers and appendices;
    else only the quote's own pages are made, which is faster. It `scrolls` by itself, or is as high as its page.
    Only the newest of what is asked for is made; the page before stays until it is there. `made` tells that the
    picture is of what was asked for last.
    """

    made = Signal()

    def __init__(
        self, files: Files, parent: QWidget | None = None, *, whole: bool = False, scrolls: bool = True
    ) -> None:
        super().__init__(parent)
        self._print = _Whole(files) if whole else partial(_one_page, files)
        self._compose: Composer | None = None
        self._wanted = False
        self._running = False
        self._page = 0
        self.picture: Picture | None = None
        self._background = Background(self)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_DELAY_MS)
        self._timer.timeout.connect(self._start)
        self.caption = label(role="secondary")
        self.problem = label(role="error", wrap=True)
        self.problem.hide()
        self.back = icon_button("arrow-left", _("Previous page"))
        self.forward = icon_button("arrow-right", _("Next page"))
        self.back.clicked.connect(lambda: self.turn(-1))
        self.forward.clicked.connect(lambda: self.turn(1))
        self.sheet = _Sheet()
        self._arrange(scrolls=scrolls)
        self._show_caption()

    def _arrange(self, *, scrolls: bool) -> None:
        column = QVBoxLayout(self)
        margins(column, gap=4)
        column.addWidget(self.problem)
        column.addWidget(_scrolling(self.sheet) if scrolls else self.sheet, 1)

    def request(self, compose: Composer) -> None:
        """Show what `compose` returns; it is called in another thread, in a moment."""
        self._compose = compose
        self._wanted = True
        if self.isVisible():
            self._timer.start()

    def busy(self) -> bool:
        """Tell whether the picture isn't yet what was asked for last."""
        return self.isVisible() and (self._wanted or self._running)

    def stop(self) -> None:
        """Make no more pictures, and wait for the one under way."""
        self._timer.stop()
        self._compose = None
        self._background.finish()

    def turn(self, step: int) -> None:
        """Show another page."""
        if self.picture is None:
            return
        page = max(0, min(self._page + step, self.picture.pages - 1))
        if page != self._page:
            self._page = page
            self._wanted = True
            self._start()

    def showEvent(self, event: Any) -> None:
        super().showEvent(event)
        if self._wanted:
            self._timer.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.turn(-1 if event.key() == Qt.Key.Key_PageUp else 1)
        else:
            super().keyPressEvent(event)

    def _start(self) -> None:
        if self._running or self._compose is None or not self._wanted:
            return
        self._wanted = False
        self._run(partial(_made, self._compose, self._print, self._page, self._pixels()))

    def _run(self, work: Callable[[Job], Picture]) -> None:
        self._running = True
        job = self._background.job(work)
        job.done.connect(self._on_done)
        job.failed.connect(self._on_failed)
        self._background.start(job)

    def _pixels(self) -> int:
        return max(200, round(self.sheet.width() * self.devicePixelRatioF()))

    def _on_done(self, picture: Picture) -> None:
        self._running = False
        self.picture = picture
        self._page = picture.page
        self.problem.hide()
        self.sheet.show_image(picture.image)
        self._show_caption()
        self._go_on()

    def _on_failed(self, message: str) -> None:
        self._running = False
        self.problem.setText(message)
        self.problem.show()
        self._go_on()

    def _go_on(self) -> None:
        if self._wanted:
            self._start()
        else:
            self.made.emit()

    def _show_caption(self) -> None:
        pages = self.picture.pages if self.picture else 0
        text = _("Preview · page {page} of {pages}").format(page=self._page + 1, pages=pages)
        self.caption.setText(text if pages else _("Preview"))
        self.sheet.setAccessibleName(self.caption.text())
        self.back.setEnabled(self._page > 0)
        self.forward.setEnabled(self._page + 1 < pages)


def _scrolling(sheet: QWidget) -> Scrolling:
    area = Scrolling(sheet)
    # Always there, so that the page has one width, and as many pixels, however high it is.
    area.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    return area


class _Sheet(QWidget):
    """Paints a page as wide as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self._image: QImage | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_image(self, image: QImage) -> None:
        """Show another page."""
        resized = self._image is None or self._image.size() != image.size()
        self._image = image
        if resized:
            self.setMinimumHeight(self.heightForWidth(self.width()))
        self.update()

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.setMinimumHeight(self.heightForWidth(self.width()))

    def heightForWidth(self, width: int) -> int:
        image = self._image
        return 0 if image is None else round(width * image.height() / max(image.width(), 1))

    def sizeHint(self) -> QSize:
        return QSize(200, self.heightForWidth(200))

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        if self._image is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        place = QRectF(0, 0, self.width(), self.heightForWidth(self.width()))
        painter.drawImage(place, self._image)
        painter.setPen(theme.color("strong_line"))
        painter.drawRect(place.adjusted(0, 0, -1, -1))
        painter.end()


@dataclass(frozen=True, slots=True)
class _Printed:
    """A PDF, the place in it of the page that is wanted, and which page of how many that is."""

    pdf: bytes
    place: int
    page: int
    pages: int


_Print = Callable[[QuoteVersion, int, Callable[[], object]], _Printed]


def _one_page(files: Files, version: QuoteVersion, page: int, report: Callable[[], object]) -> _Printed:
    """Return one of the quote's own pages, on its letterhead."""
    from salesdesk.documents.assembly import Enclosures, assembled, enclosures_of  # noqa: PLC0415 - as below
    from salesdesk.documents.quote_pdf import render_page  # noqa: PLC0415 - ReportLab only when it prints
    from salesdesk.documents.stored_quote import document_of  # noqa: PLC0415 - as above

    today = date.today()  # noqa: DTZ011 - a local date is meant
    pdf, pages = render_page(document_of(version, files, today=today), page + 1)
    page = min(page, pages - 1)
    under = enclosures_of(replace(version.design, covers=(), appendices=()), files).background
    if under is not None and (page == 0 or version.design.background_pages == "all"):
        pdf = assembled(pdf, Enclosures(under), report)
    return _Printed(pdf, 0, page, pages)


class _Whole:
    """Prints whole documents, and remembers the last one: to turn a page makes none anew."""

    def __init__(self, files: Files) -> None:
        self._files = files
        self._last: tuple[QuoteVersion | None, bytes] = (None, b"")

    def __call__(self, version: QuoteVersion, page: int, report: Callable[[], object]) -> _Printed:
        from salesdesk.documents.quote_print import printed  # noqa: PLC0415 - ReportLab only when it prints

        if self._last[0] != version:
            self._last = version, printed(version, self._files, report=report)
        pages = page_count(self._last[1])
        page = min(page, pages - 1)
        return _Printed(self._last[1], page, page, pages)


def _made(compose: Composer, prints: _Print, page: int, pixels: int, job: Job) -> Picture:
    made = prints(compose(), page, lambda: job.report(0, 0))
    return Picture(page_image(made.pdf, made.place, pixels), made.page, made.pages)
