"""Activities: recorded, planned, done, postponed, changed."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.services import activities
from tests import factories
from tests.factories import STEP

if TYPE_CHECKING:
    from salesdesk.services.activities import PlannedActivity
    from salesdesk.storage.workspace import Workspace

AT = datetime(2026, 11, 24, 2, tzinfo=UTC)


class Known(NamedTuple):
    """A customer with a contact and an opportunity."""

    customer: uuid.UUID
    contact: uuid.UUID
    opportunity: uuid.UUID


@pytest.fixture
def known(workspace: Workspace) -> Known:
    """Give a customer with a contact and an opportunity."""
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        firm = factories.customer(write.session)
        contact = factories.contact(write.session, customer_id=firm, name="顾工")
        return Known(firm, contact, factories.opportunity(write.session, customer_id=firm, name="磨床"))


def steps(workspace: Workspace, firm: uuid.UUID) -> list[PlannedActivity]:
    """Return the next steps with a customer."""
    with workspace.read() as session:
        return activities.planned(session, customer_id=firm)


def test_next_steps_come_in_the_order_of_their_days_and_times(workspace: Workspace, known: Known) -> None:
    with workspace.write(STEP) as write:
        for subject, day, clock in (("c", 26, ""), ("b", 25, ""), ("a", 25, "15:00")):
            activities.plan(
                write.session,
                kind="visit",
                subject=subject,
                due_on=date(2026, 11, day),
                due_time=clock,
                customer_id=known.customer,
                contact_id=known.contact,
            )
    found = steps(workspace, known.customer)
    assert [step.subject for step in found] == ["a", "b", "c"]
    assert (found[0].contact, found[0].due_time) == ("顾工", "15:00")


def test_an_activity_of_an_opportunity_is_one_of_its_customer(workspace: Workspace, known: Known) -> None:
    with workspace.write(STEP) as write:
        activities.plan(
            write.session, kind="call", due_on=date(2026, 12, 1), opportunity_id=known.opportunity
        )
    assert [step.opportunity for step in steps(workspace, known.customer)] == ["磨床"]


def test_a_step_is_done_and_noted(workspace: Workspace, known: Known) -> None:
    with workspace.write(STEP) as write:
        made = activities.plan(
            write.session, kind="call", note="先问预算", due_on=date(2026, 12, 1), customer_id=known.customer
        )
    with workspace.write(STEP) as write:
        activities.complete(write.session, made, row_version=1, at=AT, note="预算 260 万")
    assert steps(workspace, known.customer) == []
    with workspace.read() as session:
        facts = activities.facts(session, made)
    assert (facts.done_at, facts.note) == (AT, "先问预算\n预算 260 万")
    for again in (activities.complete, activities.postpone):
        more = {"at": AT} if again is activities.complete else {"due_on": date(2027, 1, 1)}
        with pytest.raises(RuleError), workspace.write(STEP) as write:
            again(write.session, made, row_version=2, **more)


def test_a_step_is_postponed_unless_it_was_changed_meanwhile(workspace: Workspace, known: Known) -> None:
    with workspace.write(STEP) as write:
        made = activities.plan(
            write.session, kind="task", subject="x", due_on=date(2026, 12, 1), customer_id=known.customer
        )
    with workspace.write(STEP) as write:
        activities.postpone(write.session, made, due_on=date(2026, 12, 8), row_version=1)
    assert steps(workspace, known.customer)[0].due_on == date(2026, 12, 8)
    with pytest.raises(ConflictError), workspace.write(STEP) as write:
        activities.postpone(write.session, made, due_on=date(2026, 12, 9), row_version=1)


def test_fields_are_changed_and_cleaned(workspace: Workspace, known: Known) -> None:
    with workspace.write(STEP) as write:
        made = activities.record(write.session, kind="note", note="x", at=AT, customer_id=known.customer)
    with workspace.write(STEP) as write:
        activities.change(
            write.session,
            made,
            row_version=1,
            kind="call",
            subject=" 看\u202e样件 ",
            contact_id=known.contact,
        )
    with workspace.read() as session:
        facts = activities.facts(session, made)
    assert (facts.kind, facts.subject, facts.contact_id) == ("call", "看样件", known.contact)


@pytest.mark.parametrize(
    "values",
    [
        {"kind": "party"},
        {"kind": "note"},
        {"kind": "call", "subject": "甲" * 201},
        {"kind": "call", "customer_id": uuid.UUID(int=5)},
    ],
)
def test_what_cant_be_kept_is_refused(workspace: Workspace, known: Known, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError), workspace.write(STEP) as write:
        activities.record(write.session, at=AT, **({"customer_id": known.customer} | values))


@pytest.mark.parametrize("clock", ["25:00", "3pm", "3:00"])
def test_a_time_that_is_none_is_refused(workspace: Workspace, known: Known, clock: str) -> None:
    with pytest.raises(InvalidInputError), workspace.write(STEP) as write:
        activities.plan(
            write.session, kind="call", due_on=date(2026, 12, 1), due_time=clock, customer_id=known.customer
        )


def test_a_contact_of_somebody_else_is_refused(workspace: Workspace, known: Known) -> None:
    with workspace.write(STEP) as write:
        stranger = factories.contact(write.session)
    with pytest.raises(RuleError), workspace.write(STEP) as write:
        activities.record(write.session, kind="call", at=AT, customer_id=known.customer, contact_id=stranger)
