"""The heads of the board add up nothing in different currencies: each stands for itself."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from salesdesk.services import board, board_groups, company
from salesdesk.services.board import BoardFilter, Column
from salesdesk.services.board_moments import today
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP

CLOSE = date(2026, 12, 15)


@pytest.fixture
def deals(workspace: Workspace) -> Workspace:
    """Give three opportunities of the first stage, at a half: ¥10,000.00, $5,000.00, and ¥700 of Japan."""
    factories.set_up(workspace)
    for currency, minor in (("CNY", 1_000_000), ("USD", 500_000), ("JPY", 700)):
        add(workspace, currency=currency, amount_minor=minor, name=f"单{currency}")
    return workspace


def add(workspace: Workspace, **values: Any) -> uuid.UUID:
    usual = {"probability": Decimal("0.5"), "expected_close_on": CLOSE}
    with workspace.write(STEP) as write:
        return factories.opportunity(write.session, **(usual | values))


def filled(
    workspace: Workspace, grouping: board.Grouping = "stage", narrowed: BoardFilter | None = None
) -> list[Column]:
    with workspace.read() as session:
        found = board.load(session, narrowed or BoardFilter(), grouping, after_sale=True)
    return [column for column in (*found.columns, *found.after) if column.count]


def sums(column: Column) -> list[tuple[str, str, str]]:
    own = [("", f"{column.amount:f}", f"{column.weighted:f}")]
    return own + [(one.currency, f"{one.amount:f}", f"{one.weighted:f}") for one in column.others]


@pytest.mark.parametrize("grouping", board.GROUPINGS)
def test_each_currency_is_summed_for_itself(deals: Workspace, grouping: board.Grouping) -> None:
    (head,) = filled(deals, grouping)
    assert head.count == 3
    assert sums(head) == [
        ("", "10000.00", "5000.00"),
        ("JPY", "700", "350"),
        ("USD", "5000.00", "2500.00"),
    ]
    assert [one.count for one in head.others] == [1, 1]


def test_days_of_a_month_are_summed_together(deals: Workspace) -> None:
    add(deals, currency="USD", amount_minor=100_000, expected_close_on=date(2026, 12, 30))
    (head,) = filled(deals, "month")
    assert sums(head)[-1] == ("USD", "6000.00", "3000.00")


def test_the_filter_holds_for_other_currencies_too(deals: Workspace) -> None:
    (head,) = filled(deals, narrowed=BoardFilter(text="USD"))
    assert sums(head) == [("", "0.00", "0.00"), ("USD", "5000.00", "2500.00")]


def test_what_is_signed_is_apart_too(deals: Workspace) -> None:
    with deals.read() as session:
        behind = next(stage.id for stage in factories.stages(session) if stage.kind != "open")
    with deals.write(STEP) as write:
        customer = factories.customer(write.session)
    add(
        deals,
        stage_id=behind,
        status="won",
        customer_id=customer,
        currency="EUR",
        amount_minor=90_000,
        closed_on=today(),
    )
    after = filled(deals)[-1]
    assert after.key == behind
    assert sums(after) == [("", "0.00", "0.00"), ("EUR", "900.00", "900.00")]


def test_a_firm_that_counts_in_another_currency(workspace: Workspace) -> None:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        found = company.company(write.session)
        assert found
        found.currency = "USD"
    add(workspace, currency="USD", amount_minor=500_000)
    add(workspace, currency="CNY", amount_minor=1_000_000)
    (head,) = filled(workspace)
    assert sums(head) == [("", "5000.00", "2500.00"), ("CNY", "10000.00", "5000.00")]


def test_where_all_is_in_one_currency_nothing_is_looked_for(deals: Workspace) -> None:
    with deals.read() as session:
        chosen = board.pipelines(session)[0].id
        kinds: tuple[board.Grouping, ...] = (*board.GROUPINGS, "after_sale")
        for grouping in kinds:
            query = board_groups._in_others(grouping, chosen, BoardFilter(), "CNY")
            compiled = query.compile(session.get_bind(), compile_kwargs={"render_postcompile": True})
            values = ("",) * len(compiled.positiontup or ())
            rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", values)
            plan = [row[3] for row in rows]
            assert any("opportunity USING INDEX ix_opportunity_foreign" in step for step in plan), plan
