"""The full-text index over what people look for: which record is found by which tokens."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable
from typing import Final

from sqlalchemy import Connection, delete, func, insert, select, update
from sqlalchemy.orm import Session

from salesdesk.storage.records import Change, SearchDoc, SearchState

CREATE: Final = (
    "CREATE VIRTUAL TABLE search_text USING fts5(tokens, content='', contentless_delete=1, detail=none, "
    "tokenize='unicode61 remove_diacritics 2', prefix='1 2')"
)
"""The index itself: it keeps the tokens of a `search_doc` row by its `docid`, and no text."""
TITLES: Final = {
    "customer": ("customer", "name"),
    "contact": ("contact", "name"),
    "opportunity": ("opportunity", "name"),
    "quote": ("quote", "number"),
    "contract": ("contract", "number"),
    "product": ("product", "name"),
    "service_ticket": ("service_ticket", "number"),
}
"""Table and column of what each kind is called by."""
KINDS: Final = tuple(TITLES)
_SPAN: Final = 1 << 32  # each kind has its own range of numbers, so that one can be looked through alone
_FEW: Final = 1000
_ANY: Final = "SELECT rowid FROM search_text WHERE search_text MATCH ? LIMIT ?"
_OF_KIND: Final = f"{_ANY.removesuffix(' LIMIT ?')} AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?"


def create(connection: Connection) -> None:
    """Create the empty index."""
    connection.exec_driver_sql(CREATE)


def progress(session: Session, tokens: int) -> int:
    """Return up to which change the index has read; 0 where it is to be built with tokens of another version."""
    query = select(SearchState.change).where(SearchState.tokens == tokens)
    return session.scalar(query) or 0


def begin(session: Session, tokens: int) -> None:
    """Empty the index, to be built with the tokens of a version."""
    session.connection().exec_driver_sql("INSERT INTO search_text(search_text) VALUES ('delete-all')")
    session.execute(delete(SearchDoc))
    session.execute(delete(SearchState))
    session.execute(insert(SearchState).values(id=1, tokens=tokens, change=0))


def advance(session: Session, done: int, change: int) -> None:
    """Remember that the changes after `done` up to this one are in the index, unless another did meanwhile."""
    session.execute(update(SearchState).where(SearchState.change == done).values(change=change))


def changes(session: Session, after: int, limit: int) -> list[tuple[int, str, uuid.UUID]]:
    """Return the changes after one: number, table, row."""
    query = (
        select(Change.id, Change.table, Change.row).where(Change.id > after).order_by(Change.id).limit(limit)
    )
    return [(number, table, row) for number, table, row in session.execute(query)]


def renamed(session: Session, after: int, upto: int) -> list[uuid.UUID]:
    """Return the customers that were given another name by the changes after one and up to one."""
    query = select(Change.row).where(
        Change.id > after,
        Change.id <= upto,
        Change.table == "customer",
        Change.base_version.is_not(None),
        func.json_extract(Change.diff, "$.name").is_not(None),
    )
    return list(session.scalars(query))


def backlog(session: Session, after: int, most: int) -> int:
    """Return how many changes wait, counted up to `most`."""
    query = select(Change.id).where(Change.id > after).limit(most)
    return len(session.execute(query).all())


def replace(
    session: Session, kind: str, ids: Collection[uuid.UUID], tokens: dict[uuid.UUID, Iterable[str]]
) -> None:
    """Index rows by their tokens in place of what they were indexed by; those without tokens leave the index."""
    connection = session.connection()
    query = select(SearchDoc.docid).where(SearchDoc.row.in_(ids))
    gone = [(docid,) for docid in session.scalars(query)]
    if gone:
        connection.exec_driver_sql("DELETE FROM search_text WHERE rowid = ?", gone)
        connection.exec_driver_sql("DELETE FROM search_doc WHERE docid = ?", gone)
    first = _next(session, kind)
    docs = [(first + place, kind, row.bytes) for place, row in enumerate(tokens)]
    texts = [(first + place, " ".join(found)) for place, found in enumerate(tokens.values())]
    if docs:
        connection.exec_driver_sql("INSERT INTO search_doc (docid, kind, row_id) VALUES (?, ?, ?)", docs)
        connection.exec_driver_sql("INSERT INTO search_text (rowid, tokens) VALUES (?, ?)", texts)


def _range(kind: str) -> tuple[int, int]:
    low = KINDS.index(kind) * _SPAN  # the customers, who are many, have the numbers that take the least room
    return low, low + _SPAN - 1


def _next(session: Session, kind: str) -> int:
    low, high = _range(kind)
    query = "SELECT max(docid) FROM search_doc WHERE docid BETWEEN ? AND ?"
    last = session.connection().exec_driver_sql(query, (low, high)).scalar()
    return int(last or low) + 1


def found(
    session: Session, expressions: Iterable[str], kinds: Iterable[str], limit: int
) -> dict[str, list[uuid.UUID]]:
    """Return the ids of the rows that fit, by kind, at most `limit` of each, those changed last before the others.

    The first expression by which few fit counts, else the last.
    """
    connection = session.connection()
    for expression in expressions:
        docids = connection.exec_driver_sql(_ANY, (expression, _FEW)).scalars().all()
        if len(docids) < _FEW:
            break
    result = {}
    for kind in kinds:
        low, high = _range(kind)
        if len(docids) < _FEW:
            chosen = [docid for docid in docids if low <= docid <= high][-limit:]
        else:
            # So many fit that each kind must be looked through by itself, or one would crowd out the others.
            chosen = list(
                connection.exec_driver_sql(_OF_KIND, (expression, low, high, limit)).scalars().all()
            )
        marks = ",".join("?" * len(chosen))
        rows = f"SELECT row_id FROM search_doc WHERE docid IN ({marks}) ORDER BY docid DESC"
        ids = connection.exec_driver_sql(rows, tuple(chosen)).scalars().all() if chosen else ()
        result[kind] = [uuid.UUID(bytes=row) for row in ids]
    return result


def titled(session: Session, expression: str, kind: str, title: str, most: int) -> list[uuid.UUID]:
    """Return the rows of just this title among the `most` that fit and were changed last."""
    table, column = TITLES[kind]
    rows = session.connection().exec_driver_sql(
        f"SELECT doc.row_id FROM ({_OF_KIND}) AS fit JOIN search_doc AS doc ON doc.docid = fit.rowid "
        f"JOIN {table} AS record ON record.id = doc.row_id WHERE record.{column} = ?",
        (expression, *_range(kind), most, title),
    )
    return [uuid.UUID(bytes=row) for row in rows.scalars()]
