"""Seals on documents: marks where one is stamped across the edges of all pages, and the picture of one in its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from reportlab.lib.units import mm

from salesdesk.documents import fonts, styles
from salesdesk.documents.layout import wrapped
from salesdesk.documents.picture import raster
from salesdesk.documents.styles import Style
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.seal import IMAGE_LABEL, SMALLEST
from salesdesk.i18n import N_, _

if TYPE_CHECKING:
    from collections.abc import Callable

    from salesdesk.documents.page import Sheet
    from salesdesk.documents.words import Words
    from salesdesk.domain.seal import SealPicture

STAMP: Final = 42 * mm
"""As wide and high as the place of a seal: the largest seals of firms have 40 to 42 mm."""
_TICK: Final = 9 * mm
_MIDDLE: Final = 0.5
"""Where the marks stand, as a fraction of the page's height: pages that lie fanned out are sealed in the middle."""
_CAPTION: Final = Style(fonts.REGULAR, 6, 8, styles.SOFT_INK)
_LABEL: Final = Style(fonts.REGULAR, 7.5, 10, styles.SOFT_INK)
_CAPTION_WIDTH: Final = 30.0


def edge_marks(sheet: Sheet, say: Words) -> None:
    """Mark at a page's right edge where the seal across the edges goes: at the same height on every page."""
    top = sheet.height * _MIDDLE - STAMP / 2
    for y in (top, top + STAMP):
        sheet.rule(sheet.width - _TICK, sheet.width, y, styles.RULE)
    y = top + 4
    for text in say.each(N_("Seal across the edges")):
        y = sheet.lines(sheet.width - 6, y, wrapped(text, _CAPTION, _CAPTION_WIDTH), _CAPTION, "right") + 2


def label_lines(seal: SealPicture | None, say: Words) -> list[str]:
    """Return what stands below the picture of a seal; nothing without one."""
    if seal is None:
        return []
    texts = (*say.each(IMAGE_LABEL), seal.number)
    return [line for text in texts for line in wrapped(text, _LABEL, STAMP)]


def label_height(lines: list[str]) -> float:
    """Return how much room the label needs."""
    return len(lines) * _LABEL.leading + (4 if lines else 0)


def drawing(seal: SealPicture, lines: list[str]) -> Callable[[Sheet, float, float], None]:
    """Return what draws a picture into the place of a seal, with its label below; InvalidInputError if it is none."""
    found = raster(seal.image, STAMP, STAMP)
    if found is None:
        raise InvalidInputError(_("The picture of the seal can't be read."))
    longer = min(max(seal.size_mm, SMALLEST) * mm, STAMP)
    scale = longer / max(found.width, found.height)
    width, height = found.width * scale, found.height * scale

    def draw(sheet: Sheet, left: float, top: float) -> None:
        right = left + (STAMP + width) / 2
        sheet.picture(right, top + (STAMP - height) / 2, (width, height), found, clear=True)
        sheet.lines(left, top + STAMP + 4, lines, _LABEL)

    return draw
