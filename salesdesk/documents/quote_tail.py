"""What a quote ends with: sums, terms, signatures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from salesdesk.documents import seals, styles
from salesdesk.documents.layout import Pair, paired, parted, wrapped
from salesdesk.documents.page import Block, Sheet
from salesdesk.documents.quote_lines import percent
from salesdesk.documents.seals import STAMP
from salesdesk.domain.money import trimmed
from salesdesk.i18n import N_, day

if TYPE_CHECKING:
    from salesdesk.documents.quote_setting import Setting
    from salesdesk.domain.seal import SealPicture

_SUMS_WIDTH: Final = 190.0
_SIGN_LINE: Final = 36.0


def totals(setting: Setting) -> list[Block]:
    """Return the sums with the tax of each rate, the total in figures and in words; nothing where prices are hidden."""
    if not setting.shows("prices"):
        return []
    look, area = setting.look, setting.area
    rows, band, below = _sums(setting), _Band(setting), _below(setting)
    sums_height = len(rows) * look.body.leading + 8
    width = max(
        [
            _SUMS_WIDTH,
            *(look.body.face.width(f"{label}{figure}", look.body.size) + 30 for label, figure in rows),
        ]
    )

    def draw(sheet: Sheet, top: float) -> None:
        sheet.bookmark(setting.say.once(N_("Total")), top, 0, panel=False)
        y = top
        for label, figure in rows:
            sheet.text(area.right - 10 - width, y, label, look.label)
            sheet.text(area.right - 10, y, figure, look.body, "right")
            y += look.body.leading
        band.draw(sheet, top + sums_height)
        y = top + sums_height + band.height + 6
        for label, figure in below:
            sheet.text(area.right - 10, y, f"{label}  {figure}", look.label, "right")
            y += look.body.leading

    more = 6 + len(below) * look.body.leading if below else 0
    return [Block(sums_height + band.height + more, draw, gap=9)]


def _sums(setting: Setting) -> list[Pair]:
    document, say = setting.document, setting.say
    rows = []
    if document.document_discount:
        before = document.gross + document.document_discount
        rows.append(
            (say(N_("Subtotal incl. VAT") if setting.taxed else N_("Subtotal")), setting.money(before))
        )
        rows.append((say(N_("Document discount")), setting.money(-document.document_discount)))
    if not setting.taxed:
        return rows
    rows.append((say(N_("Total excl. VAT")), setting.money(document.net)))
    rows += [
        (say(N_("VAT {rate}"), rate=percent(group.rate)), setting.money(group.tax))
        for group in document.taxes
    ]
    return rows


def _below(setting: Setting) -> list[Pair]:
    """Return what is to be known of the total: what it would be with all options, and its rate of exchange."""
    document, say = setting.document, setting.say
    rows = []
    if document.with_options is not None:
        rows.append((say(N_("Total with all options")), setting.money(document.with_options)))
    if document.fx_rate and document.currency != "CNY":
        rate = f"1 {document.currency} = {trimmed(document.fx_rate, 2):f} CNY"
        on = f" ({day(document.fx_on)})" if document.fx_on else ""
        rows.append((say(N_("Exchange rate")), rate + on))
    return rows


class _Band:
    """The line that the eye looks for: the total in words and in figures."""

    def __init__(self, setting: Setting) -> None:
        document, look = setting.document, setting.look
        self._area, self._look = setting.area, look
        self._figure = setting.money(document.gross)
        self._figure_label = setting.say(N_("Total incl. VAT") if setting.taxed else N_("Total"))
        renminbi = N_("Total in words (RMB)") if document.currency == "CNY" else N_("Total in words")
        self._words_label = setting.say(renminbi)
        taken = max(
            look.total.face.width(self._figure, look.total.size),
            look.small.face.width(self._figure_label, look.small.size),
        )
        room = self._area.width - taken - 50
        self._words = [
            line
            for words in (document.in_words, document.second_words)
            if words
            for line in wrapped(words, look.words, room)
        ]
        below = max(len(self._words) * look.words.leading + 3, look.total.leading)
        self.height = look.small.leading + below + 14

    def draw(self, sheet: Sheet, top: float) -> None:
        area, look = self._area, self._look
        sheet.fill(area.left, top, area.width, self.height, styles.SHADE)
        sheet.fill(area.left, top, 2.5, self.height, look.accent)
        y = top + 7
        if self._words:
            sheet.text(area.left + 12, y, self._words_label, look.small)
            sheet.lines(area.left + 12, y + look.small.leading + 3, self._words, look.words)
        sheet.text(area.right - 10, y, self._figure_label, look.small, "right")
        sheet.text(area.right - 10, y + look.small.leading, self._figure, look.total, "right")


def terms(setting: Setting) -> list[Block]:
    """Return the terms, label by label, and the closing words."""
    document, look, area = setting.document, setting.look, setting.area
    blocks: list[Block] = []
    shown = [(label, text) for label, text in document.terms if text]
    if shown:
        labels = paired(shown, area.width, look)
        blocks.append(_heading(setting.say(N_("Terms and conditions")), setting))
        for label, lines in labels.rows:
            left = area.left + labels.indent
            blocks += parted(lines, left, gap=3, label=(label, area.left), look=look)
    if document.closing:
        blocks += parted(wrapped(document.closing, look.body, area.width), area.left, gap=12, look=look)
    return blocks


def _heading(text: str, setting: Setting) -> Block:
    def draw(sheet: Sheet, top: float) -> None:
        sheet.bookmark(text, top, 0, panel=False)
        sheet.text(setting.area.left, top, text, setting.look.heading)

    return Block(setting.look.heading.leading + 1, draw, gap=16, keep=True)


def signatures(setting: Setting, seal: SealPicture | None = None) -> list[Block]:
    """Return the places for both sides' stamps, names and dates, where the design has them or a picture needs ours."""
    if seal is None and not setting.document.design.seal_area:
        return []
    say, look, area = setting.say, setting.look, setting.area
    width = (area.width - styles.COLUMN_GAP) / 2
    beside = width - STAMP - 12
    labels = {
        N_("Supplier (seal)"): (N_("Authorised representative"), N_("Date")),
        N_("Customer's confirmation (signature and seal)"): (N_("Signature"), N_("Date")),
    }
    sides = [[wrapped(say(text), look.label, beside) for text in texts] for texts in labels.values()]
    headings = [wrapped(say(heading), look.cell_strong, width) for heading in labels]
    above = max(map(len, headings)) * look.cell_strong.leading + 4
    below = seals.label_lines(seal, say)
    put = seals.drawing(seal, below) if seal else None

    def draw(sheet: Sheet, top: float) -> None:
        sheet.bookmark(say.once(N_("Signatures")), top, 0, panel=False)
        for index, side in enumerate(sides):
            left = area.left + index * (width + styles.COLUMN_GAP)
            sheet.lines(left, top, headings[index], look.cell_strong)
            box = top + above
            sheet.frame(left, box, STAMP, STAMP, styles.RULE)
            if index == 0 and put is not None:
                put(sheet, left, box)
            line = box + STAMP
            for lines in reversed(side):
                sheet.rule(left + STAMP + 12, left + width, line, styles.RULE)
                sheet.lines(left + STAMP + 12, line - 1 - len(lines) * look.label.leading, lines, look.label)
                line -= _SIGN_LINE

    return [Block(above + STAMP + 1 + seals.label_height(below), draw, gap=22)]
