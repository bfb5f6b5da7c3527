"""What the stages ask for and offer, as it stands for one opportunity: ticks, proofs, its own items."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.texts import one_line
from salesdesk.i18n import _
from salesdesk.services import evidence, stage_gates
from salesdesk.services.evidence import AttachmentRow
from salesdesk.services.opportunity_rows import writable
from salesdesk.services.rows import Rows, named
from salesdesk.storage.records import Opportunity, OpportunityItem, Person, Stage, StageItem
from salesdesk.storage.records.base import now

TO_DO: Final = ("check", "evidence")
"""The kinds of items that can be done: ticked, or proved by a file."""
_LONGEST: Final = 200

Team = Mapping[str, tuple[uuid.UUID, str]]
"""Id and name of who has a role (AR, SR, FR) in an opportunity's team."""


@dataclass(frozen=True, slots=True)
class Item:
    """An item of a stage for one opportunity, or where `own` an extra one of the opportunity alone.

    `role` is who of the team does it, `responsible` that person's name where the team has one. `by_signing`: this is
    the success of a stage that ends with the signature, so nobody ticks it. `file` names a stored file
    of a resource, `link` its address on the web.
    """

    id: uuid.UUID
    kind: str
    text: str
    detail: str
    required: bool
    own: bool
    role: str
    responsible_id: uuid.UUID | None
    responsible: str
    done: bool
    done_at: datetime | None
    done_by: str
    attachments: tuple[AttachmentRow, ...]
    by_signing: bool
    file: str
    file_name: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many items are done, of how many."""

    done: int
    total: int

    @property
    def open(self) -> int:
        """Return how many are still to do."""
        return self.total - self.done


@dataclass(frozen=True, slots=True)
class StageItems:
    """The items of a stage in their order, the opportunity's own ones after the stage's."""

    stage_id: uuid.UUID
    stage: str
    items: tuple[Item, ...]

    def of(self, *kinds: str) -> tuple[Item, ...]:
        """Return the items of some kinds."""
        return tuple(item for item in self.items if item.kind in kinds)

    @property
    def progress(self) -> Progress:
        """Return how many items are done of those that can be done."""
        return _progress(self.of(*TO_DO))

    @property
    def required(self) -> Progress:
        """Return how many items are done of those that the gate asks for."""
        return _progress([item for item in self.of(*TO_DO) if item.required])


def _progress(items: Sequence[Item]) -> Progress:
    return Progress(sum(item.done for item in items), len(items))


def items(session: Session, opportunity_id: uuid.UUID, stage_id: uuid.UUID | None = None) -> StageItems:
    """Return the items of a stage for an opportunity; without a stage, of the one in which it stands."""
    row = session.get(Opportunity, opportunity_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This opportunity is no longer there."))
    stage = session.get_one(Stage, stage_id or row.stage_id)
    people = team(session, row)
    files: dict[uuid.UUID, list[AttachmentRow]] = {}
    for file in evidence.attachments(session, opportunity_id):
        if file.stage_item_id is not None:
            files.setdefault(file.stage_item_id, []).append(file)
    made = [
        _item(
            item,
            tick,
            name,
            responsible=people.get(item.role),
            files=tuple(files.get(item.id, ())),
            by_signing=_is_signature(stage, item),
            won=row.status == "won",
        )
        for item, tick, name in session.execute(_stage_items(row.id, stage.id))
    ]
    made += [_own_item(tick, name) for tick, name in session.execute(_own_items(row.id, stage.id))]
    return StageItems(stage.id, named(stage.name, stage.name_en), tuple(made))


def team(session: Session, row: Opportunity) -> Team:
    """Return who has a role in an opportunity's team: its owner is AR."""
    ids = {"AR": row.owner_id, "SR": row.sr_id, "FR": row.fr_id}
    query = select(Person.id, Person.name).where(
        Person.id.in_([one for one in ids.values() if one is not None]), Person.deleted_at.is_(None)
    )
    names = {one.id: one.name for one in session.execute(query)}
    return {role: (one, names[one]) for role, one in ids.items() if one is not None and one in names}


