"""Every line of docs/state-machines.md is gone through with the services, and every other pair is tried."""

from __future__ import annotations

import itertools
import re
import uuid
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import pytest
from sqlalchemy import select

from salesdesk.domain import contract as rules, receivables, service_ticket
from salesdesk.domain.errors import SalesDeskError
from salesdesk.domain.payment_plan import PlanLine
from salesdesk.domain.pipeline import STATUSES
from salesdesk.domain.receivables import Allocation
from salesdesk.services import (
    contracts,
    handovers,
    history,
    legal_reviews,
    milestones,
    opportunities,
    payment_plans,
    payments,
    tickets,
)
from salesdesk.storage.records import Opportunity, Receipt
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services.contracting import TODAY, Firm, days

DOCUMENT: Final = Path(__file__).resolve().parents[2] / "docs" / "state-machines.md"
_ROW: Final = re.compile(r"\| (\w+) \| (\w+) \| (\w+) \|")
Table = dict[tuple[str, str], str]


def table(title: str) -> Table:
    """Return the table below a heading of the document."""
    text = DOCUMENT.read_text("utf-8")
    section = text.split(f"\n## {title}\n")[1].split("\n## ")[0]
    rows = _ROW.findall(section)[1:]
    assert len({row[:2] for row in rows}) == len(rows)
    return {(before, action): after for before, action, after in rows}


def every(found: Table) -> list[tuple[str, str]]:
    """Return every pair of a state and an action of a table, also those that it doesn't have."""
    states = sorted({state for state, _action in found} | set(found.values()))
    return list(itertools.product(states, sorted({action for _state, action in found})))


def test_the_document_says_what_the_rules_do() -> None:
    assert table("Contract") == dict(rules.TRANSITIONS)
    assert table("Version of a contract") == dict(rules.VERSION_TRANSITIONS)
    assert table("Service ticket") == dict(service_ticket.TRANSITIONS)
    assert {state for pair in table("Opportunity").items() for state in (pair[0][0], pair[1])} == {
        status for status, _name in STATUSES
    }
    assert {state for pair in table("Instalment").items() for state in (pair[0][0], pair[1])} == set(
        receivables.STATUSES
    )


# --- opportunity --------------------------------------------------------------------------------------------------

OPPORTUNITY: Final = table("Opportunity")


@pytest.mark.parametrize(("state", "action"), every(OPPORTUNITY))
def test_an_opportunity(workspace: Workspace, state: str, action: str) -> None:
    factories.set_up(workspace)
    with workspace.write(STEP) as write:
        session = write.session
        stages = factories.stages(session)
        place = next(stage for stage in stages if (stage.kind == "open") == (state != "won"))
        beside = next(stage for stage in stages if stage.kind == place.kind and stage.id != place.id)
        more = {"loss_reason": "price"} if state == "lost" else {}
        customer = factories.customer(session)
        card = factories.opportunity(session, customer_id=customer, stage_id=place.id, status=state, **more)
        beside_id = beside.id

    def act() -> None:
        with workspace.write(STEP) as write:
            match action:
                case "move":
                    opportunities.move(write.session, card, beside_id)
                case "win":
                    opportunities.win(write.session, card, on=TODAY, amount=Decimal(5))
                case "lose":
                    opportunities.lose(write.session, card, reason="price", lost_to="nobody")
                case _:
                    opportunities.reopen(write.session, card, today=TODAY)

    expected = OPPORTUNITY.get((state, action))
    if expected is None:
        with pytest.raises(SalesDeskError):
            act()
    else:
        act()
    with workspace.read() as session:
        assert session.get_one(Opportunity, card).status == (expected or state)


# --- contract -----------------------------------------------------------------------------------------------------

CONTRACT: Final = table("Contract")


