"""What is filled in at a closed gate: written together with the move, the win or the making, as one step."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field, fields as fields_of
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.texts import one_line
from salesdesk.i18n import _
from salesdesk.services import activities, competitors, contacts, evidence, opportunities
from salesdesk.services.board import BoardFilter
from salesdesk.services.evidence import StoredFile
from salesdesk.storage.records import Opportunity, OpportunityItem, Rival, StageItem, Stakeholder
from salesdesk.storage.records.base import now

DECIDES: Final = "executive"
"""The role in the decision chain of somebody who decides."""


@dataclass(frozen=True, slots=True)
class NewContact:
    """Somebody at the customer who is not known yet."""

    name: str
    phone: str = ""


@dataclass(frozen=True, slots=True)
class NextStep:
    """What is planned next; `due_time` is `15:00` or empty."""

    kind: str
    due_on: date
    due_time: str = ""
    subject: str = ""
    contact_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class FileFill:
    """A file that is stored already, for a slot of a stage or for none."""

    file: StoredFile
    item_id: uuid.UUID | None = None
    purpose: str = ""


@dataclass(frozen=True, slots=True)
class QuoteFill:
    """A quote of the opportunity in a slot of a stage."""

    quote_id: uuid.UUID
    item_id: uuid.UUID | None = None


@dataclass(frozen=True, slots=True)
class Fills:
    """What was filled in; `fields` are those of `opportunity_fields.FIELDS`.

    `decider` is a contact's id or the name of a new one, `competitor` a competitor's id or any name.
    """

    fields: Mapping[str, Any] = field(default_factory=dict)
    ticks: frozenset[uuid.UUID] = frozenset()
    own_ticks: frozenset[uuid.UUID] = frozenset()
    files: tuple[FileFill, ...] = ()
    quotes: tuple[QuoteFill, ...] = ()
    contact: NewContact | None = None
    decider: uuid.UUID | str | None = None
    competitor: uuid.UUID | str | None = None
    next_step: NextStep | None = None

    def joined(self, other: Fills) -> Fills:
        """Return what both hold; where both say something of the same thing, the other one counts."""
        return Fills(
            fields={**self.fields, **other.fields},
            ticks=self.ticks | other.ticks,
            own_ticks=self.own_ticks | other.own_ticks,
            files=self.files + other.files,
            quotes=self.quotes + other.quotes,
            contact=other.contact or self.contact,
            decider=other.decider or self.decider,
            competitor=other.competitor or self.competitor,
            next_step=other.next_step or self.next_step,
        )

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields_of(self))


NOTHING: Final = Fills()


def move(
    session: Session,
    opportunity_id: uuid.UUID,
    stage_id: uuid.UUID,
    *,
    fills: Fills = NOTHING,
    position: int | None = None,
    board_filter: BoardFilter | None = None,
    row_version: int | None = None,
    waiver: str = "",
) -> None:
    """Write what was filled in and move the opportunity; where the gate is still closed, nothing of it stays."""
    opportunities.living(session, opportunity_id, row_version)
    apply(session, opportunity_id, fills)
    opportunities.move(
        session, opportunity_id, stage_id, position=position, board_filter=board_filter, waiver=waiver
    )


def win(
    session: Session,
    opportunity_id: uuid.UUID,
    *,
    on: date,
    amount: Decimal,
    fills: Fills = NOTHING,
    row_version: int | None = None,
    waiver: str = "",
) -> None:
    """Write what was filled in and record the signature, as one step."""
    opportunities.living(session, opportunity_id, row_version)
    apply(session, opportunity_id, fills)
    opportunities.win(session, opportunity_id, on=on, amount=amount, waiver=waiver)


def create(session: Session, /, *, fills: Fills = NOTHING, **values: Any) -> uuid.UUID:
    """Make an opportunity as `opportunities.create` does, with what was filled in for the gates before its stage."""
    return opportunities.create(session, prepare=lambda made: apply(session, made, fills), **values)


def apply(session: Session, opportunity_id: uuid.UUID, fills: Fills) -> None:
    """Write what was filled in, by the rules of each thing; an error of any of them refuses all."""
    for name, value in sorted(fills.fields.items(), key=lambda entry: entry[0] != "customer"):
        opportunities.change(session, opportunity_id, name, value)
    session.flush()
    added = _add_contact(session, opportunity_id, fills.contact)
    if fills.decider is not None:
        _set_decider(session, opportunity_id, fills.decider, added)
    if fills.competitor is not None:
        _add_rival(session, opportunity_id, fills.competitor)
    if (step := fills.next_step) is not None:
        activities.plan(
            session,
            kind=step.kind,
            due_on=step.due_on,
            due_time=step.due_time,
            subject=step.subject,
            contact_id=step.contact_id,
            opportunity_id=opportunity_id,
            owner_id=session.info.get("person"),
        )
    _tick(session, opportunity_id, fills)
    for one in fills.files:
        evidence.attach(session, opportunity_id, one.file, stage_item_id=one.item_id, purpose=one.purpose)
    for quote in fills.quotes:
        evidence.link_quote(session, opportunity_id, quote.quote_id, stage_item_id=quote.item_id)
    session.flush()


def _customer(session: Session, opportunity_id: uuid.UUID) -> uuid.UUID:
    customer = session.get_one(Opportunity, opportunity_id).customer_id
    if customer is None:
        raise RuleError(_("Fill in the customer first: contacts belong to one."))
    return customer


def _add_contact(session: Session, opportunity_id: uuid.UUID, contact: NewContact | None) -> Any:
    if contact is None:
        return None
    values = {"name": contact.name, "mobile": contact.phone}
    identity = contacts.create(session, _customer(session, opportunity_id), **values)
    return identity, one_line(contact.name)


def _set_decider(session: Session, opportunity_id: uuid.UUID, decider: uuid.UUID | str, added: Any) -> None:
    """Put a contact into the decision chain as somebody who decides; a new name is a new contact."""
    if isinstance(decider, str):
        known = added is not None and added[1] == one_line(decider)
        customer = _customer(session, opportunity_id)
        contact = added[0] if known else contacts.create(session, customer, name=decider)
    else:
        contact = decider
        if contacts.customer_of(session, contact) != _customer(session, opportunity_id):
            raise RuleError(_("This contact works for another customer."))
    same = select(Stakeholder).where(
        Stakeholder.opportunity_id == opportunity_id,
        Stakeholder.contact_id == contact,
        Stakeholder.deleted_at.is_(None),
    )
    row = session.scalar(same)
    if row is None:
        place = _next_place(session, Stakeholder, opportunity_id)
        row = Stakeholder(opportunity_id=opportunity_id, contact_id=contact, position=place)
        session.add(row)
    row.role = DECIDES


def _add_rival(session: Session, opportunity_id: uuid.UUID, competitor: uuid.UUID | str) -> None:
    identity = competitors.find_or_add(session, competitor)
    same = select(Rival.id).where(
        Rival.opportunity_id == opportunity_id,
        Rival.competitor_id == identity,
        Rival.deleted_at.is_(None),
    )
    if session.scalar(same) is None:
        place = _next_place(session, Rival, opportunity_id)
        session.add(Rival(opportunity_id=opportunity_id, competitor_id=identity, position=place))


def _next_place(session: Session, record: Any, opportunity_id: uuid.UUID) -> int:
    last = select(func.max(record.position)).where(
        record.opportunity_id == opportunity_id, record.deleted_at.is_(None)
    )
    found = session.scalar(last)
    return 0 if found is None else found + 1


def _tick(session: Session, opportunity_id: uuid.UUID, fills: Fills) -> None:
    for item_id in sorted(fills.ticks):
        item = session.get(StageItem, item_id)
        if item is None or item.deleted_at is not None or item.kind != "check":
            raise InvalidInputError(_("What was chosen is no longer there. Choose again."))
        same = select(OpportunityItem).where(
            OpportunityItem.opportunity_id == opportunity_id,
            OpportunityItem.stage_item_id == item_id,
            OpportunityItem.deleted_at.is_(None),
        )
        row = session.scalar(same)
        if row is None:
            row = OpportunityItem(
                opportunity_id=opportunity_id, stage_id=item.stage_id, stage_item_id=item_id
            )
            session.add(row)
        _mark_done(session, row)
    for own_id in sorted(fills.own_ticks):
        own = session.get(OpportunityItem, own_id)
        if own is None or own.deleted_at is not None or own.opportunity_id != opportunity_id:
            raise InvalidInputError(_("What was chosen is no longer there. Choose again."))
        _mark_done(session, own)


def _mark_done(session: Session, row: OpportunityItem) -> None:
    if row.done_at is None:
        row.done_at, row.done_by = now(), session.info.get("person")
