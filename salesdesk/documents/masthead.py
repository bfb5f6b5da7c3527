"""The head of a document's first page: what it is called, beside the firm's name and logo."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reportlab.lib.units import mm

from salesdesk.documents import styles
from salesdesk.documents.layout import Area, wrapped
from salesdesk.documents.page import Align, Block, Sheet
from salesdesk.documents.picture import raster

if TYPE_CHECKING:
    from salesdesk.documents.picture import Raster
    from salesdesk.documents.styles import Look
    from salesdesk.domain.document_design import LogoPlace

_LOGO_HEIGHT: Final = 14 * mm
_LOGO_SHAPE: Final = 3  # its place is so many times wider than high
_ABOVE_FIRM: Final = 5.0
_BELOW: Final = 9.0
_FACING: Final[dict[Align, Align]] = {"left": "right", "right": "left", "centre": "centre"}


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Hold what stands beside a document's title: a firm's name and its logo, as high as `logo_height` points."""

    firm: str
    logo: bytes = b""
    place: LogoPlace = "right"
    logo_height: float = _LOGO_HEIGHT


@dataclass(frozen=True, slots=True)
class _Logo:
    """A picture with its size in points."""

    raster: Raster
    width: float
    height: float


def _logo(letterhead: Letterhead, area: Area) -> _Logo | None:
    """Return a logo as large as its place allows; None where there is none that can be read."""
    if not letterhead.logo or letterhead.place == "none":
        return None
    room = (min(_LOGO_SHAPE * letterhead.logo_height, area.width * 0.6), letterhead.logo_height)
    found = raster(letterhead.logo, *room)
    if found is None:
        return None
    scale = min(room[0] / found.width, room[1] / found.height)
    return _Logo(found, found.width * scale, found.height * scale)


def masthead(title: str, note: str, firm: str, logo: bytes, area: Area) -> Block:
    """Return a title, with a `note` under it if any, beside a firm's name under its logo, above the accent line."""
    return designed(title, note, Letterhead(firm, logo), area, styles.USUAL)


def designed(title: str, note: str, letterhead: Letterhead, area: Area, look: Look) -> Block:
    """Return a title with a `note` under it and a firm's letterhead, above the accent line.

    The firm stands at the right of the title, at its left, or in the middle above it.
    """
    names = wrapped(letterhead.firm, look.firm, area.width * 0.6)
    picture = _logo(letterhead, area)
    own = look.title.leading + (look.title_note.leading if note else 0)
    firm = len(names) * look.firm.leading + (picture.height + _ABOVE_FIRM if picture else 0)
    centred = letterhead.place == "centre"
    below = firm + _ABOVE_FIRM + own if centred else max(own, firm)
    middle = area.left + area.width / 2
    align: Align = "centre" if centred else "left" if letterhead.place == "left" else "right"
    x = {"left": area.left, "right": area.right, "centre": middle}
    facing = _FACING[align]

    def draw(sheet: Sheet, top: float) -> None:
        title_top, names_top = top, top + below - len(names) * look.firm.leading
        if centred:
            title_top, names_top = top + firm + _ABOVE_FIRM, top + firm - len(names) * look.firm.leading
        if picture:
            right = x[align] + picture.width * {"left": 1, "right": 0, "centre": 0.5}[align]
            sheet.picture(right, top, (picture.width, picture.height), picture.raster)
        sheet.text(x[facing], title_top, title, look.title, facing)
        if note:
            sheet.text(x[facing], title_top + look.title.leading, note, look.title_note, facing)
        sheet.lines(x[align], names_top, names, look.firm, align)
        sheet.rule(area.left, area.right, top + below + _BELOW, look.accent, 1.2)

    return Block(below + _BELOW, draw)
