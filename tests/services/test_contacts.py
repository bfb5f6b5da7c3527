"""Contacts: exactly one is the main one, and nothing stale is saved."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.errors import ConflictError, InvalidInputError
from salesdesk.services import contacts
from tests import factories
from tests.factories import STEP

if TYPE_CHECKING:
    from salesdesk.storage.workspace import Workspace


@pytest.fixture
def firm(workspace: Workspace) -> uuid.UUID:
    """Give a customer with two contacts."""
    with workspace.write(STEP) as write:
        made = factories.customer(write.session)
        contacts.create(write.session, made, name=" 周总 ", role="decider")
        contacts.create(write.session, made, name="顾工", mobile="139")
        return made


def rows(workspace: Workspace, firm: uuid.UUID) -> list[contacts.ContactRow]:
    """Return the contacts of a customer."""
    with workspace.read() as session:
        return contacts.of_customer(session, firm)


def test_the_first_one_is_the_main_one(workspace: Workspace, firm: uuid.UUID) -> None:
    assert [(row.name, row.role, row.is_main) for row in rows(workspace, firm)] == [
        ("周总", "decider", True),
        ("顾工", "", False),
    ]


def test_another_main_one_takes_the_place(workspace: Workspace, firm: uuid.UUID) -> None:
    with workspace.write(STEP) as write:
        contacts.set_main(write.session, rows(workspace, firm)[1].id)
    assert [(row.name, row.is_main) for row in rows(workspace, firm)] == [("顾工", True), ("周总", False)]


def test_a_new_or_changed_one_can_be_the_main_one(workspace: Workspace, firm: uuid.UUID) -> None:
    with workspace.write(STEP) as write:
        contacts.create(write.session, firm, name="沈经理", is_main=True)
    assert [row.name for row in rows(workspace, firm) if row.is_main] == ["沈经理"]
    second = rows(workspace, firm)[2]
    with workspace.write(STEP) as write:
        contacts.change(
            write.session, second.id, row_version=second.row_version, is_main=True, title="工程师"
        )
    assert [(row.name, row.title) for row in rows(workspace, firm) if row.is_main] == [("顾工", "工程师")]


def test_a_stale_change_is_refused(workspace: Workspace, firm: uuid.UUID) -> None:
    first = rows(workspace, firm)[0]
    with workspace.write(STEP) as write:
        contacts.change(write.session, first.id, row_version=first.row_version, title="总经理")
    with pytest.raises(ConflictError), workspace.write(STEP) as write:
        contacts.change(write.session, first.id, row_version=first.row_version, title="厂长")


@pytest.mark.parametrize("values", [{"name": ""}, {"role": "king"}, {"mobile": "1" * 61}])
def test_what_a_field_cant_hold_is_refused(
    workspace: Workspace, firm: uuid.UUID, values: dict[str, str]
) -> None:
    with pytest.raises(InvalidInputError), workspace.write(STEP) as write:
        contacts.create(write.session, firm, **({"name": "新人"} | values))


def test_a_contact_leads_to_its_customer(workspace: Workspace, firm: uuid.UUID) -> None:
    with workspace.read() as session:
        assert contacts.customer_of(session, rows(workspace, firm)[0].id) == firm
        with pytest.raises(InvalidInputError):
            contacts.customer_of(session, firm)
