"""The start of the program, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from salesdesk.storage.workspace import Workspace
from tests import factories

ROOT = Path(__file__).resolve().parent.parent
SLOW = (
    "sqlalchemy",
    "alembic",
    "sqlcipher3",
    "reportlab",
    "filelock",
    "salesdesk.services",
    "salesdesk.storage",
)
LOADED_AT_FRAME = f"""
import sys
from salesdesk import app
app._go_on = lambda *_: (print(sorted(set({SLOW!r}) & set(sys.modules))), app.QApplication.quit())
raise SystemExit(app.run(None))
"""


def test_nothing_slow_is_loaded_before_the_frame_is_painted() -> None:
    assert start("-c", LOADED_AT_FRAME).stdout.strip() == "[]"


def test_the_board_is_opened_without_migrations_and_documents(workspace: Workspace, tmp_path: Path) -> None:
    factories.set_up(workspace)
    workspace.close()
    code = f"""
import sys
from pathlib import Path
from salesdesk import app
app._on_page_painted = lambda: (
    print(sorted({{"alembic", "reportlab"}} & set(sys.modules))), app.QApplication.quit())
raise SystemExit(app.run(Path({str(workspace.path)!r})))
"""
    assert start("-c", code).stdout.strip() == "[]"
    assert not (workspace.path / "data.db-wal").exists()


def test_the_start_can_be_timed(workspace: Workspace) -> None:
    factories.set_up(workspace)
    workspace.close()
    lines = start("-m", "salesdesk", "open", str(workspace.path), trace=True).stderr.splitlines()
    told = dict(line.split() for line in lines if line.startswith(("frame", "board")))
    assert 0 < int(told["frame"]) < int(told["board"])


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Give a workspace that the test closes itself, before the program opens it."""
    return Workspace.create(tmp_path / "Test.salesdesk")


def start(*arguments: str, trace: bool = False) -> subprocess.CompletedProcess[str]:
    """Run Python with the program at hand until it ends by itself."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "PYTHONWARNINGS": "default"}
    if trace:
        environment["SALESDESK_TRACE_START"] = "1"
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
