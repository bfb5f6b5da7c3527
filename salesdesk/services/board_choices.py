"""What the board's filter can be made of: people, stages, and the words that opportunities and customers bear."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.services.people import PersonChoice, people
from salesdesk.services.rows import named
from salesdesk.storage.records import Customer, Opportunity, Stage

_MOST: int = 60


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """The values to choose from; stages are those before the sale, as id and name."""

    people: tuple[PersonChoice, ...] = ()
    stages: tuple[tuple[uuid.UUID, str], ...] = ()
    regions: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()


def filter_choices(session: Session, pipeline_id: uuid.UUID | None, *, words: bool = True) -> FilterChoices:
    """Return what a pipeline's opportunities can be narrowed to; of regions and sources the first by name.

    Regions and sources are looked for among all records: without `words` they are left out.
    """
    stages = (
        select(Stage.id, Stage.name, Stage.name_en)
        .where(Stage.pipeline_id == pipeline_id, Stage.kind == "open", Stage.deleted_at.is_(None))
        .order_by(Stage.position)
    )
    return FilterChoices(
        tuple(people(session)),
        tuple((row.id, named(row.name, row.name_en)) for row in session.execute(stages)),
        _words(session, Customer.region) if words else (),
        _words(session, Opportunity.source) if words else (),
    )


def _words(session: Session, column: Any) -> tuple[str, ...]:
    living = column.class_.deleted_at.is_(None)
    query = select(column).where(living, column != "").distinct().order_by(column).limit(_MOST)
    return tuple(session.scalars(query))
