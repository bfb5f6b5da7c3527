"""Deleting records with what belongs to them, and bringing them back for ninety days."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import (
    Select,
    String,
    Table,
    and_,
    exists,
    func,
    or_,
    select,
    type_coerce,
    update,
)
from sqlalchemy.orm import Session

from salesdesk.domain.approval import RANKS
from salesdesk.domain.errors import RuleError
from salesdesk.i18n import _
from salesdesk.services import approval_rules, quote_primary, stage_homes
from salesdesk.services.record_links import BELONGS, GIVEN_ANEW, LET_GO, LOST, MAY_LACK, STANDS
from salesdesk.services.record_needs import join_words, things
from salesdesk.storage import bulk, journal
from salesdesk.storage.records import (
    Activity,
    Change,
    Competitor,
    Contact,
    Customer,
    DocumentDesign,
    Operation,
    Opportunity,
    Person,
    PriceBook,
    Product,
    Quote,
    QuoteVersion,
    Record,
    SealUse,
)
from salesdesk.storage.records.base import now

KEPT: Final = timedelta(days=90)
RECORDS: Final[dict[str, type[Record]]] = {
    record.__tablename__: record
    for record in (
        *(Person, Product, Competitor, Customer, PriceBook, Contact, Opportunity, Quote, Activity),
        DocumentDesign,
    )
}
"""The kinds that can be deleted; each stands behind those that it may need."""
_ISSUED: Final = ("sent", "accepted", "rejected", "superseded")
_LONGEST_TITLE: Final = 300
_PART: Final = 5_000

Family = dict[str, set[uuid.UUID]]
"""Rows by table: some records with what belongs to them alone."""


@dataclass(frozen=True, slots=True)
class DeletedRecord:
    """A record that the user deleted; `person` did it, in `operation`."""

    kind: str
    id: uuid.UUID
    title: str
    deleted_at: datetime
    person: str
    operation: int


def delete(session: Session, kind: str, ids: Collection[uuid.UUID]) -> None:
    """Delete records with what belongs to them; RuleError where others need one, or a quote was issued."""
    session.flush()
    found = _some(session, kind, ids, deleted=False)
    if kind == Quote.__tablename__:
        _refuse_issued(session, found)
    family = _family(session, kind, found)
    for name, rows in family.items():
        _refuse_needed(session, journal.table_named(name), rows)
    at = now()
    for name, rows in reversed(family.items()):
        table = journal.table_named(name)
        for part in _parts(rows):
            bulk.update_rows(session, update(table).where(table.c.id.in_(part)).values(deleted_at=at))
        _let_go(session, table, rows)
    session.expire_all()


def restore(session: Session, kind: str, ids: Collection[uuid.UUID]) -> None:
    """Bring records back with what was deleted with them; RuleError where what they belong to is still deleted."""
    session.flush()
    found = _some(session, kind, ids, deleted=True)
    if kind == Person.__tablename__:
        _take_approvals(session, found)
    family = _family(session, kind, found)
    missing = [(key, rows) for key in _keys_of(family) if (rows := _missing(session, key, family))]
    again = list(_were_let_go(session, family, found, journal.table_named(kind)))
    for part in _parts(family.get(Quote.__tablename__, set())):
        quote_primary.give_way(session, part)
    for name, rows in family.items():
        table = journal.table_named(name)
        for part in _parts(rows):
            bulk.update_rows(session, update(table).where(table.c.id.in_(part)).values(deleted_at=None))
    stage_homes.give(session, family.get(Opportunity.__tablename__, ()))
    for key, rows in missing:
        for part in _parts(rows):
            _empty(session, key, key.table.c.id.in_(part))
    for key, row, value in again:
        still = (key.table.c.id == row, key.is_(None), key.table.c.deleted_at.is_(None))
        bulk.update_rows(session, update(key.table).where(*still).values({key.name: value}))
    session.expire_all()


def _take_approvals(session: Session, ids: set[uuid.UUID]) -> None:
    """Let people come back without a role that approves: that is a director's to give, by their PIN."""
    if not approval_rules.guarded(session):
        return
    for part in _parts(ids):
        approving = (Person.id.in_(part), Person.role.in_(approval_rules.APPROVERS))
        values = {"role": RANKS[0], "pin_hash": "", "public_key": ""}
        table: Any = Person.__table__
        bulk.update_rows(session, update(table).where(*approving).values(values))


def restore_all(session: Session, records: Iterable[tuple[str, uuid.UUID]]) -> None:
    """Bring records of several kinds back, first those that others of them may need."""
    wanted: dict[str, list[uuid.UUID]] = {kind: [] for kind in RECORDS}
    for kind, record in records:
        wanted[kind].append(record)
    for kind, ids in wanted.items():
        if ids:
            restore(session, kind, ids)


