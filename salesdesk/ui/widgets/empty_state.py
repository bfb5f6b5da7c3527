"""What stands where nothing is yet: one sentence, and one button that starts it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from salesdesk.ui import icons
from salesdesk.ui.widgets.basics import button, label, margins


class EmptyState(QWidget):
    """A sentence and, where there is something to do, a button."""

    action_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel()
        self._text = label(role="secondary", wrap=True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._text.setFixedWidth(420)
        self.button = button("")
        self.button.clicked.connect(self.action_requested)
        layout = QVBoxLayout(self)
        margins(layout, 24, 24, 24, 24, gap=14)
        layout.addStretch(2)
        for part in (self._icon, self._text, self.button):
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(3)

    def show_text(self, icon: str, text: str, action: str = "") -> None:
        """Show a sentence; without `action` there is no button."""
        self._icon.setPixmap(icons.pixmap(icon, "muted", 40))
        self._text.setText(text)
        self._text.setMinimumHeight(self._text.heightForWidth(self._text.width()))
        self.button.setText(action)
        self.button.setVisible(bool(action))
