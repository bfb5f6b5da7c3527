"""The lists of an opportunity: what they take, what they refuse, and their order."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError
from salesdesk.services import buying_center, history, opportunity_lists as lists, opportunity_rows as rows
from salesdesk.services.opportunity_row_fields import KINDS
from salesdesk.storage.records import Opportunity
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP

DAY = date(2026, 7, 1)


class Desk:
    """A workspace with one opportunity of a customer who has a contact, and a product."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        factories.set_up(workspace)
        with workspace.write(STEP) as write:
            session = write.session
            self.group = factories.customer(session, name="恒岳集团")
            self.customer = factories.customer(session, parent_id=self.group)
            self.card = factories.opportunity(session, customer_id=self.customer)
            self.contact = factories.contact(
                session, customer_id=self.customer, name="周总", title="总经理", department="总经办"
            )
            self.product = factories.product(session, list_price=Decimal(100))
            self.person = factories.person(session)
        self.values: dict[str, dict[str, Any]] = {
            "stakeholder": {"contact": self.contact},
            "requirement": {"parameter": "排气量"},
            "rival": {"competitor": "海德机电"},
            "interest": {"product": self.product},
            "landmark": {"name": "技术交流"},
            "action_step": {"customer_step": "立项", "owner": self.person},
        }

    def act(self, fn: Callable[..., Any], *args: Any, **options: Any) -> Any:
        with self.workspace.write(STEP) as write:
            return fn(write.session, *args, **options)

    def see(self, fn: Callable[..., Any]) -> Any:
        with self.workspace.read() as session:
            return fn(session, self.card)

    def list_of(self, kind: str) -> list[Any]:
        reads: dict[str, Callable[..., Any]] = {
            "stakeholder": lambda session, card: list(buying_center.chain(session, card).rows),
            "requirement": lists.requirements,
            "rival": lists.rivals,
            "interest": lists.interests,
            "landmark": lists.landmarks,
            "action_step": lists.action_steps,
        }
        return list(self.see(reads[kind]))

    def add(self, kind: str, **values: Any) -> uuid.UUID:
        return self.act(rows.add, kind, self.card, **(self.values[kind] | values))  # type: ignore[no-any-return]

    def close(self, status: str) -> None:
        with self.workspace.write(STEP) as write:
            row = write.session.get_one(Opportunity, self.card)
            row.status, row.loss_reason = status, "price" if status == "lost" else ""


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return Desk(workspace)


@pytest.mark.parametrize("kind", KINDS)
def test_a_line_is_added_deleted_and_brought_back(desk: Desk, kind: str) -> None:
    added = desk.add(kind)
    (row,) = desk.list_of(kind)
    assert row.id == added
    desk.act(rows.delete, kind, added, row_version=row.row_version)
    assert desk.list_of(kind) == []
    history.undo(desk.workspace)
    (again,) = desk.list_of(kind)
    assert again.id == added
    history.undo(desk.workspace)
    assert desk.list_of(kind) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_lost_opportunity_takes_nothing_more_but_a_won_one_does(desk: Desk, kind: str) -> None:
    added = desk.add(kind)
    desk.close("lost")
    row = desk.list_of(kind)[0]
    acts: list[Callable[[], Any]] = [
        lambda: desk.act(rows.change, kind, added, row_version=row.row_version),
        lambda: desk.act(rows.delete, kind, added),
        lambda: desk.act(rows.reorder, kind, desk.card, [added]),
        lambda: desk.act(rows.add, kind, desk.card, **desk.values[kind]),
    ]
    for act in acts:
        with pytest.raises(RuleError):
            act()
    desk.close("won")
    desk.act(rows.delete, kind, added)
    assert desk.list_of(kind) == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_stale_write_is_refused_and_keeps_the_line(desk: Desk, kind: str) -> None:
    added = desk.add(kind)
    (row,) = desk.list_of(kind)
    with pytest.raises(ConflictError):
        desk.act(rows.change, kind, added, row_version=row.row_version + 1)
    with pytest.raises(ConflictError):
        desk.act(rows.delete, kind, added, row_version=row.row_version + 1)
    assert desk.list_of(kind) == [row]


CHANGES = [
    ("stakeholder", "influence", 5),
    ("stakeholder", "attitude", -2),
    ("stakeholder", "concern", "停机时间"),
    ("requirement", "required", "≥10"),
    ("requirement", "must", False),
    ("requirement", "met", "partly"),
    ("rival", "standing", "favoured"),
    ("interest", "quantity", Decimal("2.5")),
    ("landmark", "planned_on", DAY),
    ("landmark", "reached_on", DAY),
    ("action_step", "due_on", DAY),
    ("action_step", "our_action", "带样件"),
    ("action_step", "done_on", DAY),
]


@pytest.mark.parametrize(("kind", "field", "value"), CHANGES)
def test_a_field_is_changed(desk: Desk, kind: str, field: str, value: object) -> None:
    added = desk.add(kind)
    version = desk.list_of(kind)[0].row_version
    desk.act(rows.change, kind, added, row_version=version, **{field: value})
    (row,) = desk.list_of(kind)
    assert getattr(row, field) == value
    assert row.row_version == version + 1


