"""The list of approvals: what waits for whom, the oldest first, and what was decided."""

from __future__ import annotations

import uuid
from decimal import Decimal

import pytest

from salesdesk.services import approval_queue, approvals, recycle_bin
from salesdesk.services.approval_queue import QueueRow, Scope
from salesdesk.storage.records import Person
from salesdesk.storage.workspace import Workspace
from tests.factories import STEP
from tests.services.approving import Desk, desk


@pytest.fixture
def firm(workspace: Workspace) -> Desk:
    """Give a firm whose quotes need approval."""
    return desk(workspace)


def listed(firm: Desk, scope: Scope, person: uuid.UUID | None = None) -> list[QueueRow]:
    with firm.workspace.read() as session:
        return list(approval_queue.queue(session, scope, person))


def test_each_sees_what_waits_for_them(firm: Desk) -> None:
    small, large = firm.submit(firm.saved("16%")), firm.submit(firm.saved("30%"))
    assert [row.id for row in listed(firm, "waiting")] == [small.id, large.id]
    assert [row.id for row in listed(firm, "mine", firm.manager)] == [small.id, large.id]
    assert [row.id for row in listed(firm, "mine", firm.director)] == [small.id, large.id]
    for nobody in (firm.seller, None):
        assert listed(firm, "mine", nobody) == []
    firm.decide(large, "manager")
    assert [row.id for row in listed(firm, "mine", firm.manager)] == [small.id]
    assert [row.role for row in listed(firm, "waiting")] == ["regional_manager", "director"]
    with firm.workspace.read() as session:
        assert approvals.waiting_for(session, firm.manager) == 1


def test_a_row_says_what_and_why(firm: Desk) -> None:
    quote = firm.saved("16%")
    firm.submit(quote, "老客户")
    (row,) = listed(firm, "waiting")
    assert (row.label, row.customer, row.total, row.currency) == (
        f"{quote.number}-V1",
        "恒岳轴承",
        Decimal("8400.00"),
        "CNY",
    )
    assert (row.asker, row.state, row.role) == ("林晓", "pending", "regional_manager")
    assert [need.value for need in row.needs] == [Decimal("0.16")]


def test_what_was_decided_is_listed_the_newest_first(firm: Desk) -> None:
    first, second, third = (firm.submit(firm.saved("16%")) for _n in range(3))
    firm.decide(first)
    firm.decide(second, approve=False)
    with firm.workspace.write(STEP, person=firm.seller) as write:
        approvals.withdraw(write.session, third.id)
    assert [row.state for row in listed(firm, "decided")] == ["withdrawn", "refused", "approved"]
    assert listed(firm, "waiting") == []


def test_a_deleted_quote_waits_for_nobody(firm: Desk) -> None:
    quote = firm.saved("16%")
    firm.submit(quote)
    assert quote.quote_id
    with firm.workspace.write(STEP) as write:
        recycle_bin.delete(write.session, "quote", [quote.quote_id])
    assert listed(firm, "waiting") == []


def test_who_works_alone_sees_all_that_waits(firm: Desk) -> None:
    firm.submit(firm.saved("16%"))
    with firm.workspace.write(STEP) as write:
        for person in (firm.director, firm.manager):
            recycle_bin.delete(write.session, "person", [person])
        assert write.session.get_one(Person, firm.seller).deleted_at is None
    assert len(listed(firm, "mine", firm.seller)) == 1


def test_the_details_show_the_version_and_who_may_decide(firm: Desk) -> None:
    asked = firm.submit(firm.saved("16%"))
    with firm.workspace.read() as session:
        found = approval_queue.detail(session, asked.id)
        assert approval_queue.detail(session, uuid.uuid4()) is None
    assert found
    assert found.version.totals.gross == Decimal("8400.00")
    assert {name for _id, name in found.deciders} == {"周建国", "陈思远"}
