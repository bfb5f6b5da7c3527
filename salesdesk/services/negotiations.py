"""What begins with the negotiation of a contract: its legal review (requirement C17)."""

from __future__ import annotations

import uuid
from collections.abc import Mapping

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from salesdesk.services import stage_gates
from salesdesk.services.stage_gates import Way
from salesdesk.storage.records import Contract


def entered(session: Session, opportunity_id: uuid.UUID, way: Way, stage_id: uuid.UUID) -> None:
    """Give the drafts of an opportunity's contracts to legal review where a stage means that they are negotiated."""
    if way.negotiates(stage_id) and session.scalar(
        _drafts().where(Contract.opportunity_id == opportunity_id)
    ):
        _review(session, opportunity_id)


def entered_by_file(session: Session, stages: Mapping[uuid.UUID, uuid.UUID]) -> None:
    """Do the same for many opportunities that a file brought into stages."""
    drafts = set(session.scalars(_drafts())) if stages else set()
    for opportunity_id, stage_id in stages.items():
        if opportunity_id in drafts and stage_gates.way(session, stage_id).negotiates(stage_id):
            _review(session, opportunity_id)


def _drafts() -> Select[uuid.UUID | None]:
    return select(Contract.opportunity_id).where(Contract.state == "draft", Contract.deleted_at.is_(None))


def _review(session: Session, opportunity_id: uuid.UUID) -> None:
    from salesdesk.services import legal_reviews  # noqa: PLC0415 - nearly every move finds no draft of a contract

    legal_reviews.start_for(session, opportunity_id)
