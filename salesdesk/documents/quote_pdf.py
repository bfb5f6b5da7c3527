"""The PDF of a quote."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial

from salesdesk.documents import cleaning, quote_head, quote_lines, quote_tail, styles
from salesdesk.documents.attachment import Attachment
from salesdesk.documents.layout import Area, wrapped
from salesdesk.documents.page import Block, Frame, Info, Page, Sheet, paginate, write
from salesdesk.documents.quote_document import DocumentLine, QuoteDocument, cleaned
from salesdesk.domain import renminbi
from salesdesk.domain.errors import RuleError
from salesdesk.domain.quote import TaxGroup
from salesdesk.i18n import N_, _, translate

__all__ = ["DocumentLine", "QuoteDocument", "TaxGroup", "missing_glyphs", "render_page", "render_quote"]

_MOST_COLUMNS_UPRIGHT = 9
_NARROWEST_NAME = 105.0


def render_quote(document: QuoteDocument, attachment: Attachment | None = None) -> bytes:
    """Return the PDF, which may carry a file; the same document always gives the same bytes.

    InvalidInputError names characters that can't be printed; RuleError says that the sums don't agree.
    """
    clean = _checked(document)
    size, area, pages = _laid_out(clean)
    return write(pages, size, partial(_decorate, clean, area), _info(clean), attachment)


def render_page(document: QuoteDocument, page: int) -> tuple[bytes, int]:
    """Return a PDF of one page alone, counted from 1, and how many there are; the last one where there are fewer."""
    clean = _checked(document)
    size, area, pages = _laid_out(clean)
    page = min(page, len(pages))

    def decorate(sheet: Sheet, _number: int, _count: int) -> None:
        _decorate(clean, area, sheet, page, len(pages))

    return write(pages[page - 1 : page], size, decorate, _info(clean)), len(pages)


def _checked(document: QuoteDocument) -> QuoteDocument:
    """Return the document as it can be printed, or refuse it."""
    clean = cleaned(document)
    cleaning.refuse_missing_glyphs(cleaning.texts(clean))
    _refuse_disagreement(clean)
    return clean


def missing_glyphs(document: QuoteDocument) -> tuple[str, ...]:
    """Return the characters of a document that its typefaces lack, sorted."""
    return cleaning.missing_glyphs(cleaning.texts(cleaned(document)))


def _refuse_disagreement(document: QuoteDocument) -> None:
    """Refuse a document whose figures or words don't say the same: in practice the words would prevail."""
    zero = Decimal(0)
    counted = sum((line.amount for line in document.lines if not line.optional), zero)
    agree = (
        document.net + document.tax == document.gross
        and sum((group.net for group in document.taxes), zero) == document.net
        and sum((group.tax for group in document.taxes), zero) == document.tax
    )
    if document.price_mode == "tax_included":
        agree = agree and counted - document.document_discount == document.gross
    elif not document.document_discount:
        agree = agree and counted == document.net
    if document.currency == "CNY" and document.in_words:
        agree = agree and renminbi.parse(document.in_words) == document.gross
    if not agree:
        raise RuleError(
            _("The sums of quotation {number} don't agree, so it can't be printed. Save it again.").format(
                number=document.reference
            )
        )


def _laid_out(document: QuoteDocument) -> tuple[tuple[float, float], Area, list[Page]]:
    """Return page size, printable width and the blocks of every page."""
    size, area, table = _table(document)
    body = [
        quote_head.masthead(document, area),
        quote_head.facts(document, area),
        quote_head.parties(document, area),
        *quote_head.subject(document, area),
        *table,
        quote_tail.totals(document, area),
        *quote_tail.terms(document, area),
        quote_tail.signatures(document, area),
    ]
    return size, area, paginate(body, _frame(size))


def _table(document: QuoteDocument) -> tuple[tuple[float, float], Area, list[Block]]:
    """Return page size, printable width and the line table; wide tables lay the page on its side."""
    columns = quote_lines.fields(document)
    size, area = styles.PORTRAIT, _area(styles.PORTRAIT)
    table = quote_lines.table_of(document, columns, area.left, area.width)
    if len(columns) > _MOST_COLUMNS_UPRIGHT or table.rest < _NARROWEST_NAME:
        size, area = styles.LANDSCAPE, _area(styles.LANDSCAPE)
        table = quote_lines.table_of(document, columns, area.left, area.width)
    tallest = _frame(size).room - table.head.height
    head = replace(table.head, gap=styles.GAP)
    return size, area, [head, *quote_lines.rows(document, table, columns, tallest)]


def _area(size: tuple[float, float]) -> Area:
    return Area(styles.MARGIN, size[0] - 2 * styles.MARGIN)


def _frame(size: tuple[float, float]) -> Frame:
    return Frame(styles.TOP, styles.TOP_OF_NEXT, size[1] - styles.BOTTOM)


def _decorate(document: QuoteDocument, area: Area, sheet: Sheet, page: int, pages: int) -> None:
    """Draw what every page carries: watermark, running head from page two, foot."""
    style = styles.SMALL
    if document.status_mark:
        sheet.watermark(document.status_mark, styles.WATERMARK)
    reference = f"{document.number}  V{document.version}"
    if page > 1:
        top = styles.TOP_OF_NEXT - 24
        right = f"{quote_head.title(document)}  {reference}"
        sheet.text(area.right, top, right, style, "right")
        sheet.lines(area.left, top, _first_lines(document.seller.name, area.width * 0.6, 1), style)
        sheet.rule(area.left, area.right, top + 14, styles.HAIRLINE)
    top = sheet.height - styles.BOTTOM + 16
    count = translate(N_("Page {page} of {pages}"), document.language).format(page=page, pages=pages)
    right = f"{reference}    {count}"
    sheet.rule(area.left, area.right, top - 5, styles.HAIRLINE)
    sheet.text(area.right, top, right, style, "right")
    room = area.width - style.face.width(right, style.size) - 24
    sheet.lines(area.left, top, _first_lines(document.footer, room, 2), style)


def _first_lines(text: str, width: float, most: int) -> list[str]:
    lines = wrapped(text, styles.SMALL, width)
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]}…"]


def _info(document: QuoteDocument) -> Info:
    name = quote_head.title(document)
    return Info(
        title=f"{name} {document.reference} {document.customer.name}",
        author=document.seller.name,
        subject=f"{name} {document.reference}",
        created=document.issued_on,
        language="zh-CN" if document.language == "zh_CN" else "en",
    )
