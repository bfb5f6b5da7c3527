"""Undo, redo, and the history of a record, all read from the journal."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Table, TextClause, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from salesdesk.domain.changes import Changes, Label
from salesdesk.domain.errors import RuleError
from salesdesk.i18n import _
from salesdesk.services import approval_rules, seals
from salesdesk.services.record_links import STANDS
from salesdesk.storage import journal
from salesdesk.storage.records import Base, Change, Operation, Person, Record, Seal, SealUse
from salesdesk.storage.records.base import Instant, Uuid, now
from salesdesk.storage.workspace import Workspace


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One line of a record's history: what was done, when (UTC), by whom, and what became what by it."""

    at: datetime
    person: str | None
    text: str
    details: tuple[str, ...] = ()


def record_history(session: Session, record_id: uuid.UUID, *, limit: int = 200) -> tuple[HistoryEntry, ...]:
    """Return the operations that touched a record, newest first."""
    query = (
        select(Change.operation)
        .where(Change.row == record_id)
        .distinct()
        .order_by(Change.operation.desc())
        .limit(limit)
    )
    return tuple(entry for _id, entry in operations(session, session.scalars(query).all()))


def operations(session: Session, ids: Sequence[int]) -> list[tuple[int, HistoryEntry]]:
    """Return some operations with their ids, newest first."""
    query = (
        select(
            Operation.id, Operation.at, Person.name, Operation.kind, Operation.label, Operation.label_values
        )
        .outerjoin(Person, Person.id == Operation.person)
        .where(Operation.id.in_(ids))
        .order_by(Operation.id.desc())
    )
    return [
        (key, HistoryEntry(at, person, _in_words(kind, Label(label, json.loads(values)))))
        for key, at, person, kind, label, values in session.execute(query)
    ]


def _in_words(kind: str, label: Label) -> str:
    if kind == "undo":
        return _("Undone: {action}").format(action=label)
    if kind == "redo":
        return _("Redone: {action}").format(action=label)
    return str(label)


def next_undo(session: Session, device: uuid.UUID) -> Label | None:
    """Return the label of what undo would take back."""
    step = journal.next_undo(session, device)
    return step and step.label


def next_redo(session: Session, device: uuid.UUID) -> Label | None:
    """Return the label of what redo would bring back."""
    step = journal.next_redo(session, device)
    return step and step.label


def undo(workspace: Workspace, *, person: uuid.UUID | None = None) -> Changes:
    """Take back the newest operation of this device; RuleError where a later change stands in the way."""
    with workspace.read() as session:
        entry = journal.next_undo(session, workspace.device_id)
        if entry is None:
            raise RuleError(_("There is nothing to undo."))
        target, label = entry
    return _replay(workspace, target, label, back=True, person=person)


def redo(workspace: Workspace, *, person: uuid.UUID | None = None) -> Changes:
    """Bring back the operation that was undone last; RuleError where a later change stands in the way."""
    with workspace.read() as session:
        entry = journal.next_redo(session, workspace.device_id)
        if entry is None:
            raise RuleError(_("There is nothing to redo."))
        target, label = entry
    return _replay(workspace, target, label, back=False, person=person)


def _replay(
    workspace: Workspace, target: int, label: Label, *, back: bool, person: uuid.UUID | None
) -> Changes:
    kind: journal.Kind = "undo" if back else "redo"
    with workspace.write(label, kind=kind, target=target, person=person) as write:
        session = write.session
        _refuse_issued(session, target)
        _refuse_guarded(session, target)
        for table, rows in _runs(session, target, back=back):
            if rows[0].base_version is None:
                _set_deleted(session, table, rows, back=back)
            else:
                _set_columns(session, table, rows, back=back)
        _refuse_dangling(session, target)
        journal.set_undone(session, target, write.operation if back else None)
    return write.changes


def _runs(session: Session, operation: int, *, back: bool) -> Iterator[tuple[Table, list[Change]]]:
    """Yield the operation's changes in the order to replay them, in runs that one statement can treat."""
    order = Change.id.desc() if back else Change.id
    changes = session.scalars(select(Change).where(Change.operation == operation).order_by(order)).all()
    for (name, _new), run in groupby(changes, key=lambda row: (row.table, row.base_version is None)):
        yield journal.table_named(name), list(run)


def _set_deleted(session: Session, table: Table, rows: list[Change], *, back: bool) -> None:
    low, high = sorted((rows[0].id, rows[-1].id))
    _refuse_changed_later(session, table, low, high, rows[0].operation)
    statement = (
        f"UPDATE {table.name} SET deleted_at = :deleted, {_STAMP} "
        f"WHERE deleted_at IS {'NULL' if back else 'NOT NULL'} AND id IN "
        "(SELECT row_id FROM change WHERE id BETWEEN :low AND :high AND operation = :operation)"
    )
    values = {
        "deleted": _instant() if back else None,
        "low": low,
        "high": high,
        "operation": rows[0].operation,
    }
    _execute(session, table, [_Step(rows[0], statement, values)])


