"""The contracts of the demo: twenty that run, with their payments, and two on their way; made as people make them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.merge_fields import Value
from salesdesk.domain.payment_terms import by_key
from salesdesk.domain.receivables import Allocation
from salesdesk.services import (
    company,
    contracts,
    legal_reviews,
    milestones,
    payment_plans,
    payments,
    quote_life,
)
from salesdesk.services.contracts import EditableContract
from salesdesk.services.demo_base import Build, Deal
from salesdesk.storage.records import Contract, LegalReviewItem, Person, Quote, QuoteVersion

_ALL, _LONG = 20, 17
"""How many contracts there are, and how many of them have four payments at most; the others have two."""
_PLACE: Final = "云州市"
_UNPAID_EVERY: Final = 6
_LATEST: Final = 14


@dataclass(frozen=True, slots=True)
class _Sale:
    """A won deal with its accepted quote and how many payments that asks for."""

    deal: Deal
    quote_id: uuid.UUID
    parts: int


def add(build: Build, deals: Sequence[Deal]) -> None:
    """Add contracts of the latest won deals, and of two that are being negotiated."""
    sales = sorted(_sales(build, deals), key=lambda sale: sale.deal.closed_ago or 0)
    long, short = ([sale for sale in sales if sale.parts == parts] for parts in (4, 2))
    chosen = [*long[:_LONG], *short[: _ALL - len(long[:_LONG])]]
    for place, sale in enumerate(sorted(chosen, key=lambda one: -(one.deal.closed_ago or 0))):
        _run(build, sale, place)
    _begin(build, deals)
    build.session.info.pop("person", None)


def _sales(build: Build, deals: Sequence[Deal]) -> Iterable[_Sale]:
    won = {deal.id: deal for deal in deals if deal.status == "won"}
    query = (
        select(Quote.id, Quote.opportunity_id, QuoteVersion.payment_term)
        .join(QuoteVersion, QuoteVersion.quote_id == Quote.id)
        .where(QuoteVersion.state == "accepted")
        .order_by(Quote.number)
    )
    for quote_id, opportunity, key in build.session.execute(query):
        term = by_key(key)
        if opportunity in won and term is not None:
            yield _Sale(won[opportunity], quote_id, len(term.lines))


def _run(build: Build, sale: _Sale, place: int) -> None:
    """Make a contract, take it through its review, sign it on the day of the order, and let it run."""
    session, closed = build.session, sale.deal.closed_ago or 0
    contract = _made(build, sale.quote_id, closed + 6)
    _review(build, contract, closed + 4)
    contracts.issue(session, contract)
    contracts.sign(session, contract, on=build.day(closed))
    for kind, ago in _events(sale.deal):
        if ago >= 0:
            milestones.record(
                session,
                contract,
                kind,
                on=build.day(ago),
                result="passed" if kind in milestones.TESTS else "",
            )
            _pay(build, sale.deal, contract, place)
    _pay(build, sale.deal, contract, place)


def _events(deal: Deal) -> list[tuple[str, int]]:
    """Return what happened to a contract, and how many days ago; days that are still to come are negative."""
    closed, accepted = deal.closed_ago or 0, deal.entered("aftersales")
    whole = closed - accepted if accepted is not None else 75
    return [
        ("fat_passed", closed - whole * 5 // 10),
        ("before_shipment", closed - whole * 6 // 10),
        ("delivered", closed - whole * 7 // 10),
        ("sat_passed", closed - whole),
    ]


def _pay(build: Build, deal: Deal, contract: uuid.UUID, place: int) -> None:
    """Let what is due come in some days early or late; here and there something is late or paid in part."""
    for number, one in enumerate(payment_plans.plan(build.session, contract, today=build.anchor)):
        if one.due_on is None or not one.outstanding or one.due_on > build.anchor:
            continue
        on = one.due_on + timedelta(days=(place * 5 + number * 7) % (_LATEST + 1) - 3)
        if on > build.anchor or (
            place % _UNPAID_EVERY == 1 and build.anchor - one.due_on < timedelta(days=90)
        ):
            continue
        payments.record(
            build.session,
            deal.account.id,
            on=on,
            amount=one.outstanding,
            currency=contracts.brief(build.session, contract).currency,
            allocations=[Allocation(one.id, one.outstanding)],
        )


# --- on their way -------------------------------------------------------------------------------------------------


def _begin(build: Build, deals: Sequence[Deal]) -> None:
    """Let two customers accept what was sent to them: a draft of a contract, and one in its legal review."""
    session = build.session
    talks = {
        deal.id for deal in deals if deal.status == "open" and not deal.story and deal.final == "decision"
    }
    query = (
        select(Quote.id)
        .join(QuoteVersion, QuoteVersion.quote_id == Quote.id)
        .where(
            Quote.opportunity_id.in_(talks),
            QuoteVersion.state == "sent",
            QuoteVersion.valid_until >= build.anchor,
            QuoteVersion.currency == "CNY",
        )
        .order_by(Quote.number.desc())
    )
    for place, quote_id in enumerate(session.scalars(query.limit(2)).all()):
        quote_life.accept(session, quote_id, on=build.day(3), today=build.anchor)
        contract = _made(build, quote_id, 2, filled=place == 1)
        if place == 1:
            _review(build, contract, 1, points=9)


def _made(build: Build, quote_id: uuid.UUID, ago: int, *, filled: bool = True) -> uuid.UUID:
    session = build.session
    name = company.seller(session, fallback="").name
    contract = contracts.make(session, quote_id, today=build.day(ago), seller_name=name)
    if filled:
        opened = contracts.edit(session, contract)
        _fill(session, opened, name)
    return contract


def _fill(session: Session, opened: EditableContract, name: str) -> None:
    """Write where it is signed and where the goods go."""
    buyer = opened.version.buyer
    fields = dict(opened.draft.fields)
    fields["contract.place"] = Value(_PLACE, "Yunzhou")
    fields["delivery.place"] = Value(buyer.address or buyer.name)
    contracts.save(session, opened, replace(opened.draft, fields=fields), seller_name=name)


def _review(build: Build, contract: uuid.UUID, ago: int, *, points: int | None = None) -> None:
    """Let the director judge the points of the review, all of them or the first ones."""
    session = build.session
    director = session.scalar(select(Person.id).where(Person.role == "director").limit(1))
    session.info["person"] = director
    legal_reviews.start(session, contract)
    query = select(LegalReviewItem).where(LegalReviewItem.contract_id == contract)
    for item in session.scalars(query.order_by(LegalReviewItem.position).limit(points)).all():
        legal_reviews.judge(session, item.id, "passed")
        item.at = build.at(ago, 15)
    session.get_one(Contract, contract).review_asked_at = build.at(ago)
    session.flush()
