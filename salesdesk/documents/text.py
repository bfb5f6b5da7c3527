"""Text made safe to print, and broken into lines as Chinese typography asks."""

from __future__ import annotations

import re
import unicodedata
from typing import Final, Protocol

NAME_LIMIT: Final = 200
LINE_LIMIT: Final = 4_000
CLAUSE_LIMIT: Final = 20_000

# Controls, surrogates, joiners, direction marks, variation selectors, tags: they print nothing or mislead.
_INVISIBLE: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uffa0\ufff0-\uffff\U000e0000-\U000e0fff]"
)
_BREAKS: Final = re.compile("\r\n|[\r\v\f\x1c-\x1e\x85\u2028\u2029]")
_SPACES: Final = re.compile("[\t\u00a0\u1680\u2000-\u200a\u202f\u205f]")

_WIDE: Final = (
    "\u1100-\u115f\u2014\u201c\u201d\u2026\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f"
    "\uff01-\uff60\uffe0-\uffe6\U00016fe0-\U0001b2ff\U00020000-\U0003ffff"
)
OPENING: Final = "([{¥$€£#‘“（［｛〈《「『【〔〖〘〝￥＄￡＃"
CLOSING: Final = (
    ")]},.:;?!%’”…—·‰℃°′″、。，．：；？！）］｝〉》」』】〕〗〙〞～％￠\u3005\u30fb\u30fc"
    + "".join(map(chr, range(0x0300, 0x0370)))
)


def _segments() -> re.Pattern[str]:
    """Return the pattern of the pieces that stay together: openers, a word or one wide character, closers."""
    opening, closing = re.escape(OPENING), re.escape(CLOSING)
    narrow = rf"[^\s{_WIDE}{opening}]+"
    word = rf"{narrow}(?:[{opening}]+{narrow})*"
    core = rf"(?:{word}|[^\s{opening}{closing}])"
    return re.compile(rf"(?:[{opening}]\s*)*{core}?(?:\s*[{closing}])*\s*")


_SEGMENT: Final = _segments()


class Face(Protocol):
    """Measure text of one typeface."""

    def width(self, text: str, size: float) -> float:
        """Return the width in points of `text` set at `size`."""
        ...


def clean(text: str, limit: int = LINE_LIMIT, *, one_line: bool = False) -> str:
    """Return `text` as it can be printed: NFC, no invisible characters, at most `limit` long (then ending in …)."""
    if text.isascii() and text.isprintable() and len(text) <= limit:
        return text
    kept = _BREAKS.sub("\n", text[: limit * 4])
    if one_line:
        kept = kept.replace("\n", " ")
    kept = _INVISIBLE.sub("", _SPACES.sub(" ", kept))
    kept = unicodedata.normalize("NFC", kept)
    if len(kept) > limit or len(text) > limit * 4:
        return kept[: limit - 1].rstrip() + "…"
    return text if kept == text else kept


def wrap(text: str, face: Face, size: float, width: float) -> list[str]:
    """Break `text` into lines no wider than `width` points.

    No line begins with closing punctuation or ends with an opening one, and words and numbers stay whole,
    unless such a piece alone is wider than the line.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        if face.width(paragraph, size) <= width:
            lines.append(paragraph.rstrip(" "))
        else:
            lines += _fill(paragraph, face, size, width)
    return lines


def _fill(paragraph: str, face: Face, size: float, width: float) -> list[str]:
    lines: list[str] = []
    line, used = "", 0.0
    for segment in filter(None, _SEGMENT.findall(paragraph)):
        advance = face.width(segment, size)
        if used + advance > width and used + face.width(segment.rstrip(), size) > width:
            if line:
                lines.append(line.rstrip())
            *full, segment = _chop(segment, face, size, width)  # noqa: PLW2901 - the rest goes on in the next line
            lines += full
            line, used = segment, face.width(segment, size)
        else:
            line, used = line + segment, used + advance
    if line.rstrip():
        lines.append(line.rstrip())
    return lines


def _chop(segment: str, face: Face, size: float, width: float) -> list[str]:
    """Cut one piece that is wider than the line wherever the line is full."""
    pieces: list[str] = []
    start = 0
    while start < len(segment):
        end = _cut(segment, start, face, size, width)
        pieces.append(segment[start:end])
        start = end
    return pieces


def _cut(segment: str, start: int, face: Face, size: float, width: float) -> int:
    used = 0.0
    for end in range(start, len(segment)):
        used += face.width(segment[end], size)
        if used > width:
            return _allowed(segment, start, max(end, start + 1))
    return len(segment)


def _allowed(segment: str, start: int, end: int) -> int:
    """Return the last place up to `end` where the two lines begin and end well; `end` where there is none."""
    for cut in range(end, start, -1):
        if cut < len(segment) and segment[cut] not in CLOSING and segment[cut - 1] not in OPENING:
            return cut
    return end
