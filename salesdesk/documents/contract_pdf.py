"""The PDF of a contract: text, signatures that stay together, Annex 1, its number on every page."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Final

from salesdesk.documents import cleaning, contract_text, seals, styles
from salesdesk.documents.contract_setting import (
    AREA,
    CLAUSE,
    COLUMN_GAP,
    FRAME,
    SIZE,
    TEXT,
    Setting,
    setting_of,
)
from salesdesk.documents.layout import wrapped
from salesdesk.documents.page import Block, Info, Page, Sheet, paginate, write
from salesdesk.documents.quote_lines import percent
from salesdesk.documents.seals import STAMP
from salesdesk.documents.table import Column, Table, Text
from salesdesk.documents.text import CLAUSE_LIMIT, LINE_LIMIT
from salesdesk.domain.contract_version import ContractLine, ContractVersion, disagreement, missing, words
from salesdesk.domain.errors import RuleError
from salesdesk.domain.money import trimmed
from salesdesk.domain.seal import SealPicture
from salesdesk.i18n import N_, _

_SIGN_LINE: Final = 30.0
_LIMITS: Final = {
    **dict.fromkeys(("text_zh", "text_en"), CLAUSE_LIMIT),
    **dict.fromkeys(("specification", "remark", "model", "reason"), LINE_LIMIT),
}
ANNEX: Final = N_("Equipment and Prices")
"""What the first annex is called."""
_DRAFTS: Final = ("draft", "in_review")


def render_contract(
    version: ContractVersion, *, preview: bool = False, seal: SealPicture | None = None
) -> bytes:
    """Return the PDF/A-2b of a contract; the same version always gives the same bytes.

    RuleError where something is empty or doesn't agree; a preview prints a line to write on where a blank is empty.
    InvalidInputError names characters that can't be printed. `seal` is put in our place, with the label that it is no
    signature: `services.seal_log.use` says beforehand whether it may be, and gives its number. A draft has none.
    """
    clean = replace(version, **cleaning.cleaned_fields(version, _LIMITS))
    setting = setting_of(clean)
    if seal is not None and (preview or version.state in _DRAFTS):
        raise RuleError(_("Only what was issued is sealed."))
    if version.template_file:
        raise RuleError(
            _("{number} is written with the Word template “{name}”. Export it as Word.").format(
                number=version.label, name=version.template_name
            )
        )
    if not preview:
        refuse_unready(clean)
    cleaning.refuse_missing_glyphs(_texts(setting))
    pages = _pages(setting, _signatures(setting, seal))
    return write(pages, SIZE, partial(_decorate, setting), _info(setting), archival=True)


def seal_place(version: ContractVersion) -> tuple[int, tuple[float, float, float, float]]:
    """Return where our seal goes in the PDF of a version: the page from 0 on, and left, bottom, right and top.

    They are points, counted from the page's lower left corner.
    """
    setting = setting_of(replace(version, **cleaning.cleaned_fields(version, _LIMITS)))
    signatures = _signatures(setting, None)
    for number, page in enumerate(_pages(setting, signatures)):
        for block, top in page:
            if block is signatures:
                left = AREA.left + (AREA.width + COLUMN_GAP) / 2
                bottom = SIZE[1] - top - block.height + 1
                return number, (left, bottom, left + STAMP, bottom + STAMP)
    raise AssertionError(version.label)  # every contract is signed somewhere


def refuse_unready(version: ContractVersion) -> None:
    """Raise RuleError for a version in which something is empty or doesn't agree."""
    problems = [str(each) for each in missing(version)]
    if not problems and version.contract_kind == "sale":
        problems = [one for one in [disagreement(version, None)] if one]
    if problems:
        raise RuleError(
            _("{number} can't be printed yet: {problem}").format(
                number=version.label, problem="; ".join(problems[:5])
            )
        )


def _texts(setting: Setting) -> list[str]:
    """Return every text that is printed."""
    version = setting.version
    filled = [
        setting.filled(clause.text(language), language) + clause.title(language)
        for clause in version.clauses
        for language in version.languages
    ]
    others = (version.buyer, version.seller, version.lines, version.seller_person)
    labels = [line.label + line.label_en for line in version.plan]
    return [*filled, *labels, *cleaning.texts(others)]


