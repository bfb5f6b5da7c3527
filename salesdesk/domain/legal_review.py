"""The legal review of a contract: its checklist, what each point is judged by, and what comes out of it.

A judgement stands for exactly what was judged: each point touches some topics of the contract, and is open again once
one of them changes. The list is for orientation and replaces no lawyer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.money import round_half_up
from salesdesk.i18n import N_, _

Result = Literal["", "passed", "conditional", "refused", "not_applicable"]
RESULTS: Final[dict[Result, str]] = {
    "": N_("Not judged yet"),
    "passed": N_("Passed"),
    "conditional": N_("Conditional"),
    "refused": N_("Refused"),
    "not_applicable": N_("Not applicable"),
}
Outcome = Literal["open", "passed", "conditional", "refused"]
OUTCOMES: Final[dict[Outcome, str]] = {
    "open": N_("Not finished"),
    "passed": N_("Passed"),
    "conditional": N_("Passed with conditions"),
    "refused": N_("Refused"),
}
ISSUABLE: Final[tuple[Outcome, ...]] = ("passed", "conditional")
STAMP_DUTY: Final = Decimal("0.0003")
"""The rate of the stamp duty on contracts of sale: three in ten thousand."""
LONGEST_NOTE: Final = 2000
NEEDS_NOTE: Final = ("conditional", "refused")


@dataclass(frozen=True, slots=True)
class Point:
    """A point of the checklist, and the topics of a contract that it touches: clauses by code, amounts, lines."""

    text: str
    topics: tuple[str, ...]


CHECKLIST: Final[Mapping[str, Point]] = {
    "parties": Point(
        N_("Names, credit codes and business licences of the parties agree"), ("parties", "c00")
    ),
    "authority": Point(N_("The signatories are authorised in writing"), ("parties",)),
    "amount": Point(N_("Figures, words and the quote's version agree"), ("amount", "lines", "c02")),
    "tax": Point(N_("Tax rates and invoices"), ("lines", "c08")),
    "subject": Point(
        N_("Subject, models and quantities agree with the technical agreement"), ("lines", "c01", "c03")
    ),
    "delivery": Point(N_("What the time of delivery counts from"), ("c04", "c05")),
    "acceptance": Point(
        N_("Acceptance can be measured, and silence counts as acceptance"), ("c09", "c10", "c11")
    ),
    "payment": Point(
        N_("Payment milestones and their risk: nothing depends on others' payment"), ("payment", "c07")
    ),
    "retention": Point(N_("Share of the retention money and when it is paid"), ("payment", "c12", "c13")),
    "title": Point(N_("Title is retained until payment"), ("c06",)),
    "penalty": Point(N_("Penalties are mutual and capped"), ("c15",)),
    "liability": Point(N_("Liability is limited"), ("c15",)),
    "ip": Point(N_("Intellectual property"), ("c14",)),
    "confidentiality": Point(N_("Confidentiality"), ("c14",)),
    "force_majeure": Point(N_("Force majeure"), ("c16",)),
    "termination": Point(N_("When the contract can be terminated"), ("c15", "c16")),
    "forum": Point(N_("Court or arbitration, preferably at our seat"), ("c18",)),
    "notices": Point(N_("Service of notices"), ("c17", "addresses")),
    "annexes": Point(N_("Annexes are complete; page numbers and page-edge seals"), ("lines", "c01")),
    "blanks": Point(N_("No blank is left: 无 is written where nothing applies"), ("fields",)),
    "seal": Point(N_("The right seals are used"), ("c18",)),
    "stamp_duty": Point(N_("Stamp duty"), ("amount",)),
    "export": Point(N_("Export control and licences (special equipment, CCC and the like)"), ("lines",)),
    "other": Point(N_("Free clauses that the template doesn't have"), ("free",)),
}
"""The points of the review in their order (domain rules 4.4), with texts to be translated."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A point as somebody judged it; `code` is empty for one of the reviewer's own. `basis` is of what was judged."""

    code: str
    result: Result
    note: str = ""
    basis: str = ""


def basis(code: str, topics: Mapping[str, str]) -> str:
    """Return the hash of what a point judges; one of the reviewer's own judges the whole contract."""
    touched = CHECKLIST[code].topics if code in CHECKLIST else tuple(sorted(topics))
    content = [(topic, topics.get(topic, "")) for topic in touched]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def standing(judged: Judged, topics: Mapping[str, str]) -> Result:
    """Return the result of a point as it stands: none where what was judged has changed since."""
    return judged.result if judged.result and judged.basis == basis(judged.code, topics) else ""


def reopened(judged: Judged, topics: Mapping[str, str]) -> bool:
    """Tell whether a point was judged, but what was judged has changed."""
    return bool(judged.result) and not standing(judged, topics)


def outcome(points: Sequence[Judged], topics: Mapping[str, str]) -> Outcome:
    """Return what comes out of a review: one refusal refuses it, one open point keeps it open."""
    results = [standing(each, topics) for each in points]
    if "refused" in results:
        return "refused"
    if not results or "" in results or not set(CHECKLIST) <= {each.code for each in points}:
        return "open"
    return "conditional" if "conditional" in results else "passed"


def check(result: str, note: str) -> None:
    """Refuse a judgement that isn't one, or a condition or refusal that doesn't say why."""
    if result not in RESULTS:
        raise InvalidInputError(_("Choose how the point stands."))
    if result in NEEDS_NOTE and not note.strip():
        raise InvalidInputError(_("Say what the condition is, or why it is refused."))


def stamp_duty(net: Decimal, rate: Decimal = STAMP_DUTY) -> Decimal:
    """Return the stamp duty of one side on a contract's amount without tax, in CNY."""
    return round_half_up(net * rate)
