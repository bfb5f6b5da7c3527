"""Opportunities: what one can do with them."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.pipeline import LOSS_REASONS
from salesdesk.domain.texts import paragraphs
from salesdesk.i18n import _
from salesdesk.services import (
    card_places,
    company,
    competitors,
    negotiations,
    opportunity_copies,
    opportunity_fields as fields,
    quote_primary,
    stage_gates,
    stage_history,
)
from salesdesk.services.board import BoardFilter
from salesdesk.services.opportunity_choices import open_stages
from salesdesk.services.stage_gates import Way
from salesdesk.services.stage_history import CLOSED
from salesdesk.storage import bulk
from salesdesk.storage.records import CloseShift, Opportunity
from salesdesk.storage.records.base import now

_BOARD: Final = {"open": ("open",), "won": ("won", "post_sale")}
"""The kinds of stages that a card of a status may be moved to."""


def create(
    session: Session,
    *,
    name: str,
    customer: uuid.UUID | str | None = None,
    stage_id: uuid.UUID | None = None,
    amount: Decimal | None = None,
    owner_id: uuid.UUID | None = None,
    expected_close_on: date | None = None,
    source: str = "",
    remark: str = "",
    today: date,
    waiver: str = "",
    prepare: Callable[[uuid.UUID], object] | None = None,
) -> uuid.UUID:
    """Add an open opportunity at the top of a stage (None: the first one) and return its id.

    `customer` is an id, or a name: where nobody bears it, a customer is made. A later stage than the first of its
    pipeline is reached through the gates before it, as in `move`; before they are asked, `prepare` gets the new id.
    """
    currency = company.currency(session)
    stage = _open_stage(session, stage_id)
    row = Opportunity(
        name=fields.name(name),
        customer_id=fields.customer(session, customer),
        stage_id=stage,
        position=card_places.top(session, stage),
        amount_minor=fields.amount(amount, currency),
        currency=currency,
        owner_id=fields.owner(session, owner_id),
        source=fields.source(source),
        created_on=today,
        stage_entered_at=now(),
        expected_close_on=expected_close_on,
        remark=fields.remark(remark),
    )
    session.add(row)
    session.flush()
    if prepare is not None:
        prepare(row.id)
    way = stage_gates.way(session, stage)
    stage_gates.require(session, row, way, way.left(way.stops[0].id, stage), waiver=waiver)
    stage_history.record(
        session, row.id, came_from=None, to=stage, status=row.status, at=row.stage_entered_at
    )
    return row.id


def _open_stage(session: Session, stage_id: uuid.UUID | None) -> uuid.UUID:
    ids = [stage.id for stage in open_stages(session)]
    if not ids or stage_id not in (None, *ids):
        raise InvalidInputError(_("There is no open stage to put the opportunity into."))
    return stage_id or ids[0]


def change(
    session: Session,
    opportunity_id: uuid.UUID,
    field: str,
    value: Any,
    *,
    row_version: int | None = None,
    reason: str = "",
) -> None:
    """Change one field, named as in `opportunity_fields.FIELDS`; of a closed opportunity only what stays open.

    An amount that comes from the primary quote isn't typed. `reason` says why the expected close is put to another
    day (requirement A01).
    """
    row = living(session, opportunity_id, row_version)
    if field not in (fields.AFTER_SALE if row.status == "won" else fields.STANDING):
        _refuse_closed(row)
    before = row.expected_close_on
    for column, new in fields.FIELDS[field](session, row, value).items():
        if field == "amount":
            quote_primary.refuse_typed(session, row, new)
        setattr(row, column, new)
    if row.expected_close_on != before:
        session.add(
            CloseShift(
                opportunity_id=row.id,
                before=before,
                after=row.expected_close_on,
                at=now(),
                reason=fields.short(reason),
            )
        )


def move(
    session: Session,
    opportunity_id: uuid.UUID,
    stage_id: uuid.UUID,
    *,
    position: int | None = None,
    board_filter: BoardFilter | None = None,
    row_version: int | None = None,
    waiver: str = "",
) -> None:
    """Put an opportunity into another stage of its pipeline: an open one before the sale, a won one behind it.

    Forward it must pass the gates of the stages that it leaves (GateError says what is missing), or somebody who may
    says by `waiver` why not. As the negotiation begins, drafts of its contract go to legal review. `position` is the
    card's index among the target column's other cards as `board_filter` shows them; None is the top.
    """
    row = living(session, opportunity_id, row_version)
    way = refuse_move(session, row, stage_id)
    if row.stage_id != stage_id:
        stage_gates.require(session, row, way, way.left(row.stage_id, stage_id), waiver=waiver)
    place = card_places.position_at(
        session,
        row.id,
        stage_id,
        position or 0,
        board_filter or BoardFilter(),
        grouping="after_sale" if row.status == "won" else "stage",
    )
    if row.stage_id == stage_id:
        bulk.update_one(session, row, position=place)
        return
    at = now()
    stage_history.record(session, row.id, came_from=row.stage_id, to=stage_id, status=row.status, at=at)
    bulk.update_one(session, row, position=place, stage_id=stage_id, stage_entered_at=at)
    negotiations.entered(session, row.id, way, stage_id)


def refuse_move(session: Session, row: Opportunity, stage_id: uuid.UUID) -> Way:
    """Return the way of an opportunity; RuleError where a stage isn't one that it may stand in, gates aside.

    It is one of another pipeline, or of the other side of the sale: only the signature leads there.
    """
    if row.status not in _BOARD:
        raise RuleError(_("“{name}” is closed and can't be moved.").format(name=row.name))
    way = stage_gates.way(session, row.stage_id)
    target = way.stop(stage_id)
    if row.stage_id != stage_id and (target is None or target.kind not in _BOARD[row.status]):
        raise RuleError(_("“{name}” can't be moved to that stage.").format(name=row.name))
    return way


def _enter(session: Session, row: Opportunity, stage_id: uuid.UUID, at: datetime) -> None:
    """Put a row into a stage, with the status it has by now, and write that down."""
    stage_history.record(session, row.id, came_from=row.stage_id, to=stage_id, status=row.status, at=at)
    row.stage_id = stage_id
    row.stage_entered_at = at


def win(
    session: Session,
    opportunity_id: uuid.UUID,
    *,
    on: date,
    amount: Decimal,
    row_version: int | None = None,
    waiver: str = "",
) -> None:
    """Record that the customer signed: date and amount; an opportunity without a customer is refused.

    The gates of all stages before the sale that are still ahead must be passed, as in `move`.
    """
    row = living(session, opportunity_id, row_version)
    _refuse_closed(row)
    if row.customer_id is None:
        raise RuleError(
            _("“{name}” has no customer yet. Fill it in before the win is recorded.").format(name=row.name)
        )
    minor = fields.amount(amount, row.currency)
    if not minor:
        raise InvalidInputError(_("The amount must be more than zero and at most 1,000,000,000,000."))
    if on > now().astimezone().date():
        raise InvalidInputError(_("The day of signing can't be in the future."))
    row.amount_minor = minor
    way = stage_gates.way(session, row.stage_id)
    stage_gates.require(session, row, way, way.left(row.stage_id, None), waiver=waiver)
    row.status, row.closed_on = "won", on
    signed = now() if on >= now().astimezone().date() else stage_history.instant_of(on)
    _enter(session, row, _after_winning(way, row.stage_id), max(signed, row.stage_entered_at))


def _after_winning(way: Way, stage_id: uuid.UUID) -> uuid.UUID:
    """Return the pipeline's won stage, else its first stage after the sale, else the stage itself."""
    for kind in ("won", "post_sale"):
        for stop in way.stops:
            if stop.kind == kind:
                return stop.id
    return stage_id


