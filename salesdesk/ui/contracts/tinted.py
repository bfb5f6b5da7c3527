"""Text in colours: what is new, what is gone, what stands in a blank."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtGui import QTextCharFormat, QTextCursor

from salesdesk.domain.clauses import Piece
from salesdesk.ui import theme

_TONES: Final = {"gone": "bad", "new": "ok"}


def write(
    cursor: QTextCursor, text: str, tone: str = "", *, struck: bool = False, strong: bool = False
) -> None:
    """Write a text at a cursor in the colours of a token with a soft background, or plainly."""
    shown = QTextCharFormat()
    shown.setForeground(theme.color(tone or "text"))
    if tone:
        shown.setBackground(theme.color(f"{tone}_soft"))
    shown.setFontStrikeOut(struck)
    if strong:
        shown.setFontWeight(theme.font(bold=True).weight())
    cursor.insertText(text, shown)


def write_pieces(cursor: QTextCursor, pieces: Sequence[Piece]) -> None:
    """Write how a text differs from an older one: what is gone is struck out as well as red."""
    for kind, text in pieces:
        write(cursor, text, _TONES.get(kind, ""), struck=kind == "gone")
