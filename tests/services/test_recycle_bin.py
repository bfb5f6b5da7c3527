"""Deleting with what belongs to a record, the bin that shows it, and bringing it back."""

from __future__ import annotations

import uuid
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings, strategies as st
from sqlalchemy import event, select, update

from salesdesk.domain.errors import RuleError, SalesDeskError
from salesdesk.domain.pricing import Discount
from salesdesk.domain.quote import QuoteDraft, QuoteLine
from salesdesk.services import history, quotes, recycle_bin
from salesdesk.services.check import check
from salesdesk.storage import bulk, records
from salesdesk.storage.records import Activity, Contact, Customer, Opportunity, Person, Product, Quote
from salesdesk.storage.records.base import now
from salesdesk.storage.workspace import Workspace
from tests import factories, filling
from tests.factories import STEP

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def delete(workspace: Workspace, kind: str, *ids: uuid.UUID) -> None:
    with workspace.write(STEP) as write:
        recycle_bin.delete(write.session, kind, ids)


def restore(workspace: Workspace, kind: str, *ids: uuid.UUID) -> None:
    with workspace.write(STEP) as write:
        recycle_bin.restore(write.session, kind, ids)


def living(workspace: Workspace, record: type[records.Record]) -> int:
    with workspace.read() as session:
        return len(session.scalars(select(record.id).where(record.deleted_at.is_(None))).all())


def titles(workspace: Workspace) -> list[tuple[str, str]]:
    with workspace.read() as session:
        return [(row.kind, row.title) for row in recycle_bin.deleted(session)]


def sound(workspace: Workspace) -> bool:
    with workspace.read() as session:
        return check(session).problems == ()


def quote(session: Session, customer: str, **values: Any) -> uuid.UUID:
    line = QuoteLine(
        name="空压机",
        quantity=Decimal(2),
        unit_price=Decimal(100),
        tax_rate=Decimal("0.13"),
        discount=Discount.from_text(""),
        product_id=values.pop("product_id", None),
    )
    day = date(2026, 11, 24)
    empty = quotes.new(session, today=day)
    draft = QuoteDraft(customer=customer, lines=(line,), **values)
    saved = quotes.save(session, empty, draft, today=day, seller_name="云帆")
    assert saved.quote_id is not None
    return saved.quote_id


@pytest.fixture
def firm(workspace: Workspace) -> uuid.UUID:
    """Give a customer with two contacts and two activities, and with an opportunity that has an activity."""
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        session = write.session
        one = factories.customer(session, name="恒岳轴承")
        gu = factories.contact(session, name="顾工", customer_id=one)
        factories.contact(session, name="王总", customer_id=one)
        factories.activity(session, subject="拜访", customer_id=one, contact_id=gu)
        factories.activity(session, subject="电话", customer_id=one)
    return one


def test_a_customer_goes_and_comes_with_contacts_and_activities(
    workspace: Workspace, firm: uuid.UUID
) -> None:
    delete(workspace, "customer", firm)
    assert [living(workspace, one) for one in (Customer, Contact, Activity)] == [0, 0, 0]
    assert titles(workspace) == [("customer", "恒岳轴承")]
    assert sound(workspace)
    restore(workspace, "customer", firm)
    assert [living(workspace, one) for one in (Customer, Contact, Activity)] == [1, 2, 2]
    assert titles(workspace) == []
    assert sound(workspace)


def test_what_was_deleted_before_stays_deleted(workspace: Workspace, firm: uuid.UUID) -> None:
    with workspace.read() as session:
        wang = session.scalars(select(Contact.id).where(Contact.name == "王总")).one()
    delete(workspace, "contact", wang)
    delete(workspace, "customer", firm)
    assert titles(workspace) == [("customer", "恒岳轴承"), ("contact", "王总")]
    with pytest.raises(RuleError, match="恒岳轴承"):
        restore(workspace, "contact", wang)
    restore(workspace, "customer", firm)
    assert living(workspace, Contact) == 1
    restore(workspace, "contact", wang)
    assert living(workspace, Contact) == 2


