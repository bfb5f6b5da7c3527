"""The workspace of the tests is the one that the program makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select, text

from salesdesk.services import history
from salesdesk.services.check import check
from salesdesk.storage.records import Customer
from salesdesk.storage.workspace import Workspace
from tests import factories, filling
from tests.factories import STEP
from tests.services.contracting import Firm

if TYPE_CHECKING:
    from pathlib import Path


def test_a_copied_workspace_is_as_a_made_one(tmp_path: Path) -> None:
    copied = filling.new_workspace(tmp_path / "copied.salesdesk")
    made = Workspace.create(tmp_path / "made.salesdesk")
    assert _everything(copied) == _everything(made)
    assert _files(copied) == _files(made)
    copied.close()
    made.close()


def test_each_has_an_id_of_its_own(tmp_path: Path) -> None:
    one = filling.new_workspace(tmp_path / "one.salesdesk")
    other = filling.new_workspace(tmp_path / "other.salesdesk")
    assert one.id != other.id
    one.close()
    other.close()
    again = Workspace.open(tmp_path / "one.salesdesk")
    assert again.id == one.id
    again.close()


def test_a_filled_workspace_is_as_the_one_that_was_filled_first(tmp_path: Path) -> None:
    first = filling.new_workspace(tmp_path / "first.salesdesk")
    Firm(first)
    made: list[Workspace] = []

    def build(workspace: Workspace) -> None:
        made.append(workspace)
        Firm(workspace)

    one, other = (filling.new_workspace(tmp_path / f"{name}.salesdesk") for name in ("one", "other"))
    filling.filled(one, build)
    filling.filled(other, build)
    assert len(made) == 1
    assert _everything(one) == _everything(other)
    for table, rows in _everything(first).items():
        assert len(rows) == len(_everything(one)[table]), table
    with one.read() as session:
        assert check(session).problems == ()
        assert str(history.next_undo(session, one.device_id)) == str(STEP)
    for workspace in (first, one, other):
        workspace.close()


def test_a_workspace_that_holds_something_is_filled_by_itself(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        factories.customer(write.session, name="恒岳")
    firm = Firm(workspace)
    with workspace.read() as session:
        assert {row.name for row in session.scalars(select(Customer))} == {"恒岳", "恒岳轴承有限公司"}
        assert session.get(Customer, firm.buyer)


def _everything(workspace: Workspace) -> dict[str, list[tuple[object, ...]]]:
    """Return the schema, the pragmas of the file and every row, but for the id of the workspace."""
    with workspace.read() as session:

        def rows(statement: str) -> list[tuple[object, ...]]:
            return [tuple(row) for row in session.execute(text(statement))]

        result = {"schema": rows("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name")}
        for pragma in (
            "application_id",
            "user_version",
            "journal_mode",
            "page_size",
            "encoding",
            "auto_vacuum",
        ):
            result[pragma] = rows(f"PRAGMA {pragma}")
        for kind, name, *_rest in result["schema"]:
            if kind == "table":
                result[f"rows of {name}"] = [
                    tuple(value for value in row if value != workspace.id.bytes)
                    for row in rows(f'SELECT * FROM "{name}"')  # noqa: S608 - our own table names
                ]
    return result


def _files(workspace: Workspace) -> list[str]:
    return sorted(str(path.relative_to(workspace.path)) for path in workspace.path.rglob("*"))
