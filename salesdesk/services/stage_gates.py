"""The gates between the stages: what is missing before an opportunity may go on, and who may let it pass."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import String, and_, bindparam, func, or_, select, type_coerce, union_all
from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.pipeline import negotiates
from salesdesk.domain.stage_gate import (
    LONGEST_REASON,
    MANAGERS,
    Gap,
    GateMode,
    field_gaps,
    parse_fields,
    refusal,
)
from salesdesk.domain.texts import paragraphs
from salesdesk.i18n import _
from salesdesk.services import gate_facts
from salesdesk.services.rows import Rows, named
from salesdesk.storage.records import (
    Attachment,
    GateWaiver,
    Opportunity,
    OpportunityItem,
    Person,
    Pipeline,
    Stage,
    StageItem,
)
from salesdesk.storage.records.base import now


@dataclass(frozen=True, slots=True)
class Stop:
    """A stage on the way of an opportunity, as the gates see it."""

    id: uuid.UUID
    name: str
    kind: str
    position: int
    required_fields: tuple[str, ...]
    closes_won: bool = False
    negotiates: bool = False

    @property
    def ends_with_signature(self) -> bool:
        """Tell whether the signature is what this stage is for."""
        return self.closes_won or self.kind == "won"


@dataclass(frozen=True, slots=True)
class Way:
    """The stages of an opportunity's pipeline in their order, and how strict their gates are."""

    gate_mode: GateMode
    team_from_minor: int
    stops: tuple[Stop, ...]

    def stop(self, stage_id: uuid.UUID) -> Stop | None:
        """Return a stage of this pipeline."""
        return next((stop for stop in self.stops if stop.id == stage_id), None)

    def negotiates(self, target: uuid.UUID) -> bool:
        """Tell whether who comes into a stage before the sale negotiates a contract there, or has come past that."""
        end = self.stop(target)
        if end is None or end.kind != "open":
            return False
        return any(stop.negotiates for stop in self.stops if stop.position <= end.position)

    def left(self, here: uuid.UUID, target: uuid.UUID | None) -> tuple[Stop, ...]:
        """Return the stages whose gates lie between two stages; going back passes none.

        Without a target it is the signature: every stage before the sale that is still ahead, and what the won stage
        asks for.
        """
        start = self.stop(here)
        end = None if target is None else self.stop(target)
        if start is None or (target is not None and (end is None or end.position <= start.position)):
            return ()
        if end is not None:
            return tuple(stop for stop in self.stops if start.position <= stop.position < end.position)
        return tuple(
            stop
            for stop in self.stops
            if stop.kind == "won" or (stop.kind == "open" and stop.position >= start.position)
        )


@dataclass(frozen=True, slots=True)
class GateCheck:
    """What is missing for a move, and whether the person who asks may let it pass with a reason."""

    gaps: tuple[Gap, ...]
    may_waive: bool


