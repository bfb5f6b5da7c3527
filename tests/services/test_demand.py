"""Production demand from stored quotes: what counts, once, and how it is read and written out."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.dialects import sqlite

from salesdesk.domain.demand import DemandLine, demand
from salesdesk.exchange import spreadsheet_reader
from salesdesk.services import demand as service, quote_life, quotes, recycle_bin
from salesdesk.services.quotes import EditableQuote
from salesdesk.storage.records import Opportunity
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services.approving import TODAY, Desk, desk

CLOSE = date(2027, 1, 15)
D = Decimal


@dataclass
class Plant:
    """A firm with an open opportunity of 40 %, closing in January."""

    firm: Desk
    opportunity: uuid.UUID

    def quote(self, count: int = 1, *, opportunity: uuid.UUID | None = None, **values: Any) -> EditableQuote:
        """Save a quote of some machines for the opportunity."""
        line = self.firm.line(quantity=D(count), delivery=values.pop("delivery", "6周"))
        chosen = values.pop("loose", False)
        to = None if chosen else opportunity or self.opportunity
        return self.firm.save(self.firm.draft(line, *values.pop("more", ()), opportunity_id=to, **values))

    def lines(self) -> list[DemandLine]:
        """Return what production has to expect."""
        with self.firm.workspace.read() as session:
            return service.lines(session)

    def change(self, **values: Any) -> None:
        """Write fields of the opportunity."""
        with self.firm.workspace.write(STEP) as write:
            row = write.session.get_one(Opportunity, self.opportunity)
            for name, value in values.items():
                setattr(row, name, value)

    def accept(self, quote: EditableQuote) -> None:
        """Send a quote, and have it accepted."""
        self.firm.send(quote)
        assert quote.quote_id
        with self.firm.workspace.write(STEP, kind="issue") as write:
            quote_life.accept(write.session, quote.quote_id, on=TODAY, today=TODAY, who="顾工")


@pytest.fixture
def plant(workspace: Workspace) -> Plant:
    """Give a firm with an open opportunity."""
    firm = desk(workspace)
    with workspace.write(STEP) as write:
        opportunity = factories.opportunity(
            write.session,
            customer_id=firm.customer,
            probability=D("0.4"),
            expected_close_on=CLOSE,
        )
    return Plant(firm, opportunity)


def counted(plant: Plant) -> list[tuple[D, D, bool]]:
    return [(line.quantity, line.probability, line.firm) for line in plant.lines()]


def test_the_primary_quote_of_an_open_opportunity_counts_by_its_probability(plant: Plant) -> None:
    first = plant.quote(5)
    plant.quote(9)
    assert counted(plant) == [(D(5), D("0.4"), False)]
    (line,) = plant.lines()
    assert (line.closes_on, line.delivery[0], line.label) == (CLOSE, "6周", f"{first.number}-V1")
    assert line.quote_id == first.quote_id
    assert (line.customer, line.product) == ("恒岳轴承", plant.firm.product.bytes)


def test_the_stages_probability_stands_for_an_own_one(plant: Plant) -> None:
    plant.quote(5)
    plant.change(probability=None)
    with plant.firm.workspace.read() as session:
        first = factories.stages(session)[0].probability
    assert [line.probability for line in plant.lines()] == [first]


def test_options_alternatives_charges_and_notes_are_left_out_but_what_is_free_is_made(plant: Plant) -> None:
    firm = plant.firm
    more = (
        firm.line(optional=True),
        firm.line(alternative=True),
        firm.line(free=True, quantity=D(2)),
        firm.line(kind="note", name="含安装", product_id=None),
        firm.line(kind="charge", name="运费", product_id=None, model="", charge=D("0.02")),
    )
    plant.quote(5, more=more)
    assert [line.quantity for line in plant.lines()] == [5, 2]


def test_only_the_version_that_stands_counts(plant: Plant) -> None:
    quote = plant.firm.send(plant.quote(5))
    assert quote.quote_id
    with plant.firm.workspace.write(STEP) as write:
        second = quotes.new_version(write.session, quote.quote_id, reason="数量", today=TODAY)
    plant.firm.changed(second, quantity=D(7))
    assert [line.quantity for line in plant.lines()] == [5]
    plant.firm.send(plant.firm.now(second))
    assert [line.quantity for line in plant.lines()] == [7]


def test_what_was_accepted_is_sold_and_hides_what_is_offered_beside_it(plant: Plant) -> None:
    plant.quote(5)
    other = plant.quote(3)
    plant.accept(other)
    assert counted(plant) == [(D(3), D(1), True)]
    assert plant.lines()[0].closes_on == TODAY


def test_a_won_opportunity_is_sold_as_its_primary_quote_says(plant: Plant) -> None:
    plant.quote(5)
    plant.change(status="won", closed_on=date(2026, 11, 20))
    assert counted(plant) == [(D(5), D(1), True)]
    assert plant.lines()[0].closes_on == date(2026, 11, 20)


@pytest.mark.parametrize("status", ["lost", "on_hold"])
def test_what_is_lost_or_on_hold_is_not_expected(plant: Plant, status: str) -> None:
    plant.quote(5)
    plant.change(status=status, loss_reason="price" if status == "lost" else "")
    assert plant.lines() == []


def test_a_quote_without_an_opportunity_counts_once_it_is_accepted(plant: Plant) -> None:
    loose = plant.quote(4, loose=True)
    assert plant.lines() == []
    plant.accept(loose)
    assert counted(plant) == [(D(4), D(1), True)]


def test_a_deleted_quote_is_not_expected(plant: Plant) -> None:
    quote = plant.quote(5)
    assert quote.quote_id
    with plant.firm.workspace.write(STEP) as write:
        recycle_bin.delete(write.session, "quote", [quote.quote_id])
    assert plant.lines() == []


def test_the_table_goes_out_as_a_spreadsheet_with_its_lines(plant: Plant, tmp_path: Path) -> None:
    plant.quote(5)
    with plant.firm.workspace.write(STEP) as write:
        other = factories.opportunity(
            write.session, name="=二期", customer_id=plant.firm.customer, probability=D(1)
        )
    plant.quote(2, opportunity=other)
    file = tmp_path / "demand.xlsx"
    table = demand(plant.lines(), TODAY, 6)
    assert service.export(file, table, title="生产需求") == 0
    summary, details = spreadsheet_reader.read(file)
    texts = ["|".join(row.cells) for row in (*summary.rows, *details.rows)]
    assert any("2027-02" in text for text in texts)
    assert any("未定日期" in text for text in texts)
    assert any("=二期" in text for text in texts)
    assert len(details.rows) == 3


def test_lines_are_found_by_their_version_and_never_all_read(plant: Plant) -> None:
    """The list of quotes is short beside their lines, of which there may be a million."""
    compiled = service.selected().compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True})
    with plant.firm.workspace.read() as session:
        rows = session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}")
        plan = [row[3] for row in rows]
    assert any("quote_line USING INDEX ix_quote_line_version_id" in step for step in plan), plan
    assert not any(step.startswith(("SCAN quote_line", "SCAN quote_version")) for step in plan), plan
