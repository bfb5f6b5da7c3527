"""The PDF of a stored quote as it leaves the house: its pages, its data, and what is enclosed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Final

from salesdesk.documents import pdf_work
from salesdesk.documents.assembly import assembled, enclosures_of
from salesdesk.documents.attachment import Attachment
from salesdesk.documents.quote_pdf import render_quote, render_strips
from salesdesk.documents.stored_quote import document_of, standing
from salesdesk.domain.document_design import PdfFile
from salesdesk.domain.errors import RuleError, SalesDeskError
from salesdesk.domain.quote_data import FILE_NAME, QuoteData, data_of, read_data
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.domain.seal import SealPicture, on_quote, refuse_unsealable
from salesdesk.i18n import _

LONGEST_STRIP: Final = 7000.0
"""How high a page for a screen may be, in points: about twelve screens of a telephone."""
MOST_STRIPS: Final = 12
MILLIMETRE: Final = 72 / 25.4


def printed(
    version: QuoteVersion,
    read: Callable[[str], bytes | None] = lambda _name: None,
    *,
    sheets: Sequence[PdfFile] = (),
    sent: str = "",
    today: date | None = None,
    seal: SealPicture | None = None,
    report: Callable[[], object] = lambda: None,
) -> bytes:
    """Return the PDF of a version, with its data in it and what goes with it by its design.

    `read` gives a file of the workspace by its hash, `sheets` are data sheets, which stand behind all else. The same
    version and files always give the same bytes. `report` is called again and again, and may raise to stop.
    `sent` is the file that it was sent as: it is that again, as long as it is there and the version stands. With
    `today` one whose time is over says so. With the picture of a `seal` it is made anew, if it may be sealed:
    `services.seal_log.use` says beforehand who may, and gives its number. SalesDeskError says what can't be printed,
    or which file can't go with it.
    """
    if seal is not None:
        sealable = on_quote(version.state, version.valid_until, today or version.issued_on)
        refuse_unsealable(version.label, sealable=sealable)
    elif sent and not standing(version, today):
        with suppress(SalesDeskError):
            if kept := read(sent):
                return kept
    carried = Attachment(FILE_NAME, "application/json", data_of(version))
    pdf = render_quote(document_of(version, read, today=today), carried, seal=seal)
    design = replace(version.design, appendices=(*version.design.appendices, *sheets))
    return assembled(pdf, enclosures_of(design, read), report)


def printed_strips(
    version: QuoteVersion,
    read: Callable[[str], bytes | None] = lambda _name: None,
    report: Callable[[], object] = lambda: None,
    *,
    today: date | None = None,
) -> list[bytes]:
    """Return the quote's own pages for a screen, joined to as few high ones as can be, each as a PDF.

    Of a letterhead it has what stands above the quote. RuleError where it is too long to be looked at like that.
    """
    strips = render_strips(document_of(version, read, today=today), LONGEST_STRIP)
    if len(strips) > MOST_STRIPS:
        raise RuleError(
            _("{number} is too long for pictures: {count} would be needed. Export a PDF.").format(
                number=version.label, count=len(strips)
            )
        )
    design = version.design
    head = replace(design, background_pages="first", covers=(), appendices=())
    above = replace(enclosures_of(head, read), background_height=design.margins.top * MILLIMETRE)
    strips[0] = assembled(strips[0], above, report)
    return strips


def without_prices(version: QuoteVersion) -> QuoteVersion:
    """Return a version as those see it whom its prices don't concern, such as the warehouse."""
    hidden = tuple(dict.fromkeys((*version.draft.hidden, "prices")))
    return replace(version, draft=replace(version.draft, hidden=hidden))


def data_in(pdf: bytes, name: str, report: Callable[[], object] = lambda: None) -> QuoteData:
    """Return the quote that a PDF from outside carries; InvalidInputError says why it isn't taken.

    `name` is what messages call the PDF. It is read in another process, within bounds.
    """
    job = {"do": "carried", "source": "0.pdf", "name": FILE_NAME}
    return read_data(pdf_work.done(job, {"0.pdf": pdf}, {"0.pdf": name}, report).content)