def _pages(setting: Setting, signatures: Block) -> list[Page]:
    version = setting.version
    text = [*contract_text.body(setting), *contract_text.prevailing(setting)]
    if text:
        text[-1] = replace(text[-1], keep=True)  # nobody signs a page that says nothing
    pages = paginate(
        [contract_text.head(setting), contract_text.parties(setting), *text, signatures],
        FRAME,
    )
    if version.lines:
        pages += paginate(_annex(setting), replace(FRAME, first=FRAME.next))
    return pages


def _signatures(setting: Setting, seal: SealPicture | None) -> Block:
    """Return the places for both sides' seals, signatures and dates, as one block: no page ever parts it."""
    say, look = setting.say, setting.look
    width = (AREA.width - COLUMN_GAP) / 2
    beside = width - STAMP - 12
    headings = [
        wrapped(say(text), look.cell_strong, width) for text in (N_("Party A (seal)"), N_("Party B (seal)"))
    ]
    names = [
        wrapped(party.name, look.cell, width) for party in (setting.version.buyer, setting.version.seller)
    ]
    labels = [
        wrapped(say(text), look.label, beside)
        for text in (N_("Authorised representative (signature)"), N_("Date"))
    ]
    own = max(map(len, headings)) * look.cell_strong.leading
    above = own + max(map(len, names)) * look.cell.leading + 6

    below = seals.label_lines(seal, say)
    put = seals.drawing(seal, below) if seal else None

    def draw(sheet: Sheet, top: float) -> None:
        sheet.bookmark(say.once(N_("Signatures")), top, 0, panel=False)
        for place in (0, 1):
            left = AREA.left + place * (width + COLUMN_GAP)
            sheet.lines(left, top, headings[place], look.cell_strong)
            sheet.lines(left, top + own, names[place], look.cell)
            sheet.frame(left, top + above, STAMP, STAMP, styles.RULE)
            if place == 1 and put is not None:
                put(sheet, left, top + above)
            line = top + above + STAMP
            for lines in reversed(labels):
                sheet.rule(left + STAMP + 12, left + width, line, styles.RULE)
                y = line - _SIGN_LINE - len(lines) * look.label.leading
                sheet.lines(left + STAMP + 12, y + 8, lines, look.label)
                line -= _SIGN_LINE + len(lines) * look.label.leading

    return Block(above + STAMP + 1 + seals.label_height(below), draw, gap=24)


# --- Annex 1 ------------------------------------------------------------------------------------------------------


def _annex(setting: Setting) -> list[Block]:
    version, look = setting.version, setting.look
    titles = [contract_text.annex_title(1, ANNEX, language) for language in version.languages]
    lines = [line for title in titles for line in wrapped(title, CLAUSE, AREA.width)]

    def heading(sheet: Sheet, top: float) -> None:
        sheet.bookmark(titles[0], top, 0)
        sheet.lines(AREA.left, top, lines, CLAUSE)

    rows = _rows(setting)
    table = Table(_columns(setting), [cells for _line, cells in rows if cells], AREA.left, AREA.width, look)
    tallest = FRAME.room - table.head.height
    blocks = [
        Block(len(lines) * CLAUSE.leading, heading, keep=True),
        Block(table.head.height, table.head.draw, gap=6, keep=True),
    ]
    for line, cells in rows:
        if line.kind == "section":
            blocks.append(table.section(line.name, "", None))
        elif not cells:
            blocks += table.across([(line.name, look.cell_soft)], 1, tallest)
        else:
            blocks += table.row(cells, tallest)
    blocks[-1] = replace(blocks[-1], keep=True)
    return [*blocks, _totals(setting)]


