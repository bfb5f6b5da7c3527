"""The PDF of a stored quote as it leaves the house: its pages, its data, and what is enclosed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from salesdesk.documents import pdf_work
from salesdesk.documents.assembly import Enclosures, assembled
from salesdesk.documents.attachment import Attachment
from salesdesk.documents.quote_pdf import render_quote
from salesdesk.documents.stored_quote import document_of
from salesdesk.domain.quote_data import FILE_NAME, QuoteData, data_of, read_data
from salesdesk.domain.quote_version import QuoteVersion

_NOTHING = Enclosures()


def printed(
    version: QuoteVersion,
    picture: Callable[[str], bytes | None] = lambda _logo: None,
    enclosures: Enclosures = _NOTHING,
    report: Callable[[], object] = lambda: None,
) -> bytes:
    """Return the PDF of a version with its data in it; `picture` and `report` are as elsewhere.

    The same version, pictures and enclosures always give the same bytes. SalesDeskError says what can't be printed.
    """
    pdf = render_quote(
        document_of(version, picture), Attachment(FILE_NAME, "application/json", data_of(version))
    )
    return assembled(pdf, enclosures, report)


def without_prices(version: QuoteVersion) -> QuoteVersion:
    """Return a version as those see it whom its prices don't concern, such as the warehouse."""
    hidden = tuple(dict.fromkeys((*version.draft.hidden, "prices")))
    return replace(version, draft=replace(version.draft, hidden=hidden))


def data_in(pdf: bytes, name: str, report: Callable[[], object] = lambda: None) -> QuoteData:
    """Return the quote that a PDF from outside carries; InvalidInputError says why it isn't taken.

    `name` is what messages call the PDF. It is read in another process, within bounds.
    """
    job = {"do": "carried", "source": "0.pdf", "name": FILE_NAME}
    return read_data(pdf_work.done(job, {"0.pdf": pdf}, {"0.pdf": name}, report))
