"""The line table of a quote: which columns it has and what stands in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from salesdesk.documents import picture, styles
from salesdesk.documents.page import Block
from salesdesk.documents.table import Cell, Column, Table
from salesdesk.domain.money import trimmed
from salesdesk.i18n import N_, number

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from salesdesk.documents.page import Sheet
    from salesdesk.documents.picture import Photo
    from salesdesk.documents.quote_document import DocumentLine
    from salesdesk.documents.quote_setting import Setting

_PHOTO: Final = 44.0
_CARRIED: Final = N_("Brought forward")
_AMOUNTS: Final = ("list_price", "discount", "unit_price", "tax_rate", "amount")
_HIDDEN: Final = {
    "prices": _AMOUNTS,
    "discounts": ("discount", "list_price"),
    "models": ("model",),
    "list_prices": ("list_price",),
}
"""The columns that go with each of `domain.quote.HIDEABLE`."""


@dataclass(frozen=True, slots=True)
class Field:
    """A column under its name, with what it says of a line; an `extra` one is printed only where some line has it."""

    name: str
    column: Column
    cell: Callable[[DocumentLine], Cell]
    extra: bool = False


def fields(setting: Setting) -> list[Field]:
    """Return the columns of a quote in the design's order, without those that are hidden or that no line needs."""
    document = setting.document
    hidden = {name for what in document.hidden for name in _HIDDEN.get(what, ())}
    if not setting.taxed:
        hidden.add("tax_rate")
    known = {field.name: field for field in _every(setting)}
    sold = [line for line in document.lines if line.has_figures]
    shown = [known[name] for name in document.design.columns if name not in hidden]
    shown = [field for field in shown if not field.extra or any(map(field.cell, sold))]
    if document.design.pictures and any(map(photo_of, sold)):
        place = next(index for index, field in enumerate(shown) if field.name == "name")
        title = setting.say.below(N_("Picture"))
        shown.insert(place, Field("picture", Column(title, "figure", least=_PHOTO), lambda _line: []))
    return shown


def _every(setting: Setting) -> list[Field]:
    say, look, places = setting.say.below, setting.look, setting.places
    included = setting.document.price_mode == "tax_included"
    price, amount = (
        (N_("Unit price incl. VAT"), N_("Amount incl. VAT"))
        if included
        else (N_("Unit price excl. VAT"), N_("Amount excl. VAT"))
    )
    list_price = N_("List price") if included else N_("List price incl. VAT")
    if not setting.taxed:
        price, amount, list_price = N_("Unit price"), N_("Amount"), N_("List price")

    def plain(text: str) -> Cell:
        return [(text, look.cell)] if text else []

    def figure(name: str, title: str, text: Callable[[DocumentLine], str], *, extra: bool = False) -> Field:
        return Field(name, Column(say(title), "figure", "right"), lambda line: plain(text(line)), extra)

    def words(name: str, title: str, text: Callable[[DocumentLine], str]) -> Field:
        return Field(name, Column(say(title), "text"), lambda line: plain(text(line)), extra=True)

    def goods(text: Callable[[DocumentLine], str]) -> Callable[[DocumentLine], str]:
        return lambda line: text(line) if line.kind == "product" else ""

    return [
        Field("number", Column(say(N_("No.")), "figure"), lambda line: [(str(line.number), look.cell_soft)]),
        Field("name", Column(say(N_("Product name")), "rest"), lambda line: _name(line, setting)),
        words("brand", N_("Brand"), lambda line: line.brand),
        words("model", N_("Model"), lambda line: line.model),
        words("unit", N_("Unit"), lambda line: line.unit),
        figure("quantity", N_("Quantity"), goods(lambda line: number(trimmed(line.quantity, 0)))),
        figure("list_price", list_price, lambda line: _price(line.list_price, places), extra=True),
        figure("discount", N_("Discount"), lambda line: line.discount, extra=True),
        figure("unit_price", price, goods(lambda line: _price(line.unit_price, places))),
        figure("tax_rate", N_("VAT rate"), lambda line: percent(line.tax_rate)),
        Field("amount", Column(say(amount), "figure", "right"), lambda line: _amount(line, setting)),
        words("delivery", N_("Delivery time"), lambda line: line.delivery),
    ]


def cells_of(setting: Setting, columns: Sequence[Field]) -> list[list[Cell]]:
    """Return what stands in each line's columns; in those of a section or a note nothing."""
    return [
        [field.cell(line) for field in columns] if line.has_figures else [] for line in setting.document.lines
    ]


def table_of(setting: Setting, columns: Sequence[Field], cells: Sequence[Sequence[Cell]]) -> Table:
    """Return the table's layout on the setting's paper."""
    rows = [row for row in cells if row]
    return Table(
        [field.column for field in columns], rows, setting.area.left, setting.area.width, setting.look
    )


def percent(rate: Decimal) -> str:
    """Return a fraction as a percentage: `13%`, `1.5%`."""
    return f"{trimmed(rate * 100, 0):f}%"


