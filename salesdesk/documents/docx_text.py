"""One part of a Word file: its paragraphs with the blanks in them, the rows that repeat, and what may not be in it.

Word parts a blank over several runs as it likes. So the texts of a paragraph are read as one, and what is written goes
where the blank begins. All else stays byte by byte as it was.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final

from salesdesk.documents.docx_xml import WORD, Problem, escaped, is_empty, tag_at, walk
from salesdesk.domain.word_fields import MARK, Row, row_of
from salesdesk.domain.word_values import Say

MAX_WRITTEN: Final = 64 * 1024 * 1024
"""The most bytes that a part may grow to."""
_W: Final = f"{WORD} "
_VML: Final = "urn:schemas-microsoft-com:vml "
_BREAKS: Final = frozenset(
    _W + name
    for name in (
        *("tab", "br", "cr", "noBreakHyphen", "sym", "drawing", "pict", "fldChar", "ptab"),
        *("footnoteReference", "endnoteReference", "pgNum"),
    )
)
"""What stands between two texts, so that they are not one word."""
_REVISIONS: Final = frozenset(_W + name for name in ("ins", "del", "moveFrom", "moveTo"))
_COMMENTS: Final = frozenset(_W + name for name in ("commentReference", "commentRangeStart"))
_EMBEDDED: Final = frozenset(
    (
        *(_W + name for name in ("object", "control", "altChunk", "subDoc", "movie")),
        "http://schemas.microsoft.com/office/word/2012/wordprocessingDrawing webVideoPr",
    )
)
_LEFT_OUT: Final = frozenset(
    _W + name
    for name in ("attachedTemplate", "mailMerge", "dataBinding", "printerSettings", "saveThroughXslt")
)
_INSTRUCTIONS: Final = re.compile(
    "|PAGE|NUMPAGES|SECTION|SECTIONPAGES|PAGEREF|REF|NOTEREF|STYLEREF|TOC|TC|SEQ|LISTNUM|AUTONUM|SYMBOL|EQ|ADVANCE"
    "|DATE|TIME|CREATEDATE|SAVEDATE|PRINTDATE|TITLE|SUBJECT|AUTHOR|FILENAME|DOCPROPERTY|SHAPE|FORMTEXT|FORMCHECKBOX"
    "|FORMDROPDOWN|HYPERLINK|IF|="
)
"""The fields of Word that may be in a template: none of them reaches for another file."""
_LINK: Final = re.compile(r"^(https?|mailto):", re.IGNORECASE)
_TARGET: Final = re.compile(r'^\s*HYPERLINK\s+("[^"]*"|[^\s"]+)', re.IGNORECASE)


@dataclass(slots=True)
class _Piece:
    """A text of a run, from its tag's beginning to its end; a break has no text and no tag."""

    text: str
    start: int = -1
    end: int = -1
    tag: bytes = b""


@dataclass(slots=True)
class _Row:
    start: int
    above: _Row | None
    end: int = -1
    kinds: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class _Paragraph:
    row: _Row | None
    pieces: list[_Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)


Edit = tuple[int, int, bytes]


