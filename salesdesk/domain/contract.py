"""The ways of a contract from its draft to its end, and those of each of its versions, in one table each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from salesdesk.domain.errors import RuleError
from salesdesk.i18n import N_, _

STATES: Final = {
    "draft": N_("Draft"),
    "in_review": N_("In legal review"),
    "issued": N_("Issued"),
    "signed": N_("Signed"),
    "running": N_("Running"),
    "completed": N_("Completed"),
    "terminated": N_("Terminated"),
    "void": N_("Void"),
}
"""The states of a contract with names to be translated, in the order in which it goes through them."""
VERSION_STATES: Final = ("draft", "in_review", "issued", "signed", "superseded", "void")
KINDS: Final = {"sale": N_("Sales contract"), "framework": N_("Framework agreement")}
VERSION_KINDS: Final = ("original", "amendment")
EVENTS: Final = {
    "advance_received": N_("Advance received"),
    "fat_passed": N_("Factory test"),
    "before_shipment": N_("Ready for shipment"),
    "delivered": N_("Delivered"),
    "sat_passed": N_("Site test"),
    "warranty_end": N_("End of the warranty"),
}
"""What happens to a contract under way, with names to be translated; a test that happened may have failed."""
EVENT_RESULTS: Final = {
    "": N_("Happened"),
    "passed": N_("Passed"),
    "conditional": N_("Passed with open points"),
    "failed": N_("Failed"),
}
"""How an event ended, with names to be translated; a failed test sets nothing due."""
BINDING: Final = ("signed", "running", "completed")
"""The states in which the contract binds both sides: its amount counts."""
UNDER_WAY: Final = ("signed", "running")

TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("draft", "submit"): "in_review",
    ("draft", "void"): "void",
    ("in_review", "withdraw"): "draft",
    ("in_review", "issue"): "issued",
    ("in_review", "void"): "void",
    ("issued", "revise"): "draft",
    ("issued", "sign"): "signed",
    ("issued", "void"): "void",
    ("signed", "start"): "running",
    ("signed", "terminate"): "terminated",
    ("running", "complete"): "completed",
    ("running", "terminate"): "terminated",
    ("completed", "reopen"): "running",
}
"""What becomes of a contract in a state by an action; what isn't here can't be done."""
VERSION_TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("draft", "submit"): "in_review",
    ("draft", "void"): "void",
    ("in_review", "withdraw"): "draft",
    ("in_review", "issue"): "issued",
    ("in_review", "void"): "void",
    ("issued", "sign"): "signed",
    ("issued", "supersede"): "superseded",
    ("issued", "void"): "void",
    ("signed", "supersede"): "superseded",
}
"""The same of a version; an amendment goes this way while its contract stays signed or running."""


def after(state: str, action: str) -> str:
    """Return the state of a contract after an action; RuleError where it can't be done in this state."""
    return _after(TRANSITIONS, state, action)


def version_after(state: str, action: str) -> str:
    """Return the state of a version after an action; RuleError where it can't be done in this state."""
    return _after(VERSION_TRANSITIONS, state, action)


def allows(state: str, action: str) -> bool:
    """Tell whether a contract in a state can go through an action."""
    return (state, action) in TRANSITIONS


def _after(table: Mapping[tuple[str, str], str], state: str, action: str) -> str:
    found = table.get((state, action))
    if found is None:
        raise RuleError(_(_REFUSALS[action]).format(state=_(STATES.get(state, N_("Superseded")))))
    return found


_REFUSALS: Final = {
    "submit": N_("Only a draft goes to legal review; this contract is: {state}."),
    "withdraw": N_("Only what is in legal review can be taken back from it; this contract is: {state}."),
    "issue": N_("A contract is issued out of its legal review; this one is: {state}."),
    "revise": N_("Only an issued contract that isn't signed yet gets another version; this one is: {state}."),
    "sign": N_("Only an issued contract can be signed; this one is: {state}."),
    "start": N_("Only a signed contract can begin; this one is: {state}."),
    "complete": N_("Only a running contract can be completed; this one is: {state}."),
    "reopen": N_("Only a completed contract can be taken up again; this one is: {state}."),
    "terminate": N_(
        "Only a contract that is signed and not at its end can be terminated; this one is: {state}."
    ),
    "void": N_("A contract that was signed can't be made void; this one is: {state}. Terminate it."),
    "supersede": N_("Only what was issued can be replaced; this version is: {state}."),
}


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a contract is worth: without tax, the tax, both together."""

    net: Decimal
    tax: Decimal
    gross: Decimal

    def __sub__(self, other: Amounts) -> Amounts:
        return Amounts(self.net - other.net, self.tax - other.tax, self.gross - other.gross)


def negative_booking(agreed: Decimal, kept: Decimal) -> Decimal:
    """Return what a termination takes off the sales of its month: the agreed amount but for what stays delivered.

    RuleError where more would stay than was agreed.
    """
    if not 0 <= kept <= agreed:
        raise RuleError(_("What stays of the contract lies between nothing and its whole amount."))
    return kept - agreed
