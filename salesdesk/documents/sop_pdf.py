"""The standard procedure of a pipeline as a booklet: an overview, then each stage with its gate and its guide."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from salesdesk.documents import cleaning, styles
from salesdesk.documents.layout import paired, parted, wrapped
from salesdesk.documents.page import Block, Info, Page, Sheet, paginate, write
from salesdesk.documents.plain_paper import AREA, FRAME, PLAIN, SIZE, first_line, heading, info, running
from salesdesk.documents.table import Cell, Column
from salesdesk.documents.text import LINE_LIMIT
from salesdesk.domain.sop import Booklet, SopItem, SopStage
from salesdesk.i18n import N_, day, translate

_TITLE: Final = N_("Standard sales procedure")
_LIMITS: Final = dict.fromkeys(("detail", "activities"), LINE_LIMIT)
_INDENT: Final = 18.0
_BAND: Final = 26.0
_BOX: Final = "□"
_TO_FILL: Final = {
    "contact": N_("Contact"),
    "customer": N_("Customer"),
    "opportunity": N_("Opportunity"),
    "owner": N_("Owner"),
    "company": N_("Our company"),
}

Say = Callable[[str], str]


def render_sop(booklet: Booklet) -> bytes:
    """Return the PDF; the same booklet always gives the same bytes.

    InvalidInputError names characters that can't be printed.
    """
    clean = replace(booklet, **cleaning.cleaned_fields(booklet, _LIMITS))
    cleaning.refuse_missing_glyphs(cleaning.texts(clean))
    every = running(clean.title, translate(_TITLE, clean.language), clean.firm, clean.language)
    return write(_laid_out(clean), SIZE, every, _info(clean))


def _laid_out(booklet: Booklet) -> list[Page]:
    say: Say = partial(translate, language=booklet.language)
    stages = [
        _stage(stage, number, say, level=0 if booklet.single else 1)
        for number, stage in enumerate(booklet.stages, start=1)
    ]
    overview = [] if booklet.single else _overview(booklet.stages, say)
    blocks = [*_cover(booklet, say), *overview, *(block for blocks in stages for block in blocks)]
    return paginate(blocks, FRAME)


# --- the first page -----------------------------------------------------------------------------------------------


def _cover(booklet: Booklet, say: Say) -> list[Block]:
    title = wrapped(booklet.title, styles.TITLE, AREA.width)
    firm = first_line(booklet.firm, AREA.width * 0.6)
    height = styles.SMALL.leading + 6 + len(title) * styles.TITLE.leading + 6

    def draw(sheet: Sheet, top: float) -> None:
        sheet.bookmark(booklet.title, top, 0)
        sheet.text(AREA.left, top, say(_TITLE), styles.TITLE_NOTE)
        sheet.text(AREA.right, top, firm, styles.SMALL, "right")
        sheet.lines(AREA.left, top + styles.SMALL.leading + 6, title, styles.TITLE)
        sheet.rule(AREA.left, AREA.right, top + height, styles.ACCENT, 1)

    pairs = [(say(N_("Gates")), booklet.gate), (say(N_("Printed on")), day(booklet.printed_on))]
    rows = paired(pairs, AREA.width)
    facts = Block(rows.height, lambda sheet, top: rows.draw(sheet, AREA.left, top), gap=8)
    return [Block(height, draw), facts]


def _overview(stages: Sequence[SopStage], say: Say) -> list[Block]:
    columns = [
        Column("#", "figure", "right"),
        Column(say(N_("Stage")), "text"),
        Column(say(N_("Success criterion")), "rest"),
        Column(say(N_("Expected")), "text"),
        Column(say(N_("Chance to win")), "figure", "right"),
    ]
    rows: list[list[Cell]] = [
        [
            [(str(number), styles.CELL_SOFT)],
            [(stage.name, styles.CELL_STRONG)],
            [(stage.success, styles.CELL)],
            [(stage.expected, styles.CELL)],
            [(stage.probability, styles.CELL)],
        ]
        for number, stage in enumerate(stages, start=1)
    ]
    return [heading(say(N_("The stages at a glance"))), *PLAIN.table(columns, rows)]


# --- a stage ------------------------------------------------------------------------------------------------------


def _stage(stage: SopStage, number: int, say: Say, *, level: int) -> list[Block]:
    facts = paired(
        [
            (say(N_("Key activities")), stage.activities),
            (say(N_("Success criterion")), stage.success),
            (say(N_("Meanwhile the customer")), stage.buying_step),
        ],
        AREA.width,
    )
    blocks = [_band(stage, number, level)]
    for index, (label, lines) in enumerate(facts.rows):
        gap = 8 if index == 0 else 3
        blocks += parted(lines, AREA.left + facts.indent, gap=gap, label=(label, AREA.left))
    return [
        *blocks,
        *_gate(stage, say),
        *_guide(say(N_("Steps")), stage.steps, numbered=True),
        *_guide(say(N_("Tools and resources")), stage.resources),
        *_guide(say(N_("Questions and answers")), stage.questions),
        *_guide(say(N_("Messages")), [_to_fill(item, say) for item in stage.messages]),
        *_guide(say(N_("What to watch")), stage.monitors),
    ]


def _band(stage: SopStage, number: int, level: int) -> Block:
    """Return the heading of a stage on a shaded band, with its time and chance at the right."""
    style = styles.PARTY
    right = "  ·  ".join(part for part in (stage.expected, stage.probability) if part)
    room = AREA.width - 20 - styles.SMALL.face.width(right, styles.SMALL.size) - 12
    lines = wrapped(f"{number}  {stage.name}", style, room)
    height = max(_BAND, len(lines) * style.leading + 10)

    def draw(sheet: Sheet, top: float) -> None:
        sheet.bookmark(f"{number} {stage.name}", top, level)
        sheet.fill(AREA.left, top, AREA.width, height, styles.SHADE)
        sheet.rule(AREA.left, AREA.right, top, styles.ACCENT, 1)
        first = top + (height - len(lines) * style.leading) / 2
        sheet.lines(AREA.left + 10, first, lines, style)
        sheet.text(AREA.right - 10, top + (_BAND - styles.SMALL.leading) / 2, right, styles.SMALL, "right")

    return Block(height, draw, gap=2 * styles.GAP, keep=True)


def _gate(stage: SopStage, say: Say) -> list[Block]:
    """Return what must be there to leave the stage: fields, checks and evidence."""
    blocks: list[Block] = []
    if stage.fields:
        names = say(N_("; ")).join(stage.fields)
        rows = paired([(say(N_("Required fields")), names)], AREA.width)
        blocks.append(Block(rows.height, lambda sheet, top: rows.draw(sheet, AREA.left, top), gap=2))
    items = [
        (say(kind), item)
        for kind, group in ((N_("Check"), stage.checks), (N_("Evidence"), stage.evidence))
        for item in group
    ]
    if items:
        columns = [
            Column("", "figure"),
            Column(say(N_("What to show")), "rest"),
            Column(say(N_("Kind")), "text"),
            Column(say(N_("Role")), "text"),
            Column(say(N_("Gate")), "text"),
        ]
        cells = [_gate_row(kind, item, say) for kind, item in items]
        blocks += PLAIN.table(columns, cells)
    return [heading(say(N_("To leave the stage"))), *blocks] if blocks else []


def _gate_row(kind: str, item: SopItem, say: Say) -> list[Cell]:
    what: Cell = [(item.text, styles.CELL), *([(item.detail, styles.CELL_SOFT)] if item.detail else [])]
    asked = say(N_("required")) if item.required else say(N_("suggested"))
    return [
        [(_BOX, styles.CELL)],
        what,
        [(kind, styles.CELL_SOFT)],
        [(item.role, styles.CELL_SOFT)],
        [(asked, styles.CELL_STRONG if item.required else styles.CELL_SOFT)],
    ]


def _guide(title: str, items: Sequence[SopItem], *, numbered: bool = False) -> list[Block]:
    """Return a heading with its lines, each with what belongs to it below."""
    blocks: list[Block] = []
    for number, item in enumerate(items, start=1):
        mark = f"{number}." if numbered else "•"
        blocks += _entry(mark, item)
    return [heading(title), *blocks] if blocks else []


def _to_fill(item: SopItem, say: Say) -> SopItem:
    """Return a message with words in brackets where the program would put the names of one opportunity."""
    detail = item.detail
    for name, caption in _TO_FILL.items():
        detail = detail.replace(f"{{{name}}}", say(N_("[{caption}]")).format(caption=say(caption)))
    return replace(item, detail=detail)


def _entry(mark: str, item: SopItem) -> list[Block]:
    style, width = styles.CELL_STRONG, AREA.width - _INDENT
    room = width - (styles.SMALL.face.width(item.role, styles.SMALL.size) + 12 if item.role else 0)
    lines = wrapped(item.text, style, room)
    more = "\n".join(part for part in (item.detail, item.source) if part)

    def draw(sheet: Sheet, top: float) -> None:
        sheet.text(AREA.left, top, mark, styles.CELL_SOFT)
        sheet.lines(AREA.left + _INDENT, top, lines, style)
        sheet.text(AREA.right, top, item.role, styles.SMALL, "right")

    head = Block(len(lines) * style.leading, draw, gap=5, keep=bool(more))
    if not more:
        return [head]
    return [head, *parted(wrapped(more, styles.BODY, width), AREA.left + _INDENT, gap=0)]


def _info(booklet: Booklet) -> Info:
    title = f"{translate(_TITLE, booklet.language)} {booklet.title}"
    return info(title, booklet.firm, booklet.printed_on, booklet.language)
