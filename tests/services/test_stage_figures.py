"""The figures of the process: the same as a plain recomputation gives, and each rule by itself."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select, text
from sqlalchemy.orm import Session

from salesdesk.services import board, imports, pipelines, stage_figures, stage_ways
from salesdesk.services.stage_figures import Figures, StageFigure
from salesdesk.services.stage_ways import Period
from salesdesk.storage.records import Opportunity, Pipeline, Stage, StageChange
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services.plain_figures import recompute

REAL = Path("/work/shared/data/crm-sales-opportunities")
ALWAYS = Period(date(2000, 1, 1), date(2100, 1, 1))
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def desk(workspace: Workspace) -> Workspace:
    factories.set_up(workspace)
    return workspace


def first_pipeline(session: Session) -> uuid.UUID:
    return board.pipelines(session)[0].id


def agree(session: Session, pipeline: uuid.UUID, period: Period) -> Figures:
    """Compare the figures with the plain ones, and what is behind them too."""
    found, plain = stage_figures.figures(session, pipeline, period), recompute(session, pipeline, period)
    for figure in found.stages:
        own = plain[figure.id]
        assert (figure.entered, figure.went_on) == (len(own.entered), len(own.went_on)), figure.name
        assert figure.decided == len(own.went_on) + len(own.stopped), figure.name
        assert figure.finished == len(own.days), figure.name
        assert figure.median_days == pytest.approx(own.median(), abs=1e-6), figure.name
        assert figure.mean_days == pytest.approx(own.mean(), abs=1e-6), figure.name
        assert (figure.back, figure.skipped) == (len(own.back), len(own.skipped)), figure.name
    return found


def agree_behind(session: Session, pipeline: uuid.UUID, period: Period) -> None:
    plain = recompute(session, pipeline, period)
    for stage, own in plain.items():
        expected = {
            "entered": own.entered,
            "went_on": own.went_on,
            "stopped": own.stopped,
            "undecided": own.entered - own.went_on - own.stopped,
            "finished": own.finished,
            "back": set(own.back),
            "skipped": set(own.skipped),
        }
        for what, ids in expected.items():
            found = stage_figures.behind(session, pipeline, period, stage, what)  # type: ignore[arg-type]
            assert set(found) == ids, (stage, what)
            assert len(found) == len(ids)


# --- the whole against the plain one ----------------------------------------------------------------------------


def test_the_demo_gives_the_plain_figures(demo: Workspace) -> None:
    with demo.read() as session:
        pipeline = first_pipeline(session)
        found = agree(session, pipeline, ALWAYS)
        assert sum(figure.went_on for figure in found.stages) > 100
        assert found.won > 50
        days = sorted(
            (row.closed_on - row.created_on).days
            for row in session.scalars(select(Opportunity))
            if row.status == "won" and row.closed_on is not None
        )
        middle = len(days) // 2
        assert found.cycle.median == (
            days[middle] if len(days) % 2 else (days[middle - 1] + days[middle]) / 2
        )
        assert found.cycle.mean == pytest.approx(sum(days) / len(days))
        last = Period(date(2026, 4, 1), date(2026, 6, 30))
        agree(session, pipeline, last)
        agree_behind(session, pipeline, last)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real rows are not on this machine")
def test_the_real_rows_give_the_plain_figures(workspace: Workspace) -> None:
    names = ("accounts.csv", "products.csv", "sales_teams.csv", "sales_pipeline.csv")
    mapped = imports.read([REAL / name for name in names])
    with workspace.write(STEP) as write:
        imports.write(write.session, imports.plan(write.session, mapped))
    with workspace.read() as session:
        pipeline = first_pipeline(session)
        found = agree(session, pipeline, ALWAYS)
        assert sum(figure.entered for figure in found.stages) == 8_800
        assert (found.won, found.lost) == (4_238, 2_473)
        assert sum(month.won for month in found.months) == 4_238
        agree(session, pipeline, Period(date(2017, 3, 1), date(2017, 6, 30)))


ways = st.lists(
    st.tuples(
        st.integers(0, 11),  # a stage: 0–7 of the first pipeline, 8–11 of another one
        st.sampled_from(["open", "open", "open", "won", "lost"]),
        st.integers(0, 60),  # days after the one before
    ),
    min_size=0,
    max_size=9,
)


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    stories=st.lists(ways, min_size=1, max_size=6), without_beginning=st.booleans(), first=st.integers(0, 200)
)
def test_any_histories_give_the_plain_figures(
    desk: Workspace, *, stories: list[list[tuple[int, str, int]]], without_beginning: bool, first: int
) -> None:
    with desk.write(STEP, kind="issue") as write:
        session = write.session
        if len(board.pipelines(session)) == 1:
            pipelines.add_from_template(session, "sme4")
        for old in session.scalars(select(Opportunity).where(Opportunity.deleted_at.is_(None))):
            old.deleted_at = now()
        stages = _stages(session)
        for story in stories:
            _tell(session, story, stages, without_beginning=without_beginning)
    start = (now() - timedelta(days=first)).date()
    with desk.read() as session:
        for choice in board.pipelines(session):
            agree(session, choice.id, ALWAYS)
            agree(session, choice.id, Period(start, start + timedelta(days=90)))
            agree_behind(session, choice.id, Period(start, start + timedelta(days=90)))


def _stages(session: Session) -> list[Stage]:
    query = select(Stage).join(Pipeline, Pipeline.id == Stage.pipeline_id)
    return list(session.scalars(query.order_by(Pipeline.created_at, Pipeline.position, Stage.position)))


def _tell(
    session: Session, story: list[tuple[int, str, int]], stages: list[Stage], *, without_beginning: bool
) -> None:
    """Write a history, whatever it says: also one that no service would write."""
    at = now() - timedelta(days=210)
    status, place = (story[-1][1], story[-1][0]) if story else ("open", 0)
    buyer = factories.customer(session)
    one = factories.opportunity(
        session,
        stage_id=stages[place % len(stages)].id,
        created_on=at.date(),
        stage_entered_at=at,
        status=status,
        loss_reason="price" if status == "lost" else "",
        customer_id=buyer,
    )
    before = stages[0].id if without_beginning else None
    for place, status, days in story:
        at += timedelta(days=days, seconds=7)
        to = stages[place % len(stages)]
        if to.id == before and status == "open":
            continue  # two stays in one stage are one
        session.add(
            StageChange(opportunity_id=one, from_stage_id=before, to_stage_id=to.id, status=status, at=at)
        )
        session.flush()
        before = to.id


# --- each rule by itself ----------------------------------------------------------------------------------------


def tell(desk: Workspace, *steps: tuple[int, str, int], created: int | None = None) -> uuid.UUID:
    """Write a way of (stage, status, days ago) into the first pipeline."""
    with desk.write(STEP, kind="issue") as write:
        stages = factories.stages(write.session)
        place, status, ago = steps[-1]
        at = [now() - timedelta(days=ago, seconds=1) for _place, _status, ago in steps]
        closed = now() - timedelta(days=ago)
        one = factories.opportunity(
            write.session,
            customer_id=factories.customer(write.session),
            stage_id=stages[place].id,
            status=status,
            created_on=(now() - timedelta(days=steps[0][2] if created is None else created))
            .astimezone()
            .date(),
            closed_on=None if status == "open" else closed.astimezone().date(),
            stage_entered_at=at[-1],
            loss_reason="price" if status == "lost" else "",
        )
        before = None
        for (place, status, _ago), moment in zip(steps, at, strict=True):
            row = StageChange(
                opportunity_id=one,
                from_stage_id=before,
                to_stage_id=stages[place].id,
                status=status,
                at=moment,
            )
            write.session.add(row)
            before = stages[place].id
    return one


def figures(desk: Workspace, period: Period = ALWAYS) -> Figures:
    with desk.read() as session:
        return agree(session, first_pipeline(session), period)


def stage(desk: Workspace, place: int, period: Period = ALWAYS) -> StageFigure:
    return figures(desk, period).stages[place]


def test_one_that_waits_is_not_decided_until_it_is_past_the_most_days(desk: Workspace) -> None:
    tell(desk, (0, "open", 14))
    assert (stage(desk, 0).entered, stage(desk, 0).decided, stage(desk, 0).conversion) == (1, 0, None)
    tell(desk, (0, "open", 15))
    assert (stage(desk, 0).entered, stage(desk, 0).decided, stage(desk, 0).conversion) == (2, 1, 0.0)


def test_a_move_past_a_stage_converts_the_one_left_and_skips_the_other(desk: Workspace) -> None:
    tell(desk, (0, "open", 20), (2, "open", 10))
    assert stage(desk, 0).conversion == 1
    assert (stage(desk, 1).entered, stage(desk, 1).skipped) == (0, 1)


def test_a_stage_that_was_stood_in_before_is_not_skipped_when_it_is_jumped_later(desk: Workspace) -> None:
    tell(desk, (0, "open", 50), (1, "open", 40), (0, "open", 30), (2, "open", 20))
    assert [figure.skipped for figure in figures(desk).stages[:3]] == [0, 0, 0]
    assert stage(desk, 1).back == 1


def test_a_move_back_is_no_conversion_but_a_later_one_forward_is(desk: Workspace) -> None:
    one = tell(desk, (0, "open", 50), (1, "open", 40), (0, "open", 10))
    assert (stage(desk, 0).went_on, stage(desk, 1).went_on, stage(desk, 1).decided) == (1, 0, 1)
    with desk.read() as session:
        pipeline, second = first_pipeline(session), factories.stages(session)[1].id
        assert stage_figures.behind(session, pipeline, ALWAYS, second, "stopped") == [one]
        assert stage_figures.behind(session, pipeline, ALWAYS, second, "back") == [one]


def test_a_re_entry_counts_an_opportunity_once_and_both_of_its_stays(desk: Workspace) -> None:
    tell(desk, (0, "open", 50), (1, "open", 40), (0, "open", 30), (1, "open", 24))
    first = stage(desk, 0)
    assert (first.entered, first.went_on, first.finished) == (1, 1, 2)
    assert first.mean_days == pytest.approx(8)
    assert stage(desk, 1).median_days == pytest.approx(10)


def test_a_loss_ends_a_stay_and_is_no_conversion(desk: Workspace) -> None:
    tell(desk, (0, "open", 50), (0, "lost", 43))
    assert (stage(desk, 0).decided, stage(desk, 0).conversion) == (1, 0.0)
    assert stage(desk, 0).median_days == pytest.approx(7)
    assert (figures(desk).lost, figures(desk).win_rate) == (1, 0.0)


def test_a_signature_converts_every_stage_and_skips_those_never_stood_in(desk: Workspace) -> None:
    tell(desk, (0, "open", 50), (1, "open", 30), (6, "won", 20))
    assert [figure.conversion for figure in figures(desk).stages[:3]] == [1, 1, None]
    assert [figure.skipped for figure in figures(desk).stages[:6]] == [0, 0, 1, 1, 1, 1]


def test_an_opportunity_in_the_recycle_bin_counts_nowhere(desk: Workspace) -> None:
    one = tell(desk, (0, "open", 50), (1, "open", 30), (6, "won", 20))
    with desk.write(STEP) as write:
        write.session.get_one(Opportunity, one).deleted_at = now()
    assert sum(figure.entered + figure.finished for figure in figures(desk).stages) == 0
    assert (figures(desk).won, figures(desk).cycle.count) == (0, 0)


def test_a_move_into_another_pipeline_is_neither_conversion_nor_stay(desk: Workspace) -> None:
    with desk.write(STEP, kind="issue") as write:
        session = write.session
        pipelines.add_from_template(session, "sme4")
        ours = factories.stages(session)
        theirs = [one for one in _stages(session) if one.pipeline_id != ours[0].pipeline_id]
        at = now() - timedelta(days=90)
        one = factories.opportunity(session, stage_id=theirs[1].id, created_on=at.date(), stage_entered_at=at)
        mine, other = ours[0].pipeline_id, theirs[0].pipeline_id
        way = [(None, ours[0]), (ours[0], ours[1]), (ours[1], theirs[0]), (theirs[0], theirs[1])]
        for step, (before, to) in enumerate(way):
            session.add(
                StageChange(
                    opportunity_id=one,
                    from_stage_id=before.id if before else None,
                    to_stage_id=to.id,
                    status="open",
                    at=at + timedelta(days=10 * step),
                )
            )
    with desk.read() as session:
        of_ours = agree(session, mine, ALWAYS).stages
        of_theirs = agree(session, other, ALWAYS).stages
    assert [(one.entered, one.decided, one.went_on) for one in of_ours[:2]] == [(1, 1, 1), (1, 0, 0)]
    assert [one.finished for one in of_ours[:2]] == [1, 0]
    assert [(one.entered, one.finished) for one in of_theirs[:2]] == [(0, 0), (1, 0)]


def test_the_period_is_local_days_with_both_ends(desk: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    import time  # noqa: PLC0415 - the zone of this test alone

    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        with desk.write(STEP, kind="issue") as write:
            session = write.session
            entered = datetime(2026, 3, 31, 16, 30, tzinfo=UTC)  # half past midnight of 1 April in Shanghai
            place = factories.stages(session)[0].id
            one = factories.opportunity(session, created_on=date(2026, 4, 1), stage_entered_at=entered)
            session.add(StageChange(opportunity_id=one, to_stage_id=place, status="open", at=entered))
        assert stage(desk, 0, Period(date(2026, 3, 1), date(2026, 3, 31))).entered == 0
        assert stage(desk, 0, Period(date(2026, 4, 1), date(2026, 4, 1))).entered == 1
    finally:
        monkeypatch.undo()
        time.tzset()


def test_months_without_anything_are_there_too(desk: Workspace) -> None:
    with desk.write(STEP, kind="issue") as write:
        buyer = factories.customer(write.session)
        won: dict[str, Any] = {
            "status": "won",
            "customer_id": buyer,
            "stage_id": factories.stages(write.session)[6].id,
        }
        factories.opportunity(write.session, created_on=date(2026, 1, 31), closed_on=date(2026, 3, 1), **won)
        factories.opportunity(write.session, created_on=date(2026, 3, 2))
    months = figures(desk, Period(date(2026, 1, 1), date(2026, 4, 30))).months
    assert [(month.first, month.entered, month.won, month.lost) for month in months] == [
        (date(2026, 1, 1), 1, 0, 0),
        (date(2026, 2, 1), 0, 0, 0),
        (date(2026, 3, 1), 1, 1, 0),
        (date(2026, 4, 1), 0, 0, 0),
    ]
    cycle = figures(desk, YEAR).cycle
    assert (cycle.count, cycle.median, cycle.mean) == (1, 29, 29)


def test_the_bottleneck_needs_enough_opportunities(desk: Workspace) -> None:
    for _number in range(stage_figures.FEW - 1):
        tell(desk, (0, "open", 50), (0, "lost", 43))
    assert figures(desk).bottleneck is None
    tell(desk, (0, "open", 50), (1, "open", 43))
    narrow = figures(desk).bottleneck
    assert narrow is not None
    assert (narrow.id, narrow.conversion) == (stage(desk, 0).id, 0.2)


def test_only_what_the_filter_lets_through_is_counted(desk: Workspace) -> None:
    tell(desk, (0, "open", 50), (1, "open", 43))
    with desk.write(STEP) as write:
        owner = factories.person(write.session)
        mine = factories.opportunity(
            write.session, owner_id=owner, stage_entered_at=now() - timedelta(days=30)
        )
    with desk.read() as session:
        pipeline = first_pipeline(session)
        narrowed = stage_figures.figures(
            session, pipeline, ALWAYS, narrowing=(Opportunity.owner_id == owner,)
        )
        assert [figure.entered for figure in narrowed.stages[:2]] == [1, 0]
        stage_id = factories.stages(session)[0].id
        found = stage_figures.behind(
            session, pipeline, ALWAYS, stage_id, "stopped", narrowing=(Opportunity.owner_id == owner,)
        )
        assert found == [mine]


def test_whole_ways_are_read_from_one_index_without_sorting(desk: Workspace) -> None:
    with desk.read() as session:
        dialect = session.get_bind().dialect
        query = str(stage_ways._changes().compile(dialect=dialect))
        plan = [row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {query}"))]
    assert plan == ["SCAN stage_change USING COVERING INDEX ix_stage_change_opportunity_id"]
