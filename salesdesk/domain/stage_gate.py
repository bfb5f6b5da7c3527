"""The gate at the end of a stage: what must be known, ticked and proved before an opportunity leaves it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from salesdesk.domain.errors import RuleError
from salesdesk.i18n import N_, _

GateMode = Literal["strict", "soft"]
GapKind = Literal["field", "check", "evidence"]

FIELDS: Final[Mapping[str, str]] = {
    "customer": N_("Customer"),
    "contact": N_("A contact"),
    "need": N_("The need in one sentence"),
    "budget": N_("Budget range"),
    "amount": N_("Amount"),
    "expected_close_on": N_("Expected close"),
    "product": N_("A product of interest"),
    "decider": N_("Somebody who decides"),
    "departments": N_("A contact in each department"),
    "team": N_("The team: AR, SR, FR"),
    "requirements": N_("The requirement sheet"),
    "quote": N_("A quote"),
    "quote_sent": N_("A quote that was sent"),
    "competitor": N_("The competitors"),
    "next_step": N_("A next step"),
}
"""What a stage may require to be known, with names to be translated when shown."""
MANAGERS: Final = ("director", "regional_manager")
"""The roles that may let an opportunity pass a strict gate."""
DEPARTMENTS: Final = ("technical", "purchasing", "finance", "executive")
"""The decision roles that every purchase of equipment has (requirement A02)."""
LONGEST_REASON: Final = 500


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of an opportunity, as far as gates ask; amounts are in minor units."""

    customer: bool = False
    contacts: int = 0
    need: str = ""
    budget: bool = False
    amount_minor: int | None = None
    expected_close: bool = False
    products: int = 0
    deciders: int = 0
    roles: frozenset[str] = frozenset()
    team: int = 0
    team_from_minor: int = 0
    requirements: int = 0
    quotes: int = 0
    quotes_sent: int = 0
    competitors: int = 0
    next_steps: int = 0

    def fields(self) -> frozenset[str]:
        """Return the codes of `FIELDS` that are known; a small opportunity needs no team (requirement D14)."""
        amount = self.amount_minor or 0
        known = {
            "customer": self.customer,
            "contact": self.contacts > 0,
            "need": bool(self.need.strip()),
            "budget": self.budget,
            "amount": amount > 0,
            "expected_close_on": self.expected_close,
            "product": self.products > 0,
            "decider": self.deciders > 0,
            "departments": self.roles.issuperset(DEPARTMENTS),
            "team": self.team >= 3 or amount < self.team_from_minor,
            "requirements": self.requirements > 0,
            "quote": self.quotes > 0,
            "quote_sent": self.quotes_sent > 0,
            "competitor": self.competitors > 0,
            "next_step": self.next_steps > 0,
        }
        return frozenset(code for code, there in known.items() if there)


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that is missing to leave a stage.

    `code` is the field's, empty for an item; `item_id` is the stage's item, or the opportunity's own one where `own`.
    """

    stage_id: uuid.UUID
    stage: str
    kind: GapKind
    text: str
    code: str = ""
    item_id: uuid.UUID | None = None
    own: bool = False
    role: str = ""


class GateError(RuleError):
    """Refuse a move because something is missing; `gaps` says what."""

    def __init__(self, message: str, gaps: tuple[Gap, ...]) -> None:
        super().__init__(message)
        self.gaps = gaps


def parse_fields(text: str) -> tuple[str, ...]:
    """Return the codes of a stage's `required_fields`, each once, without those that nobody knows."""
    return tuple(dict.fromkeys(code for code in text.split() if code in FIELDS))


def field_gaps(
    stage_id: uuid.UUID, stage: str, required: Iterable[str], known: frozenset[str]
) -> tuple[Gap, ...]:
    """Return the required fields of a stage that are not known."""
    return tuple(
        Gap(stage_id, stage, "field", _(FIELDS[code]), code=code) for code in required if code not in known
    )


def refusal(name: str, gaps: tuple[Gap, ...]) -> GateError:
    """Return the error that names what is missing."""
    missing = _("; ").join(dict.fromkeys(gap.text for gap in gaps))
    return GateError(
        _("“{name}” can't leave “{stage}” yet. Missing: {missing}.").format(
            name=name, stage=gaps[0].stage, missing=missing
        ),
        gaps,
    )
