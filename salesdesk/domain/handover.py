"""The handover of a signed contract from sales to service: the usual checklist, and a firm's own."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.quote_version import Party
from salesdesk.domain.service_ticket import LONGEST_POINT, MOST_POINTS
from salesdesk.domain.texts import one_line
from salesdesk.domain.welcome_pack import PackPerson
from salesdesk.i18n import N_, Language, _, translate

CHECKLIST: Final[Mapping[str, str]] = {
    "contract": N_("Contract and annexes are complete, the signed copies are kept"),
    "technical": N_("Technical agreement, drawings and samples are with the right people"),
    "contacts": N_("Contacts on site: who decides, who works the machine, who signs the acceptance"),
    "delivery": N_("Day and place of delivery, transport, unloading"),
    "site": N_("What the customer prepares on site: foundation, power, air, lifting"),
    "acceptance": N_("What is measured at the factory and at the site acceptance"),
    "extras": N_("What was promised beyond the contract"),
    "payment": N_("State of the payments, and what delivery waits for"),
    "open_points": N_("Open points and risks known from the sale"),
    "spares": N_("Spare parts, wear parts and tools that go with it"),
    "training": N_("Training: who, when, how long"),
    "warranty": N_("Warranty, response times, and what the service handbook promises"),
}
"""The points of a handover in their order (requirements C19 and B27), with texts to be translated."""
DAYS: Final = 7
"""A handover is to be done so many days after the signature."""


@dataclass(frozen=True, slots=True)
class Point:
    """A point of a checklist: one of the usual by its code, or one in the firm's own words."""

    code: str
    text: str = ""

    def said(self, language: Language) -> str:
        """Return the point in a language; own words are in the one in which they were written."""
        return translate(CHECKLIST[self.code], language) if self.code in CHECKLIST else self.text


USUAL: Final = tuple(Point(code) for code in CHECKLIST)


def due_on(signed_on: date) -> date:
    """Return the day by which a handover is to be done."""
    return signed_on + timedelta(days=DAYS)


def checked(points: Iterable[Point]) -> tuple[Point, ...]:
    """Return a checklist fit to be kept; InvalidInputError where it has no point, or too many."""
    found = tuple(
        point if point.code in CHECKLIST else Point("", cleaned_point(point.text)) for point in points
    )
    if not found:
        raise InvalidInputError(_("A checklist has at least one point."))
    if len(found) > MOST_POINTS:
        raise InvalidInputError(_("A checklist has at most {most} points.").format(most=MOST_POINTS))
    return tuple(dict.fromkeys(found))


def cleaned_point(text: str) -> str:
    """Return the words of a point; InvalidInputError where there are none."""
    said = one_line(text)[:LONGEST_POINT]
    if not said:
        raise InvalidInputError(_("Write what it is."))
    return said


def list_json(points: Sequence[Point]) -> str:
    """Return a firm's checklist as it is stored; nothing where it is the usual one."""
    if tuple(points) == USUAL:
        return ""
    return json.dumps([[point.code, point.text] for point in points], ensure_ascii=False)


def list_from_json(text: str) -> tuple[Point, ...]:
    """Return a firm's checklist as it was stored, the usual one where there is none or it can't be read."""
    if not text:
        return USUAL
    try:
        return checked(Point(str(code), str(said)) for code, said in json.loads(text))
    except (ValueError, TypeError, InvalidInputError):
        return USUAL


# --- on paper -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetPoint:
    """A point as the sheet prints it: what it asks, what is known, how it stands, by whom and when, the note."""

    text: str
    known: str = ""
    state: str = ""
    by: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoverSheet:
    """Everything that a handover sheet prints, in the language of the window."""

    number: str
    language: Language
    contract: str
    project: str
    signed_on: date
    due_on: date | None
    state: str
    total: str
    seller: Party
    buyer: Party
    sales: str
    service: str
    text: str = ""
    ours: tuple[PackPerson, ...] = ()
    theirs: tuple[PackPerson, ...] = ()
    points: tuple[SheetPoint, ...] = ()