def deleted(session: Session, *, limit: int = 2_000) -> list[DeletedRecord]:
    """Return what the user deleted in the last ninety days, newest first, without what went with it."""
    since = now() - KEPT
    found = [
        DeletedRecord(kind, *row)
        for kind, record in RECORDS.items()
        for row in session.execute(_deleted(record, since).limit(limit))
    ]
    return sorted(found, key=lambda row: (row.deleted_at, row.operation), reverse=True)[:limit]


def _deleted(record: type[Record], since: datetime) -> Select[Any]:
    """Select the deleted rows of a kind; those that an undo took back were never deleted by the user."""
    table: Any = record.__table__
    title = func.substr(table.c[record.title_column], 1, _LONGEST_TITLE)
    # A subquery for each deleted row: joined to the rows, SQLite would read the whole journal to find the few.
    operation = (
        select(Operation.id)
        .join(Change, Change.operation == Operation.id)
        .where(Change.row == table.c.id, _deleted_by_user(table))
        .limit(1)
        .correlate(table)
        .scalar_subquery()
    )
    gone = (
        select(table.c.id, title.label("title"), table.c.deleted_at, operation.label("operation"))
        .where(
            table.c.deleted_at > since,
            *(~_went_with(table, key) for key in _keys(table) if _name(key) in BELONGS),
        )
        .subquery()
    )
    return (
        select(gone.c.id, gone.c.title, gone.c.deleted_at, func.coalesce(Person.name, ""), gone.c.operation)
        .outerjoin(Operation, Operation.id == gone.c.operation)
        .outerjoin(Person, Person.id == Operation.person)
        .where(gone.c.operation.is_not(None))
        .order_by(gone.c.deleted_at.desc(), gone.c.id)
    )


def _deleted_by_user(table: Table) -> Any:
    wrote = func.json_extract(Change.diff, "$.deleted_at[1]")
    return and_(wrote == type_coerce(table.c.deleted_at, String), Operation.kind.in_(("edit", "issue")))


def _went_with(table: Table, key: Any) -> Any:
    parent = _target(key).alias()
    return exists().where(parent.c.id == key, parent.c.deleted_at == table.c.deleted_at)


# --- who belongs to whom ------------------------------------------------------------------------------------------


def _keys(table: Table) -> list[Any]:
    """Return the columns of a table that refer to others."""
    return sorted((key.parent for key in table.foreign_keys), key=lambda column: column.name)


def _target(key: Any) -> Table:
    (foreign,) = key.foreign_keys
    target: Table = foreign.column.table
    return target


def _name(key: Any) -> str:
    return f"{key.table.name}.{key.name}"


def _keys_to(table: Table) -> list[Any]:
    """Return the columns of all tables that refer to a table."""
    return [key for child in journal.journaled_tables() for key in _keys(child) if _target(key) is table]


def _keys_of(family: Family) -> list[Any]:
    return [key for name in family for key in _keys(journal.table_named(name))]


def _parts(ids: Iterable[uuid.UUID]) -> Iterator[Sequence[uuid.UUID]]:
    ordered = sorted(ids)
    for start in range(0, len(ordered), _PART):
        yield ordered[start : start + _PART]


def _some(session: Session, kind: str, ids: Collection[uuid.UUID], *, deleted: bool) -> set[uuid.UUID]:
    """Return those of the records that are deleted, or that are not."""
    table: Any = RECORDS[kind].__table__
    state = table.c.deleted_at.is_not(None) if deleted else table.c.deleted_at.is_(None)
    return {
        row
        for part in _parts(ids)
        for row in session.scalars(select(table.c.id).where(table.c.id.in_(part), state))
    }


def _family(session: Session, kind: str, ids: set[uuid.UUID]) -> Family:
    """Return living records with what lives of theirs, or deleted ones with what was deleted with them."""
    family: Family = {kind: ids}
    waiting = [kind]
    while waiting:
        parent = journal.table_named(waiting.pop(0))
        for key in _keys_to(parent):
            child = key.table
            if _name(key) not in BELONGS:
                continue
            same = child.c.deleted_at.is_not_distinct_from(parent.c.deleted_at)
            rows = {
                row
                for part in _parts(family[parent.name])
                for row in session.scalars(
                    select(child.c.id).join(parent, parent.c.id == key).where(parent.c.id.in_(part), same)
                )
            }
            if rows:
                family.setdefault(child.name, set()).update(rows)
                waiting.append(child.name)
    return family


# --- what stands in the way ---------------------------------------------------------------------------------------


