"""The statement of changes (变更说明): what is another in a quote's newer version, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from salesdesk.documents import cleaning, styles
from salesdesk.documents.layout import Area, paired, wrapped
from salesdesk.documents.masthead import masthead
from salesdesk.documents.page import Block, Frame, Info, Page, Sheet, paginate, write
from salesdesk.documents.table import Cell, Column, Table
from salesdesk.documents.text import LINE_LIMIT
from salesdesk.documents.text_table import TextTable
from salesdesk.domain.change_statement import ChangeStatement, Entry, StatementLine
from salesdesk.i18n import N_, day, translate

_SIZE: Final = styles.PORTRAIT
_AREA: Final = Area(styles.MARGIN, _SIZE[0] - 2 * styles.MARGIN)
_FRAME: Final = Frame(styles.TOP, styles.TOP_OF_NEXT, _SIZE[1] - styles.BOTTOM)
_TITLE: Final = N_("Statement of changes")
_LIMITS: Final = dict.fromkeys(("before", "after", "reason", "name"), LINE_LIMIT)
_ARROW: Final = "→"
_SHARES: Final = (1.0, 2.2, 2.2)

Say = Callable[[str], str]


def render_changes(statement: ChangeStatement, logo: bytes = b"") -> bytes:
    """Return the PDF; the same statement always gives the same bytes.

    InvalidInputError names characters that can't be printed.
    """
    clean = replace(statement, **cleaning.cleaned_fields(statement, _LIMITS))
    cleaning.refuse_missing_glyphs(cleaning.texts(clean))
    return write(_laid_out(clean, logo), _SIZE, partial(_decorate, clean), _info(clean))


def _laid_out(statement: ChangeStatement, logo: bytes) -> list[Page]:
    say: Say = partial(translate, language=statement.language)
    note = "STATEMENT OF CHANGES" if statement.language == "zh_CN" else ""
    blocks = [
        masthead(say(_TITLE), note, statement.seller, logo, _AREA),
        _facts(statement, say),
        *_lines(statement, say),
        *_terms(statement, say),
        *_sums(statement, say),
    ]
    if statement.is_equal:
        blocks.append(_sentence(say(N_("Both versions say the same."))))
    return paginate(blocks, _FRAME)


def _facts(statement: ChangeStatement, say: Say) -> Block:
    dated = say(N_("{label} of {day}"))
    pairs = [
        (say(N_("Customer")), statement.customer),
        (say(N_("Project")), statement.project),
        (say(N_("Before")), dated.format(label=statement.before, day=day(statement.before_on))),
        (say(N_("Now")), dated.format(label=statement.after, day=day(statement.issued_on))),
        (say(N_("Reason of the change")), statement.reason),
        (say(N_("Sales representative")), statement.seller_person),
    ]
    rows = paired(pairs, _AREA.width)
    return Block(rows.height, lambda sheet, top: rows.draw(sheet, _AREA.left, top), gap=10)


# --- the lines ----------------------------------------------------------------------------------------------------


def _lines(statement: ChangeStatement, say: Say) -> list[Block]:
    """Return the lines that are other ones, and how many stayed as they were."""
    shown = [line for line in statement.lines if line.kind != "same" or line.moved]
    quiet = len(statement.lines) - len(shown)
    blocks: list[Block] = []
    if shown:
        captions = [entry.label for entry in shown[0].figures]
        used = [
            place for place, _caption in enumerate(captions) if any(_filled(line, place) for line in shown)
        ]
        columns = [
            Column(say(N_("No.")), "figure"),
            Column(say(N_("What changed")), "text"),
            Column(say(N_("Product name")), "rest"),
            *(Column(captions[place], "figure", "right") for place in used),
        ]
        rows = [_row(line, used) for line in shown]
        blocks = [_heading(say(N_("Lines"))), *_table(columns, rows)]
    if quiet:
        text = say(N_("Lines that stay as they were: {count}")).format(count=quiet)
        blocks.append(_sentence(text))
    return blocks


def _filled(line: StatementLine, place: int) -> bool:
    entry = line.figures[place]
    return bool(entry.before or entry.after)


def _row(line: StatementLine, used: Sequence[int]) -> list[Cell]:
    before, after = line.places
    place = f"{before} {_ARROW} {after}" if before and after and before != after else before or after
    word = styles.CELL_SOFT if line.kind == "removed" else styles.TAG
    texts = [(_text_change(entry), styles.SMALL) for entry in line.texts]
    return [
        [(place, styles.CELL_SOFT)],
        [(line.word, word)],
        [(line.name, styles.CELL_STRONG), *texts],
        *(_figure(line, line.figures[number]) for number in used),
    ]


def _text_change(entry: Entry) -> str:
    return f"{entry.label}: {entry.before or '—'} {_ARROW} {entry.after or '—'}"


def _figure(line: StatementLine, entry: Entry) -> Cell:
    """Return what was, and below it what is; only one of them where the line is in one version or both are the same."""
    if line.kind in ("added", "removed") or not entry.changed:
        style = {"added": styles.CELL_STRONG, "removed": styles.CELL_SOFT}.get(line.kind, styles.CELL)
        text = entry.after or entry.before
        return [(text, style)] if text else []
    return [(entry.before or "—", styles.CELL_SOFT), (f"{_ARROW} {entry.after or '—'}", styles.CELL_STRONG)]


# --- terms and sums -----------------------------------------------------------------------------------------------


def _terms(statement: ChangeStatement, say: Say) -> list[Block]:
    """Return the terms that are other ones, each as it was beside what it is."""
    if not statement.terms:
        return []
    titles = (say(N_("Item")), _short(statement.before), _short(statement.after))
    table = TextTable(titles, _SHARES, _AREA)
    blocks = [_heading(say(N_("Terms and conditions"))), table.head]
    for entry in statement.terms:
        blocks += table.row(
            (
                (entry.label, styles.CELL_SOFT),
                (entry.before or "—", styles.CELL_SOFT),
                (entry.after or "—", styles.CELL_STRONG),
            )
        )
    return blocks


def _short(label: str) -> str:
    """Return the version of a label for the head of a column."""
    return label.rpartition("-")[2]


def _sums(statement: ChangeStatement, say: Say) -> list[Block]:
    if not statement.sums:
        return []
    columns = [
        Column("", "rest"),
        Column(_short(statement.before), "figure", "right"),
        Column(_short(statement.after), "figure", "right"),
    ]
    differs = any(entry.difference for entry in statement.sums)
    if differs:
        columns.append(Column(say(N_("Difference in amount")), "figure", "right"))
    rows: list[list[Cell]] = []
    for entry in statement.sums:
        last = entry is statement.sums[-1]
        style = styles.CELL_STRONG if last else styles.CELL
        cells: list[Cell] = [
            [(entry.label, style if last else styles.CELL_SOFT)],
            [(entry.before, styles.CELL_SOFT)],
            [(entry.after, style)],
        ]
        rows.append([*cells, [(entry.difference, style)]] if differs else cells)
    blocks = [_heading(say(N_("Totals"))), *_table(columns, rows)]
    return [*(replace(block, keep=True) for block in blocks[:-1]), blocks[-1]]


# --- parts --------------------------------------------------------------------------------------------------------


def _table(columns: Sequence[Column], rows: Sequence[list[Cell]]) -> list[Block]:
    table = Table(columns, rows, _AREA.left, _AREA.width)
    tallest = _FRAME.room - table.head.height
    blocks = [replace(table.head, gap=4)]
    for row in rows:
        blocks += table.row(row, tallest)
    return blocks


def _heading(text: str) -> Block:
    def draw(sheet: Sheet, top: float) -> None:
        sheet.text(_AREA.left, top, text, styles.HEADING)

    return Block(styles.HEADING.leading + 1, draw, gap=styles.GAP, keep=True)


def _sentence(text: str) -> Block:
    lines = wrapped(text, styles.LABEL, _AREA.width)

    def draw(sheet: Sheet, top: float) -> None:
        sheet.lines(_AREA.left, top, lines, styles.LABEL)

    return Block(len(lines) * styles.LABEL.leading, draw, gap=8)


def _decorate(statement: ChangeStatement, sheet: Sheet, page: int, pages: int) -> None:
    """Draw what every page carries: the foot, and from page two on a running head."""
    style = styles.SMALL
    reference = f"{statement.before} {_ARROW} {_short(statement.after)}"
    if page > 1:
        top = styles.TOP_OF_NEXT - 24
        sheet.text(_AREA.right, top, f"{translate(_TITLE, statement.language)}  {reference}", style, "right")
        sheet.lines(_AREA.left, top, wrapped(statement.seller, style, _AREA.width * 0.5)[:1], style)
        sheet.rule(_AREA.left, _AREA.right, top + 14, styles.HAIRLINE)
    top = sheet.height - styles.BOTTOM + 16
    count = translate(N_("Page {page} of {pages}"), statement.language).format(page=page, pages=pages)
    sheet.rule(_AREA.left, _AREA.right, top - 5, styles.HAIRLINE)
    sheet.text(_AREA.right, top, count, style, "right")
    sheet.text(_AREA.left, top, reference, style)


def _info(statement: ChangeStatement) -> Info:
    name = translate(_TITLE, statement.language)
    title = f"{name} {statement.before} {_ARROW} {statement.after} {statement.customer}"
    return Info(
        title=title,
        author=statement.seller,
        subject=title,
        created=statement.issued_on,
        language="zh-CN" if statement.language == "zh_CN" else "en",
    )
