"""Undo and redo of every change, over restarts, refused where they would break something."""

from __future__ import annotations

import uuid
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy import bindparam, select, text, update

from salesdesk.domain.changes import Label
from salesdesk.domain.errors import RuleError
from salesdesk.services import history
from salesdesk.storage import bulk, device, journal
from salesdesk.storage.ids import new_id
from salesdesk.storage.records import Customer, ExternalId, Operation
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import factories, filling
from tests.factories import STEP

Row = tuple[object, ...]


def living(workspace: Workspace) -> list[str]:
    with workspace.read() as session:
        query = select(Customer.name).where(Customer.deleted_at.is_(None)).order_by(Customer.name)
        return list(session.scalars(query))


def add(workspace: Workspace, name: str) -> uuid.UUID:
    with workspace.write(Label("Add {name}", {"name": name})) as write:
        return factories.customer(write.session, name=name)


def rename(workspace: Workspace, one: uuid.UUID, name: str) -> None:
    with workspace.write(STEP) as write:
        write.session.get_one(Customer, one).name = name


def delete(workspace: Workspace, one: uuid.UUID) -> None:
    with workspace.write(STEP) as write:
        write.session.get_one(Customer, one).deleted_at = now()


def test_undo_and_redo_of_making_changing_and_deleting(workspace: Workspace) -> None:
    one = add(workspace, "A")
    rename(workspace, one, "B")
    delete(workspace, one)
    seen = [living(workspace)]
    for step in (history.undo, history.undo, history.undo, history.redo, history.redo, history.redo):
        step(workspace)
        seen.append(living(workspace))
    assert seen == [[], ["B"], ["A"], [], ["A"], ["B"], []]


def test_undo_and_redo_name_what_they_will_do(workspace: Workspace) -> None:
    add(workspace, "恒岳")
    with workspace.read() as session:
        assert str(history.next_undo(session, workspace.device_id)) == "Add 恒岳"
        assert history.next_redo(session, workspace.device_id) is None
    history.undo(workspace)
    with workspace.read() as session:
        assert history.next_undo(session, workspace.device_id) is None
        assert str(history.next_redo(session, workspace.device_id)) == "Add 恒岳"


def test_undo_survives_a_restart(tmp_path: Path) -> None:
    workspace = filling.new_workspace(tmp_path / "a.salesdesk")
    one = add(workspace, "A")
    rename(workspace, one, "B")
    workspace.close()
    workspace = Workspace.open(workspace.path)
    history.undo(workspace)
    workspace.close()
    workspace = Workspace.open(workspace.path)
    assert living(workspace) == ["A"]
    history.redo(workspace)
    assert living(workspace) == ["B"]
    workspace.close()


def test_a_new_write_ends_redo(workspace: Workspace) -> None:
    one = add(workspace, "A")
    rename(workspace, one, "B")
    history.undo(workspace)
    rename(workspace, one, "C")
    with pytest.raises(RuleError):
        history.redo(workspace)
    history.undo(workspace)
    history.undo(workspace)
    assert living(workspace) == []
    with pytest.raises(RuleError):
        history.undo(workspace)


