"""The command that makes the demo."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from salesdesk import cli, paths
from salesdesk.services import demo
from salesdesk.storage.workspace import Workspace


def test_it_makes_the_demo_and_says_what_is_in_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "Demo.salesdesk"
    assert cli.main(["demo", str(place), "--anchor", "2026-06-30", "--json"]) == cli.WELL
    answer = json.loads(capsys.readouterr().out)
    assert (answer["path"], answer["anchor"]) == (str(place), "2026-06-30")
    assert answer["counts"]["quote_version"] == 99
    assert cli.main(["check", str(place)]) == cli.WELL


def test_it_is_made_among_the_programs_data_and_replaced_when_asked(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert cli.main(["demo"]) == cli.WELL
    assert demo.default_path().parent == paths.data_dir()
    assert str(demo.default_path()) in capsys.readouterr().out
    assert cli.main(["demo"]) == cli.BAD_INPUT
    assert "--replace" in capsys.readouterr().err
    assert cli.main(["demo", "--replace"]) == cli.WELL


def test_another_workspace_is_never_replaced(workspace: Workspace) -> None:
    workspace.close()
    assert cli.main(["demo", str(workspace.path), "--replace"]) != cli.WELL
    assert (workspace.path / "data.db").exists()


@pytest.mark.parametrize("day", ["30.6.2026", "2026-02-30", "0001-01-01", ""])
def test_a_day_is_written_as_iso(day: str, tmp_path: Path) -> None:
    arguments = ["demo", str(tmp_path / "Demo.salesdesk"), f"--anchor={day}"]
    assert cli.main(arguments) == cli.BAD_INPUT
    assert list(tmp_path.iterdir()) == []