def _refuse_issued(session: Session, quotes: set[uuid.UUID]) -> None:
    for part in _parts(quotes):
        number = session.scalar(
            select(Quote.number)
            .join(QuoteVersion, QuoteVersion.quote_id == Quote.id)
            .where(
                Quote.id.in_(part),
                QuoteVersion.deleted_at.is_(None),
                or_(
                    QuoteVersion.state.in_(_ISSUED),
                    QuoteVersion.sent_at.is_not(None),
                    exists().where(SealUse.quote_version_id == QuoteVersion.id),
                ),
            )
            .order_by(Quote.number)
            .limit(1)
        )
        if number is not None:
            raise RuleError(
                _("{number} was sent to the customer, so it stays and can't be deleted.").format(
                    number=number
                )
            )


def _refuse_needed(session: Session, table: Table, ids: set[uuid.UUID]) -> None:
    """Refuse where living records refer to some of these rows and can't do without them."""
    needs: dict[uuid.UUID, dict[str, int]] = {}
    for key in _keys_to(table):
        if _name(key) in BELONGS | LET_GO | STANDS:
            continue
        for part in _parts(ids):
            living = key.table.c.deleted_at.is_(None)
            query = select(key, func.count()).where(key.in_(part), living).group_by(key)
            for row, count in session.execute(query):
                counts = needs.setdefault(row, {})
                counts[key.table.name] = counts.get(key.table.name, 0) + count
    if needs:
        first = min(needs)
        what = join_words([things(name, count) for name, count in needs[first].items()])
        text = (
            _("“{name}” is responsible for {what}. Hand them over to somebody else first.")
            if table.name == Person.__tablename__
            else _("“{name}” has {what}; delete them first.")
            if table.name != Product.__tablename__
            else _("“{name}” is used in {what}; take it out there first.")
        )
        raise RuleError(text.format(name=_title(session, table, first), what=what))


def _missing(session: Session, key: Any, family: Family) -> set[uuid.UUID]:
    """Return the rows whose reference leads to a deleted record, if it may lack; else refuse, naming that record."""
    child, parent = key.table, _target(key).alias()
    if _name(key) in STANDS | GIVEN_ANEW:
        return set()
    rows = {
        (row, needed)
        for part in _parts(family[child.name])
        for row, needed in session.execute(
            select(child.c.id, parent.c.id)
            .join(parent, parent.c.id == key)
            .where(child.c.id.in_(part), parent.c.deleted_at.is_not(None))
        )
        if needed not in family.get(_target(key).name, ())
    }
    if rows and _name(key) not in MAY_LACK:
        row, needed = min(rows)
        raise RuleError(
            _("“{name}” can't come back without “{other}”, which is deleted too. Restore that first.").format(
                name=_title(session, child, row), other=_title(session, _target(key), needed)
            )
        )
    return {row for row, _needed in rows}


def _title(session: Session, table: Table, row: uuid.UUID) -> str:
    record = RECORDS.get(table.name)
    column = table.c[record.title_column if record else table.c.keys()[0]]
    return str(session.scalar(select(func.substr(column, 1, _LONGEST_TITLE)).where(table.c.id == row)))


# --- references that are emptied and filled again -----------------------------------------------------------------


def _let_go(session: Session, table: Table, ids: set[uuid.UUID]) -> None:
    for key in _keys_to(table):
        if _name(key) in LET_GO:
            for part in _parts(ids):
                _empty(session, key, and_(key.in_(part), key.table.c.deleted_at.is_(None)))


def _empty(session: Session, key: Any, where: Any) -> None:
    bulk.update_rows(session, update(key.table).where(where).values({key.name: None}))


def _were_let_go(
    session: Session, family: Family, roots: set[uuid.UUID], root: Table
) -> Iterator[tuple[Any, uuid.UUID, uuid.UUID]]:
    """Yield the references that were emptied when these rows were deleted: column, row and what it referred to."""
    operations: set[int] = set()
    for part in _parts(roots):
        query = select(Operation.id).join(Change, Change.operation == Operation.id)
        query = query.join(root, root.c.id == Change.row).where(root.c.id.in_(part), _deleted_by_user(root))
        operations.update(session.scalars(query))
    for name in family:
        for key in _keys_to(journal.table_named(name)):
            if _name(key) not in LET_GO - LOST:
                continue
            before = func.json_extract(Change.diff, f"$.{key.name}[0]")
            after = func.json_extract(Change.diff, f"$.{key.name}[1]")
            emptied = select(Change.row, before).where(
                Change.operation.in_(operations),
                Change.table == key.table.name,
                Change.base_version.is_not(None),
                before.is_not(None),
                after.is_(None),
            )
            for row, value in session.execute(emptied):
                if (referred := uuid.UUID(hex=value)) in family[name]:
                    yield key, row, referred
