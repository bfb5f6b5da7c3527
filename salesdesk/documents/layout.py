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
    from salesdesk.documents.styles import Look, Style

Pair = tuple[str, str]
Label = tuple[list[str], float]
"""The lines of a label with their left end."""
NO_LABEL: Final[Label] = ([], 0)

_TOGETHER: Final = 15  # a text of more lines may be parted by a page's end
_CHUNK: Final = 5
_LABELS_MOST: Final = 0.36  # of the width


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
    look: Look = styles.USUAL

    @property
    def height(self) -> float:
        """Return the height of all rows."""
        return sum(len(lines) for _label, lines in self.rows) * self.look.body.leading

    def draw(self, sheet: Sheet, left: float, top: float) -> None:
        """Draw the rows below `top`."""
        for label, lines in self.rows:
            sheet.lines(left, top, label, self.look.label)
            top = sheet.lines(left + self.indent, top, lines, self.look.body)


def paired(pairs: Sequence[Pair], width: float, look: Look = styles.USUAL) -> Pairs:
    """Lay out the pairs that have a text; each text takes at least the lines of its label."""
    shown = [(label, value) for label, value in pairs if value]
    style = look.label
    labels = (line for label, _value in shown for line in label.split("\n"))
    room = min(max((style.face.width(line, style.size) for line in labels), default=0), width * _LABELS_MOST)
    rows = []
    for label, value in shown:
        own, lines = wrapped(label, style, room + 0.01), wrapped(value, look.body, width - room - 12)
        rows.append((own, lines + [""] * (len(own) - len(lines))))
    return Pairs(rows, room + 12, look)


def parted(
    lines: list[str], left: float, *, gap: float, label: Label = NO_LABEL, look: Look = styles.USUAL
) -> list[Block]:
    """Return a text as one block, or as several where it's long; the label's lines stand beside its first ones."""
    size = len(lines) if len(lines) <= _TOGETHER else _CHUNK
    blocks = []
    for start in range(0, len(lines), size):
        piece = slice(start, start + size)
        draw = partial(
            _draw_piece, lines=lines[piece], left=left, label=(label[0][piece], label[1]), look=look
        )
        blocks.append(Block(len(lines[piece]) * look.body.leading, draw, gap=0 if start else gap))
    return blocks


def _draw_piece(sheet: Sheet, top: float, *, lines: list[str], left: float, label: Label, look: Look) -> None:
    sheet.lines(label[1], top, label[0], look.label)
    sheet.lines(left, top, lines, look.body)
