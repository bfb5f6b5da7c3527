"""The workspace folder: made, opened, moved, shared, refused."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import select, text

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError, SalesDeskError
from salesdesk.storage import device
from salesdesk.storage.lock import InUseError
from salesdesk.storage.records import Customer, Device, Operation
from salesdesk.storage.workspace import DATABASE, Workspace
from tests import factories
from tests.factories import STEP


def names(workspace: Workspace) -> list[str]:
    with workspace.read() as session:
        return list(session.scalars(select(Customer.name).order_by(Customer.name)))


def test_what_was_written_is_there_when_opened_again(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "Firm.salesdesk")
    with workspace.write(STEP) as write:
        factories.customer(write.session, name="远川重工")
    workspace.close()
    workspace = Workspace.open(tmp_path / "Firm.salesdesk")
    assert names(workspace) == ["远川重工"]
    assert workspace.name == "Firm"
    workspace.close()


def test_a_closed_workspace_leaves_nothing_beside_its_database(tmp_path: Path) -> None:
    Workspace.create(tmp_path / "a.salesdesk").close()
    assert not list((tmp_path / "a.salesdesk").glob("data.db-*"))


def test_a_moved_workspace_is_the_same_one_on_the_same_device(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "a.salesdesk")
    with workspace.write(STEP) as write:
        factories.customer(write.session)
    identity = workspace.id
    workspace.close()
    (tmp_path / "a.salesdesk").rename(tmp_path / "b.salesdesk")
    moved = Workspace.open(tmp_path / "b.salesdesk")
    with moved.read() as session:
        assert session.scalars(select(Device.epoch)).one() == 1
    assert moved.id == identity
    moved.close()


def test_a_restored_copy_starts_a_new_epoch_of_the_device(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "a.salesdesk")
    workspace.close()
    shutil.copytree(tmp_path / "a.salesdesk", tmp_path / "old")
    workspace = Workspace.open(tmp_path / "a.salesdesk")
    with workspace.write(STEP) as write:
        factories.customer(write.session)
    workspace.close()
    restored = Workspace.open(tmp_path / "old")
    with restored.read() as session:
        assert session.scalars(select(Device.epoch)).one() == 2
    known = device.recall(restored.id)
    assert known is not None
    assert known.epoch == 2
    restored.close()


def test_a_second_program_is_told_who_writes_and_can_only_look(tmp_path: Path) -> None:
    first = Workspace.create(tmp_path / "a.salesdesk")
    with first.write(STEP) as write:
        factories.customer(write.session, name="A")
    with pytest.raises(InUseError, match=r"@"):
        Workspace.open(first.path)
    second = Workspace.open(first.path, read_only=True)
    assert names(second) == ["A"]
    with pytest.raises(RuleError), second.write(STEP):
        pass
    with first.write(STEP) as write:
        factories.customer(write.session, name="B")
    assert names(second) == ["A", "B"]
    second.close()
    first.close()


def test_a_failed_write_changes_nothing(workspace: Workspace) -> None:
    def write_and_fail() -> None:
        with workspace.write(STEP) as write:
            factories.customer(write.session)
            raise RuleError("no")

    with pytest.raises(RuleError):
        write_and_fail()
    assert names(workspace) == []
    with workspace.read() as session:
        assert session.scalars(select(Operation)).all() == []


def test_a_write_that_touches_nothing_leaves_no_operation(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        pass
    assert not write.changes.rows
    with workspace.read() as session:
        assert session.scalars(select(Operation)).all() == []


def test_a_stale_record_is_a_conflict_and_not_an_overwrite(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        one = factories.customer(write.session)

    def write_stale() -> None:
        with workspace.write(STEP) as write:
            row = write.session.get_one(Customer, one)
            write.session.execute(text("UPDATE customer SET name = 'x', row_version = row_version + 1"))
            row.name = "y"

    with pytest.raises(ConflictError):
        write_stale()


@pytest.mark.parametrize(
    "content", [None, b"", b"not a database at all, but long enough", b"SQLite format 3\x00"]
)
def test_a_folder_that_is_no_workspace_is_refused_and_left_alone(
    tmp_path: Path, content: bytes | None
) -> None:
    folder = tmp_path / "x"
    folder.mkdir()
    if content is not None:
        (folder / DATABASE).write_bytes(content)
    with pytest.raises(SalesDeskError):
        Workspace.open(folder)
    with pytest.raises(SalesDeskError):
        Workspace.open(folder, read_only=True)
    assert content is None or (folder / DATABASE).read_bytes() == content


def test_a_database_of_another_program_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.salesdesk"
    Workspace.create(path).close()
    _execute(path, "PRAGMA application_id = 7")
    with pytest.raises(InvalidInputError, match=r"另一个程序|another program"):
        Workspace.open(path)


@pytest.mark.parametrize("read_only", [False, True])
def test_a_workspace_of_a_newer_program_is_refused(tmp_path: Path, *, read_only: bool) -> None:
    path = tmp_path / "a.salesdesk"
    Workspace.create(path).close()
    _execute(path, "UPDATE schema_info SET version = 9, min_reader = 9, min_writer = 9")
    with pytest.raises(InvalidInputError, match=r"更新|newer"):
        Workspace.open(path, read_only=read_only)


def test_a_newer_workspace_that_allows_it_can_be_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "a.salesdesk"
    Workspace.create(path).close()
    _execute(path, "UPDATE schema_info SET version = 9, min_reader = 1, min_writer = 9")
    with pytest.raises(InvalidInputError):
        Workspace.open(path)
    workspace = Workspace.open(path, read_only=True)
    assert names(workspace) == []
    workspace.close()


def test_nothing_is_made_over_what_exists(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "letter.txt").write_text("x", encoding="utf-8")
    with pytest.raises(InvalidInputError):
        Workspace.create(tmp_path / "a")
    assert [file.name for file in (tmp_path / "a").iterdir()] == ["letter.txt"]


def test_an_empty_folder_can_become_a_workspace(tmp_path: Path) -> None:
    (tmp_path / "a b ü 客户 %41").mkdir()
    workspace = Workspace.create(tmp_path / "a b ü 客户 %41")
    assert names(workspace) == []
    workspace.close()


def _execute(path: Path, statement: str) -> None:
    """Change a closed workspace behind the program's back."""
    from salesdesk.storage import connection  # noqa: PLC0415 - only here

    engine = connection.open_engine(path / DATABASE, "rw")
    with engine.begin() as plain:
        plain.exec_driver_sql(statement)
    engine.dispose()


