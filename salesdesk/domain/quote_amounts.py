"""What the rows of a quote's table come to, whatever is wrong with some of them: the editor shows them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.money import EXACT, round_half_up
from salesdesk.domain.pricing import line_amount
from salesdesk.domain.quote import QuoteLine


def own_amount(line: QuoteLine, places: int) -> Decimal | None:
    """Return a product's amount after its discount; None for other kinds, and where it doesn't work out."""
    if line.kind != "product":
        return None
    if line.free:
        return Decimal(0)
    try:
        return line_amount(line.quantity, line.unit_price, line.discount, places)
    except SalesDeskError:
        return None


def row_amounts(
    lines: Sequence[QuoteLine], own: Iterable[Decimal | None], places: int
) -> list[Decimal | None]:
    """Return what each row shows, before the discount on the whole, from what the products come to (`own_amount`).

    A charge is its share of the counted products above it; a section the sum of the counted lines below it, up to the
    next section (calculations 4.5). Notes show nothing.
    """
    result = list(own)
    products = below = Decimal(0)
    section: int | None = None
    for row, line in enumerate(lines):
        if line.kind == "section":
            _close(result, section, below)
            section, below = row, Decimal(0)
        elif line.kind == "charge":
            share = Decimal(0) if line.free else line.charge
            result[row] = None if share is None else round_half_up(EXACT.multiply(products, share), places)
        amount = result[row]
        if amount is not None and line.counts:
            below = EXACT.add(below, amount)
            if line.kind == "product":
                products = EXACT.add(products, amount)
    _close(result, section, below)
    return result


def _close(result: list[Decimal | None], section: int | None, below: Decimal) -> None:
    if section is not None:
        result[section] = below