def test_a_customer_with_opportunities_and_quotes_stays(workspace: Workspace, firm: uuid.UUID) -> None:
    with workspace.write(STEP) as write:
        deals = [factories.opportunity(write.session, customer_id=firm) for _ in range(2)]
        offer = quote(write.session, "恒岳轴承", customer_id=firm, opportunity_id=deals[0])
    with pytest.raises(RuleError) as refused:
        delete(workspace, "customer", firm)
    assert "恒岳轴承" in refused.value.message
    assert "2" in refused.value.message
    assert "1" in refused.value.message
    with pytest.raises(RuleError, match="1"):
        delete(workspace, "opportunity", *deals)
    delete(workspace, "quote", offer)
    delete(workspace, "opportunity", *deals)
    delete(workspace, "customer", firm)
    assert [kind for kind, _title in titles(workspace)] == ["customer", "opportunity", "opportunity", "quote"]
    assert sound(workspace)
    with pytest.raises(RuleError, match="恒岳轴承"):
        restore(workspace, "quote", offer)
    with workspace.write(STEP) as write:
        bin_rows = recycle_bin.deleted(write.session)
        recycle_bin.restore_all(write.session, [(row.kind, row.id) for row in reversed(bin_rows)])
    assert [living(workspace, one) for one in (Customer, Opportunity, Quote, records.QuoteLine)] == [
        1,
        2,
        1,
        1,
    ]
    assert sound(workspace)


