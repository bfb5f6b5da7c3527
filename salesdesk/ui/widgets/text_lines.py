"""Long texts cut before they are measured, and broken into a few lines."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontMetrics, QTextLayout, QTextOption

from salesdesk.ui import theme

MOST: Final = 300


def cut(text: str, most: int = MOST) -> str:
    """Return a text as one line that is short enough to be measured."""
    return " ".join(text[:most].split("\n")) + "…" * (len(text) > most)


def lines_of(text: str, font: QFont, width: int, most: int) -> tuple[str, ...]:
    """Return a text in at most `most` lines of a width, the last one ending in … where there is more."""
    shown = cut(text, MOST * 2)
    layout = laid_out(shown, font, width)
    starts = [layout.lineAt(number).textStart() for number in range(layout.lineCount())]
    # Qt counts in UTF-16, where some signs are two.
    units = shown.encode("utf-16-le", "surrogatepass")
    pieces = [
        units[2 * start : 2 * end].decode("utf-16-le", "replace").rstrip()
        for start, end in zip(starts, [*starts[1:], len(units) // 2], strict=True)
    ]
    if len(pieces) <= most:
        return tuple(pieces)
    last = QFontMetrics(font).elidedText(" ".join(pieces[most - 1 : most + 1]), theme.ELLIPSIS, width)
    return (*pieces[: most - 1], last)


def laid_out(text: str, font: QFont, width: int) -> QTextLayout:
    """Return a text broken into lines of a width, also within a word that is longer."""
    layout = QTextLayout(text.replace("\n", "\u2028"), font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    height = 0.0
    while (line := layout.createLine()).isValid():
        line.setLineWidth(max(width, 1))
        line.setPosition(QPointF(0, height))
        height += line.height()
    layout.endLayout()
    return layout
