"""A value that looks like text and wraps, with a frame where it can be changed."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextLayout,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from salesdesk.i18n import _
from salesdesk.ui import theme
from salesdesk.ui.widgets.text_lines import laid_out

_MOST: Final = 600
_SIDE: Final = 6
_TOP: Final = 3
_COMMANDS: Final = (
    Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
)


class FactValue(QWidget):
    """Shows a text in as many lines as it needs; `edit_requested` brings what was typed already."""

    edit_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self._tone = ""
        self._editable = False
        self._laid: tuple[int, str, QTextLayout, int] | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_text(self, text: str, *, tone: str, editable: bool) -> None:
        """Show a text; an empty one that can be changed invites to add it."""
        self._text, self._tone, self._editable = text[:_MOST] + "…" * (len(text) > _MOST), tone, editable
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if editable else Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, editable)
        self.setCursor(Qt.CursorShape.IBeamCursor if editable else Qt.CursorShape.ArrowCursor)
        self._laid = None
        self.updateGeometry()
        self.update()

    def text(self) -> str:
        """Return the text as it is painted."""
        if self._text:
            return self._text
        return _("Add…") if self._editable and (self.underMouse() or self.hasFocus()) else "—"

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._layout(width)[1] + 2 * _TOP

    def sizeHint(self) -> QSize:
        width = self.width() if self.width() > 2 * _SIDE else 200
        return QSize(60, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        return QSize(60, self.fontMetrics().height() + 2 * _TOP)

    def _layout(self, width: int) -> tuple[QTextLayout, int]:
        text = self.text()
        if self._laid is None or self._laid[:2] != (width, text):
            layout = laid_out(text, self.font(), width - 2 * _SIDE)
            height = layout.boundingRect().height()
            self._laid = (width, text, layout, round(height + 0.5))
        return self._laid[2], self._laid[3]

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._editable and (self.underMouse() or self.hasFocus()):
            painter.setPen(QPen(theme.color("accent" if self.hasFocus() else "line"), 1))
            painter.setBrush(theme.color("sunken"))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        painter.setPen(theme.color((self._tone or "text") if self._text else "muted"))
        layout, _height = self._layout(self.width())
        layout.draw(painter, QPointF(_SIDE, _TOP))
        painter.end()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._editable and event.button() == Qt.MouseButton.LeftButton:
            self.edit_requested.emit("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        typed = event.text()
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self._text)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_F2, Qt.Key.Key_Space):
            self.edit_requested.emit("")
        elif typed and typed.isprintable() and not event.modifiers() & _COMMANDS:
            self.edit_requested.emit(typed)
        else:
            super().keyPressEvent(event)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        if event.commitString():
            self.edit_requested.emit(event.commitString())
        event.accept()