def contract_in(firm: Firm, state: str) -> uuid.UUID:
    """Bring a contract into a state by the services."""
    contract = firm.filled(firm.contract(firm.quote("400", total="1000.00")))
    if state == "void":
        firm.do(contracts.void, contract, reason="x")
    if state in ("draft", "void"):
        return contract
    firm.reviewed(contract)
    if state == "in_review":
        return contract
    firm.issue_step(contracts.issue, contract)
    if state == "issued":
        return contract
    firm.issue_step(contracts.sign, contract, on=TODAY)
    if state == "terminated":
        firm.issue_step(contracts.terminate, contract, on=TODAY, reason="x", kept=Decimal(0))
    if state in ("running", "completed"):
        firm.do(payments.record, firm.buyer, on=TODAY, amount=Decimal(1000))
    if state == "completed":
        firm.do(contracts.complete, contract, on=TODAY)
    return contract


def act_on_contract(firm: Firm, contract: uuid.UUID, action: str) -> None:
    match action:
        case "submit":
            firm.do(legal_reviews.start, contract)
        case "withdraw":
            firm.do(legal_reviews.take_back, contract)
        case "issue":
            firm.issue_step(contracts.issue, contract)
        case "revise":
            firm.do(contracts.revise, contract, reason="x", today=TODAY)
        case "sign":
            firm.issue_step(contracts.sign, contract, on=TODAY)
        case "start":
            firm.do(milestones.record, contract, "delivered", on=TODAY)
        case "complete":
            firm.do(contracts.complete, contract, on=TODAY)
        case "reopen":
            with firm.workspace.read() as session:
                receipt = session.scalars(select(Receipt.id)).first()
            firm.do(payments.reverse, receipt or uuid.uuid4(), on=TODAY, reason="x")
        case "terminate":
            firm.issue_step(contracts.terminate, contract, on=TODAY, reason="x", kept=Decimal(1000))
        case _:
            firm.do(contracts.void, contract, reason="x")


UNMOVED: Final = {("running", "start"), ("completed", "start"), ("running", "reopen")}
"""What can be done in other states too, and changes none: an event more, money taken back."""


@pytest.mark.parametrize(("state", "action"), sorted(CONTRACT))
def test_a_contract(workspace: Workspace, state: str, action: str) -> None:
    firm = Firm(workspace)
    contract = contract_in(firm, state)
    assert firm.state(contract) == state
    act_on_contract(firm, contract, action)
    assert firm.state(contract) == CONTRACT[state, action]


@pytest.mark.parametrize("state", rules.STATES)
def test_nothing_else_can_be_done_with_a_contract(workspace: Workspace, state: str) -> None:
    firm = Firm(workspace)
    contract = contract_in(firm, state)
    for before, action in every(CONTRACT):
        if before != state or (state, action) in CONTRACT:
            continue
        if (state, action) in UNMOVED:
            act_on_contract(firm, contract, action)
        else:
            with pytest.raises(SalesDeskError):
                act_on_contract(firm, contract, action)
        assert firm.state(contract) == state, action


def test_an_amendment_goes_its_own_way(workspace: Workspace) -> None:
    firm = Firm(workspace)
    contract = contract_in(firm, "running")

    def states() -> tuple[str, list[str]]:
        return firm.state(contract), [row.state for row in firm.ask(contracts.versions, contract)]

    firm.do(contracts.amend, contract, reason="x", today=TODAY)
    assert states() == ("running", ["draft", "signed"])
    firm.do(legal_reviews.start, contract)
    assert states() == ("running", ["in_review", "signed"])
    firm.do(legal_reviews.take_back, contract)
    assert states() == ("running", ["draft", "signed"])
    firm.reviewed(contract)
    firm.issue_step(contracts.issue, contract)
    assert states() == ("running", ["issued", "signed"])
    firm.do(contracts.revise, contract, reason="x", today=TODAY)
    assert states() == ("running", ["draft", "superseded", "signed"])
    firm.reviewed(contract)
    firm.issue_step(contracts.issue, contract)
    firm.issue_step(contracts.sign, contract, on=TODAY)
    assert states() == ("running", ["signed", "superseded", "superseded"])


