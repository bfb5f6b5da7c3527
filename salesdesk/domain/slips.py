"""Why an expected close is put to another day (requirement A01)."""

from __future__ import annotations

from typing import Final

from salesdesk.i18n import N_, _

SLIP_REASONS: Final = (
    ("customer", N_("The customer puts it off")),
    ("budget", N_("The budget isn't approved")),
    ("solution", N_("The solution changes")),
    ("approval", N_("Our own approval takes longer")),
    ("other", N_("Other reason")),
)
"""The common reasons with their names; `other` is said in own words instead."""


def in_words(reason: str) -> str:
    """Return a stored reason as it is shown: the name of a common one, else the words themselves."""
    name = dict(SLIP_REASONS).get(reason)
    return reason if name is None else _(name)
