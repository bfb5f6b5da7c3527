"""How the lines of the demo's quotes are laid out: in sections, with a note, an alternative, a charge, deliveries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from salesdesk.domain.quote import LineKind, QuoteLine
from salesdesk.services.demo_base import texts
from salesdesk.services.demo_products import Line

_EVERY: Final = {"sections": 2, "alternative": 3, "note": 4, "charge": 6}
"""Each so many quotes have one of these."""


def arranged(
    number: int, sold: Sequence[Line], lines: Sequence[QuoteLine], *, alternative: QuoteLine | None
) -> tuple[QuoteLine, ...]:
    """Return a quote's lines, those of what was sold first, as its number decides: the same in every version."""
    machines = [item.is_machine for item, _count in sold].index(False) if _parts(sold) else len(sold)
    chinese = not lines[0].unit.isascii()
    first = [_delivered(number, line) if chinese else line for line in lines[:machines]]
    rest = list(lines[machines:])
    if alternative is not None and _has("alternative", number):
        first.insert(1, alternative)
    if chinese and _has("note", number):
        notes = texts("sales")["line_notes"]
        first.append(_said("note", notes[number // _EVERY["note"] % len(notes)]))
    if _parts(sold) and _has("sections", number):
        names = texts("sales")["line_parts"]["zh_CN" if chinese else "en"]
        first.insert(0, _said("section", names["machines"]))
        rest.insert(0, _said("section", names["others"]))
    if chinese and _has("charge", number):
        rest.append(_charge(texts("sales")["line_charge"]))
    return (*first, *rest)


def _has(what: str, number: int) -> bool:
    return number % _EVERY[what] == 0


def _parts(sold: Sequence[Line]) -> bool:
    """Tell whether machines come first and something else behind them."""
    machines = [item.is_machine for item, _count in sold]
    return machines[0] and not machines[-1] and machines == sorted(machines, reverse=True)


def _delivered(number: int, line: QuoteLine) -> QuoteLine:
    times = texts("sales")["line_delivery"]
    brand = texts("products")["brand"]
    return replace(line, delivery=times[number % len(times)] if number % 2 == 0 else "", brand=brand)


def _said(kind: LineKind, text: str) -> QuoteLine:
    return QuoteLine(
        name=text, kind=kind, quantity=Decimal(1), unit_price=Decimal(0), tax_rate=Decimal("0.13")
    )


def _charge(given: dict[str, Any]) -> QuoteLine:
    return replace(
        _said("charge", given["name"]), charge=Decimal(given["share"]), tax_rate=Decimal(given["rate"])
    )
