"""The firm's rates of tax: added, changed, ended; quotes keep those that they were made with."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from salesdesk.domain.errors import ConflictError, InvalidInputError
from salesdesk.domain.tax_rates import SEED, Rate
from salesdesk.services import history, quotes, tax_rates
from salesdesk.services.tax_rates import RateRow
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.domain.drafts import draft, line
from tests.factories import STEP

DAY = date(2026, 11, 24)
TWELVE = Rate("货物 12%", "Goods 12%", Decimal("0.12"), "goods", "general", date(2027, 1, 1))


@pytest.fixture
def firm(workspace: Workspace) -> Workspace:
    factories.set_up(workspace)
    return workspace


def do(workspace: Workspace, function: Callable[..., Any], *args: Any, **values: Any) -> Any:
    with workspace.write(STEP) as write:
        return function(write.session, *args, **values)


def rows(workspace: Workspace) -> tuple[RateRow, ...]:
    with workspace.read() as session:
        return tax_rates.rows(session)


def usual(workspace: Workspace, day: date, tax_class: str = "goods") -> Decimal | None:
    with workspace.read() as session:
        return tax_rates.usual(session, tax_class, day)


def test_the_seed_is_listed_in_its_order(firm: Workspace) -> None:
    assert [row.rate for row in rows(firm)] == list(SEED)


def test_a_new_rate_ends_the_one_before_it(firm: Workspace) -> None:
    do(firm, tax_rates.add, TWELVE, ends_former=True)
    assert usual(firm, date(2026, 12, 31)) == Decimal("0.13")
    assert usual(firm, date(2027, 1, 1)) == Decimal("0.12")
    assert rows(firm)[0].rate.valid_until == date(2026, 12, 31)
    assert rows(firm)[-1].rate == TWELVE
    history.undo(firm)
    assert [row.rate for row in rows(firm)] == list(SEED)


def test_a_new_rate_may_stand_beside_the_one_before_it(firm: Workspace) -> None:
    do(firm, tax_rates.add, TWELVE)
    assert usual(firm, date(2027, 1, 1)) == Decimal("0.13"), "the first counts"


def test_a_rate_for_other_products_ends_nothing(firm: Workspace) -> None:
    do(firm, tax_rates.add, Rate("咨询", "", Decimal("0.05"), "", "general", DAY), ends_former=True)
    assert [row.rate for row in rows(firm)][:-1] == list(SEED)


def test_a_rate_is_changed_ended_and_taken_away(firm: Workspace) -> None:
    row = rows(firm)[3]
    do(
        firm,
        tax_rates.change,
        row.id,
        Rate("服务", "", Decimal("0.05"), "service"),
        row_version=row.row_version,
    )
    assert usual(firm, DAY, "service") == Decimal("0.05")
    row = rows(firm)[3]
    do(firm, tax_rates.end, row.id, DAY, row_version=row.row_version)
    assert (usual(firm, DAY, "service"), usual(firm, date(2026, 11, 25), "service")) == (
        Decimal("0.05"),
        None,
    )
    with firm.read() as session:
        assert [rate.name for rate in tax_rates.running_out(session, DAY)] == ["服务"]
    row = rows(firm)[3]
    do(firm, tax_rates.remove, row.id, row_version=row.row_version)
    assert len(rows(firm)) == len(SEED) - 1


def test_quotes_keep_the_rates_that_they_were_made_with(firm: Workspace) -> None:
    with firm.write(STEP) as write:
        saved = quotes.save_draft(write.session, draft(line()), today=DAY, seller_name="云帆")
    row = rows(firm)[0]
    do(firm, tax_rates.remove, row.id, row_version=row.row_version)
    with firm.read() as session:
        assert quotes.load(session, saved.label) == saved


def test_what_is_wrong_or_stale_is_refused(firm: Workspace) -> None:
    row = rows(firm)[0]
    with pytest.raises(InvalidInputError):
        do(firm, tax_rates.add, Rate("", "", Decimal("0.1")))
    with pytest.raises(ConflictError):
        do(firm, tax_rates.end, row.id, DAY, row_version=row.row_version + 1)
    with pytest.raises(InvalidInputError):
        do(firm, tax_rates.remove, uuid.uuid4(), row_version=1)
    late = do(firm, tax_rates.add, TWELVE)
    with pytest.raises(InvalidInputError):
        do(firm, tax_rates.end, late, DAY, row_version=1)
    assert [one.rate for one in rows(firm)] == [*SEED, TWELVE]
