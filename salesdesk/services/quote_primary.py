"""The primary quote of an opportunity: its current version says what the opportunity is worth and is about."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from salesdesk.domain import money
from salesdesk.domain.errors import InvalidInputError, RuleError
from salesdesk.domain.money import EXACT, round_half_up
from salesdesk.i18n import _, money as money_text
from salesdesk.services.quote_current import current_id, current_row
from salesdesk.services.stage_history import CLOSED
from salesdesk.storage.records import Interest, Opportunity, Quote, QuoteLine, QuoteVersion
from salesdesk.storage.records.base import now
from salesdesk.storage.records.opportunities import MAX_AMOUNT_MINOR

_HOME: Final = "CNY"
_MOST: Final = Decimal(999_999_999)


@dataclass(frozen=True, slots=True)
class Source:
    """The quote that an opportunity's amount comes from."""

    quote_id: uuid.UUID
    number: str
    version: int


def offer(session: Session, quote: Quote) -> None:
    """Make a quote that just came to an opportunity its primary one, where the opportunity has no other quote."""
    if quote.opportunity_id is None:
        return
    other = select(Quote.id).where(
        Quote.opportunity_id == quote.opportunity_id, Quote.id != quote.id, Quote.deleted_at.is_(None)
    )
    if session.scalar(other.limit(1)) is None:
        quote.is_primary = True
        session.flush()


def make_primary(session: Session, quote_id: uuid.UUID) -> None:
    """Let an opportunity follow this quote from now on; the one that it followed becomes an alternative."""
    quote = _quote(session, quote_id)
    if quote.opportunity_id is None:
        raise RuleError(_("{number} belongs to no opportunity.").format(number=quote.number))
    row = current_row(session, quote_id)
    if row is None or row.state == "void":
        raise RuleError(_("{number} is void.").format(number=quote.number))
    before = select(Quote).where(
        Quote.opportunity_id == quote.opportunity_id, Quote.is_primary, Quote.deleted_at.is_(None)
    )
    for one in session.scalars(before):
        one.is_primary = False
    session.flush()
    quote.is_primary = True
    session.flush()
    follow(session, quote_id)


def release(session: Session, quote_id: uuid.UUID) -> None:
    """Let the opportunity stand for itself: its amount stays as it is and can be typed again."""
    _quote(session, quote_id).is_primary = False
    session.flush()


def follow(session: Session, quote_id: uuid.UUID) -> None:
    """Bring what the opportunity is worth, and its products, in line with its primary quote's current version.

    One that is closed keeps what it was closed with.
    """
    session.flush()
    quote = session.get_one(Quote, quote_id)
    if not quote.is_primary or quote.opportunity_id is None:
        return
    row, opportunity = current_row(session, quote_id), session.get_one(Opportunity, quote.opportunity_id)
    if row is None or row.state == "void":
        quote.is_primary = False
        session.flush()
        return
    if opportunity.status in CLOSED or opportunity.deleted_at is not None:
        return
    minor = worth(row, opportunity.currency)
    if minor is not None:
        if minor > MAX_AMOUNT_MINOR:
            raise InvalidInputError(_("The amount must be between zero and 1,000,000,000,000."))
        if minor != opportunity.amount_minor:
            opportunity.amount_minor = minor
    _follow_products(session, opportunity, row.id)
    session.flush()


def worth(version: QuoteVersion, currency: str) -> int | None:
    """Return a version's total in a currency's minor units, turned at the version's own rate; None without a rate."""
    if version.currency == currency:
        return version.gross_minor
    if currency != _HOME or not version.fx_rate:
        return None
    gross = money.from_minor(version.gross_minor, version.currency)
    return money.to_minor(round_half_up(EXACT.multiply(gross, version.fx_rate), 2), currency)


def source_of(session: Session, opportunity_id: uuid.UUID) -> Source | None:
    """Return the quote that an open opportunity's amount comes from; None where its amount is its own."""
    query = (
        select(Quote.id, Quote.number, QuoteVersion, Opportunity.currency)
        .select_from(Quote)
        .join(QuoteVersion, QuoteVersion.id == current_id())
        .join(Opportunity, Opportunity.id == Quote.opportunity_id)
        .where(
            Quote.opportunity_id == opportunity_id,
            Quote.is_primary,
            Quote.deleted_at.is_(None),
            Opportunity.status.not_in(CLOSED),
            QuoteVersion.state != "void",
        )
    )
    found = session.execute(query).one_or_none()
    if found is None or worth(found[2], found[3]) is None:
        return None
    return Source(found[0], found[1], found[2].version)


