"""Customers: their page, new ones, changes, possible duplicates."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event

from salesdesk.domain.errors import ConflictError, InvalidInputError
from salesdesk.services import contacts, customers, recycle_bin
from tests import factories
from tests.factories import STEP

if TYPE_CHECKING:
    from salesdesk.storage.workspace import Workspace


@pytest.fixture
def firm(workspace: Workspace) -> uuid.UUID:
    """Give a customer in a workspace with the usual pipeline."""
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        return customers.create(write.session, name="华锐精工（苏州）有限公司", industry="精密机械")


def view(workspace: Workspace, firm: uuid.UUID) -> customers.CustomerView:
    """Return the page of a customer."""
    with workspace.read() as session:
        return customers.view(session, firm)


def test_the_page_has_facts_contacts_opportunities_and_next_steps(
    workspace: Workspace, firm: uuid.UUID
) -> None:
    with workspace.write(STEP) as write:
        session = write.session
        owner = factories.person(session, name="林晓")
        customers.change(session, firm, "owner_id", owner, row_version=1)
        factories.contact(session, customer_id=firm, name="顾工")
        won = factories.opportunity(
            session, name="磨床", customer_id=firm, status="won", closed_on=date(2026, 5, 1), amount_minor=100
        )
        late = factories.opportunity(session, customer_id=firm, expected_close_on=date(2027, 1, 1))
        soon = factories.opportunity(session, customer_id=firm, expected_close_on=date(2026, 12, 1))
        factories.opportunity(session)
        factories.activity(session, customer_id=firm, due_on=date(2026, 12, 2))
    shown = view(workspace, firm)
    assert (shown.facts.owner, shown.facts.industry) == ("林晓", "精密机械")
    assert [contact.name for contact in shown.contacts] == ["顾工"]
    assert [row.id for row in shown.opportunities] == [soon, late, won]
    assert [row.is_open for row in shown.opportunities] == [True, True, False]
    assert [step.due_on for step in shown.planned] == [date(2026, 12, 2)]
    assert shown.industries == ("精密机械",)
    assert [person.name for person in shown.people] == ["林晓"]


def test_the_page_takes_few_statements_however_much_there_is(workspace: Workspace, firm: uuid.UUID) -> None:
    with workspace.write(STEP) as write:
        for _number in range(20):
            factories.opportunity(write.session, customer_id=firm)
            factories.activity(write.session, customer_id=firm, due_on=date(2026, 12, 2))
    with workspace.read() as session:
        statements: list[str] = []
        event.listen(session.get_bind(), "before_cursor_execute", lambda *args: statements.append(args[2]))
        customers.view(session, firm)
    assert len(statements) <= 10


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("name", " 华锐\u202e精工 ", "华锐精工"),
        ("value_class", "key", "key"),
        ("language", "en", "en"),
        ("buyer_kind", "public", "public"),
        ("buyer_kind", "", ""),
        ("uscc", "9135 0100m000100y43", "91350100M000100Y43"),
        ("remark", "第一行\r\n第二行\x07", "第一行\n第二行"),
        ("city", "", ""),
    ],
)
def test_a_field_is_changed(workspace: Workspace, firm: uuid.UUID, field: str, value: str, kept: str) -> None:
    with workspace.write(STEP) as write:
        customers.change(write.session, firm, field, value, row_version=1)
    assert getattr(view(workspace, firm).facts, field) == kept


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("name", "甲" * 201),
        ("value_class", "best"),
        ("language", "fr"),
        ("buyer_kind", "huge"),
        ("phone", "1" * 61),
    ],
)
def test_what_a_field_cant_hold_is_refused(
    workspace: Workspace, firm: uuid.UUID, field: str, value: str
) -> None:
    with pytest.raises(InvalidInputError), workspace.write(STEP) as write:
        customers.change(write.session, firm, field, value, row_version=1)
    assert view(workspace, firm).facts.row_version == 1


def test_a_stale_change_is_refused(workspace: Workspace, firm: uuid.UUID) -> None:
    with workspace.write(STEP) as write:
        customers.change(write.session, firm, "city", "苏州", row_version=1)
    with pytest.raises(ConflictError), workspace.write(STEP) as write:
        customers.change(write.session, firm, "city", "无锡", row_version=1)
    assert view(workspace, firm).facts.city == "苏州"


def test_a_new_customer_may_bring_its_first_contact(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        made = customers.create_with_contact(
            write.session, {"name": "恒岳"}, {"name": "周总", "mobile": "139"}
        )
        alone = customers.create_with_contact(write.session, {"name": "远帆"}, {"name": "", "mobile": "1"})
    with workspace.read() as session:
        assert [(row.name, row.is_main) for row in contacts.of_customer(session, made)] == [("周总", True)]
        assert contacts.of_customer(session, alone) == []


def test_possible_duplicates_are_found_the_same_name_first(workspace: Workspace, firm: uuid.UUID) -> None:
    with workspace.write(STEP) as write:
        other = customers.create(write.session, name="华锐精工(苏州)有限责任公司")
        customers.create(write.session, name="华锐精工（无锡）有限公司")
    with workspace.read() as session:
        found = customers.similar(session, "华锐精工(苏州)有限责任公司")
        assert [(each.id, each.exact) for each in found] == [(other, True), (firm, False)]
        assert customers.similar(session, " ") == []
        assert customers.similar(session, "%_") == []


def test_a_deleted_customer_has_no_page(workspace: Workspace, firm: uuid.UUID) -> None:
    with workspace.write(STEP) as write:
        recycle_bin.delete(write.session, "customer", [firm])
    with pytest.raises(InvalidInputError):
        view(workspace, firm)
