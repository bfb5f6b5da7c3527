"""Templates, copies of earlier quotes, and scenarios beside one."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from sqlalchemy import select

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.domain.pricing import parse_document_discount
from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.domain.quote_keeping import draft_as_json, draft_restored
from salesdesk.services import quote_copies, quote_scenarios, quote_templates, quotes, recycle_bin
from salesdesk.storage.records import PriceBookEntry, QuoteScenario, QuoteTemplate
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.domain.drafts import drafts
from tests.factories import STEP

TODAY = date(2026, 11, 24)


@pytest.fixture
def product(workspace: Workspace) -> uuid.UUID:
    """Give a product at 10,000.00 of the list."""
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        book = factories.price_book(write.session)
        made = factories.product(write.session, name="螺杆空压机", list_price=Decimal(10_000))
        factories.price(write.session, book, made, "10000")
    return made


def line(product: uuid.UUID | None = None, **values: object) -> QuoteLine:
    usual: dict[str, object] = {
        "name": "螺杆空压机" if product else "吊装",
        "quantity": Decimal(1),
        "unit_price": Decimal(10_000),
        "tax_rate": Decimal("0.13"),
        "product_id": product,
    }
    return QuoteLine(**(usual | values))  # type: ignore[arg-type]  # what a line has


def save(workspace: Workspace, draft: QuoteDraft) -> quotes.EditableQuote:
    blank = quotes.EditableQuote(None, None, 1, "draft", None, TODAY, draft)
    with workspace.write(STEP) as write:
        return quotes.save(write.session, blank, draft, today=TODAY, seller_name="云帆")


def dearer(workspace: Workspace, product: uuid.UUID) -> None:
    """Raise the price of the list to 11,000.00."""
    with workspace.write(STEP) as write:
        entry = write.session.scalars(
            select(PriceBookEntry).where(PriceBookEntry.product_id == product)
        ).one()
        entry.unit_price = Decimal(11_000)


# --- templates ----------------------------------------------------------------------------------------------------


def test_a_template_begins_a_quote_for_another_customer_at_prices_of_today(
    workspace: Workspace, product: uuid.UUID
) -> None:
    given = QuoteDraft(
        customer="华锐精工",
        contact="顾工",
        tender="ZB-1",
        valid_until=TODAY + timedelta(days=45),
        remark="含运费",
        payment_term="3-3-3-1",
        language="zh_CN",
        lines=(line(product, price_source="book"), line(unit_price=Decimal(800))),
    )
    stored = save(workspace, given).draft
    with workspace.write(STEP) as write:
        made = quote_templates.create(write.session, " 空压站标准 ", stored, TODAY)
    dearer(workspace, product)
    fresh = QuoteDraft(customer="恒岳轴承", contact="秦工", language="en", lines=())
    with workspace.read() as session:
        (template,) = quote_templates.all_templates(session)
        begun = quote_templates.begun(session, made, fresh, TODAY)
    assert (template.name, template.valid_days) == ("空压站标准", 45)
    assert (begun.customer, begun.contact, begun.tender, begun.language) == ("恒岳轴承", "秦工", "", "en")
    assert begun.valid_until == TODAY + timedelta(days=45)
    assert (begun.remark, begun.payment_term) == ("含运费", "3-3-3-1")
    assert [one.unit_price for one in begun.lines] == [11_000, 800]


def test_templates_are_renamed_and_deleted_under_names_of_their_own(workspace: Workspace) -> None:
    factories.set_up(workspace)
    draft = QuoteDraft(customer="", lines=(line(),))
    with workspace.write(STEP) as write:
        first = quote_templates.create(write.session, "甲", draft, TODAY)
        second = quote_templates.create(write.session, "乙", draft, TODAY)
        for wrong in ("", "  ", "甲", "长" * 101):
            with pytest.raises(InvalidInputError):
                quote_templates.rename(write.session, second, wrong, row_version=1)
        with pytest.raises(ConflictError):
            quote_templates.rename(write.session, second, "丙", row_version=7)
        quote_templates.rename(write.session, second, "丙", row_version=1)
        quote_templates.delete(write.session, first, row_version=1)
    with workspace.read() as session:
        assert [one.name for one in quote_templates.all_templates(session)] == ["丙"]
        with pytest.raises(InvalidInputError):
            quote_templates.begun(session, first, draft, TODAY)


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"valid_days": true, "lines": 7}', '{"valid_days": 1e9}']
)
def test_a_damaged_template_begins_an_empty_quote(workspace: Workspace, content: str) -> None:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        row = QuoteTemplate(name="坏", content=content)
        write.session.add(row)
        write.session.flush()
        begun = quote_templates.begun(write.session, row.id, QuoteDraft(customer="甲", lines=()), TODAY)
    assert begun.lines == ()
    assert begun.valid_until == TODAY + timedelta(days=30)


# --- copies -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fresh", "prices"), [(False, [10_000, 800]), (True, [11_000, 800])])
def test_a_copy_is_a_draft_with_prices_of_then_or_of_today(
    workspace: Workspace,
    product: uuid.UUID,
    fresh: bool,  # noqa: FBT001 - a parameter
    prices: list[int],
) -> None:
    given = QuoteDraft(customer="华锐", lines=(line(product), line(unit_price=Decimal(800))))
    quote = save(workspace, replace(given, valid_until=TODAY + timedelta(days=20)))
    assert quote.quote_id
    dearer(workspace, product)
    later = TODAY + timedelta(days=100)
    with workspace.read() as session:
        copy = quote_copies.copied(session, quote.quote_id, None, later, fresh_prices=fresh)
    assert [one.unit_price for one in copy.lines] == prices
    assert copy.valid_until == later + timedelta(days=20)
    assert (copy.customer, copy.customer_id) == ("华锐", quote.draft.customer_id)


def test_lines_of_another_quote_stand_in_currency_and_mode_of_this_one(
    workspace: Workspace, product: uuid.UUID
) -> None:
    quote = save(workspace, QuoteDraft(customer="华锐", lines=(line(product), line(unit_price=Decimal(791)))))
    assert quote.quote_id
    into = QuoteDraft(
        customer="恒岳", lines=(), currency="USD", fx_rate=Decimal(7), price_mode="tax_excluded"
    )
    with workspace.read() as session:
        taken = quote_copies.lines_for(session, into, quote.quote_id, None, TODAY, fresh_prices=False)
    assert [round(one.unit_price, 2) for one in taken] == [Decimal("1264.22"), Decimal("100.00")]


def test_earlier_quotes_are_found_by_number_and_customer(workspace: Workspace) -> None:
    factories.set_up(workspace)
    first = save(workspace, QuoteDraft(customer="100%_甲厂", lines=(line(),)))
    second = save(workspace, QuoteDraft(customer="乙厂", lines=(line(),)))
    with workspace.read() as session:
        assert [one.number for one in quote_copies.earlier(session)] == [second.number, first.number]
        own = quote_copies.earlier(session, customer_id=first.draft.customer_id)
        assert [one.number for one in own] == [first.number, second.number]
        assert [one.customer for one in quote_copies.earlier(session, "100%_")] == ["100%_甲厂"]
        assert [one.customer for one in quote_copies.earlier(session, str(second.number).lower())] == ["乙厂"]
        assert quote_copies.earlier(session, "没有") == ()


# --- scenarios ----------------------------------------------------------------------------------------------------


def test_three_scenarios_stand_beside_a_quote_and_no_fourth(workspace: Workspace, product: uuid.UUID) -> None:
    quote = save(workspace, QuoteDraft(customer="华锐", lines=(line(product),)))
    assert quote.quote_id
    cheaper = replace(quote.draft, document_discount=parse_document_discount({"percent": "20%"}))
    with workspace.write(STEP) as write:
        for name in ("甲", "乙", "丙"):
            quote_scenarios.add(write.session, quote.quote_id, name, cheaper)
        with pytest.raises(RuleError):
            quote_scenarios.add(write.session, quote.quote_id, "丁", cheaper)
        first = quote_scenarios.scenarios(write.session, quote.quote_id)[0]
        with pytest.raises(ConflictError):
            quote_scenarios.change(write.session, first.id, row_version=9, name="戊")
        quote_scenarios.change(write.session, first.id, row_version=1, name="戊")
    with workspace.read() as session:
        found = quote_scenarios.scenarios(session, quote.quote_id)
        version = quotes.as_version(session, quote, found[0].draft, today=TODAY, seller_name="云帆")
        outcome = quote_scenarios.outcome(session, quote.quote_id, version)
    assert [one.name for one in found] == ["戊", "乙", "丙"]
    assert found[0].draft == cheaper
    assert (outcome.total, outcome.discount, outcome.roles) == (
        Decimal("8000.00"),
        Decimal("0.2"),
        ("regional_manager",),
    )


def test_scenarios_go_and_come_with_their_quote(workspace: Workspace) -> None:
    factories.set_up(workspace)
    quote = save(workspace, QuoteDraft(customer="华锐", lines=(line(),)))
    assert quote.quote_id
    with workspace.write(STEP) as write:
        quote_scenarios.add(write.session, quote.quote_id, "甲", quote.draft)
        recycle_bin.delete(write.session, "quote", [quote.quote_id])
        assert quote_scenarios.scenarios(write.session, quote.quote_id) == ()
        recycle_bin.restore(write.session, "quote", [quote.quote_id])
        assert len(quote_scenarios.scenarios(write.session, quote.quote_id)) == 1


def test_a_damaged_scenario_is_an_empty_draft(workspace: Workspace) -> None:
    factories.set_up(workspace)
    quote = save(workspace, QuoteDraft(customer="华锐", lines=(line(),)))
    assert quote.quote_id
    with workspace.write(STEP) as write:
        write.session.add(QuoteScenario(quote_id=quote.quote_id, name="坏", content="{"))
        write.session.flush()
        assert quote_scenarios.scenarios(write.session, quote.quote_id)[0].draft.lines == ()


@settings(max_examples=30)
@given(drafts)
def test_a_draft_kept_as_a_scenario_comes_back_as_it_was(given: QuoteDraft) -> None:
    assert draft_restored(draft_as_json(given)) == given
