"""What lies between an opportunity and a stage: which gates, what they still miss, with what was filled in so far."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.stage_gate import Gap, Known, field_gaps
from salesdesk.domain.texts import one_line
from salesdesk.i18n import _
from salesdesk.services import company, gate_facts, opportunities, opportunity_fields, stage_gates
from salesdesk.services.gate_fills import Fills
from salesdesk.services.stage_gates import Stop, Way
from salesdesk.storage.records import Competitor, Customer, Opportunity, Rival

_READ: Final = (
    "customer_id",
    "stage_id",
    "status",
    "name",
    "currency",
    "amount_minor",
    "need",
    "budget_min_minor",
    "budget_max_minor",
    "owner_id",
    "sr_id",
    "fr_id",
    "product_id",
    "expected_close_on",
    "slips",
)


@dataclass(frozen=True, slots=True)
class Crossing:
    """An opportunity on its way to a stage; `id` is None for one that is about to be made.

    `target` is the name of the stage, empty for the signature. `signs` tells that only the signature leads there,
    `signature_item` is the slot for what the customer signs where the gates have one. `closes_won` tells of a target
    that is left by the signature.
    """

    id: uuid.UUID | None
    row_version: int
    title: str
    customer_id: uuid.UUID | None
    customer: str
    status: str
    currency: str
    amount: Decimal | None
    stage_id: uuid.UUID
    stage: str
    target_id: uuid.UUID | None
    target: str
    signs: bool
    strict: bool
    gaps: tuple[Gap, ...]
    may_waive: bool
    team: tuple[uuid.UUID | None, uuid.UUID | None, uuid.UUID | None] = (None, None, None)
    signature_item: uuid.UUID | None = None
    closes_won: bool = False

    @property
    def opportunity(self) -> uuid.UUID:
        """Return the id; LookupError for one that is about to be made."""
        if self.id is None:
            raise LookupError
        return self.id

    @property
    def name(self) -> str:
        """Return customer and title as one text."""
        return " · ".join(part for part in (self.customer, self.title) if part)


def crossing(
    session: Session,
    opportunity_id: uuid.UUID,
    target: uuid.UUID | None,
    *,
    person: uuid.UUID | None,
    row_version: int | None = None,
) -> Crossing:
    """Return what lies between an opportunity and a stage; None as target is the signature.

    A stage behind the sale is reached by an open opportunity through the signature only: then the gaps are its.
    """
    row = opportunities.living(session, opportunity_id, row_version)
    way = stage_gates.way(session, row.stage_id)
    end = None if target is None else way.stop(target)
    signs = target is None or (row.status == "open" and end is not None and end.kind != "open")
    left = way.left(row.stage_id, None if signs else target)
    gaps = stage_gates.gaps(session, row, way, left)
    here = way.stop(row.stage_id)
    return Crossing(
        id=row.id,
        row_version=row.row_version,
        title=row.name,
        customer_id=row.customer_id,
        customer=_customer_name(session, row.customer_id),
        status=row.status,
        currency=row.currency,
        amount=None if row.amount_minor is None else money.from_minor(row.amount_minor, row.currency),
        stage_id=row.stage_id,
        stage=here.name if here else "",
        target_id=target,
        target=end.name if end else "",
        signs=signs,
        strict=way.gate_mode == "strict",
        gaps=gaps,
        may_waive=bool(gaps) and stage_gates.may_waive(session, way.gate_mode, person),
        team=(row.owner_id, row.sr_id, row.fr_id),
        signature_item=_signature_item(left, gaps) if signs else None,
        closes_won=end is not None and end.closes_won and end.kind == "open" and not signs,
    )


def crossing_of_new(
    session: Session, target: uuid.UUID, fills: Fills, *, person: uuid.UUID | None
) -> Crossing:
    """Return what a new opportunity must bring to begin in a stage: what the stages before it ask for."""
    way = stage_gates.way(session, target)
    row = _new_row(session, way)
    left = way.left(row.stage_id, target)
    gaps = _remaining(session, row, way, left, fills)
    end = way.stop(target)
    return Crossing(
        id=None,
        row_version=0,
        title="",
        customer_id=None,
        customer="",
        status="open",
        currency=row.currency,
        amount=None,
        stage_id=row.stage_id,
        stage=way.stops[0].name,
        target_id=target,
        target=end.name if end else "",
        signs=False,
        strict=way.gate_mode == "strict",
        gaps=gaps,
        may_waive=bool(gaps) and stage_gates.may_waive(session, way.gate_mode, person),
    )


def remaining(
    session: Session, opportunity_id: uuid.UUID, target: uuid.UUID | None, fills: Fills
) -> tuple[Gap, ...]:
    """Return what would still be missing for a move if what was filled in were written; nothing is written."""
    row = opportunities.living(session, opportunity_id, None)
    way = stage_gates.way(session, row.stage_id)
    return _remaining(session, row, way, way.left(row.stage_id, target), fills)


def _remaining(
    session: Session, row: Opportunity, way: Way, left: Sequence[Stop], fills: Fills
) -> tuple[Gap, ...]:
    if not left:
        return ()
    fields: frozenset[str] = frozenset()
    if any(stop.required_fields for stop in left):
        fields = _known(session, row, way, fills).fields()
    done = {
        *fills.ticks,
        *fills.own_ticks,
        *(one.item_id for one in fills.files),
        *(one.item_id for one in fills.quotes),
    }
    open_items = [
        gap
        for gap in stage_gates.gaps(session, row, way, left)
        if gap.kind != "field" and gap.item_id not in done
    ]
    found: list[Gap] = []
    for stop in left:
        found += field_gaps(stop.id, stop.name, stop.required_fields, fields)
        found += [gap for gap in open_items if gap.stage_id == stop.id]
    return tuple(found)


def _known(session: Session, row: Opportunity, way: Way, fills: Fills) -> Known:
    """Return what would be known with what was filled in."""
    shown = _filled(session, row, fills)
    known = gate_facts.known(session, shown, team_from_minor=way.team_from_minor)
    customer = known.customer or bool(fills.fields.get("customer"))
    # Nobody can be a contact of nobody.
    people = (fills.contact is not None, isinstance(fills.decider, str), fills.decider is not None)
    added, named, decides = people if customer else (False, False, False)
    return replace(
        known,
        customer=customer,
        contacts=known.contacts + added + named,
        deciders=known.deciders + decides,
        competitors=known.competitors + (fills.competitor is not None),
        next_steps=known.next_steps + (fills.next_step is not None),
    )


def _filled(session: Session, row: Opportunity, fills: Fills) -> Opportunity:
    """Return a copy of a row, which no session knows, with the fields that were filled in."""
    shown = Opportunity(id=row.id, **{name: getattr(row, name) for name in _READ})
    for name, value in fills.fields.items():
        if name == "customer":
            shown.customer_id = _customer_id(session, value)
            continue
        for column, new in opportunity_fields.FIELDS[name](session, shown, value).items():
            setattr(shown, column, new)
    return shown


def _customer_id(session: Session, value: uuid.UUID | str | None) -> uuid.UUID | None:
    if not isinstance(value, str):
        return value
    same = select(Customer.id).where(Customer.name == one_line(value), Customer.deleted_at.is_(None))
    return session.scalar(same.order_by(Customer.id).limit(1))


def _customer_name(session: Session, customer_id: uuid.UUID | None) -> str:
    if customer_id is None:
        return ""
    return session.scalar(select(Customer.name).where(Customer.id == customer_id)) or ""


def _new_row(session: Session, way: Way) -> Opportunity:
    return Opportunity(
        id=uuid.UUID(int=0),
        name=_("New opportunity"),
        stage_id=way.stops[0].id,
        status="open",
        currency=company.currency(session),
        need="",
        slips=0,
    )


def _signature_item(left: Sequence[Stop], gaps: Sequence[Gap]) -> uuid.UUID | None:
    """Return the slot for what is signed: the last one of the stage that ends with the signature."""
    ending = {stop.id for stop in left if stop.ends_with_signature}
    slots = [gap.item_id for gap in gaps if gap.kind == "evidence" and gap.stage_id in ending]
    return slots[-1] if slots else None


@dataclass(frozen=True, slots=True)
class Destination:
    """A stage that a card can be moved to; `signs` tells that the signature leads there."""

    stage_id: uuid.UUID
    name: str
    here: bool
    signs: bool


def destinations(session: Session, opportunity_id: uuid.UUID) -> tuple[Destination, ...]:
    """Return the stages of an opportunity's pipeline that it may be moved to, with the one where it stands."""
    row = opportunities.living(session, opportunity_id, None)
    if row.status not in ("open", "won"):
        return ()
    kinds = ("open", "won", "post_sale") if row.status == "open" else ("won", "post_sale")
    return tuple(
        Destination(stop.id, stop.name, stop.id == row.stage_id, row.status == "open" and stop.kind != "open")
        for stop in stage_gates.way(session, row.stage_id).stops
        if stop.kind in kinds
    )


def rivals_first(session: Session, opportunity_id: uuid.UUID) -> list[tuple[uuid.UUID, str]]:
    """Return all competitors by name, but those of this opportunity first, the favoured one before the others."""
    mine: Any = (
        select(Rival.standing)
        .where(
            Rival.competitor_id == Competitor.id,
            Rival.opportunity_id == opportunity_id,
            Rival.deleted_at.is_(None),
        )
        .limit(1)
        .scalar_subquery()
    )
    query = (
        select(Competitor.id, Competitor.name)
        .where(Competitor.deleted_at.is_(None))
        .order_by(mine.is_(None), func.coalesce(mine, "") != "favoured", Competitor.name, Competitor.id)
    )
    return [(row.id, row.name) for row in session.execute(query)]
