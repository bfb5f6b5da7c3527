"""The text of a contract: parties, clauses in one language or two side by side, the table of payments."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from salesdesk.documents.contract_setting import (
    AREA,
    CLAUSE,
    COLUMN_GAP,
    FRAME,
    SUBTITLE,
    TEXT,
    TITLE,
    Setting,
    numbered,
)
from salesdesk.documents.layout import paired, wrapped
from salesdesk.documents.page import Block, Sheet
from salesdesk.documents.table import Column, Table
from salesdesk.domain import clauses, merge_fields
from salesdesk.domain.contract_version import schedule
from salesdesk.domain.merge_fields import SCHEDULE
from salesdesk.i18n import N_, Language, translate

if TYPE_CHECKING:
    from salesdesk.documents.styles import Style
    from salesdesk.domain.clauses import Clause
    from salesdesk.domain.quote_version import Party

_CHUNK: Final = 4
"""So many lines of a clause stay together where a page ends in it."""
_GAP: Final = 9.0
TITLES: Final = {
    ("sale", "original"): N_("Contract for the Sale of Equipment"),
    ("sale", "amendment"): N_("Amendment to the Contract for the Sale of Equipment"),
    ("framework", "original"): N_("Framework Agreement for the Sale of Equipment"),
    ("framework", "amendment"): N_("Amendment to the Framework Agreement"),
}
"""What a contract is called, by its kind and its version's."""

PREVAILS: Final[dict[Language, str]] = {
    "zh_CN": N_("Where the two languages differ, the Chinese text prevails."),
    "en": N_("Where the two languages differ, the English text prevails."),
}
"""Which language of two prevails, by the first one."""

Lines = Sequence[tuple[str, "Style"]]


def title(setting: Setting) -> str:
    """Return what the document is called, in its first language."""
    return setting.say.once(_title(setting))


def _title(setting: Setting) -> str:
    return TITLES[setting.version.contract_kind, setting.version.kind]


def head(setting: Setting) -> Block:
    """Return the title in every language, centred, with the number under it."""
    first, *others = setting.say.each(_title(setting))
    version = setting.version
    number = setting.say.once(N_("No. {number}"), number=version.number)
    texts: list[tuple[str, Style]] = [(line, TITLE) for line in wrapped(first, TITLE, AREA.width)]
    texts += [(line, SUBTITLE) for text in others for line in wrapped(text, SUBTITLE, AREA.width)]
    height = sum(style.leading for _text, style in texts) + 6 + setting.look.label.leading

    def draw(sheet: Sheet, top: float) -> None:
        middle = AREA.left + AREA.width / 2
        for text, style in texts:
            sheet.text(middle, top, text, style, "centre")
            top += style.leading
        sheet.text(middle, top + 6, number, setting.look.label, "centre")
        sheet.rule(AREA.left, AREA.right, top + 12 + setting.look.label.leading, setting.look.accent, 1)

    return Block(height + 12, draw)


def parties(setting: Setting) -> Block:
    """Return both sides beside each other, with everything by which they can be told and reached."""
    version, say, look = setting.version, setting.say, setting.look
    width = (AREA.width - COLUMN_GAP) / 2
    sides = []
    for heading, party in ((N_("Buyer (Party A)"), version.buyer), (N_("Seller (Party B)"), version.seller)):
        names = wrapped(party.name, look.party, width)
        sides.append((say(heading), names, paired(_facts(setting, party), width, look)))
    tall = max(len(names) for _heading, names, _pairs in sides) * look.party.leading
    height = look.small.leading + 2 + tall + 2 + max(pairs.height for _heading, _names, pairs in sides)

    def draw(sheet: Sheet, top: float) -> None:
        for place, (heading, names, pairs) in enumerate(sides):
            left = AREA.left + place * (width + COLUMN_GAP)
            sheet.text(left, top, heading, look.small)
            sheet.lines(left, top + look.small.leading + 2, names, look.party)
            pairs.draw(sheet, left, top + look.small.leading + 4 + tall)

    return Block(height, draw, gap=10)


def _facts(setting: Setting, party: Party) -> list[tuple[str, str]]:
    say, bank = setting.say, " ".join(part for part in (party.bank, party.bank_account) if part)
    ours = setting.version.seller_person if party is setting.version.seller else ""
    return [
        (say(N_("Tax ID")), party.tax_id),
        (say(N_("Address")), party.address),
        (
            say(N_("Contact")),
            party.contact or ours,
        ),
        (say(N_("Phone")), party.contact_phone or party.phone),
        (say(N_("E-mail")), party.contact_email or party.email),
        (say(N_("Bank")), bank),
    ]


