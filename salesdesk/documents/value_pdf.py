"""The value proposition on paper: positioning, pain and vision, what the offer saves, who does what until when."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from salesdesk.documents import cleaning, styles, value_figures
from salesdesk.documents.layout import Pair, paired, parted
from salesdesk.documents.masthead import masthead
from salesdesk.documents.page import Block, Info, Page, paginate, write
from salesdesk.documents.plain_paper import AREA, FRAME, SIZE, facts, heading, running
from salesdesk.documents.table import Cell, Column, Table
from salesdesk.documents.text import LINE_LIMIT
from salesdesk.domain.errors import RuleError, SalesDeskError
from salesdesk.domain.value_sheet import ActionLine, ValueSheet
from salesdesk.i18n import N_, _, day, translate

if TYPE_CHECKING:
    from datetime import date

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
    name = " · ".join(part for part in (clean.customer, clean.project) if part)
    every = running(name, translate(_TITLE, clean.language), clean.seller, clean.language)
    return write(pages, SIZE, every, _info(clean))


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
        masthead(say(_TITLE), note, sheet.seller, logo, AREA),
        _facts(sheet, say),
        *_sections(
            (say(N_("Positioning")), positioning), (say(N_("From today's way to tomorrow's")), change)
        ),
        *_figures(sheet, say),
        *_actions(sheet, say),
    ]
    return paginate(blocks, FRAME)


def _facts(sheet: ValueSheet, say: Say) -> Block:
    """Return customer, project, our person and date, side by side."""
    pairs = [
        (say(N_("Customer")), sheet.customer),
        (say(N_("Project")), sheet.project),
        (say(N_("Sales representative")), sheet.person),
        (say(N_("Date")), day(sheet.prepared_on)),
    ]
    return facts(pairs)


def _sections(*sections: tuple[str, Sequence[Pair]]) -> list[Block]:
    """Return headings with labels and their texts, which all begin at one edge; nothing for one without a text."""
    rows = paired([pair for _title, pairs in sections for pair in pairs], AREA.width)
    blocks, start = [], 0
    for title, pairs in sections:
        end = start + sum(bool(text) for _label, text in pairs)
        if end > start:
            blocks.append(heading(title))
        for label, lines in rows.rows[start:end]:
            blocks += parted(lines, AREA.left + rows.indent, gap=3, label=(label, AREA.left))
        start = end
    return blocks


def _figures(sheet: ValueSheet, say: Say) -> list[Block]:
    if sheet.figures.yearly_saving is None:
        return []
    return [
        heading(say(N_("What it is worth"))),
        replace(value_figures.band(sheet, say, AREA), keep=True),
        replace(value_figures.bars(sheet, say, AREA), keep=True),
        value_figures.formula(say, AREA),
    ]


def _actions(sheet: ValueSheet, say: Say) -> list[Block]:
    if not sheet.actions:
        return []
    columns = _columns(sheet.actions, say)
    rows = [[cell(line) for _column, cell in columns] for line in sheet.actions]
    table = Table([column for column, _cell in columns], rows, AREA.left, AREA.width)
    tallest = FRAME.room - table.head.height
    blocks = [heading(say(N_("Steps to take together"))), replace(table.head, gap=3)]
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


def _info(sheet: ValueSheet) -> Info:
    title = translate(_TITLE, sheet.language)
    return Info(
        title=" ".join(part for part in (title, sheet.project, sheet.customer) if part),
        author=sheet.seller,
        subject=f"{title} {sheet.project}".strip(),
        created=sheet.prepared_on,
        language="zh-CN" if sheet.language == "zh_CN" else "en",
    )
