"""The statement of changes (变更说明): what is another in a quote's newer version, side by side."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Final

from reportlab.lib.units import mm

from salesdesk.documents import cleaning
from salesdesk.documents.assembly import assembled, enclosures_of
from salesdesk.documents.layout import paired
from salesdesk.documents.masthead import Letterhead, designed
from salesdesk.documents.page import Block, Info, Page, paginate, write
from salesdesk.documents.plain_paper import SIZE, Paper, info, paper_of
from salesdesk.documents.table import Cell, Column
from salesdesk.documents.text import LINE_LIMIT
from salesdesk.documents.text_table import TextTable
from salesdesk.domain.change_statement import ChangeStatement, Entry, StatementLine
from salesdesk.domain.document_design import USUAL, DocumentDesign
from salesdesk.i18n import N_, day, translate

if TYPE_CHECKING:
    from salesdesk.documents.styles import Look

_TITLE: Final = N_("Statement of changes")
_LIMITS: Final = dict.fromkeys(("before", "after", "reason", "name"), LINE_LIMIT)
_ARROW: Final = "→"
_SHARES: Final = (1.0, 2.2, 2.2)

Say = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class _Setting:
    """A statement with its paper and its words."""

    statement: ChangeStatement
    paper: Paper
    say: Say


def render_changes(statement: ChangeStatement, logo: bytes = b"", design: DocumentDesign = USUAL) -> bytes:
    """Return the PDF in the looks of a design; the same statement always gives the same bytes.

    InvalidInputError names characters that can't be printed.
    """
    clean = replace(statement, **cleaning.cleaned_fields(statement, _LIMITS))
    cleaning.refuse_missing_glyphs(cleaning.texts(clean))
    setting = _Setting(clean, paper_of(design), partial(translate, language=clean.language))
    letterhead = Letterhead(clean.seller, logo, design.logo_place, design.logo_height * mm)
    reference = f"{clean.before} {_ARROW} {_short(clean.after)}"
    title = f"{setting.say(_TITLE)}  {reference}"
    every = setting.paper.running(clean.seller, title, reference, clean.language)
    return write(_laid_out(setting, letterhead), SIZE, every, _info(clean))


def printed_changes(
    statement: ChangeStatement,
    design: DocumentDesign,
    read: Callable[[str], bytes | None],
    report: Callable[[], object] = lambda: None,
) -> bytes:
    """Return the PDF as it leaves the house, with the firm's logo and on its letterhead.

    `read` gives a file of the workspace by its hash. SalesDeskError says which file can't be used.
    """
    logo = read(statement.logo) if statement.logo else None
    paper = enclosures_of(replace(design, covers=(), appendices=()), read)
    return assembled(render_changes(statement, logo or b"", design), paper, report)


def _laid_out(setting: _Setting, letterhead: Letterhead) -> list[Page]:
    statement, paper, say = setting.statement, setting.paper, setting.say
    note = "STATEMENT OF CHANGES" if statement.language == "zh_CN" else ""
    blocks = [
        designed(say(_TITLE), note, letterhead, paper.area, paper.look),
        _facts(setting),
        *_lines(setting),
        *_terms(setting),
        *_sums(setting),
    ]
    if statement.is_equal:
        blocks.append(paper.sentence(say(N_("Both versions say the same."))))
    return paginate(blocks, paper.frame)


def _facts(setting: _Setting) -> Block:
    statement, area, say = setting.statement, setting.paper.area, setting.say
    dated = say(N_("{label} of {day}"))
    pairs = [
        (say(N_("Customer")), statement.customer),
        (say(N_("Project")), statement.project),
        (say(N_("Before")), dated.format(label=statement.before, day=day(statement.before_on))),
        (say(N_("Now")), dated.format(label=statement.after, day=day(statement.issued_on))),
        (say(N_("Reason of the change")), statement.reason),
        (say(N_("Sales representative")), statement.seller_person),
    ]
    rows = paired(pairs, area.width, setting.paper.look)
    return Block(rows.height, lambda sheet, top: rows.draw(sheet, area.left, top), gap=10)


# --- the lines ----------------------------------------------------------------------------------------------------


def _lines(setting: _Setting) -> list[Block]:
    """Return the lines that are other ones, and how many stayed as they were."""
    statement, paper, say = setting.statement, setting.paper, setting.say
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
        rows = [_row(line, used, paper.look) for line in shown]
        blocks = [paper.heading(say(N_("Lines"))), *paper.table(columns, rows)]
    if quiet:
        text = say(N_("Lines that stay as they were: {count}")).format(count=quiet)
        blocks.append(paper.sentence(text))
    return blocks


def _filled(line: StatementLine, place: int) -> bool:
    entry = line.figures[place]
    return bool(entry.before or entry.after)


def _row(line: StatementLine, used: Sequence[int], look: Look) -> list[Cell]:
    before, after = line.places
    place = f"{before} {_ARROW} {after}" if before and after and before != after else before or after
    word = look.cell_soft if line.kind == "removed" else look.tag
    texts = [(_text_change(entry), look.small) for entry in line.texts]
    return [
        [(place, look.cell_soft)],
        [(line.word, word)],
        [(line.name, look.cell_strong), *texts],
        *(_figure(line, line.figures[number], look) for number in used),
    ]


def _text_change(entry: Entry) -> str:
    return f"{entry.label}: {entry.before or '—'} {_ARROW} {entry.after or '—'}"


def _figure(line: StatementLine, entry: Entry, look: Look) -> Cell:
    """Return what was, and below it what is; only one of them where the line is in one version or both are the same."""
    if line.kind in ("added", "removed") or not entry.changed:
        style = {"added": look.cell_strong, "removed": look.cell_soft}.get(line.kind, look.cell)
        text = entry.after or entry.before
        return [(text, style)] if text else []
    return [(entry.before or "—", look.cell_soft), (f"{_ARROW} {entry.after or '—'}", look.cell_strong)]


# --- terms and sums -----------------------------------------------------------------------------------------------


def _terms(setting: _Setting) -> list[Block]:
    """Return the terms that are other ones, each as it was beside what it is."""
    statement, paper, say, look = setting.statement, setting.paper, setting.say, setting.paper.look
    if not statement.terms:
        return []
    titles = (say(N_("Item")), _short(statement.before), _short(statement.after))
    table = TextTable(titles, _SHARES, paper.area, look)
    blocks = [paper.heading(say(N_("Terms and conditions"))), table.head]
    for entry in statement.terms:
        blocks += table.row(
            (
                (entry.label, look.cell_soft),
                (entry.before or "—", look.cell_soft),
                (entry.after or "—", look.cell_strong),
            )
        )
    return blocks


def _short(label: str) -> str:
    """Return the version of a label for the head of a column."""
    return label.rpartition("-")[2]


def _sums(setting: _Setting) -> list[Block]:
    statement, paper, say, look = setting.statement, setting.paper, setting.say, setting.paper.look
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
        style = look.cell_strong if last else look.cell
        cells: list[Cell] = [
            [(entry.label, style if last else look.cell_soft)],
            [(entry.before, look.cell_soft)],
            [(entry.after, style)],
        ]
        rows.append([*cells, [(entry.difference, style)]] if differs else cells)
    blocks = [paper.heading(say(N_("Totals"))), *paper.table(columns, rows)]
    return [*(replace(block, keep=True) for block in blocks[:-1]), blocks[-1]]


def _info(statement: ChangeStatement) -> Info:
    name = translate(_TITLE, statement.language)
    title = f"{name} {statement.before} {_ARROW} {statement.after} {statement.customer}"
    return info(title, statement.seller, statement.issued_on, statement.language)