def body(setting: Setting) -> list[Block]:
    """Return all clauses, the languages beside each other; the payments stand as a table below their clause."""
    version = setting.version
    blocks: list[Block] = []
    for clause, number in zip(version.clauses, clauses.numbers(version.clauses), strict=True):
        blocks += _clause(setting, clause, number)
        if version.plan and any(
            SCHEDULE in merge_fields.marks(clause.text(one)) for one in version.languages
        ):
            blocks += _payments(setting)
    return blocks


def _clause(setting: Setting, clause: Clause, number: int | None) -> list[Block]:
    """Return a clause as rows of lines, so that the same place stands at the same height in both languages."""
    sides = [_side(setting, clause, number, language, area.width) for language, area in setting.columns]
    lefts = [area.left for _language, area in setting.columns]
    count = max(len(lines) for lines in sides)
    cuts = [*range(0, max(count - 1, 1), _CHUNK), count]
    blocks = []
    for start, end in pairwise(cuts):
        pieces = [list(lines[start:end]) for lines in sides]
        height = max(sum(style.leading for _text, style in piece) for piece in pieces)

        def draw(sheet: Sheet, top: float, pieces: list[list[tuple[str, Style]]] = pieces) -> None:
            for left, piece in zip(lefts, pieces, strict=True):
                y = top
                for text, style in piece:
                    sheet.text(left, y, text, style)
                    y += style.leading

        blocks.append(Block(height, draw, gap=0 if start else _GAP))
    return blocks


def _side(
    setting: Setting, clause: Clause, number: int | None, language: Language, width: float
) -> list[tuple[str, Style]]:
    lines: list[tuple[str, Style]] = []
    if number is not None:
        heading = f"{numbered(number, language)}  {clause.title(language)}".strip()
        lines += [(line, CLAUSE) for line in wrapped(heading, CLAUSE, width)]
    text = setting.filled(clause.text(language), language)
    return [*lines, *((line, TEXT) for line in wrapped(text, TEXT, width))]


def _payments(setting: Setting) -> list[Block]:
    """Return the table of payments, in every language of the document."""
    version, look, say = setting.version, setting.look, setting.say
    columns = [
        Column(say.below(N_("No.")), "figure"),
        Column(say.below(N_("Payment")), "rest"),
        Column(say.below(N_("Share")), "figure", "right"),
        Column(say.below(N_("Amount")), "figure", "right"),
        Column(say.below(N_("When due")), "figure"),
    ]
    by_language = [schedule(version, language) for language in version.languages]
    rows = []
    for number, alike in enumerate(zip(*by_language, strict=True), start=1):
        labels = [(row.label, look.cell if not place else look.cell_soft) for place, row in enumerate(alike)]
        whens = [(row.when, look.cell if not place else look.cell_soft) for place, row in enumerate(alike)]
        first = alike[0]
        rows.append(
            [
                [(str(number), look.cell)],
                labels,
                [(first.share, look.cell)],
                [(first.amount, look.cell)],
                whens,
            ]
        )
    table = Table(columns, rows, AREA.left, AREA.width, look)
    tallest = FRAME.room - table.head.height
    found = [Block(table.head.height, table.head.draw, gap=6, keep=True)]
    for row in rows:
        found += table.row(row, tallest)
    return found


def prevailing(setting: Setting) -> list[Block]:
    """Return which language prevails, where the contract has two."""
    if len(setting.columns) < 2:
        return []
    text = PREVAILS[setting.version.language]
    lines = [line for text in setting.say.each(text) for line in wrapped(text, TEXT, AREA.width)]
    return [Block(len(lines) * TEXT.leading, lambda sheet, top: _write(sheet, top, lines), gap=_GAP)]


def _write(sheet: Sheet, top: float, lines: Sequence[str]) -> None:
    sheet.lines(AREA.left, top, lines, TEXT)


def annex_title(number: int, name: str, language: Language) -> str:
    """Return what an annex is called: 附件一 设备清单与价格, Annex 1 Equipment and Prices."""
    shown = "一二三四五六七八九"[number - 1] if language == "zh_CN" else str(number)
    return translate(N_("Annex {number}: {name}"), language).format(
        number=shown, name=translate(name, language)
    )
