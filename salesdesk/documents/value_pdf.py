"""The value proposition on paper: positioning, pain and vision, what the offer saves, who does what until when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from salesdesk.documents import cleaning, styles, value_figures
from salesdesk.documents.layout import Area, Pair, paired, parted, wrapped
from salesdesk.documents.masthead import masthead
from salesdesk.documents.page import Block, Frame, Info, Page, Sheet, paginate, write
from salesdesk.documents.table import Cell, Column, Table
from salesdesk.documents.text import LINE_LIMIT
from salesdesk.domain.errors import RuleError, SalesDeskError
from salesdesk.domain.value_sheet import ActionLine, ValueSheet
from salesdesk.i18n import N_, _, day, translate

if TYPE_CHECKING:
    from datetime import date

_SIZE: Final = styles.PORTRAIT
_AREA: Final = Area(styles.MARGIN, _SIZE[0] - 2 * styles.MARGIN)
_FRAME: Final = Frame(styles.TOP, styles.TOP_OF_NEXT, _SIZE[1] - styles.BOTTOM)
_TEXTS: Final = ("segment", "need", "offer", "differentiator", "proof", "pain", "vision", "baseline")
_LIMITS: Final = dict.fromkeys((*_TEXTS, "customer_step", "our_action", "evidence"), LINE_LIMIT)
_TITLE: Final = N_("Value proposition")

Say = Callable[[str], str]


def render_value_sheet(
    sheet: ValueSheet, picture: Callable[[str], bytes | None] = lambda _logo: None
) -> bytes:
    """Return the PDF; the same sheet always gives the same bytes.

    `picture` gives the file of our logo by its hash. InvalidInputError names characters that can't be printed;
    RuleError says that there is nothing to print yet.
    """
    if sheet.is_empty:
        raise RuleError(_("Fill in the positioning, the value or the action map first."))
    clean = replace(sheet, **cleaning.cleaned_fields(sheet, _LIMITS))
    cleaning.refuse_missing_glyphs(cleaning.texts(clean))
    pages = _laid_out(clean, _logo(clean, picture))
    return write(pages, _SIZE, partial(_decorate, clean), _info(clean))


def _logo(sheet: ValueSheet, picture: Callable[[str], bytes | None]) -> bytes:
    """Return our logo; a file that was lost keeps nothing from being printed."""
    try:
        return (picture(sheet.logo) if sheet.logo else None) or b""
    except SalesDeskError:
        return b""


def _laid_out(sheet: ValueSheet, logo: bytes) -> list[Page]:
    say: Say = partial(translate, language=sheet.language)
    note = "VALUE PROPOSITION" if sheet.language == "zh_CN" else ""
    positioning = [
        (say(N_("For whom")), sheet.segment),
        (say(N_("What is needed")), sheet.need),
        (say(N_("Our offer")), sheet.offer),
        (say(N_("What sets it apart")), sheet.differentiator),
        (say(N_("The proof")), sheet.proof),
    ]
    change = [
        (say(N_("Where it hurts")), sheet.pain),
        (say(N_("How it is done today")), sheet.baseline),
        (say(N_("How it will be")), sheet.vision),
    ]
    blocks = [
        masthead(say(_TITLE), note, sheet.seller, logo, _AREA),
        _facts(sheet, say),
        *_sections(
            (say(N_("Positioning")), positioning), (say(N_("From today's way to tomorrow's")), change)
        ),
        *_figures(sheet, say),
        *_actions(sheet, say),
    ]
    return paginate(blocks, _FRAME)


def _facts(sheet: ValueSheet, say: Say) -> Block:
    """Return customer, project, our person and date, side by side."""
    pairs = [
        (say(N_("Customer")), sheet.customer),
        (say(N_("Project")), sheet.project),
        (say(N_("Sales representative")), sheet.person),
        (say(N_("Date")), day(sheet.prepared_on)),
    ]
    shown = [pair for pair in pairs if pair[1]]
    step = _AREA.width / len(shown)
    values = [wrapped(value, styles.FACT, step - 8) for _label, value in shown]
    height = styles.SMALL.leading + 2 + max(map(len, values)) * styles.FACT.leading

    def draw(page: Sheet, top: float) -> None:
        for index, ((label, _value), lines) in enumerate(zip(shown, values, strict=True)):
            x = _AREA.left + index * step
            page.text(x, top, label, styles.SMALL)
            page.lines(x, top + styles.SMALL.leading + 2, lines, styles.FACT)

    return Block(height, draw, gap=10)


def _sections(*sections: tuple[str, Sequence[Pair]]) -> list[Block]:
    """Return headings with labels and their texts, which all begin at one edge; nothing for one without a text."""
    rows = paired([pair for _title, pairs in sections for pair in pairs], _AREA.width)
    blocks, start = [], 0
    for title, pairs in sections:
        end = start + sum(bool(text) for _label, text in pairs)
        if end > start:
            blocks.append(_heading(title))
        for label, lines in rows.rows[start:end]:
            blocks += parted(lines, _AREA.left + rows.indent, gap=3, label=(label, _AREA.left))
        start = end
    return blocks


def _heading(text: str) -> Block:
    def draw(page: Sheet, top: float) -> None:
        page.text(_AREA.left, top, text, styles.HEADING)

    return Block(styles.HEADING.leading + 2, draw, gap=styles.GAP, keep=True)


def _figures(sheet: ValueSheet, say: Say) -> list[Block]:
    if sheet.figures.yearly_saving is None:
        return []
    return [
        _heading(say(N_("What it is worth"))),
        replace(value_figures.band(sheet, say, _AREA), keep=True),
        replace(value_figures.bars(sheet, say, _AREA), keep=True),
        value_figures.formula(say, _AREA),
    ]


def _actions(sheet: ValueSheet, say: Say) -> list[Block]:
    if not sheet.actions:
        return []
    columns = _columns(sheet.actions, say)
    rows = [[cell(line) for _column, cell in columns] for line in sheet.actions]
    table = Table([column for column, _cell in columns], rows, _AREA.left, _AREA.width)
    tallest = _FRAME.room - table.head.height
    blocks = [_heading(say(N_("Steps to take together"))), replace(table.head, gap=3)]
    for row in rows:
        blocks += table.row(row, tallest)
    return blocks


def _columns(lines: Sequence[ActionLine], say: Say) -> list[tuple[Column, Callable[[ActionLine], Cell]]]:
    """Return the columns of the action map, without those that no line has anything for."""
    texts: list[tuple[Column, Callable[[ActionLine], str]]] = [
        (Column(say(N_("Customer's step")), "rest"), lambda line: line.customer_step),
        (Column(say(N_("Due on")), "figure"), lambda line: _day(line.due_on)),
        (Column(say(N_("Their person")), "text"), lambda line: line.customer_owner),
        (Column(say(N_("What we do for it")), "text"), lambda line: line.our_action),
        (Column(say(N_("Our person")), "text"), lambda line: line.owner),
        (Column(say(N_("Evidence")), "text"), lambda line: line.evidence),
        (Column(say(N_("Done on")), "figure"), lambda line: _day(line.done_on)),
    ]
    used = [entry for entry in texts if entry[0].kind == "rest" or any(map(entry[1], lines))]
    return [(column, partial(_cell, text=text)) for column, text in used]


def _cell(line: ActionLine, *, text: Callable[[ActionLine], str]) -> Cell:
    return [(text(line), styles.CELL if line.done_on is None else styles.CELL_SOFT)]


def _day(value: date | None) -> str:
    return "" if value is None else day(value)


def _decorate(sheet: ValueSheet, page: Sheet, number: int, count: int) -> None:
    """Draw what every page carries: the foot, and from page two on a running head."""
    style = styles.SMALL
    title = translate(_TITLE, sheet.language)
    name = " · ".join(part for part in (sheet.customer, sheet.project) if part)
    if number > 1:
        top = styles.TOP_OF_NEXT - 24
        page.text(_AREA.left, top, _first_line(name, _AREA.width * 0.7), style)
        page.text(_AREA.right, top, title, style, "right")
        page.rule(_AREA.left, _AREA.right, top + 14, styles.HAIRLINE)
    top = page.height - styles.BOTTOM + 16
    pages = translate(N_("Page {page} of {pages}"), sheet.language).format(page=number, pages=count)
    page.rule(_AREA.left, _AREA.right, top - 5, styles.HAIRLINE)
    page.text(_AREA.right, top, pages, style, "right")
    page.text(_AREA.left, top, _first_line(sheet.seller, _AREA.width * 0.7), style)


def _first_line(text: str, width: float) -> str:
    lines = wrapped(text, styles.SMALL, width)
    return lines[0] if len(lines) == 1 else f"{lines[0]}…" if lines else ""


def _info(sheet: ValueSheet) -> Info:
    title = translate(_TITLE, sheet.language)
    return Info(
        title=" ".join(part for part in (title, sheet.project, sheet.customer) if part),
        author=sheet.seller,
        subject=f"{title} {sheet.project}".strip(),
        created=sheet.prepared_on,
        language="zh-CN" if sheet.language == "zh_CN" else "en",
    )
