"""One timeline: what was done, stages, wins and losses, quotes; read page by page."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from salesdesk.i18n import _
from salesdesk.services import activities, contracts, milestones, payments
from salesdesk.storage.records import Quote, QuoteVersion, StageChange
from tests import factories
from tests.factories import STEP
from tests.services.contracting import TODAY, Firm, days as later

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from salesdesk.services.activities import TimelineEvent
    from salesdesk.storage.workspace import Workspace

START = datetime(2026, 3, 1, 4, tzinfo=UTC)


@pytest.fixture
def firm(workspace: Workspace) -> uuid.UUID:
    """Give a customer in a workspace with the usual pipeline."""
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        return factories.customer(write.session)


def events(workspace: Workspace, firm: uuid.UUID) -> list[TimelineEvent]:
    """Return everything that happened with a customer."""
    with workspace.read() as session:
        return activities.timeline(session, customer_id=firm)


def test_everything_stands_in_one_line_the_newest_first(workspace: Workspace, firm: uuid.UUID) -> None:
    with workspace.write(STEP) as write:
        session = write.session
        row = _way(session, firm)
        contact = factories.contact(session, customer_id=firm, name="顾工")
        person = factories.person(session, name="林晓")
        activities.record(
            session,
            kind="visit",
            subject="看样件",
            note="谈预算",
            at=START + timedelta(days=5),
            customer_id=firm,
            contact_id=contact,
            owner_id=person,
        )
        activities.plan(session, kind="call", due_on=date(2027, 1, 1), customer_id=firm)
        _quote(session, firm)
    found = events(workspace, firm)
    assert [event.kind for event in found] == ["won", "quote_sent", "quote", "visit", "stage", "created"]
    visit, stage, quote = found[3], found[4], found[2]
    assert ("看样件" in visit.title, "顾工" in visit.title, visit.text, visit.person) == (
        True,
        True,
        "谈预算",
        "林晓",
    )
    assert _("Stayed {days} days").format(days="3") in stage.text
    assert stage.record == ("opportunity", row)
    assert "QT-1" in quote.title
    assert "1,234.00" in quote.text


def test_a_loss_without_a_change_of_stage_is_told_by_its_day(workspace: Workspace, firm: uuid.UUID) -> None:
    with workspace.write(STEP) as write:
        factories.opportunity(
            write.session, customer_id=firm, status="lost", loss_reason="price", closed_on=date(2026, 7, 2)
        )
    lost = events(workspace, firm)[0]
    assert (lost.kind, lost.day) == ("lost", date(2026, 7, 2))


def test_pages_leave_nothing_out_and_repeat_nothing(workspace: Workspace, firm: uuid.UUID) -> None:
    with workspace.write(STEP) as write:
        for number in range(25):
            # Every five of them happen at the same instant.
            at = START + timedelta(hours=number // 5)
            activities.record(write.session, kind="call", subject=str(number), at=at, customer_id=firm)
    read: list[TimelineEvent] = []
    with workspace.read() as session:
        while more := activities.timeline(
            session, customer_id=firm, limit=7, before=read[-1].at if read else None
        ):
            read += more
    assert sorted(int(event.title.split(" · ")[1]) for event in read) == list(range(25))
    assert [event.at for event in read] == sorted((event.at for event in read if event.at), reverse=True)


def test_an_opportunity_has_a_timeline_of_its_own(workspace: Workspace, firm: uuid.UUID) -> None:
    with workspace.write(STEP) as write:
        row = factories.opportunity(write.session, customer_id=firm)
        factories.opportunity(write.session, customer_id=firm)
        activities.record(write.session, kind="call", at=START, opportunity_id=row)
        activities.record(write.session, kind="call", at=START, customer_id=firm)
    with workspace.read() as session:
        found = activities.timeline(session, opportunity_id=row)
    assert sorted(event.kind for event in found) == ["call", "created"]


def _way(session: Session, firm: uuid.UUID) -> uuid.UUID:
    """Add an opportunity that went on after three days and was won after thirty."""
    stages = factories.stages(session)
    made = START.astimezone().replace(hour=0, minute=0)
    row = factories.opportunity(
        session, customer_id=firm, created_on=made.date(), status="won", closed_on=date(2026, 3, 31)
    )
    for days, status, left, to in ((3, "open", 0, 1), (30, "won", 1, 1)):
        session.add(
            StageChange(
                opportunity_id=row,
                from_stage_id=stages[left].id,
                to_stage_id=stages[to].id,
                status=status,
                at=made + timedelta(days=days, hours=1),
            )
        )
    return row


def _quote(session: Session, firm: uuid.UUID) -> None:
    quote = Quote(number="QT-1", customer_id=firm)
    session.add(quote)
    session.flush()
    session.add(
        QuoteVersion(
            quote_id=quote.id,
            version=1,
            state="sent",
            issued_on=date(2026, 3, 10),
            valid_until=date(2026, 4, 10),
            currency="CNY",
            price_mode="tax_included",
            rounding="line",
            discount_minor=0,
            net_minor=109204,
            tax_minor=14196,
            gross_minor=123400,
            customer="{}",
            seller="{}",
            terms="[]",
            sent_at=datetime(2026, 3, 11, 4, tzinfo=UTC),
        )
    )


def test_contracts_and_their_money_stand_in_it_too(workspace: Workspace) -> None:
    firm = Firm(workspace)
    contract = firm.signed()
    firm.do(milestones.record, contract, "fat_passed", on=later(5), result="failed", note="漏油")
    firm.do(milestones.record, contract, "sat_passed", on=later(9), result="passed")
    paid = firm.do(payments.record, firm.buyer, on=later(10), amount=Decimal(200), reference="回单 7")
    firm.do(payments.reverse, paid, on=later(11), reason="退票")
    firm.issue_step(contracts.terminate, contract, on=later(12), reason="停产", kept=Decimal(0))
    wanted = {
        "contract_issued",
        "contract_signed",
        "contract_failed",
        "contract_event",
        "receipt",
        "receipt_back",
        "contract_ended",
    }
    for found in (
        firm.ask(activities.timeline, customer_id=firm.buyer),
        firm.ask(activities.timeline, opportunity_id=firm.card),
    ):
        assert wanted <= {one.kind for one in found}
        told = {one.kind: one for one in found}
        assert told["contract_failed"].title == "出厂验收：未通过"
        assert "漏油" in told["contract_failed"].text
        assert told["receipt"].day == later(10)
        assert "200.00" in told["receipt"].title
        assert told["receipt"].record == ("contract", contract)
        assert "退票" in told["receipt_back"].text
        assert [one.kind for one in found].count("receipt") == 1


def test_money_that_is_for_nothing_yet_stands_with_the_customer_alone(workspace: Workspace) -> None:
    firm = Firm(workspace)
    firm.do(payments.record, firm.buyer, on=TODAY, amount=Decimal(50))
    (receipt,) = [
        one for one in firm.ask(activities.timeline, customer_id=firm.buyer) if one.kind == "receipt"
    ]
    assert receipt.record is None
    assert "receipt" not in {one.kind for one in firm.ask(activities.timeline, opportunity_id=firm.card)}