def _stage_items(opportunity_id: uuid.UUID, stage_id: uuid.UUID) -> Rows:
    tick = OpportunityItem
    return (
        select(StageItem, tick, Person.name)
        .outerjoin(
            tick,
            (tick.stage_item_id == StageItem.id)
            & (tick.opportunity_id == opportunity_id)
            & tick.deleted_at.is_(None),
        )
        .outerjoin(Person, Person.id == tick.done_by)
        .where(StageItem.stage_id == stage_id, StageItem.deleted_at.is_(None))
        .order_by(StageItem.position, StageItem.id)
    )


def _own_items(opportunity_id: uuid.UUID, stage_id: uuid.UUID) -> Rows:
    tick = OpportunityItem
    return (
        select(tick, Person.name)
        .outerjoin(Person, Person.id == tick.done_by)
        .where(
            tick.opportunity_id == opportunity_id,
            tick.stage_id == stage_id,
            tick.stage_item_id.is_(None),
            tick.deleted_at.is_(None),
        )
        .order_by(tick.position, tick.id)
    )


def _item(
    item: StageItem,
    tick: OpportunityItem | None,
    done_by: str | None,
    *,
    responsible: tuple[uuid.UUID, str] | None,
    files: tuple[AttachmentRow, ...],
    by_signing: bool,
    won: bool,
) -> Item:
    done_at = None if tick is None else tick.done_at
    return Item(
        id=item.id,
        kind=item.kind,
        text=named(item.text, item.text_en),
        detail=named(item.detail, item.detail_en),
        required=item.required,
        own=False,
        role=item.role,
        responsible_id=responsible[0] if responsible else None,
        responsible=responsible[1] if responsible else "",
        done=done_at is not None or bool(files) or (by_signing and won),
        done_at=done_at,
        done_by=done_by or "",
        attachments=files,
        by_signing=by_signing,
        file=item.file,
        file_name=item.file_name,
        link=item.link,
    )


def _is_signature(stage: Stage, item: StageItem) -> bool:
    ends_with_signature = stage.closes_won or stage.kind == "won"
    return ends_with_signature and item.kind == "check" and item.text == stage.success


def _own_item(tick: OpportunityItem, done_by: str | None) -> Item:
    return Item(
        id=tick.id,
        kind="check",
        text=tick.text,
        detail="",
        required=tick.required,
        own=True,
        role="",
        responsible_id=None,
        responsible="",
        done=tick.done_at is not None,
        done_at=tick.done_at,
        done_by=done_by or "",
        attachments=(),
        by_signing=False,
        file="",
        file_name="",
    )


def set_done(session: Session, opportunity_id: uuid.UUID, item_id: uuid.UUID, *, done: bool = True) -> None:
    """Tick an item, the stage's or the opportunity's own one, or take the tick away."""
    writable(session, opportunity_id)
    tick = _tick(session, opportunity_id, item_id)
    if done and tick.done_at is None:
        tick.done_at, tick.done_by = now(), session.info.get("person")
    elif not done:
        tick.done_at = tick.done_by = None
    session.flush()


def _tick(session: Session, opportunity_id: uuid.UUID, item_id: uuid.UUID) -> OpportunityItem:
    """Return the row that holds the tick of an item; the first tick of a stage's item makes it."""
    own = session.get(OpportunityItem, item_id)
    if own is not None:
        return _own(session, opportunity_id, item_id)
    item = session.get(StageItem, item_id)
    if item is None or item.deleted_at is not None or item.kind != "check":
        raise InvalidInputError(_("What was chosen is no longer there. Choose again."))
    _refuse_elsewhere(session, opportunity_id, item.stage_id)
    if _is_signature(session.get_one(Stage, item.stage_id), item):
        raise RuleError(_("This is done by recording the signature."))
    query = select(OpportunityItem).where(
        OpportunityItem.opportunity_id == opportunity_id,
        OpportunityItem.stage_item_id == item_id,
        OpportunityItem.deleted_at.is_(None),
    )
    found = session.scalars(query).one_or_none()
    if found is None:
        found = OpportunityItem(opportunity_id=opportunity_id, stage_id=item.stage_id, stage_item_id=item_id)
        session.add(found)
    return found


