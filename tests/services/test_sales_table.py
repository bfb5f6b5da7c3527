"""The sales process table: what stands in a row, its orders, and what is narrowed."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from salesdesk.services import activities, lists, opportunities, sales_table
from salesdesk.services.board import BoardFilter
from salesdesk.services.lists import ListQuery
from salesdesk.services.sales_table import SOURCE, SalesRow
from salesdesk.services.view_scope import SCOPES, Scope
from salesdesk.storage.records import Opportunity
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP

TODAY = now().astimezone().date()
CLASSES = ("strategic", "key", "regular", "potential", "maintained")


@pytest.fixture
def desk(workspace: Workspace) -> Workspace:
    factories.set_up(workspace)
    return workspace


def table(
    desk: Workspace,
    sort: str = "title",
    *,
    descending: bool = False,
    scope: Scope = "open",
    board_filter: BoardFilter | None = None,
    **values: Any,
) -> list[SalesRow]:
    view = (board_filter or BoardFilter(), scope)
    query = ListQuery(sort, descending, values={"view": view, **values})
    with desk.read() as session:
        numbers = lists.row_numbers(session, SOURCE, query)
        rows = lists.rows(session, SOURCE, numbers)
    return [rows[number] for number in numbers]


def test_a_row_has_all_five_groups(desk: Workspace) -> None:
    with desk.write(STEP) as write:
        session = write.session
        buyer = factories.customer(session, name="恒岳轴承", value_class="key", region="华东", phone="0512-1")
        factories.contact(session, customer_id=buyer, name="先来", mobile="138")
        factories.contact(session, customer_id=buyer, name="顾工", phone="0512-2", is_main=True)
        owner, product = factories.person(session, name="林晓"), factories.product(session, name="磨床")
        entered = now() - timedelta(days=20, minutes=5)
        one = factories.opportunity(
            session,
            name="磨床改造",
            customer_id=buyer,
            owner_id=owner,
            product_id=product,
            need="精度 0.002",
            stage_entered_at=entered,
            amount_minor=123_456,
            probability=Decimal("0.25"),
            expected_close_on=date(2027, 1, 31),
            roadmap="risk",
        )
        for ago, note in ((9, "旧"), (3, "看过样件")):
            at = now() - timedelta(days=ago, minutes=5)
            factories.activity(session, opportunity_id=one, kind="visit", done_at=at, note=note)
        factories.activity(session, opportunity_id=one, due_on=TODAY + timedelta(days=9), subject="后一步")
        factories.activity(session, opportunity_id=one, due_on=TODAY + timedelta(days=2), subject="送样")
    (row,) = table(desk)
    assert (row.customer, row.value_class, row.region, row.contact, row.phone) == (
        "恒岳轴承",
        "key",
        "华东",
        "顾工",
        "0512-2",
    )
    assert (row.stage, row.days, row.min_days, row.max_days, row.untouched, row.past_max) == (
        "线索识别",
        20,
        7,
        14,
        3,
        True,
    )
    assert (row.title, row.product, row.need, row.probability, row.own_probability, row.roadmap) == (
        "磨床改造",
        "磨床",
        "精度 0.002",
        Decimal("0.25"),
        True,
        "risk",
    )
    assert (row.owner, row.expected_close_on) == ("林晓", date(2027, 1, 31))
    assert (row.last_kind, row.last_note, row.next_step) == ("visit", "看过样件", "送样")
    assert (row.last_touch, row.next_on) == (
        (now() - timedelta(days=3, minutes=5)).astimezone().date(),
        TODAY + timedelta(days=2),
    )
    assert (row.amount, row.weighted, row.currency) == (Decimal("1234.56"), Decimal("308.64"), "CNY")


def test_what_is_not_known_is_empty(desk: Workspace) -> None:
    with desk.write(STEP) as write:
        factories.opportunity(write.session, created_on=TODAY - timedelta(days=4))
    (row,) = table(desk)
    assert (row.customer, row.contact, row.phone, row.owner, row.product, row.next_step) == ("",) * 6
    assert (row.amount, row.weighted, row.last_touch, row.next_on, row.untouched) == (
        None,
        None,
        None,
        None,
        4,
    )
    assert (row.probability, row.own_probability) == (Decimal("0.1"), False)


def test_each_scope_shows_its_own(desk: Workspace) -> None:
    with desk.write(STEP, kind="issue") as write:
        session = write.session
        buyer = factories.customer(session)
        won = {"status": "won", "customer_id": buyer, "closed_on": TODAY}
        factories.opportunity(session, name="进行")
        factories.opportunity(session, name="赢", stage_id=factories.stages(session)[6].id, **won)
        factories.opportunity(session, name="输", status="lost", loss_reason="price", closed_on=TODAY)
        gone = factories.opportunity(session, name="删")
        session.get_one(Opportunity, gone).deleted_at = now()
    assert {scope: {row.title for row in table(desk, scope=scope)} for scope in SCOPES} == {
        "open": {"进行"},
        "won": {"赢"},
        "lost": {"输"},
        "all": {"进行", "赢", "输"},
    }
    (won_row,) = table(desk, scope="won")
    assert (won_row.days, won_row.untouched, won_row.past_max, won_row.closed_on) == (
        None,
        None,
        False,
        TODAY,
    )


def _text(value: str) -> Any:
    return value or None


ORDERS: dict[str, Callable[[SalesRow], Any]] = {
    "customer": lambda row: _text(row.customer),
    "value_class": lambda row: CLASSES.index(row.value_class) if row.value_class else None,
    "region": lambda row: _text(row.region),
    "contact": lambda row: _text(row.contact),
    "phone": lambda row: _text(row.phone),
    "days": lambda row: row.days,
    "untouched": lambda row: row.untouched,
    "status": lambda row: row.status,
    "title": lambda row: row.title,
    "product": lambda row: _text(row.product),
    "need": lambda row: _text(row.need),
    "probability": lambda row: row.probability,
    "expected_close_on": lambda row: row.expected_close_on,
    "closed_on": lambda row: row.closed_on,
    "roadmap": lambda row: ("solid", "risk", "stretch").index(row.roadmap) if row.roadmap else None,
    "owner": lambda row: _text(row.owner),
    "last_touch": lambda row: row.last_touch,
    "last_note": lambda row: row.last_touch,
    "next_step": lambda row: row.next_on,
    "amount": lambda row: row.amount,
    "weighted": lambda row: row.weighted,
    "currency": lambda row: row.currency,
}


def test_every_column_sorts_as_its_values_do_with_the_empty_ones_last(demo: Workspace) -> None:
    assert ORDERS.keys() | {"stage"} == SOURCE.sorts.keys()
    for sort, value in ORDERS.items():
        for descending in (False, True):
            rows = table(demo, sort, descending=descending, scope="all")
            found = [value(row) for row in rows]
            known = [one for one in found if one is not None]
            assert found[: len(known)] == known, sort
            assert known == sorted(known, reverse=descending), sort
    names = [row.stage for row in table(demo, "stage", scope="all")]
    with demo.read() as session:
        order = [stage.name for stage in factories.stages(session)]
    assert names == sorted(names, key=order.index)


def test_what_the_board_shows_is_what_the_table_shows(demo: Workspace) -> None:
    with demo.read() as session:
        from salesdesk.services import board  # noqa: PLC0415 - only here

        columns = board.load(session, BoardFilter()).columns
        text = board.load(session, BoardFilter(text="压")).columns
    assert len(table(demo)) == sum(column.count for column in columns)
    assert len(table(demo, board_filter=BoardFilter(text="压"))) == sum(column.count for column in text) > 0
    weighted = sum((row.weighted or Decimal(0) for row in table(demo)), Decimal(0))
    assert weighted == sum((column.weighted for column in columns), Decimal(0))


def test_rows_can_be_asked_for_by_their_ids(demo: Workspace) -> None:
    some = {row.id for row in table(demo)[3:6]}
    assert {row.id for row in table(demo, ids=tuple(some))} == some
    assert table(demo, ids=(uuid.uuid4(),)) == []


def test_what_was_changed_is_in_the_row(desk: Workspace) -> None:
    with desk.write(STEP) as write:
        one = opportunities.create(write.session, name="磨床", today=TODAY)
        activities.record(write.session, kind="call", at=now(), subject="只有主题", opportunity_id=one)
        opportunities.change(write.session, one, "roadmap", "solid")
    (row,) = table(desk)
    assert (row.last_note, row.roadmap, row.row_version) == ("只有主题", "solid", 2)
    assert sales_table.SOURCE.quick(ListQuery("title", values={"view": (BoardFilter(), "open")})) is False
