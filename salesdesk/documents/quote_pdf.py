"""The PDF of a quote."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import partial

from salesdesk.documents import cleaning, quote_deviations, quote_head, quote_lines, quote_tail, styles
from salesdesk.documents.attachment import Attachment
from salesdesk.documents.layout import wrapped
from salesdesk.documents.page import Block, Info, Page, Sheet, paginate, write
from salesdesk.documents.quote_document import DocumentLine, QuoteDocument, cleaned
from salesdesk.documents.quote_setting import Setting, setting_of
from salesdesk.domain import renminbi
from salesdesk.domain.errors import RuleError
from salesdesk.domain.quote import TaxGroup
from salesdesk.domain.seal import SealPicture
from salesdesk.i18n import N_, _

__all__ = [
    "DocumentLine",
    "QuoteDocument",
    "TaxGroup",
    "missing_glyphs",
    "render_page",
    "render_quote",
    "render_strips",
]

_MOST_COLUMNS_UPRIGHT = 9
_NARROWEST_NAME = 105.0
_NARROWEST_UPRIGHT = 60.0  # where the design asks for upright pages


def render_quote(
    document: QuoteDocument, attachment: Attachment | None = None, *, seal: SealPicture | None = None
) -> bytes:
    """Return the PDF, which may carry a file; the same document always gives the same bytes.

    `seal` is put in our place, with the label that it is no signature. InvalidInputError names characters
    that can't be printed; RuleError says that the sums don't agree.
    """
    setting, pages = _laid_out(_checked(document), seal=seal)
    return write(pages, setting.size, partial(_decorate, setting), _info(setting), attachment)


def render_page(document: QuoteDocument, page: int) -> tuple[bytes, int]:
    """Return a PDF of one page alone, counted from 1, and how many there are; the last one where there are fewer."""
    setting, pages = _laid_out(_checked(document))
    page = min(page, len(pages))

    def decorate(sheet: Sheet, _number: int, _count: int) -> None:
        _decorate(setting, sheet, page, len(pages))

    return write(pages[page - 1 : page], setting.size, decorate, _info(setting)), len(pages)


def render_strips(document: QuoteDocument, longest: float) -> list[bytes]:
    """Return the quote for a screen: PDFs of one page each, as high as it takes, at most `longest` points."""
    setting, pages = _laid_out(_checked(document), longest)
    strips = []
    for number, page in enumerate(pages, start=1):
        used = max(top + block.height for block, top in page)
        margin = setting.size[1] - setting.frame.bottom
        strip = replace(setting, size=(setting.size[0], used + margin))

        def decorate(sheet: Sheet, _one: int, _count: int, at: int = number, own: Setting = strip) -> None:
            _decorate(own, sheet, at, len(pages))

        strips.append(write([page], strip.size, decorate, _info(setting)))
    return strips


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
    counted = sum((line.amount for line in document.lines if line.counts), zero)
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


def _laid_out(
    document: QuoteDocument, height: float | None = None, *, seal: SealPicture | None = None
) -> tuple[Setting, list[Page]]:
    """Return how the document is set and the blocks of every page, of the paper's height or another one."""
    setting, table = _table(document)
    terms, deviations = quote_tail.terms(setting), quote_deviations.deviations(setting)
    ending = [*quote_tail.totals(setting), *terms, *deviations]
    signatures = quote_tail.signatures(setting, seal)
    if ending and signatures:
        # Nobody signs a page that says nothing: the terms go with the signatures, where they are short.
        short = not deviations and sum(block.height for block in terms) < setting.frame.room / 2
        count = len(terms) if terms and short else 1
        ending[-count:] = [replace(block, keep=True) for block in ending[-count:]]
    body = [
        quote_head.masthead(setting),
        quote_head.facts(setting),
        quote_head.parties(setting),
        *quote_head.subject(setting),
        *table,
        *ending,
        *signatures,
    ]
    paper = setting if height is None else replace(setting, size=(setting.size[0], height))
    return setting, paginate(body, paper.frame)


def _table(document: QuoteDocument) -> tuple[Setting, list[Block]]:
    """Return how the document is set, and its line table; wide tables lay the page on its side."""
    orientation = document.design.orientation
    setting = setting_of(document, styles.LANDSCAPE if orientation == "landscape" else styles.PORTRAIT)
    columns = quote_lines.fields(setting)
    cells = quote_lines.cells_of(setting, columns)
    table = quote_lines.table_of(setting, columns, cells)
    crowded = len(columns) > _MOST_COLUMNS_UPRIGHT or table.rest < _NARROWEST_NAME
    if table.rest < _NARROWEST_UPRIGHT if orientation == "portrait" else crowded:
        setting = setting_of(document, styles.LANDSCAPE)
        table = quote_lines.table_of(setting, columns, cells)
    head = replace(table.head, gap=styles.GAP)
    return setting, [head, *quote_lines.rows(setting, table, columns, cells)]


def _decorate(setting: Setting, sheet: Sheet, page: int, pages: int) -> None:
    """Draw what every page carries: watermark, running head from page two, foot."""
    document, area, style, frame = setting.document, setting.area, setting.look.small, setting.frame
    if document.status_mark:
        sheet.watermark(document.status_mark, styles.WATERMARK)
    reference = f"{document.number}  V{document.version}"
    if page > 1:
        top = frame.next - 24
        right = f"{quote_head.title(setting)}  {reference}"
        sheet.text(area.right, top, right, style, "right")
        sheet.lines(area.left, top, _first_lines(document.seller.name, setting, area.width * 0.6, 1), style)
        sheet.rule(area.left, area.right, top + 14, styles.HAIRLINE)
    top = frame.bottom + 16
    count = setting.say(N_("Page {page} of {pages}"), page=page, pages=pages)
    right = f"{reference}    {count}"
    sheet.rule(area.left, area.right, top - 5, styles.HAIRLINE)
    sheet.text(area.right, top, right, style, "right")
    room = area.width - style.face.width(right, style.size) - 24
    sheet.lines(area.left, top, _first_lines(document.footer, setting, room, 2), style)


def _first_lines(text: str, setting: Setting, width: float, most: int) -> list[str]:
    lines = wrapped(text, setting.look.small, width)
    return lines if len(lines) <= most else [*lines[: most - 1], f"{lines[most - 1]}…"]


def _info(setting: Setting) -> Info:
    document, name = setting.document, quote_head.title(setting)
    return Info(
        title=f"{name} {document.reference} {document.customer.name}",
        author=document.seller.name,
        subject=f"{name} {document.reference}",
        created=document.issued_on,
        language="zh-CN" if document.language == "zh_CN" else "en",
    )