def test_a_quote_that_was_sent_stays(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        offer = quote(write.session, "恒岳")
    factories.approve(workspace, offer)
    with workspace.write(STEP, kind="issue") as write:
        number = quotes.mark_sent(write.session, offer).number
    with pytest.raises(RuleError, match=str(number)):
        delete(workspace, "quote", offer)
    assert living(workspace, Quote) == 1


def test_a_product_in_use_stays(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        session = write.session
        used, free = factories.product(session), factories.product(session)
        factories.price(session, factories.price_book(session), free, "12")
        quote(session, "恒岳", product_id=used)
    with pytest.raises(RuleError):
        delete(workspace, "product", used, free)
    delete(workspace, "product", free)
    assert living(workspace, records.PriceBookEntry) == 0
    restore(workspace, "product", free)
    assert living(workspace, records.PriceBookEntry) == 1


def test_visits_forget_a_contact_and_remember_it_again(workspace: Workspace, firm: uuid.UUID) -> None:
    with workspace.read() as session:
        gu = session.scalars(select(Contact.id).where(Contact.name == "顾工")).one()
    delete(workspace, "contact", gu)
    assert living(workspace, Activity) == 2
    assert sound(workspace)
    history.undo(workspace)
    history.redo(workspace)
    restore(workspace, "contact", gu)
    with workspace.read() as session:
        visit = session.scalars(select(Activity).where(Activity.subject == "拜访")).one()
        assert (visit.contact_id, visit.customer_id) == (gu, firm)


def test_a_customer_comes_back_without_the_person_who_is_gone(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        lin = factories.person(write.session, name="林晓")
        firm = factories.customer(write.session, owner_id=lin)
    with pytest.raises(RuleError, match="林晓"):
        delete(workspace, "person", lin)
    delete(workspace, "customer", firm)
    delete(workspace, "person", lin)
    restore(workspace, "customer", firm)
    with workspace.read() as session:
        assert session.get_one(Customer, firm).owner_id is None
    assert sound(workspace)


def test_what_undo_took_back_is_not_in_the_bin(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        factories.customer(write.session)
    history.undo(workspace)
    assert titles(workspace) == []


def test_the_bin_follows_undo_and_redo(workspace: Workspace, firm: uuid.UUID) -> None:
    delete(workspace, "customer", firm)
    seen = [len(titles(workspace))]
    for step in (history.undo, history.redo):
        step(workspace)
        seen.append(len(titles(workspace)))
    restore(workspace, "customer", firm)
    for step in (history.undo, history.redo):
        seen.append(len(titles(workspace)))
        step(workspace)
    assert seen == [1, 0, 1, 0, 1]
    assert titles(workspace) == []
    assert living(workspace, Contact) == 2


def test_the_bin_says_who_and_empties_after_ninety_days(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        lin = factories.person(write.session, name="林晓")
        old, new = (factories.customer(write.session, name=name) for name in ("旧", "新" * 50_000))
    with workspace.write(STEP, person=lin) as write:
        recycle_bin.delete(write.session, "customer", [new])
        gone = update(Customer.__table__).where(Customer.__table__.c.id == old)  # type: ignore[arg-type]  # a table
        bulk.update_rows(write.session, gone.values(deleted_at=now() - timedelta(days=91)))
    with workspace.read() as session:
        (row,) = recycle_bin.deleted(session)
    assert (row.id, row.person, len(row.title)) == (new, "林晓", 300)


def test_a_thousand_records_take_few_statements(workspace: Workspace) -> None:
    with workspace.write(STEP) as write:
        firms = bulk.insert_rows(write.session, Customer, ({"name": f"客户 {n}"} for n in range(1_000)))
        bulk.insert_rows(write.session, Contact, ({"name": "顾工", "customer_id": firm} for firm in firms))
    count = 0

    def counted(*_args: object) -> None:
        nonlocal count
        count += 1

    with workspace.write(STEP) as write:
        engine = write.session.connection().engine
        event.listen(engine, "before_cursor_execute", counted)
        recycle_bin.delete(write.session, "customer", firms)
        recycle_bin.restore(write.session, "customer", firms)
        event.remove(engine, "before_cursor_execute", counted)
    assert count < 60
    assert living(workspace, Contact) == 1_000


KINDS = {"customer": Customer, "contact": Contact, "opportunity": Opportunity, "quote": Quote}
KINDS |= {"activity": Activity, "person": Person, "product": Product}


@settings(max_examples=15)
@given(
    st.lists(
        st.tuples(st.sampled_from("drurn"), st.sampled_from(sorted(KINDS)), st.integers(0, 9)), max_size=12
    )
)
def test_after_any_steps_nothing_living_refers_to_what_is_deleted(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, int]]
) -> None:
    workspace = filling.new_workspace(tmp_path_factory.mktemp("w") / "a.salesdesk")
    furnish(workspace)
    for step, kind, number in steps:
        try:
            take(workspace, step, kind, number)
        except SalesDeskError:
            continue
        assert sound(workspace)
    workspace.close()


def furnish(workspace: Workspace) -> None:
    """Add a few records of each kind that refer to each other."""
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        session = write.session
        chief = factories.person(session)
        lin = factories.person(session, manager_id=chief)
        parent = factories.customer(session, owner_id=lin)
        firm = factories.customer(session, name="恒岳", parent_id=parent)
        contacts = [factories.contact(session, customer_id=one) for one in (parent, firm)]
        product = factories.product(session)
        deal = factories.opportunity(session, customer_id=firm, owner_id=lin, product_id=product)
        for contact in contacts:
            factories.activity(
                session, customer_id=firm, contact_id=contact, opportunity_id=deal, owner_id=lin
            )
        quote(session, "恒岳", customer_id=firm, opportunity_id=deal, product_id=product)
        quote(session, "恒岳", customer_id=firm)


def take(workspace: Workspace, step: str, kind: str, number: int) -> None:
    """Delete or restore one record, undo, redo, or add a customer."""
    if step == "u":
        history.undo(workspace)
    elif step == "r" and number % 2:
        history.redo(workspace)
    elif step == "n":
        with workspace.write(STEP) as write:
            factories.contact(write.session)
    else:
        with workspace.read() as session:
            table: Any = KINDS[kind]
            ids = session.scalars(select(table.id).where(table.deleted_at.is_(None)).order_by(table.id)).all()
            gone = [row for row in recycle_bin.deleted(session) if row.kind == kind]
        if step == "d" and ids:
            delete(workspace, kind, ids[number % len(ids)])
        elif step == "r" and gone:
            restore(workspace, kind, gone[number % len(gone)].id)
