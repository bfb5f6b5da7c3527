"""The forecast by months: the rules of its spans and sums, and the demo against a plain count."""

from __future__ import annotations

import itertools
import uuid
from collections import defaultdict
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st
from sqlalchemy import select

from salesdesk.services import company, forecast
from salesdesk.services.board import BoardFilter
from salesdesk.services.forecast import Forecast, Span, Sum
from salesdesk.storage.records import Opportunity, Stage
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP

TODAY = date(2026, 11, 26)


@pytest.fixture
def desk(workspace: Workspace) -> Workspace:
    factories.set_up(workspace)
    return workspace


def add(desk: Workspace, **values: Any) -> uuid.UUID:
    with desk.write(STEP, kind="issue") as write:
        if values.get("status") == "won":
            values |= {"customer_id": factories.customer(write.session)}
        place = values.pop("stage", 6 if values.get("status") == "won" else 0)
        return factories.opportunity(
            write.session, stage_id=factories.stages(write.session)[place].id, **values
        )


def seen(desk: Workspace, today: date = TODAY, board_filter: BoardFilter | None = None) -> Forecast:
    with desk.read() as session:
        return forecast.forecast(session, board_filter or BoardFilter(), today=today)


def where(found: Forecast) -> list[tuple[str, date | None]]:
    return [(span.kind, span.first) for span in found.spans if span.total.count]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2026, 11, 25), ("overdue", None)),
        (date(2025, 11, 30), ("overdue", None)),
        (date(2026, 11, 26), ("month", date(2026, 11, 1))),
        (date(2026, 11, 30), ("month", date(2026, 11, 1))),
        (date(2026, 12, 1), ("month", date(2026, 12, 1))),
        (date(2027, 10, 31), ("month", date(2027, 10, 1))),
        (date(2027, 11, 1), ("later", date(2027, 11, 1))),
        (None, ("undated", None)),
    ],
)
def test_each_day_has_its_span(desk: Workspace, day: date | None, expected: tuple[str, date | None]) -> None:
    add(desk, expected_close_on=day)
    assert where(seen(desk)) == [expected]


def test_the_spans_are_the_overdue_twelve_months_what_is_later_and_what_has_no_date(desk: Workspace) -> None:
    spans = seen(desk).spans
    assert [span.kind for span in spans] == ["overdue", *["month"] * 12, "later", "undated"]
    ends = [(span.first, span.last) for span in spans[1:13] if span.first and span.last]
    assert ends[0] == (date(2026, 11, 1), date(2026, 11, 30))
    assert ends[3] == (date(2027, 2, 1), date(2027, 2, 28))
    assert all(before[1] + timedelta(days=1) == after[0] for before, after in itertools.pairwise(ends))


def test_each_product_is_rounded_half_up_by_itself(desk: Workspace) -> None:
    for _number in range(3):
        add(desk, expected_close_on=TODAY, amount_minor=5, probability=Decimal("0.5"), roadmap="solid")
    assert seen(desk).total == Sum(3, Decimal("0.15"), Decimal("0.09"))


def test_an_own_probability_goes_before_that_of_the_stage_and_no_amount_counts_as_one(
    desk: Workspace,
) -> None:
    add(desk, expected_close_on=TODAY, amount_minor=10_000)
    add(desk, expected_close_on=TODAY, amount_minor=10_000, probability=Decimal("0.9"))
    add(desk, expected_close_on=TODAY, amount_minor=None)
    assert seen(desk).total == Sum(3, Decimal(200), Decimal(100))


def test_the_road_map_parts_a_span_and_what_is_not_rated_is_there_too(desk: Workspace) -> None:
    for roadmap in ("solid", "solid", "risk", "stretch", ""):
        add(desk, expected_close_on=TODAY, amount_minor=100, roadmap=roadmap)
    month = next(span for span in seen(desk).spans if span.total.count)
    assert {code: part.count for code, part in month.by_roadmap.items()} == {
        "solid": 2,
        "risk": 1,
        "stretch": 1,
        "": 1,
    }
    assert seen(desk).of_roadmap("solid") == Sum(2, Decimal(2), Decimal("0.2"))


