"""Texts as people type or paste them, made safe to keep: no invisible signs, one form for each letter."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_LINE_BREAKS: Final = re.compile("[\t\n\v\f\r\x85\u2028\u2029]+")
_PARAGRAPHS: Final = re.compile("\r\n|[\v\f\r\x85\u2028\u2029]")
# Controls, direction marks and overrides, half a character: they show nothing, or another name than they hold.
_HIDDEN_BUT_LINES: Final = (
    "\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ud800-\udfff\ufeff"
)
_HIDDEN: Final = re.compile(f"[\n{_HIDDEN_BUT_LINES}]")
_HIDDEN_IN_PARAGRAPHS: Final = re.compile(f"[{_HIDDEN_BUT_LINES}]")


def one_line(text: str) -> str:
    """Return a name without outer blanks, line breaks and invisible signs."""
    if text.isascii() and text.isprintable():
        return text.strip()
    return unicodedata.normalize("NFC", _HIDDEN.sub("", _LINE_BREAKS.sub(" ", text.strip()))).strip()


def paragraphs(text: str) -> str:
    """Return a text of several lines without outer blanks and invisible signs."""
    if text.isascii() and text.isprintable():
        return text.strip()
    lines = _PARAGRAPHS.sub("\n", text).replace("\t", " ")
    return unicodedata.normalize("NFC", _HIDDEN_IN_PARAGRAPHS.sub("", lines)).strip()
