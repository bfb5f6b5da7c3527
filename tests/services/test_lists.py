"""Lists over SQL: order, filters, rows by their numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import text

from salesdesk.domain.errors import SalesDeskError
from salesdesk.services import customer_list, lists
from salesdesk.services.customer_list import SOURCE
from salesdesk.services.lists import ListQuery
from salesdesk.storage.records import Activity, Customer
from salesdesk.storage.records.base import now
from tests import factories

if TYPE_CHECKING:
    from salesdesk.storage.workspace import Workspace


@pytest.fixture
def firms(workspace: Workspace) -> Workspace:
    """Give a workspace with five customers, one of them deleted."""
    factories.set_up(workspace)
    with workspace.write(factories.STEP) as write:
        session = write.session
        lin = factories.person(session, name="林晓")
        values: list[dict[str, Any]] = [
            {"name": "C", "city": "", "value_class": "regular"},
            {"name": "A", "city": "云州", "value_class": "strategic", "owner_id": lin},
            {"name": "B", "city": "云州", "phone": "0000-1%2"},
            {"name": "D", "city": "珠澜", "code": "KH_7", "region": "华南"},
        ]
        for each in values:
            factories.customer(session, **each)
        factories.customer(session, name="gone", deleted_at=now())
    return workspace


def names(workspace: Workspace, query: ListQuery) -> str:
    """Return the names that a query shows, in order."""
    with workspace.read() as session:
        numbers = lists.row_numbers(session, SOURCE, query)
        found = lists.rows(session, SOURCE, numbers)
    return "".join(found[number].name for number in numbers)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        (ListQuery("name"), "ABCD"),
        (ListQuery("name", descending=True), "DCBA"),
        (ListQuery("city"), "ABDC"),
        (ListQuery("city", descending=True), "DBAC"),
        (ListQuery("value_class"), "ACBD"),
        (ListQuery("value_class", descending=True), "CADB"),
        (ListQuery("owner"), "ACBD"),
        (ListQuery("a key that a later version had"), "ABCD"),
    ],
    ids=lambda value: f"{value.sort} {value.descending}" if isinstance(value, ListQuery) else "",
)
def test_empty_values_come_last_and_equal_ones_as_they_were_added(
    firms: Workspace, query: ListQuery, shown: str
) -> None:
    assert names(firms, query) == shown


@pytest.mark.parametrize("key", list(SOURCE.sorts))
def test_every_column_sorts_all_rows(firms: Workspace, key: str) -> None:
    assert sorted(names(firms, ListQuery(key))) == list("ABCD")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [("云", "AB"), ("kh_7", "D"), ("%", "B"), ("_", "D"), ("  a ", "A"), ("'; --", ""), ("甲" * 60_000, "")],
)
def test_a_text_is_looked_for_as_it_is(firms: Workspace, typed: str, shown: str) -> None:
    assert names(firms, ListQuery("name", text=typed)) == shown


def test_values_narrow_together_and_none_is_all(firms: Workspace) -> None:
    with firms.read() as session:
        ((lin, _name),) = customer_list.owners(session)
        assert customer_list.regions(session) == [("华南", "华南")]
    assert names(firms, ListQuery("name", values={"owner": lin})) == "A"
    assert names(firms, ListQuery("name", values={"owner": lin, "region": "华南"})) == ""
    assert names(firms, ListQuery("name", values={"owner": None, "region": "华南"})) == "D"


def test_the_first_rows_are_the_beginning_of_all(firms: Workspace) -> None:
    with firms.read() as session:
        every = lists.row_numbers(session, SOURCE, ListQuery("name"))
        first, found = lists.first_rows(session, SOURCE, ListQuery("name"), 2)
    assert first == every[:2]
    assert set(found) == set(first)


@pytest.mark.parametrize("descending", [False, True])
def test_the_first_rows_come_from_an_index_without_sorting(firms: Workspace, descending: bool) -> None:  # noqa: FBT001 - a case
    query = ListQuery("name", descending=descending)
    with firms.read() as session:
        statement = str(SOURCE.select_numbers(query).limit(1).compile(compile_kwargs={"literal_binds": True}))
        plan = " ".join(row[3] for row in session.execute(text(f"EXPLAIN QUERY PLAN {statement}")))
    assert SOURCE.quick(query)
    assert "ix_customer_name" in plan
    assert "TEMP B-TREE" not in plan


@pytest.mark.parametrize(
    "query", [ListQuery("city"), ListQuery("name", text="a"), ListQuery("name", values={"region": "a"})]
)
def test_what_needs_every_row_is_not_quick(query: ListQuery) -> None:
    assert not SOURCE.quick(query)


def test_reading_can_be_stopped_between_rows(firms: Workspace) -> None:
    def stop(_count: int) -> None:
        raise SalesDeskError("stopped")

    with firms.read() as session, pytest.raises(SalesDeskError):
        lists.row_numbers(session, SOURCE, ListQuery("name"), progress=stop)


def test_rows_that_are_gone_are_left_out_and_ids_are_found(firms: Workspace) -> None:
    with firms.read() as session:
        numbers = lists.row_numbers(session, SOURCE, ListQuery("name"))
        assert list(lists.rows(session, SOURCE, [numbers[0], 999])) == [numbers[0]]
        row = lists.rows(session, SOURCE, numbers)[numbers[0]]
        assert lists.ids(session, SOURCE, numbers[:1]) == [row.id]
        assert session.get_one(Customer, row.id).name == "A"


def test_a_row_counts_what_is_open_and_when_something_was_and_will_be_done(firms: Workspace) -> None:
    with firms.write(factories.STEP) as write:
        session = write.session
        numbers = lists.row_numbers(session, SOURCE, ListQuery("name"))
        firm = lists.rows(session, SOURCE, numbers)[numbers[0]].id
        for minor, status in ((12_345, "open"), (None, "open"), (900, "on_hold")):
            factories.opportunity(session, customer_id=firm, amount_minor=minor, status=status)
        at = datetime(2026, 11, 2, 3, tzinfo=UTC)
        for done in (at, at - timedelta(days=9)):
            session.add(Activity(kind="visit", customer_id=firm, done_at=done, due_on=date(2026, 1, 1)))
        for due in (date(2026, 12, 2), date(2026, 12, 1)):
            session.add(Activity(kind="task", customer_id=firm, due_on=due))
        session.flush()
        row, other = (lists.rows(session, SOURCE, numbers)[number] for number in numbers[:2])
    assert (row.open_count, row.open_amount, row.currency) == (2, Decimal("123.45"), "CNY")
    assert (row.last_activity, row.next_planned) == (at.astimezone().date(), date(2026, 12, 1))
    assert (other.open_count, other.last_activity, other.next_planned) == (0, None, None)
    assert names(firms, ListQuery("open_amount", descending=True)) == "ADBC"
