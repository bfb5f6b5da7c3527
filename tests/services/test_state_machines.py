"""Every line of docs/state-machines.md is gone through with the services, and every other pair is tried."""

from __future__ import annotations

import itertools
import re
import uuid
from datetime import date
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


VERSION: Final = table("Version of a contract")


def amendment_in(firm: Firm, state: str) -> uuid.UUID:
    """Bring an amendment of a running contract into a state."""
    contract = contract_in(firm, "running")
    firm.do(contracts.amend, contract, reason="x", today=TODAY)
    if state == "void":
        firm.do(contracts.void, contract, reason="x")
    if state in ("draft", "void"):
        return contract
    firm.reviewed(contract)
    if state in ("issued", "signed", "superseded"):
        firm.issue_step(contracts.issue, contract)
    if state == "superseded":
        firm.do(contracts.revise, contract, reason="x", today=TODAY)
        firm.do(contracts.void, contract, reason="x")
    if state == "signed":
        firm.issue_step(contracts.sign, contract, on=TODAY)
    return contract


@pytest.mark.parametrize("state", sorted({state for state, _action in every(VERSION)}))
def test_a_version_does_nothing_that_is_not_in_its_table(workspace: Workspace, state: str) -> None:
    firm = Firm(workspace)
    contract = amendment_in(firm, state)
    number = 3 if state == "superseded" else 2

    def states() -> dict[int, str]:
        return {row.version: row.state for row in firm.ask(contracts.versions, contract)}

    before = states()
    assert before[2] == state
    for _state, action in [pair for pair in every(VERSION) if pair[0] == state and pair not in VERSION]:
        with pytest.raises(SalesDeskError):
            act_on_contract(firm, contract, "revise" if action == "supersede" else action)
        assert states() == before, action
    assert max(before) == number


# --- instalment ---------------------------------------------------------------------------------------------------

INSTALMENT: Final = table("Instalment")
PART: Final = {"open": "0", "partial": "100", "overdue": "0", "done": "600"}


def pay_part(firm: Firm, part: uuid.UUID, amount: str) -> uuid.UUID:
    share: Any = [Allocation(part, Decimal(amount))]
    return firm.do(payments.record, firm.buyer, on=days(11), amount=Decimal(amount), allocations=share)


def act_on_part(
    firm: Firm, contract: uuid.UUID, action: str, *, part: uuid.UUID, event: uuid.UUID, receipt: uuid.UUID
) -> None:
    match action:
        case "pay_part":
            pay_part(firm, part, "50")
        case "pay":
            pay_part(firm, part, "600")
        case "pass_due_day":
            pass  # only the day on which one looks is another
        case "postpone":
            firm.do(milestones.change, event, on=days(30), result="passed", note="")
        case "reverse":
            firm.do(payments.reverse, receipt, on=days(12), reason="x")
        case _:
            firm.do(payment_plans.resplit, contract, [PlanLine(kind="balance", trigger="delivered")])


@pytest.mark.parametrize(("state", "action"), sorted(set(INSTALMENT) - {("pending", "sign")}))
def test_an_instalment(workspace: Workspace, state: str, action: str) -> None:
    """Look at the second of three: 600.00 by the site test, which was on the tenth day."""
    firm = Firm(workspace)
    contract = firm.signed(firm.quote("400", total="1000.00"))
    event = firm.do(milestones.record, contract, "sat_passed", on=days(10), result="passed")
    part = firm.plan(contract)[1].id

    receipt = pay_part(firm, part, PART[state]) if PART[state] != "0" else uuid.uuid4()
    today = days(10 if state in ("open", "partial") else 20)
    assert firm.plan(contract, today)[1].status == state
    if action == "pay":
        pay_part(firm, part, str(600 - Decimal(PART[state])))
    else:
        act_on_part(firm, contract, action, part=part, event=event, receipt=receipt)
    today = {"pass_due_day": days(11), "reverse": days(10)}.get(action, today)
    found = next(row for row in firm.plan(contract, today) if row.id == part)
    assert found.status == INSTALMENT[state, action]


