"""What lies between an opportunity and a stage, and what of it is left while it is filled in."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from salesdesk.domain.stage_gate import GateError
from salesdesk.services import gate_crossing, gate_fills, opportunities, pipelines
from salesdesk.services.evidence import StoredFile
from salesdesk.services.gate_fills import FileFill, Fills, NewContact, NextStep, QuoteFill
from salesdesk.storage.records import (
    Competitor,
    Opportunity,
    OpportunityItem,
    Pipeline,
    Rival,
    Stage,
    StageItem,
)
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP

FILE = StoredFile("方案.pdf", 3, "a" * 64)
TODAY = date(2026, 6, 30)


class Desk:
    """A card in the first stage of the usual pipeline, whose gates ask as the template does."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        factories.set_up(workspace, gates=True)
        with workspace.write(STEP) as write:
            session = write.session
            self.stages = [stage.id for stage in factories.stages(session)]
            self.customer = factories.customer(session, name="恒岳轴承")
            self.card = factories.opportunity(session, name="磨床")

    def ask(self, fn: Any, *args: Any, **options: Any) -> Any:
        with self.workspace.read() as session:
            return fn(session, *args, **options)

    def act(self, fn: Any, *args: Any, **options: Any) -> Any:
        with self.workspace.write(STEP) as write:
            return fn(write.session, *args, **options)

    def left(self, place: int, fills: Fills) -> list[str]:
        gaps = self.ask(gate_crossing.remaining, self.card, self.stages[place], fills)
        return [gap.code or gap.kind for gap in gaps]

    def items(self, place: int) -> list[uuid.UUID]:
        query = select(StageItem.id).where(StageItem.stage_id == self.stages[place], StageItem.required)
        return list(self.ask(lambda session: session.scalars(query.order_by(StageItem.position)).all()))

    def require(self, place: int, fields: str) -> None:
        self.act(
            lambda session: setattr(session.get_one(Stage, self.stages[place]), "required_fields", fields)
        )


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return Desk(workspace)


def test_it_tells_what_is_missing_and_where_it_leads(desk: Desk) -> None:
    found = desk.ask(gate_crossing.crossing, desk.card, desk.stages[1], person=None)
    assert [gap.code or gap.kind for gap in found.gaps] == ["customer", "contact", "need", "check"]
    assert (found.name, found.stage, found.target) == ("磨床", "线索识别", "需求探索")
    assert (found.signs, found.strict, found.may_waive) == (False, True, True)


def test_each_thing_that_is_filled_in_is_left_out_of_what_remains(desk: Desk) -> None:
    (tick,) = desk.items(0)
    steps = [
        (Fills(contact=NewContact("陈工")), ["customer", "contact", "need", "check"]),
        (Fills(fields={"customer": "新客户"}), ["need", "check"]),
        (Fills(fields={"need": " "}), ["need", "check"]),
        (Fills(fields={"need": "扩产"}), ["check"]),
        (Fills(ticks=frozenset({tick})), []),
    ]
    filled = Fills()
    for fills, left in steps:
        filled = filled.joined(fills)
        assert desk.left(1, filled) == left
    before = desk.ask(lambda session: session.get_one(Opportunity, desk.card).need)
    assert before == ""


def test_a_customer_who_is_known_brings_his_contacts(desk: Desk) -> None:
    desk.act(factories.contact, customer_id=desk.customer, role="decider")
    desk.require(0, "customer contact decider")
    assert desk.left(1, Fills(fields={"customer": desk.customer})) == ["check"]
    assert desk.left(1, Fills(fields={"customer": "恒岳轴承"})) == ["check"]
    assert desk.left(1, Fills(fields={"customer": "恒岳"})) == ["contact", "decider", "check"]


def test_a_decider_counts_as_contact_where_he_is_new(desk: Desk) -> None:
    desk.require(0, "contact decider competitor next_step")
    assert desk.left(1, Fills(decider="陈总")) == ["contact", "decider", "competitor", "next_step", "check"]
    decided = Fills(fields={"customer": desk.customer}, decider="陈总")
    assert desk.left(1, decided) == ["competitor", "next_step", "check"]
    more = decided.joined(Fills(competitor="大族", next_step=NextStep("call", TODAY)))
    assert desk.left(1, more) == ["check"]


def test_a_large_amount_asks_for_the_team(desk: Desk) -> None:
    desk.require(0, "amount team")
    assert desk.left(1, Fills()) == ["amount", "check"]
    assert desk.left(1, Fills(fields={"amount": Decimal(20_000)})) == ["check"]
    assert desk.left(1, Fills(fields={"amount": Decimal(2_000_000)})) == ["team", "check"]
    one, two, three = (desk.act(factories.person) for _number in range(3))
    named = {"amount": Decimal(2_000_000), "owner": one, "sr": two, "fr": three}
    assert desk.left(1, Fills(fields=named)) == ["check"]


def test_a_file_or_a_quote_fills_its_own_slot_only(desk: Desk) -> None:
    desk.act(factories.open_gates)
    slot, other = (desk.act(_slot, desk.stages[0]) for _number in range(2))
    assert desk.left(1, Fills(files=(FileFill(FILE, slot),))) == ["evidence"]
    assert desk.left(1, Fills(files=(FileFill(FILE),))) == ["evidence", "evidence"]
    both = Fills(files=(FileFill(FILE, slot),), quotes=(QuoteFill(uuid.uuid4(), other),))
    assert desk.left(1, both) == []


