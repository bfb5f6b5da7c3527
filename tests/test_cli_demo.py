"""The command that makes the demo."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, table, text

from salesdesk import cli, paths
from salesdesk.services import demo
from salesdesk.storage.workspace import Workspace


def every_row(path: Path) -> dict[str, Sequence[Any]]:
    """Return all rows of all tables, those of the search index too."""
    workspace = Workspace.open(path, read_only=True)
    with workspace.read() as session:
        names = session.scalars(
            text("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
        ).all()
        rows = {name: session.execute(select(text("*")).select_from(table(name))).all() for name in names}
    workspace.close()
    return rows


def test_it_makes_the_demo_and_says_what_is_in_it_and_the_same_day_gives_the_same_rows(
    demo_folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "Demo.salesdesk"
    assert cli.main(["demo", str(place), "--anchor", "2026-06-30", "--json"]) == cli.WELL
    answer = json.loads(capsys.readouterr().out)
    assert (answer["path"], answer["anchor"]) == (str(place), "2026-06-30")
    assert answer["counts"]["quote_version"] == 99
    assert cli.main(["check", str(place)]) == cli.WELL
    expected, found = every_row(demo_folder), every_row(place)
    assert len(found["operation"]) == 1
    assert len(found["change"]) > 1_000
    assert found == expected


def test_it_is_made_among_the_programs_data_and_replaced_when_asked(
    demo_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = demo.default_path()
    assert place.parent == paths.data_dir()
    shutil.copytree(demo_folder, place)
    before = (place / "data.db").read_bytes()
    assert cli.main(["demo"]) == cli.BAD_INPUT
    assert "--replace" in capsys.readouterr().err
    assert (place / "data.db").read_bytes() == before
    assert cli.main(["demo", "--replace", "--anchor", "2027-01-01", "--json"]) == cli.WELL
    answer = json.loads(capsys.readouterr().out)
    assert (answer["path"], answer["anchor"]) == (str(place), "2027-01-01")
    assert (answer["counts"]["contract"], answer["counts"]["instalment"]) == (88, 140)
    assert (place / "data.db").read_bytes() != before


def test_another_workspace_is_never_replaced(workspace: Workspace) -> None:
    workspace.close()
    assert cli.main(["demo", str(workspace.path), "--replace"]) != cli.WELL
    assert (workspace.path / "data.db").exists()


@pytest.mark.parametrize("day", ["30.6.2026", "2026-02-30", "0001-01-01", ""])
def test_a_day_is_written_as_iso(day: str, tmp_path: Path) -> None:
    arguments = ["demo", str(tmp_path / "Demo.salesdesk"), f"--anchor={day}"]
    assert cli.main(arguments) == cli.BAD_INPUT
    assert list(tmp_path.iterdir()) == []
