"""`salesdesk move`: a gate holds on the command line too."""

from __future__ import annotations

import json
import uuid
from pathlib import Path

import pytest

from salesdesk import cli
from salesdesk.storage.records import Opportunity
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP


@pytest.fixture
def place(workspace: Workspace) -> Path:
    """Give a closed workspace with one card, whose stage asks for a need, and two people."""
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        factories.stages(write.session)[0].required_fields = "need"
        factories.person(write.session, name="周敏", role="regional_manager")
        factories.person(write.session, name="林晓")
        buyer = factories.customer(write.session, name="恒岳轴承")
        factories.opportunity(write.session, name="磨床改造", customer_id=buyer)
    workspace.close()
    return workspace.path


def stage(place: Path) -> int:
    opened = Workspace.open(place)
    with opened.read() as session:
        stages: list[uuid.UUID] = [one.id for one in factories.stages(session)]
        found = stages.index(session.query(Opportunity).one().stage_id)
    opened.close()
    return found


def test_a_closed_gate_refuses_and_says_what_is_missing(
    place: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["move", str(place), "磨床改造", "--to", "需求探索"]) == cli.REFUSED
    assert "一句话需求" in capsys.readouterr().err
    assert cli.main(["move", str(place), "磨床改造", "--to", "discovery", "--json"]) == cli.REFUSED
    answer = json.loads(capsys.readouterr().out)
    assert answer["missing"] == [{"stage": "线索识别", "kind": "field", "text": "一句话需求"}]
    assert stage(place) == 0


def test_only_a_manager_lets_it_pass(place: Path, capsys: pytest.CaptureFixture[str]) -> None:
    waive = ["move", str(place), "恒岳轴承 · 磨床改造", "--to", "需求探索", "--waive", "老客户", "--person"]
    assert cli.main([*waive, "林晓"]) == cli.REFUSED
    assert stage(place) == 0
    assert cli.main([*waive, "周敏", "--json"]) == cli.WELL
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["stage"] == "需求探索"
    assert stage(place) == 1


def test_the_won_stages_are_not_reached_by_moving(place: Path) -> None:
    assert cli.main(["move", str(place), "磨床改造", "--to", "项目实施", "--waive", "x"]) == cli.REFUSED
    assert stage(place) == 0


@pytest.mark.parametrize(("name", "to"), [("铣床", "需求探索"), ("磨床改造", "没有的阶段"), ("", "")])
def test_an_unknown_name_is_bad_input(place: Path, name: str, to: str) -> None:
    assert cli.main(["move", str(place), name, "--to", to]) == cli.BAD_INPUT


def test_a_workspace_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    assert cli.main(["move", str(tmp_path / "No.salesdesk"), "a", "--to", "b"]) == cli.BAD_INPUT
    assert not (tmp_path / "No.salesdesk").exists()
