"""The journal: nothing is written beside it, and nobody can change it unseen."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from salesdesk.domain.changes import Label
from salesdesk.storage import bulk, journal
from salesdesk.storage.records import Change, Customer, Operation
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP


def changes(workspace: Workspace) -> list[tuple[str, int | None, dict[str, Any]]]:
    with workspace.read() as session:
        rows = session.execute(select(Change.table, Change.base_version, Change.diff).order_by(Change.id))
        return [(table, base, json.loads(diff)) for table, base, diff in rows]


def test_every_business_table_is_journaled(workspace: Workspace) -> None:
    with workspace.read() as session:
        found = set(session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
    kinds = ("insert", "update", "delete")
    expected = {f"journal_{table.name}_{kind}" for table in journal.journaled_tables() for kind in kinds}
    assert found == expected
    assert len(expected) >= 30


def test_a_change_holds_only_the_columns_that_changed(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        owner = factories.person(write.session, name="周敏")
        one = factories.customer(write.session, name="A", phone="1")
    with workspace.write(STEP) as write:
        row = write.session.get_one(Customer, one)
        row.name, row.owner_id = "B “quoted” \\ 犇", owner
    assert changes(workspace)[1:] == [
        ("customer", None, {"name": [None, "A"], "phone": [None, "1"]}),
        ("customer", 1, {"name": ["A", "B “quoted” \\ 犇"], "owner_id": [None, owner.hex]}),
    ]


def test_bulk_statements_are_journaled_too(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        bulk.insert_rows(write.session, Customer, ({"name": f"c{number}"} for number in range(2_500)))
    with workspace.write(STEP) as write:
        changed = bulk.update_rows(write.session, update(Customer).values(region="华东"))
    assert changed == 2_500
    assert len(changes(workspace)) == 5_000
    assert len(write.changes.rows["customer"]) == 2_500


def test_a_write_outside_an_operation_is_refused(workspace: Workspace) -> None:
    def run() -> None:
        with workspace.write(STEP) as write:
            write.session.execute(text("DELETE FROM current_operation"))
            factories.customer(write.session)

    with pytest.raises(DBAPIError, match="outside an operation"):
        run()
    assert changes(workspace) == []


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("DELETE FROM customer", "deleted_at"),
        ("UPDATE customer SET name = 'x'", "row_version"),
        ("UPDATE customer SET name = 'x', row_version = row_version + 2", "row_version"),
        ("UPDATE customer SET id = x'00', row_version = row_version + 1", "row_version"),
    ],
)
def test_hard_deletes_and_skipped_versions_are_refused(
    workspace: Workspace, statement: str, message: str
) -> None:
    with workspace.write(STEP) as write:
        factories.customer(write.session)

    def run() -> None:
        with workspace.write(STEP) as write:
            write.session.execute(text(statement))

    with pytest.raises(DBAPIError, match=message):
        run()


def test_the_chain_shows_a_change_made_behind_the_programs_back(workspace: Workspace) -> None:
    for number in range(3):
        with workspace.write(Label("Step {n}", {"n": str(number)})) as write:
            factories.customer(write.session)
    with workspace.read() as session:
        assert journal.broken_links(session) == []
    with workspace.write(STEP) as write:
        factories.customer(write.session)
        write.session.execute(text("UPDATE change SET diff = '{}' WHERE operation = 2"))
    with workspace.read() as session:
        assert journal.broken_links(session) == [2]


def test_clocks_and_operations_ascend(workspace: Workspace) -> None:
    for _number in range(20):
        with workspace.write(STEP) as write:
            factories.customer(write.session)
    with workspace.read() as session:
        clocks = session.scalars(select(Operation.hlc).order_by(Operation.id)).all()
    assert clocks == sorted(set(clocks))  # type: ignore[type-var]  # sealed operations have a clock
