"""The letterhead of the firm in small, with its logo."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.ui import theme
from salesdesk.ui.widgets.picture_field import Paper
from salesdesk.ui.widgets.text_lines import cut

_LARGEST = QSize(220, 64)
_SIDE = 20


class Letterhead(Paper):
    """The head of a document in small, on paper: the logo above the name."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", height=138, parent=parent)
        self.setMinimumWidth(320)
        self._firm = ""

    def show_firm(self, name: str) -> None:
        """Show a name under the logo."""
        self._firm = cut(name)
        self._name = _("Letterhead of {name}").format(name=self._firm)
        self.setAccessibleName(self._note or self._name)
        self.update()

    def show_picture(self, content: bytes, note: str) -> None:
        """Show a logo, or say why there is none."""
        super().show_picture(content, note)
        if not self._picture.isNull():
            ratio, keep = self.devicePixelRatioF(), Qt.AspectRatioMode.KeepAspectRatio
            smooth = Qt.TransformationMode.SmoothTransformation
            self._picture = self._picture.scaled(_LARGEST * ratio, keep, smooth)
            self._picture.setDevicePixelRatio(ratio)

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = self.blank()
        area = self.rect().adjusted(_SIDE, 12, -_SIDE, -14)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        place = QRect(area.topLeft(), QSize(area.width(), _LARGEST.height()))
        if self._picture.isNull():
            painter.setPen(theme.paper("muted"))
            painter.drawText(place, right | Qt.TextFlag.TextWordWrap, self._note)
        else:
            size = self._picture.deviceIndependentSize().toSize()
            left, top = area.right() + 1 - size.width(), place.bottom() + 1 - size.height()
            painter.drawPixmap(QPoint(left, top), self._picture)
        painter.setFont(theme.font(theme.SECTION, bold=True))
        painter.setPen(theme.paper("text"))
        line = QRect(area.x(), place.bottom() + 8, area.width(), 26)
        shown = painter.fontMetrics().elidedText(self._firm, theme.ELLIPSIS, line.width())
        painter.drawText(line, right, shown)
        painter.setPen(QPen(theme.paper("accent"), 2))
        painter.drawLine(area.x(), area.bottom(), area.right(), area.bottom())
        painter.end()
