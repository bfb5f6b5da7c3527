"""What a quote earns: its lines without tax, after all discounts, less what they cost us (calculations 4.7)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import Final

from salesdesk.domain.money import EXACT
from salesdesk.domain.quote import QuoteDraft, QuoteTotals

HOME: Final = "CNY"
"""The currency that costs are in."""


@dataclass(frozen=True, slots=True)
class Margin:
    """What is earned: `net` and `cost` of the lines whose cost is known, how many lines have none.

    `rate` is a fraction of the net amount, `markup` one of the cost; None where that is zero or no cost is known.
    """

    net: Decimal
    cost: Decimal
    unknown: int

    @property
    def amount(self) -> Decimal:
        """Return net less cost."""
        return EXACT.subtract(self.net, self.cost)

    @property
    def rate(self) -> Decimal | None:
        """Return the margin as a fraction of net."""
        return EXACT.divide(self.amount, self.net) if self.net else None

    @property
    def markup(self) -> Decimal | None:
        """Return the margin as a fraction of the cost."""
        return EXACT.divide(self.amount, self.cost) if self.cost else None


def margin(draft: QuoteDraft, figures: QuoteTotals, lines: Iterable[int] | None = None) -> Margin:
    """Return the margin of the counted lines, or of some of them (from 0); a free line costs what it costs.

    What a percent charge costs is known to nobody, so that it is left out like any line without a cost: counted as one
    that costs nothing it would lift the margin over what the rules of approval ask. Costs are in CNY without tax,
    turned into the quote's currency at its frozen rate, unrounded. In a foreign currency without a rate no cost is
    known.
    """
    chosen = range(len(draft.lines)) if lines is None else lines
    rate = rate_of(draft)
    net = cost = Decimal(0)
    unknown = 0
    with localcontext(EXACT):
        for index in chosen:
            line, figure = draft.lines[index], figures.lines[index]
            if line.optional or line.alternative or not line.has_figures:
                continue
            if line.kind == "charge":
                unknown += line.counts
            elif line.cost is None or rate is None:
                unknown += 1
            else:
                net += figure.net if line.counts else 0
                cost += line.cost * line.quantity / rate
    return Margin(net, cost, unknown)


def rate_of(draft: QuoteDraft) -> Decimal | None:
    """Return how much CNY one unit of the draft's currency is; None where nobody said it."""
    return Decimal(1) if draft.currency == HOME else draft.fx_rate or None
