"""Seals of the firm: their kinds and sizes, and on which documents the picture of one may stand (domain rules 4.5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from salesdesk.domain.contract import BINDING
from salesdesk.domain.errors import RuleError
from salesdesk.i18n import N_, _

if TYPE_CHECKING:
    from datetime import date

KINDS: Final = {
    "contract": N_("Contract seal"),
    "company": N_("Company seal"),
    "finance": N_("Finance seal"),
    "invoice": N_("Invoice seal"),
    "legal_person": N_("Legal representative's seal"),
}
"""The kinds of seals with names to be translated, the usual one for contracts first."""
WAYS: Final = {"stamp": N_("On paper"), "image": N_("As a picture")}
IMAGE_LABEL: Final = N_("Picture of a seal, no reliable electronic signature")
"""What stands below every picture of a seal."""
SMALLEST: Final = 10
LARGEST: Final = 42
"""Bounds of a seal's longer side on paper, in millimetres; the place for a seal on a document is as large."""
USUAL_SIZES: Final = {"contract": 40, "company": 40, "finance": 38, "invoice": 40, "legal_person": 20}
"""How large the real ones mostly are; an invoice seal is an oval of 40 by 30 mm."""
_OF_CONTRACTS: Final = ("issued", "signed")
_OFFERED: Final = ("approved", "sent")


@dataclass(frozen=True, slots=True)
class SealPicture:
    """The picture of a seal, PNG or JPEG, with its number in the log, and its longer side on paper in millimetres."""

    image: bytes
    number: str
    size_mm: int = LARGEST


def on_contract(state: str, version_state: str) -> bool:
    """Tell whether a version of a contract may be sealed: it was issued or signed, and the contract wasn't ended."""
    return version_state in _OF_CONTRACTS and state in ("issued", *BINDING)


def on_quote(state: str, valid_until: date, today: date) -> bool:
    """Tell whether a version of a quote may be sealed: it was accepted, or approved or sent and its time isn't over."""
    return state == "accepted" or (state in _OFFERED and today <= valid_until)


def refuse_unsealable(label: str, *, sealable: bool) -> None:
    """Raise RuleError, naming the document, where it may not be sealed."""
    if not sealable:
        text = _("{number} can't be sealed: only what was issued and stands is.")
        raise RuleError(text.format(number=label))
