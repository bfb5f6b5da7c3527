"""The shortcuts of the page and of the window, on F1."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from salesdesk.i18n import _
from salesdesk.ui.widgets.basics import button, label, margins

Keys = Sequence[tuple[str, str]]
_OR = " / "


class ShortcutsDialog(QDialog):
    """Shows keys and what they do, in two columns; Esc or F1 closes it."""

    def __init__(self, page: Keys, frame: Keys, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Keyboard shortcuts"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        columns = QHBoxLayout()
        margins(columns, gap=12)
        if page:
            columns.addWidget(_column(_("On this page"), page), 1)
        columns.addWidget(_column(_("Everywhere"), frame), 1)
        content = QWidget()
        content.setLayout(columns)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        self.close_button = button(_("Close"), "primary")
        self.close_button.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(self.close_button)
        layout = QVBoxLayout(self)
        margins(layout, 20, 16, 20, 16, gap=12)
        layout.addWidget(area, 1)
        layout.addLayout(foot)
        QShortcut(QKeySequence(Qt.Key.Key_F1), self).activated.connect(self.accept)
        # As large as its content, but for the margins and the foot, within what a small screen has.
        wanted = content.sizeHint()
        self.resize(min(max(wanted.width() + 60, 640), 960), min(wanted.height() + 110, 640))
        self.close_button.setFocus()


def _column(title: str, keys: Keys) -> QFrame:
    result = QFrame()
    result.setProperty("role", "card")
    grid = QGridLayout(result)
    grid.setContentsMargins(16, 12, 16, 14)
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(7)
    grid.setColumnStretch(1, 1)
    grid.addWidget(label(title, "section"), 0, 0, 1, 2)
    for row, (key, meaning) in enumerate(keys, start=1):
        text = label(meaning, wrap=True)
        text.setAccessibleName(_("{caption}: {value}").format(caption=key, value=meaning))
        grid.addWidget(_caps(key), row, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(text, row, 1, Qt.AlignmentFlag.AlignTop)
    grid.setRowStretch(len(keys) + 1, 1)
    return result


def _caps(keys: str) -> QWidget:
    """Return a shortcut as key caps; of several, a stroke stands between them."""
    result = QWidget()
    row = QHBoxLayout(result)
    margins(row, gap=3)
    for number, choice in enumerate(keys.split(_OR)):
        if number:
            row.addWidget(label("/", "small"))
        for name in key_names(choice):
            cap: QLabel = label(name, "keys")
            cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
            cap.setMinimumWidth(22)
            row.addWidget(cap)
    return result


def key_names(keys: str) -> list[str]:
    """Return the keys that are pressed together; `Ctrl+,` and `Ctrl++` have a sign for a last key."""
    head, joint, last = keys.rpartition("+")
    if not joint or not head:
        return [keys]
    return [*head.removesuffix("+").split("+"), last or "+"]
