"""Service tickets with what is to be done, beginning with the handover of a signed contract."""

from __future__ import annotations

import uuid
from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped

from salesdesk.domain.service_ticket import KINDS, RESULTS, STATES
from salesdesk.storage.records.base import Instant, Record, Uuid, column, only_where


class ServiceTicket(Record):
    """Something for the service team to do for a customer, under its number, which is never reused.

    A `handover` comes with the signature of its contract: one that isn't void for each. `reason` says why it was
    returned, or is void.
    """

    __tablename__ = "service_ticket"
    __table_args__ = (
        CheckConstraint(f"kind IN {tuple(KINDS)}", name="kind"),
        CheckConstraint(f"state IN {tuple(STATES)}", name="state"),
        CheckConstraint("kind <> 'handover' OR contract_id IS NOT NULL", name="handover_has_contract"),
        Index(
            "uq_service_ticket_handover",
            "contract_id",
            unique=True,
            **only_where("kind = 'handover' AND state <> 'void' AND deleted_at IS NULL"),
        ),
        Index("ix_service_ticket_state", "state", "due_on"),
    )
    title_column = "number"

    number: Mapped[str] = column("issued", String(40), unique=True)
    kind: Mapped[str] = column("hard", String(20))
    state: Mapped[str] = column("hard", String(12), default="open")
    title: Mapped[str] = column("soft", String(200), default="")
    text: Mapped[str] = column("soft", Text, default="")
    customer_id: Mapped[uuid.UUID] = column(
        "hard", Uuid, ForeignKey("customer.id", ondelete="RESTRICT"), index=True
    )
    contract_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("contract.id", ondelete="RESTRICT"), index=True
    )
    opportunity_id: Mapped[uuid.UUID | None] = column(
        "hard", Uuid, ForeignKey("opportunity.id", ondelete="RESTRICT"), index=True
    )
    owner_id: Mapped[uuid.UUID | None] = column("hard", Uuid, ForeignKey("person.id", ondelete="RESTRICT"))
    due_on: Mapped[date | None] = column("soft")
    accepted_at: Mapped[datetime | None] = column("hard", Instant)
    accepted_by: Mapped[uuid.UUID | None] = column("hard", Uuid, ForeignKey("person.id", ondelete="RESTRICT"))
    done_at: Mapped[datetime | None] = column("hard", Instant)
    done_by: Mapped[uuid.UUID | None] = column("hard", Uuid, ForeignKey("person.id", ondelete="RESTRICT"))
    reason: Mapped[str] = column("soft", Text, default="")


class TicketItem(Record):
    """A point of a ticket's checklist; `code` is that of the usual list, empty for one of somebody's own words."""

    __tablename__ = "ticket_item"
    __table_args__ = (
        CheckConstraint(f"result IN {tuple(RESULTS)}", name="result"),
        Index("ix_ticket_item_ticket_id", "ticket_id", "position"),
    )
    title_column = "text"

    ticket_id: Mapped[uuid.UUID] = column("hard", Uuid, ForeignKey("service_ticket.id", ondelete="RESTRICT"))
    position: Mapped[int] = column("soft", default=0)
    code: Mapped[str] = column("hard", String(30), default="")
    text: Mapped[str] = column("soft", String(400), default="")
    result: Mapped[str] = column("hard", String(20), default="")
    note: Mapped[str] = column("soft", Text, default="")
    person_id: Mapped[uuid.UUID | None] = column("hard", Uuid, ForeignKey("person.id", ondelete="RESTRICT"))
    at: Mapped[datetime | None] = column("hard", Instant)


class PunchItem(Record):
    """An open point of a test that was passed on condition, until when it is to be closed, and when it was."""

    __tablename__ = "punch_item"
    __table_args__ = (Index("ix_punch_item_event_id", "event_id", "position"),)
    title_column = "text"

    event_id: Mapped[uuid.UUID] = column("hard", Uuid, ForeignKey("contract_event.id", ondelete="RESTRICT"))
    position: Mapped[int] = column("soft", default=0)
    text: Mapped[str] = column("soft", String(400))
    due_on: Mapped[date | None] = column("soft")
    done_on: Mapped[date | None] = column("hard")
    done_by: Mapped[uuid.UUID | None] = column("hard", Uuid, ForeignKey("person.id", ondelete="RESTRICT"))
