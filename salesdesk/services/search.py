"""Search over customers, contacts, opportunities, quotes and products, as one types."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from salesdesk.domain import money, search_tokens
from salesdesk.i18n import money as shown_money
from salesdesk.storage import search as index
from salesdesk.storage.records import Contact, Customer, Opportunity, Product, Quote, QuoteVersion
from salesdesk.storage.workspace import Workspace

KINDS: Final = index.KINDS
_AT_ONCE: Final = 300
_BATCH: Final = 600
_CANDIDATES: Final = 40


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found; `rank` is 0 for the best fit."""

    kind: str
    id: uuid.UUID
    title: str
    detail: str
    rank: int


class _Row(NamedTuple):
    """A record as it is indexed and shown."""

    id: uuid.UUID
    title: str
    others: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    amount: Decimal | None = None
    detail: str = ""

    def tokens(self) -> set[str]:
        amounts = () if self.amount is None else (self.amount,)
        return search_tokens.tokens((self.title, *self.others), numbers=self.numbers, amounts=amounts)


# --- keeping up --------------------------------------------------------------------------------------------------


def catch_up(workspace: Workspace, *, batch: int = _BATCH) -> bool:
    """Index a batch of what was changed since the last one, in a short transaction; tell whether that was all."""
    with workspace.read() as session:
        done = index.progress(session, search_tokens.VERSION)
        if done and not index.backlog(session, done, 1):
            return True
    with workspace.keep() as session:
        done = index.progress(session, search_tokens.VERSION)
        if not done:
            index.begin(session, search_tokens.VERSION)
        changes = index.changes(session, done, batch)
        if not changes:
            return True
        _index(session, [(table, row) for _number, table, row in changes])
        index.advance(session, changes[-1][0])
    return len(changes) < batch


def is_behind(session: Session) -> bool:
    """Tell whether so much waits to be indexed that a query should not wait for it."""
    done = index.progress(session, search_tokens.VERSION)
    return index.backlog(session, done, _AT_ONCE) == _AT_ONCE


def _index(session: Session, changed: Iterable[tuple[str, uuid.UUID]]) -> None:
    touched: dict[str, set[uuid.UUID]] = defaultdict(set)
    for table, row in changed:
        touched[table].add(row)
    versions = touched.pop("quote_version", set())
    if versions:
        query = select(QuoteVersion.quote_id).where(QuoteVersion.id.in_(versions))
        touched["quote"].update(session.scalars(query))
    # Their customer's name is part of what they are found by.
    for kind, record in (("contact", Contact), ("opportunity", Opportunity), ("quote", Quote)):
        if customers := touched.get("customer"):
            column: Any = record
            touched[kind].update(session.scalars(select(column.id).where(column.customer_id.in_(customers))))
    for kind in KINDS:
        if ids := touched.get(kind):
            rows = _read(session, kind, ids)
            index.replace(session, kind, ids, {row.id: row.tokens() for row in rows})


# --- finding -----------------------------------------------------------------------------------------------------


def find(session: Session, text: str, *, kinds: Collection[str] | None = None, limit: int = 8) -> list[Hit]:
    """Return the records that fit what was typed, at most `limit` of each kind, the best first within a kind."""
    query = search_tokens.query(text)
    if not query:
        return []
    hits: list[Hit] = []
    for kind, ids in index.found(session, query.expression(), kinds or KINDS, _CANDIDATES).items():
        if ids:
            hits += sorted(_hits(kind, query, _read(session, kind, ids), ids), key=lambda hit: hit.rank)[
                :limit
            ]
    return hits


def _hits(kind: str, query: search_tokens.Query, rows: Iterable[_Row], ids: list[uuid.UUID]) -> Iterator[Hit]:
    """Yield the rows that fit indeed, in the order of their ids."""
    by_id = {row.id: row for row in rows}
    for row in (by_id[found] for found in ids if found in by_id):
        rank = query.rank(row.title, row.others, row.numbers, row.amount)
        if rank is not None:
            yield Hit(kind, row.id, row.title, row.detail, rank)


# --- reading -----------------------------------------------------------------------------------------------------


@cache
def _query(kind: str) -> Any:
    """Return the query for the living rows of a kind with the given ids; made once, since it is run for each key."""
    queries: dict[str, Any] = {
        "customer": select(
            Customer.id, Customer.name, Customer.city, Customer.short_name, Customer.code, Customer.phone
        ),
        "contact": select(
            Contact.id, Contact.name, Customer.name, Contact.title, Contact.email, Contact.wechat, Contact.mobile,
            Contact.phone,
        ).join(Customer, Customer.id == Contact.customer_id),
        "opportunity": select(
            Opportunity.id, Opportunity.name, Customer.name, Opportunity.amount_minor, Opportunity.currency
        ).outerjoin(Customer, Customer.id == Opportunity.customer_id),
        "quote": select(Quote.id, Quote.number, Customer.name, QuoteVersion.gross_minor, QuoteVersion.currency)
        .join(QuoteVersion, QuoteVersion.id == _newest_version())
        .join(Customer, Customer.id == Quote.customer_id),
        "product": select(Product.id, Product.name, Product.model, Product.code, Product.family),
    }  # fmt: skip
    record = _RECORDS[kind]
    return queries[kind].where(record.deleted_at.is_(None), record.id.in_(bindparam("ids", expanding=True)))


def _newest_version() -> Any:
    return (
        select(QuoteVersion.id)
        .where(QuoteVersion.quote_id == Quote.id, QuoteVersion.deleted_at.is_(None))
        .order_by(QuoteVersion.version.desc())
        .limit(1)
        .correlate(Quote)
        .scalar_subquery()
    )


def _read(session: Session, kind: str, ids: Iterable[uuid.UUID]) -> list[_Row]:
    rows = session.connection().execute(_query(kind), {"ids": list(ids)})
    return [_SHAPES[kind](*row) for row in rows]


def _customer(row: uuid.UUID, name: str, city: str, *texts: str) -> _Row:
    short_name, code, phone = texts
    return _Row(row, name, (short_name, code, city), (phone,), detail=city)


def _contact(row: uuid.UUID, name: str, customer: str, *texts: str) -> _Row:
    title, email, wechat, mobile, phone = texts
    return _Row(row, name, (email, wechat, customer), (mobile, phone), detail=_joined(title, customer))


def _with_amount(row: uuid.UUID, title: str, customer: str | None, minor: int | None, currency: str) -> _Row:
    amount = None if minor is None else money.from_minor(minor, currency)
    shown = "" if amount is None else shown_money(amount, currency)
    return _Row(row, title, (customer or "",), amount=amount, detail=_joined(customer or "", shown))


def _product(row: uuid.UUID, name: str, model: str, code: str, family: str) -> _Row:
    return _Row(row, name, (model, code, family), detail=_joined(model, family))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


_RECORDS: Final[dict[str, Any]] = {
    "customer": Customer,
    "contact": Contact,
    "opportunity": Opportunity,
    "quote": Quote,
    "product": Product,
}
_SHAPES: Final[dict[str, Callable[..., _Row]]] = {
    "customer": _customer,
    "contact": _contact,
    "opportunity": _with_amount,
    "quote": _with_amount,
    "product": _product,
}
