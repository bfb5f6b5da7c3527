"""The workspace of the tests is the one that the program makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import text

from salesdesk.storage.workspace import Workspace
from tests import factories

if TYPE_CHECKING:
    from pathlib import Path


def test_a_copied_workspace_is_as_a_made_one(tmp_path: Path) -> None:
    copied = factories.new_workspace(tmp_path / "copied.salesdesk")
    made = Workspace.create(tmp_path / "made.salesdesk")
    assert _everything(copied) == _everything(made)
    assert _files(copied) == _files(made)
    copied.close()
    made.close()


def test_each_has_an_id_of_its_own(tmp_path: Path) -> None:
    one = factories.new_workspace(tmp_path / "one.salesdesk")
    other = factories.new_workspace(tmp_path / "other.salesdesk")
    assert one.id != other.id
    one.close()
    other.close()
    again = Workspace.open(tmp_path / "one.salesdesk")
    assert again.id == one.id
    again.close()


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
