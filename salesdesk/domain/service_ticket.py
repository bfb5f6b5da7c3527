"""Service tickets: what one asks of the service team, and how it goes from state to state."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from salesdesk.domain.errors import RuleError
from salesdesk.i18n import N_, _

KINDS: Final = {"handover": N_("Handover"), "service": N_("Service")}
STATES: Final = {
    "open": N_("To accept"),
    "accepted": N_("In hand"),
    "returned": N_("Returned"),
    "done": N_("Done"),
    "void": N_("Void"),
}
"""The states of a ticket with names to be translated, in the order in which it goes through them."""
PENDING: Final = ("open", "accepted", "returned")
"""The states in which something is still to be done."""
RESULTS: Final = {"": N_("Still to do"), "done": N_("Done"), "not_applicable": N_("Not applicable")}
"""How a point of a checklist stands, with names to be translated."""
LONGEST_TITLE: Final = 200
LONGEST_TEXT: Final = 4000
LONGEST_POINT: Final = 400
LONGEST_NOTE: Final = 2000
MOST_POINTS: Final = 60

TRANSITIONS: Final[Mapping[tuple[str, str], str]] = {
    ("open", "accept"): "accepted",
    ("open", "return"): "returned",
    ("open", "void"): "void",
    ("accepted", "return"): "returned",
    ("accepted", "finish"): "done",
    ("accepted", "void"): "void",
    ("returned", "send"): "open",
    ("returned", "void"): "void",
    ("done", "reopen"): "accepted",
}
"""What becomes of a ticket in a state by an action; what isn't here can't be done."""
_REFUSALS: Final = {
    "accept": N_("Only a ticket that waits for it can be accepted; this one is: {state}."),
    "return": N_("Only a ticket that isn't done yet can be returned; this one is: {state}."),
    "send": N_("Only a returned ticket is sent again; this one is: {state}."),
    "finish": N_("Only an accepted ticket can be finished; this one is: {state}."),
    "reopen": N_("Only a ticket that is done can be taken up again; this one is: {state}."),
    "void": N_("Only a ticket that isn't done yet can be made void; this one is: {state}."),
}


def after(state: str, action: str) -> str:
    """Return the state of a ticket after an action; RuleError where it can't be done in this state."""
    found = TRANSITIONS.get((state, action))
    if found is None:
        raise RuleError(_(_REFUSALS[action]).format(state=_(STATES.get(state, state))))
    return found


def allows(state: str, action: str) -> bool:
    """Tell whether a ticket in a state can go through an action."""
    return (state, action) in TRANSITIONS


def is_overdue(state: str, due_on: date | None, today: date) -> bool:
    """Tell whether a ticket should have been done before today."""
    return state in PENDING and due_on is not None and due_on < today
