"""Labels for data, buttons and spacing, made the same way everywhere."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QBoxLayout, QLabel, QPushButton, QSizePolicy, QToolButton, QWidget

from salesdesk.ui import icons

_LONGEST_TIP: Final = 600


def label(text: str = "", role: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """Return a label that shows its text as it is, never as markup."""
    result = QLabel()
    result.setTextFormat(Qt.TextFormat.PlainText)
    result.setText(text)
    result.setWordWrap(wrap)
    if role:
        result.setProperty("role", role)
    if selectable:
        result.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
    return result


class ElidedLabel(QLabel):
    """A one-line label that shortens its text with an ellipsis where there is no room."""

    def __init__(self, text: str = "", role: str = "") -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("role", role)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setText(text)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideMiddle, self.width())
        painter.drawText(self.rect(), int(self.alignment()), shown)
        painter.end()


def button(text: str, role: str = "", *, icon: str = "", tint: str = "secondary") -> QPushButton:
    """Return a push button, which the Return key presses too; `role` is `primary`, `row`, `link` or nothing."""
    result = QPushButton(text)
    result.setProperty("role", role)
    result.setCursor(Qt.CursorShape.PointingHandCursor)
    result.setAutoDefault(True)
    if icon:
        result.setIcon(icons.icon(icon, tint))
        result.setIconSize(QSize(16, 16))
    return result


def icon_button(icon: str, name: str) -> QToolButton:
    """Return a small button with an icon, whose name is told by a tool tip and to screen readers."""
    result = QToolButton()
    result.setIcon(icons.icon(icon))
    result.setToolTip(tip(name))
    result.setAccessibleName(name)
    result.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return result


def set_state(widget: QWidget, name: str, value: object) -> None:
    """Set a property that the style sheet looks at, and dress the widget anew if it changed."""
    if (widget.property(name) or False) == value:
        return
    widget.setProperty(name, value)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
    widget.update()


def margins(
    layout: QBoxLayout, left: int = 0, top: int = 0, right: int = 0, bottom: int = 0, *, gap: int = 0
) -> None:
    """Set the margins of a layout and the gap between its parts, in pixels."""
    layout.setContentsMargins(left, top, right, bottom)
    layout.setSpacing(gap)


def tip(text: str) -> str:
    """Return data as a tool tip shows it: one that looks like markup would be shown as markup."""
    return text[:_LONGEST_TIP].replace("<", "\u2039")


def plain(text: str) -> str:
    """Return data as a button or a menu shows it: `&` would mark a shortcut."""
    return text.replace("&", "&&")
