"""What the value proposition of an opportunity says."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from salesdesk.services import opportunity_rows, value_cases, value_sheets
from salesdesk.storage.records import Company, Customer, Opportunity
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP

DAY = date(2026, 6, 30)


def test_the_sheet_holds_what_the_records_say(workspace: Workspace) -> None:
    factories.set_up(workspace, company_name="锐博数控")
    with workspace.write(STEP) as write:
        session = write.session
        seller = factories.person(session, name="林晓")
        customer = factories.customer(session, name="恒岳轴承")
        card = factories.opportunity(
            session, customer_id=customer, owner_id=seller, amount_minor=30_000_000, need="换型快"
        )
        opportunity_rows.add(session, "action_step", card, customer_step="立项", owner=seller, due_on=DAY)
        value_cases.change(
            session, card, row_version=0, baseline_amount=Decimal(500_000), improvement=Decimal("0.25")
        )
        card_name = session.get_one(Opportunity, card).name
    with workspace.read() as session:
        found = value_sheets.sheet(session, card, today=DAY)
    assert (found.customer, found.seller, found.person) == ("恒岳轴承", "锐博数控", "林晓")
    assert (found.project, found.language, found.need) == (card_name, "zh_CN", "换型快")
    assert (found.investment, found.figures.payback_months) == (Decimal(300_000), Decimal("28.8"))
    assert [(line.customer_step, line.owner, line.due_on) for line in found.actions] == [
        ("立项", "林晓", DAY)
    ]


def test_it_is_in_the_customers_language_with_the_firms_name_in_it(workspace: Workspace) -> None:
    factories.set_up(workspace, company_name="锐博数控")
    with workspace.write(STEP) as write:
        write.session.query(Company).one().name_en = "Ruibo CNC"
        customer = factories.customer(write.session)
        write.session.get_one(Customer, customer).language = "en"
        card = factories.opportunity(write.session, customer_id=customer)
    with workspace.read() as session:
        found = value_sheets.sheet(session, card, today=DAY)
        assert (found.language, found.seller) == ("en", "Ruibo CNC")
        assert found.is_empty
        chinese = value_sheets.sheet(session, card, today=DAY, language="zh_CN")
        assert (chinese.language, chinese.seller) == ("zh_CN", "锐博数控")
