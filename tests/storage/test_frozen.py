"""Workspaces of every released schema still open, with their data."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from salesdesk.services import quotes
from salesdesk.services.check import check
from salesdesk.storage import backup, connection, journal, migrations, schema
from salesdesk.storage.workspace import DATABASE, Workspace
from tests import factories, freeze
from tests.freeze import FIXTURES

FROZEN = sorted(path.name for path in FIXTURES.glob("schema-*.salesdesk"))


def test_every_schema_is_frozen() -> None:
    scripts = sorted(path.name[:4] for path in (migrations.SCRIPTS / "versions").glob("0*.py"))
    assert scripts[-1] == schema.REVISION
    assert {f"schema-{number}.salesdesk" for number in scripts} == set(FROZEN)


@pytest.mark.parametrize("name", FROZEN)
def test_a_frozen_workspace_opens_and_passes_the_check(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    shutil.copytree(FIXTURES / name, path)
    rows = _rows(path)
    workspace = Workspace.open(path)
    with workspace.read() as session:
        report = check(session)
        quote = quotes.load(session, "QT-202611-0001")
    assert report.problems == ()
    assert all(rows.values()), rows
    assert (report.opportunities["won"].count, report.opportunities["open"].count) == (1, 5)
    assert quote.in_words == "人民币肆拾捌万陆仟元整"
    workspace.close()


def test_the_next_frozen_workspace_has_a_row_in_every_table(tmp_path: Path) -> None:
    workspace = Workspace.create(tmp_path / "Next.salesdesk")
    factories.set_up(workspace)
    freeze._fill(workspace)
    with workspace.read() as session:
        report = check(session)
    workspace.close()
    assert report.problems == ()
    rows = _rows(workspace.path)
    assert all(rows.values()), rows


def _rows(path: Path) -> dict[str, int]:
    """Return how many rows stand in each business table, before anything is migrated."""
    engine = connection.open_engine(path / DATABASE, "rw")
    with Session(engine) as session:
        found = backup.inventory(session)
    engine.dispose()
    return {table.name: found[table.name] for table in journal.journaled_tables() if table.name in found}
