"""What is seen of a signature by a certificate in the place of our seal: whose key, when, and how it is checked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from salesdesk.documents import cleaning, fonts, styles
from salesdesk.documents.layout import wrapped
from salesdesk.documents.page import Block, Info, Sheet, write
from salesdesk.documents.styles import Style
from salesdesk.i18n import N_

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from salesdesk.documents.words import Words

_HEAD: Final = Style(fonts.BOLD, 7, 9.5)
_TEXT: Final = Style(fonts.REGULAR, 6.5, 8.5, styles.SOFT_INK)
_EDGE: Final = 5.0
_GAP: Final = 2.0
_TAG: Final = b"/AAAAAA+"
_OWN_TAG: Final = b"/SIGNED+"
"""Parts of a typeface in one file have names of their own, here that file is the one that is signed."""
_MOST: Final = 3
"""Lines of a name; a longer one is cut."""


@dataclass(frozen=True, slots=True)
class SignatureMark:
    """Whose key signs, who issued its certificate, and when, in the languages of the document."""

    subject: str
    issuer: str
    at: datetime
    say: Words


def drawn(mark: SignatureMark, size: tuple[float, float]) -> bytes:
    """Return a mark as a PDF of one page of the size, in points."""
    say, width = mark.say, size[0] - 2 * _EDGE
    issuer = say.once(N_("Issued by {name}"), name=_printable(mark.issuer))
    parts = [
        (_lines(say.each(N_("Signed with a certificate")), _HEAD, width), _HEAD),
        (_lines([_printable(mark.subject)], _HEAD, width)[:_MOST], _HEAD),
        (_lines([_moment(mark.at)], _TEXT, width), _TEXT),
        (_lines([issuer], _TEXT, width)[:_MOST], _TEXT),
        (_lines(say.each(N_("It counts in the file alone: a PDF reader checks it.")), _TEXT, width), _TEXT),
    ]

    def draw(sheet: Sheet, top: float) -> None:
        for lines, style in parts:
            top = sheet.lines(_EDGE, top, lines, style) + _GAP

    info = Info(title="", author="", subject="", created=mark.at.date(), language="zh-CN")
    pdf = write([[(Block(size[1], draw), _EDGE)]], size, lambda *_page: None, info)
    return pdf.replace(_TAG, _OWN_TAG)


def _lines(texts: Iterable[str], style: Style, width: float) -> list[str]:
    return [line for text in texts for line in wrapped(text, style, width)]


def _printable(name: str) -> str:
    """Return a name without the characters that the typefaces lack: it isn't ours to refuse."""
    missing = cleaning.missing_glyphs([name])
    return "".join("?" if one in missing else one for one in name)


def _moment(at: datetime) -> str:
    zone = f"{at:%z}"
    return f"{at:%Y-%m-%d %H:%M} {zone[:3]}:{zone[3:5]}"
