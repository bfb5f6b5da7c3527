"""What stands behind the signature: a link that shows or hides it, and the divider before it."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from salesdesk.i18n import _, number
from salesdesk.services.board import Board
from salesdesk.ui.widgets.basics import button, margins, plain


class AfterLink(QWidget):
    """Says how many stand in the stages behind the signature, and asks to show or hide these."""

    toggled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.link = button("", "link")
        self.link.clicked.connect(self.toggled)
        layout = QHBoxLayout(self)
        margins(layout)
        layout.addWidget(self.link)

    def show_board(self, board: Board, *, shown: bool) -> None:
        """Show the counts of a board, or nothing where no stage stands behind the signature."""
        self.setVisible(bool(board.after))
        counts = " · ".join(f"{column.name} {number(column.count, 0)}" for column in board.after)
        text = _("Hide what is signed") if shown else f"{counts} →"
        self.link.setText(plain(text))
        self.link.setAccessibleName(
            text if shown else _("Show what is signed: {counts}").format(counts=counts)
        )


def divider() -> QFrame:
    """Return the line between what is open and what is signed."""
    line = QFrame()
    line.setProperty("role", "divider")
    line.setFixedWidth(3)
    line.setAccessibleName(_("Behind the signature"))
    return line
