"""Recording what happens to a contract under way: factory test, delivery, site test, the end of the warranty."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Final

from sqlalchemy.orm import Session

from salesdesk.domain import payment_plan
from salesdesk.domain.contract import EVENT_RESULTS, EVENTS, UNDER_WAY, after, allows
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.texts import paragraphs
from salesdesk.i18n import _
from salesdesk.services import contract_life, contract_store as store, payment_plans, punch_lists
from salesdesk.services.evidence import StoredFile
from salesdesk.services.punch_lists import OpenPoint
from salesdesk.services.rows import chosen
from salesdesk.storage.records import Contract, ContractEvent
from salesdesk.storage.records.base import now

KINDS: Final = tuple(EVENTS)
"""What can be recorded; named as the triggers of payments."""
TESTS: Final = ("fat_passed", "sat_passed")
_OPEN_TO: Final = (*UNDER_WAY, "completed")


def record(
    session: Session,
    contract_id: uuid.UUID,
    kind: str,
    *,
    on: date,
    result: str = "",
    note: str = "",
    file: StoredFile | None = None,
    more_files: Sequence[StoredFile] = (),
    points: Sequence[OpenPoint] = (),
) -> uuid.UUID:
    """Record that something happened to a signed contract, with what proves it, and return its id.

    Payments that wait for it become due; a contract that was only signed is under way from then on. `points` are what
    is still open of a test.
    """
    contract, _newest = store.rows_of(session, contract_id)
    said = punch_lists.cleaned(points)
    _check(contract, kind, on, result, open_points=bool(said or note.strip()))
    row = ContractEvent(contract_id=contract_id, kind=kind, on_day=on, result=result, note=paragraphs(note))
    session.add(row)
    session.flush()
    punch_lists.add(session, row.id, said)
    attach(session, row.id, *((file,) if file is not None else ()), *more_files)
    _follow(session, contract)
    return row.id


def attach(session: Session, event_id: uuid.UUID, *files: StoredFile) -> None:
    """Keep files that prove an event, never to be altered."""
    _row, contract = _living(session, event_id)
    for file in files:
        contract_life.keep_file(session, contract.id, file, kind="event", event_id=event_id)


def change(
    session: Session, event_id: uuid.UUID, *, on: date, result: str, note: str, row_version: int | None = None
) -> None:
    """Write an event anew; what it had set due moves with it, but for what is paid."""
    row, contract = _living(session, event_id)
    if row_version is not None and row.row_version != row_version:
        raise ConflictError(
            _("The record was changed elsewhere since you opened it. Nothing was overwritten.")
        )
    listed = event_id in punch_lists.of_events(session, [event_id])
    _check(contract, row.kind, on, result, open_points=listed or bool(note.strip()))
    row.on_day, row.result, row.note = on, result, paragraphs(note)
    session.flush()
    _follow(session, contract)


def remove(session: Session, event_id: uuid.UUID) -> None:
    """Take an event away that was recorded by mistake; what it had set due waits again."""
    row, contract = _living(session, event_id)
    row.deleted_at = now()
    session.flush()
    _follow(session, contract)


def _follow(session: Session, contract: Contract) -> None:
    if allows(contract.state, "start"):
        contract.state = after(contract.state, "start")
    payment_plans.refresh(session, contract)
    session.flush()


def _check(contract: Contract, kind: str, on: date, result: str, *, open_points: bool) -> None:
    if contract.state not in _OPEN_TO:
        raise RuleError(_("{number} isn't signed yet, or is at its end.").format(number=contract.number))
    if kind not in KINDS or result not in EVENT_RESULTS:
        raise InvalidInputError(_("Choose what happened, and how it ended."))
    if kind in TESTS and not result:
        raise InvalidInputError(_("Say how the test ended."))
    if result in ("conditional", "failed") and not open_points:
        raise InvalidInputError(_("Write down the open points."))
    if on > payment_plan.LATEST:
        raise InvalidInputError(_("This day lies too far in the future."))
    if kind != "warranty_end" and on > now().astimezone().date():
        raise InvalidInputError(_("What happened can't lie in the future."))
    if contract.signed_on is not None and on < contract.signed_on:
        raise InvalidInputError(_("It can't have happened before the contract was signed."))


def _living(session: Session, event_id: uuid.UUID) -> tuple[ContractEvent, Contract]:
    row = chosen(session, ContractEvent, event_id)
    return row, store.rows_of(session, row.contract_id)[0]