def refuse_typed(session: Session, opportunity: Opportunity, minor: int | None) -> None:
    """Refuse an amount that was typed where it comes from a quote: two truths would drift apart."""
    if minor == opportunity.amount_minor:
        return
    source = source_of(session, opportunity.id)
    if source is not None:
        raise RuleError(
            _(
                "The amount comes from quote {number}: change it there. To type it here, let the quote "
                "be no longer the primary one."
            ).format(number=source.number)
        )


def give_way(session: Session, coming_back: Collection[uuid.UUID]) -> None:
    """Let deleted quotes that come back be primary only where no other one became it meanwhile."""
    other = aliased(Quote)
    taken = (
        select(other.id)
        .where(other.opportunity_id == Quote.opportunity_id, other.is_primary, other.deleted_at.is_(None))
        .exists()
    )
    for row in session.scalars(select(Quote).where(Quote.id.in_(coming_back), Quote.is_primary, taken)):
        row.is_primary = False
    session.flush()


def disagreements(session: Session) -> Iterator[str]:
    """Name the open opportunities that aren't worth what their primary quote comes to."""
    query = (
        select(Opportunity.name, Opportunity.amount_minor, Opportunity.currency, Quote.number, QuoteVersion)
        .select_from(Opportunity)
        .join(Quote, Quote.opportunity_id == Opportunity.id)
        .join(QuoteVersion, QuoteVersion.id == current_id())
        .where(
            Quote.is_primary,
            Quote.deleted_at.is_(None),
            Opportunity.deleted_at.is_(None),
            Opportunity.status.not_in(CLOSED),
            QuoteVersion.state != "void",
        )
    )
    for name, minor, currency, number, version in session.execute(query):
        due = worth(version, currency)
        if due is not None and due != minor:
            shown = "—" if minor is None else money_text(money.from_minor(minor, currency), currency)
            yield _("“{name}” is worth {amount}, its quote {number} {due}.").format(
                name=name,
                amount=shown,
                number=number,
                due=money_text(money.from_minor(due, currency), currency),
            )


def _quote(session: Session, quote_id: uuid.UUID) -> Quote:
    row = session.get(Quote, quote_id)
    if row is None or row.deleted_at is not None:
        raise InvalidInputError(_("This quote is no longer there."))
    return row


def _follow_products(session: Session, opportunity: Opportunity, version_id: uuid.UUID) -> None:
    """Let the products of an opportunity be those of a version; what was said of one that stays is kept."""
    wanted = _products(session, version_id)
    if not wanted:
        return
    rows = select(Interest).where(Interest.opportunity_id == opportunity.id, Interest.deleted_at.is_(None))
    known = {row.product_id: row for row in session.scalars(rows.order_by(Interest.position.desc()))}
    for product, row in known.items():
        if product not in wanted:
            row.deleted_at = now()
    for position, (product, quantity) in enumerate(wanted.items()):
        found = known.get(product)
        if found is None:
            session.add(
                Interest(
                    opportunity_id=opportunity.id, product_id=product, position=position, quantity=quantity
                )
            )
        elif (found.position, found.quantity) != (position, quantity):
            found.position, found.quantity = position, quantity
    if opportunity.product_id not in wanted:
        opportunity.product_id = next(iter(wanted))


def _products(session: Session, version_id: uuid.UUID) -> dict[uuid.UUID, Decimal]:
    """Return how much of each product a version sells, in the order of its lines; options are not sold yet."""
    query = (
        select(QuoteLine.product_id, QuoteLine.quantity)
        .where(
            QuoteLine.version_id == version_id,
            QuoteLine.deleted_at.is_(None),
            QuoteLine.kind == "product",
            QuoteLine.product_id.is_not(None),
            QuoteLine.optional.is_(False),
            QuoteLine.alternative.is_(False),
        )
        .order_by(QuoteLine.position)
    )
    found: dict[uuid.UUID, Decimal] = {}
    for product, quantity in session.execute(query):
        if product is not None:
            found[product] = min(found.get(product, Decimal(0)) + quantity, _MOST)
    return found
