"""A new opportunity, and changing its fields."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.services import board, history, opportunities, opportunity_rows, opportunity_summary, pipelines
from salesdesk.services.board import BoardFilter
from salesdesk.services.opportunity_choices import choices, customer_name
from salesdesk.services.opportunity_summary import Summary
from salesdesk.storage.records import Customer
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP

TODAY = date(2026, 11, 20)


@pytest.fixture
def desk(workspace: Workspace) -> Workspace:
    factories.set_up(workspace)
    return workspace


def create(workspace: Workspace, **values: Any) -> uuid.UUID:
    given: dict[str, Any] = {"name": "磨床", "today": TODAY} | values
    with workspace.write(STEP) as write:
        return opportunities.create(write.session, **given)


def read(workspace: Workspace, one: uuid.UUID) -> Summary:
    with workspace.read() as session:
        return opportunity_summary.summary(session, one)


def change(workspace: Workspace, one: uuid.UUID, field: str, value: Any, version: int | None = None) -> None:
    with workspace.write(STEP) as write:
        opportunities.change(write.session, one, field, value, row_version=version)


def test_a_new_opportunity_stands_at_the_top_of_the_first_stage(desk: Workspace) -> None:
    create(desk)
    one = create(desk, name=" 五轴\u202e加工中心 ", amount=Decimal("1250.50"), source="展会", remark="a\r\nb")
    found = read(desk, one)
    assert (found.title, found.stage, found.status) == ("五轴加工中心", "线索识别", "open")
    assert (found.amount, found.source, found.remark) == (Decimal("1250.50"), "展会", "a\nb")
    assert (found.created_on, found.customer, found.slips) == (TODAY, None, 0)
    with desk.read() as session:
        assert board.card_ids(session, found.stage_id, BoardFilter())[0] == one
    history.undo(desk)
    with pytest.raises(InvalidInputError):
        read(desk, one)
    history.redo(desk)
    assert read(desk, one).title == "五轴加工中心"


def test_a_customer_is_found_by_name_or_made_with_the_opportunity(desk: Workspace) -> None:
    with desk.write(STEP) as write:
        known = factories.customer(write.session, name="恒岳轴承")
    assert read(desk, create(desk, customer=" 恒岳轴承 ")).customer_id == known
    one = create(desk, customer="远川重工")
    assert read(desk, one).customer == "远川重工"
    history.undo(desk)
    with desk.read() as session:
        alive = session.scalar(
            select(func.count()).select_from(Customer).where(Customer.deleted_at.is_(None))
        )
    assert alive == 1


@pytest.mark.parametrize(
    "values",
    [
        {"name": " \u200b "},
        {"name": "甲" * 201},
        {"amount": Decimal(-1)},
        {"amount": Decimal("1000000000000.01")},
        {"stage_id": uuid.uuid4()},
        {"owner_id": uuid.uuid4()},
        {"customer": uuid.uuid4()},
        {"customer": "甲" * 201},
        {"source": "甲" * 61},
    ],
)
def test_what_cannot_be_is_refused(desk: Workspace, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError):
        create(desk, **values)


def test_a_stage_after_the_sale_takes_no_new_opportunity(desk: Workspace) -> None:
    with desk.read() as session:
        last = factories.stages(session)[-1].id
    with pytest.raises(InvalidInputError):
        create(desk, stage_id=last)


FIELDS = (
    ("name", "镗床", "title"),
    ("amount", Decimal("12.34"), "amount"),
    ("amount", None, "amount"),
    ("probability", Decimal("0.35"), "probability"),
    ("source", "展会", "source"),
    ("expected_close_on", date(2026, 12, 31), "expected_close_on"),
    ("remark", "两行\n备注", "remark"),
)


@pytest.mark.parametrize(("field", "value", "shown"), FIELDS)
def test_every_edit_can_be_undone_and_redone(desk: Workspace, field: str, value: Any, shown: str) -> None:
    one = create(desk, amount=Decimal(7))
    before = getattr(read(desk, one), shown)
    change(desk, one, field, value)
    assert getattr(read(desk, one), shown) == value
    history.undo(desk)
    assert getattr(read(desk, one), shown) == before
    history.redo(desk)
    assert getattr(read(desk, one), shown) == value


def test_customer_owner_and_product_are_records(desk: Workspace) -> None:
    one = create(desk)
    with desk.write(STEP) as write:
        buyer = factories.customer(write.session, name="恒岳轴承")
        owner = factories.person(write.session, name="林晓")
        product = factories.product(write.session, name="磨床")
    for field, value in (("customer", buyer), ("owner", owner), ("product", product)):
        change(desk, one, field, value)
    found = read(desk, one)
    assert (found.customer, found.owner, found.product) == ("恒岳轴承", "林晓", "磨床")
    change(desk, one, "customer", "远川重工")
    change(desk, one, "owner", None)
    found = read(desk, one)
    assert (found.customer, found.owner) == ("远川重工", None)
    with pytest.raises(InvalidInputError):
        change(desk, one, "product", uuid.uuid4())


def test_without_an_own_probability_the_stage_tells_it(desk: Workspace) -> None:
    one = create(desk)
    change(desk, one, "probability", Decimal("0.6"))
    assert (read(desk, one).probability, read(desk, one).has_probability) == (Decimal("0.6"), True)
    change(desk, one, "probability", None)
    assert (read(desk, one).probability, read(desk, one).has_probability) == (Decimal("0.1"), False)
    with pytest.raises(InvalidInputError):
        change(desk, one, "probability", Decimal("1.01"))


def test_only_a_later_close_counts_as_put_off(desk: Workspace) -> None:
    one = create(desk)
    slips = []
    for day in (date(2026, 12, 1), date(2026, 12, 31), date(2026, 12, 15), None, date(2027, 1, 1)):
        change(desk, one, "expected_close_on", day)
        slips.append(read(desk, one).slips)
    assert slips == [0, 1, 1, 1, 2]  # to clear a day between hides no putting off


def test_a_closed_opportunity_keeps_all_but_its_remark(desk: Workspace) -> None:
    one = create(desk, customer="恒岳轴承")
    with desk.write(STEP) as write:
        opportunities.win(write.session, one, on=TODAY, amount=Decimal(5))
    change(desk, one, "remark", "复盘")
    assert read(desk, one).remark == "复盘"
    for field, value, _shown in FIELDS[:-1]:
        with pytest.raises(RuleError):
            change(desk, one, field, value)


def test_a_stale_edit_is_refused_and_no_change_writes_nothing(desk: Workspace) -> None:
    one = create(desk)
    version = read(desk, one).row_version
    change(desk, one, "name", "磨床", version)
    assert read(desk, one).row_version == version
    change(desk, one, "name", "铣床", version)
    with pytest.raises(ConflictError):
        change(desk, one, "name", "车床", version)
    assert read(desk, one).title == "铣床"


def test_choices_are_of_the_same_pipeline(desk: Workspace) -> None:
    with desk.write(STEP) as write:
        pipelines.add_from_template(write.session, "sme4")
        gone = factories.customer(write.session)
    with desk.read() as session:
        found = choices(session, factories.stages(session)[0].id)
        assert customer_name(session, gone)
        assert customer_name(session, uuid.uuid4()) == ""
    assert [stage.name for stage in found.stages][:2] == ["线索识别", "需求探索"]
    assert len(found.stages) == 6


def test_the_customer_stays_while_its_people_stand_in_the_decision_chain(desk: Workspace) -> None:
    with desk.write(STEP) as write:
        session = write.session
        group = factories.customer(session)
        buyer, other = factories.customer(session, parent_id=group), factories.customer(session)
        people = [factories.contact(session, customer_id=firm) for firm in (buyer, group)]
    one = create(desk, customer=buyer)
    with desk.write(STEP) as write:
        chain = [opportunity_rows.add(write.session, "stakeholder", one, contact=who) for who in people]
    for customer in (other, None, group):
        with pytest.raises(RuleError):
            change(desk, one, "customer", customer)
    change(desk, one, "customer", buyer)
    with desk.write(STEP) as write:
        opportunity_rows.delete(write.session, "stakeholder", chain[0])
    change(desk, one, "customer", group)
    with desk.write(STEP) as write:
        opportunity_rows.delete(write.session, "stakeholder", chain[1])
    change(desk, one, "customer", other)