def check(
    session: Session, opportunity_id: uuid.UUID, target: uuid.UUID | None, *, person: uuid.UUID | None
) -> GateCheck:
    """Return what is missing to bring an opportunity to a stage; None as target is the signature."""
    row = session.get(Opportunity, opportunity_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This opportunity is no longer there."))
    along = way(session, row.stage_id)
    found = gaps(session, row, along, along.left(row.stage_id, target))
    return GateCheck(found, bool(found) and may_waive(session, along.gate_mode, person))


def way(session: Session, stage_id: uuid.UUID) -> Way:
    """Return the stages of the pipeline that a stage belongs to."""
    rows = session.connection().execute(_way(), {"stage": stage_id}).all()
    stops = tuple(
        Stop(
            row[0],
            named(row[1], row[2]),
            row[3],
            row[4],
            parse_fields(row[5]) if row[5] else (),
            row[8],
            negotiates(row[9], row[1], row[2]),
        )
        for row in rows
    )
    return Way(rows[0][6], rows[0][7], stops)


@cache
def _way() -> Rows:
    pipeline = select(Stage.pipeline_id).where(Stage.id == bindparam("stage")).scalar_subquery()
    return (
        select(
            Stage.id,
            Stage.name,
            Stage.name_en,
            Stage.kind,
            Stage.position,
            Stage.required_fields,
            Pipeline.gate_mode,
            Pipeline.team_from_minor,
            Stage.closes_won,
            Stage.code,
        )
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .where(Stage.pipeline_id == pipeline, Stage.deleted_at.is_(None))
        .order_by(Stage.position, Stage.id)
    )


def any_gate(session: Session, along: Way) -> bool:
    """Tell whether any stage asks for anything at all."""
    if any(stop.required_fields for stop in along.stops):
        return True
    items = select(StageItem.id).where(
        StageItem.stage_id.in_([stop.id for stop in along.stops]),
        StageItem.kind.in_(("check", "evidence")),
        StageItem.required,
        StageItem.deleted_at.is_(None),
    )
    return session.scalar(items.limit(1)) is not None


def gaps(session: Session, row: Opportunity, along: Way, left: Sequence[Stop]) -> tuple[Gap, ...]:
    """Return what is missing to leave the stages; of each stage first fields, then items in their order.

    Nobody ticks by hand that the contract is signed: where a stage ends with the signature its success criterion is
    no gap, for it is left only by recording the signature.
    """
    if not left:
        return ()
    items = _open_items(session, row.id, [stop.id for stop in left])
    fields: frozenset[str] = frozenset()
    if any(stop.required_fields for stop in left):
        fields = gate_facts.known(session, row, team_from_minor=along.team_from_minor).fields()
    found: list[Gap] = []
    for stop in left:
        found += field_gaps(stop.id, stop.name, stop.required_fields, fields)
        found += [
            Gap(
                stop.id,
                stop.name,
                item.kind,
                named(item.text, item.text_en),
                "",
                item.id,
                item.own,
                item.role,
            )
            for item in items
            if item.stage_id == stop.id and not (item.is_success and stop.ends_with_signature)
        ]
    return tuple(found)


def _open_items(session: Session, opportunity_id: uuid.UUID, stages: Sequence[uuid.UUID]) -> list[Any]:
    """Return the required items of stages that are neither ticked nor proved, then the opportunity's own ones."""
    values = {"opportunity": opportunity_id, "stages": json.dumps([stage.hex for stage in stages])}
    return list(session.connection().execute(_open(), values))


@cache
def _open() -> Any:
    found = union_all(_required_items(), _own_items()).subquery()
    return select(found).order_by(found.c.own, found.c.position, found.c.id)


def _left() -> Any:
    """Return the stages that are left: as one parameter, so that the query is always the same."""
    given = func.json_each(bindparam("stages", type_=String())).table_valued("value")
    return select(func.unhex(given.c.value))


def _required_items() -> Rows:
    ticked = (
        select(OpportunityItem.id)
        .where(
            OpportunityItem.opportunity_id == bindparam("opportunity"),
            OpportunityItem.stage_item_id == StageItem.id,
            OpportunityItem.done_at.is_not(None),
            OpportunityItem.deleted_at.is_(None),
        )
        .exists()
    )
    proved = (
        select(Attachment.id)
        .where(
            Attachment.opportunity_id == bindparam("opportunity"),
            Attachment.stage_item_id == StageItem.id,
            Attachment.deleted_at.is_(None),
        )
        .exists()
    )
    return (
        select(
            StageItem.id,
            StageItem.stage_id,
            StageItem.kind,
            StageItem.text,
            StageItem.text_en,
            StageItem.role,
            type_coerce(False, StageItem.required.type).label("own"),
            and_(StageItem.kind == "check", StageItem.text == Stage.success).label("is_success"),
            StageItem.position,
        )
        .join(Stage, Stage.id == StageItem.stage_id)
        .where(
            StageItem.stage_id.in_(_left()),
            StageItem.required,
            StageItem.deleted_at.is_(None),
            or_(
                and_(StageItem.kind == "check", ~ticked),
                and_(StageItem.kind == "evidence", ~proved),
            ),
        )
    )


def _own_items() -> Rows:
    nothing = type_coerce("", String)
    return select(
        OpportunityItem.id,
        OpportunityItem.stage_id,
        type_coerce("check", String).label("kind"),
        OpportunityItem.text,
        nothing.label("text_en"),
        nothing.label("role"),
        type_coerce(True, OpportunityItem.required.type).label("own"),
        type_coerce(False, OpportunityItem.required.type).label("is_success"),
        OpportunityItem.position,
    ).where(
        OpportunityItem.opportunity_id == bindparam("opportunity"),
        OpportunityItem.stage_id.in_(_left()),
        OpportunityItem.stage_item_id.is_(None),
        OpportunityItem.required,
        OpportunityItem.done_at.is_(None),
        OpportunityItem.deleted_at.is_(None),
    )


def may_waive(session: Session, gate_mode: str, person: uuid.UUID | None) -> bool:
    """Tell whether somebody may let an opportunity pass a closed gate.

    A soft gate asks everybody for a reason only; a strict one asks a manager, unless nobody else works here.
    """
    if gate_mode == "soft":
        return True
    others = select(Person.id).where(Person.deleted_at.is_(None)).limit(2)
    if len(session.scalars(others).all()) < 2:
        return True
    role = None if person is None else session.scalar(select(Person.role).where(Person.id == person))
    return role in MANAGERS


def require(
    session: Session, row: Opportunity, along: Way, left: Sequence[Stop], *, waiver: str = ""
) -> None:
    """Let an opportunity pass the gates of the stages that it leaves, or refuse by GateError.

    `waiver` is the reason of somebody who may waive; what was missing is written down with it.
    """
    found = gaps(session, row, along, left)
    if not found:
        return
    reason = paragraphs(waiver)
    if not any(sign.isalnum() for sign in reason):  # a dot or an invisible sign says nothing
        raise refusal(row.name, found)
    if len(reason) > LONGEST_REASON:
        raise InvalidInputError(_("The text is longer than {count} characters.").format(count=LONGEST_REASON))
    person = session.info.get("person")
    if not may_waive(session, along.gate_mode, person):
        raise RuleError(_("Only a manager may let “{name}” go on without it.").format(name=row.name))
    _write_waivers(session, row, found, reason, person)


def _write_waivers(
    session: Session, row: Opportunity, found: Iterable[Gap], reason: str, person: uuid.UUID | None
) -> None:
    by_stage: dict[uuid.UUID, list[str]] = {}
    for gap in found:
        by_stage.setdefault(gap.stage_id, []).append(gap.text)
    for stage_id, missing in by_stage.items():
        session.add(
            GateWaiver(
                opportunity_id=row.id,
                stage_id=stage_id,
                person_id=person,
                at=now(),
                reason=reason,
                missing=json.dumps(missing, ensure_ascii=False),
            )
        )
