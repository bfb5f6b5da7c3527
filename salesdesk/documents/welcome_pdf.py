"""The welcome pack of a signed contract: a letter, who to turn to, what happens when, the service handbook."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from salesdesk.documents import cleaning, fonts, styles
from salesdesk.documents.layout import wrapped
from salesdesk.documents.masthead import masthead
from salesdesk.documents.page import Block, Info, Page, Sheet, paginate, write
from salesdesk.documents.plain_paper import AREA, FRAME, SIZE, facts, heading, running
from salesdesk.documents.styles import Style
from salesdesk.documents.text import CLAUSE_LIMIT
from salesdesk.documents.text_table import TextTable
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.mail_words import greeting, signature
from salesdesk.domain.welcome_pack import HEADING, PackPerson, WelcomePack
from salesdesk.i18n import N_, day, translate

if TYPE_CHECKING:
    from datetime import date

_TITLE: Final = N_("Welcome Pack")
_LETTER: Final = Style(fonts.REGULAR, 10, 17)
_PART: Final = Style(fonts.BOLD, 10, 16)
_CHUNK: Final = 6
"""So many lines of a paragraph stay together where a page ends in it."""
_GAP: Final = 10.0
_LIMITS: Final = {"letter": CLAUSE_LIMIT, "handbook": CLAUSE_LIMIT}
_PEOPLE: Final = (0.24, 0.24, 0.22, 0.30)
_PAYMENTS: Final = (0.07, 0.30, 0.20, 0.28, 0.15)
_STEPS: Final = (0.27, 0.58, 0.15)

Say = Callable[[str], str]
Row = Sequence[tuple[str, Style]]


def render_welcome_pack(
    pack: WelcomePack, picture: Callable[[str], bytes | None] = lambda _logo: None
) -> bytes:
    """Return the PDF; the same pack always gives the same bytes.

    `picture` gives the file of our logo by its hash. InvalidInputError names characters that can't be printed.
    """
    clean = replace(pack, **cleaning.cleaned_fields(pack, _LIMITS))
    cleaning.refuse_missing_glyphs(cleaning.texts(clean))
    title = translate(_TITLE, clean.language)
    name = " · ".join(part for part in (clean.buyer.name, clean.project) if part)
    every = running(name, f"{title}  {clean.number}", clean.seller.name, clean.language)
    return write(_laid_out(clean, _logo(clean, picture)), SIZE, every, _info(clean))


def _logo(pack: WelcomePack, picture: Callable[[str], bytes | None]) -> bytes:
    """Return our logo; a file that was lost keeps nothing from being printed."""
    try:
        return (picture(pack.seller.logo) if pack.seller.logo else None) or b""
    except SalesDeskError:
        return b""


def _laid_out(pack: WelcomePack, logo: bytes) -> list[Page]:
    say: Say = partial(translate, language=pack.language)
    note = "WELCOME PACK" if pack.language == "zh_CN" else ""
    pairs = [
        (say(N_("Customer")), pack.buyer.name),
        (say(N_("Contract number")), pack.number),
        (say(N_("Project")), pack.project),
        (say(N_("Signed on")), day(pack.signed_on)),
    ]
    first = [
        masthead(say(_TITLE), note, pack.seller.name, logo, AREA),
        facts(pairs),
        *_letter(pack),
    ]
    second = [*_contacts(pack, say), *_schedule(pack, say)]
    pages = paginate(first, FRAME)
    for blocks in (second, _handbook(pack, say)):
        if blocks:
            pages += paginate(blocks, replace(FRAME, first=FRAME.next))
    return pages


def _letter(pack: WelcomePack) -> list[Block]:
    texts = [greeting(pack.buyer.contact, pack.language), *pack.letter.split("\n\n")]
    blocks = [block for text in texts for block in _paragraph(text, _LETTER, gap=_GAP)]
    blocks[0] = replace(blocks[0], gap=3 * styles.GAP)
    blocks[-1] = replace(blocks[-1], keep=True)  # no page has a signature alone
    end = wrapped(signature(pack.seller_person, pack.seller), _LETTER, AREA.width)
    return [*blocks, _lines(end, _LETTER, gap=2 * styles.GAP)]


def _paragraph(text: str, style: Style, *, gap: float) -> list[Block]:
    lines = wrapped(text.strip("\n"), style, AREA.width)
    return [
        _lines(lines[start : start + _CHUNK], style, gap=0 if start else gap)
        for start in range(0, len(lines), _CHUNK)
    ]


def _lines(lines: list[str], style: Style, *, gap: float, keep: bool = False) -> Block:
    def draw(sheet: Sheet, top: float) -> None:
        sheet.lines(AREA.left, top, lines, style)

    return Block(len(lines) * style.leading, draw, gap=gap, keep=keep)


# --- contacts and schedule ----------------------------------------------------------------------------------------


def _contacts(pack: WelcomePack, say: Say) -> list[Block]:
    titles = [say(N_("Contact name")), say(N_("Job title")), say(N_("Phone")), say(N_("E-mail"))]
    blocks: list[Block] = []
    for title, firm, people in (
        (N_("Our contacts"), pack.seller.name, pack.ours),
        (N_("Your contacts"), pack.buyer.name, pack.theirs),
    ):
        if people:
            rows = [_person(one) for one in people]
            blocks += [_section(f"{say(title)} · {firm}"), *_table(titles, _PEOPLE, rows)]
    return blocks


def _person(one: PackPerson) -> Row:
    return [
        (one.name, styles.CELL_STRONG),
        (one.role, styles.CELL),
        (one.phone, styles.CELL),
        (one.email, styles.CELL),
    ]


def _schedule(pack: WelcomePack, say: Say) -> list[Block]:
    blocks: list[Block] = []
    if pack.milestones:
        titles = [say(N_("Step")), say(N_("As agreed")), say(N_("Done on"))]
        rows: list[Row] = [
            [(one.name, styles.CELL_STRONG), (one.when, styles.CELL), (_day(one.done_on), styles.CELL)]
            for one in pack.milestones
        ]
        blocks += [_section(say(N_("Steps of the project"))), *_table(titles, _STEPS, rows)]
    if pack.payments:
        titles = [
            say(title)
            for title in (N_("No."), N_("Instalment"), N_("Amount"), N_("When due"), N_("Due date"))
        ]
        rows = [
            [
                (str(number), styles.CELL),
                (one.label, styles.CELL_STRONG),
                (one.amount, styles.CELL),
                (one.when, styles.CELL),
                (_day(one.due_on), styles.CELL),
            ]
            for number, one in enumerate(pack.payments, start=1)
        ]
        blocks += [_section(say(N_("Schedule of payments"))), *_table(titles, _PAYMENTS, rows)]
        bank = " ".join(part for part in (pack.seller.bank, pack.seller.bank_account) if part)
        if bank:
            text = say(N_("Payments to: {name}, {bank}")).format(name=pack.seller.name, bank=bank)
            blocks.append(_lines(wrapped(text, styles.LABEL, AREA.width), styles.LABEL, gap=6))
    return blocks


def _section(title: str) -> Block:
    """Return a heading over a table, named in the reader's table of contents."""
    block = heading(title)

    def draw(sheet: Sheet, top: float) -> None:
        sheet.bookmark(title, top, 0, panel=False)
        block.draw(sheet, top)

    return replace(block, draw=draw, gap=2 * styles.GAP)