def test_thousands_of_rows_are_undone_as_one(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        bulk.insert_rows(write.session, Customer, ({"name": f"{number}"} for number in range(3_000)))
    changes = history.undo(workspace)
    assert len(changes.rows["customer"]) == 3_000
    assert living(workspace) == []
    history.redo(workspace)
    assert len(living(workspace)) == 3_000


def test_thousands_of_changed_rows_are_undone_as_one(workspace: Workspace) -> None:
    with workspace.write(STEP, kind="issue") as write:
        ids = bulk.insert_rows(write.session, Customer, ({"name": f"{number:04}"} for number in range(3_000)))
    with workspace.write(STEP) as write:
        rows = [{"b_id": one, "name": f"{number:04}*"} for number, one in enumerate(ids)]
        table: Any = Customer.__table__
        statement = update(table).where(table.c.id == bindparam("b_id"))
        bulk.update_rows(write.session, statement.values(name=bindparam("name")), rows)
    before = living(workspace)
    changes = history.undo(workspace)
    assert changes.rows["customer"] == set(ids)
    assert living(workspace) == [f"{number:04}" for number in range(3_000)]
    history.redo(workspace)
    assert living(workspace) == before


def test_of_many_rows_the_one_that_stands_in_the_way_is_named(workspace: Workspace) -> None:
    ids = [add(workspace, name) for name in ("A", "B", "C", "D")]
    with workspace.write(STEP) as write:
        for one in ids:
            write.session.get_one(Customer, one).name += "*"
    with workspace.write(STEP, kind="issue") as write:
        write.session.get_one(Customer, ids[2]).name = "X"
    with pytest.raises(RuleError, match="X"):
        history.undo(workspace)
    assert living(workspace) == ["A*", "B*", "D*", "X"]


def test_of_many_rows_the_one_whose_value_was_taken_again_is_named(workspace: Workspace) -> None:
    def add_keys(kind: journal.Kind, *keys: str) -> list[uuid.UUID]:
        with workspace.write(STEP, kind=kind) as write:
            rows = [
                ExternalId(source="s", kind="k", key=key, row_id=new_id(), fingerprint="") for key in keys
            ]
            write.session.add_all(rows)
            write.session.flush()
            return [row.id for row in rows]

    ids = add_keys("issue", "K-1", "K-2", "K-3")
    with workspace.write(STEP) as write:
        for one in ids:
            write.session.get_one(ExternalId, one).deleted_at = now()
    add_keys("issue", "K-2")
    with pytest.raises(RuleError, match="K-2"):
        history.undo(workspace)


def test_issuing_is_never_undone_and_what_it_stands_on_stays(workspace: Workspace) -> None:
    factories.set_up(workspace)
    owner = add(workspace, "A")
    with workspace.write(STEP, kind="issue") as write:
        factories.opportunity(write.session, customer_id=owner, name="磨床")
    with pytest.raises(RuleError, match="磨床"):
        history.undo(workspace)
    assert living(workspace) == ["A"]


def test_undo_is_refused_where_a_later_change_stands_in_the_way(workspace: Workspace) -> None:
    one = add(workspace, "A")
    rename(workspace, one, "B")
    with workspace.write(STEP, kind="issue") as write:
        write.session.get_one(Customer, one).name = "C"
    with pytest.raises(RuleError, match="C"):
        history.undo(workspace)
    assert living(workspace) == ["C"]


def test_undo_is_refused_where_a_unique_value_was_taken_again(workspace: Workspace) -> None:
    def key(write_kind: journal.Kind) -> uuid.UUID:
        with workspace.write(STEP, kind=write_kind) as write:
            row = ExternalId(source="s", kind="k", key="K-1", row_id=new_id(), fingerprint="")
            write.session.add(row)
            write.session.flush()
            return row.id

    one = key("issue")
    with workspace.write(STEP) as write:
        write.session.get_one(ExternalId, one).deleted_at = now()
    key("issue")
    with pytest.raises(RuleError, match="K-1"):
        history.undo(workspace)
    with workspace.read() as session:
        assert session.scalars(select(Operation.id).where(Operation.kind == "undo")).all() == []


def test_undo_takes_only_this_devices_steps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = filling.new_workspace(tmp_path / "a.salesdesk")
    add(workspace, "A")
    workspace.close()
    monkeypatch.setenv("SALESDESK_HOME", str(tmp_path / "other device"))
    assert device.identity()[0] != workspace.device_id
    workspace = Workspace.open(workspace.path)
    with pytest.raises(RuleError):
        history.undo(workspace)
    workspace.close()


def test_the_history_of_a_record_is_told_newest_first(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        author = factories.person(write.session, name="林晓")
    with workspace.write(Label("Add {name}", {"name": "A"}), person=author) as write:
        one = factories.customer(write.session, name="A")
    rename(workspace, one, "B")
    history.undo(workspace)
    with workspace.read() as session:
        entries = history.record_history(session, one)
    assert [(entry.person, entry.text) for entry in entries][1:] == [(None, "A step"), ("林晓", "Add A")]
    assert "A step" in entries[0].text


ACTIONS = st.lists(st.tuples(st.sampled_from("arduy"), st.integers(0, 5)), max_size=14)


@settings(max_examples=25)
@given(ACTIONS)
def test_any_sequence_undone_whole_leaves_nothing_and_redone_whole_leaves_all(
    tmp_path_factory: pytest.TempPathFactory, actions: list[tuple[str, int]]
) -> None:
    workspace = filling.new_workspace(tmp_path_factory.mktemp("w") / "a.salesdesk")
    ids: list[uuid.UUID] = []
    for action, which in actions:
        _act(workspace, ids, action, which)
    before = content(workspace)
    steps = _until_refused(history.undo, workspace)
    assert all(row[-1] for row in content(workspace)), "every row that was made is deleted again"
    for _step in range(steps):
        history.redo(workspace)
    assert content(workspace) == before
    workspace.close()


def _act(workspace: Workspace, ids: list[uuid.UUID], action: str, which: int) -> None:
    alive = [one for one in ids if _is_alive(workspace, one)]
    if action == "a":
        ids.append(add(workspace, f"{which}"))
    elif action == "r" and alive:
        rename(workspace, alive[which % len(alive)], f"{which} again")
    elif action == "d" and alive:
        delete(workspace, alive[which % len(alive)])
    elif action == "u":
        _until_refused(history.undo, workspace, most=1)
    elif action == "y":
        _until_refused(history.redo, workspace, most=1)


def _until_refused(step: object, workspace: Workspace, most: int = 1_000) -> int:
    assert callable(step)
    for done in range(most):
        try:
            step(workspace)
        except RuleError:
            return done
    return most


def _is_alive(workspace: Workspace, one: uuid.UUID) -> bool:
    with workspace.read() as session:
        return session.get_one(Customer, one).deleted_at is None


def content(workspace: Workspace) -> list[Row]:
    with workspace.read() as session:
        query = text("SELECT id, name, deleted_at IS NOT NULL FROM customer ORDER BY id")
        return [tuple(row) for row in session.execute(query)]


def on_another_device(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, home: Path) -> Workspace:
    workspace.close()
    monkeypatch.setenv("SALESDESK_HOME", str(home))
    return Workspace.open(workspace.path)


def test_undo_keeps_what_another_device_changed_since(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    monkeypatch.setenv("SALESDESK_HOME", str(here))
    workspace = filling.new_workspace(tmp_path / "a.salesdesk")
    with workspace.write(STEP) as write:
        one = factories.customer(write.session, name="A")
        factories.customer(write.session, name="B")
    workspace = on_another_device(workspace, monkeypatch, there)
    rename(workspace, one, "A, called back")
    workspace = on_another_device(workspace, monkeypatch, here)
    with pytest.raises(RuleError, match="called back"):
        history.undo(workspace)
    assert living(workspace) == ["A, called back", "B"]
    workspace = on_another_device(workspace, monkeypatch, there)
    history.undo(workspace)
    workspace = on_another_device(workspace, monkeypatch, here)
    history.undo(workspace)
    assert living(workspace) == []
    workspace.close()
