"""Files that are dragged over the cards of a column from outside."""

from __future__ import annotations

import uuid
from typing import Final

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPen,
)
from PySide6.QtWidgets import QWidget

from salesdesk.i18n import _
from salesdesk.ui import theme
from salesdesk.ui.pipeline.card_grid import CardGrid
from salesdesk.ui.pipeline.model import ColumnModel
from salesdesk.ui.widgets.local_files import local_files

_CENTRE: Final = Qt.AlignmentFlag.AlignCenter


class FileTarget(CardGrid):
    """Cards that take files: the one under the pointer is lit, the drop only says which files came to which card."""

    files_dropped = Signal(object, list, QPoint)

    def __init__(self, model: ColumnModel, card_height: int, parent: QWidget | None = None) -> None:
        super().__init__(model, card_height, parent)
        self._over = -1
        self._keeping: frozenset[uuid.UUID] = frozenset()
        self.takes_files = True
        self.setAcceptDrops(True)
        self.viewport().setAcceptDrops(True)

    def show_keeping(self, cards: frozenset[uuid.UUID]) -> None:
        """Show at these cards that files are being kept for them."""
        if cards != self._keeping:
            self._keeping = cards
            self.viewport().update()

    def paint_files(self, painter: QPainter, row: int, card: uuid.UUID) -> None:
        """Paint over a card that files can be dropped on it, or are being kept for it."""
        text = ""
        if row == self._over:
            text = _("Attach to this opportunity")
        elif card in self._keeping:
            text = _("Files are being kept…")
        if not text:
            return
        rect = self.card_rect(row)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.setBrush(theme.color("accent_soft"))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 8, 8)
        painter.setPen(theme.color("accent"))
        painter.drawText(rect.adjusted(8, 4, -8, -4), int(_CENTRE | Qt.TextFlag.TextWordWrap), text)
        painter.restore()

    # --- dragging -----------------------------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._follow(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._follow(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        del event
        self._light(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        row, paths = self._row_at(event), local_files(event.mimeData())
        self._light(-1)
        card = self._cards.card(row) if row >= 0 else None
        if card is None or not paths:
            event.ignore()
            return
        # Always a copy: a file manager would remove what was moved.
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.setCurrentIndex(self._cards.index(row))
        where = self.viewport().mapToGlobal(event.position().toPoint())
        self.files_dropped.emit(card, paths, where)

    def _follow(self, event: QDragMoveEvent) -> None:
        """Light the card under the pointer; files of this computer are taken there and nowhere else.

        What comes in is followed even beside the cards: a drag that was refused once is never asked again.
        """
        there = self.takes_files and bool(local_files(event.mimeData()))
        row = self._row_at(event) if there else -1
        self._light(row)
        event.setDropAction(Qt.DropAction.CopyAction)
        event.setAccepted(row >= 0 or (there and isinstance(event, QDragEnterEvent)))

    def _row_at(self, event: QDropEvent) -> int:
        return self.indexAt(event.position().toPoint()).row() if self.takes_files else -1

    def _light(self, row: int) -> None:
        for changed in {row, self._over} - {-1}:
            self.viewport().update(self.card_rect(changed))
        self._over = row
