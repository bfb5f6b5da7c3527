"""A titled part of the settings."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.ui.widgets.basics import label, margins

WIDEST = 860


class Section(QWidget):
    """A column of cards, no wider than reads well."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.column = QVBoxLayout()
        margins(self.column, gap=12)
        holder = QWidget()
        holder.setMaximumWidth(WIDEST)
        holder.setLayout(self.column)
        layout = QHBoxLayout(self)
        margins(layout)
        layout.addWidget(holder, 1)
        layout.addStretch()

    def focus_first(self) -> None:
        """Put the keyboard on the first thing that can be changed."""
        self.setFocus()

    def busy(self) -> bool:
        """Tell whether the section waits for something."""
        return False

    def leave(self) -> None:
        """Save what isn't saved yet."""


def card(title: str, *parts: QWidget, note: str = "") -> QFrame:
    """Return a card with a title, a note under it, and its parts one below the other."""
    result = QFrame()
    result.setProperty("role", "card")
    layout = QVBoxLayout(result)
    margins(layout, 16, 12, 16, 14, gap=8)
    layout.addWidget(label(title, "section"))
    if note:
        layout.addWidget(label(note, "secondary", wrap=True))
    for part in parts:
        layout.addWidget(part)
    return result
