"""Quotes: numbered once, stored exactly, read back as they were."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy import func, select, text

from salesdesk.domain.errors import InvalidInputError
from salesdesk.domain.quote import totals
from salesdesk.domain.quote_reader import draft_from_json
from salesdesk.domain.quote_version import QuoteVersion
from salesdesk.services import history, quotes
from salesdesk.services.check import check
from salesdesk.storage.records import Customer, NumberSeries
from salesdesk.storage.workspace import Workspace
from tests import factories, filling
from tests.factories import STEP

TODAY = date(2026, 11, 24)


def draft(**values: Any) -> dict[str, Any]:
    line = {
        "name": "五轴加工中心",
        "quantity": "2",
        "unit_price": "980000",
        "discount": "16%",
        "tax_rate": "13%",
    }
    return {"customer": "华锐精工", "lines": [line]} | values


def save(workspace: Workspace, today: date = TODAY, **values: Any) -> QuoteVersion:
    with workspace.write(STEP) as write:
        return quotes.save_draft(
            write.session, draft_from_json(draft(**values)), today=today, seller_name="云帆砺行"
        )


def test_a_quote_is_stored_with_its_sums_and_read_back_the_same(workspace: Workspace) -> None:
    saved = save(workspace, document_discount={"amount": "8400"})
    with workspace.read() as session:
        assert quotes.load(session, saved.number) == saved
        assert quotes.load(session, f" {saved.number.lower()}-v1 ") == saved
    assert saved.number == "QT-202611-0001"
    assert saved.totals == totals(saved.draft)
    assert saved.totals.gross == Decimal("1638000.00")
    assert saved.in_words == "人民币壹佰陆拾叁万捌仟元整"
    assert (saved.valid_until, saved.state, saved.seller.name) == (date(2026, 12, 24), "draft", "云帆砺行")
    assert dict(saved.terms)["有效期"].endswith("2026-12-24")


def test_numbers_rise_by_month_and_are_never_reused(workspace: Workspace) -> None:
    numbers = [save(workspace).number, save(workspace).number]
    history.undo(workspace)
    numbers += [save(workspace).number, save(workspace, today=date(2026, 12, 1)).number]
    assert numbers == ["QT-202611-0001", "QT-202611-0002", "QT-202611-0003", "QT-202612-0001"]


def test_a_number_that_was_not_given_stays_free(workspace: Workspace) -> None:
    def fail() -> None:
        with workspace.write(STEP) as write:
            quotes.save_draft(write.session, draft_from_json(draft()), today=TODAY, seller_name="x")
            raise InvalidInputError("no")

    with pytest.raises(InvalidInputError):
        fail()
    with workspace.read() as session:
        assert session.scalars(select(NumberSeries)).all() == []


def test_the_customer_is_found_by_exact_name_or_made(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        factories.customer(write.session, name="华锐精工", address="燕川市", uscc="91350100M000100Y43")
    found = save(workspace)
    made = save(workspace, customer="华锐精工 ")
    other = save(workspace, customer="<b>A&B</b> 𬭎")
    assert (found.customer.address, found.customer.tax_id) == ("燕川市", "91350100M000100Y43")
    assert made.customer == found.customer
    assert other.customer.name == "<b>A&B</b> 𬭎"
    with workspace.read() as session:
        assert session.scalar(select(func.count()).select_from(Customer)) == 2


def test_a_stored_version_keeps_the_parties_as_they_were(workspace: Workspace) -> None:
    factories.set_up(workspace)
    saved = save(workspace)
    with workspace.write(STEP) as write:
        write.session.scalars(select(Customer)).one().name = "改名以后"
    with workspace.read() as session:
        assert quotes.load(session, saved.number) == saved
    assert saved.seller.name == "云帆砺行装备制造有限公司"


@pytest.mark.parametrize("number", ["QT-202611-0009", "QT-202611-0001-V2", "", "x" * 500, "%"])
def test_an_unknown_number_is_refused(workspace: Workspace, number: str) -> None:
    save(workspace)
    with workspace.read() as session, pytest.raises(InvalidInputError):
        quotes.load(session, number)


MONEY = st.decimals(min_value=0, max_value=10**6, places=2).map(str)
LINES = st.lists(
    st.fixed_dictionaries(
        {
            "name": st.just("x"),
            "quantity": st.integers(1, 10**6).map(lambda number: f"{Decimal(number) / 10_000:f}"),
            "unit_price": MONEY,
            "discount": st.sampled_from(["", "12.5%", "8.5折", "100%"]),
            "tax_rate": st.sampled_from(["13%", "9%", "6%", "0%", "1%"]),
            "optional": st.booleans(),
            "free": st.booleans(),
        }
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=30)
@given(LINES, st.sampled_from(["line", "tax_rate"]), st.sampled_from(["tax_included", "tax_excluded"]))
def test_any_draft_is_stored_exactly_and_passes_the_check(
    tmp_path_factory: pytest.TempPathFactory, lines: list[dict[str, Any]], rounding: str, mode: str
) -> None:
    workspace = filling.new_workspace(tmp_path_factory.mktemp("w") / "a.salesdesk")
    saved = save(
        workspace, lines=lines, rounding=rounding, price_mode=mode, document_discount={"percent": "3%"}
    )
    with workspace.read() as session:
        stored = quotes.load(session, saved.number)
        assert check(session).problems == ()
    assert stored.totals == totals(stored.draft)
    workspace.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE quote_version SET net_minor = net_minor + 1, gross_minor = gross_minor + 1, row_version = 2",
        "UPDATE quote_version SET discount_minor = 1, row_version = row_version + 1",
        "UPDATE quote_line SET tax_rate = 600, row_version = row_version + 1",
        "UPDATE quote_line SET net_minor = net_minor - 1, tax_minor = tax_minor + 1, row_version = 2",
        "UPDATE quote_line SET deleted_at = '2026', row_version = row_version + 1",
    ],
)
def test_the_check_recomputes_every_stored_sum(workspace: Workspace, statement: str) -> None:
    save(workspace)
    with workspace.write(STEP) as write:
        write.session.execute(text(statement))
    with workspace.read() as session:
        (problem,) = check(session).problems
    assert "QT-202611-0001" in problem


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE quote_version SET customer = 'no json', row_version = 2",
        "UPDATE quote_version SET document_discount = 'amount:99999999', row_version = 2",
        "UPDATE quote_line SET quantity = 'abc', row_version = 2",
        "UPDATE quote_line SET discount = 'zzz', row_version = 2",
    ],
)
def test_the_check_names_a_damaged_quote_and_goes_on(workspace: Workspace, statement: str) -> None:
    save(workspace)
    with workspace.write(STEP) as write:
        write.session.execute(text(statement))
    with workspace.read() as session:
        report = check(session)
    (problem,) = report.problems
    assert "QT-202611-0001" in problem
    assert report.counts["quote"] == 1
