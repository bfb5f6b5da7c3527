"""The stages of an opportunity with the days in each."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import pytest

from salesdesk.domain.errors import InvalidInputError
from salesdesk.services import opportunity_stages, stage_history
from salesdesk.services.opportunity_stages import StageStop
from salesdesk.storage.records import Opportunity
from salesdesk.storage.records.base import now
from tests import factories
from tests.factories import STEP

if TYPE_CHECKING:
    from salesdesk.storage.workspace import Workspace


@pytest.fixture
def ready(workspace: Workspace) -> Workspace:
    factories.set_up(workspace)
    return workspace


def way(workspace: Workspace, *stays: tuple[int, int], status: str = "open", ago: int = 0) -> uuid.UUID:
    """Make an opportunity that stayed so many days in the stages of these places, the last until `ago` days ago."""
    with workspace.write(STEP) as write:
        session = write.session
        stages = factories.stages(session)
        at = now() - timedelta(days=sum(days for _place, days in stays) + ago)
        here = stages[stays[-1][0]]
        row = factories.opportunity(session, stage_id=here.id, created_on=at.date(), status="open")
        before = None
        for place, days in stays:
            stage_history.record(session, row, came_from=before, to=stages[place].id, status="open", at=at)
            before, at = stages[place].id, at + timedelta(days=days)
        if status != "open":
            stage_history.record(session, row, came_from=here.id, to=here.id, status=status, at=at)
            made = session.get_one(Opportunity, row)
            made.status, made.loss_reason, made.closed_on = status, "price", at.date()
        return row


def stops(workspace: Workspace, row: uuid.UUID) -> tuple[StageStop, ...]:
    with workspace.read() as session:
        return opportunity_stages.stages(session, row)


def test_days_and_states_follow_the_way(ready: Workspace) -> None:
    shown = stops(ready, way(ready, (0, 10), (2, 30), (3, 5)))
    assert [(one.state, one.days) for one in shown[:5]] == [
        ("done", 10),
        ("skipped", None),
        ("done", 30),
        ("current", 5),
        ("ahead", None),
    ]
    assert [one.age for one in shown[:4]] == ["amber", None, "red", "green"]
    assert [one.kind for one in shown] == ["open"] * 6 + ["post_sale"] * 2


def test_several_stays_in_a_stage_count_together(ready: Workspace) -> None:
    shown = stops(ready, way(ready, (0, 10), (1, 20), (0, 3)))
    assert [(one.state, one.days) for one in shown[:2]] == [("current", 13), ("ahead", 20)]


def test_a_lost_one_ages_no_longer(ready: Workspace) -> None:
    shown = stops(ready, way(ready, (0, 10), (1, 6), status="lost", ago=40))
    assert [one.days for one in shown[:2]] == [10, 6]


def test_without_a_written_way_the_stage_was_entered_when_the_row_says(ready: Workspace) -> None:
    with ready.write(STEP) as write:
        row = factories.opportunity(write.session, stage_entered_at=now() - timedelta(days=4))
    assert stops(ready, row)[0].days == 4


def test_one_that_is_gone_is_refused(ready: Workspace) -> None:
    with ready.read() as session, pytest.raises(InvalidInputError):
        opportunity_stages.stages(session, uuid.uuid4())


def test_the_amount_from_which_a_team_is_wanted_is_the_pipelines(ready: Workspace) -> None:
    row = way(ready, (0, 1))
    with ready.read() as session:
        assert opportunity_stages.team_from(session, row) == Decimal("1000000.00")
