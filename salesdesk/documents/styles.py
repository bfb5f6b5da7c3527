"""The look of every document: colours, sizes, distances; all lengths in points."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from functools import lru_cache
from typing import Any, Final

from reportlab.lib.colors import Color
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.units import mm

from salesdesk.documents import fonts

PORTRAIT: Final = A4
LANDSCAPE: Final = landscape(A4)

MARGIN: Final = 15 * mm
TOP: Final = 14 * mm
TOP_OF_NEXT: Final = 20 * mm  # below the running head of page two and later
BOTTOM: Final = 18 * mm  # above the foot
GAP: Final = 14.0
COLUMN_GAP: Final = 24.0


def _color(code: int) -> Color:
    return Color((code >> 16) / 255, (code >> 8 & 255) / 255, (code & 255) / 255)


INK: Final = _color(0x1C2430)
SOFT_INK: Final = _color(0x667080)
ACCENT: Final = _color(0x1A5FD0)
HAIRLINE: Final = _color(0xDDE2EA)
RULE: Final = _color(0xB4BDCA)
SHADE: Final = _color(0xF3F6FA)


@dataclass(frozen=True, slots=True)
class Style:
    """Set text in one face, size and colour, on lines `leading` apart."""

    font: str
    size: float
    leading: float
    color: Color = INK

    @property
    def face(self) -> fonts.Face:
        """Return the face to measure with."""
        return fonts.face(self.font)

    @property
    def baseline(self) -> float:
        """Return how far the baseline lies below the top of a line."""
        return (self.leading - self.size) / 2 + 0.88 * self.size


TITLE: Final = Style(fonts.BOLD, 22, 28)
TITLE_NOTE: Final = Style(fonts.REGULAR, 7.5, 10, ACCENT)
FIRM: Final = Style(fonts.BOLD, 11, 15)
FACT: Final = Style(fonts.BOLD, 9.5, 13)
PARTY: Final = Style(fonts.BOLD, 10.5, 15)
HEADING: Final = Style(fonts.BOLD, 9, 13, ACCENT)
BODY: Final = Style(fonts.REGULAR, 8.5, 13)
LABEL: Final = Style(fonts.REGULAR, 8.5, 13, SOFT_INK)
SMALL: Final = Style(fonts.REGULAR, 7.5, 10.5, SOFT_INK)
HEAD: Final = Style(fonts.BOLD, 7.5, 10.5, SOFT_INK)
CELL: Final = Style(fonts.REGULAR, 8.5, 12)
CELL_STRONG: Final = Style(fonts.BOLD, 8.5, 12)
CELL_SOFT: Final = Style(fonts.REGULAR, 8.5, 12, SOFT_INK)
TAG: Final = Style(fonts.REGULAR, 7.5, 10.5, ACCENT)
TOTAL: Final = Style(fonts.BOLD, 14, 20)
WORDS: Final = Style(fonts.BOLD, 9.5, 14)
WATERMARK: Final = Style(fonts.BOLD, 100, 100, _color(0xEEF1F6))


@dataclass(frozen=True, slots=True)
class Look:
    """How a document is set: its accent and the styles of its texts."""

    accent: Color = ACCENT
    title: Style = TITLE
    title_note: Style = TITLE_NOTE
    firm: Style = FIRM
    fact: Style = FACT
    party: Style = PARTY
    heading: Style = HEADING
    body: Style = BODY
    label: Style = LABEL
    small: Style = SMALL
    head: Style = HEAD
    cell: Style = CELL
    cell_strong: Style = CELL_STRONG
    cell_soft: Style = CELL_SOFT
    tag: Style = TAG
    total: Style = TOTAL
    words: Style = WORDS


USUAL: Final = Look()


@lru_cache(maxsize=32)
def look(accent: str, scale: float = 1.0) -> Look:
    """Return the usual look in an accent `#rrggbb` and with its type scaled; equal arguments give the same look."""
    color = _color(int(accent[1:], 16))
    changes: dict[str, Any] = {"accent": color}
    for field in fields(Look):
        style = getattr(USUAL, field.name)
        if isinstance(style, Style):
            own = color if style.color == ACCENT else style.color
            changes[field.name] = replace(
                style, size=style.size * scale, leading=style.leading * scale, color=own
            )
    return Look(**changes)
