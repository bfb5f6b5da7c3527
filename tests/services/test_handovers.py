"""Handovers: raised with the signature, judged point by point, told of amendments, void with their contract."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from salesdesk.domain import handover as rules
from salesdesk.domain.errors import ConflictError, InvalidInputError, RuleError, SalesDeskError
from salesdesk.domain.handover import CHECKLIST, Point
from salesdesk.domain.service_ticket import MOST_POINTS
from salesdesk.i18n import set_language
from salesdesk.services import (
    contracts,
    handover_sheets,
    handovers,
    history,
    milestones,
    payments,
    people,
    tickets,
)
from salesdesk.services.tickets import TicketView
from salesdesk.storage.records import Contract, Opportunity, ServiceTicket
from salesdesk.storage.workspace import Workspace
from tests import factories
from tests.factories import STEP
from tests.services.contracting import TODAY, Firm, days


def ticket_of(firm: Firm, contract: uuid.UUID) -> TicketView:
    """Return the handover of a contract."""
    ticket = firm.ask(handovers.of_contract, contract)
    assert ticket is not None
    return firm.ask(tickets.load, ticket)


def judged(firm: Firm, ticket: TicketView) -> None:
    """Judge every point."""

    def judge(session: Session) -> None:
        for item in ticket.items:
            tickets.judge(session, item.id, "done")

    firm.do(judge)


def accepted(firm: Firm) -> tuple[uuid.UUID, TicketView]:
    """Return a signed contract with its accepted handover."""
    contract = firm.signed()
    firm.do(tickets.accept, ticket_of(firm, contract).id)
    return contract, ticket_of(firm, contract)


def somebody(firm: Firm, **values: Any) -> uuid.UUID:
    """Let somebody more work in the firm."""
    with firm.workspace.write(STEP) as write:
        return factories.person(write.session, **values)


# --- raised -------------------------------------------------------------------------------------------------------


def test_a_signature_raises_the_handover_with_its_checklist(workspace: Workspace) -> None:
    firm = Firm(workspace)
    contract = firm.issued()
    assert firm.ask(handovers.of_contract, contract) is None
    firm.issue_step(contracts.sign, contract, on=TODAY)
    ticket = ticket_of(firm, contract)
    assert ticket.number == f"ST-{TODAY.year}-0001"
    assert (ticket.kind, ticket.state, ticket.customer_id) == ("handover", "open", firm.buyer)
    assert (ticket.contract_id, ticket.opportunity_id) == (contract, firm.card)
    assert ticket.due_on == TODAY + timedelta(days=rules.DAYS)
    assert [item.code for item in ticket.items] == list(CHECKLIST)
    assert ticket.left == len(CHECKLIST)


def test_a_handover_is_written_with_its_signature_and_undo_leaves_both(workspace: Workspace) -> None:
    firm = Firm(workspace)
    contract = firm.signed()
    for _step in range(12):
        with suppress(SalesDeskError):
            history.undo(workspace)
    assert firm.ask(handovers.of_contract, contract) is not None


def test_a_framework_agreement_hands_nothing_over(workspace: Workspace) -> None:
    firm = Firm(workspace)
    frame = firm.do(contracts.make_framework, firm.buyer, today=TODAY, seller_name="x")

    def sign(session: Session) -> object:
        contract = session.get_one(Contract, frame)
        contract.state, contract.signed_on = "signed", TODAY
        return handovers.make(session, contract)

    assert firm.do(sign) is None
    with pytest.raises(RuleError):
        firm.do(handovers.start, frame, today=TODAY)


def test_who_fulfils_the_opportunity_is_responsible_first(workspace: Workspace) -> None:
    firm = Firm(workspace)
    contract = firm.issued()
    somebody(firm, name="严服务", role="service_manager")
    delivery = somebody(firm, name="何交付", role="sales")

    def name(session: Session) -> None:
        session.get_one(Opportunity, firm.card).fr_id = delivery

    firm.do(name)
    firm.issue_step(contracts.sign, contract, on=TODAY)
    assert ticket_of(firm, contract).owner == "何交付"


@pytest.mark.parametrize(
    ("regions", "expected"),
    [((), ""), (("华南",), "经理0"), (("华南", "华东"), "经理1"), (("华南", "华北"), "")],
)
def test_else_the_service_manager_is(workspace: Workspace, regions: tuple[str, ...], expected: str) -> None:
    firm = Firm(workspace)
    contract = firm.issued()
    seller = somebody(firm, name="何东", role="sales", region="华东")
    for place, region in enumerate(regions):
        somebody(firm, name=f"经理{place}", role="service_manager", region=region)

    def belongs(session: Session) -> None:
        session.get_one(Contract, contract).owner_id = seller

    firm.do(belongs)
    firm.issue_step(contracts.sign, contract, on=TODAY)
    assert ticket_of(firm, contract).owner == expected


def test_what_was_signed_before_gets_its_handover_later_and_only_one(workspace: Workspace) -> None:
    firm = Firm(workspace)
    contract = firm.signed()
    assert firm.ask(handovers.without) == ()
    with pytest.raises(RuleError):
        firm.do(handovers.start, contract, today=TODAY)
    firm.do(tickets.void, ticket_of(firm, contract).id, "重复")
    (one,) = firm.ask(handovers.without)
    assert (one.id, one.signed_on) == (contract, TODAY)
    firm.do(handovers.start, contract, today=days(3))
    assert ticket_of(firm, contract).number.endswith("-0002")
    assert ticket_of(firm, contract).due_on == days(3 + rules.DAYS)


def test_a_draft_has_no_handover(workspace: Workspace) -> None:
    firm = Firm(workspace)
    with pytest.raises(RuleError):
        firm.do(handovers.start, firm.contract(), today=TODAY)


# --- what becomes of it -------------------------------------------------------------------------------------------


def test_who_accepts_is_responsible_where_nobody_was(workspace: Workspace) -> None:
    firm = Firm(workspace)
    ticket = ticket_of(firm, firm.signed())
    person = somebody(firm, name="严服务", role="sales")
    with workspace.write(STEP, person=person) as write:
        tickets.accept(write.session, ticket.id)
    found = firm.ask(tickets.load, ticket.id)
    assert (found.state, found.owner, found.accepted_by) == ("accepted", "严服务", "严服务")
    assert found.accepted_at is not None


def test_it_is_finished_once_no_point_is_left(workspace: Workspace) -> None:
    firm = Firm(workspace)
    _contract, ticket = accepted(firm)
    with pytest.raises(RuleError, match=str(len(CHECKLIST))):
        firm.do(tickets.finish, ticket.id)
    judged(firm, ticket)
    firm.do(tickets.judge, ticket.items[0].id, "not_applicable")
    firm.do(tickets.finish, ticket.id)
    found = firm.ask(tickets.load, ticket.id)
    assert found.state == "done"
    assert found.done_at is not None
    for change in (
        lambda: firm.do(tickets.judge, ticket.items[0].id, ""),
        lambda: firm.do(tickets.add_point, ticket.id, "x"),
        lambda: firm.do(tickets.remove_point, ticket.items[0].id),
    ):
        with pytest.raises(RuleError):
            change()


def test_it_is_returned_with_what_is_missing(workspace: Workspace) -> None:
    firm = Firm(workspace)
    _contract, ticket = accepted(firm)
    with pytest.raises(InvalidInputError):
        firm.do(tickets.give_back, ticket.id, "  ")
    firm.do(tickets.give_back, ticket.id, "技术协议未盖章")
    found = firm.ask(tickets.load, ticket.id)
    assert (found.state, found.reason, found.accepted_at) == ("returned", "技术协议未盖章", None)
    firm.do(tickets.send, ticket.id)
    assert firm.ask(tickets.load, ticket.id).reason == ""


def test_a_point_remembers_who_did_it_and_a_note_alone_changes_no_one(workspace: Workspace) -> None:
    firm = Firm(workspace)
    _contract, ticket = accepted(firm)
    person = somebody(firm, name="严服务")
    first = ticket.items[0].id
    with workspace.write(STEP, person=person) as write:
        tickets.judge(write.session, first, "done", "两份原件")
    item = firm.ask(tickets.load, ticket.id).items[0]
    assert (item.result, item.person, item.note) == ("done", "严服务", "两份原件")
    firm.do(tickets.judge, first, "done", "三份原件")
    item = firm.ask(tickets.load, ticket.id).items[0]
    assert (item.person, item.note) == ("严服务", "三份原件")
    firm.do(tickets.judge, first, "")
    item = firm.ask(tickets.load, ticket.id).items[0]
    assert (item.result, item.person, item.at) == ("", "", None)
    with pytest.raises(InvalidInputError):
        firm.do(tickets.judge, first, "perhaps")


def test_the_checklist_is_edited(workspace: Workspace) -> None:
    firm = Firm(workspace)
    _contract, ticket = accepted(firm)
    added = firm.do(tickets.add_point, ticket.id, " 现场\n安全培训\u202e ")
    firm.do(tickets.word_point, ticket.items[1].id, "图纸会签")
    firm.do(tickets.remove_point, ticket.items[0].id)
    firm.do(tickets.move_point, added, -1)
    found = firm.ask(tickets.load, ticket.id).items
    assert found[0].text == "图纸会签"
    assert found[0].own
    assert found[-2].text == "现场 安全培训"
    firm.do(tickets.move_point, found[0].id, -1)
    assert firm.ask(tickets.load, ticket.id).items == found
    for _more in range(MOST_POINTS - len(found)):
        firm.do(tickets.add_point, ticket.id, "x")
    with pytest.raises(RuleError):
        firm.do(tickets.add_point, ticket.id, "x")


def test_what_was_changed_elsewhere_is_not_overwritten(workspace: Workspace) -> None:
    firm = Firm(workspace)
    ticket = ticket_of(firm, firm.signed())
    person = somebody(firm, name="严服务")
    more: dict[str, Any] = {"owner_id": person, "due_on": days(9), "text": "门口限高 3.5 m"}
    firm.do(tickets.change, ticket.id, row_version=ticket.row_version, **more)
    found = firm.ask(tickets.load, ticket.id)
    assert (found.owner, found.due_on, found.text) == ("严服务", days(9), "门口限高 3.5 m")
    with pytest.raises(ConflictError):
        firm.do(tickets.change, ticket.id, row_version=ticket.row_version, **more)
    assert not found.is_overdue(days(9))
    assert found.is_overdue(days(10))
    with pytest.raises(InvalidInputError):
        firm.do(
            tickets.change, ticket.id, row_version=found.row_version, **(more | {"owner_id": uuid.uuid4()})
        )


def test_who_is_responsible_hands_over_before_leaving(workspace: Workspace) -> None:
    firm = Firm(workspace)
    ticket = ticket_of(firm, firm.signed())
    one, other = somebody(firm, name="严服务"), somebody(firm, name="何服务")
    firm.do(tickets.change, ticket.id, row_version=ticket.row_version, owner_id=one, due_on=None, text="")
    assert firm.ask(people.responsibilities, one) == {"service_ticket": 1}
    with pytest.raises(RuleError, match="工单"):
        firm.do(people.delete, one)
    firm.do(people.delete, one, successor=other)
    assert firm.ask(tickets.load, ticket.id).owner == "何服务"


# --- with its contract --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("done", [False, True])
def test_an_amendment_is_told_to_service(workspace: Workspace, done: bool) -> None:  # noqa: FBT001 - a case
    firm = Firm(workspace)
    contract, ticket = accepted(firm)
    if done:
        judged(firm, ticket)
        firm.do(tickets.finish, ticket.id)
    firm.do(contracts.amend, contract, reason="加一台上料机", today=TODAY)
    firm.reviewed(contract)
    firm.issue_step(contracts.issue, contract)
    firm.issue_step(contracts.sign, contract, on=TODAY)
    found = firm.ask(tickets.load, ticket.id)
    assert found.state == "accepted"
    assert "加一台上料机" in found.items[-1].text
    assert not found.items[-1].result


@pytest.mark.parametrize("done", [False, True])
def test_a_terminated_contract_needs_no_handover(workspace: Workspace, done: bool) -> None:  # noqa: FBT001 - a case
    firm = Firm(workspace)
    contract, ticket = accepted(firm)
    if done:
        judged(firm, ticket)
        firm.do(tickets.finish, ticket.id)
    firm.issue_step(contracts.terminate, contract, on=TODAY, reason="项目取消", kept=Decimal(0))
    found = firm.ask(tickets.load, ticket.id)
    assert found.state == ("done" if done else "void")
    assert ("项目取消" in found.reason) is not done


# --- the firm's checklist -----------------------------------------------------------------------------------------


def test_the_firm_keeps_a_checklist_of_its_own(workspace: Workspace) -> None:
    firm = Firm(workspace)
    _contract, ticket = accepted(firm)
    for item in ticket.items[2:]:
        firm.do(tickets.remove_point, item.id)
    firm.do(tickets.add_point, ticket.id, "防爆证")
    firm.do(handovers.keep_as_usual, ticket.id)
    wanted = (Point("contract"), Point("technical"), Point("", "防爆证"))
    assert firm.ask(handovers.usual) == wanted
    other = firm.signed(firm.quote(opportunity_id=None))
    assert [item.text for item in ticket_of(firm, other).items][-1] == "防爆证"
    firm.do(handovers.use_shipped)
    assert firm.ask(handovers.usual) == rules.USUAL


# --- what is known ------------------------------------------------------------------------------------------------


def test_what_the_contract_says_stands_beside_the_points(workspace: Workspace) -> None:
    firm = Firm(workspace)
    contract = firm.signed(firm.quote("400", total="1000.00"))
    firm.do(payments.record, firm.buyer, on=TODAY, amount=Decimal(300))

    def known() -> dict[str, str]:
        found: dict[str, str] = firm.ask(handover_sheets.known, contract, today=days(1))
        return found

    found = known()
    assert set(found) <= set(CHECKLIST)
    number = firm.ask(contracts.brief, contract).number
    assert number in found["contract"]
    assert "磨床1 LX-M × 3 台" in found["technical"]
    assert "300.00" in found["payment"]
    assert "1,000.00" in found["payment"]
    assert "12" in found["warranty"]
    set_language("en")
    assert "of training" in known()["training"]
    assert "received" in known()["payment"]


def test_tests_and_conditions_are_known_too(workspace: Workspace) -> None:
    firm = Firm(workspace)
    contract = firm.signed()
    firm.do(milestones.record, contract, "fat_passed", on=TODAY, result="passed")
    assert "2026" in firm.ask(handover_sheets.known, contract, today=TODAY)["acceptance"]


def test_the_sheet_has_everything(workspace: Workspace) -> None:
    firm = Firm(workspace)
    _contract, ticket = accepted(firm)
    firm.do(tickets.judge, ticket.items[0].id, "done", "两份原件")
    sheet = firm.ask(handover_sheets.sheet, ticket.id, today=TODAY, seller_name="云帆砺行")
    assert sheet.number == ticket.number
    assert sheet.buyer.name == "恒岳轴承有限公司"
    assert len(sheet.points) == len(CHECKLIST)
    assert sheet.points[0].note == "两份原件"
    assert sheet.points[0].known


def test_a_ticket_that_is_gone_says_so(workspace: Workspace) -> None:
    firm = Firm(workspace)
    calls: tuple[Callable[[], object], ...] = (
        lambda: firm.ask(tickets.load, uuid.uuid4()),
        lambda: firm.do(tickets.accept, uuid.uuid4()),
        lambda: firm.do(tickets.judge, uuid.uuid4(), "done"),
    )
    for call in calls:
        with pytest.raises(InvalidInputError):
            call()


def test_only_one_living_handover_a_contract(workspace: Workspace) -> None:
    firm = Firm(workspace)
    contract = firm.signed()
    assert [one.number for one in firm.ask(tickets.of_contract, contract)] == ["ST-2026-0001"]
    assert [one.number for one in firm.ask(tickets.of_customer, firm.buyer)] == ["ST-2026-0001"]

    def second(session: Session) -> None:
        session.add(ServiceTicket(number="X", kind="handover", customer_id=firm.buyer, contract_id=contract))
        session.flush()

    with pytest.raises(IntegrityError):
        firm.do(second)
