"""From a stored quote version to the document that prints it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from salesdesk.documents.quote_document import DocumentLine, QuoteDocument
from salesdesk.domain.amount_words import in_english
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.pricing import describe
from salesdesk.domain.quote import QuoteLine, line_amounts
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.i18n import N_, translate

_FOOTER = N_(
    "This quotation is an invitation to make an offer; the contract signed by both parties prevails."
)
_STATUS_MARKS = {"draft": N_("Draft"), "pending_approval": N_("Pending approval")}


def document_of(
    version: QuoteVersion, picture: Callable[[str], bytes | None] = lambda _logo: None
) -> QuoteDocument:
    """Return the document of a stored version; it depends on nothing but the version.

    `picture` gives the file of the seller's logo by its hash; where it has none, the document has no logo.
    """
    draft, totals = version.draft, version.totals
    mark = _STATUS_MARKS.get(version.state, "")
    return QuoteDocument(
        number=version.number,
        version=version.version,
        issued_on=version.issued_on,
        valid_until=version.valid_until,
        currency=draft.currency,
        price_mode=draft.price_mode,
        customer=version.customer,
        seller=version.seller,
        seller_person=version.seller_person,
        project=draft.project,
        logo=_logo(version, picture),
        lines=tuple(
            _line(version, number, line, amount)
            for number, (line, amount) in enumerate(
                zip(draft.lines, line_amounts(draft), strict=True), start=1
            )
        ),
        taxes=totals.by_rate,
        net=totals.net,
        tax=totals.tax,
        gross=totals.gross,
        document_discount=totals.discount,
        in_words=_words(version),
        terms=version.terms,
        language=version.language,
        status_mark=translate(mark, version.language) if mark else "",
        footer=translate(_FOOTER, version.language),
    )


def _logo(version: QuoteVersion, picture: Callable[[str], bytes | None]) -> bytes:
    """Return the seller's logo; a file that was lost keeps no quote from being printed."""
    try:
        return (picture(version.seller.logo) if version.seller.logo else None) or b""
    except SalesDeskError:
        return b""


def _words(version: QuoteVersion) -> str:
    """Return the total in words: Chinese for CNY and for who reads Chinese, else English (domain rules 3.4)."""
    if version.draft.currency == "CNY" or version.language == "zh_CN":
        return version.in_words
    return in_english(version.totals.gross, version.draft.currency)


def _line(version: QuoteVersion, number: int, line: QuoteLine, amount: Decimal) -> DocumentLine:
    return DocumentLine(
        number=number,
        name=line.name,
        model=line.model,
        unit=line.unit,
        quantity=line.quantity,
        unit_price=line.unit_price,
        tax_rate=line.tax_rate,
        amount=amount,
        discount=describe(line.discount, version.language),
        optional=line.optional,
        free=line.free,
        specification=line.specification,
        remark=line.remark,
    )
