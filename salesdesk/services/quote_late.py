"""An offer that is accepted after its last day: what it would cost today, and the same lines at the prices of today."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sqlalchemy.orm import Session

from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.domain.quote_conversion import in_mode
from salesdesk.services import price_snapshots
from salesdesk.services.quote_current import current_row
from salesdesk.services.quote_reading import rows_of
from salesdesk.services.quote_store import read_version


@dataclass(frozen=True, slots=True)
class PriceNow:
    """A line with its unit price as it was offered and as the price book says now, in the quote's price mode.

    `now` is None for what is in no book. A price that was `typed` stays when the offer is priced anew.
    """

    name: str
    model: str
    offered: Decimal
    now: Decimal | None
    typed: bool

    @property
    def rise(self) -> Decimal | None:
        """Return by which fraction the price rose since; None where nobody can say."""
        return None if self.now is None or not self.offered else self.now / self.offered - 1


def prices_now(session: Session, quote_id: uuid.UUID, today: date) -> tuple[PriceNow, ...]:
    """Return the sold lines of the version that stands, with their prices of today."""
    row = current_row(session, quote_id)
    quote, found = rows_of(session, quote_id, row.version if row else None)
    draft = read_version(session, quote, found).draft
    known = price_snapshots.with_snapshots(session, draft, quote.customer_id, today)
    return tuple(
        PriceNow(line.name, line.model, line.unit_price, _book_price(known, new), line.price_source != "book")
        for line, new in zip(draft.lines, known.lines, strict=True)
        if line.kind == "product"
    )


def repriced(session: Session, draft: QuoteDraft, today: date) -> QuoteDraft:
    """Return the draft with the price book's prices of today where they were the book's; typed ones stay."""
    known = price_snapshots.with_snapshots(session, draft, draft.customer_id, today)
    lines = []
    for line, new in zip(draft.lines, known.lines, strict=True):
        price = _book_price(known, new) if line.price_source == "book" else None
        lines.append(line if price is None else replace(line, unit_price=price))
    return replace(draft, lines=tuple(lines))


def _book_price(draft: QuoteDraft, line: QuoteLine) -> Decimal | None:
    """Return the book's price of a line, which is with tax, as the draft states prices."""
    return None if line.base_price is None else in_mode(line.base_price, line, draft)
