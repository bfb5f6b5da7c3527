"""A picture that is kept: shown on paper as documents show it, chosen, pasted, removed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal
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

HEIGHT: Final = 150


class Paper(QWidget):
    """A picture in the middle of a white ground, or a note in its place; `name` is what it is to who can't see it."""

    def __init__(self, name: str, *, height: int = HEIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(height)
        self._name = name
        self._picture = QPixmap()
        self._note = ""

    def show_picture(self, content: bytes, note: str) -> None:
        """Show a picture, or say why there is none."""
        self._picture, self._note = QPixmap(), note
        if content:
            self._picture.loadFromData(content)
        self.setAccessibleName(note or self._name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = self.blank()
        area = self.rect().adjusted(6, 6, -6, -6)
        if self._picture.isNull():
            painter.setPen(theme.paper("muted"))
            painter.drawText(area, int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), self._note)
        else:
            size: QSize = self._picture.size().scaled(area.size(), Qt.AspectRatioMode.KeepAspectRatio)
            left = area.x() + (area.width() - size.width()) // 2
            top = area.y() + (area.height() - size.height()) // 2
            painter.drawPixmap(left, top, size.width(), size.height(), self._picture)
        painter.end()

    def blank(self) -> QPainter:
        """Draw the empty paper, and return what draws on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), theme.paper("surface"))
        painter.setPen(QPen(theme.color("line")))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
        return painter


class PictureField(QFrame):
    """Shows a picture; `stored` brings the name of a new one among the workspace's files, or nothing.

    Pictures are read beside the window. What can't be taken is said under the picture. A `roomy` one has buttons and
    says below what is best; else there are links.
    """

    stored = Signal(str)

    def __init__(
        self,
        folder: Path,
        background: Background,
        paper: Paper,
        *,
        read_only: bool,
        nothing: str = "",
        roomy: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._folder = folder
        self._background = background
        self._job: Job | None = None
        self.paper = paper
        self._nothing = nothing or _("No picture yet")
        role = "" if roomy else "link"
        self.choose = button(_("Choose a picture…"), role)
        self.paste = button(_("Paste"), role)
        self.remove = button(_("Remove"), role)
        self._problem = label(role="error", wrap=True)
        self._problem.hide()
        self.choose.clicked.connect(self._ask)
        self.paste.clicked.connect(self.paste_picture)
        self.remove.clicked.connect(lambda: self.stored.emit(""))
        self._arrange(read_only=read_only, roomy=roomy)

    def _arrange(self, *, read_only: bool, roomy: bool) -> None:
        row = QHBoxLayout()
        margins(row, gap=8 if roomy else 2)
        for part in (self.choose, self.paste, self.remove):
            if read_only:
                part.hide()
            row.addWidget(part)
        row.addStretch()
        layout = QVBoxLayout(self)
        margins(layout, gap=8 if roomy else 4)
        layout.addWidget(self.paper)
        layout.addWidget(self._problem)
        layout.addLayout(row)
        if roomy:
            hint = _("PNG or JPEG, at most 10 MB. Best with a transparent background.")
            layout.addWidget(label(hint, "small", wrap=True))

    def show_picture(self, name: str) -> None:
        """Show a stored picture."""
        content, note = b"", self._nothing
        if name:
            try:
                content, note = files.read(self._folder, name), ""
            except SalesDeskError as error:
                note = error.message
        self.paper.show_picture(content, note)
        self.remove.setEnabled(bool(name))
        self._problem.hide()

    def problem(self) -> str:
        """Return the complaint that is shown."""
        return "" if self._problem.isHidden() else self._problem.text()

    def busy(self) -> bool:
        """Tell whether a picture is being read."""
        return self._job is not None

    def leave(self) -> None:
        """Stop reading a picture."""
        if self._job is not None:
            self._job.cancel()
            self._job = None

    def take_file(self, file: Path) -> None:
        """Keep the picture of a file."""
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

    def _ask(self) -> None:
        choose_picture(self, _("Choose a picture"), Path.home(), self.take_file)

    def _take(self, read: Callable[[], bytes]) -> None:
        self.leave()
        self._problem.hide()
        folder = self._folder
        job = self._background.job(lambda _job: files.store(folder, read()))
        self._job = job
        job.done.connect(lambda name: self._on_stored(job, name))
        job.failed.connect(lambda message: self._on_failed(job, message))
        self._background.start(job)

    def _on_stored(self, job: Job, name: str) -> None:
        if job is self._job:
            self._job = None
            self.stored.emit(name)

    def _on_failed(self, job: Job, message: str) -> None:
        if job is self._job:
            self._job = None
            self._complain(message)

    def _complain(self, message: str) -> None:
        self._problem.setText(message)
        self._problem.show()