def test_what_is_won_stands_in_its_month_and_closed_ones_are_not_expected(desk: Workspace) -> None:
    add(
        desk, status="won", amount_minor=700, closed_on=date(2026, 11, 3), expected_close_on=date(2026, 12, 1)
    )
    add(desk, status="won", amount_minor=900, closed_on=date(2026, 10, 31))
    add(desk, status="lost", loss_reason="price", amount_minor=900, closed_on=TODAY, expected_close_on=TODAY)
    found = seen(desk)
    assert where(found) == []
    assert found.spans[1].won == found.won == Sum(1, Decimal(7), Decimal(7))


def test_another_currency_is_counted_but_not_summed(desk: Workspace) -> None:
    add(desk, expected_close_on=TODAY, amount_minor=100, currency="USD")
    add(desk, expected_close_on=TODAY, amount_minor=100)
    found = seen(desk)
    assert (found.total.count, found.total.amount, found.others) == (2, Decimal(1), 1)


def test_the_filter_and_the_recycle_bin_narrow_it(desk: Workspace) -> None:
    one = add(desk, expected_close_on=TODAY, name="磨床")
    add(desk, expected_close_on=TODAY, name="铣床")
    assert seen(desk, board_filter=BoardFilter(text="磨")).total.count == 1
    with desk.write(STEP) as write:
        write.session.get_one(Opportunity, one).deleted_at = now()
    assert seen(desk).total.count == 1


def _plain(desk: Workspace, today: date) -> dict[str, list[Opportunity]]:
    """Return the open opportunities by span, told apart once more."""
    found = defaultdict(list)
    with desk.read() as session:
        stages = {stage.id: stage for stage in session.scalars(select(Stage))}
        for row in session.scalars(select(Opportunity).where(Opportunity.deleted_at.is_(None))):
            if row.status != "open" or stages[row.stage_id].kind != "open":
                continue
            day = row.expected_close_on
            if day is None:
                span = "undated"
            elif day < today:
                span = "overdue"
            else:
                span = day.strftime("%Y-%m")
            row.remark = str(
                row.probability if row.probability is not None else stages[row.stage_id].probability
            )
            found[span].append(row)
        session.expunge_all()
    return found


def _same(span: Span, rows: list[Opportunity]) -> None:
    cent = Decimal("0.01")
    products = [Decimal(row.amount_minor or 0) / 100 * Decimal(row.remark) for row in rows]
    assert span.total.count == len(rows)
    assert span.total.amount == Decimal(sum(row.amount_minor or 0 for row in rows)) / 100
    assert span.total.weighted == sum((one.quantize(cent, ROUND_HALF_UP) for one in products), Decimal(0))


def test_the_demo_agrees_with_a_plain_count(demo: Workspace) -> None:
    today = date(2026, 6, 30)
    with demo.read() as session:
        assert company.currency(session) == "CNY"
    plain, found = _plain(demo, today), seen(demo, today)
    assert found.total.count == sum(map(len, plain.values())) > 20
    for span in found.spans:
        key = span.first.strftime("%Y-%m") if span.kind == "month" and span.first else span.kind
        if key != "later":
            _same(span, plain[key])
    assert found.won.count > 0


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.lists(
        st.tuples(
            st.integers(-500, 500),
            st.integers(0, 10**14) | st.none(),
            st.none() | st.integers(0, 10_000),
        ),
        max_size=8,
    )
)
def test_any_opportunities_agree_with_a_plain_count(
    desk: Workspace, rows: list[tuple[int, int | None, int | None]]
) -> None:
    with desk.write(STEP, kind="issue") as write:
        for old in write.session.scalars(select(Opportunity).where(Opportunity.deleted_at.is_(None))):
            old.deleted_at = now()
        for days, amount, chance in rows:
            factories.opportunity(
                write.session,
                expected_close_on=TODAY + timedelta(days=days),
                amount_minor=amount,
                probability=None if chance is None else Decimal(chance) / 10_000,
            )
    plain, found = _plain(desk, TODAY), seen(desk)
    assert found.total.count == len(rows)
    for span in found.spans:
        key = span.first.strftime("%Y-%m") if span.kind == "month" and span.first else span.kind
        if key != "later":
            _same(span, plain[key])
