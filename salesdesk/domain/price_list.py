"""A price list as a table: which column is what, whatever it is called, and what stands in a row."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.price_rules import HOME, Book
from salesdesk.domain.product import parse_price, parse_quantity
from salesdesk.i18n import N_, _

TITLES: Final[dict[str, str]] = {
    "code": N_("Product code"),
    "name": N_("Product name"),
    "model": N_("Model"),
    "family": N_("Family"),
    "unit": N_("Unit"),
    "currency": N_("Currency"),
    "least": N_("From quantity"),
    "list_price": N_("List price"),
    "cost": N_("Cost without tax"),
}
"""The columns of a price list beside those of the books, as message ids."""
_SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "code": ("product code", "code", "产品编码", "产品编号", "编码", "编号", "料号", "物料编码", "sku"),
    "name": ("product name", "name", "product", "产品名称", "名称", "品名", "产品"),
    "model": ("model", "型号", "规格型号", "产品型号"),
    "family": ("family", "产品系列", "系列", "产品线", "类别", "分类"),
    "unit": ("unit", "单位", "计量单位"),
    "currency": ("currency", "币种"),
    "least": ("from quantity", "from", "起订量", "起订数量", "起始数量", "数量起", "min quantity", "moq"),
    "list_price": ("list price", "price", "目录价", "目录价(含税)", "单价", "价格", "含税单价", "标准价"),
    "cost": ("cost without tax", "cost", "成本", "成本(不含税)", "成本价"),
}
_KEY: Final = re.compile(r"\[([^\[\]]+)\]\s*$")
_LOOKED_THROUGH: Final = 20
_MONEY: Final = re.compile(
    r"^(?:cny|rmb|usd|eur|jpy|gbp|hkd|krw|¥|\$|€|£|₩)\s*|\s*(?:元|cny|rmb)$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Header:
    """The row of titles: where each field stands, where each book, and the titles that nothing is known of."""

    row: int
    fields: Mapping[str, int]
    books: Mapping[int, Book]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListRow:
    """A row as it was read: texts, and prices by book (`None` for the list price), empty ones left out."""

    line: int
    texts: Mapping[str, str]
    least: Decimal
    prices: Mapping[Book | None, Decimal] = field(default_factory=dict)
    cost: Decimal | None = None


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in a row, in which column."""

    line: int
    column: str
    text: str


def title(name: str) -> str:
    """Return the title of a column in the language of the window."""
    return _(TITLES[name])


def book_titles(books: Sequence[Book]) -> list[str]:
    """Return the title of each book's column: its name and, in brackets, what tells it from the others."""
    keys = [book_key(book) for book in books]
    return [
        f"{book.name} [{key}{f' #{keys[:place].count(key) + 1}' if keys[:place].count(key) else ''}]"
        for place, (book, key) in enumerate(zip(books, keys, strict=True))
    ]


def book_key(book: Book) -> str:
    """Return what tells a book from the others: its code, its currency unless it is ours, its first day."""
    parts = [book.code, "" if book.currency == HOME else book.currency]
    return " ".join(part for part in (*parts, book.valid_from.isoformat() if book.valid_from else "") if part)


def find_header(rows: Sequence[Sequence[str]], books: Sequence[Book]) -> Header:
    """Return the row of titles among the first ones; InvalidInputError where none names products and prices."""
    best: Header | None = None
    for number, cells in enumerate(rows[:_LOOKED_THROUGH]):
        header = _header(number, cells, books)
        if best is None or len(header.fields) + len(header.books) > len(best.fields) + len(best.books):
            best = header
    if best is None or not {"code", "name"} & set(best.fields):
        raise InvalidInputError(
            _(
                "There is no column of product codes or names. The first row holds the titles, such as “{title}”."
            ).format(title=title("code"))
        )
    if not best.books and not {"list_price", "cost"} & set(best.fields):
        raise InvalidInputError(
            _("There is no column of prices. Titles are those of an exported price list.")
        )
    return best


def _header(number: int, cells: Sequence[str], books: Sequence[Book]) -> Header:
    fields: dict[str, int] = {}
    found: dict[int, Book] = {}
    unknown = []
    known = {_normal(given): book for given, book in zip(book_titles(books), books, strict=True)}
    keys = {_normal(book_key(book)): book for book in reversed(books)}
    names: dict[str, list[Book]] = {}
    for book in books:
        names.setdefault(_normal(book.name), []).append(book)
    words = {_normal(word): name for name, given in _SYNONYMS.items() for word in given}
    words |= {_normal(title(name)): name for name in TITLES}
    for place, heading in enumerate(cells):
        text = _normal(heading)
        if not text:
            continue
        key = _KEY.search(text)
        meant = known.get(text) or (keys.get(key[1]) if key else None)
        same = names.get(text, [])
        if meant is None and len(same) == 1:
            meant = same[0]
        if meant is not None and meant not in found.values():
            found[place] = meant
        elif text in words and words[text] not in fields:
            fields[words[text]] = place
        else:
            unknown.append(heading.strip())
    return Header(number, fields, found, tuple(unknown))


def read_row(line: int, cells: Sequence[str], header: Header) -> ListRow | list[RowProblem]:
    """Return what stands in a row, or what can't be read in it."""
    texts = {name: _cell(cells, place) for name, place in header.fields.items()}
    problems: list[RowProblem] = []
    least = Decimal(1)
    if texts.get("least"):
        try:
            least = parse_quantity(texts["least"])
        except InvalidInputError as error:
            problems.append(RowProblem(line, title("least"), error.message))
    wanted: list[tuple[Book | str, int]] = [
        *((book, place) for place, book in header.books.items()),
        *((name, header.fields[name]) for name in ("list_price", "cost") if name in header.fields),
    ]
    prices: dict[Book | None, Decimal] = {}
    cost = None
    for what, place in wanted:
        if not (text := _cell(cells, place)):
            continue
        column = what.name if isinstance(what, Book) else title(what)
        try:
            value = parse_price(_MONEY.sub("", text))
        except InvalidInputError as error:
            problems.append(RowProblem(line, column, error.message))
            continue
        if what == "cost":
            cost = value
        else:
            prices[what if isinstance(what, Book) else None] = value
    if not problems and not (texts.get("code") or texts.get("name")):
        problems.append(RowProblem(line, title("code"), _("The row names no product.")))
    return problems or ListRow(line, texts, least, prices, cost)


def _cell(cells: Sequence[str], place: int) -> str:
    text = cells[place].strip() if place < len(cells) else ""
    return text.removeprefix("'")


def _normal(title: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", title).casefold().split())
