"""Rows between a quote and a spreadsheet: copied as tab-separated text, and read from it without losing anything."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.money import excerpt, half_width
from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.domain.quote_editing import blank_line
from salesdesk.domain.texts import one_line
from salesdesk.exchange import clipboard
from salesdesk.i18n import _
from salesdesk.ui.quotes.editor_columns import COLUMNS, Col, amount_text, read
from salesdesk.ui.widgets.record_list_columns import ListColumn, copied

_ORDER: Final = (Col.NAME, Col.MODEL, Col.UNIT, Col.QUANTITY, Col.PRICE, Col.DISCOUNT, Col.TAX)
_NUMBERS: Final = (Col.QUANTITY, Col.PRICE)
_RATES: Final = frozenset({"0%", "1%", "3%", "5%", "6%", "9%", "13%"})
_LONGEST_UNIT: Final = 4
_HEADS: Final[Mapping[Col, tuple[str, ...]]] = {
    Col.NAME: (
        "产品",
        "产品名称",
        "名称",
        "品名",
        "货物名称",
        "设备名称",
        "product",
        "name",
        "item",
        "description",
    ),
    Col.MODEL: (
        "规格型号",
        "型号",
        "规格",
        "型号规格",
        "model",
        "specification",
        "spec",
        "part number",
        "part no.",
    ),
    Col.UNIT: ("单位", "unit", "uom"),
    Col.QUANTITY: ("数量", "qty", "quantity"),
    Col.PRICE: ("单价", "含税单价", "不含税单价", "价格", "price", "unit price"),
    Col.DISCOUNT: ("折扣", "discount"),
    Col.TAX: ("税率", "tax", "tax rate", "vat"),
}
_COLUMN_OF: Final = {head: column for column, heads in _HEADS.items() for head in heads}


@dataclass(frozen=True, slots=True)
class Pasted:
    """The lines that rows became, and what of them couldn't be read; those texts stand in the lines' specification."""

    lines: tuple[QuoteLine, ...]
    problems: tuple[str, ...]


def as_text(lines: Sequence[QuoteLine], currency: str) -> str:
    """Return lines as rows that a spreadsheet takes, and that `pasted` reads again."""
    columns = [
        ListColumn(
            str(column), "", 0, COLUMNS[column].typed, copied=_with_breaks_as_blanks(COLUMNS[column].typed)
        )
        for column in _ORDER
    ]
    columns.append(ListColumn("amount", "", 0, lambda line: amount_text(line, currency)))
    return "\n".join(copied(columns, line) for line in lines)


def pasted(text: str, draft: QuoteDraft) -> Pasted:
    """Read tab-separated rows: by their heads where the first row has some, else by what stands in the cells."""
    rows = [[one_line(cell) for cell in row] for row in clipboard.rows(text)]
    rows = [row for row in rows if any(row)]
    heads = _by_heads(rows[0]) if rows else None
    body = _without_numbers(rows) if heads is None else rows[1:]
    lines, problems = [], []
    for number, row in enumerate(body, start=1):
        places = _by_content(row) if heads is None else heads
        line, unread = _line(row, places, draft)
        lines.append(line)
        problems += [
            _("Row {row}, {column}: “{text}”").format(
                row=number, column=_(COLUMNS[column].title), text=excerpt(cell)
            )
            for column, cell in unread
        ]
    return Pasted(tuple(lines), tuple(problems))


def _line(
    row: Sequence[str], places: Mapping[int, Col], draft: QuoteDraft
) -> tuple[QuoteLine, list[tuple[Col, str]]]:
    line, unread = blank_line(draft), []
    for place, cell in enumerate(row):
        column, typed = places.get(place), cell.removeprefix("'")
        if column is None or not typed:
            continue
        try:
            line = read(column, line, typed, draft.currency)
        except SalesDeskError:
            unread.append((column, cell))
    kept = [cell for _column, cell in unread]
    if kept:
        line = replace(line, specification=" ".join(part for part in (line.specification, *kept) if part))
    return line if line.name else replace(line, name=line.model or "—"), unread


def _by_heads(row: Sequence[str]) -> dict[int, Col] | None:
    """Return the columns that a row of heads names; None where it isn't one."""
    found: dict[int, Col] = {}
    for place, cell in enumerate(row):
        column = _COLUMN_OF.get(half_width(cell).lower())
        if column is not None and column not in found.values():
            found[place] = column
    return found if Col.NAME in found.values() and len(found) > 1 else None


def _without_numbers(rows: list[list[str]]) -> list[list[str]]:
    """Leave out a first column that only counts the rows."""
    counted = all(len(row) > 1 and row[0] == str(number) for number, row in enumerate(rows, start=1))
    return [row[1:] for row in rows] if counted else rows


def _by_content(row: Sequence[str]) -> dict[int, Col]:
    """Tell columns by what stands in them: texts, then numbers, then discounts and rates; a full row by its order."""
    if len(row) >= len(_ORDER):
        return dict(enumerate(_ORDER))
    found: dict[int, Col] = {}
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


def _with_breaks_as_blanks(typed: Callable[[QuoteLine], str]) -> Callable[[QuoteLine], str]:
    return lambda line: one_line(typed(line))


def is_blank(line: QuoteLine) -> bool:
    """Tell whether a pasted line brought no price of its own."""
    return line.unit_price == Decimal(0)
