"""Writes by statements of their own, with the bookkeeping of the mapped classes."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import bindparam, select, update

from salesdesk.domain.errors import ConflictError
from salesdesk.storage import bulk
from salesdesk.storage.records import Opportunity
from tests import factories
from tests.factories import STEP

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from salesdesk.storage.workspace import Workspace


@pytest.fixture
def card(workspace: Workspace) -> uuid.UUID:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        return factories.opportunity(write.session, name="A", remark="old")


def test_one_record_is_written_at_once_and_known_to_the_session(
    workspace: Workspace, card: uuid.UUID
) -> None:
    person = uuid.uuid4()
    with workspace.write(STEP, person=person) as write:
        row = write.session.get_one(Opportunity, card)
        row.remark = "new"
        bulk.update_one(write.session, row, name="B", position=5)
        assert (row.name, row.position, row.remark, row.row_version) == ("B", 5, "new", 3)
        assert row not in write.session.dirty
        row.name = "C"
    with workspace.read() as session:
        row = session.get_one(Opportunity, card)
        assert (row.name, row.position, row.remark, row.row_version) == ("C", 5, "new", 4)
        assert row.updated_by == person


def test_equal_values_write_nothing(workspace: Workspace, card: uuid.UUID) -> None:
    with workspace.write(STEP) as write:
        row = write.session.get_one(Opportunity, card)
        bulk.update_one(write.session, row, name="A", remark="old")
    assert not write.changes.rows


def test_a_record_that_another_statement_changed_is_not_overwritten(
    workspace: Workspace, card: uuid.UUID
) -> None:
    with pytest.raises(ConflictError), workspace.write(STEP) as write:
        _change_twice(write.session, card)
    with workspace.read() as session:
        assert session.scalars(select(Opportunity.name)).all() == ["A"]


def _change_twice(session: Session, card: uuid.UUID) -> None:
    row = session.get_one(Opportunity, card)
    bulk.update_rows(
        session,
        update(Opportunity).where(Opportunity.id == bindparam("one")).values(name="B"),
        [{"one": card}],
    )
    bulk.update_one(session, row, name="C")
