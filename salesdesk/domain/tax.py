"""Value-added tax: rates, prices with and without tax, and sharing an amount out exactly."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING, Final

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.money import EXACT, excerpt, half_width, round_half_up
from salesdesk.i18n import _

if TYPE_CHECKING:
    from collections.abc import Sequence

_RATE: Final = re.compile(r"([0-9]{1,3}(?:\.[0-9]{1,2})?)\s?%")


@dataclass(frozen=True, slots=True)
class Split:
    """Hold an amount with tax, without tax, and the tax between: `net + tax == gross`."""

    gross: Decimal
    net: Decimal
    tax: Decimal


def parse_rate(typed: object) -> Decimal:
    """Read a rate such as `13%` as a fraction; InvalidInputError unless 0–100 % with at most two decimals."""
    match = _RATE.fullmatch(half_width(typed)) if isinstance(typed, str) else None
    rate = Decimal(match[1]).scaleb(-2) if match else None
    if rate is None or rate > 1:
        raise InvalidInputError(
            _('"{text}" is not a tax rate. Write it like 13%, between 0% and 100%.').format(
                text=excerpt(str(typed))
            )
        )
    return rate


def included(gross: Decimal, rate: Decimal, places: int) -> Split:
    """Take the tax out of an amount that includes it; the gross amount stays as it is."""
    net = round_half_up(gross / (1 + rate), places)
    return Split(gross, net, gross - net)


def excluded(net: Decimal, rate: Decimal, places: int) -> Split:
    """Put the tax on an amount that lacks it; the net amount stays as it is."""
    tax = round_half_up(net * rate, places)
    return Split(net + tax, net, tax)


def allocate(total: Decimal, weights: Sequence[Decimal], places: int) -> list[Decimal]:
    """Share `total` out in proportion to `weights`, so that the shares sum to it exactly.

    Each share is floored to the minor unit; what is left goes to the largest remainders, the earlier share
    first. A weight of 0 gets 0. ValueError for a negative number, for a total finer than `places`, and for a
    total over 0 where every weight is 0.
    """
    with localcontext(EXACT):
        units, whole = total.scaleb(places), sum(weights, Decimal(0))
        if units < 0 or units != units.to_integral_value() or any(weight < 0 for weight in weights):
            raise ValueError(total, weights)
        if not units:
            return [Decimal(0).scaleb(-places)] * len(weights)
        if not whole:
            raise ValueError(total, weights)
        shares, remainders = [], []
        for weight in weights:
            share, remainder = divmod(units * weight, whole)
            shares.append(share)
            remainders.append(remainder)
        left = int(units - sum(shares))
        for index in sorted(range(len(shares)), key=remainders.__getitem__, reverse=True)[:left]:
            shares[index] += 1
        return [share.scaleb(-places) for share in shares]
