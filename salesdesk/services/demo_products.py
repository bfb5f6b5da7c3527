"""What the demo firm sells: eight lines at four prices, and which of it makes up an amount."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, Final

from sqlalchemy import update

from salesdesk.domain.money import round_half_up
from salesdesk.services import demo_pictures
from salesdesk.services.demo_base import Account, Build, texts
from salesdesk.storage import bulk, files, records
from salesdesk.storage.ids import new_id

_MOST_LINES: Final = 6
_TRIES: Final = 12
_INSTALLED: Final = Decimal(100_000)
_BESIDE: Final = 0.5


@dataclass(frozen=True, slots=True)
class Item:
    """A product; without a list price its price follows from the machines (installation)."""

    id: uuid.UUID
    name: str
    model: str
    family: str
    specification: str
    unit: str
    rate: Decimal
    price: Decimal | None

    @property
    def is_machine(self) -> bool:
        """Tell whether it is a machine, not a spare part or a service."""
        return self.price is not None and self.family not in ("备件耗材", "服务")


Line = tuple[Item, int]


def add_products(build: Build) -> list[Item]:
    """Add the products and their price books."""
    given = texts("products")
    items = [
        Item(
            new_id(),
            name[0] if name else line["name"],
            model,
            line["family"],
            text,
            line["unit"],
            Decimal(line["rate"]),
            Decimal(price),
        )
        for line in given["lines"]
        for model, price, text, *name in line["models"]
    ]
    code, name, text = given["installation"]
    items.append(Item(new_id(), name, code, "安装", text, "项", Decimal("0.09"), None))
    build.insert(records.Product, [_product(item) for item in items])
    _add_books(build, items)
    return items


def _add_books(build: Build, items: Sequence[Item]) -> None:
    """Add a list with its quantity breaks; the other books follow from it by a factor."""
    given = texts("products")
    ids = {code: new_id() for code, *_names in given["books"]}
    build.insert(
        records.PriceBook,
        [
            {
                "id": ids[code],
                "name": name,
                "name_en": name_en,
                "code": code,
                "position": position,
                "kind": "floor" if code == "floor" else "sale",
                "parent_id": ids["list"] if code in given["rules"] else None,
                "factor": Decimal(given["rules"][code]) if code in given["rules"] else None,
            }
            for position, (code, name, name_en, _tier) in enumerate(given["books"])
        ],
    )
    build.insert(
        records.PriceBookEntry,
        [
            {
                "price_book_id": ids["list"],
                "product_id": item.id,
                "min_quantity": Decimal(quantity),
                "unit_price": price(item, "list", int(quantity)),
            }
            for item in items
            if item.price is not None
            for quantity, _factor in given["breaks"]
            if int(quantity) > 1  # of one piece it is the product's own list price
        ],
    )


def add_details(build: Build, items: Sequence[Item], folder: Path) -> None:
    """Add what data sheets say: parameters, options, pictures; and the sets, which no demo quote has."""
    given = texts("products")
    by_model = {item.model: item.id for item in items}
    sets = [
        Item(new_id(), name, code, family, text, unit, Decimal("0.13"), None)
        for code, name, family, unit, text, _parts in given["sets"]
    ]
    build.insert(records.Product, [_product(item) for item in sets])
    build.insert(
        records.ProductSpec,
        [
            {"product_id": by_model[model], "position": position, "name": name, "value": value, "unit": unit}
            for model, specs in given["specs"].items()
            for position, (name, value, unit) in enumerate(specs)
        ],
    )
    options = [
        (by_model[model], by_model[other], "option", position, "1")
        for model, others in given["options"].items()
        for position, other in enumerate(others)
    ]
    parts = [
        (item.id, by_model[model], "part", position, quantity)
        for item, (*_head, contained) in zip(sets, given["sets"], strict=True)
        for position, (model, quantity) in enumerate(contained)
    ]
    keys = ("product_id", "part_id", "kind", "position")
    build.insert(
        records.ProductPart,
        [
            dict(zip(keys, row, strict=True)) | {"quantity": Decimal(count)}
            for *row, count in (*options, *parts)
        ],
    )
    _add_pictures(build, [*items, *sets], folder)


def _add_pictures(build: Build, items: Sequence[Item], folder: Path) -> None:
    for family in demo_pictures.SHAPES:
        name = files.store(folder, demo_pictures.picture(family))
        wanted = [item.id for item in items if item.family == family]
        statement = update(records.Product).where(records.Product.id.in_(wanted))
        bulk.update_rows(build.session, statement.values(picture=name))


def _product(item: Item) -> dict[str, Any]:
    cost = None if item.price is None else item.price * Decimal(texts("products")["cost"])
    return {
        "id": item.id,
        "name": item.name,
        "code": item.model,
        "model": item.model,
        "family": item.family,
        "specification": item.specification,
        "unit": item.unit,
        "list_price": item.price,
        "tax_rate": item.rate,
        "tax_class": texts("products")["classes"].get(item.family, "goods"),
        "brand": "" if item.family in texts("products")["classes"] else texts("products")["brand"],
        "cost": cost,
    }


def price(item: Item, book: str, quantity: int) -> Decimal:
    """Return what a book asks for one piece of a product when so many are bought."""
    return _asked(item.price or Decimal(0), book, quantity)


@cache
def _asked(listed: Decimal, book: str, quantity: int) -> Decimal:
    given = texts("products")
    tier = next(Decimal(tier) for code, *_names, tier in given["books"] if code == book)
    factor = next(Decimal(factor) for least, factor in reversed(given["breaks"]) if quantity >= int(least))
    return round_half_up(listed * tier * factor, 2)


def book_of(account: Account) -> str:
    """Return the code of the price book that an account buys by."""
    return str(account.columns["price_book"] or "list")


def line_sum(lines: Sequence[Line], book: str) -> Decimal:
    """Return what lines come to at a book's prices, installation included."""
    return sum((unit_price(lines, item, count, book) * count for item, count in lines), Decimal(0))


