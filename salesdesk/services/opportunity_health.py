"""How an opportunity stands: complete data, its two clocks, risks, landmarks, the state on the road map."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from salesdesk.domain import risk, roadmap
from salesdesk.domain.completeness import Completeness, completeness
from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.landmarks import Standing, standing
from salesdesk.domain.roadmap import Proposal
from salesdesk.i18n import _, ngettext
from salesdesk.services import board, gate_facts, opportunity_lists
from salesdesk.services.board import Card
from salesdesk.services.opportunity_lists import LandmarkRow
from salesdesk.storage.records import Opportunity


@dataclass(frozen=True, slots=True)
class Flag:
    """A risk of an opportunity; the codes and names are those of `domain.risk.FLAGS`."""

    code: str
    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Health:
    """How an opportunity stands today.

    `card` has the two clocks; `stale` says in words that it was left alone, else when it was last touched. `state` is
    that on the road map, empty where nobody has said it, `proposal` what the facts speak for.
    """

    card: Card
    completeness: Completeness
    flags: tuple[Flag, ...]
    touched: str
    is_stale: bool
    landmarks: tuple[tuple[LandmarkRow, Standing], ...]
    state: str
    proposal: Proposal


def health(session: Session, opportunity_id: uuid.UUID, *, today: date) -> Health:
    """Return how an opportunity stands."""
    row = session.get(Opportunity, opportunity_id)
    cards = board.cards(session, [opportunity_id])
    if row is None or not cards:
        raise InvalidInputError(_("This opportunity is no longer there."))
    card = cards[0]
    known = gate_facts.known(session, row, team_from_minor=0).fields()
    marks = tuple(
        (mark, standing(mark.planned_on, mark.reached_on, today))
        for mark in opportunity_lists.landmarks(session, opportunity_id)
    )
    late = [
        _("Landmark “{name}”: {state}").format(name=mark.name, state=stands.text)
        for mark, stands in marks
        if stands.state == "overdue"
    ]
    return Health(
        card,
        completeness(known),
        tuple(Flag(code, _(risk.FLAGS[code]), risk.reason(code, card.risk)) for code in card.flags),
        touched(card.days_untouched),
        card.untouched,
        marks,
        roadmap.state(card.status, card.roadmap),
        roadmap.proposed(card.status, card.probability, [*card.reasons, *late]),
    )


def touched(days: int) -> str:
    """Return in words when anybody last did something for an opportunity."""
    if days == 0:
        return _("Touched today")
    return ngettext("Last touched {days} day ago", "Last touched {days} days ago", days).format(days=days)
