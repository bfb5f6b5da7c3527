"""Prices for lines: what a customer is entitled to, the floor, the cost, and what was paid last."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, update

from salesdesk import i18n
from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.services import company, prices, quotes, tax_rates
from salesdesk.storage import bulk
from salesdesk.storage.records import QuoteVersion, TaxRate
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP

ONE = Decimal(1)


@pytest.fixture
def stocked(workspace: Workspace) -> dict[str, uuid.UUID]:
    """Give a machine at 58,000 with a list of breaks, a dealer book and a floor by rule, and a dealer."""
    with workspace.write(STEP) as write:
        session = write.session
        ids = {"machine": factories.product(session, list_price=Decimal(58000), cost=Decimal(35960))}
        ids["list"] = factories.price_book(session)
        factories.price(session, ids["list"], ids["machine"], "56840", 3)
        rule: dict[str, Any] = {"parent_id": ids["list"], "name": "渠道价", "name_en": "Dealers"}
        ids["dealers"] = factories.price_book(session, "dealer", factor=Decimal("0.88"), **rule)
        factories.price_book(session, "floor", kind="floor", factor=Decimal("0.78"), **rule)
        ids["dealer"] = factories.customer(session, price_book="dealer")
    return ids


def test_a_line_gets_its_price_with_base_list_floor_and_cost(
    workspace: Workspace, stocked: dict[str, uuid.UUID]
) -> None:
    i18n.set_language("en")
    with workspace.read() as session:
        found: Any = prices.quote_price(session, stocked["machine"], stocked["dealer"], Decimal(3))
    assert (found.unit_price, found.base_price) == (Decimal("50019.2"), Decimal("50019.2"))
    assert (found.list_price, found.floor_price, found.cost) == (58000, Decimal("44335.2"), 35960)
    assert (found.source, found.source_text) == ("book", "Dealers")
    assert found.explanation[0] == "The price book “Dealers” that the customer buys by"


def test_another_book_can_be_chosen_but_the_base_stays(
    workspace: Workspace, stocked: dict[str, uuid.UUID]
) -> None:
    with workspace.read() as session:
        found: Any = prices.quote_price(session, stocked["machine"], None, ONE, book_id=stocked["dealers"])
        same: Any = prices.quote_price(
            session, stocked["machine"], stocked["dealer"], ONE, book_id=stocked["dealers"]
        )
    assert (found.unit_price, found.base_price, found.source) == (Decimal(51040), 58000, "other")
    assert (same.unit_price, same.source) == (Decimal(51040), "book")


def test_a_foreign_quote_has_all_its_prices_in_the_currency(
    workspace: Workspace, stocked: dict[str, uuid.UUID]
) -> None:
    with workspace.read() as session:
        found: Any = prices.quote_price(
            session, stocked["machine"], None, ONE, currency="USD", fx_rate=Decimal("7.25")
        )
        unknown: Any = prices.quote_price(session, stocked["machine"], None, ONE, currency="USD")
    assert (found.unit_price, found.list_price, found.floor_price) == (8000, 8000, 6240)
    assert found.cost == 35960
    assert (unknown.unit_price, unknown.base_price, unknown.source) == (None, None, "")


def test_a_cost_in_the_quotes_currency_is_told_in_ours(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        abroad = factories.product(write.session, list_price=ONE, cost=Decimal(3), currency="USD")
    with workspace.read() as session:
        found: Any = prices.quote_price(session, abroad, None, ONE, currency="USD", fx_rate=Decimal(7))
        alone: Any = prices.quote_price(session, abroad, None, ONE, currency="USD")
        at_home: Any = prices.quote_price(session, abroad, None, ONE)
    assert (found.cost, alone.cost, at_home.cost) == (21, 3, None)


def _hear(said: list[str], _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
    said.append(statement)


def test_many_products_take_as_many_statements_as_one(
    workspace: Workspace, stocked: dict[str, uuid.UUID]
) -> None:
    with workspace.write(STEP) as write:
        many = {factories.product(write.session, list_price=Decimal(n)): Decimal(1) for n in range(200)}
    counts = []
    with workspace.read() as session:
        for wanted in ({stocked["machine"]: ONE}, many):
            said: list[str] = []
            listen = partial(_hear, said)
            connection = session.connection()
            event.listen(connection, "before_cursor_execute", listen)
            assert len(prices.quote_prices(session, wanted, stocked["dealer"])) == len(wanted)
            event.remove(connection, "before_cursor_execute", listen)
            counts.append(len(said))
    assert counts == [6, 6]


def test_a_product_that_is_gone_has_no_price(workspace: Workspace) -> None:
    with workspace.read() as session:
        assert prices.quote_price(session, uuid.uuid4(), uuid.uuid4(), ONE) == prices.QuotePrice()


def sold(
    workspace: Workspace, product: uuid.UUID, buyer: uuid.UUID, day: date, state: str, **line: Any
) -> str:
    """Add a quote over two pieces and return its number."""
    values: dict[str, Any] = {"quantity": Decimal(2), "unit_price": Decimal(100), "tax_rate": Decimal("0.13")}
    with workspace.write(STEP) as write:
        draft = QuoteDraft(
            customer="x",
            customer_id=buyer,
            lines=(QuoteLine(name="x", product_id=product, **(values | line)),),
        )
        saved = quotes.save_draft(write.session, draft, today=day, seller_name="x")
        bulk.update_rows(
            write.session, update(QuoteVersion).where(QuoteVersion.state == "draft").values(state=state)
        )
    return saved.number


def test_the_last_prices_are_of_sent_and_accepted_quotes(workspace: Workspace) -> None:
    from salesdesk.domain.pricing import parse_discount  # noqa: PLC0415

    with workspace.write(STEP) as write:
        machine, other = factories.product(write.session), factories.product(write.session)
        buyer, somebody = factories.customer(write.session), factories.customer(write.session)
    first = sold(workspace, machine, buyer, date(2026, 1, 5), "accepted", discount=parse_discount("10%"))
    second = sold(workspace, machine, buyer, date(2026, 3, 5), "sent")
    third = sold(workspace, machine, somebody, date(2026, 2, 5), "sent", unit_price=Decimal(95))
    for state in ("rejected", "void", "superseded", "pending_approval"):
        sold(workspace, machine, buyer, date(2026, 4, 5), state)
    sold(workspace, other, buyer, date(2026, 4, 5), "sent")
    sold(workspace, machine, buyer, date(2026, 4, 5), "sent", free=True)
    sold(workspace, machine, buyer, date(2026, 4, 5), "sent", optional=True)
    with workspace.read() as session:
        found = prices.last_sold(session, machine, buyer)
        anybody = prices.last_sold(session, machine)
    assert [(one.number, one.price, one.won) for one in found.customer] == [
        (second, Decimal(100), False),
        (first, Decimal(90), True),
    ]
    assert [(one.number, one.price, one.quantity) for one in found.others] == [
        (third, Decimal(95), Decimal(2))
    ]
    assert [one.number for one in anybody.others] == [second, third, first]


def test_a_new_workspace_has_the_usual_rates_of_tax_once(workspace: Workspace) -> None:
    for _time in range(2):
        factories.set_up(workspace)
    with workspace.write(STEP) as write:
        assert len(tax_rates.rates(write.session)) == 8
        assert tax_rates.usual(write.session, "service") == Decimal("0.06")
        firm = company.profile(write.session)
        company.change(write.session, "taxpayer", "small", row_version=firm.row_version)
        assert tax_rates.usual(write.session, "service", date(2026, 1, 1)) == Decimal("0.01")
        assert tax_rates.warnings(write.session, [Decimal("0.01")], date(2028, 1, 1)) != ()
        for row in write.session.query(TaxRate):
            row.deleted_at = row.created_at
        tax_rates.seed(write.session)
        assert tax_rates.rates(write.session) == ()
