"""What an offer is worth to the customer: yearly saving, payback, what is left after three years (requirement E17)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from salesdesk.domain.money import EXACT, minor_units, round_half_up

YEARS: Final = 3
"""Over how many years the gain is counted."""
_MONTHS: Final = 12


@dataclass(frozen=True, slots=True)
class ValueFigures:
    """Figures of a value case; None where something they need isn't known, and no payback without any saving.

    `payback_months` has one decimal, the amounts those of their currency.
    """

    yearly_saving: Decimal | None = None
    payback_months: Decimal | None = None
    net: Decimal | None = None


def figures(
    baseline: Decimal | None, improvement: Decimal | None, investment: Decimal | None, currency: str
) -> ValueFigures:
    """Return what follows from the yearly cost of the present way, the fraction saved of it, and the price.

    Saving = baseline × improvement; payback = investment ÷ saving × 12 months; net = 3 × saving - investment.
    """
    if baseline is None or improvement is None:
        return ValueFigures()
    saving = round_half_up(EXACT.multiply(baseline, improvement), minor_units(currency))
    if investment is None:
        return ValueFigures(saving)
    payback = None
    if saving > 0:
        payback = round_half_up(EXACT.divide(investment * _MONTHS, saving), 1)
    return ValueFigures(saving, payback, YEARS * saving - investment)
