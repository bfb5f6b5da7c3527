"""Workspaces of every released schema still open, with their data."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select

from salesdesk.services import quotes
from salesdesk.services.check import check
from salesdesk.storage import journal, schema
from salesdesk.storage.workspace import Workspace
from tests.freeze import FIXTURES

FROZEN = sorted(path.name for path in FIXTURES.glob("schema-*.salesdesk"))


def test_this_schema_is_frozen() -> None:
    assert f"schema-{schema.REVISION}.salesdesk" in FROZEN


@pytest.mark.parametrize("name", FROZEN)
def test_a_frozen_workspace_opens_and_passes_the_check(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    shutil.copytree(FIXTURES / name, path)
    workspace = Workspace.open(path)
    with workspace.read() as session:
        report = check(session)
        rows = {
            table.name: session.scalar(select(func.count()).select_from(table))
            for table in journal.journaled_tables()
        }
        quote = quotes.load(session, "QT-202611-0001")
    assert report.problems == ()
    assert all(rows.values()), rows
    assert (report.opportunities["won"].count, report.opportunities["open"].count) == (1, 5)
    assert quote.in_words == "人民币肆拾捌万陆仟元整"
    workspace.close()
