"""The primary quote: an opportunity is worth what its quote comes to, and nothing else in any sum."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select, text

from salesdesk.domain.errors import RuleError
from salesdesk.domain.quote import QuoteDraft
from salesdesk.services import (
    board,
    forecast,
    gate_crossing,
    history,
    opportunities,
    opportunity_lists,
    opportunity_summary,
    quote_primary,
    quotes,
    recycle_bin,
)
from salesdesk.services.board import BoardFilter
from salesdesk.services.check import check
from salesdesk.services.gate_fills import Fills
from salesdesk.services.quotes import EditableQuote
from salesdesk.storage.records import Interest, Quote
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services import approving
from tests.services.approving import TODAY, Desk


@pytest.fixture
def firm(workspace: Workspace) -> Desk:
    """Give a workspace its firm."""
    return approving.desk(workspace)


@pytest.fixture
def deal(firm: Desk) -> uuid.UUID:
    """Give the firm an opportunity that was thought to be worth 50,000."""
    with firm.workspace.write(STEP) as write:
        return factories.opportunity(
            write.session, customer_id=firm.customer, amount_minor=5_000_000, expected_close_on=TODAY
        )


def worth(firm: Desk, deal: uuid.UUID) -> Decimal | None:
    """Return what an opportunity is worth."""
    with firm.workspace.read() as session:
        return opportunity_summary.summary(session, deal).amount


def act(firm: Desk, fn: Callable[..., Any], quote: EditableQuote, **values: Any) -> Any:
    """Call a service with the id of a quote."""
    with firm.workspace.write(STEP, person=firm.seller) as write:
        return fn(write.session, quote.quote_id, **values)


def all_is_well(firm: Desk) -> None:
    """Check the whole workspace."""
    with firm.workspace.read() as session:
        assert check(session).problems == ()


def test_an_opportunity_is_worth_its_first_quote_from_the_first_save(firm: Desk, deal: uuid.UUID) -> None:
    quote = firm.saved("10%", opportunity_id=deal)
    assert (quote.is_primary, worth(firm, deal)) == (True, Decimal("9000.00"))
    firm.changed(quote, quantity=Decimal(3))
    assert worth(firm, deal) == Decimal("27000.00")
    all_is_well(firm)


def test_board_and_forecast_count_the_primary_quote_alone(firm: Desk, deal: uuid.UUID) -> None:
    firm.saved("10%", opportunity_id=deal)
    second = firm.send(firm.saved(opportunity_id=deal))
    firm.send(
        firm.changed(act(firm, quotes.new_version, second, reason="x", today=TODAY), quantity=Decimal(9))
    )
    with firm.workspace.read() as session:
        figures = forecast.forecast(session, BoardFilter(), today=TODAY)
        columns = board.load(session, BoardFilter()).columns
    assert figures.total.amount == Decimal("9000.00")
    assert sum(column.amount for column in columns) == Decimal("9000.00")


def test_a_new_version_counts_when_it_is_sent(firm: Desk, deal: uuid.UUID) -> None:
    first = firm.send(firm.saved("10%", opportunity_id=deal))
    second = act(firm, quotes.new_version, first, reason="x", today=TODAY)
    second = firm.changed(second, quantity=Decimal(2))
    assert worth(firm, deal) == Decimal("9000.00")
    firm.send(second)
    assert worth(firm, deal) == Decimal("18000.00")
    act(firm, quotes.void, second, reason="x")
    assert worth(firm, deal) == Decimal("9000.00")
    all_is_well(firm)


def test_a_second_quote_is_an_alternative_until_it_is_chosen(firm: Desk, deal: uuid.UUID) -> None:
    first, second = firm.saved("10%", opportunity_id=deal), firm.saved(opportunity_id=deal)
    assert (first.is_primary, second.is_primary, worth(firm, deal)) == (True, False, Decimal("9000.00"))
    act(firm, quote_primary.make_primary, second)
    assert worth(firm, deal) == Decimal("10000.00")
    assert [firm.now(one).is_primary for one in (first, second)] == [False, True]
    all_is_well(firm)


def test_an_acceptance_chooses_where_nothing_was_chosen(firm: Desk, deal: uuid.UUID) -> None:
    first, second = (firm.send(firm.saved(off, opportunity_id=deal)) for off in ("10%", ""))
    act(firm, quotes.accept, second, on=TODAY, today=TODAY)
    assert worth(firm, deal) == Decimal("9000.00"), "another one is the primary one"
    act(firm, quote_primary.release, first)
    act(firm, quotes.take_back, second)
    act(firm, quotes.accept, second, on=TODAY, today=TODAY)
    assert (firm.now(second).is_primary, worth(firm, deal)) == (True, Decimal("10000.00"))


def test_an_amount_that_comes_from_a_quote_is_not_typed(firm: Desk, deal: uuid.UUID) -> None:
    quote = firm.saved("10%", opportunity_id=deal)

    def type_amount(amount: str) -> None:
        with firm.workspace.write(STEP) as write:
            opportunities.change(write.session, deal, "amount", Decimal(amount))

    with pytest.raises(RuleError, match=quote.number):
        type_amount("1")
    type_amount("9000")
    act(firm, quote_primary.release, quote)
    type_amount("1")
    assert worth(firm, deal) == Decimal("1.00")
    firm.changed(firm.now(quote), quantity=Decimal(5))
    assert worth(firm, deal) == Decimal("1.00"), "what was let go isn't taken again by a save"


def test_a_signature_may_be_for_another_amount(firm: Desk, deal: uuid.UUID) -> None:
    firm.saved("10%", opportunity_id=deal)
    with firm.workspace.read() as session:
        assert opportunity_summary.summary(session, deal).amount_from
        fills = Fills(fields={"amount": Decimal(8_888)})
        assert gate_crossing.remaining(session, deal, None, fills) == ()
    with firm.workspace.write(STEP) as write:
        opportunities.win(write.session, deal, on=date(2026, 11, 20), amount=Decimal(8_888))
    assert worth(firm, deal) == Decimal("8888.00")
    with firm.workspace.read() as session:
        assert opportunity_summary.summary(session, deal).amount_from is None


def test_a_foreign_quote_counts_at_its_own_rate(firm: Desk, deal: uuid.UUID) -> None:
    quote = firm.saved(
        opportunity_id=deal, currency="USD", fx_rate=Decimal("7.1234"), fx_on=TODAY, fx_source="x"
    )
    assert worth(firm, deal) == Decimal("71234.00")
    all_is_well(firm)
    firm.save(replace(quote.draft, fx_rate=None), quote)
    assert worth(firm, deal) == Decimal("71234.00"), "without a rate nobody knows better"
    with firm.workspace.write(STEP) as write:
        opportunities.change(write.session, deal, "amount", Decimal(70_000))
    all_is_well(firm)


def test_a_closed_opportunity_keeps_what_it_was_closed_with(firm: Desk, deal: uuid.UUID) -> None:
    quote = firm.send(firm.saved("10%", opportunity_id=deal))
    with firm.workspace.write(STEP) as write:
        opportunities.win(write.session, deal, on=date(2026, 11, 20), amount=Decimal(8_888))
    second = act(firm, quotes.new_version, quote, reason="x", today=TODAY)
    firm.send(firm.changed(second, quantity=Decimal(2)))
    assert worth(firm, deal) == Decimal("8888.00")
    all_is_well(firm)


def test_a_quote_that_is_void_gives_no_amount(firm: Desk, deal: uuid.UUID) -> None:
    quote = firm.send(firm.saved("10%", opportunity_id=deal))
    act(firm, quotes.void, quote, reason="x")
    assert (firm.now(quote).is_primary, worth(firm, deal)) == (False, Decimal("9000.00"))
    with pytest.raises(RuleError):
        act(firm, quote_primary.make_primary, quote)


def test_a_quote_without_an_opportunity_is_nobodys_primary(firm: Desk) -> None:
    quote = firm.saved()
    assert quote.is_primary is False
    with pytest.raises(RuleError):
        act(firm, quote_primary.make_primary, quote)


def test_a_quote_that_goes_to_another_opportunity_leaves_the_first_alone(firm: Desk, deal: uuid.UUID) -> None:
    with firm.workspace.write(STEP) as write:
        other = factories.opportunity(write.session, customer_id=firm.customer)
    quote = firm.saved("10%", opportunity_id=deal)
    moved = firm.save(replace(quote.draft, opportunity_id=other), quote)
    assert (moved.is_primary, worth(firm, other), worth(firm, deal)) == (
        True,
        Decimal("9000.00"),
        Decimal("9000.00"),
    )
    with firm.workspace.read() as session:
        assert quote_primary.source_of(session, deal) is None
        source = quote_primary.source_of(session, other)
    assert source
    assert (source.quote_id, source.number, source.version) == (quote.quote_id, quote.number, 1)


def test_undo_brings_the_amount_back_that_was_typed(firm: Desk, deal: uuid.UUID) -> None:
    firm.saved("10%", opportunity_id=deal)
    history.undo(firm.workspace)
    assert worth(firm, deal) == Decimal("50000.00")
    history.redo(firm.workspace)
    assert worth(firm, deal) == Decimal("9000.00")


def test_a_deleted_primary_quote_comes_back_beside_the_new_one(firm: Desk, deal: uuid.UUID) -> None:
    first = firm.saved("10%", opportunity_id=deal)
    with firm.workspace.write(STEP) as write:
        assert first.quote_id
        recycle_bin.delete(write.session, "quote", [first.quote_id])
    second = firm.saved(opportunity_id=deal)
    assert second.is_primary
    with firm.workspace.write(STEP) as write:
        recycle_bin.restore(write.session, "quote", [first.quote_id])
    assert (firm.now(first).is_primary, worth(firm, deal)) == (False, Decimal("10000.00"))


def test_the_products_follow_and_what_was_said_of_them_stays(firm: Desk, deal: uuid.UUID) -> None:
    with firm.workspace.write(STEP) as write:
        other, third = (factories.product(write.session) for _ in range(2))
        rows: list[dict[str, Any]] = [
            {"product_id": firm.product, "quantity": Decimal(1), "remark": "要变频"},
            {"product_id": other, "quantity": Decimal(4), "remark": ""},
        ]
        for place, row in enumerate(rows):
            write.session.add(Interest(opportunity_id=deal, position=place, **row))
    quote = firm.save(
        firm.draft(
            firm.line(quantity=Decimal(2)),
            firm.line(quantity=Decimal(3)),
            firm.line(product_id=third, name="备件", optional=True),
            opportunity_id=deal,
        )
    )
    assert _shown(firm, deal) == [(firm.product, Decimal(5), "要变频")]
    free_text: QuoteDraft = replace(quote.draft, lines=(firm.line(product_id=None, name="自选", model=""),))
    firm.save(free_text, quote)
    assert len(_shown(firm, deal)) == 1, "a quote of typed lines says nothing of products"


def _shown(firm: Desk, deal: uuid.UUID) -> list[tuple[uuid.UUID, Decimal, str]]:
    with firm.workspace.read() as session:
        return [
            (row.product_id, row.quantity, row.remark) for row in opportunity_lists.interests(session, deal)
        ]


def test_the_check_names_an_opportunity_that_is_worth_something_else(firm: Desk, deal: uuid.UUID) -> None:
    quote = firm.saved("10%", opportunity_id=deal)
    with firm.workspace.write(STEP) as write:
        write.session.execute(text("UPDATE opportunity SET amount_minor = 7, row_version = row_version + 1"))
    with firm.workspace.read() as session:
        (problem,) = check(session).problems
        assert session.scalar(select(Quote.is_primary)) is True
    assert quote.number
    assert quote.number in problem