def unit_price(lines: Sequence[Line], item: Item, count: int, book: str) -> Decimal:
    """Return the unit price of a line; installation is 3 % of the machines beside it."""
    if item.price is not None:
        return price(item, book, count)
    machines = sum((other.price * n for other, n in lines if other.price and other.is_machine), Decimal(0))
    return round_half_up(machines * 3 / 10_000, 0) * 100


def lines_for(build: Build, items: Sequence[Item], book: str, amount: Decimal, off: Decimal) -> list[Line]:
    """Return lines whose sum is above the amount, by a discount near the one that is wanted."""
    wanted = amount / (1 - off)
    tries = [_some_lines(build, items, book, wanted) for _attempt in range(_TRIES)]
    best = min(tries, key=lambda lines: abs(line_sum(lines, book) - wanted))
    if line_sum(best, book) <= amount:
        cheapest = min((item for item in items if item.price), key=lambda item: item.price or 0)
        missing = int((amount - line_sum(best, book)) // price(cheapest, book, 6)) + 1
        best = [*(line for line in best if line[0] is not cheapest), (cheapest, missing)]
    return best


def _some_lines(build: Build, items: Sequence[Item], book: str, target: Decimal) -> list[Line]:
    """Return lines that come to nearly the target: a main machine, what goes with it, spare parts, services."""
    machines = [item for item in items if item.is_machine]
    choices = [
        (item, count)
        for item in machines
        for count in range(1, 9)
        if target / 2 <= price(item, book, count) * count <= target * 9 / 10
    ]
    families = sorted({item.family for item, _count in choices})
    main = build.dice.choice(families) if families else ""
    lines = [build.dice.choice([one for one in choices if one[0].family == main])] if choices else []
    if lines and target >= _INSTALLED:
        lines.append((items[-1], 1))
    rest = target - line_sum(lines, book)
    small = [item for item in items if item.price is not None and not item.is_machine]
    beside = [item for item in machines if item.family != main and build.dice.random() < _BESIDE]
    for item in sorted(beside + small, key=lambda item: -(item.price or 0)):
        count = min(int(rest // price(item, book, 1)), 2 if item.is_machine else 8)
        if count > 0 and len(lines) < _MOST_LINES:
            lines.append((item, count))
            rest -= price(item, book, count) * count
    return lines