def lose(
    session: Session,
    opportunity_id: uuid.UUID,
    *,
    reason: str,
    note: str = "",
    lost_to: str,
    competitor: uuid.UUID | str | None = None,
    row_version: int | None = None,
) -> None:
    """Record that the opportunity is lost, why and to whom; the reason `other` needs a note.

    `lost_to` is `competitor` (then `competitor` is one's id or name), `nobody` or `unknown`.
    """
    row = living(session, opportunity_id, row_version)
    _refuse_closed(row)
    if reason not in dict(LOSS_REASONS):
        raise InvalidInputError(_("Choose a reason for the loss."))
    if reason == "other" and not note.strip():
        raise InvalidInputError(_("Say in a few words why it was lost."))
    if lost_to not in ("competitor", "nobody", "unknown"):
        raise InvalidInputError(_("Say to which competitor it was lost."))
    row.lost_to_id = competitors.find_or_add(session, competitor) if lost_to == "competitor" else None
    row.status, row.loss_reason, row.loss_note, row.lost_to = "lost", reason, paragraphs(note), lost_to
    at = now()
    row.closed_on = at.astimezone().date()
    stage_history.record(session, row.id, came_from=row.stage_id, to=row.stage_id, status=row.status, at=at)


def reopen(session: Session, opportunity_id: uuid.UUID, *, today: date) -> uuid.UUID:
    """Make a new open opportunity of a lost one, which it is linked to, and return its id; the lost one stays lost.

    It stands where the lost one stood, with what was worked out for it: a new try doesn't begin from nothing. One that
    came as lost out of a file was brought to its stage by nobody: it stands no further than the gates let it.
    """
    row = living(session, opportunity_id, None)
    if row.status != "lost":
        raise RuleError(_("Only a lost opportunity can be taken up again."))
    stage = _before_closed_gate(session, row) if stage_history.came_as_lost(session, row.id) else row.stage_id
    return opportunity_copies.taken_up_again(session, row, stage_id=stage, today=today)


def _before_closed_gate(session: Session, row: Opportunity) -> uuid.UUID:
    """Return the first stage whose gate an opportunity doesn't pass, at most its own: no gate was asked before."""
    way = stage_gates.way(session, row.stage_id)
    for stop in way.left(way.stops[0].id, row.stage_id):
        if stage_gates.gaps(session, row, way, (stop,)):
            return stop.id
    return row.stage_id


def living(session: Session, opportunity_id: uuid.UUID, row_version: int | None) -> Opportunity:
    """Return an opportunity that is there; ConflictError where its version is another one by now."""
    row = session.get(Opportunity, opportunity_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This opportunity is no longer there."))
    if row_version is not None and row.row_version != row_version:
        raise ConflictError(
            _("“{name}” was changed elsewhere in the meantime. Look at it again.").format(name=row.name)
        )
    return row


def _refuse_closed(row: Opportunity) -> None:
    if row.status in CLOSED:
        raise RuleError(_("“{name}” is closed already.").format(name=row.name))
