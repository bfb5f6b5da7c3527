"""The welcome pack of a signed contract: a letter, the contacts of both sides, the schedule, the service handbook."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, Literal

from salesdesk import resources
from salesdesk.domain import merge_fields
from salesdesk.domain.contract_version import ContractVersion, values
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.merge_fields import FIELDS, Values
from salesdesk.domain.quote_version import Party
from salesdesk.domain.texts import paragraphs
from salesdesk.i18n import N_, Language, _, translate

TextName = Literal["letter", "handbook"]
TEXTS: Final[dict[TextName, str]] = {"letter": N_("Letter"), "handbook": N_("Service handbook")}
"""What the firm words itself, with names to be translated."""
LONGEST: Final = 20_000
BLANK: Final = "________"
"""Stands where a contract says nothing for a blank."""
HEADING: Final = "# "
"""What a line of the handbook begins with that heads a part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPerson:
    """Somebody to turn to; what isn't known is empty."""

    name: str
    role: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PackPayment:
    """An instalment: what it is called, what it comes to, when it is due as agreed, and the day once that is known."""

    label: str
    amount: str
    when: str
    due_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PackMilestone:
    """A step of the project: what the contract says about when, and the day once it is done."""

    name: str
    when: str
    done_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WelcomePack:
    """Everything that the pack prints, in the language of the customer."""

    number: str
    project: str
    language: Language
    signed_on: date
    seller: Party
    buyer: Party
    seller_person: str
    letter: str
    handbook: str
    ours: tuple[PackPerson, ...] = ()
    theirs: tuple[PackPerson, ...] = ()
    payments: tuple[PackPayment, ...] = ()
    milestones: tuple[PackMilestone, ...] = ()


# --- the firm's own words ------------------------------------------------------------------------------------------


@cache
def shipped(name: TextName, language: Language) -> str:
    """Return the wording that stands where the firm has none of its own."""
    known: dict[str, dict[str, str]] = json.loads(
        resources.path("templates", "welcome.json").read_text("utf-8")
    )
    return known[name][language]


def cleaned(text: str) -> str:
    """Return a wording fit to be kept; InvalidInputError names blanks that no contract has."""
    found = paragraphs(text)
    if len(found) > LONGEST:
        raise InvalidInputError(
            _("This text is too long. At most {most} characters fit.").format(most=LONGEST)
        )
    unknown = [mark for mark in merge_fields.marks(found) if mark not in FIELDS]
    if unknown or merge_fields.loose(found):
        named = ", ".join(f"{{{{{mark}}}}}" for mark in unknown) or "{{ }}"
        raise InvalidInputError(_("No contract has this blank: {blank}").format(blank=named))
    return found


def filled(text: str, version: ContractVersion, language: Language) -> str:
    """Return a wording with the blanks filled from a contract."""
    done = merge_fields.fill(text, merge_fields.defaults() | values(version), language)
    return merge_fields.MARK.sub(BLANK, done)


# --- the schedule --------------------------------------------------------------------------------------------------

_STEPS: Final = {
    "fat_passed": (
        N_("Factory acceptance test"),
        N_("at our works, on {days} days' notice"),
        {"days": "fat.notice"},
    ),
    "delivered": (
        N_("Delivery of the equipment"),
        N_("to {place}, within {weeks} weeks of the advance and the agreed technical data"),
        {"place": "delivery.place", "weeks": "delivery.weeks"},
    ),
    "sat_passed": (
        N_("Acceptance on site"),
        N_("within {days} days of commissioning and a trial run of {hours} hours"),
        {"days": "sat.days", "hours": "sat.run_hours"},
    ),
    "warranty_end": (
        N_("End of the warranty"),
        N_("{months} months from acceptance, at most {most} months from delivery"),
        {"months": "warranty.months", "most": "warranty.cap_months"},
    ),
}
"""The steps of a project by the event that ends each: name, when it is due, and from which blanks that follows."""


def milestones(
    version: ContractVersion, happened: Mapping[str, date], language: Language
) -> tuple[PackMilestone, ...]:
    """Return the steps of a project as its contract has them, with the days on which they were done."""
    known = values(version)
    signed = PackMilestone(
        name=translate(N_("Signing of the contract"), language), when="", done_on=happened.get("signed")
    )
    steps = [
        PackMilestone(
            name=translate(name, language),
            when=_agreed(translate(when, language), blanks, known, language),
            done_on=happened.get(event),
        )
        for event, (name, when, blanks) in _STEPS.items()
    ]
    return (signed, *steps)


def _agreed(text: str, blanks: Mapping[str, str], known: Values, language: Language) -> str:
    """Return when a step is due; empty where the contract doesn't say all of it."""
    said = {name: merge_fields.said(key, known, language) for name, key in blanks.items()}
    return text.format(**said) if all(said.values()) else ""
