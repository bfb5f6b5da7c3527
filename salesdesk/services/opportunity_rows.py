"""The lines of an opportunity's lists: add, change, delete, put into another order.

`kind` is one of `opportunity_row_fields.KINDS`, which also says what fields its lines have.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.i18n import _
from salesdesk.services.opportunity_row_fields import KINDS, RowKind
from salesdesk.storage.records import Opportunity
from salesdesk.storage.records.base import now


def add(session: Session, kind: str, opportunity_id: uuid.UUID, /, **values: Any) -> uuid.UUID:
    """Add a line at the end of a list and return its id; a contact or competitor stands in a list once."""
    shape, parent = KINDS[kind], writable(session, opportunity_id)
    missing = set(shape.needed) - values.keys()
    if missing:
        raise TypeError(missing)
    columns = shape.wanted(session, _columns(session, shape, parent, values))
    _refuse_twice(session, shape, opportunity_id, columns)
    record: Any = shape.record
    last = select(func.max(record.position)).where(
        record.opportunity_id == opportunity_id, record.deleted_at.is_(None)
    )
    position = (session.scalar(last) or 0) + 1
    row = record(opportunity_id=opportunity_id, position=position, **columns)
    session.add(row)
    session.flush()
    return row.id  # type: ignore[no-any-return]  # every record has a UUID


def change(session: Session, kind: str, row_id: uuid.UUID, /, *, row_version: int, **values: Any) -> None:
    """Change some fields of a line, as it was read at `row_version`."""
    shape, row = KINDS[kind], _row(session, kind, row_id, row_version)
    parent = writable(session, row.opportunity_id)
    fixed = values.keys() & set(shape.fixed)
    if fixed:
        raise TypeError(fixed)
    for name, value in _columns(session, shape, parent, values).items():
        setattr(row, name, value)
    session.flush()


def delete(session: Session, kind: str, row_id: uuid.UUID, /, *, row_version: int | None = None) -> None:
    """Take a line out of its list."""
    row = _row(session, kind, row_id, row_version)
    writable(session, row.opportunity_id)
    row.deleted_at = now()
    session.flush()


def reorder(session: Session, kind: str, opportunity_id: uuid.UUID, ids: Sequence[uuid.UUID], /) -> None:
    """Put the lines of a list into the order of `ids`; ConflictError where the list has other lines by now."""
    writable(session, opportunity_id)
    record: Any = KINDS[kind].record
    rows = session.scalars(
        select(record).where(record.opportunity_id == opportunity_id, record.deleted_at.is_(None))
    ).all()
    by_id = {row.id: row for row in rows}
    if len(ids) != len(by_id) or set(ids) != by_id.keys():
        raise ConflictError(_("The list was changed elsewhere in the meantime. Look at it again."))
    for position, row_id in enumerate(ids, start=1):
        by_id[row_id].position = position
    session.flush()


def writable(session: Session, opportunity_id: uuid.UUID) -> Opportunity:
    """Return an opportunity whose details may be written: not a lost one; of a won one the delivery needs them."""
    row = session.get(Opportunity, opportunity_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This opportunity is no longer there."))
    if row.status == "lost":
        raise RuleError(_("“{name}” is closed already.").format(name=row.name[:60]))
    return row


def _columns(session: Session, shape: RowKind, parent: Opportunity, values: dict[str, Any]) -> dict[str, Any]:
    unknown = values.keys() - shape.fields.keys()
    if unknown:
        raise TypeError(unknown)
    columns: dict[str, Any] = {}
    for name, value in values.items():
        columns |= shape.fields[name](session, parent, value)
    return columns


def _refuse_twice(
    session: Session, shape: RowKind, opportunity_id: uuid.UUID, columns: dict[str, Any]
) -> None:
    if not shape.once:
        return
    record: Any = shape.record
    same = select(record.id).where(
        record.opportunity_id == opportunity_id,
        getattr(record, shape.once) == columns[shape.once],
        record.deleted_at.is_(None),
    )
    if session.scalar(same.limit(1)) is not None:
        raise RuleError(_("This one is in the list already."))


def _row(session: Session, kind: str, row_id: uuid.UUID, row_version: int | None) -> Any:
    row: Any = session.get(KINDS[kind].record, row_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This line is no longer there."))
    if row_version is not None and row.row_version != row_version:
        raise ConflictError(_("This line was changed elsewhere in the meantime. Look at it again."))
    return row
