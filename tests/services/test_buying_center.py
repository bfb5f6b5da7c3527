"""The decision chain and the relationship matrix as they are read from contacts and activities."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import Any

import pytest

from salesdesk.services import buying_center, opportunity_rows
from salesdesk.services.buying_center import DecisionChain
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP


class Desk:
    """An opportunity of a customer with a director and an engineer; a director and a salesman of ours."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        factories.set_up(workspace)
        with workspace.write(STEP) as write:
            session = write.session
            self.customer = factories.customer(session)
            self.card = factories.opportunity(session, customer_id=self.customer)
            self.head = self._contact(session, "周总", "总经理")
            self.engineer = self._contact(session, "顾工", "设备工程师")
            self.director = factories.person(session, role="director")
            self.seller = factories.person(session, role="sales")

    def _contact(self, session: Any, name: str, title: str) -> uuid.UUID:
        return factories.contact(session, customer_id=self.customer, name=name, title=title)

    def done(self, kind: str, contact: uuid.UUID, day: int, owner: uuid.UUID | None = None) -> uuid.UUID:
        with self.workspace.write(STEP) as write:
            return factories.activity(
                write.session,
                kind=kind,
                customer_id=self.customer,
                contact_id=contact,
                owner_id=owner or self.seller,
                done_at=datetime(2026, 6, day, 12).astimezone(),
            )

    def member(self, contact: uuid.UUID, **values: Any) -> uuid.UUID:
        with self.workspace.write(STEP) as write:
            return opportunity_rows.add(write.session, "stakeholder", self.card, contact=contact, **values)

    def chain(self) -> DecisionChain:
        with self.workspace.read() as session:
            return buying_center.chain(session, self.card)


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return Desk(workspace)


def test_the_chain_says_what_it_lacks(desk: Desk) -> None:
    desk.member(desk.head, influence=5, attitude=1)
    desk.member(desk.engineer, influence=3, attitude=-1)
    found = desk.chain()
    assert [(row.contact, row.role) for row in found.rows] == [("周总", "executive"), ("顾工", "technical")]
    assert [(gap.code, gap.role) for gap in found.gaps] == [
        ("department", "purchasing"),
        ("department", "finance"),
        ("never_met", "executive"),
    ]
    assert (found.support.score, found.support.most) == (2, 16)


def test_a_call_is_a_contact_but_no_meeting(desk: Desk) -> None:
    desk.member(desk.head)
    desk.done("call", desk.head, 3)
    assert (desk.chain().rows[0].last_on, desk.chain().rows[0].met_on) == (date(2026, 6, 3), None)
    desk.done("visit", desk.head, 1)
    row = desk.chain().rows[0]
    assert (row.last_on, row.met_on) == (date(2026, 6, 3), date(2026, 6, 1))
    assert "never_met" not in [gap.code for gap in desk.chain().gaps]


def test_who_stands_in_the_chain_is_no_choice_any_more(desk: Desk) -> None:
    desk.member(desk.head)
    with desk.workspace.read() as session:
        (choice,) = buying_center.contact_choices(session, desk.card)
    assert (choice.name, choice.role, choice.level) == ("顾工", "technical", "working")


def test_the_matrix_reads_who_talked_with_whom(desk: Desk) -> None:
    desk.done("visit", desk.engineer, 2)
    desk.done("wechat", desk.engineer, 9)
    desk.done("call", desk.head, 5, desk.director)
    with desk.workspace.read() as session:
        found = buying_center.matrix(session, desk.card)
    working = found.cell("working", "working")
    assert (working.contacts, working.last_on) == (("顾工",), date(2026, 6, 9))
    assert found.cell("top", "top").contacts == ("周总",)
    assert found.coverage == 33  # two of six: nobody of ours stands in the middle
    assert "周总" in found.cell("top", "working").suggestion


def test_the_level_that_the_chain_says_counts(desk: Desk) -> None:
    desk.member(desk.engineer, level="middle")
    desk.done("visit", desk.engineer, 2)
    with desk.workspace.read() as session:
        found = buying_center.matrix(session, desk.card)
    assert [(cell.theirs, cell.ours) for cell in found.cells if cell.covered] == [("middle", "working")]


def test_an_opportunity_without_a_customer_has_nobody(workspace: Workspace) -> None:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        card = factories.opportunity(write.session)
    with workspace.read() as session:
        assert buying_center.contact_choices(session, card) == []
        assert buying_center.matrix(session, card).coverage == 0
        assert buying_center.chain(session, card).rows == ()
