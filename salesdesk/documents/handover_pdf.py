"""The handover sheet of a signed contract: who, what, until when, and the checklist that both sides sign."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from salesdesk.documents import cleaning, fonts, styles
from salesdesk.documents.layout import wrapped
from salesdesk.documents.masthead import masthead
from salesdesk.documents.page import Block, Info, Sheet, paginate, write
from salesdesk.documents.plain_paper import AREA, FRAME, SIZE, facts, heading, running
from salesdesk.documents.styles import Style
from salesdesk.documents.text import CLAUSE_LIMIT
from salesdesk.documents.text_table import TextTable
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.handover import HandoverSheet, SheetPoint
from salesdesk.domain.welcome_pack import PackPerson
from salesdesk.i18n import N_, day, translate

_TITLE: Final = N_("Handover sheet")
_TEXT: Final = Style(fonts.REGULAR, 9.5, 15)
_LIMITS: Final = {"text": CLAUSE_LIMIT, "known": CLAUSE_LIMIT, "note": CLAUSE_LIMIT}
_PEOPLE: Final = (0.22, 0.26, 0.22, 0.30)
_POINTS: Final = (0.06, 0.50, 0.13, 0.31)
_CHUNK: Final = 6
_SIGN_HEIGHT: Final = 62.0

Say = Callable[[str], str]


def render_handover(
    sheet: HandoverSheet, picture: Callable[[str], bytes | None] = lambda _logo: None
) -> bytes:
    """Return the PDF; the same sheet always gives the same bytes.

    `picture` gives the file of our logo by its hash. InvalidInputError names characters that can't be printed.
    """
    clean = replace(sheet, **cleaning.cleaned_fields(sheet, _LIMITS))
    cleaning.refuse_missing_glyphs(cleaning.texts(clean))
    say: Say = partial(translate, language=clean.language)
    title = say(_TITLE)
    name = " · ".join(part for part in (clean.buyer.name, clean.project) if part)
    every = running(name, f"{title}  {clean.number}", clean.seller.name, clean.language)
    blocks = [
        masthead(title, clean.number, clean.seller.name, _logo(clean, picture), AREA),
        *_facts(clean, say),
        *_known(clean, say),
        *_people(clean, say),
        *_points(clean, say),
        _signatures(say),
    ]
    info = Info(
        title=f"{title} {clean.number} {clean.buyer.name}",
        author=clean.seller.name,
        subject=title,
        created=clean.signed_on,
        language="zh-CN" if clean.language == "zh_CN" else "en",
    )
    return write(paginate(blocks, FRAME), SIZE, every, info)


def _logo(sheet: HandoverSheet, picture: Callable[[str], bytes | None]) -> bytes:
    """Return our logo; a file that was lost keeps nothing from being printed."""
    try:
        return (picture(sheet.seller.logo) if sheet.seller.logo else None) or b""
    except SalesDeskError:
        return b""


def _facts(sheet: HandoverSheet, say: Say) -> list[Block]:
    return [
        facts(
            [
                (say(N_("Customer")), sheet.buyer.name),
                (say(N_("Contract number")), sheet.contract),
                (say(N_("Project")), sheet.project),
            ]
        ),
        facts(
            [
                (say(N_("Signed on")), day(sheet.signed_on)),
                (say(N_("Total")), sheet.total),
                (say(N_("Handed over by")), sheet.sales),
                (say(N_("Responsible")), sheet.service or "—"),
                (say(N_("Due day")), day(sheet.due_on) if sheet.due_on else "—"),
                (say(N_("State")), sheet.state),
            ]
        ),
    ]


def _known(sheet: HandoverSheet, say: Say) -> list[Block]:
    """Return what service should know, and where the customer is."""
    texts = [(say(N_("Address")), sheet.buyer.address), (say(N_("To know")), sheet.text)]
    return [block for title, text in texts if text for block in (heading(title), *_paragraph(text))]


def _paragraph(text: str) -> list[Block]:
    lines = wrapped(text, _TEXT, AREA.width)
    return [
        _lines(lines[start : start + _CHUNK], gap=0 if start else 2) for start in range(0, len(lines), _CHUNK)
    ]


def _lines(lines: list[str], *, gap: float) -> Block:
    def draw(sheet: Sheet, top: float) -> None:
        sheet.lines(AREA.left, top, lines, _TEXT)

    return Block(len(lines) * _TEXT.leading, draw, gap=gap)


def _people(sheet: HandoverSheet, say: Say) -> list[Block]:
    titles = [say(N_("Contact name")), say(N_("Job title")), say(N_("Phone")), say(N_("E-mail"))]
    blocks: list[Block] = []
    for title, people in ((N_("At the customer"), sheet.theirs), (N_("Our people"), sheet.ours)):
        if people:
            table = TextTable(titles, _PEOPLE, AREA)
            rows = [block for one in people for block in table.row(_person(one))]
            blocks += [heading(say(title)), table.head, *rows]
    return blocks


def _person(one: PackPerson) -> Sequence[tuple[str, Style]]:
    return [
        (one.name, styles.CELL_STRONG),
        (one.role, styles.CELL),
        (one.phone, styles.CELL),
        (one.email, styles.CELL),
    ]


def _points(sheet: HandoverSheet, say: Say) -> list[Block]:
    table = TextTable(
        [say(title) for title in (N_("No."), N_("To check"), N_("State"), N_("By, when, note"))],
        _POINTS,
        AREA,
    )
    rows = [
        block
        for number, point in enumerate(sheet.points, start=1)
        for block in table.row(_point(number, point))
    ]
    return [heading(say(N_("Checklist"))), table.head, *rows] if rows else []


def _point(number: int, point: SheetPoint) -> Sequence[tuple[str, Style]]:
    text = "\n".join(part for part in (point.text, point.known) if part)
    by = "\n".join(part for part in (point.by, point.note) if part)
    return [
        (str(number), styles.CELL),
        (text, styles.CELL),
        (point.state or "□", styles.CELL_STRONG),
        (by, styles.CELL),
    ]


def _signatures(say: Say) -> Block:
    """Return the two lines on which sales and service sign; they stay together."""
    step = AREA.width / 2
    titles = (say(N_("Handed over (sales), date")), say(N_("Taken over (service), date")))

    def draw(sheet: Sheet, top: float) -> None:
        for place, title in enumerate(titles):
            left = AREA.left + place * step
            sheet.text(left, top, title, styles.SMALL)
            sheet.rule(left, left + step - 24, top + _SIGN_HEIGHT - 8, styles.HAIRLINE)

    return Block(_SIGN_HEIGHT, draw, gap=3 * styles.GAP)