def rows(
    setting: Setting, table: Table, columns: Sequence[Field], cells: Sequence[Sequence[Cell]]
) -> list[Block]:
    """Return the table's blocks below its head; the last row stays with what follows the table.

    Where a page ends in the table, the next one begins with what the lines came to so far.
    """
    lines = setting.document.lines
    names = [field.name for field in columns]
    across = names.index("name")
    carried = _Carried(setting, table, names)
    sums = _section_sums(setting)
    tallest = setting.frame.room - carried.height
    blocks: list[Block] = []
    for index, line in enumerate(lines):
        keep = index == len(lines) - 1
        if line.kind == "section":
            made = [_section(table, line.name, sums.get(index, ""), carried.column)]
        elif line.kind == "note":
            made = table.across(_note(line, setting), across, tallest, keep=keep)
        else:
            found = photo_of(line) if "picture" in names else None
            photo = (names.index("picture"), found) if found else None
            made = table.row(cells[index], tallest, keep=keep, photo=photo)
        blocks.append(replace(made[0], head=carried.head()))
        if line.counts:
            carried.add(line.amount)
        blocks += [replace(block, head=carried.head()) for block in made[1:]]
    return blocks


class _Carried:
    """Makes the head that a page begins with inside the table: with the sum of the lines before it."""

    def __init__(self, setting: Setting, table: Table, names: Sequence[str]) -> None:
        self._setting = setting
        self._table = table
        shown = "amount" in names
        self.column = names.index("amount") if shown else None
        self._sum = Decimal(0)
        self._row = setting.look.small.leading + 6 if shown else 0
        self.height = table.head.height + self._row

    def add(self, amount: Decimal) -> None:
        """Count a line."""
        self._sum += amount

    def head(self) -> Block:
        """Return the head above what follows now."""
        if self.column is None or not self._sum:
            return self._table.head
        total, column, head = self._sum, self.column, self._table.head
        setting, height, edge = self._setting, self.height, self._table.edge(column)

        def draw(sheet: Sheet, top: float) -> None:
            head.draw(sheet, top)
            style = setting.look.small
            text = f"{setting.say(_CARRIED)}  {number(total, setting.places)}"
            end = max(edge, setting.area.left + style.face.width(text, style.size))
            sheet.text(end, top + head.height + 2, text, style, "right")
            sheet.rule(setting.area.left, setting.area.right, top + height, styles.HAIRLINE)

        return Block(height, draw, keep=True)


def _section(table: Table, title: str, figure: str, column: int | None) -> Block:
    block = table.section(title, figure, column)

    def draw(sheet: Sheet, top: float) -> None:
        sheet.bookmark(title, top, 0, panel=False)
        block.draw(sheet, top)

    return replace(block, draw=draw)


def _section_sums(setting: Setting) -> dict[int, str]:
    """Return the subtotal of each section by its place; one without figures has none."""
    result: dict[int, str] = {}
    if not setting.shows("prices"):
        return result
    start, group = None, list["DocumentLine"]()
    for index, line in enumerate([*setting.document.lines, None]):
        if line is None or line.kind == "section":
            if start is not None and group:
                result[start] = _subtotal(group, setting)
            start, group = index, []
        elif line.has_figures:
            group.append(line)
    return result


def _subtotal(lines: Sequence[DocumentLine], setting: Setting) -> str:
    """Return what a section comes to; where nothing in it counts, its options in brackets."""
    counted = [line.amount for line in lines if line.counts]
    total = sum(counted or [line.amount for line in lines if line.optional], Decimal(0))
    name, figure = setting.say(N_("Subtotal")), number(total, setting.places)
    return f"{name}  {figure if counted else f'({figure})'}"


def photo_of(line: DocumentLine) -> Photo | None:
    """Return a line's picture as the table prints it."""
    return picture.photo(line.picture, _PHOTO, _PHOTO) if line.picture else None


def _name(line: DocumentLine, setting: Setting) -> Cell:
    look, say = setting.look, setting.say
    tags = (say.below(text, **values) for text, values in _tags(line, priced=setting.shows("prices")))
    return [(line.name, look.cell_strong), *((tag, look.tag) for tag in tags), *_said(line, setting)]


def _tags(line: DocumentLine, *, priced: bool) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield what is to be said of a line under its name, with the values to fill in."""
    if line.alternative:
        yield N_("Alternative, not in the total") if priced else N_("Alternative"), {}
    elif line.optional:
        yield N_("Optional, not in the total") if priced else N_("Optional"), {}
    if line.free:
        yield N_("Free of charge"), {}
    if line.charge is not None and priced:
        yield N_("{percent} of the goods above"), {"percent": percent(line.charge)}


def _note(line: DocumentLine, setting: Setting) -> Cell:
    return [(line.name, setting.look.cell), *_said(line, setting)]


def _said(line: DocumentLine, setting: Setting) -> list[tuple[str, styles.Style]]:
    said = []
    if line.specification:
        said.append((line.specification, setting.look.small))
    if line.remark:
        remark = setting.say.once(N_("Remarks: {text}"), text=line.remark)
        said.append((remark, setting.look.small))
    return said


def _amount(line: DocumentLine, setting: Setting) -> Cell:
    text = number(line.amount, setting.places)
    return [(text, setting.look.cell)] if line.counts else [(f"({text})", setting.look.cell_soft)]


def _price(price: Decimal | None, places: int) -> str:
    return "" if price is None else number(trimmed(price, places))
