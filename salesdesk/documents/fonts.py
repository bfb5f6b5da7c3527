"""The two faces of every document, with ReportLab's faults in Chinese text repaired."""

from __future__ import annotations

import functools
import threading
from typing import TYPE_CHECKING, Any, Final

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from salesdesk import resources

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

REGULAR: Final = "NotoSansSC-Regular"
BOLD: Final = "NotoSansSC-Bold"

LOCK: Final = threading.Lock()
"""Hold while a document is written: a font serves one document at a time."""

_ENTRIES_A_BLOCK: Final = 100  # the most that the CMap format allows


class Face(TTFont):
    """Embed a typeface so that every character of a document can be copied and searched as itself."""

    def width(self, text: str, size: float) -> float:
        """Return the width in points of `text` set at `size`."""
        return self.stringWidth(text, size)

    def missing(self, characters: Iterable[str]) -> set[str]:
        """Return those `characters` that the typeface has no glyph for."""
        return {character for character in characters if ord(character) not in self.face.charToGlyph}

    def addObjects(self, doc: Any) -> None:
        """Add the embedded subsets to the document, each with a character map that names every plane."""
        subsets = self.state[doc].subsets
        super().addObjects(doc)
        prefix = doc.fontMapping[self.fontName][1:]
        for number, subset in enumerate(subsets):
            font = doc.idToObject["BasicFonts"].dict[f"{prefix}+{number}"]
            doc.idToObject[font.ToUnicode.name].content = unicode_map(font.BaseFont, subset)


class _Outlines:
    """Stands for the table of outlines, which ReportLab copies whole, ten megabytes, to take the few of a subset."""

    def __init__(self, file: Any) -> None:
        self._data: bytes = file._ttf_data  # noqa: SLF001 - the file's bytes
        self._start: int = file.get_table_pos("glyf")[0]

    def __getitem__(self, part: slice) -> bytes:
        return self._data[self._start + part.start : self._start + part.stop]


def _table(file: Any, outlines: _Outlines, tag: str) -> Any:
    return outlines if tag == "glyf" else type(file).get_table(file, tag)


@functools.cache
def face(name: str) -> Face:
    """Return a face by name, read on its first use (about 50 ms)."""
    loaded = Face(name, resources.path("fonts", f"{name}.ttf"))
    vars(loaded.face)["get_table"] = functools.partial(_table, loaded.face, _Outlines(loaded.face))
    pdfmetrics.registerFont(loaded)
    return loaded


def unicode_map(name: str, subset: Sequence[int]) -> str:
    """Return the CMap from a subset's codes to text; characters beyond U+FFFF become surrogate pairs."""
    entries = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        for code, point in enumerate(subset)
        if point
    ]
    blocks: list[str] = []
    for start in range(0, len(entries), _ENTRIES_A_BLOCK):
        block = entries[start : start + _ENTRIES_A_BLOCK]
        blocks += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin",
            "12 dict begin",
            "begincmap",
            f"/CIDSystemInfo << /Registry ({name}) /Ordering ({name}) /Supplement 0 >> def",
            f"/CMapName /{name} def",
            "/CMapType 2 def",
            "1 begincodespacerange",
            "<00> <FF>",
            "endcodespacerange",
            *blocks,
            "endcmap",
            "CMapName currentdict /CMap defineresource pop",
            "end",
            "end",
        ]
    )
