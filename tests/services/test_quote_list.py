"""The list of quotes."""

from __future__ import annotations

import uuid
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy.orm import Session

from salesdesk.services import lists
from salesdesk.services.lists import ListQuery, local_day
from salesdesk.services.quote_list import EXPIRED, EXPIRING, SOURCE, QuoteRow, sellers, waiting_choice
from salesdesk.storage.records import Quote, QuoteVersion
from tests import factories
from tests.services import approving

if TYPE_CHECKING:
    from salesdesk.storage.workspace import Workspace


def quote(session: Session, number: str, customer: uuid.UUID, *versions: dict[str, Any]) -> None:
    """Add a quote with its versions."""
    made = Quote(number=number, customer_id=customer)
    session.add(made)
    session.flush()
    for place, values in enumerate(versions, start=1):
        gross = values.pop("gross", 10_000)
        usual = {"state": "draft", "currency": "CNY", "valid_until": local_day()}
        session.add(
            QuoteVersion(
                **usual | values,
                quote_id=made.id,
                version=place,
                issued_on=local_day(),
                price_mode="tax_included",
                rounding="line",
                discount_minor=0,
                net_minor=gross,
                tax_minor=0,
                gross_minor=gross,
                customer="{}",
                seller="{}",
                terms="[]",
            )
        )
    session.flush()


@pytest.fixture
def quoted(workspace: Workspace) -> Workspace:
    """Give a workspace with three quotes: one in its second version, one sent, one sent and past its last day."""
    yesterday = local_day() - timedelta(days=1)
    with workspace.write(factories.STEP) as write:
        first, second = (factories.customer(write.session, name=name) for name in ("云州机械", "珠澜食品"))
        quote(write.session, "QT-202611-0001", first, {"gross": 1}, {"gross": 500, "currency": "JPY"})
        quote(write.session, "QT-202611-0002", second, {"state": "sent"})
        quote(write.session, "QT-202610-0003", second, {"state": "sent", "valid_until": yesterday})
    return workspace


def shown(workspace: Workspace, query: ListQuery) -> list[QuoteRow]:
    """Return the rows of a query."""
    with workspace.read() as session:
        numbers = lists.row_numbers(session, SOURCE, query)
        found = lists.rows(session, SOURCE, numbers)
    return [found[number] for number in numbers]


def test_a_quote_is_shown_once_in_its_newest_version(quoted: Workspace) -> None:
    rows = shown(quoted, ListQuery("number", descending=True))
    assert [row.number[-4:] for row in rows] == ["0002", "0001", "0003"]
    assert (rows[1].version, rows[1].total, rows[1].currency) == (2, Decimal(500), "JPY")
    assert rows[1].customer == "云州机械"


def test_a_sent_one_past_its_last_day_is_expired(quoted: Workspace) -> None:
    states = {row.number[-4:]: row.state for row in shown(quoted, ListQuery("number"))}
    assert states == {"0001": "draft", "0002": "sent", "0003": EXPIRED}


@pytest.mark.parametrize(("state", "number"), [("draft", "0001"), ("sent", "0002"), (EXPIRED, "0003")])
def test_a_state_narrows_to_what_is_shown_as_it(quoted: Workspace, state: str, number: str) -> None:
    rows = shown(quoted, ListQuery("number", values={"state": state}))
    assert [row.number[-4:] for row in rows] == [number]


def test_a_text_finds_numbers_and_customers(quoted: Workspace) -> None:
    assert len(shown(quoted, ListQuery("number", text="珠澜"))) == 2
    assert len(shown(quoted, ListQuery("number", text="202610"))) == 1


@pytest.mark.parametrize("key", list(SOURCE.sorts))
def test_every_column_sorts_all_rows(quoted: Workspace, key: str) -> None:
    up, down = (shown(quoted, ListQuery(key, descending=down)) for down in (False, True))
    assert len(up) == len(down) == 3


def test_the_list_shows_what_waits_for_somebody(workspace: Workspace) -> None:
    firm = approving.desk(workspace)
    waiting, _other = firm.saved("16%"), firm.saved("10%")
    firm.submit(waiting)
    found = {}
    for who, role in (
        (firm.manager, "regional_manager"),
        (firm.director, "director"),
        (firm.seller, "sales"),
    ):
        query = ListQuery("number", values={"waits_for": waiting_choice(who, role)})
        with workspace.read() as session:
            numbers = lists.row_numbers(session, SOURCE, query)
            found[role] = [row.number for row in lists.rows(session, SOURCE, numbers).values()]
    assert found == {"regional_manager": [waiting.number], "director": [waiting.number], "sales": []}


def test_the_version_that_stands_is_shown_with_the_next_one(workspace: Workspace) -> None:
    with workspace.write(factories.STEP) as write:
        customer = factories.customer(write.session)
        quote(
            write.session,
            "QT-1",
            customer,
            {"state": "superseded"},
            {"state": "sent", "gross": 7},
            {"reason": "议价"},
        )
        quote(write.session, "QT-2", customer, {"state": "sent"}, {"state": "void"})
        quote(write.session, "QT-3", customer, {"state": "accepted"}, {"state": "sent"})
    first, second, third = shown(workspace, ListQuery("number"))
    assert (first.version, first.state, first.total) == (2, "sent", Decimal("0.07"))
    assert (first.next_version, first.next_state, first.last_reason) == (3, "draft", "议价")
    assert (second.version, second.state, second.next_version) == (1, "sent", None)
    assert (third.version, third.state, third.next_version, third.next_state) == (1, "accepted", 2, "sent")
    found = {
        state: [row.number for row in shown(workspace, ListQuery("number", values={"state": state}))]
        for state in ("draft", "sent", "superseded", "void", "accepted")
    }
    assert found == {
        "draft": ["QT-1"],
        "sent": ["QT-1", "QT-2"],
        "superseded": [],
        "void": [],
        "accepted": ["QT-3"],
    }


def test_what_is_near_its_last_day_is_found(quoted: Workspace) -> None:
    rows = shown(quoted, ListQuery("number", values={"state": EXPIRING}))
    assert [row.number[-4:] for row in rows] == ["0002"]


def test_a_salesperson_narrows(workspace: Workspace) -> None:
    with workspace.write(factories.STEP) as write:
        customer = factories.customer(write.session)
        for number, seller in (("QT-1", "林晓"), ("QT-2", "陈思远")):
            quote(write.session, number, customer, {"seller_person": seller})
        names = [name for name, _shown in sellers(write.session)]
    assert sorted(names) == ["林晓", "陈思远"]
    assert [row.number for row in shown(workspace, ListQuery("number", values={"seller": "林晓"}))] == [
        "QT-1"
    ]
