"""Backups: complete, verified, made while others write."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import SalesDeskError
from salesdesk.storage import backup, connection
from salesdesk.storage.records import Customer
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP


def count(file: Path) -> int:
    engine = connection.open_engine(file, "ro")
    with Session(engine.execution_options(readonly=True)) as session:
        found = session.scalar(select(func.count()).select_from(Customer)) or 0
    engine.dispose()
    return found


def test_a_backup_of_an_open_workspace_holds_what_was_committed(workspace: Workspace) -> None:
    for _number in range(3):
        with workspace.write(STEP) as write:
            factories.customer(write.session)
    saved = backup.make(workspace.path)
    assert count(saved) == 3
    manifest = json.loads(saved.with_suffix(".json").read_text(encoding="utf-8"))
    assert manifest["sha256"] == hashlib.sha256(saved.read_bytes()).hexdigest()
    assert manifest["inventory"]["customer"] == 3


def test_a_copy_that_does_not_verify_is_thrown_away(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = backup.inventory
    counts = iter([{"customer": 1}])
    monkeypatch.setattr(backup, "inventory", lambda session: next(counts, None) or real(session))
    with pytest.raises(SalesDeskError):
        backup.make(workspace.path)
    assert list((workspace.path / backup.FOLDER).iterdir()) == []
