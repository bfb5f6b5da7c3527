"""Pages: what is drawn on one, how blocks are spread over several, and the file they become."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from salesdesk.documents import fonts
from salesdesk.documents.archive import make_archival
from salesdesk.documents.attachment import Attachment, attach

if TYPE_CHECKING:
    from datetime import date

    from reportlab.lib.colors import Color

    from salesdesk.documents.picture import Photo, Raster
    from salesdesk.documents.styles import Style

Align = Literal["left", "right", "centre"]
_HIGHEST_PAPER: Final = 1.5  # of its width
_WHITE: Final = [248, 255] * 3
"""What counts as white in a picture, from and to for each colour."""


class Sheet:
    """Draw on one page; `y` is counted downwards from its top edge, all lengths are points.

    Text lies above shapes, whichever came first.
    """

    def __init__(self, canvas: Canvas, size: tuple[float, float]) -> None:
        self.width, self.height = size
        self._canvas = canvas
        self._text = canvas.beginText()
        self._style: Style | None = None

    def text(self, x: float, top: float, text: str, style: Style, align: Align = "left") -> None:
        """Write one line whose top is `top`; `x` is its left or right end, or its middle."""
        if style is not self._style:
            self._text.setFont(style.font, style.size)
            self._text.setFillColor(style.color)
            self._style = style
        if align != "left":
            width = style.face.width(text, style.size)
            x -= width if align == "right" else width / 2
        self._text.setTextOrigin(x, self.height - top - style.baseline)
        self._text.textOut(text)

    def lines(self, x: float, top: float, lines: Sequence[str], style: Style, align: Align = "left") -> float:
        """Write lines below each other and return where the next would begin."""
        for line in lines:
            self.text(x, top, line, style, align)
            top += style.leading
        return top

    def rule(self, left: float, right: float, y: float, color: Color, thickness: float = 0.5) -> None:
        """Draw a horizontal line."""
        self._canvas.setStrokeColor(color)
        self._canvas.setLineWidth(thickness)
        self._canvas.line(left, self.height - y, right, self.height - y)

    def fill(self, left: float, top: float, width: float, height: float, color: Color) -> None:
        """Fill a rectangle."""
        self._canvas.setFillColor(color)
        self._canvas.rect(left, self.height - top - height, width, height, stroke=0, fill=1)

    def frame(self, left: float, top: float, width: float, height: float, color: Color) -> None:
        """Draw the dashed outline of a rectangle."""
        self._canvas.saveState()
        self._canvas.setStrokeColor(color)
        self._canvas.setLineWidth(0.6)
        self._canvas.setDash(2, 2)
        self._canvas.rect(left, self.height - top - height, width, height)
        self._canvas.restoreState()

    def picture(
        self, right: float, top: float, size: tuple[float, float], raster: Raster, *, clear: bool = False
    ) -> None:
        """Draw a picture whose upper right corner is at `right` and `top`; one may be `clear` where it is white.

        What shows through is a matter of the pixels' colour: transparency proper is nothing for an archive.
        """
        width, height = size
        mask = _WHITE if clear else None
        self._canvas.drawImage(
            ImageReader(raster), right - width, self.height - top - height, width, height, mask=mask
        )

    def watermark(self, text: str, style: Style) -> None:
        """Write `text` large across the page, as wide as three quarters of it and under all else.

        A page that is higher than paper is has it again and again.
        """
        size = min(0.75 * self.width / style.face.width(text, 1), 120)
        times = max(1, round(self.height / (_HIGHEST_PAPER * self.width)))
        for place in range(times):
            self._canvas.saveState()
            self._canvas.translate(self.width / 2, self.height * (place + 0.5) / times)
            self._canvas.rotate(35)
            self._canvas.setFont(style.font, size)
            self._canvas.setFillColor(style.color)
            self._canvas.drawCentredString(0, -0.36 * size, text)
            self._canvas.restoreState()

    def photo(self, left: float, top: float, photo: Photo) -> None:
        """Draw a photo whose upper left corner is at `left` and `top`; one that is drawn often is stored once."""
        reader = ImageReader(io.BytesIO(photo.content))
        self._canvas.drawImage(reader, left, self.height - top - photo.height, photo.width, photo.height)

    def bookmark(self, title: str, top: float, level: int, *, panel: bool = True) -> None:
        """Name a place in the reader's table of contents; level 0 is outermost, `panel` shows it beside the pages."""
        key = f"{self._canvas.getPageNumber()}-{top:.0f}-{level}"
        self._canvas.bookmarkPage(key, fit="XYZ", left=0, top=self.height - top + 8)
        self._canvas.addOutlineEntry(title, key, level)
        if panel:
            self._canvas.showOutline()

    def close(self) -> None:
        """Put the text on the page and end it."""
        self._canvas.drawText(self._text)
        self._canvas.showPage()


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document that stays on one page: `draw(sheet, top)` fills `height`.

    `gap` is the distance to what is above on the same page. A block that `keep`s stays with the next one.
    `head` is drawn again above the block where the block begins a page.
    """

    height: float
    draw: Callable[[Sheet, float], None]
    gap: float = 0
    keep: bool = False
    head: Block | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """Where blocks go on a page: below `first` on page one, below `next` on the others, above `bottom`."""

    first: float
    next: float
    bottom: float

    @property
    def room(self) -> float:
        """Return the height that blocks have on page two and later."""
        return self.bottom - self.next


Page = list[tuple[Block, float]]


def paginate(blocks: Sequence[Block], frame: Frame) -> list[Page]:
    """Spread blocks over pages, each with its top; those kept together are parted only where no page holds them."""
    pages: list[Page] = [[]]
    y = frame.first

    def place(block: Block, needed: float) -> None:
        nonlocal y
        if pages[-1] and y + block.gap + needed > frame.bottom:
            pages.append([])
            y = frame.next
            if block.head is not None:
                pages[-1].append((block.head, y))
                y += block.head.height
        elif pages[-1]:
            y += block.gap
        pages[-1].append((block, y))
        y += block.height

    for group in _groups(blocks):
        whole = sum(block.height for block in group) + sum(block.gap for block in group[1:])
        fits = whole + (group[0].head.height if group[0].head else 0) <= frame.room
        for index, block in enumerate(group):
            place(block, whole if fits and index == 0 else block.height)
    return pages


def _groups(blocks: Sequence[Block]) -> Iterator[list[Block]]:
    group: list[Block] = []
    for block in blocks:
        group.append(block)
        if not block.keep:
            yield group
            group = []
    if group:
        yield group


@dataclass(frozen=True, slots=True)
class Info:
    """What a PDF says about itself; `created` is the date of its contents, never of its printing."""

    title: str
    author: str
    subject: str
    created: date
    language: str


def write(
    pages: Sequence[Page],
    size: tuple[float, float],
    decorate: Callable[[Sheet, int, int], None],
    info: Info,
    attachment: Attachment | None = None,
    *,
    archival: bool = False,
) -> bytes:
    """Return the PDF of `pages`; `decorate(sheet, page, pages)` draws first what every page carries.

    An `archival` one is PDF/A-2b; it carries no file.
    """
    buffer = io.BytesIO()
    with fonts.LOCK:
        regular = fonts.face(fonts.REGULAR).fontName
        # Without an initial font ReportLab names Helvetica, which is not embedded.
        canvas = Canvas(
            buffer,
            pagesize=size,
            initialFontName=regular,  # type: ignore[arg-type]  # the stub has the size's type
            lang=info.language,
        )
        _describe(canvas, info)
        if attachment is not None:
            attach(canvas, attachment)
        if archival:
            make_archival(
                canvas, title=info.title, author=info.author, subject=info.subject, created=info.created
            )
        for number, page in enumerate(pages, start=1):
            sheet = Sheet(canvas, size)
            decorate(sheet, number, len(pages))
            for block, top in page:
                block.draw(sheet, top)
            sheet.close()
        canvas.save()
    return buffer.getvalue()


def _describe(canvas: Canvas, info: Info) -> None:
    canvas.setTitle(info.title)
    canvas.setAuthor(info.author)
    canvas.setSubject(info.subject)
    canvas.setCreator("SalesDesk")
    canvas.setProducer("SalesDesk")
    canvas.setDateFormatter(lambda *_clock: f"D:{info.created:%Y%m%d}000000+00'00'")
    canvas.setViewerPreference("DisplayDocTitle", "true")
