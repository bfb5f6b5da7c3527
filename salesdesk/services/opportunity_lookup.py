"""Finding an opportunity and a stage by what somebody types."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.texts import one_line
from salesdesk.i18n import _
from salesdesk.services.rows import named
from salesdesk.storage.records import Customer, Opportunity, Stage


@dataclass(frozen=True, slots=True)
class Found:
    """An opportunity that isn't lost, and a stage of its pipeline."""

    id: uuid.UUID
    name: str
    stage_id: uuid.UUID
    stage: str


def find(session: Session, text: str, stage: str) -> Found:
    """Return the one opportunity of a name (“title” or “customer · title”) and the stage of a name or code.

    InvalidInputError where there is none, or more than one.
    """
    row, name = _opportunity(session, one_line(text))
    wanted = one_line(stage).casefold()
    query = (
        select(Stage.id, Stage.name, Stage.name_en, Stage.code)
        .where(Stage.pipeline_id == _pipeline_of(row), Stage.deleted_at.is_(None))
        .order_by(Stage.position)
    )
    stages = session.execute(query).all()
    for one in stages:
        if wanted in {text.casefold() for text in (one.name, one.name_en, one.code) if text}:
            return Found(row.id, name, one.id, named(one.name, one.name_en))
    raise InvalidInputError(
        _("There is no stage “{stage}”. There are: {stages}.").format(
            stage=stage, stages=_(", ").join(named(one.name, one.name_en) for one in stages)
        )
    )


def _pipeline_of(row: Opportunity) -> object:
    return select(Stage.pipeline_id).where(Stage.id == row.stage_id).scalar_subquery()


def _opportunity(session: Session, text: str) -> tuple[Opportunity, str]:
    query = (
        select(Opportunity, Customer.name)
        .outerjoin(Customer, Customer.id == Opportunity.customer_id)
        .where(Opportunity.deleted_at.is_(None), Opportunity.status != "lost")
    )
    title = text.rpartition(" · ")[2]
    rows = session.execute(query.where(Opportunity.name.in_((text, title))).limit(50)).all()
    named_so = [
        (row, customer) for row, customer in rows if text in (row.name, f"{customer or ''} · {row.name}")
    ]
    if len(named_so) != 1:
        message = (
            _("There is no opportunity “{name}”.")
            if not named_so
            else _("There are several opportunities “{name}”. Put the customer's name before it.")
        )
        raise InvalidInputError(message.format(name=text))
    row, customer = named_so[0]
    return row, " · ".join(part for part in (customer, row.name) if part)
