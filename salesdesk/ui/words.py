"""The words, and the tone of the chip, for what records hold as codes."""

from __future__ import annotations

from typing import Final

from salesdesk.i18n import N_, _

Words = dict[str, tuple[str, str]]
"""Code → message id and tone: the name of a token that has a soft background, or nothing."""

VALUE_CLASS: Final[Words] = {
    "strategic": (N_("Strategic"), "ok"),
    "key": (N_("Key"), "accent"),
    "regular": (N_("Regular"), ""),
    "potential": (N_("Potential"), "note"),
    "maintained": (N_("Maintained"), ""),
}
QUOTE_STATE: Final[Words] = {
    "draft": (N_("Draft"), ""),
    "pending_approval": (N_("In approval"), "warn"),
    "approved": (N_("Approved"), "note"),
    "sent": (N_("Sent"), "accent"),
    "expired": (N_("Expired"), "warn"),
    "accepted": (N_("Accepted"), "ok"),
    "rejected": (N_("Rejected"), "bad"),
    "void": (N_("Void"), ""),
    "superseded": (N_("Superseded"), ""),
}
CONTRACT_STATE: Final[Words] = {
    "draft": (N_("Draft"), ""),
    "in_review": (N_("In legal review"), "warn"),
    "issued": (N_("Issued"), "accent"),
    "signed": (N_("Signed"), "ok"),
    "running": (N_("Running"), "ok"),
    "completed": (N_("Completed"), ""),
    "terminated": (N_("Terminated"), "bad"),
    "void": (N_("Void"), ""),
    "superseded": (N_("Superseded"), ""),
}
RISK: Final[Words] = {
    "": (N_("Not rated"), ""),
    "low": (N_("Low risk"), "ok"),
    "medium": (N_("Medium risk"), "warn"),
    "high": (N_("High risk"), "bad"),
}
REVIEW_OUTCOME: Final[Words] = {
    "open": (N_("Not finished"), "warn"),
    "passed": (N_("Passed"), "ok"),
    "conditional": (N_("Passed with conditions"), "warn"),
    "refused": (N_("Refused"), "bad"),
}
APPROVAL_STATE: Final[Words] = {
    "pending": (N_("Waiting"), "warn"),
    "approved": (N_("Approved"), "ok"),
    "refused": (N_("Refused"), "bad"),
    "withdrawn": (N_("Withdrawn"), ""),
    "void": (N_("Void"), ""),
}
INSTALMENT_STATUS: Final[Words] = {
    "pending": (N_("Not in force yet"), ""),
    "open": (N_("To be paid"), "accent"),
    "partial": (N_("Paid in part"), "warn"),
    "overdue": (N_("Overdue"), "bad"),
    "done": (N_("Paid"), "ok"),
    "void": (N_("Void"), ""),
}

TICKET_STATE: Final[Words] = {
    "open": (N_("To accept"), "warn"),
    "accepted": (N_("In hand"), "accent"),
    "returned": (N_("Returned"), "bad"),
    "done": (N_("Done"), "ok"),
    "void": (N_("Void"), ""),
}


def word(words: Words, code: str) -> str:
    """Return the word for a code; a code that isn't known stands for itself."""
    return _(words[code][0]) if code in words else code


def tone(words: Words, code: str) -> str:
    """Return the tone of a code's chip."""
    return words[code][1] if code in words else ""
