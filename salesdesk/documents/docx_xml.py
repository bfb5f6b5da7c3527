"""Reads a part of a Word file from outside: well-formed, no DTD, within bounds; what it refuses is a `Problem`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final
from xml.parsers import expat

MAX_PART: Final = 10 * 1024 * 1024
"""The most bytes of one part."""
MAX_ELEMENTS: Final = 250_000
MAX_DEPTH: Final = 250
WORD: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TAG: Final = re.compile(rb"<([^\s<>/=]+)(?:\s+[^\s<>/=]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*\s*/?>")
"""A start tag as it stands in a part that is well-formed; its first group is the name with its prefix."""
_FORBIDDEN: Final = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Start = Callable[[str, dict[str, str], int], object]
End = Callable[[str, int], object]


class Problem(Exception):  # noqa: N818 - it is told, not raised further
    """What is wrong with a file from outside: a code, and what or where."""

    def __init__(self, code: str, what: str = "") -> None:
        super().__init__(code)
        self.code, self.what = code, what


def walk(
    data: bytes, start: Start, end: End | None = None, text: Callable[[str], object] | None = None
) -> None:
    """Call `start` and `end` for every element with its name (`namespace local`) and its place in bytes.

    The place of an end is that of its tag; of an empty element it says nothing.
    """
    if len(data) > MAX_PART:
        raise Problem("unpacked")
    if b"\0" in data:
        raise Problem("damaged", "XML")
    parser = expat.ParserCreate("utf-8", " ")
    parser.buffer_text = False
    bounds = _Bounds()

    def on_start(name: str, attributes: dict[str, str]) -> None:
        bounds.enter()
        start(name, attributes, parser.CurrentByteIndex)

    def on_end(name: str) -> None:
        bounds.depth -= 1
        if end is not None:
            end(name, parser.CurrentByteIndex)

    parser.StartElementHandler = on_start
    parser.EndElementHandler = on_end
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.XmlDeclHandler = _check_encoding
    if text is not None:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Problem("damaged", "XML") from error


class _Bounds:
    def __init__(self) -> None:
        self.depth = self.count = 0

    def enter(self) -> None:
        self.depth += 1
        self.count += 1
        if self.depth > MAX_DEPTH or self.count > MAX_ELEMENTS:
            raise Problem("unpacked")


def _refuse_doctype(*_args: object) -> None:
    raise Problem("dtd")


def _check_encoding(_version: str, encoding: str | None, _standalone: int) -> None:
    """Refuse what says that it is written in another way than it is read, and will be by others."""
    if encoding is not None and encoding.lower() not in ("utf-8", "utf8"):
        raise Problem("damaged", "XML")


def tag_at(data: bytes, place: int) -> re.Match[bytes]:
    """Return the start tag that stands at a place."""
    found = TAG.match(data, place)
    if found is None:
        raise Problem("damaged", "XML")
    return found


def is_empty(tag: re.Match[bytes]) -> bool:
    """Tell whether a start tag is the whole element."""
    return tag[0].endswith(b"/>")


def escaped(text: str) -> str:
    """Return a text as it stands in XML, without what may not stand there at all."""
    plain = _FORBIDDEN.sub("", text)
    return plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")
