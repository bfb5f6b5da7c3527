"""A row of tiles, each a caption over a figure."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from salesdesk.ui.widgets.basics import ElidedLabel, margins


class Tiles(QWidget):
    """Shows a few figures with their captions and a note each."""

    def __init__(self, captions: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        margins(row, gap=10)
        self.values: list[ElidedLabel] = []
        self.notes: list[ElidedLabel] = []
        for caption in captions:
            tile = QFrame()
            tile.setProperty("role", "card")
            column = QVBoxLayout(tile)
            margins(column, 12, 6, 12, 6)
            value, note = ElidedLabel(role="section"), ElidedLabel(role="small")
            value.setAccessibleName(caption)
            column.addWidget(ElidedLabel(caption, role="small"))
            column.addWidget(value)
            column.addWidget(note)
            row.addWidget(tile, 1)
            self.values.append(value)
            self.notes.append(note)

    def show_figures(self, figures: Sequence[tuple[str, str]]) -> None:
        """Show figures with their notes, in the order of the captions."""
        for place, (value, note) in enumerate(figures):
            self.values[place].setText(value)
            self.notes[place].setText(note)
            self.values[place].setAccessibleDescription(f"{value} {note}".strip())
