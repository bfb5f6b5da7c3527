"""How an opportunity stands: complete data, clocks, risks, landmarks, the proposed state on the road map."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest

from salesdesk.domain.errors import InvalidInputError
from salesdesk.services import opportunities, opportunity_health, opportunity_rows
from salesdesk.services.opportunity_health import Health, health
from salesdesk.storage.records import Opportunity
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP


@pytest.fixture
def card(workspace: Workspace) -> uuid.UUID:
    """Give an opportunity about which nothing bad can be said."""
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        session = write.session
        customer = factories.customer(session)
        for _one in range(2):
            factories.contact(session, customer_id=customer)
        made = factories.opportunity(
            session, customer_id=customer, amount_minor=10_000, probability=Decimal("0.9"), created_on=today()
        )
        factories.activity(session, opportunity_id=made, customer_id=customer)
        factories.activity(session, opportunity_id=made, customer_id=customer, due_on=today() + timedelta(3))
        return made


def today() -> date:
    return now().astimezone().date()


def read(workspace: Workspace, card: uuid.UUID) -> Health:
    with workspace.read() as session:
        return health(session, card, today=today())


def test_a_healthy_one_is_solid(workspace: Workspace, card: uuid.UUID) -> None:
    found = read(workspace, card)
    assert (found.flags, found.is_stale, found.touched) == ((), False, "今天有跟进")
    assert (found.state, found.proposal.state) == ("", "solid")
    assert found.completeness.missing == (
        "decider",
        "need",
        "budget",
        "expected_close_on",
        "product",
        "competitor",
    )


def test_an_overdue_landmark_puts_it_at_risk(workspace: Workspace, card: uuid.UUID) -> None:
    with workspace.write(STEP) as write:
        for name, days in (("试磨", -3), ("签约", 30)):
            opportunity_rows.add(
                write.session, "landmark", card, name=name, planned_on=today() + timedelta(days)
            )
    found = read(workspace, card)
    assert [(mark.name, stands.state) for mark, stands in found.landmarks] == [
        ("试磨", "overdue"),
        ("签约", "open"),
    ]
    assert found.proposal.state == "risk"
    assert ["试磨" in reason for reason in found.proposal.reasons] == [True]


def test_risks_are_told_with_their_reasons(workspace: Workspace, card: uuid.UUID) -> None:
    with workspace.write(STEP) as write:
        row = write.session.get_one(Opportunity, card)
        row.slips, row.roadmap = 3, "stretch"
        opportunity_rows.add(write.session, "rival", card, competitor="海德机电", standing="favoured")
    found = read(workspace, card)
    assert [flag.code for flag in found.flags] == ["slipped", "competitor_favoured"]
    assert all(flag.name and flag.reason for flag in found.flags)
    assert "海德机电" in found.flags[1].reason
    assert (found.state, found.proposal.state) == ("stretch", "risk")
    assert found.proposal.reasons == tuple(flag.reason for flag in found.flags)


def test_the_end_is_the_state(workspace: Workspace, card: uuid.UUID) -> None:
    with workspace.write(STEP) as write:
        opportunities.win(write.session, card, on=today(), amount=Decimal(100))
    found = read(workspace, card)
    assert (found.state, found.proposal.state, found.flags) == ("won", "won", ())


def test_the_last_touch_is_told_in_days(workspace: Workspace, card: uuid.UUID) -> None:
    assert opportunity_health.touched(1) == "1 天前跟进过"
    assert opportunity_health.touched(12) == "12 天前跟进过"
    with workspace.read() as session, pytest.raises(InvalidInputError):
        health(session, uuid.UUID(int=1), today=today())