def _refuse_elsewhere(session: Session, opportunity_id: uuid.UUID, stage_id: uuid.UUID) -> None:
    """Refuse a stage of another pipeline than the opportunity's."""
    row = session.get_one(Opportunity, opportunity_id)
    if stage_gates.way(session, row.stage_id).stop(stage_id) is None:
        raise InvalidInputError(_("What was chosen is no longer there. Choose again."))


def add_own(
    session: Session,
    opportunity_id: uuid.UUID,
    text: str,
    *,
    required: bool = False,
    stage_id: uuid.UUID | None = None,
) -> uuid.UUID:
    """Add an item for this opportunity alone, to its present stage or another, and return the item's id."""
    row = writable(session, opportunity_id)
    stage = stage_id or row.stage_id
    _refuse_elsewhere(session, opportunity_id, stage)
    last = select(func.max(OpportunityItem.position)).where(
        OpportunityItem.opportunity_id == opportunity_id, OpportunityItem.deleted_at.is_(None)
    )
    item = OpportunityItem(
        opportunity_id=opportunity_id,
        stage_id=stage,
        position=(session.scalar(last) or 0) + 1,
        text=_cleaned(text),
        required=required,
    )
    session.add(item)
    session.flush()
    return item.id


def change_own(
    session: Session,
    opportunity_id: uuid.UUID,
    item_id: uuid.UUID,
    *,
    text: str | None = None,
    required: bool | None = None,
) -> None:
    """Change the words of an own item, or whether the gate asks for it."""
    writable(session, opportunity_id)
    item = _own(session, opportunity_id, item_id)
    if required is False:
        _refuse_loosening(session, item)
    item.text = item.text if text is None else _cleaned(text)
    item.required = item.required if required is None else required
    session.flush()


def remove_own(session: Session, opportunity_id: uuid.UUID, item_id: uuid.UUID) -> None:
    """Take an own item away."""
    writable(session, opportunity_id)
    item = _own(session, opportunity_id, item_id)
    _refuse_loosening(session, item)
    item.deleted_at = now()
    session.flush()


def _own(session: Session, opportunity_id: uuid.UUID, item_id: uuid.UUID) -> OpportunityItem:
    item = session.get(OpportunityItem, item_id)
    if item is None or item.deleted_at is not None or item.opportunity_id != opportunity_id:
        raise InvalidInputError(_("What was chosen is no longer there. Choose again."))
    if item.stage_item_id is not None:
        raise InvalidInputError(_("This item belongs to the stage. It is changed in the settings."))
    return item


def _refuse_loosening(session: Session, item: OpportunityItem) -> None:
    """Let only who asked for it, or somebody who may waive the gate, take away what the gate still asks for."""
    person = session.info.get("person")
    if not item.required or item.done_at is not None or item.created_by == person:
        return
    row = session.get_one(Opportunity, item.opportunity_id)
    if not stage_gates.may_waive(session, stage_gates.way(session, row.stage_id).gate_mode, person):
        raise RuleError(_("Only a manager, or who added it, may take away what the stage asks for."))


def _cleaned(text: str) -> str:
    cleaned = one_line(text)
    if not cleaned:
        raise InvalidInputError(_("Say in a few words what it is about."))
    if len(cleaned) > _LONGEST:
        raise InvalidInputError(_("The text is longer than {count} characters.").format(count=_LONGEST))
    return cleaned
