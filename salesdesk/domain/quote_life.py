"""The life of a quote: its states, which version of it stands, and what the customer decided."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from salesdesk.i18n import N_

TRANSITIONS: Final[Mapping[str, frozenset[str]]] = {
    "draft": frozenset({"pending_approval", "approved", "sent", "void", "superseded"}),
    "pending_approval": frozenset({"draft", "approved", "void", "superseded"}),
    "approved": frozenset({"draft", "sent", "void", "superseded"}),
    "sent": frozenset({"accepted", "rejected", "void", "superseded"}),
    "accepted": frozenset({"sent", "superseded"}),
    "rejected": frozenset({"sent"}),
    "superseded": frozenset({"draft", "approved", "sent", "accepted"}),
    "void": frozenset(),
}
"""What may follow a state. From `superseded` a version only comes back when the one that replaced it is made void."""
ANSWERED: Final = ("accepted", "rejected")
RANK: Final[Mapping[str, int]] = {
    "accepted": 0,
    "sent": 1,
    "rejected": 1,
    "draft": 2,
    "pending_approval": 2,
    "approved": 2,
    "superseded": 3,
    "void": 4,
}
"""The current version is the newest of those with the lowest rank (calculations 4.8)."""
EXPIRING_DAYS: Final = 7
"""How long before its last day an offer is said to expire."""
REJECTIONS: Final = (
    ("price", N_("Price")),
    ("delivery", N_("Delivery time")),
    ("technical", N_("Technical")),
    ("payment", N_("Terms of payment")),
    ("competitor", N_("Competitor")),
    ("budget", N_("Budget cancelled")),
    ("no_decision", N_("No decision")),
    ("other", N_("Other reason")),
)
"""Why a customer rejects an offer: codes with their names."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided of a version: by whom at the customer, for which of `REJECTIONS`, in which words.

    `late` marks an acceptance after the last day of the offer, which was let stand as it was offered.
    """

    who: str = ""
    reason: str = ""
    note: str = ""
    late: bool = False

    def as_text(self) -> str:
        """Return a compact text that `decision_from` reads back."""
        values = {"who": self.who, "reason": self.reason, "note": self.note, "late": self.late}
        return json.dumps({name: value for name, value in values.items() if value}, ensure_ascii=False)


NO_DECISION: Final = Decision()


def decision_from(stored: str) -> Decision:
    """Read what `Decision.as_text` wrote; any other text is a note."""
    try:
        values = json.loads(stored or "{}")
    except (ValueError, RecursionError):
        return Decision(note=stored)
    if not isinstance(values, dict):
        return Decision(note=stored)
    texts = {name: str(values.get(name) or "") for name in ("who", "reason", "note")}
    return Decision(**texts, late=values.get("late") is True)


def current(versions: Iterable[tuple[int, str]]) -> int | None:
    """Return which version stands among numbers with their states: one of them, None where there are none."""
    ranked = [(RANK.get(state, 4), -number) for number, state in versions]
    return -min(ranked)[1] if ranked else None


def in_work(versions: Iterable[tuple[int, str]]) -> int | None:
    """Return the version that is worked on: the newest that isn't void, else the newest."""
    known = list(versions)
    living = [number for number, state in known if state != "void"]
    return max(living or (number for number, _state in known), default=None)


def is_expired(state: str, valid_until: date, today: date) -> bool:
    """Tell whether an offer is past its last day; what was answered, or never sent, doesn't expire."""
    return state == "sent" and today > valid_until
