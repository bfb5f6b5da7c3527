"""The head of a document's first page: what it is called, beside the firm's name and logo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reportlab.lib.units import mm

from salesdesk.documents import styles
from salesdesk.documents.layout import Area, wrapped
from salesdesk.documents.page import Block, Sheet
from salesdesk.documents.picture import raster

if TYPE_CHECKING:
    from salesdesk.documents.picture import Raster

_LOGO: Final = (42 * mm, 14 * mm)
_ABOVE_FIRM: Final = 5.0


@dataclass(frozen=True, slots=True)
class _Logo:
    """A picture with its size in points."""

    raster: Raster
    width: float
    height: float


def _logo(content: bytes) -> _Logo | None:
    """Return a logo as large as its place allows; None where there is none that can be read."""
    found = raster(content, *_LOGO) if content else None
    if found is None:
        return None
    scale = min(_LOGO[0] / found.width, _LOGO[1] / found.height)
    return _Logo(found, found.width * scale, found.height * scale)


def masthead(title: str, note: str, firm: str, logo: bytes, area: Area) -> Block:
    """Return a title, with a `note` under it if any, beside a firm's name under its logo, above the accent line."""
    names = wrapped(firm, styles.FIRM, area.width * 0.6)
    picture = _logo(logo)
    below = max(
        styles.TITLE.leading + (styles.TITLE_NOTE.leading if note else 0),
        len(names) * styles.FIRM.leading + (picture.height + _ABOVE_FIRM if picture else 0),
    )
    height = below + 9

    def draw(sheet: Sheet, top: float) -> None:
        if picture:
            sheet.picture(area.right, top, (picture.width, picture.height), picture.raster)
        sheet.text(area.left, top, title, styles.TITLE)
        if note:
            sheet.text(area.left, top + styles.TITLE.leading, note, styles.TITLE_NOTE)
        sheet.lines(area.right, top + below - len(names) * styles.FIRM.leading, names, styles.FIRM, "right")
        sheet.rule(area.left, area.right, top + height, styles.ACCENT, 1.2)

    return Block(height, draw)