def test_an_own_item_is_ticked_too(desk: Desk) -> None:
    desk.act(factories.open_gates)
    own = OpportunityItem(opportunity_id=desk.card, stage_id=desk.stages[0], text="环评", required=True)
    desk.act(lambda session: session.add(own))
    (gap,) = desk.ask(gate_crossing.crossing, desk.card, desk.stages[1], person=None).gaps
    assert gap.own
    assert desk.left(1, Fills(own_ticks=frozenset({gap.item_id}))) == []


def test_what_remains_is_exactly_what_would_refuse_the_move(desk: Desk) -> None:
    """The preview and the write agree, whatever part of a skip over three stages is filled in."""
    full = Fills(
        fields={
            "customer": desk.customer,
            "need": "扩产",
            "budget": (None, Decimal(5)),
            "expected_close_on": TODAY,
        },
        ticks=frozenset(),
        contact=NewContact("顾工"),
        decider="顾工",
    )
    for left_out in ("customer", "need", "budget", "expected_close_on"):
        fields = {name: value for name, value in full.fields.items() if name != left_out}
        fills = Fills(fields, contact=full.contact if "customer" in fields else None)
        foreseen = desk.ask(gate_crossing.remaining, desk.card, desk.stages[4], fills)
        with pytest.raises(GateError) as refused:
            desk.act(gate_fills.move, desk.card, desk.stages[4], fills=fills)
        assert refused.value.gaps == foreseen


def test_a_stage_behind_the_sale_is_reached_by_the_signature(desk: Desk) -> None:
    found = desk.ask(gate_crossing.crossing, desk.card, desk.stages[7], person=None)
    signing = desk.ask(gate_crossing.crossing, desk.card, None, person=None)
    assert found.signs
    assert found.gaps == signing.gaps
    assert found.signature_item == desk.items(5)[-1]
    assert not desk.ask(gate_crossing.crossing, desk.card, desk.stages[5], person=None).signs


def test_the_slot_for_the_signed_contract_is_the_last_one_of_its_stage(desk: Desk) -> None:
    ltc = desk.act(pipelines.add_from_template, "ltc")
    query = select(Stage.id).where(Stage.pipeline_id == ltc).order_by(Stage.position)
    first = desk.ask(lambda session: session.scalars(query).first())
    card = desk.act(factories.opportunity, stage_id=first)
    found = desk.ask(gate_crossing.crossing, card, None, person=None)
    (slot,) = [gap.text for gap in found.gaps if gap.item_id == found.signature_item]
    assert slot == "签章合同"


def test_a_won_one_moves_behind_the_sale_through_its_own_gates(desk: Desk) -> None:
    desk.act(_won, desk)
    found = desk.ask(gate_crossing.crossing, desk.card, desk.stages[7], person=None)
    assert not found.signs
    assert {gap.stage for gap in found.gaps} == {"项目实施"}


def test_destinations_are_the_stages_that_a_card_may_go_to(desk: Desk) -> None:
    found = desk.ask(gate_crossing.destinations, desk.card)
    assert [one.signs for one in found] == [False] * 6 + [True] * 2
    assert [one.here for one in found] == [True] + [False] * 7
    desk.act(_won, desk)
    found = desk.ask(gate_crossing.destinations, desk.card)
    assert [(one.name, one.signs) for one in found] == [("项目实施", False), ("售后维护", False)]


def test_a_new_one_must_bring_what_the_stages_before_its_own_ask_for(desk: Desk) -> None:
    first = desk.ask(gate_crossing.crossing_of_new, desk.stages[0], Fills(), person=None)
    assert first.gaps == ()
    found = desk.ask(gate_crossing.crossing_of_new, desk.stages[1], Fills(), person=None)
    assert [gap.code or gap.kind for gap in found.gaps] == ["customer", "contact", "need", "check"]
    fills = Fills(fields={"customer": "新客户", "need": "扩产"}, contact=NewContact("顾工"))
    found = desk.ask(gate_crossing.crossing_of_new, desk.stages[1], fills, person=None)
    assert [gap.code or gap.kind for gap in found.gaps] == ["check"]


def test_a_soft_gate_lets_everybody_pass_who_says_why(desk: Desk) -> None:
    rep = desk.act(factories.person, role="sales")
    desk.act(factories.person)
    strict = desk.ask(gate_crossing.crossing, desk.card, desk.stages[1], person=rep)
    assert (strict.strict, strict.may_waive) == (True, False)

    def soften(session: Session) -> None:
        session.scalars(select(Pipeline)).one().gate_mode = "soft"

    desk.act(soften)
    soft = desk.ask(gate_crossing.crossing, desk.card, desk.stages[1], person=rep)
    assert (soft.strict, soft.may_waive) == (False, True)


def test_the_opportunity_s_own_rivals_come_first(desk: Desk) -> None:
    def seed(session: Session) -> None:
        names = ("北方", "大族", "通快", "西重")
        rows = [Competitor(name=name) for name in names]
        session.add_all(rows)
        session.flush()
        session.add(Rival(opportunity_id=desk.card, competitor_id=rows[1].id, standing="even"))
        session.add(Rival(opportunity_id=desk.card, competitor_id=rows[2].id, standing="favoured"))

    desk.act(seed)
    found = desk.ask(gate_crossing.rivals_first, desk.card)
    assert [name for _id, name in found] == ["通快", "大族", "北方", "西重"]


def _slot(session: Session, stage_id: uuid.UUID) -> uuid.UUID:
    row = StageItem(stage_id=stage_id, kind="evidence", text="文件", required=True)
    session.add(row)
    session.flush()
    return row.id


def _won(session: Session, desk: Desk) -> None:
    session.get_one(Opportunity, desk.card).customer_id = desk.customer
    opportunities.win(session, desk.card, on=TODAY, amount=Decimal(9), waiver="老客户")
