"""What a quote ends with: sums, terms, signatures."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from reportlab.lib.units import mm

from salesdesk.documents import styles
from salesdesk.documents.layout import Area, Pair, paired, parted, wrapped
from salesdesk.documents.page import Block, Sheet
from salesdesk.documents.quote_lines import percent
from salesdesk.domain.money import minor_units
from salesdesk.i18n import N_, money, translate

if TYPE_CHECKING:
    from decimal import Decimal

    from salesdesk.documents.quote_document import QuoteDocument

_STAMP: Final = 42 * mm
_SUMS_WIDTH: Final = 190.0


def totals(document: QuoteDocument, area: Area) -> Block:
    """Return the sums with the tax of each rate, the total in figures and the total in words."""
    rows = _sums(document)
    band = _Band(document, area)
    sums_height = len(rows) * styles.BODY.leading + 8

    def draw(sheet: Sheet, top: float) -> None:
        y = top
        for label, figure in rows:
            sheet.text(area.right - 10 - _SUMS_WIDTH, y, label, styles.LABEL)
            sheet.text(area.right - 10, y, figure, styles.BODY, "right")
            y += styles.BODY.leading
        band.draw(sheet, top + sums_height)

    return Block(sums_height + band.height, draw, gap=9)


def _money(document: QuoteDocument, amount: Decimal) -> str:
    return money(amount, document.currency, places=minor_units(document.currency), space="")


def _sums(document: QuoteDocument) -> list[Pair]:
    say = partial(translate, language=document.language)
    rows = []
    if document.document_discount:
        before = document.gross + document.document_discount
        rows.append((say(N_("Subtotal incl. VAT")), _money(document, before)))
        rows.append((say(N_("Document discount")), _money(document, -document.document_discount)))
    rows.append((say(N_("Total excl. VAT")), _money(document, document.net)))
    rows += [
        (say(N_("VAT {rate}")).format(rate=percent(group.rate)), _money(document, group.tax))
        for group in document.taxes
    ]
    return rows


class _Band:
    """The line that the eye looks for: the total in words and in figures."""

    def __init__(self, document: QuoteDocument, area: Area) -> None:
        self._area = area
        self._figure = _money(document, document.gross)
        self._figure_label = translate(N_("Total incl. VAT"), document.language)
        renminbi = N_("Total in words (RMB)") if document.currency == "CNY" else N_("Total in words")
        self._words_label = translate(renminbi, document.language)
        room = area.width - styles.TOTAL.face.width(self._figure, styles.TOTAL.size) - 50
        self._words = wrapped(document.in_words, styles.WORDS, room) if document.in_words else []
        below = max(len(self._words) * styles.WORDS.leading + 3, styles.TOTAL.leading)
        self.height = styles.SMALL.leading + below + 14

    def draw(self, sheet: Sheet, top: float) -> None:
        area = self._area
        sheet.fill(area.left, top, area.width, self.height, styles.SHADE)
        sheet.fill(area.left, top, 2.5, self.height, styles.ACCENT)
        y = top + 7
        if self._words:
            sheet.text(area.left + 12, y, self._words_label, styles.SMALL)
            sheet.lines(area.left + 12, y + styles.SMALL.leading + 3, self._words, styles.WORDS)
        sheet.text(area.right - 10, y, self._figure_label, styles.SMALL, "right")
        sheet.text(area.right - 10, y + styles.SMALL.leading, self._figure, styles.TOTAL, "right")


def terms(document: QuoteDocument, area: Area) -> list[Block]:
    """Return the terms, label by label; the last stays with what follows."""
    shown = [(label, text) for label, text in document.terms if text]
    if not shown:
        return []
    labels = paired(shown, area.width)
    heading = translate(N_("Terms and conditions"), document.language)
    blocks = [_heading(heading, area)]
    for label, lines in labels.rows:
        blocks += parted(lines, area.left + labels.indent, gap=3, label=(label, area.left))
    return [*blocks[:-1], replace(blocks[-1], keep=True)]


def _heading(text: str, area: Area) -> Block:
    def draw(sheet: Sheet, top: float) -> None:
        sheet.text(area.left, top, text, styles.HEADING)

    return Block(styles.HEADING.leading + 1, draw, gap=16, keep=True)


def signatures(document: QuoteDocument, area: Area) -> Block:
    """Return the places for both sides' stamps, names and dates."""
    say = partial(translate, language=document.language)
    date = say(N_("Date"))
    sides = [
        (say(N_("Supplier (seal)")), [say(N_("Authorised representative")), date]),
        (say(N_("Customer's confirmation (signature and seal)")), [say(N_("Signature")), date]),
    ]
    width = (area.width - styles.COLUMN_GAP) / 2

    def draw(sheet: Sheet, top: float) -> None:
        for index, (heading, labels) in enumerate(sides):
            left = area.left + index * (width + styles.COLUMN_GAP)
            sheet.text(left, top, heading, styles.CELL_STRONG)
            box = top + styles.CELL_STRONG.leading + 4
            sheet.frame(left, box, _STAMP, _STAMP, styles.RULE)
            line = box + _STAMP
            for label in reversed(labels):
                sheet.rule(left + _STAMP + 12, left + width, line, styles.RULE)
                sheet.text(left + _STAMP + 12, line - 14, label, styles.LABEL)
                line -= 36

    return Block(styles.CELL_STRONG.leading + 4 + _STAMP + 1, draw, gap=22)