# --- instalment ---------------------------------------------------------------------------------------------------

INSTALMENT: Final = table("Instalment")
PART: Final = {"open": "0", "partial": "100", "overdue": "0", "done": "600"}


@pytest.mark.parametrize(("state", "action"), sorted(set(INSTALMENT) - {("pending", "sign")}))
def test_an_instalment(workspace: Workspace, state: str, action: str) -> None:
    """Look at the second of three: 600.00 by the site test, which was on the tenth day."""
    firm = Firm(workspace)
    contract = firm.signed(firm.quote("400", total="1000.00"))
    event = firm.do(milestones.record, contract, "sat_passed", on=days(10), result="passed")
    part = firm.plan(contract)[1].id

    def pay(amount: str) -> uuid.UUID:
        share: Any = [Allocation(part, Decimal(amount))]
        return firm.do(payments.record, firm.buyer, on=days(11), amount=Decimal(amount), allocations=share)

    receipt = pay(PART[state]) if PART[state] != "0" else uuid.uuid4()
    today = days(10 if state in ("open", "partial") else 20)
    assert firm.plan(contract, today)[1].status == state
    match action:
        case "pay_part":
            pay("50")
        case "pay":
            pay(str(600 - Decimal(PART[state])))
        case "pass_due_day":
            today = days(11)
        case "postpone":
            firm.do(milestones.change, event, on=days(30), result="passed", note="")
        case "reverse":
            firm.do(payments.reverse, receipt, on=days(12), reason="x")
            today = days(10)
        case _:
            firm.do(payment_plans.resplit, contract, [PlanLine(kind="balance", trigger="delivered")])
    found = next(row for row in firm.plan(contract, today) if row.id == part)
    assert found.status == INSTALMENT[state, action]


def test_an_instalment_is_pending_before_the_signature() -> None:
    values: Any = {"amount": Decimal(5), "paid": Decimal(0), "due_on": None, "today": TODAY, "voided": False}
    assert receivables.status(**values, in_force=False) == "pending"
    assert receivables.status(**values, in_force=True) == INSTALMENT["pending", "sign"]


# --- service ticket -----------------------------------------------------------------------------------------------

TICKET: Final = table("Service ticket")


def act_on_ticket(firm: Firm, ticket: uuid.UUID, action: str) -> None:
    match action:
        case "accept":
            firm.do(tickets.accept, ticket)
        case "return":
            firm.do(tickets.give_back, ticket, "x")
        case "send":
            firm.do(tickets.send, ticket)
        case "finish":
            firm.do(tickets.finish, ticket)
        case "reopen":
            firm.do(tickets.reopen, ticket)
        case _:
            firm.do(tickets.void, ticket, "x")


WAYS: Final = {
    "open": (),
    "accepted": ("accept",),
    "returned": ("return",),
    "done": ("accept", "finish"),
    "void": ("void",),
}
"""How a ticket that was just raised comes into each state."""


@pytest.mark.parametrize("state", service_ticket.STATES)
def test_a_service_ticket(workspace: Workspace, state: str) -> None:
    firm = Firm(workspace)
    ticket = firm.ask(handovers.of_contract, firm.signed())
    assert ticket is not None
    for item in firm.ask(tickets.load, ticket).items:
        firm.do(tickets.judge, item.id, "done")
    for action in WAYS[state]:
        act_on_ticket(firm, ticket, action)
    for before, action in every(TICKET):
        if before != state:
            continue
        assert firm.ask(tickets.load, ticket).state == state
        if (after := TICKET.get((state, action))) is None:
            with pytest.raises(SalesDeskError):
                act_on_ticket(firm, ticket, action)
            continue
        act_on_ticket(firm, ticket, action)
        assert firm.ask(tickets.load, ticket).state == after
        history.undo(firm.workspace)
