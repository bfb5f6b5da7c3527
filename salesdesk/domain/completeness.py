"""How complete an opportunity's data are, and what is missing (requirement B40)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from salesdesk.domain.money import round_half_up
from salesdesk.domain.stage_gate import FIELDS
from salesdesk.i18n import _

COUNTED: Final = (
    "customer",
    "contact",
    "decider",
    "need",
    "budget",
    "amount",
    "expected_close_on",
    "product",
    "competitor",
)
"""The codes of `stage_gate.FIELDS` that every opportunity should have in the end."""


@dataclass(frozen=True, slots=True)
class Completeness:
    """How many percent of the counted fields are known, and the codes of those that aren't."""

    percent: int
    missing: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of what is missing."""
        return tuple(_(FIELDS[code]) for code in self.missing)


def completeness(known: Collection[str]) -> Completeness:
    """Return how complete an opportunity is of which the fields `known` are known."""
    missing = tuple(code for code in COUNTED if code not in known)
    share = Decimal(100 * (len(COUNTED) - len(missing))) / len(COUNTED)
    return Completeness(int(round_half_up(share, 0)), missing)
