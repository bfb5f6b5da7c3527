"""Which version of a quote stands, in SQL: each list and sum takes that one and no other."""

from __future__ import annotations

import uuid
from typing import Any, Final

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, aliased

from salesdesk.domain.quote_life import RANK
from salesdesk.storage.records import Quote, QuoteVersion

_BELOW: Final = max(RANK.values()) + 1


def current_id(quote: Any = Quote) -> Any:
    """Select the id of the version that stands of the quote in the surrounding query."""
    one = aliased(QuoteVersion)
    rank = case(dict(RANK), value=one.state, else_=_BELOW)
    query = select(one.id).where(one.quote_id == quote.id, one.deleted_at.is_(None))
    return query.order_by(rank, one.version.desc()).limit(1).correlate(quote).scalar_subquery()


def in_work_id(quote: Any = Quote) -> Any:
    """Select the id of the version that is worked on of the quote in the surrounding query."""
    one = aliased(QuoteVersion)
    query = select(one.id).where(one.quote_id == quote.id, one.deleted_at.is_(None))
    order = (one.state == "void", one.version.desc())
    return query.order_by(*order).limit(1).correlate(quote).scalar_subquery()


def current_row(session: Session, quote_id: uuid.UUID) -> QuoteVersion | None:
    """Return the version that stands of a quote, as the database has it: drafts are written past the session."""
    session.flush()
    query = select(QuoteVersion).join(Quote, QuoteVersion.id == current_id())
    query = query.execution_options(populate_existing=True)
    return session.scalars(query.where(Quote.id == quote_id, Quote.deleted_at.is_(None))).one_or_none()


def next_version(session: Session, quote_id: uuid.UUID) -> int:
    """Return the number of a quote's next version: none is given twice, even where one was deleted."""
    query = select(func.max(QuoteVersion.version)).where(QuoteVersion.quote_id == quote_id)
    return (session.scalar(query) or 0) + 1