class Part:
    """Reads a part and refuses what may not be in it; gives its texts, and writes it with its blanks filled."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._paragraphs: list[_Paragraph] = []
        self._cuts: list[Edit] = []
        _Reading(data, self._paragraphs, self._cuts).read()
        for paragraph in self._paragraphs:
            if paragraph.row is not None:
                paragraph.row.kinds += [
                    kind for mark in MARK.findall(paragraph.text) if (kind := row_of(mark))
                ]

    def texts(self) -> Iterator[tuple[str, Row]]:
        """Yield the text of every paragraph, with what the row that it stands in is repeated for."""
        for paragraph in self._paragraphs:
            row = _repeated(paragraph.row)
            yield paragraph.text, row.kinds[0] if row else ""

    def filled(self, say: Say, rows: Mapping[Row, Sequence[Say]]) -> bytes:
        """Return the part with its blanks filled; a row stands once for each of its kind, once empty for none."""
        edits = [*self._cuts]
        inside: dict[int, tuple[_Row, list[_Paragraph]]] = {}
        for paragraph in self._paragraphs:
            row = _repeated(paragraph.row)
            if row is None:
                edits += _edits(paragraph, say)
            else:
                inside.setdefault(row.start, (row, []))[1].append(paragraph)
        for row, paragraphs in inside.values():
            cuts = [cut for cut in self._cuts if row.start < cut[0] < row.end]
            copies, size = [], 0
            for one in rows.get(row.kinds[0]) or (_nothing,):
                both = _either(one, say)
                within = [*cuts, *(edit for each in paragraphs for edit in _edits(each, both))]
                copies.append(_spliced(self._data, row.start, row.end, within))
                size += len(copies[-1])
                if size > MAX_WRITTEN:
                    raise Problem("unpacked")
            edits.append((row.start, row.end, b"".join(copies)))
        return _spliced(self._data, 0, len(self._data), edits)


def _nothing(mark: str) -> str | None:
    return "" if row_of(mark) else None


def _either(row: Say, else_: Say) -> Say:
    def say(mark: str) -> str | None:
        return row(mark) if row_of(mark) else else_(mark)

    return say


def _repeated(row: _Row | None) -> _Row | None:
    """Return the outermost row that repeats around a place: a table within it goes along."""
    found = None
    while row is not None:
        found = row if row.kinds else found
        row = row.above
    return found


def _spliced(data: bytes, start: int, end: int, edits: Sequence[Edit]) -> bytes:
    """Return a piece of data with some places written anew; a place within one that was written is left out."""
    out, at, size = [], start, 0
    for first, last, new in sorted(edits, key=lambda edit: (edit[0], -edit[1])):
        if first < at:
            continue
        out += [data[at:first], new]
        at, size = last, size + len(new)
        if size > MAX_WRITTEN:
            raise Problem("unpacked")
    return b"".join([*out, data[at:end]])


# --- blanks -------------------------------------------------------------------------------------------------------


def _edits(paragraph: _Paragraph, say: Say) -> Iterator[Edit]:
    """Yield the texts that are others once the blanks of a paragraph are filled."""
    text, pieces = paragraph.text, paragraph.pieces
    found = [
        (mark.start(), mark.end(), value)
        for mark in MARK.finditer(text)
        if (value := say(mark[1])) is not None
    ]
    if not found:
        return
    starts = list(accumulate((len(piece.text) for piece in pieces), initial=0))
    written: dict[int, list[str]] = {}

    def keep(first: int, last: int) -> None:
        """Take over the text between two blanks, each part in its own run."""
        for place in range(bisect_right(starts, first) - 1, len(pieces)):
            begin, end = max(first, starts[place]), min(last, starts[place + 1])
            if starts[place] >= last:
                return
            written.setdefault(place, []).append(text[begin:end])

    at = 0
    for first, last, value in found:
        keep(at, first)
        for place in range(bisect_right(starts, first) - 1, len(pieces)):
            if starts[place] >= last:
                break
            written.setdefault(place, [])
        written[bisect_right(starts, first) - 1].append(value)
        at = last
    keep(at, len(text))
    for place, parts in written.items():
        piece, new = pieces[place], "".join(parts)
        if piece.tag and new != piece.text:
            yield piece.start, piece.end, _as_text(piece.tag, new)


def _as_text(tag: bytes, text: str) -> bytes:
    """Return a text as it stands in a run; lines are parted by breaks."""
    name = tag.decode()
    prefix = name.rpartition(":")[0]
    line_break = f"<{prefix}:br/>" if prefix else "<br/>"
    lines = (f'<{name} xml:space="preserve">{escaped(line)}</{name}>' for line in text.split("\n"))
    return line_break.join(lines).encode()


# --- reading ------------------------------------------------------------------------------------------------------


class _Reading:
    """Goes through a part once."""

    def __init__(self, data: bytes, paragraphs: list[_Paragraph], cuts: list[Edit]) -> None:
        self._data, self._paragraphs, self._cuts = data, paragraphs, cuts
        self._open: list[_Paragraph] = []
        self._row: _Row | None = None
        self._text: _Piece | None = None
        self._written: list[str] = []
        self._cut: tuple[str, int] | None = None
        self._instructions: list[list[str]] = []
        self._in_instruction = False

    def read(self) -> None:
        """Read the whole part."""
        walk(self._data, self._start, self._end, self._characters)
        for parts in self._instructions:
            _check_instruction("".join(parts))

    def _start(self, name: str, attributes: dict[str, str], place: int) -> None:
        if self._text is not None:
            raise Problem("damaged", "XML")
        _refuse(name, attributes)
        if name in _LEFT_OUT and self._cut is None:
            self._cut = (name, place)
        if name == _W + "p":
            self._open.append(_Paragraph(self._row))
            self._paragraphs.append(self._open[-1])
        elif name == _W + "tr":
            self._row = _Row(place, self._row)
        elif name == _W + "t" and self._open:
            self._text = _Piece("", place, tag=tag_at(self._data, place)[1])
            self._written = []
        elif name in _BREAKS and self._open:
            self._open[-1].pieces.append(_Piece("\n"))
        elif name == _W + "instrText":
            self._in_instruction = True
        elif name == _W + "fldSimple":
            _check_instruction(attributes.get(_W + "instr", ""))
        if name == _W + "fldChar":
            self._field(attributes.get(_W + "fldCharType", ""))

    def _end(self, name: str, place: int) -> None:
        if self._cut is not None and self._cut[0] == name:
            self._cuts.append((self._cut[1], self._after(self._cut[1], place), b""))
            self._cut = None
        if name == _W + "p":
            self._open.pop()
        elif name == _W + "tr" and self._row is not None:
            self._row.end = self._after(self._row.start, place)
            self._row = self._row.above
        elif name == _W + "t" and self._text is not None:
            self._text.end = self._after(self._text.start, place)
            self._text.text = "".join(self._written).replace("\n", " ")
            self._open[-1].pieces.append(self._text)
            self._text = None
        elif name == _W + "instrText":
            self._in_instruction = False

    def _after(self, start: int, end_tag: int) -> int:
        """Return where an element ends: behind its end tag, or behind its only one."""
        tag = tag_at(self._data, start)
        return tag.end() if is_empty(tag) else self._data.index(b">", end_tag) + 1

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._written.append(text)
        elif self._in_instruction:
            if not self._instructions:
                self._instructions.append([])
            self._instructions[-1].append(text)

    def _field(self, kind: str) -> None:
        """Follow the fields of Word, which may lie in each other and go over several paragraphs."""
        if kind == "begin":
            self._instructions.append([])
        elif kind in ("separate", "end") and self._instructions:
            _check_instruction("".join(self._instructions[-1]))
            if kind == "end":
                self._instructions.pop()


def _refuse(name: str, attributes: dict[str, str]) -> None:
    """Refuse what goes out with no contract, or reaches for something outside."""
    if name in _REVISIONS or (name.startswith(_W) and name.endswith("Change")):
        raise Problem("revisions")
    if name in _COMMENTS:
        raise Problem("comments")
    if name in _EMBEDDED:
        raise Problem("embedded", name.rpartition(" ")[2])
    if name.startswith(_VML):
        for key, value in attributes.items():
            if key == "src":
                raise Problem("link", value)
            if key.rpartition(" ")[2] == "href":
                check_link(value)


def check_link(target: str) -> None:
    """Refuse a link that is none to a page or an address."""
    if not _LINK.match(target.strip()):
        raise Problem("link", target)


def _check_instruction(text: str) -> None:
    name = text.split(maxsplit=1)[0].upper() if text.strip() else ""
    if name.startswith("="):
        name = "="
    if not _INSTRUCTIONS.fullmatch(name):
        raise Problem("instruction", name)
    if name == "HYPERLINK":
        target = _TARGET.match(text)
        if target is not None and not target[1].startswith("\\"):
            check_link(target[1].strip('"'))
