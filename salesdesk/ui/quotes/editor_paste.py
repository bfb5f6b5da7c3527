"""Rows between a quote and a spreadsheet: copied as tab-separated text, and read from it without losing anything."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from PySide6.QtCore import QMimeData

from salesdesk.domain.errors import RuleError, SalesDeskError
from salesdesk.domain.money import excerpt, half_width, minor_units
from salesdesk.domain.quote import MOST_LINES, QuoteDraft, QuoteLine
from salesdesk.domain.quote_amounts import own_amount, row_amounts
from salesdesk.domain.quote_editing import blank_line
from salesdesk.domain.quote_keeping import draft_as_json, draft_restored
from salesdesk.domain.texts import one_line
from salesdesk.exchange import clipboard
from salesdesk.i18n import _, number, sentences
from salesdesk.services.product_matching import Match
from salesdesk.ui.quotes.editor_columns import COLUMNS, Col, heading, read
from salesdesk.ui.widgets.record_list_columns import ListColumn, copied

MIME: Final = "application/x-salesdesk-lines"
_ORDER: Final = (Col.NAME, Col.MODEL, Col.UNIT, Col.QUANTITY, Col.PRICE, Col.DISCOUNT, Col.TAX)
_NUMBERS: Final = (Col.QUANTITY, Col.PRICE)
_RATES: Final = frozenset({"0%", "1%", "3%", "5%", "6%", "9%", "13%"})
_LONGEST_UNIT: Final = 4
_LONGEST: Final = 4_000_000
_MOST_ROWS: Final = 10 * MOST_LINES
"""With the blank ones among them."""
_MOST_CELLS: Final = 60
_HEAD_WITHIN: Final = 3
_CODE, _SPECIFICATION = -1, -2
"""What a row may say that no column of the table is for."""
_HEADS: Final[Mapping[int, str]] = {
    _CODE: "编码 编号 产品编码 产品编号 产品代码 物料编码 物料号 料号 品号 货号 代码 sku code"
    "|product code|item code|item no.",
    Col.NAME: "产品 产品名称 名称 品名 货物名称 设备名称 物料名称 商品名称 项目名称 product name item description"
    "|product name|item name",
    Col.MODEL: "规格型号 型号 型号规格 产品型号 model|part number|part no.|model no.",
    _SPECIFICATION: "规格 技术参数 参数 规格参数 配置 技术规格 specification spec specifications",
    Col.BRAND: "品牌 厂家 制造商 生产厂家 brand manufacturer",
    Col.UNIT: "单位 计量单位 unit uom",
    Col.QUANTITY: "数量 台数 套数 采购数量 需求数量 qty quantity",
    Col.PRICE: "单价 含税单价 不含税单价 价格 报价 price|unit price",
    Col.DISCOUNT: "折扣 折扣率 discount",
    Col.TAX: "税率 tax vat|tax rate",
    Col.DELIVERY: "交期 交货期 货期 交货时间 delivery|delivery time|lead time",
    Col.REMARK: "备注 说明 remark remarks note notes",
}
_COLUMN_OF: Final = {
    head: column
    for column, heads in _HEADS.items()
    for part in (heads.partition("|"),)
    for head in (*part[0].split(" "), *filter(None, part[2].split("|")))
}
_SUMS: Final = frozenset(
    {"合计", "小计", "总计", "总价", "合计金额", "价税合计", "total", "subtotal", "sum", "grand total"}
)
_SECTION: Final = re.compile(
    r"(?:[一二三四五六七八九十]+|[\((][一二三四五六七八九十]+[\))]|[IVX]+)[、.．\s].*|.*[::]"
)


@dataclass(frozen=True, slots=True)
class Pasted:
    """The lines that rows became, and the product codes that some of them named.

    `problems` are cells that couldn't be read; their texts stand in the lines' specification. `left_out` are rows that
    only sum up others.
    """

    lines: tuple[QuoteLine, ...] = ()
    codes: Mapping[int, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()


def as_mime(lines: Sequence[QuoteLine], draft: QuoteDraft) -> QMimeData:
    """Return lines for the clipboard: rows for a spreadsheet, and whole for another quote; never their cost."""
    result = QMimeData()
    result.setText(as_text(lines, draft.currency))
    plain = tuple(replace(line, cost=None, floor_price=None) for line in lines)
    kept = QuoteDraft(customer="", lines=plain, currency=draft.currency, price_mode=draft.price_mode)
    result.setData(MIME, json.dumps(draft_as_json(kept), ensure_ascii=False).encode())
    return result


def own_lines(mime: QMimeData | None, draft: QuoteDraft) -> tuple[QuoteLine, ...]:
    """Return the lines that a quote put on the clipboard, where it states prices as the draft does."""
    if mime is None or not mime.hasFormat(MIME):
        return ()
    content = bytes(mime.data(MIME).data())
    try:
        kept = draft_restored(json.loads(content)) if len(content) <= _LONGEST else None
    except (ValueError, RecursionError):
        return ()
    if kept is None or (kept.currency, kept.price_mode) != (draft.currency, draft.price_mode):
        return ()
    return kept.lines


def as_text(lines: Sequence[QuoteLine], currency: str) -> str:
    """Return lines as rows that a spreadsheet takes, and that `pasted` reads again."""
    places = minor_units(currency)
    amounts = row_amounts(lines, [own_amount(line, places) for line in lines], places)
    columns = [ListColumn(str(column), "", 0, _typed(column), copied=_typed(column)) for column in _ORDER]
    rows = []
    for line, amount in zip(lines, amounts, strict=True):
        shown = "" if amount is None or line.kind == "section" else number(amount, places)
        rows.append(f"{copied(columns, line)}\t{shown}")
    return "\n".join(rows)


def _typed(column: Col) -> Callable[[QuoteLine], str]:
    """Return what of a line stands in a cell: of a section or a note its text alone."""

    def shown(line: QuoteLine) -> str:
        return one_line(COLUMNS[column].typed(line)) if line.has_figures or column == Col.NAME else ""

    return shown


def pasted(text: str, draft: QuoteDraft) -> Pasted:
    """Read tab-separated rows: by their heads where one of the first rows has some, else by what stands in the cells.

    RuleError where it is more than a quote holds.
    """
    found = clipboard.rows(text, _MOST_ROWS + 1) if len(text) <= _LONGEST else []
    rows = [row for row in ([one_line(cell) for cell in row[:_MOST_CELLS]] for row in found) if any(row)]
    if len(text) > _LONGEST or len(found) > _MOST_ROWS or len(rows) > MOST_LINES + _HEAD_WITHIN:
        raise RuleError(_("A quote has at most {most} lines.").format(most=MOST_LINES))
    head, places = _heads(rows)
    body = rows[head + 1 :] if places else _without_numbers(rows)
    lines: list[QuoteLine] = []
    codes: dict[int, str] = {}
    problems: list[str] = []
    left_out: list[str] = []
    for count, row in enumerate(body, start=head + 2):
        if _sums_up(row):
            left_out.append(_row_name(count, row))
            continue
        line, code, unread = _line(row, places or _by_content(row), draft)
        if code:
            codes[len(lines)] = code
        lines.append(line)
        problems += [
            _("Row {row}, {column}: “{text}”").format(
                row=count, column=_(heading(column)), text=excerpt(cell)
            )
            for column, cell in unread
        ]
    return Pasted(tuple(lines), codes, tuple(problems), tuple(left_out))


def outcome(found: Pasted, matches: Sequence[Match], *, most: int) -> tuple[str, str]:
    """Return what became of pasted rows, and its tone: a warning where something is left for the user to see to."""
    several = [
        _("“{text}” may be {products}").format(
            text=excerpt(line.name), products=_(" or ").join(excerpt(one) for one in match.several)
        )
        for line, match in zip(found.lines, matches, strict=True)
        if match.several
    ]
    unknown = [
        f"“{excerpt(line.name)}”"
        for line, match in zip(found.lines, matches, strict=True)
        if not match.choice and not match.several and line.kind == "product" and not line.unit_price
    ]
    known = sum(match.choice is not None for match in matches)
    parts = [
        _("{count} rows pasted, {known} of them are products of yours.").format(
            count=len(found.lines), known=known
        )
    ]
    for text, named in (
        (_("Not understood, and put into the specification of the line: {named}."), found.problems),
        (_("Not clear which product is meant: {named}."), several),
        (_("No product of yours and no price: {named}."), unknown),
        (_("Left out, for they only sum up others: {named}."), found.left_out),
    ):
        if named:
            parts.append(text.format(named=_named(named, most)))
    return sentences(*parts), "warn" if found.problems or several or unknown else "note"


def _named(names: Sequence[str], most: int) -> str:
    shown = "; ".join(names[:most])
    more = len(names) - most
    return shown if more <= 0 else _("{named} and {count} more").format(named=shown, count=more)


def _line(
    row: Sequence[str], places: Mapping[int, int], draft: QuoteDraft
) -> tuple[QuoteLine, str, list[tuple[int, str]]]:
    if sum(map(bool, row)) == 1 and len(row) > 1 and _SECTION.fullmatch(only := next(filter(None, row))):
        return replace(blank_line(draft, "section"), name=only), "", []
    line, code, unread = blank_line(draft), "", []
    for place, cell in enumerate(row):
        column, typed = places.get(place), cell.removeprefix("'")
        if column is None or not typed:
            continue
        if column == _CODE:
            code = typed
        elif column == _SPECIFICATION:
            line = replace(line, specification=typed)
        else:
            try:
                line = read(column, line, typed, draft.currency)
            except SalesDeskError:
                unread.append((column, cell))
    kept = [cell for _column, cell in unread]
    if kept:
        line = replace(line, specification=" ".join(part for part in (line.specification, *kept) if part))
    named = line if line.name else replace(line, name=line.model or code or "—")
    return named, code, unread


def _heads(rows: Sequence[Sequence[str]]) -> tuple[int, dict[int, int]]:
    """Return the row of heads among the first, below titles of one cell, and the columns that it names; else -1."""
    for place, row in enumerate(rows[:_HEAD_WITHIN]):
        found = _by_heads(row)
        if found:
            return place, found
        if sum(map(bool, row)) > 1:
            break
    return -1, {}


def _by_heads(row: Sequence[str]) -> dict[int, int]:
    """Return the columns that a row of heads names; none where it isn't one."""
    found: dict[int, int] = {}
    for place, cell in enumerate(row):
        column = _COLUMN_OF.get(_plain_head(cell))
        if column is not None and column not in found.values():
            found[place] = column
    named = {Col.NAME, Col.MODEL, _CODE, _SPECIFICATION} & set(found.values())
    if not named or len(found) < 2:
        return {}
    if _SPECIFICATION in named and Col.MODEL not in named:
        found = {place: Col.MODEL if one == _SPECIFICATION else one for place, one in found.items()}
    return found


