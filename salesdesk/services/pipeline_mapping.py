"""Bringing a whole firm from one pipeline to another: a plan, what it would do, and doing it in one step."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain import money
from salesdesk.domain.errors import ConflictError, InvalidInputError
from salesdesk.domain.pipeline import templates
from salesdesk.domain.stage_mapping import MapStage, propose, propose_won
from salesdesk.i18n import _, language
from salesdesk.services import company, pipeline_rights, pipelines, stage_relabel
from salesdesk.services.rows import named
from salesdesk.services.stage_relabel import Side
from salesdesk.storage.records import Customer, Opportunity, Pipeline, Stage
from salesdesk.storage.records.base import now

MOST_CARDS: Final = 2_000
"""So many opportunities are listed before a mapping; it moves all of them."""
Choice = Mapping[str, str]
"""The target stage's key of each source's key."""


@dataclass(frozen=True, slots=True)
class MapTarget:
    """Where a firm goes: a pipeline that is there, or a template that is added."""

    pipeline_id: uuid.UUID | None = None
    template: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """What stands in a stage, before or after the sale, and has to go somewhere."""

    key: str
    stage_id: uuid.UUID
    side: Side
    name: str
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class TargetStage:
    """A stage that can be gone to, with what stands there already."""

    key: str
    name: str
    kind: str
    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class MappingPlan:
    """All that a mapping is decided upon; `proposal` is a sensible choice."""

    sources: tuple[Source, ...]
    targets: tuple[TargetStage, ...]
    proposal: Choice
    currency: str

    def fitting(self, source: Source) -> tuple[TargetStage, ...]:
        """Return the stages that a source may go to; where none is after the sale, a win stays before it."""
        fit = tuple(one for one in self.targets if stage_relabel.fits(one.kind, source.side))
        return fit or self.targets

    def after(self, choice: Choice) -> list[tuple[TargetStage, int, Decimal]]:
        """Return what would stand in each target stage: count and sum."""
        result = []
        for target in self.targets:
            coming = [source for source in self.sources if choice.get(source.key) == target.key]
            count = target.count + sum(source.count for source in coming)
            result.append((target, count, target.amount + sum((one.amount for one in coming), Decimal(0))))
        return result


@dataclass(frozen=True, slots=True)
class MappedCard:
    """An opportunity that would go with its stage; `amount` is None where nobody knows it."""

    id: uuid.UUID
    name: str
    customer: str
    status: str
    source: str
    amount: Decimal | None
    currency: str


def plan(session: Session, pipeline_id: uuid.UUID, target: MapTarget) -> MappingPlan:
    """Return what stands where, where it could go, and a proposal; nothing is changed."""
    currency = company.currency(session)
    if target.pipeline_id == pipeline_id:
        raise InvalidInputError(_("Choose another pipeline."))
    ours, stages = _stages(session, pipeline_id), {}
    theirs = _template_stages(target.template) if target.pipeline_id is None else []
    if target.pipeline_id is not None:
        stages = _stages(session, target.pipeline_id)
        theirs = [_map_stage(row, row.id.hex) for row in stages.values()]
    standing = stage_relabel.standings(session, list(ours))
    sources = sorted(
        (
            Source(
                f"{one.stage_id.hex}:{one.side}",
                one.stage_id,
                one.side,
                named(ours[one.stage_id].name, ours[one.stage_id].name_en),
                one.count,
                money.from_minor(one.amount_minor, currency),
            )
            for one in standing
        ),
        key=lambda source: (ours[source.stage_id].position, source.side),
    )
    there = {one.key: [0, 0] for one in theirs}
    for one in stage_relabel.standings(session, list(stages)):
        there[one.stage_id.hex][0] += one.count
        there[one.stage_id.hex][1] += one.amount_minor
    targets = tuple(
        TargetStage(
            one.key, one.name, one.kind, there[one.key][0], money.from_minor(there[one.key][1], currency)
        )
        for one in theirs
    )
    return MappingPlan(tuple(sources), targets, _proposal(ours, sources, theirs), currency)


def _proposal(ours: Mapping[uuid.UUID, Any], sources: Sequence[Source], theirs: Sequence[MapStage]) -> Choice:
    by_side = {
        side: [_map_stage(ours[source.stage_id], source.key) for source in sources if source.side == side]
        for side in stage_relabel.SIDES
    }
    if not theirs:
        return {}
    return propose(by_side["open"], theirs) | propose_won(by_side["won"], theirs)


def cards(session: Session, pipeline_id: uuid.UUID) -> list[tuple[str, MappedCard]]:
    """Return the opportunities of a pipeline with the keys of their sources, in board order; the first `MOST_CARDS`."""
    won = (Opportunity.status == "won").label("won")
    query = (
        select(Opportunity, won, Customer.name, Stage.id, Stage.name, Stage.name_en)
        .join(Stage, Stage.id == Opportunity.stage_id)
        .outerjoin(Customer, Customer.id == Opportunity.customer_id)
        .where(Stage.pipeline_id == pipeline_id, Opportunity.deleted_at.is_(None))
        .order_by(Stage.position, won, Opportunity.position, Opportunity.id)
        .limit(MOST_CARDS)
    )
    result = []
    for row, is_won, customer, stage, name, name_en in session.execute(query):
        amount = None if row.amount_minor is None else money.from_minor(row.amount_minor, row.currency)
        card = MappedCard(
            row.id, row.name, customer or "", row.status, named(name, name_en), amount, row.currency
        )
        result.append((f"{stage.hex}:{'won' if is_won else 'open'}", card))
    return result


def apply(
    session: Session, pipeline_id: uuid.UUID, target: MapTarget, choice: Choice, *, remove: bool = False
) -> int:
    """Bring every opportunity of a pipeline where the choice says, and return how many went.

    The template is added where it is one; `remove` takes the old pipeline away. The stage clocks go on.
    """
    pipeline_rights.require_mapping(session)
    now_there = plan(session, pipeline_id, target)
    _check(now_there, choice)
    if target.pipeline_id is None:
        added = pipelines.add_from_template(session, target.template)
        keys = {row.code: row.id for row in _stages(session, added).values()}
    else:
        keys = {row.id.hex: row.id for row in _stages(session, target.pipeline_id).values()}
    moves = {(source.stage_id, source.side): keys[choice[source.key]] for source in now_there.sources}
    count = stage_relabel.relabel(session, moves, at=now())
    if remove:
        pipelines.remove(session, pipeline_id)
    return count


def _check(plan_now: MappingPlan, choice: Choice) -> None:
    """Refuse a choice that leaves something out, or puts it on the other side of the sale."""
    for source in plan_now.sources:
        if choice.get(source.key) not in {one.key for one in plan_now.fitting(source)}:
            raise ConflictError(_("The stages were changed elsewhere in the meantime. Look at them again."))


def _stages(session: Session, pipeline_id: uuid.UUID) -> dict[uuid.UUID, Any]:
    rows = session.scalars(
        select(Stage)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(Stage.pipeline_id == pipeline_id, Stage.deleted_at.is_(None), Pipeline.deleted_at.is_(None))
        .order_by(Stage.position, Stage.id)
    )
    found = {row.id: row for row in rows}
    if not found:
        raise InvalidInputError(_("This pipeline is no longer there."))
    return found


def _template_stages(code: str) -> list[MapStage]:
    if code not in templates():
        raise InvalidInputError(_("Choose one of the list."))
    return [
        MapStage(
            stage.code,
            stage.name_zh if language() == "zh_CN" else stage.name_en,
            stage.kind,
            stage.probability,
            stage.closes_won,
            f"{stage.name_zh} {stage.activities_zh} {stage.success_zh}",
        )
        for stage in templates()[code].stages
    ]


def _map_stage(row: Stage, key: str) -> MapStage:
    return MapStage(
        key,
        named(row.name, row.name_en),
        row.kind,
        row.probability,
        row.closes_won,
        f"{row.name} {row.activities} {row.success}",
    )