def _columns(setting: Setting) -> list[Column]:
    say = setting.say
    return [
        Column(say.below(N_("No.")), "figure"),
        Column(say.below(N_("Description")), "rest"),
        Column(say.below(N_("Qty")), "figure", "right"),
        Column(say.below(N_("Unit")), "text"),
        Column(say.below(N_("Unit price incl. VAT")), "figure", "right"),
        Column(say.below(N_("VAT")), "figure", "right"),
        Column(say.below(N_("Amount incl. VAT")), "figure", "right"),
    ]


def _rows(setting: Setting) -> list[tuple[ContractLine, list[list[Text]]]]:
    """Return the lines with their cells; sections and notes have none."""
    look, number = setting.look, 0
    found: list[tuple[ContractLine, list[list[Text]]]] = []
    for line in setting.version.lines:
        if line.kind in ("section", "note"):
            found.append((line, []))
            continue
        number += 1
        facts = " ".join(part for part in (line.brand, line.model) if part)
        more = [text for text in (facts, line.specification, line.delivery, line.remark) if text]
        name = [(line.name, look.cell_strong), *((text, look.cell_soft) for text in more)]
        free = setting.say(N_("Free of charge")) if line.free else ""
        cells = [
            [(str(number), look.cell)],
            name,
            [(f"{trimmed(line.quantity, 0):f}", look.cell)],
            [(line.unit, look.cell)],
            [(free or f"{trimmed(line.unit_price, setting.version.places):,f}", look.cell)],
            [(percent(line.tax_rate), look.cell)],
            [(f"{line.gross:,f}", look.cell)],
        ]
        found.append((line, cells))
    return found


def _totals(setting: Setting) -> Block:
    """Return what all lines come to, in figures and in words."""
    version, say, look = setting.version, setting.say, setting.look
    amounts = version.amounts
    rows = [
        (say(N_("Total excl. VAT")), setting.money(amounts.net)),
        (say(N_("VAT amount")), setting.money(amounts.tax)),
        (say(N_("Total incl. VAT")), setting.money(amounts.gross)),
    ]
    spoken = [
        line for language in version.languages for line in wrapped(words(version, language), TEXT, AREA.width)
    ]
    height = len(rows) * look.body.leading + 6 + len(spoken) * TEXT.leading

    def draw(sheet: Sheet, top: float) -> None:
        for label, figure in rows:
            strong = figure == rows[-1][1]
            sheet.text(AREA.right - 130, top, label, look.label, "right")
            sheet.text(AREA.right, top, figure, look.fact if strong else look.body, "right")
            top += look.body.leading
        for line in spoken:
            sheet.text(AREA.right, top + 6, line, TEXT, "right")
            top += TEXT.leading

    return Block(height, draw, gap=9)


# --- every page ---------------------------------------------------------------------------------------------------


def _decorate(setting: Setting, sheet: Sheet, page: int, pages: int) -> None:
    """Draw what every page carries: the mark of a draft, the running head from page two, number and page count."""
    version, style = setting.version, setting.look.small
    if version.state in _DRAFTS:
        sheet.watermark(setting.say.once(N_("Draft")), styles.WATERMARK)
    name = contract_text.title(setting)
    if pages > 1:
        seals.edge_marks(sheet, setting.say)
    if page > 1:
        sheet.text(AREA.left, FRAME.next - 24, name, style)
        sheet.text(AREA.right, FRAME.next - 24, version.label, style, "right")
        sheet.rule(AREA.left, AREA.right, FRAME.next - 10, styles.HAIRLINE)
    top = FRAME.bottom + 16
    sheet.rule(AREA.left, AREA.right, top - 5, styles.HAIRLINE)
    number = setting.say.once(N_("Contract no. {number}"), number=version.label)
    sheet.text(AREA.left, top, number, style)
    sheet.text(
        AREA.right,
        top,
        setting.say.once(N_("Page {page} of {pages}"), page=page, pages=pages),
        style,
        "right",
    )


def _info(setting: Setting) -> Info:
    version, name = setting.version, contract_text.title(setting)
    return Info(
        title=f"{name} {version.label} {version.buyer.name}",
        author=version.seller.name,
        subject=f"{name} {version.label}",
        created=version.dated_on,
        language="zh-CN" if version.language == "zh_CN" else "en",
    )