def _plain_head(cell: str) -> str:
    """Return a head as it is compared: without what stands in brackets behind it, and without marks."""
    plain = half_width(cell).lower().strip("*: ")
    return plain.partition("(")[0].strip() or plain


def _sums_up(row: Sequence[str]) -> bool:
    first = next(filter(None, row))
    return half_width(first).lower().replace(" ", "").strip("*:") in _SUMS


def _row_name(count: int, row: Sequence[str]) -> str:
    return _("row {row}, “{text}”").format(row=count, text=excerpt(next(filter(None, row))))


def _without_numbers(rows: list[list[str]]) -> list[list[str]]:
    """Leave out a first column that only counts the rows."""
    counted = all(len(row) > 1 and row[0] == str(place) for place, row in enumerate(rows, start=1))
    return [row[1:] for row in rows] if counted else rows


def _by_content(row: Sequence[str]) -> dict[int, int]:
    """Tell columns by what stands in them: texts, then numbers, then discounts and rates; a full row by its order."""
    if len(row) >= len(_ORDER):
        return dict(enumerate(_ORDER))
    found: dict[int, int] = {}
    texts = [place for place, cell in enumerate(row) if cell and not _is_number(cell) and not _is_share(cell)]
    numbers = [place for place, cell in enumerate(row) if _is_number(cell)]
    found |= dict(zip(texts[:1], (Col.NAME,), strict=False))
    for place in texts[1:]:
        short = len(row[place]) <= _LONGEST_UNIT and not row[place].isascii()
        wanted = Col.UNIT if short or Col.MODEL in found.values() else Col.MODEL
        found[place] = wanted if wanted not in found.values() else Col.MODEL
    found |= dict(zip(numbers, _NUMBERS, strict=False))
    for place, cell in enumerate(row):
        if _is_share(cell):
            rate = half_width(cell) in _RATES
            found[place] = Col.TAX if rate and Col.TAX not in found.values() else Col.DISCOUNT
    return found


def _is_number(cell: str) -> bool:
    plain = half_width(cell).lstrip("¥ ").replace(",", "").replace("万", "")
    return bool(plain) and plain.replace(".", "", 1).isdecimal()


def _is_share(cell: str) -> bool:
    return half_width(cell).endswith(("%", "折")) or half_width(cell)[:1] in ("@", "=", "'")
