"""What is filled in at a gate is written with the move, the win or the making, or not at all."""

from __future__ import annotations

import uuid
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError, SalesDeskError
from salesdesk.domain.stage_gate import GateError
from salesdesk.services import contacts, gate_fills, history, quotes
from salesdesk.services.evidence import StoredFile
from salesdesk.services.gate_fills import FileFill, Fills, NewContact, NextStep, QuoteFill
from salesdesk.storage.records import (
    Activity,
    Attachment,
    Competitor,
    Contact,
    Operation,
    Opportunity,
    OpportunityItem,
    Rival,
    StageChange,
    StageItem,
    Stakeholder,
)
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.domain.drafts import draft, line
from tests.factories import STEP

FILE = StoredFile("方案.pdf", 3, "a" * 64)
TODAY = date(2026, 6, 30)
ASKED = (
    *("customer", "contact", "need", "budget", "amount", "expected_close_on", "product"),
    *("decider", "team", "competitor", "next_step"),
)


class Desk:
    """A workspace whose first stage asks for all that can be filled in, a tick and a file."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        factories.set_up(workspace)
        with workspace.write(STEP) as write:
            session = write.session
            self.stages = [stage.id for stage in factories.stages(session)]
            first = factories.stages(session)[0]
            first.required_fields = " ".join(ASKED)
            self.check = self.item(session, kind="check", text="现场看过")
            self.slot = self.item(session, kind="evidence", text="需求文档")
            self.customer = factories.customer(session)
            self.product = factories.product(session)
            self.people = [factories.person(session) for _number in range(3)]
            self.card = factories.opportunity(session)
            own = OpportunityItem(
                opportunity_id=self.card, stage_id=self.stages[0], text="环评批复", required=True
            )
            session.add(own)
            session.flush()
            self.own = own.id

    def item(self, session: Session, **values: Any) -> uuid.UUID:
        row = StageItem(stage_id=self.stages[0], **({"required": True} | values))
        session.add(row)
        session.flush()
        return row.id

    def fills(self, **other: Any) -> Fills:
        """Return all that the gate asks for."""
        account, solution, fulfilment = self.people
        fields = {
            "need": "扩产一条线",
            "customer": self.customer,
            "budget": (Decimal(500_000), Decimal(800_000)),
            "amount": Decimal(640_000),
            "expected_close_on": TODAY,
            "product": self.product,
            "owner": account,
            "sr": solution,
            "fr": fulfilment,
        }
        values: dict[str, Any] = {
            "fields": fields,
            "ticks": frozenset({self.check}),
            "own_ticks": frozenset({self.own}),
            "files": (FileFill(FILE, self.slot),),
            "contact": NewContact("顾工", "138 0000 0000"),
            "decider": "顾工",
            "competitor": "大族",
            "next_step": NextStep("visit", TODAY, "15:00", "看样件"),
        }
        return Fills(**values | other)

    def move(self, fills: Fills, place: int = 1, **options: Any) -> None:
        with self.workspace.write(STEP, person=self.people[0]) as write:
            gate_fills.move(write.session, self.card, self.stages[place], fills=fills, **options)

    def row(self) -> Opportunity:
        with self.workspace.read() as session:
            return session.get_one(Opportunity, self.card)

    def state(self) -> dict[str, int]:
        """Return how many living rows there are of everything that fills write to, and where the card stands."""
        kinds = (Contact, Stakeholder, Competitor, Rival, Activity, OpportunityItem, Attachment, StageChange)
        with self.workspace.read() as session:
            counts = {
                kind.__name__: session.scalar(
                    select(func.count()).select_from(kind).where(kind.deleted_at.is_(None))
                )
                or 0
                for kind in kinds
            }
            card = session.get_one(Opportunity, self.card)
            return counts | {"stage": self.stages.index(card.stage_id), "need": len(card.need)}


@pytest.fixture
def desk(workspace: Workspace) -> Desk:
    return Desk(workspace)


def test_all_that_is_missing_is_filled_in_with_the_move_and_undone_by_one_step(desk: Desk) -> None:
    before = desk.state()
    desk.move(desk.fills())
    after = desk.state()
    assert after == {
        **before,
        "Contact": 1,
        "Stakeholder": 1,
        "Competitor": 1,
        "Rival": 1,
        "Activity": 1,
        "OpportunityItem": before["OpportunityItem"] + 1,
        "Attachment": 1,
        "StageChange": 1,
        "stage": 1,
        "need": 5,
    }
    history.undo(desk.workspace)
    assert desk.state() == before


def test_each_thing_holds_what_was_filled_in(desk: Desk) -> None:
    desk.move(desk.fills())
    card = desk.row()
    assert (card.customer_id, card.need, card.amount_minor) == (desk.customer, "扩产一条线", 64_000_000)
    assert (card.budget_min_minor, card.budget_max_minor) == (50_000_000, 80_000_000)
    assert (card.owner_id, card.sr_id, card.fr_id) == tuple(desk.people)
    with desk.workspace.read() as session:
        contact = session.scalars(select(Contact)).one()
        decider = session.scalars(select(Stakeholder)).one()
        step = session.scalars(select(Activity)).one()
        tick = session.scalars(
            select(OpportunityItem).where(OpportunityItem.stage_item_id == desk.check)
        ).one()
        own = session.get_one(OpportunityItem, desk.own)
        file = session.scalars(select(Attachment)).one()
    assert (contact.name, contact.mobile, contact.customer_id) == ("顾工", "138 0000 0000", desk.customer)
    assert (decider.contact_id, decider.role) == (contact.id, "executive")
    assert (step.due_on, step.due_time, step.subject, step.customer_id) == (
        TODAY,
        "15:00",
        "看样件",
        desk.customer,
    )
    assert step.owner_id == desk.people[0]
    assert tick.done_at is not None
    assert (tick.done_by, own.done_by) == (desk.people[0], desk.people[0])
    assert (file.stage_item_id, file.hash) == (desk.slot, FILE.hash)


@pytest.mark.parametrize(
    "left_out",
    [
        {"ticks": frozenset()},
        {"own_ticks": frozenset()},
        {"files": ()},
        {"competitor": None},
        {"next_step": None},
        {"decider": None},
        {"contact": None, "decider": None},
        {"files": (FileFill(FILE),)},
    ],
)
def test_where_one_thing_is_still_missing_nothing_is_written(desk: Desk, left_out: dict[str, Any]) -> None:
    before, steps = desk.state(), _operations(desk.workspace)
    with pytest.raises(GateError) as refused:
        desk.move(desk.fills(**left_out))
    assert 1 <= len(refused.value.gaps) <= 2
    assert desk.state() == before
    assert _operations(desk.workspace) == steps


def test_what_is_filled_in_wrongly_refuses_all(desk: Desk) -> None:
    before = desk.state()
    elsewhere = _act(desk, factories.contact)
    wrong: list[tuple[dict[str, Any], type[SalesDeskError]]] = [
        ({"ticks": frozenset({desk.slot})}, InvalidInputError),
        ({"own_ticks": frozenset({desk.slot})}, InvalidInputError),
        ({"files": (FileFill(FILE, desk.check),)}, InvalidInputError),
        ({"quotes": (QuoteFill(uuid.uuid4(), desk.slot),)}, InvalidInputError),
        ({"decider": elsewhere}, RuleError),
        ({"contact": NewContact(" ")}, InvalidInputError),
    ]
    for other, error in wrong:
        with pytest.raises(error):
            desk.move(desk.fills(**other))
    assert desk.state() == before | {"Contact": 1}


def test_a_contact_needs_a_customer(desk: Desk) -> None:
    with pytest.raises(RuleError, match="客户"):
        desk.move(Fills(contact=NewContact("顾工")))


def test_a_stale_version_is_told_and_nothing_is_written(desk: Desk) -> None:
    version = desk.row().row_version
    _act(desk, lambda session: setattr(session.get_one(Opportunity, desk.card), "need", "别的"))
    before = desk.state()
    with pytest.raises(ConflictError):
        desk.move(desk.fills(), row_version=version)
    assert desk.state() == before
    desk.move(desk.fills(), row_version=version + 1)


def test_a_known_contact_is_made_the_decider_once(desk: Desk) -> None:
    def seed(session: Session) -> uuid.UUID:
        contact = contacts.create(session, desk.customer, name="陈总")
        session.add(Stakeholder(opportunity_id=desk.card, contact_id=contact, role="user"))
        return contact

    contact = _act(desk, seed)
    desk.move(desk.fills(contact=None, decider=contact))
    with desk.workspace.read() as session:
        chain = [(row.contact_id, row.role) for row in session.scalars(select(Stakeholder))]
    assert chain == [(contact, "executive")]


def test_a_quote_stands_in_the_place_of_a_file(desk: Desk) -> None:
    def seed(session: Session) -> uuid.UUID:
        session.get_one(Opportunity, desk.card).customer_id = desk.customer
        sheet = draft(line(), customer_id=desk.customer, opportunity_id=desk.card)
        quotes.save_draft(session, sheet, today=TODAY, seller_name="云帆")
        return quotes.of_opportunity(session, desk.card)[0].id

    quote = _act(desk, seed)
    amount = desk.row().amount_minor
    fields = {name: value for name, value in desk.fills().fields.items() if name != "amount"}
    desk.move(replace(desk.fills(files=(), quotes=(QuoteFill(quote, desk.slot),)), fields=fields))
    assert (desk.state()["stage"], desk.row().amount_minor) == (1, amount)


def test_the_signature_takes_what_is_filled_in_with_it(desk: Desk) -> None:
    before = desk.state()
    with desk.workspace.write(STEP) as write:
        gate_fills.win(write.session, desk.card, on=TODAY, amount=Decimal(9), fills=desk.fills())
    assert (desk.row().status, desk.row().amount_minor) == ("won", 900)
    history.undo(desk.workspace)
    assert desk.state() == before
    with pytest.raises(GateError), desk.workspace.write(STEP) as write:
        gate_fills.win(write.session, desk.card, on=TODAY, amount=Decimal(9), fills=desk.fills(files=()))
    assert desk.state() == before


def test_a_new_one_begins_in_a_later_stage_with_what_is_filled_in(desk: Desk) -> None:
    fills = desk.fills(own_ticks=frozenset())
    before = desk.state()
    values = {"name": "磨床", "stage_id": desk.stages[1], "today": TODAY}
    with pytest.raises(GateError), desk.workspace.write(STEP) as write:
        gate_fills.create(write.session, fills=Fills(), **values)
    assert desk.state() == before
    with desk.workspace.write(STEP) as write:
        made = gate_fills.create(write.session, fills=fills, **values)
    with desk.workspace.read() as session:
        way = session.execute(
            select(StageChange.from_stage_id, StageChange.to_stage_id).where(
                StageChange.opportunity_id == made
            )
        ).all()
    assert [tuple(step) for step in way] == [(None, desk.stages[1])]
    history.undo(desk.workspace)
    assert desk.state() == before


def test_who_delivers_can_be_named_after_the_signature(desk: Desk) -> None:
    with desk.workspace.write(STEP) as write:
        gate_fills.win(write.session, desk.card, on=TODAY, amount=Decimal(9), fills=desk.fills())
    _act(desk, gate_fills.apply, desk.card, Fills(fields={"fr": desk.people[0]}))
    assert desk.row().fr_id == desk.people[0]
    with pytest.raises(RuleError):
        _act(desk, gate_fills.apply, desk.card, Fills(fields={"amount": Decimal(1)}))


def test_joined_fills_hold_both(desk: Desk) -> None:
    first = Fills(fields={"need": "a", "amount": Decimal(1)}, ticks=frozenset({desk.check}), competitor="x")
    second = Fills(fields={"need": "b"}, files=(FileFill(FILE),), competitor="y")
    joined = first.joined(second)
    assert joined.fields == {"need": "b", "amount": Decimal(1)}
    assert (joined.ticks, joined.files, joined.competitor) == (first.ticks, second.files, "y")
    assert joined
    assert not Fills()


def _act(desk: Desk, fn: Any, *args: Any) -> Any:
    with desk.workspace.write(STEP) as write:
        return fn(write.session, *args)


def _operations(workspace: Workspace) -> int:
    with workspace.read() as session:
        return session.scalar(select(func.count()).select_from(Operation)) or 0
