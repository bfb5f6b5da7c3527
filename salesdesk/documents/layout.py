"""Text blocks that documents are made of: labels beside texts, and texts that may be parted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

from salesdesk.documents import styles
from salesdesk.documents.page import Block, Sheet
from salesdesk.documents.text import wrap

if TYPE_CHECKING:
    from salesdesk.documents.styles import Style

Pair = tuple[str, str]
Label = tuple[list[str], float]
"""The lines of a label with their left end."""
NO_LABEL: Final[Label] = ([], 0)

_TOGETHER: Final = 15  # a text of more lines may be parted by a page's end
_CHUNK: Final = 5


@dataclass(frozen=True, slots=True)
class Area:
    """The printable width of a page."""

    left: float
    width: float

    @property
    def right(self) -> float:
        """Return where it ends."""
        return self.left + self.width


def wrapped(text: str, style: Style, width: float) -> list[str]:
    """Return the lines of a text in one style."""
    return wrap(text, style.face, style.size, width)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels with their texts in a second column."""

    rows: list[tuple[list[str], list[str]]]
    indent: float

    @property
    def height(self) -> float:
        """Return the height of all rows."""
        return sum(len(lines) for _label, lines in self.rows) * styles.BODY.leading

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        """Draw the rows below `top`."""
        for label, lines in self.rows:
            sheet.lines(left, top, label, styles.LABEL)
            top = sheet.lines(left + self.indent, top, lines, styles.BODY)


def paired(pairs: Sequence[Pair], width: float) -> Pairs:
    """Lay out the pairs that have a text; each text takes at least the lines of its label."""
    shown = [(label, value) for label, value in pairs if value]
    style = styles.LABEL
    widest = max((style.face.width(label, style.size) for label, _value in shown), default=0)
    room = min(widest, width * 0.3)
    rows = []
    for label, value in shown:
        labels, lines = wrapped(label, style, room + 0.01), wrapped(value, styles.BODY, width - room - 12)
        rows.append((labels, lines + [""] * (len(labels) - len(lines))))
    return Pairs(rows, room + 12)


def parted(lines: list[str], left: float, *, gap: float, label: Label = NO_LABEL) -> list[Block]:
    """Return a text as one block, or as several where it's long; the label's lines stand beside its first ones."""
    size = len(lines) if len(lines) <= _TOGETHER else _CHUNK
    blocks = []
    for start in range(0, len(lines), size):
        piece = slice(start, start + size)
        draw = partial(_draw_piece, lines=lines[piece], left=left, label=(label[0][piece], label[1]))
        blocks.append(Block(len(lines[piece]) * styles.BODY.leading, draw, gap=0 if start else gap))
    return blocks


def _draw_piece(sheet: Sheet, top: float, *, lines: list[str], left: float, label: Label) -> None:
    sheet.lines(label[1], top, label[0], styles.LABEL)
    sheet.lines(left, top, lines, styles.BODY)
