"""Search over customers, contacts, opportunities, quotes, contracts, tickets and products, as one types."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from salesdesk.domain import money, search_tokens
from salesdesk.i18n import money as shown_money
from salesdesk.services.quote_current import current_id
from salesdesk.storage import search as index
from salesdesk.storage.records import (
    Contact,
    Contract,
    Customer,
    Opportunity,
    Product,
    Quote,
    QuoteVersion,
    ServiceTicket,
)
from salesdesk.storage.workspace import Workspace

KINDS: Final = index.KINDS
_AT_ONCE: Final = 300
_BATCH: Final = 400
_CANDIDATES: Final = 40
_MOST_CANDIDATES: Final = 200


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
        """Return what the record is found by."""
        amounts = () if self.amount is None else (self.amount,)
        return search_tokens.tokens((self.title, *self.others), numbers=self.numbers, amounts=amounts)


# --- keeping up --------------------------------------------------------------------------------------------------


def catch_up(workspace: Workspace, *, batch: int = _BATCH) -> bool:
    """Index a batch of what was changed since the last one, in short transactions; tell whether that was all."""
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
        last = changes[-1][0]
        waiting = _touched(session, changes, index.renamed(session, done, last))
        _index(session, waiting[:batch])
        if len(waiting) <= batch:
            index.advance(session, done, last)
    for start in range(batch, len(waiting), batch):
        with workspace.keep() as session:
            _index(session, waiting[start : start + batch])
            if start + batch >= len(waiting):
                index.advance(session, done, last)
    return len(changes) < batch


def refresh(workspace: Workspace) -> None:
    """Index what waits before a query, unless it is so much that a query should not wait for it."""
    if workspace.read_only:
        return
    with workspace.read() as session:
        behind = is_behind(session)
    if not behind:
        catch_up(workspace)


def is_behind(session: Session) -> bool:
    """Tell whether so much waits to be indexed that a query should not wait for it."""
    done = index.progress(session, search_tokens.VERSION)
    return index.backlog(session, done, _AT_ONCE) == _AT_ONCE


def _touched(
    session: Session, changes: Iterable[tuple[int, str, uuid.UUID]], renamed: list[uuid.UUID]
) -> list[tuple[str, uuid.UUID]]:
    """Return the records that changes concern, by kind: versions are their quote's, a name its records' too."""
    found = [(table, row) for _number, table, row in changes if table in KINDS]
    versions = [row for _number, table, row in changes if table == "quote_version"]
    if versions:
        query = select(QuoteVersion.quote_id).where(QuoteVersion.id.in_(versions))
        found += [("quote", row) for row in session.scalars(query)]
    if renamed:
        for kind in ("contact", "opportunity", "quote", "contract", "service_ticket"):
            column: Any = _RECORDS[kind]
            query = select(column.id).where(column.customer_id.in_(renamed))
            found += [(kind, row) for row in session.scalars(query)]
    return list(dict.fromkeys(found))


def _index(session: Session, records: Iterable[tuple[str, uuid.UUID]]) -> None:
    touched: dict[str, list[uuid.UUID]] = defaultdict(list)
    for kind, row in records:
        touched[kind].append(row)
    for kind, ids in touched.items():
        rows = _read(session, kind, ids)
        index.replace(session, kind, ids, {row.id: row.tokens() for row in rows})


# --- finding -----------------------------------------------------------------------------------------------------


def find(session: Session, text: str, *, kinds: Collection[str] | None = None, limit: int = 8) -> list[Hit]:
    """Return the records that fit what was typed, at most `limit` of each kind, the best first within a kind."""
    query = search_tokens.query(text)
    if not query:
        return []
    # What takes little to look up is narrow enough for most queries.
    expressions = (query.expression(wide=True), query.expression())
    candidates = index.found(session, dict.fromkeys(expressions), kinds or KINDS, _CANDIDATES)
    return [hit for kind, ids in candidates.items() for hit in _best(session, query, kind, ids, limit)]


def _best(
    session: Session, query: search_tokens.Query, kind: str, ids: list[uuid.UUID], limit: int
) -> list[Hit]:
    """Return the hits of a kind, the best first: of the given rows, or of more where these leave better ones out."""
    found = _hits(session, kind, query, ids)
    for most in (_CANDIDATES, _MOST_CANDIDATES):
        if len(found) < limit and len(ids) >= _CANDIDATES:
            ids = index.found(session, (query.expression(),), (kind,), most)[kind]
            found = _hits(session, kind, query, ids)
    if len(ids) >= _CANDIDATES and found and found[0].rank != search_tokens.EXACT:
        named = index.titled(session, query.expression(), kind, query.typed, _MOST_CANDIDATES)
        found = _hits(session, kind, query, named) + [hit for hit in found if hit.id not in named]
    return found[:limit]


def _hits(session: Session, kind: str, query: search_tokens.Query, ids: list[uuid.UUID]) -> list[Hit]:
    """Return the rows that fit indeed, the best first, equally good ones in the order of their ids."""
    by_id = {row.id: row for row in _read(session, kind, ids)} if ids else {}
    hits = []
    for row in (by_id[found] for found in ids if found in by_id):
        rank = query.rank(row.title, row.others, row.numbers, row.amount)
        if rank is not None:
            hits.append(Hit(kind, row.id, row.title, row.detail, rank))
    return sorted(hits, key=lambda hit: hit.rank)


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
        .select_from(Quote)
        .join(QuoteVersion, QuoteVersion.id == current_id())
        .join(Customer, Customer.id == Quote.customer_id),
        "contract": select(
            Contract.id, Contract.number, Customer.name, Contract.gross_minor, Contract.currency
        ).join(Customer, Customer.id == Contract.customer_id),
        "product": select(Product.id, Product.name, Product.model, Product.code, Product.family),
        "service_ticket": select(
            ServiceTicket.id, ServiceTicket.number, Customer.name, ServiceTicket.title, Contract.number
        )
        .join(Customer, Customer.id == ServiceTicket.customer_id)
        .outerjoin(Contract, Contract.id == ServiceTicket.contract_id),
    }  # fmt: skip
    record = _RECORDS[kind]
    return queries[kind].where(record.deleted_at.is_(None), record.id.in_(bindparam("ids", expanding=True)))


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


def _ticket(row: uuid.UUID, number: str, customer: str, title: str, contract: str | None) -> _Row:
    return _Row(row, number, (customer, title, contract or ""), detail=_joined(customer, title))


def _joined(*parts: str) -> str:
    return " · ".join(part for part in parts if part)


_RECORDS: Final[dict[str, Any]] = {
    "customer": Customer,
    "contact": Contact,
    "opportunity": Opportunity,
    "quote": Quote,
    "contract": Contract,
    "product": Product,
    "service_ticket": ServiceTicket,
}
_SHAPES: Final[dict[str, Callable[..., _Row]]] = {
    "customer": _customer,
    "contact": _contact,
    "opportunity": _with_amount,
    "quote": _with_amount,
    "contract": _with_amount,
    "product": _product,
    "service_ticket": _ticket,
}