IDLE: Final = {
    ("pending", "pass_due_day"),
    ("partial", "postpone"),
    ("open", "postpone"),
    ("done", "pass_due_day"),
    ("done", "postpone"),
    ("partial", "pay_part"),
    ("partial", "void"),
    ("overdue", "pass_due_day"),
    ("done", "void"),
    ("void", "pass_due_day"),
    ("void", "postpone"),
    ("void", "void"),
}
"""What can happen in other states too, and changes none: days go by, another plan leaves alone what was paid."""
NEVER: Final = {
    ("open", "reverse"),
    ("overdue", "reverse"),
    ("void", "reverse"),
    ("void", "pay"),
    ("void", "pay_part"),
    ("done", "pay"),
    ("done", "pay_part"),
}
"""What is refused: money for what is paid or void, and taking back what never came."""
SIGNED: Final = {(state, "sign") for state in receivables.STATUSES if state != "pending"}
UNSIGNED: Final = {("pending", action) for _state, action in INSTALMENT} - {
    ("pending", "sign"),
    ("pending", "pass_due_day"),
}
"""Only a signature makes instalments, once; before it there is nothing to be paid, moved or made void."""


def test_every_pair_of_a_status_and_an_action_is_tried() -> None:
    tried = set(INSTALMENT) | IDLE | NEVER | SIGNED | UNSIGNED
    assert tried == set(every(INSTALMENT))


@pytest.mark.parametrize(("state", "action"), sorted(IDLE - {("pending", "pass_due_day")} | NEVER))
def test_nothing_else_becomes_of_an_instalment(workspace: Workspace, state: str, action: str) -> None:
    firm = Firm(workspace)
    contract = firm.signed(firm.quote("400", total="1000.00"))
    event = firm.do(milestones.record, contract, "sat_passed", on=days(10), result="passed")
    part = firm.plan(contract)[1].id

    receipt = pay_part(firm, part, PART[state]) if PART.get(state, "0") != "0" else uuid.uuid4()
    if state == "void":
        firm.do(payment_plans.resplit, contract, [PlanLine(kind="balance", trigger="delivered")])
    today = days(10 if state in ("open", "partial") else 20)

    def found(day: date) -> str:
        return next(row.status for row in firm.plan(contract, day) if row.id == part)

    def act() -> None:
        act_on_part(firm, contract, action, part=part, event=event, receipt=receipt)

    assert found(today) == state
    if (state, action) in NEVER:
        with pytest.raises(SalesDeskError):
            act()
    else:
        act()
    assert found(today) == state
    if action == "pass_due_day":
        assert found(days(400)) == state


@pytest.mark.parametrize("state", ["draft", "in_review", "issued", "void"])
def test_before_the_signature_nothing_is_paid_or_agreed_anew(workspace: Workspace, state: str) -> None:
    firm = Firm(workspace)
    contract = contract_in(firm, state)
    assert firm.plan(contract) == ()
    firm.do(payments.record, firm.buyer, on=TODAY, amount=Decimal(50))
    with pytest.raises(SalesDeskError):
        firm.do(milestones.record, contract, "delivered", on=TODAY)
    with pytest.raises(SalesDeskError):
        firm.do(payment_plans.resplit, contract, [PlanLine(kind="balance", trigger="delivered")])
    assert firm.plan(contract) == ()
    assert firm.ask(payments.of_customer, firm.buyer)[0].free == Decimal(50)


@pytest.mark.parametrize("state", ["signed", "running", "completed", "terminated"])
def test_what_is_signed_is_not_signed_again(workspace: Workspace, state: str) -> None:
    firm = Firm(workspace)
    contract = contract_in(firm, state)
    before = firm.plan(contract)
    with pytest.raises(SalesDeskError):
        firm.issue_step(contracts.sign, contract, on=TODAY)
    assert firm.plan(contract) == before


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