def test_resting_brings_the_log_into_the_database(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        factories.customer(write.session, name="A")
    before = (workspace.path / DATABASE).stat().st_mtime_ns
    workspace.rest()
    assert (workspace.path / DATABASE).stat().st_mtime_ns > before
    assert names(workspace) == ["A"]


def test_a_workspace_that_was_moved_away_takes_no_writes(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "a.salesdesk")
    workspace.path.rename(tmp_path / "b.salesdesk")
    other = Workspace.create(tmp_path / "a.salesdesk")

    def write() -> None:
        with workspace.write(STEP) as write:
            factories.customer(write.session)

    with pytest.raises(SalesDeskError, match=r"a\.salesdesk"):
        write()
    workspace.close()
    with pytest.raises(InUseError, match="@"):
        Workspace.open(other.path)
    other.close()


def test_a_failure_while_closing_frees_the_lock_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = Workspace.create(tmp_path / "a.salesdesk")
    with workspace.write(STEP) as write:
        factories.customer(write.session, name="A")
    with monkeypatch.context() as patched:
        patched.setenv("SALESDESK_HOME", str(workspace.path / DATABASE))
        workspace.close()
    again = Workspace.open(workspace.path)
    assert names(again) == ["A"]
    again.close()


def test_a_name_that_no_file_can_have_is_refused(tmp_path: Path) -> None:
    for action in (Workspace.open, Workspace.create):
        with pytest.raises(SalesDeskError):
            action(tmp_path / ("x" * 300))


@pytest.mark.parametrize(
    "statement", ["DELETE FROM schema_info", "UPDATE schema_info SET version = 'x'", "DROP TABLE schema_info"]
)
def test_a_workspace_without_its_marks_is_refused(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "a.salesdesk"
    Workspace.create(path).close()
    _execute(path, statement)
    with pytest.raises(SalesDeskError):
        Workspace.open(path)
    with pytest.raises(SalesDeskError):
        Workspace.open(path, read_only=True)
