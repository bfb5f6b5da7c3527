"""How sure a win is for the forecast: 赢单, 稳, 险, 冲, 失单 (requirement E14)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from salesdesk.domain.money import round_half_up
from salesdesk.i18n import N_, _, number

ROADMAP_NAMES: Final = (
    ("won", N_("Won")),
    ("solid", N_("Solid")),
    ("risk", N_("At risk")),
    ("stretch", N_("Stretch")),
    ("lost", N_("Lost")),
)
"""The states on the road map with their names, to be translated when shown."""
_SURE: Final = Decimal("0.7")


@dataclass(frozen=True, slots=True)
class Proposal:
    """The state that the facts speak for, with the reasons in words."""

    state: str
    reasons: tuple[str, ...]


def state(status: str, said: str) -> str:
    """Return the state of an opportunity: its end decides, else what somebody said; empty where nobody did."""
    return status if status in ("won", "lost") else said


def proposed(status: str, probability: Decimal, risks: Sequence[str]) -> Proposal:
    """Return the state that the facts speak for: at risk by any of the `risks`, solid from 70 %, else a stretch."""
    if status in ("won", "lost"):
        return Proposal(status, ())
    if risks:
        return Proposal("risk", tuple(risks))
    percent = number(round_half_up(probability * 100, 0), 0)
    if probability >= _SURE:
        return Proposal(
            "solid", (_("Win probability {percent}%, and nothing at risk.").format(percent=percent),)
        )
    return Proposal("stretch", (_("Win probability {percent}%.").format(percent=percent),))
