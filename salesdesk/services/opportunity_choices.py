"""What can be chosen for an opportunity: stages, people, products."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.services.people import PersonChoice, people
from salesdesk.services.rows import named
from salesdesk.storage.records import Customer, Pipeline, Product, Stage

_MOST_PRODUCTS: Final = 500


@dataclass(frozen=True, slots=True)
class StageChoice:
    """A stage that takes open opportunities."""

    id: uuid.UUID
    name: str
    pipeline_id: uuid.UUID
    pipeline: str


@dataclass(frozen=True, slots=True)
class Choices:
    """What the fields of an opportunity can be; products are the first by name."""

    stages: tuple[StageChoice, ...]
    people: tuple[PersonChoice, ...]
    products: tuple[tuple[uuid.UUID, str], ...]


def choices(session: Session, stage_id: uuid.UUID) -> Choices:
    """Return what can be chosen for an opportunity in a stage: the stages are those of the same pipeline."""
    stage = session.get_one(Stage, stage_id)
    products = (
        select(Product.id, Product.name)
        .where(Product.deleted_at.is_(None))
        .order_by(Product.name)
        .limit(_MOST_PRODUCTS)
    )
    return Choices(
        tuple(one for one in open_stages(session) if one.pipeline_id == stage.pipeline_id),
        tuple(people(session)),
        tuple((row.id, row.name) for row in session.execute(products)),
    )


def open_stages(session: Session) -> list[StageChoice]:
    """Return the stages before the sale, by pipeline and place."""
    query = (
        select(Stage.id, Stage.name, Stage.name_en, Pipeline.id, Pipeline.name, Pipeline.name_en)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(Stage.kind == "open", Stage.deleted_at.is_(None), Pipeline.deleted_at.is_(None))
        .order_by(Pipeline.position, Pipeline.created_at, Stage.position)
    )
    return [
        StageChoice(stage_id, named(name, name_en), pipeline_id, named(pipeline, pipeline_en))
        for stage_id, name, name_en, pipeline_id, pipeline, pipeline_en in session.execute(query)
    ]


def customer_name(session: Session, customer_id: uuid.UUID) -> str:
    """Return the name of a customer, an empty text where it is gone."""
    name = select(Customer.name).where(Customer.id == customer_id, Customer.deleted_at.is_(None))
    return session.scalar(name) or ""
