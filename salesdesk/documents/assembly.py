"""A document with what belongs to it from other PDFs: the letterhead under it, covers before, appendices behind."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from salesdesk.documents import pdf_work, styles
from salesdesk.documents.page import Info, write
from salesdesk.domain.errors import InvalidInputError
from salesdesk.i18n import _

if TYPE_CHECKING:
    from salesdesk.domain.document_design import BackgroundPages, DocumentDesign, PdfFile


@dataclass(frozen=True, slots=True)
class Attached:
    """A PDF that goes with a document: its name, as messages and the outline say it, and its content."""

    name: str
    content: bytes

    @property
    def title(self) -> str:
        """Return the name without its ending."""
        stem, dot, ending = self.name.rpartition(".")
        return stem if dot and ending.lower() == "pdf" and stem else self.name


@dataclass(frozen=True, slots=True)
class Enclosures:
    """What goes with a document: a letterhead under its first page or all, covers before it, appendices behind it.

    With `background_height`, only so many points of the letterhead are seen, from its top.
    """

    background: Attached | None = None
    background_pages: BackgroundPages = "first"
    covers: tuple[Attached, ...] = ()
    appendices: tuple[Attached, ...] = ()
    background_height: float = 0

    def __bool__(self) -> bool:
        return self.background is not None or bool(self.covers or self.appendices)


def enclosures_of(design: DocumentDesign, read: Callable[[str], bytes | None]) -> Enclosures:
    """Return what goes with a document by its design; InvalidInputError names a file that `read` has not."""

    def attached(file: PdfFile) -> Attached:
        content = read(file.hash)
        if content is None:
            raise InvalidInputError(
                _(
                    "“{file}” is no longer among the files of the workspace. Choose it again in the design."
                ).format(file=file.name)
            )
        return Attached(file.name, content)

    return Enclosures(
        attached(design.background) if design.background else None,
        design.background_pages,
        tuple(map(attached, design.covers)),
        tuple(map(attached, design.appendices)),
    )


def assembled(pdf: bytes, enclosures: Enclosures, report: Callable[[], object] = lambda: None) -> bytes:
    """Return the document with its enclosures; the same ones always give the same bytes.

    Only what is seen of the other PDFs is taken: no actions, scripts, links or files; stamps and filled fields become
    part of their pages. Outline, data and description stay the document's own, and so does the count of its pages.
    InvalidInputError names a PDF that can't be taken. `report` is called again and again, and may raise to stop.
    """
    return _joined(pdf, enclosures, report).content if enclosures else pdf


def _joined(pdf: bytes, enclosures: Enclosures, report: Callable[[], object]) -> pdf_work.Result:
    files: dict[str, bytes] = {}
    names: dict[str, str] = {}

    def filed(attached: Attached) -> str:
        name = f"{len(names)}.pdf"
        files[name], names[name] = attached.content, attached.name
        return name

    job = {
        "do": "join",
        "base": "base.pdf",
        "background": filed(enclosures.background) if enclosures.background else "",
        "background_pages": enclosures.background_pages,
        "background_height": enclosures.background_height,
        "before": [(filed(one), one.title) for one in enclosures.covers],
        "after": [(filed(one), one.title) for one in enclosures.appendices],
    }
    mark = hashlib.sha256(pdf)
    for content in files.values():
        mark.update(hashlib.sha256(content).digest())
    files["base.pdf"] = pdf
    return pdf_work.done(job | {"id": mark.hexdigest()[:32]}, files, names, report)


def tried(name: str, content: bytes, report: Callable[[], object] = lambda: None) -> str:
    """Join a PDF with an empty page, under it and behind it; InvalidInputError says why that can't be done.

    What is returned says that something on its pages won't be seen in the document, or nothing.
    """
    one = Attached(name, content)
    info = Info(title="", author="", subject="", created=date(2000, 1, 1), language="en")
    empty = write([[]], styles.PORTRAIT, lambda _sheet, _page, _pages: None, info)
    result = _joined(empty, Enclosures(one, appendices=(one,)), report)
    if not result.lost:
        return ""
    text = _(
        "“{file}” has filled fields or remarks that don't say what they look like: they are left out. Print it to a "
        "new PDF and take that, if they are to be seen."
    )
    return text.format(file=name)