BAD = [
    ("stakeholder", {"influence": 0}),
    ("stakeholder", {"influence": 6}),
    ("stakeholder", {"attitude": 3}),
    ("stakeholder", {"role": "king"}),
    ("stakeholder", {"level": "high"}),
    ("stakeholder", {"concern": "长" * 2_001}),
    ("requirement", {"parameter": " \u200b "}),
    ("requirement", {"parameter": "长" * 201}),
    ("requirement", {"met": "maybe"}),
    ("rival", {"competitor": "  "}),
    ("rival", {"standing": "ahead"}),
    ("interest", {"quantity": Decimal(0)}),
    ("interest", {"quantity": Decimal("NaN")}),
    ("interest", {"quantity": Decimal("0.00001")}),
    ("interest", {"product": uuid.UUID(int=1)}),
    ("landmark", {"name": ""}),
    ("action_step", {"customer_step": ""}),
    ("action_step", {"owner": uuid.UUID(int=1)}),
    ("action_step", {"evidence": "长" * 401}),
]


@pytest.mark.parametrize(("kind", "values"), BAD)
def test_what_a_field_cant_hold_is_refused(desk: Desk, kind: str, values: dict[str, Any]) -> None:
    with pytest.raises(InvalidInputError):
        desk.add(kind, **values)
    assert desk.list_of(kind) == []


@pytest.mark.parametrize("kind", ["stakeholder", "rival"])
def test_a_contact_or_competitor_stands_in_a_list_once(desk: Desk, kind: str) -> None:
    first = desk.add(kind)
    with pytest.raises(RuleError):
        desk.add(kind)
    desk.act(rows.delete, kind, first)
    desk.add(kind)
    assert len(desk.list_of(kind)) == 1


def test_who_a_line_is_about_never_changes(desk: Desk) -> None:
    added = desk.add("stakeholder")
    with pytest.raises(TypeError):
        desk.act(rows.change, "stakeholder", added, row_version=1, contact=desk.contact)
    with pytest.raises(TypeError):
        desk.act(rows.add, "stakeholder", desk.card, role="user")
    with pytest.raises(TypeError):
        desk.add("landmark", colour="red")


def test_texts_are_cleaned(desk: Desk) -> None:
    desk.add("requirement", parameter=" 排气\u202e量\n(m³/min) ", ours="a\tb")
    (row,) = desk.list_of("requirement")
    assert (row.parameter, row.ours) == ("排气量 (m³/min)", "a b")


def test_lines_keep_the_order_that_they_are_given(desk: Desk) -> None:
    ids = [desk.add("landmark", name=name) for name in "甲乙丙"]
    assert [row.name for row in desk.list_of("landmark")] == ["甲", "乙", "丙"]
    desk.act(rows.reorder, "landmark", desk.card, [ids[2], ids[0], ids[1]])
    assert [row.name for row in desk.list_of("landmark")] == ["丙", "甲", "乙"]
    desk.add("landmark", name="丁")
    assert [row.name for row in desk.list_of("landmark")][-1] == "丁"


def test_an_order_of_other_lines_is_refused(desk: Desk) -> None:
    ids = [desk.add("landmark", name=name) for name in "甲乙"]
    for wrong in ([ids[0]], [*ids, uuid.UUID(int=1)], [ids[0], ids[0]]):
        with pytest.raises(ConflictError):
            desk.act(rows.reorder, "landmark", desk.card, wrong)


def test_a_contact_brings_role_and_level_unless_they_are_said(desk: Desk) -> None:
    desk.add("stakeholder")
    other = desk.act(factories.contact, customer_id=desk.customer, title="采购经理")
    desk.act(rows.add, "stakeholder", desk.card, contact=other, role="finance")
    assert [(row.role, row.level) for row in desk.list_of("stakeholder")] == [
        ("executive", "top"),
        ("finance", "middle"),
    ]


def test_a_contact_of_the_group_is_taken_one_of_another_firm_is_not(desk: Desk) -> None:
    ours = desk.act(factories.contact, customer_id=desk.group)
    desk.act(rows.add, "stakeholder", desk.card, contact=ours)
    assert [row.firm for row in desk.list_of("stakeholder")] == ["恒岳集团"]
    strange = desk.act(factories.contact)
    with pytest.raises(RuleError):
        desk.act(rows.add, "stakeholder", desk.card, contact=strange)


def test_a_product_of_interest_has_the_price_of_the_customers_book(desk: Desk) -> None:
    desk.add("interest", quantity=Decimal(3))
    (row,) = desk.list_of("interest")
    assert (row.price, row.amount) == (Decimal(100), Decimal("300.00"))
    with desk.workspace.write(STEP) as write:
        book = factories.price_book(write.session)
        factories.price(write.session, book, desk.product, "90.5", quantity=3)
    (row,) = desk.list_of("interest")
    assert (row.price, row.amount) == (Decimal("90.5"), Decimal("271.50"))


def test_deviations_are_the_requirements_that_are_not_met(desk: Desk) -> None:
    for name, met in (("甲", "yes"), ("乙", "no"), ("丙", ""), ("丁", "partly")):
        desk.add("requirement", parameter=name, met=met, must=name == "乙")
    found = desk.see(lists.deviations)
    assert [(row.parameter, row.must, row.met) for row in found] == [
        ("乙", True, "no"),
        ("丁", False, "partly"),
    ]
