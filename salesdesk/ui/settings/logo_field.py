"""The logo of the firm: shown as on the letterhead, chosen, pasted, removed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.domain.errors import SalesDeskError
from salesdesk.i18n import _
from salesdesk.storage import files
from salesdesk.ui import theme
from salesdesk.ui.background import Background, Job
from salesdesk.ui.widgets import safe_picture
from salesdesk.ui.widgets.basics import button, label, margins
from salesdesk.ui.widgets.files import choose_picture
from salesdesk.ui.widgets.text_lines import cut

_LARGEST = QSize(220, 64)
_SIDE = 20


class Letterhead(QWidget):
    """The head of a document in small, on paper: the logo above the name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(138)
        self.setMinimumWidth(320)
        self._name = ""
        self._logo = QPixmap()
        self._note = ""

    def show_firm(self, name: str, logo: bytes, note: str) -> None:
        """Show a name under a logo, or a note in the logo's place."""
        self._name, self._note, self._logo = cut(name), note, QPixmap()
        if logo:
            self._logo.loadFromData(logo)
        if not self._logo.isNull():
            ratio, keep = self.devicePixelRatioF(), Qt.AspectRatioMode.KeepAspectRatio
            smooth = Qt.TransformationMode.SmoothTransformation
            self._logo = self._logo.scaled(_LARGEST * ratio, keep, smooth)
            self._logo.setDevicePixelRatio(ratio)
        self.setAccessibleName(note or _("Letterhead of {name}").format(name=self._name))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), theme.paper("surface"))
        painter.setPen(QPen(theme.color("line")))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        area = self.rect().adjusted(_SIDE, 12, -_SIDE, -14)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        place = QRect(area.topLeft(), QSize(area.width(), _LARGEST.height()))
        if self._logo.isNull():
            painter.setPen(theme.paper("muted"))
            painter.drawText(place, right | Qt.TextFlag.TextWordWrap, self._note)
        else:
            size = self._logo.deviceIndependentSize().toSize()
            left, top = area.right() + 1 - size.width(), place.bottom() + 1 - size.height()
            painter.drawPixmap(QPoint(left, top), self._logo)
        painter.setFont(theme.font(theme.SECTION, bold=True))
        painter.setPen(theme.paper("text"))
        line = QRect(area.x(), place.bottom() + 8, area.width(), 26)
        shown = painter.fontMetrics().elidedText(self._name, theme.ELLIPSIS, line.width())
        painter.drawText(line, right, shown)
        painter.setPen(QPen(theme.paper("accent"), 2))
        painter.drawLine(area.x(), area.bottom(), area.right(), area.bottom())
        painter.end()


class LogoField(QFrame):
    """Shows the letterhead; `stored` brings the name of a new logo among the workspace's files, or nothing.

    Pictures are read beside the window. What can't be taken is said under the letterhead.
    """

    stored = Signal(str)

    def __init__(
        self, folder: Path, background: Background, *, read_only: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self._background = background
        self._job: Job | None = None
        self.letterhead = Letterhead()
        self.choose = button(_("Choose a picture…"))
        self.paste = button(_("Paste"))
        self.remove = button(_("Remove the logo"))
        self.hint = label(
            _("PNG or JPEG, at most 10 MB. Best with a transparent background."), "small", wrap=True
        )
        self._problem = label(role="error", wrap=True)
        self._problem.hide()
        self.choose.clicked.connect(self._ask)
        self.paste.clicked.connect(self.paste_picture)
        self.remove.clicked.connect(lambda: self.stored.emit(""))
        self._arrange(read_only=read_only)

    def _arrange(self, *, read_only: bool) -> None:
        buttons = QHBoxLayout()
        margins(buttons, gap=8)
        for part in (self.choose, self.paste, self.remove):
            buttons.addWidget(part)
            if read_only:
                part.hide()
        buttons.addStretch()
        layout = QVBoxLayout(self)
        margins(layout, gap=8)
        layout.addWidget(self.letterhead)
        layout.addWidget(self._problem)
        layout.addLayout(buttons)
        layout.addWidget(self.hint)

    def show_logo(self, name: str, logo: str) -> None:
        """Show the firm's name and its logo."""
        content, note = b"", _("No logo yet")
        if logo:
            try:
                content, note = files.read(self._folder, logo), ""
            except SalesDeskError as error:
                note = error.message
        self.letterhead.show_firm(name, content, note)
        self.remove.setEnabled(bool(logo))
        self._problem.hide()

    def problem(self) -> str:
        """Return the complaint that is shown."""
        return "" if self._problem.isHidden() else self._problem.text()

    def busy(self) -> bool:
        """Tell whether a picture is being read."""
        return self._job is not None

    def take_file(self, file: Path) -> None:
        """Keep the picture of a file as the logo."""
        self._take(lambda: safe_picture.from_file(file))

    def paste_picture(self) -> None:
        """Keep the picture, or the picture file, that the clipboard holds."""
        clipboard = QGuiApplication.clipboard()
        image, urls = clipboard.image(), clipboard.mimeData().urls()
        if not image.isNull():
            self._take(lambda: safe_picture.from_image(image))
        elif len(urls) == 1 and urls[0].isLocalFile():
            self.take_file(Path(urls[0].toLocalFile()))
        else:
            self._complain(_("The clipboard holds no picture. Copy one first."))

    def leave(self) -> None:
        """Stop reading a picture."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def _ask(self) -> None:
        choose_picture(self, _("Choose the logo"), Path.home(), self.take_file)

    def _take(self, read: Callable[[], bytes]) -> None:
        self.leave()
        self._problem.hide()
        folder = self._folder
        self._job = self._background.job(lambda _job: files.store(folder, read()))
        self._job.done.connect(self._on_stored)
        self._job.failed.connect(self._on_failed)
        self._background.start(self._job)

    def _on_stored(self, name: str) -> None:
        if self.sender() is self._job:
            self._job = None
            self.stored.emit(name)

    def _on_failed(self, message: str) -> None:
        if self.sender() is self._job:
            self._job = None
            self._complain(message)

    def _complain(self, message: str) -> None:
        self._problem.setText(message)
        self._problem.show()
