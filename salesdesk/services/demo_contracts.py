"""The contracts of the demo: twenty that run, with their payments, and two on their way; made as people make them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from sqlalchemy import select

from salesdesk.domain.money import round_half_up
from salesdesk.domain.receivables import Allocation
from salesdesk.services import (
    company,
    contract_store,
    contracts,
    demo_earlier,
    demo_handovers,
    legal_reviews,
    milestones,
    payment_plans,
    payments,
    punch_lists,
    quote_life,
)
from salesdesk.services.demo_base import Build, Deal
from salesdesk.services.payment_plans import InstalmentView
from salesdesk.services.punch_lists import OpenPoint
from salesdesk.storage.records import Contract, LegalReviewItem, Person, Quote, QuoteVersion

_LATE: Final = {0: 1, 1: 1, 2: 1, 3: 1, 4: 2, 6: 1, 9: 1, 16: 1}
"""How many of its latest payments wait by the place of a contract: the retention of the oldest ones, some others'."""
_PAID_IN_PART: Final = (6,)
_WITH_POINTS: Final = 7
_POINTS: Final = (("补装防护板两块", 14), ("操作说明书缺电气图", 30))
"""What is open of an acceptance on condition, and after how many days it is to be closed."""
_DELIVERY: Final = 75
_LATEST: Final = 14


def add(build: Build, deals: Sequence[Deal]) -> None:
    """Add a contract to each order: those that were made of a quote run; and two that are being negotiated."""
    orders = sorted(
        (deal for deal in deals if deal.status == "won"), key=lambda deal: -(deal.closed_ago or 0)
    )
    accepted, earlier = _accepted(build), demo_earlier.Earlier(build)
    place = 0
    for deal in orders:
        if deal.id in accepted:
            _run(build, deal, accepted[deal.id], place)
            place += 1
        else:
            earlier.add(deal)
    earlier.insert()
    _begin(build, deals)
    build.session.info.pop("person", None)


def _accepted(build: Build) -> dict[uuid.UUID, uuid.UUID]:
    """Return the accepted quotes by their opportunities."""
    query = select(Quote.opportunity_id, Quote.id).join(QuoteVersion, QuoteVersion.quote_id == Quote.id)
    found = build.session.execute(query.where(QuoteVersion.state == "accepted"))
    return {opportunity: quote for opportunity, quote in found if opportunity is not None}


def _run(build: Build, deal: Deal, quote: uuid.UUID, place: int) -> None:
    """Make a contract, take it through its review, sign it on the day of the order, and let it run."""
    session, closed = build.session, deal.closed_ago or 0
    contract = _made(build, quote, closed + 6)
    _review(build, contract, closed + 4)
    session.info["person"] = session.scalar(select(Person.id).where(Person.role == "assistant").limit(1))
    contracts.issue(session, contract)
    contracts.sign(session, contract, on=build.day(closed))
    _contract, version = contract_store.rows_of(session, contract)
    version.issued_at = build.at(closed + 2, 16)
    demo_handovers.settle(build, contract, closed, place)
    for kind, ago in _events(deal):
        if ago >= 0:
            _happen(build, contract, kind, ago, open_points=place % _WITH_POINTS == 3)
    _pay(build, deal, contract, place)


def _happen(build: Build, contract: uuid.UUID, kind: str, ago: int, *, open_points: bool) -> None:
    """Record an event; some sites were accepted with open points, of which the first is closed by now."""
    session, on = build.session, build.day(ago)
    if kind != "sat_passed" or not open_points:
        result = "passed" if kind in milestones.TESTS else ""
        milestones.record(session, contract, kind, on=on, result=result)
        return
    points = [OpenPoint(text, on + timedelta(days=days)) for text, days in _POINTS]
    event = milestones.record(session, contract, kind, on=on, result="conditional", points=points)
    first = punch_lists.of_events(session, [event])[event][0]
    punch_lists.close(session, first.id, on=min(on + timedelta(days=9), build.anchor))


def _events(deal: Deal) -> list[tuple[str, int]]:
    """Return what happened to a contract, and how many days ago; days that are still to come are negative."""
    closed, accepted = deal.closed_ago or 0, deal.entered("aftersales")
    whole = closed - accepted if accepted is not None else max(_DELIVERY, closed + 10)
    return [
        ("fat_passed", closed - whole * 5 // 10),
        ("before_shipment", closed - whole * 6 // 10),
        ("delivered", closed - whole * 7 // 10),
        ("sat_passed", closed - whole),
    ]


def _pay(build: Build, deal: Deal, contract: uuid.UUID, place: int) -> None:
    """Let what is due come in some days early or late; of some contracts the latest payment hasn't."""
    plan = payment_plans.plan(build.session, contract, today=build.anchor)
    due = [one for one in plan if one.due_on is not None and one.due_on <= build.anchor]
    for number, one in enumerate(due):
        waits = number >= len(due) - _LATE.get(place, 0)
        if not waits or place in _PAID_IN_PART:
            _receive(build, deal, contract, one, (place * 5 + number * 7) % (_LATEST + 1) - 3, half=waits)


def _receive(
    build: Build, deal: Deal, contract: uuid.UUID, one: InstalmentView, late: int, *, half: bool
) -> None:
    amount = round_half_up(one.outstanding / 2, 0) if half else one.outstanding
    due_on = one.due_on or build.anchor
    payments.record(
        build.session,
        deal.account.id,
        on=min(due_on + timedelta(days=late), build.anchor),
        amount=amount,
        currency=contracts.brief(build.session, contract).currency,
        allocations=[Allocation(one.id, amount)],
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
        fields = dict(opened.draft.fields) | demo_earlier.places(opened.version.buyer)
        contracts.save(session, opened, replace(opened.draft, fields=fields), seller_name=name)
    return contract


def _review(build: Build, contract: uuid.UUID, ago: int, *, points: int | None = None) -> None:
    """Let the director judge the points of the review, all of them or the first ones."""
    session = build.session
    director = session.scalar(select(Person.id).where(Person.role == "director").limit(1))
    session.info["person"] = director
    legal_reviews.start(session, contract)
    query = select(LegalReviewItem).where(LegalReviewItem.contract_id == contract)
    items = session.scalars(query.order_by(LegalReviewItem.position).limit(points)).all()
    legal_reviews.judge_all(session, [item.id for item in items], "passed")
    for item in items:
        item.at = build.at(ago, 15)
    session.get_one(Contract, contract).review_asked_at = build.at(ago)
    session.flush()
