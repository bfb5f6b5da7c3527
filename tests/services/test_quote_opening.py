"""A quote out of its PDF: known here, or a new one from what the PDF says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.domain.quote_data import QuoteData, data_of, read_data
from salesdesk.domain.quote_version import QuoteVersion, valid_until
from salesdesk.services import quote_opening, quotes
from salesdesk.storage.workspace import Workspace
from tests import factories

TODAY = date(2026, 11, 24)
RATE = Decimal("0.13")


def line(name: str = "泵", **values: Any) -> QuoteLine:
    """Return a line at 100."""
    usual = {"quantity": Decimal(1), "unit_price": Decimal(100), "tax_rate": RATE}
    return QuoteLine(name=name, **(usual | values))


def stored(workspace: Workspace, *lines: QuoteLine, **values: Any) -> QuoteVersion:
    """Save a quote and return it as it is printed."""
    draft = QuoteDraft(**({"customer": "华锐精工", "lines": lines or (line(),)} | values))
    with workspace.write(factories.STEP) as write:
        return quotes.save_draft(write.session, draft, today=TODAY, seller_name="云帆")


def printed(stored: QuoteVersion, /, **changes: Any) -> QuoteData:
    """Return what the PDF of a version says."""
    return read_data(data_of(replace(stored, **changes)))


@pytest.fixture
def firm(workspace: Workspace) -> Workspace:
    """Give a firm that sells something."""
    factories.set_up(workspace)
    return workspace


def test_a_quote_of_this_workspace_is_found_by_number_and_version(firm: Workspace) -> None:
    version = stored(firm)
    with firm.read() as session:
        found = quote_opening.known(session, printed(version))
        assert found is not None
        assert (found.version, found.same) == (1, True)
        assert quote_opening.known(session, printed(version, version=2)) is None
        assert quote_opening.known(session, printed(version, number="QT-202611-0099")) is None
        hidden = replace(version.draft, hidden=("prices",))
        assert quote_opening.known(session, printed(version, draft=hidden)) is not None


def test_a_quote_that_was_changed_since_is_found_and_told(firm: Workspace) -> None:
    version = stored(firm)
    other = stored(firm, line(unit_price=Decimal(90)))
    with firm.read() as session:
        found = quote_opening.known(session, printed(other, number=version.number))
    assert found is not None
    assert not found.same


def test_the_same_number_of_another_firm_is_another_quote(firm: Workspace) -> None:
    version = stored(firm)
    other = replace(version, seller=replace(version.seller, name="别家"))
    with firm.read() as session:
        assert quote_opening.known(session, printed(other)) is None


def test_a_new_quote_has_what_the_pdf_says_and_what_is_known_here(firm: Workspace) -> None:
    version = stored(
        firm,
        line("一", kind="section", quantity=Decimal(1), unit_price=Decimal(0)),
        line("五轴加工中心", model="VMC-850U", unit_price=Decimal("777.5")),
        line("刀柄"),
        line("没有的"),
    )
    with firm.write(factories.STEP) as write:
        machine = factories.product(write.session, name="别的名字", model="vmc-850u", list_price=Decimal(5))
        holder = factories.product(write.session, name="刀柄")
        factories.product(write.session, name="一")
    with firm.read() as session:
        taken = quote_opening.taken(session, printed(version), today=TODAY)
    draft = taken.draft
    assert draft.customer_id is not None
    assert not taken.customer_is_new
    assert (taken.products, taken.lines) == (2, 3)
    assert [one.product_id for one in draft.lines] == [None, machine, holder, None]
    assert [one.unit_price for one in draft.lines][1:] == [Decimal("777.5"), Decimal(100), Decimal(100)]
    assert [one.price_source for one in draft.lines] == ["", "typed", "typed", "typed"]
    assert draft.valid_until == version.valid_until
    with firm.write(factories.STEP) as write:
        saved = quotes.save_draft(write.session, draft, today=TODAY, seller_name="云帆")
    assert saved.totals == version.totals
    assert saved.number != version.number


def test_a_customer_that_is_new_and_days_that_are_past_are_seen(firm: Workspace) -> None:
    version = stored(firm)
    stranger = replace(version.draft, customer="全新客户")
    later = date(2027, 3, 1)
    with firm.read() as session:
        taken = quote_opening.taken(session, printed(version, draft=stranger), today=later)
    assert taken.customer_is_new
    assert taken.draft.customer_id is None
    assert taken.draft.valid_until == valid_until(later)


def test_hidden_prices_make_no_new_quote(firm: Workspace) -> None:
    version = stored(firm)
    hidden = printed(version, draft=replace(version.draft, hidden=("prices",)))
    with firm.read() as session, pytest.raises(InvalidInputError, match=version.label):
        quote_opening.taken(session, hidden, today=TODAY)