def _refuse_changed_later(session: Session, table: Table, low: int, high: int, operation: int) -> None:
    """Refuse to touch rows that another step, which stands, changed after this one: on this device or another."""
    later = text(
        "SELECT made.row_id FROM change made JOIN change later ON later.row_id = made.row_id "
        "JOIN operation o ON o.id = later.operation "
        "WHERE made.id BETWEEN :low AND :high AND made.operation = :operation AND later.operation > :operation "
        "AND o.kind IN ('edit', 'issue') AND o.undone_by IS NULL LIMIT 1"
    )
    found = session.scalar(later, {"low": low, "high": high, "operation": operation})
    if found is not None:
        name = session.scalar(select(_title_column(table)).where(table.c.id == uuid.UUID(bytes=found)))
        raise RuleError(_("“{name}” was changed later, so this step stays.").format(name=name))


class _Step(NamedTuple):
    """A change to replay, with its statement and the statement's values."""

    row: Change
    statement: str
    values: dict[str, Any]


def _set_columns(session: Session, table: Table, rows: list[Change], *, back: bool) -> None:
    """Replay changes in their order; neighbours with the same columns go to the database together."""
    steps = (_step(table, row, back=back) for row in rows)
    for _statement, run in groupby(steps, key=attrgetter("statement")):
        alike = list(run)
        if _execute(session, table, alike) != len(alike):
            row = _first_apart(session, table, alike)
            raise RuleError(
                _("“{name}” was changed later, so this step stays.").format(name=_title(session, table, row))
            )


def _step(table: Table, row: Change, *, back: bool) -> _Step:
    wanted, expected = (0, 1) if back else (1, 0)
    values: dict[str, Any] = {"id": row.row.bytes}
    diff = json.loads(row.diff)
    assignments, conditions = [], [] if "deleted_at" in diff else ["deleted_at IS NULL"]
    for number, (name, pair) in enumerate(diff.items()):
        binary = isinstance(table.columns[name].type, Uuid)
        values[f"new{number}"] = _raw(pair[wanted], binary=binary)
        values[f"old{number}"] = _raw(pair[expected], binary=binary)
        assignments.append(f'"{name}" = :new{number}')
        conditions.append(f'"{name}" IS :old{number}')
    statement = (
        f"UPDATE {table.name} SET {', '.join(assignments)}, {_STAMP} "
        f"WHERE id = :id AND {' AND '.join(conditions)}"
    )
    return _Step(row, statement, values)


def _first_apart(session: Session, table: Table, steps: list[_Step]) -> Change:
    """Return the first row that is not as its step would have left it."""
    for row, _statement, values in steps:
        names = list(json.loads(row.diff))
        alive = [] if "deleted_at" in names else ["deleted_at IS NULL"]
        same = [f'"{name}" IS :new{number}' for number, name in enumerate(names)]
        query = f"SELECT id FROM {table.name} WHERE {' AND '.join(['id = :id', *alive, *same])}"
        if session.scalar(_sql(query), values) is None:
            return row
    return steps[0].row


_STAMP = "row_version = row_version + 1, updated_at = :at, updated_by = :person"


def _execute(session: Session, table: Table, steps: list[_Step]) -> int:
    """Run the statement of alike steps with the values of each; return how many rows it changed."""
    person = session.info.get("person")
    stamp = {"at": _instant(), "person": None if person is None else person.bytes}
    try:
        statement = _sql(steps[0].statement)
        result: Any = session.connection().execute(statement, [step.values | stamp for step in steps])
    except IntegrityError as error:
        row = _first_apart(session, table, steps) if len(steps) > 1 else steps[0].row
        session.rollback()
        raise RuleError(
            _("“{name}” can't be changed back: another record has taken its place.").format(
                name=_title(session, table, row)
            )
        ) from error
    return int(result.rowcount)


@lru_cache(maxsize=64)
def _sql(statement: str) -> TextClause:
    """Return a statement that is read once, however many rows it is run for."""
    return text(statement)


def _instant() -> str | None:
    return Instant().process_bind_param(now(), None)  # type: ignore[arg-type]  # the type's own text needs no dialect


def _raw(value: Any, *, binary: bool) -> Any:
    return bytes.fromhex(value) if binary and value is not None else value


def _title(session: Session, table: Table, row: Change) -> str:
    return str(session.scalar(select(_title_column(table)).where(table.c.id == row.row)) or "")