def _table(titles: Sequence[str], shares: Sequence[float], rows: Sequence[Row]) -> list[Block]:
    table = TextTable(titles, shares, AREA)
    return [table.head, *(block for row in rows for block in table.row(row))]


def _day(value: date | None) -> str:
    return "" if value is None else day(value)


# --- the handbook -------------------------------------------------------------------------------------------------


def _handbook(pack: WelcomePack, say: Say) -> list[Block]:
    """Return the service handbook; a line that begins with # heads a part."""
    blocks: list[Block] = []
    for line in pack.handbook.split("\n"):
        title = line.removeprefix(HEADING)
        if title != line:
            blocks.append(_lines(wrapped(title, _PART, AREA.width), _PART, gap=styles.GAP + 2, keep=True))
        elif line.strip():
            blocks += _paragraph(line, _LETTER, gap=4)
    return [_cover(say(N_("Service handbook"))), *blocks] if blocks else []


def _cover(title: str) -> Block:
    style = styles.TITLE

    def draw(sheet: Sheet, top: float) -> None:
        sheet.bookmark(title, top, 0, panel=False)
        sheet.text(AREA.left, top, title, style)
        sheet.rule(AREA.left, AREA.right, top + style.leading + 6, styles.ACCENT, 1.2)

    return Block(style.leading + 8, draw, keep=True)


def _info(pack: WelcomePack) -> Info:
    title = f"{translate(_TITLE, pack.language)} {pack.number}"
    return Info(
        title=f"{title} {pack.buyer.name}",
        author=pack.seller.name,
        subject=title,
        created=pack.signed_on,
        language="zh-CN" if pack.language == "zh_CN" else "en",
    )
