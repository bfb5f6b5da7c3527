"""The line table of a quote: which columns it has and what stands in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Final

from salesdesk.documents import styles
from salesdesk.documents.table import Cell, Column, Table
from salesdesk.domain.money import minor_units
from salesdesk.i18n import N_, number, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from salesdesk.documents.page import Block
    from salesdesk.documents.quote_document import DocumentLine, QuoteDocument

_PRICE_PLACES: Final = 6


@dataclass(frozen=True, slots=True)
class Field:
    """A column with what it says of a line; an `extra` one is printed only where some line has it.

    Sections print their sums in the column that `sums`.
    """

    column: Column
    cell: Callable[[DocumentLine], Cell]
    extra: bool = False
    sums: bool = False


def fields(document: QuoteDocument) -> list[Field]:
    """Return the columns of a quote in their order, without those that no line has anything for."""
    say = partial(translate, language=document.language)
    places = minor_units(document.currency)
    included = document.price_mode == "tax_included"
    price, amount = (
        (N_("Unit price incl. VAT"), N_("Amount incl. VAT"))
        if included
        else (N_("Unit price excl. VAT"), N_("Amount excl. VAT"))
    )

    def figure(title: str, text: Callable[[DocumentLine], str], *, extra: bool = False) -> Field:
        return Field(Column(say(title), "figure", "right"), lambda line: _plain(text(line)), extra)

    def words(title: str, text: Callable[[DocumentLine], str]) -> Field:
        return Field(Column(say(title), "text"), lambda line: _plain(text(line)), extra=True)

    every = [
        Field(Column(say(N_("No.")), "figure"), lambda line: [(str(line.number), styles.CELL_SOFT)]),
        Field(Column(say(N_("Product name")), "rest"), lambda line: _name(line, say)),
        words(N_("Brand"), lambda line: line.brand),
        words(N_("Model"), lambda line: line.model),
        words(N_("Unit"), lambda line: line.unit),
        figure(N_("Quantity"), lambda line: number(_trimmed(line.quantity, 0))),
        figure(N_("List price"), lambda line: _price(line.list_price, places), extra=True),
        figure(N_("Discount"), lambda line: line.discount, extra=True),
        figure(price, lambda line: _price(line.unit_price, places)),
        figure(N_("VAT rate"), lambda line: percent(line.tax_rate)),
        Field(Column(say(amount), "figure", "right"), lambda line: _amount(line, places), sums=True),
        words(N_("Delivery time"), lambda line: line.delivery),
    ]
    return [field for field in every if not field.extra or any(map(field.cell, document.lines))]


def table_of(document: QuoteDocument, columns: Sequence[Field], left: float, width: float) -> Table:
    """Return the table's layout for a given width."""
    rows = [[field.cell(line) for field in columns] for line in document.lines]
    return Table([field.column for field in columns], rows, left, width)


def percent(rate: Decimal) -> str:
    """Return a fraction as a percentage: `13%`, `1.5%`."""
    return f"{_trimmed(rate * 100, 0):f}%"


def rows(document: QuoteDocument, table: Table, columns: Sequence[Field], tallest: float) -> list[Block]:
    """Return the table's blocks below its head; the last row stays with what follows the table."""
    blocks: list[Block] = []
    amount = next(index for index, field in enumerate(columns) if field.sums)
    for section, lines in groupby(document.lines, key=lambda line: line.section):
        group = list(lines)
        if section:
            blocks.append(table.section(section, _subtotal(document, group), amount))
        for line in group:
            cells = [field.cell(line) for field in columns]
            blocks += table.row(cells, tallest, keep=line is document.lines[-1])
    return blocks


def _subtotal(document: QuoteDocument, lines: Sequence[DocumentLine]) -> str:
    total = sum((line.amount for line in lines if not line.optional), Decimal(0))
    text = number(total, minor_units(document.currency))
    name = translate(N_("Subtotal"), document.language)
    return f"{name}  {text}"


def _plain(text: str) -> Cell:
    return [(text, styles.CELL)] if text else []


def _name(line: DocumentLine, say: Callable[[str], str]) -> Cell:
    cell = [(line.name, styles.CELL_STRONG)]
    if line.optional:
        cell.append((say(N_("Optional, not in the total")), styles.TAG))
    if line.free:
        cell.append((say(N_("Free of charge")), styles.TAG))
    if line.specification:
        cell.append((line.specification, styles.SMALL))
    if line.remark:
        cell.append((say(N_("Remarks: {text}")).format(text=line.remark), styles.SMALL))
    return cell


def _amount(line: DocumentLine, places: int) -> Cell:
    return [(number(line.amount, places), styles.CELL_SOFT if line.optional else styles.CELL)]


def _price(price: Decimal | None, places: int) -> str:
    return "" if price is None else number(_trimmed(price, places))


def _trimmed(value: Decimal, places: int) -> Decimal:
    """Return the value without trailing zeros beyond `places` decimals."""
    normal = value.normalize()
    exponent = normal.as_tuple().exponent
    return (
        normal
        if isinstance(exponent, int) and -exponent > places
        else value.quantize(Decimal(1).scaleb(-places))
    )
