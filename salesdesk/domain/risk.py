"""The risks of an open opportunity, each with its reason in words (requirements A01, D04)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from salesdesk.i18n import N_, _, ngettext

SLIPPED: Final = "slipped"
NO_NEXT_STEP: Final = "no_next_step"
SINGLE_CONTACT: Final = "single_contact"
PAST_MAX: Final = "past_max"
COMPETITOR_FAVOURED: Final = "competitor_favoured"
UNTOUCHED: Final = "untouched"
FLAGS: Final = {
    PAST_MAX: N_("Too long in its stage"),
    UNTOUCHED: N_("Left alone"),
    NO_NEXT_STEP: N_("No next step"),
    SLIPPED: N_("Put off repeatedly"),
    SINGLE_CONTACT: N_("Only one contact"),
    COMPETITOR_FAVOURED: N_("Competitor favoured"),
}
"""The risks with their names, to be translated when shown, in the order in which they are told."""
MANY_SLIPS: Final = 2
FEW_CONTACTS: Final = 1


@dataclass(frozen=True, slots=True)
class RiskFacts:
    """What the risks of an opportunity follow from.

    `contacts` are the people in its decision chain, or where that is empty the customer's contacts; None while it has
    no customer. `favoured` names the competitor that the customer prefers.
    """

    slips: int = 0
    has_next_step: bool = True
    contacts: int | None = None
    days_in_stage: int = 0
    max_days: int | None = None
    favoured: str | None = None
    days_untouched: int = 0
    is_untouched: bool = False


def flags(facts: RiskFacts) -> tuple[str, ...]:
    """Return the codes of the risks that an open opportunity has, in the order of `FLAGS`."""
    found = []
    if facts.max_days is not None and facts.days_in_stage > facts.max_days:
        found.append(PAST_MAX)
    if facts.is_untouched:
        found.append(UNTOUCHED)
    if not facts.has_next_step:
        found.append(NO_NEXT_STEP)
    if facts.slips >= MANY_SLIPS:
        found.append(SLIPPED)
    if facts.contacts is not None and facts.contacts <= FEW_CONTACTS:
        found.append(SINGLE_CONTACT)
    if facts.favoured is not None:
        found.append(COMPETITOR_FAVOURED)
    return tuple(found)


def reason(code: str, facts: RiskFacts) -> str:
    """Return a risk's reason as a sentence."""
    days = facts.days_untouched
    if code == PAST_MAX:
        text = _("In its stage for {days} days; {max} is the most it should take.")
        return text.format(days=facts.days_in_stage, max=facts.max_days)
    if code == UNTOUCHED:
        text = ngettext("Nothing was done for {days} day.", "Nothing was done for {days} days.", days)
        return text.format(days=days)
    if code == SLIPPED:
        return _("Its close was put off {count} times.").format(count=facts.slips)
    if code == SINGLE_CONTACT:
        return _("Only one contact is known.") if facts.contacts else _("No contact is known.")
    if code == COMPETITOR_FAVOURED:
        return _("The customer favours {name}.").format(name=facts.favoured)
    return _("Nothing is planned next.")


def reasons(facts: RiskFacts) -> tuple[str, ...]:
    """Return the reasons of all risks that an open opportunity has, in the order of `FLAGS`."""
    return tuple(reason(code, facts) for code in flags(facts))