def _title_column(table: Table) -> Any:
    """Return the column that names a row of the table to the user."""
    for mapper in Base.registry.mappers:
        if mapper.local_table is table and issubclass(mapper.class_, Record):
            return table.c[mapper.class_.title_column]
    return table.c.id


def _refuse_guarded(session: Session, operation: int) -> None:
    """Refuse to change who approves quotes or keeps a seal, or when, past the director's PIN that it needs by now."""
    touched = set(session.scalars(select(Change.table).where(Change.operation == operation).distinct()))
    if SealUse.__tablename__ in touched:
        raise RuleError(_("What stands in the log of seals stays there."))
    if Seal.__tablename__ in touched and not approval_rules.unguarded(session):
        raise RuleError(seals.refusal())
    if approval_rules.guarded(session) and approval_rules.changes_who_approves(session, operation):
        raise RuleError(_("Who approves quotes is for a director to say: their PIN is needed."))


def _refuse_issued(session: Session, operation: int) -> None:
    """Refuse a replay that would change a version which went out, or which approval was asked for or given."""
    for statement in (_ISSUED_QUOTES, _ISSUED_CONTRACTS, _JUDGED_CONTRACTS, _WAIVED_CONTRACTS):
        number = session.scalar(text(statement), {"operation": operation})
        if number is not None:
            raise RuleError(
                _("{number} was issued and can't be changed. Make a new version.").format(number=number)
            )


_ISSUED_QUOTES = (
    "SELECT q.number || '-V' || v.version FROM change c "
    "LEFT JOIN quote_line l ON c.table_name = 'quote_line' AND l.id = c.row_id "
    "CROSS JOIN quote_version v ON v.id = CASE c.table_name "
    "WHEN 'quote_version' THEN c.row_id WHEN 'quote_line' THEN l.version_id END "
    "JOIN quote q ON q.id = v.quote_id "
    "WHERE c.operation = :operation AND (v.sent_at IS NOT NULL OR v.state IN ('pending_approval', 'approved')) "
    "LIMIT 1"
)
_ISSUED_CONTRACTS = (
    "SELECT k.number || '-V' || v.version FROM change c "
    "LEFT JOIN contract_clause t ON c.table_name = 'contract_clause' AND t.id = c.row_id "
    "LEFT JOIN contract_line l ON c.table_name = 'contract_line' AND l.id = c.row_id "
    "CROSS JOIN contract_version v ON v.id = CASE c.table_name WHEN 'contract_version' THEN c.row_id "
    "WHEN 'contract_clause' THEN t.version_id WHEN 'contract_line' THEN l.version_id END "
    "JOIN contract k ON k.id = v.contract_id "
    "WHERE c.operation = :operation AND v.issued_at IS NOT NULL LIMIT 1"
)
_NEWEST_ISSUED = (
    "JOIN contract_version v ON v.contract_id = k.id "
    "WHERE c.operation = :operation AND v.issued_at IS NOT NULL AND v.deleted_at IS NULL AND v.version = "
    "(SELECT max(version) FROM contract_version WHERE contract_id = k.id AND deleted_at IS NULL) "
)
_JUDGED_CONTRACTS = (
    "SELECT k.number || '-V' || v.version FROM change c "
    "JOIN legal_review_item i ON c.table_name = 'legal_review_item' AND i.id = c.row_id "
    f"JOIN contract k ON k.id = i.contract_id {_NEWEST_ISSUED} LIMIT 1"
)
_WAIVED_CONTRACTS = (
    "SELECT k.number || '-V' || v.version FROM change c "
    f"JOIN contract k ON c.table_name = 'contract' AND k.id = c.row_id {_NEWEST_ISSUED} "
    "AND json_extract(c.diff, '$.waiver') IS NOT NULL LIMIT 1"
)


def _refuse_dangling(session: Session, operation: int) -> None:
    """Refuse a replay that would leave a living row pointing at a deleted one."""
    touched = "(SELECT row_id FROM change WHERE operation = :operation AND table_name = '{name}')"
    for child in journal.journaled_tables():
        for key in child.foreign_keys:
            if f"{child.name}.{key.parent.name}" in STANDS:
                continue
            parent = key.column.table
            statement = (
                f"SELECT c.id FROM {child.name} c JOIN {parent.name} p ON p.id = c.{key.parent.name} "
                "WHERE c.deleted_at IS NULL AND p.deleted_at IS NOT NULL AND (p.id IN "
                f"{touched.format(name=parent.name)} OR c.id IN {touched.format(name=child.name)}) LIMIT 1"
            )
            found = session.scalar(text(statement), {"operation": operation})
            if found is not None:
                name = session.scalar(
                    select(_title_column(child)).where(child.c.id == uuid.UUID(bytes=found))
                )
                raise RuleError(_("“{name}” still needs what this step would remove.").format(name=name))
